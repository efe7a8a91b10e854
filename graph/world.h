// A world is one possible state of a repository: the base tree, or the base with one or more
// changes laid over it. Rules compare worlds: "it resolves in the base with B, and no longer with A
// as well".
//
// Layers are immutable and shared; a World is a cheap list of pointers to them. The last layer that
// mentions a path (holds it or removes it) decides what the path is. All look-ups answer in order
// of path and position, however the same files are spread over layers. Thread-safe once built.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "graph/kept_facts.h"
#include "graph/outline.h"
#include "interlock/facts.h"
#include "interlock/language.h"

namespace interlock {

// A path and its hash, which is worked out once, however many layers are asked for it. What it
// points to must outlive it.
struct HashedPath {
  explicit HashedPath(std::string_view path)
      : text(path), hash(std::hash<std::string_view>()(path)) {}

  bool operator==(const HashedPath& other) const {
    return hash == other.hash && text == other.text;
  }
  struct Hash {
    std::size_t operator()(const HashedPath& path) const noexcept { return path.hash; }
  };

  std::string_view text;
  std::size_t hash;
};

// One file version with its facts, indexed by name. The facts and traits must outlive it. What
// only looks for files asks for their outlines: the facts may have to be read first.
class SourceFile {
 public:
  SourceFile(std::string path, const KeptFacts& facts, const LanguageTraits* traits);
  SourceFile(std::string path, const FileFacts& facts, const LanguageTraits* traits);

  const std::string& path() const { return path_; }
  const HashedPath& hashed_path() const { return hashed_path_; }
  std::string_view folder() const { return std::string_view(path_).substr(0, folder_size_); }
  std::string_view stem() const { return stem_; }
  const FileOutline& outline() const { return *outline_; }
  const FileFacts& facts() const {
    const FileFacts* facts = facts_.load(std::memory_order_acquire);
    return facts != nullptr ? *facts : Open();
  }
  // Null for a manifest.
  const LanguageTraits* traits() const { return traits_; }

  // Indices of the facts that carry `name`, in order of position.
  std::vector<std::int32_t> Definitions(std::string_view name) const;
  std::vector<std::int32_t> Bindings(std::string_view name) const;
  // Those of one scope alone: of a name that hundreds of functions bind, a few.
  std::vector<std::int32_t> BindingsIn(std::int32_t scope, std::string_view name) const;
  std::vector<std::int32_t> Imports(std::string_view local) const;

  const Definition& definition(std::int32_t index) const {
    return facts().definitions[static_cast<std::size_t>(index)];
  }

 private:
  using Names = std::vector<std::pair<std::string_view, std::int32_t>>;
  // Name, scope, index.
  using ScopedNames = std::vector<std::tuple<std::string_view, std::int32_t, std::int32_t>>;
  const FileFacts& Open() const;
  void Index(const FileFacts& facts) const;
  static std::vector<std::int32_t> Find(const Names& names, std::string_view name);

  std::string path_;
  HashedPath hashed_path_;
  std::size_t folder_size_ = 0;
  std::string stem_;
  const LanguageTraits* traits_;
  const KeptFacts* kept_ = nullptr;         // null where the facts were given
  std::optional<FileOutline> own_outline_;  // there
  const FileOutline* outline_;
  mutable std::atomic<const FileFacts*> facts_ = nullptr;  // once these are indexed:
  mutable std::once_flag is_open_;
  mutable Names definitions_, imports_;
  mutable ScopedNames bindings_;
};

// The name by which the importing file speaks of an import; empty when it binds none.
std::string_view BoundName(const Import& import, const LanguageTraits* traits);

// Does the importing file speak of it at all, or does it only hand it on?
bool BindsHere(const Import& import, const LanguageTraits* traits);

// May other files take the definition of `file` under its own name? Not when the file's exports
// offer it under others alone: `export { a as b }`, `export default class A {}`.
bool IsOffered(const SourceFile& file, const Definition& definition);

// A definition in a world.
struct Target {
  const SourceFile* file = nullptr;
  std::int32_t index = -1;

  const Definition& definition() const { return file->definition(index); }
  std::string name() const { return QualifiedName(file->facts(), index); }
  bool operator==(const Target&) const = default;
};

// A manifest's statement on module identity, with its folder.
struct PlacedRoot {
  const ModuleRoot* root = nullptr;
  const SourceFile* manifest = nullptr;
};

using FileIndex = std::unordered_map<std::string_view, std::vector<const SourceFile*>>;
// A statement on inheritance that is written apart from the deriving type.
struct PlacedInheritance {
  const SourceFile* file = nullptr;
  std::int32_t index = -1;

