// Texts that are put together of constants and names (OperandKind::kTemplate).
#include <algorithm>
#include <utility>

#include "parsers/names_internal.h"
#include "parsers/operands_internal.h"
#include "parsers/paths_internal.h"

namespace interlock {
namespace {

// `baseUrl`, `api_path`, `c.endpoint`: names whose last word says that they are part of an address.
bool IsOfAddress(std::string_view name) {
  static constexpr std::string_view kWords[] = {"url", "uri", "path", "endpoint", "route", "host"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) {
    if (name.size() < word.size()) return false;
    const std::size_t begin = name.size() - word.size();
    for (std::size_t i = 1; i < word.size(); ++i) {
      if ((name[begin + i] | 0x20) != word[i]) return false;
    }
    if ((name[begin] | 0x20) != word[0]) return false;
    const bool begins_large = name[begin] >= 'A' && name[begin] <= 'Z';
    return begin == 0 || begins_large || name[begin - 1] == '_';
  });
}

}  // namespace

// "user:$id" where the grammar leaves that to whoever reads the string; "\${key}" is a text.
std::string OperandReader::WithHoles(const std::string& constant, bool* has_holes) const {
  const std::string& mark = language_.hole_mark;
  if (mark.empty()) return constant;
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  std::string holed;
  for (std::size_t i = 0; i < constant.size();) {
    if (constant[i] == '\\' && constant.compare(i + 1, mark.size(), mark) == 0) {
      holed += mark;
      i += 1 + mark.size();
      continue;
    }
    std::size_t end = i + mark.size();
    if (constant.compare(i, mark.size(), mark) != 0 || end >= constant.size() ||
        !is_letter(constant[end])) {
      holed += constant[i++];
      continue;
    }
    const std::size_t begin = end;
    while (end < constant.size() &&
           (is_letter(constant[end]) || (constant[end] >= '0' && constant[end] <= '9'))) {
      ++end;
    }
    holed += "{" + constant.substr(begin, end - begin) + "}";
    *has_holes = true;
    i = end;
  }
  return holed;
}

// The text of strings that are put together, with holes for what is not constant; false when none
// of it is a string, or named like one.
bool OperandReader::Join(TSNode node, int depth, std::string* joined) const {
  if (ts_node_is_null(node) || depth > 4 * kMaxOperandDepth) return false;
  const SymbolTraits& symbol = language_.Of(node);
  if (const auto constant = StringText(language_, node, text_)) {
    *joined += *constant;
    return true;
  }
  if (with_clauses_ && (HasClauses(node, joined) || HasJoinedList(node, joined))) return true;
  if (symbol.string.is_string || symbol.joins_strings) {
    ForEachChild(node, [&](TSNode child) {
      const SymbolTraits& part = language_.Of(child);
      if (part.interpolates) {
        *joined += HoleIn(child);
      } else if (symbol.joins_strings) {
        Join(child, depth + 1, joined);
      } else if (part.is_text_of_string ||
                 std::string_view(ts_node_type(child)) == "escape_sequence") {
        *joined += TextOf(child, text_);
      }
    });
    return true;
  }
  if (symbol.expression.form == ExpressionForm::kTransparent) {
    return Join(ChildOf(node, symbol.expression.first), depth + 1, joined);
  }
  if (symbol.value.form != ValueForm::kBinary) return JoinCalled(node, depth, joined);
  const TSNode left = ChildOf(node, symbol.value.first);
  const TSNode right = ChildOf(node, symbol.value.second);
  const std::string_view sign = SignBetween(left, right);
  if (sign == "%") return JoinFormatted(left, '%', ValuesOf(right), joined);
  if (sign != "+" && sign != ".") return false;
  std::string before, behind;
  const bool first = Join(left, depth + 1, &before);
  const bool second = Join(right, depth + 1, &behind);
  if (!first && !second && !NamesText(left) && !NamesText(right)) return false;
  *joined += first ? before : Hole(left);
  *joined += second ? behind : Hole(right);
  return true;
}

// `"user:{}".format(id)`, `KEY.formatted(id)`, where the language has such members of strings.
bool OperandReader::JoinCalled(TSNode node, int depth, std::string* joined) const {
  if (JoinAddress(node, depth, joined)) return true;
  const NodeForm<ExpressionForm>* form = &language_.Of(node).expression;
  TSNode member = node;
  if (form->form == ExpressionForm::kCall) {
    member = ChildOf(node, form->first);
    if (ts_node_is_null(member)) return false;
    form = &language_.Of(member).expression;
    if (form->form != ExpressionForm::kMember) return false;
  } else if (form->form != ExpressionForm::kMethodCall) {
    return false;
  }
  const TSNode name = ChildOf(member, form->second), object = ChildOf(member, form->first);
  if (ts_node_is_null(name) || ts_node_is_null(object)) return false;
  const auto mark = language_.format_members.find(std::string(TextOf(name, text_)));
  if (mark == language_.format_members.end()) return false;
  const TSNode* given = ArgumentsOf(node);
  return JoinFormatted(object, mark->second,
                       given == nullptr ? std::vector<TSNode>() : ChildrenOf(*given), joined);
}

