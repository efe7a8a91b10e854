// YAML as systems are configured in it: every document of a file, anchors and merge keys resolved,
// and what a template language left in it (manifest_template_internal.h) kept as it is written.
//
// yaml-cpp is used for its events only: its node tree expands without limit. Each document is read
// by itself, so that one that cannot be read does not hide those after it.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_template_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxNodes = 400'000;   // of one document, as it is written
constexpr std::size_t kMaxVisits = 400'000;  // of one file, aliases written out
constexpr std::size_t kMaxEntries = 100'000;
constexpr std::size_t kMaxDepth = 48;
constexpr int kMostBranchesOut = 16;  // of one template

struct TooMuch {
  std::uint32_t line = 0;
};

enum class NodeKind : std::uint8_t { kScalar, kList, kMap };

struct Node {
  NodeKind kind = NodeKind::kScalar;
  std::uint32_t line = 0;
  bool quoted = false;
  std::string text;
  std::vector<std::uint32_t> children;  // of a map: key, value, key, value …
};

// One document's events as nodes. Throws TooMuch when they are beyond all reason.
class NodeSink : public YAML::EventHandler {
 public:
  const std::vector<Node>& nodes() const { return nodes_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Add(mark, NodeKind::kScalar, anchor);
  }
  void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override {
    if (const auto found = anchors_.find(anchor); found != anchors_.end()) Attach(found->second);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node& node = nodes_[Add(mark, NodeKind::kScalar, anchor)];
    node.text = value;
    node.quoted = tag == "!";
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, NodeKind::kList, anchor);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, NodeKind::kMap, anchor);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  std::uint32_t Add(const YAML::Mark& mark, NodeKind kind, YAML::anchor_t anchor) {
    const auto line = static_cast<std::uint32_t>(std::max(mark.line, 0)) + 1;
    if (nodes_.size() >= kMaxNodes) throw TooMuch{line};
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({kind, line, false, {}, {}});
    if (anchor != 0) anchors_[anchor] = index;
    Attach(index);
    return index;
  }

  void Attach(std::uint32_t index) {
    if (!open_.empty()) nodes_[open_.back()].children.push_back(index);
  }

  void Open(const YAML::Mark& mark, NodeKind kind, YAML::anchor_t anchor) {
    const std::uint32_t index = Add(mark, kind, anchor);
    if (open_.size() >= kMaxDepth) throw TooMuch{nodes_[index].line};
    open_.push_back(index);
  }

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> open_;
  std::map<YAML::anchor_t, std::uint32_t> anchors_;
};

// Nodes of one document -> entries, in order of the file but for what aliases bring in.
class Flattener {
 public:
  Flattener(const std::vector<Node>& nodes, std::uint32_t document, std::uint32_t lines_before,
            std::size_t* visits, std::vector<ManifestEntry>* entries)
      : nodes_(nodes),
        document_(document),
        lines_before_(lines_before),
        visits_(visits),
        entries_(entries) {}

  // False when not all of it was visited.
  bool Run() { return nodes_.empty() || Visit(0, nodes_[0].line); }

 private:
  // An alias may stand inside its own anchor: the depth of the path ends that.
  bool Visit(std::uint32_t index, std::uint32_t line) {
    if (path_.size() > kMaxDepth || ++*visits_ > kMaxVisits || entries_->size() >= kMaxEntries) {
      return false;
    }
    const Node& node = nodes_[index];
    if (node.kind == NodeKind::kScalar) {
      if (!path_.empty()) entries_->push_back({path_, node.text, line + lines_before_, document_});
      return true;
    }
    if (node.kind == NodeKind::kList) {
      bool whole = true;
      for (std::size_t i = 0; i < node.children.size() && whole; ++i) {
        path_.push_back(std::to_string(i));
        whole = Visit(node.children[i], nodes_[node.children[i]].line);
        path_.pop_back();
      }
      return whole;
    }
    std::set<std::string_view> taken;
    return VisitMap(node, &taken, 0);
  }

  static bool IsMerge(const Node& key) {
    return key.kind == NodeKind::kScalar && !key.quoted && key.text == "<<";
  }

