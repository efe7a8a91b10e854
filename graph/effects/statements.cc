// Effects of statements in SQL on tables and columns.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "graph/effects/amounts.h"
#include "graph/effects/effects.h"
#include "graph/effects/models.h"
#include "graph/effects/schema_operations.h"
#include "graph/effects/table_names.h"
#include "graph/effects/transactions.h"

namespace interlock {
namespace {

struct Tuned {
  std::string_view option;
  const char* word;
  const char* unit;
};

constexpr std::array<Tuned, 3> kTuned = {{{"autovacuum_vacuum_scale_factor", "vacuum_scale", ""},
                                          {"autovacuum_vacuum_cost_delay", "vacuum_delay", "ms"},
                                          {"autovacuum_freeze_max_age", "freeze_age", ""}}};

class StatementReader {
 public:
  // `site` is that which gives the statement to something; null when none does.
  StatementReader(EffectContext& context, const SourceFile& file, const SqlStatement& statement,
                  const Site* site, bool is_migration)
      : context_(context),
        file_(file),
        statement_(statement),
        site_(site),
        is_migration_(is_migration) {}

  void Read(std::vector<Effect>& out) const {
    for (const TableUse& use : statement_.tables) AddTable(use, out);
    if (is_migration_) AddSweep(out);
    for (const ColumnUse& use : statement_.columns) AddColumn(use, out);
    if (statement_.verb == "alter table" && !statement_.value.empty()) AddTuning(out);
  }

 private:
  Effect Make(std::string kind, std::string name, std::string access) const {
    Effect effect;
    effect.resource = {std::move(kind), std::move(name)};
    effect.access = std::move(access);
    effect.resolution = Resolution::kResolved;
    effect.in_loop = statement_.in_loop;
    effect.guard = FlagOf(context_, file_, statement_.guard);
    effect.path = file_.path();
    effect.line = statement_.line;
    if (statement_.scope >= 0) effect.in = QualifiedName(file_.facts(), statement_.scope);
    if (site_ != nullptr) SetTransaction(context_, file_, *site_, &effect);
    return effect;
  }

  // The word of the catalogue for what the statement does to the table.
  std::string TableAccess(const std::string& access) const {
    if (access == "alter" && statement_.verb == "create index") return "add index";
    if (access == "alter" && statement_.verb == "drop index") return "drop index";
    if (access == "delete" && statement_.verb == "truncate") return "truncate";
    return access;
  }

  // A statement names its strongest lock. What is made has none that anybody could wait for; what a
  // foreign key refers to has that of the key.
  void SetLock(const std::string& access, Effect& effect) const {
    if (access == "create" || access == "read" || access == "write" || access == "delete") return;
    const bool refers = access == "lock" && statement_.verb != "lock table" &&
                        statement_.verb != "vacuum full" && statement_.verb != "cluster" &&
                        statement_.verb != "reindex";
    effect.lock = refers ? "SHARE ROW EXCLUSIVE" : statement_.lock;
    effect.online = statement_.online;
  }

  std::string TableOf(const std::string& written) const {
    const std::string name = context_.tables->Of(written);
    const Model* model = context_.models->InStatement(file_, name);
    return model == nullptr || model->table.empty() ? name : model->table;
  }

  std::string ColumnOf(const std::string& table, const std::string& written) const {
    const std::string name = ColumnName(written);
    const Model* model = context_.models->InStatement(file_, context_.tables->Of(table));
    if (model == nullptr) return name;
    for (const auto& [field, column] : model->columns) {
      if (ColumnName(field) == name && !column.name.empty()) return column.name;
    }
    return name;
  }

  void AddTable(const TableUse& use, std::vector<Effect>& out) const {
    const std::string name = TableOf(use.table);
    if (name.empty()) return;
    Effect effect = Make("table", name, TableAccess(use.access));
    if (!use.to.empty()) effect.to = context_.tables->Of(use.to);
    SetLock(use.access, effect);
    if (effect.access == "truncate") {
      effect.lock = statement_.lock;
    }
    out.push_back(std::move(effect));
  }

