"""What the edge promises whoever asks: nobody can store an answer under another's key, and nobody's share of it is unbounded."""

import http.client
import itertools
import os
import re
import resource
import socket
import time

import yaml

from client import connect, get, next_address
from processes import DOCKER, HOST, Edge, Replica, StandIn, answers, free_ports, wait_until, workplace
from tally import check, skip

MEBIBYTE = 1 << 20
numbers = itertools.count(1)


def exchange(port, target, headers, line="GET {} HTTP/1.1"):
    """Status, type and body of a request sent as it is given, header by header."""
    with socket.create_connection((HOST, port), 30, (next_address(), 0)) as peer:
        lines = [line.format(target)] + [f"{name}: {value}" for name, value in headers] + ["Connection: close", "", ""]
        peer.sendall("\r\n".join(lines).encode())
        response = http.client.HTTPResponse(peer)
        response.begin()
        return response.status, response.getheader("Content-Type"), response.read()


# --- The cache's key -----------------------------------------------------------------------------------------------------------------

EVIL, GOOD = "evil.example", "figures.example.org"
OTHERS = [("X-Forwarded-Host", EVIL), ("X-Forwarded-Proto", "gopher"), ("X-Forwarded-Prefix", "/" + EVIL), ("X-Forwarded-Port", "66"),
          ("X-Forwarded-For", "198.51.100.1"), ("Forwarded", f"host={EVIL};proto=gopher"), ("X-Original-URL", "/v1"), ("X-Rewrite-URL", "/v1"),
          ("X-Host", EVIL), ("X-HTTP-Method-Override", "POST"), ("Accept-Language", EVIL), ("Cookie", f"a={EVIL}"), ("Origin", f"https://{EVIL}")]
ACCEPTS = [None, "", "*/*", "image/png", "image/svg+xml;q=0.9, image/png;q=0.1", "application/json", "text/csv, */*;q=0.1", "application/json;q=0, */*",
           "text/html,image/webp,*/*;q=0.8", "  ,, image/svg+xml", "nothing/atall"]


def spellings():
    """Targets that mean the same or nearly so, each new to the cache."""
    number = next(numbers)
    study, page = f"f=x*{number}", f"utm={number}"
    yield from (f"{path}?{study}" for path in ("/v1/landscape", "/v1/landscape.png", "/v1/landscape%2Epng", "/v1/%6Candscape", "/v1//landscape",
                                              "//v1/landscape", "/v1/./landscape", "/v1/x/../landscape", "/v1/x/..%2Flandscape", "/v1%2Flandscape",
                                              "/v1/landscape/", "/v1/landscape%3F.png", "/v1/landscape;a.png", "/v1/landscape.PNG", "/V1/landscape.png",
                                              "/v1/landscape%20", "/v1/landscape+", "/v1/landscape.json"))
    yield from (f"/v1/landscape?{query}" for query in (f"{study}&title=a.png", f"{study}&&", f"&{study}", f"{study}&title=%2Fa", f"{study}#.png",
                                                     f"{study}&title=?.png", f"f=x%2A{number}", f"f=x*{number}%20", f"f={number}*x"))
    yield from (f"{path}?{page}" for path in ("/figures/risk", "/figures/%72isk", "/%66igures/risk", "/figures%2Frisk", "//figures/risk", "/figures//risk",
                                             "/v1/../figures/risk", "/v1/x/../../figures/risk", "/figures/risk.svg", "/"))
    yield f"/oembed?url=/figures/risk&a={number}"
    yield f"/%6Fembed?url=/figures/risk&a={number}"
    yield f"/oembed?url=/figures/risk&format=xml&a={number}"


def no_key_is_shared():
    """whatever was asked before in whatever spelling, the edge says what a replica says, or refuses"""
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        edge = Edge(directory, [replica.port])
        started.append(edge)
        stored = refused = 0
        for target in spellings():
            asked = [(host, accept) for accept in ACCEPTS for host in (EVIL, GOOD)]
            for turn in range(2):
                for host, accept in asked:
                    headers = [("Host", host)] + ([] if accept is None else [("Accept", accept)])
                    truth = exchange(replica.port, target, headers)
                    answer = exchange(edge.port, target, headers + (OTHERS if turn == 0 and host == EVIL else []))
                    stored += answer[0] == 200
                    refused += answer[0] != 200
                    check(answer == truth or (answer[0] == 400 and truth[0] != 200), f"{target} for {host}, {accept}", answer[:2], truth[:2], answer[2][:200])
                asked.reverse()
        check(stored > 500 and refused > 100, "both kinds are tried", stored, refused)


