// Kubernetes manifests, as far as several rollout formats read them alike: the documents of a file
// (YAML, JSON, or a List of either), names, images, and the conditions that traffic routers put on
// requests. Attributes of a request are "header.<name in lower case>", "query.<name>", "uri",
// "method", "scheme", "authority", "port", "gateway", "source.namespace" and
// "source.label.<name>".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/intake/json_document.h"
#include "analyzer/intake/rollouts/rollout_format.h"
#include "interlock/rollout.h"

namespace interlock {

// The manifests of one file by kind, namespace and name. A namespace that is not written fits any.
class ManifestIndex {
 public:
  explicit ManifestIndex(const std::vector<JsonValue>& manifests);

  // The first that fits.
  std::optional<JsonValue> Find(const std::string& kind, const std::string& name_space,
                                const std::string& name) const;

 private:
  std::map<std::string, JsonValue> manifests_;
};

struct ManifestReader : RuleReader {
  Rollout* rollout;

  ManifestReader(RolloutFile* of, Rollout* read)
      : RuleReader{of, read->id, &read->cohorts}, rollout(read) {}
};

// All manifests of a file in file order; those inside a List count one by one.
std::vector<JsonValue> ManifestsOf(const RolloutInput& input);

// `group` is the part of apiVersion before the slash: versions of one kind are read alike.
bool IsManifest(const JsonValue& manifest, std::string_view group, std::string_view kind);

// Whether the file has one of the kinds.
bool HasManifest(const RolloutInput& input, std::string_view group,
                 const std::vector<std::string_view>& kinds);

// A rollout for the manifest: its id "rollout/shop/checkout" (kind, namespace when it is written,
// name), line, and the request as what is drawn for.
Rollout RolloutOf(const JsonValue& manifest);

// "rollout/shop/checkout"
std::string ManifestId(const JsonValue& manifest);

// Whether two ids can be of one manifest: a namespace that is not written fits any.
bool SameManifest(std::string_view a, std::string_view b);

// ---- which versions of a program manifests set

enum class VersionKind : std::uint8_t { kImage, kRevision, kRoute };

struct VersionEntry {
  VersionKind what = VersionKind::kImage;
  std::string name;  // "shop/web:1.5", "v1.5.0", "reviews:v2"
  std::uint32_t line = 0;
};

// What one manifest sets: images of its pod template, revisions of an application's template, the
// destinations of its routes.
struct ManifestVersions {
  std::string id;
  std::vector<VersionEntry> entries;
};

// Of all manifests of a file; none when it is neither YAML nor JSON.
std::vector<ManifestVersions> VersionsOf(std::string_view text, const std::string& path);

// An image that a kustomization puts in the place of another.
struct ReplacedImage {
  std::string name;  // as the manifests have it, without a tag
  VersionEntry by;
};

// Of a kustomization file; none when it is not YAML.
std::vector<ReplacedImage> ReplacedImagesOf(std::string_view text, const std::string& path);

// The files and folders that a kustomization names as what it is made of, from the repository's
// root; not those of other repositories. None when it is no YAML.
std::vector<std::string> ResourcesOf(std::string_view text, const std::string& path);

// An image without its tag and digest: "registry:5000/shop/web".
std::string ImageName(std::string_view image);

// "reviews:v2:9080": host, subset and port of a route's destination.
std::string DestinationName(const JsonValue& destination);

// The fixed revisions that an ApplicationSet deploys: neither HEAD nor a template's parameter.
std::vector<VersionEntry> RevisionsOf(const JsonValue& manifest);

// The images of a pod template, sorted.
std::vector<std::string> ImagesOf(const JsonValue& pod_template);

// `reference` is {kind, name} in a manifest.
// The rollout brings out that workload: its id and images, as far as the file has it.
void SetWorkload(const ManifestIndex& index, const JsonValue& reference, const JsonValue& manifest,
                 Rollout* rollout);

// A number within the limits; none, with a notice, for anything else that is written.
std::optional<double> NumberIn(const ManifestReader& reader, const JsonValue& at,
                               const std::string& what, double least, double most);

// Whether it is written as true; a notice for anything but true and false.
bool TruthIn(const ManifestReader& reader, const JsonValue& at, const std::string& what);

// Somebody has to lift what is written there before the rollout goes on.
void HoldBy(const ManifestReader& reader, const JsonValue& at, const std::string& reason);

// Requests whose attribute is as {exact | prefix | regex} says; any value for an empty map. The
// whole of the text has to fit a pattern.
CohortId ReadStringMatch(const ManifestReader& reader, const std::string& attribute,
                         const JsonValue& match, bool ignore_case = false);

std::string HeaderAttribute(std::string name);

// Istio's list of HTTPMatchRequest: a request fits when one of them does with all it says.
// Everybody for an empty list.
CohortId ReadHttpMatches(const ManifestReader& reader, const JsonValue& matches);

// The requests that a traffic router keeps for users who once had them, besides those drawn: how
// many depends on the past, so the cohort has a least and a most.
CohortId WithSessions(const ManifestReader& reader, CohortId drawn, const std::string& how);

}  // namespace interlock
