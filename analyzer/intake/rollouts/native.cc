// Interlock's own format; analyzer/intake/rollouts.h describes it.
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

bool Recognises(const RolloutInput& input) {
  return input.json == nullptr && HasKey(input.text, "rollouts:");
}

RolloutFile Read(const RolloutInput& input) {
  RolloutFile file;
  file.rollouts = ReadRollouts(input.text, input.name);
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_native = {"native", "Interlock's own rollouts.yaml",
                                                    Recognises, Read};

}  // namespace interlock
