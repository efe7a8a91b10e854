// A page of plain text: indents, wraps at a width and colours. All text goes through Printable(),
// so nothing a stranger wrote can steer the terminal; the only escape sequences are the page's own.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "interlock/report_format.h"

namespace interlock {

enum class Ink { kPlain, kBold, kFaint, kRed, kYellow, kGreen };

Ink InkOf(Verdict verdict);

class Page {
 public:
  Page(const FormatOptions& options, std::ostream& out);

  void Blank();

  // A paragraph that begins with `label` and hangs under the text after it:
  //   indent  label text text text
  //                 text text
  void Write(std::size_t indent, std::string_view label, std::string_view text,
             Ink ink = Ink::kPlain);
  void Write(std::size_t indent, std::string_view text, Ink ink = Ink::kPlain);

  // One line, cut at the width.
  void WriteCut(std::size_t indent, std::string_view label, std::string_view text,
                Ink ink = Ink::kPlain);

  // "label place: statement" on one line where it fits, the statement on a line below else.
  void WriteEvidence(std::size_t indent, std::string_view label, std::string_view place,
                     std::string_view statement);

 private:
  void Line(std::size_t indent, std::string_view lead, std::string_view text, Ink ink);

  std::ostream& out_;
  std::size_t width_;
  bool colour_;
};

}  // namespace interlock
