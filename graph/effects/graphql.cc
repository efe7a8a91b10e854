#include "graph/effects/graphql.h"

#include <algorithm>
#include <iterator>

#include "graph/effects/effects.h"
#include "graph/effects/patterns.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxTypes = 8;  // at once, of what several schemas call alike

// "[Order!]!" is Order.
std::string_view PlainType(std::string_view type) {
  const std::size_t begin = std::min(type.find_first_not_of("[!"), type.size());
  type.remove_prefix(begin);
  return type.substr(0, type.find_first_of("]! ="));
}

bool Declares(const SqlStatement& statement) { return statement.verb == kGraphqlSchema; }

}  // namespace

std::vector<const SourceFile*> GraphqlSchema::In(const Layer& layer, const Catalog& catalog) {
  std::set<std::string_view> formats;
  for (const CatalogEntry& entry : catalog.entries) {
    const bool is_one = entry.match == EntryMatch::kSetting && !entry.effects.empty() &&
                        entry.effects.front().kind == "graphql field";
    if (is_one) formats.insert(entry.languages.begin(), entry.languages.end());
  }
  std::vector<const SourceFile*> files;
  for (const SourceFile* file : layer.files()) {
    const FileOutline& outline = file->outline();
    const bool is_schema =
        file->traits() == nullptr && outline.has_settings && formats.contains(outline.language);
    const bool holds_one = file->traits() != nullptr && outline.declares_graphql;
    if (is_schema || holds_one) files.push_back(file);
  }
  return files;
}

GraphqlSchema::GraphqlSchema(std::vector<const SourceFile*> files) : files_(std::move(files)) {
  for (const SourceFile* file : files_) {
    for (const Setting& setting : file->facts().settings) {
      std::vector<std::string_view> parts;
      for (std::string_view rest = setting.key.str(); !rest.empty();) {
        parts.push_back(rest.substr(0, rest.find('.')));
        rest.remove_prefix(std::min(parts.back().size() + 1, rest.size()));
      }
      if (parts.size() == 2 && parts[0] == "schema") {
        roots_[std::string(parts[1])].emplace(setting.value);
      } else if (parts.size() == 4 && parts[2] == "field") {
        Add(parts[1], parts[3], setting.value.str());
      } else if (parts.size() == 6 && parts[4] == "arg") {
        Add(parts[1], std::string(parts[3]) + "(" + std::string(parts[5]) + ")", "");
      }
    }
    for (const SqlStatement& statement : file->facts().statements) {
      if (!Declares(statement)) continue;
      for (const ColumnUse& use : statement.columns) {
        Add(use.table.str(), use.column.str(), use.to.str());
      }
    }
  }
  roots_.try_emplace("query", std::set<std::string>{"Query"});
  roots_.try_emplace("mutation", std::set<std::string>{"Mutation"});
  roots_.try_emplace("subscription", std::set<std::string>{"Subscription"});
}

void GraphqlSchema::Add(std::string_view type, std::string_view field, std::string_view of) {
  std::set<std::string>& types = types_[std::string(type)][std::string(field)];
  if (!of.empty()) types.emplace(PlainType(of));
}

std::set<std::string> GraphqlSchema::FieldsAt(std::string_view way, std::string_view field) const {
  std::string_view step = way.substr(0, way.find('/'));
  std::set<std::string> at;
  if (step.starts_with(':')) {
    at.emplace(step.substr(1));
  } else if (const auto root = roots_.find(step); root != roots_.end()) {
    at = root->second;
  }
  const auto of = [&](const std::string& type,
                      std::string_view name) -> const std::set<std::string>* {
    const auto known = types_.find(type);
    if (known == types_.end()) return nullptr;
    const auto found = known->second.find(name);
    return found == known->second.end() ? nullptr : &found->second;
  };
  while (step.size() < way.size()) {
    way.remove_prefix(step.size() + 1);
    step = way.substr(0, way.find('/'));
    std::set<std::string> next;
    for (const std::string& type : at) {
      if (const auto* types = of(type, step)) next.insert(types->begin(), types->end());
    }
    if (next.size() > kMaxTypes) return {};
    at = std::move(next);
  }
  std::set<std::string> fields;
  for (const std::string& type : at) {
    if (of(type, field) != nullptr) fields.insert(type + "." + std::string(field));
  }
  return fields;
}

std::vector<Effect> GraphqlEffects(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects;
  if (!file.outline().has_statements) return effects;
  for (const SqlStatement& statement : file.facts().statements) {
    const bool asks = statement.verb == kGraphqlRequest;
    if (!asks && !Declares(statement)) continue;
    Effect effect;
    effect.access = asks ? "read" : "declare";
    effect.path = file.path();
    effect.line = statement.line;
    effect.in_loop = statement.in_loop;
    effect.guard = FlagOf(context, file, statement.guard);
    if (statement.scope >= 0) effect.in = QualifiedName(file.facts(), statement.scope);
    for (const ColumnUse& use : statement.columns) {
      std::set<std::string> fields;
      if (asks) {
        fields = context.graphql().FieldsAt(use.table.str(), use.column.str());
      } else {
        fields.insert(use.table + "." + use.column);
        effect.to = use.to;
      }
      effect.resolution = fields.size() > 1 ? Resolution::kLikely : Resolution::kResolved;
      for (const std::string& field : fields) {
        effect.resource = {"graphql field", field};
        effects.push_back(effect);
      }
    }
  }
  return effects;
}

}  // namespace interlock
