#include "analyzer/overlay/resources/released_functions.h"

#include <algorithm>
#include <set>
#include <string>
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
    : snapshot_(snapshot),
      check_(check),
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
    if (called_.Called(before, use, &target)) Reach(target, use.line);
  }
}

void ReleasedFunctions::Reach(const Target& target, std::uint32_t line) {
  const Function function{target.file, target.index};
  if (order_.size() < kMaxFunctions && lines_.try_emplace(function, line).second) {
    order_.push_back(function);
  }
}

void ReleasedFunctions::Follow() {
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const auto [file, index] = order_[i];
    const std::uint32_t line = lines_.at(order_[i]);
    for (const CallOf& call : called_.CallsIn({file, index})) Reach(call.target, line);
  }
}

std::optional<std::uint32_t> ReleasedFunctions::CalledFrom(std::string_view path,
                                                           std::string_view name) {
  const auto is_it = [&](const Function& function) {
    return function.first->path() == path &&
           QualifiedName(function.first->facts(), function.second) == name;
  };
  auto found = std::find_if(order_.begin(), order_.end(), is_it);
  if (found == order_.end()) return std::nullopt;
  if (!others_left_out_) {
    LeaveOutOthers();
    found = std::find_if(order_.begin(), order_.end(), is_it);
    if (found == order_.end()) return std::nullopt;
  }
  return lines_.at(*found);
}

// Those that anything else calls without asking, and all that these call. A use that is no call may
// hand the function on, and one whose receiver nobody knows may mean it.
void ReleasedFunctions::LeaveOutOthers() {
  others_left_out_ = true;
  std::set<std::string_view> names;
  for (const auto& [file, index] : order_) names.insert(file->definition(index).name);
  std::set<Function> others;
  std::map<Function, std::set<Function>> callers;
  for (const Function& function : order_) {
    if (IsEntry(function)) others.insert(function);
  }
  const auto note = [&](const SourceFile& file, const Reference& use, bool asks) {
    const Resolved resolved = did_.resolver.Resolve(file, use);
    const bool is_unknown = !resolved.found() && !resolved.external && !resolved.local;
    std::int32_t around = use.scope;
    while (around >= 0 && !lines_.contains({&file, around}))
      around = file.definition(around).parent;
    for (const Function& function : order_) {
      const Target target{function.first, function.second};
      const bool may_be_it = is_unknown && target.definition().kind == DefinitionKind::kMethod &&
                             target.definition().name == use.name;
      const bool is_it = std::find(resolved.targets.begin(), resolved.targets.end(), target) !=
                         resolved.targets.end();
      if (!may_be_it && !is_it) continue;
      if (around >= 0) {
        callers[function].insert({&file, around});
      } else if (!asks || may_be_it) {
        others.insert(function);
      }
    }
  };
  for (const Layer* layer : before_.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (file->traits() == nullptr || before_.Find(file->path()) != file) continue;
      if (IsTestPath(file->path())) continue;
      FlagsOfGuards flags(did_, *file);
      for (const Reference& use : file->facts().references) {
        if (!names.contains(use.name) || use.kind == ReferenceKind::kType) continue;
        note(*file, use, IsCall(use) && flags.Of(use) == check_.resource.name);
      }
    }
  }
  const auto is_other = [&](const Function& function) { return others.contains(function); };
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& [function, by] : callers) {
      if (std::any_of(by.begin(), by.end(), is_other)) grew |= others.insert(function).second;
    }
  }
  std::erase_if(order_, is_other);
}

// Is it run by requests, messages or a clock?
bool ReleasedFunctions::IsEntry(const Function& function) const {
  const std::string name = QualifiedName(function.first->facts(), function.second);
  return std::any_of(snapshot_.base_effects.begin(), snapshot_.base_effects.end(),
                     [&](const Effect& effect) {
                       const bool runs = effect.access == "serve" || effect.access == "consume" ||
                                         effect.resource.kind == "schedule";
                       return runs && effect.path == function.first->path() && effect.in == name;
                     });
}

}  // namespace interlock
