// The numbers that an entry's places hold at a site, with their units.
#include <algorithm>
#include <optional>
#include <set>

#include "graph/effects/amounts.h"
#include "graph/effects/schedules.h"
#include "graph/effects/sites_internal.h"

namespace interlock {

std::string SiteReader::CanonicalUnit(const Spot& at, std::string_view unit) {
  // A name alone is a variable, whatever units are called: `setex(key, 60, m)`.
  const auto is_unit = [&](const std::string& form) {
    return form.find_first_of(".(") != form.npos && context_.catalog.units.contains(form);
  };
  if (unit.empty() || is_unit(std::string(unit))) return std::string(unit);
  std::string_view path = unit;
  std::string acts;
  if (const std::size_t open = path.find('('); open != path.npos) {
    acts = path.substr(open);
    path = path.substr(0, open);
  }
  const AccessPath access = context_.paths.Of(*at.file, at.scope, path, at.line);
  if (is_unit(access.path + acts)) return access.path + acts;
  for (const std::string& module : access.around) {
    const std::string form = module + "." + access.path + acts;
    if (is_unit(form)) return form;
  }
  return "";
}

std::optional<double> SiteReader::AmountAt(const Spot& at, const Constant& constant,
                                           const std::string& unit) {
  if (unit == "crontab") return MeanIntervalOfBoth(constant.text);
  if (unit == "cron") return MeanInterval(constant.text);
  constexpr std::string_view kPlus = " + ";  // between terms that have units of their own
  double sum = 0;
  for (std::string_view rest = constant.text;;) {
    const std::size_t end = std::min(rest.find(kPlus), rest.size());
    const std::string_view term = rest.substr(0, end);
    const std::size_t blank = term.find(' ');
    std::string read(term);
    if (blank != term.npos) {
      const std::string own = CanonicalUnit(at, term.substr(blank + 1));
      if (own.empty()) return std::nullopt;
      read = std::string(term.substr(0, blank + 1)) + own;
    }
    const auto amount = AmountOf(context_.catalog, read, unit);
    if (!amount) return std::nullopt;
    sum += *amount;
    if (end == rest.size()) return sum;
    rest.remove_prefix(end + kPlus.size());
  }
}

void SiteReader::AddQuantities(const Standing& standing, const std::vector<QuantitySource>& sources,
                               FoundEffect* found) {
  std::vector<Quantity>& quantities = found->effect.quantities;
  const auto has = [&](const std::string& name) {
    return std::any_of(quantities.begin(), quantities.end(),
                       [&](const Quantity& quantity) { return quantity.name == name; });
  };
  const Spot at{standing.file, standing.site->scope, standing.site->line};
  std::set<std::string_view> written;  // somewhere, though perhaps nobody can tell what
  for (const QuantitySource& source : sources) {
    for (const std::string& place : source.places) {
      if (has(source.quantity)) break;
      for (const Constant& constant : NamesAt(standing, place)) {
        written.insert(source.quantity);
        if (constant.is_open()) {
          found->quantities.push_back({source.quantity, source.unit, constant.parameter});
          continue;
        }
        std::string unit = source.unit;
        // A bare number, and its unit in the next argument: (10, TimeUnit.MINUTES).
        const std::size_t digit = place.find_last_of("0123456789");
        if (digit != place.npos && constant.text.find(' ') == constant.text.npos) {
          std::string next = place;
          ++next[digit];
          const std::string beside = UnitAt(standing, next);
          if (!beside.empty()) unit = beside;
        }
        auto amount = AmountAt(at, constant, unit);
        // One of a unit, that is a constant: `time.Minute`.
        if (!amount && unit == source.unit && constant.text == "?") {
          const std::string one = UnitAt(standing, place);
          const bool is_constant = !one.empty() && !one.ends_with(')');
          if (is_constant) amount = AmountOf(context_.catalog, "1 " + one, unit);
        }
        if (!amount) continue;
        quantities.push_back({source.quantity, *amount, constant.text, false});
        break;
      }
    }
  }
  for (const QuantitySource& source : sources) {
    const auto is_open = [&](const FoundEffect::OpenQuantity& quantity) {
      return quantity.name == source.quantity;
    };
    if (source.otherwise.empty() || has(source.quantity) || written.contains(source.quantity) ||
        std::any_of(found->quantities.begin(), found->quantities.end(), is_open)) {
      continue;
    }
    const std::string unit = source.unit == "own" ? "" : source.unit;
    const auto amount = AmountOf(context_.catalog, source.otherwise, unit);
    if (amount) quantities.push_back({source.quantity, *amount, source.otherwise, true});
  }
}

// The unit that stands at a place as a path of its own.
std::string SiteReader::UnitAt(const Standing& standing, const std::string& place) {
  const auto read = [&](const SourceFile& file, const Site& site, const std::string& inner) {
    for (const Operand& operand : site.operands) {
      if (operand.place != inner || operand.kind != OperandKind::kPath) continue;
      return CanonicalUnit({&file, site.scope, site.line}, operand.text);
    }
    return std::string();
  };
  const std::size_t open = place.find('(');
  if (open == place.npos || !place.starts_with('.')) {
    return read(*standing.file, *standing.site, place);
  }
  for (const auto& [file, call] : CallsAround(standing, place.substr(1, open - 1))) {
    const std::string unit = read(*file, *call, place.substr(open + 1, place.size() - open - 2));
    if (!unit.empty()) return unit;
  }
  return "";
}

}  // namespace interlock
