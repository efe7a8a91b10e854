#include <doctest/doctest.h>

#include <sstream>

#include "analyzer/reports/all_report_formats.h"
#include "analyzer/reports/parts/report_json.h"
#include "analyzer/reports/parts/report_pair.h"
#include "analyzer/text/report_text.h"
#include "interlock/error.h"
#include "tests/analyzer/report_golden_internal.h"
#include "tests/analyzer/report_sample.h"

namespace interlock {
namespace {

std::string Render(const std::string& format, const Report& report,
                   const FormatOptions& options = {}) {
  std::ostringstream out;
  for (const ReportFormat* candidate : AllReportFormats()) {
    if (candidate->name == format) candidate->render(report, options, out);
  }
  return out.str();
}

std::string PairText(const Report& report, const std::string& a, const std::string& b) {
  PairStory story = TellPair(report, a, b);
  story.scan = 3;
  story.time = "2026-03-03T12:00:00Z";
  std::ostringstream out;
  RenderPairText(story, {}, out);
  return out.str();
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool Steers(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && byte != '\n') || byte == 0x7f) return true;
  }
  return text.find("\u202e") != std::string::npos;
}

TEST_CASE("reports: the sample in every format is as it was") {
  const Report report = SampleReport();
  CheckGolden("sample.txt", Render("text", report));
  CheckGolden("sample.md", Render("md", report));
  CheckGolden("sample.json", Render("json", report));
}

TEST_CASE("reports: hostile text in every format is as it was") {
  const Report report = HostileReport();
  CheckGolden("hostile.txt", Render("text", report));
  CheckGolden("hostile.md", Render("md", report));
  CheckGolden("hostile.json", Render("json", report));
}

TEST_CASE("reports: no changes at all") {
  Report report;
  report.base_name = "main";
  report.base_commit = "9c4d17e02b8a6f5e";
  CHECK(Headline(report) == "0 changes, 0 pairs: nothing needs attention; 0 of 0 files analysed");
  CheckGolden("empty.txt", Render("text", report));
  CheckGolden("empty.md", Render("md", report));
  CheckGolden("empty.json", Render("json", report));
}

TEST_CASE("reports: nothing a stranger wrote steers a terminal") {
  const Report report = HostileReport();
  CHECK_FALSE(Steers(Render("text", report)));
  CHECK_FALSE(Steers(Render("md", report)));
  CHECK_FALSE(Steers(PairText(report, "101", "104")));
}

TEST_CASE("reports: hostile text opens no markup and pings nobody in Markdown") {
  const std::string text = Render("md", HostileReport());
  std::ostringstream pair;
  const Report report = HostileReport();
  RenderPairMarkdown(TellPair(report, "101", "104"), pair);
  for (const std::string& page : {text, pair.str()}) {
    CHECK(page.find("<img") == std::string::npos);
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("@everyone") == std::string::npos);
    CHECK(page.find("@team") == std::string::npos);
    CHECK(page.find("[x](javascript:") == std::string::npos);
    CHECK(page.find("101](javascript:") == std::string::npos);
    CHECK(page.find("https://evil") == std::string::npos);
    CHECK(page.find("\n# no") == std::string::npos);
    CHECK(page.find("\n## Injected") == std::string::npos);
  }
}

TEST_CASE("reports: text keeps to its width, but for words that cannot be broken") {
  for (const int width : {60, 80, 100}) {
    const std::string text = Render("text", SampleReport(), {.width = width});
    for (const std::string& line : LinesOf(text)) {
      INFO(line);
      const bool one_word = line.find(' ', line.find_first_not_of(' ') + 5) == std::string::npos;
      CHECK((one_word || DisplayWidth(line) <= static_cast<std::size_t>(width)));
    }
  }
}

TEST_CASE("reports: colour only when asked for") {
  CHECK(Render("text", SampleReport()).find('\x1b') == std::string::npos);
  CHECK(Render("text", SampleReport(), {.colour = true}).find("\x1b[1;31mSEPARATE") !=
        std::string::npos);
}

TEST_CASE("reports: why tells the whole story of a pair") {
  const Report report = SampleReport();
  CheckGolden("why_gated.txt", PairText(report, "101", "104"));
  CheckGolden("why_harmless.txt", PairText(report, "104", "102"));
  CheckGolden("why_nothing.txt", PairText(report, "106", "114"));
  CheckGolden("why_base.txt", PairText(report, "117", "main"));
  PairStory story = TellPair(report, "101", "104");
  std::ostringstream out;
  RenderPairMarkdown(story, out);
  CheckGolden("why_gated.md", out.str());
  CheckGolden("why_gated.json", PairStoryJson(story));
}

