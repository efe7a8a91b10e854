// Choices: `switch`, `match`, `when` with the names of their cases. Which of them must have a case
// for every possible value is for the query to say.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "parsers/extraction_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxLabels = 512;
constexpr std::uint8_t kDefault = 1, kSeveral = 2, kAmong = 3;  // of labels

class ChoiceReader {
 public:
  explicit ChoiceReader(Extraction& extraction) : extraction_(extraction) {}

  // Uses are in order of position, so the choices around a label are those still open.
  void Read() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role == Role::kLabel && use.match.detail == kSeveral) Spread(use.match.node);
    }
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

  // `A | B | C` nests in itself, however long it is: what hangs on it is a case of the choice.
  void Spread(const TSNode& several) {
    std::vector<TSNode> open = {several};
    for (std::size_t looked = 0; !open.empty() && looked < kMaxLabels; ++looked) {
      const TSNode node = open.back();
      open.pop_back();
      const std::uint32_t count = ts_node_named_child_count(node);
      for (std::uint32_t i = 0; i < count && i < kMaxLabels; ++i) {
        const TSNode child = ts_node_named_child(node, i);
        if (ts_node_symbol(child) == ts_node_symbol(several)) {
          open.push_back(child);
        } else {
          among_.insert(child.id);
        }
      }
    }
  }

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
    if (match.detail == kDefault) {
      choice.has_default = true;
      return;
    }
    if (match.detail == kSeveral) return;
    if (match.detail == kAmong && !among_.contains(match.node.id)) return;
    const std::string_view text = TextOf(match.node, extraction_.text);
    if (text.size() > kMaxName || choice.labels.size() == kMaxLabels) return;
    if (std::exchange(last_label_, match.node.id) == match.node.id) return;
    choice.labels.push_back(
        {PathOf(extraction_.matches.NameOf(match)), Normalised(text), LineOf(match.node)});
  }

  // A case may be a value, or a type: `is Event.Paid`.
  std::string PathOf(const TSNode& name) const {
    std::string path = ExpressionPath(extraction_.language, name, extraction_.text);
    if (path != "?") return path;
    std::string type = TypePath(extraction_.language, name, extraction_.text);
    return type.empty() ? path : type;
  }

  Extraction& extraction_;
  std::vector<Around> open_;
  std::set<const void*> among_;       // nodes of what hangs on cases of several
  const void* last_label_ = nullptr;  // two patterns may match one label
};

}  // namespace

void ReadChoices(Extraction& extraction) { ChoiceReader(extraction).Read(); }

}  // namespace interlock
