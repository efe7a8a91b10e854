#include <algorithm>
#include <cctype>
#include <vector>

#include "interlock/blanks.h"
#include "parsers/names_internal.h"
#include "parsers/node_internal.h"
#include "parsers/paths_internal.h"

namespace interlock {
namespace {

constexpr int kMaxSteps = 64;
constexpr std::size_t kMaxPath = 512;
constexpr int kMaxTypeDepth = 24;
constexpr std::size_t kMaxTypeText = 512;

// Collects a path from its end to its beginning, as the walk goes inwards.
class PathBuilder {
 public:
  void Prepend(std::string_view piece) {
    pieces_.push_back(piece);
    size_ += piece.size();
  }
  bool empty() const { return pieces_.empty(); }
  bool full() const { return size_ > kMaxPath; }

  std::string Build(std::string_view base) const {
    std::string path(base);
    path.reserve(base.size() + size_);
    for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) path += *piece;
    return path;
  }

 private:
  std::vector<std::string_view> pieces_;
  std::size_t size_ = 0;
};

bool IsIdentifierByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// The node that holds the name itself, inside what does not change it: B of `B<int>`.
TSNode NameChild(const Language& language, TSNode node, ChildSpec spec) {
  TSNode name = ChildOf(node, spec);
  for (int depth = 0; depth < kMaxTypeDepth && !ts_node_is_null(name); ++depth) {
    const NodeForm<ExpressionForm>& form = language.Of(name).expression;
    if (form.form != ExpressionForm::kTransparent) break;
    name = ChildOf(name, form.first);
  }
  return name;
}

bool IsDottedName(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsIdentifierByte(c) || c == '.'; });
}

class TypeReader {
 public:
  TypeReader(const Language& language, std::string_view text) : language_(language), text_(text) {}

  std::string Read(TSNode node, int depth) const {
    if (ts_node_is_null(node) || depth > kMaxTypeDepth) return "";
    const SymbolTraits& symbol = language_.Of(node);
    const NodeForm<TypeForm>& form = symbol.type;
    switch (form.form) {
      case TypeForm::kName:
        return Known(DottedName(language_, TextOf(node, text_)));
      case TypeForm::kMember:
        return Member(node, form, depth);
      case TypeForm::kContainer:
        return Wrapped(Read(ChildOf(node, form.first), depth + 1));
      case TypeForm::kTransparent:
        return Read(ChildOf(node, form.first), depth + 1);
      case TypeForm::kGeneric:
        return Generic(Read(ChildOf(node, form.first), depth + 1), ArgumentsOf(node, form), depth);
      case TypeForm::kPath:
        return Path(node, depth);
      case TypeForm::kUnion:
        return OnlyOneOf(ChildrenOf(node), depth);
      case TypeForm::kIntersection:
        return AllOf(ChildrenOf(node), depth);
      case TypeForm::kTuple:
        return Tuple(ChildrenOf(node), depth);
      case TypeForm::kResults:
        return Results(node, form.first, depth);
      case TypeForm::kRepeat:
      case TypeForm::kNone:
        break;
    }
    return symbol.string.is_string ? Quoted(node) : "";
  }

 private:
  std::string Known(std::string name) const {
    return name.size() > kMaxPath || language_.null_names.contains(name) ? "" : name;
  }

  static std::string Wrapped(const std::string& element) {
    return element.empty() ? "" : "[]" + element;
  }

  // a.B<C>, however the two sides nest. Of std.vector<C> the name alone says what it is.
  std::string Member(TSNode node, const NodeForm<TypeForm>& form, int depth) const {
    const TSNode scope = ChildOf(node, form.first);
    const TSNode name = ChildOf(node, form.second);
    if (ts_node_is_null(name)) return "";
    const NodeForm<TypeForm>& inner = language_.Of(name).type;
    const bool is_leaf = inner.form != TypeForm::kGeneric && inner.form != TypeForm::kMember;
    const std::string meant = is_leaf ? std::string(TextOf(name, text_)) : Read(name, depth + 1);
    if (!is_leaf && meant != PlainName(name, 0)) return meant;
    if (ts_node_is_null(scope)) return Known(language_.traits.open_types ? "." + meant : meant);
    const std::string object = Read(scope, depth + 1);
    if (object.empty() || meant.empty() || object[0] == '[' || object[0] == '(') return "";
    return Known(object + "." + meant);
  }

