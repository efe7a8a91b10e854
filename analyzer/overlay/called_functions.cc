#include "analyzer/overlay/called_functions.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxCallees = 200;  // of one function

bool IsInside(const FileFacts& facts, std::int32_t scope, std::int32_t function) {
  while (scope > function) scope = facts.definitions[static_cast<std::size_t>(scope)].parent;
  return scope == function;
}

}  // namespace

bool CalledFunctions::Called(const SourceFile& file, const Reference& use, Target* target) {
  if (use.kind != ReferenceKind::kCall && use.kind != ReferenceKind::kConstruct) return false;
  const Resolved resolved = resolver_.Resolve(file, use);
  if (resolved.targets.size() != 1 || resolved.resolution != Resolution::kResolved) return false;
  *target = resolved.targets.front();
  return target->definition().callable;
}

std::vector<CallOf> CalledFunctions::CallsIn(const Target& function) {
  std::vector<CallOf> calls;
  const FileFacts& facts = function.file->facts();
  for (const Reference& use : facts.references) {
    if (calls.size() >= kMaxCallees) break;
    CallOf call{{}, &use};
    if (IsInside(facts, use.scope, function.index) && Called(*function.file, use, &call.target)) {
      calls.push_back(std::move(call));
    }
  }
  return calls;
}

}  // namespace interlock
