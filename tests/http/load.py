"""What is promised under load and to hostile clients: deadlines, full queues, limits, the cache, metrics, drain. Run by run.py."""

import concurrent.futures
import contextlib
import io
import json
import os
import re
import resource
import signal
import socket
import statistics
import threading
import time

from harness import PROBLEM, SOON, Reply, Server, check, comes, figure, read_all

HOST = b"Host: a\r\n"
GET = b"GET /livez HTTP/1.1\r\n"
FULL = os.environ.get("LANDSCAPED_TEST") == "full"  # the long forms
# About a tenth of a second of one processor, and half a second of one, each different.
HEAVY = "/v1/landscape.txt?f=sum(i,1,200,sin(i*x))&x=0:1&samples=100%03d"
HEAVIER = "/v1/landscape.txt?f=sum(i,1,500,sin(i*x))&x=0:1&samples=200%03d"


SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="[^"\\\n]*",?)+)\})? (\+Inf|-?[0-9.]+(?:e[+-]?[0-9]+)?)')


def metrics(server):
    """The samples of /metrics by name and labels, read strictly by the rules of the text format 0.0.4."""
    reply = server.ask("/metrics")
    check(reply["Content-Type"].startswith("text/plain; version=0.0.4") and reply.body.endswith(b"\n"), "metrics are in the text format")
    samples, types, family = {}, {}, None
    for line in reply.body.decode().splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
            check(family not in types and len(line.split(" ", 3)[3]) > 5, f"{family} is explained, once")
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            check(name == family and kind in ("counter", "gauge", "histogram"), f"{family} has its type behind its help", line)
            types[name] = kind
        elif match := SAMPLE.fullmatch(line):
            name, labels, value = match.groups()
            key = (name.removeprefix("landscaped_"), *re.findall(r'([a-z_]+="[^"]*")', labels or ""))
            key = tuple(part.replace('"', "") for part in key)
            suffixes = ("_bucket", "_sum", "_count") if types.get(family) == "histogram" else ("",)
            check(name in [family + suffix for suffix in suffixes] and key not in samples, f"{line} belongs to {family}, once")
            samples[key] = float(value)
        else:
            check(False, "a line of the metrics is none", line)
    return samples


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def state(reply):
    """What Server-Timing says of the cache."""
    return next((part.split("=")[1] for part in (reply["Server-Timing"] or "").split(", ") if part.startswith("cache;desc=")), None)



def deadlines():
    server = Server("--head-timeout", "1", "--idle-timeout", "1", "--log-requests", "0")

    def trickle(prefix):
        with server.connect() as peer:
            start = time.monotonic()
            try:
                peer.sendall(prefix)
                while time.monotonic() - start < 20:
                    peer.sendall(b"x")
                    time.sleep(0.05)
                    peer.setblocking(False)
                    try:
                        if peer.recv(65536) == b"":
                            break
                    except BlockingIOError:
                        pass
                    peer.setblocking(True)
            except OSError:
                pass
            return time.monotonic() - start

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        prefixes = (b"GET /livez HTTP/1.1\r\nHost: a\r\nX-", b"GET /", GET + HOST + b"\r\n" + b"GET /livez HTTP/1.1\r\nX-")
        for prefix, seconds in zip(prefixes, pool.map(trickle, prefixes)):
            check(seconds < SOON, f"a head that trickles in after {prefix!r} is cut off", seconds)
    with server.connect() as peer:
        start = time.monotonic()
        check(peer.recv(1) == b"" and time.monotonic() - start < SOON, "a connection that says nothing is closed")
    check(server.stop() == 0, "and the server stops")


def overload():
    """One thread and a line of two: what is too much gets a 503 with Retry-After, and probes do not wait."""
    server = Server("--threads", "1", "--queue", "2")
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        replies = [pool.submit(server.ask, HEAVIER % i) for i in range(20)]
        check(comes(lambda: server_has(server, "workers_busy") == 1 and server_has(server, "queue_depth") == 2), "one is computed and two wait")
        check(server.ask("/livez").status == 200 and server_has(server, "workers_busy") == 1, "a probe does not wait for the busy")
        replies = [reply.result() for reply in replies]
    statuses = sorted({reply.status for reply in replies})
    check(statuses == [200, 503], "some are answered and some put off", statuses)
    check(all(reply["Retry-After"] for reply in replies if reply.status == 503), "a refused client is told when to ask again")
    check(all(reply.complete for reply in replies), "every answer is whole")
    check(server.stop() == 0, "and the server stops")


