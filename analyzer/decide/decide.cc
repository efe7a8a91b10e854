// How a verdict comes about, in this order, each step recorded as an Explanation:
//
//   1. The rule proposes a verdict; policy may replace it. Evidence that orders two changes
//   proposes
//      `order`.
//   2. What is not certain to fail stays a proposal to re-test; what is of low severity is a note.
//   3. Resolution caps it: only evidence resolved at both ends may give order, separate or hold;
//      likely evidence at most retest, name-only at most note (DESIGN.md section 2).
//   4. A failure that shows only at run time and that nobody can meet is a note.
//   5. Where git refuses to merge the two, a failure that a test at the merge would show is a note:
//      whichever lands second must be merged by hand and is tested again anyway.
//
// The score ranks, it never gates: severity x resolution x (half of it by exposure) plus a little
// for each similar incident.
#include "analyzer/decide/decide.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <tuple>

#include "analyzer/overlay/exposure.h"
#include "analyzer/report_text.h"
#include "interlock/check.h"

namespace interlock {

namespace {

constexpr std::array<double, 3> kSeverityWeight = {0.3, 0.6, 1.0};
constexpr std::array<double, 3> kResolutionWeight = {0.2, 0.6, 1.0};
constexpr double kIncidentBonus = 0.05;

double Score(const Interaction& interaction) {
  const double severity = kSeverityWeight[static_cast<std::size_t>(interaction.severity)];
  const double resolution = kResolutionWeight[static_cast<std::size_t>(interaction.resolution)];
  const double exposure = 0.5 + 0.5 * interaction.exposure.most;
  const double history = kIncidentBonus * static_cast<double>(interaction.incidents.size());
  return std::min(1.0, severity * resolution * exposure + history);
}

const Rule* FindRule(const std::vector<const Rule*>& rules, const std::string& id) {
  for (const Rule* rule : rules) {
    if (id == rule->id) return rule;
  }
  return nullptr;
}

struct Judged {
  Verdict verdict = Verdict::kClear;
  std::vector<Explanation> explanations;

  void Lower(Verdict most, const std::string& what, const std::string& value) {
    if (verdict <= most) return;
    verdict = most;
    explanations.push_back({what + ": at most " + Name(most), value});
  }
};

Judged Judge(const Interaction& interaction, const Rule& rule, const RuleSettings& settings) {
  Judged judged;
  const auto setting = settings.find(interaction.rule);
  const bool set = setting != settings.end();
  judged.verdict = set ? setting->second.verdict : interaction.proposes.value_or(rule.verdict);
  if (interaction.orders && !set) judged.verdict = std::max(judged.verdict, Verdict::kOrder);
  judged.explanations.push_back(
      {(set ? "policy sets " : "rule proposes ") + std::string(Name(judged.verdict)),
       interaction.rule + ": " + rule.summary});
  if (!set && !interaction.certain && !interaction.orders) {
    judged.Lower(Verdict::kRetest, "not certain to fail", "the combined code may still work");
  }
  if (!set && interaction.severity == Severity::kLow) {
    judged.Lower(Verdict::kNote, "low severity", Name(interaction.severity));
  }
  if (interaction.resolution == Resolution::kLikely) {
    judged.Lower(Verdict::kRetest, "evidence is likely", "not proven at both ends");
  } else if (interaction.resolution == Resolution::kNameOnly) {
    judged.Lower(Verdict::kNote, "evidence is by name only", "several definitions have this name");
  } else {
    judged.explanations.push_back({"evidence is resolved at both ends", "no cap"});
  }
  if (!rule.at_merge && interaction.exposure.most <= 0) {
    judged.Lower(Verdict::kNote, "nobody can meet both", interaction.exposure.basis);
  } else {
    judged.explanations.push_back({"exposure " + SharePercent(interaction.exposure.now) + " now, " +
                                       SharePercent(interaction.exposure.most) + " at most",
                                   rule.at_merge ? "fails when both have landed, whoever is exposed"
                                                 : interaction.exposure.basis});
  }
  if (!interaction.incidents.empty()) {
    judged.explanations.push_back({std::to_string(interaction.incidents.size()) +
                                       " similar incidents raise its rank, not its verdict",
                                   interaction.incidents.front().title});
  }
  return judged;
}

std::vector<std::string> SortedChanges(const Interaction& interaction) {
  std::vector<std::string> changes = interaction.changes;
  std::sort(changes.begin(), changes.end(), [](const std::string& a, const std::string& b) {
    return std::pair(a.size(), a) < std::pair(b.size(), b);
  });
  return changes;
}

// Two open changes, or one and the base, with the file that keeps git from merging them.
using Refused = std::map<std::vector<std::string>, std::string>;

void LowerWhatGitStops(const Interaction& interaction, const Rule& rule,
                       const RuleSettings& settings, const Refused& refused, Judged* judged) {
  if (!rule.at_merge || settings.contains(interaction.rule)) return;
  if (judged->verdict != Verdict::kRetest) return;
  const auto file = refused.find(SortedChanges(interaction));
  if (file == refused.end()) return;
  judged->Lower(Verdict::kNote, "git refuses to merge them, so the second is re-tested anyway",
                file->second);
}

std::string Clears(const Decision& decision) {
  switch (decision.verdict) {
    case Verdict::kClear:
    case Verdict::kNote:
      return "nothing: it informs, it does not gate";
    case Verdict::kRetest:
      return decision.changes.size() > 1
                 ? "one of the two lands and the other, rebased on it, passes its tests; or either "
                   "is closed"
                 : "the change is rebased on the base and passes its tests";
    case Verdict::kOrder:
      return decision.changes.front() + " lands first; then the gate opens by itself";
    case Verdict::kSeparate:
      return "their cohorts or windows no longer overlap";
    case Verdict::kHold:
      return "a named person accepts the risk, with a reason and an expiry";
  }
  return "";
}

bool Stronger(const Decision& a, const Decision& b) {
  return std::tuple(-static_cast<int>(a.verdict), -a.score, a.changes) <
         std::tuple(-static_cast<int>(b.verdict), -b.score, b.changes);
}

// What goes with an order and an alternative that are told already is not told as another advice.
void AddAdvice(const Advice& more, std::vector<Advice>* all) {
  if (more.empty()) return;
  const auto goes_with = [&](const Advice& told) {
    return !more.order.empty() && told.order == more.order && told.otherwise == more.otherwise;
  };
  const auto told = std::find_if(all->begin(), all->end(), [&](const Advice& advice) {
    return advice == more || goes_with(advice);
  });
  if (told == all->end()) {
    all->push_back(more);
    return;
  }
  for (const std::string& cure : more.cures) {
    const bool is_new =
        std::find(told->cures.begin(), told->cures.end(), cure) == told->cures.end();
    if (is_new) told->cures.push_back(cure);
  }
}

// Nobody can land each of two before the other: what follows then is to be done in whichever lands
// second.
void JoinOpposite(Decision* decision) {
  if (decision->changes.size() != 2) return;
  const std::string there = OrderOf(decision->changes[0], decision->changes[1]);
  const std::string back = OrderOf(decision->changes[1], decision->changes[0]);
  const auto asks_for = [&](const std::string& order) {
    return std::any_of(decision->advice.begin(), decision->advice.end(),
                       [&](const Advice& advice) { return advice.order == order; });
  };
  if (!asks_for(there) || !asks_for(back)) return;
  std::vector<Advice> joined;
  for (Advice& advice : decision->advice) {
    if (advice.order == there || advice.order == back) {
      advice.order = EitherOrder(decision->changes[0], decision->changes[1]);
    }
    AddAdvice(advice, &joined);
  }
  decision->advice = std::move(joined);
}

void AddTo(Decision* decision, const Interaction& interaction, const Judged& judged) {
  const bool leads = decision->because.empty();
  decision->because.push_back(interaction.id);
  decision->score = std::max(decision->score, Score(interaction));
  if (leads || judged.verdict > decision->verdict) {
    decision->verdict = judged.verdict;
    decision->advice.clear();
    AddAdvice(interaction.advice, &decision->advice);
    decision->explanations = judged.explanations;
    decision->changes = interaction.orders && judged.verdict == Verdict::kOrder
                            ? interaction.changes
                            : SortedChanges(interaction);
    return;
  }
  // Each reason that gates has its own cure: whoever follows the advice must hear of all.
  const bool gates = judged.verdict == decision->verdict && judged.verdict >= Verdict::kRetest;
  if (gates) AddAdvice(interaction.advice, &decision->advice);
}

}  // namespace

std::string StableId(const Interaction& interaction) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a, 64 bits
  const auto mix = [&hash](const std::string& text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash = (hash ^ 0xff) * 0x100000001b3ULL;
  };
  mix(interaction.rule);
  for (const std::string& change : SortedChanges(interaction)) mix(change);
  mix(interaction.on.repository);
  mix(interaction.on.kind);
  // The same from memory and from a kept report: a path may have bytes that JSON cannot say.
  mix(WithoutBroken(interaction.on.name));
  // Two interactions on one entity differ in who does what.
  if (!interaction.evidence.empty()) mix(interaction.evidence.front().change);
  char text[24];
  std::snprintf(text, sizeof text, "%012llx", static_cast<unsigned long long>(hash >> 16));
  return text;
}

