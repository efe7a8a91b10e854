#include "analyzer/overlay/relevance_codec.h"

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 1;

}  // namespace

std::string EncodeNames(const DeltaNames& names) {
  PackedWriter writer(kFormat);
  CodeDeltaNames(writer, names);
  return writer.Finish();
}

bool DecodeNames(std::string_view bytes, DeltaNames* names) {
  *names = {};
  PackedReader reader(kFormat, bytes);
  CodeDeltaNames(reader, *names);
  return reader.is_whole();
}

}  // namespace interlock
