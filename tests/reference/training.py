#!/usr/bin/env python3
"""Repeats trainings in torch (float64) from what `train` with weights=1 and `data.csv` give, and writes training.json: where torch ends, and the
losses there. Run with Debian's python3-torch from the root of the repository after `make`: python3 tests/reference/training.py"""
import csv
import io
import json
import subprocess

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
STEPS = 60

# data, network as train takes it, layers as torch has them, loss, what else train is told, torch's optimizer with its arguments
ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid, "gelu": torch.nn.functional.gelu,
               "silu": torch.nn.functional.silu, "softplus": torch.nn.functional.softplus, "elu": torch.nn.functional.elu}
CASES = [
    ("moons(n=60,test=30)", [8], "tanh", {}, "cross_entropy", {"batch": 10}, "sgd(lr=0.1)", "SGD", {"lr": 0.1}),
    ("moons(n=60,test=30)", [6, 6], "relu", {}, "cross_entropy", {"batch": 7, "seeds": 3}, "adam(lr=0.01)", "Adam", {"lr": 0.01}),
    ("spirals(n=50,test=20)", [5, 5], "gelu", {"residual": 1, "normalization": "layer"}, "cross_entropy", {"batch": 0},
     "momentum(lr=0.05)", "SGD", {"lr": 0.05, "momentum": 0.9}),
    ("iris(n=90)", [4], "sigmoid", {"bias": 0}, "cross_entropy", {"batch": 16, "decay": 0.01}, "sgd(lr=0.1,momentum=0.9,nesterov=1)",
     "SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("sine(n=40,test=40)", [10], "tanh", {}, "squared", {"batch": 8, "clip": 0.5}, "rmsprop(lr=0.01)", "RMSprop", {"lr": 0.01}),
    ("line(n=30,test=10)", [], "", {}, "squared", {"batch": 1}, "adagrad(lr=0.1)", "Adagrad", {"lr": 0.1}),
    ("airfoil(n=200)", [], "", {}, "half_squared", {"batch": 10}, "adadelta(rho=0.9)", "Adadelta", {}),
    ("diabetes(n=100)", [3], "silu", {}, "squared", {"batch": 20, "seeds": 2}, "adamw(lr=0.02)", "AdamW", {"lr": 0.02}),
    ("iris(n=60)", [5], "softplus", {}, "squared", {"batch": 25}, "adam(lr=0.01,amsgrad=1)", "Adam", {"lr": 0.01, "amsgrad": True}),
    ("xor(n=32,test=8)", [4], "elu", {}, "cross_entropy", {"batch": 0}, "rprop(lr=0.01)", "Rprop", {"lr": 0.01}),
    ("wine(n=80)", [4], "tanh", {}, "cross_entropy", {"batch": 9, "schedule": "exponential(gamma=0.97)"}, "adamax(lr=0.02)", "Adamax", {"lr": 0.02}),
    ("fashion(n=60,test=30)", [8], "relu", {"channels": [2, 3]}, "cross_entropy", {"batch": 12}, "momentum(lr=0.05)", "SGD", {"lr": 0.05, "momentum": 0.9}),
    ("blobs(n=64,test=32)", [7], "relu", {}, "cross_entropy", {"batch": 5}, "radam(lr=0.02)", "RAdam", {"lr": 0.02}),
]


def ask(study, form, query):
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return subprocess.run(["build/landscaped", "get", f"/v1/{study}.{form}?{text}"], check=True, capture_output=True, text=True).stdout


def data_of(query):
    rows = list(csv.DictReader(io.StringIO(ask("data", "csv", query))))
    names = [name for name in rows[0] if name not in ("target", "set")]
    parts = {}
    for part in ("train", "test"):
        chosen = [row for row in rows if row["set"] == part]
        parts[part] = (torch.tensor([[float(row[name]) for name in names] for row in chosen]), torch.tensor([float(row["target"]) for row in chosen]))
    return parts, len(names)


def convolve(weights, x, channels):
    """The convolutions of conv, each with ReLU and 2 x 2 mean pooling, on square images; and how many parameters they took."""
    side = round(x.shape[1] ** 0.5)
    x, at = x.view(-1, 1, side, side), 0
    for count in channels:
        shape = (count, x.shape[1], 3, 3)
        size = shape[0] * shape[1] * 9
        x = torch.nn.functional.conv2d(x, weights[at:at + size].view(shape), weights[at + size:at + size + count], padding=1)
        x = torch.nn.functional.avg_pool2d(torch.relu(x), 2)
        at += size + count
    return x.flatten(1), at


def forward(weights, x, sizes, activation, options):
    at = 0
    if "channels" in options:
        x, at = convolve(weights, x, options["channels"])
        sizes = [x.shape[1], *sizes[1:]]
    for layer in range(len(sizes) - 1):
        rows, columns = sizes[layer + 1], sizes[layer]
        w = weights[at:at + rows * columns].view(rows, columns)
        at += rows * columns
        z = x @ w.T
        if options.get("bias", 1):
            z = z + weights[at:at + rows]
            at += rows
        if layer == len(sizes) - 2:
            return z
        if options.get("normalization") == "layer":
            z = torch.nn.functional.layer_norm(z, (rows,), eps=1e-5)
        y = ACTIVATIONS[activation](z)
        x = x + y if options.get("residual") and rows == columns else y


def loss_of(outputs, target, loss):
    if loss == "cross_entropy":
        return torch.nn.functional.cross_entropy(outputs, target.long())
    wanted = torch.nn.functional.one_hot(target.long(), outputs.shape[1]).double() if outputs.shape[1] > 1 else target[:, None]
    return torch.nn.functional.mse_loss(outputs, wanted) * (0.5 if loss == "half_squared" else 1)


def train(start, batches, parts, sizes, activation, options, loss, extra, name, arguments):
    weights = torch.tensor(start, requires_grad=True)
    optimizer = getattr(torch.optim, name)([weights], **arguments)
    gamma = float(extra["schedule"].split("=")[1][:-1]) if "schedule" in extra else 1
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma)
    x, target = parts["train"]
    for batch in batches:
        optimizer.zero_grad()
        value = loss_of(forward(weights, x[batch], sizes, activation, options), target[batch], loss)
        (value + extra.get("decay", 0) / 2 * (weights ** 2).sum()).backward()
        if extra.get("clip"):
            torch.nn.utils.clip_grad_norm_([weights], extra["clip"])
        optimizer.step()
        scheduler.step()
    with torch.no_grad():
        losses = [loss_of(forward(weights, *[parts[part][0]], sizes, activation, options), parts[part][1], loss).item() if len(parts[part][0]) else None
                  for part in ("train", "test")]
    return weights.detach().tolist(), losses