def drain():
    """Clients ask without pause, on new and on kept connections, while the server is told to stop: no request that was let in is lost."""
    server = Server("--log-requests", "0")
    told = threading.Event()
    lost, answered, closed = [], [], []

    def fresh(number):
        while True:
            try:
                peer = server.connect()
            except ConnectionRefusedError:
                return
            try:
                with peer:
                    peer.sendall(f"GET /v1/landscape.json?f=risk&samples={100 + number} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
                    reply = Reply.read(io.BytesIO(read_all(peer)))
                (answered if reply.status == 200 and reply.complete else lost).append(("fresh", number))
            except OSError as error:
                lost.append(("fresh", error))

    def kept(number):
        with server.connect(30) as peer:
            stream = peer.makefile("rb")
            while True:
                try:
                    peer.sendall(f"GET /v1/landscape.json?f=risk&samples={200 + number} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                    reply = Reply.read(stream)
                except OSError as error:
                    lost.append(("kept", error))
                    return
                (answered if reply.status == 200 and reply.complete else lost).append(("kept", number))
                if reply["Connection"] == "close":
                    closed.append(told.is_set())
                    return
                if not reply.complete:
                    return

    idle = server.connect()
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        clients = [pool.submit(fresh, i) for i in range(6)] + [pool.submit(kept, i) for i in range(6)]
        check(comes(lambda: len(set(answered)) == len(clients)), "every client is answered", set(answered))
        time.sleep(0.5)
        told.set()
        idle.close()
        code = server.stop()
        for client in clients:
            client.result(60)
    check(code == 0, "a drained server exits with 0", code)
    check(not lost, f"no request is lost of {len(answered)}", lost[:5])
    check(closed and all(closed), "kept connections are closed with an answer", closed)
    return len(answered)


def drain_of_the_slow():
    """Who has just been answered, or just come, may still ask while the server drains, even if the whole machine stood still meanwhile."""
    server = Server()
    request = b"GET /v1/landscape.json?f=risk HTTP/1.1\r\n" + HOST + b"\r\n"
    silent, answered, gone = ([server.connect() for _ in range(5)] for _ in range(3))
    time.sleep(2.5)
    for peer in answered:
        peer.sendall(request)
        check(Reply.read(peer.makefile("rb")).status == 200, "a connection is used, and kept")
    fresh = [server.connect() for _ in range(5)]
    for peer in gone:
        peer.close()
    time.sleep(0.1)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.6)
    server.process.send_signal(signal.SIGSTOP)
    time.sleep(2.2)
    server.process.send_signal(signal.SIGCONT)
    time.sleep(0.05)
    for peer in answered + fresh:
        try:
            peer.sendall(request)
            reply = Reply.read(peer.makefile("rb"))
            check(reply.status == 200 and reply.complete and reply["Connection"] == "close", "and asked while the server drains", reply.status, reply.headers)
        except OSError as error:
            check(False, "a connection stays open for a client that may still ask", error)
    check(all(peer.recv(1) == b"" for peer in silent), "a client that has been silent for long is not waited for")
    check(server.process.wait(10) == 0, "then it exits with 0")


def drain_limit():
    """An answer that nobody takes, and work without an end in sight, do not keep the server beyond its time."""
    server = Server("--drain-timeout", "2", "--threads", "1", "--max-cost", "1e15", "--max-memory", "4e9")
    with server.connect() as idle, contextlib.ExitStack() as open_until_the_end:
        # One is computed, others wait for their turn, and one for the same answer as the first.
        busy = [open_until_the_end.enter_context(server.connect()) for _ in range(5)]
        idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        idle.sendall(b"GET /v1/landscape.json?f=rosenbrock&samples=300 HTTP/1.1\r\n" + HOST + b"\r\n")
        for peer, target in zip(busy, LONG[3:7] + LONG[3:4]):
            peer.sendall(f"GET {target} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
            time.sleep(0.1)
        start = time.monotonic()
        check(server.stop() == 0 and time.monotonic() - start < SOON, "the server stops at its time", time.monotonic() - start)
        replies = [Reply.read(io.BytesIO(read_all(peer))) for peer in busy]
        check(all(reply.status == 503 and reply["Retry-After"] and reply.complete for reply in replies), "a client that waits for more is told to ask again",
              [(reply.status, reply.body) for reply in replies])


def drain_delay():
    server = Server("--drain-delay", "4")
    slow = threading.Thread(target=lambda: replies.append(server.ask("/v1/landscape.json?f=sum(i,1,200,sin(i*x))&x=0:1&samples=300000")))
    replies = []
    slow.start()
    check(comes(lambda: server_has(server, "requests_in_flight") == 2), "something is computed")
    server.process.send_signal(signal.SIGTERM)
    check(comes(lambda: server.ask("/readyz").status == 503), "/readyz says 503 while draining")
    check(server.ask("/readyz").body == b"draining\n", "and why")
    check(server.ask("/livez").status == 200 and server.ask("/v1/landscape.json?f=risk").status == 200, "requests are still answered during the delay")
    slow.join()
    check(replies[0].status == 200 and replies[0].complete, "what was asked before is answered")
    check(server.process.wait(30) == 0, "then it exits with 0")


# --- The cache -----------------------------------------------------------------------------------------------------------------------


def cache():
    server = Server()
    first, second = server.ask("/v1/landscape.json?f=risk&samples=50"), server.ask("/v1/landscape.json?f=risk&samples=50")
    check(state(first) == "miss" and state(second) == "hit" and first.body == second.body, "asked again, an answer is there", first.headers, second.headers)
    check({**first.headers, "date": 0, "server-timing": 0} == {**second.headers, "date": 0, "server-timing": 0}, "a hit has the headers of a miss", second.headers)
    for spelling in ("samples=50&f=risk", "f=risk&samples=50&derivatives=0", "f=ri%73k&samples=5e1", "&f=risk&&samples=50"):
        reply = server.ask("/v1/landscape.json?" + spelling)
        check(state(reply) == "hit" and reply.body == first.body and reply["ETag"] == first["ETag"], f"{spelling} shares the answer", reply.headers)
    check(state(server.ask("/v1/landscape.json?f=risk&samples=50", "HEAD")) == "hit", "so does HEAD")
    zipped = server.ask("/v1/landscape.json?f=risk&samples=50", Accept_Encoding="gzip")
    check(state(zipped) == "miss" and zipped["Content-Encoding"] == "gzip", "a coded answer is another")
    check(state(server.ask("/v1/landscape.json?f=risk&samples=50", Accept_Encoding="gzip;q=0.5, br")) == "hit", "the same for all who take it")
    for tag, encoding in ((first["ETag"], "identity"), (zipped["ETag"], "gzip"), (first["ETag"], "gzip"), ("*", "gzip")):
        held = server.ask("/v1/landscape.json?f=risk&samples=50", If_None_Match=tag, Accept_Encoding=encoding)
        check(held.status == 304 and held["ETag"] in (tag, zipped["ETag"]), f"{tag} is still right for {encoding}", held.status, held.headers)
    check(server.ask("/v1/landscape.json?f=risk&samples=50", If_None_Match=zipped["ETag"]).status == 200, "a tag of what one does not take is not")
    negotiated = server.ask("/v1/landscape?f=risk&samples=50", Accept="application/json")
    again = server.ask("/v1/landscape?f=risk&samples=50", Accept="application/json")
    check(state(again) == "hit" and again["Vary"] == negotiated["Vary"] and "Accept," in again["Vary"], "what was negotiated is another answer", again.headers)
    check(server.ask("/v1/landscape?f=risk&samples=50", Accept="image/png")["Content-Type"] == "image/png", "and so is another format")
    before = metrics(server)
    for _ in range(2):
        for target in ("/v1/landscape.json?f=rsik", "/nowhere", "/v1/landscape.png?f=risk&width=0"):
            check(server.ask(target).status >= 400 and state(server.ask(target)) is None, f"{target} is not kept")
    after = metrics(server)
    check(before[("cache_entries",)] == after[("cache_entries",)], "errors are not kept")
    for target in ("/", "/docs", "/v1", "/v1/figures", "/v1/landscapes", "/openapi.json", "/figures/risk"):
        server.ask(target)
        check(state(server.ask(target)) == "hit", f"{target} is kept")
    check(state(server.ask("/docs?one=1")) == "hit" and state(server.ask("/docs?two=2")) == "hit", "the reference is one answer whatever its arguments")
    check(state(server.ask("/livez")) is None and state(server.ask("/metrics")) is None, "probes are not kept")
    check(server.stop() == 0, "and the server stops")

    small = Server("--cache-bytes", "1000000")
    for i in range(150):
        small.ask(f"/v1/landscape.json?f=risk&samples={200 + i}")
    values = metrics(small)
    check(values[("cache_bytes",)] <= 1e6 and values[("cache_evictions_total",)] > 0, "a small cache stays small", values[("cache_bytes",)])
    check(state(small.ask("/v1/landscape.json?f=risk&samples=349")) == "hit" and state(small.ask("/v1/landscape.json?f=risk&samples=200")) == "miss",
          "what was asked for longest ago is gone")
    check(small.stop() == 0, "and stops")
    none = Server("--cache-bytes", "0")
    check([state(none.ask("/v1/landscape.json?f=risk")) for _ in range(3)] == ["miss"] * 3, "without a cache nothing is kept")
    check(none.stop() == 0, "and stops")


def coalescing():
    """Many ask the same at once, in different spellings: it is computed once."""
    server = Server("--threads", "2")
    targets = ["/v1/landscape.txt?f=sum(i,1,200,sin(i*x))&x=0:1&samples=1000000", "/v1/landscape.txt?samples=1000000&x=0:1&f=sum(i,1,200,sin(i*x))"]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda i: server.ask(targets[i % 2]), range(16)))
    states = sorted(map(state, replies))
    check(states.count("miss") == 1 and set(states) <= {"miss", "shared", "hit"} and "shared" in states, "one computes for all", states)
    check(len({reply.body for reply in replies}) == 1 and all(reply.status == 200 for reply in replies), "and all get the same")
    values = metrics(server)
    check(values[("coalesced_total",)] == states.count("shared") and values[("cache_misses_total",)] == 1, "the metrics say so", values[("coalesced_total",)])
    figure("identical requests are computed once", "16 at the same time", f"{states.count('miss')} computed, {states.count('shared')} waited for it")
    check(server.stop() == 0, "and the server stops")
    hasty = Server("--deadline", "1", "--threads", "2", "--max-cost", "1e12")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda i: hasty.ask("/v1/escape.json?f=risk&runs=100000&steps=10000&noise=0.1,0.2,0.3", Accept=PROBLEM + ", */*" if i % 2 else "*/*"), range(8)))
    check({reply.status for reply in replies} == {503} and all(reply["X-Request-Id"] and reply["Retry-After"] for reply in replies), "those who wait fail with the one they wait for",
          [reply.status for reply in replies])
    check(metrics(hasty)[("deadline_cancels_total",)] < 8, "together")
    check(hasty.stop() == 0, "and the server stops")


