// Names that a query's builder gives models, and columns that are written with them:
// `from(Order::class, 'o')` … `where('o.total > 5')`.
#include <algorithm>

#include "graph/effects/model_reader_internal.h"
#include "graph/effects/model_stores.h"
#include "graph/effects/patterns.h"

namespace interlock {
namespace {

constexpr std::uint32_t kMostLines = 60;  // of a query, between its first call and its name

std::string_view FirstName(std::string_view path) {
  return path.substr(0, path.find_first_of(".([{"));
}

bool IsGivenText(const Site& call, std::string_view text) {
  return std::any_of(call.operands.begin(), call.operands.end(), [&](const Operand& operand) {
    return operand.kind == OperandKind::kText && operand.place.size() == 1 && operand.text == text;
  });
}

}  // namespace

// Columns that the call names as fields of models, each behind the alias of one.
void ModelReader::Aliased(const ModelStyle& style, const ModelQuery& call, const Site& site) {
  for (const Operand& operand : site.operands) {
    const bool is_first = operand.place == "0" || operand.place == "0[]";
    const bool is_item =
        !call.texts.empty() && operand.place.size() == 1 && operand.place[0] <= '9';
    if (operand.kind != OperandKind::kText || !(is_first || is_item)) continue;
    const bool is_list = !call.texts.empty();
    const auto columns = is_list ? ColumnsOfList(operand.text) : ColumnsOfCondition(operand.text);
    for (const WrittenColumn& column : columns) {
      const Model* model = column.table.empty() ? nullptr : ModelOfAlias(style, site, column.table);
      const ModelColumn* mapped = model == nullptr ? nullptr : model->Column(column.column);
      if (mapped == nullptr) continue;
      AddMapped(*model, *mapped, is_list ? call.texts : call.conditions, site.scope, site.line);
    }
  }
}

// The model that a call of the same query gives the alias to, the nearest above.
const Model* ModelReader::ModelOfAlias(const ModelStyle& style, const Site& site,
                                       const std::string& alias) {
  const std::vector<const Site*>& all = in_scope_.at(site.scope);
  const auto at = std::lower_bound(all.begin(), all.end(), &site) - all.begin();
  const std::string_view root = FirstName(site.path);
  const bool is_own = Has(file_.traits()->self_names, root);
  const auto first = std::max<std::ptrdiff_t>(0, at - kMostBetween);
  const auto last = std::min(at + kMostBetween, std::ssize(all));
  const Site* nearest = nullptr;
  for (auto i = first; i < last; ++i) {
    const Site& call = *all[static_cast<std::size_t>(i)];
    if (call.line > site.line || !Has(style.alias_calls, LastName(call.path))) continue;
    const bool in_chain = site.path.starts_with(call.path + "().");
    const bool of_name = !is_own && !root.empty() && FirstName(call.path) == root;
    const bool made_so = !is_own && IsMadeBy(site, root, call);
    if (!(in_chain || of_name || made_so) || !IsGivenText(call, alias)) continue;
    if (nearest == nullptr || call.line >= nearest->line) nearest = &call;
  }
  const Model* model = nearest == nullptr ? nullptr : ModelNamedBy(*nearest);
  return model == nullptr || model->style != &style || model->table.empty() ? nullptr : model;
}

// `$query = $this->createQueryBuilder('o')`: does the name hold what the call gives, or what a
// chain behind it does?
bool ModelReader::IsMadeBy(const Site& site, std::string_view name, const Site& call) const {
  const std::vector<std::int32_t> bindings = file_.Bindings(name);
  if (bindings.size() > kMostBindings) return false;
  return std::any_of(bindings.begin(), bindings.end(), [&](std::int32_t index) {
    const Binding& binding = file_.facts().bindings[static_cast<std::size_t>(index)];
    return binding.scope == site.scope && binding.line <= call.line + kMostLines &&
           binding.value.starts_with(call.path + "()");
  });
}

// The model that the call is given, or that is queried through what it is called on.
const Model* ModelReader::ModelNamedBy(const Site& call) {
  for (const Operand& operand : call.operands) {
    if (operand.kind != OperandKind::kPath || operand.place != "0") continue;
    if (const Model* model = context_.stores->Named(file_, call.scope, operand.text)) return model;
  }
  const std::size_t dot = call.path.rfind('.');
  if (dot == std::string::npos) return nullptr;
  const std::string receiver = call.path.substr(0, dot);
  if (Has(file_.traits()->self_names, receiver)) {
    for (std::int32_t around = call.scope; around >= 0; around = file_.definition(around).parent) {
      if (file_.definition(around).callable) continue;
      return context_.stores->Of({&file_, around});
    }
    return nullptr;
  }
  if (receiver.ends_with("()")) {
    return context_.stores->OfCall(file_, call.scope, receiver.substr(0, receiver.size() - 2),
                                   call.line);
  }
  return context_.stores->At(file_, call.scope, receiver, call.line);
}

}  // namespace interlock
