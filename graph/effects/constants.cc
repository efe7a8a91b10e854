// What a value is, where it is not written itself: a constant of this or another file, an
// environment variable, a local variable, a parameter.
#include <algorithm>
#include <cctype>
#include <charconv>

#include "graph/effects/amounts.h"
#include "graph/effects/models.h"
#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr int kMaxDepth = 16;  // of steps, four from one constant to the next
constexpr int kMaxWork = 400;
constexpr std::uint32_t kMaxLines = 4;  // from a name to the call that gives its value
constexpr std::size_t kMaxText = 256;
constexpr std::size_t kMaxValues = 8;  // that a format is given

bool IsBare(std::string_view path) { return NameOfStep(path) == path; }

bool HasLetters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

const Operand* HeldBy(const Site& site, std::string_view place) {
  for (const Operand& operand : site.operands) {
    if (operand.place == place) return &operand;
  }
  return nullptr;
}

// "user:%s" and "user:{0}" are "user:{}"; a hole whose value is known holds that.
std::string WithHoles(std::string_view format, const std::vector<std::string>& values = {}) {
  std::string holed;
  std::size_t next = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const std::size_t end = format[i] == '%'   ? format.find_first_of("sdvqxfgti%", i + 1)
                            : format[i] == '{' ? format.find('}', i)
                                               : format.npos;
    if (end == format.npos) {
      holed += format[i];
      continue;
    }
    const bool is_sign = format[end] == '%';
    // "{1}" says which; "%[1]d" and "%*d" are left open.
    const std::string_view asked = format.substr(i + 1, end - i - 1);
    const bool is_index = asked.size() == 1 && asked[0] >= '0' && asked[0] <= '9';
    const std::size_t index =
        format[i] == '{' && is_index ? static_cast<std::size_t>(asked[0] - '0') : next++;
    const bool is_open = index >= values.size() || asked.find_first_of("[*") != asked.npos;
    holed += is_sign ? "%" : is_open ? "{}" : values[index];
    next -= is_sign ? 1 : 0;
    i = end;
  }
  return holed;
}

}  // namespace

// `otherwise` is what is taken when the operand has no value.
std::optional<Constant> SiteReader::Find(const Spot& at, const Operand& operand,
                                         const Operand* otherwise, int depth) {
  if (depth > kMaxDepth) return std::nullopt;
  std::optional<Constant> found;
  switch (operand.kind) {
    case OperandKind::kText:
      found = Constant{.kind = operand.kind, .text = operand.text};
      break;
    case OperandKind::kNumber:
      found = Summed(at, operand.text, depth);
      break;
    case OperandKind::kTemplate:
      found = Filled(at, operand.text, depth);
      break;
    case OperandKind::kPath:
      found = FindPath(at, operand.text, depth + 1);
      break;
    case OperandKind::kStatement:
      return std::nullopt;
  }
  const bool unset = found && found->text.starts_with("${") && !found->is_open();
  if (otherwise == nullptr || (found && !unset)) return found;
  const auto fallback = Find(at, *otherwise, nullptr, depth + 1);
  if (!fallback || fallback->is_open()) return found;
  Constant constant = *fallback;
  if (found) constant.joined = found->joined + ", else \"" + fallback->text + "\"";
  constant.is_guess = !found;
  return constant;
}

