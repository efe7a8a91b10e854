#include "analyzer/overlay/resources/hazards.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "analyzer/intake/yaml_reader.h"

namespace interlock {

namespace {

constexpr std::array<std::pair<std::string_view, SignForm>, 17> kEndings = {{
    {" up", SignForm::kUp},
    {" down", SignForm::kDown},
    {" altered", SignForm::kAltered},
    {" added", SignForm::kAdded},
    {" removed", SignForm::kRemoved},
    {" in a loop", SignForm::kInLoop},
    {" set", SignForm::kSet},
    {" unset", SignForm::kUnset},
    {" key grown", SignForm::kKeyGrown},
    {" switched on", SignForm::kSwitchedOn},
    {" blanked", SignForm::kBlanked},
    {" key replaced", SignForm::kKeyReplaced},
    {" resized", SignForm::kResized},
    {" dated", SignForm::kDated},
    {" switched off", SignForm::kSwitchedOff},
    {" encoded otherwise", SignForm::kEncoded},
    {" in one transaction", SignForm::kInOneTransaction},
}};

constexpr std::array<std::pair<std::string_view, Arithmetic>, 14> kArithmetics = {{
    {"headroom", Arithmetic::kHeadroom},
    {"misses", Arithmetic::kMisses},
    {"attempts", Arithmetic::kAttempts},
    {"connections", Arithmetic::kConnections},
    {"deadline", Arithmetic::kDeadline},
    {"inversion", Arithmetic::kInversion},
    {"patience", Arithmetic::kPatience},
    {"idle", Arithmetic::kIdle},
    {"dormant", Arithmetic::kDormant},
    {"refill", Arithmetic::kRefill},
    {"allowance", Arithmetic::kAllowance},
    {"heap", Arithmetic::kHeap},
    {"entries", Arithmetic::kEntries},
    {"date", Arithmetic::kDate},
}};

// "{ttl,size} down" is "ttl down" and "size down".
void AddPatterns(const YamlValue& value, std::vector<SignPattern>* patterns) {
  std::string text = value.Text();
  SignPattern pattern;
  if (text.ends_with('?')) {
    pattern.proven = false;
    text.pop_back();
  }
  std::string_view rest = text;
  constexpr std::string_view kInside = " inside";
  if (rest.ends_with(kInside)) {
    pattern.inside = true;
    rest.remove_suffix(kInside.size());
  }
  constexpr std::string_view kBeside = "reads beside ";
  if (rest == "lock" || rest == "guarded") {
    pattern.form = rest == "lock" ? SignForm::kLock : SignForm::kGuarded;
    patterns->push_back(pattern);
    return;
  }
  if (rest.starts_with(kBeside)) {
    pattern.form = SignForm::kReadsBeside;
    pattern.word = rest.substr(kBeside.size());
    patterns->push_back(pattern);
    return;
  }
  const auto ending = std::find_if(kEndings.begin(), kEndings.end(),
                                   [&](const auto& row) { return rest.ends_with(row.first); });
  if (ending == kEndings.end()) {
    value.Expected(
        "a quantity with up, down, altered, set or unset, or an access with added, removed, in a "
        "loop, in one transaction, key grown, key replaced, encoded otherwise, switched on, "
        "switched off, blanked, "
        "resized or dated");
  }
  pattern.form = ending->second;
  rest.remove_suffix(ending->first.size());
  if (rest.starts_with('{') && rest.ends_with('}')) {
    rest = rest.substr(1, rest.size() - 2);
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      pattern.word = rest.substr(0, comma);
      patterns->push_back(pattern);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return;
  }
  pattern.word = rest;
  patterns->push_back(pattern);
}

Verdict ReadGate(const YamlValue& value) {
  const std::optional<Verdict> gate = ParseVerdict(value.Text());
  if (!gate || *gate < Verdict::kRetest) value.Expected("retest, order, separate or hold");
  return *gate;
}

Hazard ReadHazard(const YamlValue& value, const HazardTable& table) {
  const YamlMap map =
      value.Map({"id", "pattern", "title", "kinds", "one", "other", "absent", "members", "unread",
                 "gate", "uncounted", "arithmetic", "metrics", "then", "clears"});
  Hazard hazard;
  hazard.id = map.Require("id").Text();
  hazard.pattern = map.Require("pattern").Text();
  hazard.title = map.Require("title").Text();
  for (const YamlValue& kind : map.Require("kinds").List()) hazard.kinds.push_back(kind.Text());
  const auto sign = [&](const char* key) {
    const YamlValue name = map.Require(key);
    if (!table.signs.contains(name.Text())) name.Expected("one of the signs above");
    return name.Text();
  };
  hazard.one = sign("one");
  hazard.other = sign("other");
  if (const auto absent = map.Find("absent")) {
    for (const YamlValue& access : absent->List()) hazard.absent.insert(access.Text());
  }
  if (const auto members = map.Find("members")) hazard.members = members->Text() == "true";
  if (const auto unread = map.Find("unread")) hazard.unread = unread->Text() == "true";
  hazard.gate = ReadGate(map.Require("gate"));
  if (const auto uncounted = map.Find("uncounted")) {
    hazard.uncounted = ParseVerdict(uncounted->Text());
    if (!hazard.uncounted || *hazard.uncounted == Verdict::kClear) {
      uncounted->Expected("note, retest, order, separate or hold");
    }
  }
  if (const auto arithmetic = map.Find("arithmetic")) {
    const auto found = std::find_if(kArithmetics.begin(), kArithmetics.end(), [&](const auto& row) {
      return row.first == arithmetic->Text();
    });
    if (found == kArithmetics.end()) {
      arithmetic->Expected(
          "headroom, misses, attempts, connections, deadline, inversion, patience, idle, dormant, "
          "refill, allowance, heap, entries or date");
    }
    hazard.arithmetic = found->second;
  }
  hazard.metrics = map.Require("metrics").Text();
  hazard.then = map.Require("then").Text();
  hazard.clears = map.Require("clears").Text();
  return hazard;
}

void ReadColumnTypes(const YamlValue& section, HazardTable* table) {
  for (const auto& [family, rows] : section.Entries()) {
    int width = 0;
    for (const YamlValue& row : rows.List()) {
      for (const YamlValue& item : row.List()) {
        std::string name = item.Text();
        ColumnForm form{family.Text(), width, name.ends_with("()")};
        if (form.sized) name.resize(name.size() - 2);
        if (!table->column_types.emplace(name, form).second) {
          item.Fail("type " + Quoted(name) + " is there twice");
        }
      }
      ++width;
    }
  }
}

const QuantityDelta* Moved(const EffectDelta& delta, const SignPattern& pattern) {
  if (pattern.form == SignForm::kSet && delta.change != EffectChange::kRemoves) {
    for (const QuantityDelta& quantity : delta.quantities) {
      const bool is_set = !quantity.known_before && quantity.known_after && quantity.after > 0;
      if (is_set && quantity.quantity == pattern.word) return &quantity;
    }
    return nullptr;
  }
  if (delta.change != EffectChange::kAlters) return nullptr;
  if (pattern.form == SignForm::kUnset) {
    for (const QuantityDelta& quantity : delta.quantities) {
      const bool is_unset = quantity.known_before && !quantity.known_after && quantity.before > 0;
      if (is_unset && quantity.quantity == pattern.word) return &quantity;
    }
    return nullptr;
  }
  for (const QuantityDelta& quantity : delta.quantities) {
    if (quantity.quantity != pattern.word) continue;
    if (pattern.form == SignForm::kUp && !quantity.up()) continue;
    if (pattern.form == SignForm::kDown && !quantity.down()) continue;
    return &quantity;
  }
  return nullptr;
}

// Is that another size of list, and not one more customer?
bool IsResized(std::size_t before, std::size_t after) {
  constexpr std::size_t kFew = 8, kTimes = 4;
  const auto [less, more] = std::minmax(before, after);
  return less > 0 && more >= kFew && more >= kTimes * less;
}

bool ShowsOtherwise(const EffectDelta& delta, const SignPattern& pattern) {
  const bool adds = delta.change == EffectChange::kAdds;
  const bool removes = delta.change == EffectChange::kRemoves;
  switch (pattern.form) {
    case SignForm::kAltered:
      return delta.change == EffectChange::kAlters && delta.after.access == pattern.word;
    case SignForm::kAdded:
      return adds && delta.after.access == pattern.word;
    case SignForm::kRemoved:
      return removes && delta.before.access == pattern.word;
    case SignForm::kInLoop:
      return delta.effect().access == pattern.word &&
             ((adds && delta.after.in_loop) || delta.gained_loop);
    case SignForm::kInOneTransaction: {
      const auto lasts = [&](const Effect& effect) {
        return effect.access == pattern.word && effect.in_loop && !effect.transaction.empty();
      };
      return !removes && lasts(delta.after) && (adds || !lasts(delta.before));
    }
    case SignForm::kLock:
      return adds && !delta.after.lock.empty() && !delta.after.online;
    case SignForm::kSwitchedOn:
      return delta.change == EffectChange::kAlters && delta.after.access == pattern.word &&
             delta.before.to != delta.after.to && !MeansOff(delta.after.to);
    case SignForm::kSwitchedOff:
      return !removes && delta.after.access == pattern.word && !delta.after.to.empty() &&
             MeansOff(delta.after.to) && (adds || !MeansOff(delta.before.to));
    case SignForm::kBlanked:
      return delta.change == EffectChange::kAlters && delta.after.access == pattern.word &&
             !delta.before.to.empty() && delta.after.to.empty();
    case SignForm::kResized:
      return delta.change == EffectChange::kAlters && delta.after.access == pattern.word &&
             IsResized(ItemsOf(delta.before.to), ItemsOf(delta.after.to));
    case SignForm::kDated:
      return !removes && delta.after.access == pattern.word && IsDay(delta.after.to) &&
             delta.before.to != delta.after.to;
    default:
      return false;
  }
}

}  // namespace

std::size_t ItemsOf(std::string_view list) {
  constexpr std::string_view kBetween = ",; \t\r\n";
  std::size_t items = 0;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(kBetween), list.size());
    items += end > 0;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return items;
}

