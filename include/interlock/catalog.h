// The catalogue: which call, decorator, base class, constant or configuration key touches which
// shared resource, how, and which of its values are quantities. Plain data, read from
// parsers/catalog/*.yaml and, in the same form, from a repository's own configuration; the form is
// described in parsers/catalog/README.md.
//
// Immutable once read, so any number of threads may share it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace interlock {

// Where a value stands among what a site is given (Operand::place), best first. Each is a place
// ("0", "timeout", "0.topic", "0.topics[]"), or one of the words "receiver" (the name of what holds
// the object), "decorated" (the name of what is decorated), "class" (the name of the type), "path"
// (the last name of the path itself: `process.env.HOME`), "target" (the name that a resource of
// this kind has where the receiver is defined), "value" (of a constant or setting), "file" (the
// file's stem), "text" (the whole SQL statement), ".f(0)" (an argument of another call of the same
// chain or on the same object), "in.path(0)" (an argument of the call so named in which it stands),
// "calls(1)", "verbs(1)" (the names of calls, or of those that are HTTP methods, in the path at 1),
// "arguments" (how many there are without a name), "class.Route(0)", "decorated.Route(0)" (an
// argument of a decorator of the type around, or of what is decorated), "keys(/)" (places that
// begin so), "cases(method)" (the texts that a choice in the file on something so named tells
// apart), "mounts" (where the object is mounted: CatalogEntry::mount; "mounts(/api)": below that),
// or a quoted constant "'default'".
using Places = std::vector<std::string>;

// How a resource is named by what stands at a site.
struct NameSource {
  Places places;
  std::string via;  // how the value is read: "", "dsn", "url", "placeholder", "sql", "tail", …
  std::string otherwise;  // naming rule when no place has a value: "{application}_{class:lower}"
};

// A quantity that a site sets: a time to live, a pool's size.
struct QuantitySource {
  std::string quantity;  // a word of the vocabulary: "ttl", "pool"
  Places places;
  std::string unit;       // of a bare number: "s", "ms", "" for a count; "own": a bare number is
                          // something else
  std::string otherwise;  // the library's own default, as a number in that unit; empty: none
  Places over;            // kSetting: where it stands among how many it is shared out
  Places times;           // kSetting: where it stands how many there are with that number each
};

enum class EntryMatch : std::uint8_t {
  kCall,       // a call or construction of `paths`
  kDecorator,  // a decorator or annotation
  kRead,       // a member read or indexed: `process.env.*`, `os.environ[]`
  kAssign,     // a member that is given a value: `axios.defaults.timeout`; the value is at 0
  kBase,       // a type that derives from one of `paths`
  kMember,     // a type that has a member of this name: `__tablename__`
  kConstant,   // a constant of this name: `CACHES`
  kExport,     // what the file offers to others under this name: "default"
  kField,      // a field of a type that derives from one of `paths`
  kSetting,    // a key of a configuration file; the last
};
inline constexpr std::size_t kEntryMatches = static_cast<std::size_t>(EntryMatch::kSetting) + 1;

// One thing that an entry says is done: which resource, and how.
struct EntryEffect {
  std::string kind;    // of the resource, a word of the vocabulary: "cache", "table"
  std::string access;  // a word of the vocabulary: "read", "publish", "add column"
  NameSource name;
  NameSource within;   // of what the resource is a part: the table of a column
  NameSource prefix;   // what stands before the name: the path of a router
  NameSource verb;     // what is asked for, before the name and a blank: GET of "GET /cart"
  Places fallback;     // where the value stands that is taken when the resource has none
  NameSource to;       // what it is declared to be: a variable's value, a field's type, a form
  NameSource service;  // kSetting: the service for which it is said
  std::vector<QuantitySource> quantities;
  // Places that must hold one of these texts, that must if they hold anything, and that must not.
  std::map<std::string, std::vector<std::string>> when, among, unless;
};

// That something is reached below a path: `app.use("/cart", router)`. What is mounted: "result"
// (what the call gives), "inside" (what stands in its arguments or its block), or places: of an
// object, or of a module (its name, or the module itself); "receiver" (what the call is on), and
// what is given to a call around, "in.AddHttpClient(<0>)".
struct CatalogMount {
  NameSource at;
  Places what;
  bool instead = false;  // of the paths that what is mounted was made with
};

