// Tools that check code, and what a change to their configuration makes stricter. Which settings
// those are is data (parsers/catalog/checks.yaml); this is its reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/delta.h"

namespace interlock {

struct YamlDocument;

enum class Stricter : std::uint8_t {
  kListed,
  kUnlisted,
  kTrue,
  kFalse,
  kRaised,
  kLowered,
  kSet,
  kBans,
  kLevels,
};

struct CheckSetting {
  std::vector<std::string> key;  // its parts; "*" stands for any one
  Stricter stricter = Stricter::kSet;
  std::vector<std::vector<std::string>> levels;  // the mildest first, each by all its names
  std::vector<std::string> except;   // of what is listed: globs of what makes nothing stricter
  std::string from;                  // of a version: the first one that `rejects`; empty: any
  std::vector<std::string> rejects;  // imports ("module" or "module member") that it has no use for
};

struct CheckTool {
  std::string id;
  std::string title;                    // "ESLint", as reports name it
  std::vector<std::string> files;       // base names; '*' stands for any text
  std::vector<std::string> extensions;  // of the code it checks
  std::vector<std::string> within;      // folders that hold configuration for what is around them
  std::vector<CheckSetting> keys;

  bool Configures(std::string_view path) const;
  // Is it code that the tool looks at by a configuration that lies in this folder?
  bool Checks(std::string_view path, std::string_view configured_in) const;
};

// Throws Error when the document is wrong.
std::vector<CheckTool> ReadCheckTools(const YamlDocument& document);

// One setting that became stricter.
struct Tightening {
  const CheckTool* tool = nullptr;
  const SourceFile* file = nullptr;  // the new version of the configuration
  std::uint32_t line = 0;
  std::string key;
  std::string before, after;  // values; empty when there was or is none
  bool bans = false;          // `after` is a module that code may no longer import
  const CheckSetting* setting = nullptr;

  bool Rejects(const std::string& import) const;
};

// What one file's change makes stricter. A configuration that is new says nothing: the tool may
// well have been configured elsewhere before.
std::vector<Tightening> Tightenings(const std::vector<CheckTool>& tools,
                                    const FileVersions& versions);

}  // namespace interlock
