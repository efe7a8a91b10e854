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

// Two lists of edits walked together: each place where one or both edit.
class EditMerge {
 public:
  EditMerge(const std::vector<std::string_view>& base, const std::vector<LineEdit>& ours,
            const std::vector<LineEdit>& theirs, OnConflict on_conflict)
      : base_(base), ours_{ours}, theirs_{theirs}, on_conflict_(on_conflict) {}

  // `text`: make the bytes, too.
  MergedFile Run(bool text) {
    while (ours_.Left() || theirs_.Left()) Place();
    MergedFile merged;
    merged.conflict = !regions_.empty();
    merged.regions = std::move(regions_);
    if (text && !merged.conflict) merged.bytes = Applied(edits_, 0, base_.size());
    return merged;
  }

 private:
  static constexpr std::size_t kContext = 20;  // lines around edits that touch

  struct Walked {
    const std::vector<LineEdit>& edits;
    std::size_t next = 0;
    std::ptrdiff_t shift = 0;  // line of this side minus line of the base

    bool Left() const { return next < edits.size(); }
    std::size_t Begin() const { return Left() ? edits[next].first : static_cast<std::size_t>(-1); }
  };

  void Place() {
    const std::size_t begin = std::min(ours_.Begin(), theirs_.Begin());
    std::size_t end = begin;
    const std::size_t our_first = ours_.next, their_first = theirs_.next;
    std::ptrdiff_t our_shift = ours_.shift, their_shift = theirs_.shift;
    for (bool more = true; more;) {
      more = false;
      for (Walked* side : {&ours_, &theirs_}) {
        if (!side->Left() || side->Begin() > end) continue;
        const LineEdit& edit = side->edits[side->next++];
        end = std::max(end, static_cast<std::size_t>(edit.first) + edit.count);
        side->shift += static_cast<std::ptrdiff_t>(edit.lines) - edit.count;
        more = true;
      }
    }
    const auto taken = [](const Walked& side, std::size_t first) {
      const auto at = side.edits.begin();
      return std::vector<LineEdit>(at + static_cast<std::ptrdiff_t>(first),
                                   at + static_cast<std::ptrdiff_t>(side.next));
    };
    const std::vector<LineEdit> ours = taken(ours_, our_first);
    const std::vector<LineEdit> theirs = taken(theirs_, their_first);
    if (ours.empty() || theirs.empty()) {
      const std::vector<LineEdit>& only = ours.empty() ? theirs : ours;
      edits_.insert(edits_.end(), only.begin(), only.end());
      done_ = end;
      return;
    }
    const std::size_t from = std::max(done_, begin - std::min(begin, kContext));
    const std::size_t to = std::min({end + kContext, base_.size(), ours_.Begin(), theirs_.Begin()});
    const std::string our_text = Applied(ours, from, to), their_text = Applied(theirs, from, to);
    if (our_text == their_text) {
      edits_.insert(edits_.end(), ours.begin(), ours.end());
      done_ = end;
      return;
    }
    MergedFile merged = MergeFile(Applied({}, from, to), our_text, their_text, on_conflict_);
    for (ConflictRegion& region : merged.regions) {
      region.base_first_line += Count(from);
      region.ours_first_line +=
          Count(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(from) + our_shift));
      region.theirs_first_line +=
          Count(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(from) + their_shift));
      regions_.push_back(region);
    }
    const std::uint32_t lines = Count(LinesOf(merged.bytes).size());
    edits_.push_back({Count(from), Count(to - from), lines, std::move(merged.bytes)});
    done_ = to;
  }

  // Lines [from, to) of the base with the edits, which lie there.
  std::string Applied(const std::vector<LineEdit>& edits, std::size_t from, std::size_t to) const {
    std::string text;
    const auto copy = [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) text += base_[i];
    };
    for (const LineEdit& edit : edits) {
      copy(from, edit.first);
      text += edit.text;
      from = static_cast<std::size_t>(edit.first) + edit.count;
    }
    copy(from, to);
    return text;
  }

  const std::vector<std::string_view>& base_;
  Walked ours_, theirs_;
  OnConflict on_conflict_;
  std::size_t done_ = 0;  // lines of the base that are settled
  std::vector<LineEdit> edits_;
  std::vector<ConflictRegion> regions_;
};

}  // namespace

std::vector<std::string_view> LinesOf(std::string_view text) { return SplitLines(text); }

std::vector<LineEdit> EditsBetween(std::string_view base, std::string_view version) {
  git::StartLibrary();
  const std::vector<std::string_view> lines = SplitLines(version);
  std::vector<LineEdit> edits;
  for (const Hunk& hunk : DiffLines(base, version)) {
    LineEdit edit{Count(hunk.base_begin),
                  Count(hunk.base_end - hunk.base_begin),
                  Count(hunk.side_end - hunk.side_begin),
                  {}};
    for (std::size_t i = hunk.side_begin; i < hunk.side_end; ++i) edit.text += lines[i];
    edits.push_back(std::move(edit));
  }
  return edits;
}

MergedFile MergeEdits(const std::vector<std::string_view>& base, const std::vector<LineEdit>& ours,
                      const std::vector<LineEdit>& theirs, OnConflict on_conflict) {
  return EditMerge(base, ours, theirs, on_conflict).Run(true);
}

MergedFile TryEdits(const std::vector<std::string_view>& base, const std::vector<LineEdit>& ours,
                    const std::vector<LineEdit>& theirs) {
  return EditMerge(base, ours, theirs, OnConflict::kReport).Run(false);
}

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
