"""What a second core brings, for the default figure of every study: answers a second of a server with two workers on two CPUs against one with one worker on one CPU.

Each request has a title of its own, so that none is found in the cache. wrk, in one thread, has four requests on their way at a time; it shares the second CPU
with the server. Turns alternate, and each server's best one counts, as other work on the machine only slows.

A second row says the same by the scheduler's count, for machines that do other work, too: workers that never wait for each other are always running or waiting for
a CPU, and take as much processor time for an answer as one does. Two of them then bring 2 × the part of the time in which they run or wait for a CPU, divided by
how many times as much processor time an answer takes. Prints rows of `make bench`. Arguments: the folder of the build, and names of studies (none: all)."""
import http.client
import json
import math
import os
import pathlib
import sys
import time
import urllib.request

from rows import row, wants
from serving import landscaped

TURNS, LEAST_ANSWERS, AT_ONCE = 3, 40, 4
TITLES = pathlib.Path(__file__).with_name("titles.lua")
THROUGHPUT, COUNTED = "one core to two, {}: answers a second", "one core to two, {}: the same by processor time for an answer"
LEAST_GAIN = 1.8


class Load:
    """A server and its turns under load."""

    def __init__(self, workers, cpus):
        self.workers, self.asked = workers, 0
        self.server = landscaped("--threads", str(workers), cpus=cpus)
        self.server.await_answer("/livez")

    def run(self, target, seconds):
        """Answers a second, processor seconds of the server for one, and the part of the time in which the workers do not wait for work or each other."""
        self.server.settled_seconds()
        before, begun = self.server.times_of_threads(), time.perf_counter()
        rate, count = self.server.load(AT_ONCE, seconds, target, (TITLES, self.asked))
        passed = time.perf_counter() - begun
        self.asked += count + AT_ONCE
        spent = [(run - before[name][0], wait - before[name][1]) for name, (run, wait) in self.server.times_of_threads().items()]
        at_work = sum(sorted((run + wait for run, wait in spent), reverse=True)[:self.workers])
        return rate, sum(run for run, _ in spent) / count, min(1, at_work / passed / self.workers)


def targets():
    """The default figure of each study, with a '?'."""
    server = landscaped()
    server.await_answer("/livez")
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/v1")
    studies = json.loads(connection.getresponse().read())["studies"]
    server.stop()
    return {study["name"]: study["links"]["png"] + ("" if "?" in study["links"]["png"] else "?") for study in studies}


def race(one, two, target):
    """Of one and of two workers: answers a second, the least processor seconds for one, and the greatest part of the time that they are at work."""
    begun = time.perf_counter()
    for load in (one, two):
        urllib.request.urlopen(load.server.url(f"{target}&title=warm")).read()
    seconds = math.ceil(LEAST_ANSWERS * (time.perf_counter() - begun) / 2)
    turns = [[load.run(target, seconds) for load in (one, two)] for _ in range(TURNS)]
    return [[best(turn[side][what] for turn in turns) for side in (0, 1)] for what, best in enumerate((max, min, max))]


def main():
    cpus = sorted(os.sched_getaffinity(0))
    chosen = sys.argv[2:]
    wanted = {name: target for name, target in targets().items() if (not chosen or name in chosen) and wants(THROUGHPUT.format(name), COUNTED.format(name))}
    if not wanted:
        return
    if len(cpus) < 2:
        print("bench: there are no two CPUs here; what a second one brings is left out", file=sys.stderr)
        return
    one, two = Load(1, cpus[:1]), Load(2, cpus[:2])
    gains, counted = {}, {}
    for name, target in wanted.items():
        rates, spent, at_work = race(one, two, target)
        gains[name], counted[name] = rates[1] / rates[0], 2 * at_work[1] / at_work[0] * spent[0] / spent[1]
        row(THROUGHPUT.format(name), f"{rates[1]:.3g}/s", f"{rates[0]:.3g}/s", f"{gains[name]:.2f}", f"≥ {LEAST_GAIN}", gains[name] >= LEAST_GAIN)
        row(COUNTED.format(name), f"{1e3 * spent[1]:.3g} ms, {at_work[1]:.0%} at work", f"{1e3 * spent[0]:.3g} ms, {at_work[0]:.0%} at work", f"{counted[name]:.2f}",
            f"≥ {LEAST_GAIN}", counted[name] >= LEAST_GAIN)
    for load in (one, two):
        load.server.stop()
    if not chosen and len(wanted) > 1:
        for what, found in (("answers a second", gains), ("the same by processor time", counted)):
            least = min(found, key=found.get)
            row(f"one core to two, {what}: the least of {len(found)} studies, {least}", "–", "–", f"{found[least]:.2f}", f"≥ {LEAST_GAIN}", found[least] >= LEAST_GAIN)


main()
