#include "graph/compress.h"

#include <doctest/doctest.h>

namespace interlock {
namespace {

TEST_CASE("bytes come back as they were, and repeated ones are smaller") {
  for (const std::string& bytes :
       {std::string(), std::string("a\0b", 3), std::string(100000, 'r')}) {
    CHECK(Decompress(Compress(bytes), bytes.size()) == bytes);
  }
  CHECK(Compress(std::string(100000, 'r')).size() < 100);
}

TEST_CASE("damaged bytes, and those that would grow beyond the limit, are refused") {
  const std::string small = Compress(std::string(1000, 'r'));
  CHECK_FALSE(Decompress(small, 999));
  CHECK_FALSE(Decompress("", 100));
  CHECK_FALSE(Decompress("no such thing", 100));
  CHECK_FALSE(Decompress(small.substr(0, small.size() - 1), 1000));
}

}  // namespace
}  // namespace interlock
