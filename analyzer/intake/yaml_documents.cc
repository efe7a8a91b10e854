#include "analyzer/intake/yaml_documents.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "interlock/error.h"

namespace interlock {
namespace {

constexpr std::uint32_t kAbsent = 0;
constexpr std::uint32_t kRoot = 1;

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string name) : name_(std::move(name)) {
    nodes_.resize(2);
    nodes_[kRoot].kind = JsonKind::kList;
    nodes_[kRoot].line = 1;
    open_.push_back({kRoot, false, {}});
  }

  std::vector<JsonNode> Take() && { return std::move(nodes_); }

  [[noreturn]] void Fail(int line, const std::string& message) const {
    throw Error(ErrorCode::kInput, name_ + ":" + std::to_string(line + 1) + ": " + message,
                "check that the file is complete and is YAML; templates have to be rendered first");
  }

  void OnDocumentStart(const YAML::Mark&) override { anchors_.clear(); }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (TakeKey("")) return;
    Name(anchor, Push(mark.line, JsonKind::kNull));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) Fail(mark.line, "an alias without its anchor");
    for (const Level& level : open_) {
      if (level.node == found->second) Fail(mark.line, "an alias inside its own anchor");
    }
    if (TakeKey(nodes_[found->second].text)) return;
    Copy(mark.line, found->second, Push(mark.line, JsonKind::kNull), open_.size());
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (TakeKey(value)) return;
    const std::uint32_t id = Push(mark.line, JsonKind::kText);
    JsonNode& node = nodes_[id];
    node.text = value;
    const bool plain = tag == "?" || tag.empty();
    if (plain && (value == "true" || value == "True" || value == "TRUE" || value == "false" ||
                  value == "False" || value == "FALSE")) {
      node.kind = JsonKind::kTruth;
      node.truth = value[0] == 't' || value[0] == 'T';
      node.text.clear();
    } else if (plain) {
      if (const std::optional<double> number = JsonValue(&nodes_, id).Number()) {
        node.kind = JsonKind::kNumber;
        node.number = *number;
      }
    }
    Name(anchor, id);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, JsonKind::kList, anchor);
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, JsonKind::kMap, anchor);
  }
  void OnMapEnd() override {
    const std::uint32_t map = open_.back().node;
    open_.pop_back();
    Merge(map);
  }

 private:
  struct Level {
    std::uint32_t node = kAbsent;
    bool has_key = false;  // of a map: its value comes next
    std::string key;
  };

  // A scalar in the place of a key is no value.
  bool TakeKey(const std::string& text) {
    Level& level = open_.back();
    if (nodes_[level.node].kind != JsonKind::kMap || level.has_key) return false;
    level.has_key = true;
    level.key = text;
    return true;
  }

  std::uint32_t Push(int line, JsonKind kind) {
    if (nodes_.size() > kMaxJsonValues) {
      Fail(line, "more than " + std::to_string(kMaxJsonValues) + " values, aliases included");
    }
    Level& level = open_.back();
    const auto id = static_cast<std::uint32_t>(nodes_.size());
    nodes_[level.node].children.push_back(id);
    JsonNode& node = nodes_.emplace_back();
    node.kind = kind;
    node.line = static_cast<std::uint32_t>(line) + 1;
    if (level.has_key) node.key = std::move(level.key);
    level.has_key = false;
    level.key.clear();
    return id;
  }

  void Name(YAML::anchor_t anchor, std::uint32_t node) {
    if (anchor != 0) anchors_[anchor] = node;
  }

  void Open(const YAML::Mark& mark, JsonKind kind, YAML::anchor_t anchor) {
    if (open_.size() >= kMaxJsonDepth) {
      Fail(mark.line, "nested deeper than " + std::to_string(kMaxJsonDepth));
    }
    if (nodes_[open_.back().node].kind == JsonKind::kMap && !open_.back().has_key) {
      Fail(mark.line, "a key must be a word");
    }
    const std::uint32_t id = Push(mark.line, kind);
    Name(anchor, id);
    open_.push_back({id, false, {}});
  }

  // An alias is a copy, so a value has one parent and one key.
  void Copy(int line, std::uint32_t from, std::uint32_t to, std::size_t depth) {
    if (depth >= kMaxJsonDepth) {
      Fail(line, "nested deeper than " + std::to_string(kMaxJsonDepth));
    }
    copied_bytes_ += nodes_[from].text.size() + nodes_[from].key.size();
    if (copied_bytes_ > kMaxJsonBytes) Fail(line, "aliases of too much text");
    JsonNode copy = nodes_[from];
    copy.key = nodes_[to].key;
    const std::vector<std::uint32_t> children = std::exchange(copy.children, {});
    nodes_[to] = std::move(copy);
    for (const std::uint32_t child : children) {
      if (nodes_.size() > kMaxJsonValues) {
        Fail(line, "more than " + std::to_string(kMaxJsonValues) + " values, aliases included");
      }
      const auto id = static_cast<std::uint32_t>(nodes_.size());
      std::string key = nodes_[child].key;
      nodes_.emplace_back().key = std::move(key);
      nodes_[to].children.push_back(id);
      Copy(line, child, id, depth + 1);
    }
  }

  // "<<: *defaults": what the map says itself counts, and comes last.
  void Merge(std::uint32_t map) {
    std::vector<std::uint32_t> merged, own;
    for (const std::uint32_t child : nodes_[map].children) {
      if (nodes_[child].key != "<<") {
        own.push_back(child);
        continue;
      }
      std::vector<std::uint32_t> parts = {child};
      if (nodes_[child].kind == JsonKind::kList) {  // of equal keys the first of the list counts
        parts.assign(nodes_[child].children.rbegin(), nodes_[child].children.rend());
      }
      for (const std::uint32_t part : parts) {
        if (nodes_[part].kind != JsonKind::kMap) continue;
        merged.insert(merged.end(), nodes_[part].children.begin(), nodes_[part].children.end());
      }
    }
    if (own.size() == nodes_[map].children.size()) return;
    merged.insert(merged.end(), own.begin(), own.end());
    nodes_[map].children = std::move(merged);
  }

  std::string name_;
  std::vector<JsonNode> nodes_;
  std::vector<Level> open_;
  std::map<YAML::anchor_t, std::uint32_t> anchors_;
  std::size_t copied_bytes_ = 0;
};

}  // namespace

JsonDocument ParseYamlDocuments(std::string_view text, const std::string& name) {
  if (text.size() > kMaxYamlDocumentBytes) {
    throw Error(ErrorCode::kInput,
                name + " has " + std::to_string(text.size()) + " bytes, expected at most " +
                    std::to_string(kMaxYamlDocumentBytes),
                "leave out what is not in flight, or split the file");
  }
  Builder builder(name);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    builder.Fail(error.mark.is_null() ? 0 : error.mark.line, "not valid YAML: " + error.msg);
  }
  return {std::move(builder).Take()};
}

}  // namespace interlock
