#!/usr/bin/env python3
"""validate_schema.py SCHEMA RESULT.json...: every result must satisfy the schema.

Exit 0: all do; 1: one does not, named with the place; 77: python3-jsonschema is missing.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: needs python3-jsonschema (apt-get install python3-jsonschema)")
    sys.exit(77)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def complaints(validator, path):
    for error in validator.iter_errors(load(path)):
        place = "/".join(str(part) for part in error.absolute_path)
        yield f"{path}: {place}: {error.message[:400]}"


def spoiled(result):
    """Copies of a good result, each with one fault the schema must see."""
    for name, change in {
        "an unknown key": lambda r: r.update(unknown=1),
        "another format": lambda r: r.update(format="other"),
        "a missing list": lambda r: r.pop("figures"),
        "text for a truth": lambda r: r.update(simulated="yes"),
    }.items():
        copy = json.loads(json.dumps(result))
        change(copy)
        yield name, copy


def main():
    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    schema = load(sys.argv[1])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    found = [text for path in sys.argv[2:] for text in complaints(validator, path)]
    for name, copy in spoiled(load(sys.argv[2])):
        if validator.is_valid(copy):
            found.append(f"the schema accepts {name}")
    print("\n".join(found) or f"{len(sys.argv) - 2} result(s) satisfy the schema")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
