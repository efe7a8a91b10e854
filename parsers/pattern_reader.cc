#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

#include "interlock/error.h"
#include "parsers/pattern_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxSteps = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t kMaxSupertypes = 8;
constexpr int kMaxNesting = 64;

bool IsNameCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

// Characters, with what is between tokens skipped.
class Characters {
 public:
  explicit Characters(const QuerySource& source) : source_(source), text_(source.text()) { Skip(); }

  std::size_t at() const { return at_; }
  bool end() const { return at_ == text_.size(); }
  char peek() const { return end() ? '\0' : text_[at_]; }

  bool Take(char c) {
    if (peek() != c || end()) return false;
    ++at_;
    Skip();
    return true;
  }

  bool AtName() const {
    const char c = peek();
    return IsNameCharacter(c) && c != '.' && c != '-';
  }

  // Empty when none stands here.
  std::string_view Name() {
    const std::size_t start = at_;
    while (!end() && IsNameCharacter(text_[at_])) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    Skip();
    return name;
  }

  // Behind '#': a name that may end in '?' or '!'.
  std::string PredicateName() {
    const std::size_t start = at_;
    while (!end() && (IsNameCharacter(text_[at_]) || text_[at_] == '?' || text_[at_] == '!')) ++at_;
    const std::string name(text_.substr(start, at_ - start));
    Skip();
    return name;
  }

  std::string Quoted() {
    const std::size_t start = at_++;
    std::string text;
    while (!end() && text_[at_] != '"' && text_[at_] != '\n') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        text += Unescaped(text_[++at_]);
      } else {
        text += text_[at_];
      }
      ++at_;
    }
    if (peek() != '"') Fail(start);
    ++at_;
    Skip();
    return text;
  }

  [[noreturn]] void Fail(std::size_t byte) const { source_.Fail(byte, "not a pattern"); }

 private:
  static char Unescaped(char c) {
    switch (c) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case '0':
        return '\0';
      default:
        return c;
    }
  }

  void Skip() {
    while (!end()) {
      if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
        ++at_;
      } else if (text_[at_] == ';') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        return;
      }
    }
  }

  const QuerySource& source_;
  std::string_view text_;
  std::size_t at_ = 0;
};

using Steps = std::vector<std::uint16_t>;

// A part of a sequence: what it may begin and end with.
struct Part {
  Steps first;
  Steps last;
  bool optional = false;
  std::vector<ChildKinds> needs;
};

void AddAll(Steps& to, const Steps& from) {
  for (const std::uint16_t step : from) {
    if (std::find(to.begin(), to.end(), step) == to.end()) to.push_back(step);
  }
}

class PatternReader {
 public:
  PatternReader(const TSLanguage* grammar, const QuerySource& source)
      : grammar_(grammar), source_(source), in_(source) {}

  PatternSet Read() {
    while (!in_.end()) ReadPattern();
    for (PatternStep& step : set_.steps) Finish(step);
    Sort();
    return std::move(set_);
  }

 private:
  void ReadPattern() {
    Pattern& pattern = set_.patterns.emplace_back();
    pattern.start = static_cast<std::uint32_t>(in_.at());
    const std::size_t first_step = set_.steps.size();
    const Part root = ReadPart(false, 0);
    if (root.first.empty() || root.optional) in_.Fail(pattern.start);
    pattern.roots = root.first;
    for (const std::uint16_t last : root.last) set_.steps[last].may_end = true;
    for (std::size_t i = first_step; i < set_.steps.size(); ++i) {
      AddAll(pattern.captures, set_.steps[i].captures);
    }
  }

  // One thing that a sequence may hold, with what stands behind it.
  Part ReadPart(bool next_named, int depth) {
    if (depth > kMaxNesting) in_.Fail(in_.at());
    Part part = ReadBare(next_named, depth);
    for (;;) {
      if (in_.Take('?')) {
        part.optional = true;
      } else if (in_.Take('*')) {
        Repeat(part);
        part.optional = true;
      } else if (in_.Take('+')) {
        Repeat(part);
      } else if (in_.Take('@')) {
        Capture(part);
      } else {
        break;
      }
    }
    if (part.optional) part.needs.clear();
    return part;
  }

