// Facts of file versions, by blob id: from the store where it has them, else by reading and
// parsing, in parallel, and then into the store. A blob is parsed once, ever.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/intake/git.h"
#include "analyzer/reader/file_facts.h"
#include "graph/fact_store.h"
#include "graph/kept_facts.h"
#include "interlock/change.h"
#include "parsers/extract.h"

namespace interlock {

// One file version to extract: the path chooses the reader, the blob is the content.
struct FileVersion {
  std::string path;
  ObjectId blob;
};

class FactReader {
 public:
  // `in_memory` holds contents that are not in the repository: merged files, by their blob id. All
  // arguments must outlive it; `store` may be null.
  FactReader(const GitRepository& repository, const Languages& languages,
             const std::map<ObjectId, std::string>& in_memory, FactStore* store, ParseLimits limits,
             int threads);

  // Makes the facts of all versions available. Versions no reader knows are passed over. What the
  // store has is read from there when it is asked for.
  void Ensure(const std::vector<FileVersion>& versions);

  // Facts of a text that is no blob of the repository, read now; null when nothing could be read.
  // Thread-safe beside itself, not beside Ensure.
  const KeptFacts* ReadText(const std::string& path, const std::string& text);

  // Stores what was read since Ensure.
  void StoreTexts();

  // What became of a version: facts, a gap, or both. Null when no reader knows the path or the
  // version was not ensured.
  const KeptFacts* Entry(const std::string& path, const ObjectId& blob) const;

  // The same, but null also when nothing could be read.
  const KeptFacts* Find(const std::string& path, const ObjectId& blob) const;

  const LanguageTraits* TraitsFor(const std::string& path) const;
  bool Reads(const std::string& path) const;

  std::uint32_t parsed() const { return parsed_; }  // by this run, not taken from the store
  bool was_slow() const {
    return was_slow_;
  }  // a file could not be read in time: it may be next time

 private:
  using Key = std::pair<ObjectId, std::string>;  // blob, version of the reader
  using KeyView = std::pair<std::string_view, std::string_view>;
  struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(const KeyView& key) const noexcept {
      const std::hash<std::string_view> hash;
      return hash(key.first) * 31 + hash(key.second);
    }
    std::size_t operator()(const Key& key) const noexcept {
      return (*this)(KeyView(key.first, key.second));
    }
  };
  struct KeyEqual {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const {
      return a.first == b.first && a.second == b.second;
    }
  };
  template <typename Value>
  using ByKey = std::unordered_map<Key, Value, KeyHash, KeyEqual>;
  struct Job;

  // What reads a path is asked several times of each of thousands.
  const FileReader& ReaderOf(const std::string& path) const;

  StoredFacts Extract(const GitRepository& repository, const FileVersion& version) const;
  StoredFacts ExtractBytes(const std::string& path, std::string_view bytes) const;
  FileFacts Load(const Key& key, const FileVersion& version);
  void LoadStored(std::vector<Job>* jobs);
  void ParseMissing(std::vector<Job>* jobs);

  const GitRepository& repository_;
  const Languages& languages_;
  const std::map<ObjectId, std::string>& in_memory_;
  FactStore* store_;
  ParseLimits limits_;
  int threads_;
  ByKey<std::unique_ptr<KeptFacts>> facts_;
  mutable std::mutex readers_mutex_;
  mutable std::unordered_map<std::string, FileReader> readers_;
  std::mutex mutex_;  // of the store and of what follows, from when Ensure is done
  ByKey<std::unique_ptr<KeptFacts>> texts_;
  std::map<Key, StoredFacts> unstored_;
  std::uint32_t parsed_ = 0;
  mutable std::atomic<bool> was_slow_ = false;
};

}  // namespace interlock
