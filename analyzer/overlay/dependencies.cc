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

// "group:artifact", or "vendor/package" where the vendor is no host and no scope.
bool IsCoordinate(std::string_view package, std::string_view* group, std::string_view* artifact) {
  std::size_t at = package.find(':');
  if (at == package.npos) {
    at = package.find('/');
    const bool one = at != package.npos && package.find('/', at + 1) == package.npos;
    if (!one || package[0] == '@' || package.substr(0, at).find('.') != package.npos) return false;
  }
  if (at == 0 || at + 1 >= package.size() || package[at + 1] == ':') return false;
  *group = package.substr(0, at);
  *artifact = package.substr(at + 1);
  return true;
}

std::vector<std::string> WordsOf(std::string_view text, std::string_view separators) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (separators.find(c) != separators.npos) {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool OneBeginsWithOther(std::string_view a, std::string_view b) {
  return a.starts_with(b) || b.starts_with(a);
}

// Words of an artifact that its packages mostly do without.
bool IsOfNoPackage(std::string_view word) {
  constexpr std::array<std::string_view, 4> kWords = {"all", "api", "bom", "core"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::size_t CoordinateFit(std::string_view module, std::string_view group,
                          std::string_view artifact) {
  const std::vector<std::string> parts = WordsOf(module, "./\\");
  const std::vector<std::string> around = WordsOf(group, ".");
  std::vector<std::string> words = WordsOf(artifact, "-_.");
  // "com.fasterxml.jackson.core:jackson-databind": what the group says already is left out.
  std::erase_if(words, [&](const std::string& word) {
    return std::any_of(around.begin(), around.end(),
                       [&](const std::string& part) { return OneBeginsWithOther(part, word); });
  });
  std::size_t at = 0;
  while (at < parts.size() && at < around.size() && parts[at] == around[at]) ++at;
  // "com.squareup.okhttp3" is in the package "okhttp3".
  const bool by_last = at == 0 && !parts.empty() && !around.empty() && parts[0] == around.back();
  if (by_last) at = 1;
  const bool whole = by_last || at == around.size();
  if (!whole && (at < 2 || at + 1 < around.size())) return 0;
  std::size_t fit = 0;
  for (std::size_t i = 0; i < at; ++i) fit += parts[i].size() + 1;
  std::string joined;
  for (const std::string& word : words) joined += word;
  const auto rest = parts.begin() + static_cast<std::ptrdiff_t>(at);
  if (!joined.empty() && std::find(rest, parts.end(), joined) != parts.end()) {
    return fit + joined.size() + 1;
  }
  if (!words.empty() && rest != parts.end() && *rest == words[0]) return fit + words[0].size() + 1;
  std::erase_if(words, IsOfNoPackage);
  return whole && words.empty() ? fit : 0;
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

std::size_t PackageFit(std::string_view module, std::string_view package) {
  std::string_view group, artifact;
  if (IsCoordinate(package, &group, &artifact)) return CoordinateFit(module, group, artifact);
  const std::string wanted = Comparable(DescribedPackage(package)), name = Comparable(module);
  if (wanted.empty() || !name.starts_with(wanted)) return 0;
  const bool ends = name.size() == wanted.size() || name[wanted.size()] == '/' ||
                    name[wanted.size()] == '.' || name[wanted.size()] == ':';
  return ends ? wanted.size() : 0;
}

bool IsFromPackage(std::string_view module, std::string_view package) {
  return PackageFit(module, package) > 0;
}

bool IsManaged(const Dependency& dependency) { return dependency.kind == "managed"; }

bool IsLocked(const Dependency& dependency) { return dependency.kind == "locked"; }

bool IsLeftOpen(const Dependency& dependency) {
  return !IsManaged(dependency) && !IsLocked(dependency) &&
         (dependency.requirement.empty() || dependency.requirement.starts_with("workspace:"));
}

bool Governs(const SourceFile& manifest, std::string_view path) {
  std::string_view folder = manifest.folder();
  // requirements/base.txt and gradle/libs.versions.toml speak for the folder above.
  const std::size_t slash = folder.rfind('/');
  const std::string_view last = folder.substr(slash + 1);  // npos + 1 is 0
  if (last == "requirements" || last == "gradle") {
    folder = slash == folder.npos ? std::string_view() : folder.substr(0, slash);
  }
  return folder.empty() ||
         (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

}  // namespace interlock
