"""Three replicas behind the shipped nginx.conf: what is computed where, what a client notices when replicas come and go, and the limits."""

import collections
import concurrent.futures
import contextlib
import gzip
import itertools
import json
import threading
import time

from client import Crowd, get
from processes import Edge, HOST, Replica, StandIn, free_ports, wait_until, workplace
from tally import check

numbers = itertools.count(1)


class Cluster:
    """What the scenarios share."""

    replicas, edge = [], None

    @classmethod
    def times_computed(cls, target, expected=1):
        """How often each replica was asked. A line of the log follows its response, so that many lines are waited for."""
        def counted():
            return {replica.name: count for replica in cls.replicas if (count := sum(line["target"] == target for line in replica.requests()))}

        wait_until(lambda: sum(counted().values()) >= expected, 3)
        return counted()

    @classmethod
    def owner(cls, target):
        """The one replica that was asked."""
        found = cls.times_computed(target)
        return next(iter(found)) if len(found) == 1 else None


@contextlib.contextmanager
def cluster():
    with workplace() as (directory, started):
        Cluster.replicas = []
        for number, port in enumerate(free_ports(3), 1):
            Cluster.replicas.append(Replica(directory, f"replica{number}", port, "--drain-delay=0.3"))
            started.append(Cluster.replicas[-1])
        Cluster.edge = Edge(directory, [replica.port for replica in Cluster.replicas])
        started.append(Cluster.edge)
        yield
        check(Cluster.edge.stop() == 0, "nginx ends with 0")
        grave = [line[:300] for line in Cluster.edge.errors.read_text().splitlines() if "setrlimit" not in line and any(f"[{word}]" in line for word in ("crit", "alert", "emerg"))]
        check(not grave, "nginx has nothing grave to say", grave[:3])


def fresh(extension="json", samples=40):
    """A target that nobody has asked for yet."""
    return f"/v1/landscape.{extension}?f=x^2-{next(numbers)}*x&samples={samples}"


def too_long_to_keep():
    """A fresh target over the length that the cache keeps."""
    return "/v1/point.json?f=sin(x)&" + "&".join(f"at={number / 997}" for number in range(next(numbers), next(numbers) + 400))


def at_once(function, items):
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        return list(pool.map(function, items))


def computed_once():
    """each address is computed by one replica, once, whoever asks and how often"""
    targets = [fresh(extension) for extension in ("json", "svg", "png", "csv", "txt") for _ in range(12)]
    replies = at_once(lambda target: (target, get(Cluster.edge.port, target)), targets * 4)
    bodies = collections.defaultdict(set)
    for target, reply in replies:
        bodies[target].add((reply.status, reply.body))
    check(all(len(found) == 1 and next(iter(found))[0] == 200 for found in bodies.values()), "everyone gets the same", bodies.keys())
    counts = [Cluster.times_computed(target) for target in targets]
    check(all(sum(count.values()) == 1 for count in counts), "one computation an address", [c for c in counts if sum(c.values()) != 1])
    shares = collections.Counter(name for count in counts for name in count)
    check(len(shares) == 3 and min(shares.values()) >= 5, "all three take part", shares)
    again = at_once(lambda target: get(Cluster.edge.port, target)["X-Cache"], targets)
    check(set(again) == {"HIT"}, "from then on it is in the cache", collections.Counter(again))


def one_flight():
    """many clients that ask for the same costly thing at the same time wait for one computation"""
    target = f"/v1/landscape.png?f=himmelblau&view=contour&samples=900&levels=40&title={next(numbers)}"
    replies = at_once(lambda _: get(Cluster.edge.port, target), range(24))
    check({reply.status for reply in replies} == {200} and len({reply.body for reply in replies}) == 1, "all are served")
    check(sum(Cluster.times_computed(target).values()) == 1, "it is computed once", Cluster.times_computed(target))


def not_modified():
    """a 304 costs no replica, packed or not, by GET and by HEAD"""
    edge = Cluster.edge.port
    for extension in ("svg", "png", "json"):
        target = fresh(extension, 200)
        for coding in ("gzip", "identity"):
            held = get(edge, target, Accept_Encoding=coding)
            for method in ("GET", "HEAD"):
                reply = get(edge, target, method, Accept_Encoding=coding, If_None_Match=held["ETag"])
                check(reply.status == 304 and not reply.body, f"{extension} {coding} {method}: 304", reply.status, held["ETag"])
                check(reply["Cache-Control"] == held["Cache-Control"], "with the same lifetime", reply.headers)
            check(get(edge, target, If_None_Match='"other"').status == 200, "another tag is answered in full")
        check(sum(Cluster.times_computed(target).values()) == 1, f"{extension}: the replica was asked once", Cluster.times_computed(target))
    target = too_long_to_keep()
    held = get(edge, target)
    check(held.status == 200 and held["X-Cache"] is None, "an address of 6 KB is not kept", held.status, held.headers)
    check(get(edge, target, If_None_Match=held["ETag"]).status == 304, "its validators are the replica's affair")


