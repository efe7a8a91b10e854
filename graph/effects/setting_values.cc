#include "graph/effects/setting_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>
#include <vector>

#include "graph/effects/amounts.h"
#include "graph/effects/schedules.h"

namespace interlock {

namespace {

constexpr int kMaxSteps = 4;  // values that name values
constexpr std::size_t kMaxText = 4'000;
constexpr std::array<std::pair<std::string_view, double>, 6> kSizes = {
    {{"nano", 0.125}, {"micro", 0.25}, {"small", 0.5}, {"medium", 1}, {"large", 2}, {"xlarge", 4}}};
constexpr int kMaxFolders = 12;  // looked into, from the file's own to the root

std::string Around(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

// The folder around a folder; "" is the root, and its own.
std::string_view Parent(std::string_view folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == folder.npos ? std::string_view() : folder.substr(0, slash);
}

// The file's own folder, without the slash that may end it.
std::string_view FolderOf(const SourceFile& file) { return Parent(file.path()); }

const Setting* Find(const SourceFile& file, std::string_view key) {
  const auto& settings = file.facts().settings;
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found == settings.end() ? nullptr : &*found;
}

struct Found {
  const SourceFile* file = nullptr;
  const Setting* setting = nullptr;
};

// In the first file of that name that has the key, from the folder outwards.
std::optional<Found> FindOutwards(const World& world, std::string_view folder,
                                  std::string_view name, std::string_view key) {
  for (int i = 0; i < kMaxFolders; ++i, folder = Parent(folder)) {
    const SourceFile* file = world.Find(Around(folder, name));
    if (file != nullptr && file->traits() == nullptr) {
      if (const Setting* setting = Find(*file, key)) return Found{file, setting};
    }
    if (folder.empty()) break;
  }
  return std::nullopt;
}

// In any configuration file of the folder.
std::optional<Found> FindBeside(const World& world, const SourceFile& file, std::string_view key) {
  if (const Setting* own = Find(file, key)) return Found{&file, own};
  for (const SourceFile* other : world.InFolder(file.folder())) {
    if (other->traits() != nullptr || other == &file) continue;
    if (const Setting* setting = Find(*other, key)) return Found{other, setting};
  }
  return std::nullopt;
}

bool IsNameCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}

// Replaces the names in one text, step after step.
class Expander {
 public:
  Expander(const World& world, std::span<const ScopeStep> scope)
      : world_(world), scope_(scope), file_(*scope.front().file) {}

  SettingValue Run(std::string_view written) {
    if (written.starts_with("env(\"") && written.ends_with("\")")) {
      return {"${" + std::string(written.substr(5, written.size() - 7)) + "}", "", false, {}};
    }
    std::string text(written);
    if (IsVariable(written)) text = "${" + text + "}";
    for (int step = 0; step < kMaxSteps && text.size() < kMaxText; ++step) {
      const std::string next = Step(text);
      if (next == text) break;
      text = next;
    }
    // What is still open after so many steps names itself.
    if (text.find("${") != text.npos || text.find("{{") != text.npos) value_.is_partial = true;
    value_.text = std::move(text);
    return std::move(value_);
  }

 private:
  // "var.pool" or "local.pool", and nothing else
  static bool IsVariable(std::string_view text) {
    return (text.starts_with("var.") || text.starts_with("local.")) &&
           std::all_of(text.begin(), text.end(), IsNameCharacter);
  }

  std::string Step(std::string_view text) {
    std::string next;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::string_view rest = text.substr(at);
      std::size_t length = 0;
      if (rest.starts_with("${")) {
        length = ClosingBrace(rest);
        if (length > 0) next += Named(rest.substr(2, length - 3));
      } else if (rest.starts_with("{{")) {
        length = std::min(rest.find("}}"), rest.size());
        length = length == rest.size() ? 0 : length + 2;
        if (length > 0) next += Templated(rest.substr(2, length - 4));
      } else if (rest.size() > 1 && rest[0] == '$' && rest[1] == '$') {
        length = 2;  // "$$" is a dollar that names nothing
        next += "$$";
      } else if (rest.size() > 1 && rest[0] == '$' &&
                 std::isupper(static_cast<unsigned char>(rest[1]))) {
        length = 1;
        while (length < rest.size() && rest[length] != '.' && rest[length] != '-' &&
               IsNameCharacter(rest[length])) {
          ++length;
        }
        next += Named(rest.substr(1, length - 1));
      }
      if (length == 0) {
        next += rest[0];
        length = 1;
      }
      at += length;
    }
    return next;
  }

