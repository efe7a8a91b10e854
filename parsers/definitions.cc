// What a file defines. "Where it stands decides" in languages/README.md is done here.
#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "parsers/extraction_internal.h"
#include "parsers/fingerprint_internal.h"
#include "parsers/names_internal.h"

namespace interlock {
namespace {

bool HoldsValue(DefinitionKind kind) {
  return kind == DefinitionKind::kVariable || kind == DefinitionKind::kConstant;
}

bool IsCallableKind(DefinitionKind kind) {
  return kind == DefinitionKind::kFunction || kind == DefinitionKind::kMethod;
}

std::uint32_t LastLineOf(TSNode node) {
  const TSPoint start = ts_node_start_point(node);
  const TSPoint end = ts_node_end_point(node);
  const bool ends_with_newline = end.column == 0 && end.row > start.row;
  return ends_with_newline ? end.row : end.row + 1;
}

// Position of `node` among the named children of its parent, found from `outer` downwards: asking
// tree-sitter for the parent starts at the root.
std::optional<std::size_t> IndexOf(TSNode outer, TSNode node, const TSNode* value) {
  TSNode parent = outer;
  for (int depth = 0; depth < 64; ++depth) {
    const TSNode child = ts_node_child_with_descendant(parent, node);
    if (ts_node_is_null(child)) return std::nullopt;
    if (ts_node_eq(child, node)) break;
    parent = child;
  }
  std::size_t index = 0;
  std::optional<std::size_t> found;
  ForEachChild(parent, [&](TSNode child) {
    if (ts_node_eq(child, node)) found = index;
    if (value == nullptr || !ts_node_eq(child, *value)) ++index;
  });
  return found;
}

// Outermost first: `for a, (b, c) in d` has b at 1, 0.
std::vector<std::size_t> IndicesOf(const Extraction& extraction, const Match& match) {
  std::vector<std::size_t> indices;
  const TSNode* value = extraction.Find(match, Part::kValue);
  for (const TSNode node : extraction.matches.FindAll(match, Part::kIndex)) {
    if (const std::optional<std::size_t> index = IndexOf(match.node, node, value)) {
      indices.push_back(*index);
    }
  }
  return indices;
}

// What is inside it is altered by itself.
bool HasMembers(DefinitionKind kind) { return IsTypeKind(kind) || kind == DefinitionKind::kModule; }

class DefinitionReader {
 public:
  explicit DefinitionReader(Extraction& extraction)
      : extraction_(extraction), scopes_(extraction.scopes) {}

  // Stops where the nesting is beyond reason; the caller asks scopes.deepest().
  void Read(const std::vector<Match>& won) {
    for (const Match& match : won) {
      if (match.role == Role::kModifier) {
        *modifiers_.Insert(match.node, 0).first |= static_cast<std::uint16_t>(1u << match.detail);
      }
    }
    for (const Match& match : won) {
      if (scopes_.deepest() > kMaxRegionDepth) return;
      Place(match);
    }
  }

 private:
  struct Known {
    std::int32_t definition = -1;
    bool conditional = false;
    bool assigned = false;
  };

  void Place(const Match& match) {
    switch (match.role) {
      case Role::kModifier:
      case Role::kNone:
        return;
      case Role::kConditional:
        extraction_.facts.conditional = true;
        return;
      case Role::kDecorator:
        extraction_.hashes.Tag(match.node, kHashDecorator | kHashUnsigned);
        return;
      case Role::kIgnore:
        extraction_.hashes.Tag(match.node, kHashIgnored);
        return;
      default:
        break;
    }
    const RegionId region = scopes_.Locate(match.node);
    if (match.role == Role::kDefinition) {
      Define(match, Around(match.node, region));
    } else if (match.role == Role::kScope && ScopeKind{match.detail} != ScopeKind::kOuter) {
      OpenScope(match, region);
    } else {
      extraction_.uses.push_back({match, region});
    }
  }

  // `a, b = f()` is one node and two definitions, neither of which is inside the other.
  RegionId Around(TSNode node, RegionId region) const {
    return scopes_[region].extent == node.id ? scopes_[region].parent : region;
  }

