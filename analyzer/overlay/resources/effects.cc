#include "analyzer/overlay/resources/effects.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/intake/git.h"
#include "analyzer/overlay/related/related_files.h"
#include "analyzer/overlay/resources/reached_effects.h"
#include "analyzer/parallel.h"
#include "analyzer/version.h"
#include "graph/effect_codec.h"
#include "graph/effects/effects.h"
#include "graph/effects/endpoints.h"

namespace interlock {

namespace {

constexpr std::size_t kFilesAtOnce = 512;  // that share what was found out about the world

template <typename Item>
void Append(std::vector<Item> effects, std::vector<Item>* all) {
  all->insert(all->end(), std::make_move_iterator(effects.begin()),
              std::make_move_iterator(effects.end()));
}

EffectList PointersTo(const std::vector<Effect>& effects) {
  EffectList pointers;
  pointers.reserve(effects.size());
  for (const Effect& effect : effects) pointers.push_back(&effect);
  return pointers;
}

// Does the file say anything that an effect could come from?
bool SpeaksOfResources(const SourceFile& file) {
  const FileFacts& facts = file.facts();
  return !facts.sites.empty() || !facts.statements.empty() || !facts.settings.empty() ||
         !facts.references.empty() || !facts.definitions.empty();  // a type may stand for a table
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
  explicit BaseFileEffects(const Snapshot& snapshot)
      : snapshot_(snapshot), open_(snapshot.base_effects) {
    const std::vector<Effect>& all = snapshot.base_effects;
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
      while (end < all.size() && all[end].path == all[begin].path) ++end;
      by_path_.emplace(all[begin].path, std::pair(begin, end));
    }
  }

  bool IsOf(const std::vector<const Layer*>& layers) const {
    return layers.size() == 1 && layers.front() == snapshot_.base;
  }

  const OpenEndpoints& open() const { return open_; }

  void Append(const SourceFile& file, EffectList* effects) const {
    const auto found = by_path_.find(file.path());
    if (found == by_path_.end()) return;
    for (std::size_t i = found->second.first; i < found->second.second; ++i) {
      effects->push_back(&snapshot_.base_effects[i]);
    }
  }

 private:
  const Snapshot& snapshot_;
  const OpenEndpoints open_;
  std::map<std::string_view, std::pair<std::size_t, std::size_t>> by_path_;
};

// The effects of one side of a view: those of the base are known, the others are held here.
class Side {
 public:
  Side(const EffectBasis& basis, const BaseFileEffects& base,
       const std::vector<const Layer*>& layers)
      : base_(base), world_(layers) {
    if (!base.IsOf(layers)) context_.emplace(world_, basis);
  }

  const World& world() const { return world_; }

  void Append(const SourceFile& file, EffectList* effects) {
    if (!context_) {
      base_.Append(file, effects);
      return;
    }
    held_.push_back(WorkOut(file));
    for (const Effect& effect : held_.back()) effects->push_back(&effect);
  }

  // REQUIRES: it is not the base's side.
  std::vector<Effect> WorkOut(const SourceFile& file) {
    if (!SpeaksOfResources(file)) return {};
    std::vector<Effect> found = EffectsOf(*context_, file);
    base_.open().Join(&found);
    return found;
  }

 private:
  const BaseFileEffects& base_;
  World world_;
  std::optional<EffectContext> context_;
  std::deque<std::vector<Effect>> held_;
};

class ViewReader {
 public:
  explicit ViewReader(const Snapshot& snapshot)
      : basis_(*snapshot.basis), base_(snapshot), users_(UsersOf(snapshot.base_effects)) {}

