// Statements that a function puts together piece by piece: `sql += " WHERE …"`, `sql.append(…)`.
#pragma once

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
};

// Those in SQL, in order of place. Pieces of alternatives stand one after the other: that leaves
// open whose a column is, and never says it of the wrong table.
std::vector<PiecedText> ReadPieces(const Extraction& extraction, const FlatTree& tree,
                                   const GuardReader& guards, const OperandReader& operands);

}  // namespace interlock
