// What models lead to of other models: `order.lines.filter()`, `filter(lines__total=1)`.
#include <algorithm>

#include "graph/effects/model_reader_internal.h"
#include "graph/effects/patterns.h"

namespace interlock {
namespace {

constexpr int kMostSteps = 4;  // from one row to the next
constexpr std::size_t kMostRelations = 200;
constexpr std::size_t kMostNamesakes = 40;  // relations of one name

std::string Replaced(std::string text, std::string_view what, const std::string& by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

// How rows of the other model call those of this one; empty where they do not ("+"). The type may
// say it of all of its relations.
std::string NameOfBack(const Target& type, const Site& site, const Places& places,
                       const std::string& rule, const Model& model) {
  std::string written = TextAt(site, places);
  for (const std::string& member : model.style->back_members) {
    const Site* said = written.empty() ? ConstantOf(*type.file, type.index, member) : nullptr;
    if (said != nullptr) written = said->operands[0].text;
  }
  if (written.ends_with('+')) return "";
  if (written.empty()) {
    return NameByRule(rule, {{"class", model.type}, {"application", model.application}});
  }
  return Replaced(Replaced(written, "%(class)s", Lower(model.type)), "%(app_label)s",
                  model.application);
}

const Site* SiteOfField(const SourceFile& file, std::int32_t field, std::string_view name) {
  for (const Site& site : file.facts().sites) {
    const bool makes = site.scope == field && site.kind == SiteKind::kCall;
    if (makes && LastName(site.path) == name) return &site;
  }
  return nullptr;
}

}  // namespace

void Models::AddRelations(const Target& type, Model& model) {
  if (model.style->relations.empty()) return;
  for (const Model* base : model.bases) {
    for (const auto& [field, related] : base->relations) {
      if (base->table.empty() && related.field >= 0)
        AddRelation({related.file, related.scope}, related.field, model);
      else
        model.relations.emplace(field, related);
    }
  }
  AddSaidRelations(type, model);
  const auto& definitions = type.file->facts().definitions;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i].parent == type.index && definitions[i].kind == DefinitionKind::kField) {
      AddRelation(type, static_cast<std::int32_t>(i), model);
    }
  }
}

void Models::AddRelation(const Target& type, std::int32_t field, Model& model) {
  const SourceFile& file = *type.file;
  const Definition& definition = file.definition(field);
  if (!definition.value.ends_with("()") || model.relations.size() >= kMostRelations) return;
  const std::string callee(definition.value.str().substr(0, definition.value.size() - 2));
  const std::string reached = Reached(file, type.index, callee);
  for (const ModelRelation& relation : model.style->relations) {
    if (!MatchesAny(relation.paths, reached, '.')) continue;
    const Site* site = SiteOfField(file, field, LastName(callee));
    if (site == nullptr) return;
    for (const std::string& place : relation.to) {
      for (const Operand& operand : site->operands) {
        const bool may = operand.kind == OperandKind::kPath || operand.kind == OperandKind::kText;
        if (operand.place != place || !may) continue;
        ModelRelated& related = model.relations[definition.name];
        related = {&relation,
                   operand.text,
                   operand.kind == OperandKind::kPath,
                   &file,
                   type.index,
                   field,
                   NameOfBack(type, *site, relation.back, relation.back_rule, model),
                   NameOfBack(type, *site, relation.asked, relation.asked_rule, model)};
        return;
      }
    }
    return;
  }
}

const Model* Models::ModelOf(const ModelRelated& related, const Model& holder) {
  if (MatchesAny(holder.style->swapped_names, related.to, '.')) {
    const Model* only = nullptr;
    for (const Target& type : TypesRelated(holder.style->swapped_names.front())) {
      const Model* model = Of(type);
      if (model == nullptr || model->style != holder.style || model->table.empty()) continue;
      if (only != nullptr) return nullptr;
      only = model;
    }
    return only;
  }
  if (related.is_type) {
    if (Has(related.file->traits()->self_names, related.to)) return &holder;
    const Resolved to = context_.resolver.ResolveType(*related.file, related.scope, related.to);
    return to.targets.size() == 1 ? Of(to.targets.front()) : nullptr;
  }
  if (related.to == "self") return &holder;
  const std::size_t dot = related.to.find('.');
  if (dot == std::string::npos) return Named(*holder.style, holder.application, related.to);
  return Named(*holder.style, related.to.substr(0, dot), related.to.substr(dot + 1));
}

