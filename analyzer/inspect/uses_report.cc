#include "analyzer/inspect/uses_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <tuple>

#include "analyzer/text/report_text.h"
#include "graph/modules.h"

namespace interlock {

namespace {

using Json = nlohmann::ordered_json;

NameUse Named(NameUse use) {
  if (!use.resolved.found() && !use.resolved.module.empty()) {
    use.resolved.rule = "module";
    use.resolved.resolution = Resolution::kResolved;
  }
  return use;
}

NameUse UseOf(Resolver& resolver, const SourceFile& file, const Import& import) {
  NameUse use;
  use.file = &file;
  use.scope = import.scope;
  use.line = import.line;
  use.kind = "import";
  if (import.member.empty() || import.member == "*") {
    use.name = import.module;
    ModuleRef module = resolver.Module(file, import.module);
    use.resolved.module = std::move(module.files);
    use.resolved.external = module.external;
    use.resolved.reason = "outside the repository";
  } else {
    use.name = import.member;
    use.receiver = import.module;
    use.resolved = resolver.ResolveImport(file, import);
  }
  return Named(std::move(use));
}

NameUse UseOf(Resolver& resolver, const SourceFile& file, const Reference& reference) {
  NameUse use;
  use.file = &file;
  use.scope = reference.scope;
  use.line = reference.line;
  use.count = reference.count;
  use.kind = KindName(reference.kind);
  use.name = reference.name;
  use.receiver = reference.receiver;
  use.resolved = resolver.Resolve(file, reference);
  return Named(std::move(use));
}

// What is offered under a name: the member or name that its path ends with.
NameUse UseOf(Resolver& resolver, const SourceFile& file, const Export& offered) {
  Reference reference;
  const std::size_t dot = offered.target.rfind('.');
  reference.name = offered.target.substr(dot + 1);  // npos + 1 == 0
  if (dot != std::string::npos) reference.receiver = offered.target.substr(0, dot);
  reference.line = offered.line;
  NameUse use = UseOf(resolver, file, reference);
  use.kind = "export";
  return use;
}

std::string ScopeOf(const NameUse& use) {
  return use.scope < 0 ? "" : QualifiedName(use.file->facts(), use.scope);
}

}  // namespace

std::vector<NameUse> FindUses(const FolderProgram& program) {
  Resolver resolver(program.world());
  std::vector<NameUse> uses;
  for (const FlowFile& flow_file : program.files()) {
    const SourceFile& file = *flow_file.file;
    const auto first = static_cast<std::ptrdiff_t>(uses.size());
    for (const Import& import : file.facts().imports) {
      uses.push_back(UseOf(resolver, file, import));
    }
    for (const Export& offered : file.facts().exports) {
      uses.push_back(UseOf(resolver, file, offered));
    }
    for (const Reference& reference : file.facts().references) {
      uses.push_back(UseOf(resolver, file, reference));
    }
    std::stable_sort(uses.begin() + first, uses.end(), [](const NameUse& a, const NameUse& b) {
      return std::tie(a.line, a.name) < std::tie(b.line, b.name);
    });
  }
  return uses;
}

void WriteUsesText(const FolderProgram& program, std::ostream& out) {
  const SourceFile* file = nullptr;
  for (const NameUse& use : FindUses(program)) {
    if (use.file != file) {
      out << (file == nullptr ? "" : "\n") << Printable(use.file->path()) << "\n";
      file = use.file;
    }
    const std::string receiver = use.receiver.empty() ? "" : use.receiver + ".";
    out << "  " << use.line << "  " << use.kind << " " << Printable(receiver + use.name);
    for (const SourceFile* other : use.resolved.module) out << "  -> " << Printable(other->path());
    for (const Target& target : use.resolved.targets) {
      out << "  -> " << Printable(target.name());
      if (target.file != use.file) out << " of " << Printable(target.file->path());
    }
    if (use.resolved.found() || !use.resolved.module.empty()) {
      out << "  (" << use.resolved.rule << ", " << Name(use.resolved.resolution) << ")\n";
    } else {
      out << "  (" << use.resolved.reason << ")\n";
    }
  }
}

void WriteUsesJson(const FolderProgram& program, std::ostream& out) {
  Json uses = Json::array();
  for (const NameUse& use : FindUses(program)) {
    Json targets = Json::array();
    for (const SourceFile* file : use.resolved.module) {
      targets.push_back({{"path", file->path()},
                         {"module", ModuleName(*file)},
                         {"name", ""},
                         {"kind", "file"},
                         {"line", 0}});
    }
    for (const Target& target : use.resolved.targets) {
      targets.push_back({{"path", target.file->path()},
                         {"module", ModuleName(*target.file)},
                         {"name", target.name()},
                         {"kind", KindName(target.definition().kind)},
                         {"line", target.definition().first_line}});
    }
    const bool found = !targets.empty();
    uses.push_back({{"path", use.file->path()},
                    {"in", ScopeOf(use)},
                    {"line", use.line},
                    {"times", use.count},
                    {"kind", use.kind},
                    {"name", use.name},
                    {"receiver", use.receiver},
                    {"targets", std::move(targets)},
                    {"rule", found ? use.resolved.rule : ""},
                    {"resolution", found ? Name(use.resolved.resolution) : ""},
                    {"outside", use.resolved.external},
                    {"reason", use.resolved.reason}});
  }
  const Json json = {{"schema_version", 1}, {"gaps", program.gaps()}, {"uses", uses}};
  out << json.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace interlock
