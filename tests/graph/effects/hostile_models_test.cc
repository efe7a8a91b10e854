// Files made to keep the reader of models busy are read to their end.
#include <doctest/doctest.h>

#include <string>

#include "analyzer/intake/catalog.h"
#include "tests/graph/effects_of_internal.h"

namespace interlock {
namespace {

std::size_t Count(const std::string& text, std::string_view path) {
  static const Catalog catalog = ReadBuiltinCatalog();
  return tests::EffectLines("=== " + std::string(path) + "\n" + text, path, catalog,
                            {"table", "column"})
      .size();
}

TEST_CASE("types that derive from one another in a ring, or in a long chain") {
  CHECK(Count("class A(B): pass\nclass B(A): pass\nA.objects.all()\n", "m.py") == 0);
  std::string chain = "from django.db import models\nclass A0(models.Model): pass\n";
  for (int i = 1; i < 5'000; ++i) {
    chain += "class A" + std::to_string(i) + "(A" + std::to_string(i - 1) + "): pass\n";
  }
  CHECK(Count(chain + "A4999.objects.all()\n", "m.py") <= 1'000);
}

TEST_CASE("many operations and many names") {
  std::string rails = "class A < ActiveRecord::Migration\ndef up\n";
  for (int i = 0; i < 5'000; ++i) rails += "create_table :t do |t|\nt.string :a\nend\n";
  CHECK(Count(rails + "end\nend\n", "db/migrate/1_a.rb") > 1'000);
  std::string bound = "def f():\n";
  for (int i = 0; i < 5'000; ++i) bound += "  q = q.filter(a=1)\n  q.delete()\n";
  CHECK(Count(bound, "m.py") == 0);
}

}  // namespace
}  // namespace interlock
