#include "analyzer/overlay/related/relevance.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <iterator>
#include <set>
#include <string>

namespace interlock {

namespace {

// Stands for all names that are bound at file level: their uses in the file are no facts.
constexpr std::string_view kFileLevel = "\n";
constexpr std::string_view kIncludes = "\n#";  // files as a whole, and not names of them

bool IsOfName(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string_view PathOf(const FileVersions& versions) {
  return versions.after != nullptr ? versions.after->path() : versions.before->path();
}

// What stands before each name, among those of one kind in the file: what has moved has another
// neighbour, though nothing else tells of it.
using Neighbours = std::map<std::string, std::string>;

Neighbours NeighboursIn(const FileFacts& facts) {
  Neighbours before;
  std::map<std::int32_t, std::string> last;  // definition, by what is around it
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& definition = facts.definitions[i];
    if (definition.is_local) continue;
    before["d" + QualifiedName(facts, static_cast<std::int32_t>(i))] = last[definition.parent];
    last[definition.parent] = definition.name;
  }
  std::map<std::uint32_t, std::string> last_entry;  // by list
  for (const Entry& entry : facts.entries) {
    before["e" + entry.name] = last_entry[entry.list];
    last_entry[entry.list] = entry.name;
  }
  std::string last_import;
  for (const Import& import : facts.imports) {
    std::string name =
        import.local.empty() ? import.module + "." + import.member : import.local.str();
    before["i" + name] = last_import;
    last_import = std::move(name);
  }
  return before;
}

// Finds the names of each file; `names(path)` is where those of a path go.
class Collector {
 public:
  using Place = std::function<DeltaNames&(std::string_view path)>;

  Collector(const Delta& delta, const std::vector<FileVersions>& files, Place place)
      : delta_(delta), files_(files), place_(std::move(place)) {}

  void Run() {
    std::map<std::string_view, const FileVersions*> by_new, by_old;
    for (const FileVersions& versions : files_) {
      if (versions.after != nullptr) by_new[versions.after->path()] = &versions;
      if (versions.before != nullptr) by_old[versions.before->path()] = &versions;
      AddFile(versions);
    }
    for (const EntityDelta& entity : delta_.entities) {
      for (const std::string* path : {&entity.old_path, &entity.new_path}) {
        if (path->empty()) continue;
        const auto& known = path == &entity.new_path ? by_new : by_old;
        const auto found = known.find(*path);
        if (found == known.end()) continue;
        DeltaNames& names = place_(PathOf(*found->second));
        names.defined.AddParts(entity.old_name);
        names.defined.AddParts(entity.new_name);
      }
    }
    const auto version = [&](std::string_view path, bool gained) -> const FileVersions* {
      const auto& known = gained ? by_new : by_old;
      const auto found = known.find(path);
      return found == known.end() ? nullptr : found->second;
    };
    for (const ReferenceDelta& reference : delta_.references) {
      const FileVersions* versions = version(reference.path, reference.gained);
      if (versions == nullptr) continue;
      const SourceFile* file = reference.gained ? versions->after : versions->before;
      const Reference& use = file->facts().references[static_cast<std::size_t>(reference.index)];
      DeltaNames& names = place_(PathOf(*versions));
      SpokenNames& spoken = reference.gained ? names.used : names.dropped;
      spoken.Add(use.name);
      spoken.AddParts(use.receiver);
      for (const std::string& keyword : use.keywords) spoken.Add(keyword);
    }
    for (const ImportDelta& import : delta_.imports) {
      const FileVersions* versions = version(import.path, import.gained);
      if (versions == nullptr) continue;
      const SourceFile* file = import.gained ? versions->after : versions->before;
      AddImport(file->facts().imports[static_cast<std::size_t>(import.index)], import.gained,
                &place_(PathOf(*versions)));
    }
  }

 private:
  // An import both uses what it names and offers it to those who import from here.
  static void AddImport(const Import& import, bool gained, DeltaNames* names) {
    for (SpokenNames* spoken : {&names->defined, gained ? &names->used : &names->dropped}) {
      spoken->Add(import.member);
      spoken->Add(import.local);
      spoken->AddParts(import.module);
    }
    if (!gained && IsInclude(import)) names->defined.Add(kIncludes);
  }

  // Who loses a file as a whole loses it for all that include who includes it.
  static bool IsInclude(const Import& import) {
    return import.member.empty() && import.local.empty();
  }

  static void AddMoved(const FileVersions& versions, DeltaNames* names) {
    const Neighbours then = NeighboursIn(versions.before->facts());
    for (const auto& [name, neighbour] : NeighboursIn(versions.after->facts())) {
      const auto found = then.find(name);
      if (found != then.end() && found->second != neighbour) {
        names->defined.AddParts(std::string_view(name).substr(1));
        names->defined.Add(name);
      }
    }
  }

  // What the file offers to others, by whatever statement.
  static std::set<std::string_view> OfferedBy(const FileFacts& facts) {
    std::set<std::string_view> names;
    for (const Definition& definition : facts.definitions) {
      if (definition.exported && definition.parent < 0) names.insert(definition.name);
    }
    for (const Export& offered : facts.exports) names.insert({offered.name, offered.target});
    return names;
  }

