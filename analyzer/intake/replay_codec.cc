// Each of these functions takes its struct apart into all of its members: a new member does not
// compile until it has a place here.
#include "analyzer/intake/replay_codec.h"

#include <tuple>
#include <utility>
#include <vector>

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kReplayFormat = 1;

constexpr auto kText = [](auto& coder, auto& text) { coder.Text(text); };

template <typename Coder, typename T>
void CodeFile(Coder& coder, T& file) {
  auto& [status, path, old_path, old_blob, new_blob, conflicts_with_base] = file;
  coder.Kind(status, FileStatus::kRenamed);
  for (auto* text : {&path, &old_path, &old_blob, &new_blob}) coder.Text(*text);
  coder.Bits(conflicts_with_base);
}

template <typename Coder, typename T>
void CodeGap(Coder& coder, T& gap) {
  auto& [change, repository, path, reason, detail, partial] = gap;
  for (auto* text : {&change, &repository, &path, &detail}) coder.Text(*text);
  coder.Kind(reason, GapReason::kTooDeep);
  coder.Bits(partial);
}

template <typename Coder, typename T>
void CodeConflict(Coder& coder, T& conflict) {
  auto& [change, path, kind, regions] = conflict;
  coder.Text(change);
  coder.Text(path);
  coder.Kind(kind, ConflictKind::kFileAndFolder);
  coder.List(regions, [](auto& c, auto& region) {
    auto& [base_first, base_lines, ours_first, ours_lines, theirs_first, theirs_lines] = region;
    for (auto* number :
         {&base_first, &base_lines, &ours_first, &ours_lines, &theirs_first, &theirs_lines}) {
      c.Number(*number);
    }
  });
}

template <typename Coder, typename T>
void CodeChange(Coder& coder, T& change) {
  auto& [id, repository, title, author, url, description, created, labels, draft, landed, head,
         branch_point, ahead, holds, files] = change;
  // What a list says of a change is no part of its replay.
  static_cast<void>(std::tie(title, author, url, description, created, labels, draft, landed));
  for (auto* text : {&id, &repository, &head, &branch_point}) coder.Text(*text);
  coder.Bits(ahead);
  coder.List(holds, kText);
  coder.List(files, [](auto& c, auto& file) { CodeFile(c, file); });
}

using Blobs = std::vector<std::pair<ObjectId, std::string>>;

template <typename Coder, typename T, typename B>
void CodeReadChange(Coder& coder, T& read, B& listed) {
  auto& [change, gaps, conflicts, blobs, behind, landed, changed, analysable] = read;
  static_cast<void>(blobs);  // as a list
  CodeChange(coder, change);
  coder.List(gaps, [](auto& c, auto& gap) { CodeGap(c, gap); });
  coder.List(conflicts, [](auto& c, auto& conflict) { CodeConflict(c, conflict); });
  coder.List(listed, [](auto& c, auto& blob) {
    c.Text(blob.first);
    c.Text(blob.second);
  });
  coder.Bits(landed);
  for (auto* number : {&behind, &changed, &analysable}) coder.Number(*number);
}

}  // namespace

std::string EncodeReadChange(const ReadChange& read) {
  PackedWriter writer(kReplayFormat);
  const Blobs blobs(read.blobs.begin(), read.blobs.end());
  CodeReadChange(writer, read, blobs);
  return writer.Finish();
}

bool DecodeReadChange(std::string_view bytes, ReadChange* read) {
  PackedReader reader(kReplayFormat, bytes);
  ReadChange decoded;
  Blobs blobs;
  CodeReadChange(reader, decoded, blobs);
  if (!reader.is_whole()) return false;
  for (auto& blob : blobs) decoded.blobs.insert(std::move(blob));
  *read = std::move(decoded);
  return true;
}

}  // namespace interlock
