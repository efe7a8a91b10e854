#include "analyzer/intake/catalog.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/intake/config.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"
#include "parsers/all_manifest_formats.h"
#include "parsers/extract.h"

namespace interlock {
namespace {

const char* const kWords = R"yaml(vocabulary:
  kinds: [cache, environment variable]
  accesses: [read, write]
  quantities: [{name: ttl, title: time to live, unit: s}]
  units: {s: 1, ms: 0.001, "{h,hours}": 3600}
)yaml";

Catalog Read(const std::string& text) {
  return ReadCatalog({{"words.yaml", kWords}, {"own.yaml", text}});
}

std::string Complaint(const std::string& text) {
  try {
    Read(text);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInput);
    return error.what();
  }
  return "";
}

TEST_CASE("links are read, and refused when they take nothing") {
  const std::string link = "links:\n  - {id: a, languages: [compose], setting: \"x.{b,c}\", ";
  const Catalog catalog = ReadCatalog({{"links.yaml", link + "takes: k, as: l}\n"}});
  REQUIRE(catalog.links.size() == 2);
  CHECK(catalog.links[1].key == "x.c");
  CHECK(catalog.links[1].origin == "links.yaml:2");
  const std::string neither = "links.yaml:2: a link has either 'takes' and 'as', or 'same'";
  for (const std::string rest : {"file: value}", "takes: k}", "takes: k, as: l, same: [m]}"}) {
    CHECK_THROWS_WITH_AS(ReadCatalog({{"links.yaml", link + rest + "\n"}}), neither.c_str(), Error);
  }
  CHECK_THROWS_WITH_AS(ReadCatalog({{"links.yaml", link + "takes: k, as: l, apart: maybe}\n"}}),
                       "links.yaml:2: 'apart' is 'maybe', expected true or false", Error);
}

TEST_CASE("handles and entries, with their alternatives written out") {
  const Catalog catalog = Read(R"yaml(handles:
  - {id: ~redis, languages: [python], from: "redis.{Redis,asyncio.Redis}()", types: [redis.Redis]}
entries:
  - id: set
    languages: [python]
    call: ["~redis.{set,setex}"]
    kind: cache
    access: [read, write]
    name: [0, name]
    quantities: {ttl: [{at: ex, unit: s}, {at: px, unit: ms, default: 60}]}
    handler: decorated
    source: the documentation
)yaml");
  REQUIRE(catalog.handles.size() == 1);
  CHECK(catalog.handles[0].paths ==
        std::vector<std::string>{"redis.Redis()", "redis.asyncio.Redis()"});
  CHECK(catalog.handles[0].types == std::vector<std::string>{"redis.Redis"});
  REQUIRE(catalog.entries.size() == 1);
  const CatalogEntry& entry = catalog.entries[0];
  CHECK(entry.origin == "own.yaml:4");
  CHECK(entry.match == EntryMatch::kCall);
  CHECK(entry.paths == std::vector<std::string>{"~redis.set", "~redis.setex"});
  CHECK(entry.handler == "decorated");
  REQUIRE(entry.effects.size() == 2);
  CHECK(entry.effects[0].access == "read");
  CHECK(entry.effects[1].access == "write");
  CHECK(entry.effects[1].name.places == Places{"0", "name"});
  REQUIRE(entry.effects[1].quantities.size() == 2);
  CHECK(entry.effects[1].quantities[1].unit == "ms");
  CHECK(entry.effects[1].quantities[1].otherwise == "60");
  CHECK(catalog.units.at("hours") == 3600);
}

TEST_CASE("a setting has one entry for each key, and braces without a comma stay") {
  const Catalog catalog = Read(R"yaml(entries:
  - {id: env, setting: "services.{service}.{environment,env}.{key}", kind: environment variable,
     access: write, name: {otherwise: "{key}"}, when: {kind: [Deployment, Job]}}
)yaml");
  REQUIRE(catalog.entries.size() == 2);
  CHECK(catalog.entries[0].key == "services.{service}.environment.{key}");
  CHECK(catalog.entries[1].key == "services.{service}.env.{key}");
  CHECK(catalog.entries[1].when.at("kind") == std::vector<std::string>{"Deployment", "Job"});
}

TEST_CASE("several effects of one site") {
  const Catalog catalog = Read(R"yaml(entries:
  - id: both
    call: lib.f
    effects:
      - {kind: cache, access: read, name: 0}
      - {kind: environment variable, access: read, name: {at: "'HOME'", via: placeholder}}
)yaml");
  REQUIRE(catalog.entries.at(0).effects.size() == 2);
  CHECK(catalog.entries[0].effects[1].name.places == Places{"'HOME'"});
  CHECK(catalog.entries[0].effects[1].name.via == "placeholder");
}

