#include "analyzer/inspect/calls_report.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "analyzer/text/report_text.h"

namespace interlock {

namespace {

using Json = nlohmann::ordered_json;

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

void WriteCallsText(const FolderProgram& program, const std::vector<CallSite>& calls,
                    std::ostream& out) {
  std::string path;
  for (const CallSite& site : calls) {
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

void WriteCallsJson(const FolderProgram& program, const std::vector<CallSite>& calls,
                    std::ostream& out) {
  Json sites = Json::array();
  for (const CallSite& site : calls) {
    Json targets = Json::array();
    for (const Callee& callee : site.callees) {
      Json target = EntityJson(program.files()[callee.file], callee.scope);
      target["rule"] = callee.rule;
      target["resolution"] = Name(callee.resolution);
      targets.push_back(std::move(target));
    }
    sites.push_back({{"caller", EntityJson(program.files()[site.file], site.scope)},
                     {"line", site.line},
                     {"callee", site.callee},
                     {"implicit", site.implicit},
                     {"targets", targets},
                     {"outside", site.externals},
                     {"reason", site.reason}});
  }
  const Json json = {{"schema_version", 1}, {"gaps", program.gaps()}, {"calls", sites}};
  out << json.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace interlock
