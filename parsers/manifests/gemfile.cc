// Gemfile and gems.rb of Bundler: one gem a line, with the group it is for as its kind.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_ruby_internal.h"
#include "parsers/manifest_xml_internal.h"

namespace interlock {

extern const ManifestFormat manifest_gemfile;

namespace {

constexpr std::size_t kMaxDependencies = 5'000;

// The first name of `:test, :development do` and of `group: :test`; the default group has none.
std::string FirstSymbol(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos) return "";
  text.remove_prefix(colon + 1);
  text = text.substr(0, text.find_first_of(" ,\t)]"));
  return text == "default" ? "" : std::string(text);
}

std::string GroupOf(std::string_view options) {
  for (const std::string_view key : {"group:", ":group =>", "groups:", ":groups =>"}) {
    const std::size_t at = options.find(key);
    if (at != options.npos) return FirstSymbol(options.substr(at + key.size()));
  }
  return "";
}

class GemfileReader {
 public:
  explicit GemfileReader(FileFacts& facts) : facts_(facts) {}

  void ReadLine(std::string_view line, std::uint32_t number) {
    line = TrimmedText(line);
    if (line.empty() || line[0] == '#') return;
    if (line.ends_with(" do") || line.ends_with('|') || StartsBlock(line)) {
      const bool is_group = line.starts_with("group ") || line.starts_with("group(");
      if (blocks_.size() < kMaxBlocks) {
        blocks_.push_back(is_group ? FirstSymbol(line) : Group());
      }
      return;
    }
    if (line == "end" || line.starts_with("end ")) {
      if (!blocks_.empty()) blocks_.pop_back();
      return;
    }
    const RubyCall call = ReadRubyCall(line);
    if (call.name != "gem" || facts_.dependencies.size() >= kMaxDependencies) return;
    std::string kind = GroupOf(call.options);
    if (kind.empty()) kind = Group();
    facts_.dependencies.push_back(
        {std::string(call.strings[0]), JoinedRequirements(call.strings), kind, number});
  }

 private:
  static constexpr std::size_t kMaxBlocks = 100;

  static bool StartsBlock(std::string_view line) {
    return line.starts_with("if ") || line.starts_with("unless ") || line.starts_with("case ");
  }

  std::string Group() const { return blocks_.empty() ? "" : blocks_.back(); }

  FileFacts& facts_;
  std::vector<std::string> blocks_;  // the group in force in each
};

bool ReadsGemfile(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "Gemfile" || name == "gems.rb" || name.ends_with(".gemfile");
}

bool ExtractGemfile(std::string_view bytes, FileFacts& facts, std::string&) {
  facts.language = manifest_gemfile.id;
  GemfileReader reader(facts);
  for (std::uint32_t number = 1; !bytes.empty(); ++number) {
    reader.ReadLine(TakeLine(bytes), number);
  }
  return true;
}

}  // namespace

const ManifestFormat manifest_gemfile = {"Gemfile", ReadsGemfile, ExtractGemfile};

}  // namespace interlock
