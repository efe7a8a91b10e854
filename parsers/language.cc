// language.json -> Language. Every node and field name is looked up in the grammar here, so that a
// slip is an error at the start and not a fact that is silently missing.
#include <array>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "interlock/error.h"
#include "parsers/fingerprint_internal.h"
#include "parsers/language_internal.h"

namespace interlock {
namespace {

using Json = nlohmann::ordered_json;

// Raised whenever the engine itself reads other facts from the same file.
constexpr std::uint64_t kEngineVersion = 22;

class Reader {
 public:
  Reader(const Json& json, const TSLanguage* grammar, std::string file)
      : json_(json), grammar_(grammar), file_(std::move(file)) {}

  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(ErrorCode::kInput, file_ + ": " + what,
                "the fields are listed in parsers/languages/README.md");
  }

  // The value at "a.b", null when there is none.
  const Json& At(const std::string& path) const {
    static const Json none;
    const Json* value = &json_;
    for (std::size_t start = 0; start < path.size();) {
      const std::size_t dot = std::min(path.find('.', start), path.size());
      const auto found = value->find(path.substr(start, dot - start));
      if (found == value->end()) return none;
      value = &*found;
      start = dot + 1;
    }
    return *value;
  }

  std::string Text(const std::string& path) const {
    const Json& value = At(path);
    if (!value.is_string()) Fail(path + " must be a text");
    return value.get<std::string>();
  }

  std::vector<std::string> Texts(const std::string& path) const {
    const Json& value = At(path);
    if (value.is_null()) return {};
    if (!value.is_array()) Fail(path + " must be a list");
    return value.get<std::vector<std::string>>();
  }

  bool Flag(const std::string& path, bool otherwise) const {
    const Json& value = At(path);
    return value.is_null() ? otherwise : value.get<bool>();
  }

  TSSymbol Symbol(const std::string& path, const std::string& node) const {
    for (const bool named : {true, false}) {
      const auto length = static_cast<std::uint32_t>(node.size());
      const TSSymbol symbol = ts_language_symbol_for_name(grammar_, node.data(), length, named);
      if (symbol != 0) return symbol;
    }
    Fail(path + ": no node is called \"" + node + "\"");
  }

  ChildSpec Child(const std::string& path, const std::string& child) const {
    if (child.starts_with('#')) {
      return {0, static_cast<std::uint32_t>(std::stoul(child.substr(1)))};
    }
    const auto length = static_cast<std::uint32_t>(child.size());
    const TSFieldId field = ts_language_field_id_for_name(grammar_, child.data(), length);
    if (field == 0) Fail(path + ": no field is called \"" + child + "\"");
    return {field, 0};
  }

  ChildSpec Child(const std::string& path, const Json& child) const {
    return child.is_null() ? ChildSpec{} : Child(path, child.get<std::string>());
  }

  // {node: child}, {node: [child, child]} or {node: null} as calls of visit(symbol, first, second).
  template <typename Visit>
  void Map(const std::string& path, Visit visit) const {
    for (const auto& [node, children] : At(path).items()) {
      const TSSymbol symbol = Symbol(path, node);
      if (children.is_array()) {
        visit(symbol, Child(path, children.at(0)), Child(path, children.at(1)));
      } else {
        visit(symbol, Child(path, children), ChildSpec{});
      }
    }
  }

  // [node] or [node:child] as calls of visit(symbol, child).
  template <typename Visit>
  void List(const std::string& path, Visit visit) const {
    for (const std::string& entry : Texts(path)) {
      const std::size_t colon = entry.find(':');
      const TSSymbol symbol = Symbol(path, entry.substr(0, colon));
      visit(symbol,
            colon == std::string::npos ? ChildSpec{} : Child(path, entry.substr(colon + 1)));
    }
  }

