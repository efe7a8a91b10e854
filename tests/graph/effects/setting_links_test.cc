// What configuration files take from one another, by the catalogue that is compiled in.
#include "graph/effects/setting_links.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

#include "analyzer/intake/catalog.h"
#include "graph/effects/effects.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {
namespace {

const Catalog& Builtin() {
  static const Catalog catalog = ReadBuiltinCatalog();
  return catalog;
}

// "3 environment variable TOPIC = orders of web, replicas 3, by …, from a.env" of the first file.
std::string Effects(std::string_view text, std::string_view kind = "") {
  const Sources sources(text);
  const World world({&sources.layer()});
  const EffectBasis basis(world.layers().front(), Builtin());
  EffectContext context(world, basis);
  std::ostringstream lines;
  lines << "\n";
  for (const Effect& effect : EffectsOf(context, sources.files().front())) {
    if (!kind.empty() && effect.resource.kind != kind) continue;
    lines << effect.line << " " << effect.resource.kind << " " << effect.resource.name;
    if (!effect.to.empty()) lines << " = " << effect.to;
    if (!effect.service.empty()) lines << " of " << effect.service;
    for (const Quantity& quantity : effect.quantities) {
      if (!quantity.is_default) lines << ", " << quantity.name << " " << quantity.value;
    }
    if (!effect.joined.empty()) lines << ", by " << effect.joined;
    for (const std::string& source : effect.sources) lines << ", of " << source;
    lines << "\n";
  }
  return lines.str();
}

TEST_CASE("environment files of services: the later one counts, and what stands here above all") {
  CHECK(Effects(R"(
=== deploy/compose.yaml
services:
  web:
    image: shop/web
    env_file:
      - common.env
      - path: ../web.env
        required: false
      - missing.env
      - ../../outside.env
    environment:
      MODE: live
  worker:
    image: shop/worker
    env_file: common.env
=== deploy/common.env
MODE=test
TOPIC=orders
POOL=10
=== web.env
POOL=20
)",
                "environment variable") == R"(
5 environment variable TOPIC = orders of web, by from deploy/common.env:2, of deploy/common.env
6 environment variable POOL = 20 of web, by from web.env:1, of web.env
11 environment variable MODE = live of web
14 environment variable MODE = test of worker, by from deploy/common.env:1, of deploy/common.env
14 environment variable POOL = 10 of worker, by from deploy/common.env:3, of deploy/common.env
14 environment variable TOPIC = orders of worker, by from deploy/common.env:2, of deploy/common.env
)");
}

