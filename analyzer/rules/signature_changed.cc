// One change alters how something is called or implemented; another adds a use of the old form.
//
//   12 post(entry) -> post(entry, ledger)         34 calls post(entry)     -> signature-changed
//   12 post(a, b = 0) -> post(a, x, b = 0)        34 calls post(1, 2)      -> signature-changed
//   12 Provider.Retrieve returns *Retrieved       34 adds a type that implements the old Retrieve
//   12 removes `Node& at(int)`, keeps
//      `const Node& at(int) const`                34 adds `tree.at(0) = node`
//   12 post(a, b) -> post(a), 34 -> post(a, b, c)  34 calls post(1, 2, 3), git makes it post(a, c)
//   12 makes the text it returns a list           34 adds a return of a text to it
//   12 gives Label its first constructor, that
//      needs a text                                34 adds `new Label()`
//
// Near-misses that stay silent: the new call fits both forms (a new optional parameter, a
// parameter renamed but passed by position, parameters in another order that are passed by name);
// a type that only became wider, where it is written or passed, or a base of what it was; a result
// that derives from what it was, or that the caller drops; a variable that holds a function, where
// the use fits the old type and the new one: callbacks may take less, and what may be left out may
// go; a form in one branch of a condition, when that in the other still fits; an error of another
// type that the caller gives on and that turns into its own; an override that already has the new
// form; a call that the altering change itself has adapted in the merged file.
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/types/altered_types.h"
#include "analyzer/overlay/types/derived_types.h"
#include "analyzer/overlay/types/dropped_results.h"
#include "analyzer/overlay/types/first_constructors.h"
#include "analyzer/overlay/types/fitting_values.h"
#include "analyzer/overlay/types/function_types.h"
#include "analyzer/overlay/types/given_on_errors.h"
#include "analyzer/overlay/types/implementors.h"
#include "analyzer/overlay/types/method_shape.h"
#include "analyzer/overlay/types/old_returns.h"
#include "analyzer/overlay/types/signature_words.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_signature_changed;

namespace {

const char* const kId = "signature-changed";

bool AltersSignature(const EntityDelta& entity) {
  return (entity.effect == EntityEffect::kAltersSignature ||
          (entity.effect == EntityEffect::kRenames && entity.old_name == entity.new_name)) &&
         entity.old_index >= 0 && entity.new_index >= 0;
}

bool Has(const EntityDelta& entity, SignatureEffect effect) {
  return std::any_of(
      entity.signature.begin(), entity.signature.end(),
      [&](const SignatureDifference& difference) { return difference.effect == effect; });
}

std::string PlaceOf(const SourceFile& file, std::uint32_t line) {
  return file.path() + ":" + std::to_string(line);
}

std::string Arguments(std::uint32_t count) {
  if (count == 0) return "no type argument";
  return std::to_string(count) + (count == 1 ? " type argument" : " type arguments");
}

const char* const kOnlyRead = "what it gives can only be read, not written to";

// Does what the call gives let the call do with it what it does?
bool Lets(const Definition& form, const Reference& use) {
  return !use.is_written || !form.is_fixed;
}

struct Judgement {
  bool breaks = false;
  bool certain = false;
  std::string why;
  const Definition* form = nullptr;  // that the use must fit; null: the altered one
  // Of a use that does not break.
  const char* spared = "which fits the old form and the new one";
};

// Parameters that arguments by position may go to, in their order; as far as that is certain.
std::vector<const Parameter*> ByPosition(const Definition& form) {
  std::vector<const Parameter*> places;
  for (const Parameter& parameter : form.parameters) {
    if (parameter.kind == ParameterKind::kReceiver) continue;
    if (parameter.kind != ParameterKind::kPositional &&
        parameter.kind != ParameterKind::kPositionOnly) {
      break;
    }
    places.push_back(&parameter);
  }
  return places;
}

// A call may fit both forms and yet give another parameter what it means for one that has moved:
// `Failed(id, error = null)` and `Failed(id, context, error = null)`. Empty when it does not.
std::string DescribeMoved(const Definition& old_one, const Definition& new_one,
                          const Reference& use) {
  if (use.spread || use.arguments <= 0) return "";
  const std::vector<const Parameter*> before = ByPosition(old_one), after = ByPosition(new_one);
  const std::size_t passed = static_cast<std::size_t>(use.arguments);
  const std::size_t count = std::min({before.size(), after.size(), passed});
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& meant = before[i]->name;
    if (meant.empty() || after[i]->name.empty() || meant == after[i]->name) continue;
    const bool moved = std::any_of(after.begin(), after.end(),
                                   [&](const Parameter* each) { return each->name == meant; });
    if (moved) {
      return "the argument that it passes for '" + meant + "' goes to '" + after[i]->name + "'";
    }
  }
  return "";
}

