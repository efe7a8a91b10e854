#include "analyzer/inspect/facts_report.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>
#include <vector>

#include "analyzer/text/report_text.h"

namespace interlock {

namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

std::string ScopeName(const FileFacts& facts, std::int32_t scope) {
  return scope < 0 ? "" : QualifiedName(facts, scope);
}

// ---- Text

// Columns as wide as their widest cell; the first, a line number, stands to the right.
void WriteTable(const char* title, std::vector<Row> rows, std::ostream& out) {
  constexpr std::size_t kWidest = 48;  // one long cell must not push all others away
  if (rows.empty()) return;
  std::vector<std::size_t> widths;
  for (Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = Printable(row[i]);
      widths[i] = std::max(widths[i], std::min(DisplayWidth(row[i]), kWidest));
    }
  }
  out << "\n" << title << "\n";
  for (const Row& row : rows) {
    std::string line = "  " + std::string(widths[0] - DisplayWidth(row[0]), ' ') + row[0];
    for (std::size_t i = 1; i < row.size(); ++i) {
      line += "  " + row[i];
      const std::size_t width = DisplayWidth(row[i]);
      if (width < widths[i]) line += std::string(widths[i] - width, ' ');
    }
    out << line.substr(0, line.find_last_not_of(' ') + 1) << "\n";
  }
}

std::string Mark(const Parameter& parameter) {
  switch (parameter.kind) {
    case ParameterKind::kRest:
      return "*";
    case ParameterKind::kKeywordRest:
      return "**";
    case ParameterKind::kReceiver:
      return "receiver ";
    case ParameterKind::kKeywordOnly:
      return "keyword ";
    case ParameterKind::kPositionOnly:
      return "position ";
    case ParameterKind::kPositional:
      break;
  }
  return "";
}

std::string Signature(const Definition& definition) {
  std::vector<std::string> parameters;
  for (const Parameter& parameter : definition.parameters) {
    std::string text = Mark(parameter) + parameter.name;
    if (!parameter.type_text.empty()) text += ": " + parameter.type_text;
    if (parameter.has_default) text += " = …";
    parameters.push_back(std::move(text));
  }
  std::string signature = definition.callable ? "(" + Join(parameters, ", ") + ")" : "";
  if (!definition.type_text.empty()) {
    signature += (definition.callable ? " -> " : ": ") + definition.type_text;
  }
  if (!definition.value.empty()) signature += " = " + definition.value;
  return signature;
}

std::string Traits(const Definition& definition) {
  std::vector<std::string> traits;
  if (definition.exported) traits.push_back("exported");
  if (definition.is_abstract) traits.push_back("abstract");
  if (definition.is_async) traits.push_back("async");
  if (definition.is_optional) traits.push_back("optional");
  if (definition.is_fixed) traits.push_back("fixed");
  if (definition.is_override) traits.push_back("override");
  if (definition.is_static) traits.push_back("static");
  if (definition.is_property) traits.push_back("property");
  if (definition.is_local) traits.push_back("local");
  if (definition.is_declaration) traits.push_back("declaration");
  if (definition.is_alternative) traits.push_back("alternative");
  if (definition.is_conditional) traits.push_back("conditional");
  return Join(traits, " ");
}

std::string Lines(const Definition& definition) {
  if (definition.last_line <= definition.first_line) return std::to_string(definition.first_line);
  return std::to_string(definition.first_line) + "-" + std::to_string(definition.last_line);
}

std::vector<Row> DefinitionRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& definition = facts.definitions[i];
    rows.push_back({Lines(definition), KindName(definition.kind),
                    QualifiedName(facts, static_cast<std::int32_t>(i)), Traits(definition),
                    Signature(definition)});
  }
  return rows;
}

std::string Use(const Reference& reference) {
  std::string use = PathOf(reference);
  if (reference.arguments < 0 && reference.keywords.empty() && !reference.spread) return use;
  std::vector<std::string> arguments;
  if (reference.arguments > 0)
    arguments.push_back(CountOf(static_cast<std::uint64_t>(reference.arguments), "argument"));
  for (const std::string& keyword : reference.keywords) arguments.push_back(keyword + "=");
  if (reference.spread) arguments.push_back("…");
  return use + "(" + Join(arguments, ", ") + ")";
}

