#include <algorithm>
#include <string>
#include <vector>

#include "parsers/manifest_json_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxBytes = 2'000'000;
constexpr int kMaxDepth = 32;  // package.json and tsconfig.json need eight

// Past a string that starts at `at`; the end of the text when it stays open.
std::size_t SkipString(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

// Past white space and comments.
std::size_t SkipBlank(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      const std::size_t end = text.find("*/", at + 2);
      at = end == text.npos ? text.size() : end + 2;
    } else if (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n') {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

// Commas before a closing bracket become blanks, so that every byte keeps its place.
std::string WithoutTrailingCommas(std::string_view text) {
  std::string result(text);
  for (std::size_t at = SkipBlank(text, 0); at < text.size(); at = SkipBlank(text, at)) {
    if (text[at] == '"') {
      at = SkipString(text, at);
      continue;
    }
    if (text[at] == ',') {
      const std::size_t next = SkipBlank(text, at + 1);
      if (next < text.size() && (text[next] == ']' || text[next] == '}')) result[at] = ' ';
    }
    ++at;
  }
  return result;
}

std::string LineOf(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  return "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

}  // namespace

bool ParseManifestJson(std::string_view bytes, ManifestJson& json, std::string& problem) {
  if (bytes.size() > kMaxBytes) {
    problem = std::to_string(bytes.size()) + " bytes, the limit is " + std::to_string(kMaxBytes);
    return false;
  }
  const auto shallow = [](int depth, ManifestJson::parse_event_t, ManifestJson&) {
    return depth <= kMaxDepth;
  };
  try {
    json = ManifestJson::parse(WithoutTrailingCommas(bytes), shallow, true, true);
  } catch (const ManifestJson::parse_error& error) {
    problem = LineOf(bytes, error.byte == 0 ? 0 : error.byte - 1) + ": not JSON";
    return false;
  } catch (const ManifestJson::exception&) {
    problem = "a number is out of range";
    return false;
  }
  if (!json.is_object()) problem = "line 1: not a JSON object";
  return json.is_object();
}

std::string TextAt(const ManifestJson& object, const char* field) {
  if (!object.is_object()) return "";
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string NormalManifestPath(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (segment.empty() || segment == ".") continue;
    if (segment == ".." && !segments.empty() && segments.back() != "..") {
      segments.pop_back();
    } else {
      segments.push_back(segment);
    }
  }
  std::string result;
  for (const std::string_view segment : segments) {
    if (!result.empty()) result += '/';
    result += segment;
  }
  return result.empty() ? "." : result;
}

}  // namespace interlock
