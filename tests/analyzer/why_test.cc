// What `interlock why` tells of changes of a repository, beyond the verdict.
#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "analyzer/pipeline.h"
#include "analyzer/reports/parts/report_pair.h"
#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

std::string Why(const TestRepo& repo, const std::vector<std::string>& heads, const std::string& b) {
  ScanOptions options;
  options.repository_path = repo.path();
  for (const std::string& head : heads) {
    RequestedChange change;
    change.id = std::to_string(options.changes.size() + 1);
    change.revision = head;
    options.changes.push_back(std::move(change));
  }
  const Report report = RunScan(options, [](const std::string&) {});
  std::ostringstream out;
  RenderPairText(TellPair(report, "1", b), {.width = 200}, out);
  return out.str();
}

bool Has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

TestRepo::Files Files(int count, const std::string& content) {
  TestRepo::Files files;
  for (int i = 0; i < count; ++i) {
    files.insert_or_assign("f" + std::to_string(i) + ".py", content);
  }
  return files;
}

TEST_CASE("why: of very many files that conflict the number of the others is told") {
  TestRepo repo;
  const auto base = repo.Commit("start", Files(13, "x = 1\n"), {});
  const auto one = repo.Commit("one", Files(13, "x = 2\n"), {base});
  const auto two = repo.Commit("two", Files(13, "x = 3\n"), {base});
  const auto few = repo.Commit("few", Files(5, "x = 3\n"), {base});
  repo.Branch("main", base);
  const std::string many = Why(repo, {one, two}, "2");
  CHECK_MESSAGE(Has(many, "joined by: so do merges of 8 more files: "), many);
  CHECK(Has(many, " and 3 more\n"));
  CHECK_FALSE(Has(Why(repo, {one, few}, "2"), "so do merges"));
}

const char* const kOld =
    "def queue(name, size, limit, owner, region, kind, colour):\n    return name\n";
const char* const kNew =
    "def queue(name, size, limit, owner, region, kind, colour, depth):\n    return name\n";
const char* const kUse =
    "from queues import queue\n\n\ndef run():\n    return queue(1, 2, 3, 4, 5, 6, 7)\n";

TEST_CASE("why: a form is altered where it is, and of a long one the new part is told") {
  TestRepo repo;
  const auto base = repo.Commit("start", {{"queues.py", kOld}}, {});
  const auto alters = repo.Commit("deeper", {{"queues.py", kNew}}, {base});
  const auto uses = repo.Commit("use", {{"run.py", kUse}}, {base});
  repo.Branch("main", base);
  const std::string pair = Why(repo, {alters, uses}, "2");
  CHECK_MESSAGE(Has(pair, "land 1 first, then rebase 2 and adapt it to queue(…, depth)"), pair);
  // The use has landed since: it is the base's that is to be adapted, by whoever alters the form.
  repo.Branch("main", uses);
  const std::string with_base = Why(repo, {alters}, "base");
  CHECK_MESSAGE(
      Has(with_base, "rebase 1 on main and adapt what uses it there (run.py:5) to queue(…, depth)"),
      with_base);
}

TEST_CASE("why: an order fails the other way round only") {
  TestRepo repo;
  const auto base = repo.Commit("start", {{"shop/a.py", "x = 1\n"}}, {});
  const auto brings = repo.Commit("tax", {{"shop/tax.py", "def vat(x):\n    return x\n"}}, {base});
  const auto uses =
      repo.Commit("use", {{"shop/b.py", "from shop.tax import vat\n\n\ny = vat(1)\n"}}, {base});
  repo.Branch("main", base);
  const std::string told = Why(repo, {uses, brings}, "2");
  CHECK_MESSAGE(Has(told, "2 before 1: order"), told);
  CHECK_MESSAGE(Has(told, "fails for certain if 1 lands without 2"), told);
  CHECK_FALSE(Has(told, "both have landed"));
}

}  // namespace
}  // namespace interlock
