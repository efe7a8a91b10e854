// Effects of what code calls and reads.
#include <algorithm>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

bool Concerns(const CatalogEntry& entry, const SourceFile& file) {
  const LanguageTraits* traits = file.traits();
  if (traits == nullptr) return false;
  return entry.languages.empty() ||
         std::any_of(entry.languages.begin(), entry.languages.end(), [&](const std::string& word) {
           return word == traits->id || word == traits->family;
         });
}

}  // namespace

// A constant key taken from what is known everywhere: `ENV["HOME"]`.
std::vector<Effect> SiteReader::Read(const SourceFile& file) {
  std::vector<Effect> effects;
  for (const Site& site : file.facts().sites) {
    for (const CatalogEntry& entry : context_.catalog.entries) {
      const bool fits = site.kind == SiteKind::kIndex && entry.match == EntryMatch::kRead &&
                        std::find(entry.paths.begin(), entry.paths.end(), site.path + "[]") !=
                            entry.paths.end() &&
                        Concerns(entry, file) && site.operands.size() == 1;
      if (!fits) continue;
      for (const EntryEffect& of_entry : entry.effects) {
        Effect effect;
        effect.resource = {of_entry.kind, site.operands.front().text};
        effect.access = of_entry.access;
        effect.resolution = Resolution::kLikely;
        effect.path = file.path();
        effect.line = site.line;
        effect.in = site.scope < 0 ? "" : QualifiedName(file.facts(), site.scope);
        effect.entry = entry.id;
        effects.push_back(std::move(effect));
      }
    }
  }
  return effects;
}

std::vector<Effect> SiteEffects(EffectContext& context, const SourceFile& file) {
  return context.sites->Read(file);
}

}  // namespace interlock
