// The facts of one file version for as long as a run lasts: its outline from the start, all of them
// from when they are first asked for.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "graph/fact_store.h"
#include "graph/outline.h"
#include "interlock/change.h"
#include "interlock/facts.h"

namespace interlock {

// Thread-safe.
class KeptFacts {
 public:
  using Read = std::function<FileFacts()>;

  // All there is, as it was read from the file.
  explicit KeptFacts(StoredFacts value);

  // What the store says at once; `read` gives the rest. It is called once; what it throws, facts()
  // throws, and calls it again the next time.
  KeptFacts(StoredOutline stored, Read read);

  const std::optional<GapReason>& gap() const { return gap_; }
  const std::string& detail() const { return detail_; }
  bool partial() const { return partial_; }
  // Could anything be read?
  bool usable() const { return !gap_ || partial_; }

  const FileOutline& outline() const { return outline_; }
  const FileFacts& facts() const;

 private:
  const std::optional<GapReason> gap_;
  const std::string detail_;
  const bool partial_;
  const FileOutline outline_;
  const Read read_;
  mutable std::once_flag is_read_;
  mutable FileFacts facts_;
};

}  // namespace interlock
