#include "parsers/graphql_reader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "parsers/manifest_tokens_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxTypeTokens = 64;   // "[[Order!]!]!" has ten
constexpr int kMaxSelections = 32;           // inside each other
constexpr std::size_t kMaxSelected = 1'000;  // fields of one operation
const char* const kGraphqlRequest = "graphql request";
const char* const kGraphqlSchema = "graphql schema";
const char* const kOnType = ":";

class GraphqlReader {
 public:
  GraphqlReader(std::string_view bytes, std::uint32_t line, std::int32_t scope)
      : tokens_(ReadTokens(bytes, {.hash_comments = true, .block_texts = true})),
        line_(line),
        scope_(scope) {}

  void Run() {
    while (!tokens_.AtEnd()) Definition();
  }

  bool is_whole() const { return !is_broken_; }
  std::vector<ManifestEntry>& entries() { return entries_; }
  std::vector<SqlStatement>& statements() { return statements_; }

 private:
  void Definition() {
    const ManifestToken first = tokens_.Take();
    if (first.kind == TokenKind::kText) return;  // a description
    if (first.kind != TokenKind::kWord) {
      if (first.text != "{") {
        is_broken_ = true;
        return;
      }
      return Operation("query", first.line);
    }
    const ManifestToken word = first.text == "extend" ? tokens_.Take() : first;
    const std::string kind(word.text);
    if (kind == "enum") return Values(kind);
    if (kind == "type" || kind == "interface" || kind == "input") return Fields(kind);
    const bool is_fragment = kind == "fragment";
    if (is_fragment || kind == "query" || kind == "mutation" || kind == "subscription") {
      return Named(kind, is_fragment, word.line);
    }
    is_broken_ = is_broken_ || (first.text != "extend" && !IsDefinition(kind));
    // Directives, scalars, unions, and the schema itself.
    while (!tokens_.AtEnd() && tokens_.Peek().kind != TokenKind::kText && !tokens_.At("{") &&
           !StartsDefinition()) {
      if (tokens_.Take().text == "(") tokens_.SkipBracket();
    }
    if (!tokens_.TakeIf("{")) return;
    if (kind == "schema") return Roots();
    tokens_.SkipBracket();
  }

  // `schema { query: query_root }`
  void Roots() {
    while (!tokens_.AtEnd() && !tokens_.TakeIf("}")) {
      const ManifestToken operation = tokens_.Take();
      if (operation.kind != TokenKind::kWord || !tokens_.TakeIf(":")) continue;
      Add({"schema", std::string(operation.text)}, std::string(tokens_.Take().text),
          operation.line);
    }
  }

  // "query Orders($first: Int = 10) @live {", "fragment Parts on Order {"
  void Named(const std::string& kind, bool is_fragment, std::uint32_t line) {
    std::string root = kind;
    if (tokens_.Peek().kind == TokenKind::kWord) tokens_.Take();
    if (is_fragment) {
      if (!tokens_.TakeIf("on")) is_broken_ = true;
      root = kOnType + std::string(tokens_.Take().text);
    }
    if (tokens_.TakeIf("(")) tokens_.SkipBracket();
    Directives();
    if (!tokens_.TakeIf("{")) {
      is_broken_ = true;
      return;
    }
    Operation(root, line);
  }

  void Operation(const std::string& root, std::uint32_t line) {
    SqlStatement statement;
    statement.scope = scope_;
    statement.verb = kGraphqlRequest;
    statement.line = line_ + line - 1;
    Selection(root, 0, &statement);
    if (!statement.columns.empty()) statements_.push_back(std::move(statement));
  }

  // Behind the "{" of what is asked of the thing at `path`.
  void Selection(const std::string& path, int depth, SqlStatement* statement) {
    if (depth > kMaxSelections || statement->columns.size() > kMaxSelected) {
      tokens_.SkipBracket();
      return;
    }
    while (!tokens_.TakeIf("}")) {
      if (tokens_.AtEnd()) {
        is_broken_ = true;
        return;
      }
      if (tokens_.At(".")) {
        Spread(path, depth, statement);
        continue;
      }
      ManifestToken field = tokens_.Take();
      if (field.kind == TokenKind::kSign && field.text == "{") {  // a hole of the program
        tokens_.SkipBracket();
        continue;
      }
      if (field.kind != TokenKind::kWord) {
        is_broken_ = true;
        return;
      }
      if (tokens_.TakeIf(":")) field = tokens_.Take();  // behind an alias
      Select(path, std::string(field.text), statement);
      if (tokens_.TakeIf("(")) GivenArguments(path, std::string(field.text), statement);
      Directives();
      if (tokens_.TakeIf("{")) {
        Selection(path + "/" + std::string(field.text), depth + 1, statement);
      }
    }
  }

