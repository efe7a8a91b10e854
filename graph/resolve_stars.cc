// Star imports: what they bring under a name. Modules hand on one another's names by them, in
// circles too. So what lies behind the stars of a place is listed once for all names: each place
// that star imports lead to, in the order in which their names count.
#include <deque>
#include <map>
#include <set>

#include "graph/resolve_internal.h"

namespace interlock {

namespace {

// Beyond these, what star imports bring is unknown: files and modules, and stars from one to the
// next.
constexpr std::size_t kMaxPlaces = 1500;
constexpr int kMaxHops = 12;

}  // namespace

// Where one star import leads.
struct Resolver::Star {
  Value to;
  std::vector<Place> places;  // that offer its names; none where it is asked as a whole
  bool is_whole = false;
};

// The star imports of a place.
struct Resolver::Stars {
  std::vector<Star> stars;
  bool open = false;  // one of them leads out of sight
};

struct Resolver::Behind {
  // To be asked in turn: what a place offers, or else what lies below a module, or what a module
  // has as a whole.
  struct Step {
    Place place;
    const Star* star = nullptr;
  };
  std::vector<Step> steps;
  bool open = false;     // one of the star imports leads out of sight
  bool stopped = false;  // at the last step, for what it hands on leads out of sight
  std::vector<std::shared_ptr<const Stars>> kept;  // what steps point into
};

Resolver::Star Resolver::LeadingTo(Value to) {
  Star star;
  if (to.kind == Value::Kind::kModule) {
    star.is_whole = to.module.is_shared || !to.module.within.empty();
    if (!star.is_whole) {
      for (const SourceFile* file : to.module.files) star.places.emplace_back(file, -1);
    }
  } else {
    const Target& target = to.targets.front();
    star.is_whole = target.definition().kind != DefinitionKind::kModule;
    if (!star.is_whole) star.places.emplace_back(target.file, target.index);
  }
  star.to = std::move(to);
  return star;
}

// The star imports directly in a place, of those handed on when others ask.
std::shared_ptr<const Resolver::Stars> Resolver::StarsIn(const Place& place, bool handed_on,
                                                         int depth) {
  const std::pair key(place, handed_on);
  if (const auto known = stars_.find(key); known != stars_.end()) return known->second;
  const auto& [file, around] = place;
  auto stars = std::make_shared<Stars>();
  const Asking asking(*this, {file, kAskedStars - around, handed_on ? "handed on" : ""});
  if (asking.again()) return stars;
  Aside aside(*this, 0, asking.position());
  const LanguageTraits& traits = *file->traits();
  for (const Import& import : file->facts().imports) {
    if (import.member != "*" || !import.local.empty() || import.scope != around) continue;
    if (handed_on ? traits.requires_export && !import.re_export : !BindsHere(import, &traits)) {
      continue;
    }
    Value to;
    if (traits.imports_by_name) {
      to = FromPathImport(*file, import, depth + 1);
      const bool known = to.kind == Value::Kind::kModule || to.kind == Value::Kind::kTarget;
      stars->open = stars->open || (!known && to.kind != Value::Kind::kUnbound);
      if (!known) continue;
    } else {
      to = AsModule(Module(*file, import.module), *file);
      stars->open = stars->open || to.module.external;
    }
    stars->stars.push_back(LeadingTo(std::move(to)));
  }
  if (aside.Finish()) stars_.emplace(key, stars);
  return stars;
}

// Lists what lies behind the stars of a place: by breadth what is near enough, then by depth, for a
// star's names, and those that it hands on, count before those of the next.
class Resolver::Following {
 public:
  Following(Resolver& resolver, int depth) : resolver_(resolver), depth_(depth) {}

  Behind From(const Place& place, bool handed_on) {
    const std::shared_ptr<const Stars> first = resolver_.StarsIn(place, handed_on, depth_);
    stops_ = !place.first->traits()->imports_by_name;
    Reach(*first);
    behind_.kept.push_back(first);
    if (handed_on) followed_.insert(place);
    behind_.open = Follow(*first);
    for (const auto& [near, stars] : near_) behind_.kept.push_back(stars);
    return std::move(behind_);
  }

 private:
  void Reach(const Stars& first) {
    std::deque<std::pair<const Stars*, int>> waiting{{&first, 0}};
    for (; !waiting.empty(); waiting.pop_front()) {
      const auto [stars, hops] = waiting.front();
      for (const Star& star : stars->stars) {
        for (const Place& place : star.places) {
          if (near_.size() == kMaxPlaces || hops == kMaxHops) break;
          const auto [found, is_new] = near_.try_emplace(place);
          if (!is_new) continue;
          found->second = resolver_.StarsIn(place, true, depth_);
          waiting.emplace_back(found->second.get(), hops + 1);
        }
      }
    }
  }

