// The set of languages, and which of them reads a file.
#include <algorithm>
#include <map>
#include <utility>

#include "parsers/builtin_languages.h"
#include "parsers/extract.h"
#include "parsers/language_internal.h"

namespace interlock {

struct Languages::Table {
  std::vector<std::unique_ptr<Language>> all;
  LanguageTable traits;
  std::map<std::string, const Language*, std::less<>> by_filename;
  std::map<std::string, const Language*, std::less<>> by_extension;
};

Languages::Languages(std::unique_ptr<Table> table) : table_(std::move(table)) {}
Languages::Languages(Languages&&) noexcept = default;
Languages& Languages::operator=(Languages&&) noexcept = default;
Languages::~Languages() = default;

const Languages& Languages::Builtin() {
  static const Languages languages = Read(BuiltinLanguageSources());
  return languages;
}

Languages Languages::Read(const std::vector<BuiltinLanguageSource>& sources) {
  auto table = std::make_unique<Table>();
  for (const BuiltinLanguageSource& source : sources) {
    const Language& language = *table->all.emplace_back(ReadLanguage(source));
    table->traits[language.traits.id] = language.traits;
    for (const std::string& name : language.filenames) table->by_filename[name] = &language;
    for (const std::string& extension : language.extensions) {
      table->by_extension[extension] = &language;
    }
  }
  return Languages(std::move(table));
}

const Language* Languages::ForPath(std::string_view path) const {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == path.npos ? path : path.substr(slash + 1);
  if (const auto found = table_->by_filename.find(name); found != table_->by_filename.end()) {
    return found->second;
  }
  for (std::size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
    const auto found = table_->by_extension.find(name.substr(dot));
    if (found != table_->by_extension.end()) return found->second;
  }
  return nullptr;
}

const Language* Languages::ForId(std::string_view id) const {
  const auto found = std::find_if(table_->all.begin(), table_->all.end(),
                                  [&](const auto& language) { return language->traits.id == id; });
  return found == table_->all.end() ? nullptr : found->get();
}

void Languages::CompileAll() const {
  for (const auto& language : table_->all) language->query();
}

void Languages::CheckPatterns() const {
  CompileAll();
  for (const auto& language : table_->all) {
    interlock::CheckPatterns(language->grammar, language->facts,
                             language->traits.id + "/facts.scm");
  }
}

const LanguageTable& Languages::traits() const& { return table_->traits; }

const std::string& Version(const Language& language) { return language.version; }

const std::string& CommentPrefix(const Language& language) { return language.comment; }

}  // namespace interlock
