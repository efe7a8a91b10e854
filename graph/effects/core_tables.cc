// Effects of statements that code makes of tables which it names itself, without a model:
// `op.execute(orders.update().values(note=""))`, `op.execute(update(orders))`, where `orders` is
// `table("orders", column("note"))`.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "graph/effects/effects.h"
#include "graph/effects/models.h"
#include "graph/effects/operands.h"
#include "graph/effects/patterns.h"
#include "graph/effects/schema_operations.h"
#include "graph/effects/table_names.h"
#include "graph/effects/transactions.h"

namespace interlock {
namespace {

class CoreReader {
 public:
  CoreReader(EffectContext& context, const SourceFile& file, const ModelStyle& style)
      : context_(context), file_(file), style_(style), sites_(file.facts().sites) {}

  void Read(std::vector<Effect>* effects) {
    for (const Site& site : sites_) {
      const Operand* given = site.kind == SiteKind::kCall ? OperandAt(site, "0") : nullptr;
      if (given == nullptr || given->kind != OperandKind::kPath) continue;
      const auto statement = StatementIn(site, given->text);
      if (!statement) continue;
      Add(site, *statement, statement->access, effects);
      if (statement->of_all_rows && LiesAmongMigrations(file_.path())) {
        Add(site, *statement, "sweep", effects);
      }
    }
  }

 private:
  struct Statement {
    std::string table, access;
    bool of_all_rows = false;
  };

  // "orders.update().values()", "sa.delete()"
  std::optional<Statement> StatementIn(const Site& site, std::string_view path) {
    for (std::size_t begin = 0; begin < path.size();) {
      const std::size_t end = std::min(path.find('.', begin), path.size());
      std::string_view step = path.substr(begin, end - begin);
      if (step.ends_with("()") && Has(style_.sweeps, step.substr(0, step.size() - 2))) {
        step.remove_suffix(2);
        const std::string_view rest = path.substr(std::min(end + 1, path.size()));
        return Made(site, begin == 0 ? "" : path.substr(0, begin - 1), step, rest);
      }
      begin = end + 1;
    }
    return std::nullopt;
  }

  std::optional<Statement> Made(const Site& site, std::string_view holder, std::string_view verb,
                                std::string_view rest) {
    Statement statement;
    statement.access = verb.starts_with("delete") ? "delete" : "write";
    statement.table = holder.empty() ? "" : TableAt(site, std::string(holder));
    std::size_t own = 0;  // arguments that are no condition
    if (statement.table.empty()) {
      // a function that is given the table
      const std::string called =
          std::string(holder) + (holder.empty() ? "" : ".") + std::string(verb);
      const Operand* table = nullptr;
      for (const Site& other : sites_) {
        const bool is_it = other.kind == SiteKind::kCall && other.path == called &&
                           other.scope == site.scope && other.line >= site.line &&
                           other.line <= site.line + kMostLines;
        if (is_it && table == nullptr) table = OperandAt(other, "0");
      }
      if (table == nullptr || table->kind != OperandKind::kPath) return std::nullopt;
      statement.table = TableAt(site, table->text);
      own = 1;
    }
    if (statement.table.empty()) return std::nullopt;
    statement.of_all_rows = LeavesNoneOut(rest) && !HasCondition(site, holder, verb, own);
    return statement;
  }

  bool LeavesNoneOut(std::string_view rest) const {
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('.'), rest.size());
      const std::string_view step = rest.substr(0, end);
      if (!Has(style_.sweeps_through, step.substr(0, step.find('(')))) return false;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return true;
  }

  // `orders.update(orders.c.id == 3)`; `own` of the arguments are none.
  bool HasCondition(const Site& site, std::string_view holder, std::string_view verb,
                    std::size_t own) const {
    const auto& uses = file_.facts().references;
    return std::any_of(uses.begin(), uses.end(), [&](const Reference& use) {
      const bool is_it = use.kind == ReferenceKind::kCall && use.name == verb &&
                         use.receiver == holder && use.scope == site.scope &&
                         use.line >= site.line && use.line <= site.line + kMostLines;
      return is_it && (use.spread || !use.keywords.empty() ||
                       use.arguments > static_cast<std::int32_t>(own));
    });
  }

  // The table that what stands there was made for; empty when it is none.
  std::string TableAt(const Site& site, const std::string& holder) {
    const std::string member = holder + ".x";
    const AccessPath reached = context_.paths.Of(file_, site.scope, member, site.line);
    if (!reached.is_told() || !reached.path.ends_with("().x")) return "";
    const std::string callee = reached.path.substr(0, reached.path.size() - 4);
    if (!MatchesAny(style_.tables, callee, '.')) return "";
    std::string table = NamedIn(file_, member, site.line);
    for (const AccessPath::Stand& stand : reached.through) {
      if (table.empty()) table = NamedIn(*stand.file, stand.path, stand.line);
    }
    return table;
  }

  // "orders" of `sa.table("orders")`, at the line where its path begins so.
  std::string NamedIn(const SourceFile& file, const std::string& path, std::uint32_t line) const {
    for (const Site& made : file.facts().sites) {
      const bool is_it =
          made.kind == SiteKind::kCall && made.line == line && path.starts_with(made.path + "()");
      const Operand* name = is_it ? OperandAt(made, "0") : nullptr;
      if (name != nullptr && name->kind == OperandKind::kText) {
        return context_.tables->Of(name->text);
      }
    }
    return "";
  }

  void Add(const Site& site, const Statement& statement, std::string access,
           std::vector<Effect>* effects) {
    Effect effect;
    effect.resource = {"table", statement.table};
    effect.access = std::move(access);
    effect.resolution = Resolution::kResolved;
    effect.path = file_.path();
    effect.line = site.line;
    effect.entry = style_.id;
    effect.in_loop = site.in_loop;
    if (site.scope >= 0) effect.in = QualifiedName(file_.facts(), site.scope);
    if (site.guard >= 0) effect.guard = FlagOf(context_, file_, site.guard);
    SetTransaction(context_, file_, site, &effect);
    effects->push_back(std::move(effect));
  }

  static constexpr std::uint32_t kMostLines = 8;  // of one statement

  EffectContext& context_;
  const SourceFile& file_;
  const ModelStyle& style_;
  const std::vector<Site>& sites_;
};

}  // namespace

std::vector<Effect> CoreEffects(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects;
  for (const ModelStyle& style : context.catalog.models) {
    const bool may = !style.tables.empty() && IsOfLanguages(style.languages, file);
    if (may) CoreReader(context, file, style).Read(&effects);
  }
  return effects;
}

}  // namespace interlock
