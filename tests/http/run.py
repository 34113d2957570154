"""Starts the program and asks it over real sockets: the tables beside this file, framing attacks, the contract of the JSON, load.

    python3 tests/http/run.py build/landscaped

Only the standard library, jsonschema and yaml are used. The last line says how many checks passed and failed."""

import concurrent.futures
import csv
import gzip
import io
import json
import math
import os
import pty
import pathlib
import re
import select
import subprocess
import sys
import tempfile
import time
import urllib.parse

import jsonschema
import yaml

import fairness
import field_hands
import field_numbers
import field_pictures
import load
import operators
from harness import HERE, PROBLEM, PROGRAM, SANITIZED, SOON, UNDER, Reply, Server, Tally, attempt, check, comes, figure

FORMATS = ["png", "svg", "pdf", "json", "csv", "npz", "py", "tex", "txt"]


# --- The tables ----------------------------------------------------------------------------------------------------------------------


def as_sent(target):
    """The tables hold characters as people type them; sockets carry bytes."""
    return target.encode().decode("latin-1")


def replay_malformed(server):
    rows = [line.split(" ", 3) for line in (HERE / "malformed.txt").read_text().splitlines() if line and not line.startswith("#")]
    check(len(rows) >= 150, "at least 150 malformed requests")
    for status, parameter, nearest, target in rows:
        reply = server.ask(as_sent(target), Accept=PROBLEM + ", */*")
        if not check(reply.status == int(status), f"{status} for {target}", reply.status, reply.body):
            continue
        problem = reply.json()
        blamed = {error.get("parameter"): error for error in problem["errors"]}
        check(parameter in blamed, f"{target} blames {parameter}", problem)
        if nearest != "-":
            check(blamed.get(parameter, {}).get("nearest") == nearest, f"{target} suggests {nearest}", problem)
        check(reply["Content-Type"] == PROBLEM and reply["Cache-Control"] == "no-store", f"{target}: a problem, not to be stored")
        check(reply["Connection"] == "close", f"{target} closes")


def blocks():
    block = []
    for line in (HERE / "requests.txt").read_text().splitlines() + [""]:
        if line.startswith("#"):
            continue
        if line:
            block.append(line)
        elif block:
            yield block
            block = []


def replay_requests(server):
    for first, *rest in blocks():
        method, target = first.split(" ", 1)
        headers = dict(line[2:].split(":", 1) for line in rest if line.startswith(">"))
        body = next((line[2:].encode() for line in rest if line.startswith("<")), None)
        reply = server.ask(as_sent(target), method, body=body, **{name.replace("-", "_"): value.strip() for name, value in headers.items()})
        for line in rest:
            if line.startswith("="):
                check(reply.status == int(line[2:]) and reply.complete, f"{first}: {line}", reply.status, reply.body)
            elif line.startswith("|"):
                check(line[2:].encode() in reply.body or method == "HEAD", f"{first}: {line}", reply.body)
            elif line.startswith("!"):
                check(line[2:].encode() not in reply.body, f"{first}: {line}", reply.body)
            elif line[0] not in "><":
                name, wanted = line.split(": ", 1)
                value = reply[name]
                good = value is None if wanted == "-" else value is not None and (wanted[1:] in value if wanted[0] == "~" else value == wanted)
                check(good, f"{first}: {line}", value)


# --- Framing -------------------------------------------------------------------------------------------------------------------------

