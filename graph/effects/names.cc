// What the places of an entry hold at a site: above all, the names of resources.
#include <algorithm>
#include <array>
#include <cctype>

#include "graph/effects/patterns.h"
#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxNames = 32;
constexpr std::uint32_t kMaxLines = 8;  // of a chain of calls

// OrderItem -> order_item
std::string Snake(const std::string& name) {
  std::string snake;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    const bool after_small = i > 0 && std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
    const bool before_small =
        i > 0 && i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1])) != 0;
    if (std::isupper(c) != 0 && (after_small || before_small)) snake += '_';
    snake += static_cast<char>(std::tolower(c));
  }
  return snake;
}

std::string Plural(const std::string& name) {
  const auto ends = [&](std::string_view end) { return name.ends_with(end); };
  if (ends("y") && name.size() > 1 &&
      std::string_view("aeiou").find(name[name.size() - 2]) == std::string_view::npos) {
    return name.substr(0, name.size() - 1) + "ies";
  }
  return name + (ends("s") || ends("x") || ends("ch") || ends("sh") ? "es" : "s");
}

// Does the file bind the name, other than by an import?
bool IsVariable(const SourceFile& file, const std::string& name) {
  const std::vector<std::string>& selves = file.traits()->self_names;
  if (name.empty() || !file.Imports(name).empty()) return false;
  if (!file.Bindings(name).empty() || !file.Definitions(name).empty() ||
      std::find(selves.begin(), selves.end(), name) != selves.end()) {
    return true;
  }
  const std::vector<Definition>& all = file.facts().definitions;
  return std::any_of(all.begin(), all.end(), [&](const Definition& definition) {
    return std::any_of(definition.parameters.begin(), definition.parameters.end(),
                       [&](const Parameter& parameter) { return parameter.name == name; });
  });
}

// "GET" of "GET /orders?all=1"; empty where no method stands before an address.
std::string MethodBefore(const std::string& text) {
  const std::size_t blank = text.find(' ');
  if (blank == text.npos) return "";
  std::string word = text.substr(0, blank);
  return word == Upper(word) && IsMethod(word) ? word : "";
}

}  // namespace

bool IsMethod(std::string_view word) {
  static constexpr std::array<std::string_view, 7> kMethods = {"get",    "post", "put",    "patch",
                                                               "delete", "head", "options"};
  return std::find(kMethods.begin(), kMethods.end(), Lower(std::string(word))) != kMethods.end();
}

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

void ReadVia(const std::string& via, Constant* name) {
  if (via == "url" && !MethodBefore(name->text).empty()) {
    name->text.erase(0, name->text.find(' ') + 1);
  }
  if (via == "url") name->address = name->text;
  name->text = NameVia(via, name->text);
}

// What an operand at the place is; "?" when it cannot be followed, nothing when none stands there.
std::vector<Constant> SiteReader::OperandsAt(const SourceFile& file, const Site& site,
                                             const std::string& place) {
  std::vector<Constant> found;
  if (place == "*") {  // all by position
    for (std::size_t i = 0; i < kMaxNames; ++i) {
      for (Constant& each : OperandsAt(file, site, std::to_string(i))) {
        found.push_back(std::move(each));
      }
    }
    return found;
  }
  const Operand* otherwise = nullptr;
  for (const Operand& operand : site.operands) {
    if (operand.place == place + "|") otherwise = &operand;
  }
  for (const Operand& operand : site.operands) {
    if (operand.place != place || found.size() >= kMaxNames) continue;
    auto constant = Find({&file, site.scope, site.line}, operand, otherwise, 0);
    found.push_back(constant ? std::move(*constant)
                             : Constant{.kind = OperandKind::kPath, .text = "?"});
  }
  return found;
}

