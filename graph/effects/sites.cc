// Effects of what code calls, reads, decorates and derives from.
#include <algorithm>
#include <iterator>
#include <utility>

#include "graph/effects/setting_keys.h"
#include "graph/effects/sites_internal.h"
#include "graph/effects/transactions.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxEffects = 64;   // of one site
const char* const kResolves = "resolve";  // as links of a page are
const char* const kFolder = "folder";     // likewise, and what stands before is a folder

std::string_view Called(const Site& site) {
  std::string_view path = site.path;
  if (path.ends_with("{}")) path.remove_suffix(2);
  return path;
}

// `const db = knex(config)`, `(trx: Knex) =>`: what is called may be what another call gave, or
// what its type says.
bool HoldsResult(const SourceFile& file, std::int32_t scope, std::string_view name) {
  const std::vector<std::int32_t> all = file.Definitions(name);
  const bool is_defined = std::any_of(all.begin(), all.end(), [&](std::int32_t index) {
    const Definition& definition = file.definition(index);
    return !definition.callable && definition.value.ends_with("()");
  });
  if (is_defined) return true;
  for (const std::int32_t index : file.BindingsIn(scope, name)) {
    const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
    if (binding.value.ends_with("()") || !binding.type.empty()) return true;
  }
  if (scope < 0) return false;
  const std::vector<Parameter>& parameters = file.definition(scope).parameters;
  return std::any_of(parameters.begin(), parameters.end(), [&](const Parameter& parameter) {
    return parameter.name == name && !parameter.type.empty();
  });
}

// The key that stands in `place` where the entry has "{key**}": "shop.tasks.close" of what is at
// "shop.tasks.close.queue", for "{key**}.queue", or all of it, for "{key**}". Empty when the entry
// means nothing by the place.
std::string KeyAt(std::string_view place, const CatalogEntry& entry) {
  constexpr std::string_view kKey = "{key**}";
  for (const EntryEffect& effect : entry.effects) {
    for (const std::string& pattern : effect.name.places) {
      const std::size_t at = pattern.find(kKey);
      if (at == pattern.npos) continue;
      const std::string_view before = std::string_view(pattern).substr(0, at);
      const std::string_view behind = std::string_view(pattern).substr(at + kKey.size());
      const bool fits = place.size() > before.size() + behind.size() && place.starts_with(before) &&
                        place.ends_with(behind);
      if (fits) {
        return std::string(
            place.substr(before.size(), place.size() - before.size() - behind.size()));
      }
    }
  }
  return "";
}

// What stands before the keys that the entry speaks of, "task_routes." of
// "task_routes.{key**}.queue"; nothing when it speaks of none.
std::optional<std::string> BeforeKeys(const CatalogEntry& entry) {
  for (const EntryEffect& effect : entry.effects) {
    for (const std::string& place : effect.name.places) {
      const std::size_t at = std::min(place.find("{key}"), place.find("{key**}"));
      if (at != place.npos) return place.substr(0, at);
    }
  }
  return std::nullopt;
}

// The keys of a map that each may hold a resource. Where the entry says that they may have dots
// themselves, what it looks for stands behind all of one, and nothing of that kind behind its first
// part.
std::set<std::string> KeysIn(const Site& site, std::string_view before, const CatalogEntry& entry) {
  std::set<std::string> firsts, whole;
  for (const Operand& operand : site.operands) {
    if (!operand.place.starts_with(before)) continue;
    const std::string_view inside = std::string_view(operand.place).substr(before.size());
    if (inside.starts_with('@')) continue;
    firsts.emplace(inside.substr(0, inside.find_first_of(".[")));
    if (std::string key = KeyAt(operand.place, entry); !key.empty()) whole.insert(std::move(key));
  }
  std::set<std::string> keys;
  for (const std::string& first : firsts) {
    const std::string begun = first + ".";
    const auto dotted = whole.lower_bound(begun);
    const bool is_part =
        !whole.contains(first) && dotted != whole.end() && dotted->starts_with(begun);
    if (!is_part) keys.insert(first);
    for (auto key = dotted; is_part && key != whole.end() && key->starts_with(begun); ++key) {
      keys.insert(*key);
    }
  }
  return keys;
}

