#include <algorithm>
#include <span>
#include <utility>

#include "parsers/left_out_internal.h"

namespace interlock {
namespace {

// Of one file, in all. What is still to be tried when they are used up stays left out.
constexpr std::size_t kMaxReadings = 100;
constexpr std::size_t kMaxBytesRead = 4'000'000;
constexpr std::size_t kMaxBrackets = 4'000;  // bytes between a bracket and its end
constexpr std::size_t kMaxFound = 5'000;

constexpr std::string_view kBlanks = " \t\r\n";

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t SkipBlanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

// Where the token that begins at `at` ends; npos when there is another. A text of letters is a
// whole word.
std::size_t EndOfText(std::string_view text, std::size_t at, std::string_view token) {
  if (!text.substr(at).starts_with(token)) return std::string_view::npos;
  const std::size_t end = at + token.size();
  const bool joined = IsNameByte(token.back()) && end < text.size() && IsNameByte(text[end]);
  return joined ? std::string_view::npos : end;
}

std::size_t EndOfName(std::string_view text, std::size_t at) {
  std::size_t end = std::string_view::npos;
  while (at < text.size() && IsNameByte(text[at])) {
    while (at < text.size() && IsNameByte(text[at])) ++at;
    end = at;
    if (at < text.size() && text[at] == '.') ++at;
  }
  return end;
}

std::size_t EndOfBrackets(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '(') return std::string_view::npos;
  const std::size_t last = std::min(text.size(), at + kMaxBrackets);
  std::size_t depth = 0;
  for (; at < last; ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return at + 1;
  }
  return std::string_view::npos;
}

// What the form takes of the text from `at` on; empty when it is not there.
TextSpan Take(const LeftOutForm& form, std::string_view text, std::size_t at) {
  using Kind = LeftOutForm::Kind;
  std::size_t end = at, taken = at;
  for (std::size_t i = 0; i < form.tokens.size(); ++i) {
    const LeftOutForm::Token& token = form.tokens[i];
    const std::size_t begin = i == 0 ? at : SkipBlanks(text, end);
    std::size_t next = std::string_view::npos;
    if (token.kind == Kind::kText) next = EndOfText(text, begin, token.text);
    if (token.kind == Kind::kName) next = EndOfName(text, begin);
    if (token.kind == Kind::kBrackets || token.kind == Kind::kOptionalBrackets) {
      next = EndOfBrackets(text, begin);
      if (next == std::string_view::npos && token.kind == Kind::kOptionalBrackets) next = end;
    }
    if (next == std::string_view::npos) return {};
    end = next;
    if (i < form.taken) taken = end;
  }
  return {at, taken, form.is_free};
}

bool BeginsBefore(const TextSpan& a, const TextSpan& b) { return a.begin < b.begin; }

std::vector<TextSpan> Find(const LeftOutForm& form, std::string_view text) {
  std::vector<TextSpan> found;
  const std::string& first = form.tokens.front().text;
  std::size_t at = text.find(first);
  while (at != std::string_view::npos && found.size() < kMaxFound) {
    const bool inside_word = at > 0 && IsNameByte(first.front()) && IsNameByte(text[at - 1]);
    const TextSpan span = inside_word ? TextSpan{} : Take(form, text, at);
    if (span.end > span.begin) found.push_back(span);
    at = text.find(first, std::max(at + 1, span.end));
  }
  return found;
}

// Those of all forms, in their order; of two that overlap, the one that begins first.
std::vector<TextSpan> FindAll(std::span<const LeftOutForm> forms, std::string_view text) {
  std::vector<TextSpan> found, apart;
  for (const LeftOutForm& form : forms) {
    const std::vector<TextSpan> more = Find(form, text);
    found.insert(found.end(), more.begin(), more.end());
  }
  std::stable_sort(found.begin(), found.end(), BeginsBefore);
  for (const TextSpan& span : found) {
    if (apart.empty() || apart.back().end <= span.begin) apart.push_back(span);
  }
  return apart;
}

class Reading {
 public:
  Reading(std::string_view text, std::size_t errors, const CountErrors& count)
      : text_(text), errors_(errors), count_(count) {}

