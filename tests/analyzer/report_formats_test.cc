#include <doctest/doctest.h>

#include <sstream>

#include "analyzer/report_json.h"
#include "analyzer/report_pair.h"
#include "analyzer/report_text.h"
#include "analyzer/reports/all_report_formats.h"
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
  CHECK(Answer(TellPair(report, "106", "114")) ==
        "106 and 114: not known, one of them could not be analysed");
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