// A decorator stands above the name of what it decorates.
bool StandsAbove(const SourceFile& file, std::int32_t scope, std::uint32_t line) {
  return scope >= 0 && line < file.definition(scope).first_line;
}

}  // namespace

bool IsInside(const SourceFile& file, std::int32_t scope, std::int32_t around) {
  while (scope > around) scope = file.definition(scope).parent;
  return scope == around;
}

// Constants that are worked out have no site either; where any of the file is one, they count.
void SiteReader::AddWorkedOut(const SourceFile& file, std::vector<Site>* sites) {
  const bool takes_members = context_.index.TakesAny(EntryMatch::kMember, file);
  if (!takes_members && !context_.index.TakesAny(EntryMatch::kConstant, file)) return;
  std::set<std::int32_t> held;
  for (const Site& site : *sites) {
    if (site.kind == SiteKind::kValue) held.insert(site.subject);
  }
  const std::vector<Definition>& all = file.facts().definitions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    const bool is_member =
        all[i].parent >= 0 && file.definition(all[i].parent).kind == DefinitionKind::kClass;
    const bool is_value = all[i].is_property || !all[i].callable;
    const bool is_one = is_member ? takes_members : all[i].parent < 0;
    if (!is_value || !is_one || all[i].is_local || held.contains(index)) continue;
    if (all[i].kind == DefinitionKind::kClass || all[i].kind == DefinitionKind::kModule) continue;
    Site site;
    site.kind = SiteKind::kValue;
    site.path = all[i].name;
    site.subject = index;
    site.line = all[i].first_line;
    sites->push_back(std::move(site));
  }
}

// Calls that are given nothing constant have no site: their references stand in.
const SiteReader::FileSites& SiteReader::SitesOf(const SourceFile& file) {
  const auto [known, fresh] = sites_.try_emplace(&file);
  FileSites& of_file = known->second;
  if (!fresh) return of_file;
  of_file.sites = file.facts().sites;
  // Of those that are given nothing, and of all.
  std::set<std::pair<std::int32_t, std::string>> bare, present;
  for (const Site& site : of_file.sites) {
    if (site.kind != SiteKind::kCall) continue;
    if (site.operands.empty()) bare.emplace(site.scope, Called(site));
    present.emplace(site.scope, Called(site));
  }
  for (const Reference& reference : file.facts().references) {
    const bool above = StandsAbove(file, reference.scope, reference.line);
    const bool calls =
        reference.kind == ReferenceKind::kCall || reference.kind == ReferenceKind::kConstruct;
    if (!calls && !(above && reference.kind != ReferenceKind::kWrite)) continue;
    Site site;
    site.scope = reference.scope;
    site.path = interlock::PathOf(reference);
    const bool gives_nothing =
        reference.arguments == 0 && reference.keywords.empty() && !reference.spread;
    const bool is_new = present.emplace(site.scope, site.path).second;
    const bool may_repeat = gives_nothing && reference.kind == ReferenceKind::kCall;
    if (!is_new && (!may_repeat || !bare.emplace(site.scope, site.path).second)) continue;
    site.subject = above ? reference.scope : -1;
    site.line = reference.line;
    site.guard = reference.guard;
    of_file.sites.push_back(std::move(site));
  }
  AddWorkedOut(file, &of_file.sites);
  for (std::size_t i = 0; i < of_file.sites.size(); ++i) {
    const Site& site = of_file.sites[i];
    const auto index = static_cast<std::int32_t>(i);
    of_file.by_path[{site.scope, std::string(Called(site))}].push_back(index);
    for (std::int32_t s = site.scope; s >= 0; s = file.definition(s).parent) {
      of_file.inside[s].push_back(index);
    }
    if (site.kind == SiteKind::kValue && site.subject >= 0) of_file.held[site.subject] = index;
    if (site.kind == SiteKind::kCall && site.subject >= 0) {
      of_file.decorating[site.subject].push_back(index);
    }
  }
  return of_file;
}

