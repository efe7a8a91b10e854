// yaml-cpp is used for its events only: its node tree expands nothing safely, recurses without
// limit and keeps the last of two equal keys. The events are turned into our own flat nodes, and
// the limits are checked while they arrive, so that a hostile file stops the parser in mid-stream.
#include "analyzer/intake/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include "interlock/error.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxQuoted = 60;
constexpr std::size_t kMaxGuessed = 64;

[[noreturn]] void FailAt(const std::string& name, std::size_t line, const std::string& message,
                         const std::string& hint = "") {
  throw Error(ErrorCode::kInput, name + ":" + std::to_string(line) + ": " + message, hint);
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// Length of the UTF-8 sequence at `at`, 0 when it is not valid.
std::size_t Utf8Length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf5   ? 0
                             : lead >= 0xf0 ? 4
                             : lead >= 0xe0 ? 3
                             : lead >= 0xc2 ? 2
                                            : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(at + 1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second >= 0xa0;
  const bool beyond = lead == 0xf4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

// Bytes that have no place in a configuration file, with the line they are on.
void CheckBytes(std::string_view text, const std::string& name) {
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (c == '\0') FailAt(name, line, "a NUL byte, expected text");
    if (IsControl(c) && c != '\n' && c != '\r' && c != '\t') {
      FailAt(name, line, "a control character, expected text");
    }
    const std::size_t length = Utf8Length(text, at);
    if (length == 0) FailAt(name, line, "not valid UTF-8");
    at += length;
  }
}

// yaml-cpp reads some tabs as spaces and rejects others with an obscure message.
void CheckTabs(std::string_view text, const std::string& name) {
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view row = text.substr(at, end - at);
    const std::size_t content = row.find_first_not_of(" \t\r");
    if (content != std::string_view::npos && row.substr(0, content).find('\t') != row.npos) {
      FailAt(name, line, "a tab in the indentation, expected spaces");
    }
    at = end + 1;
  }
}

// Turns events into nodes.
class NodeBuilder : public YAML::EventHandler {
 public:
  explicit NodeBuilder(YamlDocument* document) : document_(document) {}

