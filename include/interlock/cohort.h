// Cohorts: who a rollout exposes, in terms that are common to all vendors. A cohort is a boolean
// formula over atoms; the atoms say what a vendor's rule asks of a user, a request or a place, and
// carry the vendor's answers to the awkward questions (an absent attribute, a value of another
// type) as fields. No vendor is named here: an importer translates, and everything that computes
// reads these structures only.
//
// Two spaces are equal when equal users get equal raw hash values in both; only then can slices be
// intersected. What an importer does not understand is an `Opaque` atom with a reason; it widens an
// answer to a bound and is never guessed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace interlock {

// A value of an attribute, or one that a rule compares with.
enum class ValueKind : std::uint8_t { kNull, kTruth, kNumber, kText, kList, kMap };

struct AttributeValue {
  ValueKind kind = ValueKind::kNull;
  bool truth = false;
  double number = 0;
  std::string text;
  std::vector<AttributeValue> items;  // of a list or map
  std::vector<std::string> names;     // of a map, one for each item

  static AttributeValue OfTruth(bool truth) { return {ValueKind::kTruth, truth, 0, {}, {}}; }
  static AttributeValue OfNumber(double number) {
    return {ValueKind::kNumber, false, number, {}, {}};
  }
  static AttributeValue OfText(std::string text) {
    AttributeValue value;
    value.kind = ValueKind::kText;
    value.text = std::move(text);
    return value;
  }
  static AttributeValue OfList(std::vector<AttributeValue> items) {
    AttributeValue value;
    value.kind = ValueKind::kList;
    value.items = std::move(items);
    return value;
  }
  static AttributeValue OfMap(std::vector<std::string> names, std::vector<AttributeValue> items) {
    AttributeValue value = OfList(std::move(items));
    value.kind = ValueKind::kMap;
    value.names = std::move(names);
    return value;
  }
  bool operator==(const AttributeValue&) const = default;
};

// What is known of one user or request: attributes by path, "userId", "user.country". Of a map
// there are the map and its values, "user" and "user.country".
struct Subject {
  std::map<std::string, AttributeValue, std::less<>> attributes;
  std::int64_t time = 0;  // milliseconds since 1970
  std::string place;      // cluster or region; empty: not known
};

// ---- slices of a bucketing space

enum class HashAlgorithm : std::uint8_t {
  kNamed,            // not known, only that equal names are one hash and different ones independent
  kMurmur3,          // x86, 32 bits, with the seed
  kFnv1aUtf16,       // FNV-1a, 32 bits, over UTF-16 code units
  kFnv1aUtf16Twice,  // the same over the decimal text of the first
  kSha1,             // the first 60 bits
  kSha256,           // the first 64 bits
  kMd5,              // the first 32 bits
  kCrc32,            // IEEE
};

// How the parts become bytes; CBOR is that of RFC 8949, 4.2.1.
enum class HashInput : std::uint8_t {
  kText,      // one text of all parts
  kCborText,  // that text as CBOR
  kCbor,      // the value of the one part, or an array of several
};

// A piece of what is hashed: a literal, or the first of the attributes that is there.
struct InputPart {
  std::string literal;
  std::vector<std::string> attributes;  // empty: a literal

  bool operator==(const InputPart&) const = default;
};

struct Space {
  HashAlgorithm algorithm = HashAlgorithm::kNamed;
  std::uint32_t seed = 0;
  HashInput encoding = HashInput::kText;
  std::vector<InputPart> input;

  bool operator==(const Space&) const = default;
};

// Raw values, or with a modulus the remainders of raw values: `first` and `last` are both inside.
struct RawRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool operator==(const RawRange&) const = default;
};

// REQUIRES: ranges are in order, apart from each other, and below a modulus that is not 0.
struct RawSet {
  std::uint64_t modulus = 0;  // 0: ranges of the raw value itself
  std::vector<RawRange> ranges;

  bool operator==(const RawSet&) const = default;
};

// What happens without the attribute that is hashed.
enum class MissingUnit : std::uint8_t {
  kOutside,  // the slice does not hold
  kZero,     // as if the raw value were 0
  kEmpty,    // as if the attribute were an empty text
  kRandom,   // another raw value at each call
};

// Which values can be hashed; any other counts as missing.
enum class UnitValues : std::uint8_t {
  kAny,
  kTextOrWhole,
  kText,
  kTruthy,  // no empty text, no 0, not false
};

// The unit falls into a part of a space.
struct Slice {
  Space space;
  RawSet set;
  MissingUnit missing = MissingUnit::kOutside;
  UnitValues accepts = UnitValues::kAny;
  bool remembered = false;  // an earlier assignment may be stored, so the share is a bound

  bool operator==(const Slice&) const = default;
};

// ---- conditions

enum class Operator : std::uint8_t {
  kExists,
  kIn,      // equal to one of the values
  kStarts,  // text
  kEnds,
  kContains,
  kMatches,  // RE2, anywhere in the text
  kLess,     // number
  kAtMost,
  kMore,
  kAtLeast,
  kBefore,  // time: RFC 3339, or milliseconds since 1970 as a number
  kNotAfter,
  kAfter,
  kNotBefore,
  kVersionIs,  // semantic version
  kVersionLess,
  kVersionAtMost,
  kVersionMore,
  kVersionAtLeast,
  kInNetwork,  // address or CIDR, IPv4 and IPv6
  kKindIs,     // "truth", "number", "text", "list", "map"
  kHasItem,    // a list with a truthy item that satisfies all of `parts`
};

