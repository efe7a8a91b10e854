// Two changes each alter a form and take the same next number for it, and git merges both without a
// word, because the lines are alike.
//
//   12 raises WIRE_PROTOCOL_VERSION to 38     34 raises it to 38           -> same-version
//   12 raises the chart shop to 0.32.7        34 raises it to 0.32.7       -> same-version
//
// Near-misses that stay silent: different numbers (git stops these); one that contains the other;
// a number that falls, for then something is taken back; versions of tools and packages, which
// both may want.
#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resources/resource_uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_same_version;

namespace {

const char* const kId = "same-version";

// The numbers of "0.32.7-rc1": none where it does not begin with one. All of them, and dates in
// full, which the requirements of packages do not ask for.
std::vector<long> NumbersOf(std::string_view version) {
  std::vector<long> numbers;
  while (!version.empty()) {
    long number = 0;
    const char* begin = version.data();
    const auto [end, error] = std::from_chars(begin, begin + version.size(), number);
    if (error != std::errc() || number < 0) break;
    numbers.push_back(number);
    version.remove_prefix(static_cast<std::size_t>(end - begin));
    if (!version.starts_with('.')) break;
    version.remove_prefix(1);
  }
  return numbers;
}

bool IsRaise(const EffectDelta& delta) {
  return delta.change == EffectChange::kAlters && delta.after.resource.kind == "version" &&
         NumbersOf(delta.before.to) < NumbersOf(delta.after.to) &&
         !NumbersOf(delta.before.to).empty();
}

std::string Step(const EffectDelta& delta) {
  return "raises " + delta.after.resource.name + " from " + delta.before.to + " to " +
         delta.after.to;
}

void CheckRaise(const Snapshot& snapshot, int view, const EffectDelta& raise, Gatherer* gatherer) {
  const Resource& resource = raise.after.resource;
  const int group = snapshot.views[static_cast<std::size_t>(view)].group;
  for (const Snapshot::Posting& posting : snapshot.EffectsOn(group, resource)) {
    if (posting.view <= view || snapshot.Apart(posting.view, view)) continue;
    const EffectDelta& other = snapshot.effect(posting);
    if (!IsRaise(other) || other.before.to != raise.before.to || other.after.to != raise.after.to) {
      continue;
    }
    Interaction interaction = OnResource(snapshot, kId, view, posting.view, resource,
                                         std::min(raise.after.resolution, other.after.resolution));
    if (interaction.changes.empty()) continue;
    interaction.certain = true;
    interaction.severity = Severity::kHigh;
    interaction.path = {"merged, " + raise.after.to + " stands for both, and git sees no conflict"};
    interaction.advice.cures = {"raise it once more in whichever lands second"};
    gatherer->Add(std::move(interaction), EvidenceOf(snapshot, view, raise, Step(raise)),
                  EvidenceOf(snapshot, posting.view, other, Step(other)));
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    for (const EffectDelta& delta : snapshot.views[v].effects) {
      if (IsRaise(delta)) CheckRaise(snapshot, static_cast<int>(v), delta, &gatherer);
    }
  }
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_same_version = {
    .id = kId,
    .summary = "two changes take the same next number for different forms of one thing",
    .verdict = Verdict::kRetest,
    .at_merge = true,
    .stops_merge = false,
    .check = Check,
};

}  // namespace interlock
