// Schema migrations as a graph or a numbered list, whatever framework wrote them. How a framework
// names its files and parents, and what it does with two that meet, is data
// (parsers/catalog/migrations.yaml); this is its reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/overlay/path_template.h"
#include "graph/world.h"

namespace interlock {

struct YamlDocument;

// How a framework orders migrations and what two of them do to each other. The fields that say what
// happens are sentences for reports; empty: it does no harm.
struct MigrationFramework {
  std::string id;     // "django", "flyway" …
  std::string title;  // "Django"
  std::vector<PathTemplate> paths;
  std::vector<PathTemplate> ignored;  // files beside them that are none, and of no other framework
  std::string imports;                // a module each file imports, or one below it
  std::string definition;             // a type each file defines; its constants hold the parents
  std::string parents;      // name of the constant that holds parents; empty: ordered by number
  std::string revision;     // name of the constant that holds the own id; empty: from the path
  std::string replaces;     // name of the constant that holds what a squashed migration stands for
  std::string branch;       // name of the constant that marks a deliberate further head
  std::string second_head;  // what happens when a series has two leaves
  std::string missing_parent;    // what happens when a parent is gone
  std::string duplicate;         // what happens to two of one number
  std::string duplicate_name;    // what happens to two of one name
  std::string late;              // what happens to a lower number that arrives after a higher one
  std::string repair;            // how the later one is put behind the earlier one
  bool one_transaction = false;  // for all migrations that one run takes
  std::string own_transactions;  // a keyword that is given true where each has its own
  // Words of folders. Not empty: only what is numbered without gaps on the base is a series.
  std::vector<std::string> sequences;
  // Folders src/<any>/<one of these>/ lie on one path at run time, and are counted as the first.
  std::vector<std::string> one_path;
  bool duplicate_unproven = false;  // other tools name files alike and do something else
  bool late_unproven = false;

  bool ordered_by_parents() const { return !parents.empty(); }
};

struct Migration {
  std::string framework;
  std::string series;       // folder: heads and numbers are counted within it
  std::string application;  // as the path names it; empty where the framework has none
  std::string id;           // "0078_add_field", a revision, "000004_add_ratings"
  std::string version;      // the number in it, as written; empty when ordered by parents
  std::string name;         // what follows the number
  std::vector<std::pair<std::string, std::string>> parents;   // application, id; "": this series
  std::vector<std::pair<std::string, std::string>> replaces;  // the same
  bool starts_branch = false;                                 // meant to be a further head
  std::string path;
  std::uint32_t line = 0;  // of the parents or the id; 1 when only the path tells

  std::string Key() const { return framework + ":" + series + ":" + id; }
};

// Throws Error when the catalogue is malformed.
std::vector<MigrationFramework> ReadMigrationFrameworks(const YamlDocument& document);

// A file that is a migration of one of the frameworks, the first that fits; `source` is null when
// no grammar reads it. Appends to `migrations` when it is one.
void ReadMigration(const std::vector<MigrationFramework>& frameworks, const std::string& path,
                   const SourceFile* source, std::vector<Migration>* migrations);

// Does its path say all there is to know of a migration? A number in any other file does not.
bool IsMigrationByPath(const std::vector<MigrationFramework>& frameworks, const std::string& path);

// The name by which parents mean the migrations of one series. That is the application's folder,
// unless the migrations themselves call each other otherwise (Django's AppConfig.label).
// REQUIRES: all are of one series, and there is one.
std::string SeriesLabel(const std::vector<const Migration*>& series);

// Ids of the leaves of one series, sorted. A migration that a squashed one replaces is left out,
// and so are parents that are not in the series.
std::vector<std::string> MigrationHeads(const std::vector<const Migration*>& series,
                                        const std::string& label);

}  // namespace interlock
