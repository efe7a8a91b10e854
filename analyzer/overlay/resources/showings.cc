#include "analyzer/overlay/resources/showings.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "analyzer/overlay/resources/attempts.h"
#include "analyzer/overlay/test_files.h"
#include "graph/effects/services.h"

namespace interlock {

namespace {

constexpr int kMostBehind = 3;  // services, one behind the other

// How a sign comes to what it is shown on, where something else is asked again first.
struct Way {
  std::string behind;             // who asks it then: "service web"
  const Effect* asked = nullptr;  // and where
  int services = 0;
};

class Shower {
 public:
  Shower(const Snapshot& snapshot, Showings* out)
      : snapshot_(snapshot), table_(snapshot.hazards), out_(*out) {}

  void Run() {
    for (const Effect& effect : snapshot_.base_effects) {
      if (IsTestPlace(effect.path, effect.in)) continue;
      if (effect.resource.kind == "service" && effect.access == "declare") {
        declared_.insert(effect.resource);
      }
      if (!effect.through.empty()) through_[{effect.service, effect.through}].push_back(&effect);
      in_function_[{effect.path, effect.in}].push_back(&effect);
      const std::size_t slash = effect.resource.name.find('/');
      if (effect.resource.kind == "pool" && slash != std::string::npos) {
        pools_of_store_[effect.resource.name.substr(0, slash)].insert(effect.resource);
      }
      if (effect.service.empty()) continue;
      if (effect.resource.kind == "container") {
        contained_[effect.service].insert(effect.resource);
        if (!effect.to.empty()) of_image_[ImageName(effect.to)].insert(effect.resource);
      }
      if (effect.access == "serve")
        out_.servers[effect.resource].insert({"service", effect.service});
      used_[effect.service].insert(effect.resource);
      if (effect.access == "call") asked_by_[effect.service].push_back(&effect);
      if (effect.access == "run on")
        out_.placed[effect.resource].insert({"service", effect.service});
      if (effect.access == "consume") out_.consumed[effect.service].insert(effect.resource);
      if (effect.resource.kind == "pool") pools_[effect.service].insert(effect.resource);
    }
    for (const CatalogEntry& entry : snapshot_.catalog->entries) {
      for (const EntryEffect& effect : entry.effects) {
        if (IsOfCode(effect.name)) out_.own.insert(entry.id);
      }
    }
    FindKeepers();
    const int views = static_cast<int>(snapshot_.views.size() + snapshot_.dormant.size());
    for (int view = 0; view < views; ++view) {
      for (const EffectDelta& delta : snapshot_.View(view).effects) {
        if (IsTestPlace(delta.effect().path, delta.effect().in) || IsReplaced(delta)) continue;
        ShowSigns(view, delta);
        ShowBeside(view, delta);
        ShowGuarded(view, delta);
        ShowOnContaining(view, delta);
        ShowOnContained(view, delta);
        ShowOnPools(view, delta);
        ShowOnUsed(view, delta);
        ShowPaced(view, delta);
        ShowOnConsumed(view, delta);
        ShowOnPoolsOfStore(view, delta);
        ShowOnKeeper(view, delta);
        ShowAround(view, delta);
        ShowThrough(view, delta);
        ShowOnPlaced(view, delta);
        ShowOnEncoded(view, delta);
      }
      ShowOtherKeys(view);
    }
  }

 private:
  // "registry.example.com:5000/shop/web:1.4" is "web".
  static std::string ImageName(std::string_view image) {
    image = image.substr(image.rfind('/') + 1);  // npos + 1 == 0
    return std::string(image.substr(0, image.find_first_of(":@")));
  }

  // Does anything but an image say this number of the resource?
  bool IsSaidElsewhere(const Resource& resource, const std::string& word) const {
    const std::vector<int>& all = snapshot_.BaseEffectsOn(resource);
    return std::any_of(all.begin(), all.end(), [&](int i) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      const Quantity* quantity = FindQuantity(effect, word);
      return quantity != nullptr && !quantity->is_default && !IsImageFile(effect.path);
    });
  }

