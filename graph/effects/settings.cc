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
#include "graph/effects/setting_values.h"
#include "graph/globs.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxEffects = 20'000;  // of one file

struct Entry {
  const CatalogEntry* entry = nullptr;
  KeyPattern key;
};

class SettingReader {
 public:
  // `wanted` says which entries are read.
  template <typename Wanted>
  SettingReader(const Catalog& catalog, const World& world, const SourceFile& file,
                const Wanted& wanted)
      : catalog_(catalog), world_(world), file_(file) {
    for (const CatalogEntry& entry : catalog.entries) {
      if (wanted(entry) && Concerns(entry)) entries_.push_back({&entry, KeyPattern(entry.key)});
    }
  }

  std::vector<Effect> Read() {
    if (entries_.empty()) return {};
    const std::vector<Setting>& settings = file_.facts().settings;
    for (const Setting& setting : settings) {
      by_key_.emplace(DocumentKey(setting.document, setting.key), &setting);
    }
    for (const Setting& setting : settings) {
      for (const Entry& entry : entries_) {
        if (effects_.size() >= kMaxEffects) return std::move(effects_);
        KeyParts parts;
        if (entry.key.Fits(setting.key, &parts)) Make(*entry.entry, setting, parts);
      }
    }
    return std::move(effects_);
  }

 private:
  bool Concerns(const CatalogEntry& entry) const {
    if (entry.match != EntryMatch::kSetting) return false;
    const auto& languages = entry.languages;
    const auto& files = entry.files;
    return (languages.empty() || std::find(languages.begin(), languages.end(),
                                           file_.facts().language) != languages.end()) &&
           (files.empty() || std::any_of(files.begin(), files.end(), [&](const std::string& glob) {
              return MatchesGlob(glob, file_.path());
            }));
  }

  static std::string DocumentKey(std::uint32_t document, std::string_view key) {
    return std::to_string(document) + "\n" + std::string(key);
  }

  // What stands at a place; nothing when there is none there.
  std::optional<std::string> WrittenAt(const std::string& place, const Setting& setting,
                                       const KeyParts& parts) const {
    if (place == "value") return setting.value;
    if (place == "file") return std::string(file_.stem());
    if (place == "folder") return ModuleFolder();
    if (place == "chart") return ChartOf(world_, file_);
    if (const auto part = parts.find(place); part != parts.end()) return part->second;
    if (place.starts_with('\'')) return place.substr(1, place.size() - 2);
    const auto found = by_key_.find(DocumentKey(setting.document, FilledIn(place, parts)));
    return found == by_key_.end() ? std::nullopt : std::optional(found->second->value);
  }

  // The folder of what is built together: "shop" for "shop/src/main/resources/application.yml".
  std::string ModuleFolder() const {
    std::string folder(file_.folder());
    if (folder.starts_with("src/main/")) return {};
    folder.resize(std::min(folder.find("/src/main/"), folder.size()));
    while (folder.ends_with('/')) folder.pop_back();
    return folder;
  }

  bool Holds(const CatalogEntry& entry, const Setting& setting, const KeyParts& parts) const {
    return std::all_of(entry.when.begin(), entry.when.end(), [&](const auto& condition) {
      const auto written = WrittenAt(condition.first, setting, parts);
      if (!written) return false;
      const SettingValue value = ValueOf(world_, file_, *written);
      return std::any_of(
          condition.second.begin(), condition.second.end(),
          [&](const std::string& wanted) { return FitsWildcard(wanted, value.text); });
    });
  }

