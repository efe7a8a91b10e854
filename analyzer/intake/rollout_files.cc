#include "analyzer/intake/rollout_files.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/freezes.h"
#include "analyzer/intake/rollouts/all_rollout_formats.h"
#include "analyzer/intake/yaml_documents.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/check.h"
#include "interlock/error.h"

namespace interlock {
namespace {

std::string Names() {
  std::string names;
  for (const RolloutFormat* format : AllRolloutFormats()) {
    names += (names.empty() ? "" : ", ") + std::string(format->name);
  }
  return names;
}

std::vector<std::string> WordsOf(const char* text) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// A format's name, with or without one of its editions.
const RolloutFormat& Named(const std::string& kind, std::string* edition) {
  std::vector<std::string> names;
  for (const RolloutFormat* format : AllRolloutFormats()) {
    if (kind == format->name) return *format;
    names.emplace_back(format->name);
    for (const std::string& one : WordsOf(format->editions)) {
      names.push_back(std::string(format->name) + "-" + one);
      if (kind != names.back()) continue;
      *edition = one;
      return *format;
    }
  }
  const std::string nearest = NearestWord(kind, names);
  throw Error(ErrorCode::kUsage,
              "there is no rollout format " + Quoted(kind) +
                  (nearest.empty() ? "" : ", did you mean " + Quoted(nearest) + "?"),
              "the formats are " + Names());
}

// One format, or several that read single documents.
std::vector<const RolloutFormat*> Recognised(const RolloutInput& input) {
  std::vector<const RolloutFormat*> found;
  for (const RolloutFormat* format : AllRolloutFormats()) {
    if (!format->recognises(input)) continue;
    if (!found.empty() && !(format->by_document && found.front()->by_document)) {
      throw Error(
          ErrorCode::kInput,
          input.name + " could be " + found.front()->name + " or " + format->name,
          "say which with --rollouts " + std::string(found.front()->name) + "=" + input.name);
    }
    found.push_back(format);
  }
  return found;
}

// A YAML file may begin as JSON does and still not be JSON.
bool LooksLikeJson(std::string_view text, const std::string& name) {
  if (name.ends_with(".yaml") || name.ends_with(".yml")) return false;
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

void CheckPromises(const RolloutFile& file) {
  std::vector<std::string> ids;
  for (const Rollout& rollout : file.rollouts) {
    ILK_CHECK(!rollout.stages.empty(), "a format gives each rollout a stage");
    ILK_CHECK(rollout.current <= rollout.stages.size() || rollout.current == kStageUnknown,
              "the current stage is one of the stages");
    for (const Stage& stage : rollout.stages) {
      ILK_CHECK(stage.share >= 0 && stage.share <= 1, "a share is from 0 to 1");
      ILK_CHECK(stage.cohort < rollout.cohorts.nodes().size(), "a stage's cohort is the rollout's");
    }
    ids.push_back(rollout.id);
  }
  std::sort(ids.begin(), ids.end());
  ILK_CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end(), "ids are unique in a file");
}

// A file of the native format with a key at the top that is almost the one.
void RefuseMisspelt(const RolloutInput& input) {
  if (input.yaml == nullptr) return;
  const std::vector<JsonValue> documents = input.yaml->Root().Items();
  if (documents.size() != 1) return;
  for (const JsonValue& value : documents.front().Items()) {
    if (NearestWord(value.key(), {"rollouts"}).empty()) continue;
    throw Error(ErrorCode::kInput,
                input.name + ":" + std::to_string(value.line()) + ": unknown key " +
                    Quoted(value.key()) + ", did you mean 'rollouts'?",
                "the native format has 'version: 1' and a list 'rollouts:'; name another one with "
                "--rollouts KIND=" +
                    input.name);
  }
}

// What one format read; of rollouts with one id the first counts.
void Append(RolloutFile from, const RolloutFormat& format, RolloutFile* file) {
  const std::vector<std::string> units = WordsOf(format.units);
  for (Segment& segment : from.segments) segment.cohorts.NameUnits(units);
  std::map<std::string, std::uint32_t> lines;
  for (const Rollout& rollout : file->rollouts) lines.emplace(rollout.id, rollout.line);
  for (Rollout& rollout : from.rollouts) {
    const auto [earlier, fresh] = lines.emplace(rollout.id, rollout.line);
    if (!fresh) {
      file->notices.push_back({"", rollout.line,
                               Quoted(rollout.id) + " is also in line " +
                                   std::to_string(earlier->second) + ", which counts"});
      continue;
    }
    rollout.format = format.name;
    rollout.cohorts.NameUnits(units);
    file->rollouts.push_back(std::move(rollout));
  }
  std::move(from.segments.begin(), from.segments.end(), std::back_inserter(file->segments));
  std::move(from.notices.begin(), from.notices.end(), std::back_inserter(file->notices));
  std::move(from.freezes.begin(), from.freezes.end(), std::back_inserter(file->freezes));
}

// What a file refers to and does not have is not known, and said once for each that asks for it.
void NoteMissing(RolloutFile* file) {
  std::vector<RolloutNotice> missing;
  const FlagIndex index(*file);
  const auto look = [&](const std::string& who, std::uint32_t line, const Cohorts& cohorts) {
    std::set<std::string> told;
    for (const Atom& atom : cohorts.atoms()) {
      const auto* reference = std::get_if<FlagReference>(&atom);
      if (reference == nullptr) continue;
      const bool there = reference->segment ? index.FindSegment(reference->name) != nullptr
                                            : index.FindFlag(reference->name) != nullptr;
      const std::string what =
          (reference->segment ? "segment " : "flag ") + Quoted(reference->name);
      if (there || !told.insert(what).second) continue;
      missing.push_back({"", line, who + ": it asks for " + what + ", which is not in the file"});
    }
  };
  for (const Rollout& rollout : file->rollouts) {
    look("flag " + Quoted(rollout.id), rollout.line, rollout.cohorts);
  }
  for (const Segment& segment : file->segments) {
    look("segment " + Quoted(segment.name), segment.line, segment.cohorts);
  }
  std::move(missing.begin(), missing.end(), std::back_inserter(file->notices));
}

}  // namespace

RolloutPath ParseRolloutPath(const std::string& text) {
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_");
  if (end == std::string::npos || end == 0 || text[end] != '=') return {"", text};
  return {text.substr(0, end), text.substr(end + 1)};
}

std::string Text(const RolloutPath& file) {
  return file.kind.empty() ? file.path : file.kind + "=" + file.path;
}

RolloutFile ReadRolloutFile(std::string_view text, const std::string& name,
                            const std::string& kind) {
  RolloutInput input;
  input.name = name;
  input.text = text;
  std::optional<JsonDocument> json, yaml;
  std::optional<Error> not_yaml;  // which our own strict reader may still explain better
  if (LooksLikeJson(text, name)) {
    json = ParseJson(text, name);
    input.json = &*json;
  } else {
    try {
      yaml = ParseYamlDocuments(text, name);
      input.yaml = &*yaml;
    } catch (const Error& error) {
      not_yaml = error;
    }
  }
  const std::vector<const RolloutFormat*> formats =
      kind.empty() ? Recognised(input)
                   : std::vector<const RolloutFormat*>{&Named(kind, &input.edition)};
  if (formats.empty()) {
    if (not_yaml) throw Error(*not_yaml);
    RefuseMisspelt(input);
    throw Error(ErrorCode::kInput, name + " holds no rollouts of a format that is known",
                "name its format with --rollouts KIND=" + name + "; the kinds are " + Names());
  }
  RolloutFile file;
  for (const RolloutFormat* format : formats) {
    Append(format->read(input), *format, &file);
    file.format += (file.format.empty() ? "" : ", ") + std::string(format->name);
  }
  file.source = name;
  for (Rollout& rollout : file.rollouts) {
    rollout.source = name;
    for (Freeze& freeze : rollout.freezes) freeze.source = name;
    for (Stage& stage : rollout.stages) {
      if (stage.share == 0) stage.share = SharesOf(rollout.cohorts, stage.cohort).most;
    }
  }
  for (Freeze& freeze : file.freezes) freeze.source = name;
  ApplyFreezes(file.freezes, &file);
  NoteMissing(&file);
  for (RolloutNotice& notice : file.notices) notice.source = name;
  CheckPromises(file);
  return file;
}

}  // namespace interlock
