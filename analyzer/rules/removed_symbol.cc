// One change takes away a name that another newly uses.
//
//   12 renames billing.post to record        34 calls billing.post        -> removed-symbol
//   12 drops `import trace` from a file      34 uses trace.Start in it    -> removed-symbol
//   12 drops `export { a } from "./a"`       34 imports a from there      -> removed-symbol
//   12 writes task.name for bare names       34 adds a bare name there    -> removed-symbol
//   12 removes struct epoch                  34 moves it within the file  -> removed-symbol
//   12 removes Ledger.post                   34 adds override fun post()  -> removed-symbol
//   12 takes #include "b.h" out of a.h       34 uses b() in a file with a.h -> removed-symbol
//   12 gives a file of shop another package  34 imports shop.Cart         -> removed-symbol
//   12 sets this.reader no longer            34 reads this.reader         -> removed-symbol
//
// Near-misses that stay silent: the name still leads somewhere proven once both have landed (an
// alias, a re-export, a move within one package); the use is gone from the merged file; another
// entity of the same name is meant.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/lost_includes.h"
#include "analyzer/overlay/short/unset_fields.h"
#include "analyzer/overlay/types/lost_overrides.h"
#include "analyzer/overlay/uses.h"
#include "graph/modules.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_removed_symbol;

