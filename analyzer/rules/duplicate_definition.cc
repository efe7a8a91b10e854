// Two changes add the same entity, and git merges both without a word.
//
//   12 adds clamp to stats/a.go      34 adds clamp to stats/b.go     -> duplicate-definition
//   12 exports Price at line 3       34 exports Price at line 20     -> duplicate-definition
//   12 adds <color name="sea">       34 adds <color name="sea">      -> duplicate-definition
//
// An entity is also what is put somewhere under a name: a case of a switch, a key of a literal, a
// keyword argument, a route, a flag, a resource.
//
// An endpoint that both come to serve in one service is one, too, in whatever files: of what serves
// it, one alone is asked. So is a table or column that both create, in two migrations.
//
// Where both add several entities alike to one file, they make the same change twice: that is told
// once, and where a second definition only takes the place of the first, to the reviewers alone.
//
// Near-misses that stay silent: the same lines added by both (git keeps one); entities that a
// language lets a file hold more than once (overloads, conditional forms, entry points, interfaces
// that merge); files built only under a condition; other packages.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resources/resource_uses.h"
#include "analyzer/overlay/resources/schema_twice.h"
#include "analyzer/overlay/test_files.h"
#include "analyzer/overlay/uses.h"
#include "graph/modules.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_duplicate_definition;

namespace {

const char* const kId = "duplicate-definition";

// Inside a type that no other file can name, or that is one specialisation among others.
bool IsApart(const SourceFile& file, const Definition& definition) {
  for (std::int32_t around = definition.parent; around >= 0;
       around = file.definition(around).parent) {
    const Definition& one = file.definition(around);
    if (one.is_local || (one.is_alternative && file.traits()->specialized_types)) return true;
  }
  return false;
}

bool Countable(const SourceFile& file, const Definition& definition) {
  const LanguageTraits& traits = *file.traits();
  if (IsApart(file, definition)) return false;
  if (definition.is_local || definition.is_alternative) return false;
  if (definition.is_declaration) return false;  // what is promised twice is still one
  if (definition.is_property && !traits.unique_definitions &&
      !(traits.open_types && definition.callable)) {
    return false;
  }
  // A second opening of a type is no second type; groups of tests may share a name.
  const bool in_local = definition.parent >= 0 && file.definition(definition.parent).is_local;
  if (traits.open_types && (definition.kind == DefinitionKind::kClass || in_local)) return false;
  // Namespaces go on; a module that sees nothing of what is around it is an item like any other.
  if (definition.kind == DefinitionKind::kModule && !traits.modules_are_closed) return false;
  // Fields and variables may be set in many places unless the language declares them.
  const bool value = definition.kind == DefinitionKind::kField ||
                     definition.kind == DefinitionKind::kVariable ||
                     definition.kind == DefinitionKind::kConstant;
  if (value && !traits.unique_definitions) return false;
  const std::vector<std::string>& repeated = traits.entry_points;
  return std::find(repeated.begin(), repeated.end(), definition.name) == repeated.end();
}

// What a file holds under one name, with how often and where.
struct Holding {
  int count = 0;
  std::string name;  // as reports show it
  std::string kind;
  std::vector<std::uint32_t> lines;
  std::set<std::string> meanings;
  std::uint64_t content = 0;  // of the last definition; 0 of what is none
  bool refused = false;       // a second one is an error
  bool harmless = false;      // as long as all mean the same
};
using Holdings = std::map<std::string, Holding>;  // by what the language tells apart

Holding& Hold(Holdings* names, const std::string& key, const std::string& name, const char* kind,
              std::uint32_t line, bool refused) {
  Holding& holding = (*names)[key];
  ++holding.count;
  holding.name = name;
  holding.kind = kind;
  holding.lines.push_back(line);
  holding.refused = refused;
  return holding;
}

// What a compiler tells apart: where parameters' types do, they are part of it.
std::string Told(const SourceFile& file, std::int32_t index) {
  const Definition& definition = file.definition(index);
  const LanguageTraits& traits = *file.traits();
  std::string name = QualifiedName(file.facts(), index);
  if (definition.is_static) name += "\nstatic";
  if (traits.typed_overloads && definition.type_parameters > 0) {
    name += "\n<" + std::to_string(definition.type_parameters) + ">";
  }
  if (!definition.callable) return name;
  if (traits.overloads) return name + "\n" + std::to_string(definition.signature_hash);
  if (!traits.typed_overloads) return name;
  name += "\n(";
  for (const Parameter& parameter : definition.parameters) name += parameter.type_text + ',';
  return name + ')';
}

Holdings Definitions(const SourceFile& file) {
  Holdings names;
  const FileFacts& facts = file.facts();
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& definition = facts.definitions[i];
    if (!Countable(file, definition)) continue;
    const auto index = static_cast<std::int32_t>(i);
    Hold(&names, Told(file, index), QualifiedName(facts, index), KindName(definition.kind),
         definition.first_line, file.traits()->unique_definitions)
        .content = definition.signature_hash ^ (definition.body_hash << 1);
  }
  if (!file.traits()->unique_imports) return names;
  // An import is one more definition of its name; where that is a guess, it proves nothing.
  for (const Import& import : facts.imports) {
    const std::string name(BoundName(import, file.traits()));
    if (import.scope >= 0 || (import.local.empty() && import.member.empty()) ||
        !BindsHere(import, file.traits()) || !names.contains(name)) {
      continue;
    }
    Hold(&names, name, name, "import", import.line, true);
  }
  return names;
}

