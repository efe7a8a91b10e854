// Effects of object-relational mappers: what a model maps, and what calls on it query.
#include <algorithm>
#include <iterator>

#include "graph/effects/model_reader_internal.h"
#include "graph/effects/model_stores.h"
#include "graph/effects/patterns.h"
#include "graph/effects/schema_operations.h"
#include "graph/effects/table_names.h"
#include "graph/effects/transactions.h"

namespace interlock {
namespace {

constexpr int kMostSubstitutions = 3;

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// The fields of a model that stand in a name behind a word: of findByNameAndStatusIn, "By": name
// and status. What is none is left out.
std::vector<std::string> FieldsIn(std::string_view name, const std::string& behind,
                                  const Model& model) {
  std::vector<std::string> fields;
  std::size_t at = name.find(behind);
  if (behind.empty() || at == name.npos) return fields;
  at += behind.size();
  while (at < name.size()) {
    std::string longest;
    for (const auto& [field, column] : model.columns) {
      if (field.empty() || field.size() <= longest.size() || at + field.size() > name.size()) {
        continue;
      }
      std::string written(name.substr(at, field.size()));
      if (!IsUpper(written[0])) continue;
      written[0] = static_cast<char>(written[0] - 'A' + 'a');
      const std::size_t end = at + field.size();
      const bool ends = end == name.size() || IsUpper(name[end]);
      if (ends && written == field) longest = field;
    }
    if (longest.empty()) {  // an operator, or a field of something else: on to the next word
      for (++at; at < name.size() && !IsUpper(name[at]);) ++at;
      continue;
    }
    fields.push_back(longest);
    at += longest.size();
  }
  return fields;
}

// The same of a name in snake case: of find_by_name_and_status, "find_by_": name and status.
std::vector<std::string> SnakeFieldsIn(std::string_view name, std::string_view behind) {
  constexpr std::string_view kAnd = "_and_";
  std::vector<std::string> fields;
  if (name.ends_with('!')) name.remove_suffix(1);
  if (!name.starts_with(behind)) return fields;
  for (name.remove_prefix(behind.size()); !name.empty();) {
    const std::size_t end = std::min(name.find(kAnd), name.size());
    if (end > 0) fields.emplace_back(name.substr(0, end));
    name.remove_prefix(std::min(end + kAnd.size(), name.size()));
  }
  return fields;
}

}  // namespace

std::vector<std::string> PathSteps(std::string_view path) {
  std::vector<std::string> steps;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    steps.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return steps;
}

std::string NameOfCall(const std::string& step) {
  return step.substr(0, step.find_first_of("([{#"));
}

bool IsPlain(const std::string& step) {
  return !step.empty() && step.find_first_of("([{#?") == std::string::npos;
}

const ModelQuery* Named(const std::vector<ModelQuery>& queries, std::string_view name) {
  for (const ModelQuery& query : queries) {
    const bool fits =
        std::any_of(query.names.begin(), query.names.end(), [&](const std::string& pattern) {
          return pattern.find('*') == std::string::npos ? pattern == name
                                                        : MatchesPattern(pattern, name, '.');
        });
    if (fits) return &query;
  }
  return nullptr;
}

std::vector<Effect> ModelReader::Read() {
  if (styles_.empty()) return {};
  Declare();
  Derived();
  for (const Site& site : file_.facts().sites) {
    if (site.kind != SiteKind::kCall) continue;
    sites_.emplace(std::pair(site.line, site.path), &site);
    if (site.around >= 0) inside_[site.around].push_back(&site);
    called_[{site.scope, LastName(site.path)}].push_back(&site);
    in_scope_[site.scope].push_back(&site);
  }
  for (const Reference& use : file_.facts().references) {
    const auto sets = [&](const ModelStyle* style) { return Has(style->setters, use.name); };
    if (use.kind == ReferenceKind::kCall && std::any_of(styles_.begin(), styles_.end(), sets)) {
      setter_calls_.emplace(use.line, use.receiver);
    }
    const auto queries = [&](const ModelStyle* style) {
      return Named(style->queries, use.name) != nullptr;
    };
    const bool asks = use.kind == ReferenceKind::kCall && !use.receiver.empty() &&
                      (Has(file_.traits()->maker_names, use.name) ||
                       std::any_of(styles_.begin(), styles_.end(), queries));
    if (asks) asked_.emplace(use.line, use.receiver);
  }
  const auto has_opens = [](const ModelStyle* style) { return !style->opens.empty(); };
  opens_ = std::any_of(styles_.begin(), styles_.end(), has_opens);
  for (const Reference& use : file_.facts().references) {
    site_ = nullptr;
    use_ = &use;
    if (use.kind == ReferenceKind::kCall) Query(use);
    if (use.kind == ReferenceKind::kRead || use.kind == ReferenceKind::kWrite) Member(use);
  }
  use_ = nullptr;
  for (const Site& site : file_.facts().sites) {
    if (site.kind != SiteKind::kCall) continue;
    site_ = &site;
    Texts(site);
    TypeCall(site);
    Term(site);
  }
  return std::move(effects_);
}

Effect ModelReader::Make(std::string kind, std::string name, std::string access, std::int32_t scope,
                         std::uint32_t line) const {
  Effect effect;
  effect.resource = {std::move(kind), std::move(name)};
  effect.access = std::move(access);
  effect.resolution = Resolution::kResolved;
  effect.path = file_.path();
  effect.line = line;
  if (scope >= 0) effect.in = QualifiedName(file_.facts(), scope);
  if (site_ != nullptr) {
    effect.in_loop = site_->in_loop;
    SetTransaction(context_, file_, *site_, &effect);
  }
  const std::int32_t guard = site_ != nullptr ? site_->guard : use_ != nullptr ? use_->guard : -1;
  if (guard >= 0) effect.guard = FlagOf(context_, file_, guard);
  return effect;
}

void ModelReader::Add(const Model& model, Effect effect) {
  effect.entry = model.style->id;
  if (model.is_guess && effect.resolution == Resolution::kResolved) {
    effect.resolution = Resolution::kLikely;
  }
  effects_.push_back(std::move(effect));
}

// Of effects that hang on a row which is not sure to be one.
void ModelReader::Weaken(std::size_t first, Resolution resolution) {
  for (std::size_t i = first; i < effects_.size() && resolution != Resolution::kResolved; ++i) {
    effects_[i].resolution = Resolution::kLikely;
  }
}

// What is done to a column that a type of the code maps.
void ModelReader::AddMapped(const Model& model, const ModelColumn& column, std::string access,
                            std::int32_t scope, std::uint32_t line, Resolution resolution) {
  if (column.table.empty() || column.name.empty()) return;
  Effect effect = Make("column", column.table + "." + column.name, std::move(access), scope, line);
  effect.resolution = resolution;
  if (effect.access == "map") effect.to = column.type;
  Add(model, std::move(effect));
}

void ModelReader::Declare() {
  const auto& definitions = file_.facts().definitions;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    const Model* model = context_.models->Of({&file_, index});
    if (model == nullptr || !model->has_own_table) continue;
    Add(*model, Make("table", model->table, "map", index, definitions[i].first_line));
    for (const auto& [field, column] : model->columns) {
      if (column.table != model->table) continue;
      std::uint32_t line = definitions[i].first_line;
      if (column.file == &file_) {
        line =
            column.definition >= 0 ? file_.definition(column.definition).first_line : column.line;
      }
      AddMapped(*model, column, "map", index, line);
    }
  }
}