// Of the model itself, or of one that it derives from.
Models::Relation Models::Related(const Model& model, const std::string& name) {
  if (model.style->relations.empty()) return {};
  const auto own = model.relations.find(name);
  if (own != model.relations.end()) {
    const Model* to = ModelOf(own->second, model);
    const ModelColumn* column = model.Column(name);
    const bool is_kept = column != nullptr && !column->name.empty();
    return {to, own->second.relation->is_many, &model, is_kept ? column : nullptr};
  }
  if (model.Column(name) != nullptr) return {};
  const auto is_of = [](const auto& self, const Model* one, const Model* other, int depth) -> bool {
    return one == other ||
           (depth < kMostSteps &&
            std::any_of(one->bases.begin(), one->bases.end(),
                        [&](const Model* base) { return self(self, base, other, depth + 1); }));
  };
  const std::vector<Target> types = TypesRelated(name);
  Relation only;
  if (types.size() > kMostNamesakes) return only;
  for (const Target& type : types) {
    const Model* holder = Of(type);
    if (holder == nullptr || holder->style != model.style || holder->table.empty()) continue;
    for (const auto& [field, related] : holder->relations) {
      if (related.back != name && related.asked != name) continue;
      const Model* to = ModelOf(related, *holder);
      if (to == nullptr || !is_of(is_of, &model, to, 0)) continue;
      if (only.model != nullptr) return {};
      only = {holder, related.relation->back_is_many, holder, holder->Column(field)};
    }
  }
  return only;
}

Models::Relation Models::RelatedBack(const std::string& name) {
  const std::vector<Target> types = TypesRelated(name);
  if (types.size() != 1 || HasField(name)) return {};
  const Model* holder = Of(types.front());
  if (holder == nullptr || holder->table.empty()) return {};
  Relation only;
  for (const auto& [field, related] : holder->relations) {
    if (field == name) return {};
    if (related.back != name) continue;
    if (only.model != nullptr || !related.relation->back_is_many) return {};
    only = {holder, true, holder, holder->Column(field)};
  }
  return only;
}

// The row of a call that is given its model, or rows of it: `get_object_or_404(Order, pk=1)`.
const Model* ModelReader::RowGiven(std::int32_t scope, const std::string& callee,
                                   std::uint32_t line) {
  const std::string_view name = LastName(callee);
  const auto gives = [&](const ModelStyle* style) { return Has(style->row_calls, name); };
  if (std::none_of(styles_.begin(), styles_.end(), gives)) return nullptr;
  const auto site = sites_.find({line, callee});
  if (site == sites_.end()) return nullptr;
  for (const Operand& operand : site->second->operands) {
    if (operand.place == "0" && operand.kind == OperandKind::kPath) {
      return ModelOfRows(scope, operand.text, line);
    }
  }
  return nullptr;
}

// "order", "self", "line.order", "Order.objects.get()".
ModelReader::RowOf ModelReader::RowAt(std::int32_t scope, const std::string& path,
                                      std::uint32_t line) {
  if (path.empty() || row_depth_ >= kMostSteps) return {};
  ++row_depth_;
  const RowOf row = FollowRow(scope, path, line);
  --row_depth_;
  return row;
}

ModelReader::RowOf ModelReader::FollowRow(std::int32_t scope, const std::string& path,
                                          std::uint32_t line) {
  if (path.ends_with("()")) {
    if (const Model* made = ModelOfMade(scope, path, line)) return {made, Resolution::kResolved};
    RowOf row;
    const Models::Relation to = RelationAt(scope, path, line, &row.resolution);
    if (!to.is_many) row.model = to.model;
    return row;
  }
  Reference on;
  on.name = "?";
  on.receiver = path;
  on.scope = scope;
  on.line = line;
  if (const Model* model = ModelOfRow(on)) return {model, Resolution::kResolved};
  const Resolved held = context_.resolver.ReceiverType(file_, on);
  if (held.targets.size() == 1) {
    if (const Model* model = context_.models->Of(held.targets.front())) {
      return {model, held.resolution};
    }
  }
  if (const Model* model = ModelOfField(scope, path)) return {model, Resolution::kResolved};
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) {
    RowOf row;
    const Models::Relation to = RelationAt(scope, path, line, &row.resolution);
    if (!to.is_many) row.model = to.model;
    return row;
  }
  if (!context_.models->HasRelation(path.substr(dot + 1))) return {};
  const RowOf before = RowAt(scope, path.substr(0, dot), line);
  if (before.model == nullptr) return {};
  const Models::Relation to = context_.models->Related(*before.model, path.substr(dot + 1));
  return to.is_many ? RowOf{} : RowOf{to.model, before.resolution};
}

bool ModelReader::NamesField(const Model& model, const std::vector<std::string>& keywords) const {
  return std::any_of(keywords.begin(), keywords.end(), [&](const std::string& keyword) {
    return model.Column(keyword.substr(0, keyword.find(model.style->separator))) != nullptr;
  });
}

