#include "parsers/content.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace interlock {
namespace {

constexpr std::size_t kBinaryProbe = 8000;
constexpr std::size_t kMinifiedAverage = 500;
constexpr std::size_t kMinifiedLongest = 5000;
constexpr std::size_t kLongLine = 1000;
// Of what a minifier leaves, one byte in 11 to 18 opens a call, assigns or ends a statement; text
// and encoded data have next to none.
constexpr std::size_t kMinifiedStep = 40;

struct Utf8Form {
  unsigned char first_low, first_high;
  unsigned char second_low, second_high;
  std::size_t length;
};

// The Unicode standard's table 3-7, "Well-Formed UTF-8 Byte Sequences".
constexpr Utf8Form kForms[] = {
    {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

// Length of the well-formed sequence at `at`, 0 when there is none.
std::size_t SequenceLength(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
  for (const Utf8Form& form : kForms) {
    if (byte(0) < form.first_low || byte(0) > form.first_high) continue;
    if (form.length == 1) return 1;
    if (bytes.size() - at < form.length) return 0;
    if (byte(1) < form.second_low || byte(1) > form.second_high) return 0;
    for (std::size_t i = 2; i < form.length; ++i) {
      if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    }
    return form.length;
  }
  return 0;
}

}  // namespace

bool IsBinary(std::string_view bytes) {
  return bytes.substr(0, kBinaryProbe).find('\0') != std::string_view::npos;
}

bool IsUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = SequenceLength(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool IsLfsPointer(std::string_view bytes) {
  return bytes.starts_with("version https://git-lfs.github.com/spec/") && bytes.size() < 1024;
}

std::optional<std::string> WhyMinified(std::string_view text) {
  std::size_t lines = 0, longest = 0, in_long = 0, steps_in_long = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    longest = std::max(longest, line.size());
    if (line.size() <= kLongLine) continue;
    in_long += line.size();
    steps_in_long += static_cast<std::size_t>(std::count_if(
        line.begin(), line.end(), [](char c) { return c == '(' || c == ';' || c == '='; }));
  }
  if (longest <= kMinifiedLongest) return std::nullopt;
  if (text.size() / lines > kMinifiedAverage) {
    return "a line of " + std::to_string(longest) + " bytes, " +
           std::to_string(text.size() / lines) + " on average";
  }
  if (in_long * 2 <= text.size() || steps_in_long * kMinifiedStep < in_long) return std::nullopt;
  return std::to_string(in_long * 100 / text.size()) + " % of it in lines of more than " +
         std::to_string(kLongLine) + " bytes";
}

}  // namespace interlock
