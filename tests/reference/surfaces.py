#!/usr/bin/env python3
"""Repeats loss surfaces in torch (float64) from what `loss-surface` with weights=1 and `data.csv` give, and writes surfaces.json: the loss on the grid,
eigenvalues of the whole Hessian, principal shares by numpy of paths that `train` gives step by step, and matchings by scipy. That directions are
normalised as they say is asserted here. Run with Debian's python3-torch and python3-scipy from the root of the repository after `make`:
python3 tests/reference/surfaces.py"""
import json

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

from training import ask, data_of, forward, loss_of

MOONS = "moons(n=50,test=30)"
# query, hidden units, activation, options of the network
CASES = [
    ({"data": MOONS, "network": "mlp(hidden=6)", "steps": 30, "samples": 5}, [6], "tanh", {}),
    ({"data": MOONS, "network": "mlp(hidden=5;5,activation=gelu,residual=1)", "steps": 20, "samples": 4, "of": "test", "normalization": "layer"}, [5, 5],
     "gelu", {"residual": 1}),
    ({"data": "sine(n=30)", "network": "mlp(hidden=8)", "steps": 25, "samples": 5, "decay": 0.01, "normalization": "none", "x": "-3:3"}, [8], "tanh", {}),
    ({"data": "fashion(n=40,test=20)", "network": "conv(channels=2;3,hidden=6)", "steps": 5, "samples": 3}, [6], "relu", {"channels": [2, 3]}),
    ({"data": MOONS, "network": "mlp(hidden=4)", "steps": 20, "samples": 5, "directions": "pca", "optimizer": "sgd(lr=0.2),adam(lr=0.02)"}, [4], "tanh", {}),
    ({"data": MOONS, "network": "mlp(hidden=4)", "steps": 40, "samples": 5, "directions": "hessian", "decay": 0.001}, [4], "tanh", {}),
    ({"data": MOONS, "network": "mlp(hidden=6)", "steps": 60, "samples": 9, "directions": "between"}, [6], "tanh", {}),
    ({"data": MOONS, "network": "mlp(hidden=12)", "steps": 60, "samples": 9, "directions": "between", "seeds": 2, "match": 1}, [12], "tanh", {}),
    ({"data": "iris(n=60)", "network": "mlp(hidden=7)", "steps": 60, "samples": 9, "directions": "between", "batch": "8,0", "match": 1}, [7], "tanh", {}),
    ({"data": "digits(n=40,test=20)", "network": "mlp(hidden=6)", "steps": 5, "samples": 4, "decay": 0.01}, [6], "tanh", {}),
    ({"data": "breast_cancer(n=60)", "network": "mlp(hidden=6;6,normalization=layer,residual=1)", "steps": 10, "samples": 4, "of": "test"}, [6, 6], "tanh",
     {"normalization": "layer", "residual": 1}),
]


def rows_of(vector, sizes):
    at = 0
    for columns, rows in zip(sizes, sizes[1:]):
        yield vector[at:at + rows * columns].reshape(rows, columns), vector[at + rows * columns:at + rows * columns + rows]
        at += rows * columns + rows


def check_filters(centre, direction, sizes):
    for (w, _), (d, b) in zip(rows_of(centre, sizes), rows_of(direction, sizes)):
        assert np.allclose(np.linalg.norm(w, axis=1), np.linalg.norm(d, axis=1), rtol=1e-12) and not b.any()


def principal_shares(query):
    """Of all paths about the end of the first run, from trainings of 0, 1, … steps."""
    points = []
    for steps in range(query["steps"] + 1):
        shorter = {key: value for key, value in query.items() if key not in ("samples", "directions")}
        for run in json.loads(ask("train", "json", {**shorter, "steps": steps, "weights": 1}))["runs"]:
            points.append((run["name"], run["end_weights"]))
    first = points[0][0]
    centre = [weights for name, weights in points if name == first][-1]
    values = np.linalg.svd(np.array([weights for _, weights in points]) - np.array(centre), compute_uv=False) ** 2
    return (values / values.sum())[:2].tolist()


def matched_distance(one, other, sizes):
    (v, c), (w, _) = rows_of(one, sizes)
    (p, q), (r, _) = rows_of(other, sizes)
    likeness = v @ p.T + np.outer(c, q) + w.T @ r
    _, order = linear_sum_assignment(-likeness)
    moved = np.concatenate([p[order].ravel(), q[order], r[:, order].ravel(), other[-len(w):]])
    return float(np.linalg.norm(moved - one))


def repeat(case):
    query, hidden, activation, options = case
    query = {"seed": 5, **query}
    answer = json.loads(ask("loss-surface", "json", {**query, "weights": 1}))
    facts = answer["facts"]
    parts, inputs = data_of({"data": query["data"], "seed": 5})
    x, target = parts[query.get("of", "train")]
    classes = json.loads(ask("train", "json", {key: query[key] for key in ("data", "network", "seed")} | {"steps": 0}))["facts"]["classes"]
    sizes = [inputs, *hidden, classes or 1]
    loss = "cross_entropy" if classes else "squared"
    centre, first = torch.tensor(facts["centre"]), torch.tensor(facts["direction1"])
    second = torch.tensor(facts["direction2"]) if "direction2" in facts else torch.zeros_like(first)

    def value(weights):
        return loss_of(forward(weights, x, sizes, activation, options), target, loss) + query.get("decay", 0) / 2 * (weights ** 2).sum()

    record = {"query": "&".join(f"{key}={value}" for key, value in query.items())}
    if "grid" in answer:
        grid = answer["grid"]
        record["values"] = [value(centre + u * first + v * second).item() for v in grid["y"] for u in grid["x"]]
        mine = [z for row in grid["z"] for z in row]
    else:
        record["values"] = [value(centre + u * first).item() for u in answer["columns"]["x"]]
        mine = answer["columns"]["loss"]
    print(record["query"], "greatest difference", max(abs(a - b) for a, b in zip(mine, record["values"])))
    if query.get("directions", "random") == "random" and "normalization" not in query and "channels" not in options:
        check_filters(np.array(facts["centre"]), np.array(facts["direction1"]), sizes)
        check_filters(np.array(facts["centre"]), np.array(facts["direction2"]), sizes)
    if query.get("normalization") == "none":
        assert abs(first.norm() - 1) < 1e-12
    if query.get("directions") == "hessian":
        record["eigenvalues"] = torch.linalg.eigvalsh(torch.autograd.functional.hessian(value, centre)).tolist()[:-3:-1]
        print("   eigenvalues", facts["eigenvalues"], record["eigenvalues"])
    if query.get("directions") == "pca":
        record["shares"] = principal_shares(query)
        print("   shares", facts["shares"], record["shares"])
    if query.get("match"):
        matched = [value(centre + u * second).item() for u in answer["columns"]["x"]]
        record["matched"] = matched
        print("   matched", max(abs(a - b) for a, b in zip(matched, answer["columns"]["matched"])))
        record["matched_distance"] = matched_distance(np.array(facts["centre"]), np.array(facts["centre"]) + np.array(facts["direction1"]), sizes)
        print("   distance", facts["matched_distance"], record["matched_distance"])
    return record


with open("tests/reference/surfaces.json", "w") as file:
    json.dump({"cases": [repeat(case) for case in CASES]}, file, indent=1)
    file.write("\n")
