// Rows of models: what a loop, a function that is handed over, a call or a variable gives.
#include <algorithm>

#include "graph/effects/model_reader_internal.h"
#include "graph/effects/patterns.h"

namespace interlock {

// The model whose rows an expression lists: "Order.objects.filter()", "orders", "Order".
const Model* ModelReader::ModelOfRows(std::int32_t scope, const std::string& listed,
                                      std::uint32_t line) {
  const std::string path = Substituted(scope, listed);
  if (!path.ends_with("()")) return ModelAt(scope, path);
  const auto chain = Follow(scope, path.substr(0, path.size() - 2), line);
  const bool are_rows =
      chain && chain->query->access == "read" && !IsReshaped(*chain->model->style, path);
  return are_rows ? chain->model : nullptr;
}

// Does a call of the chain give other things than rows of the model alone?
bool ModelReader::IsReshaped(const ModelStyle& style, const std::string& path) {
  const std::vector<std::string> steps = PathSteps(path);
  return std::any_of(steps.begin(), steps.end(), [&](const std::string& step) {
    return step.ends_with("()") && Has(style.reshapes, NameOfCall(step));
  });
}

// The model of a row that a call makes or gives: "Order()", "Order.new()", "Order.find()".
const Model* ModelReader::ModelOfMade(std::int32_t scope, std::string_view value,
                                      std::uint32_t line) {
  if (!value.ends_with("()") && !value.ends_with("{}")) return nullptr;
  const std::string made(value.substr(0, value.size() - 2));
  if (const Model* model = ModelAt(scope, made)) return model;
  const std::size_t dot = made.rfind('.');
  if (dot != made.npos && Has(file_.traits()->maker_names, made.substr(dot + 1))) {
    return ModelAt(scope, made.substr(0, dot));
  }
  if (const Model* given = RowGiven(scope, made, line)) return given;
  const auto chain = Follow(scope, made, line);
  return chain && chain->query->access != "delete" ? chain->model : nullptr;
}

// The row whose method is called: of a loop over a query, of a variable that holds what a call
// gives, of that call itself, or of the type around.
const Model* ModelReader::ModelOfRow(const Reference& use) {
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

// What the receiver is an element of, by the binding in the same line.
const Binding* ModelReader::ElementNear(const Reference& use) const {
  const std::vector<std::int32_t> bindings = file_.Bindings(use.receiver);
  if (bindings.size() > kMostBindings) return nullptr;
  for (const std::int32_t index : bindings) {
    const Binding& binding = file_.facts().bindings[static_cast<std::size_t>(index)];
    const bool is_near = binding.scope == use.scope && binding.line == use.line;
    if (is_near && binding.value.ends_with("[]")) return &binding;
  }
  return nullptr;
}

// `o.Total` of `rows.ExecuteUpdate(s => s.SetProperty(o => o.Total, 0))`: of a row of what `s` is
// about.
bool ModelReader::IsGivenToSetter(const Reference& use) const {
  const Binding* element = setter_calls_.empty() ? nullptr : ElementNear(use);
  if (element == nullptr) return false;
  const std::string receiver = element->value.substr(0, element->value.size() - 2);
  return setter_calls_.contains({use.line, receiver});
}

// The model of what a loop, or a function that is handed over, takes from what a call gives: `o`
// of `orders.Where(a).OrderBy(o => o.Total)`. Null when that is no row of one, or may be of
// several; nothing where the name is no such element.
std::optional<const Model*> ModelReader::ModelOfElement(const Reference& use) {
  if (IsGivenToSetter(use)) {
    Reference rows = use;
    const std::string& settings = ElementNear(use)->value;
    rows.receiver = settings.substr(0, settings.find_first_of(".["));
    if (const auto of_rows = ModelOfElement(rows)) return of_rows;
    const Resolved held = context_.resolver.ReceiverType(file_, rows);
    return held.targets.size() == 1 ? context_.models->Of(held.targets.front()) : nullptr;
  }
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
void ModelReader::Row(const Reference& use) {
  const bool known = std::any_of(styles_.begin(), styles_.end(), [&](const ModelStyle* style) {
    return Named(style->row_queries, use.name) != nullptr;
  });
  const Model* model = known ? ModelOfRow(use) : nullptr;
  if (model == nullptr || model->table.empty()) return;
  const ModelQuery* query = Named(model->style->row_queries, use.name);
  if (query == nullptr) return;
  const std::string path = PathOf(use);
  const auto site = sites_.find({use.line, path});
  if (site != sites_.end()) site_ = site->second;
  if (!query->related.empty() && site != sites_.end()) {
    NamedRelations({.model = model, .query = query}, *site->second);
  }
  if (query->access.empty()) return;
  Add(*model, Make("table", model->table, query->access, use.scope, use.line));
  if (query->keywords.empty()) return;
  for (const std::string& keyword : use.keywords) {
    Column(*model, keyword, query->keywords, use.scope, use.line);
  }
}

}  // namespace interlock
