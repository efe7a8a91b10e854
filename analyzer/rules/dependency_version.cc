// Packages from outside: one side moves or drops what the other newly relies on.
//
// Found: a package dropped from the manifest that governs a file to which the other side adds an
// import of it; a version, alias or module that one manifest no longer gives to the others, while
// the other side newly asks for it there; names of a package that the raising side had to give up
// everywhere ("StartTimeUnixnano" became "StartTimeUnixNano") and that the other side newly uses;
// modules of the repository itself that are raised together, while the other side adds a pin at the
// old version. Only told: a raise that may break, met by an import that the base has nowhere.
//
// Silent: a package that another manifest above the file still offers, or that the dropping side
// still imports there (it comes with another one); a name that the repository defines itself, or of
// a module that no raised package offers; a requirement that admits the new version.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/overlay/dependencies.h"
#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resources/given_up.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_dependency_version;

namespace {

const char* const kId = "dependency-version";

struct Side {
  int view = 0;
  std::vector<DependencyChange> changes;
};

struct Context {
  const Snapshot& snapshot;
  std::vector<Side> sides;  // of all views, in their order
  Gatherer gatherer;

  const ChangeView& view(int index) const {
    return snapshot.views[static_cast<std::size_t>(index)];
  }
};

std::string Step(const DependencyChange& change) {
  const bool down = VersionOf(change.old_one->requirement) > VersionOf(change.new_one->requirement);
  return (down ? "lowers " : "raises ") + change.name() + " from " + change.old_one->requirement +
         " to " + change.new_one->requirement;
}

Evidence CauseOf(const Context& context, int view, const DependencyChange& change,
                 std::string statement) {
  const bool gone = change.dropped();
  const SourceFile& file = gone ? *change.before : *change.after;
  return MakeEvidence(context.snapshot, context.view(view), file,
                      gone ? change.old_one->line : change.new_one->line, std::move(statement));
}

Interaction Begin(const Context& context, int a, int b, const std::string& package) {
  return MakeInteraction(context.snapshot, kId, context.snapshot.Pair(a, b), "package", package);
}

// The dependency that an import leads to, of all that a manifest asks for: the most particular one.
const Dependency* OfferedBy(const SourceFile& manifest, const std::string& module) {
  const Dependency* best = nullptr;
  std::size_t best_fit = 0;
  for (const Dependency& dependency : manifest.facts().dependencies) {
    if (IsManaged(dependency) || IsLocked(dependency)) continue;
    const std::size_t fit = PackageFit(module, dependency.name);
    if (fit <= best_fit) continue;
    best = &dependency;
    best_fit = fit;
  }
  return best;
}

// Does any manifest of that world offer the module to the file? Of whatever format: a project may
// move from one to another.
bool IsOffered(const World& world, const std::string& module, std::string_view path) {
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (file->facts().dependencies.empty() || !Governs(*file, path)) continue;
      if (OfferedBy(*file, module) != nullptr && world.Find(file->path()) == file) return true;
    }
  }
  return false;
}

// Do files of that family import what the manifest asks for? So a format is tied to its languages.
bool IsManifestOf(const SourceFile& manifest, const Layer& base, const std::string& family) {
  for (const SourceFile* file : base.files()) {
    if (file->traits() == nullptr || file->traits()->family != family) continue;
    if (!Governs(manifest, file->path())) continue;
    for (const Import& import : file->facts().imports) {
      for (const Dependency& dependency : manifest.facts().dependencies) {
        if (IsFromPackage(import.module, dependency.name)) return true;
      }
    }
  }
  return false;
}

// Does a file that the manifest governs import the package in that world? Then it is there without
// that manifest, too.
bool StillImported(const World& world, const SourceFile& manifest, const std::string& package,
                   const std::string& family) {
  return !NoFile(world, family, [&](const SourceFile& file) {
    if (!Governs(manifest, file.path())) return false;
    const auto& imports = file.facts().imports;
    return std::any_of(imports.begin(), imports.end(),
                       [&](const Import& import) { return IsFromPackage(import.module, package); });
  });
}

// ---- Dropped packages, and raises that may break

struct NewImport {
  const SourceFile* file = nullptr;
  const Import* import = nullptr;
};

