#include "analyzer/intake/newer_base.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace interlock {

namespace {

constexpr std::uint32_t kMostCommits = 3000;
// Nine of ten commits of a base's own line look landed where changes land through a host.
constexpr std::size_t kLandedAtLeast = 9, kLandedOf = 10;
constexpr std::array<std::string_view, 4> kUsualBases = {"main", "master", "trunk", "develop"};
constexpr std::string_view kHostCommitter = "GitHub";

// "Fix totals (#123)"
bool EndsWithNumber(std::string_view title) {
  if (!title.ends_with(')')) return false;
  const std::size_t open = title.rfind("(#");
  if (open == std::string_view::npos || open + 3 >= title.size()) return false;
  const std::string_view digits = title.substr(open + 2, title.size() - open - 3);
  return std::all_of(digits.begin(), digits.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool LooksLanded(const CommitInfo& commit) {
  return (commit.committer == kHostCommitter && EndsWithNumber(commit.title)) ||
         commit.title.starts_with("Merge pull request #") ||
         commit.body.find("See merge request ") != std::string::npos;
}

// "Merge branch 'main' into feature", "Merge remote-tracking branch 'origin/main'".
bool MergesBranch(std::string_view title, std::string_view branch) {
  if (!title.starts_with("Merge ")) return false;
  const std::string_view source = title.substr(0, title.find(" into "));
  for (const std::string_view remote : {"", "origin/", "upstream/"}) {
    const std::string quoted = "'" + std::string(remote) + std::string(branch) + "'";
    if (source.find(quoted) != std::string_view::npos) return true;
  }
  return false;
}

bool MergesBase(const CommitInfo& commit, const std::string& base_name) {
  return MergesBranch(commit.title, base_name) ||
         std::any_of(kUsualBases.begin(), kUsualBases.end(),
                     [&](std::string_view branch) { return MergesBranch(commit.title, branch); });
}

// The parent that a merge brought in, if it is the base's later history.
std::optional<ObjectId> MergedBase(const GitRepository& repository, const CommitInfo& commit,
                                   const ObjectId& base, const std::string& base_name) {
  for (std::size_t i = 1; i < commit.parents.size(); ++i) {
    const ObjectId& parent = commit.parents[i];
    if (parent == base || !repository.IsAncestor(base, parent)) continue;
    if (MergesBase(commit, base_name) || LooksLanded(repository.ReadCommit(parent))) return parent;
  }
  return std::nullopt;
}

// How many commits at the head of `line`, newest first, are the branch's own when it was branched
// from a newer base: from the base upwards all but a few commits, which somebody pushed there
// directly, have landed. A landed commit above own ones was merged into the branch.
std::size_t OwnCommits(const std::vector<CommitInfo>& line, const ObjectId& base) {
  if (line.size() == kMostCommits || line.empty() || line.back().parents.empty() ||
      line.back().parents.front() != base) {
    return line.size();
  }
  std::size_t own = line.size(), landed = 0;
  for (std::size_t seen = 1; seen <= line.size(); ++seen) {
    const std::size_t at = line.size() - seen;
    if (!LooksLanded(line[at]) || ++landed * kLandedOf < seen * kLandedAtLeast) continue;
    if (at == 0) return line.size();  // a branch of landed changes, such as a release
    own = at;
  }
  return own;
}

}  // namespace

std::optional<ObjectId> FindNewerBase(const GitRepository& repository, const ObjectId& base,
                                      const ObjectId& head, const std::string& base_name) {
  const std::vector<CommitInfo> line = repository.FirstParentLine(head, base, kMostCommits);
  const std::size_t own = OwnCommits(line, base);
  for (std::size_t i = 0; i < own; ++i) {
    if (const auto merged = MergedBase(repository, line[i], base, base_name)) return merged;
  }
  if (own == line.size()) return std::nullopt;
  return line[own].id;
}

}  // namespace interlock
