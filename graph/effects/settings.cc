// Effects of what configuration says: entries of the catalogue for settings, held against the
// settings of one file.
#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "graph/effects/effects.h"
#include "graph/effects/setting_keys.h"
#include "graph/effects/setting_links.h"
#include "graph/effects/setting_values.h"
#include "graph/effects/sites_internal.h"
#include "graph/globs.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxEffects = 20'000;     // of one file
constexpr std::size_t kMaxCounted = 2'000'000;  // settings looked at to count, in one file

using Entry = SettingEntry;

// A setting of the file, or one that it takes from another.
struct Placed {
  const Setting* setting = nullptr;
  const LinkedSetting* linked = nullptr;  // null: its own
};

// What stands at a place, and where that is from.
struct Written {
  std::string text;
  const LinkedSetting* linked = nullptr;
  std::optional<SettingValue> read;  // what it stands for, where that is known already
};

// "1g" of "java -Xms256m -Xmx1g -jar shop.jar", for "-Xmx|-XX:MaxHeapSize=": the rest of the last
// word that begins with one of the names, as programs take it.
std::string OptionIn(std::string_view command, std::string_view names) {
  constexpr std::string_view kBetween = " \t\r\n\"',[]";
  std::string_view option;
  while (!command.empty()) {
    const std::size_t end = std::min(command.find_first_of(kBetween), command.size());
    const std::string_view word = command.substr(0, end);
    command.remove_prefix(std::min(end + 1, command.size()));
    for (std::string_view rest = names; !rest.empty();) {
      const std::string_view name = rest.substr(0, rest.find('|'));
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
      if (word.size() > name.size() && word.starts_with(name)) option = word.substr(name.size());
    }
  }
  return std::string(option);
}

class SettingReader {
 public:
  // `wanted` says which entries are read.
  template <typename Wanted>
  SettingReader(const Catalog& catalog, const std::vector<Entry>& entries, const World& world,
                const SourceFile& file, SettingLinks* links, const Wanted& wanted)
      : catalog_(catalog), world_(world), file_(file), links_(*links) {
    for (const Entry& entry : entries) {
      if (wanted(*entry.entry) && Concerns(*entry.entry)) entries_.push_back(&entry);
    }
  }

  std::vector<Effect> Read() {
    if (entries_.empty()) return {};
    for (const Setting& setting : file_.facts().settings) Match({&setting, nullptr});
    for (const LinkedSetting& one : links_.Of(file_)) {
      if (!one.aside) Match({&one.setting, &one});
    }
    return std::move(effects_);
  }

 private:
  bool Concerns(const CatalogEntry& entry) const {
    const auto& languages = entry.languages;
    const auto& files = entry.files;
    return (languages.empty() || std::find(languages.begin(), languages.end(),
                                           file_.outline().language) != languages.end()) &&
           (files.empty() || std::any_of(files.begin(), files.end(), [&](const std::string& glob) {
              return MatchesGlob(glob, file_.path());
            }));
  }

  void Match(const Placed& placed) {
    for (const Entry* entry : entries_) {
      if (effects_.size() >= kMaxEffects) return;
      KeyParts parts;
      if (entry->key.Fits(placed.setting->key, &parts)) Make(*entry->entry, placed, parts);
    }
  }

  // What the document says under this key; null when it does not. Most files are never asked.
  const Placed* At(std::uint32_t document, std::string_view key) const {
    if (!is_indexed_) {
      is_indexed_ = true;
      for (const Setting& setting : file_.facts().settings) {
        by_key_[setting.document].emplace(setting.key, Placed{&setting, nullptr});
      }
      for (const LinkedSetting& one : links_.Of(file_)) {
        by_key_[one.setting.document].emplace(one.setting.key, Placed{&one.setting, &one});
      }
    }
    const auto of_document = by_key_.find(document);
    if (of_document == by_key_.end()) return nullptr;
    const auto found = of_document->second.find(key);
    return found == of_document->second.end() ? nullptr : &found->second;
  }