// What a call has run later, elsewhere: `Mail.perform_in(60, user)` runs `perform(user)`.
struct RunLater {
  std::string member;  // of what the call is on; empty: that itself
  int from = 0;        // the first of the arguments that it is given
};

struct CatalogEntry {
  std::string id;
  std::string origin;                  // "catalog/caches.yaml:14", for messages
  std::vector<std::string> languages;  // ids, or families; empty: any
  EntryMatch match = EntryMatch::kCall;
  // Access paths from an import, alternatives written out: "redis.Redis().get". "*" stands for any
  // one name, "{x}" for one or a part of one and names it, "**" for any number of steps, a leading
  // "~x" for a handle of the catalogue.
  std::vector<std::string> paths;
  std::vector<std::string> files;  // globs of the files it holds in; empty: any
  // kSetting: a pattern over the flattened key; "{x}" stands for any one part and names it, "{x**}"
  // for any number, "*" for one. Names are used in `name`, and in the keys beside it.
  std::string key;
  std::map<std::string, std::vector<std::string>> when;  // keys of the same document that must have
                                                         // one of these values
  std::vector<EntryEffect> effects;
  CatalogMount mount;   // nothing is mounted when `what` is empty
  std::string handler;  // place of the function that serves or consumes; "decorated" for itself
  std::optional<RunLater> runs;
  std::string source;  // where the form of the call was looked up
};

// How an object is come by, so that entries need to name it once: "~redis".
struct CatalogHandle {
  std::string id;
  std::vector<std::string> languages;
  std::vector<std::string> paths;  // access paths that give one: "redis.Redis()"
  std::vector<std::string> types;  // declared types that are one: "redis.Redis"
};

// What one configuration file takes from another that it names: an environment file, a template
// that is extended, a module that is called with arguments.
struct CatalogLink {
  std::string id;
  std::string origin;
  std::vector<std::string> languages;  // formats of the file that takes
  std::string key;                     // of the setting that says so, as CatalogEntry::key
  Places file;  // where the path stands, relative to the file; without a value: the file itself
  std::vector<std::string> in_folder;  // names, with wildcards, of what is meant by a folder
  std::vector<std::string> from;       // formats of the file that it takes from; empty: any
  // Only of documents there that have these keys, with the values that stand here at the places;
  // empty: of all.
  std::map<std::string, Places> document;
  std::vector<std::string> takes;  // patterns of the keys that are taken; "{value}" is the value
  std::string as;                  // the keys that they become, where they are not there yet
  std::map<std::string, std::vector<std::string>>
      when;                         // named parts that have one of these values
  std::vector<std::string> unless;  // keys that rule it out
  // Named parts of what is taken, by the keys here whose values they give way to.
  std::map<std::string, std::vector<std::string>> yields;
  // What is taken is a document of its own: with these keys beside it, by where their values stand.
  bool apart = false;
  std::map<std::string, Places> with;
  // Names in what is taken that stand for settings here: "var.{name}" -> "module.{module}.{name}".
  std::map<std::string, std::string> given;
  // Instead of `takes`: what documents there say that agree in these keys with one here is known
  // beside that one's own settings, and so is what those files name by links of this id.
  std::vector<std::string> same;
};

// A word for a quantity, with what it means when it goes up.
struct QuantityWord {
  std::string name;
  std::string title;  // "time to live"
  std::string unit;   // its base unit: "s", "B", "" for a count
  // 0 and less mean that there is none, or no limit, which is not less than anything.
  bool zero_is_none = false;
};

// One form of a model's field: a call that makes it (`models.ForeignKey(...)`), or a decorator.
struct ModelField {
  std::vector<std::string> paths;   // as in CatalogEntry::paths; "*Field" is a name so ended
  Places column;                    // where the column's name stands, when it is not the field's
  std::string suffix;               // of the column's name otherwise: "_id"
  bool is_column = true;            // false: it stands for another table
  bool only_names = false;          // it makes no column of what is none without it
  std::vector<std::string> unless;  // texts at 0 that say it is none
};

