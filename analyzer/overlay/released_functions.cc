#include "analyzer/overlay/released_functions.h"

#include <algorithm>
#include <deque>
#include <tuple>

#include "analyzer/overlay/test_files.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxFunctions = 64;  // behind one check

std::string ScopeName(const SourceFile& file, const Reference& use) {
  return use.scope < 0 ? std::string() : QualifiedName(file.facts(), use.scope);
}

bool IsCall(const Reference& use) {
  return use.kind == ReferenceKind::kCall || use.kind == ReferenceKind::kConstruct;
}

using Call = std::tuple<ReferenceKind, std::string_view, std::string_view>;

Call CallAt(const Reference& use) { return {use.kind, use.receiver, use.name}; }

// The flag of each guard of a file, asked for once.
class FlagsOfGuards {
 public:
  FlagsOfGuards(EffectContext& context, const SourceFile& file) : context_(context), file_(file) {}

  const std::string& Of(const Reference& use) {
    const auto [flag, is_new] = flags_.try_emplace(use.guard);
    if (is_new && use.guard >= 0) flag->second = FlagOf(context_, file_, use.guard);
    return flag->second;
  }

 private:
  EffectContext& context_;
  const SourceFile& file_;
  std::map<std::int32_t, std::string> flags_;
};

}  // namespace

ReleasedFunctions::ReleasedFunctions(const Snapshot& snapshot, int view, const Effect& check)
    : check_(check),
      before_(snapshot.View(view).before),
      after_(snapshot.View(view).alone),
      did_(before_, *snapshot.basis),
      does_(after_, *snapshot.basis),
      called_(before_) {
  for (const FileVersions& versions : snapshot.View(view).files) {
    const bool is_it = versions.before != nullptr && versions.after != nullptr &&
                       versions.before->path() == check.path;
    if (is_it) Begin(*versions.before, *versions.after);
  }
  Follow();
}

// The calls that stood behind the check, and still stand there without it.
void ReleasedFunctions::Begin(const SourceFile& before, const SourceFile& after) {
  FlagsOfGuards asked(did_, before), asks(does_, after);
  std::map<Call, const Reference*> now;
  for (const Reference& use : after.facts().references) {
    if (IsCall(use) && ScopeName(after, use) == check_.in) now.try_emplace(CallAt(use), &use);
  }
  for (const Reference& use : before.facts().references) {
    if (!IsCall(use) || asked.Of(use) != check_.resource.name ||
        ScopeName(before, use) != check_.in) {
      continue;
    }
    const auto still = now.find(CallAt(use));
    if (still == now.end() || !asks.Of(*still->second).empty()) continue;
    Target target;
    if (!called_.Called(before, use, &target)) continue;
    reached_.try_emplace({target.file, target.index}, Reached{use.line, std::nullopt});
  }
}

void ReleasedFunctions::Follow() {
  std::deque<Function> open;
  for (const auto& [function, reached] : reached_) open.push_back(function);
  while (!open.empty() && reached_.size() < kMaxFunctions) {
    const Function function = open.front();
    open.pop_front();
    const std::uint32_t line = reached_.at(function).line;
    for (const CallOf& call : called_.CallsIn({function.first, function.second})) {
      const Function next{call.target.file, call.target.index};
      if (reached_.try_emplace(next, Reached{line, function}).second) open.push_back(next);
    }
  }
}

std::optional<std::uint32_t> ReleasedFunctions::CalledFrom(std::string_view path,
                                                           std::string_view in) {
  for (const auto& [function, reached] : reached_) {
    if (function.first->path() != path) continue;
    if (QualifiedName(function.first->facts(), function.second) != in) continue;
    const auto [is_released, is_new] = is_released_.try_emplace(function);
    if (is_new) {
      std::set<Function> way = {function};
      for (auto from = reached.from; from; from = reached_.at(*from).from) way.insert(*from);
      is_released->second = !IsCalledElsewhere(way);
    }
    return is_released->second ? std::optional(reached.line) : std::nullopt;
  }
  return std::nullopt;
}

// What is named like one of them without being called there may be handed on: then nobody knows who
// calls it.
bool ReleasedFunctions::IsCalledElsewhere(const std::set<Function>& functions) {
  std::set<std::string_view> names;
  for (const auto& [file, index] : functions) names.insert(file->definition(index).name);
  const auto is_one = [&](const Target& target) {
    return functions.contains({target.file, target.index});
  };
  for (const Layer* layer : before_.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (file->traits() == nullptr || before_.Find(file->path()) != file) continue;
      if (IsTestPath(file->path())) continue;
      FlagsOfGuards flags(did_, *file);
      for (const Reference& use : file->facts().references) {
        if (!names.contains(use.name) || use.kind == ReferenceKind::kType) continue;
        if (use.scope >= 0 && functions.contains({file, use.scope})) continue;
        const Resolved resolved = did_.resolver.Resolve(*file, use);
        if (std::none_of(resolved.targets.begin(), resolved.targets.end(), is_one)) continue;
        const bool asks =
            IsCall(use) && use.guard >= 0 && FlagOf(did_, *file, use.guard) == check_.resource.name;
        if (!asks) return true;
      }
    }
  }
  return false;
}

}  // namespace interlock