  bool started() const { return started_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (started_) Fail(mark, "a second document, expected one");
    started_ = true;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::uint32_t node = Add(mark, YamlKind::kNull, anchor);
    // The mark is where the parser noticed; "key:" is on the line of its key.
    if (const YamlNode* key = PendingKey(node)) document_->nodes[node].line = key->line;
    Close(node);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) Fail(mark, "an alias without its anchor");
    if (document_->nodes[found->second].expanded == 0) Fail(mark, "an alias inside its own anchor");
    Attach(found->second);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    CheckTag(mark, tag);
    if (std::any_of(value.begin(), value.end(), [](char c) { return IsControl(c) && c != '\n'; })) {
      Fail(mark, "a control character in " + Quoted(value) + ", expected text");
    }
    const std::uint32_t node = Add(mark, YamlKind::kScalar, anchor);
    document_->nodes[node].text = value;
    Close(node);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, YamlKind::kList, anchor);
  }
  void OnSequenceEnd() override { CloseInnermost(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, YamlKind::kMap, anchor);
  }
  void OnMapEnd() override {
    CheckKeys(document_->nodes[open_.back()]);
    CloseInnermost();
  }

 private:
  [[noreturn]] void Fail(const YAML::Mark& mark, const std::string& message) const {
    FailAt(document_->name, static_cast<std::size_t>(mark.line) + 1, message);
  }

  void CheckTag(const YAML::Mark& mark, const std::string& tag) const {
    if (tag.empty() || tag == "?" || tag == "!") return;  // none, plain, quoted
    Fail(mark, "the tag " + Quoted(tag) + " is not supported, write the value without it");
  }

  std::uint32_t Add(const YAML::Mark& mark, YamlKind kind, YAML::anchor_t anchor) {
    const auto node = static_cast<std::uint32_t>(document_->nodes.size());
    if (node >= kMaxYamlValues) FailTooMany(static_cast<std::size_t>(mark.line) + 1);
    document_->nodes.push_back({kind, static_cast<std::uint32_t>(mark.line) + 1, 0, {}, {}});
    if (anchor != 0) anchors_[anchor] = node;
    Attach(node);
    return node;
  }

  // The key that `node`, just added, is the value of.
  const YamlNode* PendingKey(std::uint32_t node) const {
    if (open_.empty() || document_->nodes[open_.back()].kind != YamlKind::kMap) return nullptr;
    const std::vector<std::uint32_t>& children = document_->nodes[open_.back()].children;
    const bool value = children.size() % 2 == 0 && children.back() == node;
    return value ? &document_->nodes[children[children.size() - 2]] : nullptr;
  }

  void Attach(std::uint32_t node) {
    if (open_.empty()) {
      document_->root = node;
    } else {
      document_->nodes[open_.back()].children.push_back(node);
    }
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YamlKind kind, YAML::anchor_t anchor) {
    CheckTag(mark, tag);
    if (open_.size() >= kMaxYamlDepth) {
      Fail(mark, "nested more than " + std::to_string(kMaxYamlDepth) + " levels deep");
    }
    open_.push_back(Add(mark, kind, anchor));
  }

  void CloseInnermost() {
    const std::uint32_t node = open_.back();
    open_.pop_back();
    Close(node);
  }

  // An alias costs a reader as much as what it stands for, hence the sum over children.
  void Close(std::uint32_t index) {
    YamlNode& node = document_->nodes[index];
    std::uint64_t expanded = 1;
    for (const std::uint32_t child : node.children) {
      expanded += document_->nodes[child].expanded;
      if (expanded > kMaxYamlValues) FailTooMany(node.line);
    }
    node.expanded = static_cast<std::uint32_t>(expanded);
  }

  [[noreturn]] void FailTooMany(std::size_t line) const {
    FailAt(document_->name, line,
           "more than " + std::to_string(kMaxYamlValues) + " values, aliases included");
  }

  void CheckKeys(const YamlNode& map) const {
    std::map<std::string_view, std::uint32_t> lines;
    for (std::size_t i = 0; i < map.children.size(); i += 2) {
      const YamlNode& key = document_->nodes[map.children[i]];
      if (key.kind != YamlKind::kScalar) FailAt(document_->name, key.line, "a key must be a word");
      const auto [earlier, fresh] = lines.emplace(key.text, key.line);
      if (fresh) continue;
      FailAt(document_->name, key.line,
             "duplicate key " + Quoted(key.text) + ", first used in line " +
                 std::to_string(earlier->second));
    }
  }

  YamlDocument* document_;
  bool started_ = false;
  std::vector<std::uint32_t> open_;
  std::map<YAML::anchor_t, std::uint32_t> anchors_;
};

std::string Kind(const YamlNode& node) {
  switch (node.kind) {
    case YamlKind::kNull:
      return "empty";
    case YamlKind::kScalar:
      return Quoted(node.text);
    case YamlKind::kList:
      return node.children.empty() ? "an empty list" : "a list";
    case YamlKind::kMap:
      return "a map";
  }
  return "";
}

std::string Join(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word;
  return joined;
}

std::string Plain(double number) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return std::string(buffer, end);
}

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

void ParseInto(std::string_view text, YamlDocument* document) {
  std::istringstream stream{std::string(text)};
  NodeBuilder builder(document);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    const int line = error.mark.is_null() ? 0 : error.mark.line;
    FailAt(document->name, static_cast<std::size_t>(line) + 1, "not valid YAML: " + error.msg);
  }
  if (!builder.started()) document->nodes.push_back({YamlKind::kNull, 1, 1, {}, {}});
}

}  // namespace

std::string Quoted(std::string_view word) {
  std::string quoted = "'";
  std::size_t at = 0;
  while (at < word.size() && at < kMaxQuoted) {
    const std::size_t length = Utf8Length(word, at);
    const bool printable = length > 0 && !IsControl(word[at]);
    quoted += printable ? word.substr(at, length) : std::string_view("?");
    at += std::max<std::size_t>(length, 1);
  }
  if (at < word.size()) quoted += "…";
  return quoted + "'";
}

