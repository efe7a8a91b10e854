#include "analyzer/intake/changed_lines.h"

#include <git2.h>

#include "analyzer/intake/git_internal.h"

namespace interlock {

std::vector<LineChange> CompareLines(std::string_view from, std::string_view to) {
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.context_lines = 0;
  options.interhunk_lines = 0;
  options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_IGNORE_WHITESPACE;
  std::vector<LineChange> changes;
  const auto add = [](const git_diff_delta*, const git_diff_hunk* hunk, void* out) {
    static_cast<std::vector<LineChange>*>(out)->push_back(
        {static_cast<std::uint32_t>(hunk->old_start), static_cast<std::uint32_t>(hunk->old_lines),
         static_cast<std::uint32_t>(hunk->new_start), static_cast<std::uint32_t>(hunk->new_lines)});
    return 0;
  };
  if (git_diff_buffers(from.data(), from.size(), nullptr, to.data(), to.size(), nullptr, &options,
                       nullptr, nullptr, add, nullptr, &changes) < 0) {
    git::Fail("cannot compare two versions of a file: " + git::LastMessage());
  }
  return changes;
}

}  // namespace interlock