  // What stands at a place; nothing when there is none there.
  std::optional<Written> WrittenAt(const std::string& place, const Placed& placed,
                                   const KeyParts& parts) const {
    const auto here = [](std::string text) { return Written{std::move(text), nullptr, {}}; };
    if (place == "value") return Written{placed.setting->value, placed.linked, {}};
    if (place == "file") return here(std::string(file_.stem()));
    if (place == "folder") return here(ModuleFolder());
    if (place == "chart") return here(ChartOf(world_, file_));
    if (const auto part = parts.find(place); part != parts.end()) return here(part->second);
    if (place.starts_with('\'')) return here(place.substr(1, place.size() - 2));
    if (const std::string list = Inside(place, "count("); !list.empty()) {
      const std::size_t items = Count(FilledIn(list, parts), placed.setting->document);
      return items > 0 ? std::optional(here(std::to_string(items))) : std::nullopt;
    }
    if (const std::string item = Inside(place, "item("); !item.empty()) {
      const std::string value = ItemOf(placed.setting->value, item);
      return value.empty() ? std::nullopt : std::optional(Written{value, placed.linked, {}});
    }
    if (const std::string names = Inside(place, "option("); !names.empty()) {
      return OptionAt(placed, names);
    }
    const Placed* found = At(placed.setting->document, FilledIn(place, parts));
    if (found == nullptr) return std::nullopt;
    return Written{found->setting->value, found->linked, {}};
  }

  // As it is written, or else in what the value stands for.
  std::optional<Written> OptionAt(const Placed& placed, const std::string& names) const {
    const std::string own = OptionIn(placed.setting->value, names);
    if (!own.empty()) return Written{own, placed.linked, {}};
    SettingValue value = ValueIn({placed.setting->value, placed.linked, {}});
    value.text = OptionIn(value.text, names);
    if (value.is_partial || value.text.empty()) return std::nullopt;
    return Written{value.text, placed.linked, std::move(value)};
  }

  // "x" of "count(x)"
  static std::string Inside(std::string_view place, std::string_view word) {
    if (!place.starts_with(word) || !place.ends_with(')')) return {};
    return std::string(place.substr(word.size(), place.size() - word.size() - 1));
  }

