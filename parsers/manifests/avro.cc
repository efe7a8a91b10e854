// Avro's schemas, *.avsc: "message.shop.Order.field.total" ("required long"). Names stand with
// their namespace. A field without a default is required: what writes the record must say it, and
// what reads must find it. FileFacts.package is the namespace of the first type.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"
#include "parsers/manifest_json_internal.h"

namespace interlock {

extern const ManifestFormat manifest_avro;

namespace {

constexpr std::size_t kMaxDepth = 24;
constexpr std::array<std::string_view, 8> kPrimitives = {"null",  "boolean", "int",   "long",
                                                         "float", "double",  "bytes", "string"};

bool ReadsAvro(std::string_view path) { return path.ends_with(".avsc") && !IsInSampleFolder(path); }

class AvroReader {
 public:
  explicit AvroReader(std::string_view bytes) : bytes_(bytes) {}

  void Run(const ManifestJson& types, FileFacts& facts) {
    IndexNames();
    if (types.is_array()) {
      for (const ManifestJson& type : types) TypeText(type, "");
    } else {
      TypeText(types, "");
    }
    facts.package = package_;
    AddSettings(entries_, facts);
  }

 private:
  // The lines of each `"name": "total"`, in one pass: a file may hold any number of them.
  void IndexNames() {
    constexpr std::string_view kName = "\"name\"", kSpace = " \t\r\n";
    std::uint32_t line = 1;
    std::size_t counted = 0;
    for (std::size_t at = bytes_.find(kName); at != bytes_.npos; at = bytes_.find(kName, at)) {
      for (; counted < at; ++counted) line += bytes_[counted] == '\n' ? 1u : 0u;
      at += kName.size();
      std::size_t value = bytes_.find_first_not_of(kSpace, at);
      if (value == bytes_.npos || bytes_[value] != ':') continue;
      value = bytes_.find_first_not_of(kSpace, value + 1);
      if (value == bytes_.npos || bytes_[value] != '"') continue;
      const std::size_t end = bytes_.find('"', value + 1);
      if (end == bytes_.npos) return;
      lines_[bytes_.substr(value + 1, end - value - 1)].push_back(line);
    }
  }

  // Of the next one so called. Names repeat, and come in the order of the file but where a type is
  // written before the name of its field.
  std::uint32_t LineOf(const std::string& name) {
    const auto found = lines_.find(name);
    if (found == lines_.end()) return 1;
    std::size_t& told = told_[found->first];
    return found->second[std::min(told++, found->second.size() - 1)];
  }

  static std::string FullName(const std::string& name, const std::string& space) {
    for (const std::string_view primitive : kPrimitives) {
      if (name == primitive) return name;
    }
    return name.find('.') != name.npos || space.empty() ? name : space + "." + name;
  }

  // How a type is called; records inside it are read. A name is of the namespace around it.
  std::string TypeText(const ManifestJson& type, const std::string& space) {
    if (type.is_string()) return FullName(type.get<std::string>(), space);
    if (type.is_array()) return Union(type, space);
    if (!type.is_object()) return "";
    const auto inner = type.find("type");
    if (inner == type.end()) return "";
    if (!inner->is_string()) return TypeText(*inner, space);
    const std::string kind = inner->get<std::string>();
    if (kind == "record" || kind == "error") return Record(type, space);
    if (kind == "enum" || kind == "fixed") return Named(type, space);
    if (kind == "array") return "array<" + TypeText(At(type, "items"), space) + ">";
    if (kind == "map") return "map<" + TypeText(At(type, "values"), space) + ">";
    const std::string logical = TextAt(type, "logicalType");
    const std::string plain = FullName(kind, space);
    return logical.empty() ? plain : plain + "(" + logical + ")";
  }

  static const ManifestJson& At(const ManifestJson& object, const char* key) {
    static const ManifestJson kNothing;
    const auto found = object.find(key);
    return found == object.end() ? kNothing : *found;
  }

  // Readers choose by type: the order says only of which a default is. "null or shop.Item"
  std::string Union(const ManifestJson& types, const std::string& space) {
    std::string text;
    for (const bool null : {true, false}) {
      for (const ManifestJson& type : types) {
        if ((type.is_string() && type.get<std::string>() == "null") != null) continue;
        const std::string one = null ? "null" : TypeText(type, space);
        text += (text.empty() ? "" : " or ") + one;
      }
    }
    return text;
  }

  std::string Named(const ManifestJson& type, const std::string& space) {
    const std::string name = TextAt(type, "name"), own = TextAt(type, "namespace");
    const std::string full = FullName(name, own.empty() ? space : own);
    if (entries_.empty() && package_.empty() && full.rfind('.') != full.npos) {
      package_ = full.substr(0, full.rfind('.'));
    }
    return full;
  }

  std::string Record(const ManifestJson& type, const std::string& space) {
    const std::string name = Named(type, space);
    const ManifestJson& fields = At(type, "fields");
    if (name.empty() || !fields.is_array() || depth_ >= kMaxDepth || !known_.insert(name).second) {
      return name;
    }
    ++depth_;
    entries_.push_back({{"message", name}, "", LineOf(TextAt(type, "name"))});
    const std::size_t dot = name.rfind('.');
    const std::string around = dot == name.npos ? "" : name.substr(0, dot);
    for (const ManifestJson& field : fields) {
      const std::string called = TextAt(field, "name");
      if (called.empty()) continue;
      const std::uint32_t line = LineOf(called);
      const std::string text = TypeText(At(field, "type"), around);
      const bool is_required = !field.contains("default");
      entries_.push_back(
          {{"message", name, "field", called}, (is_required ? "required " : "") + text, line});
    }
    --depth_;
    return name;
  }

  std::string_view bytes_;
  std::vector<ManifestEntry> entries_;
  std::map<std::string_view, std::vector<std::uint32_t>> lines_;  // by name
  std::map<std::string_view, std::size_t> told_;                  // of these, how many
  std::set<std::string> known_;
  std::string package_;
  std::size_t depth_ = 0;
};

bool ExtractAvro(std::string_view bytes, FileFacts& facts, std::string& problem) {
  ManifestJson schema;
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first != bytes.npos && bytes[first] == '[') {  // several types: what is read is an object
    const std::string whole = "{\"types\":" + std::string(bytes) + "}";
    if (!ParseManifestJson(whole, schema, problem)) return false;
    AvroReader(bytes).Run(schema["types"], facts);
    return true;
  }
  if (!ParseManifestJson(bytes, schema, problem)) return false;
  AvroReader(bytes).Run(schema, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_avro = {"avro", ReadsAvro, ExtractAvro};

}  // namespace interlock
