// What may be mounted: the objects to which paths lead, those that functions are given, and
// modules, which are asked for by name or where they stand.
#include <algorithm>
#include <iterator>
#include <utility>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr int kMaxDepth = 10;
constexpr std::size_t kMaxPrefixes = 4;      // of one route: it is mounted so often
constexpr std::size_t kMaxCallers = 16;      // of a function that is given what it adds routes to
constexpr std::size_t kMaxFunctions = 1000;  // whose callers are looked for
constexpr std::uint32_t kMaxStatement = 8;   // lines of one that asks for a module

// `static void MapCarts(this IEndpointRouteBuilder app)`: what it is called on is given to it.
bool IsExtension(const Definition& function, const Parameter& parameter) {
  return parameter.kind == ParameterKind::kReceiver && !parameter.type.empty() &&
         !function.owner.empty() && function.parent >= 0;
}

// The name behind which a path asks for a module: "require" of "require().router".
std::string_view AskingName(std::string_view path) {
  const std::size_t end = path.find("()");
  const std::string_view name = path.substr(0, std::min(end, path.size()));
  return end == path.npos || !IsPlainPath(name) ? std::string_view() : name;
}

}  // namespace

bool AsksForModule(const SourceFile& file, std::string_view path) {
  const std::vector<std::string>& functions = file.traits()->import_functions;
  const std::string_view name = AskingName(path);
  return !name.empty() && std::find(functions.begin(), functions.end(), name) != functions.end();
}

// A function adds routes to what it is given: `Register(v1)`.
SiteReader::Prefixes SiteReader::PrefixesOfArguments(const Object& parameter, int depth) {
  if (const auto known = of_arguments_.find(parameter); known != of_arguments_.end()) {
    return known->second;
  }
  if (depth > kMaxDepth || of_arguments_.size() > kMaxFunctions) return {""};
  of_arguments_[parameter] = {""};  // one that calls itself
  const Target function{parameter.file, parameter.definition};
  bool instead = false;
  Prefixes all = WhereMounted({.file = parameter.file, .definition = parameter.definition},
                              depth + 1, &instead);
  const bool is_mounted = all != Prefixes{""};
  if (!is_mounted) all.clear();
  std::size_t callers = 0;
  for (const PlacedSite& call : CallsOf(function)) {
    const SourceFile& file = *call.file;
    const Site& site = call.site();
    if (site.operands.empty()) continue;
    if (++callers > kMaxCallers) break;
    Reference reference;
    reference.kind = ReferenceKind::kCall;
    reference.name = LastNameOf(site.path);
    reference.receiver = ReceiverOf(site.path);
    reference.scope = site.scope;
    reference.line = site.line;
    const Resolved resolved = context_.resolver.Resolve(file, reference);
    const bool calls = resolved.targets.size() == 1 && resolved.targets.front() == function &&
                       resolved.resolution != Resolution::kNameOnly;
    if (!calls) continue;
    int position = 0;
    for (const Parameter& candidate : function.definition().parameters) {
      if (candidate.kind == ParameterKind::kReceiver) continue;
      const std::string place = std::to_string(position++);
      for (const Operand& operand : site.operands) {
        const bool is_it = candidate.name == parameter.name &&
                           (operand.place == place || operand.place == candidate.name) &&
                           operand.kind == OperandKind::kPath;
        if (!is_it) continue;
        AddPrefixes(PrefixesOf({&file, site.scope, site.line}, operand.text, depth + 1), &all);
        sources_.insert(file.path());
      }
    }
  }
  AddPrefixesOfCallees(parameter, depth, &all);
  if (all.empty()) all.emplace_back();
  return of_arguments_[parameter] = std::move(all);
}

