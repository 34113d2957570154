"""The format tex: pdfLaTeX sets every named figure and what is hardest to set, on a page of the figure's size. Argument: the program (build/landscaped)."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM = sys.argv[1]
HARD = ['/v1/landscape.tex?f=x^2,sin(x)&labels=a_1%25;%5Cinput{/etc/passwd}&title=50%25 %23 %26 $x_1$ %5Cend{document} ^^5cend {x} ~ "q" é π²−∞ 漢 ]]%0Asecond&xlabel=%5C%5C[3]'
        '&annotate=%5Cwrite18{ls}@0,1&theme=dark', "/v1/landscape.tex?f=tan(x)", "/v1/landscape.tex?f=1/x&yscale=log", "/v1/landscape.tex?f=x^2*1e30&x=-1e-9:1e-9",
        "/v1/landscape.tex?f=rosenbrock&view=filled", "/v1/landscape.tex?f=rastrigin&view=heatmap&zscale=rank", "/v1/landscape.tex?f=ackley&view=surface&width=300&height=300"]
wrong = []


def get(target):
    return subprocess.run([PROGRAM, "get", target], capture_output=True).stdout


figures = [f"/v1/figures/{figure['id']}.tex" for figure in json.loads(get("/v1/figures"))["figures"]]
with tempfile.TemporaryDirectory() as folder:
    for target in HARD + figures:
        (pathlib.Path(folder) / "figure.tex").write_bytes(get(target))
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "figure.tex"], cwd=folder, capture_output=True)
        if done.returncode:
            complaint = re.search(rb"^! .*", done.stdout, re.M)
            wrong.append(f"{target}: {complaint[0].decode(errors='replace') if complaint else 'not set'}")
            continue
        pages = subprocess.run(["pdfinfo", "figure.pdf"], cwd=folder, capture_output=True, text=True).stdout
        if not re.search(r"Pages: +1\n", pages):
            wrong.append(f"{target}: not one page")
print("\n".join(wrong) or f"tex: {len(HARD + figures)} figures are set")
sys.exit(bool(wrong))
