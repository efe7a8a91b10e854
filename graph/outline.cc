#include "graph/outline.h"

#include <algorithm>
#include <cstddef>

#include "graph/packed.h"
#include "graph/root_codec.h"

namespace interlock {

namespace {

constexpr char kOutlineFormat = 3;

constexpr auto kText = [](auto& coder, auto& text) { coder.Text(text); };

constexpr auto kOutline = [](auto& coder, auto& outline) {
  auto& [language, package, definitions, bases, roots, literals, shares, asks_for_packages,
         has_settings, has_statements, has_schemas, declares_graphql] = outline;
  coder.Text(language);
  coder.Text(package);
  coder.Bits(shares, asks_for_packages, has_settings, has_statements, has_schemas,
             declares_graphql);
  coder.List(definitions, [index = std::int32_t{-1}](auto& c, auto& definition) mutable {
    c.Text(definition.name);
    c.Text(definition.owner);
    c.Near(definition.index, &index);
    c.Bits(definition.takes_default);
  });
  coder.List(bases, [index = std::int32_t{-1}](auto& c, auto& base) mutable {
    c.Text(base.owner);
    c.Near(base.index, &index);
  });
  coder.List(roots, [](auto& c, auto& root) { CodeRoot(c, root); });
  coder.List(literals, kText);
};

}  // namespace

bool IsHidden(const FileFacts& facts, std::int32_t definition) {
  for (; definition >= 0;
       definition = facts.definitions[static_cast<std::size_t>(definition)].parent) {
    if (facts.definitions[static_cast<std::size_t>(definition)].is_local) return true;
  }
  return false;
}

FileOutline OutlineOf(const FileFacts& facts) {
  FileOutline outline;
  outline.language = facts.language;
  outline.package = facts.package;
  std::vector<bool> hidden(facts.definitions.size());  // local, or inside a local type
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& definition = facts.definitions[i];
    hidden[i] = definition.is_local ||
                (definition.parent >= 0 && hidden[static_cast<std::size_t>(definition.parent)]);
    if (hidden[i]) continue;
    outline.definitions.push_back(
        {definition.name, definition.owner, static_cast<std::int32_t>(i),
         std::any_of(definition.parameters.begin(), definition.parameters.end(),
                     [](const Parameter& parameter) { return parameter.has_default; })});
  }
  for (std::size_t i = 0; i < facts.inheritance.size(); ++i) {
    const std::string& owner = facts.inheritance[i].owner;
    if (!owner.empty()) outline.bases.push_back({owner, static_cast<std::int32_t>(i)});
  }
  outline.roots = facts.roots;
  for (const Literal& literal : facts.literals) {
    if (literal.scope < 0) outline.literals.push_back(literal.name);
  }
  outline.shares =
      std::any_of(facts.imports.begin(), facts.imports.end(), [](const Import& import) {
        return import.re_export && import.member == "*" && import.local.empty();
      });
  outline.asks_for_packages =
      std::any_of(facts.dependencies.begin(), facts.dependencies.end(),
                  [](const Dependency& one) { return one.kind != "locked"; });
  outline.has_settings = !facts.settings.empty();
  outline.has_statements = !facts.statements.empty();
  for (const SqlStatement& statement : facts.statements) {
    outline.declares_graphql = outline.declares_graphql || statement.verb == kGraphqlSchema;
    for (const TableUse& use : statement.tables) {
      outline.has_schemas =
          outline.has_schemas || (IsSql(statement) && use.table.find('.') != std::string::npos);
    }
  }
  return outline;
}

std::string EncodeOutline(const FileOutline& outline) {
  return PackedBytes(kOutlineFormat, outline, kOutline);
}

bool DecodeOutline(std::string_view bytes, FileOutline* outline) {
  return ReadPacked(kOutlineFormat, bytes, outline, kOutline);
}

}  // namespace interlock
