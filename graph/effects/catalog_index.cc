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

bool ConcernsLanguage(const CatalogEntry& entry, const SourceFile& file) {
  const LanguageTraits* traits = file.traits();
  const auto is_its = [&](const std::string& word) {
    return traits != nullptr ? word == traits->id || word == traits->family
                             : word == file.outline().language;
  };
  return entry.languages.empty() ||
         std::any_of(entry.languages.begin(), entry.languages.end(), is_its);
}

bool Concerns(const CatalogEntry& entry, const SourceFile& file) {
  if (!ConcernsLanguage(entry, file)) return false;
  return entry.files.empty() ||
         std::any_of(entry.files.begin(), entry.files.end(),
                     [&](const std::string& glob) { return MatchesGlob(glob, file.path()); });
}

CatalogPatterns::CatalogPatterns(const Catalog& catalog) {
  for (const CatalogHandle& handle : catalog.handles) {
    std::vector<Steps>& forms = handles_[handle.id];
    for (const std::string& path : handle.paths) forms.push_back(StepsOf(path));
    for (const std::string& type : handle.types) {
      Steps steps = StepsOf(type);
      steps.back() = made_.emplace_back(std::string(steps.back()) + "()");
      forms.push_back(std::move(steps));
    }
  }
  for (const CatalogEntry& entry : catalog.entries) {
    Match& match = matches_[static_cast<std::size_t>(entry.match)];
    for (const std::string& path : entry.paths) {
      Pattern pattern{StepsOf(path), &entry};
      const bool is_element = entry.match == EntryMatch::kRead && path.ends_with("()[]");
      if (is_element && (of_elements_.empty() || of_elements_.back() != &entry)) {
        of_elements_.push_back(&entry);
      }
      const std::size_t last = LastNamed(pattern.steps);
      const auto add = [&](std::string_view language) {
        Patterns& patterns = match[language];
        if (last == kNoStep) {
          patterns.open.push_back(pattern);
        } else {
          patterns.by_name[NameOfStep(pattern.steps[last])].push_back(pattern);
        }
      };
      if (entry.languages.empty()) add("");
      for (const std::string& language : entry.languages) add(language);
    }
  }
}

bool StepFits(std::string_view pattern, std::string_view step, Captures* captures) {
  if (step.starts_with('^')) return pattern == step || (pattern == "^*" && step.size() > 1);
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

template <typename Visit>
bool CatalogPatterns::AnyOfLanguage(EntryMatch match, const SourceFile& file,
                                    const Visit& visit) const {
  const Match& by_language = matches_[static_cast<std::size_t>(match)];
  const LanguageTraits* traits = file.traits();
  const std::string_view own =
      traits != nullptr ? std::string_view(traits->id) : file.outline().language;
  const std::string_view family = traits != nullptr ? std::string_view(traits->family) : own;
  const auto visits = [&](std::string_view language) {
    const auto found = by_language.find(language);
    return found != by_language.end() && visit(found->second);
  };
  return visits("") || visits(own) || (family != own && visits(family));
}

template <typename Visit>
bool CatalogPatterns::AnyCandidate(EntryMatch match, std::string_view path, const SourceFile& file,
                                   const Visit& visit) const {
  const std::string_view names[] = {LastName(path), LastName(WithoutLast(path))};
  const std::string_view last = path.substr(path.rfind('.') + 1);
  return AnyOfLanguage(match, file, [&](const Patterns& patterns) {
    for (const std::string_view name : names) {
      const auto found = patterns.by_name.find(name);
      if (found == patterns.by_name.end()) continue;
      if (std::any_of(found->second.begin(), found->second.end(), visit)) return true;
    }
    return std::any_of(patterns.open.begin(), patterns.open.end(), [&](const Pattern& pattern) {
      return StepFits(pattern.steps.back(), last, nullptr) && visit(pattern);
    });
  });
}

bool CatalogPatterns::FitsHandle(std::string_view id, const Steps& path, std::size_t begin,
                                 std::size_t end, int depth) const {
  const auto found = handles_.find(id);
  if (found == handles_.end() || depth > kMaxHandles) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](const Steps& form) {
    return Fits(form, 0, path, begin, end, depth + 1, nullptr);
  });
}

