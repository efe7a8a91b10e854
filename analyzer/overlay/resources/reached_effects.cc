#include "analyzer/overlay/resources/reached_effects.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "analyzer/overlay/called_functions.h"
#include "graph/effects/effects.h"
#include "graph/effects/handlers.h"
#include "graph/effects/transactions.h"
#include "graph/world.h"

namespace interlock {

namespace {

constexpr int kMaxCalls = 6;             // on the way to a resource
constexpr std::size_t kMaxReached = 64;  // resources of one function

// Uses that cost something at run time; what only declares costs nothing by being
// reached.
bool IsUse(const Effect& effect) {
  static const std::set<std::string> kUses = {"read", "write",   "delete",  "invalidate",
                                              "call", "publish", "acquire", "connect"};
  static const std::set<std::string> kParts = {"column", "message field", "graphql field",
                                               "environment variable"};
  return kUses.contains(effect.access) && !kParts.contains(effect.resource.kind) &&
         effect.resource.name != "?";
}

struct Way {
  const Effect* effect = nullptr;
  bool in_loop = false;
  std::string transaction, guard;    // see Effect
  std::vector<std::string> through;  // functions between the call and the use, outermost first
};

using Function = std::pair<const SourceFile*, std::int32_t>;

class Reach {
 public:
  // `does` are the effects of the files in `own`, `base_uses` those of all others among them.
  Reach(const World& world, const EffectBasis& basis, const std::set<std::string>& own,
        const EffectList& does, const UsesByFunction& base_uses)
      : world_(world),
        basis_(basis),
        called_(world),
        own_(own),
        does_(does),
        own_uses_(does),
        base_uses_(base_uses) {}

  // What a call of `target` reaches.
  const std::vector<Way>& Of(const Target& target, int calls) {
    static const std::vector<Way> kNothing;
    const Function function{target.file, target.index};
    if (const auto known = ways_.find(function); known != ways_.end()) return known->second;
    if (calls > kMaxCalls || !open_.insert(function).second) return kNothing;
    std::vector<Way> ways;
    const std::string name = target.name();
    const UsesByFunction& uses = own_.contains(target.file->path()) ? own_uses_ : base_uses_;
    for (const Effect* effect : uses.In(target.file->path(), name)) {
      Add({effect, effect->in_loop, effect->transaction, effect->guard, {name}}, &ways);
    }
    for (const CallOf& call : called_.CallsIn(target)) {
      const Site* loop = InLoop(*target.file, *call.use);
      for (const Way& way : Of(call.target, calls + 1)) {
        Way longer{way.effect,
                   way.in_loop || loop != nullptr,
                   TransactionOf(*target.file, loop, way),
                   GuardOf(*target.file, *call.use, way),
                   {name}};
        longer.through.insert(longer.through.end(), way.through.begin(), way.through.end());
        Add(std::move(longer), &ways);
      }
    }
    open_.erase(function);
    return ways_[function] = std::move(ways);
  }

  bool Called(const SourceFile& file, const Reference& use, Target* target) {
    return called_.Called(file, use, target);
  }

  // Any use of this kind in that place that stands in a loop.
  static const Site* InLoop(const SourceFile& file, const Reference& use) {
    const std::string path = PathOf(use);
    for (const Site& site : file.facts().sites) {
      if (site.in_loop && site.scope == use.scope && site.path == path) return &site;
    }
    return nullptr;
  }

  // What outlasts the loop in which the call stands, or that in which its way ends.
  std::string TransactionOf(const SourceFile& file, const Site* loop, const Way& way) {
    if (loop == nullptr) return way.transaction;
    const bool writes = way.effect->access == "write" || way.effect->access == "delete";
    if (!writes || way.effect->resource.kind != "table") return "";
    if (!context_) context_.emplace(world_, basis_);
    return context_->transactions->Around(file, *loop);
  }

  // The flag without which a call that leads that way does not get there.
  std::string GuardOf(const SourceFile& file, const Reference& call, const Way& way) {
    if (!way.guard.empty() || call.guard < 0) return way.guard;
    if (!context_) context_.emplace(world_, basis_);
    return FlagOf(*context_, file, call.guard);
  }

  // As Effect::in names it.
  std::string FunctionAround(const SourceFile& file, const Reference& use) {
    std::string name = use.scope < 0 ? "" : QualifiedName(file.facts(), use.scope);
    if (!HasInlineHandlers(file, name)) return name;
    if (!context_) context_.emplace(world_, basis_);
    return name += InlineHandlerAround(*context_, file, use.scope, use.line);
  }

 private:
  // Does the file hand over functions without a name in the definition so named?
  bool HasInlineHandlers(const SourceFile& file, const std::string& around) const {
    return std::any_of(does_.begin(), does_.end(), [&](const Effect* effect) {
      return effect->path == file.path() && effect->in.size() > around.size() &&
             DefinitionAround(*effect) == around;
    });
  }

  // Of several ways to one use of a resource, that behind no flag, then that through a loop, then
  // the shorter one.
  static void Add(Way way, std::vector<Way>* ways) {
    for (Way& known : *ways) {
      if (known.effect->resource != way.effect->resource ||
          known.effect->access != way.effect->access) {
        continue;
      }
      const bool better = std::tuple(way.guard.empty(), way.in_loop, known.through.size()) >
                          std::tuple(known.guard.empty(), known.in_loop, way.through.size());
      if (better) known = std::move(way);
      return;
    }
    if (ways->size() < kMaxReached) ways->push_back(std::move(way));
  }