namespace {

const char* const kId = "removed-symbol";

bool Narrows(const EntityDelta& entity) {
  return entity.effect == EntityEffect::kAltersSignature &&
         std::any_of(entity.signature.begin(), entity.signature.end(),
                     [](const SignatureDifference& difference) {
                       return difference.effect == SignatureEffect::kNarrowed;
                     });
}

bool TakesAway(const EntityDelta& entity) {
  return entity.effect == EntityEffect::kRemoves || entity.effect == EntityEffect::kRenames ||
         Narrows(entity);
}

std::string WhatHappened(const ChangeView& view, const EntityDelta& entity) {
  if (entity.effect == EntityEffect::kRemoves) return "removes " + entity.old_name;
  if (Narrows(entity)) return "keeps " + entity.old_name + " to its own file or module";
  const SourceFile* target = NewFile(view, entity);
  if (entity.old_name == entity.new_name && target != nullptr) {
    const bool stays = entity.old_path == entity.new_path;  // another package in the same place
    return "moves " + entity.old_name + " to " + (stays ? ModuleLabel(*target) : target->path());
  }
  return "renames " + entity.old_name + " to " + entity.new_name;
}

std::string UseInstead(const ChangeView& view, const EntityDelta& entity) {
  if (entity.effect != EntityEffect::kRenames) return "drop the use";
  if (entity.old_name != entity.new_name) return "use " + entity.new_name;
  const SourceFile* target = NewFile(view, entity);
  const bool stays = entity.old_path == entity.new_path && target != nullptr;
  return "use it from " + (stays ? ModuleLabel(*target) : entity.new_path);
}

// A module below the one that keeps a name to itself may still see it.
bool LiesBelow(const SourceFile& user, const SourceFile& keeper) {
  const std::vector<std::string>& indexes = keeper.traits()->index_files;
  const bool is_index = std::find(indexes.begin(), indexes.end(), keeper.stem()) != indexes.end();
  std::string folder(keeper.folder());
  if (!is_index) folder += (folder.empty() ? "" : "/") + std::string(keeper.stem());
  return folder.empty() || user.folder() == folder || user.folder().starts_with(folder + "/");
}

// What is included is text of the file that includes it: nothing in it is kept from that file, but
// for members of types.
bool IsIncluded(const UseMeeting& meeting, const SourceFile& keeper) {
  if (!keeper.traits()->open_namespaces) return false;
  const Definition& kept = keeper.definition(meeting.entity->new_index);
  const bool is_member =
      !kept.owner.empty() ||
      (kept.parent >= 0 && keeper.definition(kept.parent).kind != DefinitionKind::kModule);
  if (is_member) return false;
  const World both(meeting.pair->both);
  return Modules(both).Sees(*meeting.user_in_both, keeper);
}

// Of several forms of one name the use means another: one that stays open and takes what it gives.
bool MeansAnotherForm(const UseMeeting& meeting, const SourceFile& keeper) {
  if (meeting.use == nullptr) return false;
  const Definition& kept = keeper.definition(meeting.entity->new_index);
  const auto takes = [&](const Definition& form) {
    return !form.callable ||
           FitCall(form, *meeting.use, !meeting.alone.through_type, *meeting.user->traits()).fits;
  };
  const std::vector<std::int32_t> forms = keeper.Definitions(kept.name);
  return std::any_of(forms.begin(), forms.end(), [&](std::int32_t index) {
    const Definition& form = keeper.definition(index);
    return index != meeting.entity->new_index && form.exported && takes(form) &&
           QualifiedName(keeper.facts(), index) == meeting.entity->new_name;
  });
}

bool Breaks(const UseMeeting& meeting) {
  if (Narrows(*meeting.entity)) {
    const SourceFile* keeper = NewFile(*meeting.pair->a, *meeting.entity);
    return keeper != nullptr && !MeansAnotherForm(meeting, *keeper) &&
           keeper->traits() != nullptr && meeting.user_in_both != nullptr &&
           meeting.user_in_both->path() != keeper->path() &&
           !LiesBelow(*meeting.user_in_both, *keeper) && !IsIncluded(meeting, *keeper);
  }
  if (!meeting.both.found()) return true;
  if (meeting.both.resolution == Resolution::kResolved) return false;
  // Found by its name elsewhere: no proof that it still works, unless the name was all there was.
  return meeting.alone.resolution == Resolution::kResolved;
}

std::uint32_t CountLike(const SourceFile& file, const Reference& use) {
  std::uint32_t count = 0;
  for (const Reference& other : file.facts().references) {
    const bool alike =
        other.kind == use.kind && other.name == use.name && other.receiver == use.receiver;
    if (alike) count += other.count;
  }
  return count;
}

// The side that takes the name away leaves as many uses of it in the file as there are once both
// have landed: it fails by itself, as where the other only renames the function around a use.
bool FailsAnyway(const UseMeeting& meeting) {
  if (meeting.use == nullptr || meeting.user_in_both == nullptr) return false;
  const World alone(meeting.pair->a->alone);
  const SourceFile* theirs = alone.Find(meeting.user_in_both->path());
  return theirs != nullptr &&
         CountLike(*theirs, *meeting.use) >= CountLike(*meeting.user_in_both, *meeting.use);
}

std::string StillLeads(const UseMeeting& meeting) {
  if (!meeting.both.found()) return "may still name it";
  const Target& target = meeting.both.targets.front();
  return "still leads to " + target.name() + " in " + target.file->path();
}

void FindTakenUses(const Snapshot& snapshot, Gatherer* gatherer, std::vector<Interaction>* found) {
  ForEachUseMeeting(snapshot, TakesAway, [&](const UseMeeting& meeting) {
    const PairView& pair = *meeting.pair;
    const SourceFile* old_file = OldFile(*pair.a, *meeting.entity);
    if (old_file == nullptr) return;
    const Definition& gone = old_file->definition(meeting.entity->old_index);
    Interaction interaction = MakeInteraction(snapshot, kId, pair, KindName(gone.kind),
                                              EntityName(*old_file, meeting.entity->old_name));
    const bool breaks = Breaks(meeting);
    if (!breaks || FailsAnyway(meeting)) {
      interaction.silenced = pair.b->phrase + " " + DescribeUse(meeting) + ", which " +
                             (breaks ? pair.a->phrase + " leaves in the file by itself"
                                     : StillLeads(meeting) + " once both have landed");
      found->push_back(std::move(interaction));
      return;
    }
    interaction.severity = Severity::kHigh;
    interaction.resolution = meeting.alone.resolution;
    interaction.certain = meeting.alone.resolution == Resolution::kResolved;
    interaction.path = {"the use means it " + HowResolved(meeting.alone) +
                        "; once both have landed it leads nowhere"};
    interaction.advice = RebaseAnd(pair, UseInstead(*pair.a, *meeting.entity));
    if (!Narrows(*meeting.entity)) interaction.advice.otherwise = KeepTheName(pair);
    gatherer->Add(
        std::move(interaction),
        MakeEvidence(snapshot, *pair.a, *old_file, gone.first_line,
                     WhatHappened(*pair.a, *meeting.entity)),
        MakeEvidence(snapshot, *pair.b, *meeting.user, UseLine(meeting), DescribeUse(meeting)));
  });
}

// ---- Names that live in one file: imports, parameters, variables.

std::string RootOf(const std::string& path) { return path.substr(0, path.find_first_of(".([{#")); }

std::string Root(const Reference& use) {
  return RootOf(use.receiver.empty() ? use.name : use.receiver);
}

std::string ScopeName(const SourceFile& file, std::int32_t scope) {
  return scope < 0 ? std::string() : QualifiedName(file.facts(), scope);
}

// The index of the definition so named, -1 for file level or when there is none.
std::int32_t ScopeNamed(const SourceFile& file, const std::string& qualified) {
  const std::size_t count = file.facts().definitions.size();
  for (std::size_t i = 0; i < count && !qualified.empty(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    if (QualifiedName(file.facts(), index) == qualified) return index;
  }
  return -1;
}

// Where a file binds a name for itself, seen from a scope.
struct LocalName {
  const char* kind = nullptr;  // null: it does not
  std::uint32_t line = 0;
  std::string detail;
};

LocalName FindLocalName(const SourceFile& file, const std::string& scope_name,
                        const std::string& name) {
  for (std::int32_t i : file.Imports(name)) {
    const Import& import = file.facts().imports[static_cast<std::size_t>(i)];
    if (!BindsHere(import, file.traits())) continue;
    if (import.scope < 0 || ScopeName(file, import.scope) == scope_name) {
      return {"import", import.line, "import " + name + " (" + import.module + ")"};
    }
  }
  for (std::int32_t scope = ScopeNamed(file, scope_name); scope >= 0;
       scope = file.definition(scope).parent) {
    const Definition& around = file.definition(scope);
    for (const Parameter& parameter : around.parameters) {
      if (parameter.name == name) {
        return {"parameter", around.first_line, "parameter " + name + " of " + around.name};
      }
    }
    for (std::int32_t i : file.Bindings(name)) {
      const Binding& binding = file.facts().bindings[static_cast<std::size_t>(i)];
      if (binding.scope == scope) {
        return {"variable", binding.line, "variable " + name + " of " + around.name};
      }
    }
  }
  return {};
}

std::uint32_t CountUses(const SourceFile& file, const Reference& use, const std::string& scope) {
  std::uint32_t count = 0;
  for (const Reference& other : file.facts().references) {
    if (other.name == use.name && other.receiver == use.receiver &&
        ScopeName(file, other.scope) == scope) {
      count += other.count;
    }
  }
  return count;
}

bool HasUse(const SourceFile& file, const Reference& use, const std::string& scope) {
  return CountUses(file, use, scope) > 0;
}

// The `fmt` of `fmt.Sprint()` on the same line: the longer use says it all.
bool IsRootOfAnother(const SourceFile& file, const Reference& use) {
  return use.receiver.empty() &&
         std::any_of(file.facts().references.begin(), file.facts().references.end(),
                     [&](const Reference& other) {
                       return !other.receiver.empty() && other.line == use.line &&
                              other.scope == use.scope && Root(other) == use.name;
                     });
}

// `remover` and `user` are the versions of the two sides; the merged file holds a use whose first
// name nothing binds any more.
void CheckDroppedName(const Snapshot& snapshot, const PairView& pair, const Meeting& meeting,
                      const Reference& use, bool a_removes, Gatherer* gatherer) {
  const SourceFile& remover = a_removes ? *meeting.a : *meeting.b;
  const SourceFile& user = a_removes ? *meeting.b : *meeting.a;
  const ChangeView& removing = a_removes ? *pair.a : *pair.b;
  const ChangeView& using_view = a_removes ? *pair.b : *pair.a;
  const std::string root = Root(use);
  const std::string scope = ScopeName(*meeting.merged, use.scope);
  const LocalName before = FindLocalName(*meeting.base, scope, root);
  if (before.kind == nullptr || FindLocalName(remover, scope, root).kind != nullptr ||
      FindLocalName(user, scope, root).kind == nullptr) {
    return;
  }
  // The remover makes the same use: something unseen binds the name for both.
  if (HasUse(remover, use, scope)) return;
  // What is in the merged file may be an old use, unless there are more of them now.
  const std::uint32_t old_uses = use.receiver.empty() ? CountUses(*meeting.base, use, scope) : 0;
  if (old_uses > 0 && CountUses(user, use, scope) <= old_uses) return;
  World user_world(using_view.alone);
  if (!Resolver(user_world).RootBinds(user, ScopeNamed(user, scope), root)) return;

  PairView ordered = pair;
  if (!a_removes) std::swap(ordered.a, ordered.b);
  const bool import = std::string(before.kind) == "import";
  Interaction interaction = MakeInteraction(
      snapshot, kId, ordered, before.kind,
      EntityName(*meeting.base, import || scope.empty() ? root : scope + "." + root));
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = true;
  interaction.path = {"both change " + meeting.path + "; git merges it without a conflict",
                      "in the merged file nothing binds " + root};
  interaction.advice = RebaseAnd(
      ordered, (import ? "restore the import of " + root : "give " + root + " a new source"));
  const std::string name = PathOf(use);
  // The use is placed where its author wrote it, not where the merge moved it. Facts leave out uses
  // of what the own function binds: such a one is placed at the function.
  const std::int32_t around = ScopeNamed(user, scope);
  std::uint32_t line = around < 0 ? 0 : user.definition(around).first_line;
  for (const Reference& own : user.facts().references) {
    if (own.name == use.name && own.receiver == use.receiver &&
        ScopeName(user, own.scope) == scope) {
      line = own.line;
      break;
    }
  }
  gatherer->Add(
      std::move(interaction),
      MakeEvidence(snapshot, removing, *meeting.base, before.line, "removes the " + before.detail),
      MakeEvidence(snapshot, using_view, user, line, "uses " + name));
}

void FindDroppedNames(const Snapshot& snapshot, Gatherer* gatherer) {
  for (const auto& [key, meeting_pair] : snapshot.meeting_pairs) {
    if (!meeting_pair.related || snapshot.Apart(key.first, key.second)) continue;
    const PairView pair = snapshot.Pair(key.first, key.second);
    World both(pair.both);
    Resolver resolver(both);
    for (const Meeting& meeting : pair.meetings) {
      if (meeting.merged == nullptr || meeting.base == nullptr || meeting.a == nullptr ||
          meeting.b == nullptr) {
        continue;
      }
      for (const Reference& use : meeting.merged->facts().references) {
        const std::string root = Root(use);
        if (root.empty() || root == "?") continue;
        if (resolver.RootBinds(*meeting.merged, use.scope, root)) continue;
        const std::string scope = ScopeName(*meeting.merged, use.scope);
        if (IsRootOfAnother(*meeting.merged, use)) continue;
        CheckDroppedName(snapshot, pair, meeting, use, true, gatherer);
        CheckDroppedName(snapshot, pair, meeting, use, false, gatherer);
      }
    }
  }
}

// ---- Bare names whose receiver was taken away: `name` has become `task.name` in one function.

std::set<std::string> BareNames(const SourceFile& file, const std::string& scope) {
  std::set<std::string> names;
  for (const Reference& use : file.facts().references) {
    if (use.kind != ReferenceKind::kType && ScopeName(file, use.scope) == scope) {
      names.insert(Root(use));
    }
  }
  return names;
}

// The first names of what is reached through `receiver` in that scope.
std::set<std::string> NamesThrough(const SourceFile& file, const std::string& scope,
                                   const std::string& receiver) {
  std::set<std::string> names;
  for (const Reference& use : file.facts().references) {
    const std::string path = use.receiver + "." + use.name;
    if (!path.starts_with(receiver + ".") || ScopeName(file, use.scope) != scope) continue;
    names.insert(RootOf(path.substr(receiver.size() + 1)));
  }
  return names;
}

struct NewReceiver {
  std::string name;               // empty: there is none
  std::set<std::string> members;  // that were bare before
  std::uint32_t line = 0;
};

// A variable that the side adds to a function, to reach by it what bare names stood for.
NewReceiver FindNewReceiver(const SourceFile& base, const SourceFile& side,
                            const std::string& scope) {
  constexpr std::size_t kEnough = 3;  // fewer may be given a receiver for a reason of their own
  const std::set<std::string> before = BareNames(base, scope), after = BareNames(side, scope);
  for (const Binding& binding : side.facts().bindings) {
    if (binding.is_type || ScopeName(side, binding.scope) != scope) continue;
    if (FindLocalName(base, scope, binding.name).kind != nullptr) continue;
    NewReceiver receiver{binding.name, {}, binding.line};
    for (const std::string& name : NamesThrough(side, scope, binding.name)) {
      if (before.contains(name) && !after.contains(name)) receiver.members.insert(name);
    }
    if (receiver.members.size() >= kEnough) return receiver;
  }
  return {};
}

void CheckBareName(const Snapshot& snapshot, const PairView& pair, const Meeting& meeting,
                   const std::string& scope, bool a_removes, Gatherer* gatherer) {
  const SourceFile& remover = a_removes ? *meeting.a : *meeting.b;
  const SourceFile& user = a_removes ? *meeting.b : *meeting.a;
  const NewReceiver receiver = FindNewReceiver(*meeting.base, remover, scope);
  if (receiver.name.empty()) return;
  const World both(pair.both);
  Resolver resolver(both);
  const std::set<std::string> before = BareNames(*meeting.base, scope);
  for (const Reference& use : user.facts().references) {
    const std::string root = Root(use);
    if (use.kind == ReferenceKind::kType || ScopeName(user, use.scope) != scope ||
        before.contains(root) || IsRootOfAnother(user, use)) {
      continue;
    }
    const bool local = FindLocalName(*meeting.merged, scope, root).kind != nullptr ||
                       FindLocalName(user, scope, root).kind != nullptr;
    if (local || !HasUse(*meeting.merged, use, scope)) continue;
    // What the remover itself goes on writing bare has another source.
    const auto& others = remover.facts().references;
    if (std::any_of(others.begin(), others.end(),
                    [&](const Reference& other) { return Root(other) == root; })) {
      continue;
    }
    Reference bare{.kind = ReferenceKind::kRead, .name = root};
    bare.scope = ScopeNamed(*meeting.merged, scope);
    if (resolver.Resolve(*meeting.merged, bare).found()) continue;
    PairView ordered = pair;
    if (!a_removes) std::swap(ordered.a, ordered.b);
    Interaction interaction = MakeInteraction(
        snapshot, kId, ordered, "receiver", EntityName(*meeting.base, scope + "." + receiver.name));
    interaction.severity = Severity::kHigh;
    interaction.resolution = Resolution::kLikely;
    interaction.path = {"both change " + scope + " in " + meeting.path,
                        "in the merged file nothing binds " + root};
    interaction.advice = RebaseAnd(ordered, "write " + receiver.name + "." + root);
    gatherer->Add(
        std::move(interaction),
        MakeEvidence(snapshot, *ordered.a, remover, receiver.line,
                     "reaches by " + receiver.name + " what " +
                         std::to_string(receiver.members.size()) + " bare names stood for, " +
                         *receiver.members.begin() + " among them"),
        MakeEvidence(snapshot, *ordered.b, user, use.line, "uses the bare " + root));
  }
}

void FindDroppedReceivers(const Snapshot& snapshot, Gatherer* gatherer) {
  for (const auto& [key, meeting_pair] : snapshot.meeting_pairs) {
    if (!meeting_pair.related || snapshot.Apart(key.first, key.second)) continue;
    const PairView pair = snapshot.Pair(key.first, key.second);
    for (const Meeting& meeting : pair.meetings) {
      if (meeting.merged == nullptr || meeting.base == nullptr || meeting.a == nullptr ||
          meeting.b == nullptr || meeting.merged->traits() == nullptr ||
          meeting.merged->traits()->members_need_receiver) {
        continue;
      }
      const std::size_t count = meeting.base->facts().definitions.size();
      for (std::size_t i = 0; i < count; ++i) {
        const auto index = static_cast<std::int32_t>(i);
        if (!meeting.base->definition(index).callable) continue;
        const std::string scope = QualifiedName(meeting.base->facts(), index);
        CheckBareName(snapshot, pair, meeting, scope, true, gatherer);
        CheckBareName(snapshot, pair, meeting, scope, false, gatherer);
      }
    }
  }
}

// ---- Whole modules: a file that one side removes or moves while the other newly imports it.

struct GoneFile {
  int view;
  const FileVersions* versions;
};

std::map<std::pair<int, std::string>, std::vector<GoneFile>> GoneFiles(const Snapshot& snapshot) {
  std::map<std::pair<int, std::string>, std::vector<GoneFile>> gone;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    for (const FileVersions& versions : snapshot.views[v].files) {
      if (versions.before == nullptr) continue;
      if (versions.after != nullptr && versions.after->path() == versions.before->path()) continue;
      gone[{snapshot.views[v].group, versions.before->path()}].push_back(
          {static_cast<int>(v), &versions});
    }
  }
  return gone;
}

void CheckModuleImport(const Snapshot& snapshot, int user, const SourceFile& file,
                       const Import& import, const GoneFile& gone, Gatherer* gatherer) {
  if (snapshot.Apart(gone.view, user)) return;
  const PairView pair = snapshot.Pair(gone.view, user);
  World both(pair.both);
  const SourceFile* importer = both.Find(file.path());
  if (importer == nullptr) return;
  Resolver resolver(both);
  if (!resolver.Module(*importer, import.module).files.empty()) return;
  const FileVersions& versions = *gone.versions;
  Interaction interaction =
      MakeInteraction(snapshot, kId, pair, "module", ModuleLabel(*versions.before));
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = true;
  interaction.path = {"the import leads to " + versions.before->path() +
                      "; with both landed it leads nowhere"};
  interaction.advice = RebaseAnd(
      pair,
      "import " + (versions.after != nullptr ? ModuleLabel(*versions.after) : "something else"));
  const std::string what = versions.after != nullptr ? "moves it to " + versions.after->path()
                                                     : "removes " + versions.before->path();
  gatherer->Add(std::move(interaction), MakeEvidence(snapshot, *pair.a, *versions.before, 1, what),
                MakeEvidence(snapshot, *pair.b, file, import.line, "imports " + import.module));
}

void FindGoneModules(const Snapshot& snapshot, Gatherer* gatherer) {
  const auto gone = GoneFiles(snapshot);
  if (gone.empty()) return;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    World world(view.alone);
    Resolver resolver(world);
    for (const ImportDelta& gained : view.delta.imports) {
      if (!gained.gained) continue;
      const SourceFile* file = world.Find(gained.path);
      if (file == nullptr) continue;
      const Import& import = file->facts().imports[static_cast<std::size_t>(gained.index)];
      for (const SourceFile* target : resolver.Module(*file, import.module).files) {
        const auto found = gone.find({view.group, target->path()});
        if (found == gone.end()) continue;
        for (const GoneFile& candidate : found->second) {
          if (candidate.view == static_cast<int>(v)) continue;
          CheckModuleImport(snapshot, static_cast<int>(v), *file, import, candidate, gatherer);
        }
      }
    }
  }
}

