// Objects through which a model's table is queried: a repository, a set, what a session gives.
//
// The model is a type argument (`interface Orders extends JpaRepository<Order, Long>`, a field
// `Repository<Order> orders`), or is handed to the call that gives the object
// (`getRepository(Order)`). Which types and calls do so is data (ModelStyle::store_types,
// store_calls).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/effects/models.h"

namespace interlock {

// The type arguments that stand behind `name` in a type as it is written, each as a type path:
// {"shop.Order", "Long"} of "Optional<Repository<shop.Order, Long>>" and "Repository".
std::vector<std::string> TypeArguments(std::string_view written, std::string_view name);

// The type path of what is written there; of a list, whose type path is that of what it holds, the
// list's own.
std::string HeadOfType(const std::string& type, std::string_view written);

// For one thread, like its context; remembers what it was asked.
class ModelStores {
 public:
  explicit ModelStores(EffectContext& context) : context_(context) {}

  // The model whose table an object of this type queries; null when it is no store.
  const Model* Of(const Target& type);

  // The same of what an expression path leads to in `scope` of the file.
  const Model* At(const SourceFile& file, std::int32_t scope, const std::string& path,
                  std::uint32_t line);

  // The model that is so called in the scope, also as a value: "Order.class".
  const Model* Named(const SourceFile& file, std::int32_t scope, const std::string& type) {
    return Given(file, scope, type, nullptr).model;
  }

  // Of the result of the call of `callee` that stands near the line.
  const Model* OfCall(const SourceFile& file, std::int32_t scope, const std::string& callee,
                      std::uint32_t line);

 private:
  struct Kept {
    const Model* model = nullptr;
    bool open = false;  // whoever derives from it says which
  };

  Kept Find(const Target& type);
  Kept GivenToBase(const Target& type, const ModelStyle* style);
  Kept Given(const SourceFile& file, std::int32_t scope, const std::string& argument,
             const ModelStyle* style);
  const ModelStyle* StyleOf(const SourceFile& file, std::int32_t scope, std::string_view type);
  const Model* OfText(const SourceFile& file, std::int32_t scope, const std::string& type,
                      const std::string& text);
  const Model* OfDefinition(const Target& target);
  const Model* OfLocal(const SourceFile& file, std::int32_t scope, const std::string& name,
                       std::uint32_t line);
  const Model* Look(const SourceFile& file, std::int32_t scope, const std::string& path,
                    std::uint32_t line);

  EffectContext& context_;
  std::map<std::pair<const SourceFile*, std::int32_t>, Kept> types_;
  std::map<std::tuple<const SourceFile*, std::int32_t, std::string>, const Model*> paths_;
  int depth_ = 0;  // of bases of bases
};

}  // namespace interlock