  const World& world_;
  const EffectBasis& basis_;
  CalledFunctions called_;
  std::optional<EffectContext> context_;  // made when it is asked for
  const std::set<std::string>& own_;
  const EffectList& does_;
  const UsesByFunction own_uses_;
  const UsesByFunction& base_uses_;
  std::map<Function, std::vector<Way>> ways_;
  std::set<Function> open_;
};

std::string Joined(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

using Key = std::pair<Resource, std::string>;  // a resource, and what is done to it

// What the view's calls of one side reach and no call of the other side is: by key, at the call.
std::map<Key, EffectDelta> ReachedBy(const ChangeView& view, const EffectBasis& basis, bool gained,
                                     const EffectList& own_effects,
                                     const UsesByFunction& base_uses) {
  std::set<std::string> own;
  std::map<std::string_view, const SourceFile*> files;
  for (const FileVersions& versions : view.files) {
    if (versions.before != nullptr) own.insert(versions.before->path());
    if (versions.after != nullptr) own.insert(versions.after->path());
    const SourceFile* file = gained ? versions.after : versions.before;
    if (file != nullptr) files[file->path()] = file;
  }
  const World world(gained ? view.alone : view.before);
  Reach reach(world, basis, own, own_effects, base_uses);
  std::map<Key, EffectDelta> best;
  for (const ReferenceDelta& reference : view.delta.references) {
    const auto file = reference.gained == gained ? files.find(reference.path) : files.end();
    if (file == files.end()) continue;
    const Reference& use =
        file->second->facts().references[static_cast<std::size_t>(reference.index)];
    Target target;
    if (!reach.Called(*file->second, use, &target)) continue;
    const Site* loop = Reach::InLoop(*file->second, use);
    for (const Way& way : reach.Of(target, 0)) {
      EffectDelta delta;
      delta.after = *way.effect;
      delta.after.in_loop = loop != nullptr || way.in_loop;
      delta.after.transaction = reach.TransactionOf(*file->second, loop, way);
      delta.after.guard = reach.GuardOf(*file->second, use, way);
      delta.after.path = file->first;
      delta.after.line = use.line;
      delta.after.in = reach.FunctionAround(*file->second, use);
      delta.after.quantities.clear();
      delta.after.joined = "through " + Joined(way.through);
      delta.reached = true;
      const auto [known, is_new] =
          best.try_emplace({delta.after.resource, delta.after.access}, delta);
      const auto weight = [](const Effect& effect) {
        return std::pair(effect.guard.empty(), effect.in_loop);
      };
      if (!is_new && weight(delta.after) > weight(known->second.after)) known->second = delta;
    }
  }
  return best;
}

}  // namespace

UsesByFunction::UsesByFunction(const EffectList& effects) {
  std::copy_if(effects.begin(), effects.end(), std::back_inserter(uses_),
               [](const Effect* effect) { return IsUse(*effect); });
  std::stable_sort(uses_.begin(), uses_.end(), [](const Effect* a, const Effect* b) {
    return std::tie(a->path, a->in) < std::tie(b->path, b->in);
  });
}

std::span<const Effect* const> UsesByFunction::In(std::string_view path,
                                                  std::string_view function) const {
  const std::pair wanted(path, function);
  const auto of = [](const Effect* use) {
    return std::pair<std::string_view, std::string_view>(use->path, use->in);
  };
  const auto first = std::partition_point(uses_.begin(), uses_.end(),
                                          [&](const Effect* use) { return of(use) < wanted; });
  const auto last = std::partition_point(first, uses_.end(),
                                         [&](const Effect* use) { return of(use) == wanted; });
  return {first, last};
}

std::vector<EffectDelta> ReachedEffects(const ChangeView& view, const EffectBasis& basis,
                                        const EffectList& did, const EffectList& does,
                                        const UsesByFunction& base_uses) {
  std::map<Key, EffectDelta> best = ReachedBy(view, basis, true, does, base_uses);
  if (best.empty()) return {};
  const std::map<Key, EffectDelta> lost = ReachedBy(view, basis, false, did, base_uses);
  std::vector<EffectDelta> reached;
  for (auto& [key, delta] : best) {
    // What the change's own code does newly is told already.
    const bool told = std::any_of(view.effects.begin(), view.effects.end(), [&](const auto& known) {
      return known.change == EffectChange::kAdds && known.after.resource == key.first &&
             known.after.access == key.second && (known.after.in_loop || !delta.after.in_loop);
    });
    // What a call did that the change takes away was only moved, or goes another way.
    const auto before = lost.find(key);
    const bool moved =
        before != lost.end() && (before->second.after.in_loop || !delta.after.in_loop);
    const bool own = std::any_of(view.effects.begin(), view.effects.end(), [&](const auto& known) {
      return known.change == EffectChange::kRemoves && known.before.resource == key.first &&
             known.before.access == key.second && (known.before.in_loop || !delta.after.in_loop);
    });
    // What the function did itself, another that is taken out of it does now.
    const bool taken_out = std::any_of(did.begin(), did.end(), [&](const Effect* known) {
      return known->resource == key.first && known->access == key.second &&
             known->path == delta.after.path && known->in == delta.after.in &&
             (known->in_loop || !delta.after.in_loop);
    });
    if (!told && !moved && !own && !taken_out) reached.push_back(std::move(delta));
  }
  return reached;
}

}  // namespace interlock
