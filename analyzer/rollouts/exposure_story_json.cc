// The exposure of two, and what is known of rollouts, as JSON.
#include <nlohmann/json.hpp>
#include <ostream>

#include "analyzer/exposure/buckets.h"
#include "analyzer/rollouts/exposure_story.h"
#include "analyzer/rollouts/rollouts_report.h"
#include "analyzer/text/exposure.h"
#include "analyzer/text/report_text.h"

namespace interlock {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json StageNumber(std::uint32_t stage) {
  return stage == kStageUnknown ? Json(nullptr) : Json(stage);
}

Json ToJson(const Rollout& rollout) {
  Json stages = Json::array();
  for (const Stage& stage : rollout.stages) {
    Json one = {{"share", stage.share}};
    if (!stage.name.empty()) one["name"] = stage.name;
    if (!stage.enter.empty()) one["enter"] = stage.enter;
    if (!stage.places.empty()) one["places"] = stage.places;
    if (stage.from != 0) one["from"] = FormatTime(stage.from);
    if (stage.until != 0) one["until"] = FormatTime(stage.until);
    stages.push_back(std::move(one));
  }
  Json json = {{"id", rollout.id},
               {"flag", rollout.flag},
               {"format", rollout.format},
               {"source", rollout.source},
               {"line", rollout.line},
               {"current", StageNumber(rollout.current)},
               {"stages", std::move(stages)},
               {"notes", rollout.notes}};
  for (const Freeze& freeze : rollout.freezes) {
    Json one = {{"reason", freeze.reason}, {"source", freeze.source}, {"line", freeze.line}};
    if (freeze.from != 0) one["from"] = FormatTime(freeze.from);
    if (freeze.until != 0) one["until"] = FormatTime(freeze.until);
    if (!freeze.times.empty()) one["recurs"] = freeze.outside ? "outside" : "inside";
    if (!freeze.places.empty()) one["places"] = freeze.places;
    json["freezes"].push_back(std::move(one));
  }
  return json;
}

Json ToJson(const Tie& tie) {
  return {{"rollout", tie.rollout->id},
          {"source", tie.rollout->source},
          {"line", tie.rollout->line},
          {"off", tie.off},
          {"how", tie.how}};
}

Json ToJson(const RampMoment& moment) {
  Json stages = Json::array();
  for (const auto& of_ramp : moment.stages) {
    Json of = Json::array();
    for (const std::uint32_t stage : of_ramp) of.push_back(StageNumber(stage));
    stages.push_back(std::move(of));
  }
  Json json = {{"time", FormatTime(moment.time)}, {"place", moment.place}, {"stages", stages}};
  if (moment.lifted) json["lifted"] = true;
  return json;
}

Json ToJson(const RampPeak& peak, bool with_steps) {
  Json json = {{"least", peak.overlap.least},
               {"most", peak.overlap.most},
               {"basis", Name(peak.overlap.basis)},
               {"per_request", peak.overlap.per_request},
               {"at", ToJson(peak.at)}};
  if (peak.overlap.basis == OverlapBasis::kCounted) {
    json["counted"] = {{"ids", kCountedIds}, {"error", CountingError(peak.overlap.most)}};
  }
  for (const NamedUnit& unit : peak.overlap.named) {
    json["named"].push_back(
        {{"attribute", unit.attribute}, {"id", unit.id}, {"certain", unit.certain}});
  }
  if (!with_steps) return json;
  Json steps = Json::array();
  for (const OverlapStep& step : peak.overlap.steps) {
    Json one = {{"kind", Name(step.kind)}, {"text", step.text}};
    if (step.kind == StepKind::kShare || step.kind == StepKind::kSample ||
        step.kind == StepKind::kResult) {
      one["least"] = step.least;
      one["most"] = step.most;
    }
    steps.push_back(std::move(one));
  }
  json["steps"] = std::move(steps);
  return json;
}

Json ToJson(const OverlapList& list) {
  const auto name = [](const Rollout& rollout) {
    return Json{{"id", rollout.id}, {"source", rollout.source}};
  };
  Json rows = Json::array();
  for (const OverlapRow& row : list.rows) {
    rows.push_back({{"rollouts", Json::array({name(*row.a), name(*row.b)})},
                    {"least", row.numbers.least},
                    {"most", row.numbers.most},
                    {"basis", Name(row.numbers.basis)},
                    {"kind", Name(row.kind)}});
    if (row.numbers.named == 0) continue;
    rows.back()["named"] = {{"least", row.numbers.certain}, {"most", row.numbers.named}};
  }
  return {{"rollouts", list.active},
          {"pairs", list.pairs},
          {"left_out",
           {{"nobody", list.nobody}, {"everybody", list.everybody}, {"beyond", list.beyond}}},
          {"rows", std::move(rows)}};
}

}  // namespace

