#include "analyzer/exposure/script_values.h"

#include <doctest/doctest.h>

#include <cmath>

#include "analyzer/exposure/conditions.h"

namespace interlock {
namespace {

const AttributeValue kNull;
AttributeValue Text(const char* text) { return AttributeValue::OfText(text); }
AttributeValue Number(double number) { return AttributeValue::OfNumber(number); }

TEST_CASE("values are converted as scripts do") {
  const AttributeValue list = AttributeValue::OfList({Number(1), kNull, Text("b")});
  CHECK(ScriptText(list) == "1,,b");
  CHECK(ScriptNumber(Text(" 12.5 ")) == 12.5);
  CHECK(ScriptNumber(Text("0x1f")) == 31);
  CHECK(ScriptNumber(Text("")) == 0);
  CHECK(ScriptNumber(kNull) == 0);
  CHECK(std::isnan(ScriptNumber(Text("12a"))));
  CHECK(ScriptEqual(AttributeValue::OfTruth(true), Number(1)));
  CHECK(ScriptEqual(AttributeValue::OfList({Text("a")}), Text("a")));
  CHECK_FALSE(ScriptEqual(kNull, AttributeValue::OfTruth(false)));
  CHECK(ScriptOrder(Text("10"), Text("9")) < 0);
  CHECK(ScriptOrder(Text("10"), Number(9)) > 0);
  CHECK_FALSE(ScriptOrder(Text("x"), Number(9)));
  CHECK_FALSE(IsTruthy(Text("")));
  CHECK(IsTruthy(AttributeValue::OfList({})));
}

TEST_CASE("versions are padded") {
  CHECK(PaddedVersion(Text("v1.20.3+build")) == "    1-   20-    3-~");
  CHECK(PaddedVersion(Text("1.2.3-rc.1")) < PaddedVersion(Text("1.2.3")));
  CHECK(PaddedVersion(AttributeValue::OfTruth(true)) == PaddedVersion(Number(0)));
}

TEST_CASE("an item of a list satisfies several conditions at once") {
  Condition condition;
  condition.attribute = "pets";
  condition.op = Operator::kHasItem;
  Condition name;
  name.attribute = "name";
  name.values = {Text("rex")};
  Condition age = name;
  age.attribute = "age";
  age.values = {Number(3)};
  condition.parts = {name, age};
  const auto pet = [](const char* called, double years) {
    return AttributeValue::OfMap({"name", "age"}, {Text(called), Number(years)});
  };
  AttributeValue pets = AttributeValue::OfList({pet("rex", 4), pet("ada", 3)});
  CHECK(Holds(condition, &pets) == Truth::kNo);
  pets.items.push_back(pet("rex", 3));
  CHECK(Holds(condition, &pets) == Truth::kYes);
  condition.negate = true;
  CHECK(Holds(condition, &pets) == Truth::kNo);
}

TEST_CASE("lists of texts exclude each other whatever their case, unless case is told apart") {
  const auto one_of = [](const char* text, bool ignore_case) {
    Condition condition;
    condition.attribute = "country";
    condition.values = {Text(text)};
    condition.ignore_case = ignore_case;
    condition.items = ListItems::kWhole;
    return condition;
  };
  const Condition de = one_of("de", true);
  const Condition fr = one_of("fr", true);
  const Condition exact = one_of("DE", false);
  CHECK_FALSE(CanHoldTogether({{&de, true}, {&fr, true}}));
  CHECK(CanHoldTogether({{&de, true}, {&fr, false}}));
  CHECK(CanHoldTogether({{&de, true}, {&exact, true}}));
}

TEST_CASE("versions of numbers and dots") {
  CHECK(CompareDotted("1.2.3.4", "1.2.3") > 0);
  CHECK(CompareDotted("1.2.0", "1.2-beta") == 0);
  CHECK_FALSE(CompareDotted("1.x", "1"));
}

TEST_CASE("patterns that cannot be matched are told apart") {
  CHECK(KindOfPattern("^a+$") == PatternKind::kGood);
  CHECK(KindOfPattern("(a") == PatternKind::kBroken);
  CHECK(KindOfPattern("(?=a)b") == PatternKind::kForeign);
}

}  // namespace
}  // namespace interlock
