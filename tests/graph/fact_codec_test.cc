#include "graph/fact_codec.h"

#include <doctest/doctest.h>

#include "tests/graph/random_facts.h"

namespace interlock {
namespace {

// The checksum as fact_codec.h promises it: bytes that someone made on purpose have a right one.
std::string WithChecksum(std::string bytes) {
  std::uint64_t sum = bytes.size() - 9;
  for (std::size_t at = 9; at <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8 && at + i < bytes.size(); ++i)
      word |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << 8 * i;
    sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
    sum ^= sum >> 32;
  }
  for (std::size_t i = 0; i < 8; ++i) bytes[1 + i] = static_cast<char>(sum >> 8 * i);
  return bytes;
}

FileFacts WithParents(std::vector<std::int32_t> parents) {
  FileFacts facts;
  for (const std::int32_t parent : parents) facts.definitions.push_back({.parent = parent});
  return facts;
}

bool RoundTrips(const FileFacts& facts) {
  FileFacts decoded;
  return DecodeFacts(EncodeFacts(facts), &decoded) && decoded == facts;
}

TEST_CASE("facts come back as they were") {
  CHECK(RoundTrips({}));
  for (std::uint32_t seed = 0; seed < 200; ++seed)
    CHECK(RoundTrips(RandomFacts(seed).Make(seed % 13)));
}

TEST_CASE("equal facts have equal bytes") {
  CHECK(EncodeFacts(RandomFacts(5).Make(10)) == EncodeFacts(RandomFacts(5).Make(10)));
}

TEST_CASE("decoding replaces what was there") {
  FileFacts facts = RandomFacts(1).Make(5);
  REQUIRE(DecodeFacts(EncodeFacts({.language = "x"}), &facts));
  CHECK(facts == FileFacts{.language = "x"});
}

TEST_CASE("a part of the bytes, or more than them, is refused") {
  const std::string bytes = EncodeFacts(RandomFacts(2).Make(3));
  FileFacts facts;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(DecodeFacts(std::string_view(bytes).substr(0, size), &facts));
  CHECK_FALSE(DecodeFacts(bytes + '\0', &facts));
  CHECK_FALSE(DecodeFacts(WithChecksum(bytes + '\0'), &facts));
}

TEST_CASE("every flipped bit is noticed") {
  std::string bytes = EncodeFacts(RandomFacts(3).Make(3));
  FileFacts facts;
  for (std::size_t i = 0; i < 8 * bytes.size(); ++i) {
    const auto bit = static_cast<char>(1 << i % 8);
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ bit);
    CHECK_FALSE(DecodeFacts(bytes, &facts));
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ bit);
  }
  CHECK(DecodeFacts(bytes, &facts));
}

// Under a right checksum anything may follow: what matters is that nothing bad happens, which the
// sanitizers of the debug build watch, and that what is accepted is sound.
TEST_CASE("made-up bytes do no harm") {
  RandomFacts random(4);
  const std::string bytes = EncodeFacts(random.Make(6));
  REQUIRE(WithChecksum(bytes) == bytes);
  for (int round = 0; round < 20000; ++round) {
    std::string made_up = bytes;
    for (std::size_t i = random.Below(4) + 1; i > 0; --i)
      made_up[9 + random.Below(bytes.size() - 9)] = static_cast<char>(random.Below(256));
    if (round % 3 == 0) made_up.resize(9 + random.Below(bytes.size() - 9));
    FileFacts facts;
    if (!DecodeFacts(WithChecksum(made_up), &facts)) continue;
    const auto count = static_cast<std::int32_t>(facts.definitions.size());
    for (const Reference& reference : facts.references) {
      REQUIRE(reference.scope >= -1);
      REQUIRE(reference.scope < count);
    }
  }
}

TEST_CASE("a huge count asks for no memory") {
  std::string bytes(1, '\1');
  bytes.resize(9);
  for (const char* count : {"\xff\xff\xff\xff\x0f", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"}) {
    FileFacts facts;
    CHECK_FALSE(DecodeFacts(WithChecksum(bytes + count), &facts));
    // No string; then empty language and package would need one.
    CHECK_FALSE(DecodeFacts(WithChecksum(bytes + '\0' + count), &facts));
  }
}

TEST_CASE("one long string named ever again is refused") {
  FileFacts facts;
  facts.package = std::string(1 << 20, 'x');
  facts.exports.resize(150, {.name = facts.package, .target = facts.package});
  CHECK_FALSE(RoundTrips(facts));
  facts.exports.resize(20);
  CHECK(RoundTrips(facts));
}

TEST_CASE("indices that lead nowhere, or round in a circle, are refused") {
  CHECK(RoundTrips(WithParents({-1, 0, 1, 0})));
  CHECK(RoundTrips(WithParents({1, 2, -1})));  // a parent may come later
  CHECK_FALSE(RoundTrips(WithParents({0})));
  CHECK_FALSE(RoundTrips(WithParents({1, 0})));
  CHECK_FALSE(RoundTrips(WithParents({-1, 2, 3, 1})));
  CHECK_FALSE(RoundTrips(WithParents({1})));
  CHECK_FALSE(RoundTrips(WithParents({-2})));
  FileFacts facts = WithParents({-1});
  facts.references.push_back({.scope = 0});
  CHECK(RoundTrips(facts));
  facts.references.push_back({.scope = 1});
  CHECK_FALSE(RoundTrips(facts));
}

TEST_CASE("deep nesting is followed once") {
  std::vector<std::int32_t> parents;
  for (std::int32_t i = 1; i <= 200000; ++i) parents.push_back(i);  // each lies in the next
  parents.back() = -1;
  CHECK(RoundTrips(WithParents(parents)));
}

}  // namespace
}  // namespace interlock
