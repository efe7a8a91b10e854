#include "analyzer/intake/config.h"

#include <algorithm>

#include "analyzer/intake/catalog.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr std::int64_t kMaxFileBytes = 1'000'000'000;

// The file comes from the repository: it may name nothing outside of it.
void CheckInRepository(const YamlValue& value, const std::string& path) {
  const bool absolute = path.starts_with('/') || path.starts_with('\\');
  const bool climbs = ("/" + path + "/").find("/../") != std::string::npos;
  if (path.empty() || absolute || climbs) value.Expected("a path inside the repository");
}

std::string PathInRepository(const YamlValue& value) {
  const std::string path = value.Text();
  CheckInRepository(value, path);
  return path;
}

// One file, or a list of them.
std::vector<RolloutPath> RolloutPaths(const YamlValue& value) {
  std::vector<RolloutPath> paths;
  for (const YamlValue& entry : value.IsList() ? value.List() : std::vector<YamlValue>{value}) {
    paths.push_back(ParseRolloutPath(entry.Text()));
    CheckInRepository(entry, paths.back().path);
  }
  return paths;
}

// [[userId, user_id, distinct_id]]
std::vector<SameId> ReadSameIds(const YamlValue& value) {
  std::vector<SameId> ids;
  std::map<std::string, std::uint32_t> lines;
  for (const YamlValue& entry : value.List()) {
    SameId id;
    id.line = entry.line();
    for (const YamlValue& name : entry.List()) {
      id.names.push_back(name.Text());
      const auto [first, fresh] = lines.emplace(id.names.back(), name.line());
      if (!fresh) {
        name.Fail(Quoted(id.names.back()) + " is there twice, first in line " +
                  std::to_string(first->second));
      }
    }
    if (id.names.size() < 2) entry.Expected("two or more names of one id");
    ids.push_back(std::move(id));
  }
  return ids;
}

std::optional<Verdict> VerdictOrOff(const YamlValue& value) {
  const std::string word = value.Text();
  if (word == "off") return std::nullopt;
  const std::optional<Verdict> verdict = ParseVerdict(word);
  if (!verdict) value.Expected("one of off, clear, note, retest, order, separate, hold");
  return verdict;
}

// `clear` is refused: every change would fail.
Verdict FailOn(const YamlValue& value) {
  const std::optional<Verdict> verdict = ParseVerdict(value.Text());
  if (!verdict || *verdict == Verdict::kClear) {
    value.Expected("one of note, retest, order, separate, hold");
  }
  return *verdict;
}

std::map<std::string, RulePolicy> ReadPolicy(const YamlValue& value) {
  std::map<std::string, RulePolicy> policy;
  for (const auto& [rule, verdict] : value.Entries()) {
    policy[rule.Text()] = {VerdictOrOff(verdict), rule.line()};
  }
  return policy;
}

// {kind: cache, name: "profile:{}", rate: 6000, hit_ratio: 0.97, capacity: 900}
ResourceFigures ReadFigures(const YamlValue& value, const Catalog& words, const std::string& file) {
  constexpr double kMost = 1e15;
  const YamlMap map =
      value.Map({"kind", "name", "rate", "capacity", "hit_ratio", "limit", "replicas", "latency"});
  ResourceFigures figures;
  const YamlValue kind = map.Require("kind");
  figures.resource = {kind.Text(), map.Require("name").Text()};
  if (std::find(words.kinds.begin(), words.kinds.end(), figures.resource.kind) ==
      words.kinds.end()) {
    const std::string nearest = NearestWord(figures.resource.kind, words.kinds);
    kind.Fail("unknown kind " + Quoted(figures.resource.kind) +
              (nearest.empty() ? "" : ", did you mean " + Quoted(nearest) + "?"));
  }
  const auto number = [&](const char* key, double most) -> std::optional<double> {
    const auto found = map.Find(key);
    if (!found) return std::nullopt;
    return found->Number(0, most);
  };
  figures.rate = number("rate", kMost);
  figures.capacity = number("capacity", kMost);
  figures.hit_ratio = number("hit_ratio", 1);
  figures.limit = number("limit", kMost);
  figures.replicas = number("replicas", kMost);
  figures.latency = number("latency", kMost);
  figures.source = file;
  figures.line = value.line();
  return figures;
}

std::vector<std::string> ReadGlobs(const YamlValue& value) {
  std::vector<std::string> globs;
  for (const YamlValue& glob : value.List()) globs.push_back(glob.Text());
  return globs;
}

}  // namespace

Config ReadConfig(std::string_view text, const std::string& name) {
  const YamlDocument document = ParseYaml(text, name);
  const YamlMap top = Root(document).Map({"version", "repository", "rollouts", "incidents",
                                          "max_file_bytes", "ignore", "policy", "fail_on",
                                          "catalog", "resources", "redundancy_groups", "same_ids"});
  top.Require("version").Integer(1, 1);
  Config config;
  config.source = name;
  config.text = text;
  if (const auto value = top.Find("repository")) config.repository = value->Text();
  if (const auto value = top.Find("rollouts")) config.rollouts = RolloutPaths(*value);
  if (const auto value = top.Find("same_ids")) config.same_ids = ReadSameIds(*value);
  if (const auto value = top.Find("incidents")) config.incidents = PathInRepository(*value);
  if (const auto value = top.Find("max_file_bytes")) {
    config.max_file_bytes = static_cast<std::uint64_t>(value->Integer(1, kMaxFileBytes));
  }
  if (const auto value = top.Find("ignore")) config.ignore = ReadGlobs(*value);
  if (const auto value = top.Find("policy")) config.policy = ReadPolicy(*value);
  if (const auto value = top.Find("fail_on")) config.fail_on = FailOn(*value);
  if (const auto value = top.Find("redundancy_groups")) {
    for (const auto& [group, services] : value->Entries()) {
      for (const YamlValue& service : services.List()) {
        config.operations.redundancy_groups[group.Text()].push_back(service.Text());
      }
    }
  }
  if (const auto value = top.Find("resources")) {
    const Catalog& words = ReadBuiltinCatalog();
    for (const YamlValue& resource : value->List()) {
      config.operations.figures.push_back(ReadFigures(resource, words, name));
    }
  }
  if (const auto value = top.Find("catalog")) {
    config.catalog = ReadBuiltinCatalog();
    AddToCatalog(*value, name, &*config.catalog);
  }
  return config;
}

Catalog CatalogOf(const Config& config) {
  return config.catalog ? *config.catalog : ReadBuiltinCatalog();
}

void CheckPolicyRules(const Config& config, const std::vector<std::string>& rules) {
  for (const auto& [rule, policy] : config.policy) {
    bool known = false;
    for (const std::string& candidate : rules) known = known || candidate == rule;
    if (known) continue;
    const std::string nearest = NearestWord(rule, rules);
    const std::string guess = nearest.empty() ? "" : ", did you mean " + Quoted(nearest) + "?";
    throw Error(ErrorCode::kInput, config.source + ":" + std::to_string(policy.line) +
                                       ": unknown rule " + Quoted(rule) + guess);
  }
}

}  // namespace interlock