  Part ReadBare(bool next_named, int depth) {
    const std::size_t start = in_.at();
    if (in_.Take('[')) return ReadAlternatives(start, next_named, depth);
    if (in_.peek() == '"') return ReadToken(next_named);
    if (in_.Take('(')) {
      if (in_.peek() == '#') {
        ReadPredicate();
        return {{}, {}, true, {}};
      }
      if (in_.peek() == '(' || in_.peek() == '[' || in_.peek() == '"') {
        return ReadSequence(next_named, depth);
      }
      return ReadNode(next_named, depth);
    }
    if (!in_.AtName()) in_.Fail(start);
    const std::string_view name = in_.Name();
    if (name == "_") return OfStep(AddStep(next_named));
    if (!in_.Take(':')) in_.Fail(start);
    return ReadField(start, name, next_named, depth);
  }

  Part ReadAlternatives(std::size_t start, bool next_named, int depth) {
    Part all;
    ChildKinds any;  // one branch or another needs it
    bool known = true;
    while (!in_.Take(']')) {
      if (in_.end()) in_.Fail(start);
      const Part one = ReadPart(next_named, depth + 1);
      known = known && !one.needs.empty();
      if (known) {
        any.symbols |= one.needs.front().symbols;
        any.fields |= one.needs.front().fields;
      }
      AddAll(all.first, one.first);
      AddAll(all.last, one.last);
      all.optional = all.optional || one.optional;
    }
    if (all.first.empty()) in_.Fail(start);
    if (known) all.needs = {any};
    return all;
  }

  // What stands in brackets, up to the closing one.
  Part ReadSequence(bool next_named, int depth) {
    Part whole;
    whole.optional = true;
    bool anchored = next_named;
    bool fresh = false;  // an anchor behind the last part
    Steps end;
    for (const std::size_t start = in_.at(); !in_.Take(')');) {
      if (in_.end()) in_.Fail(start);
      if (in_.Take('.')) {
        anchored = fresh = true;
        continue;
      }
      const Part part = ReadPart(anchored, depth + 1);
      if (part.first.empty()) continue;  // a predicate
      anchored = fresh = false;
      Append(whole, part);
      end = part.last;
    }
    if (fresh) {
      if (end.empty()) in_.Fail(in_.at() - 1);
      for (const std::uint16_t step : end) set_.steps[step].last_named = true;
    }
    return whole;
  }

  void Append(Part& whole, const Part& part) {
    Link(whole.last, part.first, false);
    if (whole.optional) AddAll(whole.first, part.first);
    if (!part.optional) whole.last.clear();
    AddAll(whole.last, part.last);
    whole.optional = whole.optional && part.optional;
    whole.needs.insert(whole.needs.end(), part.needs.begin(), part.needs.end());
  }

  void Repeat(Part& part) { Link(part.last, part.first, true); }

  void Link(const Steps& from, const Steps& to, bool at_once) {
    for (const std::uint16_t step : from) {
      PatternStep& before = set_.steps[step];
      for (const std::uint16_t next : to) {
        const bool any_token = before.symbol == 0 && !before.named;
        const PatternStep::Next edge{next, at_once || (any_token && set_.steps[next].next_named)};
        if (std::find(before.next.begin(), before.next.end(), edge) == before.next.end()) {
          before.next.push_back(edge);
        }
      }
    }
  }

  std::uint16_t AddStep(bool next_named) {
    if (set_.steps.size() >= kMaxSteps) in_.Fail(in_.at());
    set_.steps.emplace_back().next_named = next_named;
    return static_cast<std::uint16_t>(set_.steps.size() - 1);
  }

  Part OfStep(std::uint16_t index) const {
    Part part{{index}, {index}, false, {}};
    if (const TSSymbol symbol = set_.steps[index].symbol; symbol != 0) {
      part.needs.push_back({ChildKinds::OfSymbol(symbol), 0});
    }
    return part;
  }

