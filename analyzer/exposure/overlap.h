// Who is in all of several cohorts. The formula of all of them together is solved case by case: the
// answers to conditions that no sample weighs are tried (those that can be true together), and
// inside each case only independent groups of buckets remain, whose cells have exact shares. A case
// gives one number, the cases together a least and a most; they are equal unless something is not
// known.
//
// NOTE(def: present-units): a share is one of those users or requests that have the attributes
// which are hashed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "interlock/cohort.h"

namespace interlock {

struct CohortOf {
  const FlagIndex* index = nullptr;  // of the file; null: no references
  const Cohorts* cohorts = nullptr;
  CohortId cohort = kNobody;
  std::string name;  // of the rollout, for the derivation
  bool off = false;  // those who are not in it
};

// How a number was found, the surest first.
enum class OverlapBasis : std::uint8_t {
  kExact,     // set arithmetic
  kSampled,   // exact for the population sample
  kCounted,   // over made-up ids, because the hash relates its spaces
  kExpected,  // independent hashes multiply; a real population varies around it
  kBound,     // between least and most
};

// One step of a derivation, as data; `interlock exposure` prints them in order.
enum class StepKind : std::uint8_t {
  kShare,      // what one cohort has alone
  kSpace,      // a space and the buckets in it that matter
  kMultiply,   // independent groups
  kCount,      // unsound hashes
  kDraw,       // a draw for each request
  kCondition,  // conditions that no sample weighs
  kUnknown,    // something opaque
  kPresent,    // assumes that an attribute is there
  kNamed,      // ids that lists name
  kSample,     // a population sample was counted
  kFreeze,     // a rollout stands still
  kIds,        // whether attributes hold one id matters
  kGaveUp,     // too many cases
  kResult,
};

struct OverlapStep {
  StepKind kind = StepKind::kResult;
  std::string text;  // "murmur3 of "checkout:" + userId: one space, so buckets are intersected"
  double least = 0;  // of kShare, kSample and kResult
  double most = 0;

  bool operator==(const OverlapStep&) const = default;
};

// One user, session or organisation that a list names by its id.
struct NamedUnit {
  std::string attribute;
  std::string id;
  bool certain = false;  // in all of the cohorts; else it may be

  bool operator==(const NamedUnit&) const = default;
};

// A share that somebody has, and that is none of a population of any size: what `most` is where
// only named units are in all.
inline constexpr double kNamedShare = 5e-10;

struct Overlap {
  double least = 0;
  double most = 0;
  // Besides: the shares are of those whom no list of ids names. A list of k ids is k units at most,
  // which has no share where the size of the population is not known. By attribute and id.
  std::vector<NamedUnit> named;
  std::size_t listed = 0;  // ids that lists name, in all of the cohorts or not
  OverlapBasis basis = OverlapBasis::kExact;
  std::vector<OverlapStep> steps;
  std::vector<std::string> spaces;  // those that the number hangs on, by name
  bool per_request = false;         // it hangs on draws for each request
};

// The least and the most in a population of so many: the share of those whom no list names, and
// each of the others as one. REQUIRES: users >= 1.
struct ShareBounds {
  double least = 0;
  double most = 0;
};
ShareBounds AmongUsers(const Overlap& overlap, double users);

// Of a counted share: one standard deviation of the made-up ids; where none is in it, what few
// could be missed (with a probability of 5 %).
double CountingError(double share);

struct OverlapAt {
  std::optional<std::int64_t> time;  // milliseconds since 1970; none: windows are unknown
  std::optional<std::string> place;  // empty: one that no stage names; none: places are unknown
  const std::vector<Subject>* population = nullptr;  // counted when there is one
  // With draws for each request: the share of users of whom one of so many requests is in all.
  double requests = 1;
};

// REQUIRES: at least one cohort. Symmetric: the order alters the steps' order only.
Overlap OverlapOf(const std::vector<CohortOf>& cohorts, const OverlapAt& at);

// Who is in at least one of each of the lists. An empty list is nobody.
Overlap OverlapOf(const std::vector<std::vector<CohortOf>>& all, const OverlapAt& at);

const char* Name(StepKind kind);  // "share", "space", …
// "exact", "sampled", "counted", "expected", "bound"
const char* Name(OverlapBasis basis);

}  // namespace interlock
