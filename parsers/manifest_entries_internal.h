// Configuration in any of the usual notations, flattened to its values in order of their lines:
// what a manifest reader needs, whatever library or hand-written reader is behind it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

// One scalar: of `[tool.poetry] packages = ["a"]` it is {{"tool", "poetry", "packages", "0"}, "a"}.
// An empty table or list has none. Booleans are "true" and "false", numbers as they are written.
struct ManifestEntry {
  std::vector<std::string> path;
  std::string value;
  std::uint32_t line = 0;
  std::uint32_t document = 0;  // of several in one file, from 0
};

// Each adds to `entries` what could be read; false, with the place in `problem`, when that is not
// the whole of it. Never throws for what the bytes are.
bool ReadTomlEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                     std::string& problem);
// Every document of a file, aliases written out and merge keys resolved. A value that is left out
// is the empty text. A document that cannot be read ends where it fails; those after it are read.
bool ReadYamlEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                     std::string& problem);
// The same for templates that become YAML: what stands between "{{" and "}}" is kept in keys and
// values as it is written, blanks normalised ("{{.Values.replicas}}"), and passed over on lines of
// its own, so that all branches of a condition are read; where only some of them make YAML, those.
bool ReadTemplatedYamlEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                              std::string& problem);
// Does a line of YAML begin with this key, outside of everything?
bool HasTopLevelKey(std::string_view bytes, std::string_view key);
// [section], key = value (or key: value); a value's further lines are indented, each an item of its
// own: {{"flake8", "ignore", "0"}, "E501"}.
bool ReadIniEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                    std::string& problem);
// JSON with comments. Lines are those where a key of that name stands, in the order of the file.
bool ReadJsonEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                     std::string& problem);

// What a file of JavaScript or TypeScript offers as its whole (`module.exports = …`, `export
// default …`), as far as it is written out: objects, lists, what is given to a function, strings,
// numbers and truth values. A variable of the file is followed once; all else is left out.
void ReadScriptEntries(std::string_view bytes, std::vector<ManifestEntry>& entries);

// Takes the next line off `bytes`, and gives it without its end.
std::string_view TakeLine(std::string_view& bytes);

bool StartsWith(const ManifestEntry& entry, std::initializer_list<std::string_view> path);

// "tool.ruff.line-length"
std::string JoinedPath(const ManifestEntry& entry);

// One Setting for each entry, up to a limit that no configuration written by hand comes near.
void AddSettings(std::span<const ManifestEntry> entries, FileFacts& facts);

using EntryReader = bool (*)(std::string_view bytes, std::vector<ManifestEntry>& entries,
                             std::string& problem);
// Settings and nothing else: what ManifestFormat::extract does of a tool's own configuration file.
bool ExtractSettings(EntryReader read, std::string_view bytes, FileFacts& facts,
                     std::string& problem);

// How base names begin and end: {".eslintrc", ".json"}.
struct NamePattern {
  std::string_view first, last;
};
bool HasNameOf(std::string_view path, std::span<const NamePattern> patterns);

// Does it turn warnings of a compiler on, or into errors? "-Werror", "-Xlint:all"
bool IsWarningFlag(std::string_view flag);

// ">=2.0,<3" of "requests[socks] >=2.0,<3 ; python_version < '3.8'" and "requests", as PEP 508 has
// it; no name when the text is not a requirement.
Dependency ReadPythonRequirement(std::string_view text);

// "Foo.Bar_baz" as "foo-bar-baz": names of Python packages that are one.
std::string NormalPythonName(std::string_view name);

}  // namespace interlock
