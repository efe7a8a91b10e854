// The first constructor of a type that could be made without arguments, and what makes it so.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// REQUIRES: the file is of a language.
bool IsConstructor(const SourceFile& file, const Definition& method);

// `rule` is the id that its findings bear.
void FindUsesWithoutConstructor(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
