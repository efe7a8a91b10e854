#include "analyzer/overlay/path_template.h"

#include <algorithm>
#include <utility>

#include "interlock/check.h"

namespace interlock {

namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLetterOrDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::vector<std::string_view> Split(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t start = 0;;) {
    const std::size_t slash = path.find('/', start);
    segments.push_back(path.substr(start, slash - start));
    if (slash == std::string_view::npos) return segments;
    start = slash + 1;
  }
}

std::size_t CountDigits(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  return static_cast<std::size_t>(end - text.begin());
}

// Digits, and further digits after a '.' or one '_'. The second '_' of Flyway's "1__name" ends it.
std::size_t CountVersion(std::string_view text) {
  std::size_t size = CountDigits(text);
  while (size > 0 && size + 1 < text.size() && (text[size] == '.' || text[size] == '_')) {
    const std::size_t more = CountDigits(text.substr(size + 1));
    if (more == 0) break;
    size += 1 + more;
  }
  return size;
}

}  // namespace

bool PathTemplate::TakesRest(Hole hole) {
  return hole == Hole::kId || hole == Hole::kName || hole == Hole::kApplication;
}

bool PathTemplate::IsKey(Hole hole) {
  return hole == Hole::kId || hole == Hole::kNumber || hole == Hole::kTimestamp ||
         hole == Hole::kVersion;
}

bool PathTemplate::ParseSegment(std::string_view text, Segment* segment, std::string* fault) {
  static const std::pair<std::string_view, Hole> kHoles[] = {
      {"any", Hole::kAny},       {"application", Hole::kApplication}, {"id", Hole::kId},
      {"number", Hole::kNumber}, {"timestamp", Hole::kTimestamp},     {"version", Hole::kVersion},
      {"name", Hole::kName}};
  bool rest = false;
  while (!text.empty()) {
    if (text.front() != '{') {
      const std::size_t size = std::min(text.find('{'), text.size());
      segment->push_back({Hole::kText, std::string(text.substr(0, size))});
      text.remove_prefix(size);
      continue;
    }
    const std::size_t end = text.find('}');
    const std::string_view word = text.substr(1, end == std::string_view::npos ? end : end - 1);
    const auto* hole = std::find_if(std::begin(kHoles), std::end(kHoles),
                                    [&](const auto& known) { return known.first == word; });
    if (end == std::string_view::npos || hole == std::end(kHoles)) {
      *fault = "there is no hole {" + std::string(word) + "}";
      return false;
    }
    if (rest) {
      *fault = "{" + std::string(word) + "} follows a hole that takes the rest of its segment";
      return false;
    }
    rest = TakesRest(hole->second);
    segment->push_back({hole->second, ""});
    text.remove_prefix(end + 1);
  }
  if (segment->empty()) *fault = "a segment is empty";
  return fault->empty();
}

void PathTemplate::Parse(std::string_view text, std::string* fault) {
  std::size_t keys = 0;
  for (const std::string_view part : Split(text)) {
    Segment segment;
    if (!ParseSegment(part, &segment, fault)) return;
    const auto has = [&](Hole hole) {
      return std::any_of(segment.begin(), segment.end(),
                         [&](const Piece& piece) { return piece.hole == hole; });
    };
    if (has(Hole::kAny)) {
      if (any_ || !segments_.empty() || segment.size() > 1) {
        *fault = "{any} stands first and alone in its segment";
        return;
      }
      any_ = true;
      continue;
    }
    has_application_ = has_application_ || has(Hole::kApplication);
    if (std::any_of(segment.begin(), segment.end(),
                    [](const Piece& piece) { return IsKey(piece.hole); })) {
      ++keys;
      key_segment_ = segments_.size();
    }
    segments_.push_back(std::move(segment));
  }
  if (keys != 1) *fault = "one segment must hold {id}, {number}, {timestamp} or {version}";
}

std::string PathTemplate::Fault(std::string_view text) {
  PathTemplate parsed;
  std::string fault;
  parsed.Parse(text, &fault);
  return fault;
}

PathTemplate::PathTemplate(std::string_view text) {
  std::string fault;
  Parse(text, &fault);
  ILK_CHECK(fault.empty(), "the reader of the catalogue refuses a bad template");
}

bool PathTemplate::MatchSegment(const Segment& segment, std::string_view text, PathMatch* match) {
  std::size_t at = 0;
  std::size_t end_of_holes = 0;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const Piece& piece = segment[i];
    const std::string_view left = text.substr(at);
    std::size_t size = 0;
    switch (piece.hole) {
      case Hole::kText:
        if (!left.starts_with(piece.text)) return false;
        at += piece.text.size();
        continue;
      case Hole::kNumber:
        size = CountDigits(left);
        break;
      case Hole::kTimestamp:
        size = CountDigits(left) == 14 ? 14 : 0;
        break;
      case Hole::kVersion:
        size = CountVersion(left);
        break;
      default: {
        // Plain text at most follows, as one piece.
        const std::size_t tail = i + 1 < segment.size() ? segment[i + 1].text.size() : 0;
        size = left.size() > tail ? left.size() - tail : 0;
      }
    }
    if (size == 0) return false;
    const std::string value(left.substr(0, size));
    if (piece.hole == Hole::kApplication) match->application = value;
    if (piece.hole == Hole::kName) match->name = value;
    if (piece.hole == Hole::kId) match->id = value;
    if (IsKey(piece.hole) && piece.hole != Hole::kId) match->version = value;
    if (piece.hole == Hole::kId && !IsLetterOrDigit(value.front())) return false;
    at += size;
    end_of_holes = at;
  }
  if (at != text.size()) return false;
  const bool key = std::any_of(segment.begin(), segment.end(),
                               [](const Piece& piece) { return IsKey(piece.hole); });
  if (key && match->id.empty()) match->id = text.substr(0, end_of_holes);
  return true;
}

std::optional<PathMatch> PathTemplate::Match(std::string_view path) const {
  // Most paths are of another kind of file: asked of every path and every template.
  if (!path.ends_with(segments_.back().back().text)) return std::nullopt;
  const std::vector<std::string_view> parts = Split(path);
  if (parts.size() < segments_.size() || (!any_ && parts.size() > segments_.size())) {
    return std::nullopt;
  }
  const std::size_t above = parts.size() - segments_.size();
  PathMatch match;
  for (std::size_t i = segments_.size(); i-- > 0;) {  // the file name refuses soonest
    if (!MatchSegment(segments_[i], parts[above + i], &match)) return std::nullopt;
  }
  for (std::size_t i = 0; i < above + key_segment_; ++i) {
    if (i > 0) match.series += '/';
    match.series += parts[i];
  }
  return match;
}

int CompareVersions(std::string_view a, std::string_view b) {
  const auto take = [](std::string_view* text) {
    std::string_view part = text->substr(0, CountDigits(*text));
    text->remove_prefix(std::min(text->size(), part.size() + 1));
    part.remove_prefix(std::min(part.find_first_not_of('0'), part.size()));
    return part;
  };
  while (!a.empty() || !b.empty()) {
    const std::string_view first = take(&a), second = take(&b);
    if (first.size() != second.size()) return first.size() < second.size() ? -1 : 1;
    if (const int order = first.compare(second); order != 0) return order < 0 ? -1 : 1;
  }
  return 0;
}

}  // namespace interlock
