// One change shows one half of a known hazard on a shared resource, another change the other half.
//
//   12 reads cache profile:{} in a loop      34 cuts its ttl from 12 h to 2 h     -> separate
//   12 doubles a pool                        34 halves max_connections           -> hold
//
// Which pairs of signs are hazards is data (parsers/catalog/hazards.yaml). A sign is shown on the
// resource itself, and on what carries it: calls of an endpoint on the service that serves it,
// replicas of a service on the pools that each holds, members on their redundancy group.
//
// Near-misses that stay silent: the two signs on different resources; both by one change; a
// quantity that moves the other way; a half that the other brings as well; figures that are all
// known and fit; halves that are both unproven; what only tests do; settings of two environments.
// One unproven half makes it a note, and the evidence says so. Of several hazards of two changes on
// one resource the worst is told.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/migrations/migration_runs.h"
#include "analyzer/overlay/resources/arithmetic.h"
#include "analyzer/overlay/resources/hazards.h"
#include "analyzer/overlay/resources/showings.h"
#include "analyzer/overlay/snapshot.h"
#include "analyzer/overlay/test_files.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_resource_hazard;

namespace {

const char* const kId = "resource-hazard";
constexpr std::size_t kMostCompared = 200;  // sums, for one hazard of two changes on one resource

class Search {
 public:
  Search(const Snapshot& snapshot, std::vector<Interaction>& found)
      : snapshot_(snapshot), found_(found), showings_(FindShowings(snapshot)) {}

  void Run() {
    for (const Hazard& hazard : snapshot_.hazards.hazards) {
      for (const auto& [key, ones] : showings_.by_sign) {
        const auto& [sign, group, resource] = key;
        const bool concerns = std::find(hazard.kinds.begin(), hazard.kinds.end(), resource.kind) !=
                              hazard.kinds.end();
        if (sign != hazard.one || !concerns) continue;
        const auto others = showings_.by_sign.find({hazard.other, group, resource});
        if (others != showings_.by_sign.end()) Meet(hazard, resource, ones, others->second);
      }
    }
    DropRepeats();
    for (auto& [key, told] : worst_) found_.push_back(std::move(told.interaction));
  }

 private:
  // Does harm, is proven, its gate.
  using Rank = std::tuple<bool, bool, Verdict>;

  struct Told {
    Rank rank;
    Interaction interaction;
    std::tuple<const Hazard*, const EffectDelta*, const EffectDelta*> halves;
    bool known = false;  // every figure is
  };

  // The same halves on an endpoint and on the service that serves it are one finding: that of which
  // the figures are known, else the first.
  void DropRepeats() {
    std::map<decltype(Told::halves), const Told*> chosen;
    const auto weight = [](const Told& told) { return std::tuple(told.known, told.rank); };
    for (const auto& [key, told] : worst_) {
      const Told*& best = chosen[told.halves];
      if (best == nullptr || weight(told) > weight(*best)) best = &told;
    }
    std::erase_if(worst_,
                  [&](const auto& item) { return chosen.at(item.second.halves) != &item.second; });
  }

  // Does it take another value where there is none?
  static bool HasDefault(const Hazard& hazard, const Showing& other) {
    return !hazard.absent.empty() && other.delta->change == EffectChange::kAdds &&
           other.delta->after.access == "read" && !other.delta->after.to.empty();
  }

  // Would `other` find nothing there without `one`, or is it the first to look?
  bool IsAbsent(const Hazard& hazard, const Resource& resource, int other) const {
    for (const int i : snapshot_.BaseEffectsOn(resource)) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      if (hazard.unread && effect.access == "read" && !IsTestPath(effect.path)) return false;
      if (hazard.absent.contains(effect.access)) return false;
    }
    if (hazard.absent.empty()) return true;
    if (hazard.one == hazard.other) return true;  // the other brings it itself
    const std::vector<SignPattern>& asking = snapshot_.hazards.signs.at(hazard.other);
    for (const EffectDelta& delta : snapshot_.View(other).effects) {
      if (delta.change == EffectChange::kRemoves || delta.after.resource != resource) continue;
      if (hazard.absent.contains(delta.after.access) && !Shows(delta, asking)) return false;
    }
    return true;
  }

