#include "analyzer/intake/json_document.h"

#include <charconv>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

using Json = nlohmann::json;

constexpr const char* kSplit = "leave out what is not in flight, or split the file";

// Hands the text on and counts its lines. The parser reads at most one character past a token.
class LineCounting {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  LineCounting(const char* at, std::uint32_t* line) : at_(at), line_(line) {}

  const char& operator*() const { return *at_; }
  LineCounting& operator++() {
    if (*at_ == '\n') ++*line_;
    ++at_;
    return *this;
  }
  LineCounting operator++(int) {
    const LineCounting before = *this;
    ++*this;
    return before;
  }
  bool operator==(const LineCounting& other) const { return at_ == other.at_; }
  bool operator!=(const LineCounting& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::uint32_t* line_;
};

class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string name, const std::uint32_t* line) : name_(std::move(name)), line_(line) {
    nodes_.emplace_back();
  }

  std::vector<JsonNode> Take() && { return std::move(nodes_); }

  [[noreturn]] void Fail(const std::string& message,
                         const char* hint = "check that the file is complete and is JSON") const {
    throw Error(ErrorCode::kInput, name_ + ":" + std::to_string(*line_) + ": " + message, hint);
  }

  bool null() override {
    Push(JsonKind::kNull);
    return true;
  }
  bool boolean(bool value) override {
    Push(JsonKind::kTruth).truth = value;
    return true;
  }
  bool number_integer(number_integer_t value) override {
    PushNumber(static_cast<double>(value), std::to_string(value));
    return true;
  }
  bool number_unsigned(number_unsigned_t value) override {
    PushNumber(static_cast<double>(value), std::to_string(value));
    return true;
  }
  bool number_float(number_float_t value, const string_t& text) override {
    PushNumber(value, text);
    return true;
  }
  bool string(string_t& value) override {
    Push(JsonKind::kText).text = std::move(value);
    return true;
  }
  bool binary(binary_t&) override { return true; }  // JSON text has none
  bool start_object(std::size_t) override { return Open(JsonKind::kMap); }
  bool start_array(std::size_t) override { return Open(JsonKind::kList); }
  bool key(string_t& key) override {
    key_ = std::move(key);
    return true;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool end_array() override {
    open_.pop_back();
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error while …"
    const std::string_view what = error.what();
    const std::size_t colon = what.find(": ");
    Fail("not JSON: " +
         std::string(colon == std::string_view::npos ? what : what.substr(colon + 2)));
  }

 private:
  JsonNode& Push(JsonKind kind) {
    if (nodes_.size() > kMaxJsonValues) {
      Fail("more than " + std::to_string(kMaxJsonValues) + " values", kSplit);
    }
    const auto id = static_cast<std::uint32_t>(nodes_.size());
    if (!open_.empty()) nodes_[open_.back()].children.push_back(id);
    JsonNode& node = nodes_.emplace_back();
    node.kind = kind;
    node.line = *line_;
    node.key = std::move(key_);
    key_.clear();
    return node;
  }
  void PushNumber(double number, std::string text) {
    JsonNode& node = Push(JsonKind::kNumber);
    node.number = number;
    node.text = std::move(text);
  }
  bool Open(JsonKind kind) {
    if (open_.size() >= kMaxJsonDepth) {
      Fail("nested deeper than " + std::to_string(kMaxJsonDepth));
    }
    Push(kind);
    open_.push_back(static_cast<std::uint32_t>(nodes_.size() - 1));
    return true;
  }

  std::string name_;
  const std::uint32_t* line_;
  std::vector<JsonNode> nodes_;
  std::vector<std::uint32_t> open_;
  std::string key_;
};

}  // namespace

std::optional<double> JsonValue::Number() const {
  if (IsNumber()) return Node().number;
  if (!IsText() || Text().empty()) return std::nullopt;
  double number = 0;
  const char* end = Text().data() + Text().size();
  const auto [stop, error] = std::from_chars(Text().data(), end, number);
  if (error != std::errc() || stop != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

JsonValue JsonValue::operator[](std::string_view key) const {
  if (IsMap()) {
    const std::vector<std::uint32_t>& children = Node().children;
    for (auto child = children.rbegin(); child != children.rend(); ++child) {
      if ((*nodes_)[*child].key == key) return {nodes_, *child};
    }
  }
  return {nodes_, 0};
}

std::vector<JsonValue> JsonValue::Items() const {
  std::vector<JsonValue> items;
  items.reserve(Node().children.size());
  for (const std::uint32_t child : Node().children) items.emplace_back(nodes_, child);
  return items;
}

std::string JsonValue::Shown() const {
  switch (kind()) {
    case JsonKind::kAbsent:
      return "missing";
    case JsonKind::kNull:
      return "null";
    case JsonKind::kTruth:
      return Node().truth ? "'true'" : "'false'";
    case JsonKind::kNumber:
    case JsonKind::kText:
      return Quoted(Text());
    case JsonKind::kList:
      return "a list";
    case JsonKind::kMap:
      return "an object";
  }
  return "";
}

JsonDocument ParseJson(std::string_view text, const std::string& name) {
  if (text.size() > kMaxJsonBytes) {
    throw Error(ErrorCode::kInput,
                name + " has " + std::to_string(text.size()) + " bytes, expected at most " +
                    std::to_string(kMaxJsonBytes),
                kSplit);
  }
  std::uint32_t line = 1;
  Builder builder(name, &line);
  constexpr std::string_view kMark = "\xEF\xBB\xBF";  // some editors write it
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  const LineCounting first(text.data(), &line);
  const LineCounting last(text.data() + text.size(), &line);
  if (!Json::sax_parse(first, last, &builder)) builder.Fail("not JSON");
  return {std::move(builder).Take()};
}

}  // namespace interlock
