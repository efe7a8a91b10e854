// Names to commits: revision expressions, references, globs over references.
#include <git2.h>

#include <algorithm>

#include "analyzer/intake/git.h"
#include "analyzer/intake/git_internal.h"

namespace interlock {
namespace {

// Matches one segment of a reference's name, in which any number of '*' match any text, and appends
// what they matched to `id`.
bool MatchSegment(std::string_view glob, std::string_view segment, std::string& id) {
  const auto first_star = glob.find('*');
  if (first_star == std::string_view::npos) return glob == segment;
  const std::string_view prefix = glob.substr(0, first_star);
  const std::string_view suffix = glob.substr(glob.rfind('*') + 1);
  if (segment.size() < prefix.size() + suffix.size() || !segment.starts_with(prefix) ||
      !segment.ends_with(suffix)) {
    return false;
  }
  segment.remove_prefix(prefix.size());
  segment.remove_suffix(suffix.size());
  if (!id.empty()) id += '/';
  id += segment;
  std::string_view middle = glob.substr(first_star);
  middle.remove_suffix(suffix.size());
  for (std::size_t from = 0; middle.size() > 1;) {  // the leftmost place for each literal suffices
    middle.remove_prefix(1);
    const std::string_view literal = middle.substr(0, middle.find('*'));
    const auto place = segment.find(literal, from);
    if (place == std::string_view::npos) return false;
    from = place + literal.size();
    middle.remove_prefix(literal.size());
  }
  return true;
}

std::optional<std::string> MatchRef(std::string_view glob, std::string_view name) {
  std::string id;
  for (;;) {
    const auto glob_end = glob.find('/');
    const auto name_end = name.find('/');
    if ((glob_end == std::string_view::npos) != (name_end == std::string_view::npos)) {
      return std::nullopt;
    }
    if (!MatchSegment(glob.substr(0, glob_end), name.substr(0, name_end), id)) return std::nullopt;
    if (glob_end == std::string_view::npos) return id;
    glob.remove_prefix(glob_end + 1);
    name.remove_prefix(name_end + 1);
  }
}

std::string HintForUnknown(const std::string& revision) {
  if (revision.starts_with("refs/pull/")) {
    return "a clone lacks pull requests; fetch them: "
           "git fetch origin '+refs/pull/*/head:refs/pull/*/head'";
  }
  if (revision.starts_with("refs/merge-requests/")) {
    return "a clone lacks merge requests; fetch them: "
           "git fetch origin '+refs/merge-requests/*/head:refs/merge-requests/*/head'";
  }
  return "git fetch, or check the name with: git rev-parse --verify '" + revision + "'";
}

}  // namespace

std::optional<ObjectId> GitRepository::Impl::Peel(const git_oid& id) const {
  git::ObjectHandle object;
  git::ObjectHandle commit;
  if (git::Take(object, git_object_lookup, repository.get(), &id, GIT_OBJECT_ANY) < 0 ||
      git::Take(commit, git_object_peel, object.get(), GIT_OBJECT_COMMIT) < 0) {
    return std::nullopt;
  }
  return git::Hex(*git_object_id(commit.get()));
}

ObjectId GitRepository::Resolve(const std::string& revision) const {
  git::ObjectHandle object;
  const int status =
      git::Take(object, git_revparse_single, impl_->repository.get(), revision.c_str());
  if (status == GIT_EAMBIGUOUS) {
    git::Fail(
        "revision \"" + revision + "\" is ambiguous: several objects have an id that starts so",
        "give more digits of the id");
  }
  if (status < 0) {
    git::Fail("unknown revision \"" + revision + "\" in " + impl_->path, HintForUnknown(revision));
  }
  git::ObjectHandle commit;
  if (git::Take(commit, git_object_peel, object.get(), GIT_OBJECT_COMMIT) < 0) {
    git::Fail("revision \"" + revision + "\" is a " +
                  git_object_type2string(git_object_type(object.get())) + ", not a commit",
              "name a commit, a branch or a tag of a commit");
  }
  return git::Hex(*git_object_id(commit.get()));
}

std::optional<ObjectId> GitRepository::FindCommit(const ObjectId& id) const {
  const auto parsed = git::ParseId(id);
  return parsed ? impl_->Peel(*parsed) : std::nullopt;
}

std::optional<ObjectId> GitRepository::FindRef(const std::string& full_name) const {
  git_oid id;
  if (git_reference_name_to_id(&id, impl_->repository.get(), full_name.c_str()) < 0) {
    return std::nullopt;
  }
  return impl_->Peel(id);
}

std::vector<Ref> GitRepository::Refs(const std::string& glob) const {
  git::ReferencesHandle iterator;
  if (git::Take(iterator, git_reference_iterator_new, impl_->repository.get()) < 0) {
    git::Fail("cannot list the references of " + impl_->path + ": " + git::LastMessage());
  }
  std::vector<Ref> refs;
  for (;;) {
    git::ReferenceHandle reference;
    const int status = git::Take(reference, git_reference_next, iterator.get());
    if (status == GIT_ITEROVER) break;
    if (status < 0)
      git::Fail("cannot list the references of " + impl_->path + ": " + git::LastMessage());
    if (git_reference_type(reference.get()) != GIT_REFERENCE_DIRECT) continue;
    const std::string name = git_reference_name(reference.get());
    const auto id = MatchRef(glob, name);
    if (id) refs.push_back({name, *id, git::Hex(*git_reference_target(reference.get()))});
  }
  std::sort(refs.begin(), refs.end(), [](const Ref& a, const Ref& b) { return a.name < b.name; });
  return refs;
}

}  // namespace interlock
