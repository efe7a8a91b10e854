// Where what serves routes is mounted: `app.use("/cart", router)`, `v1 := r.Group("/v1")`, a block
// of routes inside `namespace :admin`. A route's whole path is what its own call says, behind what
// the calls around it say, behind where the object it is defined on is mounted, wherever that is.
//
// An object is told by where it is bound: a definition, a local name, or the files of a module.
// What cannot be followed adds nothing.
#include <algorithm>
#include <iterator>
#include <utility>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr int kMaxDepth = 10;
constexpr std::size_t kMaxPrefixes = 4;      // of one route: it is mounted so often
constexpr std::size_t kMaxMounts = 4'000;    // looked at in one world
constexpr std::size_t kMaxCallers = 16;      // of a function that is given what it adds routes to
constexpr std::size_t kMaxFunctions = 1000;  // whose callers are looked for
const char* const kResult = "result";
const char* const kInside = "inside";
const char* const kService = "service";
const char* const kReceiver = "receiver";
constexpr std::string_view kIn = "in.";

std::string ReceiverOf(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == path.npos ? "" : path.substr(0, dot);
}

bool Has(const Places& places, std::string_view word) {
  return std::find(places.begin(), places.end(), word) != places.end();
}

std::vector<std::string> Product(const std::vector<std::string>& above,
                                 const std::vector<std::string>& below) {
  std::vector<std::string> all;
  for (const std::string& first : above) {
    for (const std::string& second : below) {
      std::string joined = first.empty()    ? second
                           : second.empty() ? first
                                            : JoinedRoute(first, second);
      const bool is_new = std::find(all.begin(), all.end(), joined) == all.end();
      if (is_new && all.size() < kMaxPrefixes) all.push_back(std::move(joined));
    }
  }
  return all;
}

// What stands inside is not below it, but runs when it holds.
bool IsCheck(const CatalogEntry& entry) {
  return std::any_of(entry.effects.begin(), entry.effects.end(),
                     [](const EntryEffect& effect) { return effect.access == "evaluate"; });
}

bool IsPlain(std::string_view path) {
  return !path.empty() && path.find_first_of("([{#?") == path.npos;
}

}  // namespace

const SiteNames& SiteReader::NamesOf(const Layer& layer) {
  if (&layer == context_.basis.base) return context_.basis.site_names();
  return names_.try_emplace(&layer, layer).first->second;
}

// Of the whole world, in the order of its layers.
std::vector<PlacedSite> SiteReader::SitesNamed(const std::set<std::string_view>& names) {
  std::vector<PlacedSite> sites;
  for (const Layer* layer : context_.world.layers()) {
    const SourceFile* last = nullptr;
    bool visible = false;
    for (const PlacedSite& placed : NamesOf(*layer).Named(names)) {
      if (std::exchange(last, placed.file) != placed.file) {
        visible = context_.world.Find(placed.file->path()) == placed.file;
      }
      if (visible) sites.push_back(placed);
    }
  }
  return sites;
}

// Decorators aside: what they do is done where what they decorate is called.
std::vector<PlacedSite> SiteReader::CallsNamed(const std::set<std::string_view>& names) {
  std::vector<PlacedSite> calls = SitesNamed(names);
  std::erase_if(calls, [](const PlacedSite& placed) {
    const Site& site = placed.site();
    return site.kind != SiteKind::kAssign && (site.kind == SiteKind::kCall) == (site.subject >= 0);
  });
  return calls;
}

// Last names of calls that mount, and of constants that do.
const std::set<std::string_view>& SiteReader::MountNames() {
  if (mount_names_) return *mount_names_;
  mount_names_.emplace();
  for (const CatalogEntry& entry : context_.catalog.entries) {
    if (entry.mount.what.empty()) continue;
    for (const std::string& path : entry.paths) mount_names_->insert(LastNameOf(path));
  }
  return *mount_names_;
}

