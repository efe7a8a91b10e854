// One change shows one half of a known hazard on a shared resource, another change the other half.
//
//   12 reads cache profile:{} in a loop      34 cuts its ttl from 12 h to 2 h     -> separate
//   12 doubles a pool                        34 halves max_connections           -> hold
//
// Which pairs of signs are hazards is data (parsers/catalog/hazards.yaml). Near-misses that stay
// silent: the two signs on different resources; both by one change; a quantity that moves the other
// way; figures that are all known and fit; halves that are both unproven. One unproven half makes
// it a note, and the evidence says so.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/arithmetic.h"
#include "analyzer/overlay/hazards.h"
#include "analyzer/overlay/snapshot.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_resource_hazard;

namespace {

const char* const kId = "resource-hazard";

// One change shows a sign on a resource.
struct Showing {
  int view = 0;
  const EffectDelta* delta = nullptr;
  ShownSign sign;
};

class Search {
 public:
  Search(const Snapshot& snapshot, std::vector<Interaction>& found)
      : snapshot_(snapshot), table_(snapshot.hazards), found_(found) {}

  void Run() {
    for (const Effect& effect : snapshot_.base_effects) {
      in_function_[{effect.path, effect.in}].push_back(&effect);
    }
    for (std::size_t v = 0; v < snapshot_.views.size(); ++v) {
      for (const EffectDelta& delta : snapshot_.views[v].effects) {
        ShowSigns(static_cast<int>(v), delta);
        ShowBeside(static_cast<int>(v), delta);
        ShowGuarded(static_cast<int>(v), delta);
        ShowOnPools(static_cast<int>(v), delta);
      }
    }
    for (const Hazard& hazard : table_.hazards) {
      for (const auto& [key, ones] : showings_) {
        const auto& [sign, group, resource] = key;
        const bool concerns = std::find(hazard.kinds.begin(), hazard.kinds.end(), resource.kind) !=
                              hazard.kinds.end();
        if (sign != hazard.one || !concerns) continue;
        const auto others = showings_.find({hazard.other, group, resource});
        if (others != showings_.end()) Meet(hazard, resource, ones, others->second);
      }
    }
  }

 private:
  using Key = std::tuple<std::string, int, Resource>;

  void Show(const std::string& sign, const Resource& resource, int view, const EffectDelta& delta,
            const ShownSign& shown) {
    if (resource.name.empty() || resource.name == "?") return;
    const int group = snapshot_.views[static_cast<std::size_t>(view)].group;
    showings_[{sign, group, resource}].push_back({view, &delta, shown});
  }

  void ShowSigns(int view, const EffectDelta& delta) {
    for (const auto& [sign, patterns] : table_.signs) {
      if (const auto shown = Shows(delta, patterns)) {
        Show(sign, delta.effect().resource, view, delta, *shown);
      }
    }
  }

  // A new read of something else in a function that already does this to the resource.
  void ShowBeside(int view, const EffectDelta& delta) {
    if (delta.change != EffectChange::kAdds) return;
    const std::string& access = delta.after.access;
    if ((access != "read" && access != "call") || delta.after.resource.kind == "column") return;
    const auto found = in_function_.find({delta.after.path, delta.after.in});
    if (found == in_function_.end() || delta.after.in.empty()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      for (const SignPattern& pattern : patterns) {
        if (pattern.form != SignForm::kReadsBeside) continue;
        for (const Effect* beside : found->second) {
          if (beside->access != pattern.word ||
              beside->resource.kind == delta.after.resource.kind) {
            continue;
          }
          Show(sign, beside->resource, view, delta, {pattern.proven, nullptr, 0});
        }
      }
    }
  }

  void ShowGuarded(int view, const EffectDelta& delta) {
    if (delta.change == EffectChange::kRemoves || delta.after.guard.empty()) return;
    if (delta.after.guard.starts_with('!')) return;
    for (const auto& [sign, patterns] : table_.signs) {
      for (const SignPattern& pattern : patterns) {
        if (pattern.form == SignForm::kGuarded) {
          Show(sign, {"feature flag", delta.after.guard}, view, delta,
               {pattern.proven, nullptr, 0});
        }
      }
    }
  }

