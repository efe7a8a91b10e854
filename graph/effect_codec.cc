// Each of these functions takes its struct apart into all of its members: a new member in effect.h
// does not compile until it has a place here. Then raise kEffectFormat.
#include "graph/effect_codec.h"

#include <bit>
#include <cstdint>

#include "graph/packed_internal.h"

namespace interlock {

namespace {

constexpr char kEffectFormat = 1;

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
  auto& [resource, access, resolution, quantities, to, lock, online, required, in_loop, guard,
         service, path, line, in, entry, joined, sources] = effect;
  coder.Text(resource.kind);
  coder.Text(resource.name);
  coder.Text(access);
  coder.Kind(resolution, Resolution::kResolved);
  coder.List(quantities, [](auto& c, auto& item) { CodeQuantity(c, item); });
  coder.Text(to);
  coder.Text(lock);
  coder.Bits(online, required, in_loop);
  coder.Text(guard);
  coder.Text(service);
  coder.Near(line, line_before);
  coder.Text(in);
  coder.Text(entry);
  coder.Text(joined);
  coder.List(sources, kText);
}

template <typename Coder, typename T>
void CodeEffects(Coder& coder, T& effects) {
  coder.List(effects, [line = std::uint32_t{0}](auto& c, auto& item) mutable {
    CodeEffect(c, item, &line);
  });
}

}  // namespace

std::string EncodeEffects(const std::vector<Effect>& effects) {
  PackedWriter writer(kEffectFormat);
  CodeEffects(writer, effects);
  return writer.Finish();
}

bool DecodeEffects(std::string_view bytes, const std::string& path, std::vector<Effect>* effects) {
  effects->clear();
  PackedReader reader(kEffectFormat, bytes);
  CodeEffects(reader, *effects);
  for (Effect& effect : *effects) effect.path = path;
  return !reader.failed() && reader.at_end();
}

}  // namespace interlock
