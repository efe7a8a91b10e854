// What ran only where a feature flag is on, and runs for everyone once a change has taken the check
// away: functions that are called, themselves or through others, from where the check was.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/overlay/called_functions.h"
#include "analyzer/overlay/snapshot.h"
#include "graph/effects/effects.h"

namespace interlock {

// For one thread. REQUIRES: the snapshot outlives it.
class ReleasedFunctions {
 public:
  // `check` is where the view no longer asks for the flag.
  ReleasedFunctions(const Snapshot& snapshot, int view, const Effect& check);

  // The line of the view's own file that calls the function without asking, by `in` of an effect;
  // none when it does not come from there, or when anything else but a test calls it, or what leads
  // to it, without asking: then the check kept nobody from it.
  std::optional<std::uint32_t> CalledFrom(std::string_view path, std::string_view in);

 private:
  using Function = std::pair<const SourceFile*, std::int32_t>;
  struct Reached {
    std::uint32_t line = 0;
    std::optional<Function> from;  // none when it is called where the check was
  };

  void Begin(const SourceFile& before, const SourceFile& after);
  void Follow();
  bool IsCalledElsewhere(const std::set<Function>& functions);

  const Effect& check_;
  const World before_, after_;
  EffectContext did_, does_;
  CalledFunctions called_;
  std::map<Function, Reached> reached_;
  std::map<Function, bool> is_released_;  // of those that were asked for
};

}  // namespace interlock
