// Evaluates cohorts for one user or request. The same formulas that overlaps are computed from:
// vendors' conformance suites, population samples and simulations all come through here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "analyzer/exposure/conditions.h"
#include "interlock/cohort.h"
#include "interlock/rollout.h"

namespace interlock {

// The bytes that a slice hashes for the subject; none when an attribute is missing, or is of a
// kind that the slice does not accept.
std::optional<std::string> HashInputOf(const Slice& slice, const Subject& subject);

// The raw value of the slice's space; none when it is missing and nothing stands in for it, or the
// hash cannot be computed.
std::optional<std::uint64_t> RawOf(const Slice& slice, const Subject& subject);

// The flags and segments of one file by name. REQUIRES: the file outlives it and stays as it is.
class FlagIndex {
 public:
  explicit FlagIndex(const RolloutFile& file);

  const Rollout* FindFlag(std::string_view name) const;
  const Segment* FindSegment(std::string_view name) const;
  const std::string& source() const { return source_; }

 private:
  std::map<std::string, const Rollout*, std::less<>> flags_;
  std::map<std::string, const Segment*, std::less<>> segments_;
  std::string source_;
};

// Who the flag is on for at its current stage; nobody before the first. Unknown: the first stage.
CohortId CurrentCohort(const Rollout& rollout);

// One subject, asked many things. Deep or cyclic references are unknown.
class Evaluation {
 public:
  // REQUIRES: both outlive it. `index` may be null: then references are unknown.
  Evaluation(const FlagIndex* index, const Subject* subject) : index_(index), subject_(subject) {}

  // Where the question is about one moment or place: the moment counts instead of the subject's
  // own, the place where the subject has none.
  void SetPlaceAndTime(std::optional<std::string> place, std::optional<std::int64_t> time) {
    place_ = std::move(place);
    time_ = time;
  }

  Truth Ask(const Cohorts& cohorts, CohortId cohort);

  // The variation that the subject gets: its name, `otherwise` for none of them; no value when it
  // is not known.
  std::optional<std::string> VariationOf(const Rollout& rollout);

 private:
  Truth AskAtom(const Atom& atom);
  Truth AskReference(const FlagReference& reference);

  const FlagIndex* index_;
  const Subject* subject_;
  std::optional<std::string> place_;
  std::optional<std::int64_t> time_;
  std::size_t depth_ = 0;
  std::map<std::pair<const Cohorts*, CohortId>, Truth> referred_;  // unknown while it is asked
};

}  // namespace interlock