// Of types that may begin with a small letter, `orders::table` is the type itself.
const Model* ModelReader::SmallType(std::int32_t scope, const std::string& path) {
  const std::size_t dot = path.rfind('.');
  for (const ModelStyle* style : styles_) {
    if (!style->small_types || !context_.models->HasAny(*style)) continue;
    const bool is_self = dot != path.npos && Has(style->selves, path.substr(dot + 1));
    const std::string type = is_self ? path.substr(0, dot) : path;
    if (!IsPlain(type)) continue;
    const Resolved resolved = context_.resolver.ResolveType(file_, scope, type);
    if (resolved.targets.size() != 1) continue;
    const Model* model = context_.models->Of(resolved.targets.front());
    if (model != nullptr && model->style == style) return model;
  }
  return nullptr;
}

const Model* ModelReader::ModelAt(std::int32_t scope, const std::string& path) {
  if (path.ends_with(".class")) return ModelAt(scope, path.substr(0, path.size() - 6));
  if (path.empty()) return nullptr;
  if (path[0] >= 'a' && path[0] <= 'z') {
    if (const Model* model = SmallType(scope, path)) return model;
    // other types begin with a capital; modules before them may not
    if (path.find('.') == std::string::npos) return nullptr;
  }
  const auto [at, is_new] = types_.emplace(std::pair(scope, path), nullptr);
  if (!is_new) return at->second;
  if (const Model* model = LookedUp(scope, path)) return types_[{scope, path}] = model;
  const Resolved resolved = context_.resolver.ResolveType(file_, scope, path);
  const Model* model = nullptr;
  for (const Target& target : resolved.targets) {
    const Model* found = context_.models->Of(target);
    if (found == nullptr || (model != nullptr && found != model)) return nullptr;
    model = found;
  }
  return types_[{scope, path}] = model;
}