  void Try(std::span<const LeftOutForm> forms) {
    if (errors_ == 0 || !MayRead()) return;
    std::vector<TextSpan> found = FindAll(forms, text_);
    if (found.empty()) return;
    before_ = text_;
    for (const TextSpan& span : found) Blank(span);
    if (!Improves(errors_ - 1)) {
      for (const TextSpan& span : found) Restore(span);
      return;
    }
    if (found.size() > 1) {
      const std::size_t middle = found.size() / 2;
      RestoreNeedless(&found, 0, middle);
      RestoreNeedless(&found, middle, found.size());
    }
    for (const TextSpan& span : found) {
      if (span.end == span.begin) continue;
      is_other_ = true;
      if (!span.is_free) left_out_.push_back(span);
    }
  }

  std::optional<TextWithout> Finish() && {
    if (!is_other_) return std::nullopt;
    std::sort(left_out_.begin(), left_out_.end(), BeginsBefore);
    return TextWithout{std::move(text_), std::move(left_out_)};
  }

 private:
  bool MayRead() const { return readings_ < kMaxReadings && bytes_ < kMaxBytesRead; }

  // Whether the text as it is has no more errors than these; they are the ones to beat then.
  bool Improves(std::size_t most) {
    ++readings_;
    bytes_ += text_.size();
    const std::optional<std::size_t> errors = count_(text_);
    if (!errors || *errors > most) return false;
    errors_ = *errors;
    return true;
  }

  // By halves: most files need one or two of many left out.
  void RestoreNeedless(std::vector<TextSpan>* found, std::size_t first, std::size_t last) {
    if (!MayRead()) return;
    for (std::size_t i = first; i < last; ++i) Restore((*found)[i]);
    if (Improves(errors_)) {
      for (std::size_t i = first; i < last; ++i) (*found)[i] = {};
      return;
    }
    for (std::size_t i = first; i < last; ++i) Blank((*found)[i]);
    if (last - first == 1) return;
    const std::size_t middle = first + (last - first) / 2;
    RestoreNeedless(found, first, middle);
    RestoreNeedless(found, middle, last);
  }

  void Blank(const TextSpan& span) {
    for (std::size_t i = span.begin; i < span.end; ++i) {
      if (text_[i] != '\n' && text_[i] != '\r') text_[i] = ' ';
    }
  }
  void Restore(const TextSpan& span) {
    text_.replace(span.begin, span.end - span.begin,
                  std::string_view(before_).substr(span.begin, span.end - span.begin));
  }

  std::string text_;
  std::string before_;  // before what is being tried
  std::size_t errors_;
  const CountErrors& count_;
  std::vector<TextSpan> left_out_;
  bool is_other_ = false;  // the text is another than it was
  std::size_t readings_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

std::optional<LeftOutForm> ReadLeftOutForm(std::string_view spelling) {
  using Kind = LeftOutForm::Kind;
  LeftOutForm form;
  bool follows = false;
  for (std::size_t at = SkipBlanks(spelling, 0); at < spelling.size();) {
    const std::size_t end = std::min(spelling.find_first_of(kBlanks, at), spelling.size());
    const std::string_view word = spelling.substr(at, end - at);
    at = SkipBlanks(spelling, end);
    if (word == "BEFORE") {
      follows = true;
      continue;
    }
    LeftOutForm::Token token;
    if (word == "NAME") {
      token.kind = Kind::kName;
    } else if (word == "()") {
      token.kind = Kind::kBrackets;
    } else if (word == "()?") {
      token.kind = Kind::kOptionalBrackets;
    } else {
      token.text = word;
    }
    form.tokens.push_back(std::move(token));
    if (!follows) form.taken = form.tokens.size();
  }
  if (form.taken == 0 || form.tokens.front().kind != Kind::kText) return std::nullopt;
  return form;
}

std::optional<TextWithout> LeaveOut(const std::vector<LeftOutForm>& forms, std::string_view text,
                                    std::size_t errors, const CountErrors& count) {
  // One error may hide the next, so that no form helps alone; or one form may do harm.
  Reading reading(text, errors, count);
  reading.Try(forms);
  for (std::size_t i = 0; i < forms.size(); ++i) reading.Try(std::span(forms).subspan(i, 1));
  return std::move(reading).Finish();
}

}  // namespace interlock
