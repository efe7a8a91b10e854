#include "tests/harness/scenario.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

#include "analyzer/pipeline.h"
#include "analyzer/reports/parts/report_json.h"

namespace interlock {
namespace {

constexpr std::int64_t kNow = 1772539200;  // 2026-03-03T12:00:00Z

// The files of a commit with moved content filled in from what it stands on.
TestRepo::Files FilesOf(const ScenarioCommit& commit, const TestRepo::Files& before) {
  TestRepo::Files files = commit.files;
  for (const auto& [from, to] : commit.moves) {
    const auto found = before.find(from);
    if (found == before.end()) throw std::runtime_error(from + " is moved but not there");
    files.insert_or_assign(to, found->second);
  }
  return files;
}

TestRepo::Files Over(TestRepo::Files tree, const TestRepo::Files& files) {
  for (const auto& [path, file] : files) {
    if (file.kind == TestFile::Kind::kRemoved) {
      tree.erase(path);
    } else {
      tree.insert_or_assign(path, file);
    }
  }
  return tree;
}

std::string Percent(double share) {
  std::ostringstream text;
  text << share * 100 << " %";
  return text.str();
}

// Commit ids depend on every byte of a scenario: "(commit 0123456789, Title)" loses its own.
std::string WithoutCommitIds(std::string text) {
  constexpr std::string_view kBefore = "(commit ";
  for (std::size_t at = 0; (at = text.find(kBefore, at)) != std::string::npos;) {
    at += kBefore.size();
    const std::size_t end = text.find_first_not_of("0123456789abcdef", at);
    text.replace(at, end - at, "…");
  }
  return text;
}

std::string SubjectOf(const Interaction& interaction) {
  return interaction.rule + " " + interaction.on.kind + " " + interaction.on.name;
}

class Description {
 public:
  Description(const Report& report, const Scenario& scenario)
      : report_(report), scenario_(scenario) {}

  std::string Text() {
    for (const std::vector<std::string>& changes : Groups()) {
      const Decision* decision = DecisionOn(changes);
      decision != nullptr ? Tell(*decision) : TellSilent(changes);
    }
    for (const Gap& gap : report_.coverage.gaps) {
      out_ << "gap " << gap.change << " " << gap.path << " " << ReasonName(gap.reason) << "\n";
    }
    return WithoutCommitIds(out_.str());
  }

 private:
  // Each change behind main, then each pair, then whatever else was decided.
  std::vector<std::vector<std::string>> Groups() const {
    std::vector<std::vector<std::string>> groups;
    for (const ChangeSummary& change : report_.changes) {
      if (change.behind > 0 || DecisionOn({change.id})) groups.push_back({change.id});
    }
    for (std::size_t i = 0; i < report_.changes.size(); ++i) {
      for (std::size_t j = i + 1; j < report_.changes.size(); ++j) {
        if (!report_.changes[i].landed.empty() && !report_.changes[j].landed.empty()) continue;
        groups.push_back({report_.changes[i].id, report_.changes[j].id});
      }
    }
    for (const Decision& decision : report_.decisions) {
      if (decision.changes.size() > 2) groups.push_back(decision.changes);
    }
    return groups;
  }

  static bool Same(std::vector<std::string> a, std::vector<std::string> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
  }

  const Decision* DecisionOn(const std::vector<std::string>& changes) const {
    for (const Decision& decision : report_.decisions) {
      if (Same(decision.changes, changes)) return &decision;
    }
    return nullptr;
  }

  void Tell(const Decision& decision) {
    out_ << Name(decision.verdict);
    for (const std::string& change : decision.changes) out_ << " " << change;
    bool first = true;
    for (const std::string& id : decision.because) {
      const auto found =
          std::find_if(report_.interactions.begin(), report_.interactions.end(),
                       [&](const Interaction& interaction) { return interaction.id == id; });
      if (found == report_.interactions.end()) throw std::runtime_error("because of nothing");
      out_ << (first ? " " : "  also ") << SubjectOf(*found);
      first = false;
      if (found->resolution != Resolution::kResolved)
        out_ << " (" << Name(found->resolution) << ")";
      out_ << "\n";
      TellProof(*found);
    }
  }

