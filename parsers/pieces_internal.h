// Statements that a function puts together piece by piece: `sql += " WHERE …"`, `sql.append(…)`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "parsers/extraction_internal.h"
#include "parsers/flat_tree_internal.h"
#include "parsers/guards_internal.h"
#include "parsers/operands_internal.h"

namespace interlock {

// What a name may hold once all of its pieces are put together, with holes for those that are not
// constant.
struct PiecedText {
  std::string text;
  TSNode first;  // the piece that it begins with
  RegionId region = 0;
  bool has_alternatives = false;  // that cannot all stand in it at once
  // Where some of its pieces stand behind a condition, and the first does not: the text without
  // them, and one of them.
  std::string without{};
  TSNode guarded{};
};

// Those in SQL, in order of place. Pieces of alternatives stand one after the other: that leaves
// open whose a column is, and never says it of the wrong table.
std::vector<PiecedText> ReadPieces(const Extraction& extraction, const FlatTree& tree,
                                   const GuardReader& guards, const OperandReader& operands);

// What the statements from `first` on touch, and these that are always there do not, becomes
// statements of its own, behind the guard.
void SetApart(const std::vector<SqlStatement>& always, std::int32_t guard, std::size_t first,
              std::vector<SqlStatement>* statements);

}  // namespace interlock
