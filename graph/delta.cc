#include "graph/delta.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "interlock/check.h"

namespace interlock {

namespace {

// Bodies with fewer tokens are too alike to prove that one entity became another.
constexpr std::uint32_t kTokensThatProveAMove = 12;

struct Located {
  const SourceFile* file;
  std::int32_t index;

  const Definition& definition() const { return file->definition(index); }
};

// Alternatives of one entity are told apart by their ordinal.
using EntityKey = std::pair<std::string, int>;

std::map<EntityKey, std::int32_t> EntitiesOf(const SourceFile* file) {
  std::map<EntityKey, std::int32_t> entities;
  if (file == nullptr) return entities;
  std::map<std::string, int> ordinals;
  const FileFacts& facts = file->facts();
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    if (facts.definitions[i].is_local) continue;
    const auto index = static_cast<std::int32_t>(i);
    const std::string name = QualifiedName(facts, index);
    entities.emplace(EntityKey(name, ordinals[name]++), index);
  }
  return entities;
}

EntityDelta MakeDelta(EntityEffect effect, const Located* before, const Located* after) {
  EntityDelta delta;
  delta.effect = effect;
  if (before != nullptr) {
    delta.old_path = before->file->path();
    delta.old_index = before->index;
    delta.old_name = QualifiedName(before->file->facts(), before->index);
  }
  if (after != nullptr) {
    delta.new_path = after->file->path();
    delta.new_index = after->index;
    delta.new_name = QualifiedName(after->file->facts(), after->index);
  }
  return delta;
}

void CompareEntity(const Located& before, const Located& after, std::vector<EntityDelta>* out) {
  const Definition& old_one = before.definition();
  const Definition& new_one = after.definition();
  if (old_one.signature_hash != new_one.signature_hash || old_one.kind != new_one.kind) {
    EntityDelta delta = MakeDelta(EntityEffect::kAltersSignature, &before, &after);
    delta.signature = CompareSignatures(old_one, new_one);
    out->push_back(std::move(delta));
  } else if (old_one.body_hash != new_one.body_hash) {
    out->push_back(MakeDelta(EntityEffect::kAltersBody, &before, &after));
  }
}

// Of several candidates the one with the same simple name, then the first.
std::vector<Located>::iterator FindSameBody(std::vector<Located>& added, const Located& removed) {
  const Definition& gone = removed.definition();
  auto best = added.end();
  for (auto it = added.begin(); it != added.end(); ++it) {
    const Definition& candidate = it->definition();
    if (candidate.kind != gone.kind || candidate.body_hash != gone.body_hash) continue;
    if (candidate.name == gone.name) return it;
    if (best == added.end()) best = it;
  }
  return best;
}

// A container that moved takes its members along: they match by name inside the container.
void MatchMoved(std::vector<Located>& removed, std::vector<Located>& added,
                std::vector<EntityDelta>* out) {
  for (const Located& gone : removed) {
    const bool telling = gone.definition().body_tokens >= kTokensThatProveAMove;
    const auto found = telling ? FindSameBody(added, gone) : added.end();
    if (found == added.end()) {
      out->push_back(MakeDelta(EntityEffect::kRemoves, &gone, nullptr));
      continue;
    }
    EntityDelta delta = MakeDelta(EntityEffect::kRenames, &gone, &*found);
    delta.signature = CompareSignatures(gone.definition(), found->definition());
    out->push_back(std::move(delta));
    added.erase(found);
  }
  for (const Located& fresh : added) {
    out->push_back(MakeDelta(EntityEffect::kAdds, nullptr, &fresh));
  }
}

void CompareEntities(const std::vector<FileVersions>& files, std::vector<EntityDelta>* out) {
  std::vector<Located> removed, added;
  for (const FileVersions& versions : files) {
    const auto before = EntitiesOf(versions.before);
    const auto after = EntitiesOf(versions.after);
    for (const auto& [key, index] : before) {
      const Located old_one{versions.before, index};
      const auto kept = after.find(key);
      if (kept == after.end()) {
        removed.push_back(old_one);
      } else {
        CompareEntity(old_one, {versions.after, kept->second}, out);
      }
    }
    for (const auto& [key, index] : after) {
      if (!before.contains(key)) added.push_back({versions.after, index});
    }
  }
  MatchMoved(removed, added, out);
  std::sort(out->begin(), out->end(), [](const EntityDelta& a, const EntityDelta& b) {
    const auto key = [](const EntityDelta& d) {
      return std::tie(d.old_path, d.old_index, d.new_path, d.new_index);
    };
    return key(a) < key(b);
  });
}

std::string ScopeName(const FileFacts& facts, std::int32_t scope) {
  return scope < 0 ? std::string() : QualifiedName(facts, scope);
}

using UseKey = std::tuple<std::string, ReferenceKind, std::string, std::string, std::int32_t,
                          std::vector<std::string>, bool>;

UseKey KeyOf(const FileFacts& facts, const Reference& use) {
  return {ScopeName(facts, use.scope), use.kind,     use.name,   use.receiver,
          use.arguments,               use.keywords, use.spread};
}

using ImportKey = std::tuple<std::string, std::string, std::string, std::string, bool>;

ImportKey KeyOf(const FileFacts& facts, const Import& import) {
  return {ScopeName(facts, import.scope), import.module, import.member, import.local,
          import.re_export};
}

std::uint32_t CountOf(const Reference& use) { return use.count; }
std::uint32_t CountOf(const Import&) { return 1; }

// What `now` holds more often than `then`.
template <typename Fact, typename FactDelta>
void Surplus(const SourceFile* now, const SourceFile* then, std::vector<Fact> FileFacts::*member,
             bool gained, std::vector<FactDelta>* out) {
  if (now == nullptr) return;
  using Key = decltype(KeyOf(now->facts(), Fact()));
  std::map<Key, std::uint32_t> known;
  if (then != nullptr) {
    for (const Fact& fact : then->facts().*member) known[KeyOf(then->facts(), fact)] += CountOf(fact);
  }
  const std::vector<Fact>& facts = now->facts().*member;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    std::uint32_t& left = known[KeyOf(now->facts(), facts[i])];
    const std::uint32_t count = CountOf(facts[i]);
    if (left >= count) {
      left -= count;
      continue;
    }
    left = 0;
    out->push_back({now->path(), static_cast<std::int32_t>(i), gained});
  }
}

