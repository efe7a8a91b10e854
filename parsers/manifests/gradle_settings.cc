// settings.gradle(.kts): the projects of a build. Each has two names: its path (":app:core"), and
// the one that other scripts may use for it ("projects.app.core").
#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/manifest.h"
#include "parsers/manifest_gradle_internal.h"
#include "parsers/manifest_json_internal.h"

namespace interlock {

extern const ManifestFormat manifest_gradle_settings;

namespace {

constexpr std::size_t kMaxProjects = 5'000;

// "app:core" as ":app:core".
std::string PathOf(std::string_view name) {
  return name.starts_with(':') ? std::string(name) : ":" + std::string(name);
}

// ":app:core-api" as "projects.app.coreApi".
std::string AccessorOf(std::string_view path) {
  std::string accessor = "projects";
  bool capital = false;
  for (const char c : path) {
    if (c == ':') {
      accessor += '.';
    } else if (c == '-' || c == '_') {
      capital = true;
      continue;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      accessor += capital ? static_cast<char>(std::toupper(byte)) : c;
    }
    capital = false;
  }
  return accessor;
}

class SettingsReader {
 public:
  void Read(std::string_view script) {
    const std::vector<GradleToken> tokens = ReadGradleTokens(script);
    for (std::size_t at = 0; at < tokens.size();) {
      const std::vector<GradleToken> statement = TakeGradleStatement(tokens, &at);
      if (at < tokens.size() && (tokens[at].IsSign('{') || tokens[at].IsSign('}'))) ++at;
      if (statement.empty()) continue;
      if (statement[0].IsWord("include")) ReadInclude(statement);
      if (statement[0].IsWord("project")) ReadPlace(statement);
    }
  }

  void AddTo(FileFacts& facts) const {
    for (const auto& [path, folder] : folders_) {
      facts.roots.push_back({.name = path, .directory = folder});
      facts.roots.push_back({.name = AccessorOf(path), .directory = folder});
    }
  }

 private:
  void ReadInclude(const std::vector<GradleToken>& statement) {
    for (const GradleToken& token : statement) {
      if (token.kind != GradleToken::Kind::kString || token.text.find('$') != token.text.npos ||
          token.text.empty() || folders_.size() >= kMaxProjects) {
        continue;
      }
      const std::string path = PathOf(token.text);
      std::string folder = path.substr(1);
      std::replace(folder.begin(), folder.end(), ':', '/');
      folders_.try_emplace(path, NormalManifestPath(folder));
    }
  }

  // project(":core").projectDir = file("libs/core"), or new File(settingsDir, 'libs/core')
  void ReadPlace(const std::vector<GradleToken>& statement) {
    std::vector<std::string_view> strings;
    bool places = false;
    for (const GradleToken& token : statement) {
      if (token.kind == GradleToken::Kind::kString) strings.push_back(token.text);
      places = places || (token.kind == GradleToken::Kind::kWord && token.text == "projectDir");
    }
    if (!places || strings.size() != 2 || strings[1].find('$') != strings[1].npos) return;
    const auto known = folders_.find(PathOf(strings[0]));
    if (known != folders_.end()) known->second = NormalManifestPath(strings[1]);
  }

  std::map<std::string, std::string> folders_;  // by path
};

bool ReadsSettings(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "settings.gradle" || name == "settings.gradle.kts";
}

bool ExtractSettings(std::string_view bytes, FileFacts& facts, std::string&) {
  facts.language = manifest_gradle_settings.id;
  SettingsReader reader;
  reader.Read(bytes);
  reader.AddTo(facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_gradle_settings = {"settings.gradle", ReadsSettings, ExtractSettings};

}  // namespace interlock