# --- Budgets -------------------------------------------------------------------------------------------------------------------------

LONG = ["/v1/landscape.json?f=sum(i,1,1000,sin(i*x))&x=0:1&samples=1000000", "/v1/landscape.svg?f=sum(i,1,500,sin(i*x*y))&view=surface&samples=1000",
        "/v1/descent.json?f=sum(i,1,1000,sin(i*x))&start=1&optimizer=gd(lr=1e-9)&steps=100000", "/v1/basins.json?f=himmelblau&samples=1000&steps=100000&optimizer=gd(lr=1e-9)",
        "/v1/escape.json?f=risk&noise=0.1,0.2,0.3&runs=100000&steps=10000", "/v1/risk.json?n=1000,10000&trials=1000",
        "/v1/hessian-signs.json?n=1000&samples=100000", "/v1/hessian-signs.json?n=300&samples=10000&ensemble=wigner",
        "/v1/depth.json?network=tanh&depth=200&units=256&seeds=100", "/v1/critical-points.json?f=sum(i,1,300,sin(i*x)*cos(i*y))&x=-50:50&y=-50:50"]


def budgets():
    server = Server("--deadline", "0.25", "--max-cost", "1e15", "--max-memory", "4e9", "--threads", "2")
    waited, worked = [], []
    for target in LONG:
        start, before = time.monotonic(), server.worked()
        reply = server.ask(target, Accept=PROBLEM + ", */*")
        waited.append(time.monotonic() - start)
        worked.append(server.worked() - before)
        if check(reply.status == 503 and reply["Retry-After"] and reply["Content-Type"] == PROBLEM, f"{target} is given up", reply.status, reply.body):
            problem = reply.json()
            check("0.25 seconds" in problem["detail"] and ("critical" in target or problem["errors"][0].get("parameter")), "the problem says why and what to lower", problem)
    cancelled = metrics(server)[("deadline_cancels_total",)]
    check(cancelled == len(LONG), "they are counted", cancelled)
    # A thread is free a moment after its answer is on its way.
    check(comes(lambda: server_has(server, "workers_busy") == 0), "and the threads free")
    check(server.ask("/v1/landscape.json?f=risk").status == 200, "and the next request is right")
    figure("a deadline cancels what goes on", f"{len(LONG)} studies, 0.25 s", f"{max(waited):.2f} s at most")
    check(max(worked) < 3, "within moments of work", worked, waited)
    check(server.stop() == 0, "the server stops")
    tight = Server("--max-memory", "2000000")
    for target, lower in (("/v1/landscape.json?f=risk&samples=100000", "samples"), ("/v1/landscape.png?f=risk&width=3000&height=3000", "width"),
                          ("/v1/descent.json?f=rosenbrock&start=-1,1&optimizer=gd(lr=1e-9)&steps=50000", "steps")):
        reply = tight.ask(target, Accept=PROBLEM + ", */*")
        if check(reply.status == 422, f"{target} is too much for 2 MB", reply.status, reply.body):
            check(lower in [error.get("parameter") for error in reply.json()["errors"]], f"lowering {lower} would help", reply.body)
    check(tight.ask("/v1/landscape.txt?f=risk").status == 200, "and what fits is answered")
    check(tight.stop() == 0, "the server stops")


