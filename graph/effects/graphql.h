// Fields of a GraphQL schema, and what operations and fragments ask of it: each names a way from
// the root of all questions, or from a type, to a field.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/world.h"
#include "interlock/catalog.h"

namespace interlock {

// What all schemas of a world declare together. Immutable once made.
class GraphqlSchema {
 public:
  explicit GraphqlSchema(std::vector<const SourceFile*> files);

  // Those of the layer that declare any of it, in order of path.
  static std::vector<const SourceFile*> In(const Layer& layer, const Catalog& catalog);
  const std::vector<const SourceFile*>& files() const { return files_; }

  // The fields to which the way leads, "Order.total" of "query/orders" and "total"; none where the
  // schema does not have it.
  std::set<std::string> FieldsAt(std::string_view way, std::string_view field) const;

  bool empty() const { return types_.empty(); }

 private:
  void Add(std::string_view type, std::string_view field, std::string_view of);

  std::vector<const SourceFile*> files_;
  // By type and field: the types that it has, in all schemas.
  std::map<std::string, std::map<std::string, std::set<std::string>, std::less<>>, std::less<>>
      types_;
  std::map<std::string, std::set<std::string>, std::less<>> roots_;  // by operation
};

}  // namespace interlock
