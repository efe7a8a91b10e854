// What code does with the services and messages that contracts declare: which methods it calls and
// serves, which fields it reads and writes.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/effects/contract_paths.h"
#include "graph/effects/contracts.h"
#include "graph/effects/effects.h"
#include "graph/effects/operands.h"
#include "graph/effects/patterns.h"

namespace interlock {

namespace {

using Kind = ContractPlace::Kind;

class ContractReader {
 public:
  ContractReader(EffectContext& context, const Contracts& contracts, const SourceFile& file,
                 const ContractNames& names)
      : file_(file),
        facts_(file.facts()),
        names_(names),
        paths_(context, contracts, names),
        context_(context) {}

  std::vector<Effect> Read() {
    FindServers();
    for (const Reference& reference : facts_.references) ReadReference(reference);
    for (const Record& record : facts_.records) ReadRecord(record);
    ReadLiterals();
    return std::move(effects_);
  }

 private:
  struct Spot {
    std::int32_t scope = -1;
    std::uint32_t line = 0;
    std::int32_t guard = -1;
  };

  void Add(std::string kind, const std::string& name, const char* access, const Spot& spot,
           bool is_guess, std::string_view path = {}) {
    if (!seen_.emplace(spot.scope, spot.line, name, access).second) return;
    Effect effect;
    effect.resource = {std::move(kind), name};
    effect.access = access;
    effect.resolution = is_guess ? Resolution::kLikely : Resolution::kResolved;
    effect.path = file_.path();
    effect.line = spot.line;
    if (spot.scope >= 0) effect.in = QualifiedName(facts_, spot.scope);
    effect.guard = FlagOf(context_, file_, spot.guard);
    effect.entry = names_.style().id;
    effect.in_loop = !path.empty() && IsInLoop(spot.scope, path);
    effects_.push_back(std::move(effect));
  }

  bool IsInLoop(std::int32_t scope, std::string_view path) const {
    return std::any_of(facts_.sites.begin(), facts_.sites.end(), [&](const Site& site) {
      return site.in_loop && site.scope == scope && site.path == path;
    });
  }

  // ---- What is served.

  void FindServers() {
    for (const Inheritance& inheritance : facts_.inheritance) {
      if (inheritance.definition < 0) continue;
      const std::int32_t type = inheritance.definition;
      const std::int32_t around = inheritance.owner.empty() ? file_.definition(type).parent : type;
      const std::string_view base = inheritance.base;
      if (!MayBeSymbol(base)) continue;
      const ContractPlace place =
          paths_.Of(file_, around, base.substr(0, base.find('<')), inheritance.line);
      if (place.kind != Kind::kServer) continue;
      const std::string name =
          inheritance.owner.empty() ? file_.definition(type).name.str() : inheritance.owner.str();
      ServeMembers(place, type, name);
    }
    ServeElsewhere();
    for (const Site& site : facts_.sites) {
      if (site.kind == SiteKind::kCall) ReadRegistration(site);
    }
    for (const Record& record : facts_.records) {
      if (record.is_for != RecordFor::kType || !MayBeSymbol(record.path)) continue;
      const ContractPlace place = paths_.Of(file_, record.scope, record.path, record.line);
      if (place.kind == Kind::kServer) ServeRecord(place, record);
    }
  }

  bool MayBeSymbol(std::string_view path) const {
    for (const std::string_view step : StepsOf(path)) {
      if (!names_.Symbols(NameOfStep(step)).empty()) return true;
    }
    // What is bound to another name here.
    const std::string first(NameOfStep(path));
    return std::any_of(facts_.imports.begin(), facts_.imports.end(), [&](const Import& import) {
      return import.local == first && import.local != import.member && !import.member.empty() &&
             !names_.Symbols(NameOfStep(import.member.str())).empty();
    });
  }

  void Serve(const ContractPlace& place, const SpelledMember& method, std::int32_t function) {
    const Definition& definition = file_.definition(function);
    Add("rpc", method.member->resource, "serve", {function, definition.first_line, -1},
        place.is_guess);
    handled_.try_emplace(function, method.member);
  }

  void ServeMembers(const ContractPlace& place, std::int32_t type, const std::string& name) {
    for (std::size_t i = 0; i < facts_.definitions.size(); ++i) {
      const Definition& each = facts_.definitions[i];
      const bool is_member = each.parent == type || (!each.owner.empty() && each.owner == name);
      if (!is_member || !each.callable || each.is_abstract) continue;
      const SpelledMember* method = names_.Member(*place.type, each.name);
      if (method != nullptr) Serve(place, *method, static_cast<std::int32_t>(i));
    }
  }

  // Methods of a type that stands in another file.
  void ServeElsewhere() {
    std::map<std::string, ContractPlace> owners;
    for (std::size_t i = 0; i < facts_.definitions.size(); ++i) {
      const Definition& each = facts_.definitions[i];
      if (each.owner.empty() || !each.callable || !names_.MayBeMember(each.name)) continue;
      const auto [owner, fresh] = owners.try_emplace(each.owner.str());
      if (fresh) owner->second = ServedBy(each.owner);
      if (owner->second.kind != Kind::kServer) continue;
      const SpelledMember* method = names_.Member(*owner->second.type, each.name);
      if (method != nullptr) Serve(owner->second, *method, static_cast<std::int32_t>(i));
    }
  }

