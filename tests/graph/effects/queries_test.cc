// Query builders and clients: tables that are named where they are called, where an object was
// made, or in a schema.
#include <doctest/doctest.h>

#include "analyzer/intake/catalog.h"
#include "tests/graph/effects_of_internal.h"

namespace interlock {
namespace {

using Lines = std::vector<std::string>;

Lines Of(std::string_view text, std::string_view path) {
  static const Catalog catalog = ReadBuiltinCatalog();
  return tests::EffectLines(text, path, catalog, {"table"});
}

TEST_CASE("Prisma: members of the client stand for what the schema maps them to") {
  CHECK(Of(R"(
=== schema.prisma
model User {
  id Int @id
  posts Post[]
  @@map("people")
}
model Post {
  id Int @id
}
=== client.ts
import { PrismaClient } from '@prisma/client';
const held = globalThis as unknown as { prisma: PrismaClient };
export default held.prisma ?? new PrismaClient();
export class PrismaService extends PrismaClient {}
=== service.ts
import prisma, { PrismaService } from './client';
import { Cache } from './cache';
export class Service {
  constructor(private readonly db: PrismaService, private cache: Cache) {}
  async run() {
    await this.db.user.findMany({ take: 1 });
    await prisma.post.deleteMany({});
    await this.cache.user.findMany({ take: 1 });
    await this.db.$transaction([this.db.user.create({ data: {} })]);
  }
}
)",
           "service.ts") == Lines{"6 table people: read in Service.run",
                                  "7 table post: delete in Service.run",
                                  "9 table people: write in Service.run"});
}

TEST_CASE("Knex: a function that is given a table, wherever it was made") {
  CHECK(Of(R"(
=== db.js
const knex = require('knex');
module.exports = knex(config);
=== other.js
module.exports = other(config);
=== use.js
const db = require('./db');
const other = require('./other');
const own = require('knex')({ client: 'pg' });
async function run(name) {
  await db('users as u').join('orders', 'u.id', 'orders.user').where('id', 1);
  await db('users').where('id', 1).update({ a: 1 });
  await own.select('a').from('books');
  await other('users').where('id', 1).update({ a: 1 });
  await db(name).del();
}
)",
           "use.js") == Lines{"5 table orders: read in run", "5 table users: read in run",
                              "6 table users: read in run", "6 table users: write in run",
                              "7 table books: read in run",
                              "9 table ?: delete (name-only) in run"});
}

TEST_CASE("Mongoose and Sequelize: models that are values, by the name they were made with") {
  constexpr const char* kText = R"(
=== user.js
const mongoose = require('mongoose');
module.exports = mongoose.model('User', schema);
=== two.ts
import { model } from 'mongoose';
export const Post = model('Post', schema);
export const Person = model('Person', schema, 'staff');
export const Slices = model('OrderSlices', schema);
=== orders.js
const { Sequelize, Model } = require('sequelize');
const sequelize = new Sequelize('x');
const Order = sequelize.define('Order', { a: 1 }, { tableName: 'sales' });
const Gift = sequelize.define('Gift', { a: 1 });
class Line extends Model {}
Line.init({ a: 1 }, { sequelize, tableName: 'order_lines' });
async function run() {
  await Order.findAll({ a: 1 });
  await Gift.destroy({ a: 1 });
  await Line.create({ a: 1 });
  await Order.describe({ a: 1 });
}
=== use.js
const User = require('./user');
const { Post, Person, Slices } = require('./two');
const list = [];
async function run() {
  await User.find({ a: 1 });
  await Post.updateOne({ a: 1 });
  await Person.deleteMany({ a: 1 });
  list.find((a) => a);
  await Slices.find({ a: 1 });
}
)";
  CHECK(Of(kText, "use.js") == Lines{"5 table users: read in run", "6 table posts: write in run",
                                     "7 table staff: delete in run",
                                     "9 table orderslices: read in run"});
  CHECK(Of(kText, "orders.js") ==
        Lines{"3 table sales: declare >Order in Order", "4 table gifts: declare >Gift in Gift",
              "6 table order_lines: declare >Line", "8 table sales: read in run",
              "9 table gifts: delete in run", "10 table order_lines: write in run"});
}

}  // namespace
}  // namespace interlock