Holdings OfferedNames(const SourceFile& file) {
  Holdings names;
  for (const Export& exported : file.facts().exports) {
    Hold(&names, exported.name, exported.name, "export", exported.line, true);
  }
  for (const Import& import : file.facts().imports) {
    if (!import.re_export || import.member == "*") continue;
    const std::string& name = import.local.empty() ? import.member : import.local;
    Hold(&names, name, name, "export", import.line, true);
  }
  return names;
}

Holdings ImportedNames(const SourceFile& file) {
  Holdings names;
  const LanguageTraits& traits = *file.traits();
  if (traits.typed_overloads) return names;  // functions of one name from two places go together
  for (const Import& import : file.facts().imports) {
    const std::string name(BoundName(import, &traits));
    if (!BindsHere(import, &traits) || import.scope >= 0 || name.empty() || name == "_") continue;
    Holding& holding = Hold(&names, name, name, "import", import.line, traits.unique_imports);
    holding.meanings.insert(import.member.empty() ? "" : import.module + "." + import.member);
    holding.harmless = !traits.unique_imports;
  }
  return names;
}

// Cases that one choice holds: the same name in two choices is nothing to wonder at.
Holdings Labels(const SourceFile& file) {
  Holdings names;
  for (const Choice& choice : file.facts().choices) {
    const std::string scope =
        choice.scope < 0 ? "" : QualifiedName(file.facts(), choice.scope) + ".";
    Holdings own;
    for (const ChoiceLabel& label : choice.labels) {
      Hold(&own, scope + label.text, scope + label.text, "case", label.line,
           file.traits()->unique_definitions);
    }
    for (const auto& [name, holding] : own) {
      Holding& known = names[name];
      if (holding.count > known.count) known = holding;
    }
  }
  return names;
}

const char* KindOf(const Entry& entry) {
  return entry.shared ? "resource" : entry.list > 0 ? "key" : "registration";
}

// "Cart.limits.\"small\"", "app.get \"/cart\"", "color sea"
std::string NameOf(const SourceFile& file, const Entry& entry) {
  const std::string scope = entry.scope < 0 ? "" : QualifiedName(file.facts(), entry.scope) + ".";
  return scope + (entry.place.empty() ? "" : entry.place + " ") + entry.name;
}

// The same key in two literals is nothing to wonder at either.
Holdings Entries(const SourceFile& file) {
  std::map<std::uint32_t, Holdings> lists;
  for (const Entry& entry : file.facts().entries) {
    const std::string name = NameOf(file, entry);
    Hold(&lists[entry.list], name, name, KindOf(entry), entry.line, entry.refused);
  }
  Holdings names;
  for (const auto& [list, own] : lists) {
    for (const auto& [name, holding] : own) {
      Holding& known = names[name];
      if (holding.count > known.count) known = holding;
    }
  }
  return names;
}