  // How the table is vacuumed from now on: PostgreSQL, "Storage Parameters".
  void AddTuning(std::vector<Effect>& out) const {
    const auto altered = std::find_if(statement_.tables.begin(), statement_.tables.end(),
                                      [](const TableUse& use) { return use.access == "alter"; });
    if (altered == statement_.tables.end()) return;
    Effect effect = Make("table", TableOf(altered->table), "tune");
    if (effect.resource.name.empty()) return;
    std::string_view rest = statement_.value;
    while (!rest.empty()) {
      const std::string_view option = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(option.size() + 1, rest.size()));
      const std::size_t sign = std::min(option.find('='), option.size());
      const std::string_view name = option.substr(0, sign);
      const std::string value(option.substr(std::min(sign + 1, option.size())));
      if (name == "autovacuum_enabled") effect.to = value;
      const auto quantity = std::find_if(kTuned.begin(), kTuned.end(),
                                         [&](const Tuned& t) { return t.option == name; });
      if (quantity == kTuned.end()) continue;
      if (const auto amount = AmountOf(context_.catalog, value, quantity->unit)) {
        effect.quantities.push_back({quantity->word, *amount, value, false});
      }
    }
    out.push_back(std::move(effect));
  }

  // All rows of the table in one statement: they stay locked until its transaction ends. That of a
  // program is left alone, since such tables are small: of what grows, it never writes all.
  void AddSweep(std::vector<Effect>& out) const {
    if (statement_.verb != "update all" && statement_.verb != "delete all") return;
    for (const TableUse& use : statement_.tables) {
      const bool writes = use.access == "write" || use.access == "delete";
      const std::string name = writes ? TableOf(use.table) : "";
      if (!name.empty()) out.push_back(Make("table", name, "sweep"));
    }
  }

  bool Makes(const std::string& table) const {
    return std::any_of(
        statement_.tables.begin(), statement_.tables.end(),
        [&](const TableUse& use) { return use.table == table && use.access == "create"; });
  }

  void AddColumn(const ColumnUse& use, std::vector<Effect>& out) const {
    const bool defines = use.access != "read" && use.access != "write";
    const std::string access = defines ? use.access + " column" : use.access.str();
    if (!use.table.empty()) {
      out.push_back(Column(use, access, use.table));
      if (defines && !Makes(use.table)) SetLock("alter", out.back());
      return;
    }
    // It does not say whose: any table that it reads or writes may have it.
    for (const TableUse& table : statement_.tables) {
      out.push_back(Column(use, access, table.table));
      out.back().resolution = Resolution::kNameOnly;
    }
  }

  Effect Column(const ColumnUse& use, const std::string& access, const std::string& table) const {
    const std::string name = TableOf(table) + "." + ColumnOf(table, use.column);
    Effect effect = Make("column", name, access);
    effect.to = use.access == "rename" ? ColumnName(use.to) : use.to.str();
    effect.required = use.required;
    return effect;
  }

  EffectContext& context_;
  const SourceFile& file_;
  const SqlStatement& statement_;
  const Site* site_;
  bool is_migration_;
};

// Statements that are given to a call as they are, by their numbers; one that is held may get a
// condition yet.
std::map<std::int32_t, const Site*> Given(const FileFacts& facts) {
  std::map<std::int32_t, const Site*> given;
  for (const Site& site : facts.sites) {
    const std::string_view name = std::string_view(site.path).substr(site.path.rfind('.') + 1);
    if (site.kind != SiteKind::kCall || name == "append" || name == "concat") continue;
    for (const Operand& operand : site.operands) {
      if (operand.kind != OperandKind::kStatement) continue;
      given.try_emplace(std::atoi(operand.text.c_str()), &site);
    }
  }
  return given;
}

}  // namespace

std::vector<Effect> StatementEffects(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects;
  const std::set<std::int32_t> undone = context.schemas->Undone(file);
  const FileFacts& facts = file.facts();
  const bool is_among = LiesAmongMigrations(file.path());
  const bool is_plain = facts.sites.empty();  // SQL alone
  const std::map<std::int32_t, const Site*> given = Given(facts);
  std::int32_t index = -1;
  for (const SqlStatement& statement : facts.statements) {
    if (undone.contains(++index) || statement.verb.starts_with("graphql")) continue;
    const auto at = given.find(index);
    const bool runs = is_among && (is_plain || at != given.end());
    const Site* site = at == given.end() ? nullptr : at->second;
    StatementReader(context, file, statement, site, runs).Read(effects);
  }
  return effects;
}

}  // namespace interlock
