// Expression paths and type paths (include/interlock/facts.h), read from syntax nodes.
//
// Every walk here is bounded: what is nested or long beyond reason becomes '?' or no type at all.
#pragma once

#include <tree_sitter/api.h>

#include <optional>
#include <string>
#include <string_view>

#include "parsers/language_internal.h"

namespace interlock {

// How `node` is reached; "?" when that cannot be expressed at all.
std::string ExpressionPath(const Language& language, TSNode node, std::string_view text);

// Of a value that is a negation or holds only when several do, "?&" and the paths that must hold,
// joined by "&", "!" before what must not, "?" for what is no path: "?&!flags.isOn()",
// "?&user.beta&isOn()". Empty for all others.
std::string TruthPath(const Language& language, TSNode node, std::string_view text);

// Some grammars bind the sign closer than what follows it: `!flags.isOn()` as `(!flags).isOn()`.
bool BeginsNegated(const Language& language, TSNode node, std::string_view text);

// The same for element `index` of the values that `node` lists or returns.
std::string ElementPath(const Language& language, TSNode node, std::size_t index,
                        std::string_view text);

std::string TypePath(const Language& language, TSNode node, std::string_view text);

// The text of a string constant without its quotes; nothing when it is no constant.
std::optional<std::string> StringText(const Language& language, TSNode node, std::string_view text);

// A name with '.' between its parts, whatever the language writes there. One that begins with '.'
// is looked up from the root of all names.
std::string DottedName(const Language& language, std::string_view text);

// As written, with every run of white space as one blank.
std::string Normalised(std::string_view text);

}  // namespace interlock
