// What environment variables and configuration keys are set to by the files of a world, so that a
// name taken from one is the name it stands for.
//
// A value counts when every file that sets the variable agrees on it, or when those do that belong
// to the service of the file that reads it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/effects/services.h"
#include "interlock/effect.h"

namespace interlock {

struct EnvironmentValue {
  std::string text;
  std::string where;                 // "deploy/compose.yaml:31"
  std::vector<std::string> sources;  // paths of the files that say so
};

class Environment {
 public:
  // Takes those of the effects that say what a variable or key is set to; those that say it for
  // nobody say it for the service of their file.
  void Add(const std::vector<Effect>& declared, const ServiceMap* services = nullptr);

  // What is declared of this kind under another name, in any letters: the table that a model of a
  // schema stands for, the column of its field ("Order.total"). Nothing when several are, or none.
  std::optional<EnvironmentValue> Declared(const std::string& kind, std::string_view name) const;

  // The declared type of a message's field, "Line[]" of "order.lines", in any letters. Empty when
  // nobody says, or two say otherwise.
  std::string TypeOf(std::string_view member) const;

  // `service` may be empty: not known. What is set for other services will do where nothing is for
  // this one, unless `of_others` is false.
  std::optional<EnvironmentValue> Value(std::string_view name, const std::string& service,
                                        bool of_others = true) const;

 private:
  struct Setting {
    std::string service, text, where;
    std::vector<std::string> sources;
  };
  std::map<std::string, std::vector<Setting>, std::less<>> settings_;
  // By kind and name in small letters; without a text where several are so called.
  std::map<std::pair<std::string, std::string>, EnvironmentValue> declared_;
  std::map<std::string, std::string> types_;  // of messages' fields, by name in small letters
};

// The key and the default of a placeholder, "${key}", "${key:default}" or "${key:-default}", that
// is all of the text; nothing for other texts.
struct Placeholder {
  std::string key;
  std::optional<std::string> otherwise;
};
std::optional<Placeholder> PlaceholderIn(std::string_view text);

// A key as an environment variable writes it: "ORDERS_TOPIC" of "orders.topic".
std::string AsVariable(std::string_view key);

}  // namespace interlock