def packed_and_unpacked():
    """text travels and is kept packed, and a client that cannot read that gets the same bytes unpacked"""
    target = fresh("svg", 200)
    packed = get(Cluster.edge.port, target, Accept_Encoding="gzip")
    plain = get(Cluster.edge.port, target)
    check(packed["Content-Encoding"] == "gzip" and plain["Content-Encoding"] is None, "as asked", packed.headers)
    check(gzip.decompress(packed.body) == plain.body and plain.body, "the same bytes")
    check("Accept-Encoding" in packed["Vary"] and "Accept-Encoding" in plain["Vary"], "and caches are told", packed.headers)
    check(packed["ETag"].startswith('"') and plain["ETag"].startswith('W/"'), "the tags tell them apart", packed["ETag"], plain["ETag"])


def kinds_are_told_apart():
    """a path without a suffix is kept once for each Accept"""
    target = f"/v1/landscape?f=x^2-{next(numbers)}"
    wanted = ["image/png", "image/svg+xml", "application/json", "text/csv"]
    for _ in range(2):
        types = [get(Cluster.edge.port, target, Accept=kind)["Content-Type"] for kind in wanted]
        check([kind.split(";")[0] for kind in types] == wanted, "each gets its own", types)
    counts = Cluster.times_computed(target, expected=len(wanted))
    check(sum(counts.values()) == len(wanted), "once each", counts)


def errors_are_not_kept():
    """problems pass as they are and are never kept"""
    target = f"/v1/landscape.png?f=x^2&samples=-{next(numbers)}"
    for _ in range(2):
        reply = get(Cluster.edge.port, target)
        check(reply.status == 400 and reply["Content-Type"] == "image/png" and reply["Cache-Control"] == "no-store", "a picture of the problem")
    reply = get(Cluster.edge.port, target, Accept="application/problem+json")
    check(reply.status == 400 and json.loads(reply.body)["errors"][0]["parameter"] == "samples", "or the problem itself", reply.body)
    check(get(Cluster.edge.port, "/nowhere").status == 404, "404 passes")
    check(get(Cluster.edge.port, "/v1/landscape.json?f=x%00").status == 400, "and 400")


def the_ring_holds():
    """when a replica goes, only its share moves, and it comes back to it"""
    targets = [too_long_to_keep() for _ in range(40)]

    def owners():
        before = len(Cluster.edge.requests())
        at_once(lambda target: get(Cluster.edge.port, target), targets)

        def answered():
            return {line["target"]: line["upstream"].split(", ")[-1] for line in Cluster.edge.requests()[before:] if line["target"] in targets}

        wait_until(lambda: len(answered()) == len(targets), 3)
        return answered()

    gone = Cluster.replicas[2]
    first = owners()
    check(owners() == first, "the same address goes to the same replica")
    gone.kill()
    second = owners()
    moved = {target for target in first if first[target] != second[target]}
    check(moved == {target for target in first if first[target] == f"{HOST}:{gone.port}"} and moved, "only its share moves", len(moved))
    gone.start()
    check(owners() == first, "and moves back")


def load():
    """Half of it is asked anew again and again and comes from the cache, half of it nobody has asked yet."""
    kept = itertools.cycle([fresh(extension) for extension in ("json", "svg", "png") for _ in range(10)])
    while True:
        yield next(kept)
        yield fresh(next(extensions))


extensions = itertools.cycle(["json", "svg", "csv", "png"])


def whole(target, reply):
    """Whether a body is what its suffix says, to its end."""
    if ".json" in target:
        return json.loads(reply.body)["links"]
    if ".png" in target:
        return reply.body.startswith(b"\x89PNG") and reply.body.endswith(b"IEND\xaeB`\x82")
    if ".svg" in target:
        return reply.body.rstrip().endswith(b"</svg>")
    return reply.body.endswith(b"\n")


