"""Snapshot tests of the SCIP indexers: each name of a program with the symbol that a compiler gives it.

A snapshot is a source file with lines like `//   ^^^ reference shop 1.0 cart.ts/Cart#total().` below each of
its own. The lines are taken out again, and Interlock reads what is left.

What counts. A *name* is an occurrence that refers to a symbol of the program which other files could
name: variables, parameters and type parameters of a function are not, and nothing that is found for them,
or for what is defined outside, is right. A *call* is such an occurrence of a function before its
arguments, or of a type that is constructed. A type and its constructor are one, and so are overloads
where an indexer knows one symbol for them. What overrides the symbol is as right as the symbol itself,
for calls are followed to the method that runs; so is what a name of C++ was brought in for (`using a::b`).
Ruby's `new` is left out, which is a method of Class there, and so are functions without a name, which
nothing there names.
A name is asked when it is a fact: the first of equal uses in one function. All calls are.
"""

import collections
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.common import Score, ask, is_of, unpack, used_word


@dataclass
class Indexer:
    mark: str  # a folder that only this indexer's repository has
    expected: str  # where its snapshots are
    given: str = ""  # the same programs as they were given to it, with their manifests
    infix: str = ""  # in the names of snapshots, which stand beside the sources
    programs: str = "*"  # the folders below `expected` that are a program each
    alone: bool = False  # files directly in `expected` are a program each


SCIP_JAVA = "scip-snapshots/expected"
CASES = "scip-snapshots/cases"
INDEXERS = [
    Indexer("packages/pyright-scip", "packages/pyright-scip/snapshots/output",
            "packages/pyright-scip/snapshots/input"),
    Indexer("snapshots/input/react", "snapshots/output", "snapshots/input"),
    Indexer("snapshots/input/WpfApplication", "snapshots/output-net9.0", "snapshots/input"),
    Indexer("internal/testdata/snapshots", "internal/testdata/snapshots/output",
            "internal/testdata/snapshots/input"),
    Indexer(SCIP_JAVA, SCIP_JAVA, programs="*/common"),
    Indexer(SCIP_JAVA, SCIP_JAVA, programs="java-25"),
    Indexer("test/index/fwd_decl", "test/index", infix=".snapshot"),
    Indexer("test/scip/testdata", "test/scip/testdata", infix=".snapshot", programs="multifile/*",
            alone=True),
    Indexer("tests/Indexer/testdata/golden", "tests/Indexer/testdata", "tests/Indexer/testdata",
            programs="golden"),
]

LANGUAGES = {".py": "Python", ".ts": "TypeScript", ".tsx": "TypeScript", ".js": "JavaScript",
             ".cs": "C#", ".go": "Go", ".java": "Java", ".kt": "Kotlin", ".rb": "Ruby", ".php": "PHP",
             ".cc": "C++", ".h": "C++"}

OCCURRENCE = re.compile(r"^(?://|#)(\s*)(\^+) (definition|reference|forward_definition)\s+(.*)$")
WHOLE_FILE = re.compile(r"^(?://|#) (?:< )?definition\s+(.*)$")
RELATION = re.compile(r"^(?://|#)\s+relation(?:ship)? (.*)$")
RELATIONS = re.compile(r"(?:implementation|reference|type_definition|definition|\+)+(?:=\[\.\.\])?")
SYMBOL = re.compile(r"(?:[^\s`]|`[^`]*`)+$")
CONSTRUCTOR = re.compile(r"(?<=#)(?:`?<?(?:init|constructor)>?`?|`?\.ctor`?|__init__|__construct|initialize)"
                         r"\([^)]*\)\.$")
CONSTRUCTORS = {"constructor", "__init__", "__construct", "initialize"}
# Parameters, type parameters and what is local to a function.
LOCAL = re.compile(r"^local |\)$|\]$|\)\.[^#]")