std::vector<Row> ReferenceRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Reference& reference : facts.references) {
    const std::string scope = ScopeName(facts, reference.scope);
    rows.push_back({std::to_string(reference.line), KindName(reference.kind), Use(reference),
                    scope.empty() ? "" : "in " + scope,
                    reference.count > 1 ? std::to_string(reference.count) + " times" : ""});
  }
  return rows;
}

std::vector<Row> BindingRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Binding& binding : facts.bindings) {
    std::string what = binding.type.empty() ? "" : ": " + binding.type;
    if (!binding.value.empty()) what += (what.empty() ? "= " : " = ") + binding.value;
    const std::string scope = ScopeName(facts, binding.scope);
    rows.push_back(
        {std::to_string(binding.line), binding.name, what, scope.empty() ? "" : "in " + scope});
  }
  return rows;
}

std::vector<Row> ImportRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Import& import : facts.imports) {
    rows.push_back({std::to_string(import.line), import.module, import.member,
                    import.local.empty() ? "" : "as " + import.local,
                    import.re_export ? "exported again" : ""});
  }
  return rows;
}

std::vector<Row> ExportRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Export& offered : facts.exports) {
    rows.push_back({std::to_string(offered.line), offered.name, "= " + offered.target});
  }
  return rows;
}

std::vector<Row> InheritanceRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Inheritance& inheritance : facts.inheritance) {
    rows.push_back({std::to_string(inheritance.line),
                    inheritance.owner.empty() ? ScopeName(facts, inheritance.definition)
                                              : inheritance.owner.str(),
                    inheritance.embeds ? "embeds" : "inherits",
                    inheritance.base_text.empty() ? inheritance.base : inheritance.base_text});
  }
  return rows;
}

std::vector<Row> LiteralRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Literal& literal : facts.literals) {
    std::vector<std::string> values;
    for (const std::vector<Interned>& row : literal.rows) {
      values.push_back(Join(TextsOf(row), " / "));
    }
    const std::string scope = ScopeName(facts, literal.scope);
    rows.push_back({std::to_string(literal.line),
                    scope.empty() ? literal.name.str() : scope + "." + literal.name,
                    "= " + Join(values, ", ")});
  }
  return rows;
}

std::vector<Row> EntryRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Entry& entry : facts.entries) {
    rows.push_back({std::to_string(entry.line), ScopeName(facts, entry.scope),
                    entry.list > 0 ? "literal " + std::to_string(entry.list) : entry.place.str(),
                    entry.name, entry.refused ? "once" : ""});
  }
  return rows;
}

const char* RecordWord(RecordFor is_for) {
  constexpr const char* kWords[] = {"type", "result", "argument"};
  return kWords[static_cast<int>(is_for)];
}

std::vector<Row> RecordRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Record& record : facts.records) {
    std::string what = record.path;
    if (record.argument >= 0) what += " (" + std::to_string(record.argument) + ")";
    rows.push_back({std::to_string(record.line), ScopeName(facts, record.scope),
                    RecordWord(record.is_for), what + record.place,
                    Join(TextsOf(record.members), ", ")});
  }
  return rows;
}

std::vector<Row> ChoiceRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Choice& choice : facts.choices) {
    std::vector<std::string> labels;
    for (const ChoiceLabel& label : choice.labels) labels.push_back(label.text);
    if (choice.has_default) labels.push_back("any other");
    rows.push_back({std::to_string(choice.line), ScopeName(facts, choice.scope),
                    choice.is_exhaustive ? "all of" : "some of", choice.on, Join(labels, ", ")});
  }
  return rows;
}

std::vector<Row> RootRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const ModuleRoot& root : facts.roots) {
    rows.push_back({root.is_pattern ? "pattern" : "module", root.name, "in " + root.directory,
                    Join(TextsOf(root.entries), ", ")});
  }
  return rows;
}

