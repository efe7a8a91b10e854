#include "analyzer/overlay/related_files.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/intake/git.h"
#include "analyzer/overlay/relevance_codec.h"
#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 1;

template <typename Item>
const std::vector<Item>& Of(const SourceFile* file, std::vector<Item> FileFacts::*items) {
  static const std::vector<Item> kNone;
  return file == nullptr ? kNone : file->facts().*items;
}

bool IsWide(const FileVersions& versions, const std::vector<CheckTool>& checks) {
  const auto& [before, after] = versions;
  return Of(before, &FileFacts::dependencies) != Of(after, &FileFacts::dependencies) ||
         Of(before, &FileFacts::roots) != Of(after, &FileFacts::roots) ||
         !Tightenings(checks, versions).empty();
}

std::string KeyOf(const Change& change) {
  std::string text = "names\n";
  for (const FileChange& file : change.files) {
    for (const std::string* part : {&file.old_path, &file.old_blob, &file.path, &file.new_blob}) {
      text += *part;
      text += '\t';
    }
    text += '\n';
  }
  return HashBlob(text);
}

using NamesOfPaths = std::vector<std::pair<std::string, DeltaNames>>;

template <typename Coder, typename T>
void Code(Coder& coder, NamesOfPaths& by_path, T& names) {
  coder.Bits(names.is_wide);
  CodeSpokenNames(coder, names.reached);
  CodeSpokenNames(coder, names.resources);
  coder.List(by_path, [](auto& to, auto& item) {
    to.Text(item.first);
    CodeDeltaNames(to, item.second);
  });
}

std::string Encode(const NamesOfChange& names) {
  NamesOfPaths by_path(names.by_path.begin(), names.by_path.end());
  PackedWriter writer(kFormat);
  Code(writer, by_path, names);
  return writer.Finish();
}

bool Decode(std::string_view bytes, NamesOfChange* names) {
  NamesOfPaths by_path;
  PackedReader reader(kFormat, bytes);
  Code(reader, by_path, *names);
  if (!reader.is_whole()) return false;
  for (auto& [path, of_file] : by_path) names->by_path[std::move(path)] = std::move(of_file);
  return true;
}

// It may be missed under its path, whatever it speaks of.
bool IsMovedOrGone(const FileVersions& versions) {
  return versions.before != nullptr &&
         (versions.after == nullptr || versions.after->path() != versions.before->path());
}

const SourceFile& NewestOf(const FileVersions& versions) {
  return versions.after != nullptr ? *versions.after : *versions.before;
}

}  // namespace

void FilesOfInterest::Add(const std::vector<FileVersions>& files) {
  for (const FileVersions& versions : files) {
    for (const SourceFile* file : {versions.before, versions.after}) {
      if (file != nullptr) paths_.insert(file->path());
    }
  }
}

void FilesOfInterest::Add(const NamesOfChange& names) {
  for (const auto& [path, of_file] : names.by_path) names_.Add(of_file);
  reached_.Add(names.reached);
  resources_.Add(names.resources);
  takes_all_ = takes_all_ || names.is_wide;
}

void FilesOfInterest::Settle() {
  names_.Settle();
  reached_.Settle();
  resources_.Settle();
}

bool FilesOfInterest::MayMeet(const FileVersions& versions, const DeltaNames& names) const {
  const auto always = [&](const SourceFile* file) {
    return file != nullptr && (file->traits() == nullptr || paths_.contains(file->path()));
  };
  return takes_all_ || always(versions.before) || always(versions.after) || names.Meets(names_) ||
         names.used.Meets(reached_) || names.defined.Meets(reached_);
}

bool FilesOfInterest::MayMeetAll(const NamesOfChange& change) const {
  return takes_all_ || change.is_wide || change.reached.Meets(names_.used) ||
         change.reached.Meets(names_.defined) || change.reached.Meets(reached_) ||
         change.resources.Meets(resources_);
}

bool HasManifest(const std::vector<FileVersions>& files) {
  const auto is_manifest = [](const SourceFile* file) {
    return file != nullptr && file->traits() == nullptr;
  };
  return std::any_of(files.begin(), files.end(), [&](const FileVersions& versions) {
    return is_manifest(versions.before) || is_manifest(versions.after);
  });
}

NamesOfChange NamesOf(const Delta& delta, const std::vector<FileVersions>& files,
                      const std::vector<CheckTool>& checks) {
  NamesOfChange names;
  names.by_path = NamesOfFiles(delta, files);
  names.is_wide = std::any_of(files.begin(), files.end(), [&](const FileVersions& versions) {
    return IsWide(versions, checks);
  });
  return names;
}

SpokenNames ResourcesOf(const Snapshot& snapshot, const ChangeView& view) {
  SpokenNames names;
  const auto add = [&](const Effect& effect) {
    if (!effect.resource.kind.empty()) names.Add(effect.resource.kind + " " + effect.resource.name);
  };
  for (const FileVersions& versions : view.AllFiles()) {
    if (versions.before == nullptr) continue;
    for (const Effect& effect : std::ranges::equal_range(
             snapshot.base_effects, versions.before->path(), {}, &Effect::path)) {
      add(effect);
    }
  }
  for (const EffectDelta& delta : view.effects) {
    add(delta.before);
    add(delta.after);
  }
  names.Settle();
  return names;
}

std::optional<ChangeView> WholeOf(const ChangeView& view) {
  if (view.all_files.empty()) return std::nullopt;
  ChangeView whole = view;
  whole.files = std::exchange(whole.all_files, {});
  whole.delta = ComputeDelta(whole.id, whole.files);
  return whole;
}

bool NamesOfChanges::Find(std::size_t number, const Change& change) {
  if (rows_ == nullptr) return false;
  const std::optional<std::string> row = rows_->Load(KeyOf(change));
  if (!row || !Decode(*row, &names_[number])) return false;
  state_[number] = State::kKept;
  return true;
}

void NamesOfChanges::Store(const std::vector<Change>& changes,
                           const std::function<void(std::size_t, NamesOfChange*)>& complete) {
  if (rows_ == nullptr) return;
  std::vector<std::pair<std::string, std::string>> rows;
  for (std::size_t number = 0; number < names_.size(); ++number) {
    if (state_[number] != State::kFresh) continue;
    NamesOfChange& names = names_[number];
    complete(number, &names);
    rows.emplace_back(KeyOf(changes[number]), Encode(names));
  }
  rows_->Store(rows);
}

std::vector<FileVersions> NamesOfChanges::Related(std::size_t number,
                                                  const std::vector<FileVersions>& files,
                                                  const FilesOfInterest& asked) const {
  const NamesOfChange& names = names_[number];
  if (asked.MayMeetAll(names)) return files;
  std::vector<FileVersions> related;
  for (const FileVersions& versions : files) {
    const auto of_file = names.by_path.find(NewestOf(versions).path());
    if (IsMovedOrGone(versions) || of_file == names.by_path.end() ||
        asked.MayMeet(versions, of_file->second)) {
      related.push_back(versions);
    }
  }
  return related;
}

}  // namespace interlock
