// A small real git repository in a temporary folder, for tests. Authors and dates are fixed, so
// that the same calls give the same ids.
//
//   TestRepo repo;
//   auto base = repo.Commit("start", {{"a.py", "x = 1\n"}, {"run.sh", TestFile::Executable("…")}});
//   auto head = repo.Commit("edit", {{"a.py", "x = 2\n"}, {"run.sh", TestFile::Removed()}},
//   {base}); repo.Branch("main", base);
#pragma once

#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace interlock {

struct TestFile {
  enum class Kind { kFile, kExecutable, kSymlink, kSubmodule, kRemoved };

  TestFile(const char* bytes) : content(bytes) {}             // NOLINT: reads well in lists
  TestFile(std::string bytes) : content(std::move(bytes)) {}  // NOLINT
  static TestFile Executable(std::string bytes) { return {Kind::kExecutable, std::move(bytes)}; }
  static TestFile Symlink(std::string target) { return {Kind::kSymlink, std::move(target)}; }
  static TestFile Submodule(std::string commit_id) {
    return {Kind::kSubmodule, std::move(commit_id)};
  }
  static TestFile Removed() { return {Kind::kRemoved, ""}; }

  Kind kind = Kind::kFile;
  std::string content;

 private:
  TestFile(Kind file_kind, std::string bytes) : kind(file_kind), content(std::move(bytes)) {}
};

class TestRepo {
 public:
  enum class Layout { kWorkTree, kBare };
  using Files = std::map<std::string, TestFile>;

  explicit TestRepo(Layout layout = Layout::kBare);
  TestRepo(const TestRepo&) = delete;
  TestRepo& operator=(const TestRepo&) = delete;
  ~TestRepo();  // removes the folder

  std::string path() const { return folder_.string(); }  // of the work tree, if there is one

  // A commit whose files are the first parent's with `files` written over them. Without the list of
  // parents: on top of the last commit made; with an empty one: the start of another history.
  // Each commit is a minute younger than the one made before. Returns its id.
  std::string Commit(const std::string& message, const Files& files);
  std::string Commit(const std::string& message, const Files& files,
                     const std::vector<std::string>& parents);
  // The commits that follow are so much younger, or older, than they would have been.
  void PassTime(std::time_t seconds) { time_ += seconds; }

  void Branch(const std::string& name, const std::string& commit);
  void Ref(const std::string& full_name, const std::string& commit);
  void RemoveObject(const std::string& id);  // so that it is missing, as in a partial clone
  void PutInPlaceOf(const std::string& id, const std::string& other);  // so that it is damaged
  std::string BlobId(const std::string& content) const;
  std::string FolderId(const std::string& commit, const std::string& folder) const;

 private:
  struct Git;
  std::filesystem::path folder_;
  std::unique_ptr<Git> git_;
  std::string last_;
  std::time_t time_;
};

}  // namespace interlock
