// What a decision with several reasons advises.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analyzer/decide/decide.h"
#include "analyzer/rules/all_rules.h"

namespace interlock {
namespace {

Interaction Found(const std::string& name, const Advice& advice) {
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

std::string Decided12And34(const std::vector<Advice>& advice) {
  std::vector<Interaction> found;
  for (const Advice& one : advice) {
    found.push_back(Found(std::string("f") + std::to_string(found.size()), one));
  }
  const Decided decided = Decide(std::move(found), AllRules(), {});
  REQUIRE(decided.decisions.size() == 1);
  return Text(decided.decisions.front().advice);
}

const std::string kLand = "land 12 first, then rebase 34";

Advice Then(const std::string& cure, const std::string& otherwise = "") {
  return {.order = kLand, .cures = {cure}, .otherwise = otherwise};
}

TEST_CASE("one order and one alternative are said once") {
  const std::string keep = "keep the old name until both have landed";
  CHECK(Decided12And34({Then("use A", keep), Then("use B", keep), Then("drop the use", keep)}) ==
        kLand + " and use A; also use B; also drop the use; or " + keep);
  CHECK(Decided12And34({Then("use A"), Then("use AB"), Then("use A"), Then("run the tests")}) ==
        kLand + " and use A; also use AB; also run the tests");
}

TEST_CASE("a cure is told though another begins or ends like it") {
  CHECK(Decided12And34({Then("use AB"), Then("use A")}) == kLand + " and use AB; also use A");
  CHECK(Decided12And34({{.cures = {"drop AB"}}, {.cures = {"drop A"}}}) == "drop AB; and drop A");
}

TEST_CASE("advice of another order or with another alternative stands for itself") {
  const Advice drop = {.cures = {"land one, then drop B in the other"}};
  CHECK(Decided12And34({Then("use A"), drop, drop}) ==
        kLand + " and use A; and land one, then drop B in the other");
  CHECK(Decided12And34({Then("use A", "keep it"), Then("run the tests")}) ==
        kLand + " and use A; or keep it; and " + kLand + " and run the tests");
}

TEST_CASE("a cure joins its own order, whatever is told between") {
  const Advice between = {.cures = {"give one of the two another name"}};
  CHECK(Decided12And34({Then("use A"), between, Then("use B")}) ==
        kLand + " and use A; also use B; and give one of the two another name");
}

TEST_CASE("what is to be done in either order is told as that") {
  const std::string either = "land one of 12 and 34, then rebase the other";
  const Advice back = {.order = "land 34 first, then rebase 12", .cures = {"run the tests"}};
  CHECK(Decided12And34({Then("use A"), back, Then("use B")}) ==
        either + " and use A; also use B; also run the tests");
  CHECK(Decided12And34({Then("use A", "keep it"), back}) ==
        either + " and use A; or keep it; and " + either + " and run the tests");
  const Advice third = {.order = "land 56 first, then rebase 12", .cures = {"use C"}};
  CHECK(Decided12And34({Then("use A"), third}) ==
        kLand + " and use A; and land 56 first, then rebase 12 and use C");
}

TEST_CASE("an order alone is told with what follows it") {
  const Advice alone = {.order = kLand};
  CHECK(Decided12And34({alone, alone}) == kLand);
  CHECK(Decided12And34({alone, Then("use A")}) == kLand + " and use A");
  CHECK(Decided12And34({Then("use A"), alone}) == kLand + " and use A");
}

TEST_CASE("an alternative to a cure that has no order stays with it") {
  const Advice either = {.cures = {"try the new type"}, .otherwise = "add a column of that type"};
  CHECK(Decided12And34({either, either}) == "try the new type; or add a column of that type");
  CHECK(Decided12And34({either, {.cures = {"run the tests"}}}) ==
        "try the new type; or add a column of that type; and run the tests");
}

}  // namespace
}  // namespace interlock
