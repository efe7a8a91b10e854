// Reads what a file does through object-relational mappers: what its types map, and what is asked
// of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/effects/effects.h"
#include "graph/effects/models.h"
#include "graph/effects/written_columns.h"

namespace interlock {

inline constexpr std::size_t kMostBindings = 200;   // of one name in one file
inline constexpr std::ptrdiff_t kMostBetween = 60;  // calls of a function between two of one query

// For one file of one context.
class ModelReader {
 public:
  ModelReader(EffectContext& context, const SourceFile& file)
      : context_(context), file_(file), styles_(context.models->StylesOf(file)) {}

  std::vector<Effect> Read();

 private:
  // A chain of calls on a model.
  struct Chain {
    const Model* model = nullptr;
    const ModelQuery* query = nullptr;  // of the last call
    bool of_all_rows = false;
    Resolution resolution = Resolution::kResolved;
    const ModelColumn* kept_in = nullptr;  // the relation through which it asks
    const Model* keeper = nullptr;         // whose column that is
  };

  // A row that an expression stands for.
  struct RowOf {
    const Model* model = nullptr;
    Resolution resolution = Resolution::kResolved;
  };

  // ---- model_queries.cc: what queries and members ask for
  Effect Make(std::string kind, std::string name, std::string access, std::int32_t scope,
              std::uint32_t line) const;
  void Add(const Model& model, Effect effect);
  void AddMapped(const Model& model, const ModelColumn& column, std::string access,
                 std::int32_t scope, std::uint32_t line,
                 Resolution resolution = Resolution::kResolved);
  void Declare();
  const Model* ModelAt(std::int32_t scope, const std::string& path);
  const Model* SmallType(std::int32_t scope, const std::string& path);
  void OpenedName(const Reference& use);
  const Model* LookedUp(std::int32_t scope, const std::string& name);
  const Model* ModelAround(std::int32_t scope);
  bool IsLookup(std::string_view value) const;
  std::string Substituted(std::int32_t scope, std::string path) const;
  std::optional<Chain> Follow(std::int32_t scope, const std::string& written, std::uint32_t line);
  static bool IsOfAllRows(const ModelStyle& style, const std::vector<std::string>& steps,
                          std::size_t first);
  std::optional<Chain> FollowStore(std::int32_t scope, const std::vector<std::string>& steps,
                                   std::uint32_t line);
  void Derived();
  const Model* OfManager(const ModelStyle& style, std::int32_t scope,
                         const std::vector<std::string>& steps, std::size_t* first);
  const Model* OfType(const ModelStyle& style, std::int32_t scope,
                      const std::vector<std::string>& steps, std::size_t* first);
  void Query(const Reference& use);
  void Texts(const Site& site);
  void Column(const Model& model, std::string_view written, const std::string& access,
              std::int32_t scope, std::uint32_t line);
  void Member(const Reference& use);

  // ---- model_rows.cc: rows, and what they are the rows of
  const Model* ModelOfRows(std::int32_t scope, const std::string& listed, std::uint32_t line);
  static bool IsReshaped(const ModelStyle& style, const std::string& path);
  const Model* ModelOfMade(std::int32_t scope, std::string_view value, std::uint32_t line);
  const Model* ModelOfRow(const Reference& use);
  std::optional<const Model*> ModelOfElement(const Reference& use);
  const Binding* ElementNear(const Reference& use) const;
  bool IsGivenToSetter(const Reference& use) const;
  void Row(const Reference& use);

