// Heads that are ahead of the base: they hold commits that landed on the base's branch after the
// commit the user gave as base, merged in or branched from. That part is not the change's own;
// taken for its own, two such changes would seem to interact wherever the base itself has moved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/intake/git.h"

namespace interlock {

struct NewerBase {
  ObjectId commit;
  std::vector<std::string> landed;  // numbers of the changes that landed up to it: "12"
};

// The number of the change that a commit says it lands: "12" of "Fix totals (#12)", "Merge pull
// request #12 …" or "See merge request …!12"; empty when it says none.
std::string LandedNumber(const CommitInfo& commit);

// The newest commit of the base's own later history that `head` holds, as far as head's
// first-parent line tells; none when there is none. REQUIRES: `base` is an ancestor of `head`.
//
// Told by what hosts and git write: a merge of a branch named like the base ("Merge branch
// 'main'"), or a landed change (a squash commit "… (#12)", committed by the host or among those of
// several authors, "Merge pull request #12 …", "See merge request …").
std::optional<NewerBase> FindNewerBase(const GitRepository& repository, const ObjectId& base,
                                       const ObjectId& head, const std::string& base_name);

}  // namespace interlock
