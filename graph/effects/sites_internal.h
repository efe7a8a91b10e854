// What the parts of the reading of sites share; for graph/effects/*.cc alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/effects/effects.h"
#include "graph/effects/environment.h"
#include "graph/effects/site_names.h"

namespace interlock {

// Where something is written.
struct Spot {
  const SourceFile* file = nullptr;
  std::int32_t scope = -1;
  std::uint32_t line = 0;
};

constexpr char kSlot = '\1';

// A value that is constant, or is what a function's caller hands over.
struct Constant {
  OperandKind kind = OperandKind::kText;
  std::string text;
  std::string joined;     // how it was found; empty: it is written there
  std::string address;    // what `text` was read from, when that was an address
  std::string parameter;  // of `function`: the value is what is passed for it
  std::int32_t function = -1;
  // The text with kSlot in it, where what is passed for a parameter of `function` stands:
  // "https://api.example.com\1?all=1".
  std::string slotted, slot_parameter;
  bool is_guess = false;
  bool is_whole = false;  // of a route: nothing stands before it

  bool is_open() const { return !parameter.empty(); }
};

// Below which a client asks for what it is told: "https://api.example.com/v1".
struct BaseAddress {
  std::string text;
  bool resolves = false;  // as links of a page are: "/orders" is at the host's root
};

// An effect whose name or numbers may be left to the callers of the function around it.
struct FoundEffect {
  struct OpenQuantity {
    std::string name, unit, parameter;
  };
  Effect effect;
  std::string parameter;  // its name is what is passed for this one of `function`
  std::string otherwise;  // what it is called where it stands: all that the type around keeps so
  std::int32_t function = -1;
  std::vector<OpenQuantity> quantities;
  std::int32_t subject = -1;   // what is decorated, or the type
  std::string key;             // of what holds several: the one under which it stands there
  std::string via;             // how the name is read, when it is left open
  std::string fallback;        // value that is taken when the resource has none
  std::string verb;            // what is asked, before the name: "GET"
  std::string verb_parameter;  // the verb is what is passed for this one of `function`
  std::string slotted;         // of an open name: the address around it, as Constant has it
  BaseAddress base;            // of the client that asks
};

// Do the callers name the resource whose name is read so? What they pass must be the path of an
// address, and not a part of one, its host or its port; or what stands behind a text.
bool IsNamedInSlot(const std::string& via, std::string_view slotted);

// A text that names a resource, read as an entry says.
std::string NameVia(const std::string& via, const std::string& text);

// The first label of the host of an address: "ledger" of "http://ledger.prod:8080/totals". Empty
// where there is none, or a part of it varies.
std::string HostOf(const std::string& address);

// "app.router" of "app.router.get"; empty where a call is on nothing.
std::string ReceiverOf(const std::string& path);

// Nothing but names: no call, no element.
bool IsPlainPath(std::string_view path);

// Does the path begin with what asks for a module where it stands: `require("./cart").router`?
bool AsksForModule(const SourceFile& file, std::string_view path);

// Is the scope a definition, or something in it?
bool IsInside(const SourceFile& file, std::int32_t scope, std::int32_t around);

// Is what names the resource an address, of which a client may have the first part?
bool IsAddress(const NameSource& name);

// The text of the constant as an entry reads it.
void ReadVia(const std::string& via, Constant* name);

std::string Upper(std::string text);

// "get", in whatever letters.
bool IsMethod(std::string_view word);

// What a client with the base asks for by the text; a whole address is that.
std::string AddressBelow(const BaseAddress& base, const std::string& text);

bool ReadsRoutes(const std::string& via);

// The columns that each of the texts names: one "condition" in SQL, or a list of "columns".
std::vector<Constant> ColumnsIn(const std::vector<Constant>& texts, const std::string& via);
bool IsNothingButHoles(const std::string& text);
std::string RouteOfFile(const SourceFile& file, const std::string& folder);

// A route below another: "/api/cart". ".." in it goes up: "/carts/{}" and "/../new" are
// "/carts/new".
std::string JoinedRoute(const std::string& above, const std::string& below);

// A function without a name, written where it is handed over to serve or to consume something:
// `app.get("/cart", async (request, response) => { … })`.
struct InlineHandler {
  std::int32_t scope = -1;  // of the definition around it
  std::uint32_t first_line = 0, last_line = 0;
  std::string serves;  // "GET /cart"
};

// Reads effects from sites and references. For one thread, like its context.
class SiteReader {
 public:
  explicit SiteReader(EffectContext& context) : context_(context) {
    for (const auto& [unit, size] : context.catalog.units) {
      const std::size_t dot = unit.rfind('.');
      if (dot != unit.npos && !unit.ends_with(')')) units_.insert(unit.substr(dot + 1));
    }
  }

