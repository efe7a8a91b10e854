// What stands before a name: the path below which a router is mounted, the address of the client
// that asks. The object it is said of may be a field that a constructor fills, what a function
// gives, or be made for the type around.
#include <algorithm>
#include <iterator>
#include <utility>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr int kMaxDepth = 10;
constexpr std::uint32_t kMaxStatement = 8;  // lines of one that gives a field its value
const char* const kResult = "result";

// Words for what stands before a name.
constexpr std::string_view kMounts = "mounts", kSetting = "setting(", kClass = "class",
                           kService = "service";

std::string Behind(const std::string& above, const std::string& prefix) {
  if (above.empty() || prefix.empty()) return above.empty() ? prefix : above;
  return JoinedRoute(above, prefix);
}

}  // namespace

// What stands before the name, where the object is mounted or as the site itself says.
std::vector<std::string> SiteReader::PrefixesSaid(const Standing& standing,
                                                  const EntryEffect& effect) {
  NameSource own{.places = {}, .via = effect.prefix.via, .otherwise = effect.prefix.otherwise};
  Prefixes prefixes = {""};
  for (const std::string& place : effect.prefix.places) {
    const bool is_type = place == kClass;
    if (!is_type && !place.starts_with(kMounts)) {
      if (place != kService && !place.starts_with(kSetting)) own.places.push_back(place);
      continue;
    }
    if (prefixes == Prefixes{""}) {
      prefixes = is_type ? PrefixesOfType(standing)
                         : PrefixesAt(*standing.file, *standing.site, 0);
    }
    if (!place.ends_with(')')) continue;
    const std::string above =
        place.substr(kMounts.size() + 1, place.size() - kMounts.size() - 2);
    for (std::string& prefix : prefixes) prefix = Behind(above, prefix);
  }
  const std::vector<Constant> names = NamesOf(standing, own);
  if (names.empty() || names.front().text == "?") return prefixes;
  const std::string& said = names.front().text;
  return {IsAddress(effect.name) ? said : NameVia(effect.name.via, said)};
}

// What stands before the name: one, unless what it belongs to is mounted several times.
std::vector<std::string> SiteReader::PrefixesBefore(const Standing& standing,
                                                    const EntryEffect& effect) {
  const SourceFile& file = *standing.file;
  Prefixes prefixes = PrefixesSaid(standing, effect);
  const auto put_before = [&](const std::string& above) {
    for (std::string& prefix : prefixes) prefix = Behind(above, prefix);
  };
  for (const std::string& place : effect.prefix.places) {
    if (place == kService) put_before(PrefixOfService(file));
    if (!place.starts_with(kSetting)) continue;
    const std::string key = place.substr(kSetting.size(), place.size() - kSetting.size() - 1);
    const auto value = environment_.Value(key, context_.services().ServiceOf(file.path()), false);
    if (!value) continue;
    put_before(NameVia("path", value->text));
    sources_.insert(value->sources.begin(), value->sources.end());
  }
  return prefixes;
}

// Of a field, as what gives it its value says: `this.http = axios.create({…})` in a constructor,
// `Client{http: resty.New()}`.
SiteReader::Prefixes SiteReader::WhereGiven(const Object& field, int depth) {
  const bool is_field = field.definition >= 0 && field.name.empty() &&
                        field.file->definition(field.definition).kind == DefinitionKind::kField;
  const std::int32_t type = is_field ? field.file->definition(field.definition).parent : -1;
  if (type < 0 || depth > kMaxDepth) return {""};
  if (const auto known = given_.find(field); known != given_.end()) return known->second;
  given_[field] = {""};  // one that is given itself
  const SourceFile& file = *field.file;
  const std::string& name = file.definition(field.definition).name;
  Prefixes prefixes = {""};
  const auto take = [&](Prefixes found) {
    if (prefixes == Prefixes{""}) prefixes = std::move(found);
  };
  const Givers& givers = GiversIn(file);
  const std::vector<Site>& sites = SitesOf(file).sites;
  if (const auto given = givers.to_fields.find({type, name}); given != givers.to_fields.end()) {
    for (const std::int32_t index : given->second) {
      const Site site = sites[static_cast<std::size_t>(index)];
      if (const auto mount = MountOf(file, site, kResult)) take(PathsOf(*mount));
    }
  }
  const auto made = givers.to_made.find(file.definition(type).name + "{}");
  if (made == givers.to_made.end()) return given_[field] = std::move(prefixes);
  for (const std::int32_t index : made->second) {
    const Site site = sites[static_cast<std::size_t>(index)];
    for (const Operand& operand : site.operands) {
      if (operand.place != name || operand.kind != OperandKind::kPath) continue;
      take(PrefixesOf({&file, site.scope, site.line}, operand.text, depth + 1));
    }
  }
  return given_[field] = std::move(prefixes);
}

