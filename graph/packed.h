// The compact form in which the database keeps lists of facts, effects and replayed changes.
//
//   byte 0       format, chosen by who encodes
//   bytes 1-8    checksum of the rest, little-endian
//   strings      number, then length and bytes of each, in the order of their first use
//   the items    in the order in which they were written
//
// Numbers are varints (7 bits a byte, least first), signed ones in zigzag form; hashes are 8 bytes,
// little-endian. A string is its number in the table. PackedWriter and PackedReader have the same
// members, so that one function template for each kind of item is both its encoder and its decoder.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "interlock/interned.h"

namespace interlock {

// Strings that one list may have in all. Many times what a real one has; a made-up one could name a
// long string again and again and ask whoever copies it for any amount of memory.
inline constexpr std::size_t kMostPackedText = std::size_t{256} << 20;

inline std::uint64_t LittleEndian(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  static_assert(std::endian::native == std::endian::little, "the format is little-endian");
  return value;
}

// Every step is invertible, so that a difference in one word always reaches the result.
inline std::uint64_t PackedChecksum(std::string_view bytes) {
  std::uint64_t sum = bytes.size();
  const auto mix = [&sum](std::uint64_t word) {
    sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
    sum ^= sum >> 32;
  };
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) mix(LittleEndian(bytes.data()));
  std::array<char, 8> rest = {};
  std::memcpy(rest.data(), bytes.data(), bytes.size());
  mix(LittleEndian(rest.data()));
  return sum;
}

class PackedWriter {
 public:
  explicit PackedWriter(char format) : format_(format) {}

  void Number(std::uint64_t value) { AppendNumber(value, &facts_); }
  void Hash(std::uint64_t value) {
    facts_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void Text(const std::string& text) { Number(NumberOf(text)); }
  void Text(Interned text) { Number(NumberOf(text)); }
  void Near(std::int32_t value, std::int32_t* previous) {
    Difference(std::int64_t{value} - *previous);
    *previous = value;
  }
  void Near(std::uint32_t value, std::uint32_t* previous) {
    Difference(std::int64_t{value} - std::int64_t{*previous});
    *previous = value;
  }
  template <typename Enum>
  void Kind(Enum kind, Enum) {
    Number(static_cast<std::uint64_t>(kind));
  }
  template <typename... Flags>
  void Bits(const Flags&... flags) {
    unsigned bits = 0, bit = 0;
    ((bits |= static_cast<unsigned>(flags) << bit++), ...);
    Number(bits);
  }
  template <typename Item, typename Code>
  void List(const std::vector<Item>& items, Code code) {
    Number(items.size());
    for (const Item& item : items) code(*this, item);
  }

  std::string Finish() const {
    std::string body;
    body.reserve(text_.size() + facts_.size() + 8);
    AppendNumber(numbers_.size(), &body);
    body += text_;
    body += facts_;
    const std::uint64_t checksum = PackedChecksum(body);
    std::string bytes(1, format_);
    bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    return bytes + body;
  }

 private:
  static void AppendNumber(std::uint64_t value, std::string* out) {
    for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
    out->push_back(static_cast<char>(value));
  }

  void Difference(std::int64_t value) {  // zigzag: small numbers of either sign stay small
    Number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }

  std::size_t NumberOf(const std::string& text) {
    const auto [found, is_new] = numbers_.try_emplace(text, numbers_.size());
    if (is_new) {
      AppendNumber(text.size(), &text_);
      text_ += text;
    }
    return found->second;
  }

  char format_;
  std::unordered_map<std::string_view, std::size_t> numbers_;
  std::string text_;   // the string table
  std::string facts_;  // what refers to it
};

// After the first thing that cannot be, `failed()` is true and every value is a harmless zero.
class PackedReader {
 public:
  // Fails at once when the bytes are damaged, or of another format.
  PackedReader(char format, std::string_view bytes) {
    constexpr std::size_t header = 1 + sizeof(std::uint64_t);
    if (bytes.size() < header || bytes[0] != format ||
        LittleEndian(bytes.data() + 1) != PackedChecksum(bytes.substr(header))) {
      Fail();
      return;
    }
    next_ = bytes.data() + header;
    end_ = bytes.data() + bytes.size();
    std::size_t count = Count(1);
    strings_.reserve(count);
    while (count-- > 0) strings_.push_back(Take(Count(1)));
  }

  bool failed() const { return failed_; }
  // All has been read, and nothing failed.
  bool is_whole() const { return !failed_ && next_ == end_; }