TEST_CASE("reports: a change that could not be read is not called harmless") {
  Report report = SampleReport();
  report.coverage.gaps.push_back({"114", "shop", "", GapReason::kUnreadable, "", false});
  CHECK(Answer(TellPair(report, "106", "114")) == "106 and 114: not known, 114 could not be read");
  const std::string told = PairText(report, "106", "114");
  CHECK(told.find("it could not be read: missing or damaged; nothing is known") != told.npos);
  CHECK(told.find("Nothing: 114 could not be read") != told.npos);
  for (const char* made_up : {"head 114aa", "No rule found", "Why nothing gates"}) {
    CHECK_MESSAGE(told.find(made_up) == told.npos, told);
  }
  CHECK(told.find("exposure: everyone") == told.npos);  // of 106 there is one, of user_id
  CHECK(told.find("Not analysed") == told.npos);        // it is said above
}

TEST_CASE("reports: what comes of it is what does") {
  const Report report = SampleReport();
  const auto of = [&](const char* id) { return WhatComesOfIt(*FindInteraction(report, id)); };
  CHECK(of("a1") == "fails for certain once both have landed");
  CHECK(of("a5") == "git itself stops whichever lands second");
  CHECK(of("a6") == "fails for certain once it has landed as it is");
  CHECK(of("a7") == "fails for certain if 101 lands without 102");
  CHECK(of("a8") == "may still work once both have landed");
}

TEST_CASE("reports: the command that tells of a pair works as it is printed") {
  Report report = SampleReport();
  report.decisions[4].because = {"a6", "a3", "a4", "a5"};
  const auto has = [&](const std::string& part) {
    const std::string text = Render("text", report);
    CHECK_MESSAGE(text.find(part) != text.npos, text);
  };
  has("and 2 more interactions: interlock why 117 main\n");
  report.base_name = "";
  has("and 2 more interactions: interlock why 117 9c4d17e02b8a\n");
  report.base_name = "main";
  for (const std::string base : {"main", "base", "9c4d17e02b8a",
                                 "9c4d17e02b8a6f5e4d3c2b1a0918273645"
                                 "5463728190abcd"}) {
    CAPTURE(base);
    CHECK(Answer(TellPair(report, "117", base)) == "117 and main: retest");
    CHECK(Answer(TellPair(report, base, "117")) == "117 and main: retest");
  }
  CHECK_THROWS_AS(TellPair(report, "117", "9c4d"), Error);  // might be a number of a change
  report.changes[0].id = "it's; rm";
  report.decisions[4].changes = {"it's; rm"};
  has("interlock why 'it'\\''s; rm' main");
}

TEST_CASE("reports: an unknown id is told what there is, and the base") {
  try {
    TellPair(SampleReport(), "117", "9");
    FAIL("it is no change");
  } catch (const Error& error) {
    CHECK(error.hint().ends_with("114, 117, and the base main"));
  }
}

TEST_CASE("reports: what policy calls clear is not listed, and asks for nothing") {
  Report report = SampleReport();
  report.decisions[2].verdict = Verdict::kClear;
  for (const char* format : {"text", "md"}) {
    const std::string page = Render(format, report);
    CHECK_MESSAGE(page.find("clear") == page.find("clears"), page);
    CHECK(page.find("apply_coupon") == page.npos);
  }
  const std::string told = PairText(report, "101", "104");
  CHECK(told.starts_with("101 and 104: clear\n"));
  CHECK(told.find("the policy in interlock.yaml") != told.npos);
  for (const char* asks : {"What to do", "What clears it", "who may", "land 101 first"}) {
    CHECK_MESSAGE(told.find(asks) == told.npos, told);
  }
}

TEST_CASE("reports: a note says whose it is, what would help, and why it is no more") {
  Report report = SampleReport();
  report.decisions[2].verdict = Verdict::kNote;
  report.decisions[2].explanations.push_back(
      {"git refuses to merge them, so the second is re-tested anyway: at most note", "a.py"});
  const std::string why = "git refuses to merge them, so the second is re-tested anyway";
  const std::string wide = Render("text", report, {.width = 120});
  for (const std::string& part :
       {std::string("NOTE 101 and 104\n  101 Redeem a coupon only once\n"),
        "  only a note: " + why + "\n  → land 101 first, then rebase 104 and use redeem_coupon;"}) {
    CHECK_MESSAGE(wide.find(part) != wide.npos, wide);
  }
  const std::string page = Render("md", report);
  CHECK(page.find("**Only a note:** " + why + "\n\n**What would help:** land 101") != page.npos);
  const std::string told = PairText(report, "101", "104");
  CHECK(told.find("What would help") != told.npos);
  CHECK(told.find("What clears it") == told.npos);
  CHECK(told.find("What to do") == told.npos);
}

