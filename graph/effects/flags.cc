// Feature flags: which one must be on for code to run.
#include <algorithm>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr int kMaxDepth = 6;
constexpr int kMaxGuards = 32;  // around one another
constexpr std::string_view kOff = "off";  // what a check is for that holds when the flag is off
constexpr std::string_view kTruth = "?&";
// Members of what an SDK gives (parsers/catalog/flags.yaml): that it is on, that it is off.
const char* const kValueMember = "~flag-value";
const char* const kOffMember = "~flag-off";

bool HasName(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

SiteReader::Flag SiteReader::FlagOfSite(const SourceFile& file, std::int32_t site) {
  return FlagOf(EffectsAt(file, site));
}

SiteReader::Flag SiteReader::FlagOf(const Founds& founds) {
  for (const FoundEffect& found : founds) {
    const Effect& effect = found.effect;
    const bool asks = effect.access == "evaluate" && found.parameter.empty();
    if (asks && effect.resource.name != "?") return {effect.resource.name, effect.to == kOff};
  }
  return {};
}

// Of "?&a&!b" (parsers/paths_internal.h): all of it holds, so what asks for a flag does.
SiteReader::Flag SiteReader::FlagOfTruth(const Spot& at, std::string_view truth, int depth) {
  bool is_part = false;
  for (std::size_t end = 0; !truth.empty(); truth.remove_prefix(end)) {
    truth.remove_prefix(1);  // '&'
    end = std::min(truth.find('&'), truth.size());
    std::string_view path = truth.substr(0, end);
    const bool negated = path.starts_with('!');
    if (negated) path.remove_prefix(1);
    Flag flag = FlagAt(at, path, -1, depth);
    is_part = is_part || end < truth.size();
    if (flag.name.empty()) continue;
    flag.off = flag.off != negated;
    flag.is_part = flag.is_part || is_part;
    return flag;
  }
  return {};
}

// What a function gives, when all that it gives but constants is the value of one flag.
SiteReader::Flag SiteReader::FlagGivenBy(const Target& target, int depth) {
  Flag flag;
  for (const std::int32_t index : target.file->BindingsIn(target.index, "<return>")) {
    const Binding& binding = target.file->facts().bindings[static_cast<std::size_t>(index)];
    const Spot at{target.file, target.index, binding.line};
    const Flag returned = FlagAt(at, binding.value, -1, depth + 1);
    // One that returns other things as well says nothing.
    if (returned.name.empty() || (!flag.name.empty() && flag != returned)) return {};
    flag = returned;
  }
  if (!flag.name.empty()) return flag;
  const FileSites& sites = SitesOf(*target.file);
  const auto returns = sites.by_path.find(std::pair(target.index, std::string("<return>")));
  if (returns == sites.by_path.end()) return {};
  for (const std::int32_t index : returns->second) {
    const Site result = sites.sites[static_cast<std::size_t>(index)];
    if (result.operands.empty() || result.operands[0].kind != OperandKind::kPath) continue;
    const Spot at{target.file, target.index, result.line};
    const Flag returned = FlagAt(at, result.operands[0].text, -1, depth + 1);
    if (returned.name.empty() || (!flag.name.empty() && flag != returned)) return {};
    flag = returned;
  }
  return flag;
}

// The flag whose value the path has: a call of an SDK, what holds its result, or a function that
// returns it.
SiteReader::Flag SiteReader::FlagAt(const Spot& at, std::string_view path, std::int32_t site,
                                    int depth) {
  if (depth > kMaxDepth || path.empty()) return {};
  if (path.starts_with(kTruth)) {
    return FlagOfTruth(at, path.substr(kTruth.size() - 1), depth + 1);
  }
  if (path.starts_with('?')) return {};
  // The first of several results is the value: `on, err := flags.Bool(…)`.
  if (path.ends_with("#0")) path.remove_suffix(2);
  const SourceFile& file = *at.file;
  const bool is_call = path.ends_with("()");
  const std::string_view name = is_call ? path.substr(0, path.size() - 2) : path;
  if (is_call && site < 0) site = SiteNear(at, name, SiteKind::kCall);
  if (path.ends_with("[]")) {  // `Flipper[:search]`
    site = SiteNear(at, path.substr(0, path.size() - 2), SiteKind::kIndex);
  }
  if (site >= 0) {
    Flag flag = FlagOfSite(file, site);
    if (!flag.name.empty()) return flag;
  }
  if (!is_call && NameOfStep(path) == path) {
    for (std::int32_t s = at.scope; s >= -1; s = s < 0 ? -2 : file.definition(s).parent) {
      Flag flag;
      for (const std::int32_t index : file.BindingsIn(s, path)) {
        const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
        if (binding.line > at.line) continue;
        flag = FlagAt({&file, s, binding.line}, binding.value, -1, depth + 1);
      }
      if (!flag.name.empty()) return flag;
    }
  }
  const std::size_t dot = name.rfind('.');
  if (dot != name.npos && dot > 0) {
    // What an SDK gives may hold the value beside its reasons; what passes it on changes nothing.
    const std::string_view member = name.substr(dot + 1);
    const bool passes = is_call && HasName(file.traits()->passing_members, member);
    const bool is_off = context_.index.IsHandle(kOffMember, member);
    if (passes || is_off || context_.index.IsHandle(kValueMember, member)) {
      Flag flag = FlagAt(at, name.substr(0, dot), -1, depth + 1);
      flag.off = flag.off != is_off;
      if (!flag.name.empty()) return flag;
    }
  }
  if (!is_call && dot != name.npos) {
    // One of all flags, which an SDK gives as an object: `useFlags().newCheckout`.
    Flag flag = FlagOf(ReadAt(at, path));
    if (!flag.name.empty()) return flag;
  }
  Reference reference;
  reference.kind = is_call ? ReferenceKind::kCall : ReferenceKind::kRead;
  reference.name = name.substr(dot + 1);  // npos + 1 == 0
  if (dot != name.npos) reference.receiver = name.substr(0, dot);
  reference.scope = at.scope;
  reference.line = at.line;
  const Resolved resolved = context_.resolver.Resolve(file, reference);
  if (resolved.resolution != Resolution::kResolved || resolved.targets.size() != 1) return {};
  const Target& target = resolved.targets.front();
  const Definition& definition = target.definition();
  if (definition.callable) return FlagGivenBy(target, depth);
  return FlagAt({target.file, target.index, definition.first_line}, definition.value, -1,
                depth + 1);
}

// The flag of a call around, in whose block or arguments the site stands, and which runs that only
// when the flag is on: `<IfFeatureEnabled feature="search">`, `UNLEASH.if_enabled("search") do`.
std::string SiteReader::FlagAround(const SourceFile& file, const Site& site) {
  const std::vector<Site>& sites = SitesOf(file).sites;
  std::int32_t around = site.around;
  for (int i = 0; i < kMaxGuards && around >= 0; ++i) {
    const Site call = sites[static_cast<std::size_t>(around)];
    if (HoldsInside(file, call)) {
      const Flag flag = FlagOfSite(file, around);
      if (!flag.name.empty()) return (flag.off ? "!" : "") + flag.name;
    }
    around = call.around;
  }
  return "";
}

std::string SiteReader::FlagOf(const SourceFile& file, std::int32_t guard) {
  const std::vector<Guard>& guards = file.facts().guards;
  for (int i = 0; i < kMaxGuards && guard >= 0; ++i) {
    const Guard& condition = guards[static_cast<std::size_t>(guard)];
    // The condition stands above what it guards.
    const Spot at{&file, condition.scope, condition.first_line};
    const Flag flag = FlagAt(at, condition.on, condition.site, 0);
    // Where only a part of what does not hold asks for the flag, another may have failed.
    const bool says = !flag.name.empty() && !(condition.negated && flag.is_part);
    if (says) return (condition.negated != flag.off ? "!" : "") + flag.name;
    guard = condition.around;
  }
  return "";
}

std::string FlagOf(EffectContext& context, const SourceFile& file, std::int32_t guard) {
  return context.sites->FlagOf(file, guard);
}

}  // namespace interlock
