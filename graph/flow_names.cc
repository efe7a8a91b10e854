// Names: where what a name holds comes from.
#include <algorithm>

#include "graph/flow_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxPathText = 200;
constexpr int kMaxHops = 60;

}  // namespace

bool FlowSolver::IsInside(const FlowFacts& flow, std::int32_t branch, std::int32_t around) const {
  while (branch > around) branch = flow.branches[static_cast<std::size_t>(branch)].parent;
  return branch == around;
}

std::int32_t FlowSolver::FunctionBranch(const FlowFacts& flow, std::int32_t branch) const {
  while (branch > 0 && !flow.branches[static_cast<std::size_t>(branch)].is_function) {
    branch = flow.branches[static_cast<std::size_t>(branch)].parent;
  }
  return branch;
}

// The binds that may reach a use: in the same function the last one above that always runs, what
// may run between, and what stands further down in a loop around both; from another function, all.
void FlowSolver::Reaching(std::int32_t file, const std::vector<std::int32_t>& binds,
                          const FlowExpression& use, std::vector<std::int32_t>* found) {
  const FlowFacts& flow = *FileOf(file).flow;
  const std::int32_t function = FunctionBranch(flow, use.branch);
  const auto bind_at = [&](std::int32_t b) -> const FlowBind& {
    return flow.binds[static_cast<std::size_t>(b)];
  };
  const bool same = std::all_of(binds.begin(), binds.end(), [&](std::int32_t b) {
    return FunctionBranch(flow, bind_at(b).branch) == function;
  });
  if (!same) {
    *found = binds;
    return;
  }
  for (auto b = binds.rbegin(); b != binds.rend(); ++b) {
    const FlowBind& bind = bind_at(*b);
    if (bind.order > use.order) {
      std::int32_t loop = use.branch;
      while (loop > function && !(flow.branches[static_cast<std::size_t>(loop)].is_loop &&
                                  IsInside(flow, bind.branch, loop))) {
        loop = flow.branches[static_cast<std::size_t>(loop)].parent;
      }
      if (loop > function) found->push_back(*b);
      continue;
    }
    found->push_back(*b);
    if (IsInside(flow, use.branch, bind.branch)) return;
  }
  if (found->empty()) *found = binds;
}

NodeId FlowSolver::SelfOf(std::int32_t file, std::int32_t scope) {
  const FlowFacts& flow = *FileOf(file).flow;
  while (scope > 0) {
    const FlowScope& at = flow.scopes[static_cast<std::size_t>(scope)];
    if (at.kind == FlowScopeKind::kFunction && at.has_own_self) break;
    if (at.kind == FlowScopeKind::kType) {  // a field's value: an instance of the type
      const NodeId self = NodeOf({NodeKind::kSelf, file, scope, 0});
      AddValue(self, Intern({Kind::kInstance, {file, scope}, -1, -1, -1}));
      return self;
    }
    scope = at.parent;
  }
  return NodeOf({NodeKind::kSelf, file, std::max(scope, 0), 0});
}

// True when the scope holds the name.
bool FlowSolver::LookUpIn(std::int32_t file, std::int32_t scope, const FlowExpression& use,
                          NodeId to, bool innermost) {
  const File& at = FileOf(file);
  const FlowScope& here = at.flow->scopes[static_cast<std::size_t>(scope)];
  const auto binds = at.binds.find({scope, use.text});
  if (here.kind == FlowScopeKind::kType) {
    if (!(innermost && at.traits->type_body_is_scope)) {
      if (at.traits->members_need_receiver || !Declares({file, scope}, use.text)) return false;
      Constraint load;
      load.act = Act::kLoad;
      load.to = to;
      load.a = Name(use.text);
      load.file = file;
      load.at = -1;
      const NodeId self = NodeOf({NodeKind::kExtra, file, scope, 0});
      AddValue(self, Intern({at.traits->static_types ? Kind::kDeclared : Kind::kInstance,
                             {file, scope},
                             -1,
                             -1,
                             -1}));
      AddConstraint(self, load);
      return true;
    }
    if (binds == at.binds.end()) return false;
  }
  bool held = false;
  bool killed = false;
  if (binds != at.binds.end()) {
    std::vector<std::int32_t> reaching;
    Reaching(file, binds->second, use, &reaching);
    for (const std::int32_t b : reaching) {
      AddEdge(NodeOf({NodeKind::kBind, file, b, 0}), to);
      const FlowBind& bind = at.flow->binds[static_cast<std::size_t>(b)];
      killed = killed || (bind.order <= use.order && IsInside(*at.flow, use.branch, bind.branch));
    }
    held = true;
  }
  for (std::size_t p = 0; p < here.parameters.size(); ++p) {
    if (here.parameters[p].name != use.text) continue;
    if (!killed) AddEdge(Parameter({file, scope}, p), to);
    held = true;
  }
  if (!held && here.kind == FlowScopeKind::kFunction && here.definition >= 0) {
    held = LookUpImports(file, here.definition, use.text, to);
  }
  return held;
}