def fields_cannot_be_shifted():
    """what is cut off the target and put into Accept or Host, or the other way round, is another request"""
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        edge = Edge(directory, [replica.port])
        started.append(edge)
        def victim_is_safe(target, accept, attacks):
            for attack, headers in attacks:
                exchange(edge.port, attack, headers)
            headers = [("Host", GOOD), ("Accept", accept)]
            check(exchange(edge.port, target, headers) == exchange(replica.port, target, headers), "the victim gets its own", target, accept)

        for accept in ("image/svg+xml", "application/json"):
            target = f"/v1/landscape?f=x*y*{next(numbers)}"
            attacks = []
            for cut in range(len("/v1/landscape?f=x"), len(target)):
                for blank in ("", " ", "\t", "  "):
                    start, rest = target[:cut], target[cut:] + blank
                    attacks += [(start, [("Host", GOOD), ("Accept", rest + accept)]), (start, [("Host", rest + GOOD), ("Accept", accept)]),
                                (start, [("Host", rest), ("Accept", f"{GOOD} {accept}")]),
                                (target + blank + accept[:cut], [("Host", GOOD), ("Accept", accept[cut:])])]
            victim_is_safe(target, accept, attacks)
            # A target that holds what the key holds behind it, and an Accept that is fit for an answer.
            for host, blank in itertools.product(("", "landscaped", GOOD), ("", " ", "\t")):
                start, end = f"/v1/landscape?f=x*{next(numbers)}&title=", "*/*,b"
                rests = (f"{blank}{end}{blank}{accept}", f"{blank}{end}{blank}{host}{blank}{accept}")
                victim_is_safe(f"{start}{host}{end}", accept, [(start, [("Host", GOOD), ("Accept", rest)]) for rest in rests])


def hosts():
    """pages mention the host they were asked under, whatever else is said; the request line's does not count"""
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        edge = Edge(directory, [replica.port])
        started.append(edge)
        for line in ("GET {} HTTP/1.1", f"GET http://{EVIL}{{}} HTTP/1.1", f"GET https://{EVIL}:443{{}} HTTP/1.1"):
            target = f"/figures/risk?a={next(numbers)}"
            exchange(edge.port, target, [("Host", GOOD), *OTHERS], line)
            status, _, body = exchange(edge.port, target, [("Host", GOOD)])
            check(status == 200 and EVIL.encode() not in body and f"https://{GOOD}/figures/risk".encode() in body, line, status, body[:300])
        for host in ("a b", "a/b", "a@b", "a\"b", "<a>", "é", "a,b", "a" * 300, "", "a#b", "a?b"):
            status, _, body = exchange(edge.port, "/figures/risk", [("Host", host)])
            check(status == 400, f"Host {host!r} is refused", status, body[:100])
        check(exchange(edge.port, "/figures/risk", [("Host", GOOD), ("Host", EVIL)])[0] == 400, "two hosts are refused")
        check(exchange(edge.port, "/figures/risk", [], "GET {} HTTP/1.0")[0] == 400, "and none, where it is mentioned")
        check(exchange(edge.port, "/v1/figures/risk.svg", [], "GET {} HTTP/1.0")[0] == 200, "elsewhere none is needed")
        first = exchange(edge.port, "/v1/figures/saddle.svg", [("Host", EVIL)])
        check(exchange(edge.port, "/v1/figures/saddle.svg", [("Host", GOOD)]) == first, "all hosts have the same pictures")
        check(wait_until(lambda: sum(line["target"] == "/v1/figures/saddle.svg" for line in replica.requests()) == 1, 3), "computed once")


