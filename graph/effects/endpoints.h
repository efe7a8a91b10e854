// Which endpoint a call means, when all that is served is known.
//
// Some are served without saying which methods they take (a view of Django, a handler of Go's
// net/http): whoever asks "GET /orders" asks the endpoint "/orders" there. And whoever asks
// "GET shop.example.com/orders" asks "GET /orders", when configuration says that what is served
// here is reached under that host.
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

  // Calls of own hosts become calls of what is served there, where it is; calls of what is served
  // without a method, and served or declared with theirs nowhere, become calls of that.
  void Join(std::vector<Effect>* effects) const;

 private:
  std::string WithoutOwnHost(const std::string& name) const;

  std::set<std::string, std::less<>> open_;   // "/orders"
  std::set<std::string, std::less<>> exact_;  // "GET /orders"
  std::set<std::string, std::less<>> hosts_;  // "shop.example.com"
};

}  // namespace interlock
