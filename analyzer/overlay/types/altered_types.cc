#include "analyzer/overlay/types/altered_types.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/overlay/types/function_types.h"
#include "analyzer/overlay/uses.h"

namespace interlock {

namespace {

bool IsWordByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  bool in_word = false;
  for (const char c : text) {
    if (in_word && IsWordByte(c)) {
      words.back() += c;
    } else {
      words.emplace_back(1, c);
    }
    in_word = IsWordByte(c);
  }
  return words;
}

std::string LastName(const std::string& qualified) {
  return qualified.substr(qualified.rfind('.') + 1);
}

// How a type is written that the change takes away, or brings: `func(int) error` of `type F
// func(int) error`. Empty where the definition says nothing.
std::string Written(const SourceFile* file, std::int32_t index) {
  if (file == nullptr || index < 0) return "";
  const Definition& type = file->definition(index);
  return type.kind == DefinitionKind::kType ? type.type_text : "";
}

// Does the change take the one name away and bring the other? Not where both stand for functions
// that take another number of arguments: that is another type, whatever it is called.
bool Replaces(const ChangeView& view, const std::string& from, const std::string& to) {
  bool takes = false, brings = false;
  std::string before, after;
  for (const EntityDelta& entity : view.delta.entities) {
    const bool gone =
        entity.effect == EntityEffect::kRemoves || entity.effect == EntityEffect::kRenames;
    const bool fresh =
        entity.effect == EntityEffect::kAdds || entity.effect == EntityEffect::kRenames;
    if (gone && LastName(entity.old_name) == from) {
      takes = true;
      before = Written(OldFile(view, entity), entity.old_index);
    }
    if (fresh && LastName(entity.new_name) == to) {
      brings = true;
      after = Written(NewFile(view, entity), entity.new_index);
    }
  }
  return takes && brings && !TakesAnotherNumber(before, after);
}

// Does the change move what is so called to another place, its members with it, alone or with its
// file?
bool Moves(const ChangeView& view, const std::string& name) {
  const auto moves = [&](const EntityDelta& entity) {
    return entity.effect == EntityEffect::kRenames && entity.old_path != entity.new_path &&
           LastName(entity.old_name) == name && LastName(entity.new_name) == name;
  };
  const auto moves_file = [&](const FileVersions& versions) {
    return versions.before != nullptr && versions.after != nullptr &&
           versions.before->path() != versions.after->path() &&
           !versions.before->Definitions(name).empty() &&
           !versions.after->Definitions(name).empty();
  };
  return std::any_of(view.delta.entities.begin(), view.delta.entities.end(), moves) ||
         std::any_of(view.files.begin(), view.files.end(), moves_file);
}

// Does the type read differently only because the change gives other names to what it is made of,
// or other places? Who passes such a value on is not touched by it.
bool OnlyRenamed(const ChangeView& view, const SignatureDifference& difference) {
  const std::vector<std::string> before = Words(difference.before), after = Words(difference.after);
  if (before.size() != after.size()) return false;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i] || Replaces(view, before[i], after[i])) continue;
    // "cart.Limits" that is "limits.Limits" now
    const bool qualifies = i + 2 < after.size() && after[i + 1] == "." && before[i + 1] == "." &&
                           before[i + 2] == after[i + 2];
    if (!qualifies || !Moves(view, after[i + 2])) return false;
  }
  return true;
}

// Two types, and how many words they have in common at the beginning and at the end.
struct Difference {
  explicit Difference(const SignatureDifference& difference)
      : before(Words(difference.before)), after(Words(difference.after)) {
    left = std::mismatch(before.begin(), before.end(), after.begin(), after.end()).first -
           before.begin();
    right =
        std::mismatch(before.rbegin(), before.rend() - left, after.rbegin(), after.rend() - left)
            .first -
        before.rbegin();
  }

  std::vector<std::string> before, after;
  std::ptrdiff_t left = 0, right = 0;
};

// `note?:`, with which a member begins where nothing separates it but the end of a line. Where the
// words end, or are others, the end.
using Word = std::vector<std::string>::const_iterator;
Word SkipSpace(Word at, Word end) {
  return std::find_if_not(at, end, [](const std::string& word) { return word == " "; });
}

