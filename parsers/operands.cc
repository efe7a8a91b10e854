#include <algorithm>
#include <utility>

#include "interlock/blanks.h"
#include "parsers/graphql_reader.h"
#include "parsers/names_internal.h"
#include "parsers/operands_internal.h"
#include "parsers/paths_internal.h"
#include "parsers/sql_reader.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxOperands = 64;  // of one site
constexpr std::size_t kMinSql = 12;       // bytes of a statement
constexpr std::size_t kMaxSql = 64 << 10;

std::string Inside(const std::string& place, std::string_view key) {
  if (place.empty()) return std::string(key);
  return place + "." + std::string(key);
}

bool IsKeyword(std::string_view place) {
  return !place.empty() && (place[0] < '0' || place[0] > '9') && place[0] != '[';
}

void Add(const std::string& place, OperandKind kind, std::string text,
         std::vector<Operand>& operands) {
  if (operands.size() < kMaxOperands) operands.push_back({place, kind, std::move(text)});
}

}  // namespace

void OperandReader::ReadArguments(TSNode arguments, const std::string& place, int depth,
                                  std::vector<Operand>& operands) {
  if (language_.Of(arguments).argument == ArgumentForm::kSingle) {
    return ReadOperand(arguments, Inside(place, "0"), depth, operands);
  }
  std::size_t number = 0;
  ForEachChild(arguments, [&](TSNode argument) {
    const SymbolTraits& symbol = language_.Of(argument);
    if (symbol.value.form == ValueForm::kPair) return ReadPair(argument, place, depth, operands);
    if (symbol.argument == ArgumentForm::kUncounted) return;
    const TSNode keyword = KeywordOf(argument, symbol);
    if (ts_node_is_null(keyword)) {
      const bool passed_in = symbol.argument == ArgumentForm::kKeyword;
      const TSNode value = passed_in ? LastChild(argument) : argument;
      ReadOperand(value, Inside(place, std::to_string(number++)), depth, operands);
      return;
    }
    const std::string key = KeyText(keyword);
    const TSNode value =
        symbol.keyword_has_value ? ChildOf(argument, symbol.keyword_value) : LastChild(argument);
    if (!key.empty() && !ts_node_is_null(value) && !ts_node_eq(value, keyword)) {
      ReadOperand(value, Inside(place, key), depth, operands);
    }
  });
}

void OperandReader::ReadTypeArguments(TSNode call, TSNode name, std::vector<Operand>& operands) {
  std::uint32_t at = ts_node_end_byte(name);
  if (text_.substr(at, 2) == "::") at += 2;
  if (at >= text_.size() || (text_[at] != '<' && text_[at] != '[')) return;
  // In some grammars the node is the name, and in others the type arguments are part of that.
  for (TSNode around = call; !ts_node_is_null(around); around = ts_node_parent(around)) {
    if (ts_node_end_byte(around) <= at) continue;
    const TSNode list = ts_node_named_descendant_for_byte_range(around, at, at + 1);
    if (ts_node_is_null(list) || !language_.Of(list).lists_types) return;
    std::size_t number = 0;
    ForEachChild(list, [&](TSNode type) {
      const std::string place = "<" + std::to_string(number++) + ">";
      std::string path = TypePath(language_, type, text_);
      const bool is_known = !path.empty() && path != "?" && path.size() <= kMaxOperandText;
      if (is_known) Add(place, OperandKind::kPath, std::move(path), operands);
    });
    return;
  }
}

// "@or" of `[Op.or]`: what a member is called, whose value nobody here knows, is no name itself.
std::string OperandReader::ComputedKey(TSNode key) const {
  const std::string path = ExpressionPath(language_, FirstChild(key), text_);
  const std::size_t dot = path.rfind('.');
  const bool is_member = dot != path.npos && path.find_first_of("?([{#") == path.npos;
  return is_member && path.size() <= kMaxOperandText ? "@" + path.substr(dot + 1) : "";
}

