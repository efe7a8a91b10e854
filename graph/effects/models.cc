#include "graph/effects/models.h"

#include <algorithm>
#include <string>

#include "graph/effects/model_stores.h"
#include "graph/effects/patterns.h"
#include "graph/effects/table_names.h"

namespace interlock {
namespace {

constexpr int kMostTypes = 1'000;  // of one file: each is held against all that the file says
constexpr int kDeepest = 40;       // bases of bases
constexpr std::size_t kMostColumns = 2'000;

std::int32_t MemberNamed(const SourceFile& file, std::int32_t type, std::string_view name) {
  for (const std::int32_t index : file.Definitions(name)) {
    if (file.definition(index).parent == type) return index;
  }
  return -1;
}

const Site* ConstantIn(const SourceFile& file, std::int32_t scope, std::string_view path) {
  for (const Site& site : file.facts().sites) {
    const bool holds = site.kind == SiteKind::kValue || site.kind == SiteKind::kAssign;
    if (holds && site.scope == scope && site.path == path && site.operands.size() == 1 &&
        site.operands[0].kind == OperandKind::kText) {
      return &site;
    }
  }
  return nullptr;
}

bool IsType(const Definition& definition) {
  return definition.kind == DefinitionKind::kClass || definition.kind == DefinitionKind::kType;
}

// Whether a use in `scope` on `line` decorates the type: in its head, or right above it.
bool Decorates(const Target& type, std::int32_t scope, std::uint32_t line) {
  constexpr std::uint32_t kNear = 8;
  const Definition& definition = type.definition();
  if (line > definition.first_line) return false;
  if (scope == type.index) return true;
  if (scope != definition.parent || line + kNear < definition.first_line) return false;
  const auto& all = type.file->facts().definitions;
  return std::none_of(all.begin(), all.end(), [&](const Definition& d) {
    return d.parent == definition.parent && d.first_line >= line &&
           d.first_line < definition.first_line;
  });
}

// Does one of these decorate the definition?
bool HasMark(const FileFacts& facts, std::int32_t definition,
             const std::vector<std::string>& marks) {
  return std::any_of(facts.sites.begin(), facts.sites.end(), [&](const Site& site) {
    return site.kind == SiteKind::kCall && site.subject == definition &&
           MatchesAny(marks, LastName(site.path), '.');
  });
}

bool HasTable(const Model* model) { return model->is_unnamed || !model->table.empty(); }

// The texts of a list that is held, or the keys of a map.
std::vector<std::string> NamesIn(const Site& held) {
  std::vector<std::string> names;
  for (const Operand& operand : held.operands) {
    const bool is_item = operand.place == "[]" && operand.kind == OperandKind::kText;
    const bool is_key = operand.place.find_first_of("[|(<") == std::string::npos;
    if (is_item || is_key) names.push_back(is_item ? operand.text : operand.place);
  }
  return names;
}

bool SaysTrue(const Site& site, const Places& places) {
  return std::any_of(site.operands.begin(), site.operands.end(), [&](const Operand& operand) {
    return operand.kind == OperandKind::kPath && operand.text == "true" &&
           Has(places, operand.place);
  });
}

// "'text'" is a constant.
bool IsConstant(const std::string& place) {
  return place.size() >= 2 && place.front() == '\'' && place.back() == '\'';
}

}  // namespace

bool IsOfLanguages(const std::vector<std::string>& languages, const SourceFile& file) {
  const LanguageTraits* traits = file.traits();
  return traits != nullptr &&
         std::any_of(languages.begin(), languages.end(), [&](const std::string& word) {
           return word == traits->id || word == traits->family;
         });
}

std::string TextAt(const Site& site, const Places& places) {
  for (const std::string& place : places) {
    if (IsConstant(place)) return place.substr(1, place.size() - 2);
    for (const Operand& operand : site.operands) {
      if (operand.place == place && operand.kind == OperandKind::kText) return operand.text;
    }
  }
  return "";
}

std::string_view WithoutActs(std::string_view path) {
  while (path.ends_with("()") || path.ends_with("{}") || path.ends_with("[]")) {
    path.remove_suffix(2);
  }
  return path;
}

std::string_view LastName(std::string_view path) {
  path = WithoutActs(path);
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

bool HasMember(const SourceFile& file, std::int32_t type, std::string_view member) {
  const auto& uses = file.facts().references;
  const bool said = std::any_of(uses.begin(), uses.end(), [&](const Reference& use) {
    return use.scope == type && use.name == member && use.kind != ReferenceKind::kRead;
  });
  if (said) return true;  // set in the body: `self.abstract_class = true`
  while (type >= 0) {
    const std::size_t dot = member.find('.');
    type = MemberNamed(file, type, member.substr(0, dot));
    if (dot == std::string_view::npos) return type >= 0;
    member.remove_prefix(dot + 1);
  }
  return false;
}

const Site* ConstantOf(const SourceFile& file, std::int32_t type, std::string_view member) {
  if (const Site* site = ConstantIn(file, type, member)) return site;
  std::size_t dot = member.find('.');
  while (dot != std::string_view::npos && type >= 0) {
    type = MemberNamed(file, type, member.substr(0, dot));
    member.remove_prefix(dot + 1);
    dot = member.find('.');
  }
  return type < 0 ? nullptr : ConstantIn(file, type, member);
}

std::vector<const ModelStyle*> Models::StylesOf(const SourceFile& file) const {
  std::vector<const ModelStyle*> styles;
  for (const ModelStyle& style : context_.catalog.models) {
    if (IsOfLanguages(style.languages, file)) styles.push_back(&style);
  }
  return styles;
}

std::string Models::Reached(const SourceFile& file, std::int32_t scope, std::string_view path) {
  const AccessPath reached = context_.paths.Of(file, scope, path, 0);
  return reached.is_told() ? reached.path : std::string(path);
}

bool Models::IsReached(const SourceFile& file, std::int32_t scope, std::string_view path,
                       const std::vector<std::string>& patterns) {
  const AccessPath reached = context_.paths.Of(file, scope, path, 0);
  if (!reached.is_told()) return MatchesAny(patterns, path, '.');
  return MatchesAny(patterns, reached.path, '.') ||
         std::any_of(reached.around.begin(), reached.around.end(), [&](const std::string& module) {
           return MatchesAny(patterns, module + "." + reached.path, '.');
         });
}

std::string Models::ApplicationOf(const ModelStyle& style, const SourceFile& file) const {
  std::string_view folder = file.folder();
  while (true) {
    const std::size_t slash = folder.rfind('/');
    const std::string_view last =
        slash == std::string_view::npos ? folder : folder.substr(slash + 1);
    const bool inner = std::find(style.inner_folders.begin(), style.inner_folders.end(), last) !=
                       style.inner_folders.end();
    if (!inner) return std::string(last);
    if (slash == std::string_view::npos) return "";
    folder = folder.substr(0, slash);
  }
}

const Model* Models::Of(const Target& type) {
  if (type.file == nullptr || type.index < 0 || !IsType(type.definition())) return nullptr;
  const Key key{type.file, type.index};
  const auto found = models_.find(key);
  if (found != models_.end()) return found->second.get();
  models_[key] = nullptr;  // one that derives from itself is none
  if (++looked_at_[type.file] > kMostTypes || depth_ >= kDeepest) return nullptr;
  ++depth_;
  std::unique_ptr<Model> model = Read(type);
  --depth_;
  return (models_[key] = std::move(model)).get();
}

std::unique_ptr<Model> Models::Read(const Target& type) {
  for (const ModelStyle* style : StylesOf(*type.file)) {
    auto model = std::make_unique<Model>();
    model->style = style;
    model->type = type.definition().name;
    std::vector<const Model*> bases;
    const bool derives = Derives(type, *style, &bases);
    model->is_swapped = derives && IsSwapped(type, *style, bases);
    const auto said = SaidName(type, *style);
    const bool is_marked =
        IsMarked(type, style->marks) || (said && !said->empty()) || HasMarkedField(type, *style);
    const bool is_abstract = !is_marked && IsMarked(type, style->abstract_marks);
    // Of what is marked, that which derives from a base without a table must say so itself.
    const bool needs_mark =
        style->bases.empty() && std::none_of(bases.begin(), bases.end(), HasTable);
    const Set* set = is_marked || is_abstract ? nullptr : SetOf(type, *style);
    if (!is_marked && !is_abstract && set == nullptr && (!derives || needs_mark)) continue;
    if (!is_abstract) Name(type, bases, set, *model);
    for (const Model* base : bases) {
      for (const auto& [field, column] : base->columns) model->columns.emplace(field, column);
    }
    AddColumns(type, *model);
    model->bases = std::move(bases);
    AddRelations(type, *model);
    for (auto& [field, column] : model->columns) {
      if (column.table.empty()) column.table = model->table;
    }
    return model;
  }
  return nullptr;
}

bool Models::Derives(const Target& type, const ModelStyle& style,
                     std::vector<const Model*>* bases) {
  bool derives = false;
  const SourceFile& file = *type.file;
  for (const Inheritance& inheritance : file.facts().inheritance) {
    if (inheritance.definition != type.index || !inheritance.owner.empty()) continue;
    const std::int32_t around = type.definition().parent;
    // as it is written, too: a library's type may be opened again in the repository
    if (MatchesAny(style.bases, inheritance.base, '.') ||
        IsReached(file, around, inheritance.base, style.bases)) {
      derives = true;
      continue;
    }
    const Resolved resolved = context_.resolver.ResolveType(file, around, inheritance.base);
    for (const Target& target : resolved.targets) {
      const Model* base = Of(target);
      if (base == nullptr || base->style != &style) continue;
      derives = true;
      bases->push_back(base);
    }
  }
  return derives;
}

// Does it derive from a base of what is swapped in, or from one without a table that does?
bool Models::IsSwapped(const Target& type, const ModelStyle& style,
                       const std::vector<const Model*>& bases) {
  if (style.swapped_bases.empty()) return false;
  const auto is_base = [](const Model* base) { return base->is_swapped && base->table.empty(); };
  if (std::any_of(bases.begin(), bases.end(), is_base)) return true;
  const auto& inheritances = type.file->facts().inheritance;
  return std::any_of(inheritances.begin(), inheritances.end(), [&](const Inheritance& each) {
    return each.definition == type.index && each.owner.empty() &&
           IsReached(*type.file, type.definition().parent, each.base, style.swapped_bases);
  });
}

bool Models::IsMarked(const Target& type, const std::vector<std::string>& marks) {
  if (marks.empty()) return false;
  const FileFacts& facts = type.file->facts();
  if (HasMark(facts, type.index, marks)) return true;
  return std::any_of(facts.references.begin(), facts.references.end(), [&](const Reference& use) {
    const bool may = use.kind == ReferenceKind::kCall || use.kind == ReferenceKind::kType;
    const std::string path = PathOf(use);
    return may && MatchesAny(marks, path, '.') && Decorates(type, use.scope, use.line);
  });
}

// Does something that decorates a field say what only models' fields say?
bool Models::HasMarkedField(const Target& type, const ModelStyle& style) {
  if (style.field_marks.empty()) return false;
  const FileFacts& facts = type.file->facts();
  return std::any_of(facts.sites.begin(), facts.sites.end(), [&](const Site& site) {
    const bool of_field = site.kind == SiteKind::kCall && site.subject >= 0 &&
                          type.file->definition(site.subject).parent == type.index;
    return of_field && Has(style.field_marks, site.path) &&
           std::any_of(site.operands.begin(), site.operands.end(), [&](const Operand& operand) {
             return operand.kind == OperandKind::kText &&
                    Has(style.field_mark_texts, Lower(operand.text));
           });
  });
}

// What a method of the type gives as the name of its table; the empty text when it computes that,
// nothing when there is no such method.
std::optional<std::string> Models::SaidName(const Target& type, const ModelStyle& style) {
  if (style.naming_members.empty()) return std::nullopt;
  const FileFacts& facts = type.file->facts();
  const std::string& name = type.definition().name;
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const Definition& method = facts.definitions[i];
    const auto& naming = style.naming_members;
    const bool names = method.owner == name &&
                       std::find(naming.begin(), naming.end(), method.name) != naming.end();
    if (!names) continue;
    const Site* given = ConstantIn(*type.file, static_cast<std::int32_t>(i), "<return>");
    return given == nullptr ? "" : given->operands[0].text;
  }
  return std::nullopt;
}

// What members and calls anywhere in the world say of types that are models by them.
void Models::IndexSets() {
  sets_indexed_ = true;
  const auto add = [&](const SaidSet& said) {
    if (context_.world.Find(said.file->path()) != said.file) return;
    const Resolved resolved = context_.resolver.ResolveType(*said.file, said.scope, said.type);
    if (resolved.targets.size() != 1) return;
    const Target& target = resolved.targets.front();
    if (said.is_snake) {
      snake_holders_.insert({target.file, target.index});
      return;
    }
    if (!said.is_said) holders_[{target.file, target.index}].insert({said.file, said.scope});
    if (!said.field.empty()) {
      const auto [at, is_new] =
          said_columns_[{target.file, target.index}].try_emplace(said.field, said.name);
      if (!is_new && at->second != said.name) at->second.clear();  // which of them, nobody says
      return;
    }
    const auto [at, is_new] =
        sets_.try_emplace({target.file, target.index}, Set{said.name, said.is_said});
    Set& set = at->second;
    if (set.name == said.name) set.is_said = set.is_said || said.is_said;
    if (is_new || set.name == said.name || (set.is_said && !said.is_said)) return;
    set = {said.is_said && !set.is_said ? said.name : "", said.is_said};
  };
  for (const Layer* layer : context_.world.layers()) {
    if (layer == context_.basis.base) {
      for (const SaidSet& said : context_.basis.sets()) add(said);
      continue;
    }
    for (const SourceFile* file : layer->files()) {
      for (const SaidSet& said : SaidSetsOf(context_.catalog, *file)) add(said);
    }
  }
}

const Models::Set* Models::SetOf(const Target& type, const ModelStyle& style) {
  if (style.set_types.empty() && style.given_calls.empty()) return nullptr;
  if (!sets_indexed_) IndexSets();
  const auto found = sets_.find({type.file, type.index});
  return found == sets_.end() ? nullptr : &found->second;
}

// Do all types that have it as a set say that names are in snake case?
bool Models::IsSnake(const Target& type, const ModelStyle& style) {
  if (style.snake_calls.empty()) return false;
  if (!sets_indexed_) IndexSets();
  const auto held = holders_.find({type.file, type.index});
  return held != holders_.end() &&
         std::all_of(held->second.begin(), held->second.end(),
                     [&](const Key& holder) { return snake_holders_.contains(holder); });
}

// What calls elsewhere name the column of the field; null when none does.
const std::string* Models::SaidColumn(const Target& type, const std::string& field,
                                      const ModelStyle& style) {
  if (style.column_calls.empty()) return nullptr;
  if (!sets_indexed_) IndexSets();
  const auto columns = said_columns_.find({type.file, type.index});
  if (columns == said_columns_.end()) return nullptr;
  const auto found = columns->second.find(field);
  return found == columns->second.end() ? nullptr : &found->second;
}

void Models::Name(const Target& type, const std::vector<const Model*>& bases, const Set* set,
                  Model& model) {
  const ModelStyle& style = *model.style;
  const SourceFile& file = *type.file;
  model.application = ApplicationOf(style, file);
  model.is_snake = IsSnake(type, style);
  for (const std::string& member : style.application_members) {
    if (const Site* site = ConstantOf(file, type.index, member)) {
      model.application = site->operands[0].text;
    }
  }
  const auto has = [&](const std::vector<std::string>& members) {
    return std::any_of(members.begin(), members.end(), [&](const std::string& member) {
      return HasMember(file, type.index, member);
    });
  };
  if (has(style.abstract_members)) return;
  const auto& sites = file.facts().sites;
  const auto says_table = [&](const Site& site) {
    return site.subject == type.index && site.path == kHeadPath &&
           SaysTrue(site, style.head_places);
  };
  if (!style.head_places.empty() && std::none_of(sites.begin(), sites.end(), says_table)) return;
  if (has(style.proxy_members)) {
    for (const Model* base : bases) {
      if (model.table.empty()) model.table = base->table;
    }
    return;
  }
  if (const auto said = SaidName(type, style)) {
    model.is_unnamed = said->empty();
    model.table = context_.tables->Of(*said);
    model.has_own_table = !model.table.empty();
    return;
  }
  std::string written;
  for (const std::string& member : style.table_members) {
    if (const Site* site = ConstantOf(file, type.index, member)) written = site->operands[0].text;
  }
  for (const std::string& mark : style.table_marks) {  // the first that names it
    for (const Site& site : file.facts().sites) {
      const bool of_type = site.subject == type.index || Decorates(type, site.scope, site.line);
      if (!of_type || !MatchesAny({mark}, LastName(site.path), '.')) continue;
      if (written.empty()) written = TextAt(site, style.table_places);
      model.is_snake = model.is_snake || SaysTrue(site, style.snake_places);
    }
  }
  // said, and not constant
  const auto is_said = [&](const std::string& member) {
    return HasMember(file, type.index, member);
  };
  if (written.empty() &&
      std::any_of(style.table_members.begin(), style.table_members.end(), is_said)) {
    model.is_unnamed = model.says_table = true;
    return;
  }
  for (const Model* base : bases) {
    const bool is_its =
        HasTable(base) && (style.shares_table || (style.inherits_table && base->says_table));
    if (!written.empty() || !is_its) continue;
    model.table = base->table;
    model.is_unnamed = base->is_unnamed;
    model.says_table = base->says_table;
    return;
  }
  model.says_table = !written.empty();
  const bool is_given = set != nullptr && set->name.empty() && !style.given_calls.empty();
  if (written.empty() && set != nullptr && !is_given) {
    written = set->name;
    model.is_unnamed = written.empty();
    model.is_guess = !set->is_said;  // conventions may alter it when the program runs
    if (!set->is_said && model.is_snake) {
      written = NameByRule("{x:snake}", {{"x", written}});
      model.is_guess = false;
    }
  }
  if (style.table_types && !written.empty()) {
    const Resolved named = context_.resolver.ResolveType(file, type.definition().parent, written);
    if (named.targets.size() == 1) model.named = Of(named.targets.front());
    written = model.named != nullptr ? model.named->table : std::string(LastName(written));
  }
  if (written.empty() && !model.is_unnamed && !style.table_rule.empty()) {
    const std::string called =
        model.is_snake ? NameByRule("{x:snake}", {{"x", model.type}}) : model.type;
    written = NameByRule(style.table_rule, {{"class", called}, {"application", model.application}});
  }
  model.table = context_.tables->Of(written);
  model.has_own_table = !model.table.empty();
}

void Models::AddColumns(const Target& type, Model& model) {
  const auto& definitions = type.file->facts().definitions;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i].parent == type.index && definitions[i].kind == DefinitionKind::kField) {
      AddColumn(*type.file, static_cast<std::int32_t>(i), model);
    }
  }
  AddSaidColumns(type, model);
}

