#include "analyzer/exposure/hashes.h"

#include <doctest/doctest.h>

#include <string>

#include "analyzer/exposure/cbor.h"

namespace interlock {
namespace {

TEST_CASE("published values of the hashes") {
  CHECK(Murmur3("", 0) == 0);
  CHECK(Murmur3("", 1) == 0x514E28B7);
  CHECK(Murmur3("test", 0) == 0xBA6BD213);
  CHECK(Murmur3("The quick brown fox jumps over the lazy dog", 0) == 0x2E4FF723);
  CHECK(Fnv1aUtf16("") == 0x811C9DC5);
  CHECK(Fnv1aUtf16("a") == 0xE40C292C);
  CHECK(Fnv1aUtf16("foobar") == 0xBF9CF968);
  CHECK(RawHash(HashAlgorithm::kFnv1aUtf16Twice, 0, "foobar") == Fnv1aUtf16("3214735720"));
  CHECK(RawHash(HashAlgorithm::kSha1, 0, "abc") == 0xA9993E364706816);
  CHECK(RawHash(HashAlgorithm::kSha256, 0, "abc") == 0xBA7816BF8F01CFEA);
  CHECK(RawHash(HashAlgorithm::kMd5, 0, "abc") == 0x90015098);
  CHECK(RawHash(HashAlgorithm::kCrc32, 0, "123456789") == 0xCBF43926);
  CHECK(LastRaw(HashAlgorithm::kSha1) == 0xFFFFFFFFFFFFFFF);
  CHECK(LastRaw(HashAlgorithm::kSha256) == 0xFFFFFFFFFFFFFFFF);
}

TEST_CASE("FNV hashes UTF-16 code units") {
  // By the definition, unit by unit: U+00F8, and U+1F60A as D83D DE0A.
  const auto step = [](std::uint32_t hash, std::uint32_t unit) {
    return (hash ^ unit) * 0x01000193U;
  };
  CHECK(Fnv1aUtf16("\xC3\xB8") == step(0x811C9DC5, 0xF8));
  CHECK(Fnv1aUtf16("\xF0\x9F\x98\x8A") == step(step(0x811C9DC5, 0xD83D), 0xDE0A));
  CHECK(Fnv1aUtf16("\xFF") == step(0x811C9DC5, 0xFFFD));
  CHECK(Fnv1aUtf16("\xE4\xBD") == step(step(0x811C9DC5, 0xFFFD), 0xFFFD));
}

std::string Hex(const std::string& bytes) {
  std::string hex;
  for (const char c : bytes) {
    hex += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    hex += "0123456789abcdef"[c & 15];
  }
  return hex;
}

std::string Cbor(const AttributeValue& value) { return Hex(CborOf({{"", {"a"}}}, {&value})); }

TEST_CASE("CBOR as in RFC 8949, appendix A") {
  const auto number = [](double value) { return Cbor(AttributeValue::OfNumber(value)); };
  CHECK(number(0) == "00");
  CHECK(number(23) == "17");
  CHECK(number(24) == "1818");
  CHECK(number(1000) == "1903e8");
  CHECK(number(1000000) == "1a000f4240");
  CHECK(number(1000000000000) == "1b000000e8d4a51000");
  CHECK(number(-1) == "20");
  CHECK(number(-1000) == "3903e7");
  CHECK(number(1.5) == "f93e00");
  CHECK(number(-4.1) == "fbc010666666666666");
  CHECK(number(1.1) == "fb3ff199999999999a");
  CHECK(number(5.960464477539063e-8) == "f90001");
  CHECK(number(0.00006103515625) == "f90400");
  CHECK(number(3.4028234663852886e+38) == "fa7f7fffff");
  CHECK(number(1.0e+300) == "fb7e37e43c8800759c");
  CHECK(Cbor(AttributeValue::OfTruth(true)) == "f5");
  CHECK(Cbor(AttributeValue()) == "f6");
  CHECK(Cbor(AttributeValue::OfText("IETF")) == "6449455446");
  CHECK(Cbor(AttributeValue::OfList({AttributeValue::OfNumber(1), AttributeValue::OfNumber(2)})) ==
        "820102");
  const AttributeValue user = AttributeValue::OfText("a");
  CHECK(Hex(CborOf({{"flag", {}}, {"", {"user"}}}, {&user})) == "8264666c61676161");
  CHECK(Hex(CborOfText("a")) == "6161");
}

}  // namespace
}  // namespace interlock
