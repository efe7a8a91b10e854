// What becomes of a column whose type is altered: judged by the names of the types alone
// (column_types of parsers/catalog/hazards.yaml), and by their lengths where both are written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/overlay/resources/hazards.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

struct ColumnType {
  ColumnForm form;
  int length = 0;  // 0: not written
};

// "varchar(50)", "bigint unsigned", "CharField"; none for a type that the table does not have.
std::optional<ColumnType> ReadColumnType(const HazardTable& table, std::string_view written);

enum class Retyping : std::uint8_t {
  kUnknown,   // nobody says what it was, or what it is
  kFits,      // it holds all that it did, in the same form
  kNarrower,  // it no longer holds all that it did
  kOther,     // its values are of another form
};

Retyping Compare(const ColumnType& before, const ColumnType& after);

struct Retyped {
  Retyping how = Retyping::kUnknown;
  std::string before;     // the type in the base, as it is written there
  bool rewrites = false;  // every row is written anew
};

// What an alteration of a column does to its type. Where the base says several things of the
// column, as a row of migrations does, the most harmless of them counts.
Retyped RetypedBy(const Snapshot& snapshot, const Effect& alteration);

}  // namespace interlock
