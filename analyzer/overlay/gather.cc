#include "analyzer/overlay/gather.h"

#include <algorithm>

namespace interlock {

namespace {

constexpr std::size_t kUsesShown = 3;

bool Before(const Evidence& a, const Evidence& b) {
  return std::tie(a.path, a.line, a.statement) < std::tie(b.path, b.line, b.statement);
}

bool SamePlace(const Evidence& a, const Evidence& b) { return !Before(a, b) && !Before(b, a); }

}  // namespace

void Gatherer::Add(Interaction interaction, Evidence cause, Evidence use) {
  Key key{interaction.changes, interaction.on.name, cause.change};
  auto [at, fresh] = entries_.try_emplace(std::move(key));
  Entry& entry = at->second;
  const std::uint32_t form = cause.line;
  if (fresh) {
    entry.interaction = std::move(interaction);
    entry.cause = std::move(cause);
  } else {
    Interaction& known = entry.interaction;
    known.severity = std::max(known.severity, interaction.severity);
    known.resolution = std::max(known.resolution, interaction.resolution);
    known.certain = known.certain || interaction.certain;
  }
  // One use that may mean any of several forms is told of the one that it met first: what is told
  // of another would not go with the advice.
  const auto [told, is_new] = entry.forms.try_emplace({use.path, use.line}, form);
  if (is_new || told->second == form) entry.uses.push_back(std::move(use));
}

void Gatherer::AppendTo(std::vector<Interaction>* found) {
  for (auto& [key, entry] : entries_) {
    std::sort(entry.uses.begin(), entry.uses.end(), Before);
    entry.uses.erase(std::unique(entry.uses.begin(), entry.uses.end(), SamePlace),
                     entry.uses.end());
    Interaction& interaction = entry.interaction;
    interaction.evidence.push_back(entry.cause);
    const std::size_t shown = std::min(kUsesShown, entry.uses.size());
    for (std::size_t i = 0; i < shown; ++i) interaction.evidence.push_back(entry.uses[i]);
    if (const std::size_t rest = entry.uses.size() - shown; rest > 0) {
      interaction.evidence.back().statement += " (and " + std::to_string(rest) + " more uses)";
    }
    found->push_back(std::move(interaction));
  }
}

}  // namespace interlock