  // What the view's own files do, and did; and what other files do with names and numbers that they
  // take from them; and what its calls reach, where the base's uses are given.
  void Read(ChangeView* view, const UsesByFunction* base_uses) const {
    Side before(basis_, base_, view->before), after(basis_, base_, view->alone);
    EffectList did, does;
    std::set<std::string> own;
    for (const FileVersions& versions : view->files) {
      if (versions.before != nullptr) {
        own.insert(versions.before->path());
        before.Append(*versions.before, &did);
      }
      if (versions.after != nullptr) {
        own.insert(versions.after->path());
        after.Append(*versions.after, &does);
      }
    }
    view->effects = CompareEffects(basis_.catalog, did, does);
    AddDependents(own, before, after, view);
    if (base_uses != nullptr) {
      Append(ReachedEffects(*view, basis_, did, does, *base_uses), &view->effects);
    }
  }

 private:
  void AddDependents(const std::set<std::string>& own, Side& before, Side& after,
                     ChangeView* view) const {
    std::set<std::string> asked;
    for (const std::string& path : own) {
      const auto found = users_.find(path);
      if (found != users_.end()) asked.insert(found->second.begin(), found->second.end());
    }
    EffectList did, does;
    for (const std::string& path : asked) {
      if (own.contains(path)) continue;
      const SourceFile* file = before.world().Find(path);
      if (file == nullptr || after.world().Find(path) != file) continue;
      before.Append(*file, &did);
      after.Append(*file, &does);
    }
    Append(CompareEffects(basis_.catalog, did, does), &view->effects);
  }

  const EffectBasis& basis_;
  const BaseFileEffects base_;
  const std::map<std::string, std::set<std::string>> users_;
};

// What was worked out in earlier scans for the same versions over the same base. What is asked for
// is read before the work begins, and what is new is stored when it has ended: the database is for
// one thread.
class KnownViews {
 public:
  KnownViews(const KeptEffects& kept, const ObjectId& base_commit) : kept_(kept) {
    RowsOver(base_commit, kept.key, kept.store);
  }

  // Makes room for `count` views; `key(i)` is empty where nothing is to be kept.
  template <typename Key>
  void Ask(std::size_t count, const Key& key) {
    rows_.assign(count, {});
    if (kept_.store == nullptr) return;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string text = key(i);
      if (text.empty()) continue;
      rows_[i].view = HashBlob(text);
      rows_[i].known = kept_.store->views().Load(rows_[i].view);
    }
  }

  // Thread-safe for different `i`.
  bool Get(std::size_t i, std::vector<EffectDelta>* deltas) const {
    return rows_[i].known && DecodeEffectDeltas(*rows_[i].known, deltas);
  }
  void Put(std::size_t i, const std::vector<EffectDelta>& deltas) {
    if (!rows_[i].view.empty()) rows_[i].fresh = EncodeEffectDeltas(deltas);
  }

  void Store() {
    std::vector<std::pair<std::string, std::string>> fresh;
    for (Row& row : rows_) {
      if (!row.fresh.empty()) fresh.emplace_back(std::move(row.view), std::move(row.fresh));
    }
    if (kept_.store != nullptr) kept_.store->views().Store(fresh);
    rows_.clear();
  }

  std::string VersionOf(const SourceFile* file) const {
    return file == nullptr ? "-\n" : file->path() + "\t" + kept_.blobs->at(file) + "\n";
  }
  std::string VersionsOf(const std::vector<FileVersions>& files) const {
    std::string text;
    for (const FileVersions& versions : files) {
      text += VersionOf(versions.before) + VersionOf(versions.after);
    }
    return text;
  }

 private:
  struct Row {
    std::string view;
    std::optional<std::string> known;
    std::string fresh;
  };
  const KeptEffects& kept_;
  std::vector<Row> rows_;
};

// What is read of the base only where some view asks for it.
class KeptBasis {
 public:
  // REQUIRES: the rows are kept for this base already.
  KeptBasis(const KeptEffects& kept, EffectBasis* basis) : store_(kept.store), basis_(*basis) {
    if (store_ == nullptr) return;
    const auto load = [&](const char* key) { return store_->views().Load(key).value_or(""); };
    basis_.Recall({load(kModels), load(kSets), load(kSiteNames)});
  }

