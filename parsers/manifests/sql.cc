// Files of SQL: schemas, migrations, queries. Of a migration only the part that goes forward
// counts.
#include <string>
#include <string_view>

#include "parsers/content.h"
#include "parsers/manifest.h"
#include "parsers/sql_reader.h"
#include "parsers/sql_sections_internal.h"

namespace interlock {

extern const ManifestFormat manifest_sql;

namespace {

bool ReadsForward(std::string_view path) { return IsSql(path) && !IsUndoingSql(path); }

bool ExtractStatements(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_sql.id;
  if (!IsUtf8(bytes)) {
    problem = "not UTF-8";
    return false;
  }
  ReadSql(ForwardPart(bytes), 1, -1, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_sql = {"sql", ReadsForward, ExtractStatements};

}  // namespace interlock
