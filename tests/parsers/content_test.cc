#include "parsers/content.h"

#include <doctest/doctest.h>

#include <string>

namespace interlock {
namespace {

std::string Repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST_CASE("a NUL near the beginning makes a file binary") {
  CHECK(IsBinary(std::string("a\0b", 3)));
  CHECK_FALSE(IsBinary("plain"));
  CHECK_FALSE(IsBinary(""));
  CHECK_FALSE(IsBinary(std::string(8000, 'a') + std::string(1, '\0')));
}

TEST_CASE("UTF-8 is checked strictly") {
  CHECK(IsUtf8(""));
  CHECK(IsUtf8("plain\n"));
  CHECK(IsUtf8("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"));
  CHECK_FALSE(IsUtf8("\xE9t\xE9"));         // Latin-1
  CHECK_FALSE(IsUtf8("\xC0\x80"));          // overlong
  CHECK_FALSE(IsUtf8("\xED\xA0\x80"));      // a surrogate
  CHECK_FALSE(IsUtf8("\xF4\x90\x80\x80"));  // beyond the last code point
  CHECK_FALSE(IsUtf8("ab\xE2\x82"));        // cut off
  CHECK_FALSE(IsUtf8("\x80"));
}

TEST_CASE("LFS pointers are told from text about them") {
  CHECK(IsLfsPointer("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"));
  CHECK_FALSE(IsLfsPointer("# version https://git-lfs.github.com/spec/v1\n"));
}

TEST_CASE("minified files have long lines throughout") {
  const std::string long_line(6000, 'x');
  CHECK(WhyMinified(long_line) == "a line of 6000 bytes, 6000 on average");
  CHECK(WhyMinified(long_line + "\n" + long_line).has_value());
  CHECK_FALSE(WhyMinified("").has_value());
  CHECK_FALSE(WhyMinified(std::string(3000, 'x')).has_value());
  CHECK_FALSE(WhyMinified(long_line + "\n" + Repeat("an ordinary line\n", 40)).has_value());
}

TEST_CASE("a bundle with templates between its lines is minified, a file with long data is not") {
  const std::string code = Repeat("e=t(n);return a[e];", 320), data = Repeat("kQ9z+/Lm", 760);
  const std::string ordinary = Repeat("  color: red;\n", 100);
  CHECK(WhyMinified(code + "\n" + ordinary) == "81 % of it in lines of more than 1000 bytes");
  CHECK_FALSE(WhyMinified("key = '" + data + "'\n" + ordinary).has_value());
  CHECK_FALSE(WhyMinified(code + "\n" + Repeat(ordinary, 5)).has_value());  // one line is
}

}  // namespace
}  // namespace interlock
