#include "analyzer/overlay/resources/joint_figures.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/overlay/test_files.h"

namespace interlock {

namespace {

// The store that a pool's name begins with: "db" of "db/shop".
std::optional<Resource> StoreOf(const Resource& pool) {
  const std::size_t slash = pool.name.find('/');
  if (pool.kind != "pool" || slash == 0 || slash == std::string::npos) return std::nullopt;
  return Resource{"store", pool.name.substr(0, slash)};
}

}  // namespace

JointFigures::JointFigures(const Snapshot& snapshot, const Resource& resource,
                           const HazardHalf& one, const HazardHalf& other)
    : snapshot_(snapshot),
      resource_(resource),
      one_(one),
      other_(other),
      said_(snapshot.operations.Find(resource)) {}

std::vector<Effect> JointFigures::With(const Resource& resource) const {
  std::map<std::string, Effect> effects;
  const auto place = [](const Effect& effect) {
    return effect.path + "\n" + effect.in + "\n" + effect.entry;
  };
  for (const int i : snapshot_.BaseEffectsOn(resource)) {
    const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
    if (!IsTestPath(effect.path)) effects[place(effect)] = effect;
  }
  for (const HazardHalf* half : {&one_, &other_}) {
    for (const EffectDelta& delta : snapshot_.View(half->view).effects) {
      if (delta.effect().resource != resource || delta.reached) continue;
      if (delta.change != EffectChange::kAdds) effects.erase(place(delta.before));
      if (delta.change != EffectChange::kRemoves) effects[place(delta.after)] = delta.after;
    }
  }
  std::vector<Effect> with;
  for (auto& [where, effect] : effects) with.push_back(std::move(effect));
  return with;
}

std::vector<Effect> JointFigures::HoldersOfLimit() const {
  std::set<Resource> shared = {resource_};
  if (const std::optional<Resource> store = StoreOf(resource_)) {
    for (const Effect& effect : snapshot_.base_effects) {
      if (StoreOf(effect.resource) == store) shared.insert(effect.resource);
    }
  }
  std::vector<Effect> holders;
  for (const Resource& resource : shared) {
    for (Effect& effect : With(resource)) holders.push_back(std::move(effect));
  }
  return holders;
}

const Quantity* JointFigures::LimitOf(const Effect& effect) const {
  if (effect.resource != resource_ && effect.resource != StoreOf(resource_)) return nullptr;
  for (const char* word : {"connections", "pods", "addresses", "cpu_quota", "memory_quota"}) {
    if (const Quantity* limit = FindQuantity(effect, word)) return limit;
  }
  return nullptr;
}

std::optional<double> JointFigures::Limit() const {
  for (const HazardHalf* half : {&one_, &other_}) {
    const EffectDelta& delta = *half->delta;
    if (delta.change == EffectChange::kRemoves) continue;
    if (const Quantity* limit = LimitOf(delta.after)) return limit->value;
  }
  if (said_ != nullptr && said_->limit) return said_->limit;
  std::vector<Resource> said_of = {resource_};
  if (const auto store = StoreOf(resource_)) said_of.push_back(*store);
  for (const Resource& resource : said_of) {
    for (const int i : snapshot_.BaseEffectsOn(resource)) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      if (const Quantity* limit = LimitOf(effect)) return limit->value;
    }
  }
  return std::nullopt;
}

std::optional<double> JointFigures::ReplicasOf(const std::string& service) const {
  if (service.empty()) return std::nullopt;
  const Resource resource{"service", service};
  std::optional<double> most;
  for (const Effect& effect : With(resource)) {
    for (const char* name : {"replicas_max", "replicas"}) {
      const Quantity* replicas = FindQuantity(effect, name);
      if (replicas != nullptr) most = std::max(most.value_or(0), replicas->value);
    }
  }
  const ResourceFigures* said = most ? nullptr : snapshot_.operations.Find(resource);
  return said != nullptr ? said->replicas : most;
}

double JointFigures::ProcessesOf(const std::string& service) const {
  double most = 1;
  if (service.empty()) return most;
  std::set<Resource> sayers = {{"service", service}};
  for (const Effect& effect : snapshot_.base_effects) {
    if (effect.service == service && effect.resource.kind == "listener") {
      sayers.insert(effect.resource);
    }
  }
  for (const Resource& sayer : sayers) {
    for (const Effect& effect : With(sayer)) {
      const Quantity* processes = FindQuantity(effect, "processes");
      if (processes != nullptr) most = std::max(most, processes->value);
    }
  }
  return most;
}

double JointFigures::CapacityFactor() const {
  const QuantityDelta* quantity = other_.sign.quantity;
  if (other_.in_force) return 1;
  if (quantity != nullptr && quantity->quantity == "unavailable_share") {
    return quantity->after < 1 ? (1 - quantity->before) / (1 - quantity->after) : 0;
  }
  if (quantity == nullptr || quantity->quantity != "unavailable") return other_.sign.factor;
  const std::optional<double> replicas = ReplicasOf(other_.delta->effect().resource.name);
  if (!replicas || *replicas <= quantity->after) return 0;
  return (*replicas - quantity->before) / (*replicas - quantity->after);
}

}  // namespace interlock
