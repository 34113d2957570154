#!/usr/bin/env python3
"""Gradients of single examples in torch (float64) at the parameters that `train` with weights=1 ends with: writes gradient_noise.json with the moments
that `gradient-noise` tells. Run with Debian's python3-torch from the root of the repository after `make`: python3 tests/reference/gradient_noise.py"""
import json

import torch

from training import ask, data_of, forward, loss_of

CASES = [
    ("moons(n=40,test=0)", [6], "tanh", {}, "cross_entropy", {"epochs": 5}),
    ("blobs(n=30,test=0)", [5, 4], "gelu", {}, "cross_entropy", {"epochs": 3, "decay": 0.01}),
    ("sine(n=25,noise=0.1,test=0)", [7], "tanh", {"bias": 0}, "squared", {"epochs": 4}),
    ("iris(n=50)", [6], "silu", {"normalization": "layer"}, "cross_entropy", {"epochs": 2}),
]


def main():
    record = {"generator": "tests/reference/gradient_noise.py", "versions": {"torch": torch.__version__}, "cases": []}
    for data, hidden, activation, options, loss, extra in CASES:
        arguments = ["hidden=" + ";".join(map(str, hidden)), "activation=" + activation] + [f"{key}={value}" for key, value in options.items()]
        query = {"data": data, "network": f"mlp({','.join(arguments)})", "loss": loss, "optimizer": "sgd(lr=0.1)", "batch": 10, "seed": 3, "decay": 0, **extra}
        answer = json.loads(ask("train", "json", {**query, "weights": 1}))
        parts, inputs = data_of({"data": data, "seed": 3})
        x, target = parts["train"]
        sizes = [inputs, *hidden, answer["facts"]["classes"] or 1]
        weights = torch.tensor(answer["runs"][0]["end_weights"], requires_grad=True)

        def value(first, end):
            return loss_of(forward(weights, x[first:end], sizes, activation, options), target[first:end], loss) + query["decay"] / 2 * (weights ** 2).sum()
        gradients = torch.stack([torch.autograd.grad(value(i, i + 1), weights)[0] for i in range(len(x))])
        mean = torch.autograd.grad(value(0, len(x)), weights)[0]
        noise = gradients - mean
        covariance = noise.T @ noise / len(x)
        trace, square = torch.trace(covariance), (covariance ** 2).sum()
        record["cases"].append({"query": "&".join(f"{key}={value}" for key, value in query.items()), "loss": value(0, len(x)).item(),
                                "gradient_norm": mean.norm().item(), "variance": trace.item(), "noise_scale": (trace / mean.norm() ** 2).item(),
                                "spread": (trace ** 2 / square).item(),
                                "excess": (((noise ** 2).sum(1) ** 2).mean() / trace ** 2 - 1 - 2 * square / trace ** 2).item()})
    with open("tests/reference/gradient_noise.json", "w") as file:
        json.dump(record, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
