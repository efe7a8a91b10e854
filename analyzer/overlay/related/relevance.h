// What of two deltas may have to do with one another, by names alone: cheap, and never too little
// for a rule that joins by name. A branch that began long ago faces thousands of landed files; this
// tells which of them are worth a look.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "graph/delta.h"
#include "interlock/delta.h"

namespace interlock {

// Names, as hashes: a collision only makes two things look related that are not.
class SpokenNames {
 public:
  void Add(std::string_view name);
  // Each name in a dotted or otherwise joined text: "Color" and "RED" of "Color.RED".
  void AddParts(std::string_view text);
  void Add(const SpokenNames& other);
  void Settle();  // once all are there

  // REQUIRES: both are settled.
  bool Meets(const SpokenNames& other) const;

  std::vector<std::uint64_t>& hashes() { return hashes_; }
  const std::vector<std::uint64_t>& hashes() const { return hashes_; }

 private:
  std::vector<std::uint64_t> hashes_;  // when settled: sorted, each once
};

// What is said by the part of a delta that lies in one file, or by a whole delta.
struct DeltaNames {
  SpokenNames defined;  // entities touched or added, with what is around them; imports; entries
  SpokenNames used;     // by uses that are gained, types derived from, cases told apart
  SpokenNames dropped;  // by uses that are lost

  // May a rule that joins by name find something between the two?
  bool Meets(const DeltaNames& other) const;
  void Add(const DeltaNames& other);
  void Settle();
};

// By path: of the new version, or of the old one where there is none.
using NamesByPath = std::map<std::string, DeltaNames, std::less<>>;

// All of these are settled. REQUIRES: the delta is that of these files.
NamesByPath NamesOfFiles(const Delta& delta, const std::vector<FileVersions>& files);
DeltaNames NamesOfAll(const Delta& delta, const std::vector<FileVersions>& files);

}  // namespace interlock
