#include "analyzer/overlay/related/relevance_codec.h"

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 1;
constexpr auto kNames = [](auto& coder, auto& names) { CodeDeltaNames(coder, names); };

}  // namespace

std::string EncodeNames(const DeltaNames& names) { return PackedBytes(kFormat, names, kNames); }

bool DecodeNames(std::string_view bytes, DeltaNames* names) {
  return ReadPacked(kFormat, bytes, names, kNames);
}

}  // namespace interlock