std::string NearestWord(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > kMaxGuessed) return "";
  std::string nearest;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = EditDistance(word, candidate);
    if (distance >= least || distance >= word.size()) continue;  // nothing in common
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

YamlDocument ParseYaml(std::string_view text, const std::string& name) {
  if (text.size() > kMaxYamlBytes) {
    throw Error(ErrorCode::kInput, name + ": " + std::to_string(text.size()) +
                                       " bytes, the limit is " + std::to_string(kMaxYamlBytes));
  }
  CheckBytes(text, name);
  CheckTabs(text, name);
  YamlDocument document;
  document.name = name;
  ParseInto(text, &document);
  return document;
}

YamlValue Root(const YamlDocument& document) {
  return YamlValue(&document, document.root, "the file");
}

void YamlValue::Fail(const std::string& message) const { FailAt(document_->name, line(), message); }

void YamlValue::Expected(const std::string& what) const {
  Fail(label_ + " is " + Kind(Node()) + ", expected " + what);
}

std::string YamlValue::Text() const {
  const YamlNode& node = Node();
  const bool one_line = node.text.find('\n') == std::string::npos;
  if (node.kind != YamlKind::kScalar || node.text.empty() || !one_line) {
    Expected("one line of text");
  }
  return node.text;
}

std::int64_t YamlValue::Integer(std::int64_t least, std::int64_t most) const {
  const YamlNode& node = Node();
  std::int64_t number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stop, failure] = std::from_chars(node.text.data(), end, number);
  const bool whole = node.kind == YamlKind::kScalar && failure == std::errc() && stop == end;
  if (!whole || number < least || number > most) {
    const std::string one = std::to_string(least);
    Expected(least == most ? one : "a whole number from " + one + " to " + std::to_string(most));
  }
  return number;
}

double YamlValue::Number(double least, double most) const {
  const YamlNode& node = Node();
  double number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stop, failure] = std::from_chars(node.text.data(), end, number);
  const bool whole = node.kind == YamlKind::kScalar && failure == std::errc() && stop == end;
  if (!whole || std::isnan(number) || number < least || number > most) {
    Expected("a number from " + Plain(least) + " to " + Plain(most));
  }
  return number;
}

std::vector<YamlValue> YamlValue::List() const {
  if (Node().kind != YamlKind::kList) Expected("a list");
  std::vector<YamlValue> values;
  for (const std::uint32_t child : Node().children) {
    values.push_back(Child(child, "an entry of " + label_));
  }
  return values;
}

std::vector<std::pair<YamlValue, YamlValue>> YamlValue::Entries() const {
  if (Node().kind != YamlKind::kMap) Expected("a map");
  std::vector<std::pair<YamlValue, YamlValue>> entries;
  const std::vector<std::uint32_t>& children = Node().children;
  for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
    const std::string label = Quoted(document_->nodes[children[i]].text);
    entries.emplace_back(Child(children[i], "a key of " + label_), Child(children[i + 1], label));
  }
  return entries;
}

YamlMap YamlValue::Map(const std::vector<std::string>& keys) const {
  for (const auto& [key, value] : Entries()) {
    const std::string& word = key.Node().text;
    if (std::find(keys.begin(), keys.end(), word) != keys.end()) continue;
    const std::string nearest = NearestWord(word, keys);
    key.Fail("unknown key " + Quoted(word) + ", " +
             (nearest.empty() ? "expected one of " + Join(keys)
                              : "did you mean " + Quoted(nearest) + "?"));
  }
  return YamlMap(*this);
}

std::optional<YamlValue> YamlMap::Find(std::string_view key) const {
  const std::vector<std::uint32_t>& children = value_.Node().children;
  for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
    if (value_.document_->nodes[children[i]].text != key) continue;
    return value_.Child(children[i + 1], Quoted(key));
  }
  return std::nullopt;
}

YamlValue YamlMap::Require(std::string_view key) const {
  std::optional<YamlValue> found = Find(key);
  if (!found) value_.Fail(value_.label_ + " has no " + Quoted(key));
  return *found;
}

}  // namespace interlock
