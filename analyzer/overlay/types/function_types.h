// Types of functions as they are written, `(name: string, more?: number) => void`: which alteration
// of one breaks whoever calls what is of it, and which whoever provides it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

struct FunctionType {
  struct Parameter {
    std::string type;  // the name, where that is all there is
    bool optional = false;
    bool rest = false;
  };
  std::vector<Parameter> parameters;
  std::string result;
};

// None where the text is no type of a function, or more than that.
std::optional<FunctionType> ReadFunctionType(std::string_view text);

// May so many arguments be passed by position?
bool Takes(const FunctionType& type, std::size_t arguments);

// Do both texts stand for types of functions, `func(int) error` or `(id: string) => void`, and can
// one that takes what the first says not be given where the second is asked for, for its number of
// parameters alone?
bool TakesAnotherNumber(std::string_view before, std::string_view after);

// Whoever has a function of the type `before`, and calls it or hands it on, may have one of the
// type `after` as well. That holds of a parameter that is gone, too, unless an argument is passed.
bool FitsWhoCalls(const FunctionType& before, const FunctionType& after);

// Whoever provides a function of the type `before` provides one of the type `after` as well.
bool FitsWhoProvides(const FunctionType& before, const FunctionType& after);

}  // namespace interlock