  TSSymbol SymbolOf(std::string_view name, bool named, std::size_t at) const {
    const TSSymbol symbol = ts_language_symbol_for_name(
        grammar_, name.data(), static_cast<std::uint32_t>(name.size()), named);
    if (symbol == 0) source_.Fail(at, "no node is called \"" + std::string(name) + "\"");
    return symbol;
  }

  TSFieldId FieldOf(std::string_view name, std::size_t at) const {
    const TSFieldId field = ts_language_field_id_for_name(grammar_, name.data(),
                                                          static_cast<std::uint32_t>(name.size()));
    if (field == 0) source_.Fail(at, "no field is called \"" + std::string(name) + "\"");
    return field;
  }

  Part ReadToken(bool next_named) {
    const std::size_t at = in_.at();
    const std::string text = in_.Quoted();
    const std::uint16_t index = AddStep(next_named);
    set_.steps[index].symbol = SymbolOf(text, false, at);
    return OfStep(index);
  }

  Part ReadField(std::size_t at, std::string_view name, bool next_named, int depth) {
    const TSFieldId field = FieldOf(name, at);
    Part part = ReadPart(next_named, depth + 1);
    ChildKinds needed;
    for (const std::uint16_t step : part.first) {
      PatternStep& one = set_.steps[step];
      one.field = field;
      needed.fields |= ChildKinds::OfField(field, one.symbol);
    }
    if (!part.optional) part.needs = {needed};
    return part;
  }

  Part ReadNode(bool next_named, int depth) {
    const std::size_t at = in_.at();
    if (!in_.AtName()) in_.Fail(at);
    const std::string_view name = in_.Name();
    const std::uint16_t index = AddStep(next_named);
    if (name == "_") {
      set_.steps[index].named = true;
    } else {
      SetSymbol(index, name, at);
    }
    ReadChildren(index, depth);
    return OfStep(index);
  }

  void SetSymbol(std::uint16_t index, std::string_view name, std::size_t at) {
    const TSSymbol symbol = SymbolOf(name, true, at);
    if (ts_language_symbol_type(grammar_, symbol) != TSSymbolTypeSupertype) {
      set_.steps[index].symbol = symbol;
      return;
    }
    set_.steps[index].supertypes = SupertypeBit(symbol, at);
    if (!in_.Take('/')) {
      set_.steps[index].named = true;
      return;
    }
    const std::size_t subtype = in_.at();
    set_.steps[index].symbol = SymbolOf(in_.Name(), true, subtype);
  }

  std::uint8_t SupertypeBit(TSSymbol symbol, std::size_t at) {
    auto found = std::find(set_.supertypes.begin(), set_.supertypes.end(), symbol);
    if (found == set_.supertypes.end()) {
      if (set_.supertypes.size() == kMaxSupertypes) {
        source_.Fail(at, "more than " + std::to_string(kMaxSupertypes) + " supertypes");
      }
      found = set_.supertypes.insert(set_.supertypes.end(), symbol);
    }
    return static_cast<std::uint8_t>(1u << (found - set_.supertypes.begin()));
  }

  void ReadChildren(std::uint16_t index, int depth) {
    Part children;
    children.optional = true;
    bool anchored = false;
    Steps end;
    for (const std::size_t start = in_.at(); !in_.Take(')');) {
      if (in_.end()) in_.Fail(start);
      if (in_.Take('!')) {
        ReadAbsent(index);
        continue;
      }
      if (in_.Take('.')) {
        anchored = true;
        continue;
      }
      const Part part = ReadPart(anchored, depth + 1);
      if (part.first.empty()) continue;  // a predicate
      anchored = false;
      Append(children, part);
      end = part.last;
    }
    if (anchored) {
      if (end.empty()) in_.Fail(in_.at() - 1);
      for (const std::uint16_t step : end) set_.steps[step].last_named = true;
    }
    PatternStep& step = set_.steps[index];
    step.asks_children = !children.first.empty();
    step.children_optional = children.optional;
    step.first = children.first;
    step.needs = children.needs;
    for (const std::uint16_t last : children.last) set_.steps[last].may_end = true;
  }

