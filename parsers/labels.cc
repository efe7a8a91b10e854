#include <algorithm>
#include <string>
#include <utility>

#include "interlock/blanks.h"
#include "parsers/labels_internal.h"
#include "parsers/operands_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMostLabels = 40;  // of one definition
constexpr std::size_t kMostParts = 40;   // of one label

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

void AddPart(std::string_view part, bool is_first, Site* site) {
  if (part.size() > kMaxOperandText) return;
  const std::size_t sign = part.find_first_of(":=");
  const std::string_view key = Trimmed(part.substr(0, sign));
  if (is_first) site->operands.push_back({"0", OperandKind::kText, std::string(Trimmed(part))});
  if (sign == part.npos) {
    if (!is_first) site->operands.push_back({"0[]", OperandKind::kText, std::string(key)});
    return;
  }
  const std::string_view value = Trimmed(part.substr(sign + 1));
  const bool is_name =
      !key.empty() && key.find_first_of(" .()[]|<>") == key.npos && (key[0] < '0' || key[0] > '9');
  if (is_name) {
    site->operands.push_back({std::string(key), OperandKind::kText, std::string(value)});
  }
}

// A path as facts write it, or what a text holds: "schema.orders" of "schema::orders", "orders" of
// "\"orders\"".
std::string Plain(std::string_view value) {
  if (value.size() > 1 && value.front() == '"' && value.back() == '"') {
    return std::string(value.substr(1, value.size() - 2));
  }
  std::string plain;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool separates = value.substr(i, 2) == "::";
    plain += separates ? '.' : value[i];
    i += separates ? 1 : 0;
  }
  return plain;
}

// "column:total;not null", "total,omitempty": the parts, and by their names what is said of them.
void AddParts(std::string_view value, Site* site) {
  for (std::size_t i = 0; i < kMostParts; ++i) {
    const std::size_t end = std::min(value.find_first_of(";,"), value.size());
    AddPart(value.substr(0, end), i == 0, site);
    if (end == value.size()) return;
    value.remove_prefix(end + 1);
  }
}

}  // namespace

Site ReadLabel(std::string name, std::string_view given) {
  if (given.starts_with('(') && given.ends_with(')')) given = given.substr(1, given.size() - 2);
  Site site;
  site.kind = SiteKind::kCall;
  site.path = std::move(name);
  AddParts(given, &site);
  for (Operand& operand : site.operands) operand.text = Plain(operand.text);
  return site;
}

std::vector<Site> ReadLabels(std::string_view text) {
  std::vector<Site> labels;
  std::size_t at = 0;
  while (at < text.size() && labels.size() < kMostLabels) {
    while (at < text.size() && !IsNameByte(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && IsNameByte(text[end])) ++end;
    const std::string_view key = text.substr(at, end - at);
    if (text.substr(end, 2) != ":\"") {
      at = end;
      continue;
    }
    const std::size_t begin = end + 2;
    const std::size_t close = text.find('"', begin);
    if (close == text.npos) break;
    Site site;
    site.kind = SiteKind::kCall;
    site.path = std::string(key);
    AddParts(text.substr(begin, close - begin), &site);
    labels.push_back(std::move(site));
    at = close + 1;
  }
  return labels;
}

}  // namespace interlock
