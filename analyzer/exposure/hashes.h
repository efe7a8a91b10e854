// The hashes of bucketing, each giving the raw value that vendors reduce in their own ways.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "interlock/cohort.h"

namespace interlock {

// Bits of a raw value: 32, 60 or 64; 53 for kNamed, whose values are fractions.
std::uint32_t RawBits(HashAlgorithm algorithm);

// The largest raw value.
std::uint64_t LastRaw(HashAlgorithm algorithm);

// False where two seeds or names give related values, so that shares must be counted, never
// multiplied.
bool IsSound(HashAlgorithm algorithm);

// "murmur3", as derivations call it.
std::string_view AlgorithmName(HashAlgorithm algorithm);

// The raw value of the bytes. FNV reads them as UTF-8 and hashes UTF-16 code units; what is not
// UTF-8 counts as U+FFFD. REQUIRES: not kNamed, which cannot be computed.
std::uint64_t RawHash(HashAlgorithm algorithm, std::uint32_t seed, std::string_view bytes);

std::uint32_t Murmur3(std::string_view bytes, std::uint32_t seed);
std::uint32_t Fnv1aUtf16(std::string_view utf8);

}  // namespace interlock
