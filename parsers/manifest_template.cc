#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "interlock/blanks.h"
#include "parsers/manifest_template_internal.h"

namespace interlock {

namespace {

constexpr std::string_view kHole = "ILKhole";  // stands in for a hole while YAML is read
constexpr std::size_t kLongestChoice = 1'000;  // of a choice within one line
constexpr std::size_t kMostControls = 40;      // in it
constexpr std::size_t kMostOpen = 1'000;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// "{{.Values.replicas}}" of "{{- .Values.replicas -}}"
std::string Normal(std::string_view whole) {
  std::string_view inner = whole.substr(2, whole.size() - 4);
  if (inner.starts_with('-')) inner.remove_prefix(1);
  if (inner.ends_with('-')) inner.remove_suffix(1);
  return "{{" + WithSingleBlanks(inner) + "}}";
}

bool Opens(std::string_view word) {
  static constexpr std::array<std::string_view, 5> kOpening = {"if", "with", "range", "define",
                                                               "block"};
  return std::find(kOpening.begin(), kOpening.end(), word) != kOpening.end();
}

// "data:", "rollingUpdate: null"
bool IsKey(std::string_view text) {
  const std::size_t colon = text.find(':');
  const bool ends = colon != text.npos && (colon + 1 == text.size() || text[colon + 1] == ' ');
  return ends && text.substr(0, colon).find_first_of(" \t{}\"'") == text.npos;
}

std::size_t IndentOf(std::string_view line) {
  return std::min(line.find_first_not_of(" \t\r"), line.size());
}

// Where the hole begins that is all that stands behind a key, a dash or the sign of a block: of
// `labels: {{…}}`, `- {{…}}`, `config: |- {{…}}`. Nothing where there is none.
struct LoneHole {
  std::size_t at = 0;
  std::size_t column = 0;  // of the key, or of the last dash
  bool in_block = false;   // behind "|" or ">"
  std::size_t number = 0;
};

std::optional<LoneHole> LoneHoleOf(std::string_view line) {
  const std::size_t at = line.find(kHole);
  if (at == line.npos || at == 0) return std::nullopt;
  std::string_view behind = line.substr(at + kHole.size());
  const std::size_t digits = behind.find_first_not_of("0123456789");
  if (digits == behind.npos || behind[digits] != 'z' || !IsBlank(behind.substr(digits + 1))) {
    return std::nullopt;
  }
  const std::string_view before = line.substr(0, at);
  const std::string_view said = Trimmed(before);
  if (said.empty() || before.back() != ' ') return std::nullopt;
  const std::size_t sign = said.find_last_of("|>");
  const bool in_block = sign != said.npos && sign > 1 && said[sign - 1] == ' ' &&
                        said.find_first_not_of("|>+-0123456789", sign) == said.npos;
  if (!in_block && said.back() != ':' && said != "-") return std::nullopt;
  std::size_t column = IndentOf(line);
  while (line.substr(column).starts_with("- ") && said != "-") {
    const std::size_t next = line.find_first_not_of(' ', column + 1);
    if (next >= at) break;
    column = next;
  }
  std::size_t number = 0;
  std::from_chars(behind.data(), behind.data() + digits, number);
  return LoneHole{at, column, in_block, number};
}

}  // namespace

YamlTemplate::YamlTemplate(std::string_view bytes) {
  std::size_t at = 0;
  std::uint32_t line = 1;
  std::size_t counted = 0;
  while (at < bytes.size()) {
    const Hole hole = HoleAt(bytes, at);
    if (hole.end == 0) break;
    Append(bytes.substr(at, hole.open - at));
    line += static_cast<std::uint32_t>(
        std::count(bytes.begin() + static_cast<std::ptrdiff_t>(counted),
                   bytes.begin() + static_cast<std::ptrdiff_t>(hole.open), '\n'));
    counted = hole.open;
    at = hole.end;
    const std::string_view whole = bytes.substr(hole.open, hole.end - hole.open);
    if (StandsAlone(at, bytes)) {
      Control(hole, line);
    } else if (const std::size_t end = TakeChoice(bytes, hole); end != 0) {
      at = end;
      continue;
    } else {
      AddHole(whole);
    }
    breaks_ += static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n'));
  }
  Append(bytes.substr(at));
  MendLines();
}

// The next hole at or behind a place; one that ends nowhere has the end 0.
YamlTemplate::Hole YamlTemplate::HoleAt(std::string_view bytes, std::size_t from) {
  Hole hole;
  hole.open = bytes.find("{{", from);
  const std::size_t close = hole.open == bytes.npos ? bytes.npos : bytes.find("}}", hole.open + 2);
  if (close == bytes.npos) return hole;
  hole.end = close + 2;
  std::string_view inner = bytes.substr(hole.open + 2, close - hole.open - 2);
  if (inner.starts_with('-')) inner.remove_prefix(1);
  inner = Trimmed(inner);
  hole.word = inner.substr(0, inner.find_first_of(" \t\r\n-("));
  return hole;
}

// Line breaks inside holes come after the line on which the hole ends: what follows the hole
// keeps its place in the text, what follows the line its number.
void YamlTemplate::Append(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end != text.npos) {
    text_.append(text.substr(0, end)).append(std::exchange(breaks_, 0), '\n');
    text.remove_prefix(end);
  }
  text_.append(text);
}

