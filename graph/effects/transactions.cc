#include "graph/effects/transactions.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "graph/effects/models.h"
#include "graph/effects/patterns.h"
#include "graph/effects/schema_operations.h"

namespace interlock {
namespace {

// Does a call so named end it within the loop in which the site stands?
bool EndsInLoop(const TransactionStyle& style, const FileFacts& facts, const Site& site) {
  return site.in_loop && std::any_of(facts.sites.begin(), facts.sites.end(), [&](const Site& end) {
           return end.in_loop && end.scope == site.scope && Has(style.ends, LastName(end.path));
         });
}

// Does the file say that each statement has a transaction of its own?
bool SaysOtherwise(const TransactionStyle& style, const FileFacts& facts) {
  if (style.unless.empty()) return false;
  const auto is_one = [&](const std::string& name) { return Has(style.unless, name); };
  return std::any_of(facts.references.begin(), facts.references.end(), [&](const Reference& use) {
    return is_one(use.name) || std::any_of(use.keywords.begin(), use.keywords.end(), is_one);
  });
}

// The only one of the dialects of which `shows` is true.
template <typename Shows>
const SqlDialect* OnlyOne(const Catalog& catalog, const Shows& shows, bool* several) {
  const SqlDialect* only = nullptr;
  for (const SqlDialect& dialect : catalog.dialects) {
    if (!shows(dialect)) continue;
    if (only != nullptr) *several = true;
    only = &dialect;
  }
  return *several ? nullptr : only;
}

}  // namespace

const SqlDialect* DialectOf(const Catalog& catalog, const World& base,
                            const std::vector<Effect>& declared) {
  bool several = false;
  const auto is_declared = [&](const SqlDialect& dialect) {
    return std::any_of(declared.begin(), declared.end(), [&](const Effect& effect) {
      if (effect.resource.kind != "store" || effect.access != "declare") return false;
      const std::string to = Lower(effect.to);
      return std::any_of(
          dialect.stores.begin(), dialect.stores.end(),
          [&](const std::string& word) { return to.find(word) != std::string::npos; });
    });
  };
  const SqlDialect* stored = OnlyOne(catalog, is_declared, &several);
  if (stored != nullptr || several) return stored;
  std::set<std::string> packages;
  for (const Layer* layer : base.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (!file->outline().asks_for_packages) continue;
      for (const Dependency& dependency : file->facts().dependencies) {
        if (dependency.kind != "locked" && dependency.kind != "indirect") {
          packages.insert(Lower(dependency.name));
        }
      }
    }
  }
  const auto is_needed = [&](const SqlDialect& dialect) {
    return std::any_of(dialect.packages.begin(), dialect.packages.end(),
                       [&](const std::string& name) { return packages.contains(Lower(name)); });
  };
  return OnlyOne(catalog, is_needed, &several);
}

const SqlDialect* DialectOfPath(const Catalog& catalog, std::string_view path) {
  for (std::size_t slash; (slash = path.find('/')) != path.npos; path.remove_prefix(slash + 1)) {
    const std::string folder = Lower(path.substr(0, slash));
    for (const SqlDialect& dialect : catalog.dialects) {
      if (folder == dialect.id || Has(dialect.stores, folder)) return &dialect;
    }
  }
  return nullptr;
}

bool Transactions::Fits(const std::vector<std::string>& patterns, const SourceFile& file,
                        std::int32_t scope, std::string_view path, std::uint32_t line) {
  if (patterns.empty() || path.empty()) return false;
  if (MatchesAny(patterns, path, '.')) return true;
  const AccessPath reached = context_.paths.Of(file, scope, path, line);
  return reached.is_told() && MatchesAny(patterns, reached.path, '.');
}