// Imports that the view adds and that lead out of the repository.
std::vector<NewImport> NewImports(const ChangeView& view) {
  World world(view.alone);
  Resolver resolver(world);
  std::vector<NewImport> found;
  for (const ImportDelta& gained : view.delta.imports) {
    if (!gained.gained) continue;
    const SourceFile* file = world.Find(gained.path);
    if (file == nullptr || file->traits() == nullptr) continue;
    const Import& import = file->facts().imports[static_cast<std::size_t>(gained.index)];
    if (!import.module.empty() && !resolver.Module(*file, import.module).found()) {
      found.push_back({file, &import});
    }
  }
  return found;
}

bool StillImports(const World& both, const NewImport& added) {
  const SourceFile* file = both.Find(added.file->path());
  return file != nullptr &&
         std::any_of(file->facts().imports.begin(), file->facts().imports.end(),
                     [&](const Import& import) { return import.module == added.import->module; });
}

// Has the view the raised requirement as well?
bool HasRequirement(const ChangeView& view, const DependencyChange& change) {
  const SourceFile* manifest = World(view.alone).Find(change.after->path());
  if (manifest == nullptr) return false;
  const auto& dependencies = manifest->facts().dependencies;
  return std::any_of(dependencies.begin(), dependencies.end(), [&](const Dependency& dependency) {
    return dependency.name == change.name() &&
           dependency.requirement == change.new_one->requirement;
  });
}

void MeetImport(Context* context, int a, const DependencyChange& change, int b,
                const NewImport& added) {
  const SourceFile& manifest = *change.before;
  const std::string& path = added.file->path();
  const PairView pair = context->snapshot.Pair(a, b);
  const World both(pair.both);
  if (!Governs(manifest, path) || !StillImports(both, added)) return;
  const std::string& module = added.import->module;
  const std::string& family = added.file->traits()->family;
  const Dependency* offered = OfferedBy(manifest, module);
  if (offered == nullptr || offered->name != change.name()) return;
  if (!IsManifestOf(manifest, *context->snapshot.base, family)) return;
  Interaction interaction = Begin(*context, a, b, change.name());
  interaction.resolution = Resolution::kResolved;
  std::string what;
  if (change.dropped()) {
    if (IsOffered(both, module, path)) return;
    const World dropping(context->view(a).alone);
    if (StillImported(dropping, manifest, change.name(), family)) return;
    interaction.severity = Severity::kHigh;
    what = "drops the package " + change.name();
    interaction.path = {"nothing above " + path + " asks for the package any more"};
    interaction.advice = RebaseAnd(pair, "ask for " + change.name() + " again, or do without it");
  } else {
    // What the base already imports has been tried with the new version by the raising side.
    const std::string key = ImportKey(*added.import);
    const World base({context->snapshot.base});
    if (!NoFile(base, family, [&](const SourceFile& file) { return HasImport(file, key); })) return;
    if (HasRequirement(context->view(b), change)) return;
    interaction.severity = Severity::kLow;
    what = Step(change);
    interaction.path = {"versions this far apart may break their users"};
    interaction.advice = RebaseAnd(pair, "test it with " + change.new_one->requirement);
  }
  context->gatherer.Add(
      std::move(interaction), CauseOf(*context, a, change, what),
      MakeEvidence(context->snapshot, context->view(b), *added.file, added.import->line,
                   "adds an import of " + added.import->module));
}

// What an import may miss or find otherwise, of what one side drops or raises.
std::vector<const DependencyChange*> Unsettled(const Side& side) {
  std::vector<const DependencyChange*> unsettled;
  for (const DependencyChange& change : side.changes) {
    const Dependency& asked = change.dropped() ? *change.old_one : *change.new_one;
    if (IsManaged(asked) || IsLocked(asked)) continue;
    if (change.dropped() || (change.raised() && IsBreakingStep(change.old_one->requirement,
                                                               change.new_one->requirement))) {
      unsettled.push_back(&change);
    }
  }
  return unsettled;
}

