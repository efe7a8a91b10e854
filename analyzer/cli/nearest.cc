#include "analyzer/cli/nearest.h"

#include <algorithm>
#include <cstddef>

#include "analyzer/intake/yaml_reader.h"

namespace interlock {

namespace {

constexpr std::size_t kMostGuessed = 64;  // the distance costs the product of the lengths

// Edit distance with swaps of neighbours (optimal string alignment).
std::size_t Distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = i + j;
        continue;
      }
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1,
                              table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[a.size()][b.size()];
}

}  // namespace

std::string DidYouMean(const std::string& word, const std::vector<std::string>& candidates) {
  if (word.size() > kMostGuessed) return "";
  const std::string* nearest = nullptr;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kMostGuessed) continue;
    const std::size_t distance = Distance(word, candidate);
    if (distance >= least || distance >= word.size()) continue;  // nothing in common
    least = distance;
    nearest = &candidate;
  }
  return nearest == nullptr ? "" : "did you mean " + Quoted(*nearest) + "? ";
}

}  // namespace interlock
