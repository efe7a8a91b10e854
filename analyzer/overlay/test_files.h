// Which files hold tests, and which hold what tests compare with: known by their place and name, in
// the conventions that test runners and build tools of all languages look for.
#pragma once

#include <string_view>

namespace interlock {

// A file below a folder of tests (tests/, __tests__/, src/androidTest/, Shop.Tests/), or one whose
// name says it (test_cart.py, cart_test.go, cart.spec.ts, CartTest.java).
bool IsTestPath(std::string_view path);

// A place in such a file, or in a module of tests within a file of its own: `mod tests` in Rust.
// `in` is the definition around it, qualified within the file.
bool IsTestPlace(std::string_view path, std::string_view in);

// A file that tests compare output with: a snapshot, a golden file, prose among the tests.
bool IsGoldenPath(std::string_view path);

}  // namespace interlock