// The functions, of the name or of the type that is made, which a call finds when both have landed.
std::vector<Target> Remaining(const UseMeeting& meeting) {
  std::vector<Target> remaining;
  const World both(meeting.pair->both);
  Resolver resolver(both);
  for (const Target& target : meeting.both.targets) {
    if (target.definition().callable) {
      remaining.push_back(target);
    } else {
      for (const Target& made_by : resolver.Constructor(target)) remaining.push_back(made_by);
    }
  }
  return remaining;
}

// Is the parameter of the same type, but for what that is given? `Props` and `Props<T>`.
bool SameType(const Definition& old_one, const Definition& new_one, const std::string& parameter) {
  const auto type_in = [&](const Definition& form) -> std::string {
    for (const Parameter& each : form.parameters) {
      if (each.name == parameter) return each.type;
    }
    return "";
  };
  const std::string before = type_in(old_one);
  return !before.empty() && before == type_in(new_one);
}

// What of the alteration concerns a call whose arguments by position stand where they stood: not
// the types of parameters that it does not pass.
EntityDelta Concerning(const EntityDelta& entity, const Definition& old_one,
                       const Definition& new_one, const Reference& use) {
  EntityDelta concerning = entity;
  const bool is_element = use.kind == ReferenceKind::kConstruct && use.arguments < 0;
  if (use.spread || (use.arguments < 0 && !is_element)) return concerning;
  if (is_element) {  // which passes no more than the members of one value
    const auto is_same = [&](const SignatureDifference& difference) {
      return difference.effect == SignatureEffect::kParameterTypeAltered &&
             SameType(old_one, new_one, difference.parameter);
    };
    std::erase_if(concerning.signature, is_same);
    return concerning;
  }
  const std::vector<const Parameter*> before = ByPosition(old_one), after = ByPosition(new_one);
  const auto count = static_cast<std::size_t>(use.arguments);
  const auto alike = [](const Parameter* a, const Parameter* b) { return a->name == b->name; };
  const bool in_place =
      count <= before.size() && count <= after.size() &&
      std::equal(before.begin(), before.begin() + use.arguments, after.begin(), alike);
  if (!in_place) return concerning;
  std::erase_if(concerning.signature, [&](const SignatureDifference& difference) {
    if (difference.effect != SignatureEffect::kParameterTypeAltered) return false;
    const std::string& name = difference.parameter;
    return !name.empty() &&
           std::none_of(after.begin(), after.begin() + use.arguments,
                        [&](const Parameter* each) { return each->name == name; }) &&
           std::find(use.keywords.begin(), use.keywords.end(), name) == use.keywords.end();
  });
  return concerning;
}

// Of several forms, the one that has most parameters in common with `form`.
const Target& NearestForm(const Definition& form, const std::vector<Target>& forms) {
  const auto shared = [&](const Target& other) {
    const std::vector<Parameter>& ours = form.parameters;
    const std::vector<Parameter>& theirs = other.definition().parameters;
    return std::count_if(ours.begin(), ours.end(), [&](const Parameter& each) {
      return std::any_of(theirs.begin(), theirs.end(),
                         [&](const Parameter& one) { return one.name == each.name; });
    });
  };
  return *std::max_element(forms.begin(), forms.end(), [&](const Target& one, const Target& other) {
    return shared(one) < shared(other);
  });
}

