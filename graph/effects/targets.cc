// Names that stand elsewhere: where the object was made that a call is on, or in configuration.
#include <algorithm>
#include <iterator>
#include <utility>

#include "graph/effects/patterns.h"
#include "graph/effects/sites_internal.h"
#include "graph/effects/table_names.h"

namespace interlock {

namespace {

// The line behind the site where another chain of its scope begins as its own does, or `otherwise`.
std::uint32_t NextChain(const SourceFile& file, const Site& site, std::uint32_t otherwise) {
  const std::string begun = site.path.substr(0, site.path.find("()")) + "()";
  for (const Binding& binding : file.facts().bindings) {
    const bool begins = binding.scope == site.scope && binding.line > site.line &&
                        binding.line < otherwise && binding.value.starts_with(begun);
    if (begins) otherwise = binding.line;
  }
  return otherwise;
}

// The whole chain in which the site stands, as it is bound or handed over: all that is called in
// it. Empty where it is neither.
std::string WholeChain(const SourceFile& file, const Site& site) {
  constexpr std::uint32_t kMaxLines = 12;
  const std::string begun = site.path + "()";
  std::string whole;
  std::uint32_t nearest = 0;
  const auto consider = [&](std::int32_t scope, std::uint32_t line, const std::string& text) {
    const bool is_it = scope == site.scope && line <= site.line && line + kMaxLines >= site.line &&
                       text.starts_with(begun);
    if (!is_it || (!whole.empty() && line < nearest)) return;
    whole = text;
    nearest = line;
  };
  for (const Binding& binding : file.facts().bindings) {
    consider(binding.scope, binding.line, binding.value);
  }
  for (const Site& other : file.facts().sites) {
    for (const Operand& operand : other.operands) {
      if (operand.kind == OperandKind::kPath) consider(other.scope, other.line, operand.text);
    }
  }
  return whole;
}

}  // namespace

// The call so named that follows in the same chain: `router.HandleFunc("/a", f).Methods("GET")`.
// Null where another chain that begins alike may be the one.
const Site* SiteReader::CallBehind(const SourceFile& file, const Site& site,
                                   std::string_view name) {
  constexpr std::uint32_t kMaxLines = 6;  // of one chain
  const std::string begun = site.path + "().";
  const Site* behind = nullptr;
  std::uint32_t next = NextChain(file, site, site.line + kMaxLines + 1);
  for (const Site& other : SitesOf(file).sites) {
    if (other.kind != SiteKind::kCall || other.scope != site.scope || other.line < site.line)
      continue;
    const bool follows = other.path.starts_with(begun) &&
                         std::string_view(other.path).substr(other.path.rfind('.') + 1) == name;
    if (other.path == site.path && other.line > site.line) next = std::min(next, other.line);
    if (follows && (behind == nullptr || other.line < behind->line)) behind = &other;
  }
  return behind == nullptr || behind->line >= next ? nullptr : behind;
}

// The HTTP method that a call of the chain is called like, before the site or behind it: `PUT` of
// `newBuilder().uri(a).PUT(body).build()`.
std::vector<Constant> SiteReader::MethodsOfChain(const SourceFile& file, const Site& site) {
  std::string chain = WholeChain(file, site);
  if (chain.empty()) chain = site.path;
  for (const std::string_view step : StepsOf(chain)) {
    const std::string_view name = NameOfStep(step);
    const bool is_called = step.size() > name.size() && step.data() != chain.data();
    if (is_called && IsMethod(name)) return {{.text = Upper(std::string(name))}};
  }
  return {};
}

bool SiteReader::HasInChain(const SourceFile& file, const Site& site, std::string_view name) {
  const std::string whole = WholeChain(file, site);
  const std::vector<std::string_view> steps = StepsOf(whole);
  return std::any_of(steps.begin(), steps.end(), [&](std::string_view step) {
    return NameOfStep(step) == name && step.size() > name.size();
  });
}

// The first call so named among what the call is given: `nest(path("/orders"), …)`.
const Site* SiteReader::CallGiven(const SourceFile& file, const Site& site, std::string_view name) {
  const std::vector<Site>& sites = SitesOf(file).sites;
  const auto is_it = [&](const Site& other) {
    return other.line == site.line && other.scope == site.scope && other.path == site.path;
  };
  const auto begun = std::find_if(sites.begin(), sites.end(), is_it);
  const auto index = static_cast<std::int32_t>(begun - sites.begin());
  for (auto inner = begun; inner != sites.end(); ++inner) {
    if (inner->around == index && LastNameOf(inner->path) == name) return &*inner;
  }
  return nullptr;
}

// Does the chain bring in another table, before the call or behind it? Then a column without a
// table may be of either.
bool SiteReader::JoinsAnother(const SourceFile& file, const Site& site) {
  const auto joins = [](const std::string& path) { return Lower(path).find("join") != path.npos; };
  if (joins(site.path)) return true;
  const std::string begun = site.path + "().";
  const std::vector<Site>& sites = SitesOf(file).sites;
  return std::any_of(sites.begin(), sites.end(), [&](const Site& other) {
    return other.scope == site.scope && other.path.starts_with(begun) && joins(other.path);
  });
}

// "users" of "users as u".
std::string SiteReader::TableIn(const std::string& text) const {
  const std::string name = context_.tables->Of(text.substr(0, text.find_first_of(" \t\n")));
  return name.empty() ? "?" : name;
}

// What configuration declares that is there so called: the table of a schema's model.
void SiteReader::Declared(const std::string& kind, Constant* name) {
  const auto declared = environment_.Declared(kind, name->text);
  if (!declared) return;
  name->text = declared->text;
  name->joined = "declared in " + declared->where;
  sources_.insert(declared->sources.begin(), declared->sources.end());
}

// What the field of a known model is called that its schema lacks altogether.
std::optional<Constant> SiteReader::LackingField(const Standing& standing, const std::string& model,
                                                 std::string_view field) {
  const auto table = environment_.Declared("table", model);
  const std::string asked = model + "." + std::string(field);
  if (!table || !environment_.TypeOf(asked).empty()) return std::nullopt;
  sources_.insert(table->sources.begin(), table->sources.end());
  if (standing.kind != "column") return Constant{.text = Lower(model) + "." + std::string(field)};
  Constant name{.text = table->text + "." + ColumnName(std::string(field))};
  name.joined = "a field that " + table->where + " lacks";
  return name;
}

// The same of a part: "orders.total_cents" of the field `total` that is asked for of a model, where
// the way to read it says of which, "declared({model})". What is not declared is none.
void SiteReader::DeclaredPart(const Standing& standing, const std::string& via, Constant* name) {
  const std::size_t open = via.find('(');
  const std::string whole = Filled(standing, via.substr(open + 1, via.size() - open - 2));
  const std::string asked = whole + "." + std::exchange(name->text, "?");
  if (const auto declared = environment_.Declared(standing.kind, asked)) {
    name->text = declared->text;
    name->joined = "declared in " + declared->where;
    sources_.insert(declared->sources.begin(), declared->sources.end());
    return;
  }
  // A field that the schema of a known model lacks altogether will be called like its column,
  // unless who adds it says otherwise.
  const std::string member = asked.substr(whole.size() + 1);
  const bool is_field = !member.empty() && member != "?" && member.front() != '_';
  if (!is_field) return;
  if (const auto lacking = LackingField(standing, whole, member)) *name = *lacking;
}

// What the name of a member of the code stands for where the receiver is defined, or what stands at
// the place in "member(.insert(0))": "orders.total_cents" of `total`. Itself where that says
// nothing of it; nobody knows what for "mapped".
std::string SiteReader::MappedName(const Standing& standing, const std::string& via,
                                   const std::string& member) {
  if (member.empty() || member == "?" || member.find('.') != member.npos) return member;
  const std::size_t open = std::min(via.find('('), via.size());
  const std::string of =
      open < via.size() ? via.substr(open + 1, via.size() - open - 2) : std::string();
  const std::string mapped = TargetName(standing, {.kind = standing.kind, .of = of, .key = member});
  if (!mapped.empty()) return mapped;
  return via.starts_with("mapped") ? "?" : ColumnName(member);
}

// The path that stands at a place: "orders" at ".insert(0)" of `db.insert(orders).values()`.
std::string SiteReader::PathAt(const Standing& standing, const std::string& place) {
  const auto path_in = [](const Site& site, std::string_view at) -> std::string {
    for (const Operand& operand : site.operands) {
      if (operand.place == at && operand.kind == OperandKind::kPath) return operand.text;
    }
    return {};
  };
  if (!place.starts_with('.') || !place.ends_with(')')) return path_in(*standing.site, place);
  const std::size_t open = place.find('(');
  const std::string inner = place.substr(open + 1, place.size() - open - 2);
  for (const auto& [file, call] : CallsAround(standing, place.substr(1, open - 1))) {
    std::string path = file == standing.file ? path_in(*call, inner) : "";
    if (!path.empty()) return path;
  }
  return "";
}

namespace {

// "total_cents" and "totalCents" are one name.
std::string AnyStyle(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '_') plain += c;
  }
  return Lower(plain);
}

