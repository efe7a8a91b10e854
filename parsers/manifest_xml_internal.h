// XML manifests: read whole, with the line of every element and the values of `${…}` or `$(…)` that
// the file itself gives. No entity or inclusion is followed.
#pragma once

#include <cstdint>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

class ManifestXml {
 public:
  // False, with the line in `problem`, when the bytes are no XML. Never throws for what they are.
  bool Parse(std::string_view bytes, std::string& problem);

  pugi::xml_node Root(const char* name) const { return document_.child(name); }
  // 1-based, of the element's start tag.
  std::uint32_t LineOf(const pugi::xml_node& node) const;

 private:
  std::uint32_t LineAt(std::size_t offset) const;

  pugi::xml_document document_;
  std::vector<std::size_t> lines_;  // where each begins
};

// Properties by name, and the text in which they stand for their values.
class ManifestProperties {
 public:
  // `open` and `close` are what a use is written in: "${" and "}".
  ManifestProperties(std::string_view open, std::string_view close) : open_(open), close_(close) {}

  void Set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
  // "" when it uses a property whose value is not known.
  std::string Expand(std::string_view text) const;

 private:
  std::string Expand(std::string_view text, int depth) const;

  std::string_view open_, close_;
  std::map<std::string, std::string, std::less<>> values_;
};

// Without the white space around it.
std::string_view TrimmedText(std::string_view text);

}  // namespace interlock
