#include "analyzer/intake/catalog.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <sstream>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "analyzer/intake/builtin_documents.h"
#include "analyzer/intake/catalog_internal.h"
#include "analyzer/parallel.h"
#include "interlock/error.h"
#include "parsers/all_manifest_formats.h"
#include "parsers/extract.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxAlternatives = 500;  // of one pattern, written out
constexpr double kMaxUnit = 1e18;

constexpr std::array<std::pair<const char*, EntryMatch>, 10> kMatches = {{
    {"call", EntryMatch::kCall},
    {"decorator", EntryMatch::kDecorator},
    {"read", EntryMatch::kRead},
    {"assign", EntryMatch::kAssign},
    {"base", EntryMatch::kBase},
    {"member", EntryMatch::kMember},
    {"constant", EntryMatch::kConstant},
    {"export", EntryMatch::kExport},
    {"field", EntryMatch::kField},
    {"setting", EntryMatch::kSetting},
}};

// How a value that names a resource is read.
const std::vector<std::string> kVias = {
    "dsn",      "url",         "route",     "path",   "tokens",   "sql",     "tail",     "key",
    "assigned", "placeholder", "reference", "table",  "declared", "pattern", "resource", "column",
    "columns",  "condition",   "resolve",   "folder", "snake",    "member",  "mapped"};

[[noreturn]] void UnknownWord(const YamlValue& value, const char* what, const std::string& word,
                              const std::vector<std::string>& known) {
  const std::string nearest = NearestWord(word, known);
  value.Fail("unknown " + std::string(what) + " " + Quoted(word) +
             (nearest.empty() ? "" : ", did you mean " + Quoted(nearest) + "?"));
}

void CheckWord(const YamlValue& value, const char* what, const std::string& word,
               const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), word) == known.end()) {
    UnknownWord(value, what, word, known);
  }
}

// Ids and families of languages, and what the formats of other files are called.
const std::vector<std::string>& LanguageWords() {
  static const std::vector<std::string> kWords = [] {
    std::set<std::string> words;
    for (const auto& [id, traits] : Languages::Builtin().traits()) {
      words.insert(id);
      words.insert(traits.family);
    }
    for (const ManifestFormat* format : AllManifestFormats()) {
      words.insert(format->id);
      std::istringstream others(format->languages);
      for (std::string word; others >> word;) words.insert(word);
    }
    return std::vector<std::string>(words.begin(), words.end());
  }();
  return kWords;
}

// One text, or a list of them.
std::vector<YamlValue> OneOrMore(const YamlValue& value) {
  return value.IsList() ? value.List() : std::vector<YamlValue>{value};
}

}  // namespace

std::vector<std::string> Texts(const YamlValue& value) {
  std::vector<std::string> texts;
  for (const YamlValue& item : OneOrMore(value)) texts.push_back(item.Text());
  return texts;
}

namespace {

std::vector<std::string> LanguagesOf(const YamlValue& value) {
  for (const YamlValue& item : OneOrMore(value)) {
    CheckWord(item, "language", item.Text(), LanguageWords());
  }
  return Texts(value);
}

// "a.{b,c}" is "a.b" and "a.c". Braces that hold no comma stay: they name a part.
void WriteOut(const YamlValue& value, const std::string& pattern, std::size_t from,
              std::vector<std::string>* all) {
  for (std::size_t open = pattern.find('{', from); open != pattern.npos;
       open = pattern.find('{', open + 1)) {
    const std::size_t close = pattern.find('}', open);
    if (close == pattern.npos) value.Fail("'{' without '}'");
    const std::string inner = pattern.substr(open + 1, close - open - 1);
    if (inner.find(',') == inner.npos) continue;
    std::size_t begin = 0;
    while (begin <= inner.size()) {
      const std::size_t end = std::min(inner.find(',', begin), inner.size());
      const std::string head = pattern.substr(0, open) + inner.substr(begin, end - begin);
      WriteOut(value, head + pattern.substr(close + 1), head.size(), all);
      begin = end + 1;
    }
    return;
  }
  if (all->size() >= kMaxAlternatives) value.Fail("too many alternatives");
  all->push_back(pattern);
}

}  // namespace

