// What a caller sets for all experiments of a file, in the context that it gives to an SDK:
//
//   {"enabled": true, "qaMode": false, "forcedVariations": {"checkout": 1},
//    "url": "https://example.com/?checkout=1"}
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "analyzer/intake/json_document.h"

namespace interlock {

struct ExperimentSwitches {
  bool enabled = true;
  bool only_forced = false;
  std::map<std::string, double> forced;  // variations by experiment
  std::string url;                       // its query may force variations, too
};

ExperimentSwitches ReadExperimentSwitches(const JsonValue& context);

// What they leave of one experiment.
struct SwitchedExperiment {
  bool settled = false;
  std::optional<std::size_t> variation;  // that everybody gets; none: nobody gets any
};

// `forces` says that the experiment itself forces a variation.
SwitchedExperiment SwitchedTo(const ExperimentSwitches& switches, const std::string& experiment,
                              std::size_t variations, bool forces);

}  // namespace interlock