std::vector<Constant> SiteReader::NamesAt(const Standing& standing, const std::string& place) {
  const SourceFile& file = *standing.file;
  const Site& site = *standing.site;
  const auto one = [](std::string text) {
    std::vector<Constant> names;
    if (!text.empty()) names.push_back({.text = std::move(text)});
    return names;
  };
  if (place.starts_with('\'')) {
    std::vector<Constant> constant(1);  // which may be empty
    constant.front().text = place.substr(1, place.size() - 2);
    return constant;
  }
  if (place.starts_with('=')) return OperandsAt(file, site, place.substr(1));
  if (place.starts_with('<')) {
    for (const Operand& operand : site.operands) {
      if (operand.place == place && operand.kind == OperandKind::kPath) {
        return one(operand.text.substr(operand.text.rfind('.') + 1));  // npos + 1 == 0
      }
    }
    return {};
  }
  if (place == "made") return one(MadeIn(file, site));
  if (place == "key") return one(standing.key);
  if (place == "field") {
    const auto captured = standing.captures.find(place);
    if (captured != standing.captures.end()) return one(captured->second);
  }
  if (place == "receiver") return one(HolderOf(file, site));
  if (place == "on()") {  // `User` of `User.init()`
    const std::size_t dot = site.path.rfind('.');
    const std::string on = dot == site.path.npos ? "" : site.path.substr(0, dot);
    return one(on.find_first_of("([{#?") == on.npos ? on.substr(on.rfind('.') + 1) : "");
  }
  // As what is asked through the object there says: `api` of `axiosRetry(api, {})`.
  if (place.starts_with("holder(") && place != "holder()") {
    const std::string_view at = std::string_view(place).substr(7, place.size() - 8);
    for (const Operand& operand : site.operands) {
      if (operand.place != at || operand.kind != OperandKind::kPath) continue;
      if (!IsVariable(file, operand.text.str().substr(0, operand.text.str().find('.')))) return {};
      Site asked = site;
      asked.path = operand.text + ".request";
      return one(HolderOf(file, asked));
    }
    return {};
  }
  if (place == "holder()") {  // `orders` of `const orders = pgTable("orders", {})`
    const std::string holder = HolderOf(file, site);
    return one(holder.substr(holder.rfind('.') + 1));  // npos + 1 == 0
  }
  if (place == "target") return one(TargetName(standing, {.kind = standing.kind}));
  if (place.starts_with("target(") && place.ends_with(')')) {  // "target(table, .insert(0))"
    const std::string inside = place.substr(7, place.size() - 8);
    const std::size_t comma = std::min(inside.find(", "), inside.size());
    const std::string of = inside.substr(std::min(comma + 2, inside.size()));
    return one(TargetName(standing, {.kind = inside.substr(0, comma), .of = of}));
  }
  if (place == "mounted()") {
    const Prefixes prefixes = PrefixesOfType(standing);
    return one(prefixes == Prefixes{""} ? "" : "true");
  }
  if (place.starts_with("named(") && place.ends_with(')')) {
    std::vector<Constant> paths;
    for (const Constant& name : OperandsAt(file, site, place.substr(6, place.size() - 7))) {
      if (name.text == "?" || name.is_open()) continue;
      for (std::string& path : WhereNamed(file, name.text)) paths.push_back({.text = path});
    }
    return paths;
  }
  if (place.starts_with("true(") && place.ends_with(')')) {
    return one(IsTrueAt(standing, place.substr(5, place.size() - 6)) ? "true" : "");
  }
  if (place.starts_with("members(")) {
    return MembersAt(site, place.substr(8, place.size() - 9));
  }
  if (place.starts_with("related(")) {
    return RelatedAt(standing, std::string_view(place).substr(8, place.size() - 9));
  }
  if (place == "file") return one(std::string(file.stem()));
  if (place == "path") {
    return one(std::string(
        NameOfStep(std::string_view(standing.access).substr(standing.access.rfind('.') + 1))));
  }
  if (place == "decorated" || place == "class") {
    std::int32_t at = standing.subject >= 0 ? standing.subject : site.scope;
    while (place == "class" && at >= 0 && file.definition(at).kind != DefinitionKind::kClass &&
           file.definition(at).kind != DefinitionKind::kInterface) {
      at = file.definition(at).parent;
    }
    if (at < 0) return {};
    const std::string module = place == "class" ? "" : ModuleName(file);
    return one((module.empty() ? "" : module + ".") + QualifiedName(file.facts(), at));
  }
  if (place == "value") return OperandsAt(file, site, "");
  if (place.ends_with(')') && place.starts_with("class.")) {
    return DecoratorsSay(standing, true, std::string_view(place).substr(6));
  }
  if (place.ends_with(')') && place.starts_with("decorated.")) {
    return DecoratorsSay(standing, false, std::string_view(place).substr(10));
  }
  if (place.starts_with("keys(")) {  // `get "/cart" => "carts#show"`
    std::vector<Constant> keys;
    for (const Operand& operand : site.operands) {
      if (operand.place.starts_with(place.substr(5, place.size() - 6))) {
        keys.push_back({.text = operand.place});
      }
    }
    return keys;
  }
  if (place.starts_with("in.")) {  // an argument of a call around
    const std::size_t open = std::min(place.find('('), place.size() - 1);
    const Site* around = CallAround(file, site, std::string_view(place).substr(3, open - 3));
    if (around == nullptr) return {};
    return OperandsAt(file, *around, place.substr(open + 1, place.size() - open - 2));
  }
  if (place == "arguments") {
    const auto count =
        std::count_if(site.operands.begin(), site.operands.end(), [](const Operand& operand) {
          return operand.place.find_first_not_of("0123456789") == std::string::npos;
        });
    return {{.text = std::to_string(count)}};
  }
  if (place == "verbs()") return MethodsOfChain(file, site);
  if (place.starts_with("chain(")) {
    return one(HasInChain(file, site, std::string_view(place).substr(6, place.size() - 7)) ? "true"
                                                                                           : "");
  }
  const bool of_methods = place.starts_with("verbs(");
  if (of_methods || place.starts_with("calls(")) {  // `get(list).post(create)`
    std::vector<Constant> calls;
    for (const Operand& operand : site.operands) {
      if (operand.place != place.substr(6, place.size() - 7)) continue;
      const bool is_text =
          operand.kind == OperandKind::kText || operand.kind == OperandKind::kTemplate;
      if (const std::string method = is_text ? MethodBefore(operand.text) : "";
          of_methods && !method.empty()) {
        calls.push_back({.text = method});
      }
      if (operand.kind != OperandKind::kPath) continue;
      for (const std::string_view step : StepsOf(operand.text)) {
        // `HttpMethod.Put`, `RequestMethod.PUT`, `http.MethodPut`
        std::string name(NameOfStep(step));
        const bool is_constant = step == name;
        const bool is_member = step.data() != operand.text.data();
        if (of_methods && is_member && name.starts_with("Method")) name.erase(0, 6);
        if (of_methods && !IsMethod(name)) continue;
        const bool is_verb = is_constant && (is_member || Upper(name) == name);
        if (!is_constant || (of_methods && is_verb)) calls.push_back({.text = name});
      }
    }
    return calls;
  }
  // `shop.CartService.service`, `CartServiceService`, `CartServiceInterface.class`
  if (place.starts_with("service(")) {
    std::vector<Constant> services;
    for (const Operand& operand : site.operands) {
      if (operand.kind != OperandKind::kPath ||
          operand.place != place.substr(8, place.size() - 9)) {
        continue;
      }
      std::string path = operand.text;
      if (path.ends_with(".service")) path.resize(path.size() - 8);
      if (path.ends_with("Interface.class")) path.resize(path.size() - 15);
      path.erase(0, path.rfind('.') + 1);  // npos + 1 == 0
      if (path.ends_with("ServiceService")) path.resize(path.size() - 7);
      const bool is_service = !path.empty() && path[0] >= 'A' && path[0] <= 'Z';
      if (is_service && NameOfStep(path) == path) services.push_back({.text = path});
    }
    return services;
  }
  if (place.starts_with("after(")) {
    const std::string behind = PlaceBehind(site, place);
    return behind.empty() ? std::vector<Constant>() : OperandsAt(file, site, behind);
  }
  if (place.starts_with("cases(")) {  // `switch (req.method) { case "GET": …`
    std::vector<Constant> cases;
    const std::string_view on = std::string_view(place).substr(6, place.size() - 7);
    for (const Choice& choice : file.facts().choices) {
      if (std::string_view(choice.on).substr(choice.on.rfind('.') + 1) != on) continue;
      for (const ChoiceLabel& label : choice.labels) {
        const std::size_t size = label.text.size();
        const bool is_text = size > 2 && (label.text[0] == '\'' || label.text[0] == '"');
        if (is_text && cases.size() < kMaxNames) {
          cases.push_back({.text = label.text.substr(1, size - 2)});
        }
      }
    }
    return cases;
  }
  const bool is_inner = place.starts_with("with.");
  if ((is_inner || place.starts_with("then.")) && place.ends_with(')')) {
    const std::size_t open = place.find('(');
    const std::string_view name = std::string_view(place).substr(5, open - 5);
    const Site* next = is_inner ? CallGiven(file, site, name) : CallBehind(file, site, name);
    const std::string inner = place.substr(open + 1, place.size() - open - 2);
    return next != nullptr ? OperandsAt(file, *next, inner) : std::vector<Constant>();
  }
  if (place.starts_with('.') && place.ends_with(')')) {
    const std::size_t open = place.find('(');
    const std::string inner = place.substr(open + 1, place.size() - open - 2);
    for (const auto& [in, call] : CallsAround(standing, place.substr(1, open - 1))) {
      auto found = OperandsAt(*in, *call, inner);
      if (!found.empty()) return found;
    }
    return {};
  }
  for (const std::string_view word : {"{key}", "{key**}"}) {
    const std::size_t key = place.find(word);
    if (key == place.npos) continue;
    const std::string at = place.substr(0, key) + standing.key + place.substr(key + word.size());
    const bool is_given = at.ends_with(')') && !at.ends_with("()");
    return is_given ? GivenThere(file, site, at) : OperandsAt(file, site, at);
  }
  return OperandsAt(file, site, place);
}