// `belongs_to :user` in the body of the type; `$fillable = ["total"]`, a list or map of them, or
// what a method gives that is called so.
void Models::AddSaidColumns(const Target& type, Model& model) {
  for (const Site& site : type.file->facts().sites) {
    if (site.scope < type.index || model.columns.size() >= kMostColumns) continue;
    const bool is_call = site.kind == SiteKind::kCall && site.subject < 0;
    if (!is_call && site.kind != SiteKind::kValue) continue;
    std::string_view said = site.path;
    if (site.scope != type.index) {
      const Definition& method = type.file->definition(site.scope);
      if (method.parent != type.index || site.path != "<return>") continue;
      said = method.name;
    }
    for (const ModelField& form : model.style->fields) {
      if (!MatchesAny(form.paths, said, '.')) continue;
      const std::vector<std::string> fields =
          is_call ? std::vector<std::string>{TextAt(site, {"0"})} : NamesIn(site);
      for (const std::string& field : fields) {
        if (field.empty()) continue;
        ModelColumn column{.file = type.file, .line = site.line};
        if (form.is_column) column.name = TextAt(site, form.column);
        if (form.is_column && column.name.empty()) column.name = field + form.suffix;
        model.columns[field] = std::move(column);
      }
      break;
    }
  }
}

// May a field that nothing marks be a column? One of several things is none, and what stands for a
// type of the repository leads to another table, or is part of this one by its own fields.
bool Models::IsPlainColumn(const SourceFile& file, const Definition& field) {
  if (field.type.empty() || field.type.starts_with("[]")) return false;
  if (!field.value.empty() && !file.traits()->static_types) return false;  // what makes it says
  if (!file.traits()->static_types) return true;
  const Resolved type = context_.resolver.ResolveType(file, field.parent, field.type);
  return std::none_of(type.targets.begin(), type.targets.end(), [](const Target& target) {
    return target.definition().kind == DefinitionKind::kClass;
  });
}

