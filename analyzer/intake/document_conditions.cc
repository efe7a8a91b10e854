#include "analyzer/intake/document_conditions.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/script_values.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

Otherwise OtherwiseOf(bool holds) { return holds ? Otherwise::kYes : Otherwise::kNo; }

// Holds for every value, or for none.
Condition Constant(const std::string& path, bool holds) {
  Condition condition;
  condition.attribute = path;
  condition.items = ListItems::kWhole;
  condition.every_value = holds;
  condition.if_missing = condition.if_mismatch = OtherwiseOf(holds);
  return condition;
}

bool IsConstant(const Condition& condition) {
  return condition.op == Operator::kIn && condition.values.empty();
}

Condition Negated(Condition condition) {
  const auto flip = [](Otherwise otherwise) {
    return otherwise == Otherwise::kUnknown ? otherwise : OtherwiseOf(otherwise == Otherwise::kNo);
  };
  condition.negate = !condition.negate;
  condition.if_missing = flip(condition.if_missing);
  condition.if_mismatch = flip(condition.if_mismatch);
  return condition;
}

bool IsOperators(const JsonValue& value) {
  const std::vector<JsonValue> entries = value.Items();
  return value.IsMap() && !entries.empty() &&
         std::all_of(entries.begin(), entries.end(),
                     [](const JsonValue& entry) { return entry.key().starts_with('$'); });
}

