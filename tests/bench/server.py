"""The server beside its floors, on the loopback interface: a libmicrohttpd hello-world and nginx, each with 12 KB to send.

Prints rows as bench.h describes. Servers take turns under wrk, a second each, so that a busy machine meets all alike."""
import http.client
import math
import os
import pathlib
import resource
import socket
import statistics
import subprocess
import tempfile
import threading
import time

from rows import row, wants
from serving import BUILD, Server, free_port, landscaped

BYTES = 12288
ROUNDS = 15


def hello():
    port = free_port()
    return Server([BUILD / "bench/hello", str(port), str(BYTES)], port, "/")


def nginx(folder):
    port = free_port()
    (folder / "figure.png").write_bytes(os.urandom(BYTES))
    folder.chmod(0o755)
    configuration = folder / "nginx.conf"
    configuration.write_text(f"""daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log crit;
        events {{ worker_connections 12000; }}
        http {{ access_log off; types {{ image/png png; }} sendfile on; tcp_nopush on; keepalive_requests 100000000; root {folder};
        open_file_cache max=100; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
        uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; server {{ listen 127.0.0.1:{port}; }} }}""")
    return Server(["nginx", "-p", folder, "-c", configuration, "-e", folder / "error.log"], port, "/figure.png")


START, IDLE = "start to first answer, a figure (the best of seven starts)", "idle memory after it"
THROUGHPUT, COST = "the same figure over HTTP, 12 KB, against a libmicrohttpd hello-world", "its processor time a request, against nginx sending a file"
LIBRARY = "that of the hello-world, against nginx sending a file"
BESIDE = "a cheap figure beside six dear ones of another client, 2 threads, 99 of 100, against one dear one"
CONNECTIONS = "connections, 3 to 3000, a probe on each"


def race_start():
    times, memory = [], []
    for _ in range(7):
        server = landscaped()
        times.append(server.await_answer("/v1/figures/risk.png"))
        time.sleep(0.2)
        memory.append(server.resident())
        server.stop()
    row(START, f"{1000 * min(times):.0f} ms", "–", "–", "≤ 100 ms", min(times) <= 0.1)
    row(IDLE, f"{statistics.median(memory):.1f} MiB", "–", "–", "≤ 24 MiB", statistics.median(memory) <= 24)


def race_throughput(ours, floor, file):
    results = {server: [] for server in (ours, floor, file)}
    for _ in range(ROUNDS):
        for server, measured in results.items():
            before = server.processor_seconds()
            rate, count = server.load(64, 1)
            measured.append((rate, (server.processor_seconds() - before) / count))
    rates = {server: statistics.median(rate for rate, _ in measured) for server, measured in results.items()}
    ratio = statistics.median(a[0] / b[0] for a, b in zip(results[ours], results[floor]))
    costs = {server: statistics.median(cost for _, cost in measured) for server, measured in results.items()}
    row(THROUGHPUT, f"{rates[ours]:,.0f}/s", f"{rates[floor]:,.0f}/s", f"{ratio:.2f}", "≥ 0.95", ratio >= 0.95)
    ratio = statistics.median(a[1] / b[1] for a, b in zip(results[ours], results[file]))
    row(COST, f"{1e6 * costs[ours]:.1f} µs", f"{1e6 * costs[file]:.1f} µs", f"{ratio:.2f}", "≤ 0.9", ratio <= 0.9)
    ratio = statistics.median(a[1] / b[1] for a, b in zip(results[floor], results[file]))
    row(LIBRARY, f"{1e6 * costs[floor]:.1f} µs", f"{1e6 * costs[file]:.1f} µs", f"{ratio:.2f}", "–", None)


def ask_all(connections):
    """A request on every connection before the first answer is read, as they come when many clients are there at once."""
    for connection in connections:
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for connection in connections:
        answer = b""
        while not answer.endswith(b"alive\n"):
            more = connection.recv(4096)
            if not more:
                raise SystemExit("bench: the server closed a connection")
            answer += more


def race_connections(ours):
    """Processor time of the server for a request on each of n connections that are open already, the least of many turns. (Opening them is another
    thing: the library looks at all of them for each that comes.)"""
    sizes, times = [3, 30, 300, 3000], []
    connections = []
    for size in sizes:
        while len(connections) < size:
            connections.append(socket.create_connection(("127.0.0.1", ours.port), timeout=60))
        rounds = 300 // size + 1
        ask_all(connections)
        spent, begun = [], time.perf_counter()
        while len(spent) < ROUNDS or time.perf_counter() - begun < 3:
            before = ours.processor_seconds()
            for _ in range(rounds):
                ask_all(connections)
            spent.append((ours.processor_seconds() - before) / rounds)
        times.append(min(spent))
    for connection in connections:
        connection.close()
    slope = sum((i - 1.5) * math.log10(time) for i, time in enumerate(times)) / 5
    last = math.log10(times[-1] / times[-2])
    row(CONNECTIONS, f"{1000 * times[-1]:.3g} ms", f"{1e6 * times[0]:.3g} µs", f"n^{slope:.2f}, last decade n^{last:.2f}", "≤ n^1", slope <= 1.1)


