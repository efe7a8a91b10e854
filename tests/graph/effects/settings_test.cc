// Effects of configuration, by the catalogue that is compiled in.
#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <string_view>

#include "analyzer/intake/catalog.h"
#include "graph/effects/effects.h"
#include "graph/effects/setting_keys.h"
#include "graph/effects/setting_values.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {
namespace {

// "3 declare environment variable TOPIC = orders of web (likely), replicas 3, by …"
std::string Line(const Effect& effect) {
  std::ostringstream line;
  line << effect.line << " " << effect.access << " " << effect.resource.kind << " "
       << effect.resource.name;
  if (!effect.to.empty()) line << " = " << effect.to;
  if (!effect.service.empty()) line << " of " << effect.service;
  if (effect.resolution == Resolution::kLikely) line << " (likely)";
  for (const Quantity& quantity : effect.quantities) {
    line << ", " << quantity.name << " " << quantity.value << (quantity.is_default ? "!" : "");
  }
  if (!effect.joined.empty()) line << ", by " << effect.joined;
  return line.str();
}

const Catalog& Builtin() {
  static const Catalog catalog = ReadBuiltinCatalog();
  return catalog;
}

// Of the first file of a world, one on each line.
std::string Effects(std::string_view text) {
  const Sources sources(text);
  const World world({&sources.layer()});
  const EffectBasis basis(world.layers().front(), Builtin());
  EffectContext context(world, basis);
  std::string lines = "\n";
  for (const Effect& effect : EffectsOf(context, sources.files().front())) {
    lines += Line(effect) + "\n";
  }
  return lines;
}

TEST_CASE("docker-compose: services, capacities, stores, and environments with what .env says") {
  CHECK(Effects(R"(
=== compose.yaml
services:
  checkout:
    image: shop/checkout
    build: {context: ., dockerfile: src/checkout/Dockerfile}
    deploy:
      replicas: 3
      resources: {limits: {memory: 300M, cpus: "0.5"}}
    environment:
      - KAFKA_ADDR
      - TOPIC=${ORDERS_TOPIC:-orders}
      - URL=http://${HOST}:${PORT}
      - MISSING
    depends_on: [cache, kafka]
  cache:
    image: ${CACHE_IMAGE}
    mem_limit: 64m
=== .env
KAFKA_ADDR=kafka:9092
HOST=db
PORT=5432
CACHE_IMAGE=valkey/valkey:8
)") == R"(
3 declare service checkout
4 declare service checkout = .
4 declare service checkout = src/checkout/Dockerfile
6 declare service checkout, replicas 3
7 declare service checkout, cpu_limit 0.5
7 declare service checkout, memory_limit 3.14573e+08
9 declare environment variable KAFKA_ADDR = kafka:9092 of checkout, by ${KAFKA_ADDR}, set in .env:1
10 declare environment variable TOPIC = orders of checkout, by the default of ${ORDERS_TOPIC}
11 declare environment variable URL = http://db:5432 of checkout, by ${HOST}, set in .env:2; ${PORT}, set in .env:3
12 declare environment variable MISSING of checkout
13 depend service cache of checkout
13 depend service kafka of checkout
15 declare service cache
15 declare store cache = redis of cache
16 declare service cache, memory_limit 6.71089e+07
)");
}

TEST_CASE("lists are counted, and values that list pairs are read") {
  CHECK(Effects(R"(
=== k8s/web.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  annotations:
    alb.ingress.kubernetes.io/load-balancer-attributes: a.enabled=true, idle_timeout.timeout_seconds=90
    alb.ingress.kubernetes.io/target-group-attributes: slow_start.duration_seconds=30
spec: {rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]}
)") == R"(
5 call service web, upstream_idle 90
6 call service web
)");
  const Catalog catalog = ReadCatalog({{"own.yaml", R"yaml(vocabulary:
  kinds: [service]
  accesses: [declare]
  quantities: [{name: replicas, title: replicas}]
entries:
  - {id: a, languages: [compose], setting: "services.{s}.image", kind: service, access: declare,
     name: {otherwise: "{s}"}, quantities: {replicas: "count(services.{s}.zones.{i})"}}
)yaml"}});
  const Sources sources(R"(
=== compose.yaml
services:
  web: {image: w, zones: [a, b, c]}
  api: {image: x}
)");
  const World world({&sources.layer()});
  const EffectBasis basis(world.layers().front(), catalog);
  EffectContext context(world, basis);
  const std::vector<Effect> effects = EffectsOf(context, sources.files().front());
  REQUIRE(effects.size() == 2);
  CHECK(Line(effects[0]) == "2 declare service web, replicas 3");
  CHECK(Line(effects[1]) == "3 declare service api");
}

TEST_CASE("Kubernetes: several objects of one file, each with its own name") {
  CHECK(Effects(R"(
=== k8s/all.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  replicas: 6
  strategy: {rollingUpdate: {maxUnavailable: 25%}}
  template:
    spec:
      terminationGracePeriodSeconds: 60
      containers:
        - name: app
          image: shop/checkout
          env:
            - {name: TOPIC, value: orders}
            - name: BROKER
              valueFrom: {configMapKeyRef: {name: shop, key: broker}}
            - name: PASSWORD
              valueFrom: {secretKeyRef: {name: db, key: password}}
          resources: {limits: {cpu: 500m, memory: 1Gi}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: any}
spec: {scaleTargetRef: {kind: Deployment, name: checkout}, maxReplicas: 10}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: budget}
spec: {minAvailable: 2, selector: {matchLabels: {app.kubernetes.io/name: checkout}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec: {schedule: "0 * * * *"}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: kv}
spec: {template: {spec: {containers: [{name: kv, image: "redis:7"}]}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: any}
spec: {http: [{timeout: 2s, retries: {attempts: 3, perTryTimeout: 500ms}, route: [{destination: {host: checkout}}]}]}
)") == R"(
2 declare service checkout
5 declare service checkout, replicas 6
6 declare service checkout, unavailable 1.5
9 declare service checkout, grace 60
12 declare container checkout.app = shop/checkout of checkout
14 declare environment variable TOPIC = orders of checkout
15 declare environment variable BROKER of checkout
16 read configuration key broker of checkout
16 declare environment variable BROKER = ${broker} of checkout
17 declare environment variable PASSWORD of checkout
18 read secret db.password of checkout
19 declare container checkout.app of checkout, cpu_limit 0.5
19 declare container checkout.app of checkout, memory_limit 1.07374e+09
24 declare service checkout, replicas_min 1!, replicas_max 10
29 declare service checkout, available 2
32 declare service report
34 declare schedule report = 0 * * * * of report, interval 3600
37 declare service kv
39 declare container kv.kv = redis:7 of kv
39 declare store kv = redis of kv
44 call service checkout, retries 3, try_timeout 0.5
44 call service checkout, timeout 2
)");
}

TEST_CASE("Envoy: how long it keeps connections, waits for an answer and tries again") {
  CHECK(Effects(R"(
=== proxy/envoy.yaml
static_resources:
  listeners:
    - name: front
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                route_config:
                  virtual_hosts:
                    - name: all
                      routes:
                        - match: {prefix: /}
                          route: {cluster: cart, timeout: 2s, retry_policy: {num_retries: 3, per_try_timeout: 0.5s}}
  clusters:
    - name: cart
      connect_timeout: 0.25s
      common_http_protocol_options: {idle_timeout: 30s}
    - name: mail
      common_http_protocol_options: {idle_timeout: 60s}
      load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: post}}}}]}]}
)") == R"(
13 call service cart, timeout 2, retries 3, try_timeout 0.5
16 call service cart, connect_timeout 0.25
17 call service cart, upstream_idle 30
19 call service post, upstream_idle 60
)");
}

