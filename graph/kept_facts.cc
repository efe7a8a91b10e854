#include "graph/kept_facts.h"

#include <utility>

namespace interlock {

KeptFacts::KeptFacts(StoredFacts value)
    : gap_(value.gap),
      detail_(std::move(value.detail)),
      partial_(value.partial),
      outline_(OutlineOf(value.facts)),
      facts_(std::move(value.facts)) {}

KeptFacts::KeptFacts(StoredOutline stored, Read read)
    : gap_(stored.gap),
      detail_(std::move(stored.detail)),
      partial_(stored.partial),
      outline_(std::move(stored.outline)),
      read_(usable() ? std::move(read) : nullptr) {}

const FileFacts& KeptFacts::facts() const {
  if (read_) std::call_once(is_read_, [this] { facts_ = read_(); });
  return facts_;
}

}  // namespace interlock