  void Store() const {
    if (store_ == nullptr) return;
    EffectBasis::Kept now = basis_.Keep();
    std::vector<std::pair<std::string, std::string>> fresh;
    const auto add = [&](const char* key, std::string bytes) {
      if (!bytes.empty()) fresh.emplace_back(key, std::move(bytes));
    };
    add(kModels, std::move(now.models));
    add(kSets, std::move(now.sets));
    add(kSiteNames, std::move(now.site_names));
    store_->views().Store(fresh);
  }

 private:
  static constexpr const char* kModels = "models of the base";
  static constexpr const char* kSets = "sets of the base";
  static constexpr const char* kSiteNames = "site names of the base";

  EffectStore* store_;
  EffectBasis& basis_;
};

// What landed since the branch points. A version of a file is asked for what it did in the world of
// the latest branch point that has it, and again only where what it took from others was otherwise.
// It is not followed into calls: it may be thousands of files.
class LandedReader {
 public:
  // `wanted` holds numbers of `landed`.
  LandedReader(const std::vector<LandedSide>& landed, const std::set<int>& wanted, int threads,
               const Snapshot& snapshot, KnownViews* known)
      : landed_(landed),
        basis_(*snapshot.basis),
        base_(snapshot),
        users_(UsersOf(snapshot.base_effects)) {
    found_.resize(landed.size());
    AskResults({wanted.begin(), wanted.end()}, known);
    std::stable_sort(latest_first_.begin(), latest_first_.end(),
                     [&](int a, int b) { return At(a).files->size() < At(b).files->size(); });
    AskVersions(threads, known);
    ParallelFor(latest_first_.size(), threads, [&](std::size_t i) { Compare(latest_first_[i]); });
    StoreResults(known);
  }

  const std::vector<EffectDelta>& Of(int number) const {
    return found_[static_cast<std::size_t>(number)];
  }

 private:
  // A file that takes names or numbers from others: itself, and those of the others that landed.
  using Taking = std::vector<const SourceFile*>;

  std::string ResultKey(int number, const KnownViews& known) const {
    return "all landed since " + At(number).point + "\n" + known.VersionsOf(*At(number).files);
  }