TEST_CASE("a service that extends another has what that says, and what that extends") {
  CHECK(Effects(R"(
=== compose.yaml
services:
  web:
    extends: {file: common/base.yaml, service: app}
    environment: {MODE: live}
    command: serve
  worker:
    extends: worker-base
  worker-base:
    image: shop/worker
    command: run --concurrency 4
=== common/base.yaml
services: {}
)") == R"(
3 service web
4 environment variable MODE = live of web
7 service worker of worker, concurrency 4, by from compose.yaml:10
7 service worker, by from compose.yaml:9
9 service worker-base
10 service worker-base of worker-base, concurrency 4
)");
  CHECK(Effects(R"(
=== compose.yaml
services:
  web:
    extends: {file: common/compose.base.yaml, service: app}
    environment: {MODE: live}
    command: serve
=== common/compose.base.yaml
services:
  app:
    extends: root
    image: shop/app
    command: serve --workers 8
    environment: {MODE: test, TOPIC: orders}
    env_file: app.env
  root:
    image: shop/root
    deploy: {replicas: 3}
=== common/app.env
POOL=5
)") == R"(
3 environment variable POOL = 5 of web, by from common/app.env:1, of common/app.env
3 environment variable TOPIC = orders of web, by from common/compose.base.yaml:6, of common/compose.base.yaml
3 service web, replicas 3, by from common/compose.base.yaml:10, of common/compose.base.yaml
3 service web
4 environment variable MODE = live of web
)");
}

TEST_CASE("a module of Terraform makes what it makes once for each call, with its arguments") {
  CHECK(Effects(R"(
=== live/main.tf
locals {
  wait = 90
}
module "orders" {
  source  = "../modules/queue"
  name    = "orders"
  visible = local.wait
}
module "mail" {
  source = "../modules/queue"
  name   = "mail"
}
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0"
}
=== modules/queue/main.tf
resource "aws_sqs_queue" "this" {
  name                       = var.name
  visibility_timeout_seconds = var.visible
}
module "dead" {
  source = "../dead"
  of     = var.name
}
=== modules/queue/variables.tf
variable "name" {}
variable "visible" {
  default = 45
}
=== modules/dead/main.tf
resource "aws_sqs_queue" "dead" {
  name = "${var.of}-dead"
}
)") == R"(
5 queue orders, visibility 90, by from modules/queue/main.tf:1; var.name, given in live/main.tf; var.visible, given in live/main.tf; ${local.wait}, set in live/main.tf:2, of modules/queue/main.tf
5 queue orders-dead, by from modules/dead/main.tf:1; var.of, given in modules/queue/main.tf; var.name, given in live/main.tf, of modules/dead/main.tf
10 queue mail, visibility 45, by from modules/queue/main.tf:1; var.name, given in live/main.tf; ${var.visible}, set in modules/queue/variables.tf:3, of modules/queue/main.tf, of modules/queue/variables.tf
10 queue mail-dead, by from modules/dead/main.tf:1; var.of, given in modules/queue/main.tf; var.name, given in live/main.tf, of modules/dead/main.tf
)");
}

TEST_CASE("Kustomize: patches written out, patches in files, images, environment files") {
  CHECK(Effects(R"(
=== overlays/prod/kustomization.yaml
resources:
  - ../../base
patches:
  - target: {kind: Deployment, name: web}
    patch: |-
      - op: replace
        path: /spec/replicas
        value: 6
      - op: replace
        path: /spec/template/spec/containers/0/resources/limits/memory
        value: 1Gi
      - op: remove
        path: /spec/template/spec/containers/0/resources/limits/cpu
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: mail
      spec:
        replicas: 2
  - path: scale.yaml
    target: {kind: HorizontalPodAutoscaler, name: web}
  - path: gone.yaml
    target: {kind: Deployment, name: web}
images:
  - {name: shop/web, newTag: "7"}
configMapGenerator:
  - name: shop
    envs: [shop.env]
    literals: [MODE=live]
=== overlays/prod/scale.yaml
- op: replace
  path: /spec/maxReplicas
  value: 12
=== overlays/prod/shop.env
TOPIC=orders
=== base/kustomization.yaml
resources: [web.yaml, scale.yaml, ../base]
=== base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: app
          image: shop/web
          resources: {limits: {cpu: 500m, memory: 512Mi}}
=== base/scale.yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {name: front}
  minReplicas: 2
  maxReplicas: 4
)") == R"(
5 service web
8 service web, replicas 6
11 container web.app of web, memory_limit 1.07374e+09, by from base/web.yaml, of base/web.yaml
16 service mail
20 service mail, replicas 2
21 service front, replicas_min 2, replicas_max 12, by from overlays/prod/scale.yaml:3; from base/scale.yaml, of base/scale.yaml, of overlays/prod/scale.yaml
26 container web = 7
29 configuration key TOPIC = orders, by from overlays/prod/shop.env:1, of overlays/prod/shop.env
30 configuration key MODE = live
)");
}

TEST_CASE(
    "variables that a container has from a map: of the map that is named, in the same folder") {
  CHECK(Effects(R"(
=== deploy/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: app
          image: shop/web
          envFrom:
            - configMapRef: {name: web}
            - configMapRef: {name: far}
            - secretRef: {name: keys}
=== deploy/maps.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {TOPIC: orders, MODE: test}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: mail}
data: {SENDER: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
data: {KEY: abc}
=== other/far.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: far}
data: {FAR: away}
)",
                "environment variable") == R"(
11 environment variable MODE = test of web, by from deploy/maps.yaml:4, of deploy/maps.yaml
11 environment variable TOPIC = orders of web, by from deploy/maps.yaml:4, of deploy/maps.yaml
)");
}

TEST_CASE("what a container is told itself wins over what it takes from a map") {
  CHECK(Effects(R"(
=== deploy/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: app
          envFrom:
            - configMapRef: {name: web}
          env:
            - {name: TOPIC, value: own}
        - name: mail
          env:
            - {name: MODE, value: far}
=== deploy/maps.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {TOPIC: orders, MODE: test}
)",
                "environment variable") == R"(
10 environment variable MODE = test of web, by from deploy/maps.yaml:4, of deploy/maps.yaml
12 environment variable TOPIC = own of web
15 environment variable MODE = far of web
)");
}

TEST_CASE("what names itself, or another in a circle, comes to an end") {
  const std::string text = R"(
=== compose.yaml
services:
  a: {image: x, extends: b, environment: {A: "1"}}
  b: {extends: a, environment: {B: "2"}}
  c: {extends: {file: compose.yaml, service: c}, environment: {C: "3"}}
)";
  const std::string effects = Effects(text, "environment variable");
  CHECK(effects.find("B = 2 of a") != std::string::npos);
  CHECK(effects.find("A = 1 of b") != std::string::npos);
  CHECK(effects.find("C = 3 of c") != std::string::npos);
  std::string many = "\n=== m/main.tf\n";
  for (int i = 0; i < 4000; ++i) {
    many += "module \"m" + std::to_string(i) + "\" {\n  source = \"./\"\n}\n";
  }
  many += "resource \"aws_sqs_queue\" \"q\" {\n  name = \"q\"\n}\n";
  const Sources sources(many);
  const World world({&sources.layer()});
  SettingLinks links(world, Builtin());
  CHECK(links.Of(sources.files().front()).size() <= 5'000);
}

}  // namespace
}  // namespace interlock::tests
