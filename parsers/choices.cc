// Choices: `switch`, `match`, `when` with the names of their cases. Which of them must have a case
// for every possible value is for the query to say.
#include <algorithm>
#include <utility>

#include "parsers/extraction_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxLabels = 512;

class ChoiceReader {
 public:
  explicit ChoiceReader(Extraction& extraction) : extraction_(extraction) {}

  // Uses are in order of position, so the choices around a label are those still open.
  void Read() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role != Role::kChoice && use.match.role != Role::kLabel) continue;
      const std::uint32_t start = ts_node_start_byte(use.match.node);
      while (!open_.empty() && open_.back().end <= start) open_.pop_back();
      use.match.role == Role::kChoice ? Open(use) : AddLabel(use.match);
    }
    std::erase_if(extraction_.facts.choices, [](const Choice& one) { return one.labels.empty(); });
  }

 private:
  struct Around {
    std::uint32_t end = 0;
    std::size_t choice = 0;
  };

  void Open(const Located& use) {
    std::vector<Choice>& choices = extraction_.facts.choices;
    const std::uint32_t end = ts_node_end_byte(use.match.node);
    const bool exhaustive = use.match.detail != 0;
    if (!open_.empty() && open_.back().end == end &&
        LineOf(use.match.node) == choices[open_.back().choice].line) {
      choices[open_.back().choice].is_exhaustive |= exhaustive;  // two patterns, one choice
      return;
    }
    Choice choice;
    choice.scope = extraction_.scopes[use.region].definition;
    if (const TSNode* value = extraction_.Find(use.match, Part::kValue)) {
      choice.on = ExpressionPath(extraction_.language, *value, extraction_.text);
    }
    choice.is_exhaustive = exhaustive;
    choice.line = LineOf(use.match.node);
    choices.push_back(std::move(choice));
    open_.push_back({end, choices.size() - 1});
  }

  void AddLabel(const Match& match) {
    if (open_.empty()) return;
    Choice& choice = extraction_.facts.choices[open_.back().choice];
    if (match.detail != 0) {
      choice.has_default = true;
      return;
    }
    const std::string_view text = TextOf(match.node, extraction_.text);
    if (text.size() > kMaxName || choice.labels.size() == kMaxLabels) return;
    if (std::exchange(last_label_, match.node.id) == match.node.id) return;
    choice.labels.push_back(
        {ExpressionPath(extraction_.language, extraction_.matches.NameOf(match), extraction_.text),
         Normalised(text), LineOf(match.node)});
  }

  Extraction& extraction_;
  std::vector<Around> open_;
  const void* last_label_ = nullptr;  // two patterns may match one label
};

}  // namespace

void ReadChoices(Extraction& extraction) { ChoiceReader(extraction).Read(); }

}  // namespace interlock