void FindNewImports(Context* context) {
  std::vector<std::vector<const DependencyChange*>> unsettled;
  for (const Side& side : context->sides) unsettled.push_back(Unsettled(side));
  for (std::size_t b = 0; b < context->sides.size(); ++b) {
    std::optional<std::vector<NewImport>> added;
    for (std::size_t a = 0; a < context->sides.size(); ++a) {
      const int view_a = static_cast<int>(a), view_b = static_cast<int>(b);
      if (a == b || context->view(view_a).group != context->view(view_b).group) continue;
      if (unsettled[a].empty() || context->snapshot.Apart(view_a, view_b)) continue;
      if (!added) added = NewImports(context->view(view_b));
      for (const DependencyChange* change : unsettled[a]) {
        for (const NewImport& import : *added) {
          if (IsFromPackage(import.import->module, change->name())) {
            MeetImport(context, view_a, *change, view_b, import);
          }
        }
      }
    }
  }
}

// ---- What one manifest gives to others

// A name that manifests may ask for without a version, because this one says what it is.
struct Given {
  const SourceFile* manifest = nullptr;
  std::string name;
  std::uint32_t line = 0;
  bool is_module = false;  // of the repository
};

std::vector<Given> GivenBy(const SourceFile& manifest) {
  std::vector<Given> given;
  for (const Dependency& dependency : manifest.facts().dependencies) {
    if (IsManaged(dependency)) {
      given.push_back({&manifest, dependency.name, dependency.line, false});
    }
  }
  for (const ModuleRoot& root : manifest.outline().roots) {
    if (!root.is_pattern && !root.name.empty()) given.push_back({&manifest, root.name, 1, true});
  }
  return given;
}

bool IsGiven(const World& world, const std::string& name) {
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (file->traits() != nullptr) continue;
      const std::vector<Given> given = GivenBy(*file);
      const auto same = [&](const Given& one) { return one.name == name; };
      if (!std::any_of(given.begin(), given.end(), same)) continue;
      if (world.Find(file->path()) == file) return true;
    }
  }
  return false;
}

std::vector<Given> NoLongerGiven(const ChangeView& view) {
  const World alone(view.alone);
  std::vector<Given> lost;
  for (const FileVersions& versions : view.files) {
    if (versions.before == nullptr || versions.before->traits() != nullptr) continue;
    std::set<std::string> kept;
    if (versions.after != nullptr) {
      for (const Given& given : GivenBy(*versions.after)) kept.insert(given.name);
    }
    for (const Given& given : GivenBy(*versions.before)) {
      if (!kept.contains(given.name) && !IsGiven(alone, given.name)) lost.push_back(given);
    }
  }
  return lost;
}

// Do manifests of the one format ask for what those of the other give? So ecosystems are told
// apart.
bool AsksFor(const Layer& base, const std::string& asking, const std::string& giving) {
  if (asking == giving) return true;
  std::set<std::string> given;
  for (const SourceFile* file : base.files()) {
    if (file->traits() != nullptr || file->outline().language != giving) continue;
    for (const Given& one : GivenBy(*file)) given.insert(one.name);
  }
  for (const SourceFile* file : base.files()) {
    if (file->traits() != nullptr || file->outline().language != asking) continue;
    for (const Dependency& dependency : file->facts().dependencies) {
      if (IsLeftOpen(dependency) && given.contains(dependency.name)) return true;
    }
  }
  return false;
}

bool StillAsks(const World& world, const DependencyChange& added) {
  const SourceFile* manifest = world.Find(added.after->path());
  if (manifest == nullptr) return false;
  const auto& dependencies = manifest->facts().dependencies;
  return std::any_of(dependencies.begin(), dependencies.end(), [&](const Dependency& dependency) {
    return dependency.name == added.name() && IsLeftOpen(dependency);
  });
}

void MeetAsked(Context* context, int a, const Given& given, int b, const DependencyChange& added) {
  const PairView pair = context->snapshot.Pair(a, b);
  const World both(pair.both);
  if (!StillAsks(both, added) || IsGiven(both, given.name)) return;
  if (!IsGiven(World(context->view(b).alone), given.name)) return;
  if (!AsksFor(*context->snapshot.base, added.after->outline().language,
               given.manifest->outline().language)) {
    return;
  }
  Interaction interaction = Begin(*context, a, b, given.name);
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.path = {"no manifest says any more what " + given.name + " is"};
  interaction.advice = RebaseAnd(pair, "restore " + given.name + ", or do without it");
  const std::string what = given.is_module ? "removes the module " : "no longer lists ";
  context->gatherer.Add(
      std::move(interaction),
      MakeEvidence(context->snapshot, context->view(a), *given.manifest, given.line,
                   what + given.name),
      CauseOf(*context, b, added, "asks for " + given.name + " as the others do"));
}