// "1 HOUR + 30 MINUTE", "1 readers + 4", by what those constants are; nothing when one of them is
// no plain number.
std::optional<Constant> SiteReader::Summed(const Spot& at, const std::string& text, int depth) {
  constexpr std::string_view kPlus = " + ";
  Constant sum{.kind = OperandKind::kNumber};
  double plain = 0;
  bool is_plain = false;
  for (std::string_view rest = text;;) {
    const std::size_t end = std::min(rest.find(kPlus), rest.size());
    const std::string_view term = rest.substr(0, end);
    const std::size_t blank = term.find(' ');
    const std::string_view name = blank == term.npos ? std::string_view() : term.substr(blank + 1);
    const bool is_constant = IsInCapitals(LastName(name)) || (!name.empty() && IsBare(name));
    const bool is_bare = name.empty() && term.find_first_not_of("0123456789.-") == term.npos;
    const auto bare = is_bare ? AmountOf(context_.catalog, term, "") : std::nullopt;
    if (bare) {
      plain += *bare;
    } else if (!is_constant || !CanonicalUnit(at, name).empty()) {
      sum.text.append(sum.text.empty() ? "" : kPlus).append(term);
    } else {
      const auto named = FindPath(at, name, depth + 1);
      if (named && named->kind == OperandKind::kText) return JoinedTexts(at, text, depth);
      if (!named || named->is_open() || named->kind != OperandKind::kNumber) return std::nullopt;
      const auto value = AmountOf(context_.catalog, named->text, "");
      const auto times = AmountOf(context_.catalog, term.substr(0, blank), "");
      if (!value || !times || named->text.find(' ') != std::string::npos) return std::nullopt;
      plain += *times * *value;
      is_plain = true;
      sum.is_guess = sum.is_guess || named->is_guess;
      if (sum.joined.empty()) sum.joined = named->joined;
    }
    if (end == rest.size()) break;
    rest.remove_prefix(end + kPlus.size());
  }
  if (!is_plain) return Constant{.kind = OperandKind::kNumber, .text = text};
  // Numbers and amounts with units of their own make no sum.
  if (!sum.text.empty()) return std::nullopt;
  char digits[32];
  sum.text = {digits, std::to_chars(digits, digits + sizeof digits, plain).ptr};
  return sum;
}

// "1 PREFIX + 1 SUFFIX", of which one is a text: then it is no sum.
std::optional<Constant> SiteReader::JoinedTexts(const Spot& at, const std::string& text,
                                                int depth) {
  std::string holes;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find(" + "), rest.size());
    if (!rest.starts_with("1 ")) return std::nullopt;
    holes.append("{").append(rest.substr(2, end - 2)).append("}");
    rest.remove_prefix(std::min(end + 3, rest.size()));
  }
  return Filled(at, holes, depth + 1);
}

// "{PREFIX}:user:{id}": holes whose value is constant are filled, others are left empty.
Constant SiteReader::Filled(const Spot& at, const std::string& text, int depth) {
  Constant filled;
  std::string outside, slotted;
  std::optional<Constant> open;
  int holes = 0;
  bool holds_text = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t close = text[i] == '{' ? text.find('}', i) : text.npos;
    if (close == text.npos) {
      filled.text += text[i];
      slotted += text[i];
      outside += text[i++];
      continue;
    }
    std::optional<Constant> value;
    const bool is_format = text[i + 1] == '%';
    const std::string path = text.substr(i + 1 + is_format, close - i - 1 - is_format);
    if (path != "?" && !path.empty()) value = FindPath(at, path, depth + 1);
    if (is_format && value && !value->is_open()) {
      if (value->kind == OperandKind::kNumber) value.reset();  // `COUNT % size`
      if (value) value->text = WithHoles(value->text);
    }
    ++holes;
    i = close + 1;
    if (value && value->is_open()) open = value;
    if (value && filled.slot_parameter.empty()) {
      const bool is_slot = value->is_open();
      if (is_slot || !value->slotted.empty()) {
        slotted += is_slot ? std::string(1, kSlot) : value->slotted;
        filled.slot_parameter = is_slot ? value->parameter : value->slot_parameter;
        filled.function = value->function;
        filled.text += is_slot ? "{}" : value->text;
        holds_text = holds_text || !is_slot;
        continue;
      }
    }
    if (!value || value->is_open() || value->text.starts_with("${")) {
      filled.text += "{}";
      slotted += "{}";
      continue;
    }
    filled.text += value->text;
    slotted += value->text;
    holds_text = holds_text || value->kind != OperandKind::kNumber;
    if (filled.joined.empty()) filled.joined = value->joined;
  }
  // A sum of numbers is no text.
  if (outside.empty() && !holds_text && holes > 1) filled.text = "?";
  // What is nothing but a parameter is left to the callers.
  if (open && holes == 1 && !HasLetters(outside)) {
    filled.parameter = open->parameter;
    filled.function = open->function;
  }
  if (filled.text.size() > kMaxText) filled.text = "?";
  const bool is_one = std::count(slotted.begin(), slotted.end(), kSlot) == 1;
  if (is_one && slotted.size() <= kMaxText && !filled.is_open()) {
    filled.slotted = std::move(slotted);
  } else {
    filled.slot_parameter.clear();
  }
  return filled;
}

