// Entries: what is put somewhere under a name: keys of a literal, registrations by a call.
#include <algorithm>
#include <utility>

#include "parsers/extraction_internal.h"

namespace interlock {
namespace {

// No file that a person wrote has more; a table of data is nobody's to merge.
constexpr std::size_t kMaxEntries = 8192;

class EntryReader {
 public:
  explicit EntryReader(Extraction& extraction) : extraction_(extraction) {}

  // Uses are in order of position, so the literals around an entry are those still open.
  void Read() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role != Role::kEntries && use.match.role != Role::kEntry) continue;
      const std::uint32_t start = ts_node_start_byte(use.match.node);
      while (!open_.empty() && open_.back().end <= start) open_.pop_back();
      if (use.match.role == Role::kEntries) {
        open_.push_back({ts_node_end_byte(use.match.node), ++lists_});
      } else {
        Add(use);
      }
    }
    DropAlone();
  }

 private:
  struct Around {
    std::uint32_t end = 0;
    std::uint32_t list = 0;
  };

  void Add(const Located& use) {
    if (extraction_.facts.entries.size() == kMaxEntries) return;
    const TSNode name = extraction_.matches.NameOf(use.match);
    const std::string_view text = TextOf(name, extraction_.text);
    if (text.empty() || text.size() > kMaxName) return;
    Entry entry;
    entry.scope = extraction_.scopes[use.region].definition;
    entry.name = Normalised(text);
    entry.refused = use.match.detail != 0;
    entry.line = LineOf(name);
    if (const TSNode* target = extraction_.Find(use.match, Part::kTarget)) {
      // What an anonymous function does, it does each time and to things of its own.
      const RegionId around = extraction_.scopes.FunctionOrType(use.region);
      if (extraction_.scopes[around].kind == RegionKind::kAnonymous) return;
      if (IsBefore(entry.line, entry.scope)) entry.scope = extraction_.At(entry.scope).parent;
      entry.place = ExpressionPath(extraction_.language, *target, extraction_.text);
      if (entry.place.empty() || entry.place.starts_with('?')) return;
    } else {
      if (open_.empty()) return;
      entry.list = open_.back().list;
    }
    extraction_.facts.entries.push_back(std::move(entry));
  }

  // A decorator stands before the name of what it decorates, and acts where that is defined.
  bool IsBefore(std::uint32_t line, std::int32_t definition) const {
    return definition >= 0 && line < extraction_.At(definition).first_line;
  }

  // An entry that is alone in its literal has nothing to meet there.
  void DropAlone() {
    std::vector<std::uint32_t> counts(lists_ + 1, 0);
    for (const Entry& entry : extraction_.facts.entries) ++counts[entry.list];
    std::erase_if(extraction_.facts.entries,
                  [&](const Entry& entry) { return entry.list != 0 && counts[entry.list] < 2; });
  }

  Extraction& extraction_;
  std::vector<Around> open_;
  std::uint32_t lists_ = 0;
};

}  // namespace

void ReadEntries(Extraction& extraction) { EntryReader(extraction).Read(); }

}  // namespace interlock
