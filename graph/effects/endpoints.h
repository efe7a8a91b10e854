// Endpoints that are served without saying which methods they take: a view of Django, a handler of
// Go's net/http. Whoever asks "GET /orders" asks the endpoint "/orders" there.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/effect.h"

namespace interlock {

class OpenEndpoints {
 public:
  // Of what all files of a world do.
  explicit OpenEndpoints(const std::vector<Effect>& effects);

  // Calls of what is served without a method, and served or declared with theirs nowhere, become
  // calls of that.
  void Join(std::vector<Effect>* effects) const;

 private:
  std::set<std::string, std::less<>> open_;   // "/orders"
  std::set<std::string, std::less<>> exact_;  // "GET /orders"
};

}  // namespace interlock
