#include "analyzer/stages/reading.h"

#include <malloc.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "analyzer/intake/builtin_documents.h"
#include "analyzer/intake/replay_codec.h"
#include "analyzer/parallel.h"
#include "analyzer/reader/file_facts.h"
#include "analyzer/reader/repository_pool.h"
#include "analyzer/version.h"
#include "graph/row_store.h"
#include "graph/version.h"
#include "interlock/check.h"

namespace interlock {

namespace {

// What was replayed on this base before is taken from the database.
class Replays {
 public:
  Replays(const Grounds& grounds, const std::string& key) : grounds_(grounds) {
    if (!grounds.database) return;
    rows_.emplace(*grounds.database, "replay");
    rows_->KeepFor(grounds.base.commit, key);
  }

  ChangeSet Read(const IntakeOptions& intake, int threads) {
    const std::vector<RequestedChange>& requested = grounds_.requested;
    std::vector<std::optional<std::string>> known(requested.size());
    for (std::size_t i = 0; rows_ && i < requested.size(); ++i) {
      // That a head is another than was named is said where it is looked for.
      if (!grounds_.question.changes[i].is_instead) known[i] = rows_->Load(KeyOf(i));
    }
    RepositoryPool pool(grounds_.repository);
    std::vector<ReadChange> changes(requested.size());
    std::vector<std::string> fresh(requested.size());
    ParallelFor(requested.size(), threads, [&](std::size_t i) {
      const auto handle = pool.Borrow();
      Change& change = changes[i].change;
      if (known[i] && DecodeReadChange(*std::exchange(known[i], {}), &changes[i])) {
        TakeDescription(requested[i], &change);
      } else {
        changes[i] = ReadOneChange(*handle, grounds_.base_files, requested[i], intake);
        if (rows_ && WillHold(i, changes[i])) fresh[i] = EncodeReadChange(changes[i]);
      }
      if (change.title.empty() && !change.head.empty()) {
        change.title = handle->ReadCommit(change.head).title;
      }
    });
    if (!grounds_.repository.IsShallow() && !grounds_.repository.MissedObjects()) Store(&fresh);
    return MakeChangeSet(std::move(changes));
  }

 private:
  std::string KeyOf(std::size_t i) const {
    const AskedChange& change = grounds_.question.changes[i];
    return HashBlob(change.head + " " + change.id);
  }

  // A head that had to be looked for may be found elsewhere at the next run.
  bool WillHold(std::size_t i, const ReadChange& read) const {
    return !read.change.head.empty() && read.change.head == grounds_.question.changes[i].head &&
           std::none_of(read.gaps.begin(), read.gaps.end(),
                        [](const Gap& gap) { return gap.path.empty(); });
  }

  void Store(std::vector<std::string>* fresh) {
    std::vector<std::pair<std::string, std::string>> rows;
    for (std::size_t i = 0; i < fresh->size(); ++i) {
      if (!(*fresh)[i].empty()) rows.emplace_back(KeyOf(i), std::move((*fresh)[i]));
    }
    if (rows_) rows_->Store(rows);
  }