  static void AddOffered(const FileVersions& versions, DeltaNames* names) {
    const std::set<std::string_view> before = OfferedBy(versions.before->facts());
    const std::set<std::string_view> after = OfferedBy(versions.after->facts());
    std::vector<std::string_view> differing;
    std::set_symmetric_difference(before.begin(), before.end(), after.begin(), after.end(),
                                  std::back_inserter(differing));
    for (const std::string_view name : differing) names->defined.AddParts(name);
  }

  void AddFile(const FileVersions& versions) {
    DeltaNames& names = place_(PathOf(versions));
    const bool stays = versions.before != nullptr && versions.after != nullptr &&
                       versions.before->path() == versions.after->path();
    for (const SourceFile* file : {versions.before, versions.after}) {
      if (file != nullptr && !stays) names.defined.AddParts(file->path());
    }
    names.used.Add(kFileLevel);
    if (versions.after != nullptr) {
      const std::vector<Import>& imports = versions.after->facts().imports;
      if (std::any_of(imports.begin(), imports.end(), IsInclude)) names.used.Add(kIncludes);
    }
    if (stays) AddMoved(versions, &names);
    if (stays) AddOffered(versions, &names);
    std::set<std::string_view> known, bound;
    if (versions.after != nullptr) {
      for (const Binding& binding : versions.after->facts().bindings) bound.insert(binding.name);
    }
    if (versions.before != nullptr) {
      const FileFacts& facts = versions.before->facts();
      for (const Entry& entry : facts.entries) known.insert(entry.name);
      for (const Choice& choice : facts.choices) {
        for (const ChoiceLabel& label : choice.labels) known.insert(label.text);
      }
      for (const Binding& binding : facts.bindings) {
        if (binding.scope < 0 && !bound.contains(binding.name)) names.defined.Add(kFileLevel);
      }
    }
    if (versions.after == nullptr) return;
    const FileFacts& facts = versions.after->facts();
    for (const Entry& entry : facts.entries) {
      if (known.contains(entry.name)) continue;
      names.defined.Add(entry.name);
      names.defined.AddParts(entry.name);
    }
    for (const Choice& choice : facts.choices) {
      for (const ChoiceLabel& label : choice.labels) {
        if (!known.contains(label.text)) names.defined.Add(label.text);
      }
    }
    for (const Inheritance& inheritance : facts.inheritance) names.used.AddParts(inheritance.base);
    for (const Choice& choice : facts.choices) {
      names.used.AddParts(choice.on);
      for (const ChoiceLabel& label : choice.labels) names.used.AddParts(label.path);
    }
  }

  const Delta& delta_;
  const std::vector<FileVersions>& files_;
  Place place_;
};

}  // namespace

void SpokenNames::Add(std::string_view name) {
  if (!name.empty()) hashes_.push_back(std::hash<std::string_view>()(name));
}

void SpokenNames::AddParts(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && IsOfName(text[end])) ++end;
    Add(text.substr(at, end - at));
    at = end + 1;
  }
}

void SpokenNames::Add(const SpokenNames& other) {
  hashes_.insert(hashes_.end(), other.hashes_.begin(), other.hashes_.end());
}

void SpokenNames::Settle() {
  std::sort(hashes_.begin(), hashes_.end());
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  hashes_.shrink_to_fit();
}

bool SpokenNames::Meets(const SpokenNames& other) const {
  const bool fewer = hashes_.size() <= other.hashes_.size();
  const auto& few = fewer ? hashes_ : other.hashes_;
  const auto& many = fewer ? other.hashes_ : hashes_;
  auto from = many.begin();
  for (const std::uint64_t name : few) {
    from = std::lower_bound(from, many.end(), name);
    if (from == many.end()) return false;
    if (*from == name) return true;
  }
  return false;
}

bool DeltaNames::Meets(const DeltaNames& other) const {
  return defined.Meets(other.defined) || defined.Meets(other.used) || used.Meets(other.defined) ||
         dropped.Meets(other.dropped);
}

void DeltaNames::Add(const DeltaNames& other) {
  defined.Add(other.defined);
  used.Add(other.used);
  dropped.Add(other.dropped);
}

void DeltaNames::Settle() {
  for (SpokenNames* names : {&defined, &used, &dropped}) names->Settle();
}

NamesByPath NamesOfFiles(const Delta& delta, const std::vector<FileVersions>& files) {
  NamesByPath names;
  Collector(delta, files, [&](std::string_view path) -> DeltaNames& {
    const auto found = names.find(path);
    return found != names.end() ? found->second : names[std::string(path)];
  }).Run();
  for (auto& [path, of_file] : names) of_file.Settle();
  return names;
}

DeltaNames NamesOfAll(const Delta& delta, const std::vector<FileVersions>& files) {
  DeltaNames names;
  Collector(delta, files, [&](std::string_view) -> DeltaNames& { return names; }).Run();
  names.Settle();
  return names;
}

}  // namespace interlock