  static void Select(const std::string& path, std::string field, SqlStatement* statement) {
    ColumnUse use;
    use.table = path;
    use.column = std::move(field);
    use.access = "read";
    if (std::find(statement->columns.begin(), statement->columns.end(), use) ==
        statement->columns.end()) {
      statement->columns.push_back(std::move(use));
    }
  }

  // "...OrderParts", "... on Order { id }"
  void Spread(const std::string& path, int depth, SqlStatement* statement) {
    while (tokens_.TakeIf(".")) {
    }
    std::string inside = path;
    if (tokens_.TakeIf("on")) {
      inside = kOnType + std::string(tokens_.Take().text);
    } else if (tokens_.Peek().kind == TokenKind::kWord) {
      tokens_.Take();
    }
    Directives();
    if (tokens_.TakeIf("{")) Selection(inside, depth + 1, statement);
  }

  void GivenArguments(const std::string& path, const std::string& field, SqlStatement* statement) {
    while (!tokens_.TakeIf(")")) {
      if (tokens_.AtEnd()) return;
      const ManifestToken name = tokens_.Take();
      if (name.kind != TokenKind::kWord || !tokens_.TakeIf(":")) continue;
      Select(path, field + "(" + std::string(name.text) + ")", statement);
      if (tokens_.TakeIf("$")) {
        tokens_.Take();
      } else if (const ManifestToken value = tokens_.Take();
                 value.kind == TokenKind::kSign && (value.text == "[" || value.text == "{")) {
        tokens_.SkipBracket();
      }
    }
  }

  static bool IsDefinition(std::string_view word) {
    return word == "scalar" || word == "union" || word == "directive" || word == "schema";
  }

  bool StartsDefinition() const {
    constexpr std::array<std::string_view, 9> kWords = {
        "type", "interface", "input", "enum", "extend", "scalar", "union", "directive", "schema"};
    for (const std::string_view word : kWords) {
      if (tokens_.At(word)) return true;
    }
    return false;
  }

  // Up to the "{" of a type: "implements A & B @key(fields: "id")".
  bool ToBody() {
    while (!tokens_.AtEnd() && !tokens_.At("{") && !StartsDefinition()) {
      if (tokens_.Take().text == "(") tokens_.SkipBracket();
    }
    return tokens_.TakeIf("{");
  }

  void Add(std::vector<std::string> path, std::string value, std::uint32_t line) {
    entries_.push_back({std::move(path), std::move(value), line});
  }

  void Values(const std::string& word) {
    const std::string name(tokens_.Take().text);
    if (!ToBody()) return;
    while (!tokens_.AtEnd() && !tokens_.TakeIf("}")) {
      const ManifestToken value = tokens_.Take();
      if (value.kind != TokenKind::kWord) continue;
      Add({word, name, "value", std::string(value.text)}, "", value.line);
      Directives();
    }
  }

  void Directives() {
    while (tokens_.TakeIf("@")) {
      tokens_.Take();
      if (tokens_.TakeIf("(")) tokens_.SkipBracket();
    }
  }

  void Fields(const std::string& word) {
    const std::string name(tokens_.Take().text);
    if (!ToBody()) return;
    while (!tokens_.AtEnd() && !tokens_.TakeIf("}")) {
      const ManifestToken field = tokens_.Take();
      if (field.kind != TokenKind::kWord) {
        if (field.text == "{" || field.text == "(") tokens_.SkipBracket();
        continue;
      }
      const std::vector<std::string> path = {word, name, "field", std::string(field.text)};
      const std::size_t index = entries_.size();
      Add(path, "", field.line);
      if (tokens_.TakeIf("(")) Arguments(path);
      if (tokens_.TakeIf(":")) entries_[index].value = Type();
      Default();
      Directives();
    }
  }

  void Arguments(const std::vector<std::string>& field) {
    while (!tokens_.AtEnd() && !tokens_.TakeIf(")")) {
      const ManifestToken name = tokens_.Take();
      if (name.kind != TokenKind::kWord || !tokens_.TakeIf(":")) continue;
      std::vector<std::string> path = field;
      path.insert(path.end(), {"arg", std::string(name.text)});
      std::string type = Type();
      if (Default()) type += " = …";
      Directives();
      Add(std::move(path), std::move(type), name.line);
    }
  }

