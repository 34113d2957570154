"""Rows of the benchmarks that Python prints: work, ours, floor, ratio, goal, met, separated by tabs, as bench.h describes."""
import os
import re


def wants(*works):
    """Whether one of these rows is to be measured: those that BENCH_ROWS of the environment matches, or all."""
    pattern = os.environ.get("BENCH_ROWS")
    return not pattern or any(re.search(pattern, work) for work in works)


def row(work, ours, floor, ratio, goal, met):
    """`met` is true, false, or None where there is no goal."""
    print(work, ours, floor, ratio, goal, "–" if met is None else "yes" if met else "NO", sep="\t", flush=True)
