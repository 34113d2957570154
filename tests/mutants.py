"""Tests of the tests: changes one operator or number of the library at a time and looks whether a unit program notices. A day's job over all files.

    python3 tests/mutants.py build [--count=N] [--seed=S] [--programs="coverage figure"] [FILE…]      (`make mutants`)

FILEs are sources of lib/, by default those of analysis, expression, figure, landscape, network and optimize. Of each, N changes (20) are taken by
chance from all that there are, by the seed (1). The changed file is compiled alone and linked in front of the library. Prints the changes that no
program of its room and then none of the others noticed, and how many of each file were noticed. Changes that do not compile do not count. With
--programs these unit programs alone are run: minutes, while a test is written.
"""

import argparse
import pathlib
import random
import re
import resource
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent
LIMIT = 120  # seconds of a processor; a program that takes more has noticed, and so has one that waits for so much longer
ROOMS = {
    "analysis": "lanczos analysis expectation level critical_degenerate critical_random critical_space separable basins hessian_signs double_descent outcome "
                "outcome_turned outcome_units gradient_noise hessian_spectrum critical_points",
    "base": "base random text analysis", "data": "data folder train", "expression": "expression program syntax interval more spellings transform grid meanings python",
    "figure": "palette figure coverage ticks text golden contours limits map movie sheet motion pictures convex dashes greedy line_labels occupancy search thin",
    "landscape": "landscapes transform more projection", "network": "network layers train data",
    "optimize": "methods optimize descent_words train escape outcome_units relay rows rate sweep newton_schulz",
}
# What is run when the room's programs have not noticed: the others that take seconds.
OTHERS = "studies service more golden invariance train network loss_surface risk curve depth"
CHANGES = [(r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "),
           (r" \+ ", " - "), (r" - ", " + "), (r" \* (?=\w)", " / "), (r" / ", " * "), (r"\bfmin\(", "fmax("), (r"\bfmax\(", "fmin("), (r"\(!", "("),
           (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\+\+;", "--;"), (r"\bcontinue;", "break;")]
NUMBER = re.compile(r"(?<![\w.\"%])(\d+\.?\d*(?:e-?\d+)?)(?![\w.\"])")


def larger(match):
    text = match[1]
    return str(int(text) + 1) if text.isdigit() else repr(float(text) * 1.5)


def changes_of(path):
    """(line's number, line, changed line): what stands in comments, texts and directives is left alone."""
    found, comment = [], False
    for number, line in enumerate(path.read_text().split("\n")):
        code = re.sub(r"/\*.*?\*/", lambda m: " " * len(m[0]), line)
        comment, skip = ("/*" in code or comment) and "*/" not in code, comment or "/*" in code
        if skip or line.lstrip().startswith(("#", "//", "*", "enum", "static const struct")) or "CONTRACT" in line or '"' in line:
            continue
        for pattern, new in CHANGES:
            found += [(number, line, line[:m.start()] + new + line[m.end():]) for m in re.finditer(pattern, code)]
        found += [(number, line, line[:m.start()] + larger(m) + line[m.end():]) for m in NUMBER.finditer(code)]
    return found


class Trial:
    def __init__(self, build):
        self.build = ROOT / build
        flags = subprocess.run(["make", "-s", f"BUILD={build}", "print-flags"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
        self.compile, self.link, self.libraries = (shlex.split(line) for line in flags[:3])
        self.server = [self.build / "objects" / path.relative_to(ROOT).with_suffix(".o") for path in (ROOT / "server").rglob("*.c") if path.name != "main.c"]
        self.server.append(self.build / "objects/build.o")
        self.folder = tempfile.TemporaryDirectory()
        self.place = pathlib.Path(self.folder.name)

    def make(self, source, text):
        """The object of a changed source; None if it does not compile."""
        changed, made = self.place / source.name, self.place / "changed.o"
        changed.write_text(text)
        done = subprocess.run(["gcc", *self.compile, "-w", "-O1", f"-I{source.parent}", "-c", "-o", made, changed], cwd=ROOT, capture_output=True)
        return made if done.returncode == 0 else None

    def notices(self, program, made):
        """Whether a unit program that is linked with a changed object fails."""
        binary = self.place / "program"
        subprocess.run(["gcc", *self.link, "-o", binary, self.build / f"objects/tests/unit/test_{program}.o", *self.server, made,
                        self.build / "liblandscape.a", *self.libraries, "-lcmocka"], cwd=ROOT, check=True)
        try:
            return subprocess.run([binary], cwd=ROOT, capture_output=True, timeout=20 * LIMIT,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))).returncode != 0
        except subprocess.TimeoutExpired:
            return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--programs", default="")
    parser.add_argument("files", nargs="*")
    asked = parser.parse_intermixed_args()
    files = [ROOT / path for path in asked.files] or sorted(path for room in ("analysis", "expression", "figure", "landscape", "network", "optimize")
                                                            for path in (ROOT / "lib" / room).glob("*.c") if not path.stem.endswith("_lanes"))
    trial, survivors, total = Trial(asked.build), 0, 0
    for source in files:
        lines, changes = source.read_text().split("\n"), changes_of(source)
        programs = asked.programs.split() or list(dict.fromkeys((ROOMS[source.parent.name] + " " + OTHERS).split()))
        taken = random.Random(f"{asked.seed} {source.name}").sample(changes, min(asked.count, len(changes)))
        noticed = counted = 0
        for number, line, changed in sorted(taken):
            made = trial.make(source, "\n".join([*lines[:number], changed, *lines[number + 1:]]))
            if not made:
                continue
            counted += 1
            if any(trial.notices(program, made) for program in programs):
                noticed += 1
            else:
                print(f"{source.relative_to(ROOT)}:{number + 1}:\n    {line.strip()}\n    {changed.strip()}", flush=True)
        print(f"{source.relative_to(ROOT)}: {noticed} of {counted} changes noticed", flush=True)
        survivors, total = survivors + counted - noticed, total + counted
    print(f"mutants: {total - survivors} of {total} noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
