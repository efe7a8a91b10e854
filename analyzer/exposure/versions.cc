// Semantic versions (semver.org, 2.0.0) and networks: the two formats that conditions compare.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <vector>

#include "analyzer/exposure/conditions.h"

namespace interlock {
namespace {

constexpr std::string_view kDigits = "0123456789";

struct Version {
  std::array<std::string_view, 3> numbers{"0", "0", "0"};
  std::vector<std::string_view> release;  // "beta", "1" of 1.0.0-beta.1
};

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

// Splits at the character; an empty part stays.
std::vector<std::string_view> Split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<Version> ParseVersion(std::string_view text, bool loose, bool shorter) {
  if (loose && (text.starts_with('v') || text.starts_with('V'))) text.remove_prefix(1);
  text = text.substr(0, text.find('+'));
  Version version;
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) version.release = Split(text.substr(dash + 1), '.');
  const std::vector<std::string_view> numbers = Split(text.substr(0, dash), '.');
  if (numbers.size() > 3 || (!loose && !shorter && numbers.size() != 3)) return std::nullopt;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!IsNumber(numbers[i])) return std::nullopt;
    if (!loose && numbers[i].size() > 1 && numbers[i].front() == '0') return std::nullopt;
    version.numbers[i] = numbers[i];
  }
  const auto empty = [](std::string_view part) { return part.empty(); };
  if (std::any_of(version.release.begin(), version.release.end(), empty)) return std::nullopt;
  return version;
}

// Of any length: longer is larger once leading zeros are gone.
int CompareNumbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

int CompareIdentifiers(std::string_view a, std::string_view b) {
  if (IsNumber(a) && IsNumber(b)) return CompareNumbers(a, b);
  if (IsNumber(a) != IsNumber(b)) return IsNumber(a) ? -1 : 1;
  return a.compare(b);
}

struct Network {
  std::array<unsigned char, 16> bytes{};
  unsigned bits = 0;  // of the prefix
  bool wide = false;  // IPv6
};

std::optional<Network> ParseNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  Network network;
  if (inet_pton(AF_INET, address.c_str(), network.bytes.data()) != 1) {
    network.wide = true;
    if (inet_pton(AF_INET6, address.c_str(), network.bytes.data()) != 1) return std::nullopt;
  }
  const unsigned most = network.wide ? 128 : 32;
  network.bits = most;
  if (slash == std::string_view::npos) return network;
  const std::string_view prefix = text.substr(slash + 1);
  if (!IsNumber(prefix) || prefix.size() > 3) return std::nullopt;
  network.bits = 0;
  for (const char digit : prefix)
    network.bits = network.bits * 10 + static_cast<unsigned>(digit - '0');
  return network.bits <= most ? std::optional(network) : std::nullopt;
}

}  // namespace

std::optional<int> CompareVersions(std::string_view a, std::string_view b, bool loose,
                                   bool shorter) {
  const std::optional<Version> left = ParseVersion(a, loose, shorter);
  const std::optional<Version> right = ParseVersion(b, loose, shorter);
  if (!left || !right) return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i) {
    if (const int order = CompareNumbers(left->numbers[i], right->numbers[i])) return order;
  }
  if (left->release.empty() || right->release.empty()) {
    return static_cast<int>(left->release.empty()) - static_cast<int>(right->release.empty());
  }
  const std::size_t common = std::min(left->release.size(), right->release.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const int order = CompareIdentifiers(left->release[i], right->release[i])) return order;
  }
  return static_cast<int>(left->release.size() > common) -
         static_cast<int>(right->release.size() > common);
}

std::optional<int> CompareDotted(std::string_view a, std::string_view b) {
  const std::vector<std::string_view> left = Split(a.substr(0, a.find('-')), '.');
  const std::vector<std::string_view> right = Split(b.substr(0, b.find('-')), '.');
  const auto all = [](const std::vector<std::string_view>& numbers) {
    return std::all_of(numbers.begin(), numbers.end(), IsNumber);
  };
  if (!all(left) || !all(right)) return std::nullopt;
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const int order =
        CompareNumbers(i < left.size() ? left[i] : "0", i < right.size() ? right[i] : "0");
    if (order != 0) return order;
  }
  return 0;
}

std::optional<bool> InNetwork(std::string_view address, std::string_view network) {
  const std::optional<Network> inner = ParseNetwork(address);
  const std::optional<Network> outer = ParseNetwork(network);
  if (!outer) return std::nullopt;
  if (!inner || inner->wide != outer->wide || inner->bits < outer->bits) return false;
  for (unsigned bit = 0; bit < outer->bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if ((inner->bytes[bit / 8] & mask) != (outer->bytes[bit / 8] & mask)) return false;
  }
  return true;
}

}  // namespace interlock