std::string OperandReader::KeyText(TSNode key) const {
  if (language_.Of(key).is_computed) return ComputedKey(key);
  for (int depth = 0; depth < kMaxOperandDepth; ++depth) {
    if (const auto constant = StringText(language_, key, text_)) {
      return constant->size() <= kMaxOperandText ? *constant : "";
    }
    const NodeForm<ExpressionForm>& form = language_.Of(key).expression;
    if (form.form != ExpressionForm::kTransparent) break;
    const TSNode inner = ChildOf(key, form.first);
    if (ts_node_is_null(inner)) break;
    key = inner;
  }
  std::string_view name = NameText(language_, NameInside(language_, key), text_);
  if (name.ends_with(':')) name.remove_suffix(1);
  const bool is_name = !name.empty() && name.size() <= kMaxOperandText &&
                       name.find_first_of(" \t\n(){}[],") == name.npos;
  return is_name ? std::string(name) : "";
}

void OperandReader::ReadOperand(TSNode node, const std::string& place, int depth,
                                std::vector<Operand>& operands) {
  if (ts_node_is_null(node) || depth > kMaxOperandDepth || operands.size() >= kMaxOperands) return;
  const SymbolTraits& symbol = language_.Of(node);
  if (ReadString(node, place, operands) || ReadComposedSql(node, place, depth, operands)) return;
  if (symbol.name_mark != 0) {
    return Add(place, OperandKind::kText, KeyText(node), operands);
  }
  if (const auto amount = AmountOf(node, 0)) {
    return Add(place, OperandKind::kNumber, amount->Text(), operands);
  }
  switch (symbol.value.form) {
    case ValueForm::kList:
      ForEachChild(node, [&](TSNode child) { ReadElement(child, place, depth + 1, operands); });
      // To say that there are none is to say something, of what has a name: `only: []`.
      if (ts_node_named_child_count(node) == 0 && IsKeyword(place)) {
        Add(place, OperandKind::kPath, "[]", operands);
      }
      return;
    case ValueForm::kMap:
      ForEachChild(node, [&](TSNode child) { ReadPair(child, place, depth + 1, operands); });
      return;
    case ValueForm::kBinary:
      return ReadBinary(node, place, depth, operands);
    case ValueForm::kType: {
      std::string type = TypePath(language_, ChildOf(node, symbol.value.first), text_);
      if (!type.empty()) Add(place, OperandKind::kPath, std::move(type), operands);
      return;
    }
    default:
      break;
  }
  if (symbol.expression.form == ExpressionForm::kTransparent) {
    return ReadOperand(ChildOf(node, symbol.expression.first), place, depth + 1, operands);
  }
  // `(int) LIFE.toSeconds()`, `int(life.Seconds())`: the amount is that of what is inside.
  const TSNode inner = symbol.value.form == ValueForm::kCast ? ChildOf(node, symbol.value.first)
                                                             : GivenAsNumber(node);
  if (!ts_node_is_null(inner) && !ts_node_is_null(GivenAsNumber(inner))) {
    return ReadOperand(inner, place, depth + 1, operands);
  }
  if (const TSNode text = TextMadeInto(node); !ts_node_is_null(text)) {
    return ReadOperand(text, place, depth + 1, operands);
  }
  if (std::string joined; JoinAddress(node, 0, &joined) && joined.size() <= kMaxOperandText) {
    const bool has_holes = joined.find('{') != joined.npos;
    return Add(place, has_holes ? OperandKind::kTemplate : OperandKind::kText, std::move(joined),
               operands);
  }
  if (const TSNode* listed = ListedIn(node); listed != nullptr) {
    return ForEachChild(*listed, [&](TSNode child) {
      const bool is_passed_in = language_.Of(child).argument == ArgumentForm::kKeyword;
      ReadOperand(is_passed_in ? LastChild(child) : child, place + "[]", depth + 1, operands);
    });
  }
  // What an annotation in another says, too: `bindings = @QueueBinding(value = …)`.
  const bool is_annotation =
      symbol.expression.form == ExpressionForm::kNone && arguments_.Find(node) != nullptr;
  if (symbol.expression.form == ExpressionForm::kConstruct || is_annotation) {
    if (const TSNode* given = is_annotation ? arguments_.Find(node) : ArgumentsOf(node)) {
      const std::size_t before = operands.size();
      ReadArguments(*given, place, depth + 1, operands);
      if (operands.size() > before) return;
    } else if (const TSNode body = LastChild(node); HoldsPairs(body)) {
      return ReadOperand(body, place, depth + 1, operands);  // `map[string]any{"total": 1}`
    } else if (HoldsTexts(body)) {
      ReadOperand(body, place, depth + 1, operands);  // `[]string{"orders"}`, which is a type, too
    }
  }
  if (const TSNode held = HeldBy(node); !ts_node_is_null(held)) {
    return ReadOperand(held, place, depth + 1, operands);
  }
  if (std::string joined; JoinCalled(node, 0, &joined) && joined.size() <= kMaxOperandText) {
    return Add(place, OperandKind::kTemplate, std::move(joined), operands);
  }
  if (std::string schedule = ScheduleOf(node); !schedule.empty()) {
    Add(place + "()", OperandKind::kText, std::move(schedule), operands);
  }
  std::string path = ExpressionPath(language_, node, text_);
  if (path == "?") path = NamedConstant(node);
  if (path == "string.Empty" || path == "String.Empty") {
    return Add(place, OperandKind::kText, "", operands);
  }
  if (!path.empty() && path.size() <= kMaxOperandText) {
    Add(place, OperandKind::kPath, std::move(path), operands);
  }
}

