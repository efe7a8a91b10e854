// Facts: what one file version says about itself, with no opinion on what it means.
//
// Language-neutral and plain data: the same bytes and the same language version give equal facts on
// every machine, so they are stored by blob id and never computed twice. No fact names another
// file; module specifiers stay as written. Values are immutable once extracted, so any number of
// threads may read them.
//
// Two small notations are used inside facts:
//
// *Expression path*: how a value is reached, as far as a resolver can follow it. Names joined by
//   '.', each followed by any of "()" (called), "[]" (indexed or iterated), "{}" (an instance made
//   by a literal or `new`), "#i" (element i of a tuple or of several results). Wrappers that do
//   not change what is reached (parentheses, await, address-of, dereference) are left out. A part
//   that cannot be expressed is '?', e.g. "?.close". One that begins with '.' starts at the root of
//   all names, whatever its first name means here; "." alone is that root. Examples: "self.client",
//   "NewTraces().At()", "orders[]", "Ledger{}", "parse()#0".
//
// *Type path*: a type as far as a resolver can follow it: a dotted name, "[]" before it for each
//   container around it, "(A,B)" for several results. Pointers, optional and awaited wrappers and
//   type arguments are left out. What must be of several types at once names them all: "A&B".
//   Empty when there is none or it is a union of several.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/interned.h"

namespace interlock {

enum class DefinitionKind : std::uint8_t {
  kFunction,
  kMethod,
  kClass,
  kInterface,
  kEnum,
  kType,   // an alias or another named type
  kField,  // a member that holds a value: attribute, struct field, property of an interface
  kEnumMember,
  kConstant,
  kVariable,
  kModule,  // a namespace inside a file
};

enum class ParameterKind : std::uint8_t {
  kPositional,  // by position, and by name where the language allows it
  kPositionOnly,
  kKeywordOnly,
  kRest,         // takes all further positional arguments
  kKeywordRest,  // takes all further keyword arguments
  kReceiver,     // the instance itself: never passed by the caller
};

struct Parameter {
  Interned name;
  Interned type;       // type path
  Interned type_text;  // as written, white space normalised
  ParameterKind kind = ParameterKind::kPositional;
  bool has_default = false;

  bool operator==(const Parameter&) const = default;
};

// A named thing that other code can refer to. `parent` is the index of the definition that
// lexically encloses it, or -1 at file level.
struct Definition {
  DefinitionKind kind = DefinitionKind::kFunction;
  Interned name;
  std::int32_t parent = -1;
  Interned owner;  // type it belongs to though written elsewhere: a Go receiver, a Rust impl
  std::vector<Parameter> parameters;
  Interned type;                     // type path of what it holds or returns
  Interned type_text;                // the same as written
  Interned value;                    // expression path of the initial value
  std::uint32_t first_line = 0;      // 1-based, of the name
  std::uint32_t last_line = 0;       // 1-based, of the whole definition
  std::uint64_t signature_hash = 0;  // name excluded; parameters, types, modifiers
  std::uint64_t body_hash =
      0;  // tokens; comments, layout, own name and member definitions excluded
  std::uint32_t body_tokens = 0;  // how many tokens body_hash covers: small bodies prove no move
  std::uint32_t type_parameters = 0;  // that whoever names it must give
  bool callable = false;              // has parameters, even if none
  bool exported = false;              // other files may name it
  bool is_abstract = false;           // declares, does not implement: an interface's method
  bool is_optional = false;           // an abstract member that need not be there: `note?: string`
  bool is_static = false;             // reached through the type, not an instance
  bool is_property = false;           // called by being read
  bool is_local = false;              // inside a function: no other file can name it
  bool is_async = false;              // a call gives a promise of the result
  bool is_declaration =
      false;  // promises what is defined elsewhere: a prototype, an extern variable
  bool is_alternative = false;  // one of several forms of one entity: overload, conditional branch
  bool is_conditional = false;  // stands in code that may not be built, or may not run
  bool is_fixed = false;        // what a call gives is a place that cannot be written to
  bool is_override = false;     // an error where no base has a member of its name

