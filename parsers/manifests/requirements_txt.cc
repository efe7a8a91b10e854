// requirements.txt of pip and its constraint files: one requirement a line.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_requirements_txt;

namespace {

constexpr std::size_t kMaxDependencies = 20'000;

// requirements.txt, requirements-dev.txt, dev-requirements.txt, constraints.txt,
// requirements/base.txt
bool ReadsRequirements(std::string_view path) {
  if (!path.ends_with(".txt") && !path.ends_with(".in")) return false;
  const std::size_t slash = path.rfind('/');
  const std::string_view name = path.substr(slash + 1);
  const std::string_view folder = slash == path.npos ? std::string_view() : path.substr(0, slash);
  const auto has = [&](std::string_view word) { return name.find(word) != name.npos; };
  return has("requirements") || name.starts_with("constraints") ||
         folder.substr(folder.rfind('/') + 1) == "requirements";
}

bool ExtractRequirements(std::string_view bytes, FileFacts& facts, std::string&) {
  facts.language = manifest_requirements_txt.id;
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    std::string_view line = TakeLine(bytes);
    line = line.substr(0, line.find('#'));
    line = line.substr(0, line.find(" --"));  // hashes and other options
    Dependency dependency = ReadPythonRequirement(line);
    if (dependency.name.empty() || facts.dependencies.size() >= kMaxDependencies) continue;
    dependency.line = number;
    facts.dependencies.push_back(std::move(dependency));
  }
  return true;
}

}  // namespace

const ManifestFormat manifest_requirements_txt = {"requirements.txt", ReadsRequirements,
                                                  ExtractRequirements};

}  // namespace interlock