def check_crowd(crowd, connections_may_go=False):
    check(not crowd.failures, f"of {crowd.count} requests none fails", crowd.failures[:3], len(crowd.failures))
    check(connections_may_go or not crowd.reopened, "and no connection is lost", crowd.reopened)
    check(crowd.count > 500, "and there was some load", crowd.count)


def killed_and_drained():
    """under load one replica is killed and another drained: no request fails"""
    first, second, _ = Cluster.replicas
    with Crowd(Cluster.edge.port, load(), whole) as crowd:
        time.sleep(1)
        first.kill()
        time.sleep(1)
        check(second.drain() == 0, "the drained one ends with 0")
        time.sleep(1)
        second.start()
        first.start()
        time.sleep(0.5)
    check_crowd(crowd)
    print(f"    {crowd.count} requests, the slowest took {crowd.slowest:.2f} s")


def killed_again_and_again():
    """under load replicas are killed one after another, ten times: no request fails"""
    with Crowd(Cluster.edge.port, load(), whole) as crowd:
        for turn in range(10):
            replica = Cluster.replicas[turn % 3]
            time.sleep(0.3)
            replica.kill()
            time.sleep(0.2)
            replica.start()
    check_crowd(crowd)


def rolling_restart():
    """a rolling restart of all replicas goes unnoticed"""
    with Crowd(Cluster.edge.port, load(), whole) as crowd:
        for replica in Cluster.replicas:
            time.sleep(0.5)
            check(replica.drain() == 0, f"{replica.name} ends with 0")
            replica.start()
        time.sleep(0.5)
    check_crowd(crowd)


def reload():
    """a reload of nginx costs a client at most a kept connection, and no request"""
    with Crowd(Cluster.edge.port, load(), whole) as crowd:
        for _ in range(2):
            time.sleep(0.5)
            Cluster.edge.reload()
        time.sleep(0.5)
    check_crowd(crowd, connections_may_go=True)


def drained_requests_are_answered():
    """what a replica has accepted before it is told to stop is answered by it"""
    replica = Cluster.replicas[0]
    target = f"/v1/landscape.png?f=himmelblau&view=contour&samples=900&levels=60&title={next(numbers)}"
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        reply = pool.submit(get, replica.port, target)
        time.sleep(0.05)
        check(replica.drain() == 0, "it ends with 0")
        check(reply.result().status == 200 and whole(target, reply.result()), "after it has answered")
    replica.start()


def rate_limit():
    """a client that asks too often is told so, and no other notices"""
    target, address = fresh(), "127.2.0.1"
    get(Cluster.edge.port, target)
    replies = at_once(lambda _: get(Cluster.edge.port, target, address=address), range(500))
    counts = collections.Counter(reply.status for reply in replies)
    check(counts[200] >= 300 and counts[429] >= 50 and len(counts) == 2, "300 at once pass, then it is slowed down", counts)
    refused = next(reply for reply in replies if reply.status == 429)
    check(refused["Retry-After"] == "1" and refused["Content-Type"] == "application/problem+json", "in our own words", refused.headers)
    check(refused["Cache-Control"] == "no-store" and json.loads(refused.body)["status"] == 429, "which nobody keeps", refused.body)
    check(get(Cluster.edge.port, target).status == 200, "others are served meanwhile")
    time.sleep(1.1)
    check(get(Cluster.edge.port, target, address=address).status == 200, "and so is it, a second later")


def size_limits():
    """requests are small, and what nobody outside needs is not reached"""
    edge = Cluster.edge.port
    check(get(edge, "/", "POST", b"x" * 5000).status == 413, "a body of 5 KB is too large")
    check(get(edge, "/", "POST", b"x" * 50).status == 405, "a small one meets the replica's own answer")
    for target, headers in (("/livez", {"X": "x" * 100_000}), ("/v1?" + "x" * 100_000, {})):
        reply = get(edge, target, **headers)
        check(reply.status == 400 and reply["Content-Type"] == "application/problem+json", "a head of 100 KB is too long", reply.status)
    longest = "/v1/landscape.json?f=x^2&title=" + "x" * 60_000
    check(get(edge, longest).status in (200, 400), "an address of 60 KB reaches a replica", get(edge, longest).status)
    check(get(edge, "/metrics").status == 404, "metrics are not public")
    check(get(edge, "/readyz").status == 200, "/readyz says that a replica is there")
    check(get(edge, "/", "OPTIONS").status == 204, "OPTIONS passes")