Decided Decide(std::vector<Interaction> found, const std::vector<const Rule*>& rules,
               const RuleSettings& settings) {
  Decided decided;
  std::erase_if(found, [&](const Interaction& interaction) {
    const auto setting = settings.find(interaction.rule);
    return setting != settings.end() && setting->second.off;
  });
  struct Item {
    Interaction interaction;
    Judged judged;
  };
  Refused refused;
  std::vector<Item> items;
  for (Interaction& interaction : found) {
    const Rule* rule = FindRule(rules, interaction.rule);
    ILK_CHECK(rule != nullptr, "an interaction names the rule that found it");
    ILK_CHECK(!interaction.evidence.empty(), "a rule attaches evidence");
    interaction.id = StableId(interaction);
    if (rule->stops_merge) refused[SortedChanges(interaction)] = interaction.on.name;
    Judged judged = Judge(interaction, *rule, settings);
    items.push_back({std::move(interaction), std::move(judged)});
  }
  for (Item& item : items) {
    const Rule& rule = *FindRule(rules, item.interaction.rule);
    LowerWhatGitStops(item.interaction, rule, settings, refused, &item.judged);
  }
  // Stable: of one id there may be several, in the order of their rule.
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    const auto key = [](const Item& item) {
      return std::tuple(-static_cast<int>(item.judged.verdict), -Score(item.interaction),
                        SortedChanges(item.interaction), item.interaction.rule,
                        item.interaction.on.name, item.interaction.id);
    };
    return key(a) < key(b);
  });
  std::map<std::vector<std::string>, Decision> by_changes;
  for (const Item& item : items) {
    AddTo(&by_changes[SortedChanges(item.interaction)], item.interaction, item.judged);
  }
  for (auto& [changes, decision] : by_changes) {
    JoinOpposite(&decision);
    decision.clears = Clears(decision);
    decided.decisions.push_back(std::move(decision));
  }
  std::sort(decided.decisions.begin(), decided.decisions.end(), Stronger);
  for (Item& item : items) decided.interactions.push_back(std::move(item.interaction));
  return decided;
}

}  // namespace interlock