  // The dotted name of a type without what its arguments make of it.
  std::string PlainName(TSNode node, int depth) const {
    if (ts_node_is_null(node) || depth > kMaxTypeDepth) return "";
    const NodeForm<TypeForm>& form = language_.Of(node).type;
    if (form.form == TypeForm::kGeneric) return PlainName(ChildOf(node, form.first), depth + 1);
    if (form.form != TypeForm::kMember) return std::string(TextOf(node, text_));
    const std::string scope = PlainName(ChildOf(node, form.first), depth + 1);
    return (scope.empty() ? "" : scope + ".") + PlainName(ChildOf(node, form.second), depth + 1);
  }

  // A forward reference: the type's name in quotes.
  std::string Quoted(TSNode node) const {
    const std::optional<std::string> name = StringText(language_, node, text_);
    return name && IsDottedName(*name) ? Known(*name) : "";
  }

  bool IsNull(TSNode node) const {
    const std::string_view written = TextOf(node, text_);
    return written.size() < kMaxPath && language_.null_names.contains(std::string(written));
  }

  // A union is as good as its only member that is not null.
  std::string OnlyOneOf(const std::vector<TSNode>& members, int depth) const {
    std::string only;
    for (const TSNode member : members) {
      if (IsNull(member)) continue;
      const std::string path = Read(member, depth + 1);
      if (path.empty() || (!only.empty() && path != only)) return "";
      only = path;
    }
    return only;
  }

  // What is no name is something all the same.
  std::string AllOf(const std::vector<TSNode>& members, int depth) const {
    std::string all;
    for (const TSNode member : members) {
      const std::string path = Read(member, depth + 1);
      const bool is_name = !path.empty() && path[0] != '[' && path[0] != '(';
      all += (all.empty() ? "" : "&") + (is_name ? path : "?");
      if (all.size() > kMaxPath) return "";
    }
    return all.find_first_not_of("?&") == all.npos ? "" : all;
  }

  bool Repeats(TSNode element) const {
    while (language_.Of(element).type.form == TypeForm::kTransparent) {
      element = ChildOf(element, language_.Of(element).type.first);
      if (ts_node_is_null(element)) return false;
    }
    return language_.Of(element).type.form == TypeForm::kRepeat;
  }

  std::string Tuple(const std::vector<TSNode>& elements, int depth) const {
    if (elements.size() == 2 && Repeats(elements[1])) return Wrapped(Read(elements[0], depth + 1));
    std::string path = "(";
    for (const TSNode element : elements) {
      if (path.size() > 1) path += ",";
      path += Read(element, depth + 1);
      if (path.size() > kMaxPath) return "";
    }
    return path + ")";
  }

  // `(a, b int, err error)` is three results; a list of one is that one.
  std::string Results(TSNode node, ChildSpec name, int depth) const {
    std::vector<TSNode> elements;
    ForEachChild(node, [&](TSNode element) {
      const std::size_t names = CountOfField(element, name.field);
      elements.insert(elements.end(), std::max<std::size_t>(names, 1), element);
    });
    return elements.size() == 1 ? Read(elements[0], depth + 1) : Tuple(elements, depth);
  }

  static std::size_t CountOfField(TSNode node, TSFieldId field) {
    std::size_t count = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    for (bool more = ts_tree_cursor_goto_first_child(&cursor); more;
         more = ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (ts_tree_cursor_current_field_id(&cursor) == field) ++count;
    }
    ts_tree_cursor_delete(&cursor);
    return count;
  }

  // Arguments stand in a list of their own, or are the further children of the generic itself.
  std::vector<TSNode> ArgumentsOf(TSNode node, const NodeForm<TypeForm>& form) const {
    const TSNode list = ChildOf(node, form.second);
    if (ts_node_is_null(list)) return {};
    if (form.second.field == 0) return ChildrenOf(list);
    const NodeForm<TypeForm>& inner = language_.Of(list).type;
    if (inner.form == TypeForm::kTuple) return ChildrenOf(list);
    std::vector<TSNode> arguments;
    const TSNode name = ChildOf(node, form.first);
    ForEachChild(node, [&](TSNode child) {
      if (!ts_node_eq(child, name)) arguments.push_back(child);
    });
    const bool is_list = arguments.size() == 1 && inner.form == TypeForm::kNone &&
                         !language_.Of(list).string.is_string &&
                         ts_node_named_child_count(list) > 0;
    return is_list ? ChildrenOf(list) : arguments;
  }

