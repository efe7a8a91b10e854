#include "analyzer/intake/manifests.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "analyzer/intake/yaml_documents.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

constexpr const char* kAnywhere = "*";

std::string IndexKey(const std::string& kind, const std::string& name_space,
                     const std::string& name) {
  return kind + "/" + name_space + "/" + name;
}

std::string IdOf(const std::string& kind, const std::string& name_space, const std::string& name) {
  std::string id = Lower(kind) + "/";
  if (!name_space.empty()) id += name_space + "/";
  return id + name;
}

void AddManifest(const JsonValue& value, std::vector<JsonValue>* manifests) {
  const std::string& kind = value["kind"].Text();
  if (kind.ends_with("List") && value["items"].IsList()) {
    for (const JsonValue& item : value["items"].Items()) {
      if (item.IsMap()) manifests->push_back(item);
    }
  } else if (value.IsMap() && !kind.empty()) {
    manifests->push_back(value);
  }
}

std::vector<VersionEntry> ImageEntries(const JsonValue& pod_template) {
  std::vector<VersionEntry> images;
  for (const char* list : {"initContainers", "containers"}) {
    for (const JsonValue& container : pod_template["spec"][list].Items()) {
      const JsonValue image = container["image"];
      if (image.Text().empty()) continue;
      images.push_back({VersionKind::kImage, image.Text(), image.line()});
    }
  }
  return images;
}

CohortId AddCondition(const ManifestReader& reader, const std::string& attribute, Operator op,
                      std::vector<AttributeValue> values, bool ignore_case = false) {
  Condition condition;
  condition.attribute = attribute;
  condition.op = op;
  condition.values = std::move(values);
  condition.ignore_case = ignore_case;
  condition.items = ListItems::kNone;
  return reader.cohorts().Add(std::move(condition));
}

CohortId AddEqual(const ManifestReader& reader, const std::string& attribute,
                  const std::string& value) {
  return AddCondition(reader, attribute, Operator::kIn, {AttributeValue::OfText(value)});
}

// One HTTPMatchRequest: all of its fields have to fit.
CohortId ReadHttpMatch(const ManifestReader& reader, const JsonValue& match) {
  std::vector<CohortId> all;
  for (const JsonValue& field : match.Items()) {
    const std::string& key = field.key();
    if (key == "uri" || key == "method" || key == "scheme" || key == "authority") {
      const bool ignore_case = key == "uri" && match["ignoreUriCase"].Truth(false);
      all.push_back(ReadStringMatch(reader, key, field, ignore_case));
    } else if (key == "headers") {
      for (const JsonValue& header : field.Items()) {
        all.push_back(ReadStringMatch(reader, HeaderAttribute(header.key()), header));
      }
    } else if (key == "withoutHeaders") {
      for (const JsonValue& header : field.Items()) {
        const CohortId has = ReadStringMatch(reader, HeaderAttribute(header.key()), header);
        all.push_back(reader.cohorts().Not(has));
      }
    } else if (key == "queryParams") {
      for (const JsonValue& parameter : field.Items()) {
        all.push_back(ReadStringMatch(reader, "query." + parameter.key(), parameter));
      }
    } else if (key == "port") {
      all.push_back(AddEqual(reader, "port", field.Text()));
    } else if (key == "sourceNamespace") {
      all.push_back(AddEqual(reader, "source.namespace", field.Text()));
    } else if (key == "sourceLabels") {
      for (const JsonValue& label : field.Items()) {
        all.push_back(AddEqual(reader, "source.label." + label.key(), label.Text()));
      }
    } else if (key == "gateways") {
      std::vector<AttributeValue> names;
      for (const JsonValue& name : field.Items()) {
        names.push_back(AttributeValue::OfText(name.Text()));
      }
      all.push_back(AddCondition(reader, "gateway", Operator::kIn, std::move(names)));
    } else if (key != "name" && key != "ignoreUriCase" && key != "statPrefix") {
      all.push_back(reader.Unknown(field, "the match " + Quoted(key) + " is not known"));
    }
  }
  return reader.cohorts().All(std::move(all));
}

}  // namespace

std::vector<JsonValue> ManifestsOf(const RolloutInput& input) {
  std::vector<JsonValue> manifests;
  if (input.json != nullptr) {
    const JsonValue root = input.json->Root();
    if (root.IsMap()) AddManifest(root, &manifests);
    for (const JsonValue& item : root.IsList() ? root.Items() : std::vector<JsonValue>()) {
      AddManifest(item, &manifests);
    }
  }
  if (input.yaml != nullptr) {
    for (const JsonValue& document : input.yaml->Root().Items()) AddManifest(document, &manifests);
  }
  return manifests;
}

bool IsManifest(const JsonValue& manifest, std::string_view group, std::string_view kind) {
  const std::string_view version = manifest["apiVersion"].Text();
  return manifest["kind"].Text() == kind && version.size() > group.size() &&
         version.starts_with(group) && version[group.size()] == '/';
}