// crontab(minute=0, hour="*/3"), as cron writes it: "0 */3 * * *". Empty when anything else is
// said, or what is said is not constant.
std::string OperandReader::ScheduleOf(TSNode call) const {
  const std::vector<std::string>& names = language_.schedule_fields;
  if (names.empty() || language_.Of(call).expression.form != ExpressionForm::kCall) return "";
  const TSNode* given = ArgumentsOf(call);
  if (given == nullptr || ts_node_named_child_count(*given) > names.size()) return "";
  std::vector<std::string> fields(names.size());
  bool is_schedule = ts_node_named_child_count(*given) > 0;
  ForEachChild(*given, [&](TSNode argument) {
    const SymbolTraits& symbol = language_.Of(argument);
    const TSNode keyword = KeywordOf(argument, symbol);
    const auto name = ts_node_is_null(keyword)
                          ? names.end()
                          : std::find(names.begin(), names.end(), KeyText(keyword));
    const TSNode value =
        symbol.keyword_has_value ? ChildOf(argument, symbol.keyword_value) : LastChild(argument);
    std::string field = name == names.end() ? "" : ScheduleField(value);
    is_schedule = is_schedule && !field.empty();
    if (is_schedule) fields[static_cast<std::size_t>(name - names.begin())] = std::move(field);
  });
  std::string schedule;
  for (const std::string& field : fields) {
    schedule += (schedule.empty() ? "" : " ") + (field.empty() ? "*" : field);
  }
  return is_schedule && schedule.size() <= kMaxOperandText ? schedule : "";
}

// "0", "*/3", "0,30" of [0, 30]; empty for what is no such constant.
std::string OperandReader::ScheduleField(TSNode value) const {
  if (ts_node_is_null(value)) return "";
  const SymbolTraits& symbol = language_.Of(value);
  if (symbol.value.form == ValueForm::kNumber) {
    const auto number = NumberOf(TextOf(value, text_));
    return number ? Decimal(*number) : "";
  }
  if (symbol.value.form == ValueForm::kList) {
    std::string list;
    bool is_constant = true;
    ForEachChild(value, [&](TSNode element) {
      const bool is_number = language_.Of(element).value.form == ValueForm::kNumber;
      is_constant = is_constant && is_number;
      if (is_number) list += (list.empty() ? "" : ",") + ScheduleField(element);
    });
    return is_constant ? list : "";
  }
  const auto text = StringText(language_, value, text_);
  const bool is_field = text && text->find_first_of(" \t\r\n") == std::string::npos;
  return is_field ? *text : "";
}