SMUGGLED = b"GET /v1/landscapes HTTP/1.1\r\nHost: b\r\n\r\n"
HOST = b"Host: a\r\n"
GET = b"GET /livez HTTP/1.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST /v1/landscape.csv HTTP/1.1\r\n" + HOST + FORM
# What the library answers by itself, the head twice (server/http/LIBRARY.md).
UNMEASURED = {"1x": b"1x", "-1": b"-1", "nothing": b"", "more than there is": b"99999999999999999999"}
ATTACKS = {
    "Content-Length and Transfer-Encoding": b"POST /livez HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "the same with GET": GET + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two Content-Lengths": GET + HOST + b"Content-Length: 0\r\nContent-Length: 41\r\n\r\n" + SMUGGLED,
    "two equal Content-Lengths": GET + HOST + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + SMUGGLED,
    "Content-Length with a blank before the colon": GET + HOST + b"Content-Length : 41\r\n\r\n" + SMUGGLED,
    "a body with GET": GET + HOST + b"Content-Length: 41\r\n\r\n" + SMUGGLED,
    "a chunked body with GET": GET + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "an unknown transfer coding": GET + HOST + b"Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED,
    "a transfer coding with a tab": GET + HOST + b"Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "Content-Length: +0": GET + HOST + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "Content-Length: 00": GET + HOST + b"Content-Length: 00\r\n\r\n" + SMUGGLED,
    "Content-Length: -1": GET + HOST + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "Content-Length: x": GET + HOST + b"Content-Length: x\r\n\r\n" + SMUGGLED,
    "two Content-Lengths with POST": POST + b"Content-Length: 3\r\nContent-Length: 41\r\n\r\nf=x" + SMUGGLED,
    "Content-Length and Transfer-Encoding with POST": POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nf=x" + SMUGGLED,
    "a chunked body with POST": POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nf=x\r\n0\r\n\r\n" + SMUGGLED,
    "an unknown transfer coding with POST": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED,
    "an endless Content-Length with POST": POST + b"Content-Length: 18446744073709551615\r\n\r\n" + SMUGGLED,
    "a NUL in a POST's head": POST + b"X-A: b\x00c\r\nContent-Length: 0\r\n\r\n" + SMUGGLED,
    "a body of another type": b"POST /v1/landscape.csv HTTP/1.1\r\n" + HOST + b"Content-Type: text/plain\r\nContent-Length: 41\r\n\r\n" + SMUGGLED,
    "an empty Content-Length": GET + HOST + b"Content-Length:\r\n\r\n" + SMUGGLED,
    "a malformed Content-Length before a good one": GET + HOST + b"Content-Length: -\r\nContent-Length: 0\r\n\r\n" + SMUGGLED,
    "Content-Length: 0, 41": GET + HOST + b"Content-Length: 0, 41\r\n\r\n" + SMUGGLED,
    "Content-Length: 99999999999999999999": GET + HOST + b"Content-Length: 99999999999999999999\r\n\r\n" + SMUGGLED,
    "a blank in a header's name": GET + HOST + b"X A: b\r\n\r\n" + SMUGGLED,
    "a blank before the colon": GET + HOST + b"X-A : b\r\n\r\n" + SMUGGLED,
    "no name": GET + HOST + b": b\r\n\r\n" + SMUGGLED,
    "no name before another header": GET + HOST + b": b\r\nX-A: b\r\n\r\n" + SMUGGLED,
    "no name first of all": GET + b": b\r\n" + HOST + b"\r\n" + SMUGGLED,
    "neither name nor value": GET + HOST + b":\r\n" + SMUGGLED,
    "neither name nor value, ended by LF": GET.replace(b"\r", b"") + b"Host: a\n:\n" + SMUGGLED,
    "uneven line ends": GET + b"Host: a\nX-A: b\r\n\r\n" + SMUGGLED,
    "no colon": GET + HOST + b"nonsense\r\n\r\n" + SMUGGLED,
    "a control character in a name": GET + HOST + b"X\x01A: b\r\n\r\n" + SMUGGLED,
    "a NUL in a name": GET + HOST + b"X\x00A: b\r\n\r\n" + SMUGGLED,
    "a NUL in a value": GET + HOST + b"X-A: b\x00c\r\n\r\n" + SMUGGLED,
    "a NUL in a value before another header": GET + HOST + b"X-A: b\x00c\r\nX-B: d\r\n\r\n" + SMUGGLED,
    "a NUL at a value's end": GET + HOST + b"X-A: b\x00\r\nX-B: d\r\n\r\n" + SMUGGLED,
    "a control character in a value": GET + HOST + b"X-A: b\x07c\r\n\r\n" + SMUGGLED,
    "a bare CR in a value": GET + HOST + b"X-A: b\rX-B: c\r\n\r\n" + SMUGGLED,
    "a bare CR before a header": GET + HOST + b"X-A: b\r\rX-B: c\r\n\r\n" + SMUGGLED,
    "a folded line": GET + HOST + b"X-A: b\r\n c\r\n\r\n" + SMUGGLED,
    "a folded line before another header": GET + HOST + b"X-A: b\r\n\tc\r\nX-B: d\r\n\r\n" + SMUGGLED,
    "a NUL in the target": b"GET /livez\x00/x HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a NUL in the query": b"GET /livez?a\x00=b HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a control character in the target": b"GET /livez?\x01 HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a DEL in the target": b"GET /livez?\x7f HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a blank in the target": b"GET /livez?a b HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a tab in the target": b"GET /livez?a\tb HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a fragment in the target": b"GET /livez#a HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "two blanks in the request line": b"GET  /livez HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "two Hosts": GET + HOST + b"Host: b\r\n\r\n" + SMUGGLED,
    "two equal Hosts": GET + HOST + HOST + b"\r\n" + SMUGGLED,
    "no Host": GET + b"\r\n" + SMUGGLED,
    "a Host with a path": GET + b"Host: a/b\r\n\r\n" + SMUGGLED,
    "a Host with a user": GET + b"Host: a@b\r\n\r\n" + SMUGGLED,
    "HTTP/0.9": b"GET /livez\r\n" + HOST + b"\r\n" + SMUGGLED,
    "HTTP/1.10": b"GET /livez HTTP/1.10\r\n" + HOST + b"\r\n" + SMUGGLED,
    "HTTP/2.0": b"GET /livez HTTP/2.0\r\n" + HOST + b"\r\n" + SMUGGLED,
    "HTTP/3.1": b"GET /livez HTTP/3.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "http/1.1": b"GET /livez http/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a relative target": b"GET livez HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "no method": b" /livez HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a method that is no token": b"GE(T /livez HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a body with OPTIONS": b"OPTIONS /livez HTTP/1.1\r\n" + HOST + b"Content-Length: 41\r\n\r\n" + SMUGGLED,
    "a body with POST": b"POST /livez HTTP/1.1\r\n" + HOST + b"Content-Length: 41\r\n\r\n" + SMUGGLED,
    "a TLS hello": bytes.fromhex("16030100c8010000c40303") + b"\x00" * 190 + b"\r\n\r\n",
    "300 headers": GET + HOST + b"".join(b"X-%d: y\r\n" % i for i in range(300)) + b"\r\n" + SMUGGLED,
}
SOUND = {
    "HTTP/1.0 without Host": b"GET /livez HTTP/1.0\r\n\r\n",
    "HTTP/1.0 with one header": b"GET /livez HTTP/1.0\r\nAccept: */*\r\n\r\n",
    "a tab and blanks around a value": GET + HOST + b"X-A: \t b \t\r\nConnection: close\r\n\r\n",
    "an empty value": GET + HOST + b"X-A:\r\nX-B: \r\nConnection: close\r\n\r\n",
    "a value above ASCII": GET + HOST + b"X-A: caf\xc3\xa9\r\nConnection: close\r\n\r\n",
    "Content-Length: 0": GET + HOST + b"Content-Length: 0\r\nConnection: close\r\n\r\n",
    "lines that end in LF": b"GET /livez HTTP/1.1\nHost: a\nConnection: close\n\n",
    "a blank line before the request": b"\r\n" + GET + HOST + b"Connection: close\r\n\r\n",
    "a port in Host": GET + b"Host: a:80\r\nConnection: close\r\n\r\n",
    "an IPv6 Host": GET + b"Host: [::1]:80\r\nConnection: close\r\n\r\n",
    "100 headers": GET + HOST + b"".join(b"X-%d: y\r\n" % i for i in range(100)) + b"Connection: close\r\n\r\n",
}