std::vector<Row> DependencyRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Dependency& dependency : facts.dependencies) {
    rows.push_back({std::to_string(dependency.line), dependency.name, dependency.requirement,
                    dependency.kind});
  }
  return rows;
}

std::vector<Row> SettingRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const Setting& setting : facts.settings) {
    rows.push_back({std::to_string(setting.line), setting.key, "= " + setting.value});
  }
  return rows;
}

std::string Written(const Operand& operand) {
  const std::string place = operand.place.empty() ? "" : operand.place + "=";
  switch (operand.kind) {
    case OperandKind::kText:
    case OperandKind::kTemplate:
      return place + "\"" + operand.text + "\"";
    case OperandKind::kStatement:
      return place + "statement " + operand.text;
    case OperandKind::kNumber:
    case OperandKind::kPath:
      break;
  }
  return place + operand.text;
}

std::string GuardText(const FileFacts& facts, std::int32_t index) {
  if (index < 0) return "";
  const Guard& guard = facts.guards[static_cast<std::size_t>(index)];
  return std::string(guard.negated ? "unless " : "if ") + guard.on;
}

std::vector<Row> SiteRows(const FileFacts& facts) {
  constexpr const char* kKinds[] = {"call", "index", "value", "assign"};
  std::vector<Row> rows;
  for (const Site& site : facts.sites) {
    std::vector<std::string> operands;
    for (const Operand& operand : site.operands) operands.push_back(Written(operand));
    rows.push_back({std::to_string(site.line), ScopeName(facts, site.scope),
                    kKinds[static_cast<int>(site.kind)], site.path, Join(operands, ", "),
                    site.in_loop ? "in a loop" : "", GuardText(facts, site.guard)});
  }
  return rows;
}

std::vector<Row> StatementRows(const FileFacts& facts) {
  std::vector<Row> rows;
  for (const SqlStatement& statement : facts.statements) {
    std::vector<std::string> tables, columns;
    for (const TableUse& use : statement.tables) {
      tables.push_back(use.access + " " + use.table + (use.to.empty() ? "" : " to " + use.to));
    }
    for (const ColumnUse& use : statement.columns) {
      columns.push_back(use.access + " " + (use.table.empty() ? "" : use.table + ".") + use.column +
                        (use.to.empty() ? "" : " to " + use.to));
    }
    rows.push_back({std::to_string(statement.line), ScopeName(facts, statement.scope),
                    statement.verb + (statement.value.empty() ? "" : " " + statement.value),
                    Join(tables, ", "), Join(columns, ", "), statement.lock,
                    statement.partial ? "in part" : ""});
  }
  return rows;
}

// ---- JSON

std::string Hex(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
  return text;
}

const char* ParameterWord(ParameterKind kind) {
  constexpr const char* kWords[] = {"positional", "position-only", "keyword-only",
                                    "rest",       "keyword-rest",  "receiver"};
  return kWords[static_cast<int>(kind)];
}

Json ToJson(const Parameter& parameter) {
  return {{"name", parameter.name},
          {"type", parameter.type},
          {"type_text", parameter.type_text},
          {"kind", ParameterWord(parameter.kind)},
          {"has_default", parameter.has_default}};
}

Json ToJson(const FileFacts& facts, std::size_t index) {
  const Definition& definition = facts.definitions[index];
  Json parameters = Json::array();
  for (const Parameter& parameter : definition.parameters) parameters.push_back(ToJson(parameter));
  return {{"kind", KindName(definition.kind)},
          {"name", QualifiedName(facts, static_cast<std::int32_t>(index))},
          {"parent", definition.parent},
          {"owner", definition.owner},
          {"parameters", parameters},
          {"type", definition.type},
          {"type_text", definition.type_text},
          {"value", definition.value},
          {"first_line", definition.first_line},
          {"last_line", definition.last_line},
          {"signature_hash", Hex(definition.signature_hash)},
          {"body_hash", Hex(definition.body_hash)},
          {"body_tokens", definition.body_tokens},
          {"callable", definition.callable},
          {"exported", definition.exported},
          {"abstract", definition.is_abstract},
          {"async", definition.is_async},
          {"optional", definition.is_optional},
          {"fixed", definition.is_fixed},
          {"override", definition.is_override},
          {"static", definition.is_static},
          {"property", definition.is_property},
          {"local", definition.is_local},
          {"declaration", definition.is_declaration},
          {"alternative", definition.is_alternative},
          {"conditional", definition.is_conditional}};
}

