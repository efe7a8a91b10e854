// One change uses what only another one adds: not a conflict, an order.
//
//   12 adds billing/tax.py      34 imports it, and nobody else has it      -> order: 12, then 34
//   12 adds func Retry          34 calls Retry in the same package         -> order: 12, then 34
//   12 adds migration 0007      34 adds a migration whose parent is 0007   -> order: 12, then 34
//
// The use must be new, must lead nowhere with 34 alone, and to what 12 adds with both. What cannot
// be followed is no use: members of values count only where types are checked and the whole type is
// in sight. Near-misses that stay silent: 34 holds the commits of 12, or adds the same name itself;
// a use that 34 only moved; changes with commits of the base that are newer than the base given.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_depends_on;

namespace {

const char* const kId = "depends-on";

// What lands is there for all; only in-flight changes can be put in order.
bool IsInFlight(const ChangeView& view) {
  return view.group == 0 && view.change != nullptr && !view.change->ahead;
}

using UseKey = std::pair<std::string, std::string>;  // receiver, name

// Uses and imports that the change takes away somewhere: gained elsewhere, they were only moved.
struct Lost {
  std::set<UseKey> uses;
  std::set<UseKey> imports;  // module, member
};

Lost LostBy(const ChangeView& view) {
  Lost lost;
  std::map<std::string_view, const SourceFile*> before;
  for (const FileVersions& versions : view.files) {
    if (versions.before != nullptr) before[versions.before->path()] = versions.before;
  }
  for (const ReferenceDelta& delta : view.delta.references) {
    const auto file = delta.gained ? before.end() : before.find(delta.path);
    if (file == before.end()) continue;
    const Reference& use = file->second->facts().references[static_cast<std::size_t>(delta.index)];
    lost.uses.insert({use.receiver, use.name});
  }
  for (const ImportDelta& delta : view.delta.imports) {
    const auto file = delta.gained ? before.end() : before.find(delta.path);
    if (file == before.end()) continue;
    const Import& import = file->second->facts().imports[static_cast<std::size_t>(delta.index)];
    lost.imports.insert({import.module, import.member});
  }
  return lost;
}

// A member is proven absent only where types are checked; any other name by the rules of modules.
bool IsProof(const Resolved& resolved, const SourceFile& user) {
  if (!resolved.found() || resolved.resolution != Resolution::kResolved) return false;
  const std::string_view rule = resolved.rule;
  if (rule == "file" || rule == "import" || rule == "module") return true;
  return (rule == "typed" || rule == "self") && user.traits()->static_types;
}

bool LeadsNowhere(const Resolved& resolved) {
  return !resolved.found() && !resolved.external && !resolved.local;
}

class Search {
 public:
  Search(const Snapshot& snapshot, Gatherer* gatherer) : snapshot_(snapshot), gatherer_(*gatherer) {
    for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
      const ChangeView& view = snapshot.views[v];
      if (!IsInFlight(view)) continue;
      for (const FileVersions& versions : view.files) {
        if (versions.before != nullptr || versions.after == nullptr) continue;
        added_files_[std::string(versions.after->stem())].push_back(
            {static_cast<int>(v), versions.after});
      }
    }
  }

  void Run() {
    for (std::size_t v = 0; v < snapshot_.views.size(); ++v) {
      const ChangeView& view = snapshot_.views[v];
      if (!IsInFlight(view)) continue;
      const Lost lost = LostBy(view);
      const World alone(view.alone);
      Resolver resolver(alone);
      CheckUses(static_cast<int>(v), lost, alone, &resolver);
      CheckImports(static_cast<int>(v), lost, alone, &resolver);
      CheckMigrations(static_cast<int>(v));
    }
  }

 private:
  struct AddedFile {
    int view;
    const SourceFile* file;
  };

  bool MayProvide(int other, int user) const {
    return other != user && IsInFlight(snapshot_.views[static_cast<std::size_t>(other)]) &&
           !snapshot_.Contained(other, user);
  }

