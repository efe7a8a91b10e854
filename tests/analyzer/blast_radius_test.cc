// Who is told of a change: the owners of all that it alters, read or not.
#include <doctest/doctest.h>

#include "analyzer/pipeline.h"
#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

std::vector<std::string> OwnersToldOf(const TestRepo::Files& altered) {
  TestRepo repo;
  TestRepo::Files base = {{"CODEOWNERS", "*.py @code\n/docs/ @writers\n/art/ @painters\n"},
                          {"pay/charge.py", "def charge():\n    return 1\n"},
                          {"docs/guide.md", "Old\n"},
                          {"art/logo.bin", std::string("a\0b", 3)}};
  const std::string start = repo.Commit("start", base);
  repo.Branch("main", start);
  for (const auto& [path, text] : altered) base.insert_or_assign(path, text);
  ScanOptions options;
  options.repository_path = repo.path();
  options.time = "2026-03-03T12:00:00Z";
  RequestedChange change;
  change.id = "12";
  change.revision = repo.Commit("change", base, {start});
  options.changes.push_back(std::move(change));
  const Report report = RunScan(options, [](const std::string&) {});
  REQUIRE(report.changes.size() == 1);
  return report.changes[0].blast_radius.owners;
}

using Owners = std::vector<std::string>;

TEST_CASE("blast radius: owners of files that nobody reads are among those told") {
  CHECK(OwnersToldOf({{"docs/guide.md", "New\n"}}) == Owners{"@writers"});
  CHECK(OwnersToldOf({{"art/logo.bin", std::string("a\0c", 3)}}) == Owners{"@painters"});
  CHECK(OwnersToldOf({{"docs/more.md", "New\n"},
                      {"pay/charge.py", "def charge():\n    return 2\n"}}) ==
        Owners{"@code", "@writers"});
}

TEST_CASE("blast radius: who owns nothing that is altered is not told") {
  CHECK(OwnersToldOf({{"notes.md", "New\n"}}).empty());
}

}  // namespace
}  // namespace interlock
