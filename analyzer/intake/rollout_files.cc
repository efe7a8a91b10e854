#include "analyzer/intake/rollout_files.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "analyzer/exposure/cohorts.h"
#include "analyzer/intake/rollouts/all_rollout_formats.h"
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

const RolloutFormat& Named(const std::string& kind) {
  std::vector<std::string> names;
  for (const RolloutFormat* format : AllRolloutFormats()) {
    if (kind == format->name) return *format;
    names.emplace_back(format->name);
  }
  const std::string nearest = NearestWord(kind, names);
  throw Error(ErrorCode::kUsage,
              "there is no rollout format " + Quoted(kind) +
                  (nearest.empty() ? "" : ", did you mean " + Quoted(nearest) + "?"),
              "the formats are " + Names());
}

const RolloutFormat& Recognised(const RolloutInput& input) {
  const RolloutFormat* found = nullptr;
  for (const RolloutFormat* format : AllRolloutFormats()) {
    if (!format->recognises(input)) continue;
    if (found != nullptr) {
      throw Error(ErrorCode::kInput,
                  input.name + " could be " + found->name + " or " + format->name,
                  "say which with --rollouts " + std::string(found->name) + "=" + input.name);
    }
    found = format;
  }
  if (found == nullptr) {
    throw Error(
        ErrorCode::kInput, input.name + " holds no rollouts of a format that is known",
        "name its format with --rollouts KIND=" + input.name + "; the kinds are " + Names());
  }
  return *found;
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

}  // namespace

RolloutPath ParseRolloutPath(const std::string& text) {
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_");
  if (end == std::string::npos || end == 0 || text[end] != '=') return {"", text};
  return {text.substr(0, end), text.substr(end + 1)};
}

RolloutFile ReadRolloutFile(std::string_view text, const std::string& name,
                            const std::string& kind) {
  RolloutInput input{name, text, nullptr};
  std::optional<JsonDocument> json;
  if (LooksLikeJson(text, name)) {
    json = ParseJson(text, name);
    input.json = &*json;
  }
  const RolloutFormat& format = kind.empty() ? Recognised(input) : Named(kind);
  RolloutFile file = format.read(input);
  file.source = name;
  file.format = format.name;
  for (Rollout& rollout : file.rollouts) {
    rollout.source = name;
    rollout.format = format.name;
    for (Stage& stage : rollout.stages) {
      if (stage.share == 0) stage.share = SharesOf(rollout.cohorts, stage.cohort).most;
    }
  }
  for (RolloutNotice& notice : file.notices) notice.source = name;
  CheckPromises(file);
  return file;
}

}  // namespace interlock
