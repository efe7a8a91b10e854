#include "graph/reach.h"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>

namespace interlock {

struct EffectGraph::Rows {
  boost::compressed_sparse_row_graph<boost::directedS> graph;
};

namespace {

std::vector<std::pair<std::uint32_t, std::uint32_t>> Reversed(
    std::span<const std::pair<std::uint32_t, std::uint32_t>> uses) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> effects;
  effects.reserve(uses.size());
  for (const auto& [user, used] : uses) effects.emplace_back(used, user);
  std::sort(effects.begin(), effects.end());
  effects.erase(std::unique(effects.begin(), effects.end()), effects.end());
  return effects;
}

}  // namespace

EffectGraph::EffectGraph(std::size_t count,
                         std::span<const std::pair<std::uint32_t, std::uint32_t>> uses) {
  const auto effects = Reversed(uses);
  rows_ = std::make_unique<Rows>(Rows{{boost::edges_are_sorted, effects.begin(), effects.end(),
                                       static_cast<std::uint32_t>(count)}});
}

EffectGraph::~EffectGraph() = default;
EffectGraph::EffectGraph(EffectGraph&&) noexcept = default;
EffectGraph& EffectGraph::operator=(EffectGraph&&) noexcept = default;

std::vector<std::uint32_t> EffectGraph::Affected(std::span<const std::uint32_t> seeds) const {
  const auto& graph = rows_->graph;
  std::vector<bool> seen(boost::num_vertices(graph), false);
  std::vector<std::uint32_t> queue(seeds.begin(), seeds.end());
  for (const std::uint32_t seed : seeds) seen[seed] = true;
  std::vector<std::uint32_t> affected;
  // The queue grows while it is walked: breadth first.
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (auto [edge, end] = boost::out_edges(boost::vertex(queue[i], graph), graph); edge != end;
         ++edge) {
      const auto user = static_cast<std::uint32_t>(boost::target(*edge, graph));
      if (seen[user]) continue;
      seen[user] = true;
      queue.push_back(user);
      affected.push_back(user);
    }
  }
  std::sort(affected.begin(), affected.end());
  return affected;
}

}  // namespace interlock
