// Which files of a change may have to do with another change: all others are not looked at when
// somebody asks about that one.
#include "analyzer/overlay/related/related_files.h"

#include <doctest/doctest.h>

#include "graph/database.h"
#include "tests/graph/facts_of.h"
#include "tests/graph/temporary_folder.h"

namespace interlock::tests {

namespace {

// What a change does to some files; a file that one of the texts lacks is new, or gone.
class Written {
 public:
  Written(std::string_view before, std::string_view after) : before_(before), after_(after) {
    std::set<std::string> paths;
    for (const SourceFile& file : before_.files()) paths.insert(file.path());
    for (const SourceFile& file : after_.files()) paths.insert(file.path());
    for (const std::string& path : paths) {
      files_.push_back({before_.Find(path), after_.Find(path)});
      change_.files.push_back({.path = path, .old_path = path, .new_blob = "of " + path});
    }
    delta_ = ComputeDelta("1", files_);
  }

  const std::vector<FileVersions>& files() const { return files_; }
  const Change& change() const { return change_; }
  NamesOfChange Names() const { return NamesOf(delta_, files_, {}); }

  FilesOfInterest Asked(NamesOfChange names) const {
    FilesOfInterest asked;
    asked.Add(files_);
    asked.Add(names);
    asked.Settle();
    return asked;
  }
  FilesOfInterest Asked() const { return Asked(Names()); }

 private:
  const Sources before_, after_;
  std::vector<FileVersions> files_;
  Change change_;
  Delta delta_;
};

std::string Paths(const std::vector<FileVersions>& files) {
  std::string text;
  for (const FileVersions& versions : files) {
    const SourceFile* file = versions.after != nullptr ? versions.after : versions.before;
    text += (text.empty() ? "" : " ") + file->path();
  }
  return text;
}

std::string RelatedOf(const Written& other, const FilesOfInterest& asked,
                      const NamesOfChange& names) {
  NamesOfChanges all(nullptr, 1);
  all.Put(0, names);
  return Paths(all.Related(0, other.files(), asked));
}
std::string RelatedOf(const Written& other, const FilesOfInterest& asked) {
  return RelatedOf(other, asked, other.Names());
}

SpokenNames Speaking(std::string_view name) {
  SpokenNames names;
  names.AddParts(name);
  names.Settle();
  return names;
}

constexpr std::string_view kPay = "=== pay/m.py\ndef charge(a):\n    return a\n";
constexpr std::string_view kPayMore = "=== pay/m.py\ndef charge(a, b):\n    return a\n";

// Two files that call, one that does not, and one that is removed.
constexpr std::string_view kShop =
    "=== shop/cart.py\nx = 1\n"
    "=== shop/list.py\ny = 1\n"
    "=== shop/old.py\nz = 1\n";
constexpr std::string_view kShopMore =
    "=== shop/cart.py\nfrom pay.m import charge\n\n\ndef buy():\n    return charge(1)\n"
    "=== shop/list.py\n\n\ndef show():\n    return draw(1)\n";

TEST_CASE("of a change those files are related that speak of what another touches") {
  const Written asked(kPay, kPayMore), other(kShop, kShopMore);
  CHECK(RelatedOf(other, asked.Asked()) == "shop/cart.py shop/old.py");
}

TEST_CASE("what is no longer offered is spoken of, though its definition stays as it is") {
  const Written asked("=== a.ts\nexport function draw(n: number) { return n; }\n",
                      "=== a.ts\nfunction draw(n: number) { return n; }\n");
  CHECK(RelatedOf(Written(kShop, kShopMore), asked.Asked()) == "shop/list.py shop/old.py");
}

TEST_CASE("what the base hands on relates files, in either direction") {
  const Written asked(kPay, kPayMore), other(kShop, kShopMore);
  NamesOfChange names = asked.Names();
  names.by_path["pay/m.py"].reached = Speaking("Picture.draw");
  CHECK(RelatedOf(other, asked.Asked(names)) == "shop/cart.py shop/list.py shop/old.py");
  const Written user("=== u.py\nq = 1\n", "=== u.py\nq = 1\nwrap(1)\n");
  NamesOfChange reaching = Written(kShop, kShopMore).Names();
  CHECK(RelatedOf(other, user.Asked(), reaching) == "shop/old.py");
  reaching.by_path["shop/list.py"].reached = Speaking("wrap");
  CHECK(RelatedOf(other, user.Asked(), reaching) == "shop/list.py shop/old.py");
}

TEST_CASE("one resource relates the files that use it") {
  const Written asked("=== u.py\nq = 1\n", "=== u.py\nq = 2\n"), other(kShop, kShopMore);
  NamesOfChange here = asked.Names(), there = other.Names();
  here.by_path["u.py"].resources = Speaking("orders");
  CHECK(RelatedOf(other, asked.Asked(here), there) == "shop/old.py");
  there.by_path["shop/list.py"].resources = Speaking("orders");
  CHECK(RelatedOf(other, asked.Asked(here), there) == "shop/list.py shop/old.py");
}

TEST_CASE("another package, or another module root, concerns every file") {
  const Written other(kShop, kShopMore);
  const Written roots("=== go.mod roots\na src\n", "=== go.mod roots\na lib\n");
  CHECK(roots.Names().is_wide);
  CHECK(RelatedOf(other, roots.Asked()) == "shop/cart.py shop/list.py shop/old.py");
  const Written same("=== go.mod roots\na src\n", "=== go.mod roots\na src\n");
  CHECK_FALSE(same.Names().is_wide);
  CHECK(RelatedOf(other, same.Asked()) == "shop/old.py");
}

TEST_CASE("names of changes are kept, and a damaged row is not there") {
  const TemporaryFolder folder;
  Database database(folder / "x.db", OpenMode::kReadWrite);
  RowStore rows(database, "view_effects");
  rows.KeepFor("base", "ground");
  const Written asked(kPay, kPayMore), other(kShop, kShopMore);
  NamesOfChanges fresh(&rows, 1);
  CHECK_FALSE(fresh.Find(0, other.change()));
  fresh.Put(0, other.Names());
  fresh.Store({other.change()}, [](std::size_t, NamesOfChange* names) {
    names->by_path["shop/cart.py"].reached = Speaking("charge");
    names->by_path["shop/cart.py"].resources = Speaking("orders");
    names->is_wide = true;
  });
  NamesOfChanges kept(&rows, 2);
  REQUIRE(kept.Find(0, other.change()));
  CHECK(kept.Of(0).is_wide);
  REQUIRE(kept.Of(0).by_path.size() == other.files().size());
  const NamesOfFile& cart = kept.Of(0).by_path.at("shop/cart.py");
  CHECK(cart.reached.hashes() == Speaking("charge").hashes());
  CHECK(cart.resources.hashes() == Speaking("orders").hashes());
  CHECK(cart.spoken.Meets(asked.Names().by_path.at("pay/m.py").spoken));
  CHECK_FALSE(kept.Find(1, asked.change()));  // never stored
  database.Execute("UPDATE view_effects SET data = substr(data, 1, length(data) - 1)");
  CHECK_FALSE(kept.Find(0, other.change()));
}

}  // namespace

}  // namespace interlock::tests
