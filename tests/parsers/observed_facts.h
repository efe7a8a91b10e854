// Facts in the words of a fixture's expectations: a role, a target, and details.
//
//   role                        target                details and flags
//   definition.<kind>           Outer.name            type= value= parent= parameters= callable
//   exported
//                                                     abstract optional static property local
//                                                     alternative conditional
//   parameter.<kind>            name                  of=<definition> type= default
//   binding                     name                  scope= type= value=
//   returns                     path                  scope=
//   reference.<kind>            receiver.name         scope= arity= keywords=a,b count= spread
//   written tried import.module               module                local= scope= re_export
//   import.member               module:member         local= scope= re_export
//   import.star                 module                re_export
//   export                      name                  value=
//   inherit                     Outer.name            base= text= embeds
//   literal                     name                  scope= rows=a,b|c
//   choice                      what is chosen on     scope= labels=A,B default exhaustive
//   entry                       name                  scope= place= list= refused
//   record                      path, or Outer.name   scope= argument= place= members=a,b text=
//                                                     result
//   site                        path                  scope= operands=0:a,ttl:60 on= loop index
//                                                     value decorates
//   guard                       path                  scope= lines=12-14 negated
//   package                     name
//   error                       -
//
// scope and of name a definition as QualifiedName does, '-' is the file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

struct ObservedFact {
  std::string role;
  std::string target;
  std::uint32_t first_line = 0;  // stands in any line of these
  std::uint32_t last_line = 0;
  std::map<std::string, std::string> details;
  std::set<std::string> flags;
};

class FactObserver {
 public:
  explicit FactObserver(const FileFacts& facts) : facts_(facts) {}

  std::vector<ObservedFact> Observe() {
    for (std::size_t i = 0; i < facts_.definitions.size(); ++i) {
      ObserveDefinition(static_cast<std::int32_t>(i), facts_.definitions[i]);
    }
    for (const Binding& binding : facts_.bindings) ObserveBinding(binding);
    for (const Reference& reference : facts_.references) ObserveReference(reference);
    for (const Import& import : facts_.imports) ObserveImport(import);
    for (const Export& fact : facts_.exports) {
      Add("export", fact.name, fact.line).details["value"] = fact.target;
    }
    for (const Inheritance& fact : facts_.inheritance) {
      const std::string derived = fact.owner.empty() ? Name(fact.definition) : fact.owner.str();
      ObservedFact& seen = Add("inherit", derived, fact.line);
      seen.details["base"] = fact.base;
      seen.details["text"] = fact.base_text;
      Flag(seen, "embeds", fact.embeds);
    }
    for (const Literal& literal : facts_.literals) ObserveLiteral(literal);
    for (const Choice& choice : facts_.choices) ObserveChoice(choice);
    for (const Entry& entry : facts_.entries) ObserveEntry(entry);
    for (const Record& record : facts_.records) ObserveRecord(record);
    for (const Site& site : facts_.sites) ObserveSite(site);
    for (const Guard& guard : facts_.guards) {
      ObservedFact& seen = Add("guard", guard.on, guard.first_line);
      seen.details = {
          {"scope", Name(guard.scope)},
          {"lines", std::to_string(guard.first_line) + "-" + std::to_string(guard.last_line)}};
      Flag(seen, "negated", guard.negated);
    }
    if (!facts_.package.empty()) Add("package", facts_.package, 1).last_line = UINT32_MAX;
    if (facts_.error_count > 0) Add("error", "-", facts_.first_error_line);
    return observed_;
  }

 private:
  ObservedFact& Add(std::string role, std::string target, std::uint32_t line) {
    observed_.push_back({std::move(role), std::move(target), line, line, {}, {}});
    return observed_.back();
  }

  static void Flag(ObservedFact& seen, const char* flag, bool set) {
    if (set) seen.flags.insert(flag);
  }

  std::string Name(std::int32_t index) const {
    return index < 0 ? "-" : QualifiedName(facts_, index);
  }

  void ObserveDefinition(std::int32_t index, const Definition& definition) {
    static const char* const kKinds[] = {"function", "method",   "class", "interface",
                                         "enum",     "type",     "field", "enum_member",
                                         "constant", "variable", "module"};
    const std::string kind = kKinds[static_cast<std::size_t>(definition.kind)];
    ObservedFact& seen = Add("definition." + kind, Name(index), definition.first_line);
    seen.details = {{"type", definition.type},
                    {"value", definition.value},
                    {"parent", Name(definition.parent)},
                    {"parameters", std::to_string(definition.parameters.size())}};
    Flag(seen, "callable", definition.callable);
    Flag(seen, "exported", definition.exported);
    Flag(seen, "abstract", definition.is_abstract);
    Flag(seen, "async", definition.is_async);
    Flag(seen, "optional", definition.is_optional);
    Flag(seen, "fixed", definition.is_fixed);
    Flag(seen, "override", definition.is_override);
    Flag(seen, "static", definition.is_static);
    Flag(seen, "property", definition.is_property);
    Flag(seen, "local", definition.is_local);
    Flag(seen, "declaration", definition.is_declaration);
    Flag(seen, "alternative", definition.is_alternative);
    Flag(seen, "conditional", definition.is_conditional);
    for (const Parameter& parameter : definition.parameters) {
      ObserveParameter(index, definition, parameter);
    }
  }