  const Inheritance& inheritance() const {
    return file->facts().inheritance[static_cast<std::size_t>(index)];
  }
};

// An immutable set of files and removed paths, indexed.
class Layer {
 public:
  Layer(std::vector<const SourceFile*> files, std::vector<std::string> removed);
  Layer(Layer&&) = default;  // a copy's indexes would point into the original
  Layer& operator=(Layer&&) = default;

  bool Mentions(const HashedPath& path) const { return by_path_.contains(path); }
  const SourceFile* Find(std::string_view path) const;
  const std::vector<const SourceFile*>& files() const { return files_; }
  const std::vector<std::string>& removed() const { return removed_; }

 private:
  friend class World;
  // Paths below `folder` that this layer holds or, when `mentioned`, holds or removes.
  std::vector<std::string_view> Below(std::string_view folder, bool mentioned) const;

  std::vector<const SourceFile*> files_;  // ordered by path
  std::vector<std::string> removed_;      // the same
  // Null for what is removed.
  std::unordered_map<HashedPath, const SourceFile*, HashedPath::Hash> by_path_;
  FileIndex by_folder_;
  FileIndex by_stem_;
  // By the package that the file declares; and the packages with those around them.
  FileIndex by_package_;
  std::unordered_set<std::string_view> packages_;
  // Folders that hold files, below themselves too, by the last part of their path.
  std::unordered_map<std::string_view, std::vector<std::string_view>> folders_by_name_;
  std::unordered_set<std::string_view> folders_;
  std::unordered_map<std::string_view, std::vector<Target>> definitions_;
  std::unordered_set<std::string_view> with_defaults_;  // names of those that take one
  std::vector<const SourceFile*> sharing_;
  // What is written for a type elsewhere, by the last part of the owner's path.
  std::unordered_map<std::string_view, std::vector<PlacedInheritance>> bases_elsewhere_;
  std::unordered_map<std::string_view, std::unordered_map<std::string_view, std::vector<Target>>>
      members_elsewhere_;  // then by the member's name
  std::vector<PlacedRoot> roots_;
};

class World {
 public:
  explicit World(std::vector<const Layer*> layers);

  const SourceFile* Find(std::string_view path) const;
  // Does any file lie below it? Not when all that did are removed.
  bool HasFolder(std::string_view folder) const;
  std::vector<const SourceFile*> InFolder(std::string_view folder) const;
  std::vector<const SourceFile*> WithStem(std::string_view stem) const;
  // Files that declare this package, not those of packages inside it.
  std::vector<const SourceFile*> InPackage(std::string_view package) const;
  // Does any file of the world, or one that a change has taken out of it, declare this package or
  // one inside it?
  bool HasPackage(std::string_view package) const;
  // Folders whose last part is `name`, as full paths.
  std::vector<std::string_view> FoldersNamed(std::string_view name) const;
  std::vector<Target> DefinitionsNamed(std::string_view name) const;
  // May a definition that is called so take a parameter with a default? Opens no file.
  bool MayTakeDefaults(std::string_view name) const;
  // Files that hand on a star import.
  std::vector<const SourceFile*> Sharing() const;
  // Members called `name`, and bases, that are written for an owner whose path ends with `type`.
  std::vector<Target> MembersElsewhere(std::string_view type, std::string_view name) const;
  std::vector<PlacedInheritance> BasesElsewhere(std::string_view type) const;
  const std::vector<PlacedRoot>& Roots() const { return roots_; }

  const std::vector<const Layer*>& layers() const { return layers_; }

 private:
  std::vector<const SourceFile*> FilesBy(FileIndex Layer::*index, std::string_view key) const;
  // True when no later layer than `layer`, which holds it, mentions its path.
  bool Visible(const SourceFile& file, std::size_t layer) const;
  // What `found(layer)` gives of each layer, as far as it is visible, in order of path.
  template <typename Item, typename Found, typename FileOf>
  std::vector<Item> VisibleOf(const Found& found, const FileOf& file_of) const;

  std::vector<const Layer*> layers_;
  std::vector<PlacedRoot> roots_;
};

}  // namespace interlock
