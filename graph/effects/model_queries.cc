// Effects of object-relational mappers: what a model declares, and what calls on it query.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "graph/effects/effects.h"
#include "graph/effects/model_stores.h"
#include "graph/effects/models.h"
#include "graph/effects/patterns.h"
#include "graph/effects/schema_operations.h"
#include "graph/effects/table_names.h"
#include "graph/effects/transactions.h"
#include "graph/effects/written_columns.h"

namespace interlock {
namespace {

constexpr int kMostSubstitutions = 3;
constexpr std::size_t kMostBindings = 200;  // of one name in one file
constexpr std::ptrdiff_t kMostBetween = 60;  // calls of a function between two of one chain
const char* const kChain = "chain";          // ModelQuery::given: any call of the chain

// "Order.objects.filter()" -> {"Order", "objects", "filter()"}. Dots inside a step do not occur.
std::vector<std::string> StepsOf(std::string_view path) {
  std::vector<std::string> steps;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    steps.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return steps;
}

std::string NameOf(const std::string& step) { return step.substr(0, step.find_first_of("([{#")); }

bool IsPlain(const std::string& step) {
  return !step.empty() && step.find_first_of("([{#?") == std::string::npos;
}

// The first that fits; some names stand for any that begin or end so.
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

class QueryReader {
 public:
  QueryReader(EffectContext& context, const SourceFile& file)
      : context_(context), file_(file), styles_(context.models->StylesOf(file)) {}

  std::vector<Effect> Read() {
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
      site_ = nullptr;
      if (use.kind == ReferenceKind::kCall) Query(use);
      if (use.kind == ReferenceKind::kRead || use.kind == ReferenceKind::kWrite) Member(use);
    }
    for (const Site& site : file_.facts().sites) {
      if (site.kind != SiteKind::kCall) continue;
      site_ = &site;
      Texts(site);
      TypeCall(site);
    }
    return std::move(effects_);
  }

 private:
  // A chain of calls on a model.
  struct Chain {
    const Model* model = nullptr;
    const ModelQuery* query = nullptr;  // of the last call
    bool of_all_rows = false;
  };

  Effect Make(std::string kind, std::string name, std::string access, std::int32_t scope,
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
      if (site_->guard >= 0) effect.guard = FlagOf(context_, file_, site_->guard);
    }
    return effect;
  }

  void Add(const Model& model, Effect effect) {
    effect.entry = model.style->id;
    if (model.is_guess && effect.resolution == Resolution::kResolved) {
      effect.resolution = Resolution::kLikely;
    }
    effects_.push_back(std::move(effect));
  }

  // What is done to a column that a type of the code maps.
  void AddMapped(const Model& model, const ModelColumn& column, std::string access,
                 std::int32_t scope, std::uint32_t line,
                 Resolution resolution = Resolution::kResolved) {
    if (column.table.empty() || column.name.empty()) return;
    Effect effect =
        Make("column", column.table + "." + column.name, std::move(access), scope, line);
    effect.resolution = resolution;
    if (effect.access == "map") effect.to = column.type;
    Add(model, std::move(effect));
  }

  void Declare() {
    const auto& definitions = file_.facts().definitions;
    for (std::size_t i = 0; i < definitions.size(); ++i) {
      const auto index = static_cast<std::int32_t>(i);
      const Model* model = context_.models->Of({&file_, index});
      if (model == nullptr || !model->has_own_table) continue;
      Add(*model, Make("table", model->table, "map", index, definitions[i].first_line));
      for (const auto& [field, column] : model->columns) {
        if (column.table != model->table) continue;
        const bool here = column.file == &file_ && column.definition >= 0;
        const std::uint32_t line =
            here ? file_.definition(column.definition).first_line : definitions[i].first_line;
        AddMapped(*model, column, "map", index, line);
      }
    }
  }

