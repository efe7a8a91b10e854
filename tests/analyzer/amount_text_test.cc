// Amounts as reports tell them.
#include <doctest/doctest.h>

#include "analyzer/overlay/resources/effect_deltas.h"

namespace interlock {
namespace {

TEST_CASE("an amount is told in the largest unit of which it is a whole number") {
  CHECK(AmountText(20'000'000, "B") == "20 MB");
  CHECK(AmountText(20'971'520, "B") == "20 MiB");
  CHECK(AmountText(524'288, "B") == "512 KiB");
  CHECK(AmountText(1'500, "B") == "1500 B");
  CHECK(AmountText(129'600, "s") == "36 h");
  CHECK(AmountText(3, "") == "3");
}

}  // namespace
}  // namespace interlock