Json ToJson(const Reference& reference) {
  return {{"kind", KindName(reference.kind)}, {"name", reference.name},
          {"receiver", reference.receiver},   {"scope", reference.scope},
          {"arguments", reference.arguments}, {"keywords", reference.keywords},
          {"spread", reference.spread},       {"written", reference.is_written},
          {"tried", reference.is_tried},      {"free", reference.is_free},
          {"guard", reference.guard},         {"line", reference.line},
          {"count", reference.count}};
}

Json ToJson(const Binding& binding) {
  return {{"scope", binding.scope}, {"name", binding.name},       {"type", binding.type},
          {"value", binding.value}, {"is_type", binding.is_type}, {"line", binding.line}};
}

Json ToJson(const Import& import) {
  return {{"module", import.module}, {"member", import.member},       {"local", import.local},
          {"scope", import.scope},   {"re_export", import.re_export}, {"line", import.line}};
}

Json ToJson(const Export& offered) {
  return {{"name", offered.name}, {"target", offered.target}, {"line", offered.line}};
}

Json ToJson(const Inheritance& inheritance) {
  return {{"definition", inheritance.definition},
          {"owner", inheritance.owner},
          {"base", inheritance.base},
          {"embeds", inheritance.embeds},
          {"line", inheritance.line}};
}

Json ToJson(const Literal& literal) {
  return {{"scope", literal.scope},
          {"name", literal.name},
          {"rows", literal.rows},
          {"line", literal.line}};
}

Json ToJson(const Choice& choice) {
  Json labels = Json::array();
  for (const ChoiceLabel& label : choice.labels) {
    labels.push_back({{"path", label.path}, {"text", label.text}, {"line", label.line}});
  }
  return {{"scope", choice.scope},
          {"on", choice.on},
          {"labels", labels},
          {"default", choice.has_default},
          {"exhaustive", choice.is_exhaustive},
          {"line", choice.line}};
}

Json ToJson(const Entry& entry) {
  return {{"scope", entry.scope}, {"place", entry.place},     {"list", entry.list},
          {"name", entry.name},   {"refused", entry.refused}, {"shared", entry.shared},
          {"line", entry.line}};
}

Json ToJson(const Record& record) {
  return {
      {"for", RecordWord(record.is_for)}, {"scope", record.scope},       {"path", record.path},
      {"type_text", record.type_text},    {"argument", record.argument}, {"place", record.place},
      {"members", record.members},        {"line", record.line}};
}

Json ToJson(const ModuleRoot& root) {
  return {{"name", root.name},
          {"directory", root.directory},
          {"is_pattern", root.is_pattern},
          {"entries", root.entries}};
}

Json ToJson(const Dependency& dependency) {
  return {{"name", dependency.name},
          {"requirement", dependency.requirement},
          {"kind", dependency.kind},
          {"line", dependency.line}};
}

Json ToJson(const Setting& setting) {
  return {{"key", setting.key},
          {"value", setting.value},
          {"line", setting.line},
          {"document", setting.document}};
}

Json ToJson(const Site& site) {
  constexpr const char* kKinds[] = {"call", "index", "value", "assign"};
  constexpr const char* kOperandKinds[] = {"text", "template", "number", "path", "statement"};
  Json operands = Json::array();
  for (const Operand& operand : site.operands) {
    operands.push_back({{"place", operand.place},
                        {"kind", kOperandKinds[static_cast<int>(operand.kind)]},
                        {"text", operand.text}});
  }
  return {{"kind", kKinds[static_cast<int>(site.kind)]},
          {"scope", site.scope},
          {"path", site.path},
          {"subject", site.subject},
          {"guard", site.guard},
          {"in_loop", site.in_loop},
          {"operands", operands},
          {"line", site.line}};
}

