// package.json: the name others import a package by, the files that it and its subpaths mean, and
// the packages it needs.
//
// What is published is mostly built ("lib/esm/index.js") and not in the repository, so each entry
// is also tried where its source would lie ("src/index"), and that comes first.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_json_internal.h"

namespace interlock {

extern const ManifestFormat manifest_package_json;

namespace {

constexpr std::size_t kMaxRoots = 1'000;  // of one package: some export every icon by name

constexpr std::array kBuiltFolders = {"build",  "cjs",    "commonjs", "dist",   "es",
                                      "esm",    "esnext", "lib",      "lib-es", "lib-esm",
                                      "module", "out",    "output",   "types",  "umd"};

constexpr std::array kEndings = {".d.ts", ".d.mts", ".d.cts", ".js",  ".jsx", ".mjs",
                                 ".cjs",  ".ts",    ".tsx",   ".mts", ".cts"};

// Conditions of "exports" in the order in which they lead to a source.
constexpr std::array kConditions = {"source",  "development", "types",   "import", "module",
                                    "require", "node",        "browser", "default"};

bool IsBuiltFolder(std::string_view segment) {
  return std::find(kBuiltFolders.begin(), kBuiltFolders.end(), segment) != kBuiltFolders.end();
}

std::string_view WithoutEnding(std::string_view path) {
  for (const std::string_view ending : kEndings) {
    if (path.ends_with(ending)) return path.substr(0, path.size() - ending.size());
  }
  return path;
}

// "lib/esm/" of "lib/esm/index.js"; "" when the path does not lead into a built folder.
std::string_view BuiltPrefix(std::string_view path) {
  std::size_t end = 0;
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', end)) {
    if (!IsBuiltFolder(path.substr(end, slash - end))) break;
    end = slash + 1;
  }
  return path.substr(0, end);
}

void AddOnce(std::vector<std::string>& paths, std::string path) {
  if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
}

class PackageReader {
 public:
  PackageReader(const ManifestJson& json, FileFacts& facts)
      : json_(json), facts_(facts), name_(TextAt(json, "name")) {}

  void Read() {
    if (name_.empty()) return;
    std::vector<std::string> targets;
    for (const char* field : {"source", "types", "typings", "module", "main"}) {
      if (std::string target = TextAt(json_, field); !target.empty()) targets.push_back(target);
    }
    const auto exports = json_.find("exports");
    if (exports != json_.end() && !HasSubpaths(*exports)) Collect(*exports, targets);
    if (exports != json_.end() && HasSubpaths(*exports)) {
      if (const auto own = exports->find("."); own != exports->end()) Collect(*own, targets);
    }
    std::vector<std::string> entries = Candidates(targets);
    for (const char* usual : {"src/index", "index"}) AddOnce(entries, usual);
    Add({.name = name_, .directory = ".", .entries = InternAll(entries)});
    if (exports != json_.end() && HasSubpaths(*exports)) ReadSubpaths(*exports);
    ReadBuiltFolders(targets);
  }

 private:
  static bool HasSubpaths(const ManifestJson& exports) {
    return exports.is_object() && !exports.empty() && exports.begin().key().starts_with('.');
  }

  // The paths under a target of "exports", the most telling condition first.
  static void Collect(const ManifestJson& target, std::vector<std::string>& paths) {
    if (target.is_string()) {
      paths.push_back(target.get<std::string>());
    } else if (target.is_array()) {
      for (const ManifestJson& alternative : target) Collect(alternative, paths);
    } else if (target.is_object()) {
      for (const char* condition : kConditions) {
        if (const auto found = target.find(condition); found != target.end()) {
          Collect(*found, paths);
        }
      }
      for (const auto& [condition, inner] : target.items()) {
        const auto known = std::find(kConditions.begin(), kConditions.end(), condition);
        if (known == kConditions.end()) Collect(inner, paths);
      }
    }
  }

  // Where the source of each target may lie, then the targets themselves.
  static std::vector<std::string> Candidates(const std::vector<std::string>& targets) {
    std::vector<std::string> sources, written;
    for (const std::string& target : targets) {
      const std::string path = NormalManifestPath(target);
      const std::string_view built = BuiltPrefix(path);
      if (!built.empty()) {
        std::string source = "src/";
        source += WithoutEnding(std::string_view(path).substr(built.size()));
        AddOnce(sources, std::move(source));
      }
      AddOnce(written, path);
    }
    for (std::string& path : written) AddOnce(sources, std::move(path));
    return sources;
  }

  // "./sub": target,  "./features/*": "./dist/features/*.js"
  void ReadSubpaths(const ManifestJson& exports) {
    for (const auto& [subpath, target] : exports.items()) {
      if (!subpath.starts_with("./") || subpath.size() == 2) continue;
      const std::string name = name_ + subpath.substr(1);
      std::vector<std::string> targets;
      Collect(target, targets);
      if (targets.empty()) continue;
      const bool is_pattern = subpath.find('*') != subpath.npos;
      if (!is_pattern) {
        Add({.name = name, .directory = ".", .entries = InternAll(Candidates(targets))});
        continue;
      }
      for (const std::string& candidate : Candidates(targets)) AddPattern(name, candidate);
    }
  }

  // "pkg/lib/esm/*" lies in "src/*", for those who import what was built.
  void ReadBuiltFolders(const std::vector<std::string>& targets) {
    std::vector<std::string> folders;
    for (const std::string& target : targets) {
      const std::string path = NormalManifestPath(target);
      AddOnce(folders, std::string(BuiltPrefix(path)));
    }
    for (const std::string& folder : folders) {
      if (!folder.empty()) AddPattern(name_ + "/" + folder + "*", "src/*");
    }
  }

  void AddPattern(const std::string& name, std::string_view directory) {
    directory = WithoutEnding(directory);
    if (std::count(name.begin(), name.end(), '*') != 1) return;
    if (std::count(directory.begin(), directory.end(), '*') != 1) return;
    Add({.name = name, .directory = std::string(directory), .is_pattern = true});
  }

  void Add(ModuleRoot root) {
    if (facts_.roots.size() < kMaxRoots) facts_.roots.push_back(std::move(root));
  }

  const ManifestJson& json_;
  FileFacts& facts_;
  std::string name_;
};

// Where packages are asked for, and what for.
constexpr std::array<std::pair<std::string_view, const char*>, 5> kDependencies = {{
    {"dependencies", ""},
    {"devDependencies", "dev"},
    {"peerDependencies", "peer"},
    {"optionalDependencies", "optional"},
    {"resolutions", "resolution"},
}};

void ReadDependencies(std::string_view bytes, FileFacts& facts) {
  std::vector<ManifestEntry> entries;
  std::string ignored;
  if (!ReadJsonEntries(bytes, entries, ignored)) return;
  for (const ManifestEntry& entry : entries) {
    if (entry.path.size() != 2) continue;
    for (const auto& [field, kind] : kDependencies) {
      if (entry.path[0] == field) {
        facts.dependencies.push_back({entry.path[1], entry.value, kind, entry.line});
      }
    }
    if (entry.path[0] == "engines") AddSettings({&entry, 1}, facts);
  }
}

bool ReadsPackageJson(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "package.json";
}

bool ExtractPackageJson(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_package_json.id;
  ManifestJson json;
  if (!ParseManifestJson(bytes, json, problem)) return false;
  PackageReader(json, facts).Read();
  ReadDependencies(bytes, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_package_json = {"package.json", ReadsPackageJson, ExtractPackageJson};

}  // namespace interlock
