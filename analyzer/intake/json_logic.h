// JSONLogic, evaluated for all users at once: an expression becomes a list of cases, which are
// cohorts apart from each other, and what the expression is for the users of each: a constant, the
// value of an attribute, a text put together of several, or something that is not known. An
// operator of the standard that is not read is Opaque, any other is an error, and both are said.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/intake/json_document.h"
#include "interlock/rollout.h"

namespace interlock {

enum class SymbolKind : std::uint8_t {
  kConstant,
  kAttribute,  // the value of parts.front()
  kTemplate,   // a text of several parts; an absent attribute is an empty text
  kUnknown,    // `constant` is a text that says why
  kError,      // ends the evaluation
};

struct LogicSymbol {
  SymbolKind kind = SymbolKind::kConstant;
  AttributeValue constant;
  std::vector<InputPart> parts;

  static LogicSymbol Constant(AttributeValue value) {
    return {SymbolKind::kConstant, std::move(value), {}};
  }
  static LogicSymbol Null() { return {}; }

  const std::string& attribute() const { return parts.front().attributes.front(); }
  bool IsText() const { return kind == SymbolKind::kConstant && constant.kind == ValueKind::kText; }
  bool operator==(const LogicSymbol&) const = default;
};

struct LogicCase {
  CohortId when = kNobody;
  LogicSymbol symbol;
};
using LogicCases = std::vector<LogicCase>;

class JsonLogic {
 public:
  struct Options {
    std::string what;                              // "flag 'checkout'", for notices
    std::map<std::string, LogicSymbol> variables;  // of the evaluator
    std::string time;                              // the variable that is the time in seconds
    const JsonValue* shared = nullptr;             // expressions by name, taken by {"$ref": name}
    // Operators besides the standard's; none: it is not one of them.
    std::function<std::optional<LogicCases>(JsonLogic*, const std::string& name,
                                            const JsonValue& of)>
        apply;
  };

  // REQUIRES: all outlive it.
  JsonLogic(Options options, RolloutFile* file, Cohorts* cohorts)
      : options_(std::move(options)), file_(file), cohorts_(*cohorts) {}

  // Unknown as a whole where it has no end: a part that is not known may stand in a condition whose
  // two outcomes are alike, but what has no end has no outcome.
  LogicCases EvaluateWhole(const JsonValue& rule);

  // For operators of `apply`.
  static constexpr std::size_t kMaxCases = 64;
  LogicCases Evaluate(const JsonValue& rule);
  Cohorts& cohorts() { return cohorts_; }
  LogicCases Unknown(const JsonValue& at, const std::string& reason);
  CohortId UnknownCohort(const JsonValue& at, const std::string& reason);
  void Note(const JsonValue& at, const std::string& message);
  LogicCases Truths(CohortId holds);
  // Null where the values cannot be compared.
  LogicCases OrNull(CohortId comparable, CohortId holds);
  // Equal values once, nobody's not at all.
  LogicCases Merged(const LogicCases& cases);
  // The cases, for the users of `when` only.
  void AddWithin(CohortId when, const LogicCases& cases, LogicCases* to);
  // Every case of `a` with every one of `b`; errors stay.
  using Fold = std::function<LogicCases(const LogicSymbol&, const LogicSymbol&)>;
  LogicCases Joined(const LogicCases& a, const LogicCases& b, const Fold& fold);
  CohortId Add(const std::string& attribute, Operator op, std::vector<AttributeValue> values,
               Conversion conversion = Conversion::kStrict);
  CohortId Exists(const std::string& attribute) { return Add(attribute, Operator::kExists, {}); }
  CohortId IsText(const std::string& attribute);

 private:
  LogicCases EvaluateOpen(const JsonValue& rule);
  LogicCases EvaluateList(const JsonValue& list);
  LogicCases Apply(const std::string& name, const JsonValue& of);
  LogicCases Variable(const JsonValue& of, const std::vector<JsonValue>& arguments);
  LogicCases Referred(const JsonValue& of);
  CohortId IsTrue(const LogicSymbol& symbol);
  LogicCases Branch(const LogicCases& cases,
                    const std::function<LogicCases(const LogicSymbol&)>& yes,
                    const std::function<LogicCases(const LogicSymbol&)>& no);
  LogicCases If(const std::vector<JsonValue>& arguments);
  LogicCases Junction(const std::vector<JsonValue>& arguments, bool all);
  LogicCases Negation(const std::vector<JsonValue>& arguments, bool negate);
  LogicCases Equality(const JsonValue& of, const std::string& name);
  CohortId IsEqual(const LogicSymbol& attribute, const LogicSymbol& constant, bool strict);
  LogicCases Order(const JsonValue& of, const std::string& name);
  CohortId IsOrdered(const JsonValue& of, Operator op, const LogicSymbol& a, const LogicSymbol& b);
  CohortId InTime(const JsonValue& of, Operator op, const AttributeValue& with);
  LogicCases In(const JsonValue& of);
  CohortId IsIn(const JsonValue& of, const LogicSymbol& a, const LogicSymbol& b);
  LogicCases Affix(const JsonValue& of, Operator op);
  LogicCases Version(const JsonValue& of);
  CohortId IsVersion(const std::string& op, const std::string& with,
                     const std::function<CohortId(Operator, const std::string&)>& is);
  LogicCases Cat(const std::vector<JsonValue>& arguments);

  Options options_;
  RolloutFile* file_;
  Cohorts& cohorts_;
  std::set<std::string> referred_;  // shared expressions that are being evaluated
  bool endless_ = false;            // one of them takes itself
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace interlock
