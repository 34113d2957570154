"""Runs the benchmarks, prints their rows as a table and writes it to RESULTS.md beside this file: run.py BUILD [RUNS [BEFORE]]. Of several runs, each row is
that of the run whose ratio is the median, with the least and the greatest ratio beside it. BEFORE is the folder of another build, with its bench/measure: it is
measured in turn with this one, each benchmark by the one and by the other, and rows that both have are compared. With BENCH_ROWS in the environment, a regular
expression, only the rows whose work it matches are measured, and nothing is written."""
import datetime
import math
import os
import pathlib
import platform
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
DEBIAN_PYTHON = "/usr/bin/python3"  # where python3-torch is seen, if it is installed
WORK, OURS, FLOOR, RATIO, GOAL, MET = range(6)
HEAD = ["work", "ours", "floor", "ratio", "goal", "met"]
WORSE = 1.05  # a row is worse from here on
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1}

# What users wait for: before the work on it began (through HTTP, as multiples of `risk.png` in the same run where no floor is named), and the rows that tell
# what it takes now, each with a word for it. Where several are of one kind, which is what stands before their colon, the worst counts.
AWAITED = [
    ("every named figure", "556 (generalisation), 210 (sample-size)", "≤ 60, of networks ≤ 200", ("without networks", "named figures without networks, of the slowest"), ("of networks", "named figures of networks, of the slowest")),
    ("heatmap of rastrigin", "SVG 13, 213 KB; PNG 5.3, 55 KB", "≤ 3, ≤ 40 KiB", ("SVG", "heatmap of rastrigin as SVG"), ("", "bytes of the heatmap as SVG"), ("PNG", "heatmap of rastrigin as PNG"), ("", "bytes of the heatmap as PNG")),
    ("surface and contours of rastrigin as PNG", "8, 7", "≤ 3", ("surface", "surface of rastrigin as PNG"), ("contours", "contours of rastrigin as PNG")),
    ("basins of Himmelblau, 241²", "12", "≤ 6", ("", "basins of himmelblau, 241 × 241")),
    ("critical points of rastrigin, ackley", "23, 45", "≤ 10", ("rastrigin", "critical points of rastrigin"), ("ackley", "critical points of ackley")),
    ("depth, escape, risk, hessian-signs, their defaults", "20 to 60", "≤ 15", *((name, f"{name}, its default") for name in ("depth", "escape", "risk", "hessian-signs"))),
    ("line figure as PNG, against its floor", "1.31", "≤ 1.1", ("", "line figure 630 × 350, query to PNG")),
    ("line figure as SVG, against one by hand with `<text>`", "15.6 KB, 1.6", "≤ 1.1 with `text=live`", ("time", "the same with text=live, against that by hand"), ("bytes", "bytes of the line figure as SVG with text=live")),
    ("12 KB from the cache, against hello-world and nginx", "0.86 to 0.95; processor time 0.98 to 1.14", "≥ 0.95; ≤ 0.9", ("", "the same figure over HTTP, 12 KB, against a libmicrohttpd hello-world"), ("processor time", "its processor time a request, against nginx sending a file")),
    ("one core to two, every study", "–", "≥ 1.8; ≥ 0.9", ("answers a second", "one core to two, answers a second"), ("against two servers with one each", "one core to two, against two servers with one each")),
]


def machine():
    """What kind of machine this is, by its processor, and nothing of whose it is."""
    text = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*:\s*(.+)", text)
    flags = re.search(r"flags\s*:\s*(.+)", text)
    wide = [name for name in ("avx", "avx2", "avx512f") if flags and name in flags[1].split()]
    system = re.search('PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text())[1]
    compiler = subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True, check=True).stdout.strip()
    return (f"{model[1] if model else platform.machine()}, {os.cpu_count()} processors, {' '.join(wide)}; "
            f"{system}, gcc {compiler}")


def commit_of(build):
    """Which commit a build is of, as far as its folder tells."""
    told = subprocess.run(["git", "-C", build, "log", "-1", "--date=short", "--format=the commit %h of %ad"], capture_output=True, text=True)
    return told.stdout.strip() or "another build"


