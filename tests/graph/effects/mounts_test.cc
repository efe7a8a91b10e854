// Whole paths of routes: what is served, behind where its object is mounted. With the built-in
// catalogue, so that these are also its fixtures for frameworks that serve HTTP.
#include <doctest/doctest.h>

#include "tests/graph/effects/effects_text.h"

namespace interlock::tests {
namespace {

TEST_CASE("mounts: express routers, by import, by require, nested and twice") {
  CHECK(EffectsText("", R"(
=== server.js
const express = require("express");
const carts = require("./routes/carts");
const { items } = require("./routes/items");
const app = express();
app.use(log);
app.use("/api/carts", auth, carts);
app.use("/v1", items);
app.use("/v2", items);
app.get("/health", ok);
app.route("/both").get(a).post(b);
=== routes/carts.js
const express = require("express");
const router = express.Router();
const lines = express.Router();
router.get("/:id", show);
router.use("/:id/lines", lines);
lines.post("/", add);
module.exports = router;
=== routes/items.js
const { Router } = require("express");
const items = Router();
const alone = Router();
items.get("/items", list);
alone.get("/alone", list);
module.exports = { items, alone };
)") == R"(server.js:9 serve endpoint GET /health
server.js:10 serve endpoint GET /both
server.js:10 serve endpoint POST /both
routes/carts.js:4 serve endpoint GET /api/carts/{}
routes/carts.js:6 serve endpoint POST /api/carts/{}/lines
routes/items.js:4 serve endpoint GET /v1/items
routes/items.js:4 serve endpoint GET /v2/items
routes/items.js:5 serve endpoint GET /alone
)");
}

TEST_CASE("mounts: python blueprints and routers") {
  CHECK(EffectsText("", R"(
=== app/carts.py
from flask import Blueprint
bp = Blueprint("carts", __name__, url_prefix="/carts")
other = Blueprint("other", __name__, url_prefix="/other")
@bp.route("/<int:id>", methods=["GET", "PUT"])
def show(id): ...
@other.post("/x")
def x(): ...
=== app/main.py
from flask import Flask
from app.carts import bp, other
def create():
    app = Flask(__name__)
    app.register_blueprint(bp)
    app.register_blueprint(other, url_prefix="/instead")
    return app
=== api/orders.py
from fastapi import APIRouter
router = APIRouter(prefix="/orders")
@router.get("/{id}")
def show(id): ...
@router.post("")
def add(): ...
=== api/main.py
from fastapi import FastAPI, APIRouter
from api import orders
app = FastAPI()
v1 = APIRouter(prefix="/v1")
v1.include_router(orders.router)
app.include_router(v1, prefix="/api")
)") == R"(app/carts.py:4 serve endpoint GET /carts/{}
app/carts.py:4 serve endpoint PUT /carts/{}
app/carts.py:6 serve endpoint POST /instead/x
api/orders.py:3 serve endpoint GET /api/v1/orders/{}
api/orders.py:5 serve endpoint POST /api/v1/orders
)");
}

TEST_CASE("mounts: urls of django that are included") {
  CHECK(EffectsText("", R"(
=== shop/settings.py
ROOT_URLCONF = "shop.urls"
=== shop/urls.py
from django.urls import include, path
from carts import urls as cart_urls
urlpatterns = [
    path("health/", health),
    path("orders/", include("orders.urls")),
    path("carts/", include(cart_urls)),
    path("admin/", include([path("users/", users)])),
]
=== orders/urls.py
from django.urls import path
urlpatterns = [path("<int:pk>/", show)]
=== carts/urls.py
from django.urls import path
urlpatterns = [path("", show)]
=== alone/urls.py
from django.urls import path
urlpatterns = [path("x/", show)]
)") == R"(shop/urls.py:4 serve endpoint /health
shop/urls.py:7 serve endpoint /admin/users
orders/urls.py:2 serve endpoint /orders/{}
carts/urls.py:2 serve endpoint /carts
alone/urls.py:2 serve endpoint alone.urls./x
)");
}

TEST_CASE("mounts: groups in go, and functions that are given one") {
  CHECK(EffectsText("", R"(
=== go.mod
module shop
=== main.go
package main
import (
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"shop/users"
)
func main() {
	g := gin.New()
	v1 := g.Group("/v1")
	adm := v1.Group("/adm", auth)
	adm.GET("/x", h)
	v1.Group("/y").POST("/z", h)
	users.Register(v1)
	r := chi.NewRouter()
	r.Route("/articles", func(sub chi.Router) {
		sub.Get("/{id}", get)
		sub.Route("/tags", func(tags chi.Router) { tags.Post("/", add) })
	})
	r.Mount("/admin", admin())
}
func admin() chi.Router {
	r := chi.NewRouter()
	r.Get("/users", list)
	return r
}
=== users/users.go
package users
import "github.com/gin-gonic/gin"
func Register(g *gin.RouterGroup) {
	g.GET("/users", list)
}
func Alone(g *gin.RouterGroup) {
	g.GET("/alone", list)
}
)") == R"(main.go:11 serve endpoint GET /v1/adm/x
main.go:12 serve endpoint POST /v1/y/z
main.go:16 serve endpoint GET /articles/{}
main.go:17 serve endpoint POST /articles/tags
main.go:23 serve endpoint GET /admin/users
users/users.go:4 serve endpoint GET /v1/users
users/users.go:7 serve endpoint GET /alone
)");
}

TEST_CASE("mounts: blocks of routes in ruby, kotlin and php") {
  CHECK(EffectsText("", R"(
=== config/routes.rb
Rails.application.routes.draw do
  namespace :admin do
    resources :orders, only: [:index, :show] do
      member do
        post :cancel
      end
      get "search", on: :collection
      collection do
        get :recent
      end
    end
  end
  scope "/api", module: "api" do
    get "/ping" => "health#ping"
    resource :profile, except: [:destroy, :create]
    resources :notes, :tags, only: :show do
      post :pin
    end
    resource :nothing, only: NONE
  end
end
=== lib/other.rb
get "/no", nothing
=== src/Routes.kt
import io.ktor.server.routing.*
fun Application.module() {
    routing {
        route("/orders") {
            get("/{id}") { call.respond("x") }
            post { call.respond("y") }
        }
        get("/health") { call.respondText("ok") }
    }
}
=== routes/web.php
<?php
use Illuminate\Support\Facades\Route;
Route::get('a', [A::class, 'index'])->name('a');
Route::prefix('admin')->middleware('auth')->group(function () {
    Route::middleware('x')->post('users', 'UserController@store');
    Route::group(['prefix' => 'deep'], static function () {
        Route::get('{id}', 'X@show');
    });
});
=== app/routes.php
<?php
use Slim\App;
return function (App $app) {
    $app->group('/carts', function (RouteCollectorProxy $group) use ($app) {
        $app->post('/x', 'x');
    });
};
=== src/Controller/C.php
<?php
use Symfony\Component\Routing\Attribute\Route;
#[Route('/carts')]
class C {
    #[Route('/{id}', name: 'x', methods: ['GET', 'PUT'])]
    public function x() {}
}
)") == R"(config/routes.rb:3 serve endpoint GET /admin/orders
config/routes.rb:3 serve endpoint GET /admin/orders/{}
config/routes.rb:5 serve endpoint POST /admin/orders/{}/cancel
config/routes.rb:7 serve endpoint GET /admin/orders/search
config/routes.rb:9 serve endpoint GET /admin/orders/recent
config/routes.rb:14 serve endpoint GET /api/ping
config/routes.rb:15 serve endpoint GET /api/profile
config/routes.rb:15 serve endpoint PATCH /api/profile
config/routes.rb:15 serve endpoint PUT /api/profile
config/routes.rb:16 serve endpoint GET /api/notes/{}
config/routes.rb:16 serve endpoint GET /api/tags/{}
config/routes.rb:17 serve endpoint POST /api/notes/{}/pin
config/routes.rb:17 serve endpoint POST /api/tags/{}/pin
src/Routes.kt:5 serve endpoint GET /orders/{}
src/Routes.kt:6 serve endpoint POST /orders
src/Routes.kt:8 serve endpoint GET /health
routes/web.php:3 serve endpoint GET /a
routes/web.php:5 serve endpoint POST /admin/users
routes/web.php:7 serve endpoint GET /admin/deep/{}
app/routes.php:5 serve endpoint POST /carts/x
src/Controller/C.php:5 serve endpoint GET /carts/{}
src/Controller/C.php:5 serve endpoint PUT /carts/{}
)");
}

TEST_CASE("mounts: routers of view sets, patterns, resources, and methods said behind a route") {
  CHECK(EffectsText("", R"(
=== shop/urls.py
from django.urls import include, path, re_path
from rest_framework.routers import DefaultRouter
from . import views
router = DefaultRouter()
router.register(r"orders", views.OrderViewSet)
other = registry()
other.register("no", views.X)
urlpatterns = [
    path("api/", include(router.urls)),
    re_path(r"^items/(?P<pk>[0-9]+)/$", views.item),
    re_path(r"^any/.*$", views.any),
    re_path(r"^v(1|2)?/x$", views.any),
]
=== main.go
package main

import "github.com/gorilla/mux"

func main() {
	r := mux.NewRouter()
	r.HandleFunc("/a", a).Methods("POST", "PUT")
	r.HandleFunc("/b", b)
	r.HandleFunc("/c", c).Methods("GET")
}
=== routes/api.php
<?php
use Illuminate\Support\Facades\Route;
Route::apiResource('orders', OrderController::class)->only(['index', 'show']);
Route::resource('lines', LineController::class)->except('destroy');
Route::prefix('v1')->group(function () {
    Route::apiResource('carts', CartController::class);
});
)") == R"(shop/urls.py:5 serve endpoint /api/orders
shop/urls.py:5 serve endpoint /api/orders/{}
shop/urls.py:10 serve endpoint shop.urls./items/{}
shop/urls.py:11 serve endpoint ? name-only
shop/urls.py:12 serve endpoint ? name-only
main.go:7 serve endpoint POST /a
main.go:7 serve endpoint PUT /a
main.go:8 serve endpoint /b
main.go:9 serve endpoint GET /c
routes/api.php:3 serve endpoint GET /api/orders
routes/api.php:3 serve endpoint GET /api/orders/{}
routes/api.php:4 serve endpoint GET /api/lines
routes/api.php:4 serve endpoint GET /api/lines/{}
routes/api.php:4 serve endpoint PATCH /api/lines/{}
routes/api.php:4 serve endpoint POST /api/lines
routes/api.php:4 serve endpoint PUT /api/lines/{}
routes/api.php:6 serve endpoint DELETE /api/v1/carts/{}
routes/api.php:6 serve endpoint GET /api/v1/carts
routes/api.php:6 serve endpoint GET /api/v1/carts/{}
routes/api.php:6 serve endpoint PATCH /api/v1/carts/{}
routes/api.php:6 serve endpoint POST /api/v1/carts
routes/api.php:6 serve endpoint PUT /api/v1/carts/{}
)");
}

TEST_CASE("mounts: rust services and routers") {
  CHECK(EffectsText("", R"(
=== src/main.rs
use actix_web::{get, post, web, App};
#[get("/orders/{id}")]
async fn order() {}
#[post("/free")]
async fn free() {}
async fn other() {}
fn main() {
    App::new()
        .wrap(log())
        .service(web::scope("/api").service(order))
        .service(free)
        .route("/health", web::get().to(other));
}
=== src/router.rs
use axum::{routing::{get, post}, Router};
fn app() -> Router {
    let api = Router::new().route("/users", get(list).post(create)).route("/users/:id", get(show));
    Router::new().nest("/api", api).route("/health", get(ok)).nest("/admin", admin())
}
fn admin() -> Router {
    Router::new().route("/keys", get(keys))
}
)") == R"(src/main.rs:2 serve endpoint GET /api/orders/{}
src/main.rs:4 serve endpoint POST /free
src/main.rs:12 serve endpoint GET /health
src/router.rs:3 serve endpoint GET /api/users
src/router.rs:3 serve endpoint GET /api/users/{}
src/router.rs:3 serve endpoint POST /api/users
src/router.rs:4 serve endpoint GET /health
src/router.rs:7 serve endpoint GET /admin/keys
)");
}

TEST_CASE("mounts: controllers, by decorators of the type and of its bases") {
  CHECK(EffectsText("", R"(
=== Api/Base.cs
using Microsoft.AspNetCore.Mvc;
namespace Shop.Api;
[ApiController]
[Route("api/[controller]")]
public class BaseController : ControllerBase { }
=== Api/Carts.cs
using Microsoft.AspNetCore.Mvc;
namespace Shop.Api;
public class CartsController : BaseController {
    [HttpGet("{id}")]
    public int Show(int id) { return 1; }
    [HttpPost]
    [Route("[action]")]
    public int Merge() { return 1; }
}
public class Plain {
    public int Helper() { return 1; }
}
=== Api/Program.cs
using Microsoft.AspNetCore.Builder;
var app = WebApplication.CreateBuilder(args).Build();
var orders = app.MapGroup("/orders");
orders.MapGet("/{id}", Show);
app.MapPost("/health", Show);
=== src/Carts.java
import org.springframework.web.bind.annotation.*;
@RequestMapping("/carts")
class Carts {
  @GetMapping
  int all() { return 1; }
  @RequestMapping(value = "/{id}", method = RequestMethod.PUT)
  int put() { return 1; }
}
=== src/Orders.java
import jakarta.ws.rs.*;
@Path("/orders")
class Orders {
  @GET @Path("{id}")
  int one() { return 1; }
  @POST
  int add() { return 1; }
}
=== src/cats.ts
import { Controller, Get, Post } from "@nestjs/common";
@Controller("cats")
export class Cats {
  @Get(":id")
  show() {}
  @Post()
  add() {}
}
)") == R"(Api/Carts.cs:4 serve endpoint GET /api/carts/{}
Api/Carts.cs:6 serve endpoint POST /api/carts/merge
Api/Program.cs:4 serve endpoint GET /orders/{}
Api/Program.cs:5 serve endpoint POST /health
src/Carts.java:4 serve endpoint GET /carts
src/Carts.java:6 serve endpoint PUT /carts/{}
src/Orders.java:4 serve endpoint GET /orders/{}
src/Orders.java:6 serve endpoint POST /orders
src/cats.ts:4 serve endpoint GET /cats/{}
src/cats.ts:6 serve endpoint POST /cats
)");
}

TEST_CASE("mounts: routes by where a file lies") {
  CHECK(EffectsText("", R"(
=== web/pages/api/carts/[id].ts
export default function handler(req, res) {
  switch (req.method) {
    case "GET": return res.json({});
    case "PUT": return res.json({});
  }
}
=== web/pages/carts.tsx
export default function Page() { return null; }
=== web/app/(shop)/orders/[id]/route.ts
export async function GET() {}
export const POST = async () => {};
export const helper = 1;
=== web/app/orders/page.tsx
export default function Page() {}
)") == R"(web/pages/api/carts/[id].ts:1 serve endpoint GET /api/carts/{}
web/pages/api/carts/[id].ts:1 serve endpoint PUT /api/carts/{}
web/app/(shop)/orders/[id]/route.ts:1 serve endpoint GET /orders/{}
web/app/(shop)/orders/[id]/route.ts:2 serve endpoint POST /orders/{}
)");
}

TEST_CASE("effects: a unit that a word says, and keys before which nothing stands") {
  CHECK(EffectsText("", R"(
=== a.ts
import Redis from "ioredis";
const redis = new Redis();
redis.set("a", 1, "EX", 60);
redis.set("b", 1, "PX", 1500);
redis.set("c", 1);
=== go.mod
module shop
=== old.go
package shop
import "github.com/go-redis/redis/v7"
func f(c *redis.Client) { c.Set("old", "value", 0) }
=== new.go
package shop
import (
	"context"
	"github.com/redis/go-redis/v9"
)
func g(ctx context.Context, c *redis.Client) { c.Set(ctx, "new", "value", 0) }
=== grpc.js
const grpc = require("@grpc/grpc-js");
const server = new grpc.Server();
server.addService(shop.shop.CartService.service, { get });
server.addService(PayServiceService, impl);
=== Store.cs
using StackExchange.Redis;
class Carts {
    IDatabase db;
    void Add(string user) { db.KeyExpire(user, TimeSpan.FromMinutes(60)); }
}
)") == R"(a.ts:3 write cache a, ttl 60
a.ts:4 write cache b, ttl 1.5
a.ts:5 write cache c
old.go:3 write cache old
new.go:6 write cache new
grpc.js:3 serve rpc CartService
grpc.js:4 serve rpc PayService
Store.cs:4 write cache Carts:{} likely, ttl 3600
)");
}

TEST_CASE("what an application or its configuration puts before all that it serves") {
  const std::string all = EffectsText("", R"(
=== cart/package.json
{"name": "cart"}
=== cart/Dockerfile
FROM node
=== cart/src/main.ts
import { NestFactory } from "@nestjs/core";
async function start() {
  const app = await NestFactory.create<NestExpressApplication>(AppModule);
  app.setGlobalPrefix(process.env.PREFIX ?? "api");
}
=== cart/src/carts.ts
import { Controller, Get } from "@nestjs/common";
@Controller("carts")
export class Carts {
  @Get(":id")
  one() {}
}
=== mail/package.json
{"name": "mail"}
=== mail/Dockerfile
FROM node
=== mail/src/letters.ts
import { Controller, Get } from "@nestjs/common";
@Controller("letters")
export class Letters {
  @Get()
  all() {}
}
=== orders/pom.xml
<project><artifactId>orders</artifactId></project>
=== orders/Dockerfile
FROM eclipse-temurin
=== orders/src/main/resources/application.yml
server: {servlet: {context-path: /shop}}
=== stock/pom.xml
<project><artifactId>stock</artifactId></project>
=== stock/Dockerfile
FROM eclipse-temurin
=== stock/src/main/java/shop/Stock.java
package shop;
import org.springframework.web.bind.annotation.GetMapping;
class Stock {
  @GetMapping("/stock") Order one() { return null; }
}
=== orders/src/main/java/shop/Orders.java
package shop;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
@RequestMapping("/orders")
class Orders {
  @GetMapping("/{id}") Order one() { return null; }
}
=== config/routes.rb
Rails.application.routes.draw do
  resources :people, path: "staff", only: [:index, :show] do
    resources :badges, only: :index
  end
  resource :profile, path: "me", only: :show
  resources :posts, :notes, only: :show
end
)");
  std::istringstream lines(all);
  std::string served;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(" serve ") != std::string::npos) served += line + "\n";
  }
  CHECK(served == R"(cart/src/carts.ts:4 serve endpoint GET /api/carts/{}
mail/src/letters.ts:4 serve endpoint GET /letters
stock/src/main/java/shop/Stock.java:4 serve endpoint GET /stock
orders/src/main/java/shop/Orders.java:6 serve endpoint GET /shop/orders/{}
config/routes.rb:2 serve endpoint GET /staff
config/routes.rb:2 serve endpoint GET /staff/{}
config/routes.rb:3 serve endpoint GET /staff/{}/badges
config/routes.rb:5 serve endpoint GET /me
config/routes.rb:6 serve endpoint GET /notes/{}
config/routes.rb:6 serve endpoint GET /posts/{}
)");
}

}  // namespace
}  // namespace interlock::tests
