#include "analyzer/stages/manifest_ties.h"

#include <algorithm>
#include <map>
#include <optional>

#include "analyzer/intake/manifests.h"

namespace interlock {
namespace {

bool IsManifestFile(const std::string& path, std::string_view text) {
  for (const std::string_view end : {".yaml", ".yml", ".json"}) {
    if (path.ends_with(end)) return text.find("kind") != text.npos;
  }
  return false;
}

// The entries that only the second list has.
std::vector<VersionEntry> Added(const std::vector<VersionEntry>& before,
                                const std::vector<VersionEntry>& after) {
  std::vector<VersionEntry> added;
  for (const VersionEntry& entry : after) {
    const bool known = std::any_of(before.begin(), before.end(), [&](const VersionEntry& one) {
      return one.what == entry.what && one.name == entry.name;
    });
    if (!known) added.push_back(entry);
  }
  return added;
}

// Whether a rollout already is of all that the manifest now says.
bool Has(const Rollout& rollout, const VersionEntry& entry) {
  const auto& names = entry.what == VersionKind::kImage ? rollout.images : rollout.revisions;
  return std::find(names.begin(), names.end(), entry.name) != names.end();
}

std::string FolderOf(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);  // npos + 1 == 0
}

bool IsKustomization(const std::string& path) {
  const std::string name = path.substr(FolderOf(path).size());
  return name == "kustomization.yaml" || name == "kustomization.yml";
}

class Joiner {
 public:
  Joiner(const Knowledge& knowledge, const std::string& path)
      : knowledge_(knowledge), path_(path) {}

  void Join(const ManifestVersions& manifest, const std::vector<VersionEntry>& added) {
    std::vector<std::pair<const RolloutSource*, const Rollout*>> named;
    bool here = false;
    for (const auto& source : knowledge_.rollouts) {
      for (const Rollout& rollout : source->file.rollouts) {
        if (!IsOf(rollout, manifest)) continue;
        named.emplace_back(source.get(), &rollout);
        here = here || rollout.source == path_;
      }
    }
    for (const auto& [source, rollout] : named) {
      if (here && rollout->source != path_) continue;
      for (const VersionEntry& entry : added) Tie(*source, *rollout, manifest, entry);
    }
  }

  // For manifests beside the kustomization, and for its resources.
  void JoinImage(const ReplacedImage& image, const std::vector<std::string>& resources) {
    for (const auto& source : knowledge_.rollouts) {
      for (const Rollout& rollout : source->file.rollouts) {
        const bool of_it =
            std::any_of(rollout.images.begin(), rollout.images.end(),
                        [&](const std::string& one) { return ImageName(one) == image.name; });
        if (!of_it || !IsReached(rollout.source, resources)) continue;
        const bool anew = !Has(rollout, image.by);
        ties_.push_back({source.get(), &rollout, anew,
                         "sets image " + image.by.name + " for its manifest, " + path_ + ":" +
                             std::to_string(image.by.line) + (anew ? ", so it begins anew" : "")});
      }
    }
  }

  std::vector<ManifestTie> Finish() && { return std::move(ties_); }

 private:
  // A resource is a file, or a folder with a kustomization of its own.
  bool IsReached(const std::string& manifest, const std::vector<std::string>& resources) const {
    const std::string folder = FolderOf(manifest);
    if (folder == FolderOf(path_)) return true;
    return std::any_of(resources.begin(), resources.end(), [&](const std::string& resource) {
      return manifest == resource || folder == resource + "/";
    });
  }

  static bool IsOf(const Rollout& rollout, const ManifestVersions& manifest) {
    return SameManifest(rollout.manifest, manifest.id) ||
           SameManifest(rollout.workload, manifest.id);
  }

  void Tie(const RolloutSource& source, const Rollout& rollout, const ManifestVersions& manifest,
           const VersionEntry& entry) {
    const bool own = SameManifest(rollout.manifest, manifest.id);
    const std::string where = path_ + ":" + std::to_string(entry.line);
    if (entry.what == VersionKind::kRoute) {
      if (!own || !rollout.id.ends_with("/" + entry.name)) return;
      ties_.push_back(
          {&source, &rollout, false, "routes to " + entry.name + " in its manifest, " + where});
      return;
    }
    const char* const what = entry.what == VersionKind::kImage ? "image " : "revision ";
    const std::string in = own ? " in its manifest, " : " of its workload " + manifest.id + ", ";
    const bool anew = !Has(rollout, entry);
    ties_.push_back({&source, &rollout, anew,
                     std::string("sets ") + what + entry.name + in + where +
                         (anew ? ", so it begins anew" : "")});
  }

  const Knowledge& knowledge_;
  const std::string& path_;
  std::vector<ManifestTie> ties_;
};

}  // namespace

std::vector<ManifestTie> TiesOfManifests(const Knowledge& knowledge, const std::string& path,
                                         std::string_view before, std::string_view after) {
  const bool any =
      std::any_of(knowledge.rollouts.begin(), knowledge.rollouts.end(), [](const auto& source) {
        return std::any_of(source->file.rollouts.begin(), source->file.rollouts.end(),
                           [](const Rollout& rollout) { return !rollout.manifest.empty(); });
      });
  if (!any) return {};
  Joiner joiner(knowledge, path);
  if (IsKustomization(path)) {
    const std::vector<ReplacedImage> old = ReplacedImagesOf(before, path);
    const std::vector<std::string> resources = ResourcesOf(after, path);
    for (const ReplacedImage& image : ReplacedImagesOf(after, path)) {
      const bool known = std::any_of(old.begin(), old.end(), [&](const ReplacedImage& one) {
        return one.name == image.name && one.by.name == image.by.name;
      });
      if (!known) joiner.JoinImage(image, resources);
    }
  }
  if (!IsManifestFile(path, after)) return std::move(joiner).Finish();
  const std::vector<ManifestVersions> old = VersionsOf(before, path);
  for (const ManifestVersions& manifest : VersionsOf(after, path)) {
    const auto was = std::find_if(
        old.begin(), old.end(), [&](const ManifestVersions& one) { return one.id == manifest.id; });
    const std::vector<VersionEntry> none;
    joiner.Join(manifest, Added(was == old.end() ? none : was->entries, manifest.entries));
  }
  return std::move(joiner).Finish();
}

}  // namespace interlock
