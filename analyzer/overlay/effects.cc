#include "analyzer/overlay/effects.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
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

std::vector<Effect> EffectsOfWorld(const Catalog& catalog, const World& world,
                                   const std::vector<const SourceFile*>& files, int threads) {
  const std::size_t parts = (files.size() + kFilesAtOnce - 1) / kFilesAtOnce;
  std::vector<std::vector<Effect>> found(parts);
  ParallelFor(parts, threads, [&](std::size_t part) {
    EffectContext context(world, catalog);
    const std::size_t end = std::min(files.size(), (part + 1) * kFilesAtOnce);
    for (std::size_t i = part * kFilesAtOnce; i < end; ++i) {
      if (SpeaksOfResources(*files[i])) Append(EffectsOf(context, *files[i]), &found[part]);
    }
  });
  std::vector<Effect> all;
  for (std::vector<Effect>& part : found) Append(std::move(part), &all);
  return all;
}

class ViewReader {
 public:
  explicit ViewReader(const Catalog& catalog) : catalog_(catalog) {}

  // What the view's own files do, and did.
  std::vector<EffectDelta> Read(const ChangeView& view, std::vector<Effect>* all_before,
                                std::vector<Effect>* all) const {
    const World before(view.before), after(view.alone);
    EffectContext old_context(before, catalog_), new_context(after, catalog_);
    std::vector<Effect> did, does;
    for (const FileVersions& versions : view.files) {
      if (versions.before != nullptr) Append(EffectsOf(old_context, *versions.before), &did);
      if (versions.after != nullptr) Append(EffectsOf(new_context, *versions.after), &does);
    }
    *all_before = did;
    *all = does;
    return CompareEffects(catalog_, std::move(did), std::move(does));
  }

  // What other files do with names and numbers that they take from the view's files.
  void AddDependents(const std::map<std::string, std::set<std::string>>& users,
                     ChangeView* view) const {
    std::set<std::string> own, asked;
    for (const FileVersions& versions : view->files) {
      for (const SourceFile* file : {versions.before, versions.after}) {
        if (file != nullptr) own.insert(file->path());
      }
    }
    for (const std::string& path : own) {
      const auto found = users.find(path);
      if (found != users.end()) asked.insert(found->second.begin(), found->second.end());
    }
    const World before(view->before), after(view->alone);
    EffectContext old_context(before, catalog_), new_context(after, catalog_);
    std::vector<Effect> did, does;
    for (const std::string& path : asked) {
      if (own.contains(path)) continue;
      const SourceFile* file = before.Find(path);
      if (file == nullptr || after.Find(path) != file) continue;
      Append(EffectsOf(old_context, *file), &did);
      Append(EffectsOf(new_context, *file), &does);
    }
    Append(CompareEffects(catalog_, std::move(did), std::move(does)), &view->effects);
  }

 private:
  const Catalog& catalog_;
};

// A change alters a number in one file that takes effect in another: which files take theirs where.
std::map<std::string, std::set<std::string>> UsersOf(const std::vector<Effect>& effects) {
  std::map<std::string, std::set<std::string>> users;
  for (const Effect& effect : effects) {
    for (const std::string& source : effect.sources) users[source].insert(effect.path);
  }
  return users;
}

}  // namespace

void AddEffects(const Catalog& catalog, int threads, Snapshot* snapshot) {
  const ViewReader reader(catalog);
  std::vector<ChangeView>& views = snapshot->views;
  // What landed since one branch point is the same for every change that branched there.
  std::map<std::vector<const Layer*>, std::size_t> landed;
  std::vector<std::size_t> same_as(views.size());
  for (std::size_t i = 0; i < views.size(); ++i) {
    same_as[i] =
        views[i].change != nullptr ? i : landed.try_emplace(views[i].before, i).first->second;
  }
  const auto for_each_own = [&](auto read) {
    ParallelFor(views.size(), threads, [&](std::size_t i) {
      if (same_as[i] == i) read(i);
    });
  };
  std::vector<std::vector<Effect>> did(views.size()), does(views.size());
  for_each_own([&](std::size_t i) { views[i].effects = reader.Read(views[i], &did[i], &does[i]); });
  const World base({snapshot->base});
  snapshot->base_effects = EffectsOfWorld(catalog, base, snapshot->base->files(), threads);
  const auto users = UsersOf(snapshot->base_effects);
  for_each_own([&](std::size_t i) {
    reader.AddDependents(users, &views[i]);
    if (views[i].change == nullptr) return;  // what has landed is not followed: it may be thousands
    Append(ReachedEffects(views[i], did[i], does[i], snapshot->base_effects), &views[i].effects);
  });
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (same_as[i] != i) views[i].effects = views[same_as[i]].effects;
  }
}

}  // namespace interlock
