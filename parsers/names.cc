// Names that stand inside other nodes: the f of `*f(int)[3]`, the c of `a::b::c<int>`.
#include <string>

#include "parsers/names_internal.h"
#include "parsers/paths_internal.h"

namespace interlock {
namespace {

constexpr int kMaxWrapping = 64;

bool IsQualified(const Language& language, TSNode node) {
  return language.Of(node).wraps_name &&
         language.Of(node).expression.form == ExpressionForm::kMember;
}

// One step inwards; null when `node` is the name.
TSNode Inside(const Language& language, TSNode node) {
  const SymbolTraits& symbol = language.Of(node);
  return symbol.wraps_name ? ChildOf(node, symbol.wrapped_name) : TSNode{};
}

// The outermost node on the way inwards that has a name before the name; null when there is none.
TSNode QualifiedInside(const Language& language, TSNode node) {
  for (int step = 0; step < kMaxWrapping && !ts_node_is_null(node); ++step) {
    if (IsQualified(language, node)) return node;
    node = Inside(language, node);
  }
  return TSNode{};
}

std::string Joined(const std::string& qualifier, std::string_view name) {
  if (qualifier.empty()) return std::string(name);
  return (qualifier == "." ? qualifier : qualifier + ".") + std::string(name);
}

// What the tokens around `inner` say: pointers and references before it, arrays behind it.
std::string MarksOf(TSNode outer, TSNode inner, std::string_view text) {
  std::string marks;
  const std::uint32_t count = ts_node_child_count(outer);
  for (std::uint32_t i = 0; i < count && i < 16; ++i) {
    const TSNode child = ts_node_child(outer, i);
    if (ts_node_is_named(child)) continue;
    const std::string_view token = TextOf(child, text);
    const bool behind =
        !ts_node_is_null(inner) && ts_node_start_byte(child) >= ts_node_end_byte(inner);
    if (token == "[") marks += "[]";
    if (!behind && (token == "*" || token == "&" || token == "&&" || token == "^")) marks += token;
  }
  return marks;
}

void WidenExtents(const Language& language, Matches& matches) {
  for (Match& match : matches.all) {
    if (match.role != Role::kDefinition && match.role != Role::kModifier) continue;
    const TSNode around = ts_node_parent(match.node);
    if (!ts_node_is_null(around) && language.Of(around).is_extent) match.node = around;
  }
}

}  // namespace

TSNode NameInside(const Language& language, TSNode node) {
  for (int step = 0; step < kMaxWrapping; ++step) {
    const TSNode inner = Inside(language, node);
    if (ts_node_is_null(inner)) break;
    node = inner;
  }
  return node;
}

void UnwrapNames(const Language& language, Matches& matches) {
  if (language.has_extents) WidenExtents(language, matches);
  for (PartNode& part : matches.parts) {
    if (part.part != Part::kName || !language.Of(part.node).wraps_name) continue;
    part.written = part.node;
    part.node = NameInside(language, part.node);
  }
}

std::string QualifierOf(const Language& language, TSNode written, std::string_view text) {
  std::string qualifier;
  TSNode node = ts_node_is_null(written) ? written : QualifiedInside(language, written);
  for (int step = 0; step < kMaxWrapping && !ts_node_is_null(node); ++step) {
    const TSNode scope = ChildOf(node, language.Of(node).expression.first);
    if (ts_node_is_null(scope)) {
      qualifier = ".";
    } else {
      const std::string name = TypePath(language, scope, text);
      if (name.empty() || name.starts_with('[') || name.starts_with('(')) return "?";
      qualifier = Joined(qualifier, name);
    }
    node = QualifiedInside(language, ChildOf(node, language.Of(node).expression.second));
  }
  return qualifier;
}

std::string QualifiedPath(const Language& language, TSNode node, std::string_view text) {
  return Joined(QualifierOf(language, node, text), TextOf(NameInside(language, node), text));
}

std::string MarksAround(const Language& language, TSNode written, std::string_view text) {
  std::string marks;
  for (int step = 0; step < kMaxWrapping && !ts_node_is_null(written); ++step) {
    const TSNode inner = Inside(language, written);
    if (!language.Of(written).wraps_name || IsQualified(language, written)) break;
    marks += MarksOf(written, inner, text);
    written = inner;
  }
  return marks;
}

}  // namespace interlock
