// What puts values into a form (JSON, Avro …), and functions that take one of another form than
// before. Which calls do is data (`encoders` of hazards.yaml).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analyzer/overlay/snapshot.h"

namespace interlock {

// "JSON (json.Marshal)" -> "Protocol Buffers (proto.Marshal)"
struct Reencoding {
  std::string before, after;
  std::uint32_t line = 0;  // of the call that it makes now
};

// Of a function whose body the view alters: nothing where it keeps to a form that it had.
std::optional<Reencoding> ReencodedBy(const HazardTable& table, const ChangeView& view,
                                      const EntityDelta& entity);

}  // namespace interlock
