// Which lines differ between two versions of a file.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace interlock {

// Lines count from 1. A side without lines has a count of 0.
struct LineChange {
  std::uint32_t old_first = 0, old_count = 0;
  std::uint32_t new_first = 0, new_count = 0;
};

// In order. Lines that differ in white space alone are equal: code that moves into a block is still
// the same code.
std::vector<LineChange> CompareLines(std::string_view from, std::string_view to);

}  // namespace interlock
