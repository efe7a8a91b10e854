// Many uses of one entity by one change are one finding. Collects what a rule finds and gives one
// Interaction for each (pair, entity), with the first few uses as evidence and the number of the
// rest.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "interlock/interaction.h"

namespace interlock {

class Gatherer {
 public:
  // `cause` is what the one side does, `use` what the other does; the first call for an entity sets
  // the interaction, later ones add evidence and may raise severity and resolution.
  void Add(Interaction interaction, Evidence cause, Evidence use);

  // In order of changes and entity.
  void AppendTo(std::vector<Interaction>* found);

 private:
  struct Entry {
    Interaction interaction;
    Evidence cause;
    std::vector<Evidence> uses;
    // The line of the cause, by path and line of the use that met it first.
    std::map<std::pair<std::string, std::uint32_t>, std::uint32_t> forms;
  };
  using Key = std::tuple<std::vector<std::string>, std::string, std::string>;
  std::map<Key, Entry> entries_;
};

}  // namespace interlock
