// pnpm-lock.yaml. What is locked are the keys of `packages`: "lodash@4.17.21", in older files
// "/lodash@4.17.21" and "/lodash/4.17.21", each with what it was put together with behind it.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_lock_pnpm;

namespace {

constexpr std::size_t kMaxDependencies = 20'000;

bool ReadsLock(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "pnpm-lock.yaml";
}

void AddPackage(std::string_view key, std::uint32_t line, FileFacts& facts) {
  const bool old_form = key.starts_with('/');
  if (old_form) key.remove_prefix(1);
  key = key.substr(0, key.find('('));
  std::size_t at = key.find('@', 1);  // a scope begins with one
  if (old_form) at = std::min(at, key.find('/', key.starts_with('@') ? key.find('/') + 1 : 0));
  if (at == key.npos || at == 0) return;
  std::string_view version = key.substr(at + 1);
  if (key[at] == '/') version = version.substr(0, version.find('_'));
  if (version.empty() || version.find(':') != version.npos) return;  // "file:", a tarball's address
  if (facts.dependencies.size() >= kMaxDependencies) return;
  facts.dependencies.push_back(
      {std::string(key.substr(0, at)), std::string(version), "locked", line});
}

bool ExtractLock(std::string_view bytes, FileFacts& facts, std::string&) {
  facts.language = manifest_lock_pnpm.id;
  bool in_packages = false;
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    std::string_view line = TakeLine(bytes);
    if (line.empty() || line[0] == '#') continue;
    if (line[0] != ' ') {
      in_packages = line == "packages:";
      continue;
    }
    if (!in_packages || !line.starts_with("  ") || line.find_first_not_of(' ') != 2) continue;
    line = line.substr(2);
    if (!line.ends_with(':')) continue;
    line.remove_suffix(1);
    const bool quoted = line.size() > 2 && (line[0] == '\'' || line[0] == '"');
    AddPackage(quoted ? line.substr(1, line.size() - 2) : line, number, facts);
  }
  return true;
}

}  // namespace

const ManifestFormat manifest_lock_pnpm = {"lock-pnpm", ReadsLock, ExtractLock};

}  // namespace interlock