bool IsAscii(const AttributeValue& value) {
  return std::all_of(value.text.begin(), value.text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool IsJoint(const std::string& key) {
  return key == "$and" || key == "$or" || key == "$nor" || key == "$not";
}

struct NamedOperator {
  Operator op;
  bool negate;
};

const NamedOperator* Find(const std::map<std::string, NamedOperator>& operators,
                          const std::string& name) {
  const auto found = operators.find(name);
  return found == operators.end() ? nullptr : &found->second;
}

class DocumentReader {
 public:
  DocumentReader(const DocumentRules& rules, Cohorts* cohorts)
      : rules_(rules), cohorts_(*cohorts) {}

  CohortId Document(const JsonValue& condition) {
    std::vector<CohortId> all;
    for (const JsonValue& entry : condition.Items()) all.push_back(Entry(entry));
    return cohorts_.All(std::move(all));
  }

 private:
  CohortId Entry(const JsonValue& entry) {
    if (entry.key() == "$not") return cohorts_.Not(Document(entry));
    if (entry.key() == "$or") return AnyOf(entry);
    if (entry.key() == "$nor") return cohorts_.Not(AnyOf(entry));
    if (entry.key() != "$and") return Value(entry.key(), entry);
    std::vector<CohortId> all;
    if (entry.IsList()) {
      for (const JsonValue& item : entry.Items()) all.push_back(Document(item));
    }
    return cohorts_.All(std::move(all));
  }

  CohortId AnyOf(const JsonValue& list) {
    if (!list.IsList() || list.Items().empty()) return kEverybody;
    std::vector<CohortId> any;
    for (const JsonValue& item : list.Items()) any.push_back(Document(item));
    return cohorts_.Any(std::move(any));
  }

  CohortId Value(const std::string& path, const JsonValue& expected) {
    if (!IsOperators(expected)) return Add(Equals(path, expected));
    std::vector<CohortId> all;
    for (const JsonValue& entry : expected.Items()) all.push_back(Operation(path, entry));
    return cohorts_.All(std::move(all));
  }

  CohortId Operation(const std::string& path, const JsonValue& entry) {
    if (entry.key() == "$not") return cohorts_.Not(Value(path, entry));
    if (entry.key() == "$all" || entry.key() == "$alli") return AllItems(path, entry);
    if (entry.key() == "$size") return Size(path, entry);
    return Add(Leaf(path, entry));
  }

  CohortId Add(const std::optional<Condition>& condition) {
    if (!condition) return cohorts_.Add(Opaque{reason_});
    if (IsConstant(*condition)) return condition->every_value ? kEverybody : kNobody;
    return cohorts_.Add(*condition);
  }

  std::optional<Condition> Unknown(const JsonValue& at, const std::string& reason) {
    reason_ = reason;
    if (rules_.note) rules_.note(at, reason);
    return std::nullopt;
  }

  static Condition Equals(const std::string& path, const JsonValue& expected) {
    Condition condition;
    condition.attribute = path;
    condition.conversion = Conversion::kScript;
    condition.items = ListItems::kWhole;
    if (expected.IsNull()) {
      condition.op = Operator::kExists;
      condition.negate = true;
      return condition;
    }
    condition.values = {ValueOf(expected)};
    condition.if_missing = OtherwiseOf(ScriptEqual(AttributeValue(), condition.values.front()));
    return condition;
  }

  // `===`: values of different kinds differ, and so do any two lists.
  static Condition Identical(const std::string& path, const JsonValue& expected, bool negate) {
    if (expected.IsNull()) {
      Condition condition = Equals(path, expected);
      condition.negate = !negate;
      return condition;
    }
    if (expected.IsList() || expected.IsMap()) return Constant(path, negate);
    Condition condition;
    condition.attribute = path;
    condition.values = {ValueOf(expected)};
    condition.conversion = Conversion::kStrict;
    condition.items = ListItems::kWhole;
    return negate ? Negated(std::move(condition)) : condition;
  }

  std::optional<Condition> Among(const std::string& path, const JsonValue& at,
                                 const std::vector<AttributeValue>& values, bool ignore_case,
                                 bool negate) {
    Condition condition;
    condition.attribute = path;
    condition.conversion = Conversion::kStrict;
    condition.ignore_case = ignore_case;
    for (const AttributeValue& value : values) {
      if (value.kind == ValueKind::kNull) condition.if_missing = Otherwise::kYes;
      if (ignore_case && !IsAscii(value)) return Unknown(at, "case of letters beyond ASCII");
      if (value.kind < ValueKind::kList) condition.values.push_back(value);
    }
    if (condition.values.empty()) return Constant(path, negate);
    return negate ? Negated(std::move(condition)) : condition;
  }

  static std::vector<AttributeValue> ValuesOf(const JsonValue& list) {
    std::vector<AttributeValue> values;
    for (const JsonValue& item : list.Items()) values.push_back(ValueOf(item));
    return values;
  }

  std::optional<Condition> Ordered(const std::string& path, Operator op,
                                   const JsonValue& expected) {
    Condition condition;
    condition.attribute = path;
    condition.op = op;
    condition.values = {ValueOf(expected)};
    condition.conversion = Conversion::kScript;
    condition.items = ListItems::kWhole;
    // null is the number 0, and no version is version 0.
    const AttributeValue nothing = AttributeValue::OfNumber(0);
    condition.if_missing = OtherwiseOf(Holds(condition, &nothing) == Truth::kYes);
    return condition;
  }

  std::optional<Condition> Version(const std::string& path, const NamedOperator& named,
                                   const JsonValue& expected) {
    Condition condition;
    condition.attribute = path;
    condition.op = named.op;
    condition.negate = named.negate;
    condition.values = {ValueOf(expected)};
    condition.padded_version = true;
    condition.items = ListItems::kWhole;
    const AttributeValue nothing = AttributeValue::OfNumber(0);
    condition.if_missing = OtherwiseOf(Holds(condition, &nothing) == Truth::kYes);
    return condition;
  }

  std::optional<Condition> Pattern(const std::string& path, const JsonValue& expected,
                                   bool ignore_case) {
    switch (KindOfPattern(expected.Text())) {
      case PatternKind::kGood:
        break;
      case PatternKind::kBroken:
        return Constant(path, false);
      case PatternKind::kForeign:
        return Unknown(expected, "the pattern " + expected.Shown() + " cannot be matched here");
    }
    Condition condition;
    condition.attribute = path;
    condition.op = Operator::kMatches;
    condition.values = {AttributeValue::OfText(expected.Text())};
    condition.ignore_case = ignore_case;
    condition.conversion = Conversion::kScript;
    condition.items = ListItems::kWhole;
    const AttributeValue nothing = AttributeValue::OfText("null");
    condition.if_missing = OtherwiseOf(Holds(condition, &nothing) == Truth::kYes);
    return condition;
  }

  static Condition Kind(const std::string& path, const std::string& kind) {
    static const std::map<std::string, std::string> kinds = {{"string", "text"},
                                                             {"number", "number"},
                                                             {"boolean", "truth"},
                                                             {"object", "map"},
                                                             {"array", "list"}};
    Condition condition;
    condition.attribute = path;
    if (kind == "null") {
      condition.op = Operator::kExists;
      condition.negate = true;
      return condition;
    }
    const auto found = kinds.find(kind);
    if (found == kinds.end()) return Constant(path, false);
    condition.op = Operator::kKindIs;
    condition.values = {AttributeValue::OfText(found->second)};
    condition.items = ListItems::kWhole;
    return condition;
  }

  // What one item has to be: conditions about paths in it, all of them.
  std::optional<Condition> Item(const std::string& path, const JsonValue& expected) {
    Condition condition;
    condition.attribute = path;
    condition.op = Operator::kHasItem;
    for (const JsonValue& entry : expected.Items()) {
      if (IsOperators(expected)) {
        const auto part = Part("", entry);
        if (!part) return std::nullopt;
        condition.parts.push_back(*part);
      } else if (IsJoint(entry.key())) {
        return Unknown(entry, "joint operators in $elemMatch");
      } else if (!IsOperators(entry)) {
        condition.parts.push_back(Equals(entry.key(), entry));
      } else {
        for (const JsonValue& one : entry.Items()) {
          const auto part = Part(entry.key(), one);
          if (!part) return std::nullopt;
          condition.parts.push_back(*part);
        }
      }
    }
    return condition;
  }

  std::optional<Condition> Part(const std::string& path, const JsonValue& entry) {
    if (entry.key() == "$size" || entry.key().starts_with("$all")) {
      return Unknown(entry, entry.key() + " in $elemMatch");
    }
    if (entry.key() != "$not") return Leaf(path, entry);
    if (!IsOperators(entry)) return Negated(Equals(path, entry));
    if (entry.Items().size() != 1) return Unknown(entry, "several operators in $not of $elemMatch");
    const auto part = Part(path, entry.Items().front());
    if (!part) return std::nullopt;
    return Negated(*part);
  }

  CohortId AllItems(const std::string& path, const JsonValue& expected) {
    if (!expected.IsList()) return kNobody;
    std::vector<CohortId> all = {cohorts_.Add(Kind(path, "array"))};
    for (const JsonValue& item : expected.Items()) {
      if (item.IsMap()) {
        Unknown(item, "an object in " + expected.key());
        all.push_back(cohorts_.Add(Opaque{reason_}));
        continue;
      }
      Condition condition = Equals(path, item);
      if (item.IsNull()) condition = Constant(path, false);
      condition.items = ListItems::kAnyOfList;
      condition.if_missing = Otherwise::kNo;
      condition.ignore_case = expected.key() == "$alli" && item.IsText();
      if (condition.ignore_case && !IsAscii(condition.values.front())) {
        Unknown(item, "case of letters beyond ASCII");
        all.push_back(cohorts_.Add(Opaque{reason_}));
        continue;
      }
      all.push_back(Add(condition));
    }
    return cohorts_.All(std::move(all));
  }

  CohortId Size(const std::string& path, const JsonValue& expected) {
    const auto sized = [&](std::optional<Condition> condition) {
      if (condition && condition->op != Operator::kExists) {
        condition->length = true;
        condition->if_missing = condition->if_mismatch = Otherwise::kNo;
      }
      return Add(condition);
    };
    std::vector<CohortId> all = {cohorts_.Add(Kind(path, "array"))};
    if (!IsOperators(expected)) {
      all.push_back(sized(Equals(path, expected)));
    } else {
      for (const JsonValue& entry : expected.Items()) all.push_back(sized(Part(path, entry)));
    }
    return cohorts_.All(std::move(all));
  }

  std::optional<Condition> Leaf(const std::string& path, const JsonValue& expected) {
    static const std::map<std::string, NamedOperator> orders = {
        {"$lt", {Operator::kLess, false}},
        {"$lte", {Operator::kAtMost, false}},
        {"$gt", {Operator::kMore, false}},
        {"$gte", {Operator::kAtLeast, false}}};
    static const std::map<std::string, NamedOperator> versions = {
        {"$veq", {Operator::kVersionIs, false}},   {"$vne", {Operator::kVersionIs, true}},
        {"$vlt", {Operator::kVersionLess, false}}, {"$vlte", {Operator::kVersionAtMost, false}},
        {"$vgt", {Operator::kVersionMore, false}}, {"$vgte", {Operator::kVersionAtLeast, false}}};
    const std::string& name = expected.key();
    if (const auto* order = Find(orders, name)) return Ordered(path, order->op, expected);
    if (const auto* version = Find(versions, name)) return Version(path, *version, expected);
    if (name == "$eq" || name == "$ne") return Identical(path, expected, name == "$ne");
    if (name == "$exists") {
      Condition condition = Kind(path, "null");
      condition.negate = !IsTruthy(ValueOf(expected));
      return condition;
    }
    if (name == "$in" || name == "$ini" || name == "$nin" || name == "$nini") {
      if (!expected.IsList()) return Constant(path, false);
      return Among(path, expected, ValuesOf(expected), name.ends_with("ini"),
                   name.starts_with("$n"));
    }
    if (name == "$inGroup" || name == "$notInGroup") {
      static const std::vector<AttributeValue> nobody;
      const bool known = rules_.groups != nullptr && rules_.groups->count(expected.Text()) != 0;
      const std::vector<AttributeValue>& values =
          known ? rules_.groups->at(expected.Text()) : nobody;
      if (!known && rules_.note) {
        rules_.note(expected, "the group " + expected.Shown() + " is not in the file: it is empty");
      }
      if (rules_.values_left != nullptr) {
        if (values.size() > *rules_.values_left) return Unknown(expected, "too many large groups");
        *rules_.values_left -= values.size();
      }
      return Among(path, expected, values, false, name == "$notInGroup");
    }
    if (name == "$regex" || name == "$regexi") return Pattern(path, expected, name == "$regexi");
    if (name == "$type") return Kind(path, expected.Text());
    if (name == "$elemMatch") return Item(path, expected);
    if (rules_.note)
      rules_.note(expected, "the operator " + Quoted(name) + " is not known, so it never holds");
    return Constant(path, false);
  }

  const DocumentRules& rules_;
  Cohorts& cohorts_;
  std::string reason_;
};

}  // namespace

CohortId ReadDocumentCondition(const JsonValue& condition, const DocumentRules& rules,
                               Cohorts* cohorts) {
  return DocumentReader(rules, cohorts).Document(condition);
}

}  // namespace interlock