bool FlowSolver::LookUpImports(std::int32_t file, std::int32_t definition, std::string_view name,
                               NodeId to) {
  bool held = false;
  const SourceFile& source = *FileOf(file).source;
  for (const std::int32_t index : source.Imports(name)) {
    const Import& import = source.facts().imports[static_cast<std::size_t>(index)];
    if (definition >= 0 ? import.scope != definition : import.scope >= 0 || import.re_export) {
      continue;
    }
    FromImport(file, import, to);
    held = true;
  }
  return held;
}

void FlowSolver::LookUp(std::int32_t file, std::int32_t at) {
  const FlowExpression use = ExpressionAt(file, at);
  const NodeId to = Expression(file, at);
  const File& here = FileOf(file);
  std::int32_t innermost = use.scope;
  while (here.flow->scopes[static_cast<std::size_t>(innermost)].kind == FlowScopeKind::kOther) {
    innermost = here.flow->scopes[static_cast<std::size_t>(innermost)].parent;
  }
  for (std::int32_t scope = use.scope; scope > 0;
       scope = here.flow->scopes[static_cast<std::size_t>(scope)].parent) {
    if (LookUpIn(file, scope, use, to, scope == innermost)) return;
  }
  if (Contains(here.traits->self_names, use.text)) {
    AddEdge(SelfOf(file, use.scope), to);
    return;
  }
  if (Contains(here.traits->base_names, use.text)) {
    std::int32_t function = -1, type = -1;
    for (std::int32_t scope = use.scope; scope > 0 && type < 0;
         scope = here.flow->scopes[static_cast<std::size_t>(scope)].parent) {
      const FlowScope& around = here.flow->scopes[static_cast<std::size_t>(scope)];
      if (around.kind == FlowScopeKind::kFunction && around.has_own_self) function = scope;
      if (around.kind == FlowScopeKind::kType) type = scope;
    }
    if (function < 0 || type < 0) return;
    Constraint base;
    base.act = Act::kBase;
    base.to = to;
    base.file = file;
    base.at = type;
    AddConstraint(NodeOf({NodeKind::kSelf, file, function, 0}), base);
    return;
  }
  if (!IsLocal(file, use)) LookUpInFile(file, use, to);
}

// Do the facts hold the name for a function around the use? Then it means nothing of the file, even
// where no flow of the language tells what it holds.
bool FlowSolver::IsLocal(std::int32_t file, const FlowExpression& use) {
  const File& here = FileOf(file);
  const std::vector<std::int32_t> bindings = here.source->Bindings(use.text);
  std::int32_t at = here.flow->scopes[static_cast<std::size_t>(use.scope)].around;
  for (; at >= 0 && !bindings.empty(); at = here.source->definition(at).parent) {
    for (const std::int32_t b : bindings) {
      if (here.source->facts().bindings[static_cast<std::size_t>(b)].scope == at) return true;
    }
  }
  return false;
}

void FlowSolver::LookUpInFile(std::int32_t file, const FlowExpression& use, NodeId to) {
  const File& here = FileOf(file);
  bool held = LookUpIn(file, 0, use, to, true);
  held = LookUpImports(file, -1, use.text, to) || held;
  if (held) return;
  for (const Target& target : modules_.DefinitionsSeen(*here.source, use.text)) {
    const auto other = file_ids_.find(target.file);
    if (other == file_ids_.end() || !IsAtFileLevel(target.definition())) continue;
    FlowExpression anywhere;
    anywhere.text = use.text;
    anywhere.order = UINT32_MAX;
    if (other->second != file) held = LookUpIn(other->second, 0, anywhere, to, true) || held;
  }
  if (held) return;
  bool open = false;
  const std::vector<Import>& imports = here.source->facts().imports;
  for (auto at = imports.rbegin(); at != imports.rend(); ++at) {  // the last that brings it
    const Import& import = *at;
    if (import.member != "*" || import.re_export) continue;
    const ModuleRef& module = resolver_.Module(*here.source, import.module);
    open = open || !module.found();
    if (FromModule(file, module, use.text, to)) return;
  }
  if (Contains(here.traits->builtins, use.text)) {
    AddValue(to, Intern({Kind::kExternal, {}, Name("<builtin>." + use.text), -1, -1}));
  } else if (open) {
    for (const Import& import : here.source->facts().imports) {
      if (import.member != "*" || import.re_export) continue;
      if (resolver_.Module(*here.source, import.module).found()) continue;
      AddValue(to, Intern({Kind::kExternal, {}, Name(import.module + "." + use.text), -1, -1}));
    }
  }
}

