#include "graph/effects/catalog_index.h"

#include <algorithm>
#include <utility>

#include "graph/globs.h"

namespace interlock {

namespace {

constexpr int kMaxHandles = 4;  // of handles made from handles
constexpr std::size_t kNoStep = static_cast<std::size_t>(-1);

bool IsOpen(std::string_view step) { return step.starts_with('*') || step.find('{') != step.npos; }

// The last step that is looked up by its name, of the last two: what is read of `process.env`, and
// the element of what is called.
std::size_t LastNamed(const std::vector<std::string_view>& steps) {
  for (std::size_t i = steps.size(); i-- > 0 && i + 2 >= steps.size();) {
    if (!IsOpen(steps[i]) && !steps[i].starts_with('~')) return i;
  }
  return kNoStep;
}

std::string_view LastName(std::string_view path) {
  return NameOfStep(path.substr(path.rfind('.') + 1));  // npos + 1 == 0
}

std::string_view WithoutLast(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == path.npos ? std::string_view() : path.substr(0, dot);
}

}  // namespace

bool Concerns(const CatalogEntry& entry, const SourceFile& file) {
  const LanguageTraits* traits = file.traits();
  const auto is_its = [&](const std::string& word) {
    return traits != nullptr ? word == traits->id || word == traits->family
                             : word == file.facts().language;
  };
  if (!entry.languages.empty() &&
      std::none_of(entry.languages.begin(), entry.languages.end(), is_its)) {
    return false;
  }
  return entry.files.empty() ||
         std::any_of(entry.files.begin(), entry.files.end(),
                     [&](const std::string& glob) { return MatchesGlob(glob, file.path()); });
}

CatalogIndex::CatalogIndex(const Catalog& catalog) : catalog_(catalog) {
  for (const CatalogHandle& handle : catalog.handles) {
    handles_[handle.id].push_back(&handle);
    std::vector<Steps>& forms = of_handle_[&handle];
    for (const std::string& path : handle.paths) forms.push_back(StepsOf(path));
    for (const std::string& type : handle.types) forms.push_back(StepsOf(type));
  }
  for (const CatalogEntry& entry : catalog.entries) {
    for (const std::string& path : entry.paths) {
      Pattern pattern{StepsOf(path), &entry};
      const std::size_t last = LastNamed(pattern.steps);
      if (last == kNoStep) {
        open_patterns_[entry.match].push_back(std::move(pattern));
      } else {
        patterns_[{entry.match, NameOfStep(pattern.steps[last])}].push_back(std::move(pattern));
      }
    }
  }
}

bool StepFits(std::string_view pattern, std::string_view step, Captures* captures) {
  if (pattern == "*") return true;
  if (pattern.starts_with('*')) {  // "*()": anything that is called
    return step.substr(NameOfStep(step).size()).starts_with(pattern.substr(1));
  }
  const std::size_t open = pattern.find('{'), close = pattern.find('}');
  if (open == pattern.npos || close == pattern.npos) return pattern == step;
  const std::string_view before = pattern.substr(0, open), behind = pattern.substr(close + 1);
  if (step.size() <= before.size() + behind.size() || !step.starts_with(before) ||
      !step.ends_with(behind)) {
    return false;
  }
  const std::string_view held =
      step.substr(before.size(), step.size() - before.size() - behind.size());
  if (NameOfStep(held) != held) return false;
  if (captures != nullptr) {
    (*captures)[std::string(pattern.substr(open + 1, close - open - 1))] = held;
  }
  return true;
}

std::vector<const CatalogIndex::Pattern*> CatalogIndex::Candidates(EntryMatch match,
                                                                   std::string_view path) const {
  std::vector<const Pattern*> candidates;
  for (const std::string_view name : {LastName(path), LastName(WithoutLast(path))}) {
    const auto found = patterns_.find({match, name});
    if (found == patterns_.end()) continue;
    for (const Pattern& pattern : found->second) candidates.push_back(&pattern);
  }
  if (const auto open = open_patterns_.find(match); open != open_patterns_.end()) {
    const std::string_view last = path.substr(path.rfind('.') + 1);
    for (const Pattern& pattern : open->second) {
      if (StepFits(pattern.steps.back(), last, nullptr)) candidates.push_back(&pattern);
    }
  }
  return candidates;
}

bool CatalogIndex::MayFit(EntryMatch match, std::string_view path) const {
  return !Candidates(match, path).empty();
}

bool CatalogIndex::FitsHandle(std::string_view id, const Steps& path, std::size_t end,
                              int depth) const {
  const auto found = handles_.find(id);
  if (found == handles_.end() || depth > kMaxHandles) return false;
  const std::string_view root = NameOfStep(path.front());
  const Steps beginning(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(end));
  for (const CatalogHandle* handle : found->second) {
    const std::vector<Steps>& forms = of_handle_.at(handle);
    for (std::size_t i = 0; i < forms.size(); ++i) {
      const std::string_view first = forms[i].front();
      const bool is_plain = !first.starts_with('~') && !IsOpen(first);
      if (is_plain && NameOfStep(first) != root) continue;  // most are of another library
      Steps type = forms[i];
      std::string made;
      if (i >= handle->paths.size()) {
        made = std::string(type.back()) + "()";
        type.back() = made;
      }
      if (Fits(type, 0, beginning, 0, depth + 1, nullptr)) return true;
    }
  }
  return false;
}

bool CatalogIndex::Fits(const Steps& pattern, std::size_t p, const Steps& path, std::size_t at,
                        int depth, Captures* captures) const {
  if (p == pattern.size()) return at == path.size();
  const std::string_view step = pattern[p];
  if (step == "**") {
    for (std::size_t skip = at; skip <= path.size(); ++skip) {
      if (Fits(pattern, p + 1, path, skip, depth, captures)) return true;
    }
    return false;
  }
  if (step.starts_with('~')) {
    for (std::size_t end = at + 1; end <= path.size(); ++end) {
      if (FitsHandle(step, path, end, depth) && Fits(pattern, p + 1, path, end, depth, captures)) {
        return true;
      }
    }
    return false;
  }
  return at < path.size() && StepFits(step, path[at], captures) &&
         Fits(pattern, p + 1, path, at + 1, depth, captures);
}

std::vector<EntryFit> CatalogIndex::Fitting(EntryMatch match, const AccessPath& access,
                                            const SourceFile& file) const {
  std::vector<EntryFit> fits;
  if (!access.found()) return fits;
  std::vector<std::string> forms = {access.path};
  for (const std::string& module : access.around) forms.push_back(module + "." + access.path);
  if (!access.own.empty()) forms.push_back(access.own);
  for (const std::string& form : forms) {
    const Steps path = StepsOf(form);
    for (const Pattern* pattern : Candidates(match, form)) {
      const auto known = [&](const EntryFit& fit) { return fit.entry == pattern->entry; };
      if (std::any_of(fits.begin(), fits.end(), known)) continue;
      Captures captures;
      if (!Concerns(*pattern->entry, file)) continue;
      if (!Fits(pattern->steps, 0, path, 0, 0, &captures)) continue;
      fits.push_back({pattern->entry, access.is_guess ? Resolution::kLikely : Resolution::kResolved,
                      std::move(captures)});
    }
  }
  std::sort(fits.begin(), fits.end(), [](const EntryFit& a, const EntryFit& b) {
    return a.entry < b.entry;  // of one vector
  });
  return fits;
}

std::vector<const CatalogEntry*> CatalogIndex::Named(EntryMatch match, std::string_view name,
                                                     const SourceFile& file) const {
  std::vector<const CatalogEntry*> named;
  const auto found = patterns_.find({match, name});
  if (found == patterns_.end()) return named;
  for (const Pattern& pattern : found->second) {
    if (pattern.steps.size() == 1 && Concerns(*pattern.entry, file)) named.push_back(pattern.entry);
  }
  return named;
}

bool CatalogIndex::IsHandle(std::string_view id, std::string_view path) const {
  const Steps steps = StepsOf(path);
  return FitsHandle(id, steps, steps.size(), 0);
}

}  // namespace interlock
