#include "analyzer/stages/rollout_ties.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "analyzer/intake/rollouts.h"
#include "analyzer/rollouts/rollout_view.h"
#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

const char* const kPay = R"(import { OpenFeature } from "@openfeature/server-sdk";

const flags = OpenFeature.getClient();

export async function pay(order: string) {
  if (await flags.getBooleanValue("new-checkout", false)) {
    await fetch(`https://pay.example/v2/${order}`);
  }
  return order;
}
)";

const char* const kRollouts = R"(version: 1
rollouts:
  - id: checkout
    flag: new-checkout
    stages: [{percent: 20}]
    current: 1
  - id: explicit
    change: "12"
    stages: [{percent: 5}]
    current: 1
)";

std::string With(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

// What one change, "12" unless told, is tied to.
RolloutChange TiesOf(const TestRepo::Files& base, const TestRepo::Files& changed,
                     const std::string& description = "", const std::string& id = "34",
                     const std::vector<std::string>& messages = {"change"}) {
  TestRepo repo;
  TestRepo::Files files = base;
  files.emplace("interlock.yaml", "version: 1\nrollouts: rollouts.yaml\n");
  files.emplace("rollouts.yaml", kRollouts);
  repo.Branch("main", repo.Commit("base", files));
  ScanOptions options;
  options.repository_path = repo.path();
  options.base = "main";
  RequestedChange change;
  change.id = id;
  change.revision = repo.Commit(messages.front(), changed);
  for (std::size_t i = 1; i < messages.size(); ++i) {
    change.revision = repo.Commit(messages[i], {{"step" + std::to_string(i) + ".md", "more\n"}});
  }
  change.description = description;
  options.changes = {change};
  const RolloutView view = ReadRolloutView(options, [](const std::string&) {});
  REQUIRE(view.changes.size() == 1);
  RolloutChange of = view.changes.front();
  for (Tie& tie : of.ties.ties) {
    tie.how += " -> " + tie.rollout->id;  // the rollout itself goes with the view
    if (tie.how.find("anew") != std::string::npos) {
      tie.how += " at " + std::to_string(tie.rollout->current);
    }
    tie.rollout = nullptr;
    tie.index = nullptr;
  }
  return of;
}

std::string How(const RolloutChange& change) {
  std::string text;
  for (const Tie& tie : change.ties.ties) {
    text += (text.empty() ? "" : " | ") + tie.how + (tie.off ? " (off)" : "");
  }
  return text;
}

TEST_CASE("a change whose code is behind a flag is tied to its rollout") {
  const TestRepo::Files base = {{"pay.ts", kPay}};
  CHECK(How(TiesOf(base, {{"pay.ts", With(kPay, "v2", "v3")}})) ==
        "its code is behind flag new-checkout (pay.ts:7) -> checkout");
  // New imports, tests and prose do not matter.
  CHECK(How(TiesOf(base, {{"pay.ts", "import { x } from \"./x\";\n" + With(kPay, "v2", "v3")},
                          {"README.md", "More\n"}})) ==
        "its code is behind flag new-checkout (pay.ts:8) -> checkout");
  // A new check with all that is in it.
  CHECK(How(TiesOf({{"pay.ts", With(kPay, "v2", "v1")}}, {{"pay.ts", kPay}})) ==
        "its code is behind flag new-checkout (pay.ts:7) -> checkout");
  const std::string bare =
      "import { OpenFeature } from \"@openfeature/server-sdk\";\n\nconst flags = "
      "OpenFeature.getClient();\n\nexport async function pay(order: string) {\n  return "
      "order;\n}\n";
  CHECK(How(TiesOf({{"pay.ts", bare}}, {{"pay.ts", kPay}})) ==
        "its code is behind flag new-checkout (pay.ts:6) -> checkout");
}

TEST_CASE("one line outside of the flag, and everyone meets the change") {
  const TestRepo::Files base = {{"pay.ts", kPay}};
  const std::string both = With(With(kPay, "v2", "v3"), "return order;", "return order + 1;");
  CHECK(How(TiesOf(base, {{"pay.ts", both}})).empty());
  CHECK(
      How(TiesOf(base, {{"pay.ts", With(kPay, "v2", "v3")}, {"other.ts", "export const a = 1;\n"}}))
          .empty());
  CHECK(How(TiesOf(base, {{"pay.ts", With(kPay, "return order;", "return 1;")}})).empty());
  // The check itself goes.
  const std::string open =
      With(With(kPay, "  if (await flags.getBooleanValue(\"new-checkout\", false)) {\n", ""),
           "  }\n", "");
  CHECK(How(TiesOf(base, {{"pay.ts", open}})).empty());
}

TEST_CASE("a flag without a rollout is said") {
  const std::string other = With(kPay, "new-checkout", "unknown-flag");
  const RolloutChange change = TiesOf({{"pay.ts", other}}, {{"pay.ts", With(other, "v2", "v3")}});
  CHECK(change.ties.ties.empty());
  REQUIRE(change.ties.notices.size() == 1);
  CHECK(change.ties.notices.front() ==
        "its code is behind flag unknown-flag (pay.ts:7), which no file of rollouts has");
}

TEST_CASE("an explicit line and trailers") {
  const TestRepo::Files base = {{"a.py", "x = 1\n"}};
  const TestRepo::Files changed = {{"a.py", "x = 2\n"}};
  CHECK(How(TiesOf(base, changed)).empty());
  CHECK(How(TiesOf(base, changed, "", "12")) == "named in rollouts.yaml:7 -> explicit");
  CHECK(How(TiesOf(base, changed, "Pays faster.\n\nfeature-flag: new-checkout\r\n")) ==
        "\"Feature-Flag: new-checkout\" in its description -> checkout");
  CHECK(How(TiesOf(base, changed, "Rollout: explicit", "12")) ==
        "named in rollouts.yaml:7; \"Rollout: explicit\" in its description -> explicit");
  const RolloutChange unknown = TiesOf(base, changed, "Rollout: nothing");
  CHECK(unknown.ties.ties.empty());
  CHECK(unknown.ties.notices ==
        std::vector<std::string>{
            "\"Rollout: nothing\" in its description names nothing that a file of rollouts has"});
}

TEST_CASE("without a description the messages of a change's own commits have its trailers") {
  const TestRepo::Files base = {{"a.py", "x = 1\n"}};
  const TestRepo::Files changed = {{"a.py", "x = 2\n"}};
  const auto messages = [&](const std::vector<std::string>& all) {
    return How(TiesOf(base, changed, "", "34", all));
  };
  const std::string first = messages({"Pay\n\nFeature-Flag: new-checkout\n", "More"});
  CHECK(first.starts_with("\"Feature-Flag: new-checkout\" in the message of commit "));
  CHECK(first.ends_with(" -> checkout"));
  // The newest that says it is named, and a title is no trailer.
  CHECK(messages({"Pay\n\nFeature-Flag: new-checkout", "Pay\n\nRollout: explicit\n"})
            .starts_with("\"Rollout: explicit\" in the message"));
  CHECK(messages({"Rollout: explicit"}).empty());
  // Neither the base's commits nor, beside a description, the change's own.
  CHECK(How(TiesOf(base, changed, "", "34", {"Pay", "More"})).empty());
  CHECK(How(TiesOf(base, changed, "Said.", "34", {"Pay\n\nRollout: explicit\n"})).empty());
  CHECK(TiesOf(base, changed, "", "34", {"Pay\n\nRollout: nothing"}).ties.notices.size() == 1);
}

TEST_CASE("a change that sets the image which a canary brings out") {
  const char* const kCanary = R"(apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: web
spec:
  strategy:
    canary:
      trafficRouting: {istio: {}}
      steps: [{setWeight: 20}, {pause: {}}]
  template:
    spec:
      containers: [{name: web, image: "registry.example:5000/shop/web:1.4"}]
)";
  const TestRepo::Files base = {
      {"interlock.yaml", "version: 1\nrollouts: [rollouts.yaml, deploy/canary.yaml]\n"},
      {"deploy/canary.yaml", kCanary},
      {"deploy/values.yaml", "image: registry.example:5000/shop/web\ntag: \"1.3\"\n"}};
  const auto with = [](const std::string& image, const std::string& tag) {
    return TestRepo::Files{{"deploy/values.yaml",
                            "image: registry.example:5000/" + image + "\ntag: \"" + tag + "\"\n"}};
  };
  CHECK(How(TiesOf(base, with("shop/web", "1.4"))) ==
        "sets image registry.example:5000/shop/web:1.4 in deploy/values.yaml:2 -> rollout/web");
  CHECK(How(TiesOf(base, with("shop/web", "1.5"))).empty());
  CHECK(How(TiesOf(base, with("shop/website", "1.4"))).empty());
}