std::vector<std::string> Patterns(const YamlValue& value) {
  std::vector<std::string> all;
  for (const YamlValue& item : OneOrMore(value)) WriteOut(item, item.Text(), 0, &all);
  return all;
}

namespace {

// The handle that an access path begins with, "~redis"; empty when there is none.
std::string HandleOf(const std::string& path) {
  if (!path.starts_with('~')) return "";
  return path.substr(0, path.find_first_of(".([", 1));
}

class CatalogReader {
 public:
  CatalogReader(std::string file, Catalog* catalog) : file_(std::move(file)), catalog_(*catalog) {}

  void ReadVocabulary(const YamlValue& value) {
    const YamlMap map = value.Map({"kinds", "accesses", "keyed", "elsewhere", "wide", "capacity",
                                   "runs", "environments", "quantities", "units"});
    const auto add = [&](const char* key, std::vector<std::string>* words) {
      if (const auto list = map.Find(key)) AddWords(*list, words);
    };
    add("kinds", &catalog_.kinds);
    add("accesses", &catalog_.accesses);
    add("keyed", &catalog_.keyed);
    add("elsewhere", &catalog_.elsewhere);
    add("wide", &catalog_.wide);
    add("capacity", &catalog_.capacity);
    add("runs", &catalog_.runs);
    add("environments", &catalog_.environments);
    if (const auto units = map.Find("units")) {
      for (const auto& [unit, amount] : units->Entries()) {
        for (const std::string& name : Patterns(unit)) {
          catalog_.units[name] = amount.Number(0, kMaxUnit);
        }
      }
    }
    if (const auto quantities = map.Find("quantities")) {
      for (const YamlValue& item : quantities->List()) {
        const YamlMap word = item.Map({"name", "title", "unit", "zero"});
        QuantityWord quantity;
        quantity.name = word.Require("name").Text();
        quantity.title = word.Require("title").Text();
        if (const auto unit = word.Find("unit")) quantity.unit = unit->Text();
        if (const auto zero = word.Find("zero")) {
          if (zero->Text() != "none") zero->Expected("none");
          quantity.zero_is_none = true;
        }
        catalog_.quantities.push_back(std::move(quantity));
      }
    }
  }

  void ReadHandle(const YamlValue& value) {
    const YamlMap map = value.Map({"id", "languages", "from", "types", "source"});
    CatalogHandle handle;
    handle.id = map.Require("id").Text();
    if (!handle.id.starts_with('~')) map.Require("id").Expected("'~' and a word");
    if (const auto languages = map.Find("languages")) handle.languages = LanguagesOf(*languages);
    if (const auto from = map.Find("from")) handle.paths = Patterns(*from);
    if (const auto types = map.Find("types")) handle.types = Patterns(*types);
    if (handle.paths.empty() && handle.types.empty()) {
      value.Fail("a handle has 'from' or 'types', or both");
    }
    catalog_.handles.push_back(std::move(handle));
  }

  // A handle may be made from others, of any file.
  void CheckHandle(const YamlValue& value) {
    if (const auto from = value.Map({"id", "languages", "from", "types", "source"}).Find("from")) {
      for (const std::string& path : Patterns(*from)) CheckPath(*from, path);
    }
  }

