#include "analyzer/overlay/related/landed_names.h"

#include <utility>

#include "analyzer/overlay/related/relevance_codec.h"
#include "analyzer/overlay/related/use_codec.h"
#include "analyzer/parallel.h"

namespace interlock {

namespace {

constexpr const char* kUses = "\nuses";

}  // namespace

void LandedNames::Compare(const std::vector<const std::vector<FileVersions>*>& landed,
                          int threads) {
  std::vector<std::pair<KnownUses::value_type*, DeltaNames*>> fresh;
  for (const std::vector<FileVersions>* files : landed) {
    for (const FileVersions& versions : *files) {
      const std::pair key(versions.before, versions.after);
      const auto [names, is_new] = names_.try_emplace(key);
      if (!is_new) continue;
      const auto row = rows_ == nullptr ? std::nullopt : rows_->Load(KeyOf(versions));
      if (row && DecodeNames(*row, &names->second)) continue;
      fresh.emplace_back(&*uses_.try_emplace(key).first, &names->second);
    }
  }
  std::vector<std::pair<std::string, std::string>> rows(fresh.size()), uses_rows(fresh.size());
  ParallelFor(fresh.size(), threads, [&](std::size_t i) {
    const auto [uses, names] = fresh[i];
    const std::vector<FileVersions> one = {{uses->first.first, uses->first.second}};
    uses->second = CompareUses(one.front());
    *names = NamesOfAll(ComputeDelta(base_name_, one, &uses_), one);
    const std::string key = KeyOf(one.front());
    rows[i] = {key, EncodeNames(*names)};
    uses_rows[i] = {key + kUses, EncodeUses(uses->second)};
  });
  if (rows_ == nullptr) return;
  rows_->Store(rows);
  rows_->Store(uses_rows);
}

const DeltaNames& LandedNames::Of(const FileVersions& versions) const {
  return names_.at({versions.before, versions.after});
}

Delta LandedNames::DeltaOf(const std::vector<FileVersions>& files) {
  for (const FileVersions& versions : files) {
    const auto [uses, is_new] = uses_.try_emplace({versions.before, versions.after});
    if (!is_new) continue;
    std::optional<UseChanges> kept = KeptUses(versions);
    uses->second = kept ? *std::move(kept) : CompareUses(versions);
  }
  return ComputeDelta(base_name_, files, &uses_);
}

std::optional<UseChanges> LandedNames::KeptUses(const FileVersions& versions) const {
  const auto row = rows_ == nullptr ? std::nullopt : rows_->Load(KeyOf(versions) + kUses);
  UseChanges uses;
  if (!row || !DecodeUses(*row, versions, &uses)) return std::nullopt;
  return uses;
}

std::string LandedNames::KeyOf(const FileVersions& versions) const {
  std::string key = "landed names";
  for (const SourceFile* file : {versions.before, versions.after}) {
    key += file == nullptr ? "\n-" : "\n" + file->path() + "\t" + blobs_->at(file);
  }
  return key;
}

}  // namespace interlock
