// Liquibase changelogs in YAML and JSON: the same changes as in XML.
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/liquibase_internal.h"
#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_liquibase_yaml;

namespace {

bool ReadsChangelog(std::string_view path) {
  const bool has_form =
      path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
  return has_form && MayBeChangelog(path);
}

// databaseChangeLog.0.changeSet.changes.0.addColumn.columns.0.column.constraints.nullable
constexpr std::size_t kKind = 5;

// A change in the order of the file: its number there, and what it is.
class Changes {
 public:
  explicit Changes(FileFacts& facts) : facts_(facts) {}

  void Add(const ManifestEntry& entry) {
    const std::vector<std::string>& path = entry.path;
    const bool is_change = path.size() > kKind && path[0] == "databaseChangeLog" &&
                           path[2] == "changeSet" && path[3] == "changes";
    if (!is_change) return;
    const std::vector<std::string> place(path.begin(), path.begin() + kKind + 1);
    if (place != place_) {
      Finish();
      place_ = place;
      change_.kind = path[kKind];
      change_.line = entry.line;
    }
    const std::string& name = path.back();
    if (path.size() > kKind + 3 && path[kKind + 1] == "columns") {
      if (column_ != path[kKind + 2]) {
        column_ = path[kKind + 2];
        change_.columns.emplace_back();
      }
      change_.columns.back().emplace(name, entry.value);
    } else if (path.size() == kKind + 2) {
      change_.attributes.emplace(name, entry.value);
      if (name == "sql" || name == "selectQuery") change_.text = entry.value;
    }
  }

  void Finish() {
    if (!place_.empty()) AddLiquibaseChange(change_, facts_);
    change_ = {};
    column_.clear();
    place_.clear();
  }

 private:
  FileFacts& facts_;
  std::vector<std::string> place_;
  std::string column_;
  LiquibaseChange change_;
};

bool ExtractChanges(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_liquibase_yaml.id;
  std::vector<ManifestEntry> entries;
  const bool whole = ReadYamlEntries(bytes, entries, problem);
  Changes changes(facts);
  for (const ManifestEntry& entry : entries) changes.Add(entry);
  changes.Finish();
  return whole;
}

}  // namespace

const ManifestFormat manifest_liquibase_yaml = {"liquibase-yaml", ReadsChangelog, ExtractChanges};

}  // namespace interlock
