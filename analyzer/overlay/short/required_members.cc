#include "analyzer/overlay/short/required_members.h"

#include <algorithm>
#include <cctype>

#include "analyzer/overlay/types/implementors.h"
#include "analyzer/overlay/uses.h"

namespace interlock {

namespace {

constexpr std::size_t kMostTypes = 64;

bool Demands(const SourceFile& file, const std::string& type, const std::string& member) {
  const auto index = Named(&file, type + "." + member, member);
  if (!index) return false;
  const Definition& found = file.definition(*index);
  return found.is_abstract && !found.is_optional;
}

// A value written out can be of these; those of a class are made by it.
bool IsContract(const Definition& type) {
  return type.kind == DefinitionKind::kInterface || type.kind == DefinitionKind::kType;
}

class TypeCollector {
 public:
  explicit TypeCollector(Resolver* resolver) : resolver_(*resolver) {}

  void Add(const SourceFile& file, std::int32_t scope, const std::string& path,
           std::string_view text) {
    if (path.empty() || path[0] == '[' || path[0] == '(' || LeavesOut(file, text)) return;
    const Resolved resolved = resolver_.ResolveType(file, scope, path);
    if (resolved.resolution != Resolution::kResolved) return;
    for (const Target& type : resolved.targets) {
      if (std::find(types_.begin(), types_.end(), type) == types_.end()) types_.push_back(type);
    }
  }

  std::vector<Target> WithAncestors() && {
    for (std::size_t i = 0; i < types_.size() && i < kMostTypes; ++i) {
      const Target type = types_[i];
      const Definition& definition = type.definition();
      if (definition.kind == DefinitionKind::kType) {
        Add(*type.file, definition.parent, definition.type, definition.type_text);
      }
      for (const Inheritance& each : type.file->facts().inheritance) {
        if (each.definition != type.index || !each.owner.empty()) continue;
        Add(*type.file, definition.parent, each.base, each.base_text);
      }
    }
    return std::move(types_);
  }

 private:
  Resolver& resolver_;
  std::vector<Target> types_;
};

}  // namespace

bool LeavesOut(const SourceFile& file, std::string_view type_text) {
  if (file.traits() == nullptr) return false;
  const std::vector<std::string>& partial = file.traits()->partial_types;
  const auto is_of_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
  };
  for (std::size_t at = 0; at < type_text.size();) {
    std::size_t end = at;
    while (end < type_text.size() && is_of_name(type_text[end])) ++end;
    const std::string_view word = type_text.substr(at, end - at);
    if (std::find(partial.begin(), partial.end(), word) != partial.end()) return true;
    at = end + 1;
  }
  return false;
}

std::vector<Target> DemandingTypes(Resolver* resolver, const SourceFile& file, std::int32_t scope,
                                   const std::string& path, std::string_view text) {
  TypeCollector types(resolver);
  types.Add(file, scope, path, text);
  return std::move(types).WithAncestors();
}

bool Demand(const std::vector<Target>& types, const std::string& member) {
  return std::any_of(types.begin(), types.end(),
                     [&](const Target& type) { return Demands(*type.file, type.name(), member); });
}

void RequiredSearch::Index(int v) {
  ForEachTouched(v, [&](const EntityDelta& entity, const SourceFile& before,
                        const SourceFile& after) {
    const Definition& each = after.definition(entity.new_index);
    if (!each.is_abstract || each.is_optional || each.parent < 0 || after.traits() == nullptr ||
        !after.traits()->static_types) {
      return;
    }
    const Definition& around = after.definition(each.parent);
    const std::string type = QualifiedName(after.facts(), each.parent);
    if (!IsContract(around) || !Named(&before, type, around.name) ||
        Demands(before, type, each.name)) {
      return;
    }
    grown_.push_back({v, &before, &after, type, around.name, each.name, each.kind, each.first_line,
                      Named(&before, type + "." + each.name, each.name).has_value()});
  });
}

std::vector<const NewlyRequired*> RequiredSearch::Others(int v) const {
  std::vector<const NewlyRequired*> others;
  for (const NewlyRequired& one : grown_) {
    if (CanMeet(one.view, v)) others.push_back(&one);
  }
  return others;
}

bool RequiredSearch::WillBeDemanded(const NewlyRequired& grown, const std::vector<Target>& types) {
  return !Demand(types, grown.member) &&
         std::any_of(types.begin(), types.end(), [&](const Target& type) {
           return type.definition().name == grown.type_name && type.name() == grown.type &&
                  type.file->path() == grown.before->path();
         });
}

void RequiredSearch::Meet(const NewlyRequired& grown, int v, const SourceFile& user,
                          const TypesThen& types_then, Short told) {
  const PairView pair = snapshot_.Pair(grown.view, v);
  const World both(pair.both);
  const SourceFile* file = FileInBoth(pair, both, user);
  if (file == nullptr) return;
  Resolver resolver(both);
  const std::vector<Target> types = types_then(&resolver, *file);
  const bool is_demanded = std::any_of(types.begin(), types.end(), [&](const Target& type) {
    return type.name() == grown.type && Demands(*type.file, grown.type, grown.member);
  });
  if (!is_demanded) return;
  Interaction interaction =
      MakeInteraction(snapshot_, rule_, pair, KindName(grown.kind),
                      EntityName(*grown.after, grown.type + "." + grown.member));
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = true;
  interaction.path = std::move(told.path);
  interaction.advice = RebaseAnd(pair, "give " + told.what_to_mend + " its " + grown.member);
  const std::string kind = grown.kind == DefinitionKind::kField ? "property " : "method ";
  gatherer_.Add(
      std::move(interaction),
      MakeEvidence(snapshot_, *pair.a, *grown.after, grown.line,
                   grown.was_there
                       ? "makes " + grown.member + " of " + grown.type + " required"
                       : "adds the required " + kind + grown.member + " to " + grown.type),
      MakeEvidence(snapshot_, *pair.b, user, told.line,
                   "adds " + told.value + " without " + grown.member));
}

}  // namespace interlock