  // Objects that two services have in their own code, however alike their names are.
  bool AreApart(const Showing& one, const Showing& other, const Resource& resource) const {
    const auto service = [](const Effect& effect) {
      return effect.resource.kind == "service" ? effect.resource.name : effect.service;
    };
    const std::string a = service(one.delta->effect()), b = service(other.delta->effect());
    if (a.empty() || b.empty() || a == b) return false;
    const std::vector<int>& all = snapshot_.BaseEffectsOn(resource);
    return std::any_of(all.begin(), all.end(), [&](int i) {
      return showings_.own.contains(snapshot_.base_effects[static_cast<std::size_t>(i)].entry);
    });
  }

  // What one endpoint of a service costs does not matter to who asks another.
  static bool AreOfOtherParts(const Showing& one, const Showing& other) {
    if (one.part == nullptr || other.part == nullptr) return false;
    const auto path = [](const std::string& name) { return name.substr(name.find(' ') + 1); };
    const std::string &a = one.part->name, &b = other.part->name;
    const bool have_verbs = a.find(' ') != a.npos && b.find(' ') != b.npos;
    return have_verbs ? a != b : path(a) != path(b);  // npos + 1 == 0
  }

  // The environment that a path of configuration names: "deploy/overlays/staging/web.yaml".
  std::string_view EnvironmentOf(std::string_view path) const {
    const std::vector<std::string>& names = snapshot_.catalog->environments;
    while (!path.empty()) {
      const std::size_t end = path.find_first_of("/.-_");
      const std::string_view part = path.substr(0, end);
      if (std::find(names.begin(), names.end(), part) != names.end()) return part;
      if (end == std::string_view::npos) break;
      path.remove_prefix(end + 1);
    }
    return {};
  }

  bool InDifferentEnvironments(const EffectDelta& one, const EffectDelta& other) const {
    const std::string_view a = EnvironmentOf(one.effect().path);
    const std::string_view b = EnvironmentOf(other.effect().path);
    return !a.empty() && !b.empty() && a != b;
  }

  bool Harmless(const Hazard& hazard, const Resource& resource, const Showing& one,
                const Showing& other) const {
    return SumOf(hazard, resource, one, other).harmless;
  }

  Sum SumOf(const Hazard& hazard, const Resource& resource, const Showing& one,
            const Showing& other) const {
    const auto half = [&](const Showing& showing) {
      const ChangeView& view = snapshot_.View(showing.view);
      return HazardHalf{view.phrase,  showing.view,       showing.delta,
                        showing.sign, IsInForce(showing), showing.asked};
    };
    return Compute(hazard.arithmetic, snapshot_, resource, half(one), half(other));
  }

