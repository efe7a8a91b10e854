// The in-flight changes that the user asks about: a list that a host's program printed
// (`--changes FILE`), or names on the command line (`--change ID=REV`).
//
//   gh pr list --json number,title,author,headRefOid,headRefName,baseRefName,labels,isDraft,
//     createdAt,url,body > changes.json
//   glab mr list -F json > changes.json
//
// A list comes from strangers: a string in it is never used as a revision expression, only as an
// object id or as the full name of a reference.
#pragma once

#include <istream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/change.h"

namespace interlock {

struct RequestedChange {
  std::string id;
  // What to read as its head: any revision expression when `required`, else an object id or empty.
  std::string revision;
  // Full names of references, tried in order when `revision` is empty or absent from the clone.
  std::vector<std::string> fallback_refs;
  bool required = false;  // the user named it: a missing head ends the run instead of being a gap
  std::string title;
  std::string author;
  std::string url;
  std::string description;
  std::string created;               // as the list gave it
  std::string head_name, base_name;  // of the branches
  std::string state;                 // as the list gave it: "OPEN", "merged"
  std::vector<std::string> labels;
  bool draft = false;
  // Not empty: one of the latest scan, at the head it had then, which `revision` is; the rest is in
  // the database (analyzer/stages/answers.h), and this is the sum of it.
  std::string kept;
};

// In the list's order. Throws Error{kInput} with the place: line and column where the JSON is
// broken, the entry's number (from 1) where its content is. `name` is the file, for messages.
// Memory grows with the fields that are kept, not with the input's size or nesting.
std::vector<RequestedChange> ReadChangeList(std::istream& input, const std::string& name);
std::vector<RequestedChange> ReadChangeListFile(const std::string& path);  // "-": standard input

// Values of `--change`, each ID=REV. Throws Error{kUsage}.
std::vector<RequestedChange> ParseChangeOptions(std::span<const std::string> values);

// Numbers by value, then other text: the order of changes everywhere.
bool ChangeIdLess(std::string_view a, std::string_view b);

}  // namespace interlock
