"""What a second core brings, for the default figure of every study: answers a second of a server with two workers on two CPUs against one with one worker on one CPU.

Each request has a title of its own, so that none is found in the cache. A client that does next to nothing, in one thread, has four requests on their way at
a time; it shares the second CPU with the server. Turns alternate, and each server's best one counts, as other work on the machine only slows.

A second row says the same by the scheduler's count, for machines that do other work, too: workers that never wait for each other are always running or waiting for
a CPU, and take as much processor time for an answer as one does. Two of them then bring 2 × the part of the time in which they run or wait for a CPU, divided by
how many times as much processor time an answer takes. Prints rows of `make bench`. Arguments: the folder of the build, and names of studies (none: all)."""
import http.client
import json
import math
import os
import selectors
import socket
import sys
import time

from rows import row, wants
from serving import landscaped

TURNS, SECONDS, LEAST, AT_ONCE = 6, 0.3, 12, 4
THROUGHPUT, COUNTED = "one core to two, {}: answers a second", "one core to two, {}: the same by processor time for an answer"
LEAST_GAIN = 1.8


class Client:
    """A connection, and the answer that comes in on it."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))

    def ask(self, target):
        self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        self.head, self.left = b"", None

    def take(self):
        """Reads what there is; whether that is all of it."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise SystemExit("bench: the server closed a connection")
        if self.left is None:
            self.head += piece
            head, end, body = self.head.partition(b"\r\n\r\n")
            if not end:
                return False
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"bench: {head.decode()}")
            self.left = int(head.lower().partition(b"content-length:")[2].split(None, 1)[0]) - len(body)
        else:
            self.left -= len(piece)
        return self.left == 0


class Load:
    """A server and the connections to it."""

    def __init__(self, workers, cpus):
        self.workers = workers
        self.server = landscaped("--threads", str(workers), cpus=cpus)
        self.server.await_answer("/livez")
        self.clients = [Client(self.server.port) for _ in range(AT_ONCE)]
        self.selector, self.asked = selectors.EpollSelector(), 0
        for client in self.clients:
            self.selector.register(client.socket, selectors.EVENT_READ, client)

    def run(self, target, count):
        """Seconds for so many answers, processor seconds of the server for one, and the part of the time in which the workers do not wait for work or each other."""
        targets = iter([f"{target}&title={self.asked + i}" for i in range(count)])
        self.asked += count
        before, begun, waiting = self.server.times_of_threads(), time.perf_counter(), 0
        for client, one in zip(self.clients, targets):
            client.ask(one)
            waiting += 1
        while waiting:
            for key, _ in self.selector.select():
                if key.data.take():
                    one = next(targets, None)
                    waiting -= one is None
                    if one:
                        key.data.ask(one)
        seconds = time.perf_counter() - begun
        spent = [(run - before[name][0], wait - before[name][1]) for name, (run, wait) in self.server.times_of_threads().items()]
        at_work = sum(sorted((run + wait for run, wait in spent), reverse=True)[:self.workers])
        return seconds, sum(run for run, _ in spent) / count, min(1, at_work / seconds / self.workers)


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
    count = max(LEAST, math.ceil(SECONDS / (one.run(target, 4)[0] / 4)))
    two.run(target, AT_ONCE)
    turns = [[load.run(target, count) for load in (one, two)] for _ in range(TURNS)]
    seconds, spent, at_work = ([choose(turn[side][what] for turn in turns) for side in (0, 1)] for what, choose in enumerate((min, min, max)))
    return [count / seconds[side] for side in (0, 1)], spent, at_work


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
