#include "analyzer/overlay/types/encoders.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

namespace interlock {

namespace {

// "json" of "encoding/json", "msgpack" of "github.com/vmihailenco/msgpack/v5".
std::string_view LastOfModule(std::string_view module) {
  const auto last = [&] { return module.substr(module.find_last_of("/.") + 1); };  // npos + 1 == 0
  const std::string_view name = last();
  const bool is_version = name.size() > 1 && name[0] == 'v' &&
                          std::all_of(name.begin() + 1, name.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!is_version || name.size() == module.size()) return name;
  module.remove_suffix(name.size() + 1);
  return last();
}

// "proto.Marshal", whatever the file calls the module; "?" stands for what is no module.
std::string WrittenCall(const SourceFile& file, const Reference& use) {
  const std::string_view root = use.receiver.empty() ? use.name : use.receiver;
  const std::vector<std::int32_t> imports = file.Imports(root);
  if (imports.empty()) {
    if (use.receiver.empty()) return use.name;
    return std::string(use.receiver) + "." + std::string(use.name);
  }
  const Import& import = file.facts().imports[static_cast<std::size_t>(imports.front())];
  const std::string_view owner = use.receiver.empty() || import.member.empty() ||
                                         import.member == "*" || import.member == "default"
                                     ? LastOfModule(import.module)
                                     : std::string_view(import.member);
  const std::string_view name =
      use.receiver.empty() && !import.member.empty() ? import.member : use.name;
  return std::string(owner) + "." + std::string(name);
}

bool Fits(std::string_view encoder, std::string_view call) {
  if (encoder.starts_with("*.")) {
    const std::size_t dot = call.rfind('.');
    return dot != call.npos && call.substr(dot) == encoder.substr(1);
  }
  return call == encoder || (call.size() > encoder.size() && call.ends_with(encoder) &&
                             call[call.size() - encoder.size() - 1] == '.');
}

// The form into which a call puts what it is given; empty when it does no such thing.
std::string_view FormOf(const HazardTable& table, std::string_view call) {
  for (const auto& [form, encoders] : table.encoders) {
    for (const std::string& encoder : encoders) {
      if (Fits(encoder, call)) return form;
    }
  }
  return {};
}

bool IsWithin(const SourceFile& file, std::int32_t scope, std::int32_t definition) {
  while (scope >= 0 && scope != definition) {
    scope = file.facts().definitions[static_cast<std::size_t>(scope)].parent;
  }
  return scope == definition;
}

// The encoders that a function calls, by their forms.
std::map<std::string_view, Reencoding> FormsIn(const HazardTable& table, const SourceFile& file,
                                               std::int32_t definition) {
  std::map<std::string_view, Reencoding> forms;
  for (const Reference& use : file.facts().references) {
    if (use.kind != ReferenceKind::kCall || !IsWithin(file, use.scope, definition)) continue;
    const std::string call = WrittenCall(file, use);
    const std::string_view form = FormOf(table, call);
    if (form.empty()) continue;
    forms.emplace(form, Reencoding{"", std::string(form) + " (" + call + ")", use.line});
  }
  return forms;
}

}  // namespace

std::optional<Reencoding> ReencodedBy(const HazardTable& table, const ChangeView& view,
                                      const EntityDelta& entity) {
  if (entity.effect != EntityEffect::kAltersBody) return std::nullopt;
  for (const FileVersions& versions : view.files) {
    if (versions.before == nullptr || versions.after == nullptr ||
        versions.after->path() != entity.new_path) {
      continue;
    }
    const auto had = FormsIn(table, *versions.before, entity.old_index);
    const auto has = FormsIn(table, *versions.after, entity.new_index);
    // Of several no one knows which is for what is written.
    if (had.size() != 1 || has.size() != 1 || had.begin()->first == has.begin()->first) break;
    Reencoding reencoding = has.begin()->second;
    reencoding.before = had.begin()->second.after;
    return reencoding;
  }
  return std::nullopt;
}

}  // namespace interlock
