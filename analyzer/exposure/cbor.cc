#include "analyzer/exposure/cbor.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <map>

namespace interlock {
namespace {

void AppendBigEndian(std::uint64_t value, int bytes, std::string* out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>((value >> shift) & 0xFF));
  }
}

// The shortest head that holds the argument.
void AppendHead(unsigned major, std::uint64_t argument, std::string* out) {
  const auto head = [&](unsigned low) { out->push_back(static_cast<char>(major << 5 | low)); };
  if (argument < 24) {
    head(static_cast<unsigned>(argument));
  } else if (argument <= 0xFF) {
    head(24);
    AppendBigEndian(argument, 1, out);
  } else if (argument <= 0xFFFF) {
    head(25);
    AppendBigEndian(argument, 2, out);
  } else if (argument <= 0xFFFFFFFF) {
    head(26);
    AppendBigEndian(argument, 4, out);
  } else {
    head(27);
    AppendBigEndian(argument, 8, out);
  }
}

void AppendText(const std::string& text, std::string* out) {
  AppendHead(3, text.size(), out);
  *out += text;
}

// The 16 bits of a number, when they hold it exactly.
bool AsHalf(double number, std::uint16_t* half) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  const auto sign = static_cast<std::uint16_t>(bits >> 48 & 0x8000);
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(number), &exponent);  // in [0.5, 1)
  if (exponent > 16 || exponent < -23) return false;
  const int digits = exponent < -13 ? 24 + exponent : 11;  // fewer for a subnormal number
  const double whole = std::ldexp(fraction, digits);
  if (whole != std::floor(whole)) return false;
  const auto mantissa = static_cast<std::uint16_t>(whole);
  const int biased = exponent < -13 ? 0 : exponent + 14;
  const int low = exponent < -13 ? mantissa : mantissa & 0x3FF;
  *half = static_cast<std::uint16_t>(sign | biased << 10 | low);
  return true;
}

void AppendNumber(double number, std::string* out) {
  constexpr double kWhole = 18446744073709551616.0;  // 2^64
  if (number == std::floor(number) && std::fabs(number) < kWhole) {
    if (number >= 0) return AppendHead(0, static_cast<std::uint64_t>(number), out);
    return AppendHead(1, static_cast<std::uint64_t>(-number) - 1, out);
  }
  std::uint16_t half = 0;
  if (AsHalf(number, &half)) {
    out->push_back('\xF9');
    AppendBigEndian(half, 2, out);
  } else if (static_cast<double>(static_cast<float>(number)) == number) {
    out->push_back('\xFA');
    AppendBigEndian(std::bit_cast<std::uint32_t>(static_cast<float>(number)), 4, out);
  } else {
    out->push_back('\xFB');
    AppendBigEndian(std::bit_cast<std::uint64_t>(number), 8, out);
  }
}

void AppendValue(const AttributeValue& value, std::string* out);

// In the order of the encoded keys. REQUIRES: a name for each item.
void AppendMap(const AttributeValue& value, std::string* out) {
  std::map<std::string, std::string> entries;
  for (std::size_t i = 0; i < value.names.size(); ++i) {
    std::string key, item;
    AppendText(value.names[i], &key);
    AppendValue(value.items[i], &item);
    entries.insert_or_assign(std::move(key), std::move(item));
  }
  AppendHead(5, entries.size(), out);
  for (const auto& [key, item] : entries) *out += key + item;
}

void AppendValue(const AttributeValue& value, std::string* out) {
  switch (value.kind) {
    case ValueKind::kNull:
      out->push_back('\xF6');
      break;
    case ValueKind::kTruth:
      out->push_back(value.truth ? '\xF5' : '\xF4');
      break;
    case ValueKind::kNumber:
      AppendNumber(value.number, out);
      break;
    case ValueKind::kText:
      AppendText(value.text, out);
      break;
    case ValueKind::kList:
      AppendHead(4, value.items.size(), out);
      for (const AttributeValue& item : value.items) AppendValue(item, out);
      break;
    case ValueKind::kMap:
      AppendMap(value, out);
      break;
  }
}

}  // namespace

std::string CborOf(const std::vector<InputPart>& parts,
                   const std::vector<const AttributeValue*>& values) {
  std::string out;
  if (parts.size() > 1) AppendHead(4, parts.size(), &out);
  std::size_t next = 0;
  for (const InputPart& part : parts) {
    if (part.attributes.empty()) {
      AppendText(part.literal, &out);
    } else {
      const AttributeValue* value = values[next++];
      AppendValue(value == nullptr ? AttributeValue() : *value, &out);
    }
  }
  return out;
}

std::string CborOfText(const std::string& text) {
  std::string out;
  AppendText(text, &out);
  return out;
}

}  // namespace interlock
