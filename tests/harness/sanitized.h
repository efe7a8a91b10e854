// Whether the tests run under the address sanitizer. What only repeats itself is then repeated less:
// every step costs several times as much, and the plain build has repeated it in full.
#pragma once

namespace interlock {

#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

// `times` in a plain build, a tenth of it under the sanitizer.
constexpr int Repeated(int times) { return kSanitized ? times / 10 : times; }

}  // namespace interlock