  // "600" of "a=1,idle=600", for "idle".
  static std::string ItemOf(std::string_view list, std::string_view name) {
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(','), list.size());
      std::string_view item = list.substr(0, end);
      list.remove_prefix(std::min(end + 1, list.size()));
      item.remove_prefix(std::min(item.find_first_not_of(" \n"), item.size()));
      if (item.starts_with(name) && item.substr(name.size()).starts_with('=')) {
        return std::string(item.substr(name.size() + 1));
      }
    }
    return {};
  }

  std::size_t Count(const std::string& key, std::uint32_t document) const {
    const KeyPattern pattern(key);
    std::size_t items = 0;
    for (const Setting& setting : file_.facts().settings) {
      if (++counted_ > kMaxCounted) break;
      KeyParts parts;
      items += setting.document == document && pattern.Fits(setting.key, &parts);
    }
    return items;
  }

  SettingValue ValueIn(const Written& written) const {
    if (written.read) return *written.read;
    if (written.linked == nullptr) return ValueOf(world_, file_, written.text);
    SettingValue value = ValueOf(world_, written.linked->scope, written.text);
    if (!written.linked->source.empty()) {
      value.joined =
          "from " + written.linked->source + (value.joined.empty() ? "" : "; ") + value.joined;
      value.sources.push_back(written.linked->source);
    }
    return value;
  }

  // The folder of what is built together: "shop" for "shop/src/main/resources/application.yml".
  std::string ModuleFolder() const {
    std::string folder(file_.folder());
    if (folder.starts_with("src/main/")) return {};
    folder.resize(std::min(folder.find("/src/main/"), folder.size()));
    while (folder.ends_with('/')) folder.pop_back();
    return folder;
  }

  bool Holds(const CatalogEntry& entry, const Placed& placed, const KeyParts& parts) const {
    return std::all_of(entry.when.begin(), entry.when.end(), [&](const auto& condition) {
      const auto written = WrittenAt(condition.first, placed, parts);
      return written && IsOneOf(ValueIn(*written), condition.second);
    });
  }

  // What one of several effects asks for. What is not known in full is neither one of the texts
  // nor none of them.
  bool HoldsOf(const EntryEffect& said, const Placed& placed, const KeyParts& parts) const {
    const auto meets = [&](const auto& condition, bool wanted, bool otherwise) {
      const auto written = WrittenAt(condition.first, placed, parts);
      if (!written || written->text.empty()) return otherwise;
      const SettingValue value = ValueIn(*written);
      const bool anything = condition.second == std::vector<std::string>{"*"};
      if (value.is_partial && !anything) return false;
      return (anything || IsOneOf(value, condition.second)) == wanted;
    };
    const auto all = [&](const auto& conditions, bool wanted, bool otherwise) {
      return std::all_of(conditions.begin(), conditions.end(), [&](const auto& condition) {
        return meets(condition, wanted, otherwise);
      });
    };
    return all(said.when, true, false) && all(said.among, true, true) &&
           all(said.unless, false, true);
  }

  static bool IsOneOf(const SettingValue& value, const std::vector<std::string>& texts) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& wanted) { return FitsWildcard(wanted, value.text); });
  }

  void Make(const CatalogEntry& entry, const Placed& placed, const KeyParts& parts) {
    if (!Holds(entry, placed, parts)) return;
    for (const EntryEffect& said : entry.effects) {
      if (!HoldsOf(said, placed, parts)) continue;
      const SettingValue name = NameFrom(said.name, placed, parts);
      if (name.text.empty()) continue;
      const SettingValue within = NameFrom(said.within, placed, parts);
      Effect effect;
      effect.resource = {said.kind,
                         within.text.empty() ? name.text : within.text + "." + name.text};
      effect.access = said.access;
      effect.resolution =
          name.is_partial || within.is_partial ? Resolution::kLikely : Resolution::kResolved;
      effect.service = NameFrom(said.service, placed, parts).text;
      effect.path = file_.path();
      effect.line = placed.setting->line;
      effect.entry = entry.id;
      const SettingValue to = ToFrom(said.to, placed, parts);
      if (!to.is_partial) effect.to = to.text;
      if (placed.linked != nullptr) {
        Note("from " + placed.linked->joined, &effect.joined);
        AddSources({placed.linked->source}, &effect);
      }
      Note(name.joined, &effect.joined);
      Note(to.joined, &effect.joined);
      for (const SettingValue* value : {&name, &within, &to}) AddSources(value->sources, &effect);
      AddQuantities(said, placed, parts, &effect);
      if (!IsSaidAlready(effect)) effects_.push_back(std::move(effect));
    }
  }

  // One entry says a thing once, whichever of its keys says so first.
  bool IsSaidAlready(const Effect& effect) {
    if (!effect.quantities.empty()) return false;
    const std::string said = effect.entry + "\n" + effect.access + "\n" + effect.resource.kind +
                             "\n" + effect.resource.name + "\n" + effect.service + "\n" + effect.to;
    return !said_.insert(said).second;
  }

  void AddSources(const std::vector<std::string>& paths, Effect* effect) const {
    std::vector<std::string>& sources = effect->sources;
    for (const std::string& path : paths) {
      const auto at = std::lower_bound(sources.begin(), sources.end(), path);
      if (path != file_.path() && (at == sources.end() || *at != path)) sources.insert(at, path);
    }
  }

  // What is said already, or more exactly, is not said again.
  static void Note(std::string_view how, std::string* joined) {
    while (!how.empty()) {
      const std::size_t end = std::min(how.find("; "), how.size());
      const std::string_view one = how.substr(0, end);
      how.remove_prefix(std::min(end + 2, how.size()));
      if (joined->find(one) != std::string::npos) continue;
      joined->append(joined->empty() ? "" : "; ").append(one);
    }
  }

  SettingValue First(const NameSource& source, const Placed& placed, const KeyParts& parts) const {
    for (const std::string& place : source.places) {
      const auto written = WrittenAt(place, placed, parts);
      if (!written || written->text.empty()) continue;
      SettingValue value = ValueIn(*written);
      if (source.via == "placeholder") {
        value.text = Key(written->text);
      } else if (source.via == "tail") {
        // What is open at its end says nothing of the end.
        const std::size_t hole = written->text.rfind("${");
        const bool is_open = hole != std::string::npos && written->text.ends_with('}') &&
                             ValueIn({written->text.substr(hole), written->linked, {}}).is_partial;
        value.text = is_open ? "" : value.text.substr(value.text.find_last_of("/:") + 1);
      } else if (source.via == "url") {
        value.text = PathOf(value.text);
      } else if (source.via == "dsn") {
        value.text = NameVia(source.via, value.text);
      } else if (source.via == "reference") {
        value.text = "${" + value.text + "}";  // stands for what is declared under that name
      } else if (source.via == "resource") {
        value = ReferredName(world_, file_, written->text);
      } else if (source.via == "key") {
        value.text = value.text.substr(0, value.text.find('='));
      } else if (source.via == "assigned") {
        value.text.erase(0, std::min(value.text.find('='), value.text.size() - 1) + 1);
      }
      if (!value.text.empty() || value.is_partial) return value;
    }
    if (source.otherwise.empty()) return {};
    return ValueOf(world_, file_, FilledIn(source.otherwise, parts));
  }

  // Names that a chart makes of its release begin with the chart's.
  SettingValue NameFrom(const NameSource& source, const Placed& placed,
                        const KeyParts& parts) const {
    SettingValue name = First(source, placed, parts);
    if (name.text.empty() && name.is_partial) name.text = ChartOf(world_, file_);
    return name;
  }

  SettingValue ToFrom(const NameSource& source, const Placed& placed, const KeyParts& parts) const {
    SettingValue to = First(source, placed, parts);
    if (to.is_partial) to.joined.clear();
    return to;
  }

  // "DATABASE_URL" of "${DATABASE_URL:-x}" and env("DATABASE_URL")
  static std::string Key(std::string_view written) {
    if (written.starts_with("env(\""))
      return std::string(written.substr(5, written.find('"', 5) - 5));
    if (!written.starts_with("${")) return {};
    written.remove_prefix(2);
    return std::string(written.substr(0, written.find_first_of(":}-?+")));
  }

  // "/orders" of "http://host:80/orders?a=1"
  static std::string PathOf(std::string_view address) {
    const std::size_t scheme = address.find("://");
    if (scheme != address.npos) {
      const std::size_t slash = address.find('/', scheme + 3);
      address = slash == address.npos ? "/" : address.substr(slash);
    }
    return std::string(address.substr(0, address.find_first_of("?#")));
  }

  // What the number is multiplied by; nothing when that is not known.
  std::optional<double> FactorOf(const QuantitySource& source, const Placed& placed,
                                 const KeyParts& parts) const {
    if (!source.times.empty()) return CountAt(source.times, placed, parts);
    for (const std::string& place : source.over) {
      const std::string list = Inside(place, "sum(");
      if (list.empty()) continue;
      const std::optional<double> sum = SumOf(list, source, placed, parts);
      return sum ? std::optional(1 / *sum) : std::nullopt;
    }
    return 1 / CountAt(source.over, placed, parts).value_or(1);
  }

  std::optional<double> CountAt(const Places& places, const Placed& placed,
                                const KeyParts& parts) const {
    for (const std::string& place : places) {
      const auto written = WrittenAt(place, placed, parts);
      if (!written) continue;
      const auto number = AmountIn(catalog_, "", ValueIn(*written).text, "");
      if (number && *number >= 1) return number;
    }
    return std::nullopt;
  }

  // "list.{other}.weight": what the weights of all items come to. Of "… by name, kind", those of
  // the items with the same name and kind as the one that is read, if there are several: more of
  // them may stand elsewhere. An item without a weight has the default.
  std::optional<double> SumOf(std::string_view list, const QuantitySource& source,
                              const Placed& placed, const KeyParts& parts) const {
    constexpr std::string_view kBy = " by ", kOther = "{other}";
    const std::size_t by = list.find(kBy);
    std::vector<std::string> same;
    for (std::size_t at = by == list.npos ? list.size() : by + kBy.size(); at < list.size();) {
      const std::size_t end = std::min(list.find(", ", at), list.size());
      same.push_back("." + std::string(list.substr(at, end - at)));
      at = end + 2;
    }
    const std::string key = FilledIn(list.substr(0, by), parts);
    const std::size_t item = key.find(kOther);
    if (item == key.npos) return std::nullopt;
    const std::string before = key.substr(0, item), behind = key.substr(item + kOther.size());
    std::vector<std::string> items;
    std::string own;
    for (const Setting& setting : file_.facts().settings) {
      if (++counted_ > kMaxCounted) return std::nullopt;
      if (setting.document != placed.setting->document || !setting.key.starts_with(before))
        continue;
      std::string other = setting.key.substr(before.size());
      other.resize(std::min(other.find('.'), other.size()));
      if (items.empty() || items.back() != other) items.push_back(other);
      if (&setting == placed.setting) own = std::move(other);
    }
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    const auto text_at = [&](const std::string& one, const std::string& rest) {
      const Placed* found = At(placed.setting->document, before + one + rest);
      if (found == nullptr) return std::string();
      const SettingValue value = ValueIn({found->setting->value, found->linked, {}});
      return value.is_partial ? "?" : value.text;
    };
    const auto is_shared = [&](const std::string& other, const std::string& rest) {
      return text_at(other, rest) == text_at(own, rest);
    };
    double sum = 0;
    std::size_t several = 0;
    for (const std::string& other : items) {
      const auto shared = [&](const std::string& rest) { return is_shared(other, rest); };
      if (!std::all_of(same.begin(), same.end(), shared)) continue;
      const std::string text = text_at(other, behind);
      const auto number = AmountIn(catalog_, "", text.empty() ? source.otherwise : text, "");
      if (!number || *number < 0) return std::nullopt;
      sum += *number;
      ++several;
    }
    if (sum <= 0 || (!same.empty() && several < 2)) return std::nullopt;
    return sum;
  }

  void AddQuantities(const EntryEffect& said, const Placed& placed, const KeyParts& parts,
                     Effect* effect) {
    for (const QuantitySource& source : said.quantities) {
      const auto has =
          std::find_if(effect->quantities.begin(), effect->quantities.end(),
                       [&](const Quantity& quantity) { return quantity.name == source.quantity; });
      if (has != effect->quantities.end()) continue;
      bool written_there = false;
      for (const std::string& place : source.places) {
        const auto written = WrittenAt(place, placed, parts);
        if (!written || written->text.empty()) continue;
        written_there = true;
        const SettingValue value = ValueIn(*written);
        const auto amount = value.is_partial
                                ? std::nullopt
                                : AmountIn(catalog_, source.quantity, value.text, source.unit);
        const auto factor = amount ? FactorOf(source, placed, parts) : std::nullopt;
        if (!factor) continue;
        effect->quantities.push_back({source.quantity, *amount * *factor, written->text, false});
        Note(value.joined, &effect->joined);
        AddSources(value.sources, effect);
        break;
      }
      if (written_there || source.otherwise.empty()) continue;
      const auto amount = AmountIn(catalog_, source.quantity, source.otherwise, source.unit);
      const auto factor = amount ? FactorOf(source, placed, parts) : std::nullopt;
      if (!factor) continue;
      effect->quantities.push_back({source.quantity, *amount * *factor, source.otherwise, true});
    }
  }

  const Catalog& catalog_;
  const World& world_;
  const SourceFile& file_;
  SettingLinks& links_;
  std::vector<const Entry*> entries_;
  mutable bool is_indexed_ = false;
  mutable std::unordered_map<std::uint32_t, std::unordered_map<std::string_view, Placed>>
      by_key_;  // by document
  std::unordered_set<std::string> said_;
  mutable std::size_t counted_ = 0;
  std::vector<Effect> effects_;
};

