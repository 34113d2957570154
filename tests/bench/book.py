"""A book's figures: 60 of the named figures as PNG by one command, `landscaped render`, against 60 requests to a service that has just started, one behind
the other and as many at once as there are CPUs, and against 60 commands `landscaped get`. Every way is measured in turn, three times, so that all meet the
same machine; files must be the same byte for byte. A refusal comes as a picture, too, with its status: one for want of time or room is asked again when the
service says, as a client does, and told. Prints rows of `make bench`: of each way its best time. Argument: the folder of the build."""

import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

import rows

PROGRAM, FIGURES, ROUNDS = f"{sys.argv[1]}/landscaped", 60, 3


def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def render(targets, folder):
    book = folder / "book.txt"
    book.write_text("".join(f"{target} -o {i}.png\n" for i, target in enumerate(targets)))
    subprocess.run([PROGRAM, "render", book, "-o", folder], check=True, stdout=subprocess.DEVNULL)


def commands(targets, folder):
    for i, target in enumerate(targets):
        subprocess.run([PROGRAM, "get", target, "-o", folder / f"{i}.png"], check=True)


def serve():
    service = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in service.stdout:
        if found := re.search(r"127\.0\.0\.1:(\d+)", line):
            return service, int(found[1])
    raise RuntimeError("the service does not start")


def answered(connection, target):
    """The body of an answer, and how often it was put off."""
    for again in range(20):
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 200:
            return body, again
        if answer.status not in (429, 503):
            break
        time.sleep(float(answer.headers.get("Retry-After", 1)))
    raise RuntimeError(f"{target} is answered {answer.status}")


def requests(workers):
    def run(targets, folder):
        service, port = serve()
        late = []

        def one(part):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            for i in part:
                body, again = answered(connection, targets[i])
                (folder / f"{i}.png").write_bytes(body)
                late.extend([targets[i]]*again)
            connection.close()

        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            parts = [pool.submit(one, range(k, len(targets), workers)) for k in range(workers)]
        service.terminate()
        service.wait()
        service.stdout.close()
        for part in parts:
            part.result()
        if late:
            print(f"{len(late)} answers put off: {', '.join(sorted(set(late)))}", file=sys.stderr)

    return run


WORK = f"a book of {FIGURES} figures by one command"
if not rows.wants(WORK):
    raise SystemExit
cpus = len(os.sched_getaffinity(0))
listed = json.loads(subprocess.run([PROGRAM, "get", "/v1/figures"], capture_output=True, check=True).stdout)["figures"]
targets = [f"/v1/figures/{figure['id']}.png" for figure in listed[:FIGURES]]
ways = {"render": render, "requests one behind the other": requests(1), f"requests, {cpus} at once": requests(cpus), "as many commands get": commands}


seconds, busy, differ = {name: [] for name in ways}, {name: [] for name in ways}, set()
for _ in range(ROUNDS):
    pages = {}
    for name, way in ways.items():
        with tempfile.TemporaryDirectory() as place:
            folder, before, began = pathlib.Path(place), used(), time.perf_counter()
            way(targets, folder)
            seconds[name].append(time.perf_counter() - began)
            busy[name].append(used() - before)
            pages[name] = [(folder / f"{i}.png").read_bytes() for i in range(len(targets))]
    differ |= {target for files in pages.values() for target, file, wanted in zip(targets, files, pages["render"]) if file != wanted}
ours = min(seconds["render"])
for name, most in zip(list(ways)[1:], (0.8, 1.1, 0.6)):  # at once, the service draws as the command does
    floor = min(seconds[name])
    rows.row(f"{WORK}, {cpus} CPUs, against {name}", f"{ours:.2f} s", f"{floor:.2f} s", f"{ours/floor:.2f}", f"≤ {most}", ours <= most*floor)
ours, floor = min(busy["render"]), min(busy[f"requests, {cpus} at once"])
rows.row("its processor time, against that of the requests at once", f"{ours:.2f} s", f"{floor:.2f} s", f"{ours/floor:.2f}", "≤ 1.1", ours <= 1.1*floor)
rows.row("figures of the book that differ between these ways", f"{len(differ)} of {len(targets)}", "–", "–", f"≤ 0 of {len(targets)}", not differ)
