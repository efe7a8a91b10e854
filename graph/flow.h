// Which functions each call of a whole program may reach.
//
// Where resolve.h answers one question backwards and in precise steps, this is an inclusion
// analysis over all files at once: functions, types, instances, literals and outside names flow
// through assignments, arguments, results, fields, containers and decorators until nothing new
// arrives or a fixed budget is spent. It finds what only the whole program tells: a function called
// through a parameter, a list, a closure's result.
//
// Each call site gets what resolve.h proves where that is one target, and what flows there
// otherwise:
//
//   rule         how                                                               resolution
//   flow         one function flows to the call                                    likely
//   flow         several do                                                        name-only
//   dispatch     a method that overrides or implements the one the type declares   likely
//   others       as resolve.h says
//
// Effects of `flow_members` (interlock/language.h): what a member of a container or function, or a
// function known everywhere, does. "add": arguments become elements; "extend": elements of the
// arguments do; "element": gives an element; "get": the one under the first argument's key; "put":
// the second argument under the first's key; "self": the receiver; "items": pairs of key and
// element; "keys": keys; "map": calls functions among its arguments with the elements of receiver
// and other arguments, and gives their results; "copy": a container of the arguments' elements;
// "number": pairs of a number and an element; "next": an element of the argument; "argument": its
// first argument; "call", "apply", "bind": the receiver called with further arguments, with those
// in a list, or given back; "invoke": the receiver called.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/resolve.h"
#include "graph/world.h"
#include "interlock/flow.h"

namespace interlock {

// One file of the program. Its facts are those of the world's file.
struct FlowFile {
  const SourceFile* file = nullptr;
  FlowFacts flow;
};

struct Callee {
  std::size_t file = 0;    // index of the FlowFile
  std::int32_t scope = 0;  // its scope: a function, or a type that is constructed
  const char* rule = "";
  Resolution resolution = Resolution::kNameOnly;

  bool operator==(const Callee&) const = default;
};

// A place that calls. Without callees and externals it is a sink, and says why.
struct CallSite {
  std::size_t file = 0;
  std::int32_t scope = 0;  // the function that calls, else the file's scope 0
  std::uint32_t line = 0;
  std::string callee;     // as written: an expression path
  bool implicit = false;  // not written as a call: a property, an iteration
  std::vector<Callee> callees;
  std::vector<std::string> externals;  // "json.dumps", "<builtin>.len", "<text>.join"
  const char* reason = "";
};

// In order of file and position.
std::vector<CallSite> FindCalls(const World& world, std::vector<FlowFile>& files);

// "Cart.total", "Cart.total.<anonymous1>"; empty for the file itself.
std::string ScopeName(const FlowFile& file, std::int32_t scope);

}  // namespace interlock
