#include <algorithm>
#include <cctype>
#include <map>

#include "interlock/blanks.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_json_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxSettings = 20'000;
constexpr std::size_t kMaxValue = 1'000;  // longer ones are files of their own inside a value

// No more than a value of a configuration has, cut between characters.
std::string Bounded(std::string_view value) {
  if (value.size() <= kMaxValue) return std::string(value);
  std::size_t end = kMaxValue;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80) --end;
  return std::string(value.substr(0, end));
}

// ---- INI

// The value on the key's own line has no further path; those on lines of their own are its items.
class IniReader {
 public:
  explicit IniReader(std::vector<ManifestEntry>& entries) : entries_(entries) {}

  bool ReadLine(std::string_view line, std::uint32_t number) {
    const std::string_view text = Trimmed(line);
    if (text.empty() || text[0] == '#' || text[0] == ';') return true;
    const bool indented = line[0] == ' ' || line[0] == '\t';
    if (indented && !key_.empty()) {
      entries_.push_back({{section_, key_, std::to_string(items_++)}, std::string(text), number});
      return true;
    }
    if (text[0] == '[') {
      const std::size_t end = text.find(']');
      if (end == text.npos) return false;
      section_ = text.substr(1, end - 1);
      key_.clear();
      return true;
    }
    const std::size_t sign = text.find_first_of("=:");
    key_ = Trimmed(text.substr(0, sign));
    items_ = 0;
    if (sign == text.npos || key_.empty()) return sign == text.npos;
    const std::string_view value = Trimmed(text.substr(sign + 1));
    if (!value.empty()) entries_.push_back({{section_, key_}, std::string(value), number});
    return true;
  }

 private:
  std::vector<ManifestEntry>& entries_;
  std::string section_, key_;
  std::size_t items_ = 0;
};

// ---- JSON

// Lines of `"key":` in order of the file, handed out as the values are visited in that order.
class JsonLines {
 public:
  explicit JsonLines(std::string_view bytes) {
    std::uint32_t line = 1;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      if (bytes[at] == '\n') ++line;
      if (bytes[at] != '"') continue;
      std::size_t end = at + 1;
      while (end < bytes.size() && bytes[end] != '"' && bytes[end] != '\n') {
        end += bytes[end] == '\\' ? 2u : 1u;
      }
      const std::size_t sign = bytes.find_first_not_of(" \t\r\n", std::min(end + 1, bytes.size()));
      if (sign != bytes.npos && bytes[sign] == ':' && end < bytes.size()) {
        lines_[std::string(bytes.substr(at + 1, end - at - 1))].push_back(line);
      }
      if (end < bytes.size() && bytes[end] == '"') at = end;
    }
  }

  // Of the next key of that name; `otherwise` when there is none.
  std::uint32_t Take(const std::string& key, std::uint32_t otherwise) {
    const auto found = lines_.find(key);
    if (found == lines_.end()) return otherwise;
    std::size_t& taken = taken_[key];
    if (taken >= found->second.size()) return otherwise;
    return found->second[taken++];
  }

 private:
  std::map<std::string, std::vector<std::uint32_t>> lines_;
  std::map<std::string, std::size_t> taken_;
};

void WalkJson(const ManifestJson& json, JsonLines* lines, std::uint32_t line,
              std::vector<std::string>* path, std::vector<ManifestEntry>* entries) {
  if (json.is_structured()) {
    std::size_t index = 0;
    for (const auto& [key, value] : json.items()) {
      path->push_back(json.is_array() ? std::to_string(index++) : key);
      const std::uint32_t here = json.is_array() ? line : lines->Take(key, line);
      WalkJson(value, lines, here, path, entries);  // as deep as the parser lets it be
      path->pop_back();
    }
  } else if (!json.is_null() && !json.is_discarded()) {
    entries->push_back({*path, json.is_string() ? json.get<std::string>() : json.dump(), line});
  }
}

}  // namespace

bool ReadIniEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                    std::string& problem) {
  IniReader reader(entries);
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    const std::string_view line = TakeLine(bytes);
    if (!reader.ReadLine(line, number) && problem.empty()) {
      problem = "line " + std::to_string(number) + ": neither a section nor a key";
    }
  }
  return problem.empty();
}

bool ReadJsonEntries(std::string_view bytes, std::vector<ManifestEntry>& entries,
                     std::string& problem) {
  ManifestJson json;
  if (!ParseManifestJson(bytes, json, problem)) return false;
  JsonLines lines(bytes);
  std::vector<std::string> path;
  WalkJson(json, &lines, 1, &path, &entries);
  return true;
}

bool StartsWith(const ManifestEntry& entry, std::initializer_list<std::string_view> path) {
  return entry.path.size() >= path.size() &&
         std::equal(path.begin(), path.end(), entry.path.begin());
}

std::string JoinedPath(const ManifestEntry& entry) {
  std::string joined;
  for (const std::string& part : entry.path) joined += (joined.empty() ? "" : ".") + part;
  return joined;
}

void AddSettings(std::span<const ManifestEntry> entries, FileFacts& facts) {
  for (const ManifestEntry& entry : entries) {
    if (facts.settings.size() >= kMaxSettings) return;
    facts.settings.push_back(
        {Bounded(JoinedPath(entry)), Bounded(entry.value), entry.line, entry.document});
  }
}

std::string_view TakeLine(std::string_view& bytes) {
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(std::min(end + 1, bytes.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool ExtractSettings(EntryReader read, std::string_view bytes, FileFacts& facts,
                     std::string& problem) {
  std::vector<ManifestEntry> entries;
  const bool complete = read(bytes, entries, problem);
  AddSettings(entries, facts);
  return complete;
}

bool HasNameOf(std::string_view path, std::span<const NamePattern> patterns) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
  return std::any_of(patterns.begin(), patterns.end(), [&](const NamePattern& pattern) {
    return name.starts_with(pattern.first) && name.ends_with(pattern.last);
  });
}

bool IsWarningFlag(std::string_view flag) {
  const bool warns =
      flag.starts_with("-W") || flag.starts_with("-Xlint") || flag.starts_with("-Xdoclint");
  return warns && !flag.starts_with("-Wno-") && flag.find(":-") == flag.npos &&
         !flag.ends_with(":none");
}

std::string NormalPythonName(std::string_view name) {
  std::string normal;
  for (const char c : name) {
    if (c == '-' || c == '_' || c == '.') {
      if (!normal.empty() && normal.back() != '-') normal += '-';
    } else {
      normal += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return normal;
}

Dependency ReadPythonRequirement(std::string_view text) {
  text = Trimmed(text.substr(0, std::min(text.find(" #"), text.find(';'))));
  const auto is_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
  };
  const std::size_t end =
      static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_name) - text.begin());
  Dependency dependency;
  if (end == 0 || text[0] == '-' || text[0] == '.') return dependency;
  dependency.name = NormalPythonName(text.substr(0, end));
  text = Trimmed(text.substr(end));
  if (text.starts_with('['))
    text = Trimmed(text.substr(std::min(text.find(']'), text.size() - 1) + 1));
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  // A path or an address is no requirement of a package by its name.
  if (!text.empty() && std::string_view("=<>!~@^*").find(text[0]) == std::string_view::npos)
    return {};
  std::string requirement(text);
  std::erase_if(requirement, [](char c) { return c == ' ' || c == '\t' || c == '\\'; });
  dependency.requirement = requirement;
  return dependency;
}

}  // namespace interlock