Json ToJson(const Guard& guard) {
  return {
      {"scope", guard.scope},        {"around", guard.around},   {"on", guard.on},
      {"site", guard.site},          {"negated", guard.negated}, {"first_line", guard.first_line},
      {"last_line", guard.last_line}};
}

Json ToJson(const SqlStatement& statement) {
  Json tables = Json::array(), columns = Json::array();
  for (const TableUse& use : statement.tables) {
    tables.push_back({{"table", use.table}, {"access", use.access}, {"to", use.to}});
  }
  for (const ColumnUse& use : statement.columns) {
    columns.push_back({{"table", use.table},
                       {"column", use.column},
                       {"access", use.access},
                       {"to", use.to},
                       {"required", use.required}});
  }
  return {{"scope", statement.scope},   {"verb", statement.verb},
          {"value", statement.value},   {"tables", tables},
          {"columns", columns},         {"lock", statement.lock},
          {"online", statement.online}, {"partial", statement.partial},
          {"guard", statement.guard},   {"in_loop", statement.in_loop},
          {"line", statement.line}};
}

template <typename Item>
Json List(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(ToJson(item));
  return list;
}

}  // namespace

void WriteFactsText(const std::string& path, const FileFacts& facts, std::ostream& out) {
  out << Printable(path) << ": " << facts.language;
  if (!facts.package.empty()) out << ", package " << Printable(facts.package);
  if (facts.conditional) out << ", built only under a condition";
  if (facts.error_count > 0) {
    out << ", " << CountOf(facts.error_count, "syntax error") << " from line "
        << facts.first_error_line;
  }
  out << "\n";
  WriteTable("definitions", DefinitionRows(facts), out);
  WriteTable("imports", ImportRows(facts), out);
  WriteTable("exports", ExportRows(facts), out);
  WriteTable("inheritance", InheritanceRows(facts), out);
  WriteTable("references", ReferenceRows(facts), out);
  WriteTable("bindings", BindingRows(facts), out);
  WriteTable("literals", LiteralRows(facts), out);
  WriteTable("choices", ChoiceRows(facts), out);
  WriteTable("entries", EntryRows(facts), out);
  WriteTable("records", RecordRows(facts), out);
  WriteTable("module roots", RootRows(facts), out);
  WriteTable("dependencies", DependencyRows(facts), out);
  WriteTable("settings", SettingRows(facts), out);
  WriteTable("sites", SiteRows(facts), out);
  WriteTable("statements", StatementRows(facts), out);
}

void WriteFactsJson(const std::string& path, const FileFacts& facts, std::ostream& out) {
  Json definitions = Json::array();
  for (std::size_t i = 0; i < facts.definitions.size(); ++i)
    definitions.push_back(ToJson(facts, i));
  const Json json = {{"schema_version", 1},
                     {"path", path},
                     {"language", facts.language},
                     {"package", facts.package},
                     {"conditional", facts.conditional},
                     {"error_count", facts.error_count},
                     {"first_error_line", facts.first_error_line},
                     {"definitions", definitions},
                     {"bindings", List(facts.bindings)},
                     {"references", List(facts.references)},
                     {"imports", List(facts.imports)},
                     {"exports", List(facts.exports)},
                     {"inheritance", List(facts.inheritance)},
                     {"literals", List(facts.literals)},
                     {"choices", List(facts.choices)},
                     {"entries", List(facts.entries)},
                     {"records", List(facts.records)},
                     {"roots", List(facts.roots)},
                     {"dependencies", List(facts.dependencies)},
                     {"settings", List(facts.settings)},
                     {"sites", List(facts.sites)},
                     {"guards", List(facts.guards)},
                     {"statements", List(facts.statements)}};
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace interlock
