#include "graph/effects/endpoints.h"

#include <doctest/doctest.h>

namespace interlock::tests {
namespace {

Effect Made(const char* access, const char* name, const char* kind = "endpoint") {
  Effect effect;
  effect.resource = {kind, name};
  effect.access = access;
  return effect;
}

TEST_CASE("a call with a method asks what is served without one") {
  std::vector<Effect> all = {
      Made("serve", "/orders/{}"),
      Made("serve", "/parcels"),
      Made("serve", "/"),
      Made("declare", "POST /parcels"),
      Made("call", "GET /orders/{}"),
      Made("call", "POST /orders/{}"),
      Made("call", "GET /parcels"),
      Made("call", "POST /parcels"),
      Made("call", "GET /"),
      Made("call", "GET /elsewhere"),
      Made("publish", "GET /parcels", "topic"),
      Made("call", "GET parcels"),
  };
  OpenEndpoints(all).Join(&all);
  std::string names;
  for (std::size_t i = 4; i < all.size(); ++i) names += all[i].resource.name + "\n";
  CHECK(names == R"(/orders/{}
/orders/{}
/parcels
POST /parcels
GET /
GET /elsewhere
GET /parcels
GET parcels
)");
}

TEST_CASE("a call of an own host asks what is served there") {
  std::vector<Effect> all = {
      Made("declare", "shop.example.com", "host"),
      Made("serve", "GET /orders/{}"),
      Made("serve", "/parcels"),
      Made("call", "GET shop.example.com/orders/{}"),
      Made("call", "POST shop.example.com/parcels"),
      Made("call", "GET shop.example.com/elsewhere"),
      Made("call", "GET mail.example.com/orders/{}"),
      Made("call", "GET example.com/orders/{}"),
  };
  OpenEndpoints(all).Join(&all);
  std::string names;
  for (std::size_t i = 3; i < all.size(); ++i) names += all[i].resource.name + "\n";
  CHECK(names == R"(GET /orders/{}
/parcels
GET shop.example.com/elsewhere
GET mail.example.com/orders/{}
GET example.com/orders/{}
)");
}

}  // namespace
}  // namespace interlock::tests
