#include "graph/effects/services.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "graph/globs.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxFolders = 64;  // around one file

// Folders inside that of a service, which are called so in every one.
constexpr std::array<std::string_view, 8> kInner = {"src",   "app",    "docker", ".docker",
                                                    "build", "deploy", "image",  "container"};
// Where CODEOWNERS is looked for; the first that there is counts.
constexpr std::array<std::string_view, 4> kOwnerFiles = {".github/CODEOWNERS", "CODEOWNERS",
                                                         "docs/CODEOWNERS", ".gitlab/CODEOWNERS"};

std::string_view Parent(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 == 0
}

// "deploy" and "../src/ad/./Dockerfile" make "src/ad/Dockerfile"; what leaves the repository, or is
// no path in it, makes nothing.
std::string Joined(std::string_view folder, std::string_view relative) {
  if (relative.starts_with('/') || relative.find("://") != relative.npos ||
      relative.find('$') != relative.npos) {
    return "?";
  }
  std::vector<std::string_view> parts;
  const auto add = [&](std::string_view path) {
    while (!path.empty()) {
      const std::size_t slash = std::min(path.find('/'), path.size());
      const std::string_view part = path.substr(0, slash);
      path.remove_prefix(std::min(slash + 1, path.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return false;
      } else {
        parts.pop_back();
      }
    }
    return true;
  };
  if (!add(folder) || !add(relative)) return "?";
  std::string joined;
  for (const std::string_view part : parts) {
    joined.append(joined.empty() ? "" : "/").append(part);
  }
  return joined;
}

// The folder of a service, from one in which it is built: "src/cart" for "src/cart/src".
std::string_view Outer(std::string_view folder) {
  while (std::find(kInner.begin(), kInner.end(), BaseName(folder)) != kInner.end() &&
         !Parent(folder).empty()) {
    folder = Parent(folder);
  }
  return folder;
}

// "CartService", "cart-service" and "cart_svc" are "cart".
std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  for (const std::string_view ending : {"service", "svc"}) {
    if (plain.size() > ending.size() && plain.ends_with(ending)) {
      plain.resize(plain.size() - ending.size());
    }
  }
  return plain;
}

// A manifest that asks for packages or gives a module its name, and not one that only locks them.
bool IsBuildFile(const SourceFile& file) {
  if (file.traits() != nullptr) return false;
  const FileOutline& outline = file.outline();
  return outline.asks_for_packages ||
         std::any_of(outline.roots.begin(), outline.roots.end(),
                     [](const ModuleRoot& root) { return !root.name.empty(); });
}

template <typename Visit>
void ForEachFile(const World& world, const Visit& visit) {
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (world.Find(file->path()) == file) visit(*file);
    }
  }
}

}  // namespace

bool IsImageFile(std::string_view path) {
  const std::string_view name = BaseName(path);
  return name.starts_with("Dockerfile") || name.ends_with("Dockerfile") ||
         name.ends_with(".dockerfile") || name == "Containerfile";
}

bool IsOwned(std::string_view pattern, std::string_view path) {
  if (pattern == "*" || pattern == "/*" || pattern == "**") {
    return pattern != "/*" || path.find('/') == path.npos;
  }
  // What is directly in a folder, and nothing below that.
  if (pattern.ends_with("/*") && !pattern.ends_with("**/*")) {
    std::string folder(pattern.substr(0, pattern.size() - 2));
    if (!folder.starts_with('/')) folder.insert(0, "/");
    return !Parent(path).empty() && MatchesGlob(folder, Parent(path)) &&
           std::count(folder.begin(), folder.end(), '/') ==
               std::count(path.begin(), path.end(), '/');
  }
  return MatchesGlob(pattern, path);
}

bool DeclareTheSame(const SourceFile* before, const SourceFile* after) {
  if (before == after) return true;
  const auto settings = [](const SourceFile* file) -> const std::vector<Setting>* {
    const bool has = file != nullptr && file->traits() == nullptr && file->outline().has_settings;
    return has ? &file->facts().settings : nullptr;
  };
  const auto makes_service = [](const SourceFile* file) {
    return file != nullptr &&
           ((file->traits() == nullptr && IsImageFile(file->path())) || IsBuildFile(*file));
  };
  const std::vector<Setting>* said = settings(before);
  const std::vector<Setting>* says = settings(after);
  if ((said == nullptr) != (says == nullptr)) return false;
  return (said == nullptr || *said == *says) && makes_service(before) == makes_service(after);
}

ServiceMap::ServiceMap(const World& world, const std::vector<Effect>& declared) {
  AddDeclared(world, declared);
  AddFolders(world);
  Settle();
  AddOwners(world);
}

void ServiceMap::AddDeclared(const World& world, const std::vector<Effect>& declared) {
  std::map<std::string, std::set<std::pair<std::string, std::string>>> sources;
  for (const Effect& effect : declared) {
    const bool is_service = effect.resource.kind == "service";
    if (is_service && effect.access == "declare") {
      Service& service = Named(effect.resource.name);
      service.name = effect.resource.name;
      if (service.path.empty()) {
        service.path = effect.path;
        service.line = effect.line;
      }
      if (!effect.to.empty()) sources[effect.resource.name].emplace(effect.path, effect.to);
    } else if (effect.access == "depend" && !effect.service.empty()) {
      Named(effect.service).depends_on.insert(effect.resource.name);
    } else if (effect.access == "own" && !effect.service.empty()) {
      Named(effect.service).owners.insert(effect.resource.name);
      claims_[std::string(Parent(effect.path))].declared.insert(effect.service);
    }
  }
  for (auto& [name, service] : services_) service.name = name;
  for (const auto& [service, written] : sources) AddSources(world, service, written);
}