  // What is not known yet is left in latest_first_.
  void AskResults(const std::vector<int>& wanted, KnownViews* known) {
    known->Ask(wanted.size(), [&](std::size_t i) { return ResultKey(wanted[i], *known); });
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      std::vector<EffectDelta>& found = found_[static_cast<std::size_t>(wanted[i])];
      if (!known->Get(i, &found)) latest_first_.push_back(wanted[i]);
    }
  }

  void StoreResults(KnownViews* known) const {
    known->Ask(latest_first_.size(),
               [&](std::size_t i) { return ResultKey(latest_first_[i], *known); });
    for (std::size_t i = 0; i < latest_first_.size(); ++i) known->Put(i, Of(latest_first_[i]));
    known->Store();
  }

  const LandedSide& At(int number) const { return landed_[static_cast<std::size_t>(number)]; }

  // Files that did not land, and take from some that did: with what they took from, as it was.
  std::map<std::string_view, Taking> Dependents(int number) const {
    std::map<std::string_view, Taking> dependents;
    std::set<std::string_view> own;
    for (const FileVersions& versions : *At(number).files) {
      for (const SourceFile* file : {versions.before, versions.after}) {
        if (file != nullptr) own.insert(file->path());
      }
    }
    for (const FileVersions& versions : *At(number).files) {
      for (const SourceFile* file : {versions.before, versions.after}) {
        if (file == nullptr) continue;
        const auto found = users_.find(file->path());
        if (found == users_.end()) continue;
        for (const std::string& path : found->second) {
          const SourceFile* user = basis_.base->Find(path);
          if (user == nullptr || own.contains(path)) continue;
          Taking& taking = dependents[user->path()];
          if (taking.empty()) taking.push_back(user);
          if (taking.back() != versions.before) taking.push_back(versions.before);
        }
      }
    }
    return dependents;
  }

  struct Question {
    int number = 0;
    std::vector<std::pair<const SourceFile*, std::vector<Effect>*>> files;
  };

  void AskVersions(int threads, KnownViews* known_views) {
    for (const int number : latest_first_) {
      auto& versions_then = before_[number];
      for (const FileVersions& versions : *At(number).files) {
        if (versions.after != nullptr) versions_then.try_emplace(versions.after->path(), nullptr);
        if (versions.before != nullptr) versions_then[versions.before->path()] = versions.before;
      }
    }
    std::vector<Question> questions;
    for (const int number : latest_first_) {
      Question question{number, {}};
      for (const FileVersions& versions : *At(number).files) {
        if (versions.before == nullptr || !asked_at_.try_emplace(versions.before, number).second) {
          continue;
        }
        question.files.emplace_back(versions.before, &did_[{versions.before}]);
      }
      for (const auto& [path, taking] : Dependents(number)) {
        const auto [known, fresh] = did_.try_emplace(taking);
        if (fresh) question.files.emplace_back(taking.front(), &known->second);
      }
      questions.push_back(std::move(question));
    }
    Ask(questions, threads, known_views);
    questions.clear();
    for (const int number : latest_first_) {
      Question question{number, {}};
      for (const FileVersions& versions : *At(number).files) {
        if (versions.before == nullptr) continue;
        const auto [known, fresh] = did_.try_emplace(KeyOf(number, versions.before));
        if (fresh) question.files.emplace_back(versions.before, &known->second);
      }
      if (!question.files.empty()) questions.push_back(std::move(question));
    }
    Ask(questions, threads, known_views);
  }

  // A version did the same at two branch points when what it took from others was the same at both.
  // Otherwise the point has an answer of its own, which it shares with those that are like it.
  Taking KeyOf(int number, const SourceFile* version) const {
    const int asked_at = asked_at_.at(version);
    const Taking shared = {version};
    if (asked_at == number) return shared;
    std::set<std::string_view> sources;
    for (const Effect& effect : did_.at(shared)) {
      sources.insert(effect.sources.begin(), effect.sources.end());
    }
    Taking own = shared;
    bool is_same = true;
    for (const std::string_view path : sources) {
      const SourceFile* then = VersionAt(number, path);
      is_same = is_same && then == VersionAt(asked_at, path);
      own.push_back(then);
    }
    return is_same ? shared : own;
  }

  const SourceFile* VersionAt(int number, std::string_view path) const {
    const auto& landed = before_.at(number);
    const auto found = landed.find(path);
    return found != landed.end() ? found->second : basis_.base->Find(path);
  }

  void Ask(const std::vector<Question>& questions, int threads, KnownViews* known_views) {
    known_views->Ask(questions.size(), [&](std::size_t i) {
      std::string text = "landed since " + At(questions[i].number).point + "\n";
      for (const auto& [file, effects] : questions[i].files) text += known_views->VersionOf(file);
      return text;
    });
    ParallelFor(questions.size(), threads, [&](std::size_t i) {
      std::map<std::string_view, std::vector<Effect>*> by_path;
      for (const auto& [file, effects] : questions[i].files) by_path[file->path()] = effects;
      std::vector<EffectDelta> answers;
      if (known_views->Get(i, &answers)) {
        for (EffectDelta& answer : answers) {
          by_path.at(answer.after.path)->push_back(std::move(answer.after));
        }
        return;
      }
      Side before(basis_, base_, At(questions[i].number).before);
      for (const auto& [file, effects] : questions[i].files) {
        *effects = before.WorkOut(*file);
        for (const Effect& effect : *effects) answers.push_back({.after = effect});
      }
      known_views->Put(i, answers);
    });
    known_views->Store();
  }

  void Compare(int number) {
    EffectList did, does;
    const auto add = [&did](const std::vector<Effect>& effects) {
      for (const Effect& effect : effects) did.push_back(&effect);
    };
    for (const FileVersions& versions : *At(number).files) {
      if (versions.before != nullptr) add(did_.at(KeyOf(number, versions.before)));
      if (versions.after != nullptr) base_.Append(*versions.after, &does);
    }
    std::vector<EffectDelta>& found = found_[static_cast<std::size_t>(number)];
    found = CompareEffects(basis_.catalog, did, does);
    did.clear();
    does.clear();
    for (const auto& [path, taking] : Dependents(number)) {
      add(did_.at(taking));
      base_.Append(*taking.front(), &does);
    }
    Append(CompareEffects(basis_.catalog, did, does), &found);
  }

  const std::vector<LandedSide>& landed_;
  const EffectBasis& basis_;
  const BaseFileEffects base_;
  const std::map<std::string, std::set<std::string>> users_;
  std::vector<int> latest_first_;
  std::map<int, std::map<std::string_view, const SourceFile*>> before_;  // by point, path
  std::map<const SourceFile*, int> asked_at_;
  std::map<Taking, std::vector<Effect>> did_;
  std::vector<std::vector<EffectDelta>> found_;
};