  // One finding for a pair of changes, hazard and resource: the best proven, and of those one that
  // does harm.
  void Meet(const Hazard& hazard, const Resource& resource, const std::vector<Showing>& ones,
            const std::vector<Showing>& others) {
    struct Best {
      Showing first, second;
      std::size_t compared = 0;
    };
    std::map<std::pair<int, int>, Best> best;
    const auto proof = [](const Showing& one, const Showing& other) {
      return std::tuple(one.sign.proven + other.sign.proven,
                        (one.sign.factor > 0) + (other.sign.factor > 0));
    };
    for (const Showing& one : ones) {
      for (Showing other : others) {
        other.sign.proven = other.sign.proven && !HasDefault(hazard, other);
        if (one.view == other.view || (!one.sign.proven && !other.sign.proven)) continue;
        if (hazard.one == hazard.other && one.view > other.view) continue;
        if (hazard.one == hazard.other && SamePlace(one, other)) continue;
        if (snapshot_.IsDormant(one.view) && snapshot_.IsDormant(other.view)) continue;
        if (snapshot_.Apart(one.view, other.view)) continue;
        if (InDifferentEnvironments(*one.delta, *other.delta)) continue;
        if (AreApart(one, other, resource)) continue;
        if (AreOfOtherParts(one, other)) continue;
        if (IsAlsoOf(other.view, *one.delta)) continue;
        // Who asks for what is not there yet asks for it, even if who brings it asks as well.
        if (hazard.absent.empty() && IsAlsoOf(one.view, *other.delta)) continue;
        // "/health" of one service is not that of another.
        if (!one.host.empty() && !other.host.empty() && one.host != other.host) continue;
        const bool same_member = one.delta->effect().resource == other.delta->effect().resource;
        if (hazard.members && same_member) continue;
        // What has landed has asked already, and none can come before it.
        if (!hazard.absent.empty() && snapshot_.View(other.view).change == nullptr) continue;
        if (!IsAbsent(hazard, resource, other.view)) continue;
        auto& [first, second, compared] = best[{one.view, other.view}];
        const auto before = first.delta == nullptr ? std::tuple(-1, -1) : proof(first, second);
        const bool worse = proof(one, other) == before && ++compared <= kMostCompared &&
                           Harmless(hazard, resource, first, second) &&
                           !Harmless(hazard, resource, one, other);
        if (proof(one, other) > before || worse) {
          first = one;
          second = other;
        }
      }
    }
    for (const auto& [views, two] : best) Report(hazard, resource, two.first, two.second);
  }

  // A limit that landed is in force, and does harm only where the figures say so. What stands
  // behind a flag, or is declared and not yet read, has no effect so far.
  bool IsInForce(const Showing& showing) const {
    return snapshot_.IsDormant(showing.view) && showing.delta->change == EffectChange::kAlters &&
           showing.delta->after.guard.empty() && !showing.delta->quantities.empty();
  }

  // What tells an effect from others, wherever in its function it stands.
  static std::string KeyOf(const EffectDelta& delta) {
    std::string key = std::to_string(static_cast<int>(delta.change));
    const auto add = [&](const std::string& part) { key.append(1, '\0').append(part); };
    for (const Effect* effect : {&delta.before, &delta.after}) {
      for (const std::string* part :
           {&effect->resource.kind, &effect->resource.name, &effect->access, &effect->path,
            &effect->in, &effect->entry, &effect->to, &effect->guard}) {
        add(*part);
      }
      for (const Quantity& quantity : effect->quantities) {
        add(quantity.name);
        add(std::to_string(quantity.value));
      }
    }
    return key;
  }

  // Does a change bring this very half as well, as two do that hold the same earlier commits? Git
  // merges equal edits into one: it has both halves alone, and what meets is not these two.
  bool IsAlsoOf(int view, const EffectDelta& delta) {
    const auto [known, is_new] = brought_.try_emplace(view);
    if (is_new) {
      for (const EffectDelta& each : snapshot_.View(view).effects) {
        known->second.insert(KeyOf(each));
      }
    }
    return known->second.contains(KeyOf(delta));
  }

  // The same line of the base edited by both, or the same thing brought to one place with other
  // figures: a conflict for git, not two of a kind.
  static bool SamePlace(const Showing& one, const Showing& other) {
    const bool adds = one.delta->change == EffectChange::kAdds;
    if (adds != (other.delta->change == EffectChange::kAdds)) return false;
    const Effect& a = adds ? one.delta->after : one.delta->before;
    const Effect& b = adds ? other.delta->after : other.delta->before;
    return a.path == b.path && a.in == b.in && a.line == b.line && a.entry == b.entry &&
           (!adds || (a.resource == b.resource && a.access == b.access));
  }

