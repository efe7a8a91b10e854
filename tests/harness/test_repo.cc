#include "tests/harness/test_repo.h"

#include <git2.h>
#include <unistd.h>

#include <stdexcept>

namespace interlock {
namespace {

void Must(int status) {
  if (status >= 0) return;
  const git_error* error = git_error_last();
  throw std::runtime_error(std::string("TestRepo: ") + (error ? error->message : "failed"));
}

git_oid ParseId(const std::string& id) {
  git_oid parsed;
  Must(git_oid_fromstr(&parsed, id.c_str()));
  return parsed;
}

std::string Hex(const git_oid& id) {
  char text[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(text, sizeof text, &id);
}

std::filesystem::path MakeFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "interlock-test-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("TestRepo: cannot create " + name);
  return name;
}

std::uint32_t ModeOf(TestFile::Kind kind) {
  switch (kind) {
    case TestFile::Kind::kExecutable:
      return GIT_FILEMODE_BLOB_EXECUTABLE;
    case TestFile::Kind::kSymlink:
      return GIT_FILEMODE_LINK;
    case TestFile::Kind::kSubmodule:
      return GIT_FILEMODE_COMMIT;
    default:
      return GIT_FILEMODE_BLOB;
  }
}

}  // namespace

struct TestRepo::Git {
  git_repository* repository = nullptr;

  git_commit* Lookup(const std::string& id) const {
    const git_oid parsed = ParseId(id);
    git_commit* commit = nullptr;
    Must(git_commit_lookup(&commit, repository, &parsed));
    return commit;
  }

  void Write(git_index* index, const std::string& path, const TestFile& file) const {
    if (file.kind == TestFile::Kind::kRemoved) {
      Must(git_index_remove(index, path.c_str(), 0));
      return;
    }
    git_index_entry entry = {};
    entry.path = path.c_str();
    entry.mode = ModeOf(file.kind);
    if (file.kind == TestFile::Kind::kSubmodule) {
      entry.id = ParseId(file.content);
    } else {
      Must(git_blob_create_from_buffer(&entry.id, repository, file.content.data(),
                                       file.content.size()));
    }
    Must(git_index_add(index, &entry));
  }

  git_oid WriteTree(const git_commit* parent, const Files& files) const {
    git_index* index = nullptr;
    Must(git_index_new(&index));
    if (parent) {
      git_tree* tree = nullptr;
      Must(git_commit_tree(&tree, parent));
      Must(git_index_read_tree(index, tree));
      git_tree_free(tree);
    }
    // Removals first: a file may become a folder.
    for (const bool removals : {true, false}) {
      for (const auto& [path, file] : files) {
        if ((file.kind == TestFile::Kind::kRemoved) == removals) Write(index, path, file);
      }
    }
    git_oid id;
    Must(git_index_write_tree_to(&id, index, repository));
    git_index_free(index);
    return id;
  }
};

TestRepo::TestRepo(Layout layout)
    : folder_(MakeFolder()), git_(std::make_unique<Git>()), time_(1'700'000'000) {
  git_libgit2_init();
  Must(git_repository_init(&git_->repository, folder_.c_str(), layout == Layout::kBare ? 1 : 0));
  Must(git_repository_set_head(git_->repository, "refs/heads/main"));
}

TestRepo::~TestRepo() {
  git_repository_free(git_->repository);
  git_libgit2_shutdown();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string TestRepo::Commit(const std::string& message, const Files& files) {
  return Commit(message, files,
                last_.empty() ? std::vector<std::string>{} : std::vector<std::string>{last_});
}

std::string TestRepo::Commit(const std::string& message, const Files& files,
                             const std::vector<std::string>& parents) {
  std::vector<git_commit*> commits;
  for (const std::string& parent : parents) commits.push_back(git_->Lookup(parent));
  const git_oid tree_id = git_->WriteTree(commits.empty() ? nullptr : commits.front(), files);
  git_tree* tree = nullptr;
  Must(git_tree_lookup(&tree, git_->repository, &tree_id));
  git_signature* who = nullptr;
  time_ += 60;
  Must(git_signature_new(&who, "Test Author", "test@example.org", time_, 120));
  std::vector<const git_commit*> const_commits(commits.begin(), commits.end());
  git_oid id;
  Must(git_commit_create(&id, git_->repository, nullptr, who, who, nullptr, message.c_str(), tree,
                         const_commits.size(), const_commits.data()));
  git_signature_free(who);
  git_tree_free(tree);
  for (git_commit* commit : commits) git_commit_free(commit);
  last_ = Hex(id);
  return last_;
}

void TestRepo::Branch(const std::string& name, const std::string& commit) {
  Ref("refs/heads/" + name, commit);
}

void TestRepo::Ref(const std::string& full_name, const std::string& commit) {
  const git_oid id = ParseId(commit);
  git_reference* reference = nullptr;
  Must(git_reference_create(&reference, git_->repository, full_name.c_str(), &id, /*force=*/1,
                            nullptr));
  git_reference_free(reference);
}

void TestRepo::RemoveObject(const std::string& id) {
  const std::filesystem::path objects =
      std::filesystem::path(git_repository_path(git_->repository)) / "objects";
  if (!std::filesystem::remove(objects / id.substr(0, 2) / id.substr(2))) {
    throw std::runtime_error("TestRepo: no loose object " + id);
  }
}

void TestRepo::PutInPlaceOf(const std::string& id, const std::string& other) {
  RemoveObject(id);
  const std::filesystem::path objects =
      std::filesystem::path(git_repository_path(git_->repository)) / "objects";
  std::filesystem::copy_file(objects / other.substr(0, 2) / other.substr(2),
                             objects / id.substr(0, 2) / id.substr(2));
}

std::string TestRepo::BlobId(const std::string& content) const {
  git_oid id;
  Must(git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB));
  return Hex(id);
}

std::string TestRepo::FolderId(const std::string& commit, const std::string& folder) const {
  git_object* tree = nullptr;
  Must(git_revparse_single(&tree, git_->repository, (commit + ":" + folder).c_str()));
  const std::string id = Hex(*git_object_id(tree));
  git_object_free(tree);
  return id;
}

}  // namespace interlock
