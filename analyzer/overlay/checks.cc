#include "analyzer/overlay/checks.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "analyzer/intake/yaml_reader.h"
#include "analyzer/overlay/dependencies.h"

namespace interlock {

namespace {

constexpr std::array<std::pair<std::string_view, Stricter>, 8> kWords = {{
    {"listed", Stricter::kListed},
    {"unlisted", Stricter::kUnlisted},
    {"true", Stricter::kTrue},
    {"false", Stricter::kFalse},
    {"raised", Stricter::kRaised},
    {"lowered", Stricter::kLowered},
    {"set", Stricter::kSet},
    {"bans", Stricter::kBans},
}};

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> SplitAny(std::string text, std::string_view separators) {
  std::replace_if(
      text.begin(), text.end(), [&](char c) { return separators.find(c) != separators.npos; },
      separators.front());
  return Split(text, separators.front());
}

std::vector<std::string> Texts(const YamlValue& value) {
  std::vector<std::string> texts;
  for (const YamlValue& entry : value.List()) texts.push_back(entry.Text());
  return texts;
}

CheckSetting ReadSetting(const YamlValue& value) {
  const YamlMap map = value.Map({"key", "stricter", "levels", "except", "from", "rejects"});
  CheckSetting setting;
  setting.key = Split(map.Require("key").Text(), '.');
  if (const auto from = map.Find("from")) setting.from = from->Text();
  if (const auto rejects = map.Find("rejects")) setting.rejects = Texts(*rejects);
  if (const auto except = map.Find("except")) setting.except = Texts(*except);
  if (const auto levels = map.Find("levels")) {
    setting.stricter = Stricter::kLevels;
    for (const std::string& level : Texts(*levels)) setting.levels.push_back(Split(level, '|'));
    return setting;
  }
  const YamlValue stricter = map.Require("stricter");
  const std::string word = stricter.Text();
  const auto known = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const auto& entry) { return entry.first == word; });
  if (known == kWords.end()) stricter.Expected("how a value becomes stricter");
  setting.stricter = known->second;
  return setting;
}