std::optional<Constant> SiteReader::FindPath(const Spot& at, std::string_view path, int depth) {
  if (depth > kMaxDepth || path.empty() || path.find('?') != path.npos) return std::nullopt;
  if (++work_ > kMaxWork) return std::nullopt;
  if (path == "true" || path == "false" || path == "null") return std::nullopt;
  if (path.ends_with("()"))
    return FindCall(at, path.substr(0, path.size() - 2), SiteKind::kCall, depth);
  if (path.ends_with("[]"))
    return FindCall(at, path.substr(0, path.size() - 2), SiteKind::kIndex, depth);
  if (IsBare(path)) {
    if (auto found = FindName(at, path, depth)) return found;
  }
  if (auto amount = AmountGiven(at, path, depth)) return amount;
  Reference reference;
  const std::size_t dot = path.rfind('.');
  reference.name = path.substr(dot + 1);  // npos + 1 == 0
  if (dot != path.npos) reference.receiver = path.substr(0, dot);
  reference.scope = at.scope;
  reference.line = at.line;
  const Resolved resolved = context_.resolver.Resolve(*at.file, reference);
  for (const Target& target : resolved.targets) {
    if (resolved.resolution == Resolution::kNameOnly) break;
    auto found = FindDefinition(target, depth + 1);
    if (!found) continue;
    found->is_guess = found->is_guess || resolved.resolution != Resolution::kResolved;
    return found;
  }
  if (resolved.found()) return std::nullopt;
  // What a member of an enumeration holds: `Topic.ORDERS.value`.
  if (reference.name == "value" && reference.receiver.find('.') != std::string::npos) {
    if (auto found = FindPath(at, reference.receiver, depth + 1)) return found;
  }
  if (IsBare(path)) {
    if (auto found = FindAtFileLevel(at, path, depth)) return found;
  }
  // One of a unit: time.Minute.
  if (dot != path.npos && units_.contains(reference.name)) {
    const std::string unit = CanonicalUnit(at, path);
    if (!unit.empty()) return Constant{.kind = OperandKind::kNumber, .text = "1 " + unit};
  }
  if (!context_.index.MayFit(EntryMatch::kRead, path, *at.file)) return std::nullopt;
  return FromEnvironment(ReadAt(at, path));
}

// What is done where the member is read: `process.env.HOME`.
SiteReader::Founds SiteReader::ReadAt(const Spot& at, std::string_view path) {
  Founds founds;
  Site site;
  site.path = path;
  site.scope = at.scope;
  site.line = at.line;
  const AccessPath access = context_.paths.Of(*at.file, at.scope, path, at.line);
  for (const EntryFit& fit : context_.index.Fitting(EntryMatch::kRead, access, *at.file)) {
    Make({.file = at.file, .site = &site, .access = access.path, .captures = fit.captures}, fit,
         &founds);
  }
  return founds;
}

namespace {

// Is the name taken out of a parameter that has none of its own: `({ key, ttl }) => …`?
bool IsTakenApart(const SourceFile& file, std::int32_t function, std::string_view name) {
  const Definition& definition = file.definition(function);
  const bool has_one =
      std::any_of(definition.parameters.begin(), definition.parameters.end(),
                  [](const Parameter& parameter) { return parameter.name.empty(); });
  if (!has_one) return false;
  int bare = 0, others = 0;
  for (const std::int32_t index : file.BindingsIn(function, name)) {
    const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
    ++(binding.value.empty() && binding.type.empty() && !binding.is_type ? bare : others);
  }
  return bare == 1 && others == 0;
}

}  // namespace

