// Files that include each other by path, and so see each other's file-level names (C, C++).
//
// "x/y.h" is looked for beside the includer, then wherever a path of the repository ends so:
// include folders are written in build files, which nobody reads here. Of several the nearest is
// meant, and none when two are as near. <x/y.h> is looked for in the same way, but not beside the
// includer; one without a folder (<string.h>) is a system's unless it lies right below a folder of
// includes.
#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "graph/module_paths.h"
#include "graph/module_style.h"

namespace interlock {

namespace {

// More files than one program includes; what goes beyond is not followed.
constexpr std::size_t kMaxIncluded = 20000;

std::string_view LastPart(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 == 0
}

std::string_view Stem(std::string_view path) {
  const std::string_view name = LastPart(path);
  return name.substr(0, std::min(name.rfind('.'), name.size()));
}

bool IsIncludeFolder(std::string_view folder) {
  return LastPart(folder).find("include") != std::string_view::npos;
}

class Include final : public ModuleSystem {
 public:
  using ModuleSystem::ModuleSystem;

  ModuleRef Find(const SourceFile& importer, std::string_view specifier) override {
    ModuleRef module;
    const bool in_brackets = specifier.size() > 2 && specifier.front() == '<';
    if (in_brackets) specifier = specifier.substr(1, specifier.size() - 2);
    const SourceFile* file = in_brackets ? nullptr : Beside(importer, specifier);
    bool tie = false;
    if (file == nullptr) file = BySuffix(importer, specifier, in_brackets, &tie);
    module.external = file == nullptr && !tie;
    if (file != nullptr) {
      module.files = {file};
      module.folder = std::string(file->folder());
    }
    return module;
  }

  bool SeesOthers() const override { return true; }
  bool Sees(const SourceFile& file, const SourceFile& other) override {
    return IncludedBy(file).contains(&other);
  }

 private:
  using Files = std::unordered_set<const SourceFile*>;

  const SourceFile* Beside(const SourceFile& importer, std::string_view specifier) const {
    const SourceFile* file = world_.Find(NormalisePath(JoinPath(importer.folder(), specifier)));
    return file != nullptr && SameFamily(*importer.traits(), *file) ? file : nullptr;
  }

  const SourceFile* BySuffix(const SourceFile& importer, std::string_view specifier,
                             bool in_brackets, bool* tie) const {
    while (specifier.starts_with("../") || specifier.starts_with("./")) {
      specifier.remove_prefix(specifier.find('/') + 1);
    }
    const bool bare = specifier.find('/') == std::string_view::npos;
    const SourceFile* best = nullptr;
    const auto rank = [&](const SourceFile& file) {
      return std::tuple(CommonFolders(file.folder(), importer.path()),
                        ~std::count(file.path().begin(), file.path().end(), '/'));
    };
    for (const SourceFile* file : world_.WithStem(Stem(specifier))) {
      const std::string& path = file->path();
      if (!SameFamily(*importer.traits(), *file) || !path.ends_with(specifier)) continue;
      const std::size_t rest = path.size() - specifier.size();
      if (rest > 0 && path[rest - 1] != '/') continue;
      if (in_brackets && bare && !IsIncludeFolder(file->folder())) continue;
      if (best == nullptr || rank(*file) > rank(*best)) {
        best = file;
        *tie = false;
      } else if (rank(*file) == rank(*best)) {
        *tie = true;
      }
    }
    return *tie ? nullptr : best;
  }

  // All that `file` includes, and what that includes. Kept: one question is asked per name in
  // sight.
  const Files& IncludedBy(const SourceFile& file) {
    const auto [at, is_new] = included_.try_emplace(&file);
    if (!is_new) return at->second;
    Files files;
    std::vector<const SourceFile*> queue{&file};
    while (!queue.empty() && files.size() < kMaxIncluded) {
      const SourceFile* next = queue.back();
      queue.pop_back();
      for (const SourceFile* direct : DirectlyIncludedBy(*next)) {
        if (direct != &file && files.insert(direct).second) queue.push_back(direct);
      }
    }
    return included_[&file] = std::move(files);
  }

  const std::vector<const SourceFile*>& DirectlyIncludedBy(const SourceFile& file) {
    const auto [at, is_new] = direct_.try_emplace(&file);
    if (!is_new || file.traits() == nullptr) return at->second;
    std::vector<const SourceFile*> files;
    for (const Import& import : file.facts().imports) {
      if (!import.member.empty() || !import.local.empty()) continue;  // of names, not of a file
      for (const SourceFile* found : Find(file, import.module).files) files.push_back(found);
    }
    return direct_[&file] = std::move(files);
  }

  std::unordered_map<const SourceFile*, std::vector<const SourceFile*>> direct_;
  std::unordered_map<const SourceFile*, Files> included_;
};

}  // namespace

extern const ModuleStyle module_style_include;
const ModuleStyle module_style_include = {"include", MakeModuleSystem<Include>, PathAsModuleName};

}  // namespace interlock
