// The sites of a layer by the last name of their path: who calls a function, or mounts something,
// is asked for many names, and a walk over all files for each costs too much.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/world.h"
#include "interlock/catalog.h"

namespace interlock {

// "get" of "app.router.get" and of "app.router.get{}".
std::string_view LastNameOf(std::string_view path);

// The module that is itself what the path calls, under whatever name the file has for it:
// "koa-mount" of "mount", after `const mount = require("koa-mount")`. Empty where none is.
std::string_view ModuleCalled(const SourceFile& file, std::string_view path);

struct PlacedSite {
  const SourceFile* file = nullptr;
  std::int32_t index = -1;  // among FileFacts::sites

  const Site& site() const { return file->facts().sites[static_cast<std::size_t>(index)]; }
};

// The last names of what some entries fit, each in the languages of those. What JavaScript calls
// `create` need not be looked at in Python.
class EntryNames {
 public:
  // REQUIRES: the entry outlives it.
  void Add(const CatalogEntry& entry);

  const std::set<std::string_view>& all() const { return all_; }
  bool Has(std::string_view name, const SourceFile& file) const;

 private:
  std::set<std::string_view> all_;
  std::unordered_map<std::string_view, std::vector<const CatalogEntry*>> entries_;
};

// The sites by the last name of their path, and by that of the module that they call. Immutable, so
// any number of threads may share it. REQUIRES: the layer outlives it.
class SiteNames {
 public:
  // Reads the facts of all files of the layer.
  explicit SiteNames(const Layer& layer);

  // In the form of graph/packed.h.
  std::string Encode() const;
  // Null when the bytes are damaged or of another format. Opens no file. REQUIRES: the layer is
  // equal to that at the time.
  static std::unique_ptr<const SiteNames> Decode(std::string_view bytes, const Layer& layer);

  // Calls, decorators, assignments and values, in order of path and of position in the file. Files
  // that `is_asked` refuses for a name are not opened.
  using IsAsked = std::function<bool(std::string_view name, const SourceFile& file)>;
  std::vector<PlacedSite> Named(const std::set<std::string_view>& names,
                                const IsAsked& is_asked) const;

 private:
  struct Number {
    std::uint32_t file = 0;  // in the layer
    std::int32_t site = -1;
    auto operator<=>(const Number&) const = default;
  };
  struct PackedName {
    std::string name;
    std::vector<Number> numbers;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>()(name);
    }
  };

  SiteNames(const Layer& layer, std::vector<PackedName> names);
  void Add(std::string_view name, const Number& number);

  const Layer& layer_;
  std::unordered_map<std::string, std::vector<Number>, Hash, std::equal_to<>> by_name_;
};

}  // namespace interlock