std::optional<SiteReader::Mounted> SiteReader::MountAt(const SourceFile& file, const Site& site) {
  if (site.kind == SiteKind::kValue) {
    for (const CatalogEntry* entry : context_.index.Named(EntryMatch::kConstant, site.path, file)) {
      if (!entry->mount.what.empty()) return Mounted{&file, site, entry, site.path, {}};
    }
    return std::nullopt;
  }
  const bool assigns = site.kind == SiteKind::kAssign;
  const bool may = (assigns || (site.kind == SiteKind::kCall && site.subject < 0)) &&
                   MountNames().contains(LastNameOf(site.path));
  if (!may) return std::nullopt;
  const EntryMatch match = assigns ? EntryMatch::kAssign : EntryMatch::kCall;
  std::string path = site.path;
  if (path.ends_with("{}")) path.resize(path.size() - 2);
  AccessPath access = PathOf(file, site, path);
  // What a block is given, nobody declares.
  if ((!access.found() || access.is_marked()) && assigns && site.around >= 0) access.path = path;
  for (EntryFit& fit : context_.index.Fitting(match, access, file)) {
    if (fit.entry->mount.what.empty()) continue;
    return Mounted{&file, site, fit.entry, access.path, std::move(fit.captures)};
  }
  return std::nullopt;
}

bool SiteReader::HoldsInside(const SourceFile& file, const Site& site) {
  const auto mount = MountOf(file, site, kInside);
  return mount && IsCheck(*mount->entry);
}

std::optional<SiteReader::Mounted> SiteReader::MountOf(const SourceFile& file, const Site& site,
                                                       std::string_view what) {
  auto mounted = MountAt(file, site);
  if (mounted && !Has(mounted->entry->mount.what, what)) mounted.reset();
  return mounted;
}

// What the call itself says.
SiteReader::Prefixes SiteReader::PathsOf(const Mounted& mounted) {
  Prefixes paths;
  const NameSource& at = mounted.entry->mount.at;
  for (const Constant& name : NamesOf({.file = mounted.file,
                              .site = &mounted.site,
                              .access = mounted.access,
                              .captures = mounted.captures},
                                      at)) {
    if (name.text != "?" && paths.size() < kMaxPrefixes) paths.push_back(name.text);
  }
  if (paths.empty()) paths.emplace_back();
  return paths;
}

// Of what stands at the site.
SiteReader::Prefixes SiteReader::PrefixesAt(const SourceFile& file, const Site& site, int depth) {
  if (depth > kMaxDepth) return {""};
  bool mounted = false;
  Prefixes around = PrefixesAround(file, site, depth + 1, &mounted);
  bool replaced = false;
  if (site.subject >= 0 && site.kind == SiteKind::kCall) {
    around = Product(
        WhereMounted({.file = &file, .definition = site.subject}, depth + 1, &replaced), around);
  }
  const std::string receiver = ReceiverOf(site.path);
  if (!receiver.empty()) {
    around = Product(WhereHeld(file, site, depth + 1), around);
    return Product(around, PrefixesOf({&file, site.scope, site.line}, receiver, depth + 1));
  }
  if (mounted) return around;
  // What is defined on nothing is the file's.
  bool instead = false;
  return Product(WhereMounted({.file = &file}, depth + 1, &instead), around);
}

// Of a chain of calls: what holds its result is mounted.
SiteReader::Prefixes SiteReader::WhereHeld(const SourceFile& file, const Site& site, int depth) {
  constexpr std::uint32_t kMaxLines = 100;  // of one chain
  if (site.path.find("()") == site.path.npos) return {""};
  const Binding* holder = nullptr;
  for (const Binding& binding : file.facts().bindings) {
    const bool holds = binding.scope == site.scope && binding.line <= site.line &&
                       binding.line + kMaxLines >= site.line &&
                       binding.value.starts_with(site.path + "()");
    if (holds && (holder == nullptr || binding.line >= holder->line)) holder = &binding;
  }
  bool instead = false;
  if (holder == nullptr &&
      (site.scope < 0 || !IsMadeHere({&file, site.scope, site.line}, site.path, depth))) {
    return {""};
  }
  if (holder == nullptr || holder->name == "<return>") {
    return WhereMounted({.file = &file, .definition = site.scope}, depth, &instead);
  }
  return WhereMounted({&file, -1, holder->scope, holder->name, holder->line}, depth, &instead);
}

