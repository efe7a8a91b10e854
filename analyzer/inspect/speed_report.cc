#include "analyzer/inspect/speed_report.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <map>
#include <ostream>
#include <vector>

#include "analyzer/inspect/folder_program.h"
#include "analyzer/parallel.h"

namespace interlock {

namespace {

struct Input {
  const Language* language = nullptr;
  std::string id, bytes;
};

struct Cost {
  std::uint64_t files = 0, bytes = 0;
  double parse = 0, facts = 0;  // CPU seconds
};

// Of this thread: what others do meanwhile is left out.
double CpuSeconds() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Wall-clock seconds, and those of the CPU by input.
double Measure(const std::vector<Input>& inputs, int threads, std::vector<double>* cpu,
               const std::function<void(const Input&)>& task) {
  const auto start = std::chrono::steady_clock::now();
  ParallelFor(inputs.size(), threads, [&](std::size_t i) {
    const double before = CpuSeconds();
    task(inputs[i]);
    (*cpu)[i] = CpuSeconds() - before;
  });
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void WriteRow(const std::string& name, const Cost& cost, std::ostream& out) {
  char line[160];
  std::snprintf(line, sizeof line,
                "%-12s %7llu files %8.2f MB   parse %8.3f s   facts %8.3f s   %5.2f\n",
                name.c_str(), static_cast<unsigned long long>(cost.files),
                static_cast<double>(cost.bytes) / 1e6, cost.parse, cost.facts,
                cost.parse > 0 ? cost.facts / cost.parse : 0);
  out << line;
}

}  // namespace

void WriteSpeed(const std::string& folder, const Languages& languages, int threads,
                std::ostream& out) {
  std::vector<Input> inputs;
  for (const std::string& path : FilesBelow(folder)) {
    const Language* language = languages.ForPath(path);
    if (language == nullptr) continue;
    std::string bytes = ReadBytes(folder + "/" + path);
    if (bytes.size() > ParseLimits().max_bytes) continue;
    const std::string& version = Version(*language);
    inputs.push_back({language, version.substr(0, version.find('/')), std::move(bytes)});
  }
  languages.CompileAll();
  std::vector<double> parse(inputs.size()), facts(inputs.size());
  const double wall_parse = Measure(
      inputs, threads, &parse, [](const Input& input) { ParseOnly(*input.language, input.bytes); });
  const double wall_facts = Measure(inputs, threads, &facts, [](const Input& input) {
    ExtractFacts(*input.language, input.bytes);
  });
  std::map<std::string, Cost> by_language;
  Cost all;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (Cost* cost : {&by_language[inputs[i].id], &all}) {
      ++cost->files;
      cost->bytes += inputs[i].bytes.size();
      cost->parse += parse[i];
      cost->facts += facts[i];
    }
  }
  for (const auto& [name, cost] : by_language) WriteRow(name, cost, out);
  WriteRow("all", all, out);
  char line[160];
  std::snprintf(line, sizeof line,
                "seconds of the clock: parse %.3f, facts %.3f; each of CPU and clock: %.2f, %.2f\n",
                wall_parse, wall_facts, wall_parse > 0 ? all.parse / wall_parse : 0,
                wall_facts > 0 ? all.facts / wall_facts : 0);
  out << line;
}

}  // namespace interlock
