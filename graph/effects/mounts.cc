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
constexpr std::size_t kMaxPrefixes = 4;    // of one route: it is mounted so often
constexpr std::size_t kMaxMounts = 4'000;  // looked at in one world
const char* const kResult = "result";
const char* const kInside = "inside";
const char* const kService = "service";
const char* const kReceiver = "receiver";
constexpr std::string_view kIn = "in.";

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

}  // namespace

std::string ReceiverOf(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == path.npos ? "" : path.substr(0, dot);
}

bool IsPlainPath(std::string_view path) {
  return !path.empty() && path.find_first_of("([{#?") == path.npos;
}

const SiteNames& SiteReader::NamesOf(const Layer& layer) {
  if (&layer == context_.basis.base) return context_.basis.site_names();
  return names_.try_emplace(&layer, layer).first->second;
}

// Of the whole world, in the order of its layers.
std::vector<PlacedSite> SiteReader::SitesNamed(const std::set<std::string_view>& names,
                                               const SiteNames::IsAsked& is_asked) {
  std::vector<PlacedSite> sites;
  for (const Layer* layer : context_.world.layers()) {
    const SourceFile* last = nullptr;
    bool visible = false;
    for (const PlacedSite& placed : NamesOf(*layer).Named(names, is_asked)) {
      if (std::exchange(last, placed.file) != placed.file) {
        visible = context_.world.Find(placed.file->path()) == placed.file;
      }
      const bool is_there =
          visible && static_cast<std::size_t>(placed.index) < placed.file->facts().sites.size();
      if (is_there) sites.push_back(placed);
    }
  }
  return sites;
}

std::vector<PlacedSite> SiteReader::SitesNamed(const EntryNames& names) {
  return SitesNamed(names.all(), [&](std::string_view name, const SourceFile& file) {
    return names.Has(name, file);
  });
}

// Decorators aside: what they do is done where what they decorate is called.
std::vector<PlacedSite> SiteReader::CallsAmong(std::vector<PlacedSite> sites) {
  std::erase_if(sites, [](const PlacedSite& placed) {
    const Site& site = placed.site();
    return site.kind != SiteKind::kAssign && (site.kind == SiteKind::kCall) == (site.subject >= 0);
  });
  return sites;
}

std::vector<PlacedSite> SiteReader::CallsOf(const Target& function) {
  const auto may_call = [&](std::string_view, const SourceFile& file) {
    return file.traits()->family == function.file->traits()->family;
  };
  return CallsAmong(SitesNamed({function.definition().name}, may_call));
}

// Of calls that mount, and of constants that do.
const EntryNames& SiteReader::MountNames() {
  if (mount_names_) return *mount_names_;
  mount_names_.emplace();
  for (const CatalogEntry& entry : context_.catalog.entries) {
    if (!entry.mount.what.empty()) mount_names_->Add(entry);
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
                   (MountNames().Has(LastNameOf(site.path), file) ||
                    MountNames().Has(LastNameOf(ModuleCalled(file, site.path)), file));
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
  // A client that is a function: `const ask = axios.create({ baseURL }); ask("/orders")`.
  const Spot at{&file, site.scope, site.line};
  const std::vector<FoundObject> called = ObjectsAt(at, site.path, depth + 1);
  const bool is_made = std::any_of(called.begin(), called.end(), [](const FoundObject& found) {
    return found.value.ends_with("()");
  });
  if (is_made) return Product(around, PrefixesOf(at, site.path, depth + 1));
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
    return PrefixesOfResult(at, path.substr(0, path.size() - 2), depth);
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
    AddPrefixes(std::move(mounted), &all);
  }
  IndexMounts();
  if (all.empty() && has_libraries_ && IsPlainPath(path)) {
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
  if (all != Prefixes{""} || !IsPlainPath(callee)) return all;
  for (const FoundObject& called : ObjectsAt(at, callee, depth + 1)) {
    all = PrefixesGivenBy(called.object, depth + 1);
    if (all != Prefixes{""}) break;
  }
  return all;
}

void SiteReader::AddPrefixes(Prefixes found, Prefixes* all) {
  for (std::string& prefix : found) {
    const bool is_new = std::find(all->begin(), all->end(), prefix) == all->end();
    if (is_new && all->size() < kMaxPrefixes) all->push_back(std::move(prefix));
  }
}

SiteReader::Prefixes SiteReader::WhereMounted(const Object& object, int depth, bool* instead) {
  IndexMounts();
  const auto found = mounts_->find(object);
  if (found == mounts_->end() || depth > kMaxDepth) return {""};
  Prefixes all, said;
  const std::vector<Mounted> where = found->second;
  for (const Mounted& mounted : where) {
    const Prefixes own = PathsOf(mounted);
    if (mounted.entry->mount.instead && !own.front().empty()) *instead = true;
    // What is said to the object itself holds wherever that is mounted: `router.prefix("/v1")`.
    const bool is_itself = Has(mounted.entry->mount.what, kReceiver);
    if (is_itself) AddPrefixes(own, &said);
    if (!is_itself) {
      AddPrefixes(Product(PrefixesAt(*mounted.file, mounted.site, depth + 1), own), &all);
    }
    sources_.insert(mounted.file->path());
  }
  if (all.empty()) all.emplace_back();
  return said.empty() ? all : Product(all, said);
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
  std::size_t asked = 0;  // modules that are asked for where they stand
  for (const Operand& operand : mounted.site.operands) {
    const bool is_asked = operand.kind == OperandKind::kPath && AsksForModule(file, operand.text);
    const std::size_t position = is_asked ? asked++ : 0;
    std::string place = operand.place.substr(0, operand.place.find('['));
    if (place.empty()) place = "value";
    if (!Has(what, place)) continue;
    if (operand.kind == OperandKind::kPath) add(ObjectsAt(at, operand.text, 0, position));
    if (operand.kind != OperandKind::kText) continue;
    for (const SourceFile* of : context_.resolver.Module(file, operand.text).files) {
      objects.push_back({{.file = of}, "", at});
    }
  }
  if (Has(what, kReceiver)) {
    const std::string receiver = ReceiverOf(mounted.site.path);
    add(ObjectsAt(at, receiver, 0));
    const bool may_be = objects.empty() && IsPlainPath(receiver);
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
  for (const PlacedSite& call : CallsAmong(SitesNamed(MountNames()))) {
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
