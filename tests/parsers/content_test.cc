#include "parsers/content.h"

#include <doctest/doctest.h>

#include <string>

namespace interlock {
namespace {

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
  CHECK(IsMinified(long_line));
  CHECK(IsMinified(long_line + "\n" + long_line));
  CHECK_FALSE(IsMinified(""));
  CHECK_FALSE(IsMinified(std::string(3000, 'x')));
  std::string data = long_line + "\n";
  for (int i = 0; i < 40; ++i) data += "an ordinary line\n";
  CHECK_FALSE(IsMinified(data));
}

}  // namespace
}  // namespace interlock