// Of a function that extends what it is called on: `app.MapGroup("/v1").MapCarts()`.
void SiteReader::AddPrefixesOfCallees(const Object& parameter, int depth, Prefixes* all) {
  const Target function{parameter.file, parameter.definition};
  const std::vector<Parameter>& parameters = function.definition().parameters;
  const bool extends = std::any_of(parameters.begin(), parameters.end(), [&](const Parameter& one) {
    return one.name == parameter.name && IsExtension(function.definition(), one);
  });
  const LanguageTraits* traits = parameter.file->traits();
  if (!extends || traits == nullptr) return;
  IndexExtensionCalls(*traits);
  const ExtensionCalls& calls = extension_calls_[traits];
  const auto named = calls.find(function.definition().name);
  if (named == calls.end()) return;
  std::size_t callers = 0;
  for (const PlacedCall& call : named->second) {
    const Reference& reference =
        call.file->facts().references[static_cast<std::size_t>(call.reference)];
    if (++callers > kMaxCallers) break;
    const Resolved resolved = context_.resolver.Resolve(*call.file, reference);
    const bool calls_it = std::find(resolved.targets.begin(), resolved.targets.end(), function) !=
                          resolved.targets.end();
    // On what comes from a library, only the name tells of it.
    const bool is_only = resolved.targets.empty() &&
                         context_.world.DefinitionsNamed(function.definition().name).size() == 1;
    if (!calls_it && !is_only) continue;
    AddPrefixes(
        PrefixesOf({call.file, reference.scope, reference.line}, reference.receiver, depth + 1),
        all);
    sources_.insert(call.file->path());
  }
}

// A call that is given nothing has no site, so that these are looked for among the references,
// once.
void SiteReader::IndexExtensionCalls(const LanguageTraits& traits) {
  const auto [known, is_new] = extension_calls_.try_emplace(&traits);
  if (!is_new) return;
  ExtensionCalls& calls = known->second;
  std::vector<const SourceFile*> files;
  for (const Layer* layer : context_.world.layers()) {
    for (const SourceFile* file : layer->files()) {
      const bool counts = file->traits() == &traits && context_.world.Find(file->path()) == file;
      if (counts) files.push_back(file);
    }
  }
  for (const SourceFile* file : files) {
    for (const Definition& definition : file->facts().definitions) {
      const bool extends = std::any_of(
          definition.parameters.begin(), definition.parameters.end(),
          [&](const Parameter& parameter) { return IsExtension(definition, parameter); });
      if (extends) calls.try_emplace(definition.name);
    }
  }
  for (const SourceFile* file : files) {
    const std::vector<Reference>& references = file->facts().references;
    for (std::size_t i = 0; i < references.size(); ++i) {
      if (references[i].kind != ReferenceKind::kCall || references[i].receiver.empty()) continue;
      const auto named = calls.find(std::string_view(references[i].name));
      if (named == calls.end() || named->second.size() >= kMaxCallers) continue;
      named->second.push_back({file, static_cast<std::int32_t>(i)});
    }
  }
}

// What stands behind a call of the path's: what a function has made, or what belongs to the object
// whose `of_member` is called.
std::vector<SiteReader::FoundObject> SiteReader::ObjectsGiven(std::vector<FoundObject> called,
                                                              bool of_member, int depth) {
  std::erase_if(called, [&](const FoundObject& found) {
    const bool is_local = of_member && found.object.scope >= 0;
    return !is_local && (found.object.definition < 0 || !found.object.name.empty());
  });
  for (std::size_t i = called.size(); i-- > 0;) {
    const Object function = called[i].object;
    if (function.definition < 0) continue;
    for (const std::int32_t result : function.file->BindingsIn(function.definition, "<return>")) {
      const Binding& given = function.file->facts().bindings[static_cast<std::size_t>(result)];
      if (!IsPlainPath(given.value)) continue;
      auto made = ObjectsAt({function.file, given.scope, given.line}, given.value, depth + 1);
      std::move(made.begin(), made.end(), std::back_inserter(called));
    }
  }
  return called;
}

