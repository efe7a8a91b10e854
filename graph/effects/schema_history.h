// What the migrations of a world say, in their order, of models that its code no longer has.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "graph/effects/effects.h"

namespace interlock {

class SchemaHistory {
 public:
  struct Field {
    std::string path;    // of the migration
    std::string column;  // empty: none
    std::uint32_t line = 0;
    std::string form;  // what the database knows of it; empty: not known
  };

  void AddTable(const std::string& application, const std::string& model, std::string table) {
    tables_[{application, model}] = std::move(table);
  }
  void AddField(const std::string& application, const std::string& model, const std::string& name,
                Field field) {
    fields_[{application, model, name}].push_back(std::move(field));
  }

  // Empty when no migration says it.
  std::string Table(const std::string& application, const std::string& model) const {
    const auto found = tables_.find({application, model});
    return found == tables_.end() ? "" : found->second;
  }

  // As the migrations before `path` leave it; null when they do not know it. With no path, as all
  // do.
  const Field* Before(const std::string& path, std::uint32_t line, const std::string& application,
                      const std::string& model, const std::string& name) const {
    const auto found = fields_.find({application, model, name});
    const Field* last = nullptr;
    if (found == fields_.end()) return last;
    for (const Field& field : found->second) {
      const bool earlier = std::tie(field.path, field.line) < std::tie(path, line);
      if (path.empty() || earlier) last = &field;
    }
    return last;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::string> tables_;
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<Field>> fields_;
};

}  // namespace interlock
