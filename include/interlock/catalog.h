// The catalogue: which call, decorator, base class, constant or configuration key touches which
// shared resource, how, and which of its values are quantities. Plain data, read from
// parsers/catalog/*.yaml and, in the same form, from a repository's own configuration; the form is
// described in parsers/catalog/README.md.
//
// Immutable once read, so any number of threads may share it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace interlock {

// Where a value stands among what a site is given (Operand::place), best first. Each is a place
// ("0", "timeout", "0.topic", "0.topics[]"), or one of the words "receiver" (the name of what holds
// the object), "decorated" (the name of what is decorated), "class" (the name of the type), "path"
// (the last name of the path itself: `process.env.HOME`), "target" (the name that a resource of
// this kind has where the receiver is defined), "value" (of a constant or setting), "file" (the
// file's stem), "text" (the whole SQL statement), ".f(0)" (an argument of another call of the same
// chain or on the same object), or a quoted constant "'default'".
using Places = std::vector<std::string>;

// How a resource is named by what stands at a site.
struct NameSource {
  Places places;
  std::string via;        // how the value is read: "", "dsn", "url", "placeholder", "sql", "tail"
  std::string otherwise;  // naming rule when no place has a value: "{application}_{class:lower}"
};

// A quantity that a site sets: a time to live, a pool's size.
struct QuantitySource {
  std::string quantity;  // a word of the vocabulary: "ttl", "pool"
  Places places;
  std::string unit;       // of a bare number: "s", "ms", "" for a count
  std::string otherwise;  // the library's own default, as a number in that unit; empty: none
};

enum class EntryMatch : std::uint8_t {
  kCall,       // a call or construction of `paths`
  kDecorator,  // a decorator or annotation
  kRead,       // a member read or indexed: `process.env.*`, `os.environ[]`
  kBase,       // a type that derives from one of `paths`
  kMember,     // a type that has a member of this name: `__tablename__`
  kConstant,   // a constant of this name: `CACHES`
  kSetting,    // a key of a configuration file
};

// One thing that an entry says is done: which resource, and how.
struct EntryEffect {
  std::string kind;    // of the resource, a word of the vocabulary: "cache", "table"
  std::string access;  // a word of the vocabulary: "read", "publish", "add column"
  NameSource name;
  NameSource within;   // of what the resource is a part: the table of a column
  NameSource prefix;   // what stands before the name: the path of a router
  NameSource verb;     // what is asked for, before the name and a blank: GET of "GET /cart"
  Places fallback;     // where the value stands that is taken when the resource has none
  NameSource to;       // kSetting: what it is declared to be: a variable's value, a field's type
  NameSource service;  // kSetting: the service for which it is said
  std::vector<QuantitySource> quantities;
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
  std::string handler;  // place of the function that serves or consumes; "decorated" for itself
  std::string source;   // where the form of the call was looked up
};

// How an object is come by, so that entries need to name it once: "~redis".
struct CatalogHandle {
  std::string id;
  std::vector<std::string> languages;
  std::vector<std::string> paths;  // access paths that give one: "redis.Redis()"
  std::vector<std::string> types;  // declared types that are one: "redis.Redis"
};

// A word for a quantity, with what it means when it goes up.
struct QuantityWord {
  std::string name;
  std::string title;  // "time to live"
  std::string unit;   // its base unit: "s", "B", "" for a count
};

struct Catalog {
  std::vector<std::string> kinds;  // of resources
  std::vector<std::string> accesses;
  std::vector<QuantityWord> quantities;
  std::map<std::string, double> units;  // seconds (bytes, …) in one of a unit: "ms" 0.001; also by
                                        // the path that gives it: "time.Minute" 60
  std::vector<CatalogHandle> handles;
  std::vector<CatalogEntry> entries;  // in order of file and line; a later one adds, never replaces
};

}  // namespace interlock
