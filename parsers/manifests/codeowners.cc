// CODEOWNERS: one setting for each line, its pattern as the key, its owners with blanks between
// them as the value. A pattern without owners takes the owners away.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_codeowners;

namespace {

// The three places where it is looked for.
bool ReadsCodeowners(std::string_view path) {
  return path == "CODEOWNERS" || path == ".github/CODEOWNERS" || path == "docs/CODEOWNERS" ||
         path == ".gitlab/CODEOWNERS";
}

// The next word, "\ " being a blank inside it; empty at the end or at a comment.
std::string TakeWord(std::string_view* line) {
  line->remove_prefix(std::min(line->find_first_not_of(" \t"), line->size()));
  std::string word;
  if (line->starts_with('#')) return word;
  std::size_t at = 0;
  for (; at < line->size() && (*line)[at] != ' ' && (*line)[at] != '\t'; ++at) {
    if ((*line)[at] == '\\' && at + 1 < line->size()) ++at;
    word += (*line)[at];
  }
  line->remove_prefix(at);
  return word;
}

bool ExtractCodeowners(std::string_view bytes, FileFacts& facts, std::string&) {
  std::vector<ManifestEntry> entries;
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    std::string_view line = TakeLine(bytes);
    std::string pattern = TakeWord(&line);
    // "[Section] @owner" and "^[Optional]" head a part of the file elsewhere than at GitHub.
    if (pattern.empty() || pattern[0] == '[' || pattern.starts_with("^[")) continue;
    std::string owners;
    for (std::string owner = TakeWord(&line); !owner.empty(); owner = TakeWord(&line)) {
      owners += (owners.empty() ? "" : " ") + owner;
    }
    entries.push_back({{std::move(pattern)}, std::move(owners), number});
  }
  AddSettings(entries, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_codeowners = {"codeowners", ReadsCodeowners, ExtractCodeowners};

}  // namespace interlock
