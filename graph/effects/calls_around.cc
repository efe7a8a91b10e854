// Calls that say more of what stands at a site: of the same chain or object, around it, or that
// decorate it.
#include <algorithm>
#include <limits>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr int kMaxChain = 4;  // from an object to the call that made what made it

}  // namespace

// Calls named so, of the same chain as the site, that made its object, or on the same object; or
// that decorate what is around it; or in the body of the type at hand.
std::vector<std::pair<const SourceFile*, const Site*>> SiteReader::CallsAround(
    const Standing& standing, std::string_view name) {
  std::vector<std::pair<const SourceFile*, const Site*>> calls;
  const SourceFile* file = standing.file;
  std::string path = standing.site->path;
  std::int32_t scope = standing.site->scope;
  std::uint32_t made = 0;  // the line on which what the path begins with was made; 0: not known
  const auto consider = [&](const SourceFile& in, const Site& site) {
    std::string_view called = site.path;
    if (called.ends_with("{}")) called.remove_suffix(2);
    if (site.kind == SiteKind::kCall && called.substr(called.rfind('.') + 1) == name) {
      calls.emplace_back(&in, &site);
    }
  };
  for (int link = 0; link < kMaxChain; ++link) {
    const std::size_t dot = path.rfind('.');
    const std::string receiver = dot == path.npos ? "" : path.substr(0, dot);
    // What is imported is no object that keeps what one of its calls was given.
    // What is made there is another one each time.
    const bool is_object = !receiver.empty() && file->Imports(receiver).empty() &&
                           receiver.find("{}") == receiver.npos;
    const std::size_t first = calls.size();
    for (const Site& site : SitesOf(*file).sites) {
      if (site.scope != scope || site.kind != SiteKind::kCall) continue;
      const std::size_t last = site.path.rfind('.');
      const std::string on = last == site.path.npos ? "" : site.path.substr(0, last);
      const bool same_object = is_object && on == receiver;
      const bool in_chain = path.starts_with(site.path + "().") || path == site.path + "()";
      if (same_object || in_chain) consider(*file, site);
    }
    // Of several chains that begin alike, the one that ends here: its calls stand just before; or
    // the one that made the object.
    const auto distance = [&](const std::pair<const SourceFile*, const Site*>& call) {
      const std::uint32_t line = standing.site->line;
      if (made != 0 && call.second->line == made) return std::uint32_t{0};
      return call.second->line <= line ? line - call.second->line
                                       : std::numeric_limits<std::uint32_t>::max();
    };
    if (file == standing.file) {
      std::stable_sort(calls.begin() + static_cast<std::ptrdiff_t>(first), calls.end(),
                       [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
    }
    // What the first name of the receiver holds.
    const std::string root(receiver.substr(0, receiver.find("()")));
    if (root.empty()) break;
    std::string value;
    for (const std::int32_t index : file->Bindings(root)) {
      const Binding& binding = file->facts().bindings[static_cast<std::size_t>(index)];
      if (binding.scope != scope) continue;
      const bool is_later = file == standing.file && binding.line > standing.site->line;
      if (is_later && !value.empty()) continue;
      value = binding.value;
      made = binding.line;
    }
    if (value.empty()) {
      made = 0;
      Reference reference;
      const std::size_t cut = root.rfind('.');
      reference.name = root.substr(cut + 1);  // npos + 1 == 0
      if (cut != root.npos) reference.receiver = root.substr(0, cut);
      reference.scope = scope;
      reference.line = standing.site->line;
      const Resolved resolved = context_.resolver.Resolve(*file, reference);
      if (resolved.targets.empty()) break;
      file = resolved.targets.front().file;
      scope = resolved.targets.front().index;
      value = resolved.targets.front().definition().value;
      // Sites of an initialiser stand in the definition or in what is around it.
      const std::string begun = value.substr(0, value.rfind("()"));
      for (const Site& site : SitesOf(*file).sites) {
        const bool here = site.scope == scope || site.scope == file->definition(scope).parent;
        if (here && (site.path == begun || value.starts_with(site.path + "()"))) {
          consider(*file, site);
        }
      }
    }
    if (value.empty()) break;
    path = value;
  }
  // Decorators of the type around, and calls in its body.
  const std::int32_t inner = standing.subject >= 0 ? standing.subject : standing.site->scope;
  if (inner >= 0) {
    const SourceFile& own = *standing.file;
    const std::int32_t around = own.definition(inner).parent;
    const FileSites& sites = SitesOf(own);
    for (const std::int32_t type : {inner, around}) {
      const auto decorating = sites.decorating.find(type);
      if (type < 0 || decorating == sites.decorating.end()) continue;
      for (const std::int32_t index : decorating->second) {
        const Site& site = sites.sites[static_cast<std::size_t>(index)];
        const bool itself = site.line == standing.site->line && site.path == standing.site->path;
        if (!itself) consider(own, site);
      }
    }
    const bool is_body = standing.subject >= 0 || !own.definition(inner).callable;
    for (const Site& site : sites.sites) {
      if (is_body && site.scope == inner && site.subject < 0) consider(own, site);
    }
  }
  return calls;
}

// An argument of a decorator: of what is decorated, or of the type around it; what that does not
// say, its bases may.
std::vector<Constant> SiteReader::DecoratorsSay(const Standing& standing, bool of_type,
                                                std::string_view decorator) {
  std::vector<Constant> found;
  if (standing.subject < 0) return found;
  const std::size_t open = std::min(decorator.find('('), decorator.size() - 1);
  const std::string_view name = decorator.substr(0, open);
  std::string_view inners = decorator.substr(open + 1, decorator.size() - open - 2);
  if (const std::size_t bar = inners.find('|'); bar != inners.npos) {  // the first that is there
    while (found.empty() && !inners.empty()) {
      const std::string_view inner = inners.substr(0, inners.find('|'));
      inners.remove_prefix(std::min(inner.size() + 1, inners.size()));
      found = DecoratorsSay(standing, of_type, std::string(name) + "(" + std::string(inner) + ")");
    }
    return found;
  }
  const std::string inner(inners);
  const auto read = [&](const Target& on) {
    const FileSites& sites = SitesOf(*on.file);
    const auto decorating = sites.decorating.find(on.index);
    if (decorating == sites.decorating.end()) return;
    const std::vector<std::int32_t> indices = decorating->second;
    for (const std::int32_t index : indices) {
      const Site site = SitesOf(*on.file).sites[static_cast<std::size_t>(index)];
      if (std::string_view(site.path).substr(site.path.rfind('.') + 1) != name) continue;
      if (found.empty()) found = OperandsAt(*on.file, site, inner);
      if (!found.empty() && on.file != standing.file) sources_.insert(on.file->path());
    }
  };
  const Target subject{standing.file, standing.subject};
  if (!of_type) {
    read(subject);
    return found;
  }
  const Target type{standing.file, subject.definition().parent};
  if (type.index < 0) return found;
  read(type);
  bool is_open = false;
  for (const Target& base : context_.resolver.Bases(type, &is_open)) {
    if (found.empty()) read(base);
  }
  return found;
}

// The innermost call so named in whose arguments or block the site stands.
const Site* SiteReader::CallAround(const SourceFile& file, const Site& site,
                                   std::string_view name) {
  const std::vector<Site>& sites = SitesOf(file).sites;
  for (std::int32_t i = site.around; i >= 0; i = sites[static_cast<std::size_t>(i)].around) {
    const Site& around = sites[static_cast<std::size_t>(i)];
    if (std::string_view(around.path).substr(around.path.rfind('.') + 1) == name) return &around;
  }
  return nullptr;
}

// The type of what a call is given, when it is made there: `Publish(new OrderPlaced(id))`.
std::string SiteReader::MadeIn(const SourceFile& file, const Site& site) {
  const auto type_of = [](std::string_view path) {
    if (!path.ends_with("{}")) return std::string();
    path.remove_suffix(2);
    return std::string(path.substr(path.rfind('.') + 1));  // npos + 1 == 0
  };
  for (const Operand& operand : site.operands) {
    if (operand.place == "0" && operand.kind == OperandKind::kPath) return type_of(operand.text);
  }
  std::string made;
  const std::vector<Site>& sites = SitesOf(file).sites;
  for (const Site& inner : sites) {
    if (inner.kind != SiteKind::kCall || inner.around < 0 || inner.scope != site.scope) continue;
    const Site& around = sites[static_cast<std::size_t>(inner.around)];
    if (around.line != site.line || around.path != site.path || around.operands != site.operands) {
      continue;
    }
    const std::string type = type_of(inner.path);
    if (!type.empty() && !made.empty() && type != made) return "";
    if (!type.empty()) made = type;
  }
  return made;
}

}  // namespace interlock
