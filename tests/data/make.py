#!/usr/bin/env python3
"""Makes the files of lib/data/shipped/ from Debian's packages. usage: make.py [ROOT [OUT]]

ROOT (default /) is where the packages python3-sklearn and dataset-fashion-mnist are installed or unpacked; OUT is lib/data/shipped.
Tables become CSV with a header: the inputs' names, then `class` or `target`. Images become IDX files (the format of MNIST): images and labels.
Fashion-MNIST is reduced: the first 2,000 training and 1,000 test images, each 2 x 2 pixels averaged to one (halves rounded up).
"""
import gzip
import os
import struct
import sys

root = sys.argv[1] if len(sys.argv) > 1 else "/"
out = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(__file__), "../../lib/data/shipped")
tables = os.path.join(root, "usr/lib/python3/dist-packages/sklearn/datasets/data")
fashion = os.path.join(root, "usr/share/datasets/fashion-mnist")

IRIS = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"]
WINE = ["alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids", "nonflavanoid_phenols", "proanthocyanins",
        "color_intensity", "hue", "od280_od315", "proline"]
CELL = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave_points", "symmetry", "fractal_dimension"]
CANCER = [kind + "_" + name for kind in ("mean", "error", "worst") for name in CELL]
DIABETES = ["age", "sex", "body_mass_index", "blood_pressure", "s1_total_cholesterol", "s2_low_density", "s3_high_density", "s4_ratio",
            "s5_log_triglycerides", "s6_glucose"]


def table(source, target, names):
    lines = open(os.path.join(tables, source), encoding="ascii").read().split()[1:]
    write_table(target, names + ["class"], lines)


def write_table(target, names, lines):
    with open(os.path.join(out, target), "w", encoding="ascii") as file:
        file.write(",".join(names) + "\n" + "\n".join(lines) + "\n")


def idx(name, sizes, values):
    with open(os.path.join(out, name), "wb") as file:
        file.write(struct.pack(">HBB%dI" % len(sizes), 0, 8, len(sizes), *sizes) + bytes(values))


def read_idx(name, count):
    data = gzip.open(os.path.join(fashion, name)).read()
    dimensions = data[3]
    sizes = struct.unpack(">%dI" % dimensions, data[4:4 + 4 * dimensions])
    size = 1
    for number in sizes[1:]:
        size *= number
    data = data[4 + 4 * dimensions:]
    return [data[i * size:(i + 1) * size] for i in range(count)]


def halved(image):
    pixel = lambda row, column: image[row * 28 + column]
    return [(pixel(r, c) + pixel(r, c + 1) + pixel(r + 1, c) + pixel(r + 1, c + 1) + 2) // 4 for r in range(0, 28, 2) for c in range(0, 28, 2)]


table("iris.csv", "iris.csv", IRIS)
table("wine_data.csv", "wine.csv", WINE)
table("breast_cancer.csv", "breast_cancer.csv", CANCER)
rows = gzip.open(os.path.join(tables, "diabetes_data_raw.csv.gz"), "rt").read().splitlines()
targets = gzip.open(os.path.join(tables, "diabetes_target.csv.gz"), "rt").read().splitlines()
write_table("diabetes.csv", DIABETES + ["target"], [",".join(row.split() + ["%g" % float(t)]) for row, t in zip(rows, targets)])

digits = [[int(float(v)) for v in line.split(",")] for line in gzip.open(os.path.join(tables, "digits.csv.gz"), "rt")]
idx("digits-images.idx", (len(digits), 8, 8), [v for row in digits for v in row[:64]])
idx("digits-labels.idx", (len(digits),), [row[64] for row in digits])

images = read_idx("train-images-idx3-ubyte.gz", 2000) + read_idx("t10k-images-idx3-ubyte.gz", 1000)
labels = read_idx("train-labels-idx1-ubyte.gz", 2000) + read_idx("t10k-labels-idx1-ubyte.gz", 1000)
idx("fashion-images.idx", (len(images), 14, 14), [v for image in images for v in halved(image)])
idx("fashion-labels.idx", (len(labels),), [label[0] for label in labels])
