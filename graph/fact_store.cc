#include "graph/fact_store.h"

#include <cstdint>
#include <map>
#include <utility>

#include "graph/compress.h"
#include "graph/fact_codec.h"

namespace interlock {

namespace {

// Reasons are stored by number. Add new ones at the end, or raise the schema version.
static_assert(static_cast<int>(GapReason::kTooDeep) == 14);
constexpr auto kLastReason = static_cast<std::int64_t>(GapReason::kTooDeep);

// The facts of one file; files are limited, so only a damaged row says more.
constexpr std::size_t kMostBytes = std::size_t{1} << 28;

using VersionIds = std::map<std::string, std::int64_t, std::less<>>;

std::string FindSql(const char* data) {
  return std::string("SELECT reason, detail, partial, ") + data +
         " FROM fact WHERE blob = ? AND version = ?";
}

VersionIds ReadVersions(Database& database) {
  VersionIds ids;
  Statement versions(database, "SELECT name, id FROM language_version");
  for (versions.Start(); versions.Next();) ids.emplace(versions.Text(0), versions.Integer(1));
  return ids;
}

std::int64_t VersionId(Database& database, const std::string& name, VersionIds* ids) {
  const auto found = ids->find(name);
  if (found != ids->end()) return found->second;
  Statement insert(database, "INSERT INTO language_version (name) VALUES (?) RETURNING id");
  insert.Start(name);
  insert.Next();
  return ids->emplace(name, insert.Integer(0)).first->second;
}

template <typename Row>
bool HasFacts(const Row& row) {
  return !row.gap || row.partial;
}

// Nothing when the reason is none that there is: a damaged row.
std::optional<EncodedFacts> ReadRow(const Statement& row) {
  EncodedFacts found = {.data = std::string(row.Blob(3)),
                        .detail = std::string(row.Text(1)),
                        .partial = row.Integer(2) != 0};
  if (row.IsNull(0)) return found;
  const std::int64_t reason = row.Integer(0);
  if (reason < 0 || reason > kLastReason) return std::nullopt;
  found.gap = static_cast<GapReason>(reason);
  return found;
}

std::int64_t CountRows(Database& database) {
  Statement count(database, "SELECT count(*) FROM main.fact");
  count.Start();
  return count.Next() ? count.Integer(0) : 0;
}

// The other database for as long as this lives.
class Attachment {
 public:
  Attachment(Database& database, const std::string& path) : database_(database) {
    Statement(database, "ATTACH ? AS other").Run(Database::ReadOnlyUri(path));
  }
  ~Attachment() {
    try {
      database_.Execute("DETACH other");
    } catch (...) {  // only after another error, which is the one to report
    }
  }
  Attachment(const Attachment&) = delete;
  Attachment& operator=(const Attachment&) = delete;

 private:
  Database& database_;
};

}  // namespace

std::optional<StoredFacts> Decode(const EncodedFacts& row) {
  StoredFacts value = {.gap = row.gap, .detail = row.detail, .partial = row.partial};
  if (!HasFacts(value)) return value;
  const auto data = Decompress(row.data, kMostBytes);
  if (!data || !DecodeFacts(*data, &value.facts)) return std::nullopt;
  return value;
}

std::optional<StoredOutline> DecodeOutline(const EncodedFacts& row) {
  StoredOutline value = {
      .outline = {}, .gap = row.gap, .detail = row.detail, .partial = row.partial};
  if (HasFacts(value) && !DecodeOutline(row.data, &value.outline)) return std::nullopt;
  return value;
}

FactStore::FactStore(Database& database)
    : database_(database),
      find_facts_(database, FindSql("data")),
      find_outline_(database, FindSql("outline")) {}

std::vector<std::optional<EncodedFacts>> FactStore::LookupBy(Statement* find,
                                                             std::span<const FactKey> keys) {
  std::vector<std::optional<EncodedFacts>> found(keys.size());
  bool is_fresh = false;  // another process may have added some
  for (std::size_t i = 0; i < keys.size(); ++i) {
    auto version = versions_.find(keys[i].version);
    if (version == versions_.end() && !std::exchange(is_fresh, true)) {
      versions_ = ReadVersions(database_);
      version = versions_.find(keys[i].version);
    }
    if (version == versions_.end()) continue;
    // To the end, which gives back the lock for reading.
    for (find->Start(keys[i].blob, version->second); find->Next();) found[i] = ReadRow(*find);
  }
  return found;
}

std::vector<std::optional<EncodedFacts>> FactStore::LookupEncoded(std::span<const FactKey> keys) {
  return LookupBy(&find_facts_, keys);
}

std::vector<std::optional<EncodedFacts>> FactStore::LookupOutlines(std::span<const FactKey> keys) {
  return LookupBy(&find_outline_, keys);
}

std::vector<std::optional<StoredFacts>> FactStore::Lookup(std::span<const FactKey> keys) {
  std::vector<std::optional<StoredFacts>> found;
  found.reserve(keys.size());
  for (const std::optional<EncodedFacts>& row : LookupEncoded(keys))
    found.push_back(row ? Decode(*row) : std::nullopt);
  return found;
}

void FactStore::Store(std::span<const FactRow> rows) {
  Transaction transaction(database_);
  VersionIds versions = ReadVersions(database_);
  Statement insert(database_, "INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const auto& [key, value] : rows) {
    const std::int64_t version = VersionId(database_, key.version, &versions);
    const std::string outline = HasFacts(value) ? EncodeOutline(OutlineOf(value.facts)) : "";
    const std::string data = HasFacts(value) ? Compress(EncodeFacts(value.facts)) : "";
    if (value.gap) {
      insert.Run(key.blob, version, static_cast<int>(*value.gap), value.detail, value.partial,
                 Bytes{outline}, Bytes{data});
    } else {
      insert.Run(key.blob, version, nullptr, value.detail, value.partial, Bytes{outline},
                 Bytes{data});
    }
  }
  transaction.Commit();
}

std::int64_t FactStore::MergeFrom(const std::string& path) {
  Database(path, OpenMode::kReadOnly);  // says what is wrong with it, if something is
  const Attachment attachment(database_, path);
  Transaction transaction(database_);
  const std::int64_t before = CountRows(database_);
  database_.Execute(
      "INSERT OR IGNORE INTO main.language_version (name)"
      "  SELECT name FROM other.language_version ORDER BY id;"
      "INSERT OR IGNORE INTO main.fact"
      "  SELECT theirs.blob, ours.id, theirs.reason, theirs.detail, theirs.partial,"
      "    theirs.outline, theirs.data"
      "  FROM other.fact AS theirs"
      "  JOIN other.language_version AS name ON name.id = theirs.version"
      "  JOIN main.language_version AS ours ON ours.name = name.name"
      "  ORDER BY theirs.rowid");
  const std::int64_t added = CountRows(database_) - before;
  transaction.Commit();
  return added;
}

}  // namespace interlock
