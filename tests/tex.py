"""The format tex: pdfLaTeX sets every named figure and what is hardest to set, on a page of the figure's size. Arguments: the program (build/landscaped);
named figures or other addresses of documents that are set in place of all of them."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM = sys.argv[1]
HARD = ['/v1/landscape.tex?f=x^2,sin(x)&labels=a_1%25;%5Cinput{/etc/passwd}&title=50%25 %23 %26 $x_1$ %5Cend{document} ^^5cend {x} ~ "q" é π²−∞ 漢 ]]%0Asecond&xlabel=%5C%5C[3]'
        '&annotate=%5Cwrite18{ls}@0,1&theme=dark', "/v1/landscape.tex?f=tan(x)", "/v1/landscape.tex?f=1/x&yscale=log", "/v1/landscape.tex?f=x^2*1e30&x=-1e-9:1e-9",
        "/v1/landscape.tex?f=rosenbrock&view=filled", "/v1/landscape.tex?f=rastrigin&view=heatmap&zscale=rank", "/v1/landscape.tex?f=ackley&view=surface&width=300&height=300",
        "/v1/descent.tex?f=himmelblau&start=0,0&view=both&optimizer=gd,momentum,nesterov,adam,rmsprop,adagrad,adadelta,lbfgs&theme=dark&width=400"]
wrong = []


def get(target):
    return subprocess.run([PROGRAM, "get", target], capture_output=True).stdout


def misplaced(folder):
    """Words that the edge of the page cuts, and colour bars that are not beside their axes."""
    words = subprocess.run(["pdftotext", "-bbox", "figure.pdf", "-"], cwd=folder, capture_output=True, text=True).stdout
    width, height = map(float, re.search(r'<page width="([\d.]+)" height="([\d.]+)"', words).groups())
    for *box, word in re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>', words):
        left, top, right, bottom = map(float, box)
        if left < -1 or top < -1 or right > width + 1 or bottom > height + 1:
            yield f"the word {word} is cut at ({left}, {top}, {right}, {bottom}) of {width} times {height}"
    for panel in (folder / "figure.tex").read_text().split("\\begin{axis}")[1:]:
        axes = re.search(r"at=\{\(([\d.]+)bp,([\d.]+)bp\)\}, anchor=south west, scale only axis, width=([\d.]+)bp", panel)
        bar = re.search(r"colorbar style=\{at=\{\(([\d.]+)bp,([\d.]+)bp\)", panel)
        if axes and bar and not (float(bar[1]) > float(axes[1]) + float(axes[3]) and bar[2] == axes[2]):
            yield f"the colour bar is at {bar[0]}, the axes are at {axes[0]}"


figures = [f"/v1/figures/{figure['id']}.tex" for figure in json.loads(get("/v1/figures"))["figures"]]
documents = [name if name.startswith("/") else f"/v1/figures/{name}.tex" for name in sys.argv[2:]] or HARD + figures
with tempfile.TemporaryDirectory() as folder:
    for target in documents:
        (pathlib.Path(folder) / "figure.tex").write_bytes(get(target))
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "figure.tex"], cwd=folder, capture_output=True)
        if done.returncode:
            complaint = re.search(rb"^! .*", done.stdout, re.M)
            wrong.append(f"{target}: {complaint[0].decode(errors='replace') if complaint else 'not set'}")
            continue
        wrong.extend(f"{target}: {problem}" for problem in misplaced(pathlib.Path(folder)))
        pages = subprocess.run(["pdfinfo", "figure.pdf"], cwd=folder, capture_output=True, text=True).stdout
        if not re.search(r"Pages: +1\n", pages):
            wrong.append(f"{target}: not one page")
print("\n".join(wrong) or f"tex: {len(documents)} figures are set")
sys.exit(bool(wrong))
