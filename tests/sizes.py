"""Sizes of the house, now or at a revision: files and lines of C, functions and the longest of them, files past 400 lines, functions past 60.

    python3 tests/sizes.py [REVISION…]        without one: the files as they are
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent
LONG_FILE, LONG_FUNCTION = 400, 60


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def sources(revision):
    """(path, text) of each C file of a revision; of the files as they are for None."""
    for path in git(*(["ls-tree", "-r", "--name-only", revision] if revision else ["ls-files"])).split("\n"):
        if path.startswith(("lib/", "server/", "tests/")) and path.endswith((".c", ".h")):
            yield path, git("show", f"{revision}:{path}") if revision else (ROOT / path).read_text()


def functions(text):
    """(lines, name) of each: from the opening to the closing bracket in the first column, as .clang-format places them."""
    lines, start = text.split("\n"), None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            name = re.search(r"(\w+)\(", " ".join(lines[max(0, start - 3):start]).rpartition("}")[2])
            yield number - start + 1, name[1] if name else "?"
            start = None


def measure(revision):
    for part in ("lib", "server", "tests"):
        files = [(path, text) for path, text in sources(revision) if path.startswith(part + "/")]
        found = [(lines, f"{path}: {name}") for path, text in files for lines, name in functions(text)]
        lengths = [(text.count("\n"), path) for path, text in files]
        print(f"| {revision or 'now'} | `{part}` | {len(files)} | {sum(length for length, _ in lengths)} | {len(found)} | "
              f"{max(found)[0]} | {sum(lines > LONG_FUNCTION for lines, _ in found)} | {sum(length > LONG_FILE for length, _ in lengths)} |")
        for length, what in sorted([pair for pair in found if pair[0] > LONG_FUNCTION] + [pair for pair in lengths if pair[0] > LONG_FILE], reverse=True):
            print(f"{length:6} {what}", file=sys.stderr)


def main():
    print(f"| revision | part | files | lines | functions | longest | functions past {LONG_FUNCTION} lines | files past {LONG_FILE} |\n"
          "| --- | --- | --- | --- | --- | --- | --- | --- |")
    for revision in sys.argv[1:] or [None]:
        measure(revision)


if __name__ == "__main__":
    main()
