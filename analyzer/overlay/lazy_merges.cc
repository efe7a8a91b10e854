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
  std::call_once(merge.is_made, [&] { merge.source = Make(merge.shared); });
  return merge.source;
}

std::optional<std::string> LazyMerges::TextOf(const SharedFile& shared) {
  if (!shared.is_tried) return TryMerge(shared, base_commit_, *pool_.Borrow(), contents_);
  std::optional<std::string> base = std::string();
  if (const auto held = contents_.find(shared.base); held != contents_.end()) {
    base = held->second;
  } else if (!shared.base.empty()) {
    base = pool_.Borrow()->ReadBlob(shared.base);
  }
  if (!base) return std::nullopt;  // a gap of the base, and said there
  return MergedText(*base, *shared.edits_a, *shared.edits_b);
}

const SourceFile* LazyMerges::Make(const SharedFile& shared) {
  const std::optional<std::string> text = TextOf(shared);
  const KeptFacts* facts = text ? reader_.ReadText(shared.path, *text) : nullptr;
  if (facts == nullptr) return nullptr;
  const LanguageTraits* traits = reader_.TraitsFor(shared.path);
  const std::lock_guard lock(mutex_);
  return &sources_.emplace_back(shared.path, *facts, traits);
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
