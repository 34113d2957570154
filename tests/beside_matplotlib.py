#!/usr/bin/python3
"""Every named figure beside what matplotlib makes of the same numbers by default, to be looked at: at 320, 630 and 2,000 px, light and dark.

usage: tests/beside_matplotlib.py PROGRAM FOLDER [ID ...]   (needs Debian's python3-matplotlib; not part of make test)

Writes FOLDER/ID-WIDTH-THEME.png (ours left, matplotlib's right) and FOLDER/index.html. Nothing is judged here: tests/unit/test_pictures.c
does that. The numbers are those of the JSON answers."""

import io
import json
import pathlib
import subprocess
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

SIZES = [(320, 178), (630, 350), (2000, 1111)]


def get(program, target):
    done = subprocess.run([program, "get", target], capture_output=True)
    if done.returncode:
        sys.exit(f"{target}: {done.stderr.decode()}")
    return done.stdout


def numbers(values):
    return np.array([np.nan if value is None else value for value in values], float)


class Answer:
    def __init__(self, program, identifier):
        self.program = program
        self.json = json.loads(get(program, f"/v1/figures/{identifier}.json"))
        self.query = self.json["query"]
        self.columns = self.json.get("columns", {})

    def column(self, name):
        return numbers(self.columns[name])

    def grid(self, f, x, y):
        """Another landscape's heights, for what lies under a path."""
        grid = json.loads(get(self.program, f"/v1/landscape.json?f={f.replace('+', '%2B')}&x={x[0]}:{x[1]}&y={y[0]}:{y[1]}&samples=121"))["grid"]
        return numbers(grid["x"]), numbers(grid["y"]), np.array([numbers(row) for row in grid["z"]])


def lines(figure, x, ys, log=False):
    axes = figure.add_subplot()
    for name, y in ys.items():
        axes.plot(x, y, label=name)
    if log:
        axes.set_yscale("log")
    axes.legend()


def landscape(answer, figure):
    grid = answer.json.get("grid")
    if grid:
        x, y, z = numbers(grid["x"]), numbers(grid["y"]), np.array([numbers(row) for row in grid["z"]])
        if answer.query["view"] in ("wireframe", "surface"):
            figure.add_subplot(projection="3d").plot_wireframe(*np.meshgrid(x, y), z, rstride=10, cstride=10)
        else:
            axes = figure.add_subplot()
            axes.clabel(axes.contour(x, y, z))
        return
    names = [name for name in answer.columns if name != "x"]
    if answer.query["panels"] == "each":
        for axes, name in zip(figure.subplots(1, len(names)), names):
            axes.plot(answer.column("x"), answer.column(name))
            axes.set_title(name)
    else:
        lines(figure, answer.column("x"), {name: answer.column(name) for name in names})


def descent(answer, figure):
    runs, view = answer.json["runs"], answer.query["view"]
    axes = figure.add_subplot()
    two = "y" in runs[0]["columns"]
    if view != "path":
        for run in runs:
            axes.plot(numbers(run["columns"]["step"]), numbers(run["columns"]["value"]), label=run["name"])
        axes.set_yscale(answer.query["yscale"] if answer.query["yscale"] != "auto" else "linear")
    elif two:
        x = np.concatenate([numbers(run["columns"]["x"]) for run in runs])
        y = np.concatenate([numbers(run["columns"]["y"]) for run in runs])
        ends = lambda v: (np.nanmin(v) - 1, np.nanmax(v) + 1)
        axes.clabel(axes.contour(*answer.grid(answer.query["f"], ends(x), ends(y))))
        for run in runs:
            axes.plot(numbers(run["columns"]["x"]), numbers(run["columns"]["y"]), "o-", label=run["name"])
    else:
        for run in runs:
            axes.plot(numbers(run["columns"]["x"]), numbers(run["columns"]["value"]), "o-", label=run["name"])
    axes.legend()


def escape(answer, figure):
    axes = figure.add_subplot()
    probability, low, high = (answer.column(name) for name in ("probability", "low", "high"))
    axes.errorbar(answer.column("noise"), probability, [probability - low, high - probability], fmt="o", label="simulated")
    axes.plot(answer.column("noise"), answer.column("kramers"), label="Kramers")
    axes.legend()


def risk(answer, figure):
    for x in ("x", "step", "n"):
        if x in answer.columns and len(answer.columns[x]) > 1:
            names = ("gap", "gap_low", "gap_high") if x == "n" else ("risk", "empirical_risk")
            lines(figure, answer.column(x), {name: answer.column(name) for name in names}, log=x == "n")
            return


def columns(answer, figure):
    """Of whatever there is: all columns of numbers against the first."""
    for some in [answer.columns] if answer.columns else [run["columns"] for run in answer.json["runs"]]:
        names = [name for name, values in some.items() if not any(isinstance(value, str) for value in values)]
        lines(figure, numbers(some[names[0]]), {name: numbers(some[name]) for name in names[1:]})


def hessian_signs(answer, figure):
    if not {"negative", "n"} & set(answer.columns) or "probability" not in answer.columns and "all_positive" not in answer.columns:
        columns(answer, figure)
        return
    axes = figure.add_subplot()
    if "negative" in answer.columns:
        axes.bar(answer.column("negative"), answer.column("probability"))
        axes.plot(answer.column("negative"), answer.column("exact"), "o")
    else:
        for name in ("all_positive", "exact", "asymptote"):
            axes.plot(answer.column("n"), answer.column(name), label=name)
        axes.set_yscale("log")
        axes.legend()


def depth(answer, figure):
    lines(figure, numbers(answer.json["runs"][0]["columns"]["layer"]),
          {run["name"]: 10 ** numbers(run["columns"]["log10_gradient"]) for run in answer.json["runs"]}, log=True)


