#include "analyzer/intake/builtin_documents.h"

#include <algorithm>

#include "analyzer/intake/yaml_codec.h"
#include "interlock/check.h"

namespace interlock {

YamlDocument Unpack(const PackedDocument& packed) {
  YamlDocument document;
  ILK_CHECK(DecodeYaml(packed.bytes, &document), "the build wrote it");
  return document;
}

YamlDocument BuiltinDocument(std::string_view name) {
  const std::vector<PackedDocument>& all = PackedDocuments();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  ILK_CHECK(found != all.end(), "it is compiled in");
  return Unpack(*found);
}

}  // namespace interlock
