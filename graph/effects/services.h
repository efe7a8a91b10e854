// Services: what is deployed, run and owned as one. Which of them a file belongs to, what they
// declare to depend on, and whose they are.
//
// A service is what configuration declares to be one (the catalogue's resources of kind "service"),
// and what a folder builds that has a Dockerfile or a build file of its own. A file belongs to the
// innermost folder around it that a service is known to be built in: first those that compose, a
// Dockerfile or a catalogue of services names, then those with a build file. What is in none
// belongs to the one service that the whole repository is said to be, if it is; what is in one that
// two services share belongs to no service.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/world.h"
#include "interlock/effect.h"

namespace interlock {

// One line of CODEOWNERS.
struct OwnerRule {
  std::string pattern;
  std::vector<std::string> owners;
};

// Does a pattern of CODEOWNERS mean this path? As GitHub says: "*.js" in any folder, "/docs/" at
// the root, "apps/" anywhere, "docs/*" what is in docs and in no folder of it.
bool IsOwned(std::string_view pattern, std::string_view path);

// Does the file say how an image is built? "src/ad/Dockerfile"
bool IsImageFile(std::string_view path);

// Do two versions of a file (null: there is none) say the same of services, stores, variables and
// owners?
bool DeclareTheSame(const SourceFile* before, const SourceFile* after);

struct Service {
  std::string name;
  std::set<std::string> folders;     // where it is built; may be none
  std::set<std::string> depends_on;  // services and stores that it is declared to need
  std::set<std::string> owners;      // as a catalogue of services says
  std::string path;                  // the file that declares it first, and where
  std::uint32_t line = 0;            // 0: a folder that is built makes it one
};

// Immutable once made, so any number of threads may share it.
class ServiceMap {
 public:
  ServiceMap() = default;
  // `declared` are the effects of the world's settings (DeclaredEffects).
  ServiceMap(const World& world, const std::vector<Effect>& declared);

  // By name.
  const std::map<std::string, Service, std::less<>>& services() const { return services_; }

  // The service that the file belongs to; empty when there is none.
  std::string ServiceOf(std::string_view path) const;

  // The owners that CODEOWNERS names last for the path; where it names none, those of its service.
  std::vector<std::string> OwnersOf(std::string_view path) const;

  // What the service is declared to depend on, by name; empty for one that is unknown.
  const std::set<std::string>& DependsOn(std::string_view service) const;

 private:
  // Services that are built in a folder, in order of how well that is known.
  struct Claims {
    std::set<std::string> declared;  // what is deployed says so
    std::set<std::string> built;     // it has a Dockerfile
    bool has_build_file = false;
  };

  void AddDeclared(const World& world, const std::vector<Effect>& declared);
  void AddSources(const World& world, const std::string& service,
                  const std::set<std::pair<std::string, std::string>>& sources);
  void AddFolders(const World& world);
  void AddOwners(const World& world);
  void Settle();
  Service& Named(const std::string& name) { return services_[name]; }

  std::map<std::string, Service, std::less<>> services_;
  std::map<std::string, Claims, std::less<>> claims_;      // by folder
  std::map<std::string, std::string, std::less<>> built_;  // folder -> service, deployed or imaged
  std::map<std::string, std::string, std::less<>> apart_;  // folder -> service, by a build file
  std::vector<OwnerRule> owners_;
};

}  // namespace interlock
