#include "analyzer/intake/incidents.h"

#include <doctest/doctest.h>

#include <string>

namespace interlock {
namespace {

Incident Read(const std::string& markdown) {
  const std::optional<Incident> incident = ReadIncident("docs/postmortems/2026-01.md", markdown);
  REQUIRE(incident.has_value());
  return *incident;
}

TEST_CASE("the SRE template") {
  const Incident incident = Read(R"(# Postmortem: empty cart after deploy

## Date
2026-01-10

## Authors
* jennifer

## Summary
Carts were empty for an hour.

## Impact
1,200 lost orders.

## Root Causes
The order ledger was renamed.

### Details
A caller kept the old name.

## Trigger
Merge of both changes.

## Resolution
Rollback.

## Action Items
| Item | Owner |
|------|-------|
| Re-test | cart |

## Timeline
09:00 deploy
)");
  CHECK(incident.id == "docs/postmortems/2026-01.md");
  CHECK(incident.title == "empty cart after deploy");
  CHECK(incident.date == "2026-01-10");
  CHECK(incident.summary == "Carts were empty for an hour.");
  CHECK(incident.root_cause ==
        "The order ledger was renamed.\n\nDetails\nA caller kept the old name.\n\nMerge of both "
        "changes.");
  CHECK(incident.body.find("1,200 lost orders.") != std::string::npos);
  CHECK(incident.body.find("| Re-test | cart |") != std::string::npos);
  CHECK(incident.body.find("09:00 deploy") != std::string::npos);
  CHECK(incident.body.find("renamed") == std::string::npos);
}

TEST_CASE("bold pseudo-headings, with and without text on their line") {
  const Incident incident = Read(
      "**Title**: Late invoices\n- **Date:** 2026-02-03\n**Summary**: two hours late\n\n"
      "**Root Causes**:\nA migration held a lock.\n**Note**: it was long.\n\n"
      "__Trigger__: a deploy\n\n**Lessons Learned**\nAsk first.\n");
  CHECK(incident.title == "Late invoices");
  CHECK(incident.date == "2026-02-03");
  CHECK(incident.summary == "two hours late");
  CHECK(incident.root_cause == "A migration held a lock.\n**Note**: it was long.\n\na deploy");
  CHECK(incident.body == "Lessons Learned\nAsk first.");
}

TEST_CASE("front matter, CRLF, byte order mark and underlined headings") {
  const Incident incident = Read(
      "\xef\xbb\xbf---\r\ntitle: \"Slow search\"\r\ndate: 2026-02-01\r\ntags: [a]\r\n---\r\n"
      "Root cause\r\n----------\r\nThe cache was cold.\r\n\r\nTimeline\r\n========\r\n10:00\r\n");
  CHECK(incident.title == "Slow search");
  CHECK(incident.date == "2026-02-01");
  CHECK(incident.root_cause == "The cache was cold.");
  CHECK(incident.body == "Timeline\n10:00");
}

TEST_CASE("any heading level, numbered or not known, ends a section of its level") {
  const Incident incident =
      Read("# A\n#### Root cause:\nx\n##### Why\ny\n#### Five whys\nz\n### Summary\ns\n");
  CHECK(incident.root_cause == "x\nWhy\ny");
  CHECK(incident.summary == "s");
  CHECK(incident.body == "Five whys\nz");
}

TEST_CASE("code is no heading") {
  const Incident incident = Read("# A\n## Root cause\n```\n# Summary\n```\nafter\n");
  CHECK(incident.root_cause == "```\n# Summary\n```\nafter");
  CHECK(incident.summary.empty());
}

TEST_CASE("a record without the headings is kept by title and body") {
  const Incident incident = Read("# The day the queue stopped\n\nA consumer failed.\n");
  CHECK(incident.title == "The day the queue stopped");
  CHECK(incident.body == "A consumer failed.");
  CHECK(incident.root_cause.empty());
  const Incident plain = Read("A consumer failed.\n\n---\nThe end.\n");
  CHECK(plain.title == "2026-01");
  CHECK(plain.body == "A consumer failed.\n\n---\nThe end.");
}

TEST_CASE("front matter that never ends is text") {
  CHECK(Read("---\nname: x\n").title == "2026-01");
}

TEST_CASE("what is no record") {
  CHECK_FALSE(ReadIncident("a.md", "").has_value());
  CHECK_FALSE(ReadIncident("a.md", " \r\n\t\n").has_value());
  CHECK_FALSE(ReadIncident("a.md", std::string("PK\0\1", 4)).has_value());
  CHECK_FALSE(ReadIncident("docs/README.md", "# Postmortems\n").has_value());
  CHECK_FALSE(ReadIncident("docs/template.md", "# Title\n").has_value());
}

}  // namespace
}  // namespace interlock
