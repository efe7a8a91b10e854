// Everything that is known of who meets two changes, flags or rollouts, as `interlock exposure`
// tells it: what each is, the numbers with their derivation, and what would keep them apart.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/exposure/ramp.h"
#include "analyzer/rollouts/rollout_view.h"
#include "interlock/report_format.h"

namespace interlock {

struct ExposureQuestion {
  std::int64_t now = 0;  // seconds since 1970
  const std::vector<Subject>* population = nullptr;
  std::string population_name;
  std::optional<double> requests;  // of one user
  std::optional<double> users;     // the size of the population, which gives named ids a share
};

struct ExposureSide {
  std::string word;   // as the user wrote it
  std::string what;   // "change", "flag", "rollout"
  std::string title;  // of a change
};

// The counted share beside the computed one.
struct CountedShare {
  double least = 0, most = 0;  // apart where a context does not say enough
  std::size_t size = 0;
  double deviations =
      0;  // from the computed share, or from its bounds; beyond 5 something is wrong
  // What the rollouts ask for and no context has: "distinct_id", "userId or sessionId". Then the
  // count says nothing of real users.
  std::vector<std::string> absent;
};

struct RequestShares {
  double requests = 0;
  bool bound = false;                 // something is not known, and these are at most
  double same_request = 0;            // users of whom one request meets both
  std::optional<double> at_any_time;  // users who meet both, be it in different requests
};

struct ExposureStory {
  std::vector<ExposureSide> sides;
  std::vector<Ramp> ramps;
  RampOverlap overlap;
  std::vector<RampPeak> table;  // by stages of both; empty: one combination, or too many
  std::optional<CountedShare> counted;
  std::optional<RequestShares> requests;
  std::vector<std::string> advice;
  std::vector<std::string> notes;
};

// Throws Error{kUsage} for a word that names nothing.
ExposureStory TellExposure(const RolloutView& view, const std::vector<std::string>& words,
                           const ExposureQuestion& question);

void WriteExposureText(const ExposureStory& story, const ExposureQuestion& question,
                       const FormatOptions& options, std::ostream& out);
void WriteExposureJson(const ExposureStory& story, const ExposureQuestion& question,
                       std::ostream& out);

// "rollout checkout (flags.json:12, unleash), stage 1 of 3"
std::string DescribeRolloutPlace(const Rollout& rollout);
// "20 % in eu-west, from 2026-03-02T09:00:00Z"
std::string DescribeStage(const Tie& tie, const Stage& stage, std::int64_t now);
}  // namespace interlock
