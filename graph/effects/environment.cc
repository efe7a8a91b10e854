#include "graph/effects/environment.h"

#include <cctype>

namespace interlock {

namespace {

constexpr int kMaxPlaceholders = 4;  // that stand for one another

}  // namespace

std::optional<Placeholder> PlaceholderIn(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with('}') || text.find('}') != text.size() - 1) {
    return std::nullopt;
  }
  const std::string_view inner = text.substr(2, text.size() - 3);
  const std::size_t colon = inner.find(':');
  Placeholder placeholder;
  placeholder.key = inner.substr(0, colon);
  if (placeholder.key.empty()) return std::nullopt;
  if (colon != inner.npos) {
    std::string_view otherwise = inner.substr(colon + 1);
    if (otherwise.starts_with('-')) otherwise.remove_prefix(1);
    placeholder.otherwise = otherwise;
  }
  return placeholder;
}

std::string AsVariable(std::string_view key) {
  std::string variable;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    variable += std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte)) : '_';
  }
  return variable;
}

namespace {

std::string InSmallLetters(std::string_view name) {
  std::string small(name);
  for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return small;
}

}  // namespace

std::optional<EnvironmentValue> Environment::Declared(const std::string& kind,
                                                      std::string_view name) const {
  const auto found = declared_.find({kind, InSmallLetters(name)});
  if (found == declared_.end() || found->second.text.empty()) return std::nullopt;
  return found->second;
}

std::string Environment::TypeOf(std::string_view member) const {
  const auto found = types_.find(InSmallLetters(member));
  return found == types_.end() ? "" : found->second;
}

void Environment::Add(const std::vector<Effect>& declared, const ServiceMap* services) {
  for (const Effect& effect : declared) {
    const bool is_model = effect.resource.kind == "table" && effect.access == "declare";
    const bool is_field = effect.resource.kind == "column" && effect.access == "map";
    if ((is_model || is_field) && !effect.to.empty()) {
      EnvironmentValue value{
          effect.resource.name, effect.path + ":" + std::to_string(effect.line), {effect.path}};
      const auto [at, is_new] =
          declared_.try_emplace({effect.resource.kind, InSmallLetters(effect.to)}, value);
      if (!is_new && at->second.text != value.text) at->second.text.clear();
    }
    const bool is_member = effect.resource.kind == "message field" && effect.access == "declare";
    if (is_member && !effect.to.empty()) {
      const auto [at, is_new] = types_.try_emplace(InSmallLetters(effect.resource.name), effect.to);
      if (!is_new && at->second != effect.to) at->second.clear();
    }
    const bool is_key = effect.resource.kind == "configuration key";
    if (!is_key && effect.resource.kind != "environment variable") continue;
    if (effect.access != "declare" || effect.to.empty()) continue;
    const bool is_for_file = effect.service.empty() && services != nullptr;
    const std::string service = is_for_file ? services->ServiceOf(effect.path) : effect.service;
    Setting setting{service, effect.to, effect.path + ":" + std::to_string(effect.line),
                    effect.sources};
    setting.sources.push_back(effect.path);
    settings_[effect.resource.name].push_back(setting);
    if (is_key) settings_[AsVariable(effect.resource.name)].push_back(setting);
  }
}

std::optional<EnvironmentValue> Environment::Value(std::string_view name,
                                                   const std::string& service,
                                                   bool of_others) const {
  std::string key(name);
  std::vector<std::string> sources;  // of what names it, and what that names
  for (int i = 0; i < kMaxPlaceholders; ++i) {
    auto found = settings_.find(key);
    if (found == settings_.end()) found = settings_.find(AsVariable(key));
    if (found == settings_.end()) return std::nullopt;
    const Setting* agreed = nullptr;
    bool differ = false, own = false;
    for (const Setting& setting : found->second) {
      if (!of_others && setting.service != service) continue;
      const bool is_own = !service.empty() && setting.service == service;
      if (agreed == nullptr || (is_own && !own)) {
        agreed = &setting;
        differ = false;
      } else if (is_own == own && setting.text != agreed->text) {
        differ = true;
      }
      own = own || is_own;
    }
    if (differ || agreed == nullptr) return std::nullopt;
    sources.insert(sources.end(), agreed->sources.begin(), agreed->sources.end());
    const auto placeholder = PlaceholderIn(agreed->text);
    if (!placeholder) return EnvironmentValue{agreed->text, agreed->where, sources};
    if (placeholder->otherwise && !settings_.contains(placeholder->key)) {
      return EnvironmentValue{*placeholder->otherwise, agreed->where, sources};
    }
    if (placeholder->key == key) return std::nullopt;  // passed on from outside
    key = placeholder->key;
  }
  return std::nullopt;
}

}  // namespace interlock
