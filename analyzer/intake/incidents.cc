#include "analyzer/intake/incidents.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace interlock {
namespace {

enum class Section { kTitle, kDate, kSummary, kRootCause, kBody };

struct KnownHeading {
  std::string_view name;  // lower case
  Section section;
};

// Headings of the SRE template, and of the other well-known templates where they mean the same.
constexpr KnownHeading kHeadings[] = {
    {"title", Section::kTitle},
    {"date", Section::kDate},
    {"summary", Section::kSummary},
    {"executive summary", Section::kSummary},
    {"incident summary", Section::kSummary},
    {"overview", Section::kSummary},
    {"root causes", Section::kRootCause},
    {"root cause", Section::kRootCause},
    {"root cause analysis", Section::kRootCause},
    {"root causes and trigger", Section::kRootCause},
    {"contributing factors", Section::kRootCause},
    {"cause", Section::kRootCause},
    {"trigger", Section::kRootCause},
    {"fault", Section::kRootCause},
    {"authors", Section::kBody},
    {"author", Section::kBody},
    {"status", Section::kBody},
    {"impact", Section::kBody},
    {"resolution", Section::kBody},
    {"detection", Section::kBody},
    {"action items", Section::kBody},
    {"lessons learned", Section::kBody},
    {"timeline", Section::kBody},
    {"supporting information", Section::kBody},
};

constexpr int kBoldLevel = 7;  // below every real heading

// A heading of any form. `rest` is what follows on the same line: "**Date**: 2026-03-02".
struct Heading {
  std::string text;
  std::string rest;
  int level = 0;
};

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// Heading text without emphasis and without a closing colon.
std::string Bare(std::string_view text) {
  std::string bare;
  for (const char c : Trim(text)) {
    if (c != '*' && c != '`') bare += c;
  }
  while (!bare.empty() && (bare.back() == ':' || bare.back() == ' ')) bare.pop_back();
  return bare;
}

const KnownHeading* Known(std::string_view text) {
  const std::string name = Lower(Bare(text));
  for (const KnownHeading& heading : kHeadings) {
    if (heading.name == name) return &heading;
  }
  return nullptr;
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// "## Summary ##"
std::optional<Heading> HashHeading(std::string_view line) {
  line = Trim(line);
  const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
  if (level == 0 || level > 6) return std::nullopt;
  std::string_view text = line.substr(level);
  if (!text.empty() && text.front() != ' ' && text.front() != '\t') return std::nullopt;
  text = Trim(text);
  while (!text.empty() && text.back() == '#') text.remove_suffix(1);
  return Heading{Bare(text), "", static_cast<int>(level)};
}

// A line underlined with = or -; a list or table above a rule is none.
std::optional<Heading> UnderlinedHeading(std::string_view line, std::string_view next) {
  next = Trim(next);
  line = Trim(line);
  if (next.size() < 3 || line.empty()) return std::nullopt;
  if (std::string_view("-*|>").find(line.front()) != std::string_view::npos) return std::nullopt;
  if (next.find_first_not_of('=') == next.npos) return Heading{Bare(line), "", 1};
  if (next.find_first_not_of('-') == next.npos) return Heading{Bare(line), "", 2};
  return std::nullopt;
}

// "**Root Causes**: text", "- **Date:** 2026-03-02", "Root cause: text". Only known names count:
// bold words begin ordinary sentences as well. Plain words need the colon.
std::optional<Heading> WordHeading(std::string_view line) {
  line = Trim(line);
  if (line.starts_with("- ") || line.starts_with("* ")) line = Trim(line.substr(2));
  for (const std::string_view mark : {"**", "__"}) {
    const std::size_t end = line.find(mark, mark.size());
    if (!line.starts_with(mark) || end == line.npos) continue;
    const std::string_view text = line.substr(mark.size(), end - mark.size());
    std::string_view rest = Trim(line.substr(end + mark.size()));
    if (rest.starts_with(":")) rest = Trim(rest.substr(1));
    if (Known(text)) return Heading{Bare(text), std::string(rest), kBoldLevel};
  }
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !Known(line.substr(0, colon))) return std::nullopt;
  return Heading{Bare(line.substr(0, colon)), std::string(Trim(line.substr(colon + 1))),
                 kBoldLevel};
}

std::string Unquoted(std::string_view text) {
  text = Trim(text);
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'');
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

// "Postmortem: the cache was cold" is about a cold cache.
std::string WithoutPrefix(const std::string& title) {
  const std::string lower = Lower(title);
  for (const std::string_view prefix : {"postmortem:", "post-mortem:", "post mortem:"}) {
    if (lower.starts_with(prefix)) return std::string(Trim(title.substr(prefix.size())));
  }
  return title;
}

std::string Stem(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string file = slash == path.npos ? path : path.substr(slash + 1);
  return file.substr(0, file.rfind('.'));
}

bool IsRecord(const std::string& path, std::string_view markdown) {
  if (Trim(markdown).empty() || markdown.find('\0') != markdown.npos) return false;
  const std::string stem = Lower(Stem(path));
  return stem != "readme" && stem != "index" && stem != "_index" && stem != "template";
}

// Walks the lines once and appends each to the section it belongs to.
class RecordReader {
 public:
  RecordReader(const std::string& path, std::string_view markdown) : lines_(Lines(markdown)) {
    incident_.id = path;
  }