// `Order = apps.get_model("shop", "Order")`, in a migration.
const Model* ModelReader::LookedUp(std::int32_t scope, const std::string& name) {
  for (const std::int32_t index : file_.BindingsIn(scope, name)) {
    const Binding& binding = file_.facts().bindings[static_cast<std::size_t>(index)];
    if (!binding.value.ends_with("()")) continue;
    const std::string callee = binding.value.substr(0, binding.value.size() - 2);
    const auto call = sites_.find({binding.line, callee});
    if (call == sites_.end()) continue;
    for (const ModelStyle* style : styles_) {
      if (!Has(style->lookups, LastName(callee))) continue;
      std::string application, type;
      for (const Operand& operand : call->second->operands) {
        if (operand.kind != OperandKind::kText) continue;
        if (operand.place == "0" || operand.place == "app_label") application = operand.text;
        if (operand.place == "1" || operand.place == "model_name") type = operand.text;
      }
      const std::size_t dot = application.find('.');
      if (type.empty() && dot != application.npos) {
        type = application.substr(dot + 1);
        application.resize(dot);
      }
      if (type.empty() || application.empty()) continue;
      if (const Model* model = context_.models->Named(*style, application, type)) return model;
    }
  }
  return nullptr;
}

const Model* ModelReader::ModelAround(std::int32_t scope) {
  const auto& definitions = file_.facts().definitions;
  for (; scope >= 0; scope = definitions[static_cast<std::size_t>(scope)].parent) {
    const Model* model = context_.models->Of({&file_, scope});
    if (model != nullptr) return model;
  }
  return nullptr;
}

bool ModelReader::IsLookup(std::string_view value) const {
  if (!value.ends_with("()")) return false;
  value.remove_suffix(2);
  return std::any_of(styles_.begin(), styles_.end(),
                     [&](const ModelStyle* style) { return Has(style->lookups, LastName(value)); });
}

// A local name stands for what it was bound to, when that happens once.
std::string ModelReader::Substituted(std::int32_t scope, std::string path) const {
  for (int i = 0; i < kMostSubstitutions; ++i) {
    const std::size_t end = std::min(path.find_first_of(".([{#"), path.size());
    const Binding* only = nullptr;
    const std::vector<std::int32_t> bindings = file_.Bindings(path.substr(0, end));
    if (bindings.size() > kMostBindings) return path;
    for (const std::int32_t index : bindings) {
      const Binding& binding = file_.facts().bindings[static_cast<std::size_t>(index)];
      if (binding.scope != scope) continue;
      if (only != nullptr || binding.value.empty()) return path;
      only = &binding;
    }
    if (only == nullptr || only->value.starts_with(path.substr(0, end) + ".")) return path;
    if (IsLookup(only->value)) return path;
    path = only->value + path.substr(end);
  }
  return path;
}

// What `path`, as it is called in `scope`, queries.
std::optional<ModelReader::Chain> ModelReader::Follow(std::int32_t scope,
                                                      const std::string& written,
                                                      std::uint32_t line) {
  const std::string last = NameOfCall(PathSteps(written).back());
  const bool known = std::any_of(styles_.begin(), styles_.end(), [&](const ModelStyle* style) {
    return Named(style->queries, last) != nullptr || Named(style->store_queries, last) != nullptr;
  });
  if (!known || written.size() > 400) return std::nullopt;
  const std::vector<std::string> steps = PathSteps(Substituted(scope, written));
  if (const auto chain = FollowStore(scope, PathSteps(written), line)) return chain;
  for (const ModelStyle* style : styles_) {
    std::size_t first = 0;
    const Model* model = nullptr;
    if (style->managers.empty()) {
      model = OfType(*style, scope, steps, &first);
    } else {
      model = OfManager(*style, scope, steps, &first);
    }
    if (model == nullptr || model->style != style) continue;
    Chain chain{.model = model};
    const std::size_t from = Hop(steps, first, &chain);
    const bool has_left = from != first;  // for another model
    if (has_left && from >= steps.size()) return std::nullopt;
    first = from;
    if (std::any_of(steps.begin() + static_cast<std::ptrdiff_t>(std::min(first, steps.size())),
                    steps.end() - 1, IsPlain)) {  // another object
      return FollowRelation(scope, written, line);
    }
    const ModelQuery* query = Named(style->queries, last);
    if (query != nullptr && first < steps.size()) {
      chain.query = query;
      chain.of_all_rows = !has_left && IsOfAllRows(*style, steps, first);
      return chain;
    }
  }
  return FollowRelation(scope, written, line);
}

