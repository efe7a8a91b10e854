// Prints what one file says: for people who write queries for a language.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <span>

#include "analyzer/cli/options.h"
#include "analyzer/inspect/calls_report.h"
#include "analyzer/inspect/effects_report.h"
#include "analyzer/inspect/facts_report.h"
#include "analyzer/inspect/speed_report.h"
#include "analyzer/inspect/uses_report.h"
#include "analyzer/intake/catalog.h"
#include "analyzer/intake/yaml_reader.h"
#include "analyzer/text/report_text.h"
#include "graph/database.h"
#include "graph/fact_store.h"
#include "interlock/error.h"
#include "parsers/extract.h"
#include "parsers/manifest.h"

namespace interlock {

extern const Command command_facts;

namespace {

std::vector<Option> Options() {
  return Concat(
      {{{"FILE", "",
         "a source file or manifest, whose name says which reader; or the word merge and databases",
         "", true},
        {"--calls", "", "FILE is a folder: the calls of all source files below it", ""},
        {"--uses", "", "FILE is a folder: what all names used below it lead to", ""},
        {"--speed", "", "FILE is a folder: what reading it costs against parsing alone"},
        {"--threads", "N", "with --speed; 0: as many as the machine has", "1"},
        {"--effects", "", "FILE is a folder: what its files do to shared resources", ""}},
       {FormatOption("text, json")}});
}

std::string ReadGivenFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  // Opening a folder succeeds, reading it does not.
  if (!file.is_open() || file.bad()) {
    throw Error(ErrorCode::kInput, "cannot read " + Quoted(path),
                "name a file of the work tree; 'git show REV:PATH > FILE' makes one of a revision");
  }
  return bytes;
}

ParseOutcome ReadFacts(const std::string& path) {
  ParseOutcome outcome;
  const ManifestFormat* manifest = ManifestFor(path);
  if (manifest == nullptr) {
    const Language* language = Languages::Builtin().ForPath(path);
    if (language != nullptr) {
      const std::string bytes = ReadGivenFile(path);
      outcome = ExtractFacts(*language, bytes);
      const ManifestFormat* beside = ManifestFor(path, true);
      std::string problem;
      if (beside != nullptr) beside->extract(bytes, outcome.facts, problem);
      return outcome;
    }
    throw Error(ErrorCode::kInput, "no reader for " + Quoted(path),
                "its name or extension decides; see parsers/languages");
  }
  const std::string bytes = ReadGivenFile(path);
  if (manifest->recognises && !manifest->recognises(bytes)) {
    throw Error(ErrorCode::kInput, "no reader for what is in " + Quoted(path),
                "of its kind, only files with known keys are read; see parsers/manifests");
  }
  outcome.facts.language = manifest->id;
  if (!manifest->extract(bytes, outcome.facts, outcome.detail)) {
    outcome.gap = GapReason::kSyntaxErrors;
    outcome.partial = true;
  }
  return outcome;
}

int RunProgram(const std::string& folder, bool calls, bool json, const Console& console) {
  FolderProgram program(folder, Languages::Builtin(), calls);
  if (program.gaps() > 0) {
    console.err << "interlock: not read, or only in part: " << CountOf(program.gaps(), "file")
                << "\n";
  }
  if (calls) {
    const std::vector<CallSite> sites = FindCalls(program.world(), program.files());
    json ? WriteCallsJson(program, sites, console.out)
         : WriteCallsText(program, sites, console.out);
  } else {
    json ? WriteUsesJson(program, console.out) : WriteUsesText(program, console.out);
  }
  return kExitClear;
}

int RunEffects(const std::string& folder, bool json, const Console& console) {
  const FolderProgram program(folder, Languages::Builtin(), false);
  const Catalog catalog = ReadBuiltinCatalog();
  json ? WriteEffectsJson(program.world(), catalog, console.out)
       : WriteEffectsText(program.world(), catalog, console.out);
  return kExitClear;
}

// Facts go by what they were read from, so those of two databases never contradict each other.
int RunMerge(std::span<const std::string> paths, const Console& console) {
  if (paths.size() < 2) {
    throw Error(ErrorCode::kUsage, "'facts merge' needs two databases or more",
                "the first one receives: interlock facts merge A.db B.db");
  }
  for (const std::string& path : paths.subspan(1)) {
    if (std::filesystem::exists(path)) continue;
    throw Error(ErrorCode::kDatabase, "no database at " + Quoted(path),
                "name databases that 'interlock scan' has made");
  }
  if (!std::filesystem::exists(paths.front())) {
    console.err << "interlock: made the database " << Printable(paths.front()) << "\n";
  }
  Database database(paths.front(), OpenMode::kReadWrite);
  FactStore store(database);
  for (const std::string& path : paths.subspan(1)) {
    const std::int64_t added = store.MergeFrom(path);
    console.out << "facts of " << CountOf(static_cast<std::uint64_t>(added), "file version")
                << " came from " << Printable(path) << "\n";
  }
  return kExitClear;
}

int Run(const Arguments& arguments, const Console& console) {
  const std::string format = ReadFormatWord(arguments, {"text", "json"});
  const std::vector<std::string>& words = arguments.List("FILE");
  if (words.front() == "merge" && words.size() > 1) {
    for (const char* other : {"--calls", "--uses", "--effects", "--speed"}) {
      if (!arguments.Has(other)) continue;
      throw Error(ErrorCode::kUsage, std::string(other) + " does not go with merge",
                  "give it a folder of source files");
    }
    return RunMerge(std::span(words).subspan(1), console);
  }
  if (words.size() > 1) {
    throw Error(ErrorCode::kUsage, "one FILE at a time, and not " + Quoted(words[1]) + " as well",
                "call it again for each, or name their folder with --effects or --uses");
  }
  const std::string& path = words.front();
  if (arguments.Has("--speed")) {
    WriteSpeed(path, Languages::Builtin(), ReadThreads(arguments), console.out);
    return kExitClear;
  }
  if (arguments.Has("--effects")) return RunEffects(path, format == "json", console);
  const bool calls = arguments.Has("--calls");
  if (calls || arguments.Has("--uses")) return RunProgram(path, calls, format == "json", console);
  const ParseOutcome outcome = ReadFacts(path);
  if (outcome.gap && !outcome.partial) {
    throw Error(ErrorCode::kInput, Quoted(path) + " was not analysed: " + GapText(*outcome.gap),
                outcome.detail);
  }
  if (outcome.gap) {
    console.err << "interlock: " << GapText(*outcome.gap) << ": " << Printable(outcome.detail)
                << "\n";
  }
  if (format == "json") {
    WriteFactsJson(path, outcome.facts, console.out);
  } else {
    WriteFactsText(path, outcome.facts, console.out);
  }
  return kExitClear;
}

}  // namespace