TEST_CASE("a chart's templates take their values from it, and their names as far as they go") {
  CHECK(Effects(R"(
=== charts/shop/templates/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
spec:
  replicas: {{ .Values.replicaCount }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: "{{ .Release.Name }}-worker"
spec:
  replicas: {{ .Values.unknown }}
=== charts/shop/values.yaml
replicaCount: 4
=== charts/shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
)") == R"(
2 declare service shop (likely)
6 declare service shop (likely), replicas 4, by {{.Values.replicaCount}}, set in charts/shop/values.yaml:1
9 declare service worker (likely)
13 declare service worker (likely)
)");
  CHECK(Effects(R"(
=== charts/shop/values.yaml
replicaCount: 4
worker:
  autoscaling: {minReplicas: 2, maxReplicas: 8}
  envOverrides: [{name: TOPIC, value: orders}]
=== charts/shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
)") == R"(
1 declare service shop, replicas 4
3 declare service worker, replicas_min 2, replicas_max 8
4 declare environment variable TOPIC = orders of worker
)");
}

TEST_CASE("Terraform: resources by their names, numbers through variables") {
  CHECK(Effects(R"(
=== infra/main.tf
resource "aws_sqs_queue" "orders" {
  name                       = "orders-queue"
  visibility_timeout_seconds = var.visibility
}
resource "aws_elasticache_replication_group" "cache" {
  num_cache_clusters = local.nodes
  node_type          = "cache.t3.small"
}
resource "aws_db_instance" "big" {
  engine         = "postgres"
  instance_class = "db.r6g.2xlarge"
}
resource "aws_db_instance" "bare" {
  instance_class = "db.r6g.metal"
}
resource "google_sql_database_instance" "four" {
  settings { tier = "db-n1-standard-4" }
}
resource "aws_db_parameter_group" "main" {
  parameter {
    name  = "max_connections"
    value = "200"
  }
}
=== infra/variables.tf
variable "visibility" { default = 90 }
locals { nodes = 3 }
)") == R"(
1 declare queue orders-queue, visibility 90, retention 345600!, delay 0!, by ${var.visibility}, set in infra/variables.tf:1
5 declare store cache = redis, instance 0.5, replicas 3, by ${local.nodes}, set in infra/variables.tf:2
9 declare store big = postgres, instance 8
13 declare store bare
16 declare store four, instance 4
21 declare store main, connections 200
)");
}

TEST_CASE("alerts, catalogues of services, contracts and flags") {
  CHECK(Effects(R"(
=== alerts.yml
groups:
  - name: shop
    rules:
      - alert: Slow
        expr: rate(http_seconds_sum[5m]) > 1
        for: 10m
)") == R"(
4 declare alert Slow = rate(http_seconds_sum[5m]) > 1, delay 600
5 read metric http_seconds_sum
)");
  CHECK(Effects(R"(
=== catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: checkout}
spec:
  type: service
  owner: group:default/payments
  dependsOn: ["component:default/cart", "resource:orders-db"]
  providesApis: [checkout-api]
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: helpers}
spec: {type: library, owner: core}
)") == R"(
2 declare service checkout
6 own owner payments of checkout
7 depend service cart of checkout
7 depend store orders-db of checkout
8 serve api checkout-api of checkout
13 own owner core of helpers
)");
  CHECK(Effects(R"(
=== openapi.yaml
openapi: 3.0.0
paths:
  /v1.0/orders/{id}:
    get: {operationId: getOrder, parameters: [{name: id, in: path}]}
)") == R"(
4 serve endpoint GET /v1.0/orders/{} = getOrder
4 declare message field GET /v1.0/orders/{id}?id = path
)");
  CHECK(Effects(R"(
=== pb/shop.proto
package shop.v1;
service Cart { rpc Add(Item) returns (Empty); }
message Item { string id = 1; }
)") == R"(
2 declare rpc shop.v1.Cart/Add = Item -> Empty
3 declare message field shop.v1.Item.id = string = 1
)");
  CHECK(Effects(R"(
=== schema.graphql
type Query { orders(first: Int): [Order!]! }
)") == R"(
1 declare graphql field Query.orders = [Order!]!
1 declare graphql field Query.orders(first) = Int
)");
  CHECK(Effects(R"(
=== src/flagd/demo.flagd.json
{"flags": {"slow": {"state": "ENABLED", "defaultVariant": "off", "variants": {"off": 0}}}}
)") == R"(
1 declare feature flag slow = off
)");
}

TEST_CASE("a pool belongs to its application") {
  CHECK(Effects(R"(
=== shop/src/main/resources/application.yml
spring:
  datasource: {hikari: {maximum-pool-size: "${POOL:20}", connection-timeout: 500}}
)") == R"(
2 declare configuration key spring.datasource.hikari.connection-timeout = 500
2 declare configuration key spring.datasource.hikari.maximum-pool-size = 20, by the default of ${POOL}
2 declare pool shop.datasource, connect_timeout 0.5
2 declare pool shop.datasource, pool 20, by the default of ${POOL}
)");
}

TEST_CASE("a store that is built here goes by its folder") {
  CHECK(Effects(R"(
=== src/kafka/Dockerfile
FROM apache/kafka:4.3.1
ENV KAFKA_PROCESS_ROLES=broker
)") == R"(
1 declare store kafka = kafka of kafka
2 declare environment variable KAFKA_PROCESS_ROLES = broker of kafka
)");
}

TEST_CASE("limits that a command gives are those of what it starts") {
  CHECK(Effects(R"(
=== compose.yaml
services:
  db: {command: postgres -c max_connections=300}
  worker: {command: [celery, "--concurrency=8"]}
)") == R"(
2 declare service db
2 declare store db of db, connections 300
3 declare service worker of worker, processes 8
3 declare service worker
)");
}

TEST_CASE("what no entry knows, and what is no configuration, has no effects") {
  CHECK(Effects("\n=== mkdocs.yml\nsite_name: a\n") == "\n");
  CHECK(Effects("\n=== go.mod\nmodule a\n") == "\n");
  CHECK(Effects("\n=== k8s/a.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n") == "\n");
}

std::string Parts(std::string_view pattern, std::string_view key) {
  KeyParts parts;
  if (!KeyPattern(pattern).Fits(key, &parts)) return parts.empty() ? "no" : "no, but parts";
  std::string text = "yes";
  for (const auto& [name, part] : parts) text += " " + name + "=" + part;
  return text;
}

TEST_CASE("patterns of keys") {
  CHECK(Parts("services.{s}.image", "services.web.image") == "yes s=web");
  CHECK(Parts("services.{s}.image", "services.web.images") == "no");
  CHECK(Parts("services.{s}.image", "services.a.b.image") == "no");
  CHECK(Parts("a.{x**}.b", "a.b") == "yes x=");
  CHECK(Parts("a.{x**}.b", "a.b.c.b") == "yes x=b.c");
  CHECK(Parts("{x**}.b.{y}", "1.b.2.b.3") == "yes x=1.b.2 y=3");
  CHECK(Parts("{x}.{x}", "a.a") == "yes x=a");
  CHECK(Parts("{x}.{x}", "a.b") == "no");
  CHECK(Parts("*.b", "a.b") == "yes");
  CHECK(FilledIn("{s:upper}-${s}-{t}-{", {{"s", "a.b"}}) == "A.B-$a.b-{t}-{");
  CHECK(FilledIn("{s:snake}/{s:colons}", {{"s", "Shop.Cart"}}) == "shop_cart/Shop:Cart");
  CHECK(FitsWildcard("*redis:*", "a/redis:7"));
  CHECK_FALSE(FitsWildcard("redis:*", "a/redis:7"));
  CHECK(FitsWildcard("", ""));
}

TEST_CASE("hostile keys and values end") {
  std::string key = "a", pattern;
  for (int i = 0; i < 200; ++i) key += ".a";
  for (int i = 0; i < 20; ++i) pattern += "{x" + std::to_string(i) + "**}.";
  CHECK(Parts(pattern + "b", key) == "no");
  const Sources sources("\n=== .env\nA=${B}${B}${B}\nB=${A}${A}${A}\nC=${C}\nD=${E\n");
  const World world({&sources.layer()});
  const SourceFile& file = sources.files().front();
  CHECK(ValueOf(world, file, "${A}").is_partial);
  CHECK(ValueOf(world, file, "${C}").is_partial);
  CHECK(ValueOf(world, file, "${D} {{ ${ $").text == "${E {{ ${ $");
  CHECK(ValueOf(world, file, std::string(50'000, '$')).text.size() <= 50'000);
  CHECK(ValueOf(world, file, "$$A costs $5").text == "$$A costs $5");
  CHECK_FALSE(AmountIn(Builtin(), "ttl", "", "s"));
  CHECK_FALSE(AmountIn(Builtin(), "ttl", "soon", "s"));
  CHECK(AmountIn(Builtin(), "ttl", "1h30m", "s") == 5400);
  CHECK(AmountIn(Builtin(), "memory", "512m", "B") == 512e6);
}

}  // namespace
}  // namespace interlock::tests
