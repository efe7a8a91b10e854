// JSON with line numbers, for files of other systems: rollouts, population samples. The text comes
// from strangers: its size, depth and number of values are limited, and reading it costs a few
// times its size. What a file has beyond what a reader asks for is not an error; an absent value
// answers every question with "empty", so a reader can walk down without asking at each step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock {

inline constexpr std::size_t kMaxJsonBytes = 100'000'000;
inline constexpr std::size_t kMaxJsonDepth = 200;
inline constexpr std::size_t kMaxJsonValues = 3'000'000;

enum class JsonKind : std::uint8_t { kAbsent, kNull, kTruth, kNumber, kText, kList, kMap };

// Children are indices into the document's nodes. A map's key is the child's `key`.
struct JsonNode {
  JsonKind kind = JsonKind::kAbsent;
  bool truth = false;
  std::uint32_t line = 0;
  double number = 0;
  std::string text;  // of a text; of a number, as it is written
  std::string key;
  std::vector<std::uint32_t> children;
};

// A handle on one value. REQUIRES: the document outlives it and is not moved.
class JsonValue {
 public:
  JsonValue(const std::vector<JsonNode>* nodes, std::uint32_t node) : nodes_(nodes), node_(node) {}

  JsonKind kind() const { return Node().kind; }
  std::uint32_t line() const { return Node().line; }
  const std::string& key() const { return Node().key; }

  // True unless it is absent; null is there.
  bool exists() const { return kind() != JsonKind::kAbsent; }
  bool IsNull() const { return kind() <= JsonKind::kNull; }  // or absent
  bool IsText() const { return kind() == JsonKind::kText; }
  bool IsNumber() const { return kind() == JsonKind::kNumber; }
  bool IsList() const { return kind() == JsonKind::kList; }
  bool IsMap() const { return kind() == JsonKind::kMap; }

  // Of a text or number; else empty.
  const std::string& Text() const { return Node().text; }
  // Of a number, or of a text that is nothing but one.
  std::optional<double> Number() const;
  bool Truth(bool otherwise) const { return kind() == JsonKind::kTruth ? Node().truth : otherwise; }

  // Of a map; of equal keys the last counts, as in JSON.parse.
  JsonValue operator[](std::string_view key) const;
  // Of a list or map, in file order; else none.
  std::vector<JsonValue> Items() const;

  // The value in a few words for a message: "'110'", "a list".
  std::string Shown() const;

 private:
  const JsonNode& Node() const { return (*nodes_)[node_]; }

  const std::vector<JsonNode>* nodes_;
  std::uint32_t node_;
};

struct JsonDocument {
  std::vector<JsonNode> nodes;  // the first is the absent one, the second the whole

  JsonValue Root() const { return {&nodes, nodes.size() > 1 ? 1U : 0U}; }
};

// Throws Error{kInput} "file:line: …" when it is not JSON or exceeds a limit.
JsonDocument ParseJson(std::string_view text, const std::string& name);

}  // namespace interlock
