// Access paths: how something that comes from outside the repository is reached, whatever a file
// calls it. `from redis import Redis as R` … `self.client = R()` … `self.client.get` has the access
// path "redis.Redis().get".
//
// Names are followed through local bindings, imports and re-exports, module-level values of this
// and other files, fields, declared types, and the results of repository functions, to a bounded
// depth. A path is made of names joined by '.', each followed by "()" (called, made by `new`, or
// declared to be of that type), "[]" or "#i". The module comes first, with the slashes it has.
//
// Where nobody says what a value is, the path begins with a mark, and only patterns that begin so
// fit it: "^name" is a parameter without a type, "^" a module of the repository that does not say
// what it has under the name that follows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/resolve.h"
#include "graph/world.h"

namespace interlock {

struct AccessPath {
  // Empty: leads nowhere. Of a definition of the repository that leads nowhere else it is that
  // definition's own: the name of its module, then its own, "shop.storage.Store().get".
  std::string path;
  // Where the first name is bound by nothing in sight: the modules that may bring it by star
  // imports. Each, with a '.' and the path behind it, is another form of the path.
  std::vector<std::string> around;
  // Of what goes through a definition of the repository that is itself made by a library (a
  // generated client): that definition's own path.
  std::string own;
  // Where the values stand through which it leads, and the path as it goes on there, innermost
  // first: the file that keeps `mongoose.model("User")`, which another one queries.
  struct Stand {
    const SourceFile* file = nullptr;
    std::int32_t scope = -1;
    std::uint32_t line = 0;  // 0: any
    std::string path;
  };
  std::vector<Stand> through;
  const SourceFile* lacking = nullptr;  // of "^": that module
  bool unbound = false;   // the first name is bound by nothing in sight
  bool is_guess = false;  // one of several values that a name holds at different times

  bool found() const { return !path.empty(); }
  bool is_marked() const { return path.starts_with('^'); }
  bool is_told() const { return found() && !is_guess && !is_marked(); }
};

class AccessPaths {
 public:
  AccessPaths(const World& world, Resolver& resolver) : world_(world), resolver_(resolver) {}

  // A new file: what could be spent on the last one counts no more. One file takes a bounded number
  // of look-ups in all (a bundle of other files may bind one name a thousand times); beyond it
  // nothing is found.
  void Begin() { begun_at_ = resolver_.spent(); }

  // Of an expression path as it is written in `scope` of the file.
  AccessPath Of(const SourceFile& file, std::int32_t scope, std::string_view path,
                std::uint32_t line);

 private:
  struct Place {
    const SourceFile* file = nullptr;
    std::int32_t scope = -1;
    std::uint32_t line = 0;  // of the use; 0: any
  };

  AccessPath Follow(const Place& at, std::string_view path, int depth);
  AccessPath FollowTarget(const Target& target, std::string_view rest, int depth);
  AccessPath FollowType(const Place& at, std::string_view type_path, std::string_view rest,
                        int depth);
  AccessPath FollowDecorators(const Target& function, std::string_view rest, int depth);
  AccessPath FollowRoot(const Place& at, std::string_view name, std::string_view rest, int depth);
  AccessPath FollowBindings(const Place& at, std::string_view name, std::string_view rest,
                            int depth, bool* bound);
  AccessPath FollowImport(const Place& at, const Import& import, std::string_view rest, int depth);
  AccessPath FollowBase(const Target& type, std::string_view rest, int depth);
  AccessPath Unbound(const Place& at, std::string_view name, std::string_view rest);
  std::string ImportedPackage(const SourceFile& file, std::string_view name) const;

  const World& world_;
  Resolver& resolver_;
  int work_ = 0;
  std::uint64_t begun_at_ = 0;
};

// The path of a definition of the repository itself.
std::string OwnPath(const Target& target);

// The steps of a path: what stands between the dots, acts included.
std::vector<std::string_view> StepsOf(std::string_view path);

// A step without what is done to it: "Redis" of "Redis()".
std::string_view NameOfStep(std::string_view step);

}  // namespace interlock
