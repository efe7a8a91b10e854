// Goldens: text files under fixtures/reports. INTERLOCK_UPDATE=1 rewrites them; look at the diff.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace interlock {

inline std::string GoldenPath(const std::string& name) {
  return std::string(INTERLOCK_SOURCE_DIR) + "/fixtures/reports/" + name;
}

inline std::string ReadGolden(const std::string& name) {
  std::ifstream file(GoldenPath(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void CheckGolden(const std::string& name, const std::string& text) {
  const char* update = std::getenv("INTERLOCK_UPDATE");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream(GoldenPath(name), std::ios::binary) << text;
  }
  INFO("golden: ", GoldenPath(name));
  CHECK(text == ReadGolden(name));
}

}  // namespace interlock