constexpr std::array<std::string_view, 7> kDeclared = {
    "service", "store", "owner", "environment variable", "configuration key", "table", "column"};

// Of fields, only those of models matter to others, which these relate to each other.
bool SaysWhatIsDeclared(const CatalogEntry& entry) {
  const bool is_of_model = entry.key.find("{model}") != entry.key.npos;
  return std::any_of(entry.effects.begin(), entry.effects.end(), [&](const EntryEffect& effect) {
    return std::find(kDeclared.begin(), kDeclared.end(), effect.kind) != kDeclared.end() ||
           (is_of_model && effect.kind == "message field");
  });
}

bool HasSettings(const SourceFile& file) {
  return file.traits() == nullptr && file.outline().has_settings;
}

}  // namespace

std::vector<Effect> SettingEffects(EffectContext& context, const SourceFile& file) {
  if (!HasSettings(file)) return {};
  const auto all = [](const CatalogEntry&) { return true; };
  SettingLinks links(context.world, context.catalog);
  return SettingReader(context.catalog, context.basis.settings, context.world, file, &links, all)
      .Read();
}

std::vector<SettingEntry> SettingEntries(const Catalog& catalog) {
  std::vector<SettingEntry> entries;
  for (const CatalogEntry& entry : catalog.entries) {
    if (entry.match == EntryMatch::kSetting) entries.push_back({&entry, KeyPattern(entry.key)});
  }
  return entries;
}

std::vector<Effect> DeclaredEffects(const World& world, const Catalog& catalog) {
  return DeclaredEffects(world, catalog, SettingEntries(catalog));
}

std::vector<Effect> DeclaredEffects(const World& world, const Catalog& catalog,
                                    const std::vector<SettingEntry>& entries) {
  std::map<std::string_view, const SourceFile*> files;
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (HasSettings(*file) && world.Find(file->path()) == file) files[file->path()] = file;
    }
  }
  std::vector<Effect> declared;
  SettingLinks links(world, catalog);
  for (const auto& [path, file] : files) {
    std::vector<Effect> found =
        SettingReader(catalog, entries, world, *file, &links, SaysWhatIsDeclared).Read();
    std::move(found.begin(), found.end(), std::back_inserter(declared));
  }
  return declared;
}

}  // namespace interlock
