#include "analyzer/overlay/effects.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/overlay/reached_effects.h"
#include "analyzer/parallel.h"
#include "graph/effects/effects.h"

namespace interlock {

namespace {

constexpr std::size_t kFilesAtOnce = 256;  // that share what was found out about the world

template <typename Item>
void Append(std::vector<Item> effects, std::vector<Item>* all) {
  all->insert(all->end(), std::make_move_iterator(effects.begin()),
              std::make_move_iterator(effects.end()));
}

// Does the file say anything that an effect could come from?
bool SpeaksOfResources(const SourceFile& file) {
  const FileFacts& facts = file.facts();
  return !facts.sites.empty() || !facts.statements.empty() || !facts.settings.empty() ||
         !facts.references.empty();
}

std::vector<Effect> EffectsOfWorld(const EffectBasis& basis, const World& world,
                                   const std::vector<const SourceFile*>& files, int threads) {
  const std::size_t parts = (files.size() + kFilesAtOnce - 1) / kFilesAtOnce;
  std::vector<std::vector<Effect>> found(parts);
  ParallelFor(parts, threads, [&](std::size_t part) {
    EffectContext context(world, basis);
    const std::size_t end = std::min(files.size(), (part + 1) * kFilesAtOnce);
    for (std::size_t i = part * kFilesAtOnce; i < end; ++i) {
      if (SpeaksOfResources(*files[i])) Append(EffectsOf(context, *files[i]), &found[part]);
    }
  });
  std::vector<Effect> all;
  for (std::vector<Effect>& part : found) Append(std::move(part), &all);
  return all;
}

std::vector<Effect> BaseEffects(const KeptEffects& kept, int threads, const Snapshot& snapshot) {
  if (kept.store != nullptr) {
    if (auto effects = kept.store->Load(snapshot.base_commit, kept.key)) return *std::move(effects);
  }
  const World base({snapshot.base});
  std::vector<Effect> effects =
      EffectsOfWorld(*snapshot.basis, base, snapshot.base->files(), threads);
  if (kept.store != nullptr) kept.store->Replace(snapshot.base_commit, kept.key, effects);
  return effects;
}

// A change alters a number in one file that takes effect in another: which files take theirs where.
std::map<std::string, std::set<std::string>> UsersOf(const std::vector<Effect>& effects) {
  std::map<std::string, std::set<std::string>> users;
  for (const Effect& effect : effects) {
    for (const std::string& source : effect.sources) users[source].insert(effect.path);
  }
  return users;
}

// The base's effects by the file that has them.
class BaseFileEffects {
 public:
  explicit BaseFileEffects(const Snapshot& snapshot) : snapshot_(snapshot) {
    const std::vector<Effect>& all = snapshot.base_effects;
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
      while (end < all.size() && all[end].path == all[begin].path) ++end;
      by_path_.emplace(all[begin].path, std::pair(begin, end));
    }
  }

  bool IsOf(const std::vector<const Layer*>& layers) const {
    return layers.size() == 1 && layers.front() == snapshot_.base;
  }

  void Append(const SourceFile& file, std::vector<Effect>* effects) const {
    const auto found = by_path_.find(file.path());
    if (found == by_path_.end()) return;
    const auto begin = snapshot_.base_effects.begin();
    effects->insert(effects->end(), begin + static_cast<std::ptrdiff_t>(found->second.first),
                    begin + static_cast<std::ptrdiff_t>(found->second.second));
  }

 private:
  const Snapshot& snapshot_;
  std::map<std::string_view, std::pair<std::size_t, std::size_t>> by_path_;
};

// The effects of one side of a view: those of the base are known.
class Side {
 public:
  Side(const EffectBasis& basis, const BaseFileEffects& base,
       const std::vector<const Layer*>& layers)
      : base_(base), world_(layers) {
    if (!base.IsOf(layers)) context_.emplace(world_, basis);
  }

  const World& world() const { return world_; }

  void Append(const SourceFile& file, std::vector<Effect>* effects) {
    if (!SpeaksOfResources(file)) return;
    if (context_) {
      interlock::Append(EffectsOf(*context_, file), effects);
    } else {
      base_.Append(file, effects);
    }
  }

 private:
  const BaseFileEffects& base_;
  World world_;
  std::optional<EffectContext> context_;
};

class ViewReader {
 public:
  explicit ViewReader(const Snapshot& snapshot)
      : basis_(*snapshot.basis), base_(snapshot), users_(UsersOf(snapshot.base_effects)) {}

