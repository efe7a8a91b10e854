// Each of these functions takes its struct apart into all of its members: a new member in effect.h
// does not compile until it has a place here. Then raise kEffectFormat.
#include "graph/effect_codec.h"

#include <bit>
#include <cstdint>

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kEffectFormat = 3;

constexpr auto kText = [](auto& coder, auto& text) { coder.Text(text); };

void CodeReal(PackedWriter& writer, const double& value) {
  writer.Hash(std::bit_cast<std::uint64_t>(value));
}

void CodeReal(PackedReader& reader, double& value) {
  std::uint64_t bits = 0;
  reader.Hash(bits);
  value = std::bit_cast<double>(bits);
}

template <typename Coder, typename T>
void CodeQuantity(Coder& coder, T& quantity) {
  auto& [name, value, written, is_default] = quantity;
  coder.Text(name);
  CodeReal(coder, value);
  coder.Text(written);
  coder.Bits(is_default);
}

template <typename Coder, typename T>
void CodeEffect(Coder& coder, T& effect, std::uint32_t* line_before) {
  auto& [resource, access, resolution, quantities, to, lock, online, required, in_loop, transaction,
         guard, service, path, line, in, entry, host, through, joined, sources] = effect;
  coder.Text(resource.kind);
  coder.Text(resource.name);
  coder.Text(access);
  coder.Kind(resolution, Resolution::kResolved);
  coder.List(quantities, [](auto& c, auto& item) { CodeQuantity(c, item); });
  coder.Text(to);
  coder.Text(lock);
  coder.Bits(online, required, in_loop);
  coder.Text(transaction);
  coder.Text(guard);
  coder.Text(service);
  coder.Text(path);
  coder.Near(line, line_before);
  coder.Text(in);
  coder.Text(entry);
  coder.Text(host);
  coder.Text(through);
  coder.Text(joined);
  coder.List(sources, kText);
}

constexpr auto kEffects = [](auto& coder, auto& effects) {
  coder.List(effects, [line = std::uint32_t{0}](auto& c, auto& item) mutable {
    CodeEffect(c, item, &line);
  });
};

template <typename Coder, typename T>
void CodeQuantityDelta(Coder& coder, T& delta) {
  auto& [quantity, unit, before, after, written_before, written_after, known_before, known_after] =
      delta;
  coder.Text(quantity);
  coder.Text(unit);
  CodeReal(coder, before);
  CodeReal(coder, after);
  coder.Text(written_before);
  coder.Text(written_after);
  coder.Bits(known_before, known_after);
}

template <typename Coder, typename T>
void CodeEffectDelta(Coder& coder, T& delta) {
  auto& [change, before, after, quantities, gained_loop, reached] = delta;
  coder.Kind(change, EffectChange::kAlters);
  for (auto* effect : {&before, &after}) {
    std::uint32_t line = 0;
    CodeEffect(coder, *effect, &line);
  }
  coder.List(quantities, [](auto& c, auto& item) { CodeQuantityDelta(c, item); });
  coder.Bits(gained_loop, reached);
}

constexpr auto kEffectDeltas = [](auto& coder, auto& deltas) {
  coder.List(deltas, [](auto& c, auto& item) { CodeEffectDelta(c, item); });
};

}  // namespace

std::string EncodeEffects(const std::vector<Effect>& effects) {
  return PackedBytes(kEffectFormat, effects, kEffects);
}

bool DecodeEffects(std::string_view bytes, std::vector<Effect>* effects) {
  return ReadPacked(kEffectFormat, bytes, effects, kEffects);
}

std::string EncodeEffectDeltas(const std::vector<EffectDelta>& deltas) {
  return PackedBytes(kEffectFormat, deltas, kEffectDeltas);
}

bool DecodeEffectDeltas(std::string_view bytes, std::vector<EffectDelta>* deltas) {
  return ReadPacked(kEffectFormat, bytes, deltas, kEffectDeltas);
}

}  // namespace interlock
