// Calls of migration frameworks that define data, as the catalogue describes them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "graph/effects/effects.h"
#include "graph/effects/models.h"
#include "graph/effects/schema_history.h"

namespace interlock {

class SchemaOperations {
 public:
  SchemaOperations(EffectContext& context, Models& models) : context_(context), models_(models) {}

  std::vector<Effect> Read(const SourceFile& file);

  // Statements in SQL that the file runs only to undo itself.
  std::set<std::int32_t> Undone(const SourceFile& file);

 private:
  class FileReader;

  const SchemaHistory& HistoryOf(const SchemaStyle& style);
  const ModelStyle* ModelsOf(const SchemaStyle& style) const;
  std::vector<const SchemaStyle*> StylesOf(const SourceFile& file) const;

  EffectContext& context_;
  Models& models_;
  std::map<const SchemaStyle*, std::unique_ptr<SchemaHistory>> histories_;
};

}  // namespace interlock
