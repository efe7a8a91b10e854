#include "analyzer/exposure/buckets.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "analyzer/exposure/atom_text.h"
#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/slices.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxCells = 4096;

struct Cell {
  std::vector<const RawSet*> inside;
  std::vector<bool> holds;
};

const Slice* SliceOf(const Atom& atom) {
  const auto* slice = std::get_if<Slice>(&atom);
  return slice != nullptr && !slice->remembered ? slice : nullptr;
}

// Splits the space by one slice after the other and keeps what is not empty.
bool FillExact(const std::vector<Atom>& atoms, BucketGroup* group) {
  const std::uint64_t last = LastRaw(group->spaces.front()->algorithm);
  std::vector<RawSet> complements;
  complements.reserve(group->atoms.size());  // the cells point into it
  std::vector<Cell> cells(1);
  for (const std::uint32_t atom : group->atoms) {
    const RawSet& set = std::get<Slice>(atoms[atom]).set;
    complements.push_back(Complement(set, last));
    std::vector<Cell> split;
    for (const Cell& cell : cells) {
      for (const bool holds : {true, false}) {
        Cell part = cell;
        part.inside.push_back(holds ? &set : &complements.back());
        part.holds.push_back(holds);
        const std::optional<RawProduct> values = Intersect(part.inside, last);
        if (!values) return false;
        if (Count(*values) > 0) split.push_back(std::move(part));
      }
    }
    cells = std::move(split);
    if (cells.size() > kMaxCells) return false;
  }
  for (const Cell& cell : cells) {
    group->cells.push_back({Share(Count(*Intersect(cell.inside, last)), last), cell.holds});
  }
  return true;
}

std::uint64_t Mixed(std::uint64_t value) {  // splitmix64
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

// An id in the form of a UUID.
std::string MadeUpId(std::uint64_t number) {
  const std::uint64_t high = Mixed(number * 2);
  const std::uint64_t low = Mixed(number * 2 + 1);
  char text[40];
  std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xFFFF), static_cast<unsigned>(high & 0xFFFF),
                static_cast<unsigned>(low >> 48),
                static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFU));
  return text;
}

// The raw values of the made-up users in a space; kept, because many slices are of one space. A
// user has the same id wherever a unit of that name is hashed.
std::shared_ptr<const std::vector<std::uint64_t>> RawsOf(const Space& space) {
  constexpr std::size_t kMostKept = 64;  // 1.6 MB each
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const std::vector<std::uint64_t>>> kept;
  Slice slice;
  slice.space = space;
  slice.missing = MissingUnit::kEmpty;
  const std::string name = AtomText(slice);
  {
    const std::lock_guard lock(mutex);
    if (const auto found = kept.find(name); found != kept.end()) return found->second;
  }
  std::vector<std::string> attributes;
  for (const InputPart& part : space.input) {
    attributes.insert(attributes.end(), part.attributes.begin(), part.attributes.end());
  }
  auto raws = std::make_shared<std::vector<std::uint64_t>>();
  raws->reserve(kCountedIds);
  Subject subject;
  for (std::uint32_t id = 0; id < kCountedIds; ++id) {
    for (const std::string& attribute : attributes) {
      const std::uint64_t unit = Murmur3(attribute, 0);  // another unit is another id
      subject.attributes[attribute] = AttributeValue::OfText(MadeUpId(unit << 20 | id));
    }
    raws->push_back(RawOf(slice, subject).value_or(0));
  }
  const std::lock_guard lock(mutex);
  if (kept.size() >= kMostKept) kept.clear();
  return kept.emplace(name, std::move(raws)).first->second;
}

// One bit for each made-up user.
using Bits = std::vector<std::uint64_t>;
constexpr std::uint32_t kWordBits = 64;
static_assert(kCountedIds % kWordBits == 0);

// The made-up users in a slice; kept, so that any two of them are compared in microseconds.
std::shared_ptr<const Bits> BitsOf(const Slice& slice) {
  constexpr std::size_t kMostKept = 4096;  // 25 kB each
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Bits>> kept;
  Slice plain;
  plain.space = slice.space;
  plain.set = slice.set;
  const std::string name = AtomText(plain);
  {
    const std::lock_guard lock(mutex);
    if (const auto found = kept.find(name); found != kept.end()) return found->second;
  }
  const auto raws = RawsOf(slice.space);
  auto bits = std::make_shared<Bits>(kCountedIds / kWordBits, 0);
  for (std::uint32_t id = 0; id < kCountedIds; ++id) {
    const std::uint64_t in = Contains(slice.set, (*raws)[id]) ? 1 : 0;
    (*bits)[id / kWordBits] |= in << (id % kWordBits);
  }
  const std::lock_guard lock(mutex);
  if (kept.size() >= kMostKept) kept.clear();
  return kept.emplace(name, std::move(bits)).first->second;
}

std::uint32_t CountOf(const Bits& bits) {
  int count = 0;
  for (const std::uint64_t word : bits) count += std::popcount(word);
  return static_cast<std::uint32_t>(count);
}

