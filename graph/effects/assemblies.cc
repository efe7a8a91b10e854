#include "graph/effects/assemblies.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "graph/effects/setting_keys.h"
#include "graph/module_paths.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxAssemblies = 300;
constexpr std::size_t kMaxFiles = 300;  // of one

using Keys = std::vector<std::pair<KeyPattern, const CatalogLink*>>;

// By format: the settings that name other files, of formats that take whole objects from others.
std::map<std::string, Keys, std::less<>> KeysOf(const Catalog& catalog) {
  std::set<std::string> formats;
  for (const CatalogLink& link : catalog.links) {
    if (!link.same.empty()) formats.insert(link.languages.begin(), link.languages.end());
  }
  std::map<std::string, Keys, std::less<>> keys;
  for (const CatalogLink& link : catalog.links) {
    if (std::find(link.file.begin(), link.file.end(), "value") == link.file.end()) continue;
    for (const std::string& format : link.languages) {
      if (formats.contains(format)) keys[format].emplace_back(KeyPattern(link.key), &link);
    }
  }
  return keys;
}

class Assembler {
 public:
  Assembler(const World& world, const Catalog& catalog) : world_(world), keys_(KeysOf(catalog)) {}

  std::vector<Assembly> Run() {
    std::map<std::string, std::set<std::string>> leads_to;
    std::set<std::string> taken;
    for (const Layer* layer : world_.layers()) {
      for (const SourceFile* file : layer->files()) {
        if (!keys_.contains(file->outline().language) || world_.Find(file->path()) != file)
          continue;
        std::set<std::string>& named = leads_to[file->path()];
        for (const SourceFile* other : NamedBy(*file)) named.insert(other->path());
        named.erase(file->path());
        taken.insert(named.begin(), named.end());
      }
    }
    std::vector<Assembly> assemblies;
    for (const auto& [root, named] : leads_to) {
      if (taken.contains(root) || assemblies.size() >= kMaxAssemblies) continue;
      Assembly assembly{root, {{root, 0}}};
      std::vector<std::string> queue = {root};
      for (std::size_t at = 0; at < queue.size() && queue.size() < kMaxFiles; ++at) {
        const auto found = leads_to.find(queue[at]);
        if (found == leads_to.end()) continue;
        const int far = assembly.files.at(queue[at]) + 1;
        for (const std::string& path : found->second) {
          if (assembly.files.emplace(path, far).second) queue.push_back(path);
        }
      }
      assemblies.push_back(std::move(assembly));
    }
    return assemblies;
  }

 private:
  std::vector<const SourceFile*> NamedBy(const SourceFile& file) const {
    std::vector<const SourceFile*> named;
    const Keys& keys = keys_.find(file.outline().language)->second;
    for (const Setting& setting : file.facts().settings) {
      for (const auto& [key, link] : keys) {
        KeyParts parts;
        if (!key.Fits(setting.key, &parts) || setting.value.empty()) continue;
        const std::string path = NormalisePath(JoinPath(file.folder(), setting.value));
        if (const SourceFile* other = world_.Find(path)) {
          named.push_back(other);
        } else if (world_.HasFolder(path)) {
          AddIn(path, *link, &named);
        }
      }
    }
    return named;
  }

  void AddIn(const std::string& folder, const CatalogLink& link,
             std::vector<const SourceFile*>* named) const {
    for (const SourceFile* file : world_.InFolder(folder)) {
      const std::string_view path = file->path();
      const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
      if (std::any_of(link.in_folder.begin(), link.in_folder.end(),
                      [&](const std::string& pattern) { return FitsWildcard(pattern, name); })) {
        named->push_back(file);
      }
    }
  }

  const World& world_;
  const std::map<std::string, Keys, std::less<>> keys_;
};

}  // namespace

std::vector<Assembly> Assemblies(const World& world, const Catalog& catalog) {
  return Assembler(world, catalog).Run();
}

}  // namespace interlock
