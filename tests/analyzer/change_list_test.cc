#include "analyzer/intake/change_list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "interlock/error.h"

namespace interlock {
namespace {

using Strings = std::vector<std::string>;

const std::string kSha(40, 'a');

std::vector<RequestedChange> Read(const std::string& text) {
  std::istringstream input(text);
  return ReadChangeList(input, "list.json");
}

std::string ErrorOf(const std::string& text) {
  try {
    Read(text);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInput);
    CHECK_FALSE(error.hint().empty());
    return error.what();
  }
  return "no error";
}

std::string OptionErrorOf(const Strings& values) {
  try {
    ParseChangeOptions(values);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kUsage);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a list of gh") {
  const auto changes = Read(R"([{"number": 12, "title": "Add \u00e9", "author": {"id": "x",
    "is_bot": false, "login": "ann", "name": "Ann"}, "headRefOid": ")" +
                            kSha + R"(",
    "headRefName": "topic", "baseRefName": "main", "labels": [{"id": "1", "name": "bug",
    "color": "red"}, {"name": "api"}], "isDraft": true, "createdAt": "2026-01-02T03:04:05Z",
    "url": "https://example.org/12", "body": "Why.\n", "extra": {"login": [1, {"name": 2}]}}])");
  REQUIRE(changes.size() == 1);
  const RequestedChange& change = changes[0];
  CHECK(change.id == "12");
  CHECK(change.revision == kSha);
  CHECK(change.fallback_refs == Strings{"refs/pull/12/head"});
  CHECK_FALSE(change.required);
  CHECK(change.title == "Add é");
  CHECK(change.author == "ann");
  CHECK(change.url == "https://example.org/12");
  CHECK(change.description == "Why.\n");
  CHECK(change.created == "2026-01-02T03:04:05Z");
  CHECK(change.base_name == "main");
  CHECK(change.labels == Strings{"bug", "api"});
  CHECK(change.draft);
}

TEST_CASE("a list of glab, new and old") {
  const auto changes = Read(R"([
    {"id": 900, "iid": 3, "title": "T", "author": {"username": "bob"}, "sha": ")" +
                            kSha + R"(",
     "source_branch": "topic", "target_branch": "main", "labels": ["bug", "api"], "draft": true,
     "created_at": "2026-01-02", "web_url": "u", "description": null},
    {"iid": 4, "source_branch": "old", "work_in_progress": true, "draft": false}])");
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].id == "3");
  CHECK(changes[0].author == "bob");
  CHECK(changes[0].revision == kSha);
  CHECK(changes[0].fallback_refs == Strings{"refs/merge-requests/3/head"});
  CHECK(changes[0].labels == Strings{"bug", "api"});
  CHECK(changes[0].draft);
  CHECK(changes[0].url == "u");
  CHECK(changes[0].description.empty());
  CHECK(changes[1].draft);
  CHECK(changes[1].revision.empty());
  CHECK(changes[1].fallback_refs ==
        Strings{"refs/merge-requests/4/head", "refs/remotes/origin/old", "refs/heads/old"});
}

TEST_CASE("a fork's branch that is called like the base is not taken for the base") {
  const auto changes = Read(R"([{"number": 1, "headRefName": "main", "baseRefName": "main"}])");
  CHECK(changes[0].fallback_refs == Strings{"refs/pull/1/head"});
}

TEST_CASE("an empty list, absent values and a byte order mark are fine") {
  CHECK(Read("[]").empty());
  CHECK(Read("\xEF\xBB\xBF[]").empty());
  const auto changes = Read(R"([{"number":1,"headRefName":"x","author":null,"labels":null,
                                "title":null,"isDraft":null,"baseRefName":null}])");
  CHECK(changes.size() == 1);
}

TEST_CASE("broken JSON is reported with line, column and what was expected") {
  const std::string error = ErrorOf("[\n  {\"number\": 1,\n   \"title\" \"x\"}\n]");
  CHECK(error.starts_with("list.json: line 3, column 14: "));
  CHECK(error.find("expected ':'") != std::string::npos);
  CHECK(ErrorOf("").starts_with("list.json: line 1, column 1: "));
  CHECK(ErrorOf("[] []").starts_with("list.json: line 1, column 4: "));
  CHECK(ErrorOf("[{\"title\": \"\xFF\"}]").find("invalid string") != std::string::npos);
  CHECK(ErrorOf("\xFF\xFE[").find("UTF-16") != std::string::npos);
}

