#include "analyzer/stages/grounds.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/text/report_text.h"
#include "analyzer/version.h"
#include "interlock/error.h"

namespace interlock {

namespace {

std::string RepositoryName(const Config& config, const std::string& path) {
  if (!config.repository.empty()) return config.repository;
  std::string name = path;
  for (const std::string_view suffix : {"/", "/.git", ".git"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) {
      name.resize(name.size() - suffix.size());
    }
  }
  return name.substr(name.rfind('/') + 1);
}

// Two changes of one id would be one to everything that follows.
void AddRefs(const GitRepository& repository, const std::vector<std::string>& globs,
             std::vector<RequestedChange>* requested) {
  std::set<std::string> named;
  for (const RequestedChange& change : *requested) named.insert(change.id);
  std::map<std::string, Ref> taken;
  for (const std::string& glob : globs) {
    const std::vector<Ref> refs = repository.Refs(glob);
    if (refs.empty()) {
      throw Error(ErrorCode::kRepository, "no reference matches '" + glob + "'",
                  "fetch them first, for example: git fetch origin '+refs/pull/*/head:"
                  "refs/pull/*/head'");
    }
    for (const Ref& ref : refs) {
      if (named.contains(ref.id)) continue;  // what was said of it elsewhere is more
      const auto [first, is_new] = taken.emplace(ref.id, ref);
      if (!is_new && first->second.target != ref.target) {
        throw Error(ErrorCode::kUsage,
                    "--refs brings two changes '" + ref.id + "': " + first->second.name + " and " +
                        ref.name,
                    "ids are what the wildcards match: name one of the two with --change ID=REV, "
                    "and leave it out of --refs");
      }
      if (!is_new) continue;
      RequestedChange change;
      change.id = ref.id;
      change.fallback_refs = {ref.name};
      requested->push_back(std::move(change));
    }
  }
}

bool IsClosed(const RequestedChange& change) {
  const std::string& state = change.state;
  return state == "CLOSED" || state == "MERGED" || state == "closed" || state == "merged";
}

// "main" of "origin/main". A base that is named otherwise, by a commit perhaps, is no branch.
bool IsBranch(const std::string& base, const std::string& branch) {
  return !branch.empty() && (base == branch || base.ends_with("/" + branch));
}

// Changes of a list that are no longer open, or go to another branch than the base: that of no
// other change. What the user asks about by name is compared all the same.
void LeaveOut(const std::string& base, const std::optional<std::string>& focus,
              std::vector<RequestedChange>* requested, std::vector<std::string>* notices) {
  // Of those that the database keeps, the branches are not known yet.
  const bool is_known =
      std::any_of(
          requested->begin(), requested->end(),
          [&](const RequestedChange& change) { return IsBranch(base, change.base_name); }) &&
      std::all_of(requested->begin(), requested->end(),
                  [](const RequestedChange& change) { return change.kept.empty(); });
  std::set<std::string> heads;
  for (const RequestedChange& change : *requested) heads.insert(change.head_name);
  std::vector<std::string> closed, elsewhere;
  std::erase_if(*requested, [&](const RequestedChange& change) {
    if (focus == change.id) return false;
    const bool goes_elsewhere = is_known && !change.base_name.empty() &&
                                !IsBranch(base, change.base_name) &&
                                !heads.contains(change.base_name);
    if (IsClosed(change)) closed.push_back(change.id);
    if (!IsClosed(change) && goes_elsewhere) elsewhere.push_back(change.id);
    return IsClosed(change) || goes_elsewhere;
  });
  for (std::vector<std::string>* ids : {&closed, &elsewhere}) {
    if (ids->empty()) continue;
    std::sort(ids->begin(), ids->end(), ChangeIdLess);
    notices->push_back(
        (ids == &closed ? "not compared, because the list calls them closed or merged: "
                        : "not compared, because they go to another branch than " + base + ": ") +
        FirstFew(std::move(*ids)));
  }
}

std::vector<RequestedChange> AllRequested(const GitRepository& repository,
                                          const ScanOptions& options, const std::string& base,
                                          std::vector<std::string>* left_out) {
  std::vector<RequestedChange> requested = options.changes;
  AddRefs(repository, options.ref_globs, &requested);
  LeaveOut(base, options.focus, &requested, left_out);
  return requested;
}

// The database comes first: what cannot be kept should not be computed.
std::unique_ptr<Database> OpenDatabase(const ScanOptions& options) {
  if (options.database_path.empty()) return nullptr;
  return std::make_unique<Database>(options.database_path, OpenMode::kReadWrite);
}

// Of texts of any length, their borders included.
std::string SumOf(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += std::to_string(text.size()) + ':' + text;
  return HashBlob(all);
}

}  // namespace

Base FindBase(const GitRepository& repository, const std::string& asked) {
  if (!asked.empty()) {
    const ObjectId commit = repository.Resolve(asked);
    return {asked == commit ? commit.substr(0, 12) : asked, commit};
  }
  for (const char* ref : {"refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master",
                          "refs/remotes/origin/main", "refs/remotes/origin/master"}) {
    if (const auto commit = repository.FindRef(ref)) {
      const std::string name = ref;
      return {name.substr(name.find('/', 5) + 1), *commit};
    }
  }
  if (const auto commit = repository.FindRef("HEAD")) return {"HEAD", *commit};
  throw Error(ErrorCode::kRepository,
              "no base: " + repository.path() + " has no origin/HEAD, main, master or HEAD",
              "name it with --base REV; a new repository needs a commit first");
}

Grounds::Grounds(const ScanOptions& options)
    : database(OpenDatabase(options)),
      repository(GitRepository::Open(options.repository_path)),
      base(FindBase(repository, options.base)),
      base_files(repository, base.commit),
      knowledge(ReadKnowledge(repository, base_files.entries(), options.config_path,
                              options.rollout_files)),
      name(RepositoryName(knowledge.config, repository.path())),
      requested(AllRequested(repository, options, base.name, &question.left_out)) {
  std::stable_sort(requested.begin(), requested.end(),
                   [](const auto& a, const auto& b) { return ChangeIdLess(a.id, b.id); });
  if (!database) return;
  // Exposure alone depends on the time.
  const std::int64_t now = knowledge.DependsOnTime() ? options.now : 0;
  question.grounds = SumOf({options.program_version, std::string(AnalyzerVersion()), base.name,
                            base.commit, name, knowledge.config.source, knowledge.config.text,
                            knowledge.outside, std::to_string(now)});
  // One that had no head is looked for again.
  const auto lacks_head = [](const RequestedChange& change) {
    return !change.kept.empty() && change.revision.empty();
  };
  if (std::any_of(requested.begin(), requested.end(), lacks_head)) FillKept();
  for (const RequestedChange& change : requested) {
    const FoundHead found = change.kept.empty() ? FindHead(repository, change) : FoundHead();
    question.changes.push_back(
        Asked(change, found.commit.value_or(ObjectId()), !found.instead.empty()));
  }
}

void Grounds::FillKept() {
  const bool any = std::any_of(requested.begin(), requested.end(),
                               [](const RequestedChange& change) { return !change.kept.empty(); });
  if (!any) return;
  if (database == nullptr || !Answers(*database).FillKept(&requested)) {
    throw Error(ErrorCode::kDatabase,
                "what the latest scan was asked has been replaced meanwhile, or is damaged",
                "run the command again, or 'interlock scan --afresh'");
  }
}

}  // namespace interlock
