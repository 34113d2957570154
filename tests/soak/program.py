"""The program under load: a server on a port of its own, what it costs the system, and clients that read strictly."""

import atexit
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import tempfile
import threading
import time


class MemoryGroup:
    """A control group (of either version) with so much memory, for what `enter` is called in; `made` is false where none can be made."""

    def __init__(self, most):
        new = pathlib.Path("/sys/fs/cgroup/cgroup.controllers").exists()
        self.folder = pathlib.Path("/sys/fs/cgroup" if new else "/sys/fs/cgroup/memory", f"landscaped-{os.getpid()}")
        self.peak_file = "memory.peak" if new else "memory.max_usage_in_bytes"
        try:
            self.folder.mkdir()
            (self.folder / ("memory.max" if new else "memory.limit_in_bytes")).write_text(str(most))
            self.made = (self.folder / self.peak_file).exists()
        except OSError:
            self.made = False

    def enter(self):
        (self.folder / "cgroup.procs").write_text("0")

    def peak(self):
        return int((self.folder / self.peak_file).read_text())

    def remove(self):
        if self.folder.exists():
            self.folder.rmdir()


class Server:
    """Serves on a free port of the loopback; ended by its process id alone."""

    def __init__(self, program, *flags, files=None, environment=None, prepare=None):
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else prepare
        self.errors = tempfile.NamedTemporaryFile("ab")
        self.process = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0", "--log-requests", "0", *flags], stderr=self.errors,
                                        preexec_fn=limit, env={**os.environ, **(environment or {})})
        atexit.register(self.process.kill)
        self.address = self._address()

    def _address(self):
        for _ in range(600):
            line, whole, _ = self.log().partition("\n")
            if whole and line.startswith("{"):
                host, port = json.loads(line)["address"].rsplit(":", 1)
                return host, int(port)
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("the server does not start: " + self.log()[:400])

    def log(self):
        return pathlib.Path(self.errors.name).read_text()

    def connect(self, timeout=60):
        return socket.create_connection(self.address, timeout)

    def resident(self):
        """Bytes of memory in use."""
        pages = int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def running(self):
        return self.process.poll() is None

    def stop(self):
        if self.running():
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


class Broken(Exception):
    """A response that is none, or not a whole one."""


class Client:
    """A connection that is kept as long as the server keeps it, and opened anew when it does not."""

    def __init__(self, server, timeout=60):
        self.server, self.timeout, self.peer = server, timeout, None

    def open(self):
        self.peer = self.server.connect(self.timeout)
        self.stream = self.peer.makefile("rb")

    def close(self):
        if self.peer:
            self.stream.close()
            self.peer.close()
        self.peer = None

    def ask(self, target, headers="", method="GET"):
        """Status, headers (names in lower case) and body. One try more where a kept connection was closed before anything came back."""
        for again in (self.peer is not None, False):
            if self.peer is None:
                self.open()
            try:
                self.peer.sendall(f"{method} {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n".encode())
                first = self.stream.readline()
            except ConnectionError:
                first = b""
            if first or not again:
                break
            self.close()
        return self._reply(first, method)

    def _reply(self, first, method):
        if not first.startswith(b"HTTP/1.1 "):
            raise Broken(first)
        status, headers = int(first[9:12]), {}
        while (line := self.stream.readline().rstrip(b"\r\n")):
            name, _, value = line.decode("latin-1").partition(": ")
            headers[name.lower()] = value
        length = 0 if method == "HEAD" or status in (204, 304) else int(headers["content-length"])
        body = self.stream.read(length)
        if len(body) != length:
            raise Broken(f"{len(body)} of {length} bytes")
        if headers.get("connection") == "close":
            self.close()
        return status, headers, body


def asks_well(server):
    """Whether a fresh client is answered."""
    client = Client(server)
    status, _, body = client.ask("/v1/landscape.json?f=risk&samples=9")
    client.close()
    return status == 200 and body.startswith(b"{")


def together(count, work):
    """Runs work(number) in that many threads; raises what one of them raised."""
    failures = []

    def guarded(number):
        try:
            work(number)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def percentile(seconds, share):
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]
