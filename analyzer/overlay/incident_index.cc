// How a query runs. Every word is looked up on its own, which tells who has it and how rare it is;
// that decides which records count at all. Only then are the surviving records ranked, by the bm25
// of each half's effect words (the weaker half counts: a pair is as similar as its less similar
// side) and of everything together. FTS5 sees quoted strings only.
#include "analyzer/overlay/incident_index.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "analyzer/overlay/failure_lexicon.h"
#include "graph/database.h"

namespace interlock {
namespace {

using Row = std::int64_t;
using Scores = std::map<Row, double>;  // higher is better

// A generous bound for one query; FTS5 refuses expressions of more than 256 terms.
constexpr std::size_t kMaxWords = 64;
constexpr std::size_t kShownWords = 4;
constexpr std::size_t kShortestWord = 3;
// A word is specific when at most one record in ten has it; two records may always share one.
constexpr std::size_t kSpecificShare = 10;
constexpr std::size_t kSpecificRecords = 2;

constexpr const char* kCreate =
    "CREATE VIRTUAL TABLE IF NOT EXISTS incidents USING fts5("
    "title, summary, root_cause, body, tokenize = 'porter unicode61')";
constexpr const char* kInsert = "INSERT INTO incidents VALUES (?, ?, ?, ?)";
constexpr const char* kMatch = "SELECT rowid FROM incidents WHERE incidents MATCH ?";
// Weights: title, summary, root cause, body.
constexpr const char* kRank =
    "SELECT rowid, bm25(incidents, 2.0, 2.0, 4.0, 1.0) FROM incidents "
    "WHERE incidents MATCH ?";

// Words that name something in every repository and so nothing in particular.
// clang-format off
constexpr std::string_view kCommonWords[] = {
    "abstract", "add", "all", "and", "api", "app", "apps", "base", "bool", "build", "call",
    "check", "class", "client", "code", "com", "common", "config", "const", "context",
    "controller", "core", "create", "data", "default", "delete", "error", "event", "example",
    "factory", "file", "files", "find", "for", "from", "func", "function", "get", "github",
    "handle", "handler", "helper", "helpers", "impl", "index", "info", "init", "input", "int",
    "integration", "interface", "internal", "item", "items", "job", "key", "lib", "libs", "list",
    "load", "local", "main", "make", "manager", "map", "mod", "model", "models", "module", "name",
    "new", "none", "not", "null", "object", "old", "open", "option", "options", "org", "output",
    "package", "packages", "page", "parse", "path", "pkg", "private", "process", "public", "read",
    "remove", "request", "response", "result", "run", "save", "self", "send", "server", "service",
    "services", "set", "settings", "setup", "shared", "source", "spec", "src", "start", "state",
    "static", "status", "stop", "store", "string", "system", "task", "test", "testing", "tests",
    "the", "this", "time", "tool", "tools", "type", "types", "unit", "update", "url", "user",
    "users", "util", "utils", "val", "value", "values", "version", "view", "views", "web", "with",
    "work", "write",
};
// clang-format on

bool IsAlphanumeric(char c) {
  // Bytes above 0x7f are parts of letters of other scripts, near enough.
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (IsUpper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool IsCommon(std::string_view word) {
  return std::find(std::begin(kCommonWords), std::end(kCommonWords), word) !=
         std::end(kCommonWords);
}

// Whether a camelCase identifier begins a new word at `at`: "orderLedger", "HTTPServer".
bool BeginsWord(std::string_view word, std::size_t at) {
  if (at == 0 || !IsUpper(word[at])) return false;
  if (!IsUpper(word[at - 1])) return true;
  return at + 1 < word.size() && !IsUpper(word[at + 1]) && IsAlphanumeric(word[at + 1]) &&
         std::isdigit(static_cast<unsigned char>(word[at + 1])) == 0;
}

// The words of one identifier without separators.
std::vector<std::string> CamelWords(std::string_view identifier) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  for (std::size_t at = 1; at <= identifier.size(); ++at) {
    if (at < identifier.size() && !BeginsWord(identifier, at)) continue;
    words.push_back(Lower(identifier.substr(begin, at - begin)));
    begin = at;
  }
  return words;
}

// Maximal runs of letters, digits and, on request, underscores.
std::vector<std::string_view> Runs(std::string_view text, bool underscores) {
  const auto inside = [&](char c) { return IsAlphanumeric(c) || (underscores && c == '_'); };
  std::vector<std::string_view> runs;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && inside(text[end])) ++end;
    if (end > at) runs.push_back(text.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  return runs;
}

bool IsNumber(std::string_view word) {
  return word.find_first_not_of("0123456789") == std::string_view::npos;
}

void AddWord(const std::string& word, std::vector<std::string>* words) {
  if (word.size() < kShortestWord || IsCommon(word) || IsNumber(word)) return;
  if (std::find(words->begin(), words->end(), word) == words->end()) words->push_back(word);
}

// "orders/services.py" -> "orders/services"; a name such as "billing.ledger.post" has no slash, and
// no extension is longer than a few letters.
std::string_view WithoutExtension(std::string_view name) {
  constexpr std::size_t kLongest = 5;
  const std::size_t slash = name.rfind('/');
  const std::size_t dot = name.rfind('.');
  const bool extension = slash != name.npos && dot != name.npos && dot > slash + 1 &&
                         name.size() - dot - 1 <= kLongest;
  return extension ? name.substr(0, dot) : name;
}

// The tokenizer keeps "OrderLedger" as one word; its parts are added so that "order" finds it.
std::string WithIdentifierParts(const std::string& text) {
  std::string parts;
  for (const std::string_view run : Runs(text, false)) {
    const std::vector<std::string> words = CamelWords(run);
    if (words.size() < 2) continue;
    for (const std::string& word : words) parts += " " + word;
  }
  return text + parts;
}

std::vector<std::string> Distinct(const std::vector<std::string>& words) {
  std::vector<std::string> distinct;
  std::set<std::string> seen;
  for (const std::string& word : words) {
    if (distinct.size() == kMaxWords) break;
    if (Runs(word, false).empty() || !seen.insert(Lower(word)).second) continue;
    distinct.push_back(word);
  }
  return distinct;
}

// An FTS5 string: everything but letters and digits becomes a space, so there is nothing to escape.
std::string Phrase(const std::string& word) {
  std::string phrase;
  for (const std::string_view run : Runs(word, false)) {
    phrase += phrase.empty() ? "" : " ";
    phrase += run;
  }
  return "\"" + phrase + "\"";
}

// What happened and why, not what a timeline or an action item mentions in passing.
std::string AtTheCore(const std::string& word) {
  return "{title summary root_cause} : " + Phrase(word);
}

std::string AnyOf(const std::vector<std::string>& words) {
  std::string any;
  for (const std::string& word : words) any += (any.empty() ? "" : " OR ") + Phrase(word);
  return any;
}

// The first few, without those that say the same again: "merged" after "merge", "ledger" after
// "order_ledger".
std::string Listed(const std::vector<std::string>& words) {
  std::vector<std::string> listed;
  for (const std::string& word : words) {
    const auto repeats = [&](const std::string& earlier) {
      return earlier.find(word) != earlier.npos || word.find(earlier) != word.npos;
    };
    if (listed.size() == kShownWords || std::any_of(listed.begin(), listed.end(), repeats))
      continue;
    listed.push_back(word);
  }
  std::string joined;
  for (const std::string& word : listed) joined += (joined.empty() ? "" : ", ") + word;
  return joined;
}

double ScoreOf(const Scores& scores, Row row) {
  const auto found = scores.find(row);
  return found == scores.end() ? 0 : found->second;
}

// The words of a query that a record has.
using Matches = std::map<Row, std::vector<std::string>>;

struct Found {
  double weaker_half = 0;
  double whole = 0;
  Row row = 0;
};

bool Better(const Found& a, const Found& b) {
  if (a.weaker_half != b.weaker_half) return a.weaker_half > b.weaker_half;
  if (a.whole != b.whole) return a.whole > b.whole;
  return a.row < b.row;
}

std::vector<std::string> Joined(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
  std::vector<std::string> joined = a;
  joined.insert(joined.end(), b.begin(), b.end());
  return joined;
}

}  // namespace

// The records in a database of their own.
class IncidentIndex::Records {
 public:
  explicit Records(const std::vector<Incident>& incidents)
      : database_(":memory:", OpenMode::kReadWrite, {.version = 1, .sql = kCreate}) {
    std::map<std::string, const Incident*> by_id;
    for (const Incident& incident : incidents) by_id.emplace(incident.id, &incident);
    Transaction transaction(database_);
    Statement insert(database_, kInsert);
    for (const auto& [id, incident] : by_id) {
      // Of a record without headings all text is its summary.
      const bool bare = incident->summary.empty() && incident->root_cause.empty();
      insert.Run(WithIdentifierParts(incident->title),
                 WithIdentifierParts(bare ? incident->body : incident->summary),
                 WithIdentifierParts(incident->root_cause),
                 bare ? std::string() : WithIdentifierParts(incident->body));
      refs_.push_back({incident->id, incident->title, ""});
    }
    transaction.Commit();
  }

