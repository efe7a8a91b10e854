// Decisions: the verdict on a change or pair, with everything that led to it recorded where it was
// decided, so that `why` reconstructs nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "interlock/advice.h"

namespace interlock {

enum class Verdict : std::uint8_t {
  kClear,
  kNote,      // tell the reviewers
  kRetest,    // whichever lands second must be re-tested on top of the first
  kOrder,     // the first before the second
  kSeparate,  // never in overlapping cohorts or windows
  kHold,      // a person must decide
};

inline constexpr const char* kVerdictNames[] = {"clear", "note",     "retest",
                                                "order", "separate", "hold"};

inline const char* Name(Verdict verdict) { return kVerdictNames[static_cast<int>(verdict)]; }

// Absent for an unknown word.
inline std::optional<Verdict> ParseVerdict(const std::string& word) {
  for (int i = 0; i < 6; ++i) {
    if (word == kVerdictNames[i]) return static_cast<Verdict>(i);
  }
  return std::nullopt;
}

// One step of the reasoning: which factor or policy line moved the verdict, and how.
struct Explanation {
  std::string what;   // "rule removed-symbol proposes retest"
  std::string value;  // "resolved at both ends"
};

struct Decision {
  std::vector<std::string> changes;
  Verdict verdict = Verdict::kClear;
  double score = 0;                  // 0..1, for ranking only
  std::vector<std::string> because;  // ids of interactions, strongest first
  std::vector<Advice> advice;        // what to do, strongest first
  std::string clears;                // what would clear it
  std::vector<Explanation> explanations;
};

}  // namespace interlock
