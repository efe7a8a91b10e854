// What the resolver must know about a language beyond its facts, read from language.json. Plain
// data so that graph/ needs neither a parser nor a language's name.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace interlock {

// What an import without a name of its own binds: of `import a.b`, in the separators of the
// language.
enum class ImportBinds {
  kNothing,
  kFirstPart,    // a; the rest is reached by name (Python)
  kLastPart,     // b (Rust)
  kPackageName,  // what is by convention the package's name: the last part, no version (Go)
};

struct LanguageTraits {
  std::string id;
  std::string module_style;  // name of a module style of graph/ (module_style.h)
  ImportBinds import_binds = ImportBinds::kNothing;
  std::string family;  // languages of one family import each other (javascript, typescript, tsx)
  std::vector<std::string> extensions;      // with the dot, in the order an import tries them
  std::vector<std::string> index_files;     // file stems that stand for their folder
  std::vector<std::string> lending_files;   // file stems whose names are, for all files of their
                                            // folder and those below, what a free use may mean
  std::vector<std::string> self_names;      // "self", "cls", "this"
  std::vector<std::string> base_names;      // "super"
  std::vector<std::string> constructors;    // method names that construction calls
  std::vector<std::string> maker_names;     // members of a type whose call constructs it ("new")
  std::vector<std::string> type_names;      // members of an instance that are its type ("class")
  std::vector<std::string> builtins;        // names bound everywhere
  std::vector<std::string> builtins_since;  // "2021 TryInto": some of them, and the edition of the
                                            // language that brought them
  std::string edition_setting;        // where a manifest says the edition of the files around it
  std::vector<std::string> no_value;  // result types that say there is none ("void")
  std::vector<std::string>
      fitting_values;  // values that stand for one of several types: "Default.default()", or, where
                       // text follows, for one of those that are written with it: "None Option"
  std::vector<std::string> partial_types;  // types so called lack members of what they are given
  std::vector<std::string> arithmetic;  // words of types that turn into one another by themselves
  std::vector<std::string> common_members;  // member names too common for the unique-name fallback
  std::vector<std::string> conditional_suffixes;  // file stems so ended are built only somewhere
  std::vector<std::string> entry_points;          // names a file or package may hold more than once
  // For the flow of values (graph/flow.h).
  std::vector<std::string> call_members;  // methods that calling an instance runs
  std::vector<std::string>
      iterator_members;  // methods that iterating runs; the last gives elements
  // Ends of paths that mean the type before them: ".class", ".class.java.name".
  std::vector<std::string> type_endings;
  std::vector<std::string> type_receivers;  // decorators that make the receiver the type itself
  std::vector<std::string>
      flow_members;                 // "name=effect": what a member of a container or function,
                                    // or a function known everywhere, does (graph/flow.h)
  std::string test_package_suffix;  // a package so named shares the folder of the one it tests
  // First names of paths that stand for a module, where modules are a tree of declarations: the
  // root of the own tree ("crate"), the module around the own one ("super"), the own one ("self");
  // and what the import says that a declaration of a module below makes ("mod").
  std::string root_module, parent_module, own_module, child_module;
  // The member of a type that makes one of an error of another type, where a function gives on the
  // error of a call: "from". Empty where there is no such thing.
  std::string error_conversion;
  // Members whose call gives the receiver itself, as far as paths go, when its type has none so
  // called: "unwrap", "clone"; and those whose call gives an element of a container: "first".
  std::vector<std::string> passing_members;
  // Members and functions that give an amount with a unit as a bare number, or as another type of
  // number: "toMillis" of `Duration.ofMinutes(5)`, "total_seconds", "int".
  std::vector<std::string> amount_members;
  std::vector<std::string> element_members;
  // Types of libraries whose first type argument says what an element of a type that derives from
  // them is given: "react.Component" of `<Button label="x" />`; what an element is given other than
  // by its attributes; and members of a type that stand in for what is left out.
  std::vector<std::string> component_bases;
  std::vector<std::string> given_otherwise;
  std::vector<std::string> component_defaults;
  // Marks of a field, or of a type for all its fields, by which accessors are generated that no
  // file has, and what these put before the field's name: "Getter" and "get".
  std::vector<std::string> accessor_makers;
  std::vector<std::string> accessor_prefixes;
  // Functions whose call gives a module: an import may stand in an expression, `require("a")(b)`.
  std::vector<std::string> import_functions;
  bool imports_by_name =
      false;  // an import's module is a path followed name by name, like any other
  bool bindings_shadow =
      false;  // a name may be bound anew: the binding above that is nearest counts
  bool modules_are_closed = false;  // in a module inside a file, what is around it is not in sight
  bool members_need_receiver = true;  // a bare name never means a member of the enclosing type
  bool type_body_is_scope = false;    // but it does in the type's own body (Python)
  bool members_elsewhere = false;   // members of a type may be written outside its files: extension
                                    // functions, impl blocks, out-of-line definitions
  bool re_exports_bind = false;     // what a file hands on has a name in the file, too
  bool keywords_make_hash = false;  // to who names no parameter, keywords are one value more (Ruby)
  bool spread_fills_rest = false;   // unpacked arguments go to the rest parameter alone
  bool explicit_receiver = false;   // methods name their receiver, as their first parameter, and
                                    // super is a function
  bool typed_overloads = false;  // functions of one name are told apart by what is passed to them
  bool inherited_constructors = true;  // a type without constructors is made by those of its base
  bool constructor_parameters_in_scope =
      false;  // those of the first constructor, in the type's body
  bool names_need_import =
      false;                    // a bare name means nothing that is neither in sight nor imported
  bool outer_packages = false;  // names of the packages around a file's own are in sight (C#)
  bool root_functions = false;  // so are functions and constants of no package (PHP)
  bool specialized_types = false;  // alternatives of a type are specialisations: each with members
                                   // of its own, and which one is meant nobody can say
  bool extensions_in_types = false;  // what extends a type is written inside another (C#)
  bool imported_extensions = false;  // a function with an owner extends it, and is imported by name
  bool open_types = false;  // a type may be opened again in any file, and all its openings are one;
                            // a capital makes a name a constant, looked up where it is written and
                            // then in the types around; other bare names are members of self
  bool fields_apart = false;   // a field and a method of one type may have one name: what is called
                               // is the method, what is read the field
  bool static_apart = false;   // a static member is reached through the type only, others never
  bool static_types = false;   // a changed type is an error before the program runs
  bool keyword_calls = false;  // arguments may be passed by parameter name
  bool literals_are_whole = false;  // a literal must set every field, or take the rest from another
                                    // value (Rust)
  bool positional_literals_are_whole = false;  // a literal without names must set every field (Go)
  bool checked_arity = false;          // a call with a wrong number of arguments fails for certain
  bool requires_export = false;        // only exported names can be imported by another file
  bool exported_by_case = false;       // an upper-case first letter exports
  bool structural_interfaces = false;  // a type implements an interface by its methods alone
  bool unique_definitions = false;     // a second definition of one name is refused, not shadowed
  bool unique_imports = false;  // so is a second import of one name, though it means the same
  bool refuses_unused_imports = false;  // an import that the file does not use is an error
  bool warns_unused = false;     // of what nobody uses, where none but its own module can see it
  bool open_namespaces = false;  // definitions stand in namespaces that any file may go on with
  bool overloads = false;        // but a second function of one name is another form of it
};

using LanguageTable = std::map<std::string, LanguageTraits>;

}  // namespace interlock
