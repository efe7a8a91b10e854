#include "analyzer/intake/newer_base.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

namespace interlock {

namespace {

constexpr std::uint32_t kMostCommits = 3000;
// Nine of ten commits of a base's own line look landed where changes land through a host, and every
// second one where a robot writes releases in between; that many authors do not share a branch.
constexpr std::size_t kLandedAtLeast = 9, kLandedOf = 10;
constexpr std::size_t kAuthorsOfABase = 3;
constexpr std::array<std::string_view, 4> kUsualBases = {"main", "master", "trunk", "develop"};
constexpr std::string_view kHostCommitter = "GitHub";

std::string Digits(std::string_view text) {
  const auto end =
      std::find_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) == 0; });
  return {text.begin(), end};
}

// "123" of "Fix totals (#123)"; empty for other titles.
std::string NumberAtEnd(std::string_view title) {
  const std::size_t open = title.rfind("(#");
  if (open == std::string_view::npos || !title.ends_with(')')) return "";
  std::string digits = Digits(title.substr(open + 2));
  return open + digits.size() + 3 == title.size() ? digits : "";
}

}  // namespace

std::string LandedNumber(const CommitInfo& commit) {
  constexpr std::string_view kMerge = "Merge pull request #";
  if (commit.title.starts_with(kMerge)) {
    return Digits(std::string_view(commit.title).substr(kMerge.size()));
  }
  const std::size_t request = commit.body.find("See merge request ");
  if (request != std::string::npos) {
    const std::size_t mark = commit.body.find('!', request);
    return mark == std::string::npos ? "0" : Digits(std::string_view(commit.body).substr(mark + 1));
  }
  return NumberAtEnd(commit.title);
}

namespace {

// Authors number the commits of their own branch, too, though seldom.
bool LooksLanded(const CommitInfo& commit, bool of_many = false) {
  if (LandedNumber(commit).empty()) return false;
  return of_many || NumberAtEnd(commit.title).empty() || commit.committer == kHostCommitter;
}

bool IsOfMany(const std::vector<CommitInfo>& line) {
  std::set<std::string_view> authors;
  for (const CommitInfo& commit : line) {
    if (!LandedNumber(commit).empty()) authors.insert(commit.author);
  }
  return authors.size() >= kAuthorsOfABase;
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
  const bool of_many = IsOfMany(line);
  const std::size_t at_least = of_many ? 1 : kLandedAtLeast, of = of_many ? 2 : kLandedOf;
  std::size_t own = line.size(), landed = 0;
  for (std::size_t seen = 1; seen <= line.size(); ++seen) {
    const std::size_t at = line.size() - seen;
    if (!LooksLanded(line[at], of_many) || ++landed * of < seen * at_least) continue;
    if (at == 0) return line.size();  // a branch of landed changes, such as a release
    own = at;
  }
  return own;
}

std::optional<ObjectId> NewestHeld(const GitRepository& repository, const ObjectId& base,
                                   const ObjectId& head, const std::string& base_name) {
  const std::vector<CommitInfo> line = repository.FirstParentLine(head, base, kMostCommits);
  const std::size_t own = OwnCommits(line, base);
  for (std::size_t i = 0; i < own; ++i) {
    if (const auto merged = MergedBase(repository, line[i], base, base_name)) return merged;
  }
  if (own == line.size()) return std::nullopt;
  return line[own].id;
}

}  // namespace

std::optional<NewerBase> FindNewerBase(const GitRepository& repository, const ObjectId& base,
                                       const ObjectId& head, const std::string& base_name) {
  const auto newest = NewestHeld(repository, base, head, base_name);
  if (!newest) return std::nullopt;
  NewerBase newer{*newest, {}};
  for (const CommitInfo& commit : repository.FirstParentLine(*newest, base, kMostCommits)) {
    std::string number = LandedNumber(commit);
    if (!number.empty()) newer.landed.push_back(std::move(number));
  }
  return newer;
}

}  // namespace interlock
