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

#include "analyzer/text/exposure.h"
#include "analyzer/text/report_text.h"
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

// What an interaction that a merge shows says of exposure.
std::string AtMerge(const Interaction& interaction, const Rule& rule) {
  const bool alone = interaction.changes.size() == 1;
  const bool uncertain = !interaction.certain && !interaction.orders && !rule.stops_merge;
  const std::string what = !uncertain ? WhatComesOfIt(interaction)
                           : alone    ? "tests show it once it has landed as it is"
                                      : "tests show it once both have landed";
  return what + ", whoever is exposed";
}

// Do rollouts keep somebody from meeting both?
bool Ramps(const Interaction& interaction) { return ExposureMatters(interaction.exposure); }

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
    if (rule.stops_merge) {
      judged.Lower(Verdict::kNote, WhatComesOfIt(interaction), interaction.on.name);
    } else {
      judged.Lower(Verdict::kNote, "low severity", Name(interaction.severity));
    }
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
    judged.explanations.push_back(
        {"exposure " + SharePercent(interaction.exposure.now) + " now, " +
             SharePercent(interaction.exposure.most) + " at most",
         rule.at_merge ? AtMerge(interaction, rule) : interaction.exposure.basis});
  }
  if (!interaction.incidents.empty()) {
    const bool one = interaction.incidents.size() == 1;
    judged.explanations.push_back({CountOf(interaction.incidents.size(), "similar incident") +
                                       (one ? " raises" : " raise") + " its rank, not its verdict",
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

// Nobody's consent is recorded anywhere: what is said can be done with git and interlock.yaml.
std::string Clears(const Decision& decision, const std::string& rule, bool ramps) {
  const bool alone = decision.changes.size() == 1;
  switch (decision.verdict) {
    case Verdict::kClear:
    case Verdict::kNote:
      return "nothing: it informs, it does not gate";
    case Verdict::kRetest:
      return alone ? "the change is rebased on the base and passes its tests"
                   : "one of the two lands and the other, rebased on it, passes its tests; or "
                     "either is closed";
    case Verdict::kOrder:
      return decision.changes.front() + " lands first; then the gate opens by itself";
    case Verdict::kSeparate:
      if (ramps) return "their cohorts or windows no longer overlap";
      return alone ? "it lands when what it meets has been in use for long enough to be trusted"
                   : "one lands only when the other has been in use for long enough to be trusted; "
                     "no rollout parts who meets them";
    case Verdict::kHold:
      return std::string(alone ? "it is altered so that it fits, or closed"
                               : "one is altered so that they fit, or closed") +
             "; whoever takes the risk lands it by hand, which nothing records, or has the policy "
             "in interlock.yaml ask for less of every " +
             rule;
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

// The rules do not know who is exposed: what should never meet and meets already is said here.
Advice AdviceOf(const Interaction& interaction, const Judged& judged) {
  Advice advice = interaction.advice;
  const bool meets = Ramps(interaction) && interaction.exposure.now > 0;
  if (judged.verdict == Verdict::kSeparate && meets && advice.order.empty()) {
    advice.order = "set one back or hold it where it is, since " +
                   SharePercent(interaction.exposure.now) + " meet both now,";
  }
  return advice;
}

void AddTo(Decision* decision, const Interaction& interaction, const Judged& judged) {
  const bool leads = decision->because.empty();
  decision->because.push_back(interaction.id);
  decision->score = std::max(decision->score, Score(interaction));
  if (leads || judged.verdict > decision->verdict) {
    decision->verdict = judged.verdict;
    decision->advice.clear();
    AddAdvice(AdviceOf(interaction, judged), &decision->advice);
    decision->explanations = judged.explanations;
    decision->changes = interaction.orders && judged.verdict == Verdict::kOrder
                            ? interaction.changes
                            : SortedChanges(interaction);
    return;
  }
  // Each reason that gates has its own cure: whoever follows the advice must hear of all.
  const bool gates = judged.verdict == decision->verdict && judged.verdict >= Verdict::kRetest;
  if (gates) AddAdvice(AdviceOf(interaction, judged), &decision->advice);
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
  std::map<std::vector<std::string>, const Interaction*> leading;  // strongest first
  for (const Item& item : items) {
    AddTo(&by_changes[SortedChanges(item.interaction)], item.interaction, item.judged);
    leading.emplace(SortedChanges(item.interaction), &item.interaction);
  }
  for (auto& [changes, decision] : by_changes) {
    JoinOpposite(&decision);
    const Interaction& first = *leading.at(changes);
    decision.clears = Clears(decision, first.rule, Ramps(first));
    decided.decisions.push_back(std::move(decision));
  }
  std::sort(decided.decisions.begin(), decided.decisions.end(), Stronger);
  for (Item& item : items) decided.interactions.push_back(std::move(item.interaction));
  return decided;
}

}  // namespace interlock
