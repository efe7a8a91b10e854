#include "graph/effects/schema_operations.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "graph/effects/operands.h"
#include "graph/effects/patterns.h"
#include "graph/effects/table_names.h"
#include "graph/globs.h"

namespace interlock {
namespace {

constexpr std::size_t kFarthest = 60;  // sites between an operation and a call that it is given

bool IsUndone(const SchemaStyle& style, const FileFacts& facts, std::int32_t scope) {
  for (; scope >= 0; scope = facts.definitions[static_cast<std::size_t>(scope)].parent) {
    const std::string& name = facts.definitions[static_cast<std::size_t>(scope)].name;
    if (MatchesAny(style.undo, name, '.')) return true;
  }
  return false;
}

bool LiesIn(const std::vector<std::string>& globs, const std::string& path) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return MatchesGlob(glob, path); });
}

// "models.TextField()" is a call of models.TextField, and so is "20 models.CharField(max_length)".
std::string_view Callee(std::string_view path) {
  if (const std::size_t blank = path.rfind(' '); blank != std::string_view::npos) {
    path.remove_prefix(blank + 1);
  }
  const std::size_t open = path.rfind(path.ends_with("{}") ? '{' : '(');
  if (open == std::string_view::npos || !(path.ends_with(')') || path.ends_with("{}"))) return {};
  return path.substr(0, open);
}

bool IsCount(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view TypeName(std::string_view call) {
  const std::string_view callee = Callee(call);
  return LastName(callee.empty() ? call : callee);
}

// The type of a column that a call makes: "TextField"; "String(50)" of "50 sa.String()", where the
// number that it is given is a length.
std::string TypeOf(std::string_view call) {
  std::string type(TypeName(call));
  const std::string_view number = call.substr(0, std::min(call.find(' '), call.size()));
  const bool is_length = call.ends_with("()") || call.ends_with("length)");
  if (is_length && IsCount(number)) type += "(" + std::string(number) + ")";
  return type;
}

}  // namespace

class SchemaOperations::FileReader {
 public:
  FileReader(SchemaOperations& all, const SourceFile& file, const SchemaStyle& style)
      : all_(all),
        file_(file),
        style_(style),
        sites_(file.facts().sites),
        models_(all.ModelsOf(style)) {
    for (const Site& site : sites_) operations_.push_back(OperationAt(site));
    for (std::size_t i = 0; i < sites_.size(); ++i) HideNamed(i);
    if (models_ != nullptr) application_ = all_.models_.ApplicationOf(*models_, file);
  }

