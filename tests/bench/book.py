"""A book's figures: 60 of the named figures as PNG by one command, `landscaped render`, against 60 requests to a service that has just started, one behind
the other and as many at once as there are CPUs, and against 60 commands `landscaped get`. Every way is measured in turn, three times, so that all meet the
same machine; files must be the same byte for byte. A refusal comes as a picture, too, with its status: one for want of time or room is asked again when the
service says, as a client does, and counted. Prints seconds of the clock, and of CPU. Argument: the program (build/landscaped)."""

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

PROGRAM, FIGURES, ROUNDS = sys.argv[1], 60, 3


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
            print(f"   {len(late)} answers put off: {', '.join(sorted(set(late)))}")

    return run


cpus = len(os.sched_getaffinity(0))
listed = json.loads(subprocess.run([PROGRAM, "get", "/v1/figures"], capture_output=True, check=True).stdout)["figures"]
targets = [f"/v1/figures/{figure['id']}.png" for figure in listed[:FIGURES]]
ways = {"render": render, "requests, one behind the other": requests(1), f"requests, {cpus} at once": requests(cpus), "commands get": commands}
print(f"{len(targets)} figures, {cpus} CPUs")
for turn in range(ROUNDS):
    pages = {}
    for name, way in ways.items():
        with tempfile.TemporaryDirectory() as place:
            folder, before, began = pathlib.Path(place), used(), time.perf_counter()
            way(targets, folder)
            print(f"{turn + 1}  {name:32} {time.perf_counter() - began:7.2f} s  {used() - before:7.2f} s of CPU", flush=True)
            pages[name] = [(folder / f"{i}.png").read_bytes() for i in range(len(targets))]
    differ = [f"{target} by {name}" for name, files in pages.items() for target, file, wanted in zip(targets, files, pages["render"]) if file != wanted]
    if differ:
        sys.exit("files differ: " + ", ".join(differ))
