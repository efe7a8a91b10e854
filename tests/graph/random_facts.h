// Facts that no language would have: every field of every struct, filled at random.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

class RandomFacts {
 public:
  explicit RandomFacts(std::uint32_t seed) : engine_(seed) {}

  // `size` is the number of definitions; references and bindings are several times as many.
  FileFacts Make(std::size_t size) {
    definitions_ = static_cast<std::int32_t>(size);
    FileFacts facts;
    facts.language = Text();
    facts.package = Text();
    facts.conditional = Coin();
    facts.error_count = Number();
    facts.first_error_line = Number();
    for (std::int32_t i = 0; i < definitions_; ++i) facts.definitions.push_back(MakeDefinition(i));
    for (std::size_t i = 0; i < 2 * size; ++i) facts.bindings.push_back(MakeBinding());
    for (std::size_t i = 0; i < 8 * size; ++i) facts.references.push_back(MakeReference());
    for (std::size_t i = 0; i < size; ++i) {
      facts.imports.push_back({Text(), Text(), Text(), Coin(), Scope(), Number()});
      facts.exports.push_back({Text(), Text(), Number()});
      facts.inheritance.push_back({Scope(), Text(), Text(), Text(), Coin(), Number()});
      facts.literals.push_back({Scope(), Text(), {Texts(), {}, Texts()}, Number()});
      facts.choices.push_back(
          {Scope(), Text(), {{Text(), Text(), Number()}, {}}, Coin(), Coin(), Number()});
      facts.entries.push_back({Scope(), Text(), Number(), Text(), Coin(), Coin(), Number()});
      facts.roots.push_back({Text(), Text(), Coin(), Texts()});
      facts.dependencies.push_back({Text(), Text(), Text(), Number()});
      facts.settings.push_back({Text(), Text(), Number(), Number()});
      facts.guards.push_back(MakeGuard(facts));
      facts.sites.push_back(MakeSite(facts));
      facts.statements.push_back(MakeStatement(facts));
    }
    for (Reference& reference : facts.references) reference.guard = GuardOf(facts);
    return facts;
  }

  std::size_t Below(std::size_t limit) { return engine_() % limit; }

 private:
  bool Coin() { return Below(2) == 1; }

  // Small numbers and the extremes.
  std::uint32_t Number() {
    constexpr std::uint32_t kSome[] = {0, 1, 127, 128, 0x7fffffff, 0x80000000, 0xffffffff};
    return Coin() ? static_cast<std::uint32_t>(Below(3000)) : kSome[Below(std::size(kSome))];
  }

  std::uint64_t Hash() { return std::uint64_t{engine_()} << 32 | engine_(); }

  std::int32_t Scope() {
    return static_cast<std::int32_t>(Below(static_cast<std::size_t>(definitions_) + 1)) - 1;
  }

  std::string Text() {
    const std::size_t length = Below(10) == 0 ? Below(300) : Below(12);
    std::string text(length, '\0');
    for (char& c : text) c = static_cast<char>(Below(256));
    if (Coin() && !texts_.empty()) return texts_[Below(texts_.size())];
    texts_.push_back(text);
    return text;
  }

  std::vector<Interned> Texts() {
    std::vector<Interned> texts(Below(4));
    for (Interned& text : texts) text = Text();
    return texts;
  }

  Definition MakeDefinition(std::int32_t index) {
    Definition made = {.kind = static_cast<DefinitionKind>(Below(11)),
                       .name = Text(),
                       .parent = std::min(Scope(), index - 1),
                       .owner = Text(),
                       .type = Text(),
                       .type_text = Text(),
                       .value = Text(),
                       .first_line = Number(),
                       .last_line = Number(),
                       .signature_hash = Hash(),
                       .body_hash = Hash(),
                       .body_tokens = Number(),
                       .type_parameters = Number(),
                       .callable = Coin(),
                       .exported = Coin(),
                       .is_abstract = Coin(),
                       .is_optional = Coin(),
                       .is_static = Coin(),
                       .is_property = Coin(),
                       .is_local = Coin(),
                       .is_async = Coin(),
                       .is_declaration = Coin(),
                       .is_alternative = Coin(),
                       .is_conditional = Coin(),
                       .is_fixed = Coin(),
                       .is_override = Coin()};
    for (std::size_t i = Below(5); i > 0; --i)
      made.parameters.push_back(
          {Text(), Text(), Text(), static_cast<ParameterKind>(Below(6)), Coin()});
    return made;
  }

  Binding MakeBinding() { return {Scope(), Text(), Text(), Text(), Coin(), Number()}; }

  Reference MakeReference() {
    return {.kind = static_cast<ReferenceKind>(Below(5)),
            .name = Text(),
            .receiver = Text(),
            .scope = Scope(),
            .arguments = static_cast<std::int32_t>(Number() / 2) - 1,
            .keywords = Texts(),
            .spread = Coin(),
            .is_written = Coin(),
            .is_tried = Coin(),
            .is_free = Coin(),
            .line = Number(),
            .count = Number()};
  }

  std::int32_t GuardOf(const FileFacts& facts) {
    return static_cast<std::int32_t>(Below(facts.guards.size() + 1)) - 1;
  }

  Guard MakeGuard(const FileFacts& facts) {
    return {.scope = Scope(),
            .around = GuardOf(facts),
            .on = Text(),
            .site = -1,
            .negated = Coin(),
            .first_line = Number(),
            .last_line = Number()};
  }

  Site MakeSite(const FileFacts& facts) {
    Site made = {.kind = static_cast<SiteKind>(Below(3)),
                 .scope = Scope(),
                 .path = Text(),
                 .subject = Scope(),
                 .guard = GuardOf(facts),
                 .around = static_cast<std::int32_t>(Below(facts.sites.size() + 1)) - 1,
                 .beyond = static_cast<std::int32_t>(Below(facts.sites.size() + 1)) - 1,
                 .in_loop = Coin(),
                 .line = Number()};
    for (std::size_t i = Below(4); i > 0; --i)
      made.operands.push_back({Text(), static_cast<OperandKind>(Below(5)), Text()});
    return made;
  }

  SqlStatement MakeStatement(const FileFacts& facts) {
    SqlStatement made = {.scope = Scope(),
                         .verb = Text(),
                         .value = Text(),
                         .lock = Text(),
                         .online = Coin(),
                         .partial = Coin(),
                         .guard = GuardOf(facts),
                         .in_loop = Coin(),
                         .line = Number()};
    for (std::size_t i = Below(3); i > 0; --i) made.tables.push_back({Text(), Text(), Text()});
    for (std::size_t i = Below(3); i > 0; --i)
      made.columns.push_back({Text(), Text(), Text(), Text(), Coin()});
    return made;
  }

  std::mt19937 engine_;
  std::int32_t definitions_ = 0;
  std::vector<std::string> texts_;
};

}  // namespace interlock