def attack(server):
    for name, data in ATTACKS.items():
        answer = server.raw(data)
        statuses = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d\d\d) ", answer)]
        check(len(statuses) <= 1 and all(400 <= status < 600 for status in statuses) and answer.count(b"\r\n\r\n") <= 1 and not answer.endswith(b"open)"), f"{name} is refused once and for all", answer)
    for name, length in UNMEASURED.items():
        answer = server.raw(POST + b"Content-Length: " + length + b"\r\n\r\n" + SMUGGLED)
        check(set(re.findall(rb"HTTP/1\.1 (\d\d\d) ", answer)) <= {b"400", b"413"} and b"landscapes" not in answer and not answer.endswith(b"open)"), f"a body of {name} bytes is refused", answer)
    for name, data in SOUND.items():
        answer = server.raw(data)
        check(answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b"alive\n"), f"{name} is answered", answer)
    answer = server.raw(GET + HOST + b"\r\n" + GET + HOST + b"\r\n" + GET + HOST + b"Connection: close\r\n\r\n")
    check(answer.count(b"alive\n") == 3, "pipelined requests are all answered", answer)
    for target in ("/livez", "/v1/landscape.png?f=risk"):
        answer = server.raw(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), half_close=True)
        check(answer.startswith(b"HTTP/1.1 200 "), f"{target}: a client that closes its half gets its answer", answer)
    start = time.monotonic()
    answer = server.raw(b"GET /livez HTTP/1.1\r\nHost: a\r\nX-", half_close=True)
    check(not answer.startswith(b"HTTP/1.1 2") and time.monotonic() - start < SOON, "half a request and its end are not waited for")


def too_long(server):
    for length, statuses in ((20000, (400,)), (45020, (400,)), (45050, (414,)), (60000, (414,)), (120000, (414,)), (2000000, (0, 414))):
        reply = server.ask("/v1/landscape.json?f=" + "x" * length, Accept=PROBLEM)
        check(reply.status in statuses, f"a target of {length} bytes: {statuses}", reply.status)
        if reply.status == 414 and length < 130000:
            check(reply["Content-Type"] == PROBLEM and reply.json()["errors"][0]["parameter"] == "target", "414 is a problem of our own", reply.body)
    many = "&".join(f"at={math.sin(i)},{-math.cos(i)}" for i in range(1000))
    check(server.ask(f"/v1/point.json?f=himmelblau&{many}").status == 200, "1,000 points are answered")
    check(server.ask(f"/v1/point.json?f=himmelblau&{many}&at=1,1").status == 400, "1,001 points are not")
    check(server.ask("/v1/landscape.json?" + "&".join(f"p{i}=1" for i in range(2500)), Accept=PROBLEM).status == 400, "2,500 parameters are refused")
    check(server.ask("/v1/landscape.json?f=risk" + "&" * 20000).status == 400, "20,000 separators are refused")


def bodies(server):
    def post(data, declared=None, target="/v1/landscape.csv", head=FORM, **options):
        length = len(data) if declared is None else declared
        return server.raw(b"POST %s HTTP/1.1\r\n%sConnection: close\r\nContent-Length: %d\r\n%s\r\n%s" % (target.encode(), HOST, length, head, data), **options)

    formula = "+".join(f"{i}*x^{i % 9}" for i in range(1, 1500))
    reply = server.ask("/v1/landscape.csv?x=0:1&samples=3", "POST", body=urllib.parse.urlencode({"f": formula}).encode(), Content_Type="application/x-www-form-urlencoded")
    address = server.ask("/v1/landscape.csv?x=0:1&samples=3&f=" + urllib.parse.quote(formula))
    check(reply.status == 200 and reply.body == address.body and address["ETag"] and not reply["ETag"], "a body has the answer of its address, and is not kept", reply.body[:200])
    long = "+".join(f"({i}*sin({i}*x)+{i}*cos({i}*x))" for i in range(1, 1900))
    document = server.ask("/v1/landscape.json", "POST", body=json.dumps({"f": long, "x": "0:1", "samples": 2}).encode(), Content_Type="application/json")
    check(len(long) > 60000 and document.status == 200 and not document.json()["links"], "a formula too long for an address is answered, without links", document.body[:300])
    text = server.ask("/v1/landscape.txt?f=x&x=0:1", "POST", body=b"\n" * (1 << 20), Content_Type="application/x-www-form-urlencoded")
    check(text.status == 200, "a body of the most bytes is read", text.status)
    examples = "\r\n".join(f"{i / 100},{i % 7},{i % 2}" for i in range(3000))
    table = server.ask("/v1/data.json", "POST", body=json.dumps({"data": "given", "examples": examples}).encode(), Content_Type="application/json")
    check(table.status == 200 and table.json()["facts"]["examples"] == 3000, "a table of 3,000 lines is read", table.body[:300])

    start = time.monotonic()
    answer = post(b"", 1 + (1 << 20))
    check(answer.startswith(b"HTTP/1.1 413 ") and answer.count(b"HTTP/1.1 ") == 1 and time.monotonic() - start < SOON, "a body that is too long is refused before it is read", answer[:200])
    check(post(b"f=x", 3, head=FORM + b"Expect: 100-continue\r\n").startswith(b"HTTP/1.1 100 "), "Expect is answered")
    check(post(b"", 3, head=b"Expect: 100-continue\r\n").startswith(b"HTTP/1.1 415 "), "but not where the body is not wanted")
    answer = post(b"f=", 5, half_close=True)
    check(not answer.startswith(b"HTTP/1.1 2"), "half a body is none", answer[:100])
    kept = server.raw(POST + b"Content-Length: 13\r\n\r\nf=x&samples=2" + GET + HOST + b"Connection: close\r\n\r\n")
    check(kept.count(b"HTTP/1.1 200 ") == 2 and kept.endswith(b"alive\n"), "behind a body the next request is read", kept)
    again = server.ask("/v1/landscape.csv?f=x^2&samples=3"), server.ask("/v1/landscape.csv?f=x^2&samples=3", "POST", body=b"x=0:1", Content_Type="application/x-www-form-urlencoded"), server.ask("/v1/landscape.csv?f=x^2&samples=3")
    check(again[0].body == again[2].body != again[1].body, "a body leaves the answers of its address alone")


