#include "graph/effects/setting_links.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

#include "graph/effects/setting_keys.h"
#include "graph/module_paths.h"

namespace interlock {

namespace {

constexpr int kMaxDepth = 4;                   // files that take from files
constexpr std::size_t kMaxTaken = 5'000;       // by one file
constexpr std::size_t kMaxLooked = 2'000'000;  // settings looked at for one file
constexpr std::size_t kMaxFiles = 200;         // that one link leads to, and those lead to

std::string DocumentKey(std::uint32_t document, std::string_view key) {
  return std::to_string(document) + "\n" + std::string(key);
}

bool Holds(const std::vector<std::string>& words, const std::string& word) {
  return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

class LinkReader {
 public:
  LinkReader(SettingLinks& links, const SourceFile& file, int depth)
      : links_(links), world_(links.world_), file_(file), depth_(depth) {}

  std::vector<LinkedSetting> Read() {
    std::vector<std::pair<const CatalogLink*, KeyPattern>> wanted;
    for (const CatalogLink& link : links_.catalog_.links) {
      if (Holds(link.languages, file_.outline().language)) {
        wanted.emplace_back(&link, KeyPattern(link.key));
      }
    }
    if (wanted.empty()) return {};
    const std::vector<Setting>& settings = file_.facts().settings;
    for (const Setting& setting : settings) {
      next_document_ = std::max(next_document_, setting.document + 1);
    }
    for (const Setting& setting : settings) {
      for (const auto& [link, key] : wanted) {
        KeyParts parts;
        if (!link->takes.empty() && key.Fits(setting.key, &parts)) Follow(*link, setting, parts);
      }
    }
    for (const auto& [link, key] : wanted) {
      if (!link->same.empty()) AddPatched(*link);
    }
    return std::move(taken_);
  }

 private:
  // What the file says itself, by document and key; worked out when a link is there.
  const std::unordered_map<std::string, std::string>& Own() {
    if (own_.empty()) {
      for (const Setting& setting : file_.facts().settings) {
        own_.emplace(DocumentKey(setting.document, setting.key), setting.value);
      }
    }
    return own_;
  }

  std::optional<std::string> WrittenAt(const std::string& place, const Setting& setting,
                                       const KeyParts& parts) {
    if (place == "value") return setting.value;
    if (place.size() >= 2 && place.starts_with('\'') && place.ends_with('\'')) {
      return place.substr(1, place.size() - 2);
    }
    const auto found = Own().find(DocumentKey(setting.document, FilledIn(place, parts)));
    return found == Own().end() ? std::nullopt : std::optional(found->second);
  }

  // The files that a path means; a folder stands for those in it that the link names.
  std::vector<const SourceFile*> FilesAt(const CatalogLink& link, const SourceFile& from,
                                         std::string_view written) const {
    const SettingValue path = ValueOf(world_, from, written);
    if (path.is_partial || path.text.empty() || path.text[0] == '/') return {};
    if (path.text.find("://") != std::string::npos) return {};
    const std::string joined = NormalisePath(JoinPath(from.folder(), path.text));
    if (const SourceFile* file = world_.Find(joined)) return {file};
    std::vector<const SourceFile*> files;
    if (link.in_folder.empty() || !world_.HasFolder(joined)) return files;
    for (const SourceFile* file : world_.InFolder(joined)) {
      const std::string_view name =
          std::string_view(file->path()).substr(file->path().rfind('/') + 1);  // npos + 1 == 0
      if (std::any_of(link.in_folder.begin(), link.in_folder.end(),
                      [&](const std::string& pattern) { return FitsWildcard(pattern, name); })) {
        files.push_back(file);
      }
    }
    return files;
  }

  // The documents of a file that are meant: those that have what the link asks for.
  std::optional<std::set<std::uint32_t>> DocumentsOf(const CatalogLink& link,
                                                     const SourceFile& from, const Setting& setting,
                                                     const KeyParts& parts) {
    if (link.document.empty()) return std::nullopt;
    std::map<std::uint32_t, std::size_t> agreed;
    for (const auto& [key, places] : link.document) {
      std::optional<std::string> wanted;
      for (const std::string& place : places) {
        if (!wanted) wanted = WrittenAt(place, setting, parts);
      }
      for (const Setting& there : from.facts().settings) {
        if (++looked_ > kMaxLooked) return std::set<std::uint32_t>();
        if (wanted && there.key == key && there.value == *wanted) ++agreed[there.document];
      }
    }
    std::set<std::uint32_t> documents;
    for (const auto& [document, count] : agreed) {
      if (count == link.document.size()) documents.insert(document);
    }
    return documents;
  }

  bool IsEnough() const { return looked_ > kMaxLooked || taken_.size() >= kMaxTaken; }

  void Follow(const CatalogLink& link, const Setting& setting, KeyParts parts) {
    if (IsEnough()) return;
    for (const std::string& key : link.unless) {
      if (Own().contains(DocumentKey(setting.document, FilledIn(key, parts)))) return;
    }
    std::vector<const SourceFile*> files;
    for (const std::string& place : link.file) {
      const auto written = WrittenAt(place, setting, parts);
      if (!written) continue;
      files = FilesAt(link, file_, *written);
      if (files.empty()) return;
      break;
    }
    if (files.empty()) files.push_back(&file_);
    parts.emplace("value", setting.value);
    const std::uint32_t document = link.apart ? next_document_++ : setting.document;
    std::vector<KeyPattern> patterns;
    for (const std::string& takes : link.takes) patterns.emplace_back(FilledIn(takes, parts));
    const auto given = GivenBy(link, setting.document, parts);
    const SaidHere said = SaidHereFor(link, setting.document, parts);
    bool took = false;
    for (const SourceFile* from : files) {
      if (!Holds(link.from, from->outline().language)) continue;
      const auto documents = DocumentsOf(link, *from, setting, parts);
      if (documents && documents->empty()) continue;
      const auto take = [&](const Setting& there, const Scope& scope, const std::string& joined,
                            const std::string& source) {
        ++looked_;
        if (documents && !documents->contains(there.document)) return;
        for (const KeyPattern& pattern : patterns) {
          KeyParts named = parts;
          if (!pattern.Fits(there.key, &named) || !IsWanted(link, named)) continue;
          if (Yields(said, named)) continue;
          // Documents of the other stay apart from one another.
          const std::uint32_t to = link.apart ? document + there.document : document;
          next_document_ = std::max(next_document_, to + 1);
          LinkedSetting linked;
          linked.setting = {KeyOf(link, named), there.value, setting.line, to};
          linked.scope = scope;
          linked.scope.back().given = given;
          linked.scope.push_back({&file_, nullptr});
          linked.joined = joined;
          linked.source = source;
          Add(std::move(linked));
          took = true;
          break;
        }
      };
      for (const Setting& there : from->facts().settings) {
        if (IsEnough()) return;
        take(there, {{from, nullptr}}, from->path() + ":" + std::to_string(there.line),
             from->path());
      }
      if (depth_ >= kMaxDepth) continue;
      for (const LinkedSetting& there : links_.At(*from, depth_ + 1)) {
        if (IsEnough()) return;
        if (!there.aside) take(there.setting, there.scope, there.joined, there.source);
      }
    }
    if (took) AddBeside(link, setting, parts, document);
  }

  static bool IsWanted(const CatalogLink& link, const KeyParts& parts) {
    return std::all_of(link.when.begin(), link.when.end(), [&](const auto& condition) {
      const auto part = parts.find(condition.first);
      return part != parts.end() && Holds(condition.second, part->second);
    });
  }

  using SaidHere = std::map<std::string, std::set<std::string>>;  // by named part

  // What is said here under names that would be taken: `env` beside `envFrom`.
  SaidHere SaidHereFor(const CatalogLink& link, std::uint32_t document, const KeyParts& parts) {
    SaidHere said;
    for (const auto& [part, keys] : link.yields) {
      for (const std::string& key : keys) {
        const KeyPattern pattern(FilledIn(key, parts));
        for (const Setting& setting : file_.facts().settings) {
          if (++looked_ > kMaxLooked) return said;
          KeyParts named;
          const bool fits = setting.document == document && pattern.Fits(setting.key, &named);
          if (fits) said[part].insert(setting.value);
        }
      }
    }
    return said;
  }

  static bool Yields(const SaidHere& said, const KeyParts& named) {
    return std::any_of(said.begin(), said.end(), [&](const auto& values) {
      const auto part = named.find(values.first);
      return part != named.end() && values.second.contains(part->second);
    });
  }

  static std::string KeyOf(const CatalogLink& link, const KeyParts& parts) {
    std::string key = FilledIn(link.as, parts);
    while (key.ends_with('.')) key.pop_back();  // a long part that stands for nothing
    return key;
  }

  // "module.queue.size" gives "var.size".
  std::shared_ptr<const std::map<std::string, std::string>> GivenBy(const CatalogLink& link,
                                                                    std::uint32_t document,
                                                                    const KeyParts& parts) {
    if (link.given.empty()) return nullptr;
    auto given = std::make_shared<std::map<std::string, std::string>>();
    for (const auto& [name, key] : link.given) {
      const KeyPattern pattern(FilledIn(key, parts));
      for (const Setting& setting : file_.facts().settings) {
        if (++looked_ > kMaxLooked) return given;
        KeyParts named;
        if (setting.document != document || !pattern.Fits(setting.key, &named)) continue;
        given->emplace(FilledIn(name, named), setting.value);
      }
    }
    return given;
  }

  void AddBeside(const CatalogLink& link, const Setting& setting, const KeyParts& parts,
                 std::uint32_t document) {
    for (const auto& [key, places] : link.with) {
      for (const std::string& place : places) {
        const auto written = WrittenAt(place, setting, parts);
        if (!written) continue;
        Add({{key, *written, setting.line, document}, {{&file_, nullptr}}, "", "", true});
        break;
      }
    }
  }

  void Add(LinkedSetting linked) {
    const std::string key = DocumentKey(linked.setting.document, linked.setting.key);
    if (Own().contains(key)) return;
    const auto [known, is_new] = at_.try_emplace(key, taken_.size());
    if (is_new) {
      taken_.push_back(std::move(linked));
    } else if (!linked.aside) {
      taken_[known->second] = std::move(linked);
    }
  }

  // ---- Objects that are patched.

  using Identity = std::vector<std::string>;

  // By document: what it says at the keys of the link, where it says all of them.
  static std::map<std::uint32_t, Identity> Identities(const CatalogLink& link,
                                                      const std::vector<Setting>& settings,
                                                      const std::vector<LinkedSetting>& taken) {
    std::map<std::uint32_t, Identity> identities;
    const auto look = [&](const Setting& setting) {
      const auto at = std::find(link.same.begin(), link.same.end(), setting.key);
      if (at == link.same.end()) return;
      Identity& identity = identities[setting.document];
      identity.resize(link.same.size());
      identity[static_cast<std::size_t>(at - link.same.begin())] = setting.value;
    };
    for (const Setting& setting : settings) look(setting);
    for (const LinkedSetting& linked : taken) look(linked.setting);
    std::erase_if(identities, [](const auto& known) {
      return std::find(known.second.begin(), known.second.end(), "") != known.second.end();
    });
    return identities;
  }

  void AddPatched(const CatalogLink& link) {
    const auto wanted = Identities(link, file_.facts().settings, taken_);
    if (wanted.empty()) return;
    const KeyPattern pattern(link.key);
    std::vector<const SourceFile*> queue = {&file_};
    std::set<const SourceFile*> seen = {&file_};
    for (std::size_t at = 0; at < queue.size(); ++at) {
      const SourceFile& from = *queue[at];
      if (at > 0) TakeSame(link, from, wanted);
      if (!Holds(link.languages, from.outline().language)) continue;
      for (const Setting& setting : from.facts().settings) {
        KeyParts parts;
        if (!pattern.Fits(setting.key, &parts)) continue;
        for (const SourceFile* file : FilesAt(link, from, setting.value)) {
          if (queue.size() < kMaxFiles && seen.insert(file).second) queue.push_back(file);
        }
      }
    }
  }

  void TakeSame(const CatalogLink& link, const SourceFile& from,
                const std::map<std::uint32_t, Identity>& wanted) {
    const auto there = Identities(link, from.facts().settings, {});
    if (there.empty()) return;
    for (const Setting& setting : from.facts().settings) {
      const auto identity = there.find(setting.document);
      if (identity == there.end() || ++looked_ > kMaxLooked) continue;
      for (const auto& [document, own] : wanted) {
        if (own != identity->second || taken_.size() >= kMaxTaken) continue;
        LinkedSetting linked;
        linked.setting = {setting.key, setting.value, 0, document};
        linked.scope = {{&from, nullptr}};
        linked.joined = from.path() + ":" + std::to_string(setting.line);
        linked.source = from.path();
        linked.aside = true;
        Add(std::move(linked));
      }
    }
  }

  SettingLinks& links_;
  const World& world_;
  const SourceFile& file_;
  int depth_;
  std::uint32_t next_document_ = 0;
  std::size_t looked_ = 0;
  std::unordered_map<std::string, std::string> own_;
  std::unordered_map<std::string, std::size_t> at_;  // in taken_
  std::vector<LinkedSetting> taken_;
};

const std::vector<LinkedSetting>& SettingLinks::At(const SourceFile& file, int depth) {
  const auto known = known_.find({&file, depth});
  if (known != known_.end()) return known->second;
  std::vector<LinkedSetting> taken = LinkReader(*this, file, depth).Read();
  return known_.emplace(std::pair(&file, depth), std::move(taken)).first->second;
}

}  // namespace interlock