def critical_points(answer, figure):
    axes = figure.add_subplot()
    interval = lambda name: [float(end) for end in answer.query[name].split(":")[:2]]
    axes.clabel(axes.contour(*answer.grid(answer.query["f"], interval("x"), interval("y"))))
    for kind in sorted(set(answer.columns["kind"])):
        chosen = [i for i, one in enumerate(answer.columns["kind"]) if one == kind]
        axes.plot(answer.column("x")[chosen], answer.column("y")[chosen], "o", label=kind)
    axes.legend()


def basins(answer, figure):
    grid = answer.json["grid"]
    figure.add_subplot().imshow(np.array([numbers(row) for row in grid["z"]]), origin="lower", aspect="auto",
                                extent=(grid["x"][0], grid["x"][-1], grid["y"][0], grid["y"][-1]))


def schedule(answer, figure):
    lines(figure, answer.column("step"), {name: answer.column(name) for name in answer.columns if name != "step"})


def train(answer, figure):
    """A boundary of decisions is in no column: of that view the losses are drawn."""
    runs, view = answer.json["runs"], answer.query["view"]
    against = answer.query["against"] if answer.query["against"] != "auto" else "step"
    names = {"accuracy": ["train_accuracy", "test_accuracy"], "sharpness": ["sharpness", "stable_sharpness"]}.get(view, ["train_loss", "test_loss"])
    axes = figure.add_subplot()
    for run in runs:
        for name in names:
            if name not in run["columns"]:
                continue
            x = numbers(run["columns"][against])
            line, = axes.plot(x, numbers(run["columns"][name]), label=f"{run['name']} {name}" if len(runs) > 1 else name)
            if name + "_low" in run["columns"]:
                axes.fill_between(x, numbers(run["columns"][name + "_low"]), numbers(run["columns"][name + "_high"]), color=line.get_color(), alpha=0.2)
    axes.set_yscale(answer.query["yscale"] if answer.query["yscale"] != "auto" else "linear")
    axes.set_xlabel(against)
    axes.legend()


def loss_surface(answer, figure):
    if "grid" not in answer.json:
        lines(figure, answer.column("x"), {name: answer.column(name) for name in answer.columns if name != "x"})
        return
    grid = answer.json["grid"]
    x, y, z = numbers(grid["x"]), numbers(grid["y"]), np.array([numbers(row) for row in grid["z"]])
    if answer.query["view"] == "surface":
        figure.add_subplot(projection="3d").plot_surface(*np.meshgrid(x, y), z, cmap="viridis")
        return
    axes = figure.add_subplot()
    axes.clabel(axes.contour(x, y, z))
    runs = answer.json.get("runs")
    for run in runs or []:
        axes.plot(numbers(run["columns"]["x"]), numbers(run["columns"]["y"]), "o-", label=run["name"])
    if runs:
        axes.legend()


def sweep(answer, figure):
    grid = answer.json["grid"]
    axes = figure.add_subplot()
    shown = axes.pcolormesh(numbers(grid["x"]), numbers(grid["y"]), np.array([numbers(row) for row in grid["z"]]), shading="nearest")
    figure.colorbar(shown)
    for name in "x", "y":
        getattr(axes, f"set_{name}scale")("log" if answer.query[name].endswith("log") else "linear")


def hessian_spectrum(answer, figure):
    axes = figure.add_subplot()
    if "index" in answer.columns:
        axes.plot(answer.column("loss"), answer.column("index"), "o")
    else:
        axes.plot(answer.column("eigenvalue"), "o")
        axes.set_yscale("symlog", linthresh=1e-6)


def double_descent(answer, figure):
    lines(figure, answer.column("parameters"), {name: answer.column(name) for name in ("exact", "simulated", "training")}, log=True)


DRAW = {"landscape": landscape, "descent": descent, "escape": escape, "risk": risk, "hessian-signs": hessian_signs, "depth": depth,
        "critical-points": critical_points, "basins": basins, "schedule": schedule, "train": train, "loss-surface": loss_surface, "sweep": sweep,
        "hessian-spectrum": hessian_spectrum, "double-descent": double_descent}


def by_matplotlib(answer, width, height, theme):
    with plt.style.context("dark_background" if theme == "dark" else "default"):
        figure = plt.figure(figsize=(width / 100, height / 100), dpi=100, layout="constrained")
        DRAW.get(answer.json["study"], columns)(answer, figure)
        file = io.BytesIO()
        figure.savefig(file)
        plt.close(figure)
    return Image.open(file).convert("RGB")


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    listed = {figure["id"]: figure for figure in json.loads(get(program, "/v1/figures"))["figures"]}
    page = ["<!doctype html><meta charset=utf-8><title>Beside matplotlib</title><style>img{max-width:100%}</style>"]
    for identifier in sys.argv[3:] or listed:
        answer = Answer(program, identifier)
        page.append(f"<h2>{identifier}</h2><p>{listed[identifier]['caption']}</p>")
        for width, height in SIZES:
            for theme in ("light", "dark"):
                ours = Image.open(io.BytesIO(get(program, f"/v1/figures/{identifier}.png?width={width}&height={height}&theme={theme}"))).convert("RGB")
                theirs = by_matplotlib(answer, width, height, theme)
                both = Image.new("RGB", (ours.width + theirs.width + 8, max(ours.height, theirs.height)), (128, 128, 128))
                both.paste(ours, (0, 0))
                both.paste(theirs, (ours.width + 8, 0))
                name = f"{identifier}-{width}-{theme}.png"
                both.save(folder / name)
                page.append(f'<p><img src="{name}" alt="">')
    (folder / "index.html").write_text("\n".join(page))


if __name__ == "__main__":
    main()
