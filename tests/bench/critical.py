"""How long the default answers of critical-points take, of every landscape of the catalogue: with one program, or with two beside each other.

    python3 tests/bench/critical.py build/landscaped [EARLIER]

EARLIER is the program of an earlier commit; then the ratios are told, too. Each time is the processor's, the least of three runs of
`landscaped get`, less that of an answer of next to no work."""

import json
import resource
import subprocess
import sys
import urllib.parse

TRIES = 3
SHORT = 0.02  # seconds; below, the program's start weighs as much


def seconds(program, target):
    least = None
    for _ in range(TRIES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([program, "get", target], capture_output=True)
        if done.returncode:
            return None
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        least = took if least is None else min(least, took)
    return least


def main(programs):
    rows = json.loads(subprocess.check_output([programs[0], "get", "/v1/landscapes.json"]))["landscapes"]
    idle = [seconds(program, "/v1/point.json?f=x&at=1") for program in programs]
    print("| landscape | " + " | ".join(["seconds", "earlier", "ratio"][: 1 + 2 * (len(programs) - 1)]) + " |")
    print("| --- |" + " ---: |" * (1 + 2 * (len(programs) - 1)))
    totals = [0.0] * len(programs)
    for row in rows:
        name = row["name"]
        dimension = 2 if row["dimension"] == "n" else row["dimension"]
        if dimension > 2:
            continue
        query = {"f": row["formula"], "dim": dimension}
        for axis, interval in zip("xy", row["domain"] * (1 if len(row["domain"]) == dimension else dimension)):
            query[axis] = f"{interval[0]}:{interval[1]}"
        times = [seconds(program, "/v1/critical-points.json?" + urllib.parse.urlencode(query)) for program in programs]
        if times[0] is None:
            print(f"| {name} | refused |")
            continue
        work = [None if took is None else max(took - start, 1e-3) for took, start in zip(times, idle)]
        cells = ["–" if took is None else f"{took:.3f}" for took in work]
        if len(work) == 2:
            cells.append("–" if work[1] is None or work[1] < SHORT else f"{work[0] / work[1]:.1f}")
            if work[1] is not None:
                totals = [total + took for total, took in zip(totals, work)]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    if len(programs) == 2:
        print(f"| all | {totals[0]:.3f} | {totals[1]:.3f} | {totals[0] / totals[1]:.2f} |")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1:])
