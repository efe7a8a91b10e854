#include "analyzer/overlay/types/dropped_results.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace interlock {

namespace {

// The parts of "(int, map[string]int)"; none where it is no such list.
std::vector<std::string> Parts(const std::string& type) {
  if (type.size() < 2 || type.front() != '(' || type.back() != ')') return {};
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : type.substr(1, type.size() - 2)) {
    if (c == '(' || c == '[' || c == '{' || c == '<') ++depth;
    if (c == ')' || c == ']' || c == '}' || c == '>') --depth;
    if (depth < 0) return {};
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else if (c != ' ' || !parts.back().empty()) {
      parts.back() += c;
    }
  }
  return parts;
}

std::set<std::size_t> AlteredParts(const SignatureDifference& result) {
  const std::vector<std::string> before = Parts(result.before), after = Parts(result.after);
  std::set<std::size_t> altered;
  if (before.size() != after.size()) return altered;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] != after[i]) altered.insert(i);
  }
  return altered;
}

// Which result a value is, of the call that `called` begins: 1 of "parse.Split()#1".
std::optional<std::size_t> PartOf(const std::string& value, const std::string& called) {
  if (!value.starts_with(called)) return std::nullopt;
  std::size_t part = 0;
  const char* const end = value.data() + value.size();
  const auto read = std::from_chars(value.data() + called.size(), end, part);
  return read.ec == std::errc() && read.ptr == end ? std::optional(part) : std::nullopt;
}

}  // namespace

bool DropsAltered(const UseMeeting& meeting, const SignatureDifference& result) {
  if (result.effect != SignatureEffect::kResultAltered) return false;
  const std::set<std::size_t> altered = AlteredParts(result);
  if (altered.empty() || meeting.use == nullptr) return false;
  const Reference& use = *meeting.use;
  const std::string called = PathOf(use) + "()#";
  bool binds_other = false;
  for (const Binding& binding : meeting.user->facts().bindings) {
    if (binding.scope != use.scope) continue;
    if (binding.value + "#" == called) return false;  // all of them, as one value
    const std::optional<std::size_t> part = PartOf(binding.value, called);
    if (part && altered.contains(*part)) return false;
    binds_other = binds_other || part.has_value();
  }
  return binds_other;
}

}  // namespace interlock
