"""Runs the scenarios: python3 -B tests/cluster/run.py build/landscaped. The last line says how many checks passed and failed."""

import pathlib
import sys

# Last, as a folder there has the name of a module: http.
sys.path.append(str(pathlib.Path(__file__).parent.parent))

import edge
import embedding
import files
import kubernetes
import many
from tally import Tally

Tally.run(files.scenarios + kubernetes.scenarios)
with many.cluster():
    Tally.run(many.scenarios + embedding.scenarios)
Tally.run(many.small_scenarios + edge.scenarios)
print(f"{Tally.passed} passed, {Tally.failed} failed" + (f", {Tally.skipped} skipped" if Tally.skipped else ""))
sys.exit(1 if Tally.failed else 0)
