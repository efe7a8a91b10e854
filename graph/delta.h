// What a change does to entities: the difference between the facts of two versions of its files.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graph/world.h"
#include "interlock/delta.h"

namespace interlock {

// One changed file. `before` is null when the change adds it, `after` when it removes it.
struct FileVersions {
  const SourceFile* before = nullptr;
  const SourceFile* after = nullptr;
};

// Uses and imports that one file gains and loses.
struct UseChanges {
  std::vector<ReferenceDelta> references;
  std::vector<ImportDelta> imports;
};
UseChanges CompareUses(const FileVersions& versions);

// By the versions before and after.
using KnownUses = std::map<std::pair<const SourceFile*, const SourceFile*>, UseChanges>;

// Entities are matched by qualified name, then, among what is left, by equal bodies: that is how a
// renamed or moved entity is known. Local functions are part of the body around them.
// `known` may hold the changes of uses of some of the files.
Delta ComputeDelta(const std::string& change, const std::vector<FileVersions>& files,
                   const KnownUses* known = nullptr);

// Does the type, as it is written, hold all that the other one does: `A | B` all of A, `T?` all of
// T?
bool HoldsMore(const std::string& before, const std::string& after);

// How `after` differs from `before` for those who call, override or read it.
std::vector<SignatureDifference> CompareSignatures(const Definition& before,
                                                   const Definition& after);

// Would a call that fits `before` still fit `after`, as far as names and numbers of arguments tell?
// Unpacked arguments fit any form, unless they can go to the rest parameter alone. `traits` are
// those of the language that calls.
struct Fit {
  bool fits = true;
  std::string why;  // "takes 3 arguments, the call passes 2"
};
Fit FitCall(const Definition& callee, const Reference& call, bool through_instance,
            const LanguageTraits& traits);

// "post(entry: Entry, dry_run: bool=) -> Receipt": a signature as reports show it, in one notation
// for all languages.
std::string SignatureText(const Definition& definition);

}  // namespace interlock
