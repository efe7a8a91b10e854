// Kustomize: which files make up a deployment, and what is changed in them. A patch that is written
// out here is a document of its own, with the kind and the name of its object: "spec.replicas".
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/json_patch_internal.h"
#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_kustomization_yaml;

namespace {

constexpr std::size_t kMaxPatches = 200;

// patches . 0 . patch, patchesJson6902 . 0 . patch, patchesStrategicMerge . 0
bool IsPatch(const ManifestEntry& entry) {
  const std::vector<std::string>& path = entry.path;
  if (entry.value.find('\n') == std::string::npos) return false;
  if (path.size() == 2) return path[0] == "patchesStrategicMerge";
  return path.size() == 3 && path[2] == "patch" &&
         (path[0] == "patches" || path[0] == "patchesJson6902");
}

// The documents of a patch, numbered from `next`. Lines count from the one below the key, where a
// block begins.
void AddPatch(const std::vector<ManifestEntry>& entries, const ManifestEntry& patch,
              std::uint32_t* next, std::vector<ManifestEntry>* all) {
  std::vector<ManifestEntry> inner;
  std::string problem;
  ReadYamlEntries(patch.value, inner, problem);
  RemoveDeleted(inner);
  for (const std::span<ManifestEntry> document : Documents(inner)) {
    std::vector<ManifestEntry> said(document.begin(), document.end());
    if (IsJsonPatch(document)) {
      said = PatchedEntries(document);
      for (const char* key : {"kind", "name"}) {
        const std::string_view of = ValueAt(entries, {patch.path[0], patch.path[1], "target", key});
        if (of.empty()) continue;
        const bool is_kind = key == std::string_view("kind");
        said.push_back({is_kind ? std::vector<std::string>{"kind"}
                                : std::vector<std::string>{"metadata", "name"},
                        std::string(of), 0, 0});
      }
    }
    for (ManifestEntry& entry : said) {
      entry.line += patch.line;
      entry.document = *next;
      all->push_back(std::move(entry));
    }
    ++*next;
  }
}

bool ExtractKustomization(std::string_view bytes, FileFacts& facts, std::string& problem) {
  std::vector<ManifestEntry> entries;
  const bool whole = ReadYamlEntries(bytes, entries, problem);
  std::uint32_t next = entries.empty() ? 0 : entries.back().document + 1;
  std::vector<ManifestEntry> all = entries;
  std::size_t patches = 0;
  for (const ManifestEntry& entry : entries) {
    if (IsPatch(entry) && patches++ < kMaxPatches) AddPatch(entries, entry, &next, &all);
  }
  AddSettings(all, facts);
  return whole;
}

}  // namespace

const ManifestFormat manifest_kustomization_yaml = {"kustomize", IsKustomizationPath,
                                                    ExtractKustomization};

}  // namespace interlock
