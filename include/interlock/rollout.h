// Rollouts: how exposure grows. The native format is described in README.md; importers of other
// systems produce the same structures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace interlock {

struct Stage {
  double share = 0;                 // 0..1 of the bucketing space
  std::vector<std::string> places;  // empty: everywhere
  std::int64_t from = 0;            // seconds since 1970, 0: open
  std::int64_t until = 0;           // exclusive, 0: open
};

struct Rollout {
  std::string id;
  std::string change;  // tied to this change, or empty
  std::string flag;    // tied to this flag, or empty
  std::string key;     // what is hashed: user_id, request …
  std::string space;   // rollouts of one space and key put a user in the same bucket
  std::vector<Stage> stages;
  std::uint32_t current = 0;  // 1-based active stage, 0: not started
  std::string source;         // file it was read from
  std::uint32_t line = 0;
};

}  // namespace interlock