// Only other holes and blanks on what is read of the line, and on what is left of it: that is so of
// all holes on a line, or of none.
bool YamlTemplate::StandsAlone(std::size_t after, std::string_view bytes) {
  if (line_end_ && after <= *line_end_) return alone_;
  line_end_ = std::min(bytes.find('\n', after), bytes.size());
  alone_ = IsAlone(bytes.substr(after, *line_end_ - after));
  return alone_;
}

bool YamlTemplate::IsAlone(std::string_view rest) const {
  const std::size_t start = text_.rfind('\n') + 1;  // npos + 1 == 0
  if (!IsBlank(std::string_view(text_).substr(start))) return false;
  for (std::size_t open; (open = rest.find("{{")) != rest.npos;) {
    if (!IsBlank(rest.substr(0, open))) return false;
    const std::size_t close = rest.find("}}", open);
    if (close == rest.npos) return true;  // goes on in the next line
    rest.remove_prefix(close + 2);
  }
  return IsBlank(rest) || rest.find_first_not_of(" \t\r") == rest.find('#');
}

// Remembers where branches begin and end.
void YamlTemplate::Control(const Hole& hole, std::uint32_t line) {
  const bool ends = hole.word == "end" || hole.word == "else";
  if (ends && !open_.empty()) {
    if (line > open_.back() + 1) branches_.push_back({open_.back() + 1, line - 1});
    open_.pop_back();
  }
  if ((Opens(hole.word) || hole.word == "else") && open_.size() < kMostOpen) open_.push_back(line);
}

void YamlTemplate::AddHole(std::string_view whole) {
  text_ += std::string(kHole) + std::to_string(holes_.size()) + "z";
  holes_.push_back(Normal(whole));
}

// A text in which all holes are normal.
std::string YamlTemplate::AllNormal(std::string_view text) {
  std::string normal;
  for (std::size_t from = 0; from < text.size();) {
    const Hole hole = HoleAt(text, from);
    const std::size_t stop = hole.end == 0 ? text.size() : hole.open;
    normal.append(text.substr(from, stop - from));
    if (hole.end == 0) break;
    normal += Normal(text.substr(hole.open, hole.end - hole.open));
    from = hole.end;
  }
  return WithSingleBlanks(normal);
}