// A call that fits no form of the altering side: its own side may have altered the form as well,
// and git merges the two alterations into a form that neither side has.
Judgement JudgeMergedForm(const UseMeeting& meeting, bool through, bool new_fits,
                          const LanguageTraits& traits) {
  Judgement judgement{.spared = "which fits neither the old form nor the new one"};
  const auto fit = [&](const Target& form) {
    return FitCall(form.definition(), *meeting.use, through, traits);
  };
  const auto own = std::find_if(
      meeting.alone.targets.begin(), meeting.alone.targets.end(),
      [&](const Target& form) { return form.definition().callable && fit(form).fits; });
  const std::vector<Target> merged = Remaining(meeting);
  if (std::any_of(merged.begin(), merged.end(),
                  [&](const Target& form) { return fit(form).fits; })) {
    judgement.spared = new_fits ? "which fits the new form" : "which another form takes";
    return judgement;
  }
  if (own == meeting.alone.targets.end() || merged.empty()) return judgement;
  const Target& meant = NearestForm(own->definition(), merged);
  judgement.breaks = true;
  judgement.certain = traits.checked_arity;
  judgement.why = "once merged, it " + fit(meant).why;
  judgement.form = &meant.definition();
  return judgement;
}

Judgement JudgeCall(const UseMeeting& meeting, const Definition& old_one,
                    const Definition& new_one) {
  const LanguageTraits& traits = *meeting.user->traits();
  const Reference& use = *meeting.use;
  // A plain method called through its type is given the instance as an argument.
  const bool through = !meeting.alone.through_type || old_one.is_static;
  const Fit old_fit = FitCall(old_one, use, through, traits);
  const Fit new_fit = FitCall(new_one, use, through, traits);
  // Does another form than the altered one, of those that `asks` lets through, take the call?
  const auto other_takes = [&](const auto& asks) {
    const std::vector<Target> remaining = Remaining(meeting);
    return std::any_of(remaining.begin(), remaining.end(), [&](const Target& form) {
      return asks(form.definition()) && Lets(form.definition(), use) &&
             FitCall(form.definition(), use, through, traits).fits;
    });
  };
  if (old_fit.fits && !new_fit.fits) {
    // Which of two branches is built nobody can say; the caller fits the one that stays as it was.
    const auto is_conditional = [](const Definition& form) { return form.is_conditional; };
    if (new_one.is_conditional && other_takes(is_conditional)) return {};
    return {true, traits.checked_arity, new_fit.why};
  }
  if (!old_fit.fits) return JudgeMergedForm(meeting, through, new_fit.fits, traits);
  if (Lets(old_one, use) && !Lets(new_one, use)) {
    const bool other = other_takes([](const Definition&) { return true; });
    return other ? Judgement{} : Judgement{true, traits.checked_arity, kOnlyRead};
  }
  if (const std::string moved = DescribeMoved(old_one, new_one, use); !moved.empty()) {
    // Another form of that name may have the old order.
    const bool other = other_takes([&](const Definition& form) {
      return form.signature_hash != new_one.signature_hash &&
             DescribeMoved(old_one, form, use).empty();
    });
    return other ? Judgement{} : Judgement{true, false, moved};
  }
  if (meeting.entity->signature.size() == 1 &&
      Has(*meeting.entity, SignatureEffect::kResultAltered)) {
    const GivenOn given_on = JudgeGivenOn(meeting, meeting.entity->signature.front());
    if (given_on == GivenOn::kFits) return {};
    if (given_on == GivenOn::kBreaks) {
      return {true, false, "the error around it is made of errors of the old type"};
    }
  }
  if (traits.static_types) {
    EntityDelta altered = Concerning(*meeting.entity, old_one, new_one, use);
    if (use.arguments >= 0 && !use.spread) {  // what this call passes has stayed in its place
      std::erase_if(altered.signature, [](const SignatureDifference& difference) {
        return difference.effect == SignatureEffect::kParametersReordered;
      });
    }
    std::erase_if(altered.signature, [&](const SignatureDifference& difference) {
      return DerivesAlike(*meeting.pair->a, *meeting.entity, difference) ||
             DropsAltered(meeting, difference) || GivesFitting(meeting, new_one, difference);
    });
    if (BreaksTypes(*meeting.pair->a, altered, traits)) {
      return {true, false, "the number of arguments fits, the types have changed"};
    }
  }
  if (Has(*meeting.entity, SignatureEffect::kBecameAsync)) {
    return {true, false,
            new_one.is_async ? "what it gives must now be awaited"
                             : "what it gives can no longer be awaited"};
  }
  return {};
}