  std::string Type() {
    std::string type;
    for (std::size_t count = 0; count < kMaxTypeTokens; ++count) {
      const ManifestToken& token = tokens_.Peek();
      const bool bracket = tokens_.At("[") || tokens_.At("]") || tokens_.At("!");
      const bool name = token.kind == TokenKind::kWord && (type.empty() || type.back() == '[');
      if (!bracket && !name) break;
      type += tokens_.Take().text;
    }
    return type;
  }

  bool Default() {
    if (!tokens_.TakeIf("=")) return false;
    const ManifestToken& first = tokens_.Take();
    if (first.kind == TokenKind::kSign) {
      if (first.text == "[" || first.text == "{") tokens_.SkipBracket();
      if (first.text == "-") tokens_.Take();
    }
    return true;
  }

  TokenReader tokens_;
  const std::uint32_t line_;
  const std::int32_t scope_;
  std::vector<ManifestEntry> entries_;
  std::vector<SqlStatement> statements_;
  bool is_broken_ = false;
};

std::string_view Begun(std::string_view text) {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (!text.starts_with('#')) return text;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
}

bool BeginsWithWord(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return text.starts_with(' ') || text.starts_with('\n') || text.starts_with('(') ||
         text.starts_with('{') || text.starts_with('\r') || text.starts_with('\t');
}

// "type.Book.field.title" as a column of the statement.
void Declare(const ManifestEntry& entry, SqlStatement* statement) {
  const std::vector<std::string>& path = entry.path;
  const bool is_field = path.size() >= 4 && path[2] == "field";
  if (!is_field || (path.size() != 4 && path.size() != 6)) return;
  ColumnUse use;
  use.table = path[1];
  use.column = path.size() == 4 ? path[3] : path[3] + "(" + path[5] + ")";
  use.access = "declare";
  use.to = entry.value;
  statement->columns.push_back(std::move(use));
}

}  // namespace

void ReadGraphqlDocument(std::string_view text, std::uint32_t line, std::int32_t scope,
                         std::vector<ManifestEntry>* declared, FileFacts& facts) {
  GraphqlReader reader(text, line, scope);
  reader.Run();
  std::move(reader.entries().begin(), reader.entries().end(), std::back_inserter(*declared));
  std::move(reader.statements().begin(), reader.statements().end(),
            std::back_inserter(facts.statements));
}

void ReadGraphqlText(std::string_view text, std::uint32_t line, std::int32_t scope,
                     FileFacts& facts) {
  GraphqlReader reader(text, line, scope);
  reader.Run();
  if (!reader.is_whole()) return;
  std::move(reader.statements().begin(), reader.statements().end(),
            std::back_inserter(facts.statements));
  std::uint32_t last_line = 0;
  for (const ManifestEntry& entry : reader.entries()) {
    const std::uint32_t at = line + entry.line - 1;
    if (at != last_line) {
      SqlStatement statement;
      statement.scope = scope;
      statement.verb = kGraphqlSchema;
      statement.line = at;
      facts.statements.push_back(std::move(statement));
      last_line = at;
    }
    Declare(entry, &facts.statements.back());
    if (facts.statements.back().columns.empty()) {
      facts.statements.pop_back();
      last_line = 0;
    }
  }
}

SqlStatement AnsweredField(std::string_view type, std::string_view field) {
  SqlStatement statement;
  statement.verb = kGraphqlRequest;
  ColumnUse use;
  use.table = kOnType + std::string(type);
  use.column = field;
  use.access = "read";
  statement.columns.push_back(std::move(use));
  return statement;
}

bool LooksLikeGraphql(std::string_view text) {
  const std::string_view begun = Begun(text);
  constexpr std::array<std::string_view, 4> kRequests = {"query", "mutation", "subscription",
                                                         "fragment"};
  const auto begins = [&](std::string_view word) { return BeginsWithWord(begun, word); };
  if (std::any_of(kRequests.begin(), kRequests.end(), begins)) {
    return begun.find('{') != begun.npos && begun.find('}') != begun.npos;
  }
  constexpr std::array<std::string_view, 8> kDefinitions = {
      "type", "interface", "input", "enum", "extend", "scalar", "union", "schema"};
  if (!std::any_of(kDefinitions.begin(), kDefinitions.end(), begins)) return false;
  // Types of other languages are written so as well: a schema says what may be asked.
  constexpr std::array<std::string_view, 3> kRoots = {"type Query", "type Mutation",
                                                      "type Subscription"};
  return std::any_of(kRoots.begin(), kRoots.end(),
                     [&](std::string_view root) { return begun.find(root) != begun.npos; });
}

}  // namespace interlock
