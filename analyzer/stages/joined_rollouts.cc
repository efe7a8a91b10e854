#include "analyzer/stages/joined_rollouts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/exposure/freezes.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

void JoinIdsOf(const Config& config, Rollout* rollout) {
  for (const SameId& id : config.same_ids) {
    for (const std::string& name : id.names) {
      if (name == id.names.front()) continue;
      const bool is_key = rollout->key == name;
      if (is_key) rollout->key = id.names.front();
      if (!rollout->cohorts.RenameAttribute(name, id.names.front()) && !is_key) continue;
      rollout->notes.push_back(Quoted(name) + " is called " + Quoted(id.names.front()) +
                               " here, because " + config.source + ":" + std::to_string(id.line) +
                               " says that they are one id");
    }
  }
}

}  // namespace

void JoinRollouts(Knowledge* knowledge) {
  const Config& config = knowledge->config;
  std::vector<RolloutFile> files;
  bool freezes = false;
  for (const auto& source : knowledge->rollouts) {
    freezes = freezes || !source->file.freezes.empty();
    files.push_back(source->file);
  }
  if (!freezes && config.same_ids.empty()) return;
  for (std::size_t to = 0; to < files.size(); ++to) {
    for (std::size_t from = 0; from < files.size(); ++from) {
      if (from != to) ApplyFreezes(files[from].freezes, &files[to]);
    }
    for (Rollout& rollout : files[to].rollouts) JoinIdsOf(config, &rollout);
    for (Segment& segment : files[to].segments) {
      for (const SameId& id : config.same_ids) {
        for (const std::string& name : id.names) {
          segment.cohorts.RenameAttribute(name, id.names.front());
        }
      }
    }
  }
  knowledge->rollouts.clear();
  for (RolloutFile& file : files) {
    knowledge->rollouts.push_back(std::make_unique<const RolloutSource>(std::move(file)));
  }
}

void JoinIds(const std::vector<SameId>& ids, std::vector<Subject>* population) {
  for (Subject& subject : *population) {
    for (const SameId& id : ids) {
      if (subject.attributes.count(id.names.front()) != 0) continue;
      const auto known = std::find_if(
          id.names.begin(), id.names.end(),
          [&](const std::string& name) { return subject.attributes.count(name) != 0; });
      if (known == id.names.end()) continue;
      const AttributeValue value = subject.attributes.find(*known)->second;
      subject.attributes[id.names.front()] = value;
    }
  }
}

}  // namespace interlock
