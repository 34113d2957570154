"""Writes the seeds that the fuzz targets start from: what the tables of tests/http/ ask, the named figures and the catalogue.

    python3 tests/fuzz/seeds.py build/landscaped

Files are named by their content, so that writing them again changes nothing; what fuzzers found stays beside them."""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).parent
HTTP = HERE.parent / "http"
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "build/landscaped"

# What no formula of the catalogue has: every operator, layout and mistake.
FORMULAS = """
-x^2|2^3^2|2^-x|x**2|x²+y³|-(-x)|--x|not x > 1 or y < 2 and x == y|x % 3 - -2|(x + 1)*(x - 1)/x|1e-300*x|.5x|2x|x+1|x+*+y|+x++1+|cos+(x)
where(x > 0, x, -x)|max(x, y, 1, 2)|min(x, 3)|sum(i, 1, 5, x^i/i)|prod(i, 1, n, x[i])|product(i, 1, 3, x)|sum(i, 3, 1, x)|sum(i, 1, 3, prod(j, 1, i, x - j))
diff(x^3*y, x)|diff(sin(x), x, 3)|diff(risk(x), x)|risk(x) + 0.2*cos(5*pi*x)|rosenbrock(x, y) - 1|sphere|x[1]^2 + x[n]|x1*x2 + x3|z - x|n*x|e^(-π*x)
(x|x)|x[|x[1|x,y|f(x)|cos()|cos(x, y)|max(x)|1 2|x = 1|x @ y|1e999|.|x[0]|x[1.5]|x[y]|y[1]|sum(x)|sum(1, 1, 2, x)|sum(i, 0.5, 2, i)|sum(i, 1, 1e9, i)|diff(x)
diff(x, 2)|diff(x, x, 9)|diff(x, x, y)|a < b < c|not|x and|é|x²³|atan2(y, x)|log(x)/log(2)|ln(x)|abs(x)^3|sqrt(x^2 + 1)|sigmoid(x)*softplus(y)|gelu(x)|1/0|0/0
""".strip().replace("\n", "|").split("|")

FORMULAS += [row["text"] for row in json.loads((HERE.parent / "reference" / "spellings.json").read_text())]

