#include "graph/reach_codec.h"

#include <algorithm>
#include <cstdint>

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 1;

constexpr auto kReach = [](auto& coder, auto& rows) {
  auto& [paths, nodes, uses] = rows;
  coder.List(paths, [](auto& c, auto& path) { c.Text(path); });
  coder.List(nodes, [before = std::uint32_t{0}](auto& c, auto& node) mutable {
    auto& [path, is_file, name] = node;
    c.Near(path, &before);
    c.Bits(is_file);
    c.Text(name);
  });
  coder.List(uses, [user = std::uint32_t{0}, used = std::uint32_t{0}](auto& c, auto& use) mutable {
    c.Near(use.first, &user);
    c.Near(use.second, &used);
  });
};

// A reader follows the numbers without asking again.
bool IsSound(const ReachRows& rows) {
  return std::all_of(rows.nodes.begin(), rows.nodes.end(),
                     [&](const ReachRows::Node& node) { return node.path < rows.paths.size(); }) &&
         std::all_of(rows.uses.begin(), rows.uses.end(), [&](const auto& use) {
           return use.first < rows.nodes.size() && use.second < rows.nodes.size();
         });
}

}  // namespace

std::string EncodeReach(const ReachRows& rows) { return PackedBytes(kFormat, rows, kReach); }

bool DecodeReach(std::string_view bytes, ReachRows* rows) {
  return ReadPacked(kFormat, bytes, rows, kReach) && IsSound(*rows);
}

}  // namespace interlock
