// The delta of a change: what it does to entities, computed between the facts of two file versions,
// never between lines. A file that moves or is reformatted has none. The file versions must outlive
// it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

enum class EntityEffect : std::uint8_t {
  kAdds,
  kRemoves,
  kRenames,  // same body under another name or in another place
  kAltersSignature,
  kAltersBody,
};

enum class SignatureEffect : std::uint8_t {
  kRequiredParameterAdded,
  kOptionalParameterAdded,
  kParameterRemoved,
  kParameterRenamed,
  kParametersReordered,
  kParameterBecameRequired,
  kParameterTypeAltered,
  kResultAltered,
  kBecameStatic,
  kOther,
  kBecameAsync,
  kNarrowed,               // other files may no longer name it
  kTypeParametersAltered,  // before, after: how many must be given
};

struct SignatureDifference {
  SignatureEffect effect = SignatureEffect::kOther;
  std::string parameter;  // name, when about one
  std::string before;     // type or name before
  std::string after;
};

// One entity that the change touches. Indices point into the facts of the old and new version of
// the file; -1 where that side does not exist.
struct EntityDelta {
  EntityEffect effect = EntityEffect::kAdds;
  std::string old_path, new_path;
  std::string old_name, new_name;  // qualified within the file
  std::int32_t old_index = -1, new_index = -1;
  std::vector<SignatureDifference> signature;
};

// A use that the change adds or takes away. `index` points into the references of the new version
// (gained) or the old one (lost), which keep the path: what landed is compared with many changes,
// and each of these comparisons lists thousands of uses.
struct ReferenceDelta {
  std::string_view path;
  std::int32_t index = -1;
  bool gained = true;
};

struct ImportDelta {
  std::string_view path;
  std::int32_t index = -1;
  bool gained = true;
};

struct Delta {
  std::string change;
  std::vector<EntityDelta> entities;  // ordered by path, position
  std::vector<ReferenceDelta> references;
  std::vector<ImportDelta> imports;
};

inline const char* EffectName(EntityEffect effect) {
  switch (effect) {
    case EntityEffect::kAdds:
      return "adds";
    case EntityEffect::kRemoves:
      return "removes";
    case EntityEffect::kRenames:
      return "renames";
    case EntityEffect::kAltersSignature:
      return "alters signature";
    case EntityEffect::kAltersBody:
      return "alters body";
  }
  return "touches";
}

}  // namespace interlock
