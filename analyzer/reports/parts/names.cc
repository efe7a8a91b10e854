// The words that the JSON report uses for the enumerations of include/interlock/change.h.
#include "interlock/change.h"
#include "interlock/check.h"

namespace interlock {

const char* ReasonName(GapReason reason) {
  switch (reason) {
    case GapReason::kBinary:
      return "binary";
    case GapReason::kTooLarge:
      return "too-large";
    case GapReason::kMinified:
      return "minified";
    case GapReason::kGenerated:
      return "generated";
    case GapReason::kNotUtf8:
      return "not-utf8";
    case GapReason::kSymlink:
      return "symlink";
    case GapReason::kSubmodule:
      return "submodule";
    case GapReason::kLfsPointer:
      return "lfs-pointer";
    case GapReason::kNoGrammar:
      return "no-grammar";
    case GapReason::kIgnored:
      return "ignored";
    case GapReason::kModeOnly:
      return "mode-only";
    case GapReason::kSyntaxErrors:
      return "syntax-errors";
    case GapReason::kUnreadable:
      return "unreadable";
    case GapReason::kNoCommonAncestor:
      return "no-common-ancestor";
    case GapReason::kTooDeep:
      return "too-deep";
  }
  ILK_CHECK(false, "every gap reason has a word");
  return "";
}

}  // namespace interlock
