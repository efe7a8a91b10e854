#include "analyzer/reports/parts/report_reader.h"

#include <doctest/doctest.h>

#include "analyzer/reports/parts/report_json.h"
#include "interlock/error.h"
#include "tests/analyzer/report_sample.h"

namespace interlock {
namespace {

bool Refused(const std::string& json) {
  try {
    ReadReport(json);
  } catch (const Error& error) {
    return error.code() == ErrorCode::kDatabase;
  }
  return false;
}

TEST_CASE("report reader: what is written is read again") {
  const std::string json = ReportJson(SampleReport());
  const Report report = ReadReport(json);
  CHECK(ReportJson(report) == json);
  CHECK(report.base_name == "main");
  CHECK(report.coverage.gaps[0].reason == GapReason::kSyntaxErrors);
  CHECK(report.coverage.gaps[0].partial);
  CHECK(report.coverage.gaps[0].detail == "2 places, the first in line 40");
  CHECK(report.changes[0].blast_radius.entities == 14);
  CHECK(report.changes[2].draft);
  CHECK(report.changes[3].rollouts == std::vector<std::string>{"product-page-profile"});
  CHECK(report.interactions[0].exposure.now == doctest::Approx(0.05));
  CHECK(report.interactions[1].orders);
  CHECK(report.interactions[2].evidence[2].line == 31);
  CHECK(report.interactions[2].path.size() == 1);
  CHECK(report.interactions[7].resolution == Resolution::kLikely);
  CHECK(report.decisions[0].verdict == Verdict::kSeparate);
  CHECK(report.decisions[3].because == std::vector<std::string>{"a3", "a4", "a5"});
  CHECK(report.decisions[0].explanations.size() == 2);
  CHECK(report.silenced[0].silenced == SampleReport().silenced[0].silenced);
  CHECK(report.pairs_examined == 9);
}

TEST_CASE("report reader: broken bytes and odd numbers survive the way back") {
  Report report = HostileReport();
  report.decisions[0].score = 0.1 + 0.2;
  report.interactions[0].exposure.now = 0.0 / 1.0;
  const std::string json = ReportJson(report);
  CHECK(json.find("0.3,") != std::string::npos);
  CHECK(ReportJson(ReadReport(json)) == json);
}

TEST_CASE("report reader: missing fields have their defaults, unknown ones are passed over") {
  const Report report =
      ReadReport(R"({"schema_version": 1, "future": [1], "changes": [{"id": "7"}]})");
  CHECK(report.changes.size() == 1);
  CHECK(report.changes[0].files == 0);
}

TEST_CASE("report reader: refuses what is no report") {
  CHECK(Refused(""));
  CHECK(Refused("[]"));
  CHECK(Refused("{}"));
  CHECK(Refused("{\"schema_version\": 2}"));
  CHECK(Refused("{\"schema_version\": \"1\"}"));
  CHECK(Refused("{\"schema_version\": -1}"));
  CHECK(Refused(R"({"schema_version": 1, "changes": {}})"));
  CHECK(Refused(R"({"schema_version": 1, "changes": [3]})"));
  CHECK(Refused(R"({"schema_version": 1, "decisions": [{"verdict": "maybe"}]})"));
  CHECK(Refused(R"({"schema_version": 1, "changes": [{"id": 7}]})"));
  CHECK(Refused(R"({"schema_version": 1, "changes": [{"files": 4294967296}]})"));
  const std::string json = ReportJson(SampleReport());
  CHECK(Refused(json.substr(0, json.size() / 2)));
}

}  // namespace
}  // namespace interlock