  const Model* ModelAt(std::int32_t scope, const std::string& path) {
    if (path.empty() || (path[0] >= 'a' && path[0] <= 'z' && path.find('.') == std::string::npos)) {
      return nullptr;  // types begin with a capital; modules before them may not
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
  const Model* LookedUp(std::int32_t scope, const std::string& name) {
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

  const Model* ModelAround(std::int32_t scope) {
    const auto& definitions = file_.facts().definitions;
    for (; scope >= 0; scope = definitions[static_cast<std::size_t>(scope)].parent) {
      const Model* model = context_.models->Of({&file_, scope});
      if (model != nullptr) return model;
    }
    return nullptr;
  }

  bool IsLookup(std::string_view value) const {
    if (!value.ends_with("()")) return false;
    value.remove_suffix(2);
    return std::any_of(styles_.begin(), styles_.end(), [&](const ModelStyle* style) {
      return Has(style->lookups, LastName(value));
    });
  }

  // A local name stands for what it was bound to, when that happens once.
  std::string Substituted(std::int32_t scope, std::string path) const {
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
  std::optional<Chain> Follow(std::int32_t scope, const std::string& written, std::uint32_t line) {
    const std::string last = NameOf(StepsOf(written).back());
    const bool known = std::any_of(styles_.begin(), styles_.end(), [&](const ModelStyle* style) {
      return Named(style->queries, last) != nullptr || Named(style->store_queries, last) != nullptr;
    });
    if (!known || written.size() > 400) return std::nullopt;
    const std::vector<std::string> steps = StepsOf(Substituted(scope, written));
    if (const auto chain = FollowStore(scope, StepsOf(written), line)) return chain;
    for (const ModelStyle* style : styles_) {
      std::size_t first = 0;
      const Model* model = nullptr;
      if (style->managers.empty()) {
        model = OfType(*style, scope, steps, &first);
      } else {
        model = OfManager(*style, scope, steps, &first);
      }
      if (model == nullptr || model->style != style) continue;
      for (std::size_t i = first; i + 1 < steps.size(); ++i) {
        if (IsPlain(steps[i])) return std::nullopt;  // another object
      }
      const ModelQuery* query = Named(style->queries, last);
      if (query != nullptr && first < steps.size()) {
        return Chain{model, query, IsOfAllRows(*style, steps, first)};
      }
    }
    return std::nullopt;
  }

  // "Order.objects.all().update()": nothing between leaves rows out.
  static bool IsOfAllRows(const ModelStyle& style, const std::vector<std::string>& steps,
                          std::size_t first) {
    if (!Has(style.sweeps, NameOf(steps.back()))) return false;
    return std::all_of(steps.begin() + static_cast<std::ptrdiff_t>(first), steps.end() - 1,
                       [&](const std::string& step) {
                         return step.ends_with("()") && Has(style.sweeps_through, NameOf(step));
                       });
  }

  // "this.orders.findById()", "source.getRepository().find()": calls on what leads to a store.
  std::optional<Chain> FollowStore(std::int32_t scope, const std::vector<std::string>& steps,
                                   std::uint32_t line) {
    const std::string last = NameOf(steps.back());
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
      const std::string callee = (path.empty() ? "" : path + ".") + NameOf(steps[first++]);
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
  void Derived() {
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
  const Model* OfManager(const ModelStyle& style, std::int32_t scope,
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
  const Model* OfType(const ModelStyle& style, std::int32_t scope,
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
    const ModelQuery* query = is_call ? Named(style.queries, NameOf(steps[0])) : nullptr;
    return query != nullptr && !query->keywords.empty() ? ModelAround(scope) : nullptr;
  }

  // The model whose rows an expression lists: "Order.objects.filter()", "orders", "Order".
  const Model* ModelOfRows(std::int32_t scope, const std::string& listed, std::uint32_t line) {
    const std::string path = Substituted(scope, listed);
    if (!path.ends_with("()")) return ModelAt(scope, path);
    const auto chain = Follow(scope, path.substr(0, path.size() - 2), line);
    const bool are_rows =
        chain && chain->query->access == "read" && !IsReshaped(*chain->model->style, path);
    return are_rows ? chain->model : nullptr;
  }

  // Does a call of the chain give other things than rows of the model alone?
  static bool IsReshaped(const ModelStyle& style, const std::string& path) {
    const std::vector<std::string> steps = StepsOf(path);
    return std::any_of(steps.begin(), steps.end(), [&](const std::string& step) {
      return step.ends_with("()") && Has(style.reshapes, NameOf(step));
    });
  }

  // The model of a row that a call makes or gives: "Order()", "Order.new()", "Order.find()".
  const Model* ModelOfMade(std::int32_t scope, std::string_view value, std::uint32_t line) {
    if (!value.ends_with("()") && !value.ends_with("{}")) return nullptr;
    const std::string made(value.substr(0, value.size() - 2));
    if (const Model* model = ModelAt(scope, made)) return model;
    const std::size_t dot = made.rfind('.');
    if (dot != made.npos && Has(file_.traits()->maker_names, made.substr(dot + 1))) {
      return ModelAt(scope, made.substr(0, dot));
    }
    const auto chain = Follow(scope, made, line);
    return chain && chain->query->access != "delete" ? chain->model : nullptr;
  }

  // The row whose method is called: of a loop over a query, of a variable that holds what a call
  // gives, of that call itself, or of the type around.
  const Model* ModelOfRow(const Reference& use) {
    const LanguageTraits& traits = *file_.traits();
    const std::string& on = use.receiver;
    if (on.empty() && traits.members_need_receiver) return nullptr;
    if (on.empty() || Has(traits.self_names, on)) {
      const bool in_method = use.scope >= 0 && file_.definition(use.scope).callable &&
                             !file_.definition(use.scope).is_static;
      return in_method ? ModelAround(use.scope) : nullptr;
    }
    if (const Model* made = ModelOfMade(use.scope, on, use.line)) return made;
    if (!IsPlain(on) || on.find('.') != std::string::npos) return nullptr;
    const std::vector<std::int32_t> bindings = file_.Bindings(on);
    if (bindings.size() > kMostBindings) return nullptr;
    const Binding* nearest = nullptr;
    for (const std::int32_t index : bindings) {
      const Binding& binding = file_.facts().bindings[static_cast<std::size_t>(index)];
      const bool above = binding.scope == use.scope && binding.line <= use.line;
      if (above && (nearest == nullptr || binding.line >= nearest->line)) nearest = &binding;
    }
    if (nearest == nullptr) return nullptr;
    if (!nearest->value.ends_with("[]")) {
      return ModelOfMade(use.scope, nearest->value, nearest->line);
    }
    const std::string listed = nearest->value.substr(0, nearest->value.size() - 2);
    return ModelOfRows(use.scope, listed, nearest->line);
  }

  // The model of what a loop, or a function that is handed over, takes from what a call gives: `o`
  // of `orders.Where(a).OrderBy(o => o.Total)`. Null when that is no row of one, or may be of
  // several; nothing where the name is no such element.
  std::optional<const Model*> ModelOfElement(const Reference& use) {
    const std::vector<std::int32_t> bindings = file_.Bindings(use.receiver);
    if (bindings.size() > kMostBindings) return std::nullopt;
    std::uint32_t nearest = 0;
    std::vector<const Model*> models;
    for (const std::int32_t index : bindings) {
      const Binding& binding = file_.facts().bindings[static_cast<std::size_t>(index)];
      const bool is_element = binding.scope == use.scope && binding.value.ends_with("()[]");
      if (!is_element || binding.line > use.line || binding.line < nearest) continue;
      if (binding.line > nearest) models.clear();
      nearest = binding.line;
      const std::string rows = binding.value.substr(0, binding.value.size() - 2);
      models.push_back(ModelOfRows(use.scope, rows, binding.line));
    }
    if (models.empty()) return std::nullopt;
    const bool agree = std::count(models.begin(), models.end(), models[0]) == std::ssize(models);
    return agree ? models[0] : nullptr;
  }

  // `order.save()`: what a row's own method does.
  void Row(const Reference& use) {
    const bool known = std::any_of(styles_.begin(), styles_.end(), [&](const ModelStyle* style) {
      return Named(style->row_queries, use.name) != nullptr;
    });
    const Model* model = known ? ModelOfRow(use) : nullptr;
    if (model == nullptr || model->table.empty()) return;
    const ModelQuery* query = Named(model->style->row_queries, use.name);
    if (query == nullptr) return;
    const std::string path = use.receiver.empty() ? use.name : use.receiver + "." + use.name;
    const auto site = sites_.find({use.line, path});
    if (site != sites_.end()) site_ = site->second;
    Add(*model, Make("table", model->table, query->access, use.scope, use.line));
    if (query->keywords.empty()) return;
    for (const std::string& keyword : use.keywords) {
      Column(*model, keyword, query->keywords, use.scope, use.line);
    }
  }

  void Query(const Reference& use) {
    const std::string path = use.receiver.empty() ? use.name : use.receiver + "." + use.name;
    const std::optional<Chain> chain = Follow(use.scope, path, use.line);
    if (!chain) return Row(use);
    const auto site = sites_.find({use.line, path});
    if (site != sites_.end()) site_ = site->second;
    const Model& model = *chain->model;
    if (!chain->query->access.empty() && !model.table.empty()) {
      Add(model, Make("table", model.table, chain->query->access, use.scope, use.line));
    }
    // What a deletion is given is a condition.
    const bool is_conditional = chain->query->access == "delete" && use.arguments != 0;
    if (chain->of_all_rows && !is_conditional && !model.table.empty() &&
        LiesAmongMigrations(file_.path())) {
      Add(model, Make("table", model.table, "sweep", use.scope, use.line));
    }
    if (chain->query->keywords.empty() || !chain->query->behind.empty()) return;
    for (const std::string& keyword : use.keywords) {
      Column(model, keyword, chain->query->keywords, use.scope, use.line);
    }
  }

  void Texts(const Site& site) {
    if (site.operands.empty()) return;
    const auto is_text = [](const Operand& o) { return o.kind == OperandKind::kText; };
    const std::optional<Chain> chain = Follow(site.scope, site.path, site.line);
    if (!chain) return;
    if (!chain->query->conditions.empty() || !chain->query->keys.empty()) {
      if (!IsReshapedAround(*chain->model->style, site) && !chain->model->table.empty()) {
        Written(*chain->model, *chain->query, site);
      }
      return;
    }
    if (chain->query->texts.empty()) return;
    for (const Operand& operand : site.operands) {
      const bool by_position = !operand.place.empty() && operand.place[0] >= '0' &&
                               operand.place[0] <= '9' &&
                               operand.place.find_first_of(".(") == std::string::npos;
      if (!is_text(operand) || !by_position) continue;
      Column(*chain->model, operand.text, chain->query->texts, site.scope, site.line);
    }
  }

  // `written` names a field, as a query does: "-created", "user__name".
  void Column(const Model& model, std::string_view written, const std::string& access,
              std::int32_t scope, std::uint32_t line) {
    if (written.starts_with('-') || written.starts_with('+')) written.remove_prefix(1);
    std::string field(written);
    const std::string& separator = model.style->separator;
    const std::size_t end = separator.empty() ? std::string::npos : field.find(separator);
    if (end != std::string::npos) field.resize(end);
    const auto is_name = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    if (field.empty() || !std::all_of(field.begin(), field.end(), is_name)) return;
    if (const ModelColumn* column = model.Column(field)) {
      return AddMapped(model, *column, access, scope, line);
    }
    // `order.user_id` is the column of the field `user`
    for (const auto& [name, declared] : model.columns) {
      if (declared.name != field || declared.table.empty()) continue;
      return AddMapped(model, declared, access, scope, line);
    }
    if (!model.style->open_fields || model.table.empty()) return;
    Effect effect = Make("column", model.table + "." + ColumnName(field), access, scope, line);
    effect.resolution = Resolution::kLikely;
    Add(model, std::move(effect));
  }

  // `self.status` in a method of the model; `order.status` of what is known to be one;
  // `Order.status` where members name columns.
  void Member(const Reference& use) {
    if (use.receiver.empty() || !context_.models->HasField(use.name)) return;
    const std::string access = use.kind == ReferenceKind::kRead ? "read" : "write";
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
    }
    if (model == nullptr) return;
    const ModelColumn* column = model->Column(use.name);
    if (column != nullptr) {
      AddMapped(*model, *column, access, use.scope, use.line, resolution);
    }
  }

  // `select(Order)`, `context.Add(order)`: calls that are given the type or, where they are told by
  // whose they are, one that is made of it.
  void TypeCall(const Site& site) {
    const std::string_view name = LastName(site.path);
    for (const ModelStyle* style : styles_) {
      for (const ModelQuery& call : style->type_calls) {
        const bool by_name = Has(call.names, name);
        if (!by_name && !IsCallOf(call, site, name)) continue;
        if (call.given == kChain) {
          if (const Model* model = ModelOfChain(*style, site)) Written(*model, call, site);
          continue;
        }
        const Site* given = call.given.empty() ? &site : CallBefore(site, call.given);
        if (given == nullptr) continue;
        for (const Model* model : ModelsGiven(*style, *given, by_name)) {
          if (model->table.empty()) continue;
          Add(*model, Make("table", model->table, call.access, site.scope, site.line));
        }
      }
    }
  }

  // The models that a call is given: types or, where it is told by whose it is, what is made of
  // them.
  std::vector<const Model*> ModelsGiven(const ModelStyle& style, const Site& given, bool by_name) {
    std::vector<const Model*> models;
    const auto add = [&](const Model* model) {
      if (model != nullptr && model->style == &style) models.push_back(model);
    };
    for (const Operand& operand : given.operands) {
      const bool is_whole = operand.place.size() == 1 || operand.place == "0[]";
      if (operand.kind != OperandKind::kPath || !is_whole) continue;
      const Model* model = ModelAt(given.scope, operand.text);
      add(model == nullptr && !by_name ? ModelOfValue(given, operand.text) : model);
    }
    if (by_name) return models;
    // `db.Create(&Order{Total: 1})`, `session.add(Order(total=1))`: made where it is given.
    for (const Site* inner : CallsInside(given)) {
      const std::size_t end = inner->path.size() - (inner->path.ends_with("{}") ? 2 : 0);
      add(ModelAt(given.scope, inner->path.substr(0, end)));
    }
    return models;
  }

  // What any call of the chain is given: `db.Model(&Order{}).Where("total > 1")`, `db.Where("total
  // > 1").Find(&orders)`. Null as well when the chain is about more than that.
  const Model* ModelOfChain(const ModelStyle& style, const Site& site) {
    const std::vector<const Site*>& all = in_scope_.at(site.scope);
    const auto at = std::find(all.begin(), all.end(), &site) - all.begin();
    const std::string whole = Substituted(site.scope, site.path);
    const std::string begun = site.path + "().";
    const Model* model = nullptr;
    const auto last = std::min(at + kMostBetween, std::ssize(all));
    for (auto i = at; i < last && model == nullptr; ++i) {
      const std::string& path = all[static_cast<std::size_t>(i)]->path;
      if (i > at && path == site.path) break;  // another chain
      if (i > at && !path.starts_with(begun)) continue;
      model = ModelGivenTo(style, *all[static_cast<std::size_t>(i)]);
    }
    for (auto i = at - 1; i >= std::max<std::ptrdiff_t>(0, at - kMostBetween) && !model; --i) {
      const Site& before = *all[static_cast<std::size_t>(i)];
      if (whole.starts_with(before.path + "().")) model = ModelGivenTo(style, before);
    }
    return model == nullptr || IsReshapedAround(style, site) ? nullptr : model;
  }

  // The same of the whole chain in which the call stands.
  bool IsReshapedAround(const ModelStyle& style, const Site& site) const {
    if (style.reshapes.empty()) return false;
    if (IsReshaped(style, Substituted(site.scope, site.path) + "()")) return true;
    const std::string begun = site.path + "().";
    const std::vector<const Site*>& all = in_scope_.at(site.scope);
    return std::any_of(all.begin(), all.end(), [&](const Site* other) {
      return other->path.starts_with(begun) && IsReshaped(style, other->path + "()");
    });
  }

  // The one model that a call is given which takes one.
  const Model* ModelGivenTo(const ModelStyle& style, const Site& site) {
    const std::string_view name = LastName(site.path);
    const bool takes =
        std::any_of(style.type_calls.begin(), style.type_calls.end(), [&](const ModelQuery& call) {
          return call.given.empty() && (Has(call.names, name) || IsCallOf(call, site, name));
        });
    const auto given = takes ? ModelsGiven(style, site, false) : std::vector<const Model*>();
    return given.size() == 1 && !given.front()->table.empty() ? given.front() : nullptr;
  }

  // Columns that a call names in texts, in a condition, or as keys. Of texts that are written, the
  // first names a column, and the others are values.
  void Written(const Model& model, const ModelQuery& call, const Site& site) {
    bool is_first = true;
    for (const Operand& operand : site.operands) {
      const bool is_position = operand.place.size() == 1 && operand.place[0] <= '9';
      if (operand.kind == OperandKind::kText && is_position) {
        if (is_first) AddNamed(model, ColumnsOfCondition(operand.text), call.conditions, site);
        if (is_first || call.texts == "read") {
          AddNamed(model, ColumnsOfList(operand.text), call.texts, site);
        }
        is_first = false;
      }
      if (call.keys.empty() || !operand.place.starts_with("0.")) continue;
      const std::string key = operand.place.substr(2, operand.place.find_first_of(".[(", 2) - 2);
      AddNamed(model, {{"", key}}, call.keys, site);
    }
  }

  // Columns as SQL names them: those of the model's table, whether the type has a field for them or
  // not.
  void AddNamed(const Model& model, const std::vector<WrittenColumn>& columns,
                const std::string& access, const Site& site) {
    if (access.empty()) return;
    for (const WrittenColumn& column : columns) {
      if (!column.table.empty() && context_.tables->Of(column.table) != model.table) continue;
      if (const ModelColumn* mapped = model.Column(column.column)) {
        AddMapped(model, *mapped, access, site.scope, site.line);
        continue;
      }
      const std::string name = model.table + "." + ColumnName(column.column);
      Add(model, Make("column", name, access, site.scope, site.line));
    }
  }

  // Does the call's whole path fit one of the names that are paths?
  bool IsCallOf(const ModelQuery& call, const Site& site, std::string_view name) {
    std::vector<std::string> patterns;
    for (const std::string& pattern : call.names) {
      const bool may = pattern.find('.') != std::string::npos && LastName(pattern) == name;
      if (may) patterns.push_back(pattern);
    }
    return !patterns.empty() &&
           context_.models->IsReached(file_, site.scope, site.path, patterns);
  }

  // Calls and constructions that stand in what the call is given itself.
  std::vector<const Site*> CallsInside(const Site& call) const {
    const auto index = static_cast<std::int32_t>(&call - file_.facts().sites.data());
    const auto found = inside_.find(index);
    return found == inside_.end() ? std::vector<const Site*>() : found->second;
  }

  // The call before the site in its chain: `db.Model(&order)` of `db.Model(&order).Update()`.
  const Site* CallBefore(const Site& site, const std::string& name) const {
    const auto called = called_.find({site.scope, name});
    if (called == called_.end()) return nullptr;
    const Site* nearest = nullptr;
    for (const Site* each : called->second) {
      const bool before = each->line <= site.line && site.path.starts_with(each->path + "().");
      if (before && (nearest == nullptr || each->line >= nearest->line)) nearest = each;
    }
    return nearest;
  }

  // The model that a value, or each of a list, is made of.
  const Model* ModelOfValue(const Site& site, const std::string& path) {
    Reference member;
    member.name = "?";
    member.receiver = path;
    member.scope = site.scope;
    member.line = site.line;
    const Resolved held = context_.resolver.ReceiverType(file_, member);
    if (held.targets.size() == 1) return context_.models->Of(held.targets.front());
    for (const std::int32_t index : file_.Bindings(path)) {
      const Binding& binding = file_.facts().bindings[static_cast<std::size_t>(index)];
      if (binding.scope != site.scope || !binding.type.starts_with("[]")) continue;
      return ModelAt(site.scope, binding.type.substr(2));
    }
    return nullptr;
  }

  // Calls by line and path; that of the use at hand, which knows of loops and guards.
  std::map<std::pair<std::uint32_t, std::string>, const Site*> sites_;
  std::map<std::int32_t, std::vector<const Site*>> inside_;  // by the call around
  std::map<std::pair<std::int32_t, std::string_view>, std::vector<const Site*>>
      called_;  // by scope and last name
  std::map<std::int32_t, std::vector<const Site*>> in_scope_;
  const Site* site_ = nullptr;
  EffectContext& context_;
  const SourceFile& file_;
  std::vector<const ModelStyle*> styles_;
  std::map<std::pair<std::int32_t, std::string>, const Model*> types_;
  std::vector<Effect> effects_;
};

}  // namespace

std::vector<Effect> ModelEffects(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects = QueryReader(context, file).Read();
  std::vector<Effect> definitions = context.schemas->Read(file);
  std::move(definitions.begin(), definitions.end(), std::back_inserter(effects));
  return effects;
}

}  // namespace interlock
