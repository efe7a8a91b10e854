// What the base does to shared resources, kept from one scan to the next.
//
// A store holds one base at a time. Replace is one transaction: whoever reads sees all of the old
// effects or all of the new ones.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/database.h"
#include "graph/row_store.h"
#include "interlock/change.h"
#include "interlock/effect.h"

namespace interlock {

class EffectStore {
 public:
  // REQUIRES: the database outlives it.
  explicit EffectStore(Database& database)
      : database_(database), views_(database, "view_effects") {}

  // `key` stands for all that the effects depend on beside the base: readers, catalogue, program.
  void Replace(const ObjectId& base_commit, const std::string& key,
               const std::vector<Effect>& effects);

  // In the order in which they were given; none when they are of another base or key, or damaged.
  std::optional<std::vector<Effect>> Load(const ObjectId& base_commit, const std::string& key);

  // All of it, so that it is worked out again.
  void Forget();

  // What was worked out for one state of some files over the base, as the caller encodes it; by a
  // key that stands for that state.
  RowStore& views() { return views_; }

 private:
  Database& database_;
  RowStore views_;
};

}  // namespace interlock