// What it is built from: the file of an image, whose path is relative to the folder that is built,
// or that folder.
void ServiceMap::AddSources(const World& world, const std::string& service,
                            const std::set<std::pair<std::string, std::string>>& sources) {
  std::set<std::string> contexts;
  for (const auto& [path, source] : sources) {
    if (!IsImageFile(source)) contexts.insert(Joined(Parent(path), source));
  }
  const auto claim = [&](std::string_view folder) {
    claims_[std::string(Outer(folder))].declared.insert(service);
  };
  bool has_image = false, names_image = false;
  for (const auto& [path, source] : sources) {
    if (!IsImageFile(source)) continue;
    names_image = true;
    std::set<std::string> from = contexts;
    from.emplace(Parent(path));
    for (const std::string& folder : from) {
      const std::string image = Joined(folder, source);
      if (folder == "?" || world.Find(image) == nullptr) continue;
      claim(Parent(image));
      has_image = true;
    }
  }
  if (has_image) return;
  for (const std::string& folder : contexts) {
    // An image whose file is not there may be made of any part of the repository.
    const bool is_there = folder.empty() ? !names_image : folder != "?" && world.HasFolder(folder);
    if (is_there) claim(folder);
  }
}

void ServiceMap::AddFolders(const World& world) {
  ForEachFile(world, [&](const SourceFile& file) {
    const std::string_view folder = Parent(file.path());
    if (folder.empty()) return;
    if (file.traits() == nullptr && IsImageFile(file.path())) {
      const std::string_view outer = Outer(folder);
      claims_[std::string(outer)].built.emplace(BaseName(outer));
    } else if (IsBuildFile(file)) {
      claims_[std::string(Outer(folder))].has_build_file = true;
    }
  });
}

// One service for each folder, at most.
void ServiceMap::Settle() {
  std::map<std::string, std::set<std::string>> plain;
  for (const auto& [name, service] : services_) plain[Plain(name)].insert(name);
  // The declared service that goes by the folder's name; else the folder is one itself.
  const auto named_as = [&](std::string_view folder) {
    const auto found = plain.find(Plain(BaseName(folder)));
    if (found == plain.end()) return std::string(BaseName(folder));
    if (found->second.contains(std::string(BaseName(folder)))) return std::string(BaseName(folder));
    return found->second.size() == 1 ? *found->second.begin() : std::string();
  };
  const auto is_in_one = [&](std::string_view folder) {
    for (std::size_t i = 0; i < kMaxFolders && !folder.empty(); ++i, folder = Parent(folder)) {
      if (built_.contains(folder)) return true;
    }
    return false;
  };
  // Folders around others come first.
  for (const auto& [folder, claims] : claims_) {
    const bool is_deployed = !claims.declared.empty() || !claims.built.empty();
    if (!is_deployed && is_in_one(folder)) continue;
    std::string name;
    if (claims.declared.size() == 1) {
      name = *claims.declared.begin();
    } else if (!folder.empty()) {
      name = named_as(folder);
      // Several are made of one folder: it is the one that has its name, or none of them.
      if (!claims.declared.empty() && !claims.declared.contains(name)) continue;
    }
    if (name.empty()) continue;
    (is_deployed ? built_ : apart_)[folder] = name;
    Service& service = Named(name);
    service.name = name;
    service.folders.insert(folder);
    if (service.path.empty()) service.path = folder;
  }
}

void ServiceMap::AddOwners(const World& world) {
  for (const std::string_view path : kOwnerFiles) {
    const SourceFile* file = world.Find(path);
    if (file == nullptr) continue;
    for (const Setting& setting : file->facts().settings) {
      OwnerRule rule{setting.key, {}};
      std::string_view rest = setting.value;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        rule.owners.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      owners_.push_back(std::move(rule));
    }
    return;
  }
}

std::string ServiceMap::ServiceOf(std::string_view path) const {
  std::string apart;
  std::string_view folder = Parent(path);
  for (std::size_t i = 0; i < kMaxFolders && !folder.empty(); ++i, folder = Parent(folder)) {
    if (const auto found = built_.find(folder); found != built_.end()) return found->second;
    const auto found = apart_.find(folder);
    if (apart.empty() && found != apart_.end()) apart = found->second;
  }
  if (!apart.empty()) return apart;
  const auto whole = built_.find(std::string_view());
  return whole == built_.end() ? std::string() : whole->second;
}

std::vector<std::string> ServiceMap::OwnersOf(std::string_view path) const {
  for (auto rule = owners_.rbegin(); rule != owners_.rend(); ++rule) {
    if (IsOwned(rule->pattern, path)) return rule->owners;
  }
  const auto service = services_.find(ServiceOf(path));
  if (service == services_.end()) return {};
  return {service->second.owners.begin(), service->second.owners.end()};
}

const std::set<std::string>& ServiceMap::DependsOn(std::string_view service) const {
  static const std::set<std::string> none;
  const auto found = services_.find(service);
  return found == services_.end() ? none : found->second.depends_on;
}

}  // namespace interlock
