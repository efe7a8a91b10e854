// Relations that calls declare, and rows that calls of their names give: `has_many :lines` in the
// body of a type, `order.lines.where(total: 1)`, `includes(:lines)`; a method `lines()` that gives
// `$this->hasMany(Line::class)`, `$order->lines()->where('total', 1)`, `with('lines')`.
#include <algorithm>

#include "graph/effects/model_reader_internal.h"
#include "graph/effects/patterns.h"

namespace interlock {
namespace {

constexpr std::size_t kMostRelations = 200;

bool IsSaid(const ModelRelation& relation) { return relation.by_method || !relation.field.empty(); }

// Do calls declare relations of this style, and call them?
bool HasSaid(const ModelStyle& style) {
  return std::any_of(style.relations.begin(), style.relations.end(), IsSaid);
}

const Operand* OperandOf(const Site& site, const Places& places) {
  for (const std::string& place : places) {
    for (const Operand& operand : site.operands) {
      if (operand.place == place) return &operand;
    }
  }
  return nullptr;
}

// "Spree::LineItem", "App\Models\Line", "Line.class" as a type is written with dots.
std::string AsType(std::string_view written) {
  if (written.ends_with(".class")) written.remove_suffix(6);
  std::string type;
  for (const char c : written) {
    const bool separates = c == ':' || c == '\\' || c == '.';
    if (!separates) {
      type += c;
    } else if (!type.empty() && type.back() != '.') {
      type += '.';
    }
  }
  return type;
}

// "customer[].cards" with "bank" is {customer, cards, bank}; places of arguments themselves are no
// names, and what follows a colon are columns: "lines:id,total".
std::vector<std::string> RelationsNamed(const Operand& operand) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view path) {
    path = path.substr(0, path.find(':'));
    for (const std::string& step : PathSteps(path)) {
      const std::string name = step.substr(0, step.find_first_of("[|"));
      const bool is_number = !name.empty() && name[0] >= '0' && name[0] <= '9';
      if (!name.empty() && !is_number) names.push_back(name);
    }
  };
  add(operand.place);
  if (operand.kind == OperandKind::kText) add(operand.text);
  return names;
}

}  // namespace

void Models::AddSaidRelations(const Target& type, Model& model) {
  const ModelStyle& style = *model.style;
  if (!HasSaid(style)) return;
  const SourceFile& file = *type.file;
  for (const Site& site : file.facts().sites) {
    if (site.scope < type.index || site.kind != SiteKind::kCall) continue;
    if (model.relations.size() >= kMostRelations) return;
    const bool in_body = site.scope == type.index && site.subject < 0;
    const bool in_method = !in_body && file.definition(site.scope).parent == type.index &&
                           file.definition(site.scope).callable;
    if (!in_body && !in_method) continue;
    for (const ModelRelation& relation : style.relations) {
      if (!IsSaid(relation) || relation.by_method != in_method) continue;
      if (!MatchesAny(relation.paths, site.path, '.')) continue;
      const std::string field =
          in_method ? file.definition(site.scope).name.str() : TextAt(site, relation.field);
      if (field.empty() || OperandOf(site, relation.unless) != nullptr) break;
      const Operand* to = OperandOf(site, relation.to);
      if (to != nullptr && to->kind != OperandKind::kPath && to->kind != OperandKind::kText) break;
      if (to == nullptr && relation.to_rule.empty()) break;
      const std::string named = TextAt(site, relation.named);
      const std::string written =
          to != nullptr ? AsType(to->text)
                        : NameByRule(relation.to_rule, {{"field", named.empty() ? field : named}});
      if (!written.empty()) {
        model.relations[field] = {&relation, written, true, &file, type.index, -1, "", ""};
      }
      break;
    }
  }
}

// `@order` of a method of the type, which all that give it a value make of one model.
const Model* ModelReader::ModelOfField(std::int32_t scope, const std::string& name) {
  while (scope >= 0 && file_.definition(scope).callable) scope = file_.definition(scope).parent;
  if (scope < 0) return nullptr;
  const Model* only = nullptr;
  for (const std::int32_t index : file_.Definitions(name)) {
    const Definition& field = file_.definition(index);
    if (field.parent != scope || field.kind != DefinitionKind::kField) continue;
    const Model* model = ModelOfMade(scope, field.value.str(), field.first_line);
    if (model == nullptr || (only != nullptr && model != only)) return nullptr;
    only = model;
  }
  return only;
}