// ---- Offers: what a file hands on from another one, in a list of exports or by importing it.

// Where other files may take `name` from `file`, though it need not be defined there; 0: nowhere.
std::uint32_t OfferLine(const SourceFile& file, const std::string& name) {
  for (const Export& offer : file.facts().exports) {
    if (offer.name == name) return offer.line;
  }
  for (const Import& offer : file.facts().imports) {
    if (offer.member == "*" || offer.scope >= 0) continue;
    if (file.traits()->requires_export && !offer.re_export) continue;  // for itself alone
    if ((offer.local.empty() ? offer.member : offer.local) == name) return offer.line;
  }
  for (std::int32_t index : file.Definitions(name)) {
    const Definition& definition = file.definition(index);
    if (definition.parent < 0 && definition.exported && IsOffered(file, definition)) {
      return definition.first_line;
    }
  }
  return 0;
}

bool StillDefines(const SourceFile& file, const Target& target) {
  const std::vector<std::int32_t>& same = file.Definitions(target.definition().name);
  return std::any_of(same.begin(), same.end(), [&](std::int32_t index) {
    return QualifiedName(file.facts(), index) == target.name();
  });
}

void CheckDroppedOffer(const Snapshot& snapshot, int dropper, const FileVersions& versions,
                       int user, const SourceFile& file, const Import& import, Gatherer* gatherer) {
  if (snapshot.Apart(dropper, user)) return;
  const std::uint32_t line = OfferLine(*versions.before, import.member);
  if (line == 0 || OfferLine(*versions.after, import.member) != 0) return;
  const PairView pair = snapshot.Pair(dropper, user);
  World alone(pair.b->alone), both(pair.both);
  const SourceFile* importer = both.Find(file.path());
  if (importer == nullptr) return;
  const Resolved before = Resolver(alone).ResolveImport(file, import);
  if (before.resolution != Resolution::kResolved || !before.found() ||
      Resolver(both).ResolveImport(*importer, import).resolution == Resolution::kResolved) {
    return;
  }
  const Target& target = before.targets.front();
  if (target.file->path() == versions.before->path() && !StillDefines(*versions.after, target)) {
    return;  // told of the entity itself
  }
  Interaction interaction = MakeInteraction(snapshot, kId, pair, KindName(target.definition().kind),
                                            EntityName(*versions.before, import.member));
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = true;
  interaction.path = {versions.before->path() + " offers " + target.name() + " of " +
                      target.file->path() + "; with both landed it does not"};
  interaction.advice = RebaseAnd(pair, "take " + target.name() + " from " + target.file->path());
  interaction.advice.otherwise = KeepTheName(pair);
  gatherer->Add(
      std::move(interaction),
      MakeEvidence(snapshot, *pair.a, *versions.before, line, "no longer offers " + import.member),
      MakeEvidence(snapshot, *pair.b, file, import.line,
                   "imports " + import.member + " from " + import.module));
}

