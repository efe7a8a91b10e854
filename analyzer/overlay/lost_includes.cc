#include "analyzer/overlay/lost_includes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/overlay/uses.h"
#include "analyzer/overlay/view_search.h"
#include "graph/modules.h"
#include "graph/resolve.h"

namespace interlock {

namespace {

// What one include brings beyond these files is not asked for: the nearest are, and a base against
// which a branch began long ago has lost thousands of includes.
constexpr std::size_t kMostBrought = 200;

// Of a file as a whole, and of no name in it.
bool IsInclude(const Import& import) { return import.member.empty() && import.local.empty(); }

// The file, and what it includes, the nearest first.
std::vector<const SourceFile*> Brought(Modules* modules, const SourceFile& first) {
  std::vector<const SourceFile*> files{&first};
  for (std::size_t next = 0; next < files.size(); ++next) {
    const SourceFile& file = *files[next];
    for (const Import& import : file.facts().imports) {
      if (!IsInclude(import)) continue;
      for (const SourceFile* found : modules->Find(file, import.module).files) {
        if (files.size() == kMostBrought) return files;
        if (std::find(files.begin(), files.end(), found) == files.end()) files.push_back(found);
      }
    }
  }
  return files;
}

class IncludeSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 protected:
  struct Lost {
    int view = 0;
    std::string header;  // that included it
    std::string path;    // of what is no longer seen
    std::string module;  // as the include was written
    std::uint32_t line = 0;
  };

  void Index(int v) override {
    std::optional<World> before, alone;
    std::optional<Modules> then, now;
    const auto versions_of = Stays(v);
    for (const ImportDelta& delta : view(v).delta.imports) {
      const auto at = delta.gained ? versions_of.end() : versions_of.find(delta.path);
      if (at == versions_of.end()) continue;
      const FileVersions* versions = at->second;
      const SourceFile& old_file = *versions->before;
      const Import& import = old_file.facts().imports[static_cast<std::size_t>(delta.index)];
      if (!IsInclude(import)) continue;
      if (!before) {
        before.emplace(view(v).before);
        alone.emplace(view(v).alone);
        then.emplace(*before);
        now.emplace(*alone);
      }
      for (const SourceFile* direct : then->Find(old_file, import.module).files) {
        if (!then->Sees(old_file, *direct) || direct == &old_file) continue;
        const SourceFile* kept = alone->Find(direct->path());
        if (kept != nullptr && now->Sees(*versions->after, *kept)) continue;  // by another way
        for (const SourceFile* lost : Brought(&*then, *direct)) {
          const SourceFile* there = alone->Find(lost->path());
          // What is gone, or has another name, is told as that.
          if (there == nullptr || now->Sees(*versions->after, *there)) continue;
          Add({v, old_file.path(), lost->path(), import.module, import.line}, *lost);
        }
      }
    }
  }

  bool FoundAny() const override { return !lost_.empty(); }

  void Check(int v) override {
    const World world(view(v).alone);
    std::optional<Resolver> resolver;
    std::optional<Modules> modules;
    for (const ReferenceDelta& delta : view(v).delta.references) {
      if (!delta.gained) continue;
      const SourceFile* user = world.Find(delta.path);
      if (user == nullptr) continue;
      const Reference& use = user->facts().references[static_cast<std::size_t>(delta.index)];
      const auto found = lost_.find({view(v).group, use.name});
      if (found == lost_.end()) continue;
      if (!resolver) {
        resolver.emplace(world);
        modules.emplace(world);
      }
      std::optional<Resolved> alone;
      for (const Lost& lost : found->second) {
        if (!CanMeet(lost.view, v)) continue;
        const SourceFile* header = world.Find(lost.header);
        if (header == nullptr || !modules->Sees(*user, *header)) continue;
        if (!alone) alone = resolver->Resolve(*user, use);
        if (alone->resolution != Resolution::kResolved || !LeadsTo(*alone, lost.path)) continue;
        Meet(lost, v, *user, use, *alone);
      }
    }
  }

