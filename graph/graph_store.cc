#include "graph/graph_store.h"

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "graph/compress.h"
#include "graph/meta.h"
#include "graph/reach_codec.h"
#include "interlock/check.h"
#include "interlock/error.h"

namespace interlock {

namespace {

// Empties tables and fills them with many rows. An index that grows with every row costs several
// times what it costs to make at the end, so indexes are set aside meanwhile: schema.sql, as
// the database remembers it, says which there are.
class BulkLoad {
 public:
  BulkLoad(Database& database, std::span<const char* const> tables) : database_(database) {
    for (const char* table : tables) {
      SetIndexesAside(table);
      database.Execute(std::string("DELETE FROM ") + table);
    }
  }

  void Finish() {
    for (const std::string& sql : indexes_) database_.Execute(sql);
  }

 private:
  void SetIndexesAside(const char* table) {
    std::vector<std::string> names;
    {
      Statement indexes(database_,
                        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND "
                        "tbl_name = ? AND sql IS NOT NULL ORDER BY name");
      for (indexes.Start(table); indexes.Next();) {
        names.emplace_back(indexes.Text(0));
        indexes_.emplace_back(indexes.Text(1));
      }
    }
    for (const std::string& name : names) database_.Execute("DROP INDEX " + name);
  }

  Database& database_;
  std::vector<std::string> indexes_;
};

constexpr std::size_t kMostReachBytes = std::size_t{1} << 30;

constexpr const char* kGraphTables[] = {"word", "file", "node", "edge", "unresolved", "reach"};
constexpr const char* kChangeTables[] = {"change",       "change_label",         "change_file",
                                         "entity_delta", "signature_difference", "use_delta",
                                         "gap"};

std::string String(const Statement& row, int column) { return std::string(row.Text(column)); }

std::uint32_t Unsigned(const Statement& row, int column) {
  return static_cast<std::uint32_t>(row.Integer(column));
}
std::int32_t Signed(const Statement& row, int column) {
  return static_cast<std::int32_t>(row.Integer(column));
}

// For what only somebody else's hand in the database can cause, or a disk that forgets.
[[noreturn]] void Inconsistent() {
  throw Error(ErrorCode::kDatabase, "the graph in the database does not fit together",
              "run 'interlock scan' again: it is made anew");
}

// Kinds are stored by number. Add new ones at the end, or raise the schema version.
static_assert(static_cast<int>(Resolution::kResolved) == 2);
static_assert(static_cast<int>(FileStatus::kRenamed) == 3);
static_assert(static_cast<int>(EntityEffect::kAltersBody) == 4);
static_assert(static_cast<int>(SignatureEffect::kTypeParametersAltered) == 12);
static_assert(static_cast<int>(GapReason::kTooDeep) == 14);

template <typename Enum>
Enum Kind(const Statement& row, int column, Enum last) {
  const std::int64_t number = row.Integer(column);
  if (number < 0 || number > static_cast<std::int64_t>(last)) Inconsistent();
  return static_cast<Enum>(number);
}

// The item that a row belongs to: its position is in the column.
template <typename Item>
Item& Owner(const Statement& row, int column, std::vector<Item>* items) {
  const auto position = static_cast<std::size_t>(row.Integer(column));
  if (position >= items->size()) Inconsistent();
  return (*items)[position];
}

// --- the graph ---

void InsertFiles(Database& database, const std::vector<FileRow>& files) {
  Statement insert(database, "INSERT INTO file VALUES (?, ?, ?, ?)");
  for (const FileRow& file : files)
    insert.Run(file.repository, file.path, file.blob, file.language);
}

// Texts of graph rows by number: the same few are on many rows.
class WordWriter {
 public:
  explicit WordWriter(Database& database) : insert_(database, "INSERT INTO word VALUES (?, ?)") {}

  std::int64_t Number(const std::string& text) {
    const auto [found, fresh] =
        numbers_.try_emplace(text, static_cast<std::int64_t>(numbers_.size()));
    if (fresh) insert_.Run(found->second, text);
    return found->second;
  }

 private:
  Statement insert_;
  std::unordered_map<std::string, std::int64_t> numbers_;
};

class WordReader {
 public:
  explicit WordReader(Database& database) {
    Statement row(database, "SELECT id, text FROM word ORDER BY id");
    for (row.Start(); row.Next();) {
      if (row.Integer(0) != static_cast<std::int64_t>(words_.size())) Inconsistent();
      words_.push_back(String(row, 1));
    }
  }

  const std::string& At(const Statement& row, int column) const {
    const std::int64_t number = row.Integer(column);
    if (number < 0 || static_cast<std::size_t>(number) >= words_.size()) Inconsistent();
    return words_[static_cast<std::size_t>(number)];
  }

