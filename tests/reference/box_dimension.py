#!/usr/bin/env python3
"""Prints the box dimension of the edge between rates that diverge and rates that do not, of the figure `trainability` and of windows within it.
Sohl-Dickstein (arXiv:2402.06184) reports 1.17 to 1.98 for the networks tried there; exit status 1 if the median of the windows is not within 0.05 of that.
Run from the root of the repository: python3 tests/reference/box_dimension.py build/landscaped"""
import json
import math
import subprocess
import sys

NETWORK = "data=given&examples=1,0.5,-1.2;-0.7,1.1,0.8;0.3,-1.4,0.5&network=mlp(hidden=3,bias=0)&steps=200&measure=outcome&samples=192"
# Windows of the two learning rates across the edge.
WINDOWS = [("1:300", "0.3:1"), ("3:100", "0.4:0.8"), ("10:100", "0.5:0.8"), ("100:300", "0.4:0.8"), ("40:60", "0.6:0.7")]


def outcomes(program, x, y):
    query = f"/v1/sweep.json?{NETWORK}&x=lr.1,{x},log&y=lr.2,{y},log"
    answer = json.loads(subprocess.run([program, "get", query, "-o", "-"], capture_output=True, check=True).stdout)
    diverged = answer["facts"]["categories"]["diverged"]
    return [[cell == diverged for cell in row] for row in answer["grid"]["z"]]


def dimension(grid):
    """The slope of the logarithm of how many boxes hold cells of both kinds, against that of their number across."""
    size, points, side = len(grid), [], 2
    while side <= size // 6:
        boxes = 0
        for top in range(0, size - side + 1, side):
            for left in range(0, size - side + 1, side):
                inside = sum(sum(row[left:left + side]) for row in grid[top:top + side])
                boxes += 0 < inside < side * side
        if boxes:
            points.append((math.log(size / side), math.log(boxes)))
        side *= 2
    mean = [sum(p[k] for p in points) / len(points) for k in (0, 1)]
    return sum((p[0] - mean[0]) * (p[1] - mean[1]) for p in points) / sum((p[0] - mean[0]) ** 2 for p in points)


def main():
    found = []
    for x, y in WINDOWS:
        found.append(dimension(outcomes(sys.argv[1], x, y)))
        print(f"lr.1 {x}, lr.2 {y}: {found[-1]:.3f}")
    median = sorted(found)[len(found) // 2]
    print(f"median {median:.3f}")
    return 0 if 1.17 - 0.05 <= median <= 1.98 + 0.05 else 1


if __name__ == "__main__":
    sys.exit(main())
