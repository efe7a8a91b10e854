#include "graph/effects/table_names.h"

#include <algorithm>
#include <array>
#include <set>
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

void TableNames::Count(const SourceFile& file, int step) {
  if (!file.outline().has_schemas) return;
  for (const SqlStatement& statement : file.facts().statements) {
    if (!IsSql(statement)) continue;
    for (const TableUse& use : statement.tables) {
      if (use.table.find('.') == std::string::npos) continue;
      auto [schema, table] = Split(use.table);
      schemas_[std::move(table)][std::move(schema)] += step;
    }
  }
}

TableNames::TableNames(const World& world) {
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (file->outline().has_schemas && world.Find(file->path()) == file) Count(*file, 1);
    }
  }
}

TableNames::TableNames(const TableNames& base, const World& world) : base_(&base) {
  std::set<std::string_view> laid;
  for (std::size_t i = 1; i < world.layers().size(); ++i) {
    for (const SourceFile* file : world.layers()[i]->files()) laid.insert(file->path());
    laid.insert(world.layers()[i]->removed().begin(), world.layers()[i]->removed().end());
  }
  for (const std::string_view path : laid) {
    if (const SourceFile* then = world.layers().front()->Find(path)) Count(*then, -1);
    if (const SourceFile* now = world.Find(path)) Count(*now, 1);
  }
}

std::string TableNames::Of(std::string_view written) const {
  const auto [schema, table] = Split(written);
  if (schema.empty() || table.empty()) return table;
  std::map<std::string_view, int> uses;
  for (const TableNames* names : {base_, this}) {
    if (names == nullptr) continue;
    const auto found = names->schemas_.find(table);
    if (found == names->schemas_.end()) continue;
    for (const auto& [of, count] : found->second) uses[of] += count;
  }
  const auto is_used = [](const auto& use) { return use.second > 0; };
  return std::count_if(uses.begin(), uses.end(), is_used) < 2 ? table : schema + "." + table;
}

}  // namespace interlock
