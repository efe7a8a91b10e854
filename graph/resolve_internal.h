// What the resolver's parts share; for graph/resolve*.cc alone.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/resolve.h"

namespace interlock {

// A hop through a re-export costs three, one through a variable two: a dozen of either is enough.
inline constexpr int kMaxDepth = 40;
// Look-ups for one question; beyond it the answer is "unknown".
inline constexpr int kMaxWork = 4000;
inline constexpr int kMaxBases = 8;  // from a type to the base that has the member

inline bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

inline bool IsType(const Definition& definition) {
  switch (definition.kind) {
    case DefinitionKind::kClass:
    case DefinitionKind::kInterface:
    case DefinitionKind::kEnum:
    case DefinitionKind::kType:
      return true;
    default:
      return false;
  }
}

// Does the name of a constant begin like this one, where a capital makes it one?
bool IsConstantName(std::string_view name);

// Of the openings of one open type, that of `file` (which may be null), or where the type is at
// home by the file's name, or else the first. Other targets stay as they are.
void KeepOneOpening(const SourceFile* file, std::vector<Target>* targets);

inline bool IsAtFileLevel(const Definition& definition) {
  return definition.parent < 0 && definition.owner.empty();
}

// A function of a module inside a file is no member of anything that could be a receiver.
inline bool IsMember(const Target& target) {
  const Definition& definition = target.definition();
  if (!definition.owner.empty() || definition.parent < 0) return !definition.owner.empty();
  return target.file->definition(definition.parent).kind != DefinitionKind::kModule;
}

// What an expression reaches, as far as it can be followed.
struct Resolver::Value {
  enum class Kind {
    kUnbound,   // no such name here
    kOpaque,    // bound, but what it holds cannot be followed
    kExternal,  // leads out of the repository
    kModule,
    kTarget,    // a definition itself: a function, a type, a variable
    kInstance,  // a value of the type that the targets name
    kTyped,     // a value of a type path not looked up yet
  };
  Kind kind = Kind::kUnbound;
  std::vector<Target> targets;
  ModuleRef module;
  const LanguageTraits* traits = nullptr;  // of a module's importer
  std::string type_path;
  const SourceFile* file = nullptr;  // where the type path was written
  std::int32_t scope = -1;
  bool open = false;       // more may be inherited from outside the repository
  Side side = Side::kAny;  // of self: which members it has
  const char* rule = "";

  static Value Opaque() {
    Value value;
    value.kind = Kind::kOpaque;
    return value;
  }
  static Value External() {
    Value value;
    value.kind = Kind::kExternal;
    return value;
  }
  Value AsInstance() const {
    Value value = *this;
    value.kind = Kind::kInstance;
    return value;
  }
  bool IsFollowable() const { return kind != Kind::kUnbound && kind != Kind::kOpaque; }
};

inline constexpr std::int32_t kFromOutside = -2;  // scope of a question that another file asks
inline constexpr std::int32_t kAskedImport = -1'000'000'000;  // of one what an import means
inline constexpr std::int32_t kAskedStars = -1'500'000'000;   // of one where star imports lead
inline constexpr std::int32_t kAskedBases = -2'000'000'000;   // of one what a type derives from

// Says that a name is being followed, as long as it lives.
class Resolver::Asking {
 public:
  Asking(Resolver& resolver, Question question) : asked_(resolver.asked_) {
    const auto found = std::find(asked_.begin(), asked_.end(), question);
    again_ = found != asked_.end();
    const auto position = static_cast<std::size_t>(found - asked_.begin());
    if (again_) resolver.provisional_ = std::min(resolver.provisional_, position);
    asked_.push_back(question);
  }
  ~Asking() { asked_.pop_back(); }
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  bool again() const { return again_; }
  std::size_t position() const { return asked_.size() - 1; }  // REQUIRES: asked last

 private:
  std::vector<Question>& asked_;
  bool again_ = false;
};

// Looks for something that does not hang on the present question and may be remembered: unless it
// hangs on one that is just being answered, or was given up. What is remembered is charged to no
// question, so that answers do not hang on the order of questions.
class Resolver::Aside {
 public:
  // `line` is where it is written; of the questions asked, those from `position` on are its own.
  Aside(Resolver& resolver, std::uint32_t line, std::size_t position)
      : resolver_(resolver),
        position_(position),
        provisional_(std::exchange(resolver.provisional_, kFinal)),
        work_(std::exchange(resolver.work_, 0)),
        guessed_(std::exchange(resolver.guessed_, false)),
        line_(std::exchange(resolver.line_, line)) {}
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

  // To be called once, with the answer at hand. True when it may be remembered.
  bool Finish() {
    const bool is_final = resolver_.provisional_ >= position_ && !resolver_.guessed_;
    resolver_.line_ = line_;
    resolver_.work_ = is_final ? work_ : work_ + resolver_.work_;
    resolver_.guessed_ = guessed_ || resolver_.guessed_;
    resolver_.provisional_ =
        is_final ? provisional_ : std::min(provisional_, resolver_.provisional_);
    return is_final;
  }

 private:
  Resolver& resolver_;
  const std::size_t position_;
  const std::size_t provisional_;
  const int work_;
  const bool guessed_;
  const std::uint32_t line_;
};

// One name of an expression path with what is done to it.
struct Resolver::Step {
  enum class Act { kCall, kIndex, kConstruct, kItem };
  std::string_view name;
  std::vector<std::pair<Act, std::size_t>> acts;
};

// Members that stand inside the definition. What is inside a function is its own affair.
void WrittenMembers(const Target& around, std::string_view name, std::vector<Target>* members);

}  // namespace interlock
