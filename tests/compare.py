"""Asks two builds the same 2,000 questions and compares what they answer, byte for byte: for changes that nobody outside should see.

    python3 tests/compare.py BEFORE AFTER             each a program, or answers that were kept
    python3 tests/compare.py BEFORE --keep FILE       asks one program and keeps its answers

The questions are made from what the first program says of itself (openapi.json and its lists): every study and named figure in every format,
every example of every parameter, lists, pages, formulas, refusals of all kinds, negotiation and revalidation. They are the same each time.
Status, body and headers are compared, but for what is another with each build or answer: the hash in an ETag, date, timing, request id."""

import argparse
import concurrent.futures
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import threading
import urllib.parse

COUNT = 2000
FORMATS = ["json", "svg", "png", "csv", "npz", "py", "tex", "txt", "pdf"]
# Of another build or of this one answer.
PASSING = {"date", "server-timing", "x-request-id", "connection", "keep-alive"}
WRONG = ["", "nan", "-1", "0", "1e999", "0.5", "x", "1:2:3:4", "a,,b", "(", "é", "%00", "%ff", "+", "1e9", "default"]
ACCEPTED = ["", "*/*", "text/html", "image/*", "image/svg+xml;q=0.5, application/json;q=0.4, */*;q=0.1", "text/csv", "application/pdf;q=0",
            "audio/ogg", "image/png, application/problem+json", "application/problem+json;q=0.2, image/svg+xml"]
FORMULAS = ["x^2", "x*cos(pi*x)", "rosenbrock", "x^2/(1+x)", "sum(i, 1, n, x[i]^2)", "where(x > 0, x, -x)", "diff(x^3*y, x)", "(x", "cos()", "f(x)",
            "x @ y", "x[0]", "1e999", "sigmoid(x)*tanh(y)", "risk, saddle", "pick(i, 1, 2)", "diff(x)", "é", "", "sqrt(x)", "rosenbrok"]
PATHS = ["/nothing", "/v1/", "/v2", "/v1/landscap.png", "/v1/figures/riks.svg", "/v1/figures/risk.gif", "/v1/landscape.jpg?f=x", "/v1/figures/",
         "//", "/v1//landscape", "/v1/a/b/c/d/e/f/g", "/v1/landscapes/nothing", "/v1/optimizers/adm", "/web/nothing.js", "/%zz", "/%ff", "/v1/%00",
         "/figures/nothing", "/figures/risk", "/oembed", "/oembed?url=x", "/v1/formula", "/docs/x", "/livez/", "/V1", "/v1/landscape",
         "/v1/figures/risk", "/v1/landscape?x=1", "/v1/landscape.png?f=x&f=y", "/v1/landscape.png?nothing=1", "/v1/point.json?f=risk&at=1,2,3",
         "/v1/landscape.png?f=x&width=1e5", "/v1/landscape.json?f=x&samples=1e9", "/v1/hessian-signs.json?n=100&samples=1000000", "/v1/landscape.png?f=x&width=4000&height=4000&scale=4",
         "/oembed?url=/figures/risk&format=xml", "/oembed?url=/figures/risk&format=yaml", "/oembed?url=/v1/figures/risk.png&maxwidth=100"]


