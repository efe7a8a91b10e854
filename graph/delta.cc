#include "graph/delta.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "graph/modules.h"
#include "interlock/blanks.h"
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

// Indices by qualified name: several are alternatives of one entity.
using Entities = std::map<std::string, std::vector<std::int32_t>>;

Entities EntitiesOf(const SourceFile* file) {
  Entities entities;
  if (file == nullptr) return entities;
  const FileFacts& facts = file->facts();
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    if (facts.definitions[i].is_local) continue;
    const auto index = static_cast<std::int32_t>(i);
    entities[QualifiedName(facts, index)].push_back(index);
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

// A signature that merely accepts more is no news to anybody when the body has changed as well.
void CompareEntity(const Located& before, const Located& after, std::vector<EntityDelta>* out) {
  const Definition& old_one = before.definition();
  const Definition& new_one = after.definition();
  const bool body = old_one.body_hash != new_one.body_hash;
  if (old_one.signature_hash != new_one.signature_hash || old_one.kind != new_one.kind) {
    EntityDelta delta = MakeDelta(EntityEffect::kAltersSignature, &before, &after);
    delta.signature = CompareSignatures(old_one, new_one);
    if (delta.signature.empty() && body) delta.effect = EntityEffect::kAltersBody;
    out->push_back(std::move(delta));
  } else if (body) {
    out->push_back(MakeDelta(EntityEffect::kAltersBody, &before, &after));
  }
}

// Takes out of both lists the pairs whose keys are equal, first with first. What has no key stays.
template <typename KeyBefore, typename KeyAfter, typename Visit>
void TakePairs(std::vector<Located>& before, std::vector<Located>& after, KeyBefore key_before,
               KeyAfter key_after, Visit visit) {
  using Key = typename decltype(key_after(after.front()))::value_type;
  std::map<Key, std::deque<std::size_t>> waiting;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (const auto key = key_after(after[i])) waiting[*key].push_back(i);
  }
  std::vector<bool> taken(after.size(), false);
  std::erase_if(before, [&](const Located& old_one) {
    const auto key = key_before(old_one);
    const auto found = key ? waiting.find(*key) : waiting.end();
    if (found == waiting.end() || found->second.empty()) return false;
    const std::size_t i = found->second.front();
    found->second.pop_front();
    taken[i] = true;
    visit(old_one, after[i]);
    return true;
  });
  std::size_t i = 0;
  std::erase_if(after, [&](const Located&) { return taken[i++]; });
}

template <typename Key, typename Visit>
void TakePairs(std::vector<Located>& before, std::vector<Located>& after, Key key, Visit visit) {
  TakePairs(before, after, key, key, visit);
}

std::vector<Located> Locate(const SourceFile* file, const std::vector<std::int32_t>& indices) {
  std::vector<Located> located;
  for (std::int32_t index : indices) located.push_back({file, index});
  return located;
}

// The alternatives of one entity: what is unaltered first, so that one more or one less, or another
// order, alters none of the others.
void CompareAlternatives(std::vector<Located> before, std::vector<Located> after,
                         std::vector<EntityDelta>* out, std::vector<Located>* removed,
                         std::vector<Located>* added) {
  const auto compare = [&](const Located& a, const Located& b) { CompareEntity(a, b, out); };
  TakePairs(
      before, after,
      [](const Located& one) {
        const Definition& d = one.definition();
        return std::optional(std::tuple(d.kind, d.signature_hash, d.body_hash));
      },
      compare);
  TakePairs(
      before, after,
      [](const Located& one) {
        return std::optional(std::tuple(one.definition().kind, one.definition().signature_hash));
      },
      compare);
  TakePairs(
      before, after, [](const Located&) { return std::optional(0); }, compare);
  removed->insert(removed->end(), before.begin(), before.end());
  added->insert(added->end(), after.begin(), after.end());
}

using Container = std::pair<const SourceFile*, std::int32_t>;