def named_headers_pass():
    """a replica is told a host, what is accepted, and an id; nothing else that a client says reaches it"""
    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with workplace() as (directory, started):
        origin = StandIn(answer)
        started.append(origin)
        edge = Edge(directory, [origin.port])
        started.append(edge)
        sent = [("Host", GOOD), ("Accept", "image/png"), ("Accept-Encoding", "br"), ("X-Request-Id", EVIL), ("If-None-Match", '"a"'), ("Range", "bytes=0-1"),
                ("Authorization", EVIL), ("User-Agent", EVIL), ("Referer", EVIL), ("Via", EVIL), ("TE", "trailers"), ("Expect", EVIL), *OTHERS]
        for target, told in (("/figures/risk", GOOD), ("/v1/landscape?f=x", "landscaped"), ("/v1/landscape?f=x&title=" + "a" * 7000, "landscaped")):
            exchange(edge.port, target, [header for header in sent if header[0] != "Expect"])
            path, headers = origin.asked[-1]
            allowed = {"Host", "Accept", "Accept-Encoding", "X-Request-Id", "X-Forwarded-For"} | ({"If-None-Match"} if len(target) > 6000 else set())
            check(path == target and set(headers) == allowed, "named headers alone", headers)
            check(headers["Host"] == told and headers["Accept"] == "image/png" and headers["Accept-Encoding"] == "gzip" and headers["X-Request-Id"] != EVIL,
                  "with these values", headers)
            check(headers["X-Forwarded-For"].startswith("127.1."), "the client's address is the one that was seen", headers)


# --- Clients -------------------------------------------------------------------------------------------------------------------------


def behind_balancer(directory, ports):
    return Edge(directory, ports, included=DOCKER / "kubernetes")


