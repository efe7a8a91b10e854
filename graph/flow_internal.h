// What the parts of the flow analysis share; for graph/flow*.cc alone.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/flow.h"
#include "graph/modules.h"
#include "graph/resolve_internal.h"

namespace interlock {

using ValueId = std::int32_t;
using NodeId = std::int32_t;
using NameId = std::int32_t;

// A function or type of the program.
struct Place {
  std::int32_t file = -1;
  std::int32_t scope = -1;
  auto operator<=>(const Place&) const = default;
};

// What flows.
struct FlowValue {
  enum class Kind : std::uint8_t {
    kFunction,   // place
    kBound,      // a: function value, b: what it is bound to, c: 1 when found by dispatch
    kType,       // place
    kInstance,   // place
    kDeclared,   // the same, known by a declared type alone: may be of a type below
    kModule,     // a: index of modules
    kObject,     // a: index of objects
    kExternal,   // a: name
    kTyped,      // a: file, b: scope (definition), c: name of a type path that is not simple
    kBase,       // place: the type whose bases are meant, a: the instance
    kGenerator,  // place
    kText,       // a: name
    kEffect,     // a: receiver value, b: name of the member
  };
  Kind kind = Kind::kFunction;
  Place place;
  std::int32_t a = -1;
  std::int32_t b = -1;
  std::int32_t c = -1;
  auto operator<=>(const FlowValue&) const = default;
};

class FlowSolver {
 public:
  FlowSolver(const World& world, std::vector<FlowFile>& files);
  std::vector<CallSite> Solve();

 private:
  using Kind = FlowValue::Kind;

  // ---- nodes and what hangs on them
  enum class NodeKind : std::uint8_t {
    kExpression,
    kBind,
    kParameter,
    kSelf,
    kReturn,
    kYield,
    kClassField,
    kInstanceField,
    kObjectField,
    kObjectAny,
    kExport,
    kBound,
    kExtra,
  };
  using NodeKey = std::tuple<NodeKind, std::int32_t, std::int32_t, std::int32_t>;

  enum class Act : std::uint8_t {
    kLoad,       // a: name; at: the expression
    kStore,      // a: name; to: source
    kCall,       // at: the call
    kConstruct,  // at
    kIndexText,  // a: key name
    kIndexNode,  // to2: node of keys
    kIndexAny,
    kStoreText,     // a: key name; to: source
    kStoreAny,      // to: source
    kStoreNode,     // to: source, a: node of keys
    kLoadKey,       // a: object; keys arrive here
    kStoreKey,      // a: object; to: source
    kElement,       // at
    kNext,          // the same, of an iterator
    kItem,          // a: number
    kRest,          // a: first number, b: how many at the end are not; at
    kBindTo,        // a: value that functions are bound to; at
    kSpread,        // a: file, b: scope of the callee, c: first parameter
    kSpreadNames,   // a: file, b: scope of the callee
    kElementsInto,  // a: object
    kBase,          // place of the type
    kCallWith,      // a: node of the argument; at: whose result is `to`
  };
  struct Constraint {
    Act act = Act::kLoad;
    NodeId to = -1;
    std::int32_t a = -1, b = -1, c = -1;
    std::int32_t file = -1, at = -1;  // expression that does it
  };
  struct Node {
    std::vector<ValueId> values;  // sorted
    std::vector<NodeId> next;
    std::vector<Constraint> constraints;
  };

  struct Object {
    enum class Kind : std::uint8_t { kList, kMap, kMade } kind = Kind::kMade;
    std::map<NameId, NodeId> fields;
    std::int32_t size = -1;  // of a list that is written out
  };

  struct File {
    const SourceFile* source = nullptr;
    const LanguageTraits* traits = nullptr;
    FlowFacts* flow = nullptr;
    std::vector<std::int32_t> scope_of;  // by definition
    std::map<std::pair<std::int32_t, std::string_view>, std::vector<std::int32_t>> binds;
    std::vector<bool> is_target;  // expressions that are stored to
    std::map<std::string, std::string, std::less<>> effects;
  };