TEST_CASE("a change that sets another image in the manifest of a rollout") {
  const auto rollout = [](const std::string& name_space, const std::string& tag) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web, namespace: " +
           name_space +
           "}\nspec:\n  strategy: {canary: {steps: [{setWeight: 20}, {pause: {}}]}}\n  template:\n"
           "    spec:\n      containers:\n      - name: web\n        image: shop/web:" +
           tag + "\n      - {name: proxy, image: \"proxy:2\"}\nstatus: {currentStepIndex: 2}\n";
  };
  const TestRepo::Files base = {
      {"interlock.yaml",
       "version: 1\nrollouts: [rollouts.yaml, prod/web.yaml, staging/web.yaml, pay.yaml]\n"},
      {"prod/web.yaml", rollout("shop", "1.4")},
      {"staging/web.yaml", rollout("shop", "1.4")},
      {"copy/web.yaml", rollout("other", "1.4")},
      {"pay.yaml",
       "apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: pay, namespace: shop}\n"
       "spec:\n  targetRef: {kind: Deployment, name: pay}\n  analysis: {maxWeight: 50, stepWeight: "
       "10}\n"},
      {"prod/kustomization.yaml",
       "resources: [web.yaml]\nimages:\n- name: shop/web\n  newTag: \"1.4\"\n"},
      {"pay/deployment.yaml",
       "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\nspec: {template: {spec: "
       "{containers: [{name: pay, image: \"pay:1\"}]}}}\n"}};
  // Its own manifest, and no other environment's; it begins before its first stage.
  CHECK(How(TiesOf(base, {{"prod/web.yaml", rollout("shop", "1.5")}})) ==
        "sets image shop/web:1.5 in its manifest, prod/web.yaml:10, so it begins anew -> "
        "rollout/shop/web at 0");
  // The kustomization beside it sets the tag; of another image it says nothing.
  const auto tag = [](const std::string& name, const std::string& version) {
    return "resources: [web.yaml]\nimages:\n- name: " + name + "\n  newTag: \"" + version + "\"\n";
  };
  CHECK(How(TiesOf(base, {{"prod/kustomization.yaml", tag("shop/web", "1.5")}})) ==
        "sets image shop/web:1.5 for its manifest, prod/kustomization.yaml:4, so it begins anew -> "
        "rollout/shop/web at 0");
  CHECK(How(TiesOf(base, {{"prod/kustomization.yaml", tag("shop/website", "1.5")}})).empty());
  CHECK(How(TiesOf(base, {{"other/kustomization.yaml", tag("shop/web", "1.5")}})).empty());
  // An overlay of the folder, or of the file, and one of another folder.
  const auto overlay = [](const std::string& resource) {
    return "resources:\n- " + resource + "\nimages:\n- name: shop/web\n  newTag: \"1.5\"\n";
  };
  for (const char* const resource : {"../prod", "../prod/", "../prod/web.yaml"}) {
    CHECK(How(TiesOf(base, {{"live/kustomization.yaml", overlay(resource)}})) ==
          "sets image shop/web:1.5 for its manifest, live/kustomization.yaml:5, so it begins anew "
          "-> rollout/shop/web at 0");
  }
  for (const char* const resource : {"../product", "../prod/pay.yaml", "https://x.example/prod"}) {
    CHECK(How(TiesOf(base, {{"live/kustomization.yaml", overlay(resource)}})).empty());
  }
  // The same version again, or another part of the manifest.
  CHECK(How(TiesOf(base, {{"prod/web.yaml", rollout("shop", "1.4") + "# more\n"}})).empty());
  // A manifest that is read from elsewhere, of this name, and of another namespace.
  CHECK(How(TiesOf(base, {{"copy/web.yaml", rollout("other", "1.5")}})).empty());
  CHECK(How(TiesOf(base,
                   {{"pay/deployment.yaml",
                     "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\nspec: "
                     "{template: {spec: {containers: [{name: pay, image: \"pay:2\"}]}}}\n"}})) ==
        "sets image pay:2 of its workload deployment/pay, pay/deployment.yaml:4, so it begins anew "
        "-> canary/shop/pay at 0");
  CHECK(How(TiesOf(base, {{"pay/deployment.yaml", "kind: {{ .Values.kind }}\nimage: {{ x }}\n"}}))
            .empty());
}

