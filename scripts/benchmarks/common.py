"""What the comparisons of scripts/benchmark_calls have in common."""

import json
import re
import subprocess
import tarfile
from pathlib import Path

Edge = tuple[str, str]


class Score:
    def __init__(self) -> None:
        self.right = self.wrong = self.missing = 0
        self.differences: list[str] = []

    def add(self, where: str, found: set, wanted: set) -> None:
        self.right += len(found & wanted)
        self.wrong += len(found - wanted)
        self.missing += len(wanted - found)
        for edge in sorted(found - wanted):
            self.differences.append(f"  {where}: wrong    {edge[0]} -> {edge[1]}")
        for edge in sorted(wanted - found):
            self.differences.append(f"  {where}: missing  {edge[0]} -> {edge[1]}")

    def join(self, other: "Score") -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missing += other.missing
        self.differences += other.differences

    def line(self, name: str) -> str:
        found = self.right + self.wrong
        wanted = self.right + self.missing
        precision = 100 * self.right / found if found else 0.0
        recall = 100 * self.right / wanted if wanted else 0.0
        return (f"{name:28} precision {precision:5.1f}  recall {recall:5.1f}"
                f"   right {self.right:4} wrong {self.wrong:3} missing {self.missing:3}")


def unpack(clone: Path, part: str, into: Path) -> Path:
    """The folder `part` of a clone; of a bare one, a copy of it."""
    if (clone / part).is_dir():
        return clone / part
    archive = into / "part.tar"
    with archive.open("wb") as out:
        subprocess.run(["git", "-C", str(clone), "archive", "HEAD", part], stdout=out, check=True)
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")
    return into / part


def is_there(clone: Path, part: str) -> bool:
    """Is there such a folder in the clone?"""
    return (clone / part).is_dir() or subprocess.run(
        ["git", "-C", str(clone), "cat-file", "-e", f"HEAD:{part}"], capture_output=True).returncode == 0


def ask(interlock: str, what: str, folder: Path) -> dict:
    answer = subprocess.run([interlock, "facts", what, str(folder), "--format", "json"],
                            capture_output=True, check=True)
    return json.loads(answer.stdout)


def used_word(use: dict) -> str:
    return re.split(r"[./\\]", use["name"])[-1]


def is_of(use: dict, before: str) -> bool:
    """Is it the use of the name that stands behind this text?"""
    receiver = re.search(r"([A-Za-z_$][\w$]*)\s*(?:\([^()]*\)|\[[^][]*\])*\s*\??[.:]+\s*$", before)
    if use["kind"] in ("import", "export"):
        return True
    if not re.search(r"[.:]\s*$", before) or before.rstrip().endswith("..."):
        return not use["receiver"]
    return not receiver or re.split(r"\.", re.sub(r"[()\[\]{}]|#\d+", "", use["receiver"]))[-1] in (
        receiver.group(1), "?")