  std::vector<Effect> Read() {
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      const SchemaOperation* operation = operations_[i];
      if (operation == nullptr || IsUndone(style_, file_.facts(), sites_[i].scope)) continue;
      if (hidden_scopes_.contains(sites_[i].scope)) continue;
      if (operation->inside) {
        if (opened_.empty() || opened_scope_ != sites_[i].scope) continue;
      } else {
        if (IsHidden(i)) continue;
        opened_.clear();
      }
      Hide(i, *operation);
      Run(i, *operation);
    }
    return std::move(effects_);
  }

  // What this file adds to the history, in order of position.
  void Tell(SchemaHistory& history) {
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      const SchemaOperation* operation = operations_[i];
      if (operation == nullptr || operation->model.empty()) continue;
      const std::string model = Lower(Name(i, operation->model));
      // None gives the table its usual name again
      if (!Value(i, operation->table).empty()) {
        history.AddTable(application_, model, Name(i, operation->table));
      }
      const std::string name = Name(i, operation->column), to = Name(i, operation->to);
      if (!operation->field.empty()) TellField(i, *operation, model, name, history);
      if (operation->access == "rename column") {
        const SchemaHistory::Field* old = history.Before("", 0, application_, model, name);
        const std::string suffix =
            old != nullptr && old->column != name && old->column.starts_with(name)
                ? old->column.substr(name.size())
                : "";
        history.AddField(
            application_, model, to,
            {file_.path(), to + suffix, sites_[i].line, old == nullptr ? "" : old->form});
      }
      for (const auto& [field, call] : Pairs(i, operation->fields)) {
        history.AddField(application_, model, field, FieldOf(i, field, call));
      }
    }
  }

  // Functions that operations are given to undo them by.
  std::set<std::string> UndoingNames() const {
    std::set<std::string> names;
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      if (operations_[i] == nullptr) continue;
      const auto& undoes = operations_[i]->undoes;
      for (const Operand& operand : sites_[i].operands) {
        const bool is_one = operand.kind == OperandKind::kPath &&
                            std::find(undoes.begin(), undoes.end(), operand.place) != undoes.end();
        if (is_one) names.insert(operand.text);
      }
    }
    return names;
  }

  std::set<std::int32_t> Undone() {
    std::set<std::int32_t> undone;
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      if (operations_[i] == nullptr) continue;
      for (const Operand& operand : sites_[i].operands) {
        const std::string place = operand.place.substr(0, operand.place.find_first_of(".["));
        const auto& undoes = operations_[i]->undoes;
        if (std::find(undoes.begin(), undoes.end(), place) == undoes.end()) continue;
        AddStatements(operand, undone);
        if (operand.kind != OperandKind::kPath) continue;
        for (const Site& held : sites_) {  // `reverse_sql=DROP_AGAIN`
          const bool is_it = held.kind == SiteKind::kValue && held.path == operand.text;
          for (const Operand& text : is_it ? held.operands : std::vector<Operand>()) {
            AddStatements(text, undone);
          }
        }
      }
    }
    const auto& statements = file_.facts().statements;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      if (IsUndone(style_, file_.facts(), statements[i].scope)) {
        undone.insert(static_cast<std::int32_t>(i));
      }
    }
    return undone;
  }

 private:
  // Where a call leads is a dear question, and styles without folders ask it of all calls. Only an
  // import can give one another last name.
  bool MayBeOperation(const Site& site) const {
    const std::string_view path = site.path;
    const std::string_view name = path.substr(path.rfind('.') + 1);  // npos + 1 == 0
    return all_.IsNameOfOperation(style_, name) || (name == path && !file_.Imports(name).empty());
  }

  const SchemaOperation* OperationAt(const Site& site) {
    if (site.kind != SiteKind::kCall || !MayBeOperation(site)) return nullptr;
    std::string reached;
    for (const SchemaOperation& operation : style_.operations) {
      if (MatchesAny(operation.paths, site.path, '.')) return &operation;
      if (reached.empty()) reached = all_.models_.Reached(file_, site.scope, site.path);
      if (MatchesAny(operation.paths, reached, '.')) return &operation;
    }
    return nullptr;
  }

  // The site of a call that the operation at `i` is given. Null when that is given nothing
  // constant.
  const Site* Given(std::size_t i, std::string_view callee) const {
    for (std::size_t at = i + 1; at < sites_.size() && at < i + kFarthest; ++at) {
      if (sites_[at].path == callee && sites_[at].scope == sites_[i].scope) return &sites_[at];
      if (operations_[at] != nullptr && !operations_[at]->inside) return nullptr;
    }
    return nullptr;
  }

  // What stands at one place; null when nothing does. "1(0)" is what stands at 0 of the call that
  // stands at 1.
  const Operand* Standing(std::size_t i, const std::string& place) const {
    const std::size_t open = place.find('(');
    const Operand* operand = OperandAt(sites_[i], place.substr(0, open));
    if (open == std::string::npos || operand == nullptr) return operand;
    const Site* site = Given(i, Callee(operand->text));
    return site == nullptr ? nullptr : OperandAt(*site, InnerPlace(place));
  }

  static std::string InnerPlace(const std::string& place) {
    const std::size_t open = place.find('(');
    return open == std::string::npos ? "" : place.substr(open + 1, place.size() - open - 2);
  }

  // As text; empty when nothing stands there. "1()" is the type that the call at 1 makes.
  std::string ValueAt(std::size_t i, const std::string& place) const {
    if (place == "path") return std::string(LastName(sites_[i].path));
    if (place.ends_with("()")) {
      const Operand* operand = OperandAt(sites_[i], place.substr(0, place.size() - 2));
      if (operand == nullptr) return "";
      return operand->kind == OperandKind::kText ? operand->text.str() : TypeOf(operand->text);
    }
    const Operand* operand = Standing(i, place);
    return operand == nullptr ? "" : operand->text;
  }

  // The first of these that is a constant text.
  std::string Name(std::size_t i, const Places& places) const {
    for (const std::string& place : places) {
      if (place.size() > 1 && place.front() == '\'') return place.substr(1, place.size() - 2);
      const Operand* operand = Standing(i, place);
      if (operand == nullptr) continue;
      if (operand->kind == OperandKind::kText) return operand->text;
      const bool named = operand->kind == OperandKind::kPath;
      const Site* constant = named ? ConstantOf(file_, -1, operand->text) : nullptr;
      return constant == nullptr ? "" : constant->operands[0].text;
    }
    return "";
  }

  // Is anything given there, an empty text included?
  bool Stands(std::size_t i, const Places& places) const {
    return std::any_of(places.begin(), places.end(), [&](const std::string& place) {
      if (place.starts_with('.')) return IsFollowedBy(i, std::string_view(place).substr(1));
      return OperandAt(sites_[i], place) != nullptr || !ValueAt(i, place).empty() ||
             IsKeywordOf(i, place);
    });
  }

  // "field(db_default)" of a call that is given something no operand says: `db_default={}`.
  bool IsKeywordOf(std::size_t i, const std::string& place) const {
    const std::size_t open = place.find('(');
    const Operand* operand = OperandAt(sites_[i], place.substr(0, open));
    if (open == std::string::npos || operand == nullptr) return false;
    const Site* site = Given(i, Callee(operand->text));
    const std::string keyword = InnerPlace(place);
    if (site == nullptr || keyword.empty()) return false;
    const auto& uses = file_.facts().references;
    return std::any_of(uses.begin(), uses.end(), [&](const Reference& use) {
      const auto has = [&](const std::string& name) {
        return std::find(use.keywords.begin(), use.keywords.end(), name) != use.keywords.end();
      };
      return use.name == LastName(site->path) && use.scope == site->scope && has(keyword) &&
             std::all_of(site->operands.begin(), site->operands.end(), [&](const Operand& given) {
               return has(given.place.substr(0, given.place.find_first_of(".[")));
             });
    });
  }

  std::string Value(std::size_t i, const Places& places) const {
    for (const std::string& place : places) {
      std::string value = ValueAt(i, place);
      if (!value.empty()) return value;
    }
    return "";
  }

  // Does a call so named follow in the chain? `table.string("note").notNullable().alter()`.
  bool IsFollowedBy(std::size_t i, std::string_view name) const {
    constexpr std::uint32_t kMaxLines = 8;  // of one chain
    const Site& site = sites_[i];
    std::uint32_t next = site.line + kMaxLines + 1;  // where another begins
    for (std::size_t at = i + 1; at < sites_.size() && at < i + kFarthest; ++at) {
      const bool begins = sites_[at].path == site.path && sites_[at].line > site.line;
      if (begins) next = std::min(next, sites_[at].line);
    }
    const std::string begun = site.path + "()";
    const auto& uses = file_.facts().references;
    return std::any_of(uses.begin(), uses.end(), [&](const Reference& use) {
      return use.kind == ReferenceKind::kCall && use.name == name && use.scope == site.scope &&
             use.line >= site.line && use.line < next && use.receiver.starts_with(begun);
    });
  }

  // "null=false", ".notNull"; "*" holds always.
  bool Holds(std::size_t i, const std::vector<std::string>& conditions) const {
    return std::any_of(conditions.begin(), conditions.end(), [&](const std::string& condition) {
      if (condition == "*") return true;
      if (condition.starts_with('.')) {
        return IsFollowedBy(i, std::string_view(condition).substr(1));
      }
      const std::size_t equals = condition.find('=');
      return equals != std::string::npos &&
             ValueAt(i, condition.substr(0, equals)) == condition.substr(equals + 1);
    });
  }

  bool IsRequired(std::size_t i, const SchemaOperation& operation) const {
    if (operation.not_null.empty() && operation.nullable.empty()) return false;
    const bool must =
        operation.not_null.empty() ? !Holds(i, operation.nullable) : Holds(i, operation.not_null);
    return must && !Stands(i, operation.given);
  }

  // ("note", "models.TextField()") of fields=[("note", models.TextField()), …]
  std::vector<std::pair<std::string, std::string>> Pairs(std::size_t i,
                                                         const Places& places) const {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string& place : places) {
      std::string name;
      for (const Operand& operand : sites_[i].operands) {
        if (operand.place != place + "[][]") continue;
        if (operand.kind == OperandKind::kText) {
          name = operand.text;
        } else if (!name.empty()) {
          pairs.emplace_back(std::exchange(name, ""), operand.text);
        }
      }
      if (!pairs.empty()) break;
    }
    return pairs;
  }

  const ModelField* FormOf(std::string_view callee) const {
    if (models_ == nullptr || callee.empty()) return nullptr;
    const std::string reached = all_.models_.Reached(file_, -1, callee);
    for (const ModelField& field : models_->fields) {
      if (MatchesAny(field.paths, reached, '.')) return &field;
    }
    return nullptr;
  }

  SchemaHistory::Field FieldOf(std::size_t i, const std::string& name,
                               const std::string& call) const {
    const std::string_view callee = Callee(call);
    const ModelField* form = FormOf(callee);
    SchemaHistory::Field field{file_.path(), name, sites_[i].line, std::string(TypeName(call))};
    if (form != nullptr && !form->is_column) {
      field.column.clear();
      return field;
    }
    const Site* site = callee.empty() ? nullptr : Given(i, callee);
    const std::string own = site == nullptr || form == nullptr ? "" : TextAt(*site, form->column);
    if (!own.empty()) {
      field.column = own;
    } else if (form != nullptr) {
      field.column += form->suffix;
    }
    if (site == nullptr) return field;
    for (const Operand& operand : site->operands) {
      const std::string place = operand.place.substr(0, operand.place.find_first_of(".["));
      const auto& ignores = style_.ignores;
      if (std::find(ignores.begin(), ignores.end(), place) != ignores.end()) continue;
      field.form += "," + operand.place + "=" + Lower(operand.text);  // "shop.Order", "shop.order"
    }
    return field;
  }

  void TellField(std::size_t i, const SchemaOperation& operation, const std::string& model,
                 const std::string& name, SchemaHistory& history) const {
    const std::string call = Value(i, operation.field);
    if (!call.empty()) history.AddField(application_, model, name, FieldOf(i, name, call));
  }

  // Operations in a list that has a name: `state_operations=state_operations`.
  void HideNamed(std::size_t i) {
    if (operations_[i] == nullptr || operations_[i]->hides.empty()) return;
    for (const std::string& place : operations_[i]->hides) {
      const Operand* operand = OperandAt(sites_[i], place);
      if (operand == nullptr || operand->kind != OperandKind::kPath) continue;
      for (const std::int32_t index : file_.Definitions(operand->text))
        hidden_scopes_.insert(index);
    }
  }

  // A text in SQL may hold several statements; the operand names the first.
  void AddStatements(const Operand& operand, std::set<std::int32_t>& to) {
    if (operand.kind != OperandKind::kStatement) return;
    if (first_statements_.empty()) {
      for (const Site& site : sites_) {
        for (const Operand& other : site.operands) {
          if (other.kind == OperandKind::kStatement) {
            first_statements_.insert(std::atoi(other.text.c_str()));
          }
        }
      }
    }
    const std::int32_t first = std::atoi(operand.text.c_str());
    const auto next = first_statements_.upper_bound(first);
    const auto end = next == first_statements_.end()
                         ? static_cast<std::int32_t>(file_.facts().statements.size())
                         : *next;
    for (std::int32_t i = first; i < end; ++i) to.insert(i);
  }

  // State that no database sees: operations in those places are passed over.
  void Hide(std::size_t i, const SchemaOperation& operation) {
    if (operation.hides.empty()) return;
    for (const Operand& operand : sites_[i].operands) {
      const std::string place = operand.place.substr(0, operand.place.find('['));
      const std::string_view callee = Callee(operand.text);
      if (callee.empty()) continue;
      const bool hidden =
          std::find(operation.hides.begin(), operation.hides.end(), place) != operation.hides.end();
      awaited_.emplace_back(callee, hidden);
    }
  }

  bool IsHidden(std::size_t i) {
    for (std::size_t at = 0; at < awaited_.size(); ++at) {
      if (awaited_[at].first != sites_[i].path) continue;
      const bool hidden = awaited_[at].second;
      awaited_.erase(awaited_.begin(), awaited_.begin() + static_cast<std::ptrdiff_t>(at) + 1);
      return hidden;
    }
    return false;
  }

  std::string TableOf(const std::string& model) const {
    if (models_ == nullptr || model.empty()) return "";
    std::string application = application_, name = model;
    if (const std::size_t dot = model.find('.'); dot != std::string::npos) {
      application = model.substr(0, dot);
      name = model.substr(dot + 1);
    }
    const Model* known = all_.models_.Named(*models_, application, name);
    if (known != nullptr) return known->table;
    const std::string said = all_.HistoryOf(style_).Table(application, Lower(name));
    if (!said.empty()) return all_.context_.tables->Of(said);
    return all_.context_.tables->Of(
        NameByRule(models_->table_rule, {{"class", name}, {"application", application}}));
  }

  std::string ColumnOf(const std::string& model, const std::string& field) const {
    if (models_ == nullptr || model.empty()) return field;
    const SchemaHistory::Field* said =
        all_.HistoryOf(style_).Before("", 0, application_, Lower(model), field);
    if (said != nullptr) return said->column;
    const Model* known = all_.models_.Named(*models_, application_, model);
    const ModelColumn* column = known == nullptr ? nullptr : known->Column(field);
    return column == nullptr ? field : column->name;
  }

  Effect Make(std::size_t i, std::string kind, std::string name, std::string access,
              const SchemaOperation& operation) const {
    const Site& site = sites_[i];
    Effect effect;
    effect.resource = {std::move(kind), std::move(name)};
    effect.access = std::move(access);
    effect.resolution = Resolution::kResolved;
    effect.in_loop = site.in_loop;
    effect.online = Holds(i, operation.online);
    effect.lock =
        effect.online && !operation.online_lock.empty() ? operation.online_lock : operation.lock;
    effect.path = file_.path();
    effect.line = site.line;
    if (site.scope >= 0) effect.in = QualifiedName(file_.facts(), site.scope);
    effect.entry = style_.id;
    effect.guard = FlagOf(all_.context_, file_, site.guard);
    return effect;
  }

  void Run(std::size_t i, const SchemaOperation& operation) {
    const std::string model = Name(i, operation.model);
    std::string table;
    if (operation.inside) {
      table = opened_;
    } else if (!model.empty()) {
      const bool names_it = operation.access == "create";
      const std::string own = names_it ? Name(i, operation.table) : "";
      table = own.empty() ? TableOf(model) : all_.context_.tables->Of(own);
    } else {
      table = all_.context_.tables->Of(Name(i, operation.table));
    }
    if (table.empty() || table.find_first_of("{}?") != std::string::npos) return;
    if (operation.opens) {
      opened_ = table;
      opened_scope_ = sites_[i].scope;
    }
    const bool of_column = operation.access.ends_with(" column");
    if (of_column) return RunOnColumns(i, operation, table, model);
    if (operation.access.empty()) return;
    Effect effect = Make(i, "table", table, operation.access, operation);
    if (operation.access == "create") effect.lock.clear();
    if (operation.access == "rename") {
      const std::string to = Name(i, operation.to);
      const bool of_model = !model.empty() && operation.table.empty();
      effect.to = of_model ? TableOf(to) : all_.context_.tables->Of(to);
      if (effect.to == table || effect.to.empty()) return;
    }
    if (IsMade(table)) effect.lock.clear();
    effects_.push_back(std::move(effect));
    if (operation.access == "create" && !operation.columns.empty()) {
      SchemaOperation of_columns = operation;
      of_columns.access = "add column";
      RunOnColumns(i, of_columns, table, model);
    }
    for (const auto& [field, call] : Pairs(i, operation.fields)) {
      const SchemaHistory::Field said = FieldOf(i, field, call);
      if (said.column.empty()) continue;
      Effect column =
          Make(i, "column", table + "." + ColumnName(said.column), "add column", operation);
      column.lock.clear();
      column.to = TypeOf(call);
      effects_.push_back(std::move(column));
    }
  }

  // Nobody can wait for a table that the same migration makes.
  bool IsMade(const std::string& table) const {
    return std::any_of(effects_.begin(), effects_.end(), [&](const Effect& effect) {
      return effect.resource.kind == "table" && effect.resource.name == table &&
             effect.access == "create";
    });
  }

  void RunOnColumns(std::size_t i, const SchemaOperation& operation, const std::string& table,
                    const std::string& model) {
    std::vector<std::string> columns;
    if (operation.columns.empty()) {
      columns.push_back(Name(i, operation.column));
    } else {
      for (const std::string& place : operation.columns) {
        if (place.starts_with('\'')) columns.push_back(place.substr(1, place.size() - 2));
        for (const Operand& operand : sites_[i].operands) {
          if (operand.place == place && operand.kind == OperandKind::kText) {
            columns.push_back(operand.text);
          }
        }
      }
    }
    const std::string call = Value(i, operation.field);
    for (std::string& column : columns) {
      if (column.empty() || column.find_first_of("{}?. (") != std::string::npos) continue;
      const bool alters = Holds(i, operation.altered);
      const bool renames = RenamesColumn(i, operation);
      Effect effect = Make(i, "column", "",
                           alters    ? "alter column"
                           : renames ? "rename column"
                                     : operation.access,
                           operation);
      effect.required = true;
      if (!SetColumn(i, operation, model, column, call, effect)) continue;
      effect.resource.name = table + "." + ColumnName(column);
      effect.required = effect.required && IsRequired(i, operation);
      if (effect.to.empty()) effect.to = Value(i, operation.type);
      const std::string length = Value(i, operation.length);
      if (!effect.to.empty() && effect.to.back() != ')' && IsCount(length)) {
        effect.to += "(" + length + ")";
      }
      Effect around = Make(i, "table", table, "alter", operation);
      effects_.push_back(std::move(effect));
      if (IsMade(table)) {
        effects_.back().lock.clear();
      } else {
        effects_.push_back(std::move(around));
      }
    }
  }

  // `alter_column("orders", "total", new_column_name="sum")`
  bool RenamesColumn(std::size_t i, const SchemaOperation& operation) const {
    if (operation.access == "rename column") return true;
    return operation.access == "alter column" && !Name(i, operation.to).empty();
  }

  // Names the column that a field of a model stands for. False when nothing happens to the
  // database.
  bool SetColumn(std::size_t i, const SchemaOperation& operation, const std::string& model,
                 std::string& column, const std::string& call, Effect& effect) const {
    const std::string field = column;
    if (effect.access == "rename column") {
      const std::string to = Name(i, operation.to);
      column = ColumnOf(model, field);
      effect.to = ColumnOf(model, to);
      const bool found_suffix = column.starts_with(field) && effect.to == to;
      if (found_suffix) effect.to += column.substr(field.size());
      return !column.empty() && !effect.to.empty() && effect.to != column;
    }
    if (call.empty()) {
      column = model.empty() ? field + operation.suffix : ColumnOf(model, field);
      return !column.empty();
    }
    const SchemaHistory::Field now = FieldOf(i, field, call);
    column = now.column;
    effect.to = TypeOf(call);
    if (operation.access != "alter column") return !column.empty();
    const SchemaHistory::Field* before = all_.HistoryOf(style_).Before(
        file_.path(), sites_[i].line, application_, Lower(model), field);
    if (before == nullptr) effect.resolution = Resolution::kLikely;
    // a column that could not be null before is not made so
    effect.required = before != nullptr && before->form.find(",null=true") != std::string::npos;
    return !column.empty() && (before == nullptr || before->form != now.form);
  }

  SchemaOperations& all_;
  const SourceFile& file_;
  const SchemaStyle& style_;
  const std::vector<Site>& sites_;
  const ModelStyle* models_;
  std::string application_;
  std::vector<const SchemaOperation*> operations_;  // one for each site, or null
  std::string opened_;                              // table of the block
  std::int32_t opened_scope_ = -1;
  std::vector<std::pair<std::string, bool>> awaited_;  // operations to come, and whether hidden
  std::set<std::int32_t> hidden_scopes_;
  std::set<std::int32_t> first_statements_;  // of each text in SQL
  std::vector<Effect> effects_;
};