enum class Otherwise : std::uint8_t { kNo, kYes, kUnknown };

// Which items of a list must satisfy the comparison.
enum class ListItems : std::uint8_t {
  kNone,  // a list is a value of the wrong type
  kAny,
  kAll,
  kAnyOfList,  // as kAny, and what is no list is of the wrong type
  kWhole,      // the list is compared as one value
};

// How texts and numbers meet.
enum class Conversion : std::uint8_t {
  kStrict,  // values of different types differ
  kText,    // numbers and truths become text for text operators, texts become numbers for others
  kScript,  // as ECMAScript converts: the value to the type of the rule's; two texts have an order
};

// `attribute op values`: holds when the comparison holds with one of the values, or with each of
// them; `negate` turns the result of a comparison, while the two fallbacks are final.
struct Condition {
  std::string attribute;
  Operator op = Operator::kIn;
  std::vector<AttributeValue> values;
  bool every_value = false;
  bool negate = false;
  bool ignore_case = false;
  bool loose_version = false;              // "v1.2" is a version, too
  bool core_version = false;               // what follows '-' or '+' in a version is not looked at
  bool dotted_version = false;             // any count of numbers between dots; as core_version
  bool padded_version = false;             // any text is a version: its parts, numbers padded to 5
  bool length = false;                     // of the list, which is then the number that is compared
  bool short_version = false;              // "1.2" is one, "v1.2" is not
  bool time_of_day = false;                // a date alone is no time
  Otherwise if_missing = Otherwise::kNo;   // absent or null
  Otherwise if_mismatch = Otherwise::kNo;  // the attribute cannot be compared
  ListItems items = ListItems::kAny;
  // A value is the id of one unit: of a user, session or organisation. A list of ids is a number of
  // units and no share of them.
  bool names_units = false;
  Conversion conversion = Conversion::kText;
  std::vector<Condition> parts;  // of kHasItem, about paths in the item; "" is the item itself

  bool operator==(const Condition&) const = default;
};

// ---- the other atoms

// Another flag of the same file serves one of the variations (none named: it is on), or a segment
// of the same file holds.
struct FlagReference {
  bool segment = false;
  std::string name;
  std::vector<std::string> variations;

  bool operator==(const FlagReference&) const = default;
};

// An independent draw for each request or call. Equal names are one draw.
struct Chance {
  double probability = 0;
  std::string draw;

  bool operator==(const Chance&) const = default;
};

// Milliseconds since 1970, from <= time < until; 0: open.
struct Window {
  std::int64_t from = 0;
  std::int64_t until = 0;

  bool operator==(const Window&) const = default;
};

// One of the clusters or regions.
struct InPlaces {
  std::vector<std::string> names;  // sorted

  bool operator==(const InPlaces&) const = default;
};

// Not understood, or not written in the file; equal reasons of one rollout are one unknown, and
// where they are about the file as a whole, those of the file.
struct Opaque {
  std::string reason;
  bool of_file = false;

  bool operator==(const Opaque&) const = default;
};

using Atom = std::variant<Slice, Condition, FlagReference, Chance, Window, InPlaces, Opaque>;

// ---- formulas

using CohortId = std::uint32_t;

inline constexpr CohortId kNobody = 0;  // in every Cohorts
inline constexpr CohortId kEverybody = 1;

enum class CohortKind : std::uint8_t { kFalse, kTrue, kAtom, kNot, kAll, kAny };

struct CohortNode {
  CohortKind kind = CohortKind::kFalse;
  std::uint32_t atom = 0;          // index into atoms
  std::vector<CohortId> children;  // each smaller than the node's own id
};

// The formulas of one rollout or segment; parts are shared, which keeps a long list of first-match
// rules as long as the list. A child always comes before its parent, so a formula has no cycle,
// and a loop over the ids needs no recursion.
class Cohorts {
 public:
  // Past this many nodes every new formula is the opaque "too many rules".
  static constexpr std::size_t kMaxNodes = 200'000;

  Cohorts() : nodes_(2) { nodes_[kEverybody].kind = CohortKind::kTrue; }

  CohortId Add(Atom atom);
  CohortId Not(CohortId of);
  CohortId All(std::vector<CohortId> of);  // none: everybody
  CohortId Any(std::vector<CohortId> of);  // none: nobody

  // Conditions that compare one of the attributes with values name units. "*.key" is any attribute
  // with that end, "ids.*" any with that beginning.
  void NameUnits(const std::vector<std::string>& attributes);

  // Whatever asks for the attribute asks for the other one. Whether there was anything.
  bool RenameAttribute(const std::string& from, const std::string& to);

  const std::vector<CohortNode>& nodes() const { return nodes_; }
  const std::vector<Atom>& atoms() const { return atoms_; }

 private:
  CohortId Push(CohortKind kind, std::uint32_t atom, std::vector<CohortId> children);
  CohortId Join(CohortKind kind, std::vector<CohortId> of);

  std::vector<CohortNode> nodes_;
  std::vector<Atom> atoms_;
  CohortId overflow_ = kNobody;
};

}  // namespace interlock
