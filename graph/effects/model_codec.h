// What was read of the models of a base, in the form of graph/packed.h: kept from one run to the
// next. Thread-safe: all are pure functions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/effects/models.h"
#include "graph/world.h"
#include "interlock/catalog.h"

namespace interlock {

// REQUIRES: all models are of files of the base.
std::string EncodeModels(const ModelIndex& models, const Layer& base, const Catalog& catalog);
std::string EncodeSets(const std::vector<SaidSet>& sets);

// Null when the bytes are damaged, of another format, or speak of what is not there. REQUIRES: base
// and catalogue are equal to those at the time.
std::unique_ptr<const ModelIndex> DecodeModels(std::string_view bytes, const Layer& base,
                                               const Catalog& catalog);
std::unique_ptr<const std::vector<SaidSet>> DecodeSets(std::string_view bytes, const Layer& base);

}  // namespace interlock
