// Properties files that configure an application or its clients. Those that hold translations or
// belong to a build tool are not read.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_java_properties;

namespace {

constexpr std::array<NamePattern, 9> kNames = {{
    {"application", ".properties"},
    {"bootstrap", ".properties"},
    {"microprofile-config", ".properties"},
    {"server", ".properties"},
    {"consumer", ".properties"},
    {"producer", ".properties"},
    {"kafka", ".properties"},
    {"quartz", ".properties"},
    {"redis", ".properties"},
}};

bool ReadsProperties(std::string_view path) {
  return HasNameOf(path, kNames) && !IsInSampleFolder(path);
}

constexpr std::string_view kBlank = " \t\f\r";

// A line that ends with an odd number of backslashes goes on in the next.
bool GoesOn(std::string_view line) {
  std::size_t slashes = 0;
  while (slashes < line.size() && line[line.size() - 1 - slashes] == '\\') ++slashes;
  return slashes % 2 == 1;
}

// "a\=b" is the key "a=b"; the rest of the escapes stand for what follows them.
std::size_t KeyEnd(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && std::string_view("=: \t\f").find(line[at]) == std::string_view::npos) {
    at += line[at] == '\\' ? 2u : 1u;
  }
  return std::min(at, line.size());
}

std::string Unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    plain += text[at];
  }
  return plain;
}

bool ExtractProperties(std::string_view bytes, FileFacts& facts, std::string&) {
  std::vector<ManifestEntry> entries;
  std::uint32_t number = 0;
  while (!bytes.empty()) {
    const std::uint32_t first = ++number;
    std::string line(TakeLine(bytes));
    line.erase(0, std::min(line.find_first_not_of(kBlank), line.size()));
    if (line.empty() || line[0] == '#' || line[0] == '!') continue;
    while (GoesOn(line) && !bytes.empty()) {
      line.pop_back();
      std::string_view more = TakeLine(bytes);
      more.remove_prefix(std::min(more.find_first_not_of(kBlank), more.size()));
      line.append(more);
      ++number;
    }
    const std::size_t end = KeyEnd(line);
    std::string_view value = std::string_view(line).substr(end);
    value.remove_prefix(std::min(value.find_first_not_of(kBlank), value.size()));
    if (value.starts_with('=') || value.starts_with(':')) value.remove_prefix(1);
    value.remove_prefix(std::min(value.find_first_not_of(kBlank), value.size()));
    const std::size_t last = value.find_last_not_of(kBlank);
    value = value.substr(0, last == value.npos ? 0 : last + 1);
    entries.push_back(
        {{Unescaped(std::string_view(line).substr(0, end))}, Unescaped(value), first});
  }
  AddSettings(entries, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_java_properties = {"properties", ReadsProperties, ExtractProperties};

}  // namespace interlock
