#include "analyzer/calls_report.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "analyzer/intake/yaml_reader.h"
#include "analyzer/parallel.h"
#include "analyzer/report_text.h"
#include "interlock/error.h"
#include "parsers/all_manifest_formats.h"

namespace interlock {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

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
    const bool hidden = at->path().filename().string().starts_with('.');
    if (at->is_directory(error) && hidden) at.disable_recursion_pending();
    if (at->is_regular_file(error) && !at->is_symlink(error) && !hidden) {
      paths.push_back(at->path().lexically_relative(folder).generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string ReadBytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const ManifestFormat* ManifestOf(const std::string& path) {
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (format->reads(path)) return format;
  }
  return nullptr;
}

struct ReadFile {
  bool known = false;
  bool gap = false;
  FileFacts facts;
  FlowFacts flow;
  const LanguageTraits* traits = nullptr;
};

ReadFile ReadOne(const std::string& folder, const std::string& path, const Languages& languages) {
  ReadFile read;
  const fs::path whole = fs::path(folder) / path;
  if (const Language* language = languages.ForPath(path)) {
    ParseOutcome outcome = ExtractFlow(*language, ReadBytes(whole), &read.flow);
    read.gap = outcome.gap.has_value();
    read.known = !outcome.gap || outcome.partial;
    read.facts = std::move(outcome.facts);
    const auto traits = languages.traits().find(read.facts.language);
    if (traits != languages.traits().end()) read.traits = &traits->second;
  } else if (const ManifestFormat* manifest = ManifestOf(path)) {
    std::string detail;
    read.facts.language = manifest->id;
    read.gap = !manifest->extract(ReadBytes(whole), read.facts, detail);
    read.known = !read.gap;
  }
  return read;
}

std::string CallerName(const FlowFile& file, std::int32_t scope) {
  const std::string name = ScopeName(file, scope);
  return name.empty() ? "(file)" : name;
}

std::uint32_t LineOf(const FlowFile& file, std::int32_t scope) {
  const FlowScope& at = file.flow.scopes[static_cast<std::size_t>(scope)];
  return at.definition < 0 ? at.line : file.file->definition(at.definition).first_line;
}

const char* KindOf(const FlowFile& file, std::int32_t scope) {
  const FlowScope& at = file.flow.scopes[static_cast<std::size_t>(scope)];
  if (at.definition >= 0) return KindName(file.file->definition(at.definition).kind);
  return at.kind == FlowScopeKind::kFile ? "file" : "function";
}

Json EntityJson(const FlowFile& file, std::int32_t scope) {
  return {{"path", file.file->path()},
          {"module", ModuleName(*file.file)},
          {"name", ScopeName(file, scope)},
          {"kind", KindOf(file, scope)},
          {"line", LineOf(file, scope)}};
}

}  // namespace

CalledProgram CalledProgram::Read(const std::string& folder, const Languages& languages) {
  const std::vector<std::string> paths = FilesBelow(folder);
  std::vector<ReadFile> read(paths.size());
  ParallelFor(paths.size(), 0,
              [&](std::size_t i) { read[i] = ReadOne(folder, paths[i], languages); });
  CalledProgram program;
  std::vector<const SourceFile*> sources;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (read[i].gap) ++program.gaps_;
    if (!read[i].known) continue;
    program.facts_.push_back(std::move(read[i].facts));
    program.sources_.emplace_back(paths[i], program.facts_.back(), read[i].traits);
    sources.push_back(&program.sources_.back());
    if (read[i].traits != nullptr) {
      program.files_.push_back({&program.sources_.back(), std::move(read[i].flow)});
    }
  }
  const Layer layer(std::move(sources), {});
  const World world({&layer});
  program.calls_ = FindCalls(world, program.files_);
  return program;
}

void WriteCallsText(const CalledProgram& program, std::ostream& out) {
  std::string path;
  for (const CallSite& site : program.calls()) {
    const FlowFile& file = program.files()[site.file];
    if (file.file->path() != path) {
      out << (path.empty() ? "" : "\n") << Printable(file.file->path()) << "\n";
      path = file.file->path();
    }
    const std::string start = "  " + std::to_string(site.line) + "  " +
                              Printable(CallerName(file, site.scope)) + " calls ";
    for (const Callee& callee : site.callees) {
      const FlowFile& other = program.files()[callee.file];
      out << start << Printable(CallerName(other, callee.scope));
      if (callee.file != site.file) out << " of " << Printable(other.file->path());
      out << "  (" << callee.rule << ", " << Name(callee.resolution) << ")\n";
    }
    for (const std::string& name : site.externals) {
      out << start << Printable(name) << "  (outside)\n";
    }
    if (site.callees.empty() && site.externals.empty()) {
      out << start << Printable(site.callee) << "  (unresolved: " << site.reason << ")\n";
    }
  }
}

void WriteCallsJson(const CalledProgram& program, std::ostream& out) {
  Json calls = Json::array();
  for (const CallSite& site : program.calls()) {
    Json targets = Json::array();
    for (const Callee& callee : site.callees) {
      Json target = EntityJson(program.files()[callee.file], callee.scope);
      target["rule"] = callee.rule;
      target["resolution"] = Name(callee.resolution);
      targets.push_back(std::move(target));
    }
    calls.push_back({{"caller", EntityJson(program.files()[site.file], site.scope)},
                     {"line", site.line},
                     {"callee", site.callee},
                     {"implicit", site.implicit},
                     {"targets", targets},
                     {"outside", site.externals},
                     {"reason", site.reason}});
  }
  const Json json = {{"schema_version", 1}, {"gaps", program.gaps()}, {"calls", calls}};
  out << json.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace interlock
