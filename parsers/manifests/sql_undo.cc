// Files of SQL that undo a migration. They are run by hand when something went wrong, so nothing in
// them counts as done: there are no facts, and the file counts as read.
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/sql_sections_internal.h"

namespace interlock {

extern const ManifestFormat manifest_sql_undo;

namespace {

bool ExtractNothing(std::string_view, FileFacts& facts, std::string&) {
  facts.language = manifest_sql_undo.id;
  return true;
}

}  // namespace

const ManifestFormat manifest_sql_undo = {"sql-undo", IsUndoingSql, ExtractNothing};

}  // namespace interlock
