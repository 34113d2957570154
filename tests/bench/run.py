"""Runs all benchmarks, prints their rows as a table and writes it to RESULTS.md beside this file: run.py BUILD."""
import datetime
import os
import pathlib
import platform
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
DEBIAN_PYTHON = "/usr/bin/python3"  # where python3-torch is seen, if it is installed
HEAD = ["work", "ours", "floor", "ratio", "goal", "met"]


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


def rows_of(command):
    """The rows a benchmark prints, shown as they come."""
    rows = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            cells = line.rstrip("\n").split("\t")
            rows.append(cells)
            print(f"{cells[0]:<82} {cells[1]:>16} {cells[2]:>16}  {cells[3]:<8} {cells[4]:<12} {cells[5]}", flush=True)
    if process.returncode:
        raise SystemExit(f"bench: {command[0]} failed")
    return rows


def main():
    build = sys.argv[1]
    rows = rows_of([f"{build}/bench/measure"]) + rows_of([DEBIAN_PYTHON, HERE / "networks.py", build]) + rows_of([sys.executable, HERE / "server.py", build]) + rows_of([sys.executable, HERE / "book.py", build])
    lines = ["# What `make bench` measured", "",
             f"{datetime.date.today()}, on {machine()}.", "",
             "Ours and its floor are timed in turn in the same run; trust the ratios, not the times. Where a row shows how time grows, `ours` is the largest",
             "of four sizes and `floor` the smallest.", "",
             "What the floors are: for evaluation, SLEEF's own function in a bare loop at the width our kernels use, or C by hand; for PNG, the same picture",
             "drawn straight on cairo with fast antialiasing, a palette and libdeflate at level 6 (no parameters, no layout, nothing kept free of overlaps);",
             "for SVG, the same drawing by cairo, printf of the very words and numbers of our file, and a file with `<text>`, which holds half as much;",
             "for networks, as many multiplications and additions in registers as their products of matrices take, torch and numpy;",
             "over HTTP, a libmicrohttpd program with one fixed answer, and nginx with one file; for a book by `landscaped render`, the same figures",
             "asked of a service that has just started.", "",
             "| " + " | ".join(HEAD) + " |", "|" + " --- |" * len(HEAD)]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows]
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n")
    missed = sum(cells[5] == "NO" for cells in rows)
    print(f"{len(rows)} rows, {missed} goals missed; written to tests/bench/RESULTS.md")


main()