// What one side has, and whether the base has it too.
struct Side {
  const ChangeView* change = nullptr;
  const SourceFile* file = nullptr;
  std::uint32_t line = 0;
  std::string kind;
  bool refused = false;
  bool moved = false;
  std::uint64_t content = 0;

  std::string Statement(const std::string& name) const {
    return (moved ? "moves " : "adds ") + kind + " " + name + (moved ? " here" : "");
  }
};

// What is found, until all is known: what belongs to something that is there twice itself is no
// finding of its own.
class Findings {
 public:
  explicit Findings(const Snapshot& snapshot) : snapshot_(snapshot) {}

  void Add(const PairView& pair, const Side& a, const Side& b, const std::string& name) {
    Interaction interaction =
        MakeInteraction(snapshot_, kId, pair, a.kind, EntityName(*a.file, name));
    known_.insert({pair.a, pair.b, a.change, a.file->path(), a.line});
    known_.insert({pair.a, pair.b, b.change, b.file->path(), b.line});
    const bool alike = a.content != 0 && a.content == b.content;
    interaction.severity = a.refused ? Severity::kHigh : alike ? Severity::kLow : Severity::kMedium;
    interaction.resolution = Resolution::kResolved;
    interaction.certain = a.refused;
    interaction.path = {Together(*a.file, *b.file)};
    if (alike) interaction.path.emplace_back("both add the same: one may hold what the other does");
    interaction.advice =
        LandOneThen(pair, alike ? "drop it" : "drop or rename " + name,
                    a.refused || alike ? "" : "of the two only one would be in force");
    std::string& kind = kinds_[{interaction.changes, interaction.on.name}];
    if (kind.empty()) kind = a.kind;
    if (kind != a.kind) return;  // a function, and its export
    found_.push_back({std::move(interaction),
                      MakeEvidence(snapshot_, *a.change, *a.file, a.line, a.Statement(name)),
                      MakeEvidence(snapshot_, *b.change, *b.file, b.line, b.Statement(name)),
                      alike});
  }

  // Is what stands there found already, between the two?
  bool Knows(const PairView& pair, const ChangeView& change, const Effect& effect) const {
    return known_.contains({pair.a, pair.b, &change, effect.path, effect.line}) ||
           known_.contains({pair.b, pair.a, &change, effect.path, effect.line});
  }

  void AppendTo(std::vector<Interaction>* found) {
    std::erase_if(found_, [&](const Found& one) { return IsPartOfAnother(one.interaction); });
    FoldAlike();
    Gatherer gatherer;
    for (Found& one : found_) {
      gatherer.Add(std::move(one.interaction), std::move(one.a), std::move(one.b));
    }
    gatherer.AppendTo(found);
  }

 private:
  static std::string Together(const SourceFile& a, const SourceFile& b) {
    if (a.path() == b.path()) return "git merges both into " + a.path() + " without a conflict";
    if (a.traits() == nullptr) return "the files of " + std::string(a.folder()) + " go together";
    const std::string module = ModuleName(a);
    return module.empty() ? "both files are loaded into one namespace"
                          : "both files belong to " + module;
  }

  struct Found {
    Interaction interaction;
    Evidence a, b;
    bool alike = false;
  };

  // What two changes do alike in one file is one thing, however many entities it is made of.
  void FoldAlike() {
    std::map<std::tuple<std::vector<std::string>, std::string, std::string>, std::vector<Found*>>
        folds;
    for (Found& one : found_) {
      if (one.alike) folds[{one.interaction.changes, one.a.path, one.b.path}].push_back(&one);
    }
    for (auto& [key, fold] : folds) {
      if (fold.size() < 2) continue;
      const std::string more = " (and " + std::to_string(fold.size() - 1) + " more alike)";
      fold.front()->a.statement += more;
      fold.front()->b.statement += more;
      for (std::size_t i = 1; i < fold.size(); ++i) fold[i]->interaction.changes.clear();
    }
    std::erase_if(found_, [](const Found& one) { return one.interaction.changes.empty(); });
  }

  bool IsPartOfAnother(const Interaction& interaction) const {
    std::string around = interaction.on.name;
    for (std::size_t dot = around.rfind('.'); dot != std::string::npos; dot = around.rfind('.')) {
      around.resize(dot);
      if (kinds_.contains({interaction.changes, around})) return true;
    }
    return false;
  }

