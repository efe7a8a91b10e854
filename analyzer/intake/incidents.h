// Post-mortems: one Markdown file each. The headings of the Google SRE template are understood at
// any level, underlined, or as bold words ("**Root Causes**: …"), with or without front matter. A
// record without them is kept by its title and body.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interlock/incident.h"

namespace interlock {

// None when the file is no record: empty, not text, or a folder's README, index or template.
std::optional<Incident> ReadIncident(const std::string& path, std::string_view markdown);

}  // namespace interlock
