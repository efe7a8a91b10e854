#include "analyzer/overlay/uses.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "analyzer/parallel.h"
#include "graph/effects/handlers.h"
#include "graph/modules.h"

namespace interlock {

namespace {

std::string ScopeName(const SourceFile& file, std::int32_t scope) {
  return scope < 0 ? std::string() : QualifiedName(file.facts(), scope);
}

bool HasScope(const SourceFile& file, const std::string& name, const std::string& qualified) {
  const std::vector<std::int32_t> found = file.Definitions(name);
  return std::any_of(found.begin(), found.end(), [&](std::int32_t index) {
    return QualifiedName(file.facts(), index) == qualified;
  });
}

bool SameUse(const Reference& a, const Reference& b) {
  return a.kind == b.kind && a.name == b.name && a.receiver == b.receiver &&
         a.arguments == b.arguments && a.keywords == b.keywords && a.spread == b.spread &&
         a.is_written == b.is_written && a.is_tried == b.is_tried && a.is_free == b.is_free;
}

const Import* FindImport(const SourceFile& merged, const Import& import) {
  for (const Import& candidate : merged.facts().imports) {
    if (candidate.module == import.module && candidate.member == import.member &&
        candidate.local == import.local) {
      return &candidate;
    }
  }
  return nullptr;
}

}  // namespace

const Reference* FindUse(const SourceFile& merged, const SourceFile& user, const Reference& use) {
  const std::string scope = ScopeName(user, use.scope);
  const bool keeps_scope =
      use.scope < 0 || HasScope(merged, user.definition(use.scope).name, scope);
  const Reference* elsewhere = nullptr;
  for (const Reference& candidate : merged.facts().references) {
    if (!SameUse(candidate, use)) continue;
    if (ScopeName(merged, candidate.scope) == scope) return &candidate;
    if (elsewhere == nullptr) elsewhere = &candidate;
  }
  return keeps_scope ? nullptr : elsewhere;
}

const SourceFile* FileInBoth(const PairView& pair, const World& both, const SourceFile& user) {
  for (const Meeting& meeting : pair.meetings) {
    if (meeting.path_b == user.path()) {
      return meeting.merged != nullptr ? meeting.merged : both.Find(meeting.path);
    }
  }
  return both.Find(user.path());
}

namespace {

// One side of the join with what is worth keeping while its uses are walked.
class Walk {
 public:
  Walk(const Snapshot& snapshot, int view, std::vector<UseMeeting>* found)
      : snapshot_(snapshot),
        view_(view),
        found_(found),
        world_(snapshot.views[static_cast<std::size_t>(view)].alone),
        resolver_(world_) {
    for (const CatalogEntry& entry : snapshot.catalog->entries) {
      if (!entry.runs) continue;
      for (const std::string& path : entry.paths) {
        running_later_.emplace(path.substr(path.rfind('.') + 1), &entry);  // npos + 1 == 0
      }
    }
  }

  void Run() {
    for (const ReferenceDelta& gained : user_view().delta.references) {
      if (!gained.gained) continue;
      const SourceFile* user = world_.Find(gained.path);
      if (user == nullptr) continue;
      const Reference& use = user->facts().references[static_cast<std::size_t>(gained.index)];
      Join(use.name, *user, &use, nullptr);
      JoinConstructor(*user, use);
      JoinFields(*user, use);
      JoinRunLater(*user, use);
    }
    for (const ImportDelta& gained : user_view().delta.imports) {
      if (!gained.gained) continue;
      const SourceFile* user = world_.Find(gained.path);
      if (user == nullptr) continue;
      const Import& import = user->facts().imports[static_cast<std::size_t>(gained.index)];
      if (!import.member.empty()) Join(import.member, *user, nullptr, &import);
    }
  }

 private:
  struct Counterpart {
    std::shared_ptr<const PairView> pair;
    World both;
    Resolver resolver;
    explicit Counterpart(PairView pair_view)
        : pair(std::make_shared<const PairView>(std::move(pair_view))),
          both(pair->both),
          resolver(both) {}
  };

