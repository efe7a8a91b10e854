#include "analyzer/intake/experiment_switches.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace interlock {
namespace {

// "https://example.com/?checkout=1#top" forces variation 1 of "checkout". The first pair of that
// name counts, and of its text what begins it as a number.
std::optional<std::size_t> ForcedByUrl(const std::string& url, const std::string& experiment,
                                       std::size_t variations) {
  const std::size_t question = url.find('?');
  if (question == std::string::npos) return std::nullopt;
  std::string_view query = std::string_view(url).substr(question + 1);
  query = query.substr(0, std::min(query.find('?'), query.find('#')));
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) != experiment) continue;
    const std::string_view text = pair.substr(std::min(equals + 1, pair.size()));
    std::size_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool fits = read.ec == std::errc() && number < variations;
    return fits ? std::optional<std::size_t>(number) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

ExperimentSwitches ReadExperimentSwitches(const JsonValue& context) {
  ExperimentSwitches switches;
  switches.enabled = context["enabled"].Truth(true);
  switches.only_forced = context["qaMode"].Truth(false);
  switches.url = context["url"].Text();
  for (const JsonValue& forced : context["forcedVariations"].Items()) {
    switches.forced[forced.key()] = forced.Number().value_or(-1);
  }
  return switches;
}

SwitchedExperiment SwitchedTo(const ExperimentSwitches& switches, const std::string& experiment,
                              std::size_t variations, bool forces) {
  if (!switches.enabled) return {true, std::nullopt};
  const auto by_url = ForcedByUrl(switches.url, experiment, variations);
  if (by_url) return {true, by_url};
  const auto forced = switches.forced.find(experiment);
  if (forced == switches.forced.end()) return {switches.only_forced && !forces, std::nullopt};
  const bool fits = forced->second >= 0 && forced->second < static_cast<double>(variations);
  if (!fits) return {true, std::nullopt};
  return {true, static_cast<std::size_t>(forced->second)};
}

}  // namespace interlock