const SiteReader::Founds& SiteReader::EffectsAt(const SourceFile& file, std::int32_t index) {
  static const Founds kNone;
  if (level_ == 0) return kNone;
  const Key key{&file, index, level_};
  if (const auto known = found_.find(key); known != found_.end()) return known->second;
  const int work = std::exchange(work_, 0);
  --level_;
  const Site site = SitesOf(file).sites[static_cast<std::size_t>(index)];
  Founds founds;
  switch (site.kind) {
    case SiteKind::kCall:
      founds = FromCall(file, site);
      break;
    case SiteKind::kIndex:
      founds = FromIndex(file, site);
      break;
    case SiteKind::kValue:
      founds = FromConstant(file, site);
      break;
    case SiteKind::kAssign:
      founds = FromAssignment(file, site);
      break;
  }
  ++level_;
  work_ = work;
  return found_[key] = std::move(founds);
}

// A decorator is named outside of what it decorates. A bare name in a block that is handed to a
// member which passes its object on is most likely a member of that object:
// `Consumer(settings).apply { subscribe("orders") }`.
AccessPath SiteReader::PathOf(const SourceFile& file, const Site& site, std::string_view path) {
  if (site.subject >= 0) {
    return context_.paths.Of(file, file.definition(site.subject).parent, path, site.line);
  }
  const AccessPath access = context_.paths.Of(file, site.scope, path, site.line);
  if (!access.unbound || path.find('.') != path.npos) return access;
  constexpr std::uint32_t kMaxLines = 20;
  const std::vector<std::string>& passing = file.traits()->passing_members;
  for (const Binding& binding : file.facts().bindings) {
    const bool near = binding.scope == site.scope && binding.line <= site.line &&
                      site.line <= binding.line + kMaxLines && binding.value.ends_with("()");
    if (!near) continue;
    const std::string_view value =
        std::string_view(binding.value).substr(0, binding.value.size() - 2);
    const std::size_t dot = value.rfind('.');
    if (dot == value.npos ||
        std::find(passing.begin(), passing.end(), value.substr(dot + 1)) == passing.end()) {
      continue;
    }
    AccessPath member = context_.paths.Of(
        file, site.scope, std::string(value.substr(0, dot)) + "." + std::string(path),
        binding.line);
    member.is_guess = true;
    if (member.found()) return member;
  }
  return access;
}

SiteReader::Founds SiteReader::FromCall(const SourceFile& file, const Site& site) {
  Founds founds;
  const EntryMatch match = site.subject >= 0 ? EntryMatch::kDecorator : EntryMatch::kCall;
  const std::string_view path = Called(site);
  const bool is_imported = path.find('.') == path.npos &&
                           (!file.Imports(path).empty() || HoldsResult(file, site.scope, path));
  if (is_imported || context_.index.MayFit(match, path, file)) {
    const AccessPath access = PathOf(file, site, path);
    for (const EntryFit& fit : context_.index.Fitting(match, access, file)) {
      const bool is_function = site.subject < 0 || file.definition(site.subject).callable;
      if (fit.entry->handler == "decorated" && !is_function) continue;  // a type handles nothing
      std::set<std::string> keys;
      if (const auto before = BeforeKeys(*fit.entry)) keys = KeysIn(site, *before, *fit.entry);
      if (keys.empty()) keys = {""};
      for (const std::string& key : keys) {
        Make({.file = &file,
              .site = &site,
              .access = access.path,
              .subject = site.subject,
              .captures = fit.captures,
              .key = key},
             fit, &founds);
      }
    }
  }
  return founds.empty() ? FromWrapper(file, site) : founds;
}

SiteReader::Founds SiteReader::FromIndex(const SourceFile& file, const Site& site) {
  Founds founds;
  if (!context_.index.MayFitElement(site.path, file)) return founds;
  AccessPath access = context_.paths.Of(file, site.scope, site.path, site.line);
  if (!access.found()) return founds;
  access.path += "[]";
  for (const EntryFit& fit : context_.index.Fitting(EntryMatch::kRead, access, file)) {
    Make({.file = &file, .site = &site, .access = access.path, .captures = fit.captures}, fit,
         &founds);
  }
  return founds;
}