// Of a module that is asked for where it stands: the first that the statement asks for, or one
// behind it. `require("./cart")`, `require("./cart").router`, `require("./cart")(options)`.
std::vector<SiteReader::FoundObject> SiteReader::ObjectsAsked(const Spot& at,
                                                              const std::string& path, int depth,
                                                              std::size_t asked) {
  if (depth > kMaxDepth) return {};
  const std::string root = std::string(AskingName(path)) + "()";
  if (path.size() > root.size() && path.ends_with("()")) {
    const std::string callee = path.substr(0, path.size() - 2);
    const bool of_member = callee.find('.', root.size()) != callee.npos;
    return ObjectsGiven(ObjectsAsked(at, callee, depth + 1, asked), of_member, depth + 1);
  }
  const Import* import = nullptr;
  for (const Import& one : at.file->facts().imports) {
    const bool stands_there = one.local.empty() && one.member.empty() && !one.re_export &&
                              one.line >= at.line && one.line - at.line < kMaxStatement;
    if (!stands_there || asked-- > 0) continue;
    import = &one;
    break;
  }
  if (import == nullptr) return {};
  const ModuleRef module = context_.resolver.Module(*at.file, import->module);
  if (!module.found()) return {};
  std::vector<FoundObject> objects = ObjectsOfModule(module.files, depth + 1);
  if (path == root) return objects;
  const std::string member = path.substr(root.size() + 1);
  if (path[root.size()] != '.' || !IsPlainPath(member)) return {};
  const std::string name = member.substr(0, member.find('.'));
  std::vector<FoundObject> offered;
  const auto offer = [&](const SourceFile* file, const std::string& target) {
    auto found = ObjectsAt({file, -1, 0}, target + member.substr(name.size()), depth + 1);
    std::move(found.begin(), found.end(), std::back_inserter(offered));
  };
  for (const SourceFile* file : module.files) {
    bool is_offered = false;
    for (const Export& one : file->facts().exports) {
      if (one.name != name || one.target.empty()) continue;
      is_offered = true;
      offer(file, one.target);
    }
    const std::vector<std::int32_t> defined = file->Definitions(name);
    if (!is_offered && !defined.empty()) offer(file, name);
  }
  if (!offered.empty()) return offered;
  // What belongs to what the module is: `require("./cart").routes()`.
  std::erase_if(objects, [](const FoundObject& found) {
    return found.object.definition < 0 && found.object.name.empty();
  });
  return objects;
}