bool CatalogPatterns::Fits(const Steps& pattern, std::size_t p, const Steps& path, std::size_t at,
                           std::size_t end, int depth, Captures* captures) const {
  if (p == pattern.size()) return at == end;
  const std::string_view step = pattern[p];
  if (step == "**") {
    for (std::size_t skip = at; skip <= end; ++skip) {
      if (Fits(pattern, p + 1, path, skip, end, depth, captures)) return true;
      if (skip < end && path[skip].starts_with('^')) break;  // fits what names it alone
    }
    return false;
  }
  if (step.starts_with('~')) {
    for (std::size_t behind = at + 1; behind <= end; ++behind) {
      // What comes behind is the cheaper question.
      if (Fits(pattern, p + 1, path, behind, end, depth, captures) &&
          FitsHandle(step, path, 0, behind, depth)) {
        return true;
      }
    }
    return false;
  }
  return at < end && StepFits(step, path[at], captures) &&
         Fits(pattern, p + 1, path, at + 1, end, depth, captures);
}

bool CatalogIndex::MayFit(EntryMatch match, std::string_view path, const SourceFile& file) const {
  return patterns_.AnyCandidate(match, path, file,
                                [](const CatalogPatterns::Pattern&) { return true; });
}

bool CatalogIndex::MayFitElement(std::string_view path, const SourceFile& file) const {
  const auto concerns = [&](const CatalogEntry* entry) { return ConcernsLanguage(*entry, file); };
  return std::any_of(patterns_.of_elements_.begin(), patterns_.of_elements_.end(), concerns) ||
         MayFit(EntryMatch::kRead, path, file);
}

const std::vector<CatalogIndex::Fit>& CatalogIndex::FitsOf(EntryMatch match,
                                                           const std::string& form,
                                                           const SourceFile& file) {
  const std::string_view language =
      file.traits() != nullptr ? file.traits()->id : file.outline().language;
  const auto [known, fresh] = known_[{match, language}].try_emplace(form);
  std::vector<Fit>& fits = known->second;
  if (!fresh) return fits;
  const CatalogPatterns::Steps path = StepsOf(form);
  patterns_.AnyCandidate(match, form, file, [&](const CatalogPatterns::Pattern& pattern) {
    const auto is_known = [&](const Fit& fit) { return fit.entry == pattern.entry; };
    Captures captures;
    if (std::none_of(fits.begin(), fits.end(), is_known) &&
        patterns_.Fits(pattern.steps, 0, path, 0, path.size(), 0, &captures)) {
      fits.push_back({pattern.entry, std::move(captures)});
    }
    return false;
  });
  return fits;
}

std::vector<EntryFit> CatalogIndex::Fitting(EntryMatch match, const AccessPath& access,
                                            const SourceFile& file) {
  std::vector<EntryFit> fits;
  if (!access.found()) return fits;
  std::vector<std::string> forms = {access.path};
  for (const std::string& module : access.around) forms.push_back(module + "." + access.path);
  if (!access.own.empty()) forms.push_back(access.own);
  for (const std::string& form : forms) {
    for (const Fit& found : FitsOf(match, form, file)) {
      const auto known = [&](const EntryFit& fit) { return fit.entry == found.entry; };
      if (std::any_of(fits.begin(), fits.end(), known) || !Concerns(*found.entry, file)) continue;
      fits.push_back({found.entry, access.is_guess ? Resolution::kLikely : Resolution::kResolved,
                      found.captures});
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
  const auto add = [&](const CatalogPatterns::Pattern& pattern) {
    const bool is_there = std::find(named.begin(), named.end(), pattern.entry) != named.end();
    if (pattern.steps.size() == 1 && !is_there && Concerns(*pattern.entry, file)) {
      named.push_back(pattern.entry);
    }
  };
  patterns_.AnyOfLanguage(match, file, [&](const CatalogPatterns::Patterns& patterns) {
    if (const auto found = patterns.by_name.find(name); found != patterns.by_name.end()) {
      for (const CatalogPatterns::Pattern& pattern : found->second) add(pattern);
    }
    for (const CatalogPatterns::Pattern& pattern : patterns.open) {
      if (StepFits(pattern.steps.front(), name, nullptr)) add(pattern);
    }
    return false;
  });
  return named;
}

bool CatalogIndex::TakesAny(EntryMatch match, const SourceFile& file) const {
  return patterns_.AnyOfLanguage(match, file, [&](const CatalogPatterns::Patterns& patterns) {
    return std::any_of(
        patterns.open.begin(), patterns.open.end(), [&](const CatalogPatterns::Pattern& pattern) {
          const std::string_view step = pattern.steps.front();
          return step.starts_with('{') && step.ends_with('}') && Concerns(*pattern.entry, file);
        });
  });
}

bool CatalogIndex::IsHandle(std::string_view id, std::string_view path) const {
  const CatalogPatterns::Steps steps = StepsOf(path);
  return patterns_.FitsHandle(id, steps, 0, steps.size(), 0);
}

}  // namespace interlock
