#include "analyzer/stages/rollout_ties.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/intake/changed_lines.h"
#include "analyzer/intake/manifests.h"
#include "analyzer/overlay/related/related_files.h"
#include "analyzer/overlay/test_files.h"
#include "analyzer/stages/manifest_ties.h"
#include "graph/effects/effects.h"
#include "interlock/blanks.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxTrailers = 50;

struct FlagUse {
  std::string flag;
  bool off = false;

  auto operator<=>(const FlagUse&) const = default;
};

std::string PlaceOf(const Rollout& rollout) {
  return rollout.source + ":" + std::to_string(rollout.line);
}

// The lines of a text without their ends.
std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// The value of a line "Key: value", whatever its case.
std::optional<std::string> TrailerIn(std::string_view line, std::string_view key) {
  if (line.size() <= key.size() || line[key.size()] != ':') return std::nullopt;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(line[i])) != key[i]) return std::nullopt;
  }
  const std::string_view value = Trimmed(line.substr(key.size() + 1));
  return value.empty() ? std::nullopt : std::optional<std::string>(value);
}

bool IsProse(std::string_view path) {
  for (const std::string_view end : {".md", ".rst", ".txt", ".adoc"}) {
    if (path.ends_with(end)) return true;
  }
  return false;
}

// Blank, or what only begins, parts and ends blocks.
bool IsLayout(std::string_view line) {
  for (const std::string_view word : {"", "else", "else:", "} else {", "end"}) {
    if (line == word) return true;
  }
  return line.find_first_not_of("{}();,") == line.npos;
}

// Neither a letter nor anything else that names go on with.
bool EndsName(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  const auto c = static_cast<unsigned char>(text[at]);
  return !std::isalnum(c) && c != '-' && c != '_' && c != '.' && c != ':' && c != '@' && c != '/';
}

bool Names(std::string_view line, std::string_view name) {
  for (std::size_t at = line.find(name); at != line.npos; at = line.find(name, at + 1)) {
    const bool begins = at == 0 || EndsName(line, at - 1) || line[at - 1] == '/';
    if (begins && EndsName(line, at + name.size())) return true;
  }
  return false;
}

class Tier {
 public:
  Tier(const Knowledge& knowledge, const Snapshot& snapshot, const BlobReader& read,
       const CommitReader& commits)
      : knowledge_(knowledge), snapshot_(snapshot), read_(read), commits_(commits) {}

  ChangeTies TiesOf(const Change& change, const ChangeView& view) {
    found_ = {};
    ByLine(change);
    ByTrailer(change);
    ByFiles(change, view);
    return std::move(found_);
  }

 private:
  // One tie for each rollout, with all the ways in which it was found.
  void Add(const RolloutSource& source, const Rollout& rollout, bool off, const std::string& how) {
    for (Tie& tie : found_.ties) {
      if (tie.rollout != &rollout || tie.off != off) continue;
      if (tie.how.find(how) == std::string::npos) tie.how += "; " + how;
      return;
    }
    found_.ties.push_back({&rollout, &source.index, off, how});
  }

  template <typename Takes>
  bool AddAll(const Takes& takes, bool off, const std::string& how) {
    bool any = false;
    for (const auto& source : knowledge_.rollouts) {
      for (const Rollout& rollout : source->file.rollouts) {
        if (!takes(rollout)) continue;
        Add(*source, rollout, off, how);
        any = true;
      }
    }
    return any;
  }

  void ByLine(const Change& change) {
    for (const auto& source : knowledge_.rollouts) {
      for (const Rollout& rollout : source->file.rollouts) {
        if (rollout.change.empty() || rollout.change != change.id) continue;
        Add(*source, rollout, false, "named in " + PlaceOf(rollout));
      }
    }
  }

  void ByTrailer(const Change& change) {
    seen_trailers_.clear();
    if (change.description.find_first_not_of(" \t\r\n") != std::string::npos) {
      ByTrailersIn(change.description, "its description");
      return;
    }
    for (const CommitInfo& commit : commits_(change)) {
      ByTrailersIn(commit.body, "the message of commit " + commit.id.substr(0, 10));
    }
  }

