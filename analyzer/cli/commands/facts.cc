// Prints what one file says: for people who write queries for a language.
#include <fstream>
#include <iterator>
#include <ostream>

#include "analyzer/calls_report.h"
#include "analyzer/cli/options.h"
#include "analyzer/effects_report.h"
#include "analyzer/facts_report.h"
#include "analyzer/intake/catalog.h"
#include "analyzer/intake/yaml_reader.h"
#include "analyzer/report_text.h"
#include "analyzer/uses_report.h"
#include "interlock/error.h"
#include "parsers/extract.h"
#include "parsers/manifest.h"

namespace interlock {

extern const Command command_facts;

namespace {

std::vector<Option> Options() {
  return Concat({{{"FILE", "", "a source file or manifest; its name says which reader", ""},
                  {"--calls", "", "FILE is a folder: the calls of all source files below it", ""},
                  {"--uses", "", "FILE is a folder: what all names used below it lead to", ""},
                  {"--effects", "", "FILE is a folder: what its files do to shared resources", ""}},
                 {FormatOption("text, json")}});
}

std::string ReadBytes(const std::string& path) {
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
      const std::string bytes = ReadBytes(path);
      outcome = ExtractFacts(*language, bytes);
      const ManifestFormat* beside = ManifestFor(path, true);
      std::string problem;
      if (beside != nullptr) beside->extract(bytes, outcome.facts, problem);
      return outcome;
    }
    throw Error(ErrorCode::kInput, "no reader for " + Quoted(path),
                "its name or extension decides; see parsers/languages");
  }
  const std::string bytes = ReadBytes(path);
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

int Run(const Arguments& arguments, const Console& console) {
  const std::string format = ReadFormatWord(arguments, {"text", "json"});
  const std::string& path = arguments.Text("FILE");
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
    "Example:\n"
    "  interlock facts services/checkout/pricing/tax.py\n"
    "  interlock facts --calls services/checkout --format json\n",
    Options, Run};

}  // namespace interlock
