// Feature flags: which one must be on for code to run.
#include <algorithm>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr int kMaxDepth = 6;
constexpr int kMaxGuards = 32;  // around one another

}  // namespace

std::string SiteReader::FlagOfSite(const SourceFile& file, std::int32_t site) {
  for (const FoundEffect& found : EffectsAt(file, site)) {
    const Effect& effect = found.effect;
    const bool asks = effect.access == "evaluate" && found.parameter.empty();
    if (asks && effect.resource.name != "?") return effect.resource.name;
  }
  return "";
}

// The flag whose value the path has: a call of an SDK, what holds its result, or a function that
// returns it.
std::string SiteReader::FlagAt(const Spot& at, std::string_view path, std::int32_t site,
                               int depth) {
  if (depth > kMaxDepth || path.empty() || path.starts_with('?')) return "";
  // The first of several results is the value: `on, err := flags.Bool(…)`.
  if (path.ends_with("#0")) path.remove_suffix(2);
  const SourceFile& file = *at.file;
  const bool is_call = path.ends_with("()");
  const std::string_view name = is_call ? path.substr(0, path.size() - 2) : path;
  if (is_call && site < 0) site = SiteNear(at, name, SiteKind::kCall);
  if (site >= 0) {
    const std::string flag = FlagOfSite(file, site);
    if (!flag.empty()) return flag;
  }
  if (!is_call && NameOfStep(path) == path) {
    for (std::int32_t s = at.scope; s >= -1; s = s < 0 ? -2 : file.definition(s).parent) {
      std::string flag;
      for (const std::int32_t index : file.BindingsIn(s, path)) {
        const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
        if (binding.line > at.line) continue;
        flag = FlagAt({&file, s, binding.line}, binding.value, -1, depth + 1);
      }
      if (!flag.empty()) return flag;
    }
  }
  Reference reference;
  const std::size_t dot = name.rfind('.');
  reference.kind = is_call ? ReferenceKind::kCall : ReferenceKind::kRead;
  reference.name = name.substr(dot + 1);  // npos + 1 == 0
  if (dot != name.npos) reference.receiver = name.substr(0, dot);
  reference.scope = at.scope;
  reference.line = at.line;
  const Resolved resolved = context_.resolver.Resolve(file, reference);
  if (resolved.resolution != Resolution::kResolved || resolved.targets.size() != 1) return "";
  const Target& target = resolved.targets.front();
  const Definition& definition = target.definition();
  if (!definition.callable) {
    const Spot inside{target.file, target.index, definition.first_line};
    return FlagAt(inside, definition.value, -1, depth + 1);
  }
  std::string flag;
  for (const std::int32_t index : target.file->BindingsIn(target.index, "<return>")) {
    const Binding& binding = target.file->facts().bindings[static_cast<std::size_t>(index)];
    const std::string returned =
        FlagAt({target.file, target.index, binding.line}, binding.value, -1, depth + 1);
    // One that returns other things as well says nothing.
    if (returned.empty() || (!flag.empty() && flag != returned)) return "";
    flag = returned;
  }
  if (!flag.empty()) return flag;
  const FileSites& sites = SitesOf(*target.file);
  const auto returns = sites.by_path.find(std::pair(target.index, std::string("<return>")));
  if (returns == sites.by_path.end()) return "";
  for (const std::int32_t index : returns->second) {
    const Site result = sites.sites[static_cast<std::size_t>(index)];
    if (result.operands.empty() || result.operands[0].kind != OperandKind::kPath) continue;
    const std::string returned =
        FlagAt({target.file, target.index, result.line}, result.operands[0].text, -1, depth + 1);
    if (returned.empty() || (!flag.empty() && flag != returned)) return "";
    flag = returned;
  }
  return flag;
}

std::string SiteReader::FlagOf(const SourceFile& file, std::int32_t guard) {
  const std::vector<Guard>& guards = file.facts().guards;
  for (int i = 0; i < kMaxGuards && guard >= 0; ++i) {
    const Guard& condition = guards[static_cast<std::size_t>(guard)];
    // The condition stands above what it guards.
    const Spot at{&file, condition.scope, condition.first_line};
    const std::string flag = FlagAt(at, condition.on, condition.site, 0);
    if (!flag.empty()) return (condition.negated ? "!" : "") + flag;
    guard = condition.around;
  }
  return "";
}

std::string FlagOf(EffectContext& context, const SourceFile& file, std::int32_t guard) {
  return context.sites->FlagOf(file, guard);
}

}  // namespace interlock