std::vector<Constant> SiteReader::NamesOf(const Standing& standing, const NameSource& source) {
  std::vector<Constant> names;
  for (const std::string& place : source.places) {
    std::vector<Constant> found = NamesAt(standing, place);
    // What has no slash is no route, but may be the name of one.
    const bool is_route = source.via == "route";
    const bool known = std::any_of(found.begin(), found.end(), [&](const Constant& constant) {
      const bool reads =
          !is_route || constant.text.empty() || constant.text.find('/') != constant.text.npos;
      return (constant.text != "?" && reads) || constant.is_open();
    });
    if (found.empty() || (!known && !names.empty())) continue;
    names = std::move(found);
    if (known) break;
  }
  if (names.empty() && !source.otherwise.empty()) {
    const bool of_each = source.otherwise.find("*}") != std::string::npos;  // "{*}", "{=path|*}"
    for (const Constant& each : of_each ? NamesAt(standing, "*") : std::vector<Constant>(1)) {
      Standing at = standing;
      if (of_each) at.captures["*"] = each.text;
      const std::string filled = each.text == "?" ? "" : Filled(at, source.otherwise);
      names.push_back({.text = filled.empty() ? "?" : filled});
    }
  }
  for (Constant& name : names) {
    if (!name.is_open() && IsNamedInSlot(source.via, name.slotted)) {
      name.parameter = name.slot_parameter;
      name.text = "?";
    }
    if (name.is_open()) continue;
    if (source.via != "placeholder") {
      if (const auto placeholder = PlaceholderIn(name.text)) {
        if (const auto value = environment_.Value(placeholder->key, "")) {
          name.joined = placeholder->key + ", set in " + value->where;
          sources_.insert(value->sources.begin(), value->sources.end());
          name.text = value->text;
        } else if (placeholder->otherwise && !placeholder->otherwise->empty()) {
          name.joined = placeholder->key + ", else \"" + *placeholder->otherwise + "\"";
          name.text = *placeholder->otherwise;
        }
      }
    }
    // An expression that is worked out when the program runs: "#{queue.name}".
    if (name.text.starts_with("#{")) name.text = "?";
    if (source.via == "tokens") {
      name.is_whole = name.text.starts_with('/') || name.text.starts_with("~/");
      name.text = WithTokens(standing, name.text.substr(name.text.starts_with('~') ? 1 : 0));
    }
    if (source.via == "table") name.text = TableIn(name.text);
    if (source.via == "declared") Declared(standing.kind, &name);
    if (source.via.starts_with("declared(")) DeclaredPart(standing, source.via, &name);
    if (source.via.starts_with("member") || source.via.starts_with("mapped")) {
      name.text = MappedName(standing, source.via, name.text);
    }
    ReadVia(source.via, &name);
    if (!ReadsRoutes(source.via) && IsNothingButHoles(name.text)) name.text = "?";
  }
  const bool lists = source.via == "condition" || source.via == "columns";
  return lists ? ColumnsIn(names, source.via) : names;
}