// A constant may hold several resources, by their keys.
SiteReader::Founds SiteReader::FromConstant(const SourceFile& file, const Site& site) {
  Founds founds;
  if (site.subject < 0 || file.definition(site.subject).is_local) return founds;
  const bool member = file.definition(site.subject).parent >= 0;
  const EntryMatch match = member ? EntryMatch::kMember : EntryMatch::kConstant;
  for (const CatalogEntry* entry : context_.index.Named(match, site.path, file)) {
    // What is worked out says no more than its name.
    const bool is_any = entry->paths.front().starts_with('{');
    if (site.operands.empty() && !is_any) continue;
    std::set<std::string> keys = KeysIn(site, "", *entry);
    if (is_any) keys.clear();
    if (member || keys.empty()) keys = {""};
    for (const std::string& key : keys) {
      Make({.file = &file,
            .site = &site,
            .access = site.path,
            .subject = member ? file.definition(site.subject).parent : site.subject,
            .key = key},
           {entry, Resolution::kResolved, {}}, &founds);
    }
  }
  return founds;
}

SiteReader::Founds SiteReader::FromAssignment(const SourceFile& file, const Site& site) {
  Founds founds;
  if (!context_.index.MayFit(EntryMatch::kAssign, site.path, file)) return founds;
  const AccessPath access = context_.paths.Of(file, site.scope, site.path, site.line);
  for (const EntryFit& fit : context_.index.Fitting(EntryMatch::kAssign, access, file)) {
    std::set<std::string> keys = KeysIn(site, "0.", *fit.entry);
    if (keys.empty()) keys = {""};
    for (const std::string& key : keys) {
      Make({.file = &file,
            .site = &site,
            .access = access.path,
            .captures = fit.captures,
            .key = key},
           fit, &founds);
    }
  }
  return founds;
}

// May an entry mean a member of what a call gave: `flags.search`, behind `const flags =
// useFlags()`?
bool SiteReader::MayReadOf(const SourceFile& file, const Reference& reference) {
  const std::string& made = MadeElsewhere(file, reference);
  if (!made.empty() &&
      context_.index.MayFit(EntryMatch::kRead, made + "." + reference.name, file)) {
    return true;
  }
  // Of a list, an element has it: `rows[0].total`, `for (const row of rows) row.total`.
  const auto without_element = [](std::string_view path) {
    return path.substr(0, path.size() - (path.ends_with("[]") ? 2 : 0));
  };
  std::set<std::string> names = {reference.receiver.str()};
  for (const std::int32_t index : file.Bindings(reference.receiver)) {
    const std::string value = file.facts().bindings[static_cast<std::size_t>(index)].value;
    if (value.ends_with("[]") && !value.ends_with("()[]")) names.insert(value);
  }
  for (const std::string& name : names) {
    const std::string_view held = without_element(name);
    const std::string element(std::string_view(name).substr(held.size()));
    for (const std::int32_t index : file.Bindings(held)) {
      const std::string value = file.facts().bindings[static_cast<std::size_t>(index)].value;
      const std::string path = value + element + "." + reference.name.str();
      if (without_element(value).ends_with("()") &&
          context_.index.MayFit(EntryMatch::kRead, path, file)) {
        return true;
      }
    }
  }
  return false;
}

// The call that gives another file's value, which is imported by the name of the receiver:
// "pgTable()". Empty when it is no such thing.
const std::string& SiteReader::MadeElsewhere(const SourceFile& file, const Reference& reference) {
  static const std::string kNone;
  if (file.Imports(reference.receiver).empty()) return kNone;
  const auto [known, fresh] = made_elsewhere_.try_emplace({&file, reference.receiver});
  if (!fresh) return known->second;
  Reference whole = reference;
  whole.name = std::exchange(whole.receiver, "");
  const Resolved resolved = context_.resolver.Resolve(file, whole);
  if (resolved.targets.size() != 1 || resolved.resolution == Resolution::kNameOnly) return kNone;
  const std::string& value = resolved.targets.front().definition().value;
  if (value.ends_with("()")) known->second = value;
  return known->second;
}

