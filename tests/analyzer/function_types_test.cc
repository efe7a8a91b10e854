#include "analyzer/overlay/types/function_types.h"

#include <doctest/doctest.h>

namespace interlock {
namespace {

struct Case {
  const char* before;
  const char* after;
  bool calls, provides;
};

TEST_CASE("who calls a function and who provides it have other needs") {
  constexpr Case kCases[] = {
      {"(a?: string) => void", "() => void", true, true},
      {"(a: string) => void", "() => void", true, false},
      {"() => void", "(a?: string) => void", true, true},
      {"() => void", "(a: string) => void", false, true},
      {"(a: string) => void", "(a?: string) => void", true, false},
      {"(a?: string) => void", "(a: string) => void", false, true},
      {"(a: string) => void", "(b: string) => void", true, true},
      {"(a: string) => void", "(a: number) => void", false, false},
      {"(a: string) => void", "(a: string) => number", false, false},
      {"(a: string) => A | B", "(a: string, ...more: Rest<A, B>) => A | B", true, true},
      {"((a: () => B, c?: D) => void)", "(a: () => B) => void", true, true},
      {"(String) -> Unit", "(String, Int) -> Unit", false, true},
  };
  for (const auto& [before, after, calls, provides] : kCases) {
    CAPTURE(before);
    CAPTURE(after);
    const auto old_one = ReadFunctionType(before), new_one = ReadFunctionType(after);
    REQUIRE(old_one.has_value());
    REQUIRE(new_one.has_value());
    CHECK(FitsWhoCalls(*old_one, *new_one) == calls);
    CHECK(FitsWhoProvides(*old_one, *new_one) == provides);
  }
}

TEST_CASE("what is no function's type is none") {
  for (const char* text : {"", "string", "(string | number)[]", "(A, B)", "(() => A) | null", "(((",
                           "() =", "[] => void"}) {
    CAPTURE(text);
    CHECK_FALSE(ReadFunctionType(text));
  }
}

}  // namespace
}  // namespace interlock
