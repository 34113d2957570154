"""A search for the greediest request: over all studies, formats and parameters that the program's own description has, each driven to its limits,
alone and in pairs, and the greediest changed further. What a request takes is measured in the program that answers it: the most memory while it
is answered, the memory kept afterwards, and the processor time beside the cost that was declared before the work.

    python3 tests/soak/greedy.py build/landscaped [seconds]        prints the worst; 60 seconds unless told"""

import collections
import json
import math
import pathlib
import random
import re
import resource
import sys
import time
import urllib.parse

from program import Broken, Client, Server

MIB = 1 << 20
LEAST_SECONDS = 0.02  # what is quicker, and said to be quicker, is not judged: first uses and the system take as much
ENOUGH = 12  # answers of a study in a view, before it is said to declare too much: work may end before its bound
PICTURES = ("png", "svg", "pdf")
KNOWN = pathlib.Path(__file__).parent / "greedy.txt"

# Formulas that are hard to draw, to read, to differentiate or to evaluate; {n} is for how often something is repeated.
FORMULAS = ["sin(50*x)*sin(50*y)", "where(sin(30*x)*sin(30*y)>0,1,0)", "sin(1e4*x)", "sin(200*x)*cos(131*y*x)*x", "1/x", "tan(99*x)", "rastrigin", "schwefel",
            "sqrt(1-x^2-y^2)", "exp(x^2)", "sum(i,1,100,sin(i*x))", "sum(i,1,40,sin(i*x)*cos(i*y))", "floor(9*x)+floor(9*y)", "x*0/0",
            "risk,empirical_risk,sin(9*x),cos(99*x)", "+".join(f"sin({i}*x+y)" for i in range(300)), "tanh(" * 40 + "x*y" + ")" * 40,
            "besselj(0,20*x)*gamma(2+sin(9*y))", "sum(i,1,20,gelu(i*x)*cosh(x-y))", "floor(9*x)*besselj(0,99*y)",
            "grid(-3:3,-3:3," + ";".join(",".join(f"{i * j * 7919 % 23}" for i in range(1, 41)) for j in range(1, 41)) + ")"]
VALUES = {
    "interval": ["-3:3", "-1e6:1e6", "0:1e-6", "-1:1:0.001", "-1:1:0.00001"],
    "limits": ["-1e-9:1e-9", "-1e9:1e9", "0.1:0.2"],
    "point": ["0", "0,0", "1.5,-0.5", ",".join(["1"] * 100)],
    "points": ["1,1", ";".join(f"{i / 9},{i / 7}" for i in range(16)), ";".join(str(i / 9) for i in range(16))],
    "reals": ["auto", "0", ",".join(str(i / 99) for i in range(50)), "1,2", "1", ",".join(str(i) for i in range(1, 20))],
    "text": ["W" * 400, "\u9e1e\u70b9\u062e\u0637\u0623" * 30, "\\n".join("abc")],
    "colour": ["transparent"],
    "annotation": ["auto", "here@0,0", "W" * 100 + "@0,0@1,1"],
    "boolean": ["1"],
    "constraint": ["x+y<=1", "x^2+y^2=2", "x>=0", "sin(20*x)*sin(20*y)<=0", "x^2+y^2<=1e-9", "(x^2+y^2-1)^2<=0", "exp(x)>=1/y"],
    "projection": ["box", "ball(radius=2)", "simplex", "simplex(total=1e6)"],
    "method": ["adam(lr=0.1)", "gd(lr=0.001)", "newton", "lbfgs", "gd,adam,momentum,adagrad,rmsprop,newton,lbfgs"],
    "methods": ["adam(lr=0.1,maximize=1)", "gd(lr=auto),nelder_mead(lr=auto)", "cma_es,differential_evolution(population=200),nelder_mead", "gd(lr=0.001)", "adam(lr=0.1)", "newton", "lbfgs", "gd,adam,momentum,adagrad,rmsprop,newton,lbfgs"],
}


def known_targets():
    """What earlier searches found."""
    return [line for line in KNOWN.read_text().splitlines() if line and not line.startswith("#")]


class Refused(Exception):
    """The program is not what the search thought: no description, no answer."""


