#include "analyzer/intake/json_logic.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/script_values.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxDepth = 300;      // with what is taken by $ref
constexpr std::size_t kMaxSteps = 100'000;  // of one expression
constexpr const char* kLeastVersion = "0.0.0-0";

std::vector<JsonValue> Arguments(const JsonValue& of) {
  return of.IsList() ? of.Items() : std::vector<JsonValue>{of};
}

// ---- comparisons
Operator Flipped(Operator op) {
  switch (op) {
    case Operator::kLess:
      return Operator::kMore;
    case Operator::kAtMost:
      return Operator::kAtLeast;
    case Operator::kMore:
      return Operator::kLess;
    default:
      return Operator::kAtMost;
  }
}

// "3.1.2" -> 3, 1
std::pair<std::string, std::string> NextVersions(const std::string& version, bool minor) {
  const std::size_t begin = version.find_first_of("0123456789");
  const std::size_t end = std::min(version.find_first_of("-+", begin), version.size());
  const std::string numbers = version.substr(begin, end - begin);
  const std::size_t dot = std::min(numbers.find('.'), numbers.size());
  const std::string major = numbers.substr(0, dot);
  std::string second = dot < numbers.size() ? numbers.substr(dot + 1) : "0";
  second = second.substr(0, second.find('.'));
  const auto next = [](const std::string& number) {
    return std::to_string(std::strtoull(number.c_str(), nullptr, 10) + 1);
  };
  if (minor) return {major + "." + second + ".0-0", major + "." + next(second) + ".0-0"};
  return {major + ".0.0-0", next(major) + ".0.0-0"};
}

}  // namespace

LogicCases JsonLogic::EvaluateWhole(const JsonValue& rule) {
  LogicCases cases = Evaluate(rule);
  if (!endless_) return cases;
  return {{kEverybody,
           {SymbolKind::kUnknown, AttributeValue::OfText("an evaluator takes itself"), {}}}};
}

LogicCases JsonLogic::Evaluate(const JsonValue& rule) {
  if (depth_ >= kMaxDepth || ++steps_ > kMaxSteps) return Unknown(rule, "too much logic");
  ++depth_;
  LogicCases cases = Merged(EvaluateOpen(rule));
  --depth_;
  return cases;
}

CohortId JsonLogic::UnknownCohort(const JsonValue& at, const std::string& reason) {
  Note(at, reason);
  return cohorts_.Add(Opaque{reason});
}

void JsonLogic::Note(const JsonValue& at, const std::string& message) {
  const std::string text = options_.what + ": " + message;
  const bool said = !file_->notices.empty() && file_->notices.back().message == text;
  if (!said) file_->notices.push_back({"", at.line(), text});
}

LogicCases JsonLogic::Unknown(const JsonValue& at, const std::string& reason) {
  Note(at, reason);
  return {{kEverybody, {SymbolKind::kUnknown, AttributeValue::OfText(reason), {}}}};
}

LogicCases JsonLogic::Truths(CohortId holds) {
  return {{holds, LogicSymbol::Constant(AttributeValue::OfTruth(true))},
          {cohorts_.Not(holds), LogicSymbol::Constant(AttributeValue::OfTruth(false))}};
}

// Equal values once, nobody's not at all.
LogicCases JsonLogic::Merged(const LogicCases& cases) {
  std::vector<std::pair<LogicSymbol, std::vector<CohortId>>> merged;
  for (const LogicCase& one : cases) {
    if (one.when == kNobody) continue;
    const auto same = std::find_if(merged.begin(), merged.end(),
                                   [&](const auto& other) { return other.first == one.symbol; });
    if (same != merged.end()) {
      same->second.push_back(one.when);
    } else {
      merged.push_back({one.symbol, {one.when}});
    }
    if (merged.size() > kMaxCases) {
      return {{kEverybody, {SymbolKind::kUnknown, AttributeValue::OfText("too many cases"), {}}}};
    }
  }
  LogicCases result;
  for (auto& [symbol, when] : merged) result.push_back({cohorts_.Any(std::move(when)), symbol});
  return result;
}

// For the users of `when` only.
void JsonLogic::AddWithin(CohortId when, const LogicCases& cases, LogicCases* to) {
  for (const LogicCase& one : cases) to->push_back({cohorts_.All({when, one.when}), one.symbol});
}

