// Configuration and descriptions of services in notations of their own.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/parsers/manifest_reading_internal.h"

namespace interlock {
namespace {

std::vector<std::string> Settings(std::string_view path, std::string_view bytes) {
  return Words(ReadFacts(path, bytes).settings);
}

bool IsRead(std::string_view path) {
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (format->reads(path)) return true;
  }
  return false;
}

TEST_CASE("environment files") {
  CHECK(Settings("src/.env.production", R"(# comment
TOPIC=orders
export POOL = 20 # why
URL="http://a#b"  # quoted
EMPTY=
COLOR='#fff'
not an assignment
MULTI="first
second=2"
)") == Expected{"2 TOPIC=orders", "3 POOL=20", "4 URL=http://a#b", "5 EMPTY=", "6 COLOR=#fff",
                "8 MULTI=first", "9 second=2\""});
  CHECK(IsRead("kafka.env"));
  CHECK_FALSE(IsRead("src/.env.d.ts"));
  CHECK_FALSE(IsRead("environment.txt"));
}

TEST_CASE("properties files of applications") {
  CHECK(Settings("src/main/resources/application-prod.properties", R"(! comment
spring.datasource.hikari.maximum-pool-size = 30
a\=b:c\:d
long=first,\
   second
empty
blank value here
)") == Expected{"2 spring.datasource.hikari.maximum-pool-size=30", "3 a=b=c:d",
                "4 long=first,second", "6 empty=", "7 blank=value here"});
  CHECK_FALSE(IsRead("messages_de.properties"));
  CHECK_FALSE(IsRead("gradle/wrapper/gradle-wrapper.properties"));
}

TEST_CASE("nginx: upstreams and what locations pass on, with what a proxy is told around them") {
  CHECK(Settings("proxy/nginx.conf", R"(proxy_read_timeout 30s;  # for all
http {
  upstream shop { server "web:8000" max_fails=3; keepalive_timeout 60s; }
  log_format main '$remote_addr "{;}"';
  server {
    location / { proxy_pass http://shop; }
    location /api/ {
      proxy_read_timeout 5s;
      proxy_pass http://api:9000/v1/;
    }
    location /x { proxy_pass http://$upstream; }
    location = /health { return 200 "ok"; }
  }
}
)") == Expected{"3 upstream.name=shop", "3 upstream.host=web", "3 upstream.servers=1",
                "3 upstream.keepalive_timeout=60s", "1 upstream.proxy_read_timeout=30s",
                "6 location.path=/ !1", "6 location.host=web !1",
                "6 location.proxy_pass=http://shop !1", "1 location.proxy_read_timeout=30s !1",
                "7 location.path=/api/ !2", "9 location.host=api !2",
                "9 location.proxy_pass=http://api:9000/v1/ !2",
                "8 location.proxy_read_timeout=5s !2"});
  const auto problem = [](std::string_view bytes) {
    FileFacts facts;
    std::string why;
    const ManifestFormat* format = ManifestFor("nginx/conf.d/a.conf");
    REQUIRE(format != nullptr);
    CHECK_FALSE(format->extract(bytes, facts, why));
    return why + ", " + std::to_string(facts.settings.size());
  };
  CHECK(problem("server { location / { proxy_pass http://a; }") ==
        "line 1: a block that does not end, 3");
  CHECK(problem(std::string(1000, '{') + "proxy_pass http://a;") ==
        "line 1: blocks are nested too deep, 0");
  CHECK(problem("} \"") == "line 1: a bracket that nothing opened, 0");
  CHECK_FALSE(IsRead("etc/redis.conf"));
}

TEST_CASE("nginx: servers that are down or stand by are none") {
  CHECK(Settings("proxy/nginx.conf", R"(upstream shop {
  server a:8000; server b:8000 weight=2; server c:8000 down; server d:8000 backup;
}
upstream none { server a:8000 down; }
)") == Expected{"1 upstream.name=shop", "2 upstream.host=a", "1 upstream.servers=2",
                "4 upstream.name=none !1", "4 upstream.host=a !1"});
}