TEST_CASE("what is not a list of changes is reported by entry") {
  const std::string head = R"("headRefName": "x")";
  const std::string good = R"({"number": 1, )" + head + "}";
  CHECK(ErrorOf(R"({"message": "Not Found"})") ==
        "list.json: is an object, expected an array of changes");
  CHECK(ErrorOf("12") == "list.json: is a number, expected an array of changes");
  CHECK(ErrorOf("[" + good + ", 5]") == "list.json: entry 2 is a number, expected an object");
  CHECK(ErrorOf("[[]]") == "list.json: entry 1 is an array, expected an object");
  CHECK(ErrorOf("[" + good + R"(, {"number": 2, )" + head + "}, {" + head + "}]") ==
        "list.json: entry 3: has neither \"number\" nor \"iid\"");
  CHECK(ErrorOf(R"([{"number": 5}])").starts_with("list.json: entry 1 (change 5): has no head"));
  CHECK(ErrorOf("[" + good + "," + good + "]") ==
        "list.json: entry 2: change 1 is already entry 1");
}

TEST_CASE("a field of the wrong type is reported with its name") {
  const auto error = [](const std::string& field) { return ErrorOf("[{" + field + "}]"); };
  CHECK(error(R"("number": "12")") ==
        "list.json: entry 1: number is a string, expected a positive whole number");
  CHECK(error(R"("iid": -3)") == "list.json: entry 1: iid is -3, expected a positive whole number");
  CHECK(error(R"("number": 0)").find("number is 0") != std::string::npos);
  CHECK(error(R"("number": 1.5)").find("number is 1.5") != std::string::npos);
  CHECK(error(R"("number": 99999999999999999999)").find("number is 9999") != std::string::npos);
  CHECK(error(R"("number": {})").find("number is an object") != std::string::npos);
  CHECK(error(R"("number": [])").find("number is an array") != std::string::npos);
  CHECK(error(R"("title": 3)").find("title is a number, expected a string") != std::string::npos);
  CHECK(error(R"("isDraft": "no")").find("expected true or false") != std::string::npos);
  CHECK(error(R"("labels": "bug")").find("expected an array") != std::string::npos);
  CHECK(error(R"("author": "ann")").find("expected an object") != std::string::npos);
  CHECK(error(R"("headRefOid": "HEAD\u001b[31m")") ==
        "list.json: entry 1: headRefOid is \"HEAD?[31m\", expected 40 hexadecimal digits");
}

TEST_CASE("depth and size do no harm") {
  CHECK(ErrorOf(std::string(50'000'000, '[')).find("an array, expected an object") !=
        std::string::npos);
  CHECK(ErrorOf(R"([{"extra": )" + std::string(50'000'000, '[')).find("nested more than 100") !=
        std::string::npos);
  const std::string long_text(50'000'000, 'x');
  CHECK(Read(R"([{"number": 1, "sha": "", "source_branch": "b", "extra": ")" + long_text + R"("}])")
            .size() == 1);
}

TEST_CASE("--change ID=REV") {
  const auto changes = ParseChangeOptions(Strings{"12=refs/pull/12/head", "fast=main@{1}=x"});
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].id == "12");
  CHECK(changes[0].revision == "refs/pull/12/head");
  CHECK(changes[0].required);
  CHECK(changes[1].revision == "main@{1}=x");
  CHECK(OptionErrorOf({"12"}) == "--change \"12\" has no '='");
  CHECK(OptionErrorOf({"=main"}) == "--change \"=main\" has no id");
  CHECK(OptionErrorOf({"12="}) == "--change \"12=\" has no revision");
  CHECK(OptionErrorOf({"a=x", "b=x", "a=y"}) == "--change names change \"a\" twice");
}

TEST_CASE("a list that cannot be read is an error with its path") {
  for (const char* path : {"/nonexistent/list.json", "/"}) {
    try {
      ReadChangeListFile(path);
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kInput);
      CHECK(std::string(error.what()).find(path) != std::string::npos);
    }
  }
}

TEST_CASE("changes are ordered by number, then by text") {
  Strings ids = {"b", "10", "9", "a", "010", "123456789012345678901234567890", "", "0"};
  std::sort(ids.begin(), ids.end(), ChangeIdLess);
  CHECK(ids == Strings{"0", "9", "010", "10", "123456789012345678901234567890", "", "a", "b"});
}

}  // namespace interlock