  void ByTrailersIn(const std::string& text, const std::string& where) {
    for (const std::string_view line : Lines(text)) {
      std::optional<std::string> name = TrailerIn(line, "rollout");
      const bool is_flag = !name;
      if (is_flag) name = TrailerIn(line, "feature-flag");
      if (!name || seen_trailers_.size() >= kMaxTrailers) continue;
      const std::string trailer =
          std::string(is_flag ? "\"Feature-Flag: " : "\"Rollout: ") + *name + "\"";
      if (!seen_trailers_.insert(trailer).second) continue;
      const std::string how = trailer + " in " + where;
      const bool any = AddAll(
          [&](const Rollout& rollout) {
            return rollout.flag == *name || (!is_flag && rollout.id == *name);
          },
          false, how);
      if (!any) found_.notices.push_back(how + " names nothing that a file of rollouts has");
    }
  }

  void ByFiles(const Change& change, const ChangeView& view) {
    std::map<FlagUse, std::string> uses;  // where each was seen first
    bool all_guarded = true;
    for (const auto& source : knowledge_.rollouts) {
      for (const Rollout& rollout : source->file.rollouts) ByRevision(change, *source, rollout);
    }
    for (const FileChange& file : change.files) {
      const std::optional<std::string> before = Read(file.old_blob);
      const std::optional<std::string> after = Read(file.new_blob);
      if (!before || !after) {
        all_guarded = false;
        continue;
      }
      const std::vector<LineChange> lines = CompareLines(*before, *after);
      ByImages(file, *after, lines);
      ByManifests(file, *before, *after);
      if (IsTestPath(file.path) || IsGoldenPath(file.path) || IsProse(file.path)) continue;
      all_guarded = all_guarded && IsGuarded(view, file, *before, *after, lines, &uses);
    }
    if (!all_guarded || uses.empty()) return;
    for (const auto& [use, place] : uses) {
      const std::string how = "its code is behind flag " + use.flag + " (" + place + ")" +
                              (use.off ? ", when that is off" : "");
      const bool any =
          AddAll([&](const Rollout& rollout) { return rollout.flag == use.flag; }, use.off, how);
      if (any) continue;
      found_.notices.push_back(how + ", which no file of rollouts has");
      // Whoever meets that part is not known, so the others decide nothing.
      std::erase_if(found_.ties, [](const Tie& tie) { return tie.how.starts_with("its code"); });
      return;
    }
  }

  std::optional<std::string> Read(const ObjectId& blob) const {
    return blob.empty() ? std::optional<std::string>("") : read_(blob);
  }

  void ByRevision(const Change& change, const RolloutSource& source, const Rollout& rollout) {
    constexpr std::size_t kShortest = 7;  // of a commit id that people write
    for (const std::string& revision : rollout.revisions) {
      if (revision.size() < kShortest || !change.head.starts_with(revision)) continue;
      Add(source, rollout, false, "its head is revision " + revision + " of " + PlaceOf(rollout));
    }
  }

  // A line that the change writes has the image, or only its tag in a file that has its name.
  void ByImages(const FileChange& file, const std::string& after,
                const std::vector<LineChange>& changes) {
    const std::vector<std::string_view> lines = Lines(after);
    for (const auto& source : knowledge_.rollouts) {
      for (const Rollout& rollout : source->file.rollouts) {
        for (const std::string& image : rollout.images) {
          if (image.empty()) continue;
          const std::uint32_t line = LineOfImage(image, after, lines, changes);
          if (line == 0) continue;
          Add(*source, rollout, false,
              "sets image " + image + " in " + file.path + ":" + std::to_string(line));
        }
      }
    }
  }

  void ByManifests(const FileChange& file, const std::string& before, const std::string& after) {
    for (const ManifestTie& tie : TiesOfManifests(knowledge_, file.path, before, after)) {
      if (!tie.anew) {
        Add(*tie.source, *tie.rollout, false, tie.how);
        continue;
      }
      AddAnew(*tie.source, *tie.rollout, tie.how);
    }
  }