// Entities that are gone here and fresh there with the same body, the same simple name first. A
// container that moved takes its members along: they match by name inside it, whatever their size.
void MatchMoved(std::vector<Located>& removed, std::vector<Located>& added,
                std::vector<EntityDelta>* out) {
  std::map<Container, Container> moved;
  const auto container = [](const Located& one) {
    return Container(one.file, one.definition().parent);
  };
  const auto visit = [&](const Located& gone, const Located& fresh) {
    EntityDelta delta = MakeDelta(EntityEffect::kRenames, &gone, &fresh);
    delta.signature = CompareSignatures(gone.definition(), fresh.definition());
    out->push_back(std::move(delta));
    moved.emplace(Container(gone.file, gone.index), Container(fresh.file, fresh.index));
  };
  const auto body = [](const Located& one) {
    const Definition& d = one.definition();
    const bool telling = d.body_tokens >= kTokensThatProveAMove;
    return telling ? std::optional(std::tuple(d.kind, d.body_hash)) : std::nullopt;
  };
  const auto name_and_body = [&](const Located& one) {
    const auto key = body(one);
    return key ? std::optional(std::tuple(one.definition().name, *key)) : std::nullopt;
  };
  std::map<Container, Container> around;  // containers of members that moved under their own name
  TakePairs(removed, added, name_and_body, [&](const Located& gone, const Located& fresh) {
    visit(gone, fresh);
    if (gone.definition().parent >= 0) around.emplace(container(gone), container(fresh));
  });
  TakePairs(removed, added, body, visit);

  const auto itself = [](const Located& one) {
    return std::optional(std::tuple(Container(one.file, one.index), one.definition().kind));
  };
  TakePairs(
      removed, added,
      [&](const Located& gone) {
        const auto found = around.find(Container(gone.file, gone.index));
        return found == around.end()
                   ? std::nullopt
                   : std::optional(std::tuple(found->second, gone.definition().kind));
      },
      itself, visit);

  const auto inside = [](const Located& one, const Container& its) {
    return std::optional(std::tuple(its, one.definition().name, one.definition().kind));
  };
  TakePairs(
      removed, added,
      [&](const Located& gone) {
        const auto found = moved.find(container(gone));
        return found == moved.end() ? std::nullopt : inside(gone, found->second);
      },
      [&](const Located& fresh) { return inside(fresh, container(fresh)); }, visit);

  for (const Located& gone : removed) {
    out->push_back(MakeDelta(EntityEffect::kRemoves, &gone, nullptr));
  }
  for (const Located& fresh : added) {
    out->push_back(MakeDelta(EntityEffect::kAdds, nullptr, &fresh));
  }
}

// A prototype and what it promises are one entity, whose uses lead to the prototype: where a change
// does the same to both, it is told of the prototype, and of the definition only how its body
// fares.
void TellOnce(const std::vector<FileVersions>& files, std::vector<EntityDelta>* deltas) {
  std::map<std::string, const SourceFile*> before, after;
  for (const FileVersions& versions : files) {
    if (versions.before != nullptr) before[versions.before->path()] = versions.before;
    if (versions.after != nullptr) after[versions.after->path()] = versions.after;
  }
  const auto old_one = [&](const EntityDelta& delta) -> const Definition* {
    const auto file = before.find(delta.old_path);
    const bool known = delta.old_index >= 0 && file != before.end();
    return known ? &file->second->definition(delta.old_index) : nullptr;
  };
  std::set<std::pair<EntityEffect, std::string>> promised;
  for (const EntityDelta& delta : *deltas) {
    const Definition* old_definition = old_one(delta);
    if (old_definition != nullptr && old_definition->is_declaration) {
      promised.emplace(delta.effect, delta.old_name);
    }
  }
  if (promised.empty()) return;
  std::erase_if(*deltas, [&](EntityDelta& delta) {
    const Definition* old_definition = old_one(delta);
    if (old_definition == nullptr || old_definition->is_declaration || !old_definition->exported ||
        !promised.contains({delta.effect, delta.old_name})) {
      return false;
    }
    if (delta.effect == EntityEffect::kRemoves) return true;
    if (delta.effect != EntityEffect::kAltersSignature) return false;
    const Definition& new_definition = after.at(delta.new_path)->definition(delta.new_index);
    if (new_definition.body_hash == old_definition->body_hash) return true;
    delta.effect = EntityEffect::kAltersBody;
    delta.signature.clear();
    return false;
  });
}

