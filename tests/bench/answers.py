"""What users wait for, as multiples of the plainest named figure, risk.png: processor time of the server for a request over HTTP that is not in its cache.

Each request has a title of its own. Ours and the plainest one take turns on one connection of a server with one worker, for a second; the least of each counts,
as other work on the machine only adds. Prints rows of `make bench`. Argument: the folder of the build."""
import http.client
import itertools
import json
import math
import time

from rows import row, wants
from serving import landscaped

PLAINEST = "figures/risk.png?"
SECONDS, LEAST_TURNS = 1, 4

# Work, what is asked for, at most how many times the plainest; a row of bytes and the most of them.
ANSWERS = [
    ("heatmap of rastrigin as PNG", "landscape.png?f=rastrigin&view=heatmap", 3, "bytes of the heatmap as PNG", 40960),
    ("heatmap of rastrigin as SVG", "landscape.svg?f=rastrigin&view=heatmap", 3, "bytes of the heatmap as SVG", 40960),
    ("surface of rastrigin as PNG", "landscape.png?f=rastrigin&view=surface", 3, "bytes of the surface", 40960),
    ("wireframe of rastrigin as PNG", "landscape.png?f=rastrigin&view=wireframe", 3, None, 0),
    ("contours of rastrigin as PNG", "landscape.png?f=rastrigin&view=contour", 3, None, 0),
    ("basins of himmelblau, 241 × 241", "basins.png?f=himmelblau&samples=241", 6, None, 0),
    ("critical points of rastrigin", "critical-points.png?f=rastrigin", 10, None, 0),
    ("critical points of ackley", "critical-points.png?f=ackley", 10, "bytes of the critical points of ackley", 65536),
    ("depth, its default", "depth.png?", 15, None, 0),
    ("escape, its default", "escape.png?f=risk", 15, None, 0),
    ("risk, its default", "risk.png?n=20", 15, None, 0),
    ("hessian-signs, its default", "hessian-signs.png?", 15, None, 0),
]
NETWORKS = {"train", "loss-surface", "hessian-spectrum", "double-descent"}  # studies of networks alone
KINDS = {False: ("named figures without networks", 60), True: ("named figures of networks", 200)}
RACED = 4


class Asker:
    """One connection to a server, and the processor time that each answer takes it."""

    def __init__(self):
        self.server = landscaped("--threads", "1")
        self.server.await_answer("/livez")
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        self.titles = itertools.count()
        self.ask(PLAINEST)

    def get(self, target):
        self.connection.request("GET", f"/v1/{target}")
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"bench: {target}: {body[:300].decode(errors='replace')}")
        return body

    def ask(self, target):
        """Processor seconds, and bytes."""
        before = self.server.processor_seconds()
        body = self.get(f"{target}&title=a{next(self.titles)}")
        return self.server.settled_seconds() - before, len(body)

    def race(self, work, target, most):
        """Prints a row; returns the bytes of the answer."""
        ours = floor = math.inf
        begun, turn = time.perf_counter(), 0
        while turn < LEAST_TURNS or time.perf_counter() - begun < SECONDS:
            seconds, size = self.ask(target)
            ours, floor, turn = min(ours, seconds), min(floor, self.ask(PLAINEST)[0]), turn + 1
        row(work, f"{1e3 * ours:.3g} ms/answer", f"{1e3 * floor:.3g} ms/answer", f"{ours / floor:.2f}", f"≤ {most}", ours <= most * floor)
        return size


def figures_by_kind(asker):
    """Ids of the named figures without networks, and of those of networks."""
    kinds = {False: [], True: []}
    for figure in json.loads(asker.get("figures"))["figures"]:
        kinds[figure["study"] in NETWORKS or "network=" in figure["query"]].append(figure["id"])
    return kinds


def race_slowest(asker):
    """Races the slowest named figures of each kind: if these reach their goal, all do."""
    for learning, ids in figures_by_kind(asker).items():
        kind, most = KINDS[learning]
        if not wants(kind):
            continue
        slowest = sorted(ids, key=lambda id: -min(asker.ask(f"figures/{id}.png?")[0] for _ in range(2)))[:RACED]
        for id in slowest:
            asker.race(f"{kind}, of the slowest: {id}", f"figures/{id}.png?", most)


def main():
    if not wants(*(work for work, *_ in ANSWERS), *(kind for kind, _ in KINDS.values())):
        return
    asker = Asker()
    try:
        for work, target, most, work_of_bytes, most_bytes in ANSWERS:
            if not wants(work):
                continue
            size = asker.race(work, target, most)
            if work_of_bytes:
                row(work_of_bytes, f"{size} B", "–", "–", f"≤ {most_bytes} B", size <= most_bytes)
        race_slowest(asker)
    finally:
        asker.server.stop()


main()
