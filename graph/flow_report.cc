// From what has flowed to call sites: each with what is proven, what flows there, or why nothing
// does.
#include <algorithm>

#include "graph/flow_internal.h"

namespace interlock {

std::string ScopeName(const FlowFile& file, std::int32_t scope) {
  const auto at = [&](std::int32_t s) -> const FlowScope& {
    return file.flow.scopes[static_cast<std::size_t>(s)];
  };
  if (scope <= 0) return {};
  if (at(scope).definition >= 0) return QualifiedName(file.file->facts(), at(scope).definition);
  std::int32_t holder = at(scope).parent;
  while (holder > 0 && at(holder).kind != FlowScopeKind::kFunction &&
         at(holder).kind != FlowScopeKind::kType) {
    holder = at(holder).parent;
  }
  const std::string around = ScopeName(file, holder);
  return around.empty() ? at(scope).name : around + "." + at(scope).name;
}

// The function that runs what stands in the scope.
std::int32_t FlowSolver::CallerOf(std::int32_t file, std::int32_t scope) {
  const FlowFacts& flow = *FileOf(file).flow;
  while (scope > 0) {
    const FlowScope& at = flow.scopes[static_cast<std::size_t>(scope)];
    const bool named = at.definition >= 0 || !at.name.empty();
    if (at.kind == FlowScopeKind::kFunction && named) return scope;
    scope = at.parent;
  }
  return 0;
}

// The expression as facts would write it; "?" where they cannot.
std::string FlowSolver::PathOf(std::int32_t file, std::int32_t at, int depth) {
  const FlowExpression& expression = ExpressionAt(file, at);
  if (depth > 20) return "?";
  const auto child = [&] { return PathOf(file, expression.children[0], depth + 1); };
  switch (expression.kind) {
    case FlowKind::kName:
      return expression.text;
    case FlowKind::kMember:
      return child() + "." + expression.text;
    case FlowKind::kCall:
      return child() + "()";
    case FlowKind::kConstruct:
      return (expression.text.empty() ? child() : expression.text) + "{}";
    case FlowKind::kIndex:
    case FlowKind::kElement:
      return child() + "[]";
    case FlowKind::kItem:
      return child() + "#" + std::to_string(expression.number);
    default:
      return "?";
  }
}

void FlowSolver::AddProvenCallee(CallSite& site, Place place, const Resolved& proven, bool one,
                                 bool silent) {
  const auto known = std::find_if(site.callees.begin(), site.callees.end(), [&](const Callee& c) {
    return static_cast<std::int32_t>(c.file) == place.file && c.scope == place.scope;
  });
  const Resolution resolution = one ? proven.resolution : Resolution::kNameOnly;
  if (known == site.callees.end()) {
    if (!silent) return;
    site.callees.push_back(
        {static_cast<std::size_t>(place.file), place.scope, proven.rule, resolution});
  } else if (one && proven.resolution == Resolution::kResolved) {
    known->rule = proven.rule;
    known->resolution = resolution;
  }
}

// What resolve.h says of the call. Where one target is proven, that is the answer's rule; where
// nothing flowed, it is the answer.
void FlowSolver::AddProven(CallSite& site, std::int32_t at) {
  const auto file = static_cast<std::int32_t>(site.file);
  const FlowExpression& call = ExpressionAt(file, at);
  const FlowExpression& callee = ExpressionAt(file, call.children[0]);
  Reference reference;
  reference.kind =
      call.kind == FlowKind::kConstruct ? ReferenceKind::kConstruct : ReferenceKind::kCall;
  reference.scope = FileOf(file).flow->scopes[static_cast<std::size_t>(call.scope)].around;
  reference.line = site.line;
  if (callee.kind == FlowKind::kMember) {
    reference.name = callee.text;
    reference.receiver = PathOf(file, callee.children[0]);
  } else if (callee.kind == FlowKind::kName) {
    reference.name = callee.text;
  } else {
    if (site.callees.empty()) site.reason = "what is called is no name";
    return;
  }
  const Resolved proven = resolver_.Resolve(*FileOf(file).source, reference);
  const bool silent = site.callees.empty() && site.externals.empty();
  if (silent) site.reason = proven.reason;
  for (const Target& target : proven.targets) {
    const Place promised = PlaceOf(target);
    if (promised.scope < 0 || ScopeOf(promised).kind == FlowScopeKind::kOther) continue;
    const bool is_type = ScopeOf(promised).kind == FlowScopeKind::kType;
    const bool runs = !is_type || !FileOf(promised.file).traits->constructors.empty();
    if (!runs) continue;
    const std::vector<Place> bodies = Bodies(promised);
    const bool one = proven.targets.size() == 1 && bodies.size() == 1;
    for (const Place place : bodies) AddProvenCallee(site, place, proven, one, silent);
    if (!is_type || !silent) continue;
    for (const Target& constructor : resolver_.Constructor(target)) {
      const Place place = PlaceOf(constructor);
      if (place.scope >= 0) AddProvenCallee(site, place, proven, one, silent);
    }
  }
  if (silent && proven.external) {
    const std::string path = PathOf(file, call.children[0]);
    const std::string outside = ExternalName(file, path);
    site.externals.push_back(outside.empty() ? path : outside);
  }
}

CallSite FlowSolver::ReportSite(std::int32_t file, std::int32_t at) {
  const FlowExpression& call = ExpressionAt(file, at);
  CallSite site;
  site.file = static_cast<std::size_t>(file);
  site.scope = CallerOf(file, call.scope);
  site.line = call.line;
  const bool is_call = call.kind == FlowKind::kCall || call.kind == FlowKind::kConstruct;
  site.implicit = !is_call;
  site.callee = PathOf(file, is_call ? call.children[0] : at);
  const auto found = edges_.find({file, at});
  if (found != edges_.end()) {
    for (const Edge& edge : found->second) {
      if (edge.kind == Edge::Kind::kExternal) {
        site.externals.push_back(Text(edge.external));
      } else {
        const bool dispatched = edge.kind == Edge::Kind::kDispatch;
        const auto known = std::find_if(site.callees.begin(), site.callees.end(), [&](auto& c) {
          return static_cast<std::int32_t>(c.file) == edge.place.file &&
                 c.scope == edge.place.scope;
        });
        if (known != site.callees.end()) continue;
        site.callees.push_back({static_cast<std::size_t>(edge.place.file), edge.place.scope,
                                dispatched ? "dispatch" : "flow", Resolution::kLikely});
      }
    }
  }
  std::size_t functions = site.externals.size();
  for (const Callee& callee : site.callees) {
    const Place place{static_cast<std::int32_t>(callee.file), callee.scope};
    const bool flowed = std::string_view(callee.rule) == "flow";
    if (flowed && ScopeOf(place).kind == FlowScopeKind::kFunction) ++functions;
  }
  if (functions > 1) {
    for (Callee& callee : site.callees) {
      if (std::string_view(callee.rule) == "flow") callee.resolution = Resolution::kNameOnly;
    }
  }
  if (is_call && call.text != kDecorates && call.text != kRaises) AddProven(site, at);
  std::sort(site.externals.begin(), site.externals.end());
  return site;
}

std::vector<CallSite> FlowSolver::Report() {
  std::vector<CallSite> sites;
  for (std::size_t f = 0; f < files_.size(); ++f) {
    const auto file = static_cast<std::int32_t>(f);
    std::vector<std::pair<std::uint32_t, std::int32_t>> order;
    for (std::size_t e = 0; e < files_[f].flow->expressions.size(); ++e) {
      const FlowExpression& expression = files_[f].flow->expressions[e];
      const bool is_call =
          (expression.kind == FlowKind::kCall || expression.kind == FlowKind::kConstruct) &&
          !expression.children.empty();
      const auto at = static_cast<std::int32_t>(e);
      if (is_call || edges_.contains({file, at})) order.emplace_back(expression.order, at);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [position, at] : order) {
      CallSite site = ReportSite(file, at);
      const bool empty = site.callees.empty() && site.externals.empty();
      const std::string& text = ExpressionAt(file, at).text;
      const bool is_literal = ExpressionAt(file, at).kind == FlowKind::kConstruct &&
                              files_[f].traits->constructors.empty();
      if (empty && (site.implicit || is_literal || text == kDecorates || text == kRaises)) continue;
      sites.push_back(std::move(site));
    }
  }
  return sites;
}

}  // namespace interlock