// Members that are read: `process.env.HOME`.
SiteReader::Founds SiteReader::FromReads(const SourceFile& file) {
  Founds founds;
  for (const Reference& reference : file.facts().references) {
    if (reference.kind != ReferenceKind::kRead || reference.receiver.empty()) continue;
    Site site;
    site.path = reference.receiver + "." + reference.name;
    if (!context_.index.MayFit(EntryMatch::kRead, site.path, file) && !MayReadOf(file, reference)) {
      continue;
    }
    site.scope = reference.scope;
    site.line = reference.line;
    site.guard = reference.guard;
    const AccessPath access = context_.paths.Of(file, reference.scope, site.path, reference.line);
    for (const EntryFit& fit : context_.index.Fitting(EntryMatch::kRead, access, file)) {
      Make({.file = &file, .site = &site, .access = access.path, .captures = fit.captures}, fit,
           &founds);
    }
  }
  return founds;
}

// What a file offers under a name that a framework looks for: `export default handler`.
SiteReader::Founds SiteReader::FromExports(const SourceFile& file) {
  Founds founds;
  std::map<std::string, std::uint32_t> offered;  // by name
  for (const Export& one : file.facts().exports) offered.try_emplace(one.name, one.line);
  for (const Definition& definition : file.facts().definitions) {
    const bool is_offered = definition.exported && definition.parent < 0;
    if (is_offered) offered.try_emplace(definition.name, definition.first_line);
  }
  for (const auto& [name, line] : offered) {
    for (const CatalogEntry* entry : context_.index.Named(EntryMatch::kExport, name, file)) {
      Site site;
      site.path = name;
      site.line = line;
      Make({.file = &file, .site = &site, .access = name}, {entry, Resolution::kResolved, {}},
           &founds);
    }
  }
  return founds;
}

void SiteReader::Complete(const SourceFile& file, const Site& site, Effect* effect) {
  effect->path = file.path();
  effect->service = context_.services().ServiceOf(file.path());
  effect->line = site.line;
  const std::int32_t in =
      site.subject >= 0 && site.kind == SiteKind::kCall ? site.subject : site.scope;
  effect->in = in < 0 ? "" : QualifiedName(file.facts(), in);
  effect->in_loop = site.in_loop;
  SetTransaction(context_, file, site, effect);
  if (site.guard >= 0) effect->guard = FlagOf(file, site.guard);
  if (effect->guard.empty()) effect->guard = FlagAround(file, site);
}

// "Carts:{}" of what a method keeps under a key that its callers give. What is no method's has no
// name of its own.
std::string SiteReader::NameOfKept(const SourceFile& file, const Site& site,
                                   const std::string& kind) {
  const std::vector<std::string>& keyed = context_.catalog.keyed;
  if (std::find(keyed.begin(), keyed.end(), kind) == keyed.end()) return "";
  for (std::int32_t i = site.scope; i >= 0; i = file.definition(i).parent) {
    const Definition& around = file.definition(i);
    if (around.kind == DefinitionKind::kClass) return around.name + ":{}";
    if (!around.owner.empty()) return around.owner + ":{}";
  }
  return "";
}

bool SiteReader::Holds(const Standing& standing, const EntryEffect& effect) {
  const auto has_one = [&](const auto& condition, bool otherwise) {
    const std::vector<Constant> held = NamesAt(standing, condition.first);
    const std::string& place = condition.first;
    const std::string elements =
        place.ends_with(')') ? place.substr(0, place.size() - 1) + "[])" : place + "[]";
    const std::vector<Constant> listed = NamesAt(standing, elements);
    if (held.empty() && listed.empty()) return otherwise;
    const auto is_one = [&](const Constant& constant) {
      const std::vector<std::string>& texts = condition.second;
      return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
        return FitsWildcard(text, constant.text);
      });
    };
    return std::any_of(held.begin(), held.end(), is_one) ||
           std::any_of(listed.begin(), listed.end(), is_one);
  };
  return std::all_of(effect.when.begin(), effect.when.end(),
                     [&](const auto& condition) { return has_one(condition, false); }) &&
         std::all_of(effect.among.begin(), effect.among.end(),
                     [&](const auto& condition) { return has_one(condition, true); }) &&
         std::none_of(effect.unless.begin(), effect.unless.end(),
                      [&](const auto& condition) { return has_one(condition, false); });
}

