#include "analyzer/exposure/hashes.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <cstring>

#include "interlock/check.h"

namespace interlock {
namespace {

std::uint32_t RotateLeft(std::uint32_t value, int by) {
  return (value << by) | (value >> (32 - by));
}

std::uint32_t LittleEndian(const char* bytes, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i > 0; --i) {
    value = (value << 8) | static_cast<unsigned char>(bytes[i - 1]);
  }
  return value;
}

std::uint32_t Scramble(std::uint32_t block) {
  return RotateLeft(block * 0xcc9e2d51U, 15) * 0x1b873593U;
}

// The first eight bytes of a digest, big-endian.
std::uint64_t Digest(const EVP_MD* kind, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, kind, nullptr);
  ILK_CHECK(done == 1 && size >= 8, "OpenSSL computes SHA-1, SHA-256 and MD5");
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8) | digest[i];
  return value;
}

// Takes one code point off the front; what is not UTF-8 is U+FFFD, one byte at a time.
std::uint32_t TakeCodePoint(std::string_view* text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>((*text)[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80       ? 1
                             : lead >> 5 == 6  ? 2
                             : lead >> 4 == 14 ? 3
                             : lead >> 3 == 30 ? 4
                                               : 0;
  constexpr std::uint32_t kUnknown = 0xFFFD;
  if (length == 0 || text->size() < length) {
    text->remove_prefix(1);
    return kUnknown;
  }
  std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (byte(i) >> 6 != 2) {
      text->remove_prefix(1);
      return kUnknown;
    }
    code = (code << 6) | (byte(i) & 0x3FU);
  }
  text->remove_prefix(length);
  return code > 0x10FFFF ? kUnknown : code;
}

std::uint32_t FnvStep(std::uint32_t hash, std::uint32_t unit) {
  return (hash ^ unit) * 0x01000193U;
}

}  // namespace

std::uint32_t RawBits(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kNamed:
      return 53;
    case HashAlgorithm::kSha1:
      return 60;
    case HashAlgorithm::kSha256:
      return 64;
    case HashAlgorithm::kMurmur3:
    case HashAlgorithm::kFnv1aUtf16:
    case HashAlgorithm::kFnv1aUtf16Twice:
    case HashAlgorithm::kMd5:
    case HashAlgorithm::kCrc32:
      return 32;
  }
  return 32;
}

std::uint64_t LastRaw(HashAlgorithm algorithm) {
  return ~std::uint64_t{0} >> (64 - RawBits(algorithm));
}

bool IsSound(HashAlgorithm algorithm) {
  return algorithm != HashAlgorithm::kFnv1aUtf16 && algorithm != HashAlgorithm::kCrc32;
}

std::string_view AlgorithmName(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kNamed:
      return "named";
    case HashAlgorithm::kMurmur3:
      return "murmur3";
    case HashAlgorithm::kFnv1aUtf16:
      return "FNV-1a";
    case HashAlgorithm::kFnv1aUtf16Twice:
      return "FNV-1a twice";
    case HashAlgorithm::kSha1:
      return "SHA-1";
    case HashAlgorithm::kSha256:
      return "SHA-256";
    case HashAlgorithm::kMd5:
      return "MD5";
    case HashAlgorithm::kCrc32:
      return "CRC-32";
  }
  return "";
}

std::uint32_t Murmur3(std::string_view bytes, std::uint32_t seed) {
  std::uint32_t hash = seed;
  const std::size_t whole = bytes.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    hash = RotateLeft(hash ^ Scramble(LittleEndian(bytes.data() + i, 4)), 13) * 5 + 0xe6546b64U;
  }
  if (whole < bytes.size()) {
    hash ^= Scramble(LittleEndian(bytes.data() + whole, bytes.size() - whole));
  }
  hash ^= static_cast<std::uint32_t>(bytes.size());
  hash = (hash ^ (hash >> 16)) * 0x85ebca6bU;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35U;
  return hash ^ (hash >> 16);
}

std::uint32_t Fnv1aUtf16(std::string_view utf8) {
  std::uint32_t hash = 0x811c9dc5U;
  while (!utf8.empty()) {
    const std::uint32_t code = TakeCodePoint(&utf8);
    if (code < 0x10000) {
      hash = FnvStep(hash, code);
    } else {
      hash = FnvStep(hash, 0xD800 + ((code - 0x10000) >> 10));
      hash = FnvStep(hash, 0xDC00 + ((code - 0x10000) & 0x3FF));
    }
  }
  return hash;
}

std::uint64_t RawHash(HashAlgorithm algorithm, std::uint32_t seed, std::string_view bytes) {
  switch (algorithm) {
    case HashAlgorithm::kNamed:
      break;
    case HashAlgorithm::kMurmur3:
      return Murmur3(bytes, seed);
    case HashAlgorithm::kFnv1aUtf16:
      return Fnv1aUtf16(bytes);
    case HashAlgorithm::kFnv1aUtf16Twice:
      return Fnv1aUtf16(std::to_string(Fnv1aUtf16(bytes)));
    case HashAlgorithm::kSha1:
      return Digest(EVP_sha1(), bytes) >> 4;
    case HashAlgorithm::kSha256:
      return Digest(EVP_sha256(), bytes);
    case HashAlgorithm::kMd5:
      return Digest(EVP_md5(), bytes) >> 32;
    case HashAlgorithm::kCrc32:
      return crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }
  ILK_CHECK(false, "the hash of a named space is not known");
}

}  // namespace interlock