  void Make(const CatalogEntry& entry, const Setting& setting, const KeyParts& parts) {
    if (!Holds(entry, setting, parts)) return;
    for (const EntryEffect& said : entry.effects) {
      const SettingValue name = NameFrom(said.name, setting, parts);
      if (name.text.empty()) continue;
      const SettingValue within = NameFrom(said.within, setting, parts);
      Effect effect;
      effect.resource = {said.kind,
                         within.text.empty() ? name.text : within.text + "." + name.text};
      effect.access = said.access;
      effect.resolution =
          name.is_partial || within.is_partial ? Resolution::kLikely : Resolution::kResolved;
      effect.service = NameFrom(said.service, setting, parts).text;
      effect.path = file_.path();
      effect.line = setting.line;
      effect.entry = entry.id;
      const SettingValue to = ToFrom(said.to, setting, parts);
      if (!to.is_partial) effect.to = to.text;
      effect.joined = name.joined;
      Note(to.joined, &effect.joined);
      AddQuantities(said, setting, parts, &effect);
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

  static void Note(const std::string& how, std::string* joined) {
    if (how.empty() || joined->find(how) != std::string::npos) return;
    *joined += (joined->empty() ? "" : "; ") + how;
  }

  SettingValue First(const NameSource& source, const Setting& setting,
                     const KeyParts& parts) const {
    for (const std::string& place : source.places) {
      const auto written = WrittenAt(place, setting, parts);
      if (!written || written->empty()) continue;
      SettingValue value = ValueOf(world_, file_, *written);
      if (source.via == "placeholder") {
        value.text = Key(*written);
      } else if (source.via == "tail") {
        value.text = value.text.substr(value.text.find_last_of("/:") + 1);
      } else if (source.via == "url") {
        value.text = PathOf(value.text);
      } else if (source.via == "dsn") {
        value.text = DatabaseOf(value.text);
      } else if (source.via == "reference") {
        value.text = "${" + value.text + "}";  // stands for what is declared under that name
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
  SettingValue NameFrom(const NameSource& source, const Setting& setting,
                        const KeyParts& parts) const {
    SettingValue name = First(source, setting, parts);
    if (name.text.empty() && name.is_partial) name.text = ChartOf(world_, file_);
    return name;
  }

  SettingValue ToFrom(const NameSource& source, const Setting& setting,
                      const KeyParts& parts) const {
    SettingValue to = First(source, setting, parts);
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

  static std::string DatabaseOf(std::string_view address) {
    std::string path = PathOf(address.substr(address.starts_with("jdbc:") ? 5 : 0));
    return path.substr(path.rfind('/') + 1);
  }

  void AddQuantities(const EntryEffect& said, const Setting& setting, const KeyParts& parts,
                     Effect* effect) {
    for (const QuantitySource& source : said.quantities) {
      const auto has =
          std::find_if(effect->quantities.begin(), effect->quantities.end(),
                       [&](const Quantity& quantity) { return quantity.name == source.quantity; });
      if (has != effect->quantities.end()) continue;
      bool written_there = false;
      for (const std::string& place : source.places) {
        const auto written = WrittenAt(place, setting, parts);
        if (!written || written->empty()) continue;
        written_there = true;
        const SettingValue value = ValueOf(world_, file_, *written);
        const auto amount = value.is_partial
                                ? std::nullopt
                                : AmountIn(catalog_, source.quantity, value.text, source.unit);
        if (!amount) continue;
        effect->quantities.push_back({source.quantity, *amount, *written, false});
        Note(value.joined, &effect->joined);
        break;
      }
      if (written_there || source.otherwise.empty()) continue;
      const auto amount = AmountIn(catalog_, source.quantity, source.otherwise, source.unit);
      if (amount) effect->quantities.push_back({source.quantity, *amount, source.otherwise, true});
    }
  }

  const Catalog& catalog_;
  const World& world_;
  const SourceFile& file_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, const Setting*> by_key_;
  std::unordered_set<std::string> said_;
  std::vector<Effect> effects_;
};

constexpr std::array<std::string_view, 5> kDeclared = {"service", "store", "owner",
                                                       "environment variable", "configuration key"};

bool SaysWhatIsDeclared(const CatalogEntry& entry) {
  return std::any_of(entry.effects.begin(), entry.effects.end(), [](const EntryEffect& effect) {
    return std::find(kDeclared.begin(), kDeclared.end(), effect.kind) != kDeclared.end();
  });
}

bool HasSettings(const SourceFile& file) {
  return file.traits() == nullptr && !file.facts().settings.empty();
}

}  // namespace

std::vector<Effect> SettingEffects(EffectContext& context, const SourceFile& file) {
  if (!HasSettings(file)) return {};
  const auto all = [](const CatalogEntry&) { return true; };
  return SettingReader(context.catalog, context.world, file, all).Read();
}

std::vector<Effect> DeclaredEffects(const World& world, const Catalog& catalog) {
  std::map<std::string_view, const SourceFile*> files;
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (HasSettings(*file) && world.Find(file->path()) == file) files[file->path()] = file;
    }
  }
  std::vector<Effect> declared;
  for (const auto& [path, file] : files) {
    std::vector<Effect> found = SettingReader(catalog, world, *file, SaysWhatIsDeclared).Read();
    std::move(found.begin(), found.end(), std::back_inserter(declared));
  }
  return declared;
}

}  // namespace interlock
