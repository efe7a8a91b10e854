#include "analyzer/overlay/dependencies.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace interlock {

namespace {

using ByName = std::map<std::string_view, std::vector<const Dependency*>>;

ByName Index(const SourceFile* manifest) {
  ByName index;
  if (manifest == nullptr) return index;
  for (const Dependency& dependency : manifest->facts().dependencies) {
    index[dependency.name].push_back(&dependency);
  }
  return index;
}

// What a manifest asks for behind the place that nobody can read is not known.
bool IsUnread(const SourceFile* manifest) {
  return manifest != nullptr && manifest->facts().error_count > 0;
}

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string Comparable(std::string_view name) {
  std::string comparable;
  for (const char c : name) {
    comparable += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return comparable;
}

// "@types/node__fs" describes "@node/fs", "@types/react-dom" describes "react-dom".
std::string DescribedPackage(std::string_view package) {
  constexpr std::string_view kTypings = "@types/";
  if (!package.starts_with(kTypings)) return std::string(package);
  std::string described(package.substr(kTypings.size()));
  if (const std::size_t scope = described.find("__"); scope != described.npos) {
    described = "@" + described.substr(0, scope) + "/" + described.substr(scope + 2);
  }
  return described;
}

}  // namespace

std::vector<DependencyChange> DependencyChanges(const ChangeView& view) {
  std::vector<DependencyChange> changes;
  for (const FileVersions& versions : view.files) {
    if (IsUnread(versions.before) || IsUnread(versions.after)) continue;
    const ByName before = Index(versions.before), after = Index(versions.after);
    for (const auto& [name, old_ones] : before) {
      const auto found = after.find(name);
      if (found == after.end()) {
        changes.push_back({versions.before, versions.after, old_ones.front(), nullptr});
        continue;
      }
      for (const Dependency* old_one : old_ones) {
        for (const Dependency* new_one : found->second) {
          if (old_one->kind != new_one->kind || old_one->requirement == new_one->requirement)
            continue;
          changes.push_back({versions.before, versions.after, old_one, new_one});
        }
      }
    }
    for (const auto& [name, new_ones] : after) {
      if (before.contains(name)) continue;
      changes.push_back({versions.before, versions.after, nullptr, new_ones.front()});
    }
  }
  std::stable_sort(
      changes.begin(), changes.end(), [](const DependencyChange& a, const DependencyChange& b) {
        return std::tie(a.manifest().path(), a.name()) < std::tie(b.manifest().path(), b.name());
      });
  return changes;
}

std::optional<std::array<int, 3>> VersionOf(std::string_view requirement) {
  constexpr int kMost =
      1'000'000;  // a date such as 20240528 is cut, and equal to itself all the same
  std::array<int, 3> version = {};
  const auto first = std::find_if(requirement.begin(), requirement.end(), IsDigit);
  if (first == requirement.end()) return std::nullopt;
  requirement.remove_prefix(static_cast<std::size_t>(first - requirement.begin()));
  for (int& part : version) {
    while (!requirement.empty() && IsDigit(requirement.front())) {
      part = std::min(kMost, part * 10 + (requirement.front() - '0'));
      requirement.remove_prefix(1);
    }
    if (requirement.size() < 2 || requirement[0] != '.' || !IsDigit(requirement[1])) break;
    requirement.remove_prefix(1);
  }
  return version;
}

bool IsBreakingStep(std::string_view before, std::string_view after) {
  const auto old_one = VersionOf(before), new_one = VersionOf(after);
  if (!old_one || !new_one) return false;
  if ((*old_one)[0] != (*new_one)[0]) return true;
  return (*old_one)[0] == 0 && (*old_one)[1] != (*new_one)[1];
}

bool IsRange(std::string_view requirement) {
  return requirement.find_first_of("^~><*:") != requirement.npos || !VersionOf(requirement);
}

bool IsFromPackage(std::string_view module, std::string_view package) {
  const std::string wanted = Comparable(DescribedPackage(package)), name = Comparable(module);
  if (wanted.empty() || !name.starts_with(wanted)) return false;
  return name.size() == wanted.size() || name[wanted.size()] == '/' || name[wanted.size()] == '.' ||
         name[wanted.size()] == ':';
}

bool Governs(const SourceFile& manifest, std::string_view path) {
  std::string_view folder = manifest.folder();
  // requirements/base.txt speaks for the folder above.
  if (folder == "requirements" || folder.ends_with("/requirements")) {
    const std::size_t slash = folder.rfind('/');
    folder = slash == folder.npos ? std::string_view() : folder.substr(0, slash);
  }
  return folder.empty() ||
         (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

}  // namespace interlock