  static std::size_t Chosen(std::int32_t number, std::size_t count) {
    return number < 0 ? count - 1 : std::min(static_cast<std::size_t>(number), count - 1);
  }

  // a.B<C>: the arguments of the last name are those that count.
  std::string Path(TSNode node, int depth) const {
    std::string path;
    std::vector<TSNode> arguments;
    ForEachChild(node, [&](TSNode child) {
      if (language_.Of(child).type.form != TypeForm::kName) {
        if (!path.empty()) arguments = ChildrenOf(child);
        return;
      }
      if (!path.empty()) path += ".";
      path += TextOf(child, text_);
      arguments.clear();
    });
    return Generic(Known(std::move(path)), arguments, depth);
  }

  std::string Generic(const std::string& name, const std::vector<TSNode>& arguments,
                      int depth) const {
    const std::string last = name.substr(name.rfind('.') + 1);
    if (name.empty() || arguments.empty()) return name;
    const auto argument = [&](std::int32_t number) {
      return Read(arguments[Chosen(number, arguments.size())], depth + 1);
    };
    if (const auto found = language_.transparent_names.find(last);
        found != language_.transparent_names.end()) {
      return argument(found->second);
    }
    if (const auto found = language_.container_names.find(last);
        found != language_.container_names.end()) {
      return Wrapped(argument(found->second));
    }
    if (language_.union_names.contains(last)) return OnlyOneOf(arguments, depth);
    if (language_.tuple_names.contains(last)) return Tuple(arguments, depth);
    return name;
  }

  const Language& language_;
  std::string_view text_;
};

// f(1) { … } read as a call of f(1): it is the same call, to which one more argument is passed.
bool IsTail(const Language& language, TSNode call, ChildSpec function) {
  const std::uint32_t count = ts_node_named_child_count(call);
  return count > 1 && language.Of(ts_node_named_child(call, count - 1)).is_trailing_argument &&
         language.Of(ChildOf(call, function)).expression.form == ExpressionForm::kCall;
}

// `task.ConfigureAwait(false)`: the object, when calling the member yields what it holds; else
// null.
TSNode HeldByCall(const Language& language, const NodeForm<ExpressionForm>& call, TSNode node,
                  std::string_view text) {
  TSNode member = node;
  if (call.form == ExpressionForm::kCall) member = ChildOf(node, call.first);
  if (language.transparent_calls.empty() || ts_node_is_null(member)) return TSNode{};
  const NodeForm<ExpressionForm>& form = language.Of(member).expression;
  if (form.form != ExpressionForm::kMember && form.form != ExpressionForm::kMethodCall) {
    return TSNode{};
  }
  const TSNode name = NameChild(language, member, form.second);
  const bool held = !ts_node_is_null(name) &&
                    language.transparent_calls.contains(std::string(TextOf(name, text)));
  return held ? ChildOf(member, form.first) : TSNode{};
}

}  // namespace