void FindDroppedOffers(const Snapshot& snapshot, Gatherer* gatherer) {
  std::map<std::pair<int, std::string>, std::vector<GoneFile>> edited;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    for (const FileVersions& versions : snapshot.views[v].files) {
      if (versions.before == nullptr || versions.after == nullptr) continue;
      edited[{snapshot.views[v].group, versions.before->path()}].push_back(
          {static_cast<int>(v), &versions});
    }
  }
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    World world(view.alone);
    Resolver resolver(world);
    for (const ImportDelta& gained : view.delta.imports) {
      if (!gained.gained) continue;
      const SourceFile* file = world.Find(gained.path);
      if (file == nullptr) continue;
      const Import& import = file->facts().imports[static_cast<std::size_t>(gained.index)];
      if (import.member.empty() || import.member == "*") continue;
      for (const SourceFile* module : resolver.Module(*file, import.module).files) {
        const auto found = edited.find({view.group, module->path()});
        if (found == edited.end()) continue;
        for (const GoneFile& candidate : found->second) {
          if (candidate.view == static_cast<int>(v)) continue;
          CheckDroppedOffer(snapshot, candidate.view, *candidate.versions, static_cast<int>(v),
                            *file, import, gatherer);
        }
      }
    }
  }
}

// ---- What one removes and the other moves: git merges both, and the moved copy stays.

