// Environment files: ".env", ".env.production", "kafka.env". What docker-compose and most
// frameworks read: NAME=value, "export" before it, quotes around it, comments.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/blanks.h"
#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_dotenv;

namespace {

// Code that is called like one: "src/.env.d.ts", ".env.py".
constexpr std::array<std::string_view, 8> kCode = {".ts", ".js", ".mjs", ".cjs",
                                                   ".py", ".rb", ".php", ".vault"};

bool ReadsDotenv(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
  if (name != ".env" && !name.starts_with(".env.") && !name.ends_with(".env")) return false;
  return !IsInSampleFolder(path) &&
         std::none_of(kCode.begin(), kCode.end(),
                      [&](std::string_view code) { return name.ends_with(code); });
}

bool IsName(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
                              "wxyz0123456789_.-") == text.npos;
}

// What is quoted ends at its quote, what is not at a comment.
std::string_view Value(std::string_view text) {
  text = Trimmed(text);
  if (!text.empty() && (text[0] == '"' || text[0] == '\'')) {
    const std::size_t end = text.find(text[0], 1);
    return text.substr(1, end == text.npos ? end : end - 1);
  }
  return text.starts_with('#') ? std::string_view() : Trimmed(text.substr(0, text.find(" #")));
}

bool ExtractDotenv(std::string_view bytes, FileFacts& facts, std::string&) {
  std::vector<ManifestEntry> entries;
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    std::string_view line = Trimmed(TakeLine(bytes));
    if (line.starts_with("export ")) line = Trimmed(line.substr(7));
    const std::size_t sign = line.find('=');
    if (line.starts_with('#') || sign == line.npos) continue;
    const std::string_view name = Trimmed(line.substr(0, sign));
    if (!IsName(name)) continue;  // inside a quoted value of several lines
    entries.push_back({{std::string(name)}, std::string(Value(line.substr(sign + 1))), number});
  }
  AddSettings(entries, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_dotenv = {"dotenv", ReadsDotenv, ExtractDotenv};

}  // namespace interlock