  void TellProof(const Interaction& interaction) {
    for (const Evidence& evidence : interaction.evidence) {
      out_ << "  " << evidence.change << " " << evidence.path;
      if (evidence.line > 0) out_ << ":" << evidence.line;
      out_ << " " << evidence.statement << "\n";
    }
    TellSum(interaction);
    if (scenario_.has_rollouts) {
      out_ << "  exposure " << Percent(interaction.exposure.now) << " now, "
           << Percent(interaction.exposure.most) << " at most\n";
    }
    for (const IncidentRef& incident : interaction.incidents) {
      out_ << "  incident " << incident.id << "\n";
    }
  }

  // The hazard, and the sum behind it; what comes of it is the same in every scenario.
  void TellSum(const Interaction& interaction) {
    if (interaction.hazard.title.empty()) return;
    out_ << "    " << interaction.hazard.title << "\n";
    for (const std::string& step : interaction.hazard.sum) out_ << "    sum: " << step << "\n";
  }

  void TellSilent(const std::vector<std::string>& changes) {
    out_ << "silent";
    for (const std::string& change : changes) out_ << " " << change;
    out_ << "\n";
    for (const Interaction& interaction : report_.silenced) {
      if (!Same(interaction.changes, changes)) continue;
      out_ << "  " << SubjectOf(interaction) << ": " << interaction.silenced << "\n";
      TellSum(interaction);
    }
  }

  const Report& report_;
  const Scenario& scenario_;
  std::ostringstream out_;
};

}  // namespace

ScenarioRepo::ScenarioRepo(const Scenario& scenario) {
  struct Tip {
    std::string commit;
    TestRepo::Files tree;
  };
  std::map<std::string, Tip> tips;  // of changes by id; "" and "main" for the base
  const auto base = repo_.Commit("First", scenario.base, {});
  tips[""] = tips["main"] = {base, scenario.base};
  for (const ScenarioCommit& landed : scenario.landed) {
    Tip& main = tips["main"];
    const TestRepo::Files files = FilesOf(landed, main.tree);
    main.commit =
        repo_.Commit("Landed " + landed.id + " (#90" + landed.id + ")", files, {main.commit});
    main.tree = Over(main.tree, files);
  }
  for (const ScenarioCommit& change : scenario.changes) {
    const auto parent = tips.find(change.parent);
    if (parent == tips.end()) {
      throw std::runtime_error(change.id + " is on " + change.parent + ", which is not before it");
    }
    const TestRepo::Files files = FilesOf(change, parent->second.tree);
    const auto head = repo_.Commit("Change " + change.id, files, {parent->second.commit});
    heads_.push_back({change.id, head});
    tips[change.id] = {head, Over(parent->second.tree, files)};
  }
  repo_.Branch("main", tips["main"].commit);
}

Report ScenarioRepo::Scan(const Run& run) const {
  ScanOptions options;
  options.repository_path = repo_.path();
  options.now = kNow;
  options.time = "2026-03-03T12:00:00Z";
  options.program_version = "test";
  options.threads = run.threads;
  options.afresh = !run.answers;
  options.database_path = run.database;
  if (!run.focus.empty()) options.focus = run.focus;
  for (std::size_t i = run.first; i < heads_.size() && i - run.first < run.count; ++i) {
    const Head& head = heads_[i];
    RequestedChange change;
    change.id = head.id;
    change.revision = head.commit;
    change.required = true;
    change.title = (run.renamed && head.id == run.focus ? "Renamed " : "Change ") + head.id;
    options.changes.push_back(std::move(change));
  }
  if (run.reversed) std::reverse(options.changes.begin(), options.changes.end());
  return RunScan(options, [](const std::string&) {});
}

std::string DescribeReport(const Report& report, const Scenario& scenario) {
  return Description(report, scenario).Text();
}

std::string ReportAsJson(const Report& report) { return ReportJson(report); }

}  // namespace interlock
