// What a change does to the packages that its repository asks for, and how names in imports and
// versions in manifests are compared, whatever the ecosystem.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/snapshot.h"

namespace interlock {

// One package in one manifest. Null where that side does not ask for it.
struct DependencyChange {
  const SourceFile* before = nullptr;  // versions of the manifest
  const SourceFile* after = nullptr;
  const Dependency* old_one = nullptr;
  const Dependency* new_one = nullptr;

  const std::string& name() const { return new_one != nullptr ? new_one->name : old_one->name; }
  const SourceFile& manifest() const { return after != nullptr ? *after : *before; }
  bool raised() const { return old_one != nullptr && new_one != nullptr; }
  bool dropped() const { return new_one == nullptr; }
  bool added() const { return old_one == nullptr; }
};

// In order of manifest and name. A package that only moves from one purpose to another ("dev" to
// run) is not among them.
std::vector<DependencyChange> DependencyChanges(const ChangeView& view);

// The first three numbers of "^1.2.3", "v1.2.3", ">=1.2,<2"; nothing when there are none.
std::optional<std::array<int, 3>> VersionOf(std::string_view requirement);

// Is the step from one to the other one that may break those who use the package, as semantic
// versions promise it: another major version, or, below 1.0, another minor?
bool IsBreakingStep(std::string_view before, std::string_view after);

// Does the requirement admit versions above the one it names: "^1.2", "~> 1.2", ">=1", "*"?
bool IsRange(std::string_view requirement);

// How much of an import of `module` is the package's own name: 0 when it does not lead there.
// "golang.org/x/net/html" leads to "golang.org/x/net", "react-dom/server" to "@types/react-dom",
// "serde::de" to "serde". Of "group:artifact" and "vendor/package" the group or vendor must begin
// the module and the words of the rest follow ("org.apache.commons.lang3" is
// "org.apache.commons:commons-lang3"): what is named otherwise leads nowhere.
std::size_t PackageFit(std::string_view module, std::string_view package);
bool IsFromPackage(std::string_view module, std::string_view package);

// Kinds that facts.h gives a meaning.
bool IsManaged(const Dependency& dependency);
bool IsLocked(const Dependency& dependency);
// Is its version or place left to another manifest?
bool IsLeftOpen(const Dependency& dependency);

// Does the manifest speak for files at `path`: those in its own folder and below?
bool Governs(const SourceFile& manifest, std::string_view path);

}  // namespace interlock
