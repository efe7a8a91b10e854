// Names that stand inside other nodes ("names" in language.json). Every walk is bounded.
#pragma once

#include <tree_sitter/api.h>

#include <string>
#include <string_view>

#include "parsers/language_internal.h"

namespace interlock {

// The name itself inside `node`, or `node` when it wraps none.
TSNode NameInside(const Language& language, TSNode node);

// Lets every @name be the name itself (what was captured stays as PartNode::written), and every
// definition reach as far as the node that is its extent ("extents").
void UnwrapNames(const Language& language, Matches& matches);

// What stands before the name in `written`: "a.b" of `a::b::f`, "." of `::f`, "" when nothing does,
// "?" when it is no name.
std::string QualifierOf(const Language& language, TSNode written, std::string_view text);

// A qualified name as an expression path: "a.b.f".
std::string QualifiedPath(const Language& language, TSNode node, std::string_view text);

// Pointers, references and arrays that `written` puts around the name: "*" of `*argv[]` is "*[]".
std::string MarksAround(const Language& language, TSNode written, std::string_view text);

}  // namespace interlock
