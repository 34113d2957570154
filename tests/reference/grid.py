"""Values on grids and the bicubic splines through them, by scipy (FITPACK). Writes grid.json beside itself: python3 tests/reference/grid.py"""

import json
import pathlib

import numpy as np
from scipy.interpolate import RectBivariateSpline

SHAPES = [(2, 2), (3, 2), (4, 4), (5, 3), (6, 5), (13, 9), (31, 24)]  # points along x and y
BOXES = [((-1, 1), (0, 2)), ((0, 1e-3), (-500, 700)), ((-3.25, 2.5), (10, 11))]


def case(random, shape, box):
    x, y = (np.linspace(*ends, points) for ends, points in zip(box, shape))
    z = np.round(random.normal(size=shape), 3)
    spline = RectBivariateSpline(x, y, z, kx=min(3, shape[0] - 1), ky=min(3, shape[1] - 1), s=0)
    at = np.concatenate([random.uniform(0, 1, (12, 2)), [[0, 0], [1, 1], [0, 0.5], [1 / 3, 1]]]) * [box[0][1] - box[0][0], box[1][1] - box[1][0]] + [box[0][0], box[1][0]]
    orders = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
    values = [[float(spline.ev(px, py, dx=i, dy=j)) if i < min(3, shape[0] - 1) and j < min(3, shape[1] - 1) else None for i, j in orders] for px, py in at]
    return {"x": box[0], "y": box[1], "z": z.T.tolist(), "at": at.tolist(), "values": values}


def main():
    random = np.random.default_rng(1)
    cases = [case(random, shape, box) for shape in SHAPES for box in BOXES]
    text = json.dumps({"source": "scipy.interpolate.RectBivariateSpline, s = 0; rows of z along y; values: f, f_x, f_y, f_xx, f_xy, f_yy, null where scipy has none", "cases": cases})
    pathlib.Path(__file__).with_suffix(".json").write_text(text.replace('{"x"', '\n{"x"') + "\n")


if __name__ == "__main__":
    main()
