// Strangers' text in Markdown as GitHub renders it: it shows as it was written, is never markup,
// and pings nobody.
#pragma once

#include <string>
#include <string_view>

namespace interlock {

// For running text and table cells. Mentions, references to issues and addresses stay readable but
// are no links: a report must not notify people or leave traces in other issues.
std::string MarkdownText(std::string_view untrusted);

// A code span. In a table a pipe must be escaped even there.
std::string MarkdownCode(std::string_view untrusted, bool in_table = false);

// `text` as a link when the address is a plain web address, else without one.
std::string MarkdownLink(std::string_view text, std::string_view address);

}  // namespace interlock
