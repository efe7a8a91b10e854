// Conditions that parts of the code stand behind, as guards (include/interlock/facts.h).
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/extraction_internal.h"
#include "parsers/operands_internal.h"

namespace interlock {

// Of two ranges that begin together, the longer one comes first.
struct ByteRange {
  std::uint32_t start = 0, end = 0;
  bool operator<(const ByteRange& other) const {
    return std::pair(start, ~end) < std::pair(other.start, ~other.end);
  }
};

inline ByteRange BytesOf(TSNode node) { return {ts_node_start_byte(node), ts_node_end_byte(node)}; }

class GuardReader {
 public:
  // Adds the guards to the facts, in the order of the file. The extraction must outlive the reader.
  explicit GuardReader(Extraction& extraction);

  // Index of the innermost guard that holds at the byte; -1 when none does.
  std::int32_t Around(std::uint32_t at) const;

  // The innermost guard around both of two; -1 when there is none.
  std::int32_t Shared(std::int32_t a, std::int32_t b) const;

  // Does what stands last in it leave the function or the loop?
  bool EndsWithExit(TSNode body) const;

  // Conditions that are calls with constants: the site that stands where the condition does.
  // `starts` are the bytes where the sites of the facts begin, in their order.
  void TieTo(const std::vector<std::uint32_t>& starts) const;

 private:
  struct Condition {
    TSNode node;
    bool negated = false;
  };

  struct FoundGuard {
    ByteRange range;
    Condition condition;
    RegionId region = 0;
    std::uint32_t first_line = 0, last_line = 0;
  };

  // It guards what follows when its body ends with an exit.
  struct Early {
    Located use;
    TSNode body;
    Condition condition;
  };

  void Note(const Located& use);
  void Make();
  void AddGuard(const Located& use, TSNode body, const Condition& condition);
  void TakeApart(TSNode node, bool negated, int depth, std::vector<Condition>& conditions) const;
  std::optional<bool> TruthOf(TSNode node) const;
  void FindEarlyExits();
  std::string PathOf(const FoundGuard& guard) const;
  const FoundGuard& At(std::int32_t guard) const {
    return guards_[static_cast<std::size_t>(guard)];
  }

  Extraction& extraction_;
  const OperandReader operands_;
  const Language& language_;
  const std::string_view text_;
  std::vector<FoundGuard> guards_;
  std::vector<Early> later_;
  std::set<std::uint32_t> exits_;  // where they begin
};

}  // namespace interlock
