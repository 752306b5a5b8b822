#!/usr/bin/env python3
"""Checks that each thing lies where it belongs.

usage: check_layout.py [ROOT]

No folder at the top but the known ones, no file named after nothing in particular, each test in
the folder of its module, no function of more than 60 lines, and no marker of unfinished work.
"""
import re
import subprocess
import sys
from pathlib import Path

FOLDERS = {".ci", "calibration", "include", "scripts", "src", "tests"}
FILES = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", ".clang-format",
         ".clang-tidy", ".gitignore"}
NAMELESS = re.compile(r"(^|_)(utils?|misc|common|helpers?|managers?)(_|\.|$)", re.IGNORECASE)
# Spelt so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
LONGEST_FUNCTION = 60
TEXT = {".cpp", ".hpp", ".py", ".toml", ".md", ".txt", ".cmake", ".json", ""}


def files_of(root):
    """What git keeps; without git, everything but build folders."""
    try:
        listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], check=True,
                                capture_output=True, text=True).stdout
        kept = [Path(name) for name in listed.split("\0") if name]
        return [path for path in kept if (root / path).is_file()]
    except (OSError, subprocess.CalledProcessError):
        found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
        return [path for path in found
                if not re.match(r"build|\.git$|\.cache$", path.parts[0])
                and "__pycache__" not in path.parts]


def long_functions(lines):
    """(line, length) of functions over the limit. Laid out by clang-format, a function ends with
    a lone brace at the left margin and begins at the last line before it that starts there."""
    start = 1
    for number, line in enumerate(lines, 1):
        if line == "}" and number - start + 1 > LONGEST_FUNCTION:
            yield start, number - start + 1
        if re.match(r"[A-Za-z_\[]", line):
            start = number


def reasons_against(path, root):
    """What is wrong with this file's place, name or text."""
    if len(path.parts) == 1 and path.name not in FILES:
        yield "no file of the top folder"
    if len(path.parts) > 1 and path.parts[0] not in FOLDERS:
        yield f"{path.parts[0]} is no folder of the top"
    for part in path.parts:
        if NAMELESS.search(part):
            yield f"the name {part} says nothing: name the thing it holds"
    if path.parts[0] == "tests" and path.suffix == ".cpp" and len(path.parts) == 2:
        yield "a test lies in the folder of its module"
    if path.suffix in TEXT and path.name != "LICENSE":
        lines = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, 1):
            if UNFINISHED.search(line):
                yield f"line {number}: unfinished work is not kept in the tree"
        if path.suffix in (".cpp", ".hpp"):
            for number, length in long_functions(lines):
                yield f"line {number}: a function of {length} lines, more than {LONGEST_FUNCTION}"


def trespasses(root):
    """path: reason, one line each."""
    return [f"{path.as_posix()}: {reason}" for path in files_of(root)
            for reason in reasons_against(path, root)]


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    found = trespasses(root)
    print("\n".join(found) or "each thing lies where it belongs")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
