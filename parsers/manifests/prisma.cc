// Prisma schemas: "datasource.db.url" (env("DATABASE_URL")), "model.User" (its table, where that
// has another name), "model.User.field.email" ("String?"), with ".map" (its column), ".default" and
// ".relation" below it, "enum.Role.value.ADMIN".
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"
#include "parsers/manifest_tokens_internal.h"

namespace interlock {

extern const ManifestFormat manifest_prisma;

namespace {

bool ReadsPrisma(std::string_view path) {
  return path.ends_with(".prisma") && !IsInSampleFolder(path);
}

class PrismaReader {
 public:
  explicit PrismaReader(std::string_view bytes)
      : bytes_(bytes), tokens_(ReadTokens(bytes, {.slash_comments = true, .in_words = "."})) {}

  void Run(FileFacts& facts) {
    while (!tokens_.AtEnd()) {
      const ManifestToken word = tokens_.Take();
      if (word.kind != TokenKind::kWord || tokens_.Peek(1).text != "{") continue;
      const ManifestToken name = tokens_.Take();
      tokens_.Take();
      Block(std::string(word.text), std::string(name.text), name.line);
    }
    AddSettings(entries_, facts);
  }

 private:
  void Add(std::vector<std::string> path, std::string value, std::uint32_t line) {
    entries_.push_back({std::move(path), std::move(value), line});
  }

  void Block(const std::string& word, const std::string& name, std::uint32_t line) {
    const bool model = word == "model" || word == "view" || word == "type";
    const std::size_t index = entries_.size();
    if (model) Add({word, name}, "", line);
    while (!tokens_.AtEnd() && !tokens_.TakeIf("}")) {
      const ManifestToken first = tokens_.Take();
      if (model && first.text == "@" && tokens_.TakeIf("@")) {
        const auto [attribute, text] = Attribute(first.line);
        if (attribute == "map") entries_[index].value = text;
      } else if (first.kind == TokenKind::kWord && model) {
        Field(word, name, first);
      } else if (first.kind == TokenKind::kWord && word == "enum") {
        Add({word, name, "value", std::string(first.text)}, "", first.line);
        ToLineEnd(first.line);
      } else if (first.kind == TokenKind::kWord && tokens_.TakeIf("=")) {
        Assignment(word, name, first);
      }
    }
  }

  void ToLineEnd(std::uint32_t line) {
    while (!tokens_.AtEnd() && tokens_.Peek().line == line && !tokens_.At("}")) {
      if (tokens_.Take().text == "(") tokens_.SkipBracket();
    }
  }

  // provider = "postgresql", url = env("DATABASE_URL")
  void Assignment(const std::string& word, const std::string& name, const ManifestToken& key) {
    const ManifestToken first = tokens_.Peek();
    if (first.line != key.line) return;
    std::size_t end = tokens_.Take().end;
    while (!tokens_.AtEnd() && tokens_.Peek().line == key.line && !tokens_.At("}")) {
      end = tokens_.Take().end;
    }
    const bool text = first.kind == TokenKind::kText && end == first.end;
    Add({word, name, std::string(key.text)},
        std::string(text ? first.text : bytes_.substr(first.begin, end - first.begin)), key.line);
  }

  // email String? @unique @map("e_mail") @default("")
  void Field(const std::string& word, const std::string& model, const ManifestToken& name) {
    std::string type;
    while (!tokens_.AtEnd() && tokens_.Peek().line == name.line && !tokens_.At("@") &&
           !tokens_.At("}")) {
      type += tokens_.Take().text;
    }
    const std::vector<std::string> path = {word, model, "field", std::string(name.text)};
    Add(path, type, name.line);
    while (tokens_.Peek().line == name.line && tokens_.TakeIf("@")) {
      auto [attribute, text] = Attribute(name.line);
      if (attribute != "map" && attribute != "default" && attribute != "relation") continue;
      std::vector<std::string> below = path;
      below.push_back(attribute);
      Add(std::move(below), std::move(text), name.line);
    }
  }

  // What follows the "@": its name, and the first text it is given, the whole of it for a default.
  std::pair<std::string, std::string> Attribute(std::uint32_t line) {
    const std::string name(tokens_.Take().text);
    std::string text;
    if (tokens_.Peek().line != line || !tokens_.TakeIf("(")) return {name, text};
    const std::size_t begin = tokens_.Peek().begin;
    if (tokens_.Peek().kind == TokenKind::kText) text = std::string(tokens_.Peek().text);
    if (tokens_.At("name") && tokens_.Peek(2).kind == TokenKind::kText) {
      text = std::string(tokens_.Peek(2).text);
    }
    const std::size_t end = tokens_.SkipBracket();
    if (name == "default" && end > begin) text = std::string(bytes_.substr(begin, end - 1 - begin));
    return {name, text};
  }

  std::string_view bytes_;
  TokenReader tokens_;
  std::vector<ManifestEntry> entries_;
};

bool ExtractPrisma(std::string_view bytes, FileFacts& facts, std::string&) {
  PrismaReader(bytes).Run(facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_prisma = {"prisma", ReadsPrisma, ExtractPrisma};

}  // namespace interlock
