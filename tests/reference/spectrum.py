#!/usr/bin/env python3
"""Hessians of trained networks and critical points in torch (float64), from the parameters that `hessian-spectrum` with weights=1 and `data.csv`
give: writes spectrum.json with torch's eigenvalues, and prints how far the answers are from them. Run with Debian's python3-torch from the root of
the repository after `make`: python3 tests/reference/spectrum.py"""
import json

import torch

from training import ask, data_of, forward, loss_of

POINTS = [
    ("moons(n=40,test=0)", [6], "tanh", {}, "cross_entropy", {"steps": 100}),
    ("blobs(n=60,test=0)", [5, 4], "gelu", {}, "cross_entropy", {"steps": 50, "decay": 0.01}),
    ("iris(n=80)", [6], "silu", {"normalization": "layer"}, "cross_entropy", {"steps": 40}),
    ("sine(n=30,noise=0.1,test=0)", [7], "tanh", {"bias": 0}, "squared", {"steps": 80, "decay": 0.001}),
    ("spirals(n=50,test=0)", [8, 8], "tanh", {"residual": 1}, "squared", {"steps": 0}),
    ("digits(n=100,test=0)", [8], "tanh", {}, "cross_entropy", {"steps": 60}),  # 610 parameters: Lanczos
]
CRITICAL = [("xor(n=40)", [4], "tanh", {}, "cross_entropy", {"decay": 0.003, "points": 50}),
            ("sine(n=40)", [4], "tanh", {}, "squared", {"decay": 0.001, "points": 12}),
            ("moons(n=50,noise=0.2)", [3], "tanh", {}, "cross_entropy", {"decay": 0.01, "points": 12})]


def units(point, inputs, hidden):
    """Of one hidden layer of an odd activation: each unit's weights and bias, in and out, with one sign and in one order; then the last biases."""
    w, b, v = point[:inputs * hidden], point[inputs * hidden:(inputs + 1) * hidden], point[(inputs + 1) * hidden:]
    outputs = len(v) // (hidden + 1)
    rows = [[*w[inputs * h:inputs * (h + 1)], b[h], *(v[o * hidden + h] for o in range(outputs))] for h in range(hidden)]
    rows = [[-x for x in row] if max(row, key=abs) < 0 else row for row in rows]
    return [x for row in sorted(rows) for x in row] + v[outputs * hidden:]


def ask_for(case, at):
    data, hidden, activation, options, loss, extra = case
    arguments = ["hidden=" + ";".join(map(str, hidden)), "activation=" + activation] + [f"{key}={value}" for key, value in options.items()]
    query = {"data": data, "network": f"mlp({','.join(arguments)})", "loss": loss, "at": at, "seed": 3, "decay": 0, **extra, "weights": 1}
    answer = json.loads(ask("hessian-spectrum", "json", query))
    parts, inputs = data_of({"data": data, "seed": 3})
    x, target = parts["train"]
    sizes = [inputs, *hidden, answer["facts"]["classes"] or 1]

    def value(weights):
        return loss_of(forward(weights, x, sizes, activation, options), target, loss) + query["decay"] / 2 * (weights ** 2).sum()
    return "&".join(f"{key}={value}" for key, value in query.items()), answer, value


def hessian(value, weights):
    weights = torch.tensor(weights)
    return torch.linalg.eigvalsh(torch.autograd.functional.hessian(value, weights)).tolist()


def gradient_norm(value, weights):
    weights = torch.tensor(weights, requires_grad=True)
    value(weights).backward()
    return weights.grad.norm().item()


def main():
    record = {"generator": "tests/reference/spectrum.py", "versions": {"torch": torch.__version__}, "points": [], "critical": []}
    for case in POINTS:
        query, answer, value = ask_for(case, "end")
        values = hessian(value, answer["facts"]["weights"])
        record["points"].append({"query": query, "eigenvalues": values, "trace": sum(values), "frobenius": sum(v * v for v in values) ** 0.5,
                                 "loss": value(torch.tensor(answer["facts"]["weights"])).item()})
        assert abs(answer["facts"]["frobenius"] - record["points"][-1]["frobenius"]) <= 1e-10
        ours = answer["columns"]["eigenvalue"]
        print(query, "top", abs(ours[-1] - values[-1]), max(abs(a - b) for a, b in zip(ours, values)) if len(ours) == len(values) else "Lanczos",
              "trace", answer["facts"]["trace"] - sum(values))
    for case in CRITICAL:
        query, answer, value = ask_for(case, "critical")
        entry = {"query": query, "points": []}
        inputs = len(json.loads(ask("data", "json", {"data": case[0], "seed": 3}))["columns"]) - 2
        forms = [units(point, inputs, case[1][0]) for point in answer["facts"]["points"]]
        print(query, len(forms), "points; least distance of two", min(max(abs(x - y) for x, y in zip(a, b)) for k, a in enumerate(forms) for b in forms[:k]))
        for k, point in enumerate(answer["facts"]["points"]):
            values = hessian(value, point)
            zero = 1e-6 * max(abs(v) for v in values)
            found = {"loss": value(torch.tensor(point)).item(), "negative": sum(v < -zero for v in values), "zero": sum(abs(v) <= zero for v in values)}
            assert gradient_norm(value, point) <= 1e-10 and answer["columns"]["negative"][k] == found["negative"] and answer["columns"]["zero"][k] == found["zero"]
            assert abs(found["loss"] - answer["columns"]["loss"][k]) <= 1e-12
            entry["points"].append(found)
        record["critical"].append(entry)
    with open("tests/reference/spectrum.json", "w", encoding="utf-8") as file:
        file.write(json.dumps(record).replace(' {"query"', '\n{"query"').replace('[{"query"', '[\n{"query"') + "\n")


if __name__ == "__main__":
    main()
