// What to do about an interaction, in the parts that a release coordinator acts on. Parts stay
// apart until a format prints them, so that the advice of several interactions can be told as one.
#pragma once

#include <string>
#include <vector>

namespace interlock {

struct Advice {
  std::string order;               // "land 12 first, then rebase 34"; empty: in any order
  std::vector<std::string> cures;  // what to do then: "use Charge", "run the tests in cart_test.go"
  std::string otherwise;           // what would do instead of both: "keep the old name"

  bool empty() const { return order.empty() && cures.empty(); }
  bool operator==(const Advice&) const = default;
};

inline std::string OrderOf(const std::string& first, const std::string& second) {
  return "land " + first + " first, then rebase " + second;
}

// For what must be done in the one order and in the other.
inline std::string EitherOrder(const std::string& a, const std::string& b) {
  return "land one of " + a + " and " + b + ", then rebase the other";
}

// "land 12 first, then rebase 34 and use A; also use B; or keep the old name".
inline std::string Text(const Advice& advice) {
  std::string text = advice.order;
  for (const std::string& cure : advice.cures) {
    const bool is_first = &cure == &advice.cures.front();
    text += (text.empty() ? "" : is_first ? " and " : "; also ") + cure;
  }
  return advice.otherwise.empty() ? text : text + "; or " + advice.otherwise;
}

// Each stands for itself: "land 12 first, then rebase 34 and use A; and land one, then drop B".
inline std::string Text(const std::vector<Advice>& all) {
  std::string text;
  for (const Advice& advice : all) text += (text.empty() ? "" : "; and ") + Text(advice);
  return text;
}

}  // namespace interlock