# --- Isolation -----------------------------------------------------------------------------------------------------------------------


def isolation():
    """While 64 expensive requests wait, those that cost nothing do not: while one of these is answered, hardly one of the others is."""
    server = Server("--log-requests", "0")
    picture = server.ask("/v1/figures/risk.png")
    cheap = {"a probe": ("/livez", {}, 200), "a picture that is kept": ("/v1/figures/risk.png", {}, 200), "304": ("/v1/figures/risk.png", {"If_None_Match": picture["ETag"]}, 304),
             "304 not kept": ("/v1/figures/risk.svg", {"If_None_Match": server.ask("/v1/figures/risk.svg")["ETag"]}, 304), "a list": ("/v1/landscapes", {}, 200),
             "another list": ("/v1/optimizers", {}, 200), "an error": ("/v1/landscape.json?f=rsik", {}, 400), "metrics": ("/metrics", {}, 200)}
    times, passed = [], {name: [] for name in cheap}
    waiting = []
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        expensive = [pool.submit(server.ask, HEAVY % i) for i in range(64)]
        check(comes(lambda: server_has(server, "requests_in_flight") > 48), "they come")
        left = lambda: sum(not request.done() for request in expensive)
        while left():
            waiting.append(left())
            for name, (target, headers, status) in cheap.items():
                start, before = time.perf_counter(), left()
                reply = server.ask(target, **headers)
                times.append(time.perf_counter() - start)
                passed[name].append(before - left())
                check(reply.status == status, f"{name} while 64 wait", reply.status)
            time.sleep(0.01)
        check({request.result().status for request in expensive} == {200}, "the expensive are answered too")
    check(waiting and waiting[0] > 32, "they do wait", waiting[:1])
    for name, counts in passed.items():
        check(quantile(counts, 0.5) <= 1, f"{name} does not wait for the pool", counts)
    every = [count for counts in passed.values() for count in counts]
    figure("cheap requests never wait for expensive ones", f"{len(times)} beside {waiting[0]} expensive", f"p50 {1e3 * statistics.median(times):.1f} ms, p99 {1e3 * quantile(times, 0.99):.1f} ms (goal 50)")
    check(quantile(every, 0.99) <= 10, "hardly any of them does", sorted(every)[-10:])
    check(server.stop() == 0, "and the server stops")


