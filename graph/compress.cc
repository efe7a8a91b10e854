#include "graph/compress.h"

#include <zstd.h>

#include <memory>

#include "interlock/check.h"

namespace interlock {

namespace {

// 3 is twice as slow as 1 and saves an eighth; facts are written once and read every night.
constexpr int kLevel = 1;

// A frame of damaged bytes may claim any size. No block of the format stands for more: 128 KB in
// 4 bytes.
constexpr std::size_t kMostRatio = 40'000;

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

std::string Compress(std::string_view bytes) {
  // A context holds tables that cost more to make than a small blob to compress.
  thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  std::string result(ZSTD_compressBound(bytes.size()), '\0');
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  const std::size_t size =
      ZSTD_compress2(context.get(), result.data(), result.size(), bytes.data(), bytes.size());
  ILK_CHECK(ZSTD_isError(size) == 0, "the bound leaves room for any bytes");
  result.resize(size);
  return result;
}

std::optional<std::string> Decompress(std::string_view compressed, std::size_t most) {
  thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  const unsigned long long size = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most ||
      size / kMostRatio > compressed.size()) {
    return std::nullopt;
  }
  std::string result(size, '\0');
  const std::size_t read = ZSTD_decompressDCtx(context.get(), result.data(), result.size(),
                                               compressed.data(), compressed.size());
  if (ZSTD_isError(read) != 0 || read != size) return std::nullopt;
  return result;
}

}  // namespace interlock
