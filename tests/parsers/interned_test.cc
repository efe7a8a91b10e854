#include "interlock/interned.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

namespace interlock {
namespace {

TEST_CASE("equal strings are held once, whoever says them") {
  const std::string name = "a name that fits into no small string";
  const Interned one = name, other = std::string_view(name), third = name.c_str();
  CHECK(&one.str() == &other.str());
  CHECK(one == third);
  CHECK(one == name);
  CHECK(name == one);
  CHECK(one != name + "s");
  CHECK(Interned().empty());
  CHECK(Interned("") == Interned());
}

// Reports follow the order of names, never that of addresses.
TEST_CASE("the order is that of the text") {
  std::map<Interned, int> numbers;
  for (const char* name : {"z", "", "a", "za", "Z"}) numbers[name] = 0;
  std::string order;
  for (const auto& [name, number] : numbers) order += name + ",";
  CHECK(order == ",Z,a,z,za,");
  CHECK(Interned("a") < std::string("b"));
}

TEST_CASE("threads that intern the same strings at once get the same ones") {
  constexpr int kThreads = 4, kStrings = 20'000;
  std::vector<std::vector<Interned>> seen(kThreads);
  std::vector<std::thread> threads;
  for (std::vector<Interned>& own : seen) {
    threads.emplace_back([&own] {
      for (int i = 0; i < kStrings; ++i) own.push_back("thread name " + std::to_string(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<Interned>& own : seen) CHECK(own == seen.front());
  CHECK(seen.back().back() == "thread name 19999");
}

}  // namespace
}  // namespace interlock
