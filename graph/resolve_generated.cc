// Calls of code that a build generates from types of the repository.
//
// Where packages may have files that are not in the repository, a name that its own package lacks
// is mostly that of a generated type. Such types carry the name of what they are made from
// ("Shapes", "ImmutableShape" and "Shape_Factory" of Shape), lie in its package, and offer what it
// declares abstract under the same names, with the same parameters or with none. So a call of
// `Shapes.circle(1)` is likely to stand or fall with the abstract `circle(radius)` of Shape.
#include <algorithm>

#include "graph/resolve.h"
#include "graph/resolve_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kShortestName = 4;  // shorter ones are in other names by chance

// Of the types around the target, the length of the longest name that `generated` carries.
std::size_t CarriedName(const Target& target, std::string_view generated) {
  std::size_t longest = 0;
  for (std::int32_t at = target.definition().parent; at >= 0;
       at = target.file->definition(at).parent) {
    const std::string& name = target.file->definition(at).name;
    const bool carried = name.size() >= kShortestName && name.size() < generated.size() &&
                         generated.find(name) != generated.npos;
    if (carried) longest = std::max(longest, name.size());
  }
  return longest;
}

}  // namespace

Resolved Resolver::FromGenerated(const SourceFile& file, const Reference& reference,
                                 Resolved otherwise) {
  const std::string& generated = reference.receiver;
  if (reference.kind != ReferenceKind::kCall || generated.empty() ||
      generated.find_first_of(".([{#?") != generated.npos) {
    return otherwise;
  }
  std::string package = file.outline().package;
  for (const std::int32_t index : file.Imports(generated)) {
    package = file.facts().imports[static_cast<std::size_t>(index)].module;
  }
  const ModuleRef& module = Module(file, package);
  if (!module.is_partial || !module.within.empty()) return otherwise;
  std::vector<Target> targets;
  std::size_t longest = 1;
  for (const Target& target : world_.DefinitionsNamed(reference.name)) {
    const bool is_there =
        std::find(module.files.begin(), module.files.end(), target.file) != module.files.end();
    if (!is_there || !target.definition().is_abstract || !target.definition().callable) continue;
    const std::size_t carried = CarriedName(target, generated);
    if (carried < longest) continue;
    if (carried > longest) targets.clear();
    longest = carried;
    targets.push_back(target);
  }
  if (targets.empty()) return otherwise;
  KeepFitting(reference, &targets);
  if (targets.size() != 1) return otherwise;
  Resolved resolved;
  resolved.targets = std::move(targets);
  resolved.resolution = Resolution::kLikely;
  resolved.rule = "generated";
  resolved.through_type = true;
  return resolved;
}

}  // namespace interlock
