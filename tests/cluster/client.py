"""Clients: one request, and a crowd of them that notes every failure."""

import http.client
import itertools
import threading
import time

from processes import HOST

addresses = itertools.count()
lock = threading.Lock()


def next_address():
    """Another address of the loopback network, since what is limited is limited by address."""
    with lock:
        number = next(addresses)
    return f"127.1.{number // 250 % 250}.{number % 250 + 1}"


def connect(port, address=None):
    return http.client.HTTPConnection(HOST, port, timeout=60, source_address=(address or next_address(), 0))


class Reply:
    def __init__(self, response, body):
        self.status, self.body = response.status, body
        self.headers = {name.lower(): value for name, value in response.getheaders()}

    def __getitem__(self, name):
        return self.headers.get(name.lower())


def ask(connection, target, method="GET", body=None, **headers):
    """One request; underscores in header names stand for hyphens. Raises if the reply is cut short."""
    connection.request(method, target, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return Reply(response, response.read())


def get(port, target, method="GET", body=None, address=None, **headers):
    connection = connect(port, address)
    try:
        return ask(connection, target, method, body, **headers)
    finally:
        connection.close()


class Crowd:
    """Clients that ask without pause until told to stop. `targets` gives the next target; what is not 200, or not `whole`, is a failure.
    As browsers do, they ask once more when a kept connection turns out to be closed; how often is counted."""

    REQUESTS_AN_ADDRESS = 200

    def __init__(self, port, targets, whole, clients=8):
        self.port, self.targets, self.whole = port, targets, whole
        self.stopping = threading.Event()
        self.count, self.reopened, self.failures, self.slowest = 0, 0, [], 0
        self.threads = [threading.Thread(target=self.ask_on, daemon=True) for _ in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def next_target(self):
        with lock:
            return next(self.targets)

    def ask_on(self):
        while not self.stopping.is_set():
            connection = connect(self.port)
            for number in range(self.REQUESTS_AN_ADDRESS):
                if self.stopping.is_set():
                    break
                self.ask_one(connection, kept=number > 0)
            connection.close()

    def ask_one(self, connection, kept):
        target, start = self.next_target(), time.monotonic()
        try:
            reply = self.ask_patiently(connection, target, kept)
            fault = None if reply.status == 200 and self.whole(target, reply) else f"{reply.status} {reply.body[:200]}"
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            fault = repr(error)
        with lock:
            self.count += 1
            self.slowest = max(self.slowest, time.monotonic() - start)
            if fault:
                self.failures.append((round(start, 3), target, fault))

    def ask_patiently(self, connection, target, kept):
        try:
            return ask(connection, target)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            if not kept:
                raise
            with lock:
                self.reopened += 1
            connection.close()
            return ask(connection, target)