def slow_bodies():
    """Bodies have to be whole in time, and only so many bytes of them are held at once."""
    server = Server("--head-timeout", "1", "--limit-local", "1", "--max-body", "100000")
    head = POST + b"Content-Length: 100000\r\n\r\nf="
    start = time.monotonic()
    with server.connect(20) as peer:
        peer.sendall(head)
        check(peer.recv(100) == b"" and time.monotonic() - start < SOON, "a body that does not come is not waited for")
    check(server.stop() == 0, "the server stops")
    patient = Server("--limit-local", "1", "--max-body", "100000")
    held = [patient.connect(20) for _ in range(6)]
    for peer in held:
        peer.sendall(head)
    refused = lambda: select.select(held, [], [], 0)[0]
    check(comes(lambda: len(refused()) == 2), "an address has a quarter of the bytes that may be held", len(refused()))
    statuses = [peer.recv(12) for peer in refused()]
    check(statuses == [b"HTTP/1.1 429"] * 2, "beyond them it is put off", statuses)
    for peer in held:
        peer.close()
    check(comes(lambda: patient.ask("/v1/landscape.csv?samples=2", "POST", body=b"f=x", Content_Type="application/x-www-form-urlencoded").status == 200), "and has all of them back afterwards")
    check(patient.stop() == 0, "the server stops")


# --- Variants, validators, methods ---------------------------------------------------------------------------------------------------


def variants(server):
    target = "/v1/landscape.json?f=risk"
    plain, zipped = server.ask(target), server.ask(target, Accept_Encoding="gzip, br")
    check(zipped["Content-Encoding"] == "gzip" and gzip.decompress(zipped.body) == plain.body, "gzip carries the same body")
    check(len(zipped.body) < len(plain.body) and plain["ETag"] != zipped["ETag"], "gzip is shorter and has a tag of its own")
    check("accept-encoding" in plain["Vary"].lower() and plain["Content-Encoding"] is None, "what is compressible varies by Accept-Encoding")
    check(server.ask(target, Accept_Encoding="gzip;q=0")["Content-Encoding"] is None, "q=0 is no")
    check(server.ask("/v1/landscape.png?f=risk", Accept_Encoding="gzip")["Content-Encoding"] is None, "a PNG is not compressed again")
    check(server.ask("/v1/landscape.txt?f=risk", Accept_Encoding="gzip")["Content-Encoding"] is None, "nor is what is short already")
    for reply, encoding in ((plain, "identity"), (zipped, "gzip")):
        held = server.ask(target, If_None_Match=f'"other", W/{reply["ETag"]}', Accept_Encoding=encoding)
        check(held.status == 304 and held["ETag"] == reply["ETag"] and held["Cache-Control"] == reply["Cache-Control"], "304 for a tag held", held.status)
        check(held["Content-Length"] == reply["Content-Length"] and held["Content-Type"] is None, "a 304 has the length it stands for", held.headers)
    check(server.ask(target, If_None_Match='"other"').status == 200, "200 for another tag")
    check(server.ask(target, If_None_Match="*").status == 304, "304 for any tag")
    for path in (target, "/v1/landscape.png?f=risk", "/v1/figures", "/", "/livez", "/nowhere", "/v1/landscape.png?f=rsik", "/openapi.json"):
        whole, head = server.ask(path), server.ask(path, "HEAD")
        for name in ("date", "server-timing", "x-request-id"):
            whole.headers.pop(name, None), head.headers.pop(name, None)
        check(head.status == whole.status and head.headers == whole.headers and not head.body, f"HEAD {path} is GET without its body", head.headers, whole.headers)
        check(whole["Access-Control-Allow-Origin"] == "*" and whole["Cross-Origin-Resource-Policy"] == "cross-origin" and
              whole["X-Content-Type-Options"] == "nosniff", f"{path} may be shown anywhere")
    preflight = server.ask(target, "OPTIONS", Origin="http://a", Access_Control_Request_Method="GET", Access_Control_Request_Headers="x-a")
    check(preflight.status == 204 and "GET" in preflight["Access-Control-Allow-Methods"] and preflight["Allow"] == "GET, HEAD, POST, OPTIONS", "a preflight passes")
    with server.connect() as peer:
        stream = peer.makefile("rb")
        for request, status in ((target, 200), (target, 304), (target, 200), ("/livez", 200)):
            held = f"If-None-Match: {plain['ETag']}\r\n" if status == 304 else ""
            peer.sendall(f"GET {request} HTTP/1.1\r\nHost: a\r\n{held}\r\n".encode())
            reply = Reply.read(stream)
            check(reply.status == status and reply["Connection"] is None, "a kept connection answers on", reply.status, reply.headers)


# --- The contract of the answers -----------------------------------------------------------------------------------------------------


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def resolve(document, reference):
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def validator(document, name):
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return jsonschema.Draft202012Validator(schema)


def valid(document, name, instance, what):
    faults = [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in validator(document, name).iter_errors(instance)]
    return check(not faults, f"{what} is as its schema {name} says", faults[:3])