// What is put into a format: each of a tuple, or the one value.
std::vector<TSNode> OperandReader::ValuesOf(TSNode node) const {
  if (ts_node_is_null(node)) return {};
  const SymbolTraits& symbol = language_.Of(node);
  return symbol.value.form == ValueForm::kList ? ChildrenOf(node) : std::vector<TSNode>{node};
}

std::vector<TSNode> OperandReader::ChildrenOf(TSNode node) {
  std::vector<TSNode> children;
  ForEachChild(node, [&](TSNode child) { children.push_back(child); });
  return children;
}

// "user:%s" % id, "user:{}".format(id), KEY % id; the mark is what a hole begins with.
// `urljoin(base, "/orders")`, `new URL("/orders", base)`: a path from the root leaves nothing of
// the base but its host; what only joins (`url.JoinPath`) puts all behind one another.
bool OperandReader::JoinAddress(TSNode node, int depth, std::string* joined) const {
  if (language_.address_joins.empty()) return false;
  std::string path = ExpressionPath(language_, node, text_);
  if (!path.ends_with("()") && !path.ends_with("{}")) return false;
  path.resize(path.size() - 2);
  const auto known = language_.address_joins.find(path);
  const TSNode* given = known == language_.address_joins.end() ? nullptr : ArgumentsOf(node);
  std::vector<TSNode> parts = given == nullptr ? std::vector<TSNode>() : ChildrenOf(*given);
  if (parts.size() < 2 || (known->second != 'a' && parts.size() != 2)) return false;
  if (known->second == 'l') std::swap(parts[0], parts[1]);
  std::string address;
  for (const TSNode part : parts) {
    std::string text;
    if (language_.Of(part).argument == ArgumentForm::kKeyword || !Join(part, depth + 1, &text)) {
      text = Hole(part);
    }
    const bool is_from_root = known->second != 'a' && text.starts_with('/');
    if (address.empty() || is_from_root || text.find("://") != text.npos) {
      address = std::move(text);
      continue;
    }
    if (address.ends_with('/')) address.pop_back();
    address += (text.starts_with('/') ? "" : "/") + text;
  }
  *joined += address;
  return true;
}

bool OperandReader::JoinFormatted(TSNode format, char mark, const std::vector<TSNode>& values,
                                  std::string* joined) const {
  const auto constant = StringText(language_, format, text_);
  if (!constant) {
    const bool is_format = NamesText(format);
    if (is_format) *joined += "{%" + ExpressionPath(language_, format, text_) + "}";
    return is_format;
  }
  std::size_t next = 0;
  for (std::size_t i = 0; i < constant->size(); ++i) {
    const char c = (*constant)[i];
    const bool is_last = i + 1 == constant->size();
    if ((c != mark && !(mark == '{' && c == '}')) || is_last) {
      *joined += c;
      continue;
    }
    if ((*constant)[i + 1] == c) {  // "%%", "{{"
      *joined += c;
      ++i;
      continue;
    }
    const bool is_keyed = mark == '%' && (*constant)[i + 1] == '(';  // "%(name)s"
    const std::size_t from = is_keyed ? std::min(constant->find(')', i), constant->size()) : i + 1;
    const std::size_t end =
        mark == '{' ? constant->find('}', i) : constant->find_first_of("sdifrxgec", from);
    if (end == std::string::npos) {
      *joined += "{?}";
      return true;
    }
    const std::string said = constant->substr(i + 1, end - i - 1);
    if (is_keyed) {
      *joined += "{?}";
    } else if (mark == '{') {
      *joined += ValueNamed(said.substr(0, said.find_first_of(":!")), values, &next);
    } else {
      *joined += ValueNamed("", values, &next);
    }
    i = end;
  }
  return true;
}

// The hole for the value that a format asks for: the next, the one of that number, the keyword.
std::string OperandReader::ValueNamed(std::string_view asked, const std::vector<TSNode>& values,
                                      std::size_t* next) const {
  const bool is_number =
      !asked.empty() && asked.find_first_not_of("0123456789") == asked.npos && asked.size() < 3;
  for (const TSNode& value : values) {
    const TSNode keyword = KeywordOf(value, language_.Of(value));
    if (ts_node_is_null(keyword) || asked != KeyText(keyword)) continue;
    return HoleOrText(LastChild(value));
  }
  const std::size_t index = is_number ? std::stoul(std::string(asked)) : (*next)++;
  const bool is_placed = is_number || asked.empty();
  return is_placed && index < values.size() ? HoleOrText(values[index]) : "{?}";
}