  void ReadEntry(const YamlValue& value) {
    const YamlMap map =
        value.Map({"id",       "call",    "decorator",  "read",    "base",    "member",
                   "constant", "setting", "languages",  "files",   "when",    "kind",
                   "access",   "name",    "within",     "prefix",  "verb",    "default",
                   "to",       "service", "quantities", "effects", "handler", "source",
                   "export",   "mounts",  "assign",     "field",   "runs"});
    CatalogEntry entry;
    entry.id = map.Require("id").Text();
    entry.origin = file_ + ":" + std::to_string(value.line());
    if (const auto languages = map.Find("languages")) entry.languages = LanguagesOf(*languages);
    if (const auto files = map.Find("files")) entry.files = Patterns(*files);
    if (const auto when = map.Find("when")) {
      for (const auto& [key, values] : when->Entries()) entry.when[key.Text()] = Texts(values);
    }
    if (const auto handler = map.Find("handler")) {
      CheckPlace(*handler, handler->Text());
      entry.handler = handler->Text();
    }
    if (const auto runs = map.Find("runs")) {
      const YamlMap of = runs->Map({"member", "from"});
      entry.runs.emplace();
      if (const auto member = of.Find("member")) entry.runs->member = member->Text();
      if (const auto from = of.Find("from"))
        entry.runs->from = static_cast<int>(from->Number(0, 9));
    }
    if (const auto source = map.Find("source")) entry.source = source->Text();
    if (const auto mounts = map.Find("mounts")) entry.mount = ReadMount(*mounts);
    ReadEffects(map, &entry.effects);
    ReadMatch(map, std::move(entry));
  }

 private:
  void AddWords(const YamlValue& value, std::vector<std::string>* words) {
    for (const std::string& word : Texts(value)) {
      if (std::find(words->begin(), words->end(), word) == words->end()) words->push_back(word);
    }
  }

  // Adds the entry: one, or of settings one for each key.
  void ReadMatch(const YamlMap& map, CatalogEntry entry) {
    const char* word = nullptr;
    for (const auto& [name, match] : kMatches) {
      if (!map.Has(name)) continue;
      if (word != nullptr) {
        map.value().Fail("'" + std::string(word) + "' and '" + name + "' in one entry");
      }
      word = name;
      entry.match = match;
    }
    if (word == nullptr) {
      map.value().Fail(
          "an entry has one of call, decorator, read, assign, base, member, constant, export, "
          "setting");
    }
    const YamlValue value = map.Require(word);
    const std::vector<std::string> patterns = Patterns(value);
    if (entry.match == EntryMatch::kSetting) {
      for (const std::string& key : patterns) {
        entry.key = key;
        catalog_.entries.push_back(entry);
      }
      return;
    }
    for (const std::string& path : patterns) CheckPath(value, path);
    entry.paths = patterns;
    catalog_.entries.push_back(std::move(entry));
  }

  void CheckPath(const YamlValue& value, const std::string& path) {
    const std::string id = HandleOf(path);
    if (id.empty()) return;
    std::vector<std::string> known;
    for (const CatalogHandle& handle : catalog_.handles) known.push_back(handle.id);
    CheckWord(value, "handle", id, known);
  }

  void ReadEffects(const YamlMap& map, std::vector<EntryEffect>* effects) {
    const auto several = map.Find("effects");
    const bool inline_one = map.Has("kind") || map.Has("access");
    if (map.Has("mounts") && !several && !inline_one) return;
    if (several.has_value() == inline_one) {
      map.value().Fail("an entry has either 'kind' and 'access', or 'effects', or 'mounts'");
    }
    if (!several) return ReadEffect(map, effects);
    for (const YamlValue& item : several->List()) {
      ReadEffect(item.Map({"kind", "access", "name", "within", "prefix", "verb", "default", "to",
                           "service", "quantities", "when", "among", "unless"}),
                 effects);
    }
  }