  bool operator==(const Definition&) const = default;
};

// A name bound inside a function or block: parameter, local variable, caught exception. Names bound
// at file level that other files can see are Definitions.
struct Binding {
  std::int32_t scope = -1;  // index of the enclosing definition, -1 at file level (a block there)
  Interned name;
  Interned type;         // type path, when annotated
  Interned value;        // expression path of what it was bound to
  bool is_type = false;  // stands for a type: a type parameter, whose `type` is its bound
  std::uint32_t line = 0;

  bool operator==(const Binding&) const = default;
};

enum class ReferenceKind : std::uint8_t { kCall, kConstruct, kRead, kWrite, kType };

// A use of a name. Equal uses within one definition are kept once, with their number. Bare names
// that a Binding of the same or an enclosing function holds are left out: nothing outside can break
// them.
struct Reference {
  ReferenceKind kind = ReferenceKind::kRead;
  Interned name;
  Interned receiver;        // expression path before the name, empty for a bare name
  std::int32_t scope = -1;  // index of the enclosing definition
  std::int32_t arguments =
      -1;  // positional arguments, or, when constructing by a literal, unnamed values
  std::vector<Interned> keywords;  // names of keyword arguments or literal fields, sorted
  bool spread = false;             // arguments are unpacked: their number is unknown
  bool is_written = false;         // of a call: what it gives is assigned to
  bool is_tried = false;           // of a call: the named function around it gives on its error
  bool is_free = false;     // a name that means what is around its function, though that binds it
  std::int32_t guard = -1;  // index of the innermost guard around all such uses
  std::uint32_t line = 0;   // of the first such use
  std::uint32_t count = 1;

  bool operator==(const Reference&) const = default;
};

// One imported name. `from a.b import c as d` is {module a.b, member c, local d}; `import a.b` is
// {a.b, "", a}; a star import has member "*" and no local. `export { c } from "./b"` has re_export.
struct Import {
  Interned module;
  Interned member;
  Interned local;
  bool re_export = false;
  std::int32_t scope = -1;
  std::uint32_t line = 0;

  bool operator==(const Import&) const = default;
};

// A name that a file offers under an explicit export statement: `export { target as name }`. What
// is offered both so and by its own declaration has an export of its own name, too.
struct Export {
  Interned name;    // "default" for a default export
  Interned target;  // expression path inside the file
  std::uint32_t line = 0;

  bool operator==(const Export&) const = default;
};

struct Inheritance {
  std::int32_t definition = -1;  // index of the deriving type; when it has an owner, of what is
                                 // around the statement
  Interned owner;                // type path of the deriving type, when it is written elsewhere
  Interned base;                 // type path
  Interned base_text;            // as written, white space normalised; empty when it is given no
                                 // type arguments
  bool embeds = false;           // members are promoted (struct embedding, mixin)
  std::uint32_t line = 0;

  bool operator==(const Inheritance&) const = default;
};

// String constants given to a name: what a later stage reads revisions and dependencies from. One
// row for each element of a list; a row has several texts when the element is itself a tuple or
// list.
struct Literal {
  std::int32_t scope = -1;
  Interned name;
  std::vector<std::vector<Interned>> rows;
  std::uint32_t line = 0;

  bool operator==(const Literal&) const = default;
};

// One case of a choice: a name, or text that is none.
struct ChoiceLabel {
  Interned path;  // expression path: "Color.Red"; "?" for a string or a number
  Interned text;  // as written, white space normalised
  std::uint32_t line = 0;

  bool operator==(const ChoiceLabel&) const = default;
};

// A `switch`, `match` or `when` over a value. Cases with a further condition are not among its
// labels.
struct Choice {
  std::int32_t scope = -1;          // index of the enclosing definition
  Interned on;                      // expression path of what is chosen on
  std::vector<ChoiceLabel> labels;  // in order of position
  bool has_default = false;
  bool is_exhaustive = false;  // the language refuses it when a possible value has no case
  std::uint32_t line = 0;

