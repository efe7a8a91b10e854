// Names of deltas in the form of graph/packed.h: kept from one run to the next. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/overlay/related/relevance.h"

namespace interlock {

template <typename Coder, typename T>
void CodeSpokenNames(Coder& coder, T& names) {
  coder.List(names.hashes(), [](auto& to, auto& hash) { to.Hash(hash); });
}

template <typename Coder, typename T>
void CodeDeltaNames(Coder& coder, T& names) {
  auto& [defined, used, dropped] = names;
  CodeSpokenNames(coder, defined);
  CodeSpokenNames(coder, used);
  CodeSpokenNames(coder, dropped);
}

// REQUIRES: they are settled.
std::string EncodeNames(const DeltaNames& names);

// False when the bytes are damaged or of another format. Then `names` holds nothing of use.
bool DecodeNames(std::string_view bytes, DeltaNames* names);

}  // namespace interlock
