"""Requests that people reported as answered wrongly, and others of the same kind, with what is true of each: what field_numbers.py and
field_pictures.py share. A case is a request as it is typed ('+' is plus) and claims; a claim takes the answer and returns what is wrong, or None."""

import json
import math
import sys
import urllib.parse

from harness import PROBLEM, Server, Tally, check


def address(request):
    """The path and query of 'study.ext?name=value&…' as typed; json where there is no extension."""
    study, _, query = request.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")] if query else []
    quoted = "&".join(f"{name}={urllib.parse.quote(value, safe='*()/:;,.$!^|@~')}" for name, _, value in pairs)
    return f"/v1/{study if '.' in study.split('/')[-1] else study + '.json'}" + (f"?{quoted}" if quoted else "")


class Answer:
    """What came back: JSON as `body`, anything else as `text`."""

    def __init__(self, reply):
        self.status, self.raw = reply.status, reply.body
        kind = reply["Content-Type"] or ""
        self.body = json.loads(reply.body) if "json" in kind else {}
        self.text = "" if kind.startswith("image/png") else reply.body.decode(errors="replace")
        self.summary = self.body.get("summary") or (self.text if kind.startswith("text/plain") else "")

    def at(self, path):
        """'facts.points.0.kind' of the JSON."""
        place = self.body
        for step in path.split("."):
            place = place[int(step)] if isinstance(place, list) else place[step]
        return place


def close(value, wanted, tolerance):
    """Numbers within a tolerance, relative above 1; lists member by member; all else equal."""
    if isinstance(wanted, (list, tuple)):
        return isinstance(value, list) and len(value) == len(wanted) and all(close(a, b, tolerance) for a, b in zip(value, wanted))
    if isinstance(wanted, float) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return math.isfinite(value) and abs(value - wanted) <= tolerance * max(1, abs(wanted))
    return value == wanted


def is_(path, wanted, tolerance=1e-9):
    def claim(answer):
        value = answer.at(path)
        return None if close(value, wanted, tolerance) else f"{path} is {value}, not {wanted}"
    return claim


def fact(name, wanted, tolerance=1e-9):
    return is_(f"facts.{name}", wanted, tolerance)


def says(*texts):
    def claim(answer):
        missing = [text for text in texts if text not in answer.summary]
        return f"{missing} is not said: {answer.summary}" if missing else None
    return claim


def silent(*texts):
    """The sentence holds none of these."""
    def claim(answer):
        said = [text for text in texts if text in answer.summary]
        return f"{said} is said: {answer.summary}" if said else None
    return claim


def holds(*texts):
    """The body as it was sent holds each of these."""
    def claim(answer):
        missing = [text for text in texts if text.encode() not in answer.raw]
        return f"{missing} is not in the body" if missing else None
    return claim


def lacks(*texts):
    def claim(answer):
        there = [text for text in texts if text.encode() in answer.raw]
        return f"{there} is in the body" if there else None
    return claim


def kinds(*proved, **counts):
    """A list of critical points: how many of each kind, and no others; `kinds("proved", minimum=1)` also wants the list proved."""
    def claim(answer):
        found = answer.at("columns.kind")
        tally = {kind: found.count(kind) for kind in set(found)}
        if tally != {kind: count for kind, count in counts.items() if count}:
            return f"kinds are {tally}"
        complete = answer.at("facts.complete")
        return f"complete is {complete}" if complete not in (proved or ("proved", "not_contradicted")) else None
    return claim


def lists(kind, at, value, tolerance=1e-9):
    """A list of critical points has one of this kind, there, with this value."""
    def claim(answer):
        columns = answer.at("columns")
        names = ["x", "y"][:len(at)]
        rows = zip(columns["kind"], zip(*(columns[name] for name in names)), columns["value"])
        good = any(row[0] == kind and close(list(row[1]), [float(a) for a in at], tolerance) and close(row[2], float(value), tolerance) for row in rows)
        return None if good else f"no {kind} at {at} with value {value}"
    return claim


def outcome(*wanted):
    def claim(answer):
        found = [run["outcome"] for run in answer.at("runs")]
        return None if found == list(wanted) else f"outcomes are {found}"
    return claim


def column(name, index, wanted, tolerance=1e-9):
    def claim(answer):
        value = answer.at(f"columns.{name}")[index]
        return None if close(value, float(wanted), tolerance) else f"{name}[{index}] is {value!r}, not {wanted!r}"
    return claim


def refused(parameter, *texts):
    def claim(answer):
        if answer.status != 400:
            return f"status {answer.status}"
        blamed = [error for error in answer.at("errors") if error.get("parameter") == parameter]
        said = json.dumps(blamed, ensure_ascii=False)
        return None if blamed and all(text in said for text in texts) else f"refused: {answer.body}"
    refused_claims.add(claim)
    return claim


refused_claims = set()


def put(server, cases):
    """Asks each request and checks each claim; requests that no claim wants refused must be answered."""
    for request, *claims in cases:
        reply = server.ask(address(request), Accept=PROBLEM + ", */*")
        answer = Answer(reply)
        if not any(claim in refused_claims for claim in claims) and not check(answer.status == 200, f"{request} is answered", answer.status, answer.raw):
            continue
        for claim in claims:
            try:
                wrong = claim(answer)
            except (KeyError, IndexError, TypeError) as error:
                wrong = f"not in the answer: {error!r}"
            check(wrong is None, request, wrong)


def alone(section):
    """Runs one section by itself, with a server of its own."""
    server = Server()
    section(server)
    check(server.stop() == 0, "the server stops")
    print(f"{Tally.passed} passed, {Tally.failed} failed")
    sys.exit(Tally.failed > 0)