def symbol_of(text: str) -> str:
    """Without what says which package it is of; of a constructor, its type."""
    text = text.strip()
    if text.startswith("local"):
        return " ".join(text.split()[:2])
    found = SYMBOL.search(text)
    symbol = found.group(0) if found else text
    symbol = CONSTRUCTOR.sub("", symbol)
    name = re.search(r"([^#/.`]+)#([^#/.(`]+)\([^)]*\)\.$", symbol)
    return symbol[:name.start(2)] if name and name.group(1) == name.group(2) else symbol


@dataclass
class Occurrence:
    path: str
    line: int
    start: int
    end: int
    symbols: set[str] = field(default_factory=set)


class Program:
    """What the snapshots of one program say, its sources laid out in `folder`."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.references: dict[tuple, Occurrence] = {}
        self.definitions: dict[tuple[str, str], list[tuple[int, str]]] = collections.defaultdict(list)
        self.of_file: dict[str, set[str]] = collections.defaultdict(set)
        self.referred: dict[tuple[str, str], list[tuple[int, str]]] = collections.defaultdict(list)
        self.defined: set[str] = set()
        self.overrides: dict[str, set[str]] = collections.defaultdict(set)
        # Fields that are inherited, and names of C++ that a namespace brings in (`using a::b`).
        self.same: dict[str, set[str]] = collections.defaultdict(set)
        self.brought: dict[tuple, str] = {}

    def read(self, path: str, snapshot: str, folder: Path) -> None:
        lines = snapshot.splitlines()
        own = [line for line in lines if line.strip() and not re.match(r"//|#(?![!])", line)]
        indent = 2 if all(line.startswith("  ") for line in own) else (
            1 if all(line.startswith(" ") for line in own) else 0)
        text = self.texts[path] = []
        last: set[str] = set()
        for line in lines:
            if not re.match(r"//|#", line):
                text.append(line[indent:])
                continue
            found = OCCURRENCE.match(line)
            whole = WHOLE_FILE.match(line)
            relation = RELATION.match(line)
            if found:
                start = found.start(2) - indent
                last = self.occur(path, len(text), start, found.end(2) - indent, found.group(3),
                                  symbol_of(found.group(4)))
            elif whole:
                self.of_file[path].add(symbol_of(whole.group(1)))
                self.defined.add(symbol_of(whole.group(1)))
            elif relation:
                words = [w for w in relation.group(1).split() if not RELATIONS.fullmatch(w)]
                for symbol in last:
                    kind = self.same if "=" in relation.group(1).split()[0] else self.overrides
                    kind[symbol].add(symbol_of(" ".join(words)))
            elif not indent and not re.match(r"(?://|#)\s*(?:[<>⌄⌃^]|documentation|diagnostic)", line):
                text.append(line)  # a comment of the source
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(text) + "\n")

    def occur(self, path: str, line: int, start: int, end: int, role: str, symbol: str) -> set[str]:
        text = self.texts[path][-1] if self.texts[path] else ""
        while start <= 2 and 0 < start < len(text) and re.match(r"[\w$@]{2}", text[start - 1:start + 1]):
            start -= 1  # where the mark of the comment stands
        if start == 1 and end == 2 and re.match(r"\w\W", text):
            start, end = 0, 1
        word = text[max(start, 0):end]
        if symbol.startswith("local"):
            symbol += " " + path
        if role == "definition":
            self.definitions[(path, bare(word))].append((line, symbol))
            self.defined.add(symbol)
            self.brought[(path, line, start, end)] = symbol
            if symbol.endswith("/"):
                self.of_file[path].add(symbol)
        else:
            self.referred[(path, bare(word))].append((line, symbol))
            key = (path, line, start, end)
            if key in self.brought and Path(path).suffix in (".cc", ".h"):
                self.same[self.brought[key]].add(symbol)
            self.references.setdefault(key, Occurrence(*key)).symbols.add(symbol)
        return {symbol}

    def symbols_at(self, target: dict) -> set[str]:
        """The symbols of what Interlock found: the first of that name where it begins, or below."""
        words = [w for w in re.split(r"[.:\\]+", target["name"]) if w and "<anonymous" not in w]
        if not target["name"] or not words:
            return self.of_file[target["path"]] or {f"file {target['path']}"}
        if words[-1] in CONSTRUCTORS and (target["path"], words[-1]) not in self.definitions:
            words.pop()
        for known in (self.definitions, self.referred):  # a declaration refers to its definition
            places = known[(target["path"], bare(words[-1]))] if words else []
            below = [line for line, _ in places if line >= target["line"]]
            if below and min(below) - target["line"] <= 12:
                return {symbol for line, symbol in places if line == min(below)}
        return {f"{target['path']}:{target['line']} {target['name']}"}

    def is_written(self, at: Occurrence) -> bool:
        """Is what it refers to defined by the word itself, not by a call like attr_reader :word?"""
        return any(re.search(rf"\bdef\s+(?:\w+\.)?{re.escape(word)}", self.texts[path][line - 1])
                   for (path, word), places in self.definitions.items()
                   for line, symbol in places if symbol in at.symbols)

    def is_right(self, symbols: set[str], wanted: set[str]) -> bool:
        return bool(symbols & wanted or any(self.overrides[s] & wanted for s in symbols)
                    or any(self.same[s] & symbols for s in wanted))


def bare(word: str) -> str:
    return word.lstrip("$@#:&~").strip("\"'`")


def is_local(symbol: str) -> bool:
    return bool(LOCAL.search(symbol))


def judge(program: Program, at: Occurrence, targets: list[dict], score: Score, where: str) -> None:
    here = {s for s in at.symbols if is_local(s)}
    named = at.symbols - here
    wanted = {s for s in named if s in program.defined}
    text = program.texts[at.path][at.line - 1]
    name = f"{at.path}:{at.line} {text[at.start:at.end]}"
    right = False
    for target in targets:
        symbols = program.symbols_at(target)
        if program.is_right(symbols, named):
            right = True
        elif not symbols & here and not (here and not target["name"]):  # nor a module's local name
            score.wrong += 1
            score.differences.append(f"  {where}: wrong    {name} -> {sorted(symbols)}, not {sorted(at.symbols)}")
    score.right += right
    if wanted and not right:
        score.missing += 1
        score.differences.append(f"  {where}: missing  {name} -> {sorted(wanted)}")


DECLARES = re.compile(r"^\s*(?!(?:return|else|new|throw|case|co_return|co_yield)\b)(?:[\w:]+\s+)*[\w:<>,]+[\s*&]+"
                      r"(?:\w+::)*~?$")


def is_call(at: Occurrence, text: str, suffix: str, program: Program) -> bool:
    before, after = text[:at.start].rstrip(), text[at.end:]
    function = any(re.search(r"\)\.$", s) for s in at.symbols)
    if suffix == ".rb":
        return function and text[at.start:at.end] != "new" and (
            program.is_written(at) and not re.search(r"[:&@]$|\b(?:alias|undef)\b.*", before))
    if suffix in (".cc", ".h") and (DECLARES.match(text[:at.start]) or
                                    all(re.search(r"[^)]\.$", s) for s in at.symbols)):
        return False  # nor is `x(0)` a call where it initialises a field
    if re.match(r"\s*\.", after):
        return False
    if not re.match(r"\s*(?:<[^()]*>|\[[^]]*\])?\(", after) and not re.search(r"\bnew$", before):
        return suffix == ".kt" and function and bool(re.match(r"\s*\{", after))
    if any(s.endswith("#") for s in at.symbols):
        return bool(re.search(r"\bnew$", before)) or (
            suffix in (".py", ".kt", ".cc", ".h") and not before.endswith("@"))
    return not before.endswith("@") or suffix in (".py", ".ts", ".tsx")


def names(program: Program, uses: list[dict], scores: dict, counts: dict, where: str) -> None:
    by_place: dict[tuple, list[dict]] = collections.defaultdict(list)
    for use in uses:
        by_place[(use["path"], use["line"], bare(used_word(use)))].append(use)
    for at in program.references.values():
        text = program.texts[at.path][at.line - 1]
        language = LANGUAGES[Path(at.path).suffix]
        is_ours = any(s in program.defined and not is_local(s) for s in at.symbols)
        counts[language][1] += is_ours
        word = bare(text[at.start:at.end])
        candidates = [u for u in by_place[(at.path, at.line, word)] if is_of(u, text[:at.start].rstrip("$@"))]
        if not candidates:
            continue
        counts[language][0] += is_ours
        targets = {(t["path"], t["line"], t["name"]): t for u in candidates for t in u["targets"]
                   if u["resolution"] != "name-only"}
        judge(program, at, list(targets.values()), scores[language], where)


def calls(program: Program, sites: list[dict], scores: dict, where: str) -> None:
    by_place: dict[tuple, list[dict]] = collections.defaultdict(list)
    for site in sites:
        word = bare(re.split(r"[./\\:]", site["callee"])[-1])
        by_place[(site["caller"]["path"], site["line"], word)].append(site)
    for at in program.references.values():
        text = program.texts[at.path][at.line - 1]
        suffix = Path(at.path).suffix
        if not is_call(at, text, suffix, program) or all(is_local(s) for s in at.symbols):
            continue
        found = by_place[(at.path, at.line, bare(text[at.start:at.end]))]
        targets = {(t["path"], t["line"], t["name"]): t for site in found for t in site["targets"]
                   if t["resolution"] != "name-only" and "<anonymous" not in t["name"]}
        judge(program, at, list(targets.values()), scores[LANGUAGES[suffix]], where)


def lay_out(indexer: Indexer, clone: Path, folder: Path) -> dict[str, tuple[Path, list[Path]]]:
    """The programs of an indexer: for each the folder of its snapshots, and they themselves."""
    base = unpack(clone, indexer.expected, folder)
    programs = {}
    for at in sorted(base.glob(indexer.programs)):
        if at.is_dir():
            files = [p for p in sorted(at.rglob("*")) if is_snapshot(p, indexer)]
            programs[str(at.relative_to(base))] = (at, files)
    if indexer.alone:
        for path in sorted(base.glob("*")):
            if is_snapshot(path, indexer):
                programs[path.name] = (base, [path])
    return programs


def is_source(_folder: str, files: list[str]) -> list[str]:
    """What has no snapshot is not part of the program."""
    return [name for name in files if Path(name).suffix in LANGUAGES]


def is_snapshot(path: Path, indexer: Indexer) -> bool:
    return path.suffix in LANGUAGES and path.is_file() and path.stem.endswith(indexer.infix)


def compare(interlock: str, clone: Path, is_there, shown: dict) -> None:
    """Adds to `shown`, by language: the score of names, that of calls, how many names were asked."""
    for indexer in INDEXERS:
        if not is_there(clone, indexer.mark):
            continue
        with tempfile.TemporaryDirectory() as unpacked:
            programs = lay_out(indexer, clone, Path(unpacked))
            given = unpack(clone, indexer.given, Path(unpacked)) if indexer.given else None
            for name, (base, files) in programs.items():
                with tempfile.TemporaryDirectory() as temporary:
                    folder = Path(temporary) / "program"
                    if given and (given / name).is_dir():
                        shutil.copytree(given / name, folder, ignore=is_source)
                    program = Program()
                    for path in files:
                        relative = str(path.relative_to(base)).replace(indexer.infix + ".", ".")
                        program.read(relative, path.read_text(errors="replace"), folder)
                    if not files:
                        continue
                    names(program, ask(interlock, "--uses", folder)["uses"], shown["names"],
                          shown["counts"], name)
                    calls(program, ask(interlock, "--calls", folder)["calls"], shown["calls"], name)
