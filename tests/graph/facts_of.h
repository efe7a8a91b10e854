// Worlds from text: several files in one string, each behind a line "=== path", read by the
// languages that are compiled in. What the resolver must find stands at the end of the line that
// uses it:
//
//   ledger.post(1)  # post -> ledger.py:Ledger.post typed
//
// "name -> what", several separated by ';'. `name` may have its receiver before it ("ledger.post").
// `what` is "path:qualified.name rule" (several targets joined by '+'), or one of "external",
// "local" and "nothing". The path may be left out for the file itself.
//
// "=== path roots" is a manifest in words: each line "name directory [entry …]".
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/resolve.h"
#include "graph/world.h"
#include "parsers/all_manifest_formats.h"
#include "parsers/extract.h"
#include "parsers/manifest.h"

namespace interlock::tests {

inline const Languages& BuiltinLanguages() {
  const Languages& languages = Languages::Builtin();
  return languages;
}

struct Section {
  std::string path, kind, text;
};

inline std::vector<Section> SplitSections(std::string_view text) {
  std::vector<Section> sections;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("=== ")) {
      std::istringstream words(line.substr(4));
      words >> sections.emplace_back().path >> sections.back().kind;
    } else if (!sections.empty()) {
      sections.back().text += line + "\n";
    }
  }
  return sections;
}

inline FileFacts ReadRoots(const std::string& text) {
  FileFacts facts;
  facts.language = "roots";
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name, directory;
    if (!(words >> name >> directory)) continue;
    ModuleRoot root{.name = name, .directory = directory};
    root.is_pattern = root.name.find('*') != std::string::npos;
    for (std::string entry; words >> entry;) root.entries.push_back(entry);
    facts.roots.push_back(std::move(root));
  }
  return facts;
}

// The files of one state of a repository, and the traits they are read with.
class Sources {
 public:
  explicit Sources(std::string_view text) {
    std::vector<const SourceFile*> files;
    std::vector<std::string> removed;
    for (Section& section : SplitSections(text)) {
      if (section.kind == "removed") {
        removed.push_back(section.path);
      } else {
        files.push_back(&Read(std::move(section)));
      }
    }
    layer_ = std::make_unique<Layer>(std::move(files), std::move(removed));
  }

  const Layer& layer() const { return *layer_; }
  const SourceFile* Find(std::string_view path) const { return layer_->Find(path); }
  const std::deque<SourceFile>& files() const { return files_; }
  const std::string& text(const SourceFile& file) const { return texts_.at(file.path()); }

 private:
  const SourceFile& Read(Section section) {
    texts_[section.path] = section.text;
    const LanguageTraits* traits = nullptr;
    if (section.kind == "roots") {
      facts_.push_back(ReadRoots(section.text));
    } else if (const Language* language = BuiltinLanguages().ForPath(section.path)) {
      facts_.push_back(ExtractFacts(*language, section.text).facts);
      traits = &BuiltinLanguages().traits().at(facts_.back().language);
    } else {
      facts_.emplace_back();
      for (const ManifestFormat* format : AllManifestFormats()) {
        std::string problem;
        if (!format->reads(section.path)) continue;
        if (format->recognises && !format->recognises(section.text)) continue;
        facts_.back().language = format->id;
        format->extract(section.text, facts_.back(), problem);
      }
    }
    return files_.emplace_back(section.path, facts_.back(), traits);
  }

  std::deque<FileFacts> facts_;
  std::deque<SourceFile> files_;
  std::map<std::string, std::string> texts_;
  std::unique_ptr<Layer> layer_;
};

inline std::string Describe(const Resolved& resolved, const SourceFile& from) {
  if (resolved.found()) {
    std::vector<std::string> names;
    for (const Target& target : resolved.targets) {
      names.push_back((target.file == &from ? "" : target.file->path()) + ":" + target.name());
    }
    std::sort(names.begin(), names.end());
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : "+") + name;
    return text + " " + resolved.rule;
  }
  if (resolved.external) return "external";
  return resolved.local ? "local" : "nothing";
}

inline std::string Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

// "path:line name -> what is found, not what is expected" for each expectation that does not hold.
class Expectations {
 public:
  Expectations(const World& world, const Sources& sources) : resolver_(world), sources_(sources) {}

  std::string Failures() {
    for (const SourceFile& file : sources_.files()) {
      if (file.traits() == nullptr) continue;
      std::istringstream lines(sources_.text(file));
      std::uint32_t number = 1;
      for (std::string line; std::getline(lines, line); ++number) CheckLine(file, line, number);
    }
    if (count_ == 0) failures_ += "the text expects nothing\n";
    return failures_;
  }

 private:
  void CheckLine(const SourceFile& file, std::string_view line, std::uint32_t number) {
    const std::size_t arrow = line.find(" -> ");
    if (arrow == std::string_view::npos) return;
    std::size_t begin = line.rfind("# ", arrow);
    const std::size_t slashes = line.rfind("// ", arrow);
    if (begin == std::string_view::npos) begin = slashes;
    if (begin == std::string_view::npos) return;
    std::istringstream parts{std::string(line.substr(line.find(' ', begin)))};
    for (std::string part; std::getline(parts, part, ';');) {
      const std::size_t at = part.find(" -> ");
      Check(file, number, Trim(part.substr(0, at)), Trim(part.substr(at + 4)));
    }
  }

  void Check(const SourceFile& file, std::uint32_t line, const std::string& name,
             const std::string& expected) {
    ++count_;
    std::string found;
    for (const Reference& use : file.facts().references) {
      const std::string whole = PathOf(use);
      if (use.line != line || (use.name != name && whole != name)) continue;
      const Resolved resolved = resolver_.Resolve(file, use);
      found = Describe(resolved, file);
      CheckResolution(resolved);
      if (found == expected) return;
    }
    failures_ += file.path() + ":" + std::to_string(line) + " " + name + " -> " +
                 (found.empty() ? "no such use" : found) + ", not " + expected + "\n";
  }

  // What is only a guess never counts as resolved.
  void CheckResolution(const Resolved& resolved) {
    const std::string_view rule = resolved.rule;
    const bool guessed = rule == "unique-name" || rule == "nearest";
    if (resolved.found() && guessed != (resolved.resolution == Resolution::kLikely)) {
      failures_ += "a guess counts as resolved, or the other way round\n";
    }
  }

  Resolver resolver_;
  const Sources& sources_;
  std::string failures_;
  int count_ = 0;
};

inline std::string FailuresOf(std::string_view text) {
  const Sources sources(text);
  const World world({&sources.layer()});
  return Expectations(world, sources).Failures();
}

}  // namespace interlock::tests
