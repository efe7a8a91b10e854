// From a reference to what it means in a world.
//
// One resolver for all languages, driven by facts and traits. It works backwards from one reference
// (nothing is solved that nobody asks for), follows names through scopes, imports, re-exports,
// receivers, annotations, constructors, results and inherited members to a bounded depth, and says
// which rule found the answer:
//
//   rule         how                                                        resolution
//   scope        the same function or an enclosing one                      resolved
//   file         the same file, or another file of the same package         resolved
//   import       an import, followed through re-exports; an included file    resolved
//   self         a member through self/this, inherited ones included        resolved
//   typed        a member of a value whose type is annotated or constructed resolved
//   module       a member of an imported module                             resolved
//   nearest      a name bound to different things: the last one above   likely
//   unique-name  the only member or function so named in the repository     likely
//   generated    what a type generated from one of the repository offers    likely
//   same-name    several candidates                                         name-only
//
// What leads out of the repository is external: never matched by name. What cannot be followed is a
// sink with its reason. A Resolver caches module look-ups and is for one thread; a World is not
// changed by it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/modules.h"
#include "graph/world.h"
#include "interlock/interaction.h"

namespace interlock {

struct Resolved {
  std::vector<Target> targets;            // one, unless alternatives or several candidates
  std::vector<const SourceFile*> module;  // the files of a module, when it stands for one
  Resolution resolution = Resolution::kNameOnly;
  const char* rule = "";
  bool external = false;      // proven to lead outside the repository
  bool local = false;         // a parameter, variable or import of the file that leads nowhere else
  bool through_type = false;  // the receiver names a type, not an instance of it
  const char* reason = "";    // why there is no target

  bool found() const { return !targets.empty(); }
};

// How a member is reached, where that matters (LanguageTraits::static_apart).
enum class Side { kAny, kType, kInstance };

class Resolver {
 public:
  explicit Resolver(const World& world);
  ~Resolver();

  Resolved Resolve(const SourceFile& file, const Reference& reference);

  // What an import's member (or, for a whole module, nothing) means.
  Resolved ResolveImport(const SourceFile& file, const Import& import);
  const ModuleRef& Module(const SourceFile& file, const std::string& specifier);

  // The type that a type path, or a base as it is written, names in `scope` of `file`.
  Resolved ResolveType(const SourceFile& file, std::int32_t scope, std::string_view type_path);

  // The type whose member the reference names, as far as its receiver can be followed; external
  // when the receiver leads out of the repository, or that type may inherit from there.
  Resolved ReceiverType(const SourceFile& file, const Reference& reference);

  // Does the first name of the reference bind to anything the file can see? True also when that
  // cannot be excluded (star imports from outside, names known everywhere).
  bool RootBinds(const SourceFile& file, std::int32_t scope, std::string_view name);

  // The member `name` of a type, inherited ones included.
  std::vector<Target> Member(const Target& type, std::string_view name);

  // Base types that are in the world; `open` is set when one of them is not.
  std::vector<Target> Bases(const Target& type, bool* open);

  // The constructor that constructing `type` runs, if it declares or inherits one.
  std::vector<Target> Constructor(const Target& type);

  // Look-ups done for all questions so far: what a bound on several questions is kept with.
  std::uint64_t spent() const { return spent_; }

 private:
  struct Value;
  struct Step;

  // A name whose value is being looked for: met again, it is not followed a second time.
  using Question = std::tuple<const SourceFile*, std::int32_t, std::string_view>;
  class Asking;
  class Aside;

  // A file (-1), or a module inside it.
  using Place = std::pair<const SourceFile*, std::int32_t>;
  struct Star;
  struct Stars;
  struct Behind;
  class Following;
  enum class Names { kValues, kTypes };  // what a path's first name may be

