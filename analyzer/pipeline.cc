// RunScan is the table of contents of the program: one call for each stage, in order, with a note
// at each barrier.
#include "analyzer/pipeline.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <utility>

#include "analyzer/answers.h"
#include "analyzer/base_graph.h"
#include "analyzer/coverage.h"
#include "analyzer/decide/decide.h"
#include "analyzer/fact_reader.h"
#include "analyzer/intake/change_set.h"
#include "analyzer/intake/git.h"
#include "analyzer/knowledge.h"
#include "analyzer/overlay/build.h"
#include "analyzer/overlay/exposure.h"
#include "analyzer/overlay/incident_index.h"
#include "analyzer/parallel.h"
#include "analyzer/report_text.h"
#include "analyzer/reports/all_report_formats.h"
#include "analyzer/repository_pool.h"
#include "analyzer/rollout_view.h"
#include "analyzer/rules/all_rules.h"
#include "analyzer/version.h"
#include "graph/database.h"
#include "graph/effect_store.h"
#include "graph/fact_store.h"
#include "graph/graph_store.h"
#include "graph/report_store.h"
#include "graph/version.h"
#include "interlock/check.h"
#include "interlock/error.h"
#include "interlock/report_format.h"
#include "parsers/builtin_catalogs.h"

namespace interlock {

namespace {

constexpr std::uint32_t kMostCommitsLookedAt = 2000;  // to say which commit broke a change

struct Base {
  std::string name;
  ObjectId commit;
};

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

std::vector<RequestedChange> AllRequested(const GitRepository& repository,
                                          const ScanOptions& options) {
  std::vector<RequestedChange> requested = options.changes;
  std::set<std::string> known;
  for (const RequestedChange& change : requested) known.insert(change.id);
  for (const std::string& glob : options.ref_globs) {
    const std::vector<Ref> refs = repository.Refs(glob);
    if (refs.empty()) {
      throw Error(ErrorCode::kRepository, "no reference matches '" + glob + "'",
                  "fetch them first, for example: git fetch origin '+refs/pull/*/head:"
                  "refs/pull/*/head'");
    }
    for (const Ref& ref : refs) {
      if (!known.insert(ref.id).second) continue;
      RequestedChange change;
      change.id = ref.id;
      change.fallback_refs = {ref.name};
      requested.push_back(std::move(change));
    }
  }
  return requested;
}

ChangeSet ReadAll(const GitRepository& repository, const BaseFiles& base,
                  const std::vector<RequestedChange>& requested, const IntakeOptions& intake,
                  int threads) {
  RepositoryPool pool(repository);
  std::vector<ReadChange> changes(requested.size());
  ParallelFor(requested.size(), threads, [&](std::size_t i) {
    const auto handle = pool.Borrow();
    changes[i] = ReadOneChange(*handle, base, requested[i], intake);
    Change& change = changes[i].change;
    if (change.title.empty() && !change.head.empty()) {
      change.title = handle->ReadCommit(change.head).title;
    }
  });
  return MakeChangeSet(std::move(changes));
}

std::string_view TextOfCatalog(std::string_view name) {
  for (const BuiltinCatalog& catalog : BuiltinCatalogs()) {
    if (catalog.name == name) return catalog.text;
  }
  ILK_CHECK(false, "the catalogue is compiled in");
  return {};
}

// What derived tables depend on beside the base: the readers of its files, the program, and the
// configuration, which may come from elsewhere.
std::string DerivedKey(const FactReader& reader, const Config& config) {
  return reader.ReadersKey() + std::string(GraphVersion()) + ";" + config.text;
}

std::vector<MigrationFramework> Frameworks() {
  return ReadMigrationFrameworks(TextOfCatalog("migrations"), "catalog/migrations.yaml");
}

std::vector<Interaction> RunRules(const Snapshot& snapshot, int threads) {
  const std::vector<const Rule*>& rules = AllRules();
  std::vector<std::vector<Interaction>> found(rules.size());
  ParallelFor(rules.size(), threads, [&](std::size_t i) { rules[i]->check(snapshot, found[i]); });
  std::vector<Interaction> all;
  for (std::vector<Interaction>& of_rule : found) {
    std::move(of_rule.begin(), of_rule.end(), std::back_inserter(all));
  }
  return all;
}

// Which landed commit did it: said for the evidence that lies on the base's side.
void NameLandedCommits(const GitRepository& repository, const Base& base,
                       const std::vector<Change>& changes, std::vector<Interaction>* found) {
  std::map<std::pair<std::string, ObjectId>, std::string> known;
  for (Interaction& interaction : *found) {
    if (interaction.changes.size() != 1) continue;
    const auto change = std::find_if(changes.begin(), changes.end(), [&](const Change& candidate) {
      return candidate.id == interaction.changes.front();
    });
    if (change == changes.end()) continue;
    for (Evidence& evidence : interaction.evidence) {
      if (evidence.change != base.name) continue;
      auto [at, fresh] = known.try_emplace({evidence.path, change->branch_point});
      if (fresh) {
        const auto commit = repository.LastCommitTouching(
            evidence.path, base.commit, change->branch_point, kMostCommitsLookedAt);
        if (commit)
          at->second = " (commit " + commit->id.substr(0, 10) + ", " + commit->title + ")";
      }
      evidence.statement += at->second;
    }
  }
}

void KeepFocus(const std::string& focus, std::vector<Interaction>* found) {
  std::erase_if(*found, [&](const Interaction& interaction) {
    return std::find(interaction.changes.begin(), interaction.changes.end(), focus) ==
           interaction.changes.end();
  });
}

// A kept report has six digits; the same numbers must not read otherwise before they are kept.
void RoundNumbers(Report* report) {
  const auto round = [](double* value) {
    if (std::isfinite(*value)) *value = std::round(*value * 1e6) / 1e6;
  };
  for (std::vector<Interaction>* found : {&report->interactions, &report->silenced}) {
    for (Interaction& interaction : *found) {
      round(&interaction.exposure.now);
      round(&interaction.exposure.most);
    }
  }
  for (Decision& decision : report->decisions) round(&decision.score);
}

using TiesByChange = std::map<std::string, ChangeTies>;

std::vector<Tie> TiesOf(const TiesByChange& ties, const std::string& change) {
  const auto found = ties.find(change);
  return found == ties.end() ? std::vector<Tie>() : found->second.ties;
}

void Weigh(const Knowledge& knowledge, const TiesByChange& ties, std::int64_t now,
           std::vector<Interaction>* found) {
  const IncidentIndex index(knowledge.incidents);
  std::map<std::vector<std::string>, Exposure> known;  // by changes
  for (Interaction& interaction : *found) {
    const auto [exposure, fresh] = known.try_emplace(interaction.changes);
    if (fresh) {
      std::vector<Ramp> ramps;
      for (const std::string& change : interaction.changes) {
        ramps.push_back({change, TiesOf(ties, change)});
      }
      exposure->second = GroupExposure(ramps, now);
    }
    interaction.exposure = exposure->second;
    interaction.incidents = index.Similar(QueryOf(interaction));
  }
}

std::vector<Interaction> TakeSilenced(std::vector<Interaction>* found) {
  std::vector<Interaction> silenced;
  for (const Interaction& interaction : *found) {
    if (!interaction.silenced.empty()) silenced.push_back(interaction);
  }
  std::erase_if(*found,
                [](const Interaction& interaction) { return !interaction.silenced.empty(); });
  for (Interaction& interaction : silenced) interaction.id = StableId(interaction);
  const auto key = [](const Interaction& i) {
    return std::tie(i.changes, i.rule, i.on.name, i.silenced);
  };
  std::sort(silenced.begin(), silenced.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
  silenced.erase(std::unique(silenced.begin(), silenced.end(),
                             [&](const auto& a, const auto& b) { return key(a) == key(b); }),
                 silenced.end());
  return silenced;
}

ChangeSummary Summarise(const Change& change, const Snapshot& snapshot, const ChangeView& view,
                        std::uint32_t behind, const BaseGraph& graph,
                        const TiesByChange& ties_by_change, std::int64_t now) {
  ChangeSummary summary;
  summary.id = change.id;
  summary.title = change.title;
  summary.author = change.author;
  summary.url = change.url;
  summary.base = change.branch_point;
  summary.head = change.head;
  summary.landed = change.landed;
  summary.draft = change.draft;
  summary.files = static_cast<std::uint32_t>(change.files.size());
  summary.behind = behind;
  summary.blast_radius = graph.Radius(snapshot, view);
  const std::vector<Tie> ties = TiesOf(ties_by_change, change.id);
  for (const Tie& tie : ties) summary.rollouts.push_back(tie.rollout->id);
  summary.exposure = DescribeExposure(ties, now);
  return summary;
}

// Pairs that share a file or an entity; all others were never looked at, because nothing joins
// them.
std::uint64_t PairsThatMeet(const Snapshot& snapshot) {
  std::set<std::pair<int, int>> pairs;
  const auto in_flight = [&](int view) {
    return snapshot.views[static_cast<std::size_t>(view)].group == 0;
  };
  for (const auto& [pair, meeting] : snapshot.meeting_pairs) {
    if (in_flight(pair.first)) pairs.insert(pair);
  }
  return pairs.size();
}

// The files of the base have no coverage of their own; a clone that lacks some must not pass
// unseen.
void NoteMissingBaseFiles(const BaseFiles& base, const FactReader& reader,
                          std::vector<std::string>* notices) {
  std::uint64_t missing = 0;
  for (const TreeEntry& entry : base.entries()) {
    const StoredFacts* stored = reader.Entry(entry.path, entry.blob);
    if (stored != nullptr && stored->gap == GapReason::kUnreadable) ++missing;
  }
  if (missing == 0) return;
  notices->push_back("missing or damaged: " + CountOf(missing, "file") +
                     " of the base; what they use is not known (a clone made with --filter lacks "
                     "contents)");
}

std::int64_t Store(Database* database, const ScanOptions& options, const Base& base,
                   const std::vector<Change>& changes, const Snapshot& snapshot,
                   const Report& report) {
  ChangeRows rows;
  rows.changes = changes;
  for (const ChangeView& view : snapshot.views) {
    if (view.group == 0) rows.deltas.push_back(view.delta);
  }
  rows.coverage = report.coverage;
  GraphStore(*database).ReplaceChanges(rows);

  std::ostringstream json;
  for (const ReportFormat* format : AllReportFormats()) {
    if (std::string_view(format->name) == "json") format->render(report, {}, json);
  }
  ScanRow row;
  row.time = options.time;
  row.repository_path = options.repository_path;
  row.base_name = base.name;
  row.base_commit = base.commit;
  row.options_json = "{}";
  row.report_json = json.str();
  return ReportStore(*database).AppendScan(row, report.decisions);
}

// Whether the same question has the same answer at the next run. An object that was missing may be
// there then, a file may be read in time, and a head may have moved while this run went on.
bool WillHold(const GitRepository& repository, const FactReader& reader, const Report& report,
              const Question& question, const ChangeSet& read) {
  if (repository.IsShallow() || repository.MissedObjects() || reader.was_slow()) return false;
  const auto& gaps = report.coverage.gaps;
  for (std::size_t i = 0; i < read.changes.size(); ++i) {
    const Change& change = read.changes[i].change;
    if (change.head != question.changes[i].head) return false;
    const bool damaged = std::any_of(gaps.begin(), gaps.end(), [&](const Gap& gap) {
      return gap.change == change.id && gap.reason == GapReason::kUnreadable && !gap.partial;
    });
    if (damaged && !change.head.empty()) return false;
  }
  return true;
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

void FillKept(Database* database, std::vector<RequestedChange>* requested) {
  const bool any = std::any_of(requested->begin(), requested->end(),
                               [](const RequestedChange& change) { return !change.kept.empty(); });
  if (!any) return;
  if (database == nullptr || !Answers(*database).FillKept(requested)) {
    throw Error(ErrorCode::kDatabase,
                "what the latest scan was asked has been replaced meanwhile, or is damaged",
                "run the command again, or 'interlock scan --afresh'");
  }
}

// What is asked, and what every answer rests on. Its parts refer to one another, so it stays where
// it is.
struct Grounds {
  explicit Grounds(const ScanOptions& options);
  Grounds(const Grounds&) = delete;
  Grounds& operator=(const Grounds&) = delete;

  std::unique_ptr<Database> database;
  const GitRepository repository;
  const Base base;
  const BaseFiles base_files;
  Knowledge knowledge;
  const std::string name;
  std::vector<RequestedChange> requested;  // by ChangeIdLess
  Question question;
};

Grounds::Grounds(const ScanOptions& options)
    : database(OpenDatabase(options)),
      repository(GitRepository::Open(options.repository_path)),
      base(FindBase(repository, options.base)),
      base_files(repository, base.commit),
      knowledge(ReadKnowledge(repository, base_files.entries(), options.config_path,
                              options.rollout_files)),
      name(RepositoryName(knowledge.config, repository.path())),
      requested(AllRequested(repository, options)) {
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
  if (std::any_of(requested.begin(), requested.end(), lacks_head)) {
    FillKept(database.get(), &requested);
  }
  for (const RequestedChange& change : requested) {
    question.changes.push_back(
        Asked(change, change.kept.empty() ? FindHead(repository, change).commit.value_or(ObjectId())
                                          : change.revision));
  }
}

Coverage CoverageOf(const ChangeSet& changes, const std::string& id, const FactReader& reader) {
  std::vector<ReadChange> one;
  for (const ReadChange& read : changes.changes) {
    if (read.change.id == id) one.push_back(read);
  }
  return AccountFor(one, reader);
}

// What a run reads of the base and the changes, up to the overlay.
struct Reading {
  Reading(const Grounds& grounds, const ScanOptions& options, const Progress& progress);
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  std::map<ObjectId, std::string> contents;  // of blobs that are not in the repository
  std::unique_ptr<FactStore> facts;
  std::unique_ptr<GraphStore> graph_store;
  std::unique_ptr<EffectStore> effect_store;
  std::unique_ptr<FactReader> reader;
  ChangeSet change_set;
  const Catalog catalog;
  std::string derived_key;
  std::unique_ptr<Overlay> overlay;
  TiesByChange ties;
};

Reading::Reading(const Grounds& grounds, const ScanOptions& options, const Progress& progress)
    : catalog(CatalogOf(grounds.knowledge.config)) {
  const GitRepository& repository = grounds.repository;
  const Base& base = grounds.base;
  const BaseFiles& base_files = grounds.base_files;
  const Knowledge& knowledge = grounds.knowledge;
  const std::string& name = grounds.name;
  const std::vector<MigrationFramework> frameworks = Frameworks();
  if (Database* database = grounds.database.get()) {
    facts = std::make_unique<FactStore>(*database);
    graph_store = std::make_unique<GraphStore>(*database);
    effect_store = std::make_unique<EffectStore>(*database);
  }
  ParseLimits limits;
  limits.max_bytes = knowledge.config.max_file_bytes;
  reader = std::make_unique<FactReader>(repository, Languages::Builtin(), contents, facts.get(),
                                        limits, options.threads);

  IntakeOptions intake;
  intake.repository = name;
  intake.base_name = base.name;
  intake.max_bytes = knowledge.config.max_file_bytes;
  intake.ignore = knowledge.config.ignore;
  intake.has_grammar = [&](std::string_view path) {
    std::vector<Migration> migrations;
    const std::string text(path);
    if (reader->Reads(text)) return true;
    ReadMigration(frameworks, text, nullptr, &migrations);
    return !migrations.empty();
  };
  const std::vector<RequestedChange>& requested = grounds.requested;
  progress("reading " + std::to_string(requested.size()) + " changes over " + base.name + " " +
           base.commit.substr(0, 10));
  change_set = ReadAll(repository, base_files, requested, intake, options.threads);
  contents = std::move(change_set.blobs);

  progress("extracting facts of " + std::to_string(base_files.entries().size()) + " base files");
  OverlayInput input;
  input.repository = name;
  input.base_name = base.name;
  input.base_commit = base.commit;
  input.base_tree = base_files.entries();
  input.changes = change_set.changes;
  input.frameworks = frameworks;
  input.checks = ReadCheckTools(TextOfCatalog("checks"), "catalog/checks.yaml");
  input.catalog = &catalog;
  derived_key = DerivedKey(*reader, knowledge.config);
  input.effects = effect_store.get();
  input.derived_key = derived_key;
  input.hazards = ReadHazards(TextOfCatalog("hazards"), "catalog/hazards.yaml");
  input.operations = knowledge.config.operations;
  input.ignore = knowledge.config.ignore;
  input.threads = options.threads;
  overlay = BuildOverlay(std::move(input), repository, reader.get(), contents);
  const auto read = [&](const ObjectId& blob) {
    const auto known = contents.find(blob);
    return known != contents.end() ? std::optional<std::string>(known->second)
                                   : repository.ReadBlob(blob);
  };
  ties = TieChanges(knowledge, *overlay, read, [&](const Change& change) {
    constexpr std::uint32_t kMostCommits = 50;
    return change.branch_point.empty()
               ? std::vector<CommitInfo>{repository.ReadCommit(change.head)}
               : repository.FirstParentLine(change.head, change.branch_point, kMostCommits);
  });
}

// Without changes neither the files of the base nor, with rollout files given, a repository is
// needed.
Knowledge ReadRolloutsOnly(const ScanOptions& options) {
  std::optional<GitRepository> repository;
  try {
    repository.emplace(GitRepository::Open(options.repository_path));
  } catch (const Error&) {
    if (options.rollout_files.empty()) throw;
    return ReadOutsideKnowledge(options.config_path, options.rollout_files);
  }
  const BaseFiles base_files(*repository, FindBase(*repository, options.base).commit);
  return ReadKnowledge(*repository, base_files.entries(), options.config_path,
                       options.rollout_files);
}

void NoteTies(const Reading& reading, std::vector<std::string>* notices) {
  for (const auto& [change, ties] : reading.ties) {
    for (const std::string& notice : ties.notices) notices->push_back(change + ": " + notice);
  }
}

}  // namespace

namespace {

std::optional<Report> KnownAnswer(const Grounds& grounds, const ScanOptions& options,
                                  const Progress& progress) {
  if (!grounds.database || options.afresh) return std::nullopt;
  Answers answers(*grounds.database);
  try {
    std::optional<Report> known = options.focus
                                      ? answers.About(grounds.question, *options.focus)
                                      : answers.Whole(grounds.question, options.repository_path);
    if (known) progress("nothing is new since the scan of " + answers.time());
    return known;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kDatabase) throw;
    progress("the kept answer is damaged, and is worked out again");
    return std::nullopt;
  }
}

}  // namespace

Report RunScan(const ScanOptions& options, const Progress& progress) {
  Grounds grounds(options);
  if (std::optional<Report> known = KnownAnswer(grounds, options, progress)) {
    return *std::move(known);
  }
  FillKept(grounds.database.get(), &grounds.requested);
  const Reading reading(grounds, options, progress);
  const GitRepository& repository = grounds.repository;
  const Base& base = grounds.base;
  const Knowledge& knowledge = grounds.knowledge;
  const FactReader& reader = *reading.reader;
  const ChangeSet& change_set = reading.change_set;
  const Overlay* overlay = reading.overlay.get();
  const Snapshot& snapshot = overlay->snapshot;

  progress("resolving the graph (" + std::to_string(reader.parsed()) + " files were new)");
  const BaseGraph graph =
      BaseGraph::Make(snapshot, reading.graph_store.get(), reading.derived_key, options.threads);

  // Beyond this point there is no git, no disk and no clock: rules see the snapshot only.
  progress("comparing changes");
  std::vector<Interaction> found = RunRules(snapshot, options.threads);
  reading.reader->StoreTexts();
  if (options.focus) KeepFocus(*options.focus, &found);
  Report report;
  report.silenced = TakeSilenced(&found);
  Weigh(knowledge, reading.ties, options.now, &found);
  // The rules have spoken; git only adds which commit it was.
  NameLandedCommits(repository, base, overlay->changes, &found);
  Decided decided = Decide(std::move(found), AllRules(), knowledge.Settings());

  report.repository = grounds.name;
  report.base_name = base.name;
  report.base_commit = base.commit;
  report.program_version = options.program_version;
  report.coverage = AccountFor(change_set.changes, reader);
  for (std::size_t i = 0; i < overlay->changes.size(); ++i) {
    report.changes.push_back(Summarise(overlay->changes[i], snapshot, snapshot.views[i],
                                       change_set.changes[i].behind, graph, reading.ties,
                                       options.now));
  }
  const std::uint64_t count = report.changes.size();
  report.interactions = std::move(decided.interactions);
  report.decisions = std::move(decided.decisions);
  // Of what landed lately only those that an open change meets.
  for (const ChangeView& view : snapshot.dormant) {
    const auto names = [&](const Interaction& interaction) {
      const auto& changes = interaction.changes;
      return std::find(changes.begin(), changes.end(), view.id) != changes.end();
    };
    if (std::any_of(report.interactions.begin(), report.interactions.end(), names) ||
        std::any_of(report.silenced.begin(), report.silenced.end(), names)) {
      report.changes.push_back(
          Summarise(*view.change, snapshot, view, 0, graph, reading.ties, options.now));
    }
  }
  std::sort(
      report.changes.begin(), report.changes.end(),
      [](const ChangeSummary& a, const ChangeSummary& b) { return ChangeIdLess(a.id, b.id); });
  report.pairs_possible = count * (count - std::min<std::uint64_t>(count, 1)) / 2;
  report.pairs_examined = PairsThatMeet(snapshot);
  report.notices = knowledge.notices;
  if (repository.IsShallow()) {
    report.notices.push_back(
        "the clone is shallow: where a change began may be unknown; 'git fetch --unshallow' "
        "brings the whole history");
  }
  report.notices.insert(report.notices.end(), overlay->notices.begin(), overlay->notices.end());
  report.fail_on = knowledge.config.fail_on;
  NoteMissingBaseFiles(grounds.base_files, reader, &report.notices);
  NoteTies(reading, &report.notices);
  RoundNumbers(&report);
  const auto coverage_of = [&](const std::string& id) {
    return CoverageOf(change_set, id, reader);
  };
  if (options.focus) return FocusOn(report, *options.focus, coverage_of(*options.focus));
  if (grounds.database) {
    Answers::Kept kept;
    kept.question = grounds.question;
    kept.requested = grounds.requested;
    if (!WillHold(repository, reader, report, kept.question, change_set)) {
      kept.question.grounds.clear();
      for (std::size_t i = 0; i < kept.requested.size(); ++i) {
        kept.question.changes[i] = Asked(kept.requested[i], change_set.changes[i].change.head);
      }
    }
    kept.scan = Store(grounds.database.get(), options, base, overlay->changes, snapshot, report);
    kept.repository_path = options.repository_path;
    kept.time = options.time;
    Answers(*grounds.database).Keep(kept, report, coverage_of);
  }
  return report;
}

RolloutView ReadRolloutView(const ScanOptions& options, const Progress& progress) {
  RolloutView view;
  const bool asks_for_changes = !options.changes.empty() || !options.ref_globs.empty();
  if (!asks_for_changes) {
    view.knowledge = ReadRolloutsOnly(options);
    return view;
  }
  Grounds grounds(options);
  Reading reading(grounds, options, progress);
  for (const Change& change : reading.overlay->changes) {
    view.changes.push_back({change.id, change.title, std::move(reading.ties[change.id])});
  }
  view.knowledge = std::move(grounds.knowledge);
  return view;
}

}  // namespace interlock
