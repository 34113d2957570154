"""The server beside its floors, on the loopback interface: a libmicrohttpd hello-world and nginx, each with 12 KB to send.

Prints rows as bench.h describes. Servers take turns under wrk, a second each, so that a busy machine meets all alike."""
import http.client
import math
import os
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(sys.argv[1]).resolve()
TARGET = "/v1/figures/risk.png"
BYTES = 12288
ROUNDS = 15
TICKS = os.sysconf("SC_CLK_TCK")


def row(work, ours, floor, ratio, goal, met):
    print(work, ours, floor, ratio, goal, "yes" if met else "NO", sep="\t", flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server process on its own port; `processes` are those whose processor time counts."""

    def __init__(self, command, port, path, environment=None):
        self.port, self.path = port, path
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        self.started = time.perf_counter()

    def url(self, path=None):
        return f"http://127.0.0.1:{self.port}{path or self.path}"

    def await_answer(self, path=None):
        """Seconds from the start to the first answer."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < 10:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", path or self.path)
                if connection.getresponse().read() is not None:
                    return time.perf_counter() - self.started
            except OSError:
                time.sleep(0.0005)
        raise SystemExit(f"bench: nothing answers at {self.url()}")

    def pids(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def seconds_of_threads(self):
        """Processor time of each, from the scheduler's own count, in nanoseconds."""
        return {task.name: int((task / "schedstat").read_text().split()[0]) / 1e9
                for pid in self.pids() for task in pathlib.Path(f"/proc/{pid}/task").iterdir()}

    def processor_seconds(self):
        return sum(self.seconds_of_threads().values())

    def resident(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def load(self, connections, seconds, path=None):
        """Requests a second, and processor seconds of the server per request."""
        before = self.processor_seconds()
        report = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", self.url(path)], capture_output=True, text=True, check=True).stdout
        spent = self.processor_seconds() - before
        requests = int(re.search(r"(\d+) requests in", report)[1])
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])
        if "Non-2xx" in report:
            raise SystemExit(f"bench: {self.url()} was not answered with 200\n{report}")
        return rate, spent / max(requests, 1)

    def stop(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()


def landscaped(*more):
    port = free_port()
    command = [BUILD / "landscaped", "serve", "--listen", f"127.0.0.1:{port}", "--log-requests", "0", "--max-connections", "12000", "--head-timeout", "600", "--idle-timeout", "600", *more]
    return Server(command, port, TARGET)


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


def race_start():
    times, memory = [], []
    for _ in range(7):
        server = landscaped()
        times.append(server.await_answer("/v1/figures/risk.png"))
        time.sleep(0.2)
        memory.append(server.resident())
        server.stop()
    row("start to first answer, a figure (the best of seven starts)", f"{1000 * min(times):.0f} ms", "–", "–", "≤ 100 ms", min(times) <= 0.1)
    row("idle memory after it", f"{statistics.median(memory):.1f} MiB", "–", "–", "≤ 24 MiB", statistics.median(memory) <= 24)


def race_throughput(ours, floor, file):
    results = {server: [] for server in (ours, floor, file)}
    for _ in range(ROUNDS):
        for server, measured in results.items():
            measured.append(server.load(64, 1))
    rates = {server: statistics.median(rate for rate, _ in measured) for server, measured in results.items()}
    ratio = statistics.median(a[0] / b[0] for a, b in zip(results[ours], results[floor]))
    costs = {server: statistics.median(cost for _, cost in measured) for server, measured in results.items()}
    row("the same figure over HTTP, 12 KB, against a libmicrohttpd hello-world", f"{rates[ours]:,.0f}/s", f"{rates[floor]:,.0f}/s", f"{ratio:.2f}", "≥ 0.9", ratio >= 0.9)
    ratio = statistics.median(a[1] / b[1] for a, b in zip(results[ours], results[file]))
    row("its processor time a request, against nginx sending a file", f"{1e6 * costs[ours]:.1f} µs", f"{1e6 * costs[file]:.1f} µs", f"{ratio:.2f}", "≤ 1", ratio <= 1)


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
    """Processor time of the server for a request on each of n connections that are open already. (Opening them is another thing: the library
    looks at all of them for each that comes.)"""
    sizes, times = [3, 30, 300, 3000], []
    connections = []
    for size in sizes:
        while len(connections) < size:
            connections.append(socket.create_connection(("127.0.0.1", ours.port), timeout=60))
        rounds = 3000 // size + 1
        ask_all(connections)
        spent = []
        for _ in range(3):
            before = ours.processor_seconds()
            for _ in range(rounds):
                ask_all(connections)
            spent.append((ours.processor_seconds() - before) / rounds)
        times.append(min(spent))
    for connection in connections:
        connection.close()
    slope = sum((i - 1.5) * math.log10(time) for i, time in enumerate(times)) / 5
    last = math.log10(times[-1] / times[-2])
    row("connections, 3 to 3000, a probe on each", f"{1000 * times[-1]:.3g} ms", f"{1e6 * times[0]:.3g} µs", f"n^{slope:.2f}, last decade n^{last:.2f}", "≤ n^1", slope <= 1.1)


def race_sharing():
    """One request at a time, of a server with two threads, of which the idle one shares it, and of one with a thread: the processor time of the busiest
    thread, at best, as a busy machine has one of them do more than its half, and of all. The title makes each request another one."""
    servers = [landscaped("--threads", threads) for threads in ("2", "1")]
    busiest, total = [[], []], [[], []]
    try:
        for i in range(2 * ROUNDS):
            for k, server in enumerate(servers):
                server.await_answer("/livez")
                before = server.seconds_of_threads()
                server.await_answer(f"/v1/basins.png?f=himmelblau&samples=241&title=a{i}")
                spent = [seconds - before.get(name, 0) for name, seconds in server.seconds_of_threads().items()]
                busiest[k].append(max(spent))
                total[k].append(sum(spent))
    finally:
        for server in servers:
            server.stop()
    for work, (two, one), most in (("basins, 241 × 241, one request that two threads share, the busier one at best, against one thread", map(min, busiest), 1 / 1.6),
                                   ("both threads, against one", map(statistics.median, total), 1.05)):
        row(work, f"{1e3 * two:.1f} ms", f"{1e3 * one:.1f} ms", f"{two / one:.2f}", f"≤ {most:.3g}", two <= most * one)


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    race_start()
    race_sharing()
    with tempfile.TemporaryDirectory() as name:
        servers = [landscaped(), hello(), nginx(pathlib.Path(name))]
        try:
            for server in servers:
                server.await_answer()
            race_throughput(*servers)
            race_connections(servers[0])
        finally:
            for server in servers:
                server.stop()


main()