def description(server):
    """openapi.json and openapi.yaml say the same, hang together, and are OpenAPI 3.1."""
    reply = server.ask("/openapi.json")
    document = reply.json()
    printed = subprocess.run([*PROGRAM, "openapi"], capture_output=True, check=True).stdout
    check(yaml.safe_load(server.ask("/openapi.yaml").body) == document, "openapi.yaml and openapi.json are the same document")
    check(yaml.safe_load(printed) == document, "`landscaped openapi` prints it too")
    check(document["openapi"] == "3.1.0" and document["info"]["version"] and document["info"]["title"], "it is OpenAPI 3.1.0")
    for reference in set(references(document)):
        try:
            check(resolve(document, reference) is not None, reference)
        except KeyError:
            check(False, f"{reference} is defined")
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    identifiers = []
    for path, item in document["paths"].items():
        operation = item["get"]
        identifiers.append(operation["operationId"])
        parameters = [resolve(document, row["$ref"]) if "$ref" in row else row for row in operation.get("parameters", [])]
        names = [(row["in"], row["name"]) for row in parameters]
        check(len(names) == len(set(names)), f"{path}: no parameter twice", names)
        check({name for place, name in names if place == "path"} == set(re.findall(r"{(\w+)}", path)), f"{path}: the path's parameters are described", names)
        check(all(re.fullmatch(r"\d\d\d", status) for status in operation["responses"]) and "200" in operation["responses"], f"{path}: responses by status")
        for row in parameters:
            if row["in"] == "path":
                continue
            jsonschema.Draft202012Validator.check_schema(row["schema"])
            check(row["description"], f"{path}: {row['name']} is described")
            for value in [row[key] for key in ("example",) if key in row] + [row["schema"][key] for key in ("default",) if key in row["schema"]]:
                check(jsonschema.Draft202012Validator(row["schema"]).is_valid(value), f"{path}: {row['name']}={value!r} is as its schema says", row["schema"])
    check(len(identifiers) == len(set(identifiers)), "operationIds are unique")
    return document


MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<", "pdf": b"%PDF-", "json": b"{", "csv": b"", "npz": b"PK\x03\x04", "py": b"#!", "tex": b"% /v1/", "txt": b""}


def csv_agrees(answer, text):
    """Whether the CSV holds the numbers of the JSON."""
    rows = list(csv.reader(io.StringIO(text)))
    header, body = rows[0], rows[1:]
    if any(len(row) != len(header) for row in body):
        return False

    def field(value):
        return "" if value is None else value if isinstance(value, str) else float(value)

    def read(value):
        try:
            return float(value)
        except ValueError:
            return value

    if "grid" in answer:
        grid = answer["grid"]
        wanted = [[x, y, field(z)] for y, line in zip(grid["y"], grid["z"]) for x, z in zip(grid["x"], line)]
    elif "runs" in answer:
        wanted = []
        for run in answer["runs"]:
            columns = run.get("columns", {})
            for i in range(max(map(len, columns.values()), default=0)):
                cells = [field(columns[name][i]) if name in columns and i < len(columns[name]) else "" for name in header[1:]]
                wanted.append([read(run["name"]), *cells])
    else:
        columns = answer.get("columns", {})
        length = max(map(len, columns.values()), default=0)
        wanted = [[field(column[i]) if i < len(column) else "" for column in columns.values()] for i in range(length)]
    return [[read(value) for value in row] for row in body] == wanted


def csv_as_described(document, study, text):
    """What is wrong with the lines of a CSV, read with their header, beside the schema of the study's rows; empty fields are left out."""
    rows = document["components"]["schemas"][f"{study}-csv"]["contentSchema"]["items"]
    lines = list(csv.DictReader(io.StringIO(text)))

    def read(name, value):
        return value if rows["properties"].get(name, {}).get("type") == "string" else float(value)

    try:
        objects = [{name: read(name, value) for name, value in line.items() if value} for line in lines[:50] + lines[-1:]]
    except ValueError as fault:
        return [str(fault)]
    return [fault.message[:200] for each in objects for fault in jsonschema.Draft202012Validator(rows).iter_errors(each)]


def answers(server, document):
    """Every study by its example and every named figure, in every format."""
    index = server.ask("/v1").json()
    figures = server.ask("/v1/figures").json()
    valid(document, "Index", index, "/v1")
    valid(document, "Figures", figures, "/v1/figures")
    for collection in index["collections"]:
        listed = server.ask(collection["link"]).json()[collection["name"]]
        check(listed, f"{collection['link']} lists something")
        for entry in listed:
            name = urllib.parse.quote(entry.get("name") or entry.get("id"), safe="")
            reply = server.ask(f"{collection['link']}/{name}")
            check(reply.status == 200 and reply.json().get("name") == entry.get("name"), f"{collection['link']}/{name} is its entry in the list", reply.body)
    some = figures["figures"][:: 4 if SANITIZED else 1]  # a sanitizer changes no number, and unit programs draw all figures under it
    asked = [(study["name"], study["links"]) for study in index["studies"]] + [(figure["study"], figure["links"]) for figure in some]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda row: answer_in_all_formats(server, document, *row), asked))


def answer_in_all_formats(server, document, study, links):
    replies = {extension: server.ask(links[extension]) for extension in FORMATS if extension in links or extension != "py"}
    for extension, reply in replies.items():
        good = reply.status == 200 and reply.complete and reply.body.startswith(MAGIC[extension]) and reply["ETag"] and reply["Cache-Control"].startswith("public")
        if not check(good, f"{links[extension]} is answered", reply.status, reply.body):
            return
    answer = replies["json"].json()
    valid(document, study, answer, links["json"])
    valid(document, "Answer", answer, links["json"])
    check(answer["study"] == study and answer["summary"] + "\n" == replies["txt"].body.decode(), f"{links['txt']} is the summary")
    check(csv_agrees(answer, replies["csv"].body.decode()), f"{links['csv']} holds the numbers of the JSON", replies["csv"].body[:200])
    faults = csv_as_described(document, study, replies["csv"].body.decode())
    check(not faults, f"{links['csv']} is as the schema {study}-csv says", faults[:3])
    itself = server.ask(answer["links"]["self"])
    check(itself.status == 200 and itself.body == replies["json"].body, f"{links['json']}: links.self leads to the same answer", answer["links"]["self"], itself.body)
    check(server.ask(answer["links"]["png"]).body == replies["png"].body, f"{links['png']}: links.png leads to the same picture")


