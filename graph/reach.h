// Reachability over the frozen graph: who is affected by a change of these entities.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace interlock {

// Edges (source, target) over nodes 0 .. count - 1, frozen into compressed rows in the direction of
// effect: from what is used to who uses it. Safe to read from any number of threads.
class EffectGraph {
 public:
  EffectGraph(std::size_t count, std::span<const std::pair<std::uint32_t, std::uint32_t>> uses);
  ~EffectGraph();
  EffectGraph(EffectGraph&&) noexcept;
  EffectGraph& operator=(EffectGraph&&) noexcept;

  // Nodes that reach one of `seeds` by uses, the seeds left out, in ascending order.
  std::vector<std::uint32_t> Affected(std::span<const std::uint32_t> seeds) const;

 private:
  struct Rows;
  std::unique_ptr<Rows> rows_;
};

}  // namespace interlock
