// Parameters and local names: what lexical scope holds, so that no other file can break its uses.
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "parsers/extraction_internal.h"

namespace interlock {
namespace {

class BindingReader {
 public:
  explicit BindingReader(Extraction& extraction)
      : extraction_(extraction), scopes_(extraction.scopes) {}

  void Read() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role == Role::kScope) DeclareOuter(use);
    }
    for (const Located& use : extraction_.uses) {
      if (use.match.role == Role::kParameter) ReadParameter(use);
      if (use.match.role == Role::kBinding) ReadBinding(use);
      if (use.match.role == Role::kReturns) ReadReturn(use);
    }
    for (const AssignedField& field : extraction_.assigned_fields) Substitute(field);
  }

 private:
  using Key = std::tuple<std::int32_t, std::string, std::string, std::string>;

  void DeclareOuter(const Located& use) {
    const RegionId function = scopes_[use.region].function;
    if (function >= 0) scopes_[function].outer_names.insert(extraction_.NameOf(use.match));
  }

  void ReadParameter(const Located& use) {
    const RegionId function = scopes_[use.region].function;
    const std::string_view name = ParameterName(use.match);
    if (function < 0 || name.size() > kMaxName) return;
    if (!name.empty()) scopes_[function].names.insert(name);
    if (scopes_[function].kind == RegionKind::kFunction) {
      AddParameter(use.match, extraction_.At(scopes_[function].definition));
    } else if (!name.empty()) {
      AddBinding(use, scopes_[function].definition);
    }
  }

  // Empty when only a type is given, or when the argument is taken apart at once.
  std::string_view ParameterName(const Match& match) const {
    const TSNode* type = extraction_.Find(match, Part::kType);
    if (type != nullptr && ts_node_eq(*type, match.node)) return {};
    const bool has_parts = ts_node_named_child_count(match.node) > 0;
    if (has_parts && !extraction_.Has(match, Part::kName)) return {};
    const std::string_view name = extraction_.NameOf(match);
    // `int *` in a prototype wraps no name, and `...` is none.
    const bool wraps = extraction_.language.Of(extraction_.matches.NameOf(match)).wraps_name;
    return wraps || name == "..." ? std::string_view() : name;
  }

  void AddParameter(const Match& match, Definition& definition) {
    Parameter parameter;
    parameter.kind = KindOf(match, definition);
    parameter.name = ParameterName(match);
    parameter.type = PartTypePath(extraction_, match, Part::kType);
    parameter.type_text = ParameterTypeText(extraction_, match);
    const TSNode* default_value = extraction_.Find(match, Part::kDefault);
    parameter.has_default = default_value != nullptr;
    if (default_value != nullptr) extraction_.hashes.Tag(*default_value, kHashUnsigned);
    if (!parameter.name.empty() && !IsCallersBusiness(parameter.kind)) {
      extraction_.hashes.Tag(extraction_.matches.NameOf(match), kHashUnsigned);
    }
    definition.parameters.push_back(std::move(parameter));
  }

  ParameterKind KindOf(const Match& match, const Definition& definition) const {
    const ParameterKind kind{match.detail};
    const bool is_receiver =
        extraction_.language.first_parameter_is_receiver &&
        definition.kind == DefinitionKind::kMethod && !definition.is_static &&
        definition.parameters.empty() &&
        (kind == ParameterKind::kPositional || kind == ParameterKind::kPositionOnly);
    return is_receiver ? ParameterKind::kReceiver : kind;
  }

  // Whether a caller can write the parameter's name.
  bool IsCallersBusiness(ParameterKind kind) const {
    return extraction_.language.traits.keyword_calls &&
           (kind == ParameterKind::kPositional || kind == ParameterKind::kKeywordOnly);
  }

  void ReadBinding(const Located& use) {
    const std::string_view name = extraction_.NameOf(use.match);
    if (name.empty() || name.size() > kMaxName) return;
    const RegionId function = scopes_[use.region].function;
    if (function >= 0 && scopes_[function].outer_names.contains(name)) {
      extraction_.outer_writes.push_back(use);
      return;
    }
    const RegionId holder = scopes_.Holder(use.region);
    scopes_[holder].names.insert(name);
    AddBinding(use, scopes_[holder].definition);
  }

  void AddBinding(const Located& use, std::int32_t scope) {
    Add({scope, std::string(extraction_.NameOf(use.match)),
         PartTypePath(extraction_, use.match, Part::kType), ValuePath(extraction_, use.match),
         use.match.role == Role::kBinding && use.match.detail != 0,
         LineOf(extraction_.matches.NameOf(use.match))});
  }

  void ReadReturn(const Located& use) {
    const RegionId function = scopes_[use.region].function;
    if (function < 0 || scopes_[function].kind != RegionKind::kFunction) return;
    const std::int32_t definition = scopes_[function].definition;
    if (!extraction_.At(definition).type_text.empty()) return;
    std::string value = ValuePath(extraction_, use.match);
    if (value.empty()) return;
    Add({definition, "<return>", "", std::move(value), false, LineOf(use.match.node)});
  }

  void Add(Binding binding) {
    // Of type parameters each counts: which is meant, their lines tell.
    if (binding.is_type ||
        seen_.insert({binding.scope, binding.name, binding.type, binding.value}).second) {
      if (!binding.value.empty() && binding.name != "<return>") {
        const auto [known, is_new] = values_.insert({{binding.scope, binding.name}, binding.value});
        if (!is_new) known->second = "";
      }
      extraction_.facts.bindings.push_back(std::move(binding));
    }
  }

  // `self.client = client`: outside the function `client` means nothing, so what the function knows
  // of it is put in its place.
  void Substitute(const AssignedField& assigned) {
    Definition& field = extraction_.At(assigned.definition);
    const std::string first = FirstName(field.value);
    if (IsKnownOutside(first, assigned.region)) return;
    const std::string rest = field.value.substr(first.size());
    field.value = "";
    const std::int32_t function = scopes_[assigned.region].definition;
    if (const Parameter* parameter = FindParameter(function, first)) {
      if (rest.empty() && field.type.empty()) field.type = parameter->type;
      return;
    }
    const auto known = values_.find({function, first});
    if (known == values_.end() || known->second.empty()) return;
    if (IsKnownOutside(FirstName(known->second), assigned.region))
      field.value = known->second + rest;
  }

  static std::string FirstName(const std::string& path) {
    return path.substr(0, path.find_first_of(".([{#"));
  }

  bool IsKnownOutside(const std::string& name, RegionId region) const {
    if (name.empty() || !scopes_.IsBound(name, region)) return true;
    const Parameter* parameter = FindParameter(scopes_[region].definition, name);
    return parameter != nullptr && parameter->kind == ParameterKind::kReceiver;
  }

  const Parameter* FindParameter(std::int32_t function, const std::string& name) const {
    for (const Parameter& parameter : extraction_.At(function).parameters) {
      if (parameter.name == name) return &parameter;
    }
    return nullptr;
  }

  Extraction& extraction_;
  Scopes& scopes_;
  std::set<Key> seen_;
  std::map<std::pair<std::int32_t, std::string>, std::string> values_;  // "" when there are several
};

}  // namespace

void ReadBindings(Extraction& extraction) { BindingReader(extraction).Read(); }

}  // namespace interlock
