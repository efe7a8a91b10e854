#include "analyzer/intake/config.h"

#include <doctest/doctest.h>

#include <string>

#include "interlock/error.h"

namespace interlock {
namespace {

std::string Complaint(const std::string& text) {
  try {
    ReadConfig(text, "interlock.yaml");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInput);
    return error.what();
  }
  return "";
}

TEST_CASE("a full configuration") {
  const Config config = ReadConfig(R"(version: 1
repository: shop
rollouts: ops/rollouts.yaml
incidents: docs/postmortems
max_file_bytes: 500000
ignore: ["vendor/**", "*.min.js"]
policy:
  removed-symbol: hold
  shared-behaviour: off
fail_on: order
)",
                                   "interlock.yaml");
  CHECK(config.source == "interlock.yaml");
  CHECK(config.repository == "shop");
  CHECK(config.rollouts == std::vector<RolloutPath>{{"", "ops/rollouts.yaml"}});
  CHECK(config.incidents == "docs/postmortems");
  CHECK(config.max_file_bytes == 500000);
  CHECK(config.ignore == std::vector<std::string>{"vendor/**", "*.min.js"});
  CHECK(config.policy.at("removed-symbol").verdict == Verdict::kHold);
  CHECK(config.policy.at("shared-behaviour").verdict == std::nullopt);
  CHECK(config.policy.at("shared-behaviour").line == 9);
  CHECK(config.fail_on == Verdict::kOrder);
}

TEST_CASE("several rollout files, with and without their format") {
  const Config config = ReadConfig("version: 1\nrollouts: [r.yaml, unleash=ops/a=b.json]\n", "i");
  CHECK(config.rollouts == std::vector<RolloutPath>{{"", "r.yaml"}, {"unleash", "ops/a=b.json"}});
  CHECK(Complaint("version: 1\nrollouts: [r.yaml, unleash=../x]\n") ==
        "interlock.yaml:2: an entry of 'rollouts' is 'unleash=../x', expected a path inside the "
        "repository");
}

TEST_CASE("all keys but the version are optional") {
  const Config config = ReadConfig("version: 1\n", "interlock.yaml");
  CHECK(config.repository.empty());
  CHECK(config.rollouts.empty());
  CHECK(config.max_file_bytes == 2'000'000);
  CHECK(config.ignore.empty());
  CHECK(config.policy.empty());
  CHECK_FALSE(config.fail_on.has_value());
}

TEST_CASE("mistakes are named with their line") {
  CHECK(Complaint("") == "interlock.yaml:1: the file is empty, expected a map");
  CHECK(Complaint("repository: x\n") == "interlock.yaml:1: the file has no 'version'");
  CHECK(Complaint("version: 2\n") == "interlock.yaml:1: 'version' is '2', expected 1");
  CHECK(Complaint("version: 1\n\n\nincident: x\n") ==
        "interlock.yaml:4: unknown key 'incident', did you mean 'incidents'?");
  CHECK(Complaint("version: 1\nrepository: ''\n") ==
        "interlock.yaml:2: 'repository' is '', expected one line of text");
  CHECK(Complaint("version: 1\nrollouts: /etc/passwd\n") ==
        "interlock.yaml:2: 'rollouts' is '/etc/passwd', expected a path inside the repository");
  CHECK(Complaint("version: 1\nincidents: docs/../../x\n") ==
        "interlock.yaml:2: 'incidents' is 'docs/../../x', expected a path inside the repository");
  CHECK(Complaint("version: 1\nmax_file_bytes: 2 MB\n") ==
        "interlock.yaml:2: 'max_file_bytes' is '2 MB', expected a whole number from 1 to "
        "1000000000");
  CHECK(Complaint("version: 1\nignore: vendor\n") ==
        "interlock.yaml:2: 'ignore' is 'vendor', expected a list");
  CHECK(Complaint("version: 1\nignore: [[a]]\n") ==
        "interlock.yaml:2: an entry of 'ignore' is a list, expected one line of text");
  CHECK(Complaint("version: 1\npolicy: [a]\n") ==
        "interlock.yaml:2: 'policy' is a list, expected a map");
  CHECK(Complaint("version: 1\npolicy:\n  removed-symbol: block\n") ==
        "interlock.yaml:3: 'removed-symbol' is 'block', expected one of off, clear, note, retest, "
        "order, separate, hold");
  CHECK(Complaint("version: 1\nfail_on: clear\n") ==
        "interlock.yaml:2: 'fail_on' is 'clear', expected one of note, retest, order, separate, "
        "hold");
}

TEST_CASE("a policy must be for a rule that exists") {
  const Config config =
      ReadConfig("version: 1\npolicy:\n  removed-symbols: hold\n", "interlock.yaml");
  CHECK_NOTHROW(CheckPolicyRules(config, {"removed-symbols"}));
  CHECK_THROWS_WITH_AS(
      CheckPolicyRules(config, {"depends-on", "removed-symbol"}),
      "interlock.yaml:3: unknown rule 'removed-symbols', did you mean 'removed-symbol'?", Error);
  CHECK_THROWS_WITH_AS(CheckPolicyRules(config, {"depends-on"}),
                       "interlock.yaml:3: unknown rule 'removed-symbols'", Error);
}

}  // namespace
}  // namespace interlock