  std::vector<Effect> Read(const SourceFile& file);
  std::string FlagOf(const SourceFile& file, std::int32_t guard);
  const std::vector<InlineHandler>& HandlersOf(const SourceFile& file);
  Environment& environment() { return environment_; }

 private:
  // A file's sites, with those that only a reference tells of.
  struct FileSites {
    std::vector<Site> sites;
    std::map<std::pair<std::int32_t, std::string>, std::vector<std::int32_t>, std::less<>> by_path;
    std::map<std::int32_t, std::vector<std::int32_t>> inside;  // by definition, inner ones included
    std::map<std::int32_t, std::int32_t> held;                 // value sites by the definition
    std::map<std::int32_t, std::vector<std::int32_t>> decorating;  // by what is decorated
  };
  // What an entry's places are read from.
  struct Standing {
    const SourceFile* file = nullptr;
    const Site* site = nullptr;
    std::string access;  // access path that fitted
    std::int32_t subject = -1;
    Captures captures;
    std::string key;   // of a constant that holds several, by their keys
    std::string kind;  // of the resource that is being named
  };
  using Founds = std::vector<FoundEffect>;
  // Of a site or function, and of how many wrappers may lie between.
  struct Key {
    const SourceFile* file = nullptr;
    std::int32_t index = -1;
    int level = 0;
    auto operator<=>(const Key&) const = default;
  };
  static constexpr int kMaxLevel = 4;

  // ---- sites.cc
  const FileSites& SitesOf(const SourceFile& file);
  void AddWorkedOut(const SourceFile& file, std::vector<Site>* sites);
  const Founds& EffectsAt(const SourceFile& file, std::int32_t site);
  Founds FromCall(const SourceFile& file, const Site& site);
  Founds FromIndex(const SourceFile& file, const Site& site);
  Founds FromConstant(const SourceFile& file, const Site& site);
  Founds FromAssignment(const SourceFile& file, const Site& site);
  Founds FromReads(const SourceFile& file);
  bool MayReadOf(const SourceFile& file, const Reference& reference);
  const std::string& MadeElsewhere(const SourceFile& file, const Reference& reference);
  Founds FromExports(const SourceFile& file);
  std::string NameOfKept(const SourceFile& file, const Site& site, const std::string& kind);
  bool Holds(const Standing& standing, const EntryEffect& effect);
  std::vector<std::string> PrefixesSaid(const Standing& standing, const EntryEffect& effect);
  std::vector<std::string> PrefixesBefore(const Standing& standing, const EntryEffect& effect);
  std::string FormOf(const Standing& standing, const NameSource& source);
  void Make(const Standing& standing, const EntryFit& fit, Founds* founds);
  static void SetName(const Constant& name, FoundEffect* found);
  void Complete(const SourceFile& file, const Site& site, Effect* effect);

  // ---- site_types.cc
  Founds FromTypes(const SourceFile& file);
  void AddFields(const SourceFile& file, std::int32_t type, const AccessPath& access,
                 const std::vector<EntryFit>& fits, Founds* founds);
  // Fields of a type that a decorator has filled.
  struct Fields {
    std::string access;
    std::vector<EntryFit> fits;
    const std::vector<Operand>* said = nullptr;  // by the decorator
    std::string before{};                        // their names
    int depth = 0;
  };
  void FromMarkedTypes(const SourceFile& file, Founds* founds);
  void AddFieldsOf(const SourceFile& file, std::int32_t type, const Fields& fields, Founds* founds);

