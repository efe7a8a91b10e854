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
      const SourceFile* old_file = versions.before;
      const SourceFile* new_file = versions.after;
      if (old_file != nullptr && SpeaksOfResources(*old_file)) {
        Append(EffectsOf(old_context, *old_file), &did);
      }
      if (new_file != nullptr && SpeaksOfResources(*new_file)) {
        Append(EffectsOf(new_context, *new_file), &does);
      }
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

// Could other files take a name or a number from what this one says?
bool FeedsOthers(const FileFacts& facts) {
  const auto holds = [](const Site& site) { return site.kind == SiteKind::kValue; };
  return !facts.settings.empty() || std::any_of(facts.sites.begin(), facts.sites.end(), holds);
}

bool MayMatter(const ChangeView& view) {
  return !view.effects.empty() ||
         std::any_of(view.files.begin(), view.files.end(), [](const FileVersions& versions) {
           return (versions.before != nullptr && FeedsOthers(versions.before->facts())) ||
                  (versions.after != nullptr && FeedsOthers(versions.after->facts()));
         });
}

}  // namespace

// In this order, so that nothing is worked out that nobody can meet: the changes as replayed; the
// base, if one of them matters; the changes as written, where they are behind the base; and what
// landed since, where such a change does anything to a resource.
void AddEffects(const Catalog& catalog, int threads, Snapshot* snapshot) {
  const ViewReader reader(catalog);
  std::vector<ChangeView>& views = snapshot->views;
  std::vector<std::vector<Effect>> did(views.size()), does(views.size());
  std::map<const Change*, std::size_t> replayed;  // views of group 0
  std::map<int, std::size_t> written;             // branch views, by group
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (views[i].group == 0) replayed[views[i].change] = i;
    if (views[i].group != 0 && views[i].change != nullptr) written[views[i].group] = i;
  }
  const auto for_each = [&](auto wanted, auto read) {
    ParallelFor(views.size(), threads, [&](std::size_t i) {
      if (wanted(views[i])) read(i);
    });
  };
  const auto is_replayed = [](const ChangeView& view) { return view.group == 0; };
  for_each(is_replayed,
           [&](std::size_t i) { views[i].effects = reader.Read(views[i], &did[i], &does[i]); });
  if (std::none_of(views.begin(), views.end(),
                   [&](const ChangeView& view) { return is_replayed(view) && MayMatter(view); })) {
    return;
  }
  const World base({snapshot->base});
  snapshot->base_effects = EffectsOfWorld(catalog, base, snapshot->base->files(), threads);
  const auto users = UsersOf(snapshot->base_effects);
  const auto complete = [&](std::size_t i) {
    reader.AddDependents(users, &views[i]);
    Append(ReachedEffects(views[i], did[i], does[i], snapshot->base_effects), &views[i].effects);
  };
  for_each(is_replayed, complete);
  const auto is_written = [&](const ChangeView& view) {
    return view.group != 0 && view.change != nullptr &&
           !views[replayed.at(view.change)].effects.empty();
  };
  for_each(is_written, [&](std::size_t i) {
    views[i].effects = reader.Read(views[i], &did[i], &does[i]);
    complete(i);
  });
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
  ParallelFor(views.size(), threads, [&](std::size_t i) {
    if (same_as[i] != i) return;
    views[i].effects = reader.Read(views[i], &did[i], &does[i]);
    reader.AddDependents(users, &views[i]);
  });
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (same_as[i] < views.size() && same_as[i] != i) views[i].effects = views[same_as[i]].effects;
  }
}

}  // namespace interlock