def log_lines():
    """the access log is JSON and tells what the upstreams took"""
    target = fresh()
    get(Cluster.edge.port, target, User_Agent='a "quoted" agent')
    wait_until(lambda: Cluster.edge.requests()[-1]["target"] == target, 3)
    line = Cluster.edge.requests()[-1]
    check(line["status"] == 200 and line["cache"] == "MISS" and line["agent"] == 'a "quoted" agent', "one line a request", line)
    check(float(line["upstream_seconds"]) >= 0 and float(line["upstream_connect_seconds"]) >= 0 and line["upstream"], "with upstream times", line)


scenarios = [computed_once, one_flight, not_modified, packed_and_unpacked, kinds_are_told_apart, errors_are_not_kept, the_ring_holds,
             killed_and_drained, killed_again_and_again, rolling_restart, reload, drained_requests_are_answered, rate_limit, size_limits, log_lines]


# --- Edges before other upstreams ----------------------------------------------------------------------------------------------------


def too_busy(handler):
    body = b'{"status":503}'
    handler.send_response(503)
    for name, value in (("Content-Type", "application/problem+json"), ("Cache-Control", "no-store"), ("Content-Length", str(len(body)))):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def busy_replicas():
    """a replica too busy to answer is helped out by another and stays in the ring"""
    with workplace() as (directory, started):
        busy = StandIn(too_busy)
        started.append(busy)
        other = Replica(directory, "other", free_ports(1)[0])
        started.append(other)
        edge = Edge(directory, [busy.port, other.port])
        started.append(edge)
        statuses = collections.Counter(get(edge.port, fresh()).status for _ in range(60))
        check(statuses == {200: 60}, "all are answered", statuses)
        check(len(busy.asked) > 15, "and it is asked on", len(busy.asked))


def nobody_there():
    """without any replica, what is kept is served and the rest is told to come again"""
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        edge = Edge(directory, [replica.port])
        started.append(edge)
        kept = fresh()
        body = get(edge.port, kept).body
        replica.kill()
        check(get(edge.port, kept).body == body, "what is kept is served")
        reply = get(edge.port, fresh())
        check(reply.status == 503 and reply["Retry-After"] == "1" and reply["Cache-Control"] == "no-store", "503", reply.status, reply.headers)
        check(reply["Content-Type"] == "application/problem+json" and json.loads(reply.body)["status"] == 503, "as a problem", reply.body)
        check(get(edge.port, "/readyz").status == 503 and get(edge.port, "/livez").status == 200, "the edge lives, but is not ready")
        replica.start()
        check(wait_until(lambda: get(edge.port, fresh()).status == 200, 5), "and all is well when one is back")


def stale_while_revalidate():
    """what is out of date is served at once while one request asks whether it still holds"""
    slow = threading.Event()

    def answer(handler):
        held = handler.headers.get("If-None-Match")
        if slow.is_set():
            time.sleep(1)
        handler.send_response(304 if held == '"tag"' else 200)
        handler.send_header("ETag", '"tag"')
        handler.send_header("Cache-Control", "public, max-age=1")
        if held != '"tag"':
            handler.send_header("Content-Length", "4")
        handler.end_headers()
        if held != '"tag"':
            handler.wfile.write(b"body")

    with workplace() as (directory, started):
        origin = StandIn(answer)
        started.append(origin)
        edge = Edge(directory, [origin.port])
        started.append(edge)
        check(get(edge.port, "/a")["X-Cache"] == "MISS" and get(edge.port, "/a")["X-Cache"] == "HIT", "it is kept")
        time.sleep(2.1)
        slow.set()
        start = time.monotonic()
        states = [(reply.status, reply.body, reply["X-Cache"]) for reply in (get(edge.port, "/a") for _ in range(5))]
        check(time.monotonic() - start < 0.8, "nobody waits", time.monotonic() - start)
        check({state[:2] for state in states} == {(200, b"body")} and {state[2] for state in states} <= {"STALE", "UPDATING"}, "all get it", states)
        check(wait_until(lambda: len(origin.asked) == 2, 3), "one request asks", len(origin.asked))
        check(origin.asked[-1][1].get("If-None-Match") == '"tag"', "whether it still holds", origin.asked[-1])
        slow.clear()
        time.sleep(1.2)
        check(get(edge.port, "/a").status == 200, "and it holds")


small_scenarios = [busy_replicas, nobody_there, stale_while_revalidate]
