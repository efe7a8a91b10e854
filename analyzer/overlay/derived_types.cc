#include "analyzer/overlay/derived_types.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "analyzer/overlay/implementors.h"
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
  if (!IsPlain(difference.before) || !IsPlain(difference.after)) return false;
  const World before(view.before), alone(view.alone);
  Resolver of_before(before), of_alone(alone);
  const Resolved old_type =
      of_before.ResolveType(*before_file, entity.old_index, difference.before);
  const Resolved new_type = of_alone.ResolveType(*after_file, entity.new_index, difference.after);
  if (!old_type.found() || !new_type.found()) return false;
  const Target& old_one = old_type.targets.front();
  const Target& new_one = new_type.targets.front();
  return takes ? Derives(&of_before, old_one, new_one) : Derives(&of_alone, new_one, old_one);
}

}  // namespace interlock
