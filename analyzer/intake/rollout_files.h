// Rollout files of any format: recognised by what they hold, or named by the user.
#pragma once

#include <string>
#include <string_view>

#include "interlock/rollout.h"

namespace interlock {

// "KIND=PATH" or "PATH", as --rollouts and the configuration name a file. KIND is a format's name,
// with "-" and an edition where the format has editions: "flagd-v2".
struct RolloutPath {
  std::string kind;  // empty: the format is recognised
  std::string path;

  bool operator==(const RolloutPath&) const = default;
};

RolloutPath ParseRolloutPath(const std::string& text);
std::string Text(const RolloutPath& file);  // as it was written

// `kind` is a format's name, or empty: then the format is recognised. Throws Error{kInput} when no
// format, or more than one, takes the text; Error{kUsage} when there is no such format.
// The result has ids that are unique in the file, at least one stage in each rollout, and shares
// from 0 to 1; the file's own freezes hold its own rollouts.
RolloutFile ReadRolloutFile(std::string_view text, const std::string& name,
                            const std::string& kind = "");

}  // namespace interlock