// What a call or construction is given; grammars differ in which of its nodes the use is noted at.
const TSNode* OperandReader::ArgumentsOf(TSNode node) const {
  if (const TSNode* given = arguments_.Find(node)) return given;
  const NodeForm<ExpressionForm>& form = language_.Of(node).expression;
  TSNode name{};
  if (form.form == ExpressionForm::kMethodCall) name = ChildOf(node, form.second);
  if (form.form == ExpressionForm::kCall || form.form == ExpressionForm::kConstruct) {
    name = ChildOf(node, form.first);
    if (ts_node_is_null(name)) return nullptr;
    if (const TSNode* given = arguments_.Find(name)) return given;
    const NodeForm<ExpressionForm>& callee = language_.Of(name).expression;
    if (callee.form != ExpressionForm::kMember) return nullptr;
    name = ChildOf(name, callee.second);
  }
  return ts_node_is_null(name) ? nullptr : arguments_.Find(name);
}

// `"orders".to_string()`: the string, where the language has members that pass it on.
TSNode OperandReader::HeldBy(TSNode node) const {
  const NodeForm<ExpressionForm>* form = &language_.Of(node).expression;
  TSNode member = node;
  if (form->form == ExpressionForm::kCall) {
    member = ChildOf(node, form->first);
    if (ts_node_is_null(member)) return TSNode{};
    form = &language_.Of(member).expression;
    if (form->form != ExpressionForm::kMember) return TSNode{};
  } else if (form->form != ExpressionForm::kMethodCall) {
    return TSNode{};
  }
  const TSNode name = ChildOf(member, form->second);
  if (ts_node_is_null(name)) return TSNode{};
  const std::vector<std::string>& passing = language_.traits.passing_members;
  const bool passes =
      std::find(passing.begin(), passing.end(), TextOf(name, text_)) != passing.end();
  const TSNode object = passes ? ChildOf(member, form->first) : TSNode{};
  const bool is_string = !ts_node_is_null(object) && language_.Of(object).string.is_string;
  return is_string ? object : TSNode{};
}

// `new Uri("http://orders")`, `URI.create(address)`: what it is made of, where that is all.
TSNode OperandReader::TextMadeInto(TSNode node) const {
  const std::vector<std::string>& makers = language_.text_makers;
  const TSNode* given = makers.empty() ? nullptr : ArgumentsOf(node);
  if (given == nullptr || ts_node_named_child_count(*given) != 1) return TSNode{};
  std::string path = ExpressionPath(language_, node, text_);
  if (path.ends_with("()") || path.ends_with("{}")) path.resize(path.size() - 2);
  if (std::find(makers.begin(), makers.end(), path) == makers.end()) return TSNode{};
  const TSNode argument = FirstChild(*given);
  const bool is_passed_in = language_.Of(argument).argument == ArgumentForm::kKeyword;
  return is_passed_in ? LastChild(argument) : argument;
}

