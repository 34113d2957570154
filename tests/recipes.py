"""Follows each recipe of README.md in a copy of the sources: one thing of each kind is added by the edits the recipe names and no others, the
copy is built, and what was added has to show wherever things of its kind do.

    python3 tests/recipes.py build          all in one copy, with the unit programs of their rooms (in `make test`)
    python3 tests/recipes.py build --each   each in a copy of its own, under sanitizers, with every unit program (`make recipes`)
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent
BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
sys.path.append(str(ROOT / "tests"))
from tally import Tally, check

ENVIRONMENT = {**os.environ, "MAKEFLAGS": ""}


def edit(path, *changes):
    """Replaces each text, which has to stand there."""
    text = path.read_text()
    for old, new in changes:
        assert old in text, f"{path} no longer holds {old!r}: mend the recipe"
        text = text.replace(old, new, 1)
    path.write_text(text)


def copied(path, new, *changes):
    """A new file made of another."""
    new.write_text(path.read_text())
    edit(new, *changes)


def listed(path, array, row):
    """Adds a row to the front of an array."""
    text = path.read_text()
    text, count = re.subn(rf"({array}\[\] = \{{)", rf"\1{row}, ", text, count=1)
    assert count == 1, f"{path} has no array {array}: mend the recipe"
    path.write_text(text)


def declared(path, before, declaration):
    edit(path, (before, f"{declaration}\n{before}"))


# --- Recipes: what is edited, and where it then shows: (path, text that the answer holds) ---


def landscape(root):
    edit(root / "lib/landscape/catalogue.c", ("    /* one dimension */\n",
         '    /* one dimension */\n    {{"scratch_bowl", "x^2 + 1", 1}, {{-3, 2}}, .minimum = "1", .minimizers = "0", .source = "tests/recipes.py"},\n'))
    return [("/v1/landscapes", '"scratch_bowl"'), ("/v1/landscapes/scratch_bowl", '"x^2 + 1"'), ("/docs", "scratch_bowl"), ("/openapi.yaml", "openapi"),
            ("/v1/landscape.txt?f=scratch_bowl", "."), ("/v1/point.json?f=scratch_bowl&at=1", '"value":2'), ("/v1/formula?f=scratch_bowl(y)", "y")]


def function(root):
    edit(root / "lib/expression/operations.def", ('OPERATION(SOFTSIGN, ', 'OPERATION(SCRATCH, "scratch_square", 1, a * a, "2*a", 0, 0, VALLEY(1, 0), '
         '"\\\\operatorname{scratch}\\\\left(#1\\\\right)", 0, "a times a", "#1**2")\nOPERATION(SOFTSIGN, '))
    return [("/v1/functions", '"scratch_square"'), ("/docs", "scratch_square"), ("/v1/point.json?f=scratch_square(x)&at=3", '"gradient":[6]'),
            ("/v1/landscape.svg?f=scratch_square(x)", "<svg"), ("/v1/formula?f=scratch_square(x)", "scratch")]


def distribution(root):
    path = root / "lib/analysis/distribution.c"
    row = re.search(r"static const struct distribution_row laplace_row = \{.*?\n\};\n", path.read_text(), re.S)[0]
    row = row.replace("laplace_row", "scratch_row").replace('"laplace"', '"scratch_noise"').replace('"Laplace"', '"Scratch"')
    declared(path, "const struct distribution_row *const distributions[]", row)
    listed(path, "distributions", "&scratch_row")
    return [("/v1/distributions", '"scratch_noise"'), ("/docs", "scratch_noise"), ("/v1/risk.txt?loss=(x-z)^2&data=scratch_noise&n=10", ".")]


def optimizer(root):
    copied(root / "lib/optimize/method_yogi.c", root / "lib/optimize/method_scratch.c", ("yogi_method", "scratch_method"), ('"yogi"', '"scratch_method"'),
           ('"Yogi"', '"Scratch"'))
    path = root / "lib/optimize/methods.c"
    declared(path, "const struct method *const methods[]", "extern const struct method scratch_method;")
    listed(path, "methods", "&scratch_method")
    return [("/v1/optimizers", '"scratch_method"'), ("/docs", "scratch_method"),
            ("/v1/descent.txt?f=rosenbrock&start=-1,1&optimizer=scratch_method(lr=0.1)&steps=20", "scratch_method"),
            ("/v1/descent.svg?f=risk&start=1&optimizer=scratch_method,adam&steps=20", "scratch_method")]


def schedule(root):
    path = root / "lib/optimize/schedule.c"
    row = re.search(r'    \{\{"square_root", .*?\},\n(?=    \{)', path.read_text(), re.S)[0]
    edit(path, (row, row + row.replace('"square_root"', '"scratch_decay"').replace('"square root"', '"scratch"')))
    return [("/v1/schedules", '"scratch_decay"'), ("/docs", "scratch_decay"), ("/v1/schedule.csv?schedule=scratch_decay&steps=9", ","),
            ("/v1/schedule.py?schedule=scratch_decay&steps=9", "scratch"), ("/v1/schedule.svg?schedule=scratch_decay,cosine&steps=9", "<svg"),
            ("/v1/descent.txt?f=risk&start=1&optimizer=gd&schedule=scratch_decay&steps=20", ".")]


def activation(root):
    path = root / "lib/network/activation.c"
    row = re.search(r'    \{\{"softsign", .*\n', path.read_text())[0]
    edit(path, (row, row + row.replace('"softsign"', '"scratch_sign"', 1)))
    edit(root / "lib/network/networks.c", ("softsign", "softsign|scratch_sign"))
    return [("/v1/activations", '"scratch_sign"'), ("/docs", "scratch_sign"), ("/v1/depth.json?network=scratch_sign&depth=3&units=4&seeds=2", '"scratch_sign"'),
            ("/v1/train.json?data=circles&network=mlp(8,activation=scratch_sign)&epochs=1", '"columns"')]


# A bowl that no formula stands for, and a unit program that descends on it: Σ k (x_k − k)², k from 1 on, by the method that steps to where the
# gradient's line meets zero.
OBJECTIVE = """#include "optimize/objective.h"

