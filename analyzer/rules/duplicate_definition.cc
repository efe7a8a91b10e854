// Two changes add the same entity, and git merges both without a word.
//
//   12 adds clamp to stats/a.go      34 adds clamp to stats/b.go     -> duplicate-definition
//   12 exports Price at line 3       34 exports Price at line 20     -> duplicate-definition
//
// Near-misses that stay silent: the same lines added by both (git keeps one); entities that a
// language lets a file hold more than once (overloads, conditional forms, entry points, interfaces
// that merge); files built only under a condition; other packages.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/uses.h"
#include "graph/modules.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_duplicate_definition;

namespace {

const char* const kId = "duplicate-definition";

bool Countable(const SourceFile& file, const Definition& definition) {
  const std::vector<std::string>& repeated = file.traits()->entry_points;
  const bool open_types = file.traits()->open_types;
  if (definition.is_local || definition.is_alternative) return false;
  if (definition.is_declaration) return false;  // what is promised twice is still one
  if (definition.is_property && !(open_types && definition.callable)) return false;
  // A second opening of a type is no second type; groups of tests may share a name.
  const bool in_local = definition.parent >= 0 && file.definition(definition.parent).is_local;
  if (open_types && (definition.kind == DefinitionKind::kClass || in_local)) return false;
  if (definition.kind == DefinitionKind::kInterface || definition.kind == DefinitionKind::kModule) {
    return file.traits()->structural_interfaces;  // elsewhere declarations of one name merge
  }
  // Fields and variables may be set in many places unless the language declares them.
  const bool value = definition.kind == DefinitionKind::kField ||
                     definition.kind == DefinitionKind::kVariable ||
                     definition.kind == DefinitionKind::kConstant;
  if (value && !file.traits()->unique_definitions) return false;
  return std::find(repeated.begin(), repeated.end(), definition.name) == repeated.end();
}

// Names a file holds, with how often and where: definitions, offered names, imported names.
struct Holding {
  int count = 0;
  std::string kind;
  std::uint32_t last_line = 0;
  std::vector<std::uint32_t> lines;
};

void Hold(std::map<std::string, Holding>* names, const std::string& key, const char* kind,
          std::uint32_t line) {
  Holding& holding = (*names)[key];
  ++holding.count;
  holding.kind = kind;
  holding.last_line = line;
  holding.lines.push_back(line);
}

// What a compiler tells apart: where parameters' types do, they are part of it.
std::string Told(const SourceFile& file, std::int32_t index) {
  const Definition& definition = file.definition(index);
  std::string name = QualifiedName(file.facts(), index);
  if (!definition.callable || !file.traits()->typed_overloads) return name;
  name += '(';
  for (const Parameter& parameter : definition.parameters) name += parameter.type_text + ',';
  return name + ')';
}

std::map<std::string, Holding> Definitions(const SourceFile& file) {
  std::map<std::string, Holding> names;
  const FileFacts& facts = file.facts();
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& definition = facts.definitions[i];
    if (!Countable(file, definition)) continue;
    Hold(&names, Told(file, static_cast<std::int32_t>(i)), KindName(definition.kind),
         definition.first_line);
  }
  return names;
}

std::map<std::string, Holding> OfferedNames(const SourceFile& file) {
  std::map<std::string, Holding> names;
  for (const Export& exported : file.facts().exports) {
    Hold(&names, exported.name, "export", exported.line);
  }
  for (const Import& import : file.facts().imports) {
    if (!import.re_export || import.member == "*") continue;
    Hold(&names, import.local.empty() ? import.member : import.local, "export", import.line);
  }
  return names;
}

std::map<std::string, Holding> ImportedNames(const SourceFile& file) {
  std::map<std::string, Holding> names;
  if (!file.traits()->unique_definitions) return names;  // elsewhere importing twice is harmless
  for (const Import& import : file.facts().imports) {
    const std::string name(BoundName(import, file.traits()));
    if (!BindsHere(import, file.traits()) || import.scope >= 0 || name.empty() || name == "_")
      continue;
    Hold(&names, name, "import", import.line);
  }
  return names;
}

// Cases that one choice holds: the same name in two choices is nothing to wonder at.
std::map<std::string, Holding> Labels(const SourceFile& file) {
  std::map<std::string, Holding> names;
  for (const Choice& choice : file.facts().choices) {
    const std::string scope =
        choice.scope < 0 ? "" : QualifiedName(file.facts(), choice.scope) + ".";
    std::map<std::string, Holding> own;
    for (const ChoiceLabel& label : choice.labels) {
      Hold(&own, scope + label.text, "case", label.line);
    }
    for (const auto& [name, holding] : own) {
      Holding& known = names[name];
      if (holding.count > known.count) known = holding;
    }
  }
  return names;
}

// The line on one side that the base does not have.
std::uint32_t AddedLine(const std::map<std::string, Holding>& side, const std::string& name) {
  const auto found = side.find(name);
  return found == side.end() ? 0 : found->second.last_line;
}

void Report(const Snapshot& snapshot, const PairView& pair, const SourceFile& file_a,
            std::uint32_t line_a, const SourceFile& file_b, std::uint32_t line_b,
            const std::string& kind, const std::string& kind_b, const std::string& name,
            Gatherer* gatherer) {
  Interaction interaction = MakeInteraction(snapshot, kId, pair, kind, EntityName(file_a, name));
  const bool refused = file_a.traits()->unique_definitions || kind == "export";
  interaction.severity = refused ? Severity::kHigh : Severity::kMedium;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = refused;
  interaction.path = {file_a.path() == file_b.path()
                          ? "git merges both into " + file_a.path() + " without a conflict"
                      : ModuleName(file_a).empty() ? "both files are loaded into one namespace"
                                                   : "both files belong to " + ModuleName(file_a)};
  interaction.advice = "land one, then drop or rename " + name + " in the other" +
                       (refused ? "" : ": of the two only one would be in force");
  gatherer->Add(std::move(interaction),
                MakeEvidence(snapshot, *pair.a, file_a, line_a, "adds " + kind + " " + name),
                MakeEvidence(snapshot, *pair.b, file_b, line_b, "adds " + kind_b + " " + name));
}