  const Grounds& grounds_;
  std::optional<RowStore> rows_;
};

// What derived tables depend on beside the base: the readers of its files, the program, and the
// configuration, which may come from elsewhere.
std::string DerivedKey(const Config& config) {
  return ReadersKey(Languages::Builtin()) + std::string(GraphVersion()) + ";" + config.text;
}

std::vector<MigrationFramework> Frameworks() {
  return ReadMigrationFrameworks(BuiltinDocument("migrations"));
}

}  // namespace

Reading::Reading(const Grounds& grounds, const ScanOptions& options, const Progress& progress)
    : grounds_(grounds),
      options_(options),
      progress_(progress),
      frameworks_(Frameworks()),
      catalog_(CatalogOf(grounds.knowledge.config)) {
  std::optional<RowStore> known;
  if (Database* database = grounds.database.get()) {
    facts_ = std::make_unique<FactStore>(*database);
    graph_store = std::make_unique<GraphStore>(*database);
    effect_store_ = std::make_unique<EffectStore>(*database);
    known.emplace(*database, "landed");
    if (options.afresh) {
      graph_store->ForgetGraph();
      effect_store_->Forget();
      known->Clear();
      RowStore(*database, "replay").Clear();
    }
  }
  const Base& base = grounds.base;
  const Config& config = grounds.knowledge.config;
  const std::unique_ptr<FactReader> reader = MakeReader();
  IntakeOptions intake;
  intake.repository = grounds.name;
  intake.base_name = base.name;
  intake.max_bytes = config.max_file_bytes;
  intake.ignore = config.ignore;
  intake.has_grammar = [&](std::string_view path) {
    const std::string text(path);
    return reader->Reads(text) || IsMigrationByPath(frameworks_, text);
  };
  progress("reading " + std::to_string(grounds.requested.size()) + " changes over " + base.name +
           " " + base.commit.substr(0, 10));
  derived_key = DerivedKey(config);
  const std::string ground =
      std::string(AnalyzerVersion()) + ";" + base.name + ";" + grounds.name + ";" + derived_key;
  change_set = Replays(grounds, ground).Read(intake, options.threads);
  contents_ = std::move(change_set.blobs);
  if (known) known->KeepFor(base.commit, std::string(AnalyzerVersion()));
  landed = FindLandedVersions(grounds.repository, base.commit, change_set.changes,
                              known ? &*known : nullptr, options.threads);
}

Reading::~Reading() {
  if (!options_.is_last) return;
  // Reachable, so that nothing is lost in the eyes of those who look for leaks.
  using Left = std::pair<std::unique_ptr<FactReader>, std::unique_ptr<Overlay>>;
  static auto* const left = new std::vector<Left>;
  left->emplace_back(std::move(reader_), std::move(overlay_));
}

std::unique_ptr<FactReader> Reading::MakeReader() const {
  ParseLimits limits;
  limits.max_bytes = grounds_.knowledge.config.max_file_bytes;
  return std::make_unique<FactReader>(grounds_.repository, Languages::Builtin(), contents_,
                                      facts_.get(), limits, options_.threads);
}

std::optional<std::string> Reading::ReadBlob(const ObjectId& id) const {
  const auto known = contents_.find(id);
  return known != contents_.end() ? std::optional<std::string>(known->second)
                                  : grounds_.repository.ReadBlob(id);
}

void Reading::Lay(const Focus& focus) {
  const Knowledge& knowledge = grounds_.knowledge;
  const BaseFiles& base_files = grounds_.base_files;
  ties_.clear();
  if (overlay_) {
    overlay_ = nullptr;
    reader_ = nullptr;
    malloc_trim(0);  // else what the last round freed in pieces stays with the process
  }
  reader_ = MakeReader();
  progress_("extracting facts of " + std::to_string(base_files.entries().size()) + " base files");
  OverlayInput input;
  input.repository = grounds_.name;
  input.base_name = grounds_.base.name;
  input.base_commit = grounds_.base.commit;
  input.base_tree = base_files.entries();
  input.changes = change_set.changes;
  input.focus = focus;
  input.only_focus = options_.focus.has_value();
  input.described = described;
  input.dependents = dependents;
  input.landed = &landed;
  input.frameworks = frameworks_;
  input.checks = ReadCheckTools(BuiltinDocument("checks"));
  input.catalog = &catalog_;
  input.effects = effect_store_.get();
  input.derived_key = derived_key;
  input.hazards = ReadHazards(BuiltinDocument("hazards"));
  input.operations = knowledge.config.operations;
  input.open_flags = knowledge.OpenFlags();
  input.ignore = knowledge.config.ignore;
  input.threads = options_.threads;
  overlay_ = BuildOverlay(std::move(input), grounds_.repository, reader_.get(), contents_);
  const GitRepository& repository = grounds_.repository;
  ties_ = TieChanges(
      knowledge, *overlay_, [&](const ObjectId& blob) { return ReadBlob(blob); },
      [&](const Change& change) {
        constexpr std::uint32_t kMostCommits = 50;
        return change.branch_point.empty()
                   ? std::vector<CommitInfo>{repository.ReadCommit(change.head)}
                   : repository.FirstParentLine(change.head, change.branch_point, kMostCommits);
      });
}

}  // namespace interlock
