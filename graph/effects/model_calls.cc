// Calls that are given a model, or that name columns of the one that their chain is about.
#include <algorithm>
#include <cctype>

#include "graph/effects/model_reader_internal.h"
#include "graph/effects/patterns.h"
#include "graph/effects/table_names.h"

namespace interlock {
namespace {

// ModelQuery::given: any call of the chain; a name that another call gives the model
const char* const kChain = "chain";
const char* const kAlias = "alias";

constexpr std::uint32_t kMostLines = 8;  // of one statement

}  // namespace

// `select(Order)`, `context.Add(order)`: calls that are given the type or, where they are told by
// whose they are, one that is made of it.
void ModelReader::TypeCall(const Site& site) {
  const std::string_view name = LastName(site.path);
  for (const ModelStyle* style : styles_) {
    for (const ModelQuery& call : style->type_calls) {
      const bool by_name = Has(call.names, name);
      if (!by_name && !IsCallOf(call, site, name)) continue;
      if (call.given == kAlias) {
        Aliased(*style, call, site);
        continue;
      }
      if (call.given == kChain) {
        if (const Model* model = ModelOfChain(*style, site)) Written(*model, call, site);
        continue;
      }
      const Site* given = call.given.empty() ? &site : CallBefore(site, call.given);
      if (given == nullptr) continue;
      for (const Model* model : ModelsGiven(*style, *given, by_name)) {
        if (model->table.empty()) continue;
        Add(*model, Make("table", model->table, call.access, site.scope, site.line));
        if (!call.at.empty()) Written(*model, call, site);
        if (!call.keywords.empty() && !model->style->separator.empty()) {
          for (const Operand& operand : site.operands) {
            Column(*model, operand.place, call.keywords, site.scope, site.line);
          }
        }
      }
    }
  }
}

// The models that a call is given: types or, where it is told by whose it is, what is made of
// them.
std::vector<const Model*> ModelReader::ModelsGiven(const ModelStyle& style, const Site& given,
                                                   bool by_name) {
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
const Model* ModelReader::ModelOfChain(const ModelStyle& style, const Site& site) {
  const std::vector<const Site*>& all = in_scope_.at(site.scope);
  const auto at = std::lower_bound(all.begin(), all.end(), &site) - all.begin();
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
  // Where calls stand before those that they are made on, the chain begins further on.
  bool begins_here = false;
  for (auto i = at + 1; i < last && model == nullptr && !begins_here; ++i) {
    const Site& inner = *all[static_cast<std::size_t>(i)];
    if (inner.path == site.path || inner.line > site.line + kMostLines) break;
    if (!site.path.starts_with(inner.path + "().")) continue;
    model = ModelGivenTo(style, inner);
    begins_here = inner.path.find("()") == std::string::npos;
  }
  if (begins_here && model == nullptr) return nullptr;
  for (auto i = at - 1; i >= std::max<std::ptrdiff_t>(0, at - kMostBetween) && !model; --i) {
    const Site& before = *all[static_cast<std::size_t>(i)];
    if (whole.starts_with(before.path + "().")) model = ModelGivenTo(style, before);
  }
  return model == nullptr || IsReshapedAround(style, site) ? nullptr : model;
}

// The same of the whole chain in which the call stands.
bool ModelReader::IsReshapedAround(const ModelStyle& style, const Site& site) const {
  if (style.reshapes.empty()) return false;
  if (IsReshaped(style, Substituted(site.scope, site.path) + "()")) return true;
  const std::string begun = site.path + "().";
  const std::vector<const Site*>& all = in_scope_.at(site.scope);
  const auto at = std::lower_bound(all.begin(), all.end(), &site);
  const auto first = at - std::min(kMostBetween, at - all.begin());
  const auto last = at + std::min(kMostBetween, all.end() - at);
  return std::any_of(first, last, [&](const Site* other) {
    return other->path.starts_with(begun) && IsReshaped(style, other->path + "()");
  });
}

// The one model that a call is given which takes one.
const Model* ModelReader::ModelGivenTo(const ModelStyle& style, const Site& site) {
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
void ModelReader::Written(const Model& model, const ModelQuery& call, const Site& site) {
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
    const std::string& place = operand.place;
    const bool is_keyword = !place.empty() && std::isalpha(static_cast<unsigned char>(place[0])) &&
                            place.find_first_of(".[|(<") == place.npos;
    if (is_keyword && call.given == kChain) {
      AddNamed(model, {{"", place}}, call.keywords, site);
      continue;
    }
    const std::string key = call.keys.empty() ? "" : KeyIn(call, operand);
    const bool may_be_none = !call.at.empty() && !model.style->open_fields;
    if (key.empty() || (may_be_none && model.Column(key) == nullptr)) continue;
    AddNamed(model, {{"", key}}, call.keys, site);
  }
}

// The key of a literal that the operand stands under, or the text of a list, where the call has
// such: "total" at "0.where.total.gt", or at "0.select[]".
std::string ModelReader::KeyIn(const ModelQuery& call, const Operand& operand) {
  static const Places kFirst = {"0"};
  for (const std::string& place : call.at.empty() ? kFirst : call.at) {
    if (!operand.place.starts_with(place) || operand.place.size() <= place.size() + 1) continue;
    const std::string_view rest = std::string_view(operand.place).substr(place.size());
    if (rest[0] == '.') return std::string(rest.substr(1, rest.find_first_of(".[(|", 1) - 1));
    const bool is_item = rest == "[]" && operand.kind == OperandKind::kText;
    if (is_item && !call.at.empty()) return operand.text;
  }
  return "";
}

// Columns as SQL names them: those of the model's table, whether the type has a field for them or
// not.
void ModelReader::AddNamed(const Model& model, const std::vector<WrittenColumn>& columns,
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
bool ModelReader::IsCallOf(const ModelQuery& call, const Site& site, std::string_view name) {
  std::vector<std::string> patterns;
  for (const std::string& pattern : call.names) {
    const bool may = WithoutActs(pattern).ends_with(name) &&
                     pattern.find('.') != std::string::npos && LastName(pattern) == name;
    if (may) patterns.push_back(pattern);
  }
  return !patterns.empty() && context_.models->IsReached(file_, site.scope, site.path, patterns);
}

// Calls and constructions that stand in what the call is given itself.
std::vector<const Site*> ModelReader::CallsInside(const Site& call) const {
  const auto index = static_cast<std::int32_t>(&call - file_.facts().sites.data());
  const auto found = inside_.find(index);
  return found == inside_.end() ? std::vector<const Site*>() : found->second;
}

// The call before the site in its chain: `db.Model(&order)` of `db.Model(&order).Update()`.
const Site* ModelReader::CallBefore(const Site& site, const std::string& name) const {
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
const Model* ModelReader::ModelOfValue(const Site& site, const std::string& path) {
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

}  // namespace interlock
