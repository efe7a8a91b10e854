#include "graph/effects/amounts.h"

#include <charconv>
#include <cmath>

namespace interlock {

namespace {

std::optional<double> UnitOf(const Catalog& catalog, std::string_view unit) {
  if (unit.empty()) return 1.0;
  const auto found = catalog.units.find(std::string(unit));
  if (found == catalog.units.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<double> AmountOf(const Catalog& catalog, std::string_view text,
                               std::string_view unit) {
  double total = 0;
  bool any = false;
  while (!text.empty()) {
    double number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || !std::isfinite(number)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    const bool is_path = text.starts_with(' ');
    if (is_path) text.remove_prefix(1);
    const std::size_t end =
        is_path ? text.size() : std::min(text.find_first_of("0123456789"), text.size());
    const std::string_view own = text.substr(0, end);
    const auto factor = UnitOf(catalog, own.empty() ? unit : own);
    if (!factor) return std::nullopt;
    total += number * *factor;
    any = true;
    text.remove_prefix(end);
  }
  if (!any) return std::nullopt;
  return total;
}

}  // namespace interlock