// What stands in the lines that the grammar could not read is not known: a name that only the
// version with fewer such places shows is neither removed nor added.
void LeaveOutUnread(const std::vector<FileVersions>& files, std::vector<EntityDelta>* deltas) {
  std::set<std::pair<EntityEffect, std::string>> unread;
  for (const FileVersions& versions : files) {
    if (versions.before == nullptr || versions.after == nullptr) continue;
    const std::uint32_t before = versions.before->facts().error_count;
    const std::uint32_t after = versions.after->facts().error_count;
    if (before < after) unread.emplace(EntityEffect::kRemoves, versions.before->path());
    if (before > after) unread.emplace(EntityEffect::kAdds, versions.after->path());
  }
  if (unread.empty()) return;
  std::erase_if(*deltas, [&](const EntityDelta& delta) {
    const bool removes = delta.effect == EntityEffect::kRemoves;
    return unread.contains({delta.effect, removes ? delta.old_path : delta.new_path});
  });
}

bool IsInModule(const FileFacts& facts, std::int32_t index) {
  for (std::int32_t at = facts.definitions[static_cast<std::size_t>(index)].parent; at >= 0;
       at = facts.definitions[static_cast<std::size_t>(at)].parent) {
    if (facts.definitions[static_cast<std::size_t>(at)].kind != DefinitionKind::kModule) {
      return false;
    }
  }
  return true;
}

// A file that goes over to another package takes its names along, and who named them by the old one
// no longer finds them, whatever else is told of them. Members are found through their types.
void CompareModules(const FileVersions& versions, const Entities& before, const Entities& after,
                    std::vector<EntityDelta>* out) {
  if (versions.before == nullptr || versions.after == nullptr ||
      !LeavesModule(*versions.before, *versions.after)) {
    return;
  }
  for (const auto& [name, indices] : before) {
    const auto same = after.find(name);
    if (same == after.end() || !IsInModule(versions.before->facts(), indices.front())) continue;
    const Located gone{versions.before, indices.front()};
    const Located fresh{versions.after, same->second.front()};
    if (gone.definition().kind == DefinitionKind::kModule) continue;
    out->push_back(MakeDelta(EntityEffect::kRenames, &gone, &fresh));
  }
}

void CompareEntities(const std::vector<FileVersions>& files, std::vector<EntityDelta>* out) {
  std::vector<Located> removed, added;
  for (const FileVersions& versions : files) {
    const Entities before = EntitiesOf(versions.before);
    Entities after = EntitiesOf(versions.after);
    CompareModules(versions, before, after, out);
    for (const auto& [name, indices] : before) {
      CompareAlternatives(Locate(versions.before, indices), Locate(versions.after, after[name]),
                          out, &removed, &added);
      after.erase(name);
    }
    for (const auto& [name, indices] : after) {
      for (const Located& fresh : Locate(versions.after, indices)) added.push_back(fresh);
    }
  }
  MatchMoved(removed, added, out);
  LeaveOutUnread(files, out);
  std::sort(out->begin(), out->end(), [](const EntityDelta& a, const EntityDelta& b) {
    const auto key = [](const EntityDelta& d) {
      return std::tie(d.old_path, d.old_index, d.new_path, d.new_index);
    };
    return key(a) < key(b);
  });
}

// Sums of what makes two uses equal. That two of one file collide is less likely than a fault of
// the machine.
class UseSums {
 public:
  explicit UseSums(const FileFacts& facts) : facts_(facts), scopes_(facts.definitions.size()) {}

  std::uint64_t Of(const Reference& use) {
    sum_ = Scope(use.scope);
    Add(use.name);
    Add(use.receiver);
    Add(static_cast<std::uint64_t>(use.kind) << 40 | static_cast<std::uint32_t>(use.arguments));
    for (const Interned keyword : use.keywords) Add(keyword);
    Add(use.keywords.size() << 4 | static_cast<std::uint64_t>(use.is_free) << 3 |
        static_cast<std::uint64_t>(use.spread) << 2 |
        static_cast<std::uint64_t>(use.is_written) << 1 | static_cast<std::uint64_t>(use.is_tried));
    return sum_;
  }

  std::uint64_t Of(const Import& import) {
    sum_ = Scope(import.scope);
    Add(import.module);
    Add(import.member);
    Add(import.local);
    Add(static_cast<std::uint64_t>(import.re_export));
    return sum_;
  }

 private:
  // The name of the scope counts, not where it stands.
  std::uint64_t Scope(std::int32_t scope) {
    if (scope < 0) return 0;
    std::optional<std::uint64_t>& known = scopes_[static_cast<std::size_t>(scope)];
    if (!known) known = std::hash<std::string>()(QualifiedName(facts_, scope));
    return *known;
  }

