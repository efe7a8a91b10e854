// The catalogue, by the last names of its access paths: which entries an access path fits.
#pragma once

#include <map>
#include <string>
#include <string_view>
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

class CatalogIndex {
 public:
  // REQUIRES: the catalogue outlives it.
  explicit CatalogIndex(const Catalog& catalog);

  // May any entry of this match fit something that is written so? Cheap.
  bool MayFit(EntryMatch match, std::string_view path) const;

  // The entries that fit the path, in the catalogue's order; none twice.
  std::vector<EntryFit> Fitting(EntryMatch match, const AccessPath& path,
                                const SourceFile& file) const;

  // The entries of a match that has no paths but names: members and constants.
  std::vector<const CatalogEntry*> Named(EntryMatch match, std::string_view name,
                                         const SourceFile& file) const;

  // Does the path lead to what the handle stands for? "~redis".
  bool IsHandle(std::string_view id, std::string_view path) const;

 private:
  struct Pattern {
    std::vector<std::string_view> steps;
    const CatalogEntry* entry = nullptr;
  };
  using Steps = std::vector<std::string_view>;

  bool Fits(const Steps& pattern, std::size_t p, const Steps& path, std::size_t at, int depth,
            Captures* captures) const;
  bool FitsHandle(std::string_view id, const Steps& path, std::size_t end, int depth) const;

  const Catalog& catalog_;
  std::vector<const Pattern*> Candidates(EntryMatch match, std::string_view path) const;

  // By the last name that is whole; those that end in "{x}Stub" apart.
  std::map<std::pair<EntryMatch, std::string_view>, std::vector<Pattern>> patterns_;
  std::map<EntryMatch, std::vector<Pattern>> open_patterns_;
  std::map<std::string_view, std::vector<const CatalogHandle*>> handles_;
  std::map<const CatalogHandle*, std::vector<Steps>> of_handle_;
};

// Does a step of a pattern ("{service}Stub()", "*") fit one of a path?
bool StepFits(std::string_view pattern, std::string_view step, Captures* captures);

// Does the entry hold in files of this language, and in this file?
bool Concerns(const CatalogEntry& entry, const SourceFile& file);

}  // namespace interlock
