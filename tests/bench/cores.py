"""What a second core brings, for the default figure of every study: answers a second of a server with two workers on two CPUs against one with one worker on one CPU.

Each request has a title of its own, so that none is found in the cache. wrk, in one thread, has eight requests on their way at a time; it runs on the server's
CPUs, so that what it takes is part of both rates.

Where two CPUs share a core, a cache or a host with others, they do less than twice what one does, whoever uses them. So a second row has the same two workers
beside two servers with a worker and a CPU each, which share nothing. A CPU may be slower than the other, and both may be for seconds: one worker is measured
on each, rates are compared with those of the same turn alone, every other turn goes the other way round, and the ratio is the median of the turns'. In turns
of half a second a server shows what it takes to begin as well, with threads and memory that have rested: two workers lose more by that than two servers. Prints
rows of `make bench`. Arguments: the folder of the build, and names of studies (none: all)."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import statistics
import sys
import time
import urllib.request

from rows import row, wants
from serving import landscaped

TURNS, LEAST_SECONDS, LEAST_ANSWERS, AT_ONCE = 3, 1.5, 20, 8
TITLES = pathlib.Path(__file__).with_name("titles.lua")
THROUGHPUT, BESIDE = "one core to two, answers a second: {}", "one core to two, against two servers with one each: {}"
LEAST_GAIN = 1.8


class Load:
    """Servers with so many workers on these CPUs, each with its part of the requests."""

    def __init__(self, *servers):
        self.asked = 0
        self.servers = [landscaped("--threads", str(workers), cpus=cpus) for workers, cpus in servers]
        for server in self.servers:
            server.await_answer("/livez")

    def rate(self, target, seconds):
        """Answers a second."""
        for server in self.servers:
            server.settled_seconds()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            loads = [pool.submit(server.load, AT_ONCE // len(self.servers), seconds, target, (TITLES, self.asked)) for server in self.servers]
        rates, counts = zip(*(load.result() for load in loads))
        self.asked += max(counts) + AT_ONCE
        return sum(rates)

    def stop(self):
        for server in self.servers:
            server.stop()


def targets():
    """The default figure of each study, with a '?'."""
    server = landscaped()
    server.await_answer("/livez")
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/v1")
    studies = json.loads(connection.getresponse().read())["studies"]
    server.stop()
    return {study["name"]: study["links"]["png"] + ("" if "?" in study["links"]["png"] else "?") for study in studies}


def race(loads, target):
    """The rate of each in every turn."""
    begun = time.perf_counter()
    for load in loads:
        for server in load.servers:
            urllib.request.urlopen(server.url(f"{target}&title=warm")).read()
    servers = sum(len(load.servers) for load in loads)
    seconds = max(LEAST_SECONDS, LEAST_ANSWERS * (time.perf_counter() - begun) / servers)
    turns = []
    for turn in range(TURNS):
        order = range(len(loads)) if turn % 2 == 0 else reversed(range(len(loads)))
        rates = {i: loads[i].rate(target, seconds) for i in order}
        turns.append([rates[i] for i in range(len(loads))])
    return turns


def main():
    cpus = sorted(os.sched_getaffinity(0))
    chosen = sys.argv[2:]
    wanted = {name: target for name, target in targets().items() if (not chosen or name in chosen) and wants(THROUGHPUT.format(name), BESIDE.format(name))}
    if not wanted:
        return
    if len(cpus) < 2:
        print("bench: there are no two CPUs here; what a second one brings is left out", file=sys.stderr)
        return
    loads = Load((1, cpus[:1])), Load((1, cpus[1:2])), Load((2, cpus[:2])), Load((1, cpus[:1]), (1, cpus[1:2]))
    for name, target in wanted.items():
        rates = [((first + second) / 2, two, apart) for first, second, two, apart in race(loads, target)]
        one, two, apart = map(statistics.median, zip(*rates))
        for work, other, gain, goal in ((THROUGHPUT, one, statistics.median(two / one for one, two, _ in rates), LEAST_GAIN),
                                        (BESIDE, apart, statistics.median(two / apart for _, two, apart in rates), LEAST_GAIN / 2)):
            row(work.format(name), f"{two:.3g}/s", f"{other:.3g}/s", f"{gain:.2f}", f"≥ {goal}", gain >= goal)
    for load in loads:
        load.stop()


main()