  void AddAnew(const RolloutSource& source, const Rollout& rollout, const std::string& how) {
    for (const auto& known : found_.anew) {
      if (!SameRollout(*known, rollout)) continue;
      Add(source, *known, false, how);
      return;
    }
    auto anew = std::make_shared<Rollout>(rollout);
    anew->current = 0;
    Add(source, *anew, false, how);
    found_.anew.push_back(std::move(anew));
  }

  static std::uint32_t LineOfImage(const std::string& image, const std::string& text,
                                   const std::vector<std::string_view>& lines,
                                   const std::vector<LineChange>& changes) {
    if (changes.empty()) return 0;
    const std::string name = ImageName(image);
    const std::string tag = name.size() == image.size() ? "" : image.substr(name.size() + 1);
    const bool named = Names(text, name);
    for (const LineChange& change : changes) {
      for (std::uint32_t i = 0; i < change.new_count; ++i) {
        const std::uint32_t line = change.new_first + i;
        if (line == 0 || line > lines.size()) continue;
        if (Names(lines[line - 1], image)) return line;
        const bool sets = lines[line - 1].find("ag:") != std::string_view::npos ||
                          lines[line - 1].find("igest:") != std::string_view::npos;
        if (named && sets && !tag.empty() && Names(lines[line - 1], tag)) return line;
      }
    }
    return 0;
  }

  // ---- code behind flags

  bool IsGuarded(const ChangeView& view, const FileChange& change, const std::string& before,
                 const std::string& after, const std::vector<LineChange>& changes,
                 std::map<FlagUse, std::string>* uses) {
    if (changes.empty()) return true;
    const auto versions =
        std::find_if(view.files.begin(), view.files.end(), [&](const FileVersions& file) {
          return (file.after != nullptr && file.after->path() == change.path) ||
                 (file.after == nullptr && file.before != nullptr &&
                  file.before->path() == change.old_path);
        });
    if (versions == view.files.end()) return false;
    const std::vector<std::string_view> old_lines = Lines(before);
    const std::vector<std::string_view> new_lines = Lines(after);
    for (const LineChange& hunk : changes) {
      for (std::uint32_t i = 0; i < hunk.new_count; ++i) {
        if (!IsLineGuarded(view, versions->after, hunk.new_first + i, new_lines, true, uses)) {
          return false;
        }
      }
      for (std::uint32_t i = 0; i < hunk.old_count; ++i) {
        if (!IsLineGuarded(view, versions->before, hunk.old_first + i, old_lines, false, uses)) {
          return false;
        }
      }
    }
    return true;
  }

  bool IsLineGuarded(const ChangeView& view, const SourceFile* file, std::uint32_t line,
                     const std::vector<std::string_view>& lines, bool is_new,
                     std::map<FlagUse, std::string>* uses) {
    if (line == 0 || line > lines.size() || IsLayout(Trimmed(lines[line - 1]))) return true;
    if (file == nullptr) return false;
    const FileFacts& facts = file->facts();
    if (!is_new && IsCondition(facts, line, lines[line - 1])) return false;
    const bool imports = std::any_of(facts.imports.begin(), facts.imports.end(),
                                     [&](const Import& import) { return import.line == line; });
    if (imports) return true;
    if (const std::optional<FlagUse> use = FlagAround(view, *file, line, lines[line - 1], is_new)) {
      uses->emplace(*use, file->path() + ":" + std::to_string(line));
      return true;
    }
    return is_new && (EvaluatesFlag(view, *file, line) || IsNewDefinition(view, *file, line));
  }

  // The flag of the innermost guard around the line that has one.
  std::optional<FlagUse> FlagAround(const ChangeView& view, const SourceFile& file,
                                    std::uint32_t line, std::string_view text, bool is_new) {
    const std::vector<Guard>& guards = file.facts().guards;
    std::int32_t best = -1;
    for (std::size_t i = 0; i < guards.size(); ++i) {
      const Guard& guard = guards[i];
      const bool inside = line >= guard.first_line && line <= guard.last_line;
      if (!inside && !(line + 1 == guard.first_line && AsksFor(guard, text))) continue;
      const bool tighter =
          best < 0 || guard.first_line >= guards[static_cast<std::size_t>(best)].first_line;
      if (tighter) best = static_cast<std::int32_t>(i);
    }
    if (best < 0) return std::nullopt;
    const std::string flag = FlagName(view, file, best, is_new);
    if (flag.empty()) return std::nullopt;
    if (flag.starts_with('!')) return FlagUse{flag.substr(1), true};
    return FlagUse{flag, false};
  }