bool IsUnder(const FoundEffect& found, const std::string& key) {
  return key.empty() || AnyStyle(found.key) == AnyStyle(key);
}

}  // namespace

// Does what was found declare what is asked for?
bool SiteReader::Names(const FoundEffect& found, const Asked& asked) {
  const Resource& resource = found.effect.resource;
  const bool says =
      found.effect.access == "map" || (asked.key.empty() && found.effect.access == "declare");
  return says && resource.kind == asked.kind && resource.name != "?" && IsUnder(found, asked.key);
}

// The name of the resource of this kind at a call of which the path goes on, in the scope: that of
// `db("users")` for "db().where().update". Of several the last one above the line.
std::string SiteReader::NameAtCall(const SourceFile& file, std::int32_t scope,
                                   const std::string& path, std::uint32_t line,
                                   const Asked& asked) {
  const std::vector<Site>& sites = SitesOf(file).sites;
  std::map<std::string_view, std::int32_t> nearest;  // by what is called
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const Site& site = sites[i];
    // What a name is given stands in its definition.
    const bool inside = site.scope >= 0 && !file.definition(site.scope).callable &&
                        file.definition(site.scope).parent == scope;
    if (site.kind != SiteKind::kCall || (site.scope != scope && !inside)) continue;
    const std::string made = site.path.ends_with("{}") ? site.path.str() : site.path + "()";
    const std::uint32_t begins = inside ? file.definition(site.scope).first_line : site.line;
    if (!path.starts_with(made) || (line > 0 && begins > line)) continue;
    const auto [at, is_first] = nearest.try_emplace(site.path, static_cast<std::int32_t>(i));
    if (is_first) continue;
    if (line == 0) return "";  // which of them, nobody says
    if (site.line >= sites[static_cast<std::size_t>(at->second)].line) {
      at->second = static_cast<std::int32_t>(i);
    }
  }
  for (const auto& [called, index] : nearest) {
    for (const FoundEffect& found : EffectsAt(file, index)) {
      const Resource& resource = found.effect.resource;
      if (resource.kind != asked.kind || !IsUnder(found, asked.key)) continue;
      return resource.name == "?" ? "" : resource.name;
    }
  }
  return "";
}

