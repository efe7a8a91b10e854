// build.gradle(.kts): what a module of a Gradle build depends on. Scripts are programs; only what
// is written out in a `dependencies` or `plugins` block is read, with the constants that the same
// script sets. A dependency's name is "group:artifact", the path of a project (":core"), or the
// accessor that stands for either ("libs.junit.api", "projects.core"); its kind is the
// configuration.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_gradle_internal.h"

namespace interlock {

extern const ManifestFormat manifest_gradle_build;

namespace {

using Kind = GradleToken::Kind;

constexpr std::size_t kMaxDependencies = 5'000;
constexpr std::size_t kMaxSettings = 1'000;
constexpr std::size_t kMaxDepth = 200;  // of blocks

bool EndsWithName(std::string_view path, std::string_view name) {
  return path == name || (path.ends_with(name) && path.size() > name.size() &&
                          path[path.size() - name.size() - 1] == '.');
}

class BuildReader {
 public:
  explicit BuildReader(FileFacts& facts) : facts_(facts) {}

  void Read(std::string_view script) {
    const std::vector<GradleToken> tokens = ReadGradleTokens(script);
    for (std::size_t at = 0; at < tokens.size();) {
      const std::vector<GradleToken> statement = TakeGradleStatement(tokens, &at);
      if (!statement.empty()) ReadStatement(statement);
      if (at >= tokens.size()) return;
      if (tokens[at].IsSign('{'))
        Enter(statement), ++at;
      else if (tokens[at].IsSign('}'))
        Leave(), ++at;
    }
  }

 private:
  enum class Block { kOther, kDependencies, kConstraints, kPlugins };

  void Enter(const std::vector<GradleToken>& statement) {
    Block block = Block::kOther;
    const bool named = !statement.empty() && statement[0].kind == Kind::kWord;
    const std::string_view name = named ? statement[0].text : std::string_view();
    if (EndsWithName(name, "dependencies")) block = Block::kDependencies;
    if (name == "constraints" && Here() == Block::kDependencies) block = Block::kConstraints;
    if (name == "plugins" && blocks_.empty()) block = Block::kPlugins;
    if (blocks_.size() < kMaxDepth)
      blocks_.push_back(block);
    else
      ++too_deep_;
  }

  void Leave() {
    if (too_deep_ > 0)
      --too_deep_;
    else if (!blocks_.empty())
      blocks_.pop_back();
  }

  Block Here() const { return blocks_.empty() || too_deep_ > 0 ? Block::kOther : blocks_.back(); }

  void ReadStatement(const std::vector<GradleToken>& statement) {
    if (Here() == Block::kPlugins) return ReadPlugin(statement);
    if (Here() == Block::kOther) {
      ReadFlags(statement);
      return ReadConstant(statement);
    }
    ReadDependencies(statement);
  }

  // How strict the compiler is: options.compilerArgs << "-Werror", options.compilerArgs.addAll(…),
  // freeCompilerArgs += "-Werror", allWarningsAsErrors = true.
  void ReadFlags(const std::vector<GradleToken>& statement) {
    const bool takes_flags =
        std::any_of(statement.begin(), statement.end(), [](const GradleToken& token) {
          return token.kind == Kind::kWord && (token.text.find("ompilerArgs") != token.text.npos);
        });
    for (std::size_t i = 0; i < statement.size(); ++i) {
      const GradleToken& token = statement[i];
      if (takes_flags && token.kind == Kind::kString && IsWarningFlag(token.text)) {
        AddSetting("compiler.flags", token);
      }
      if (token.kind != Kind::kWord || !EndsWithName(token.text, "allWarningsAsErrors")) continue;
      const bool is_true =
          std::any_of(statement.begin() + static_cast<std::ptrdiff_t>(i), statement.end(),
                      [](const GradleToken& value) { return value.IsWord("true"); });
      if (is_true) AddSetting("compiler.allWarningsAsErrors", statement.back(), "true");
    }
  }

  void AddSetting(const char* key, const GradleToken& token, std::string_view value = {}) {
    if (facts_.settings.size() >= kMaxSettings) return;
    facts_.settings.push_back({key, std::string(value.empty() ? token.text : value), token.line});
  }

  // def version = "1.2", val version = "1.2", ext.version = '1.2'
  void ReadConstant(const std::vector<GradleToken>& statement) {
    for (std::size_t i = 0; i + 2 < statement.size(); ++i) {
      if (statement[i].kind != Kind::kWord || !statement[i + 1].IsSign('=') ||
          statement[i + 2].kind != Kind::kString || i + 3 != statement.size()) {
        continue;
      }
      const std::string_view name = statement[i].text;
      constants_[std::string(name.substr(name.rfind('.') + 1))] = statement[i + 2].text;
    }
  }

  // id("x") version "1", id 'x' version '1', kotlin("jvm") version "1", alias(libs.plugins.x)
  void ReadPlugin(const std::vector<GradleToken>& statement) {
    std::string name, version;
    if (statement[0].IsWord("alias")) {
      if (statement.size() > 2 && statement[2].kind == Kind::kWord) name = statement[2].text;
    } else if (statement[0].IsWord("id") || statement[0].IsWord("kotlin")) {
      for (std::size_t i = 1; i < statement.size(); ++i) {
        if (statement[i].kind != Kind::kString) continue;
        if (name.empty())
          name = statement[i].text;
        else if (statement[i - 1].IsWord("version"))
          version = Expand(statement[i].text);
      }
      if (!name.empty() && statement[0].IsWord("kotlin")) name = "org.jetbrains.kotlin." + name;
    }
    if (!name.empty()) Add(std::move(name), std::move(version), "plugin", statement[0].line);
  }

