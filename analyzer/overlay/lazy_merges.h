// Merged versions of files that two changes share, made when a rule asks for them: of all pairs
// that share a file, few have anything to do with one another in it.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "analyzer/overlay/merges.h"
#include "analyzer/overlay/snapshot.h"
#include "analyzer/reader/fact_reader.h"
#include "analyzer/reader/repository_pool.h"

namespace interlock {

class LazyMerges : public MergedFiles {
 public:
  // REQUIRES: all arguments outlive it.
  LazyMerges(const GitRepository& repository, ObjectId base_commit, FactReader* reader,
             const std::map<ObjectId, std::string>& contents)
      : pool_(repository),
        base_commit_(std::move(base_commit)),
        reader_(*reader),
        contents_(contents) {}

  // A file to be merged when asked for; its number. REQUIRES: a merge can be made or tried. Not
  // thread-safe; to be called before anybody asks.
  int Add(const SharedFile& shared);

  const SourceFile* Merged(int number) override;
  const Layer* LayerOf(std::pair<int, int> views, const std::vector<Meeting>& meetings) override;

 private:
  struct Merge {
    explicit Merge(SharedFile of) : shared(std::move(of)) {}
    SharedFile shared;
    std::once_flag is_made;
    const SourceFile* source = nullptr;  // null: clashes, or could not be analysed
  };

  std::optional<std::string> TextOf(const SharedFile& shared);
  const SourceFile* Make(const SharedFile& shared);

  RepositoryPool pool_;
  const ObjectId base_commit_;
  FactReader& reader_;
  const std::map<ObjectId, std::string>& contents_;
  std::deque<Merge> merges_;
  std::mutex mutex_;  // of what follows
  std::deque<SourceFile> sources_;
  std::map<std::pair<int, int>, Layer> layers_;
};

}  // namespace interlock
