// Flow: how values move inside one file version, for following functions through arguments,
// containers and results.
//
// Facts (facts.h) say what a file defines and uses, each use once. Flow says more and costs more:
// every call, assignment and return with its expressions, every function, named or not. It is read
// only where a whole program is looked at (`interlock facts --calls`), never stored, and names no
// other file. Plain data; immutable once extracted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

enum class FlowScopeKind : std::uint8_t { kFile, kFunction, kType, kModule, kOther };

struct FlowParameter {
  std::string name;
  ParameterKind kind = ParameterKind::kPositional;
  std::int32_t default_value = -1;  // expression
};

// A stretch of the file in which names are held: the file itself (always scope 0), a function, a
// type's body, a block.
struct FlowScope {
  FlowScopeKind kind = FlowScopeKind::kOther;
  std::int32_t parent = -1;
  std::int32_t definition = -1;  // index in FileFacts when the scope is that definition's own
  std::int32_t around = -1;      // innermost definition, itself if it is one
  std::string name;  // of a function without a definition: "<anonymous1>", counted in what holds it
  std::vector<FlowParameter> parameters;
  bool generates = false;    // yields values
  bool has_own_self = true;  // false: `this` is that of the function around it
  std::uint32_t line = 0;
};

enum class FlowKind : std::uint8_t {
  kUnknown,
  kName,       // text
  kMember,     // children: object; text: the member
  kCall,       // children: callee, arguments
  kConstruct,  // the same; text: type path of what is made, when the callee is a type
  kIndex,      // children: object; text: the key when it is constant
  kElement,    // children: what is iterated
  kItem,       // children: the whole; number: which element of it, below 0 from the end
  kRest,  // children: the whole; number: from which element on; text: how many behind it are left
          // out
  kFunction,  // number: scope
  kType,      // number: scope
  kList,      // children: elements
  kMap,       // children: values; words: keys
  kChoice,    // children: alternatives
  kText,      // text: a string constant
};

// The text of a call that a decorator makes, with what it decorates.
inline constexpr const char* kDecorates = "@";
// The text of what a statement does that makes an instance of its operand, should that be a type.
inline constexpr const char* kRaises = "raise";

struct FlowExpression {
  FlowKind kind = FlowKind::kUnknown;
  std::int32_t scope = 0;
  std::int32_t number = -1;
  std::string text;
  std::vector<std::int32_t> children;
  // Of the arguments of a call (one fewer than children) and the entries of a list or map: "" by
  // position,
  // "*" and "**" unpacked, else the keyword or key.
  std::vector<std::string> words;
  std::int32_t branch = 0;
  std::uint32_t order = 0;  // position in the file
  std::uint32_t line = 0;
};

// A name, held in `scope`, gets a value.
struct FlowBind {
  std::int32_t scope = 0;
  std::string name;
  std::int32_t value = -1;
  std::int32_t branch = 0;
  std::uint32_t order = 0;
};

// A member or element gets a value.
struct FlowStore {
  std::int32_t target = -1;  // kMember or kIndex
  std::int32_t value = -1;
};

struct FlowReturn {
  std::int32_t scope = 0;  // the function
  std::int32_t value = -1;
  bool yields = false;
};

// Where straight-line code ends: a bind reaches a use without fail when its branch is that of the
// use or one around it. Branch 0 is the file.
struct FlowBranch {
  std::int32_t parent = -1;
  bool is_loop = false;
  bool is_function = false;
};

struct FlowFacts {
  std::vector<FlowScope> scopes;
  std::vector<FlowBranch> branches;
  std::vector<FlowExpression> expressions;  // children before parents
  std::vector<FlowBind> binds;              // in order of position
  std::vector<FlowStore> stores;
  std::vector<FlowReturn> returns;
};

}  // namespace interlock
