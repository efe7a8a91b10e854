#include "analyzer/overlay/types/column_types.h"

#include <charconv>

#include "analyzer/overlay/test_files.h"

namespace interlock {

namespace {

// "timestamp(6) with time zone" is "timestamp with time zone", and 6. Nothing for what has two
// numbers: they say how exact it is.
std::string WithoutLength(std::string_view written, int* length) {
  std::string name;
  for (const char c : written) {
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const std::size_t open = name.find('('), close = name.find(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return name;
  int number = 0;
  const char* const end = name.data() + close;
  const auto [stop, failure] = std::from_chars(name.data() + open + 1, end, number);
  if (failure == std::errc() && stop == end && number > 0) *length = number;
  name.erase(open, close - open + 1);
  return name;
}

// Of a family with one kind of type there is nothing to compare; a number behind an integer is
// how wide it is shown in one database, and how many bytes it has in another.
bool IsWidthKnown(const ColumnType& type) {
  constexpr int kMostBytes = 8;
  if (type.form.sized) return type.length > 0;
  return type.length == 0 || type.length > kMostBytes;
}

}  // namespace

std::optional<ColumnType> ReadColumnType(const HazardTable& table, std::string_view written) {
  constexpr std::size_t kLongest = 100;
  if (written.size() > kLongest || written.find('[') != written.npos) return std::nullopt;
  ColumnType type;
  std::string name = WithoutLength(written, &type.length);
  while (!name.empty()) {
    if (const auto found = table.column_types.find(name); found != table.column_types.end()) {
      type.form = found->second;
      return type;
    }
    const std::size_t blank = name.rfind(' ');  // "bigint unsigned", "text collate c"
    name.resize(blank == std::string::npos ? 0 : blank);
  }
  return std::nullopt;
}

Retyping Compare(const ColumnType& before, const ColumnType& after) {
  if (before.form.family != after.form.family) return Retyping::kOther;
  if (!IsWidthKnown(after) || (!before.form.sized && !IsWidthKnown(before))) return Retyping::kFits;
  if (before.form.width > after.form.width) return Retyping::kNarrower;
  const bool shorter = before.form.sized && after.form.sized && before.length > after.length;
  return shorter ? Retyping::kNarrower : Retyping::kFits;
}

Retyped RetypedBy(const Snapshot& snapshot, const Effect& alteration) {
  const auto after = ReadColumnType(snapshot.hazards, alteration.to);
  Retyped result;
  if (!after || alteration.access != "alter column") return result;
  for (const int i : snapshot.BaseEffectsOn(alteration.resource)) {
    const Effect& effect = snapshot.base_effects[static_cast<std::size_t>(i)];
    const bool says = effect.access == "add column" || effect.access == "alter column";
    if (!says || effect.to.empty() || IsTestPath(effect.path)) continue;
    const auto before = ReadColumnType(snapshot.hazards, effect.to);
    if (!before) return {};
    const Retyping how = Compare(*before, *after);
    if (result.how != Retyping::kUnknown && result.how <= how) continue;
    const bool other_width =
        !after->form.sized && !before->form.sized && after->form.width != before->form.width;
    result = {how, effect.to, how == Retyping::kOther || other_width};
  }
  return result;
}

}  // namespace interlock
