#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "parsers/left_out_internal.h"

namespace interlock {
namespace {

std::vector<LeftOutForm> Forms(const std::vector<std::string>& spellings) {
  std::vector<LeftOutForm> forms;
  for (const std::string& spelling : spellings) {
    const std::optional<LeftOutForm> form = ReadLeftOutForm(spelling);
    REQUIRE(form.has_value());
    forms.push_back(*form);
  }
  return forms;
}

// As if the grammar understood all but what is given.
CountErrors Without(const std::string& unknown) {
  return [unknown](std::string_view text) -> std::optional<std::size_t> {
    std::size_t errors = 0;
    for (std::size_t at = text.find(unknown); at != std::string_view::npos;
         at = text.find(unknown, at + 1)) {
      ++errors;
    }
    return errors;
  };
}

std::string Read(const std::vector<std::string>& forms, const std::string& text,
                 const std::string& unknown) {
  const CountErrors count = Without(unknown);
  const std::optional<TextWithout> read = LeaveOut(Forms(forms), text, *count(text), count);
  return read ? read->text : "nothing helps";
}

TEST_CASE("only what it helps to leave out is left out") {
  CHECK(Read({"@ NAME ()?"}, "@a @b.c(1) f @a", "@b") == "@a         f @a");
  CHECK(Read({"@ NAME"}, "@a(1) f", "@c") == "nothing helps");
  CHECK(Read({"@ NAME"}, "@a @c f", "f") == "nothing helps");
  CHECK(Read({"x", "y ()"}, "x y(1) z", "y") == "x      z");
}

TEST_CASE("every line and column stays") {
  CHECK(Read({"with ()"}, "with(\n  a,\r\n  b)\nf", "a") == "     \n    \r\n    \nf");
}

TEST_CASE("a form is a sequence of whole tokens") {
  CHECK(Read({"on BEFORE {"}, "on { on( upon {", "on") == "   { on( upon {");
  CHECK(Read({"on ()"}, "on (a(b)c) d", "on") == "           d");
  CHECK(Read({"on ()"}, "on (a", "on") == "nothing helps");
  CHECK(Read({"on NAME"}, "on +", "on") == "nothing helps");
  CHECK_FALSE(ReadLeftOutForm("").has_value());
  CHECK_FALSE(ReadLeftOutForm("BEFORE a").has_value());
  CHECK_FALSE(ReadLeftOutForm("NAME ()").has_value());
}

TEST_CASE("forms are tried together, then each alone") {
  // As one error hides another in a real grammar: either alone does not help.
  const CountErrors both = [](std::string_view text) -> std::optional<std::size_t> {
    return text.find('x') == text.npos && text.find('y') == text.npos ? 0 : 1;
  };
  const std::optional<TextWithout> read = LeaveOut(Forms({"x", "y"}), "x y", 1, both);
  REQUIRE(read.has_value());
  CHECK(read->text == "   ");
  CHECK(read->left_out.size() == 2);
  // One that is needed elsewhere does not keep the other from being left out.
  const CountErrors needs = [](std::string_view text) -> std::optional<std::size_t> {
    return (text.find('x') == text.npos ? 5 : 0) + (text.find('y') == text.npos ? 0 : 1);
  };
  const std::optional<TextWithout> alone = LeaveOut(Forms({"x", "y"}), "x y", 1, needs);
  REQUIRE(alone.has_value());
  CHECK(alone->text == "x  ");
}

TEST_CASE("what says nothing is not told as missing") {
  std::vector<LeftOutForm> forms = Forms({"& BEFORE a", "x"});
  forms.front().is_free = true;
  const CountErrors count = Without("&");
  const std::optional<TextWithout> read = LeaveOut(forms, "&a x", 1, count);
  REQUIRE(read.has_value());
  CHECK(read->text == " a x");
  CHECK(read->left_out.empty());
}

TEST_CASE("a text is read a bounded number of times") {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "@a ";
  std::size_t readings = 0;
  const CountErrors count = [&](std::string_view read) -> std::optional<std::size_t> {
    ++readings;
    return static_cast<std::size_t>(std::count(read.begin(), read.end(), '@'));
  };
  const std::optional<TextWithout> read = LeaveOut(Forms({"@ NAME"}), text, 10'000, count);
  REQUIRE(read.has_value());
  CHECK(readings <= 100);
  CHECK(read->text.size() == text.size());
  const CountErrors late = [](std::string_view) { return std::optional<std::size_t>(); };
  CHECK_FALSE(LeaveOut(Forms({"@ NAME"}), text, 10'000, late).has_value());
}

}  // namespace
}  // namespace interlock