// Splits all made-up users by one slice after the other, those outside first.
void SplitCounted(const std::vector<std::shared_ptr<const Bits>>& slices, BucketGroup* group) {
  std::vector<std::pair<Bits, std::vector<bool>>> cells;
  cells.emplace_back(Bits(kCountedIds / kWordBits, ~std::uint64_t{0}), std::vector<bool>());
  for (const auto& slice : slices) {
    std::vector<std::pair<Bits, std::vector<bool>>> split;
    for (const auto& [users, holds] : cells) {
      for (const bool inside : {false, true}) {
        Bits part = users;
        for (std::size_t w = 0; w < part.size(); ++w) {
          part[w] &= inside ? (*slice)[w] : ~(*slice)[w];
        }
        if (CountOf(part) == 0) continue;
        split.emplace_back(std::move(part), holds);
        split.back().second.push_back(inside);
      }
    }
    cells = std::move(split);
  }
  for (const auto& [users, holds] : cells) {
    group->cells.push_back({static_cast<double>(CountOf(users)) / kCountedIds, holds});
  }
}

// All slices of several spaces at once.
void FillCounted(const std::vector<Atom>& atoms, BucketGroup* group) {
  constexpr std::size_t kMostSplit = 6;  // 64 cells; beyond, one made-up user after the other
  std::vector<std::shared_ptr<const Bits>> slices;
  for (const std::uint32_t atom : group->atoms) {
    slices.push_back(BitsOf(std::get<Slice>(atoms[atom])));
  }
  if (slices.size() <= kMostSplit) {
    SplitCounted(slices, group);
    return;
  }
  std::unordered_map<std::vector<bool>, std::uint32_t> counts;
  std::vector<bool> holds(slices.size());
  for (std::uint32_t id = 0; id < kCountedIds; ++id) {
    for (std::size_t i = 0; i < slices.size(); ++i) {
      holds[i] = ((*slices[i])[id / kWordBits] >> (id % kWordBits) & 1U) != 0;
    }
    ++counts[holds];
  }
  // In an order of their own, so that sums are the same each time.
  const std::map<std::vector<bool>, std::uint32_t> sorted(counts.begin(), counts.end());
  for (const auto& [cell, count] : sorted) {
    group->cells.push_back({static_cast<double>(count) / kCountedIds, cell});
  }
}

// One draw: a smaller probability lies inside a larger one.
void FillDraw(const std::vector<Atom>& atoms, BucketGroup* group) {
  std::vector<double> edges = {0, 1};
  for (const std::uint32_t atom : group->atoms) {
    edges.push_back(std::get<Chance>(atoms[atom]).probability);
  }
  std::sort(edges.begin(), edges.end());
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    if (edges[i + 1] <= edges[i]) continue;
    BucketCell cell{edges[i + 1] - edges[i], {}};
    for (const std::uint32_t atom : group->atoms) {
      cell.holds.push_back(edges[i] < std::get<Chance>(atoms[atom]).probability);
    }
    group->cells.push_back(std::move(cell));
  }
}

// The spaces of one unsound hash are one group, others are groups of their own.
bool Together(const Space& a, const Space& b, bool all_sound) {
  return a == b || (!all_sound && a.algorithm == b.algorithm && !IsSound(a.algorithm));
}

void Place(const Slice& slice, std::uint32_t atom, bool all_sound,
           std::vector<BucketGroup>* groups) {
  for (BucketGroup& group : *groups) {
    if (group.spaces.empty()) continue;
    if (!Together(*group.spaces.front(), slice.space, all_sound)) continue;
    group.atoms.push_back(atom);
    const bool known = std::any_of(group.spaces.begin(), group.spaces.end(),
                                   [&](const Space* space) { return *space == slice.space; });
    if (!known) group.spaces.push_back(&slice.space);
    return;
  }
  groups->push_back({BucketBasis::kExact, {atom}, {}, {&slice.space}, SpaceName(slice.space)});
}

void Place(const Chance& chance, std::uint32_t atom, std::vector<BucketGroup>* groups) {
  for (BucketGroup& group : *groups) {
    if (group.basis != BucketBasis::kDraw || group.name != chance.draw) continue;
    group.atoms.push_back(atom);
    return;
  }
  groups->push_back({BucketBasis::kDraw, {atom}, {}, {}, chance.draw});
}

}  // namespace

std::string SpaceName(const Space& space) {
  if (space.algorithm == HashAlgorithm::kNamed && space.input.size() == 2 &&
      !space.input.back().attributes.empty()) {
    return space.input.front().literal + " (" + space.input.back().attributes.front() + ")";
  }
  std::string name(AlgorithmName(space.algorithm));
  name += " of ";
  for (std::size_t i = 0; i < space.input.size(); ++i) {
    const InputPart& part = space.input[i];
    name += i == 0 ? "" : " + ";
    if (part.attributes.empty()) name += "\"" + part.literal + "\"";
    for (std::size_t j = 0; j < part.attributes.size(); ++j) {
      name += (j == 0 ? "" : " or ") + part.attributes[j];
    }
  }
  return name + (space.seed == 0 ? "" : " with seed " + std::to_string(space.seed));
}

std::vector<BucketGroup> BucketsOf(const std::vector<Atom>& atoms, bool all_sound) {
  std::vector<BucketGroup> groups;
  for (std::uint32_t atom = 0; atom < atoms.size(); ++atom) {
    if (const Slice* slice = SliceOf(atoms[atom])) Place(*slice, atom, all_sound, &groups);
    if (const auto* chance = std::get_if<Chance>(&atoms[atom])) Place(*chance, atom, &groups);
  }
  std::vector<BucketGroup> filled;
  for (BucketGroup& group : groups) {
    if (group.basis == BucketBasis::kDraw) {
      FillDraw(atoms, &group);
    } else if (group.spaces.size() > 1) {
      group.basis = BucketBasis::kCounted;
      FillCounted(atoms, &group);
    } else if (!FillExact(atoms, &group)) {
      continue;
    }
    filled.push_back(std::move(group));
  }
  return filled;
}

}  // namespace interlock
