// One change alters what is written to a shared place, another newly reads it.
//
//   12 stops writing cache key user:{}       34 newly reads cache key user:{}
//   12 alters the type of a field of a message  34 newly reads the field
//   12 adds a required field to a message       34 newly writes the message, without that
//   12 takes a field out of a message           34 requires it in a schema of its own
//   12 encodes as Avro what it publishes to topic orders   34 newly consumes topic orders
//   12 rewrites the function that publishes to topic orders   34 newly consumes topic orders (note)
//
// Near-misses that stay silent: somebody else still writes it; only a test did; the reader is not
// new; the function that writes is only moved; a function that keeps its own results goes, and they
// with it.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resources/resource_uses.h"
#include "analyzer/overlay/test_files.h"
#include "analyzer/overlay/types/encoders.h"
#include "graph/effects/handlers.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_format_consumer;

namespace {

const char* const kId = "format-consumer";

const AccessSet kWrites = {"write", "publish"};
const AccessSet kReads = {"read", "consume"};

bool HoldsData(const std::string& kind) {
  return kind == "cache" || kind == "topic" || kind == "queue" || kind == "bucket";
}

Interaction Start(const Snapshot& snapshot, int view, const ResourceUse& use,
                  const Effect& writer) {
  return OnResource(snapshot, kId, view, use.view, writer.resource,
                    std::min(writer.resolution, use.delta->after.resolution));
}

// What reads and writes in one place is a function that keeps its own results: when it goes, no
// other's form is broken.
bool ReadsThere(const ChangeView& view, const Effect& writer) {
  return std::any_of(view.effects.begin(), view.effects.end(), [&](const EffectDelta& delta) {
    return delta.change == EffectChange::kRemoves && kReads.contains(delta.before.access) &&
           delta.before.resource == writer.resource && delta.before.path == writer.path &&
           delta.before.line == writer.line;
  });
}

// Nobody writes any more what the other change begins to read.
void CheckSilencedWriter(const Snapshot& snapshot, int view, const EffectDelta& removal,
                         Gatherer* gatherer) {
  const Effect& writer = removal.before;
  if (IsTestPath(writer.path)) return;
  if (StillDone(snapshot, view, writer.resource, kWrites)) return;
  if (ReadsThere(snapshot.views[static_cast<std::size_t>(view)], writer)) return;
  for (const ResourceUse& use : NewUses(snapshot, view, writer.resource, kReads)) {
    Interaction interaction = Start(snapshot, view, use, writer);
    if (interaction.changes.empty()) continue;
    interaction.certain = true;
    interaction.severity = Severity::kHigh;
    interaction.advice.cures = {"the reader must read what is written now"};
    gatherer->Add(
        std::move(interaction),
        EvidenceOf(snapshot, view, removal, "no longer " + Describe(writer) + "; nobody else does"),
        EvidenceOf(snapshot, use.view, *use.delta, Describe(*use.delta)));
  }
}

// The body of a function that writes there is another one: what it writes may be, too, and surely
// is when it encodes it otherwise.
void CheckRewrittenWriter(const Snapshot& snapshot, int view, const Effect& writer,
                          const EntityDelta& entity, Gatherer* gatherer) {
  const auto reencoded =
      ReencodedBy(snapshot.hazards, snapshot.views[static_cast<std::size_t>(view)], entity);
  for (const ResourceUse& use : NewUses(snapshot, view, writer.resource, kReads)) {
    if (use.delta->reached) continue;  // it calls what reads there: that is no new reader
    Interaction interaction = Start(snapshot, view, use, writer);
    if (interaction.changes.empty()) continue;
    interaction.severity = Severity::kLow;
    interaction.advice.cures = {"let the new reader read what the new writer writes, in a test"};
    EffectDelta at;
    at.after = writer;
    std::string statement = "alters " + entity.new_name + ", which " + Describe(writer);
    if (reencoded) {
      interaction.certain = true;
      interaction.severity = Severity::kHigh;
      interaction.advice.cures = {"reader first, then writer; test the new reader on both forms"};
      at.after.line = reencoded->line;
      statement += ": " + reencoded->before + " -> " + reencoded->after;
    }
    gatherer->Add(std::move(interaction), EvidenceOf(snapshot, view, at, std::move(statement)),
                  EvidenceOf(snapshot, use.view, *use.delta, Describe(*use.delta)));
  }
}

constexpr std::string_view kRequired = "required ";  // proto2; Avro, where there is no default

bool IsRequiredField(const Effect& effect) {
  return effect.resource.kind == "message field" && effect.access == "declare" &&
         effect.to.starts_with(kRequired);
}

std::string_view FormOf(std::string_view to) {
  if (to.starts_with(kRequired)) to.remove_prefix(kRequired.size());
  return to;
}

// Does what asks for it fit the new form all the same? A field of GraphQL that newly is always
// there does, and an argument that need no longer be; a field of a message that has a default now.
bool StillFits(const Resource& resource, std::string_view before, std::string_view after) {
  if (resource.kind == "message field") return FormOf(before) == after;
  if (resource.kind != "graphql field") return false;
  const bool is_given = resource.name.ends_with(')');
  const std::string_view looser = is_given ? after : before, stricter = is_given ? before : after;
  // The stricter is the looser with more of "!".
  std::size_t at = 0;
  for (const char c : stricter) {
    if (at < looser.size() && looser[at] == c) {
      ++at;
    } else if (c != '!') {
      return false;
    }
  }
  return at == looser.size();
}

// The declared form of something is another one.
void CheckDeclaredForm(const Snapshot& snapshot, int view, const EffectDelta& delta,
                       Gatherer* gatherer) {
  if (StillFits(delta.after.resource, delta.before.to, delta.after.to)) return;
  AccessSet asks = {"read", "call", "consume"};
  if (delta.after.resource.kind == "message field") asks.insert("write");
  for (const ResourceUse& use : NewUses(snapshot, view, delta.after.resource, asks)) {
    Interaction interaction = Start(snapshot, view, use, delta.after);
    if (interaction.changes.empty()) continue;
    interaction.severity = Severity::kMedium;
    interaction.advice.cures = {"reader first, then writer; test the old reader on new data"};
    gatherer->Add(std::move(interaction),
                  EvidenceOf(snapshot, view, delta,
                             "alters " + Describe(delta.after.resource) + " from " +
                                 delta.before.to + " to " + delta.after.to),
                  EvidenceOf(snapshot, use.view, *use.delta, Describe(*use.delta)));
  }
}

// Another schema of the same message demands the field in the form that it had.
void CheckOtherSchemas(const Snapshot& snapshot, int view, const EffectDelta& delta,
                       Gatherer* gatherer) {
  const Effect& before = delta.before;
  if (before.resource.kind != "message field" || before.access != "declare") return;
  const bool is_removed = delta.change == EffectChange::kRemoves;
  if (is_removed && StillDone(snapshot, view, before.resource, {"declare"})) return;
  for (const ResourceUse& use : NewUses(snapshot, view, before.resource, {"declare"})) {
    const Effect& other = use.delta->after;
    if (!IsRequiredField(other) || other.path == before.path) continue;
    if (!is_removed && FormOf(other.to) == FormOf(delta.after.to)) continue;
    Interaction interaction = Start(snapshot, view, use, before);
    if (interaction.changes.empty()) continue;
    interaction.severity = Severity::kHigh;
    interaction.advice.cures = {"give the reader's field a default, or keep what is written"};
    gatherer->Add(std::move(interaction),
                  EvidenceOf(snapshot, view, delta,
                             is_removed ? "no longer " + Describe(before)
                                        : "alters " + Describe(before.resource) + " from " +
                                              before.to + " to " + delta.after.to),
                  EvidenceOf(snapshot, use.view, *use.delta,
                             "requires " + Describe(other.resource) + " as " +
                                 std::string(FormOf(other.to)) + " in a schema of its own"));
  }
}

// What makes the message must say one field more, and what another change adds says it not. What
// says not all that is required now has the rest from elsewhere, and will have the new one so, too.
void CheckRequiredField(const Snapshot& snapshot, int view, const EffectDelta& delta,
                        Gatherer* gatherer) {
  const std::string& field = delta.after.resource.name;
  const std::string message = field.substr(0, field.rfind('.') + 1);
  if (message.empty()) return;
  std::set<int> says_it;
  for (const ResourceUse& use :
       NewUses(snapshot, view, delta.after.resource, {"write", "declare"})) {
    says_it.insert(use.view);
  }
  std::map<std::string_view, bool> others;  // whether they are required
  for (const Effect& effect : snapshot.base_effects) {
    const std::string& name = effect.resource.name;
    if (effect.access == "declare" && effect.resource.kind == "message field" &&
        effect.path == delta.after.path && name.starts_with(message) &&
        name.find('.', message.size()) == name.npos) {
      others.emplace(name, IsRequiredField(effect));
    }
  }
  std::size_t required = 0;
  struct Made {
    std::size_t required = 0;
    std::vector<ResourceUse> uses;
  };
  std::map<std::tuple<int, std::string_view, std::string_view>, Made> made;  // by function
  for (const auto& [other, is_required] : others) {
    required += is_required ? 1 : 0;
    const Resource resource{delta.after.resource.kind, std::string(other)};
    std::set<const Made*> counted;
    for (const ResourceUse& use : NewUses(snapshot, view, resource, {"write"})) {
      const Effect& write = use.delta->after;
      if (says_it.contains(use.view) || use.delta->reached) continue;
      Made& one = made[{use.view, write.path, write.in}];
      one.uses.push_back(use);
      if (is_required && counted.insert(&one).second) ++one.required;
    }
  }
  for (const auto& [place, one] : made) {
    if (one.required < required) continue;
    const ResourceUse& use = one.uses.front();
    Interaction interaction = Start(snapshot, view, use, delta.after);
    if (interaction.changes.empty()) continue;
    interaction.severity = Severity::kHigh;
    interaction.advice.cures = {"give the new field a default, or let what writes say it"};
    const std::string_view name = message;
    gatherer->Add(std::move(interaction),
                  EvidenceOf(snapshot, view, delta,
                             "adds " + Describe(delta.after.resource) + ", which has no default"),
                  EvidenceOf(snapshot, use.view, *use.delta,
                             "newly makes " + std::string(name.substr(0, name.size() - 1)) +
                                 ", without " + field.substr(message.size())));
  }
}

// What the base writes, by the path and the name of the function that does; in the base's order.
using Writers = std::map<std::pair<std::string_view, std::string_view>, std::vector<std::size_t>>;

Writers FindWriters(const Snapshot& snapshot) {
  Writers writers;
  for (std::size_t i = 0; i < snapshot.base_effects.size(); ++i) {
    const Effect& effect = snapshot.base_effects[i];
    if (!kWrites.contains(effect.access) || !HoldsData(effect.resource.kind)) continue;
    if (IsTestPath(effect.path)) continue;
    writers[{effect.path, DefinitionAround(effect)}].push_back(i);
  }
  return writers;
}

void CheckRewrittenWriters(const Snapshot& snapshot, const Writers& writers, int v,
                           Gatherer* gatherer) {
  const ChangeView& view = snapshot.views[static_cast<std::size_t>(v)];
  std::vector<std::pair<std::size_t, const EntityDelta*>> rewritten;
  for (const EntityDelta& entity : view.delta.entities) {
    if (entity.effect != EntityEffect::kAltersBody) continue;
    const auto found = writers.find({entity.new_path, entity.new_name});
    if (found == writers.end()) continue;
    for (const std::size_t i : found->second) rewritten.emplace_back(i, &entity);
  }
  std::stable_sort(rewritten.begin(), rewritten.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [i, entity] : rewritten) {
    CheckRewrittenWriter(snapshot, v, snapshot.base_effects[i], *entity, gatherer);
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  const Writers writers = FindWriters(snapshot);
  Gatherer gatherer;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    for (const EffectDelta& delta : view.effects) {
      if (delta.change == EffectChange::kRemoves && kWrites.contains(delta.before.access) &&
          HoldsData(delta.before.resource.kind)) {
        CheckSilencedWriter(snapshot, static_cast<int>(v), delta, &gatherer);
      }
      if (delta.change == EffectChange::kAlters && delta.after.access == "declare" &&
          !delta.before.to.empty() && !delta.after.to.empty() &&
          delta.before.to != delta.after.to &&
          delta.after.resource.kind != "environment variable") {
        CheckDeclaredForm(snapshot, static_cast<int>(v), delta, &gatherer);
        CheckOtherSchemas(snapshot, static_cast<int>(v), delta, &gatherer);
      }
      if (delta.change == EffectChange::kRemoves) {
        CheckOtherSchemas(snapshot, static_cast<int>(v), delta, &gatherer);
      }
      if (delta.change == EffectChange::kAdds && IsRequiredField(delta.after)) {
        CheckRequiredField(snapshot, static_cast<int>(v), delta, &gatherer);
      }
    }
    CheckRewrittenWriters(snapshot, writers, static_cast<int>(v), &gatherer);
  }
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_format_consumer = {
    .id = kId,
    .summary = "one change alters what is written where another newly reads",
    .verdict = Verdict::kRetest,
    .at_merge = false,
    .stops_merge = false,
    .check = Check,
};

}  // namespace interlock
