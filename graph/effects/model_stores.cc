#include "graph/effects/model_stores.h"

#include <algorithm>

#include "graph/effects/patterns.h"

namespace interlock {
namespace {

constexpr int kDeepest = 20;
constexpr std::uint32_t kMaxLines = 20;     // of one chain of calls
constexpr std::size_t kMostBindings = 200;  // of one name in one file

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool IsOpening(char c) { return c == '<' || c == '[' || c == '(' || c == '{'; }
bool IsClosing(char c) { return c == '>' || c == ']' || c == ')' || c == '}'; }

// "shop.Order" of " *shop::Order<T> ": the first name in it, its parts joined by dots.
std::string FirstName(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("::")) {
      if (!name.empty()) name += '.';
      ++i;
    } else if (IsNameByte(text[i])) {
      name += text[i];
    } else if (!name.empty()) {
      break;
    }
  }
  return name;
}

// "getRepository" of "this.source.getRepository()".
std::optional<std::string> CalleeOf(std::string_view value) {
  if (!value.ends_with("()")) return std::nullopt;
  return std::string(value.substr(0, value.size() - 2));
}

}  // namespace

std::string HeadOfType(const std::string& type, std::string_view written) {
  return type.starts_with("[]") ? FirstName(written) : type;
}

std::vector<std::string> TypeArguments(std::string_view written, std::string_view name) {
  if (name.empty()) return {};
  std::size_t open = written.npos;
  for (std::size_t at = written.find(name); at != written.npos; at = written.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool whole = (at == 0 || !IsNameByte(written[at - 1]) || written[at - 1] == '.') &&
                       end < written.size() && (written[end] == '<' || written[end] == '[');
    if (!whole) continue;
    open = end;
    break;
  }
  std::vector<std::string> arguments;
  int depth = 0;
  for (std::size_t i = open, begin = open; i < written.size(); ++i) {
    const char c = written[i];
    if (IsOpening(c) && depth++ == 0) begin = i + 1;
    const bool ends = IsClosing(c) && --depth == 0;
    if (ends || (c == ',' && depth == 1)) {
      arguments.push_back(FirstName(written.substr(begin, i - begin)));
      begin = i + 1;
    }
    if (ends) break;
  }
  return arguments;
}

const ModelStyle* ModelStores::StyleOf(const SourceFile& file, std::int32_t scope,
                                       std::string_view type) {
  if (type.empty() || type.starts_with("[]") || type.starts_with('(')) return nullptr;
  for (const ModelStyle* style : context_.models->StylesOf(file)) {
    if (style->store_types.empty()) continue;
    if (context_.models->IsReached(file, scope, type, style->store_types)) return style;
  }
  return nullptr;
}

// The model that a type argument names; open when it is a parameter of the type around it.
ModelStores::Kept ModelStores::Given(const SourceFile& file, std::int32_t scope,
                                     const std::string& argument, const ModelStyle* style) {
  if (argument.empty()) return {};
  if (argument.ends_with(".class")) {  // the type as a value: `Order::class`
    return Given(file, scope, argument.substr(0, argument.size() - 6), style);
  }
  for (const std::int32_t index : file.BindingsIn(scope, argument)) {
    if (file.facts().bindings[static_cast<std::size_t>(index)].is_type) return {.open = true};
  }
  const Resolved resolved = context_.resolver.ResolveType(file, scope, argument);
  if (resolved.targets.size() != 1) return {};
  const Model* model = context_.models->Of(resolved.targets.front());
  if (model != nullptr && style != nullptr && model->style != style) model = nullptr;
  return {.model = model};
}

const Model* ModelStores::Of(const Target& type) {
  return type.file == nullptr || type.index < 0 ? nullptr : Find(type).model;
}

ModelStores::Kept ModelStores::Find(const Target& type) {
  const std::pair key(type.file, type.index);
  if (const auto known = types_.find(key); known != types_.end()) return known->second;
  types_[key] = {};  // one that derives from itself is none
  if (depth_ >= kDeepest) return {};
  ++depth_;
  Kept kept;
  const SourceFile& file = *type.file;
  for (const Inheritance& inheritance : file.facts().inheritance) {
    if (inheritance.definition != type.index || !inheritance.owner.empty()) continue;
    if (kept.model != nullptr) break;
    const std::vector<std::string> arguments =
        TypeArguments(inheritance.base_text, LastName(inheritance.base));
    const std::int32_t around = type.definition().parent;
    if (const ModelStyle* style = StyleOf(file, around, inheritance.base)) {
      kept = arguments.empty() ? GivenToBase(type, style)
                               : Given(file, type.index, arguments.front(), style);
      continue;
    }
    for (const Target& base :
         context_.resolver.ResolveType(file, around, inheritance.base).targets) {
      const Kept of_base = Find(base);
      if (of_base.model != nullptr) kept = of_base;
      if (!of_base.open || arguments.empty()) continue;
      kept = Given(file, type.index, arguments.front(), nullptr);
    }
  }
  --depth_;
  return types_[key] = kept;
}

