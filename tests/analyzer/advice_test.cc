// What a decision with several reasons advises.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analyzer/decide/decide.h"
#include "analyzer/rules/all_rules.h"

namespace interlock {
namespace {

Interaction Found(const std::string& name, const std::string& advice) {
  Interaction interaction;
  interaction.rule = "removed-symbol";
  interaction.changes = {"12", "34"};
  interaction.on = {"function", name, "shop"};
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = true;
  interaction.advice = advice;
  interaction.evidence = {{"12", "shop", "a.go", 1, "removes " + name},
                          {"34", "shop", "b.go", 1, "uses " + name}};
  return interaction;
}

std::string Advice(const std::vector<std::string>& advice) {
  std::vector<Interaction> found;
  for (const std::string& one : advice) {
    found.push_back(Found(std::string("f") + std::to_string(found.size()), one));
  }
  const Decided decided = Decide(std::move(found), AllRules(), {});
  REQUIRE(decided.decisions.size() == 1);
  return decided.decisions.front().advice;
}

TEST_CASE("what all advice begins and ends with is said once") {
  const std::string land = "land 12 first, then rebase 34 and ";
  const std::string keep = "; or keep the old name until both have landed";
  CHECK(Advice({land + "use A" + keep, land + "use B" + keep, land + "drop the use" + keep}) ==
        land + "use A; also use B; also drop the use" + keep);
  CHECK(Advice({land + "use A", land + "use AB", land + "use A", land + "run the tests"}) ==
        land + "use A; also use AB; also run the tests");
}

TEST_CASE("advice of another beginning or with another alternative stands for itself") {
  const std::string land = "land 12 first, then rebase 34 and ";
  CHECK(Advice({land + "use A", "land one, then drop B"}) ==
        land + "use A; and land one, then drop B");
  CHECK(Advice({land + "use A; or keep it", land + "run the tests"}) ==
        land + "use A; or keep it; and " + land + "run the tests");
}

}  // namespace
}  // namespace interlock
