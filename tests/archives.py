"""The format npz, read by NumPy and compared with the JSON of the same question: every study's example, and every kind of column. Argument: the
program (build/landscaped)."""

import json
import subprocess
import sys
from io import BytesIO

from interpreter import needs

needs("numpy")
import numpy

PROGRAM = sys.argv[1]
# Undefined values, texts, runs of different lengths, a name that is not ASCII, a grid that is not square.
CASES = ["/v1/landscape.json?f=sqrt(x)&x=-1:1", "/v1/landscape.json?f=x^2-y^2&x=-1:1&y=-1:2:0.5", "/v1/critical-points.json?f=himmelblau",
         "/v1/descent.json?f=rosenbrock&start=-1,1&optimizer=gd(lr=0.001),adam(lr=0.1)&steps=50", "/v1/point.json?f=x^4&at=0&at=1"]
wrong = []


def get(target):
    answer = subprocess.run([PROGRAM, "get", target], capture_output=True)
    if answer.returncode:
        wrong.append(f"{target}: {answer.stderr.decode()}")
    return answer.stdout


def agrees(array, values):
    """Whether an array of the archive is a list of the JSON."""
    if array.dtype.kind == "U":
        return array.tolist() == values
    wanted = numpy.array([[numpy.nan if v is None else v for v in row] if isinstance(row, list) else numpy.nan if row is None else row for row in values], float)
    return array.dtype == numpy.float64 and numpy.array_equal(array, wanted, equal_nan=True)


def compare(target):
    answer = json.loads(get(target))
    archive = numpy.load(BytesIO(get(answer["links"]["npz"])), allow_pickle=False)
    wanted = dict(answer.get("columns", {}))
    wanted.update({f"grid/{name}": values for name, values in answer.get("grid", {}).items()})
    for i, run in enumerate(answer.get("runs", [])):
        wanted.update({f"{i}/{name}": column for name, column in run.get("columns", {}).items()})
    if "runs" in answer:
        wanted["runs"] = [run["name"] for run in answer["runs"]]
    if sorted(archive.files) != sorted([*wanted, "address"]):
        wrong.append(f"{target}: the arrays are {archive.files}")
    wrong.extend(f"{target}: {name} is {archive[name]!r}" for name in wanted if name in archive.files and not agrees(archive[name], wanted[name]))
    if str(archive["address"]) != answer["links"]["npz"]:
        wrong.append(f"{target}: the address is {archive['address']}")


targets = CASES + [study["links"]["json"] for study in json.loads(get("/v1"))["studies"]]
for target in targets:
    compare(target)
print("\n".join(wrong) or f"archives: NumPy reads what the JSON says, of {len(targets)} questions")
sys.exit(bool(wrong))
