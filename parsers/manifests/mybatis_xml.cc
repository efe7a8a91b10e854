// MyBatis mappers in XML: each statement, with all that it may be put together from.
//
// Source: MyBatis documentation, "Mapper XML Files" and "Dynamic SQL". What stands behind a
// condition counts as there: which tables and columns a statement may touch is asked, not when.
#include <algorithm>
#include <array>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_xml_internal.h"
#include "parsers/sql_reader.h"

namespace interlock {

extern const ManifestFormat manifest_mybatis_xml;

namespace {

constexpr int kDeepest = 16;  // of elements, and of fragments in fragments
constexpr std::size_t kMostText = 100'000;
constexpr std::array<std::string_view, 4> kStatements = {"select", "insert", "update", "delete"};

bool ReadsMapper(std::string_view path) {
  if (!path.ends_with(".xml")) return false;
  std::string lower = "/";
  for (const char c : path) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::string name = lower.substr(lower.rfind('/'));
  const bool is_named = name.ends_with("mapper.xml") || name.ends_with("dao.xml");
  const auto lies_in = [&](std::string_view folder) { return lower.find(folder) != lower.npos; };
  return is_named || lies_in("/mapper/") || lies_in("/mappers/") || lies_in("/mybatis/");
}

bool IsMapper(std::string_view bytes) { return bytes.find("<mapper") != bytes.npos; }

// "#{total}" is a value, "${table}" any text: both are holes.
std::string WithHoles(std::string_view text) {
  std::string holes;
  while (!text.empty()) {
    const std::size_t hole = std::min(text.find("#{"), text.find("${"));
    holes += text.substr(0, hole);
    if (hole == text.npos) break;
    const std::size_t end = text.find('}', hole);
    if (end == text.npos) break;
    holes += text[hole] == '#' ? "?" : "{text}";
    text.remove_prefix(end + 1);
  }
  return holes;
}

// Takes one of the words that are listed ("AND |OR ") off the beginning, or off the end.
void TakeOff(std::string_view words, bool from_end, std::string* text) {
  const auto upper = [](std::string_view word) {
    std::string all;
    for (const char c : TrimmedText(word)) {
      all += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return all;
  };
  const std::string whole = upper(*text);
  while (!words.empty()) {
    const std::string_view next = words.substr(0, words.find('|'));
    words.remove_prefix(std::min(next.size() + 1, words.size()));
    const std::string word = upper(next);
    const bool fits = !word.empty() && (from_end ? whole.ends_with(word) : whole.starts_with(word));
    if (!fits) continue;
    const std::size_t first = text->find_first_not_of(" \t\r\n");
    const std::size_t last = text->find_last_not_of(" \t\r\n");
    if (from_end) {
      text->resize(last + 1 - word.size());
    } else {
      text->erase(first, word.size());
    }
    return;
  }
}

class Mapper {
 public:
  Mapper(const ManifestXml& xml, FileFacts& facts) : xml_(xml), facts_(facts) {}

  void Read(const pugi::xml_node& root) {
    for (const pugi::xml_node& fragment : root.children("sql")) {
      fragments_.emplace(fragment.attribute("id").value(), fragment);
    }
    for (const pugi::xml_node& node : root.children()) {
      if (std::find(kStatements.begin(), kStatements.end(), node.name()) == kStatements.end()) {
        continue;
      }
      ReadStatement(node);
      for (const pugi::xml_node& key : node.children("selectKey")) ReadStatement(key);
    }
  }

 private:
  void ReadStatement(const pugi::xml_node& node) {
    written_ = 0;
    const std::string text = TextIn(node, 0);
    if (written_ <= kMostText) ReadSql(text, xml_.LineOf(node), -1, facts_);
  }

  // All that the element holds. Of one that is too long, what is left is not read.
  std::string TextIn(const pugi::xml_node& node, int depth) {
    std::string text;
    if (depth > kDeepest) return text;
    for (const pugi::xml_node& child : node.children()) {
      if (written_ > kMostText) break;
      const std::string part = child.type() == pugi::node_element ? TextOf(child, depth + 1)
                                                                  : WithHoles(child.value());
      if (child.type() != pugi::node_element) written_ += part.size() + 1;
      text += part;
    }
    return text;
  }

  // An element of dynamic SQL.
  std::string TextOf(const pugi::xml_node& node, int depth) {
    const std::string_view name = node.name();
    ++written_;  // one that holds nothing takes time as well
    if (name == "selectKey" || name == "bind") return "";
    if (name == "include") {
      const auto fragment = fragments_.find(node.attribute("refid").value());
      return fragment == fragments_.end() ? " {text} "
                                          : " " + TextIn(fragment->second, depth) + " ";
    }
    std::string text = TextIn(node, depth);
    if (name == "where") return Trimmed(" WHERE ", std::move(text), "AND|OR", "", " ");
    if (name == "set") return Trimmed(" SET ", std::move(text), "", ",", " ");
    if (name == "foreach") {
      return node.attribute("open").value() + text + node.attribute("close").value();
    }
    if (name != "trim") return " " + text + " ";
    const auto said = [&](const char* key) { return std::string(node.attribute(key).value()); };
    return Trimmed(" " + said("prefix") + " ", std::move(text), said("prefixOverrides"),
                   said("suffixOverrides"), " " + said("suffix") + " ");
  }

  static std::string Trimmed(const std::string& before, std::string text, std::string_view first,
                             std::string_view last, const std::string& behind) {
    if (TrimmedText(text).empty()) return "";
    TakeOff(first, false, &text);
    TakeOff(last, true, &text);
    return before + text + behind;
  }

  const ManifestXml& xml_;
  FileFacts& facts_;
  std::map<std::string, pugi::xml_node, std::less<>> fragments_;  // by id
  std::size_t written_ = 0;  // of the statement that is read
};

bool ExtractStatements(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_mybatis_xml.id;
  ManifestXml xml;
  if (!xml.Parse(bytes, problem)) return false;
  Mapper(xml, facts).Read(xml.Root("mapper"));
  return true;
}

}  // namespace

const ManifestFormat manifest_mybatis_xml = {"mybatis-xml", ReadsMapper, ExtractStatements,
                                             IsMapper};

}  // namespace interlock