// `Duration.ofMinutes(5).toMillis()`, `int(timedelta(hours=1).total_seconds())`: what is given as a
// number, where the language has such members and functions.
TSNode OperandReader::GivenAsNumber(TSNode node) const {
  const std::vector<std::string>& members = language_.traits.amount_members;
  const auto is_one = [&](TSNode name) {
    return !ts_node_is_null(name) &&
           std::find(members.begin(), members.end(), TextOf(name, text_)) != members.end();
  };
  const NodeForm<ExpressionForm>* form = &language_.Of(node).expression;
  TSNode member = node;
  const TSNode* given = nullptr;
  if (form->form == ExpressionForm::kCall) {
    given = ArgumentsOf(node);
    member = ChildOf(node, form->first);
    if (ts_node_is_null(member)) return TSNode{};
    form = &language_.Of(member).expression;
  } else if (form->form == ExpressionForm::kMethodCall) {
    given = ArgumentsOf(node);
  }
  const bool is_member =
      form->form == ExpressionForm::kMember || form->form == ExpressionForm::kMethodCall;
  if (!is_one(is_member ? ChildOf(member, form->second) : member)) return TSNode{};
  // A type that is called like a function has arguments of no use.
  TSNode arguments = given != nullptr ? *given : TSNode{};
  if (given == nullptr && !is_member) arguments = LastChild(node);
  const std::uint32_t count = ts_node_is_null(arguments) ? 0 : ts_node_named_child_count(arguments);
  if (count == 0) return is_member ? ChildOf(member, form->first) : TSNode{};
  const TSNode argument = FirstChild(arguments);
  if (count != 1 || ts_node_is_null(argument)) return TSNode{};
  const SymbolTraits& symbol = language_.Of(argument);
  const bool is_passed_in = symbol.argument == ArgumentForm::kKeyword;
  if (!is_passed_in) return argument;
  return ts_node_is_null(KeywordOf(argument, symbol)) ? LastChild(argument) : TSNode{};
}

std::string OperandReader::NamedConstant(TSNode node) const {
  const std::string_view text = TextOf(node, text_);
  if (text == "true" || text == "True") return "true";
  if (text == "false" || text == "False") return "false";
  if (text == "null" || text == "nil" || text == "None" || text == "NULL") return "null";
  return "";
}

// A list whose first element is a pair: what composite literals make a map of.
bool OperandReader::HoldsPairs(TSNode body) const {
  if (ts_node_is_null(body) || language_.Of(body).value.form != ValueForm::kList) return false;
  const TSNode first = FirstChild(body);
  return !ts_node_is_null(first) && language_.Of(first).value.form == ValueForm::kPair;
}

// A list that begins with a text, or with what may be the name of one.
bool OperandReader::HoldsTexts(TSNode body) const {
  if (ts_node_is_null(body) || language_.Of(body).value.form != ValueForm::kList) return false;
  TSNode first = FirstChild(body);
  while (!ts_node_is_null(first) &&
         language_.Of(first).expression.form == ExpressionForm::kTransparent) {
    first = ChildOf(first, language_.Of(first).expression.first);
  }
  if (ts_node_is_null(first)) return false;
  const ExpressionForm form = language_.Of(first).expression.form;
  return language_.Of(first).string.is_string || form == ExpressionForm::kName ||
         form == ExpressionForm::kMember;
}

// `List.of("orders", "audit")`: what it makes a list of, where the language has such makers.
const TSNode* OperandReader::ListedIn(TSNode node) const {
  const std::vector<std::string>& makers = language_.list_makers;
  const TSNode* given = makers.empty() ? nullptr : ArgumentsOf(node);
  if (given == nullptr || ts_node_named_child_count(*given) < 2) return nullptr;
  std::string path = ExpressionPath(language_, node, text_);
  if (!path.ends_with("()")) return nullptr;
  path.resize(path.size() - 2);
  return std::find(makers.begin(), makers.end(), path) == makers.end() ? nullptr : given;
}

// What holds pairs without a node of its own for the map (composite literals) is a list of them.
void OperandReader::ReadElement(TSNode child, const std::string& place, int depth,
                                std::vector<Operand>& operands) {
  if (language_.Of(child).value.form == ValueForm::kPair) {
    return ReadPair(child, place, depth, operands);
  }
  ReadOperand(child, place + "[]", depth, operands);
}