  // One for each access that it names.
  void ReadEffect(const YamlMap& map, std::vector<EntryEffect>* effects) {
    EntryEffect effect;
    const YamlValue kind = map.Require("kind");
    effect.kind = kind.Text();
    CheckWord(kind, "kind", effect.kind, catalog_.kinds);
    effect.name = ReadName(map.Require("name"));
    if (const auto within = map.Find("within")) effect.within = ReadName(*within);
    if (const auto prefix = map.Find("prefix")) effect.prefix = ReadName(*prefix);
    if (const auto verb = map.Find("verb")) effect.verb = ReadName(*verb);
    if (const auto fallback = map.Find("default")) effect.fallback = ReadPlaces(*fallback);
    if (const auto to = map.Find("to")) effect.to = ReadName(*to);
    if (const auto service = map.Find("service")) effect.service = ReadName(*service);
    if (const auto quantities = map.Find("quantities")) {
      for (const auto& [word, value] : quantities->Entries()) {
        for (const YamlValue& item : OneOrMore(value)) {
          effect.quantities.push_back(ReadQuantity(word, item));
        }
      }
    }
    if (!map.Has("id")) {  // `when` of a whole entry is about settings
      ReadConditions(map, "when", &effect.when);
      ReadConditions(map, "among", &effect.among);
      ReadConditions(map, "unless", &effect.unless);
    }
    for (const YamlValue& access : OneOrMore(map.Require("access"))) {
      effect.access = access.Text();
      CheckWord(access, "access", effect.access, catalog_.accesses);
      effects->push_back(effect);
    }
  }

  void ReadConditions(const YamlMap& map, const char* key,
                      std::map<std::string, std::vector<std::string>>* conditions) {
    const auto value = map.Find(key);
    if (!value) return;
    for (const auto& [place, texts] : value->Entries()) {
      std::vector<std::string>& listed = (*conditions)[place.Text()] = Texts(texts);
      for (std::string& text : listed) {
        if (text == "''") text.clear();
      }
    }
  }

  CatalogMount ReadMount(const YamlValue& value) {
    const YamlMap map = value.Map({"at", "what", "instead"});
    CatalogMount mount;
    if (const auto at = map.Find("at")) mount.at = ReadName(*at);
    mount.what = ReadPlaces(map.Require("what"));
    if (const auto instead = map.Find("instead")) mount.instead = instead->Text() == "true";
    return mount;
  }

  NameSource ReadName(const YamlValue& value) {
    NameSource name;
    if (!value.IsMap()) {
      name.places = ReadPlaces(value);
      return name;
    }
    const YamlMap map = value.Map({"at", "via", "otherwise"});
    if (const auto at = map.Find("at")) name.places = ReadPlaces(*at);
    if (const auto via = map.Find("via")) {
      name.via = via->Text();
      const bool has_part = name.via.ends_with(')');  // "behind(/flags/)"
      const std::string way = has_part ? name.via.substr(0, name.via.find('(')) : name.via;
      static const std::vector<std::string> kWithPart = {"behind", "declared", "member", "mapped"};
      const bool is_known =
          has_part && std::find(kWithPart.begin(), kWithPart.end(), way) != kWithPart.end();
      if (!is_known) CheckWord(*via, "way to read a name", name.via, kVias);
    }
    if (const auto otherwise = map.Find("otherwise")) name.otherwise = otherwise->Text();
    if (name.places.empty() && name.otherwise.empty()) value.Fail("a name has 'at' or 'otherwise'");
    return name;
  }

  Places ReadPlaces(const YamlValue& value) {
    Places places;
    for (const YamlValue& item : OneOrMore(value)) {
      for (const std::string& place : Patterns(item)) {
        CheckPlace(item, place);
        places.push_back(place);
      }
    }
    return places;
  }

  static void CheckPlace(const YamlValue& value, const std::string& place) {
    if (!place.starts_with('\'')) return;
    if (place.size() < 2 || !place.ends_with('\'')) value.Expected("a constant in quotes");
  }

