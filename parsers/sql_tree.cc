#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "parsers/sql_internal.h"
#include "parsers/sql_tree_internal.h"

namespace interlock::sql_tree {

namespace {

const Json& Null() {
  static const Json null;
  return null;
}

}  // namespace

const Json& Field(const Json& node, const char* name) {
  if (!node.is_object()) return Null();
  const auto found = node.find(name);
  return found == node.end() ? Null() : *found;
}

std::string Text(const Json& node, const char* name) {
  const Json& field = Field(node, name);
  return field.is_string() ? field.get<std::string>() : std::string();
}

bool Flag(const Json& node, const char* name) {
  const Json& field = Field(node, name);
  return field.is_boolean() && field.get<bool>();
}

std::vector<std::string> Strings(const Json& list) {
  std::vector<std::string> strings;
  if (!list.is_array()) return strings;
  for (const Json& item : list) {
    const std::string text = Text(Field(item, "String"), "sval");
    if (!text.empty()) strings.push_back(text);
  }
  return strings;
}

std::string JoinName(const std::string& schema, const std::string& name) {
  if (name.empty() || IsSqlHole(name)) return "";
  return schema.empty() || IsSqlHole(schema) ? name : schema + "." + name;
}

std::string TableName(const Json& range) {
  return JoinName(Text(range, "schemaname"), Text(range, "relname"));
}

// The grammar gives the names that the catalogue has; people write others.
std::string TypeName(const Json& type) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kWritten = {{
      {"int2", "smallint"},
      {"int4", "integer"},
      {"int8", "bigint"},
      {"bool", "boolean"},
      {"float4", "real"},
      {"float8", "double precision"},
      {"bpchar", "char"},
      {"timestamptz", "timestamp with time zone"},
  }};
  const std::vector<std::string> names = Strings(Field(type, "names"));
  if (names.empty()) return "";
  std::string written = names.back();
  for (const auto& [name, word] : kWritten) {
    if (written == name) written = word;
  }
  std::string modifiers;
  for (const Json& modifier : Field(type, "typmods")) {
    const Json& value = Field(Field(Field(modifier, "A_Const"), "ival"), "ival");
    if (!value.is_number_integer()) continue;
    modifiers += (modifiers.empty() ? "" : ",") + std::to_string(value.get<int>());
  }
  if (!modifiers.empty() && names.front() != "interval") written += "(" + modifiers + ")";
  for (std::size_t i = 0; i < Field(type, "arrayBounds").size(); ++i) written += "[]";
  return written;
}

}  // namespace interlock::sql_tree