  // Length of "${…}" with what is nested in it; 0 when it does not end.
  static std::size_t ClosingBrace(std::string_view text) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '{') ++depth;
      if (text[i] == '}' && --depth == 0) return i + 1;
    }
    return 0;
  }

  // What stands between "${" and "}".
  std::string Named(std::string_view inner) {
    const std::size_t colon = inner.find_first_of(":-?+");
    const std::string_view name = inner.substr(0, colon);
    std::optional<Found> found;
    if (const std::string* given = Given(name)) return FromOutside(name, *given);
    if (name.starts_with("var.")) {
      found = FindVariable(name.substr(4));
    } else if (name.starts_with("local.")) {
      found = FindBeside(world_, file_, "locals." + std::string(name.substr(6)));
    } else {
      found = FindOutwards(world_, FolderOf(file_), ".env", name);
      if (!found) {
        if (const Setting* own = Find(file_, name)) found = Found{&file_, own};
      }
      if (!found) found = FindOfImage(name);
      if (!found && std::count(name.begin(), name.end(), '.') >= 2) {
        found = FindBeside(world_, file_, "resource." + std::string(name));
      }
    }
    if (found && !found->setting->value.empty())
      return Joined("${" + std::string(name) + "}", *found);
    if (colon != inner.npos && inner[colon] != '?' && inner[colon] != '+') {
      std::string_view otherwise = inner.substr(colon + 1);
      if (otherwise.starts_with('-')) otherwise.remove_prefix(1);
      if (!otherwise.starts_with('?') && !otherwise.starts_with('+')) {
        Note("the default of ${" + std::string(name) + "}");
        return std::string(otherwise);
      }
    }
    return "${" + std::string(inner) + "}";
  }

  // What the image itself says, unless that is something more than it was: "/opt:$PATH".
  std::optional<Found> FindOfImage(std::string_view name) const {
    for (const char* const kind : {"env.", "arg."}) {
      const Setting* own = Find(file_, kind + std::string(name));
      if (own != nullptr && own->value.find(name) == std::string::npos) return Found{&file_, own};
    }
    return std::nullopt;
  }

  // What the file that takes this one's settings puts in the place of the name.
  const std::string* Given(std::string_view name) const {
    const auto& given = scope_.front().given;
    if (given == nullptr || scope_.size() < 2) return nullptr;
    const auto found = given->find(std::string(name));
    return found == given->end() ? nullptr : &found->second;
  }

  // As deep as the scope is long.
  std::string FromOutside(std::string_view name, const std::string& given) {
    SettingValue value = ValueOf(world_, scope_.subspan(1), given);
    if (value.is_partial) return "${" + std::string(name) + "}";
    Note(std::string(name) + ", given in " + scope_[1].file->path());
    if (!value.joined.empty()) Note(value.joined);
    value_.sources.insert(value_.sources.end(), value.sources.begin(), value.sources.end());
    return std::move(value.text);
  }

  // "pool", or "pool.size" of a variable that is an object.
  std::optional<Found> FindVariable(std::string_view name) const {
    const std::string values = Around(FolderOf(file_), "terraform.tfvars");
    if (const SourceFile* file = world_.Find(values)) {
      if (const Setting* setting = Find(*file, name)) return Found{file, setting};
    }
    const std::size_t dot = std::min(name.find('.'), name.size());
    return FindBeside(world_, file_,
                      "variable." + std::string(name.substr(0, dot)) + ".default" +
                          std::string(name.substr(dot)));
  }

  // ".Values.web.replicas | default 3", "default 3 .Values.web.replicas"
  std::string Templated(std::string_view inner) {
    const std::string_view whole = inner;
    for (const std::string_view word : {"quote ", "toString ", "int ", "toYaml "}) {
      if (inner.starts_with(word)) inner.remove_prefix(word.size());
    }
    const std::string_view otherwise = DefaultIn(inner);
    if (inner.starts_with("default ")) {
      const std::size_t blank = std::min(inner.find(" ."), inner.find(" $."));
      inner.remove_prefix(std::min(blank, inner.size() - 1) + 1);
    }
    std::string_view name = inner.substr(0, inner.find_first_of(" |)"));
    for (const std::string_view root : {"$.Values.", ".Values."}) {
      if (!name.starts_with(root)) continue;
      name.remove_prefix(root.size());
      const std::string said = "{{.Values." + std::string(name) + "}}";
      const auto found = FindOutwards(world_, FolderOf(file_), "values.yaml", name);
      const bool is_empty = found && found->setting->value.empty();
      if (found && (!is_empty || otherwise.empty())) return Joined(said, *found);
      if (otherwise.empty()) continue;
      Note("the default of " + said);
      return std::string(otherwise);
    }
    return "{{" + std::string(whole) + "}}";
  }

  // The constant of "default 3", `| default "a"`; empty when there is none, or it is computed.
  static std::string_view DefaultIn(std::string_view inner) {
    constexpr std::string_view kWord = "default ";
    const std::size_t at = inner.find(kWord);
    const bool is_it = at == 0 || (at != inner.npos && at > 1 && inner.substr(at - 2, 2) == "| ");
    if (!is_it) return {};
    inner.remove_prefix(at + kWord.size());
    if (inner.starts_with('"')) {
      const std::size_t end = inner.find('"', 1);
      return end == inner.npos ? std::string_view() : inner.substr(1, end - 1);
    }
    inner = inner.substr(0, inner.find_first_of(" |)"));
    const bool is_number =
        !inner.empty() && inner.find_first_not_of("0123456789.") == std::string_view::npos;
    return is_number && inner != "." ? inner : std::string_view();
  }

  std::string Joined(const std::string& name, const Found& found) {
    Note(name + ", set in " + found.file->path() + ":" + std::to_string(found.setting->line));
    value_.sources.push_back(found.file->path());
    return found.setting->value;
  }

  void Note(const std::string& how) {
    if (value_.joined.find(how) != std::string::npos || value_.joined.size() > kMaxText) return;
    value_.joined += (value_.joined.empty() ? "" : "; ") + how;
  }

  const World& world_;
  std::span<const ScopeStep> scope_;
  const SourceFile& file_;
  SettingValue value_;
};

