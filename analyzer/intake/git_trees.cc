// The files of a commit, and how those of two commits differ.
#include <git2.h>

#include <algorithm>

#include "analyzer/intake/git.h"
#include "analyzer/intake/git_internal.h"
#include "analyzer/intake/git_renames.h"

namespace interlock {
namespace {

FileMode ModeOf(std::uint16_t mode) {
  switch (mode) {
    case GIT_FILEMODE_BLOB_EXECUTABLE:
      return FileMode::kExecutable;
    case GIT_FILEMODE_LINK:
      return FileMode::kSymlink;
    case GIT_FILEMODE_COMMIT:
      return FileMode::kSubmodule;
    default:
      return FileMode::kFile;
  }
}

FileStatus StatusOf(git_delta_t status) {
  switch (status) {
    case GIT_DELTA_ADDED:
      return FileStatus::kAdded;
    case GIT_DELTA_DELETED:
      return FileStatus::kRemoved;
    default:
      return FileStatus::kModified;  // also a file that became a link: the modes tell
  }
}

FileDiff FileDiffOf(const git_diff_delta& delta) {
  FileDiff diff{.status = StatusOf(delta.status)};
  diff.path = diff.status == FileStatus::kRemoved ? delta.old_file.path : delta.new_file.path;
  diff.old_path = diff.path;
  if (diff.status != FileStatus::kAdded) {
    diff.old_blob = git::Hex(delta.old_file.id);
    diff.old_mode = ModeOf(delta.old_file.mode);
  }
  if (diff.status != FileStatus::kRemoved) {
    diff.new_blob = git::Hex(delta.new_file.id);
    diff.new_mode = ModeOf(delta.new_file.mode);
  }
  return diff;
}

}  // namespace

git::TreeHandle GitRepository::Impl::TreeOf(const ObjectId& commit_id) const {
  const git::CommitHandle commit = Commit(git::IdOrFail(commit_id));
  git::TreeHandle tree;
  if (git::Take(tree, git_commit_tree, commit.get()) < 0) {
    git::Fail("cannot read the files of commit " + commit_id + ": " + Reason(), ShallowHint());
  }
  return tree;
}

std::vector<TreeEntry> GitRepository::ListTree(const ObjectId& commit) const {
  const git::TreeHandle tree = impl_->TreeOf(commit);
  std::vector<TreeEntry> entries;
  const auto visit = [](const char* folder, const git_tree_entry* entry, void* out) {
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) return 0;
    static_cast<std::vector<TreeEntry>*>(out)->push_back(
        {std::string(folder) + git_tree_entry_name(entry), git::Hex(*git_tree_entry_id(entry)),
         ModeOf(static_cast<std::uint16_t>(git_tree_entry_filemode(entry)))});
    return 0;
  };
  if (git_tree_walk(tree.get(), GIT_TREEWALK_PRE, visit, &entries) < 0) {
    git::Fail("cannot list the files of commit " + commit + ": " + impl_->Reason());
  }
  // git sorts a folder as if its name ended with '/': not the order of whole paths.
  std::sort(entries.begin(), entries.end(),
            [](const TreeEntry& a, const TreeEntry& b) { return a.path < b.path; });
  return entries;
}

std::vector<FileDiff> GitRepository::Impl::DiffTrees(const ObjectId& from,
                                                     const ObjectId& to) const {
  const git::TreeHandle old_tree = TreeOf(from);
  const git::TreeHandle new_tree = TreeOf(to);
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_SKIP_BINARY_CHECK;
  options.ignore_submodules = GIT_SUBMODULE_IGNORE_NONE;
  git::DiffHandle diff;
  if (git::Take(diff, git_diff_tree_to_tree, repository.get(), old_tree.get(), new_tree.get(),
                &options) < 0) {
    git::Fail("cannot compare commits " + from + " and " + to + ": " + Reason(), ShallowHint());
  }
  std::vector<FileDiff> diffs;
  const std::size_t count = git_diff_num_deltas(diff.get());
  diffs.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    diffs.push_back(FileDiffOf(*git_diff_get_delta(diff.get(), i)));
  }
  std::sort(diffs.begin(), diffs.end(),
            [](const FileDiff& a, const FileDiff& b) { return a.path < b.path; });
  return diffs;
}

std::vector<FileDiff> GitRepository::Diff(const ObjectId& from, const ObjectId& to) const {
  std::vector<FileDiff> diffs = impl_->DiffTrees(from, to);
  FindRenames(*this, diffs, [](const std::string&) { return true; });
  return diffs;
}

std::vector<FileDiff> GitRepository::RenamesOf(const ObjectId& from, const ObjectId& to,
                                               std::span<const std::string> sources) const {
  std::vector<FileDiff> diffs = impl_->DiffTrees(from, to);
  FindRenames(*this, diffs, [&](const std::string& path) {
    return std::find(sources.begin(), sources.end(), path) != sources.end();
  });
  std::erase_if(diffs, [](const FileDiff& diff) { return diff.status != FileStatus::kRenamed; });
  return diffs;
}

}  // namespace interlock