std::string Transactions::AroundCall(const TransactionStyle& style, const SourceFile& file,
                                     const Site& site) {
  const std::vector<Site>& sites = file.facts().sites;
  std::int32_t i = site.in_loop ? site.beyond : site.around;
  for (; i >= 0; i = sites[static_cast<std::size_t>(i)].around) {
    const Site& around = sites[static_cast<std::size_t>(i)];
    if (around.scope != site.scope) break;
    if (Fits(style.around, file, around.scope, around.path, around.line)) return around.path;
  }
  return "";
}

// Of a function, or of the type that it is a member of.
std::string Transactions::Decorating(const TransactionStyle& style, const SourceFile& file,
                                     std::int32_t definition) {
  for (int level = 0; level < 2 && definition >= 0; ++level) {
    const Definition& decorated = file.definition(definition);
    if (level > 0 && decorated.callable) break;
    for (const Reference& use : file.facts().references) {
      if (use.scope != definition || use.line > decorated.first_line) continue;
      if (use.kind == ReferenceKind::kWrite || use.kind == ReferenceKind::kConstruct) continue;
      const std::string path = PathOf(use);
      if (Fits(style.around, file, decorated.parent, path, 0)) return "@" + path;
    }
    definition = decorated.parent;
  }
  return "";
}

// Of the call itself, or of one that is given what it makes: `session.execute(update(Order))`.
std::string Transactions::Open(const TransactionStyle& style, const SourceFile& file,
                               const Site& site) {
  if (style.through.empty()) return "";
  const std::vector<Site>& sites = file.facts().sites;
  for (const Site* at = &site;; at = &sites[static_cast<std::size_t>(at->around)]) {
    const std::size_t dot = at->path.rfind('.');
    const bool may = at->in_loop == site.in_loop && at->scope == site.scope;
    if (may && dot != std::string::npos &&
        Fits(style.through, file, at->scope, at->path, at->line)) {
      const bool lasts =
          !EndsInLoop(style, file.facts(), site) && !SaysOtherwise(style, file.facts());
      return lasts ? "that of " + at->path.substr(0, dot) : "";
    }
    if (!may || at->around < 0) return "";
  }
}

std::string Transactions::Begun(const TransactionStyle& style, const SourceFile& file,
                                const Site& site) {
  const FileFacts& facts = file.facts();
  if (style.begins.empty() || EndsInLoop(style, facts, site)) return "";
  for (const Reference& use : facts.references) {
    const bool is_before =
        use.kind == ReferenceKind::kCall && use.scope == site.scope && use.line <= site.line;
    if (!is_before || use.receiver.empty()) continue;
    const std::string path = use.receiver + "." + use.name;
    if (!MatchesAny(style.begins, path, '.')) continue;  // as it is written: its name says enough
    const bool again = std::any_of(facts.sites.begin(), facts.sites.end(), [&](const Site& other) {
      return other.in_loop && other.scope == use.scope && other.path == path;
    });
    const bool ended =
        std::any_of(facts.references.begin(), facts.references.end(), [&](const Reference& end) {
          return end.kind == ReferenceKind::kCall && end.scope == use.scope &&
                 Has(style.ends, end.name) && end.line > use.line && end.line < site.line;
        });
    if (!again && !ended) return "begun by " + path;
  }
  return "";
}

std::string Transactions::Around(const SourceFile& file, const Site& site) {
  for (const TransactionStyle& style : context_.catalog.transactions) {
    if (!IsOfLanguages(style.languages, file)) continue;
    std::string found = AroundCall(style, file, site);
    if (found.empty()) found = Open(style, file, site);
    if (found.empty()) found = Begun(style, file, site);
    if (found.empty()) found = Decorating(style, file, site.scope);
    if (!found.empty()) return found;
  }
  const std::string framework = context_.schemas->TransactionOf(file, site);
  return framework.empty() ? "" : framework + " opens it around the migration";
}

void SetTransaction(EffectContext& context, const SourceFile& file, const Site& site,
                    Effect* effect) {
  const bool writes = effect->access == "write" || effect->access == "delete";
  if (!effect->in_loop || !writes || effect->resource.kind != "table") return;
  effect->transaction = context.transactions->Around(file, site);
}

}  // namespace interlock
