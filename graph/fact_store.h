// Facts by what they were extracted from: the content of a file version, and the version of the
// language that read it. An entry never changes, so the union of two stores is a store.
//
// Failures are entries too: a file that cannot be analysed is not tried again, and its reason is
// there for the coverage of every later run.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/database.h"
#include "graph/outline.h"
#include "interlock/change.h"
#include "interlock/facts.h"

namespace interlock {

struct FactKey {
  ObjectId blob;
  std::string version;  // language and version of its grammar, queries and extractor
};

struct StoredFacts {
  FileFacts facts;  // empty when there is a gap that is not partial
  std::optional<GapReason> gap;
  std::string detail;
  bool partial = false;  // analysed all the same, with this reservation

  bool operator==(const StoredFacts&) const = default;
};

// A row without its facts.
struct StoredOutline {
  FileOutline outline;
  std::optional<GapReason> gap;
  std::string detail;
  bool partial = false;
};

// A row, or its outline, as the database holds it. To load a whole repository, look up the rows in
// the database's thread and decode them in others.
struct EncodedFacts {
  std::string data;
  std::optional<GapReason> gap;
  std::string detail;
  bool partial = false;
};

// Nothing when the row is damaged: extract again, and Store() will replace it. Thread-safe.
std::optional<StoredFacts> Decode(const EncodedFacts& row);
std::optional<StoredOutline> DecodeOutline(const EncodedFacts& row);

struct FactRow {
  FactKey key;
  StoredFacts value;
};

class FactStore {
 public:
  // REQUIRES: the database outlives it.
  explicit FactStore(Database& database);

  // The entry of each key, at the key's position; nothing where there is none.
  std::vector<std::optional<StoredFacts>> Lookup(std::span<const FactKey> keys);
  std::vector<std::optional<EncodedFacts>> LookupEncoded(std::span<const FactKey> keys);
  // The same with the outline in place of the facts.
  std::vector<std::optional<EncodedFacts>> LookupOutlines(std::span<const FactKey> keys);

  // Adds the rows in one transaction. Some hundred at a time lose little when the run is killed.
  void Store(std::span<const FactRow> rows);

  // Adds what the database at `path` has and this one has not, and returns how many rows that were.
  // REQUIRES: no transaction is open.
  std::int64_t MergeFrom(const std::string& path);

 private:
  std::vector<std::optional<EncodedFacts>> LookupBy(Statement* find, std::span<const FactKey> keys);

  Database& database_;
  Statement find_facts_, find_outline_;
  std::map<std::string, std::int64_t, std::less<>> versions_;  // as last seen; rows are only added
};

}  // namespace interlock
