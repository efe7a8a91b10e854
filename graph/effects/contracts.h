// Services and messages that contracts declare, and how generated code calls them: by the names
// that a generator gives them in each language.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "graph/effects/access_paths.h"
#include "graph/world.h"
#include "interlock/catalog.h"

namespace interlock {

// A method of a service or a field of a message.
struct ContractMember {
  std::string name;
  std::string resource;  // "shop.Cart/AddItem", "shop.Item.id"
  std::string gives;     // full name of the message that it gives, or is of
  std::string takes;     // of a method: what it is given
};

struct ContractType {
  bool is_service = false;
  std::string name;    // "shop.Cart"
  std::string simple;  // without the package: "Cart", "Order.Line"
  std::vector<ContractMember> members;
  const SourceFile* file = nullptr;
};

// What a name of generated code stands for.
enum class ContractRole : std::uint8_t { kClient, kServer, kService, kMessage };

// How a member is called in code.
struct SpelledMember {
  const ContractMember* member = nullptr;
  bool is_call = false;    // "GetName()"
  bool is_setter = false;  // gives the message again
};

// Is the module that, or does it end with it? "example.com/shop/genproto" of "genproto".
bool EndsWithModule(std::string_view path, std::string_view module);

// The names of one generator, for all contracts.
class ContractNames {
 public:
  struct Symbol {
    ContractRole role = ContractRole::kMessage;
    const ContractType* type = nullptr;
    std::vector<std::string> steps;  // all of its path; the first is that by which it is known
  };

  ContractNames(const ContractStyle& style, const std::vector<ContractType>& types);

  const ContractStyle& style() const { return style_; }
  const std::vector<Symbol>& Symbols(std::string_view name) const;
  const SpelledMember* Member(const ContractType& type, std::string_view name) const;
  bool MayBeMember(std::string_view name) const { return names_.contains(name); }
  // Where the code is that is generated of the type's file.
  const std::vector<std::string>& Modules(const ContractType& type) const;
  // Is the file itself what is generated? It defines the messages, where they are looked for.
  bool Writes(const SourceFile& file) const;

 private:
  void AddModules(const ContractType& type);

  const ContractStyle& style_;
  std::map<std::string, std::vector<Symbol>, std::less<>> symbols_;
  std::unordered_map<const ContractType*, std::map<std::string, SpelledMember, std::less<>>>
      members_;
  std::unordered_map<const SourceFile*, std::vector<std::string>> modules_;
  std::unordered_set<std::string> spelled_;
  std::unordered_set<std::string_view> names_;  // of the same
};

// Immutable but for what is worked out once, so any number of threads may share it.
class Contracts {
 public:
  // REQUIRES: catalogue and files outlive it.
  Contracts(const Catalog& catalog, std::vector<const SourceFile*> files);
  ~Contracts();

  // Those of the layer, in order of path.
  static std::vector<const SourceFile*> In(const Layer& layer, const Catalog& catalog);
  const std::vector<const SourceFile*>& files() const { return files_; }

  bool empty() const { return types_.empty(); }
  // The message of that full name; null when there is none.
  const ContractType* Message(const std::string& name) const;
  // The generators of the file's language; none where the file is itself generated.
  std::vector<const ContractNames*> NamesFor(const SourceFile& file) const;

 private:
  void Read(const SourceFile& file);
  void Bind();

  const Catalog& catalog_;
  std::vector<const SourceFile*> files_;
  std::vector<ContractType> types_;
  std::unordered_map<std::string, const ContractType*> messages_;
  struct Style {
    std::once_flag is_made;
    std::unique_ptr<const ContractNames> names;
  };
  mutable std::vector<std::unique_ptr<Style>> styles_;
};

}  // namespace interlock