// A call in the file, of something so called, that is given more than a function of the type takes:
// local names that hold it are no facts, but calls of them are.
bool IsGivenMore(const SourceFile& file, const std::string& name, const FunctionType& type) {
  const auto is_more = [&](const Operand& operand) {
    std::size_t position = 0;
    const auto read = std::from_chars(operand.place.data(),
                                      operand.place.data() + operand.place.size(), position);
    return read.ec == std::errc() && position >= type.parameters.size();
  };
  const std::vector<Site>& sites = file.facts().sites;
  return std::any_of(sites.begin(), sites.end(), [&](const Site& site) {
    return site.kind == SiteKind::kCall && site.path.substr(site.path.rfind('.') + 1) == name &&
           std::any_of(site.operands.begin(), site.operands.end(), is_more);
  });
}

// A call of what a variable holds.
Judgement JudgeHeldCall(const Reference& call, const LanguageTraits& traits,
                        const Definition& old_one, const Definition& new_one) {
  const std::optional<FunctionType> before = ReadFunctionType(old_one.type_text);
  const std::optional<FunctionType> after = ReadFunctionType(new_one.type_text);
  if (!before || !after || call.arguments < 0 || call.spread || !call.keywords.empty()) return {};
  const auto passed = static_cast<std::size_t>(call.arguments);
  if (!Takes(*before, passed) || Takes(*after, passed)) return {};
  return {true, traits.checked_arity, "the function that it holds takes another number"};
}

// Does the use of a variable that holds a function fit its old type and its new one?
bool FitsBothFunctions(const UseMeeting& meeting, ReferenceKind kind, const Definition& old_one,
                       const Definition& new_one) {
  const std::optional<FunctionType> before = ReadFunctionType(old_one.type_text);
  const std::optional<FunctionType> after = ReadFunctionType(new_one.type_text);
  if (!before || !after) return false;
  if (kind == ReferenceKind::kWrite) return FitsWhoProvides(*before, *after);
  return FitsWhoCalls(*before, *after) && !IsGivenMore(*meeting.user, old_one.name, *after);
}

// Is what a variable holds now of a type that derives from what it was?
bool HoldsDerived(const ChangeView& view, const EntityDelta& variable) {
  return !variable.signature.empty() &&
         std::all_of(variable.signature.begin(), variable.signature.end(),
                     [&](const SignatureDifference& difference) {
                       return DerivesAlike(view, variable, difference);
                     });
}

Judgement Judge(const UseMeeting& meeting, const Definition& old_one, const Definition& new_one) {
  if (meeting.use == nullptr) return {};  // an import alone fits any form
  const LanguageTraits& traits = *meeting.user->traits();
  const ReferenceKind kind =
      meeting.field.empty() ? meeting.use->kind : ReferenceKind::kWrite;  // a literal sets it
  switch (kind) {
    case ReferenceKind::kCall:
      if (!old_one.callable && !new_one.callable) {
        return JudgeHeldCall(*meeting.use, traits, old_one, new_one);
      }
      [[fallthrough]];
    case ReferenceKind::kConstruct:
      return old_one.callable && new_one.callable ? JudgeCall(meeting, old_one, new_one)
                                                  : Judgement{};
    case ReferenceKind::kRead:
    case ReferenceKind::kWrite:
      // A field or variable whose type has changed, in a language that checks it. What is wrapped
      // in something that is seen through is read as before.
      if (kind == ReferenceKind::kRead && !old_one.type.empty() && old_one.type == new_one.type) {
        return {};
      }
      if (kind == ReferenceKind::kRead && HoldsDerived(*meeting.pair->a, *meeting.entity)) {
        return {};
      }
      if (kind == ReferenceKind::kWrite && HoldsMore(old_one.type_text, new_one.type_text)) {
        return {};
      }
      if (FitsBothFunctions(meeting, kind, old_one, new_one)) return {};
      if (!meeting.field.empty() &&
          std::all_of(meeting.entity->signature.begin(), meeting.entity->signature.end(),
                      [&](const SignatureDifference& difference) {
                        return GivesFitting(meeting, new_one, difference);
                      })) {
        return {};
      }
      if (!old_one.callable && traits.static_types &&
          BreaksTypes(*meeting.pair->a, *meeting.entity, traits)) {
        return {true, false, "the type has changed"};
      }
      return {};
    case ReferenceKind::kType:
      // A specialisation has parameters of its own; those of the type itself must be given.
      if (Has(*meeting.entity, SignatureEffect::kTypeParametersAltered) &&
          !(traits.specialized_types && new_one.is_alternative)) {
        return {true, false, "the type now needs " + Arguments(new_one.type_parameters)};
      }
      return {};
  }
  return {};
}