  // What the view's own files do, and did; and what other files do with names and numbers that they
  // take from them.
  void Read(ChangeView* view, std::vector<Effect>* did, std::vector<Effect>* does) const {
    Side before(basis_, base_, view->before), after(basis_, base_, view->alone);
    std::set<std::string> own;
    for (const FileVersions& versions : view->files) {
      if (versions.before != nullptr) {
        own.insert(versions.before->path());
        before.Append(*versions.before, did);
      }
      if (versions.after != nullptr) {
        own.insert(versions.after->path());
        after.Append(*versions.after, does);
      }
    }
    view->effects = CompareEffects(basis_.catalog, *did, *does);
    AddDependents(own, before, after, view);
  }

 private:
  void AddDependents(const std::set<std::string>& own, Side& before, Side& after,
                     ChangeView* view) const {
    std::set<std::string> asked;
    for (const std::string& path : own) {
      const auto found = users_.find(path);
      if (found != users_.end()) asked.insert(found->second.begin(), found->second.end());
    }
    std::vector<Effect> did, does;
    for (const std::string& path : asked) {
      if (own.contains(path)) continue;
      const SourceFile* file = before.world().Find(path);
      if (file == nullptr || after.world().Find(path) != file) continue;
      before.Append(*file, &did);
      after.Append(*file, &does);
    }
    Append(CompareEffects(basis_.catalog, std::move(did), std::move(does)), &view->effects);
  }

  const EffectBasis& basis_;
  const BaseFileEffects base_;
  const std::map<std::string, std::set<std::string>> users_;
};

bool SaysOfResources(const ChangeView& view) {
  return std::any_of(view.files.begin(), view.files.end(), [](const FileVersions& versions) {
    return (versions.before != nullptr && SpeaksOfResources(*versions.before)) ||
           (versions.after != nullptr && SpeaksOfResources(*versions.after));
  });
}

}  // namespace

// In this order, so that nothing is worked out that nobody can meet: the base, if a change says
// anything of resources; the changes as replayed; the changes as written, where they are behind the
// base; and what landed since, where such a change does anything to a resource.
void AddEffects(const Catalog& catalog, const KeptEffects& kept, int threads, Snapshot* snapshot) {
  std::vector<ChangeView>& views = snapshot->views;
  snapshot->basis = std::make_shared<EffectBasis>(snapshot->base, catalog);
  snapshot->services = snapshot->basis->services;
  if (std::none_of(views.begin(), views.end(), SaysOfResources)) return;
  snapshot->base_effects = BaseEffects(kept, threads, *snapshot);
  snapshot->assemblies = Assemblies(World({snapshot->base}), catalog);
  const ViewReader reader(*snapshot);
  std::map<const Change*, std::size_t> replayed;  // views of group 0
  std::map<int, std::size_t> written;             // branch views, by group
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (views[i].group == 0) replayed[views[i].change] = i;
    if (views[i].group != 0 && views[i].change != nullptr) written[views[i].group] = i;
  }
  const auto read_each = [&](auto wanted, bool follow) {
    ParallelFor(views.size(), threads, [&](std::size_t i) {
      if (!wanted(i)) return;
      std::vector<Effect> did, does;
      reader.Read(&views[i], &did, &does);
      if (follow) {
        Append(ReachedEffects(views[i], did, does, snapshot->base_effects), &views[i].effects);
      }
    });
  };
  read_each([&](std::size_t i) { return views[i].group == 0; }, true);
  read_each(
      [&](std::size_t i) {
        return views[i].group != 0 && views[i].change != nullptr &&
               !views[replayed.at(views[i].change)].effects.empty();
      },
      true);
  // What landed since one branch point is the same for every change that branched there. It is not
  // followed into calls: it may be thousands of files.
  std::map<std::vector<const Layer*>, std::size_t> landed;
  std::vector<std::size_t> same_as(views.size());
  for (std::size_t i = 0; i < views.size(); ++i) {
    const bool wanted = views[i].group != 0 && views[i].change == nullptr &&
                        written.contains(views[i].group) &&
                        !views[written.at(views[i].group)].effects.empty();
    same_as[i] = wanted ? landed.try_emplace(views[i].before, i).first->second : views.size();
  }
  read_each([&](std::size_t i) { return same_as[i] == i; }, false);
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (same_as[i] < views.size() && same_as[i] != i) views[i].effects = views[same_as[i]].effects;
  }
}

void AddEffectsOf(int threads, const Snapshot& snapshot, std::vector<ChangeView>* views) {
  const ViewReader reader(snapshot);
  ParallelFor(views->size(), threads, [&](std::size_t i) {
    std::vector<Effect> did, does;
    reader.Read(&(*views)[i], &did, &does);
  });
}

}  // namespace interlock