# Work that one request shares with idle threads.
SHARED = {"basins, 241 × 241": "/v1/basins.png?f=himmelblau&samples=241",
          "a sweep of 161 × 161": "/v1/sweep.png?f=himmelblau&optimizer=momentum&x=lr,0:0.05&y=momentum,0:1&samples=161&measure=rate",
          "escape, its default": "/v1/escape.png?f=risk",
          "32 seeds of training": "/v1/figures/many-seeds.png?"}
BUSIER, BOTH = "{}, one request that two threads share, the busier one at best, against one thread", "{}: both threads at best, against one"


def race_sharing():
    """One request at a time, of a server with two threads, of which the idle one shares it, and of one with a thread: the processor time of the busiest
    thread, as a busy machine has one of them do more than its half, and of all; each at best, as other work on the machine only adds. The title makes each
    request another one."""
    servers = [landscaped("--threads", threads) for threads in ("2", "1")]
    try:
        for work, target in SHARED.items():
            if not wants(BUSIER.format(work), BOTH.format(work)):
                continue
            servers[0].await_answer("/livez")
            ask(http.client.HTTPConnection("127.0.0.1", servers[0].port), f"{target}&title=asked")
            busiest, total = [[], []], [[], []]
            for i in range(2 * ROUNDS):
                for k, server in enumerate(servers):
                    server.await_answer("/livez")
                    before = server.seconds_of_threads()
                    server.await_answer(f"{target}&title=a{i}")
                    spent = [seconds - before.get(name, 0) for name, seconds in server.seconds_of_threads().items()]
                    busiest[k].append(max(spent))
                    total[k].append(sum(spent))
            for name, spent, most in ((BUSIER, busiest, 1 / 1.6), (BOTH, total, 1.05)):
                two, one = map(min, spent)
                row(name.format(work), f"{1e3 * two:.1f} ms", f"{1e3 * one:.1f} ms", f"{two / one:.2f}", f"≤ {most:.3g}", two <= most * one)
    finally:
        for server in servers:
            server.stop()


def ask(connection, target):
    """Seconds that an answer takes."""
    begun = time.perf_counter()
    connection.request("GET", target)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"bench: {target} was answered {answer.status}")
    return time.perf_counter() - begun


def race_beside():
    """The plainest figure, cold, one request behind the other, while another client always has six dear ones waiting: work that was begun is not interrupted, so
    it would wait for one of two workers. The floor is a dear answer by itself."""
    server, ended = landscaped("--threads", "2"), threading.Event()
    server.await_answer()

    def connect(client):
        return http.client.HTTPConnection("127.0.0.1", server.port, source_address=(f"127.0.0.{client}", 0))

    def keep_asking(k):
        connection, count = connect(2), 0
        while not ended.is_set():
            ask(connection, f"/v1/risk.png?n=20&title=dear{k}and{count}")
            count += 1

    alone = statistics.median(ask(connect(2), f"/v1/risk.png?n=20&title=alone{i}") for i in range(15))
    dear = [threading.Thread(target=keep_asking, args=(k,)) for k in range(6)]
    for thread in dear:
        thread.start()
    cheap = connect(3)
    spent = sorted(ask(cheap, f"/v1/figures/risk.png?title=cheap{i}") for i in range(200))
    ended.set()
    for thread in dear:
        thread.join()
    server.stop()
    longest = spent[int(0.99 * len(spent))]
    row(BESIDE, f"{1e3 * longest:.1f} ms", f"{1e3 * alone:.1f} ms", f"{longest / alone:.2f}", "≤ 1", longest <= alone)


def race_plain():
    """What is kept, and probes, beside servers that do nothing else."""
    with tempfile.TemporaryDirectory() as name:
        servers = [landscaped(), hello(), nginx(pathlib.Path(name))]
        try:
            for server in servers:
                server.await_answer()
            if wants(THROUGHPUT, COST, LIBRARY):
                race_throughput(*servers)
            if wants(CONNECTIONS):
                race_connections(servers[0])
        finally:
            for server in servers:
                server.stop()


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if wants(START, IDLE):
        race_start()
    if wants(BESIDE):
        race_beside()
    if wants(THROUGHPUT, COST, LIBRARY, CONNECTIONS):
        race_plain()
    if wants(*(name.format(work) for work in SHARED for name in (BUSIER, BOTH))):
        race_sharing()


main()