// May what landed, an effect of it, meet what the branch does? On the same resource; or by its
// numbers, which may concern all of a service.
class Concerned {
 public:
  Concerned(const std::vector<EffectDelta>& branch, const Catalog& catalog)
      : wide_(catalog.wide.begin(), catalog.wide.end()) {
    for (const EffectDelta& delta : branch) resources_.insert(delta.effect().resource);
  }

  bool operator()(const EffectDelta& landed) const {
    const Effect& effect = landed.effect();
    return resources_.contains(effect.resource) || wide_.contains(effect.resource.kind) ||
           !landed.before.quantities.empty() || !landed.after.quantities.empty();
  }

 private:
  std::set<Resource> resources_;
  const std::set<std::string_view> wide_;
};

// Only where the change that began there does anything to a resource.
void AddLandedEffects(const std::vector<LandedSide>& landed, int threads, KnownViews* known,
                      Snapshot* snapshot) {
  std::map<int, const ChangeView*> written;  // by group
  for (const ChangeView& view : snapshot->views) {
    if (view.group != 0 && view.change != nullptr) written[view.group] = &view;
  }
  std::set<int> wanted;
  const auto is_wanted = [&](const ChangeView& view) {
    return view.change == nullptr && view.landed >= 0 && !written.at(view.group)->effects.empty();
  };
  for (const ChangeView& view : snapshot->views) {
    if (is_wanted(view)) wanted.insert(view.landed);
  }
  const LandedReader reader(landed, wanted, threads, *snapshot, known);
  for (ChangeView& view : snapshot->views) {
    if (!is_wanted(view)) continue;
    const std::vector<EffectDelta>& all = reader.Of(view.landed);
    std::copy_if(all.begin(), all.end(), std::back_inserter(view.effects),
                 Concerned(written.at(view.group)->effects, *snapshot->catalog));
  }
}

bool SaysOfResources(const ChangeView& view) {
  const std::vector<FileVersions>& files = view.AllFiles();
  return std::any_of(files.begin(), files.end(), [](const FileVersions& versions) {
    return (versions.before != nullptr && SpeaksOfResources(*versions.before)) ||
           (versions.after != nullptr && SpeaksOfResources(*versions.after));
  });
}

bool HaveTheSameFiles(const ChangeView& a, const ChangeView& b) {
  return std::equal(a.files.begin(), a.files.end(), b.files.begin(), b.files.end(),
                    [](const FileVersions& x, const FileVersions& y) {
                      return x.before == y.before && x.after == y.after;
                    });
}

}  // namespace

RowStore* RowsOver(const ObjectId& base_commit, const std::string& key, EffectStore* store) {
  if (store == nullptr) return nullptr;
  store->views().KeepFor(base_commit, key + ";" + std::string(AnalyzerVersion()));
  return &store->views();
}