// Of the calls and blocks in which it stands.
SiteReader::Prefixes SiteReader::PrefixesAround(const SourceFile& file, const Site& site, int depth,
                                                bool* mounted) {
  if (site.around < 0 || depth > kMaxDepth) return {""};
  const Site around = SitesOf(file).sites[static_cast<std::size_t>(site.around)];
  const auto mount = MountAt(file, around);
  const bool is_path = mount && !IsCheck(*mount->entry);
  const bool holds =
      is_path && (Has(mount->entry->mount.what, kInside) || Has(mount->entry->mount.what, kResult));
  if (holds) {
    *mounted = true;
    return Product(PrefixesAt(file, around, depth + 1), PathsOf(*mount));
  }
  // `prefix("a").middleware(all).group { … }`: said earlier in the chain.
  Prefixes chain = {""};
  const std::string receiver = ReceiverOf(around.path);
  if (receiver.ends_with("()")) {
    chain = PrefixesOf({&file, around.scope, around.line}, receiver, depth + 1);
  }
  return Product(PrefixesAround(file, around, depth + 1, mounted), chain);
}

// Of an object, by the path that leads to it.
SiteReader::Prefixes SiteReader::PrefixesOf(const Spot& at, const std::string& path, int depth) {
  if (depth > kMaxDepth || path.empty()) return {""};
  if (path.ends_with("()") || path.ends_with("{}")) {
    return PrefixesOfResult(at, path.substr(0, path.size() - 2), depth + 1);
  }
  Prefixes all;
  for (const FoundObject& found : ObjectsAt(at, path, depth + 1)) {
    bool instead = false;
    Prefixes mounted = WhereMounted(found.object, depth + 1, &instead);
    const bool is_parameter = found.object.definition >= 0 && !found.object.name.empty();
    if (is_parameter) mounted = Product(mounted, PrefixesOfArguments(found.object, depth + 1));
    if (!instead && !found.value.empty()) {
      mounted = Product(mounted, PrefixesOf(found.at, found.value, depth + 1));
    }
    if (mounted == Prefixes{""}) mounted = WhereGiven(found.object, depth + 1);
    if (mounted == Prefixes{""}) mounted = PrefixesGivenBy(found.object, depth + 1);
    // What a function makes out of nothing of its own is what it gives.
    const bool is_made = found.object.scope >= 0 && found.value.ends_with("()") &&
                         mounted == Prefixes{""} && IsMadeHere(found.at, found.value, depth);
    if (is_made) {
      mounted = WhereMounted({.file = found.object.file, .definition = found.object.scope},
                             depth + 1, &instead);
    }
    for (std::string& prefix : mounted) {
      const bool is_new = std::find(all.begin(), all.end(), prefix) == all.end();
      if (is_new && all.size() < kMaxPrefixes) all.push_back(std::move(prefix));
    }
  }
  IndexMounts();
  if (all.empty() && has_libraries_ && IsPlain(path)) {
    bool instead = false;
    if (const auto library = LibraryAt(at, path)) all = WhereMounted(*library, depth, &instead);
  }
  return all.empty() ? Prefixes{""} : all;
}

bool SiteReader::IsMadeHere(const Spot& at, const std::string& value, int depth) {
  const std::string root = value.substr(0, value.find_first_of(".([{#"));
  const auto is_local = [](const FoundObject& found) {
    return found.object.scope >= 0 || !found.object.name.empty();
  };
  const std::vector<FoundObject> found = ObjectsAt(at, root, depth + 1);
  return std::none_of(found.begin(), found.end(), is_local);
}

// Of what a call gives: `r.Group("/v1")`, `Blueprint("cart", url_prefix="/cart")`.
SiteReader::Prefixes SiteReader::PrefixesOfResult(const Spot& at, const std::string& callee,
                                                  int depth) {
  if (depth > kMaxDepth) return {""};
  std::int32_t index = SiteNear(at, callee, SiteKind::kCall);
  // `Faraday.new(url: address)` has the site of what it makes.
  const bool is_maker = Has(at.file->traits()->maker_names, LastNameOf(callee));
  if (index < 0 && is_maker) index = SiteNear(at, ReceiverOf(callee), SiteKind::kCall);
  Prefixes own = {""};
  if (index >= 0) {
    const Site site = SitesOf(*at.file).sites[static_cast<std::size_t>(index)];
    if (const auto mount = MountOf(*at.file, site, kResult)) own = PathsOf(*mount);
  }
  const std::string receiver = ReceiverOf(callee);
  Prefixes all = Product(PrefixesOf(at, receiver, depth + 1), own);
  if (all != Prefixes{""} || !IsPlain(callee)) return all;
  for (const FoundObject& called : ObjectsAt(at, callee, depth + 1)) {
    all = PrefixesGivenBy(called.object, depth + 1);
    if (all != Prefixes{""}) break;
  }
  return all;
}

