#include "graph/effects/table_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace interlock {
namespace {

// Schemas that a name without one means.
bool IsDefaultSchema(std::string_view schema) {
  static constexpr std::array<std::string_view, 3> kDefaults = {"public", "dbo", "main"};
  return std::find(kDefaults.begin(), kDefaults.end(), schema) != kDefaults.end();
}

// Schema (empty for the default) and table.
std::pair<std::string, std::string> Split(std::string_view written) {
  std::string name = ColumnName(written);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos) return {"", std::move(name)};
  std::string schema = name.substr(0, dot);
  if (const std::size_t outer = schema.rfind('.'); outer != std::string::npos) {
    schema.erase(0, outer + 1);
  }
  if (IsDefaultSchema(schema)) schema.clear();
  return {std::move(schema), name.substr(dot + 1)};
}

}  // namespace

std::string ColumnName(std::string_view written) {
  std::string name;
  for (char c : written) {
    if (c == '"' || c == '`' || c == '[' || c == ']') continue;
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

TableNames::TableNames(const World& world) {
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (file->facts().statements.empty() || world.Find(file->path()) != file) continue;
      for (const SqlStatement& statement : file->facts().statements) {
        for (const TableUse& use : statement.tables) {
          auto [schema, table] = Split(use.table);
          if (use.table.find('.') != std::string::npos) schemas_[table].insert(std::move(schema));
        }
      }
    }
  }
}

std::string TableNames::Of(std::string_view written) const {
  const auto [schema, table] = Split(written);
  if (schema.empty() || table.empty()) return table;
  const auto found = schemas_.find(table);
  return found == schemas_.end() || found->second.size() == 1 ? table : schema + "." + table;
}

}  // namespace interlock
