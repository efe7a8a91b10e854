#include "analyzer/overlay/types/derived_types.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/overlay/types/implementors.h"
#include "analyzer/overlay/uses.h"

namespace interlock {

namespace {

bool IsPlain(const std::string& type) {
  return !type.empty() && std::all_of(type.begin(), type.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.';
  });
}

// `Source & Writeback` is a Source: what must be of several types at once is of each of them. No
// part is empty: a reference, `Source &`, is no such type.
bool IsBoth(const std::string& type, const std::string& one) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : type) {
    if (c == '(' || c == '[' || c == '{' || c == '<') ++depth;
    if (c == ')' || c == ']' || c == '}' || c == '>') --depth;
    if (c == '&' && depth == 0) {
      parts.emplace_back();
    } else if (c != ' ' || (!parts.back().empty() && parts.back().back() != ' ')) {
      parts.back() += c;
    }
  }
  for (std::string& part : parts) {
    if (!part.empty() && part.back() == ' ') part.pop_back();
  }
  return parts.size() > 1 && std::find(parts.begin(), parts.end(), "") == parts.end() &&
         std::find(parts.begin(), parts.end(), one) != parts.end();
}

// A struct that embeds another has its members and is none.
bool EmbedsAny(const Target& type) {
  const std::vector<Inheritance>& all = type.file->facts().inheritance;
  return std::any_of(all.begin(), all.end(), [&](const Inheritance& each) {
    return each.definition == type.index && each.embeds;
  });
}

// The resolver is the one that found the type `of`, and knows what that derives from.
bool Derives(Resolver* resolver, const Target& of, const Target& from) {
  const std::string name = QualifiedName(from.file->facts(), from.index);
  const Ancestry ancestry = AncestryOf(resolver, of);
  const bool embeds = std::any_of(ancestry.types.begin(), ancestry.types.end(), EmbedsAny);
  return std::any_of(ancestry.types.begin() + 1, ancestry.types.end(), [&](const Target& each) {
    return (!embeds || each.definition().kind == DefinitionKind::kInterface) &&
           each.file->path() == from.file->path() &&
           QualifiedName(each.file->facts(), each.index) == name;
  });
}

bool IsOfName(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == ':';
}

// A reference to what holds a pointer can be given another pointer, unless it is read-only.
bool TakesWhatDerives(const std::string& around) {
  return around.find('&') == std::string::npos || around.find('<') == std::string::npos ||
         around.find("const") != std::string::npos;
}

std::string WithDots(std::string name) {
  for (std::size_t at = name.find("::"); at != std::string::npos; at = name.find("::", at)) {
    name.replace(at, 2, ".");
  }
  return name;
}

std::string ParameterType(const Definition& form, const std::string& name) {
  for (const Parameter& each : form.parameters) {
    if (each.name == name) return each.type;
  }
  return "";
}

struct TwoNames {
  std::string before, after;
};

// The two names in which the types differ: the types themselves, or, of a parameter, what stands
// alike in something that is as good as what it holds, by the paths that the facts make of it:
// `std::shared_ptr<Feed>`, `Feed const&`.
std::optional<TwoNames> NamesThatDiffer(const SignatureDifference& difference,
                                        const Definition& old_one, const Definition& new_one) {
  const std::string &before = difference.before, &after = difference.after;
  if (IsPlain(before) && IsPlain(after)) return TwoNames{before, after};
  if (difference.effect != SignatureEffect::kParameterTypeAltered) return std::nullopt;
  const std::size_t most = std::min(before.size(), after.size());
  std::size_t left = 0, right = 0;
  while (left < most && before[left] == after[left]) ++left;
  while (left > 0 && IsOfName(before[left - 1])) --left;
  const auto from_end = [](const std::string& text, std::size_t i) {
    return text[text.size() - 1 - i];
  };
  while (right < most - left && from_end(before, right) == from_end(after, right)) ++right;
  while (right > 0 && IsOfName(from_end(before, right - 1))) --right;
  const TwoNames names{WithDots(before.substr(left, before.size() - left - right)),
                       WithDots(after.substr(left, after.size() - left - right))};
  const std::string around = before.substr(0, left) + " " + before.substr(before.size() - right);
  const bool fits = IsPlain(names.before) && IsPlain(names.after) && TakesWhatDerives(around) &&
                    ParameterType(old_one, difference.parameter) == names.before &&
                    ParameterType(new_one, difference.parameter) == names.after;
  return fits ? std::optional(names) : std::nullopt;
}

}  // namespace

bool DerivesAlike(const ChangeView& view, const EntityDelta& entity,
                  const SignatureDifference& difference) {
  const bool takes = difference.effect == SignatureEffect::kParameterTypeAltered;
  if (!takes && difference.effect != SignatureEffect::kResultAltered) return false;
  if (takes ? IsBoth(difference.before, difference.after)
            : IsBoth(difference.after, difference.before)) {
    return true;
  }
  const SourceFile* before_file = OldFile(view, entity);
  const SourceFile* after_file = NewFile(view, entity);
  if (before_file == nullptr || after_file == nullptr) return false;
  const auto names = NamesThatDiffer(difference, before_file->definition(entity.old_index),
                                     after_file->definition(entity.new_index));
  if (!names) return false;
  const World before(view.before), alone(view.alone);
  Resolver of_before(before), of_alone(alone);
  const Resolved new_type = of_alone.ResolveType(*after_file, entity.new_index, names->after);
  if (!new_type.found()) return false;
  const Target& new_one = new_type.targets.front();
  if (takes) {
    // The change may have given the old type its new base.
    const Resolved kept = of_alone.ResolveType(*after_file, entity.new_index, names->before);
    if (kept.found() && Derives(&of_alone, kept.targets.front(), new_one)) return true;
  }
  const Resolved old_type = of_before.ResolveType(*before_file, entity.old_index, names->before);
  if (!old_type.found()) return false;
  const Target& old_one = old_type.targets.front();
  return takes ? Derives(&of_before, old_one, new_one) : Derives(&of_alone, new_one, old_one);
}

}  // namespace interlock
