#include "analyzer/inspect/folder_program.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "analyzer/intake/yaml_reader.h"
#include "analyzer/parallel.h"
#include "analyzer/reader/file_facts.h"
#include "interlock/error.h"

namespace interlock {

namespace {

namespace fs = std::filesystem;

struct ReadFile {
  bool known = false;
  bool gap = false;
  FileFacts facts;
  FlowFacts flow;
  const LanguageTraits* traits = nullptr;
};

ReadFile ReadOne(const std::string& folder, const std::string& path, const Languages& languages,
                 bool flow) {
  ReadFile read;
  const FileReader reader = ReaderOf(languages, path);
  if (reader.version.empty()) return read;
  const std::string bytes = ReadBytes((fs::path(folder) / path).string());
  read.traits = reader.traits;
  if (flow && read.traits != nullptr) {
    ParseOutcome outcome = ExtractFlow(*languages.ForPath(path), bytes, &read.flow);
    read.gap = outcome.gap.has_value();
    read.known = !outcome.gap || outcome.partial;
    read.facts = std::move(outcome.facts);
    return read;
  }
  bool slow = false;
  StoredFacts facts = ExtractFile(languages, path, bytes, {}, &slow);
  // What is of no format that anybody reads is none of ours.
  read.gap = facts.gap && facts.gap != GapReason::kNoGrammar;
  read.known = !facts.gap || facts.partial;
  read.facts = std::move(facts.facts);
  return read;
}

}  // namespace

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> FilesBelow(const std::string& folder) {
  std::error_code error;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
  if (error) {
    throw Error(ErrorCode::kInput, "cannot read the folder " + Quoted(folder),
                "name a folder of source files");
  }
  std::vector<std::string> paths;
  for (; at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (error) break;
    // Hidden folders are those of tools; hidden files may be manifests: ".env".
    const bool hidden = at->path().filename().string().starts_with('.');
    if (at->is_directory(error) && hidden) at.disable_recursion_pending();
    if (at->is_regular_file(error) && !at->is_symlink(error)) {
      paths.push_back(at->path().lexically_relative(folder).generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

FolderProgram::FolderProgram(const std::string& folder, const Languages& languages, bool flow) {
  const std::vector<std::string> paths = FilesBelow(folder);
  std::vector<ReadFile> read(paths.size());
  ParallelFor(paths.size(), 0,
              [&](std::size_t i) { read[i] = ReadOne(folder, paths[i], languages, flow); });
  std::vector<const SourceFile*> all;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (read[i].gap) ++gaps_;
    if (!read[i].known) continue;
    facts_.push_back(std::move(read[i].facts));
    sources_.emplace_back(paths[i], facts_.back(), read[i].traits);
    all.push_back(&sources_.back());
    if (read[i].traits != nullptr) {
      files_.push_back({&sources_.back(), std::move(read[i].flow)});
    }
  }
  layer_ = std::make_unique<Layer>(std::move(all), std::vector<std::string>());
  world_ = std::make_unique<World>(std::vector<const Layer*>{layer_.get()});
}

}  // namespace interlock
