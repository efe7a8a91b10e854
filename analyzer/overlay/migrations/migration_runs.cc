#include "analyzer/overlay/migrations/migration_runs.h"

#include <algorithm>

#include "graph/effects/effects.h"
#include "graph/effects/transactions.h"

namespace interlock {

namespace {

const Migration* MigrationAt(const Snapshot& snapshot, std::string_view path) {
  for (const ChangeView& view : snapshot.views) {
    for (const Migration& migration : view.migrations) {
      if (migration.path == path) return &migration;
    }
  }
  return nullptr;
}

const SqlDialect* DialectAt(const Snapshot& snapshot, std::string_view path) {
  if (snapshot.basis == nullptr) return nullptr;
  const SqlDialect* said = DialectOfPath(snapshot.basis->catalog, path);
  return said != nullptr ? said : snapshot.basis->dialect;
}

// Does the base give each migration a transaction of its own?
bool RunsApart(const Snapshot& snapshot, const MigrationFramework& framework) {
  if (!framework.one_transaction) return true;
  const auto says = [&](const SourceFile* file) {
    return std::any_of(
        file->facts().sites.begin(), file->facts().sites.end(), [&](const Site& site) {
          return std::any_of(
              site.operands.begin(), site.operands.end(), [&](const Operand& operand) {
                return operand.place == framework.own_transactions && operand.text == "true";
              });
        });
  };
  return std::any_of(snapshot.base->files().begin(), snapshot.base->files().end(), says);
}

}  // namespace

std::optional<SharedRun> SharedRunOf(const Snapshot& snapshot, std::string_view path,
                                     std::string_view other_path) {
  const Migration* one = MigrationAt(snapshot, path);
  const Migration* other = MigrationAt(snapshot, other_path);
  if (one == nullptr || other == nullptr || one->framework != other->framework) return std::nullopt;
  // The applications of one project are run together.
  if (one->application.empty() && one->series != other->series) return std::nullopt;
  const auto framework =
      std::find_if(snapshot.frameworks.begin(), snapshot.frameworks.end(),
                   [&](const MigrationFramework& known) { return known.id == one->framework; });
  if (framework == snapshot.frameworks.end()) return std::nullopt;
  const SqlDialect* dialect = DialectAt(snapshot, path);
  const bool may = dialect == nullptr || dialect->transactional;
  return SharedRun{framework->title, may && !RunsApart(snapshot, *framework)};
}

std::string LockName(const Snapshot& snapshot, const Effect& effect) {
  const SqlDialect* dialect = DialectAt(snapshot, effect.path);
  if (dialect == nullptr || effect.lock.empty()) return "";
  return dialect->lock.empty() ? effect.lock : dialect->lock;
}

std::string WaitName(const Snapshot& snapshot, const Effect& effect) {
  const SqlDialect* dialect = DialectAt(snapshot, effect.path);
  return dialect == nullptr ? "" : dialect->wait;
}

}  // namespace interlock
