#include "analyzer/intake/json_values.h"

#include <nlohmann/json.hpp>

#include "analyzer/exposure/atom_text.h"

namespace interlock {
namespace {

std::string InJson(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool LooksLikeAnotherKind(const std::string& text) {
  return text.empty() || text == "null" || text == "true" || text == "false" ||
         text.find_first_of("[{\"-0123456789") == 0;
}

// A path of every value below; `attributes` are found by it.
void AddUnder(const std::string& path, const AttributeValue& value, Subject* subject) {
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const std::string& name = value.kind == ValueKind::kMap ? value.names[i] : std::to_string(i);
    AddUnder(path + "." + name, value.items[i], subject);
  }
  subject->attributes[path] = value;
}

}  // namespace

AttributeValue ValueOf(const JsonValue& json) {
  switch (json.kind()) {
    case JsonKind::kAbsent:
    case JsonKind::kNull:
      break;
    case JsonKind::kTruth:
      return AttributeValue::OfTruth(json.Truth(false));
    case JsonKind::kNumber:
      return AttributeValue::OfNumber(json.Number().value_or(0));
    case JsonKind::kText:
      return AttributeValue::OfText(json.Text());
    case JsonKind::kList:
    case JsonKind::kMap: {
      AttributeValue value;
      value.kind = json.IsMap() ? ValueKind::kMap : ValueKind::kList;
      for (const JsonValue& item : json.Items()) {
        if (json.IsMap()) value.names.push_back(item.key());
        value.items.push_back(ValueOf(item));
      }
      return value;
    }
  }
  return {};
}

std::string NameOfValue(const AttributeValue& value) {
  if (value.kind == ValueKind::kText && !LooksLikeAnotherKind(value.text)) return value.text;
  return ValueText(value, InJson, "");
}

void AddAttributes(const JsonValue& map, Subject* subject) {
  for (const JsonValue& field : map.Items()) AddUnder(field.key(), ValueOf(field), subject);
}

}  // namespace interlock
