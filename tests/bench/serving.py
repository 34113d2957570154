"""Servers that the benchmarks start, load and stop, and what they take."""
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

BUILD = pathlib.Path(sys.argv[1]).resolve()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server process on its own port; with `cpus` it and who loads it run on these alone."""

    def __init__(self, command, port, path, cpus=None):
        self.port, self.path = port, path
        self.keep_to_cpus = cpus and (lambda: os.sched_setaffinity(0, cpus))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=self.keep_to_cpus)
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

    def times_of_threads(self):
        """Processor time of each, and how long it waited for a processor, from the scheduler's own count, in seconds."""
        return {task.name: tuple(int(field) / 1e9 for field in (task / "schedstat").read_text().split()[:2])
                for pid in self.pids() for task in pathlib.Path(f"/proc/{pid}/task").iterdir()}

    def seconds_of_threads(self):
        return {name: run for name, (run, _) in self.times_of_threads().items()}

    def processor_seconds(self):
        return sum(self.seconds_of_threads().values())

    def resident(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def settled_seconds(self):
        """Its processor time when that no longer grows: work that nobody waits for is ended, and memory given back."""
        seconds = self.processor_seconds()
        while True:
            time.sleep(0.001)
            now = self.processor_seconds()
            if now - seconds < 2e-6:
                return now
            seconds = now

    def load(self, connections, seconds, path=None, script=()):
        """Requests a second, and how many were answered; `script` is one of wrk's, with its arguments. wrk knows whole seconds, so it is stopped after these."""
        command = ["wrk", "-t1", f"-c{connections}", "-d600s", "--timeout", "10s", *(["-s", script[0]] if script else []), self.url(path), *map(str, script[1:])]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=self.keep_to_cpus) as wrk:
            try:
                report, _ = wrk.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                wrk.send_signal(signal.SIGINT)
                report, _ = wrk.communicate()
        if wrk.returncode or "Non-2xx" in report:
            raise SystemExit(f"bench: {self.url(path)} was not answered with 200\n{report}")
        return float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1]), int(re.search(r"(\d+) requests in", report)[1])

    def stop(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()


def landscaped(*more, cpus=None):
    """With more settings; on these CPUs alone."""
    port = free_port()
    command = [BUILD / "landscaped", "serve", "--listen", f"127.0.0.1:{port}", "--log-requests", "0", "--max-connections", "12000", "--head-timeout", "600", "--idle-timeout", "600", *more]
    return Server(command, port, "/v1/figures/risk.png", cpus)
