#include "graph/globs.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace interlock {
namespace {

enum class GlobStep : std::uint8_t {
  kCharacter,
  kAnyCharacter,   // '?'
  kStar,           // any text within a segment
  kDoubleStar,     // any text
  kFolders,        // "**/": nothing, or …
  kInsideFolders,  // … any text that ends with '/'
};

struct GlobStepAt {
  GlobStep step;
  char character = 0;
};

std::vector<GlobStepAt> ParseGlob(std::string_view glob) {
  std::vector<GlobStepAt> steps;
  while (!glob.empty()) {
    const bool starts_segment = steps.empty() || steps.back().character == '/' ||
                                steps.back().step == GlobStep::kInsideFolders;
    if (starts_segment && glob.starts_with("**/")) {
      steps.push_back({GlobStep::kFolders});
      steps.push_back({GlobStep::kInsideFolders});
      glob.remove_prefix(3);
    } else if (glob.starts_with("**")) {
      steps.push_back({GlobStep::kDoubleStar});
      glob.remove_prefix(2);
    } else {
      const char c = glob.front();
      steps.push_back({c == '*'   ? GlobStep::kStar
                       : c == '?' ? GlobStep::kAnyCharacter
                                  : GlobStep::kCharacter,
                       c});
      glob.remove_prefix(1);
    }
  }
  return steps;
}

// All places in the glob at once, so that no pattern is slow.
class GlobStates {
 public:
  explicit GlobStates(const std::vector<GlobStepAt>& steps)
      : steps_(steps), states_(steps.size() + 1) {
    Reach(states_, 0);
  }

  bool Done() const { return states_[steps_.size()]; }

  void Feed(char c) {
    std::vector<bool> next(states_.size());
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (states_[i]) Advance(i, c, next);
    }
    states_ = std::move(next);
  }

 private:
  void Advance(std::size_t i, char c, std::vector<bool>& next) const {
    switch (steps_[i].step) {
      case GlobStep::kCharacter:
        if (c == steps_[i].character) Reach(next, i + 1);
        break;
      case GlobStep::kAnyCharacter:
        if (c != '/') Reach(next, i + 1);
        break;
      case GlobStep::kStar:
        if (c != '/') Reach(next, i);
        break;
      case GlobStep::kDoubleStar:
        Reach(next, i);
        break;
      case GlobStep::kFolders:
        break;  // left as soon as it is reached
      case GlobStep::kInsideFolders:
        next[i] = true;
        if (c == '/') Reach(next, i + 1);
        break;
    }
  }

  void Reach(std::vector<bool>& states, std::size_t i) const {
    for (; i < steps_.size(); ++i) {
      states[i] = true;
      const GlobStep step = steps_[i].step;
      if (step == GlobStep::kFolders) {
        states[++i] = true;
      } else if (step != GlobStep::kStar && step != GlobStep::kDoubleStar) {
        return;
      }
    }
    states[i] = true;
  }

  const std::vector<GlobStepAt>& steps_;
  std::vector<bool> states_;
};

}  // namespace

bool MatchesGlob(std::string_view glob, std::string_view path) {
  const bool folder_only = glob.ends_with('/');
  if (folder_only) glob.remove_suffix(1);
  const bool anchored = glob.find('/') != std::string_view::npos;
  if (glob.starts_with('/')) glob.remove_prefix(1);
  if (glob.empty()) return false;
  const auto steps = ParseGlob(anchored ? std::string(glob) : "**/" + std::string(glob));
  GlobStates states(steps);
  for (const char c : path) {
    if (c == '/' && states.Done()) return true;  // the folder that holds it
    states.Feed(c);
  }
  return states.Done() && !folder_only;
}

}  // namespace interlock