def show(cells):
    print(f"{cells[WORK]:<82} {cells[OURS]:>16} {cells[FLOOR]:>16}  {'  '.join(cells[RATIO:])}", flush=True)


def rows_of(command, may_fail=False):
    """The rows a benchmark prints, shown as they come."""
    rows = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL if may_fail else None, text=True) as process:
        for line in process.stdout:
            rows.append(line.rstrip("\n").split("\t"))
            show(rows[-1])
    if process.returncode and not may_fail:
        raise SystemExit(f"bench: {command[0]} failed")
    return rows


def programs(build):
    """The commands whose rows are the bench, by name."""
    scripts = [("networks.py", DEBIAN_PYTHON), *((name, sys.executable) for name in ("answers.py", "server.py", "cores.py", "book.py"))]
    return {"measure": [f"{build}/bench/measure"], **{name: [python, HERE / name, build] for name, python in scripts}}


def measure(build, before):
    """All rows, once, and those of the build before as far as it can what they ask for; what two cores bring has its floors beside it, and takes minutes."""
    rows, rows_before = [], []
    for name, command in programs(build).items():
        rows += rows_of(command)
        if before and name != "cores.py":
            print("  the build before:")
            rows_before += rows_of(programs(before)[name], may_fail=True)
    return rows, rows_before


def told(cells):
    """What a row comes down to: its ratio, or what was counted."""
    return cells[OURS] if cells[RATIO] == "–" else cells[RATIO]


def number(text):
    """The number in such a cell, in seconds where it is a time."""
    found = re.search(r"(1/)?(n\^)?([\d,.e+]+)(?:\s*(ns|µs|ms|s)\b)?", text)
    value = float(found[3].replace(",", "")) * UNITS.get(found[4], 1)
    return 1 / value if found[1] else value