void WriteExposureJson(const ExposureStory& story, const ExposureQuestion& question,
                       std::ostream& out) {
  Json sides = Json::array();
  for (std::size_t side = 0; side < story.sides.size(); ++side) {
    const ExposureSide& of = story.sides[side];
    Json ties = Json::array();
    Json rollouts = Json::array();
    for (const Tie& tie : story.ramps[side].ties) {
      ties.push_back(ToJson(tie));
      rollouts.push_back(ToJson(*tie.rollout));
    }
    sides.push_back({{"name", of.word},
                     {"kind", of.what},
                     {"title", of.title},
                     {"ties", std::move(ties)},
                     {"rollouts", std::move(rollouts)}});
  }
  Json json = {{"schema_version", 1},
               {"time", FormatTime(question.now)},
               {"sides", std::move(sides)},
               {"now", ToJson(story.overlap.now, true)},
               {"most", ToJson(story.overlap.most, true)}};
  if (story.overlap.first) {
    json["first"] = ToJson(*story.overlap.first);
    json["first"]["text"] = DescribeMoment(story.ramps, *story.overlap.first, question.now);
  }
  json["stages"] = Json::array();
  for (const RampPeak& peak : story.table) json["stages"].push_back(ToJson(peak, false));
  if (story.counted) {
    json["population"] = {
        {"source", question.population_name},      {"size", story.counted->size},
        {"least", story.counted->least},           {"most", story.counted->most},
        {"deviations", story.counted->deviations}, {"absent", story.counted->absent}};
  }
  if (question.users) {
    json["among"] = {{"users", *question.users}};
    for (const auto& [name, peak] :
         {std::pair("now", &story.overlap.now), std::pair("most", &story.overlap.most)}) {
      if (peak->overlap.per_request) continue;  // no share of users
      const ShareBounds among = AmongUsers(peak->overlap, *question.users);
      json["among"][name] = {{"least", among.least}, {"most", among.most}};
    }
  }
  if (story.requests) {
    json["users"] = {{"requests", story.requests->requests},
                     {"bound", story.requests->bound},
                     {"same_request", story.requests->same_request}};
    if (story.requests->at_any_time) json["users"]["at_any_time"] = *story.requests->at_any_time;
  }
  json["advice"] = story.advice;
  json["notes"] = story.notes;
  out << Dump(json);
}

void WriteRolloutsJson(const RolloutView& view, const OverlapList* overlaps, std::int64_t now,
                       std::ostream& out) {
  Json files = Json::array();
  for (const auto& source : view.knowledge.rollouts) {
    Json rollouts = Json::array();
    for (const Rollout& rollout : source->file.rollouts) rollouts.push_back(ToJson(rollout));
    Json segments = Json::array();
    for (const Segment& segment : source->file.segments) segments.push_back(segment.name);
    Json notices = Json::array();
    for (const RolloutNotice& notice : source->file.notices) {
      notices.push_back({{"line", notice.line}, {"message", notice.message}});
    }
    files.push_back({{"source", source->file.source},
                     {"format", source->file.format},
                     {"rollouts", std::move(rollouts)},
                     {"segments", std::move(segments)},
                     {"notices", std::move(notices)}});
  }
  Json changes = Json::array();
  for (const RolloutChange& change : view.changes) {
    Json ties = Json::array();
    for (const Tie& tie : change.ties.ties) ties.push_back(ToJson(tie));
    changes.push_back({{"id", change.id},
                       {"title", change.title},
                       {"exposure", DescribeExposure(change.ties.ties, now)},
                       {"ties", std::move(ties)},
                       {"notices", change.ties.notices}});
  }
  Json relations = Json::array();
  for (const RelatedChanges& related : RelationsOf(view.changes, now)) {
    relations.push_back({{"changes", {related.a, related.b}},
                         {"relation", Name(related.relation)},
                         {"rollouts", {related.of_a->id, related.of_b->id}},
                         {"text", related.text}});
  }
  Json json = {{"schema_version", 1},
               {"time", FormatTime(now)},
               {"files", std::move(files)},
               {"changes", std::move(changes)},
               {"relations", std::move(relations)}};
  if (overlaps != nullptr) json["overlaps"] = ToJson(*overlaps);
  out << Dump(json);
}

}  // namespace interlock
