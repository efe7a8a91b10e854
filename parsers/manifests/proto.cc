// Protocol buffers: "service.shop.Cart.rpc.AddItem" ("AddRequest -> Empty"),
// "message.shop.Item.field.id" ("string = 1"), "enum.shop.Color.value.RED" ("0"). Names stand with
// their package and what they are inside of; an option of the file is "option.go_package".
// FileFacts.package is the package.
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"
#include "parsers/manifest_tokens_internal.h"

namespace interlock {

extern const ManifestFormat manifest_proto;

namespace {

constexpr std::size_t kMaxDepth = 32;

bool ReadsProto(std::string_view path) {
  return path.ends_with(".proto") && !IsInSampleFolder(path);
}

class ProtoReader {
 public:
  explicit ProtoReader(std::string_view bytes)
      : tokens_(ReadTokens(bytes, {.slash_comments = true, .in_words = "."})) {}

  bool Run(FileFacts& facts, std::string& problem) {
    while (!tokens_.AtEnd()) Top();
    facts.package = package_;
    AddSettings(entries_, facts);
    problem = problem_;
    return problem_.empty();
  }

 private:
  void Top() {
    if (tokens_.TakeIf("package")) {
      package_ = std::string(tokens_.Take().text);
      scope_ = package_;
      return ToEnd();
    }
    if (tokens_.TakeIf("service")) return Service();
    if (tokens_.TakeIf("option")) return Option();
    if (!Type()) ToEnd();
  }

  // "option go_package = "example.com/shop;shop";"
  void Option() {
    const ManifestToken name = tokens_.Take();
    if (name.kind == TokenKind::kWord && tokens_.TakeIf("=")) {
      const ManifestToken& value = tokens_.Peek();
      const bool is_one = value.kind == TokenKind::kText || value.kind == TokenKind::kWord;
      if (is_one) Add({"option", std::string(name.text)}, std::string(value.text), name.line);
    }
    ToEnd();
  }

  // To the end of a statement, options in braces passed over.
  void ToEnd() {
    while (!tokens_.AtEnd() && !tokens_.At("}")) {
      const ManifestToken& token = tokens_.Take();
      if (token.kind != TokenKind::kSign) continue;
      if (token.text == ";") return;
      if (token.text == "{") {
        tokens_.SkipBracket();
        return;
      }
    }
    if (scope_ == package_ && tokens_.At("}")) {
      Complain("a bracket that nothing opened");
      tokens_.Take();
    }
  }

  void Complain(std::string_view what) {
    if (problem_.empty()) {
      problem_ = "line " + std::to_string(tokens_.Peek().line) + ": " + std::string(what);
    }
  }

  std::string Within(std::string_view name) const {
    return scope_.empty() ? std::string(name) : scope_ + "." + std::string(name);
  }

  void Add(std::vector<std::string> path, std::string value, std::uint32_t line) {
    entries_.push_back({std::move(path), std::move(value), line});
  }

  // A message or an enum, read whole; false when none stands here.
  bool Type() {
    const bool message = tokens_.At("message"), is_enum = tokens_.At("enum");
    if ((!message && !is_enum) || tokens_.Peek(1).kind != TokenKind::kWord) return false;
    if (tokens_.Peek(2).text != "{") return false;
    tokens_.Take();
    const ManifestToken name = tokens_.Take();
    tokens_.Take();
    if (++depth_ > kMaxDepth) {
      tokens_.SkipBracket();
    } else {
      const std::string outer = std::exchange(scope_, Within(name.text));
      Add({message ? "message" : "enum", scope_}, "", name.line);
      message ? Message() : Enum();
      scope_ = outer;
    }
    --depth_;
    return true;
  }

  void Message() {
    while (!tokens_.AtEnd() && !tokens_.TakeIf("}")) {
      if (Type()) continue;
      if (tokens_.At("oneof") && tokens_.Peek(2).text == "{") {
        tokens_.Take(), tokens_.Take(), tokens_.Take();
        while (!tokens_.AtEnd() && !tokens_.TakeIf("}")) Field();
        continue;
      }
      Field();
    }
  }

  // "repeated shop.Item items = 3 [deprecated = true];", "map<string, Item> items = 4;"
  void Field() {
    std::string type;
    ManifestToken name;
    const std::uint32_t line = tokens_.Peek().line;
    while (!tokens_.AtEnd() && !tokens_.At("=") && !tokens_.At(";") && !tokens_.At("}") &&
           !tokens_.At("{")) {
      if (name.kind == TokenKind::kWord) Append(&type, name.text);
      name = {};
      const ManifestToken token = tokens_.Take();
      if (token.kind == TokenKind::kWord) {
        name = token;
      } else {
        type += token.text;
      }
    }
    const std::string_view first = std::string_view(type).substr(0, type.find_first_of(" ("));
    const bool field =
        tokens_.At("=") && name.kind == TokenKind::kWord && !type.empty() && first != "option";
    if (field) {
      tokens_.Take();
      const std::string key(name.text);
      Add({"message", scope_, "field", key}, type + " = " + std::string(tokens_.Peek().text), line);
    }
    ToEnd();
  }

  static void Append(std::string* type, std::string_view word) {
    if (!type->empty() && type->back() != '<' && type->back() != ',') *type += ' ';
    *type += word;
  }

  void Enum() {
    while (!tokens_.AtEnd() && !tokens_.TakeIf("}")) {
      const ManifestToken name = tokens_.Take();
      if (name.kind == TokenKind::kWord && name.text != "option" && tokens_.TakeIf("=")) {
        std::string number = tokens_.TakeIf("-") ? "-" : "";
        number += tokens_.Peek().text;
        Add({"enum", scope_, "value", std::string(name.text)}, number, name.line);
      }
      ToEnd();
    }
  }

  void Service() {
    const ManifestToken name = tokens_.Take();
    if (!tokens_.TakeIf("{")) return ToEnd();
    const std::string service = Within(name.text);
    Add({"service", service}, "", name.line);
    while (!tokens_.AtEnd() && !tokens_.TakeIf("}")) {
      if (tokens_.TakeIf("rpc")) {
        Rpc(service);
      } else {
        const std::string outer = std::exchange(scope_, service);
        ToEnd();
        scope_ = outer;
      }
    }
  }

  void Rpc(const std::string& service) {
    const ManifestToken name = tokens_.Take();
    const std::string request = Handed();
    tokens_.TakeIf("returns");
    const std::string response = Handed();
    const std::string method(name.text);
    Add({"service", service, "rpc", method}, request + " -> " + response, name.line);
    const std::string outer = std::exchange(scope_, service);
    ToEnd();
    scope_ = outer;
  }

  // "(stream shop.Item)"
  std::string Handed() {
    std::string type;
    if (!tokens_.TakeIf("(")) return type;
    while (!tokens_.AtEnd() && !tokens_.TakeIf(")")) Append(&type, tokens_.Take().text);
    return type;
  }

  TokenReader tokens_;
  std::vector<ManifestEntry> entries_;
  std::string package_, scope_;  // the type that is being read, with its package
  std::size_t depth_ = 0;
  std::string problem_;
};

bool ExtractProto(std::string_view bytes, FileFacts& facts, std::string& problem) {
  return ProtoReader(bytes).Run(facts, problem);
}

}  // namespace

const ManifestFormat manifest_proto = {"proto", ReadsProto, ExtractProto};

}  // namespace interlock