def merged(runs):
    """The rows of several runs as one table, with their spread before the goal; a row that not every run has is left out."""
    found = [{cells[WORK]: cells for cells in rows} for rows in runs]
    table = []
    for work in found[0]:
        ordered = sorted((rows[work] for rows in found if work in rows), key=lambda cells: number(told(cells)))
        if len(ordered) == len(runs):
            median = ordered[(len(ordered) - 1) // 2]
            table.append([*median[:GOAL], f"{told(ordered[0])} to {told(ordered[-1])}", *median[GOAL:]])
    return table


def compared(now, then):
    """How many times as bad a row is as it was: by its ratio to the floor, or, where it has none, by what was counted; of sizes by the largest and the smallest."""
    cells = (OURS, FLOOR) if now[RATIO].startswith("n^") else (OURS,) if now[RATIO] == "–" else (RATIO,)
    pairs = [(number(now[cell]), number(then[cell])) for cell in cells]
    if "≥" in now[-2]:
        pairs = [(other, ours) for ours, other in pairs]
    return max(1 if ours == other else ours / other if other else math.inf for ours, other in pairs)


def with_before(rows, rows_before):
    """The rows with a cell more in front of the goal: what the build before had."""
    then = {cells[WORK]: cells[OURS] if cells[RATIO] == "–" else f"{cells[OURS]}; {cells[RATIO]}" for cells in rows_before}
    return [[*cells[:-2], then.get(cells[WORK], "–"), *cells[-2:]] for cells in rows]


def worse(rows, rows_before):
    """Sentences on the rows that are worse than before."""
    then = {cells[WORK]: cells for cells in rows_before}
    both = [(compared(cells, then[cells[WORK]]), cells, then[cells[WORK]]) for cells in rows if cells[WORK] in then]
    return [f"* {cells[WORK]}: {cells[OURS]} of {cells[FLOOR]} ({cells[RATIO]}), and {other[OURS]} of {other[FLOOR]} ({other[RATIO]}) before: × {times:.2f}."
            for times, cells, other in both if times > WORSE] or ["None."]


def awaited_cell(rows, parts):
    """What the rows of some parts of a work come to, and whether they meet their goals (None: not measured)."""
    now, met = [], True
    for word, kind in parts:
        of_kind = [cells for cells in rows if cells[WORK] == kind or cells[WORK].startswith(f"{kind}: ")]
        if not of_kind:
            now, met = [*now, f"{word} not measured".strip()], None
            continue
        worst = (min if "≥" in of_kind[0][-2] else max)(of_kind, key=lambda cells: number(told(cells)))
        named = f" ({worst[WORK].rpartition(': ')[2]})" if worst[WORK] != kind else ""
        now.append(f"{word} {told(worst)}{named}".strip())
        met = met and all(cells[-1] == "yes" for cells in of_kind)
    return "; ".join(now), met


def awaited(rows, rows_before):
    """The table of what users wait for."""
    lines = ["| work | before | now | goal | met |", "| --- | --- | --- | --- | --- |"]
    for work, before, goal, *parts in AWAITED:
        now, met = awaited_cell(rows, parts)
        then, measured = awaited_cell(rows_before, parts)
        lines.append(f"| {work} | {before if measured is None else then} | {now} | {goal} | {'–' if met is None else 'yes' if met else 'NO'} |")
    return lines


def report(rows, rows_before, before, runs, where):
    """The text of RESULTS.md; `before` says what it is that `rows_before` were measured of."""
    head = [*HEAD[:GOAL], *(["spread"] if runs > 1 else []), *(["before"] if rows_before else []), *HEAD[GOAL:]]
    lines = ["# What `make bench` measured", "",
             where, "",
             *([] if runs == 1 else [f"{runs} runs: each row is that of the run whose ratio is the median, and `spread` is from the least ratio to the greatest.", ""]),
             *([f"`before` is {before}: each benchmark was run of it and of this one in turn, in the same hour.", ""] if rows_before else []),
             "Ours and its floor are timed in turn in the same run; trust the ratios, not the times. Where a row shows how time grows, `ours` is the largest",
             "of four sizes and `floor` the smallest.", "",
             "What the floors are: for evaluation, SLEEF's own function in a bare loop at the width our kernels use, or C by hand; for PNG, the same picture",
             "drawn straight on cairo with fast antialiasing, a palette and libdeflate at level 6 (no parameters, no layout, nothing kept free of overlaps);",
             "for SVG, the same drawing by cairo, printf of the very words and numbers of our file, and a file with `<text>`, which holds half as much;",
             "for networks, as many multiplications and additions in registers as their products of matrices take, torch and numpy;",
             "over HTTP, a libmicrohttpd program with one fixed answer, and nginx with one file; for two cores, one, and two servers with one each; for a book by `landscaped render`, the same",
             "figures asked of a service that has just started.", "",
             "Answers as multiples of `risk.png` are asked over HTTP, of a service with one worker that has not answered them before, and their processor time counts.",
             "What was measured before and after changes is in `HISTORY.md`.", "",
             "## What users wait for", "", *awaited(rows, rows_before), "",
             *(["## Rows that are worse than before by more than 5 %", "", *worse(rows, rows_before), ""] if rows_before else []),
             "## All rows", "",
             "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cells) + " |" for cells in (with_before(rows, rows_before) if rows_before else rows)]) + "\n"


def main():
    build, runs, before = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1, sys.argv[3] if len(sys.argv) > 3 else None
    for needed in ("landscaped", "bench/measure"):
        if before and not pathlib.Path(before, needed).exists():
            sys.exit(f"bench: BEFORE={before} has no {needed}: it is the folder build of another clone, after make all build/bench/measure there")
    each = []
    for turn in range(runs):
        if runs > 1:
            print(f"--- run {turn + 1} of {runs} ---", flush=True)
        each.append(measure(build, before))
    rows, rows_before = each[0]
    if runs > 1:
        rows, rows_before = (merged(of_build) for of_build in zip(*each))
        print("--- medians, with their spread ---")
        for cells in rows:
            show(cells)
    if before:
        print("--- worse than before by more than 5 % ---", *worse(rows, rows_before), sep="\n")
    missed = sum(cells[-1] == "NO" for cells in rows)
    if os.environ.get("BENCH_ROWS"):
        print(f"{len(rows)} rows, {missed} goals missed; some rows alone, so nothing is written")
        return
    (HERE / "RESULTS.md").write_text(report(rows, rows_before, before and commit_of(before), runs, f"{datetime.date.today()}, on {machine()}."))
    print(f"{len(rows)} rows, {missed} goals missed; written to tests/bench/RESULTS.md")


if __name__ == "__main__":
    main()
