"""Loss, outputs, gradient and a product with the Hessian of networks with convolutions, pooling, layer norm and residual connections, by torch.

usage: /usr/bin/python3 layers.py > layers.json      (Debian: python3-torch)

Numbers go in by a rule, so that they need not be stored: number i of stream s is ((7919 i + 104729 s + 17 i²) mod 1009 − 504)/1009, times a
scale. Streams: 0 the weights, 1 the direction, 2 the inputs, 3 the targets (a class is the number's place among the outputs, (i mod outputs)).
A network is as networks.json defines it, behind convolutions with a bias a channel and zeros around the image, each followed by the activation
and by the mean of each 2 × 2 pixels; the parameters of a convolution are W [out][in][row][column], then b.
"""
import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid, "gelu": F.gelu, "softplus": F.softplus, "silu": F.silu, "elu": F.elu,
               "linear": lambda x: x}


def numbers(stream, count, scale):
    return torch.tensor([scale * (((7919 * i + 104729 * stream + 17 * i * i) % 1009 - 504) / 1009) for i in range(count)])


def shapes_of(case):
    """The parameters' shapes in their order, and the units in front of the first affine layer."""
    shapes = []
    channels, rows, columns = case["image"]
    for out in case["channels"]:
        shapes += [(out, channels, case["kernel"], case["kernel"]), (out,)]
        channels, rows, columns = out, rows // 2, columns // 2
    units = channels * rows * columns
    for out in case["hidden"] + [case["outputs"]]:
        shapes += [(out, units)] + ([(out,)] if case["bias"] else [])
        units = out
    return shapes


def forward(case, weights, x):
    activation = ACTIVATIONS[case["activation"]]
    parts, at = [], 0
    for shape in shapes_of(case):
        count = torch.Size(shape).numel()
        parts.append(weights[at:at + count].reshape(shape))
        at += count
    parts = iter(parts)
    x = x.reshape(-1, *case["image"])
    for _ in case["channels"]:
        x = F.avg_pool2d(activation(F.conv2d(x, next(parts), next(parts), padding=case["kernel"] // 2)), 2)
    x = x.flatten(1)
    for units in case["hidden"]:
        z = F.linear(x, next(parts), next(parts) if case["bias"] else None)
        if case["normalization"]:
            z = F.layer_norm(z, (units,), eps=1e-5)
        y = activation(z)
        x = x + y if case["residual"] and x.shape[1] == units else y
    return F.linear(x, next(parts), next(parts) if case["bias"] else None)


def solve(case):
    count = sum(torch.Size(shape).numel() for shape in shapes_of(case))
    inputs = torch.Size(case["image"]).numel()
    weights = numbers(0, count, case["scale"]).requires_grad_()
    direction = numbers(1, count, 1)
    x = numbers(2, case["examples"] * inputs, 4).reshape(case["examples"], inputs)
    outputs = forward(case, weights, x)
    if case["loss"] == "cross_entropy":
        loss = F.cross_entropy(outputs, torch.arange(case["examples"]) % case["outputs"])
    else:
        loss = F.mse_loss(outputs, numbers(3, case["examples"] * case["outputs"], 2).reshape(outputs.shape))
    (gradient,) = torch.autograd.grad(loss, weights, create_graph=True)
    (product,) = torch.autograd.grad(gradient @ direction, weights)
    return {**case, "parameters": count, "value": loss.item(), "answers": outputs.detach().tolist(), "gradient": gradient.detach().tolist(), "product": product.tolist()}


def case(image, channels, hidden, outputs, activation, loss="cross_entropy", kernel=3, normalization=0, residual=0, bias=1, examples=5, scale=1.0):
    return dict(image=image, channels=channels, kernel=kernel, hidden=hidden, outputs=outputs, activation=activation, loss=loss, normalization=normalization,
                residual=residual, bias=bias, examples=examples, scale=scale)


CASES = [
    case([1, 8, 8], [2], [5], 3, "tanh"),
    case([1, 8, 8], [2, 4], [6], 10, "relu"),
    case([1, 7, 9], [3], [4], 2, "gelu", kernel=5),  # a last odd row and column are dropped
    case([2, 6, 5], [2, 3], [4], 1, "silu", "squared"),
    case([1, 4, 4], [3], [5, 5], 3, "softplus", normalization=1, residual=1, kernel=1),
    case([1, 14, 14], [2, 2], [6], 4, "elu", kernel=7, scale=0.4),  # the window is wider than the second image
    case([3, 1, 1], [], [8, 8, 8, 8], 4, "tanh", normalization=1, residual=1, scale=1.5),
    case([6, 1, 1], [], [6, 6, 3, 3], 2, "sigmoid", "squared", residual=1, bias=0),
    case([4, 1, 1], [], [7], 3, "relu", normalization=1, examples=1),
    case([5, 1, 1], [], [2, 9, 9], 3, "tanh", "squared", normalization=1, residual=1, scale=4.0, examples=9),  # saturated
]

print(json.dumps({"generator": "layers.py", "versions": {"torch": torch.__version__}, "tolerance": "relative to max(1, |value|): value, answers, gradient 1e-10; product 1e-8",
                  "cases": [solve(one) for one in CASES]}, indent=None, separators=(",", ":")).replace('{"image"', '\n{"image"'))