// "Order.objects.all().update()": nothing between leaves rows out.
bool ModelReader::IsOfAllRows(const ModelStyle& style, const std::vector<std::string>& steps,
                              std::size_t first) {
  if (!Has(style.sweeps, NameOfCall(steps.back()))) return false;
  return std::all_of(steps.begin() + static_cast<std::ptrdiff_t>(first), steps.end() - 1,
                     [&](const std::string& step) {
                       return step.ends_with("()") && Has(style.sweeps_through, NameOfCall(step));
                     });
}

// "this.orders.findById()", "source.getRepository().find()": calls on what leads to a store.
std::optional<ModelReader::Chain> ModelReader::FollowStore(std::int32_t scope,
                                                           const std::vector<std::string>& steps,
                                                           std::uint32_t line) {
  const std::string last = NameOfCall(steps.back());
  const bool may = std::any_of(styles_.begin(), styles_.end(), [&](const ModelStyle* style) {
    return Named(style->store_queries, last) != nullptr && context_.models->HasAny(*style);
  });
  if (!may) return std::nullopt;
  std::string path;
  std::size_t first = 0;
  while (first + 1 < steps.size() && IsPlain(steps[first])) {
    path += (path.empty() ? "" : ".") + steps[first++];
  }
  const Model* model = path.empty() ? nullptr : context_.stores->At(file_, scope, path, line);
  if (model == nullptr && first + 1 < steps.size()) {
    const std::string callee = (path.empty() ? "" : path + ".") + NameOfCall(steps[first++]);
    model = context_.stores->OfCall(file_, scope, callee, line);
  }
  if (model == nullptr) return std::nullopt;
  for (std::size_t i = first; i + 1 < steps.size(); ++i) {
    if (IsPlain(steps[i])) return std::nullopt;  // another object
  }
  const ModelQuery* query = Named(model->style->store_queries, last);
  return query == nullptr ? std::nullopt : std::optional(Chain{model, query});
}

// A method that a store promises and nobody writes does what its name says.
void ModelReader::Derived() {
  const auto& definitions = file_.facts().definitions;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const Definition& method = definitions[i];
    if (method.kind != DefinitionKind::kMethod || method.parent < 0 || !method.is_abstract) {
      continue;
    }
    const auto index = static_cast<std::int32_t>(i);
    const auto& statements = file_.facts().statements;
    const bool has_own =
        std::any_of(statements.begin(), statements.end(),
                    [&](const SqlStatement& statement) { return statement.scope == index; });
    const Model* model = has_own ? nullptr : context_.stores->Of({&file_, method.parent});
    const ModelQuery* query =
        model == nullptr ? nullptr : Named(model->style->store_queries, method.name);
    if (query == nullptr || query->behind.empty() || model->table.empty()) continue;
    Add(*model, Make("table", model->table, query->access, index, method.first_line));
    for (const std::string& field : FieldsIn(method.name, query->behind, *model)) {
      Column(*model, field, query->keywords, index, method.first_line);
    }
  }
}

// "Order.objects.filter()": behind the manager.
const Model* ModelReader::OfManager(const ModelStyle& style, std::int32_t scope,
                                    const std::vector<std::string>& steps, std::size_t* first) {
  std::string path;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    if (i > 0 && Has(style.managers, steps[i])) {
      *first = i + 1;
      const bool own = Has(file_.traits()->self_names, path);
      return own ? ModelAround(scope) : ModelAt(scope, path);
    }
    if (!IsPlain(steps[i])) return nullptr;
    path += (path.empty() ? "" : ".") + steps[i];
  }
  return nullptr;
}

