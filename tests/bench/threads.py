"""What the polling threads cost and save: processor time of the whole server for a request of a kept answer, beside idle connections.

    python3 tests/bench/threads.py PROGRAM…        several builds, for instance one with LONG_EVENT_LOOP = 1 (server/http/transaction.h)

Processor time is counted, not time that passes: so the figures stand on a machine that is busy with other things, too.
"""

import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time

IDLE = (0, 4000)
TARGET = "/v1/point.json?f=rosenbrock&at=1,1"


def start(program):
    process = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0", "--max-connections", "12000", "--head-timeout", "600", "--idle-timeout", "600",
                                "--log-requests", "0"], stderr=subprocess.PIPE, text=True)
    host, _, port = json.loads(process.stderr.readline())["address"].rpartition(":")
    threading.Thread(target=lambda: [None for _ in process.stderr], daemon=True).start()
    return process, (host, int(port))


def processor_time(process):
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(connection):
    connection.sendall(f"GET {TARGET} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(65536)


def measure(program, idle):
    """Seconds of processor time for a request."""
    process, address = start(program)
    try:
        held = []
        for number in range(idle):
            held.append(socket.create_connection(address))
            if number % 100 == 99:
                time.sleep(0.02)
        connections = [socket.create_connection(address) for _ in range(8)]
        for connection in connections:
            ask(connection)
        time.sleep(2)
        count, before = 600 if idle else 2000, processor_time(process)
        for number in range(count):
            ask(connections[number % len(connections)])
        return (processor_time(process) - before) / count
    finally:
        process.kill()
        process.wait()


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    for program in sys.argv[1:]:
        for idle in IDLE:
            print(f"{program}: {1e6 * measure(program, idle):.0f} µs a request beside {idle} idle connections", flush=True)


if __name__ == "__main__":
    main()
