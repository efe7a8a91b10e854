// go.mod: `module` names the folder, `replace` with a path on disk names another one. What is
// required is a dependency; so is a replacement by another version. `go` is the edition of the
// language.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_go_mod;

namespace {

constexpr std::string_view kBlank = " \t\r";

// Words of one line, quotes removed and comments left out; false for a quote that stays open.
bool SplitWords(std::string_view line, std::vector<std::string>& words) {
  words.clear();
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
    if (line.empty() || line.starts_with("//")) return true;
    const char first = line.front();
    if (first == '"' || first == '`') {
      const std::size_t end = line.find(first, 1);
      if (end == std::string_view::npos) return false;
      words.emplace_back(line.substr(1, end - 1));
      line.remove_prefix(end + 1);
    } else if (first == '(' || first == ')') {
      words.emplace_back(1, first);
      line.remove_prefix(1);
    } else {
      const std::size_t end = std::min(line.find_first_of(" \t\r()\"`"), line.find("//"));
      words.emplace_back(line.substr(0, end));
      line.remove_prefix(std::min(end, line.size()));
    }
  }
}

bool IsOnDisk(std::string_view target) {
  return target == "." || target == ".." || target.starts_with("./") || target.starts_with("../");
}

class GoModReader {
 public:
  explicit GoModReader(FileFacts& facts) : facts_(facts) {}

  // `words` is one line that is not blank; false when it is not a line of go.mod.
  bool ReadLine(std::vector<std::string> words, std::uint32_t line, bool indirect) {
    line_ = line;
    indirect_ = indirect;
    if (!block_.empty()) {
      if (words.size() == 1 && words[0] == ")") {
        block_.clear();
        return true;
      }
      return ReadDirective(block_, words);
    }
    std::string verb = std::move(words.front());
    words.erase(words.begin());
    if (words.size() == 1 && words[0] == "(") {
      block_ = std::move(verb);
      return true;
    }
    return ReadDirective(verb, words);
  }

  bool in_block() const { return !block_.empty(); }

 private:
  bool ReadDirective(std::string_view verb, const std::vector<std::string>& words) {
    if (verb == "module") return ReadModule(words);
    if (verb == "replace") return ReadReplace(words);
    if (verb == "require") return ReadRequire(words);
    if ((verb == "go" || verb == "toolchain") && words.size() == 1) {
      facts_.settings.push_back({std::string(verb), words[0], line_});
    }
    return true;
  }

  bool ReadModule(const std::vector<std::string>& words) {
    if (words.size() != 1 || words[0].empty()) return false;
    facts_.roots.push_back({.name = words[0], .directory = "."});
    return true;
  }

  bool ReadRequire(const std::vector<std::string>& words) {
    if (words.size() != 2 || words[0].empty()) return false;
    facts_.dependencies.push_back({words[0], words[1], indirect_ ? "indirect" : "", line_});
    return true;
  }

  // old [version] => new [version]
  bool ReadReplace(const std::vector<std::string>& words) {
    const std::size_t arrow = words.size() > 1 && words[1] == "=>" ? 1 : 2;
    if (words.size() <= arrow + 1 || words[arrow] != "=>" || words[0].empty()) return false;
    const std::string& target = words[arrow + 1];
    if (IsOnDisk(target)) {
      facts_.roots.push_back({.name = words[0], .directory = target});
    } else if (words.size() > arrow + 2) {
      facts_.dependencies.push_back({words[0], words[arrow + 2], "replace", line_});
    }
    return true;
  }

  FileFacts& facts_;
  std::uint32_t line_ = 0;
  bool indirect_ = false;  // of the present line: nothing here imports it
  std::string block_;      // verb of the parenthesised block, empty outside
};

bool ReadsGoMod(std::string_view path) { return path.substr(path.rfind('/') + 1) == "go.mod"; }

bool ExtractGoMod(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_go_mod.id;
  GoModReader reader(facts);
  std::vector<std::string> words;
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    const std::string_view line = TakeLine(bytes);
    const bool closed = SplitWords(line, words);
    const bool indirect = line.find("// indirect") != line.npos;
    if (!closed || (!words.empty() && !reader.ReadLine(words, number, indirect))) {
      const char* what = closed ? ": not a line of go.mod" : ": no closing quote";
      problem = "line " + std::to_string(number) + what;
      return false;
    }
  }
  if (reader.in_block()) problem = "a block is not closed";
  return problem.empty();
}

}  // namespace

const ManifestFormat manifest_go_mod = {"go.mod", ReadsGoMod, ExtractGoMod};

}  // namespace interlock