LogicCases JsonLogic::Joined(const LogicCases& a, const LogicCases& b, const Fold& fold) {
  LogicCases joined;
  for (const LogicCase& left : a) {
    for (const LogicCase& right : b) {
      const CohortId when = cohorts_.All({left.when, right.when});
      if (when == kNobody) continue;
      if (left.symbol.kind == SymbolKind::kError || right.symbol.kind == SymbolKind::kError) {
        joined.push_back({when, {SymbolKind::kError, {}, {}}});
      } else {
        AddWithin(when, fold(left.symbol, right.symbol), &joined);
      }
    }
  }
  return Merged(joined);
}

CohortId JsonLogic::Add(const std::string& attribute, Operator op,
                        std::vector<AttributeValue> values, Conversion conversion) {
  Condition condition;
  condition.attribute = attribute;
  condition.op = op;
  condition.values = std::move(values);
  condition.items = ListItems::kNone;
  condition.conversion = conversion;
  return cohorts_.Add(std::move(condition));
}

CohortId JsonLogic::IsText(const std::string& attribute) {
  return Add(attribute, Operator::kKindIs, {AttributeValue::OfText("text")});
}

// ---- values
LogicCases JsonLogic::EvaluateOpen(const JsonValue& rule) {
  if (rule.IsList()) return EvaluateList(rule);
  if (!rule.IsMap()) return {{kEverybody, LogicSymbol::Constant(ValueOf(rule))}};
  const std::vector<JsonValue> items = rule.Items();
  if (items.size() != 1) return Unknown(rule, "an object with several keys is no rule");
  return Apply(items.front().key(), items.front());
}

// Of constants only.
LogicCases JsonLogic::EvaluateList(const JsonValue& list) {
  std::vector<AttributeValue> values;
  for (const JsonValue& item : list.Items()) {
    const LogicCases cases = Evaluate(item);
    const bool constant = cases.size() == 1 && cases.front().when == kEverybody &&
                          cases.front().symbol.kind == SymbolKind::kConstant;
    if (!constant) return Unknown(item, "a list with values that depend on the user");
    values.push_back(cases.front().symbol.constant);
  }
  return {{kEverybody, LogicSymbol::Constant(AttributeValue::OfList(std::move(values)))}};
}

LogicCases JsonLogic::Apply(const std::string& name, const JsonValue& of) {
  const std::vector<JsonValue> arguments = Arguments(of);
  if (name == "var") return Variable(of, arguments);
  if (name == "$ref") return Referred(of);
  if (name == "if" || name == "?:") return If(arguments);
  if (name == "and" || name == "or") return Junction(arguments, name == "and");
  if (name == "!" || name == "!!") return Negation(arguments, name == "!");
  if (name == "cat") return Cat(arguments);
  if (options_.apply) {
    if (std::optional<LogicCases> cases = options_.apply(this, name, of)) return *cases;
  }
  if (name == "sem_ver") return Version(of);
  if (name == "starts_with" || name == "ends_with") {
    return Affix(of, name == "starts_with" ? Operator::kStarts : Operator::kEnds);
  }
  if (name == "==" || name == "===" || name == "!=" || name == "!==") {
    if (arguments.size() != 2) return Unknown(of, Quoted(name) + " takes two values");
    return Equality(of, name);
  }
  if (name == "<" || name == "<=" || name == ">" || name == ">=") return Order(of, name);
  if (name == "in") return In(of);
  static const std::set<std::string> others = {
      "+",      "-",   "*",    "/",    "%",      "min",     "max",          "merge",  "map",
      "filter", "all", "some", "none", "reduce", "missing", "missing_some", "substr", "log"};
  if (others.contains(name)) return Unknown(of, "the operator " + Quoted(name) + " is not read");
  Note(of, "there is no operator " + Quoted(name) + ", which is an error");
  return {{kEverybody, {SymbolKind::kError, {}, {}}}};
}

