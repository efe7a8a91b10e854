#include "analyzer/intake/git.h"

#include <git2.h>
#include <git2/sys/repository.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <utility>

#include "analyzer/intake/git_internal.h"
#include "interlock/check.h"
#include "interlock/error.h"

namespace interlock::git {

std::string LastMessage() {
  const git_error* error = git_error_last();
  return error && error->message ? error->message : "no reason given";
}

void Fail(const std::string& message, const std::string& hint) {
  throw Error(ErrorCode::kRepository, message, hint);
}

void StartLibrary() {
  static const bool started = [] {
    ILK_CHECK(git_libgit2_init() > 0, "libgit2 starts");
    // Nothing of a repository is executed, so it does not matter who owns it.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    // What is read of a commit or a tree leads to objects that are there, or are missed. Blobs, by
    // whose ids facts are kept, are hashed by ReadBlob.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    // Without the user's and the machine's configuration and attributes, two people get one answer.
    for (const int level : {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                            GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
      git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    }
    // Extensions that change only how a repository is written or fetched. What a partial clone
    // lacks is met as a missing object.
    std::array<const char*, 3> extensions = {"partialclone", "worktreeconfig", "preciousobjects"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
    return true;
  }();
  static_cast<void>(started);
}

std::string Hex(const git_oid& id) {
  std::array<char, GIT_OID_HEXSZ + 1> text;
  git_oid_tostr(text.data(), text.size(), &id);
  return text.data();
}

std::optional<git_oid> ParseId(const ObjectId& id) {
  git_oid parsed;
  if (id.size() != GIT_OID_HEXSZ || git_oid_fromstr(&parsed, id.c_str()) < 0) return std::nullopt;
  return parsed;
}

git_oid IdOrFail(const ObjectId& id) {
  const auto parsed = ParseId(id);
  if (!parsed) Fail("\"" + id + "\" is not an object id of 40 hexadecimal digits");
  return *parsed;
}

}  // namespace interlock::git

namespace interlock {

std::string GitRepository::Impl::Reason() const {
  std::string reason = git::LastMessage();
  if (git_repository_is_shallow(repository.get()) == 1) reason += " (the clone is shallow)";
  return reason;
}

std::string GitRepository::Impl::ShallowHint() const {
  return git_repository_is_shallow(repository.get()) == 1
             ? "fetch the history that is missing: git fetch --unshallow"
             : "check the repository: git fsck";
}

git::CommitHandle GitRepository::Impl::Commit(const git_oid& id) const {
  git::CommitHandle commit;
  if (git::Take(commit, git_commit_lookup, repository.get(), &id) < 0) {
    git::Fail("cannot read commit " + git::Hex(id) + ": " + Reason(), ShallowHint());
  }
  return commit;
}

GitRepository::GitRepository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GitRepository::GitRepository(GitRepository&&) noexcept = default;
GitRepository& GitRepository::operator=(GitRepository&&) noexcept = default;
GitRepository::~GitRepository() = default;

GitRepository GitRepository::Open(const std::string& path) {
  git::StartLibrary();
  auto impl = std::make_unique<Impl>();
  const int status = git::Take(impl->repository, git_repository_open_ext, path.c_str(), 0U,
                               static_cast<char*>(nullptr));
  if (status == GIT_ENOTFOUND) {
    git::Fail("not a git repository: " + path,
              "name a repository, bare or not, or a folder inside one");
  }
  if (status < 0) git::Fail("cannot open git repository " + path + ": " + git::LastMessage());
  impl->path = git_repository_path(impl->repository.get());
  git::ConfigHandle no_config;
  if (git::Take(impl->odb, git_repository_odb, impl->repository.get()) < 0 ||
      git::Take(impl->attributes, git_repository_wrap_odb, impl->odb.get()) < 0 ||
      git::Take(no_config, git_config_new) < 0 ||
      git_repository_set_config(impl->attributes.get(), no_config.get()) < 0) {
    git::Fail("cannot open git repository " + path + ": " + git::LastMessage());
  }
  return GitRepository(std::move(impl));
}

GitRepository GitRepository::Clone() const {
  GitRepository clone = Open(impl_->path);
  clone.impl_->missed = impl_->missed;
  return clone;
}

bool GitRepository::MissedObjects() const { return *impl_->missed; }

const std::string& GitRepository::path() const { return impl_->path; }

bool GitRepository::IsShallow() const {
  return git_repository_is_shallow(impl_->repository.get()) == 1;
}

// ---- Blobs --------------------------------------------------------------------------------------

std::optional<std::uint64_t> GitRepository::BlobSize(const ObjectId& id) const {
  const auto parsed = git::ParseId(id);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (!parsed || git_odb_read_header(&size, &type, impl_->odb.get(), &*parsed) < 0 ||
      type != GIT_OBJECT_BLOB) {
    *impl_->missed = true;
    return std::nullopt;
  }
  return size;
}

std::optional<std::string> GitRepository::ReadBlob(const ObjectId& id) const {
  const auto parsed = git::ParseId(id);
  git::OdbObjectHandle object;
  if (!parsed || git::Take(object, git_odb_read, impl_->odb.get(), &*parsed) < 0 ||
      git_odb_object_type(object.get()) != GIT_OBJECT_BLOB) {
    *impl_->missed = true;
    return std::nullopt;
  }
  std::string bytes(static_cast<const char*>(git_odb_object_data(object.get())),
                    git_odb_object_size(object.get()));
  if (HashBlob(bytes) != git::Hex(*parsed)) {  // damaged
    *impl_->missed = true;
    return std::nullopt;
  }
  return bytes;
}

FileAttributes GitRepository::Attributes(const ObjectId& commit, const std::string& path) const {
  git_attr_options options = GIT_ATTR_OPTIONS_INIT;
  options.flags =
      GIT_ATTR_CHECK_INDEX_ONLY | GIT_ATTR_CHECK_NO_SYSTEM | GIT_ATTR_CHECK_INCLUDE_COMMIT;
  options.attr_commit_id = git::IdOrFail(commit);
  std::array<const char*, 4> names = {"linguist-generated", "linguist-vendored", "binary", "merge"};
  std::array<const char*, 4> values = {};
  if (git_attr_get_many_ext(values.data(), impl_->attributes.get(), &options, path.c_str(),
                            names.size(), names.data()) < 0) {
    git::Fail("cannot read .gitattributes of commit " + commit + " for " + path + ": " +
              git::LastMessage());
  }
  // "linguist-generated" and "linguist-generated=true" mean the same to the hosts that read it.
  const auto is_set = [](const char* value) {
    return git_attr_value(value) == GIT_ATTR_VALUE_TRUE ||
           (git_attr_value(value) == GIT_ATTR_VALUE_STRING && std::string_view(value) == "true");
  };
  const bool is_named = git_attr_value(values[3]) == GIT_ATTR_VALUE_STRING;
  return {.generated = is_set(values[0]),
          .vendored = is_set(values[1]),
          .binary = is_set(values[2]),
          .keeps_both = is_named && std::string_view(values[3]) == "union"};
}

ObjectId HashBlob(std::string_view bytes) {
  // Not libgit2's own: it looks for attacks on SHA-1, which costs far more and tells nothing here.
  const std::string header = "blob " + std::to_string(bytes.size()) + '\0';
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  git_oid id;
  ILK_CHECK(context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1 &&
                EVP_DigestUpdate(context.get(), header.data(), header.size()) == 1 &&
                EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                EVP_DigestFinal_ex(context.get(), id.id, nullptr) == 1,
            "bytes in memory can be hashed");
  return git::Hex(id);
}

}  // namespace interlock