// What stands at one place of a file: by qualified name, with how often; members are part of it.
std::map<std::string, std::vector<std::int32_t>> Movable(const SourceFile& file) {
  std::map<std::string, std::vector<std::int32_t>> places;
  const FileFacts& facts = file.facts();
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& definition = facts.definitions[i];
    const bool holds_value = definition.kind == DefinitionKind::kField ||
                             definition.kind == DefinitionKind::kEnumMember ||
                             definition.kind == DefinitionKind::kVariable ||
                             definition.kind == DefinitionKind::kConstant;
    if (definition.is_local || definition.is_conditional || holds_value) continue;
    const auto index = static_cast<std::int32_t>(i);
    places[QualifiedName(facts, index)].push_back(index);
  }
  return places;
}

// `remover` takes away what `mover` keeps, and the merged file has it.
void CheckKept(const Snapshot& snapshot, const PairView& pair, const Meeting& meeting,
               const SourceFile& remover, const SourceFile& mover, Gatherer* gatherer) {
  const auto base = Movable(*meeting.base), removed = Movable(remover), moved = Movable(mover);
  const auto merged = Movable(*meeting.merged);
  for (const auto& [name, places] : base) {
    const auto kept = moved.find(name);
    if (removed.contains(name) || !merged.contains(name) || kept == moved.end() ||
        kept->second.size() != places.size()) {
      continue;
    }
    const Definition& before = meeting.base->definition(places.front());
    const Definition& after = mover.definition(kept->second.front());
    Interaction interaction = MakeInteraction(snapshot, kId, pair, KindName(before.kind),
                                              EntityName(*meeting.base, name));
    interaction.severity = Severity::kMedium;
    interaction.resolution = Resolution::kResolved;
    interaction.path = {"git merges both into " + meeting.merged->path() +
                        " without a conflict, and what is moved stays"};
    interaction.advice = RebaseAnd(pair, "remove " + name + " there, too");
    gatherer->Add(
        std::move(interaction),
        MakeEvidence(snapshot, *pair.a, *meeting.base, before.first_line, "removes " + name),
        MakeEvidence(snapshot, *pair.b, mover, after.first_line, "moves " + name + " here"));
  }
}