  // What a map says itself comes before what it merges in, wherever the "<<" stands.
  bool VisitMap(const Node& map, std::set<std::string_view>* taken, std::size_t merges) {
    std::set<std::string_view> own;
    for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
      const Node& key = nodes_[map.children[i]];
      if (key.kind != NodeKind::kScalar || IsMerge(key) || taken->contains(key.text)) continue;
      own.insert(key.text);
      path_.push_back(key.text);
      const Node& value = nodes_[map.children[i + 1]];
      const bool whole =
          Visit(map.children[i + 1], value.kind == NodeKind::kScalar ? key.line : value.line);
      path_.pop_back();
      if (!whole) return false;
    }
    taken->merge(own);
    for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
      if (!IsMerge(nodes_[map.children[i]])) continue;
      const Node& value = nodes_[map.children[i + 1]];
      if (!VisitMerged(value, taken, merges + 1)) return false;
      if (value.kind != NodeKind::kList) continue;
      for (const std::uint32_t item : value.children) {
        if (!VisitMerged(nodes_[item], taken, merges + 1)) return false;
      }
    }
    return true;
  }

  bool VisitMerged(const Node& value, std::set<std::string_view>* taken, std::size_t merges) {
    if (merges > kMaxDepth || ++*visits_ > kMaxVisits) return false;
    return value.kind != NodeKind::kMap || VisitMap(value, taken, merges);
  }

  const std::vector<Node>& nodes_;
  std::uint32_t document_, lines_before_;
  std::size_t* visits_;
  std::vector<ManifestEntry>* entries_;
  std::vector<std::string> path_;
};

std::string AtLine(std::uint32_t line, std::string_view what) {
  return "line " + std::to_string(line) + ": " + std::string(what);
}

// Reads one document into `entries`. False, with the place, when it is not YAML to its end.
bool ReadDocument(const std::string& text, std::uint32_t document, std::uint32_t lines_before,
                  std::size_t* visits, std::vector<ManifestEntry>* entries, std::string* problem,
                  std::uint32_t* failed_line) {
  NodeSink sink;
  std::string failed;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    parser.HandleNextDocument(sink);
  } catch (const YAML::Exception& error) {
    const auto line = static_cast<std::uint32_t>(std::max(error.mark.line, 0)) + 1 + lines_before;
    if (*failed_line == 0) *failed_line = line;
    failed = AtLine(line, error.msg);
  } catch (const TooMuch& much) {
    failed = AtLine(much.line + lines_before, "nested or repeated beyond all reason");
  }
  Flattener flattener(sink.nodes(), document, lines_before, visits, entries);
  if (!flattener.Run() && failed.empty()) {
    failed = AtLine(lines_before + 1, "more values than a configuration has");
  }
  if (problem->empty()) *problem = failed;
  return failed.empty();
}

bool IsBlank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
}

// A line that ends a document, "---" or "...", or says something of the parser: "%YAML 1.2".
bool EndsDocument(std::string_view line) {
  return (line.starts_with("---") || line.starts_with("...")) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t');
}

// Every document of the text. Where the first one fails that does is said in `failed_line`, 0 when
// none does.
bool ReadDocuments(std::string_view bytes, std::vector<ManifestEntry>& entries,
                   std::string& problem, std::uint32_t* failed_line) {
  bool whole = true;
  std::size_t visits = 0;
  std::uint32_t number = 0, first = 0, document = 0;
  std::string text;
  const auto finish = [&] {
    if (!IsBlank(text)) {
      whole =
          ReadDocument(text, document++, first, &visits, &entries, &problem, failed_line) && whole;
    }
    text.clear();
    first = number;
  };
  while (!bytes.empty()) {
    std::string_view line = TakeLine(bytes);
    if (EndsDocument(line)) {
      finish();
      line.remove_prefix(3);
      text += "   ";
    } else if (line.starts_with('%') && IsBlank(text)) {
      line = {};
    }
    text.append(line).push_back('\n');
    ++number;
  }
  finish();
  return whole;
}

}  // namespace

bool ReadYamlEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                     std::string& problem) {
  std::uint32_t failed_line = 0;
  return ReadDocuments(bytes, entries, problem, &failed_line);
}

bool ReadTemplatedYamlEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                              std::string& problem) {
  if (bytes.find("{{") == bytes.npos) return ReadYamlEntries(bytes, entries, problem);
  YamlTemplate pattern(bytes);
  std::vector<ManifestEntry> read;
  std::uint32_t failed_line = 0;
  bool whole = ReadDocuments(pattern.text(), read, problem, &failed_line);
  // What only some of the branches make whole is read without the others: in part, but not only up
  // to the first of them.
  for (int tries = 0; failed_line != 0 && tries < kMostBranchesOut; ++tries) {
    if (!pattern.LeaveOut(failed_line)) break;
    std::vector<ManifestEntry> again;
    std::string other;
    failed_line = 0;
    ReadDocuments(pattern.text(), again, other, &failed_line);
    read = std::move(again);
  }
  for (ManifestEntry& entry : read) {
    entry.value = pattern.Restore(entry.value);
    for (std::string& part : entry.path) part = pattern.Restore(part);
    entries.push_back(std::move(entry));
  }
  return whole;
}

bool HasTopLevelKey(std::string_view bytes, std::string_view key) {
  while (!bytes.empty()) {
    std::string_view line = TakeLine(bytes);
    if (line.size() > 1 && (line[0] == '"' || line[0] == '\'')) line.remove_prefix(1);
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    if (!line.empty() && (line[0] == '"' || line[0] == '\'')) line.remove_prefix(1);
    if (line.starts_with(':')) return true;
  }
  return false;
}

}  // namespace interlock
