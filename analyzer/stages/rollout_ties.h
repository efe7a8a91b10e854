// Which rollouts decide who meets a change. A change is tied
//
//   by an explicit line      the native format's `change:`
//   by a trailer             "Rollout: NAME" or "Feature-Flag: NAME" in its description, or in the
//                            messages of its commits when it has none
//   by the deployed version  it sets an image or a revision that a rollout's manifest speaks of, or
//                            another one in that manifest: then the rollout begins anew with it
//   by its code              all that it alters runs only when a flag is on (or off)
//
// A change tied to none reaches everyone when it is deployed. Code counts as behind a flag only
// when every line that can matter is: tests, prose, imports, the flag's own check and what is newly
// defined (nothing but the lines that count can reach it) do not matter, anything else does.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/intake/git.h"
#include "analyzer/overlay/build.h"
#include "analyzer/stages/knowledge.h"

namespace interlock {

struct ChangeTies {
  std::vector<Tie> ties;  // one for each rollout
  // What was found and tied to nothing: "its code is behind flag x, which no file of rollouts has".
  std::vector<std::string> notices;
  // Rollouts that some of the ties are about: those of a file, before their first stage.
  std::vector<std::shared_ptr<const Rollout>> anew;
};

// The bytes of a blob; none when they are missing.
using BlobReader = std::function<std::optional<std::string>(const ObjectId&)>;

// The change's own commits, newest first; asked only of changes without a description.
using CommitReader = std::function<std::vector<CommitInfo>(const Change&)>;

// By id of the change: in-flight ones, and those that landed and are dormant.
std::map<std::string, ChangeTies> TieChanges(const Knowledge& knowledge, const Overlay& overlay,
                                             const BlobReader& read, const CommitReader& commits);

}  // namespace interlock