class Meter:
    """A server, and what a request costs it."""

    def __init__(self, program, *flags, prepare):
        self.server = Server(program, "--cache-bytes", "0", "--deadline", "300", *flags, prepare=prepare)
        self.client = Client(self.server, 120)
        for target in ("/v1/figures/risk.png", "/v1/figures/risk.pdf", "/v1/landscape.svg?f=x&title=%E9%9E%8D", "/v1/landscape.csv?f=x"):
            self.client.ask(target)
        time.sleep(0.2)
        self.proc = pathlib.Path(f"/proc/{self.server.process.pid}")
        self.idle = self.server.resident()

    def processor_seconds(self):
        return sum(int((task / "schedstat").read_text().split()[0]) for task in (self.proc / "task").iterdir()) / 1e9

    def peak(self):
        return 1024 * int(re.search(r"VmHWM:\s+(\d+)", (self.proc / "status").read_text())[1])

    def kept(self, most):
        """What is resident beyond the idle size, three seconds after the answer at the latest."""
        end = time.monotonic() + 3
        while (kept := self.server.resident() - self.idle) > most and time.monotonic() < end:
            time.sleep(0.05)
        return kept

    def measure(self, target, most_kept):
        (self.proc / "clear_refs").write_text("5")
        before = self.processor_seconds()
        try:
            status, headers, body = self.client.ask(target)
        except (Broken, OSError) as failure:
            raise Refused(f"{failure!r}: {target}") from failure
        seconds = self.processor_seconds() - before
        cost = re.search(r"cost;desc=([0-9.e+]+)", headers.get("server-timing", ""))
        return {"target": target, "status": status, "seconds": seconds, "peak": self.peak() - self.idle, "kept": self.kept(most_kept), "bytes": len(body),
                "cost": float(cost[1]) if cost else 0}


class Study:
    """The parameters of a study, and the values of each that a search tries."""

    def __init__(self, path, get, shared):
        self.path = path
        self.formats, self.parameters, self.shared = [], {}, set()
        for row in get["parameters"]:
            if "$ref" in row:
                row = shared[row["$ref"].rpartition("/")[2]]
                self.shared.add(row["name"])
            if row["name"] == "format":
                self.formats = row["schema"]["enum"]
            else:
                self.parameters[row["name"]] = row
        self.example = dict(urllib.parse.parse_qsl(get["x-example"].replace("+", "%2B"), keep_blank_values=True))

    def values(self, name):
        row = self.parameters[name]
        schema, kind = row["schema"], row.get("x-kind", "")
        schema = schema.get("items", schema)
        if "enum" in schema:
            return list(map(str, schema["enum"]))
        if "minimum" in schema and "maximum" in schema:
            least, most = schema["minimum"], schema["maximum"]
            found, value = [most], most
            while value > max(least, 1) and len(found) < 12:  # down to what is let in
                value = value / 3 if kind != "integer" else value // 3
                found.append(max(least, value))
            return [f"{value:g}" if value < 1e6 or kind != "integer" else str(int(value)) for value in found] + [str(least)]
        if kind == "function" or name == "loss":
            return FORMULAS if name != "loss" else ["(x-z)^2", "abs(x-z)", "where(x*z>0,0,1)", "sin(9*x*z)^2", "+".join(f"cos({i}*x+z)" for i in range(99))]
        values = list(VALUES.get(kind.rstrip("s") if kind not in VALUES else kind, []))
        if "maxItems" in row["schema"] and values:
            values.append([values[0]] * int(row["schema"]["maxItems"]))
        return values + [str(row["example"])] if "example" in row else values

    def views(self):
        schema = self.parameters.get("view", {}).get("schema", {})
        return schema.get("enum", []) or [None]

    def asked(self, name):
        """The formats in which a parameter can make a difference."""
        pictures = [format for format in self.formats if format in PICTURES]
        return pictures if name in self.shared else self.formats

    def target(self, format, query):
        pairs = [(name, item) for name, value in query.items() for item in (value if isinstance(value, list) else [value])]
        return self.path.replace("{format}", format) + "?" + "&".join(f"{name}={urllib.parse.quote(item, safe='*()^,:;-')}" for name, item in pairs)


def studies_of(meter):
    status, _, body = meter.client.ask("/openapi.json")
    if status != 200:
        raise Refused(status)
    document = json.loads(body)
    shared = document["components"]["parameters"]
    found = [Study(path, row["get"], shared) for path, row in document["paths"].items() if path.endswith(".{format}") and "x-example" in row.get("get", {})]
    if not found:
        raise Refused("no study is described")
    return found


