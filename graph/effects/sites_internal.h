// What the parts of graph/effects/sites*.cc share.
#pragma once

#include "graph/effects/effects.h"

namespace interlock {

// Reads effects from sites and references. For one thread, like its context.
class SiteReader {
 public:
  explicit SiteReader(EffectContext& context) : context_(context) {}

  std::vector<Effect> Read(const SourceFile& file);

 private:
  EffectContext& context_;
};

}  // namespace interlock
