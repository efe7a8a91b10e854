// What the values of settings stand for: other settings that they name, and amounts.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/world.h"
#include "interlock/catalog.h"

namespace interlock {

struct SettingValue {
  std::string text;
  std::string joined;       // how it was found: "${TOPIC}, set in .env:12"; empty: it stands there
  bool is_partial = false;  // something in it is known to no file: that part is left out
  std::vector<std::string> sources;  // paths of the files in which it was found
};

// Where the names in a value are looked up: first among what is given to the file, each written in
// terms of the next step, then in files beside it. A setting that a file takes from another has the
// other file's step first, and the file's own last.
struct ScopeStep {
  const SourceFile* file = nullptr;
  std::shared_ptr<const std::map<std::string, std::string>> given;  // may be null
};
using Scope = std::vector<ScopeStep>;

// `written` with what it names put in its place, as far as files beside it say:
//   ${NAME}, ${NAME:-otherwise}, ${NAME:otherwise}, $NAME   the environment file of the folder (or
//       one around it), a key of the same file, or the default that stands there
//   {{.Values.a.b}}                 the values of the chart that the template belongs to
//   var.name, ${var.name}, local.name   what is given, terraform.tfvars of the folder, or the
//       variable's default in a file of it
//   ${kind.id.name}                 what a resource that is declared in the folder has there
//   env("NAME")                     the name of the variable, as "${NAME}"
SettingValue ValueOf(const World& world, const SourceFile& file, std::string_view written);
// REQUIRES: `scope` is not empty.
SettingValue ValueOf(const World& world, std::span<const ScopeStep> scope,
                     std::string_view written);

// The name of the resource that an expression refers to, as "kind.id.arn" refers to the one that is
// declared as kind.id: what its own `name` says, its id when it has none. What is no such expression
// stays as it is; one that refers to something else has no name.
SettingValue ReferredName(const World& world, const SourceFile& file, std::string_view written);

// The name of the chart that the file belongs to; empty when it is part of none.
std::string ChartOf(const World& world, const SourceFile& file);

// A number of this quantity, in its base unit: "500m" processors are 0.5, "512Mi" are bytes,
// "1h30m" seconds, "25%" is 0.25; in unit "class" "db.r5.2xlarge" is 8. `unit` is that of a bare
// number. Nothing when the text is none.
std::optional<double> AmountIn(const Catalog& catalog, std::string_view quantity,
                               std::string_view text, std::string_view unit);

}  // namespace interlock
