// RunScan is the table of contents of the program: one call for each stage, in order, with a note
// at each barrier.
#include "analyzer/pipeline.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "analyzer/decide/decide.h"
#include "analyzer/overlay/incident_index.h"
#include "analyzer/parallel.h"
#include "analyzer/reports/all_report_formats.h"
#include "analyzer/rules/all_rules.h"
#include "analyzer/stages/answers.h"
#include "analyzer/stages/base_graph.h"
#include "analyzer/stages/coverage.h"
#include "analyzer/stages/grounds.h"
#include "analyzer/stages/landed_commits.h"
#include "analyzer/stages/reading.h"
#include "analyzer/text/exposure.h"
#include "analyzer/text/report_text.h"
#include "graph/report_store.h"
#include "interlock/error.h"
#include "interlock/report_format.h"

namespace interlock {

namespace {

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

bool NamesAny(const Interaction& interaction, const std::set<std::string>& ids) {
  return std::any_of(interaction.changes.begin(), interaction.changes.end(),
                     [&](const std::string& change) { return ids.contains(change); });
}

// Rules that are not pairwise have compared all changes, and what they said before is void: but of
// single changes, which meet the base alone.
bool IsOfThirdOnes(const Interaction& interaction) {
  const auto& rules = AllRules();
  const auto rule = std::find_if(rules.begin(), rules.end(),
                                 [&](const Rule* one) { return one->id == interaction.rule; });
  return interaction.changes.size() > 1 && rule != rules.end() && !(*rule)->pairwise;
}

void MoveTo(std::vector<Interaction> some, std::vector<Interaction>* all) {
  std::move(some.begin(), some.end(), std::back_inserter(*all));
}

// What the scan before found of changes that are as they were.
void AddStanding(std::vector<Interaction> standing, std::vector<Interaction>* found) {
  std::erase_if(standing, IsOfThirdOnes);
  MoveTo(std::move(standing), found);
}

// A kept report has six digits; the same numbers must not read otherwise before they are kept.
void Round(double* value) {
  if (std::isfinite(*value)) *value = std::round(*value * 1e6) / 1e6;
}

void RoundExposures(std::vector<Interaction>* found) {
  for (Interaction& interaction : *found) {
    Round(&interaction.exposure.now);
    Round(&interaction.exposure.most);
  }
}

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
  const auto first = std::stable_partition(
      found->begin(), found->end(), [](const Interaction& one) { return one.silenced.empty(); });
  std::vector<Interaction> silenced(std::make_move_iterator(first),
                                    std::make_move_iterator(found->end()));
  found->erase(first, found->end());
  for (Interaction& interaction : silenced) interaction.id = StableId(interaction);
  return silenced;
}

void SortSilenced(std::vector<Interaction>* silenced) {
  const auto key = [](const Interaction& i) {
    return std::tie(i.changes, i.rule, i.on.name, i.silenced);
  };
  std::stable_sort(silenced->begin(), silenced->end(),
                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
  silenced->erase(std::unique(silenced->begin(), silenced->end(),
                              [&](const auto& a, const auto& b) { return key(a) == key(b); }),
                  silenced->end());
}

ChangeSummary Summarise(const Change& change, BlastRadius blast_radius, std::uint32_t behind,
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
  summary.blast_radius = std::move(blast_radius);
  const std::vector<Tie> ties = TiesOf(ties_by_change, change.id);
  for (const Tie& tie : ties) summary.rollouts.push_back(tie.rollout->id);
  summary.exposure = DescribeExposure(ties, now);
  return summary;
}

// The files of the base have no coverage of their own; a clone that lacks some must not pass
// unseen.
void NoteMissingBaseFiles(const BaseFiles& base, const FactReader& reader,
                          std::vector<std::string>* notices) {
  std::uint64_t missing = 0;
  for (const TreeEntry& entry : base.entries()) {
    const KeptFacts* facts = reader.Entry(entry.path, entry.blob);
    if (facts != nullptr && facts->gap() == GapReason::kUnreadable) ++missing;
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
bool WillHold(const GitRepository& repository, bool was_slow, const Report& report,
              const Question& question, const ChangeSet& read) {
  if (repository.IsShallow() || repository.MissedObjects() || was_slow) return false;
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

void NoteTies(const Reading& reading, std::vector<std::string>* notices) {
  for (const auto& [change, ties] : reading.ties()) {
    for (const std::string& notice : ties.notices) notices->push_back(change + ": " + notice);
  }
}

// What `ask` finds in the database; nothing when that is damaged.
template <typename Ask>
auto FindKept(const Progress& progress, const Ask& ask) -> decltype(ask()) {
  try {
    return ask();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kDatabase) throw;
    progress("the kept answer is damaged, and is worked out again");
    return std::nullopt;
  }
}

// Whoever asks next may stand elsewhere.
std::string Absolute(const std::string& path) {
  std::error_code failed;
  const std::filesystem::path absolute = std::filesystem::absolute(path, failed);
  return path.empty() || failed ? path : absolute.lexically_normal().string();
}

std::optional<Report> FindAnswer(const Grounds& grounds, const ScanOptions& options,
                                 const Progress& progress) {
  if (!grounds.database || options.afresh) return std::nullopt;
  Answers answers(*grounds.database);
  std::optional<Report> known = FindKept(progress, [&] {
    return options.focus ? answers.About(grounds.question, *options.focus)
                         : answers.Whole(grounds.question, Absolute(options.repository_path));
  });
  if (known) progress("nothing is new since the scan of " + answers.time());
  return known;
}

std::optional<Standing> FindStanding(const Grounds& grounds, const ScanOptions& options,
                                     const Progress& progress) {
  if (!grounds.database || options.afresh || options.focus) return std::nullopt;
  Answers answers(*grounds.database);
  std::optional<Standing> standing =
      FindKept(progress, [&] { return answers.StandingFor(grounds.question); });
  if (standing) {
    progress(CountOf(standing->fresh.size(), "change") + " of " +
             std::to_string(grounds.requested.size()) + " differ from the scan of " +
             answers.time());
  }
  return standing;
}

// What the scan before says of changes that are as they were, where only one is asked about.
std::map<std::string, ChangeSummary> FindDescribed(const Grounds& grounds,
                                                   const ScanOptions& options) {
  if (!grounds.database || options.afresh || !options.focus) return {};
  auto described = Answers(*grounds.database).Described(grounds.question);
  described.erase(*options.focus);
  return described;
}

// The changes that are compared with all others; none: all are.
Focus FocusOf(const ScanOptions& options, const std::optional<Standing>& standing) {
  if (options.focus) return std::set<std::string>{*options.focus};
  if (standing) return standing->fresh;
  return std::nullopt;
}

struct Findings {
  std::vector<Interaction> interactions, silenced;
  std::uint32_t parsed = 0;  // files that no scan had read before
  bool was_slow = false;     // one could not be read in time
};

// Compares the changes in focus with all others, in as many rounds as the memory asks for. Two that
// are in focus meet in the round of each, and are told of in the later one.
class Comparison {
 public:
  Comparison(const Grounds& grounds, const ScanOptions& options, const Progress& progress,
             Reading* reading)
      : grounds_(grounds), options_(options), progress_(progress), reading_(*reading) {}

  // What the reading has laid in the end holds all changes.
  Findings Run(const Focus& focus) {
    constexpr std::size_t kMegabyte = 1'000'000;
    rounds_ = RoundsOf(reading_.change_set.changes, reading_.landed, focus,
                       static_cast<std::size_t>(options_.memory) * kMegabyte);
    Findings all;
    for (std::size_t round = 0; round < rounds_.size(); ++round) {
      reading_.Lay(rounds_[round]);
      progress_("comparing changes" + (rounds_.size() > 1
                                           ? ", part " + std::to_string(round + 1) + " of " +
                                                 std::to_string(rounds_.size())
                                           : std::string()));
      std::vector<Interaction> found = CompareRound(round);
      // Rules may have read merged texts.
      all.parsed += reading_.reader().parsed();
      all.was_slow = all.was_slow || reading_.reader().was_slow();
      MoveTo(TakeSilenced(&found), &all.silenced);
      Weigh(grounds_.knowledge, reading_.ties(), options_.now, &found);
      // The rules have spoken; git only adds which commit it was.
      NameLandedCommits(grounds_.repository, grounds_.base, reading_.overlay().changes, &found);
      RoundExposures(&found);
      MoveTo(std::move(found), &all.interactions);
    }
    return all;
  }

 private:
  // Here there is no git, no disk and no clock: rules see the snapshot only.
  std::vector<Interaction> CompareRound(std::size_t round) {
    const Snapshot& snapshot = reading_.overlay().snapshot;
    std::vector<Interaction> found = RunRules(snapshot, options_.threads);
    reading_.reader().StoreTexts();
    if (!rounds_[round]) return found;
    std::set<std::string> dormant, later;
    for (const ChangeView& view : snapshot.dormant) dormant.insert(view.id);
    for (std::size_t i = round + 1; i < rounds_.size(); ++i) {
      later.insert(rounds_[i]->begin(), rounds_[i]->end());
    }
    const bool is_last = round + 1 == rounds_.size();
    std::erase_if(found, [&](const Interaction& interaction) {
      // What any round sees in the same way is taken from the last.
      const bool of_any = IsOfThirdOnes(interaction) || NamesAny(interaction, dormant);
      if (of_any && !options_.focus) return !is_last;
      return !NamesAny(interaction, *rounds_[round]) || NamesAny(interaction, later);
    });
    return found;
  }

  const Grounds& grounds_;
  const ScanOptions& options_;
  const Progress& progress_;
  Reading& reading_;
  std::vector<Focus> rounds_;
};

}  // namespace

Report RunScan(const ScanOptions& options, const Progress& progress) {
  Grounds grounds(options);
  if (std::optional<Report> known = FindAnswer(grounds, options, progress)) {
    return *std::move(known);
  }
  grounds.FillKept();
  std::optional<Standing> standing = FindStanding(grounds, options, progress);
  std::map<std::string, ChangeSummary> described = FindDescribed(grounds, options);
  Reading reading(grounds, options, progress);
  std::optional<BaseGraph> graph;
  if (!described.empty()) {
    graph = BaseGraph::Load(*reading.graph_store, grounds.base.commit, reading.derived_key);
    if (!graph) described.clear();  // nothing tells what the change in focus reaches
    for (const auto& [id, summary] : described) reading.described.insert(id);
    reading.dependents = [&](const Delta& delta) { return graph->Dependents(delta); };
  }
  Findings findings =
      Comparison(grounds, options, progress, &reading).Run(FocusOf(options, standing));
  const GitRepository& repository = grounds.repository;
  const Base& base = grounds.base;
  const Knowledge& knowledge = grounds.knowledge;
  const FactReader& reader = reading.reader();
  const ChangeSet& change_set = reading.change_set;
  const Overlay* overlay = &reading.overlay();
  const Snapshot& snapshot = overlay->snapshot;

  const auto remembers = [](std::uint64_t pairs) { return pairs <= kMostPairsRemembered; };
  if (standing &&
      remembers(standing->report.pairs_examined) != remembers(snapshot.PairsThatMeet())) {
    ScanOptions all = options;
    all.afresh = true;
    return RunScan(all, progress);
  }
  progress("resolving the graph (" + std::to_string(findings.parsed) + " files were new)");
  const bool is_whole = !repository.MissedObjects() && !findings.was_slow;
  if (!graph) {
    graph = BaseGraph::Make(snapshot, is_whole ? reading.graph_store.get() : nullptr,
                            reading.derived_key, options.threads);
  }
  if (is_whole) {
    const auto dependents = [&](const Delta& delta) { return graph->Dependents(delta); };
    const auto complete = [&](std::size_t number, NamesOfChange* names) {
      AddReach(snapshot, snapshot.views[number], dependents, names);
    };
    reading.overlay().names.Store(overlay->changes, complete);
  }
  reading.reader().StoreTexts();  // of what the graph asked for

  Report report;
  report.silenced = std::move(findings.silenced);
  if (standing) {
    AddStanding(std::move(standing->report.interactions), &findings.interactions);
    AddStanding(std::move(standing->report.silenced), &report.silenced);
  }
  SortSilenced(&report.silenced);
  Decided decided = Decide(std::move(findings.interactions), AllRules(), knowledge.Settings());

  report.repository = grounds.name;
  report.base_name = base.name;
  report.base_commit = base.commit;
  report.program_version = options.program_version;
  report.coverage = AccountFor(change_set.changes, reader);
  for (std::size_t i = 0; i < overlay->changes.size(); ++i) {
    const Change& change = overlay->changes[i];
    const auto known = described.find(change.id);
    report.changes.push_back(Summarise(change,
                                       known != described.end()
                                           ? known->second.blast_radius
                                           : graph->Radius(snapshot, change, snapshot.views[i]),
                                       change_set.changes[i].behind, reading.ties(), options.now));
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
      report.changes.push_back(Summarise(*view.change, graph->Radius(snapshot, *view.change, view),
                                         0, reading.ties(), options.now));
    }
  }
  std::sort(
      report.changes.begin(), report.changes.end(),
      [](const ChangeSummary& a, const ChangeSummary& b) { return ChangeIdLess(a.id, b.id); });
  report.pairs_possible = count * (count - std::min<std::uint64_t>(count, 1)) / 2;
  report.pairs_examined = snapshot.PairsThatMeet();
  report.notices = knowledge.notices;
  const std::vector<std::string>& left_out = grounds.question.left_out;
  report.notices.insert(report.notices.end(), left_out.begin(), left_out.end());
  if (repository.IsShallow()) {
    report.notices.push_back(
        "the clone is shallow: where a change began may be unknown; 'git fetch --unshallow' "
        "brings the whole history");
  }
  report.notices.insert(report.notices.end(), overlay->notices.begin(), overlay->notices.end());
  report.fail_on = knowledge.config.fail_on;
  NoteMissingBaseFiles(grounds.base_files, reader, &report.notices);
  NoteTies(reading, &report.notices);
  for (Decision& decision : report.decisions) Round(&decision.score);
  const auto coverage_of = [&](const std::string& id) {
    const auto read = std::lower_bound(change_set.changes.begin(), change_set.changes.end(), id,
                                       [](const ReadChange& one, const std::string& of) {
                                         return ChangeIdLess(one.change.id, of);
                                       });
    const bool is_there = read != change_set.changes.end() && read->change.id == id;
    return is_there ? AccountFor({read, read + 1}, reader) : Coverage{};
  };
  if (options.focus) return FocusOn(report, *options.focus, coverage_of(*options.focus));
  if (grounds.database) {
    Answers::Kept kept;
    kept.question = grounds.question;
    kept.requested = grounds.requested;
    if (!WillHold(repository, findings.was_slow, report, kept.question, change_set)) {
      kept.question.grounds.clear();
      for (std::size_t i = 0; i < kept.requested.size(); ++i) {
        kept.question.changes[i] = Asked(kept.requested[i], change_set.changes[i].change.head);
      }
    }
    kept.scan = Store(grounds.database.get(), options, base, overlay->changes, snapshot, report);
    kept.repository_path = Absolute(options.repository_path);
    kept.time = options.time;
    kept.config_path = Absolute(options.config_path);
    for (const RolloutPath& file : options.rollout_files) {
      kept.rollout_files.push_back(Text({file.kind, Absolute(file.path)}));
    }
    Answers(*grounds.database).Keep(kept, report, coverage_of);
  }
  return report;
}

}  // namespace interlock