def problems(server, document):
    for target in ("/nowhere", "/v1/landscape.json?f=rsik&samples=x", "/v1/figures/nothing.json", "/v1/landscapes/nothing"):
        valid(document, "Problem", server.ask(target).json(), target)


# --- Two processes, and the command line ---------------------------------------------------------------------------------------------

SAME = ["/v1/landscape.png?f=risk", "/v1/landscape.svg?f=rosenbrock&view=contour", "/v1/landscape.json?f=himmelblau", "/v1/landscape.pdf?f=risk",
        "/v1/point.json?f=rosenbrock&at=0.3,0.7", "/v1/figures/risk.png", "/v1/figures/saddle.svg", "/v1/landscape.svg?f=rsik", "/openapi.json"]


def two_processes(server):
    other = Server("--threads", "3")
    here, there = (asked.ask("/").body.replace(f":{asked.port}/".encode(), b"/") for asked in (server, other))
    check(here == there, "/ is the same from two processes but for their own addresses")
    for target in SAME:
        one, two = server.ask(target), other.ask(target)
        check(one.body == two.body and one["ETag"] == two["ETag"], f"{target} is the same from two processes")
        again = server.ask(target)
        check(one.body == again.body, f"{target} is the same a second time")
    check(other.stop() == 0, "a server that is told to stop exits with 0")


def run(*arguments, environment=None):
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, timeout=120, env={**os.environ, **(environment or {})})


def render_files(server, folder):
    """A list of requests, answered by one command."""
    book, out = os.path.join(folder, "book.txt"), os.path.join(folder, "out")
    with open(book, "w") as file:
        file.write("# the book\n\n/v1/figures/risk.png\n  /v1/landscape.csv?f=where(x > 0, x, 1)&x=0:1 -o part/one.csv\r\n/v1/point?f=x^2&at=1\n")
    done = run("render", book, "-o", out)
    check(done.returncode == 0 and done.stdout == b"3 files written\n" and not done.stderr, "render writes what a file lists", done)
    for name, target in (("risk.png", "/v1/figures/risk.png"), ("part/one.csv", "/v1/landscape.csv?f=where(x%20>%200,%20x,%201)&x=0:1"), ("point-5.json", "/v1/point.json?f=x^2&at=1")):
        path = os.path.join(out, name)
        check(os.path.exists(path) and open(path, "rb").read() == server.ask(target).body, f"{name} is what the server sends")
    with open(book, "a") as file:
        file.write("/v1/figures/rsik.png\n/v1/figures/saddle.svg")
    done = run("render", book, "-o", out)
    check(done.returncode == 1 and b"book.txt:6: /v1/figures/rsik.png: " in done.stderr and b"4 files written, 1 requests failed" in done.stdout, "a request at fault is named by its line, and the others go on", done)
    with open(book, "a") as file:
        file.write("\n/v1/figures/risk.svg -o risk.png")
    done = run("render", book, "-o", out)
    check(done.returncode == 64 and b"lines 3 and 8 both write" in done.stderr, "two requests for one file are refused before the work", done)
    with open(book, "w") as file:
        file.write("/v1/figures/cubic.txt -o\n")
    done = run("render", book, "-o", out)
    check(done.returncode == 1 and b"-o needs the file" in done.stderr, "a line that ends in -o is told so", done)
    check(run("render", os.path.join(folder, "none")).returncode == 64, "a list that is not there is the command line's fault")