  const ChangeView& user_view() const { return snapshot_.views[static_cast<std::size_t>(view_)]; }

  Counterpart& With(int other) {
    auto& slot = counterparts_[other];
    if (!slot) slot = std::make_unique<Counterpart>(snapshot_.Pair(other, view_));
    return *slot;
  }

  Resolved Ask(Resolver& resolver, const SourceFile& file, const Reference* use,
               const Import* import) {
    return use != nullptr ? resolver.Resolve(file, *use) : resolver.ResolveImport(file, *import);
  }

  void Join(const std::string& name, const SourceFile& user, const Reference* use,
            const Import* import) {
    JoinResolved(name, user, use, import, std::nullopt);
  }

  void JoinResolved(const std::string& name, const SourceFile& user, const Reference* use,
                    const Import* import, std::optional<Resolved> alone,
                    const std::string& field = "", const CatalogEntry* later = nullptr) {
    for (const Snapshot::Posting& posting : snapshot_.Touched(user_view().group, name)) {
      if (posting.view == view_) continue;
      const ChangeView& other = snapshot_.views[static_cast<std::size_t>(posting.view)];
      const EntityDelta& entity = other.delta.entities[static_cast<std::size_t>(posting.index)];
      if (snapshot_.Apart(posting.view, view_)) continue;
      if (!alone) alone = Ask(resolver_, user, use, import);
      if (LeadsTo(*alone, entity)) {
        Meet(posting.view, entity, user, use, import, *alone, field, later);
      }
    }
  }

  // Constructing a type uses its constructor, whose name is not the type's.
  void JoinConstructor(const SourceFile& user, const Reference& use) {
    if (use.kind != ReferenceKind::kCall && use.kind != ReferenceKind::kConstruct) return;
    for (const std::string& name : user.traits()->constructors) {
      if (snapshot_.Touched(user_view().group, name).empty()) continue;
      Resolved type = resolver_.Resolve(user, use);
      if (!type.found() || type.targets.front().definition().callable) continue;
      type.targets = resolver_.Constructor(type.targets.front());
      if (type.found()) JoinResolved(name, user, &use, nullptr, type);
    }
  }

  // A literal uses the fields that it sets, and so does a call of a type without a constructor.
  void JoinFields(const SourceFile& user, const Reference& use) {
    if (use.kind != ReferenceKind::kCall && use.kind != ReferenceKind::kConstruct) return;
    for (const std::string& field : use.keywords) {
      if (snapshot_.Touched(user_view().group, field).empty()) continue;
      const Resolved set = AskField(resolver_, user, use, field);
      if (set.found()) JoinResolved(field, user, &use, nullptr, set, field);
    }
  }

  Resolved AskField(Resolver& resolver, const SourceFile& file, const Reference& use,
                    const std::string& field) {
    Resolved type = resolver.Resolve(file, use);
    if (!type.found()) return type;
    const Target made = type.targets.front();
    type.targets.clear();
    if (!made.definition().callable && resolver.Constructor(made).empty()) {
      type.targets = resolver.Member(made, field);
    }
    std::erase_if(type.targets, [](const Target& target) { return target.definition().callable; });
    return type;
  }

  // What is handed to a queue runs a function elsewhere, with the arguments of the call.
  void JoinRunLater(const SourceFile& user, const Reference& use) {
    if (use.kind != ReferenceKind::kCall || use.receiver.empty()) return;
    const auto [first, last] = running_later_.equal_range(use.name);
    for (auto at = first; at != last; ++at) {
      const CatalogEntry& entry = *at->second;
      const Reference on = OnWhat(use);
      const std::string& name = entry.runs->member.empty() ? on.name.str() : entry.runs->member;
      if (snapshot_.Touched(user_view().group, name).empty()) continue;
      if (use.arguments < entry.runs->from || !Fits(user, use, entry)) continue;
      const Resolved run = AskRunLater(resolver_, user, use, entry);
      if (run.found()) JoinResolved(name, user, &use, nullptr, run, "", &entry);
    }
  }

