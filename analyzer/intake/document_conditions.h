// Conditions written as documents, in the manner of document databases:
//
//   {"country": {"$in": ["de", "fr"]}, "$or": [{"age": {"$gt": 17}}, {"plan": "paid"}]}
//
// with the comparisons of ECMAScript. All keys have to hold; a key is a path or a joint operator.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "analyzer/intake/json_document.h"
#include "interlock/cohort.h"

namespace interlock {

struct DocumentRules {
  // Lists of values by name, for $inGroup; may be null.
  const std::map<std::string, std::vector<AttributeValue>>* groups = nullptr;
  // How many values of groups may still be copied into conditions; null: any number.
  std::size_t* values_left = nullptr;
  // Takes what is not understood, which is an Opaque atom as well.
  std::function<void(const JsonValue& at, const std::string& message)> note;
};

// An absent condition holds for everybody.
CohortId ReadDocumentCondition(const JsonValue& condition, const DocumentRules& rules,
                               Cohorts* cohorts);

}  // namespace interlock