  void ReadAbsent(std::uint16_t index) {
    const std::size_t at = in_.at();
    const TSFieldId field = FieldOf(in_.Name(), at);
    set_.steps[index].absent.push_back(field);
  }

  void Capture(const Part& part) {
    const std::string name(in_.Name());
    auto found = std::find(set_.captures.begin(), set_.captures.end(), name);
    if (found == set_.captures.end()) found = set_.captures.insert(set_.captures.end(), name);
    const auto id = static_cast<std::uint16_t>(found - set_.captures.begin());
    for (const std::uint16_t step : part.first) set_.steps[step].captures.push_back(id);
  }

  std::uint16_t CaptureId(std::string_view name, std::size_t at) const {
    const auto found = std::find(set_.captures.begin(), set_.captures.end(), name);
    if (found == set_.captures.end()) {
      source_.Fail(at, "no capture is called \"" + std::string(name) + "\"");
    }
    return static_cast<std::uint16_t>(found - set_.captures.begin());
  }

  void ReadPredicate() {
    const std::size_t start = in_.at();
    in_.Take('#');
    PatternPredicate predicate{in_.PredicateName(), {}};
    while (!in_.Take(')')) {
      const std::size_t at = in_.at();
      if (in_.Take('@')) {
        predicate.operands.push_back({true, CaptureId(in_.Name(), at), ""});
      } else if (in_.peek() == '"') {
        predicate.operands.push_back({false, 0, in_.Quoted()});
      } else if (in_.AtName()) {
        predicate.operands.push_back({false, 0, std::string(in_.Name())});
      } else {
        in_.Fail(start);
      }
    }
    set_.patterns.back().predicates.push_back(std::move(predicate));
  }

  void Finish(PatternStep& step) const {
    step.captures_inside = HasCaptures(step);
    step.waits = step.captures_inside || step.asks_children ||
                 std::any_of(step.next.begin(), step.next.end(), [&](PatternStep::Next next) {
                   return next.at_once || set_.steps[next.step].next_named;
                 });
  }

  // The children of a step are reached from `first`; those that repeat lead back to themselves.
  bool HasCaptures(const PatternStep& step) const {
    if (!step.captures.empty()) return true;
    Steps reached = step.first;
    for (std::size_t i = 0; i < reached.size(); ++i) {
      const PatternStep& child = set_.steps[reached[i]];
      if (HasCaptures(child)) return true;
      for (const PatternStep::Next next : child.next) AddAll(reached, {next.step});
    }
    return false;
  }

  void Sort() {
    set_.by_symbol.resize(ts_language_symbol_count(grammar_));
    for (std::size_t pattern = 0; pattern < set_.patterns.size(); ++pattern) {
      for (const std::uint16_t root : set_.patterns[pattern].roots) {
        const PatternSet::Root entry{root, static_cast<std::uint16_t>(pattern)};
        if (const TSSymbol symbol = set_.steps[root].symbol; symbol != 0) {
          if (symbol < set_.by_symbol.size()) set_.by_symbol[symbol].push_back(entry);
          continue;
        }
        for (std::vector<PatternSet::Root>& roots : set_.by_symbol) roots.push_back(entry);
      }
    }
  }

  const TSLanguage* grammar_;
  const QuerySource& source_;
  Characters in_;
  PatternSet set_;
};

}  // namespace

QuerySource::QuerySource(std::string_view text, std::string file)
    : text_(text), file_(std::move(file)) {}

void QuerySource::Fail(std::size_t byte, const std::string& what) const {
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text_.size()));
  const auto line = 1 + std::count(text_.begin(), end, '\n');
  throw Error(ErrorCode::kInput,
              file_ + ": bad query at line " + std::to_string(line) + ": " + what,
              "the captures and predicates are listed in parsers/languages/README.md");
}

PatternSet ReadPatterns(const TSLanguage* grammar, const QuerySource& source) {
  return PatternReader(grammar, source).Read();
}

}  // namespace interlock