TEST_CASE("HAProxy: backends, with what the defaults before them say") {
  CHECK(Settings("proxy/haproxy.cfg", R"(defaults
  timeout server 30s   # for all
  retries 3
frontend all
  default_backend shop
backend shop
  timeout server 5s
  retry-on all-retryable-errors
  default-server maxconn 50
  server a web:8000 check
  server b 10.0.0.2:8000 weight 10
  server c 10.0.0.3:8000 weight 0
  server d 10.0.0.4:8000 disabled
listen metrics
  server m ipv4@metrics:9000 backup
backend socket
  server s /run/web.sock
defaults
backend plain
  retries 5
  server p plain:80
)") == Expected{"6 backend.name=shop", "10 backend.host=web", "6 backend.servers=2",
                "7 backend.timeout_server=5s", "9 backend.maxconn=50",
                "3 backend.request_retries=3", "14 backend.name=metrics !1",
                "15 backend.host=metrics !1", "2 backend.timeout_server=30s !1",
                "19 backend.name=plain !2", "21 backend.host=plain !2", "19 backend.servers=1 !2"});
  CHECK(Settings("proxy/haproxy.cfg", "server a b\nbackend\nserver\ntimeout server\n").empty());
  CHECK_FALSE(IsRead("etc/app.cfg"));
}

TEST_CASE("patches of Kustomize are documents of their own") {
  CHECK(Settings("deploy/kustomization.yaml", R"(resources: [base]
patches:
  - target: {kind: Deployment, name: web}
    patch: |-
      - op: replace
        path: /spec/a~1b
        value: {c: 6}
      - op: remove
        path: /spec/replicas
  - path: other.yaml
)") == Expected{"1 resources.0=base", "3 patches.0.target.kind=Deployment",
                "3 patches.0.target.name=web",
                "4 patches.0.patch=- op: replace\n  path: /spec/a~1b\n  value: {c: 6}\n- op: "
                "remove\n  path: /spec/replicas",
                "10 patches.1.path=other.yaml", "7 spec.a/b.c=6 !1", "4 kind=Deployment !1",
                "4 metadata.name=web !1"});
  CHECK(Settings("deploy/kustomization.yaml", R"(patches:
  - patch: |
      kind: Deployment
      spec:
        env:
          - name: OLD
            $patch: delete
          - name: NEW
      ---
      kind: Service
      $patch: delete
)")
            .size() == 3);
  CHECK(Settings("deploy/old.yaml", "apiVersion: v1\nkind: Service\n$patch: delete\n").empty());
  CHECK(Settings("deploy/scale.yaml", "# why\n- op: add\n  path: /spec/replicas\n  value: 3\n") ==
        Expected{"4 spec.replicas=3"});
  CHECK(Settings("deploy/list.yaml", "- op: add\n  name: a\n").empty());
  CHECK(Settings("deploy/list.yaml", "- path: /spec\n- b\n").empty());
}

TEST_CASE("CODEOWNERS") {
  CHECK(Settings(".github/CODEOWNERS", R"(# all
* @org/all   # comment
/docs/a\ b/ @me a@b.example
/free
[Section] @x
)") == Expected{"2 *=@org/all", "3 /docs/a b/=@me a@b.example", "4 /free="});
  CHECK_FALSE(IsRead("src/CODEOWNERS"));
}

TEST_CASE("Dockerfiles") {
  CHECK(Settings("src/ad/Dockerfile", R"(# syntax=docker/dockerfile:1
ARG VERSION=1
FROM --platform=$BUILDPLATFORM golang:1.22 AS build
COPY ./src/ad/ ./src/shared /app/
COPY --from=build /app /app
FROM scratch
ENV TOPIC=orders POOL="20 a" \
    # a comment inside
    MODE=fast
ENV OLD the rest
EXPOSE 8080
ENTRYPOINT ["/app"])") == Expected{"2 arg.VERSION=1", "3 from=golang:1.22", "4 copy=./src/ad/",
                                   "4 copy=./src/shared", "6 from=scratch", "7 env.TOPIC=orders",
                                   "7 env.POOL=20 a", "7 env.MODE=fast", "10 env.OLD=the rest",
                                   "11 expose=8080", "12 entrypoint=[\"/app\"]"});
  CHECK(IsRead("src/ad/Dockerfile.dev"));
  CHECK_FALSE(IsRead("docs/Dockerfiles.md"));
}