class Search:
    def __init__(self, meter, seconds, bounds):
        self.meter, self.end, self.bounds = meter, time.monotonic() + seconds, bounds
        self.random = random.Random(1)
        self.seen, self.best = {}, []

    def left(self):
        return time.monotonic() < self.end

    def ask(self, study, format, query):
        """Measures once; what was measured, or null where nothing is to be learned."""
        target = study.target(format, query)
        if target in self.seen or len(target) > 40000:
            return None
        result = self.seen[target] = self.meter.measure(target, self.bounds["kept"])
        result["origin"] = (study, format, query)
        return result

    def greediest(self, count):
        """The worst of each study, format and view by each measure: they are the ones to be changed."""
        groups = {}
        for result in self.seen.values():
            for measure in ("peak", "seconds", "kept"):
                groups.setdefault((group_of(result), measure), []).append((result[measure], result["target"]))
            if max(result["seconds"], result["cost"] / 1e9) > LEAST_SECONDS and result["status"] == 200:
                groups.setdefault((group_of(result), "factor"), []).append((result["seconds"] / result["cost"], result["target"]))
        return [self.seen[target] for group in groups.values() for _, target in sorted(group, reverse=True)[:count]]

    def climb(self, study, format, query, name):
        """Drives a parameter to its limits, from the greatest value down to the first that is let in; of other values, three."""
        numeric = "maximum" in study.parameters[name]["schema"]
        values = study.values(name)
        for value in values if numeric or len(values) < 4 else self.random.sample(values, 3):
            if not self.left():
                return
            result = self.ask(study, format, {**query, name: value})
            if numeric and result and result["status"] == 200:
                return

    def singles(self, studies):
        """Every study in every format and view, then with each parameter of its own at its limits, then with those of all pictures."""
        starts = [(study, format, {**study.example, **({"view": view} if view else {})}) for study in studies for view in study.views() for format in study.formats]
        for study, format, query in starts:
            self.ask(study, format, query)
        for of_all in (False, True):
            names = {study: [name for name in study.parameters if (name in study.shared) == of_all] for study in studies}
            rows = [(study, format, query, name) for study, format, query in starts for name in names[study] if format in study.asked(name)]
            self.random.shuffle(rows)
            for row in rows[:300 if of_all else 900]:
                if self.left():
                    self.climb(*row)

    def mutate(self):
        """Two parameters at once, then more of them: each time the greediest so far are changed in one more place, or written in another format."""
        while self.left():
            parents = self.greediest(3)
            for parent in self.random.sample(parents, min(12, len(parents))):
                study, format, query = parent["origin"]
                own = [name for name in study.parameters if name not in study.shared]
                name = self.random.choice(own if self.random.random() < 0.7 else list(study.parameters))
                values = study.values(name)
                if not values or not self.left():
                    continue
                if self.random.random() < 0.25:
                    self.ask(study, self.random.choice(study.formats), query)
                elif self.random.random() < 0.4:
                    self.climb(study, format, query, name)
                else:
                    self.ask(study, format, {**query, name: self.random.choice(values)})
                if self.random.random() < 0.2 and len(query) > 2:
                    dropped = self.random.choice([key for key in query if not study.parameters[key].get("required")] or [None])
                    self.ask(study, format, {key: value for key, value in query.items() if key != dropped})

    def again(self, unit):
        """What is beyond a bound is measured twice more, and the least counts: other programs take caches and processors, too."""
        for target, result in list(self.seen.items()):
            for _ in range(2):
                if faults_of(result, unit, self.bounds):
                    once_more = self.meter.measure(target, self.bounds["kept"])
                    result.update({measure: min(result[measure], once_more[measure]) for measure in ("seconds", "peak", "kept")}, status=once_more["status"])

    def repeat_known(self, studies):
        by_path = {study.path: study for study in studies}
        for target in known_targets():
            path, _, query = target.partition("?")
            stem, _, format = path.rpartition(".")
            study = by_path.get(stem + ".{format}")
            if study and self.left():
                self.ask(study, format, dict(urllib.parse.parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)))


def group_of(result):
    study, format, query = result["origin"]
    return study.path.rpartition("/")[2].replace("{format}", format) + (f" {query['view']}" if "view" in query else "")


def work_of(result):
    """The study and view: what is computed, whatever the format."""
    study, _, query = result["origin"]
    return study.path.rpartition("/")[2].rpartition(".")[0] + (f" {query['view']}" if "view" in query else "")


def times_asked(results):
    return collections.Counter(work_of(result) for result in results if result["status"] == 200)


def tightest(results, unit, group_by=work_of):
    """Of each group the most time an operation declared took, in nanoseconds: the cost is a bound, which work may end before. One computation
    serves all formats, so that a study and view have enough answers to be judged by."""
    most = {}
    for result in results:
        if result["status"] == 200 and result["cost"] and max(result["seconds"], result["cost"] * unit / 1e9) > LEAST_SECONDS:
            group = group_by(result)
            most[group] = max(most.get(group, 0), 1e9 * max(result["seconds"], LEAST_SECONDS) / result["cost"])
    return most