// By calls on a type beside it: `User.init({}, {tableName: "users"})`.
std::string SiteReader::NameBeside(const Target& type, const Asked& asked) {
  const std::string begun = type.definition().name + ".";
  const std::size_t count = SitesOf(*type.file).sites.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Site& site = SitesOf(*type.file).sites[i];
    const bool beside = site.kind == SiteKind::kCall && site.scope == type.definition().parent;
    if (!beside || !site.path.starts_with(begun)) continue;
    for (const FoundEffect& found : EffectsAt(*type.file, static_cast<std::int32_t>(i))) {
      if (Names(found, asked)) return found.effect.resource.name;
    }
  }
  return "";
}

// The calls of all files that declare something under a name of the code's own.
void SiteReader::IndexDeclared() {
  constexpr std::size_t kMaxDeclaring = 4'000;
  declared_.emplace();
  EntryNames names;
  for (const CatalogEntry& entry : context_.catalog.entries) {
    const bool declares =
        std::any_of(entry.effects.begin(), entry.effects.end(), [](const EntryEffect& effect) {
          return (effect.access == "declare" || effect.access == "map") &&
                 effect.within.places.empty() && !effect.to.otherwise.empty();
        });
    if (entry.match == EntryMatch::kCall && declares) names.Add(entry);
  }
  // The answer is the same whatever asks first.
  const int level = std::exchange(level_, kMaxLevel);
  std::size_t looked_at = 0;
  for (const PlacedSite& placed : CallsAmong(SitesNamed(names))) {
    const std::string& path = placed.site().path;
    if (!context_.index.MayFit(EntryMatch::kCall, path, *placed.file)) continue;
    if (++looked_at > kMaxDeclaring) break;
    for (const FoundEffect& found : EffectsAt(*placed.file, placed.index)) {
      const Effect& effect = found.effect;
      const bool declares = effect.access == "declare" || effect.access == "map";
      const bool is_whole = found.key.empty() && effect.resource.name != "?";
      if (!declares || !is_whole || effect.to.empty()) continue;
      std::vector<PlacedSite>& at = (*declared_)[effect.to];
      const bool is_new =
          at.empty() || at.back().file != placed.file || at.back().index != placed.index;
      if (is_new) at.push_back(placed);
    }
  }
  level_ = level;
}

