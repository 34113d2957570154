"""How long the default answers of critical-points take, of every landscape of the catalogue: with one program, or with two beside each other.

    python3 tests/bench/critical.py build/landscaped [EARLIER]

EARLIER is the program of an earlier commit; then the ratios are told, too. Each time is the least of three whole runs of `landscaped get`, less
that of an answer of next to no work."""

import json
import subprocess
import sys
import time

TRIES = 3


def seconds(program, target):
    least = None
    for _ in range(TRIES):
        start = time.monotonic()
        done = subprocess.run([program, "get", target], capture_output=True)
        if done.returncode:
            return None
        took = time.monotonic() - start
        least = took if least is None else min(least, took)
    return least


def main(programs):
    names = [row["name"] for row in json.loads(subprocess.check_output([programs[0], "get", "/v1/landscapes.json"]))["landscapes"]]
    idle = [seconds(program, "/v1/point.json?f=x&at=1") for program in programs]
    print("| landscape | " + " | ".join(["seconds", "earlier", "ratio"][: 1 + 2 * (len(programs) - 1)]) + " |")
    print("| --- |" + " ---: |" * (1 + 2 * (len(programs) - 1)))
    totals = [0.0] * len(programs)
    for name in names:
        times = [seconds(program, "/v1/critical-points.json?f=" + name) for program in programs]
        if times[0] is None:
            continue
        work = [None if took is None else max(took - start, 1e-3) for took, start in zip(times, idle)]
        cells = ["–" if took is None else f"{took:.3f}" for took in work]
        if len(work) == 2:
            cells.append("–" if work[1] is None else f"{work[0] / work[1]:.1f}")
            if work[1] is not None:
                totals = [total + took for total, took in zip(totals, work)]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    if len(programs) == 2:
        print(f"| all | {totals[0]:.3f} | {totals[1]:.3f} | {totals[0] / totals[1]:.2f} |")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1:])
