#include "tests/harness/rollout_fixture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/conditions.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/vectors.h"

namespace interlock {

RolloutFile RolloutFixture(const std::string& path) {
  const std::filesystem::path file =
      std::filesystem::path(INTERLOCK_SOURCE_DIR) / "fixtures/rollouts" / path;
  return ReadRolloutFile(ReadWhole(file), path);
}

const Rollout& RolloutWithId(const RolloutFile& file, const std::string& id) {
  const auto found = std::find_if(file.rollouts.begin(), file.rollouts.end(),
                                  [&](const Rollout& rollout) { return rollout.id == id; });
  INFO(file.source << " has no " << id);
  REQUIRE(found != file.rollouts.end());
  return *found;
}

std::vector<std::string> StageTexts(const Rollout& rollout) {
  std::vector<std::string> texts;
  const auto percent = [](double share) { return NumberText(std::round(share * 1e6) / 1e4); };
  for (const Stage& stage : rollout.stages) {
    const Shares shares = SharesOf(rollout.cohorts, stage.cohort);
    std::string text = stage.name + ": " + percent(shares.least);
    if (shares.most > shares.least) text += " to " + percent(shares.most);
    texts.push_back(text + " %");
  }
  return texts;
}

Subject SubjectWith(const std::vector<std::pair<std::string, std::string>>& attributes) {
  Subject subject;
  for (const auto& [name, value] : attributes) {
    subject.attributes[name] = AttributeValue::OfText(value);
  }
  return subject;
}

}  // namespace interlock
