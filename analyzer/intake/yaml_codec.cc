#include "analyzer/intake/yaml_codec.h"

#include <algorithm>
#include <cstdint>

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 1;

constexpr auto kDocument = [](auto& coder, auto& document) {
  auto& [name, nodes, root] = document;
  coder.Text(name);
  coder.Number(root);
  coder.List(nodes, [line = std::uint32_t{0}](auto& c, auto& node) mutable {
    auto& [kind, at, expanded, text, children] = node;
    c.Kind(kind, YamlKind::kMap);
    c.Near(at, &line);
    c.Number(expanded);
    c.Text(text);
    c.List(children,
           [child = std::uint32_t{0}](auto& to, auto& index) mutable { to.Near(index, &child); });
  });
};

// A reader follows the indices without asking again; they lead to what was read later, or, from an
// alias, earlier.
bool IsSound(const YamlDocument& document) {
  const auto is_there = [&](std::uint32_t index) { return index < document.nodes.size(); };
  return is_there(document.root) &&
         std::all_of(document.nodes.begin(), document.nodes.end(), [&](const YamlNode& node) {
           return std::all_of(node.children.begin(), node.children.end(), is_there) &&
                  (node.kind != YamlKind::kMap || node.children.size() % 2 == 0);
         });
}

}  // namespace

std::string EncodeYaml(const YamlDocument& document) {
  return PackedBytes(kFormat, document, kDocument);
}

bool DecodeYaml(std::string_view bytes, YamlDocument* document) {
  return ReadPacked(kFormat, bytes, document, kDocument) && IsSound(*document);
}

}  // namespace interlock
