// Reads one manifest by the format that its path calls for, and writes what it depends on as text.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "parsers/all_manifest_formats.h"

template <>
struct doctest::StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += "\n  " + word;
    return text.c_str();
  }
};

namespace interlock {

inline FileFacts ReadFacts(std::string_view path, std::string_view bytes) {
  FileFacts facts;
  int readers = 0;
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (!format->reads(path)) continue;
    std::string problem;
    CHECK(format->extract(bytes, facts, problem));
    CHECK(problem == "");
    ++readers;
  }
  CHECK(readers == 1);
  return facts;
}

inline std::vector<std::string> Words(const std::vector<Dependency>& dependencies) {
  std::vector<std::string> words;
  for (const Dependency& d : dependencies) {
    words.push_back(std::to_string(d.line) + " " + d.name + " " + d.requirement +
                    (d.kind.empty() ? "" : " (" + d.kind + ")"));
  }
  return words;
}

// "7 spec.replicas=3", "!1" for what stands in a file's second document.
inline std::vector<std::string> Words(const std::vector<Setting>& settings) {
  std::vector<std::string> words;
  for (const Setting& s : settings) {
    words.push_back(std::to_string(s.line) + " " + s.key + "=" + s.value +
                    (s.document == 0 ? "" : " !" + std::to_string(s.document)));
  }
  return words;
}

using Expected = std::vector<std::string>;

}  // namespace interlock