bool BeginsMember(Word at, Word end) {
  if (at == end || !IsWordByte(at->front())) return false;
  at = SkipSpace(at + 1, end);
  if (at != end && *at == "?") at = SkipSpace(at + 1, end);
  return at != end && *at == ":";
}

// What a type gains, arguments or members, in one place, when it stays what it is otherwise. Empty
// when it does not.
std::vector<std::string> Gained(const SignatureDifference& difference) {
  const Difference parts(difference);
  const std::vector<std::string>& after = parts.after;
  const auto before_size = static_cast<std::ptrdiff_t>(parts.before.size());
  if (parts.before.size() >= after.size() || parts.left + parts.right != before_size) return {};
  const auto begin = after.begin() + parts.left;
  const auto separates = [](const std::string& word) { return word == "," || word == ";"; };
  const auto end = after.end() - parts.right;
  const auto is_space = [](const std::string& word) { return word == " "; };
  const auto first = SkipSpace(begin, end);
  const auto last =
      std::find_if_not(std::reverse_iterator(end), std::reverse_iterator(begin), is_space);
  if (first == end) return {};
  if (!separates(*first) && !separates(*last) && !BeginsMember(first, end)) return {};
  int depth = 0;  // of brackets open where it grows, and closed again within what is new
  for (auto word = after.begin(); word != end; ++word) {
    if (*word == "<" || *word == "[" || *word == "{") ++depth;
    const bool arrow =
        *word == ">" && word != after.begin() && (*(word - 1) == "=" || *(word - 1) == "-");
    if ((*word == ">" && !arrow) || *word == "]" || *word == "}") --depth;
    if (word >= begin && depth < 1) return {};
  }
  return depth > 0 ? std::vector<std::string>(begin, end) : std::vector<std::string>();
}

// `Serve<L, M>` and `Serve<L, M, B>`, `{id: string}` and `{id: string; name: string}`: who is given
// the one can be given the other, unless it names the type, which is judged apart.
bool OnlyGrows(const SignatureDifference& difference) { return !Gained(difference).empty(); }

// `{id: string}` that is `{id: string; note?: string}` now: who passes the one passes the other.
bool OnlyGainsOptional(const SignatureDifference& difference) {
  const std::vector<std::string> gained = Gained(difference);
  int depth = 0;
  bool any = false;
  for (auto word = gained.begin(); word != gained.end(); ++word) {
    if (*word == "<" || *word == "(" || *word == "[" || *word == "{") ++depth;
    if (*word == ">" || *word == ")" || *word == "]" || *word == "}") --depth;
    if (depth != 0 || *word != ":") continue;
    if (word == gained.begin() || *(word - 1) != "?") return false;
    any = true;
  }
  return any;
}

// Do the two differ in how long what they refer to lives, and in nothing else?
bool OnlyLivesOtherwise(const SignatureDifference& difference) {
  const auto without = [](std::string type) {
    for (std::size_t at = type.find("&'"); at != type.npos; at = type.find("&'", at + 1)) {
      std::size_t end = at + 2;
      while (end < type.size() && IsWordByte(type[end])) ++end;
      if (end < type.size() && type[end] == ' ') type.erase(at + 1, end - at);
    }
    return type;
  };
  return without(difference.before) == without(difference.after);
}

// `&'static str` that is `&str` now: what need not live as long may be passed all the same.
bool TakesShorterLives(const SignatureDifference& difference) {
  return OnlyLivesOtherwise(difference) && difference.after.find("&'static ") == std::string::npos;
}

// `&'a str` that is `&str` now, as the compiler would have written it: what lives as long as
// something that was given, or for ever.
bool GivesLivesByName(const SignatureDifference& difference) {
  return OnlyLivesOtherwise(difference) && difference.before.find("&'static ") == std::string::npos;
}

// Is the name a type parameter of the entity or of what is around it?
bool IsTypeParameter(const SourceFile* file, std::int32_t entity, const std::string& name) {
  if (file == nullptr) return false;
  for (std::int32_t index : file->Bindings(name)) {
    const Binding& binding = file->facts().bindings[static_cast<std::size_t>(index)];
    for (std::int32_t scope = entity; scope >= 0; scope = file->definition(scope).parent) {
      if (binding.is_type && binding.scope == scope) return true;
    }
  }
  return false;
}

