#include "graph/effects/effects.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include "graph/effects/amounts.h"
#include "graph/effects/contracts.h"
#include "graph/effects/graphql.h"
#include "graph/effects/handlers.h"
#include "graph/effects/model_codec.h"
#include "graph/effects/model_stores.h"
#include "graph/effects/models.h"
#include "graph/effects/schema_operations.h"
#include "graph/effects/site_names.h"
#include "graph/effects/sites_internal.h"
#include "graph/effects/table_names.h"
#include "graph/effects/transactions.h"

namespace interlock {

namespace {

// What is set before a definition of data says how long it waits for its lock: the shorter of
// lock_timeout and statement_timeout, or MySQL's lock_wait_timeout. A value of 0, or one that is no
// number, is for ever.
void AddPatience(EffectContext& context, const SourceFile& file, std::vector<Effect>* effects) {
  const std::vector<SqlStatement>& statements = file.facts().statements;
  const auto sets = [](const SqlStatement& statement) {
    return statement.verb.starts_with("set ") && !statement.value.empty();
  };
  if (std::none_of(statements.begin(), statements.end(), sets)) return;
  const std::set<std::int32_t> undone = context.schemas->Undone(file);
  for (Effect& effect : *effects) {
    if (effect.lock.empty()) continue;
    std::map<std::string_view, double> waits;  // by what is set
    for (std::size_t i = 0; i < statements.size(); ++i) {
      const SqlStatement& set = statements[i];
      if (!sets(set) || set.line > effect.line) continue;
      if (undone.contains(static_cast<std::int32_t>(i))) continue;
      const char* unit = set.verb == "set lock_wait_timeout" ? "s" : "ms";
      waits[set.verb] = AmountOf(context.catalog, set.value, unit).value_or(0);
    }
    double longest = 0;
    for (const auto& [what, wait] : waits) {
      if (wait > 0 && (longest == 0 || wait < longest)) longest = wait;
    }
    if (longest > 0) effect.quantities.push_back({"lock_timeout", longest, "", false});
  }
}

// What is configured for all migrations of a framework, where nothing is set in one itself.
void AddStandingPatience(EffectContext& context, const SourceFile& file,
                         std::vector<Effect>* effects) {
  const auto waits = [](const Effect& effect) {
    return !effect.lock.empty() &&
           std::none_of(effect.quantities.begin(), effect.quantities.end(),
                        [](const Quantity& quantity) { return quantity.name == "lock_timeout"; });
  };
  if (std::none_of(effects->begin(), effects->end(), waits)) return;
  const auto wait = context.schemas->WaitOf(file);
  if (!wait) return;
  for (Effect& effect : *effects) {
    if (!waits(effect)) continue;
    effect.quantities.push_back({"lock_timeout", wait->seconds, "", false});
    std::vector<std::string>& sources = effect.sources;
    const auto at = std::lower_bound(sources.begin(), sources.end(), wait->path);
    if (at == sources.end() || *at != wait->path) sources.insert(at, wait->path);
  }
}

// What writes all rows only to undo a migration is not done by it.
void RemoveUndone(EffectContext& context, const SourceFile& file, std::vector<Effect>* effects) {
  std::erase_if(*effects, [&](const Effect& effect) {
    return effect.access == "sweep" && context.schemas->IsUndoing(file, effect.in);
  });
}

// A timeout of 0 is none: nothing that could be less than another.
void RemoveNone(const Catalog& catalog, std::vector<Effect>* effects) {
  std::set<std::string_view> words;
  for (const QuantityWord& word : catalog.quantities) {
    if (word.zero_is_none) words.insert(word.name);
  }
  for (Effect& effect : *effects) {
    std::erase_if(effect.quantities, [&](const Quantity& quantity) {
      return quantity.value <= 0 && words.contains(quantity.name);
    });
  }
}

// The files of the world that are as those from which `of_base` was read; nothing when they are the
// same.
template <typename Index>
std::optional<std::vector<const SourceFile*>> FilesLikeBase(const EffectContext& context,
                                                            const Index& of_base) {
  std::vector<const SourceFile*> files;
  bool is_same = false;
  for (const Layer* layer : context.world.layers()) {
    const bool is_base = layer == context.basis.base;
    for (const SourceFile* file : is_base ? of_base.files() : Index::In(*layer, context.catalog)) {
      if (context.world.Find(file->path()) != file) continue;
      files.push_back(file);
      is_same = is_same && is_base;
    }
    is_same = is_same || is_base;
  }
  if (is_same && files.size() == of_base.files().size()) return std::nullopt;
  return files;
}

// What an entry of the catalogue has told of the same place counts once.
void RemoveTold(std::vector<Effect>* effects, std::size_t first) {
  std::set<std::tuple<std::string_view, std::uint32_t, std::string_view, std::string_view>> told;
  for (std::size_t i = 0; i < first; ++i) {
    const Effect& effect = (*effects)[i];
    told.emplace(effect.resource.kind, effect.line, effect.resource.name, effect.access);
  }
  const auto is_told = [&](const Effect& effect) {
    return told.contains({effect.resource.kind, effect.line, effect.resource.name, effect.access});
  };
  const auto begin = effects->begin() + static_cast<std::ptrdiff_t>(first);
  effects->erase(std::remove_if(begin, effects->end(), is_told), effects->end());
}

}  // namespace

EffectBasis::EffectBasis(const Layer* base_files, const Catalog& words)
    : base(base_files),
      catalog(words),
      patterns(words),
      settings(SettingEntries(words)),
      declared(DeclaredEffects(World({base_files}), words, settings)),
      services(World({base_files}), declared),
      tables(World({base_files})),
      dialect(DialectOf(words, World({base_files}), declared)) {}

EffectBasis::~EffectBasis() = default;

const ModelIndex& EffectBasis::models() const {
  std::call_once(models_are_read_, [&] {
    const World world({base});
    EffectContext context(world, *this);
    models_ = std::make_unique<const ModelIndex>(context.models->IndexOf(*base));
  });
  return *models_;
}

const std::vector<SaidSet>& EffectBasis::sets() const {
  std::call_once(sets_are_read_, [&] {
    std::vector<SaidSet> sets;
    for (const SourceFile* file : base->files()) {
      for (SaidSet& said : SaidSetsOf(catalog, *file)) sets.push_back(std::move(said));
    }
    sets_ = std::make_unique<const std::vector<SaidSet>>(std::move(sets));
  });
  return *sets_;
}

const SiteNames& EffectBasis::site_names() const {
  std::call_once(names_are_read_, [&] { site_names_ = std::make_unique<const SiteNames>(*base); });
  return *site_names_;
}

const Contracts& EffectBasis::contracts() const {
  std::call_once(contracts_are_read_, [&] {
    contracts_ = std::make_unique<const Contracts>(catalog, Contracts::In(*base, catalog));
  });
  return *contracts_;
}

const GraphqlSchema& EffectBasis::graphql() const {
  std::call_once(graphql_is_read_, [&] {
    graphql_ = std::make_unique<const GraphqlSchema>(GraphqlSchema::In(*base, catalog));
  });
  return *graphql_;
}

EffectBasis::Kept EffectBasis::Keep() const {
  Kept kept;
  if (models_ != nullptr && !models_are_recalled_) {
    kept.models = EncodeModels(*models_, *base, catalog);
  }
  if (sets_ != nullptr && !sets_are_recalled_) kept.sets = EncodeSets(*sets_);
  if (site_names_ != nullptr && !names_are_recalled_) kept.site_names = site_names_->Encode();
  return kept;
}

void EffectBasis::Recall(const Kept& kept) {
  if (auto known = DecodeModels(kept.models, *base, catalog)) {
    std::call_once(models_are_read_, [&] { models_ = std::move(known); });
    models_are_recalled_ = true;
  }
  if (auto known = DecodeSets(kept.sets, *base)) {
    std::call_once(sets_are_read_, [&] { sets_ = std::move(known); });
    sets_are_recalled_ = true;
  }
  if (auto known = SiteNames::Decode(kept.site_names, *base)) {
    std::call_once(names_are_read_, [&] { site_names_ = std::move(known); });
    names_are_recalled_ = true;
  }
}

bool EffectBasis::DeclaresTheSame(const World& world) const {
  if (world.layers().empty() || world.layers().front() != base) return false;
  const auto keeps = [&](const std::string& path) {
    return DeclareTheSame(base->Find(path), world.Find(path));
  };
  return std::all_of(world.layers().begin() + 1, world.layers().end(), [&](const Layer* layer) {
    return std::all_of(layer->files().begin(), layer->files().end(),
                       [&](const SourceFile* file) { return keeps(file->path()); }) &&
           std::all_of(layer->removed().begin(), layer->removed().end(), keeps);
  });
}

EffectContext::EffectContext(const World& world_of_files, const EffectBasis& basis_of_worlds)
    : world(world_of_files),
      basis(basis_of_worlds),
      catalog(basis_of_worlds.catalog),
      resolver(world_of_files),
      paths(world_of_files, resolver),
      index(basis_of_worlds.patterns),
      sites(std::make_unique<SiteReader>(*this)),
      tables(std::make_unique<TableNames>(basis_of_worlds.tables, world_of_files)),
      models(std::make_unique<Models>(*this)),
      stores(std::make_unique<ModelStores>(*this)),
      schemas(std::make_unique<SchemaOperations>(*this, *models)),
      transactions(std::make_unique<Transactions>(*this)) {}

EffectContext::~EffectContext() = default;

const ServiceMap& EffectContext::services() {
  if (known_services_ != nullptr) return *known_services_;
  if (basis.DeclaresTheSame(world)) {
    known_services_ = &basis.services;
    sites->environment().Add(basis.declared, known_services_);
  } else {
    const std::vector<Effect> declared = DeclaredEffects(world, catalog, basis.settings);
    own_services_ = std::make_unique<ServiceMap>(world, declared);
    known_services_ = own_services_.get();
    sites->environment().Add(declared, known_services_);
  }
  return *known_services_;
}

const Contracts& EffectContext::contracts() {
  if (known_contracts_ != nullptr) return *known_contracts_;
  const auto files = FilesLikeBase<Contracts>(*this, basis.contracts());
  if (files) own_contracts_ = std::make_unique<const Contracts>(catalog, *files);
  return *(known_contracts_ = files ? own_contracts_.get() : &basis.contracts());
}

const GraphqlSchema& EffectContext::graphql() {
  if (known_graphql_ != nullptr) return *known_graphql_;
  const auto files = FilesLikeBase<GraphqlSchema>(*this, basis.graphql());
  if (files) own_graphql_ = std::make_unique<const GraphqlSchema>(*files);
  return *(known_graphql_ = files ? own_graphql_.get() : &basis.graphql());
}

std::vector<Effect> EffectsOf(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects;
  context.paths.Begin();
  const std::string service = context.services().ServiceOf(file.path());
  for (const auto part :
       {SiteEffects, SettingEffects, StatementEffects, ModelEffects, CoreEffects, GraphqlEffects}) {
    std::vector<Effect> found = part(context, file);
    std::move(found.begin(), found.end(), std::back_inserter(effects));
  }
  const std::size_t first = effects.size();
  std::vector<Effect> of_contracts = ContractEffects(context, file);
  std::move(of_contracts.begin(), of_contracts.end(), std::back_inserter(effects));
  RemoveTold(&effects, first);
  for (Effect& effect : effects) {
    if (effect.service.empty()) effect.service = service;
  }
  NameInlineHandlers(context, file, &effects);
  AddPatience(context, file, &effects);
  AddStandingPatience(context, file, &effects);
  RemoveUndone(context, file, &effects);
  RemoveNone(context.catalog, &effects);
  const auto key = [](const Effect& effect) {
    return std::tie(effect.line, effect.resource, effect.access, effect.entry, effect.in,
                    effect.guard, effect.joined, effect.to);
  };
  std::stable_sort(effects.begin(), effects.end(),
                   [&](const Effect& a, const Effect& b) { return key(a) < key(b); });
  effects.erase(std::unique(effects.begin(), effects.end()), effects.end());
  return effects;
}

}  // namespace interlock