# --- Limits --------------------------------------------------------------------------------------------------------------------------


def per_address():
    server = Server("--limit-local", "1", "--max-per-address", "8", "--queue-per-address", "2", "--threads", "1")
    held = [server.connect() for _ in range(8)]
    for peer in held:
        peer.sendall(GET + HOST + b"\r\n")
        check(peer.recv(65536).startswith(b"HTTP/1.1 200"), "as many connections as are allowed are served")
    try:
        with server.connect(5) as peer:
            peer.sendall(GET + HOST + b"\r\n")
            answer = read_all(peer)
    except OSError:
        answer = b""
    check(answer == b"", "one more is closed", answer)
    # Six of the eight ask for something long: two wait, four are put off.
    for i, peer in enumerate(held[:6]):
        peer.sendall(f"GET {HEAVIER % i} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    replies = [Reply.read(peer.makefile("rb")) for peer in held[:6]]
    statuses = [reply.status for reply in replies]
    check(statuses.count(200) == 2 and statuses.count(429) == 4 and all(reply["Retry-After"] for reply in replies if reply.status == 429), "a client cannot fill the queue", statuses)
    for peer in held:
        peer.close()
    check(comes(lambda: server.ask("/livez").status == 200), "a client that closes may connect again")
    values = metrics(server)
    check(values[("connections_refused_total",)] >= 1 and values[("put_off_total",)] == 4, "it is counted")
    check(server.stop() == 0, "and the server stops")
    free = Server("--max-per-address", "1")
    held = [free.connect() for _ in range(4)]
    check(free.ask("/livez").status == 200, "the machine itself is not limited unless told to be")
    for peer in held:
        peer.close()
    check(free.stop() == 0, "and the server stops")


def few_files():
    """With room for a few connections only: idle ones give way to those beyond."""
    server = Server("--head-timeout", "600", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    held = [server.connect() for _ in range(100)]
    start = time.monotonic()
    reply = server.ask("/v1/landscape.json?f=risk", timeout=30)
    figure("survives without file descriptors", "ulimit -n 64, 100 idle connections", f"the next is answered after {time.monotonic() - start:.1f} s")
    check(reply.status == 200, "a request behind them is answered", reply.status)
    for peer in held:
        peer.close()
    check(all(server.ask("/livez").status == 200 for _ in range(100)), "and all after it")
    check(server.stop() == 0, "the server stops")
    narrow = Server("--max-connections", "10", "--head-timeout", "600")
    held = [narrow.connect() for _ in range(30)]
    check(narrow.ask("/livez", timeout=30).status == 200, "beyond the most connections one is served")
    for peer in held:
        peer.close()
    check(narrow.stop() == 0, "and the server stops")


def idle():
    """Thousands of connections that say nothing, and one that does."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    room = 11000 if hard == resource.RLIM_INFINITY else min(11000, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (room, hard))
    count = room - 1000
    server = Server("--log-requests", "0", "--max-connections", str(count + 100), "--head-timeout", "600")
    start = time.monotonic()
    held = [server.connect() for _ in range(count)]
    with server.connect() as peer:
        times = []
        peer.sendall(GET + HOST + b"\r\n")
        check(peer.recv(65536).endswith(b"alive\n"), f"behind {count} idle connections a probe is answered")
        opened = time.monotonic() - start
        for _ in range(500):
            start = time.perf_counter()
            peer.sendall(GET + HOST + b"\r\n")
            peer.recv(65536)
            times.append(time.perf_counter() - start)
    with open(f"/proc/{server.process.pid}/status") as status:
        resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
    figure("idle connections cost little", f"{count} open, a probe", f"opened in {opened:.1f} s; p99 {1e3 * quantile(times, 0.99):.1f} ms; {resident:.0f} MiB")
    check(quantile(times, 0.5) < 0.1, "and quickly", quantile(times, 0.5))
    for peer in held:
        peer.close()
    check(server.stop() == 0, "the server stops")


def rude():
    """Answers that are not taken, connections that end at every point."""
    server = Server("--send-timeout", "2", "--log-requests", "0")
    large = b"GET /v1/landscape.json?f=rosenbrock&samples=300 HTTP/1.1\r\nHost: a\r\n\r\n"
    whole = len(server.raw(large.replace(b"Host", b"Connection: close\r\nHost")))
    check(whole > 1000000, "the answer is a large one", whole)
    for i in range(40):
        peer = server.connect()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.sendall(large)
        if i % 4:
            peer.recv(1 + 1000 * i)
        if i % 2:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        peer.close()
    for i in range(20):
        answer = server.raw(b"GET /livez HTTP/1.1\r\nHost: a\r\nX-" + b"y" * i, half_close=True, timeout=10)
        check(not answer.startswith(b"HTTP/1.1 2") and not answer.endswith(b"open)"), "half a request and its end, again and again", answer)
    for i in range(20):
        answer = server.raw(f"GET {HEAVY % (500 + i % 4)} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), half_close=True)
        check(answer.startswith(b"HTTP/1.1 200 "), "a client that closes its half of the connection and waits gets its answer", answer)
    slow = server.connect()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.sendall(large * 3)
    start = time.monotonic()
    check(comes(lambda: server_has(server, "connections") == 1) and time.monotonic() - start < 20, "an answer that is not taken is cut off")
    check(comes(lambda: server_has(server, "requests_in_flight") == 1), "nothing of it stays")
    check(server.ask("/v1/landscape.json?f=rosenbrock&samples=300").complete, "and the next is whole")
    slow.close()
    check(server.stop() == 0, "the server stops")


def server_has(server, name):
    return metrics(server)[(name,)]


# --- Operation -----------------------------------------------------------------------------------------------------------------------


def operation():
    server = Server("--simd", "sse2", "--queue", "7")
    check(server.start["simd"] == "sse2" and server.start["instruction-set"] == "sse2" and server.start["queue"] == 7, "the first line has every setting", server.start)
    check({"deadline", "cache-bytes", "max-per-address", "max-cost", "max-memory", "max-target", "max-pixels"} <= server.start.keys(), "each by its flag's name", server.start)
    for target in ("/livez", "/v1/landscape.json?f=risk", "/v1/landscape.json?f=risk", "/v1/landscape.json?f=rsik", "/nowhere", "/%zz", "/v1/landscapes/sphere"):
        server.ask(target)
    server.ask("/livez", "BREW")
    values = metrics(server)
    for key, count in ((("requests_total", "route=/livez", "status=200"), 1), (("requests_total", "route=/v1/{name}", "status=200"), 2),
                       (("requests_total", "route=/v1/{name}", "status=400"), 1), (("requests_total", "route=none", "status=404"), 1),
                       (("requests_total", "route=none", "status=405"), 1), (("requests_total", "route=/v1/{name}/{item}", "status=200"), 1),
                       (("cache_hits_total",), 1), (("queue_depth",), 0)):
        check(values.get(key) == count, f"{key} is {count}", values.get(key))
    check(1 <= values[("workers",)] <= len(os.sched_getaffinity(0)), "as many threads as there are processors for them", values[("workers",)])
    info = [key for key in values if key[0] == "build_info"]
    check(len(info) == 1 and f"version={server.start['version']}" in info[0] and f"build={server.start['build']}" in info[0] and values[info[0]] == 1, "build info", info)
    check(abs(values[("process_start_time_seconds",)] - time.time()) < 600 and 1e6 < values[("process_resident_memory_bytes",)] < 2e9, "start time and memory")
    check(values[("process_cpu_seconds_total",)] > 0 and 3 < values[("process_open_fds",)] < values[("process_max_fds",)], "the process, by the names that all have")
    labels = ("study=landscape", "format=json")
    check(values[("answers_total", *labels, "outcome=answered")] == 2 and values[("answers_computed_total", *labels)] == 1, "answers by study and format", values)
    check(values[("answers_declared_operations_total", *labels)] > 1e5 and values[("answers_computed_seconds_total", *labels)] > 0, "and what they cost")
    for name in ("probe", "page", "list", "study", "none"):
        buckets = [value for key, value in values.items() if key[:2] == ("request_duration_seconds_bucket", f"class={name}")]
        check(len(buckets) > 10 and buckets == sorted(buckets) and buckets[-1] == values[("request_duration_seconds_count", f"class={name}")], f"the histogram of {name} adds up", buckets)
    check(sum(value for key, value in values.items() if key[0] == "requests_total") == sum(value for key, value in values.items() if key[0] == "request_duration_seconds_count"),
          "both count the same requests")
    count = len(server.ask("/metrics").body.splitlines())
    for i in range(50):
        server.ask(f"/nowhere/{i}")
        server.ask(f"/v1/landscapes/none{i}")
    check(len(server.ask("/metrics").body.splitlines()) <= count + 3, "labels are bounded")

    given = server.ask("/v1/landscape.json?f=rsik", X_Request_Id="abc-123_x.Y")
    check(given["X-Request-Id"] == "abc-123_x.Y", "a request's own id is taken", given.headers)
    made = {server.ask("/nowhere", X_Request_Id=bad)["X-Request-Id"] for bad in ("", "a b", "x" * 65, '"', "a,b", "%00")}
    check(len(made) == 6 and all(10 < len(one) < 40 for one in made), "or one is made that no other has", made)
    timing = server.ask("/v1/landscape.png?f=risk&width=400")["Server-Timing"]
    check(all(f"{part};dur=" in timing for part in ("parse", "compute", "render")) and "cache;desc=miss" in timing, "Server-Timing tells the parts", timing)
    check("compress;dur=" in server.ask("/v1/landscape.json?f=risk&samples=900", Accept_Encoding="gzip")["Server-Timing"], "compression is one")
    check(server.stop() == 0, "the server stops")
    lines = [json.loads(line) for line in server.log]
    requests = [line for line in lines if line["event"] == "request"]
    check([line["cache"] for line in requests if line["target"] == "/v1/landscape.json?f=risk"] == ["miss", "hit"], "the log tells hits from misses")
    check(any(line["id"] == "abc-123_x.Y" and line["status"] == 400 for line in requests) and len({line["id"] for line in requests}) == len(requests), "and has the ids")


# --- Same bytes everywhere -----------------------------------------------------------------------------------------------------------

SAME = ["/v1/landscape.%s?f=risk", "/v1/landscape.%s?f=rosenbrock&view=contour&samples=60", "/v1/descent.%s?f=himmelblau&start=0,0&optimizer=adam(lr=0.1)&steps=80&noise=0.1",
        "/v1/basins.%s?f=himmelblau&samples=24&steps=60", "/v1/escape.%s?f=risk&noise=1&runs=200&steps=200", "/v1/risk.%s?n=1,4&trials=10", "/v1/hessian-signs.%s?n=1,2,3&samples=300",
        "/v1/depth.%s?network=tanh&depth=10&units=16&seeds=3", "/v1/double-descent.%s?examples=10&features=40&trials=5",
        "/v1/loss-surface.%s?data=digits(n=60)&network=mlp(hidden=8)&steps=10&samples=9&directions=hessian",
        "/v1/critical-points.%s?f=himmelblau", "/v1/schedule.%s?schedule=cosine", "/v1/figures/saddle.%s",
        "/v1/data.%s?data=moons(n=40)", "/v1/train.%s?data=moons(n=60)&network=mlp(hidden=6;6,activation=gelu)&epochs=5&weights=1",
        "/v1/train.%s?data=digits(n=120,test=60)&network=mlp(hidden=9,activation=tanh,normalization=layer),conv(channels=2;3)&optimizer=adam&epochs=2&seeds=3&weights=1",
        "/v1/train.%s?data=spirals(n=50)&network=mlp(hidden=5,activation=silu)&optimizer=sgd(momentum=0.9)&view=decision&steps=20"]


def instruction_sets():
    """The same URLs give the same bytes from every instruction set that the machine has, by one thread and by four, and where libm finds none of
    the instructions that it picks its code by."""
    with open("/proc/cpuinfo") as information:
        flags = information.read().split()
    sets = ["sse2"] + [name for name, flag in (("avx", "avx"), ("avx512", "avx512f")) if flag in flags]
    targets = [target % extension for target in SAME for extension in ("png", "svg", "json")]
    answers = {}
    plain = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F"}
    for name, threads, environment in [(name, threads, None) for name in sets for threads in ("1", "4")] + [("sse2", "4", plain)]:
        server = Server("--simd", name, "--threads", threads, "--log-requests", "0", environment=environment)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers[name, threads, bool(environment)] = [(reply.status, reply["ETag"], reply.body) for reply in pool.map(server.ask, targets)]
        check(server.start["instruction-set"] == name and server.stop() == 0, f"a server of {name} and {threads} threads")
    first = answers["sse2", "1", False]
    check(all(status == 200 for status, _, _ in first), "all are answered", [target for target, answer in zip(targets, first) if answer[0] != 200])
    for variant, all_of_them in answers.items():
        different = [target for target, one, other in zip(targets, first, all_of_them) if one != other]
        check(not different, f"{variant} gives the same bytes", different)
    figure("the same URL gives the same bytes", f"{len(targets)} URLs, {'/'.join(sets)}, 1 and 4 threads", "not one byte differs" if len({tuple(a) for a in answers.values()}) == 1 else "DIFFERENT")


def drains():
    """Again and again: one lost request in ten rounds would be found by chance only."""
    rounds = 10 if FULL else 2
    answered = sum(drain() for _ in range(rounds))
    figure("no request is lost when it stops", f"{rounds} times under load", f"{answered} requests answered")


SECTIONS = [deadlines, overload, cache, coalescing, budgets, isolation, per_address, few_files, idle, rude, operation, instruction_sets, drains, drain_of_the_slow, drain_limit, drain_delay]
# What these say of time, files and instructions is not so where another program runs ours, one thread at a time.
ALONE = [overload, isolation, few_files, instruction_sets, drain_limit]
