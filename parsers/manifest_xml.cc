#include <algorithm>

#include "parsers/manifest_xml_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxBytes = 2'000'000;
constexpr std::size_t kMaxExpanded = 1'000;
constexpr int kMaxDepth = 8;  // of properties that use others

}  // namespace

bool ManifestXml::Parse(std::string_view bytes, std::string& problem) {
  if (bytes.size() > kMaxBytes) {
    problem = std::to_string(bytes.size()) + " bytes, the limit is " + std::to_string(kMaxBytes);
    return false;
  }
  lines_ = {0};
  for (std::size_t at = bytes.find('\n'); at != bytes.npos; at = bytes.find('\n', at + 1)) {
    lines_.push_back(at + 1);
  }
  const pugi::xml_parse_result result = document_.load_buffer(bytes.data(), bytes.size());
  if (result) return true;
  problem = "line " + std::to_string(LineAt(static_cast<std::size_t>(result.offset))) + ": not XML";
  return false;
}

std::uint32_t ManifestXml::LineOf(const pugi::xml_node& node) const {
  return LineAt(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, node.offset_debug())));
}

std::uint32_t ManifestXml::LineAt(std::size_t offset) const {
  return static_cast<std::uint32_t>(std::upper_bound(lines_.begin(), lines_.end(), offset) -
                                    lines_.begin());
}

std::string ManifestProperties::Expand(std::string_view text) const { return Expand(text, 0); }

std::string ManifestProperties::Expand(std::string_view text, int depth) const {
  std::string expanded;
  while (true) {
    const std::size_t begin = text.find(open_);
    expanded += text.substr(0, begin);
    if (begin == text.npos) return expanded;
    const std::size_t end = text.find(close_, begin);
    if (end == text.npos || depth >= kMaxDepth) return "";
    const auto found = values_.find(text.substr(begin + open_.size(), end - begin - open_.size()));
    if (found == values_.end()) return "";
    const std::string value = Expand(found->second, depth + 1);
    if (value.empty() || expanded.size() + value.size() > kMaxExpanded) return "";
    expanded += value;
    text.remove_prefix(end + close_.size());
  }
}

std::string_view TrimmedText(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  const std::size_t last = text.find_last_not_of(kBlank);
  return last == text.npos ? std::string_view() : text.substr(0, last + 1);
}

}  // namespace interlock