  // True when one of the stars, or of those behind them, leads out of sight.
  bool Follow(const Stars& stars) {
    bool open = stars.open;
    for (const Star& star : stars.stars) {
      for (const Place& place : star.places) {
        const auto near = near_.find(place);
        bool beyond = near == near_.end();
        if (!beyond && followed_.insert(place).second) {
          behind_.steps.push_back({place, nullptr});
          beyond = Follow(*near->second);
        }
        open = open || beyond;
        behind_.stopped = behind_.stopped || (stops_ && beyond);
        if (behind_.stopped) return true;
      }
      if (star.is_whole || IsNew(star)) behind_.steps.push_back({{}, &star});
    }
    return open;
  }

  bool IsNew(const Star& star) {
    return star.to.kind == Value::Kind::kModule && star.to.module.found() &&
           below_.emplace(star.to.module.folder, star.to.module.files).second;
  }

  Resolver& resolver_;
  const int depth_;
  bool stops_ = false;
  std::map<Place, std::shared_ptr<const Stars>> near_;
  std::set<Place> followed_;
  std::set<std::pair<std::string_view, std::vector<const SourceFile*>>> below_;
  Behind behind_;
};

std::shared_ptr<const Resolver::Behind> Resolver::BehindStars(const Place& place, bool handed_on,
                                                              int depth) {
  const std::pair key(place, handed_on);
  if (const auto known = behind_.find(key); known != behind_.end()) return known->second;
  Aside aside(*this, 0, asked_.size());
  auto behind = std::make_shared<const Behind>(Following(*this, depth).From(place, handed_on));
  if (aside.Finish()) {
    behind_.emplace(key, behind);
  } else {
    work_ += static_cast<int>(behind->steps.size());  // listed anew for each question
  }
  return behind;
}

// `open` is set when a star import leads out of sight.
Resolver::Value Resolver::FromBehind(const Place& around, std::string_view name, bool handed_on,
                                     int depth, bool* open) {
  const LanguageTraits& traits = *around.first->traits();
  const std::shared_ptr<const Behind> behind = BehindStars(around, handed_on, depth);
  for (const auto& [place, star] : behind->steps) {
    Value value;
    if (IsExhausted(depth)) {
      value = Value::Opaque();
    } else if (star == nullptr) {
      const Asking asking(*this, {place.first, kFromOutside - 1 - place.second, name});
      if (asking.again()) continue;
      value = Offered(*place.first, name, depth + 1, place.second).value_or(Value());
    } else {
      value =
          star->is_whole ? Inside(star->to, name, depth + 1) : Below(traits, star->to.module, name);
    }
    if (value.kind == Value::Kind::kOpaque && traits.imports_by_name) {
      *open = true;
    } else if (value.kind != Value::Kind::kUnbound) {
      return value;
    }
  }
  *open = *open || behind->open;
  return behind->stopped ? Value::Opaque() : Value();
}

// What `import a.*` brings under `name`; sub-packages are not brought.
Resolver::Value Resolver::FromStar(const SourceFile& file, const ModuleRef& module,
                                   std::string_view name, int depth) {
  Value value = ModuleMember(*file.traits(), module, name, depth + 1);
  if (value.kind == Value::Kind::kTarget) modules_.KeepNearest(file, &value.targets);
  return value.kind == Value::Kind::kModule && module.is_shared ? Value() : value;
}

// What the star imports directly in `scope` bring under `name`, of those handed on when others ask.
// `open` is set when one of them leads out of sight.
Resolver::Value Resolver::FromStars(const SourceFile& file, std::int32_t scope,
                                    std::string_view name, bool handed_on, int depth, bool* open) {
  const LanguageTraits& traits = *file.traits();
  if (handed_on || traits.imports_by_name) {
    return FromBehind({&file, scope}, name, handed_on, depth, open);
  }
  if (scope < 0) {
    // Of two that bring one name, the last does where imports run; elsewhere there is no such case.
    const std::vector<const Import*> stars = modules_.Stars(file);
    Value unknown;
    for (auto star = stars.rbegin(); star != stars.rend(); ++star) {
      const ModuleRef& module = Module(file, (*star)->module);
      *open = *open || !module.found() || module.is_partial;
      Value value = FromStar(file, module, name, depth);
      if (value.kind == Value::Kind::kOpaque) {
        unknown = std::move(value);
      } else if (value.kind != Value::Kind::kUnbound) {
        return value;
      }
    }
    return unknown;
  }
  for (const Import& import : file.facts().imports) {
    if (import.member != "*" || !import.local.empty() || import.scope != scope ||
        !BindsHere(import, &traits)) {
      continue;
    }
    const ModuleRef& module = Module(file, import.module);
    *open = *open || !module.found() || module.is_partial;
    Value value = FromStar(file, module, name, depth);
    if (value.kind != Value::Kind::kUnbound) return value;
  }
  return {};
}

}  // namespace interlock