  const Snapshot& snapshot_;
  std::vector<Found> found_;
  // Two changes, and what one of them has at a place.
  std::set<std::tuple<const ChangeView*, const ChangeView*, const ChangeView*, std::string,
                      std::uint32_t>>
      known_;
  std::map<std::pair<std::vector<std::string>, std::string>, std::string> kinds_;
};

// A line that the side has and the base has not; both sides may have moved what was there.
Side SideOf(const ChangeView* change, const SourceFile* file, const Holding& holding, int in_base) {
  return {change,
          file,
          holding.lines.back(),
          holding.kind,
          holding.refused,
          holding.count <= in_base,
          holding.content};
}

template <typename Collect>
void CheckMerged(const PairView& pair, const Meeting& meeting, Collect collect,
                 Findings* findings) {
  const Holdings merged = collect(*meeting.merged);
  const Holdings a = collect(*meeting.a), b = collect(*meeting.b);
  const Holdings base = meeting.base != nullptr ? collect(*meeting.base) : Holdings{};
  for (const auto& [key, holding] : merged) {
    const auto in_a = a.find(key), in_b = b.find(key), in_base = base.find(key);
    if (holding.harmless && holding.meanings.size() < 2) continue;
    if (in_a == a.end() || in_b == b.end() ||
        holding.count <= std::max(in_a->second.count, in_b->second.count)) {
      continue;
    }
    const int before = in_base == base.end() ? 0 : in_base->second.count;
    findings->Add(pair, SideOf(pair.a, meeting.a, in_a->second, before),
                  SideOf(pair.b, meeting.b, in_b->second, before), holding.name);
  }
}

