"""A step of SGD in torch beside ours, as a row of the benchmarks: networks.py BUILD. Where there is no torch, the row says so."""
import statistics
import subprocess
import sys
import time

WORK = "a step of SGD, 64-64-10, tanh, batch of 32, against torch {} (double, one thread)"
GOAL, PAIRS, STEPS = 8, 9, 500

try:
    import torch
except ImportError:
    print(WORK.format(""), "–", "not installed", "–", f"≤ 1/{GOAL}", "–", sep="\t")
    sys.exit()


def theirs():
    """Nanoseconds of processor time that a step takes."""
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.Tanh(), torch.nn.Linear(64, 10)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    inputs, targets = torch.randn(256, 64, dtype=torch.float64), torch.arange(256) % 10
    which = (torch.arange(32) * 7) % 256

    def step():
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(inputs[which]), targets[which]).backward()
        optimizer.step()

    for _ in range(20):
        step()
    start = time.process_time_ns()
    for _ in range(STEPS):
        step()
    return (time.process_time_ns() - start) / STEPS


def ours():
    return float(subprocess.run([f"{sys.argv[1]}/bench/measure", "step"], capture_output=True, text=True, check=True).stdout)


torch.set_num_threads(1)
pairs = [(ours(), theirs()) for _ in range(PAIRS)]
ratio = statistics.median(their / our for our, their in pairs)
our, their = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
print(WORK.format(torch.__version__), f"{our / 1e3:.1f} µs/step", f"{their / 1e3:.1f} µs/step", f"1/{ratio:.3g}", f"≤ 1/{GOAL}", "yes" if ratio >= GOAL else "NO", sep="\t")
