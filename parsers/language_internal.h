// A language as the engine sees it: tables indexed by grammar symbol, compiled from language.json.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "interlock/language.h"
#include "parsers/builtin_languages.h"
#include "parsers/left_out_internal.h"
#include "parsers/node_internal.h"
#include "parsers/query_internal.h"

namespace interlock {

// How a child is found: by field, else by its number among the named children.
struct ChildSpec {
  TSFieldId field = 0;
  std::uint32_t number = 0;
};

inline TSNode ChildOf(TSNode node, ChildSpec spec) {
  if (spec.field != 0) return ts_node_child_by_field_id(node, spec.field);
  return spec.number == 0 ? FirstChild(node) : ts_node_named_child(node, spec.number);
}

enum class ExpressionForm : std::uint8_t {
  kNone,
  kName,
  kMember,       // first: object, second: name
  kCall,         // first: function
  kMethodCall,   // first: object, or none for a bare name, second: name
  kIndex,        // first: value
  kConstruct,    // first: type
  kTransparent,  // first: the meaningful child
  kTuple,
};

enum class TypeForm : std::uint8_t {
  kNone,
  kName,
  kMember,       // first: object, second: name
  kContainer,    // first: element
  kTransparent,  // first: the meaningful child
  kGeneric,      // first: name, second: arguments
  kPath,         // its names, joined; what is no name lists type arguments
  kUnion,
  kIntersection,
  kTuple,
  kRepeat,   // in a tuple: any number of what stands before it
  kResults,  // first: the child that is a name, of which an element may have several
};

template <typename Form>
struct NodeForm {
  Form form = Form::kNone;
  ChildSpec first;
  ChildSpec second;
};

enum class ArgumentForm : std::uint8_t { kNone, kKeyword, kSpread, kSingle, kUncounted };

// Separators that end a list say nothing: `f(a, b,)` is `f(a, b)`.
enum class TokenForm : std::uint8_t { kPlain, kSeparator, kCloser };

struct StringForm {
  bool is_string = false;
  TSSymbol content = 0;  // 0: the whole node but its first and last byte
};

// How values move through a node (include/interlock/flow.h).
enum class FlowForm : std::uint8_t {
  kNone,
  kAssign,    // first: target, second: value
  kIterate,   // first: target, second: what is iterated
  kReturn,    // first: value
  kYield,     // first: value
  kDecorate,  // first: what decorates
  kRaise,     // first: what is made an instance of, if it is a type
  kSlice,     // a key that stands for several elements
  kList,
  kMap,
  kPair,    // first: key, second: value
  kChoice,  // first and second: alternatives
};

// What values are made of.
enum class ValueForm : std::uint8_t {
  kNone,
  kNumber,
  kUnary,   // first: operand; what stands before it is the operator
  kBinary,  // first and second: operands, with the operator between them
  kList,
  kMap,
  kPair,    // first: key, second: value
  kType,    // first: a type that it stands for as a value
  kCast,    // first: what is given as another type
  kUnited,  // a number with its unit behind it: 500ms
};

// What a symbol of the grammar means; one row for each.
struct SymbolTraits {
  NodeForm<ExpressionForm> expression;
  NodeForm<TypeForm> type;
  ArgumentForm argument = ArgumentForm::kNone;
  ChildSpec keyword;
  ChildSpec keyword_value;
  bool keyword_has_value = false;  // without keyword_value, the argument is positional
  StringForm string;
  char name_mark = 0;  // stands before the name itself
  bool joins_strings = false;
  bool interpolates = false;
  bool is_text_of_string = false;
  bool holds_literals = false;
  bool is_atom = false;     // its text counts as one token
  bool wraps_name = false;  // what is captured as a name may be this: the name is inside
  ChildSpec wrapped_name;
  bool is_extent = false;  // a definition directly inside reaches as far as this
  NodeForm<FlowForm> flow;
  NodeForm<ValueForm> value;
  bool is_branch = false;    // what is inside may not run
  bool is_loop = false;      // or run again
  bool shares_self = false;  // a function whose `this` is that of the function around it
  bool is_key = false;       // as the key of a pair it stands for its own text
  bool is_computed = false;  // as that key it stands for what is inside, which is worked out
  bool is_trailing_argument = false;
  bool is_bare = false;      // a statement that is an expression, and nothing else
  bool is_aside = false;     // in a type, of which it is no part
  bool lists_types = false;  // that a call is given: `<Order>` of `Set<Order>()`
  bool is_record = false;    // a value written out member by member, as a type declares them
  bool is_named = false;
  TokenForm token = TokenForm::kPlain;
  std::uint64_t hash = 0;  // of the symbol's name, stable across grammar versions
};

// A generic type's name -> which of its arguments matters; -1 is the last.
using GenericNames = std::unordered_map<std::string, std::int32_t>;

enum class ExportRule : std::uint8_t { kAll, kMarked, kUpperCase, kNotUnderscore, kNotPrivate };

struct Language {
  LanguageTraits traits;
  const TSLanguage* grammar = nullptr;
  std::vector<SymbolTraits> symbols;
  std::unordered_set<std::string> transparent_calls;
  GenericNames transparent_names;
  GenericNames container_names;
  std::unordered_set<std::string> tuple_names;
  std::unordered_set<std::string> union_names;
  std::unordered_set<std::string> null_names;
  ExportRule exported = ExportRule::kAll;
  bool first_parameter_is_receiver = false;
  bool base_call_is_method = false;
  std::string name_separator;                       // in names, where facts have '.'
  std::unordered_set<std::string> type_qualifiers;  // words beside a type that are part of it
  bool types_have_asides = false;
  bool has_extents = false;
  bool has_records = false;
  std::string read_only;  // the one of them that only reads
  std::string hole_mark;  // in a string, what begins a name that is put in
  std::unordered_set<std::string> amount_keywords;  // arguments that are added up: timedelta's
  std::vector<std::string> schedule_fields;         // arguments that say when, in cron's order
  std::vector<std::string> format_functions;        // what they are given first is a format
  std::vector<std::string> list_joins;              // calls that make one text of a list
  std::vector<std::string> list_passes;  // members of a list that give one with some of its items
  std::vector<std::string> text_makers;  // what they make of one text stands for it
  std::vector<std::string> list_makers;  // what they are given is a list
  std::map<std::string, char>
      address_joins;  // calls that put addresses together: where the base is
  std::map<std::string, char> format_members;  // of strings, with what begins a hole in them
  std::string unwritten_suffix;                // what a name that is used @suffixed goes on with
  std::string keyword_prefix;         // what parameters' names begin with and keywords lack
  std::vector<LeftOutForm> left_out;  // what the grammar cannot read
  std::string again_end;  // one character that ends a statement: put after text that is read again
  std::vector<std::string> extensions;  // of the files it reads
  std::vector<std::string> filenames;
  std::string comment;
  std::string version;
  std::string_view facts;  // text of facts.scm

