"""The processes of a cluster on loopback: replicas (the program), stand-ins for replicas, and the edge (nginx with the files of docker/)."""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "build/landscaped"
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
HOST = "127.0.0.1"


def free_ports(count):
    """Ports nobody listens on; all are held until the last is found, so that they differ."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]


def wait_until(condition, seconds=10, step=0.02):
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


def answers(port, path):
    try:
        connection = http.client.HTTPConnection(HOST, port, timeout=2)
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


def events(log):
    """What a log that is being written says so far: a last line that is only half there is not among it."""
    return [json.loads(line) for line in log.read_text().split("\n")[:-1]]


class Replica:
    """The program on a port of its own, its log in a file."""

    def __init__(self, directory, name, port, *flags):
        self.name, self.port, self.flags = name, port, flags
        self.log = pathlib.Path(directory) / f"{name}.log"
        self.start()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([PROGRAM, "serve", "--listen", f"{HOST}:{self.port}", *self.flags], stderr=log)
        if not wait_until(lambda: self.process.poll() is not None or answers(self.port, "/readyz")) or self.process.poll() is not None:
            raise RuntimeError(f"{self.name} does not start: {self.log.read_text()[-400:]}")

    def kill(self):
        """As a machine that loses its power."""
        self.process.kill()
        self.process.wait()

    def drain(self):
        """As every orderly stop; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def stop(self):
        if self.process.poll() is None:
            self.kill()

    def requests(self):
        """The requests it was asked, in order, but for probes; those it has no log of any more are not among them."""
        return [line for line in events(self.log) if line["event"] == "request" and line["target"] != "/readyz"]


EDGE_FILES = ("nginx.conf", "client.conf", "stream.conf", "proxies.conf", "replicas.conf")
KUBERNETES_FILES = ("stream.conf", "proxies.conf", "replicas.conf")


class Edge:
    """nginx with the files of docker/: only addresses, ports and the place it writes to are ours (and, to measure it, no limits). `included`
    is where those files come from that differ from place to place."""

    def __init__(self, directory, ports, name="edge", unlimited=False, included=DOCKER):
        self.port, inner = free_ports(2)
        self.directory = pathlib.Path(directory) / name
        self.directory.mkdir()
        # Its workers are nobody, and have to get here.
        for path in (pathlib.Path(directory), self.directory):
            path.chmod(0o755)
        listening = 0
        for file in EDGE_FILES:
            text = (included if file in KUBERNETES_FILES else DOCKER).joinpath(file).read_text()
            listening += len(re.findall(r"listen (?:8080|\[::\]:8080) ", text))
            text = re.sub(r"listen 8080 ", f"listen {HOST}:{self.port} ", text)
            text = re.sub(r"listen \[::\]:8080 ", f"listen [::1]:{self.port} ", text)
            text = text.replace("127.0.0.1:8081", f"127.0.0.1:{inner}")
            # Clients are on the loopback interface here, and so are those whose word is taken.
            if included != DOCKER:
                text = text.replace("set_real_ip_from 10.0.0.0/8;", "set_real_ip_from 127.0.0.0/8;")
            if unlimited:
                text = re.sub(r"^\s*limit_(req|conn) .*$", "", text, flags=re.M)
            (self.directory / file).write_text(text)
        if listening != 2:
            raise RuntimeError("nginx does not listen on 8080, once by IPv4 and once by IPv6")
        self.set_replicas(ports)
        self.access = self.directory / "access.log"
        self.errors = self.directory / "errors.log"
        with open(self.access, "ab") as access, open(self.errors, "ab") as errors:
            self.process = subprocess.Popen(self.command("-g", "daemon off;"), stdout=access, stderr=errors)
        if not wait_until(lambda: self.process.poll() is not None or answers(self.port, "/livez")) or self.process.poll() is not None:
            raise RuntimeError(f"nginx does not start: {self.errors.read_text()[-400:]}")

    def set_replicas(self, ports):
        """The shipped lines with other addresses, as many as there are."""
        shipped = [line for line in (DOCKER / "replicas.conf").read_text().splitlines() if line.startswith("server ")]
        parameters = shipped[0].split(None, 2)[2]
        (self.directory / "replicas.conf").write_text("".join(f"server {HOST}:{port} {parameters}\n" for port in ports))

    def command(self, *arguments):
        return [NGINX, "-e", "stderr", "-p", str(self.directory), "-c", str(self.directory / "nginx.conf"), *arguments]

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        """Requests under way are finished; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.terminate()
                self.process.wait(10)
        return self.process.returncode

    def requests(self):
        return events(self.access)


class StandIn:
    """A replica that answers as it is told to: `respond` takes the request's handler. What it was asked is kept."""

    def __init__(self, respond):
        stand_in = self
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                stand_in.asked.append((self.path, dict(self.headers)))
                respond(self)

            def log_message(self, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                """nginx ends a connection as it likes, which is no error."""

        self.server = Server((HOST, 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def workplace():
    """A directory that goes, and a list of what is to be stopped before it does."""
    started = []
    with tempfile.TemporaryDirectory(prefix="landscaped-") as directory:
        try:
            yield directory, started
        finally:
            for each in reversed(started):
                each.stop()
