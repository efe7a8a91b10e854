// What is looked for over a whole tree of a file version: the names by which it is found. So a run
// reads the facts only of those files in which it finds something.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

// Verbs of statements that are none of SQL, as the readers of documents write them
// (parsers/graphql_reader.h).
inline constexpr std::string_view kGraphqlRequest = "graphql request";
inline constexpr std::string_view kGraphqlSchema = "graphql schema";

inline bool IsSql(const SqlStatement& statement) {
  return statement.verb != kGraphqlRequest && statement.verb != kGraphqlSchema;
}

struct OutlinedDefinition {
  std::string name;
  std::string owner;           // see Definition
  std::int32_t index = -1;     // among FileFacts::definitions
  bool takes_default = false;  // a parameter of it has a default

  bool operator==(const OutlinedDefinition&) const = default;
};

struct OutlinedInheritance {
  std::string owner;        // type path of the deriving type
  std::int32_t index = -1;  // among FileFacts::inheritance

  bool operator==(const OutlinedInheritance&) const = default;
};

struct FileOutline {
  std::string language, package;                // see FileFacts
  std::vector<OutlinedDefinition> definitions;  // those that are not inside a function
  std::vector<OutlinedInheritance> bases;       // what is written apart from the deriving type
  std::vector<ModuleRoot> roots;
  std::vector<std::string> literals;  // names that hold string constants, at file level
  bool shares = false;                // hands on a star import
  bool asks_for_packages = false;     // and does not only lock them
  bool has_settings = false;
  bool has_statements = false;    // in SQL, or requests and schemas of GraphQL
  bool has_schemas = false;       // a statement names a table with its schema: "billing.orders"
  bool declares_graphql = false;  // a string holds a schema of GraphQL

  bool operator==(const FileOutline&) const = default;
};

// Thread-safe, as all that follows.
// Is it local, or inside a local type? Then no other file can name it, and no outline has it.
bool IsHidden(const FileFacts& facts, std::int32_t definition);

FileOutline OutlineOf(const FileFacts& facts);

// In the form of graph/packed.h.
std::string EncodeOutline(const FileOutline& outline);

// False when the bytes are damaged or of another format. Then `outline` holds nothing of use.
bool DecodeOutline(std::string_view bytes, FileOutline* outline);

}  // namespace interlock