  bool operator==(const Choice&) const = default;
};

// What is put somewhere under a name, where a second of that name is refused or takes the place of
// the first: a key of a literal, a route, a flag, a resource.
struct Entry {
  std::int32_t scope = -1;  // index of the enclosing definition
  Interned place;           // what takes it: expression path of a call, kind of resource; or empty:
  std::uint32_t list = 0;   // the literal that holds it, numbered from 1 in order of position
  Interned name;            // as written, white space normalised
  bool refused = false;     // a second one is an error
  bool shared = false;      // the files of one folder put theirs in one place
  std::uint32_t line = 0;

  bool operator==(const Entry&) const = default;
};

enum class RecordFor : std::uint8_t {
  kType,      // a type that is written beside it
  kResult,    // what the function around it gives
  kArgument,  // what a call or construction takes
};

// A value that is written out member by member, where something says what type it must be of. One
// that unpacks others, or computes names of members, is none: nobody can say what it lacks.
struct Record {
  RecordFor is_for = RecordFor::kType;
  std::int32_t scope = -1;        // index of the enclosing definition; of kResult: of the function
  Interned path;                  // kType: type path; kArgument: expression path of what is called
                                  // (without its "()"), or made ("Pool{}")
  Interned type_text;             // kType: as written, white space normalised
  std::int32_t argument = -1;     // kArgument: the position
  Interned place;                 // within that: ".key" a member, "[]" an element: "[].options"
  std::vector<Interned> members;  // sorted
  std::uint32_t line = 0;

  bool operator==(const Record&) const = default;
};

// What a manifest file (go.mod, package.json, tsconfig.json …) says of module identity. Directories
// are relative to the manifest's own folder.
struct ModuleRoot {
  Interned name;            // the name or prefix that imports use
  Interned directory;       // where it lies: "." for the manifest's own folder
  bool is_pattern = false;  // name and directory hold one '*' each that stands for the same text
  std::vector<Interned> entries;  // candidate entry files for the bare name, best first

  bool operator==(const ModuleRoot&) const = default;
};

// A package that a manifest asks for. A manifest that raises one version and adds another asks
// twice. Two kinds are everywhere the same: "managed" asks for nothing, but gives the version (or,
// for a name that stands for a package, the package) to manifests that ask without one; "locked"
// is what a lock file has chosen. What another manifest's root provides has an empty requirement.
struct Dependency {
  Interned name;  // as the ecosystem writes it: "golang.org/x/net", "@scope/ui", "group:artifact"
  Interned requirement;  // as written: "v1.2.0", "^18.1.0", ">=2,<3"; empty: any, or set elsewhere
  Interned kind;         // what it is for, as written: "" (to run), "dev", "peer", "indirect" ...
  std::uint32_t line = 0;

  bool operator==(const Dependency&) const = default;
};

// One setting of a tool's or a system's configuration, flattened: of `{rules: {eqeqeq: [error,
// always]}}` it is {"rules.eqeqeq.0", "error"} and {"rules.eqeqeq.1", "always"}. A '.' inside a key
// stays as it is.
struct Setting {
  Interned key;
  Interned value;
  std::uint32_t line = 0;
  std::uint32_t document = 0;  // of several in one file, from 0: settings of one belong together

