// The models of a base and of what is laid over it, by how they are spoken of.
#include <algorithm>
#include <string>

#include "graph/effects/models.h"
#include "graph/effects/patterns.h"

namespace interlock {

void ModelIndex::Add(Entry entry) {
  by_name_[entry.name].push_back(entry.type);
  if (!entry.queried.empty()) by_query_[entry.queried].push_back(entry.type);
  for (const std::string& field : entry.fields) ++fields_[field];
  for (const std::string& name : entry.related) by_relation_[name].push_back(entry.type);
  ++tables_[entry.table];
  ++styles_[entry.style];
  std::vector<Entry>& of_file = entries_[entry.type.file];
  of_file.push_back(std::move(entry));
}

const std::vector<ModelIndex::Entry>& ModelIndex::Of(const SourceFile* file) const {
  static const std::vector<Entry> kNone;
  const auto found = entries_.find(file);
  return found == entries_.end() ? kNone : found->second;
}

std::vector<Target> ModelIndex::Find(const Types& types, std::string_view name) {
  const auto found = types.find(name);
  return found == types.end() ? std::vector<Target>() : found->second;
}

int ModelIndex::Count(const Counts& counts, const std::string& name) {
  const auto found = counts.find(name);
  return found == counts.end() ? 0 : found->second;
}

ModelIndex Models::IndexOf(const Layer& layer) {
  ModelIndex index;
  for (const SourceFile* file : layer.files()) {
    if (StylesOf(*file).empty() || context_.world.Find(file->path()) != file) continue;
    const auto& definitions = file->facts().definitions;
    for (std::size_t i = 0; i < definitions.size(); ++i) {
      const Target type{file, static_cast<std::int32_t>(i)};
      const Model* model = Of(type);
      if (model == nullptr) continue;
      const std::string name = Lower(model->type);
      ModelIndex::Entry entry{type,
                              model->style,
                              model->application + "." + name,
                              model->style->type_queries ? name : "",
                              model->table,
                              {},
                              {}};
      for (const auto& [field, column] : model->columns) entry.fields.insert(field);
      for (const auto& [field, related] : model->relations) {
        entry.related.insert(field);
        for (const std::string& back : {related.back, related.asked}) {
          if (!back.empty()) entry.related.insert(back);
        }
      }
      if (model->is_swapped) entry.related.insert(model->style->swapped_names.front());
      index.Add(std::move(entry));
    }
  }
  return index;
}

const ModelIndex& Models::Laid() {
  if (laid_) return *laid_;
  laid_.emplace();
  hidden_.emplace();
  const Layer* base = context_.basis.base;
  std::set<std::string_view> paths;
  for (const Layer* layer : context_.world.layers()) {
    if (layer == base) continue;
    const ModelIndex index = IndexOf(*layer);
    for (const SourceFile* file : layer->files()) {
      for (const ModelIndex::Entry& entry : index.Of(file)) laid_->Add(entry);
      paths.insert(file->path());
    }
    paths.insert(layer->removed().begin(), layer->removed().end());
  }
  for (const std::string_view path : paths) {
    const SourceFile* then = base->Find(path);
    if (then == nullptr || context_.world.Find(path) == then) continue;
    for (const ModelIndex::Entry& entry : context_.basis.models().Of(then)) hidden_->Add(entry);
  }
  return *laid_;
}

// What the base counts, without what is hidden of it, and with what is laid over it.
template <typename Count>
int Models::CountOf(const Count& count) {
  const int laid = count(Laid());
  return laid + count(context_.basis.models()) - count(*hidden_);
}

// In order of path.
std::vector<Target> Models::Visible(std::vector<Target> of_base, std::vector<Target> laid) const {
  std::erase_if(of_base, [&](const Target& type) {
    return context_.world.Find(type.file->path()) != type.file;
  });
  of_base.insert(of_base.end(), laid.begin(), laid.end());
  std::stable_sort(of_base.begin(), of_base.end(), [](const Target& a, const Target& b) {
    return a.file->path() < b.file->path();
  });
  return of_base;
}

const Model* Models::InStatement(const SourceFile& file, const std::string& name) {
  const std::vector<const ModelStyle*> styles = StylesOf(file);
  const bool may = std::any_of(styles.begin(), styles.end(),
                               [](const ModelStyle* style) { return style->type_queries; });
  if (!may) return nullptr;
  const std::vector<Target> types =
      Visible(context_.basis.models().Queried(name), Laid().Queried(name));
  if (types.size() != 1) return nullptr;
  const int tables = CountOf([&](const ModelIndex& index) { return index.TablesNamed(name); });
  return tables > 0 ? nullptr : Of(types.front());
}

bool Models::HasAny(const ModelStyle& style) {
  return CountOf([&](const ModelIndex& index) { return index.ModelsOf(style); }) > 0;
}

bool Models::HasField(const std::string& name) {
  return CountOf([&](const ModelIndex& index) { return index.FieldsNamed(name); }) > 0;
}

std::vector<Target> Models::TypesRelated(const std::string& name) {
  return Visible(context_.basis.models().Related(name), Laid().Related(name));
}

const Model* Models::Named(const ModelStyle& style, const std::string& application,
                           const std::string& type) {
  const std::string name = application + "." + Lower(type);
  const Model* only = nullptr;
  for (const Target& named : Visible(context_.basis.models().Named(name), Laid().Named(name))) {
    const Model* model = Of(named);
    if (model == nullptr || model->style != &style || model->table.empty()) continue;
    if (only != nullptr && only->table != model->table) return nullptr;
    only = model;
  }
  return only;
}

}  // namespace interlock