  void OpenScope(const Match& match, RegionId region) {
    switch (ScopeKind{match.detail}) {
      case ScopeKind::kFunction:
        if (IsOwnFunction(match.node, region)) {
          extraction_.functions.Insert(match.node, scopes_.FunctionOrType(region));
        } else {
          Open(match, RegionKind::kAnonymous, region);
        }
        break;
      case ScopeKind::kBlock:
        Open(match, RegionKind::kBlock, region);
        break;
      case ScopeKind::kType:
        Open(match, RegionKind::kTypeUse, region);
        break;
      case ScopeKind::kBranch:
        Open(match, RegionKind::kBranch, region);
        break;
      case ScopeKind::kClosed:
        if (scopes_[region].extent != match.node.id) {
          region = scopes_.Open(match.node, RegionKind::kBlock, region, -1);
        }
        scopes_[region].closed = true;
        break;
      case ScopeKind::kOuter:
        break;
    }
  }

  void Open(const Match& match, RegionKind kind, RegionId region) {
    const RegionId opened = scopes_.Open(match.node, kind, region, -1);
    if (kind == RegionKind::kAnonymous) extraction_.functions.Insert(match.node, opened);
  }

  // `const f = () => …`: the function's parameters are those of the definition around it.
  bool IsOwnFunction(TSNode function, RegionId region) const {
    const RegionId around = scopes_.FunctionOrType(region);
    const TSNode* parameters = scopes_[around].parameters;
    return parameters != nullptr && Contains(function, *parameters);
  }

  void Define(const Match& match, RegionId region) {
    const std::string_view name = NameOf(match);
    if (name.empty() || name.size() > kMaxName) return;
    if (HasModifier(match.node, Modifier::kGlobal)) return DefineGlobal(match, region);
    const RegionId around = scopes_.FunctionOrType(region);
    const bool in_type = scopes_[around].kind == RegionKind::kType;
    const bool in_function = around > 0 && !in_type;
    DefinitionKind kind{match.detail};
    if (HoldsValue(kind) && !extraction_.Has(match, Part::kParameters)) {
      if (in_function) return Bind(match, region);
      if (in_type) kind = MemberKind(around);
    }
    if (kind == DefinitionKind::kFunction && in_type) kind = DefinitionKind::kMethod;
    const bool assigned = kind == DefinitionKind::kField && in_function;
    RegionId home = assigned ? scopes_.Type(region) : region;
    if (HoldsValue(DefinitionKind{match.detail})) home = scopes_.OutsideValues(region);
    if (assigned && home == 0) return;
    const std::int32_t parent = scopes_[home].definition;
    if (kind == DefinitionKind::kField && MergeField(match, parent, name, assigned, region)) return;
    const std::int32_t index = Add(match, kind, parent, home, region);
    const TSNode* value = extraction_.Find(match, Part::kValue);
    const bool whole =
        !extraction_.Has(match, Part::kIndex) && !extraction_.Has(match, Part::kMember);
    if (value != nullptr && whole) extraction_.held_values.push_back({index, *value});
    if (assigned) {
      extraction_.assigned_fields.push_back({index, region});
      if (const auto made = known_.find({parent, "", name}); made != known_.end()) {
        made->second.assigned = true;
      }
    } else {
      OpenDefinition(match, region, index);
    }
  }

  // Whatever it stands in, it belongs to the file.
  void DefineGlobal(const Match& match, RegionId region) {
    OpenDefinition(match, region, Add(match, DefinitionKind{match.detail}, -1, 0, region));
  }

  DefinitionKind MemberKind(RegionId type) const {
    const Definition& definition = extraction_.At(scopes_[type].definition);
    return definition.kind == DefinitionKind::kEnum ? DefinitionKind::kEnumMember
                                                    : DefinitionKind::kField;
  }

  void Bind(Match match, RegionId region) {
    match.role = Role::kBinding;
    match.detail = 0;
    extraction_.uses.push_back({match, region});
  }