std::string ExpressionPath(const Language& language, TSNode node, std::string_view text) {
  PathBuilder path;
  for (int step = 0; step < kMaxSteps && !ts_node_is_null(node) && !path.full(); ++step) {
    const NodeForm<ExpressionForm>& form = language.Of(node).expression;
    if (form.form == ExpressionForm::kCall || form.form == ExpressionForm::kMethodCall) {
      if (const TSNode held = HeldByCall(language, form, node, text); !ts_node_is_null(held)) {
        node = held;
        continue;
      }
    }
    switch (form.form) {
      case ExpressionForm::kName: {
        const std::string name = DottedName(language, TextOf(node, text));
        return path.Build(name.empty() || name.size() > kMaxPath ? "?" : name);
      }
      case ExpressionForm::kMember: {
        if (language.Of(node).wraps_name) return path.Build(QualifiedPath(language, node, text));
        const TSNode name = NameChild(language, node, form.second);
        if (ts_node_is_null(name)) return path.Build("?");
        path.Prepend(TextOf(name, text));
        path.Prepend(".");
        if (ts_node_is_null(ChildOf(node, form.first))) return path.Build("");  // from the root
        break;
      }
      case ExpressionForm::kMethodCall: {
        const TSNode name = NameChild(language, node, form.second);
        if (ts_node_is_null(name)) return path.Build("?");
        path.Prepend("()");
        if (ts_node_is_null(ChildOf(node, form.first))) {
          const bool is_name = language.Of(name).expression.form == ExpressionForm::kName;
          return path.Build(is_name ? TextOf(name, text) : "?");
        }
        path.Prepend(TextOf(name, text));
        path.Prepend(".");
        break;
      }
      case ExpressionForm::kCall:
        if (!IsTail(language, node, form.first)) path.Prepend("()");
        break;
      case ExpressionForm::kIndex:
        path.Prepend("[]");
        break;
      case ExpressionForm::kConstruct: {
        const bool alone = path.empty();
        path.Prepend("{}");
        const std::string type = TypePath(language, ChildOf(node, form.first), text);
        if (type.starts_with("[]")) return alone ? type : "?";  // a new container is its type
        return path.Build(type.empty() ? "?" : type);
      }
      case ExpressionForm::kTransparent:
        break;
      case ExpressionForm::kTuple:
      case ExpressionForm::kNone:
        return path.Build("?");
    }
    node = ChildOf(node, form.first);
  }
  return path.full() ? "?" : path.Build("?");
}

std::string ElementPath(const Language& language, TSNode node, std::size_t index,
                        std::string_view text) {
  if (language.Of(node).expression.form == ExpressionForm::kTuple) {
    const TSNode element = ts_node_named_child(node, static_cast<std::uint32_t>(index));
    return ts_node_is_null(element) ? "?" : ExpressionPath(language, element, text);
  }
  const std::string whole = ExpressionPath(language, node, text);
  return whole == "?" ? whole : whole + "#" + std::to_string(index);
}

namespace {

// The sign before an operand of one, "" where there is none.
std::string_view SignOf(TSNode node, TSNode operand, std::string_view text) {
  if (ts_node_is_null(operand)) return {};
  const std::uint32_t start = ts_node_start_byte(node), end = ts_node_start_byte(operand);
  return end < start ? std::string_view() : Trimmed(text.substr(start, end - start));
}

class TruthReader {
 public:
  TruthReader(const Language& language, std::string_view text) : language_(language), text_(text) {}

  std::string Read(TSNode node) {
    Take(node, false, 0);
    if (!is_more_ || parts_.find_first_not_of("&?") == parts_.npos) return "";
    return "?" + parts_;
  }

 private:
  void Take(TSNode node, bool negated, int depth) {
    if (ts_node_is_null(node) || depth > kMaxTypeDepth) return;
    const SymbolTraits& symbol = language_.Of(node);
    if (symbol.value.form == ValueForm::kUnary) {
      const TSNode operand = ChildOf(node, symbol.value.first);
      const std::string_view sign = SignOf(node, operand, text_);
      if (sign != "!" && sign != "not") return;
      is_more_ = true;
      return Take(operand, !negated, depth + 1);
    }
    if (symbol.value.form == ValueForm::kBinary) {
      const TSNode left = ChildOf(node, symbol.value.first);
      const TSNode right = ChildOf(node, symbol.value.second);
      if (ts_node_is_null(left) || ts_node_is_null(right)) return;
      const std::uint32_t start = ts_node_end_byte(left), end = ts_node_start_byte(right);
      const std::string_view sign =
          end < start ? std::string_view() : Trimmed(text_.substr(start, end - start));
      const std::string_view other = TextOf(right, text_);
      if (!negated && (sign == "&&" || sign == "and")) {
        is_more_ = true;
        for (const TSNode part : {left, right}) {
          const std::size_t before = parts_.size();
          Take(part, false, depth + 1);
          if (parts_.size() == before) parts_ += "&?";
        }
      } else if ((sign == "??" || sign == "||" || sign == "or" || sign == "?:") &&
                 (other == "false" || other == "False")) {
        is_more_ = true;
        Take(left, negated, depth + 1);
      }
      return;
    }
    // Signs may stand in brackets, or after what passes its operand on.
    if (symbol.expression.form == ExpressionForm::kTransparent) {
      return Take(ChildOf(node, symbol.expression.first), negated, depth + 1);
    }
    const std::string path = ExpressionPath(language_, node, text_);
    if (path.empty() || path.starts_with('?') || path.find('&') != path.npos) return;
    const bool begins = BeginsNegated(language_, node, text_);
    is_more_ = is_more_ || begins;
    if (parts_.size() + path.size() > kMaxTruth) return;
    parts_ += negated != begins ? "&!" : "&";
    parts_ += path;
  }

