// Whether what stands in a loop runs within one transaction, which outlasts the loop: what it locks
// stays locked until that ends. Where each turn of the loop has its own, every lock is short.
//
// How libraries make one of several statements is data (parsers/catalog/transactions.yaml), and so
// is which frameworks run a whole migration in one (migrations_code.yaml).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/effects/effects.h"
#include "interlock/catalog.h"

namespace interlock {

// The database that a repository's tables are in, by what its base declares and depends on; null
// when that tells of none, or of several. A folder of the path that is called like one decides.
const SqlDialect* DialectOf(const Catalog& catalog, const World& base,
                            const std::vector<Effect>& declared);
const SqlDialect* DialectOfPath(const Catalog& catalog, std::string_view path);

class Transactions {
 public:
  explicit Transactions(EffectContext& context) : context_(context) {}

  // What keeps a transaction open around the site, as reports name it: "transaction.atomic", "tx",
  // "Django's migration". Of a site in a loop, around the whole loop. Empty: nothing that is known.
  std::string Around(const SourceFile& file, const Site& site);

 private:
  std::string AroundCall(const TransactionStyle& style, const SourceFile& file, const Site& site);
  std::string Decorating(const TransactionStyle& style, const SourceFile& file,
                         std::int32_t definition);
  std::string Open(const TransactionStyle& style, const SourceFile& file, const Site& site);
  std::string Begun(const TransactionStyle& style, const SourceFile& file, const Site& site);
  bool Fits(const std::vector<std::string>& patterns, const SourceFile& file, std::int32_t scope,
            std::string_view path, std::uint32_t line);

  EffectContext& context_;
};

// Of what is done to a table in a loop.
void SetTransaction(EffectContext& context, const SourceFile& file, const Site& site,
                    Effect* effect);

}  // namespace interlock
