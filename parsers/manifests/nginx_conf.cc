// nginx: what it passes requests on to, and with how much patience. Each `upstream`, and each
// `location` that passes on, is a document of its own: "upstream.host",
// "upstream.servers" (how many are in use), "upstream.keepalive_timeout", "location.path",
// "location.host", "location.proxy_read_timeout". Directives of a proxy hold in the blocks inside
// the one in which they stand, unless those have their own.
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

extern const ManifestFormat manifest_nginx_conf;

namespace {

constexpr std::size_t kMaxDepth = 24;
constexpr std::size_t kMaxWords = 200'000;
constexpr std::size_t kMaxDocuments = 2'000;

bool ReadsNginx(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
  const bool is_named = name.starts_with("nginx") || path.find("nginx/") != path.npos;
  return is_named && !IsInSampleFolder(path) &&
         (name.ends_with(".conf") || name.ends_with(".conf.template") ||
          name.ends_with(".conf.tpl"));
}

struct Said {
  std::string value;
  std::uint32_t line = 0;
};
using Directives = std::map<std::string, Said>;

struct Block {
  std::string type, name;
  std::uint32_t line = 0;
  Directives said;  // its own, and those of a proxy from around it
  int servers = 0;  // that take their share of the requests
};

class NginxReader {
 public:
  explicit NginxReader(std::string_view bytes) : rest_(bytes) {}

  bool Run(std::string& problem) {
    std::vector<Block> open(1);
    std::vector<std::string> words;
    std::uint32_t line = 1;
    for (std::size_t i = 0; i < kMaxWords; ++i) {
      std::string word = Next();
      if (word.empty()) break;
      if (words.empty()) line = line_;
      if (word == ";") {
        Directive(words, line, &open.back());
        words.clear();
      } else if (word == "{") {
        if (open.size() >= kMaxDepth) return Complain("blocks are nested too deep", problem);
        open.push_back(Inside(open.back(), words, line));
        words.clear();
      } else if (word == "}") {
        if (open.size() == 1) return Complain("a bracket that nothing opened", problem);
        Close(open.back());
        open.pop_back();
        words.clear();
      } else {
        words.push_back(std::move(word));
      }
    }
    NameHosts();
    if (open.size() > 1) return Complain("a block that does not end", problem);
    return true;
  }

  std::vector<ManifestEntry> entries;

 private:
  bool Complain(std::string_view what, std::string& problem) const {
    problem = "line " + std::to_string(line_) + ": " + std::string(what);
    return false;
  }

  // A word, a text without its quotes, or one of the three signs; empty at the end.
  std::string Next() {
    while (!rest_.empty()) {
      const char c = rest_[0];
      if (c == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        if (c == '\n') ++line_;
        rest_.remove_prefix(1);
      } else {
        break;
      }
    }
    if (rest_.empty()) return {};
    if (rest_[0] == '"' || rest_[0] == '\'') {
      const std::size_t end = std::min(rest_.find(rest_[0], 1), rest_.size() - 1);
      std::string text = "\"" + std::string(rest_.substr(1, end - 1));
      line_ += static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
      rest_.remove_prefix(end + 1);
      return text;
    }
    std::size_t end = 1;
    const bool is_sign = std::string_view(";{}").find(rest_[0]) != std::string_view::npos;
    while (!is_sign && end < rest_.size()) {
      // "${NAME}" is part of a word.
      if (rest_[end] == '{' && rest_[end - 1] == '$') {
        end = std::min(rest_.find('}', end), rest_.size() - 1) + 1;
      } else if (std::string_view(" \t\r\n;{}").find(rest_[end]) != std::string_view::npos) {
        break;
      } else {
        ++end;
      }
    }
    std::string word(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return word;
  }

  static void Directive(const std::vector<std::string>& words, std::uint32_t line, Block* block) {
    if (words.size() < 2) return;
    std::string value = words[1];
    if (value.starts_with('"')) value.erase(0, 1);
    if (words[0] == "server") {
      const auto aside = [](const std::string& word) { return word == "down" || word == "backup"; };
      block->servers += std::none_of(words.begin() + 2, words.end(), aside);
      block->said.try_emplace(words[0], Said{std::move(value), line});
      return;
    }
    block->said.insert_or_assign(words[0], Said{std::move(value), line});
  }

  static bool IsOfProxy(std::string_view name) {
    return name.starts_with("proxy_") || name == "client_max_body_size";
  }

  static Block Inside(const Block& outer, const std::vector<std::string>& words,
                      std::uint32_t line) {
    Block block;
    block.line = line;
    if (!words.empty()) block.type = words[0];
    if (words.size() > 1) block.name = words.back();
    for (const auto& [name, said] : outer.said) {
      if (IsOfProxy(name) && name != "proxy_pass") block.said.emplace(name, said);
    }
    return block;
  }

  // "web" of "http://web:8000/x" and "web:8000"; empty of a variable.
  static std::string HostOf(std::string_view address) {
    const std::size_t scheme = address.find("://");
    if (scheme != address.npos) address.remove_prefix(scheme + 3);
    address = address.substr(0, address.find_first_of(":/?"));
    return address.starts_with("unix") || address.find('$') != address.npos ? std::string()
                                                                            : std::string(address);
  }

  void Close(const Block& block) {
    const bool is_upstream = block.type == "upstream";
    const auto target = block.said.find(is_upstream ? "server" : "proxy_pass");
    if (target == block.said.end() || document_ >= kMaxDocuments) return;
    const std::string host = HostOf(target->second.value);
    if (host.empty()) return;
    if (is_upstream) hosts_[block.name] = host;
    const std::string type = is_upstream ? "upstream" : "location";
    entries.push_back({{type, is_upstream ? "name" : "path"}, block.name, block.line, document_});
    hosted_.push_back(entries.size());
    entries.push_back({{type, "host"}, host, target->second.line, document_});
    if (block.servers > 0) {
      entries.push_back({{type, "servers"}, std::to_string(block.servers), block.line, document_});
    }
    for (const auto& [name, said] : block.said) {
      if (IsOfProxy(name) || name.starts_with("keepalive")) {
        entries.push_back({{type, name}, said.value, said.line, document_});
      }
    }
    ++document_;
  }

  // What is passed on to an upstream goes to the first of its servers.
  void NameHosts() {
    for (const std::size_t at : hosted_) {
      const auto upstream = hosts_.find(entries[at].value);
      if (entries[at].path[0] == "location" && upstream != hosts_.end()) {
        entries[at].value = upstream->second;
      }
    }
  }

  std::string_view rest_;
  std::uint32_t line_ = 1;
  std::uint32_t document_ = 0;
  std::map<std::string, std::string> hosts_;  // of upstreams
  std::vector<std::size_t> hosted_;           // entries that name a host
};

bool ExtractNginx(std::string_view bytes, FileFacts& facts, std::string& problem) {
  NginxReader reader(bytes);
  const bool whole = reader.Run(problem);
  AddSettings(reader.entries, facts);
  return whole;
}

}  // namespace

const ManifestFormat manifest_nginx_conf = {"nginx", ReadsNginx, ExtractNginx};

}  // namespace interlock