void FlowSolver::FromImport(std::int32_t file, const Import& import, NodeId to) {
  const File& here = FileOf(file);
  ModuleRef module = resolver_.Module(*here.source, import.module);
  std::string name = import.module;
  if (import.member.empty()) {
    const bool binds_first_part = here.traits->import_binds == ImportBinds::kFirstPart &&
                                  import.module.size() > import.local.size() &&
                                  import.module.starts_with(import.local + ".");
    if (binds_first_part) {
      module = resolver_.Module(*here.source, import.local);
      name = import.local;
    }
  } else if (import.member != "*") {
    name += "." + import.member;
  }
  if (!module.found()) {
    AddValue(to, Intern({Kind::kExternal, {}, Name(name), -1, -1}));
    return;
  }
  if (import.member.empty() || import.member == "*") {
    const auto key = std::pair(module.files, module.folder);
    auto [found, is_new] =
        module_ids_.try_emplace(key, static_cast<std::int32_t>(module_refs_.size()));
    if (is_new) {
      module_refs_.push_back(module);
      module_traits_.push_back(here.traits);
    }
    AddValue(to, Intern({Kind::kModule, {}, found->second, -1, -1}));
    return;
  }
  FromModule(file, module, import.member, to);
}

// True when the module has the name.
bool FlowSolver::FromModule(std::int32_t file, const ModuleRef& module, std::string_view name,
                            NodeId to) {
  bool held = false;
  for (const SourceFile* source : module.files) {
    const auto other = file_ids_.find(source);
    if (other == file_ids_.end()) continue;
    if (held && !module.is_shared) return true;
    if (!Offers(other->second, name)) continue;
    AddEdge(Exported(other->second, name), to);
    held = true;
  }
  if (held) return true;
  ModuleRef submodule = modules_.Submodule(*FileOf(file).traits, module, name);
  if (!submodule.found()) return false;
  const auto key = std::pair(submodule.files, submodule.folder);
  auto [found, is_new] =
      module_ids_.try_emplace(key, static_cast<std::int32_t>(module_refs_.size()));
  if (is_new) {
    module_refs_.push_back(std::move(submodule));
    module_traits_.push_back(FileOf(file).traits);
  }
  AddValue(to, Intern({Kind::kModule, {}, found->second, -1, -1}));
  return true;
}

bool FlowSolver::Offers(std::int32_t file, std::string_view name) {
  if (depth_ > kMaxHops) return false;
  const auto [known, is_new] = offers_.try_emplace({file, std::string(name)}, false);
  if (!is_new) return known->second;
  ++depth_;
  const bool offers = FindOffer(file, name);
  --depth_;
  return offers_[{file, std::string(name)}] = offers;
}

bool FlowSolver::FindOffer(std::int32_t file, std::string_view name) {
  const File& here = FileOf(file);
  const LanguageTraits& traits = *here.traits;
  const bool marked = traits.requires_export && !traits.exported_by_case;
  for (const std::int32_t index : here.source->Definitions(name)) {
    const Definition& definition = here.source->definition(index);
    if (!IsAtFileLevel(definition) || definition.is_local) continue;
    if (!marked || IsOffered(*here.source, definition)) return true;
  }
  if (!marked && here.binds.contains({0, name})) return true;
  for (const Export& offered : here.source->facts().exports) {
    if (offered.name == name) return true;
  }
  for (const Import& import : here.source->facts().imports) {
    const bool offers = traits.requires_export ? import.re_export : import.scope < 0;
    const std::string_view local = BoundName(import, &traits);
    if (offers && (local.empty() ? std::string_view(import.member) : local) == name) return true;
  }
  bool offered = false;
  for (const Import& import : here.source->facts().imports) {
    const bool offers = traits.requires_export ? import.re_export : import.scope < 0;
    if (offered || !offers || import.member != "*" || !import.local.empty()) continue;
    for (const SourceFile* source : resolver_.Module(*here.source, import.module).files) {
      const auto other = file_ids_.find(source);
      offered = offered || (other != file_ids_.end() && Offers(other->second, name));
    }
  }
  return offered;
}