TEST_CASE("a change that sets another revision, or routes to a version") {
  const auto set = [](const std::string& revision) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: shop}\nspec:\n"
           "  strategy: {type: RollingSync, rollingSync: {steps: [{matchExpressions: [{key: env, "
           "operator: In, values: [dev]}]}]}}\n  generators: [{list: {elements: [{env: dev}]}}]\n"
           "  template:\n    metadata: {name: '{{env}}', labels: {env: '{{env}}'}}\n"
           "    spec: {source: {targetRevision: " +
           revision + "}, destination: {name: dev}}\n";
  };
  const auto service = [](const std::string& subset) {
    return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: "
           "web}\nspec:\n"
           "  http: [{route: [{destination: {host: web, subset: v1}, weight: 90}, {destination: "
           "{host: web, subset: " +
           subset + "}, weight: 10}]}]\n";
  };
  const TestRepo::Files base = {
      {"interlock.yaml", "version: 1\nrollouts: [rollouts.yaml, set.yaml, live.yaml]\n"},
      {"set.yaml", set("v1.4.0")},
      {"live.yaml", service("v3")},
      {"mesh/web.yaml", service("v2")}};
  CHECK(How(TiesOf(base, {{"set.yaml", set("v1.5.0")}})) ==
        "sets revision v1.5.0 in its manifest, set.yaml:9, so it begins anew -> "
        "applicationset/shop at 0");
  CHECK(How(TiesOf(base, {{"set.yaml", set("HEAD")}})).empty());
  CHECK(How(TiesOf(base, {{"mesh/web.yaml", service("v3")}})) ==
        "routes to web:v3 in its manifest, mesh/web.yaml:5 -> virtualservice/web/web:v3");
}