  static constexpr std::size_t kMaxTruth = 400;

  const Language& language_;
  const std::string_view text_;
  std::string parts_;
  bool is_more_ = false;  // than one path
};

}  // namespace

bool BeginsNegated(const Language& language, TSNode node, std::string_view text) {
  for (int depth = 0; depth < kMaxTypeDepth && !ts_node_is_null(node); ++depth) {
    const SymbolTraits& symbol = language.Of(node);
    if (symbol.value.form == ValueForm::kUnary) {
      return SignOf(node, ChildOf(node, symbol.value.first), text) == "!";
    }
    switch (symbol.expression.form) {
      case ExpressionForm::kMember:
      case ExpressionForm::kCall:
      case ExpressionForm::kMethodCall:
      case ExpressionForm::kIndex:
        node = ChildOf(node, symbol.expression.first);
        break;
      default:
        return false;
    }
  }
  return false;
}

std::string TruthPath(const Language& language, TSNode node, std::string_view text) {
  return TruthReader(language, text).Read(node);
}

std::string TypePath(const Language& language, TSNode node, std::string_view text) {
  return TypeReader(language, text).Read(node, 0);
}

// What stands between the quotes. Before the first there may be signs: `@"a ""b"" c"`, in which a
// doubled quote is one.
static std::string Unquoted(std::string_view written) {
  const std::size_t quote = written.find_first_of("\"'`");
  if (quote == written.npos || quote + 2 > written.size()) return "";
  std::string_view inside = written.substr(quote + 1, written.size() - quote - 2);
  if (quote == 0) return std::string(inside);
  std::string text;
  for (; !inside.empty(); inside.remove_prefix(1)) {
    text += inside.front();
    const bool doubled =
        inside.size() > 1 && inside[0] == written[quote] && inside[1] == written[quote];
    if (doubled) inside.remove_prefix(1);
  }
  return text;
}

std::optional<std::string> StringText(const Language& language, TSNode node,
                                      std::string_view text) {
  const SymbolTraits& symbol = language.Of(node);
  std::string joined;
  bool constant = symbol.string.is_string || symbol.joins_strings;
  if (symbol.string.is_string && symbol.string.content == 0) {
    return Unquoted(TextOf(node, text));
  }
  ForEachChild(node, [&](TSNode child) {
    if (symbol.joins_strings) {
      const bool nested = language.Of(child).joins_strings;  // never needed, and not bounded
      const auto part = nested ? std::nullopt : StringText(language, child, text);
      constant = constant && part.has_value();
      joined += part.value_or("");
    } else if (language.Of(child).is_text_of_string ||
               std::string_view(ts_node_type(child)) == "escape_sequence") {
      joined += TextOf(child, text);
    } else if (language.Of(child).interpolates) {
      constant = false;
    }
  });
  if (!constant) return std::nullopt;
  return joined;
}

std::string DottedName(const Language& language, std::string_view text) {
  const std::string& separator = language.name_separator;
  if (separator.empty()) return std::string(text);
  std::string name;
  while (!text.empty()) {
    const bool separates = text.starts_with(separator);
    if (separates) {
      name += '.';
    } else if (std::isspace(static_cast<unsigned char>(text[0])) == 0) {
      name += text[0];
    }
    text.remove_prefix(separates ? separator.size() : 1);
  }
  return name;
}

std::string Normalised(std::string_view text) {
  std::size_t end = std::min(text.size(), kMaxTypeText);
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return WithSingleBlanks(text.substr(0, end));
}

}  // namespace interlock