  // Does everything that is deployed with the file say another number itself? What is deployed
  // need not take what its image says.
  bool IsReplaced(const EffectDelta& delta) const {
    if (delta.quantities.empty()) return false;
    if (IsImageFile(delta.effect().path)) {
      return std::all_of(delta.quantities.begin(), delta.quantities.end(),
                         [&](const QuantityDelta& quantity) {
                           return IsSaidElsewhere(delta.effect().resource, quantity.quantity);
                         });
    }
    if (delta.change != EffectChange::kAlters) return false;
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

  // What answers it: the service at its address, or what serves the path that it asks for.
  std::set<Resource> ServersOf(const Effect& effect) const {
    if (effect.resource.kind == "service") return {effect.resource};
    const Resource host{"service", effect.host};
    if (declared_.contains(host)) return {host};
    const auto served = out_.servers.find(effect.resource);
    return served == out_.servers.end() ? std::set<Resource>() : served->second;
  }

  // On what is asked, and on what answers. What is asked again asks again what it needs for the
  // answer.
  void ShowAsked(const std::string& sign, const Effect& asked, int view, const EffectDelta& delta,
                 const ShownSign& shown, const Way& way = {}) {
    Show(sign, asked.resource, view, delta, shown, way, asked.host);
    for (const Resource& service : ServersOf(asked)) {
      if (service != asked.resource) {
        Show(sign, service, view, delta, shown, way, "", &asked.resource);
      }
      if (IsOfAttempts(shown) && service.name != asked.service && way.services < kMostBehind) {
        ShowBehind(sign, asked.resource, service, view, delta, shown, way);
      }
    }
  }

  // Surely where a handler of what is asked asks; of a service whose every request may be asked
  // again, perhaps all that it asks elsewhere.
  void ShowBehind(const std::string& sign, const Resource& resource, const Resource& service,
                  int view, const EffectDelta& delta, ShownSign shown, const Way& before) {
    const bool is_whole = resource == service;
    const auto asked_by = asked_by_.find(service.name);
    if (asked_by == asked_by_.end()) return;
    const bool proven = shown.proven;
    for (const Effect* asked : asked_by->second) {
      const bool serves = Serves(*asked, resource, is_whole);
      if (!serves && !is_whole) continue;
      shown.proven = proven && serves;
      ShowAsked(sign, *asked, view, delta, shown, {Describe(service), asked, before.services + 1});
    }
  }

  // Does it stand in a function that serves the resource, or, of a whole service, anything?
  bool Serves(const Effect& asked, const Resource& resource, bool is_whole) const {
    const auto found = in_function_.find({asked.path, asked.in});
    if (found == in_function_.end() || asked.in.empty()) return false;
    return std::any_of(found->second.begin(), found->second.end(), [&](const Effect* effect) {
      return effect->access == "serve" && (is_whole || effect->resource == resource);
    });
  }

  void Show(const std::string& sign, const Resource& resource, int view, const EffectDelta& delta,
            const ShownSign& shown, const Way& way = {}, const std::string& host = "",
            const Resource* part = nullptr) {
    if (resource.name.empty() || resource.name == "?") return;
    const int group = snapshot_.View(view).group;
    out_.by_sign[{sign, group, resource}].push_back(
        {view, &delta, shown, host, way.behind, way.asked, part});
  }

  void ShowSigns(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    for (const auto& [sign, patterns] : table_.signs) {
      if (const auto shown = Shows(delta, patterns, true); shown && !effect.service.empty()) {
        Show(sign, {"service", effect.service}, view, delta, *shown);
      }
      const auto shown = Shows(delta, patterns);
      if (!shown) continue;
      ShowAsked(sign, effect, view, delta, *shown);
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
          // Who answers and asks somebody else does a different thing; who reads two of a kind may
          // have read them one after the other before.
          const bool is_alike = beside->resource.kind == delta.after.resource.kind;
          const bool is_same = beside->resource == delta.after.resource;
          if (beside->access != pattern.word || is_same || (is_alike && pattern.word != "serve")) {
            continue;
          }
          const ShownSign shown{pattern.proven, nullptr, 0};
          ShowAsked(sign, *beside, view, delta, shown);  // what an endpoint costs, its service pays
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
    const auto consumed = out_.consumed.find(effect.resource.name);
    if (consumed == out_.consumed.end()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      const auto shown = Shows(delta, patterns);
      const bool is_replayed = effect.access == "replay";
      if (!shown || (!is_replayed &&
                     (shown->quantity == nullptr || !HoldsPools(shown->quantity->quantity)))) {
        continue;
      }
      for (const Resource& resource : consumed->second) Show(sign, resource, view, delta, *shown);
    }
  }

  // What each holds a pool of its own, or takes from it at once.
  static bool HoldsPools(const std::string& quantity) {
    return quantity.starts_with("replicas") || quantity == "concurrency" || quantity == "processes";
  }

  // What the only container of a service has, the service has.
  void ShowOnContaining(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    const auto contained = contained_.find(effect.service);
    if (effect.resource.kind != "container" || effect.service.empty() ||
        contained == contained_.end() || contained->second.size() != 1) {
      return;
    }
    for (const auto& [sign, patterns] : table_.signs) {
      const auto shown = Shows(delta, patterns);
      const std::string word = shown && shown->quantity != nullptr ? shown->quantity->quantity : "";
      if (!word.starts_with("cpu") && !IsOfProgram(word)) continue;
      Show(sign, {"service", effect.service}, view, delta, *shown);
    }
  }

  // What a program is told to take.
  static bool IsOfProgram(const std::string& word) {
    return word == "heap" || word == "heap_share" || word == "processors";
  }

  // What the program of a service is told, its only container has, and what an image says, those
  // that are made of it; unless it is told otherwise there.
  void ShowOnContained(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    if (effect.resource.kind != "service" || effect.access != "declare") return;
    std::set<Resource> containers;
    const auto add = [&](const std::map<std::string, std::set<Resource>>& by_name, bool alone) {
      const auto found = by_name.find(effect.resource.name);
      if (found != by_name.end() && (!alone || found->second.size() == 1)) {
        containers.insert(found->second.begin(), found->second.end());
      }
    };
    if (IsImageFile(effect.path)) add(of_image_, false);
    if (containers.empty()) add(contained_, true);
    for (const auto& [sign, patterns] : table_.signs) {
      const auto shown = Shows(delta, patterns);
      const std::string word = shown && shown->quantity != nullptr ? shown->quantity->quantity : "";
      if (!IsOfProgram(word)) continue;
      for (const Resource& container : containers) {
        if (!IsSaidElsewhere(container, word)) Show(sign, container, view, delta, *shown);
      }
    }
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

  // What code does again and again is done more often: surely what stands in the same loop, or in
  // what a timer runs.
  void ShowPaced(int view, const EffectDelta& delta) {
    const Effect& pace = delta.effect();
    if (pace.resource.kind != "schedule") return;
    const auto found = in_function_.find({pace.path, pace.in});
    if (found == in_function_.end() || pace.in.empty()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity == nullptr) continue;
      const bool is_pause = shown->quantity->quantity == "delay";
      if (is_pause && !pace.in_loop) continue;
      const bool decorates = EndsWithName(pace.in, pace.resource.name);
      for (const Effect* effect : found->second) {
        if (!IsAsked(effect->access) || effect->resource.kind == "column") continue;
        if (is_pause && !effect->in_loop) continue;
        shown->proven = effect->in_loop || decorates;
        ShowAsked(sign, *effect, view, delta, *shown);
        const Resource* keeper = KeeperOf(*effect);
        if (keeper == nullptr) continue;
        shown->proven = false;
        Show(sign, *keeper, view, delta, *shown);
      }
    }
  }

  // "jobs.Sweep.sweep" and "Sweep.sweep", as a function and what decorates it are named.
  static bool EndsWithName(std::string_view function, std::string_view name) {
    const auto last = [](std::string_view path) { return path.substr(path.rfind('.') + 1); };
    return last(function) == last(name);
  }

  // What runs more often does more of all that its service does: perhaps.
  void ShowOnUsed(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    if (effect.resource.kind != "schedule" || !effect.in.empty()) return;
    const auto used = used_.find(effect.service);
    if (used == used_.end()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity == nullptr) continue;
      shown->proven = false;
      for (const Resource& resource : used->second) {
        if (resource != effect.resource) Show(sign, resource, view, delta, *shown);
        const auto served = out_.servers.find(resource);
        if (served == out_.servers.end()) continue;
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

  // The store to which the only pools of the service lead, where it may keep such things; else the
  // only one of the repository that may. Null when nobody can tell.
  const Resource* KeeperOf(const Effect& effect) const {
    const auto stores = stores_.find(effect.resource.kind);
    if (stores == stores_.end()) return nullptr;
    std::set<const Resource*> used;
    const auto pools = pools_.find(effect.service);
    if (pools != pools_.end()) {
      for (const Resource& pool : pools->second) {
        const auto store = stores->second.find({"store", pool.name.substr(0, pool.name.find('/'))});
        if (store != stores->second.end()) used.insert(&*store);
      }
    }
    if (used.size() == 1) return *used.begin();
    return stores->second.size() == 1 ? &*stores->second.begin() : nullptr;
  }

  // The stores of the repository that may keep resources of a kind.
  void FindKeepers() {
    for (const Effect& effect : snapshot_.base_effects) {
      if (effect.resource.kind != "store" || effect.access != "declare") continue;
      std::string declared = effect.to;
      for (char& c : declared) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      for (const auto& [kind, words] : table_.keepers) {
        for (const std::string& word : words) {
          if (declared.find(word) != std::string::npos) stores_[kind].insert(effect.resource);
        }
      }
    }
  }

  // What is done to a table is done by the database: perhaps.
  void ShowOnKeeper(int view, const EffectDelta& delta) {
    const Resource* keeper = KeeperOf(delta.effect());
    if (keeper == nullptr) return;
    for (const auto& [sign, patterns] : table_.signs) {
      auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity != nullptr) continue;
      shown->proven = false;
      Show(sign, *keeper, view, delta, *shown);
    }
  }

  // "POST /orders" is not when only "GET PUT" are.
  static bool IsTriedAgain(const Resource& resource, std::string_view verbs) {
    const std::size_t blank = resource.name.find(' ');
    if (verbs.empty() || blank == std::string::npos) return true;
    const std::string verb = " " + resource.name.substr(0, blank + 1);
    return (" " + std::string(verbs) + " ").find(verb) != std::string::npos;
  }

  // What is asked within a function that is tried again is asked again, and what is asked before a
  // deadline waits no longer: surely if it is all that the function asks, or what decorates the
  // function says so.
  void ShowAround(int view, const EffectDelta& delta) {
    const std::string& kind = delta.effect().resource.kind;
    if (kind == "job") return ShowOnJob(view, delta);
    if (kind != "retry" && kind != "deadline") return;
    std::vector<const Effect*> around = {&delta.effect()};
    for (const int i : snapshot_.BaseEffectsOn(delta.effect().resource)) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      if (effect.access == "call") around.push_back(&effect);  // by its name
    }
    for (const Effect* place : around) ShowWithin(place->path, place->in, view, delta);
  }

  void ShowWithin(const std::string& path, const std::string& function, int view,
                  const EffectDelta& delta) {
    const auto found = in_function_.find({path, function});
    if (found == in_function_.end() || function.empty()) return;
    std::map<Resource, const Effect*> asked;
    for (const Effect* effect : found->second) {
      const std::string& kind = effect->resource.kind;
      // The service of a contract stands for its client there, which asks nothing.
      const bool is_client = kind == "rpc" && effect->resource.name.find('/') == std::string::npos;
      if (IsAsked(effect->access) && IsElsewhere(kind) && !is_client &&
          IsTriedAgain(effect->resource, delta.effect().to)) {
        asked.emplace(effect->resource, effect);
      }
    }
    const std::string& name = delta.effect().resource.name;
    const bool is_all =
        asked.size() == 1 || function.ends_with(name) || delta.effect().resource.kind == "job";
    for (const auto& [sign, patterns] : table_.signs) {
      auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity == nullptr) continue;
      shown->proven = shown->proven && is_all;
      for (const auto& [resource, effect] : asked) {
        ShowAsked(sign, *effect, view, delta, *shown);
        const Resource* keeper = KeeperOf(*effect);
        if (keeper == nullptr) continue;
        const bool proven = std::exchange(shown->proven, false);
        Show(sign, *keeper, view, delta, *shown);
        shown->proven = proven;
      }
    }
  }

  // A job that is tried again, or runs more often, asks again what its function asks, or the one
  // that its type is made for.
  void ShowOnJob(int view, const EffectDelta& delta) {
    std::set<std::pair<std::string, std::string>> shown;
    for (const int i : snapshot_.BaseEffectsOn(delta.effect().resource)) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      if (effect.access != "consume" || effect.in.empty() || IsTestPath(effect.path)) continue;
      std::vector<std::string> functions;
      for (const std::string& member : snapshot_.catalog->runs) {
        functions.push_back(effect.in + "." + member);
      }
      functions.push_back(effect.in);
      for (const std::string& function : functions) {
        const bool is_there = in_function_.contains({effect.path, function});
        if (is_there && shown.emplace(effect.path, function).second) {
          ShowWithin(effect.path, function, view, delta);
          break;
        }
      }
    }
  }