  bool operator==(const Setting&) const = default;
};

enum class OperandKind : std::uint8_t {
  kText,       // a string constant
  kTemplate,   // the same with holes: "user:{self.id}:profile", each an expression path or "?";
               // "{%KEY}" is what the format KEY makes
  kNumber,     // decimal, constant arithmetic done: "43200"; with the path that gives it its unit,
               // if any, after a blank: "30 time.Second", "60 TimeSpan.FromMinutes()"
  kPath,       // any other expression, as an expression path; "true", "false", "null" are names,
               // "[]" is a keyword's list that holds nothing
  kStatement,  // index into FileFacts::statements
};

// One value that is handed over or held, as far as it is constant.
struct Operand {
  Interned place;  // "0" by position, "timeout" by name, "<0>" a type that a call is given;
                   // then, inside a literal, ".key" and "[]": "0.topic", "0.topics[]"; what is
                   // held itself has the empty place;
                   // "|" behind a place: what is taken when nothing stands there (`a or b`)
  OperandKind kind = OperandKind::kPath;
  Interned text;

  bool operator==(const Operand&) const = default;
};

enum class SiteKind : std::uint8_t {
  kCall,    // a call, construction, decorator or annotation
  kIndex,   // an element taken or set by a constant key: `os.environ["HOME"]`; the key is operand
            // "0"
  kValue,   // a name that holds a constant; "<return>": what a function gives, a constant or the
            // result of a call
  kAssign,  // a member that is given a number, a text, a statement, or what the file has at its own
            // level: `server.timeout = 5000`, `= limits.read`; the value is operand "0" ("0|" what
            // is taken otherwise: `= Number(x) || 5000`); one of a member (`app.conf.x`) a map, too
};

// The path of the site that says what a type is given besides its bases.
inline constexpr const char* kHeadPath = "<head>";

// One place in the code with the values that stand there: what a catalogue recognises resources
// from. A call that is given nothing that can be expressed, and stands in no loop, has none; its
// Reference says all there is. One by its bare name with a block has one if it holds
// other sites, or stands in one: `member do … end`; and so has any call in which a loop stands.
struct Site {
  SiteKind kind = SiteKind::kCall;
  std::int32_t scope = -1;    // index of the enclosing definition
  Interned path;              // expression path of what is called (without its "()"), made
                              // ("Pool{}"), indexed or assigned, or the name that holds the value
  std::int32_t subject = -1;  // kCall: index of the definition that it decorates; kValue: of the
                              // definition that holds it; else -1
  std::int32_t guard = -1;    // innermost guard around it
  std::int32_t around = -1;   // the call in whose arguments, or in the block handed to it, it
                              // stands; always one before it. Where that call has no site, the call
  // before it in the chain: `prefix("a")` of `prefix("a").group { … }`
  std::int32_t beyond = -1;  // the same of the outermost loop in which it stands
  bool in_loop = false;      // may run again and again within one run of its function
  std::vector<Operand> operands;
  std::uint32_t line = 0;

  bool operator==(const Site&) const = default;
};

// Code that runs only when a condition holds (or, negated, does not): what a feature flag's check
// is made of. A condition that ends the function early guards the rest of it.
struct Guard {
  std::int32_t scope = -1;   // index of the enclosing definition
  std::int32_t around = -1;  // the next guard outside
  Interned on;               // expression path of the condition
  std::int32_t site = -1;    // the condition's own site, when it is a call with constants
  bool negated = false;
  std::uint32_t first_line = 0, last_line = 0;  // of the code that it guards

  bool operator==(const Guard&) const = default;
};

// What a statement in SQL does to one table.
struct TableUse {
  Interned table;   // with its schema, when that is written; lower case unless quoted
  Interned access;  // "read", "write", "delete", "create", "alter", "drop", "rename", "lock"
  Interned to;      // of "rename": the new name

  bool operator==(const TableUse&) const = default;
};

struct ColumnUse {
  Interned table;         // empty when the statement does not say which of its tables
  Interned column;        // "*" for all of them
  Interned access;        // "read", "write", "add", "drop", "alter", "rename"
  Interned to;            // of "rename": the new name; of "add" and "alter": the type
  bool required = false;  // of "add" and "alter": not null without a default

