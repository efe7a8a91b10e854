#include "analyzer/overlay/related/use_codec.h"

#include <cstdint>
#include <vector>

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 1;

constexpr auto kUses = [](auto& coder, auto& uses) {
  const auto use = [before = std::int32_t{0}](auto& c, auto& item) mutable {
    c.Near(item.index, &before);
    c.Bits(item.gained);
  };
  coder.List(uses.references, use);
  coder.List(uses.imports, use);
};

// The path of each is that of the version that has it.
template <typename Item, typename Fact>
bool Place(const FileVersions& versions, std::vector<Fact> FileFacts::*facts,
           std::vector<Item>* items) {
  for (Item& item : *items) {
    const SourceFile* file = item.gained ? versions.after : versions.before;
    if (file == nullptr || item.index < 0) return false;
    if (static_cast<std::size_t>(item.index) >= (file->facts().*facts).size()) return false;
    item.path = file->path();
  }
  return true;
}

}  // namespace

std::string EncodeUses(const UseChanges& uses) { return PackedBytes(kFormat, uses, kUses); }

bool DecodeUses(std::string_view bytes, const FileVersions& versions, UseChanges* uses) {
  return ReadPacked(kFormat, bytes, uses, kUses) &&
         Place(versions, &FileFacts::references, &uses->references) &&
         Place(versions, &FileFacts::imports, &uses->imports);
}

}  // namespace interlock
