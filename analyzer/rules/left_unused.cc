// Each change drops some of the last uses of a name; together they leave one that nobody uses,
// where the language refuses that, or warns of it.
//
//   12 drops trace.Start in a file       34 drops trace.Stop in it, the import stays -> left-unused
//   12 drops one of two calls of trim    34 drops the other, trim is private         -> left-unused
//
// Near-misses that stay silent: a use is left; one of the two drops the name as well.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_left_unused;

namespace {

const char* const kId = "left-unused";

bool IsIdentifierPart(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Is `name` a whole name somewhere in a path?
bool Names(std::string_view path, std::string_view name) {
  for (std::size_t at = path.find(name); at != std::string_view::npos;
       at = path.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !IsIdentifierPart(path[at - 1])) &&
        (end == path.size() || !IsIdentifierPart(path[end]))) {
      return true;
    }
  }
  return false;
}

// The first line that speaks of `name` in any way, but for the definition of it; 0 when none does.
std::uint32_t FirstUse(const SourceFile& file, std::string_view name) {
  const FileFacts& facts = file.facts();
  std::uint32_t line = 0;
  const auto take = [&line](std::uint32_t candidate) {
    line = line == 0 ? candidate : std::min(line, candidate);
  };
  for (const Reference& use : facts.references) {
    if (use.name == name || Names(use.receiver, name)) take(use.line);
  }
  for (const Binding& binding : facts.bindings) {
    if (Names(binding.value, name) || Names(binding.type, name)) take(binding.line);
  }
  for (const Definition& definition : facts.definitions) {
    if (Names(definition.value, name) || Names(definition.type_text, name) ||
        Names(definition.owner, name)) {
      take(definition.first_line);
    }
    for (const Parameter& parameter : definition.parameters) {
      if (Names(parameter.type_text, name)) take(definition.first_line);
    }
  }
  for (const Inheritance& base : facts.inheritance) {
    if (Names(base.base, name)) take(base.line);
  }
  for (const Export& offer : facts.exports) {
    if (Names(offer.target, name)) take(offer.line);
  }
  return line;
}

bool Imports(const SourceFile& file, std::string_view name) {
  const std::vector<Import>& imports = file.facts().imports;
  return std::any_of(imports.begin(), imports.end(), [&](const Import& import) {
    return import.member == name || import.local == name ||
           (import.member.empty() && Names(import.module, name));
  });
}

// ---- Imports of one file.

void CheckImports(const Snapshot& snapshot, const PairView& pair, const Meeting& meeting,
                  Gatherer* gatherer) {
  const SourceFile& merged = *meeting.merged;
  for (const Import& import : merged.facts().imports) {
    const std::string name(BoundName(import, merged.traits()));
    if (name.empty() || name == "_" || import.re_export || FirstUse(merged, name) != 0) continue;
    // That each side still uses it proves what the import binds.
    const std::uint32_t in_a = FirstUse(*meeting.a, name), in_b = FirstUse(*meeting.b, name);
    if (in_a == 0 || in_b == 0 || FirstUse(*meeting.base, name) == 0) continue;
    Interaction interaction =
        MakeInteraction(snapshot, kId, pair, "import", EntityName(merged, name));
    interaction.severity = Severity::kHigh;
    interaction.resolution = Resolution::kResolved;
    interaction.certain = true;
    interaction.path = {"in " + merged.path() + ", once merged, nothing uses the import"};
    interaction.advice = LandOneThen(pair, "drop the import of " + name);
    gatherer->Add(std::move(interaction),
                  MakeEvidence(snapshot, *pair.a, *meeting.a, in_a,
                               "keeps a use that " + pair.b->phrase + " drops"),
                  MakeEvidence(snapshot, *pair.b, *meeting.b, in_b,
                               "keeps a use that " + pair.a->phrase + " drops"));
  }
}

void FindUnusedImports(const Snapshot& snapshot, Gatherer* gatherer) {
  for (const auto& [key, meeting_pair] : snapshot.meeting_pairs) {
    if (!meeting_pair.related || snapshot.Apart(key.first, key.second)) continue;
    const PairView pair = snapshot.Pair(key.first, key.second);
    for (const Meeting& meeting : pair.meetings) {
      if (meeting.base != nullptr && meeting.a != nullptr && meeting.b != nullptr &&
          meeting.merged != nullptr && meeting.merged->traits() != nullptr &&
          meeting.merged->traits()->refuses_unused_imports &&
          meeting.merged->facts().error_count == 0) {
        CheckImports(snapshot, pair, meeting, gatherer);
      }
    }
  }
}

// ---- Private functions, whoever used them.

struct Dropped {
  std::string path;
  std::uint32_t line = 0;
};
using DroppedNames = std::map<std::string, Dropped>;  // the first place of each

DroppedNames DroppedBy(const ChangeView& view) {
  std::map<std::string_view, const SourceFile*> before;
  for (const FileVersions& versions : view.files) {
    if (versions.before != nullptr) before[versions.before->path()] = versions.before;
  }
  DroppedNames names;
  for (const ReferenceDelta& reference : view.delta.references) {
    const auto file = before.find(reference.path);
    if (reference.gained || file == before.end() || file->second->traits() == nullptr ||
        !file->second->traits()->warns_unused) {
      continue;
    }
    const Reference& use =
        file->second->facts().references[static_cast<std::size_t>(reference.index)];
    if (use.kind == ReferenceKind::kCall)
      names.try_emplace(use.name, file->second->path(), use.line);
  }
  return names;
}