  // `Mail` of `Mail.perform_async(1)` and `Mail.set(queue: "low").perform_async(1)`.
  static Reference OnWhat(const Reference& use) {
    std::string path = use.receiver.substr(0, use.receiver.find('('));
    if (path.size() < use.receiver.size()) path.resize(std::min(path.rfind('.'), path.size()));
    Reference on;
    const std::size_t dot = path.rfind('.');
    on.name = path.substr(dot + 1);  // npos + 1 == 0
    if (dot != path.npos) on.receiver = path.substr(0, dot);
    on.scope = use.scope;
    on.line = use.line;
    return on;
  }

  // Is an effect known, by the entry, of the function in which the use stands?
  bool Fits(const SourceFile& user, const Reference& use, const CatalogEntry& entry) const {
    const std::string in = ScopeName(user, use.scope);
    const auto fits = [&](const Effect& effect) {
      return effect.entry == entry.id && effect.path == user.path() &&
             DefinitionAround(effect) == in;
    };
    const std::vector<EffectDelta>& deltas = user_view().effects;
    return std::any_of(deltas.begin(), deltas.end(),
                       [&](const EffectDelta& delta) {
                         return delta.change == EffectChange::kAdds && fits(delta.after);
                       }) ||
           std::any_of(snapshot_.base_effects.begin(), snapshot_.base_effects.end(), fits);
  }

  static Resolved AskRunLater(Resolver& resolver, const SourceFile& file, const Reference& use,
                              const CatalogEntry& entry) {
    Resolved run = resolver.Resolve(file, OnWhat(use));
    if (run.targets.size() != 1) return {};
    const Target on = run.targets.front();
    if (!entry.runs->member.empty()) {
      run.targets = on.definition().callable ? std::vector<Target>()
                                             : resolver.Member(on, entry.runs->member);
    }
    run.through_type = false;
    return run;
  }

  // The entity's old path and name, or the path that this side has given its file.
  bool LeadsTo(const Resolved& resolved, const EntityDelta& entity) const {
    return std::any_of(resolved.targets.begin(), resolved.targets.end(), [&](const Target& target) {
      if (target.name() != entity.old_name) return false;
      if (target.file->path() == entity.old_path) return true;
      return std::any_of(user_view().files.begin(), user_view().files.end(),
                         [&](const FileVersions& versions) {
                           return versions.after == target.file && versions.before != nullptr &&
                                  versions.before->path() == entity.old_path;
                         });
    });
  }

  void Meet(int other, const EntityDelta& entity, const SourceFile& user, const Reference* use,
            const Import* import, const Resolved& alone, const std::string& field,
            const CatalogEntry* later) {
    Counterpart& counterpart = With(other);
    UseMeeting meeting;
    meeting.pair = counterpart.pair;
    meeting.entity = &entity;
    meeting.user = &user;
    meeting.use = use;
    meeting.import = import;
    meeting.alone = alone;
    meeting.user_in_both = FileInBoth(*counterpart.pair, counterpart.both, user);
    if (meeting.user_in_both == nullptr) return;  // a removes the file: git will tell
    const Reference* use_in_both = use;
    const Import* import_in_both = import;
    if (meeting.user_in_both != &user) {
      if (use != nullptr) use_in_both = FindUse(*meeting.user_in_both, user, *use);
      if (import != nullptr) import_in_both = FindImport(*meeting.user_in_both, *import);
    }
    if ((use != nullptr && use_in_both == nullptr) ||
        (import != nullptr && import_in_both == nullptr)) {
      return;
    }
    if (later != nullptr) {
      meeting.both = AskRunLater(counterpart.resolver, *meeting.user_in_both, *use_in_both, *later);
      Reference given = *use;
      given.arguments -= later->runs->from;
      meeting.later = std::make_shared<const Reference>(std::move(given));
      meeting.use = meeting.later.get();
      found_->push_back(std::move(meeting));
      return;
    }
    meeting.field = field;
    meeting.both =
        field.empty()
            ? Ask(counterpart.resolver, *meeting.user_in_both, use_in_both, import_in_both)
            : AskField(counterpart.resolver, *meeting.user_in_both, *use_in_both, field);
    found_->push_back(std::move(meeting));
  }

