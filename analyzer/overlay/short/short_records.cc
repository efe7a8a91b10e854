#include "analyzer/overlay/short/short_records.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/short/required_members.h"
#include "analyzer/overlay/uses.h"

namespace interlock {

namespace {

// Where it stands does not count: what has moved is no new one.
using RecordKey = std::tuple<RecordFor, Interned, Interned, std::int32_t, Interned, std::string,
                             std::vector<Interned>>;

RecordKey KeyOf(const SourceFile& file, const Record& record) {
  const bool of_result = record.is_for == RecordFor::kResult;
  return {record.is_for,   record.path,  record.type_text,
          record.argument, record.place, of_result ? QualifiedName(file.facts(), record.scope) : "",
          record.members};
}

// Records that the new version of a file has more often than the old one.
std::vector<const Record*> Gained(const FileVersions& versions) {
  std::vector<const Record*> gained;
  if (versions.after == nullptr || versions.after->facts().records.empty()) return gained;
  std::map<RecordKey, int> known;
  if (versions.before != nullptr) {
    for (const Record& each : versions.before->facts().records) {
      ++known[KeyOf(*versions.before, each)];
    }
  }
  for (const Record& each : versions.after->facts().records) {
    if (known[KeyOf(*versions.after, each)]-- <= 0) gained.push_back(&each);
  }
  return gained;
}

bool Has(const Record& record, const std::string& member) {
  return std::binary_search(record.members.begin(), record.members.end(), member);
}

// A type as it is written somewhere.
struct TypeUse {
  const SourceFile* file = nullptr;
  std::int32_t scope = -1;
  std::string path, text;
};

std::optional<TypeUse> TypeOfParameter(const Target& function, std::size_t position) {
  std::vector<const Parameter*> taken;
  for (const Parameter& each : function.definition().parameters) {
    if (each.kind != ParameterKind::kReceiver) taken.push_back(&each);
  }
  const bool further =
      !taken.empty() && taken.back()->kind == ParameterKind::kRest && position + 1 >= taken.size();
  if (further) {
    const std::string& all = taken.back()->type;
    if (!all.starts_with("[]")) return std::nullopt;
    return TypeUse{function.file, function.index, all.substr(2), taken.back()->type_text};
  }
  if (position >= taken.size()) return std::nullopt;
  return TypeUse{function.file, function.index, taken[position]->type, taken[position]->type_text};
}

// Of a call whose one target is known for certain.
std::optional<TypeUse> TypeOfArgument(Resolver* resolver, const SourceFile& file,
                                      const Record& record) {
  std::string_view path = record.path;
  const bool makes = path.ends_with("{}");
  if (makes) path.remove_suffix(2);
  const std::size_t dot = path.rfind('.');
  Reference call;
  call.kind = makes ? ReferenceKind::kConstruct : ReferenceKind::kCall;
  call.name = path.substr(dot + 1);  // npos + 1 == 0
  if (dot != path.npos) call.receiver = path.substr(0, dot);
  call.scope = record.scope;
  call.line = record.line;
  const Resolved meant = resolver->Resolve(file, call);
  if (!meant.found() || meant.resolution != Resolution::kResolved || meant.targets.size() != 1) {
    return std::nullopt;
  }
  Target function = meant.targets.front();
  if (makes && !function.definition().callable) {
    const std::vector<Target> constructors = resolver->Constructor(function);
    if (constructors.size() != 1) return std::nullopt;
    function = constructors.front();
  }
  if (!function.definition().callable) return std::nullopt;
  return TypeOfParameter(function, static_cast<std::size_t>(record.argument));
}

std::optional<TypeUse> TypeAround(Resolver* resolver, const SourceFile& file,
                                  const Record& record) {
  switch (record.is_for) {
    case RecordFor::kType:
      return TypeUse{&file, record.scope, record.path, record.type_text};
    case RecordFor::kResult: {
      const Definition& function = file.definition(record.scope);
      return TypeUse{&file, record.scope, function.type, function.type_text};
    }
    case RecordFor::kArgument:
      return TypeOfArgument(resolver, file, record);
  }
  return std::nullopt;
}

// The type of a member of a type, or of an element of a container: `Record<string, Size>` has
// members that are elements.
std::optional<TypeUse> TypeInside(Resolver* resolver, const TypeUse& around,
                                  std::string_view step) {
  if (LeavesOut(*around.file, around.text)) return std::nullopt;
  if (around.path.starts_with("[]")) {
    TypeUse element = around;
    element.path.erase(0, 2);
    return element;
  }
  if (step == "[]") return std::nullopt;
  const std::string name(step);
  for (const Target& type :
       DemandingTypes(resolver, *around.file, around.scope, around.path, around.text)) {
    for (const std::int32_t index : type.file->Definitions(name)) {
      const Definition& member = type.file->definition(index);
      if (member.parent != type.index || member.callable) continue;
      return TypeUse{type.file, type.index, member.type, member.type_text};
    }
  }
  return std::nullopt;
}

// The types whose members the record must have.
std::vector<Target> TypesOf(Resolver* resolver, const SourceFile& file, const Record& record) {
  std::optional<TypeUse> type = TypeAround(resolver, file, record);
  std::string_view place = record.place;
  while (type && !place.empty()) {
    const bool element = place.starts_with("[]");
    if (!element) place.remove_prefix(1);
    const std::size_t end = element ? 2 : std::min(place.find_first_of(".["), place.size());
    type = TypeInside(resolver, *type, place.substr(0, end));
    place.remove_prefix(end);
  }
  if (!type) return {};
  return DemandingTypes(resolver, *type->file, type->scope, type->path, type->text);
}

class RecordSearch : public RequiredSearch {
 public:
  using RequiredSearch::RequiredSearch;

 private:
  void Check(int v) override {
    const std::vector<const NewlyRequired*> others = Others(v);
    if (others.empty()) return;
    const World alone(view(v).alone);
    Resolver resolver(alone);
    for (const FileVersions& versions : view(v).files) {
      for (const Record* record : Gained(versions)) {
        if (alone.Find(versions.after->path()) != versions.after) continue;
        const std::vector<Target> types = TypesOf(&resolver, *versions.after, *record);
        for (const NewlyRequired* grown : others) {
          if (!Has(*record, grown->member) && WillBeDemanded(*grown, types)) {
            Tell(*grown, v, *versions.after, *record);
          }
        }
      }
    }
  }

  void Tell(const NewlyRequired& grown, int v, const SourceFile& user, const Record& record) {
    const RecordKey key = KeyOf(user, record);
    const auto types_then = [&](Resolver* resolver, const SourceFile& file) {
      const std::vector<Record>& all = file.facts().records;
      const auto still = std::find_if(all.begin(), all.end(),
                                      [&](const Record& each) { return KeyOf(file, each) == key; });
      return still != all.end() ? TypesOf(resolver, file, *still) : std::vector<Target>();
    };
    Meet(grown, v, user, types_then,
         {.line = record.line,
          .value = "an object for " + grown.type,
          .path = {Source(user, record) + " must have all that is in " + grown.type,
                   "with both landed an object of it lacks " + grown.member},
          .what_to_mend = "the new object"});
  }

  // What says that it must be of the type.
  static std::string Source(const SourceFile& user, const Record& record) {
    switch (record.is_for) {
      case RecordFor::kType:
        break;
      case RecordFor::kResult:
        return "what " + user.definition(record.scope).name + " gives";
      case RecordFor::kArgument:
        return "what " + record.path.substr(0, record.path.find('{')) + " takes";
    }
    return "a value of type " + record.type_text;
  }
};

}  // namespace

void FindShortRecords(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  RecordSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
