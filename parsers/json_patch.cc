#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/json_patch_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxParts = 64;  // of one path

// "/metadata/annotations/shop~1owner" with its escapes resolved.
std::vector<std::string> PartsOf(std::string_view pointer) {
  std::vector<std::string> parts;
  while (pointer.starts_with('/') && parts.size() < kMaxParts) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string part;
    for (std::size_t at = 0; at < end; ++at) {
      const bool escaped = pointer[at] == '~' && at + 1 < end;
      if (escaped && (pointer[at + 1] == '0' || pointer[at + 1] == '1')) {
        part += pointer[++at] == '0' ? '~' : '/';
      } else {
        part += pointer[at];
      }
    }
    parts.push_back(std::move(part));
    pointer.remove_prefix(end);
  }
  return parts;
}

}  // namespace

bool IsJsonPatch(std::span<const ManifestEntry> document) {
  bool has_operation = false, has_path = false;
  for (const ManifestEntry& entry : document) {
    if (entry.path[0].find_first_not_of("0123456789") != std::string::npos) return false;
    if (entry.path.size() != 2) continue;
    has_operation = has_operation || entry.path[1] == "op";
    has_path = has_path || (entry.path[1] == "path" && entry.value.starts_with('/'));
  }
  return has_operation && has_path;
}

std::vector<ManifestEntry> PatchedEntries(std::span<const ManifestEntry> document) {
  std::vector<ManifestEntry> patched;
  for (std::size_t begin = 0; begin < document.size();) {
    std::size_t end = begin;
    std::string_view operation;
    std::vector<std::string> parts;
    while (end < document.size() && document[end].path[0] == document[begin].path[0]) {
      const ManifestEntry& entry = document[end++];
      if (entry.path.size() != 2) continue;
      if (entry.path[1] == "op") operation = entry.value;
      if (entry.path[1] == "path") parts = PartsOf(entry.value);
    }
    const bool sets = operation == "add" || operation == "replace";
    for (std::size_t i = begin; sets && !parts.empty() && i < end; ++i) {
      const ManifestEntry& entry = document[i];
      if (entry.path.size() < 2 || entry.path[1] != "value") continue;
      ManifestEntry set{parts, entry.value, entry.line, entry.document};
      set.path.insert(set.path.end(), entry.path.begin() + 2, entry.path.end());
      patched.push_back(std::move(set));
    }
    begin = end;
  }
  return patched;
}

void RemoveDeleted(std::vector<ManifestEntry>& entries) {
  using Place = std::pair<std::uint32_t, std::vector<std::string>>;
  std::set<Place> deleted;
  for (const ManifestEntry& entry : entries) {
    if (entry.path.back() != "$patch" || entry.value != "delete") continue;
    deleted.insert({entry.document, {entry.path.begin(), entry.path.end() - 1}});
  }
  if (deleted.empty()) return;
  std::erase_if(entries, [&](const ManifestEntry& entry) {
    Place around{entry.document, {}};
    for (const std::string& part : entry.path) {
      if (deleted.contains(around)) return true;
      around.second.push_back(part);
    }
    return false;
  });
}

}  // namespace interlock
