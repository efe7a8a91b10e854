// Hazards as data (parsers/catalog/hazards.yaml): pairs of signs on one shared resource that are
// harmless alone and do damage together; and the signs that one change's effect shows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/effect_deltas.h"
#include "interlock/decision.h"

namespace interlock {

enum class SignForm : std::uint8_t {
  kUp,
  kDown,
  kAltered,
  kAdded,
  kRemoved,
  kInLoop,
  kReadsBeside,
  kLock,
  kGuarded,
  kSet,         // a quantity that nobody had written
  kUnset,       // a quantity that somebody had written, and nobody does now
  kKeyGrown,    // a name gains a part that varies: "page:{}" becomes "page:{}:{}"
  kSwitchedOn,  // what is declared was off, and no longer is
  kBlanked,     // what is declared had a value, and has none any more
};

// One alternative of a sign: "ttl down", "read in a loop".
struct SignPattern {
  SignForm form = SignForm::kAltered;
  std::string word;     // the quantity or the access
  bool proven = true;   // false: it may be so
  bool inside = false;  // shown on the service that does it, not on what it is done to
};

enum class Arithmetic : std::uint8_t {
  kNone,
  kHeadroom,
  kMisses,
  kAttempts,
  kConnections,
  kDeadline,
  kInversion,
  kPatience,
  kIdle,
  kDormant
};

struct Hazard {
  std::string id, pattern, title;
  std::vector<std::string> kinds;             // of resources
  std::string one, other;                     // names of signs
  std::set<std::string, std::less<>> absent;  // accesses that neither the base nor `other` has
  bool members = false;  // the two halves are on different resources of a group
  Verdict gate = Verdict::kSeparate;
  Arithmetic arithmetic = Arithmetic::kNone;
  std::string metrics, then, clears;
};

struct HazardTable {
  std::map<std::string, std::vector<SignPattern>> signs;
  // What the resources of a kind may be kept by: words of what a store is declared to be.
  std::map<std::string, std::vector<std::string>> keepers;
  std::vector<Hazard> hazards;
};

// Throws Error naming file and line when the text is wrong.
HazardTable ReadHazards(std::string_view text, const std::string& name);

// Values that stand for "off", in flags and in configuration: "", "off", "False", "0" …
bool MeansOff(std::string value);

// What an effect shows of a sign.
struct ShownSign {
  bool proven = true;
  const QuantityDelta* quantity = nullptr;  // the one that moves, if it is that
  double factor = 0;                        // how many times, 0 when nobody knows
};

// The first alternative that the effect shows, the proven ones first: of those on its resource, or
// of those on the service that it is inside.
std::optional<ShownSign> Shows(const EffectDelta& delta, const std::vector<SignPattern>& sign,
                               bool inside = false);

}  // namespace interlock