SiteReader::Prefixes SiteReader::WhereMounted(const Object& object, int depth, bool* instead) {
  IndexMounts();
  const auto found = mounts_->find(object);
  if (found == mounts_->end() || depth > kMaxDepth) return {""};
  Prefixes all;
  const std::vector<Mounted> where = found->second;
  for (const Mounted& mounted : where) {
    const Prefixes own = PathsOf(mounted);
    if (mounted.entry->mount.instead && !own.front().empty()) *instead = true;
    for (std::string& prefix : Product(PrefixesAt(*mounted.file, mounted.site, depth + 1), own)) {
      const bool is_new = std::find(all.begin(), all.end(), prefix) == all.end();
      if (is_new && all.size() < kMaxPrefixes) all.push_back(std::move(prefix));
    }
    sources_.insert(mounted.file->path());
  }
  return all;
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
  for (const PlacedSite& call : CallsNamed({function.definition().name})) {
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
        for (std::string& prefix :
             PrefixesOf({&file, site.scope, site.line}, operand.text, depth + 1)) {
          const bool is_new = std::find(all.begin(), all.end(), prefix) == all.end();
          if (is_new && all.size() < kMaxPrefixes) all.push_back(std::move(prefix));
        }
        sources_.insert(file.path());
      }
    }
  }
  if (all.empty()) all.emplace_back();
  return of_arguments_[parameter] = std::move(all);
}