  Value Evaluate(const SourceFile& file, std::int32_t scope, std::string_view path, int depth,
                 Names names = Names::kValues);
  Value EvaluateSteps(const SourceFile& file, std::int32_t scope, const std::vector<Step>& steps,
                      bool from_root, int depth, Names names);
  Value FromQualified(const SourceFile& file, std::int32_t scope, const std::vector<Step>& steps,
                      int depth, Names names, std::size_t* at);
  Value Lookup(const SourceFile& file, std::int32_t scope, std::string_view name, int depth,
               Names names = Names::kValues);
  Value LookupInScopes(const SourceFile& file, std::int32_t scope, std::string_view name, int depth,
                       Names names, bool* open, bool* closed);
  Value LookupOpen(const SourceFile& file, std::int32_t scope, std::string_view name, int depth);
  Value LookupConstant(const SourceFile& file, std::int32_t scope, std::string_view name,
                       int depth);
  Value LookupAtRoot(const SourceFile& file, std::string_view name);
  bool IsNamedAfterItsType(const Target& member, std::string_view receiver) const;
  std::vector<Target> AtFileLevel(const SourceFile& file, std::string_view name);
  std::vector<Target> AtRoot(const SourceFile& file, std::string_view name);
  Value FromRoot(const SourceFile& file, std::string_view name);
  Value LookupInFile(const SourceFile& file, std::string_view name, int depth, Names names,
                     bool* open);
  Value InNamespaces(const SourceFile& file, std::int32_t scope, std::string_view qualifier,
                     std::string_view name, int depth, Names names);
  std::vector<Target> InheritedIn(const SourceFile& file, const std::string& type_name,
                                  std::string_view name, int depth);
  Value FromUsings(const SourceFile& file, const std::vector<std::string>& scopes,
                   std::string_view qualifier, std::string_view name, int depth,
                   const std::function<std::vector<Target>(const std::string&)>& standing_in);
  std::vector<Target> SeenByUnit(const SourceFile& file, std::string_view name);
  std::vector<Target> DefinedIn(const SourceFile& file, std::int32_t around, bool innermost,
                                std::string_view name, Names names);
  Value FromBindings(const SourceFile& file, std::int32_t scope, std::string_view name, int depth,
                     Names names = Names::kValues);
  Value NearestAbove(const SourceFile& file, const std::vector<const Binding*>& bindings,
                     int depth);
  Value FromBinding(const SourceFile& file, const Binding& binding, int depth);
  bool MeansItself(const Binding& binding, std::string_view name) const;
  bool SameValue(const Value& a, const Value& b, int depth);
  Value FromParameter(const SourceFile& file, std::int32_t function, const Parameter& parameter,
                      int depth);
  Value FromImport(const SourceFile& file, const Import& import, int depth);
  Value NotInModule(const ModuleRef& module);
  Value FromTargets(std::vector<Target> targets, const char* rule);
  Value Exported(const SourceFile& file, std::string_view name, int depth,
                 std::int32_t around = -1);
  std::optional<Value> Offered(const SourceFile& file, std::string_view name, int depth,
                               std::int32_t around);
  Value Below(const LanguageTraits& traits, const ModuleRef& module, std::string_view name);
  static Star LeadingTo(Value to);
  std::shared_ptr<const Stars> StarsIn(const Place& place, bool handed_on, int depth);
  std::shared_ptr<const Behind> BehindStars(const Place& place, bool handed_on, int depth);
  Value FromBehind(const Place& around, std::string_view name, bool handed_on, int depth,
                   bool* open);
  Value FromPathImport(const SourceFile& file, const Import& import, int depth);
  Value FollowPath(const SourceFile& file, const Import& import, int depth);
  Value FromStars(const SourceFile& file, std::int32_t scope, std::string_view name, bool handed_on,
                  int depth, bool* open);
  Value ModuleKeyword(const SourceFile& file, std::int32_t scope, std::string_view name);
  bool IsBuiltin(const SourceFile& file, std::string_view name) const;
  std::string_view EditionOf(const SourceFile& file) const;
  Value FromRoots(const SourceFile& file, std::string_view name);
  Value FromAround(const SourceFile& file, std::string_view name, bool open);
  Value Lent(const SourceFile& file, std::string_view name);
  Value Inside(const Value& module, std::string_view name, int depth);
  bool BelongsTo(const SourceFile& file, std::int32_t scope, const std::string& owner,
                 const Target& type, int depth);
  Value FieldAt(const Target& holder, std::size_t item);
  Value NumberedField(const Value& whole, std::string_view name, int depth);
  bool PassesOn(const SourceFile& file, const Value& receiver, const Value& member,
                const Step& step, int depth, Value* result);
  Value ModuleAround(const SourceFile& file, std::int32_t scope);
  Value AsModule(ModuleRef module, const SourceFile& importer);
  Value ModuleMember(const LanguageTraits& traits, const ModuleRef& module, std::string_view name,
                     int depth);
  std::vector<Target> DefinedAcross(const ModuleRef& module, std::string_view name);
  Value MemberWithin(const LanguageTraits& traits, const ModuleRef& module, std::string_view name,
                     int depth);
  Value FromStar(const SourceFile& file, const ModuleRef& module, std::string_view name, int depth);
  Value InheritedBy(const Target& type, std::string_view name, int depth, Names names);
  Value MemberOf(const Value& value, std::string_view name, int depth);
  Value MemberOrExtension(const SourceFile& file, const Value& value, std::string_view name,
                          int depth);
  Value ExtensionOf(const SourceFile& file, const Value& receiver, std::string_view name,
                    int depth);
  std::set<std::string_view> NamesOf(std::vector<Target> types, int depth, bool* open);
  Side SideOf(const Value& value, const LanguageTraits* traits) const;
  Value CallResult(const Value& value, int depth);
  Value ElementOf(const Value& value, int depth);
  Value TupleItem(const Value& value, std::size_t item, int depth);
  Value Settle(const Value& value, int depth);  // a typed value becomes an instance
  Value HeldBy(const Target& target, int depth);
  Value SelfValue(const SourceFile& file, std::int32_t scope, bool base, int depth);
  Value TypeAt(const SourceFile& file, std::int32_t scope, std::string_view type_path, int depth);
  Value AllTypesAt(const SourceFile& file, std::int32_t scope, std::string_view type_paths,
                   int depth);
  // What a type derives from, as far as it is in the world.
  struct Ancestry {
    std::vector<Target> bases;
    std::size_t mixed_in = 0;  // where types are open, that many of them are, and come first
    bool open = false;         // more is derived from than that
  };
  Ancestry BasesOf(const Target& type, int depth);
  Ancestry FindBases(const Target& type, int depth);
  bool CollectMembers(const Target& type, std::string_view name, Side side, int bases, int depth,
                      std::vector<Target>* members);
  void OwnMembers(const Target& type, std::string_view name, Side side,
                  std::vector<Target>* members);
  void OpenMembers(const Target& type, std::string_view name, Side side,
                   std::vector<Target>* members);
  std::vector<Target> Openings(const Target& type);
  std::string TypeNameOf(const Value& value, int depth);
  std::vector<Target> PartsOf(const Target& type);
  void ExtensionsInTypes(const SourceFile& file, const std::vector<Target>& named,
                         std::vector<Target>* candidates);
  Value Constructed(const SourceFile& file, const Reference& reference, const Value& named);
  void KeepFitting(const Reference& reference, std::vector<Target>* targets);
  // Of methods and fields of one name, what a call or else a read of it means. When it is certain
  // to be one, and the others alone are there, what is meant is inherited, or nothing.
  void KeepForm(bool called, bool certain, std::vector<Target>* targets);
  std::vector<Target> Inherited(const Target& member);
  Resolved Fallback(const SourceFile& file, const Reference& reference);
  Resolved FromGenerated(const SourceFile& file, const Reference& reference, Resolved otherwise);
  Resolved Report(const Value& value, const SourceFile& file, const Reference& reference);
  void Begin(std::uint32_t line = 0);
  bool IsTooDeep(int depth);
  bool IsExhausted(int depth);  // counts one look-up

  static constexpr std::size_t kFinal = static_cast<std::size_t>(-1);

  const World& world_;
  Modules modules_;
  // By file and index of the import, or of the type: what does not hang on the question.
  using Key = std::pair<const SourceFile*, std::int32_t>;
  std::map<Key, std::unique_ptr<const Value>> path_imports_;
  std::map<Key, Ancestry> ancestries_;
  // By place, and whether for those who ask from outside.
  std::map<std::pair<Place, bool>, std::shared_ptr<const Stars>> stars_;
  std::map<std::pair<Place, bool>, std::shared_ptr<const Behind>> behind_;
  // Of the present question: look-ups spent (bounded), names being followed, line of the use, and
  // whether bindings that differ were told apart by their lines.
  int work_ = 0;
  std::uint64_t spent_ = 0;
  std::vector<Question> asked_;
  std::size_t provisional_ = kFinal;  // position in asked_ of the first question that an answer had
                                      // to leave open; 0 when it was given up
  std::uint32_t line_ = 0;
  std::uint32_t scope_line_ = 0;  // of the definition in which a name of the file is looked up
  bool guessed_ = false;
  const SourceFile* unit_ = nullptr;  // the file whose question this is
};

}  // namespace interlock
