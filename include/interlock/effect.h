// What code and configuration do to shared resources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "interlock/interaction.h"

namespace interlock {

// A node of the graph beside the entities of code: something that several programs use.
struct Resource {
  std::string kind;  // a word of the catalogue: "table", "cache", "topic", "environment variable"
  std::string name;  // "orders", "profile:{}", "orders.gift_note" (of a column, with its table)

  auto operator<=>(const Resource&) const = default;
};

struct ResourceHash {
  std::size_t operator()(const Resource& resource) const {
    const std::hash<std::string> hash;
    return hash(resource.name) ^ (hash(resource.kind) << 1);
  }
};

// A number that belongs to a resource, in the base unit of its word (seconds, bytes, a count).
struct Quantity {
  std::string name;  // a word of the catalogue: "ttl", "pool", "replicas"
  double value = 0;
  std::string written;      // as it stands there: "60 * 60 * 12"
  bool is_default = false;  // the library's own, nobody wrote it

  bool operator==(const Quantity&) const = default;
};

// One use of a resource by one file version.
struct Effect {
  Resource resource;
  std::string access;  // a word of the catalogue: "read", "publish", "declare", "drop column"
  Resolution resolution = Resolution::kNameOnly;
  std::vector<Quantity> quantities;
  std::string to;       // of a rename: the new name; of an altered column: the type; of what is
                        // declared: a variable's value, a field's type, a schedule; of what is
                        // read: the value taken where there is none, "?" if it is computed or empty
  std::string lock;     // of a definition of data: the lock it takes, as PostgreSQL names it
  bool online = false;  // takes it in the way that stops nobody for long
  bool required = false;    // of a column that is added or altered: not null, and no default
  bool in_loop = false;     // may happen again and again within one run of its function
  std::string transaction;  // what keeps one transaction open beyond the loop, or around what
                            // stands in none, as reports name it; empty: each statement has its
                            // own, or nobody knows
  std::string guard;    // the feature flag that must be on (or, with "!" before it, off)
  std::string service;  // the service that the file belongs to; empty when none is known
  std::string path;
  std::uint32_t line = 0;
  std::string in;      // the definition around it, qualified within the file; empty at file level
  std::string entry;   // id of the catalogue's entry that recognised it
  std::string host;    // of what is called by an address: the first label of its host, which names
                       // a service where one is so called; empty when it is not known
  std::string through;  // of what is called: the object that calls, as a pool that is declared
                        // there is named: "client.http"
  std::string joined;  // how its name was found, when it is not written there: "KAFKA_TOPIC, set in
                       // deploy/compose.yaml:31"

  // Paths of other files in which its name or its numbers were found, in order.
  std::vector<std::string> sources;

  bool operator==(const Effect&) const = default;
};

}  // namespace interlock