// "Order.where()", "Shop.Order.where()", or a bare call inside the type.
const Model* ModelReader::OfType(const ModelStyle& style, std::int32_t scope,
                                 const std::vector<std::string>& steps, std::size_t* first) {
  std::string path;
  std::size_t i = 0;
  while (i + 1 < steps.size() && IsPlain(steps[i]) && steps[i][0] >= 'A' && steps[i][0] <= 'Z') {
    path += (path.empty() ? "" : ".") + steps[i++];
  }
  *first = i;
  if (!path.empty()) return ModelAt(scope, path);
  // of what a bare call may mean, only what names columns is sure to be a query
  const bool is_call = steps.size() == 1 || steps[0].find('(') != std::string::npos;
  const ModelQuery* query = is_call ? Named(style.queries, NameOfCall(steps[0])) : nullptr;
  return query != nullptr && !query->keywords.empty() ? ModelAround(scope) : nullptr;
}

void ModelReader::Query(const Reference& use) {
  const std::string path = PathOf(use);
  const std::optional<Chain> chain = Follow(use.scope, path, use.line);
  if (!chain) {
    if (context_.models->HasRelation(use.name)) Association(use);
    return Row(use);
  }
  const auto site = sites_.find({use.line, path});
  if (site != sites_.end()) site_ = site->second;
  const Model& model = *chain->model;
  const std::size_t first = effects_.size();
  if (!chain->query->access.empty() && !model.table.empty()) {
    Add(model, Make("table", model.table, chain->query->access, use.scope, use.line));
  }
  if (chain->kept_in != nullptr) {
    AddMapped(*chain->keeper, *chain->kept_in, "read", use.scope, use.line);
  }
  // What a deletion is given is a condition.
  const bool is_conditional = chain->query->access == "delete" && use.arguments != 0;
  if (chain->of_all_rows && !is_conditional && !model.table.empty() &&
      LiesAmongMigrations(file_.path())) {
    Add(model, Make("table", model.table, "sweep", use.scope, use.line));
  }
  if (chain->query->keywords.empty()) return;
  if (chain->query->behind.ends_with('_')) {
    for (const std::string& field : SnakeFieldsIn(use.name.str(), chain->query->behind)) {
      Column(model, field, chain->query->keywords, use.scope, use.line);
    }
    return;
  }
  if (!chain->query->behind.empty()) return;
  for (const std::string& keyword : use.keywords) {
    Column(model, keyword, chain->query->keywords, use.scope, use.line);
  }
  if (site_ != nullptr) NestedColumns(model, *chain->query, *site_);
  Weaken(first, chain->resolution);
}

void ModelReader::Texts(const Site& site) {
  if (site.operands.empty()) return;
  const auto is_text = [](const Operand& o) { return o.kind == OperandKind::kText; };
  const std::optional<Chain> chain = Follow(site.scope, site.path, site.line);
  if (!chain) return;
  if (!chain->query->related.empty()) NamedRelations(*chain, site);
  if (!chain->query->conditions.empty() || !chain->query->keys.empty()) {
    if (!IsReshapedAround(*chain->model->style, site) && !chain->model->table.empty()) {
      Written(*chain->model, *chain->query, site);
    }
    return;
  }
  if (chain->query->texts.empty()) return;
  const std::size_t first = effects_.size();
  for (const Operand& operand : site.operands) {
    const bool by_position = !operand.place.empty() && operand.place[0] >= '0' &&
                             operand.place[0] <= '9' &&
                             operand.place.find_first_of(".(") == std::string::npos;
    if (!is_text(operand) || !by_position) continue;
    Column(*chain->model, operand.text, chain->query->texts, site.scope, site.line);
  }
  Weaken(first, chain->resolution);
}

// `written` names a field, as a query does: "-created", "user__name".
void ModelReader::Column(const Model& model, std::string_view written, const std::string& access,
                         std::int32_t scope, std::uint32_t line) {
  if (written.starts_with('-') || written.starts_with('+')) written.remove_prefix(1);
  std::string field(written);
  const std::string& separator = model.style->separator;
  const std::size_t end = separator.empty() ? std::string::npos : field.find(separator);
  const std::string rest = end == std::string::npos ? "" : field.substr(end + separator.size());
  if (end != std::string::npos) field.resize(end);
  const auto is_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (field.empty() || !std::all_of(field.begin(), field.end(), is_name)) return;
  if (!model.style->relations.empty()) Relate(model, field, rest, access, scope, line);
  if (const ModelColumn* column = model.Column(field)) {
    return AddMapped(model, *column, access, scope, line);
  }
  // `order.user_id` is the column of the field `user`
  for (const auto& [name, declared] : model.columns) {
    if (declared.name != field || declared.table.empty()) continue;
    return AddMapped(model, declared, access, scope, line);
  }
  if (!model.style->open_fields || model.table.empty()) return;
  if (model.relations.contains(field)) return;  // no column of its own
  Effect effect = Make("column", model.table + "." + ColumnName(field), access, scope, line);
  effect.resolution = Resolution::kLikely;
  Add(model, std::move(effect));
}

