// Terraform and OpenTofu: blocks and attributes, "resource.aws_sqs_queue.orders.delay_seconds". A
// block with labels is a setting itself, "resource.aws_sqs_queue.orders", without a value; one
// without is one of a list: "parameter.0.name". Texts stand without their quotes,
// whatever else is an expression as it is written, blanks normalised: "var.pool * 2". What is
// encoded as JSON, `jsonencode([…])` or a text over several lines, stands as lists and objects do.
#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interlock/blanks.h"
#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"
#include "parsers/manifest_tokens_internal.h"

namespace interlock {

extern const ManifestFormat manifest_terraform;

namespace {

constexpr std::size_t kMaxDepth = 24;
constexpr std::size_t kMaxEntries = 20'000;

bool ReadsTerraform(std::string_view path) {
  return (path.ends_with(".tf") || path.ends_with(".tfvars") || path.ends_with(".tofu")) &&
         !IsInSampleFolder(path);
}

class TerraformReader {
 public:
  // `before`: the lines that stand before the bytes.
  explicit TerraformReader(std::string_view bytes, std::uint32_t before = 0)
      : bytes_(bytes),
        before_(before),
        tokens_(ReadTokens(
            bytes,
            {.hash_comments = true, .slash_comments = true, .heredocs = true, .in_words = "-"})) {}

  bool Run(std::string& problem) {
    Body();
    while (!tokens_.AtEnd() && entries.size() < kMaxEntries) {
      Complain("a bracket that nothing opened");
      tokens_.Take();
      Body();
    }
    problem = problem_;
    return problem_.empty();
  }

  // A list or object alone, which stands at the path. Nothing when it is something else.
  void RunValue(std::vector<std::string> path) {
    path_ = std::move(path);
    if (IsWhole('[', ']') || IsWhole('{', '}')) Value(tokens_.Peek().line, false);
  }

  std::vector<ManifestEntry> entries;

 private:
  void Complain(std::string_view what) {
    if (!problem_.empty()) return;
    problem_ = "line " + std::to_string(tokens_.Peek().line) + ": " + std::string(what);
  }

  // Attributes and blocks, up to the bracket that closes them.
  void Body() {
    std::map<std::string, std::size_t> repeated;
    while (!tokens_.AtEnd() && !tokens_.At("}") && entries.size() < kMaxEntries) {
      const ManifestToken& first = tokens_.Take();
      if (first.kind == TokenKind::kSign) {
        if (first.text == "{" || first.text == "[" || first.text == "(") tokens_.SkipBracket();
        Complain("neither an attribute nor a block");
        continue;
      }
      if (tokens_.At("=") && tokens_.Peek(1).text != "=") {
        tokens_.Take();
        path_.emplace_back(first.text);
        Value(first.line, true);
        path_.pop_back();
      } else {
        Block(std::string(first.text), first.line, &repeated);
      }
    }
  }

  void Block(std::string type, std::uint32_t line, std::map<std::string, std::size_t>* repeated) {
    std::vector<std::string> labels;
    while ((tokens_.Peek().kind == TokenKind::kText || tokens_.Peek().kind == TokenKind::kWord) &&
           labels.size() < 4) {
      labels.emplace_back(tokens_.Take().text);
    }
    if (!tokens_.TakeIf("{")) return Complain("neither an attribute nor a block");
    if (path_.size() >= kMaxDepth) {
      tokens_.SkipBracket();
      return;
    }
    const std::size_t before = path_.size();
    // What is written once more in a file's root is one block still: "locals", "terraform".
    const bool listed = labels.empty() && !path_.empty();
    path_.push_back(type);
    if (listed) path_.push_back(std::to_string((*repeated)[type]++));
    path_.insert(path_.end(), labels.begin(), labels.end());
    if (!labels.empty()) Add(line, "");
    Body();
    if (!tokens_.TakeIf("}")) Complain("a block that does not end");
    path_.resize(before);
  }

  static bool Opens(const ManifestToken& token) {
    return token.kind == TokenKind::kSign &&
           std::string_view("([{").find(token.text) != std::string_view::npos;
  }
  static bool Closes(const ManifestToken& token) {
    return token.kind == TokenKind::kSign &&
           std::string_view(")]}").find(token.text) != std::string_view::npos;
  }