// Is the name a parameter, or is it given a value, in the function or one around it?
bool ModelReader::IsLocal(std::int32_t scope, const std::string& name) const {
  for (; scope >= 0 && file_.definition(scope).callable; scope = file_.definition(scope).parent) {
    const std::vector<Parameter>& own = file_.definition(scope).parameters;
    const auto is_own = [&](const Parameter& each) { return each.name == name; };
    if (!file_.BindingsIn(scope, name).empty() || std::any_of(own.begin(), own.end(), is_own)) {
      return true;
    }
  }
  return false;
}

// What a path ends with that a row is related to: "order.customer()", "self.lines", and a bare
// "lines" in a method of the type.
Models::Relation ModelReader::RelationAt(std::int32_t scope, const std::string& path,
                                         std::uint32_t line, Resolution* resolution) {
  const std::vector<std::string> steps = PathSteps(path);
  const std::string name = NameOfCall(steps.back());
  if (!context_.models->HasRelation(name)) return {};
  RowOf row;
  if (steps.size() == 1) {
    if (file_.traits()->members_need_receiver || IsLocal(scope, name)) return {};
    Reference on;
    on.scope = scope;
    on.line = line;
    row.model = ModelOfRow(on);
  } else {
    row = RowAt(scope, path.substr(0, path.size() - steps.back().size() - 1), line);
  }
  if (row.model == nullptr || !HasSaid(*row.model->style)) return {};
  *resolution = row.resolution;
  return context_.models->Related(*row.model, name);
}

// "Order.find().lines().where()" goes on with lines: the place of the last step that leads on to
// another model, `first` when none does; that of what a row's own method gives, of nobody knows
// what, is the end.
std::size_t ModelReader::Hop(const std::vector<std::string>& steps, std::size_t first,
                             Chain* chain) {
  const ModelStyle& style = *chain->model->style;
  if (!HasSaid(style)) return first;
  bool is_row = false;
  for (std::size_t i = first; i + 1 < steps.size(); ++i) {
    const std::string name = NameOfCall(steps[i]);
    const Models::Relation to = context_.models->HasRelation(name)
                                    ? context_.models->Related(*chain->model, name)
                                    : Models::Relation();
    if (to.model != nullptr) {
      chain->model = to.model;
      first = i + 1;
      is_row = !to.is_many;
    } else if (is_row && Named(style.queries, name) == nullptr &&
               Named(style.row_queries, name) == nullptr) {
      return steps.size();
    } else {
      is_row = is_row || MatchesAny(style.gives_row, name, '.');
    }
  }
  return first;
}

// `order.lines`: what is read when it is called, where no query goes on with it.
void ModelReader::Association(const Reference& use) {
  const std::string path = PathOf(use);
  const bool is_call = use.kind == ReferenceKind::kCall;
  if (asked_.contains({use.line, path}) || asked_.contains({use.line, path + "()"})) return;
  Resolution resolution = Resolution::kResolved;
  const Models::Relation to = RelationAt(use.scope, path, use.line, &resolution);
  if (to.model == nullptr || to.holder == nullptr || to.model->table.empty()) return;
  const auto related = to.holder->relations.find(use.name.str());
  if (related == to.holder->relations.end()) return;
  // A method that gives a relation is called for a query that somebody makes of it.
  if (related->second.relation->by_method == is_call) return;
  const std::size_t first = effects_.size();
  Add(*to.model, Make("table", to.model->table, "read", use.scope, use.line));
  Weaken(first, resolution);
}

// `where(lines: { total: 1 })`: columns of what is joined.
void ModelReader::NestedColumns(const Model& model, const ModelQuery& query, const Site& site) {
  if (!HasSaid(*model.style)) return;
  for (const Operand& operand : site.operands) {
    const std::vector<std::string> steps = PathSteps(operand.place);
    if (steps.size() != 2 || !context_.models->HasRelation(steps[0])) continue;
    const Models::Relation to = context_.models->Related(model, steps[0]);
    if (to.model == nullptr) continue;
    Column(*to.model, steps[1].substr(0, steps[1].find_first_of("[|")), query.keywords, site.scope,
           site.line);
  }
}

// `includes(:lines, customer: :cards)`, `with(['lines', 'customer.cards'])`.
void ModelReader::NamedRelations(const Chain& chain, const Site& site) {
  std::set<std::string> tables;
  const std::size_t first = effects_.size();
  for (const Operand& operand : site.operands) {
    const Model* model = chain.model;
    for (const std::string& name : RelationsNamed(operand)) {
      const Models::Relation to = context_.models->Related(*model, name);
      if (to.model == nullptr) break;
      model = to.model;
      if (model->table.empty() || !tables.insert(model->table).second) continue;
      Add(*model, Make("table", model->table, chain.query->related, site.scope, site.line));
    }
  }
  Weaken(first, chain.resolution);
}

}  // namespace interlock
