// Where a use that one view gains meets an entity that another view of its group takes away or
// alters. The join behind several rules: by name first, then proven by resolving the use in the
// world that has only its own side, then looked up again in the world that has both.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/overlay/snapshot.h"
#include "graph/resolve.h"

namespace interlock {

struct UseMeeting {
  std::shared_ptr<const PairView> pair;  // a takes away or alters, b uses
  const EntityDelta* entity = nullptr;   // of a
  const SourceFile* user = nullptr;      // b's file
  const Reference* use = nullptr;        // one of the two is set
  const Import* import = nullptr;
  std::string field;  // the field that `use`, a literal, sets; else empty
  // What `use` has run later is given these arguments: `use` is this, where that is set.
  std::shared_ptr<const Reference> later;
  Resolved alone;  // what the use means with b only
  Resolved both;   // what it means when both have landed
  const SourceFile* user_in_both = nullptr;
  Target entity_in_both;  // the entity as it is then; no file when it is gone
};

// Each meeting whose use, with b alone, leads to the entity, in order of b. Uses that are no longer
// there once both are merged are left out.
std::vector<UseMeeting> FindUseMeetings(const Snapshot& snapshot, int threads);

// Calls `visit` for each meeting of the snapshot's with an entity that is wanted.
void ForEachUseMeeting(const Snapshot& snapshot,
                       const std::function<bool(const EntityDelta&)>& wanted,
                       const std::function<void(const UseMeeting&)>& visit);

// "calls post with 2 arguments", "imports post from billing.ledger".
std::string DescribeUse(const UseMeeting& meeting);
// How the resolver followed the use, in words: "through its import".
std::string HowResolved(const Resolved& resolved);
std::uint32_t UseLine(const UseMeeting& meeting);

// Where b's file lies in the world of both: under its own path, unless a renamed it. Null when it
// is gone.
const SourceFile* FileInBoth(const PairView& pair, const World& both, const SourceFile& user);

// The same use in the merged version of its file: in the same scope, or in any when that scope is
// gone, for it may have been renamed around the use. Null when the use is gone.
const Reference* FindUse(const SourceFile& merged, const SourceFile& user, const Reference& use);

// The name reports give to an entity: module and qualified name.
std::string EntityName(const SourceFile& file, const std::string& qualified_name);

// The name of the module that a file is, or its path where names need no module.
std::string ModuleLabel(const SourceFile& file);

// The file version on which an entity's old form stands, and the evidence that points there.
const SourceFile* OldFile(const ChangeView& view, const EntityDelta& entity);
const SourceFile* NewFile(const ChangeView& view, const EntityDelta& entity);

// An interaction with rule, changes and entity filled in. Views of what landed name no change.
Interaction MakeInteraction(const Snapshot& snapshot, const char* rule, const PairView& pair,
                            const std::string& kind, const std::string& name);
// "land 12 first, then rebase 34 and use it", or, when 12 has landed already, "rebase 34 on main
// and use it".
Advice RebaseAnd(const PairView& pair, std::string cure);
// A form of many parameters with those only that `old_form` has not or has otherwise:
// "search(…, limit: int, …)". Null: as it is.
std::string FormText(const Definition& form, const Definition* old_form);
// The same for a use at `place` ("shop/cart.py:12") that must fit another form than `old_form`.
// What the base uses in the old form is adapted by whoever alters it, there.
Advice AdaptTo(const Definition& form, const Definition* old_form, const PairView& pair,
               const std::string& place);
// "land one, then drop it in the other", or, when one has landed already, "rebase 34 on main and
// drop it there"; a reason follows after a colon.
Advice LandOneThen(const PairView& pair, const std::string& what, const std::string& why = "");
// "keep the old name until both have landed", where that can still be done, else empty.
std::string KeepTheName(const PairView& pair);
Evidence MakeEvidence(const Snapshot& snapshot, const ChangeView& view, const SourceFile& file,
                      std::uint32_t line, std::string statement);

}  // namespace interlock
