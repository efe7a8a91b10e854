// YAML as systems are configured in it, and the formats that are written in it.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest_entries_internal.h"
#include "tests/parsers/manifest_reading_internal.h"

namespace interlock {
namespace {

std::vector<std::string> Read(std::string_view bytes, bool templated = false) {
  std::vector<ManifestEntry> entries;
  std::string problem;
  const bool whole = templated ? ReadTemplatedYamlEntries(bytes, entries, problem)
                               : ReadYamlEntries(bytes, entries, problem);
  FileFacts facts;
  AddSettings(entries, facts);
  std::vector<std::string> words = Words(facts.settings);
  CHECK(whole == problem.empty());
  if (!whole) words.push_back(problem);
  return words;
}

TEST_CASE("YAML as configuration files have it") {
  CHECK(Read(R"(# comment
linters:
  enable:
    - errcheck
    - "go vet"   # why
  disable: [a, 'b, c']
rules: {no-console: [error, {allow: [warn]}], eqeqeq: 2}
issues:
- path: x.go
  text: "a: b"
script: |
  first
  second
nothing:
)") == Expected{"4 linters.enable.0=errcheck", "5 linters.enable.1=go vet", "6 linters.disable.0=a",
                "6 linters.disable.1=b, c", "7 rules.no-console.0=error",
                "7 rules.no-console.1.allow.0=warn", "7 rules.eqeqeq=2", "9 issues.0.path=x.go",
                "10 issues.0.text=a: b", "11 script=first\nsecond\n", "14 nothing="});
}

TEST_CASE("anchors are written out, and what a map says itself is not merged over") {
  CHECK(Read(R"(base: &base
  cpu: 1
  memory: 2G
more: &more {disk: 9, cpu: 5}
web:
  <<: *base
  memory: 4G
job:
  <<: [*base, *more]
copy: *base
'<<': plain
)") == Expected{"2 base.cpu=1", "3 base.memory=2G", "4 more.disk=9", "4 more.cpu=5",
                "7 web.memory=4G", "2 web.cpu=1", "2 job.cpu=1", "3 job.memory=2G", "4 job.disk=9",
                "2 copy.cpu=1", "3 copy.memory=2G", "11 <<=plain"});
}

TEST_CASE("documents are numbered; one that cannot be read does not hide the others") {
  CHECK(
      Read("%YAML 1.2\n---\na: 1\n---\n\n--- # note\nb: 2\n...\n---\nc: [1\n---\nd: !x {e: 1}\n") ==
      Expected{"3 a=1", "7 b=2 !1", "10 c.0.1= !2", "12 d.e=1 !3",
               "line 11: end of sequence flow not found"});
}

TEST_CASE("what a template leaves open is kept as it is written") {
  CHECK(Read(R"({{- if .Values.on }}
name: {{ include "x"   . -}}
image: "{{ .Values.repo }}:{{ .Values.tag | default "a: b" }}"
{{ $key }}: {{ $value | quote }}
{{/* one
  two */}}
list:
  {{- range .Values.list }}
  - {{ . }}
  {{- end }} # end
text: |
  so {{ .a
    .b }} it
  is
last: 1
{{- end }}
)",
             true) == Expected{R"(2 name={{include "x" .}})",
                               R"(3 image={{.Values.repo}}:{{.Values.tag | default "a: b"}})",
                               "4 {{$key}}={{$value | quote}}", "9 list.0={{.}}",
                               "11 text=so {{.a .b}} it\n\nis\n", "15 last=1"});
}

TEST_CASE("templates are read where what fills them in decides on their form") {
  // What fills in several lines stands before more of them.
  CHECK(Read("labels: {{- include \"x\" . | nindent 2 }}\n  app: web\nlist:\n  - {{ toYaml . | "
             "trim }}\n"
             "    key: 1\n  - name: {{ .n }}\n    image: i\n",
             true) ==
        Expected{"2 labels.app=web", "5 list.0.key=1", "6 list.1.name={{.n}}", "7 list.1.image=i"});
  // A choice within a line: of keys the first, of values all that is written.
  CHECK(Read("kind: {{ if .s -}} Secret {{- else -}} ConfigMap {{- end }}\n"
             "{{ if .s -}} stringData: {{- else -}} data: {{- end }}\n  a: 1\n"
             "{{ if .r }}role: {{ .r }}{{ end }}\n",
             true) == Expected{"1 kind={{if .s}} Secret {{else}} ConfigMap {{end}}",
                               "3 stringData.a=1", "4 role={{.r}}"});
  CHECK(
      Read("v: {{ if .n -}}\nautoscaling/v2\n{{- else -}}\nv2beta2\n{{- end }}\nlast: 1\n", true) ==
      Expected{"1 v={{if .n}} autoscaling/v2 {{else}} v2beta2 {{end}}", "6 last=1"});
  // Text in a block that begins with a hole, or with one that stands alone.
  CHECK(Read("a: |- {{ .t | nindent 4 }}\nb: |\n    {{- if .i }}\n      {{- if .j }}\n  text\n  "
             "{{- end }}\nc: 1\n",
             true) == Expected{"1 a=", "2 b=\n\ntext\n", "7 c=1"});
}

