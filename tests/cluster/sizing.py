"""How much one replica and one edge carry: the table of docker/README.md, measured with wrk on the loopback interface.

    python3 -B tests/cluster/sizing.py build/landscaped [seconds a row]

Requests a second depend on what else the machine does; a request's cost in processor time, which is what capacity is planned by, hardly does."""

import os
import pathlib
import subprocess
import sys

from processes import Edge, Replica, free_ports, workplace

HERE = pathlib.Path(__file__).parent
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 8
TICKS = os.sysconf("SC_CLK_TCK")


def processes_of(pid):
    """A process and its children."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [int(child) for child in children]


def processor_seconds(pid):
    fields = [pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split() for each in processes_of(pid)]
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS


def memory(pid, entry):
    """In MiB: VmHWM is the most there ever was, VmRSS what there is."""
    lines = [line for each in processes_of(pid) for line in pathlib.Path(f"/proc/{each}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith(entry + ":")) / 1024


def wrk(port, mix, connections, seconds, start):
    environment = {**os.environ, "MIX": mix, "FROM": str(start)}
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", HERE / "mixes.lua", f"http://127.0.0.1:{port}"]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return [int(word) for word in output.split("RESULT ")[1].split()]


def row(name, pid, port, mix, connections, start):
    wrk(port, mix, connections, 2, start)
    before = processor_seconds(pid)
    requests, microseconds, count, median, late, errors = wrk(port, mix, connections, SECONDS, start + 1_000_000)
    cost = (processor_seconds(pid) - before) / requests
    cells = (name, f"{requests / (microseconds / 1e6):,.0f}", f"{1e3 * cost:.3g} ms", f"{1 / cost:,.0f}", f"{median / 1e3:.3g} / {late / 1e3:.3g} ms",
             f"{count / requests / 1024:.1f} KiB", f"{memory(pid, 'VmHWM'):.0f} MiB", str(errors))
    print("| " + " | ".join(cells) + " |", flush=True)


print("| mix | requests a second | processor time each | requests a second a core | median / 99 % | size | peak memory | errors |")
print("| --- | --- | --- | --- | --- | --- | --- | --- |")
for name, mix, connections, flags in (("readers: the chapter's figures, SVG and 2× PNG, computed every time", "readers", 32, ["--cache-bytes=0"]),
                                      ("readers, from the replica's own cache", "readers", 32, []),
                                      ("playground: a new formula every time", "playground", 32, []),
                                      ("studies: every study in turn, new every time", "studies", 8, [])):
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0], "--log-requests=0", *flags)
        started.append(replica)
        print(f"(idle: {memory(replica.process.pid, 'VmRSS'):.0f} MiB)", file=sys.stderr)
        row(name, replica.process.pid, replica.port, mix, connections, 0)
with workplace() as (directory, started):
    replica = Replica(directory, "replica", free_ports(1)[0], "--log-requests=0")
    started.append(replica)
    edge = Edge(directory, [replica.port], unlimited=True)
    started.append(edge)
    row("readers, from the edge's cache", edge.process.pid, edge.port, "readers", 32, 0)
