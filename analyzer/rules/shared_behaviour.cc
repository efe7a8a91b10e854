// Code that still fits together and yet does something else: one side alters what a function does,
// the other adds a test that was only ever run against the old behaviour.
//
// That two changes touch one function is no finding. A re-test is asked for where the text itself
// shows that tests can tell the difference:
//
//   * both alter the body, each in its own way, and one adds a test that is about it by its name:
//     nobody has run that test against the two alterations together;
//   * the altering side gives up a form of call, with its keywords, in all of a test file (what is
//     asserted of a call has changed), and the other adds that very form to the file;
//   * an altered call passes other keywords, and the other adds a test that expects the old ones;
//   * a field of a type is altered and a test had to do without the type, and the other adds a
//   test
//     that imports it;
//   * both edit one golden file, each in its own way, which git merges, and one alters the code
//     beside it and what was expected of it before (one that only adds to the file expects no more
//     of the old code).
//
// A new test of an altered function without such a sign is told, never gated. Silent: callers in
// production code; alterations that both sides have in common, or that only follow a renaming;
// types, fields and plain constants. Told at most: a table that both add entries to.
#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/overlay/behaviour.h"
#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/golden_files.h"
#include "analyzer/overlay/test_files.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_shared_behaviour;

namespace {

const char* const kId = "shared-behaviour";

// A table of independent entries: what two changes do to two of them does not meet. What binds
// names is a function.
bool IsTable(const SourceFile& file, std::int32_t index) {
  const auto inside = [index](const auto& fact) { return fact.scope == index; };
  const FileFacts& facts = file.facts();
  return !file.definition(index).callable &&
         std::any_of(facts.entries.begin(), facts.entries.end(), inside) &&
         std::none_of(facts.bindings.begin(), facts.bindings.end(), inside);
}

bool IsInside(const FileFacts& facts, std::int32_t scope, std::int32_t index) {
  while (scope >= 0 && scope != index) {
    scope = facts.definitions[static_cast<std::size_t>(scope)].parent;
  }
  return scope == index && index >= 0;
}

const FileVersions* VersionsOf(const ChangeView& view, std::string_view path, bool after) {
  for (const FileVersions& versions : view.files) {
    const SourceFile* file = after ? versions.after : versions.before;
    if (file != nullptr && file->path() == path) return &versions;
  }
  return nullptr;
}

// ---- New tests of an altered function

// Uses inside one definition that the view gains or loses.
std::uint32_t UsesIn(const ChangeView& view, const SourceFile& file, std::int32_t index,
                     bool gained) {
  std::uint32_t number = 0;
  for (const ReferenceDelta& delta : view.delta.references) {
    if (delta.gained != gained || delta.path != file.path()) continue;
    const Reference& use = file.facts().references[static_cast<std::size_t>(delta.index)];
    number += IsInside(file.facts(), use.scope, index);
  }
  return number;
}

// As many names came as went and nothing else: the body follows a renaming made elsewhere.
bool OnlySubstitutes(const ChangeView& view, const EntityDelta& entity, const SourceFile& old_file,
                     const SourceFile& new_file) {
  const Definition& old_one = old_file.definition(entity.old_index);
  const Definition& new_one = new_file.definition(entity.new_index);
  if (old_one.body_tokens != new_one.body_tokens) return false;
  const std::uint32_t lost = UsesIn(view, old_file, entity.old_index, false);
  return lost > 0 && lost == UsesIn(view, new_file, entity.new_index, true);
}

// Does the side alter it, too? Of several forms of one name, this one.
bool AltersToo(const ChangeView& view, const EntityDelta& entity, const Definition& old_one) {
  return std::any_of(
      view.delta.entities.begin(), view.delta.entities.end(), [&](const EntityDelta& own) {
        if (!AltersBehaviour(own) || own.old_path != entity.old_path ||
            own.old_name != entity.old_name) {
          return false;
        }
        const SourceFile* before = OldFile(view, own);
        return before != nullptr &&
               before->definition(own.old_index).signature_hash == old_one.signature_hash;
      });
}

// The function that the use means where only its own side has landed: of several forms of one name,
// the altered one. Null when another form is meant.
const Definition* MeantForm(const UseMeeting& meeting, const Definition& old_one, bool both_alter) {
  for (const Target& target : meeting.alone.targets) {
    if (target.definition().signature_hash == old_one.signature_hash) return &target.definition();
  }
  return both_alter ? &meeting.alone.targets.front().definition() : nullptr;
}

// A change that was picked onto another branch brings tests along that the base has. What has
// landed is the base's: nobody has run its tests with what began before it.
bool HasSameTest(const Snapshot& snapshot, const SourceFile& file, const Reference& use) {
  if (use.scope < 0) return false;
  const World base({snapshot.base});
  const SourceFile* known = base.Find(file.path());
  if (known == nullptr) return false;
  const Definition& test = file.definition(use.scope);
  const std::string name = QualifiedName(file.facts(), use.scope);
  const std::vector<std::int32_t> found = known->Definitions(test.name);
  return std::any_of(found.begin(), found.end(), [&](std::int32_t index) {
    return known->definition(index).body_hash == test.body_hash &&
           QualifiedName(known->facts(), index) == name;
  });
}

// Does the use stand in a test that the view adds? A test without a name is new when its file is,
// or when the file had no such use before.
bool IsInNewTest(const ChangeView& view, const SourceFile& file, const Reference& use) {
  const FileVersions* versions = VersionsOf(view, file.path(), true);
  if (versions == nullptr || versions->before == nullptr) return true;
  const FileFacts& before = versions->before->facts();
  if (use.scope < 0) {
    return std::none_of(before.references.begin(), before.references.end(),
                        [&](const Reference& known) { return known.name == use.name; });
  }
  const std::string name = QualifiedName(file.facts(), use.scope);
  for (const std::int32_t index : versions->before->Definitions(file.definition(use.scope).name)) {
    if (QualifiedName(before, index) == name) return false;
  }
  return true;
}

// "test_get_payment" and "TestGetPayment" speak of "get_payment": letters and digits alone, in
// lower case.
std::string Bare(std::string_view name) {
  std::string bare;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte)) bare += static_cast<char>(std::tolower(byte));
  }
  return bare;
}

