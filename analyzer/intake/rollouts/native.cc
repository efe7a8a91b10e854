// Interlock's own format; analyzer/intake/rollouts.h describes it.
#include <vector>

#include "analyzer/intake/rollouts.h"
#include "analyzer/intake/rollouts/rollout_format.h"

namespace interlock {
namespace {

// A line that begins with the key, whatever follows.
bool HasKey(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at == 0 || text[at - 1] == '\n') return true;
  }
  return false;
}

// All of it in braces, as YAML or JSON allow.
bool InBraces(const RolloutInput& input) {
  if (input.json == nullptr && input.yaml == nullptr) return false;
  // A YAML file is a list of documents.
  const std::vector<JsonValue> documents = input.json != nullptr
                                               ? std::vector<JsonValue>{input.json->Root()}
                                               : input.yaml->Root().Items();
  if (documents.size() != 1) return false;
  const JsonValue root = documents.front();
  return root["rollouts"].IsList() && root["version"].exists() && !root["flags"].exists();
}

bool Recognises(const RolloutInput& input) {
  if (InBraces(input)) return true;
  return input.json == nullptr && HasKey(input.text, "rollouts:");
}

RolloutFile Read(const RolloutInput& input) { return ReadRollouts(input.text, input.name); }

}  // namespace

extern const RolloutFormat rollout_format_native = {"native", "Interlock's own rollouts.yaml",
                                                    Recognises, Read};

}  // namespace interlock
