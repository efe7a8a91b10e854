// What tests of rollout formats ask of a file that was read.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "interlock/rollout.h"

namespace interlock {

// fixtures/rollouts/<path>, read by the format that recognises it.
RolloutFile RolloutFixture(const std::string& path);

// REQUIRES: the file has it.
const Rollout& RolloutWithId(const RolloutFile& file, const std::string& id);

// "name: share" for each stage, where a share is "25 %" or "25 to 100 %".
std::vector<std::string> StageTexts(const Rollout& rollout);

// Of texts by attribute.
Subject SubjectWith(const std::vector<std::pair<std::string, std::string>>& attributes);

}  // namespace interlock
