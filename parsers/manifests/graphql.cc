// GraphQL schemas: "type.Query.field.orders" ("[Order!]!"), with ".arg.first" ("Int") below it,
// "input.Filter.field.id", "enum.Color.value.RED", "schema.query" ("Query"). What queries ask for
// is among the statements.
#include <string>
#include <string_view>

#include "parsers/graphql_reader.h"
#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_graphql;

namespace {

bool IsGraphqlPath(std::string_view path) {
  return (path.ends_with(".graphql") || path.ends_with(".graphqls") || path.ends_with(".gql")) &&
         !IsInSampleFolder(path);
}

bool ExtractGraphql(std::string_view bytes, FileFacts& facts, std::string&) {
  std::vector<ManifestEntry> declared;
  ReadGraphqlDocument(bytes, 1, -1, &declared, facts);
  AddSettings(declared, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_graphql = {"graphql", IsGraphqlPath, ExtractGraphql};

}  // namespace interlock
