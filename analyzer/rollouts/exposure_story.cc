#include "analyzer/rollouts/exposure_story.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>

#include "analyzer/intake/yaml_reader.h"
#include "analyzer/rollouts/separation.h"
#include "analyzer/text/exposure.h"
#include "analyzer/text/report_text.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr double kSame = 1e-9;

std::vector<std::string> KnownWords(const RolloutView& view) {
  std::vector<std::string> words;
  for (const RolloutChange& change : view.changes) words.push_back(change.id);
  for (const auto& source : view.knowledge.rollouts) {
    for (const Rollout& rollout : source->file.rollouts) {
      words.push_back(rollout.id);
      if (!rollout.flag.empty() && rollout.flag != rollout.id) words.push_back(rollout.flag);
    }
  }
  return words;
}

[[noreturn]] void FailUnknown(const RolloutView& view, const std::string& word) {
  const std::vector<std::string> words = KnownWords(view);
  const std::string nearest = NearestWord(word, words);
  throw Error(ErrorCode::kUsage,
              "there is no change, flag or rollout " + Quoted(word) +
                  (nearest.empty() ? "" : ", did you mean " + Quoted(nearest) + "?"),
              words.empty() ? "name rollout files with --rollouts FILE, changes with --refs or "
                              "--change"
                            : "'interlock rollouts' lists what was read; changes are named with "
                              "--refs, --change or --changes");
}

// A deployment may be called by its name alone: the one id that ends with it.
std::optional<std::string> IdOfShortName(const RolloutView& view, const std::string& word) {
  std::set<std::string> ids;
  for (const auto& source : view.knowledge.rollouts) {
    for (const Rollout& rollout : source->file.rollouts) {
      if (!rollout.manifest.empty() && rollout.id.ends_with("/" + word)) ids.insert(rollout.id);
    }
  }
  if (ids.size() > 1) {
    throw Error(ErrorCode::kUsage,
                Quoted(word) + " could be " + *ids.begin() + " or " + *std::next(ids.begin()),
                "name one of them in full");
  }
  return ids.empty() ? std::nullopt : std::optional<std::string>(*ids.begin());
}

void FindSide(const RolloutView& view, const std::string& word, ExposureStory* story) {
  for (const RolloutChange& change : view.changes) {
    if (change.id != word) continue;
    story->sides.push_back({word, "change", change.title});
    story->ramps.push_back({word, change.ties.ties});
    for (const std::string& notice : change.ties.notices) {
      story->notes.push_back(word + ": " + notice);
    }
    return;
  }
  for (const bool by_flag : {true, false}) {
    Ramp ramp{word, {}};
    for (const auto& source : view.knowledge.rollouts) {
      for (const Rollout& rollout : source->file.rollouts) {
        if ((by_flag ? rollout.flag : rollout.id) != word) continue;
        ramp.ties.push_back({&rollout, &source->index, false, ""});
      }
    }
    if (ramp.ties.empty()) continue;
    if (ramp.ties.size() > 1) {
      story->notes.push_back(word + " is in several files, so its rollouts count together");
    }
    story->sides.push_back({word, by_flag ? "flag" : "rollout", ""});
    story->ramps.push_back(std::move(ramp));
    return;
  }
  const std::optional<std::string> id = IdOfShortName(view, word);
  if (!id) FailUnknown(view, word);
  FindSide(view, *id, story);
}

// The attributes of which one is enough, in words; empty: a context has one.
std::string Absent(const std::vector<std::string>& attributes,
                   const std::vector<Subject>& population) {
  std::string words;
  for (const std::string& attribute : attributes) {
    const bool known = std::any_of(population.begin(), population.end(), [&](const Subject& one) {
      return one.attributes.count(attribute) != 0;
    });
    if (known) return "";
    words += (words.empty() ? "" : " or ") + attribute;
  }
  return words;
}

std::vector<std::string> AbsentOf(const std::vector<Ramp>& ramps,
                                  const std::vector<Subject>& population) {
  std::set<std::vector<std::string>> asked;
  for (const Ramp& ramp : ramps) {
    for (const Tie& tie : ramp.ties) {
      for (const Atom& atom : tie.rollout->cohorts.atoms()) {
        if (const auto* condition = std::get_if<Condition>(&atom)) {
          asked.insert({condition->attribute});
        }
        if (const auto* slice = std::get_if<Slice>(&atom)) {
          for (const InputPart& part : slice->space.input) asked.insert(part.attributes);
        }
      }
    }
  }
  std::set<std::string> absent;
  for (const std::vector<std::string>& attributes : asked)
    absent.insert(Absent(attributes, population));
  absent.erase("");
  return {absent.begin(), absent.end()};
}

CountedShare CountPopulation(const ExposureStory& story, const ExposureQuestion& question) {
  OverlapAt at;
  at.population = question.population;
  const Overlap counted = OverlapAtMoment(story.ramps, story.overlap.now.at, at);
  const Overlap& computed = story.overlap.now.overlap;
  CountedShare share{counted.least, counted.most, question.population->size(), 0,
                     AbsentOf(story.ramps, *question.population)};
  const double off = std::max({0.0, computed.least - counted.most, counted.least - computed.most});
  const double expected = counted.most < computed.least ? computed.least : computed.most;
  const auto size = static_cast<double>(share.size);
  // With a share of 0 or 1 one context more or less is the scale.
  const double deviation =
      std::max(std::sqrt(expected * (1 - expected) / size), off > 0 ? 0.2 / size : 1.0);
  share.deviations = off < kSame ? 0 : off / deviation;
  return share;
}