  // ---- wrappers.cc
  const Founds& OpenEffectsOf(const Target& function);
  Founds FromWrapper(const SourceFile& file, const Site& site);
  std::optional<Constant> Argument(const SourceFile& file, const Site& site, const Target& function,
                                   const std::string& parameter);

  // ---- names.cc
  std::vector<Constant> NamesOf(const Standing& standing, const NameSource& source);
  std::vector<Constant> NamesAt(const Standing& standing, const std::string& place);
  std::vector<Constant> OperandsAt(const SourceFile& file, const Site& site,
                                   const std::string& place);
  std::string Filled(const Standing& standing, const std::string& pattern);
  std::string Meant(const Standing& standing, const std::string& word, const std::string& form);
  std::string WithTokens(const Standing& standing, std::string route);
  std::string HolderOf(const SourceFile& file, const Site& site);
  static std::string PlaceBehind(const Site& site, std::string_view place);

  // ---- calls_around.cc
  std::vector<Constant> DecoratorsSay(const Standing& standing, bool of_type,
                                      std::string_view decorator);
  const Site* CallAround(const SourceFile& file, const Site& site, std::string_view name);
  std::string MadeIn(const SourceFile& file, const Site& site);
  std::vector<std::pair<const SourceFile*, const Site*>> CallsAround(const Standing& standing,
                                                                     std::string_view name);

  // ---- quantities.cc
  void AddQuantities(const Standing& standing, const std::vector<QuantitySource>& sources,
                     FoundEffect* found);
  std::optional<double> AmountAt(const Spot& at, const Constant& constant, const std::string& unit);
  std::string UnitAt(const Standing& standing, const std::string& place);
  std::string CanonicalUnit(const Spot& at, std::string_view unit);

  // ---- literals.cc
  static std::vector<Constant> MembersAt(const Site& site, std::string_view places);
  std::optional<Constant> LackingField(const Standing& standing, const std::string& model,
                                       std::string_view field);
  std::vector<Constant> RelatedAt(const Standing& standing, std::string_view places);
  std::vector<Constant> GivenThere(const SourceFile& file, const Site& site,
                                   std::string_view place);
  bool IsTrueAt(const Standing& standing, std::string_view places);

  // ---- targets.cc
  // Which name is asked for of what the receiver leads to.
  struct Asked {
    std::string kind;   // of the resource
    std::string of{};   // a place: what stands there leads to it instead
    std::string key{};  // under which it stands there, in any style of letters
  };
  std::string TargetName(const Standing& standing, const Asked& asked);
  static bool Names(const FoundEffect& found, const Asked& asked);
  std::string NameBeside(const Target& type, const Asked& asked);
  void IndexDeclared();
  std::string NameOfDeclared(const SourceFile* module, std::string_view name, const Asked& asked);
  std::string NameAtCall(const SourceFile& file, std::int32_t scope, const std::string& path,
                         std::uint32_t line, const Asked& asked);
  std::string PathAt(const Standing& standing, const std::string& place);
  std::string MappedName(const Standing& standing, const std::string& via,
                         const std::string& member);
  void DeclaredPart(const Standing& standing, const std::string& via, Constant* name);
  std::vector<Constant> MethodsOfChain(const SourceFile& file, const Site& site);
  bool HasInChain(const SourceFile& file, const Site& site, std::string_view name);
  const Site* CallGiven(const SourceFile& file, const Site& site, std::string_view name);
  const Site* CallBehind(const SourceFile& file, const Site& site, std::string_view name);
  bool JoinsAnother(const SourceFile& file, const Site& site);
  std::string TableIn(const std::string& text) const;
  void Declared(const std::string& kind, Constant* name);