std::vector<const SchemaStyle*> SchemaOperations::StylesOf(const SourceFile& file) const {
  std::vector<const SchemaStyle*> styles;
  for (const SchemaStyle& style : context_.catalog.schemas) {
    const bool fits = style.files.empty() || LiesIn(style.files, file.path());
    if (fits && IsOfLanguages(style.languages, file)) styles.push_back(&style);
  }
  return styles;
}

bool SchemaOperations::IsNameOfOperation(const SchemaStyle& style, std::string_view name) {
  const auto [known, fresh] = operation_names_[&style].try_emplace(std::string(name), false);
  if (!fresh) return known->second;
  const auto ends_so = [&](const std::string& path) {
    return MatchesPattern(path.substr(path.rfind('.') + 1), name, '.');
  };
  known->second = std::any_of(
      style.operations.begin(), style.operations.end(), [&](const SchemaOperation& operation) {
        return std::any_of(operation.paths.begin(), operation.paths.end(), ends_so);
      });
  return known->second;
}

const ModelStyle* SchemaOperations::ModelsOf(const SchemaStyle& style) const {
  for (const ModelStyle& models : context_.catalog.models) {
    if (models.id == style.models) return &models;
  }
  return nullptr;
}

// Files are told in order of their paths, which begin with numbers.
const SchemaHistory& SchemaOperations::HistoryOf(const SchemaStyle& style) {
  std::unique_ptr<SchemaHistory>& history = histories_[&style];
  if (history != nullptr) return *history;
  history = std::make_unique<SchemaHistory>();
  std::map<std::string, const SourceFile*> files;
  for (const Layer* layer : context_.world.layers()) {
    for (const SourceFile* file : layer->files()) {
      const bool fits = style.files.empty() || LiesIn(style.files, file->path());
      if (fits && IsOfLanguages(style.languages, *file) &&
          context_.world.Find(file->path()) == file) {
        files[file->path()] = file;
      }
    }
  }
  for (const auto& [path, file] : files) FileReader(*this, *file, style).Tell(*history);
  return *history;
}

std::vector<Effect> SchemaOperations::Read(const SourceFile& file) {
  std::vector<Effect> effects;
  for (const SchemaStyle* style : StylesOf(file)) {
    std::vector<Effect> found = FileReader(*this, file, *style).Read();
    std::move(found.begin(), found.end(), std::back_inserter(effects));
  }
  return effects;
}

std::set<std::int32_t> SchemaOperations::Undone(const SourceFile& file) {
  std::set<std::int32_t> undone;
  if (!file.outline().has_statements) return undone;
  for (const SchemaStyle* style : StylesOf(file)) {
    undone.merge(FileReader(*this, file, *style).Undone());
  }
  return undone;
}

bool SchemaOperations::IsUndoing(const SourceFile& file, std::string_view in) {
  for (const SchemaStyle* style : StylesOf(file)) {
    const std::set<std::string> undoing = FileReader(*this, file, *style).UndoingNames();
    for (std::string_view rest = in; !rest.empty();) {
      const std::size_t end = std::min(rest.find('.'), rest.size());
      const std::string name(rest.substr(0, end));
      if (MatchesAny(style->undo, name, '.') || undoing.contains(name)) return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return false;
}

}  // namespace interlock