void OperandReader::ReadPair(TSNode pair, const std::string& place, int depth,
                             std::vector<Operand>& operands) {
  const SymbolTraits& symbol = language_.Of(pair);
  if (symbol.is_key) {  // `{topic}`
    const std::string name = KeyText(pair);
    if (!name.empty()) Add(Inside(place, name), OperandKind::kPath, name, operands);
    return;
  }
  if (symbol.value.form != ValueForm::kPair) return;
  const TSNode key = ChildOf(pair, symbol.value.first);
  const TSNode value = ChildOf(pair, symbol.value.second);
  if (ts_node_is_null(key)) return;
  if (ts_node_is_null(value)) return ReadOperand(key, place + "[]", depth, operands);
  const std::string name = KeyText(key);
  if (name.empty()) return;
  const std::size_t before = operands.size();
  ReadOperand(value, Inside(place, name), depth, operands);
  // That it has such a member is said, whatever the member holds: `{total: price * 100}`.
  if (operands.size() == before) Add(Inside(place, name), OperandKind::kPath, "?", operands);
}

std::string_view OperandReader::SignBefore(TSNode node, TSNode operand) const {
  if (ts_node_is_null(operand)) return {};
  const std::uint32_t start = ts_node_start_byte(node), end = ts_node_start_byte(operand);
  return end < start ? std::string_view() : Trimmed(text_.substr(start, end - start));
}

std::string_view OperandReader::SignBetween(TSNode left, TSNode right) const {
  if (ts_node_is_null(left) || ts_node_is_null(right)) return {};
  const std::uint32_t start = ts_node_end_byte(left), end = ts_node_start_byte(right);
  return end < start ? std::string_view() : Trimmed(text_.substr(start, end - start));
}

void OperandReader::ReadBinary(TSNode node, const std::string& place, int depth,
                               std::vector<Operand>& operands) {
  const NodeForm<ValueForm>& form = language_.Of(node).value;
  const TSNode left = ChildOf(node, form.first), right = ChildOf(node, form.second);
  const std::string_view sign = SignBetween(left, right);
  if (sign == "||" || sign == "??" || sign == "or" || sign == "?:") {
    ReadOperand(left, place, depth + 1, operands);
    ReadOperand(right, place + "|", depth + 1, operands);
  } else if (std::string joined; Join(node, 0, &joined)) {
    if (ReadSqlText(WithClauses(node, joined), node, place, operands)) return;
    if (joined.size() > kMaxOperandText) return;
    Add(place, OperandKind::kTemplate, std::move(joined), operands);
  }
}

bool OperandReader::ReadString(TSNode node, const std::string& place,
                               std::vector<Operand>& operands) {
  const SymbolTraits& symbol = language_.Of(node);
  if (!symbol.string.is_string && !symbol.joins_strings) return false;
  auto constant = StringText(language_, node, text_);
  std::string holed;
  if (!constant && Join(node, 0, &holed) &&
      ReadSqlText(WithClauses(node, holed), node, place, operands)) {
    return true;
  }
  if (constant) {
    if (ReadSqlText(*constant, node, place, operands)) return true;
    if (constant->size() > kMaxOperandText) return true;
    bool has_holes = false;
    holed = WithHoles(*constant, &has_holes);
    Add(place, has_holes ? OperandKind::kTemplate : OperandKind::kText, holed, operands);
  } else if (!holed.empty() && holed.size() <= kMaxOperandText) {
    Add(place, OperandKind::kTemplate, std::move(holed), operands);
  }
  return true;
}

bool OperandReader::ReadSqlText(const std::string& text, TSNode node, const std::string& place,
                                std::vector<Operand>& operands) {
  if (text.size() < kMinSql || text.size() > kMaxSql) return false;
  if (!LooksLikeSql(text) && !LooksLikeGraphql(text)) return false;
  const auto [index, is_new] = sql_at_.Insert(node, sql_.size());
  if (is_new) sql_.push_back({text, node});
  Add(place, OperandKind::kStatement, std::to_string(*index), operands);
  return true;
}

bool OperandReader::IsConstant(std::string_view name) const {
  return IsInCapitals(name) || constants_.contains(name);
}

}  // namespace interlock
