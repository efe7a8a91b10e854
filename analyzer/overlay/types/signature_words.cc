#include "analyzer/overlay/types/signature_words.h"

namespace interlock {

namespace {

std::string Quote(const std::string& text) { return text.empty() ? "nothing" : text; }

std::string DescribeDifference(const Definition& entity, const SignatureDifference& difference) {
  const std::string name = "'" + difference.parameter + "'";
  switch (difference.effect) {
    case SignatureEffect::kRequiredParameterAdded:
      return difference.parameter.empty() ? "adds a required parameter of type " + difference.after
                                          : "adds the required parameter " + name;
    case SignatureEffect::kOptionalParameterAdded:
      return "adds the optional parameter " + name;
    case SignatureEffect::kParameterRemoved:
      return "removes the parameter " + name;
    case SignatureEffect::kParameterRenamed:
      return "renames the parameter '" + difference.before + "' to '" + difference.after + "'";
    case SignatureEffect::kParametersReordered:
      return difference.parameter.empty() ? "reorders its parameters"
                                          : "puts the parameter " + name + " before others";
    case SignatureEffect::kParameterBecameRequired:
      return "makes the parameter " + name + " required";
    case SignatureEffect::kParameterTypeAltered:
      return "alters the type of " + (difference.parameter.empty() ? "a parameter" : name) +
             " from " + Quote(difference.before) + " to " + Quote(difference.after);
    case SignatureEffect::kResultAltered:
      return std::string(entity.callable ? "alters the type of its result" : "alters its type") +
             " from " + Quote(difference.before) + " to " + Quote(difference.after);
    case SignatureEffect::kBecameStatic:
      return "alters whether it needs an instance";
    case SignatureEffect::kBecameAsync:
      return difference.after.empty() ? "is asynchronous no longer" : "becomes asynchronous";
    case SignatureEffect::kNarrowed:
      return "can no longer be named by other files";
    case SignatureEffect::kTypeParametersAltered:
      return "alters the type parameters that must be given from " + difference.before + " to " +
             difference.after;
    case SignatureEffect::kOther:
      break;
  }
  if (difference.after.empty()) return "alters its form";
  return "makes " + (difference.parameter.empty() ? "it" : name) + " " + difference.after +
         (difference.before.empty() ? "" : " (was " + difference.before + ")");
}

}  // namespace

std::string DescribeAlteration(const EntityDelta& entity, const Definition& new_one) {
  std::string text;
  for (const SignatureDifference& difference : entity.signature) {
    if (!text.empty()) text += ", ";
    text += DescribeDifference(new_one, difference);
  }
  return entity.old_name + ": " + (text.empty() ? "alters its form" : text);
}

}  // namespace interlock