// Is the test about the function, by its own name or its file's, or does it only need it on the
// way?
bool IsAbout(const SourceFile& file, const Reference& use, const std::string& function) {
  constexpr std::size_t kTelling = 5;  // shorter names occur in others by chance
  const std::string wanted = Bare(function);
  if (wanted.size() < kTelling) return false;
  if (Bare(file.stem()).find(wanted) != std::string::npos) return true;
  return use.scope >= 0 &&
         Bare(QualifiedName(file.facts(), use.scope)).find(wanted) != std::string::npos;
}

void FindNewTests(const Snapshot& snapshot, Gatherer* gatherer) {
  ForEachUseMeeting(snapshot, AltersBehaviour, [&](const UseMeeting& meeting) {
    if (meeting.use == nullptr || !meeting.field.empty() || !IsTestPath(meeting.user->path()))
      return;
    if (meeting.use->kind == ReferenceKind::kType || meeting.use->kind == ReferenceKind::kWrite)
      return;
    if (meeting.alone.resolution != Resolution::kResolved || !meeting.both.found()) return;
    const PairView& pair = *meeting.pair;
    const SourceFile* old_file = OldFile(*pair.a, *meeting.entity);
    const SourceFile* new_file = NewFile(*pair.a, *meeting.entity);
    if (old_file == nullptr || new_file == nullptr || IsTestPath(old_file->path())) return;
    const Definition& old_one = old_file->definition(meeting.entity->old_index);
    const Definition& new_one = new_file->definition(meeting.entity->new_index);
    if (!Behaves(old_one) || old_one.body_hash == new_one.body_hash) return;
    const bool alters_too = AltersToo(*pair.b, *meeting.entity, old_one);
    const Definition* theirs = MeantForm(meeting, old_one, alters_too);
    if (theirs == nullptr || theirs->body_hash == new_one.body_hash) return;  // the same edit
    if (OnlySubstitutes(*pair.a, *meeting.entity, *old_file, *new_file)) return;
    if (!IsInNewTest(*pair.b, *meeting.user, *meeting.use)) return;
    const bool is_landed = pair.b->change == nullptr;
    if (!is_landed && HasSameTest(snapshot, *meeting.user, *meeting.use)) return;
    const bool both_alter = alters_too && theirs->body_hash != old_one.body_hash;
    const bool gates = both_alter && !IsTable(*new_file, meeting.entity->new_index) &&
                       IsAbout(*meeting.user, *meeting.use, old_one.name);

    Interaction interaction = MakeInteraction(snapshot, kId, pair, KindName(old_one.kind),
                                              EntityName(*old_file, meeting.entity->old_name));
    interaction.severity = gates ? Severity::kMedium : Severity::kLow;
    interaction.resolution = Resolution::kResolved;
    interaction.path = {"the test uses it " + HowResolved(meeting.alone)};
    if (both_alter) {
      interaction.path.push_back(pair.b->phrase + " alters its body, too, in another way");
    }
    interaction.advice = RebaseAnd(pair, "run the new tests of " + meeting.entity->old_name);
    Evidence alters = MakeEvidence(snapshot, *pair.a, *new_file, new_one.first_line,
                                   "alters the body of " + meeting.entity->old_name);
    alters.is_of_body = true;
    gatherer->Add(
        std::move(interaction), std::move(alters),
        MakeEvidence(snapshot, *pair.b, *meeting.user, UseLine(meeting),
                     (both_alter ? "alters it too, and adds a test that " : "adds a test that ") +
                         DescribeUse(meeting)));
  });
}