TEST_CASE("what programs are told stands beside their commands") {
  CHECK(Settings("compose.yaml", R"(services:
  db:
    command: postgres -c max_connections=300 -c 'work_mem=64MB' -x y
  web:
    command: ["gunicorn", "--workers=4", "--timeout", "30", "--reload", "--", "app"]
    image: web
)") == Expected{"3 services.db.command=postgres -c max_connections=300 -c 'work_mem=64MB' -x y",
                "3 services.db.arguments=postgres -c max_connections=300 -c 'work_mem=64MB' -x y",
                "3 services.db.arguments.max_connections=300",
                "3 services.db.arguments.work_mem=64MB", "5 services.web.command.0=gunicorn",
                "5 services.web.command.1=--workers=4", "5 services.web.command.2=--timeout",
                "5 services.web.command.3=30", "5 services.web.command.4=--reload",
                "5 services.web.command.5=--", "5 services.web.command.6=app",
                "5 services.web.arguments=gunicorn --workers=4 --timeout 30 --reload -- app",
                "5 services.web.arguments.workers=4", "5 services.web.arguments.timeout=30",
                "5 services.web.arguments.reload=", "6 services.web.image=web"});
  CHECK(Settings("compose.yaml", "services:\n  a:\n    command: celery worker -Q slow,fast\n") ==
        Expected{"3 services.a.command=celery worker -Q slow,fast",
                 "3 services.a.arguments=celery worker -Q slow,fast",
                 "3 services.a.arguments.Q=slow,fast", "3 services.a.arguments.Q.0=slow",
                 "3 services.a.arguments.Q.1=fast"});
  CHECK(Settings("Dockerfile", "CMD [\"celery\", \"--concurrency=8\"]\n") ==
        Expected{"1 cmd=[\"celery\", \"--concurrency=8\"]", "1 arguments.concurrency=8"});
}

TEST_CASE("what Rails and Sidekiq ask the environment for") {
  CHECK(Settings("config/database.yml", R"(default: &default
  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>
<% if
  ENV["LOCAL"] -%>
  url: <%= ENV['DATABASE_URL'] %>
<% end %>
production:
  <<: *default
  host: <%= Shop.host %>
  port: "<%= ENV.fetch("DB_PORT", "5432") %>"
)") == Expected{"2 default.pool=${RAILS_MAX_THREADS:-5}", "5 default.url=${DATABASE_URL}",
                "9 production.host=${?}", "10 production.port=${DB_PORT:-5432}",
                "2 production.pool=${RAILS_MAX_THREADS:-5}", "5 production.url=${DATABASE_URL}"});
  CHECK(Settings("apps/shop/config/sidekiq.yml", ":concurrency: <%= ENV['THREADS'] || 10 %>\n") ==
        Expected{"1 concurrency=${THREADS:-10}"});
  CHECK(Settings("config/cable.yml", "production:\n  adapter: redis\n").empty());
}

TEST_CASE("flag files and settings of .NET, known by name and content") {
  CHECK(Settings("src/flagd/demo.flagd.json", R"({"flags": {
  "slow": {"state": "ENABLED", "defaultVariant": "off", "variants": {"on": 1, "off": 0}}
}})") == Expected{"2 flags.slow.state=ENABLED", "2 flags.slow.defaultVariant=off",
                  "2 flags.slow.variants.on=1", "2 flags.slow.variants.off=0"});
  const FileFacts facts = ReadFacts("appsettings.Production.json",
                                    R"({"AllowedHosts": "*", "Kafka": {"Topic": "orders"}})");
  CHECK(facts.language == "appsettings");
  CHECK(Words(facts.settings) == Expected{"1 AllowedHosts=*", "1 Kafka.Topic=orders"});
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (format->reads("country-flags.json")) CHECK_FALSE(format->recognises("{\"de\": \"x\"}"));
  }
  CHECK_FALSE(IsRead("data/people.json"));
}

TEST_CASE("Terraform: blocks, lists, objects and expressions") {
  CHECK(Settings("infra/main.tf", R"(# comment
variable "pool" { default = 20 }
resource "aws_db_instance" "main" {
  instance_class = "db.t3.large" // why
  storage = var.disk * 2
  tags = { Name = "x", (local.k) = "y" }
  groups = [aws_sg.a.id, "sg-1"]
  data = <<-EOT
    hello { world
  EOT
  name = "orders-${var.env}"
  policy = jsonencode({
    a = 1
  })
  list = [for x in var.y : x.id]
  /* parameter { } */
  parameter {
    name = "max_connections"
  }
  parameter { name = "other" }
}
locals { a = 1 }
)") == Expected{"2 variable.pool=", "2 variable.pool.default=20",
                "3 resource.aws_db_instance.main=",
                "4 resource.aws_db_instance.main.instance_class=db.t3.large",
                "5 resource.aws_db_instance.main.storage=var.disk * 2",
                "6 resource.aws_db_instance.main.tags.Name=x",
                "6 resource.aws_db_instance.main.tags.?=y",
                "7 resource.aws_db_instance.main.groups.0=aws_sg.a.id",
                "7 resource.aws_db_instance.main.groups.1=sg-1",
                "8 resource.aws_db_instance.main.data=    hello { world\n",
                "11 resource.aws_db_instance.main.name=orders-${var.env}",
                "13 resource.aws_db_instance.main.policy.a=1",
                "15 resource.aws_db_instance.main.list=[for x in var.y : x.id]",
                "18 resource.aws_db_instance.main.parameter.0.name=max_connections",
                "20 resource.aws_db_instance.main.parameter.1.name=other", "22 locals.a=1"});
  CHECK(Settings("prod.tfvars", "pool = 3\nzones = [\n  \"a\",\n  \"b\",\n]\n") ==
        Expected{"1 pool=3", "3 zones.0=a", "4 zones.1=b"});
}