// A bare name that the functions around the place bind: a parameter, or a local variable.
std::optional<Constant> SiteReader::FindName(const Spot& at, std::string_view name, int depth) {
  const SourceFile& file = *at.file;
  for (std::int32_t s = at.scope; s >= 0; s = file.definition(s).parent) {
    const FileSites& sites = SitesOf(file);
    const auto known = sites.by_path.find(std::pair(s, std::string(name)));
    const Site* nearest = nullptr;
    bool differ = false;
    if (known != sites.by_path.end()) {
      for (const std::int32_t index : known->second) {
        const Site& site = sites.sites[static_cast<std::size_t>(index)];
        if (site.kind != SiteKind::kValue || site.subject >= 0) continue;
        if (at.line > 0 && site.line > at.line) continue;
        differ = differ || (nearest != nullptr && nearest->operands != site.operands);
        nearest = &site;
      }
    }
    std::optional<Constant> found;
    if (nearest != nullptr) {
      found = Held(file, *nearest, depth + 1);
      if (found) found->is_guess = found->is_guess || differ;
    }
    if (found) return found;
    for (const std::int32_t index : file.BindingsIn(s, name)) {
      const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
      if (binding.value.empty() || binding.value == name) continue;
      if (at.line > 0 && binding.line > at.line) continue;
      auto value = FindPath({&file, s, binding.line}, binding.value, depth + 1);
      if (value) found = std::move(value);
    }
    if (found) return found;
    for (const Parameter& parameter : file.definition(s).parameters) {
      if (parameter.name != name || parameter.kind == ParameterKind::kReceiver) continue;
      return Constant{
          .kind = OperandKind::kPath, .text = "?", .parameter = parameter.name, .function = s};
    }
    if (IsTakenApart(file, s, name)) {
      return Constant{.kind = OperandKind::kPath,
                      .text = "?",
                      .parameter = "." + std::string(name),
                      .function = s};
    }
  }
  return std::nullopt;
}

// A variable of a script, which is no definition that others could name: bound once, before.
std::optional<Constant> SiteReader::FindAtFileLevel(const Spot& at, std::string_view name,
                                                    int depth) {
  const Binding* only = nullptr;
  for (const std::int32_t index : at.file->Bindings(name)) {
    const Binding& binding = at.file->facts().bindings[static_cast<std::size_t>(index)];
    if (binding.scope >= 0) continue;
    if (only != nullptr || binding.value.empty() || binding.line > at.line) return std::nullopt;
    only = &binding;
  }
  if (only == nullptr) return std::nullopt;
  // What is taken when it holds nothing stands in a site: `const { TOPIC = "orders" } =
  // process.env`.
  const FileSites& sites = SitesOf(*at.file);
  const auto held = sites.by_path.find(std::pair(only->scope, std::string(name)));
  if (held != sites.by_path.end() && held->second.size() == 1) {
    const Site site = sites.sites[static_cast<std::size_t>(held->second.front())];
    if (site.kind == SiteKind::kValue && site.subject < 0) return Held(*at.file, site, depth + 1);
  }
  return FindPath({at.file, only->scope, only->line}, only->value, depth + 1);
}

// The site of a call that gives the value of something written at the place.
std::int32_t SiteReader::SiteNear(const Spot& at, std::string_view path, SiteKind kind) {
  const FileSites& sites = SitesOf(*at.file);
  const auto known = sites.by_path.find(std::pair(at.scope, std::string(path)));
  if (known == sites.by_path.end()) return -1;
  std::int32_t nearest = -1;
  std::uint32_t best = kMaxLines;
  for (const std::int32_t index : known->second) {
    const Site& site = sites.sites[static_cast<std::size_t>(index)];
    const std::uint32_t distance = site.line > at.line ? site.line - at.line : at.line - site.line;
    if (site.kind != kind || distance >= best) continue;
    best = distance;
    nearest = index;
  }
  return nearest;
}

// `TTL.toMillis()`: the amount that TTL is, which has a unit of its own.
std::optional<Constant> SiteReader::AmountGiven(const Spot& at, std::string_view path, int depth) {
  const std::size_t dot = path.rfind('.');
  const auto& members = at.file->traits()->amount_members;
  if (dot == path.npos ||
      std::find(members.begin(), members.end(), path.substr(dot + 1)) == members.end()) {
    return std::nullopt;
  }
  auto found = FindPath(at, path.substr(0, dot), depth + 1);
  if (!found) return std::nullopt;
  // Of a text the unit is part: `Duration.parse("PT30S").toMillis()`.
  const bool has_unit = found->kind == OperandKind::kNumber
                            ? found->text.find(' ') != std::string::npos
                            : found->text.find_first_of("PTdhms:") != std::string::npos &&
                                  AmountOf(context_.catalog, found->text, "").has_value();
  return has_unit ? found : std::nullopt;
}

