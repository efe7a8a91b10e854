// Lock files with a notation of their own: Gemfile.lock, yarn.lock and gradle.lockfile. They name
// what they lock at the left, "    rails (7.0.4)", `react@^17.0.0:` with `version "17.0.2"` below,
// and "junit:junit:4.13=testRuntimeClasspath".
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_xml_internal.h"

namespace interlock {

extern const ManifestFormat manifest_lock_text;

namespace {

constexpr std::size_t kMaxDependencies = 20'000;

class LockReader {
 public:
  explicit LockReader(FileFacts& facts) : facts_(facts) {}

  void ReadLine(std::string_view line, std::uint32_t number) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view text = line.substr(indent);
    if (text.empty() || text[0] == '#') return;
    if (indent == 0 && text.find('=') != text.npos && !text.ends_with(':')) {
      ReadArtifact(text, number);
    } else if (indent == 0) {
      entry_ = text.ends_with(':') ? EntryName(text) : std::string_view();
    } else if (indent == 4) {
      ReadSpec(text, number);
    } else if (indent == 2 && !entry_.empty()) {
      ReadVersion(text, number);
    }
  }

 private:
  // "@scope/ui" of `"@scope/ui@npm:^1.0.0", "@scope/ui@^1.1.0":`
  static std::string_view EntryName(std::string_view text) {
    if (text.starts_with('"')) text.remove_prefix(1);
    const std::size_t at = text.find('@', 1);
    return at == text.npos ? std::string_view() : text.substr(0, at);
  }

  // `version "17.0.2"` or `version: 17.0.2`
  void ReadVersion(std::string_view text, std::uint32_t number) {
    if (!text.starts_with("version")) return;
    text.remove_prefix(std::string_view("version").size());
    if (text.starts_with(':')) text.remove_prefix(1);
    text = TrimmedText(text);
    if (text.size() >= 2 && text[0] == '"') text = text.substr(1, text.size() - 2);
    Add(entry_, text, number);
    entry_ = {};
  }

  // "rails (7.0.4)"; what a gem itself asks for stands further to the right.
  void ReadSpec(std::string_view text, std::uint32_t number) {
    const std::size_t open = text.find(" (");
    if (open == text.npos || !text.ends_with(')')) return;
    Add(text.substr(0, open), text.substr(open + 2, text.size() - open - 3), number);
  }

  void ReadArtifact(std::string_view text, std::uint32_t number) {
    text = text.substr(0, text.find('='));
    const std::size_t last = text.rfind(':');
    if (last == text.npos || text.find(':') == last) return;
    Add(text.substr(0, last), text.substr(last + 1), number);
  }

  void Add(std::string_view name, std::string_view version, std::uint32_t number) {
    if (facts_.dependencies.size() >= kMaxDependencies) return;
    facts_.dependencies.push_back({std::string(name), std::string(version), "locked", number});
  }

  FileFacts& facts_;
  std::string_view entry_;
};

bool ReadsLock(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "yarn.lock" || name == "Gemfile.lock" || name == "gems.locked" ||
         name == "gradle.lockfile" || name == "buildscript-gradle.lockfile";
}

bool ExtractLock(std::string_view bytes, FileFacts& facts, std::string&) {
  facts.language = manifest_lock_text.id;
  LockReader reader(facts);
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    reader.ReadLine(TakeLine(bytes), number);
  }
  return true;
}

}  // namespace

const ManifestFormat manifest_lock_text = {"lock-text", ReadsLock, ExtractLock};

}  // namespace interlock
