// facts.scm, compiled: its patterns, which captures are roles and parts, and the predicates.
#pragma once

#include <tree_sitter/api.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/capture_internal.h"
#include "parsers/pattern_internal.h"
#include "parsers/thread_clock_internal.h"

namespace interlock {

struct Predicate {
  enum class Kind : std::uint8_t { kEqualText, kEqualCapture, kMatch, kAnyOf };
  Kind kind = Kind::kEqualText;
  bool negated = false;
  std::uint32_t capture = 0;
  std::uint32_t other = 0;         // kEqualCapture
  std::vector<std::string> texts;  // kEqualText (one), kAnyOf
  std::regex pattern;              // kMatch
};

// What one capture name stands for: a role, a part, or neither (it begins with '_').
struct CaptureMeaning {
  std::optional<RoleCapture> role;
  std::optional<Part> part;
};

struct Query {
  PatternSet patterns;
  std::vector<CaptureMeaning> captures;            // by capture id
  std::vector<std::vector<Predicate>> predicates;  // by pattern
};

// One role capture of one match. Its parts are parts[first_part, first_part + part_count).
struct Match {
  TSNode node;
  Role role = Role::kNone;
  std::uint8_t detail = 0;
  std::uint16_t pattern = 0;
  std::uint32_t first_part = 0;
  std::uint32_t part_count = 0;
};

struct PartNode {
  Part part = Part::kName;
  TSNode node;
  TSNode written{};  // of a name: the node that was captured, when the name is inside it
};

struct Matches {
  std::vector<Match> all;
  std::vector<PartNode> parts;
  bool complete = true;  // false: a limit was reached

  const TSNode* Find(const Match& match, Part part) const {
    for (std::uint32_t i = 0; i < match.part_count; ++i) {
      const PartNode& candidate = parts[match.first_part + i];
      if (candidate.part == part) return &candidate.node;
    }
    return nullptr;
  }
  std::vector<TSNode> FindAll(const Match& match, Part part) const {
    std::vector<TSNode> found;
    for (std::uint32_t i = 0; i < match.part_count; ++i) {
      const PartNode& candidate = parts[match.first_part + i];
      if (candidate.part == part) found.push_back(candidate.node);
    }
    return found;
  }
  // What was captured as the name, with all that stands around the name itself; null when that is
  // the name.
  TSNode WrittenName(const Match& match) const {
    for (std::uint32_t i = 0; i < match.part_count; ++i) {
      const PartNode& candidate = parts[match.first_part + i];
      if (candidate.part == Part::kName) return candidate.written;
    }
    return TSNode{};
  }
  bool Has(const Match& match, Part part) const { return Find(match, part) != nullptr; }
  TSNode NameOf(const Match& match) const {
    const TSNode* name = Find(match, Part::kName);
    return name != nullptr ? *name : match.node;
  }
};

// Throws Error naming `file` and the line.
Query CompileQuery(const TSLanguage* grammar, std::string_view source, const std::string& file);

// Throws Error likewise for a pattern that the grammar never builds. Takes up to a second, so it is
// for tests.
void CheckPatterns(const TSLanguage* grammar, std::string_view source, const std::string& file);

// All matches of all patterns, those of one node before those of the nodes behind it. Of several
// ways in which a pattern matches at one node those count whose captures no other way holds too.
Matches RunQuery(const Query& query, const FlatTree& tree, std::string_view text,
                 Deadline deadline);

}  // namespace interlock