double WithRequests(double share, double requests) { return 1 - std::pow(1 - share, requests); }

RequestShares ShareOfUsers(const ExposureStory& story, double requests) {
  OverlapAt at;
  at.requests = requests;
  RequestShares shares;
  shares.requests = requests;
  const RampMoment& moment = story.overlap.now.at;
  const Overlap both = OverlapAtMoment(story.ramps, moment, at);
  shares.same_request = both.most;
  shares.bound = both.most - both.least > kSame;
  // With nothing but draws the two may be met in different requests, too.
  if (!both.spaces.empty() || story.ramps.size() != 2) return shares;
  const auto alone = [&](std::size_t side) {
    const Ramp& ramp = story.ramps[side];
    return OverlapAtMoment({ramp},
                           {moment.time, moment.place, moment.lifted, {moment.stages[side]}}, {})
        .most;
  };
  const double a = alone(0), b = alone(1), ab = story.overlap.now.overlap.most;
  shares.at_any_time =
      WithRequests(a, requests) + WithRequests(b, requests) - WithRequests(a + b - ab, requests);
  return shares;
}

// Before the result, as the last of what it hangs on.
void AddFreezes(const std::vector<Ramp>& ramps, RampPeak* peak) {
  std::vector<OverlapStep>& steps = peak->overlap.steps;
  for (std::string& text : DescribeFrozen(ramps, peak->at)) {
    OverlapStep step{StepKind::kFreeze, std::move(text), 0, 0};
    steps.insert(steps.empty() ? steps.end() : steps.end() - 1, std::move(step));
  }
}

bool Remembers(const Rollout& rollout) {
  const auto& atoms = rollout.cohorts.atoms();
  return std::any_of(atoms.begin(), atoms.end(), [](const Atom& atom) {
    const auto* slice = std::get_if<Slice>(&atom);
    return slice != nullptr && slice->remembered;
  });
}

void NoteRollouts(ExposureStory* story) {
  std::vector<std::string> notes;
  for (const Ramp& ramp : story->ramps) {
    for (const Tie& tie : ramp.ties) {
      for (const std::string& note : tie.rollout->notes) {
        notes.push_back(CalledRollout(*tie.rollout) + ": " + note);
      }
      if (story->counted && Remembers(*tie.rollout)) {
        notes.push_back(CalledRollout(*tie.rollout) +
                        ": the count takes everybody as assigned today; who was assigned "
                        "earlier and kept that may be in it, too, or out of it");
      }
      if (tie.rollout->current == kStageUnknown) {
        notes.push_back(CalledRollout(*tie.rollout) +
                        ": its file does not say at which stage it is, so each counts");
      }
    }
  }
  for (std::string& note : notes) {
    if (std::find(story->notes.begin(), story->notes.end(), note) == story->notes.end()) {
      story->notes.push_back(std::move(note));
    }
  }
}

}  // namespace

std::string DescribeRolloutPlace(const Rollout& rollout) {
  std::string text = CalledRollout(rollout) + " (" + rollout.source + ":" +
                     std::to_string(rollout.line) + ", " + rollout.format + "), ";
  const std::string of = " of " + std::to_string(rollout.stages.size());
  if (rollout.current == kStageUnknown) return text + "at an unknown stage" + of;
  if (rollout.current == 0) return text + "not started, " + CountOf(rollout.stages.size(), "stage");
  return text + "stage " + std::to_string(rollout.current) + of;
}

std::string DescribeStage(const Tie& tie, const Stage& stage, std::int64_t now) {
  std::string text = ShareOfStage(tie, stage, now);
  if (!stage.name.empty()) text += " (" + stage.name + ")";
  if (!stage.places.empty()) text += " in " + Join(stage.places, ", ");
  if (stage.from != 0) text += ", from " + FormatTime(stage.from);
  if (stage.until != 0) text += ", until " + FormatTime(stage.until);
  if (!stage.enter.empty()) text += ", entered " + stage.enter;
  return text;
}

ExposureStory TellExposure(const RolloutView& view, const std::vector<std::string>& words,
                           const ExposureQuestion& question) {
  ExposureStory story;
  for (const std::string& word : words) FindSide(view, word, &story);
  story.overlap = OverlapOverTime(story.ramps, question.now);
  AddFreezes(story.ramps, &story.overlap.now);
  AddFreezes(story.ramps, &story.overlap.most);
  story.table = StageTable(story.ramps, question.now);
  if (story.table.size() < 2) story.table.clear();
  if (question.population != nullptr) story.counted = CountPopulation(story, question);
  const bool per_request = story.overlap.now.overlap.per_request;
  if (per_request && question.requests) {
    story.requests = ShareOfUsers(story, *question.requests);
  } else if (per_request) {
    story.notes.push_back(
        "the share is one of requests; --requests-per-user N gives that of users");
  } else if (question.requests) {
    story.notes.push_back(
        "nothing is drawn for each request now, so requests per user alter nothing");
  }
  if (question.users && (per_request || story.overlap.most.overlap.per_request)) {
    story.notes.push_back(
        std::string("a share of requests is no share of users, so no number of users is told for "
                    "it") +
        (question.requests ? "" : "; --requests-per-user N gives that"));
  }
  NoteRollouts(&story);
  story.advice = AdviseSeparation(story.ramps, story.overlap, story.table, question.now);
  return story;
}

}  // namespace interlock