def questions(ask):
    """(method, target, headers) in a fixed order; `ask` gets a JSON document."""
    document = ask("/openapi.json")
    chance = random.Random(20)
    listed, drawn = [], []
    studies = {path.removeprefix("/v1/").removesuffix(".{ext}"): about["get"] for path, about in document["paths"].items()
               if "x-example" in about.get("get", {}) and path.startswith("/v1/") and "{id}" not in path}
    figures = [row["id"] for row in ask("/v1/figures")["figures"]]

    for path in document["paths"]:
        if "{" not in path and path != "/metrics":
            listed += [("GET", path, {}), ("HEAD", path, {}), ("GET", path, {"Accept-Encoding": "gzip"}), ("OPTIONS", path, {}), ("POST", path, {})]
            for row in (ask(path).get(path.rsplit("/", 1)[-1], []) if path.startswith("/v1/") and "f" != path[-1] and path[4:] not in studies and
                        path != "/v1/formula" else []):
                if isinstance(row, dict):
                    name = urllib.parse.quote(str(row.get("name", row.get("id", ""))))
                    listed += [("GET", f"{path}/{name}", {}), ("GET", f"/v1/landscape.json?f={name}", {})][:1 if chance.random() < 0.7 else 2]
    for path in re.findall(r'(?:src|href)="(/web/[^"]*)"', ask("/", raw=True) + ask("/docs", raw=True)):
        listed += [("GET", path, {}), ("GET", path, {"Accept-Encoding": "gzip"})]
    for figure in figures:
        listed += [("GET", f"/v1/figures/{figure}.{extension}", {}) for extension in FORMATS]
        listed += [("GET", f"/figures/{figure}", {}), ("HEAD", f"/v1/figures/{figure}.svg?theme=dark", {"Accept-Encoding": "gzip"}),
                   ("GET", f"/oembed?url=http%3A%2F%2Fa%2Ffigures%2F{figure}", {"Host": "a"})]
    for formula in FORMULAS:
        value = urllib.parse.quote(formula)
        listed += [("GET", f"/v1/formula?f={value}", {}), ("GET", f"/v1/landscape.svg?f={value}", {})]
    for accept in ACCEPTED:
        listed += [("GET", path, {"Accept": accept}) for path in ("/v1/figures/risk", "/v1/point?f=risk&at=1", "/v1/nothing", "/v1", "/docs",
                                                                  "/v1/landscape?f=(x", "/v1/figures/risk.svg?width=x")]
    for path in PATHS:
        listed += [(method, path, {}) for method in ("GET", "HEAD", "DELETE")]
        listed += [("GET", path, {"Accept": "image/png"})]

    for study, about in studies.items():
        query = about["x-example"]
        listed += [("GET", f"/v1/{study}.{extension}?{query}", {}) for extension in FORMATS]
        listed += [("GET", f"/v1/{study}?{query}", {"If-None-Match": "*"}), ("OPTIONS", f"/v1/{study}.png?{query}", {})]
        for row in about["parameters"]:
            if row.get("in") != "query":
                continue
            name, kept = row["name"], "&".join(part for part in query.split("&") if part.split("=")[0] != row["name"])
            example = row.get("example", row.get("schema", {}).get("example", ""))
            example = ",".join(map(str, example)) if isinstance(example, list) else str(example)
            for value in [example, *row.get("schema", {}).get("enum", [])]:
                drawn += [("GET", f"/v1/{study}.{extension}?{kept}&{name}={urllib.parse.quote(str(value))}", {})
                          for extension in chance.sample(FORMATS, 2)]
            drawn += [("GET", f"/v1/{study}.{chance.choice(FORMATS)}?{kept}&{name}={urllib.parse.quote(value, safe='%')}", {})
                      for value in chance.sample(WRONG, 3)]
            drawn += [("GET", f"/v1/{study}.json?{query}&{name[:-1]}=1", {}), ("GET", f"/v1/{study}.svg?{kept}&{name}=1&{name}=2", {})][chance.randrange(2):][:1]
    chance.shuffle(drawn)
    # Every third once more, with what the client may hold or take.
    listed += drawn[:max(0, COUNT - len(listed) - 200)]
    again = chance.sample([row for row in listed if row[0] == "GET" and not row[2]], 200)
    return listed + [("GET", target, {"If-None-Match": "its own"} if i % 2 else {"Accept-Encoding": "gzip"}) for i, (_, target, _) in enumerate(again)]


class Program:
    """A build as a server on a port of its own, without a cache."""

    def __init__(self, path):
        self.process = subprocess.Popen([path, "serve", "--listen", "127.0.0.1:0", "--cache-bytes", "0", "--deadline", "300"], stderr=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stderr.readline())["address"]
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()
        self.local = threading.local()

    def ask(self, method, target, headers):
        """Status, headers and body."""
        tag = headers.get("If-None-Match")
        if tag == "its own":
            headers = {"If-None-Match": self.ask("GET", target, {})[1].get("etag", '"none"')}
        headers = {"Host": "127.0.0.1:8080", **headers}
        for last in (False, True):
            if not getattr(self.local, "link", None):
                self.local.link = http.client.HTTPConnection(self.address, timeout=300)
            try:
                self.local.link.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
                for name, value in headers.items():
                    self.local.link.putheader(name, value)
                self.local.link.endheaders()
                reply = self.local.link.getresponse()
                return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
            except (http.client.HTTPException, OSError):
                self.local.link = None
                if last:
                    raise

    def document(self, path, raw=False):
        body = self.ask("GET", path, {})[2].decode()
        return body if raw else json.loads(body)

    def answer(self, question):
        """What is compared of an answer, as text."""
        status, headers, body = self.ask(*question)
        if "etag" in headers:
            headers["etag"] = re.sub(r'"[^-"]*', '"…', headers["etag"])
        kept = sorted(f"{name}: {value}" for name, value in headers.items() if name not in PASSING)
        return "\n".join([str(status), *kept, f"{len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}"])

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def ask_all(path, listed=None):
    """(question, answer) pairs of a program, or those kept in a file."""
    if path.endswith(".json"):
        return [(tuple(question), answer) for question, answer in json.loads(pathlib.Path(path).read_text())]
    program = Program(path)
    try:
        listed = listed or questions(program.document)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(zip(listed, pool.map(program.answer, listed)))
    finally:
        program.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("before")
    parser.add_argument("after", nargs="?")
    parser.add_argument("--keep", help="write the answers of BEFORE into this file, whose name ends in .json")
    options = parser.parse_args()
    before = ask_all(options.before)
    if options.keep:
        pathlib.Path(options.keep).write_text(json.dumps(before, indent=0))
    statuses = {}
    for _, answer in before:
        statuses[answer[:3]] = statuses.get(answer[:3], 0) + 1
    print(f"compare: {len(before)} questions,", ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items())))
    if not options.after:
        return 0
    after = ask_all(options.after, [question for question, _ in before])
    others = [(question, old, new) for (question, old), (_, new) in zip(before, after) if old != new]
    for (method, target, headers), old, new in others[:20]:
        print(f"{method} {target} {headers or ''}")
        old, new = old.split("\n"), new.split("\n")
        print(*[f"  - {line}" for line in old if line not in new], *[f"  + {line}" for line in new if line not in old], sep="\n")
    print(f"compare: {len(others)} answers differ")
    return 1 if others else 0


if __name__ == "__main__":
    sys.exit(main())
