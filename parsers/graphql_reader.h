// Documents in GraphQL: what a schema declares, and which fields operations and fragments ask for.
//
// What is asked for becomes a statement, each of whose columns is a field: its table is the way to
// it, "query/orders/customer", or ":Order/customer" of a fragment on a type. Of a schema that
// stands in a program, what is declared becomes one, too. All input is untrusted: whatever the
// text, reading ends.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "interlock/facts.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

// Reads a file. Declarations are added to `declared` ("type.Query.field.orders"), what is asked for
// to the statements.
void ReadGraphqlDocument(std::string_view text, std::uint32_t line, std::int32_t scope,
                         std::vector<ManifestEntry>* declared, FileFacts& facts);

// Reads a string of a program; nothing of it when any of it is something else.
void ReadGraphqlText(std::string_view text, std::uint32_t line, std::int32_t scope,
                     FileFacts& facts);

// A field of the schema for which a program has what answers, as a statement: it needs the field
// as much as what asks for it.
SqlStatement AnsweredField(std::string_view type, std::string_view field);

// Whether a string constant may be such a document: it begins like one.
bool LooksLikeGraphql(std::string_view text);

}  // namespace interlock