def unit_of(results):
    """The one number, nanoseconds an operation, that comes nearest to all; what was hardly asked tells only how long work takes at least."""
    most, asked = tightest(results, 1), times_asked(results)
    least = [most[group] for group in most if asked[group] >= ENOUGH] or most.values()
    return math.sqrt(min(least) * max(most.values())) if most else 1


def off_by(result, unit):
    """How many times longer than declared (or, below 1, shorter); 1 where that is too little to be measured."""
    declared = result["cost"] * unit / 1e9
    if result["status"] != 200 or not result["cost"] or max(result["seconds"], declared) < LEAST_SECONDS:
        return 1
    return result["seconds"] / declared


def faults_of(result, unit, bounds):
    factor = off_by(result, unit)
    rows = [
        (result["status"] not in (200, 400, 404, 414, 422), f"status {result['status']}"),
        (result["peak"] > bounds["peak"], f"peak over {bounds['peak'] // MIB} MiB"),
        (result["kept"] > bounds["kept"], f"keeps over {bounds['kept'] // MIB} MiB"),
        (factor > bounds["factor"], f"{factor:.2g} times the cost declared"),
        (result["status"] != 200 and result["seconds"] > bounds["refusal"], "refused after the work"),
    ]
    return [fault for at_fault, fault in rows if at_fault]


def table(results, unit):
    """The worst ten by each measure: the most memory, the memory kept, the time, and the time beside what was declared."""
    measures = {"peak": lambda r: r["peak"], "kept": lambda r: r["kept"], "time": lambda r: r["seconds"], "time over declared": lambda r: off_by(r, unit)}
    lines = []
    for name, measure in measures.items():
        lines.append(f"{'worst by ' + name:<28} {'status':>6} {'peak':>8} {'kept':>8} {'seconds':>8} {'declared':>8}")
        for result in sorted(results, key=measure, reverse=True)[:10]:
            target = result["target"] if len(result["target"]) <= 150 else result["target"][:147] + "…"
            lines.append(f"{'':<28} {result['status']:>6} {result['peak'] / MIB:>4.0f} MiB {result['kept'] / MIB:>4.0f} MiB {result['seconds']:>8.2f} "
                         f"{result['cost'] * unit / 1e9:>8.2f}  {target}")
    return lines


class Found:
    """What a search found: all that was asked, nanoseconds an operation declared, the bounds, and what is beyond them."""

    def __init__(self, results, bounds):
        self.results, self.bounds, self.unit = results, bounds, unit_of(results)
        self.faults = [f"{fault}: {result['target'][:300]}" for result in results for fault in faults_of(result, self.unit, bounds)]
        asked = times_asked(results)
        for group, most in tightest(results, self.unit).items():
            if asked[group] >= ENOUGH and most * bounds["factor"] < self.unit:
                self.faults.append(f"declares over {self.unit / most:.2g} times what it ever takes: {group}")

    def table(self):
        return table(self.results, self.unit)


def half_a_gibibyte():
    resource.setrlimit(resource.RLIMIT_AS, (512 * MIB, 512 * MIB))


def search(program, seconds, factor=3, flags=(), prepare=half_a_gibibyte):
    """Bounds: one request at a time takes max-memory and its answer; `factor` is how far time may be from what was declared. `flags` are the
    program's, which `prepare` confines."""
    meter = Meter(program, *flags, prepare=prepare)
    bounds = {"peak": 256 * MIB + 64 * MIB, "kept": 64 * MIB, "refusal": 1.0, "factor": factor}
    find = Search(meter, seconds, bounds)
    studies = studies_of(meter)
    find.repeat_known(studies)
    find.singles(studies)
    find.mutate()
    find.again(unit_of(list(find.seen.values())))
    found = Found(list(find.seen.values()), bounds)
    if meter.server.stop() != 0:
        found.faults.append("SIGTERM does not end it")
    return found


def main():
    found = search(pathlib.Path(sys.argv[1]).resolve(), float(sys.argv[2]) if len(sys.argv) > 2 else 60)
    print(f"{len(found.results)} requests, {found.unit:.2f} ns an operation declared")
    for group, most in sorted(tightest(found.results, found.unit, group_of).items()):
        print(f"{most:6.2f} ns  {group}")
    print("\n".join(found.table() + found.faults[:200]))
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).write_text("\n".join(json.dumps({k: v for k, v in result.items() if k != "origin"}) for result in found.results))
    return len(found.faults) > 0


if __name__ == "__main__":
    sys.exit(main())
