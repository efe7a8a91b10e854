#include "graph/kept_facts.h"

#include <utility>

namespace interlock {

namespace {

// Lists that grew while a file was read have room for half as many again, and they are kept for as
// long as the run lasts.
FileFacts Tight(FileFacts facts) {
  const auto shrink = [](auto&... lists) { (lists.shrink_to_fit(), ...); };
  shrink(facts.definitions, facts.bindings, facts.references, facts.imports, facts.entries,
         facts.settings, facts.sites);
  for (Site& site : facts.sites) site.operands.shrink_to_fit();
  return facts;
}

}  // namespace

KeptFacts::KeptFacts(StoredFacts value)
    : gap_(value.gap),
      detail_(std::move(value.detail)),
      partial_(value.partial),
      outline_(OutlineOf(value.facts)),
      facts_(Tight(std::move(value.facts))) {}

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