static void *open(struct arena *arena, const struct objective *objective, size_t lanes, bool curvature)
{
    (void)lanes, (void)curvature;
    const struct objective **scratch = ARENA_NEW(arena, const struct objective *, 1);
    *scratch = objective;
    return scratch;
}

static void evaluate(void *scratch, const struct objective_points *points, const struct minibatch *batch)
{
    (void)batch;
    const struct objective *objective = *(const struct objective **)scratch;
    for (size_t i = 0; i < points->count; i++) {
        points->value[i] = 0;
        for (size_t k = 0; k < objective->dimension; k++) {
            const double distance = points->x[k * points->lanes + i] - (double)(k + 1);
            points->value[i] += (double)(k + 1) * distance * distance;
            points->gradient[k * points->lanes + i] = 2 * (double)(k + 1) * distance;
        }
    }
}

static double work(const struct objective *objective, size_t count, bool curvature, size_t batch)
{
    (void)curvature, (void)batch;
    return 6 * (double)(objective->dimension * count);
}

static const struct objective_kind kind = {.open = open, .evaluate = evaluate, .work = work};
const struct objective objective_scratch = {.kind = &kind, .dimension = 3};
"""
DESCENT_ON_IT = """#include "tests/unit/descents.h"

extern const struct objective objective_scratch;

