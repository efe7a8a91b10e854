// Path templates: how a catalogue says which files it means, without regular expressions. A
// catalogue may come from a stranger, so matching must cost no more than one pass over the path:
// there is no alternation, no repetition and no backtracking, and every hole ends at the next '/'.
//
//   {any}/{application}/migrations/{id}.py       {any}/db/migrate/{number}_{name}.rb
//
//   {any}          any number of folders, none included; first and alone in its segment
//   {application}  one folder, which names an application
//   {id}           the rest of a file name; begins with a letter or digit
//   {number}       digits
//   {timestamp}    exactly 14 digits
//   {version}      digits in parts, joined by '.' or single '_': 2, 1.10, 2024_01
//   {name}         the rest of a file name
//
// A hole that takes "the rest" may be followed by plain text only. One segment, and only one, holds
// {id}, {number}, {timestamp} or {version}: what stands before it is the series.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

struct PathMatch {
  std::string series;  // the folders above, "" at the top
  std::string application;
  std::string id;       // {id}, else the segment without the text after its last hole
  std::string version;  // as written; empty without a hole for it
  std::string name;
};

class PathTemplate {
 public:
  // What is wrong with the text; empty when it is a template.
  static std::string Fault(std::string_view text);

  // REQUIRES: the text is a template.
  explicit PathTemplate(std::string_view text);

  std::optional<PathMatch> Match(std::string_view path) const;

  bool HasApplication() const { return has_application_; }

 private:
  enum class Hole : std::uint8_t {
    kText,
    kAny,
    kApplication,
    kId,
    kNumber,
    kTimestamp,
    kVersion,
    kName
  };
  struct Piece {
    Hole hole = Hole::kText;
    std::string text;  // of plain text
  };
  using Segment = std::vector<Piece>;

  // Sets `fault` to what is wrong, as Fault() returns it.
  void Parse(std::string_view text, std::string* fault);
  static bool ParseSegment(std::string_view text, Segment* segment, std::string* fault);
  static bool MatchSegment(const Segment& segment, std::string_view text, PathMatch* match);
  static bool TakesRest(Hole hole);
  static bool IsKey(Hole hole);

  PathTemplate() = default;

  bool any_ = false;  // begins with {any}
  bool has_application_ = false;
  std::size_t key_segment_ = 0;    // the one with the id or number
  std::vector<Segment> segments_;  // without {any}
};

// Orders versions by their parts as numbers, of any length: 2 < 10, 1.9 < 1.10, 1 == 1.0 == 001.
int CompareVersions(std::string_view a, std::string_view b);

}  // namespace interlock
