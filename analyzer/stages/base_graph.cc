#include "analyzer/stages/base_graph.h"

#include <set>
#include <utility>
#include <vector>

#include "analyzer/parallel.h"
#include "graph/build.h"

namespace interlock {

namespace {

constexpr std::size_t kFilesPerTask = 32;  // a Resolver's caches pay off over several files

// By which imports speak of the file.
void AddModuleName(std::string_view path, SpokenNames* names) {
  const std::string_view file = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
  names->Add(file.substr(0, file.find('.')));
}

GraphRows Resolve(const Snapshot& snapshot, int threads) {
  const std::vector<const SourceFile*>& files = snapshot.base->files();
  const World world({snapshot.base});
  std::vector<FileUses> uses(files.size());
  const std::size_t tasks = (files.size() + kFilesPerTask - 1) / kFilesPerTask;
  ParallelFor(tasks, threads, [&](std::size_t task) {
    Resolver resolver(world);
    const std::size_t end = std::min(files.size(), (task + 1) * kFilesPerTask);
    for (std::size_t i = task * kFilesPerTask; i < end; ++i) {
      uses[i] = ResolveFile(resolver, *files[i]);
    }
  });
  GraphRows rows = AssembleGraph(snapshot.repository, uses);
  for (const SourceFile* file : files) {
    rows.files.push_back({snapshot.repository, file->path(), "", file->outline().language});
  }
  return rows;
}

}  // namespace

// Evidence by name only is no proof that anybody is affected: the rows have none of it.
BaseGraph::BaseGraph(ReachRows rows)
    : rows_(std::move(rows)), effects_(rows_.nodes.size(), rows_.uses) {
  for (std::size_t i = 0; i < rows_.nodes.size(); ++i) {
    const ReachRows::Node& node = rows_.nodes[i];
    if (!node.is_file) by_name_.emplace(node.name, static_cast<std::uint32_t>(i));
  }
}

std::optional<BaseGraph> BaseGraph::Load(GraphStore& store, const ObjectId& base_commit,
                                         const std::string& key) {
  if (!store.HasGraph(base_commit, key)) return std::nullopt;
  std::optional<ReachRows> rows = store.LoadReach();
  // Another process may have replaced it while it was read.
  if (!rows || !store.HasGraph(base_commit, key)) return std::nullopt;
  return BaseGraph(*std::move(rows));
}

BaseGraph BaseGraph::Make(const Snapshot& snapshot, GraphStore* store, const std::string& key,
                          int threads) {
  if (store != nullptr) {
    if (auto kept = Load(*store, snapshot.base_commit, key)) return *std::move(kept);
  }
  const GraphRows rows = Resolve(snapshot, threads);
  if (store != nullptr) store->ReplaceGraph(snapshot.base_commit, key, rows);
  return BaseGraph(ReachOf(rows));
}

std::optional<std::uint32_t> BaseGraph::Find(const std::string& path,
                                             const std::string& name) const {
  std::optional<std::uint32_t> first;
  const auto [begin, end] = by_name_.equal_range(name);
  for (auto found = begin; found != end; ++found) {
    const std::uint32_t node = found->second;
    if (rows_.paths[rows_.nodes[node].path] == path && (!first || node < *first)) first = node;
  }
  return first;
}

std::vector<std::uint32_t> BaseGraph::Seeds(const Delta& delta) const {
  std::set<std::uint32_t> seeds;
  for (const EntityDelta& entity : delta.entities) {
    if (entity.effect == EntityEffect::kAdds) continue;
    if (const auto node = Find(entity.old_path, entity.old_name)) seeds.insert(*node);
  }
  return {seeds.begin(), seeds.end()};
}

// What is added to a type concerns those that derive from it. A file that uses something outside of
// all that it defines counts by the name that imports give it.
SpokenNames BaseGraph::Dependents(const Delta& delta) const {
  std::vector<std::uint32_t> seeds = Seeds(delta);
  for (const EntityDelta& entity : delta.entities) {
    std::string around = entity.effect == EntityEffect::kAdds ? entity.new_name : "";
    for (auto dot = around.rfind('.'); dot != around.npos; dot = around.rfind('.')) {
      around.resize(dot);
      if (const auto node = Find(entity.new_path, around)) seeds.push_back(*node);
    }
  }
  SpokenNames names;
  for (const std::uint32_t number : effects_.Affected(seeds)) {
    const ReachRows::Node& node = rows_.nodes[number];
    if (node.is_file) {
      AddModuleName(rows_.paths[node.path], &names);
    } else {
      names.AddParts(node.name);
    }
  }
  names.Settle();
  return names;
}

BlastRadius BaseGraph::Radius(const Snapshot& snapshot, const Change& change,
                              const ChangeView& view) const {
  const std::vector<std::uint32_t> start = Seeds(view.delta);
  const std::vector<std::uint32_t> affected = effects_.Affected(start);
  std::set<std::string> files;
  for (const std::uint32_t node : affected) files.insert(rows_.paths[rows_.nodes[node].path]);
  BlastRadius radius;
  radius.altered = static_cast<std::uint32_t>(start.size());
  radius.entities = static_cast<std::uint32_t>(affected.size());
  radius.files = static_cast<std::uint32_t>(files.size());
  for (const FileVersions& versions : view.files) {
    for (const SourceFile* file : {versions.before, versions.after}) {
      if (file != nullptr) files.insert(file->path());
    }
  }
  std::set<std::string> services;
  for (const EffectDelta& delta : view.effects) {
    if (delta.change == EffectChange::kAdds) continue;
    for (const int i : snapshot.BaseEffectsOn(delta.effect().resource)) {
      const Effect& effect = snapshot.base_effects[static_cast<std::size_t>(i)];
      files.insert(effect.path);
      if (!effect.service.empty()) services.insert(effect.service);
    }
  }
  std::set<std::string> owners;
  const auto add_owners = [&](const std::string& path) {
    for (std::string& owner : snapshot.services.OwnersOf(path)) owners.insert(std::move(owner));
  };
  for (const FileChange& file : change.files) {
    add_owners(file.path);
    if (!file.old_path.empty()) add_owners(file.old_path);
  }
  for (const std::string& path : files) {
    if (std::string service = snapshot.services.ServiceOf(path); !service.empty()) {
      services.insert(std::move(service));
    }
    add_owners(path);
  }
  radius.services.assign(services.begin(), services.end());
  radius.owners.assign(owners.begin(), owners.end());
  return radius;
}

}  // namespace interlock