// ---- Forms of call that a side gives up in all of a test file

// What a call is named and passes; what it is called on is left out.
using Form = std::tuple<Interned, std::int32_t, std::vector<Interned>>;

// A call with several keywords: without them the form says too little.
bool IsForm(const Reference& use) {
  return use.kind == ReferenceKind::kCall && use.arguments >= 0 && !use.spread &&
         use.keywords.size() >= 2;
}

Form FormOf(const Reference& use) { return {use.name, use.arguments, use.keywords}; }

struct LostForm {
  std::uint32_t count = 0;
  std::uint32_t line = 0;  // in the old version of the file
  const FileVersions* versions = nullptr;
};

// By path of the new version and form.
using GivenUpForms = std::map<std::pair<std::string, Form>, LostForm>;

bool Has(const SourceFile& file, const Form& form) {
  return std::any_of(file.facts().references.begin(), file.facts().references.end(),
                     [&](const Reference& use) { return IsForm(use) && FormOf(use) == form; });
}

GivenUpForms FormsGivenUp(const ChangeView& view) {
  GivenUpForms forms;
  for (const ReferenceDelta& delta : view.delta.references) {
    if (delta.gained || !IsTestPath(delta.path)) continue;
    const FileVersions* versions = VersionsOf(view, delta.path, false);
    if (versions == nullptr || versions->after == nullptr) continue;
    const Reference& use =
        versions->before->facts().references[static_cast<std::size_t>(delta.index)];
    if (!IsForm(use)) continue;
    LostForm& given_up = forms[{versions->after->path(), FormOf(use)}];
    given_up.count += use.count;
    if (given_up.line == 0) given_up.line = use.line;
    given_up.versions = versions;
  }
  std::erase_if(forms, [](const auto& entry) {
    return entry.second.count < 2 || Has(*entry.second.versions->after, entry.first.second);
  });
  return forms;
}

bool AltersProduction(const ChangeView& view) {
  return std::any_of(view.delta.entities.begin(), view.delta.entities.end(),
                     [](const EntityDelta& entity) {
                       return AltersBehaviour(entity) && !IsTestPath(entity.old_path);
                     });
}

// Names of the repository's own that the side alters are another rule's.
bool TouchesName(const Snapshot& snapshot, int view, const std::string& name) {
  const auto& touched =
      snapshot.Touched(snapshot.views[static_cast<std::size_t>(view)].group, name);
  return std::any_of(touched.begin(), touched.end(),
                     [view](const Snapshot::Posting& posting) { return posting.view == view; });
}

