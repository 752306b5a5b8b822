#!/usr/bin/env python3
"""Results must satisfy the schema of the repository.

validate_schema.py PROGRAM              a stored result and some that PROGRAM measures
validate_schema.py SCHEMA RESULT...     the files given

Exit 0: all do; 1: one does not, named with the place; 77: python3-jsonschema is missing.
"""
import json
import pathlib
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: needs python3-jsonschema: apt-get install python3-jsonschema")
    sys.exit(77)

TREE = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = TREE / "src/result/ohmloop-result.schema.json"
STORED = TREE / "tests/golden/phone-dongle.json"
PORTS = ["phone-dongle", "line-dac", "receiver-phones"]


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def measured(program, port):
    command = [program, "measure", "--simulate", port, "--plan", "quick", "--json", "-"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if not run.stdout:
        sys.exit(f"{' '.join(command)}: exit {run.returncode}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def complaints(validator, name, result):
    for error in validator.iter_errors(result):
        place = "/".join(str(part) for part in error.absolute_path)
        yield f"{name}: {place}: {error.message[:400]}"


def spoiled(result):
    """Copies of a good result, each with one fault the schema must see."""
    for name, change in {
        "an unknown key": lambda r: r.update(unknown=1),
        "another format": lambda r: r.update(format="other"),
        "a missing list": lambda r: r.pop("figures"),
        "text for a truth": lambda r: r.update(simulated="yes"),
        "an unknown quantity": lambda r: r["figures"][0].update(quantity="loudness"),
        "a foreign unit": lambda r: r["figures"][0].update(unit="furlong"),
        "a figure without value": lambda r: r["figures"][0].update(kind="measured", value=None),
    }.items():
        copy = json.loads(json.dumps(result))
        change(copy)
        yield name, copy


def main(arguments):
    if not arguments or (len(arguments) == 1 and arguments[0].endswith(".json")):
        sys.exit(__doc__)
    if len(arguments) == 1:
        schema = load(SCHEMA)
        results = {str(STORED): load(STORED)}
        results.update((port, measured(arguments[0], port)) for port in PORTS)
    else:
        schema = load(arguments[0])
        results = {path: load(path) for path in arguments[1:]}
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    found = [text for name, result in results.items() for text in complaints(validator, name, result)]
    for name, copy in spoiled(next(iter(results.values()))):
        if validator.is_valid(copy):
            found.append(f"the schema accepts {name}")
    print("\n".join(found) or f"{len(results)} results satisfy the schema")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
