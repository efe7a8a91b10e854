// One change removes what another newly asks for by name: an environment variable, a configuration
// key, a flag, an endpoint, a method of a service, a queue, a field of a message or a schema, a
// factory of tests.
//
//   12 removes PAYMENT_URL from deploy/compose.yaml     34 adds os.environ["PAYMENT_URL"]
//   12 removes the route POST /refunds                  34 adds a call of POST /refunds
//
// Near-misses that stay silent: another place still declares it; the change that removes it adds it
// elsewhere; a use that was there before (that is the first change's own affair); a name that
// nobody in the repository ever declared; a use with a default, which is a note.
#include <algorithm>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resources/resource_uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_key_removed;

namespace {

const char* const kId = "key-removed";

// Kinds that are asked for by name, what provides one, and what asks.
// What is only promised does not stand in for what does it, nor the other way round, where
// `apart`: a method of a service must be declared, and served.
struct NamedKind {
  const char* kind;
  AccessSet provides, asks;
  bool apart = false;
};

const std::vector<NamedKind>& NamedKinds() {
  static const std::vector<NamedKind> kKinds = {
      {"environment variable", {"declare"}, {"read"}},
      {"configuration key", {"declare"}, {"read"}},
      {"secret", {"declare"}, {"read"}},
      {"feature flag", {"declare"}, {"evaluate"}},
      {"endpoint", {"serve", "declare"}, {"call"}},
      {"rpc", {"serve", "declare"}, {"call"}, true},
      {"graphql field", {"serve", "declare"}, {"read", "call"}, true},
      {"topic", {"declare"}, {"publish", "consume"}},
      {"queue", {"declare"}, {"publish", "consume"}},
      {"bucket", {"declare"}, {"read", "write"}},
      {"job", {"declare", "consume"}, {"publish", "call"}},
      {"service", {"declare"}, {"call", "connect", "depend"}},
      {"metric", {"declare"}, {"read"}},
      {"message field", {"declare"}, {"read", "write"}},
      {"test factory", {"declare"}, {"read"}},
  };
  return kKinds;
}

bool HasDefault(const Effect& effect) { return !effect.to.empty(); }

void CheckRemoval(const Snapshot& snapshot, int view, const EffectDelta& removal,
                  const NamedKind& kind, Gatherer* gatherer) {
  const Resource& resource = removal.before.resource;
  const AccessSet same = {removal.before.access};
  if (StillDone(snapshot, view, resource, kind.apart ? same : kind.provides)) return;
  for (const ResourceUse& use : NewUses(snapshot, view, resource, kind.asks)) {
    const Effect& asked = use.delta->after;
    Interaction interaction = OnResource(snapshot, kId, view, use.view, resource,
                                         std::min(removal.before.resolution, asked.resolution));
    if (interaction.changes.empty()) continue;
    interaction.certain = !HasDefault(asked) && !use.delta->reached;
    interaction.severity = HasDefault(asked) ? Severity::kLow : Severity::kHigh;
    interaction.advice.cures = {"keep " + Describe(resource) +
                                " until nobody asks for it, or land the use "
                                "without it; removal takes two releases"};
    gatherer->Add(
        std::move(interaction),
        EvidenceOf(snapshot, view, removal, "no longer " + Describe(removal.before)),
        EvidenceOf(snapshot, use.view, *use.delta,
                   Describe(*use.delta) +
                       (HasDefault(asked) ? ", with a default when it is not there" : "")));
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    for (const EffectDelta& delta : snapshot.views[v].effects) {
      if (delta.change != EffectChange::kRemoves) continue;
      for (const NamedKind& kind : NamedKinds()) {
        if (delta.before.resource.kind == kind.kind &&
            kind.provides.contains(delta.before.access)) {
          CheckRemoval(snapshot, static_cast<int>(v), delta, kind, &gatherer);
        }
      }
    }
  }
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_key_removed = {
    .id = kId,
    .summary = "one change removes a name that another newly asks for",
    .verdict = Verdict::kRetest,
    .at_merge = true,
    .stops_merge = false,
    .check = Check,
};

}  // namespace interlock
