"""What the service promises to stand on the open internet, each promise put under load; prints promise, load and result.

    python3 tests/soak/soak.py build            the long forms, in about SOAK_SECONDS (300)
    python3 tests/soak/soak.py build --short    those that make a part of every test, in half a minute

`build` is the folder of a release build, with build/thread/ beside it. Loopback only, and only processes started here are ended."""

import os
import pathlib
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

import greedy
from program import Broken, Client, MemoryGroup, Server, asks_well, percentile, together

ROOT = pathlib.Path(__file__).parent.parent.parent
BUILD = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build").resolve()
SHORT = "--short" in sys.argv
SECONDS = float(os.environ.get("SOAK_SECONDS", 300))
PROGRAM = BUILD / "landscaped"
MIB = 1 << 20


# --- A mixed load --------------------------------------------------------------------------------------------------------------------

# How often, what, with which headers, answered how. A {} is a number that is different each time.
MIX = [
    (30, "/v1/landscape.json?f=risk&samples={}", "", 200),
    (10, "/v1/landscape.csv?f=rosenbrock&samples=9&x=-1:{}", "Accept-Encoding: gzip\r\n", 200),
    (10, "/v1/landscape.txt?f=x^2-{}*x", "", 200),
    (10, "/v1/point.json?f=rosenbrock&at=1,{}", "", 200),
    (8, "/v1/schedule.csv?schedule=cosine&steps={}", "", 200),
    (8, "/v1/descent.json?f=risk&start=1&optimizer=gd,adam&lr=0.01&steps={}", "", 200),
    (6, "/v1/formula?f=sin({}*x)/x", "", 200),
    (6, "/v1/landscape.json?f=risk&sampels={}", "", 400),
    (6, "/v1/landscape.json?f=risk%2&samples={}", "", 400),
    (4, "/v1/nowhere/{}", "", 404),
    (4, "/v1/landscape?f=risk&samples={}", "Accept: video/mp4\r\n", 406),
    (4, "/v1/landscape.json?f=risk&samples=20&x=0:{}", "If-None-Match: *\r\n", 304),
    (4, "/v1/landscapes", "Accept-Encoding: gzip\r\n", 200),
    (4, "/livez?{}", "", 200),
    (2, "/v1/landscape.svg?f=risk&samples=50&title={}", "", 200),
    (2, "/v1/landscape.svg?f=rsik&title={}", "", 400),
    (1, "/v1/landscape.svg?f=risk&samples=9&title=%E6%90%8D%E5%A4%B1%20%D8%AE%D8%B7%D8%A3%20{}", "", 200),
    (1, "/v1/landscape.png?f=risk&samples=50&width=200&height=120&title={}", "", 200),
    (1, "/v1/landscape.png?f=himmelblau&samples=20&view=contour&width=200&height=150&title={}", "", 200),
    (1, "/v1/critical-points.json?f=(x-{}/1000)^2*x", "", 200),
    (1, "/v1/hessian-signs.json?n=3&samples=200&seed={}", "", 200),
    (1, "/v1/escape.json?f=risk&start=-0.27&region=-1:0.27&noise=1&runs=20&steps=20&seed={}", "", 200),
    (1, "/v1/basins.json?f=himmelblau&samples=8&steps=20&lr=0.00{}", "", 200),
    (1, "/v1/risk.json?n=10&trials=3&seed={}", "", 200),
    (1, "/v1/depth.json?network=tanh&depth=5&units=8&seeds=2&seed={}", "", 200),
    (1, "/v1/descent.py?f=himmelblau&start=1,0&optimizer=adam,lbfgs&steps={}", "", 200),
    (1, "/v1/train.py?data=moons(n=20)&network=mlp(hidden=2)&steps=3&seed={}", "", 200),
    (1, "/v1/convexity.py?f=himmelblau&x=-1:{}", "", 200),
    (1, "/v1/descent.py?f=rosenbrock&dim=11&optimizer=soap&steps={}", "", 400),
    (1, "/v1/landscape.tex?f=risk&samples=50&title={}", "", 200),
    (1, "/v1/landscape.tex?f=himmelblau&samples=20&view=heatmap&title={}", "", 200),
    (1, "/v1/landscape.npz?f=rosenbrock&samples=9&x=-1:{}", "", 200),
]
WHEEL = [row for row in MIX for _ in range(row[0])]