 private:
  const Json& json_;
  const TSLanguage* grammar_;
  std::string file_;
};

template <typename Form>
struct FormRow {
  const char* field;
  Form form;
  bool is_map;
};

constexpr FormRow<ExpressionForm> kExpressionForms[] = {
    {"expressions.name", ExpressionForm::kName, false},
    {"expressions.member", ExpressionForm::kMember, true},
    {"expressions.call", ExpressionForm::kCall, true},
    {"expressions.method_call", ExpressionForm::kMethodCall, true},
    {"expressions.index", ExpressionForm::kIndex, true},
    {"expressions.construct", ExpressionForm::kConstruct, true},
    {"expressions.transparent", ExpressionForm::kTransparent, false},
    {"expressions.tuple", ExpressionForm::kTuple, false},
};

constexpr FormRow<TypeForm> kTypeForms[] = {
    {"types.name", TypeForm::kName, false},
    {"types.member", TypeForm::kMember, true},
    {"types.container", TypeForm::kContainer, true},
    {"types.transparent", TypeForm::kTransparent, false},
    {"types.generic", TypeForm::kGeneric, true},
    {"types.path", TypeForm::kPath, false},
    {"types.union", TypeForm::kUnion, false},
    {"types.intersection", TypeForm::kIntersection, false},
    {"types.tuple", TypeForm::kTuple, false},
    {"types.repeat", TypeForm::kRepeat, false},
    {"types.results", TypeForm::kResults, true},
};

constexpr FormRow<FlowForm> kFlowForms[] = {
    {"flow.assign", FlowForm::kAssign, true},     {"flow.iterate", FlowForm::kIterate, true},
    {"flow.return", FlowForm::kReturn, true},     {"flow.yield", FlowForm::kYield, true},
    {"flow.decorate", FlowForm::kDecorate, true}, {"flow.list", FlowForm::kList, false},
    {"flow.raise", FlowForm::kRaise, true},       {"flow.slice", FlowForm::kSlice, false},
    {"flow.map", FlowForm::kMap, false},          {"flow.pair", FlowForm::kPair, true},
    {"flow.choice", FlowForm::kChoice, true},
};

constexpr FormRow<ValueForm> kValueForms[] = {
    {"values.numbers", ValueForm::kNumber, false}, {"values.unary", ValueForm::kUnary, true},
    {"values.binary", ValueForm::kBinary, true},   {"values.lists", ValueForm::kList, false},
    {"values.maps", ValueForm::kMap, false},       {"values.pairs", ValueForm::kPair, true},
    {"values.types", ValueForm::kType, true},      {"values.casts", ValueForm::kCast, true},
    {"values.united", ValueForm::kUnited, false},
};

template <typename Rows, typename Form>
void ReadForms(const Reader& reader, const Rows& rows, NodeForm<Form> SymbolTraits::*slot,
               std::vector<SymbolTraits>& symbols) {
  for (const FormRow<Form>& row : rows) {
    const auto set = [&](TSSymbol symbol, ChildSpec first, ChildSpec second) {
      symbols[symbol].*slot = {row.form, first, second};
    };
    if (row.is_map) {
      reader.Map(row.field, set);
    } else {
      reader.List(row.field, [&](TSSymbol symbol, ChildSpec child) { set(symbol, child, {}); });
    }
  }
}

void ReadArguments(const Reader& reader, std::vector<SymbolTraits>& symbols) {
  reader.Map("arguments.keyword", [&](TSSymbol symbol, ChildSpec name, ChildSpec value) {
    symbols[symbol].argument = ArgumentForm::kKeyword;
    symbols[symbol].keyword = name;
    symbols[symbol].keyword_value = value;
    symbols[symbol].keyword_has_value = value.field != 0 || value.number != 0;
  });
  reader.List("arguments.spread", [&](TSSymbol symbol, ChildSpec) {
    symbols[symbol].argument = ArgumentForm::kSpread;
  });
  reader.List("arguments.uncounted", [&](TSSymbol symbol, ChildSpec) {
    symbols[symbol].argument = ArgumentForm::kUncounted;
  });
  reader.List("arguments.single", [&](TSSymbol symbol, ChildSpec) {
    symbols[symbol].argument = ArgumentForm::kSingle;
  });
  reader.List("arguments.types",
              [&](TSSymbol symbol, ChildSpec) { symbols[symbol].lists_types = true; });
  reader.List("types.aside", [&](TSSymbol symbol, ChildSpec) { symbols[symbol].is_aside = true; });
  reader.List("arguments.trailing",
              [&](TSSymbol symbol, ChildSpec) { symbols[symbol].is_trailing_argument = true; });
}

void ReadNameMarks(const Reader& reader, std::vector<SymbolTraits>& symbols) {
  for (const auto& [node, mark] : reader.At("name_marks").items()) {
    const std::string text = mark.get<std::string>();
    if (text.size() != 1) reader.Fail("name_marks: \"" + text + "\" must be one character");
    symbols[reader.Symbol("name_marks", node)].name_mark = text[0];
  }
}

void ReadStrings(const Reader& reader, std::vector<SymbolTraits>& symbols) {
  for (const auto& [node, content] : reader.At("strings").items()) {
    StringForm& string = symbols[reader.Symbol("strings", node)].string;
    string.is_string = true;
    if (content.is_null()) continue;
    const bool is_list = content.is_array();
    for (std::size_t i = 0; i < (is_list ? content.size() : 1); ++i) {
      const std::string name = (is_list ? content[i] : content).get<std::string>();
      string.content = reader.Symbol("strings", name);
      symbols[string.content].is_atom = true;
      symbols[string.content].is_text_of_string = true;
    }
  }
  const auto mark = [&](const char* field, bool SymbolTraits::*flag) {
    reader.List(field, [&](TSSymbol symbol, ChildSpec) { symbols[symbol].*flag = true; });
  };
  mark("string_joins", &SymbolTraits::joins_strings);
  mark("interpolations", &SymbolTraits::interpolates);
  mark("literal_lists", &SymbolTraits::holds_literals);
  mark("extents", &SymbolTraits::is_extent);
  mark("values.records", &SymbolTraits::is_record);
  reader.List("names", [&](TSSymbol symbol, ChildSpec name) {
    symbols[symbol].wraps_name = true;
    symbols[symbol].wrapped_name = name;
  });
}

void ReadFlow(const Reader& reader, std::vector<SymbolTraits>& symbols) {
  ReadForms(reader, kFlowForms, &SymbolTraits::flow, symbols);
  const auto mark = [&](const char* field, bool SymbolTraits::*flag) {
    reader.List(field, [&](TSSymbol symbol, ChildSpec) { symbols[symbol].*flag = true; });
  };
  mark("flow.branches", &SymbolTraits::is_branch);
  mark("flow.loops", &SymbolTraits::is_branch);
  mark("flow.loops", &SymbolTraits::is_loop);
  mark("flow.keys", &SymbolTraits::is_key);
  mark("values.computed_keys", &SymbolTraits::is_computed);
  mark("flow.shares_self", &SymbolTraits::shares_self);
  mark("bare_statements", &SymbolTraits::is_bare);
}

TokenForm TokenFormOf(std::string_view name) {
  if (name == "," || name == ";") return TokenForm::kSeparator;
  if (name == ")" || name == "]" || name == "}" || name == ">") return TokenForm::kCloser;
  return TokenForm::kPlain;
}

std::vector<SymbolTraits> ReadSymbols(const Reader& reader, const TSLanguage* grammar) {
  std::vector<SymbolTraits> symbols(ts_language_symbol_count(grammar));
  for (TSSymbol symbol = 0; symbol < symbols.size(); ++symbol) {
    const std::string_view name = ts_language_symbol_name(grammar, symbol);
    symbols[symbol].hash = Fingerprint(name);
    symbols[symbol].is_named = ts_language_symbol_type(grammar, symbol) == TSSymbolTypeRegular;
    if (!symbols[symbol].is_named) symbols[symbol].token = TokenFormOf(name);
  }
  ReadForms(reader, kExpressionForms, &SymbolTraits::expression, symbols);
  ReadForms(reader, kTypeForms, &SymbolTraits::type, symbols);
  ReadArguments(reader, symbols);
  ReadNameMarks(reader, symbols);
  ReadStrings(reader, symbols);
  ReadFlow(reader, symbols);
  ReadForms(reader, kValueForms, &SymbolTraits::value, symbols);
  return symbols;
}

GenericNames ReadGenericNames(const Reader& reader, const std::string& path) {
  GenericNames names;
  for (const std::string& entry : reader.Texts(path)) {
    const std::size_t hash = entry.find('#');
    names[entry.substr(0, hash)] =
        hash == std::string::npos ? -1 : std::stoi(entry.substr(hash + 1));
  }
  return names;
}

std::unordered_set<std::string> ReadNames(const Reader& reader, const std::string& path) {
  const std::vector<std::string> names = reader.Texts(path);
  return {names.begin(), names.end()};
}

template <typename Value, std::size_t n>
Value ReadChoice(const Reader& reader, const std::string& path,
                 const std::pair<const char*, Value> (&choices)[n]) {
  const std::string text = reader.Text(path);
  for (const auto& [name, value] : choices) {
    if (text == name) return value;
  }
  reader.Fail(path + " cannot be \"" + text + "\"");
}

constexpr std::pair<const char*, ImportBinds> kImportBinds[] = {
    {"nothing", ImportBinds::kNothing},
    {"first-part", ImportBinds::kFirstPart},
    {"last-part", ImportBinds::kLastPart},
    {"package-name", ImportBinds::kPackageName},
};

constexpr std::pair<const char*, ExportRule> kExportRules[] = {
    {"all", ExportRule::kAll},
    {"marked", ExportRule::kMarked},
    {"upper-case", ExportRule::kUpperCase},
    {"not-underscore", ExportRule::kNotUnderscore},
    {"not-private", ExportRule::kNotPrivate},
};

constexpr std::pair<const char*, bool LanguageTraits::*> kTraitFlags[] = {
    {"members_need_receiver", &LanguageTraits::members_need_receiver},
    {"type_body_is_scope", &LanguageTraits::type_body_is_scope},
    {"imports_by_name", &LanguageTraits::imports_by_name},
    {"bindings_shadow", &LanguageTraits::bindings_shadow},
    {"literals_are_whole", &LanguageTraits::literals_are_whole},
    {"positional_literals_are_whole", &LanguageTraits::positional_literals_are_whole},
    {"modules_are_closed", &LanguageTraits::modules_are_closed},
    {"members_elsewhere", &LanguageTraits::members_elsewhere},
    {"re_exports_bind", &LanguageTraits::re_exports_bind},
    {"keywords_make_hash", &LanguageTraits::keywords_make_hash},
    {"spread_fills_rest", &LanguageTraits::spread_fills_rest},
    {"explicit_receiver", &LanguageTraits::explicit_receiver},
    {"typed_overloads", &LanguageTraits::typed_overloads},
    {"overloads", &LanguageTraits::overloads},
    {"inherited_constructors", &LanguageTraits::inherited_constructors},
    {"constructor_parameters_in_scope", &LanguageTraits::constructor_parameters_in_scope},
    {"names_need_import", &LanguageTraits::names_need_import},
    {"outer_packages", &LanguageTraits::outer_packages},
    {"root_functions", &LanguageTraits::root_functions},
    {"extensions_in_types", &LanguageTraits::extensions_in_types},
    {"imported_extensions", &LanguageTraits::imported_extensions},
    {"open_types", &LanguageTraits::open_types},
    {"fields_apart", &LanguageTraits::fields_apart},
    {"static_apart", &LanguageTraits::static_apart},
    {"static_types", &LanguageTraits::static_types},
    {"keyword_calls", &LanguageTraits::keyword_calls},
    {"checked_arity", &LanguageTraits::checked_arity},
    {"requires_export", &LanguageTraits::requires_export},
    {"exported_by_case", &LanguageTraits::exported_by_case},
    {"structural_interfaces", &LanguageTraits::structural_interfaces},
    {"unique_definitions", &LanguageTraits::unique_definitions},
    {"unique_imports", &LanguageTraits::unique_imports},
    {"refuses_unused_imports", &LanguageTraits::refuses_unused_imports},
    {"warns_unused", &LanguageTraits::warns_unused},
    {"open_namespaces", &LanguageTraits::open_namespaces},
    {"specialized_types", &LanguageTraits::specialized_types},
};

constexpr std::pair<const char*, std::vector<std::string> LanguageTraits::*> kTraitLists[] = {
    {"index_files", &LanguageTraits::index_files},
    {"lending_files", &LanguageTraits::lending_files},
    {"self_names", &LanguageTraits::self_names},
    {"base_names", &LanguageTraits::base_names},
    {"constructors", &LanguageTraits::constructors},
    {"maker_names", &LanguageTraits::maker_names},
    {"type_names", &LanguageTraits::type_names},
    {"builtins", &LanguageTraits::builtins},
    {"builtins_since", &LanguageTraits::builtins_since},
    {"no_value", &LanguageTraits::no_value},
    {"fitting_values", &LanguageTraits::fitting_values},
    {"partial_types", &LanguageTraits::partial_types},
    {"arithmetic", &LanguageTraits::arithmetic},
    {"common_members", &LanguageTraits::common_members},
    {"passing_members", &LanguageTraits::passing_members},
    {"amount_members", &LanguageTraits::amount_members},
    {"accessor_makers", &LanguageTraits::accessor_makers},
    {"accessor_prefixes", &LanguageTraits::accessor_prefixes},
    {"element_members", &LanguageTraits::element_members},
    {"component_bases", &LanguageTraits::component_bases},
    {"given_otherwise", &LanguageTraits::given_otherwise},
    {"component_defaults", &LanguageTraits::component_defaults},
    {"import_functions", &LanguageTraits::import_functions},
    {"conditional_suffixes", &LanguageTraits::conditional_suffixes},
    {"entry_points", &LanguageTraits::entry_points},
    {"call_members", &LanguageTraits::call_members},
    {"iterator_members", &LanguageTraits::iterator_members},
    {"type_receivers", &LanguageTraits::type_receivers},
    {"type_endings", &LanguageTraits::type_endings},
    {"flow_members", &LanguageTraits::flow_members},
};

constexpr std::pair<const char*, std::string LanguageTraits::*> kTraitTexts[] = {
    {"root_module", &LanguageTraits::root_module},
    {"parent_module", &LanguageTraits::parent_module},
    {"own_module", &LanguageTraits::own_module},
    {"child_module", &LanguageTraits::child_module},
    {"error_conversion", &LanguageTraits::error_conversion},
    {"edition_setting", &LanguageTraits::edition_setting},
    {"test_package_suffix", &LanguageTraits::test_package_suffix},
};

template <typename Rows>
bool Names(const Rows& rows, const std::string& field) {
  for (const auto& row : rows) {
    if (field == row.first) return true;
  }
  return false;
}

LanguageTraits ReadTraits(const Reader& reader) {
  for (const auto& [field, value] : reader.At("traits").items()) {
    const bool text = field == "family" || field == "module_style" || field == "import_binds" ||
                      Names(kTraitTexts, field);
    if (!text && !Names(kTraitFlags, field) && !Names(kTraitLists, field)) {
      reader.Fail("traits: no trait is called \"" + field + "\"");
    }
  }
  LanguageTraits traits;
  traits.id = reader.Text("id");
  traits.extensions = reader.Texts("import_extensions");
  if (traits.extensions.empty()) traits.extensions = reader.Texts("extensions");
  for (const auto& [field, text] : kTraitTexts) {
    const std::string path = "traits." + std::string(field);
    if (!reader.At(path).is_null()) traits.*text = reader.Text(path);
  }
  traits.family = reader.Text("traits.family");
  traits.module_style = reader.Text("traits.module_style");
  traits.import_binds = ReadChoice(reader, "traits.import_binds", kImportBinds);
  for (const auto& [field, flag] : kTraitFlags) {
    traits.*flag = reader.Flag("traits." + std::string(field), traits.*flag);
  }
  for (const auto& [field, list] : kTraitLists) {
    traits.*list = reader.Texts("traits." + std::string(field));
  }
  return traits;
}

// Covers the grammar too: another release of it may build other trees from the same text.
std::string MakeVersion(const BuiltinLanguageSource& source, const Json& json,
                        const TSLanguage* grammar) {
  std::uint64_t hash = Combine(kEngineVersion, Fingerprint(source.json));
  hash = Combine(hash, Fingerprint(source.facts));
  hash = Combine(hash, ts_language_symbol_count(grammar));
  hash = Combine(hash, ts_language_state_count(grammar));
  if (const TSLanguageMetadata* release = ts_language_metadata(grammar)) {
    hash = Combine(hash, release->major_version);
    hash = Combine(hash, release->minor_version);
    hash = Combine(hash, release->patch_version);
  }
  std::array<char, 17> hex{};
  std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(hash));
  const int version = json.value("version", 0);
  return std::string(source.id) + "/" + std::to_string(version) + "+" + hex.data();
}

