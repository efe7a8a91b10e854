#include "analyzer/intake/gaps.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "graph/globs.h"
#include "parsers/content.h"

namespace interlock {
namespace {

std::string Megabytes(std::uint64_t bytes) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text.data();
}

// Stricter than IsLfsPointer: version 1 only.
bool PointsToLfs(std::string_view text) {
  constexpr std::size_t kLongestPointer = 1'024;
  return text.size() <= kLongestPointer &&
         text.starts_with("version https://git-lfs.github.com/spec/v1\n");
}

// Decides for each file of one change whether it can be analysed.
class GapFinder {
 public:
  GapFinder(const GitRepository& repository, const BaseFiles& base, const IntakeOptions& options,
            const ReadChange& read)
      : repository_(repository), base_(base), options_(options), read_(read) {}

  std::optional<Gap> Find(const ReplayedFile& replayed) const {
    auto gap = FromModes(replayed);
    if (!gap) gap = replayed.gap;
    if (!gap) gap = FromNames(replayed.file);
    if (!gap) gap = FromContent(replayed.file);
    if (gap) {
      gap->change = read_.change.id;
      gap->repository = options_.repository;
      gap->path = replayed.file.path;
    }
    return gap;
  }

 private:
  static Gap Because(GapReason reason, std::string detail = "") {
    return {.reason = reason, .detail = std::move(detail)};
  }

  static std::optional<Gap> FromModes(const ReplayedFile& replayed) {
    const auto either = [&](FileMode mode) {
      return replayed.old_mode == mode || replayed.new_mode == mode;
    };
    if (either(FileMode::kSubmodule)) return Because(GapReason::kSubmodule);
    if (either(FileMode::kSymlink)) return Because(GapReason::kSymlink);
    if (replayed.file.old_blob == replayed.file.new_blob &&
        replayed.file.old_path == replayed.file.path) {
      return Because(GapReason::kModeOnly, replayed.new_mode == FileMode::kExecutable
                                               ? "became executable"
                                               : "is no longer executable");
    }
    return std::nullopt;
  }

  // A file is left out by its name only if both names say so: a change must not be able to take
  // code out of sight by moving it.
  std::optional<Gap> FromNames(const FileChange& file) const {
    const bool moved = file.old_path != file.path;
    for (const std::string& glob : options_.ignore) {
      if (MatchesGlob(glob, file.path) && (!moved || IsIgnored(file.old_path))) {
        return Because(GapReason::kIgnored, "matches \"" + glob + "\"");
      }
    }
    FileAttributes attributes = repository_.Attributes(base_.commit(), file.path);
    if (moved && (attributes.generated || attributes.binary)) {
      const FileAttributes old = repository_.Attributes(base_.commit(), file.old_path);
      attributes.generated = attributes.generated && old.generated;
      attributes.binary = attributes.binary && old.binary;
    }
    if (attributes.generated) {
      return Because(GapReason::kGenerated, "linguist-generated in .gitattributes of the base");
    }
    if (attributes.binary) {
      return Because(GapReason::kBinary, "binary in .gitattributes of the base");
    }
    return std::nullopt;
  }

  bool IsIgnored(const std::string& path) const {
    return std::any_of(options_.ignore.begin(), options_.ignore.end(),
                       [&](const std::string& glob) { return MatchesGlob(glob, path); });
  }

  std::optional<Gap> FromContent(const FileChange& file) const {
    const bool has_grammar = !options_.has_grammar || options_.has_grammar(file.path) ||
                             (file.old_path != file.path && options_.has_grammar(file.old_path));
    std::optional<Gap> gap;
    if (!file.new_blob.empty()) gap = FromBlob(file.new_blob, has_grammar);
    if (!gap && !file.old_blob.empty() && file.old_blob != file.new_blob) {
      gap = FromBlob(file.old_blob, has_grammar);
      if (gap && !file.new_blob.empty() && gap->reason != GapReason::kNoGrammar) {
        gap->detail = "before the change" + (gap->detail.empty() ? "" : ": " + gap->detail);
      }
    }
    return gap;
  }

  // A file without a grammar is read all the same when it is small: "binary" and "LFS pointer" tell
  // the reader more than "no grammar".
  std::optional<Gap> FromBlob(const ObjectId& blob, bool has_grammar) const {
    const auto merged = read_.blobs.find(blob);
    const auto size = merged != read_.blobs.end() ? std::optional(merged->second.size())
                                                  : repository_.BlobSize(blob);
    if (!size) return Because(GapReason::kUnreadable, "blob " + blob + " is missing");
    if (*size > options_.max_bytes) {
      if (!has_grammar) return Because(GapReason::kNoGrammar);
      return Because(GapReason::kTooLarge,
                     Megabytes(*size) + ", the limit is " + Megabytes(options_.max_bytes));
    }
    if (merged != read_.blobs.end()) return FromBytes(merged->second, has_grammar);
    const auto bytes = repository_.ReadBlob(blob);
    if (!bytes) return Because(GapReason::kUnreadable, "blob " + blob + " is damaged");
    return FromBytes(*bytes, has_grammar);
  }

  static std::optional<Gap> FromBytes(std::string_view bytes, bool has_grammar) {
    if (PointsToLfs(bytes)) return Because(GapReason::kLfsPointer);
    if (IsBinary(bytes)) return Because(GapReason::kBinary);
    if (!has_grammar) return Because(GapReason::kNoGrammar);
    if (!IsUtf8(bytes)) return Because(GapReason::kNotUtf8);
    if (auto why = WhyMinified(bytes)) return Because(GapReason::kMinified, std::move(*why));
    return std::nullopt;
  }

  const GitRepository& repository_;
  const BaseFiles& base_;
  const IntakeOptions& options_;
  const ReadChange& read_;
};

}  // namespace

std::vector<Gap> FindGaps(const GitRepository& repository, const BaseFiles& base,
                          const IntakeOptions& options, const ReadChange& read,
                          std::span<const ReplayedFile> files) {
  const GapFinder finder(repository, base, options, read);
  std::vector<Gap> gaps;
  for (const ReplayedFile& file : files) {
    if (auto gap = finder.Find(file)) gaps.push_back(std::move(*gap));
  }
  return gaps;
}

}  // namespace interlock