 private:
  static bool LeadsTo(const Resolved& resolved, const std::string& path) {
    return !resolved.targets.empty() &&
           std::all_of(resolved.targets.begin(), resolved.targets.end(),
                       [&](const Target& target) { return target.file->path() == path; });
  }

  // The versions of the files that stay where they are, by path.
  std::map<std::string_view, const FileVersions*> Stays(int v) const {
    std::map<std::string_view, const FileVersions*> staying;
    for (const FileVersions& versions : view(v).files) {
      if (versions.before != nullptr && versions.after != nullptr &&
          versions.before->path() == versions.after->path()) {
        staying.emplace(versions.after->path(), &versions);
      }
    }
    return staying;
  }

  // An include that leads nowhere, or to another file so called, may be of this one all the same:
  // which folders are searched is written in build files.
  static bool MayInclude(const SourceFile& file, std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
    const std::vector<Import>& imports = file.facts().imports;
    return std::any_of(imports.begin(), imports.end(), [&](const Import& import) {
      return IsInclude(import) && import.module.str().find(name) != std::string::npos;
    });
  }

  // The side that takes the include out leaves such a use in the file: it fails by itself, or the
  // file sees the name in a way that is not known here.
  static bool FailsAnyway(const ChangeView& taker, const std::string& path, const Reference& use,
                          const std::string& defined) {
    const World alone(taker.alone);
    const SourceFile *file = alone.Find(path), *defines = alone.Find(defined);
    if (file == nullptr || defines == nullptr) return false;
    const std::vector<Reference>& uses = file->facts().references;
    return std::any_of(uses.begin(), uses.end(),
                       [&](const Reference& other) {
                         return other.name == use.name && other.receiver == use.receiver;
                       }) &&
           !Modules(alone).Sees(*file, *defines);
  }

  void Add(const Lost& lost, const SourceFile& file) {
    std::set<std::string> names;
    for (const Definition& definition : file.facts().definitions) {
      if (!definition.is_local) names.insert(definition.name);
    }
    for (const std::string& name : names) lost_[{view(lost.view).group, name}].push_back(lost);
  }

  void Meet(const Lost& lost, int v, const SourceFile& user, const Reference& use,
            const Resolved& alone) {
    const PairView pair = snapshot_.Pair(lost.view, v);
    const World both(pair.both);
    const SourceFile* there = FileInBoth(pair, both, user);
    const SourceFile* defines = both.Find(lost.path);
    if (there == nullptr || defines == nullptr) return;
    const Reference* kept = there == &user ? &use : FindUse(*there, user, use);
    if (kept == nullptr) return;
    Modules modules(both);
    if (modules.Sees(*there, *defines) || MayInclude(*there, lost.path)) return;
    if (FailsAnyway(*pair.a, user.path(), use, lost.path)) return;
    Resolver resolver(both);
    if (resolver.Resolve(*there, *kept).resolution == Resolution::kResolved) return;
    const Target& target = alone.targets.front();
    Interaction interaction =
        MakeInteraction(snapshot_, rule_, pair, KindName(target.definition().kind),
                        EntityName(*target.file, target.name()));
    interaction.severity = Severity::kHigh;
    interaction.resolution = Resolution::kResolved;
    interaction.certain = true;
    interaction.path = {user.path() + " sees " + lost.path + " through " + lost.header +
                        " alone; once both have landed it does not"};
    interaction.advice = RebaseAnd(pair, "include " + lost.path + " where it is used");
    const World before(pair.a->before);
    const SourceFile* header = before.Find(lost.header);
    if (header == nullptr) return;
    gatherer_.Add(
        std::move(interaction),
        MakeEvidence(snapshot_, *pair.a, *header, lost.line, "no longer includes " + lost.module),
        MakeEvidence(snapshot_, *pair.b, user, use.line,
                     "uses " + PathOf(use) + " of " + lost.path));
  }

  std::map<std::pair<int, std::string>, std::vector<Lost>> lost_;  // by group and name
};

}  // namespace

void FindLostIncludes(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  IncludeSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
