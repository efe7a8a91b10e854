// What a path in code leads to among the contracts: a client, a method, a message, a field.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "graph/effects/contracts.h"
#include "graph/effects/effects.h"

namespace interlock {

struct ContractPlace {
  enum class Kind : std::uint8_t {
    kNothing,
    kClient,
    kServer,
    kService,
    kMethod,
    kMessage,
    kField
  };
  Kind kind = Kind::kNothing;
  const ContractType* type = nullptr;      // the service or message; of a field: that has it
  const ContractMember* member = nullptr;  // the method or field
  const SpelledMember* spelled = nullptr;  // of the last step
  bool is_made = false;                    // the path ends with what gives the client itself
  bool is_guess = false;

  bool found() const { return kind != Kind::kNothing; }
};

// Follows paths through the names of one generator. For one thread, like its context.
class ContractPaths {
 public:
  ContractPaths(EffectContext& context, const Contracts& contracts, const ContractNames& names)
      : context_(context), contracts_(contracts), names_(names) {}

  // `called`: the path is that of a call, without its "()".
  ContractPlace Of(const SourceFile& file, std::int32_t scope, std::string_view path,
                   std::uint32_t line, bool called = false);

  // What follows of a message of that full name.
  ContractPlace OfMessage(const std::string& message, std::string_view rest) const;

 private:
  using Steps = std::vector<std::string_view>;

  ContractPlace Walk(const SourceFile& file, const AccessPath& access, std::string_view path,
                     bool called) const;
  ContractPlace Continue(ContractPlace at, const Steps& steps, std::size_t next) const;
  ContractPlace Given(const AccessPath::Stand& stand);
  bool Stands(const ContractType& type, const SourceFile& file, const AccessPath& access,
              std::string_view before) const;

  EffectContext& context_;
  const Contracts& contracts_;
  const ContractNames& names_;
  int depth_ = 0;
};

}  // namespace interlock
