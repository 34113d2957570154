"""What one client can take from others: connections, threads, memory for answers that it does not take. Orders are counted, not times. Run by run.py."""

import resource
import socket
import threading
import time

from harness import Reply, Server, check, comes, figure

# Some seconds of a processor; as many as there are numbers.
DEAR = "/v1/landscape.txt?f=sum(i,1,100,sin(i*x))%2B{}&x=0:1&samples=1000000"
CHEAP = "/v1/figures/risk.svg?title={}"


def metric(server, name):
    for line in server.ask("/metrics").body.decode().splitlines():
        if line.startswith((f"landscaped_{name} ", f"{name} ")):
            return float(line.split(" ")[1])
    return None


def connect(server, source="127.0.0.1", timeout=300):
    return socket.create_connection((server.host, server.port), timeout, source_address=(source, 0))


def send(peer, target, *headers):
    peer.sendall("\r\n".join([f"GET {target} HTTP/1.1", "Host: a", *headers, "", ""]).encode())


def status(peer):
    return Reply.read(peer.makefile("rb")).status


def gives_way():
    """Connections that say nothing, or have been answered and stay, refuse nobody: the one idle for longest goes, and none that is being answered."""
    server = Server("--max-connections", "50", "--head-timeout", "600", "--idle-timeout", "600", "--threads", "1")
    busy = connect(server)
    send(busy, DEAR.format(0))
    check(comes(lambda: metric(server, "workers_busy") == 1), "one is computed")
    held = []
    for i in range(300):
        held.append(connect(server))
        if i % 2:
            send(held[-1], "/livez")
            check(status(held[-1]) == 200, "beyond all connections the next is answered")
    check(server.ask("/livez", timeout=10).status == 200, "behind 300 idle connections where there is room for 50")
    # Those that give way are closed by another thread.
    check(comes(lambda: metric(server, "connections") <= 52), "there are no more than there may be", metric(server, "connections"))
    check(metric(server, "connections_gave_way_total") >= 240, "the others gave way", metric(server, "connections_gave_way_total"))
    check(status(busy) == 200, "the one that was being answered is answered")
    for peer in [*held, busy]:
        peer.close()
    check(server.stop() == 0, "the server stops")
    few = Server("--head-timeout", "600", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    held = [few.connect() for _ in range(100)]
    check(all(few.ask("/livez", timeout=20).status == 200 for _ in range(20)), "without files for more, too")
    for peer in held:
        peer.close()
    check(few.stop() == 0, "and the server stops")


def flood(server, ask_dear, ask_cheap):
    """One client asks for 32 dear things; whatever another asks for then is answered while nearly all of these still wait."""
    peers = [ask_dear(number) for number in range(32)]
    answered = []
    readers = [threading.Thread(target=lambda peer=peer: answered.append(status(peer)), daemon=True) for peer in peers]
    for reader in readers:
        reader.start()
    check(comes(lambda: metric(server, "queue_depth") + metric(server, "workers_busy") >= 32 - len(answered)), "they come")
    before = len(answered)
    for number in range(5):
        with ask_cheap(number) as peer:
            check(status(peer) == 200, "another client's figure is answered")
    during = len(answered) - before
    check(during <= 2, "before the dear ones of the first", during)
    server.process.kill()
    server.process.wait()
    for reader in readers:
        reader.join(20)
    return during


def turns():
    def dear_from(server, source, *headers):
        def ask(number):
            peer = connect(server, source)
            send(peer, DEAR.format(number), *headers)
            return peer
        return ask

    def cheap_from(server, source, *headers):
        def ask(number):
            peer = connect(server, source)
            send(peer, CHEAP.format(f"{source}-{number}"), *headers)
            return peer
        return ask

    for limited in ("0", "1"):
        server = Server("--threads", "2", "--limit-local", limited, "--log-requests", "0")
        during = flood(server, dear_from(server, "127.0.0.1"), cheap_from(server, "127.0.0.2"))
    figure("one client's requests do not stop another's", "32 of some seconds, then 5 figures of another", f"{during} of the 32 answered meanwhile")
    server = Server("--threads", "2", "--trusted-proxies", "127.0.0.1", "--log-requests", "0")
    flood(server, dear_from(server, "127.0.0.1", "X-Forwarded-For: 9.9.9.9"), cheap_from(server, "127.0.0.1", "X-Forwarded-For: 6.6.6.6, 8.8.8.8"))
    # The limits of an address hold for the one that a trusted proxy names, and a name that anyone else gives is none.
    for proxies, put_off in (("127.0.0.1", 1), ("192.0.2.1", 0)):
        server = Server("--threads", "1", "--trusted-proxies", proxies, "--queue-per-address", "2", "--log-requests", "0")
        peers = [dear_from(server, "127.0.0.1", "X-Forwarded-For: 2001:db8:0:0:%x::1" % number)(number) for number in range(3)]
        comes(lambda: metric(server, "put_off_total") == put_off)
        time.sleep(0.2)
        check(metric(server, "put_off_total") == put_off, f"with {proxies} trusted {put_off} of three requests of a network is put off", metric(server, "put_off_total"))
        server.process.kill()
        server.process.wait()
        for peer in peers:
            peer.close()


def ahead():
    """What takes some milliseconds does not wait for the only worker, which is at what takes seconds."""
    server = Server("--threads", "1", "--log-requests", "0")
    with connect(server) as busy:
        send(busy, DEAR.format(0))
        check(comes(lambda: metric(server, "workers_busy") == 1), "one is computed")
        for number in range(3):
            with connect(server) as peer:
                send(peer, CHEAP.format(f"ahead{number}"))
                check(status(peer) == 200, "a figure is answered while the only worker computes")
        check(metric(server, "workers_busy") == 1, "which still does")
        check(status(busy) == 200, "and is answered later")
    check(server.stop() == 0, "and the server stops")


def untaken():
    """Clients that do not take their answers hold as much memory as is allowed, and no more; one that reads gets its own."""
    bound = 48 << 20
    server = Server("--max-unsent", str(bound), "--cache-bytes", "0", "--log-requests", "0", "--send-timeout", "600", "--threads", "1")
    target = "/v1/landscape.json?f=rosenbrock&samples=400&x=-2:2.{}"
    size = len(server.ask(target.format(0)).body)
    peers = []
    for number in range(40):
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.connect((server.host, server.port))
        send(peer, target.format(number + 1))
        peers.append(peer)
    comes(lambda: metric(server, "requests_in_flight") - 1 <= bound // size + 1)
    unsent = metric(server, "unsent_bytes")
    check(0 < unsent <= bound, "what waits to be sent is bounded", unsent)
    check(metric(server, "connections_cut_off_total") >= 40 - bound // size - 1, "the oldest went", metric(server, "connections_cut_off_total"))
    reply = server.ask(target.format(0))
    check(reply.status == 200 and reply.complete, "whoever reads gets a whole answer")
    figure("answers that nobody takes are bounded", f"40 of {size / 2**20:.1f} MiB, {bound >> 20} MiB allowed", f"{unsent / 2**20:.0f} MiB wait, {metric(server, 'process_resident_memory_bytes') / 2**20:.0f} MiB resident")
    for peer in peers:
        peer.close()
    check(comes(lambda: metric(server, "unsent_bytes") == 0), "nothing of it stays")
    check(server.stop() == 0, "the server stops")


SECTIONS = [gives_way, turns, ahead, untaken]
