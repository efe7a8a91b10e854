// pyproject.toml: where the packages of a Python project begin, what it depends on, in the notation
// of the standard and in Poetry's, and the settings of the tools that check it.
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/python_roots_internal.h"

namespace interlock {

extern const ManifestFormat manifest_pyproject_toml;

namespace {

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// `name = "^1.2"`, or `name = {version = "^1.2", extras = [...]}`, from the name at `at` on.
void AddNamed(const ManifestEntry& entry, std::size_t at, const char* kind, FileFacts& facts) {
  const bool plain = entry.path.size() == at + 1;
  if (!plain && !(entry.path.size() == at + 2 && entry.path[at + 1] == "version")) return;
  facts.dependencies.push_back({NormalPythonName(entry.path[at]), entry.value, kind, entry.line});
}

void AddListed(const ManifestEntry& entry, const char* kind, FileFacts& facts) {
  Dependency dependency = ReadPythonRequirement(entry.value);
  if (dependency.name.empty() || !IsNumber(entry.path.back())) return;
  dependency.kind = kind;
  dependency.line = entry.line;
  facts.dependencies.push_back(std::move(dependency));
}

void AddDependency(const ManifestEntry& entry, FileFacts& facts) {
  const auto in = [&](std::initializer_list<std::string_view> path) {
    return StartsWith(entry, path) && entry.path.size() > path.size();
  };
  if (in({"project", "dependencies"})) {
    AddListed(entry, "", facts);
  } else if (in({"project", "optional-dependencies"})) {
    AddListed(entry, "optional", facts);
  } else if (in({"dependency-groups"})) {
    AddListed(entry, "dev", facts);
  } else if (in({"build-system", "requires"})) {
    AddListed(entry, "build", facts);
  } else if (in({"tool", "poetry", "dependencies"})) {
    AddNamed(entry, 3, "", facts);
  } else if (in({"tool", "poetry", "dev-dependencies"})) {
    AddNamed(entry, 3, "dev", facts);
  } else if (in({"tool", "poetry", "group"}) && entry.path.size() > 5 &&
             entry.path[4] == "dependencies") {
    AddNamed(entry, 5, "dev", facts);
  }
}

bool ReadsPyproject(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "pyproject.toml";
}

bool ExtractPyproject(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_pyproject_toml.id;
  std::vector<ManifestEntry> entries;
  const bool complete = ReadTomlEntries(bytes, entries, problem);
  for (const ManifestEntry& entry : entries) AddDependency(entry, facts);
  AddPythonRoots(entries, facts);
  AddSettings(entries, facts);
  return complete;
}

}  // namespace

const ManifestFormat manifest_pyproject_toml = {"pyproject.toml", ReadsPyproject, ExtractPyproject};

}  // namespace interlock