static void test_reaches_its_minimum(void **state)
{
    (void)state;
    static const char *const methods[] = {"gd(lr=0.1)", "nesterov(lr=0.05)", "adam(lr=0.1)", "lbfgs", "nelder_mead", "cma_es"};
    for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct call method = read_call(arena, methods[m], method_at), constant = read_call(arena, "constant", schedule_at);
        double rates[2001], x[6];
        schedule_rates(&constant, method.values[METHOD_LR], 2000, rates, 2001);
        const struct descent_options options = {.method = &method, .rates = rates, .steps = 2000, .tolerance = 1e-9};
        descent_run(arena, &objective_scratch, &options, (const double[6]){0, 9, 0, -4, 0, 1}, 2, &(struct descent_ends){.x = x}, NULL);
        for (size_t i = 0; i < 6; i++)
            assert_true(fabs(x[i] - (double)(i / 2 + 1)) < 1e-5);
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reaches_its_minimum)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
"""


def objective(root):
    (root / "lib/optimize/objective_scratch.c").write_text(OBJECTIVE)
    (root / "tests/unit/test_scratch.c").write_text(DESCENT_ON_IT)
    return []


def data_set(root):
    path = root / "lib/data/plane.c"
    row = re.search(r"const struct data_kind circles_data = \{.*?\n\};\n", path.read_text(), re.S)[0]
    declared(path, "static void exclusive_or(", row.replace("circles_data", "scratch_data").replace('"circles"', '"scratch_rings"').replace('"Circles"', '"Scratch"'))
    path = root / "lib/data/kinds.c"
    declared(path, "const struct data_kind *const data_kinds[]", "extern const struct data_kind scratch_data;")
    listed(path, "data_kinds", "&scratch_data")
    return [("/v1/datasets", '"scratch_rings"'), ("/docs", "scratch_rings"), ("/v1/data.json?data=scratch_rings(n=20)", '"columns"'),
            ("/v1/data.svg?data=scratch_rings", "<svg")]


def loss(root):
    path = root / "lib/network/loss_squared.c"
    row = re.search(r"const struct loss_kind loss_half_squared = \{.*?\};\n", path.read_text(), re.S)[0]
    path.write_text(path.read_text() + row.replace("loss_half_squared", "loss_scratch_loss").replace('"half_squared"', '"scratch_loss"'))
    edit(root / "lib/network/loss.h", ("ROW(half_squared)", "ROW(half_squared) ROW(scratch_loss)"))
    return [("/v1/losses", '"scratch_loss"'), ("/docs", "scratch_loss"), ("/openapi.yaml", "scratch_loss"),
            ("/v1/train.json?data=airfoil&network=linear&loss=scratch_loss&epochs=1", '"scratch_loss"'),
            ("/v1/sweep.json?data=airfoil(n=40,test=10)&network=linear&loss=scratch_loss&x=lr,0.01:1&samples=3&steps=2", '"columns"')]


def study(root):
    copied(root / "lib/study/schedule.c", root / "lib/study/scratch.c", ("const struct study schedule_study", "const struct study scratch_study"),
           ('.name = "schedule"', '.name = "scratch-study"'))
    path = root / "lib/study/studies.c"
    declared(path, "const struct study *const studies[]", "extern const struct study scratch_study;")
    listed(path, "studies", "&scratch_study")
    return [("/v1", '"scratch-study"'), ("/docs", "scratch-study"), ("/openapi.json", '"/v1/scratch-study.{format}"'), ("/", "scratch-study"),
            *((f"/v1/scratch-study.{extension}?schedule=cosine&steps=9", text) for extension, text in (("json", '"scratch-study"'), ("svg", "<svg"), ("csv", ",")))]


def figure(root):
    edit(root / "lib/study/figures.c", ("const struct named_figure named_figures[] = {\n", "const struct named_figure named_figures[] = {\n"
         '    {"scratch-figure", GOAL, "Scratch", "A parabola.", "landscape", "f=x^2&x=-1:1"},\n'))
    return [("/v1/figures", '"scratch-figure"'), ("/", "scratch-figure"), ("/figures/scratch-figure", "A parabola."), ("/v1/figures/scratch-figure.svg", "<svg"),
            ("/oembed?url=/figures/scratch-figure", "Scratch")]


def form(root):
    copied(root / "server/formats/txt.c", root / "server/formats/scratch.c", ("txt_format", "scratch_format"), ('"txt"', '"scratch"'),
           ('"text/plain"', '"text/x-scratch"'))
    path = root / "server/formats/format.c"
    declared(path, "const struct format *const formats[]", "extern const struct format scratch_format;")
    text = path.read_text()
    path.write_text(re.sub(r"(\*const formats\[\] = \{[^}]*?),?\}", r"\1, &scratch_format}", text, count=1))
    return [("/v1/landscape.scratch?f=x^2", "x"), ("/v1/landscape.json?f=x^2", '"scratch":"'), ("/openapi.yaml", "text/x-scratch"),
            ("/v1/figures/risk.scratch", "."), ("/", "risk.scratch")]


def lesson(root):
    path = root / "server/pages/lessons.c"
    row = re.search(r'    \{"saddles", .*?\},\n(?=    \{")', path.read_text(), re.S)[0]
    edit(path, (row, row + row.replace('"saddles", "Saddle points"', '"scratch-lesson", "Scratch lesson"')))
    return [("/docs/cookbook", "Scratch lesson"), ("/docs/cookbook", 'id="scratch-lesson"')]


def collection(root):
    path = root / "lib/study/collections.c"
    row = re.search(r'    \{"losses", "loss".*\n', path.read_text())[0]
    edit(path, (row, row + row.replace('"losses", "loss"', '"scratches", "scratch"')))
    return [("/v1", '"scratches"'), ("/v1/scratches", '"scratches":['), ("/v1/scratches/squared", "squared"), ("/openapi.yaml", "/v1/scratches"),
            ("/v1/nothing/x", "")]


# What a recipe is called in README.md, and the unit programs of its room.
RECIPES = {"a landscape": (landscape, "test_landscapes"), "a function of the language": (function, "test_syntax test_interval"),
           "a distribution of data": (distribution, "test_expectation"), "an optimizer": (optimizer, "test_optimize"), "a data set": (data_set, "test_data"),
           "a loss of networks": (loss, "test_train"), "a schedule": (schedule, "test_program test_python"), "an activation": (activation, "test_depth"),
           "something to descend on": (objective, "test_scratch"),
           "a study": (study, "test_studies test_parameters"), "a named figure": (figure, "test_golden"), "a format": (form, "test_service test_routing"),
           "a lesson of the cookbook": (lesson, "test_page"), "a list": (collection, "test_service")}


# What tests/tables.py is to say of a copy: these rows have no numbers that another program made.
UNCONFIRMED = {"a landscape": "scratch_bowl", "a function of the language": "scratch_square", "a distribution of data": "scratch_noise",
               "an optimizer": "scratch_method", "a data set": "scratch_rings", "a loss of networks": "scratch_loss", "a schedule": "scratch_decay", "an activation": "scratch_sign"}


def copy():
    place = pathlib.Path(tempfile.mkdtemp())
    for part in ("Makefile", "lib", "server", "tests", "openapi.yaml", "CHANGELOG.md"):
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy2)(ROOT / part, place / part)
    return place


def make(place, *arguments):
    return subprocess.run(["make", "-s", "-C", place, *arguments], capture_output=True, text=True, env=ENVIRONMENT)


def show(program, recipe, shown):
    for path, text in shown:
        done = subprocess.run([program, "get", path], capture_output=True)
        answer = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
        if text:
            check(done.returncode == 0 and text in answer, f"{recipe}: {path} shows it", answer[:200])


def golden(place, program, drawn):
    """A figure whose layout nobody has looked at fails; it is then written down, as `make golden` does."""
    done = subprocess.run([program], cwd=place, capture_output=True, text=True)
    check(done.returncode != 0 and all(name in done.stderr for name in drawn),
          "a named figure or a study without a golden layout fails", done.stderr[-500:])
    subprocess.run([program], cwd=place, capture_output=True, env={**ENVIRONMENT, "GOLDEN": "write"}, check=True)


def follow(names, build, mode, programs):
    """Applies the recipes in one copy, builds it, and looks."""
    place = copy()
    try:
        if mode == "release":
            (place / build).mkdir(parents=True)
            shutil.copytree(ROOT / build / "objects", place / build / "objects", copy_function=shutil.copy2)
        shown = {name: RECIPES[name][0](place) for name in names}
        settings = [f"MODE={mode}", *([f"BUILD={build}"] if mode == "release" else [])]
        built = make(place, "-j2", *settings, "all", *(f"{build}/tests/{program}" for program in programs))
        check(built.returncode == 0, f"{', '.join(names)}: the copy builds", built.stderr[-2000:])
        if built.returncode:
            return
        for name in names:
            show(place / build / "landscaped", name, shown[name])
        listed = subprocess.run([sys.executable, "tests/tables.py", build, "--list"], cwd=place, capture_output=True, text=True)
        added = {UNCONFIRMED[name] for name in names if name in UNCONFIRMED}
        check(added == set(listed.stdout.split()), "rows without numbers made elsewhere are named, and no others", added, listed.stdout, listed.stderr)
        drawn = [{figure: "scratch-figure", study: "scratch-study"}.get(RECIPES[name][0]) for name in names]
        if any(drawn):
            golden(place, place / build / "tests/test_golden", list(filter(None, drawn)))
        for program in programs:
            done = subprocess.run([place / build / "tests" / program], cwd=place, capture_output=True, text=True)
            check(done.returncode == 0, f"{', '.join(names)}: {program} passes", "\n".join(re.findall(r"(?m)^.*(?:error|FAILED).*$", done.stdout + done.stderr))[-1500:])
    finally:
        shutil.rmtree(place)


def main():
    table = re.findall(r"(?m)^\| ((?:an?|something) [a-z ]+?) \| ", (ROOT / "README.md").read_text().partition("| to add | touch |")[2].partition("\n## ")[0])
    check(set(table) == set(RECIPES), "each recipe of README.md is followed here, and no other", json.dumps(sorted(set(table) ^ set(RECIPES))))
    if "--each" in sys.argv:
        for name in RECIPES:
            follow([name], "build/sanitize", "sanitize", sorted(path.stem for path in (ROOT / "tests/unit").glob("test_*.c")))
    else:
        follow(list(RECIPES), BUILD, "release", sorted({program for _, programs in RECIPES.values() for program in programs.split()}))
    print(f"recipes: {Tally.passed} passed, {Tally.failed} failed")
    return 1 if Tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