std::optional<Constant> SiteReader::FindCall(const Spot& at, std::string_view callee, SiteKind kind,
                                             int depth) {
  const std::int32_t site = SiteNear(at, callee, kind);
  if (site >= 0) {
    if (auto found = FromEnvironment(EffectsAt(*at.file, site))) return found;
  }
  // What passes its receiver on: `env.var("X").unwrap()`.
  const std::size_t dot = callee.rfind('.');
  const auto& passing = at.file->traits()->passing_members;
  if (kind == SiteKind::kCall && dot != callee.npos) {
    const std::string_view last = callee.substr(dot + 1);
    if (std::find(passing.begin(), passing.end(), last) != passing.end()) {
      return FindPath(at, callee.substr(0, dot), depth + 1);
    }
    if (auto amount = AmountGiven(at, callee, depth)) return amount;
  }
  if (kind != SiteKind::kCall) return std::nullopt;
  if (site >= 0) {
    if (auto found = HandedOn(*at.file, site, depth)) return found;
  }
  // A function of the repository that gives a constant.
  Reference reference;
  reference.kind = ReferenceKind::kCall;
  reference.name = callee.substr(dot + 1);
  if (dot != callee.npos) reference.receiver = callee.substr(0, dot);
  reference.scope = at.scope;
  reference.line = at.line;
  const Resolved resolved = context_.resolver.Resolve(*at.file, reference);
  if (resolved.targets.size() != 1 || resolved.resolution != Resolution::kResolved) {
    return std::nullopt;
  }
  return FindDefinition(resolved.targets.front(), depth + 1);
}

// What a call of a library is given and gives back, as far as names go: `listOf("a")`, a format.
std::optional<Constant> SiteReader::HandedOn(const SourceFile& file, std::int32_t index,
                                             int depth) {
  const Site site = SitesOf(file).sites[static_cast<std::size_t>(index)];
  const Operand* first = HeldBy(site, "0");
  if (first == nullptr || depth > kMaxDepth) return std::nullopt;
  const AccessPath access = context_.paths.Of(file, site.scope, site.path, site.line);
  if (!access.found()) return std::nullopt;
  const auto is = [&](const char* handle) {
    if (context_.index.IsHandle(handle, access.path + "()")) return true;
    return std::any_of(access.around.begin(), access.around.end(), [&](const std::string& module) {
      return context_.index.IsHandle(handle, module + "." + access.path + "()");
    });
  };
  if (is("~same")) return Find({&file, site.scope, site.line}, *first, nullptr, depth + 1);
  if (!is("~format")) return std::nullopt;
  const Spot at{&file, site.scope, site.line};
  auto found = Find(at, *first, nullptr, depth + 1);
  if (!found || found->is_open()) return found;
  std::vector<std::string> values, slotted;
  for (std::size_t i = 1; i < kMaxValues; ++i) {
    const Operand* operand = HeldBy(site, std::to_string(i));
    if (operand == nullptr) {
      values.push_back("{}");
      slotted.push_back("{}");
      continue;
    }
    const auto value = Find(at, *operand, nullptr, depth + 1);
    const bool is_slot = value && value->is_open() && found->slot_parameter.empty();
    if (is_slot) {
      found->slot_parameter = value->parameter;
      found->function = value->function;
    }
    const bool is_known = value && !value->is_open() && value->kind != OperandKind::kNumber &&
                          !value->text.starts_with("${") && value->text != "?";
    values.push_back(is_known ? value->text : "{}");
    slotted.push_back(is_slot ? std::string(1, kSlot) : values.back());
    if (is_known && found->joined.empty()) found->joined = value->joined;
  }
  std::string whole = WithHoles(found->text, slotted);
  const std::size_t slot = whole.find(kSlot);
  if (slot != whole.npos && whole.find(kSlot, slot + 1) == whole.npos) {
    found->slotted = std::move(whole);
  } else {
    found->slot_parameter.clear();
  }
  found->text = WithHoles(found->text, values);
  return found;
}

