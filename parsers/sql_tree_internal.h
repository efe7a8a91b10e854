// The tree that PostgreSQL's grammar makes of a statement, as libpg_query gives it: nodes are
// objects, and what a node does not say is not there.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace interlock::sql_tree {

using Json = nlohmann::json;

// Null when the node has no such field, or is no object.
const Json& Field(const Json& node, const char* name);
std::string Text(const Json& node, const char* name);
bool Flag(const Json& node, const char* name);
std::vector<std::string> Strings(const Json& list);

// "schema.table"; empty when the name is a hole.
std::string JoinName(const std::string& schema, const std::string& name);
std::string TableName(const Json& range);

// As people write it: "bigint", "varchar(20)[]".
std::string TypeName(const Json& type);

}  // namespace interlock::sql_tree