// What a bare name means where all is imported of a member that brings the columns of a type, and
// the type itself: `use schema::orders::dsl::*`.
void ModelReader::OpenedName(const Reference& use) {
  const Model* opened = nullptr;
  for (const Import& import : file_.facts().imports) {
    const std::size_t dot = import.module.rfind('.');
    if (import.member != "*" || dot == std::string::npos) continue;
    const auto opens = [&](const ModelStyle* style) {
      return Has(style->opens, import.module.substr(dot + 1));
    };
    if (std::none_of(styles_.begin(), styles_.end(), opens)) continue;
    std::int32_t around = use.scope;
    while (around >= 0 && around != import.scope) around = file_.definition(around).parent;
    if (around != import.scope) continue;
    const Model* model = ModelAt(import.scope, import.module.substr(0, dot));
    if (model == nullptr || (model->Column(use.name) == nullptr && model->type != use.name)) {
      continue;
    }
    if (opened != nullptr && opened != model) return;  // of which, nobody knows
    opened = model;
  }
  if (opened == nullptr || !file_.BindingsIn(use.scope, use.name).empty()) return;
  if (use.scope >= 0) {
    const std::vector<Parameter>& own = file_.definition(use.scope).parameters;
    const auto is_own = [&](const Parameter& each) { return each.name == use.name; };
    if (std::any_of(own.begin(), own.end(), is_own)) return;
  }
  if (const ModelColumn* column = opened->Column(use.name)) {
    return AddMapped(*opened, *column, "read", use.scope, use.line);
  }
  Add(*opened, Make("table", opened->table, "read", use.scope, use.line));
}

// `self.status` in a method of the model; `order.status` of what is known to be one;
// `Order.status` where members name columns.
void ModelReader::Member(const Reference& use) {
  const auto is_self = [&](const ModelStyle* style) { return Has(style->selves, use.name); };
  if (use.receiver.empty()) {
    if (use.kind == ReferenceKind::kRead && opens_) OpenedName(use);
    return;
  }
  if (std::any_of(styles_.begin(), styles_.end(), is_self)) {
    const Model* model = SmallType(use.scope, use.receiver);
    if (model == nullptr) return;
    return Add(*model, Make("table", model->table, "read", use.scope, use.line));
  }
  if (use.kind == ReferenceKind::kRead && context_.models->HasRelation(use.name)) Association(use);
  if (!context_.models->HasField(use.name)) return;
  const bool is_read = use.kind == ReferenceKind::kRead && !IsGivenToSetter(use);
  const std::string access = is_read ? "read" : "write";
  Resolution resolution = Resolution::kResolved;
  const Model* model = nullptr;
  if (Has(file_.traits()->self_names, use.receiver)) {
    model = ModelAround(use.scope);
  } else if (const Model* type = ModelAt(use.scope, use.receiver)) {
    model = type->style->attributes ? type : nullptr;
  } else if (const auto of_rows = ModelOfElement(use)) {
    model = *of_rows;
  } else {
    const Resolved held = context_.resolver.ReceiverType(file_, use);
    if (held.targets.size() == 1) model = context_.models->Of(held.targets.front());
    resolution = held.resolution;
    if (model == nullptr && use.receiver.find('.') != std::string::npos) {
      const RowOf row = RowAt(use.scope, use.receiver, use.line);
      model = row.model;
      resolution = row.resolution;
    }
  }
  if (model == nullptr) return;
  const ModelColumn* column = model->Column(use.name);
  if (column != nullptr) {
    AddMapped(*model, *column, access, use.scope, use.line, resolution);
  }
}

std::vector<Effect> ModelEffects(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects = ModelReader(context, file).Read();
  std::vector<Effect> definitions = context.schemas->Read(file);
  std::move(definitions.begin(), definitions.end(), std::back_inserter(effects));
  return effects;
}

}  // namespace interlock
