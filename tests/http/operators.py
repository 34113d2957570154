"""What a careless operator does to the process: signals, a log that nobody reads or that is closed, a disk that takes nothing, few files, a port
that is taken, no fonts. Run by run.py; the clock and entropy are tested by tests/unit/test_operators.c."""

import concurrent.futures
import os
import resource
import signal
import socket
import subprocess
import tempfile
import time

from harness import PROGRAM, Server, check, comes, read_all

HOST = b"Host: a\r\n"
GET = b"GET /livez HTTP/1.1\r\n"
SLOW = "/v1/landscape.txt?f=sum(i,1,300,sin(i*x))&x=0:1&samples=10000%d"


def signals():
    """SIGTERM, SIGINT and SIGHUP drain: what is being computed is answered, and the exit code is 0. SIGPIPE is nothing."""
    for how in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        server = Server("--drain-timeout", "300", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))  # though nohup started the tests
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            under_way = [pool.submit(server.ask, SLOW % i) for i in range(4)]
            check(comes(lambda: b"landscaped_requests_in_flight 5\n" in server.ask("/metrics").body), "four are computed")
            code = server.stop(how)
            check(code == 0 and all(request.result().status == 200 for request in under_way), f"{how.name} drains", code)
        check(['"event":"drain"' in line or '"event":"stop"' in line for line in server.log].count(True) == 2, f"{how.name} is told of in the log")
    server = Server(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    for how in (signal.SIGHUP, signal.SIGPIPE):
        server.process.send_signal(how)
        time.sleep(0.2)
        check(server.process.poll() is None and server.ask("/livez").status == 200, f"{how.name} does not end what nohup started")
    check(server.stop() == 0, "and SIGTERM does")


def log_that_nobody_reads():
    """The pipe on standard error is full: everything is answered, and SIGTERM ends it in time; or closed: the same."""
    for closed in (False, True):
        server = Server(read_log=False)
        if closed:
            server.process.stderr.close()
        with server.connect() as peer:
            for _ in range(40):
                peer.sendall((GET + HOST + b"\r\n") * 100)
                wanted = 100
                while wanted and (piece := peer.recv(1 << 20)):
                    wanted -= piece.count(b"alive\n")
                check(wanted == 0, "requests are answered though nobody reads the log", wanted)
        check(server.ask("/v1/landscape.json?f=risk").status == 200, "so are those that are computed")
        start = time.monotonic()
        check(server.stop() == 0 and time.monotonic() - start < 20, "and SIGTERM drains", time.monotonic() - start)


def no_standard_files():
    """Started with all three closed: what is opened instead must not be what the log is written to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([*PROGRAM, "serve", "--listen", f"127.0.0.1:{port}"], preexec_fn=lambda: os.closerange(0, 3))
    try:
        answer = b""
        for _ in range(600):
            try:
                with socket.create_connection(("127.0.0.1", port), 20) as peer:
                    peer.sendall((GET + HOST + b"\r\n") * 3 + GET + HOST + b"Connection: close\r\n\r\n")
                    answer = read_all(peer)
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        check(answer.count(b"HTTP/1.1 200 ") == 4 and answer.endswith(b"alive\n") and b"event" not in answer, "no client gets the log", answer)
        process.send_signal(signal.SIGTERM)
        check(process.wait(60) == 0, "and it stops")
    finally:
        process.kill()


def disk_that_takes_nothing():
    """No file can be written, no folder is its own, and standard input is closed: it serves everything, fonts included."""
    def deprive():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        os.closerange(0, 1)
    server = Server(preexec_fn=deprive, environment={"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"})
    for extension in ("png", "svg", "pdf", "json", "csv", "txt"):
        reply = server.ask(f"/v1/figures/risk.{extension}")
        check(reply.status == 200 and reply.complete, f"{extension} needs no disk", reply.status)
    check(server.stop() == 0, "and it stops")
    done = subprocess.run([*PROGRAM, "get", "/v1/figures/risk.svg", "-o", "/dev/full"], capture_output=True, timeout=120)
    check(done.returncode == 74 and b"/dev/full" in done.stderr, "a file on a full disk is named", done)


def doors():
    """What keeps it from starting is said, by name, at once."""
    server = Server()
    done = subprocess.run([*PROGRAM, "serve", "--listen", server.start["address"]], capture_output=True, timeout=120)
    check(done.returncode == 78 and server.start["address"].encode() in done.stderr, "a port that is taken is named", done)
    check(server.ask("/livez").status == 200 and server.stop() == 0, "whoever has it does not mind")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*PROGRAM, "serve", "--listen", "127.0.0.1:0", "--fonts", folder], capture_output=True, timeout=120)
        check(done.returncode == 78 and folder.encode() in done.stderr, "without a font nothing is served", done)
    both = Server("--listen", ":0")
    port = both.start["address"].rsplit(":", 1)[1]
    for host in ("127.0.0.1", "[::1]") if "[" in both.start["address"] else ("127.0.0.1",):
        done = subprocess.run([*PROGRAM, "check", f"http://{host}:{port}/livez"], capture_output=True, timeout=120)
        check(done.returncode == 0, f"a server that listens on all addresses answers on {host}", done)
    check(both.stop() == 0, "and stops")


SECTIONS = [signals, log_that_nobody_reads, no_standard_files, disk_that_takes_nothing, doors]
