// HAProxy: what it passes requests on to, and with how much patience. Each `backend` and each
// `listen` with servers is a document: "backend.name", "backend.host" (of the first server),
// "backend.servers" (how many are in use), "backend.maxconn" (of each), "backend.timeout_server",
// "backend.timeout_connect", and "backend.request_retries" where `retry-on` says that more than
// connections is tried anew. What a section of defaults says holds in those behind it.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_haproxy_cfg;

namespace {

constexpr std::size_t kMaxLines = 50'000;
constexpr std::size_t kMaxWords = 64;  // of one line
constexpr std::size_t kMaxDocuments = 2'000;

bool ReadsHaproxy(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
  const bool is_named = name.starts_with("haproxy") || path.find("haproxy/") != path.npos;
  return is_named && !IsInSampleFolder(path) &&
         (name.ends_with(".cfg") || name.ends_with(".cfg.template") || name.ends_with(".cfg.tpl"));
}

struct Said {
  std::string value;
  std::uint32_t line = 0;
};

struct Section {
  std::string type, name;
  std::uint32_t line = 0;
  std::map<std::string, Said> said;
  std::string host;
  std::uint32_t host_line = 0;
  int servers = 0;
};

std::vector<std::string_view> WordsOf(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r";
  std::vector<std::string_view> words;
  while (words.size() < kMaxWords) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
    if (line.empty() || line[0] == '#') break;
    const std::size_t end = std::min(line.find_first_of(kBlank), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

// "web1" of "web1:8080", "ipv4@web1:8080"; empty of a socket and of a variable.
std::string HostOf(std::string_view address) {
  if (const std::size_t at = address.find('@'); at != address.npos) address.remove_prefix(at + 1);
  if (address.empty() || address[0] == '/' || address.find('$') != address.npos) return {};
  return std::string(address.substr(0, address.find(':')));
}

class HaproxyReader {
 public:
  void Run(std::string_view bytes) {
    std::uint32_t line = 0;
    while (!bytes.empty() && line < kMaxLines) {
      const std::size_t end = std::min(bytes.find('\n'), bytes.size());
      Line(WordsOf(bytes.substr(0, end)), ++line);
      bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    Close();
  }

  std::vector<ManifestEntry> entries;

 private:
  static bool OpensSection(std::string_view word) {
    return word == "global" || word == "defaults" || word == "frontend" || word == "backend" ||
           word == "listen" || word == "resolvers" || word == "userlist" || word == "peers" ||
           word == "cache" || word == "program" || word == "mailers" || word == "ring";
  }

  void Line(const std::vector<std::string_view>& words, std::uint32_t line) {
    if (words.empty()) return;
    if (OpensSection(words[0])) {
      Close();
      section_ = {};
      section_.type = words[0];
      if (words.size() > 1) section_.name = words[1];
      section_.line = line;
      if (words[0] == "defaults") defaults_.clear();
      return;
    }
    if (words.size() < 2) return;
    if (words[0] == "server") {
      Server(words, line);
    } else if (words[0] == "timeout" && words.size() > 2) {
      Keep("timeout_" + std::string(words[1]), words[2], line);
    } else if (words[0] == "retries" || words[0] == "retry-on") {
      Keep(std::string(words[0]), words.back(), line);
    } else if (words[0] == "default-server") {
      Options(words, 1, line);
    }
  }

  void Server(const std::vector<std::string_view>& words, std::uint32_t line) {
    if (words.size() < 3) return;
    const auto aside = [](std::string_view word) { return word == "disabled" || word == "backup"; };
    const bool is_drained = Following(words, "weight") == "0";
    section_.servers += !is_drained && std::none_of(words.begin() + 3, words.end(), aside);
    Options(words, 3, line);
    if (!section_.host.empty()) return;
    section_.host = HostOf(words[2]);
    section_.host_line = line;
  }

  static std::string_view Following(const std::vector<std::string_view>& words,
                                    std::string_view word) {
    const auto at = std::find(words.begin(), words.end(), word);
    return at == words.end() || at + 1 == words.end() ? std::string_view() : *(at + 1);
  }

  void Options(const std::vector<std::string_view>& words, std::size_t from, std::uint32_t line) {
    const std::vector<std::string_view> options(words.begin() + static_cast<std::ptrdiff_t>(from),
                                                words.end());
    const std::string_view most = Following(options, "maxconn");
    if (!most.empty()) Keep("maxconn", most, line);
  }

  void Keep(const std::string& name, std::string_view value, std::uint32_t line) {
    auto& said = section_.type == "defaults" ? defaults_ : section_.said;
    said.insert_or_assign(name, Said{std::string(value), line});
  }

  void Close() {
    if (section_.type != "backend" && section_.type != "listen") return;
    if (section_.host.empty() || section_.name.empty() || document_ >= kMaxDocuments) return;
    std::map<std::string, Said> said = section_.said;
    said.insert(defaults_.begin(), defaults_.end());
    const auto add = [&](const char* key, const std::string& value, std::uint32_t line) {
      entries.push_back({{"backend", key}, value, line, document_});
    };
    add("name", section_.name, section_.line);
    add("host", section_.host, section_.host_line);
    if (section_.servers > 0) add("servers", std::to_string(section_.servers), section_.line);
    for (const char* key : {"timeout_server", "timeout_connect", "maxconn"}) {
      if (const auto found = said.find(key); found != said.end()) {
        add(key, found->second.value, found->second.line);
      }
    }
    const auto retry_on = said.find("retry-on");
    const auto retries = said.find("retries");
    if (retry_on != said.end() && retries != said.end() && retry_on->second.value != "none" &&
        retry_on->second.value != "conn-failure") {
      add("request_retries", retries->second.value, retries->second.line);
    }
    ++document_;
  }

  Section section_;
  std::map<std::string, Said> defaults_;
  std::uint32_t document_ = 0;
};

bool ExtractHaproxy(std::string_view bytes, FileFacts& facts, std::string&) {
  HaproxyReader reader;
  reader.Run(bytes);
  AddSettings(reader.entries, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_haproxy_cfg = {"haproxy", ReadsHaproxy, ExtractHaproxy};

}  // namespace interlock