// What a path leads to: one object, or what a module is and offers.
std::vector<SiteReader::FoundObject> SiteReader::ObjectsAt(const Spot& at, const std::string& path,
                                                           int depth, std::size_t asked) {
  if (depth > kMaxDepth) return {};
  const SourceFile& file = *at.file;
  if (AsksForModule(file, path)) return ObjectsAsked(at, path, depth + 1, asked);
  if (path.ends_with("()")) {
    const std::string callee = path.substr(0, path.size() - 2);
    if (!IsPlainPath(callee)) return {};
    // A module that is asked for by a call: `import("./cart")`.
    const std::int32_t index = SiteNear(at, callee, SiteKind::kCall);
    if (index >= 0) {
      const Site site = SitesOf(file).sites[static_cast<std::size_t>(index)];
      for (const Operand& operand : site.operands) {
        if (operand.place != "0" || operand.kind != OperandKind::kText) continue;
        if (!operand.text.starts_with('.')) continue;
        const ModuleRef module = context_.resolver.Module(file, operand.text);
        if (module.found()) return ObjectsOfModule(module.files, depth + 1);
      }
    }
    const bool of_member = callee.find('.') != callee.npos;
    return ObjectsGiven(ObjectsAt(at, callee, depth + 1), of_member, depth + 1);
  }
  // A member of what is made there: `new Carts().router`.
  const std::size_t made = path.find("{}.");
  const bool is_of_made =
      made != path.npos && IsPlainPath(path.substr(0, made)) && IsPlainPath(path.substr(made + 3));
  if (!IsPlainPath(path) && !is_of_made) return {};
  if (path.find('.') == path.npos) {
    for (std::int32_t s = at.scope; s >= -1; s = s < 0 ? -2 : file.definition(s).parent) {
      const Binding* nearest = nullptr;
      for (const std::int32_t index : file.BindingsIn(s, path)) {
        const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
        const bool above = at.line == 0 || binding.line <= at.line;
        if (above && (nearest == nullptr || binding.line >= nearest->line)) nearest = &binding;
      }
      if (nearest != nullptr) {
        const Spot bound{&file, s, nearest->line};
        if (IsPlainPath(nearest->value) && nearest->value != path) {
          auto same = ObjectsAt(bound, nearest->value, depth + 1);
          if (!same.empty()) return same;
        }
        return {{{&file, -1, s, path, nearest->line}, nearest->value, bound}};
      }
      if (s < 0) break;
      for (const Parameter& parameter : file.definition(s).parameters) {
        const bool is_given = parameter.kind != ParameterKind::kReceiver ||
                              IsExtension(file.definition(s), parameter);
        if (parameter.name == path && is_given) {
          return {{{.file = &file, .definition = s, .name = path}, "", at}};
        }
      }
    }
  }
  Reference reference;
  reference.name = LastNameOf(path);
  reference.receiver = ReceiverOf(path);
  reference.scope = at.scope;
  reference.line = at.line;
  const Resolved resolved = context_.resolver.Resolve(file, reference);
  if (!resolved.module.empty()) return ObjectsOfModule(resolved.module, depth + 1);
  if (resolved.targets.empty() || resolved.resolution == Resolution::kNameOnly) {
    // What belongs to an object is mounted with it: `router.urls`.
    return reference.receiver.empty() ? std::vector<FoundObject>{}
                                      : ObjectsAt(at, reference.receiver, depth + 1);
  }
  const Target& target = resolved.targets.front();
  const Definition& definition = target.definition();
  Spot bound{target.file, definition.parent, definition.first_line};
  // The call may stand in the definition itself.
  std::string_view maker = definition.value;
  if (maker.ends_with("()") || maker.ends_with("{}")) maker.remove_suffix(2);
  if (SitesOf(*target.file).by_path.contains(std::pair(target.index, std::string(maker)))) {
    bound.scope = target.index;
  }
  if (!definition.callable && IsPlainPath(definition.value) && definition.value != path) {
    auto same = ObjectsAt(bound, definition.value, depth + 1);
    if (!same.empty()) return same;
  }
  return {{{.file = target.file, .definition = target.index},
           definition.callable ? "" : definition.value,
           bound}};
}

// The files of a module, and what it offers when it is asked for as a whole.
std::vector<SiteReader::FoundObject> SiteReader::ObjectsOfModule(
    const std::vector<const SourceFile*>& files, int depth) {
  std::vector<FoundObject> objects;
  for (const SourceFile* file : files) {
    if (objects.size() >= kMaxPrefixes) break;
    objects.push_back({{.file = file}, "", {file, -1, 0}});
    for (const Export& offered : file->facts().exports) {
      if (offered.name != "default" || offered.target.empty()) continue;
      for (FoundObject& found : ObjectsAt({file, -1, 0}, offered.target, depth + 1)) {
        objects.push_back(std::move(found));
      }
    }
    for (const std::int32_t index : file->Definitions("default")) {
      const Definition& definition = file->definition(index);
      if (definition.parent >= 0) continue;
      const Spot bound{file, -1, definition.first_line};
      auto found = ObjectsAt(bound, definition.value, depth + 1);
      if (found.empty()) found = {{{.file = file, .definition = index}, definition.value, bound}};
      std::move(found.begin(), found.end(), std::back_inserter(objects));
    }
  }
  return objects;
}

}  // namespace interlock