  std::size_t size() const { return refs_.size(); }
  const IncidentRef& ref(Row row) const { return refs_[static_cast<std::size_t>(row) - 1]; }

  // Which records have which of the words; words in more than `most_records` are left out.
  Matches MatchesOf(const std::vector<std::string>& words, std::size_t most_records) {
    Statement find(database_, kMatch);
    Matches matches;
    for (const std::string& word : words) {
      std::vector<Row> rows;
      for (find.Start(AtTheCore(word)); find.Next();) rows.push_back(find.Integer(0));
      if (rows.size() > most_records) continue;
      for (const Row row : rows) matches[row].push_back(word);
    }
    return matches;
  }

  Scores Rank(const std::vector<std::string>& words) {
    Scores scores;
    if (words.empty()) return scores;
    Statement rank(database_, kRank);
    // FTS5 gives better matches smaller, negative numbers.
    for (rank.Start(AnyOf(words)); rank.Next();) scores[rank.Integer(0)] = -rank.Real(1);
    return scores;
  }

 private:
  Database database_;
  std::vector<IncidentRef> refs_;  // by row id - 1, so in order of id
};

std::vector<std::string> EntityWords(std::string_view name) {
  std::vector<std::string> words;
  for (const std::string_view identifier : Runs(WithoutExtension(name), true)) {
    std::vector<std::string> parts;
    for (const std::string_view run : Runs(identifier, false)) {
      for (std::string& word : CamelWords(run)) parts.push_back(std::move(word));
    }
    std::string compound;
    for (const std::string& part : parts) compound += (compound.empty() ? "" : "_") + part;
    AddWord(compound, &words);
    for (const std::string& part : parts) AddWord(part, &words);
  }
  return words;
}

IncidentQuery QueryOf(const Interaction& interaction) {
  IncidentQuery query;
  query.entity_words = EntityWords(interaction.on.name);
  for (const Evidence& evidence : interaction.evidence) {
    for (const std::string& word : EntityWords(evidence.path)) AddWord(word, &query.entity_words);
  }
  FailureWords words = WordsOfRule(interaction.rule);
  query.effect_words_a = std::move(words.a);
  query.effect_words_b = std::move(words.b);
  return query;
}

IncidentIndex::IncidentIndex(const std::vector<Incident>& incidents)
    : records_(std::make_unique<Records>(incidents)) {}
IncidentIndex::~IncidentIndex() = default;
IncidentIndex::IncidentIndex(IncidentIndex&&) noexcept = default;
IncidentIndex& IncidentIndex::operator=(IncidentIndex&&) noexcept = default;

std::vector<IncidentRef> IncidentIndex::Similar(const IncidentQuery& query,
                                                std::size_t limit) const {
  const std::size_t rare = std::max(kSpecificRecords, records_->size() / kSpecificShare);
  const std::vector<std::string> entities = Distinct(query.entity_words);
  const std::vector<std::string> half_a = Distinct(query.effect_words_a);
  const std::vector<std::string> half_b = Distinct(query.effect_words_b);
  const std::vector<std::string> effects = Distinct(Joined(half_a, half_b));

  const Matches specific = records_->MatchesOf(entities, rare);
  if (specific.empty()) return {};
  const Matches failing = records_->MatchesOf(effects, records_->size());
  const Scores scores_a = records_->Rank(half_a);
  const Scores scores_b = half_b.empty() ? scores_a : records_->Rank(half_b);
  const Scores whole = records_->Rank(Distinct(Joined(effects, entities)));

  std::vector<Found> found;
  for (const auto& [row, words] : specific) {
    if (!failing.contains(row)) continue;
    const double weaker = std::min(ScoreOf(scores_a, row), ScoreOf(scores_b, row));
    found.push_back({weaker, ScoreOf(whole, row), row});
  }
  std::sort(found.begin(), found.end(), Better);
  std::vector<IncidentRef> similar;
  for (std::size_t i = 0; i < std::min(limit, found.size()); ++i) {
    IncidentRef ref = records_->ref(found[i].row);
    ref.because = Listed(specific.at(found[i].row)) + "; " + Listed(failing.at(found[i].row));
    similar.push_back(std::move(ref));
  }
  return similar;
}

}  // namespace interlock
