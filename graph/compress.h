// Bytes made small for the database, and back.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace interlock {

// Zstandard at a level that costs far less than making the bytes did. Thread-safe.
std::string Compress(std::string_view bytes);

// Nothing when the bytes are not what Compress made (a checksum says so), or say that they would
// grow beyond `most`.
std::optional<std::string> Decompress(std::string_view compressed, std::size_t most);

}  // namespace interlock
