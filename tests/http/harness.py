"""What the HTTP tests share: the program as a server on a port of its own, replies read strictly, a count of checks."""

import atexit
import io
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback

HERE = pathlib.Path(__file__).parent
# Last, as a folder there has the name of a module: http.
sys.path.append(str(HERE.parent))
from tally import Tally, check

Tally.shown = 400

# A build with sanitizers would otherwise add to what the program prints.
os.environ.setdefault("LSAN_OPTIONS", "print_suppressions=0")
os.environ.setdefault("TSAN_OPTIONS", f"exitcode=66 suppressions={HERE.parent / 'soak/thread.supp'}")
os.environ.setdefault("G_SLICE", "always-malloc")
# Nor is it as quick: only the tests of the deadline itself set one that is short.
os.environ.setdefault("LANDSCAPED_DEADLINE", "300")
# What runs the program, such as valgrind.
UNDER = os.environ.get("UNDER", "").split()
PROGRAM = [*UNDER, sys.argv[1] if len(sys.argv) > 1 else "build/landscaped"]
SANITIZED = re.search(rb"__[at]san_init", pathlib.Path(PROGRAM[-1]).read_bytes()) is not None
PROBLEM = "application/problem+json"
# Seconds within which ends what does not wait for one of the usual time-outs, of which the shortest is 15, even if the machine does other work as well.
SOON = 10
# And those after which what a test waits for does not come any more.
PATIENCE = 60


def comes(holds):
    """Waits until holds() is true; False if it never is."""
    end = time.monotonic() + PATIENCE
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return bool(held)


def figure(promise, load, result):
    """A row of the table of promises."""
    print(f"  {promise:48} {load:44} {result}")


# --- The program as a server ---------------------------------------------------------------------------------------------------------


class Server:
    """The program serving on a free port of its own; ended by its process id alone."""

    def __init__(self, *flags, preexec_fn=None, environment=None, read_log=True):
        command = [*PROGRAM, "serve", "--listen", "127.0.0.1:0", *flags]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=preexec_fn, env={**os.environ, **(environment or {})})
        atexit.register(self.process.kill)
        self.start = json.loads(self.process.stderr.readline())
        self.host, port = self.start["address"].rsplit(":", 1)
        self.port = int(port)
        self.log = []
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        if read_log:
            self.reader.start()

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(300)
        if self.reader.is_alive():
            self.reader.join(5)
        return code

    def worked(self):
        """Seconds of processors that it has used, which other programs on the machine hardly change."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            return sum(map(int, file.read().rsplit(") ", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")

    def connect(self, timeout=60):
        return socket.create_connection((self.host, self.port), timeout)

    def raw(self, data, timeout=20, half_close=False):
        """Sends bytes as they are and returns all that comes back until the end of the connection."""
        with self.connect(timeout) as peer:
            try:
                peer.sendall(data)
                if half_close:
                    peer.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            return read_all(peer)

    def ask(self, target, method="GET", timeout=120, body=None, **headers):
        """One request on a connection of its own. Headers are given as keywords, with '_' for '-'."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.host}:{self.port}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        data = self.raw("\r\n".join(lines + ["", ""]).encode("latin-1") + (body or b""), timeout)
        return Reply.read(io.BytesIO(data), method)


def read_all(peer):
    data = b""
    try:
        while piece := peer.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    except TimeoutError:
        data += b" (the connection stays open)"
    return data


class Reply:
    """A response, read strictly: a body without a known end is a fault."""

    def __init__(self, status, headers, body, complete):
        self.status, self.headers, self.body, self.complete = status, headers, body, complete

    @classmethod
    def read(cls, stream, method="GET"):
        first = stream.readline().decode("latin-1")
        if not re.match(r"HTTP/1\.1 \d\d\d ", first):
            return cls(0, {}, first.encode(), False)
        status, headers = int(first[9:12]), {}
        while (line := stream.readline().decode("latin-1").rstrip("\r\n")) != "":
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        if method == "HEAD" or status in (204, 304):
            return cls(status, headers, b"", True)
        length = int(headers.get("content-length", -1))
        body = stream.read(length) if length >= 0 else stream.read()
        return cls(status, headers, body, length == len(body))

    def __getitem__(self, name):
        return self.headers.get(name.lower())

    def json(self):
        return json.loads(self.body)


def attempt(section, *arguments):
    """Runs a section; one that breaks off is a failure, and the others still run."""
    try:
        return section(*arguments)
    except Exception:
        check(False, f"{section.__name__} runs to its end", traceback.format_exc()[-400:])
