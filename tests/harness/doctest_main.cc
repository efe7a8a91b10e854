// doctest's implementation and main() for every test program. It takes seconds to compile, so
// no other file defines DOCTEST_CONFIG_IMPLEMENT.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