bool HasManifest(const RolloutInput& input, std::string_view group,
                 const std::vector<std::string_view>& kinds) {
  for (const JsonValue& manifest : ManifestsOf(input)) {
    for (const std::string_view kind : kinds) {
      if (IsManifest(manifest, group, kind)) return true;
    }
  }
  return false;
}

std::string ManifestId(const JsonValue& manifest) {
  const JsonValue metadata = manifest["metadata"];
  return IdOf(manifest["kind"].Text(), metadata["namespace"].Text(), metadata["name"].Text());
}

bool SameManifest(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return false;
  const auto kind = [](std::string_view id) { return id.substr(0, id.find('/')); };
  const auto name = [](std::string_view id) { return id.substr(id.rfind('/') + 1); };
  const auto has_space = [](std::string_view id) { return id.find('/') != id.rfind('/'); };
  if (has_space(a) && has_space(b)) return a == b;
  return kind(a) == kind(b) && name(a) == name(b);
}

Rollout RolloutOf(const JsonValue& manifest) {
  Rollout rollout;
  rollout.id = ManifestId(manifest);
  rollout.manifest = rollout.id;
  rollout.line = manifest.line();
  rollout.key = "request";
  rollout.space = rollout.id;
  rollout.current = kStageUnknown;
  return rollout;
}

std::vector<std::string> ImagesOf(const JsonValue& pod_template) {
  std::vector<std::string> images;
  for (const VersionEntry& image : ImageEntries(pod_template)) images.push_back(image.name);
  std::sort(images.begin(), images.end());
  images.erase(std::unique(images.begin(), images.end()), images.end());
  return images;
}

std::string DestinationName(const JsonValue& destination) {
  std::string name = destination["host"].Text();
  if (!destination["subset"].Text().empty()) name += ":" + destination["subset"].Text();
  const std::string& port = destination["port"]["number"].Text();
  return port.empty() ? name : name + ":" + port;
}

std::vector<VersionEntry> RevisionsOf(const JsonValue& manifest) {
  std::vector<VersionEntry> revisions;
  const auto add = [&](const JsonValue& source) {
    const JsonValue revision = source["targetRevision"];
    const std::string& name = revision.Text();
    const bool fixed = !name.empty() && name != "HEAD" && name.find("{{") == std::string::npos;
    if (fixed) revisions.push_back({VersionKind::kRevision, name, revision.line()});
  };
  const JsonValue spec = manifest["spec"]["template"]["spec"];
  add(spec["source"]);
  for (const JsonValue& source : spec["sources"].Items()) add(source);
  return revisions;
}

std::string ImageName(std::string_view image) {
  const std::size_t slash = image.rfind('/');
  return std::string(image.substr(0, image.find_first_of(":@", slash == image.npos ? 0 : slash)));
}

std::vector<ReplacedImage> ReplacedImagesOf(std::string_view text, const std::string& path) {
  JsonDocument document;
  try {
    document = ParseYamlDocuments(text, path);
  } catch (const Error&) {
    return {};
  }
  std::vector<ReplacedImage> replaced;
  for (const JsonValue& kustomization : document.Root().Items()) {
    for (const JsonValue& image : kustomization["images"].Items()) {
      const std::string& name = image["name"].Text();
      const std::string& other = image["newName"].Text();
      const JsonValue digest = image["digest"];
      const JsonValue tag = image["newTag"];
      const JsonValue& version = digest.Text().empty() ? tag : digest;
      if (name.empty() || version.Text().empty()) continue;
      const char* const mark = digest.Text().empty() ? ":" : "@";
      const std::string by = (other.empty() ? name : other) + mark + version.Text();
      replaced.push_back({name, {VersionKind::kImage, by, version.line()}});
    }
  }
  return replaced;
}

std::vector<std::string> ResourcesOf(std::string_view text, const std::string& path) {
  JsonDocument document;
  try {
    document = ParseYamlDocuments(text, path);
  } catch (const Error&) {
    return {};
  }
  std::vector<std::string> paths;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  for (const JsonValue& kustomization : document.Root().Items()) {
    for (const char* const key : {"resources", "bases", "components"}) {
      for (const JsonValue& resource : kustomization[key].Items()) {
        const std::string& name = resource.Text();
        if (name.empty() || name.find("://") != name.npos || name.front() == '/') continue;
        std::string full = (folder / name).lexically_normal().generic_string();
        if (full.ends_with('/')) full.pop_back();
        paths.push_back(std::move(full));
      }
    }
  }
  return paths;
}

std::vector<ManifestVersions> VersionsOf(std::string_view text, const std::string& path) {
  JsonDocument document;
  RolloutInput input;
  try {
    const bool json = path.ends_with(".json");
    document = json ? ParseJson(text, path) : ParseYamlDocuments(text, path);
    (json ? input.json : input.yaml) = &document;
  } catch (const Error&) {
    return {};
  }
  std::vector<ManifestVersions> all;
  for (const JsonValue& manifest : ManifestsOf(input)) {
    ManifestVersions versions{ManifestId(manifest), ImageEntries(manifest["spec"]["template"])};
    std::vector<VersionEntry>& entries = versions.entries;
    const std::vector<VersionEntry> revisions = RevisionsOf(manifest);
    entries.insert(entries.end(), revisions.begin(), revisions.end());
    for (const JsonValue& route : manifest["spec"]["http"].Items()) {
      for (const JsonValue& to : route["route"].Items()) {
        const JsonValue destination = to["destination"];
        entries.push_back({VersionKind::kRoute, DestinationName(destination), destination.line()});
      }
    }
    if (!entries.empty()) all.push_back(std::move(versions));
  }
  return all;
}

