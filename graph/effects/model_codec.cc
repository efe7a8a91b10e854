#include "graph/effects/model_codec.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kModelFormat = 2;
constexpr char kSetFormat = 2;

// A model without the pointers of its entry.
struct PackedModel {
  std::string path;
  std::int32_t index = -1;  // of the type's definition
  std::int32_t style = -1;  // its place in the catalogue
  std::string name, queried, table;
  std::vector<std::string> fields, related;
};

struct PackedSet {
  std::string path;
  std::int32_t scope = -1;
  std::string type, name;
  bool is_said = false;
  std::string field;
  bool is_snake = false;
};

constexpr auto kModels = [](auto& coder, auto& models) {
  coder.List(models, [](auto& c, auto& model) {
    auto& [path, index, style, name, queried, table, fields, related] = model;
    std::int32_t none = -1;
    c.Text(path);
    c.Near(index, &none);
    none = -1;
    c.Near(style, &none);
    c.Text(name);
    c.Text(queried);
    c.Text(table);
    c.List(fields, [](auto& each, auto& field) { each.Text(field); });
    c.List(related, [](auto& each, auto& relation) { each.Text(relation); });
  });
};

constexpr auto kSets = [](auto& coder, auto& sets) {
  coder.List(sets, [](auto& c, auto& set) {
    auto& [path, scope, type, name, is_said, field, is_snake] = set;
    std::int32_t none = -1;
    c.Text(path);
    c.Near(scope, &none);
    c.Text(type);
    c.Text(name);
    c.Bits(is_said);
    c.Text(field);
    c.Bits(is_snake);
  });
};

}  // namespace

std::string EncodeModels(const ModelIndex& models, const Layer& base, const Catalog& catalog) {
  std::vector<PackedModel> packed;
  for (const SourceFile* file : base.files()) {
    for (const ModelIndex::Entry& entry : models.Of(file)) {
      const auto style = static_cast<std::int32_t>(entry.style - catalog.models.data());
      packed.push_back({file->path(),
                        entry.type.index,
                        style,
                        entry.name,
                        entry.queried,
                        entry.table,
                        {entry.fields.begin(), entry.fields.end()},
                        {entry.related.begin(), entry.related.end()}});
    }
  }
  return PackedBytes(kModelFormat, packed, kModels);
}

std::unique_ptr<const ModelIndex> DecodeModels(std::string_view bytes, const Layer& base,
                                               const Catalog& catalog) {
  std::vector<PackedModel> packed;
  if (!ReadPacked(kModelFormat, bytes, &packed, kModels)) return nullptr;
  auto models = std::make_unique<ModelIndex>();
  for (PackedModel& model : packed) {
    const SourceFile* file = base.Find(model.path);
    const bool has_style =
        model.style >= 0 && static_cast<std::size_t>(model.style) < catalog.models.size();
    if (file == nullptr || model.index < 0 || !has_style) return nullptr;
    models->Add({{file, model.index},
                 &catalog.models[static_cast<std::size_t>(model.style)],
                 std::move(model.name),
                 std::move(model.queried),
                 std::move(model.table),
                 {model.fields.begin(), model.fields.end()},
                 {model.related.begin(), model.related.end()}});
  }
  return models;
}

std::string EncodeSets(const std::vector<SaidSet>& sets) {
  std::vector<PackedSet> packed;
  packed.reserve(sets.size());
  for (const SaidSet& set : sets) {
    packed.push_back(
        {set.file->path(), set.scope, set.type, set.name, set.is_said, set.field, set.is_snake});
  }
  return PackedBytes(kSetFormat, packed, kSets);
}

std::unique_ptr<const std::vector<SaidSet>> DecodeSets(std::string_view bytes, const Layer& base) {
  std::vector<PackedSet> packed;
  if (!ReadPacked(kSetFormat, bytes, &packed, kSets)) return nullptr;
  auto sets = std::make_unique<std::vector<SaidSet>>();
  for (PackedSet& set : packed) {
    const SourceFile* file = base.Find(set.path);
    if (file == nullptr) return nullptr;
    sets->push_back({file, set.scope, std::move(set.type), std::move(set.name), set.is_said,
                     std::move(set.field), set.is_snake});
  }
  return sets;
}

}  // namespace interlock
