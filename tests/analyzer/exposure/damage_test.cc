// Rollout files with one value replaced by another: nothing may crash or hang, and what is computed
// stays between 0 and 1.
#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/exposure/overlap.h"
#include "analyzer/intake/rollout_files.h"
#include "interlock/error.h"
#include "tests/harness/vectors.h"

namespace interlock {
namespace {

std::uint64_t Next(std::uint64_t* state) {
  *state = *state * 6364136223846793005U + 1442695040888963407U;
  return *state >> 33U;
}

bool IsWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.' || c == '-';
}

// One word, with the quotes around it, becomes something else.
std::string Damaged(const std::string& text, std::uint64_t* state) {
  static const char* const others[] = {"null", "[]",   "{}",   "-1",  "1e308",   "\"x\"", "true",
                                       "0",    "[[]]", "\"\"", "110", "[1, {}]", "1e-9"};
  std::size_t from = Next(state) % text.size();
  while (from < text.size() && !IsWordByte(text[from])) ++from;
  std::size_t until = from;
  while (from > 0 && IsWordByte(text[from - 1])) --from;
  while (until < text.size() && IsWordByte(text[until])) ++until;
  if (from > 0 && text[from - 1] == '"' && until < text.size() && text[until] == '"') {
    --from;
    ++until;
  }
  const std::string with = others[Next(state) % std::size(others)];
  return text.substr(0, from) + with + text.substr(until);
}

void CheckFile(const RolloutFile& file) {
  const FlagIndex index(file);
  std::vector<CohortOf> cohorts;
  for (const Rollout& rollout : file.rollouts) {
    cohorts.push_back({&index, &rollout.cohorts, CurrentCohort(rollout), rollout.id});
  }
  for (std::size_t i = 0; i + 1 < cohorts.size(); i += 2) {
    const Overlap overlap = OverlapOf({cohorts[i], cohorts[i + 1]}, {});
    CHECK(overlap.least >= -1e-9);
    CHECK(overlap.least <= overlap.most + 1e-9);
    CHECK(overlap.most <= 1 + 1e-9);
  }
}

TEST_CASE("damaged rollout files are read or refused") {
  const std::filesystem::path folder =
      std::filesystem::path(INTERLOCK_SOURCE_DIR) / "fixtures/rollouts";
  std::uint64_t state = 7;
  int read = 0;
  int refused = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string kind = entry.path().parent_path().filename().string();
    const std::string text = ReadWhole(entry.path());
    for (int round = 0; round < 150; ++round) {
      const std::string damaged = Damaged(text, &state);
      INFO(entry.path().string() << ", round " << round);
      try {
        const RolloutFile file = ReadRolloutFile(damaged, entry.path().filename().string(), kind);
        ++read;
        if (round % 10 == 0) CheckFile(file);
      } catch (const Error&) {
        ++refused;
      }
    }
  }
  CHECK(read > 0);
  CHECK(refused > 0);
}

}  // namespace
}  // namespace interlock