bool IsDay(std::string_view value) {
  constexpr std::string_view kForm = "0000-00-00";
  if (value.size() < kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool is_digit = value[i] >= '0' && value[i] <= '9';
    if (kForm[i] == '0' ? !is_digit : value[i] != '-') return false;
  }
  const int month = (value[5] - '0') * 10 + value[6] - '0';
  const int day = (value[8] - '0') * 10 + value[9] - '0';
  const bool ends = value.size() == kForm.size() || value[10] == 'T' || value[10] == ' ';
  return ends && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool MeansOff(std::string value) {
  static const std::set<std::string> kOff = {"",  "off",  "false", "no",
                                             "0", "none", "null",  "disabled"};
  for (char& c : value) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return kOff.contains(value);
}

HazardTable ReadHazards(const YamlDocument& document) {
  const YamlMap top =
      Root(document).Map({"signs", "keepers", "forms", "encoders", "column_types", "hazards"});
  HazardTable table;
  for (const auto& [sign, patterns] : top.Require("signs").Entries()) {
    for (const YamlValue& pattern : patterns.List()) {
      AddPatterns(pattern, &table.signs[sign.Text()]);
    }
  }
  for (const auto& [kind, words] : top.Require("keepers").Entries()) {
    for (const YamlValue& word : words.List()) table.keepers[kind.Text()].push_back(word.Text());
  }
  for (const auto& [form, entries] : top.Require("forms").Entries()) {
    for (const YamlValue& entry : entries.List()) table.forms[form.Text()].push_back(entry.Text());
  }
  for (const auto& [form, calls] : top.Require("encoders").Entries()) {
    for (const YamlValue& call : calls.List()) table.encoders[form.Text()].push_back(call.Text());
  }
  ReadColumnTypes(top.Require("column_types"), &table);
  std::set<std::string> ids;
  for (const YamlValue& row : top.Require("hazards").List()) {
    table.hazards.push_back(ReadHazard(row, table));
    if (!ids.insert(table.hazards.back().id).second) {
      row.Fail("hazard " + Quoted(table.hazards.back().id) + " is there twice");
    }
  }
  return table;
}

std::optional<ShownSign> Shows(const EffectDelta& delta, const std::vector<SignPattern>& sign,
                               bool inside) {
  for (const bool proven : {true, false}) {
    for (const SignPattern& pattern : sign) {
      if (pattern.proven != proven || pattern.inside != inside) continue;
      if (const QuantityDelta* quantity = Moved(delta, pattern)) {
        return ShownSign{proven, quantity, quantity->factor()};
      }
      if (ShowsOtherwise(delta, pattern)) return ShownSign{proven, nullptr, 0};
    }
  }
  return std::nullopt;
}

}  // namespace interlock