// `parent::__construct($registry, Order::class)`, in the type's own constructor.
ModelStores::Kept ModelStores::GivenToBase(const Target& type, const ModelStyle* style) {
  const SourceFile& file = *type.file;
  const LanguageTraits& traits = *file.traits();
  for (const Site& site : file.facts().sites) {
    const bool inside = site.kind == SiteKind::kCall && site.scope >= 0 &&
                        file.definition(site.scope).parent == type.index;
    const std::size_t dot = inside ? site.path.find('.') : site.path.npos;
    if (dot == site.path.npos || !Has(traits.base_names, site.path.substr(0, dot))) continue;
    for (const Operand& operand : site.operands) {
      const bool is_type = operand.kind == OperandKind::kPath && operand.text.ends_with(".class");
      const Kept kept = is_type ? Given(file, site.scope, operand.text, style) : Kept{};
      if (kept.model != nullptr) return kept;
    }
  }
  return {};
}

// `Repository<Order>`, as it is written in the scope.
const Model* ModelStores::OfText(const SourceFile& file, std::int32_t scope,
                                 const std::string& type_path, const std::string& text) {
  const std::string type = HeadOfType(type_path, text);
  const std::vector<std::string> arguments = TypeArguments(text, LastName(type));
  if (arguments.empty()) return nullptr;
  if (const ModelStyle* style = StyleOf(file, scope, type)) {
    return Given(file, scope, arguments.front(), style).model;
  }
  const Resolved resolved = context_.resolver.ResolveType(file, scope, type);
  const bool is_open = resolved.targets.size() == 1 && Find(resolved.targets.front()).open;
  return is_open ? Given(file, scope, arguments.front(), nullptr).model : nullptr;
}

const Model* ModelStores::OfCall(const SourceFile& file, std::int32_t scope,
                                 const std::string& callee, std::uint32_t line) {
  const std::string_view name = LastName(callee);
  for (const ModelStyle* style : context_.models->StylesOf(file)) {
    const bool may =
        std::any_of(style->store_calls.begin(), style->store_calls.end(),
                    [&](const std::string& pattern) { return LastName(pattern) == name; });
    if (!may || !MatchesAny(style->store_calls, context_.models->Reached(file, scope, callee), '.'))
      continue;
    // The last one above, for a chain goes on below where it begins; else the first one below.
    const Site* nearest = nullptr;
    for (const Site& site : file.facts().sites) {
      const bool fits = site.kind == SiteKind::kCall && site.path == callee &&
                        site.line <= line + kMaxLines && line <= site.line + kMaxLines;
      const auto away = [&](const Site& s) {
        return s.line <= line ? line - s.line : s.line - line + kMaxLines;
      };
      if (fits && (nearest == nullptr || away(site) < away(*nearest))) nearest = &site;
    }
    if (nearest == nullptr) return nullptr;
    for (const std::string_view place : {"<0>", "0"}) {
      for (const Operand& operand : nearest->operands) {
        if (operand.place != place || operand.kind != OperandKind::kPath) continue;
        return Given(file, nearest->scope, operand.text, style).model;
      }
    }
  }
  return nullptr;
}

const Model* ModelStores::OfDefinition(const Target& target) {
  const Definition& definition = target.definition();
  const SourceFile& file = *target.file;
  if (const Model* model = OfText(file, definition.parent, definition.type, definition.type_text)) {
    return model;
  }
  const auto callee = CalleeOf(definition.value);
  return callee ? OfCall(file, definition.parent, *callee, definition.first_line) : nullptr;
}

// A parameter or a local name.
const Model* ModelStores::OfLocal(const SourceFile& file, std::int32_t scope,
                                  const std::string& name, std::uint32_t line) {
  for (std::int32_t around = scope; around >= 0; around = file.definition(around).parent) {
    for (const Parameter& parameter : file.definition(around).parameters) {
      if (parameter.name == name) return OfText(file, around, parameter.type, parameter.type_text);
    }
  }
  const Binding* nearest = nullptr;
  const std::vector<std::int32_t> bindings = file.Bindings(name);
  if (bindings.size() > kMostBindings) return nullptr;
  for (const std::int32_t index : bindings) {
    const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
    if (binding.scope == scope && binding.line <= line) nearest = &binding;
  }
  if (nearest == nullptr) return nullptr;
  const auto callee = CalleeOf(nearest->value);
  return callee ? OfCall(file, scope, *callee, nearest->line) : nullptr;
}

const Model* ModelStores::At(const SourceFile& file, std::int32_t scope, const std::string& path,
                             std::uint32_t line) {
  const std::tuple key(&file, scope, path);
  if (const auto known = paths_.find(key); known != paths_.end()) return known->second;
  return paths_[key] = Look(file, scope, path, line);
}

const Model* ModelStores::Look(const SourceFile& file, std::int32_t scope, const std::string& path,
                               std::uint32_t line) {
  Reference reference;
  reference.name = "?";
  reference.receiver = path;
  reference.scope = scope;
  reference.line = line;
  const Resolved held = context_.resolver.ReceiverType(file, reference);
  if (held.targets.size() == 1) {
    if (const Model* model = Of(held.targets.front())) return model;
  }
  const std::size_t dot = path.rfind('.');
  reference.name = path.substr(dot + 1);  // npos + 1 == 0
  reference.receiver = dot == path.npos ? "" : path.substr(0, dot);
  const Resolved resolved = context_.resolver.Resolve(file, reference);
  if (resolved.resolution != Resolution::kNameOnly && resolved.targets.size() == 1) {
    return OfDefinition(resolved.targets.front());
  }
  return dot == path.npos ? OfLocal(file, scope, path, line) : nullptr;
}

}  // namespace interlock
