// Types that stand for tables, by the models of the catalogue.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/effects/effects.h"

namespace interlock {

struct ModelColumn {
  std::string table;  // of a base that has one of its own, or the model's
  std::string name;
  std::string type;                  // the last name of the call that makes the field
  const SourceFile* file = nullptr;  // where it is declared
  std::int32_t definition = -1;
  std::uint32_t line = 0;  // where no definition declares it
};

// A field that leads to rows of another model.
struct ModelRelated {
  const ModelRelation* relation = nullptr;
  std::string to;                    // as it is written in `file`
  bool is_type = false;              // a type there; else the name of one
  const SourceFile* file = nullptr;  // where it is declared, and in which type
  std::int32_t scope = -1;
  std::int32_t field = -1;
  // How rows of the other one lead here, and its keywords; empty: they do not.
  std::string back, asked;
};

struct Model {
  const ModelStyle* style = nullptr;
  std::string application;
  std::string type;                            // the name of the type
  std::string table;                           // empty: none of its own
  bool has_own_table = false;                  // not that of its base
  bool says_table = false;                     // the code says its name: no rule made it
  std::map<std::string, ModelColumn> columns;  // by field
  bool is_unnamed = false;                     // it has a table whose name nobody knows
  bool is_guess = false;                       // conventions may alter the table's name
  const Model* named = nullptr;                // whose table and columns it has
  bool is_swapped = false;                     // `swapped_names` of the style mean it
  bool is_snake = false;                       // names that it does not say are in snake case
  std::vector<const Model*> bases;
  std::map<std::string, ModelRelated> relations;  // by field

  const ModelColumn* Column(const std::string& field) const {
    const auto found = columns.find(field);
    return found == columns.end() ? nullptr : &found->second;
  }
};

// The models of some files, by how they are spoken of. Names of types are in lower case.
class ModelIndex {
 public:
  struct Entry {
    Target type;
    const ModelStyle* style = nullptr;
    std::string name;     // "application.type"
    std::string queried;  // the type, where statements speak of types; else empty
    std::string table;    // empty: none of its own
    std::set<std::string> fields;
    // What it calls its relations, and others those that lead here.
    std::set<std::string> related;
  };

  void Add(Entry entry);

  const std::vector<Entry>& Of(const SourceFile* file) const;
  std::vector<Target> Named(std::string_view name) const { return Find(by_name_, name); }
  std::vector<Target> Queried(std::string_view type) const { return Find(by_query_, type); }
  std::vector<Target> Related(std::string_view name) const { return Find(by_relation_, name); }
  int FieldsNamed(const std::string& name) const { return Count(fields_, name); }
  int TablesNamed(const std::string& name) const { return Count(tables_, name); }
  int ModelsOf(const ModelStyle& style) const {
    const auto found = styles_.find(&style);
    return found == styles_.end() ? 0 : found->second;
  }

 private:
  using Types = std::map<std::string, std::vector<Target>, std::less<>>;
  using Counts = std::unordered_map<std::string, int>;
  static std::vector<Target> Find(const Types& types, std::string_view name);
  static int Count(const Counts& counts, const std::string& name);

  std::unordered_map<const SourceFile*, std::vector<Entry>> entries_;
  Types by_name_, by_query_, by_relation_;
  Counts fields_, tables_;
  std::map<const ModelStyle*, int> styles_;
};

// What is known of the models of a world. For one thread, like its context.
class Models {
 public:
  explicit Models(EffectContext& context) : context_(context) {}

  // Null when the type is no model.
  const Model* Of(const Target& type);

  // The one type of that name, in any letters, in the application; null when there are several.
  const Model* Named(const ModelStyle& style, const std::string& application,
                     const std::string& type);

  // The model that a statement in the file may call by its type, in any letters; null when none or
  // several are so called, or a table is.
  const Model* InStatement(const SourceFile& file, const std::string& name);

  // Is any type of the world a model of this style?
  bool HasAny(const ModelStyle& style);

  // Does any model of the world have a field of that name?
  bool HasField(const std::string& name);

  // What a relation leads to.
  struct Relation {
    const Model* model = nullptr;
    bool is_many = false;
    const Model* holder = nullptr;        // that declares it
    const ModelColumn* column = nullptr;  // in which it is kept, of either side; null: elsewhere
  };

  // Where the model, or a keyword about it, says that it is related; no model when nobody does, or
  // several do.
  Relation Related(const Model& model, const std::string& name);

  // Does any model call a relation so, or is one so called by another model?
  bool HasRelation(const std::string& name) { return !TypesRelated(name).empty(); }

  // The one relation of all models that others call so, to several rows; likewise.
  Relation RelatedBack(const std::string& name);