// `{{ if .a -}} data: {{- else -}} stringData: {{- end }}` and `kind: {{ if .a }}A{{ else }}B{{ end
// }}`. The place behind it; 0 where it is none.
std::size_t YamlTemplate::TakeChoice(std::string_view bytes, const Hole& hole) {
  if (hole.word != "if" && hole.word != "with") return 0;
  const std::size_t limit = std::min(bytes.size(), hole.open + kLongestChoice);
  const std::string_view near = bytes.substr(0, limit);
  std::size_t depth = 1, controls = 0, at = hole.end, first_end = 0;
  Hole next;
  while (depth > 0 && ++controls < kMostControls) {
    next = HoleAt(near, at);
    if (next.end == 0) return 0;
    if (Opens(next.word)) ++depth;
    if (next.word == "end") --depth;
    if (first_end == 0 && (depth == 0 || (depth == 1 && next.word == "else")))
      first_end = next.open;
    at = next.end;
  }
  if (depth > 0 || first_end == 0) return 0;
  const std::string_view branch = Trimmed(bytes.substr(hole.end, first_end - hole.end));
  const std::string_view before = Trimmed(std::string_view(text_).substr(text_.rfind('\n') + 1));
  const bool has_else = first_end != next.open;
  const bool has_breaks = branch.find('\n') != branch.npos;
  if (has_breaks || (!has_else && !IsKey(branch))) return 0;
  if (before.empty() && IsKey(branch)) {
    for (std::size_t from = 0; from < branch.size();) {  // holes in it stay holes
      const Hole inner = HoleAt(branch, from);
      const std::size_t stop = inner.end == 0 ? branch.size() : inner.open;
      text_.append(branch.substr(from, stop - from));
      if (inner.end == 0) break;
      AddHole(branch.substr(inner.open, inner.end - inner.open));
      from = inner.end;
    }
  } else if (before.ends_with(':') || before == "-") {
    text_ += std::string(kHole) + std::to_string(holes_.size()) + "z";
    holes_.push_back(AllNormal(bytes.substr(hole.open, at - hole.open)));
  } else {
    return 0;
  }
  const std::string_view whole = bytes.substr(hole.open, at - hole.open);
  breaks_ += static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n'));
  return at;
}

// Does what is put there take several lines?
bool YamlTemplate::FillsLines(std::size_t hole) const {
  if (hole >= holes_.size()) return false;
  const std::string& text = holes_[hole];
  return text.find("indent ") != text.npos || text.find("toYaml") != text.npos;
}

void YamlTemplate::MendLines() {
  std::vector<std::string_view> lines;
  for (std::string_view rest = text_; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  }
  const bool is_ended = text_.ends_with('\n');
  std::string mended;
  std::string_view next;  // line with something on it
  std::vector<std::string_view> behind(lines.size());
  for (std::size_t i = lines.size(); i-- > 0;) {
    behind[i] = next;
    if (!IsBlank(lines[i])) next = lines[i];
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = lines[i];
    // Blanks where a hole was say nothing of how far a block is indented.
    if (IsBlank(line)) line = {};
    if (const auto hole = LoneHoleOf(line)) {
      const bool goes_on =
          FillsLines(hole->number) && !behind[i].empty() && IndentOf(behind[i]) > hole->column;
      if (goes_on || hole->in_block) line = line.substr(0, hole->at);
    }
    mended += line;
    if (i + 1 < lines.size() || is_ended) mended += '\n';
  }
  text_ = std::move(mended);
}

bool YamlTemplate::LeaveOut(std::uint32_t line) {
  constexpr int kMostEmpty = 8;  // branches around it with nothing in them
  bool any = false;
  for (int i = 0; i < kMostEmpty && !any; ++i) {
    if (!LeaveOutNearest(line, &any)) break;
  }
  return any;
}

bool YamlTemplate::LeaveOutNearest(std::uint32_t line, bool* any) {
  const Branch* nearest = nullptr;
  for (const Branch& branch : branches_) {
    if (branch.first > line || branch.last < line) continue;
    if (nearest == nullptr || branch.last - branch.first < nearest->last - nearest->first) {
      nearest = &branch;
    }
  }
  if (nearest == nullptr) return false;
  const Branch gone = *nearest;
  std::string left;
  std::uint32_t number = 0;
  for (std::string_view rest = text_; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const bool is_gone = ++number >= gone.first && number <= gone.last;
    *any = *any || (is_gone && !IsBlank(rest.substr(0, end)));
    if (!is_gone) left.append(rest.substr(0, end));
    if (end < rest.size()) left += '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::erase_if(branches_, [&](const Branch& branch) {
    return branch.first >= gone.first && branch.last <= gone.last;
  });
  text_ = std::move(left);
  return true;
}

std::string YamlTemplate::Restore(const std::string& text) const {
  std::string restored;
  std::size_t at = 0;
  for (std::size_t hole; (hole = text.find(kHole, at)) != text.npos;) {
    restored.append(text, at, hole - at);
    at = hole + kHole.size();
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (error == std::errc() && number < holes_.size() && *end == 'z') {
      restored += holes_[number];
      at = static_cast<std::size_t>(end - text.data()) + 1;
    } else {
      restored += kHole;  // the file's own word
    }
  }
  return restored.append(text, at);
}

}  // namespace interlock
