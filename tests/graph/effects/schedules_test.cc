// How often something runs.
#include "graph/effects/schedules.h"

#include <doctest/doctest.h>

#include <string>

namespace interlock::tests {
namespace {

TEST_CASE("the time from one run to the next") {
  CHECK(MeanInterval("*/5 * * * *") == doctest::Approx(300));
  CHECK(MeanInterval("0 * * * *") == doctest::Approx(3600));
  CHECK(MeanInterval("30 4 * * *") == doctest::Approx(86400));
  CHECK(MeanInterval("0 0,12 * * *") == doctest::Approx(43200));
  CHECK(MeanInterval("0 9-17/2 * * MON-FRI") == doctest::Approx(86400 * 7.0 / 5 / 5));
  CHECK(MeanInterval("0 0 * * 0") == doctest::Approx(7 * 86400));
  CHECK(MeanIntervalOfBoth("0 */3 * * *") == doctest::Approx(10800));
  CHECK(MeanIntervalOfBoth("0 0 * * mon") == doctest::Approx(7 * 86400));
  CHECK_FALSE(MeanIntervalOfBoth("0 0 1 * mon"));
  CHECK_FALSE(MeanIntervalOfBoth("0 0 * * monday"));
  CHECK(MeanInterval("0 0 1 * *") == doctest::Approx(365.25 / 12 * 86400));
  CHECK(MeanInterval("@daily") == doctest::Approx(86400));
  CHECK(MeanInterval("rate(5 minutes)") == doctest::Approx(300));
  CHECK(MeanInterval("cron(0/15 * * * ? *)") == doctest::Approx(900));
  CHECK(MeanInterval("*/10 * * * * *") == doctest::Approx(10));
}

TEST_CASE("what is no schedule has none") {
  for (const char* text : {"", "* * * *", "61 * * * *", "* 25 * * *", "*/0 * * * *", "a b c d e",
                           "5-1 * * * *", "rate(0 minutes)", "rate(five minutes)", "cron(",
                           "@reboot", "${SCHEDULE}", "1,, * * * *", "* * * * * * *"}) {
    CAPTURE(text);
    CHECK_FALSE(MeanInterval(text).has_value());
  }
  CHECK_FALSE(MeanInterval(std::string(100'000, '*')).has_value());
}

}  // namespace
}  // namespace interlock::tests
