// Finds the incidents that an interaction resembles: SQLite FTS5 in memory, ranked by bm25 with the
// root cause weighing most. A record counts only when it shares something specific with the changes
// (a word of their entities that is rare among the records) and speaks of the kind of failure (a
// word of the lexicon). Silence is the normal answer.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/incident.h"
#include "interlock/interaction.h"

namespace interlock {

// Words may be phrases ("cold cache"); punctuation separates words and nothing in them is syntax.
struct IncidentQuery {
  std::vector<std::string> entity_words;    // what the changes touch: see EntityWords
  std::vector<std::string> effect_words_a;  // how the halves fail: see failure_lexicon.h
  std::vector<std::string> effect_words_b;
};

// Words of a qualified name or path, lower-case, without extension and without words that every
// repository has: "billing/OrderLedger.post_entry" gives "billing", "order_ledger", "order",
// "ledger", "post_entry", "post", "entry". A compound is a phrase, whatever its spelling.
std::vector<std::string> EntityWords(std::string_view name);

// What to ask about an interaction: its entity, its files, and the failure words of its rule.
IncidentQuery QueryOf(const Interaction& interaction);

// Used by one thread at a time. The answer does not depend on the order of the incidents.
class IncidentIndex {
 public:
  explicit IncidentIndex(const std::vector<Incident>& incidents);
  ~IncidentIndex();
  IncidentIndex(IncidentIndex&&) noexcept;
  IncidentIndex& operator=(IncidentIndex&&) noexcept;

  // Best first: by the weaker of its two halves, then by the whole, then by id.
  std::vector<IncidentRef> Similar(const IncidentQuery& query, std::size_t limit = 3) const;

 private:
  class Records;
  std::unique_ptr<Records> records_;
};

}  // namespace interlock