LogicCases JsonLogic::Variable(const JsonValue& of, const std::vector<JsonValue>& arguments) {
  if (arguments.empty() || arguments.front().Text().empty()) {
    return Unknown(of, "'var' without a name");
  }
  const std::string& path = arguments.front().Text();
  if (const auto known = options_.variables.find(path); known != options_.variables.end()) {
    return {{kEverybody, known->second}};
  }
  const LogicSymbol attribute{SymbolKind::kAttribute, {}, {{"", {path}}}};
  if (arguments.size() < 2) return {{kEverybody, attribute}};
  LogicCases cases = {{Exists(path), attribute}};
  AddWithin(cohorts_.Not(cases.front().when), Evaluate(arguments[1]), &cases);
  return cases;
}

LogicCases JsonLogic::Referred(const JsonValue& of) {
  if (options_.shared != nullptr) {
    const JsonValue shared = (*options_.shared)[of.Text()];
    if (shared.exists() && !referred_.insert(of.Text()).second) {
      endless_ = true;
      return Unknown(of, "the evaluator " + of.Shown() + " takes itself");
    }
    if (shared.exists()) {
      LogicCases cases = Evaluate(shared);
      referred_.erase(of.Text());
      return cases;
    }
  }
  Note(of, "there is no evaluator " + of.Shown() + ", which is an error");
  return {{kEverybody, {SymbolKind::kError, {}, {}}}};
}

// ---- truths
CohortId JsonLogic::IsTrue(const LogicSymbol& symbol) {
  switch (symbol.kind) {
    case SymbolKind::kConstant:
      return IsTruthy(symbol.constant) ? kEverybody : kNobody;
    case SymbolKind::kAttribute: {
      const CohortId empty = Add(symbol.attribute(), Operator::kIn,
                                 {AttributeValue::OfText(""), AttributeValue::OfNumber(0),
                                  AttributeValue::OfTruth(false)});
      return cohorts_.All({Exists(symbol.attribute()), cohorts_.Not(empty)});
    }
    case SymbolKind::kTemplate:
      for (const InputPart& part : symbol.parts) {
        if (!part.literal.empty()) return kEverybody;
      }
      return cohorts_.Add(Opaque{"a text that may be empty"});
    case SymbolKind::kUnknown:
      return cohorts_.Add(Opaque{symbol.constant.text});
    case SymbolKind::kError:
      break;
  }
  return kNobody;
}

// Where a value decides, it goes on to one of two; an error stays.
LogicCases JsonLogic::Branch(const LogicCases& cases,
                             const std::function<LogicCases(const LogicSymbol&)>& yes,
                             const std::function<LogicCases(const LogicSymbol&)>& no) {
  LogicCases result;
  for (const LogicCase& one : cases) {
    if (one.symbol.kind == SymbolKind::kError) {
      result.push_back(one);
      continue;
    }
    const CohortId holds = IsTrue(one.symbol);
    const CohortId is = cohorts_.All({one.when, holds});
    const CohortId is_not = cohorts_.All({one.when, cohorts_.Not(holds)});
    if (is != kNobody) AddWithin(is, yes(one.symbol), &result);
    if (is_not != kNobody) AddWithin(is_not, no(one.symbol), &result);
  }
  return Merged(result);
}

// if, then, else if, then …, else
LogicCases JsonLogic::If(const std::vector<JsonValue>& arguments) {
  LogicCases rest = {{kEverybody, LogicSymbol::Null()}};
  std::size_t at = arguments.size();
  if (at % 2 == 1) rest = Evaluate(arguments[--at]);
  while (at >= 2) {
    at -= 2;
    const LogicCases chosen = Evaluate(arguments[at + 1]);
    rest = Branch(
        Evaluate(arguments[at]), [&](const LogicSymbol&) { return chosen; },
        [&](const LogicSymbol&) { return rest; });
  }
  return rest;
}

LogicCases JsonLogic::Junction(const std::vector<JsonValue>& arguments, bool all) {
  if (arguments.empty()) return {{kEverybody, LogicSymbol::Null()}};
  LogicCases result = Evaluate(arguments.back());
  for (std::size_t at = arguments.size() - 1; at-- > 0;) {
    const auto itself = [](const LogicSymbol& symbol) { return LogicCases{{kEverybody, symbol}}; };
    const auto next = [&](const LogicSymbol&) { return result; };
    const LogicCases first = Evaluate(arguments[at]);
    result = all ? Branch(first, next, itself) : Branch(first, itself, next);
  }
  return result;
}