# What the tables do not ask in this combination.
REQUESTS = [
    "GET /v1/landscape\nAccept: image/svg+xml;q=0.5, application/json;q=0.4, */*;q=0.1",
    "HEAD /v1/figures/risk.svg\nAccept-Encoding: gzip;q=1, *;q=0",
    "GET /v1/landscape.json?f=risk\nIf-None-Match: *",
    'GET /v1/landscape.json?f=risk\nIf-None-Match: "a", W/"b"',
    "GET /readyz\nDraining: 1",
    "DELETE /v1/landscape.png?f=risk\nAccept: image/png",
    "GET /v1/landscape.png?f=rsik\nAccept: image/png",
    "GET /v1/landscape.svg?samples=1e9",
    "GET /v1/landscape.png?f=rosenbrock&view=surface&width=200&height=150&samples=20",
    "GET /v1/landscape.png?f=risk&annotate=auto&annotate=here@1,-1@0.5,0&title=a%5Cnb&theme=dark&background=transparent",
    "GET /oembed?url=http%3A%2F%2Fa%2Ffigures%2Frisk&format=json\nHost: a",
    "GET /v1/formula?f=x^2/(1%2Bx)",
    "GET /v1/landscape.py?f=x^2*sin(x)&x=-1:1&samples=9&labels=a%22%22%22%5C&title=%22%22%22%0A%5C%24x%24",
    "GET /v1/descent.py?f=rosenbrock&start=-1,1&optimizer=adam(lr=0.1),nelder_mead,sam(inner=momentum)&steps=5&noise=0.1",
    "GET /v1/train.py?data=given&examples=0,0,0;0,1,1;1,0,1;1,1,0&network=mlp(hidden=2,normalization=layer)&steps=5&batch=2&seeds=2",
    "GET /v1/train.py?data=moons(n=9,test=3,label_noise=0.5)&optimizer=muon,lion&steps=3&view=both",
    "GET /v1/point.py?f=x*y&at=0,0&at=1,1",
    "GET /v1/critical-points.py?f=sin(x)&x=0:9",
    "GET /v1/schedule.tex?schedule=cosine,step&steps=20&title=%5Cinput%7B/etc/passwd%7D%25%24",
    "GET /v1/landscape.tex?f=1/x,exp(9*x)&ylim=-1:1&samples=60",
    "GET /v1/landscape.tex?f=x*y&view=filled&samples=12",
    "GET /v1/data.npz?data=xor(n=9,test=2)",
    "GET /docs\nAccept-Encoding: gzip",
    "POST /v1/landscape.json?samples=9\nContent-Type: application/x-www-form-urlencoded\n\nf=x+cos%28x%29&x=0%3A1",
    "POST /v1/landscape.csv\nContent-Type: application/json\n\n" + '{"f": "x^2", "x": "0:1", "samples": 3, "legend": "off", "title": "a\\u0000b"}',
    "POST /v1/descent.json\nContent-Type: application/json\n\n" + '{"f": "himmelblau", "start": [[1, 2], [3.5, -4]], "steps": 3, "loop": null, "xticks": [1, 2]}',
    "POST /v1/data.json\nContent-Type: application/json\n\n" + '{"data": "given", "examples": "0,0,0\\n0,1,1\\r\\n1,0,1", "show": ["0,1"]}',
    "POST /v1/landscape.png\nContent-Type: text/csv\n\nf=x",
] + [f"GET /v1/{study}.{form}?{query}\nFail: {fail}" for study, form, query, fail in (
    ("landscape", "png", "f=risk", 9), ("landscape", "svg", "f=himmelblau&view=contour&samples=30", 20), ("point", "json", "f=rosenbrock&at=1,1", 3),
    ("descent", "json", "f=risk&start=1&steps=5", 6), ("schedule", "csv", "schedule=cosine&steps=20", 2), ("nothing", "png", "f=x", 1))]


def get(path):
    return json.loads(subprocess.run([PROGRAM, "get", path], capture_output=True, check=True).stdout)


def write(target, text):
    data = text.encode()
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(data).hexdigest()[:12]).write_bytes(data)


def blocks():
    """The requests of requests.txt: the request line, its headers, and behind an empty line its body."""
    text = re.sub(r"(?m)^#.*\n", "", (HTTP / "requests.txt").read_text())
    for block in filter(None, re.split(r"\n\n+", text.strip())):
        first, *rest = block.strip().split("\n")
        yield "\n\n".join(["\n".join([first] + [line[2:] for line in rest if line.startswith(">")])] + [line[2:] for line in rest if line.startswith("<")])


def formulas():
    yield from FORMULAS
    for row in get("/v1/landscapes")["landscapes"]:
        yield row["formula"]
    for row in get("/v1/functions")["functions"]:
        if row["written"] not in ("infix", "prefix"):
            yield f"{row['name']}({', '.join(['x', 'y', '2'][:row['operands'] if isinstance(row['operands'], int) else 2])})"


def main():
    figures = get("/v1/figures")["figures"]
    for formula in formulas():
        write("expression", formula)
    for line in (HTTP / "malformed.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            write("query", line.split(" ", 3)[3])
    for request in list(blocks()) + REQUESTS:
        write("service", request)
        write("query", request.split("\n")[0].split(" ", 1)[1])
    for figure in figures:
        target = urllib.parse.urlsplit(figure["links"]["svg"]).path
        write("service", "GET " + target)
        write("service", "GET " + target.replace(".svg", ".png"))
        write("query", f"/v1/{figure['study']}.json?{urllib.parse.quote(figure['query'], safe='=&,:;@()*/')}")


if __name__ == "__main__":
    main()