// Calls `visit` with each file that could see the target and speaks of it, until that says false.
template <typename Visit>
void ForEachUser(const World& world, const Target& target, const Visit& visit) {
  const std::string& name = target.definition().name;
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (file->traits() == nullptr || file->traits()->family != target.file->traits()->family ||
          world.Find(file->path()) != file) {
        continue;
      }
      if ((Imports(*file, name) || FirstUse(*file, name) != 0) && !visit(*file)) return;
    }
  }
}

// Nobody who could see it speaks of it any more.
bool IsUnused(const World& world, const Target& target) {
  bool is_used = false;
  ForEachUser(world, target, [&](const SourceFile&) {
    is_used = true;
    return false;
  });
  return !is_used;
}

// The one private function of that name, whose compiler says when nothing uses it.
std::optional<Target> PrivateFunction(const World& world, const std::string& name) {
  const std::vector<Target> targets = world.DefinitionsNamed(name);
  if (targets.size() != 1) return std::nullopt;
  const SourceFile& file = *targets.front().file;
  const Definition& definition = targets.front().definition();
  if (file.traits() == nullptr || !file.traits()->warns_unused || definition.exported ||
      definition.is_local || definition.is_alternative || definition.is_abstract ||
      !definition.callable || file.facts().error_count > 0) {
    return std::nullopt;
  }
  return targets.front();
}

bool Touches(const ChangeView& view, const std::string& path) {
  return std::any_of(view.files.begin(), view.files.end(), [&](const FileVersions& versions) {
    return versions.before != nullptr && versions.before->path() == path;
  });
}

void CheckDropped(const Snapshot& snapshot, const PairView& pair, const std::string& name,
                  const Dropped& a, const Dropped& b, Gatherer* gatherer) {
  const World both(pair.both);
  const std::optional<Target> found = PrivateFunction(both, name);
  if (!found || !IsUnused(both, *found)) return;
  const Target& target = *found;
  const Definition& definition = target.definition();
  const SourceFile& file = *target.file;
  if (IsUnused(World(pair.a->alone), target) || IsUnused(World(pair.b->alone), target)) return;
  const SourceFile* file_a = nullptr;
  const SourceFile* file_b = nullptr;
  for (const FileVersions& versions : pair.a->files) {
    if (versions.before != nullptr && versions.before->path() == a.path) file_a = versions.before;
  }
  for (const FileVersions& versions : pair.b->files) {
    if (versions.before != nullptr && versions.before->path() == b.path) file_b = versions.before;
  }
  if (file_a == nullptr || file_b == nullptr) return;
  Interaction interaction = MakeInteraction(snapshot, kId, pair, KindName(definition.kind),
                                            EntityName(file, target.name()));
  interaction.severity = Severity::kMedium;
  interaction.resolution = Resolution::kResolved;
  interaction.path = {"once both have landed, nothing uses " + target.name() + " of " +
                      file.path() + ", which no other part can see"};
  interaction.advice = LandOneThen(pair, "drop " + target.name());
  gatherer->Add(std::move(interaction),
                MakeEvidence(snapshot, *pair.a, *file_a, a.line, "no longer calls " + name),
                MakeEvidence(snapshot, *pair.b, *file_b, b.line, "no longer calls " + name));
}

void FindUnusedFunctions(const Snapshot& snapshot, Gatherer* gatherer) {
  std::vector<DroppedNames> dropped;
  std::map<std::pair<int, std::string>, std::vector<int>> by_name;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    dropped.push_back(DroppedBy(snapshot.views[v]));
    for (const auto& [name, place] : dropped.back()) {
      by_name[{snapshot.views[v].group, name}].push_back(static_cast<int>(v));
    }
  }
  for (const auto& [key, views] : by_name) {
    if (views.size() < 2) continue;
    const std::string& name = key.second;
    // All views of a group begin in one world.
    const World before(snapshot.View(views.front()).before);
    const std::optional<Target> target = PrivateFunction(before, name);
    if (!target) continue;
    std::vector<std::string> users;
    ForEachUser(before, *target, [&](const SourceFile& file) {
      users.push_back(file.path());
      return true;
    });
    for (std::size_t i = 0; i < views.size(); ++i) {
      for (std::size_t j = i + 1; j < views.size(); ++j) {
        if (snapshot.Apart(views[i], views[j])) continue;
        const bool may_drop_all =
            std::all_of(users.begin(), users.end(), [&](const std::string& path) {
              return Touches(snapshot.View(views[i]), path) ||
                     Touches(snapshot.View(views[j]), path);
            });
        if (!may_drop_all) continue;
        CheckDropped(snapshot, snapshot.Pair(views[i], views[j]), name,
                     dropped[static_cast<std::size_t>(views[i])].at(name),
                     dropped[static_cast<std::size_t>(views[j])].at(name), gatherer);
      }
    }
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  FindUnusedImports(snapshot, &gatherer);
  FindUnusedFunctions(snapshot, &gatherer);
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_left_unused = {"left-unused",
                               "both changes drop the last uses of a name that stays",
                               Verdict::kRetest,
                               true,
                               false,
                               Check};

}  // namespace interlock