// `Resolver<Context, Output>` and `Resolver<Context, Output, Errors>`, where what differs are type
// parameters, and `Caller extends true ? A : B`, which hangs on one: callers have them inferred.
bool OnlyInferred(const ChangeView& view, const EntityDelta& entity,
                  const SignatureDifference& difference) {
  const SourceFile* old_file = OldFile(view, entity);
  const SourceFile* new_file = NewFile(view, entity);
  const auto is_parameter = [&](const std::string& word) {
    return IsTypeParameter(old_file, entity.old_index, word) ||
           IsTypeParameter(new_file, entity.new_index, word);
  };
  const Difference parts(difference);
  const std::vector<std::string>& before = parts.before;
  const std::vector<std::string>& after = parts.after;
  if (before.empty() || after.empty() || before.front() != after.front()) return false;
  const auto is_conditional = [](const std::vector<std::string>& type) {
    return type.size() > 2 && type[1] == " " && type[2] == "extends";
  };
  if (is_conditional(before) && is_conditional(after) && is_parameter(before.front())) return true;
  // A pointer, a list and a reference differ in marks alone, and are no type parameters.
  bool any = false, only = true;
  for (const std::vector<std::string>* type : {&before, &after}) {
    for (auto word = type->begin() + parts.left; word != type->end() - parts.right; ++word) {
      if (!IsWordByte(word->front())) continue;
      any = true;
      only = only && is_parameter(*word);
    }
  }
  return parts.left > 0 && parts.right > 0 && any && only;
}

// `unsigned int` and `uint32_t`, where numbers turn into one another by themselves.
bool OnlyConverts(const SignatureDifference& difference, const LanguageTraits& traits) {
  const auto is_number = [&](const std::string& type) {
    const std::vector<std::string> words = Words(type);
    return !words.empty() && std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      return word == " " || std::find(traits.arithmetic.begin(), traits.arithmetic.end(), word) !=
                                traits.arithmetic.end();
    });
  };
  return is_number(difference.before) && is_number(difference.after);
}

// `f: (x: number) => void` that is `f: (x: number, y: number) => void` now: the function that is
// passed need not take all.
bool OnlyTakesOther(const SignatureDifference& difference) {
  const std::optional<FunctionType> before = ReadFunctionType(difference.before);
  const std::optional<FunctionType> after = ReadFunctionType(difference.after);
  return before && after && FitsWhoProvides(*before, *after);
}

bool IsVariable(const ChangeView& view, const EntityDelta& entity) {
  const SourceFile* file = NewFile(view, entity);
  return file != nullptr && !file->definition(entity.new_index).callable;
}

}  // namespace

bool BreaksTypes(const ChangeView& view, const EntityDelta& entity, const LanguageTraits& traits) {
  const auto is_nothing = [&](const std::string& type) {
    return type.empty() ||
           std::find(traits.no_value.begin(), traits.no_value.end(), type) != traits.no_value.end();
  };
  return std::any_of(
      entity.signature.begin(), entity.signature.end(), [&](const SignatureDifference& difference) {
        switch (difference.effect) {
          case SignatureEffect::kParameterTypeAltered:
            return !OnlyRenamed(view, difference) && !OnlyConverts(difference, traits) &&
                   !OnlyInferred(view, entity, difference) && !OnlyTakesOther(difference) &&
                   !OnlyGainsOptional(difference) && !TakesShorterLives(difference);
          // Nobody can have used a result that was not there; where none was declared, the body may
          // have told it, as the value does of a variable without a type.
          case SignatureEffect::kResultAltered:
            return !(difference.after.empty() && IsVariable(view, entity)) &&
                   !is_nothing(difference.before) && !OnlyRenamed(view, difference) &&
                   !OnlyGrows(difference) && !OnlyConverts(difference, traits) &&
                   !OnlyInferred(view, entity, difference) && !GivesLivesByName(difference);
          case SignatureEffect::kParametersReordered:
          case SignatureEffect::kBecameStatic:
            return true;
          default:
            return false;
        }
      });
}

}  // namespace interlock