TEST_CASE("a complaint names file, line and the nearest word") {
  const auto entry = [](const std::string& rest) {
    return "entries:\n  - {id: one, call: f, kind: cache, access: read, name: 0}\n  - {id: a, " +
           rest + "}\n";
  };
  CHECK(Complaint(entry("call: f, kind: cachee, access: read, name: 0")) ==
        "own.yaml:3: unknown kind 'cachee', did you mean 'cache'?");
  CHECK(Complaint(entry("call: f, kind: cache, access: writee, name: 0")) ==
        "own.yaml:3: unknown access 'writee', did you mean 'write'?");
  CHECK(Complaint(entry("call: f, kind: cache, access: read, name: 0, quantities: {tll: 1}")) ==
        "own.yaml:3: unknown quantity 'tll', did you mean 'ttl'?");
  CHECK(Complaint(entry("call: f, kind: cache, access: read, name: 0, "
                        "quantities: {ttl: {at: 1, unit: sec}}")) ==
        "own.yaml:3: unknown unit 'sec'");
  CHECK(Complaint(entry("call: f, kind: cache, access: read, nme: 0")) ==
        "own.yaml:3: unknown key 'nme', did you mean 'name'?");
  CHECK(Complaint(entry("call: ~redsi.get, kind: cache, access: read, name: 0")) ==
        "own.yaml:3: unknown handle '~redsi'");
  CHECK(Complaint(entry("call: f, read: g, kind: cache, access: read, name: 0")) ==
        "own.yaml:3: 'call' and 'read' in one entry");
  CHECK(Complaint(entry("kind: cache, access: read, name: 0")) ==
        "own.yaml:3: an entry has one of call, decorator, read, assign, base, member, constant, "
        "export, "
        "setting");
  CHECK(Complaint(entry("call: f, access: read, name: 0")) ==
        "own.yaml:3: an entry of 'entries' has no 'kind'");
  CHECK(Complaint(entry("call: f")) ==
        "own.yaml:3: an entry has either 'kind' and 'access', or 'effects', or 'mounts'");
  CHECK(Complaint(entry("call: f, kind: cache, access: read, name: {via: dsn}")) ==
        "own.yaml:3: a name has 'at' or 'otherwise'");
  CHECK(Complaint(entry("call: f, kind: cache, access: read, name: {at: 0, via: dsnn}")) ==
        "own.yaml:3: unknown way to read a name 'dsnn', did you mean 'dsn'?");
  CHECK(Complaint(entry("call: f, kind: cache, access: read, name: \"'x\"")) ==
        "own.yaml:3: 'name' is ''x', expected a constant in quotes");
  CHECK(Complaint("handles:\n  - {id: redis, from: a}\n") ==
        "own.yaml:2: 'id' is 'redis', expected '~' and a word");
  CHECK(Complaint("handles:\n  - {id: ~redis}\n") ==
        "own.yaml:2: a handle has 'from' or 'types', or both");
  CHECK(Complaint("entries:\n  - {id: a, call: f, kind: cache, access: read, name: 0}\n"
                  "  - {id: a, call: g, kind: cache, access: read, name: 0}\n") ==
        "own.yaml:3: there is an entry 'a' already, at own.yaml:2");
}

TEST_CASE("an entry does not say again what another says") {
  const auto both = [](const std::string& other) {
    return "entries:\n  - {id: one, languages: [go, ruby], call: f, kind: cache, access: read, "
           "name: 0, quantities: {ttl: 1}}\n  - {id: other, " +
           other + "}\n";
  };
  CHECK(Complaint(both("languages: [ruby], call: [g, f], kind: cache, access: read, name: 0, "
                       "quantities: {ttl: 2}")) ==
        "own.yaml:3: entry 'other' says of 'f' what 'one' says already, at own.yaml:2");
  CHECK_NOTHROW(Read(both("languages: [rust], call: f, kind: cache, access: read, name: 0")));
  CHECK_NOTHROW(Read(both("languages: [ruby], call: f, kind: cache, access: write, name: 0")));
  CHECK_NOTHROW(Read(both("languages: [ruby], call: f, kind: cache, access: read, name: 1")));
  CHECK_NOTHROW(Read(both("languages: [ruby], call: f, kind: cache, access: read, name: 0")));
}

TEST_CASE("alternatives that multiply without end are refused") {
  std::string pattern;
  for (int i = 0; i < 12; ++i) pattern += "{a,b,c,d}.";
  CHECK(Complaint("entries:\n  - {id: a, call: \"" + pattern +
                  "f\", kind: cache, access: read, name: 0}\n") ==
        "own.yaml:2: too many alternatives");
}

TEST_CASE("files that hold another table are no part of the catalogue") {
  CHECK(Read("checks: [{id: x}]\n").entries.empty());
  CHECK(Complaint("entries: []\nchecks: []\n").starts_with("own.yaml:2: unknown key 'checks'"));
}

