#include "graph/effect_store.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "graph/compress.h"
#include "graph/effect_codec.h"
#include "graph/meta.h"

namespace interlock {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;
// Most bases have one row, which is taken as it is; one row of all could be any size.
constexpr std::ptrdiff_t kEffectsInRow = 1 << 17;

}  // namespace

void EffectStore::Replace(const ObjectId& base_commit, const std::string& key,
                          const std::vector<Effect>& effects) {
  Transaction transaction(database_);
  database_.Execute("DELETE FROM base_effects");
  Statement insert(database_, "INSERT INTO base_effects VALUES (?, ?)");
  for (auto begin = effects.begin(); begin != effects.end();) {
    const auto end = begin + std::min(kEffectsInRow, effects.end() - begin);
    insert.Run(begin - effects.begin(), Bytes{Compress(EncodeEffects({begin, end}))});
    begin = end;
  }
  SetMeta(database_, "effects_base", base_commit);
  SetMeta(database_, "effects_key", key);
  transaction.Commit();
}

std::optional<std::vector<Effect>> EffectStore::Load(const ObjectId& base_commit,
                                                     const std::string& key) {
  if (Meta(database_, "effects_base") != base_commit || Meta(database_, "effects_key") != key) {
    return std::nullopt;
  }
  std::vector<Effect> all, of_row;
  Statement row(database_, "SELECT data FROM base_effects ORDER BY number");
  for (row.Start(); row.Next();) {
    const auto data = Decompress(row.Blob(0), kMostBytes);
    if (!data || !DecodeEffects(*data, &of_row)) return std::nullopt;
    if (all.empty()) {
      all = std::exchange(of_row, {});
    } else {
      std::move(of_row.begin(), of_row.end(), std::back_inserter(all));
    }
  }
  // Another process may have replaced them before they were read.
  if (Meta(database_, "effects_base") != base_commit || Meta(database_, "effects_key") != key) {
    return std::nullopt;
  }
  return all;
}

void EffectStore::Forget() {
  DropMeta(database_, "effects_base");
  views_.Clear();
}

}  // namespace interlock