  // An expression goes to the end of its line, further when a bracket is open there; inside a list
  // or an object, to the next comma, too.
  void Value(std::uint32_t line, bool of_attribute) {
    if (path_.size() < kMaxDepth && IsWhole('[', ']')) return List();
    if (path_.size() < kMaxDepth && IsWhole('{', '}')) return Object();
    if (path_.size() < kMaxDepth && (IsEncoded('[', ']') || IsEncoded('{', '}'))) {
      tokens_.Take();
      tokens_.Take();
      Value(line, false);
      tokens_.TakeIf(")");
      return;
    }
    if (IsLongText() && LongText()) return;
    const std::size_t begin = tokens_.Peek().begin;
    std::size_t end = begin;
    const ManifestToken& first = tokens_.Peek();
    std::size_t count = 0;
    while (!tokens_.AtEnd() && !Closes(tokens_.Peek())) {
      if (!of_attribute && tokens_.At(",")) break;
      if (count > 0 &&
          bytes_.substr(end, tokens_.Peek().begin - end).find('\n') != std::string_view::npos) {
        break;
      }
      const bool opens = Opens(tokens_.Peek());
      end = tokens_.Take().end;
      if (opens) end = tokens_.SkipBracket();
      ++count;
    }
    if (count == 1 && first.kind == TokenKind::kText) return Add(line, std::string(first.text));
    Add(line, WithSingleBlanks(bytes_.substr(begin, end - begin)));
  }

  // Is the value one list or object, and not an index or a `for` expression?
  bool IsWhole(char open, char close, std::size_t from = 0) const {
    const ManifestToken& first = tokens_.Peek(from);
    if (first.kind != TokenKind::kSign || first.text[0] != open) return false;
    if (tokens_.Peek(from + 1).text == "for") return false;
    std::size_t depth = 0;
    for (std::size_t ahead = from; ahead < from + 4'000; ++ahead) {
      const ManifestToken& token = tokens_.Peek(ahead);
      if (token.kind == TokenKind::kEnd) return false;
      if (Opens(token)) ++depth;
      if (!Closes(token) || --depth > 0) continue;
      const ManifestToken& next = tokens_.Peek(ahead + 1);
      return token.text[0] == close && (next.kind == TokenKind::kEnd || next.line > token.line ||
                                        Closes(next) || next.text == ",");
    }
    return false;
  }

  // `jsonencode([…])`
  bool IsEncoded(char open, char close) const {
    const bool calls = tokens_.Peek().kind == TokenKind::kWord &&
                       tokens_.Peek().text == "jsonencode" && tokens_.Peek(1).text == "(";
    return calls && IsWhole(open, close, 2);
  }

  bool IsLongText() const {
    const ManifestToken& token = tokens_.Peek();
    return token.kind == TokenKind::kText && bytes_.substr(token.begin).starts_with("<<");
  }

  // What is written as JSON in a text of its own lines.
  bool LongText() {
    const ManifestToken& token = tokens_.Peek();
    TerraformReader reader(token.text, before_ + token.line);
    reader.RunValue(path_);
    if (reader.entries.empty() || entries.size() + reader.entries.size() > kMaxEntries)
      return false;
    for (ManifestEntry& entry : reader.entries) entries.push_back(std::move(entry));
    tokens_.Take();
    return true;
  }

  void List() {
    tokens_.Take();
    for (std::size_t item = 0; !tokens_.AtEnd() && !tokens_.At("]") && entries.size() < kMaxEntries;
         ++item) {
      path_.push_back(std::to_string(item));
      Value(tokens_.Peek().line, false);
      path_.pop_back();
      if (!tokens_.TakeIf(",") && !tokens_.At("]")) {
        tokens_.Take();  // something that no expression begins with
      }
    }
    tokens_.TakeIf("]");
  }

  void Object() {
    tokens_.Take();
    while (!tokens_.AtEnd() && !tokens_.At("}") && entries.size() < kMaxEntries) {
      const ManifestToken& key = tokens_.Take();
      if (key.kind == TokenKind::kSign) {
        if (Opens(key)) tokens_.SkipBracket();
        if (key.text != "(") continue;  // a key that is an expression
      }
      if (!tokens_.TakeIf("=") && !tokens_.TakeIf(":")) continue;
      path_.push_back(key.kind == TokenKind::kSign ? "?" : std::string(key.text));
      Value(key.line, false);
      path_.pop_back();
      tokens_.TakeIf(",");
    }
    tokens_.TakeIf("}");
  }

  void Add(std::uint32_t line, std::string value) {
    entries.push_back({path_, std::move(value), before_ + line});
  }

  std::string_view bytes_;
  std::uint32_t before_ = 0;
  TokenReader tokens_;
  std::vector<std::string> path_;
  std::string problem_;
};

bool ExtractTerraform(std::string_view bytes, FileFacts& facts, std::string& problem) {
  TerraformReader reader(bytes);
  const bool whole = reader.Run(problem);
  AddSettings(reader.entries, facts);
  return whole;
}

}  // namespace

const ManifestFormat manifest_terraform = {"terraform", ReadsTerraform, ExtractTerraform};

}  // namespace interlock