const Command command_facts = {
    "facts", "what one file says about itself",
    "Definitions, uses, imports and what else a reader takes from one file: for\n"
    "people who write queries, and to see why a rule did or did not see something.\n"
    "\n"
    "With --calls, what each call in a folder of source files may reach: followed\n"
    "through arguments, results, containers and decorators of the whole program,\n"
    "with the rule that found it. What cannot be followed is listed with the reason.\n"
    "With --uses, what each name and import leads to, as the rules of a scan see it.\n"
    "With --effects, what the files do to caches, topics, endpoints and other shared\n"
    "resources, with the entry of the catalogue (parsers/catalog) that says so.\n"
    "\n"
    "With --speed, what reading them costs: CPU seconds of parsing alone and of\n"
    "taking facts, which parses as well, and the ratio of the two.\n"
    "With the word merge, adds the facts that other databases hold to the first one,\n"
    "so that the shards of a nightly run are joined: what one machine has read, no\n"
    "other need read again. Decisions and other history are not moved.\n"
    "\n"
    "Example:\n"
    "  interlock facts services/checkout/pricing/tax.py\n"
    "  interlock facts --calls services/checkout --format json\n"
    "  interlock facts merge interlock.db shard-1.db shard-2.db\n",
    Options, Run};

}  // namespace interlock