// The place of the argument behind a key: "1" of "after(ProducerConfig.RETRIES_CONFIG)" for
// `props.put(ProducerConfig.RETRIES_CONFIG, 10)`.
std::string SiteReader::PlaceBehind(const Site& site, std::string_view place) {
  std::string_view words = place.substr(6, place.size() - 7);
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find('|'));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    for (const Operand& operand : site.operands) {
      const std::string& text = operand.text;
      const bool is_key = text == word || (operand.kind == OperandKind::kPath &&
                                           text.ends_with("." + std::string(word)));
      const bool is_number = operand.place.find_first_not_of("0123456789") == std::string::npos;
      if (!is_key || !is_number || operand.place.size() > 3) continue;
      return std::to_string(std::stoi(operand.place.str()) + 1);
    }
  }
  return "";
}

// What it is declared to be: a constant, or what is named there: `msgpack.dumps`, `Avro.class`.
std::string SiteReader::FormOf(const Standing& standing, const NameSource& source) {
  static const std::vector<std::string> kNone;
  for (const Constant& constant : NamesOf(standing, source)) {
    if (constant.text != "?" && !constant.is_open()) return constant.text;
  }
  for (const std::string& written : source.places) {
    const std::string place =
        written.starts_with("after(") ? PlaceBehind(*standing.site, written) : written;
    for (const Operand& operand : standing.site->operands) {
      if (operand.place != place || operand.kind != OperandKind::kPath) continue;
      std::string form = operand.text;
      const LanguageTraits* traits = standing.file->traits();  // none of a manifest
      for (const std::string& ending : traits == nullptr ? kNone : traits->type_endings) {
        if (form.ends_with(ending)) form.resize(form.size() - ending.size());
      }
      return form;
    }
  }
  return "";
}

// Names the resource by what stands there, behind what is asked of it and, of an address, below the
// client's own.
void SiteReader::SetName(const Constant& name, FoundEffect* found) {
  Effect& effect = found->effect;
  std::string text = name.text;
  if (!name.address.empty() && text != "?") {
    const std::string address = AddressBelow(found->base, name.address);
    text = NameVia(found->via, address);
    effect.host = HostOf(address);
  }
  if (!found->verb.empty() && text != "?") text = found->verb + " " + text;
  effect.resource.name = text;
}

