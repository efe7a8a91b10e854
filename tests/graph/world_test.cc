#include "graph/world.h"

#include <doctest/doctest.h>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

namespace {

std::string Paths(const std::vector<const SourceFile*>& files) {
  std::string text;
  for (const SourceFile* file : files) text += (text.empty() ? "" : " ") + file->path();
  return text;
}

constexpr const char* kBase = R"(
=== pkg/a.py
def post(): ...
=== pkg/b.py
def post(): ...
=== pkg/deep/c.py
def dig(): ...
=== pkg2/d.py
)";

}  // namespace

TEST_CASE("the last layer that mentions a path decides") {
  const Sources base(kBase), change(R"(
=== pkg/a.py
def record(): ...
=== pkg/b.py removed
=== pkg/a2.py
def post(): ...
)"),
      back("=== pkg/b.py\ndef again(): ...\n");
  const World world({&base.layer(), &change.layer()});
  CHECK(world.Find("pkg/a.py") == change.Find("pkg/a.py"));
  CHECK(world.Find("pkg/b.py") == nullptr);
  CHECK(world.Find("pkg2/d.py") == base.Find("pkg2/d.py"));
  CHECK(Paths(world.InFolder("pkg")) == "pkg/a.py pkg/a2.py");
  CHECK(Paths(world.WithStem("b")) == "");
  CHECK(world.DefinitionsNamed("post").size() == 1);
  CHECK(world.DefinitionsNamed("record").size() == 1);
  const World restored({&base.layer(), &change.layer(), &back.layer()});
  CHECK(restored.Find("pkg/b.py") == back.Find("pkg/b.py"));
  CHECK(restored.DefinitionsNamed("again").size() == 1);
}

TEST_CASE("a folder is there while a file lies below it") {
  const Sources base(kBase), all_gone(R"(
=== pkg/a.py removed
=== pkg/b.py removed
=== pkg/deep/c.py removed
)"),
      deep_gone("=== pkg/deep/c.py removed\n"), moved(R"(
=== pkg/deep/c.py removed
=== pkg/deeper/c.py
)"),
      more("=== pkg/new/x.py\n");
  const World whole({&base.layer()});
  CHECK(whole.HasFolder("pkg"));
  CHECK(whole.HasFolder("pkg/deep"));
  CHECK_FALSE(whole.HasFolder("pk"));
  const World without({&base.layer(), &all_gone.layer()});
  CHECK_FALSE(without.HasFolder("pkg"));
  CHECK_FALSE(without.HasFolder("pkg/deep"));
  CHECK(without.HasFolder("pkg2"));
  CHECK(without.FoldersNamed("pkg").empty());
  const World shallow({&base.layer(), &deep_gone.layer()});
  CHECK(shallow.HasFolder("pkg"));
  CHECK_FALSE(shallow.HasFolder("pkg/deep"));
  const World renamed({&base.layer(), &moved.layer()});
  CHECK(renamed.HasFolder("pkg/deeper"));
  CHECK_FALSE(renamed.HasFolder("pkg/deep"));
  const World refilled({&base.layer(), &all_gone.layer(), &more.layer()});
  CHECK(refilled.HasFolder("pkg"));
  CHECK(refilled.FoldersNamed("new").size() == 1);
  // Two changes that each remove a part leave nothing together.
  const Sources half("=== pkg/a.py removed\n=== pkg/b.py removed\n");
  CHECK_FALSE(World({&base.layer(), &half.layer(), &deep_gone.layer()}).HasFolder("pkg"));
}

TEST_CASE("answers come in order of path, however files are spread over layers") {
  const Sources first("=== p/b.py\ndef f(): ...\n=== p/d.py\ndef f(): ...\n");
  const Sources second("=== p/a.py\ndef f(): ...\n=== p/c.py\ndef f(): ...\n");
  for (const World& world :
       {World({&first.layer(), &second.layer()}), World({&second.layer(), &first.layer()})}) {
    CHECK(Paths(world.InFolder("p")) == "p/a.py p/b.py p/c.py p/d.py");
    std::string paths;
    for (const Target& target : world.DefinitionsNamed("f")) paths += target.file->path() + " ";
    CHECK(paths == "p/a.py p/b.py p/c.py p/d.py ");
  }
}

TEST_CASE("a manifest's roots go with it") {
  const Sources base("=== go.mod\nmodule example.com/a\n"), gone("=== go.mod removed\n"),
      renamed("=== go.mod\nmodule example.com/b\n");
  CHECK(World({&base.layer()}).Roots().size() == 1);
  CHECK(World({&base.layer(), &gone.layer()}).Roots().empty());
  CHECK(World({&base.layer(), &renamed.layer()}).Roots()[0].root->name == "example.com/b");
}

}  // namespace interlock::tests