// What a path leads to: one object, or what a module is and offers.
std::vector<SiteReader::FoundObject> SiteReader::ObjectsAt(const Spot& at, const std::string& path,
                                                           int depth) {
  if (depth > kMaxDepth) return {};
  const SourceFile& file = *at.file;
  if (path.ends_with("()")) {
    const std::string callee = path.substr(0, path.size() - 2);
    // A module that is asked for where it stands: `require("./cart")`.
    const std::int32_t index = SiteNear(at, callee, SiteKind::kCall);
    if (index >= 0 && IsPlain(callee)) {
      const Site site = SitesOf(file).sites[static_cast<std::size_t>(index)];
      for (const Operand& operand : site.operands) {
        if (operand.place != "0" || operand.kind != OperandKind::kText) continue;
        if (!operand.text.starts_with('.')) continue;
        const ModuleRef module = context_.resolver.Module(file, operand.text);
        if (module.found()) return ObjectsOfModule(module.files, depth + 1);
      }
    }
    std::vector<FoundObject> called =
        IsPlain(callee) ? ObjectsAt(at, callee, depth + 1) : std::vector<FoundObject>{};
    std::erase_if(called, [](const FoundObject& found) {
      return found.object.definition < 0 || !found.object.name.empty();
    });
    // A function gives what it has made.
    for (std::size_t i = called.size(); i-- > 0;) {
      const Object function = called[i].object;
      for (const std::int32_t result :
           function.file->BindingsIn(function.definition, "<return>")) {
        const Binding& given = function.file->facts().bindings[static_cast<std::size_t>(result)];
        if (!IsPlain(given.value)) continue;
        auto made = ObjectsAt({function.file, given.scope, given.line}, given.value, depth + 1);
        std::move(made.begin(), made.end(), std::back_inserter(called));
      }
    }
    return called;
  }
  if (!IsPlain(path)) return {};
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
        if (IsPlain(nearest->value) && nearest->value != path) {
          auto same = ObjectsAt(bound, nearest->value, depth + 1);
          if (!same.empty()) return same;
        }
        return {{{&file, -1, s, path, nearest->line}, nearest->value, bound}};
      }
      if (s < 0) break;
      for (const Parameter& parameter : file.definition(s).parameters) {
        if (parameter.name == path && parameter.kind != ParameterKind::kReceiver) {
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
  if (maker.ends_with("()")) maker.remove_suffix(2);
  if (SitesOf(*target.file).by_path.contains(std::pair(target.index, std::string(maker)))) {
    bound.scope = target.index;
  }
  if (!definition.callable && IsPlain(definition.value) && definition.value != path) {
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

// Below which everything is served that the service of the file serves, where one place says so.
std::string SiteReader::PrefixOfService(const SourceFile& file) {
  IndexMounts();
  const auto found = of_services_.find(context_.services().ServiceOf(file.path()));
  if (found == of_services_.end() || found->second.size() != 1) return "";
  const Mounted& mounted = found->second.front();
  const Prefixes paths = PathsOf(mounted);
  sources_.insert(mounted.file->path());
  return paths.size() == 1 ? paths.front() : "";
}

// What stands where the entry says, or what the call is on.
std::vector<SiteReader::FoundObject> SiteReader::MountedBy(const Mounted& mounted) {
  const SourceFile& file = *mounted.file;
  const Places& what = mounted.entry->mount.what;
  const Spot at{&file, mounted.site.scope, mounted.site.line};
  std::vector<FoundObject> objects;
  const auto add = [&](std::vector<FoundObject> found) {
    std::move(found.begin(), found.end(), std::back_inserter(objects));
  };
  for (const Operand& operand : mounted.site.operands) {
    std::string place = operand.place.substr(0, operand.place.find('['));
    if (place.empty()) place = "value";
    if (!Has(what, place)) continue;
    if (operand.kind == OperandKind::kPath) add(ObjectsAt(at, operand.text, 0));
    if (operand.kind != OperandKind::kText) continue;
    for (const SourceFile* of : context_.resolver.Module(file, operand.text).files) {
      objects.push_back({{.file = of}, "", at});
    }
  }
  if (Has(what, kReceiver)) {
    const std::string receiver = ReceiverOf(mounted.site.path);
    add(ObjectsAt(at, receiver, 0));
    const bool may_be = objects.empty() && IsPlain(receiver);
    if (const auto library = may_be ? LibraryAt(at, receiver) : std::nullopt) {
      objects.push_back({*library, "", at});
      has_libraries_ = true;
    }
  }
  for (const std::string_view place : what) {
    if (!place.starts_with(kIn)) continue;
    const std::size_t open = place.find('(');
    const Site* around =
        CallAround(file, mounted.site, place.substr(kIn.size(), open - kIn.size()));
    if (around == nullptr) continue;
    const std::string_view inner = place.substr(open + 1, place.size() - open - 2);
    for (const Operand& operand : Site(*around).operands) {
      if (operand.place.substr(0, operand.place.find('[')) != inner) continue;
      if (operand.kind == OperandKind::kPath) add(ObjectsAt(at, operand.text, 0));
      if (operand.kind == OperandKind::kText) {
        objects.push_back({NamedObject(file, operand.text), "", at});
      }
    }
  }
  return objects;
}

// What is registered under a text, or is a library's own, for all of the file's service.
SiteReader::Object SiteReader::NamedObject(const SourceFile& file, std::string_view name) {
  Object object;
  object.name = context_.services().ServiceOf(file.path()) + "\n" + std::string(name);
  return object;
}

SiteReader::Prefixes SiteReader::WhereNamed(const SourceFile& file, std::string_view name) {
  bool instead = false;
  Prefixes prefixes = WhereMounted(NamedObject(file, name), 0, &instead);
  std::erase(prefixes, "");
  return prefixes;
}

// What stands for the library itself: `axios.defaults.baseURL = …`.
std::optional<SiteReader::Object> SiteReader::LibraryAt(const Spot& at, const std::string& path) {
  const AccessPath access =
      context_.paths.Of(*at.file, at.scope, path.substr(0, path.find('.')), at.line);
  if (!access.is_told() || access.unbound || access.path.ends_with(')')) return std::nullopt;
  return NamedObject(*at.file, access.path);
}

void SiteReader::IndexMounts() {
  if (mounts_) return;
  mounts_.emplace();
  std::size_t looked_at = 0;
  const SourceFile* last = nullptr;
  for (const PlacedSite& call : CallsNamed(MountNames())) {
    if (++looked_at > kMaxMounts) break;
    const SourceFile& file = *call.file;
    if (std::exchange(last, &file) != &file) context_.paths.Begin();  // each has its own bound
    const auto mounted = MountAt(file, call.site());
    if (!mounted) continue;
    const Places& what = mounted->entry->mount.what;
    if (Has(what, kService)) {
      of_services_[context_.services().ServiceOf(file.path())].push_back(*mounted);
    }
    for (const FoundObject& found : MountedBy(*mounted)) {
      std::vector<Mounted>& known = (*mounts_)[found.object];
      if (known.size() < kMaxPrefixes) known.push_back(*mounted);
    }
  }
  context_.paths.Begin();
}

}  // namespace interlock