TEST_CASE("reports: why tells of many files that were not read by their reasons") {
  Report report = SampleReport();
  for (int i = 0; i < 50; ++i) {
    const std::string path = "docs/page" + std::to_string(10 + i) + ".md";
    report.coverage.gaps.push_back({"101", "shop", path, GapReason::kNoGrammar, "", false});
  }
  const std::string told = PairText(report, "101", "104");
  const std::string part =
      "  no reader for this kind of file (50)\n  101 docs/page10.md\n  101 docs/page11.md\n"
      "  101 docs/page12.md\n      and 47 more\n";
  CHECK_MESSAGE(told.find(part) != told.npos, told);
}

TEST_CASE("reports: why says nothing twice") {
  Report report = SampleReport();
  report.interactions[2].path = {"imports apply_coupon", "a step of its own"};
  report.decisions[2].advice = {{.order = "land one of 101 and 104, then rebase the other",
                                 .cures = {"run the tests", "use redeem_coupon"},
                                 .otherwise = "keep the old name until both have landed"}};
  const std::string told = PairText(report, "101", "104");
  CHECK(told.find("joined by: imports apply_coupon") == told.npos);
  CHECK(told.find("joined by: a step of its own") != told.npos);
  CHECK_MESSAGE(told.find("advice:") == told.npos, told);
  CHECK(told.find("exposed to both: everyone") == told.npos);
  report.interactions[2].advice.cures = {"drop the import"};
  CHECK(PairText(report, "101", "104").find("advice: land 101 first") != told.npos);
}

TEST_CASE("reports: the number of a hazard's pattern stands behind its title") {
  CHECK(HazardText({"P2: it falls", {}, ""}) == "it falls (pattern P2)");
  CHECK(HazardText({"Peak: it falls", {}, ""}) == "Peak: it falls");
  CHECK(HazardText({"P: it falls", {}, ""}) == "P: it falls");
}

TEST_CASE("reports: a page of Markdown fits into a comment, the strongest first") {
  constexpr std::size_t kLongestComment = 65'536;  // GitHub's
  Report report = SampleReport();
  const Report sample = report;
  for (int i = 0; i < 400; ++i) {
    Interaction interaction = sample.interactions[2];
    interaction.id = "n" + std::to_string(i);
    interaction.changes = {"1" + std::to_string(1000 + i), "2" + std::to_string(1000 + i)};
    interaction.evidence.push_back(
        SampleEvidence("104", "a/" + std::string(300, 'p') + ".py", 3, std::string(300, '*')));
    report.decisions.push_back(SampleDecision(Verdict::kNote, 0.1, interaction));
    report.interactions.push_back(interaction);
    report.coverage.gaps.push_back(
        {"101", "shop", std::string(200, 'g'), GapReason::kBinary, "", false});
    report.notices.push_back(std::string(200, 'n'));
  }
  // One decision with very many reasons does not push out the others.
  for (const Interaction& each : report.interactions) {
    report.decisions[0].because.push_back(each.id);
  }
  const std::string page = Render("md", report);
  CHECK(page.size() < kLongestComment);
  CHECK(page.size() > kLongestComment / 2);
  const auto has = [&](const std::string& part) {
    CHECK_MESSAGE(page.find(part) != page.npos, part);
  };
  has("### separate: 106 and 109");
  has("more interactions: `interlock why 106 109`\n");
  has("### retest: 117 and main");
  has("\n**Left out here:** the proof of 3");
  has("`interlock report --format json`");
  has("more; `interlock report` lists all\n");
  CHECK(Render("md", sample).find("eft out") == std::string::npos);
}

TEST_CASE("text: control characters and broken bytes become visible") {
  CHECK(Printable("a\x1b[31mb") == "a\\x1b[31mb");
  CHECK(Printable("a\tb\nc") == "a b c");
  CHECK(Printable("\u202eabc") == "\\u{202e}abc");
  CHECK(Printable("\xff") == "\uFFFD");
  CHECK(Printable("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(Printable("naïve 日本 👍") == "naïve 日本 👍");
}

TEST_CASE("text: widths count columns, not bytes") {
  CHECK(DisplayWidth("abc") == 3);
  CHECK(DisplayWidth("日本") == 4);
  CHECK(DisplayWidth("e\u0301") == 1);
  CHECK(Truncate("日本語", 5) == "日本…");
  CHECK(Truncate("abc", 3) == "abc");
  CHECK(Truncate("abc def", 5) == "abc…");
}

TEST_CASE("text: wrapping keeps long words whole") {
  CHECK(Wrap("a bb ccc", 4) == std::vector<std::string>{"a bb", "ccc"});
  CHECK(Wrap("x aaaaaaaaaa y", 4) == std::vector<std::string>{"x", "aaaaaaaaaa", "y"});
  CHECK(Wrap("", 4) == std::vector<std::string>{""});
}

}  // namespace
}  // namespace interlock
