#include <algorithm>

#include "parsers/scopes_internal.h"

namespace interlock {

RegionId Scopes::Locate(TSNode node) {
  const std::uint32_t start = ts_node_start_byte(node);
  while ((*this)[innermost_].end <= start) innermost_ = (*this)[innermost_].parent;
  RegionId region = innermost_;
  while ((*this)[region].end < ts_node_end_byte(node)) region = (*this)[region].parent;
  return region;
}

RegionId Scopes::Open(TSNode node, RegionKind kind, RegionId parent, std::int32_t definition) {
  const auto id = static_cast<RegionId>(regions_.size());
  const bool is_function = kind == RegionKind::kFunction || kind == RegionKind::kAnonymous;
  const Region& around = (*this)[parent];
  Region region;
  region.kind = kind;
  region.start = ts_node_start_byte(node);
  region.end = ts_node_end_byte(node);
  region.parent = parent;
  region.function = is_function ? id : around.function;
  region.definition = definition >= 0 ? definition : around.definition;
  region.depth = around.depth + 1;
  region.in_type_use = kind == RegionKind::kTypeUse || (around.in_type_use && !is_function);
  deepest_ = std::max(deepest_, region.depth);
  regions_.push_back(std::move(region));
  return innermost_ = id;
}

RegionId Scopes::FunctionOrType(RegionId id) const {
  while (id > 0 && (*this)[id].kind != RegionKind::kType && (*this)[id].function != id) {
    id = (*this)[id].parent;
  }
  return id;
}

RegionId Scopes::Type(RegionId id) const {
  while (id > 0 && (*this)[id].kind != RegionKind::kType) id = (*this)[id].parent;
  return id;
}

RegionId Scopes::OutsideValues(RegionId id) const {
  for (RegionId at = id; at > 0; at = (*this)[at].parent) {
    const RegionKind kind = (*this)[at].kind;
    if (kind == RegionKind::kHolder) return OutsideValues((*this)[at].parent);
    if (kind == RegionKind::kType || kind == RegionKind::kModule || (*this)[at].function == at)
      break;
  }
  return id;
}

RegionId Scopes::Holder(RegionId id) const {
  while ((*this)[id].kind == RegionKind::kBranch || (*this)[id].kind == RegionKind::kTypeUse) {
    id = (*this)[id].parent;
  }
  return id;
}

bool Scopes::IsConditional(RegionId id) const {
  while ((*this)[id].kind == RegionKind::kBlock) id = (*this)[id].parent;
  return (*this)[id].kind == RegionKind::kBranch;
}

bool Scopes::IsBound(std::string_view name, RegionId id) const {
  for (; id >= 0; id = (*this)[id].parent) {
    if ((*this)[id].names.contains(name)) return true;
    if ((*this)[id].closed) return false;
  }
  return false;
}

}  // namespace interlock