TEST_CASE("Terraform that breaks off says where") {
  FileFacts facts;
  std::string problem;
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (format->reads("a.tf")) CHECK_FALSE(format->extract("a = 1\nb {\n c = 2\n", facts, problem));
  }
  CHECK(problem == "line 4: a block that does not end");
  CHECK(Words(facts.settings) == Expected{"1 a=1", "3 b.c=2"});
}

TEST_CASE("protocol buffers: services, nested messages, maps, oneofs, enums") {
  const FileFacts facts = ReadFacts("pb/shop.proto", R"(syntax = "proto3";
package shop.v1;
import "a.proto";
option go_package = "x";
service Cart {
  option (x) = { a: 1 };
  rpc AddItem(AddRequest) returns (stream Empty) { option (http) = { post: "/a" }; }
  rpc Get(.shop.v1.Id) returns (Empty);
}
message AddRequest {
  reserved 3, 5 to 7;
  string user_id = 1 [deprecated = true];
  repeated Line lines = 2;
  map<string, Line> by_id = 4;
  message Line { optional int32 n = 1; }
  oneof kind { string a = 8; Line b = 9; }
  enum State { option allow_alias = true; UNKNOWN = 0; LOST = -1; }
  extensions 100 to 199;
}
)");
  CHECK(facts.package == "shop.v1");
  CHECK(Words(facts.settings) ==
        Expected{
            "4 option.go_package=x", "5 service.shop.v1.Cart=",
            "7 service.shop.v1.Cart.rpc.AddItem=AddRequest -> stream Empty",
            "8 service.shop.v1.Cart.rpc.Get=.shop.v1.Id -> Empty", "10 message.shop.v1.AddRequest=",
            "12 message.shop.v1.AddRequest.field.user_id=string = 1",
            "13 message.shop.v1.AddRequest.field.lines=repeated Line = 2",
            "14 message.shop.v1.AddRequest.field.by_id=map<string,Line> = 4",
            "15 message.shop.v1.AddRequest.Line=",
            "15 message.shop.v1.AddRequest.Line.field.n=optional int32 = 1",
            "16 message.shop.v1.AddRequest.field.a=string = 8",
            "16 message.shop.v1.AddRequest.field.b=Line = 9",
            "17 enum.shop.v1.AddRequest.State=", "17 enum.shop.v1.AddRequest.State.value.UNKNOWN=0",
            "17 enum.shop.v1.AddRequest.State.value.LOST=-1"});
}

