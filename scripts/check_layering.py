#!/usr/bin/env python3
"""Checks every #include in include/ and src/ against the arrow table of CMakeLists.txt.

usage: check_layering.py [ROOT]

A module may include what its DEPENDS reach, and nothing else; a third-party header stands in
its one home and in no public header; only audio_io, store and cli touch files, the terminal or
the system. Prints each trespass as file:line: reason, and exits 1 if there is one.
"""
import re
import sys
from pathlib import Path

# Where each third-party header may stand, below src/. None of them stands in a public header.
HOMES = {
    r"fftw3\.h": r"dsp/fft\.cpp",
    r"Eigen/.*": r"dsp/least_squares\.cpp",
    r"boost/math/.*": r"result/coverage\.cpp",
    r"nlohmann/.*": r"result/json\.cpp",
    r"toml\+\+/.*": r"profiles/toml\.cpp",
    r"sndfile\.(h|hh)": r"audio_io/sound_file\.cpp",
    r"(portaudio|pa_\w+)\.h": r"audio_io/portaudio_\w+\.(cpp|hpp)",
    r"boost/program_options.*": r"cli/command_line\.cpp",
    r"libfccp/.*": r"cli/published_table\.cpp",
    r"openssl/.*": r"store/identity\.cpp",
    r"fmt/.*": r".*\.cpp",
}
# Modules that may use files, the terminal and the system; report writes into a given stream.
OUTSIDE = {"audio_io", "store", "cli", "main"}
OUTSIDE_HEADERS = {"fstream", "filesystem", "cstdio", "iostream", "stdio.h", "print", "syncstream"}
# Reachability the design forbids whatever the table says: (from, to, why).
FORBIDDEN = [
    ("audio_io", "dsp", "devices know no analysis"),
    ("simulation", "dsp", "the simulation shares nothing with the analysis that judges it"),
    ("simulation", "measure", "the simulation shares nothing with the analysis that judges it"),
    ("measure", "simulation", "the analysis knows no simulation"),
    ("session", "audio_io", "a session drives devices and owns none"),
    ("report", "measure", "a report is made from a stored result"),
    ("classify", "measure", "a verdict is made from a stored result"),
]
SHARED_WITH_SIMULATION = {"signal", "units"}

STANDARD = set("""
algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono
cinttypes climits clocale cmath codecvt compare complex concepts condition_variable coroutine
csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque
exception execution filesystem format forward_list fstream functional future initializer_list
iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource
mutex new numbers numeric optional ostream print queue random ranges ratio regex scoped_allocator
semaphore set shared_mutex source_location span sstream stack stdexcept stop_token streambuf string
string_view strstream syncstream system_error thread tuple type_traits typeindex typeinfo
unordered_map unordered_set utility valarray variant vector version""".split())
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def arrow_table(root):
    """Module to direct dependencies, from the ohmloop_module(...) calls."""
    text = re.sub(r"#.*", "", (root / "CMakeLists.txt").read_text())
    table = {}
    for call in re.findall(r"ohmloop_module\(([^)]*)\)", text):
        name, *words = call.split()
        depends = words[words.index("DEPENDS") + 1:] if "DEPENDS" in words else []
        table[name] = depends[:depends.index("PRIVATE")] if "PRIVATE" in depends else depends
    return table


def reach(table, module, seen=()):
    """The module itself and all that its arrows lead to."""
    if module in seen:
        raise ValueError("the arrows run in a circle: " + " -> ".join([*seen, module]))
    found = {module}
    for target in table[module]:
        found |= reach(table, target, (*seen, module))
    return found


def table_trespasses(table):
    """What is wrong with the arrows themselves."""
    for module, depends in table.items():
        for target in depends:
            if target not in table:
                yield f"module {module} depends on {target}, which is no module"
                return
    try:
        reached = {module: reach(table, module) for module in table}
    except ValueError as error:
        yield str(error)
        return
    for source, target, why in FORBIDDEN:
        if target in reached.get(source, ()):
            yield f"{source} reaches {target}: {why}"
    shared = reached.get("simulation", set()) & reached.get("dsp", set())
    for module in sorted(shared - SHARED_WITH_SIMULATION):
        yield f"simulation and dsp share {module}; they may share only signal"


def reason_against(name, quoted, module, below_src, table):
    """Why this file may not include this header; None if it may. below_src: the path below src,
    None for a public header."""
    first = name.split("/")[0]
    if ".." in name.split("/"):
        return "an include path does not climb"
    if first == "ohmloop":
        target = name.split("/")[1]
        if target not in table:
            return f"there is no module {target}"
        if module != "main" and target not in reach(table, module):
            return f"no arrow leads from {module} to {target}"
        return None
    if quoted:
        if below_src is None:
            return 'a public header includes only "ohmloop/..." and standard headers'
        if first in table and "/" in name and first != module:
            return f"a private header of {first}"
        return None
    for header, home in HOMES.items():
        if re.fullmatch(header, name):
            if below_src is None:
                return "no public header names a third-party header"
            return None if re.fullmatch(home, below_src) else f"its one home is src/{home}"
    if name in OUTSIDE_HEADERS or name not in STANDARD:
        known = name in OUTSIDE_HEADERS or re.fullmatch(r"(sys/|net/|linux/)?\w+\.h", name)
        if not known:
            return "a third-party header without a home"
        if module not in OUTSIDE:
            return "only audio_io, store and cli touch files, the terminal or the system"
    return None


def module_of(path, root):
    """(module, path below src or None); a file directly in src/ belongs to "main"."""
    public = root / "include" / "ohmloop"
    if path.is_relative_to(public):
        return path.relative_to(public).parts[0], None
    below = path.relative_to(root / "src")
    return (below.parts[0] if len(below.parts) > 1 else "main"), below.as_posix()


def include_trespasses(root, table):
    """file:line: reason, for every include that no arrow and no home allows."""
    files = [path for folder in ("include", "src") for path in sorted((root / folder).rglob("*"))
             if path.suffix in (".hpp", ".cpp")]
    for path in files:
        where = path.relative_to(root)
        if path.is_relative_to(root / "include") and not path.is_relative_to(
                root / "include" / "ohmloop"):
            yield f"{where}:1: a public header outside include/ohmloop"
            continue
        module, below_src = module_of(path, root)
        if module != "main" and module not in table:
            yield f"{where}:1: {module} is no module of CMakeLists.txt"
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            reason = reason_against(match[2], match[1] == '"', module, below_src, table)
            if reason:
                yield f"{where}:{number}: {match[2]}: {reason}"


def trespasses(root):
    """Everything wrong below root, one line each."""
    table = arrow_table(root)
    if not table:
        return ["CMakeLists.txt: no ohmloop_module line was found"]
    wrong = list(table_trespasses(table))
    return [f"CMakeLists.txt: {line}" for line in wrong] or list(include_trespasses(root, table))


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    found = trespasses(root)
    print("\n".join(found) or "every include follows an arrow")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
