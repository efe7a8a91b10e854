// Every file in fixtures/sites/ has its sites and guards beside it, in <file>.txt;
// INTERLOCK_UPDATE=1 writes them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "parsers/extract.h"

namespace interlock {
namespace {

std::string Contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string Condition(const Guard& guard) { return (guard.negated ? "not " : "") + guard.on; }

std::string Shown(const FileFacts& facts) {
  constexpr const char* kKinds[] = {"call", "index", "value", "assign"};
  std::ostringstream out;
  for (const Site& site : facts.sites) {
    out << site.line << " " << kKinds[static_cast<int>(site.kind)] << " " << site.path << "(";
    for (std::size_t i = 0; i < site.operands.size(); ++i) {
      const Operand& operand = site.operands[i];
      const bool quoted =
          operand.kind == OperandKind::kText || operand.kind == OperandKind::kTemplate;
      out << (i > 0 ? ", " : "") << operand.place << "=" << (quoted ? "\"" : "") << operand.text
          << (quoted ? "\"" : "");
    }
    out << ")" << (site.in_loop ? " in a loop" : "")
        << (site.kind == SiteKind::kCall && site.subject >= 0 ? " decorates" : "");
    if (site.around >= 0) {
      out << " inside " << facts.sites[static_cast<std::size_t>(site.around)].path;
    }
    if (site.beyond >= 0) {
      out << " beyond " << facts.sites[static_cast<std::size_t>(site.beyond)].path;
    }
    for (std::int32_t i = site.guard; i >= 0;
         i = facts.guards[static_cast<std::size_t>(i)].around) {
      out << " if " << Condition(facts.guards[static_cast<std::size_t>(i)]);
    }
    out << "\n";
  }
  for (const Guard& guard : facts.guards) {
    out << "guard " << guard.first_line << "-" << guard.last_line << " " << Condition(guard);
    if (guard.site >= 0) {
      out << " of line " << facts.sites[static_cast<std::size_t>(guard.site)].line;
    }
    out << "\n";
  }
  return out.str();
}

}  // namespace

TEST_CASE("sites and guards are read in every language") {
  const auto folder = std::filesystem::path(INTERLOCK_SOURCE_DIR) / "fixtures/sites";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  REQUIRE(files.size() >= 10);
  for (const std::filesystem::path& file : files) {
    CAPTURE(file.filename().string());
    const Language* language = Languages::Builtin().ForPath(file.filename().string());
    REQUIRE(language != nullptr);
    const ParseOutcome outcome = ExtractFacts(*language, Contents(file));
    CHECK(outcome.facts.error_count == 0);
    const std::filesystem::path expected = file.string() + ".txt";
    const std::string shown = Shown(outcome.facts);
    if (std::getenv("INTERLOCK_UPDATE") != nullptr) std::ofstream(expected) << shown;
    CHECK(shown == Contents(expected));
  }
}

// What outlasts the loop in which the last call of a file stands.
std::string Beyond(const std::string& file, const std::string& text) {
  const FileFacts facts = ExtractFacts(*Languages::Builtin().ForPath(file), text).facts;
  const std::int32_t beyond = facts.sites.empty() ? -1 : facts.sites.back().beyond;
  return beyond < 0 ? "nothing" : facts.sites[static_cast<std::size_t>(beyond)].path;
}

TEST_CASE("what stands in a loop knows the call that outlasts it") {
  CHECK(Beyond("x.py", "with t.atomic():\n  for x in y:\n    x.save()\n") == "t.atomic");
  CHECK(Beyond("x.py", "with t.atomic() as a, open(b):\n  for x in y:\n    x.save()\n") == "open");
  CHECK(Beyond("x.py", "for x in y:\n  with t.atomic():\n    x.save()\n") == "nothing");
  CHECK(Beyond("x.py", "with t.atomic():\n  x.save(1)\n") == "nothing");
  CHECK(Beyond("x.rb", "T.transaction do\n  a.each do |x|\n    x.save!\n  end\nend\n") ==
        "T.transaction");
  CHECK(Beyond("x.rb", "a.each do |x|\n  T.transaction do\n    x.save!\n  end\nend\n") ==
        "nothing");
  CHECK(
      Beyond("x.ts", "db.$transaction(async () => { for (const x of y) { await x.save(); } });") ==
      "db.$transaction");
  CHECK(Beyond("X.java",
               "class X { void f() { t.execute(s -> { for (var x : y) { x.save(); } }); } }") ==
        "t.execute");
  CHECK(Beyond("x.go",
               "package x\nfunc f() { db.Transaction(func() { for range y { x.Save() } }) }\n") ==
        "db.Transaction");
  CHECK(Beyond("x.php",
               "<?php DB::transaction(function () { foreach ($y as $x) { $x->save(); } });") ==
        "DB.transaction");
}

TEST_CASE("numbers, units and holes") {
  const auto operand = [](const std::string& value) {
    const Language* language = Languages::Builtin().ForPath("x.py");
    const FileFacts facts = ExtractFacts(*language, "f(" + value + ")\n").facts;
    return facts.sites.empty() || facts.sites[0].operands.empty()
               ? std::string("nothing")
               : facts.sites[0].operands[0].text.str();
  };
  CHECK(operand("60 * 60 * 12") == "43200");
  CHECK(operand("1_000") == "1000");
  CHECK(operand("0x10") == "16");
  CHECK(operand("-(2 + 3)") == "-5");
  CHECK(operand("1 << 20") == "1048576");
  CHECK(operand("10 / 4") == "2.5");
  CHECK(operand("1 / 0") == "nothing");
  CHECK(operand("10 ** 400") == "nothing");
  CHECK(operand("2 * config.HOUR") == "2 config.HOUR");
  CHECK(operand("n * 2") == "nothing");
  CHECK(operand("timedelta(minutes=5)") == "5 timedelta(minutes)");
  CHECK(operand("'a' 'b'") == "ab");
  CHECK(operand("'user:' + id + ':x'") == "user:{id}:x");
  CHECK(operand("'%s/%05d of 100%%' % (a, b)") == "{a}/{b} of 100%");
  CHECK(operand("f'{a.b}:{g(x)}'") == "{a.b}:{g()}");
  CHECK(operand("'" + std::string(300, 'x') + "'") == "nothing");
}

// The first operand of the call of f in a file of that name.
std::string FirstOperand(const std::string& file, const std::string& text) {
  const FileFacts facts = ExtractFacts(*Languages::Builtin().ForPath(file), text).facts;
  for (const Site& site : facts.sites) {
    if (site.path == "f" && !site.operands.empty()) return site.operands[0].text;
  }
  return "nothing";
}

TEST_CASE("an amount that is given as a number keeps its unit, until something is done to it") {
  const auto java = [](const std::string& value) {
    return FirstOperand("x.java", "class A { void m() { f(" + value + "); } }\n");
  };
  CHECK(java("Duration.ofMinutes(5).toMillis()") == "5 Duration.ofMinutes()");
  CHECK(java("(int) Duration.ofMinutes(5).getSeconds()") == "5 Duration.ofMinutes()");
  CHECK(java("Math.toIntExact(Duration.ofMinutes(5).toMillis())") == "5 Duration.ofMinutes()");
  CHECK(java("TimeUnit.MINUTES.toMillis(5)") == "5 TimeUnit.MINUTES.toMillis()");
  CHECK(java("Duration.ofDays(7).toSeconds() * 1000") == "nothing");
  CHECK(java("(int) LIFE.toMillis()") == "LIFE.toMillis()");
  CHECK(java("(Order) found") == "Order{}");
  CHECK(java("order.size()") == "order.size()");
  const auto csharp = [](const std::string& value) {
    return FirstOperand("x.cs", "class A { void M() { f(" + value + "); } }\n");
  };
  CHECK(csharp("(int)TimeSpan.FromSeconds(5).TotalMilliseconds") == "5 TimeSpan.FromSeconds()");
  CHECK(csharp("Convert.ToInt32(TimeSpan.FromSeconds(5).TotalSeconds)") ==
        "5 TimeSpan.FromSeconds()");
  const auto rust = [](const std::string& value) {
    return FirstOperand("x.rs", "fn m() { f(" + value + "); }\n");
  };
  CHECK(rust("Duration::from_secs(5).as_millis() as u64") == "5 Duration.from_secs()");
  CHECK(rust("Some(Duration::from_secs(5))") == "5 Duration.from_secs()");
  const auto go = [](const std::string& value) {
    return FirstOperand("x.go", "package a\nfunc m() { f(" + value + ") }\n");
  };
  CHECK(go("int((5 * time.Minute).Seconds())") == "5 time.Minute");
  CHECK(go("int64(life.Milliseconds())") == "life.Milliseconds()");
  CHECK(go("int(n)") == "int()");
  CHECK(FirstOperand("x.kt", "fun m() { f(5.minutes.inWholeSeconds.toInt()) }\n") == "5 minutes");
  CHECK(FirstOperand("x.rb", "f(5.minutes.to_i)\n") == "5 minutes()");
  CHECK(FirstOperand("x.rb", "f(5.minutes.from_now)\n") == "?.minutes().from_now()");
  CHECK(FirstOperand("x.py", "f(int(timedelta(days=7).total_seconds()))\n") == "7 timedelta(days)");
  CHECK(FirstOperand("x.py", "f(timedelta(days=7).total_seconds() * 1000)\n") == "nothing");
  const auto cpp = [](const std::string& value) {
    return FirstOperand("x.cc", "void m() { f(" + value + "); }\n");
  };
  CHECK(cpp("500ms") == "500ms");
  CHECK(cpp("2 * 1'500us") == "3000us");
  CHECK(cpp("std::chrono::seconds{5}.count()") == "5 std.chrono.seconds()");
}

TEST_CASE("comments are no values") {
  for (const auto& [file, text] : std::vector<std::pair<std::string, std::string>>{
           {"x.ts",
            "f(new Wait(/* nothing */), Wait.ofSeconds(/* none */), [/* a */], {/* b */});\n"},
           {"x.py", "f(timedelta(  # none\n), [  # a\n], {  # b\n}, not  # c\n x)\n"},
           {"x.java",
            "class A { void f() { g(Duration.ofSeconds(/* none */), new B(/* c */)); } }\n"},
           {"x.go", "package a\nfunc f() { g(h(/* none */), T{/* c */}) }\n"},
           {"x.cs", "class A { void F() { G(TimeSpan.FromMinutes(/* none */)); } }\n"}}) {
    CAPTURE(file);
    const FileFacts facts = ExtractFacts(*Languages::Builtin().ForPath(file), text).facts;
    for (const Site& site : facts.sites) {
      for (const Operand& operand : site.operands)
        CHECK(operand.text.find("none") == std::string::npos);
    }
  }
}

TEST_CASE("deep and wide values end") {
  const Language* language = Languages::Builtin().ForPath("x.py");
  std::string deep = "1", wide = "0", sum = "1";
  for (int i = 0; i < 400; ++i) deep = "[" + deep + "]";
  for (int i = 0; i < 5000; ++i) wide += ", " + std::to_string(i);
  for (int i = 0; i < 900; ++i) sum += " + 'a'";
  for (const std::string& value : {deep, "[" + wide + "]", sum}) {
    const FileFacts facts = ExtractFacts(*language, "x = f(" + value + ")\n").facts;
    for (const Site& site : facts.sites) CHECK(site.operands.size() <= 64);
  }
}

}  // namespace interlock