// "api/[controller]/[action]": the type's name, without what types of its kind end in, and that of
// what is decorated.
std::string SiteReader::WithTokens(const Standing& standing, std::string route) {
  const auto put = [&](std::string_view token, const char* place, std::string_view end) {
    const std::size_t at = route.find(token);
    if (at == route.npos) return;
    const std::vector<Constant> names = NamesAt(standing, place);
    std::string name = names.empty() ? "" : names.front().text;
    name.erase(0, name.rfind('.') + 1);  // npos + 1 == 0
    if (name.ends_with(end)) name.resize(name.size() - end.size());
    route.replace(at, token.size(), Lower(name));
  };
  put("[controller]", "class", "Controller");
  put("[action]", "decorated", "");
  return route;
}

// What a word of a pattern stands for: "class", "file", a place. "?" where that is not known.
std::string SiteReader::Meant(const Standing& standing, const std::string& word,
                              const std::string& form) {
  const std::int32_t subject = standing.subject >= 0 ? standing.subject : standing.site->scope;
  if (const auto captured = standing.captures.find(word); captured != standing.captures.end()) {
    return captured->second;
  }
  if (word == "key") return standing.key;
  if (word == "route") return RouteOfFile(*standing.file, form);
  if (word == "module") return ModuleName(*standing.file);
  if (word == "folder") {
    const std::string_view folder = standing.file->folder();
    return std::string(folder.substr(folder.rfind('/') + 1));  // npos + 1 == 0
  }
  if (word == "beside") return std::string(standing.file->folder());
  if (word == "around") {
    const std::string_view folder = standing.file->folder();
    const std::size_t slash = folder.rfind('/');
    return slash == folder.npos ? "" : std::string(folder.substr(0, slash));
  }
  if (word == "decorated" || word == "class") {
    return subject >= 0 ? standing.file->definition(subject).name : "";
  }
  const std::vector<Constant> names = NamesAt(standing, word);
  return names.empty() ? "" : names.front().text;
}