  // What one line of a dependencies block asks for: implementation("g:a:1"), api libs.core,
  // testImplementation(testFixtures(project(":core"))), compile group: 'g', name: 'a', ...
  void ReadDependencies(const std::vector<GradleToken>& statement) {
    if (statement.size() < 2 || statement[0].kind == Kind::kSign) return;
    const std::string kind =
        Here() == Block::kConstraints ? "managed" : std::string(statement[0].text);
    std::map<std::string_view, std::string> named;
    for (std::size_t i = 1; i < statement.size(); ++i) {
      const GradleToken& token = statement[i];
      if (token.kind == Kind::kWord) {
        if (IsAccessor(token.text)) Add(AccessorName(token.text), "", kind, token.line);
      } else if (token.kind == Kind::kString) {
        // `exclude(group: 'x')`, `"kapt"(...)` and what further calls are given ask for nothing.
        const bool has_key = i >= 2 && statement[i - 2].kind == Kind::kWord &&
                             (statement[i - 1].IsSign(':') || statement[i - 1].IsSign('='));
        const std::string_view key = has_key ? statement[i - 2].text : std::string_view();
        if (has_key && key != "path")
          named[key] = Expand(token.text);
        else
          ReadNotation(token, CalledBefore(statement, i, has_key), kind);
      }
    }
    if (!named["group"].empty() && !named["name"].empty()) {
      Add(named["group"] + ":" + named["name"], named["version"], kind, statement[0].line);
    }
  }

  // The word that is called with the token at `at`, after its key if it has one.
  static std::string_view CalledBefore(const std::vector<GradleToken>& statement, std::size_t at,
                                       bool has_key) {
    const std::size_t open = at - (has_key ? 3 : 1);
    if (at < (has_key ? 4u : 2u) || !statement[open].IsSign('(')) return {};
    return statement[open - 1].kind == Kind::kWord ? statement[open - 1].text : std::string_view();
  }

  void ReadNotation(const GradleToken& token, std::string_view called, const std::string& kind) {
    const std::string text = Expand(token.text);
    if (called == "project") {
      if (!text.empty()) Add(text.starts_with(':') ? text : ":" + text, "", kind, token.line);
      return;
    }
    if (called == "kotlin") {
      return Add("org.jetbrains.kotlin:kotlin-" + std::string(token.text), "", kind, token.line);
    }
    // The version may be what is not known.
    const std::string_view written = token.text;
    const std::size_t first = written.find(':');
    if (first == written.npos || first == 0 || first + 1 == written.size()) return;
    const std::size_t second = std::min(written.find(':', first + 1), written.size());
    const std::string name = Expand(written.substr(0, second));
    if (name.empty() || name.find_first_of(" /\\") != name.npos) return;
    std::string_view version = written.substr(std::min(second + 1, written.size()));
    version = version.substr(0, std::min(version.find(':'), version.find('@')));
    Add(name, Expand(version), kind, token.line);
  }

  static bool IsAccessor(std::string_view word) {
    const std::string_view head = word.substr(0, word.find('.'));
    if (head.size() == word.size()) return false;
    return head == "projects" || head == "libs" || head.ends_with("Libs");
  }

  static std::string AccessorName(std::string_view word) {
    for (const std::string_view ending : {".get", ".asProvider", ".map"}) {
      if (word.ends_with(ending)) word.remove_suffix(ending.size());
    }
    return std::string(word);
  }

  // "" when it uses what is not a constant of this script.
  std::string Expand(std::string_view text) const {
    std::string expanded;
    while (true) {
      const std::size_t sign = text.find('$');
      expanded += text.substr(0, sign);
      if (sign == text.npos) return expanded;
      text.remove_prefix(sign + 1);
      const bool braced = text.starts_with('{');
      if (braced) text.remove_prefix(1);
      const std::size_t size =
          std::min(braced ? text.find('}') : text.find_first_not_of(kNameParts), text.size());
      const std::string_view name = text.substr(0, size);
      const auto found = constants_.find(name.substr(name.rfind('.') + 1));
      if (found == constants_.end() || found->second.find('$') != found->second.npos) return "";
      expanded += found->second;
      text.remove_prefix(std::min(size + (braced ? 1u : 0u), text.size()));
    }
  }

  void Add(std::string name, std::string version, std::string kind, std::uint32_t line) {
    if (facts_.dependencies.size() >= kMaxDependencies) return;
    facts_.dependencies.push_back({std::move(name), std::move(version), std::move(kind), line});
  }

  static constexpr std::string_view kNameParts =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

  FileFacts& facts_;
  std::vector<Block> blocks_;
  std::size_t too_deep_ = 0;
  std::map<std::string, std::string, std::less<>> constants_;
};

bool ReadsBuild(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "build.gradle" || name == "build.gradle.kts";
}

bool ExtractBuild(std::string_view bytes, FileFacts& facts, std::string&) {
  facts.language = manifest_gradle_build.id;
  facts.roots.push_back({.name = ":", .directory = "."});
  BuildReader(facts).Read(bytes);
  return true;
}

}  // namespace

const ManifestFormat manifest_gradle_build = {"build.gradle", ReadsBuild, ExtractBuild};

}  // namespace interlock
