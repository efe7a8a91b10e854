#include "graph/effects/contracts.h"

#include <algorithm>
#include <optional>
#include <set>

#include "graph/effects/models.h"
#include "graph/effects/patterns.h"
#include "graph/globs.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxTypes = 20'000;  // of all contracts of a repository
constexpr std::size_t kMaxForms = 2'000'000;

using Values = std::vector<std::pair<std::string, std::string>>;

// "service.shop.Cart.rpc.Add": the parts around a word, which names may have dots before it.
struct Key {
  std::string_view owner, member;
};

std::optional<Key> KeyOf(std::string_view key, std::string_view head, std::string_view word) {
  if (!key.starts_with(head)) return std::nullopt;
  key.remove_prefix(head.size());
  const std::size_t at = key.rfind(word);
  if (at == key.npos || key.find('.', at + word.size()) != key.npos) return std::nullopt;
  return Key{key.substr(0, at), key.substr(at + word.size())};
}

// "stream shop.Item" is shop.Item, "map<string,Item> = 4" is Item.
std::string_view PlainType(std::string_view type) {
  type = type.substr(0, type.find(" = "));
  if (const std::size_t open = type.find('<'); open != type.npos) {
    type = type.substr(open + 1, type.find('>') - open - 1);
    type.remove_prefix(std::min(type.find(',') + 1, type.size()));
  }
  return type.substr(type.rfind(' ') + 1);
}

std::vector<std::string> Steps(const std::string& path) {
  std::vector<std::string> steps;
  for (const std::string_view step : StepsOf(path)) steps.emplace_back(step);
  return steps;
}

std::string Replaced(std::string_view text, std::string_view separator) {
  std::string replaced;
  for (const char c : text) {
    if (c == '.') {
      replaced += separator;
    } else {
      replaced += c;
    }
  }
  return replaced;
}

}  // namespace

bool EndsWithModule(std::string_view path, std::string_view module) {
  if (!path.ends_with(module)) return false;
  if (path.size() == module.size()) return true;
  const char before = path[path.size() - module.size() - 1];
  return before == '/' || before == '.';
}

std::vector<const SourceFile*> Contracts::In(const Layer& layer, const Catalog& catalog) {
  std::set<std::string_view> formats;
  for (const ContractStyle& style : catalog.contracts) {
    formats.insert(style.contracts.begin(), style.contracts.end());
  }
  std::vector<const SourceFile*> files;
  for (const SourceFile* file : layer.files()) {
    if (file->traits() == nullptr && formats.contains(file->outline().language)) {
      files.push_back(file);
    }
  }
  return files;
}

Contracts::Contracts(const Catalog& catalog, std::vector<const SourceFile*> files)
    : catalog_(catalog), files_(std::move(files)) {
  for (const SourceFile* file : files_) Read(*file);
  Bind();
  for (std::size_t i = 0; i < catalog_.contracts.size(); ++i) {
    styles_.push_back(std::make_unique<Style>());
  }
}

Contracts::~Contracts() = default;

void Contracts::Read(const SourceFile& file) {
  const FileFacts& facts = file.facts();
  std::map<std::string, std::size_t, std::less<>> known;  // among types_
  const auto type_of = [&](std::string_view name, bool is_service) -> ContractType* {
    const std::string id = (is_service ? "service " : "message ") + std::string(name);
    const auto [found, fresh] = known.try_emplace(id, types_.size());
    if (!fresh) return &types_[found->second];
    if (types_.size() >= kMaxTypes) return nullptr;
    ContractType type;
    type.is_service = is_service;
    type.name = name;
    const std::string_view package = facts.package;
    const bool is_within = !package.empty() && name.starts_with(package) &&
                           name.substr(package.size()).starts_with('.');
    type.simple = is_within ? name.substr(package.size() + 1) : name;
    type.file = &file;
    types_.push_back(std::move(type));
    return &types_.back();
  };
  for (const Setting& setting : facts.settings) {
    const std::string_view key = setting.key, value = setting.value;
    if (const auto rpc = KeyOf(key, "service.", ".rpc.")) {
      ContractType* type = type_of(rpc->owner, true);
      if (type == nullptr) continue;
      const std::size_t arrow = value.find(" -> ");
      if (arrow == value.npos) continue;
      ContractMember method;
      method.name = rpc->member;
      method.resource = type->name + "/" + method.name;
      method.takes = PlainType(value.substr(0, arrow));
      method.gives = PlainType(value.substr(arrow + 4));
      type->members.push_back(std::move(method));
    } else if (const auto field = KeyOf(key, "message.", ".field.")) {
      ContractType* type = type_of(field->owner, false);
      if (type == nullptr) continue;
      ContractMember member;
      member.name = field->member;
      member.resource = type->name + "." + member.name;
      member.gives = PlainType(value);
      type->members.push_back(std::move(member));
    } else if (key.starts_with("message.")) {
      type_of(key.substr(std::string_view("message.").size()), false);
    }
  }
}

// Names of types are looked up from the inside to the outside.
void Contracts::Bind() {
  for (const ContractType& type : types_) {
    if (!type.is_service) messages_.try_emplace(type.name, &type);
  }
  const auto bind = [&](const ContractType& around, std::string* name) {
    if (name->starts_with('.')) {
      name->erase(0, 1);
      if (!messages_.contains(*name)) name->clear();
      return;
    }
    for (std::string scope = around.name;;) {
      const std::string whole = scope.empty() ? *name : scope + "." + *name;
      if (messages_.contains(whole)) {
        *name = whole;
        return;
      }
      if (scope.empty()) break;
      const std::size_t dot = scope.rfind('.');
      scope.erase(dot == scope.npos ? 0 : dot);
    }
    name->clear();
  };
  for (ContractType& type : types_) {
    for (ContractMember& member : type.members) {
      bind(type, &member.gives);
      if (type.is_service) bind(type, &member.takes);
    }
  }
}