void FindLostGifts(Context* context) {
  for (std::size_t a = 0; a < context->sides.size(); ++a) {
    const int view_a = static_cast<int>(a);
    const std::vector<Given> lost = NoLongerGiven(context->view(view_a));
    if (lost.empty()) continue;
    for (std::size_t b = 0; b < context->sides.size(); ++b) {
      const int view_b = static_cast<int>(b);
      if (a == b || context->view(view_a).group != context->view(view_b).group) continue;
      if (context->snapshot.Apart(view_a, view_b)) continue;
      for (const DependencyChange& added : context->sides[b].changes) {
        if (!added.added() || !IsLeftOpen(*added.new_one)) continue;
        for (const Given& given : lost) {
          if (given.name == added.name()) MeetAsked(context, view_a, given, view_b, added);
        }
      }
    }
  }
}

// ---- Modules of the repository that move together

// A pin that B adds at the version which A has moved the repository's modules away from.
void MeetPin(Context* context, int a, const DependencyChange& move, int b,
             const DependencyChange& pin) {
  const PairView pair = context->snapshot.Pair(a, b);
  const World both(pair.both);
  const SourceFile* manifest = both.Find(pin.after->path());
  if (manifest == nullptr) return;
  const auto& dependencies = manifest->facts().dependencies;
  const bool stays =
      std::any_of(dependencies.begin(), dependencies.end(), [&](const Dependency& d) {
        return d.name == pin.name() && d.requirement == pin.new_one->requirement;
      });
  if (!stays) return;
  Interaction interaction = Begin(*context, a, b, pin.name());
  interaction.severity = Severity::kMedium;
  interaction.resolution = pin.name() == move.name() ? Resolution::kResolved : Resolution::kLikely;
  interaction.path = {"modules of this repository are raised together"};
  interaction.advice = RebaseAnd(pair, "pin " + move.new_one->requirement);
  context->gatherer.Add(
      std::move(interaction), CauseOf(*context, a, move, Step(move)),
      CauseOf(*context, b, pin, "adds a pin of " + pin.name() + " at " + pin.new_one->requirement));
}

std::set<std::string> OwnModules(const World& world) {
  std::set<std::string> names;
  for (const PlacedRoot& root : world.Roots()) {
    if (!root.root->is_pattern) names.insert(root.root->name);
  }
  return names;
}

// The move that says most of the pin: of the same module, or else of one of its siblings.
const DependencyChange* BestMove(const std::vector<const DependencyChange*>& moves,
                                 const DependencyChange& pin) {
  const DependencyChange* best = nullptr;
  for (const DependencyChange* move : moves) {
    if (move->old_one->requirement != pin.new_one->requirement ||
        move->after->outline().language != pin.after->outline().language) {
      continue;
    }
    if (move->name() == pin.name()) return move;
    if (best == nullptr) best = move;
  }
  return best;
}

void FindOldPins(Context* context) {
  const std::set<std::string> own = OwnModules(World({context->snapshot.base}));
  for (std::size_t a = 0; a < context->sides.size(); ++a) {
    std::vector<const DependencyChange*> moves;
    for (const DependencyChange& change : context->sides[a].changes) {
      if (change.raised() && own.contains(change.name()) && !IsRange(change.old_one->requirement)) {
        moves.push_back(&change);
      }
    }
    if (moves.empty()) continue;
    for (std::size_t b = 0; b < context->sides.size(); ++b) {
      const int view_a = static_cast<int>(a), view_b = static_cast<int>(b);
      if (a == b || context->view(view_a).group != context->view(view_b).group) continue;
      if (context->snapshot.Apart(view_a, view_b)) continue;
      for (const DependencyChange& pin : context->sides[b].changes) {
        if (!pin.added() || !own.contains(pin.name())) continue;
        const DependencyChange* move = BestMove(moves, pin);
        if (move != nullptr) MeetPin(context, view_a, *move, view_b, pin);
      }
    }
  }
}

// ---- Names of a raised package that its users had to give up

