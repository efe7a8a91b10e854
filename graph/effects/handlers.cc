// What a function does that is written where it is handed over to serve or to consume something:
// it has no name, and what it does is not done by the function around it.
//
// Facts do not say where such a function ends. It holds the calls in the arguments of the call that
// it is handed to, and, when it has more than one line, all up to the next call of the definition
// around that has something constant.
#include "graph/effects/handlers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr std::string_view kInline = " > ";  // before what it serves

const InlineHandler* Around(const std::vector<InlineHandler>& handlers, std::int32_t scope,
                            std::uint32_t line) {
  const InlineHandler* innermost = nullptr;
  for (const InlineHandler& handler : handlers) {
    const bool inside =
        handler.scope == scope && handler.first_line <= line && line <= handler.last_line;
    if (inside && (innermost == nullptr || innermost->first_line <= handler.first_line)) {
      innermost = &handler;
    }
  }
  return innermost;
}

}  // namespace

const std::vector<InlineHandler>& SiteReader::HandlersOf(const SourceFile& file) {
  const auto [known, fresh] = handlers_.try_emplace(&file);
  if (!fresh) return known->second;
  const std::size_t count = file.facts().sites.size();  // what a reference tells of lies nowhere
  for (std::size_t i = 0; i < count; ++i) {
    std::string serves;
    for (const FoundEffect& found : EffectsAt(file, static_cast<std::int32_t>(i))) {
      const Effect& effect = found.effect;
      const bool hands_over = effect.access == "serve" || effect.access == "consume";
      if (hands_over && serves.empty()) serves = effect.resource.name;
    }
    const std::vector<Site>& sites = SitesOf(file).sites;
    const Site& site = sites[i];
    if (serves.empty() || site.kind != SiteKind::kCall || site.subject >= 0) continue;
    std::uint32_t last = 0, next = 0;
    for (std::size_t j = i + 1; j < count && next == 0; ++j) {
      const Site& other = sites[j];
      std::int32_t around = other.around;
      while (around > static_cast<std::int32_t>(i)) {
        around = sites[static_cast<std::size_t>(around)].around;
      }
      if (around == static_cast<std::int32_t>(i)) {
        last = std::max(last, other.line);
      } else if (other.scope == site.scope && other.line > site.line) {
        next = other.line;  // sites are in order
      }
    }
    if (last == 0) continue;
    if (last > site.line && next > last) last = next - 1;
    handlers_[&file].push_back({site.scope, site.line, last, std::move(serves)});
  }
  return handlers_[&file];
}

std::string InlineHandlerAround(EffectContext& context, const SourceFile& file, std::int32_t scope,
                                std::uint32_t line) {
  const InlineHandler* handler = Around(context.sites->HandlersOf(file), scope, line);
  return handler == nullptr ? "" : std::string(kInline) + handler->serves;
}

void NameInlineHandlers(EffectContext& context, const SourceFile& file,
                        std::vector<Effect>* effects) {
  const auto hands_over = [](const Effect& effect) {
    return effect.access == "serve" || effect.access == "consume";
  };
  if (file.traits() == nullptr || std::none_of(effects->begin(), effects->end(), hands_over))
    return;
  std::map<std::string, std::vector<InlineHandler>> by_function;
  for (const InlineHandler& handler : context.sites->HandlersOf(file)) {
    const std::string around = handler.scope < 0 ? "" : QualifiedName(file.facts(), handler.scope);
    by_function[around].push_back({-1, handler.first_line, handler.last_line, handler.serves});
  }
  for (Effect& effect : *effects) {
    const auto found = by_function.find(effect.in);
    if (found == by_function.end()) continue;
    const InlineHandler* handler = Around(found->second, -1, effect.line);
    if (handler != nullptr) effect.in += std::string(kInline) + handler->serves;
  }
}

std::string_view DefinitionAround(const Effect& effect) {
  return std::string_view(effect.in).substr(0, effect.in.find(kInline));
}

}  // namespace interlock
