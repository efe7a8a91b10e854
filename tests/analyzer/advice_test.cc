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

Decision DecidedAs(Verdict verdict, const Exposure& exposure) {
  Interaction interaction = Found("f", {.cures = {"ramp one after the other"}});
  interaction.rule = "resource-hazard";
  interaction.proposes = verdict;
  interaction.exposure = exposure;
  return Decide({interaction}, AllRules(), {}).decisions.front();
}

TEST_CASE("what is to be kept apart and meets already is to be set back") {
  CHECK(Text(DecidedAs(Verdict::kSeparate, {.now = 0.05, .most = 1}).advice) ==
        "set one back or hold it where it is, since 5 % meet both now, and ramp one after the "
        "other");
  for (const Exposure& none : {Exposure{.now = 0, .most = 1}, Exposure{}}) {
    CHECK(Text(DecidedAs(Verdict::kSeparate, none).advice) == "ramp one after the other");
  }
}

TEST_CASE("what clears it is what can be done") {
  CHECK(DecidedAs(Verdict::kSeparate, {.now = 0, .most = 1}).clears ==
        "their cohorts or windows no longer overlap");
  CHECK(DecidedAs(Verdict::kSeparate, {}).clears ==
        "one lands only when the other has been in use for long enough to be trusted; no rollout "
        "parts who meets them");
  CHECK(
      DecidedAs(Verdict::kHold, {}).clears ==
      "one is altered so that they fit, or closed; whoever takes the risk lands it by hand, which "
      "nothing records, or has the policy in interlock.yaml ask for less of every "
      "resource-hazard");
}

std::string AllSteps(const Interaction& interaction) {
  std::string text;
  const Decided decided = Decide({interaction}, AllRules(), {});
  for (const Explanation& step : decided.decisions.front().explanations) {
    text += step.what + ": " + step.value + "\n";
  }
  return text;
}

TEST_CASE("how a verdict came about does not say more than is known") {
  const auto has = [](const Interaction& interaction, const std::string& part) {
    const std::string text = AllSteps(interaction);
    CHECK_MESSAGE(text.find(part) != text.npos, text);
  };
  Interaction interaction = Found("f", Then("use A"));
  has(interaction, "fails for certain once both have landed, whoever is exposed");
  interaction.incidents = {{"a.md", "Down", "words"}};
  has(interaction, "1 similar incident raises its rank");
  interaction.certain = false;
  has(interaction, "tests show it once both have landed, whoever is exposed");
  interaction.certain = interaction.orders = true;
  interaction.rule = "depends-on";
  has(interaction, "fails for certain if 34 lands without 12, whoever is exposed");
  interaction.orders = false;
  interaction.rule = "textual-conflict";
  has(interaction, "git itself stops whichever lands second, whoever is exposed");
}

TEST_CASE("an alternative to a cure that has no order stays with it") {
  const Advice either = {.cures = {"try the new type"}, .otherwise = "add a column of that type"};
  CHECK(Decided12And34({either, either}) == "try the new type; or add a column of that type");
  CHECK(Decided12And34({either, {.cures = {"run the tests"}}}) ==
        "try the new type; or add a column of that type; and run the tests");
}

}  // namespace
}  // namespace interlock