// The size that ends the name of an instance's class: "db.r5.2xlarge", "cache.t3.micro",
// "db-n1-standard-4".
std::optional<double> ClassSize(std::string_view text) {
  const std::string_view size = text.substr(text.find_last_of(".-") + 1);  // npos + 1 == 0
  for (const auto& [name, value] : kSizes) {
    if (size == name) return value;
  }
  double count = 0;
  const auto [stop, failure] = std::from_chars(size.data(), size.data() + size.size(), count);
  if (failure != std::errc() || count <= 0) return std::nullopt;
  const std::string_view rest = size.substr(static_cast<std::size_t>(stop - size.data()));
  if (rest == "xlarge") return 4 * count;
  return rest.empty() && size.size() < text.size() ? std::optional(count) : std::nullopt;
}

// The addresses of "10.0.1.0/24" that can be given away: a cloud keeps some of each subnet.
std::optional<double> AddressesIn(std::string_view text, double kept) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos || text.find(':') != text.npos) return std::nullopt;
  int prefix = 0;
  const std::string_view bits = text.substr(slash + 1);
  const auto [stop, failure] = std::from_chars(bits.data(), bits.data() + bits.size(), prefix);
  const bool is_whole = failure == std::errc() && stop == bits.data() + bits.size();
  if (!is_whole || prefix < 8 || prefix > 29) return std::nullopt;
  return static_cast<double>(1U << (32 - prefix)) - kept;
}

// "20M" and "20MB" as "20Mi".
std::string InBinary(std::string amount) {
  constexpr std::string_view kPrefixes = "kMGT";
  if (amount.ends_with('B')) amount.pop_back();
  if (!amount.empty() && kPrefixes.find(amount.back()) != kPrefixes.npos) {
    if (amount.back() == 'k') amount.back() = 'K';
    amount += 'i';
  }
  return amount;
}

// Redis: "20m" are 20 million bytes, "20mb" 20 MiB, whatever the capitals.
std::string AsRedis(std::string amount) {
  const bool is_binary = amount.ends_with('B') && amount.size() > 1 &&
                         !std::isdigit(static_cast<unsigned char>(amount[amount.size() - 2]));
  return is_binary ? InBinary(std::move(amount)) : amount;
}

