#include "analyzer/overlay/landed_names.h"

#include <utility>

#include "analyzer/overlay/relevance_codec.h"
#include "analyzer/parallel.h"

namespace interlock {

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
  std::vector<std::pair<std::string, std::string>> rows(fresh.size());
  ParallelFor(fresh.size(), threads, [&](std::size_t i) {
    const auto [uses, names] = fresh[i];
    const std::vector<FileVersions> one = {{uses->first.first, uses->first.second}};
    uses->second = CompareUses(one.front());
    *names = NamesOfAll(ComputeDelta(base_name_, one, &uses_), one);
    rows[i] = {KeyOf(one.front()), EncodeNames(*names)};
  });
  if (rows_ != nullptr) rows_->Store(rows);
}

const DeltaNames& LandedNames::Of(const FileVersions& versions) const {
  return names_.at({versions.before, versions.after});
}

Delta LandedNames::DeltaOf(const std::vector<FileVersions>& files) {
  for (const FileVersions& versions : files) {
    const auto [uses, is_new] = uses_.try_emplace({versions.before, versions.after});
    if (is_new) uses->second = CompareUses(versions);
  }
  return ComputeDelta(base_name_, files, &uses_);
}

std::string LandedNames::KeyOf(const FileVersions& versions) const {
  std::string key = "landed names";
  for (const SourceFile* file : {versions.before, versions.after}) {
    key += file == nullptr ? "\n-" : "\n" + file->path() + "\t" + blobs_->at(file);
  }
  return key;
}

}  // namespace interlock