  Evidence Tell(const Showing& showing, const Resource& resource) const {
    const ChangeView& view = snapshot_.View(showing.view);
    const Effect& effect = showing.delta->effect();
    Evidence evidence;
    evidence.change = view.id;
    evidence.repository = snapshot_.repository;
    evidence.path = effect.path;
    evidence.line = effect.line;
    evidence.statement = Describe(*showing.delta);
    if (!showing.behind.empty()) {
      evidence.statement +=
          ", which has " + showing.behind + " ask " + Describe(resource) + " again";
    } else if (effect.resource != resource) {
      evidence.statement += showings_.Join(effect, resource);
    }
    if (showing.delta->change == EffectChange::kAdds && !effect.lock.empty()) {
      if (effect.access != "lock") evidence.statement += ", which locks it";
      const std::string lock = LockName(snapshot_, effect);
      if (!lock.empty()) evidence.statement += " (" + lock + ")";
    }
    if (!effect.joined.empty()) evidence.statement += " (" + effect.joined + ")";
    const bool has_default = effect.access == "read" && !effect.to.empty();
    if (!showing.sign.proven) {
      evidence.statement += has_default ? ", with a default when it is not there"
                                        : "; unproven: how much it matters is not known";
    }
    return evidence;
  }

  void Report(const Hazard& hazard, const Resource& resource, const Showing& one,
              const Showing& other) {
    const ChangeView& a = snapshot_.View(one.view);
    const ChangeView& b = snapshot_.View(other.view);
    if (a.change == nullptr && b.change == nullptr) return;
    Interaction interaction;
    interaction.rule = kId;
    for (const ChangeView* view : {&a, &b}) {
      if (view->change != nullptr) interaction.changes.push_back(view->id);
    }
    interaction.on = {resource.kind, resource.name, snapshot_.repository};
    interaction.resolution =
        std::min(one.delta->effect().resolution, other.delta->effect().resolution);
    const bool proven = one.sign.proven && other.sign.proven;
    interaction.severity = proven ? Severity::kHigh : Severity::kLow;
    interaction.certain = proven;
    // What landed behind a flag is meant to be switched on, and what nobody reads to be read: that
    // is worth knowing, no more.
    const bool is_woken = (hazard.arithmetic == Arithmetic::kDormant || hazard.unread) &&
                          (snapshot_.IsDormant(one.view) || snapshot_.IsDormant(other.view));
    Sum sum = SumOf(hazard, resource, one, other);
    const Verdict gate = sum.known ? hazard.gate : hazard.uncounted.value_or(hazard.gate);
    interaction.proposes = is_woken ? Verdict::kNote : gate;
    interaction.orders =
        proven && interaction.proposes == Verdict::kOrder && interaction.changes.size() == 2;
    interaction.evidence = {Tell(one, resource), Tell(other, resource)};
    interaction.hazard = {hazard.pattern + ": " + hazard.title, sum.steps, hazard.then};
    interaction.advice.cures = {hazard.clears + "; watch " + hazard.metrics};
    if (sum.harmless) interaction.silenced = sum.why;
    if ((IsInForce(one) || IsInForce(other)) && !sum.known) {
      interaction.silenced = "one half landed lately, and no figure says that it is not borne";
    }
    // What has landed is a part of what is in use today.
    const bool takes_twice = hazard.one == hazard.other && hazard.absent.empty();
    if (takes_twice && (a.change == nullptr || b.change == nullptr) && !sum.known) {
      interaction.silenced = "one half has landed, and no figure says that the other does not fit";
    }
    const auto rank = std::tuple(interaction.silenced.empty(), proven, hazard.gate);
    const auto views = std::minmax(one.view, other.view);
    Told told{rank, std::move(interaction), {&hazard, one.delta, other.delta}, sum.known};
    const std::tuple<int, int, Resource> key{views.first, views.second, resource};
    const auto known = worst_.find(key);
    if (known == worst_.end()) {
      worst_.emplace(key, std::move(told));
    } else if (rank > known->second.rank) {
      known->second = std::move(told);
    }
  }

  const Snapshot& snapshot_;
  std::vector<Interaction>& found_;
  const Showings showings_;
  std::map<int, std::set<std::string>> brought_;  // by view, as far as that was asked
  std::map<std::tuple<int, int, Resource>, Told> worst_;
};

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Search(snapshot, found).Run();
}

}  // namespace

const Rule rule_resource_hazard = {
    .id = kId,
    .summary = "two changes show the two halves of a known hazard on one resource",
    .verdict = Verdict::kSeparate,
    .at_merge = false,
    .stops_merge = false,
    .check = Check,
};

}  // namespace interlock
