// What ties a file to others apart from uses: imports, exports, bases, and string constants.
#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

#include "parsers/extraction_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxRows = 256;
constexpr std::size_t kMaxLiteral = 256;
constexpr const char* kDefaultExport = "default";

// Length of a version at the end of `name`, after `mark`: 3 for "/v2" and for "yaml.v3"; else 0.
std::size_t VersionLength(std::string_view name, char mark) {
  const std::size_t at = name.rfind(mark);
  if (at == name.npos || at == 0) return 0;
  const std::string_view version = name.substr(at + 1);
  const bool is_version = version.size() > 1 && version[0] == 'v' &&
                          version.find_first_not_of("0123456789", 1) == version.npos;
  return is_version ? name.size() - at : 0;
}

// "example.com/shop/payments/v2" is imported as payments, "gopkg.in/yaml.v3" as yaml.
std::string_view PackageName(std::string_view module) {
  module.remove_suffix(VersionLength(module, '/'));
  module = module.substr(module.rfind('/') + 1);
  module.remove_suffix(VersionLength(module, '.'));
  return module;
}

class ModuleReader {
 public:
  explicit ModuleReader(Extraction& extraction)
      : extraction_(extraction), scopes_(extraction.scopes) {}

  void Read() {
    for (const Located& use : extraction_.uses) {
      switch (use.match.role) {
        case Role::kImport:
          ReadImport(use);
          break;
        case Role::kExport:
          ReadExport(use);
          break;
        case Role::kInherit:
          ReadInheritance(use);
          break;
        case Role::kLiteral:
          ReadLiteral(use);
          break;
        case Role::kTypeParameter:
          CountTypeParameter(use);
          break;
        case Role::kPackage:
          if (extraction_.facts.package.empty()) {
            extraction_.facts.package = NameText(use.match, Part::kName);
          }
          break;
        default:
          break;
      }
    }
    DecideExported();
  }

 private:
  // A module or member name as it stands, without quotes and blanks.
  std::string NameText(const Match& match, Part part) const {
    const TSNode* node = extraction_.Find(match, part);
    if (node == nullptr && part == Part::kName) node = &match.node;
    return node == nullptr ? "" : NameText(*node);
  }