  void Number(std::uint32_t& value) { value = Narrow<std::uint32_t>(ReadNumber()); }
  void Hash(std::uint64_t& value) {
    const std::string_view bytes = Take(sizeof value);
    value = failed_ ? 0 : LittleEndian(bytes.data());
  }
  void Text(std::string& text) {
    const std::uint64_t number = ReadNumber();
    if (number >= strings_.size()) return Fail();
    const std::string_view found = strings_[number];
    text_size_ += found.size();
    if (text_size_ > kMostPackedText) return Fail();
    text.assign(found);
  }
  void Text(Interned& text) {
    const std::uint64_t number = ReadNumber();
    if (number >= strings_.size()) return Fail();
    if (interned_.empty()) interned_.resize(strings_.size());
    text_size_ += strings_[number].size();
    if (text_size_ > kMostPackedText) return Fail();
    Interned& known = interned_[number];
    if (known.empty()) known = strings_[number];
    text = known;
  }
  void Near(std::int32_t& value, std::int32_t* previous) {
    value = *previous = Narrow<std::int32_t>(std::int64_t{*previous} + ReadDifference());
  }
  void Near(std::uint32_t& value, std::uint32_t* previous) {
    value = *previous = Narrow<std::uint32_t>(std::int64_t{*previous} + ReadDifference());
  }
  template <typename Enum>
  void Kind(Enum& kind, Enum last) {
    const std::uint64_t number = ReadNumber();
    if (number > static_cast<std::uint64_t>(last)) return Fail();
    kind = static_cast<Enum>(number);
  }
  template <typename... Flags>
  void Bits(Flags&... flags) {
    const std::uint64_t bits = ReadNumber();
    unsigned bit = 0;
    ((flags = ((bits >> bit++) & 1) != 0), ...);
    if (bits >> sizeof...(flags) != 0) Fail();
  }
  template <typename Item, typename Code>
  void List(std::vector<Item>& items, Code code) {
    // A std::string takes a byte or more, so an item takes one for each 32 of its size in memory.
    const std::size_t count = Count(std::max(sizeof(Item) / sizeof(std::string), std::size_t{1}));
    items.resize(count);
    for (std::size_t i = 0; i < count && !failed_; ++i) code(*this, items[i]);
  }

 private:
  void Fail() {
    failed_ = true;
    next_ = end_;
  }

  std::uint64_t ReadNumber() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; next_ != end_ && shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(*next_++);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    Fail();
    return 0;
  }

  std::int64_t ReadDifference() {
    const std::uint64_t number = ReadNumber();
    const std::uint64_t sign = 0 - (number & 1);
    const auto value = static_cast<std::int64_t>((number >> 1) ^ sign);
    constexpr std::int64_t kLargest = std::int64_t{1} << 32;  // sums stay far from overflow
    if (value < -kLargest || value > kLargest) Fail();
    return failed_ ? 0 : value;
  }

  template <typename To, typename From>
  To Narrow(From value) {
    if (static_cast<From>(static_cast<To>(value)) != value) {
      Fail();
      return 0;
    }
    return static_cast<To>(value);
  }

  // A number of things to come, each of which takes `least` bytes or more: so what is allocated for
  // them stays in proportion to the bytes there are.
  std::size_t Count(std::size_t least) {
    const std::uint64_t count = ReadNumber();
    if (count <= static_cast<std::size_t>(end_ - next_) / least) return count;
    Fail();
    return 0;
  }

  std::string_view Take(std::size_t size) {
    if (size > static_cast<std::size_t>(end_ - next_)) {
      Fail();
      return {};
    }
    const std::string_view bytes(next_, size);
    next_ += size;
    return bytes;
  }

  const char* next_ = nullptr;
  const char* end_ = nullptr;
  bool failed_ = false;
  std::size_t text_size_ = 0;
  std::vector<std::string_view> strings_;
  std::vector<Interned> interned_;  // those of strings_ that were asked for so
};

// The value's bytes. `code` names its parts: it takes a writer or a reader, and the value.
template <typename T, typename Code>
std::string PackedBytes(char format, const T& value, Code code) {
  PackedWriter writer(format);
  code(writer, value);
  return writer.Finish();
}

// False when the bytes are damaged, of another format or more than the value; it may then be
// anything.
template <typename T, typename Code>
bool ReadPacked(char format, std::string_view bytes, T* value, Code code) {
  *value = {};
  PackedReader reader(format, bytes);
  code(reader, *value);
  return reader.is_whole();
}

}  // namespace interlock
