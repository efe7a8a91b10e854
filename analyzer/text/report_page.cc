#include "analyzer/text/report_page.h"

#include <algorithm>
#include <ostream>

#include "analyzer/text/report_text.h"

namespace interlock {

namespace {

constexpr int kLeastWidth = 40;
constexpr std::size_t kMostLabel = 24;  // a change may be named by a long branch

const char* Code(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "";
    case Ink::kBold:
      return "\x1b[1m";
    case Ink::kFaint:
      return "\x1b[2m";
    case Ink::kRed:
      return "\x1b[1;31m";
    case Ink::kYellow:
      return "\x1b[1;33m";
    case Ink::kGreen:
      return "\x1b[1;32m";
  }
  return "";
}

std::string Lead(std::string_view label) {
  if (label.empty()) return "";
  return Truncate(Printable(label), kMostLabel) + " ";
}

}  // namespace

Ink InkOf(Verdict verdict) {
  if (verdict >= Verdict::kSeparate) return Ink::kRed;
  if (verdict >= Verdict::kRetest) return Ink::kYellow;
  return verdict == Verdict::kNote ? Ink::kBold : Ink::kGreen;
}

Page::Page(const FormatOptions& options, std::ostream& out)
    : out_(out),
      width_(static_cast<std::size_t>(std::max(options.width, kLeastWidth))),
      colour_(options.colour) {}

void Page::Blank() { out_ << '\n'; }

void Page::Write(std::size_t indent, std::string_view label, std::string_view text, Ink ink) {
  const std::string lead = Lead(label);
  const std::size_t hanging = indent + DisplayWidth(lead);
  const std::size_t columns = width_ > hanging ? width_ - hanging : 1;
  bool first = true;
  for (const std::string& line : Wrap(Printable(text), columns)) {
    if (first) {
      Line(indent, lead, line, ink);
    } else {
      Line(hanging, "", line, ink);
    }
    first = false;
  }
}

void Page::Write(std::size_t indent, std::string_view text, Ink ink) {
  Write(indent, "", text, ink);
}

void Page::WriteCut(std::size_t indent, std::string_view label, std::string_view text, Ink ink) {
  const std::string lead = Lead(label);
  const std::size_t used = indent + DisplayWidth(lead);
  Line(indent, lead, Truncate(Printable(text), width_ > used ? width_ - used : 1), ink);
}

void Page::WriteEvidence(std::size_t indent, std::string_view label, std::string_view place,
                         std::string_view statement) {
  const std::string lead = Lead(label);
  const std::size_t hanging = indent + DisplayWidth(lead);
  const std::string joined = std::string(place) + ": " + std::string(statement);
  if (hanging + DisplayWidth(Printable(joined)) <= width_) {
    Write(indent, label, joined);
    return;
  }
  Write(indent, label, place);
  Write(hanging, statement);
}

void Page::Line(std::size_t indent, std::string_view lead, std::string_view text, Ink ink) {
  out_ << (lead.empty() && text.empty() ? "" : std::string(indent, ' ')) << lead;
  if (colour_ && ink != Ink::kPlain) {
    out_ << Code(ink) << text << "\x1b[0m";
  } else {
    out_ << text;
  }
  out_ << '\n';
}

}  // namespace interlock
