// A sample of users or requests: one context each, with the attributes that rollouts ask for.
//
//   contexts.jsonl   one JSON object a line; attributes of inner objects are "user.country"
//   contexts.csv     the first line names the attributes; every value is a text, an empty one is
//                    absent
//
// The attribute "place" is also where a context is (a cluster or region).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interlock/cohort.h"

namespace interlock {

inline constexpr std::size_t kMaxContexts = 2'000'000;

// By the name's ending, .csv or anything else. Throws Error{kInput} "file:line: …".
std::vector<Subject> ReadPopulation(std::string_view text, const std::string& name);

}  // namespace interlock