  // A macro may be defined anew.
  bool IsDeclaredOnce(const Match& match) const {
    return extraction_.language.traits.unique_definitions &&
           !HasModifier(match.node, Modifier::kGlobal);
  }

  // Null at file level, and of what has none.
  TSNode BodyOf(std::int32_t definition) const {
    return definition < 0 ? TSNode{} : extraction_.nodes[static_cast<std::size_t>(definition)].body;
  }

  // Not inside another body in it, of what has no name: a field of a nameless struct.
  static bool StandsIn(TSNode body, TSNode node) {
    if (ts_node_is_null(body)) return false;
    const TSSymbol symbol = ts_node_symbol(body);
    for (int i = 0; i < 8 && !ts_node_is_null(node); ++i) {
      if (ts_node_symbol(node) == symbol) return node.id == body.id;
      node = ts_node_parent(node);
    }
    return false;
  }

  // The first assignment of a field makes it; later ones may still tell its type. Where fields are
  // declared, a second declaration is a second field.
  bool MergeField(const Match& match, std::int32_t parent, std::string_view name, bool assigned,
                  RegionId region) {
    const auto found = known_.find({parent, "", name});
    if (found == known_.end()) return false;
    Definition& field = extraction_.At(found->second.definition);
    if (!assigned && !found->second.assigned && IsDeclaredOnce(match) &&
        StandsIn(BodyOf(parent), match.node)) {
      return false;
    }
    if (field.kind != DefinitionKind::kField || !field.type.empty() || !field.value.empty()) {
      return true;
    }
    field.type = PartTypePath(extraction_, match, Part::kType);
    field.value = ValuePath(extraction_, match);
    if (assigned) extraction_.assigned_fields.push_back({found->second.definition, region});
    return true;
  }

  std::int32_t Add(const Match& match, DefinitionKind kind, std::int32_t parent, RegionId home,
                   RegionId region) {
    const auto index = static_cast<std::int32_t>(extraction_.facts.definitions.size());
    Definition definition = Describe(match, kind);
    definition.parent = parent;
    definition.is_local = definition.is_local || scopes_[home].function >= 0;
    const std::string_view name = NameOf(match);
    const bool conditional = scopes_.IsConditional(region);
    definition.is_conditional = conditional;
    const auto [known, is_new] =
        known_.insert({{parent, definition.owner, name}, {index, conditional, false}});
    const bool overload = definition.callable && extraction_.language.traits.overloads;
    const bool reassigned = HoldsValue(kind) && !IsDeclaredOnce(match);
    if (!is_new && (conditional || known->second.conditional || reassigned || overload)) {
      definition.is_alternative = true;
      if (!conditional && !known->second.conditional && !reassigned) {
        extraction_.overloads.push_back({known->second.definition, index});
      }
    }
    TagForHashing(match, name, kind, parent);
    extraction_.facts.definitions.push_back(std::move(definition));
    return index;
  }

  Definition Describe(const Match& match, DefinitionKind kind) const {
    Definition definition;
    definition.kind = kind;
    definition.name = NameOf(match);
    definition.owner = OwnerOf(match);
    const Part held = extraction_.Has(match, Part::kResult) ? Part::kResult : Part::kType;
    definition.type = PartTypePath(extraction_, match, held);
    definition.type_text = PartTypeText(extraction_, match, held);
    definition.value = ValuePath(extraction_, match);
    definition.first_line = LineOf(extraction_.matches.NameOf(match));
    definition.last_line = LastLineOf(match.node);
    definition.callable = extraction_.Has(match, Part::kParameters);
    const auto has = [&](Modifier modifier) { return HasModifier(match.node, modifier); };
    const bool unless_private = extraction_.language.exported == ExportRule::kNotPrivate;
    definition.exported = (unless_private || has(Modifier::kExported)) && !has(Modifier::kPrivate);
    definition.is_abstract = has(Modifier::kAbstract);
    definition.is_optional = has(Modifier::kOptional);
    definition.is_fixed = has(Modifier::kFixed);
    definition.is_override = has(Modifier::kOverride);
    definition.is_static = has(Modifier::kStatic);
    definition.is_property = has(Modifier::kProperty);
    definition.is_alternative = has(Modifier::kAlternative);
    definition.is_local = has(Modifier::kLocal);
    definition.is_async = has(Modifier::kAsync);
    definition.is_declaration = has(Modifier::kDeclaration);
    return definition;
  }

