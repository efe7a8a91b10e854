// The sections of the catalogue on object-relational mappers and on frameworks that define data in
// code.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "analyzer/intake/catalog_internal.h"

namespace interlock {

void ReadPatterns(const YamlMap& map, const char* key, std::vector<std::string>* to) {
  if (const auto value = map.Find(key)) *to = Patterns(*value);
}

void ReadFlag(const YamlMap& map, const char* key, bool* to) {
  const auto value = map.Find(key);
  if (!value) return;
  const std::string text = value->Text();
  if (text != "true" && text != "false") value->Expected("true or false");
  *to = text == "true";
}

std::string OriginOf(const std::string& file, const YamlValue& value) {
  return file + ":" + std::to_string(value.line());
}

namespace {

void Read(const YamlMap& map, const char* key, std::vector<std::string>* to) {
  ReadPatterns(map, key, to);
}

void Read(const YamlMap& map, const char* key, std::string* to) {
  if (const auto value = map.Find(key)) *to = value->Text();
}

void Read(const YamlMap& map, const char* key, bool* to) { ReadFlag(map, key, to); }

// An access is a word of the vocabulary.
void ReadAccess(const YamlMap& map, const char* key, const Catalog& catalog, std::string* to) {
  const auto value = map.Find(key);
  if (!value) return;
  *to = value->Text();
  if (std::find(catalog.accesses.begin(), catalog.accesses.end(), *to) == catalog.accesses.end()) {
    const std::string nearest = NearestWord(*to, catalog.accesses);
    value->Fail("unknown access " + Quoted(*to) +
                (nearest.empty() ? "" : ", did you mean " + Quoted(nearest) + "?"));
  }
}

ModelField ReadField(const YamlValue& value) {
  const YamlMap map = value.Map({"paths", "column", "suffix", "is_column", "only_names", "unless"});
  ModelField field;
  field.paths = Patterns(map.Require("paths"));
  Read(map, "column", &field.column);
  Read(map, "suffix", &field.suffix);
  Read(map, "is_column", &field.is_column);
  Read(map, "only_names", &field.only_names);
  Read(map, "unless", &field.unless);
  return field;
}

ModelRelation ReadRelation(const YamlValue& value) {
  const YamlMap map =
      value.Map({"paths", "to", "is_many", "back", "back_rule", "back_is_many", "asked",
                 "asked_rule", "field", "by_method", "to_rule", "named", "unless"});
  ModelRelation relation;
  relation.paths = Patterns(map.Require("paths"));
  Read(map, "to", &relation.to);
  Read(map, "is_many", &relation.is_many);
  Read(map, "back", &relation.back);
  Read(map, "back_rule", &relation.back_rule);
  Read(map, "back_is_many", &relation.back_is_many);
  Read(map, "asked", &relation.asked);
  Read(map, "asked_rule", &relation.asked_rule);
  Read(map, "field", &relation.field);
  Read(map, "by_method", &relation.by_method);
  Read(map, "to_rule", &relation.to_rule);
  Read(map, "named", &relation.named);
  Read(map, "unless", &relation.unless);
  return relation;
}

ModelQuery ReadQuery(const YamlValue& value, const Catalog& catalog) {
  const YamlMap map = value.Map({"names", "access", "keywords", "texts", "conditions", "keys", "at",
                                 "behind", "given", "related"});
  ModelQuery query;
  query.names = Patterns(map.Require("names"));
  ReadAccess(map, "access", catalog, &query.access);
  ReadAccess(map, "keywords", catalog, &query.keywords);
  ReadAccess(map, "texts", catalog, &query.texts);
  ReadAccess(map, "conditions", catalog, &query.conditions);
  ReadAccess(map, "keys", catalog, &query.keys);
  Read(map, "at", &query.at);
  Read(map, "behind", &query.behind);
  Read(map, "given", &query.given);
  ReadAccess(map, "related", catalog, &query.related);
  return query;
}

SchemaOperation ReadOperation(const YamlValue& value, const Catalog& catalog) {
  const YamlMap map = value.Map(
      {"paths", "access", "table",       "model",    "column", "to",       "columns", "type",
       "field", "fields", "suffix",      "not_null", "given",  "nullable", "lock",    "online",
       "opens", "inside", "online_lock", "hides",    "undoes", "length",   "altered"});
  SchemaOperation operation;
  operation.paths = Patterns(map.Require("paths"));
  ReadAccess(map, "access", catalog, &operation.access);
  Read(map, "table", &operation.table);
  Read(map, "model", &operation.model);
  Read(map, "column", &operation.column);
  Read(map, "columns", &operation.columns);
  Read(map, "to", &operation.to);
  Read(map, "type", &operation.type);
  Read(map, "length", &operation.length);
  Read(map, "field", &operation.field);
  Read(map, "fields", &operation.fields);
  Read(map, "suffix", &operation.suffix);
  Read(map, "not_null", &operation.not_null);
  Read(map, "nullable", &operation.nullable);
  Read(map, "given", &operation.given);
  Read(map, "lock", &operation.lock);
  Read(map, "online", &operation.online);
  Read(map, "online_lock", &operation.online_lock);
  Read(map, "opens", &operation.opens);
  Read(map, "inside", &operation.inside);
  Read(map, "hides", &operation.hides);
  Read(map, "undoes", &operation.undoes);
  Read(map, "altered", &operation.altered);
  return operation;
}

}  // namespace

void ReadModelStyles(const YamlValue& section, const std::string& file, Catalog* catalog) {
  for (const YamlValue& value : section.List()) {
    const YamlMap map = value.Map({"id",
                                   "languages",
                                   "bases",
                                   "marks",
                                   "table_members",
                                   "table_marks",
                                   "table_places",
                                   "table_types",
                                   "table_rule",
                                   "inner_folders",
                                   "application_members",
                                   "abstract_members",
                                   "abstract_marks",
                                   "proxy_members",
                                   "head_places",
                                   "fields",
                                   "plain_fields",
                                   "open_fields",
                                   "column_rule",
                                   "snake_places",
                                   "snake_calls",
                                   "holder_calls",
                                   "small_types",
                                   "selves",
                                   "opens",
                                   "managers",
                                   "separator",
                                   "queries",
                                   "type_calls",
                                   "row_queries",
                                   "sweeps",
                                   "sweeps_through",
                                   "tables",
                                   "lookups",
                                   "relations",
                                   "back_members",
                                   "swapped_names",
                                   "swapped_bases",
                                   "row_calls",
                                   "terms",
                                   "attributes",
                                   "naming_members",
                                   "shares_table",
                                   "inherits_table",
                                   "type_queries",
                                   "store_types",
                                   "store_calls",
                                   "store_queries",
                                   "reshapes",
                                   "gives_row",
                                   "set_types",
                                   "given_calls",
                                   "naming_calls",
                                   "column_calls",
                                   "alias_calls",
                                   "setters",
                                   "field_marks",
                                   "field_mark_texts",
                                   "source"});
    ModelStyle style;
    style.id = map.Require("id").Text();
    style.origin = OriginOf(file, value);
    style.languages = Texts(map.Require("languages"));
    Read(map, "bases", &style.bases);
    Read(map, "marks", &style.marks);
    Read(map, "set_types", &style.set_types);
    Read(map, "given_calls", &style.given_calls);
    if (style.bases.empty() && style.marks.empty() && style.set_types.empty()) {
      value.Fail("a model has 'bases', 'marks' or 'set_types'");
    }
    Read(map, "table_members", &style.table_members);
    Read(map, "table_marks", &style.table_marks);
    Read(map, "table_places", &style.table_places);
    Read(map, "table_types", &style.table_types);
    Read(map, "table_rule", &style.table_rule);
    Read(map, "inner_folders", &style.inner_folders);
    Read(map, "application_members", &style.application_members);
    Read(map, "abstract_members", &style.abstract_members);
    Read(map, "abstract_marks", &style.abstract_marks);
    Read(map, "store_types", &style.store_types);
    Read(map, "store_calls", &style.store_calls);
    Read(map, "naming_calls", &style.naming_calls);
    Read(map, "column_calls", &style.column_calls);
    Read(map, "alias_calls", &style.alias_calls);
    Read(map, "setters", &style.setters);
    Read(map, "field_marks", &style.field_marks);
    Read(map, "field_mark_texts", &style.field_mark_texts);
    Read(map, "proxy_members", &style.proxy_members);
    Read(map, "head_places", &style.head_places);
    Read(map, "naming_members", &style.naming_members);
    Read(map, "shares_table", &style.shares_table);
    Read(map, "inherits_table", &style.inherits_table);
    Read(map, "plain_fields", &style.plain_fields);
    Read(map, "open_fields", &style.open_fields);
    Read(map, "column_rule", &style.column_rule);
    Read(map, "snake_places", &style.snake_places);
    Read(map, "snake_calls", &style.snake_calls);
    Read(map, "holder_calls", &style.holder_calls);
    Read(map, "small_types", &style.small_types);
    Read(map, "selves", &style.selves);
    Read(map, "opens", &style.opens);
    Read(map, "reshapes", &style.reshapes);
    Read(map, "gives_row", &style.gives_row);
    Read(map, "managers", &style.managers);
    Read(map, "lookups", &style.lookups);
    Read(map, "row_calls", &style.row_calls);
    Read(map, "sweeps", &style.sweeps);
    Read(map, "sweeps_through", &style.sweeps_through);
    Read(map, "tables", &style.tables);
    Read(map, "separator", &style.separator);
    Read(map, "attributes", &style.attributes);
    Read(map, "type_queries", &style.type_queries);
    if (const auto fields = map.Find("fields")) {
      for (const YamlValue& field : fields->List()) style.fields.push_back(ReadField(field));
    }
    Read(map, "back_members", &style.back_members);
    Read(map, "swapped_names", &style.swapped_names);
    Read(map, "swapped_bases", &style.swapped_bases);
    if (const auto relations = map.Find("relations")) {
      for (const YamlValue& each : relations->List()) style.relations.push_back(ReadRelation(each));
    }
    const std::array<std::pair<const char*, std::vector<ModelQuery>*>, 5> calls = {{
        {"queries", &style.queries},
        {"store_queries", &style.store_queries},
        {"type_calls", &style.type_calls},
        {"row_queries", &style.row_queries},
        {"terms", &style.terms},
    }};
    for (const auto& [key, to] : calls) {
      const auto written = map.Find(key);
      if (!written) continue;
      for (const YamlValue& query : written->List()) to->push_back(ReadQuery(query, *catalog));
    }
    catalog->models.push_back(std::move(style));
  }
}

void ReadSchemaStyles(const YamlValue& section, const std::string& file, Catalog* catalog) {
  for (const YamlValue& value : section.List()) {
    const YamlMap map =
        value.Map({"id", "languages", "files", "undo", "models", "ignores", "operations", "waits",
                   "waits_file", "transaction", "needs_transactional", "no_transaction", "source"});
    SchemaStyle style;
    style.id = map.Require("id").Text();
    style.origin = OriginOf(file, value);
    style.languages = Texts(map.Require("languages"));
    Read(map, "files", &style.files);
    Read(map, "undo", &style.undo);
    Read(map, "waits", &style.waits);
    Read(map, "waits_file", &style.waits_file);
    Read(map, "transaction", &style.transaction);
    Read(map, "needs_transactional", &style.needs_transactional);
    Read(map, "no_transaction", &style.no_transaction);
    Read(map, "models", &style.models);
    Read(map, "ignores", &style.ignores);
    const auto is_named = [&](const ModelStyle& models) { return models.id == style.models; };
    if (!style.models.empty() &&
        std::none_of(catalog->models.begin(), catalog->models.end(), is_named)) {
      map.Require("models").Expected("the id of a model");
    }
    for (const YamlValue& operation : map.Require("operations").List()) {
      style.operations.push_back(ReadOperation(operation, *catalog));
    }
    catalog->schemas.push_back(std::move(style));
  }
}

}  // namespace interlock