// A field that leads to rows of another model, and how that one leads back.
struct ModelRelation {
  std::vector<std::string> paths;  // as in ModelField
  Places to;                       // a type, or the name of one; "self" is the model itself
  bool is_many = false;            // it gives what is queried like a manager; else one row
  // What the other's rows call those of this one, and what its keywords do: the place of the name,
  // or the rule, of "{class}" and "{application}". In a name, "%(class)s" stands for the former.
  Places back, asked;
  std::string back_rule, asked_rule;
  bool back_is_many = true;
  // Calls in the body of the type that name the field here, `has_many :lines`; or, `by_method`, in
  // a method that is called as the field: `return $this->hasMany(Line::class)`.
  Places field;
  bool by_method = false;
  // Where nothing at `to` says the type, its name, of "{field}" or of what `named` says instead;
  // and what stands there when it leads to rows of several types: "polymorphic".
  std::string to_rule;
  Places named;
  Places unless;
};

// Calls on a model, by their last name, that query its table. `keywords`, `texts`, `conditions` and
// `keys` say what is done to columns that keyword arguments, text constants, conditions of SQL and
// the keys of literals name: "read", "write", or nothing.
struct ModelQuery {
  std::vector<std::string> names;  // "find*By*": '*' is any text
  std::string access;              // of the table; empty: none by itself
  std::string keywords;
  std::string texts;
  std::string conditions;
  std::string keys;
  // Where the literals stand whose keys those are, "0.where", or texts in a list; empty: at 0. Only
  // keys that are fields count then, where columns are declared.
  Places at;
  // A word behind which the call's own name lists fields: "By" of findByNameAndStatus. `keywords`
  // says what is done to them.
  std::string behind;
  std::string given;  // the call before it in the chain that is given the type: "Model"
  // What is done to the tables of relations that texts and keywords name: `includes(:lines)`.
  std::string related;
};

// How the types of an object-relational mapper stand for tables.
struct ModelStyle {
  std::string id;
  std::string origin;
  std::vector<std::string> languages;
  std::vector<std::string> bases;          // types: what derives from one is a model
  std::vector<std::string> marks;          // decorators that make a type a model
  std::vector<std::string> table_members;  // constants of it that name the table: "Meta.db_table"
  std::vector<std::string> table_marks;    // decorators that do, and where: `table_places`
  Places table_places;
  bool table_types = false;  // they name a type: the model whose table and columns this one has
  // Naming rule otherwise, of "{class}" and "{application}": the folder that holds the file, those
  // called as in `inner_folders` left out. ":lower", ":snake", ":plural" may follow.
  std::string table_rule;
  std::vector<std::string> inner_folders;
  std::vector<std::string> application_members;  // "Meta.app_label"
  std::vector<std::string> abstract_members;     // constants that, when true, leave it no table
  std::vector<std::string> abstract_marks;       // decorators that do
  std::vector<std::string> proxy_members;        // … that leave it its base's table
  Places head_places;  // in the head of the type: without `true` at one it has no table
  std::vector<std::string> naming_members;  // methods that give its name, and make a type a model
  bool shares_table = false;                // what derives from one with a table has that one
  bool inherits_table = false;              // and so, where one says the name of its table
  std::vector<ModelField> fields;
  bool plain_fields = false;  // every other field with a type is a column, too
  bool open_fields = false;   // columns are not declared: any name may be one
  std::string column_rule;    // of a field without a name of its own: "snake"; empty: as it is
  Places snake_places;        // in `table_marks`; where `true` stands there, both names are so
  std::vector<std::string> managers;  // members of a type that take its queries: "objects"
  std::string separator;              // ends a column's name in a keyword: "__"
  std::vector<ModelQuery> queries;
  std::vector<ModelQuery> type_calls;  // calls that are given the type: `select(Order)`
  // Calls that write all rows, and those between them and the model or its manager that leave none
  // out.
  std::vector<std::string> sweeps;
  std::vector<std::string> sweeps_through;
  // Calls that give a table by its name, without a model: `table("orders")`. Statements are made of
  // one by `sweeps`, as its methods or as functions that are given it.
  std::vector<std::string> tables;
  // Calls on one row, of what a loop over a query takes: `for order in Order.objects.all():
  // order.save()`.
  std::vector<ModelQuery> row_queries;
  std::vector<std::string> lookups;  // calls that give a model by its application and its name
  std::vector<ModelRelation> relations;
  std::vector<std::string> back_members;  // constants of a type that name all of its `back`
  // What relations write for the one model that the repository puts in place of the library's, and
  // the bases of that: "settings.AUTH_USER_MODEL".
  std::vector<std::string> swapped_names, swapped_bases;
  std::vector<std::string> row_calls;  // calls that give a row of the model that they are given
  // Calls among what a query is given that name fields of its model: `Q(total=1)`.
  std::vector<ModelQuery> terms;
  // Types of objects through which the table of a model is queried, their first type argument, by
  // calls of `store_queries`: Repository<Order>. And calls that are given the model, as an argument
  // or a type argument, and give one.
  std::vector<std::string> store_types;
  std::vector<std::string> store_calls;
  std::vector<ModelQuery> store_queries;
  std::vector<std::string> gives_row;  // queries that give one row, of which others are methods
  std::vector<std::string> reshapes;   // queries that give other objects than rows: "Select"
  // Those of the store types whose members make their type argument a model, with a table that is
  // called as the member: `DbSet<Order> Orders`; and calls that name the table of the first type
  // argument of what they are called on: EntityTypeBuilder<Order>().ToTable.
  std::vector<std::string> set_types;
  // Calls that make a model of what they are given, by last name, in files that import what has a
  // base: `db.AutoMigrate(&Order{})`. Behind a call of `reshapes` they do not.
  std::vector<std::string> given_calls;
  std::vector<std::string> naming_calls;
  std::vector<std::string> column_calls;  // … and of the field that a call before them is given
  // Calls that put the names of all sets of the type around in snake case, where nothing says them,
  // or of the type that one of `holder_calls` around is given.
  std::vector<std::string> snake_calls, holder_calls;
  std::vector<std::string> alias_calls;  // of a query, that give the model a name in it
  std::vector<std::string> setters;      // calls that are given a field of a row, to write it
  // What decorates fields of models alone, and the texts, in small letters, one of which it says.
  std::vector<std::string> field_marks, field_mark_texts;
  bool type_queries = false;  // statements may speak of types and fields: "SELECT o FROM Order o"
  bool attributes = false;    // members read off the type name columns: `Order.status`
  bool small_types = false;   // … and types may begin with a small letter
  std::vector<std::string> selves;  // members of a type that are the type itself: `orders::table`
  // Members that bring its columns, and itself, when all of what they have is imported.
  std::vector<std::string> opens;
};

