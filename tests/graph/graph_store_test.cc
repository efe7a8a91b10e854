#include "graph/graph_store.h"

#include <doctest/doctest.h>

#include "graph/reach_codec.h"
#include "interlock/error.h"
#include "tests/graph/temporary_folder.h"

namespace interlock {
namespace {

GraphRows Graph() {
  return {.files = {{"r", "a.x", "11", "x"}, {"r", "b.x", "22", "x"}, {"s", "a.x", "33", "y"}},
          .nodes = {{1, "r", "a.x", "function", "a.f", 1, 5},
                    {2, "r", "b.x", "class", "b.C", 2, 9},
                    {3, "s", "a.x", "function", "a.f", 7, 7},
                    {4, "r", "", "table", "orders", 0, 0}},
          .edges = {{1, 2, "call", "import", Resolution::kResolved, 3},
                    {1, 4, "write", "catalog", Resolution::kLikely, 4},
                    {3, 4, "read", "catalog", Resolution::kNameOnly, 7},
                    {1, 2, "call", "import", Resolution::kResolved, 3}},
          .unresolved = {{1, "g", "self.x", "call", 4, "several candidates"}}};
}

void CheckEqual(const GraphRows& a, const GraphRows& b) {
  CHECK(a.files == b.files);
  CHECK(a.nodes == b.nodes);
  CHECK(a.edges == b.edges);
  CHECK(a.unresolved == b.unresolved);
}

ChangeRows Changes() {
  const Change first = {.id = "12",
                        .repository = "r",
                        .title = "t",
                        .author = "a",
                        .url = "u",
                        .description = "d",
                        .created = "c",
                        .labels = {"z", "a"},
                        .draft = true,
                        .head = "h",
                        .branch_point = "b",
                        .files = {{FileStatus::kRenamed, "n", "o", "1", "2", true},
                                  {FileStatus::kAdded, "q", "q", "", "3", false}}};
  const Change same_id_elsewhere = {.id = "12", .repository = "s"};
  const Delta delta = {.change = "12",
                       .entities = {{EntityEffect::kAltersSignature,
                                     "o",
                                     "n",
                                     "f",
                                     "g",
                                     3,
                                     4,
                                     {{SignatureEffect::kParameterRenamed, "p", "x", "y"},
                                      {SignatureEffect::kOther, "", "", ""}}},
                                    {EntityEffect::kAdds, "", "q", "", "h", -1, 0, {}}},
                       .references = {{"n", 7, true}, {"o", 8, false}},
                       .imports = {{"q", 0, true}}};
  return {.changes = {first, same_id_elsewhere},
          .deltas = {delta, {.change = "12"}},
          .coverage = {.changed = 3,
                       .analysed = 2,
                       .gaps = {{"12", "r", "x.bin", GapReason::kBinary, "", false},
                                {"99", "r", "", GapReason::kNoCommonAncestor, "no base", false},
                                {"12", "r", "n", GapReason::kSyntaxErrors, "2 places", true}}}};
}

TEST_CASE("a graph comes back as it was, and only for its base and key") {
  Database database(":memory:", OpenMode::kReadWrite);
  GraphStore store(database);
  CHECK_FALSE(store.HasGraph("", ""));
  CheckEqual(store.LoadGraph(), {});
  store.ReplaceGraph("base", "key", Graph());
  CHECK(store.HasGraph("base", "key"));
  CHECK_FALSE(store.HasGraph("base", "other"));
  CHECK_FALSE(store.HasGraph("other", "key"));
  CheckEqual(store.LoadGraph(), Graph());
}

TEST_CASE("what reachability asks of a graph is the same from rows and from the database") {
  Database database(":memory:", OpenMode::kReadWrite);
  GraphStore store(database);
  GraphRows graph = Graph();
  graph.nodes[1].kind = "file";
  store.ReplaceGraph("base", "key", graph);
  const ReachRows of_rows = ReachOf(graph), stored = store.LoadReach().value();
  REQUIRE(stored.nodes.size() == of_rows.nodes.size());
  for (std::size_t i = 0; i < stored.nodes.size(); ++i) {
    CHECK(stored.nodes[i].name == of_rows.nodes[i].name);
    CHECK(stored.nodes[i].is_file == (i == 1));
    CHECK(of_rows.nodes[i].is_file == (i == 1));
    CHECK(stored.paths[stored.nodes[i].path] == graph.nodes[i].path);
    CHECK(of_rows.paths[of_rows.nodes[i].path] == graph.nodes[i].path);
  }
  CHECK(stored.uses == of_rows.uses);
  CHECK(stored.uses.size() == 3);  // not by name only
}

TEST_CASE("what reachability asks is not taken where it is damaged or does not fit together") {
  Database database(":memory:", OpenMode::kReadWrite);
  GraphStore store(database);
  CHECK_FALSE(store.LoadReach());
  store.ReplaceGraph("base", "key", Graph());
  CHECK(store.LoadReach());
  database.Execute("UPDATE reach SET data = substr(data, 1, 20)");
  CHECK_FALSE(store.LoadReach());
  const auto makes_sense = [](const ReachRows& rows) {
    ReachRows decoded;
    return DecodeReach(EncodeReach(rows), &decoded);
  };
  const ReachRows rows = {.paths = {"a.py"}, .nodes = {{0, false, "pay"}}, .uses = {{0, 0}}};
  CHECK(makes_sense(rows));
  CHECK_FALSE(makes_sense({.paths = {}, .nodes = rows.nodes, .uses = rows.uses}));
  CHECK_FALSE(makes_sense({.paths = rows.paths, .nodes = rows.nodes, .uses = {{1, 0}}}));
  CHECK_FALSE(makes_sense({.paths = rows.paths, .nodes = rows.nodes, .uses = {{0, 1}}}));
}

TEST_CASE("a new graph takes the old one and its changes with it") {
  Database database(":memory:", OpenMode::kReadWrite);
  GraphStore store(database);
  store.ReplaceGraph("base", "key", Graph());
  store.ReplaceChanges(Changes());
  store.ReplaceGraph("next", "key", {});
  CHECK_FALSE(store.HasGraph("base", "key"));
  CheckEqual(store.LoadGraph(), {});
  const ChangeRows rows = store.LoadChanges();
  CHECK(rows.changes.empty());
  CHECK(rows.coverage.changed == 0);
  CHECK(rows.coverage.gaps.empty());
}

TEST_CASE("a graph that cannot be stored leaves the old one, with its indexes") {
  Database database(":memory:", OpenMode::kReadWrite);
  GraphStore store(database);
  store.ReplaceGraph("base", "key", Graph());
  GraphRows twice = Graph();
  twice.nodes[1].id = 1;
  CHECK_THROWS_AS(store.ReplaceGraph("next", "key", twice), Error);
  CHECK(store.HasGraph("base", "key"));
  CheckEqual(store.LoadGraph(), Graph());
  Statement indexes(database, "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%_by_%'");
  indexes.Start();
  REQUIRE(indexes.Next());
  CHECK(indexes.Integer(0) == 4);
}

TEST_CASE("changes, deltas and coverage come back as they were") {
  Database database(":memory:", OpenMode::kReadWrite);
  GraphStore store(database);
  const ChangeRows rows = Changes();
  for (int times = 0; times < 2; ++times) {  // the second replaces the first
    store.ReplaceChanges(rows);
    const ChangeRows found = store.LoadChanges();
    REQUIRE(found.changes.size() == 2);
    const Change& change = found.changes[0];
    CHECK(change.id == "12");
    CHECK(change.repository == "r");
    CHECK(change.title + change.author + change.url + change.description + change.created +
              change.head + change.branch_point ==
          "taudchb");
    CHECK(change.draft);
    CHECK(change.labels == std::vector<std::string>{"z", "a"});
    REQUIRE(change.files.size() == 2);
    const FileChange& file = change.files[0];
    CHECK(file.status == FileStatus::kRenamed);
    CHECK(file.path + file.old_path + file.old_blob + file.new_blob == "no12");
    CHECK(file.conflicts_with_base);
    CHECK_FALSE(change.files[1].conflicts_with_base);
    CHECK(found.changes[1].repository == "s");
    CHECK_FALSE(found.changes[1].draft);

    REQUIRE(found.deltas.size() == 2);
    const Delta& delta = found.deltas[0];
    CHECK(delta.change == "12");
    REQUIRE(delta.entities.size() == 2);
    const EntityDelta& entity = delta.entities[0];
    CHECK(entity.effect == EntityEffect::kAltersSignature);
    CHECK(entity.old_path + entity.new_path + entity.old_name + entity.new_name == "onfg");
    CHECK(entity.old_index == 3);
    CHECK(entity.new_index == 4);
    REQUIRE(entity.signature.size() == 2);
    const SignatureDifference& difference = entity.signature[0];
    CHECK(difference.effect == SignatureEffect::kParameterRenamed);
    CHECK(difference.parameter + difference.before + difference.after == "pxy");
    CHECK(delta.entities[1].old_index == -1);
    REQUIRE(delta.references.size() == 2);
    CHECK(delta.references[0].path == "n");
    CHECK(delta.references[0].index == 7);
    CHECK(delta.references[0].gained);
    CHECK_FALSE(delta.references[1].gained);
    REQUIRE(delta.imports.size() == 1);
    CHECK(delta.imports[0].path == "q");
    CHECK(found.deltas[1].entities.empty());

    CHECK(found.coverage.changed == 3);
    CHECK(found.coverage.analysed == 2);
    REQUIRE(found.coverage.gaps.size() == 3);
    const Gap& gap = found.coverage.gaps[1];
    CHECK(gap.change + gap.repository + gap.path + gap.detail == "99rno base");
    CHECK(gap.reason == GapReason::kNoCommonAncestor);
    CHECK(found.coverage.gaps[2].partial);
  }
}

TEST_CASE("rows that somebody else has altered are an error, not a crash") {
  for (const char* damage :
       {"UPDATE change_label SET change = 7 WHERE position = 0",
        "UPDATE change_file SET status = 9",
        "UPDATE signature_difference SET entity = 5 WHERE position = 0",
        "UPDATE use_delta SET change = -1 WHERE is_import = 1", "UPDATE gap SET reason = 77"}) {
    Database database(":memory:", OpenMode::kReadWrite);
    GraphStore store(database);
    store.ReplaceChanges(Changes());
    database.Execute(damage);
    CHECK_THROWS_AS(store.LoadChanges(), Error);
  }
}

}  // namespace
}  // namespace interlock
