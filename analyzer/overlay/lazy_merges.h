// Merged versions of files that two changes share, made when a rule asks for them: of all pairs
// that share a file, few have anything to do with one another in it.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "analyzer/fact_reader.h"
#include "analyzer/overlay/merges.h"
#include "analyzer/overlay/snapshot.h"
#include "analyzer/repository_pool.h"

namespace interlock {

class LazyMerges : public MergedFiles {
 public:
  // REQUIRES: all arguments outlive it.
  LazyMerges(const GitRepository& repository, FactReader* reader,
             const std::map<ObjectId, std::string>& contents)
      : pool_(repository), reader_(*reader), contents_(contents) {}

  // A file to be merged when asked for; its number. REQUIRES: a merge can be made. Not thread-safe;
  // to be called before anybody asks.
  int Add(const SharedFile& shared);

  const SourceFile* Merged(int number) override;
  const Layer* LayerOf(std::pair<int, int> views, const std::vector<Meeting>& meetings) override;

 private:
  struct Merge {
    explicit Merge(const SharedFile& of)
        : path(of.path), base(of.base), edits_a(of.edits_a), edits_b(of.edits_b) {}
    std::string path;
    ObjectId base;
    std::shared_ptr<const VersionEdits> edits_a, edits_b;
    std::once_flag is_made;
    const SourceFile* source = nullptr;  // null: could not be analysed
  };

  const SourceFile* Make(const Merge& merge);

  RepositoryPool pool_;
  FactReader& reader_;
  const std::map<ObjectId, std::string>& contents_;
  std::deque<Merge> merges_;
  std::mutex mutex_;  // of what follows
  std::deque<SourceFile> sources_;
  std::map<std::pair<int, int>, Layer> layers_;
};

}  // namespace interlock