void FindInMergedFiles(const Snapshot& snapshot, Findings* findings) {
  for (const auto& [key, meeting_pair] : snapshot.meeting_pairs) {
    if (!meeting_pair.related || snapshot.Apart(key.first, key.second)) continue;
    const PairView pair = snapshot.Pair(key.first, key.second);
    for (const Meeting& meeting : pair.meetings) {
      if (meeting.merged == nullptr || meeting.a == nullptr || meeting.b == nullptr) continue;
      CheckMerged(pair, meeting, Entries, findings);
      if (meeting.merged->traits() == nullptr) continue;
      CheckMerged(pair, meeting, Definitions, findings);
      CheckMerged(pair, meeting, OfferedNames, findings);
      CheckMerged(pair, meeting, ImportedNames, findings);
      CheckMerged(pair, meeting, Labels, findings);
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

// Two files may each have one of that name, which the other does not see.
bool IsOfOneFile(const SourceFile& file, const Definition& definition) {
  if (definition.is_conditional) return true;  // as when there is none yet
  return file.traits()->unique_definitions && !file.traits()->exported_by_case &&
         !definition.exported && definition.parent < 0;
}

// What a package sees of another around it stays apart from its own.
bool SharesNamespace(const World& both, const SourceFile& a, const SourceFile& b) {
  return a.path() != b.path() && !BuiltSomewhereOnly(a) && !BuiltSomewhereOnly(b) &&
         a.facts().package == b.facts().package && Modules(both).Sees(a, b);
}

bool StillThere(const World& both, const SourceFile& file, const std::string& name) {
  const SourceFile* now = both.Find(file.path());
  return now != nullptr && Definitions(*now).contains(name);
}

void CheckAcrossFiles(const Snapshot& snapshot, int view, const EntityDelta& added,
                      Findings* findings) {
  const ChangeView& mine = snapshot.views[static_cast<std::size_t>(view)];
  const SourceFile* file = NewFile(mine, added);
  if (file == nullptr || file->traits() == nullptr) return;
  const Definition& definition = file->definition(added.new_index);
  if (!Countable(*file, definition) || IsOfOneFile(*file, definition)) return;
  for (const Snapshot::Posting& posting : snapshot.Added(mine.group, definition.name)) {
    if (posting.view <= view || snapshot.Apart(posting.view, view)) continue;
    const ChangeView& other = snapshot.views[static_cast<std::size_t>(posting.view)];
    const EntityDelta& theirs = other.delta.entities[static_cast<std::size_t>(posting.index)];
    if (theirs.new_name != added.new_name) continue;
    const SourceFile* their_file = NewFile(other, theirs);
    if (their_file == nullptr || their_file->traits() == nullptr) continue;
    const Definition& twin = their_file->definition(theirs.new_index);
    if (!Countable(*their_file, twin) || IsOfOneFile(*their_file, twin) ||
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
    const bool refused = file->traits()->unique_definitions;
    findings->Add(pair, {pair.a, file, definition.first_line, KindName(definition.kind), refused},
                  {pair.b, their_file, twin.first_line, KindName(twin.kind), refused},
                  added.new_name);
  }
}

// ---- The same resource in two files of one folder.

struct AddedEntry {
  int view = 0;
  const SourceFile* file = nullptr;
  const Entry* entry = nullptr;
};

// By group, folder and name.
using AddedEntries = std::map<std::tuple<int, std::string, std::string>, std::vector<AddedEntry>>;

AddedEntries SharedEntries(const Snapshot& snapshot) {
  AddedEntries added;
  for (std::size_t view = 0; view < snapshot.views.size(); ++view) {
    for (const FileVersions& versions : snapshot.views[view].files) {
      if (versions.after == nullptr) continue;
      const auto& entries = versions.after->facts().entries;
      const auto is_shared = [](const Entry& entry) { return entry.shared; };
      if (std::none_of(entries.begin(), entries.end(), is_shared)) continue;
      std::set<std::string> before;
      if (versions.before != nullptr) {
        for (const Entry& entry : versions.before->facts().entries) {
          before.insert(NameOf(*versions.before, entry));
        }
      }
      for (const Entry& entry : entries) {
        if (!entry.shared) continue;
        std::string name = NameOf(*versions.after, entry);
        if (before.contains(name)) continue;
        added[{snapshot.views[view].group, std::string(versions.after->folder()), std::move(name)}]
            .push_back({static_cast<int>(view), versions.after, &entry});
      }
    }
  }
  return added;
}

bool StillPut(const World& both, const SourceFile& file, const std::string& name) {
  const SourceFile* now = both.Find(file.path());
  return now != nullptr && Entries(*now).contains(name);
}

void CheckResources(const Snapshot& snapshot, Findings* findings) {
  for (const auto& [key, added] : SharedEntries(snapshot)) {
    const std::string& name = std::get<2>(key);
    for (std::size_t i = 0; i < added.size(); ++i) {
      for (std::size_t j = i + 1; j < added.size(); ++j) {
        const AddedEntry& a = added[i];
        const AddedEntry& b = added[j];
        if (a.view == b.view || a.file->path() == b.file->path() ||
            snapshot.Apart(a.view, b.view)) {
          continue;
        }
        const PairView pair = snapshot.Pair(a.view, b.view);
        const World both(pair.both);
        if (!StillPut(both, *a.file, name) || !StillPut(both, *b.file, name)) continue;
        findings->Add(pair, {pair.a, a.file, a.entry->line, KindOf(*a.entry), a.entry->refused},
                      {pair.b, b.file, b.entry->line, KindOf(*b.entry), b.entry->refused}, name);
      }
    }
  }
}

// ---- The same endpoint of one service.

struct Served {
  int view = 0;
  const EffectDelta* delta = nullptr;
};

bool IsNewEndpoint(const EffectDelta& delta) {
  const Effect& effect = delta.effect();
  return delta.change == EffectChange::kAdds && !delta.reached && effect.access == "serve" &&
         effect.resource.kind == "endpoint" && effect.resolution == Resolution::kResolved &&
         effect.resource.name.find('/') != std::string::npos && !effect.service.empty() &&
         effect.guard.empty() && !IsTestPath(effect.path);
}

// By group, service and endpoint. What the change takes away elsewhere, or the base serves already,
// was only moved or is there several times on purpose.
std::map<std::tuple<int, std::string, std::string>, std::vector<Served>> NewEndpoints(
    const Snapshot& snapshot) {
  std::set<std::pair<std::string_view, std::string_view>> served;
  for (const Effect& effect : snapshot.base_effects) {
    if (effect.access == "serve") served.insert({effect.service, effect.resource.name});
  }
  std::map<std::tuple<int, std::string, std::string>, std::vector<Served>> added;
  for (std::size_t view = 0; view < snapshot.views.size(); ++view) {
    for (const EffectDelta& delta : snapshot.views[view].effects) {
      const Effect& effect = delta.effect();
      if (!IsNewEndpoint(delta) || served.contains({effect.service, effect.resource.name})) {
        continue;
      }
      added[{snapshot.views[view].group, effect.service, effect.resource.name}].push_back(
          {static_cast<int>(view), &delta});
    }
  }
  return added;
}

// How often the file has the call that stands on the line.
std::size_t CallsLike(const SourceFile& file, const SourceFile& written, std::uint32_t line) {
  std::size_t most = 0;
  for (const Site& site : written.facts().sites) {
    if (site.line != line || site.kind != SiteKind::kCall || site.operands.empty()) continue;
    const auto& all = file.facts().sites;
    const auto count = std::count_if(all.begin(), all.end(), [&](const Site& other) {
      return other.path == site.path && !other.operands.empty() &&
             other.operands.front() == site.operands.front();
    });
    most = std::max(most, static_cast<std::size_t>(count));
  }
  return most;
}

// Both files are there with both changes; a line that both add to one file is there twice.
bool BothServe(const PairView& pair, const Effect& a, const Effect& b) {
  if (a.path != b.path) {
    const World both(pair.both);
    return both.Find(a.path) != nullptr && both.Find(b.path) != nullptr;
  }
  for (const Meeting& meeting : pair.meetings) {
    if (meeting.path != a.path || meeting.merged == nullptr || meeting.a == nullptr) continue;
    return CallsLike(*meeting.merged, *meeting.a, a.line) >
           CallsLike(*meeting.a, *meeting.a, a.line);
  }
  return false;
}

void CheckEndpoints(const Snapshot& snapshot, const Findings& findings,
                    std::vector<Interaction>* found) {
  for (const auto& [key, endpoints] : NewEndpoints(snapshot)) {
    std::set<std::pair<int, int>> told;
    for (const Served& a : endpoints) {
      for (const Served& b : endpoints) {
        if (a.view >= b.view || snapshot.Apart(a.view, b.view)) continue;
        const Effect& first = a.delta->effect();
        const Effect& second = b.delta->effect();
        const PairView pair = snapshot.Pair(a.view, b.view);
        const bool is_known =
            findings.Knows(pair, *pair.a, first) && findings.Knows(pair, *pair.b, second);
        if (is_known || !BothServe(pair, first, second)) continue;
        if (!told.insert({a.view, b.view}).second) continue;
        Interaction interaction =
            OnResource(snapshot, kId, a.view, b.view, first.resource, Resolution::kResolved);
        if (interaction.changes.size() < 2) continue;
        interaction.severity = Severity::kMedium;
        interaction.evidence = {EvidenceOf(snapshot, a.view, *a.delta, Describe(*a.delta)),
                                EvidenceOf(snapshot, b.view, *b.delta, Describe(*b.delta))};
        interaction.path = {"both are served by " + first.service};
        interaction.advice.cures = {"land one, then drop or rename " + first.resource.name +
                                    " in the other: of the two only one would be asked"};
        found->push_back(std::move(interaction));
      }
    }
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Findings findings(snapshot);
  FindInMergedFiles(snapshot, &findings);
  for (std::size_t view = 0; view < snapshot.views.size(); ++view) {
    for (const EntityDelta& entity : snapshot.views[view].delta.entities) {
      if (entity.effect == EntityEffect::kAdds) {
        CheckAcrossFiles(snapshot, static_cast<int>(view), entity, &findings);
      }
    }
  }
  CheckResources(snapshot, &findings);
  CheckEndpoints(snapshot, findings, &found);
  findings.AppendTo(&found);
  Gatherer schema;
  FindSchemaTwice(snapshot, kId, &schema);
  schema.AppendTo(&found);
}

}  // namespace

const Rule rule_duplicate_definition = {"duplicate-definition",
                                        "both changes add the same entity in different places",
                                        Verdict::kRetest,
                                        true,
                                        false,
                                        Check};

}  // namespace interlock