ManifestIndex::ManifestIndex(const std::vector<JsonValue>& manifests) {
  for (const JsonValue& manifest : manifests) {
    const JsonValue metadata = manifest["metadata"];
    const std::string& kind = manifest["kind"].Text();
    const std::string& name = metadata["name"].Text();
    manifests_.emplace(IndexKey(kind, metadata["namespace"].Text(), name), manifest);
    manifests_.emplace(IndexKey(kind, kAnywhere, name), manifest);
  }
}

std::optional<JsonValue> ManifestIndex::Find(const std::string& kind, const std::string& name_space,
                                             const std::string& name) const {
  const std::vector<std::string> spaces = name_space.empty()
                                              ? std::vector<std::string>{kAnywhere}
                                              : std::vector<std::string>{name_space, ""};
  for (const std::string& space : spaces) {
    const auto found = manifests_.find(IndexKey(kind, space, name));
    if (found != manifests_.end()) return found->second;
  }
  return std::nullopt;
}

void SetWorkload(const ManifestIndex& index, const JsonValue& reference, const JsonValue& manifest,
                 Rollout* rollout) {
  const std::string& kind = reference["kind"].Text();
  const std::string& name = reference["name"].Text();
  const std::string& name_space = manifest["metadata"]["namespace"].Text();
  rollout->workload = IdOf(kind, name_space, name);
  if (const auto workload = index.Find(kind, name_space, name)) {
    rollout->images = ImagesOf((*workload)["spec"]["template"]);
  }
}

std::optional<double> NumberIn(const ManifestReader& reader, const JsonValue& at,
                               const std::string& what, double least, double most) {
  if (at.IsNull()) return std::nullopt;
  const std::optional<double> number = at.Number();
  if (number && *number >= least && *number <= most) return number;
  const auto whole = [](double value) { return std::to_string(static_cast<long long>(value)); };
  reader.Note(at, what + " is " + at.Shown() + ", expected a number from " + whole(least) + " to " +
                      whole(most));
  return std::nullopt;
}

bool TruthIn(const ManifestReader& reader, const JsonValue& at, const std::string& what) {
  if (!at.IsNull() && at.kind() != JsonKind::kTruth) {
    reader.Note(at, what + " is " + at.Shown() + ", expected true or false");
  }
  return at.Truth(false);
}

void HoldBy(const ManifestReader& reader, const JsonValue& at, const std::string& reason) {
  Freeze freeze;
  freeze.reason = reason;
  freeze.line = at.line();
  reader.rollout->freezes.push_back(std::move(freeze));
}

CohortId ReadStringMatch(const ManifestReader& reader, const std::string& attribute,
                         const JsonValue& match, bool ignore_case) {
  const auto values = [](const std::string& text) {
    return std::vector<AttributeValue>{AttributeValue::OfText(text)};
  };
  if (match["exact"].exists()) {
    return AddCondition(reader, attribute, Operator::kIn, values(match["exact"].Text()),
                        ignore_case);
  }
  if (match["prefix"].exists()) {
    return AddCondition(reader, attribute, Operator::kStarts, values(match["prefix"].Text()),
                        ignore_case);
  }
  if (match["regex"].exists()) {
    return AddCondition(reader, attribute, Operator::kMatches,
                        values("\\A(?:" + match["regex"].Text() + ")\\z"), ignore_case);
  }
  if (match.IsNull() || (match.IsMap() && match.Items().empty())) {
    return AddCondition(reader, attribute, Operator::kExists, {});
  }
  return reader.Unknown(
      match, "the match of " + Quoted(attribute) + " is none of 'exact', 'prefix' and 'regex'");
}

std::string HeaderAttribute(std::string name) { return "header." + Lower(std::move(name)); }

CohortId ReadHttpMatches(const ManifestReader& reader, const JsonValue& matches) {
  const std::vector<JsonValue> items = matches.Items();
  if (items.empty()) return kEverybody;
  std::vector<CohortId> any;
  for (const JsonValue& match : items) any.push_back(ReadHttpMatch(reader, match));
  return reader.cohorts().Any(std::move(any));
}

CohortId WithSessions(const ManifestReader& reader, CohortId drawn, const std::string& how) {
  if (drawn == kNobody || drawn == kEverybody) return drawn;
  const std::string note =
      how + " keeps users where they once were, so a share is a least and may grow";
  std::vector<std::string>& notes = reader.rollout->notes;
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  return reader.cohorts().Any({drawn, reader.cohorts().Add(Opaque{"sessions kept by " + how})});
}

}  // namespace interlock
