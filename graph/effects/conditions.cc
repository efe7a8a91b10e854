// Types that are there only under a condition: a bean that a property switches on. Whoever keeps
// one in a field relies on what the condition reads. What asks first, `Optional<Pay>`, relies on
// nothing.
#include <algorithm>

#include "graph/effects/site_names.h"
#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxConditions = 2'000;  // in one world
const char* const kUsers = "users";

bool IsCondition(const CatalogEntry& entry) {
  const Places& what = entry.mount.what;
  return entry.match == EntryMatch::kDecorator &&
         std::find(what.begin(), what.end(), kUsers) != what.end();
}

}  // namespace

const std::vector<const CatalogEntry*>& SiteReader::ConditionEntries() {
  if (!condition_entries_) {
    condition_entries_.emplace();
    for (const CatalogEntry& entry : context_.catalog.entries) {
      if (IsCondition(entry)) condition_entries_->push_back(&entry);
    }
  }
  return *condition_entries_;
}

// What is decorated with a condition: the type itself, or the type of what a method makes.
void SiteReader::IndexConditions() {
  if (conditions_) return;
  conditions_.emplace();
  EntryNames names;
  for (const CatalogEntry* entry : ConditionEntries()) names.Add(*entry);
  std::size_t count = 0;
  for (const PlacedSite& placed : SitesNamed(names)) {
    const Site& site = placed.site();
    if (site.kind != SiteKind::kCall || site.subject < 0) continue;
    if (++count > kMaxConditions) break;
    const Definition& subject = placed.file->definition(site.subject);
    const std::string_view type = subject.callable ? LastNameOf(subject.type) : subject.name.str();
    (*conditions_)[std::string(type)].push_back({placed.file, placed.index});
  }
}

// The type that a condition is about, if it is this one.
bool SiteReader::IsAbout(const Condition& condition, const Object& type) {
  const Site site = SitesOf(*condition.file).sites[static_cast<std::size_t>(condition.site)];
  const Definition& subject = condition.file->definition(site.subject);
  if (!subject.callable) {
    return type.file == condition.file && type.definition == site.subject;
  }
  for (const FoundObject& made :
       ObjectsAt({condition.file, subject.parent, site.line}, subject.type, 0)) {
    if (made.object == type) return true;
  }
  return false;
}

// What the fields of the file rely on.
SiteReader::Founds SiteReader::FromConditions(const SourceFile& file) {
  Founds founds;
  const std::vector<const CatalogEntry*>& entries = ConditionEntries();
  const bool may = std::any_of(entries.begin(), entries.end(),
                               [&](const CatalogEntry* entry) { return Concerns(*entry, file); });
  if (!may) return founds;
  IndexConditions();
  for (const Definition& field : file.facts().definitions) {
    if (field.kind != DefinitionKind::kField || field.type.empty()) continue;
    const auto named = conditions_->find(LastNameOf(field.type));
    if (named == conditions_->end()) continue;
    for (const FoundObject& type : ObjectsAt({&file, field.parent, 0}, field.type, 0)) {
      for (const Condition& condition : named->second) {
        if (IsAbout(condition, type.object)) Rely(file, field, condition, &founds);
      }
    }
  }
  return founds;
}

void SiteReader::Rely(const SourceFile& file, const Definition& field, const Condition& condition,
                      Founds* founds) {
  Site use;
  use.scope = field.parent;
  use.line = field.first_line;
  for (FoundEffect found : EffectsAt(*condition.file, condition.site)) {
    Effect& effect = found.effect;
    if (!found.parameter.empty() || effect.resource.name == "?") continue;
    effect.joined = "for " + field.type + ", " + effect.path + ":" + std::to_string(effect.line);
    if (condition.file != &file) effect.sources.push_back(condition.file->path());
    Complete(file, use, &effect);
    founds->push_back(std::move(found));
  }
}

}  // namespace interlock