// In this order, so that nothing is worked out that nobody can meet: the base, if a change as
// replayed says anything of resources; the changes as replayed; the changes as written, where they
// are behind the base; and what landed since, where such a change does anything to a resource.
void AddEffects(const Catalog& catalog, const KeptEffects& kept,
                const std::vector<LandedSide>& landed, int threads, Snapshot* snapshot) {
  std::vector<ChangeView>& views = snapshot->views;
  const auto basis = std::make_shared<EffectBasis>(snapshot->base, catalog);
  snapshot->basis = basis;
  snapshot->services = basis->services;
  const auto speaks = [](const ChangeView& view) {
    return view.group == 0 && SaysOfResources(view);
  };
  if (std::none_of(views.begin(), views.end(), speaks)) return;
  snapshot->base_effects = BaseEffects(kept, threads, *snapshot);
  OpenEndpoints(snapshot->base_effects).Join(&snapshot->base_effects);
  snapshot->assemblies = Assemblies(World({snapshot->base}), catalog);
  const ViewReader reader(*snapshot);
  const UsesByFunction base_uses(PointersTo(snapshot->base_effects));
  std::map<const Change*, std::size_t> replayed;  // views of group 0
  std::map<int, std::size_t> written;             // branch views, by group
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (views[i].group == 0) replayed[views[i].change] = i;
    if (views[i].group != 0 && views[i].change != nullptr) written[views[i].group] = i;
  }
  KnownViews known(kept, snapshot->base_commit);
  const KeptBasis kept_basis(kept, basis.get());
  const auto read = [&](std::size_t i) {
    if (known.Get(i, &views[i].effects)) return;
    if (std::optional<ChangeView> whole = WholeOf(views[i])) {
      reader.Read(&*whole, &base_uses);
      views[i].effects = std::move(whole->effects);
    } else {
      reader.Read(&views[i], &base_uses);
    }
    known.Put(i, views[i].effects);
  };
  known.Ask(views.size(), [&](std::size_t i) {
    return views[i].group == 0 ? "replayed\n" + known.VersionsOf(views[i].AllFiles()) : "";
  });
  ParallelFor(views.size(), threads, [&](std::size_t i) {
    if (views[i].group == 0) read(i);
  });
  known.Store();
  // Where nothing landed in its files, the change as written does what it does on the base.
  const auto same_as = [&](std::size_t i) -> const ChangeView& {
    return views[replayed.at(views[i].change)];
  };
  const auto differs = [&](std::size_t i) {
    return views[i].group != 0 && views[i].change != nullptr && !same_as(i).effects.empty() &&
           !HaveTheSameFiles(same_as(i), views[i]);
  };
  known.Ask(views.size(), [&](std::size_t i) {
    if (!differs(i)) return std::string();
    return "written at " + landed[static_cast<std::size_t>(views[i].landed)].point + "\n" +
           known.VersionsOf(views[i].files);
  });
  ParallelFor(views.size(), threads, [&](std::size_t i) {
    if (views[i].group == 0 || views[i].change == nullptr) return;
    if (differs(i)) {
      read(i);
    } else {
      views[i].effects = same_as(i).effects;
    }
  });
  known.Store();
  AddLandedEffects(landed, threads, &known, snapshot);
  kept_basis.Store();
}

void AddEffectsOf(const KeptEffects& kept, int threads, const Snapshot& snapshot,
                  std::vector<ChangeView>* views) {
  const ViewReader reader(snapshot);
  KnownViews known(kept, snapshot.base_commit);
  known.Ask(views->size(),
            [&](std::size_t i) { return "landed alone\n" + known.VersionsOf((*views)[i].files); });
  ParallelFor(views->size(), threads, [&](std::size_t i) {
    ChangeView& view = (*views)[i];
    if (known.Get(i, &view.effects)) return;
    reader.Read(&view, nullptr);
    known.Put(i, view.effects);
  });
  known.Store();
}

}  // namespace interlock
