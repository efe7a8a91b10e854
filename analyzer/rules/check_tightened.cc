// One side makes a check of the code stricter, the other adds code that was only checked the old
// way.
//
// A re-test is asked for when what is rejected is known: an import that is banned, or that the new
// edition makes useless; an import or an external name that the tightening side had to take out of
// all code it was in and that the other side adds again. Otherwise at most one note for a pair, and
// only when the other adds code to so many files that the tool looks at that, going by how many of
// those there are the tightening side had to adapt, it rejects one of them rather than none.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resources/given_up.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_check_tightened;

namespace {

const char* const kId = "check-tightened";

// Code that one change adapts to its own check in fewer files than this tells little of what the
// check will find elsewhere.
constexpr std::size_t kAdaptedFiles = 3;
constexpr double kLikelyRejected = 0.5;  // files that the other adds code to

bool LooksAt(const Tightening& tightening, std::string_view path) {
  return tightening.tool->Checks(path, tightening.file->folder());
}

std::string Describe(const Tightening& tightening) {
  const std::string what = tightening.tool->title + ": " + tightening.key;
  if (tightening.before.empty()) return "tightens " + what + " by " + tightening.after;
  if (tightening.after.empty()) return "tightens " + what + ": no longer " + tightening.before;
  return "tightens " + what + " from " + tightening.before + " to " + tightening.after;
}

struct Side {
  std::vector<Tightening> tightenings;
  std::map<std::string, GivenUp> imports, names;
  std::size_t adapted_files = 0;    // of code that one of the tools looks at
  std::size_t looked_at_files = 0;  // of the base, when any number was adapted
};

class Meetings {
 public:
  Meetings(const Snapshot& snapshot, Gatherer* gatherer)
      : snapshot_(snapshot), gatherer_(*gatherer) {}

  void Run() {
    for (std::size_t a = 0; a < snapshot_.views.size(); ++a) {
      const Side side = Read(snapshot_.views[a]);
      if (side.tightenings.empty()) continue;
      for (std::size_t b = 0; b < snapshot_.views.size(); ++b) {
        const int view_a = static_cast<int>(a), view_b = static_cast<int>(b);
        if (a == b || snapshot_.views[a].group != snapshot_.views[b].group) continue;
        if (snapshot_.Apart(view_a, view_b)) continue;
        const Side own = WithoutShared(side, snapshot_.views[b]);
        if (!own.tightenings.empty()) Meet(view_a, own, view_b);
      }
    }
  }

 private:
  Side Read(const ChangeView& view) const {
    Side side;
    for (const FileVersions& versions : view.files) {
      for (Tightening& tightening : Tightenings(snapshot_.checks, versions)) {
        side.tightenings.push_back(std::move(tightening));
      }
    }
    if (side.tightenings.empty()) return side;
    side.imports = ImportsGivenUp(view);
    side.names = NamesGivenUp(view);
    for (const FileVersions& versions : view.files) {
      if (versions.before == nullptr || versions.after == nullptr) continue;
      side.adapted_files += ByWhich(side, versions.after->path()) != nullptr;
    }
    if (side.adapted_files < kAdaptedFiles) return side;
    for (const SourceFile* file : snapshot_.base->files()) {
      side.looked_at_files += ByWhich(side, file->path()) != nullptr;
    }
    return side;
  }

  // What the other side tightens in the same way is no news to it.
  Side WithoutShared(const Side& side, const ChangeView& other) const {
    const World world(other.alone);
    Side own = side;
    std::erase_if(own.tightenings, [&](const Tightening& tightening) {
      const SourceFile* file = world.Find(tightening.file->path());
      if (file == nullptr) return false;
      const auto same = [&](const Tightening& theirs) {
        return theirs.key == tightening.key && theirs.after == tightening.after &&
               theirs.before == tightening.before;
      };
      const SourceFile* before = snapshot_.base->Find(tightening.file->path());
      const std::vector<Tightening> theirs = Tightenings(snapshot_.checks, {before, file});
      return std::any_of(theirs.begin(), theirs.end(), same);
    });
    return own;
  }

  static const Tightening* ByWhich(const Side& side, std::string_view path) {
    for (const Tightening& tightening : side.tightenings) {
      if (LooksAt(tightening, path)) return &tightening;
    }
    return nullptr;
  }

  void Meet(int a, const Side& side, int b) {
    const ChangeView& adding = snapshot_.views[static_cast<std::size_t>(b)];
    bool found = false;
    std::map<std::string_view, const SourceFile*> files;
    for (const FileVersions& versions : adding.files) {
      if (versions.after != nullptr) files[versions.after->path()] = versions.after;
    }
    for (const ImportDelta& delta : adding.delta.imports) {
      if (!delta.gained) continue;
      const SourceFile& user = *files.at(delta.path);
      found = MeetImport(a, side, b, user,
                         user.facts().imports[static_cast<std::size_t>(delta.index)]) ||
              found;
    }
    for (const ReferenceDelta& delta : adding.delta.references) {
      if (!delta.gained) continue;
      const SourceFile& user = *files.at(delta.path);
      const Reference& use = user.facts().references[static_cast<std::size_t>(delta.index)];
      ForEachSpokenName(use, [&](const std::string& name) {
        found = MeetName(a, side, b, user, use, name) || found;
      });
    }
    if (!found) Tell(a, side, b);
  }

