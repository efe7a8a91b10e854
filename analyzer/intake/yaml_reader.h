// A strict reader for our own YAML files: configuration and rollouts. The text comes from
// strangers, so parsing it costs no more than a few times its size: the size of the file, the depth
// of nesting and the number of values (aliases counted as often as they are used) are limited.
//
// Every complaint is an Error{kInput} of the form "interlock.yaml:12: 'percent' is '110', expected
// a number from 0 to 100". Scalars stay text until a reader asks for a number: a change named 106
// or 1e3 is not a number. Anchors and aliases work; tags, merge keys and second documents are
// refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock {

inline constexpr std::size_t kMaxYamlBytes = 5'000'000;
inline constexpr std::size_t kMaxYamlDepth = 32;
inline constexpr std::size_t kMaxYamlValues = 500'000;

enum class YamlKind : std::uint8_t { kNull, kScalar, kList, kMap };

// One value of a parsed file; children are indices into the document's nodes. A map's children are
// key, value, key, value … in file order.
struct YamlNode {
  YamlKind kind = YamlKind::kNull;
  std::uint32_t line = 0;
  std::uint32_t expanded = 0;  // values below and including this one, aliases followed; 0: open
  std::string text;
  std::vector<std::uint32_t> children;

  bool operator==(const YamlNode&) const = default;
};

struct YamlDocument {
  std::string name;  // of the file, for messages
  std::vector<YamlNode> nodes;
  std::uint32_t root = 0;
};

class YamlMap;

// A handle on one value. REQUIRES: the document outlives it and is not moved.
class YamlValue {
 public:
  YamlValue(const YamlDocument* document, std::uint32_t node, std::string label)
      : document_(document), node_(node), label_(std::move(label)) {}

  std::uint32_t line() const { return Node().line; }
  bool IsList() const { return Node().kind == YamlKind::kList; }
  bool IsMap() const { return Node().kind == YamlKind::kMap; }

  // Each of these refuses a value of another form. Text is one line and not empty.
  std::string Text() const;
  std::int64_t Integer(std::int64_t least, std::int64_t most) const;
  double Number(double least, double most) const;
  std::vector<YamlValue> List() const;
  // A map that has none but these keys, and none of them twice.
  YamlMap Map(const std::vector<std::string>& keys) const;
  // A map with keys that the user chooses: key and value in file order.
  std::vector<std::pair<YamlValue, YamlValue>> Entries() const;

  // Throws "file:line: 'label' is 'value', expected <what>".
  [[noreturn]] void Expected(const std::string& what) const;
  // Throws "file:line: <message>".
  [[noreturn]] void Fail(const std::string& message) const;

 private:
  friend class YamlMap;

  const YamlNode& Node() const { return document_->nodes[node_]; }
  YamlValue Child(std::uint32_t node, std::string label) const {
    return YamlValue(document_, node, std::move(label));
  }

  const YamlDocument* document_;
  std::uint32_t node_;
  std::string label_;  // how messages call it: "'percent'", "an entry of 'places'"
};

class YamlMap {
 public:
  explicit YamlMap(YamlValue value) : value_(std::move(value)) {}

  const YamlValue& value() const { return value_; }
  bool Has(std::string_view key) const { return Find(key).has_value(); }
  std::optional<YamlValue> Find(std::string_view key) const;
  YamlValue Require(std::string_view key) const;  // an error when it is missing

 private:
  YamlValue value_;
};

YamlDocument ParseYaml(std::string_view text, const std::string& name);

// The value of the whole document.
YamlValue Root(const YamlDocument& document);

// The candidate that `word` is most likely a slip of, by edit distance; empty when none is near.
std::string NearestWord(std::string_view word, const std::vector<std::string>& candidates);

// 'word', with control characters replaced and a long tail cut: safe to print in a message.
std::string Quoted(std::string_view word);

}  // namespace interlock
