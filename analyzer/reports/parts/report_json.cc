#include "analyzer/reports/parts/report_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "analyzer/text/report_text.h"

namespace interlock {

namespace {

using Json = nlohmann::ordered_json;

// Declared here, because the lists below find no overload that comes later.
Json ToJson(const Interaction& interaction);
Json ToJson(const Decision& decision);

// Six digits: the last bits of a sum may differ from machine to machine. NaN has no JSON: null.
Json Number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::round(value * 1e6) / 1e6;
}

Json ToJson(const Gap& gap) {
  Json json = {{"change", gap.change}, {"path", gap.path}, {"reason", ReasonName(gap.reason)}};
  json["repository"] = gap.repository;
  json["detail"] = gap.detail;
  json["partial"] = gap.partial;
  return json;
}

Json ToJson(const ChangeSummary& change) {
  const BlastRadius& blast = change.blast_radius;
  Json json = {{"id", change.id},
               {"title", change.title},
               {"author", change.author},
               {"url", change.url},
               {"base", change.base},
               {"head", change.head},
               {"draft", change.draft},
               {"files", change.files},
               {"behind", change.behind},
               {"blast_radius",
                {{"altered", blast.altered},
                 {"entities", blast.entities},
                 {"files", blast.files},
                 {"services", blast.services},
                 {"owners", blast.owners}}},
               {"rollouts", change.rollouts},
               {"exposure", change.exposure}};
  if (!change.landed.empty()) json["landed"] = change.landed;
  return json;
}

Json ToJson(const Evidence& evidence) {
  return {{"change", evidence.change},
          {"path", evidence.path},
          {"line", evidence.line},
          {"statement", evidence.statement},
          {"repository", evidence.repository}};
}

Json ToJson(const Exposure& exposure) {
  Json json = {
      {"now", Number(exposure.now)}, {"most", Number(exposure.most)}, {"basis", exposure.basis}};
  if (!exposure.first.empty()) json["first"] = exposure.first;
  return json;
}

Json ToJson(const IncidentRef& incident) {
  return {{"id", incident.id}, {"title", incident.title}, {"because", incident.because}};
}

Json ToJson(const Explanation& explanation) {
  return {{"what", explanation.what}, {"value", explanation.value}};
}

template <typename Item>
Json ToJson(const std::vector<Item>& items) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(ToJson(item));
  return array;
}

template <typename Item>
Json ToJson(const std::vector<const Item*>& items) {
  Json array = Json::array();
  for (const Item* item : items) array.push_back(ToJson(*item));
  return array;
}

Json ToJson(const Interaction& interaction) {
  Json json = {{"id", interaction.id},
               {"rule", interaction.rule},
               {"changes", interaction.changes},
               {"severity", Name(interaction.severity)},
               {"resolution", Name(interaction.resolution)},
               {"on",
                {{"kind", interaction.on.kind},
                 {"name", interaction.on.name},
                 {"repository", interaction.on.repository}}},
               {"evidence", ToJson(interaction.evidence)},
               {"path", interaction.path},
               {"advice", Text(interaction.advice)},
               {"certain", interaction.certain},
               {"orders", interaction.orders},
               {"exposure", ToJson(interaction.exposure)},
               {"incidents", ToJson(interaction.incidents)}};
  if (!interaction.hazard.title.empty()) {
    json["hazard"] = {{"title", interaction.hazard.title},
                      {"sum", interaction.hazard.sum},
                      {"then", interaction.hazard.then}};
  }
  if (!interaction.silenced.empty()) json["silenced"] = interaction.silenced;
  return json;
}

Json ToJson(const Decision& decision) {
  return {{"changes", decision.changes},
          {"verdict", Name(decision.verdict)},
          {"because", decision.because},
          {"advice", Text(decision.advice)},
          {"score", Number(decision.score)},
          {"clears", decision.clears},
          {"explanations", ToJson(decision.explanations)}};
}

Json BaseJson(const Report& report) {
  return {{"commit", report.base_commit}, {"name", report.base_name}};
}

std::string Dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string ReportJson(const Report& report) {
  Json json;
  json["schema_version"] = kReportSchemaVersion;
  json["program_version"] = report.program_version;
  json["repository"] = report.repository;
  json["base"] = BaseJson(report);
  json["coverage"] = {{"changed", report.coverage.changed},
                      {"analysed", report.coverage.analysed},
                      {"gaps", ToJson(report.coverage.gaps)}};
  json["pairs"] = {{"possible", report.pairs_possible}, {"examined", report.pairs_examined}};
  if (report.fail_on) json["fail_on"] = Name(*report.fail_on);
  json["notices"] = report.notices;
  json["changes"] = ToJson(report.changes);
  json["interactions"] = ToJson(report.interactions);
  json["decisions"] = ToJson(report.decisions);
  json["silenced"] = ToJson(report.silenced);
  return Dump(json);
}

std::string PairStoryJson(const PairStory& story) {
  Json json;
  json["schema_version"] = kReportSchemaVersion;
  json["program_version"] = story.report->program_version;
  json["repository"] = story.report->repository;
  json["base"] = BaseJson(*story.report);
  json["scan"] = {{"id", story.scan}, {"time", story.time}};
  json["pair"] = {story.a, story.b};
  json["answer"] = Answer(story);
  json["changes"] = ToJson(story.changes);
  json["interactions"] = ToJson(story.interactions);
  json["decisions"] = ToJson(story.decisions);
  json["silenced"] = ToJson(story.silenced);
  json["gaps"] = ToJson(story.gaps);
  return Dump(json);
}

}  // namespace interlock
