// How frameworks run what their migrations do: how long that waits for locks, and in which
// transaction.
#include <algorithm>
#include <optional>
#include <string_view>

#include "graph/effects/amounts.h"
#include "graph/effects/operands.h"
#include "graph/effects/patterns.h"
#include "graph/effects/schema_operations.h"
#include "graph/effects/transactions.h"

namespace interlock {

std::optional<SchemaOperations::Wait> SchemaOperations::WaitOf(const SourceFile& file) const {
  for (const SchemaStyle* style : StylesOf(file)) {
    if (style->waits_file.empty()) continue;
    const SourceFile* found = nullptr;
    for (std::string folder(file.folder()); found == nullptr;) {
      found = context_.world.Find(folder.empty() ? style->waits_file
                                                 : folder + "/" + style->waits_file);
      if (folder.empty()) break;
      folder.resize(folder.find('/') == std::string::npos ? 0 : folder.rfind('/'));
    }
    if (found == nullptr) continue;
    Wait shortest{.path = found->path()};
    for (const Site& site : found->facts().sites) {
      const bool waits =
          site.kind == SiteKind::kAssign &&
          std::find(style->waits.begin(), style->waits.end(), site.path) != style->waits.end();
      const Operand* value = waits ? OperandAt(site, "0") : nullptr;
      if (value == nullptr || site.guard >= 0) continue;
      const double wait = AmountOf(context_.catalog, value->text, "s").value_or(0);
      if (wait <= 0 || (shortest.seconds > 0 && wait >= shortest.seconds)) continue;
      shortest.seconds = wait;
      shortest.line = site.line;
    }
    if (shortest.seconds > 0) return shortest;
  }
  return std::nullopt;
}

std::string SchemaOperations::TransactionOf(const SourceFile& file, const Site& site) {
  if (!LiesAmongMigrations(file.path())) return "";
  const SqlDialect* dialect = DialectOfPath(context_.catalog, file.path());
  if (dialect == nullptr) dialect = context_.basis.dialect;
  const FileFacts& facts = file.facts();
  const auto is_said = [&](const std::string& word) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    if (equals == std::string::npos) {
      return std::any_of(facts.references.begin(), facts.references.end(),
                         [&](const Reference& use) { return use.name == name; });
    }
    const std::string value = Lower(word.substr(equals + 1));
    return std::any_of(facts.definitions.begin(), facts.definitions.end(),
                       [&](const Definition& definition) {
                         return definition.name == name && Lower(definition.value) == value;
                       });
  };
  for (const SchemaStyle* style : StylesOf(file)) {
    const bool may = !style->needs_transactional || dialect == nullptr || dialect->transactional;
    if (style->transaction.empty() || !may) continue;
    const auto& without = style->no_transaction;
    if (std::any_of(without.begin(), without.end(), is_said)) continue;
    const std::string in = site.scope < 0 ? "" : QualifiedName(facts, site.scope);
    if (!IsUndoing(file, in)) return style->transaction;
  }
  return "";
}

bool LiesAmongMigrations(std::string_view path) {
  if (path.find("changelog") != path.npos) return true;
  for (const std::string_view folder : {"migrations/", "migration/", "migrate/", "versions/"}) {
    for (std::size_t at = path.find(folder); at != path.npos; at = path.find(folder, at + 1)) {
      if (at == 0 || path[at - 1] == '/' || path[at - 1] == '_') return true;
    }
  }
  return false;
}

}  // namespace interlock
