#include "analyzer/overlay/types/old_returns.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/overlay/types/altered_types.h"
#include "analyzer/overlay/types/signature_words.h"
#include "analyzer/overlay/uses.h"
#include "analyzer/overlay/view_search.h"

namespace interlock {

namespace {

struct Given {
  std::string text;
  std::uint32_t line = 0;
};

// Constants of one kind that stand in the returns of a function.
std::vector<Given> ConstantsGiven(const SourceFile& file, std::int32_t function, OperandKind kind) {
  std::vector<Given> given;
  for (const Site& site : file.facts().sites) {
    if (site.scope != function || site.kind != SiteKind::kValue || site.path != "<return>")
      continue;
    for (const Operand& operand : site.operands) {
      if (operand.place.empty() && operand.kind == kind) given.push_back({operand.text, site.line});
    }
  }
  return given;
}

// Whether a constant fits the new type no file says. That the altering side had to turn each that
// was returned into something else tells as much.
class ReturnSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 private:
  struct Retyped {
    int view = 0;
    const EntityDelta* entity = nullptr;
    const SourceFile* after = nullptr;
    OperandKind kind = OperandKind::kText;
  };

  void Index(int v) override {
    ForEachTouched(
        v, [&](const EntityDelta& entity, const SourceFile& before, const SourceFile& after) {
          if (entity.effect != EntityEffect::kAltersSignature || entity.old_index < 0 ||
              after.traits() == nullptr || !after.traits()->static_types ||
              !RetypesResult(entity) || !BreaksTypes(view(v), entity, *after.traits())) {
            return;
          }
          for (const OperandKind kind : {OperandKind::kText, OperandKind::kNumber}) {
            if (!ConstantsGiven(before, entity.old_index, kind).empty() &&
                ConstantsGiven(after, entity.new_index, kind).empty()) {
              retyped_[{entity.old_path, entity.old_name}].push_back({v, &entity, &after, kind});
            }
          }
        });
  }

  static bool RetypesResult(const EntityDelta& entity) {
    return std::any_of(entity.signature.begin(), entity.signature.end(),
                       [](const SignatureDifference& difference) {
                         return difference.effect == SignatureEffect::kResultAltered;
                       });
  }

  bool FoundAny() const override { return !retyped_.empty(); }

  void Check(int v) override {
    ForEachTouched(
        v, [&](const EntityDelta& entity, const SourceFile& before, const SourceFile& after) {
          if (entity.effect != EntityEffect::kAltersBody || entity.old_index < 0) return;
          const auto found = retyped_.find({entity.old_path, entity.old_name});
          if (found == retyped_.end()) return;
          for (const Retyped& retyped : found->second) {
            if (!CanMeet(retyped.view, v)) continue;
            const Given* added = Added(entity, before, after, retyped.kind);
            if (added != nullptr) Meet(retyped, v, after, *added);
          }
        });
  }

  // The first that was not returned before; null when there is none. Valid until the next call.
  const Given* Added(const EntityDelta& entity, const SourceFile& before, const SourceFile& after,
                     OperandKind kind) {
    std::set<std::string> known;
    for (const Given& given : ConstantsGiven(before, entity.old_index, kind)) {
      known.insert(given.text);
    }
    for (Given& given : ConstantsGiven(after, entity.new_index, kind)) {
      if (known.contains(given.text)) continue;
      added_ = std::move(given);
      return &added_;
    }
    return nullptr;
  }

  void Meet(const Retyped& retyped, int v, const SourceFile& user, const Given& added) {
    const PairView pair = snapshot_.Pair(retyped.view, v);
    const World both(pair.both);
    const SourceFile* merged = FileInBoth(pair, both, user);
    if (merged == nullptr || !ReturnsIt(*merged, retyped, added)) return;
    const Definition& altered = retyped.after->definition(retyped.entity->new_index);
    const std::string& name = retyped.entity->new_name;
    const bool is_text = retyped.kind == OperandKind::kText;
    Interaction interaction = MakeInteraction(snapshot_, rule_, pair, KindName(altered.kind),
                                              EntityName(*retyped.after, name));
    interaction.severity = Severity::kHigh;
    interaction.resolution = Resolution::kLikely;
    interaction.path = {pair.a->phrase + " had to turn all constants that " + name +
                        " returned into something else"};
    interaction.advice = RebaseAnd(pair, "give the new return the new type");
    gatherer_.Add(std::move(interaction),
                  MakeEvidence(snapshot_, *pair.a, *retyped.after, altered.first_line,
                               DescribeAlteration(*retyped.entity, altered)),
                  MakeEvidence(snapshot_, *pair.b, user, added.line,
                               std::string("adds a return of a ") + (is_text ? "text" : "number") +
                                   " to " + name));
  }

  // Does the merged function return the constant, and have the new result?
  static bool ReturnsIt(const SourceFile& merged, const Retyped& retyped, const Given& added) {
    const Definition& altered = retyped.after->definition(retyped.entity->new_index);
    for (const std::int32_t index : merged.Definitions(altered.name)) {
      if (QualifiedName(merged.facts(), index) != retyped.entity->new_name ||
          merged.definition(index).type != altered.type) {
        continue;
      }
      const std::vector<Given> given = ConstantsGiven(merged, index, retyped.kind);
      if (std::any_of(given.begin(), given.end(),
                      [&](const Given& each) { return each.text == added.text; })) {
        return true;
      }
    }
    return false;
  }

  std::map<std::pair<std::string, std::string>, std::vector<Retyped>> retyped_;  // by path and name
  Given added_;
};

}  // namespace

void FindOldReturns(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  ReturnSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
