#include "analyzer/overlay/lazy_merges.h"

#include <optional>
#include <vector>

namespace interlock {

int LazyMerges::Add(const SharedFile& shared) {
  merges_.emplace_back(shared);
  return static_cast<int>(merges_.size()) - 1;
}

const SourceFile* LazyMerges::Merged(int number) {
  Merge& merge = merges_[static_cast<std::size_t>(number)];
  std::call_once(merge.is_made, [&] { merge.source = Make(merge); });
  return merge.source;
}

const SourceFile* LazyMerges::Make(const Merge& merge) {
  std::optional<std::string> base = std::string();
  if (const auto held = contents_.find(merge.base); held != contents_.end()) {
    base = held->second;
  } else if (!merge.base.empty()) {
    base = pool_.Borrow()->ReadBlob(merge.base);
  }
  if (!base) return nullptr;  // a gap of the base, and said there
  const std::string text = MergedText(*base, *merge.edits_a, *merge.edits_b);
  const StoredFacts* stored = reader_.ReadText(merge.path, text);
  if (stored == nullptr) return nullptr;
  const LanguageTraits* traits = reader_.TraitsFor(merge.path);
  const std::lock_guard lock(mutex_);
  return &sources_.emplace_back(merge.path, stored->facts, traits);
}

const Layer* LazyMerges::LayerOf(std::pair<int, int> views, const std::vector<Meeting>& meetings) {
  std::vector<const SourceFile*> files;
  std::vector<std::string> removed;
  for (const Meeting& meeting : meetings) {
    if (meeting.merged == nullptr) continue;
    files.push_back(meeting.merged);
    for (const std::string& path : {meeting.base_path, meeting.path_a, meeting.path_b}) {
      if (!path.empty() && path != meeting.path) removed.push_back(path);
    }
  }
  if (files.empty()) return nullptr;
  const std::lock_guard lock(mutex_);
  return &layers_.try_emplace(views, std::move(files), std::move(removed)).first->second;
}

}  // namespace interlock
