// TOML by toml++. It keeps tables in order of their keys, so entries are put back in order of
// lines.
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "parsers/manifest_entries_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxBytes = 2'000'000;
constexpr std::size_t kMaxEntries = 200'000;  // of a lock file
constexpr std::size_t kMaxDepth = 32;

class TomlWalk {
 public:
  explicit TomlWalk(std::vector<ManifestEntry>& entries) : entries_(entries) {}

  void Visit(const toml::node& node) {
    if (path_.size() > kMaxDepth || entries_.size() >= kMaxEntries) return;
    if (const toml::table* table = node.as_table()) {
      for (const auto& [key, value] : *table) Below(std::string(key.str()), value);
    } else if (const toml::array* array = node.as_array()) {
      std::size_t index = 0;
      for (const toml::node& item : *array) Below(std::to_string(index++), item);
    } else {
      entries_.push_back({path_, Text(node), node.source().begin.line});
    }
  }

 private:
  void Below(std::string key, const toml::node& node) {
    path_.push_back(std::move(key));
    Visit(node);
    path_.pop_back();
  }

  static std::string Text(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    std::ostringstream out;
    node.visit([&out](const auto& value) {
      if constexpr (toml::is_value<decltype(value)>) out << value.get();
    });
    return out.str();
  }

  std::vector<ManifestEntry>& entries_;
  std::vector<std::string> path_;
};

}  // namespace

bool ReadTomlEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                     std::string& problem) {
  if (bytes.size() > kMaxBytes) {
    problem = std::to_string(bytes.size()) + " bytes, the limit is " + std::to_string(kMaxBytes);
    return false;
  }
  try {
    const toml::table table = toml::parse(bytes);
    TomlWalk(entries).Visit(table);
  } catch (const toml::parse_error& error) {
    problem = "line " + std::to_string(error.source().begin.line) + ": not TOML";
    return false;
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const ManifestEntry& a, const ManifestEntry& b) { return a.line < b.line; });
  return true;
}

}  // namespace interlock