  bool MeetImport(int a, const Side& side, int b, const SourceFile& user, const Import& import) {
    const Tightening* by = ByWhich(side, user.path());
    if (by == nullptr) return false;
    const std::string key = ImportKey(import);
    const auto has = [&](const SourceFile& file) { return HasImport(file, key); };
    for (const Tightening& tightening : side.tightenings) {
      if (!tightening.Rejects(key) || !LooksAt(tightening, user.path())) continue;
      // A ban is certain; what is only useless may be let pass.
      return Report(a, tightening, b, user, import.line, "imports " + key, has,
                    {"it is on the list of what may no longer be imported, or need not be"},
                    tightening.bans ? Resolution::kResolved : Resolution::kLikely, nullptr);
    }
    const auto given_up = side.imports.find(key);
    if (given_up == side.imports.end() || !Fits(given_up->second, user)) return false;
    World alone(snapshot_.views[static_cast<std::size_t>(b)].alone);
    if (Resolver(alone).Module(user, import.module).found()) return false;  // the repository's own
    return IsGone(a, user, has) &&
           Report(a, *by, b, user, import.line, "imports " + key, has,
                  {"the import is left nowhere else"}, Resolution::kLikely, &given_up->second);
  }

  bool MeetName(int a, const Side& side, int b, const SourceFile& user, const Reference& use,
                const std::string& name) {
    const auto given_up = side.names.find(name);
    if (given_up == side.names.end() || !Fits(given_up->second, user)) return false;
    const Tightening* by = ByWhich(side, user.path());
    if (by == nullptr || given_up->second.modules.empty()) return false;
    if (IsOwnName(World({snapshot_.base}), name, user.traits()->family)) return false;
    const auto speaks = [&](const SourceFile& file) { return SpeaksOf(file, name); };
    return IsGone(a, user, speaks) && Report(a, *by, b, user, use.line, "uses " + name, speaks,
                                             {"no use of " + name + " is left elsewhere"},
                                             Resolution::kLikely, &given_up->second);
  }

  static bool Fits(const GivenUp& given_up, const SourceFile& user) {
    return given_up.paths.size() >= 2 && user.traits() != nullptr &&
           given_up.file->traits()->family == user.traits()->family;
  }

  bool IsGone(int a, const SourceFile& user,
              const std::function<bool(const SourceFile&)>& has) const {
    return NoFile(World(snapshot_.views[static_cast<std::size_t>(a)].alone), user.traits()->family,
                  has);
  }

  bool Report(int a, const Tightening& tightening, int b, const SourceFile& user,
              std::uint32_t line, const std::string& what,
              const std::function<bool(const SourceFile&)>& has, std::vector<std::string> path,
              Resolution resolution, const GivenUp* given_up) {
    const PairView pair = snapshot_.Pair(a, b);
    const SourceFile* merged = World(pair.both).Find(user.path());
    if (merged == nullptr || !has(*merged)) return false;
    std::string statement = Describe(tightening);
    if (given_up != nullptr) {
      statement += " and takes it out of " + std::to_string(given_up->paths.size()) + " files";
    }
    Interaction interaction = MakeInteraction(snapshot_, kId, pair, "check",
                                              tightening.tool->title + " " + tightening.key);
    interaction.severity = Severity::kMedium;
    interaction.resolution = resolution;
    interaction.path = std::move(path);
    interaction.advice = RebaseAnd(pair, "run " + tightening.tool->title);
    gatherer_.Add(std::move(interaction),
                  MakeEvidence(snapshot_, *pair.a, *tightening.file, tightening.line, statement),
                  MakeEvidence(snapshot_, *pair.b, user, line, what));
    return true;
  }

  void Tell(int a, const Side& side, int b) {
    if (side.adapted_files < kAdaptedFiles) return;
    const ChangeView& adding = snapshot_.views[static_cast<std::size_t>(b)];
    std::set<std::string_view> added;  // files
    const SourceFile* user = nullptr;
    std::uint32_t line = 0;
    for (const EntityDelta& entity : adding.delta.entities) {
      if (entity.effect != EntityEffect::kAdds || ByWhich(side, entity.new_path) == nullptr)
        continue;
      const SourceFile* file = NewFile(adding, entity);
      if (file == nullptr || !file->definition(entity.new_index).callable) continue;
      added.insert(file->path());
      if (user != nullptr) continue;
      user = file;
      line = file->definition(entity.new_index).first_line;
    }
    const double share = static_cast<double>(side.adapted_files) /
                         static_cast<double>(std::max(side.adapted_files, side.looked_at_files));
    if (share * static_cast<double>(added.size()) < kLikelyRejected) return;
    const Tightening& tightening = *ByWhich(side, user->path());
    const PairView pair = snapshot_.Pair(a, b);
    Interaction interaction = MakeInteraction(snapshot_, kId, pair, "check",
                                              tightening.tool->title + " " + tightening.key);
    interaction.severity = Severity::kLow;
    interaction.resolution = Resolution::kResolved;
    interaction.path = {pair.a->phrase + " had to adapt code in " +
                        std::to_string(side.adapted_files) + " of " +
                        std::to_string(std::max(side.adapted_files, side.looked_at_files)) +
                        " files that it looks at"};
    interaction.advice = RebaseAnd(pair, "run " + tightening.tool->title);
    gatherer_.Add(
        std::move(interaction),
        MakeEvidence(snapshot_, *pair.a, *tightening.file, tightening.line, Describe(tightening)),
        MakeEvidence(snapshot_, *pair.b, *user, line, "adds code that it looks at"));
  }

  const Snapshot& snapshot_;
  Gatherer& gatherer_;
};

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  Meetings(snapshot, &gatherer).Run();
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_check_tightened = {
    kId,
    "one change makes a check stricter, another adds code it rejects",
    Verdict::kRetest,
    true,
    false,
    Check};

}  // namespace interlock