  ContractPlace ServedBy(std::string_view owner) {
    const Resolved type = context_.resolver.ResolveType(file_, -1, owner);
    if (type.targets.size() != 1 || type.targets.front().file == &file_) return {};
    const Target& target = type.targets.front();
    for (const Inheritance& inheritance : target.file->facts().inheritance) {
      if (inheritance.definition != target.index || !MayBeSymbol(inheritance.base.str())) continue;
      const ContractPlace place = paths_.Of(*target.file, target.definition().parent,
                                            inheritance.base.str(), inheritance.line);
      if (place.kind == Kind::kServer) return place;
    }
    return {};
  }

  // `const impl: CartServer = { addItem(call) { … } }`
  void ServeRecord(const ContractPlace& place, const Record& record) {
    for (const Interned& member : record.members) {
      const SpelledMember* method = names_.Member(*place.type, member);
      if (method == nullptr) continue;
      const std::int32_t function = FunctionIn(record.scope, member);
      if (function >= 0) {
        Serve(place, *method, function);
      } else {
        Add("rpc", method->member->resource, "serve", {record.scope, record.line, -1},
            place.is_guess);
      }
    }
  }

  std::int32_t FunctionIn(std::int32_t scope, std::string_view name) const {
    for (const std::int32_t index : file_.Definitions(name)) {
      const Definition& definition = file_.definition(index);
      if (definition.callable && definition.parent == scope) return index;
    }
    return -1;
  }

  // `server.addService(Cart, {addItem})`: what is given beside the service serves it.
  void ReadRegistration(const Site& site) {
    const std::string_view path = site.path;
    const std::string_view name = path.substr(path.rfind('.') + 1);
    for (const ContractStyle::Given& given : names_.style().given) {
      if (given.members < 0 || given.call != name) continue;
      const Operand* service = OperandAt(site, std::to_string(given.service));
      if (service == nullptr || service->kind != OperandKind::kPath) continue;
      const ContractPlace place = paths_.Of(file_, site.scope, service->text, site.line);
      if (place.kind != Kind::kService) continue;
      const std::string before = std::to_string(given.members) + ".";
      for (const Operand& operand : site.operands) {
        if (!operand.place.starts_with(before)) continue;
        const SpelledMember* method =
            names_.Member(*place.type, std::string_view(operand.place).substr(before.size()));
        if (method == nullptr) continue;
        const std::int32_t function =
            operand.kind == OperandKind::kPath ? FunctionIn(-1, operand.text) : -1;
        if (function >= 0) {
          Serve(place, *method, function);
        } else {
          Add("rpc", method->member->resource, "serve", {site.scope, site.line, -1},
              place.is_guess);
        }
      }
      for (const Record& record : facts_.records) {
        const bool is_it = record.is_for == RecordFor::kArgument && record.place.empty() &&
                           record.argument == given.members && record.path == site.path &&
                           record.scope == site.scope;
        if (is_it) ServeRecord(place, record);
      }
    }
  }

  // ---- What is called, read and written.

  // What a method that serves is given, whatever its type says.
  ContractPlace OfHandled(std::int32_t scope, std::string_view path) const {
    const std::string_view first = NameOfStep(path);
    for (std::int32_t s = scope; s >= 0; s = file_.definition(s).parent) {
      const std::vector<Parameter>& parameters = file_.definition(s).parameters;
      int position = 0;
      for (const Parameter& parameter : parameters) {
        if (parameter.kind == ParameterKind::kReceiver) continue;
        if (parameter.name == first) {
          const auto found = handled_.find(s);
          return found == handled_.end() ? ContractPlace()
                                         : OfArgument(*found->second, position, path);
        }
        ++position;
      }
    }
    return {};
  }

  ContractPlace OfArgument(const ContractMember& method, int position,
                           std::string_view path) const {
    ContractPlace found;
    for (const std::string& place : names_.style().handled) {
      if (std::atoi(place.c_str()) != position) continue;
      const std::size_t dot = place.find('.');
      std::string_view rest = path.substr(std::min(path.find('.'), path.size()));
      const std::string behind = dot == place.npos ? "" : place.substr(dot);
      if (!rest.starts_with(behind)) continue;
      rest.remove_prefix(behind.size());
      if (!rest.starts_with('.')) continue;
      ContractPlace one = paths_.OfMessage(method.takes, rest.substr(1));
      if (one.found()) found = one;
    }
    return found;
  }

  ContractPlace PlaceOf(std::int32_t scope, std::string_view path, std::uint32_t line,
                        bool called) {
    const auto [known, fresh] = places_.try_emplace({scope, line, std::string(path), called});
    if (!fresh) return known->second;
    ContractPlace place = OfHandled(scope, path);
    if (!place.found()) place = paths_.Of(file_, scope, path, line, called);
    return known->second = place;
  }

