#include "analyzer/intake/replay_codec.h"

#include <doctest/doctest.h>

namespace interlock {
namespace {

ReadChange Example() {
  ReadChange read;
  read.change.id = "12";
  read.change.repository = "shop";
  read.change.head = std::string(40, 'a');
  read.change.branch_point = std::string(40, 'b');
  read.change.ahead = true;
  read.change.holds = {"3"};
  read.change.files = {{FileStatus::kRenamed, "new\xfe", "old", "1", "2", true}};
  read.gaps = {{"12", "shop", "x.bin", GapReason::kBinary, "2 MB", true}};
  read.conflicts = {{"12", "new\xfe", ConflictKind::kAddedByBoth, {{1, 2, 3, 4, 5, 6}}}};
  read.blobs = {{"2", std::string("text\0\xff", 6)}};
  read.behind = 7;
  read.landed = true;
  read.changed = 2;
  read.analysable = 1;
  return read;
}

TEST_CASE("a replayed change comes back as it went") {
  const std::string bytes = EncodeReadChange(Example());
  ReadChange read;
  REQUIRE(DecodeReadChange(bytes, &read));
  CHECK(EncodeReadChange(read) == bytes);
  CHECK(read.change.branch_point == Example().change.branch_point);
  CHECK(read.change.holds == Example().change.holds);
  CHECK(read.change.files.at(0).status == FileStatus::kRenamed);
  CHECK(read.change.files.at(0).path == "new\xfe");
  CHECK(read.change.files.at(0).conflicts_with_base);
  CHECK(read.gaps.at(0).reason == GapReason::kBinary);
  CHECK(read.gaps.at(0).partial);
  CHECK(read.conflicts.at(0).kind == ConflictKind::kAddedByBoth);
  CHECK(read.conflicts.at(0).regions == Example().conflicts.at(0).regions);
  CHECK(read.blobs == Example().blobs);
  CHECK(read.behind == 7);
  CHECK(read.landed);
  CHECK(read.analysable == 1);
}

TEST_CASE("bytes that are no replayed change are refused") {
  const std::string bytes = EncodeReadChange(Example());
  ReadChange read;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(DecodeReadChange(std::string_view(bytes).substr(0, size), &read));
  }
  ReadChange unknown = Example();
  unknown.gaps[0].reason = static_cast<GapReason>(77);
  CHECK_FALSE(DecodeReadChange(EncodeReadChange(unknown), &read));
  CHECK(read.change.id.empty());
}

}  // namespace
}  // namespace interlock
