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
// quantity that moves the other way; figures that are all known and fit; halves that are both
// unproven; what only tests do; settings of two environments. One unproven half makes it a note,
// and the evidence says so. Of several hazards of two changes on one resource the worst is told.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/arithmetic.h"
#include "analyzer/overlay/hazards.h"
#include "analyzer/overlay/snapshot.h"
#include "analyzer/overlay/test_files.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_resource_hazard;

namespace {

const char* const kId = "resource-hazard";
constexpr std::size_t kMostCompared = 200;  // sums, for one hazard on one resource

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
      if (IsTestPath(effect.path)) continue;
      in_function_[{effect.path, effect.in}].push_back(&effect);
      const std::size_t slash = effect.resource.name.find('/');
      if (effect.resource.kind == "pool" && slash != std::string::npos) {
        pools_of_store_[effect.resource.name.substr(0, slash)].insert(effect.resource);
      }
      if (effect.service.empty()) continue;
      if (effect.access == "serve") servers_[effect.resource].insert({"service", effect.service});
      used_[effect.service].insert(effect.resource);
      if (effect.access == "consume") consumed_[effect.service].insert(effect.resource);
      if (effect.resource.kind == "pool") pools_[effect.service].insert(effect.resource);
    }
    for (const CatalogEntry& entry : snapshot_.catalog->entries) {
      for (const EntryEffect& effect : entry.effects) {
        if (IsOfCode(effect.name)) own_.insert(entry.id);
      }
    }
    FindKeepers();
    const int views = static_cast<int>(snapshot_.views.size() + snapshot_.dormant.size());
    for (int view = 0; view < views; ++view) {
      for (const EffectDelta& delta : snapshot_.View(view).effects) {
        if (IsTestPath(delta.effect().path) || IsReplaced(delta)) continue;
        ShowSigns(view, delta);
        ShowBeside(view, delta);
        ShowGuarded(view, delta);
        ShowOnPools(view, delta);
        ShowOnUsed(view, delta);
        ShowOnConsumed(view, delta);
        ShowOnPoolsOfStore(view, delta);
        ShowOnKeeper(view, delta);
        ShowAround(view, delta);
      }
      ShowOtherKeys(view);
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
    for (auto& [key, worst] : worst_) found_.push_back(std::move(worst.second));
  }

 private:
  // Does everything that is deployed with the file say another number itself?
  bool IsReplaced(const EffectDelta& delta) const {
    if (delta.change != EffectChange::kAlters || delta.quantities.empty()) return false;
    bool is_base = false;
    for (const Assembly& assembly : snapshot_.assemblies) {
      if (!assembly.files.contains(delta.after.path)) continue;
      is_base = true;
      const bool replaced = std::all_of(
          delta.quantities.begin(), delta.quantities.end(), [&](const QuantityDelta& quantity) {
            return SaysAnother(assembly, delta.after, quantity.quantity);
          });
      if (!replaced) return false;
    }
    return is_base;
  }

  bool SaysAnother(const Assembly& assembly, const Effect& own, const std::string& word) const {
    const std::vector<int>& all = snapshot_.BaseEffectsOn(own.resource);
    return std::any_of(all.begin(), all.end(), [&](int i) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      // What patches an object stands nearer to the root than the object.
      const auto patch = assembly.files.find(effect.path);
      const bool is_patch =
          patch != assembly.files.end() && patch->second < assembly.files.at(own.path);
      return is_patch && std::any_of(effect.quantities.begin(), effect.quantities.end(),
                                     [&](const Quantity& quantity) {
                                       return quantity.name == word && !quantity.is_default;
                                     });
    });
  }

  using Key = std::tuple<std::string, int, Resource>;

  void Show(const std::string& sign, const Resource& resource, int view, const EffectDelta& delta,
            const ShownSign& shown) {
    if (resource.name.empty() || resource.name == "?") return;
    const int group = snapshot_.View(view).group;
    showings_[{sign, group, resource}].push_back({view, &delta, shown});
  }

  void ShowSigns(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    for (const auto& [sign, patterns] : table_.signs) {
      if (const auto shown = Shows(delta, patterns, true); shown && !effect.service.empty()) {
        Show(sign, {"service", effect.service}, view, delta, *shown);
      }
      const auto shown = Shows(delta, patterns);
      if (!shown) continue;
      Show(sign, effect.resource, view, delta, *shown);
      if (const auto served = servers_.find(effect.resource); served != servers_.end()) {
        for (const Resource& service : served->second) Show(sign, service, view, delta, *shown);
      }
      for (const auto& [group, members] : snapshot_.operations.redundancy_groups) {
        if (effect.resource.kind == "service" &&
            std::find(members.begin(), members.end(), effect.resource.name) != members.end()) {
          Show(sign, {"redundancy group", group}, view, delta, *shown);
        }
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
          const ShownSign shown{pattern.proven, nullptr, 0};
          Show(sign, beside->resource, view, delta, shown);
          // What an endpoint costs, its service pays.
          const auto served = servers_.find(beside->resource);
          if (served == servers_.end()) continue;
          for (const Resource& service : served->second) Show(sign, service, view, delta, shown);
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

  // What a store allows is there for the pools that are named after it: "db/shop".
  void ShowOnPoolsOfStore(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    const auto pools = effect.resource.kind == "store" ? pools_of_store_.find(effect.resource.name)
                                                       : pools_of_store_.end();
    if (pools == pools_of_store_.end()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      const auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity == nullptr || shown->quantity->quantity != "connections") {
        continue;
      }
      for (const Resource& pool : pools->second) Show(sign, pool, view, delta, *shown);
    }
  }

  // Fewer replicas of a service consume less of what it consumes.
  void ShowOnConsumed(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    if (effect.resource.kind != "service") return;
    const auto consumed = consumed_.find(effect.resource.name);
    if (consumed == consumed_.end()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      const auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity == nullptr || !HoldsPools(shown->quantity->quantity)) continue;
      for (const Resource& resource : consumed->second) Show(sign, resource, view, delta, *shown);
    }
  }

  // What each holds a pool of its own, or takes from it at once.
  static bool HoldsPools(const std::string& quantity) {
    return quantity.starts_with("replicas") || quantity == "concurrency";
  }

  // Every replica of a service holds its pools: a sign on the service is one on them. What the
  // service does to tables goes through its pool, if it has only one: perhaps.
  void ShowOnPools(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    const bool is_service = effect.resource.kind == "service";
    if (!is_service && effect.resource.kind != "table") return;
    const auto pools = pools_.find(is_service ? effect.resource.name : effect.service);
    if (pools == pools_.end() || (!is_service && pools->second.size() != 1)) return;
    for (const auto& [sign, patterns] : table_.signs) {
      auto shown = Shows(delta, patterns);
      if (!shown || is_service != (shown->quantity != nullptr)) continue;
      if (is_service && !HoldsPools(shown->quantity->quantity)) continue;
      shown->proven = shown->proven && is_service;
      for (const Resource& pool : pools->second) Show(sign, pool, view, delta, *shown);
    }
  }

  // What runs more often does more of all that its service does: perhaps.
  void ShowOnUsed(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    if (effect.resource.kind != "schedule") return;
    const auto used = used_.find(effect.service);
    if (used == used_.end()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity == nullptr) continue;
      shown->proven = false;
      for (const Resource& resource : used->second) {
        if (resource != effect.resource) Show(sign, resource, view, delta, *shown);
        const auto served = servers_.find(resource);
        if (served == servers_.end()) continue;
        for (const Resource& service : served->second) Show(sign, service, view, delta, *shown);
      }
    }
  }

  // Is it always named by what holds it, in code?
  static bool IsOfCode(const NameSource& name) {
    return !name.places.empty() &&
           std::all_of(name.places.begin(), name.places.end(), [](const std::string& place) {
             return place == "receiver" || place == "decorated";
           });
  }

  // The only store of the repository that may keep resources of a kind.
  void FindKeepers() {
    std::map<std::string, std::set<Resource>> keepers;
    for (const Effect& effect : snapshot_.base_effects) {
      if (effect.resource.kind != "store" || effect.access != "declare") continue;
      std::string declared = effect.to;
      for (char& c : declared) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      for (const auto& [kind, words] : table_.keepers) {
        for (const std::string& word : words) {
          if (declared.find(word) != std::string::npos) keepers[kind].insert(effect.resource);
        }
      }
    }
    for (const auto& [kind, stores] : keepers) {
      if (stores.size() == 1) keepers_.emplace(kind, *stores.begin());
    }
  }

  // What is done to a table is done by the database: perhaps.
  void ShowOnKeeper(int view, const EffectDelta& delta) {
    const auto keeper = keepers_.find(delta.effect().resource.kind);
    if (keeper == keepers_.end()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity != nullptr) continue;
      shown->proven = false;
      Show(sign, keeper->second, view, delta, *shown);
    }
  }

  // What is asked within a function that is tried again is asked again: surely if it is all that
  // the function asks, or what decorates the function tries it.
  void ShowAround(int view, const EffectDelta& delta) {
    if (delta.effect().resource.kind != "retry") return;
    std::vector<const Effect*> around = {&delta.effect()};
    for (const int i : snapshot_.BaseEffectsOn(delta.effect().resource)) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      if (effect.access == "call") around.push_back(&effect);  // by its name
    }
    for (const Effect* place : around) {
      const auto found = in_function_.find({place->path, place->in});
      if (found == in_function_.end() || place->in.empty()) continue;
      std::set<Resource> asked;
      for (const Effect* effect : found->second) {
        if (IsAsked(effect->access) && effect->resource.kind != "column" &&
            effect->resource.kind != "retry") {
          asked.insert(effect->resource);
        }
      }
      const std::string& name = delta.effect().resource.name;
      const bool is_all = asked.size() == 1 || place->in.ends_with(name);
      for (const auto& [sign, patterns] : table_.signs) {
        auto shown = Shows(delta, patterns);
        if (!shown || shown->quantity == nullptr) continue;
        shown->proven = shown->proven && is_all;
        for (const Resource& resource : asked) {
          Show(sign, resource, view, delta, *shown);
          const auto served = servers_.find(resource);
          if (served == servers_.end()) continue;
          for (const Resource& service : served->second) Show(sign, service, view, delta, *shown);
        }
      }
    }
  }

  static bool IsAsked(const std::string& access) {
    return access == "read" || access == "write" || access == "call" || access == "publish";
  }

  // "page:{}" is "page:{}:{}" or "page:{}:eu:{}" with something more that varies.
  static bool Grows(std::string_view from, std::string_view to) {
    const auto holes = [](std::string_view name) {
      std::size_t count = 0;
      for (std::size_t at = name.find("{}"); at != name.npos; at = name.find("{}", at + 2)) ++count;
      return count;
    };
    std::size_t same = 0;
    while (same < from.size() && same < to.size() && from[same] == to[same]) ++same;
    const std::size_t stem = from.find_first_of(":{");
    return holes(to) > holes(from) && stem != std::string::npos && same > stem;
  }

  // "page:v1:{}" is "page:v2:{}": all parts but one are the same.
  static bool Replaces(std::string_view from, std::string_view to) {
    std::size_t parts = 0, different = 0;
    while (!from.empty() && !to.empty()) {
      const std::size_t end = std::min(from.find(':'), from.size());
      const std::size_t stop = std::min(to.find(':'), to.size());
      const std::string_view was = from.substr(0, end), is = to.substr(0, stop);
      if (was != is && was.find('{') == was.npos && is.find('{') == is.npos) {
        ++different;
      } else if (was != is) {
        return false;
      }
      ++parts;
      from.remove_prefix(std::min(end + 1, from.size()));
      to.remove_prefix(std::min(stop + 1, to.size()));
    }
    return from.empty() && to.empty() && parts > 1 && different == 1;
  }

  // In one function one name is no longer used, and one that has more parts, or another of them,
  // is.
  void ShowOtherKeys(int view) {
    const auto& deltas = snapshot_.View(view).effects;
    for (const auto& [sign, patterns] : table_.signs) {
      for (const SignPattern& pattern : patterns) {
        const bool replaced = pattern.form == SignForm::kKeyReplaced;
        if (!replaced && pattern.form != SignForm::kKeyGrown) continue;
        const auto follows = replaced ? &Search::Replaces : &Search::Grows;
        for (const EffectDelta& gone : deltas) {
          if (gone.change != EffectChange::kRemoves || gone.before.access != pattern.word) continue;
          const bool grown = std::any_of(deltas.begin(), deltas.end(), [&](const EffectDelta& now) {
            return now.change == EffectChange::kAdds && now.after.access == pattern.word &&
                   now.after.resource.kind == gone.before.resource.kind &&
                   now.after.path == gone.before.path && now.after.in == gone.before.in &&
                   follows(gone.before.resource.name, now.after.resource.name);
          });
          if (!grown || IsTestPath(gone.before.path)) continue;
          Show(sign, gone.before.resource, view, gone, {pattern.proven, nullptr, 0});
        }
      }
    }
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
    for (const EffectDelta& delta : snapshot_.View(other).effects) {
      if (delta.change == EffectChange::kRemoves || delta.after.resource != resource) continue;
      if (hazard.absent.contains(delta.after.access)) return false;
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
      return own_.contains(snapshot_.base_effects[static_cast<std::size_t>(i)].entry);
    });
  }

  // The environment that a path of configuration names: "deploy/overlays/staging/web.yaml".
  static std::string_view EnvironmentOf(std::string_view path) {
    static const std::set<std::string_view> kNames = {
        "dev",     "development", "local", "test",    "testing", "qa",   "ci",         "stage",
        "staging", "sandbox",     "demo",  "preprod", "preview", "prod", "production", "live"};
    while (!path.empty()) {
      const std::size_t end = path.find_first_of("/.-_");
      if (kNames.contains(path.substr(0, end))) return path.substr(0, end);
      if (end == std::string_view::npos) break;
      path.remove_prefix(end + 1);
    }
    return {};
  }

  static bool InDifferentEnvironments(const EffectDelta& one, const EffectDelta& other) {
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
      return HazardHalf{view.phrase, showing.view, showing.delta, showing.sign, IsInForce(showing)};
    };
    return Compute(hazard.arithmetic, snapshot_, resource, half(one), half(other));
  }

  // One finding for a pair of changes, hazard and resource: the best proven, and of those one that
  // does harm.
  void Meet(const Hazard& hazard, const Resource& resource, const std::vector<Showing>& ones,
            const std::vector<Showing>& others) {
    std::map<std::pair<int, int>, std::pair<Showing, Showing>> best;
    std::size_t compared = 0;
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
        if (snapshot_.Contained(one.view, other.view)) continue;
        if (InDifferentEnvironments(*one.delta, *other.delta)) continue;
        if (AreApart(one, other, resource)) continue;
        const bool same_member = one.delta->effect().resource == other.delta->effect().resource;
        if (hazard.members && same_member) continue;
        if (!IsAbsent(hazard, resource, other.view)) continue;
        auto& [first, second] = best[{one.view, other.view}];
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
    for (const auto& [views, pair] : best) Report(hazard, resource, pair.first, pair.second);
  }

  // A limit that landed is in force, and does harm only where the figures say so. What stands
  // behind a flag, or is declared and not yet read, has no effect so far.
  bool IsInForce(const Showing& showing) const {
    return snapshot_.IsDormant(showing.view) && showing.delta->change == EffectChange::kAlters &&
           showing.delta->after.guard.empty() && !showing.delta->quantities.empty();
  }

  // The same line of the base edited by both: a conflict for git, not two of a kind.
  static bool SamePlace(const Showing& one, const Showing& other) {
    const bool adds = one.delta->change == EffectChange::kAdds;
    if (adds || other.delta->change == EffectChange::kAdds) return false;
    const Effect& a = one.delta->before;
    const Effect& b = other.delta->before;
    return a.path == b.path && a.in == b.in && a.line == b.line && a.entry == b.entry;
  }

  // How what is done to one resource bears on another.
  std::string Join(const Effect& effect, const Resource& resource) const {
    const auto served = servers_.find(effect.resource);
    if (resource.kind == "feature flag") return ", behind " + Describe(resource);
    if (resource.kind == "redundancy group") return ", of " + Describe(resource);
    if (resource.kind == "pool" && effect.resource.kind == "store") {
      return ", to which " + Describe(resource) + " connects";
    }
    if (resource.kind == "pool") {
      return (effect.resource.kind == "service" ? ", of which each holds " : ", perhaps through ") +
             Describe(resource);
    }
    if (resource.kind == "store") return ", perhaps kept by " + Describe(resource);
    if (served != servers_.end() && served->second.contains(resource)) {
      return ", which " + Describe(resource) + " serves";
    }
    if (resource == Resource{"service", effect.service}) return ", in " + Describe(resource);
    const auto consumed = consumed_.find(effect.resource.name);
    if (effect.resource.kind == "service" && consumed != consumed_.end() &&
        consumed->second.contains(resource)) {
      return ", which consumes " + Describe(resource);
    }
    if (effect.resource.kind == "retry") return ", around what asks " + Describe(resource);
    if (effect.resource.kind == "schedule") {
      return ", and with it perhaps the use of " + Describe(resource) + " by service " +
             effect.service;
    }
    return ", where it also uses " + Describe(resource);
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
    if (effect.resource != resource) evidence.statement += Join(effect, resource);
    if (showing.delta->change == EffectChange::kAdds && !effect.lock.empty()) {
      evidence.statement += ", which locks it (" + effect.lock + ")";
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
    interaction.proposes = is_woken ? Verdict::kNote : hazard.gate;
    interaction.orders =
        proven && interaction.proposes == Verdict::kOrder && interaction.changes.size() == 2;
    interaction.evidence = {Tell(one, resource), Tell(other, resource)};
    Sum sum = SumOf(hazard, resource, one, other);
    interaction.hazard = {hazard.pattern + ": " + hazard.title, sum.steps, hazard.then};
    interaction.advice = hazard.clears + "; watch " + hazard.metrics;
    if (sum.harmless) interaction.silenced = sum.why;
    if ((IsInForce(one) || IsInForce(other)) && !sum.known) {
      interaction.silenced = "one half landed lately, and no figure says that it is not borne";
    }
    const auto rank = std::tuple(interaction.silenced.empty(), proven, hazard.gate);
    const auto views = std::minmax(one.view, other.view);
    auto [known, is_new] =
        worst_.try_emplace({views.first, views.second, resource}, rank, interaction);
    if (!is_new && rank > known->second.first) known->second = {rank, std::move(interaction)};
  }

  const Snapshot& snapshot_;
  const HazardTable& table_;
  std::vector<Interaction>& found_;
  std::map<Key, std::vector<Showing>> showings_;
  std::map<std::pair<std::string, std::string>, std::vector<const Effect*>> in_function_;
  std::map<Resource, std::set<Resource>> servers_;             // of endpoints
  std::map<std::string, std::set<Resource>> pools_;            // by service
  std::map<std::string, std::set<Resource>> pools_of_store_;   // by its name
  std::map<std::string, std::set<Resource>> used_, consumed_;  // by service
  std::set<std::string, std::less<>> own_;       // entries of what a program keeps in itself
  std::map<std::string, Resource> keepers_;      // by kind of what they keep
  using Rank = std::tuple<bool, bool, Verdict>;  // does harm, is proven, its gate
  std::map<std::tuple<int, int, Resource>, std::pair<Rank, Interaction>> worst_;
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
