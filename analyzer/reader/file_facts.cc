#include "analyzer/reader/file_facts.h"

#include <utility>

#include "interlock/check.h"
#include "parsers/all_manifest_formats.h"
#include "parsers/content.h"
#include "parsers/manifest.h"

namespace interlock {

namespace {

constexpr const char* kManifestVersion = "16";  // raised when any manifest reader changes

std::string ManifestVersion(const ManifestFormat& format) {
  return std::string(format.id) + "/" + kManifestVersion;
}

StoredFacts ReadManifest(const ManifestFormat& format, std::string_view bytes) {
  if (format.recognises && !format.recognises(bytes))
    return {.facts = {}, .gap = GapReason::kNoGrammar, .detail = ""};
  StoredFacts stored;
  stored.facts.language = format.id;
  std::string problem;
  if (!format.extract(bytes, stored.facts, problem)) {
    stored.facts.error_count = 1;
    stored.gap = GapReason::kSyntaxErrors;
    stored.detail = problem;
    stored.partial = true;
  }
  return stored;
}

}  // namespace

FileReader ReaderOf(const Languages& languages, const std::string& path) {
  if (const ManifestFormat* format = ManifestFor(path)) return {ManifestVersion(*format)};
  const Language* language = languages.ForPath(path);
  if (language == nullptr) return {};
  const std::string& version = Version(*language);
  const auto traits = languages.traits().find(version.substr(0, version.find('/')));
  ILK_CHECK(traits != languages.traits().end(), "every language has traits");
  const ManifestFormat* beside = ManifestFor(path, true);
  return {version + (beside == nullptr ? "" : "+" + ManifestVersion(*beside)), &traits->second};
}

StoredFacts ExtractFile(const Languages& languages, const std::string& path, std::string_view bytes,
                        const ParseLimits& limits, bool* slow) {
  if (const ManifestFormat* format = ManifestFor(path)) return ReadManifest(*format, bytes);
  // What a bundler wrote has no name that a person uses, and one letter that is bound hundreds of
  // times in one scope costs the resolver minutes.
  if (auto why = WhyMinified(bytes)) {
    return {.facts = {}, .gap = GapReason::kMinified, .detail = *std::move(why)};
  }
  ParseOutcome outcome = ExtractFacts(*languages.ForPath(path), bytes, limits);
  if (const ManifestFormat* beside = ManifestFor(path, true)) {
    std::string problem;
    beside->extract(bytes, outcome.facts, problem);
  }
  *slow = outcome.slow;
  return {std::move(outcome.facts), outcome.gap, std::move(outcome.detail), outcome.partial};
}

std::string ReadersKey(const Languages& languages) {
  std::string key;
  for (const auto& [id, traits] : languages.traits()) {
    key += Version(*languages.ForId(id)) + ";";
  }
  for (const ManifestFormat* format : AllManifestFormats()) key += ManifestVersion(*format) + ";";
  return key;
}

}  // namespace interlock