LogicCases JsonLogic::Negation(const std::vector<JsonValue>& arguments, bool negate) {
  const LogicCases of = arguments.empty() ? LogicCases{{kEverybody, LogicSymbol::Null()}}
                                          : Evaluate(arguments.front());
  const auto truth = [](bool is) {
    return [is](const LogicSymbol&) {
      return LogicCases{{kEverybody, LogicSymbol::Constant(AttributeValue::OfTruth(is))}};
    };
  };
  return Branch(of, truth(!negate), truth(negate));
}

LogicCases JsonLogic::Equality(const JsonValue& of, const std::string& name) {
  const std::vector<JsonValue> arguments = of.Items();
  const bool strict = name.size() == 3;
  const bool negate = name.front() == '!';
  return Joined(Evaluate(arguments[0]), Evaluate(arguments[1]),
                [&](const LogicSymbol& a, const LogicSymbol& b) {
                  CohortId equal = kNobody;
                  if (a.kind == SymbolKind::kConstant && b.kind == SymbolKind::kConstant) {
                    const bool same =
                        strict ? a.constant == b.constant : ScriptEqual(a.constant, b.constant);
                    equal = same ? kEverybody : kNobody;
                  } else if (a.kind == SymbolKind::kAttribute && b.kind == SymbolKind::kConstant) {
                    equal = IsEqual(a, b, strict);
                  } else if (b.kind == SymbolKind::kAttribute && a.kind == SymbolKind::kConstant) {
                    equal = IsEqual(b, a, strict);
                  } else {
                    equal = UnknownCohort(of, "two values of the user are compared");
                  }
                  return Truths(negate ? cohorts_.Not(equal) : equal);
                });
}

CohortId JsonLogic::IsEqual(const LogicSymbol& attribute, const LogicSymbol& constant,
                            bool strict) {
  if (constant.constant.kind == ValueKind::kNull) {
    return cohorts_.Not(Exists(attribute.attribute()));
  }
  return Add(attribute.attribute(), Operator::kIn, {constant.constant},
             strict ? Conversion::kStrict : Conversion::kScript);
}

// a < b, or a < b < c.
LogicCases JsonLogic::Order(const JsonValue& of, const std::string& name) {
  const std::vector<JsonValue> arguments = Arguments(of);
  if (arguments.size() != 2 && arguments.size() != 3) {
    return Unknown(of, Quoted(name) + " takes two or three values");
  }
  const Operator op = name == "<"    ? Operator::kLess
                      : name == "<=" ? Operator::kAtMost
                      : name == ">"  ? Operator::kMore
                                     : Operator::kAtLeast;
  const auto compare = [&](const JsonValue& left, const JsonValue& right) {
    return Joined(Evaluate(left), Evaluate(right), [&](const LogicSymbol& a, const LogicSymbol& b) {
      return Truths(IsOrdered(of, op, a, b));
    });
  };
  LogicCases cases = compare(arguments[0], arguments[1]);
  if (arguments.size() == 2) return cases;
  const LogicCases second = compare(arguments[1], arguments[2]);
  return Branch(
      cases, [&](const LogicSymbol&) { return second; },
      [](const LogicSymbol& no) {
        return LogicCases{{kEverybody, no}};
      });
}

CohortId JsonLogic::IsOrdered(const JsonValue& of, Operator op, const LogicSymbol& a,
                              const LogicSymbol& b) {
  if (a.kind == SymbolKind::kConstant && b.kind == SymbolKind::kAttribute) {
    return IsOrdered(of, Flipped(op), b, a);
  }
  if (b.kind != SymbolKind::kConstant || a.kind == SymbolKind::kTemplate ||
      a.kind == SymbolKind::kUnknown) {
    return UnknownCohort(of, "two values of the user are compared");
  }
  Condition condition;
  condition.op = op;
  condition.values = {b.constant};
  condition.items = ListItems::kNone;
  condition.conversion = Conversion::kScript;
  condition.if_missing = Otherwise::kUnknown;  // evaluators differ
  condition.if_mismatch = Otherwise::kUnknown;
  if (a.kind == SymbolKind::kConstant) {
    return Holds(condition, &a.constant) == Truth::kYes ? kEverybody : kNobody;
  }
  if (a.attribute() == options_.time) return InTime(of, op, b.constant);
  condition.attribute = a.attribute();
  return cohorts_.Add(std::move(condition));
}