def statuses(port, count, **headers):
    """Of so many requests over one connection."""
    connection = connect(port)
    found = []
    for _ in range(count):
        connection.request("GET", "/v1/figures/risk.json", headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        response.read()
        found.append(response.status)
    connection.close()
    return found


def addresses():
    """a client is an IPv4 address or a /64, however it is spelled"""
    same = [("2001:db8::1", ["2001:db8:0:0:8000::", "2001:0DB8::ffff:1:2:3", "2001:db8:0:0:0:0:0:2"], ["2001:db8:0:1::1", "2001:db8:1::1", "2001:db9::1"]),
            ("::1:0:0:0:2", ["::1:2:3:4:5"], ["::2:0:0:0:2", "0:0:1::2"]),
            ("fe80::1", ["fe80::2"], ["fe80:0:0:1::1"]),
            ("198.51.100.7", ["::ffff:198.51.100.7", "::ffff:c633:6407", "0:0:0:0:0:FFFF:198.51.100.7"], ["198.51.100.8", "::ffff:198.51.100.9", "::198.51.100.7"])]
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        edge = behind_balancer(directory, [replica.port])
        started.append(edge)
        for first, alike, others in same:
            check(429 in statuses(edge.port, 500, X_Forwarded_For=first), f"{first} is limited")
            for spelling in alike:
                check(429 in statuses(edge.port, 60, X_Forwarded_For=spelling), f"{spelling} is the same")
            for other in others:
                check(429 not in statuses(edge.port, 60, X_Forwarded_For=other), f"{other} is another")
        log = {line["client"] for line in edge.requests()}
        check({"2001:db8::1", "198.51.100.7"} <= log, "the log has their addresses", log)
        edge = Edge(directory, [replica.port], "direct")
        started.append(edge)
        spread = [status for number in range(10) for status in statuses(edge.port, 5, X_Forwarded_For=f"198.51.100.{number}")]
        check(set(spread) == {200} and all(not line["client"].startswith("198") for line in edge.requests()), "by itself nobody is believed")


def both_families():
    """IPv4 and IPv6, both ways of being connected to"""
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        for name, included in (("direct", DOCKER), ("behind", DOCKER / "kubernetes")):
            edge = Edge(directory, [replica.port], name, included=included)
            started.append(edge)
            for host in (HOST, "::1"):
                try:
                    connection = http.client.HTTPConnection(host, edge.port, timeout=10)
                    connection.request("GET", "/v1/figures/risk.svg")
                    check(connection.getresponse().status == 200, f"{name}, {host}")
                except OSError as error:
                    if host == HOST or os.path.exists("/proc/net/if_inet6"):
                        check(False, f"{name}, {host}", error)
                    else:
                        skip("there is no IPv6 here")


# --- Heads that are never finished ----------------------------------------------------------------------------------------------------


def family(process):
    """The process and all below it."""
    with open(f"/proc/{process}/task/{process}/children") as children:
        return [process] + [each for child in children.read().split() for each in family(int(child))]


def memory(process):
    """Bytes of the process and all below it, pages they share counted once, and of TCP on this machine."""
    total = 0
    for each in family(process):
        with open(f"/proc/{each}/smaps_rollup") as rollup:
            total += 1024 * int(re.search(r"^Pss: +(\d+)", rollup.read(), re.M)[1])
    with open("/proc/net/sockstat") as sockets:
        return total + resource.getpagesize() * int(re.search(r"^TCP:.* mem (\d+)", sockets.read(), re.M)[1])


def bytes_of(text):
    """1g of compose, 1Gi of Kubernetes."""
    return int(re.match(r"\d+", text)[0]) * {"m": MEBIBYTE, "g": 1024 * MEBIBYTE}[re.sub(r"[\di]", "", text).lower()]


def limit():
    """The least memory that the files grant the edge."""
    compose = yaml.safe_load((DOCKER / "compose.cluster.yaml").read_text())["services"]["edge"]["mem_limit"]
    containers = next(yaml.safe_load_all((DOCKER / "kubernetes/edge.yaml").read_text()))["spec"]["template"]["spec"]["containers"]
    return min(bytes_of(compose), bytes_of(containers[0]["resources"]["limits"]["memory"]))


class Clients:
    """Many connections at once, so many an address, each of which sends what it is given and reads nothing."""

    def __init__(self, port, count, per_address, network, data):
        self.sockets = []
        for number in range(count):
            peer = socket.socket()
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.bind((f"127.{network}.0.{number // per_address + 1}", 0))
            peer.connect((HOST, port))
            peer.setblocking(False)
            self.sockets.append(peer)
        left = {peer: data for peer in self.sockets}
        end = time.monotonic() + 20
        while left and time.monotonic() < end:
            for peer in list(left):
                try:
                    left[peer] = left[peer][peer.send(left[peer]):]
                except BlockingIOError:
                    continue
                except OSError:
                    left[peer] = b""
                if not left[peer]:
                    del left[peer]

    def open(self):
        """How many the other side has not closed; what they are sent is looked at, not taken."""
        count = 0
        for peer in self.sockets:
            try:
                count += peer.recv(1, socket.MSG_PEEK) != b""
            except BlockingIOError:
                count += 1
            except OSError:
                pass
        return count

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for peer in self.sockets:
            peer.close()


def unfinished_heads():
    """an address has so many connections, whatever they are used for; and all of them together fit the container"""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    head = b"GET /v1/landscape.svg?f=x&title=" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 9_000
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        edge = Edge(directory, [replica.port])
        started.append(edge)
        with Clients(edge.port, 600, 600, 5, b"GET / HTTP/1.1\r\nHost: a") as clients:
            check(wait_until(lambda: clients.open() == 256, 3), "256 of 600 stay", clients.open())
            check(get(edge.port, "/v1/figures/risk.svg").status == 200, "others are served")
        with Clients(edge.port, 1500, 250, 6, head):
            check(get(edge.port, "/v1/figures/risk.svg").status == 200, "six addresses do not take all there is")
        with Clients(edge.port, 3000, 250, 8, head):
            time.sleep(1)
            used = memory(edge.process.pid)
            check(used < limit(), "3,000 heads of 49 KB fit", used >> 20)
            print(f"    3,000 unfinished heads: {used >> 20} MiB")
        check(wait_until(lambda: answers(edge.port, "/v1/figures/risk.svg"), 20), "and when they are gone, others are served")


def slow_readers():
    """as many clients as there can be, with the longest heads, that do not take what they asked for and have it unpacked: they fit the container"""
    big = "/v1/landscape.json?f=himmelblau&samples=300"
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        edge = Edge(directory, [replica.port])
        started.append(edge)
        check(len(get(edge.port, big).body) > MEBIBYTE, "a large answer, which is kept")
        head = f"GET {big} HTTP/1.1\r\nHost: a\r\nX: {'y' * 45_000}\r\n\r\n".encode()
        most = 0
        with Clients(edge.port, 1500, 60, 7, head) as clients:
            for _ in range(8):
                time.sleep(0.5)
                most = max(most, memory(edge.process.pid))
            check(clients.open() > 1000, "they are there", clients.open())
            check(get(edge.port, "/v1/figures/risk.svg").status == 200, "others are served")
        check(most < limit(), "they fit", most >> 20)
        print(f"    1,500 slow readers: {most >> 20} MiB")


scenarios = [no_key_is_shared, fields_cannot_be_shifted, hosts, named_headers_pass, addresses, both_families, unfinished_heads, slow_readers]
