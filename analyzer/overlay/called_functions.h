// Which functions a function calls, as far as that is certain.
#pragma once

#include <vector>

#include "graph/resolve.h"
#include "graph/world.h"

namespace interlock {

struct CallOf {
  Target target;
  const Reference* use = nullptr;
};

// Of one world, for one thread. REQUIRES: the world outlives it.
class CalledFunctions {
 public:
  explicit CalledFunctions(const World& world) : resolver_(world) {}

  // The one function that a use calls, if it is certain which.
  bool Called(const SourceFile& file, const Reference& use, Target* target);

  // Calls in the function and in those inside it, in the order of the file; the first 200.
  std::vector<CallOf> CallsIn(const Target& function);

 private:
  Resolver resolver_;
};

}  // namespace interlock