std::string OperandReader::HoleOrText(TSNode node) const {
  if (ts_node_is_null(node)) return "{?}";
  const SymbolTraits& symbol = language_.Of(node);
  if (symbol.argument == ArgumentForm::kKeyword && ts_node_is_null(KeywordOf(node, symbol))) {
    node = LastChild(node);
  }
  const auto constant = StringText(language_, node, text_);
  return constant ? *constant : Hole(node);
}

std::string OperandReader::Hole(TSNode node) const {
  return "{" + ExpressionPath(language_, node, text_) + "}";
}

// What an interpolation holds, between marks of its own.
std::string OperandReader::HoleIn(TSNode interpolation) const {
  std::string hole, clauses;
  ForEachChild(interpolation, [&](TSNode child) {
    const TSNode plain = with_clauses_ ? WithoutBrackets(child) : child;
    const bool has_some =
        with_clauses_ && (HasClauses(plain, &clauses) || HasJoinedList(plain, &clauses));
    if (has_some) return;
    const std::string path = ExpressionPath(language_, child, text_);
    if (hole.empty() && path != "?") hole = path;
  });
  if (hole.empty() && !clauses.empty()) return clauses;
  return "{" + (hole.empty() ? "?" : hole) + "}";
}

TSNode OperandReader::WithoutBrackets(TSNode node) const {
  for (int depth = 0; depth < kMaxOperandDepth; ++depth) {
    const NodeForm<ExpressionForm>& form = language_.Of(node).expression;
    if (form.form != ExpressionForm::kTransparent) break;
    const TSNode inner = ChildOf(node, form.first);
    if (ts_node_is_null(inner)) break;
    node = inner;
  }
  return node;
}

bool OperandReader::Lengthen(const FoundSql& longer) {
  TSNode node = WithoutBrackets(longer.node);
  if (language_.Of(node).value.form == ValueForm::kList) node = FirstChild(node);
  const std::size_t* index = ts_node_is_null(node) ? nullptr : sql_at_.Find(node);
  if (index == nullptr) return false;
  FoundSql& found = sql_[*index];
  node = found.node;
  found = longer;
  found.node = node;
  return true;
}

std::string OperandReader::PieceText(TSNode node, int depth) const {
  node = WithoutBrackets(node);
  std::string text;
  if (language_.Of(node).value.form == ValueForm::kList && depth < kMaxOperandDepth) {
    ForEachChild(node, [&](TSNode item) {
      if (text.size() > kMaxPieceText) return;
      text += (text.empty() ? "" : "\n") + PieceText(item, depth + 1);
    });
    return text;
  }
  if (HasClauses(node, &text) || HasJoinedList(node, &text)) return text;
  if (Join(node, 0, &text)) return WithClauses(node, std::move(text));
  text.clear();
  const TSNode format = FormatGiven(node);
  return !ts_node_is_null(format) && Join(format, 0, &text) ? text : "{?}";
}

// What a function that fills in a format is given first: `fmt.Sprintf("…%d", count)`.
TSNode OperandReader::FormatGiven(TSNode call) const {
  const std::vector<std::string>& functions = language_.format_functions;
  const TSNode* given = functions.empty() ? nullptr : ArgumentsOf(call);
  if (given == nullptr) return TSNode{};
  const std::string path = ExpressionPath(language_, call, text_);
  const bool fills =
      path.ends_with("()") && std::find(functions.begin(), functions.end(),
                                        path.substr(0, path.size() - 2)) != functions.end();
  const TSNode first = fills ? FirstChild(*given) : TSNode{};
  if (ts_node_is_null(first)) return first;
  return language_.Of(first).argument == ArgumentForm::kKeyword ? LastChild(first) : first;
}

// May the name be that of a text: a constant, here or elsewhere, or part of an address?
bool OperandReader::NamesText(TSNode node) const {
  const std::string path = ExpressionPath(language_, node, text_);
  if (path.empty() || path.size() > kMaxOperandText || path.find_first_of("?()[]{}") != path.npos) {
    return false;
  }
  const std::size_t dot = path.rfind('.');
  const std::string_view last = std::string_view(path).substr(dot + 1);  // npos + 1 == 0
  if (last.empty()) return false;
  if (IsInCapitals(last) || text_constants_.contains(last) || IsOfAddress(last)) return true;
  // `CacheKeys.User`, `keys.User`: of another file.
  const bool begins_large = last.front() >= 'A' && last.front() <= 'Z';
  return dot != path.npos && begins_large && path.find('.') == dot;
}

}  // namespace interlock