  // Compiled when first asked for. Throws Error when facts.scm is wrong.
  const Query& query() const;

  const SymbolTraits& Of(TSNode node) const { return Of(ts_node_symbol(node)); }
  const SymbolTraits& Of(TSSymbol symbol) const {
    static const SymbolTraits error;  // tree-sitter's ERROR has a number beyond the table
    return symbol < symbols.size() ? symbols[symbol] : error;
  }

 private:
  mutable std::once_flag compiled_;
  mutable Query query_;
};

// The name that a keyword argument is passed under; null for an argument by position. Some grammars
// have one node for both: what has no name, or no value beside it, is positional.
inline TSNode KeywordOf(TSNode argument, const SymbolTraits& symbol) {
  if (symbol.argument != ArgumentForm::kKeyword) return TSNode{};
  const bool has_value =
      !symbol.keyword_has_value || !ts_node_is_null(ChildOf(argument, symbol.keyword_value));
  return has_value ? ChildOf(argument, symbol.keyword) : TSNode{};
}

// A name without the mark that its node has before it.
inline std::string_view NameText(const Language& language, TSNode node, std::string_view text) {
  std::string_view name = TextOf(node, text);
  const char mark = language.Of(node).name_mark;
  if (mark != 0 && name.starts_with(mark)) name.remove_prefix(1);
  return name;
}

// Throws Error when language.json is wrong. The texts of `source` must live as long as the result.
std::unique_ptr<Language> ReadLanguage(const BuiltinLanguageSource& source);

}  // namespace interlock
