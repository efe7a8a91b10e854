#include "analyzer/overlay/related/related_files.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/intake/git.h"
#include "analyzer/overlay/related/relevance_codec.h"
#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 2;

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

using NamesOfPaths = std::vector<std::pair<std::string, NamesOfFile>>;

template <typename Coder, typename T>
void Code(Coder& coder, NamesOfPaths& by_path, T& names) {
  coder.Bits(names.is_wide);
  coder.List(by_path, [](auto& to, auto& item) {
    auto& [spoken, reached, resources] = item.second;
    to.Text(item.first);
    CodeDeltaNames(to, spoken);
    CodeSpokenNames(to, reached);
    CodeSpokenNames(to, resources);
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

void AddResource(const Effect& effect, SpokenNames* names) {
  const auto& [kind, name] = effect.resource;
  if (!kind.empty()) names->Add(kind + " " + name);
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
  for (const auto& [path, of_file] : names.by_path) {
    spoken_.Add(of_file.spoken);
    reached_.Add(of_file.reached);
    resources_.Add(of_file.resources);
  }
  takes_all_ = takes_all_ || names.is_wide;
}

void FilesOfInterest::Settle() {
  spoken_.Settle();
  reached_.Settle();
  resources_.Settle();
}

bool FilesOfInterest::MayMeet(const FileVersions& versions, const DeltaNames& names) const {
  const auto always = [&](const SourceFile* file) {
    return file != nullptr && (file->traits() == nullptr || paths_.contains(file->path()));
  };
  return takes_all_ || always(versions.before) || always(versions.after) || names.Meets(spoken_) ||
         names.used.Meets(reached_) || names.defined.Meets(reached_);
}

bool FilesOfInterest::MayMeet(const FileVersions& versions, const NamesOfFile& names) const {
  return MayMeet(versions, names.spoken) || names.reached.Meets(spoken_.used) ||
         names.reached.Meets(spoken_.defined) || names.reached.Meets(reached_) ||
         names.resources.Meets(resources_);
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
  for (auto& [path, spoken] : NamesOfFiles(delta, files)) {
    names.by_path[path].spoken = std::move(spoken);
  }
  names.is_wide = std::any_of(files.begin(), files.end(), [&](const FileVersions& versions) {
    return IsWide(versions, checks);
  });
  return names;
}

void AddReach(const Snapshot& snapshot, const ChangeView& view, const Dependents& dependents,
              NamesOfChange* names) {
  std::map<std::string_view, NamesOfFile*> files;  // by either path
  std::map<NamesOfFile*, Delta> touched;
  for (const FileVersions& versions : view.AllFiles()) {
    NamesOfFile& of_file = names->by_path[NewestOf(versions).path()];
    for (const SourceFile* file : {versions.before, versions.after}) {
      if (file != nullptr) files[file->path()] = &of_file;
    }
    if (versions.before == nullptr) continue;
    for (const Effect& effect : std::ranges::equal_range(
             snapshot.base_effects, versions.before->path(), {}, &Effect::path)) {
      AddResource(effect, &of_file.resources);
    }
  }
  for (const EntityDelta& entity : view.delta.entities) {
    NamesOfFile* last = nullptr;
    for (const std::string* path : {&entity.old_path, &entity.new_path}) {
      const auto found = files.find(*path);
      if (found == files.end() || std::exchange(last, found->second) == found->second) continue;
      touched[found->second].entities.push_back(entity);
    }
  }
  for (const auto& [of_file, delta] : touched) of_file->reached = dependents(delta);
  for (const EffectDelta& delta : view.effects) {
    for (const Effect* effect : {&delta.before, &delta.after}) {
      bool is_placed = false;
      const auto place = [&](const std::string& path) {
        const auto found = files.find(path);
        if (found == files.end()) return;
        AddResource(*effect, &found->second->resources);
        is_placed = true;
      };
      place(effect->path);
      for (const std::string& source : effect->sources) place(source);
      if (is_placed) continue;  // what stands elsewhere, any file may have brought about
      for (auto& [path, of_file] : names->by_path) AddResource(*effect, &of_file.resources);
    }
  }
  for (auto& [path, of_file] : names->by_path) of_file.resources.Settle();
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

void NamesOfChanges::Complete(std::size_t number,
                              const std::function<void(NamesOfChange*)>& complete) {
  if (state_[number] != State::kPut) return;
  complete(&names_[number]);
  state_[number] = State::kComplete;
}

void NamesOfChanges::Store(const std::vector<Change>& changes,
                           const std::function<void(std::size_t, NamesOfChange*)>& complete) {
  if (rows_ == nullptr) return;
  std::vector<std::pair<std::string, std::string>> rows;
  for (std::size_t number = 0; number < names_.size(); ++number) {
    Complete(number, [&](NamesOfChange* names) { complete(number, names); });
    if (state_[number] != State::kComplete) continue;
    rows.emplace_back(KeyOf(changes[number]), Encode(names_[number]));
  }
  rows_->Store(rows);
}

std::vector<FileVersions> NamesOfChanges::Related(std::size_t number,
                                                  const std::vector<FileVersions>& files,
                                                  const FilesOfInterest& asked) const {
  const NamesOfChange& names = names_[number];
  if (names.is_wide || asked.takes_all()) return files;
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