  // Who takes a check away shows everyone what is behind it.
  static bool IsCondition(const FileFacts& facts, std::uint32_t line, std::string_view text) {
    return std::any_of(facts.guards.begin(), facts.guards.end(), [&](const Guard& guard) {
      return (line == guard.first_line || line + 1 == guard.first_line) && AsksFor(guard, text);
    });
  }

  // Where the guarded code begins below its condition, the line above has the condition.
  static bool AsksFor(const Guard& guard, std::string_view text) {
    std::string_view name = guard.on;
    for (const std::string_view end : {"#0", "()"}) {
      if (name.ends_with(end)) name.remove_suffix(end.size());
    }
    name = name.substr(name.rfind('.') + 1);  // npos + 1 == 0
    return !name.empty() && text.find(name) != text.npos;
  }

  std::string FlagName(const ChangeView& view, const SourceFile& file, std::int32_t guard,
                       bool is_new) {
    if (snapshot_.basis == nullptr) return "";
    auto& context = contexts_[is_new ? &view : nullptr];
    if (!context) {
      context = std::make_unique<Context>(
          is_new ? World(view.alone) : World(std::vector<const Layer*>{snapshot_.base}),
          *snapshot_.basis);
    }
    return FlagOf(context->effects, file, guard);
  }

  static bool EvaluatesFlag(const ChangeView& view, const SourceFile& file, std::uint32_t line) {
    return std::any_of(view.effects.begin(), view.effects.end(), [&](const EffectDelta& delta) {
      return delta.change != EffectChange::kRemoves && delta.after.access == "evaluate" &&
             delta.after.line == line && delta.after.path == file.path();
    });
  }

  // Nothing of the base can call it: it is no member that may override another.
  static bool IsNewDefinition(const ChangeView& view, const SourceFile& file, std::uint32_t line) {
    return std::any_of(
        view.delta.entities.begin(), view.delta.entities.end(), [&](const EntityDelta& entity) {
          if (entity.effect != EntityEffect::kAdds || entity.new_path != file.path()) return false;
          if (entity.new_index < 0) return false;
          const Definition& definition = file.definition(entity.new_index);
          const bool apart = definition.parent < 0 && definition.owner.empty() &&
                             (definition.callable || definition.kind == DefinitionKind::kClass);
          return apart && definition.first_line <= line && line <= definition.last_line;
        });
  }

  struct Context {
    Context(World of, const EffectBasis& basis) : world(std::move(of)), effects(world, basis) {}
    World world;
    EffectContext effects;
  };

  const Knowledge& knowledge_;
  const Snapshot& snapshot_;
  const BlobReader& read_;
  const CommitReader& commits_;
  std::map<const ChangeView*, std::unique_ptr<Context>> contexts_;
  ChangeTies found_;
  std::set<std::string> seen_trailers_;
};

}  // namespace

std::map<std::string, ChangeTies> TieChanges(const Knowledge& knowledge, const Overlay& overlay,
                                             const BlobReader& read, const CommitReader& commits) {
  std::map<std::string, ChangeTies> ties;
  const Snapshot& snapshot = overlay.snapshot;
  for (std::size_t i = 0; i < overlay.changes.size(); ++i) {
    ChangeTies& of_change = ties[overlay.changes[i].id];
    if (knowledge.rollouts.empty()) continue;
    const ChangeView& view = snapshot.views[i];
    const std::optional<ChangeView> whole = WholeOf(view);
    of_change =
        Tier(knowledge, snapshot, read, commits).TiesOf(overlay.changes[i], whole ? *whole : view);
  }
  for (const ChangeView& view : snapshot.dormant) {
    if (view.change == nullptr || knowledge.rollouts.empty()) continue;
    ties[view.change->id] = Tier(knowledge, snapshot, read, commits).TiesOf(*view.change, view);
  }
  return ties;
}

}  // namespace interlock