def on_terminal(*arguments):
    """What a command shows where its output is a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # as Linux says that the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return process.wait(), shown.decode(errors="replace")


def command_line(server):
    for name in ("risk.png", "risk.pdf", "risk.npz", "gd-2d.gif?frames=3"):
        code, shown = on_terminal("get", f"/v1/figures/{name}")
        check(code == 64 and "-o FILE" in shown, f"{name} is not written to a terminal", shown)
    check(on_terminal("get", "/v1/figures/risk.txt")[0] == 0, "a text is")
    code, shown = on_terminal("get", "/v1/landscape.png?f=sinx")
    check(code == 1 and "is sin(x) meant?" in shown and '"' not in shown, "a terminal shows sentences, not JSON", shown)
    check(b"-o FILE" in run("help", "get").stdout, "help tells what a verb takes")
    plain = subprocess.Popen([*PROGRAM, "--listen", "127.0.0.1:0"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    check(b'"event":"start"' in plain.stderr.readline(), "without a verb it serves")
    plain.terminate()
    check(plain.wait(timeout=30) == 0, "and ends when told to")
    plain.stderr.close()
    check(run("version").stdout == run("--version").stdout and run("help").stdout == run("--help").stdout, "help and version are verbs, too")
    for target in SAME[:7]:
        done = run("get", target)
        check(done.returncode == 0 and done.stdout == server.ask(target).body and not done.stderr, f"get {target} prints what the server sends", done.stderr)
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "a.png")
        done = run("get", "/v1/figures/risk.png", "-o", file)
        check(done.returncode == 0 and not done.stdout and open(file, "rb").read() == server.ask("/v1/figures/risk.png").body, "get -o writes the file")
        missing = os.path.join(folder, "b.png")
        done = run("get", "/v1/figures/rsik.png", "-o", missing)
        check(done.returncode == 1 and not os.path.exists(missing) and json.loads(done.stderr)["status"] == 404, "a 4xx exits with 1, its problem on stderr", done)
        for body in ("f=x^2&x=0:1&samples=3", '{"f": "x^2", "x": "0:1", "samples": 3}'):
            pathlib.Path(folder, "body").write_text(body)
            check(run("get", "/v1/landscape.csv", "--body", os.path.join(folder, "body")).stdout == server.ask("/v1/landscape.csv?f=x^2&x=0:1&samples=3").body, f"get --body reads {body}")
        check(run("get", "/v1/landscape.csv", "--body", "nowhere").returncode == 64, "a body that is not there is the command line's fault")
        check(run("get", "/v1/figures/risk.png", "-o", "-").stdout == server.ask("/v1/figures/risk.png").body, "get -o - writes to standard output")
        render_files(server, folder)
        site = os.path.join(folder, "site")
        done = run("export", site, "--only", "risk,saddle", "--format=svg,csv")
        check(done.returncode == 0 and sorted(os.listdir(f"{site}/figures")) == ["risk.csv", "risk.svg", "saddle.csv", "saddle.svg"], "export --only writes two figures", done)
        page = open(f"{site}/index.html").read()
        check(page.count("<article") == 2 and page.count("<section") == page.count("</section>"), "and shows them alone")
        done = run("export", site, "--only", "risk,sadle")
        check(done.returncode == 64 and b"saddle" in done.stderr, "a figure that is not there is named, with the nearest", done)
        check(run("get", "/v1/figures/risk.png", "-o", "/nonexistent/a").returncode == 74, "a file that cannot be written exits with 74")
    check(run("get", "/v1/landscape.json?f=x + 1&x=0:1&samples=2").returncode == 0, "blanks may be typed")
    check(run("get", "/livez").stdout == b"alive\n", "get /livez")
    done = run("get", "--max-memory", "1048576", "/v1/landscape.json?f=risk&samples=200000")
    check(done.returncode == 1 and json.loads(done.stderr)["errors"][0]["parameter"] == "samples", "too much memory is a 422 that names what to lower", done)
    for arguments, says in ((["--lisen", "x"], b"--listen"), (["--queue", "many"], b"--queue"), (["--queue"], b"--queue"), (["serve", "--listen", "nonsense"], b"--listen"), (["serve", "--listen", "127.0.0.1:65536"], b"--listen"),
                            (["serve", "--threads", "0.5"], b"--threads"), (["srve"], b"serve"),
                            (["get"], b"path"), (["get", "/", "/"], b"'/' is too much: landscaped get PATH"), (["check", "nonsense"], b"URL"), (["openapi", "x"], b"openapi"), (["serve", "x"], b"'x' is too much"),
                            (["gett"], b"the nearest is get"), (["help", "gett"], b"the nearest is get"), (["--listn", "x"], b"serve has no flag --listn; the nearest is --listen"), (["get", "/v1/figures/risk.txt", "-o"], b"-o needs FILE"), (["get", "/v1/figures/risk.txt", "--boddy", "x"], b"get has no flag --boddy; the nearest is --body"),
                            (["render", "a", "--jobs", "3"], b"render has no flag --jobs; the nearest is --threads"), (["serve", "--port", "80"], b"no flag --port; the nearest is --listen"), (["get", "/livez", "--output", "x"], b"the nearest is -o"), (["get", "/livez", "-ox"], b"the nearest is -o"), (["export", "x", "--only"], b"--only needs LIST"), (["export", "x", "--theme", "blue"], b"--theme takes light, dark or auto"), (["export", "x", "--format", "svg,xyz"], b"'xyz' is none"), (["completion", "tcsh"], b"bash, zsh or fish")):
        done = run(*arguments)
        check(done.returncode == 64 and says in done.stderr, f"{arguments} is refused", done)
    for name, value in (("LANDSCAPED_QUEUE", "x"), ("LANDSCAPED_THREADS", "0.5"), ("LANDSCAPED_LISTEN", "127.0.0.1:80000")):
        done = run("serve", environment={name: value})
        check(done.returncode == 64 and name.encode() in done.stderr, f"{name}={value} is refused", done)
    check(run("--help").returncode == 0 and b"--listen" in run("--help").stdout, "--help lists the flags")
    for verb in ("get", "render", "export", "openapi", "check", "version", "man", "completion"):
        check(run(verb, "--help").stdout == run("help", verb).stdout and run(verb, "--help").stdout.startswith(f"landscaped {verb}".encode()), f"{verb} --help is about {verb}")
    check(run("-V").stdout == run("--version").stdout == run("-v").stdout, "-V and -v as --version")
    check(run("--version").stdout.decode() == f"landscaped {server.start['version']}, build {server.start['build']}\n", "--version")
    check(run("check", f"http://{server.host}:{server.port}/readyz").returncode == 0, "check finds it ready")
    check(run("check", f"http://{server.host}:{server.port}/nowhere").returncode == 2, "check fails for a 404")
    check(run("check", f"http://{server.host}:1/").returncode == 2, "check fails where nothing listens")
    check(run("serve", "--listen", "name.invalid:80").returncode == 78, "a name that does not exist is refused")


def data_folder(server):
    """Tables of a folder are sets like the built-in ones; their content is part of what an ETag stands for."""
    target = "/v1/data.json?data=houses(n=4,test=1)"
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "houses.csv"
        table.write_text("area,rooms,price\n70,3,200\n50,2,150\n90,4,260\n120,5,330\n40,1,110\n")
        one, two = Server("--data", folder), Server(environment={"LANDSCAPED_DATA": folder})
        check(one.ask(target).status == 200 and one.ask(target)["ETag"] == two.ask(target)["ETag"], "the same folder gives the same answers", one.ask(target).body)
        listed = one.ask("/v1/datasets/houses").json()
        check((listed["file"], listed["inputs"], listed["examples"], listed["target"]) == ("houses.csv", 2, 5, "number"), "/v1/datasets lists it", listed)
        check(any(entry["name"] == "houses" for entry in one.ask("/v1/datasets").json()["datasets"]), "in the list, too")
        check(one.start["data-digest"] == listed["folder_digest"] and listed["folder_digest"] in one.ask("/metrics").body.decode(), "the log and the metrics say the digest")
        check(run("get", "--data", folder, target).stdout == one.ask(target).body, "get reads the folder")
        problem = server.ask(target)
        check(problem.status == 400 and server.start["data-digest"] == "none", "without the folder there is no such set", problem.body)
        table.write_text(table.read_text().replace("110", "111"))
        other = Server("--data", folder)
        for path in (target, "/v1/figures/risk.png", "/v1/datasets"):
            check(one.ask(path)["ETag"] != other.ask(path)["ETag"] and one.ask(path, **{"If-None-Match": other.ask(path)["ETag"]}).status == 200, f"{path}: another table is another ETag")
        check(all(each.stop() == 0 for each in (one, two, other)), "they stop")
        table.write_text("area,price\n70,200\n50,cheap?\n60,3\n,2\n")
        for verb in (["serve"], ["get", "/livez"], ["export", f"{folder}/site"]):
            done = run(*verb, "--data", folder)
            check(done.returncode == 78 and b"houses.csv: line 5, column 1 (area): the field is blank" in done.stderr, f"{verb[0]} refuses a bad table by its place", done)
    done = run("serve", "--data", "/nonexistent")
    check(done.returncode == 78 and b"/nonexistent cannot be opened" in done.stderr, "a folder that is not there is refused", done)


FONTS = {"dejavu/DejaVuSans.ttf": "fonts-dejavu-core", "wqy/wqy-microhei.ttc": "fonts-wqy-microhei", "lohit-devanagari/Lohit-Devanagari.ttf": "fonts-lohit-deva",
         "ancient-scripts/Symbola_hint.ttf": "fonts-symbola"}
# As wrong as a configuration can be: another family for all, bold and slanted.
DECOY = """<fontconfig><dir>{0}</dir><cachedir>{0}/cache</cachedir>
<match target="pattern"><edit name="family" mode="assign" binding="strong"><string>DejaVu Serif</string></edit></match>
<match target="font"><edit name="embolden" mode="assign"><bool>true</bool></edit></match></fontconfig>"""


def fonts(server):
    """The fonts that ship are the fonts that draw, whatever else is installed and however it is configured."""
    texts = "काठी बिंदु 鞍点と勾配 안장점 😀🚀 سرج אוכף x̄ plain"
    targets = [f"/v1/landscape.{extension}?f=risk&title={urllib.parse.quote(texts)}&annotate={urllib.parse.quote(texts)}@0,0" for extension in ("png", "svg", "pdf")]
    with tempfile.TemporaryDirectory() as folder:
        other = pathlib.Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
        (pathlib.Path(folder) / ".fonts").mkdir()
        (pathlib.Path(folder) / ".fonts/other.ttf").write_bytes(other.read_bytes())
        (pathlib.Path(folder) / "fonts.conf").write_text(DECOY.format(folder))
        environments = [{}, {"FONTCONFIG_FILE": f"{folder}/fonts.conf"}, {"FONTCONFIG_FILE": "/nonexistent"}, {"HOME": folder, "XDG_DATA_HOME": folder},
                        {name: "ja_JP.UTF-8" for name in ("LANG", "LC_ALL", "LANGUAGE", "FC_LANG", "PANGO_LANGUAGE")}]
        for target in targets:
            drawn = [run("get", target, environment=environment) for environment in environments]
            check(all(one.returncode == 0 and one.stdout == server.ask(target).body for one in drawn), f"{target[:30]} is the same under every set of fonts", [one.stderr for one in drawn])
        for missing, package in FONTS.items():
            some = pathlib.Path(folder) / "some" / package
            for file in FONTS:
                if file != missing:
                    (some / file).parent.mkdir(parents=True)
                    (some / file).symlink_to(f"/usr/share/fonts/truetype/{file}")
            done = run("get", "/livez", environment={"LANDSCAPED_FONTS": str(some)})
            check(done.returncode == 78 and f"{some}/{missing}".encode() in done.stderr and package.encode() in done.stderr, f"without {missing} nothing starts, and the package is named", done)
    figure("other fonts change nothing", f"{len(environments)} sets of fonts, png, svg, pdf", "not one byte differs")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(server.ask(targets[2]).body)
        file.flush()
        read = subprocess.run(["pdftotext", file.name, "-"], capture_output=True, text=True).stdout
        check(all(word in read for word in ("鞍点と勾配", "안장점", "😀🚀", "सرج"[1:], "plain", "काठी", "बिंदु")), "text of every script can be selected in a PDF", read)


def log_is_json(server):
    lines = []
    for line in server.log:
        try:
            lines.append(json.loads(line))
        except ValueError:
            check(False, "a line of the log is no JSON", line)
    check(len(lines) > 100 and all({"time", "event"} <= line.keys() for line in lines), "every line of the log is JSON")
    check(all({"id", "method", "target", "status", "bytes", "milliseconds", "cache"} <= line.keys() for line in lines if line["event"] == "request"), "requests are logged whole",
          [line for line in lines if line["event"] == "request" and "status" not in line])
    check(server.start["event"] == "start" and server.start["max-cost"] > 0, "the first line has the settings")


# Sections that wait for most of their time, each with a server of its own: several at once. The others measure what the processors do.
WAITING = [fairness.gives_way, operators.signals, load.rude, fairness.untaken, load.drain_delay, load.drain_of_the_slow, load.per_address, load.drains,
           load.drain_limit, load.few_files, operators.log_that_nobody_reads, operators.no_standard_files, operators.disk_that_takes_nothing, operators.doors]


def main():
    server = Server()
    for section in (replay_requests, field_numbers.numbers, field_pictures.pictures, field_hands.hands, replay_malformed, attack, too_long, bodies, variants):
        attempt(section, server)
    document = attempt(description, server)
    for section in (answers, problems):
        attempt(section, server, document)
    for section in (two_processes, command_line, data_folder, fonts):
        attempt(section, server)
    attempt(slow_bodies)
    check(server.process.poll() is None, "the server still runs")
    check(server.stop() == 0, "and stops with 0 when told")
    attempt(log_is_json, server)
    sections = [section for section in [*load.SECTIONS, *operators.SECTIONS, *fairness.SECTIONS] if not UNDER or section not in load.ALONE]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(attempt, (section for section in sections if section in WAITING)))
    for section in sections:
        if section not in WAITING:
            attempt(section)
    print(f"{Tally.passed} passed, {Tally.failed} failed")
    return Tally.failed > 0


if __name__ == "__main__":
    sys.exit(main())