const ContractType* Contracts::Message(const std::string& name) const {
  const auto found = messages_.find(name);
  return found == messages_.end() ? nullptr : found->second;
}

std::vector<const ContractNames*> Contracts::NamesFor(const SourceFile& file) const {
  std::vector<const ContractNames*> names;
  if (types_.empty() || file.traits() == nullptr) return names;
  for (std::size_t i = 0; i < catalog_.contracts.size(); ++i) {
    const ContractStyle& style = catalog_.contracts[i];
    if (!IsOfLanguages(style.languages, file)) continue;
    const bool is_generated =
        std::any_of(style.generated.begin(), style.generated.end(),
                    [&](const std::string& glob) { return MatchesGlob(glob, file.path()); });
    if (is_generated) return {};
    Style& made = *styles_[i];
    std::call_once(made.is_made,
                   [&] { made.names = std::make_unique<const ContractNames>(style, types_); });
    if (made.names->Writes(file)) return {};
    names.push_back(made.names.get());
  }
  return names;
}

ContractNames::ContractNames(const ContractStyle& style, const std::vector<ContractType>& types)
    : style_(style) {
  std::size_t forms = 0;
  for (const ContractType& type : types) {
    AddModules(type);
    const auto add = [&](ContractRole role, const std::string& path) {
      std::vector<std::string> steps = Steps(path);
      if (steps.empty() || ++forms > kMaxForms) return;
      std::string first(NameOfStep(steps.front()));
      symbols_[std::move(first)].push_back({role, &type, std::move(steps)});
    };
    const Values values = {{type.is_service ? "service" : "message", type.simple}};
    if (type.is_service) {
      for (const std::string& rule : style.clients) {
        add(ContractRole::kClient, NameByRule(rule, values));
      }
      for (const std::string& rule : style.servers) {
        add(ContractRole::kServer, NameByRule(rule, values));
      }
      for (const std::string& rule : style.services) {
        add(ContractRole::kService, NameByRule(rule, values));
      }
    } else {
      std::set<std::string> names;
      for (const std::string& joint : style.nesting) names.insert(Replaced(type.simple, joint));
      if (names.empty()) names.insert(type.simple);
      for (const std::string& name : names) {
        for (const std::string& rule : style.messages) {
          add(ContractRole::kMessage, NameByRule(rule, {{"message", name}}));
        }
      }
    }
    auto& members = members_[&type];
    const auto spell = [&](const std::vector<std::string>& rules, const ContractMember& member,
                           bool is_setter) {
      for (const std::string& rule : rules) {
        std::string name = NameByRule(rule, {{type.is_service ? "method" : "field", member.name}});
        const bool is_call = name.ends_with("()");
        if (is_call) name.resize(name.size() - 2);
        if (name.empty() || ++forms > kMaxForms) continue;
        spelled_.insert(name);
        members.try_emplace(std::move(name), SpelledMember{&member, is_call, is_setter});
      }
    };
    for (const ContractMember& member : type.members) {
      if (type.is_service) {
        spell(style.methods, member, false);
      } else {
        spell(style.fields, member, false);
        spell(style.setters, member, true);
      }
    }
  }
  for (const std::string& name : spelled_) names_.insert(name);
}

// What is generated of a file is told by its options, its package, its name or its folder.
void ContractNames::AddModules(const ContractType& type) {
  const auto [known, fresh] = modules_.try_emplace(type.file);
  if (!fresh) return;
  const SourceFile& file = *type.file;
  Values values = {{"stem", std::string(file.stem())},
                   {"folder", std::string(file.folder())},
                   {"package", file.facts().package}};
  for (const Setting& setting : file.facts().settings) {
    constexpr std::string_view kOption = "option.";
    const std::string_view key = setting.key;
    if (!key.starts_with(kOption)) continue;
    std::string value = setting.value;
    value = value.substr(0, value.find(';'));  // "example.com/shop;shop"
    if (value.starts_with("./")) value.erase(0, 2);
    if (value == ".") value.clear();
    values.emplace_back(key.substr(kOption.size()), std::move(value));
  }
  for (const std::string& rule : style_.modules) {
    std::string module = NameByRule(rule, values);
    if (!module.empty() && !Has(known->second, module)) known->second.push_back(std::move(module));
  }
}

const std::vector<ContractNames::Symbol>& ContractNames::Symbols(std::string_view name) const {
  static const std::vector<Symbol> kNone;
  const auto found = symbols_.find(name);
  return found == symbols_.end() ? kNone : found->second;
}

const SpelledMember* ContractNames::Member(const ContractType& type, std::string_view name) const {
  const auto of_type = members_.find(&type);
  if (of_type == members_.end()) return nullptr;
  const auto found = of_type->second.find(name);
  return found == of_type->second.end() ? nullptr : &found->second;
}

bool ContractNames::Writes(const SourceFile& file) const {
  const std::string_view path = file.path();
  const std::string_view module = path.substr(0, path.find('.', path.rfind('/') + 1));
  for (const OutlinedDefinition& definition : file.outline().definitions) {
    for (const Symbol& symbol : Symbols(definition.name)) {
      if (symbol.role != ContractRole::kMessage || symbol.steps.size() != 1) continue;
      const std::vector<std::string>& modules = Modules(*symbol.type);
      const bool is_there =
          std::any_of(modules.begin(), modules.end(), [&](const std::string& name) {
            return EndsWithModule(module, name) || EndsWithModule(path, name);
          });
      if (is_there) return true;
    }
  }
  return false;
}

const std::vector<std::string>& ContractNames::Modules(const ContractType& type) const {
  return modules_.at(type.file);
}

}  // namespace interlock