// By type, the fields that are given values in it, by the lines where that begins.
SiteReader::Begins SiteReader::BeginsIn(const SourceFile& file) {
  Begins begins;
  for (const Definition& definition : file.facts().definitions) {
    if (definition.parent < 0) continue;
    begins[definition.parent].try_emplace(definition.first_line, definition.name);
  }
  const std::vector<std::string>& selves = file.traits()->self_names;
  for (const Reference& reference : file.facts().references) {
    if (reference.kind != ReferenceKind::kWrite || reference.scope < 0) continue;
    const std::int32_t type = file.definition(reference.scope).parent;
    const bool is_own =
        reference.receiver.empty() ||
        std::find(selves.begin(), selves.end(), reference.receiver) != selves.end();
    if (is_own && type >= 0) begins[type][reference.line] = reference.name;
  }
  return begins;
}

// Calls that may make what fields hold: those that stand where a field is given its value, and
// those that are given values for the fields of what they make.
const SiteReader::Givers& SiteReader::GiversIn(const SourceFile& file) {
  const auto [known, is_new] = givers_.try_emplace(&file);
  Givers& givers = known->second;
  if (!is_new) return givers;
  const Begins begins = BeginsIn(file);
  const std::vector<Site>& sites = SitesOf(file).sites;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const Site& site = sites[i];
    if (site.kind != SiteKind::kCall || site.subject >= 0) continue;
    const auto index = static_cast<std::int32_t>(i);
    if (site.path.ends_with("{}")) givers.to_made[site.path].push_back(index);
    for (std::int32_t type = site.scope; type >= 0; type = file.definition(type).parent) {
      const auto fields = begins.find(type);
      if (fields == begins.end()) continue;
      const auto after = fields->second.upper_bound(site.line);
      if (after == fields->second.begin()) continue;
      const auto& [line, name] = *std::prev(after);
      if (site.line - line < kMaxStatement) givers.to_fields[{type, name}].push_back(index);
    }
  }
  return givers;
}

// Of what a function gives, which it makes, or has from where that is made.
SiteReader::Prefixes SiteReader::PrefixesGivenBy(const Object& function, int depth) {
  const bool is_function = function.definition >= 0 && function.name.empty() &&
                           function.file->definition(function.definition).callable;
  if (!is_function || depth > kMaxDepth) return {""};
  const SourceFile& file = *function.file;
  for (const std::int32_t index : file.BindingsIn(function.definition, "<return>")) {
    const Binding& given = file.facts().bindings[static_cast<std::size_t>(index)];
    Prefixes all = PrefixesOf({&file, given.scope, given.line}, given.value, depth + 1);
    if (all != Prefixes{""}) return all;
  }
  return {""};
}

// Of the type around: what asks is made for it.
SiteReader::Prefixes SiteReader::PrefixesOfType(const Standing& standing) {
  const SourceFile& file = *standing.file;
  std::int32_t type = standing.site->scope;
  while (type >= 0 && file.definition(type).kind != DefinitionKind::kClass &&
         file.definition(type).kind != DefinitionKind::kInterface) {
    type = file.definition(type).parent;
  }
  bool instead = false;
  return type < 0 ? Prefixes{""} : WhereMounted({.file = &file, .definition = type}, 0, &instead);
}

}  // namespace interlock