def repeat(case):
    data, hidden, activation, options, loss, extra, optimizer, name, arguments = case
    if "channels" in options:
        network = f"conv(channels={';'.join(map(str, options['channels']))},hidden={hidden[0]})"
    else:
        network = "linear" if not hidden else "mlp(%s)" % ",".join(
            [f"hidden={';'.join(map(str, hidden))}", f"activation={activation}"] + [f"{key}={value}" for key, value in options.items()])
    query = {"data": data, "network": network, "loss": loss, "optimizer": optimizer, "steps": STEPS, "seed": 3, "weights": 1, **extra}
    answer = json.loads(ask("train", "json", query))
    parts, inputs = data_of({"data": data, "seed": 3})
    classes = answer["facts"]["classes"]
    sizes = [inputs, *hidden, classes or 1]
    run = answer["runs"][0]
    seeds = extra.get("seeds", 1)
    starts, batches, ends = ([run[key]] if seeds == 1 else run[key] for key in ("start_weights", "batches", "end_weights"))
    record = {"query": "&".join(f"{key}={value}" for key, value in query.items()), "end": [], "train_loss": [], "test_loss": []}
    for seed in range(seeds):
        end, losses = train(starts[seed], [[int(i) for i in batch] for batch in batches[seed]], parts, sizes, activation, options, loss, extra, name, arguments)
        record["end"].append(end)
        record["train_loss"].append(losses[0])
        record["test_loss"].append(losses[1])
        print(record["query"], "greatest difference", max(abs(a - b) / max(1, abs(a)) for a, b in zip(end, ends[seed])))
    if seeds == 1:
        mine = [run["columns"]["train_loss"][-1], run["columns"].get("test_loss", [None])[-1]]
        print("   losses", max(abs(a - b) for a, b in zip(mine, losses) if b is not None))
    return record


def main():
    with open("tests/reference/training.json", "w") as file:
        cases = [repeat(case) for case in CASES]
        file.write(json.dumps({"generator": "tests/reference/training.py", "versions": {"torch": torch.__version__}, "steps": STEPS,
                               "tolerance": "relative to max(1, |value|): 1e-8", "cases": cases}).replace('{"query"', '\n{"query"') + "\n")


if __name__ == "__main__":
    main()
