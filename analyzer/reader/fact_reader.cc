#include "analyzer/reader/fact_reader.h"

#include <algorithm>
#include <span>

#include "analyzer/parallel.h"
#include "analyzer/reader/file_facts.h"
#include "analyzer/reader/repository_pool.h"
#include "interlock/check.h"

namespace interlock {

namespace {

constexpr std::size_t kRowsPerTransaction = 512;  // what a killed run may lose

StoredFacts Gone(GapReason reason, std::string detail) {
  StoredFacts stored;
  stored.gap = reason;
  stored.detail = std::move(detail);
  return stored;
}

// Whether a blob will have the gap in every run. A limit of time depends on the machine, one of
// size on the configuration, and what is missing may be fetched: the next run tries these again.
bool IsOfTheFile(GapReason reason) {
  return reason != GapReason::kTooDeep && reason != GapReason::kTooLarge &&
         reason != GapReason::kUnreadable;
}

}  // namespace

struct FactReader::Job {
  Key key;
  FileVersion version;
  std::optional<StoredFacts> read;  // now
  std::unique_ptr<KeptFacts> done;
};

FactReader::FactReader(const GitRepository& repository, const Languages& languages,
                       const std::map<ObjectId, std::string>& in_memory, FactStore* store,
                       ParseLimits limits, int threads)
    : repository_(repository),
      languages_(languages),
      in_memory_(in_memory),
      store_(store),
      limits_(limits),
      threads_(threads) {}

const FileReader& FactReader::ReaderOf(const std::string& path) const {
  const std::lock_guard lock(readers_mutex_);
  const auto [known, fresh] = readers_.try_emplace(path);
  if (fresh) known->second = interlock::ReaderOf(languages_, path);
  return known->second;  // stays where it is
}

bool FactReader::Reads(const std::string& path) const { return !ReaderOf(path).version.empty(); }

const LanguageTraits* FactReader::TraitsFor(const std::string& path) const {
  return ReaderOf(path).traits;
}

StoredFacts FactReader::Extract(const GitRepository& repository, const FileVersion& version) const {
  std::optional<std::string> read;
  std::string_view bytes;
  if (const auto held = in_memory_.find(version.blob); held != in_memory_.end()) {
    bytes = held->second;
  } else {
    const std::optional<std::uint64_t> size = repository.BlobSize(version.blob);
    if (size && *size > limits_.max_bytes) {
      return Gone(GapReason::kTooLarge, std::to_string(*size) + " bytes, the limit is " +
                                            std::to_string(limits_.max_bytes));
    }
    read = repository.ReadBlob(version.blob);
    if (!read) return Gone(GapReason::kUnreadable, "the object is missing or damaged");
    bytes = *read;
  }
  return ExtractBytes(version.path, bytes);
}

StoredFacts FactReader::ExtractBytes(const std::string& path, std::string_view bytes) const {
  bool slow = false;
  StoredFacts facts = ExtractFile(languages_, path, bytes, limits_, &slow);
  if (slow) was_slow_ = true;
  return facts;
}

// Thread-safe once Ensure is done. A row that is damaged is read from the file again.
FileFacts FactReader::Load(const Key& key, const FileVersion& version) {
  const FactKey wanted{key.first, key.second};
  std::optional<EncodedFacts> row;
  {
    const std::lock_guard lock(mutex_);
    row = store_->LookupEncoded({&wanted, 1}).front();
  }
  std::optional<StoredFacts> stored = row ? Decode(*row) : std::nullopt;
  if (stored) return std::move(stored->facts);
  StoredFacts again = Extract(*RepositoryPool(repository_).Borrow(), version);
  // What it was said to hold is no longer to be had.
  if (again.gap && !again.partial) was_slow_ = true;
  const std::lock_guard lock(mutex_);
  ++parsed_;
  return unstored_.emplace(key, std::move(again)).first->second.facts;
}

void FactReader::LoadStored(std::vector<Job>* jobs) {
  if (store_ == nullptr || jobs->empty()) return;
  std::vector<FactKey> keys;
  for (const Job& job : *jobs) keys.push_back({job.key.first, job.key.second});
  const auto rows = store_->LookupOutlines(keys);
  ParallelFor(rows.size(), threads_, [&](std::size_t i) {
    std::optional<StoredOutline> outline = rows[i] ? DecodeOutline(*rows[i]) : std::nullopt;
    if (!outline) return;
    Job& job = (*jobs)[i];
    job.done = std::make_unique<KeptFacts>(
        *std::move(outline),
        [this, key = job.key, version = job.version] { return Load(key, version); });
  });
}

void FactReader::ParseMissing(std::vector<Job>* jobs) {
  std::vector<Job*> missing;
  for (Job& job : *jobs) {
    if (job.done == nullptr) missing.push_back(&job);
  }
  parsed_ += static_cast<std::uint32_t>(missing.size());
  RepositoryPool pool(repository_);
  for (std::size_t begin = 0; begin < missing.size(); begin += kRowsPerTransaction) {
    const std::size_t count = std::min(kRowsPerTransaction, missing.size() - begin);
    ParallelFor(count, threads_, [&](std::size_t i) {
      Job& job = *missing[begin + i];
      job.read = Extract(*pool.Borrow(), job.version);
    });
    std::vector<FactRow> rows;
    for (std::size_t i = begin; i < begin + count && store_ != nullptr; ++i) {
      if (missing[i]->read->gap && !IsOfTheFile(*missing[i]->read->gap)) continue;
      rows.push_back({{missing[i]->key.first, missing[i]->key.second}, *missing[i]->read});
    }
    if (store_ != nullptr) store_->Store(rows);
    for (std::size_t i = begin; i < begin + count; ++i) {
      missing[i]->done = std::make_unique<KeptFacts>(*std::exchange(missing[i]->read, {}));
    }
  }
}

void FactReader::Ensure(const std::vector<FileVersion>& versions) {
  ByKey<const FileVersion*> wanted;
  for (const FileVersion& version : versions) {
    if (version.blob.empty()) continue;
    const std::string& reader = ReaderOf(version.path).version;
    if (reader.empty() || facts_.contains(KeyView(version.blob, reader))) continue;
    wanted.try_emplace({version.blob, reader}, &version);
  }
  std::vector<Job> jobs;
  jobs.reserve(wanted.size());
  for (auto& [key, version] : wanted) jobs.push_back({key, *version, std::nullopt, nullptr});
  // So that equal runs make equal databases.
  std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.key < b.key; });
  LoadStored(&jobs);
  ParseMissing(&jobs);
  for (Job& job : jobs) facts_.emplace(std::move(job.key), std::move(job.done));
}