void MeetForms(const Snapshot& snapshot, int a, const GivenUpForms& forms, int b,
               Gatherer* gatherer) {
  const ChangeView& altering = snapshot.views[static_cast<std::size_t>(a)];
  const ChangeView& adding = snapshot.views[static_cast<std::size_t>(b)];
  for (const ReferenceDelta& delta : adding.delta.references) {
    if (!delta.gained) continue;
    const FileVersions* versions = VersionsOf(adding, delta.path, true);
    const Reference& use =
        versions->after->facts().references[static_cast<std::size_t>(delta.index)];
    if (!IsForm(use)) continue;
    const auto found = forms.find({versions->after->path(), FormOf(use)});
    if (found == forms.end() || TouchesName(snapshot, a, use.name)) continue;
    const PairView pair = snapshot.Pair(a, b);
    const SourceFile* merged = World(pair.both).Find(delta.path);
    if (merged == nullptr || !Has(*merged, found->first.second)) continue;
    const LostForm& given_up = found->second;
    const std::string name = PathOf(use);
    Interaction interaction =
        MakeInteraction(snapshot, kId, pair, "call", EntityName(*versions->after, use.name));
    interaction.severity = Severity::kMedium;
    interaction.resolution = Resolution::kLikely;
    interaction.path = {"no such call is left in the file that " + altering.phrase + " leaves"};
    interaction.advice = RebaseAnd(pair, "run the tests in " + std::string(delta.path));
    gatherer->Add(std::move(interaction),
                  MakeEvidence(snapshot, altering, *given_up.versions->before, given_up.line,
                               "gives up this form of " + name + " at " +
                                   std::to_string(given_up.count) + " places"),
                  MakeEvidence(snapshot, adding, *versions->after, use.line,
                               "adds a call of " + name + " in that form"));
  }
}

void FindGivenUpForms(const Snapshot& snapshot, Gatherer* gatherer) {
  for (std::size_t a = 0; a < snapshot.views.size(); ++a) {
    const ChangeView& altering = snapshot.views[a];
    if (!AltersProduction(altering)) continue;
    const GivenUpForms forms = FormsGivenUp(altering);
    if (forms.empty()) continue;
    for (std::size_t b = 0; b < snapshot.views.size(); ++b) {
      const int view_a = static_cast<int>(a), view_b = static_cast<int>(b);
      if (a == b || snapshot.views[b].group != altering.group) continue;
      if (!snapshot.Apart(view_a, view_b)) MeetForms(snapshot, view_a, forms, view_b, gatherer);
    }
  }
}

// ---- Keywords of an altered call, expected by a new test

struct AlteredCall {
  const SourceFile* file = nullptr;
  const Reference* before = nullptr;
  const Reference* after = nullptr;
};

bool IsExpectation(const std::string& name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.starts_with("assert") || lower.starts_with("expect") || lower == "call" ||
         lower == "with";
}

// Calls in production code that pass other keywords than before, by their old keywords.
std::multimap<std::vector<Interned>, AlteredCall> AlteredCalls(const ChangeView& view) {
  std::map<std::tuple<std::string, std::string, std::string>, const Reference*> gained;
  std::multimap<std::vector<Interned>, AlteredCall> calls;
  const auto key = [](const std::string& path, const SourceFile& file, const Reference& use) {
    return std::tuple(path, use.scope < 0 ? "" : QualifiedName(file.facts(), use.scope),
                      use.receiver + "." + use.name);
  };
  for (const bool new_side : {true, false}) {
    for (const ReferenceDelta& delta : view.delta.references) {
      if (delta.gained != new_side || IsTestPath(delta.path)) continue;
      const FileVersions* versions = VersionsOf(view, delta.path, new_side);
      if (versions == nullptr || versions->before == nullptr || versions->after == nullptr)
        continue;
      const SourceFile& file = new_side ? *versions->after : *versions->before;
      const Reference& use = file.facts().references[static_cast<std::size_t>(delta.index)];
      if (use.kind != ReferenceKind::kCall || use.spread || use.keywords.empty()) continue;
      const auto place = key(versions->after->path(), file, use);
      if (new_side) {
        gained[place] = &use;
      } else if (const auto found = gained.find(place); found != gained.end()) {
        if (found->second->keywords == use.keywords || use.keywords.size() < 2) continue;
        calls.emplace(use.keywords, AlteredCall{versions->after, &use, found->second});
      }
    }
  }
  return calls;
}

