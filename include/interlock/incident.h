// Incident records, as read from a folder of Markdown post-mortems.
#pragma once

#include <string>
#include <vector>

namespace interlock {

struct Incident {
  std::string id;  // path below the repository
  std::string title;
  std::string date;  // as written
  std::string summary;
  std::string root_cause;  // root causes and trigger: indexed in its own column
  std::string body;        // everything else
};

}  // namespace interlock