  QuantitySource ReadQuantity(const YamlValue& word, const YamlValue& value) {
    QuantitySource source;
    source.quantity = word.Text();
    std::vector<std::string> known;
    for (const QuantityWord& quantity : catalog_.quantities) known.push_back(quantity.name);
    CheckWord(word, "quantity", source.quantity, known);
    if (!value.IsMap()) {
      source.places = ReadPlaces(value);
      return source;
    }
    const YamlMap map = value.Map({"at", "unit", "default", "over", "times"});
    if (const auto over = map.Find("over")) source.over = ReadPlaces(*over);
    if (const auto times = map.Find("times")) source.times = ReadPlaces(*times);
    if (const auto at = map.Find("at")) source.places = ReadPlaces(*at);
    if (const auto unit = map.Find("unit")) {
      source.unit = unit->Text();
      std::vector<std::string> units = {"own"};
      for (const auto& [name, amount] : catalog_.units) units.push_back(name);
      CheckWord(*unit, "unit", source.unit, units);
    }
    if (const auto otherwise = map.Find("default")) {
      otherwise->Number(-kMaxUnit, kMaxUnit);
      source.otherwise = otherwise->Text();
    }
    if (source.places.empty() && source.otherwise.empty()) {
      value.Fail("a quantity has 'at' or 'default'");
    }
    return source;
  }

  std::string file_;
  Catalog& catalog_;
};

constexpr std::array<const char*, 9> kSections = {"vocabulary",   "handles",  "entries",
                                                  "links",        "models",   "schemas",
                                                  "transactions", "dialects", "contracts"};

// False of a catalogue of something else: checks, migrations.
bool HoldsCatalog(const YamlValue& root) {
  if (!root.IsMap()) return false;
  const auto entries = root.Entries();
  return std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
    const std::string key = entry.first.Text();
    return std::find(kSections.begin(), kSections.end(), key) != kSections.end();
  });
}

void CheckIds(const Catalog& catalog, std::size_t from) {
  std::unordered_map<std::string_view, const CatalogEntry*> known;
  for (std::size_t i = 0; i < catalog.entries.size(); ++i) {
    const CatalogEntry& entry = catalog.entries[i];
    const auto [first, is_new] = known.try_emplace(entry.id, &entry);
    if (is_new || i < from || first->second->origin == entry.origin) continue;
    throw Error(ErrorCode::kInput, entry.origin + ": there is an entry " + Quoted(entry.id) +
                                       " already, at " + first->second->origin);
  }
}

bool Meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return a.empty() || b.empty() || std::any_of(a.begin(), a.end(), [&](const std::string& word) {
           return std::find(b.begin(), b.end(), word) != b.end();
         });
}

// Do both say the same of one resource, so that it would count twice?
bool SaysTheSame(const EntryEffect& a, const EntryEffect& b) {
  const auto told = [](const EntryEffect& effect) {
    return std::tie(effect.kind, effect.access, effect.name.places, effect.name.otherwise,
                    effect.within.places, effect.verb.places, effect.to.places, effect.when,
                    effect.among, effect.unless);
  };
  if (told(a) != told(b)) return false;
  if (a.quantities.empty() || b.quantities.empty())
    return a.quantities.size() == b.quantities.size();
  return std::any_of(a.quantities.begin(), a.quantities.end(), [&](const QuantitySource& one) {
    return std::any_of(b.quantities.begin(), b.quantities.end(),
                       [&](const QuantitySource& other) { return one.quantity == other.quantity; });
  });
}

// What one entry says, another must not say again.
void CheckOverlaps(const Catalog& catalog, std::size_t from) {
  std::map<std::pair<EntryMatch, std::string>, std::vector<std::size_t>> by_pattern;
  for (std::size_t i = 0; i < catalog.entries.size(); ++i) {
    const CatalogEntry& entry = catalog.entries[i];
    std::vector<std::string> patterns = entry.paths;
    if (!entry.key.empty()) patterns.push_back(entry.key);
    for (const std::string& pattern : patterns) {
      std::vector<std::size_t>& known = by_pattern[{entry.match, pattern}];
      for (const std::size_t other : i < from ? std::vector<std::size_t>() : known) {
        const CatalogEntry& first = catalog.entries[other];
        const bool apart = first.id == entry.id || first.when != entry.when ||
                           !Meet(first.languages, entry.languages) ||
                           !Meet(first.files, entry.files);
        if (apart) continue;
        for (const EntryEffect& effect : entry.effects) {
          const bool is_said =
              std::any_of(first.effects.begin(), first.effects.end(),
                          [&](const EntryEffect& said) { return SaysTheSame(said, effect); });
          if (!is_said) continue;
          throw Error(ErrorCode::kInput,
                      entry.origin + ": entry " + Quoted(entry.id) + " says of " + Quoted(pattern) +
                          " what " + Quoted(first.id) + " says already, at " + first.origin);
        }
      }
      known.push_back(i);
    }
  }
}

