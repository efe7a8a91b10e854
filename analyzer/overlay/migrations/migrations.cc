#include "analyzer/overlay/migrations/migrations.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/intake/yaml_reader.h"

namespace interlock {

namespace {

// ---- The catalogue.

std::string TextOf(const YamlMap& map, std::string_view key) {
  const std::optional<YamlValue> value = map.Find(key);
  return value ? value->Text() : std::string();
}

std::vector<PathTemplate> ReadTemplates(const std::optional<YamlValue>& value) {
  std::vector<PathTemplate> templates;
  if (!value) return templates;
  for (const YamlValue& entry : value->List()) {
    const std::string text = entry.Text();
    const std::string fault = PathTemplate::Fault(text);
    if (!fault.empty()) entry.Fail(Quoted(text) + " is no path template: " + fault);
    templates.emplace_back(text);
  }
  return templates;
}

std::vector<std::string> ReadWords(const std::optional<YamlValue>& value) {
  std::vector<std::string> words;
  if (!value) return words;
  for (const YamlValue& word : value->List()) words.push_back(word.Text());
  return words;
}

void ReadUnproven(const std::optional<YamlValue>& value, MigrationFramework* framework) {
  if (!value) return;
  for (const YamlValue& entry : value->List()) {
    const std::string word = entry.Text();
    if (word == "duplicate") {
      framework->duplicate_unproven = true;
    } else if (word == "late") {
      framework->late_unproven = true;
    } else {
      entry.Expected("duplicate or late");
    }
  }
}

MigrationFramework ReadFramework(const YamlValue& value) {
  const YamlMap map = value.Map({"id",          "title",          "paths",     "ignored",
                                 "imports",     "definition",     "parents",   "revision",
                                 "replaces",    "branch",         "sequences", "one_path",
                                 "second_head", "missing_parent", "duplicate", "duplicate_name",
                                 "late",        "repair",         "unproven",  "own_transactions"});
  MigrationFramework framework;
  framework.id = map.Require("id").Text();
  framework.title = map.Require("title").Text();
  framework.paths = ReadTemplates(map.Require("paths"));
  framework.ignored = ReadTemplates(map.Find("ignored"));
  framework.imports = TextOf(map, "imports");
  framework.definition = TextOf(map, "definition");
  framework.parents = TextOf(map, "parents");
  framework.revision = TextOf(map, "revision");
  framework.replaces = TextOf(map, "replaces");
  framework.branch = TextOf(map, "branch");
  framework.second_head = TextOf(map, "second_head");
  framework.missing_parent = TextOf(map, "missing_parent");
  framework.duplicate = TextOf(map, "duplicate");
  framework.duplicate_name = TextOf(map, "duplicate_name");
  framework.late = TextOf(map, "late");
  framework.repair = TextOf(map, "repair");
  framework.own_transactions = TextOf(map, "own_transactions");
  framework.one_transaction = !framework.own_transactions.empty();
  framework.sequences = ReadWords(map.Find("sequences"));
  framework.one_path = ReadWords(map.Find("one_path"));
  ReadUnproven(map.Find("unproven"), &framework);
  return framework;
}

// ---- One file.

bool AnyMatches(const std::vector<PathTemplate>& templates, const std::string& path) {
  return std::any_of(templates.begin(), templates.end(), [&](const PathTemplate& candidate) {
    return candidate.Match(path).has_value();
  });
}

// The constants of a migration file: those of its type when the framework has one, else the file's.
class Constants {
 public:
  Constants(const MigrationFramework& framework, const SourceFile& source)
      : facts_(source.facts()) {
    if (framework.definition.empty()) return;
    found_ = false;
    for (const std::int32_t index : source.Definitions(framework.definition)) {
      if (source.definition(index).parent >= 0) continue;
      scope_ = index;
      found_ = true;
    }
    if (found_) line_ = source.definition(scope_).first_line;
  }

  bool found() const { return found_; }
  std::uint32_t line() const { return line_; }

  // The last assignment counts; null when there is none or `name` is empty.
  const Literal* Find(const std::string& name) const {
    const Literal* found = nullptr;
    for (const Literal& literal : facts_.literals) {
      if (!name.empty() && literal.scope == scope_ && literal.name == name) found = &literal;
    }
    return found;
  }

