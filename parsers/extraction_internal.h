// The state of reading one file, handed from pass to pass. Each pass has its own file:
//   definitions.cc  the nesting, and what is defined
//   bindings.cc     parameters and local names
//   guards.cc       conditions, and the code that they guard
//   references.cc   uses of names that are not local
//   choices.cc      switches and matches
//   entries.cc      keys of literals, registrations
//   records.cc      values written out member by member, and what type they must be of
//   sites.cc        values that stand at calls and names
//   pieces.cc       statements that a function puts together piece by piece
//   modules.cc      imports, exports, inheritance, literals
//   flow.cc         how values move
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interlock/facts.h"
#include "interlock/flow.h"
#include "parsers/flat_tree_internal.h"
#include "parsers/hash_internal.h"
#include "parsers/language_internal.h"
#include "parsers/paths_internal.h"
#include "parsers/query_internal.h"
#include "parsers/scopes_internal.h"

namespace interlock {

class GuardReader;

// A match whose place in the nesting is known.
struct Located {
  Match match;
  RegionId region = 0;
};

// Where a definition's hashes are found once the tree has been measured.
struct DefinitionNodes {
  TSNode extent;
  TSNode body;  // the extent itself when there is no body
};

// A field that is assigned in a function, whose value may go through that function's names.
struct AssignedField {
  std::int32_t definition = -1;
  RegionId region = 0;
};

// Functions of one name in one place, where a language tells them apart by what they take.
struct Overload {
  std::int32_t first = -1;
  std::int32_t other = -1;
};

// The initial value of a definition.
struct HeldValue {
  std::int32_t definition = -1;
  TSNode value;
};

struct Extraction {
  // The matches must live as long.
  Extraction(const Language& language_used, std::string_view bytes, const Matches& found)
      : language(language_used), text(bytes), matches(found), hashes(language, text) {}

  const TSNode* Find(const Match& match, Part part) const { return matches.Find(match, part); }
  bool Has(const Match& match, Part part) const { return matches.Has(match, part); }
  std::string_view NameOf(const Match& match) const {
    return NameText(language, matches.NameOf(match), text);
  }
  Definition& At(std::int32_t definition) {
    return facts.definitions[static_cast<std::size_t>(definition)];
  }

  const Language& language;
  std::string_view text;
  const Matches& matches;
  TokenHashes hashes;
  FileFacts facts;
  Scopes scopes;
  std::vector<Located> uses;           // all that is neither a definition nor a scope
  std::vector<DefinitionNodes> nodes;  // parallel to facts.definitions
  std::vector<AssignedField> assigned_fields;
  std::vector<Overload> overloads;
  std::vector<HeldValue> held_values;
  std::vector<Located> outer_writes;  // assignments to names of an enclosing scope
  NodeMap<RegionId> functions;        // where what stands in a function without a name is held
};

// No name that a person wrote is longer; a longer one makes no fact.
inline constexpr std::size_t kMaxName = 512;

bool IsTypeKind(DefinitionKind kind);

// The path of @value, of an element of it, or of what iterating @element gives; "" when unknown.
std::string ValuePath(const Extraction& extraction, const Match& match);
std::string PartTypePath(const Extraction& extraction, const Match& match, Part part);
// As written, with the qualifiers beside it and the marks (pointers, references) around the name.
std::string PartTypeText(const Extraction& extraction, const Match& match, Part part);
// The same as far as callers can tell: to one that only reads, a value and a reference are the
// same.
std::string ParameterTypeText(const Extraction& extraction, const Match& match);

// The passes, in this order. `won` is in order of position.
void ReadDefinitions(Extraction& extraction, const std::vector<Match>& won);
void ReadBindings(Extraction& extraction);
void FillHashes(Extraction& extraction);
void ReadReferences(Extraction& extraction, const GuardReader& guards);
void ReadChoices(Extraction& extraction);
void ReadEntries(Extraction& extraction);
void ReadRecords(Extraction& extraction);
void ReadModuleFacts(Extraction& extraction);
void ReadSites(Extraction& extraction, const GuardReader& guards, const FlatTree& tree);

// After all of them, only where it is asked for.
FlowFacts ReadFlow(Extraction& extraction, TSNode root);

}  // namespace interlock