def mixed_request(number):
    """The n-th request: the wheel is gone through in steps that visit each place."""
    _, target, headers, status = WHEEL[number * 37 % len(WHEEL)]
    return target.replace("{}", str(number % 9973 + 3)), headers, status


def load(server, count, observe=None, clients=4):
    """Asks that many of the mix on a few kept connections; returns what was not answered as it should be."""
    wrong = []

    def ask(start):
        client = Client(server)
        for number in range(start, count, clients):
            target, headers, wanted = mixed_request(number)
            status = client.ask(target, headers)[0]
            if status != wanted:
                wrong.append((target, status))
            if observe and start == 0:
                observe(number)
        client.close()

    together(clients, ask)
    return wrong


# --- The promises: each returns its load, whether it held, and the result in words ----------------------------------------------------


def memory(count, cache):
    server = Server(PROGRAM, "--cache-bytes", str(cache))
    load(server, max(500, count // 10))
    warm, seen = server.resident(), []
    start = time.monotonic()
    wrong = load(server, count, lambda number: seen.append(server.resident()) if number % 64 == 0 else None)
    seconds = time.monotonic() - start
    grown = max(seen + [server.resident()]) - warm
    code = server.stop()
    good = grown < 16 * MIB and not wrong and code == 0
    return (f"{count} varied requests, cache of {cache // MIB} MiB", good,
            f"{grown / MIB:+.1f} MiB over {warm / MIB:.0f} at worst, {count / seconds:.0f} requests a second" + (f"; wrong: {wrong[:2]}" if wrong else ""))


def greediest(seconds, factor):
    """The search for the worst request, in 512 MiB of addresses; its table goes into the report."""
    found = greedy.search(PROGRAM, seconds, factor)
    lines = (["what is beyond its bound:"] + found.faults[:20] if found.faults else []) + ["the worst ten:"] + found.table()
    return (f"{len(found.results)} requests in {seconds} s, {found.unit:.2g} ns an operation", not found.faults,
            f"{len(found.faults)} beyond their bounds" + "".join("\n    " + line for line in lines))


def back_to_idle(count):
    """After many requests of all kinds, with the greedy ones among them, a process is as small as before."""
    server = Server(PROGRAM)
    load(server, 500)
    targets = greedy.known_targets()
    warm, greedy_answers, end = server.resident(), [], threading.Event()

    def ask_greedily():
        client, number = Client(server, 120), 0
        while not end.is_set():
            greedy_answers.append(client.ask(targets[number % len(targets)])[0])
            number += 1
            end.wait(0.5)

    asking = threading.Thread(target=ask_greedily)
    asking.start()
    wrong = load(server, count)
    end.set()
    asking.join()
    time.sleep(3)
    cache = 64 * MIB
    kept = server.resident() - warm
    statuses = sorted(set(greedy_answers))
    good = kept < 64 * MIB + cache and not wrong and set(statuses) <= {200, 400, 422, 503} and server.stop() == 0
    return (f"{count} varied requests and {len(greedy_answers)} greedy ones", good,
            f"{kept / MIB:+.0f} MiB over {warm / MIB:.0f} when idle again, {cache // MIB} of them may be cache; statuses {statuses}" + (f"; wrong: {wrong[:2]}" if wrong else ""))


def few_addresses(rounds):
    """Started again and again in half a GiB of addresses, and asked for more than fits at once."""
    statuses, codes, targets = [], [], greedy.known_targets()
    for turn in range(rounds):
        server = Server(PROGRAM, "--threads", "4", "--cache-bytes", "0", prepare=greedy.half_a_gibibyte)
        together(8, lambda number: statuses.append(Client(server, 120).ask(targets[(8 * turn + number) % len(targets)])[0]))
        statuses.append(200 if asks_well(server) else 0)
        codes.append(server.stop())
    good = set(statuses) <= {200, 400, 422, 503} and 200 in statuses and not any(codes)
    return (f"prlimit --as=512M, {rounds} starts, 8 greedy requests at once on 4 threads", good,
            f"statuses {sorted(set(statuses))}, exit codes {sorted(set(codes))}")


def in_group(seconds):
    """The search in a control group that has the memory which the program says it keeps to, as a container has."""
    flags = ("--threads", "1", "--cache-bytes", "0", "--max-connections", "1000")
    said = subprocess.run([PROGRAM, *flags, "--help"], capture_output=True, text=True, check=True).stdout
    bound = int(re.search(r"on this machine (\d+) MiB", said)[1])
    group = MemoryGroup(bound * MIB)
    try:
        if not group.made:
            return f"a control group of {bound} MiB", True, "none can be made here: not tried"
        found = greedy.search(PROGRAM, seconds, 12, flags, group.enter)
        return (f"a control group of {bound} MiB, {len(found.results)} requests in {seconds} s", bound <= 512 and not found.faults and group.peak() <= bound * MIB,
                f"{group.peak() / MIB:.0f} MiB at most" + "".join("\n    " + fault for fault in found.faults[:5]))
    finally:
        group.remove()


def containers():
    """The memory that the container files grant is the sum that the program says it keeps to, for the threads they give it."""
    said = subprocess.run([PROGRAM, "--threads", "2", "--help"], capture_output=True, text=True, check=True).stdout
    bound = int(re.search(r"on this machine (\d+) MiB", said)[1])
    granted, units = {}, {"g": 1024, "m": 1, "gi": 1024, "mi": 1}
    for name in ("compose.yaml", "compose.cluster.yaml", "kubernetes/replicas.yaml"):
        text = (ROOT / "docker" / name).read_text()
        limit = re.search(r"mem_limit: (\d+)(\w)|limits:\s+memory: (\d+)(\w+)", text)
        two = re.search(r"cpus: 2\b|LANDSCAPED_THREADS\s+value: \"2\"", text)
        granted[name] = int(limit[1] or limit[3]) * units[(limit[2] or limit[4]).lower()] if two else 0
    return f"a bound of {bound} MiB on two threads", all(bound <= most for most in granted.values()), ", ".join(f"{most} MiB in {name}" for name, most in granted.items())


def idle_connections(beyond):
    """`beyond`: how many more connections than there may be; those idle for longest give way to them."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(10000 + max(0, beyond), hard - 200)
    server = Server(PROGRAM, "--max-connections", str(count - beyond), "--idle-timeout", "600", "--head-timeout", "600")
    idle = [server.connect() for _ in range(count)]
    for peer in idle[-1000::2]:  # some of them have been answered before
        peer.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
    for peer in idle[-1000::2]:
        peer.recv(4096)
    kept, taken = Client(server), []
    for number in range(2000):
        client = kept if number % 2 else Client(server)
        start = time.monotonic()
        client.ask("/livez")
        taken.append(time.monotonic() - start)
        if client is not kept:
            client.close()
    resident = server.resident()
    for peer in idle:
        peer.close()
    good = percentile(taken, 0.99) < 0.05 and asks_well(server)
    return (f"{count} idle connections, room for {count - beyond}, 2000 requests for /livez", server.stop() == 0 and good,
            f"p99 {1e3 * percentile(taken, 0.99):.1f} ms, {resident / MIB:.0f} MiB")


def untaken(clients):
    """Clients that do not take answers of some 40 MB: what waits for them is bounded, and clients that read are served."""
    server, target, peers = Server(PROGRAM, "--cache-bytes", "0"), "/v1/landscape.json?f=rosenbrock&samples=1400&x=-2:2.{}", []
    warm, most, length = server.resident(), 0, 0
    for number in range(clients):
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.connect(server.address)
        peer.sendall(f"GET {target.format(number + 1)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        peers.append(peer)
    metrics, end, busy = Client(server), time.monotonic() + 300, True
    while busy and time.monotonic() < end:
        said = metrics.ask("/metrics")[2].decode()
        busy = any(float(value) for value in re.findall(r"^landscaped_(?:workers_busy|queue_depth) (\S+)", said, re.M))
        most = max(most, server.resident())
        time.sleep(0.05)
    status, _, body = Client(server, 300).ask(target.format(0))
    length, most = len(body), max(most, server.resident())
    for peer in peers:
        peer.close()
    time.sleep(3)
    left = server.resident() - warm
    bound = int(re.search(r"^landscaped_memory_bound_bytes (\d+)", said, re.M)[1]) if "memory_bound_bytes" in said else 2048 * MIB
    good = status == 200 and most < bound and left < 64 * MIB and server.stop() == 0
    return (f"{clients} clients that do not take {length / 1e6:.0f} MB each", good,
            f"{most / MIB:.0f} MiB at most, of {bound / MIB:.0f}; {left / MIB:+.0f} MiB when they are gone")


def few_files():
    """Far more connections than the server may open: some are answered, the rest put off, and it lives."""
    server = Server(PROGRAM, files=64)
    answered = refused = 0
    for _ in range(3):
        peers = []
        for _ in range(300):
            try:
                peer = server.connect(1)
                peer.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                peers.append(peer)
            except OSError:
                refused += 1
        for peer in peers:
            peer.settimeout(0.05)
            try:
                answered += peer.recv(4096).startswith(b"HTTP/1.1 200")
            except OSError:
                refused += 1
            peer.close()
    time.sleep(0.5)
    after = asks_well(server)
    files = server.files()
    good = answered > 0 and after and server.stop() == 0
    return "ulimit -n 64, 900 connections", good, f"{answered} answered, then {'answers' if after else 'does not answer'}, {files} files open"


def slow_heads():
    """Clients that send a byte now and then are closed by the deadline for a head."""
    server, count, deadline = Server(PROGRAM, "--head-timeout", "1"), 50, 1.0
    peers = [server.connect() for _ in range(count)]
    start, ended = time.monotonic(), {}
    for peer in peers:
        peer.sendall(b"GET /livez HTTP/1.1\r\nX-")
        peer.setblocking(False)
    while len(ended) < count and time.monotonic() - start < 10:
        for peer in peers:
            if peer in ended:
                continue
            try:
                peer.send(b"x")
                if peer.recv(4096) == b"":
                    ended[peer] = time.monotonic() - start
            except BlockingIOError:
                pass
            except OSError:
                ended[peer] = time.monotonic() - start
        time.sleep(0.05)
    for peer in peers:
        peer.close()
    latest = max(ended.values(), default=99)
    good = len(ended) == count and latest < deadline + 2 and asks_well(server)
    return f"{count} heads of a byte at a time, deadline 1 s", server.stop() == 0 and good, f"{len(ended)} closed, the last after {latest:.1f} s"


def half_closed():
    server, answered = Server(PROGRAM), 0
    for target in ("/livez", "/v1/landscape.png?f=risk", "/v1/landscape.json?f=risk", "/nowhere") * 25:
        with server.connect(20) as peer:
            peer.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            peer.shutdown(socket.SHUT_WR)
            answered += peer.makefile("rb").readline().startswith(b"HTTP/1.1 ")
    return "100 requests followed by the end of the client's half", answered == 100 and server.stop() == 0, f"{answered} answered"


def aborted_downloads(count):
    """Large answers of which the client takes a piece and resets the connection."""
    server = Server(PROGRAM, "--cache-bytes", "0")
    target = "/v1/landscape.csv?f=himmelblau&samples=300"

    def abort(number):
        for k in range(number, count, 4):
            peer = server.connect()
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            if k % 2:
                peer.recv(1000)
            peer.close()

    rounds, files = [], server.files()
    for _ in range(4):
        together(4, abort)
        time.sleep(0.5)
        asks_well(server)
        rounds.append(server.resident())
    grown, left = min(after - before for before, after in zip(rounds, rounds[1:])), server.files() - files  # what is lost is lost in every round
    good = grown < 4 * MIB and left <= 4 and asks_well(server) and server.stop() == 0
    return f"4 times {count} aborted downloads of 3 MB", good, f"{grown / MIB:+.1f} MiB a time, {left:+d} files"


def drain(server):
    """Clients on fresh and on kept connections ask without pause while the server is told to stop. Lost is what was sent on a connection that
    was let in and came back as nothing or in part; on a kept connection nothing counts behind an answer that said `close`."""
    lost, answered = [], []

    def fresh(number):
        while True:
            try:
                client = Client(server, 10)
                client.open()
            except (ConnectionError, TimeoutError):
                return
            try:
                status, _, _ = client.ask(f"/v1/landscape.json?f=risk&samples={100 + number}", "Connection: close\r\n")
                answered.append(status)
            except (OSError, Broken) as failure:
                lost.append(("fresh", repr(failure)))
                return

    def kept(number):
        client = Client(server, 30)
        client.open()
        try:
            while client.peer:
                answered.append(client.ask(f"/v1/landscape.json?f=risk&samples={200 + number}")[0])
        except (OSError, Broken) as failure:
            lost.append(("kept", repr(failure)))

    def stop(number):
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)

    together(9, lambda number: stop(number) if number == 0 else kept(number) if number % 2 else fresh(number))
    return lost + [("status", status) for status in answered if status != 200], len(answered), server.process.wait(60)


def drains(rounds):
    lost, asked, codes = [], 0, []
    for _ in range(rounds):
        missing, count, code = drain(Server(PROGRAM))
        lost += missing
        asked += count
        codes.append(code)
    good = not lost and not any(codes) and asked > 0
    return f"SIGTERM under load, {rounds} times", good, f"{len(lost)} of {asked} requests lost, exit codes {sorted(set(codes))}" + (f"; {lost[:2]}" if lost else "")


def isolation():
    """Cheap requests do not wait behind expensive ones: while 64 of these are in line, probes, lists and what is known already come at once."""
    server = Server(PROGRAM, "--deadline", "60")
    known, taken, finished = Client(server), [], []
    etag = known.ask("/v1/landscape.json?f=risk")[1]["etag"]
    known.ask("/v1/landscapes")
    cheap = [("/livez", ""), ("/v1/landscapes", ""), ("/v1/landscape.json?f=risk", f"If-None-Match: {etag}\r\n"), ("/readyz", "")]
    waiting = threading.Barrier(65)

    def expensive(number):
        client = Client(server, 300)
        client.open()
        waiting.wait()
        finished.append(client.ask(f"/v1/landscape.json?f=sum(i,1,100,sin(i*x))%2B{number}&x=0:1&samples=60000&derivatives=2")[0])
        client.close()

    workers = [threading.Thread(target=expensive, args=(number,)) for number in range(64)]
    for worker in workers:
        worker.start()
    waiting.wait()
    time.sleep(0.3)
    while len(finished) < 48 and len(taken) < 20000:
        target, headers = cheap[len(taken) % len(cheap)]
        start = time.monotonic()
        known.ask(target, headers)
        taken.append(time.monotonic() - start)
        time.sleep(0.002)
    for worker in workers:
        worker.join()
    good = bool(taken) and percentile(taken, 0.99) < 0.05 and finished.count(200) == 64
    return (f"64 expensive requests in line, {len(taken)} cheap ones", good and server.stop() == 0,
            f"p99 {1e3 * percentile(taken or [99], 0.99):.1f} ms, worst {1e3 * max(taken or [99]):.1f} ms, {finished.count(200)} expensive answered")


def valgrind(inputs):
    """Memory errors and leaks on a choice of requests, replayed without sockets."""
    files = sorted((ROOT / "tests/fuzz/corpus/service").iterdir())
    chosen = files[:: max(1, len(files) // inputs)][:inputs]
    command = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite,indirect", "--errors-for-leak-kinds=definite,indirect",
               f"--suppressions={ROOT / 'tests/soak/valgrind.supp'}", str(BUILD / "targets/service"), *map(str, chosen)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=ROOT)
    errors = re.findall(r"==\d+== (Invalid .*|Conditional .*|Use of .*|.* definitely lost .*)", done.stderr)
    return f"valgrind over {len(chosen)} requests", done.returncode == 0, f"{len(errors)} errors" + (f": {errors[0]}" if errors else "") + (
        "" if done.returncode in (0, 99) else f", exit code {done.returncode}: {done.stderr[-200:]}")


def threads(count):
    """Data races, under the mixed load and a drain."""
    suppressions = ROOT / "tests/soak/thread.supp"
    server = Server(BUILD / "thread/landscaped", environment={"TSAN_OPTIONS": f"exitcode=66 suppressions={suppressions}"})
    start = time.monotonic()
    wrong = load(server, count, clients=8)
    lost, asked, code = drain(server)
    races = re.findall(r"SUMMARY: ThreadSanitizer: (.*)", server.log())
    return (f"thread sanitizer, {count + asked} requests on 8 connections", not wrong and not lost and code == 0 and not races,
            f"{len(races)} reports, exit code {code}, {time.monotonic() - start:.0f} s" + (f": {races[0]}" if races else "") + (f"; wrong: {(wrong + lost)[:2]}" if wrong or lost else ""))


LONG = [
    ("memory stays: < 16 MiB, nothing kept", lambda: memory(int(100000 * min(1, SECONDS / 300)), 0)),
    ("memory stays: < 16 MiB, a small cache", lambda: memory(int(30000 * min(1, SECONDS / 300)), 4 * MIB)),
    ("no request takes more than its bound", lambda: greediest(max(30, SECONDS), 3)),
    ("idle again after everything: < 64 MiB", lambda: back_to_idle(int(100000 * min(1, SECONDS / 300)))),
    ("starts and serves in 512 MiB", lambda: few_addresses(20)),
    ("the bound holds in a control group", lambda: in_group(max(30, SECONDS / 5))),
    ("containers hold the bound", containers),
    ("idle connections cost nobody: p99 < 50 ms", lambda: idle_connections(-200)),
    ("idle connections give way: p99 < 50 ms", lambda: idle_connections(2000)),
    ("answers not taken are bounded", lambda: untaken(40)),
    ("few files are survived", few_files),
    ("slow heads are cut off", slow_heads),
    ("a closed half is answered", half_closed),
    ("aborted downloads do no harm", lambda: aborted_downloads(200)),
    ("drain loses nothing, exits with 0", lambda: drains(10)),
    ("cheap ones do not wait: p99 < 50 ms", isolation),
    ("no invalid access, no leak", lambda: valgrind(120)),
    ("no data race", lambda: threads(2000)),
]
BRIEF = [
    ("memory stays: < 16 MiB, nothing kept", lambda: memory(3000, 0)),
    ("no request takes more than its bound", lambda: greediest(15, 12)),  # beside other tests, and not to depend on their time
    ("starts and serves in 512 MiB", lambda: few_addresses(1)),
    ("containers hold the bound", containers),
    ("few files are survived", few_files),
    ("slow heads are cut off", slow_heads),
    ("a closed half is answered", half_closed),
    ("aborted downloads do no harm", lambda: aborted_downloads(20)),
    ("drain loses nothing, exits with 0", lambda: drains(2)),
]


def main():
    chosen = [name for name in sys.argv[2:] if not name.startswith("--")]
    rows = [row for row in (BRIEF if SHORT else LONG) if not chosen or any(name in row[0] for name in chosen)]
    failed = 0
    print(f"{'promise':<42} | {'load':<54} | result")
    for promise, keep in rows:
        try:
            what, good, result = keep()
        except Exception as failure:
            what, good, result = "", False, f"broke off: {failure!r}"
        failed += not good
        print(f"{promise:<42} | {what:<54} | {'' if good else 'BROKEN: '}{result}", flush=True)
    print(f"soak: {len(rows) - failed} promises kept, {failed} broken")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
