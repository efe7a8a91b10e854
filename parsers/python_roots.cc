#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/manifest_json_internal.h"
#include "parsers/python_roots_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxRoots = 200;

class RootReader {
 public:
  RootReader(const ManifestEntry& entry, FileFacts& facts) : entry_(entry), facts_(facts) {}

  void Read() {
    if (Is({"tool", "setuptools", "packages", "find", "where"}) ||
        Is({"options.packages.find", "where"}) || Is({"tool", "pdm", "build", "package-dir"}) ||
        Is({"tool", "pdm", "package-dir"}) || Is({"tool", "uv", "build-backend", "module-root"}) ||
        Is({"tool", "maturin", "python-source"}) || Is({"tool", "hatch", "build", "sources"})) {
      Add("", entry_.value);
    } else if (In({"tool", "setuptools", "package-dir"}, 1)) {
      Add(entry_.path.back(), entry_.value);  // { "" = "lib", "shop.core" = "core" }
    } else if (Is({"options", "package_dir"}) || Is({"options", "package-dir"})) {
      ReadPackageDir();
    } else if (In({"tool", "poetry", "packages"}, 2) && entry_.path.back() == "from") {
      Add("", entry_.value);
    } else if (In({"tool", "hatch", "build", "targets"}, 3) && entry_.path[5] == "packages") {
      AddParent();
    } else if (Is({"tool", "pytest", "ini_options", "pythonpath"}) ||
               Is({"tool:pytest", "pythonpath"})) {
      AddWords();
    }
  }

  void Add(std::string name, std::string_view directory) {
    ModuleRoot root{.name = std::move(name), .directory = NormalManifestPath(directory)};
    const auto known = std::find(facts_.roots.begin(), facts_.roots.end(), root);
    if (known == facts_.roots.end() && facts_.roots.size() < kMaxRoots) {
      facts_.roots.push_back(std::move(root));
    }
  }

 private:
  // `count` more keys below `path`.
  bool In(std::initializer_list<std::string_view> path, std::size_t count) const {
    return entry_.path.size() == path.size() + count && StartsWith(entry_, path);
  }

  // The value of this key itself, or an item of the list that it is.
  bool Is(std::initializer_list<std::string_view> path) const {
    const std::string& last = entry_.path.back();
    return In(path, 0) ||
           (In(path, 1) && last.find_first_not_of("0123456789") == std::string::npos);
  }

  // "= lib", "shop.core = core"
  void ReadPackageDir() {
    const std::string_view value = entry_.value;
    const std::size_t equals = std::min(value.find('='), value.size());
    Add(Bare(value.substr(0, equals)), Bare(value.substr(std::min(equals + 1, value.size()))));
  }

  static std::string Bare(std::string_view text) {
    std::string bare(text);
    std::erase_if(bare, [](char c) { return c == ' ' || c == '\t'; });
    return bare;
  }

  void AddParent() {
    const std::string path = NormalManifestPath(entry_.value);
    const std::size_t slash = path.rfind('/');
    Add("", slash == std::string::npos ? "." : path.substr(0, slash));
  }

  void AddWords() {
    std::string_view words = entry_.value;
    while (!words.empty()) {
      const std::size_t end = std::min(words.find(' '), words.size());
      if (end > 0) Add("", words.substr(0, end));
      words.remove_prefix(std::min(end + 1, words.size()));
    }
  }

  const ManifestEntry& entry_;
  FileFacts& facts_;
};

}  // namespace

void AddPythonRoots(std::span<const ManifestEntry> entries, FileFacts& facts) {
  for (const ManifestEntry& entry : entries) RootReader(entry, facts).Read();
  const ManifestEntry none{{""}, "", 0};
  for (const char* usual : {"src", "."}) RootReader(none, facts).Add("", usual);
}

}  // namespace interlock