// "order.lines.filter()": behind what a row calls the rows of another model.
std::optional<ModelReader::Chain> ModelReader::FollowRelation(std::int32_t scope,
                                                              const std::string& written,
                                                              std::uint32_t line) {
  const std::vector<std::string> steps = PathSteps(written);
  // "order.lines().where()": calls of relations, the last first.
  std::string path = written;
  for (std::size_t last = steps.size() - 1; last > 0; --last) {
    path.resize(path.size() - steps[last].size() - 1);
    Chain chain;
    const Models::Relation to = RelationAt(scope, path, line, &chain.resolution);
    const bool is_direct =
        std::all_of(steps.begin() + static_cast<std::ptrdiff_t>(last), steps.end() - 1,
                    [](const std::string& step) { return step.ends_with("()"); });
    if (to.model == nullptr || !is_direct) continue;
    chain.model = to.model;
    chain.query = Named(to.model->style->queries, NameOfCall(steps.back()));
    return chain.query == nullptr ? std::nullopt : std::optional(chain);
  }
  std::size_t at = steps.size() - 1;
  while (at > 0 && (at + 1 == steps.size() || !IsPlain(steps[at]))) --at;
  if (at == 0 || !context_.models->HasRelation(steps[at])) return std::nullopt;
  std::string before = steps[0];
  for (std::size_t i = 1; i < at; ++i) before += "." + steps[i];
  const RowOf row = RowAt(scope, before, line);
  Chain chain{.resolution = row.resolution};
  Models::Relation to;
  if (row.model != nullptr) {
    to = context_.models->Related(*row.model, steps[at]);
  } else if (const auto site = sites_.find({line, written}); site != sites_.end()) {
    // Nobody knows what the row is of: one relation alone is called so, and fields of its model are
    // named.
    std::vector<std::string> keywords;
    for (const Operand& operand : site->second->operands) keywords.push_back(operand.place);
    to = context_.models->RelatedBack(steps[at]);
    if (to.model != nullptr && !NamesField(*to.model, keywords)) return std::nullopt;
    chain.resolution = Resolution::kLikely;
  }
  if (to.model == nullptr || !to.is_many) return std::nullopt;
  chain.model = to.model;
  chain.query = Named(to.model->style->queries, NameOfCall(steps.back()));
  chain.kept_in = to.column;
  chain.keeper = to.holder;
  return chain.query == nullptr ? std::nullopt : std::optional(chain);
}

// A keyword or a text that leads on: "lines", "customer__name".
void ModelReader::Relate(const Model& model, const std::string& name, std::string_view rest,
                         const std::string& access, std::int32_t scope, std::uint32_t line) {
  if (access != "read" || !context_.models->HasRelation(name)) return;
  const Models::Relation to = context_.models->Related(model, name);
  if (to.model == nullptr || to.model->table.empty()) return;
  if (to.column != nullptr && to.holder != &model) {
    AddMapped(*to.holder, *to.column, access, scope, line);
  }
  const bool has_key = to.holder == &model && to.column != nullptr;
  const std::string next(rest.substr(0, rest.find(model.style->separator)));
  const auto& columns = to.model->columns;
  const bool is_column = std::any_of(columns.begin(), columns.end(), [&](const auto& column) {
    return column.first == next || column.second.name == next;
  });
  const bool leads_on =
      !next.empty() && (is_column || context_.models->Related(*to.model, next).model != nullptr);
  if (has_key && !leads_on) return;  // its key alone: "order__isnull"
  Add(*to.model, Make("table", to.model->table, access, scope, line));
  if (!rest.empty()) Column(*to.model, rest, access, scope, line);
}

// `Q(total=1)` among what a query is given.
void ModelReader::Term(const Site& site) {
  const std::string_view name = LastName(site.path);
  for (const ModelStyle* style : styles_) {
    for (const ModelQuery& term : style->terms) {
      if (!IsCallOf(term, site, name)) continue;
      const auto& sites = file_.facts().sites;
      std::optional<Chain> chain;
      std::int32_t around = site.around;
      for (int i = 0; i < kMostSteps && around >= 0 && !chain; ++i) {
        const Site& query = sites[static_cast<std::size_t>(around)];
        chain = Follow(query.scope, query.path, query.line);
        around = query.around;
      }
      if (!chain || chain->model->style != style) continue;
      const std::size_t first = effects_.size();
      for (const Operand& operand : site.operands) {
        const bool is_text = operand.place == "0" && operand.kind == OperandKind::kText;
        if (is_text && !term.texts.empty()) {
          Column(*chain->model, operand.text, term.texts, site.scope, site.line);
        } else if (!term.keywords.empty()) {
          Column(*chain->model, operand.place, term.keywords, site.scope, site.line);
        }
      }
      Weaken(first, chain->resolution);
    }
  }
}

}  // namespace interlock
