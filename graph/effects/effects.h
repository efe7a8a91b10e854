// What the files of a world do to shared resources: facts and catalogue together give effects.
//
// Precision first. An effect is `resolved` when the access path of the call is proven from an
// import (or the statement itself says what it does), `likely` when a wrapper passes it on or a
// value is one of several, and is left out when neither holds. A name that cannot be followed is
// "?", and its effect `name-only`.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "graph/effects/access_paths.h"
#include "graph/effects/catalog_index.h"
#include "graph/effects/services.h"
#include "graph/effects/setting_keys.h"
#include "graph/effects/table_names.h"
#include "graph/resolve.h"
#include "graph/world.h"
#include "interlock/catalog.h"
#include "interlock/effect.h"

namespace interlock {

class SiteReader;
class SiteNames;
class Contracts;
class GraphqlSchema;
class Models;
class ModelStores;
class ModelIndex;
struct SaidSet;
class SchemaOperations;
class Transactions;

// An entry of the catalogue for settings, with its key ready to be held against theirs.
struct SettingEntry {
  const CatalogEntry* entry = nullptr;
  KeyPattern key;
};

std::vector<SettingEntry> SettingEntries(const Catalog& catalog);

// What all worlds over one base have in common, read once: the catalogue's patterns, and what the
// base's configuration declares. Immutable, so any number of threads may share it. REQUIRES:
// catalogue and base outlive it.
struct EffectBasis {
  EffectBasis(const Layer* base_files, const Catalog& words);
  ~EffectBasis();
  EffectBasis(const EffectBasis&) = delete;
  EffectBasis& operator=(const EffectBasis&) = delete;

  const Layer* base;
  const Catalog& catalog;
  const CatalogPatterns patterns;
  const std::vector<SettingEntry> settings;
  const std::vector<Effect> declared;  // DeclaredEffects
  const ServiceMap services;
  const TableNames tables;
  const SqlDialect* const dialect;  // of its databases, when all are of one; else null

  // The models of the base, and what its files say of their tables elsewhere; read when first asked
  // for.
  const ModelIndex& models() const;
  const std::vector<SaidSet>& sets() const;
  // The sites of all files of the base, by name; read when first asked for.
  const SiteNames& site_names() const;

  // What the contracts of the base declare; read when first asked for.
  const Contracts& contracts() const;
  const GraphqlSchema& graphql() const;

  // Some of them as bytes, for a later run over the same base.
  struct Kept {
    std::string models, sets, site_names;
  };
  // What has been read from the files; empty where nobody asked, or it was recalled.
  Kept Keep() const;
  // Takes them from there. What is damaged is read from the files. REQUIRES: nothing was asked for
  // yet, and nobody asks meanwhile.
  void Recall(const Kept& kept);

  // Does the world declare what the base does? True when nothing laid over the base is
  // configuration, or replaces some.
  bool DeclaresTheSame(const World& world) const;

 private:
  mutable std::once_flag models_are_read_, sets_are_read_, names_are_read_, contracts_are_read_,
      graphql_is_read_;
  bool models_are_recalled_ = false, sets_are_recalled_ = false, names_are_recalled_ = false;
  mutable std::unique_ptr<const ModelIndex> models_;
  mutable std::unique_ptr<const std::vector<SaidSet>> sets_;
  mutable std::unique_ptr<const SiteNames> site_names_;
  mutable std::unique_ptr<const Contracts> contracts_;
  mutable std::unique_ptr<const GraphqlSchema> graphql_;
};

// A world as its effects are asked for: what was found out about one file is kept for the next. For
// one thread. REQUIRES: world and basis outlive it.
struct EffectContext {
  EffectContext(const World& world_of_files, const EffectBasis& basis_of_worlds);
  ~EffectContext();
  EffectContext(const EffectContext&) = delete;
  EffectContext& operator=(const EffectContext&) = delete;

  const World& world;
  const EffectBasis& basis;
  const Catalog& catalog;
  Resolver resolver;
  AccessPaths paths;
  CatalogIndex index;
  // What the world's configuration declares: read when it is first asked for.
  const ServiceMap& services();
  // What its contracts declare, likewise.
  const Contracts& contracts();
  const GraphqlSchema& graphql();

  std::unique_ptr<SiteReader> sites;  // what graph/effects/sites.cc remembers
  std::unique_ptr<TableNames> tables;
  std::unique_ptr<Models> models;
  std::unique_ptr<ModelStores> stores;
  std::unique_ptr<SchemaOperations> schemas;
  std::unique_ptr<Transactions> transactions;

 private:
  const ServiceMap* known_services_ = nullptr;
  std::unique_ptr<ServiceMap> own_services_;
  const Contracts* known_contracts_ = nullptr;
  std::unique_ptr<const Contracts> own_contracts_;
  const GraphqlSchema* known_graphql_ = nullptr;
  std::unique_ptr<const GraphqlSchema> own_graphql_;
};

// The effects of one file, ordered by line, then by resource; no two are equal. Each has the
// service that it is said for, or that the file belongs to. What is declared by the file is among
// them (access "declare"). A function's own parameter in the place of a name gives no effect there,
// but one at each of its calls.
std::vector<Effect> EffectsOf(EffectContext& context, const SourceFile& file);

// The parts of it, each of one kind of facts. Unordered.
std::vector<Effect> SiteEffects(EffectContext& context, const SourceFile& file);
// Of configuration. What a value names (`${TOPIC}`, a chart's values, a variable of Terraform) is
// put in its place, and `joined` says so; a name that is known in part only makes them `likely`.
std::vector<Effect> SettingEffects(EffectContext& context, const SourceFile& file);

// What all configuration of a world says of services, stores and owners, and what it sets variables
// and keys to, in order of path. A value that several files give differently is there several
// times.
std::vector<Effect> DeclaredEffects(const World& world, const Catalog& catalog);
std::vector<Effect> DeclaredEffects(const World& world, const Catalog& catalog,
                                    const std::vector<SettingEntry>& settings);

std::vector<Effect> StatementEffects(EffectContext& context, const SourceFile& file);
// Of statements that code makes of tables which it names itself: `orders.update()`.
std::vector<Effect> CoreEffects(EffectContext& context, const SourceFile& file);
// Of what code calls, serves, reads and writes of what contracts declare.
std::vector<Effect> ContractEffects(EffectContext& context, const SourceFile& file);
// Of what is asked of GraphQL, and of schemas that stand in programs.
std::vector<Effect> GraphqlEffects(EffectContext& context, const SourceFile& file);
std::vector<Effect> ModelEffects(EffectContext& context, const SourceFile& file);

// The flag that must be on for the code behind this guard of the file to run (with "!" before it:
// off), as far as a feature-flag SDK is asked; empty when none is.
std::string FlagOf(EffectContext& context, const SourceFile& file, std::int32_t guard);

}  // namespace interlock