  // What is said of the object that calls holds for all that is asked through it.
  void ShowThrough(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    if (effect.resource.kind != "pool" || effect.access != "declare") return;
    const auto asked = through_.find({effect.service, effect.resource.name});
    if (asked == through_.end()) return;
    for (const auto& [sign, patterns] : table_.signs) {
      const auto shown = Shows(delta, patterns);
      if (!shown || shown->quantity == nullptr || !IsOfCalls(shown->quantity->quantity)) continue;
      for (const Effect* call : asked->second) {
        if (effect.service.empty() && call->path != effect.path) continue;
        if (IsOfAttempts(*shown) && !IsTriedAgain(call->resource, effect.to)) continue;
        ShowAsked(sign, *call, view, delta, *shown);
      }
    }
  }

  // Of each call that is made, not of how many there may be at once.
  static bool IsOfCalls(const std::string& quantity) {
    return quantity == "timeout" || quantity == "connect_timeout" || quantity == "try_timeout" ||
           quantity == "retries" || quantity == "attempts" || quantity == "backoff";
  }

  // What runs on machines has less where they are fewer, or take nobody in any more.
  void ShowOnPlaced(int view, const EffectDelta& delta) {
    const auto placed = out_.placed.find(delta.effect().resource);
    if (placed == out_.placed.end() || delta.effect().access == "run on") return;
    for (const auto& [sign, patterns] : table_.signs) {
      const auto shown = Shows(delta, patterns);
      if (!shown) continue;
      for (const Resource& service : placed->second) Show(sign, service, view, delta, *shown);
    }
  }