 private:
  const FileFacts& facts_;
  std::int32_t scope_ = -1;
  bool found_ = true;
  std::uint32_t line_ = 1;
};

// Rows are (application, id) where the framework has applications; elsewhere every text is an id.
std::vector<std::pair<std::string, std::string>> ReadIds(const Literal* literal, bool pairs) {
  std::vector<std::pair<std::string, std::string>> ids;
  if (literal == nullptr) return ids;
  for (const std::vector<Interned>& row : literal->rows) {
    if (pairs) {
      if (row.size() == 2) ids.emplace_back(row[0], row[1]);
      continue;
    }
    for (const std::string& id : row) ids.emplace_back("", id);
  }
  return ids;
}

// False when the file, though so named, is no migration of this framework.
bool ReadConstants(const MigrationFramework& framework, bool pairs, const SourceFile& source,
                   Migration* migration) {
  // Where any file may be one, most are none.
  const std::vector<std::string>& literals = source.outline().literals;
  const bool is_of_file = framework.definition.empty() && !framework.revision.empty();
  if (is_of_file &&
      std::find(literals.begin(), literals.end(), framework.revision) == literals.end()) {
    return false;
  }
  const Constants constants(framework, source);
  if (!constants.found()) return false;
  migration->line = constants.line();
  const Literal* parents = constants.Find(framework.parents);
  if (!framework.revision.empty()) {
    // A lone constant of that name proves nothing: any program has a `revision`. So the first
    // migration of a series, which has no parent, is not seen; no other could be its rival.
    const Literal* revision = constants.Find(framework.revision);
    if (revision == nullptr || parents == nullptr) return false;
    if (revision->rows.size() != 1 || revision->rows[0].size() != 1) return false;
    migration->id = revision->rows[0][0];
  }
  if (parents != nullptr) migration->line = parents->line;
  migration->parents = ReadIds(parents, pairs);
  migration->replaces = ReadIds(constants.Find(framework.replaces), pairs);
  migration->starts_branch = constants.Find(framework.branch) != nullptr;
  return true;
}

bool Imports(const SourceFile* source, const std::string& module) {
  if (source == nullptr) return false;
  const std::vector<Import>& imports = source->facts().imports;
  return std::any_of(imports.begin(), imports.end(), [&](const Import& import) {
    return import.module == module || import.module.starts_with(module + "/");
  });
}

// The folder by which `folder` is counted: of those that lie on one path, the first.
std::string OnOnePath(const MigrationFramework& framework, const std::string& folder) {
  std::size_t root = folder.starts_with("src/") ? 0 : folder.find("/src/");
  if (framework.one_path.empty() || root == folder.npos) return folder;
  root = folder.find("src/", root) + 4;
  const std::size_t begin = folder.find('/', root) + 1;  // npos + 1 == 0
  if (begin == 0) return folder;
  const std::size_t end = std::min(folder.find('/', begin), folder.size());
  const std::string_view word = std::string_view(folder).substr(begin, end - begin);
  const std::vector<std::string>& words = framework.one_path;
  if (std::find(words.begin(), words.end(), word) == words.end()) return folder;
  return folder.substr(0, begin) + words.front() + folder.substr(end);
}

bool ReadAs(const MigrationFramework& framework, const std::string& path, const SourceFile* source,
            Migration* migration) {
  for (const PathTemplate& candidate : framework.paths) {
    std::optional<PathMatch> match = candidate.Match(path);
    if (!match) continue;
    *migration = Migration{framework.id,
                           OnOnePath(framework, match->series),
                           std::move(match->application),
                           std::move(match->id),
                           std::move(match->version),
                           std::move(match->name),
                           {},
                           {},
                           false,
                           path,
                           1};
    if (!framework.imports.empty() && !Imports(source, framework.imports)) return false;
    if (!framework.ordered_by_parents()) return true;
    return source != nullptr &&
           ReadConstants(framework, candidate.HasApplication(), *source, migration);
  }
  return false;
}

// ---- A series as a graph.

using Id = std::pair<std::string, std::string>;

bool InSeries(const Id& id, const std::string& label) {
  return id.first.empty() || id.first == label;
}

// Which squashed migration stands for an id; chains of squashes are followed to their end.
class Squashes {
 public:
  Squashes(const std::vector<const Migration*>& series, const std::string& label) {
    for (const Migration* migration : series) {
      for (const Id& id : migration->replaces) {
        if (InSeries(id, label)) by_id_.emplace(id.second, migration->id);
      }
    }
  }