  // ---- mounts.cc
  // An object that may be mounted, by where it is bound; or the files of a module.
  struct Object {
    const SourceFile* file = nullptr;
    std::int32_t definition = -1;  // with a name: a parameter of it
    std::int32_t scope = -1;       // of a local name, with its line
    std::string name;
    std::uint32_t line = 0;
    auto operator<=>(const Object&) const = default;
  };
  struct FoundObject {
    Object object;
    std::string value;  // what it was bound to, as written at `at`
    Spot at;
  };
  struct Mounted {
    const SourceFile* file = nullptr;
    Site site;
    const CatalogEntry* entry = nullptr;
    std::string access;
    Captures captures;
  };
  using Prefixes = std::vector<std::string>;
  Prefixes PrefixesAt(const SourceFile& file, const Site& site, int depth);
  Prefixes PrefixesOfType(const Standing& standing);
  Prefixes PrefixesAround(const SourceFile& file, const Site& site, int depth, bool* mounted);
  Prefixes PrefixesOf(const Spot& at, const std::string& path, int depth);
  Prefixes PrefixesOfResult(const Spot& at, const std::string& callee, int depth);
  Prefixes PrefixesGivenBy(const Object& function, int depth);
  Prefixes WhereMounted(const Object& object, int depth, bool* instead);
  Prefixes WhereGiven(const Object& field, int depth);
  using Begins = std::map<std::int32_t, std::map<std::uint32_t, std::string>>;
  static Begins BeginsIn(const SourceFile& file);
  struct Givers {  // indices among the sites of a file
    std::map<std::pair<std::int32_t, std::string>, std::vector<std::int32_t>> to_fields;
    std::map<std::string, std::vector<std::int32_t>> to_made;  // by the path of what makes
  };
  const Givers& GiversIn(const SourceFile& file);
  bool IsMadeHere(const Spot& at, const std::string& value, int depth);
  Prefixes WhereHeld(const SourceFile& file, const Site& site, int depth);
  Prefixes PathsOf(const Mounted& mounted);
  const EntryNames& MountNames();
  std::optional<Mounted> MountAt(const SourceFile& file, const Site& site);
  bool HoldsInside(const SourceFile& file, const Site& site);
  std::optional<Mounted> MountOf(const SourceFile& file, const Site& site, std::string_view what);
  std::vector<FoundObject> MountedBy(const Mounted& mounted);
  std::string PrefixOfService(const SourceFile& file);
  Object NamedObject(const SourceFile& file, std::string_view name);
  Prefixes WhereNamed(const SourceFile& file, std::string_view name);
  std::optional<Object> LibraryAt(const Spot& at, const std::string& path);
  static void AddPrefixes(Prefixes found, Prefixes* all);  // those that are new
  void IndexMounts();
  const SiteNames& NamesOf(const Layer& layer);
  std::vector<PlacedSite> SitesNamed(const std::set<std::string_view>& names,
                                     const SiteNames::IsAsked& is_asked);
  std::vector<PlacedSite> SitesNamed(const EntryNames& names);
  static std::vector<PlacedSite> CallsAmong(std::vector<PlacedSite> sites);
  // What may call it, by its name.
  std::vector<PlacedSite> CallsOf(const Target& function);

  // ---- mounted_objects.cc
  Prefixes PrefixesOfArguments(const Object& parameter, int depth);
  void AddPrefixesOfCallees(const Object& parameter, int depth, Prefixes* all);
  void IndexExtensionCalls(const LanguageTraits& traits);
  std::vector<FoundObject> ObjectsAt(const Spot& at, const std::string& path, int depth,
                                     std::size_t asked = 0);
  std::vector<FoundObject> ObjectsAsked(const Spot& at, const std::string& path, int depth,
                                        std::size_t asked);
  std::vector<FoundObject> ObjectsGiven(std::vector<FoundObject> called, bool of_member, int depth);
  std::vector<FoundObject> ObjectsOfModule(const std::vector<const SourceFile*>& files, int depth);

  // ---- conditions.cc
  struct Condition {  // a site that decorates
    const SourceFile* file = nullptr;
    std::int32_t site = -1;
  };
  const std::vector<const CatalogEntry*>& ConditionEntries();
  void IndexConditions();
  bool IsAbout(const Condition& condition, const Object& type);
  Founds FromConditions(const SourceFile& file);
  void Rely(const SourceFile& file, const Definition& field, const Condition& condition,
            Founds* founds);

