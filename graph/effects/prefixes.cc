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
  const std::map<std::uint32_t, std::string> begins = GivenIn(file, type);
  const std::string made = file.definition(type).name + "{}";
  Prefixes prefixes = {""};
  const auto take = [&](Prefixes found) {
    if (prefixes == Prefixes{""}) prefixes = std::move(found);
  };
  const std::vector<Site> sites = SitesOf(file).sites;
  for (const Site& site : sites) {
    if (site.kind != SiteKind::kCall || site.subject >= 0) continue;
    const auto after = begins.upper_bound(site.line);
    const bool is_given = after != begins.begin() && std::prev(after)->second == name &&
                          IsInside(file, site.scope, type) &&
                          site.line - std::prev(after)->first < kMaxStatement;
    if (is_given) {
      if (const auto mount = MountOf(file, site, kResult)) take(PathsOf(*mount));
    }
    if (site.path != made) continue;
    for (const Operand& operand : site.operands) {
      if (operand.place != name || operand.kind != OperandKind::kPath) continue;
      take(PrefixesOf({&file, site.scope, site.line}, operand.text, depth + 1));
    }
  }
  return given_[field] = std::move(prefixes);
}

// Which fields of the type are given values, by the lines where that begins.
std::map<std::uint32_t, std::string> SiteReader::GivenIn(const SourceFile& file,
                                                         std::int32_t type) {
  std::map<std::uint32_t, std::string> begins;
  for (const Definition& definition : file.facts().definitions) {
    if (definition.parent == type) begins.try_emplace(definition.first_line, definition.name);
  }
  const std::vector<std::string>& selves = file.traits()->self_names;
  for (const Reference& reference : file.facts().references) {
    const bool is_own =
        reference.receiver.empty() ||
        std::find(selves.begin(), selves.end(), reference.receiver) != selves.end();
    const bool is_inside =
        reference.scope >= 0 && file.definition(reference.scope).parent == type;
    if (reference.kind == ReferenceKind::kWrite && is_own && is_inside) {
      begins[reference.line] = reference.name;
    }
  }
  return begins;
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
  while (type >= 0 && file.definition(type).kind != DefinitionKind::kClass) {
    type = file.definition(type).parent;
  }
  bool instead = false;
  return type < 0 ? Prefixes{""} : WhereMounted({.file = &file, .definition = type}, 0, &instead);
}

}  // namespace interlock