// The documents must stay where they are meanwhile.
Catalog ReadDocuments(std::vector<YamlDocument> documents) {
  std::erase_if(documents,
                [](const YamlDocument& document) { return !HoldsCatalog(Root(document)); });
  Catalog catalog;
  const auto read = [&](const char* section, auto&& reading) {
    for (const YamlDocument& document : documents) {
      const YamlMap map = Root(document).Map({kSections.begin(), kSections.end()});
      CatalogReader reader(document.name, &catalog);
      if (const auto value = map.Find(section)) reading(reader, *value);
    }
  };
  read("vocabulary",
       [](CatalogReader& reader, const YamlValue& value) { reader.ReadVocabulary(value); });
  read("handles", [](CatalogReader& reader, const YamlValue& value) {
    for (const YamlValue& handle : value.List()) reader.ReadHandle(handle);
  });
  read("handles", [](CatalogReader& reader, const YamlValue& value) {
    for (const YamlValue& handle : value.List()) reader.CheckHandle(handle);
  });
  read("entries", [](CatalogReader& reader, const YamlValue& value) {
    for (const YamlValue& entry : value.List()) reader.ReadEntry(entry);
  });
  const auto read_styles = [&](const char* section, auto reading) {
    for (const YamlDocument& document : documents) {
      const YamlMap map = Root(document).Map({kSections.begin(), kSections.end()});
      if (const auto value = map.Find(section)) reading(*value, document.name, &catalog);
    }
  };
  read_styles("links", ReadLinks);
  read_styles("models", ReadModelStyles);
  read_styles("schemas", ReadSchemaStyles);
  read_styles("transactions", ReadTransactionStyles);
  read_styles("dialects", ReadDialects);
  read_styles("contracts", ReadContractStyles);
  CheckIds(catalog, 0);
  CheckOverlaps(catalog, 0);
  return catalog;
}

}  // namespace

Catalog ReadCatalog(const std::vector<CatalogText>& texts) {
  std::vector<YamlDocument> documents;
  for (const CatalogText& text : texts) documents.push_back(ParseYaml(text.text, text.name));
  return ReadDocuments(std::move(documents));
}

const Catalog& ReadBuiltinCatalog() {
  static const Catalog kBuiltin = [] {
    const std::vector<PackedDocument>& packed = PackedDocuments();
    std::vector<YamlDocument> documents(packed.size());
    ParallelFor(packed.size(), 0, [&](std::size_t i) { documents[i] = Unpack(packed[i]); });
    return ReadDocuments(std::move(documents));
  }();
  return kBuiltin;
}

void AddToCatalog(const YamlValue& section, const std::string& file, Catalog* catalog) {
  const YamlMap map = section.Map({"handles", "entries", "links"});
  CatalogReader reader(file, catalog);
  const std::size_t known = catalog->entries.size();
  if (const auto handles = map.Find("handles")) {
    for (const YamlValue& handle : handles->List()) reader.ReadHandle(handle);
    for (const YamlValue& handle : handles->List()) reader.CheckHandle(handle);
  }
  if (const auto entries = map.Find("entries")) {
    for (const YamlValue& entry : entries->List()) reader.ReadEntry(entry);
  }
  if (const auto links = map.Find("links")) ReadLinks(*links, file, catalog);
  CheckIds(*catalog, known);
  CheckOverlaps(*catalog, known);
}

}  // namespace interlock
