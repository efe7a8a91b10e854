#include "parsers/manifest.h"

#include "parsers/all_manifest_formats.h"

namespace interlock {

const ManifestFormat* ManifestFor(std::string_view path, bool beside_code) {
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (format->beside_code == beside_code && format->reads(path)) return format;
  }
  return nullptr;
}

}  // namespace interlock