  // Facts do not say in which line a parameter stands: any of its definition's will do.
  void ObserveParameter(std::int32_t index, const Definition& definition,
                        const Parameter& parameter) {
    static const char* const kKinds[] = {"positional", "position_only", "keyword_only",
                                         "rest",       "keyword_rest",  "receiver"};
    const std::string kind = kKinds[static_cast<std::size_t>(parameter.kind)];
    ObservedFact& seen = Add("parameter." + kind, parameter.name, definition.first_line);
    seen.first_line = 1;
    seen.last_line = definition.last_line;
    seen.details = {{"of", Name(index)}, {"type", parameter.type}};
    Flag(seen, "default", parameter.has_default);
  }

  void ObserveBinding(const Binding& binding) {
    const bool returns = binding.name == "<return>";
    ObservedFact& seen =
        Add(returns ? "returns" : "binding", returns ? binding.value : binding.name, binding.line);
    seen.details = {
        {"scope", Name(binding.scope)}, {"type", binding.type}, {"value", binding.value}};
    Flag(seen, "is_type", binding.is_type);
  }

  void ObserveReference(const Reference& reference) {
    static const char* const kKinds[] = {"call", "construct", "read", "write", "type"};
    const std::string kind = kKinds[static_cast<std::size_t>(reference.kind)];
    const std::string target = PathOf(reference);
    ObservedFact& seen = Add("reference." + kind, target, reference.line);
    seen.details = {{"scope", Name(reference.scope)},
                    {"arity", std::to_string(reference.arguments)},
                    {"keywords", Joined(TextsOf(reference.keywords), ",")},
                    {"count", std::to_string(reference.count)}};
    Flag(seen, "spread", reference.spread);
    Flag(seen, "written", reference.is_written);
    Flag(seen, "tried", reference.is_tried);
    Flag(seen, "free", reference.is_free);
    Flag(seen, "guarded", reference.guard >= 0);
  }

  void ObserveImport(const Import& import) {
    std::string role = "import.member";
    std::string target = import.module + ":" + import.member;
    if (import.member.empty() || import.member == "*") {
      role = import.member.empty() ? "import.module" : "import.star";
      target = import.module;
    }
    ObservedFact& seen = Add(role, target, import.line);
    seen.details = {{"local", import.local}, {"scope", Name(import.scope)}};
    Flag(seen, "re_export", import.re_export);
  }

  void ObserveLiteral(const Literal& literal) {
    std::vector<std::string> rows;
    for (const std::vector<Interned>& row : literal.rows) {
      rows.push_back(Joined(TextsOf(row), ","));
    }
    ObservedFact& seen = Add("literal", literal.name, literal.line);
    seen.details = {{"scope", Name(literal.scope)}, {"rows", Joined(rows, "|")}};
  }

  void ObserveEntry(const Entry& entry) {
    ObservedFact& seen = Add("entry", entry.name, entry.line);
    seen.details = {
        {"scope", Name(entry.scope)}, {"place", entry.place}, {"list", std::to_string(entry.list)}};
    Flag(seen, "refused", entry.refused);
  }

  void ObserveRecord(const Record& record) {
    const bool of_result = record.is_for == RecordFor::kResult;
    ObservedFact& seen =
        Add("record", of_result ? Name(record.scope) : record.path.str(), record.line);
    Flag(seen, "result", of_result);
    seen.details = {{"scope", Name(record.scope)},
                    {"argument", record.argument < 0 ? "" : std::to_string(record.argument)},
                    {"place", record.place},
                    {"members", Joined(TextsOf(record.members), ",")},
                    {"text", record.type_text}};
  }

  // Blanks in operands are written as '_'.
  void ObserveSite(const Site& site) {
    std::vector<std::string> operands;
    for (const Operand& operand : site.operands) {
      operands.push_back(operand.place + ":" + operand.text);
    }
    ObservedFact& seen = Add("site", site.path, site.line);
    std::string written = Joined(operands, ",");
    std::replace(written.begin(), written.end(), ' ', '_');
    std::string on;
    if (site.guard >= 0) {
      const Guard& guard = facts_.guards[static_cast<std::size_t>(site.guard)];
      on = (guard.negated ? "!" : "") + guard.on;
    }
    seen.details = {{"scope", Name(site.scope)}, {"operands", written}, {"on", on}};
    Flag(seen, "loop", site.in_loop);
    Flag(seen, "index", site.kind == SiteKind::kIndex);
    Flag(seen, "value", site.kind == SiteKind::kValue);
    Flag(seen, "assign", site.kind == SiteKind::kAssign);
    Flag(seen, "decorates", site.kind == SiteKind::kCall && site.subject >= 0);
  }

  void ObserveChoice(const Choice& choice) {
    std::vector<std::string> labels;
    for (const ChoiceLabel& label : choice.labels) labels.push_back(label.path);
    ObservedFact& seen = Add("choice", choice.on.empty() ? "-" : choice.on, choice.line);
    seen.details = {{"scope", Name(choice.scope)}, {"labels", Joined(labels, ",")}};
    Flag(seen, "default", choice.has_default);
    Flag(seen, "exhaustive", choice.is_exhaustive);
  }

  static std::string Joined(const std::vector<std::string>& parts, const std::string& separator) {
    std::string joined;
    for (std::size_t i = 0; i < parts.size(); ++i) joined += (i > 0 ? separator : "") + parts[i];
    return joined;
  }

  const FileFacts& facts_;
  std::vector<ObservedFact> observed_;
};

// One line for messages: "reference.call post scope=settle arity=1 …".
inline std::string Spelled(const ObservedFact& fact) {
  std::string text = fact.role + " " + fact.target;
  for (const auto& [name, value] : fact.details) {
    if (!value.empty()) text += " " + name + "=" + value;
  }
  for (const std::string& flag : fact.flags) text += " " + flag;
  return text;
}

}  // namespace interlock