// The time is in whole seconds.
CohortId JsonLogic::InTime(const JsonValue& of, Operator op, const AttributeValue& with) {
  constexpr double kMost = 1e12;
  const double number = ScriptNumber(with);
  if (!(number > 0 && number < kMost)) return UnknownCohort(of, "the time of a comparison");
  const bool after = op == Operator::kMore || op == Operator::kAtLeast;
  const bool next = op == Operator::kMore || op == Operator::kAtMost;
  const std::int64_t seconds = next ? static_cast<std::int64_t>(std::floor(number)) + 1
                                    : static_cast<std::int64_t>(std::ceil(number));
  return cohorts_.Add(after ? Window{seconds * 1000, 0} : Window{0, seconds * 1000});
}

LogicCases JsonLogic::In(const JsonValue& of) {
  const std::vector<JsonValue> arguments = Arguments(of);
  if (arguments.size() != 2) return Unknown(of, "'in' takes two values");
  return Joined(Evaluate(arguments[0]), Evaluate(arguments[1]),
                [&](const LogicSymbol& a, const LogicSymbol& b) { return Truths(IsIn(of, a, b)); });
}

CohortId JsonLogic::IsIn(const JsonValue& of, const LogicSymbol& a, const LogicSymbol& b) {
  if (a.kind == SymbolKind::kAttribute && b.kind == SymbolKind::kConstant &&
      b.constant.kind == ValueKind::kList) {
    return Add(a.attribute(), Operator::kIn, b.constant.items);
  }
  if (a.kind == SymbolKind::kConstant && b.kind == SymbolKind::kAttribute) {
    Condition item;
    item.attribute = b.attribute();
    item.values = {a.constant};
    item.items = ListItems::kAnyOfList;
    item.conversion = Conversion::kStrict;
    const CohortId listed = cohorts_.Add(std::move(item));
    if (!a.IsText()) return listed;
    return cohorts_.Any({listed, Add(b.attribute(), Operator::kContains, {a.constant})});
  }
  if (a.kind == SymbolKind::kConstant && b.kind == SymbolKind::kConstant) {
    const std::vector<AttributeValue>& items = b.constant.items;
    const bool in = a.IsText() && b.IsText()
                        ? b.constant.text.find(a.constant.text) != std::string::npos
                        : std::find(items.begin(), items.end(), a.constant) != items.end();
    return in ? kEverybody : kNobody;
  }
  return UnknownCohort(of, "a value of the user is looked for in a text");
}

// Null unless both are texts.
LogicCases JsonLogic::Affix(const JsonValue& of, Operator op) {
  const std::vector<JsonValue> arguments = of.Items();
  if (arguments.size() != 2) return {{kEverybody, LogicSymbol::Null()}};
  return Joined(Evaluate(arguments[0]), Evaluate(arguments[1]),
                [&](const LogicSymbol& a, const LogicSymbol& b) -> LogicCases {
                  const bool constant = b.kind == SymbolKind::kConstant;
                  if (constant && !b.IsText()) return {{kEverybody, LogicSymbol::Null()}};
                  if (a.kind == SymbolKind::kAttribute && b.IsText()) {
                    return OrNull(IsText(a.attribute()), Add(a.attribute(), op, {b.constant}));
                  }
                  if (a.kind != SymbolKind::kConstant || b.kind != SymbolKind::kConstant) {
                    return Unknown(of, "a text is compared with one of the user");
                  }
                  if (!a.IsText() || !b.IsText()) return {{kEverybody, LogicSymbol::Null()}};
                  const bool holds = op == Operator::kStarts
                                         ? a.constant.text.starts_with(b.constant.text)
                                         : a.constant.text.ends_with(b.constant.text);
                  return Truths(holds ? kEverybody : kNobody);
                });
}

// Null where the values cannot be compared.
LogicCases JsonLogic::OrNull(CohortId comparable, CohortId holds) {
  LogicCases cases = {{cohorts_.Not(comparable), LogicSymbol::Null()}};
  AddWithin(comparable, Truths(holds), &cases);
  return cases;
}