// Does the side of the use alter the entity in the same way?
bool LeadsToNewForm(const UseMeeting& meeting, const Definition& old_one,
                    const Definition& new_one) {
  return old_one.signature_hash != new_one.signature_hash &&
         std::any_of(meeting.alone.targets.begin(), meeting.alone.targets.end(),
                     [&](const Target& target) {
                       return target.definition().signature_hash == new_one.signature_hash;
                     });
}

void FindOldCalls(const Snapshot& snapshot, Gatherer* gatherer, std::vector<Interaction>* found) {
  ForEachUseMeeting(snapshot, AltersSignature, [&](const UseMeeting& meeting) {
    const PairView& pair = *meeting.pair;
    const SourceFile* old_file = OldFile(*pair.a, *meeting.entity);
    const SourceFile* new_file = NewFile(*pair.a, *meeting.entity);
    if (old_file == nullptr || new_file == nullptr) return;
    const Definition& old_one = old_file->definition(meeting.entity->old_index);
    const Definition& new_one = new_file->definition(meeting.entity->new_index);
    const bool adapted = LeadsToNewForm(meeting, old_one, new_one);
    const Judgement judgement = adapted ? Judgement{} : Judge(meeting, old_one, new_one);
    Interaction interaction = MakeInteraction(snapshot, kId, pair, KindName(old_one.kind),
                                              EntityName(*old_file, meeting.entity->old_name));
    interaction.resolution = meeting.alone.resolution;
    if (!judgement.breaks) {
      interaction.silenced = meeting.pair->b->phrase + " " + DescribeUse(meeting) + ", " +
                             (adapted ? "and has the new form itself" : judgement.spared);
      found->push_back(std::move(interaction));
      return;
    }
    interaction.severity = judgement.certain ? Severity::kHigh : Severity::kMedium;
    interaction.certain = judgement.certain && meeting.alone.resolution == Resolution::kResolved;
    interaction.path = {"the use means it " + HowResolved(meeting.alone), judgement.why};
    interaction.advice = AdaptTo(judgement.form != nullptr ? *judgement.form : new_one, &old_one,
                                 pair, PlaceOf(*meeting.user, UseLine(meeting)));
    gatherer->Add(std::move(interaction),
                  MakeEvidence(snapshot, *pair.a, *new_file, new_one.first_line,
                               DescribeAlteration(*meeting.entity, new_one)),
                  MakeEvidence(snapshot, *pair.b, *meeting.user, UseLine(meeting),
                               DescribeUse(meeting) + ": " + judgement.why));
  });
}

// ---- Calls of a form that is taken away while others of the same name stay.

bool TakesFormAway(const EntityDelta& entity) {
  return entity.effect == EntityEffect::kRemoves && entity.old_index >= 0;
}