// What remains of a text when the holes that nobody could fill are taken out.
std::string WithoutHoles(std::string_view text) {
  std::string rest;
  std::size_t at = 0;
  while (at < text.size()) {
    const bool dollar = text.substr(at).starts_with("${");
    const bool braces = text.substr(at).starts_with("{{");
    const std::size_t close = dollar   ? text.find('}', at)
                              : braces ? text.find("}}", at)
                                       : text.npos;
    if (close == text.npos) {
      rest += text[at++];
    } else {
      at = close + (dollar ? 1u : 2u);
    }
  }
  constexpr std::string_view kJoints = "-_./: ";
  rest.erase(0, std::min(rest.find_first_not_of(kJoints), rest.size()));
  const std::size_t last = rest.find_last_not_of(kJoints);
  return last == rest.npos ? std::string() : rest.substr(0, last + 1);
}

}  // namespace

SettingValue ValueOf(const World& world, const SourceFile& file, std::string_view written) {
  const ScopeStep own{&file, nullptr};
  return ValueOf(world, {&own, 1}, written);
}

SettingValue ValueOf(const World& world, std::span<const ScopeStep> scope,
                     std::string_view written) {
  if (written.find_first_of("${(.") == written.npos) return {std::string(written), "", false, {}};
  SettingValue value = Expander(world, scope).Run(written);
  if (value.is_partial) value.text = WithoutHoles(value.text);
  return value;
}

SettingValue ReferredName(const World& world, const SourceFile& file, std::string_view written) {
  constexpr std::array<std::string_view, 6> kOthers = {"data",   "var",  "local",
                                                       "module", "each", "path"};
  std::string_view name = written;
  if (name.starts_with("${") && name.find('}') == name.size() - 1) {
    name = name.substr(2, name.size() - 3);
  }
  const std::size_t dot = name.find('.');
  const std::string_view kind = name.substr(0, dot);
  const bool refers = dot != name.npos && kind.find_first_of("-/:") == kind.npos &&
                      (kind.find('_') != kind.npos ||
                       std::find(kOthers.begin(), kOthers.end(), kind) != kOthers.end());
  if (!refers) return ValueOf(world, file, written);
  if (std::find(kOthers.begin(), kOthers.end(), kind) != kOthers.end()) {
    SettingValue value = ValueOf(world, file, written);
    return value.is_partial || value.text == written ? SettingValue{"", "", true, {}} : value;
  }
  std::string_view id = name.substr(dot + 1);
  id = id.substr(0, id.find_first_of(".["));
  if (id.empty() || !std::all_of(id.begin(), id.end(), IsNameCharacter)) return {"", "", true, {}};
  const std::string key = "resource." + std::string(kind) + "." + std::string(id);
  if (const auto found = FindBeside(world, file, key + ".name")) {
    SettingValue value = ValueOf(world, *found->file, found->setting->value);
    if (!value.is_partial && !value.text.empty()) return value;
  }
  return {std::string(id), "", false, {}};
}

std::string ChartOf(const World& world, const SourceFile& file) {
  for (const std::string_view name : {"Chart.yaml", "Chart.yml"}) {
    if (const auto found = FindOutwards(world, FolderOf(file), name, "name")) {
      return found->setting->value;
    }
  }
  return {};
}

std::optional<double> AmountIn(const Catalog& catalog, std::string_view quantity,
                               std::string_view text, std::string_view unit) {
  const auto word = std::find_if(catalog.quantities.begin(), catalog.quantities.end(),
                                 [&](const QuantityWord& known) { return known.name == quantity; });
  const std::string base = word == catalog.quantities.end() ? "" : word->unit;
  if (unit == "class") return ClassSize(text);
  if (unit == "cron") return MeanInterval(text);
  if (unit == "cidr") return AddressesIn(text, 5);
  if (unit == "cidr-4") return AddressesIn(text, 4);
  double factor = 1;
  std::string amount(text);
  if (amount.ends_with('%')) {
    amount.pop_back();
    factor = 0.01;
  } else if (base.empty() && amount.ends_with('m')) {
    amount.pop_back();  // Kubernetes' thousandths, not minutes
    factor = 0.001;
  } else if (base == "B") {
    // Docker's "512m" are bytes, not minutes.
    std::transform(amount.begin(), amount.end(), amount.begin(), [](unsigned char c) {
      return static_cast<char>(c == 'i' ? c : std::toupper(c));
    });
    if (amount.ends_with('K')) amount.back() = 'k';
    if (unit == "binary") amount = InBinary(std::move(amount));
    if (unit == "redis") amount = AsRedis(std::move(amount));
  }
  const auto number = AmountOf(catalog, amount, unit);
  return number ? std::optional(*number * factor) : std::nullopt;
}

}  // namespace interlock
