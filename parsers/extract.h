// Bytes of one source file -> FileFacts, by the grammar and the query of its language.
//
// A language is data (languages/README.md); nothing here or behind it knows one by name. All input
// is untrusted: whatever the bytes are, extraction ends within the limits and never throws or
// aborts.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/change.h"
#include "interlock/facts.h"
#include "interlock/flow.h"
#include "interlock/language.h"

namespace interlock {

struct BuiltinLanguageSource;
struct Language;  // a compiled language: opaque here

struct ParseLimits {
  std::size_t max_bytes = 2'000'000;       // larger files are lock files, bundles and dumps
  std::chrono::milliseconds time{10'000};  // of a processor, at most; see TimeFor
  std::size_t max_depth = 5'000;           // nesting of the syntax tree
};

// What a file of so many bytes may take: 2 MB take half a second, but errors in a few hundred bytes
// can make a parser walk in circles for ever.
std::chrono::milliseconds TimeFor(std::size_t bytes, const ParseLimits& limits);

struct ParseOutcome {
  FileFacts facts;               // empty when there is a gap that is not partial
  std::optional<GapReason> gap;  // absent: fully analysed
  std::string detail;            // of the gap: "2400000 bytes, the limit is 2000000"
  bool partial = false;          // there are facts all the same
  bool slow = false;             // of the gap: time ran out, which another time it may not
};

// The languages of one run. Immutable once made, so any number of threads may share it.
class Languages {
 public:
  // Those compiled into the program. Throws Error when a language.json is wrong.
  static const Languages& Builtin();
  static Languages Read(
      const std::vector<BuiltinLanguageSource>& sources);  // which must outlive it

  Languages(Languages&&) noexcept;
  Languages& operator=(Languages&&) noexcept;
  ~Languages();

  // The language that reads this file: by its name, else by its longest known extension. Null when
  // there is none.
  const Language* ForPath(std::string_view path) const;
  const Language* ForId(std::string_view id) const;

  // Queries are compiled when first used; this compiles them all. Throws Error when one is wrong:
  // "python/facts.scm: bad query at line 14: no node is called \"functon\"".
  void CompileAll() const;
  // The same, and refuses patterns that a grammar never builds: seconds, so it is for tests.
  void CheckPatterns() const;

  const LanguageTable& traits() const&;
  void traits() const&& = delete;  // would dangle

 private:
  struct Table;
  explicit Languages(std::unique_ptr<Table> table);
  std::unique_ptr<Table> table_;
};

// Stored facts are of use only while this is unchanged: "python/3+9f3c21d07a5be4c8", where the hash
// covers both files of the language, its grammar and the engine.
const std::string& Version(const Language& language);

// What starts a comment up to the end of the line, for tests written in the language itself.
const std::string& CommentPrefix(const Language& language);

// Throws Error only when the language's own query is wrong (see CompileAll).
ParseOutcome ExtractFacts(const Language& language, std::string_view bytes,
                          const ParseLimits& limits = {});

// The same, and how values move in the file; `flow` stays empty when there are no facts.
ParseOutcome ExtractFlow(const Language& language, std::string_view bytes, FlowFacts* flow,
                         const ParseLimits& limits = {});

// Parses and forgets, without any limit: what ExtractFacts costs at the least, for measurements.
// False when there are syntax errors.
bool ParseOnly(const Language& language, std::string_view bytes);

}  // namespace interlock