// "{class:snake}_{file}"; "{=path|*}": the first that stands for something.
std::string SiteReader::Filled(const Standing& standing, const std::string& pattern) {
  std::string filled;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t close = pattern[i] == '{' ? pattern.find('}', i) : pattern.npos;
    if (close == pattern.npos) {
      filled += pattern[i++];
      continue;
    }
    const std::string inside = pattern.substr(i + 1, close - i - 1);
    const std::string words = inside.substr(0, inside.find(':'));
    i = close + 1;
    std::string text;
    for (std::size_t at = 0; at <= words.size() && text.empty();) {
      const std::size_t end = std::min(words.find('|', at), words.size());
      text = Meant(standing, words.substr(at, end - at),
                   inside.substr(std::min(inside.find(':'), inside.size() - 1) + 1));
      at = end + 1;
    }
    if (text == "?") return text;
    for (std::size_t colon = inside.find(':'); colon != inside.npos;) {
      const std::size_t next = std::min(inside.find(':', colon + 1), inside.size());
      const std::string form = inside.substr(colon + 1, next - colon - 1);
      if (form == "lower") text = Lower(text);
      if (form == "upper") text = Upper(text);
      if (form == "snake") text = Snake(text);
      if (form == "kebab") {
        text = Snake(text);
        std::replace(text.begin(), text.end(), '_', '-');
      }
      if (form == "plural") text = Plural(text);
      if (form == "several" && (!text.ends_with('s') || text.ends_with("ss"))) text = Plural(text);
      colon = next == inside.size() ? inside.npos : next;
    }
    filled += text;
  }
  return filled;
}