// The raise of a package that one of the modules belongs to; null when none does.
const DependencyChange* RaiseOf(const std::set<std::string>& modules, const Side& side) {
  for (const DependencyChange& change : side.changes) {
    if (!change.raised()) continue;
    // A lock file moves with every other change: only a step that may break tells something.
    if (IsLocked(*change.new_one) &&
        !IsBreakingStep(change.old_one->requirement, change.new_one->requirement)) {
      continue;
    }
    for (const std::string& module : modules) {
      if (IsFromPackage(module, change.name())) return &change;
    }
  }
  return nullptr;
}

void MeetGivenUp(Context* context, int a, const std::string& name, const GivenUp& given_up, int b,
                 const SourceFile& user, const Reference& use) {
  constexpr std::uint32_t kManyInOneFile = 3;
  const DependencyChange* raise =
      RaiseOf(given_up.modules, context->sides[static_cast<std::size_t>(a)]);
  const std::string& family = user.traits()->family;
  if (raise == nullptr || given_up.file->traits()->family != family) return;
  if (IsOwnName(World({context->snapshot.base}), name, family)) return;
  const auto speaks = [&](const SourceFile& file) { return SpeaksOf(file, name); };
  const World world(context->view(a).alone);
  const bool everywhere = NoFile(world, family, speaks);
  // Or from all of the very file that the other side adds it to.
  const SourceFile* there = world.Find(user.path());
  const bool here = there != nullptr && given_up.paths.contains(user.path()) && !speaks(*there);
  if (!everywhere && !(here && given_up.count >= kManyInOneFile)) return;
  const PairView pair = context->snapshot.Pair(a, b);
  const SourceFile* merged = World(pair.both).Find(user.path());
  if (merged == nullptr || !speaks(*merged)) return;
  const ChangeView& view = context->view(a);
  Interaction interaction = Begin(*context, a, b, raise->name() + " " + name);
  interaction.on.kind = "external name";
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kLikely;
  interaction.path = {view.phrase + " " + Step(*raise), "no use of " + name + " is left in the " +
                                                            (everywhere ? "repository" : "file")};
  interaction.advice = RebaseAnd(pair, "replace " + name + " as " + view.phrase + " does");
  context->gatherer.Add(
      std::move(interaction),
      MakeEvidence(context->snapshot, view, *given_up.file, given_up.line,
                   Step(*raise) + " and gives up " + name + " at " +
                       std::to_string(given_up.count) + " places"),
      MakeEvidence(context->snapshot, context->view(b), user, use.line, "adds a use of " + name));
}

bool RaisesAny(const Side& side) {
  return std::any_of(side.changes.begin(), side.changes.end(),
                     [](const DependencyChange& change) { return change.raised(); });
}

void FindGivenUpNames(Context* context) {
  for (std::size_t a = 0; a < context->sides.size(); ++a) {
    if (!RaisesAny(context->sides[a])) continue;
    const int view_a = static_cast<int>(a);
    const std::map<std::string, GivenUp> given_up = NamesGivenUp(context->view(view_a));
    if (given_up.empty()) continue;
    for (std::size_t b = 0; b < context->sides.size(); ++b) {
      const int view_b = static_cast<int>(b);
      const ChangeView& adding = context->view(view_b);
      if (a == b || context->view(view_a).group != adding.group) continue;
      if (context->snapshot.Apart(view_a, view_b)) continue;
      std::map<std::string_view, const SourceFile*> files;
      for (const FileVersions& versions : adding.files) {
        if (versions.after != nullptr) files[versions.after->path()] = versions.after;
      }
      for (const ReferenceDelta& delta : adding.delta.references) {
        if (!delta.gained) continue;
        const SourceFile& user = *files.at(delta.path);
        const Reference& use = user.facts().references[static_cast<std::size_t>(delta.index)];
        ForEachSpokenName(use, [&](const std::string& name) {
          const auto found = given_up.find(name);
          if (found == given_up.end()) return;
          MeetGivenUp(context, view_a, name, found->second, view_b, user, use);
        });
      }
    }
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Context context{snapshot, {}, {}};
  for (std::size_t view = 0; view < snapshot.views.size(); ++view) {
    context.sides.push_back({static_cast<int>(view), DependencyChanges(snapshot.views[view])});
  }
  FindNewImports(&context);
  FindLostGifts(&context);
  FindOldPins(&context);
  FindGivenUpNames(&context);
  context.gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_dependency_version = {
    "dependency-version",
    "one change raises or drops a package, another newly relies on the old one",
    Verdict::kRetest,
    true,
    false,
    Check};

}  // namespace interlock
