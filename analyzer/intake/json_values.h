// Values of JSON files as attributes of users and as values of rules.
#pragma once

#include <string>

#include "analyzer/intake/json_document.h"
#include "interlock/cohort.h"

namespace interlock {

// Null for an absent value.
AttributeValue ValueOf(const JsonValue& json);

// The name of a variation that serves the value: a text as it is, unless it reads as a value of
// another kind; anything else as JSON.
std::string NameOfValue(const AttributeValue& value);

// Adds what the map holds under its paths: "user", "user.country".
void AddAttributes(const JsonValue& map, Subject* subject);

}  // namespace interlock
