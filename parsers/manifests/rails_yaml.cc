// What Rails and Sidekiq are configured with: "config/database.yml" ("production.pool") and
// "config/sidekiq.yml" ("concurrency", without the colon that symbols begin with), and what its
// schedulers run, there or in "config/schedule.yml" ("clean.cron"). What a template asks the
// environment for stands as "${NAME:-5}"; what else it works out is not known.
//
// FileFacts.language says which of them it is.
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/blanks.h"
#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_rails_yaml;

namespace {

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
}

// "5", "'5'"; empty of what is no constant.
std::string_view Constant(std::string_view text) {
  text = Trimmed(text);
  const bool quoted =
      text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  if (quoted) text = text.substr(1, text.size() - 2);
  const bool is_number = text.find_first_not_of("0123456789.") == text.npos;
  return quoted || is_number ? text : std::string_view();
}

// ENV.fetch("NAME") { 5 }, ENV.fetch("NAME", 5), ENV["NAME"] || 5; of what is passed on as a
// number, too.
std::string Placeholder(std::string_view code) {
  const std::string unknown = "${?}";
  code = Trimmed(code);
  const std::string_view start = code.starts_with("ENV.fetch(") ? "ENV.fetch(" : "ENV[";
  if (!code.starts_with(start)) return unknown;
  code.remove_prefix(start.size());
  const std::size_t close = code.find(start.ends_with('(') ? ')' : ']');
  if (close == code.npos) return unknown;
  std::string_view inside = code.substr(0, close), behind = Trimmed(code.substr(close + 1));
  const std::size_t comma = inside.find(',');
  const std::string_view name = Constant(inside.substr(0, comma));
  if (!IsName(name)) return unknown;
  std::string_view otherwise;
  if (comma != inside.npos) {
    otherwise = Constant(inside.substr(comma + 1));
  } else if (behind.starts_with('{')) {
    otherwise = Constant(behind.substr(1, behind.find('}') - 1));
  } else if (behind.starts_with("||")) {
    otherwise = Constant(behind.substr(2));
  }
  return "${" + std::string(name) + (otherwise.empty() ? "" : ":-" + std::string(otherwise)) + "}";
}

// What stands between "<%" and "%>" replaced, line by line as it was.
std::string WithoutTemplates(std::string_view bytes) {
  std::string plain;
  while (!bytes.empty()) {
    const std::size_t open = bytes.find("<%");
    plain.append(bytes.substr(0, open));
    if (open == bytes.npos) break;
    const std::size_t close = bytes.find("%>", open);
    std::string_view code = bytes.substr(open + 2, close == bytes.npos ? close : close - open - 2);
    bytes.remove_prefix(close == bytes.npos ? bytes.size() : close + 2);
    const auto lines = static_cast<std::size_t>(std::count(code.begin(), code.end(), '\n'));
    if (code.ends_with('-')) code.remove_suffix(1);
    if (code.starts_with('=')) plain += Placeholder(code.substr(1));
    plain.append(lines, '\n');
  }
  return plain;
}

bool IsOfSidekiq(std::string_view bytes) {
  return bytes.find("concurrency:") != bytes.npos || bytes.find("queues:") != bytes.npos ||
         bytes.find("cron:") != bytes.npos;
}

bool RecognisesRails(std::string_view bytes) {
  return bytes.find("adapter:") != bytes.npos || bytes.find("pool:") != bytes.npos ||
         IsOfSidekiq(bytes);
}

bool ExtractRails(std::string_view bytes, FileFacts& facts, std::string& problem) {
  std::vector<ManifestEntry> entries;
  const bool whole = ReadYamlEntries(WithoutTemplates(bytes), entries, problem);
  for (ManifestEntry& entry : entries) {
    for (std::string& part : entry.path) {
      if (part.size() > 1 && part.starts_with(':')) part.erase(0, 1);
    }
  }
  facts.language = IsOfSidekiq(bytes) ? "sidekiq" : "rails-database";
  AddSettings(entries, facts);
  return whole;
}

bool ReadsRails(std::string_view path) { return IsRailsPath(path); }

}  // namespace

const ManifestFormat manifest_rails_yaml = {"rails-yaml",    ReadsRails, ExtractRails,
                                            RecognisesRails, false,      "rails-database sidekiq"};

}  // namespace interlock
