"""Tests follow the tables: names the rows of the service's lists that nothing outside of the program confirms.

    python3 tests/tables.py build [--list]      (in `make test`; --list prints the names alone)

For each list: the files that confirm its rows, and how they name a row; `%` stands for its name. That values are right is tested elsewhere, by what
reads these files. Operators stand in every formula and have no file; named figures have golden layouts (tests/unit/test_golden.c).
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent
BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
sys.path.append(str(ROOT / "tests"))
from tally import Tally, check

# What the files of torch's own numbers call a row.
TORCH = {"adagrad": "Adagrad", "rmsprop": "RMSprop", "adadelta": "Adadelta", "adam": "Adam", "adamw": "AdamW", "adamax": "Adamax", "nadam": "NAdam",
         "radam": "RAdam", "yogi": "Yogi", "rprop": "Rprop", "asgd": "ASGD", "sgd": "SGD", "step": "StepLR", "multi_step": "MultiStepLR",
         "exponential": "ExponentialLR", "cosine": "CosineAnnealingLR", "cosine_restarts": "CosineAnnealingWarmRestarts", "one_cycle": "OneCycleLR",
         "polynomial": "PolynomialLR", "linear": "LinearLR", "factor": "d2l_factor", "square_root": "d2l_square_root", "warmup_cosine": "d2l_cosine"}
TABLES = {
    "landscapes": {"landscapes.json": r'"name":\s*"%(_n|2)?"', "catalogue.json": r'"name":\s*"%"', "more.json": r"f=%\b"},
    "functions": {"functions.json": r"\b%\(", "more.json": r"\b%\(", "derivatives.json": r"\b%\("},
    "optimizers": {"traces.json": r'"optimizer":\s*"%"', "methods.json": r'"call":\s*"%\b'},
    "schedules": {"schedules.json": r'"name":\s*"%"', "more_schedules.json": r'"call":\s*"%\b', "more.json": r"schedule=%\b"},
    "activations": {"layers.json": r'"activation":\s*"%"', "networks.json": r'"activation":\s*"%"', "more.json": r"f=%\("},
    "distributions": {"expectations.inc": r'"%\b'},
    "datasets": {"training.json": r"data=%\b", "../unit/test_data.c": r'(made\(arena, |\{)"%\b'},
    "losses": {"networks.json": r'"loss":\s*"%"', "layers.json": r'"loss":\s*"%"', "training.json": r"loss=%\b"},
    "networks": {"training.json": r"network=%\b", "layers.json": r'"%"'},
}


def names(listed):
    """What a row of the list is called; operators are not."""
    done = subprocess.run([ROOT / BUILD / "landscaped", "get", f"/v1/{listed}"], capture_output=True, check=True)
    rows = next(value for value in json.loads(done.stdout).values() if isinstance(value, list))
    return [row["name"] for row in rows if row.get("written", "call") == "call"]


def unconfirmed(listed, files):
    texts = [((ROOT / "tests/reference" / path).read_text(), pattern) for path, pattern in files.items()]
    for name in names(listed):
        spelled = "(?:" + "|".join(map(re.escape, filter(None, (name, TORCH.get(name))))) + ")"
        if not any(re.search(pattern.replace("%", spelled), text) for text, pattern in texts):
            yield name


def main():
    for listed, files in TABLES.items():
        missing = list(unconfirmed(listed, files))
        if "--list" in sys.argv:
            print("".join(f"{name}\n" for name in missing), end="")
        else:
            check(not missing, f"{listed}: every row has numbers made elsewhere", missing)
    if "--list" not in sys.argv:
        print(f"tables: {Tally.passed} passed, {Tally.failed} failed")
    return 1 if Tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