void FindLostForms(const Snapshot& snapshot, Gatherer* gatherer) {
  ForEachUseMeeting(snapshot, TakesFormAway, [&](const UseMeeting& meeting) {
    const PairView& pair = *meeting.pair;
    const SourceFile* old_file = OldFile(*pair.a, *meeting.entity);
    if (old_file == nullptr || meeting.use == nullptr || !meeting.field.empty()) return;
    const Definition& lost = old_file->definition(meeting.entity->old_index);
    const LanguageTraits& traits = *meeting.user->traits();
    const auto fits = [&](const Definition& form) {
      Fit fit = FitCall(form, *meeting.use, true, traits);
      if (fit.fits && !Lets(form, *meeting.use)) fit = {false, kOnlyRead};
      return fit;
    };
    if (!lost.callable || meeting.use->arguments < 0 || !fits(lost).fits) return;
    const std::vector<Target> remaining = Remaining(meeting);
    if (remaining.empty() ||
        std::any_of(remaining.begin(), remaining.end(),
                    [&](const Target& form) { return fits(form.definition()).fits; })) {
      return;
    }
    Interaction interaction = MakeInteraction(snapshot, kId, pair, KindName(lost.kind),
                                              EntityName(*old_file, meeting.entity->old_name));
    interaction.severity = traits.checked_arity ? Severity::kHigh : Severity::kMedium;
    interaction.resolution = meeting.alone.resolution;
    interaction.certain = traits.checked_arity && meeting.alone.resolution == Resolution::kResolved;
    const std::string why = fits(remaining.front().definition()).why;
    interaction.path = {"the use means it " + HowResolved(meeting.alone),
                        "no other form takes the call: " + why};
    interaction.advice = AdaptTo(remaining.front().definition(), &lost, pair,
                                 PlaceOf(*meeting.user, UseLine(meeting)));
    gatherer->Add(
        std::move(interaction),
        MakeEvidence(snapshot, *pair.a, *old_file, lost.first_line,
                     "removes the form " + SignatureText(lost) + " of " + meeting.entity->old_name),
        MakeEvidence(snapshot, *pair.b, *meeting.user, UseLine(meeting),
                     DescribeUse(meeting) + ", which no other form takes: " + why));
  });
}

// ---- Methods that implement or override the old form.

bool IsAbstractOrInherited(Resolver& resolver, const Target& type, const Target& ancestor) {
  std::vector<Target> queue{type};
  for (std::size_t i = 0; i < queue.size() && i < 64; ++i) {
    bool open = false;
    for (const Target& base : resolver.Bases(queue[i], &open)) {
      if (base.file->path() == ancestor.file->path() && base.name() == ancestor.name()) return true;
      queue.push_back(base);
    }
  }
  return false;
}

// Does `type` have every method that the interface declares?
bool ImplementsByShape(Resolver& resolver, const Target& type, const Target& interface) {
  int methods = 0;
  const FileFacts& facts = interface.file->facts();
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& member = facts.definitions[i];
    if (member.parent != interface.index || !member.callable) continue;
    ++methods;
    if (resolver.Member(type, member.name).empty()) return false;
  }
  return methods > 0;
}

std::optional<Target> TypeOfMethod(const World& world, const SourceFile& file,
                                   std::int32_t method) {
  const Definition& definition = file.definition(method);
  if (!definition.owner.empty() && file.traits()->members_elsewhere) {
    const Resolved type = Resolver(world).ResolveType(file, definition.parent, definition.owner);
    return type.found() ? std::optional(type.targets.front()) : std::nullopt;
  }
  if (definition.parent >= 0) return Target{&file, definition.parent};
  if (definition.owner.empty()) return std::nullopt;
  for (const Target& type : Modules(world).DefinitionsSeen(file, definition.owner)) {
    if (type.definition().owner.empty()) return type;
  }
  return std::nullopt;
}

struct Override {
  const ChangeView* view;
  const SourceFile* file;
  std::int32_t index;
};

// `altered` is the old form on a's side; the type it belongs to must be an interface or ancestor of
// the type that b's method belongs to.
bool Overrides(const Override& method, const EntityDelta& altered) {
  World world(method.view->alone);
  Resolver resolver(world);
  const std::optional<Target> type = TypeOfMethod(world, *method.file, method.index);
  const SourceFile* declaring = world.Find(altered.old_path);
  if (!type || declaring == nullptr) return false;
  for (std::int32_t index : declaring->Definitions(method.file->definition(method.index).name)) {
    if (QualifiedName(declaring->facts(), index) != altered.old_name) continue;
    const std::optional<Target> base = TypeOfMethod(world, *declaring, index);
    if (!base || *base == *type) return false;
    if (IsAbstractOrInherited(resolver, *type, *base)) return true;
    return declaring->definition(index).is_abstract && declaring->traits() != nullptr &&
           declaring->traits()->structural_interfaces && ImplementsByShape(resolver, *type, *base);
  }
  return false;
}

