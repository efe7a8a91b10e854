#include "analyzer/overlay/incident_index.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/overlay/failure_lexicon.h"

namespace interlock {
namespace {

Incident Record(const std::string& id, const std::string& root_cause,
                const std::string& body = "") {
  Incident incident;
  incident.id = id;
  incident.title = "Incident " + id;
  incident.root_cause = root_cause;
  incident.body = body;
  return incident;
}

std::vector<Incident> Corpus() {
  std::vector<Incident> incidents = {
      Record("a.md", "order_ledger was renamed; the cart raised a NameError after the merge"),
      Record("b.md", "the profile cache had a shorter ttl, and cache misses overloaded the loader"),
      Record("c.md", "a migration held an exclusive lock on the invoices table"),
      Record("d.md", "a renamed helper was missing in the mailer"),
  };
  for (int i = 0; i < 30; ++i) {
    incidents.push_back(Record("filler" + std::to_string(i) + ".md",
                               "a power supply failed in the gateway rack",
                               "the platform team replaced it"));
  }
  return incidents;
}

std::vector<std::string> Ids(const std::vector<IncidentRef>& refs) {
  std::vector<std::string> ids;
  for (const IncidentRef& ref : refs) ids.push_back(ref.id);
  return ids;
}

IncidentQuery Removed(const std::string& entity) {
  const FailureWords words = WordsOfRule("removed-symbol");
  return {EntityWords(entity), words.a, words.b};
}

TEST_CASE("the words of names and paths") {
  using Words = std::vector<std::string>;
  CHECK(EntityWords("billing/OrderLedger.post_entry") ==
        Words{"billing", "order_ledger", "order", "ledger", "post_entry", "post", "entry"});
  CHECK(EntityWords("services/checkout/orders/migrations/0002_order_currency.py") ==
        Words{"checkout", "orders", "migrations", "0002_order_currency", "order", "currency"});
  CHECK(EntityWords("HTTPServerPool") == Words{"http_server_pool", "http", "pool"});
  CHECK(EntityWords("src/utils/test_data.py") == Words{"test_data"});
  CHECK(EntityWords("").empty());
  CHECK(EntityWords("../.././").empty());
}

TEST_CASE("a record needs a specific entity word and an effect word") {
  const IncidentIndex index(Corpus());
  const std::vector<IncidentRef> similar = index.Similar(Removed("billing.OrderLedger"));
  REQUIRE(Ids(similar) == std::vector<std::string>{"a.md"});
  CHECK(similar[0].title == "Incident a.md");
  CHECK(similar[0].because == "order_ledger; renamed, NameError, merge");
  // The word of an effect alone, or of an entity alone, is not enough.
  CHECK(index.Similar(Removed("shop.wishlist")).empty());
  CHECK(index.Similar({EntityWords("billing.OrderLedger"), {"timeout"}, {"retry"}}).empty());
  CHECK(index.Similar({EntityWords("billing.OrderLedger"), {}, {}}).empty());
}

TEST_CASE("a word that many records have is not specific") {
  const IncidentIndex index(Corpus());
  CHECK(index.Similar({{"gateway"}, {"failed"}, {"failed"}}).empty());
  CHECK(index.Similar({{"mailer"}, {"missing"}, {"renamed"}}).size() == 1);
}

TEST_CASE("a record of both halves comes before a record of one") {
  std::vector<Incident> incidents = Corpus();
  incidents.push_back(Record("y.md", "profile loader: a spike, a surge, a backlog of queries"));
  const IncidentIndex index(incidents);
  const std::vector<std::string> entities = EntityWords("profiles.loader.ProfileLoader");
  const std::vector<std::string> load = WordsOfEffect("load-up");
  // Alone, the record that says more about load is first.
  CHECK(Ids(index.Similar({entities, load, {}})) == std::vector<std::string>{"y.md", "b.md"});
  const IncidentQuery pair = {entities, WordsOfEffect("ttl-down"), load};
  CHECK(Ids(index.Similar(pair)) == std::vector<std::string>{"b.md", "y.md"});
  CHECK(Ids(index.Similar(pair, 1)) == std::vector<std::string>{"b.md"});
}

TEST_CASE("neither the order of records nor a repeated one alters the answer") {
  std::vector<Incident> incidents = Corpus();
  incidents.push_back(Record("aa.md", "order_ledger was renamed; NameError after the merge"));
  const IncidentQuery query = Removed("billing.OrderLedger");
  const std::vector<IncidentRef> expected = IncidentIndex(incidents).Similar(query);
  std::reverse(incidents.begin(), incidents.end());
  incidents.push_back(incidents.front());
  const std::vector<IncidentRef> reversed = IncidentIndex(incidents).Similar(query);
  CHECK(Ids(expected) == Ids(reversed));
  CHECK(expected.size() == 2);
}

TEST_CASE("equal records are ordered by id") {
  const IncidentIndex index({Record("2.md", "ledger renamed"), Record("1.md", "ledger renamed")});
  CHECK(Ids(index.Similar(Removed("ledger"))) == std::vector<std::string>{"1.md", "2.md"});
}

TEST_CASE("identifiers in a record are found by their parts") {
  const IncidentIndex index({Record("1.md", "OrderLedger was renamed")});
  CHECK(Ids(index.Similar(Removed("ledger"))) == std::vector<std::string>{"1.md"});
}

TEST_CASE("nothing in a word is query syntax") {
  const IncidentIndex index(Corpus());
  for (const char* word : {"\"", "ledger\" OR \"gateway", "ledger*", "NEAR(ledger)", "title:ledger",
                           "-", "^ledger", "(", "", "AND", "'; DROP TABLE incidents; --", "\xff"}) {
    CAPTURE(word);
    CHECK_NOTHROW(index.Similar({{word}, {word, "renamed"}, {word}}));
  }
  CHECK(index.Similar({{"ledger\" OR \"gateway"}, {"renamed"}, {}}).empty());
  std::vector<std::string> many;
  for (int i = 0; i < 5000; ++i) many.push_back("w" + std::to_string(i));
  CHECK_NOTHROW(index.Similar({many, many, many}));
}

TEST_CASE("no records, no answer") {
  CHECK(IncidentIndex({}).Similar(Removed("billing.OrderLedger")).empty());
}

TEST_CASE("what to ask about an interaction") {
  Interaction interaction;
  interaction.rule = "migration-order";
  interaction.on = {"migration", "orders.0003_total", "shop"};
  interaction.evidence = {{"12", "shop", "checkout/orders/migrations/0003_total.py", 1, "adds"}};
  const IncidentQuery query = QueryOf(interaction);
  CHECK(query.entity_words ==
        std::vector<std::string>{"orders", "0003_total", "total", "checkout", "migrations"});
  CHECK(query.effect_words_a == WordsOfRule("migration-order").a);
  CHECK_FALSE(query.effect_words_b.empty());
}

TEST_CASE("the lexicon knows every rule that has words") {
  for (const char* rule :
       {"textual-conflict", "removed-symbol", "signature-changed", "contract-grew",
        "duplicate-definition", "depends-on", "migration-order", "schema-reader", "format-consumer",
        "key-removed", "dependency-version", "check-tightened", "shared-behaviour",
        "same-rollout-group", "guard-removed"}) {
    CAPTURE(rule);
    CHECK_FALSE(WordsOfRule(rule).a.empty());
    CHECK_FALSE(WordsOfRule(rule).b.empty());
  }
  CHECK(WordsOfRule("no-such-rule").a.empty());
  CHECK(WordsOfEffect("no-such-effect").empty());
  for (const std::string& effect : KnownEffects()) CHECK_FALSE(WordsOfEffect(effect).empty());
}

}  // namespace
}  // namespace interlock