template <typename Collect>
void CheckMerged(const Snapshot& snapshot, const PairView& pair, const Meeting& meeting,
                 Collect collect, Gatherer* gatherer) {
  const auto merged = collect(*meeting.merged);
  const auto a = collect(*meeting.a), b = collect(*meeting.b);
  const auto base = meeting.base != nullptr ? collect(*meeting.base) : decltype(a){};
  const auto count = [](const std::map<std::string, Holding>& names, const std::string& name) {
    const auto found = names.find(name);
    return found == names.end() ? 0 : found->second.count;
  };
  for (const auto& [name, holding] : merged) {
    const int in_a = count(a, name), in_b = count(b, name), in_base = count(base, name);
    if (holding.count <= std::max(in_a, in_b) || in_a <= in_base || in_b <= in_base) continue;
    Report(snapshot, pair, *meeting.a, AddedLine(a, name), *meeting.b, AddedLine(b, name),
           a.at(name).kind, b.at(name).kind, name.substr(0, name.find('(')), gatherer);
  }
}

void FindInMergedFiles(const Snapshot& snapshot, Gatherer* gatherer) {
  for (const auto& [key, unused] : snapshot.meeting_pairs) {
    const PairView pair = snapshot.Pair(key.first, key.second);
    if (pair.contained) continue;
    for (const Meeting& meeting : pair.meetings) {
      if (meeting.merged == nullptr || meeting.a == nullptr || meeting.b == nullptr ||
          meeting.merged->traits() == nullptr) {
        continue;
      }
      CheckMerged(snapshot, pair, meeting, Definitions, gatherer);
      CheckMerged(snapshot, pair, meeting, OfferedNames, gatherer);
      CheckMerged(snapshot, pair, meeting, ImportedNames, gatherer);
      CheckMerged(snapshot, pair, meeting, Labels, gatherer);
    }
  }
}

// ---- The same entity in two files of one package.

// By a build constraint, or by a name such as poll_linux_test.go.
bool BuiltSomewhereOnly(const SourceFile& file) {
  if (file.facts().conditional) return true;
  std::string_view stem = file.stem();
  const std::string& test = file.traits()->test_package_suffix;
  if (!test.empty() && stem.ends_with(test)) stem.remove_suffix(test.size());
  const std::vector<std::string>& suffixes = file.traits()->conditional_suffixes;
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](const std::string& suffix) { return stem.ends_with(suffix); });
}

bool SharesNamespace(const World& both, const SourceFile& a, const SourceFile& b) {
  return a.path() != b.path() && !BuiltSomewhereOnly(a) && !BuiltSomewhereOnly(b) &&
         Modules(both).Sees(a, b);
}

bool StillThere(const World& both, const SourceFile& file, const std::string& name) {
  const SourceFile* now = both.Find(file.path());
  return now != nullptr && Definitions(*now).contains(name);
}

void CheckAcrossFiles(const Snapshot& snapshot, int view, const EntityDelta& added,
                      Gatherer* gatherer) {
  const ChangeView& mine = snapshot.views[static_cast<std::size_t>(view)];
  const SourceFile* file = NewFile(mine, added);
  if (file == nullptr || file->traits() == nullptr) return;
  const Definition& definition = file->definition(added.new_index);
  if (!Countable(*file, definition)) return;
  for (const Snapshot::Posting& posting : snapshot.Added(mine.group, definition.name)) {
    if (posting.view <= view || snapshot.Contained(posting.view, view)) continue;
    const ChangeView& other = snapshot.views[static_cast<std::size_t>(posting.view)];
    const EntityDelta& theirs = other.delta.entities[static_cast<std::size_t>(posting.index)];
    if (theirs.new_name != added.new_name) continue;
    const SourceFile* their_file = NewFile(other, theirs);
    if (their_file == nullptr || their_file->traits() == nullptr) continue;
    const Definition& twin = their_file->definition(theirs.new_index);
    if (!Countable(*their_file, twin) ||
        Told(*file, added.new_index) != Told(*their_file, theirs.new_index)) {
      continue;
    }
    const PairView pair = snapshot.Pair(view, posting.view);
    const World both(pair.both);
    if (!StillThere(both, *file, Told(*file, added.new_index)) ||
        !StillThere(both, *their_file, Told(*their_file, theirs.new_index)) ||
        !SharesNamespace(both, *file, *their_file)) {
      continue;
    }
    Report(snapshot, pair, *file, definition.first_line, *their_file, twin.first_line,
           KindName(definition.kind), KindName(twin.kind), added.new_name, gatherer);
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  FindInMergedFiles(snapshot, &gatherer);
  for (std::size_t view = 0; view < snapshot.views.size(); ++view) {
    for (const EntityDelta& entity : snapshot.views[view].delta.entities) {
      if (entity.effect == EntityEffect::kAdds) {
        CheckAcrossFiles(snapshot, static_cast<int>(view), entity, &gatherer);
      }
    }
  }
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_duplicate_definition = {"duplicate-definition",
                                        "both changes add the same entity in different places",
                                        Verdict::kRetest,
                                        true,
                                        false,
                                        Check};

}  // namespace interlock
