// What reachability asks of a graph, in the compact form of graph/packed.h.
//
// Thread-safe: both are pure functions.
#pragma once

#include <string>
#include <string_view>

#include "graph/graph_store.h"

namespace interlock {

std::string EncodeReach(const ReachRows& rows);

// False when the bytes are damaged or of another format, or do not fit together. Then `rows` holds
// nothing of use.
bool DecodeReach(std::string_view bytes, ReachRows* rows);

}  // namespace interlock
