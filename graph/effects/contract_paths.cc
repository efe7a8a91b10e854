#include "graph/effects/contract_paths.h"

#include <algorithm>
#include <string>

#include "graph/effects/operands.h"
#include "graph/effects/patterns.h"

namespace interlock {

namespace {

using Kind = ContractPlace::Kind;

bool IsCalled(std::string_view step) { return step.find("()") != step.npos; }

// How many folders of the contract's path the module has before its own name: of two files of one
// name, that which is meant has more.
int Closeness(std::string_view module, std::string_view folder) {
  std::string where(module);
  std::replace(where.begin(), where.end(), '.', '/');
  int common = 0;
  while (!folder.empty()) {
    const std::string_view last = folder.substr(folder.rfind('/') + 1);
    if (("/" + where + "/").find("/" + std::string(last) + "/") == std::string::npos) break;
    ++common;
    folder = folder.substr(0, folder.size() - last.size());
    if (folder.ends_with('/')) folder.remove_suffix(1);
  }
  return common;
}

Kind KindOf(ContractRole role) {
  switch (role) {
    case ContractRole::kClient:
      return Kind::kClient;
    case ContractRole::kServer:
      return Kind::kServer;
    case ContractRole::kService:
      return Kind::kService;
    case ContractRole::kMessage:
      break;
  }
  return Kind::kMessage;
}

// `called`: so is what the path ends with.
bool StepsFit(const std::vector<std::string>& wanted, const std::vector<std::string_view>& steps,
              std::size_t at, bool called) {
  if (wanted.size() > steps.size() - at) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (NameOfStep(wanted[i]) != NameOfStep(steps[at + i])) return false;
    const bool is_last = at + i + 1 == steps.size();
    if (IsCalled(wanted[i]) && !IsCalled(steps[at + i]) && !(is_last && called)) return false;
  }
  return true;
}

}  // namespace

// Is what stands before the name of generated code the module in which that is? Where nothing does,
// it is that of the file itself, one around it, or one that is imported whole.
bool ContractPaths::Stands(const ContractType& type, const SourceFile& file,
                           const AccessPath& access, std::string_view before) const {
  const std::vector<std::string>& modules = names_.Modules(type);
  return std::any_of(modules.begin(), modules.end(), [&](const std::string& module) {
    if (!before.empty()) return EndsWithModule(before, module);
    if (!access.unbound) return false;
    const std::string_view package = file.facts().package;
    const bool is_around =
        package == module || (package.starts_with(module) && package[module.size()] == '.');
    return is_around || Has(access.around, module);
  });
}

ContractPlace ContractPaths::Walk(const SourceFile& file, const AccessPath& access,
                                  std::string_view path, bool called) const {
  const Steps steps = StepsOf(path);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto offset = static_cast<std::size_t>(steps[i].data() - path.data());
    const std::string_view before = path.substr(0, offset == 0 ? 0 : offset - 1);
    const ContractNames::Symbol* best = nullptr;
    int best_closeness = 0;
    bool is_open = false;  // several are meant as well
    for (const ContractNames::Symbol& symbol : names_.Symbols(NameOfStep(steps[i]))) {
      if (!StepsFit(symbol.steps, steps, i, called)) continue;
      if (!Stands(*symbol.type, file, access, before)) continue;
      const int closeness = Closeness(before, symbol.type->file->folder());
      const auto rank = std::pair(symbol.steps.size(), closeness);
      if (best != nullptr && rank < std::pair(best->steps.size(), best_closeness)) continue;
      const bool is_same = best != nullptr && best->type->name == symbol.type->name;
      const bool is_equal =
          best != nullptr && rank == std::pair(best->steps.size(), best_closeness);
      if (is_equal && is_same) continue;
      is_open = is_equal;
      best = &symbol;
      best_closeness = closeness;
    }
    if (best == nullptr) continue;
    if (is_open) return {};
    ContractPlace place;
    place.kind = KindOf(best->role);
    place.type = best->type;
    const std::size_t next = i + best->steps.size();
    place.is_made = next == steps.size();
    place.is_guess = access.is_guess;
    return Continue(place, steps, next);
  }
  return {};
}