std::optional<Constant> SiteReader::FindDefinition(const Target& target, int depth) {
  if (depth > kMaxDepth) return std::nullopt;
  const SourceFile& file = *target.file;
  const Definition& definition = target.definition();
  std::optional<Constant> found;
  const FileSites& sites = SitesOf(file);
  if (const auto held = sites.held.find(target.index); held != sites.held.end()) {
    found = Held(file, sites.sites[static_cast<std::size_t>(held->second)], depth + 1);
  }
  for (const Literal& literal : file.facts().literals) {
    if (found) break;
    if (literal.name != definition.name || literal.scope != definition.parent) continue;
    if (literal.rows.size() != 1 || literal.rows[0].size() != 1) continue;
    found = Constant{.text = literal.rows[0][0]};
  }
  if (!found && definition.callable) {
    for (const std::int32_t index : file.BindingsIn(target.index, "<return>")) {
      const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
      if (found) break;
      found = FindPath({&file, target.index, binding.line}, binding.value, depth + 1);
    }
    if (!found) found = FindName({&file, target.index, 0}, "<return>", depth + 1);
    if (auto variable = OnlyVariableIn(target); variable && found && !found->is_open()) {
      const bool unset = variable->text.starts_with("${");
      if (unset) variable->joined += ", else \"" + found->text + "\"";
      if (unset) variable->text = found->text;
      found = std::move(variable);
    }
  } else if (!found && !definition.value.empty()) {
    found =
        FindPath({&file, definition.parent, definition.first_line}, definition.value, depth + 1);
    // The call may stand in the initialiser itself.
    if (!found) {
      found = FindPath({&file, target.index, definition.first_line}, definition.value, depth + 1);
    }
  }
  if (!found) found = OnlyVariableIn(target);
  if (!found || (found->is_open() && definition.callable)) return std::nullopt;
  sources_.insert(file.path());
  const std::string here =
      definition.name + ", " + file.path() + ":" + std::to_string(definition.first_line);
  found->joined = found->joined.empty() ? here : here + ", " + found->joined;
  return found;
}

// An initialiser, or a function that is given nothing, which asks for one environment variable:
// what it gives is most likely that.
std::optional<Constant> SiteReader::OnlyVariableIn(const Target& target) {
  const Definition& definition = target.definition();
  if (definition.callable && !definition.parameters.empty()) return std::nullopt;
  std::optional<Constant> only;
  const FileSites& sites = SitesOf(*target.file);
  const auto inside = sites.inside.find(target.index);
  if (inside == sites.inside.end()) return std::nullopt;
  for (const std::int32_t i : inside->second) {
    if (sites.sites[static_cast<std::size_t>(i)].scope != target.index) continue;
    const auto found = FromEnvironment(EffectsAt(*target.file, i));
    if (!found) continue;
    if (only && only->joined != found->joined) return std::nullopt;
    only = found;
  }
  if (only) only->is_guess = true;
  return only;
}

std::optional<Constant> SiteReader::Held(const SourceFile& file, const Site& site, int depth) {
  const Operand* value = HeldBy(site, "");
  const Operand* otherwise = HeldBy(site, "|");
  if (value == nullptr) std::swap(value, otherwise);
  if (value == nullptr) return std::nullopt;
  // Calls in the initialiser of a definition may stand in it, or in what is around it.
  std::string_view called = value->text;
  if (called.ends_with("()") || called.ends_with("[]")) called.remove_suffix(2);
  Spot at{&file, site.scope, site.line};
  if (site.subject >= 0 &&
      SitesOf(file).by_path.contains(std::pair(site.subject, std::string(called)))) {
    at.scope = site.subject;
  }
  return Find(at, *value, otherwise, depth + 1);
}

// What is read from the environment there, by what it is set to, or its default, or else its name.
std::optional<Constant> SiteReader::FromEnvironment(const Founds& founds) {
  for (const FoundEffect& found : founds) {
    const Effect& effect = found.effect;
    const bool is_variable = effect.resource.kind == "environment variable" ||
                             effect.resource.kind == "configuration key";
    if (!is_variable || effect.access != "read" || effect.resource.name == "?") continue;
    if (!found.parameter.empty()) {
      return Constant{.kind = OperandKind::kPath,
                      .text = "?",
                      .parameter = found.parameter,
                      .function = found.function};
    }
    const std::string& name = effect.resource.name;
    Constant constant;
    constant.is_guess = false;
    if (const auto value = environment_.Value(name, effect.service)) {
      constant.text = value->text;
      constant.joined = name + ", set in " + value->where;
      sources_.insert(value->sources.begin(), value->sources.end());
    } else if (!found.fallback.empty()) {
      constant.text = found.fallback;
      constant.joined = name + ", else \"" + found.fallback + "\"";
    } else {
      constant.text = "${" + name + "}";
      constant.joined = name;
    }
    return constant;
  }
  return std::nullopt;
}

}  // namespace interlock
