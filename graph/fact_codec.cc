// Each of these functions takes its struct apart into all of its members: a new member in facts.h
// does not compile until it has a place here. Then raise kFactFormat.

#include "graph/fact_codec.h"

#include <cstdint>
#include <vector>

#include "graph/packed.h"
#include "graph/root_codec.h"

namespace interlock {

namespace {

constexpr char kFactFormat = 11;

// Kinds are stored by number. Add new ones at the end, or raise kFactFormat.
static_assert(static_cast<int>(DefinitionKind::kModule) == 10);
static_assert(static_cast<int>(ParameterKind::kReceiver) == 5);
static_assert(static_cast<int>(ReferenceKind::kType) == 4);
static_assert(static_cast<int>(RecordFor::kArgument) == 2);
static_assert(static_cast<int>(OperandKind::kStatement) == 4);
static_assert(static_cast<int>(SiteKind::kAssign) == 3);
constexpr DefinitionKind kLastDefinitionKind = DefinitionKind::kModule;
constexpr ParameterKind kLastParameterKind = ParameterKind::kReceiver;
constexpr ReferenceKind kLastReferenceKind = ReferenceKind::kType;
constexpr RecordFor kLastRecordFor = RecordFor::kArgument;
constexpr OperandKind kLastOperandKind = OperandKind::kStatement;
constexpr SiteKind kLastSiteKind = SiteKind::kAssign;

// What the fact before had. A file's facts begin at line 0 and file level.
struct Before {
  std::int32_t scope = -1, guard = -1;
  std::uint32_t line = 0;
};

constexpr auto kText = [](auto& coder, auto& text) { coder.Text(text); };

template <typename Coder, typename T>
void CodeParameter(Coder& coder, T& parameter) {
  auto& [name, type, type_text, kind, has_default] = parameter;
  coder.Text(name);
  coder.Text(type);
  coder.Text(type_text);
  coder.Kind(kind, kLastParameterKind);
  coder.Bits(has_default);
}

template <typename Coder, typename T>
void CodeDefinition(Coder& coder, T& definition, Before* before) {
  auto& [kind, name, parent, owner, parameters, type, type_text, value, first_line, last_line,
         signature_hash, body_hash, body_tokens, type_parameters, callable, exported, is_abstract,
         is_optional, is_static, is_property, is_local, is_async, is_declaration, is_alternative,
         is_conditional, is_fixed, is_override] = definition;
  coder.Kind(kind, kLastDefinitionKind);
  coder.Bits(callable, exported, is_abstract, is_optional, is_static, is_property, is_local,
             is_async, is_declaration, is_alternative, is_conditional, is_fixed, is_override);
  coder.Text(name);
  coder.Near(parent, &before->scope);
  coder.Text(owner);
  coder.List(parameters, [](auto& c, auto& item) { CodeParameter(c, item); });
  coder.Text(type);
  coder.Text(type_text);
  coder.Text(value);
  coder.Near(first_line, &before->line);
  std::uint32_t line = before->line;
  coder.Near(last_line, &line);
  coder.Hash(signature_hash);
  coder.Hash(body_hash);
  coder.Number(body_tokens);
  coder.Number(type_parameters);
}

template <typename Coder, typename T>
void CodeBinding(Coder& coder, T& binding, Before* before) {
  auto& [scope, name, type, value, is_type, line] = binding;
  coder.Near(scope, &before->scope);
  coder.Text(name);
  coder.Text(type);
  coder.Text(value);
  coder.Bits(is_type);
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeReference(Coder& coder, T& reference, Before* before) {
  auto& [kind, name, receiver, scope, arguments, keywords, spread, is_written, is_tried, is_free,
         guard, line, count] = reference;
  coder.Kind(kind, kLastReferenceKind);
  coder.Text(name);
  coder.Text(receiver);
  coder.Near(scope, &before->scope);
  std::int32_t no_arguments = -1;
  coder.Near(arguments, &no_arguments);
  coder.List(keywords, kText);
  coder.Bits(spread, is_written, is_tried, is_free);
  coder.Near(guard, &before->guard);
  coder.Near(line, &before->line);
  coder.Number(count);
}

template <typename Coder, typename T>
void CodeImport(Coder& coder, T& import, Before* before) {
  auto& [module, member, local, re_export, scope, line] = import;
  coder.Text(module);
  coder.Text(member);
  coder.Text(local);
  coder.Bits(re_export);
  coder.Near(scope, &before->scope);
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeExport(Coder& coder, T& exported, Before* before) {
  auto& [name, target, line] = exported;
  coder.Text(name);
  coder.Text(target);
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeInheritance(Coder& coder, T& inheritance, Before* before) {
  auto& [definition, owner, base, base_text, embeds, line] = inheritance;
  coder.Near(definition, &before->scope);
  coder.Text(owner);
  coder.Text(base);
  coder.Text(base_text);
  coder.Bits(embeds);
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeLiteral(Coder& coder, T& literal, Before* before) {
  auto& [scope, name, rows, line] = literal;
  coder.Near(scope, &before->scope);
  coder.Text(name);
  coder.List(rows, [](auto& c, auto& row) { c.List(row, kText); });
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeChoice(Coder& coder, T& choice, Before* before) {
  auto& [scope, on, labels, has_default, is_exhaustive, line] = choice;
  coder.Near(scope, &before->scope);
  coder.Text(on);
  coder.Near(line, &before->line);
  std::uint32_t label_line = before->line;
  coder.List(labels, [&label_line](auto& c, auto& label) {
    c.Text(label.path);
    c.Text(label.text);
    c.Near(label.line, &label_line);
  });
  coder.Bits(has_default, is_exhaustive);
}

template <typename Coder, typename T>
void CodeEntry(Coder& coder, T& entry, Before* before) {
  auto& [scope, place, list, name, refused, shared, line] = entry;
  coder.Near(scope, &before->scope);
  coder.Text(place);
  coder.Number(list);
  coder.Text(name);
  coder.Bits(refused, shared);
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeRecord(Coder& coder, T& record, Before* before) {
  auto& [is_for, scope, path, type_text, argument, place, members, line] = record;
  coder.Kind(is_for, kLastRecordFor);
  coder.Near(scope, &before->scope);
  coder.Text(path);
  coder.Text(type_text);
  std::int32_t no_argument = -1;
  coder.Near(argument, &no_argument);
  coder.Text(place);
  coder.List(members, kText);
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeDependency(Coder& coder, T& dependency, Before* before) {
  auto& [name, requirement, kind, line] = dependency;
  coder.Text(name);
  coder.Text(requirement);
  coder.Text(kind);
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeSetting(Coder& coder, T& setting, Before* before) {
  auto& [key, value, line, document] = setting;
  coder.Text(key);
  coder.Text(value);
  coder.Near(line, &before->line);
  coder.Number(document);
}

template <typename Coder, typename T>
void CodeSite(Coder& coder, T& site, Before* before) {
  auto& [kind, scope, path, subject, guard, around, beyond, in_loop, operands, line] = site;
  coder.Kind(kind, kLastSiteKind);
  coder.Near(scope, &before->scope);
  coder.Text(path);
  std::int32_t none = -1;
  coder.Near(subject, &none);
  none = -1;
  coder.Near(guard, &none);
  none = -1;
  coder.Near(around, &none);
  none = -1;
  coder.Near(beyond, &none);
  coder.Bits(in_loop);
  coder.List(operands, [](auto& c, auto& operand) {
    auto& [place, operand_kind, text] = operand;
    c.Text(place);
    c.Kind(operand_kind, kLastOperandKind);
    c.Text(text);
  });
  coder.Near(line, &before->line);
}

template <typename Coder, typename T>
void CodeGuard(Coder& coder, T& guard, Before* before) {
  auto& [scope, around, on, site, negated, first_line, last_line] = guard;
  coder.Near(scope, &before->scope);
  std::int32_t none = -1;
  coder.Near(around, &none);
  coder.Text(on);
  none = -1;
  coder.Near(site, &none);
  coder.Bits(negated);
  coder.Near(first_line, &before->line);
  std::uint32_t line = before->line;
  coder.Near(last_line, &line);
}

template <typename Coder, typename T>
void CodeTableUse(Coder& coder, T& use) {
  auto& [table, access, to] = use;
  coder.Text(table);
  coder.Text(access);
  coder.Text(to);
}

template <typename Coder, typename T>
void CodeColumnUse(Coder& coder, T& use) {
  auto& [table, column, access, to, required] = use;
  coder.Text(table);
  coder.Text(column);
  coder.Text(access);
  coder.Text(to);
  coder.Bits(required);
}

template <typename Coder, typename T>
void CodeSqlStatement(Coder& coder, T& statement, Before* before) {
  auto& [scope, verb, value, tables, columns, lock, online, partial, guard, in_loop, line] =
      statement;
  coder.Near(scope, &before->scope);
  coder.Text(verb);
  coder.Text(value);
  coder.List(tables, [](auto& c, auto& item) { CodeTableUse(c, item); });
  coder.List(columns, [](auto& c, auto& item) { CodeColumnUse(c, item); });
  coder.Text(lock);
  coder.Bits(online, partial, in_loop);
  std::int32_t none = -1;
  coder.Near(guard, &none);
  coder.Near(line, &before->line);
}

constexpr auto kFacts = [](auto& coder, auto& facts) {
  auto& [language, package, conditional, error_count, first_error_line, definitions, bindings,
         references, imports, exports, inheritance, literals, choices, entries, records, roots,
         dependencies, settings, sites, guards, statements] = facts;
  coder.Text(language);
  coder.Text(package);
  coder.Bits(conditional);
  coder.Number(error_count);
  coder.Number(first_error_line);
  const auto list = [&coder](auto& items, auto code) {
    coder.List(items,
               [&code, before = Before()](auto& c, auto& item) mutable { code(c, item, &before); });
  };
  list(definitions, [](auto& c, auto& item, Before* before) { CodeDefinition(c, item, before); });
  list(bindings, [](auto& c, auto& item, Before* before) { CodeBinding(c, item, before); });
  list(references, [](auto& c, auto& item, Before* before) { CodeReference(c, item, before); });
  list(imports, [](auto& c, auto& item, Before* before) { CodeImport(c, item, before); });
  list(exports, [](auto& c, auto& item, Before* before) { CodeExport(c, item, before); });
  list(inheritance, [](auto& c, auto& item, Before* before) { CodeInheritance(c, item, before); });
  list(literals, [](auto& c, auto& item, Before* before) { CodeLiteral(c, item, before); });
  list(choices, [](auto& c, auto& item, Before* before) { CodeChoice(c, item, before); });
  list(entries, [](auto& c, auto& item, Before* before) { CodeEntry(c, item, before); });
  list(records, [](auto& c, auto& item, Before* before) { CodeRecord(c, item, before); });
  coder.List(roots, [](auto& c, auto& item) { CodeRoot(c, item); });
  list(dependencies, [](auto& c, auto& item, Before* before) { CodeDependency(c, item, before); });
  list(settings, [](auto& c, auto& item, Before* before) { CodeSetting(c, item, before); });
  list(sites, [](auto& c, auto& item, Before* before) { CodeSite(c, item, before); });
  list(guards, [](auto& c, auto& item, Before* before) { CodeGuard(c, item, before); });
  list(statements, [](auto& c, auto& item, Before* before) { CodeSqlStatement(c, item, before); });
};

// True when following parents ends at file level from every definition. Each definition is passed
// once or twice, however deep.
bool ParentsEnd(const std::vector<Definition>& definitions) {
  std::vector<bool> ends(definitions.size());
  const auto parent = [&](std::size_t i) {
    return static_cast<std::size_t>(definitions[i].parent);
  };
  const auto is_open = [&](std::size_t i) { return i < ends.size() && !ends[i]; };  // -1 is not
  for (std::size_t start = 0; start < definitions.size(); ++start) {
    std::size_t steps = 0;
    for (std::size_t i = start; is_open(i); i = parent(i))
      if (++steps > definitions.size()) return false;
    for (std::size_t i = start; is_open(i); i = parent(i)) ends[i] = true;
  }
  return true;
}

bool IndicesAreSound(const FileFacts& facts) {
  const auto count = static_cast<std::int64_t>(facts.definitions.size());
  const auto sound = [count](std::int32_t index) { return index >= -1 && index < count; };
  for (const Definition& each : facts.definitions)
    if (!sound(each.parent)) return false;
  for (const Binding& each : facts.bindings)
    if (!sound(each.scope)) return false;
  for (const Reference& each : facts.references)
    if (!sound(each.scope)) return false;
  for (const Import& each : facts.imports)
    if (!sound(each.scope)) return false;
  for (const Inheritance& each : facts.inheritance)
    if (!sound(each.definition)) return false;
  for (const Literal& each : facts.literals)
    if (!sound(each.scope)) return false;
  for (const Choice& each : facts.choices)
    if (!sound(each.scope)) return false;
  for (const Entry& each : facts.entries)
    if (!sound(each.scope)) return false;
  for (const Record& each : facts.records)
    if (!sound(each.scope)) return false;
  const auto guards = static_cast<std::int64_t>(facts.guards.size());
  const auto sites = static_cast<std::int64_t>(facts.sites.size());
  const auto guarded = [guards](std::int32_t guard) { return guard >= -1 && guard < guards; };
  for (const Reference& each : facts.references)
    if (!guarded(each.guard)) return false;
  for (std::size_t i = 0; i < facts.sites.size(); ++i) {
    const Site& each = facts.sites[i];
    if (!sound(each.scope) || !sound(each.subject) || !guarded(each.guard)) return false;
    // The one around comes first, so that going outwards ends.
    const auto at = static_cast<std::int64_t>(i);
    if (each.around < -1 || each.around >= at || each.beyond < -1 || each.beyond >= at) {
      return false;
    }
  }
  for (std::size_t i = 0; i < facts.guards.size(); ++i) {
    const Guard& each = facts.guards[i];
    // The one around comes first, so that going outwards ends.
    if (!sound(each.scope) || each.around < -1 || each.around >= static_cast<std::int64_t>(i) ||
        each.site < -1 || each.site >= sites) {
      return false;
    }
  }
  for (const SqlStatement& each : facts.statements)
    if (!sound(each.scope) || !guarded(each.guard)) return false;
  return ParentsEnd(facts.definitions);
}

}  // namespace

std::string EncodeFacts(const FileFacts& facts) { return PackedBytes(kFactFormat, facts, kFacts); }

bool DecodeFacts(std::string_view bytes, FileFacts* facts) {
  return ReadPacked(kFactFormat, bytes, facts, kFacts) && IndicesAreSound(*facts);
}

}  // namespace interlock
