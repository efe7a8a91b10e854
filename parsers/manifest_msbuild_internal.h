// Files of MSBuild: projects and what they share.
#pragma once

#include <string>

#include "interlock/facts.h"
#include "parsers/manifest_xml_internal.h"

namespace interlock {

// Adds what a project file or one that projects import says: packages asked for, versions given to
// them for all ("managed"), and properties as settings. Conditions are taken to hold.
void ReadMsbuild(const ManifestXml& xml, FileFacts& facts);

}  // namespace interlock
