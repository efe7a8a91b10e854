#include <doctest/doctest.h>

#include "graph/resolve.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {

TEST_CASE("typescript: members of a default object, and of one that is declared to be of a type") {
  CHECK(FailuresOf(R"(
=== api.ts
export default {
  limit: 5,
  fetch(): Order { return load(); },
};
export class Order { pay() {} }
=== settings.ts
interface Settings { retries: number; }
export const settings: Settings = { retries: 3 };
export const loose: Record<string, number> = { retries: 3 };
=== main.ts
import api from "./api";
import { settings, loose } from "./settings";
api.fetch().pay();  // pay -> api.ts:Order.pay typed
api.limit;          // limit -> api.ts:default.limit typed
settings.retries;   // retries -> settings.ts:Settings.retries typed
loose.retries;      // retries -> settings.ts:loose.retries typed
)") == "");
}

TEST_CASE("typescript: what is offered under another name alone cannot be imported by its own") {
  CHECK(FailuresOf(R"(
=== cart.ts
export default class Cart {}
export class Item {}
export default Item;
function price() {}
export { price as cost };
=== main.ts
import { Cart } from "./cart";
import Default from "./cart";
import { Item, price, cost } from "./cart";
new Default();  // Default -> cart.ts:Cart import
new Cart();     // Cart -> local
new Item();     // Item -> cart.ts:Item import
price();        // price -> local
cost();         // cost -> cart.ts:price import
=== script.ts
function everywhere() {}
=== module.ts
function hidden() {}
export const limit = 3;
=== uses.ts
everywhere();  // everywhere -> script.ts:everywhere unique-name
hidden();      // hidden -> nothing
)") == "");
}

TEST_CASE("typescript: named, default and namespace imports, barrels and renamed re-exports") {
  CHECK(FailuresOf(R"(
=== src/cart.ts
export class Cart { add(item: string): Line { return new Line(); } }
export class Line { price(): number { return 1; } }
export default function total(cart: Cart): number { return 0; }
function hidden() {}
export { hidden as shown };
export const make = (): Cart => new Cart();
=== src/more.ts
export function extra() {}
=== src/index.ts
export * from "react";
export * from "./more";
export { Cart as Basket, default as sum, make } from "./cart";
export * as everything from "./cart";
export { extra as another } from "./more";
=== src/deep/index.ts
export * from "..";
=== app.ts
import { Basket, sum, extra, everything, make } from "./src";
import total, { Line, shown } from "./src/cart";
import * as all from "./src/index.js";
import { another } from "./src/deep";
import { hidden } from "./src/cart";
import { cart } from "./src";
const basket = new Basket();   // Basket -> src/cart.ts:Cart import
basket.add("x").price();       // basket.add -> src/cart.ts:Cart.add typed; price -> src/cart.ts:Line.price typed
sum(basket);                   // sum -> src/cart.ts:total import
total(basket);                 // total -> src/cart.ts:total import
extra();                       // extra -> src/more.ts:extra import
another();                     // another -> src/more.ts:extra import
all.extra();                   // all.extra -> src/more.ts:extra module
all.everything.make();         // all.everything.make -> src/cart.ts:make module
everything.make().add("y");    // everything.make -> src/cart.ts:make module; add -> src/cart.ts:Cart.add typed
make().add("z");               // add -> src/cart.ts:Cart.add typed
shown();                       // shown -> src/cart.ts:hidden import
cart.make();                   // cart.make -> nothing
)") == "");
}

TEST_CASE("typescript: styles and data beside a component are not the component") {
  CHECK(FailuresOf(R"(
=== Button.tsx
export default function Button(props: { label: string }) { return null; }
export class Styles { color() {} }
=== config.ts
export default function config() {}
=== index.ts
export function fromRoot() {}
=== app.tsx
import Button from "./Button";
import css from "./Button.css";
import data from "./config.json";
import config from "./config.js";
import { fromRoot } from "../..";
import { fromRoot as again } from ".";
export function App() {
  css();        // css -> local
  data();       // data -> local
  config();     // config -> config.ts:config import
  fromRoot();   // fromRoot -> local
  again();      // again -> index.ts:fromRoot import
  return <Button label="x" />;   // Button -> Button.tsx:Button import
}
)") == "");
}

TEST_CASE("typescript: workspace packages and path patterns, the nearest first") {
  CHECK(FailuresOf(R"(
=== packages/core/package.json roots
@shop/core . dist/index.js src/index.ts
=== packages/core/src/index.ts
export function core() {}
=== packages/core/src/deep.ts
export function deep() {}
=== tsconfig.json roots
@/* src/*
=== src/util.ts
export function rootUtil() {}
=== packages/web/tsconfig.json roots
@/* ./src/*
=== packages/web/src/util.ts
export function webUtil() {}
=== packages/web/src/app.ts
import { core } from "@shop/core";
import { deep } from "@shop/core/src/deep";
import { webUtil } from "@/util";
import { outside } from "@shop/corelib";
import { gone } from "@/gone";
core();      // core -> packages/core/src/index.ts:core import
deep();      // deep -> packages/core/src/deep.ts:deep import
webUtil();   // webUtil -> packages/web/src/util.ts:webUtil import
outside();   // outside -> external
=== src/main.ts
import { rootUtil } from "@/util";
rootUtil();  // rootUtil -> src/util.ts:rootUtil import
)") == "");
}

TEST_CASE("typescript: fields, this, interfaces, enums, parameter properties, namespaces") {
  CHECK(FailuresOf(R"(
=== api.ts
export interface Api { load(id: string): Promise<Item>; items: Item[]; }
export interface Item { weigh(): void }
export abstract class Base { protected close() {} abstract run(): void }
export enum Color { Red, Green }
export type Alias = Api;
=== app.ts
import { Api, Item, Base, Color, Alias } from "./api";
import { Outside } from "elsewhere";
class Service extends Base {
  private own = new Helper();
  cache: Item[] = [];
  helper: Helper;
  handler = handler();               // handler -> :handler file
  constructor(private readonly api: Api, plain: Api) {
    super();
    this.plain = plain;
  }
  again() {}
  async run() {
    this.close();                    // this.close -> api.ts:Base.close self
    this.own.help();                 // this.own.help -> :Helper.help typed
    this.helper.help();              // this.helper.help -> :Helper.help typed
    const item = await this.api.load("x");   // this.api.load -> api.ts:Api.load typed
    item.weigh();                    // item.weigh -> api.ts:Item.weigh typed
    this.cache[0].weigh();           // weigh -> api.ts:Item.weigh typed
    for (const i of this.api.items) {
      i.weigh();                     // i.weigh -> api.ts:Item.weigh typed
    }
    this.cache.forEach(() => this.again());  // this.again -> :Service.again self
  }
}
class Helper { help() {} }
function handler() {}
function use(c: Color, a: Alias, o: Outside) {
  Color.Red;          // Color.Red -> api.ts:Color.Red typed
  a.load("x");        // a.load -> api.ts:Api.load typed
  o.weigh();          // o.weigh -> external
  console.log(c);     // console.log -> external
  new Service(a, a).run();   // run -> :Service.run typed
}
class Child extends Outside {
  go() { this.weigh(); }   // this.weigh -> external
}
)") == "");
}

TEST_CASE("typescript: members of a type do not name the types of its fields") {
  CHECK(FailuresOf(R"(
=== order.ts
interface Status { open(): void }
interface Order { Status: Status; line: Line }
interface Line { Line: Line; price(): number }
function use(order: Order, Line: Line) {
  order.Status.open();     // order.Status.open -> :Status.open typed
  order.line.Line.price(); // order.line.Line.price -> :Line.price typed
  Line.price();            // Line.price -> :Line.price typed
}
)") == "");
}

TEST_CASE("javascript: modules of require and objects that are written out") {
  CHECK(FailuresOf(R"(
=== lib/cart.js
class Cart { add(x) {} }
function total(cart) {}
function secret() {}
module.exports = { Cart, total: total };
=== lib/one.js
exports.first = function (a) {};
=== lib/api.js
export const api = { load(id) {}, save: (x) => {} };
=== app.js
const { Cart, total } = require("./lib/cart");
const cart = require("./lib/cart");
const { first } = require("./lib/one");
const express = require("express");
import { api } from "./lib/api";
const basket = new Cart();   // Cart -> lib/cart.js:Cart import
basket.add(1);               // basket.add -> lib/cart.js:Cart.add typed
cart.total(basket);          // cart.total -> lib/cart.js:total module
first(1);                    // first -> lib/one.js:first import
express().get("/");          // get -> external
api.load(1);                 // api.load -> lib/api.js:api.load typed
cart.secret();               // cart.secret -> nothing
)") == "");
}

TEST_CASE("javascript and typescript import each other") {
  CHECK(FailuresOf(R"(
=== lib.ts
export function typed(a: number) {}
=== view.jsx
export function View() { return null; }
=== app.js
import { typed } from "./lib";
import { View } from "./view";
typed(1);     // typed -> lib.ts:typed import
View();       // View -> view.jsx:View import
=== main.ts
import { View } from "./view";
View();       // View -> view.jsx:View import
)") == "");
}

}  // namespace interlock::tests
