// Hazards as data (parsers/catalog/hazards.yaml): pairs of signs on one shared resource that are
// harmless alone and do damage together; and the signs that one change's effect shows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/resources/effect_deltas.h"
#include "interlock/decision.h"

namespace interlock {

struct YamlDocument;

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
  kSet,          // a quantity that nobody had written
  kUnset,        // a quantity that somebody had written, and nobody does now
  kKeyGrown,     // a name gains a part that varies: "page:{}" becomes "page:{}:{}"
  kSwitchedOn,   // what is declared was off, and no longer is
  kBlanked,      // what is declared had a value, and has none any more
  kKeyReplaced,  // another name takes its place, of as many parts: "page:v1:{}" -> "page:v2:{}"
  kResized,      // the list that is declared has several times more or fewer items
  kDated,        // what is declared is a day, and was not, or another one
  kSwitchedOff,  // what is declared is off now, and was not, or nobody had said so
  kEncoded,      // what is done there takes another form: that of its library is declared otherwise
  kInOneTransaction,  // in a loop that one transaction outlasts
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
  kDormant,
  kRefill,
  kAllowance,
  kHeap,
  kEntries,
  kDate
};

struct Hazard {
  std::string id, pattern, title;
  std::vector<std::string> kinds;             // of resources
  std::string one, other;                     // names of signs
  std::set<std::string, std::less<>> absent;  // accesses that neither the base nor `other` has
  bool members = false;  // the two halves are on different resources of a group
  bool unread = false;   // nobody reads the resource in the base
  Verdict gate = Verdict::kSeparate;
  std::optional<Verdict> uncounted;  // in its place where the computation lacks a figure
  Arithmetic arithmetic = Arithmetic::kNone;
  std::string metrics, then, clears;
};

// What the values of columns of a type are.
struct ColumnForm {
  std::string family;  // "integer", "text"
  int width = 0;       // types of one family that are wider hold all that others do
  bool sized = false;  // how much it holds, its length says
};

struct HazardTable {
  std::map<std::string, std::vector<SignPattern>> signs;
  // What the resources of a kind may be kept by: words of what a store is declared to be.
  std::map<std::string, std::vector<std::string>> keepers;
  // What the ids of the catalogue's entries begin with whose values take a form that is declared.
  std::map<std::string, std::vector<std::string>, std::less<>> forms;
  // Calls that put values into a form, by that: "json.Marshal", "*.to_json".
  std::map<std::string, std::vector<std::string>, std::less<>> encoders;
  std::map<std::string, ColumnForm, std::less<>> column_types;  // by name, in small letters
  std::vector<Hazard> hazards;
};

// Throws Error naming file and line when the document is wrong.
HazardTable ReadHazards(const YamlDocument& document);

// How many items a list has that is written as one value: "1,2,3".
std::size_t ItemsOf(std::string_view list);

// "2026-12-01", with or without a time of that day.
bool IsDay(std::string_view value);

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
