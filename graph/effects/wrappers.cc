// Wrappers: a function that hands a parameter on as the name of a resource. Each of its calls names
// the resource; what is found so is one step less certain. A wrapper of a wrapper is one, too,
// three deep.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "graph/effects/sites_internal.h"
#include "interlock/default_values.h"

namespace interlock {

// The effects in the function that its callers name.
const SiteReader::Founds& SiteReader::OpenEffectsOf(const Target& function) {
  const Key key{function.file, function.index, level_};
  if (const auto known = open_.find(key); known != open_.end()) return known->second;
  Founds founds;
  const SourceFile& file = *function.file;
  const FileSites& sites = SitesOf(file);
  const auto inside = sites.inside.find(function.index);
  if (inside == sites.inside.end()) return open_[key] = std::move(founds);
  for (const std::int32_t i : inside->second) {
    if (sites.sites[static_cast<std::size_t>(i)].kind == SiteKind::kValue) continue;
    for (const FoundEffect& found : EffectsAt(file, i)) {
      if (!found.parameter.empty() && found.function == function.index) founds.push_back(found);
    }
  }
  return open_[key] = std::move(founds);
}

namespace {

// Do all calls like the site's leave the parameter out? What is unpacked may hold it.
bool LeavesOut(const SourceFile& file, const Site& site, const std::string& parameter,
               int position) {
  std::string_view path = site.path;
  if (path.ends_with("{}")) path.remove_suffix(2);
  int given = 0;  // by position, as far as that can be expressed
  std::set<std::string_view> named;
  for (const Operand& operand : site.operands) {
    const std::string_view place =
        std::string_view(operand.place).substr(0, operand.place.find_first_of(".[|"));
    if (place.starts_with('<')) continue;  // a type
    if (place.find_first_not_of("0123456789") != place.npos) named.insert(place);
    if (!place.empty() && place.find_first_not_of("0123456789") == place.npos) {
      given = std::max(given, std::atoi(std::string(place).c_str()) + 1);
    }
  }
  bool is_known = false;
  const std::string_view last = LastNameOf(path);
  for (const Reference& use : file.facts().references) {
    if (use.scope != site.scope || use.name != last) continue;
    const bool calls = use.kind == ReferenceKind::kCall || use.kind == ReferenceKind::kConstruct;
    if (!calls || interlock::PathOf(use) != path) continue;
    const auto has = [&](std::string_view name) {
      return std::find(use.keywords.begin(), use.keywords.end(), name) != use.keywords.end();
    };
    // Of several that differ, the one that is given just that.
    if (!use.spread && use.arguments == given && use.keywords.size() == named.size() &&
        std::all_of(named.begin(), named.end(), has)) {
      return given <= position && !named.contains(parameter);
    }
    if (use.spread) return false;
    const bool may_be_it = use.arguments >= given && std::all_of(named.begin(), named.end(), has);
    if (!may_be_it) continue;
    if (use.arguments > position || has(parameter)) return false;
    is_known = true;
  }
  return is_known;
}

}  // namespace

// What the site passes for a parameter of the function, or its default; of one that begins with a
// dot, for what is taken under that key out of a parameter without a name.
std::optional<Constant> SiteReader::Argument(const SourceFile& file, const Site& site,
                                             const Target& function, const std::string& parameter) {
  int position = 0;
  for (const Parameter& candidate : function.definition().parameters) {
    if (candidate.kind == ParameterKind::kReceiver) continue;
    if (parameter.starts_with('.') && candidate.name.empty()) {
      std::vector<Constant> found = OperandsAt(file, site, std::to_string(position++) + parameter);
      if (!found.empty()) return found.front();
      continue;
    }
    if (candidate.name != parameter) {
      ++position;
      continue;
    }
    for (const std::string& place : {parameter, std::to_string(position)}) {
      std::vector<Constant> found = OperandsAt(file, site, place);
      if (!found.empty()) return found.front();
    }
    if (!candidate.has_default || !LeavesOut(file, site, parameter, position)) continue;
    const FileSites& sites = SitesOf(*function.file);
    const auto held =
        sites.by_path.find(std::pair(function.index, std::string(kDefaultOf) + parameter));
    if (held == sites.by_path.end()) continue;
    const Site said = sites.sites[static_cast<std::size_t>(held->second.front())];
    std::vector<Constant> found = OperandsAt(*function.file, said, "");
    if (!found.empty() && !found.front().is_open()) return found.front();
  }
  return std::nullopt;
}

namespace {

// What a caller passes, within the address that the wrapper puts around it. False when that makes
// no address: behind a path that has begun only what begins with a slash goes on.
bool PutIntoSlot(const FoundEffect& inner, Constant* name) {
  if (inner.slotted.empty()) {
    if (name->is_open() || !IsNamedInSlot(inner.via, name->slotted)) return true;
    name->parameter = name->slot_parameter;
    name->text = "?";
    return true;
  }
  std::string passed = name->is_open() ? std::string(1, kSlot) : name->slotted;
  if (passed.empty()) passed = name->text;
  if (passed == "?") return false;
  const std::size_t at = inner.slotted.find(kSlot);
  const bool goes_on = passed.starts_with('/') || passed.starts_with(kSlot);
  if (at == inner.slotted.npos || (at > 0 && inner.via == "url" && !goes_on)) return false;
  std::string whole = inner.slotted;
  whole.replace(at, 1, passed);
  const bool is_slotted = whole.find(kSlot) != whole.npos;
  if (is_slotted && !name->is_open()) name->parameter = name->slot_parameter;
  name->slotted = is_slotted ? whole : "";
  name->text = is_slotted ? "?" : std::move(whole);
  return true;
}

}  // namespace

SiteReader::Founds SiteReader::FromWrapper(const SourceFile& file, const Site& site) {
  Founds founds;
  if (site.subject >= 0) return founds;
  if (site.operands.empty() && !context_.world.MayTakeDefaults(LastNameOf(site.path)))
    return founds;
  Reference reference;
  std::string_view path = site.path;
  reference.kind = ReferenceKind::kCall;
  if (path.ends_with("{}")) {
    path.remove_suffix(2);
    reference.kind = ReferenceKind::kConstruct;
  }
  const std::size_t dot = path.rfind('.');
  reference.name = path.substr(dot + 1);  // npos + 1 == 0
  if (dot != path.npos) reference.receiver = path.substr(0, dot);
  reference.scope = site.scope;
  reference.line = site.line;
  const Resolved resolved = context_.resolver.Resolve(file, reference);
  if (resolved.resolution == Resolution::kNameOnly || resolved.targets.empty()) return founds;
  const Target& function = resolved.targets.front();
  if (!function.definition().callable || function.file->traits() == nullptr) return founds;
  for (const FoundEffect& inner : OpenEffectsOf(function)) {
    auto name = Argument(file, site, function, inner.parameter);
    if (!name || !PutIntoSlot(inner, &*name)) continue;
    FoundEffect found;
    found.effect = inner.effect;
    found.fallback = inner.fallback;
    found.via = inner.via;
    Effect& effect = found.effect;
    const std::string guard = effect.guard;
    const bool in_loop = effect.in_loop;
    const std::string transaction = std::exchange(effect.transaction, "");
    Complete(file, site, &effect);
    if (effect.guard.empty()) effect.guard = guard;
    if (!effect.in_loop) effect.transaction = transaction;
    effect.in_loop = effect.in_loop || in_loop;
    found.verb = inner.verb;
    found.base = inner.base;
    found.slotted = name->slotted;
    if (!inner.verb_parameter.empty()) {
      const auto verb = Argument(file, site, function, inner.verb_parameter);
      if (verb && verb->is_open()) found.verb_parameter = verb->parameter;
      if (verb && verb->text != "?") found.verb = Upper(verb->text);
    }
    Constant written = *name;
    ReadVia(inner.via, &written);
    SetName(written, &found);
    const bool named = name->text != "?";
    effect.resolution = named ? Resolution::kLikely : Resolution::kNameOnly;
    const std::string through = "through " + function.name() + ", " + function.file->path() + ":" +
                                std::to_string(inner.effect.line);
    if (function.file != &file) effect.sources.push_back(function.file->path());
    effect.joined = name->joined.empty() ? through : name->joined + ", " + through;
    found.parameter = name->parameter;
    found.function = name->function;
    for (const FoundEffect::OpenQuantity& open : inner.quantities) {
      const auto number = Argument(file, site, function, open.parameter);
      if (!number) continue;
      if (number->is_open()) {
        found.quantities.push_back({open.name, open.unit, number->parameter});
      } else if (const auto amount = AmountAt({&file, site.scope, site.line}, *number, open.unit)) {
        effect.quantities.push_back({open.name, *amount, number->text, false});
      }
    }
    founds.push_back(std::move(found));
  }
  return founds;
}

}  // namespace interlock
