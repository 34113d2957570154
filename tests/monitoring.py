"""docker/monitoring against the program: promtool reads its metrics and tries the rules; each metric that a rule or the board names is there.
Argument: the program (build/landscaped)."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests/http"))
from harness import Server
from tally import Tally, check

FOLDER = ROOT / "docker/monitoring"
PROMTOOL = shutil.which("promtool")


def promtool(*arguments, text=None):
    done = subprocess.run([PROMTOOL, *arguments], input=text, capture_output=True, cwd=FOLDER)
    check(done.returncode == 0, f"promtool {' '.join(arguments)}", done.stdout + done.stderr)


def named(expression):
    """Metrics of ours that an expression names, without what makes a counter of a histogram."""
    return set(re.findall(r"\b((?:landscaped|process)_[a-z_]+)", expression))


server = Server()
for target in ("/v1/landscape.json?f=risk", "/v1/landscape.json?f=risk", "/v1/descent.svg?f=risk&start=1&steps=5", "/v1/landscape.json?f=rsik", "/livez"):
    server.ask(target)
metrics = server.ask("/metrics").body
server.stop()
samples = set(re.findall(r"^([a-z_]+)", metrics.decode(), re.M))
rules, board = (FOLDER / "alerts.yml").read_text(), json.loads((FOLDER / "board.json").read_text())
recorded = set(re.findall(r"record: (\S+)", rules))
expressions = re.findall(r"expr: (.*)", rules) + [target["expr"] for panel in board["panels"] for target in panel["targets"]]
for expression in expressions:
    check(named(expression) <= samples, f"{expression}: there are such metrics", named(expression) - samples)
    check(set(re.findall(r"landscaped:[a-z0-9_:]+", expression)) <= recorded, f"{expression}: there are such rules")
check(len(board["panels"]) == len({panel["id"] for panel in board["panels"]}) > 8, "the board has panels")
promtool("check", "metrics", text=metrics)
promtool("check", "rules", "alerts.yml")
promtool("test", "rules", "alerts.test.yml")
# Each panel's expression is one that Prometheus reads, with the board's variables filled in.
filled = [re.sub(r"\$__rate_interval", "5m", re.sub(r"\$job", "landscaped", target["expr"])) for panel in board["panels"] for target in panel["targets"]]
with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
    json.dump({"groups": [{"name": "board", "rules": [{"record": f"board:{i}", "expr": text} for i, text in enumerate(filled)]}]}, file)
    file.flush()
    promtool("check", "rules", file.name)
print(f"monitoring: {Tally.passed} passed, {Tally.failed} failed")
sys.exit(Tally.failed > 0)
