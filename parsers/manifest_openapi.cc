#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "parsers/manifest_openapi_internal.h"

namespace interlock {

namespace {

using Path = std::vector<std::string>;

constexpr std::array<std::string_view, 8> kMethods = {"get",     "put",  "post",  "delete",
                                                      "options", "head", "patch", "trace"};

bool IsMethod(const std::string& word) {
  return std::find(kMethods.begin(), kMethods.end(), word) != kMethods.end();
}

// "Order" of "#/components/schemas/Order"
std::string LastOfReference(const std::string& reference) {
  return reference.substr(reference.rfind('/') + 1);
}

// The path of an address, without the slash at its end: "/v1" of "https://api.example.com/v1/". A
// part that varies makes it nothing, as does what is no address.
std::string PathOfServer(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != url.npos) {
    url.remove_prefix(scheme + 3);
    url.remove_prefix(std::min(url.find('/'), url.size()));
  }
  url = url.substr(0, url.find_first_of("?#"));
  while (url.ends_with('/')) url.remove_suffix(1);
  const bool is_path = url.starts_with('/') && url.find('{') == url.npos;
  return is_path ? std::string(url) : std::string();
}

// "GET /orders/{}" of "GET /orders/{id}"
std::string WithoutNames(std::string_view operation) {
  std::string plain;
  bool is_inside = false;
  for (const char c : operation) {
    if (c == '}') is_inside = false;
    if (!is_inside) plain += c;
    if (c == '{') is_inside = true;
  }
  return plain;
}

class Condenser {
 public:
  explicit Condenser(std::vector<ManifestEntry>* kept) : kept_(kept) {}

  void Read(const ManifestEntry& entry) {
    const Path& path = entry.path;
    if (path[0] == "basePath" && path.size() == 1) bases_.insert(PathOfServer(entry.value));
    if (path[0] == "servers" && path.size() == 3 && path[2] == "url") {
      bases_.insert(PathOfServer(entry.value));
    }
    if (path[0] == "paths" && path.size() >= 4 && IsMethod(path[2])) return ReadOperation(entry);
    if (path[0] == "components" && path.size() >= 5 && path[1] == "schemas") {
      return ReadSchema(entry, path[2], 3);
    }
    if (path[0] == "definitions" && path.size() >= 4) return ReadSchema(entry, path[1], 2);
    if (path[0] == "servers" || path[0] == "basePath" || path[0] == "host" ||
        path[0] == "openapi" || path[0] == "swagger") {
      kept_->push_back(entry);
    }
    if (path[0] == "info" && path.size() == 2 && (path[1] == "title" || path[1] == "version")) {
      kept_->push_back(entry);
    }
  }

  void Finish() {
    for (const auto& [key, parameter] : parameters_) {
      if (parameter.name.empty()) continue;
      const std::string value = parameter.in + (parameter.required ? ", required" : "");
      kept_->push_back({{"parameters", key.operation, parameter.name},
                        value,
                        parameter.line,
                        parameter.document});
    }
    PutBelowServer();
  }

 private:
  struct Parameter {
    std::string name, in;
    bool required = false;
    std::uint32_t line = 0, document = 0;
  };
  struct Position {
    std::string operation;
    std::uint32_t number = 0;  // its list's items, in the order in which they came

    auto operator<=>(const Position&) const = default;
  };

  // Paths are relative to the servers, where these agree on a path. A parameter of one is what
  // stands there, whatever it is called: "GET /v1/orders/{}".
  void PutBelowServer() {
    const std::string base = bases_.size() == 1 ? *bases_.begin() : std::string();
    for (ManifestEntry& entry : *kept_) {
      const bool is_operation =
          entry.path.size() >= 2 && (entry.path[0] == "operations" ||
                                     entry.path[0] == "parameters" || entry.path[0] == "bodies");
      if (!is_operation) continue;
      const std::size_t blank = entry.path[1].find(' ');
      if (blank != Path::value_type::npos) entry.path[1].insert(blank + 1, base);
      if (entry.path[0] == "operations") entry.path[1] = WithoutNames(entry.path[1]);
    }
  }

  // "GET /orders/{id}"
  static std::string Operation(const Path& path) {
    std::string method = path[2];
    std::transform(method.begin(), method.end(), method.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return method + " " + path[1];
  }

  void ReadOperation(const ManifestEntry& entry) {
    const Path& path = entry.path;
    std::string operation = Operation(path);
    if (operations_.insert(operation).second) {
      kept_->push_back({{"operations", operation}, "", entry.line, entry.document});
      last_ = kept_->size() - 1;
    }
    if (path[3] == "operationId" && path.size() == 4) {
      (*kept_)[last_].value = entry.value;
    } else if (path[3] == "parameters" && path.size() == 6) {
      ReadParameter(entry, operation);
    } else if (path[3] == "requestBody" && path.back() == "$ref") {
      kept_->push_back({{"bodies", std::move(operation)},
                        LastOfReference(entry.value),
                        entry.line,
                        entry.document});
    }
  }

  void ReadParameter(const ManifestEntry& entry, const std::string& operation) {
    const Path& path = entry.path;
    const std::string list = operation + "\n" + path[4];
    const auto [found, fresh] = numbers_.emplace(list, static_cast<std::uint32_t>(numbers_.size()));
    Parameter& parameter = parameters_[{operation, found->second}];
    if (fresh) parameter.line = entry.line;
    parameter.document = entry.document;
    if (path[5] == "name") parameter.name = entry.value;
    if (path[5] == "in") parameter.in = entry.value;
    if (path[5] == "$ref") parameter.name = LastOfReference(entry.value);
    if (path[5] == "required") parameter.required = entry.value == "true";
  }

  // A property's type, or what it refers to; and the names that must be there.
  void ReadSchema(const ManifestEntry& entry, const std::string& name, std::size_t at) {
    const Path& path = entry.path;
    const std::size_t left = path.size() - at;
    if (path[at] == "required" && left == 2) {
      kept_->push_back(
          {{"schemas", name, "required", path[at + 1]}, entry.value, entry.line, entry.document});
    } else if (path[at] == "properties" && left == 3 &&
               (path[at + 2] == "type" || path[at + 2] == "$ref")) {
      const std::string type = path[at + 2] == "type" ? entry.value : LastOfReference(entry.value);
      kept_->push_back(
          {{"schemas", name, "properties", path[at + 1]}, type, entry.line, entry.document});
    }
  }

  std::vector<ManifestEntry>* kept_;
  std::size_t last_ = 0;  // index of the operation that is being read
  std::set<std::string> operations_;
  std::set<std::string> bases_;  // the paths of its servers
  std::map<std::string, std::uint32_t> numbers_;
  std::map<Position, Parameter> parameters_;
};

}  // namespace

void AddOpenApiSettings(std::span<const ManifestEntry> document, FileFacts& facts) {
  std::vector<ManifestEntry> kept;
  Condenser condenser(&kept);
  for (const ManifestEntry& entry : document) {
    if (!entry.path.empty()) condenser.Read(entry);
  }
  condenser.Finish();
  std::stable_sort(kept.begin(), kept.end(),
                   [](const ManifestEntry& a, const ManifestEntry& b) { return a.line < b.line; });
  AddSettings(kept, facts);
}

}  // namespace interlock
