// The sections of the catalogue on transactions and on the databases that hold them.
#include <string>
#include <utility>

#include "analyzer/intake/catalog_internal.h"

namespace interlock {

void ReadTransactionStyles(const YamlValue& section, const std::string& file, Catalog* catalog) {
  for (const YamlValue& value : section.List()) {
    const YamlMap map =
        value.Map({"id", "languages", "around", "begins", "through", "ends", "unless", "source"});
    TransactionStyle style;
    style.id = map.Require("id").Text();
    style.origin = OriginOf(file, value);
    style.languages = Texts(map.Require("languages"));
    ReadPatterns(map, "around", &style.around);
    ReadPatterns(map, "begins", &style.begins);
    ReadPatterns(map, "through", &style.through);
    ReadPatterns(map, "ends", &style.ends);
    ReadPatterns(map, "unless", &style.unless);
    if (style.ends.empty() && !(style.begins.empty() && style.through.empty())) {
      value.Fail("what begins a transaction has 'ends'");
    }
    catalog->transactions.push_back(std::move(style));
  }
}

void ReadDialects(const YamlValue& section, const std::string& file, Catalog* catalog) {
  for (const YamlValue& value : section.List()) {
    const YamlMap map =
        value.Map({"id", "title", "stores", "packages", "lock", "wait", "transactional"});
    SqlDialect dialect;
    dialect.id = map.Require("id").Text();
    dialect.origin = OriginOf(file, value);
    dialect.title = map.Require("title").Text();
    dialect.stores = Texts(map.Require("stores"));
    dialect.packages = Texts(map.Require("packages"));
    if (const auto lock = map.Find("lock")) dialect.lock = lock->Text();
    dialect.wait = map.Require("wait").Text();
    ReadFlag(map, "transactional", &dialect.transactional);
    catalog->dialects.push_back(std::move(dialect));
  }
}

}  // namespace interlock
