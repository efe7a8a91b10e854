// What members and calls say elsewhere of types that stand for tables: the table, and the columns
// of fields.
#include <algorithm>
#include <string>

#include "graph/effects/model_stores.h"
#include "graph/effects/models.h"
#include "graph/effects/patterns.h"

namespace interlock {
namespace {

constexpr std::size_t kMostBound = 200;    // of one name in one file
constexpr std::size_t kMostCalls = 2'000;  // of one file: each is held against all that it says

// A call of what a type is described by.
struct Described {
  std::string path;  // from the type of a parameter: "EntityTypeBuilder().ToTable"
  std::string type;  // that is described, as written
};

// The call of the scope, not below `line`, whose path is this.
const Site* CallAt(const SourceFile& file, std::int32_t scope, std::string_view path,
                   std::uint32_t line) {
  const Site* nearest = nullptr;
  for (const Site& site : file.facts().sites) {
    const bool fits = site.kind == SiteKind::kCall && site.scope == scope && site.path == path &&
                      site.line <= line;
    if (fits && (nearest == nullptr || site.line >= nearest->line)) nearest = &site;
  }
  return nearest;
}

std::string OperandAt(const Site& site, std::string_view place) {
  for (const Operand& operand : site.operands) {
    if (operand.place == place) return operand.text;
  }
  return "";
}

// The binding of the name in the scope that is nearest above the line, or in it.
const Binding* BoundAt(const SourceFile& file, std::int32_t scope, std::string_view name,
                       std::uint32_t line) {
  const Binding* nearest = nullptr;
  const std::vector<std::int32_t> all = file.Bindings(name);
  if (all.size() > kMostBound) return nullptr;
  for (const std::int32_t index : all) {
    const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
    const bool is_above = binding.scope == scope && binding.line <= line;
    if (is_above && (nearest == nullptr || binding.line >= nearest->line)) nearest = &binding;
  }
  return nearest;
}

// `entity.ToTable()` in what is handed to `model.Entity<Order>(entity => …)` is that on what the
// call gives.
std::string WithoutElement(const SourceFile& file, const Site& site) {
  const std::size_t dot = std::min(site.path.find('.'), site.path.size());
  const Binding* bound = BoundAt(file, site.scope, site.path.substr(0, dot), site.line);
  if (bound == nullptr || !bound->value.ends_with("[]")) return site.path;
  const std::string begun = bound->value.substr(0, bound->value.size() - 2) + ".";
  for (const Site& other : file.facts().sites) {
    const bool is_around = other.kind == SiteKind::kCall && other.scope == site.scope &&
                           other.line == bound->line && other.path.starts_with(begun) &&
                           other.path.find('.', begun.size()) == std::string::npos;
    if (is_around && !OperandAt(other, "<0>").empty())
      return other.path + "()" + site.path.substr(dot);
  }
  return site.path;
}

// What the call describes, where its receiver is a parameter around it, or what a call on one gives
// that is given the type.
std::optional<Described> DescribedBy(const SourceFile& file, const Site& site) {
  if (site.kind != SiteKind::kCall || site.scope < 0) return std::nullopt;
  const std::string path = WithoutElement(file, site);
  const std::string first = path.substr(0, path.find('.'));
  for (const Parameter& parameter : file.definition(site.scope).parameters) {
    if (parameter.name != first || first.size() == path.size()) continue;
    Described described{parameter.type + "()" + path.substr(first.size()), ""};
    const auto arguments = TypeArguments(parameter.type_text, LastName(parameter.type));
    if (!arguments.empty()) described.type = arguments.front();
    for (std::size_t dot = path.find("()."); described.type.empty() && dot != path.npos;
         dot = path.find("().", dot + 1)) {
      const Site* call = CallAt(file, site.scope, path.substr(0, dot), site.line);
      if (call != nullptr) described.type = OperandAt(*call, "<0>");
    }
    return described.type.empty() ? std::nullopt : std::optional(described);
  }
  return std::nullopt;
}

// The field that the call before the last in the chain is given: `Total` of `Property(o =>
// o.Total)` and of `Property("Total")`. Empty when it is not plain which.
std::string FieldGiven(const SourceFile& file, const Site& site) {
  std::size_t end = site.path.rfind("().");
  for (std::size_t dot = end; dot != site.path.npos && dot > 0;) {
    const std::size_t before = site.path.rfind("().", dot - 1);
    const std::string call = site.path.substr(0, dot);
    const std::size_t name = call.rfind('.');
    if (name == call.npos) return "";
    const Site* given = CallAt(file, site.scope, call, site.line);
    if (given != nullptr && given->line == site.line) {
      for (const Operand& operand : given->operands) {
        if (operand.place == "0" && operand.kind == OperandKind::kText) return operand.text;
      }
    }
    const std::string element = call.substr(0, name) + "[]";
    const Binding* bound = nullptr;
    constexpr std::uint32_t kNear = 1;  // lines that a chain may be broken before it
    for (const Binding& binding : file.facts().bindings) {
      const bool fits = binding.scope == site.scope && binding.value == element &&
                        binding.line >= site.line && binding.line <= site.line + kNear;
      if (fits && (bound == nullptr || binding.line < bound->line)) bound = &binding;
    }
    if (bound != nullptr) {
      std::string field;
      for (const Reference& use : file.facts().references) {
        const bool reads = use.kind == ReferenceKind::kRead && use.scope == site.scope &&
                           use.receiver == bound->name && use.line == bound->line;
        if (!reads || use.name == field) continue;
        if (!field.empty()) return "";
        field = use.name;
      }
      return field;
    }
    if (before == site.path.npos) return "";
    dot = before;
  }
  return "";
}

void AddCall(const ModelStyle& style, const SourceFile& file, const Site& site,
             std::vector<SaidSet>* said) {
  const std::string_view last = LastName(site.path);
  const auto ends_so = [&](const std::string& pattern) { return LastName(pattern) == last; };
  const auto any = [&](const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(), ends_so);
  };
  const bool may_name_column = any(style.column_calls);
  if (!may_name_column && !any(style.naming_calls)) return;
  const std::string name = TextAt(site, {"0"});
  const auto described = name.empty() ? std::nullopt : DescribedBy(file, site);
  if (!described) return;
  if (MatchesAny(style.naming_calls, described->path, '.')) {
    said->push_back({&file, site.scope, described->type, name, true});
  } else if (may_name_column && MatchesAny(style.column_calls, described->path, '.')) {
    const std::string field = FieldGiven(file, site);
    if (!field.empty()) {
      said->push_back({&file, site.scope, described->type, name, true, field});
    }
  }
}

// Does the file import the module that has one of the bases? "gorm.io/gorm" of
// "gorm.io/gorm.Model".
bool ImportsStyle(const ModelStyle& style, const SourceFile& file) {
  const auto& imports = file.facts().imports;
  return std::any_of(imports.begin(), imports.end(), [&](const Import& import) {
    return std::any_of(style.bases.begin(), style.bases.end(), [&](const std::string& base) {
      return base.starts_with(import.module + ".");
    });
  });
}

// "Order" of "Order{}", "[]Order", "[]*Order"; empty of what is no type of the repository.
std::string TypeMade(std::string_view path) {
  if (path.ends_with("{}")) path.remove_suffix(2);
  if (path.starts_with("[]")) path.remove_prefix(2);
  if (path.starts_with('*')) path.remove_prefix(1);
  const bool is_type = !path.empty() && path.find_first_of("([{?# <") == path.npos;
  return is_type ? std::string(path) : "";
}

// `db.AutoMigrate(&Order{})`, `db.Find(&orders)`: the types that the call is given something of.
void AddGiven(const ModelStyle& style, const SourceFile& file, const Site& site,
              std::vector<SaidSet>* said) {
  if (site.kind != SiteKind::kCall || !Has(style.given_calls, LastName(site.path))) return;
  const auto has_before = [&](const std::string& call) {
    return !call.empty() && site.path.find("." + call + "()") != site.path.npos;
  };
  if (std::any_of(style.reshapes.begin(), style.reshapes.end(), has_before)) return;
  // Behind the call that is given the model, what is given is what its rows are put into.
  for (const ModelQuery& call : style.type_calls) {
    if (has_before(call.given)) return;
  }
  const auto add = [&](std::string_view path) {
    std::string type = TypeMade(path);
    if (!type.empty()) said->push_back({&file, site.scope, std::move(type), "", true});
  };
  for (const Operand& operand : site.operands) {
    const bool is_whole = operand.place.size() == 1 && operand.kind == OperandKind::kPath;
    if (!is_whole) continue;
    if (operand.text.ends_with("{}")) {
      add(operand.text);
      continue;
    }
    for (const std::int32_t index : file.BindingsIn(site.scope, operand.text)) {
      const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
      if (binding.line > site.line) continue;
      if (!binding.type.empty()) add(binding.type);
      if (binding.value.ends_with("{}")) add(binding.value);
    }
    if (site.scope < 0) continue;
    for (const Parameter& parameter : file.definition(site.scope).parameters) {
      if (parameter.name == operand.text) add(parameter.type);
    }
  }
}

// `options.UseSnakeCaseNamingConvention()`: of the type around, or of that which the call is given
// in which it stands, `AddDbContext<Shop>(options => …)`.
void AddSnakeCalls(const ModelStyle& style, const SourceFile& file, std::vector<SaidSet>* said) {
  constexpr std::uint32_t kMaxLines = 12;  // of what the call is given
  for (const Reference& use : file.facts().references) {
    const bool is_call = use.kind == ReferenceKind::kCall && use.scope >= 0;
    if (!is_call || !MatchesAny(style.snake_calls, use.name, '.')) continue;
    const Site* around = nullptr;
    for (const Site& site : file.facts().sites) {
      const bool is_near = site.kind == SiteKind::kCall && site.scope == use.scope &&
                           site.line <= use.line && use.line - site.line <= kMaxLines &&
                           MatchesAny(style.holder_calls, LastName(site.path), '.');
      if (is_near && (around == nullptr || site.line >= around->line)) around = &site;
    }
    SaidSet snake{.file = &file, .scope = use.scope, .is_said = true, .is_snake = true};
    if (around != nullptr) {
      snake.type = OperandAt(*around, "<0>");
    } else if (const std::int32_t type = file.definition(use.scope).parent; type >= 0) {
      snake.type = file.definition(type).name;
      snake.scope = file.definition(type).parent;
    }
    if (!snake.type.empty()) said->push_back(std::move(snake));
  }
}

}  // namespace