  // ---- constants.cc
  std::optional<Constant> Find(const Spot& at, const Operand& operand, const Operand* otherwise,
                               int depth);
  std::optional<Constant> FindPath(const Spot& at, std::string_view path, int depth);
  std::optional<Constant> FindName(const Spot& at, std::string_view name, int depth);
  std::optional<Constant> FindAtFileLevel(const Spot& at, std::string_view name, int depth);
  std::optional<Constant> AmountGiven(const Spot& at, std::string_view path, int depth);
  std::optional<Constant> FindCall(const Spot& at, std::string_view callee, SiteKind kind,
                                   int depth);
  std::optional<Constant> HandedOn(const SourceFile& file, std::int32_t index, int depth);
  std::optional<Constant> FindDefinition(const Target& target, int depth);
  std::optional<Constant> OnlyVariableIn(const Target& target);
  std::optional<Constant> Held(const SourceFile& file, const Site& site, int depth);
  std::optional<Constant> FromEnvironment(const Founds& founds);
  std::optional<Constant> Summed(const Spot& at, const std::string& text, int depth);
  std::optional<Constant> JoinedTexts(const Spot& at, const std::string& text, int depth);
  Constant Filled(const Spot& at, const std::string& text, int depth);
  AccessPath PathOf(const SourceFile& file, const Site& site, std::string_view path);
  Founds ReadAt(const Spot& at, std::string_view path);
  std::int32_t SiteNear(const Spot& at, std::string_view path, SiteKind kind);

  // ---- flags.cc
  struct Flag {
    std::string name;
    bool off = false;      // it holds when the flag is off
    bool is_part = false;  // it holds only when other conditions do, too
    bool operator==(const Flag&) const = default;
  };
  Flag FlagAt(const Spot& at, std::string_view path, std::int32_t site, int depth);
  static Flag FlagOf(const Founds& founds);
  Flag FlagOfSite(const SourceFile& file, std::int32_t site);
  Flag FlagOfTruth(const Spot& at, std::string_view truth, int depth);
  std::string FlagAround(const SourceFile& file, const Site& site);
  Flag FlagGivenBy(const Target& target, int depth);

  EffectContext& context_;
  std::set<std::string, std::less<>> units_;  // last names of units that are constants
  Environment environment_;
  std::map<const SourceFile*, FileSites> sites_;
  std::map<Key, Founds> found_;
  std::map<Key, Founds> open_;
  std::map<const SourceFile*, std::vector<InlineHandler>> handlers_;
  // What one site needs to know of another is asked one level below, so that nothing hangs on
  // itself and every answer may be kept.
  int level_ = kMaxLevel;
  int work_ = 0;                   // names followed for the present site
  std::set<std::string> sources_;  // files in which constants were found for it
  std::optional<std::map<Object, std::vector<Mounted>>> mounts_;
  bool has_libraries_ = false;                               // one of them is of a library itself
  std::map<std::string, std::vector<Mounted>> of_services_;  // what mounts all of a service
  std::optional<EntryNames> mount_names_;
  // The calls that declare something under a name of the code's own, by that.
  std::optional<std::map<std::string, std::vector<PlacedSite>, std::less<>>> declared_;
  std::optional<std::vector<const CatalogEntry*>> condition_entries_;
  // By the name of the type that is there under a condition.
  std::optional<std::map<std::string, std::vector<Condition>, std::less<>>> conditions_;
  std::map<Object, Prefixes> of_arguments_, given_;
  // Of a language: the calls of functions that extend what they are called on, by name.
  struct PlacedCall {
    const SourceFile* file = nullptr;
    std::int32_t reference = -1;
  };
  using ExtensionCalls = std::map<std::string, std::vector<PlacedCall>, std::less<>>;
  std::map<const LanguageTraits*, ExtensionCalls> extension_calls_;
  std::map<const SourceFile*, Givers> givers_;
  // By file and name: the calls that give what other files define.
  std::map<std::pair<const SourceFile*, std::string>, std::string> made_elsewhere_;
  std::map<const Layer*, SiteNames> names_;  // of those laid over the base
};

}  // namespace interlock