  bool IsOfForm(const std::string& form, const std::string& entry) const {
    const auto known = table_.forms.find(form);
    return known != table_.forms.end() &&
           std::any_of(known->second.begin(), known->second.end(),
                       [&](const std::string& begin) { return entry.starts_with(begin); });
  }

  // All that a service keeps or sends by a library takes the form that is declared for it.
  void ShowOnEncoded(int view, const EffectDelta& delta) {
    const Effect& effect = delta.effect();
    const bool differs = delta.change != EffectChange::kAlters || delta.before.to != delta.after.to;
    if (effect.resource.kind != "encoding" || !differs) return;
    for (const auto& [sign, patterns] : table_.signs) {
      for (const SignPattern& pattern : patterns) {
        if (pattern.form != SignForm::kEncoded) continue;
        std::set<Resource> encoded;
        for (const Effect& other : snapshot_.base_effects) {
          const bool is_near = !effect.service.empty() || other.path == effect.path;
          if (other.access == pattern.word && other.service == effect.service && is_near &&
              IsOfForm(effect.resource.name, other.entry) && !IsTestPath(other.path)) {
            encoded.insert(other.resource);
          }
        }
        for (const Resource& resource : encoded) {
          Show(sign, resource, view, delta, {pattern.proven, nullptr, 0});
        }
      }
    }
  }

