#include "graph/effects/environment.h"

#include <doctest/doctest.h>

#include "analyzer/intake/catalog.h"
#include "graph/effects/amounts.h"

namespace interlock {
namespace {

Effect Declared(const std::string& kind, const std::string& name, const std::string& value,
                const std::string& service, std::uint32_t line) {
  Effect effect;
  effect.resource = {kind, name};
  effect.access = "declare";
  effect.to = value;
  effect.service = service;
  effect.path = "compose.yaml";
  effect.line = line;
  return effect;
}

std::string Text(const std::optional<EnvironmentValue>& value) {
  return value ? value->text + " " + value->where : "nothing";
}

TEST_CASE("environment: a value counts when all agree, or the service's own") {
  Environment environment;
  environment.Add({Declared("environment variable", "TOPIC", "orders", "shop", 1),
                   Declared("environment variable", "TOPIC", "orders", "mail", 2),
                   Declared("environment variable", "PORT", "1", "shop", 3),
                   Declared("environment variable", "PORT", "2", "mail", 4),
                   Declared("environment variable", "EMPTY", "", "mail", 5)});
  CHECK(Text(environment.Value("TOPIC", "")) == "orders compose.yaml:1");
  CHECK(Text(environment.Value("PORT", "")) == "nothing");
  CHECK(Text(environment.Value("PORT", "mail")) == "2 compose.yaml:4");
  CHECK(Text(environment.Value("PORT", "other")) == "nothing");
  CHECK(Text(environment.Value("EMPTY", "")) == "nothing");
  CHECK(Text(environment.Value("NONE", "")) == "nothing");
}

TEST_CASE("environment: values that stand for others, and keys as variables") {
  Environment environment;
  environment.Add({Declared("environment variable", "A", "${B}", "shop", 1),
                   Declared("environment variable", "B", "b", "", 2),
                   Declared("environment variable", "C", "${D:-d}", "shop", 3),
                   Declared("environment variable", "E", "${E}", "shop", 4),
                   Declared("environment variable", "F", "${G}", "shop", 5),
                   Declared("environment variable", "G", "${F}", "shop", 6),
                   Declared("configuration key", "orders.topic", "orders", "", 7)});
  CHECK(Text(environment.Value("A", "shop")) == "b compose.yaml:2");
  CHECK(Text(environment.Value("C", "")) == "d compose.yaml:3");
  CHECK(Text(environment.Value("E", "")) == "nothing");
  CHECK(Text(environment.Value("F", "")) == "nothing");
  CHECK(Text(environment.Value("orders.topic", "")) == "orders compose.yaml:7");
  CHECK(Text(environment.Value("ORDERS_TOPIC", "")) == "orders compose.yaml:7");
}

TEST_CASE("placeholders") {
  CHECK(PlaceholderIn("${a.b}")->key == "a.b");
  CHECK(!PlaceholderIn("${a.b}")->otherwise);
  CHECK(PlaceholderIn("${a:x:y}")->otherwise == "x:y");
  CHECK(PlaceholderIn("${A:-x}")->otherwise == "x");
  CHECK(!PlaceholderIn("a${b}"));
  CHECK(!PlaceholderIn("${a}${b}"));
  CHECK(!PlaceholderIn("${}"));
}

TEST_CASE("amounts, in the base unit") {
  const Catalog catalog = ReadBuiltinCatalog();
  const auto amount = [&](const char* text, const char* unit) {
    const auto value = AmountOf(catalog, text, unit);
    return value ? *value : -1;
  };
  CHECK(amount("30", "") == 30);
  CHECK(amount("1500", "ms") == 1.5);
  CHECK(amount("30s", "ms") == 30);
  CHECK(amount("1h30m", "") == 5400);
  CHECK(amount("512Mi", "") == 512 * 1048576.0);
  CHECK(amount("5 time.Minute", "s") == 300);
  CHECK(amount("2 java.time.Duration.ofHours()", "") == 7200);
  CHECK(amount("5 parsecs", "") == -1);
  CHECK(amount("parsecs", "") == -1);
  CHECK(amount("", "s") == -1);
  CHECK(amount("1x", "s") == -1);
  CHECK(amount("PT30S", "ms") == 30);
  CHECK(amount("P1DT2H30M1.5S", "") == 95401.5);
  CHECK(amount("P2W", "s") == 1209600);
  CHECK(amount("P1M", "s") == -1);  // a month has no length of its own
  CHECK(amount("PT", "s") == -1);
  CHECK(amount("P1DT", "s") == -1);
  CHECK(amount("P", "s") == -1);
  CHECK(amount("PTT1S", "s") == -1);
  CHECK(amount("PT1", "s") == -1);
  CHECK(amount("PTnanS", "s") == -1);
  CHECK(amount("00:05:00", "ms") == 300);
  CHECK(amount("14.00:00:00.5", "s") == 1209600.5);
  CHECK(amount("00:60:00", "s") == -1);
  CHECK(amount("12:30", "s") == -1);
  CHECK(amount("00:05:00:00", "s") == -1);
  CHECK(amount("1.2.3:00:00", "s") == -1);
}

}  // namespace
}  // namespace interlock