  // Given, or what stands before the name: A of `void A::f() {}`. A list's extension belongs to the
  // list, not to what it holds.
  std::string OwnerOf(const Match& match) const {
    std::string owner;
    if (extraction_.Has(match, Part::kOwner)) {
      owner = PartTypePath(extraction_, match, Part::kOwner);
      if (!owner.starts_with("[]")) return owner;
      owner = PartTypeText(extraction_, match, Part::kOwner);
      return owner.substr(0, owner.find_first_of("<[ "));
    }
    owner =
        QualifierOf(extraction_.language, extraction_.matches.WrittenName(match), extraction_.text);
    return owner == "." || owner == "?" ? "" : owner;
  }

  // A constructor is called by its type's name: what it is called itself is for the language to
  // say.
  std::string_view NameOf(const Match& match) const {
    const std::vector<std::string>& constructors = extraction_.language.traits.constructors;
    const bool fixed = !constructors.empty() && HasModifier(match.node, Modifier::kConstructor);
    return fixed ? std::string_view(constructors.front()) : extraction_.NameOf(match);
  }

  bool HasModifier(TSNode node, Modifier modifier) const {
    const std::uint16_t* set = modifiers_.Find(node);
    return set != nullptr && (*set >> static_cast<unsigned>(modifier) & 1u) != 0;
  }

  void TagForHashing(const Match& match, std::string_view name, DefinitionKind kind,
                     std::int32_t parent) {
    const bool is_member = parent >= 0 && HasMembers(extraction_.At(parent).kind);
    extraction_.hashes.TagDefinition(match.node, name, is_member);
    // A parameter that is a field as well has its name outside the field's extent: it is the
    // parameter's, and what is inside the extent belongs to both.
    const TSNode name_node = extraction_.matches.NameOf(match);
    const bool is_inside = ts_node_start_byte(match.node) <= ts_node_start_byte(name_node) &&
                           ts_node_end_byte(name_node) <= ts_node_end_byte(match.node);
    if (is_inside) {
      extraction_.hashes.Tag(name_node, kHashUnsigned);
    } else {
      extraction_.hashes.Tag(match.node, kHashPart);
    }
    const TSNode* body = extraction_.Find(match, Part::kBody);
    if (body == nullptr && !IsCallableKind(kind)) body = extraction_.Find(match, Part::kValue);
    if (body != nullptr) extraction_.hashes.Tag(*body, kHashMeasured | kHashUnsigned);
    extraction_.nodes.push_back({match.node, body != nullptr ? *body : match.node});
  }

  void OpenDefinition(const Match& match, RegionId region, std::int32_t index) {
    if (index > 0 &&
        extraction_.nodes[static_cast<std::size_t>(index) - 1].extent.id == match.node.id) {
      return;
    }
    const Definition& definition = extraction_.At(index);
    RegionKind kind = RegionKind::kHolder;
    if (definition.kind == DefinitionKind::kModule) kind = RegionKind::kModule;
    if (IsTypeKind(definition.kind)) kind = RegionKind::kType;
    if (IsCallableKind(definition.kind) || definition.callable) kind = RegionKind::kFunction;
    const RegionId opened = scopes_.Open(match.node, kind, region, index);
    if (kind == RegionKind::kFunction) extraction_.functions.Insert(match.node, opened);
    scopes_[opened].extent = match.node.id;
    if (kind == RegionKind::kFunction) {
      scopes_[opened].parameters = extraction_.Find(match, Part::kParameters);
    }
  }