  // The one view that adds an entity of that name; -1 when there is none, when the user's own view
  // adds it too, or when several do that do not contain each other: then nobody can say which is
  // meant.
  int Provider(int v, const std::string& name) const {
    int provider = -1;
    for (const Snapshot::Posting& posting : snapshot_.Added(0, name)) {
      if (posting.view == v) return -1;
      if (posting.view == provider || !MayProvide(posting.view, v)) continue;
      if (provider >= 0 && !snapshot_.Contained(provider, posting.view)) return -1;
      if (provider < 0 || Files(posting.view) < Files(provider)) provider = posting.view;
    }
    return provider;
  }

  std::size_t Files(int v) const {
    return snapshot_.views[static_cast<std::size_t>(v)].files.size();
  }

  // The entity of the view's delta that a target is; null when the view does not add it.
  const EntityDelta* AddedBy(int provider, const Target& target) const {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(provider)];
    for (const Snapshot::Posting& posting : snapshot_.Added(0, target.definition().name)) {
      if (posting.view != provider) continue;
      const EntityDelta& entity = view.delta.entities[static_cast<std::size_t>(posting.index)];
      if (entity.new_path == target.file->path() && entity.new_name == target.name())
        return &entity;
    }
    return nullptr;
  }

  void CheckUses(int v, const Lost& lost, const World& alone, Resolver* resolver) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    for (const ReferenceDelta& gained : view.delta.references) {
      if (!gained.gained) continue;
      const SourceFile* file = alone.Find(gained.path);
      if (file == nullptr || file->traits() == nullptr) continue;
      const Reference& use = file->facts().references[static_cast<std::size_t>(gained.index)];
      const int provider = Provider(v, use.name);
      if (provider < 0 || snapshot_.Unasked(provider, v)) continue;
      if (lost.uses.contains({use.receiver, use.name})) continue;
      if (!LeadsNowhere(resolver->Resolve(*file, use))) continue;
      const PairView pair = snapshot_.Pair(provider, v);
      const World both(pair.both);
      const SourceFile* user = FileInBoth(pair, both, *file);
      const Reference* kept = user == nullptr ? nullptr : FindUse(*user, *file, use);
      if (kept == nullptr) continue;
      const Resolved resolved = Resolver(both).Resolve(*user, *kept);
      if (!IsProof(resolved, *user)) continue;
      const std::string name = PathOf(use);
      Provide(pair, provider, resolved, *file, use.line, "uses " + name);
    }
  }

  void CheckImports(int v, const Lost& lost, const World& alone, Resolver* resolver) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    for (const ImportDelta& gained : view.delta.imports) {
      if (!gained.gained) continue;
      const SourceFile* file = alone.Find(gained.path);
      if (file == nullptr || file->traits() == nullptr) continue;
      const Import& import = file->facts().imports[static_cast<std::size_t>(gained.index)];
      if (lost.imports.contains({import.module, import.member})) continue;
      if (resolver->Module(*file, import.module).files.empty()) {
        CheckModule(v, *file, import);
      } else if (!import.member.empty() && import.member != "*") {
        CheckMember(v, *file, import, resolver);
      }
    }
  }

  void CheckMember(int v, const SourceFile& file, const Import& import, Resolver* resolver) {
    const int provider = Provider(v, import.member);
    if (provider < 0 || snapshot_.Unasked(provider, v)) return;
    if (!LeadsNowhere(resolver->ResolveImport(file, import))) return;
    const PairView pair = snapshot_.Pair(provider, v);
    const World both(pair.both);
    const SourceFile* user = FileInBoth(pair, both, file);
    if (user == nullptr) return;
    const Resolved resolved = Resolver(both).ResolveImport(*user, import);
    if (!resolved.found() || resolved.resolution != Resolution::kResolved) return;
    Provide(pair, provider, resolved, file, import.line,
            "imports " + import.member + " from " + import.module);
  }

  // A module that is not there at all: one of the files that others add may be it.
  void CheckModule(int v, const SourceFile& file, const Import& import) {
    const std::size_t cut = import.module.find_last_of("./:");
    const std::string last =
        cut == std::string::npos ? import.module.str() : import.module.substr(cut + 1);
    std::set<int> asked;
    for (const std::string& stem : {last, import.member.str()}) {
      const auto found = added_files_.find(stem);
      if (stem.empty() || found == added_files_.end()) continue;
      for (const AddedFile& added : found->second) {
        if (!MayProvide(added.view, v) || snapshot_.Unasked(added.view, v)) continue;
        if (!asked.insert(added.view).second) continue;
        const PairView pair = snapshot_.Pair(added.view, v);
        const World both(pair.both);
        const SourceFile* user = FileInBoth(pair, both, file);
        if (user == nullptr) continue;
        Resolver resolver(both);
        const std::vector<const SourceFile*> files = resolver.Module(*user, import.module).files;
        const auto is_added = [&](const SourceFile* one) {
          return one->path() == added.file->path();
        };
        if (files.empty() || !std::all_of(files.begin(), files.end(), is_added)) continue;
        Report(pair, "module", ModuleName(*added.file),
               MakeEvidence(snapshot_, *pair.a, *added.file, 1, "adds " + added.file->path()),
               MakeEvidence(snapshot_, *pair.b, file, import.line, "imports " + import.module));
      }
    }
  }

  // A parent that neither the base nor the change itself has.
  void CheckMigrations(int v) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    const auto is = [](const Migration& one, const Migration& child,
                       const std::pair<std::string, std::string>& parent) {
      if (one.framework != child.framework || one.id != parent.second) return false;
      return parent.first.empty() ? one.series == child.series : one.application == parent.first;
    };
    for (const Migration& child : view.migrations) {
      for (const auto& parent : child.parents) {
        const auto is_parent = [&](const Migration& one) { return is(one, child, parent); };
        const auto& base = snapshot_.base_migrations;
        if (std::any_of(base.begin(), base.end(), is_parent) ||
            std::any_of(view.migrations.begin(), view.migrations.end(), is_parent)) {
          continue;
        }
        for (std::size_t other = 0; other < snapshot_.views.size(); ++other) {
          if (!MayProvide(static_cast<int>(other), v)) continue;
          if (snapshot_.Unasked(static_cast<int>(other), v)) continue;
          const std::vector<Migration>& theirs = snapshot_.views[other].migrations;
          const auto found = std::find_if(theirs.begin(), theirs.end(), is_parent);
          if (found == theirs.end()) continue;
          const PairView pair = snapshot_.Pair(static_cast<int>(other), v);
          Report(pair, "migration", found->id,
                 {pair.a->id, snapshot_.repository, found->path, found->line, "adds " + found->id},
                 {pair.b->id, snapshot_.repository, child.path, child.line,
                  "adds " + child.id + " on it"});
        }
      }
    }
  }

  void Provide(const PairView& pair, int provider, const Resolved& resolved, const SourceFile& file,
               std::uint32_t line, const std::string& use) {
    const Target& target = resolved.targets.front();
    const EntityDelta* entity = AddedBy(provider, target);
    const SourceFile* added = entity == nullptr ? nullptr : NewFile(*pair.a, *entity);
    if (added == nullptr) return;
    const Definition& definition = added->definition(entity->new_index);
    Report(
        pair, KindName(definition.kind), EntityName(*added, entity->new_name),
        MakeEvidence(snapshot_, *pair.a, *added, definition.first_line, "adds " + entity->new_name),
        MakeEvidence(snapshot_, *pair.b, file, line, use));
  }

  void Report(const PairView& pair, const std::string& kind, const std::string& name,
              Evidence provides, Evidence uses) {
    Interaction interaction = MakeInteraction(snapshot_, kId, pair, kind, name);
    interaction.severity = Severity::kHigh;
    interaction.resolution = Resolution::kResolved;
    interaction.certain = true;
    interaction.orders = true;
    interaction.path = {"with " + pair.b->phrase + " alone the use leads nowhere",
                        "nothing but " + pair.a->phrase + " provides it"};
    interaction.advice.order = "land " + pair.a->phrase + " before " + pair.b->phrase;
    gatherer_.Add(std::move(interaction), std::move(provides), std::move(uses));
  }

  const Snapshot& snapshot_;
  Gatherer& gatherer_;
  std::map<std::string, std::vector<AddedFile>> added_files_;  // by stem
};

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  Search(snapshot, &gatherer).Run();
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_depends_on = {
    .id = kId,
    .summary = "one change uses what only another one adds",
    .verdict = Verdict::kOrder,
    .at_merge = true,
    .stops_merge = false,
    .check = Check,
    .pairwise = false,  // where two provide a name, neither is meant
};

}  // namespace interlock