bool FitsGlob(std::string_view glob, std::string_view name) {
  const std::size_t star = glob.find('*');
  if (star == glob.npos) return glob == name;
  const std::string_view first = glob.substr(0, star), last = glob.substr(star + 1);
  return name.size() >= first.size() + last.size() && name.starts_with(first) &&
         name.ends_with(last);
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

struct Value {
  std::string text;
  std::uint32_t line = 0;
};

using Values = std::map<std::string, std::vector<Value>>;  // by key without numbers of items

// Linters let a name hold dots ("plugin.rule"): only the numbers of list items are taken out.
std::string WithoutNumbers(std::string_view key) {
  std::string names;
  for (std::size_t begin = 0; begin <= key.size();) {
    const std::size_t end = std::min(key.find('.', begin), key.size());
    const std::string_view part = key.substr(begin, end - begin);
    begin = end + 1;
    if (IsNumber(part)) continue;
    if (!names.empty()) names += '.';
    names += part;
  }
  return names;
}

// Those under which something may be said otherwise: a list of locked packages has thousands of
// others.
std::set<std::string> KeysThatDiffer(const std::vector<Setting>& before,
                                     const std::vector<Setting>& after) {
  const auto is_same = [](const Setting& a, const Setting& b) {
    return a.key == b.key && a.value == b.value;
  };
  const auto [first_before, first_after] =
      std::mismatch(before.begin(), before.end(), after.begin(), after.end(), is_same);
  const auto [last_before, last_after] =
      std::mismatch(before.rbegin(), std::make_reverse_iterator(first_before), after.rbegin(),
                    std::make_reverse_iterator(first_after), is_same);
  std::set<std::string> keys;
  const auto add = [&](auto begin, auto end) {
    for (; begin != end; ++begin) keys.insert(WithoutNumbers(begin->key));
  };
  add(first_before, last_before.base());
  add(first_after, last_after.base());
  return keys;
}

Values ValuesOf(const SourceFile& file, const std::set<std::string>& keys) {
  Values values;
  for (const Setting& setting : file.facts().settings) {
    const std::string key = WithoutNumbers(setting.key);
    if (!keys.contains(key)) continue;
    std::vector<Value>& known = values[key];
    // One text may list several: "E501,W503", "CS1591;CS8600".
    for (const std::string& part : SplitAny(setting.value, ",;")) {
      const std::size_t first = part.find_first_not_of(' ');
      if (first == part.npos) continue;
      known.push_back({part.substr(first, part.find_last_not_of(' ') - first + 1), setting.line});
    }
  }
  return values;
}

bool FitsKey(const CheckSetting& setting, const std::string& key) {
  const std::vector<std::string> parts = Split(key, '.');
  return parts.size() == setting.key.size() &&
         std::equal(parts.begin(), parts.end(), setting.key.begin(),
                    [](const std::string& part, const std::string& wanted) {
                      return wanted == "*" || part == wanted;
                    });
}

bool Holds(const std::vector<Value>& values, const std::string& text) {
  return std::any_of(values.begin(), values.end(),
                     [&](const Value& value) { return value.text == text; });
}

// How strict a value is; what is not set is as mild as can be.
std::size_t LevelOf(const CheckSetting& setting, const std::vector<Value>& values) {
  if (values.empty()) return 0;
  for (std::size_t level = 0; level < setting.levels.size(); ++level) {
    const auto& names = setting.levels[level];
    if (std::find(names.begin(), names.end(), values.front().text) != names.end()) return level;
  }
  return 0;
}

class Comparison {
 public:
  Comparison(const CheckTool& tool, const SourceFile& file, std::vector<Tightening>* found)
      : tool_(tool), file_(file), found_(*found) {}

  void Compare(const CheckSetting& setting, const std::string& key,
               const std::vector<Value>& before, const std::vector<Value>& after) {
    setting_ = &setting;
    switch (setting.stricter) {
      case Stricter::kListed:
      case Stricter::kBans:
        for (const Value& value : after) {
          const bool excepted =
              std::any_of(setting.except.begin(), setting.except.end(),
                          [&](const std::string& glob) { return FitsGlob(glob, value.text); });
          if (!excepted && !Holds(before, value.text)) {
            Add(key, "", value.text, value.line, setting.stricter == Stricter::kBans);
          }
        }
        return;
      case Stricter::kUnlisted:
        for (const Value& value : before) {
          if (!Holds(after, value.text)) Add(key, value.text, "", LineNear(after));
        }
        return;
      case Stricter::kTrue:
        return Becomes("true", key, before, after);
      case Stricter::kFalse:
        return Becomes("false", key, before, after);
      case Stricter::kRaised:
        return Moves(true, key, before, after);
      case Stricter::kLowered:
        return Moves(false, key, before, after);
      case Stricter::kSet:
        if (!after.empty() && (before.empty() || before.front().text != after.front().text)) {
          Change(key, before, after);
        }
        return;
      case Stricter::kLevels:
        if (LevelOf(setting, after) > LevelOf(setting, before)) Change(key, before, after);
        return;
    }
  }

 private:
  void Becomes(const char* word, const std::string& key, const std::vector<Value>& before,
               const std::vector<Value>& after) {
    if (Holds(after, word) && !Holds(before, word)) Change(key, before, after);
  }

  void Moves(bool up, const std::string& key, const std::vector<Value>& before,
             const std::vector<Value>& after) {
    if (before.empty() || after.empty()) return;
    const auto old_one = VersionOf(before.front().text), new_one = VersionOf(after.front().text);
    if (!old_one || !new_one) return;
    if (up ? *new_one > *old_one : *new_one < *old_one) Change(key, before, after);
  }

  void Change(const std::string& key, const std::vector<Value>& before,
              const std::vector<Value>& after) {
    Add(key, before.empty() ? "" : before.front().text, after.front().text, after.front().line);
  }

  // Where a list that lost a value stands; the top of the file when it is gone.
  static std::uint32_t LineNear(const std::vector<Value>& values) {
    return values.empty() ? 1 : values.front().line;
  }

  void Add(const std::string& key, std::string before, std::string after, std::uint32_t line,
           bool bans = false) {
    found_.push_back(
        {&tool_, &file_, line, key, std::move(before), std::move(after), bans, setting_});
  }

  const CheckTool& tool_;
  const SourceFile& file_;
  const CheckSetting* setting_ = nullptr;
  std::vector<Tightening>& found_;
};

}  // namespace