TEST_CASE("the relations of two changes' rollouts") {
  Rollout small, large, apart;
  const auto fill = [](Rollout* rollout, const char* id, double share, const char* place) {
    rollout->id = id;
    rollout->key = "user_id";
    rollout->space = "s";
    Stage stage;
    stage.share = share;
    if (*place != '\0') stage.places = {place};
    rollout->stages = {stage};
    rollout->current = 1;
    MakeCohorts(rollout);
  };
  fill(&small, "small", 0.1, "");
  fill(&large, "large", 0.4, "");
  fill(&apart, "apart", 0.4, "eu");
  Rollout us;
  fill(&us, "us", 0.3, "us");
  const auto change = [](const char* id, const Rollout& rollout) {
    return RolloutChange{id, "", {{{&rollout, nullptr, false, ""}}, {}}};
  };
  const auto relations = RelationsOf({change("1", small), change("2", large), change("3", small),
                                      change("4", apart), change("5", us)},
                                     0);
  std::string text;
  for (const RelatedChanges& related : relations) {
    text += related.a + " " + related.b + " " + Name(related.relation) + ": " + related.text + "\n";
  }
  CHECK(text ==
        "1 2 nested: all of rollout small are in rollout large now\n"
        "1 3 shared: both hang on rollout small\n"
        "1 4 nested: all of rollout small are in rollout apart now, in eu\n"
        "1 5 nested: all of rollout small are in rollout us now, in us\n"
        "2 3 nested: all of rollout small are in rollout large now\n"
        "2 4 nested: the same are in rollout large and in rollout apart now, in eu\n"
        "2 5 nested: all of rollout us are in rollout large now, in us\n"
        "3 4 nested: all of rollout small are in rollout apart now, in eu\n"
        "3 5 nested: all of rollout small are in rollout us now, in us\n"
        "4 5 exclusive: nobody is in both rollout apart and rollout us now\n");
}

}  // namespace
}  // namespace interlock