// What the repository's code declares under a name of its own, whoever holds it: the model that
// files of one folder make, one each, and a module there keeps by their names. Nothing where two
// are called so, or the one lies elsewhere.
std::string SiteReader::NameOfDeclared(const SourceFile* module, std::string_view name,
                                       const Asked& asked) {
  if (!declared_) IndexDeclared();
  const auto known = declared_->find(name);
  if (known == declared_->end() || known->second.size() != 1) return "";
  const PlacedSite& placed = known->second.front();
  const std::string folder = module == nullptr ? "" : std::string(module->folder());
  if (!folder.empty() && !placed.file->path().starts_with(folder + "/")) return "";
  for (const FoundEffect& found : EffectsAt(*placed.file, placed.index)) {
    if (!Names(found, asked)) continue;
    sources_.insert(placed.file->path());
    return found.effect.resource.name;
  }
  return "";
}

// The name of the resource of this kind that what the receiver is defined as stands for: a task.
std::string SiteReader::TargetName(const Standing& standing, const Asked& asked) {
  std::string path = standing.site->path;
  if (asked.of.starts_with('=')) {
    return NameOfDeclared(nullptr, Filled(standing, asked.of.substr(1)), asked);
  }
  if (!asked.of.empty()) {
    path = PathAt(standing, asked.of);
    if (path.empty()) return "";
    path += ".x";  // what is asked of it
  }
  const SourceFile& own = *standing.file;
  const std::int32_t around = standing.site->scope;
  const std::string in_chain = NameAtCall(own, around, path, standing.site->line, asked);
  if (!in_chain.empty()) return in_chain;
  const AccessPath access = context_.paths.Of(own, around, path, standing.site->line);
  for (const AccessPath::Stand& stand : access.through) {
    if (access.is_guess) break;
    const std::string made = NameAtCall(*stand.file, stand.scope, stand.path, stand.line, asked);
    if (made.empty()) continue;
    if (!asked.key.empty()) sources_.insert(stand.file->path());
    return made;
  }
  // A type that a function of another file makes, and gives.
  for (const AccessPath::Stand& stand : access.through) {
    const std::string_view name = NameOfStep(stand.path);
    if (access.is_guess || stand.file == &own || stand.scope < 0) continue;
    Reference reference;
    reference.name = name;
    reference.scope = stand.scope;
    reference.line = stand.line;
    for (const Target& type : context_.resolver.Resolve(*stand.file, reference).targets) {
      if (type.file != stand.file) continue;
      std::string beside = NameBeside(type, asked);
      if (beside.empty()) continue;
      if (!asked.key.empty()) sources_.insert(stand.file->path());
      return beside;
    }
  }
  if (access.lacking != nullptr) {
    const std::string_view member = std::string_view(access.path).substr(2);
    return NameOfDeclared(access.lacking, NameOfStep(member), asked);
  }
  const std::size_t dot = path.rfind('.');
  if (dot == path.npos) return "";
  Reference reference;
  const std::string receiver = path.substr(0, dot);
  std::string whole(receiver.substr(0, receiver.find_first_of("([{#")));
  reference.scope = standing.site->scope;
  reference.line = standing.site->line;
  const auto resolve = [&] {
    const std::size_t cut = whole.rfind('.');
    reference.name = whole.substr(cut + 1);  // npos + 1 == 0
    reference.receiver = cut == whole.npos ? "" : whole.substr(0, cut);
    return context_.resolver.Resolve(*standing.file, reference);
  };
  Resolved resolved = resolve();
  // What a call of a library gives, that the repository's own object is asked for:
  // `Mailer.set(queue: "low").perform_async`.
  if (resolved.targets.empty() && whole.size() < receiver.size() && !reference.receiver.empty()) {
    whole = reference.receiver;
    resolved = resolve();
  }
  if (resolved.targets.empty() || resolved.resolution == Resolution::kNameOnly) return "";
  const Target& target = resolved.targets.front();
  if (!asked.key.empty()) sources_.insert(target.file->path());
  Founds founds;
  const FileSites& sites = SitesOf(*target.file);
  if (const auto known = sites.decorating.find(target.index); known != sites.decorating.end()) {
    for (const std::int32_t index : known->second) {
      const Founds& at = EffectsAt(*target.file, index);
      std::copy(at.begin(), at.end(), std::back_inserter(founds));
    }
  }
  if (std::string beside = NameBeside(target, asked); !beside.empty()) return beside;
  Founds of_types = FromTypes(*target.file);
  std::move(of_types.begin(), of_types.end(), std::back_inserter(founds));
  for (const FoundEffect& found : founds) {
    const bool names = found.effect.resource.kind == asked.kind && IsUnder(found, asked.key);
    if (found.subject == target.index && names) return found.effect.resource.name;
  }
  return "";
}

}  // namespace interlock
