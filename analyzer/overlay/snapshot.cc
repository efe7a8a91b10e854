#include "analyzer/overlay/snapshot.h"

#include <algorithm>

#include "interlock/check.h"

namespace interlock {

namespace {

std::string_view SimpleName(std::string_view qualified) {
  return qualified.substr(qualified.rfind('.') + 1);  // npos + 1 == 0
}

Meeting Swapped(Meeting meeting) {
  std::swap(meeting.path_a, meeting.path_b);
  std::swap(meeting.a, meeting.b);
  std::swap(meeting.only_adds_a, meeting.only_adds_b);
  for (Clash& clash : meeting.clash) {
    std::swap(clash.line_a, clash.line_b);
    std::swap(clash.lines_a, clash.lines_b);
  }
  return meeting;
}

}  // namespace

PairView Snapshot::Pair(int a, int b) const { return Complete(a, b, true); }

PairView Snapshot::Unmerged(int a, int b) const { return Complete(a, b, false); }

PairView Snapshot::Complete(int a, int b, bool merged) const {
  const int low = std::min(a, b), high = std::max(a, b);
  PairView pair;
  if (const auto found = meeting_pairs.find({low, high}); found != meeting_pairs.end()) {
    pair = found->second;
  }
  if (merged && merged_files != nullptr && pair.both.empty()) {
    for (Meeting& meeting : pair.meetings) {
      if (meeting.merge >= 0) meeting.merged = merged_files->Merged(meeting.merge);
    }
    pair.merged = merged_files->LayerOf({low, high}, pair.meetings);
  }
  pair.a = &views[static_cast<std::size_t>(a)];
  pair.b = &views[static_cast<std::size_t>(b)];
  if (a > b) {
    for (Meeting& meeting : pair.meetings) meeting = Swapped(std::move(meeting));
  }
  if (pair.both.empty()) {
    ILK_CHECK(pair.a->group == 0 && pair.b->group == 0, "other groups have their worlds stored");
    const ChangeView& first = views[static_cast<std::size_t>(low)];
    const ChangeView& second = views[static_cast<std::size_t>(high)];
    pair.both = {base, first.layer, second.layer};
    if (pair.merged != nullptr) pair.both.push_back(pair.merged);
  }
  return pair;
}

std::size_t Snapshot::PairsThatMeet() const {
  return static_cast<std::size_t>(
      std::count_if(meeting_pairs.begin(), meeting_pairs.end(),
                    [&](const auto& entry) { return View(entry.first.first).group == 0; }));
}

bool Snapshot::Contained(int a, int b) const {
  auto key = std::pair(View(a).id, View(b).id);
  if (key.first > key.second) std::swap(key.first, key.second);
  return std::binary_search(contained.begin(), contained.end(), key);
}

bool Snapshot::Apart(int a, int b) const {
  return !(View(a).in_focus || View(b).in_focus) || Contained(a, b);
}

const std::vector<Snapshot::Posting>& Snapshot::Find(const Postings& postings, int group,
                                                     std::string_view name) {
  static const std::vector<Posting> kNone;
  const auto& of_group = postings[static_cast<std::size_t>(group)];
  const auto found = of_group.find(name);
  return found == of_group.end() ? kNone : found->second;
}

const std::vector<Snapshot::Posting>& Snapshot::Touched(int group, std::string_view name) const {
  return Find(touched_, group, name);
}

const std::vector<Snapshot::Posting>& Snapshot::Added(int group, std::string_view name) const {
  return Find(added_, group, name);
}

const std::vector<Snapshot::Posting>& Snapshot::EffectsOn(int group,
                                                          const Resource& resource) const {
  static const std::vector<Posting> kNone;
  const auto found = effects_.find({group, resource});
  return found == effects_.end() ? kNone : found->second;
}

const std::vector<int>& Snapshot::BaseEffectsOn(const Resource& resource) const {
  static const std::vector<int> kNone;
  const auto found = base_effects_on_.find(resource);
  return found == base_effects_on_.end() ? kNone : found->second;
}

void Snapshot::IndexViews() {
  for (std::size_t i = 0; i < base_effects.size(); ++i) {
    base_effects_on_[base_effects[i].resource].push_back(static_cast<int>(i));
  }
  int groups = 1;
  for (const ChangeView& view : views) groups = std::max(groups, view.group + 1);
  added_.resize(static_cast<std::size_t>(groups));
  touched_.resize(static_cast<std::size_t>(groups));
  for (std::size_t v = 0; v < views.size(); ++v) {
    for (std::size_t i = 0; i < views[v].effects.size(); ++i) {
      effects_[{views[v].group, views[v].effects[i].effect().resource}].push_back(
          {static_cast<int>(v), static_cast<int>(i)});
    }
    const std::vector<EntityDelta>& entities = views[v].delta.entities;
    for (std::size_t i = 0; i < entities.size(); ++i) {
      const Posting posting{static_cast<int>(v), static_cast<int>(i)};
      const bool adds = entities[i].effect == EntityEffect::kAdds;
      const std::string& name = adds ? entities[i].new_name : entities[i].old_name;
      Postings& postings = adds ? added_ : touched_;
      postings[static_cast<std::size_t>(views[v].group)][SimpleName(name)].push_back(posting);
    }
  }
}

}  // namespace interlock