  Extraction& extraction_;
  Scopes& scopes_;
  NodeMap<std::uint16_t> modifiers_;
  std::map<std::tuple<std::int32_t, std::string, std::string_view>, Known> known_;
};

std::uint64_t SignatureOf(const Definition& definition, std::uint64_t tokens) {
  const unsigned flags = (definition.is_static ? 1u : 0u) | (definition.is_property ? 2u : 0u) |
                         (definition.is_abstract ? 4u : 0u) | (definition.callable ? 8u : 0u) |
                         (definition.is_async ? 16u : 0u);
  // A field that a parameter makes has its type outside its extent.
  if (!definition.callable) {
    std::string type = definition.type_text;
    std::erase(type, ' ');
    tokens = Combine(tokens, Fingerprint(type));
  }
  return Combine(tokens, flags);
}

}  // namespace

bool IsTypeKind(DefinitionKind kind) {
  return kind == DefinitionKind::kClass || kind == DefinitionKind::kInterface ||
         kind == DefinitionKind::kEnum || kind == DefinitionKind::kType;
}

namespace {

// Of `held || new Client()`, what is made where nothing is held: that has the type of both.
TSNode MadeOtherwise(const Extraction& extraction, TSNode value) {
  const Language& language = extraction.language;
  const NodeForm<ValueForm>& form = language.Of(value).value;
  if (form.form != ValueForm::kBinary) return value;
  const TSNode left = ChildOf(value, form.first), right = ChildOf(value, form.second);
  if (ts_node_is_null(left) || ts_node_is_null(right)) return value;
  const std::uint32_t start = ts_node_end_byte(left), end = ts_node_start_byte(right);
  const std::string_view sign =
      end <= start ? std::string_view() : extraction.text.substr(start, end - start);
  const bool chooses =
      sign.find("||") != sign.npos || sign.find("??") != sign.npos || sign.find("?:") != sign.npos;
  const bool makes = language.Of(right).expression.form == ExpressionForm::kConstruct;
  return chooses && makes ? right : value;
}

}  // namespace

std::string ValuePath(const Extraction& extraction, const Match& match) {
  const TSNode* value = extraction.Find(match, Part::kValue);
  const TSNode* element = extraction.Find(match, Part::kElement);
  if (value == nullptr && element == nullptr) return "";
  const Language& language = extraction.language;
  std::vector<std::size_t> indices = IndicesOf(extraction, match);
  std::string path;
  if (element != nullptr) {
    path = ExpressionPath(language, *element, extraction.text) + "[]";
  } else if (indices.empty()) {
    std::string truth = TruthPath(language, *value, extraction.text);
    if (!truth.empty()) return truth;
    path = ExpressionPath(language, MadeOtherwise(extraction, *value), extraction.text);
  } else {
    path = ElementPath(language, *value, indices.front(), extraction.text);
    indices.erase(indices.begin());
  }
  if (path.starts_with('?')) return "";
  for (const std::size_t index : indices) path += "#" + std::to_string(index);
  for (const TSNode member : extraction.matches.FindAll(match, Part::kMember)) {
    path += "." + std::string(TextOf(member, extraction.text));
  }
  return path;
}

std::string PartTypePath(const Extraction& extraction, const Match& match, Part part) {
  const TSNode* type = extraction.Find(match, part);
  return type == nullptr ? "" : TypePath(extraction.language, *type, extraction.text);
}

namespace {

struct WrittenType {
  std::vector<std::string> qualifiers;
  std::string text;
  std::string marks;