  std::string NameText(TSNode node) const {
    if (TextOf(node, extraction_.text).size() > kMaxName) return "";
    std::string name = StringText(extraction_.language, node, extraction_.text)
                           .value_or(std::string(TextOf(node, extraction_.text)));
    std::erase_if(name, [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
    const std::string& separator = extraction_.language.name_separator;
    if (separator.empty()) return name;
    const bool from_root = name.starts_with(separator);
    name = DottedName(extraction_.language, name);
    if (from_root) name.erase(0, 1);  // what is imported is looked up from the root
    return name;
  }

  // `use a::{b::{c}}` names the module of `c` in two pieces.
  std::string ModulePath(const Match& match) const {
    std::string path;
    for (const TSNode piece : extraction_.matches.FindAll(match, Part::kModule)) {
      const std::string name = NameText(piece);
      path += path.empty() || name.empty() ? name : "." + name;
    }
    return path.size() > kMaxName ? "" : path;
  }

  void ReadImport(const Located& use) {
    Import import;
    import.module = ModulePath(use.match);
    if (extraction_.Has(use.match, Part::kRelative) && !import.module.starts_with('.')) {
      import.module = "./" + import.module;
    }
    const bool is_star = extraction_.Has(use.match, Part::kStar);
    import.member = is_star ? "*" : NameText(use.match, Part::kMember);
    if (extraction_.Has(use.match, Part::kDefault)) import.member = kDefaultExport;
    import.local = NameText(use.match, Part::kLocal);
    if (!is_star && IsOneNode(use.match, Part::kModule, Part::kMember)) SplitMember(&import);
    import.re_export = extraction_.Has(use.match, Part::kReExport);
    if (import.local.empty() && !is_star) import.local = DefaultLocal(import);
    import.scope = scopes_[use.region].definition;
    import.line = LineOf(use.match.node);
    extraction_.facts.imports.push_back(std::move(import));
  }

  bool IsOneNode(const Match& match, Part a, Part b) const {
    const TSNode* one = extraction_.Find(match, a);
    const TSNode* other = extraction_.Find(match, b);
    return one != nullptr && other != nullptr && ts_node_eq(*one, *other);
  }

  static void SplitMember(Import* import) {
    const std::size_t dot = import->module.rfind('.');
    import->member = import->module.substr(dot + 1);  // npos + 1 == 0
    import->module = import->module.substr(0, dot == std::string::npos ? 0 : dot);
  }

  // `import a.b` binds `a` where modules are dotted, `b` where they are packages; a relative path
  // alone binds nothing.
  std::string DefaultLocal(const Import& import) const {
    if (!import.member.empty()) {
      const bool binds = !import.re_export || extraction_.language.traits.re_exports_bind;
      return binds ? import.member : "";
    }
    switch (extraction_.language.traits.import_binds) {
      case ImportBinds::kFirstPart:
        return import.module.substr(0, import.module.find('.'));
      case ImportBinds::kLastPart:
        return import.module.substr(import.module.rfind('.') + 1);
      case ImportBinds::kPackageName:
        return std::string(PackageName(import.module));
      case ImportBinds::kNothing:
        break;
    }
    return "";
  }

  void ReadExport(const Located& use) {
    Export fact;
    if (const TSNode* target = extraction_.Find(use.match, Part::kTarget)) {
      fact.target = ExpressionPath(extraction_.language, *target, extraction_.text);
      if (fact.target == "?") fact.target = "";
    }
    fact.name = extraction_.Has(use.match, Part::kName) ? NameText(use.match, Part::kName)
                                                        : fact.target.str();
    if (!extraction_.Has(use.match, Part::kTarget)) fact.target = fact.name;
    if (extraction_.Has(use.match, Part::kDefault)) fact.name = kDefaultExport;
    fact.line = LineOf(use.match.node);
    if (!fact.name.empty()) extraction_.facts.exports.push_back(std::move(fact));
  }

  // Type arguments stand in the base's own node, or behind it.
  std::string BaseText(const Located& use) const {
    const TSNode* base = extraction_.Find(use.match, Part::kBase);
    const TSNode* arguments = extraction_.Find(use.match, Part::kArguments);
    if (base == nullptr) return "";
    std::string text(TextOf(*base, extraction_.text));
    if (arguments != nullptr) text += TextOf(*arguments, extraction_.text);
    const std::size_t open = text.find_first_of("<[");
    return open == 0 || open == text.npos ? "" : Normalised(text);
  }

  void ReadInheritance(const Located& use) {
    Inheritance inheritance;
    inheritance.base = PartTypePath(extraction_, use.match, Part::kBase);
    inheritance.base_text = BaseText(use);
    inheritance.owner = PartTypePath(extraction_, use.match, Part::kOwner);
    inheritance.embeds = use.match.detail != 0;
    inheritance.line = LineOf(use.match.node);
    const RegionId type = scopes_.Type(use.region);
    const bool elsewhere = extraction_.Has(use.match, Part::kOwner);
    if (inheritance.base.empty() || (elsewhere ? inheritance.owner.empty() : type == 0)) return;
    inheritance.definition = scopes_[elsewhere ? use.region : type].definition;
    extraction_.facts.inheritance.push_back(std::move(inheritance));
  }

  void CountTypeParameter(const Located& use) {
    const std::int32_t around = scopes_[use.region].definition;
    if (around >= 0 && IsTypeKind(extraction_.At(around).kind)) {
      ++extraction_.At(around).type_parameters;
    }
  }

  void ReadLiteral(const Located& use) {
    const TSNode* value = extraction_.Find(use.match, Part::kValue);
    if (value == nullptr) return;
    Literal literal;
    literal.name = extraction_.NameOf(use.match);
    literal.line = LineOf(use.match.node);
    literal.scope = ScopeAround(use);
    literal.rows = RowsOf(*value);
    if (!literal.rows.empty()) extraction_.facts.literals.push_back(std::move(literal));
  }

  // An assignment that is itself a definition is not its own scope.
  std::int32_t ScopeAround(const Located& use) const {
    RegionId region = use.region;
    while (region > 0 && scopes_[region].start == ts_node_start_byte(use.match.node) &&
           scopes_[region].end == ts_node_end_byte(use.match.node)) {
      region = scopes_[region].parent;
    }
    return scopes_[region].definition;
  }

  bool IsList(TSNode node) const { return extraction_.language.Of(node).holds_literals; }

  std::optional<std::string> ConstantOf(TSNode node) const {
    std::optional<std::string> text = StringText(extraction_.language, node, extraction_.text);
    if (text && text->size() > kMaxLiteral) return std::nullopt;
    return text;
  }

  std::vector<std::vector<Interned>> RowsOf(TSNode value) const {
    std::vector<std::vector<Interned>> rows;
    if (!IsList(value)) {
      if (std::optional<std::string> text = ConstantOf(value)) rows.push_back({Interned(*text)});
      return rows;
    }
    ForEachChild(value, [&](TSNode element) {
      std::vector<Interned> row = RowOf(element);
      if (!row.empty() && rows.size() < kMaxRows) rows.push_back(std::move(row));
    });
    return rows;
  }

  // Empty when the element is anything but a string or a list of strings.
  std::vector<Interned> RowOf(TSNode element) const {
    std::vector<Interned> row;
    bool constant = true;
    const auto add = [&](TSNode node) {
      std::optional<std::string> text = ConstantOf(node);
      constant = constant && text.has_value() && row.size() < kMaxRows;
      if (constant) row.push_back(*text);
    };
    if (IsList(element)) {
      ForEachChild(element, add);
    } else {
      add(element);
    }
    if (!constant) row.clear();
    return row;
  }

  void DecideExported() {
    std::set<std::string, std::less<>> marked, offered;
    for (const Export& fact : extraction_.facts.exports) {
      marked.insert(fact.target);
      offered.insert(fact.name);
    }
    // What is offered under another name as well as under its own: the exports say both.
    for (const Definition& definition : extraction_.facts.definitions) {
      const bool own = definition.parent < 0 && definition.exported && !definition.is_local;
      if (extraction_.language.exported != ExportRule::kMarked || !own ||
          !marked.contains(definition.name) || !offered.insert(definition.name).second) {
        continue;
      }
      extraction_.facts.exports.push_back(
          {definition.name, definition.name, definition.first_line});
    }
    for (Definition& definition : extraction_.facts.definitions) {
      definition.exported = !definition.is_local && IsExported(definition, marked);
    }
  }

  bool IsExported(const Definition& definition,
                  const std::set<std::string, std::less<>>& marked) const {
    const char first = definition.name.front();
    switch (extraction_.language.exported) {
      case ExportRule::kAll:
        return true;
      case ExportRule::kUpperCase:
        return std::isupper(static_cast<unsigned char>(first)) != 0;
      case ExportRule::kNotUnderscore:
        return first != '_';
      case ExportRule::kNotPrivate:
        return definition.exported &&
               (definition.parent < 0 || extraction_.At(definition.parent).exported);
      case ExportRule::kMarked:
        break;
    }
    if (definition.parent >= 0) return extraction_.At(definition.parent).exported;
    return definition.exported || marked.contains(definition.name);
  }

  Extraction& extraction_;
  const Scopes& scopes_;
};

}  // namespace

void ReadModuleFacts(Extraction& extraction) { ModuleReader(extraction).Read(); }

}  // namespace interlock