// How the object is called whose method it is, or the name that holds what a chain of calls makes;
// with the type or file around it, so that two are told apart.
std::string SiteReader::HolderOf(const SourceFile& file, const Site& site) {
  std::string name;
  std::string path = site.path;
  const std::size_t dot = path.rfind('.');
  std::string receiver = dot == path.npos ? "" : path.substr(0, dot);
  const std::size_t acts = receiver.find_first_of("([{#");
  const std::string plain = receiver.substr(0, acts);
  // What a module makes is not called after the module.
  const bool is_name = acts == receiver.npos && IsVariable(file, plain.substr(0, plain.find('.')));
  if (is_name) name = plain.substr(plain.rfind('.') + 1);
  std::int32_t around = site.scope;
  if (name.empty()) {
    std::uint32_t nearest = 0;  // a chain may go on over several lines
    const std::string begun = path.substr(0, path.find_first_of("({"));
    for (const Binding& binding : file.facts().bindings) {
      const bool holds = binding.scope == site.scope && binding.line <= site.line &&
                         binding.line >= nearest && binding.line + kMaxLines >= site.line &&
                         binding.value.starts_with(begun);
      if (!holds) continue;
      name = binding.name;
      nearest = binding.line;
    }
  }
  if (name.empty() && around >= 0 && file.definition(around).callable) {
    // `self.client = httpx.Client()`: a member of the type around.
    const std::string made = path.substr(0, path.find_first_of("({"));
    for (const Definition& field : file.facts().definitions) {
      const bool holds = field.kind == DefinitionKind::kField && field.first_line <= site.line &&
                         field.last_line >= site.line && field.value.starts_with(made + "(");
      if (holds && field.parent == file.definition(around).parent) name = field.name;
    }
  }
  if (name.empty() && around >= 0 && !file.definition(around).callable &&
      file.definition(around).kind != DefinitionKind::kClass) {
    name = file.definition(around).name;
    around = file.definition(around).parent;
  }
  if (name.empty() || name == "<return>") {
    while (around >= 0 && !file.definition(around).callable)
      around = file.definition(around).parent;
    if (around < 0) return "";
    name = file.definition(around).name;
  }
  for (; around >= 0; around = file.definition(around).parent) {
    const DefinitionKind kind = file.definition(around).kind;
    if (kind == DefinitionKind::kClass) return file.definition(around).name + "." + name;
    if (!file.definition(around).owner.empty()) return file.definition(around).owner + "." + name;
  }
  return std::string(file.stem()) + "." + name;
}

}  // namespace interlock
