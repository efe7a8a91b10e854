// YAML as systems are configured in it: every document of a file, anchors and merge keys resolved,
// and what a template language left between "{{" and "}}" kept as it is written.
//
// yaml-cpp is used for its events only: its node tree expands without limit. Each document is read
// by itself, so that one that cannot be read does not hide those after it.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "parsers/blanks_internal.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxNodes = 400'000;   // of one document, as it is written
constexpr std::size_t kMaxVisits = 400'000;  // of one file, aliases written out
constexpr std::size_t kMaxEntries = 100'000;
constexpr std::size_t kMaxDepth = 48;

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
                  std::size_t* visits, std::vector<ManifestEntry>* entries, std::string* problem) {
  NodeSink sink;
  std::string failed;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    parser.HandleNextDocument(sink);
  } catch (const YAML::Exception& error) {
    const int line = std::max(error.mark.line, 0);
    failed = AtLine(static_cast<std::uint32_t>(line) + 1 + lines_before, error.msg);
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

// ---- Templates

constexpr std::string_view kHole = "ILKhole";  // stands in for a hole while YAML is read

// Takes the holes out of a template: one with nothing beside it on its lines goes without a trace,
// as it decides on what stands around it; any other leaves a word that `Restore` puts it back for.
class Template {
 public:
  explicit Template(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
      const std::size_t open = bytes.find("{{", at);
      const std::size_t close = open == bytes.npos ? open : bytes.find("}}", open + 2);
      if (close == bytes.npos) break;
      Append(bytes.substr(at, open - at));
      const std::string_view whole = bytes.substr(open, close + 2 - open);
      at = close + 2;
      if (!StandsAlone(at, bytes)) {
        text_ += std::string(kHole) + std::to_string(holes_.size()) + "z";
        holes_.push_back(Normal(whole));
      }
      breaks_ += static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n'));
    }
    Append(bytes.substr(at));
  }

  const std::string& text() const { return text_; }

  std::string Restore(const std::string& text) const {
    std::string restored;
    std::size_t at = 0;
    for (std::size_t hole; (hole = text.find(kHole, at)) != text.npos;) {
      restored.append(text, at, hole - at);
      at = hole + kHole.size();
      std::size_t number = 0;
      const auto [end, error] =
          std::from_chars(text.data() + at, text.data() + text.size(), number);
      if (error == std::errc() && number < holes_.size() && *end == 'z') {
        restored += holes_[number];
        at = static_cast<std::size_t>(end - text.data()) + 1;
      } else {
        restored += kHole;  // the file's own word
      }
    }
    return restored.append(text, at);
  }

 private:
  // Line breaks inside holes come after the line on which the hole ends: what follows the hole
  // keeps its place in the text, what follows the line its number.
  void Append(std::string_view text) {
    const std::size_t end = text.find('\n');
    if (end != text.npos) {
      text_.append(text.substr(0, end)).append(std::exchange(breaks_, 0), '\n');
      text.remove_prefix(end);
    }
    text_.append(text);
  }

  // Only other holes and blanks on what is read of the line, and on what is left of it.
  bool StandsAlone(std::size_t after, std::string_view bytes) const {
    const std::size_t start = text_.rfind('\n') + 1;  // npos + 1 == 0
    if (!IsBlank(std::string_view(text_).substr(start))) return false;
    std::string_view rest = bytes.substr(after);
    rest = rest.substr(0, rest.find('\n'));
    for (std::size_t open; (open = rest.find("{{")) != rest.npos;) {
      if (!IsBlank(rest.substr(0, open))) return false;
      const std::size_t close = rest.find("}}", open);
      if (close == rest.npos) return true;  // goes on in the next line
      rest.remove_prefix(close + 2);
    }
    return IsBlank(rest) || rest.find_first_not_of(" \t\r") == rest.find('#');
  }

  // "{{.Values.replicas}}" of "{{- .Values.replicas -}}"
  static std::string Normal(std::string_view whole) {
    std::string_view inner = whole.substr(2, whole.size() - 4);
    if (inner.starts_with('-')) inner.remove_prefix(1);
    if (inner.ends_with('-')) inner.remove_suffix(1);
    return "{{" + WithSingleBlanks(inner) + "}}";
  }

  std::string text_;
  std::size_t breaks_ = 0;
  std::vector<std::string> holes_;
};

}  // namespace

bool ReadYamlEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                     std::string& problem) {
  bool whole = true;
  std::size_t visits = 0;
  std::uint32_t number = 0, first = 0, document = 0;
  std::string text;
  const auto finish = [&] {
    if (!IsBlank(text)) {
      whole = ReadDocument(text, document++, first, &visits, &entries, &problem) && whole;
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

bool ReadTemplatedYamlEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                              std::string& problem) {
  if (bytes.find("{{") == bytes.npos) return ReadYamlEntries(bytes, entries, problem);
  const Template pattern(bytes);
  const std::size_t before = entries.size();
  const bool whole = ReadYamlEntries(pattern.text(), entries, problem);
  for (std::size_t i = before; i < entries.size(); ++i) {
    entries[i].value = pattern.Restore(entries[i].value);
    for (std::string& part : entries[i].path) part = pattern.Restore(part);
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