ContractPlace ContractPaths::Continue(ContractPlace at, const Steps& steps,
                                      std::size_t next) const {
  for (; next < steps.size(); ++next) {
    const std::string_view name = NameOfStep(steps[next]);
    if (name.empty()) return {};
    at.is_made = false;
    if (at.kind == Kind::kClient) {
      const SpelledMember* method = names_.Member(*at.type, name);
      if (method == nullptr) return {};
      at.kind = Kind::kMethod;
      at.member = method->member;
      at.spelled = method;
      continue;
    }
    const bool is_part = at.kind == Kind::kMethod || at.kind == Kind::kField;
    if (!is_part && at.kind != Kind::kMessage) return {};
    const ContractType* message = is_part ? contracts_.Message(at.member->gives) : at.type;
    const SpelledMember* field = message == nullptr ? nullptr : names_.Member(*message, name);
    if (field == nullptr) {
      const ContractStyle& style = names_.style();
      if (at.kind == Kind::kMethod && Has(style.results, name)) continue;
      // A builder is as good as what it builds; a list as what is in it.
      if (at.kind == Kind::kMethod || message == nullptr || !Has(style.passing, name)) return {};
      at.kind = Kind::kMessage;
      at.type = message;
      continue;
    }
    if (field->is_call && !IsCalled(steps[next]) && next + 1 < steps.size()) return {};
    at.type = message;
    at.spelled = field;
    at.member = field->member;
    at.kind = Kind::kField;
    // What sets a field gives the message again.
    if (field->is_setter && next + 1 < steps.size()) at.kind = Kind::kMessage;
  }
  return at;
}

ContractPlace ContractPaths::OfMessage(const std::string& message, std::string_view rest) const {
  ContractPlace at;
  at.type = contracts_.Message(message);
  if (at.type == nullptr) return {};
  at.kind = Kind::kMessage;
  return Continue(at, StepsOf(rest), 0);
}

// `createClient(CartService, transport)`: what the call is given says whose client it gives.
ContractPlace ContractPaths::Given(const AccessPath::Stand& stand) {
  if (stand.file == nullptr || names_.style().given.empty()) return {};
  const Steps steps = StepsOf(stand.path);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!IsCalled(steps[i])) continue;
    for (const ContractStyle::Given& given : names_.style().given) {
      if (given.call != NameOfStep(steps[i]) || given.members >= 0) continue;
      const std::size_t end =
          static_cast<std::size_t>(steps[i].data() - stand.path.data()) + given.call.size();
      const std::string_view called = std::string_view(stand.path).substr(0, end);
      for (const Site& site : stand.file->facts().sites) {
        if (site.kind != SiteKind::kCall || site.path != called) continue;
        if (stand.line != 0 && site.line != stand.line) continue;
        const Operand* operand = OperandAt(site, std::to_string(given.service));
        if (operand == nullptr || operand->kind != OperandKind::kPath) continue;
        ContractPlace service = Of(*stand.file, site.scope, operand->text, site.line);
        if (service.kind != Kind::kService) continue;
        service.kind = Kind::kClient;
        service.is_made = i + 1 == steps.size();
        return Continue(service, steps, i + 1);
      }
    }
  }
  return {};
}

ContractPlace ContractPaths::Of(const SourceFile& file, std::int32_t scope, std::string_view path,
                                std::uint32_t line, bool called) {
  constexpr int kMaxDepth = 2;  // what a call is given that gives what a call is given
  if (depth_ > kMaxDepth) return {};
  const AccessPath access = context_.paths.Of(file, scope, path, line);
  if (!access.found() || access.is_marked()) return {};
  ++depth_;
  ContractPlace place = Walk(file, access, access.path, called);
  if (!place.found() && !access.own.empty()) place = Walk(file, access, access.own, called);
  for (const AccessPath::Stand& stand : access.through) {
    if (place.found()) break;
    place = Given(stand);
    place.is_guess = place.is_guess || access.is_guess;
  }
  --depth_;
  return place;
}

}  // namespace interlock