void Models::AddColumn(const SourceFile& file, std::int32_t field, Model& model) {
  const ModelStyle& style = *model.style;
  const Definition& definition = file.definition(field);
  if (definition.is_static || model.columns.size() >= kMostColumns) return;
  ModelColumn column{.file = &file, .definition = field};
  const std::string maker =
      definition.value.ends_with("()") ? Reached(file, definition.parent, definition.value) : "";
  const ModelField* form = nullptr;
  for (const ModelField& candidate : style.fields) {
    const auto decorates = [&](const Reference& use) {
      // `@Column total: number`: of what has no value, a name that is read decorates.
      const bool is_bare = use.kind == ReferenceKind::kRead && definition.value.empty();
      const bool may =
          is_bare || use.kind == ReferenceKind::kCall || use.kind == ReferenceKind::kType;
      return may && use.scope == field && use.line <= definition.last_line &&
             MatchesAny(candidate.paths, use.name, '.');
    };
    const auto& uses = file.facts().references;
    const bool made = !maker.empty() && MatchesAny(candidate.paths, WithoutActs(maker), '.');
    if (made || HasMark(file.facts(), field, candidate.paths) ||
        std::any_of(uses.begin(), uses.end(), decorates)) {
      form = &candidate;
      break;
    }
  }
  const bool embedded = std::any_of(
      file.facts().inheritance.begin(), file.facts().inheritance.end(), [&](const Inheritance& i) {
        return i.definition == definition.parent && LastName(i.base) == definition.name;
      });
  const bool plain = style.plain_fields && !embedded && IsPlainColumn(file, definition);
  if (form == nullptr && !plain) return;
  if (form != nullptr && !form->is_column) return;
  if (form != nullptr) {
    for (const Site& site : file.facts().sites) {
      const bool of_field = site.scope == field || site.subject == field;
      if (!of_field || !column.name.empty()) continue;
      const std::string path = Reached(file, definition.parent, site.path);
      if (MatchesAny(form->paths, path, '.') || MatchesAny(form->paths, LastName(site.path), '.')) {
        if (Has(form->unless, TextAt(site, {"0"}))) return;
        column.name = TextAt(site, form->column);
      }
    }
    if (form->only_names && !plain && column.name.empty()) return;
  }
  if (const std::string* said = SaidColumn({&file, definition.parent}, definition.name, style)) {
    if (said->empty()) return;
    column.name = *said;
  }
  if (column.name.empty()) {
    column.name = definition.name + (form == nullptr ? "" : form->suffix);
    if (style.column_rule == "snake" || model.is_snake)
      column.name = NameByRule("{x:snake}", {{"x", column.name}});
  }
  const ModelColumn* named = model.named == nullptr ? nullptr : model.named->Column(column.name);
  column.name = named != nullptr ? named->name : ColumnName(column.name);
  column.type = maker.empty() ? definition.type.str() : std::string(LastName(maker));
  model.columns[definition.name] = std::move(column);
}

}  // namespace interlock
