#include <algorithm>
#include <utility>

#include "analyzer/intake/git_asked_paths_internal.h"

namespace interlock::git {

namespace {

const git_tree_entry* EntryOf(const git_tree* tree, const std::string& name) {
  return tree == nullptr ? nullptr : git_tree_entry_byname(tree, name.c_str());
}

const git_oid* IdIf(const git_tree_entry* entry, bool is_tree) {
  const bool fits = entry != nullptr && (git_tree_entry_type(entry) == GIT_OBJECT_TREE) == is_tree;
  return fits ? git_tree_entry_id(entry) : nullptr;
}

bool IsSame(const git_oid* a, const git_oid* b) {
  return a == b || (a != nullptr && b != nullptr && git_oid_equal(a, b) != 0);
}

FileDiff DiffOf(const std::string& path, const git_oid* before, const git_oid* after) {
  FileDiff file;
  file.status = before == nullptr  ? FileStatus::kAdded
                : after == nullptr ? FileStatus::kRemoved
                                   : FileStatus::kModified;
  file.path = file.old_path = path;
  if (before != nullptr) file.old_blob = Hex(*before);
  if (after != nullptr) file.new_blob = Hex(*after);
  return file;
}

}  // namespace

AskedPaths::AskedPaths(git_repository* repository, std::span<const std::string> paths)
    : repository_(repository) {
  for (const std::string_view path : paths) {
    Part* part = &root_;
    for (std::size_t begin = 0; begin <= path.size();) {
      const std::size_t slash = std::min(path.find('/', begin), path.size());
      part = &part->inside[std::string(path.substr(begin, slash - begin))];
      begin = slash + 1;
    }
    part->is_asked = true;
  }
}

std::optional<std::vector<FileDiff>> AskedPaths::Compare(const git_oid& before,
                                                         const git_oid& after) {
  std::vector<FileDiff> diffs;
  missed_ = false;
  if (!IsSame(&before, &after)) CompareFolder(root_, "", &before, &after, &diffs);
  std::sort(diffs.begin(), diffs.end(),
            [](const FileDiff& a, const FileDiff& b) { return a.path < b.path; });
  read_before_ = std::exchange(read_, {});
  return missed_ ? std::nullopt : std::optional(std::move(diffs));
}

const git_tree* AskedPaths::Read(const git_oid* id) {
  if (id == nullptr) return nullptr;
  const std::string key = Hex(*id);
  const auto [tree, is_new] = read_.try_emplace(key);
  if (!is_new) return tree->second.get();
  if (const auto known = read_before_.find(key); known != read_before_.end()) {
    tree->second = std::move(known->second);
    read_before_.erase(known);
  } else if (Take(tree->second, git_tree_lookup, repository_, id) < 0) {
    missed_ = true;
  }
  return tree->second.get();
}

void AskedPaths::CompareFolder(const Part& around, const std::string& folder, const git_oid* before,
                               const git_oid* after, std::vector<FileDiff>* diffs) {
  const git_tree* had = Read(before);
  const git_tree* has = Read(after);
  for (const auto& [name, part] : around.inside) {
    const git_tree_entry* old_entry = EntryOf(had, name);
    const git_tree_entry* new_entry = EntryOf(has, name);
    const std::string path = folder.empty() ? name : folder + "/" + name;
    const git_oid* old_file = IdIf(old_entry, false);
    const git_oid* new_file = IdIf(new_entry, false);
    if (part.is_asked && !IsSame(old_file, new_file)) {
      diffs->push_back(DiffOf(path, old_file, new_file));
    }
    const git_oid* old_folder = IdIf(old_entry, true);
    const git_oid* new_folder = IdIf(new_entry, true);
    if (!part.inside.empty() && !IsSame(old_folder, new_folder)) {
      CompareFolder(part, path, old_folder, new_folder, diffs);
    }
  }
}

}  // namespace interlock::git