std::vector<SaidSet> SaidSetsOf(const Catalog& catalog, const SourceFile& file) {
  std::vector<SaidSet> said;
  for (const ModelStyle& style : catalog.models) {
    if (!IsOfLanguages(style.languages, file)) continue;
    if (!style.given_calls.empty() && ImportsStyle(style, file)) {
      const std::size_t most = said.size() + kMostCalls;
      for (const Site& site : file.facts().sites) {
        if (said.size() < most) AddGiven(style, file, site, &said);
      }
    }
    if (style.set_types.empty()) continue;
    for (const Definition& member : file.facts().definitions) {
      if (member.parent < 0 || member.type_text.empty() || member.is_local) continue;
      const std::string type = HeadOfType(member.type, member.type_text);
      if (!MatchesAny(style.set_types, type, '.')) continue;
      const auto arguments = TypeArguments(member.type_text, LastName(type));
      if (arguments.empty()) continue;
      said.push_back({&file, member.parent, arguments.front(), member.name, false});
    }
    if (!style.snake_calls.empty()) AddSnakeCalls(style, file, &said);
    const std::size_t most = said.size() + kMostCalls;
    for (const Site& site : file.facts().sites) {
      if (said.size() < most) AddCall(style, file, site, &said);
    }
  }
  return said;
}

}  // namespace interlock
