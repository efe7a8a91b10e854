#include "analyzer/stages/landed_commits.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "interlock/blanks.h"

namespace interlock {
namespace {

constexpr std::uint32_t kMostCommitsLookedAt = 2000;  // to say which commit broke a change
constexpr std::size_t kMostVersionsRead = 20;         // of one file
constexpr std::uint64_t kMostBytesRead = 1'000'000;   // of one version

// What landed in one file since one branch point.
class FileHistory {
 public:
  FileHistory(const GitRepository& repository, const std::string& path, const ObjectId& base,
              const ObjectId& branch_point)
      : commits_(repository.CommitsTouching(path, base, branch_point, kMostCommitsLookedAt)) {
    if (commits_.size() < 2 || commits_.size() > kMostVersionsRead) return;
    for (const CommitFiles& commit : commits_) Read(repository, commit.files.front().new_blob);
    Read(repository, commits_.back().files.front().old_blob);
  }

  // " (commit 3f2a91c7d0, Drop the old pool)"; empty when nothing landed.
  std::string Describe(const Evidence& evidence) const {
    if (commits_.empty()) return "";
    if (commits_.size() == 1) return " (commit " + Name(0) + ")";
    // Where a function begins may have been altered by another commit than its body.
    const std::set<std::size_t> doers =
        evidence.is_of_body ? std::set<std::size_t>() : DoersOf(evidence.line);
    if (doers.size() == 1) return " (commit " + Name(*doers.begin()) + ")";
    const std::size_t others = commits_.size() - 1;
    return " (commit " + Name(0) + ", or " +
           (others == 1 ? "the one" : "one of " + std::to_string(others)) + " before it)";
  }

 private:
  using Lines = std::vector<std::string>;  // without blanks around them

  void Read(const GitRepository& repository, const ObjectId& blob) {
    const bool fits = !blob.empty() && repository.BlobSize(blob).value_or(0) <= kMostBytesRead;
    const std::string text = fits ? repository.ReadBlob(blob).value_or("") : "";
    Lines& version = versions_.emplace_back();
    for (const std::string_view line : LinesOf(text)) version.emplace_back(Trimmed(line));
  }

  std::string Name(std::size_t commit) const {
    const CommitInfo& info = commits_[commit].info;
    return info.id.substr(0, 10) + ", " + info.title;
  }

  // Evidence lies in the newest version or, of what has gone, in the oldest: whose commits made the
  // line there more or fewer.
  std::set<std::size_t> DoersOf(std::uint32_t number) const {
    std::set<std::size_t> doers;
    if (versions_.empty()) return doers;
    for (const Lines* lies_in : {&versions_.front(), &versions_.back()}) {
      if (number == 0 || number > lies_in->size() || (*lies_in)[number - 1].empty()) continue;
      std::vector<std::ptrdiff_t> counts;
      for (const Lines& version : versions_) {
        counts.push_back(std::count(version.begin(), version.end(), (*lies_in)[number - 1]));
      }
      if (counts.front() == counts.back()) continue;
      for (std::size_t i = 0; i < commits_.size(); ++i) {
        if (counts[i] != counts[i + 1]) doers.insert(i);
      }
    }
    return doers;
  }

  std::vector<CommitFiles> commits_;  // newest first
  std::vector<Lines> versions_;       // after each of them, and before the last
};

}  // namespace

void NameLandedCommits(const GitRepository& repository, const Base& base,
                       const std::vector<Change>& changes, std::vector<Interaction>* found) {
  std::map<std::pair<std::string, ObjectId>, FileHistory> known;
  for (Interaction& interaction : *found) {
    if (interaction.changes.size() != 1) continue;
    const auto change = std::find_if(changes.begin(), changes.end(), [&](const Change& candidate) {
      return candidate.id == interaction.changes.front();
    });
    if (change == changes.end()) continue;
    for (Evidence& evidence : interaction.evidence) {
      if (evidence.change != base.name) continue;
      const auto [at, fresh] = known.try_emplace({evidence.path, change->branch_point}, repository,
                                                 evidence.path, base.commit, change->branch_point);
      evidence.statement += at->second.Describe(evidence);
    }
  }
}

}  // namespace interlock
