// Values of Android resources, res/values*/*.xml: each is an entry that takes its name among those
// of its kind. All files of one folder go together (its qualifiers are in the folder's name), and
// the packager refuses a second value of one kind and name.
#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/manifest.h"

namespace interlock {

extern const ManifestFormat manifest_android_resources;

namespace {

constexpr std::size_t kMaxBytes = 4'000'000;
constexpr std::size_t kMaxEntries = 20'000;
// Elements that are no values: declarations about values that stand elsewhere.
constexpr std::array<std::string_view, 6> kNoValues = {"public", "java-symbol", "eat-comment",
                                                       "skip",   "overlayable", "macro"};

bool ReadsResources(std::string_view path) {
  if (!path.ends_with(".xml")) return false;
  const std::size_t file = path.rfind('/');
  if (file == std::string_view::npos) return false;
  const std::string_view folders = path.substr(0, file);
  const std::size_t folder = folders.rfind('/');
  if (folder == std::string_view::npos) return false;
  const std::string_view name = folders.substr(folder + 1);
  const std::string_view above = folders.substr(0, folder);
  return (name == "values" || name.starts_with("values-")) &&
         (above == "res" || above.ends_with("/res"));
}

// Kinds that share their names.
std::string KindOf(const pugi::xml_node& value) {
  std::string kind = value.name();
  if (kind == "item") kind = value.attribute("type").as_string();
  if (kind.ends_with("-array")) kind = "array";
  if (kind == "declare-styleable") kind = "styleable";
  return kind;
}

class Lines {
 public:
  explicit Lines(std::string_view bytes) : bytes_(bytes) {}

  // Of growing offsets.
  std::uint32_t At(std::ptrdiff_t offset) {
    const std::size_t end =
        std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)), bytes_.size());
    for (; at_ < end; ++at_) line_ += bytes_[at_] == '\n' ? 1u : 0u;
    return line_;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

bool ExtractResources(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_android_resources.id;
  if (bytes.size() > kMaxBytes) {
    problem = std::to_string(bytes.size()) + " bytes, the limit is " + std::to_string(kMaxBytes);
    return false;
  }
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(bytes.data(), bytes.size());
  Lines lines(bytes);
  if (!result) {
    problem = "line " + std::to_string(lines.At(result.offset)) + ": not XML";
    return false;
  }
  for (const pugi::xml_node& value : document.child("resources").children()) {
    const std::string_view element = value.name();
    Entry entry{.place = KindOf(value), .name = value.attribute("name").as_string()};
    if (entry.place.empty() || entry.name.empty() || facts.entries.size() >= kMaxEntries ||
        std::find(kNoValues.begin(), kNoValues.end(), element) != kNoValues.end()) {
      continue;
    }
    if (const std::string product = value.attribute("product").as_string(); !product.empty()) {
      entry.name = entry.name + "/" + product;
    }
    entry.refused = true;
    entry.shared = true;
    entry.line = lines.At(value.offset_debug());
    facts.entries.push_back(std::move(entry));
  }
  return true;
}

}  // namespace

const ManifestFormat manifest_android_resources = {"android-resources", ReadsResources,
                                                   ExtractResources};

}  // namespace interlock
