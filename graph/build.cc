#include "graph/build.h"

#include <algorithm>
#include <unordered_map>

#include "graph/modules.h"

namespace interlock {

namespace {

// Local functions have no node: what they do is done by the entity around them.
std::int32_t EntityAround(const SourceFile& file, std::int32_t scope) {
  while (scope >= 0 && file.definition(scope).is_local) scope = file.definition(scope).parent;
  return scope;
}

void AddNodes(const std::string& repository, const SourceFile& file, GraphRows* rows) {
  rows->nodes.push_back({static_cast<std::int64_t>(rows->nodes.size()) + 1, repository, file.path(),
                         "file", ModuleName(file).empty() ? file.path() : ModuleName(file), 1, 0});
  const FileFacts& facts = file.facts();
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& definition = facts.definitions[i];
    if (definition.is_local) continue;
    rows->nodes.push_back({static_cast<std::int64_t>(rows->nodes.size()) + 1, repository,
                           file.path(), KindName(definition.kind),
                           QualifiedName(facts, static_cast<std::int32_t>(i)),
                           definition.first_line, definition.last_line});
  }
}

// Per file, the node id of each definition: one pass instead of a count for each edge.
std::vector<std::int64_t> IdsOf(const SourceFile& file, std::int64_t file_id) {
  std::vector<std::int64_t> ids(file.facts().definitions.size(), 0);
  std::int64_t next = file_id;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!file.facts().definitions[i].is_local) ids[i] = ++next;
  }
  return ids;
}

}  // namespace

FileUses ResolveFile(Resolver& resolver, const SourceFile& file) {
  FileUses uses;
  uses.file = &file;
  if (file.traits() == nullptr) return uses;
  const FileFacts& facts = file.facts();
  for (std::size_t i = 0; i < facts.references.size(); ++i) {
    const Reference& reference = facts.references[i];
    const Resolved resolved = resolver.Resolve(file, reference);
    const std::int32_t source = EntityAround(file, reference.scope);
    for (const Target& target : resolved.targets) {
      if (target.definition().is_local) continue;
      uses.edges.push_back({source, target, KindName(reference.kind), resolved.rule,
                            resolved.resolution, reference.line});
    }
    const bool is_call = reference.kind == ReferenceKind::kCall;
    if (is_call && !resolved.found() && !resolved.external && !resolved.local) {
      uses.sinks.push_back({source, static_cast<std::int32_t>(i), resolved.reason});
    }
  }
  for (const Inheritance& inheritance : facts.inheritance) {
    if (inheritance.definition < 0 || !inheritance.owner.empty()) continue;
    const Resolved base = resolver.ResolveType(file, file.definition(inheritance.definition).parent,
                                               inheritance.base);
    for (const Target& target : base.targets) {
      if (target.definition().is_local) continue;
      uses.edges.push_back({EntityAround(file, inheritance.definition), target, "inherits",
                            base.rule, base.resolution, inheritance.line});
    }
  }
  return uses;
}

GraphRows AssembleGraph(const std::string& repository, const std::vector<FileUses>& files) {
  GraphRows rows;
  std::unordered_map<const SourceFile*, std::vector<std::int64_t>> ids;
  std::unordered_map<const SourceFile*, std::int64_t> file_ids;
  for (const FileUses& uses : files) {
    const auto file_id = static_cast<std::int64_t>(rows.nodes.size()) + 1;
    file_ids[uses.file] = file_id;
    ids[uses.file] = IdsOf(*uses.file, file_id);
    AddNodes(repository, *uses.file, &rows);
  }
  const auto id_of = [&](const SourceFile* file, std::int32_t definition) {
    return definition < 0 ? file_ids.at(file) : ids.at(file)[static_cast<std::size_t>(definition)];
  };
  for (const FileUses& uses : files) {
    for (const FileUses::Edge& edge : uses.edges) {
      if (!ids.contains(edge.target.file)) continue;
      rows.edges.push_back({id_of(uses.file, edge.source),
                            id_of(edge.target.file, edge.target.index), edge.kind, edge.rule,
                            edge.resolution, edge.line});
    }
    for (const FileUses::Sink& sink : uses.sinks) {
      const Reference& reference =
          uses.file->facts().references[static_cast<std::size_t>(sink.reference)];
      rows.unresolved.push_back({id_of(uses.file, sink.source), reference.name, reference.receiver,
                                 KindName(reference.kind), reference.line, sink.reason});
    }
  }
  return rows;
}

}  // namespace interlock
