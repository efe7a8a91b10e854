// Lints that a Rust crate sets for itself, at the top of its first file: `#![deny(missing_docs)]`
// is the setting "crate.missing_docs" with the value "deny".
#include <algorithm>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_xml_internal.h"

namespace interlock {

extern const ManifestFormat manifest_settings_rust;

namespace {

constexpr std::size_t kMaxSettings = 2'000;

// Takes blank space and comments off the front.
void SkipBlank(std::string_view& text) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    std::size_t end = 0;
    if (text.starts_with("//")) {
      end = text.find('\n');
    } else if (text.starts_with("/*")) {
      end = text.find("*/", 2);
      if (end != text.npos) end += 2;
    }
    if (end == 0) return;
    text.remove_prefix(std::min(end, text.size()));
  }
}

bool ReadsCrate(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "lib.rs" || name == "main.rs";
}

class AttributeReader {
 public:
  AttributeReader(std::string_view bytes, FileFacts& facts) : bytes_(bytes), facts_(facts) {}

  void Read() {
    std::string_view text = bytes_;
    for (SkipBlank(text); text.starts_with("#!["); SkipBlank(text)) {
      text.remove_prefix(3);
      const std::size_t end = text.find(']');
      if (end == text.npos) return;
      ReadAttribute(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
  }

 private:
  // deny(warnings, clippy::all, reason = "...")
  void ReadAttribute(std::string_view attribute) {
    const std::size_t open = attribute.find('(');
    const std::string_view level = TrimmedText(attribute.substr(0, open));
    const bool is_level = level == "allow" || level == "expect" || level == "warn" ||
                          level == "deny" || level == "forbid";
    if (!is_level || open == attribute.npos) return;
    std::string_view lints = attribute.substr(open + 1);
    lints = lints.substr(0, lints.find(')'));
    while (!lints.empty()) {
      const std::string_view part = lints.substr(0, lints.find(','));
      const std::string_view lint = TrimmedText(part);
      if (!lint.empty() && lint.find_first_of("=\"/. ") == lint.npos) Add(level, lint);
      lints.remove_prefix(std::min(part.size() + 1, lints.size()));
    }
  }

  void Add(std::string_view level, std::string_view lint) {
    if (facts_.settings.size() >= kMaxSettings) return;
    const auto line =
        1 + std::count(bytes_.begin(), bytes_.begin() + (lint.data() - bytes_.data()), '\n');
    facts_.settings.push_back(
        {"crate." + std::string(lint), std::string(level), static_cast<std::uint32_t>(line)});
  }

  std::string_view bytes_;
  FileFacts& facts_;
};

bool ExtractCrate(std::string_view bytes, FileFacts& facts, std::string&) {
  AttributeReader(bytes, facts).Read();
  return true;
}

}  // namespace

const ManifestFormat manifest_settings_rust = {"settings-rust", ReadsCrate, ExtractCrate, nullptr,
                                               true};

}  // namespace interlock