// value, operator, version
LogicCases JsonLogic::Version(const JsonValue& of) {
  const std::vector<JsonValue> arguments = of.Items();
  const std::vector<std::string> names = {"=", "!=", "<", "<=", ">", ">=", "~", "^"};
  if (arguments.size() != 3) return {{kEverybody, LogicSymbol::Null()}};
  const std::string& op = arguments[1].Text();
  if (std::find(names.begin(), names.end(), op) == names.end())
    return {{kEverybody, LogicSymbol::Null()}};
  return Joined(Evaluate(arguments[0]), Evaluate(arguments[2]),
                [&](const LogicSymbol& a, const LogicSymbol& b) -> LogicCases {
                  if (b.kind != SymbolKind::kConstant) {
                    return Unknown(of, "a version is compared with one of the user");
                  }
                  const std::string with = ScriptText(b.constant);
                  if (!CompareVersions(with, with, true))
                    return {{kEverybody, LogicSymbol::Null()}};
                  if (a.kind == SymbolKind::kAttribute) {
                    const auto is = [&](Operator how, const std::string& version) {
                      Condition condition;
                      condition.attribute = a.attribute();
                      condition.op = how;
                      condition.values = {AttributeValue::OfText(version)};
                      condition.loose_version = true;
                      condition.items = ListItems::kNone;
                      return cohorts_.Add(std::move(condition));
                    };
                    return OrNull(is(Operator::kVersionAtLeast, kLeastVersion),
                                  IsVersion(op, with, is));
                  }
                  if (a.kind != SymbolKind::kConstant) {
                    return Unknown(of, "a version is put together");
                  }
                  const std::string version = ScriptText(a.constant);
                  if (!CompareVersions(version, version, true))
                    return {{kEverybody, LogicSymbol::Null()}};
                  const auto is = [&](Operator how, const std::string& other) {
                    Condition condition;
                    condition.op = how;
                    condition.values = {AttributeValue::OfText(other)};
                    condition.loose_version = true;
                    const AttributeValue value = AttributeValue::OfText(version);
                    return Holds(condition, &value) == Truth::kYes ? kEverybody : kNobody;
                  };
                  return Truths(IsVersion(op, with, is));
                });
}

CohortId JsonLogic::IsVersion(const std::string& op, const std::string& with,
                              const std::function<CohortId(Operator, const std::string&)>& is) {
  if (op == "=") return is(Operator::kVersionIs, with);
  if (op == "!=") return cohorts_.Not(is(Operator::kVersionIs, with));
  if (op == "<") return is(Operator::kVersionLess, with);
  if (op == "<=") return is(Operator::kVersionAtMost, with);
  if (op == ">") return is(Operator::kVersionMore, with);
  if (op == ">=") return is(Operator::kVersionAtLeast, with);
  const auto [least, above] = NextVersions(with, op == "~");
  return cohorts_.All({is(Operator::kVersionAtLeast, least), is(Operator::kVersionLess, above)});
}

LogicCases JsonLogic::Cat(const std::vector<JsonValue>& arguments) {
  LogicCases text = {{kEverybody, LogicSymbol::Constant(AttributeValue::OfText(""))}};
  for (const JsonValue& argument : arguments) {
    text = Joined(
        text, Evaluate(argument), [&](const LogicSymbol& a, const LogicSymbol& b) -> LogicCases {
          if (a.kind == SymbolKind::kUnknown) return {{kEverybody, a}};
          if (b.kind == SymbolKind::kUnknown) return {{kEverybody, b}};
          if (a.kind == SymbolKind::kConstant && b.kind == SymbolKind::kConstant) {
            const std::string more =
                b.constant.kind == ValueKind::kNull ? "" : ScriptText(b.constant);
            return {{kEverybody,
                     LogicSymbol::Constant(AttributeValue::OfText(a.constant.text + more))}};
          }
          LogicSymbol both{SymbolKind::kTemplate, {}, {}};
          for (const LogicSymbol* one : {&a, &b}) {
            if (one->kind == SymbolKind::kConstant) {
              const std::string literal =
                  one->constant.kind == ValueKind::kNull ? "" : ScriptText(one->constant);
              if (!literal.empty()) both.parts.push_back({literal, {}});
            } else {
              both.parts.insert(both.parts.end(), one->parts.begin(), one->parts.end());
            }
          }
          return {{kEverybody, std::move(both)}};
        });
  }
  return text;
}

}  // namespace interlock