void ReadManifest(const BuiltinLanguageSource& source, const std::string& file,
                  Language& language) {
  const Json json = Json::parse(source.json);
  const Reader reader(json, language.grammar, file);
  language.traits = ReadTraits(reader);
  language.symbols = ReadSymbols(reader, language.grammar);
  language.transparent_calls = ReadNames(reader, "expressions.transparent_calls");
  language.transparent_names = ReadGenericNames(reader, "types.transparent_names");
  language.container_names = ReadGenericNames(reader, "types.container_names");
  language.tuple_names = ReadNames(reader, "types.tuple_names");
  language.union_names = ReadNames(reader, "types.union_names");
  language.null_names = ReadNames(reader, "types.null_names");
  language.has_extents = !reader.At("extents").is_null();
  language.has_records = !reader.At("values.records").is_null();
  language.types_have_asides = !reader.At("types.aside").is_null();
  language.type_qualifiers = ReadNames(reader, "types.qualifiers");
  if (!reader.At("types.read_only").is_null()) {
    language.read_only = reader.Text("types.read_only");
  }
  language.exported = ReadChoice(reader, "exported", kExportRules);
  language.first_parameter_is_receiver = reader.Flag("first_parameter_is_receiver", false);
  language.base_call_is_method = reader.Flag("base_call_is_method", false);
  if (!reader.At("name_separator").is_null()) {
    language.name_separator = reader.Text("name_separator");
  }
  if (!reader.At("unwritten_suffix").is_null()) {
    language.unwritten_suffix = reader.Text("unwritten_suffix");
  }
  if (!reader.At("arguments.keyword_prefix").is_null()) {
    language.keyword_prefix = reader.Text("arguments.keyword_prefix");
  }
  for (const char* list : {"left_out", "left_out_freely"}) {
    for (const std::string& spelling : reader.Texts(list)) {
      std::optional<LeftOutForm> form = ReadLeftOutForm(spelling);
      if (!form) {
        reader.Fail(std::string(list) + ": \"" + spelling +
                    "\" must begin with the text of a token");
      }
      form->is_free = list == std::string_view("left_out_freely");
      language.left_out.push_back(std::move(*form));
    }
  }
  if (!reader.At("again_end").is_null()) {
    language.again_end = reader.Text("again_end");
    if (language.again_end.size() != 1) reader.Fail("again_end must be one character");
  }
  if (!reader.At("values.hole_mark").is_null()) {
    language.hole_mark = reader.Text("values.hole_mark");
  }
  for (std::string& word : reader.Texts("values.amount_keywords")) {
    language.amount_keywords.insert(std::move(word));
  }
  language.text_makers = reader.Texts("values.text_makers");
  language.list_makers = reader.Texts("values.list_makers");
  for (const auto& [call, base] : reader.At("values.address_joins").items()) {
    const std::string text = base.get<std::string>();
    if (text != "first" && text != "last" && text != "all") {
      reader.Fail("values.address_joins: \"" + text + "\" must be first, last or all");
    }
    language.address_joins[call] = text[0];
  }
  language.format_functions = reader.Texts("values.format_functions");
  language.list_joins = reader.Texts("values.list_joins");
  language.list_passes = reader.Texts("values.list_passes");
  language.schedule_fields = reader.Texts("values.schedule_fields");
  for (const auto& [member, mark] : reader.At("values.format_members").items()) {
    const std::string text = mark.get<std::string>();
    if (text != "%" && text != "{") {
      reader.Fail("values.format_members: \"" + text + "\" must be % or {");
    }
    language.format_members[member] = text[0];
  }
  language.extensions = reader.Texts("extensions");
  language.filenames = reader.Texts("filenames");
  language.comment = reader.Text("comment");
  language.version = MakeVersion(source, json, language.grammar);
}

}  // namespace

const Query& Language::query() const {
  std::call_once(compiled_,
                 [this] { query_ = CompileQuery(grammar, facts, traits.id + "/facts.scm"); });
  return query_;
}

std::unique_ptr<Language> ReadLanguage(const BuiltinLanguageSource& source) {
  auto language = std::make_unique<Language>();
  language->grammar = source.grammar();
  language->facts = source.facts;
  const std::string manifest = std::string(source.id) + "/language.json";
  try {
    ReadManifest(source, manifest, *language);
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kInput, manifest + ": " + error.what());
  } catch (const std::logic_error& error) {
    throw Error(ErrorCode::kInput,
                manifest + ": a number is expected after # (" + error.what() + ")");
  }
  return language;
}

}  // namespace interlock