void FindExpectedKeywords(const Snapshot& snapshot, Gatherer* gatherer) {
  for (std::size_t a = 0; a < snapshot.views.size(); ++a) {
    const ChangeView& altering = snapshot.views[a];
    const auto calls = AlteredCalls(altering);
    if (calls.empty()) continue;
    for (std::size_t b = 0; b < snapshot.views.size(); ++b) {
      const ChangeView& adding = snapshot.views[b];
      const int view_a = static_cast<int>(a), view_b = static_cast<int>(b);
      if (a == b || adding.group != altering.group || snapshot.Apart(view_a, view_b)) continue;
      for (const ReferenceDelta& delta : adding.delta.references) {
        if (!delta.gained || !IsTestPath(delta.path)) continue;
        const SourceFile& user = *VersionsOf(adding, delta.path, true)->after;
        const Reference& use = user.facts().references[static_cast<std::size_t>(delta.index)];
        if (use.kind != ReferenceKind::kCall || !IsExpectation(use.name)) continue;
        const auto found = calls.find(use.keywords);
        if (found == calls.end() || found->second.before->arguments != use.arguments) continue;
        const AlteredCall& call = found->second;
        const PairView pair = snapshot.Pair(view_a, view_b);
        const SourceFile* merged = World(pair.both).Find(delta.path);
        if (merged == nullptr || !Has(*merged, FormOf(use))) continue;
        Interaction interaction =
            MakeInteraction(snapshot, kId, pair, "call", EntityName(*call.file, call.before->name));
        interaction.severity = Severity::kMedium;
        interaction.resolution = Resolution::kLikely;
        interaction.path = {"the expectation has the keywords that the call had before"};
        interaction.advice = RebaseAnd(pair, "run the tests in " + std::string(delta.path));
        std::string keywords;
        for (const std::string& keyword : call.after->keywords) {
          keywords += (keywords.empty() ? "" : ", ") + keyword;
        }
        gatherer->Add(
            std::move(interaction),
            MakeEvidence(snapshot, altering, *call.file, call.after->line,
                         "passes other keywords to " + call.before->name + ": " + keywords),
            MakeEvidence(snapshot, adding, user, use.line,
                         "adds a test that expects the old keywords"));
      }
    }
  }
}

// ---- Types whose fields are altered and that tests had to do without

struct AlteredType {
  std::string path;  // on the base
  const EntityDelta* member = nullptr;
  const SourceFile* test = nullptr;  // an old version of a test that gives up the type
};

bool IsType(const Definition& definition) {
  return definition.kind == DefinitionKind::kClass ||
         definition.kind == DefinitionKind::kInterface ||
         definition.kind == DefinitionKind::kType || definition.kind == DefinitionKind::kEnum;
}

// Types of which a field is altered and which a test that stays no longer imports, by name.
std::map<std::string, AlteredType> TypesTakenOutOfTests(const ChangeView& view) {
  std::map<std::string, AlteredType> types;
  for (const EntityDelta& entity : view.delta.entities) {
    if (!AltersBehaviour(entity) || IsTestPath(entity.old_path)) continue;
    const SourceFile* file = OldFile(view, entity);
    if (file == nullptr) continue;
    const std::int32_t parent = file->definition(entity.old_index).parent;
    if (parent < 0 || !IsType(file->definition(parent))) continue;
    // How a method works is no reason for tests to do without the type; what it holds is.
    if (file->definition(entity.old_index).kind != DefinitionKind::kField) continue;
    types.try_emplace(file->definition(parent).name,
                      AlteredType{entity.old_path, &entity, nullptr});
  }
  if (types.empty()) return types;
  for (const ImportDelta& delta : view.delta.imports) {
    if (delta.gained || !IsTestPath(delta.path)) continue;
    const FileVersions* versions = VersionsOf(view, delta.path, false);
    if (versions == nullptr || versions->after == nullptr) continue;
    const Import& import = versions->before->facts().imports[static_cast<std::size_t>(delta.index)];
    const auto type = types.find(import.member);
    if (type == types.end() || !versions->after->Imports(import.local).empty()) continue;
    type->second.test = versions->before;
  }
  std::erase_if(types, [](const auto& entry) { return entry.second.test == nullptr; });
  return types;
}