  struct Edge {
    enum class Kind : std::uint8_t { kCallee, kDispatch, kExternal };
    Kind kind = Kind::kCallee;
    Place place;
    NameId external = -1;
    auto operator<=>(const Edge&) const = default;
  };

  // flow_solver.cc
  NodeId NodeOf(NodeKey key);
  NodeId Fresh();
  NodeId Expression(std::int32_t file, std::int32_t expression);
  ValueId Intern(FlowValue value);
  NameId Name(std::string_view text);
  const FlowValue& At(ValueId id) const { return values_[static_cast<std::size_t>(id)]; }
  const std::string& Text(NameId id) const { return names_[static_cast<std::size_t>(id)]; }
  Node& Of(NodeId id) { return nodes_[static_cast<std::size_t>(id)]; }
  File& FileOf(std::int32_t id) { return files_[static_cast<std::size_t>(id)]; }
  const FlowScope& ScopeOf(Place place) {
    return FileOf(place.file).flow->scopes[static_cast<std::size_t>(place.scope)];
  }
  const FlowExpression& ExpressionAt(std::int32_t file, std::int32_t at) {
    return FileOf(file).flow->expressions[static_cast<std::size_t>(at)];
  }
  // Where a function that is only promised is defined; itself where it is not, or nowhere.
  std::vector<Place> Bodies(Place function);
  // Null for a function without a name.
  const Definition* DefinitionOf(Place place);
  Place PlaceOf(const Target& target);
  void AddValue(NodeId node, ValueId value);
  void AddEdge(NodeId from, NodeId to);
  void AddConstraint(NodeId node, Constraint constraint);
  void Propagate();
  void Apply(const Constraint& constraint, ValueId value);
  void Generate(std::int32_t file);
  void GenerateExpression(std::int32_t file, std::int32_t at);
  void GenerateStore(std::int32_t file, const FlowStore& store);
  void SeedReceivers();
  void Unblock();

  // flow_names.cc
  void LookUp(std::int32_t file, std::int32_t at);
  bool LookUpIn(std::int32_t file, std::int32_t scope, const FlowExpression& use, NodeId to,
                bool innermost);
  bool LookUpImports(std::int32_t file, std::int32_t definition, std::string_view name, NodeId to);
  bool IsLocal(std::int32_t file, const FlowExpression& use);
  void LookUpInFile(std::int32_t file, const FlowExpression& use, NodeId to);
  void Reaching(std::int32_t file, const std::vector<std::int32_t>& binds,
                const FlowExpression& use, std::vector<std::int32_t>* found);
  bool IsInside(const FlowFacts& flow, std::int32_t branch, std::int32_t around) const;
  std::int32_t FunctionBranch(const FlowFacts& flow, std::int32_t branch) const;
  void FromImport(std::int32_t file, const Import& import, NodeId to);
  bool FromModule(std::int32_t file, const ModuleRef& module, std::string_view name, NodeId to);
  NodeId Exported(std::int32_t file, std::string_view name);
  void FillExport(std::int32_t file, std::string_view name, NodeId to);
  bool Offers(std::int32_t file, std::string_view name);
  bool FindOffer(std::int32_t file, std::string_view name);
  void FromPath(std::int32_t file, std::int32_t scope, std::string_view path, NodeId to);
  void SeedType(NodeId to, std::int32_t file, std::int32_t definition, std::string_view type_path);
  std::string ExternalName(std::int32_t file, std::string_view path);
  NodeId SelfOf(std::int32_t file, std::int32_t scope);