TEST_CASE("the catalogue that is compiled in") {
  const Catalog catalog = ReadBuiltinCatalog();
  CHECK(catalog.units.at("java.time.Duration.ofHours()") == 3600);
  std::set<std::string> languages;
  for (const auto& [id, traits] : Languages::Builtin().traits()) {
    languages.insert({id, traits.family});
  }
  for (const ManifestFormat* format : AllManifestFormats()) {
    languages.emplace(format->id);
    std::istringstream words(format->languages);
    for (std::string word; words >> word;) languages.insert(word);
  }
  for (const CatalogEntry& entry : catalog.entries) {
    CAPTURE(entry.origin);
    const bool is_seen = entry.source.starts_with("https://") ||
                         entry.source.starts_with("http://") ||
                         entry.source == "the languages' own libraries";
    CHECK(is_seen);
    for (const std::string& language : entry.languages) CHECK(languages.contains(language));
    for (const EntryEffect& effect : entry.effects) {
      for (const QuantitySource& quantity : effect.quantities) {
        // A bare number is in the unit of its quantity, or says in which, or is none.
        CHECK((quantity.unit.empty() || quantity.unit == "own" ||
               catalog.units.contains(quantity.unit)));
      }
    }
  }
}

TEST_CASE("a repository adds entries of its own") {
  const Config config = ReadConfig(R"yaml(version: 1
catalog:
  handles:
    - {id: ~store, from: "shop.storage.Store()"}
  entries:
    - {id: store.get, call: ~store.get, kind: cache, access: read, name: 0}
)yaml",
                                   "interlock.yaml");
  const Catalog catalog = CatalogOf(config);
  REQUIRE(!catalog.entries.empty());
  CHECK(catalog.entries.back().id == "store.get");
  CHECK(catalog.entries.back().origin == "interlock.yaml:6");
  CHECK(catalog.entries.size() == CatalogOf(Config()).entries.size() + 1);
  CHECK_THROWS_WITH_AS(
      ReadConfig("version: 1\ncatalog:\n  entries:\n    - {id: x, call: f, kind: cashe, access: "
                 "read, name: 0}\n",
                 "interlock.yaml"),
      "interlock.yaml:4: unknown kind 'cashe', did you mean 'cache'?", Error);
  CHECK_THROWS_WITH_AS(
      ReadConfig("version: 1\ncatalog:\n  entries:\n    - {id: x, languages: [go, pyton], call: f, "
                 "kind: cache, access: read, name: 0}\n",
                 "interlock.yaml"),
      "interlock.yaml:4: unknown language 'pyton', did you mean 'python'?", Error);
  CHECK_THROWS_WITH_AS(ReadConfig("version: 1\ncatalog: {vocabulary: {}}\n", "interlock.yaml"),
                       "interlock.yaml:2: unknown key 'vocabulary', expected one of handles, "
                       "entries, links",
                       Error);
}

// "py.redis.*"
bool IsCalled(const std::string& id, std::string_view pattern) {
  if (!pattern.ends_with('*')) return id == pattern;
  pattern.remove_suffix(1);
  return id.starts_with(pattern);
}

// The sections of the catalogue's tables whose items have ids; those of handles begin with '~', so
// that they may stand among entries.
const std::vector<std::string> kTables = {"entries",  "models", "schemas",   "transactions",
                                          "dialects", "checks", "frameworks"};

YamlDocument ReadYaml(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return ParseYaml(text, path.string());
}

// The ids in the files of the catalogue, by section.
std::map<std::string, std::set<std::string>> IdsOfTables(const std::filesystem::path& folder) {
  std::map<std::string, std::set<std::string>> ids;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".yaml") continue;
    const YamlDocument document = ReadYaml(file.path());
    for (const auto& [key, value] : Root(document).Entries()) {
      const std::string section = key.Text() == "handles" ? "entries" : key.Text();
      if (std::find(kTables.begin(), kTables.end(), section) == kTables.end()) continue;
      for (const YamlValue& item : value.List()) {
        for (const auto& [name, id] : item.Entries()) {
          if (name.Text() == "id") ids[section].insert(id.Text());
        }
      }
    }
  }
  return ids;
}

TEST_CASE("what is said to be verified is there, once") {
  const std::filesystem::path folder =
      std::filesystem::path(INTERLOCK_SOURCE_DIR) / "parsers" / "catalog";
  const YamlDocument document = ReadYaml(folder / "verified.yaml");
  std::map<std::string, std::set<std::string>> ids = IdsOfTables(folder), verified;
  std::vector<std::string> keys = {"library", "as_of", "held_against"};
  keys.insert(keys.end(), kTables.begin(), kTables.end());
  for (const YamlValue& group : Root(document).Map({"verified"}).Require("verified").List()) {
    const YamlMap map = group.Map(keys);
    CAPTURE(map.Require("library").Text());
    CHECK(map.Require("as_of").Text().size() == 10);
    CHECK_FALSE(map.Require("held_against").Text().empty());
    std::size_t patterns = 0;
    for (const std::string& table : kTables) {
      const auto listed = map.Find(table);
      if (!listed) continue;
      for (const YamlValue& pattern : listed->List()) {
        CAPTURE(pattern.Text());
        ++patterns;
        std::size_t found = 0;
        for (const std::string& id : ids[table]) {
          if (!IsCalled(id, pattern.Text())) continue;
          ++found;
          CHECK_MESSAGE(verified[table].insert(id).second, id);
        }
        CHECK(found > 0);
      }
    }
    CHECK(patterns > 0);
  }
  CHECK(verified["entries"].size() > 200);
}

}  // namespace
}  // namespace interlock
