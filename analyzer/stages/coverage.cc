#include "analyzer/stages/coverage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "interlock/check.h"

namespace interlock {

namespace {

// What reader says of the version that tells most: the new one, or, when removed, the old one.
std::optional<Gap> ExtractionGap(const Change& change, const FileChange& file,
                                 const FactReader& reader) {
  const bool removed = file.new_blob.empty();
  const std::string& path = removed ? file.old_path : file.path;
  const KeptFacts* facts = reader.Entry(path, removed ? file.old_blob : file.new_blob);
  if (facts == nullptr || !facts->gap()) return std::nullopt;
  return Gap{change.id,     change.repository, file.path,
             *facts->gap(), facts->detail(),   facts->partial()};
}

// A generated file has no author to ask, but what it defines is real: its facts are used all the
// same.
bool UsedAllTheSame(const Gap& gap, const FileChange& file, const FactReader& reader) {
  return gap.reason == GapReason::kGenerated && reader.Find(file.path, file.new_blob) != nullptr;
}

void AddChange(const ReadChange& read, const FactReader& reader, Coverage* coverage) {
  std::map<std::string, const Gap*> listed;
  for (const Gap& gap : read.gaps) {
    if (!gap.path.empty()) listed.emplace(gap.path, &gap);
    // A change that could not be read at all counts as one.
    if (gap.path.empty() && !gap.partial) coverage->gaps.push_back(gap);
  }
  std::uint32_t analysed = 0;
  for (const FileChange& file : read.change.files) {
    std::optional<Gap> gap;
    if (const auto found = listed.find(file.path); found != listed.end()) {
      gap = *found->second;
      gap->partial = UsedAllTheSame(*gap, file, reader);
    } else {
      gap = ExtractionGap(read.change, file, reader);
    }
    if (gap) {
      coverage->gaps.push_back(std::move(*gap));
    } else {
      ++analysed;
    }
  }
  coverage->changed += read.changed;
  coverage->analysed += analysed;
}

}  // namespace

Coverage AccountFor(std::span<const ReadChange> changes, const FactReader& reader) {
  Coverage coverage;
  for (const ReadChange& read : changes) AddChange(read, reader, &coverage);
  ILK_CHECK(coverage.analysed + coverage.gaps.size() == coverage.changed,
            "every changed file is analysed or listed with the reason");
  std::sort(coverage.gaps.begin(), coverage.gaps.end(), [](const Gap& a, const Gap& b) {
    if (a.change != b.change) return ChangeIdLess(a.change, b.change);
    return std::tie(a.path, a.reason) < std::tie(b.path, b.reason);
  });
  return coverage;
}

}  // namespace interlock
