// What ran only where a feature flag is on, and runs for everyone once a change has taken the check
// away: functions that are called, themselves or through others, from where the check was.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/overlay/called_functions.h"
#include "analyzer/overlay/snapshot.h"
#include "graph/effects/effects.h"

namespace interlock {

// For one thread. REQUIRES: the snapshot and the effect outlive it.
class ReleasedFunctions {
 public:
  // `check` is where the view no longer asks for the flag.
  ReleasedFunctions(const Snapshot& snapshot, int view, const Effect& check);

  // The line of the view's own file, as it was, that calls the function, itself or through others,
  // and asks no longer, by path and name; none where nothing there does, or where anything else but
  // a test calls it, or what leads to it, without asking: then the check kept nobody from it.
  std::optional<std::uint32_t> CalledFrom(std::string_view path, std::string_view name);

 private:
  using Function = std::pair<const SourceFile*, std::int32_t>;

  void Begin(const SourceFile& before, const SourceFile& after);
  void Reach(const Target& target, std::uint32_t line);
  void Follow();
  void LeaveOutOthers();
  bool IsEntry(const Function& function) const;

  const Snapshot& snapshot_;
  const Effect& check_;
  const World before_, after_;
  EffectContext did_, does_;
  CalledFunctions called_;
  std::vector<Function> order_;              // in which they were reached
  std::map<Function, std::uint32_t> lines_;  // of the call that leads there
  bool others_left_out_ = false;
};

}  // namespace interlock