TEST_CASE("of a template that only some branches make whole, those are read") {
  std::string problem;
  std::vector<ManifestEntry> entries;
  const bool whole = ReadTemplatedYamlEntries(
      "a:\n  b:\n{{- if .x }}\n    c: 1\n{{- else }}\n    {}\n{{- end }}\nlast: 2\n", entries,
      problem);
  CHECK_FALSE(whole);
  CHECK(problem.starts_with("line "));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].value == "1");
  CHECK(entries[1].path.front() == "last");
  CHECK(entries[1].line == 8);
}

TEST_CASE("hostile YAML ends") {
  const std::string too_many = "line 1: more values than a configuration has";
  CHECK(Read("a: &a [*a, *a]\n") == Expected{too_many});
  CHECK(Read("a: &a {<<: *a, b: 1}\n") == Expected{"1 a.b=1", too_many});
  std::string bomb = "a0: &a0 []\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  CHECK(Read(bomb) == Expected{too_many});
  CHECK(Read(std::string(100'000, '[')) ==
        Expected{"line 1: nested or repeated beyond all reason"});
  CHECK(Read(std::string(100'000, '{')) ==
        Expected{"line 1: nested or repeated beyond all reason"});
  std::string merges;
  for (int i = 0; i < 5'000; ++i) merges += "<<: &m" + std::to_string(i) + " {a: 1}\n";
  CHECK(Read(merges) == Expected{"1 a=1"});
  CHECK(Read(std::string(300'000, '\n') + "---\n---\n").empty());
  CHECK(Read("{{ {{ a", true).size() == 1);
  CHECK(Read("a: ILKhole7z ILKhole\n{{.b}}: ILKhole99999999999999999999z\n", true) ==
        Expected{"1 a=ILKhole7z ILKhole", "2 {{.b}}=ILKhole99999999999999999999z"});
}

TEST_CASE("docker-compose: lists of assignments become keys, services that are waited for, too") {
  const FileFacts facts = ReadFacts("deploy/compose.prod.yaml", R"(services:
  web:
    environment:
      - TOPIC=orders=1
      - PASSED
    depends_on: [db, cache]
    links: ["db:database"]
  db:
    environment: {MODE: fast, EMPTY: }
    depends_on:
      cache: {condition: service_healthy}
)");
  CHECK(Words(facts.settings) ==
        Expected{"4 services.web.environment.TOPIC=orders=1", "5 services.web.environment.PASSED=",
                 "6 services.web.depends_on.db=", "6 services.web.depends_on.cache=",
                 "7 services.web.links.db=", "9 services.db.environment.MODE=fast",
                 "9 services.db.environment.EMPTY=",
                 "11 services.db.depends_on.cache.condition=service_healthy"});
}

std::string FormatOf(std::string_view path, std::string_view bytes) {
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (!format->reads(path)) continue;
    if (format->recognises && !format->recognises(bytes)) return "not recognised";
    FileFacts facts;
    facts.language = format->id;
    std::string problem;
    format->extract(bytes, facts, problem);
    return facts.language;
  }
  return "not read";
}

TEST_CASE("YAML is told by its name or its first keys") {
  const std::string object = "apiVersion: apps/v1\nkind: Deployment\n";
  CHECK(FormatOf("k8s/web.yaml", object) == "kubernetes");
  CHECK(FormatOf("chart/templates/web.yaml", "{{- if .x }}\n" + object) == "kubernetes");
  CHECK(FormatOf("argo/application.yaml", object) == "not recognised");
  CHECK(FormatOf("a/application-prod.yml", "server: {port: 1}\n") == "spring");
  CHECK(FormatOf("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\n") ==
        "backstage");
  CHECK(FormatOf("c/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n") == "helm-chart");
  CHECK(FormatOf("c/values-prod.yaml", "a: 1\n") == "helm-values");
  CHECK(FormatOf("c/kustomization.yaml", "resources: [a.yaml]\n") == "kustomize");
  CHECK(FormatOf("alerts.yml", "groups:\n- name: a\n  rules:\n  - alert: A\n") ==
        "prometheus-rules");
  CHECK(FormatOf("g.yml", "apiVersion: 1\ngroups:\n- name: a\n  rules:\n  - title: A\n") ==
        "grafana-alerts");
  CHECK(FormatOf("openapi.yaml", "openapi: 3.0.0\npaths: {}\n") == "openapi");
  CHECK(FormatOf("flags.yaml", "flags: {a: {variants: {on: true}}}\n") == "flags");
  CHECK(FormatOf("docker-compose.yml", "services: {}\n") == "compose");
  CHECK(FormatOf("compose.yaml", "a: 1\n") == "not recognised");
  CHECK(FormatOf("mkdocs.yml", "site_name: a\n") == "not recognised");
  CHECK(FormatOf("composer.yaml", "services: {}\n") == "not recognised");
  for (const char* path : {".github/workflows/ci.yml", "a/fixtures/k8s.yaml", "locales/de.yml",
                           ".gitlab-ci.yml", "a.yaml.tmpl"}) {
    CHECK(FormatOf(path, object) == "not read");
  }
}

TEST_CASE("of Kubernetes, secrets have keys only, and descriptions of types nothing") {
  const FileFacts facts = ReadFacts("k8s/all.yaml", R"(apiVersion: v1
kind: Secret
metadata: {name: db}
stringData: {password: hunter2}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec: {group: x}
---
# something else
a: 1
---
apiVersion: v1
kind: ConfigMap
data: {TOPIC: orders}
)");
  CHECK(facts.language == "kubernetes");
  CHECK(Words(facts.settings) == Expected{"1 apiVersion=v1", "2 kind=Secret", "3 metadata.name=db",
                                          "4 stringData.password=", "13 apiVersion=v1 !3",
                                          "14 kind=ConfigMap !3", "15 data.TOPIC=orders !3"});
}

TEST_CASE("alerts list the metrics of their expressions") {
  const FileFacts facts = ReadFacts("alerts.yml", R"(groups:
  - name: shop
    rules:
      - alert: Slow
        expr: >-
          histogram_quantile(0.99, sum by (le, job) (rate(http_seconds_bucket{job="a"}[5m])))
          / on (job) group_left (x) shop:up offset 5m > bool 0.5 and absent(http_seconds_bucket)
          or sum(errors) by (code) unless 1e3
)");
  CHECK(facts.language == "prometheus-rules");
  std::vector<std::string> metrics;
  for (const Setting& setting : facts.settings) {
    if (setting.key.find(".metrics.") != std::string::npos) metrics.push_back(setting.value);
  }
  CHECK(metrics == Expected{"http_seconds_bucket", "shop:up", "errors"});
}

TEST_CASE("OpenAPI keeps what callers depend on, in YAML and in JSON") {
  const FileFacts yaml = ReadFacts("api/openapi.yaml", R"(openapi: 3.0.0
info: {title: Shop, version: 1.2.0, description: long}
servers: [{url: /v1}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      tags: [orders]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - $ref: '#/components/parameters/Trace'
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
components:
  schemas:
    Order:
      required: [total]
      properties:
        total: {type: number, description: long}
        lines: {$ref: '#/components/schemas/Lines'}
)");
  CHECK(Words(yaml.settings) ==
        Expected{"1 openapi=3.0.0", "2 info.title=Shop", "2 info.version=1.2.0",
                 "3 servers.0.url=/v1", "7 operations.GET /v1/orders/{}=getOrder",
                 "10 parameters.GET /v1/orders/{id}.id=path, required",
                 "11 parameters.GET /v1/orders/{id}.Trace=", "13 operations.POST /v1/orders/{}=",
                 "13 bodies.POST /v1/orders/{id}=Order", "17 schemas.Order.required.0=total",
                 "19 schemas.Order.properties.total=number",
                 "20 schemas.Order.properties.lines=Lines"});
  const FileFacts json = ReadFacts(
      "swagger.json", R"({"swagger": "2.0", "paths": {"/a": {"get": {"operationId": "a"}}},
"definitions": {"A": {"properties": {"b": {"type": "string"}}}}})");
  CHECK(json.language == "openapi");
  CHECK(Words(json.settings) ==
        Expected{"1 swagger=2.0", "1 operations.GET /a=a", "2 schemas.A.properties.b=string"});
}

}  // namespace
}  // namespace interlock
