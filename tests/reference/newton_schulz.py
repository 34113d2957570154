"""Writes newton_schulz.json: singular values of matrices, by numpy's SVD, before and after steps of Muon's iteration in numpy.

    /usr/bin/python3 tests/reference/newton_schulz.py > tests/reference/newton_schulz.json
"""
import json
import numpy

A, B, C = 3.4445, -4.7750, 2.0315


def newton_schulz(matrix, steps):
    x = matrix / (numpy.linalg.norm(matrix) + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = A * x + (B * gram + C * gram @ gram) @ x
    return x


numbers = numpy.random.default_rng(20261129)
shapes = [(1, 1), (1, 5), (4, 4), (3, 7), (7, 3), (12, 12), (9, 20), (5, 5)]
cases = []
for k, (rows, columns) in enumerate(shapes):
    matrix = numbers.standard_normal((rows, columns)).round(6)
    if k == len(shapes) - 1: # of rank 3
        matrix = (numbers.standard_normal((5, 3)) @ numbers.standard_normal((3, 5))).round(12)
        matrix[:, 3:] = matrix[:, :2]
    after = [{"steps": steps, "values": numpy.linalg.svd(newton_schulz(matrix, steps), compute_uv=False).tolist()} for steps in (0, 1, 3, 5)]
    cases.append({"rows": rows, "columns": columns, "matrix": matrix.ravel().tolist(), "values": numpy.linalg.svd(matrix, compute_uv=False).tolist(), "after": after})
print(json.dumps({"cases": cases}, indent=1))