  bool Replaced(const std::string& id) const { return by_id_.contains(id); }

  std::string_view Standing(std::string_view id) const {
    for (std::size_t step = 0; step <= by_id_.size(); ++step) {  // a cycle ends here too
      const auto found = by_id_.find(id);
      if (found == by_id_.end()) return id;
      id = found->second;
    }
    return id;
  }

 private:
  std::unordered_map<std::string_view, std::string_view> by_id_;
};

}  // namespace

std::vector<MigrationFramework> ReadMigrationFrameworks(const YamlDocument& document) {
  std::vector<MigrationFramework> frameworks;
  std::set<std::string> ids;
  for (const YamlValue& entry : Root(document).Map({"frameworks"}).Require("frameworks").List()) {
    frameworks.push_back(ReadFramework(entry));
    if (!ids.insert(frameworks.back().id).second) {
      entry.Fail("framework " + Quoted(frameworks.back().id) + " is there twice");
    }
  }
  return frameworks;
}

void ReadMigration(const std::vector<MigrationFramework>& frameworks, const std::string& path,
                   const SourceFile* source, std::vector<Migration>* migrations) {
  for (const MigrationFramework& framework : frameworks) {
    if (AnyMatches(framework.ignored, path)) return;
    Migration migration;
    if (!ReadAs(framework, path, source, &migration)) continue;
    migrations->push_back(std::move(migration));
    return;
  }
}

bool IsMigrationByPath(const std::vector<MigrationFramework>& frameworks, const std::string& path) {
  std::vector<Migration> migrations;
  ReadMigration(frameworks, path, nullptr, &migrations);
  return !migrations.empty() &&
         std::none_of(frameworks.begin(), frameworks.end(), [&](const MigrationFramework& one) {
           return one.id == migrations.front().framework && !one.sequences.empty();
         });
}

std::string SeriesLabel(const std::vector<const Migration*>& series) {
  const std::string& folder = series.front()->application;
  std::unordered_set<std::string_view> ids;
  for (const Migration* migration : series) ids.insert(migration->id);
  // How many migrations name a parent of theirs in this series by that label. Every application has
  // a 0001_initial, so the folder's own name wins as soon as anyone uses it.
  std::map<std::string_view, std::size_t> votes;
  for (const Migration* migration : series) {
    std::set<std::string_view> named;
    for (const Id& parent : migration->parents) {
      const bool own = parent.second == migration->id;
      if (!own && ids.contains(parent.second)) named.insert(parent.first);
    }
    if (named.contains(folder)) return folder;
    for (const std::string_view label : named) ++votes[label];
  }
  std::string_view best = folder;
  std::size_t most = 0;
  for (const auto& [label, count] : votes) {
    if (count > most) best = label;
    most = std::max(most, count);
  }
  return std::string(best);
}

std::vector<std::string> MigrationHeads(const std::vector<const Migration*>& series,
                                        const std::string& label) {
  const Squashes squashes(series, label);
  std::unordered_set<std::string_view> named;
  for (const Migration* migration : series) {
    const std::string_view child = squashes.Standing(migration->id);
    for (const Id& parent : migration->parents) {
      const std::string_view standing = squashes.Standing(parent.second);
      if (InSeries(parent, label) && standing != child) named.insert(standing);
    }
  }
  std::vector<std::string> heads;
  for (const Migration* migration : series) {
    if (!squashes.Replaced(migration->id) && !named.contains(migration->id)) {
      heads.push_back(migration->id);
    }
  }
  std::sort(heads.begin(), heads.end());
  heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
  return heads;
}

}  // namespace interlock
