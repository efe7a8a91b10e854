// GraphQL schemas: "type.Query.field.orders" ("[Order!]!"), with ".arg.first" ("Int") below it,
// "input.Filter.field.id", "enum.Color.value.RED". Documents with queries alone have no settings.
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"
#include "parsers/manifest_tokens_internal.h"

namespace interlock {

extern const ManifestFormat manifest_graphql;

namespace {

constexpr std::size_t kMaxTypeTokens = 64;  // "[[Order!]!]!" has ten

bool ReadsGraphql(std::string_view path) {
  return (path.ends_with(".graphql") || path.ends_with(".graphqls") || path.ends_with(".gql")) &&
         !IsInSampleFolder(path);
}

class GraphqlReader {
 public:
  explicit GraphqlReader(std::string_view bytes)
      : tokens_(ReadTokens(bytes, {.hash_comments = true, .block_texts = true})) {}

  bool Run(FileFacts& facts) {
    while (!tokens_.AtEnd()) Definition();
    AddSettings(entries_, facts);
    return true;
  }

 private:
  void Definition() {
    if (tokens_.Peek().kind != TokenKind::kWord) {
      if (tokens_.Take().text == "{") tokens_.SkipBracket();
      return;
    }
    tokens_.TakeIf("extend");
    const std::string word(tokens_.Take().text);
    if (word == "enum") return Values(word);
    if (word == "type" || word == "interface" || word == "input") return Fields(word);
    // Queries, fragments, directives, scalars, unions, and the schema itself.
    while (!tokens_.AtEnd() && tokens_.Peek().kind != TokenKind::kText && !tokens_.At("{") &&
           !StartsDefinition()) {
      if (tokens_.Take().text == "(") tokens_.SkipBracket();
    }
    if (tokens_.TakeIf("{")) tokens_.SkipBracket();
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
  std::vector<ManifestEntry> entries_;
};

bool ExtractGraphql(std::string_view bytes, FileFacts& facts, std::string&) {
  return GraphqlReader(bytes).Run(facts);
}

}  // namespace

const ManifestFormat manifest_graphql = {"graphql", ReadsGraphql, ExtractGraphql};

}  // namespace interlock