TEST_CASE("GraphQL schemas; queries have no settings") {
  CHECK(Settings("schema.graphql", R"("""doc { """
type Query implements A & B @key(fields: "id") {
  "one" orders(first: Int = 10, after: [String!]): [Order!]! @deprecated(reason: "x")
  me: User
}
extend type Mutation { pay(input: PayInput!): Boolean! }
enum Color { RED GREEN @x(a: 1) }
union U = A | B
scalar Date
directive @x(a: Int) on ENUM_VALUE
input PayInput { id: ID!, n: Int = -1, m: In = {a: 1} }
query Q($a: Int) { orders(first: $a) { id } }
)") == Expected{
           "3 type.Query.field.orders=[Order!]!", "3 type.Query.field.orders.arg.first=Int = …",
           "3 type.Query.field.orders.arg.after=[String!]", "4 type.Query.field.me=User",
           "6 type.Mutation.field.pay=Boolean!", "6 type.Mutation.field.pay.arg.input=PayInput!",
           "7 enum.Color.value.RED=", "7 enum.Color.value.GREEN=", "11 input.PayInput.field.id=ID!",
           "11 input.PayInput.field.n=Int", "11 input.PayInput.field.m=In"});
}

TEST_CASE("Prisma schemas") {
  CHECK(Settings("prisma/schema.prisma", R"(datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model User {
  id    Int     @id @default(autoincrement())
  email String? @unique @db.VarChar(20) @map("e_mail") // why
  org   Org?    @relation(name: "owner", fields: [orgId], references: [id])
  @@index([email], map: "by_mail")
  @@map("users")
}
enum Role {
  ADMIN
  USER @map("user")
}
)") == Expected{"2 datasource.db.provider=postgresql", "3 datasource.db.url=env(\"DATABASE_URL\")",
                "5 model.User=users", "6 model.User.field.id=Int",
                "6 model.User.field.id.default=autoincrement()", "7 model.User.field.email=String?",
                "7 model.User.field.email.map=e_mail", "8 model.User.field.org=Org?",
                "8 model.User.field.org.relation=owner",
                "13 enum.Role.value.ADMIN=", "14 enum.Role.value.USER="});
}

// Pieces of all these notations, put together without sense.
std::string Nonsense(std::uint64_t seed, std::size_t pieces) {
  constexpr const char* kPieces[] = {
      "{",      "}",        "[",        "]",       "(",       ")",      "\n",   "\n  ",    ": ",
      "- ",     "=",        "\"",       "'",       "\\",      "<<EOT",  "EOT",  "/*",      "*/",
      "//",     "#",        "\"\"\"",   "{{",      "}}",      "&a ",    "*a",   "<<: ",    "---\n",
      "|\n",    "message ", "service ", "rpc ",    "enum ",   "oneof ", "map<", "type ",   "model ",
      "@map",   "@@",       "resource", "name ",   "= 1;",    "FROM ",  "ENV ", "a",       "0",
      "\xff",   "é",        "\t",       "groups:", "rules: ", "paths",  "get",  "$ref",    "name",
      "extend", "input ",   "query ",   "%",       ",",       "!",      "?",    "package "};
  std::string text;
  for (std::size_t i = 0; i < pieces; ++i) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    text += kPieces[(seed >> 33) % std::size(kPieces)];
  }
  return text;
}

TEST_CASE("no input makes a manifest reader crash, hang or throw") {
  std::vector<std::string> inputs;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) inputs.push_back(Nonsense(seed, 5 * seed));
  for (const char* piece :
       {"{", "[", "(", "a {", "a = [", "message A {", "oneof a {", "type A {", "{{", "{{}}",
        "{{if a}}a: {{end}}", "\"", "<<EOT\n", "- ", "a: {b: ", "model A {", "ENV \\\n"}) {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += piece;
    inputs.push_back(std::move(deep));
  }
  const std::string first = "openapi: 3\nservices:\napiVersion: v1\nkind: A\n";
  for (const ManifestFormat* format : AllManifestFormats()) {
    for (const std::string& input : inputs) {
      FileFacts facts;
      std::string problem;
      CHECK_NOTHROW(format->extract(input, facts, problem));
      CHECK_NOTHROW(format->extract(first + input, facts, problem));
    }
  }
}

TEST_CASE("Avro's schemas: fields by their record, with the line of each name") {
  CHECK(Settings("events/order.avsc", R"({
  "type": "record", "namespace": "shop", "name": "Order",
  "fields": [
    {"name": "id", "type": "string"},
    {"name": "total", "type": ["null", "long"], "default": null},
    {"name": "item",
     "type": {"type": "record", "name": "Item", "fields": [
       {"name": "id", "type": "int"}
     ]}}
  ]
})") == Expected{"2 message.shop.Order=", "4 message.shop.Order.field.id=required string",
                 "5 message.shop.Order.field.total=null or long",
                 "7 message.shop.Item=", "8 message.shop.Item.field.id=required int",
                 "6 message.shop.Order.field.item=required shop.Item"});
}

TEST_CASE("a schema of Avro with very many fields is read in one pass") {
  std::string fields;
  for (int i = 0; i < 40'000; ++i) {
    fields +=
        (i > 0 ? ",\n" : "") + (R"({"name": "f)" + std::to_string(i)) + R"(", "type": "int"})";
  }
  const std::vector<std::string> words =
      Settings("wide.avsc", R"({"type": "record", "name": "R", "fields": [)" + fields + "]}");
  REQUIRE(words.size() > 10'000);  // up to the limit of settings
  CHECK(words[10'000] == "10000 message.R.field.f9999=required int");
}

}  // namespace
}  // namespace interlock