// What other files get under the name: all that the file's level holds at its end.
NodeId FlowSolver::Exported(std::int32_t file, std::string_view name) {
  const NodeKey key{NodeKind::kExport, file, Name(name), 0};
  if (const auto known = node_ids_.find(key); known != node_ids_.end()) return known->second;
  const NodeId to = NodeOf(key);
  if (depth_ > kMaxHops) return to;
  ++depth_;
  FillExport(file, name, to);
  --depth_;
  return to;
}

void FlowSolver::FillExport(std::int32_t file, std::string_view name, NodeId to) {
  const File& here = FileOf(file);
  FlowExpression at_end;
  at_end.text = name;
  at_end.order = UINT32_MAX;
  bool held = false;
  for (const Export& offered : here.source->facts().exports) {
    if (offered.name != name) continue;
    FromPath(file, 0, offered.target, to);
    held = true;
  }
  const bool marked = here.traits->requires_export && !here.traits->exported_by_case;
  bool defined = !marked;
  for (const std::int32_t index : here.source->Definitions(name)) {
    const Definition& definition = here.source->definition(index);
    defined = defined || (IsAtFileLevel(definition) && IsOffered(*here.source, definition));
  }
  if (defined) held = LookUpIn(file, 0, at_end, to, true) || held;
  for (const Import& import : here.source->facts().imports) {
    const bool offers = here.traits->requires_export ? import.re_export : import.scope < 0;
    const std::string_view local = BoundName(import, here.traits);
    if (!offers || (local.empty() ? std::string_view(import.member) : local) != name) continue;
    FromImport(file, import, to);
    held = true;
  }
  if (held) return;
  for (const Import& import : here.source->facts().imports) {
    const bool offers = here.traits->requires_export ? import.re_export : import.scope < 0;
    if (!offers || import.member != "*" || !import.local.empty()) continue;
    if (FromModule(file, resolver_.Module(*here.source, import.module), name, to)) return;
  }
}

// An expression path of the facts: a name, then members.
void FlowSolver::FromPath(std::int32_t file, std::int32_t scope, std::string_view path, NodeId to) {
  const std::size_t end = std::min(path.find('.'), path.size());
  FlowExpression use;
  use.text = path.substr(0, end);
  use.scope = scope;
  use.order = UINT32_MAX;
  if (use.text.empty() || use.text.find_first_of("([{#?") != std::string::npos) return;
  const NodeId first = end == path.size() ? to : Fresh();
  LookUpInFile(file, use, first);
  NodeId at = first;
  for (std::string_view rest = path.substr(end); !rest.empty();) {
    rest.remove_prefix(1);
    const std::size_t stop = std::min(rest.find('.'), rest.size());
    Constraint load;
    load.act = Act::kLoad;
    load.a = Name(rest.substr(0, stop));
    load.file = file;
    load.to = stop == rest.size() ? to : Fresh();
    AddConstraint(at, load);
    at = load.to;
    rest.remove_prefix(stop);
  }
}

void FlowSolver::SeedType(NodeId to, std::int32_t file, std::int32_t definition,
                          std::string_view type_path) {
  if (type_path.empty()) return;
  if (type_path.starts_with("[]") || type_path.starts_with('(')) {
    AddValue(to, Intern({Kind::kTyped, {}, file, definition, Name(type_path)}));
    return;
  }
  const Resolved type = resolver_.ResolveType(*FileOf(file).source, definition, type_path);
  for (const Target& target : type.targets) {
    const Place place = PlaceOf(target);
    if (place.scope >= 0) AddValue(to, Intern({Kind::kDeclared, place, -1, -1, -1}));
    return;
  }
}

// "requests.Session" for a path whose first name is imported from outside.
std::string FlowSolver::ExternalName(std::int32_t file, std::string_view path) {
  const File& here = FileOf(file);
  const std::size_t end = std::min(path.find_first_of(".([{#"), path.size());
  for (const std::int32_t index : here.source->Imports(path.substr(0, end))) {
    const Import& import = here.source->facts().imports[static_cast<std::size_t>(index)];
    std::string name = import.member.empty()
                           ? std::string(import.local == path.substr(0, end) &&
                                                 import.module.starts_with(import.local + ".")
                                             ? import.local
                                             : import.module)
                           : import.module + "." + import.member;
    name += path.substr(end);
    return name.substr(0, kMaxPathText);
  }
  return {};
}

}  // namespace interlock