// One effect for each name, verb and access.
void SiteReader::Make(const Standing& at, const EntryFit& fit, Founds* founds) {
  // Sites that are read on the way to this one's names have sources of their own.
  std::set<std::string> outer = std::exchange(sources_, {});
  const std::size_t first = founds->size();
  for (const EntryEffect& entry : fit.entry->effects) {
    Standing standing = at;
    standing.kind = entry.kind;
    std::vector<Constant> names = NamesOf(standing, entry.name);
    if (names.empty()) names.push_back({.kind = OperandKind::kPath, .text = "?"});
    std::vector<Constant> verbs = NamesOf(standing, entry.verb);
    if (verbs.empty()) verbs.emplace_back();
    if (!Holds(standing, entry)) continue;
    const std::vector<std::string> prefixes = PrefixesBefore(standing, entry);
    const std::vector<Constant> around = NamesOf(standing, entry.within);
    const std::string form = FormOf(standing, entry.to);
    std::string fallback;
    bool has_default = false;
    for (const std::string& place : entry.fallback) {
      for (const Constant& constant : NamesAt(standing, place)) {
        has_default = true;
        if (fallback.empty() && constant.text != "?") fallback = constant.text;
      }
    }
    for (const Constant& name : names) {
      for (std::size_t i = 0; i < verbs.size() * prefixes.size(); ++i) {
        if (founds->size() >= kMaxEffects || name.text.empty()) break;
        // What must stand behind something is there only when that is known to stand before it.
        const bool is_behind = entry.name.via.starts_with("behind(");
        const bool is_partial =
            entry.name.via.starts_with("declared(") || (is_behind && !name.is_open());
        if (name.text == "?" && is_partial) break;
        // A part without a name is told from no other, nor is that of nobody knows what.
        const bool is_part = !entry.within.places.empty();
        const bool is_listed =
            !entry.name.places.empty() && (entry.name.places.front().starts_with("members(") ||
                                           entry.name.places.front().starts_with("related("));
        const bool is_own = name.text.find('.') != name.text.npos;
        const bool knows_whole = is_own || (!around.empty() && around.front().text != "?" &&
                                            !(is_part && JoinsAnother(*at.file, *at.site)));
        const bool is_told = name.text != "?" && !name.is_open();
        if ((is_part || is_listed) && (!is_told || (is_part && !knows_whole))) break;
        const Constant& verb = verbs[i % verbs.size()];
        const std::string& prefix = prefixes[i / verbs.size()];
        FoundEffect found;
        Effect& effect = found.effect;
        found.via = entry.name.via;
        found.verb = verb.text == "?" ? "" : Upper(verb.text);
        if (IsAddress(entry.name)) {
          const bool is_folder = entry.prefix.via == kFolder;
          found.base = {prefix, is_folder || entry.prefix.via == kResolves};
          if (is_folder && !prefix.empty() && !prefix.ends_with('/')) found.base.text += '/';
        }
        Constant whole = name;
        if (!prefix.empty() && whole.address.empty() && is_told && !name.is_whole) {
          whole.text = JoinedRoute(prefix, whole.text);
        }
        const bool is_within = !around.empty() && around.front().text != "?" && prefix.empty();
        if (is_within && is_told && !(is_part && is_own)) {
          whole.text = around.front().text + "." + whole.text;
        }
        effect.resource.kind = entry.kind;
        SetName(whole, &found);
        effect.access = entry.access;
        effect.resolution = effect.resource.name == "?" ? Resolution::kNameOnly
                            : name.is_guess             ? Resolution::kLikely
                                                        : fit.resolution;
        if (has_default && entry.access == "read") effect.to = fallback.empty() ? "?" : fallback;
        if (!form.empty()) effect.to = form;
        effect.joined = name.joined;
        effect.entry = fit.entry->id;
        if (entry.access == "call") effect.through = HolderOf(*at.file, *at.site);
        Complete(*at.file, *at.site, &effect);
        found.subject = at.subject;
        found.key = at.key;
        found.fallback = fallback;
        found.parameter = name.parameter;
        found.function = name.function;
        if (name.is_open()) found.slotted = name.slotted;
        if (verb.is_open() && verb.function == name.function) found.verb_parameter = verb.parameter;
        if (name.is_open()) found.otherwise = NameOfKept(*at.file, *at.site, entry.kind);
        AddQuantities(standing, entry.quantities, &found);
        founds->push_back(std::move(found));
      }
    }
  }
  sources_.erase(at.file->path());
  for (std::size_t i = first; i < founds->size(); ++i) {
    (*founds)[i].effect.sources.assign(sources_.begin(), sources_.end());
  }
  sources_.merge(outer);
}

std::vector<Effect> SiteReader::Read(const SourceFile& file) {
  std::vector<Effect> effects;
  if (file.traits() == nullptr) return effects;
  const auto take = [&](const Founds& founds) {
    for (const FoundEffect& found : founds) {
      if (found.parameter.empty()) effects.push_back(found.effect);
      if (found.parameter.empty() || found.otherwise.empty()) continue;
      effects.push_back(found.effect);
      effects.back().resource.name = found.otherwise;
      effects.back().resolution = Resolution::kLikely;
    }
  };
  const std::size_t count = SitesOf(file).sites.size();
  for (std::size_t i = 0; i < count; ++i) take(EffectsAt(file, static_cast<std::int32_t>(i)));
  take(FromReads(file));
  take(FromTypes(file));
  take(FromExports(file));
  take(FromConditions(file));
  return effects;
}

std::vector<Effect> SiteEffects(EffectContext& context, const SourceFile& file) {
  return context.sites->Read(file);
}

}  // namespace interlock