bool Tightening::Rejects(const std::string& import) const {
  if (bans) return import == after || import.starts_with(after + " ");
  if (!setting->from.empty()) {
    if (VersionOf(after) < VersionOf(setting->from)) return false;
    if (VersionOf(before) >= VersionOf(setting->from)) return false;  // and so it did before
  }
  return std::find(setting->rejects.begin(), setting->rejects.end(), import) !=
         setting->rejects.end();
}

bool CheckTool::Configures(std::string_view path) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return std::any_of(files.begin(), files.end(),
                     [&](const std::string& glob) { return FitsGlob(glob, name); });
}

bool CheckTool::Checks(std::string_view path, std::string_view configured_in) const {
  std::string_view folder = configured_in;
  while (!folder.empty()) {
    const std::size_t slash = folder.rfind('/');
    const std::string_view last = folder.substr(slash + 1);  // npos + 1 == 0
    if (std::find(within.begin(), within.end(), last) == within.end()) break;
    folder = slash == folder.npos ? std::string_view() : folder.substr(0, slash);
  }
  const bool below = folder.empty() || (path.size() > folder.size() && path.starts_with(folder) &&
                                        path[folder.size()] == '/');
  return below && std::any_of(extensions.begin(), extensions.end(),
                              [&](const std::string& end) { return path.ends_with(end); });
}

std::vector<CheckTool> ReadCheckTools(const YamlDocument& document) {
  std::vector<CheckTool> tools;
  for (const YamlValue& value : Root(document).Map({"checks"}).Require("checks").List()) {
    const YamlMap map = value.Map({"id", "title", "files", "extensions", "within", "keys"});
    CheckTool tool;
    tool.id = map.Require("id").Text();
    tool.title = map.Require("title").Text();
    tool.files = Texts(map.Require("files"));
    tool.extensions = Texts(map.Require("extensions"));
    if (const auto within = map.Find("within")) tool.within = Texts(*within);
    for (const YamlValue& key : map.Require("keys").List()) tool.keys.push_back(ReadSetting(key));
    tools.push_back(std::move(tool));
  }
  return tools;
}

std::vector<Tightening> Tightenings(const std::vector<CheckTool>& tools,
                                    const FileVersions& versions) {
  std::vector<Tightening> found;
  if (versions.before == nullptr || versions.after == nullptr) return found;
  std::vector<const CheckTool*> configured;  // of most files: none
  for (const CheckTool& tool : tools) {
    if (tool.Configures(versions.after->path())) configured.push_back(&tool);
  }
  if (configured.empty()) return found;
  const std::set<std::string> differing =
      KeysThatDiffer(versions.before->facts().settings, versions.after->facts().settings);
  if (differing.empty()) return found;
  const Values before = ValuesOf(*versions.before, differing);
  const Values after = ValuesOf(*versions.after, differing);
  for (const CheckTool* of_file : configured) {
    const CheckTool& tool = *of_file;
    std::map<std::string, std::pair<std::vector<Value>, std::vector<Value>>> keys;
    for (const auto& [key, values] : before) keys[key].first = values;
    for (const auto& [key, values] : after) keys[key].second = values;
    Comparison comparison(tool, *versions.after, &found);
    for (const auto& [key, values] : keys) {
      for (const CheckSetting& setting : tool.keys) {
        if (!FitsKey(setting, key)) continue;
        comparison.Compare(setting, key, values.first, values.second);
        break;  // the first row that fits a key has it
      }
    }
  }
  return found;
}

}  // namespace interlock
