// Reports made by hand, as the example organisation of fixtures/demo might give them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "interlock/report.h"

namespace interlock {

inline ChangeSummary SampleChange(const std::string& id, const std::string& title,
                                  const std::string& author) {
  ChangeSummary change;
  change.id = id;
  change.title = title;
  change.author = author;
  change.url = "https://git.shop.example/shop/pull/" + id;
  change.base = "3f2a91c8d4e5b6a7981726354a5b6c7d8e9f0a1b";
  change.head = id + "aa0bb1cc2dd3ee4ff5061728394a5b6c7d8e9";
  change.files = 3;
  change.exposure = "everyone when deployed (no rollout is tied to it)";
  return change;
}

inline Evidence SampleEvidence(const std::string& change, const std::string& path,
                               std::uint32_t line, const std::string& statement) {
  return {change, "shop", path, line, statement};
}

inline Interaction SampleInteraction(const std::string& id, const std::string& rule,
                                     std::vector<std::string> changes, const EntityRef& on,
                                     std::vector<Evidence> evidence) {
  Interaction interaction;
  interaction.id = id;
  interaction.rule = rule;
  interaction.changes = std::move(changes);
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.on = on;
  interaction.evidence = std::move(evidence);
  interaction.certain = true;
  interaction.exposure.basis = "no rollout is tied to either: everyone when both are deployed";
  return interaction;
}

inline Interaction SampleRemovedSymbol() {
  Interaction interaction = SampleInteraction(
      "a1", "removed-symbol", {"101", "104"},
      {"function", "pricing.discounts.apply_coupon", "shop"},
      {SampleEvidence("101", "services/checkout/pricing/discounts.py", 12,
                      "renames apply_coupon to redeem_coupon"),
       SampleEvidence("104", "services/checkout/orders/preview.py", 3, "imports apply_coupon"),
       SampleEvidence("104", "services/checkout/orders/preview.py", 31,
                      "calls apply_coupon with 2 arguments")});
  interaction.path = {
      "the use means it through its import; once both have landed it leads nowhere"};
  interaction.advice = {.order = "land 101 first, then rebase 104",
                        .cures = {"use redeem_coupon"},
                        .otherwise = "keep the old name until both have landed"};
  interaction.incidents = {{"docs/incidents/2025-06-05-renamed-pricing-function.md",
                            "Checkout down after a rename", "renamed function, import error"}};
  return interaction;
}

inline Interaction SampleHazard() {
  Interaction interaction =
      SampleInteraction("a2", "resource-hazard", {"106", "109"}, {"cache", "profile-cache", "shop"},
                        {SampleEvidence("106", "services/checkout/product_page/views.py", 40,
                                        "reads profile-cache once for each related product"),
                         SampleEvidence("109", "deploy/k8s/profile-cache.yaml", 17,
                                        "time-to-live down 6x: 12 h -> 2 h")});
  interaction.certain = false;
  interaction.hazard = {
      "P2: the hit ratio falls while more is read",
      {"reads x? (106: reads in a loop)", "today 6000/s x (1 - 97 %) = 180 misses/s"},
      "what is behind the cache takes all misses at once"};
  interaction.advice.cures = {"never give both to one cohort until the primary has head-room"};
  interaction.exposure = {0.05, 1.0, "expected: rollouts of space checkout fill the same buckets"};
  interaction.incidents = {{"docs/incidents/2025-03-18-profile-cache-ttl.md",
                            "Accounts database overloaded after a cache change",
                            "cache, lifetime, misses"}};
  return interaction;
}

inline std::vector<Interaction> SampleDoubles() {
  const char* const kMigrations = "services/catalog/migrations/";
  const char* const kRank = "services/catalog/internal/rank/";
  std::vector<Interaction> doubles;
  doubles.push_back(SampleInteraction(
      "a3", "duplicate-definition", {"113", "114"}, {"function", "rank.clamp", "shop"},
      {SampleEvidence("113", std::string(kRank) + "rating.go", 9, "adds clamp"),
       SampleEvidence("114", std::string(kRank) + "freshness.go", 22, "adds clamp")}));
  doubles.push_back(SampleInteraction(
      "a4", "migration-order", {"113", "114"}, {"migration", "number 000004", "shop"},
      {SampleEvidence("113", std::string(kMigrations) + "000004_add_ratings.up.sql", 0,
                      "adds migration 000004"),
       SampleEvidence("114", std::string(kMigrations) + "000004_add_restocked_at.up.sql", 0,
                      "adds migration 000004")}));
  doubles.push_back(SampleInteraction(
      "a5", "textual-conflict", {"113", "114"}, {"file", "services/catalog/go.sum", "shop"},
      {SampleEvidence("113", "services/catalog/go.sum", 5, "edits line 5"),
       SampleEvidence("114", "services/catalog/go.sum", 5, "edits line 5")}));
  doubles.front().advice.cures = {
      "whichever lands second must be rebased and use the other's clamp"};
  return doubles;
}

inline Decision SampleDecision(Verdict verdict, double score, const Interaction& interaction) {
  Decision decision;
  decision.changes = interaction.changes;
  decision.verdict = verdict;
  decision.score = score;
  decision.because = {interaction.id};
  if (!interaction.advice.empty()) decision.advice = {interaction.advice};
  decision.clears = "one of the two lands and the other, rebased on it, passes its tests";
  decision.explanations = {{std::string("rule proposes ") + Name(verdict), interaction.rule},
                           {"evidence is resolved at both ends", "no cap"}};
  return decision;
}

inline void AddSampleGaps(Report* report) {
  report->coverage.changed = 31;
  report->coverage.analysed = 25;
  report->coverage.gaps = {
      {"101", "shop", "services/checkout/legacy.py", GapReason::kSyntaxErrors,
       "2 places, the first in line 40", true},
      {"103", "shop", "services/catalog/api/catalog.yaml", GapReason::kNoGrammar, "", false},
      {"103", "shop", "services/storefront/src/api/catalog.generated.ts", GapReason::kGenerated,
       "linguist-generated", false},
      {"109", "shop", "docs/runbooks/profile-cache.md", GapReason::kNoGrammar, "", false},
      {"115", "shop", "services/storefront/public/badge.png", GapReason::kBinary, "", false},
      {"117", "shop", "services/notify/templates/back-in-stock.txt", GapReason::kNoGrammar, "",
       false},
      {"118", "shop", "services/notify/templates/shipped.txt", GapReason::kNoGrammar, "", false}};
}

inline void AddSampleChanges(Report* report) {
  report->changes = {
      SampleChange("101", "Redeem a coupon only once", "Mara Lindqvist"),
      SampleChange("102", "Tidy up the pricing modules", "Jonas Weber"),
      SampleChange("104", "Preview of the basket with all discounts before the customer signs in",
                   "Priya Nair"),
      SampleChange("106", "Profile names on the product page", "Ana Costa"),
      SampleChange("109", "Shorter life for cached profiles", "Tom Okafor"),
      SampleChange("113", "Ratings in the catalogue", "Li Wei 李伟"),
      SampleChange("114", "Fresh products first", "Sara Haddad"),
      SampleChange("117", "Mail when an article is back in stock", "Ivo Petrov")};
  report->changes[0].blast_radius = {2, 14, 6, {"ledger", "shop"}, {"@payments"}};
  report->changes[2].draft = true;
  report->changes[3].rollouts = {"product-page-profile"};
  report->changes[3].exposure = "5 % of user_id now, 100 % at most (rollout product-page-profile)";
  report->changes[7].behind = 2;
}

inline Report SampleReport() {
  Report report;
  report.repository = "shop";
  report.base_name = "main";
  report.base_commit = "9c4d17e02b8a6f5e4d3c2b1a09182736455463728190abcd";
  report.program_version = "0.1.0";
  AddSampleGaps(&report);
  AddSampleChanges(&report);
  const Interaction hazard = SampleHazard();
  const Interaction removed = SampleRemovedSymbol();
  const std::vector<Interaction> doubles = SampleDoubles();
  Interaction skew = SampleInteraction(
      "a6", "signature-changed", {"117"}, {"function", "renderTemplate", "shop"},
      {SampleEvidence("main", "services/notify/src/templates.js", 8,
                      "puts locale second (commit 5be1, Mails by language (#98))"),
       SampleEvidence("117", "services/notify/src/mails/backInStock.js", 11,
                      "calls renderTemplate with 2 arguments")});
  skew.advice = {.order = "rebase 117 on main", .cures = {"pass the locale"}};
  Interaction order = SampleInteraction(
      "a7", "depends-on", {"102", "101"}, {"function", "pricing.money.round_price", "shop"},
      {SampleEvidence("102", "services/checkout/pricing/money.py", 4, "adds round_price"),
       SampleEvidence("101", "services/checkout/pricing/discounts.py", 19, "calls round_price")});
  order.orders = true;
  order.advice.order = "land 102 first";
  Interaction note = SampleInteraction(
      "a8", "shared-behaviour", {"102", "106"}, {"function", "pricing.totals.order_total", "shop"},
      {SampleEvidence("102", "services/checkout/pricing/totals.py", 30, "alters its body"),
       SampleEvidence("106", "services/checkout/product_page/views.py", 52, "calls it")});
  note.severity = Severity::kLow;
  note.resolution = Resolution::kLikely;
  note.certain = false;
  report.interactions = {hazard, order, removed, doubles[0], doubles[1], doubles[2], skew, note};
  report.decisions = {SampleDecision(Verdict::kSeparate, 0.91, hazard),
                      SampleDecision(Verdict::kOrder, 0.9, order),
                      SampleDecision(Verdict::kRetest, 0.85, removed),
                      SampleDecision(Verdict::kRetest, 0.8, doubles[0]),
                      SampleDecision(Verdict::kRetest, 0.7, skew),
                      SampleDecision(Verdict::kNote, 0.1, note)};
  report.decisions[3].because = {"a3", "a4", "a5"};
  Interaction silenced = SampleInteraction(
      "b1", "removed-symbol", {"102", "104"}, {"function", "pricing.money.round_price", "shop"},
      {SampleEvidence("102", "services/checkout/pricing/money.py", 4, "renames round_price"),
       SampleEvidence("104", "services/checkout/orders/preview.py", 5, "imports round_price")});
  silenced.silenced = "the old name still leads to the same function: 102 keeps it as an alias";
  report.silenced = {silenced};
  report.pairs_possible = 28;
  report.pairs_examined = 9;
  report.notices = {"no catalogue is configured: resources are matched by name"};
  return report;
}

// Titles, authors, paths and statements as somebody would write them who wants a report to
// misbehave.
inline Report HostileReport() {
  Report report = SampleReport();
  report.changes[0].title =
      "\x1b[2J\x1b]0;owned\x07 | `code` <img src=x onerror=alert(1)> @everyone";
  report.changes[0].author = "Robert\n## Injected\n\n@team/leads";
  report.changes[0].url = "javascript:alert(1)";
  report.changes[2].title = "\u202egnp.exe \u200bfixes #123 and GH-9, see https://evil.example/x";
  report.changes[3].title = "broken \xff\xfe bytes \xe2\x82 and \xc0\xaf, 1. not a list";
  report.changes[4].title = std::string(3000, 'W');
  report.changes[5].title =
      "日本語の題名が長くても列の幅を守ることを確かめるための題名、とても長い題名、とても";
  for (Interaction& interaction : report.interactions) {
    interaction.on.name += "|`x``y` <b>";
    interaction.evidence[0].path = "a/`|`/\x1b[31m/" + std::string(300, 'p') + ".py";
    interaction.evidence[0].statement = "calls </details> [x](javascript:y) $e^x$ *and* _more_";
  }
  report.coverage.gaps[0].path = "</details>\n# no\n`|`";
  report.coverage.gaps[1].detail = "<script>@here</script>";
  report.notices[0] = "# not a heading @all";
  return report;
}

}  // namespace interlock