  const Snapshot& snapshot_;
  int view_;
  std::vector<UseMeeting>* found_;
  World world_;
  Resolver resolver_;
  std::map<int, std::unique_ptr<Counterpart>> counterparts_;
  std::multimap<std::string, const CatalogEntry*, std::less<>> running_later_;  // by what is called
};

std::string CountOf(std::int32_t arguments) {
  return std::to_string(arguments) + (arguments == 1 ? " argument" : " arguments");
}

std::string Receiver(const Reference& use) {
  return use.receiver.empty() ? "" : use.receiver + ".";
}

}  // namespace

std::vector<UseMeeting> FindUseMeetings(const Snapshot& snapshot, int threads) {
  std::vector<std::vector<UseMeeting>> found(snapshot.views.size());
  ParallelFor(found.size(), threads, [&](std::size_t view) {
    Walk(snapshot, static_cast<int>(view), &found[view]).Run();
  });
  std::vector<UseMeeting> all;
  for (std::vector<UseMeeting>& of_view : found) {
    all.insert(all.end(), std::make_move_iterator(of_view.begin()),
               std::make_move_iterator(of_view.end()));
  }
  return all;
}

void ForEachUseMeeting(const Snapshot& snapshot,
                       const std::function<bool(const EntityDelta&)>& wanted,
                       const std::function<void(const UseMeeting&)>& visit) {
  for (const UseMeeting& meeting : *snapshot.use_meetings) {
    if (wanted(*meeting.entity)) visit(meeting);
  }
}

std::string DescribeUse(const UseMeeting& meeting) {
  if (meeting.import != nullptr) {
    return "imports " + meeting.import->member + " from " + meeting.import->module;
  }
  const Reference& use = *meeting.use;
  const std::string name = Receiver(use) + use.name;
  if (meeting.later != nullptr) {
    return "has " + meeting.alone.targets.front().name() + " run later by " + name + ", with " +
           CountOf(use.arguments + static_cast<std::int32_t>(use.keywords.size()));
  }
  if (!meeting.field.empty()) return "sets " + meeting.field + " of " + name;
  switch (use.kind) {
    case ReferenceKind::kCall: {
      std::string text = "calls " + name;
      if (use.spread || use.arguments < 0) return text;
      return text + " with " +
             CountOf(use.arguments + static_cast<std::int32_t>(use.keywords.size()));
    }
    case ReferenceKind::kConstruct:
      return "constructs " + name;
    case ReferenceKind::kWrite:
      return "writes " + name;
    case ReferenceKind::kType:
      return "uses the type " + name;
    case ReferenceKind::kRead:
      return "uses " + name;
  }
  return "uses " + name;
}

std::string HowResolved(const Resolved& resolved) {
  constexpr std::pair<std::string_view, const char*> kWords[] = {
      {"scope", "in its own scope"},
      {"file", "in its own file or package"},
      {"import", "through its import"},
      {"self", "through the instance it belongs to"},
      {"typed", "through the type of its receiver"},
      {"module", "as a member of an imported module"},
      {"lent", "as what a file lends to those around and below it"},
      {"nearest", "through the nearest assignment above it"},
      {"unique-name", "by its name, which only one definition has"},
  };
  for (const auto& [rule, words] : kWords) {
    if (rule == resolved.rule) return words;
  }
  return "by its name";
}

std::uint32_t UseLine(const UseMeeting& meeting) {
  return meeting.use != nullptr ? meeting.use->line : meeting.import->line;
}

std::string EntityName(const SourceFile& file, const std::string& qualified_name) {
  const std::string module = ModuleName(file);
  return module.empty() ? qualified_name : module + "." + qualified_name;
}

std::string ModuleLabel(const SourceFile& file) {
  const std::string module = ModuleName(file);
  return module.empty() ? file.path() : module;
}

const SourceFile* OldFile(const ChangeView& view, const EntityDelta& entity) {
  for (const FileVersions& versions : view.files) {
    if (versions.before != nullptr && versions.before->path() == entity.old_path) {
      return versions.before;
    }
  }
  return nullptr;
}

const SourceFile* NewFile(const ChangeView& view, const EntityDelta& entity) {
  for (const FileVersions& versions : view.files) {
    if (versions.after != nullptr && versions.after->path() == entity.new_path) {
      return versions.after;
    }
  }
  return nullptr;
}

Interaction MakeInteraction(const Snapshot& snapshot, const char* rule, const PairView& pair,
                            const std::string& kind, const std::string& name) {
  Interaction interaction;
  interaction.rule = rule;
  for (const ChangeView* view : {pair.a, pair.b}) {
    if (view->change != nullptr) interaction.changes.push_back(view->id);
  }
  interaction.on = {kind, name, snapshot.repository};
  return interaction;
}

Advice RebaseAnd(const PairView& pair, std::string cure) {
  std::string order = OrderOf(pair.a->phrase, pair.b->phrase);
  if (pair.b->change == nullptr) order = "rebase " + pair.a->phrase + " on " + pair.b->phrase;
  if (pair.a->change == nullptr) order = "rebase " + pair.b->phrase + " on " + pair.a->phrase;
  return {.order = std::move(order), .cures = {std::move(cure)}};
}

std::string FormText(const Definition& form, const Definition* old_form) {
  constexpr std::size_t kFew = 6;
  if (old_form == nullptr || form.parameters.size() <= kFew) return SignatureText(form);
  const auto is_old = [&](const Parameter& one) {
    return std::any_of(
        old_form->parameters.begin(), old_form->parameters.end(), [&](const Parameter& other) {
          return one.name == other.name && one.kind == other.kind &&
                 one.type_text == other.type_text && one.has_default == other.has_default;
        });
  };
  Parameter others;
  others.name = "…";
  Definition brief = form;
  brief.parameters.clear();
  for (const Parameter& parameter : form.parameters) {
    if (parameter.kind == ParameterKind::kReceiver || !is_old(parameter)) {
      brief.parameters.push_back(parameter);
    } else if (brief.parameters.empty() || brief.parameters.back().name != others.name) {
      brief.parameters.push_back(others);
    }
  }
  return SignatureText(brief);
}

Advice AdaptTo(const Definition& form, const Definition* old_form, const PairView& pair,
               const std::string& place) {
  const std::string text = FormText(form, old_form);
  const bool by_the_base = pair.b->change == nullptr;
  return RebaseAnd(pair, by_the_base ? "adapt what uses it there (" + place + ") to " + text
                                     : "adapt it to " + text);
}

Advice LandOneThen(const PairView& pair, const std::string& what, const std::string& why) {
  const std::string because = why.empty() ? "" : ": " + why;
  if (pair.a->change != nullptr && pair.b->change != nullptr) {
    return {.cures = {"land one, then " + what + " in the other" + because}};
  }
  return RebaseAnd(pair, what + " there" + because);
}

std::string KeepTheName(const PairView& pair) {
  if (pair.a->change == nullptr) return "";  // it has gone from the base already
  return pair.b->change == nullptr ? "keep the old name"
                                   : "keep the old name until both have landed";
}

Evidence MakeEvidence(const Snapshot& snapshot, const ChangeView& view, const SourceFile& file,
                      std::uint32_t line, std::string statement) {
  return {view.id, snapshot.repository, file.path(), line, std::move(statement)};
}

}  // namespace interlock
