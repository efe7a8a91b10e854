// A format of rollouts: how one system writes who gets what. Each format is one file in this
// folder, and the build finds it:
//
//   analyzer/intake/rollouts/<name>.cc
//     extern const RolloutFormat rollout_format_<name> = {"<name>", "<what it is>", Recognises,
//     Read};
//
// A format translates and computes nothing: it fills Rollouts, Segments and their Cohorts
// (interlock/cohort.h), and says with a notice what it did not understand, beside an Opaque atom in
// the cohort. It leaves `share` of a stage at 0, which is filled in from the cohort, and `source`
// and `format`, which are filled in too. Read throws Error{kInput} only when the file as a whole is
// not what its name says.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/intake/json_document.h"
#include "interlock/rollout.h"

namespace interlock {

struct RolloutInput {
  std::string name;  // of the file, for messages
  std::string_view text;
  const JsonDocument* json = nullptr;  // when the text is JSON
  const JsonDocument* yaml = nullptr;  // when it is YAML: the list of its documents
  std::string edition;                 // one of the format's, when the user names it
};

// What a reader of one flag, segment or manifest needs; formats add their own to it.
struct RuleReader {
  RolloutFile* file;
  std::string name;  // "flag 'checkout'", for messages
  Cohorts* to;

  Cohorts& cohorts() const { return *to; }

  void Note(const JsonValue& at, const std::string& message) const {
    file->notices.push_back({"", at.line(), name + ": " + message});
  }
  // Not understood, and said.
  CohortId Unknown(const JsonValue& at, const std::string& reason) const {
    Note(at, reason);
    return cohorts().Add(Opaque{reason});
  }
};

// "shares group 'g' with 2 other flags: their cohorts are nested, not independent"
inline std::string SharingNote(const std::string& what, std::size_t flags, const char* therefore) {
  return "shares " + what + " with " + std::to_string(flags - 1) +
         (flags == 2 ? " other flag" : " other flags") + ": their cohorts are " + therefore;
}

struct RolloutFormat {
  const char* name;     // KIND of --rollouts KIND=FILE
  const char* summary;  // "Unleash client features (JSON), GitLab's included"
  // Certain of it by what the text holds: two formats never recognise one file, unless both read
  // single documents of it.
  bool (*recognises)(const RolloutInput&);
  RolloutFile (*read)(const RolloutInput&);
  // It reads the documents of its kinds, and leaves those of a file that are others to others.
  bool by_document = false;
  // What a file does not say of its reader: KIND-EDITION=FILE names one of these, "v1 v2".
  const char* editions = "";
  // Attributes of which a value is the id of one user, session or organisation: "userId *.key".
  const char* units = "";
};

}  // namespace interlock