const KeptFacts* FactReader::ReadText(const std::string& path, const std::string& text) {
  const Key key{HashBlob(text), ReaderOf(path).version};
  const auto usable = [](const KeptFacts& facts) { return facts.usable() ? &facts : nullptr; };
  if (key.second.empty() || text.size() > limits_.max_bytes) return nullptr;
  if (const auto known = facts_.find(key); known != facts_.end()) return usable(*known->second);
  std::optional<EncodedFacts> row;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = texts_.find(key); known != texts_.end()) return usable(*known->second);
    const FactKey stored{key.first, key.second};
    if (store_ != nullptr) row = store_->LookupEncoded({&stored, 1}).front();
  }
  std::optional<StoredFacts> facts = row ? Decode(*row) : std::nullopt;
  const bool is_new = !facts;
  if (is_new) facts = ExtractBytes(path, text);
  const std::lock_guard lock(mutex_);
  const auto [at, fresh] = texts_.try_emplace(key);
  if (fresh) {
    if (is_new && store_ != nullptr) unstored_.emplace(key, *facts);
    at->second = std::make_unique<KeptFacts>(*std::move(facts));
  }
  return usable(*at->second);
}

void FactReader::StoreTexts() {
  std::vector<FactRow> rows;
  // By name, so that equal runs make equal databases.
  for (auto& [key, facts] : unstored_) {
    if (facts.gap && !IsOfTheFile(*facts.gap)) continue;
    rows.push_back({{key.first, key.second}, std::move(facts)});
  }
  unstored_.clear();
  const std::span<const FactRow> all(rows);
  for (std::size_t i = 0; i < all.size(); i += kRowsPerTransaction) {
    store_->Store(all.subspan(i, std::min(kRowsPerTransaction, all.size() - i)));
  }
}

const KeptFacts* FactReader::Entry(const std::string& path, const ObjectId& blob) const {
  const auto found = facts_.find(KeyView(blob, ReaderOf(path).version));
  return found == facts_.end() ? nullptr : found->second.get();
}

const KeptFacts* FactReader::Find(const std::string& path, const ObjectId& blob) const {
  const KeptFacts* facts = Entry(path, blob);
  return facts == nullptr || !facts->usable() ? nullptr : facts;
}

}  // namespace interlock