  std::string Joined() const {
    std::string joined;
    for (const std::string& qualifier : qualifiers) joined += qualifier + " ";
    return joined + text + (marks.empty() ? "" : " " + marks);
  }
};

// Types that nest deeper are written by no one.
constexpr int kMaxTypeDepth = 64;

void FindAsides(const Language& language, TSNode node, int depth, std::vector<TSNode>& found) {
  ForEachChild(node, [&](TSNode child) {
    if (language.Of(child).is_aside) {
      found.push_back(child);
    } else if (depth < kMaxTypeDepth) {
      FindAsides(language, child, depth + 1, found);
    }
  });
}

// "String @Nullable []" is "String[]", and "List<@Nullable String>" is "List<String>".
std::string TextWithoutAsides(const Extraction& extraction, TSNode type) {
  std::vector<TSNode> asides;
  FindAsides(extraction.language, type, 0, asides);
  const std::string_view text = extraction.text;
  std::string rest;
  std::size_t at = ts_node_start_byte(type);
  const std::size_t end = ts_node_end_byte(type);
  for (const TSNode aside : asides) {
    rest += text.substr(at, ts_node_start_byte(aside) - at);
    at = std::min(end, text.find_first_not_of(" \t\r\n", ts_node_end_byte(aside)));
    const bool ends_name = at < end && (text[at] == '[' || text[at] == '.');
    while (ends_name && !rest.empty() && rest.back() == ' ') rest.pop_back();
  }
  return rest + std::string(text.substr(at, end - at));
}

WrittenType ReadWrittenType(const Extraction& extraction, const Match& match, Part part) {
  WrittenType written;
  const TSNode* type = extraction.Find(match, part);
  if (type == nullptr) return written;
  const Language& language = extraction.language;
  written.text = language.types_have_asides ? Normalised(TextWithoutAsides(extraction, *type))
                                            : Normalised(TextOf(*type, extraction.text));
  if (language.type_qualifiers.empty()) return written;
  const auto add_qualifier = [&](TSNode child) {
    const std::string_view text = TextOf(child, extraction.text);
    if (text.size() < 16 && language.type_qualifiers.contains(std::string(text))) {
      written.qualifiers.emplace_back(text);
    }
  };
  TSNode around = match.node;
  if (language.Of(around).is_extent) around = ts_node_child_with_descendant(around, *type);
  // They stand at the beginning, before what may be any number of names.
  for (std::uint32_t i = 0; i < 8 && !ts_node_is_null(around); ++i) {
    const TSNode child = ts_node_named_child(around, i);
    if (ts_node_is_null(child)) break;
    add_qualifier(child);
  }
  written.marks = MarksAround(language, extraction.matches.WrittenName(match), extraction.text);
  return written;
}

}  // namespace

std::string PartTypeText(const Extraction& extraction, const Match& match, Part part) {
  return ReadWrittenType(extraction, match, part).Joined();
}

std::string ParameterTypeText(const Extraction& extraction, const Match& match) {
  WrittenType written = ReadWrittenType(extraction, match, Part::kType);
  const std::string& read_only = extraction.language.read_only;
  if (read_only.empty()) return written.Joined();
  const auto found = std::find(written.qualifiers.begin(), written.qualifiers.end(), read_only);
  const bool only_reads = found != written.qualifiers.end();
  const bool shared = written.marks == "&" && only_reads;
  if (shared || written.marks == "&&") written.marks.clear();
  if (only_reads && written.marks.empty()) written.qualifiers.erase(found);
  return written.Joined();
}

void ReadDefinitions(Extraction& extraction, const std::vector<Match>& won) {
  DefinitionReader(extraction).Read(won);
}

// What takes the same as one before it is no further form: it is there twice.
void DistinguishOverloads(Extraction& extraction) {
  std::set<std::pair<std::int32_t, std::uint64_t>> forms;
  for (const Overload& overload : extraction.overloads) {
    const Definition& first = extraction.At(overload.first);
    if (first.callable && !first.is_declaration) {
      forms.insert({overload.first, first.signature_hash});
    }
    Definition& other = extraction.At(overload.other);
    if (other.is_declaration) continue;
    other.is_alternative = forms.insert({overload.first, other.signature_hash}).second;
  }
}

void FillHashes(Extraction& extraction) {
  for (std::size_t i = 0; i < extraction.nodes.size(); ++i) {
    Definition& definition = extraction.facts.definitions[i];
    const DefinitionNodes& nodes = extraction.nodes[i];
    const NodeHash& extent = extraction.hashes.Of(nodes.extent);
    const NodeHash& body = extraction.hashes.Of(nodes.body);
    const bool lean = HasMembers(definition.kind);
    definition.body_hash = Combine(lean ? body.lean : body.full, extent.decorators);
    definition.body_tokens = lean ? body.lean_tokens : body.full_tokens;
    definition.signature_hash = SignatureOf(definition, extent.signature);
  }
  DistinguishOverloads(extraction);
}

}  // namespace interlock
