#include "graph/effect_store.h"

#include <iterator>
#include <utility>

#include "graph/compress.h"
#include "graph/effect_codec.h"
#include "graph/meta.h"

namespace interlock {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;

}  // namespace

void EffectStore::Replace(const ObjectId& base_commit, const std::string& key,
                          const std::vector<Effect>& effects) {
  Transaction transaction(database_);
  database_.Execute("DELETE FROM file_effects");
  Statement insert(database_, "INSERT INTO file_effects VALUES (?, ?)");
  for (auto begin = effects.begin(); begin != effects.end();) {
    auto end = begin;
    while (end != effects.end() && end->path == begin->path) ++end;
    insert.Run(begin->path, Bytes{Compress(EncodeEffects({begin, end}))});
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
  std::vector<Effect> all, of_file;
  Statement row(database_, "SELECT path, data FROM file_effects ORDER BY rowid");
  for (row.Start(); row.Next();) {
    const auto data = Decompress(row.Blob(1), kMostBytes);
    if (!data || !DecodeEffects(*data, std::string(row.Text(0)), &of_file)) return std::nullopt;
    std::move(of_file.begin(), of_file.end(), std::back_inserter(all));
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