void FindKeptCopies(const Snapshot& snapshot, Gatherer* gatherer) {
  for (const auto& [key, meeting_pair] : snapshot.meeting_pairs) {
    if (!meeting_pair.related || snapshot.Apart(key.first, key.second)) continue;
    const PairView pair = snapshot.Pair(key.first, key.second);
    const PairView turned = snapshot.Pair(key.second, key.first);
    for (const Meeting& meeting : pair.meetings) {
      if (meeting.base == nullptr || meeting.a == nullptr || meeting.b == nullptr ||
          meeting.merged == nullptr || meeting.merged->traits() == nullptr) {
        continue;
      }
      CheckKept(snapshot, pair, meeting, *meeting.a, *meeting.b, gatherer);
      CheckKept(snapshot, turned, meeting, *meeting.b, *meeting.a, gatherer);
    }
  }
}

// Who takes away a type takes away its members: they are not told apart.
void DropMembers(std::vector<Interaction>* found) {
  std::set<std::tuple<std::vector<std::string>, std::string, std::string>> told;
  const auto key = [](const Interaction& interaction, const std::string& name) {
    return std::tuple(interaction.changes, interaction.evidence.front().change, name);
  };
  for (const Interaction& interaction : *found) {
    if (interaction.silenced.empty()) told.insert(key(interaction, interaction.on.name));
  }
  std::erase_if(*found, [&](const Interaction& interaction) {
    const std::string& name = interaction.on.name;
    if (!interaction.silenced.empty()) return false;
    for (std::size_t dot = name.rfind('.'); dot != std::string::npos && dot > 0;
         dot = name.rfind('.', dot - 1)) {
      if (told.contains(key(interaction, name.substr(0, dot)))) return true;
    }
    return false;
  });
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  FindTakenUses(snapshot, &gatherer, &found);
  FindDroppedNames(snapshot, &gatherer);
  FindDroppedReceivers(snapshot, &gatherer);
  FindGoneModules(snapshot, &gatherer);
  FindDroppedOffers(snapshot, &gatherer);
  FindKeptCopies(snapshot, &gatherer);
  FindLostOverrides(snapshot, kId, &gatherer);
  FindLostIncludes(snapshot, kId, &gatherer);
  FindUnsetFields(snapshot, kId, &gatherer);
  gatherer.AppendTo(&found);
  DropMembers(&found);
}

}  // namespace

const Rule rule_removed_symbol = {"removed-symbol",
                                  "one change takes away a name that another newly uses",
                                  Verdict::kRetest,
                                  true,
                                  false,
                                  Check};

}  // namespace interlock
