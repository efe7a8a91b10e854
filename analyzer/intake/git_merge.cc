// Three-way merge of one file.
//
// Whether a file merges, and to what, is libgit2's answer, with git's default level of detail.
// Where a conflict lies is not in its result (merged text has lost the line numbers of the three
// sides), so regions are computed from the two diffs by the same rule: hunks of both sides that
// overlap or touch are one conflict, unless they are the same edit.
#include <git2.h>

#include <algorithm>
#include <cstddef>

#include "analyzer/intake/git.h"
#include "analyzer/intake/git_internal.h"

namespace interlock {
namespace {

struct Hunk {
  std::size_t base_begin, base_end;  // lines from 0, end excluded
  std::size_t side_begin, side_end;
};

std::vector<Hunk> DiffLines(std::string_view from, std::string_view to) {
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.context_lines = 0;
  options.interhunk_lines = 0;
  options.flags = GIT_DIFF_FORCE_TEXT;
  std::vector<Hunk> hunks;
  const auto add = [](const git_diff_delta*, const git_diff_hunk* hunk, void* out) {
    // A side without lines gives the line before the place; else lines count from 1.
    const auto begin = [](int start, int lines) {
      return static_cast<std::size_t>(lines == 0 ? start : start - 1);
    };
    const std::size_t old_begin = begin(hunk->old_start, hunk->old_lines);
    const std::size_t new_begin = begin(hunk->new_start, hunk->new_lines);
    static_cast<std::vector<Hunk>*>(out)->push_back(
        {old_begin, old_begin + static_cast<std::size_t>(hunk->old_lines), new_begin,
         new_begin + static_cast<std::size_t>(hunk->new_lines)});
    return 0;
  };
  if (git_diff_buffers(from.data(), from.size(), nullptr, to.data(), to.size(), nullptr, &options,
                       nullptr, nullptr, add, nullptr, &hunks) < 0) {
    git::Fail("cannot compare two versions of a file: " + git::LastMessage());
  }
  return hunks;
}

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

// One side of the merge, walked from the top.
struct Side {
  std::vector<Hunk> hunks;
  std::vector<std::string_view> lines;
  std::size_t next = 0;      // hunk
  std::ptrdiff_t shift = 0;  // line of this side minus line of the base, after the last hunk

  bool Left() const { return next < hunks.size(); }
  bool Touches(std::size_t base_end) const { return Left() && hunks[next].base_begin <= base_end; }
  std::size_t At(std::size_t base_line) const {
    return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(base_line) + shift);
  }
  void Pass(std::size_t& base_end) {
    base_end = std::max(base_end, hunks[next].base_end);
    shift = static_cast<std::ptrdiff_t>(hunks[next].side_end) -
            static_cast<std::ptrdiff_t>(hunks[next].base_end);
    ++next;
  }
};

std::uint32_t Count(std::size_t value) { return static_cast<std::uint32_t>(value); }

std::vector<ConflictRegion> FindRegions(std::string_view base, std::string_view ours_text,
                                        std::string_view theirs_text) {
  Side ours{DiffLines(base, ours_text), SplitLines(ours_text)};
  Side theirs{DiffLines(base, theirs_text), SplitLines(theirs_text)};
  std::vector<ConflictRegion> regions;
  while (ours.Left() && theirs.Left()) {
    const std::size_t begin =
        std::min(ours.hunks[ours.next].base_begin, theirs.hunks[theirs.next].base_begin);
    const std::size_t ours_begin = ours.At(begin);
    const std::size_t theirs_begin = theirs.At(begin);
    const std::size_t ours_first = ours.next;
    const std::size_t theirs_first = theirs.next;
    std::size_t end = begin;
    while (ours.Touches(end) || theirs.Touches(end)) {
      (ours.Touches(end) ? ours : theirs).Pass(end);
    }
    if (ours.next == ours_first || theirs.next == theirs_first) continue;  // one side only
    const std::size_t ours_count = ours.At(end) - ours_begin;
    const std::size_t theirs_count = theirs.At(end) - theirs_begin;
    const auto ours_at = ours.lines.begin() + static_cast<std::ptrdiff_t>(ours_begin);
    const auto theirs_at = theirs.lines.begin() + static_cast<std::ptrdiff_t>(theirs_begin);
    if (std::equal(ours_at, ours_at + static_cast<std::ptrdiff_t>(ours_count), theirs_at,
                   theirs_at + static_cast<std::ptrdiff_t>(theirs_count))) {
      continue;  // the same edit
    }
    regions.push_back({Count(begin + 1), Count(end - begin), Count(ours_begin + 1),
                       Count(ours_count), Count(theirs_begin + 1), Count(theirs_count)});
  }
  return regions;
}

git_merge_file_input InputOf(std::string_view bytes) {
  git_merge_file_input input = GIT_MERGE_FILE_INPUT_INIT;
  input.ptr = bytes.data();
  input.size = bytes.size();
  return input;
}

}  // namespace

MergedFile MergeFile(std::string_view base, std::string_view ours, std::string_view theirs,
                     OnConflict on_conflict) {
  git::StartLibrary();
  const git_merge_file_input base_input = InputOf(base);
  const git_merge_file_input our_input = InputOf(ours);
  const git_merge_file_input their_input = InputOf(theirs);
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
  if (on_conflict == OnConflict::kKeepBoth) options.favor = GIT_MERGE_FILE_FAVOR_UNION;
  git_merge_file_result result = {};
  if (git_merge_file(&result, &base_input, &our_input, &their_input, &options) < 0) {
    git::Fail("cannot merge three versions of a file: " + git::LastMessage());
  }
  MergedFile merged{.conflict = !result.automergeable};
  if (!merged.conflict) merged.bytes.assign(result.ptr, result.len);
  git_merge_file_result_free(&result);
  if (merged.conflict) {
    merged.regions = FindRegions(base, ours, theirs);
    if (merged.regions.empty()) {  // never seen; the whole file is then the honest answer
      merged.regions.push_back({1, Count(SplitLines(base).size()), 1,
                                Count(SplitLines(ours).size()), 1,
                                Count(SplitLines(theirs).size())});
    }
  }
  return merged;
}

}  // namespace interlock