  // Equal strings are one.
  void Add(Interned text) { Add(reinterpret_cast<std::uintptr_t>(&text.str())); }

  // The finaliser of MurmurHash3.
  void Add(std::uint64_t value) {
    sum_ = (sum_ ^ value) * 0xff51afd7ed558ccdULL;
    sum_ = (sum_ ^ (sum_ >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    sum_ ^= sum_ >> 29;
  }

  const FileFacts& facts_;
  std::vector<std::optional<std::uint64_t>> scopes_;
  std::uint64_t sum_ = 0;
};

std::uint32_t CountOf(const Reference& use) { return use.count; }
std::uint32_t CountOf(const Import&) { return 1; }

template <typename Fact>
std::vector<std::uint64_t> SumsOf(const SourceFile* file, std::vector<Fact> FileFacts::*member) {
  std::vector<std::uint64_t> sums;
  if (file == nullptr) return sums;
  UseSums of_uses(file->facts());
  const std::vector<Fact>& facts = file->facts().*member;
  sums.reserve(facts.size());
  for (const Fact& fact : facts) sums.push_back(of_uses.Of(fact));
  return sums;
}

// What `now` holds more often than `then`.
template <typename Fact, typename FactDelta>
void Surplus(const SourceFile* now, const std::vector<std::uint64_t>& sums_now,
             const SourceFile* then, const std::vector<std::uint64_t>& sums_then,
             std::vector<Fact> FileFacts::*member, bool gained, std::vector<FactDelta>* out) {
  if (now == nullptr) return;
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  known.reserve(sums_then.size());
  for (std::size_t i = 0; i < sums_then.size(); ++i) {
    known[sums_then[i]] += CountOf((then->facts().*member)[i]);
  }
  for (std::size_t i = 0; i < sums_now.size(); ++i) {
    const std::uint32_t count = CountOf((now->facts().*member)[i]);
    const auto found = known.find(sums_now[i]);
    if (found != known.end() && found->second >= count) {
      found->second -= count;
      continue;
    }
    if (found != known.end()) found->second = 0;
    out->push_back({now->path(), static_cast<std::int32_t>(i), gained});
  }
}

template <typename Fact, typename FactDelta>
void CompareFacts(const FileVersions& versions, std::vector<Fact> FileFacts::*member,
                  std::vector<FactDelta>* out) {
  const std::vector<std::uint64_t> before = SumsOf(versions.before, member);
  const std::vector<std::uint64_t> after = SumsOf(versions.after, member);
  Surplus(versions.after, after, versions.before, before, member, true, out);
  Surplus(versions.before, before, versions.after, after, member, false, out);
}

// `T?` and `?T`, which languages write for T or null; not where the mark is that of a function's
// result.
void AddMember(const std::string& member, std::set<std::string>* members) {
  const bool function =
      member.find("->") != std::string::npos || member.find("=>") != std::string::npos;
  if (member.size() > 1 && !function && (member.front() == '?' || member.back() == '?')) {
    members->insert(member.front() == '?' ? member.substr(1) : member.substr(0, member.size() - 1));
    members->insert("null");
  } else {
    members->insert(member);
  }
}

std::set<std::string> UnionMembers(const std::string& type) {
  std::set<std::string> members;
  int depth = 0;
  std::string member;
  char previous = ' ';
  for (const char c : type + "|") {
    const bool arrow = c == '>' && (previous == '=' || previous == '-');
    previous = c;
    if (c == '(' || c == '[' || c == '<' || c == '{') ++depth;
    if (c == ')' || c == ']' || (c == '>' && !arrow) || c == '}') --depth;
    if (c == '|' && depth <= 0) {
      const std::size_t first = member.find_first_not_of(' ');
      const std::size_t last = member.find_last_not_of(' ');
      if (first != std::string::npos) AddMember(member.substr(first, last - first + 1), &members);
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

struct WrittenMember {
  std::string type;
  bool is_optional = false;
};

// The members of a type that is written where it is used, `{ title: string; beta?: boolean; }`, by
// name. Empty when it is anything else, or has what is no plain member.
std::map<std::string, WrittenMember> WrittenMembers(std::string_view type) {
  std::map<std::string, WrittenMember> members;
  type = Trimmed(type);
  if (type.size() < 2 || type.front() != '{' || type.back() != '}') return members;
  type = type.substr(1, type.size() - 2);
  int depth = 0;
  std::string member;
  char previous = ' ';
  for (const char c : std::string(type) + ";") {
    const bool arrow = c == '>' && (previous == '=' || previous == '-');
    previous = c;
    if (c == '(' || c == '[' || c == '<' || c == '{') ++depth;
    if (c == ')' || c == ']' || (c == '>' && !arrow) || c == '}') --depth;
    if (depth < 0) return {};  // `{…} & {…}`
    if (depth > 0 || (c != ';' && c != ',')) {
      member += c;
      continue;
    }
    const std::size_t colon = member.find(':');
    std::string_view name = Trimmed(std::string_view(member).substr(0, colon));
    if (!name.empty()) {
      const bool is_optional = name.back() == '?';
      if (is_optional) name.remove_suffix(1);
      if (colon == member.npos || name.find_first_of("()[]<>{} ") != name.npos) return {};
      members[std::string(name)] = {WithSingleBlanks(member.substr(colon + 1)), is_optional};
    }
    member.clear();
  }
  return members;
}

// Whoever passes what `before` asks for passes what `after` does: it may ask for less, or for more
// that may be left out.
bool AsksNoMore(const std::string& before, const std::string& after) {
  const auto old_ones = WrittenMembers(before), new_ones = WrittenMembers(after);
  if (old_ones.empty() || new_ones.empty()) return false;
  const bool all_taken = std::all_of(old_ones.begin(), old_ones.end(), [&](const auto& member) {
    const auto now = new_ones.find(member.first);  // what is not named may be refused
    return now != new_ones.end() && now->second.type == member.second.type &&
           (now->second.is_optional || !member.second.is_optional);
  });
  return all_taken && std::all_of(new_ones.begin(), new_ones.end(), [&](const auto& member) {
           return member.second.is_optional || old_ones.contains(member.first);
         });
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

bool IsNamed(const Parameter& parameter) {
  return !parameter.name.empty() && parameter.name != "_";
}

bool TakesPosition(const Parameter& parameter) {
  return parameter.kind == ParameterKind::kPositional ||
         parameter.kind == ParameterKind::kPositionOnly;
}

const char* KindName(ParameterKind kind) {
  switch (kind) {
    case ParameterKind::kPositional:
      return "positional";
    case ParameterKind::kPositionOnly:
      return "by position only";
    case ParameterKind::kKeywordOnly:
      return "by name only";
    case ParameterKind::kRest:
      return "the rest";
    case ParameterKind::kKeywordRest:
      return "the rest by name";
    case ParameterKind::kReceiver:
      return "the receiver";
  }
  return "";
}

const Parameter* FindByName(const std::vector<const Parameter*>& parameters,
                            const std::string& name) {
  for (const Parameter* parameter : parameters) {
    if (IsNamed(*parameter) && parameter->name == name) return parameter;
  }
  return nullptr;
}

void CompareParameter(const Parameter& before, const Parameter& after,
                      std::vector<SignatureDifference>* out) {
  if (before.has_default && !after.has_default) {
    out->push_back({SignatureEffect::kParameterBecameRequired, after.name, "", ""});
  }
  // By position or by name as one likes is the widest kind.
  if (before.kind != after.kind && after.kind != ParameterKind::kPositional) {
    out->push_back(
        {SignatureEffect::kOther, after.name, KindName(before.kind), KindName(after.kind)});
  }
  // A parameter that accepts more than before breaks no caller; one that may be left out takes
  // `undefined` as well.
  const std::string taken = after.type_text + (after.has_default ? "|undefined" : "");
  if (before.type_text != after.type_text &&
      !(!before.type_text.empty() && after.type_text.empty()) &&
      !HoldsMore(before.type_text, taken) && !AsksNoMore(before.type_text, after.type_text)) {
    out->push_back(
        {SignatureEffect::kParameterTypeAltered, after.name, before.type_text, after.type_text});
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
      if (TakesPosition(*parameter) && TakesPosition(*kept)) order_before.push_back(kept->name);
    } else {
      gone.push_back(parameter);
    }
  }
  const Parameter* put_before = nullptr;  // so what callers pass by position arrives elsewhere
  for (const Parameter* parameter : after) {
    const Parameter* known = FindByName(before, parameter->name);
    if (known == nullptr) {
      fresh.push_back(parameter);
    } else if (TakesPosition(*known) && TakesPosition(*parameter)) {
      order_after.push_back(parameter->name);
      for (const Parameter* other : fresh) {
        if (TakesPosition(*other) && other->has_default) put_before = other;
      }
    }
  }
  const bool replaced = before.size() == after.size() && gone.size() == fresh.size();
  if (order_before != order_after) {
    out->push_back({SignatureEffect::kParametersReordered, "", "", ""});
  } else if (put_before != nullptr && !replaced) {
    out->push_back({SignatureEffect::kParametersReordered, put_before->name, "", ""});
  }
  std::size_t renamed = 0;
  if (replaced) {
    for (; renamed < gone.size(); ++renamed) {
      if (IsNamed(*gone[renamed]) || IsNamed(*fresh[renamed])) {
        out->push_back({SignatureEffect::kParameterRenamed, fresh[renamed]->name,
                        gone[renamed]->name, fresh[renamed]->name});
      }
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

}  // namespace

bool HoldsMore(const std::string& before, const std::string& after) {
  return IsSubset(UnionMembers(before), UnionMembers(after));
}

std::vector<SignatureDifference> CompareSignatures(const Definition& before,
                                                   const Definition& after) {
  std::vector<SignatureDifference> differences;
  CompareParameters(before, after, &differences);
  // A result that is one of the old alternatives breaks no caller; one more alternative may.
  if (before.type_text != after.type_text && !before.type_text.empty() &&
      !(!after.type_text.empty() && HoldsMore(after.type_text, before.type_text))) {
    differences.push_back({SignatureEffect::kResultAltered, "", before.type_text, after.type_text});
  } else if (before.type_text.empty() && !after.type_text.empty() && before.callable) {
    differences.push_back({SignatureEffect::kResultAltered, "", "", after.type_text});
  }
  if (before.callable && after.callable && before.is_async != after.is_async) {
    differences.push_back({SignatureEffect::kBecameAsync, "", before.is_async ? "asynchronous" : "",
                           after.is_async ? "asynchronous" : ""});
  }
  if (before.exported && !after.exported) {
    differences.push_back({SignatureEffect::kNarrowed, "", "", ""});
  }
  if (before.type_parameters != after.type_parameters) {
    differences.push_back({SignatureEffect::kTypeParametersAltered, "",
                           std::to_string(before.type_parameters),
                           std::to_string(after.type_parameters)});
  }
  if (before.is_static != after.is_static) {
    differences.push_back({SignatureEffect::kBecameStatic, "", "", ""});
  }
  // Another kind of thing: what was read must now be called, what was implemented must be now.
  if (before.kind != after.kind || before.callable != after.callable) {
    differences.push_back(
        {SignatureEffect::kOther, "", KindName(before.kind), KindName(after.kind)});
  }
  if (before.is_property != after.is_property) {
    differences.push_back({SignatureEffect::kOther, "", before.is_property ? "read" : "called",
                           after.is_property ? "read" : "called"});
  }
  if (!before.is_abstract && after.is_abstract) {
    differences.push_back({SignatureEffect::kOther, "", "implemented", "abstract"});
  }
  return differences;
}

UseChanges CompareUses(const FileVersions& versions) {
  UseChanges changes;
  CompareFacts(versions, &FileFacts::references, &changes.references);
  CompareFacts(versions, &FileFacts::imports, &changes.imports);
  return changes;
}

Delta ComputeDelta(const std::string& change, const std::vector<FileVersions>& files,
                   const KnownUses* known) {
  Delta delta;
  delta.change = change;
  CompareEntities(files, &delta.entities);
  TellOnce(files, &delta.entities);
  const auto append = [&](const UseChanges& uses) {
    delta.references.insert(delta.references.end(), uses.references.begin(), uses.references.end());
    delta.imports.insert(delta.imports.end(), uses.imports.begin(), uses.imports.end());
  };
  for (const FileVersions& versions : files) {
    const auto found = known == nullptr ? KnownUses::const_iterator()
                                        : known->find({versions.before, versions.after});
    if (known != nullptr && found != known->end()) {
      append(found->second);
    } else {
      append(CompareUses(versions));
    }
  }
  return delta;
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
        text += parameter->name.empty() ? parameter->type_text.str() : ": " + parameter->type_text;
      }
      if (parameter->has_default) text += "=";
    }
    text += ")";
  }
  const char* const arrow = definition.callable ? " -> " : ": ";
  if (!definition.type_text.empty()) text += arrow + definition.type_text;
  return text;
}

}  // namespace interlock