  // All of them, by number; the reader has none any more.
  std::vector<std::string> Take() { return std::move(words_); }

 private:
  std::vector<std::string> words_;
};

void InsertNodes(Database& database, const std::vector<NodeRow>& nodes, WordWriter* words) {
  Statement insert(database, "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const NodeRow& node : nodes)
    insert.Run(node.id, words->Number(node.repository), words->Number(node.path),
               words->Number(node.kind), node.name, node.first_line, node.last_line);
}

void InsertEdges(Database& database, const std::vector<EdgeRow>& edges, WordWriter* words) {
  Statement insert(database, "INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?)");
  for (const EdgeRow& edge : edges)
    insert.Run(edge.source, edge.target, words->Number(edge.kind), words->Number(edge.rule),
               static_cast<int>(edge.resolution), edge.line);
}

void InsertUnresolved(Database& database, const std::vector<UnresolvedRow>& unresolved,
                      WordWriter* words) {
  Statement insert(database, "INSERT INTO unresolved VALUES (?, ?, ?, ?, ?, ?)");
  for (const UnresolvedRow& use : unresolved)
    insert.Run(use.source, words->Number(use.name), words->Number(use.receiver),
               words->Number(use.kind), use.line, words->Number(use.reason));
}

std::vector<NodeRow> ReadNodes(Database& database, const WordReader& words) {
  std::vector<NodeRow> nodes;
  Statement row(database,
                "SELECT id, repository, path, kind, name, first_line, last_line FROM node "
                "ORDER BY id");
  for (row.Start(); row.Next();)
    nodes.push_back({row.Integer(0), words.At(row, 1), words.At(row, 2), words.At(row, 3),
                     String(row, 4), Unsigned(row, 5), Unsigned(row, 6)});
  return nodes;
}

std::vector<EdgeRow> ReadEdges(Database& database, const WordReader& words) {
  std::vector<EdgeRow> edges;
  Statement row(database,
                "SELECT source, target, kind, rule, resolution, line FROM edge ORDER BY rowid");
  for (row.Start(); row.Next();)
    edges.push_back({row.Integer(0), row.Integer(1), words.At(row, 2), words.At(row, 3),
                     Kind(row, 4, Resolution::kResolved), Unsigned(row, 5)});
  return edges;
}

std::vector<FileRow> ReadFiles(Database& database) {
  std::vector<FileRow> files;
  Statement row(database,
                "SELECT repository, path, blob, language FROM file ORDER BY repository, path");
  for (row.Start(); row.Next();)
    files.push_back({String(row, 0), String(row, 1), String(row, 2), String(row, 3)});
  return files;
}

std::vector<UnresolvedRow> ReadUnresolved(Database& database, const WordReader& words) {
  std::vector<UnresolvedRow> unresolved;
  Statement row(database,
                "SELECT source, name, receiver, kind, line, reason FROM unresolved ORDER BY rowid");
  for (row.Start(); row.Next();)
    unresolved.push_back({row.Integer(0), words.At(row, 1), words.At(row, 2), words.At(row, 3),
                          Unsigned(row, 4), words.At(row, 5)});
  return unresolved;
}

// --- the changes ---

// Writes the rows of one change after the other.
class ChangeWriter {
 public:
  explicit ChangeWriter(Database& database) : database_(database) {}

  void Write(std::int64_t number, const Change& change, const Delta& delta) {
    change_.Run(number, change.repository, change.id, change.title, change.author, change.url,
                change.description, change.created, change.draft, change.head, change.branch_point);
    for (std::size_t i = 0; i < change.labels.size(); ++i) label_.Run(number, i, change.labels[i]);
    for (std::size_t i = 0; i < change.files.size(); ++i) WriteFile(number, i, change.files[i]);
    for (std::size_t i = 0; i < delta.entities.size(); ++i)
      WriteEntity(number, i, delta.entities[i]);
    for (std::size_t i = 0; i < delta.references.size(); ++i)
      WriteUse(number, false, i, delta.references[i]);
    for (std::size_t i = 0; i < delta.imports.size(); ++i)
      WriteUse(number, true, i, delta.imports[i]);
  }

 private:
  void WriteFile(std::int64_t number, std::size_t i, const FileChange& file) {
    file_.Run(number, i, static_cast<int>(file.status), file.path, file.old_path, file.old_blob,
              file.new_blob, file.conflicts_with_base);
  }

  void WriteEntity(std::int64_t number, std::size_t i, const EntityDelta& entity) {
    entity_.Run(number, i, static_cast<int>(entity.effect), entity.old_path, entity.new_path,
                entity.old_name, entity.new_name, entity.old_index, entity.new_index);
    for (std::size_t j = 0; j < entity.signature.size(); ++j) {
      const SignatureDifference& difference = entity.signature[j];
      signature_.Run(number, i, j, static_cast<int>(difference.effect), difference.parameter,
                     difference.before, difference.after);
    }
  }

  template <typename Use>
  void WriteUse(std::int64_t number, bool is_import, std::size_t i, const Use& use) {
    use_.Run(number, is_import, i, use.path, use.index, use.gained);
  }

  Database& database_;
  Statement change_{database_, "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  Statement label_{database_, "INSERT INTO change_label VALUES (?, ?, ?)"};
  Statement file_{database_, "INSERT INTO change_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
  Statement entity_{database_, "INSERT INTO entity_delta VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  Statement signature_{database_, "INSERT INTO signature_difference VALUES (?, ?, ?, ?, ?, ?, ?)"};
  Statement use_{database_, "INSERT INTO use_delta VALUES (?, ?, ?, ?, ?, ?)"};
};

void InsertGaps(Database& database, const std::vector<Gap>& gaps) {
  Statement insert(database, "INSERT INTO gap VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const Gap& gap = gaps[i];
    insert.Run(i, gap.change, gap.repository, gap.path, static_cast<int>(gap.reason), gap.detail,
               gap.partial);
  }
}

std::vector<Change> ReadChanges(Database& database) {
  std::vector<Change> changes;
  Statement row(database,
                "SELECT id, repository, title, author, url, description, created, draft, head, "
                "branch_point FROM change ORDER BY number");
  for (row.Start(); row.Next();)
    changes.push_back({.id = String(row, 0),
                       .repository = String(row, 1),
                       .title = String(row, 2),
                       .author = String(row, 3),
                       .url = String(row, 4),
                       .description = String(row, 5),
                       .created = String(row, 6),
                       .draft = row.Integer(7) != 0,
                       .head = String(row, 8),
                       .branch_point = String(row, 9)});
  return changes;
}

void ReadLabels(Database& database, std::vector<Change>* changes) {
  Statement row(database, "SELECT change, label FROM change_label ORDER BY change, position");
  for (row.Start(); row.Next();) Owner(row, 0, changes).labels.push_back(String(row, 1));
}

void ReadChangedFiles(Database& database, std::vector<Change>* changes) {
  Statement row(database,
                "SELECT change, status, path, old_path, old_blob, new_blob, conflicts "
                "FROM change_file ORDER BY change, position");
  for (row.Start(); row.Next();)
    Owner(row, 0, changes)
        .files.push_back({.status = Kind(row, 1, FileStatus::kRenamed),
                          .path = String(row, 2),
                          .old_path = String(row, 3),
                          .old_blob = String(row, 4),
                          .new_blob = String(row, 5),
                          .conflicts_with_base = row.Integer(6) != 0});
}

void ReadEntities(Database& database, std::vector<Delta>* deltas) {
  Statement row(database,
                "SELECT change, effect, old_path, new_path, old_name, new_name, old_index, "
                "new_index FROM entity_delta ORDER BY change, position");
  for (row.Start(); row.Next();)
    Owner(row, 0, deltas)
        .entities.push_back({.effect = Kind(row, 1, EntityEffect::kAltersBody),
                             .old_path = String(row, 2),
                             .new_path = String(row, 3),
                             .old_name = String(row, 4),
                             .new_name = String(row, 5),
                             .old_index = Signed(row, 6),
                             .new_index = Signed(row, 7)});
}

void ReadSignatures(Database& database, std::vector<Delta>* deltas) {
  Statement row(database,
                "SELECT change, entity, effect, parameter, before, after "
                "FROM signature_difference ORDER BY change, entity, position");
  for (row.Start(); row.Next();)
    Owner(row, 1, &Owner(row, 0, deltas).entities)
        .signature.push_back({.effect = Kind(row, 2, SignatureEffect::kTypeParametersAltered),
                              .parameter = String(row, 3),
                              .before = String(row, 4),
                              .after = String(row, 5)});
}

template <typename Use>
void ReadUses(Database& database, bool is_import, std::vector<Use> Delta::*uses, ChangeRows* rows) {
  Statement row(database,
                "SELECT change, path, fact, gained FROM use_delta WHERE is_import = ? "
                "ORDER BY change, position");
  for (row.Start(is_import); row.Next();)
    (Owner(row, 0, &rows->deltas).*uses)
        .push_back({.path = *rows->paths->insert(String(row, 1)).first,
                    .index = Signed(row, 2),
                    .gained = row.Integer(3) != 0});
}

std::vector<Gap> ReadGaps(Database& database) {
  std::vector<Gap> gaps;
  Statement row(database,
                "SELECT change, repository, path, reason, detail, partial FROM gap "
                "ORDER BY position");
  for (row.Start(); row.Next();)
    gaps.push_back({.change = String(row, 0),
                    .repository = String(row, 1),
                    .path = String(row, 2),
                    .reason = Kind(row, 3, GapReason::kTooDeep),
                    .detail = String(row, 4),
                    .partial = row.Integer(5) != 0});
  return gaps;
}

std::uint32_t MetaNumber(Database& database, const char* key) {
  Statement find(database, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?");
  find.Start(key);
  return find.Next() ? Unsigned(find, 0) : 0;
}

}  // namespace

void GraphStore::ReplaceGraph(const ObjectId& base_commit, const std::string& key,
                              const GraphRows& rows) {
  Transaction transaction(database_);
  for (const char* table : kChangeTables) database_.Execute(std::string("DELETE FROM ") + table);
  for (const char* name : {"base_commit", "graph_key", "changed", "analysed"}) {
    DropMeta(database_, name);
  }
  BulkLoad load(database_, kGraphTables);
  InsertFiles(database_, rows.files);
  WordWriter words(database_);
  InsertNodes(database_, rows.nodes, &words);
  InsertEdges(database_, rows.edges, &words);
  InsertUnresolved(database_, rows.unresolved, &words);
  load.Finish();
  Statement reach(database_, "INSERT INTO reach VALUES (?)");
  reach.Run(Bytes{Compress(EncodeReach(ReachOf(rows)))});
  SetMeta(database_, "base_commit", base_commit);
  SetMeta(database_, "graph_key", key);
  transaction.Commit();
}

bool GraphStore::HasGraph(const ObjectId& base_commit, const std::string& key) {
  return Meta(database_, "base_commit") == base_commit && Meta(database_, "graph_key") == key;
}

void GraphStore::ForgetGraph() { DropMeta(database_, "graph_key"); }

GraphRows GraphStore::LoadGraph() {
  const WordReader words(database_);
  return {.files = ReadFiles(database_),
          .nodes = ReadNodes(database_, words),
          .edges = ReadEdges(database_, words),
          .unresolved = ReadUnresolved(database_, words)};
}

std::optional<ReachRows> GraphStore::LoadReach() {
  ReachRows rows;
  Statement row(database_, "SELECT data FROM reach");
  row.Start();
  if (!row.Next()) return std::nullopt;
  const auto data = Decompress(row.Blob(0), kMostReachBytes);
  if (!data || !DecodeReach(*data, &rows)) return std::nullopt;
  return rows;
}

ReachRows ReachOf(const GraphRows& graph) {
  ReachRows rows;
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (const NodeRow& node : graph.nodes) {
    const auto [path, fresh] =
        numbers.try_emplace(node.path, static_cast<std::uint32_t>(rows.paths.size()));
    if (fresh) rows.paths.push_back(node.path);
    rows.nodes.push_back({path->second, node.kind == "file", node.name});
  }
  for (const EdgeRow& edge : graph.edges) {
    if (edge.resolution == Resolution::kNameOnly) continue;
    rows.uses.emplace_back(static_cast<std::uint32_t>(edge.source - 1),
                           static_cast<std::uint32_t>(edge.target - 1));
  }
  return rows;
}

void GraphStore::ReplaceChanges(const ChangeRows& rows) {
  ILK_CHECK(rows.changes.size() == rows.deltas.size(), "each change has its delta");
  Transaction transaction(database_);
  BulkLoad load(database_, kChangeTables);
  ChangeWriter writer(database_);
  for (std::size_t i = 0; i < rows.changes.size(); ++i) {
    ILK_CHECK(rows.changes[i].id == rows.deltas[i].change, "each change has its delta");
    writer.Write(static_cast<std::int64_t>(i), rows.changes[i], rows.deltas[i]);
  }
  InsertGaps(database_, rows.coverage.gaps);
  load.Finish();
  SetMeta(database_, "changed", std::to_string(rows.coverage.changed));
  SetMeta(database_, "analysed", std::to_string(rows.coverage.analysed));
  transaction.Commit();
}

ChangeRows GraphStore::LoadChanges() {
  ChangeRows rows;
  rows.changes = ReadChanges(database_);
  for (const Change& change : rows.changes) rows.deltas.push_back({.change = change.id});
  ReadLabels(database_, &rows.changes);
  ReadChangedFiles(database_, &rows.changes);
  ReadEntities(database_, &rows.deltas);
  ReadSignatures(database_, &rows.deltas);
  rows.paths = std::make_shared<std::set<std::string>>();
  ReadUses(database_, false, &Delta::references, &rows);
  ReadUses(database_, true, &Delta::imports, &rows);
  rows.coverage = {.changed = MetaNumber(database_, "changed"),
                   .analysed = MetaNumber(database_, "analysed"),
                   .gaps = ReadGaps(database_)};
  return rows;
}

}  // namespace interlock