  // What a path is called from outside the file: "models.Model" is "django.db.models.Model".
  std::string Reached(const SourceFile& file, std::int32_t scope, std::string_view path);

  // Does what it is called from outside fit one of these? Of a name that no import gives, it may
  // be from any of the packages that are imported whole.
  bool IsReached(const SourceFile& file, std::int32_t scope, std::string_view path,
                 const std::vector<std::string>& patterns);

  std::string ApplicationOf(const ModelStyle& style, const SourceFile& file) const;

  std::vector<const ModelStyle*> StylesOf(const SourceFile& file) const;

  // The models of all files of a layer that the world shows.
  ModelIndex IndexOf(const Layer& layer);

 private:
  using Key = std::pair<const SourceFile*, std::int32_t>;

  std::unique_ptr<Model> Read(const Target& type);
  bool Derives(const Target& type, const ModelStyle& style, std::vector<const Model*>* bases);
  // What members and calls elsewhere say of a type's table. Without a name, they say several.
  struct Set {
    std::string name;
    bool is_said = false;  // by a call; else it is that of a member
  };
  bool IsSwapped(const Target& type, const ModelStyle& style,
                 const std::vector<const Model*>& bases);
  bool IsMarked(const Target& type, const std::vector<std::string>& marks);
  static bool HasMarkedField(const Target& type, const ModelStyle& style);
  static std::optional<std::string> SaidName(const Target& type, const ModelStyle& style);
  const Set* SetOf(const Target& type, const ModelStyle& style);
  void IndexSets();
  const std::string* SaidColumn(const Target& type, const std::string& field,
                                const ModelStyle& style);
  bool IsSnake(const Target& type, const ModelStyle& style);
  void Name(const Target& type, const std::vector<const Model*>& bases, const Set* set,
            Model& model);
  void AddColumns(const Target& type, Model& model);
  void AddSaidColumns(const Target& type, Model& model);
  void AddRelations(const Target& type, Model& model);
  void AddRelation(const Target& type, std::int32_t field, Model& model);
  void AddSaidRelations(const Target& type, Model& model);
  const Model* ModelOf(const ModelRelated& related, const Model& holder);
  std::vector<Target> TypesRelated(const std::string& name);
  bool IsPlainColumn(const SourceFile& file, const Definition& field);
  void AddColumn(const SourceFile& file, std::int32_t field, Model& model);
  const ModelIndex& Laid();
  template <typename Count>
  int CountOf(const Count& count);
  std::vector<Target> Visible(std::vector<Target> of_base, std::vector<Target> laid) const;

  EffectContext& context_;
  std::map<Key, std::unique_ptr<Model>> models_;  // null: none, or being looked at
  std::map<const SourceFile*, int> looked_at_;    // types of each file
  int depth_ = 0;                                 // of bases of bases
  std::map<Key, Set> sets_;
  std::map<Key, std::map<std::string, std::string>> said_columns_;  // by field; empty: several
  std::map<Key, std::set<Key>> holders_;  // the types that have it as a set, by type
  std::set<Key> snake_holders_;
  bool sets_indexed_ = false;
  // Of the layers over the base, and of the files of the base that they hide; made when asked for.
  std::optional<ModelIndex> laid_, hidden_;
};

// What a member or a call says of a type that stands for a table by it: `DbSet<Order> Orders`,
// `orders.ToTable("orders")`; or of a field of one: `orders.Property(o =>
// o.Total).HasColumnName("t")`.
struct SaidSet {
  const SourceFile* file = nullptr;
  std::int32_t scope = -1;
  std::string type;      // as it is written there
  std::string name;      // of the table
  bool is_said = false;  // by a call; else it is the member's
  std::string field{};   // whose column it is, not the table
  // Of a type that has such members: names that nothing says are in snake case.
  bool is_snake = false;
};

// All of them in a file, in order of place, whatever world it stands in.
std::vector<SaidSet> SaidSetsOf(const Catalog& catalog, const SourceFile& file);

bool IsOfLanguages(const std::vector<std::string>& languages, const SourceFile& file);

// The text at the first of the places that has one; a constant in quotes is itself.
std::string TextAt(const Site& site, const Places& places);

// The constant that a type holds under a name in it: "Meta.db_table". Null when there is none.
const Site* ConstantOf(const SourceFile& file, std::int32_t type, std::string_view member);

bool HasMember(const SourceFile& file, std::int32_t type, std::string_view member);

std::string_view LastName(std::string_view path);
// Without calls, constructions and elements at the end: `orders` of `orders()[]`.
std::string_view WithoutActs(std::string_view path);

}  // namespace interlock