// Has the other side's version of the file the altered member in the same form?
bool HasSameBody(const SourceFile& theirs, const SourceFile& altered, const EntityDelta& member) {
  const Definition& wanted = altered.definition(member.new_index);
  const std::vector<std::int32_t> found = theirs.Definitions(wanted.name);
  return std::any_of(found.begin(), found.end(), [&](std::int32_t index) {
    return QualifiedName(theirs.facts(), index) == member.new_name &&
           theirs.definition(index).body_hash == wanted.body_hash;
  });
}

void MeetTypes(const Snapshot& snapshot, int a, const std::map<std::string, AlteredType>& types,
               int b, Gatherer* gatherer) {
  const ChangeView& altering = snapshot.views[static_cast<std::size_t>(a)];
  const ChangeView& adding = snapshot.views[static_cast<std::size_t>(b)];
  World alone(adding.alone);
  Resolver resolver(alone);
  for (const ImportDelta& delta : adding.delta.imports) {
    if (!delta.gained || !IsTestPath(delta.path)) continue;
    const SourceFile& user = *VersionsOf(adding, delta.path, true)->after;
    const Import& import = user.facts().imports[static_cast<std::size_t>(delta.index)];
    const auto found = types.find(import.member);
    if (found == types.end()) continue;
    const AlteredType& type = found->second;
    const Resolved resolved = resolver.ResolveImport(user, import);
    if (!resolved.found() || resolved.targets.front().file->path() != type.path) continue;
    const PairView pair = snapshot.Pair(a, b);
    const SourceFile* merged = World(pair.both).Find(delta.path);
    if (merged == nullptr || merged->Imports(import.local).empty()) continue;
    const SourceFile& altered = *NewFile(altering, *type.member);
    if (HasSameBody(*resolved.targets.front().file, altered, *type.member)) continue;
    Interaction interaction =
        MakeInteraction(snapshot, kId, pair, "class", EntityName(altered, found->first));
    interaction.severity = Severity::kMedium;
    interaction.resolution = Resolution::kResolved;
    interaction.path = {altering.phrase + " takes " + found->first + " out of a test, " +
                        type.test->path()};
    interaction.advice = RebaseAnd(pair, "run the tests in " + std::string(delta.path));
    gatherer->Add(
        std::move(interaction),
        MakeEvidence(
            snapshot, altering, altered, altered.definition(type.member->new_index).first_line,
            "alters " + type.member->new_name + " and takes " + found->first + " out of a test"),
        MakeEvidence(snapshot, adding, user, import.line,
                     "adds a test that imports " + found->first));
  }
}

void FindTypes(const Snapshot& snapshot, Gatherer* gatherer) {
  for (std::size_t a = 0; a < snapshot.views.size(); ++a) {
    const auto types = TypesTakenOutOfTests(snapshot.views[a]);
    if (types.empty()) continue;
    for (std::size_t b = 0; b < snapshot.views.size(); ++b) {
      const int view_a = static_cast<int>(a), view_b = static_cast<int>(b);
      if (a == b || snapshot.views[a].group != snapshot.views[b].group) continue;
      if (!snapshot.Apart(view_a, view_b)) MeetTypes(snapshot, view_a, types, view_b, gatherer);
    }
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  FindNewTests(snapshot, &gatherer);
  FindGivenUpForms(snapshot, &gatherer);
  FindExpectedKeywords(snapshot, &gatherer);
  FindTypes(snapshot, &gatherer);
  FindGoldenFiles(snapshot, kId, &gatherer);
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_shared_behaviour = {
    kId,
    "one change alters what code does, another adds a test of the old behaviour",
    Verdict::kRetest,
    true,
    false,
    Check};

}  // namespace interlock