  void ReadReference(const Reference& reference) {
    if (reference.kind == ReferenceKind::kType) return;
    const std::string name = reference.name;
    const bool is_call =
        reference.kind == ReferenceKind::kCall || reference.kind == ReferenceKind::kConstruct;
    const bool may_be_member = !reference.receiver.empty() && names_.MayBeMember(name);
    const std::string path = PathOf(reference);
    if (!may_be_member && !(is_call && MayBeSymbol(path))) return;
    const Spot spot{reference.scope, reference.line, reference.guard};
    const ContractPlace place = PlaceOf(reference.scope, path, reference.line, is_call);
    switch (place.kind) {
      case Kind::kMethod:
        if (place.spelled != nullptr && EndsInMethod(place, name)) {
          Add("rpc", place.member->resource, "call", spot, place.is_guess, path);
        }
        break;
      case Kind::kField:
        if (place.spelled->is_call && !is_call && reference.kind == ReferenceKind::kWrite) break;
        if (!place.spelled->is_call && is_call) break;
        Add("message field", place.member->resource,
            place.spelled->is_setter || reference.kind == ReferenceKind::kWrite ? "write" : "read",
            spot, place.is_guess);
        break;
      case Kind::kClient:
        if (is_call && place.is_made) Connect(place, spot);
        break;
      case Kind::kMessage:
        if (is_call) Write(place, reference.keywords, spot);
        break;
      default:
        break;
    }
  }

  // The path may go on behind the method, to what the call gives.
  bool EndsInMethod(const ContractPlace& place, std::string_view name) const {
    const SpelledMember* method = names_.Member(*place.type, name);
    return method != nullptr && method->member == place.member;
  }

  void Connect(const ContractPlace& place, const Spot& spot) {
    const std::string& service = place.type->simple;
    Add("rpc", service.substr(service.rfind('.') + 1), "call", spot, place.is_guess);
  }

  template <typename Names>
  void Write(const ContractPlace& place, const Names& names, const Spot& spot) {
    for (const auto& name : names) {
      const SpelledMember* field = names_.Member(*place.type, std::string_view(name));
      if (field == nullptr || field->is_call) continue;
      Add("message field", field->member->resource, "write", spot, place.is_guess);
    }
  }

  void ReadRecord(const Record& record) {
    const Spot spot{record.scope, record.line, -1};
    if (!record.place.empty()) return;
    if (record.is_for == RecordFor::kType && MayBeSymbol(record.path)) {
      const ContractPlace place = PlaceOf(record.scope, record.path.str(), record.line, true);
      if (place.kind == Kind::kMessage) Write(place, record.members, spot);
    } else if (record.is_for == RecordFor::kResult) {
      const auto found = handled_.find(record.scope);
      if (found == handled_.end()) return;
      const ContractPlace place = paths_.OfMessage(found->second->gives, "");
      if (place.kind == Kind::kMessage) Write(place, record.members, spot);
    }
  }

  // `client.addItem({ id: 1 })`
  void ReadLiterals() {
    const int request = names_.style().request;
    if (request < 0) return;
    const std::string before = std::to_string(request) + ".";
    for (const Site& site : facts_.sites) {
      const std::string_view path = site.path;
      const std::size_t dot = path.rfind('.');
      if (site.kind != SiteKind::kCall || dot == path.npos) continue;
      if (!names_.MayBeMember(path.substr(dot + 1))) continue;
      std::vector<std::string> members;
      for (const Operand& operand : site.operands) {
        if (!operand.place.starts_with(before)) continue;
        const std::string_view inside = std::string_view(operand.place).substr(before.size());
        members.emplace_back(inside.substr(0, inside.find_first_of(".[|")));
      }
      if (members.empty()) continue;
      const ContractPlace method = PlaceOf(site.scope, path, site.line, true);
      if (method.kind != Kind::kMethod) continue;
      const ContractPlace place = paths_.OfMessage(method.member->takes, "");
      if (place.kind == Kind::kMessage) Write(place, members, {site.scope, site.line, site.guard});
    }
  }

  const SourceFile& file_;
  const FileFacts& facts_;
  const ContractNames& names_;
  ContractPaths paths_;
  EffectContext& context_;
  std::map<std::int32_t, const ContractMember*> handled_;  // by the function that serves it
  std::map<std::tuple<std::int32_t, std::uint32_t, std::string, bool>, ContractPlace> places_;
  std::set<std::tuple<std::int32_t, std::uint32_t, std::string, std::string>> seen_;
  std::vector<Effect> effects_;
};

}  // namespace

std::vector<Effect> ContractEffects(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects;
  if (file.traits() == nullptr) return effects;
  const Contracts& contracts = context.contracts();
  for (const ContractNames* names : contracts.NamesFor(file)) {
    std::vector<Effect> found = ContractReader(context, contracts, file, *names).Read();
    std::move(found.begin(), found.end(), std::back_inserter(effects));
  }
  return effects;
}

}  // namespace interlock