std::set<std::string> UnionMembers(const std::string& type) {
  std::set<std::string> members;
  int depth = 0;
  std::string member;
  for (const char c : type + "|") {
    if (c == '(' || c == '[' || c == '<' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '>' || c == '}') --depth;
    if (c == '|' && depth <= 0) {
      const std::size_t first = member.find_first_not_of(' ');
      const std::size_t last = member.find_last_not_of(' ');
      if (first != std::string::npos) members.insert(member.substr(first, last - first + 1));
      member.clear();
    } else {
      member += c;
    }
  }
  return members;
}

bool IsSubset(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

std::vector<const Parameter*> PassedParameters(const Definition& definition) {
  std::vector<const Parameter*> passed;
  for (const Parameter& parameter : definition.parameters) {
    if (parameter.kind != ParameterKind::kReceiver) passed.push_back(&parameter);
  }
  return passed;
}

bool Collects(const Parameter& parameter) {
  return parameter.kind == ParameterKind::kRest || parameter.kind == ParameterKind::kKeywordRest;
}

const Parameter* FindByName(const std::vector<const Parameter*>& parameters,
                            const std::string& name) {
  for (const Parameter* parameter : parameters) {
    if (!name.empty() && name != "_" && parameter->name == name) return parameter;
  }
  return nullptr;
}

void CompareParameter(const Parameter& before, const Parameter& after,
                      std::vector<SignatureDifference>* out) {
  if (before.has_default && !after.has_default) {
    out->push_back({SignatureEffect::kParameterBecameRequired, after.name, "", ""});
  }
  // A parameter that accepts more than before breaks no caller.
  if (before.type_text != after.type_text &&
      !(!before.type_text.empty() && after.type_text.empty()) &&
      !IsSubset(UnionMembers(before.type_text), UnionMembers(after.type_text))) {
    out->push_back({SignatureEffect::kParameterTypeAltered, after.name, before.type_text,
                    after.type_text});
  }
}

// Parameters are matched by name, and by position where a name appears on one side only.
void CompareParameters(const Definition& old_one, const Definition& new_one,
                       std::vector<SignatureDifference>* out) {
  const auto before = PassedParameters(old_one), after = PassedParameters(new_one);
  std::vector<const Parameter*> gone, fresh;
  std::vector<std::string> order_before, order_after;
  for (const Parameter* parameter : before) {
    if (const Parameter* kept = FindByName(after, parameter->name)) {
      CompareParameter(*parameter, *kept, out);
      order_before.push_back(parameter->name);
    } else {
      gone.push_back(parameter);
    }
  }
  for (const Parameter* parameter : after) {
    if (FindByName(before, parameter->name) == nullptr) {
      fresh.push_back(parameter);
    } else {
      order_after.push_back(parameter->name);
    }
  }
  if (order_before != order_after) {
    out->push_back({SignatureEffect::kParametersReordered, "", "", ""});
  }
  std::size_t renamed = 0;
  if (before.size() == after.size() && gone.size() == fresh.size()) {
    for (; renamed < gone.size(); ++renamed) {
      out->push_back({SignatureEffect::kParameterRenamed, fresh[renamed]->name,
                      gone[renamed]->name, fresh[renamed]->name});
      CompareParameter(*gone[renamed], *fresh[renamed], out);
    }
  }
  for (std::size_t i = renamed; i < gone.size(); ++i) {
    out->push_back({SignatureEffect::kParameterRemoved, gone[i]->name, "", ""});
  }
  for (std::size_t i = renamed; i < fresh.size(); ++i) {
    const bool optional = fresh[i]->has_default || Collects(*fresh[i]);
    out->push_back({optional ? SignatureEffect::kOptionalParameterAdded
                             : SignatureEffect::kRequiredParameterAdded,
                    fresh[i]->name, "", fresh[i]->type_text});
  }
}

std::string Plural(int count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

std::vector<SignatureDifference> CompareSignatures(const Definition& before,
                                                   const Definition& after) {
  std::vector<SignatureDifference> differences;
  CompareParameters(before, after, &differences);
  // A result that is one of the old alternatives breaks no caller; one more alternative may.
  if (before.type_text != after.type_text && !before.type_text.empty() &&
      !(!after.type_text.empty() &&
        IsSubset(UnionMembers(after.type_text), UnionMembers(before.type_text)))) {
    differences.push_back(
        {SignatureEffect::kResultAltered, "", before.type_text, after.type_text});
  } else if (before.type_text.empty() && !after.type_text.empty() && before.callable) {
    differences.push_back({SignatureEffect::kResultAltered, "", "", after.type_text});
  }
  if (before.is_static != after.is_static) {
    differences.push_back({SignatureEffect::kBecameStatic, "", "", ""});
  }
  return differences;
}

Delta ComputeDelta(const std::string& change, const std::vector<FileVersions>& files) {
  Delta delta;
  delta.change = change;
  CompareEntities(files, &delta.entities);
  for (const FileVersions& versions : files) {
    Surplus(versions.after, versions.before, &FileFacts::references, true, &delta.references);
    Surplus(versions.before, versions.after, &FileFacts::references, false, &delta.references);
    Surplus(versions.after, versions.before, &FileFacts::imports, true, &delta.imports);
    Surplus(versions.before, versions.after, &FileFacts::imports, false, &delta.imports);
  }
  return delta;
}

Fit FitCall(const Definition& callee, const Reference& call, bool through_instance) {
  if (!callee.callable || call.arguments < 0 || call.spread) return {};
  int required = 0, most = 0;
  bool any_number = false, any_keyword = false;
  std::set<std::string> keywords(call.keywords.begin(), call.keywords.end());
  int positional_left = call.arguments;
  std::string missing;
  for (const Parameter& parameter : callee.parameters) {
    switch (parameter.kind) {
      case ParameterKind::kReceiver:
        if (!through_instance) --positional_left;
        continue;
      case ParameterKind::kRest: any_number = true; continue;
      case ParameterKind::kKeywordRest: any_keyword = true; continue;
      default: break;
    }
    const bool by_position = parameter.kind != ParameterKind::kKeywordOnly && positional_left > 0;
    if (parameter.kind != ParameterKind::kKeywordOnly) ++most;
    if (!parameter.has_default) ++required;
    if (by_position) {
      --positional_left;
    } else if (keywords.erase(parameter.name) == 0 && !parameter.has_default && missing.empty()) {
      missing = parameter.name.empty() ? Plural(required, "argument") : parameter.name;
    }
  }
  if (!missing.empty()) return {false, "needs " + missing + ", which the call does not pass"};
  if (positional_left > 0 && !any_number) {
    return {false, "takes at most " + Plural(most, "argument") + ", the call passes " +
                       std::to_string(call.arguments)};
  }
  if (!keywords.empty() && !any_keyword) {
    return {false, "has no parameter " + *keywords.begin()};
  }
  return {};
}

std::string SignatureText(const Definition& definition) {
  std::string text = definition.name;
  if (definition.callable) {
    text += "(";
    const char* separator = "";
    for (const Parameter* parameter : PassedParameters(definition)) {
      text += separator;
      separator = ", ";
      if (Collects(*parameter)) text += "...";
      text += parameter->name;
      if (!parameter->type_text.empty()) {
        text += parameter->name.empty() ? parameter->type_text : " " + parameter->type_text;
      }
      if (parameter->has_default) text += "=";
    }
    text += ")";
  }
  if (!definition.type_text.empty()) text += " " + definition.type_text;
  return text;
}

}  // namespace interlock