// One call of a framework that defines data in code.
struct SchemaOperation {
  std::vector<std::string> paths;
  std::string access;  // "create", "add column"; empty: none by itself
  Places table;
  Places model;                       // instead: names a model of the application
  Places column;                      // "1(0)" is what stands at 0 of the call that stands at 1
  Places columns;                     // all of them
  Places to;                          // the new name
  Places type;                        // "1()" is the path of the call that stands at 1; "path" the
                                      // last name of this one: `t.string`
  Places length;                      // of the type, when it is not written with it
  Places field;                       // a call, one of the forms of the model's fields
  Places fields;                      // of a new model: pairs of a name and such a call
  std::string suffix;                 // of the column's name
  std::vector<std::string> not_null;  // "null=false", ".notNull" (a call that follows in the
                                      // chain): required when one holds …
  std::vector<std::string> nullable;  // … or when none of these does
  Places given;                       // unless a default stands here
  std::string lock;                   // in PostgreSQL
  std::vector<std::string> online;    // "algorithm=concurrently"; "*": always
  std::string online_lock;
  bool opens = false;  // calls that follow, with `inside`, are about its table
  bool inside = false;
  Places hides;                      // operations there are not run against the database
  Places undoes;                     // statements there are run when it is undone
  std::vector<std::string> altered;  // conditions under which it alters the column that is there
};

struct SchemaStyle {
  std::string id;
  std::string origin;
  std::vector<std::string> languages;
  std::vector<std::string> files;    // globs
  std::vector<std::string> undo;     // functions that undo: '*' stands for any text
  std::string models;                // id of the model style that names tables
  std::vector<std::string> ignores;  // arguments of a field that the database knows nothing of
  // Members that are given how long all migrations wait for a lock; in a file with this path from
  // one of the folders around.
  std::vector<std::string> waits;
  std::string waits_file;
  // Whose transaction runs all that a migration does: "Django". Unless the database has none for
  // definitions of data, where it needs one that has; or unless the file says otherwise: a name
  // that it calls, or "name=value" of a constant.
  std::string transaction;
  bool needs_transactional = false;
  std::vector<std::string> no_transaction;
  std::vector<SchemaOperation> operations;
};

