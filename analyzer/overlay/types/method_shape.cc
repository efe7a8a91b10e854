#include "analyzer/overlay/types/method_shape.h"

#include <cctype>

namespace interlock {

std::string WithoutQualifiers(const std::string& type) {
  std::string out;
  std::size_t word = 0;  // where the present word begins in `out`
  for (const char c : type) {
    if (c == '.' && word < out.size()) {
      out.resize(word);
    } else {
      out += c;
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') word = out.size();
    }
  }
  return out;
}

std::string MethodShape(const SourceFile& file, const Definition& method) {
  const bool typed = file.traits() != nullptr && file.traits()->static_types;
  std::string shape;
  for (const Parameter& parameter : method.parameters) {
    if (parameter.kind == ParameterKind::kReceiver) continue;
    shape += std::to_string(static_cast<int>(parameter.kind)) + ":";
    shape += typed ? WithoutQualifiers(parameter.type_text)
                   : parameter.name + (parameter.has_default ? "=" : "");
    shape += ";";
  }
  return typed ? shape + "->" + WithoutQualifiers(method.type_text) : shape;
}

}  // namespace interlock
