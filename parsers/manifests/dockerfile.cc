// Dockerfiles: how a service is built, and what its environment is before anybody deploys it:
// "from" (each stage's image), "env.NAME", "arg.NAME", "expose", "copy" (what is taken from the
// folder it is built in), "cmd" and "entrypoint", and what these are told: "arguments.workers".
// What holds only in stages on which the last one is not built stands below "built".
#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_arguments_internal.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_dockerfile;

namespace {

bool ReadsDockerfile(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
  return (name == "Dockerfile" || name == "Containerfile" || name.starts_with("Dockerfile.") ||
          name.ends_with(".Dockerfile") || name.ends_with(".dockerfile")) &&
         !IsInSampleFolder(path);
}

constexpr std::string_view kBlank = " \t\r";

void SkipBlank(std::string_view* text) {
  text->remove_prefix(std::min(text->find_first_not_of(kBlank), text->size()));
}

// The next word, quotes taken off.
std::string TakeWord(std::string_view* text) {
  SkipBlank(text);
  std::string word;
  char quote = 0;
  std::size_t at = 0;
  for (; at < text->size(); ++at) {
    const char c = (*text)[at];
    if (quote == 0 && kBlank.find(c) != kBlank.npos) break;
    if (c == '\\' && at + 1 < text->size()) {
      word += (*text)[++at];
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      word += c;
    }
  }
  text->remove_prefix(at);
  return word;
}

class DockerfileReader {
 public:
  std::vector<ManifestEntry> entries;

  void Instruction(std::string_view text, std::uint32_t line) {
    line_ = line;
    std::string verb = TakeWord(&text);
    std::transform(verb.begin(), verb.end(), verb.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    SkipBlank(&text);
    if (verb == "env" || verb == "arg") {
      Assignments(verb, text);
    } else if (verb == "from") {
      while (text.starts_with("--")) TakeWord(&text), SkipBlank(&text);
      From(&text);
    } else if (verb == "copy" || verb == "add") {
      Copy(text);
    } else if (verb == "expose") {
      Add({verb}, std::string(text));
    } else if (verb == "cmd" || verb == "entrypoint") {
      Add({verb}, std::string(text));
      for (auto& [name, value] : ArgumentsIn(text)) Add({"arguments", name}, value);
    }
  }

  // Puts below "built" what the image that is made does not have.
  void Finish() {
    std::set<int> lasts = {-1};  // what stands before the first stage is for all
    for (int stage = static_cast<int>(stages_.size()) - 1; stage >= 0;) {
      lasts.insert(stage);
      const std::string& base = stages_[static_cast<std::size_t>(stage)].base;
      int below = stage - 1;
      while (below >= 0 && stages_[static_cast<std::size_t>(below)].name != base) --below;
      stage = below;
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::string& field = entries[i].path[0];
      const bool of_image =
          field == "env" || field == "cmd" || field == "entrypoint" || field == "arguments";
      if (of_image && !lasts.contains(stage_of_[i])) {
        entries[i].path.insert(entries[i].path.begin(), "built");
      }
    }
  }

 private:
  struct Stage {
    std::string name, base;
  };

  void Add(std::vector<std::string> path, std::string value) {
    entries.push_back({std::move(path), std::move(value), line_});
    stage_of_.push_back(static_cast<int>(stages_.size()) - 1);
  }

  // "golang:1.22 AS build"
  void From(std::string_view* text) {
    Stage stage;
    stage.base = TakeWord(text);
    TakeWord(text);
    stage.name = TakeWord(text);
    stages_.push_back(stage);
    Add({"from"}, stage.base);
  }

  // "A=1 B=2", "A" for an argument without a default, or the old "A the rest of the line".
  void Assignments(const std::string& verb, std::string_view text) {
    const bool old =
        verb == "env" && text.substr(0, text.find_first_of(kBlank)).find('=') == text.npos;
    if (old) {
      std::string name = TakeWord(&text);
      SkipBlank(&text);
      return Add({verb, std::move(name)}, std::string(text));
    }
    for (std::string word = TakeWord(&text); !word.empty(); word = TakeWord(&text)) {
      const std::size_t sign = word.find('=');
      Add({verb, word.substr(0, sign)}, sign == word.npos ? "" : word.substr(sign + 1));
    }
  }

  // Every source that does not come from another stage.
  void Copy(std::string_view text) {
    std::vector<std::string> words;
    for (std::string word = TakeWord(&text); !word.empty(); word = TakeWord(&text)) {
      if (word.starts_with("--from")) return;
      if (!word.starts_with("--")) words.push_back(std::move(word));
    }
    for (std::size_t i = 0; i + 1 < words.size(); ++i) Add({"copy"}, words[i]);
  }

  std::uint32_t line_ = 0;
  std::vector<Stage> stages_;
  std::vector<int> stage_of_;  // by entry
};

bool ExtractDockerfile(std::string_view bytes, FileFacts& facts, std::string&) {
  DockerfileReader reader;
  std::string instruction;
  std::uint32_t first = 1;
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    std::string_view line = TakeLine(bytes);
    const std::size_t text = line.find_first_not_of(kBlank);
    if (text == line.npos || line[text] == '#') continue;  // also inside an instruction
    if (instruction.empty()) first = number;
    const std::size_t last = line.find_last_not_of(kBlank);
    if (line[last] == '\\') {
      instruction.append(line.substr(0, last)).push_back(' ');
      continue;
    }
    instruction.append(line);
    reader.Instruction(instruction, first);
    instruction.clear();
  }
  if (!instruction.empty()) reader.Instruction(instruction, first);
  reader.Finish();
  AddSettings(reader.entries, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_dockerfile = {"dockerfile", ReadsDockerfile, ExtractDockerfile};

}  // namespace interlock
