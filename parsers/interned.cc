#include "interlock/interned.h"

#include <array>
#include <cstdint>
#include <deque>
#include <mutex>

namespace interlock {

namespace {

// One of many, so that threads that intern at once seldom want the same. Open addressing over the
// hash: a set of nodes would be asked three times for it and be an allocation for each string.
class Part {
 public:
  const std::string* Hold(std::string_view text, std::size_t hash) {
    const std::lock_guard lock(mutex_);
    if (4 * (texts_.size() + 1) > 3 * slots_.size()) Grow();
    Slot* slot = &slots_[hash & mask()];
    for (std::size_t at = hash; slot->text != nullptr; slot = &slots_[++at & mask()]) {
      if (slot->hash == hash && *slot->text == text) return slot->text;
    }
    *slot = {hash, &texts_.emplace_back(text)};
    return slot->text;
  }

 private:
  struct Slot {
    std::size_t hash = 0;
    const std::string* text = nullptr;
  };

  std::size_t mask() const { return slots_.size() - 1; }

  void Grow() {
    std::vector<Slot> before(slots_.empty() ? 64 : 2 * slots_.size());
    before.swap(slots_);
    for (const Slot& slot : before) {
      if (slot.text == nullptr) continue;
      std::size_t at = slot.hash;
      while (slots_[at & mask()].text != nullptr) ++at;
      slots_[at & mask()] = slot;
    }
  }

  std::mutex mutex_;
  std::vector<Slot> slots_;  // a power of two of them, a quarter free
  std::deque<std::string> texts_;
};

}  // namespace

constinit const std::string Interned::kEmpty;

const std::string* Interned::Hold(std::string_view text) {
  // Never destroyed: values outlive main's end in whatever order static ones go.
  static auto& parts = *new std::array<Part, 64>;
  const std::size_t hash = std::hash<std::string_view>()(text);
  static_assert(sizeof hash == sizeof(std::uint64_t));
  return parts[hash >> 58].Hold(text, hash);
}

}  // namespace interlock