  bool IsElsewhere(const std::string& kind) const {
    const std::vector<std::string>& kinds = snapshot_.catalog->elsewhere;
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
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
        const auto follows = replaced ? &Shower::Replaces : &Shower::Grows;
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

  const Snapshot& snapshot_;
  const HazardTable& table_;
  Showings& out_;
  std::map<std::pair<std::string, std::string>, std::vector<const Effect*>> in_function_;
  std::map<std::pair<std::string, std::string>, std::vector<const Effect*>>
      through_;                                                 // by service and what calls
  std::map<std::string, std::vector<const Effect*>> asked_by_;  // by service
  std::set<Resource> declared_;                                 // services
  std::map<std::string, std::set<Resource>> contained_;         // containers, by service
  std::map<std::string, std::set<Resource>> of_image_;          // containers, by its name
  std::map<std::string, std::set<Resource>> pools_;             // by service
  std::map<std::string, std::set<Resource>> pools_of_store_;    // by its name
  std::map<std::string, std::set<Resource>> used_;              // by service
  std::map<std::string, std::set<Resource>> stores_;            // by kind of what they keep
};

}  // namespace

Showings FindShowings(const Snapshot& snapshot) {
  Showings showings;
  Shower(snapshot, &showings).Run();
  return showings;
}

}  // namespace interlock