  // ---- model_relations.cc: what rows and keywords lead to of other models
  RowOf RowAt(std::int32_t scope, const std::string& path, std::uint32_t line);
  RowOf FollowRow(std::int32_t scope, const std::string& path, std::uint32_t line);
  std::optional<Chain> FollowRelation(std::int32_t scope, const std::string& written,
                                      std::uint32_t line);
  const Model* RowGiven(std::int32_t scope, const std::string& callee, std::uint32_t line);
  void Relate(const Model& model, const std::string& name, std::string_view rest,
              const std::string& access, std::int32_t scope, std::uint32_t line);
  void Term(const Site& site);
  std::size_t Hop(const std::vector<std::string>& steps, std::size_t first, Chain* chain);
  Models::Relation RelationAt(std::int32_t scope, const std::string& path, std::uint32_t line,
                              Resolution* resolution);
  void Association(const Reference& use);
  void NestedColumns(const Model& model, const ModelQuery& query, const Site& site);
  void NamedRelations(const Chain& chain, const Site& site);
  bool IsLocal(std::int32_t scope, const std::string& name) const;
  const Model* ModelOfField(std::int32_t scope, const std::string& name);
  void Weaken(std::size_t first, Resolution resolution);
  bool NamesField(const Model& model, const std::vector<std::string>& keywords) const;

  // ---- model_calls.cc: calls that are given a model, or name its columns
  void TypeCall(const Site& site);
  std::vector<const Model*> ModelsGiven(const ModelStyle& style, const Site& given, bool by_name);
  const Model* ModelOfChain(const ModelStyle& style, const Site& site);
  bool IsReshapedAround(const ModelStyle& style, const Site& site) const;
  const Model* ModelGivenTo(const ModelStyle& style, const Site& site);
  void Written(const Model& model, const ModelQuery& call, const Site& site);
  static std::string KeyIn(const ModelQuery& call, const Operand& operand);
  void AddNamed(const Model& model, const std::vector<WrittenColumn>& columns,
                const std::string& access, const Site& site);
  bool IsCallOf(const ModelQuery& call, const Site& site, std::string_view name);
  std::vector<const Site*> CallsInside(const Site& call) const;
  const Site* CallBefore(const Site& site, const std::string& name) const;
  const Model* ModelOfValue(const Site& site, const std::string& path);

  // ---- model_aliases.cc: columns behind the names that a query gives models
  void Aliased(const ModelStyle& style, const ModelQuery& call, const Site& site);
  const Model* ModelOfAlias(const ModelStyle& style, const Site& site, const std::string& alias);
  bool IsMadeBy(const Site& site, std::string_view name, const Site& call) const;
  const Model* ModelNamedBy(const Site& call);

  // Calls by line and path; that of the use at hand, which knows of loops and guards.
  std::map<std::pair<std::uint32_t, std::string>, const Site*> sites_;
  std::map<std::int32_t, std::vector<const Site*>> inside_;  // by the call around
  std::map<std::pair<std::int32_t, std::string_view>, std::vector<const Site*>>
      called_;  // by scope and last name
  std::map<std::int32_t, std::vector<const Site*>> in_scope_;
  std::set<std::pair<std::uint32_t, std::string>> setter_calls_;  // by line and receiver
  std::set<std::pair<std::uint32_t, std::string>> asked_;  // what a query is called on, likewise
  bool opens_ = false;                                     // may a bare name be a column?
  int row_depth_ = 0;                                      // of rows that are followed to others
  const Site* site_ = nullptr;      // where the statement stands, if a site tells
  const Reference* use_ = nullptr;  // else the use that it is read from
  EffectContext& context_;
  const SourceFile& file_;
  std::vector<const ModelStyle*> styles_;
  std::map<std::pair<std::int32_t, std::string>, const Model*> types_;
  std::vector<Effect> effects_;
};

// "Order.objects.filter()" -> {"Order", "objects", "filter()"}. Dots inside a step do not occur.
std::vector<std::string> PathSteps(std::string_view path);

// "filter" of "filter()".
std::string NameOfCall(const std::string& step);

// A name that nothing is done to.
bool IsPlain(const std::string& step);

// The first that fits; some names stand for any that begin or end so.
const ModelQuery* Named(const std::vector<ModelQuery>& queries, std::string_view name);

}  // namespace interlock