  // flow_members.cc
  const std::vector<Place>& Linear(Place type, bool* open, std::string* external);
  bool Declares(Place type, std::string_view name);
  NodeId ClassField(Place type, NameId name);
  NodeId InstanceField(Place type, NameId name);
  NodeId ObjectField(std::int32_t object, NameId name);
  NodeId ObjectAny(std::int32_t object);
  std::int32_t MakeObject(std::int32_t file, std::int32_t at, Object::Kind kind, int which = 0);
  void Load(const Constraint& constraint, ValueId value);
  void LoadMember(Place type, ValueId holder, std::size_t first, NameId name,
                  const Constraint& constraint);
  void LoadObject(std::int32_t object, ValueId value, const Constraint& constraint);
  void Dispatch(Place type, NameId name, const Constraint& constraint);
  std::vector<Place> Below(Place type, NameId name);
  void BindMember(const Constraint& constraint, ValueId value);
  void Store(const Constraint& constraint, ValueId value);
  void Element(const Constraint& constraint, ValueId value);
  void CallMember(const Constraint& constraint, ValueId value, const std::string& name, NodeId to);
  void Item(const Constraint& constraint, ValueId value);
  void Rest(const Constraint& constraint, std::int32_t object, std::int32_t size);
  void Index(const Constraint& constraint, ValueId value);

  // flow_calls.cc
  void Call(const Constraint& constraint, ValueId value);
  void Construct(ValueId type, const Constraint& constraint);
  void Initialise(Place type, std::size_t first, ValueId self, const Constraint& constraint);
  void EnterBody(Place function, ValueId self, const Constraint& constraint, Edge::Kind kind);
  void Enter(Place function, ValueId self, const Constraint& constraint,
             Edge::Kind kind = Edge::Kind::kCallee);
  void Receive(Place function, ValueId self, bool takes_first);
  void Link(Place function, const Constraint& constraint, std::size_t first);
  void LinkPositional(Place function, std::size_t number, NodeId argument);
  void LinkKeyword(Place function, const std::string& word, NodeId argument);
  void Results(Place function, NodeId to);
  void External(NameId path, const Constraint& constraint);
  void ApplyEffect(const std::string& effect, ValueId receiver, const Constraint& constraint);
  void EffectOnFunction(const std::string& effect, ValueId receiver, const Constraint& constraint);
  void EffectOnElements(const std::string& effect, std::int32_t object,
                        const Constraint& constraint);
  void CallEach(const Constraint& constraint, NodeId elements);
  void Record(std::int32_t file, std::int32_t at, Edge edge);
  std::vector<NodeId> Arguments(const Constraint& constraint);
  NodeId Parameter(Place function, std::size_t number);

  // calls.cc
  std::vector<CallSite> Report();
  CallSite ReportSite(std::int32_t file, std::int32_t at);
  void AddProven(CallSite& site, std::int32_t at);
  void AddProvenCallee(CallSite& site, Place place, const Resolved& proven, bool one, bool silent);
  std::string PathOf(std::int32_t file, std::int32_t at, int depth = 0);
  std::int32_t CallerOf(std::int32_t file, std::int32_t scope);

  const World& world_;
  Resolver resolver_;
  Modules modules_;
  std::vector<File> files_;
  std::unordered_map<const SourceFile*, std::int32_t> file_ids_;
  std::vector<FlowValue> values_;
  std::map<FlowValue, ValueId> value_ids_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, NameId> name_ids_;
  std::deque<Node> nodes_;
  std::map<NodeKey, NodeId> node_ids_;
  std::deque<std::pair<NodeId, ValueId>> queue_;
  std::deque<std::pair<Constraint, ValueId>> pending_;
  std::vector<ModuleRef> module_refs_;
  std::vector<const LanguageTraits*> module_traits_;
  std::map<std::pair<std::vector<const SourceFile*>, std::string>, std::int32_t> module_ids_;
  std::deque<Object> objects_;
  std::map<std::tuple<std::int32_t, std::int32_t, int>, std::int32_t> object_ids_;
  std::map<Place, std::vector<Place>> linear_;
  std::map<Place, std::pair<bool, std::string>> open_;
  std::map<Place, std::vector<Place>> bodies_;
  std::map<Place, std::vector<Place>> below_;                              // types directly below
  std::map<std::pair<std::int32_t, std::int32_t>, std::set<Edge>> edges_;  // by file, expression
  std::set<Place> type_receivers_;   // methods whose receiver is the type itself
  std::vector<Constraint> keyless_;  // elements under keys that are not constant
  std::map<std::pair<std::int32_t, std::string>, bool> offers_;
  int depth_ = 0;  // of names that lead from file to file, and of bases
  std::size_t work_ = 0;
};

}  // namespace interlock
