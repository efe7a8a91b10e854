#include "analyzer/overlay/resources/given_up.h"

#include <algorithm>

namespace interlock {

namespace {

// The versions of the files of a view by path, for either side.
class FilesOf {
 public:
  explicit FilesOf(const ChangeView& view) {
    for (const FileVersions& versions : view.files) {
      if (versions.before != nullptr) before_[versions.before->path()] = &versions;
      if (versions.after != nullptr) after_[versions.after->path()] = &versions;
    }
  }

  // Null when the file has no two versions: what a new or removed file holds replaces nothing.
  const FileVersions* Find(std::string_view path, bool gained) const {
    const auto& side = gained ? after_ : before_;
    const auto found = side.find(path);
    if (found == side.end()) return nullptr;
    const FileVersions* versions = found->second;
    return versions->before == nullptr || versions->after == nullptr ? nullptr : versions;
  }

 private:
  std::map<std::string_view, const FileVersions*> before_, after_;
};

// The module that the first name of the use is imported from; null when it is not imported.
const Interned* RootModule(const SourceFile& file, const Reference& use) {
  const std::string_view path = use.receiver.empty() ? use.name : use.receiver;
  const std::vector<std::int32_t> imports =
      file.Imports(path.substr(0, path.find_first_of(".([{#")));
  return imports.empty() ? nullptr
                         : &file.facts().imports[static_cast<std::size_t>(imports.front())].module;
}

void Lose(const FileVersions& versions, std::uint32_t line, std::uint32_t count,
          GivenUp* given_up) {
  given_up->count += count;
  given_up->paths.insert(versions.after->path());
  if (given_up->file != nullptr) return;
  given_up->file = versions.before;
  given_up->line = line;
}

std::map<std::string, GivenUp> WithoutGained(std::map<std::string, GivenUp> lost,
                                             const std::set<std::string>& gained) {
  std::erase_if(lost, [&](const auto& entry) {
    return entry.second.count < 2 || gained.contains(entry.first);
  });
  return lost;
}

}  // namespace

void ForEachSpokenName(const Reference& use, const std::function<void(const std::string&)>& visit) {
  if (!use.receiver.empty() || use.kind == ReferenceKind::kType) visit(use.name);
  for (const std::string& keyword : use.keywords) visit(keyword);
}

std::map<std::string, GivenUp> NamesGivenUp(const ChangeView& view) {
  const FilesOf files(view);
  std::map<std::string, GivenUp> lost;
  std::set<std::string> gained;
  for (const ReferenceDelta& delta : view.delta.references) {
    const FileVersions* versions = files.Find(delta.path, delta.gained);
    if (versions == nullptr) continue;
    const SourceFile& file = delta.gained ? *versions->after : *versions->before;
    const Reference& use = file.facts().references[static_cast<std::size_t>(delta.index)];
    ForEachSpokenName(use, [&](const std::string& name) {
      if (delta.gained) {
        gained.insert(name);
        return;
      }
      GivenUp& given_up = lost[name];
      Lose(*versions, use.line, use.count, &given_up);
      const Interned* module = RootModule(file, use);
      if (module != nullptr) given_up.modules.insert(*module);
    });
  }
  return WithoutGained(std::move(lost), gained);
}

std::string ImportKey(const Import& import) {
  return import.member.empty() ? import.module.str() : import.module + " " + import.member;
}

std::map<std::string, GivenUp> ImportsGivenUp(const ChangeView& view) {
  const FilesOf files(view);
  std::map<std::string, GivenUp> lost;
  std::set<std::string> gained;
  for (const ImportDelta& delta : view.delta.imports) {
    const FileVersions* versions = files.Find(delta.path, delta.gained);
    if (versions == nullptr) continue;
    const SourceFile& file = delta.gained ? *versions->after : *versions->before;
    const Import& import = file.facts().imports[static_cast<std::size_t>(delta.index)];
    if (delta.gained) {
      gained.insert(ImportKey(import));
      continue;
    }
    GivenUp& given_up = lost[ImportKey(import)];
    Lose(*versions, import.line, 1, &given_up);
    given_up.modules.insert(import.module);
  }
  return WithoutGained(std::move(lost), gained);
}

bool SpeaksOf(const SourceFile& file, const std::string& name) {
  bool speaks = false;
  for (const Reference& use : file.facts().references) {
    ForEachSpokenName(use, [&](const std::string& spoken) { speaks = speaks || spoken == name; });
    if (speaks) break;
  }
  return speaks;
}

bool HasImport(const SourceFile& file, const std::string& key) {
  return std::any_of(file.facts().imports.begin(), file.facts().imports.end(),
                     [&](const Import& import) { return ImportKey(import) == key; });
}

bool NoFile(const World& world, const std::string& family,
            const std::function<bool(const SourceFile&)>& wanted) {
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (file->traits() == nullptr || file->traits()->family != family) continue;
      if (wanted(*file) && world.Find(file->path()) == file) return false;
    }
  }
  return true;
}

bool IsOwnName(const World& world, const std::string& name, const std::string& family) {
  const std::vector<Target> own = world.DefinitionsNamed(name);
  return std::any_of(own.begin(), own.end(), [&](const Target& target) {
    return target.file->traits() != nullptr && target.file->traits()->family == family;
  });
}

}  // namespace interlock