  // Every replica of a service holds its pools: a sign on the service is one on them.
  void ShowOnPools(int view, const EffectDelta& delta) {
    const Resource& service = delta.effect().resource;
    if (service.kind != "service") return;
    std::set<Resource> pools;
    for (const Effect& effect : snapshot_.base_effects) {
      if (effect.resource.kind == "pool" && effect.service == service.name) {
        pools.insert(effect.resource);
      }
    }
    for (const auto& [sign, patterns] : table_.signs) {
      const auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity == nullptr) continue;
      if (!shown->quantity->quantity.starts_with("replicas")) continue;
      for (const Resource& pool : pools) Show(sign, pool, view, delta, *shown);
    }
  }

  // One finding for a pair of changes, hazard and resource: the best proven.
  void Meet(const Hazard& hazard, const Resource& resource, const std::vector<Showing>& ones,
            const std::vector<Showing>& others) {
    std::map<std::pair<int, int>, std::pair<const Showing*, const Showing*>> best;
    const auto proof = [](const Showing* one, const Showing* other) {
      return std::tuple(one->sign.proven + other->sign.proven,
                        (one->sign.factor > 0) + (other->sign.factor > 0));
    };
    for (const Showing& one : ones) {
      for (const Showing& other : others) {
        if (one.view == other.view || (!one.sign.proven && !other.sign.proven)) continue;
        if (hazard.one == hazard.other && one.view > other.view) continue;
        if (hazard.one == hazard.other && SamePlace(one, other)) continue;
        if (snapshot_.Contained(one.view, other.view)) continue;
        auto& [first, second] = best[{one.view, other.view}];
        if (first == nullptr || proof(&one, &other) > proof(first, second)) {
          first = &one;
          second = &other;
        }
      }
    }
    for (const auto& [views, pair] : best) Report(hazard, resource, *pair.first, *pair.second);
  }

  // The same line edited by both: a conflict for git, not two owners.
  static bool SamePlace(const Showing& one, const Showing& other) {
    const Effect& a = one.delta->effect();
    const Effect& b = other.delta->effect();
    return a.path == b.path && a.in == b.in && a.line == b.line;
  }

  Evidence Tell(const Showing& showing, const Resource& resource) const {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(showing.view)];
    const Effect& effect = showing.delta->effect();
    Evidence evidence;
    evidence.change = view.id;
    evidence.repository = snapshot_.repository;
    evidence.path = effect.path;
    evidence.line = effect.line;
    evidence.statement = Describe(*showing.delta);
    if (effect.resource != resource && effect.resource.kind == "service") {
      evidence.statement += ", of which each holds " + Describe(resource);
    } else if (effect.resource != resource && resource.kind != "feature flag") {
      evidence.statement += ", where it also uses " + Describe(resource);
    } else if (effect.resource != resource) {
      evidence.statement += ", behind " + Describe(resource);
    }
    if (!effect.joined.empty()) evidence.statement += " (" + effect.joined + ")";
    if (!showing.sign.proven) evidence.statement += "; unproven: how much it matters is not known";
    return evidence;
  }

  void Report(const Hazard& hazard, const Resource& resource, const Showing& one,
              const Showing& other) {
    const ChangeView& a = snapshot_.views[static_cast<std::size_t>(one.view)];
    const ChangeView& b = snapshot_.views[static_cast<std::size_t>(other.view)];
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
    interaction.proposes = hazard.gate;
    interaction.evidence = {Tell(one, resource), Tell(other, resource)};
    interaction.path.push_back(hazard.pattern + ": " + hazard.title);
    Sum sum = Compute(hazard.arithmetic, snapshot_, resource, {a.phrase, one.delta, one.sign},
                      {b.phrase, other.delta, other.sign});
    interaction.path.insert(interaction.path.end(), sum.steps.begin(), sum.steps.end());
    interaction.path.push_back("then " + hazard.then);
    interaction.advice = hazard.clears + "; watch " + hazard.metrics;
    if (sum.harmless) interaction.silenced = "the figures are known, and both together fit";
    found_.push_back(std::move(interaction));
  }

  const Snapshot& snapshot_;
  const HazardTable& table_;
  std::vector<Interaction>& found_;
  std::map<Key, std::vector<Showing>> showings_;
  std::map<std::pair<std::string, std::string>, std::vector<const Effect*>> in_function_;
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