  bool operator==(const ColumnUse&) const = default;
};

// A statement in SQL, in a file of its own or in a string.
struct SqlStatement {
  std::int32_t scope = -1;  // index of the enclosing definition
  Interned verb;            // "select", "insert", "alter table" …; "set lock_timeout"
  Interned value;  // of "set": what it is set to, as written: "5s"; of "alter table": how it
                   // is to be vacuumed, "autovacuum_enabled=false,…"
  std::vector<TableUse> tables;
  std::vector<ColumnUse> columns;
  Interned lock;         // PostgreSQL's name of the lock that its definition of data takes
  bool online = false;   // takes it without stopping others for long: CONCURRENTLY, NOT VALID
  bool partial = false;  // some of it could not be read
  std::int32_t guard = -1;
  bool in_loop = false;
  std::uint32_t line = 0;

  bool operator==(const SqlStatement&) const = default;
};

struct FileFacts {
  Interned language;              // id of the language or manifest format that read it
  Interned package;               // declared package or namespace, if the language has such a line
  bool conditional = false;       // the whole file is built only under some condition
  std::uint32_t error_count = 0;  // places the grammar could not read
  std::uint32_t first_error_line = 0;
  std::vector<Definition> definitions;  // in order of position
  std::vector<Binding> bindings;
  std::vector<Reference> references;
  std::vector<Import> imports;
  std::vector<Export> exports;
  std::vector<Inheritance> inheritance;
  std::vector<Literal> literals;
  std::vector<Choice> choices;
  std::vector<Entry> entries;
  std::vector<Record> records;  // in order of position
  std::vector<ModuleRoot> roots;
  std::vector<Dependency> dependencies;
  std::vector<Setting> settings;
  std::vector<Site> sites;  // in order of position
  std::vector<Guard> guards;
  std::vector<SqlStatement> statements;

  bool operator==(const FileFacts&) const = default;
};

// The expression path of what is used, without a call's "()".
inline std::string PathOf(const Reference& use) {
  return use.receiver.empty() ? use.name.str() : use.receiver + "." + use.name;
}

// "Outer.inner" for the definition at `index`; its owner, when it has one, comes first, and is
// itself inside the namespace in which that is written.
inline std::string QualifiedName(const FileFacts& facts, std::int32_t index) {
  const Definition& definition = facts.definitions[static_cast<std::size_t>(index)];
  std::string prefix;
  const bool is_member = !definition.owner.empty();
  if (definition.parent >= 0 &&
      (!is_member || facts.definitions[static_cast<std::size_t>(definition.parent)].kind ==
                         DefinitionKind::kModule)) {
    prefix = QualifiedName(facts, definition.parent) + ".";
  }
  if (is_member) prefix += definition.owner + ".";
  return prefix + definition.name;
}

// "MINUTE", "MAX_2": what people write for a constant.
inline bool IsInCapitals(std::string_view name) {
  constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return name.size() > 1 && kCapitals.find(name[0]) != name.npos &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == name.npos;
}

// A word for the kind, as reports and the database spell it.
inline const char* KindName(DefinitionKind kind) {
  switch (kind) {
    case DefinitionKind::kFunction:
      return "function";
    case DefinitionKind::kMethod:
      return "method";
    case DefinitionKind::kClass:
      return "class";
    case DefinitionKind::kInterface:
      return "interface";
    case DefinitionKind::kEnum:
      return "enum";
    case DefinitionKind::kType:
      return "type";
    case DefinitionKind::kField:
      return "field";
    case DefinitionKind::kEnumMember:
      return "enum member";
    case DefinitionKind::kConstant:
      return "constant";
    case DefinitionKind::kVariable:
      return "variable";
    case DefinitionKind::kModule:
      return "module";
  }
  return "entity";
}

inline const char* KindName(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::kCall:
      return "call";
    case ReferenceKind::kConstruct:
      return "construct";
    case ReferenceKind::kRead:
      return "read";
    case ReferenceKind::kWrite:
      return "write";
    case ReferenceKind::kType:
      return "type";
  }
  return "use";
}

}  // namespace interlock
