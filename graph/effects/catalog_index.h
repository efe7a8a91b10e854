// The catalogue, by the last names of its access paths: which entries an access path fits.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/effects/access_paths.h"
#include "interlock/catalog.h"
#include "interlock/interaction.h"

namespace interlock {

using Captures = std::map<std::string, std::string, std::less<>>;

struct EntryFit {
  const CatalogEntry* entry = nullptr;
  Resolution resolution = Resolution::kResolved;
  Captures captures;  // what stands for the names of the pattern: "{service}Stub"
};

// All patterns of a catalogue, ready to be held against paths. Immutable, so any number of threads
// may share one.
class CatalogPatterns {
 public:
  // REQUIRES: the catalogue outlives it.
  explicit CatalogPatterns(const Catalog& catalog);
  CatalogPatterns(const CatalogPatterns&) = delete;
  CatalogPatterns& operator=(const CatalogPatterns&) = delete;

 private:
  friend class CatalogIndex;
  using Steps = std::vector<std::string_view>;

  struct Pattern {
    Steps steps;
    const CatalogEntry* entry = nullptr;
  };
  struct Patterns {
    // By the last name that is whole; those that end in "{x}Stub" apart.
    std::unordered_map<std::string_view, std::vector<Pattern>> by_name;
    std::vector<Pattern> open;
  };
  // By the word for a language, or for a family of languages; "" for those of any. What other
  // languages call `get` need not be looked at.
  using Match = std::unordered_map<std::string_view, Patterns>;

  // Visits the patterns of one match that concern the language of the file, until one visit says
  // yes.
  template <typename Visit>
  bool AnyOfLanguage(EntryMatch match, const SourceFile& file, const Visit& visit) const;
  // The same, of those that could fit what is written so.
  template <typename Visit>
  bool AnyCandidate(EntryMatch match, std::string_view path, const SourceFile& file,
                    const Visit& visit) const;
  bool Fits(const Steps& pattern, std::size_t p, const Steps& path, std::size_t at, std::size_t end,
            int depth, Captures* captures) const;
  bool FitsHandle(std::string_view id, const Steps& path, std::size_t begin, std::size_t end,
                  int depth) const;

  std::array<Match, kEntryMatches> matches_;
  std::unordered_map<std::string_view, std::vector<Steps>> handles_;  // forms, by id
  std::deque<std::string> made_;  // the steps of handles that are types
  std::vector<const CatalogEntry*> of_elements_;  // what reads `T()[]`
};

// The patterns, with what was found out remembered: a repository says the same few thousand paths
// again and again. For one thread.
class CatalogIndex {
 public:
  // REQUIRES: the patterns outlive it.
  explicit CatalogIndex(const CatalogPatterns& patterns) : patterns_(patterns) {}

  // May any entry of this match fit something that is written so in the file's language? Cheap.
  bool MayFit(EntryMatch match, std::string_view path, const SourceFile& file) const;

  // The same of an element: what has it may be called anything where elements of a type are meant,
  // `settings["Mail"]`.
  bool MayFitElement(std::string_view path, const SourceFile& file) const;

  // The entries that fit the path, in the catalogue's order; none twice.
  std::vector<EntryFit> Fitting(EntryMatch match, const AccessPath& path, const SourceFile& file);

  // The entries of a match that has no paths but names: members and constants.
  std::vector<const CatalogEntry*> Named(EntryMatch match, std::string_view name,
                                         const SourceFile& file) const;

  // Does an entry take constants of the file, or members, whatever they are called?
  bool TakesAny(EntryMatch match, const SourceFile& file) const;

  // Does the path lead to what the handle stands for? "~redis".
  bool IsHandle(std::string_view id, std::string_view path) const;

 private:
  struct Fit {
    const CatalogEntry* entry = nullptr;
    Captures captures;
  };
  const std::vector<Fit>& FitsOf(EntryMatch match, const std::string& form, const SourceFile& file);

  const CatalogPatterns& patterns_;
  // By match and language, then by path. A path that nothing fits is there too.
  std::map<std::pair<EntryMatch, std::string_view>,
           std::unordered_map<std::string, std::vector<Fit>>>
      known_;
};

// Does a step of a pattern ("{service}Stub()", "*") fit one of a path?
bool StepFits(std::string_view pattern, std::string_view step, Captures* captures);

// Does the entry hold in files of this one's language, and in this file?
bool ConcernsLanguage(const CatalogEntry& entry, const SourceFile& file);
bool Concerns(const CatalogEntry& entry, const SourceFile& file);

}  // namespace interlock
