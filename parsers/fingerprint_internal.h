// 64-bit hashes that are equal on every machine. They are stored: changing them changes all facts.
#pragma once

#include <cstdint>
#include <string_view>

namespace interlock {

// FNV-1a.
constexpr std::uint64_t Fingerprint(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

// Depends on the order: Combine(Combine(a, b), c) differs from Combine(Combine(a, c), b).
constexpr std::uint64_t Combine(std::uint64_t hash, std::uint64_t next) {
  std::uint64_t mixed = (hash ^ (next + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2)));
  mixed *= 0xBF58476D1CE4E5B9u;
  return mixed ^ (mixed >> 31);
}

}  // namespace interlock