  Incident Read() && {
    ReadFrontMatter();
    for (; at_ < lines_.size(); ++at_) ReadLine();
    if (incident_.title.empty()) incident_.title = first_heading_;
    if (incident_.title.empty()) incident_.title = Stem(incident_.id);
    incident_.title = WithoutPrefix(incident_.title);
    for (std::string* text : {&incident_.summary, &incident_.root_cause, &incident_.body}) {
      *text = std::string(Trim(*text));
    }
    return std::move(incident_);
  }

 private:
  void ReadFrontMatter() {
    if (lines_.empty() || Trim(lines_[0]) != "---") return;
    const auto end = std::find_if(lines_.begin() + 1, lines_.end(),
                                  [](std::string_view line) { return Trim(line) == "---"; });
    if (end == lines_.end()) return;  // a rule, not front matter
    for (auto line = lines_.begin() + 1; line != end; ++line) {
      const std::size_t colon = line->find(':');
      if (colon == line->npos) continue;
      const std::string key = Lower(Trim(line->substr(0, colon)));
      if (key == "title") incident_.title = Unquoted(line->substr(colon + 1));
      if (key == "date") incident_.date = Unquoted(line->substr(colon + 1));
    }
    at_ = static_cast<std::size_t>(end - lines_.begin()) + 1;
  }

  void ReadLine() {
    const std::string_view line = lines_[at_];
    if (Trim(line).starts_with("```") || Trim(line).starts_with("~~~")) fenced_ = !fenced_;
    if (fenced_) return Append(line);
    if (const auto heading = HashHeading(line)) return Enter(*heading);
    const std::string_view next = at_ + 1 < lines_.size() ? lines_[at_ + 1] : "";
    if (const auto heading = UnderlinedHeading(line, next)) {
      ++at_;
      return Enter(*heading);
    }
    if (const auto heading = WordHeading(line)) return Enter(*heading);
    Append(line);
  }

  void Enter(const Heading& heading) {
    const KnownHeading* known = Known(heading.text);
    if (known != nullptr) {
      section_ = known->section;
      level_ = heading.level;
      if (section_ == Section::kBody) Append(heading.text);
      if (!heading.rest.empty()) Append(heading.rest);
      return;
    }
    if (heading.level == 1 && first_heading_.empty()) {
      first_heading_ = heading.text;
      section_ = Section::kBody;
      return;
    }
    // A deeper heading divides the section it is in; any other begins something of its own.
    if (heading.level <= level_) section_ = Section::kBody;
    Append(heading.text);
  }

  void Append(std::string_view line) {
    switch (section_) {
      case Section::kTitle:
        return AppendOnce(line, &incident_.title);
      case Section::kDate:
        return AppendOnce(line, &incident_.date);
      case Section::kSummary:
        return AppendTo(line, &incident_.summary);
      case Section::kRootCause:
        return AppendTo(line, &incident_.root_cause);
      case Section::kBody:
        return AppendTo(line, &incident_.body);
    }
  }

  // Title and date are one line; what follows them belongs to no section.
  void AppendOnce(std::string_view line, std::string* text) {
    if (Trim(line).empty()) return;
    if (text->empty()) {
      *text = Bare(line);
      section_ = Section::kBody;
      return;
    }
    AppendTo(line, &incident_.body);
  }

  static void AppendTo(std::string_view line, std::string* text) {
    *text += line;
    *text += '\n';
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
  Incident incident_;
  std::string first_heading_;
  Section section_ = Section::kBody;
  int level_ = 0;  // of the heading that began the section
  bool fenced_ = false;
};

}  // namespace

std::optional<Incident> ReadIncident(const std::string& path, std::string_view markdown) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (markdown.starts_with(kByteOrderMark)) markdown.remove_prefix(kByteOrderMark.size());
  if (!IsRecord(path, markdown)) return std::nullopt;
  return RecordReader(path, markdown).Read();
}

}  // namespace interlock
