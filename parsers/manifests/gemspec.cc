// *.gemspec: what a gem depends on, and the Ruby it is for.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_ruby_internal.h"

namespace interlock {

extern const ManifestFormat manifest_gemspec;

namespace {

constexpr std::size_t kMaxDependencies = 5'000;

void ReadLine(std::string_view line, std::uint32_t number, FileFacts& facts) {
  const RubyCall call = ReadRubyCall(line);
  if (call.receiver.empty() || facts.dependencies.size() >= kMaxDependencies) return;
  const bool is_dev = call.name == "add_development_dependency";
  if (!is_dev && call.name != "add_dependency" && call.name != "add_runtime_dependency") return;
  facts.dependencies.push_back({std::string(call.strings[0]), JoinedRequirements(call.strings),
                                is_dev ? "dev" : "", number});
}

bool ReadsGemspec(std::string_view path) { return path.ends_with(".gemspec"); }

bool ExtractGemspec(std::string_view bytes, FileFacts& facts, std::string&) {
  facts.language = manifest_gemspec.id;
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    ReadLine(TakeLine(bytes), number, facts);
  }
  return true;
}

}  // namespace

const ManifestFormat manifest_gemspec = {"gemspec", ReadsGemspec, ExtractGemspec};

}  // namespace interlock
