// Prints the graph of services and shared resources of a work tree.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>

#include "analyzer/cli/options.h"
#include "analyzer/inspect/folder_program.h"
#include "analyzer/inspect/resource_graph.h"
#include "analyzer/intake/catalog.h"
#include "analyzer/intake/config.h"
#include "analyzer/text/report_text.h"
#include "interlock/error.h"
#include "parsers/extract.h"

namespace interlock {

extern const Command command_graph;

namespace {

std::vector<Option> Options() {
  return Concat({{{"FOLDER", "", "the work tree to read", ""},
                  {"--kinds", "KIND,…", "only resources of these kinds", ""}},
                 {FormatOption("text, json, dot")}});
}

// The catalogue with what the tree's own configuration adds to it.
Catalog CatalogFor(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder) / "interlock.yaml";
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return ReadBuiltinCatalog();
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return CatalogOf(ReadConfig(text, "interlock.yaml"));
}

std::set<std::string> KindsOf(const std::string& asked, const Catalog& catalog) {
  std::set<std::string> kinds;
  for (std::size_t begin = 0; begin < asked.size();) {
    const std::size_t end = std::min(asked.find(',', begin), asked.size());
    const std::string kind = asked.substr(begin, end - begin);
    if (std::find(catalog.kinds.begin(), catalog.kinds.end(), kind) == catalog.kinds.end()) {
      throw Error(ErrorCode::kUsage,
                  "--kinds: no kind of resource is called '" + Printable(kind) + "'",
                  "there are: " + Join(catalog.kinds, ", "));
    }
    kinds.insert(kind);
    begin = end + 1;
  }
  return kinds;
}

int Run(const Arguments& arguments, const Console& console) {
  const std::string format = ReadFormatWord(arguments, {"text", "json", "dot"});
  const std::string& folder = arguments.Text("FOLDER");
  const Catalog catalog = CatalogFor(folder);
  const std::set<std::string> kinds = arguments.Has("--kinds")
                                          ? KindsOf(arguments.Text("--kinds"), catalog)
                                          : std::set<std::string>();
  const FolderProgram program(folder, Languages::Builtin(), false);
  if (program.gaps() > 0) {
    console.err << "interlock: not read, or only in part: " << CountOf(program.gaps(), "file")
                << "\n";
  }
  const ResourceGraph graph = MakeResourceGraph(program.world(), catalog, kinds);
  if (format == "json") {
    WriteGraphJson(graph, console.out);
  } else if (format == "dot") {
    WriteGraphDot(graph, console.out);
  } else {
    WriteGraphText(graph, console.out);
  }
  return kExitClear;
}

}  // namespace

const Command command_graph = {
    "graph", "which services share which resources",
    "Prints the services of a work tree, the tables, caches, topics, endpoints, variables\n"
    "and flags that its code and configuration use, who reads and writes what, and how\n"
    "each name was found. What the catalogue does not know is not there.\n"
    "\n"
    "Example:\n"
    "  interlock graph . --kinds table,cache,topic\n",
    Options, Run};

}  // namespace interlock
