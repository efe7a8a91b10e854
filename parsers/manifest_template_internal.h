// Templates that become YAML: what a template language left between "{{" and "}}" is taken out, so
// that the rest can be read as YAML, and is put back in what was read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

// A hole with nothing beside it on its lines goes without a trace, as it decides on what stands
// around it. Of a choice within one line the first branch is kept where it is a key, and the whole
// is one hole where it is a value. What fills in further lines goes where more lines follow:
// `labels: {{ include "labels" . | nindent 4 }}`. Any other leaves a word that `Restore` puts it
// back for. Lines keep their numbers.
class YamlTemplate {
 public:
  explicit YamlTemplate(std::string_view bytes);

  const std::string& text() const { return text_; }

  // Leaves out what stands between the two nearest "{{if}}", "{{else}}", "{{end}}" around a line
  // (from 1), for a text that only one of several branches makes whole. False when nothing is left
  // to leave out there.
  bool LeaveOut(std::uint32_t line);

  std::string Restore(const std::string& text) const;

 private:
  struct Hole {
    std::size_t open = 0, end = 0;  // in the bytes, with the brackets
    std::string_view word;          // "if", "else", "end" … of what controls
  };
  struct Branch {
    std::uint32_t first = 0, last = 0;  // lines in between, from 1
  };

  bool LeaveOutNearest(std::uint32_t line, bool* any);
  static Hole HoleAt(std::string_view bytes, std::size_t open);
  void Append(std::string_view text);
  bool StandsAlone(std::size_t after, std::string_view bytes);
  bool IsAlone(std::string_view rest) const;  // of the line, behind a hole
  void Control(const Hole& hole, std::uint32_t line);
  std::size_t TakeChoice(std::string_view bytes, const Hole& hole);
  void AddHole(std::string_view whole);
  static std::string AllNormal(std::string_view text);
  bool FillsLines(std::size_t hole) const;
  void MendLines();

  std::string text_;
  std::size_t breaks_ = 0;
  std::optional<std::size_t> line_end_;  // of the line that alone_ is of
  bool alone_ = false;
  std::vector<std::string> holes_;
  std::vector<Branch> branches_;
  std::vector<std::uint32_t> open_;  // lines on which branches begin that have not ended
};

}  // namespace interlock
