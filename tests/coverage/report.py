"""Runs the tests of a build made with --coverage and says how many branches of what reads requests were taken: parser, parameters, routing.

    python3 tests/coverage/report.py build/coverage

One line a room, and the lines with branches never taken; fails below LEAST percent."""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent.parent
BUILD = pathlib.Path(sys.argv[1]).resolve()
LEAST = 95
ROOMS = {
    "parser": ["lib/expression/syntax.c", "lib/expression/lower.c", "lib/expression/lower_fail.c"],
    "parameters": ["lib/study/kind.c", "lib/study/kind_numbers.c", "lib/study/kind_text.c", "lib/study/kind_formula.c", "lib/study/kind_table.c", "lib/study/question.c"],
    "routing": ["server/text/query.c", "server/service/routes.c", "server/service/service.c", "server/text/negotiate.c", "server/service/questions.c", "server/http/head.c", "server/http/framing.c"],
}


def run(*command, seconds=900):
    """A test must pass to count: what it executes on its way to a failure proves nothing."""
    print("running", *(str(part).replace(str(ROOT) + "/", "") for part in command), flush=True)
    done = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds)
    if done.returncode:
        print(done.stdout.decode(errors="replace")[-2000:])
    return done.returncode == 0


def exercise():
    for counters in BUILD.rglob("*.gcda"):
        counters.unlink()
    good = run("sh", "tests/run-unit.sh", *sorted((BUILD / "tests").iterdir()))
    for target in sorted((BUILD / "targets").iterdir()):
        good = run(target, f"tests/fuzz/corpus/{target.name}") and good
    return run("python3", "tests/http/run.py", BUILD / "landscaped") and good


def measure():
    """The files' lines as gcovr tells them, without branches that only a compiler adds."""
    report = BUILD / "coverage.json"
    filters = [argument for files in ROOMS.values() for file in files for argument in ("--filter", file)]
    subprocess.run(["gcovr", "--root", ".", "--object-directory", BUILD, "--exclude-unreachable-branches", "--exclude-throw-branches", *filters, "--json",
                    "-o", report, BUILD / "objects"], cwd=ROOT, check=True)
    return {file["file"]: file["lines"] for file in json.loads(report.read_text())["files"]}


def say_missed(file, lines):
    source = (ROOT / file).read_text().splitlines()
    for line in lines:
        missed = sum(not branch["count"] for branch in line["branches"])
        if missed:
            number = line["line_number"]
            print(f"  {file}:{number}: {missed} of {len(line['branches'])} never taken: {source[number - 1].strip()[:100]}")


def main():
    good = exercise()
    measured = measure()
    print("\nroom        file                          branches   taken")
    low = []
    for room, files in ROOMS.items():
        sums = [0, 0]
        for file in filter(measured.get, files):
            branches = [branch for line in measured[file] for branch in line["branches"]]
            taken = sum(branch["count"] > 0 for branch in branches)
            sums = [sums[0] + taken, sums[1] + len(branches)]
            print(f"{room:<11} {file:<29} {len(branches):8} {100 * taken / max(1, len(branches)):6.1f} %")
        percent = 100 * sums[0] / max(1, sums[1])
        print(f"{room:<11} {'together':<29} {sums[1]:8} {percent:6.1f} %")
        low += [room] * (percent < LEAST)
    print()
    for file, lines in measured.items():
        say_missed(file, lines)
    for room in low:
        print(f"{room}: less than {LEAST} % of the branches are taken")
    if not good:
        print("a test failed on the way")
    return 1 if low or not good else 0


if __name__ == "__main__":
    sys.exit(main())
