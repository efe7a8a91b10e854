#include "analyzer/reports/parts/report_reader.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "interlock/error.h"

namespace interlock {

namespace {

using Json = nlohmann::json;

[[noreturn]] void Refuse(const std::string& what) {
  throw Error(ErrorCode::kDatabase, "the stored report cannot be read: " + what,
              "run 'interlock scan' again");
}

const char* const kKind[] = {"text", "a number", "true or false", "a list", "an object"};

const Json* Find(const Json& object, const char* key) {
  if (!object.is_object()) Refuse(std::string("expected ") + kKind[4] + " around '" + key + "'");
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

[[noreturn]] void Expected(const char* key, const char* kind) {
  Refuse(std::string("'") + key + "' is not " + kind);
}

std::string TextOf(const Json& value, const char* key) {
  if (!value.is_string()) Expected(key, kKind[0]);
  return value.get<std::string>();
}

void Read(const Json& object, const char* key, std::string* text) {
  if (const Json* value = Find(object, key)) *text = TextOf(*value, key);
}

void Read(const Json& object, const char* key, bool* flag) {
  const Json* value = Find(object, key);
  if (value == nullptr) return;
  if (!value->is_boolean()) Expected(key, kKind[2]);
  *flag = value->get<bool>();
}

void Read(const Json& object, const char* key, double* number) {
  const Json* value = Find(object, key);
  if (value == nullptr) return;
  if (!value->is_number()) Expected(key, kKind[1]);
  *number = value->get<double>();
}

template <typename Integer>
void ReadInteger(const Json& object, const char* key, Integer* number) {
  const Json* value = Find(object, key);
  if (value == nullptr) return;
  if (!value->is_number_unsigned() ||
      value->get<std::uint64_t>() > std::numeric_limits<Integer>::max()) {
    Expected(key, kKind[1]);
  }
  *number = static_cast<Integer>(value->get<std::uint64_t>());
}

// Calls `read(element)` for each element of a list.
template <typename Reader>
void ReadList(const Json& object, const char* key, Reader read) {
  const Json* value = Find(object, key);
  if (value == nullptr) return;
  if (!value->is_array()) Expected(key, kKind[3]);
  for (const Json& element : *value) read(element);
}

void Read(const Json& object, const char* key, std::vector<std::string>* texts) {
  ReadList(object, key, [&](const Json& element) { texts->push_back(TextOf(element, key)); });
}

// A word of a closed set. An unknown one is refused: guessed, it might turn a gate into a note.
template <typename Word, typename NameOf>
void ReadWord(const Json& object, const char* key, int count, NameOf name_of, Word* word) {
  std::string text;
  Read(object, key, &text);
  if (text.empty()) return;
  for (int i = 0; i < count; ++i) {
    if (text != name_of(static_cast<Word>(i))) continue;
    *word = static_cast<Word>(i);
    return;
  }
  Refuse(std::string("'") + key + "' is the unknown word '" + text.substr(0, 40) + "'");
}

Gap ReadGap(const Json& json) {
  Gap gap;
  Read(json, "change", &gap.change);
  Read(json, "repository", &gap.repository);
  Read(json, "path", &gap.path);
  Read(json, "detail", &gap.detail);
  Read(json, "partial", &gap.partial);
  ReadWord(json, "reason", static_cast<int>(GapReason::kTooDeep) + 1, ReasonName, &gap.reason);
  return gap;
}

ChangeSummary ReadChange(const Json& json) {
  ChangeSummary change;
  Read(json, "id", &change.id);
  Read(json, "title", &change.title);
  Read(json, "author", &change.author);
  Read(json, "url", &change.url);
  Read(json, "base", &change.base);
  Read(json, "head", &change.head);
  Read(json, "landed", &change.landed);
  Read(json, "draft", &change.draft);
  ReadInteger(json, "files", &change.files);
  ReadInteger(json, "behind", &change.behind);
  if (const Json* blast = Find(json, "blast_radius")) {
    ReadInteger(*blast, "altered", &change.blast_radius.altered);
    ReadInteger(*blast, "entities", &change.blast_radius.entities);
    ReadInteger(*blast, "files", &change.blast_radius.files);
    Read(*blast, "services", &change.blast_radius.services);
    Read(*blast, "owners", &change.blast_radius.owners);
  }
  Read(json, "rollouts", &change.rollouts);
  Read(json, "exposure", &change.exposure);
  return change;
}

Evidence ReadEvidence(const Json& json) {
  Evidence evidence;
  Read(json, "change", &evidence.change);
  Read(json, "repository", &evidence.repository);
  Read(json, "path", &evidence.path);
  ReadInteger(json, "line", &evidence.line);
  Read(json, "statement", &evidence.statement);
  return evidence;
}

void ReadMeaning(const Json& json, Interaction* interaction) {
  ReadWord(
      json, "severity", 3, [](Severity word) { return Name(word); }, &interaction->severity);
  ReadWord(
      json, "resolution", 3, [](Resolution word) { return Name(word); }, &interaction->resolution);
  if (const Json* on = Find(json, "on")) {
    Read(*on, "kind", &interaction->on.kind);
    Read(*on, "name", &interaction->on.name);
    Read(*on, "repository", &interaction->on.repository);
  }
  if (const Json* exposure = Find(json, "exposure")) {
    Read(*exposure, "now", &interaction->exposure.now);
    Read(*exposure, "most", &interaction->exposure.most);
    Read(*exposure, "basis", &interaction->exposure.basis);
    Read(*exposure, "first", &interaction->exposure.first);
  }
}

// A report has the text only: it is told again as it is. What is decided anew has the parts from
// elsewhere (analyzer/stages/answers.cc).
Advice ReadAdvice(const Json& json) {
  std::string text;
  Read(json, "advice", &text);
  return text.empty() ? Advice{} : Advice{.cures = {std::move(text)}};
}

Interaction ReadInteraction(const Json& json) {
  Interaction interaction;
  Read(json, "id", &interaction.id);
  Read(json, "rule", &interaction.rule);
  Read(json, "changes", &interaction.changes);
  ReadMeaning(json, &interaction);
  ReadList(json, "evidence",
           [&](const Json& element) { interaction.evidence.push_back(ReadEvidence(element)); });
  Read(json, "path", &interaction.path);
  if (const Json* hazard = Find(json, "hazard")) {
    Read(*hazard, "title", &interaction.hazard.title);
    Read(*hazard, "sum", &interaction.hazard.sum);
    Read(*hazard, "then", &interaction.hazard.then);
  }
  interaction.advice = ReadAdvice(json);
  Read(json, "certain", &interaction.certain);
  Read(json, "orders", &interaction.orders);
  Read(json, "silenced", &interaction.silenced);
  ReadList(json, "incidents", [&](const Json& element) {
    IncidentRef& incident = interaction.incidents.emplace_back();
    Read(element, "id", &incident.id);
    Read(element, "title", &incident.title);
    Read(element, "because", &incident.because);
  });
  return interaction;
}

Decision ReadDecision(const Json& json) {
  Decision decision;
  Read(json, "changes", &decision.changes);
  ReadWord(
      json, "verdict", 6, [](Verdict word) { return Name(word); }, &decision.verdict);
  Read(json, "because", &decision.because);
  if (Advice advice = ReadAdvice(json); !advice.empty()) decision.advice = {std::move(advice)};
  Read(json, "score", &decision.score);
  Read(json, "clears", &decision.clears);
  ReadList(json, "explanations", [&](const Json& element) {
    Explanation& explanation = decision.explanations.emplace_back();
    Read(element, "what", &explanation.what);
    Read(element, "value", &explanation.value);
  });
  return decision;
}

void CheckVersion(const Json& json) {
  int version = 0;
  ReadInteger(json, "schema_version", &version);
  if (version == 0) Refuse("it has no schema_version");
  if (version > kReportSchemaVersion) {
    throw Error(ErrorCode::kDatabase,
                "the stored report has schema version " + std::to_string(version) +
                    ", this program reads up to " + std::to_string(kReportSchemaVersion),
                "use the newer interlock that wrote it, or run 'interlock scan' again");
  }
}

void ReadCoverage(const Json& json, Coverage* coverage) {
  ReadInteger(json, "changed", &coverage->changed);
  ReadInteger(json, "analysed", &coverage->analysed);
  ReadList(json, "gaps", [&](const Json& gap) { coverage->gaps.push_back(ReadGap(gap)); });
}

void ReadHead(const Json& json, Report* report) {
  Read(json, "program_version", &report->program_version);
  Read(json, "repository", &report->repository);
  if (const Json* base = Find(json, "base")) {
    Read(*base, "name", &report->base_name);
    Read(*base, "commit", &report->base_commit);
  }
  if (const Json* coverage = Find(json, "coverage")) ReadCoverage(*coverage, &report->coverage);
  if (const Json* pairs = Find(json, "pairs")) {
    ReadInteger(*pairs, "possible", &report->pairs_possible);
    ReadInteger(*pairs, "examined", &report->pairs_examined);
  }
  Read(json, "notices", &report->notices);
  std::string fail_on;
  Read(json, "fail_on", &fail_on);
  report->fail_on = ParseVerdict(fail_on);
}

}  // namespace

Report ReadReport(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) Refuse("it is not JSON");
  CheckVersion(json);
  Report report;
  ReadHead(json, &report);
  ReadList(json, "changes", [&](const Json& e) { report.changes.push_back(ReadChange(e)); });
  ReadList(json, "interactions",
           [&](const Json& e) { report.interactions.push_back(ReadInteraction(e)); });
  ReadList(json, "decisions", [&](const Json& e) { report.decisions.push_back(ReadDecision(e)); });
  ReadList(json, "silenced", [&](const Json& e) { report.silenced.push_back(ReadInteraction(e)); });
  return report;
}

}  // namespace interlock