// How a library makes one transaction of several statements.
struct TransactionStyle {
  std::string id;
  std::string origin;
  std::vector<std::string> languages;
  std::vector<std::string> around;   // calls and decorators: what stands in their block is one
  std::vector<std::string> begins;   // calls that begin one, which lasts until one of `ends`
  std::vector<std::string> through;  // calls on what has one open until one of `ends`
  std::vector<std::string> ends;     // last names of calls
  std::vector<std::string> unless;   // names in a file that say that each statement has its own
};

// A database's own words for what it does, and how a repository shows that it uses it.
struct SqlDialect {
  std::string id;
  std::string origin;
  std::string title;
  std::vector<std::string> stores;    // parts of what a store is declared to be
  std::vector<std::string> packages;  // names of dependencies: drivers
  std::string lock;           // what definitions of data take; empty: what PostgreSQL calls it
  std::string wait;           // the setting that says how long it is waited for
  bool transactional = true;  // definitions of data can be part of a transaction
};

// How code speaks of what contracts declare, by what a generator makes of them: which of its names
// stand for which service or message. All of them are naming rules: "{service}", "{method}",
// "{message}" and "{field}" are names of the contract, ":pascal" and ":camel" may follow; "{stem}",
// "{folder}", "{package}" and the options of the file, "{go_package|package}", tell where the
// generated code is.
struct ContractStyle {
  // A call that is given a service, by its last name.
  struct Given {
    std::string call;
    int service = 0;   // the position of the service
    int members = -1;  // of what serves it, a literal; -1: what the call gives is a client
  };
  std::string id;
  std::string origin;
  std::vector<std::string> contracts;  // formats: "proto"
  std::vector<std::string> languages;
  std::vector<std::string> generated;  // globs of what the generator writes: no use of anything
  std::vector<std::string> modules;
  std::vector<std::string> clients;  // paths that give one, or are its type: "New{service}Client()"
  std::vector<std::string> servers;  // types that serve when something derives from them
  std::vector<std::string> services;  // what stands for the service itself
  std::vector<Given> given;
  std::vector<std::string> messages;
  std::vector<std::string> nesting;  // what joins the names of messages inside others
  std::vector<std::string> methods;
  std::vector<std::string> results;  // members between a call and what it gives: "ResponseStream"
  // Members that are read (and, without "()", written); those that set one, and give the message
  // again; and others that do.
  std::vector<std::string> fields, setters, passing;
  int request = -1;                  // the argument of a call that is a literal of what it is given
  std::vector<std::string> handled;  // where a server's method has that: "0", "0.request"
};

struct Catalog {
  std::vector<std::string> kinds;  // of resources
  std::vector<std::string> accesses;
  // Kinds whose names only callers may know: what a type keeps under them is "{type}:{}".
  std::vector<std::string> keyed;
  std::vector<std::string> elsewhere;     // kinds of what another program answers for
  std::vector<std::string> wide;          // kinds of which a number may concern a whole service
  std::vector<std::string> capacity;      // quantities of what a service runs with
  std::vector<std::string> runs;          // members of a type that run when its job is taken up
  std::vector<std::string> environments;  // parts of paths that name where something is deployed
  std::vector<QuantityWord> quantities;
  std::map<std::string, double> units;  // seconds (bytes, …) in one of a unit: "ms" 0.001; also by
                                        // the path that gives it: "time.Minute" 60
  std::vector<CatalogHandle> handles;
  std::vector<CatalogEntry> entries;  // in order of file and line; a later one adds, never replaces
  std::vector<CatalogLink> links;
  std::vector<ModelStyle> models;
  std::vector<SchemaStyle> schemas;
  std::vector<TransactionStyle> transactions;
  std::vector<SqlDialect> dialects;
  std::vector<ContractStyle> contracts;
};

}  // namespace interlock