// False when the method is gone or has another form once both have landed.
bool KeepsOldForm(const PairView& pair, const Override& method, const std::string& old_form) {
  World both(pair.both);
  const SourceFile* file = both.Find(method.file->path());
  if (file == nullptr) return false;
  const std::string name = QualifiedName(method.file->facts(), method.index);
  for (std::int32_t index : file->Definitions(method.file->definition(method.index).name)) {
    if (QualifiedName(file->facts(), index) == name) {
      return MethodShape(*file, file->definition(index)) == old_form;
    }
  }
  return false;
}

void CheckOverride(const Snapshot& snapshot, int view, const EntityDelta& added,
                   Gatherer* gatherer) {
  const ChangeView& user = snapshot.views[static_cast<std::size_t>(view)];
  const SourceFile* file = NewFile(user, added);
  if (file == nullptr || file->traits() == nullptr) return;
  const Definition& method = file->definition(added.new_index);
  if (!method.callable || (method.parent < 0 && method.owner.empty())) return;
  if (!file->traits()->inherited_constructors && IsConstructor(*file, method)) return;
  for (const Snapshot::Posting& posting : snapshot.Touched(user.group, method.name)) {
    if (posting.view == view || snapshot.Apart(posting.view, view)) continue;
    const ChangeView& other = snapshot.views[static_cast<std::size_t>(posting.view)];
    const EntityDelta& altered = other.delta.entities[static_cast<std::size_t>(posting.index)];
    if (!AltersSignature(altered)) continue;
    const SourceFile* old_file = OldFile(other, altered);
    const SourceFile* new_file = NewFile(other, altered);
    if (old_file == nullptr || new_file == nullptr) continue;
    const Definition& old_one = old_file->definition(altered.old_index);
    const Definition& new_one = new_file->definition(altered.new_index);
    const std::string old_form = MethodShape(*old_file, old_one);
    if (MethodShape(*file, method) != old_form || MethodShape(*new_file, new_one) == old_form)
      continue;
    const Override candidate{&user, file, added.new_index};
    if (!Overrides(candidate, altered)) continue;
    const PairView pair = snapshot.Pair(posting.view, view);
    if (!KeepsOldForm(pair, candidate, old_form)) continue;
    Interaction interaction = MakeInteraction(snapshot, kId, pair, KindName(old_one.kind),
                                              EntityName(*old_file, altered.old_name));
    interaction.severity = Severity::kHigh;
    interaction.resolution = Resolution::kResolved;
    interaction.certain = file->traits()->static_types;
    interaction.path = {QualifiedName(file->facts(), added.new_index) +
                        " implements or overrides " + altered.old_name + " in its old form"};
    interaction.advice = AdaptTo(new_one, &old_one, pair, PlaceOf(*file, method.first_line));
    gatherer->Add(std::move(interaction),
                  MakeEvidence(snapshot, other, *new_file, new_one.first_line,
                               DescribeAlteration(altered, new_one)),
                  MakeEvidence(snapshot, user, *file, method.first_line,
                               (added.effect == EntityEffect::kAdds ? "adds " : "alters ") +
                                   added.new_name + " in the old form: " + SignatureText(method)));
  }
}

void FindOldOverrides(const Snapshot& snapshot, Gatherer* gatherer) {
  for (std::size_t view = 0; view < snapshot.views.size(); ++view) {
    for (const EntityDelta& entity : snapshot.views[view].delta.entities) {
      if (entity.new_index >= 0 && entity.effect != EntityEffect::kAltersBody) {
        CheckOverride(snapshot, static_cast<int>(view), entity, gatherer);
      }
    }
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  FindOldCalls(snapshot, &gatherer, &found);
  FindLostForms(snapshot, &gatherer);
  FindUsesWithoutConstructor(snapshot, kId, &gatherer);
  FindOldOverrides(snapshot, &gatherer);
  FindOldReturns(snapshot, kId, &gatherer);
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_signature_changed = {"signature-changed",
                                     "one change alters a form, another adds a use of the old form",
                                     Verdict::kRetest,
                                     true,
                                     false,
                                     Check};

}  // namespace interlock
