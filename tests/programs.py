"""The format py: every program is run, and what it prints with --csv is compared with the CSV of the service, to 1e-8. Every optimizer, schedule,
function and landscape of the lists, named figures, studies' examples, and formulas chosen to be hard to print. All programs run in this one process, as
NumPy takes long to load. Arguments: the program (build/landscaped); one in how many of the rows is tried, all by default."""

import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from urllib.parse import quote

from interpreter import needs

needs("numpy", "matplotlib")
import matplotlib
import numpy

matplotlib.use("agg")
import matplotlib.pyplot as plt

PROGRAM = sys.argv[1]
TOLERANCE = 1e-8
MOST_WITHOUT = 0  # optimizers whose row has no rule in Python
MANY_WAYS = "/v1/descent?f=rosenbrock&dim=6&start=-1,1,0.5,0.2,-0.4,2&steps=50&optimizer=shampoo,muon(matrices=2),muon(rows=2,nesterov=0,lr=0.1),adafactor,adafactor(matrices=3),shampoo(rows=3),adahessian,sophia,bfgs,conjugate_gradient,trust_region"
ON_A_SIMPLEX = "/v1/descent?f=rosenbrock&dim=6&start=2,1&project=simplex(total=2)&optimizer=gd(lr=0.001),adagrad(lr=0.1),prodigy,muon(rows=2),adan,polyak,radam,nadam,lars,lamb,yogi,adabelief,adadelta,adamax&steps=40&view=gradient-norm"
# Runs (whose names begin so; "": answers without runs) in which differences by rounding grow beyond TOLERANCE, and how far they may: a bound, or (step, steps, most): TOLERANCE up to
# the step, ten times as much every so many steps from there on, and at most `most`. All other runs of the same answers keep to TOLERANCE. Measured with NumPy's reference
# BLAS and with OpenBLAS 0.3.21: the largest relative difference of a row's numbers at each step, of which the bound is about ten times as much. OpenBLAS
# fuses multiplications with additions: BFGS and Polyak's steps make 1.4e-8 and 1.8e-5 of that, with the reference nothing.
#   Adam, where it has arrived: its gradients are rounding, of which the root of their mean square makes steps. 3e-7 on either from step 320 on; a unit in the last place of
#   the first weight makes 5e-6 of loss-surface-residual, and 0.16 of sharp-minima, which takes 64,000 steps on batches of four.
#   depth-trained: 1e-8 at step 130 (reference) and 140 (OpenBLAS), 5e-4 at 205, 0.12 at 280: ten times in 16 steps.
#   Momentum on Rastrigin: 1e-8 at 43, 4e-5 at 69, 2e-3 at 89, 9e-2 at 103, 60 at 127, of gradients that are 300: ten times in 8 steps.
#   Muon, which oscillates: 1e-8 at 95, 1e-5 at 102, 3e-2 at 105, 0.2 at 128: ten times in less than 3 steps.
#   SOAP from the second turn of its bases on (step 20), whose curvatures lie six powers of ten apart: 0.1 at 22.
SENSITIVE = {
    MANY_WAYS: {"bfgs": 1e-7},
    ON_A_SIMPLEX: {"polyak": 1e-4},
    "/v1/figures/loss-surface-residual": {"": 1e-5},
    "/v1/figures/sharp-minima": {"": 0.5},
    "/v1/figures/weight-decay": {"adamw": (270, 10, 1e-6)},
    "/v1/figures/depth-trained": {"mlp(activation=tanh,normalization=layer)": (110, 16, 1)},
    "/v1/figures/good-enough": {"momentum": (30, 8, 100)},
    "/v1/figures/matrix-methods": {"muon": (82, 3, 1), "soap": (20, 0.2, 1)},
}
wrong = []


def get(target, *arguments):
    answer = subprocess.run([PROGRAM, "get", target, *arguments], capture_output=True)
    return answer.returncode, answer.stdout.decode(), answer.stderr.decode()


def listed(name):
    return json.loads(get(f"/v1/{name}")[1])[name]


def encoded(query):
    return quote(query, safe="=&,;:()*/^'@|!?[]$")


def methods():
    """Every optimizer, as it comes, with each switch on and with its own options at other values."""
    start = "/v1/descent?f=rosenbrock&start=-1.2,1;0.3,-0.4&steps=60&lr=0.002&optimizer="
    for method in listed("optimizers"):
        name = method["name"]
        yield start + name
        yield f"/v1/descent?f=himmelblau&start=0,1&steps=40&schedule=step(step_size=7,gamma=0.8,warmup_steps=3)&optimizer={name}"
        for option in method["parameters"]:
            if option["kind"] == "0 or 1" and (name, option["name"]) != ("sgd", "nesterov"):
                yield f"{start}{name}({option['name']}=1)"
    yield start + "sgd(momentum=0.9,nesterov=1,weight_decay=0.01),sgd(momentum=0.9,dampening=0.5),adam(weight_decay=0.1,beta2=0.9),rmsprop(momentum=0.5,centered=1)"
    yield start + "adagrad(lr_decay=0.1,initial_accumulator_value=0.2,eps_inside=1),adadelta(rho=0.5),nadam(momentum_decay=0.1),asgd(lambd=0.1,alpha=0.5)"
    yield start + "newton(damping=3),newton(absolute=1,damping=0.1),lbfgs(memory=2),line_search(shrink=0.7,decrease=0.3)"
    yield "/v1/descent?f=x^2&start=3&optimizer=gd(lr=1.5),gd(lr=0.5)&steps=2000"
    yield "/v1/descent?f=x^2+y^4&start=3,1&optimizer=gd(lr=0.05),lbfgs,newton&steps=200&tolerance=1e-3"
    yield "/v1/descent?f=rastrigin&dim=5&start=1,2&optimizer=adam(lr=0.1),lbfgs,newton&steps=30&view=loss"
    yield "/v1/descent?f=rastrigin&start=3,2&optimizer=gd(lr=0.002),adam(lr=0.1),line_search,newton(damping=300)&steps=50&noise=0.7&seed=12345678901"
    yield "/v1/descent?f=ackley&dim=3&start=3,2,1&optimizer=momentum(lr=0.01)&steps=25&noise=0.2&view=both"
    yield "/v1/descent?f=log(x)+sqrt(4-x)&start=1&optimizer=gd(lr=0.5),lbfgs,line_search&steps=30"
    yield "/v1/descent?f=abs(x)^1.5&start=1&optimizer=newton,gd&steps=30"


def combined():
    """Options that all methods share, places shown in place of x, methods within others, matrices of several shapes, and methods that draw by chance. Runs end
    before they are so near to a minimum that rounding decides what a search compares."""
    yield "/v1/descent?f=rosenbrock&start=-1.2,1;0.3,-0.4&steps=60&optimizer=nesterov(lr=0.001,report=lookahead),schedule_free(lr=0.002,weight_decay=0.1),adam(lr=0.05,average=ema,average_decay=0.8)"
    yield "/v1/descent?f=rosenbrock&start=-1.2,1&steps=60&optimizer=gd(lr=0.002,average=polyak,clip=1),lbfgs(average=polyak,clip=3),schedule_free(average=ema),trust_region(average=ema)"
    yield "/v1/descent?f=himmelblau&start=0,1&steps=40&optimizer=sam(inner=adam(beta1=0.8),rho=0.2),lookahead(inner=momentum,k=3),lookahead(inner=adamw(weight_decay=0.3),lr=0.1),sam(inner=rmsprop),adam,momentum(lr=0.01),sam,lookahead(inner=nadam,alpha=0.2)"
    yield MANY_WAYS
    yield "/v1/descent?f=rosenbrock&dim=6&start=-1,1,0.5,0.2,-0.4,2&steps=50&optimizer=nelder_mead,nelder_mead(adaptive=1),annealing,random_search"
    yield "/v1/descent?f=rastrigin&start=3.3,2.1&steps=12&noise=0.4&seed=77&optimizer=bfgs,conjugate_gradient,trust_region,nelder_mead,annealing(temperature=20),random_search,adahessian(power=0.5),sophia(k=3),sam"
    yield "/v1/descent?f=x^4-3*x^2+x&start=2&steps=7&optimizer=bfgs,conjugate_gradient,trust_region,nelder_mead,annealing,random_search,adahessian,sophia,shampoo,muon,adafactor,sam,lookahead,schedule_free"
    yield "/v1/descent?f=log(x)+sqrt(4-x)&start=1&steps=60&optimizer=bfgs,conjugate_gradient,trust_region,nelder_mead,sam"
    yield "/v1/descent?f=x*cos(pi*x)&start=0.3&steps=8&noise=0.3&optimizer=gd(lr=0.05,maximize=1),lbfgs(maximize=1),adam(lr=0.1,maximize=1,average=ema)"
    yield "/v1/descent?f=himmelblau&start=0,1&steps=150&optimizer=differential_evolution(lr=4),differential_evolution(population=6,weight=0.6,crossover=0.4),particle_swarm,particle_swarm(population=5,inertia=0.5)"
    yield "/v1/descent?f=log(x)+1/x&start=0.6&steps=60&optimizer=differential_evolution(lr=0.9,population=4),particle_swarm(lr=0.9)&seed=5"
    yield "/v1/descent?f=rastrigin&dim=4&start=1,2,3,-1&steps=90&optimizer=differential_evolution,particle_swarm(own=2)"
    yield "/v1/descent?f=abs(x)+abs(y)&start=1,0.3&steps=60&optimizer=bfgs,conjugate_gradient,nelder_mead,sam"
    yield "/v1/descent?f=rosenbrock&dim=6&start=-1,1,0.5,0.2,-0.4,2&steps=7&optimizer=levenberg_marquardt(factor=3),levenberg_marquardt(average=ema),cma_es,cma_es(population=4)"
    yield "/v1/descent?f=(1.5-x+x*y)^2+(2.25-x+x*y^2)^2+3*(sin(x))^2&start=1,1&steps=10&noise=0.2&optimizer=levenberg_marquardt,newton(damping=300),cma_es"
    yield "/v1/descent?f=rosenbrock&dim=6&start=-1,1,0.5,0.2,-0.4,2&steps=300&optimizer=cma_es,cma_es(population=4),cma_es(average=polyak)"
    yield "/v1/descent?f=rosenbrock&dim=6&start=-1,1,0.5,0.2,-0.4,2&steps=50&optimizer=soap(lr=0.1),soap(rows=3),soap(matrices=3),soap(rows=1),soap(k=6,weight_decay=0.1)"
    yield "/v1/descent?f=rosenbrock&dim=7&start=-1,1,0.5,1,-1,0.2,0.3&steps=30&noise=0.3&optimizer=soap(lr=0.1)"
    yield "/v1/descent?f=(x^2-2)^2/3&start=3&steps=6&optimizer=levenberg_marquardt,cma_es"
    yield "/v1/descent?f=himmelblau&start=0,1&steps=400&optimizer=cma_es,cma_es(population=12),cma_es(lr=2)"
    yield "/v1/descent?f=log(x)+1/x&start=0.6&steps=60&optimizer=cma_es(lr=0.9)&seed=5"


def projected():
    """Every set, of one to ten coordinates, with places shown that are not where methods stand, climbs, noise, tolerances, and steps out of reach."""
    yield ON_A_SIMPLEX
    yield from ("/v1/descent?" + asked for asked in (
        "f=himmelblau&start=0,0&project=ball(radius=2,center=-3;-1)&optimizer=gd(lr=0.01),momentum(lr=0.005),adam(lr=0.2),nesterov(lr=0.005),schedule_free(lr=0.02)&steps=60",
        "f=himmelblau&start=9,9;-1,2&project=box(-2;2;-3;1)&optimizer=gd(lr=0.01,average=polyak),adam(lr=0.2,average=ema),lookahead(inner=adam,lr=0.3),sgd(lr=0.01,momentum=0.9,nesterov=1,clip=2),muon,shampoo,adafactor,rprop,asgd,lion&steps=60&view=both",
        "f=x^2+4*y^2&start=9,9&project=ball(radius=1,center=2;2)&lr=0.1&steps=1000&tolerance=1e-9", "f=x&start=3&project=box(1;4)&lr=0.1", "f=x^2&start=3&project=simplex&steps=4", "f=x^2&start=3&project=ball(radius=0.5,center=2)&lr=0.1&tolerance=1e-6",
        "f=rastrigin&dim=10&start=1,2&project=box&optimizer=gd(lr=0.002),adam(lr=0.05)&noise=0.5&seed=3", "f=rastrigin&dim=3&start=1,2,3&project=ball(radius=2,center=1)&lr=0.01&view=loss", "f=x*y&start=0.1,0.2&project=simplex&optimizer=gd(lr=0.1,maximize=1)",
        "f=-exp(x^2)&start=1&lr=1&project=box(-100;1000)&steps=9", "f=exp(x)+y^2&start=1,1&lr=1e6&project=ball(radius=1e3)&steps=9"))


def constrained():
    """One and two constraints, equalities, corners, points inside, of every kind, none at all; the rounds of both methods, with steps that are halved."""
    yield from ("/v1/constrained?" + asked for asked in (
        "f=(x-2)^2+(y-1)^2&subject=x^2<=y&subject=x+y<=2&x=-2:3&y=-1:4", "f=himmelblau&subject=x^2+y^2=4&subject=x<=1", "f=himmelblau&subject=x>=-1", "f=himmelblau&subject=x*y=1", "f=x*y&subject=x^2+y^2=2",
        "f=-x^2-y^2&subject=x+y<=9", "f=x+y&subject=x^2<=y", "f=x&subject=y>=0", "f=exp(x)*sin(y)&subject=x^2/4+y^2<=1", "f=rosenbrock&subject=x^2+y^2<=1&rotate=20", "f=x^2+y^2&subject=x>=1&subject=y>=2", "f=x^2+y^2&subject=log(x)>=0",
        *(f"f={f}&method={method}" for method in ("penalty", "augmented-lagrangian") for f in (
            "(x-2)^2+(y-1)^2&subject=x^2<=y&subject=x+y<=2&x=-2:3&y=-1:4", "himmelblau&subject=x^2+y^2=4&subject=x<=1", "rosenbrock&subject=x^2+y^2<=1&start=-1,1", "x*y&subject=x^2+y^2=2&penalty=3&growth=2&rounds=6",
            "exp(x)*sin(y)&subject=x^2/4+y^2<=1&start=0,0.5"))))


def points():
    """Points whose kind gradient and Hessian tell, one and many, regular ones beside a critical one; lists of critical points in one to four dimensions."""
    yield from (f"/v1/point?f={f}" for f in ("himmelblau&at=3,2&at=-0.270844590667,-0.923038522145&at=3.584428,-1.848127&at=0,0", "sin(x)&at=0&at=1.5707963267948966&at=2", "x*y&at=0,0&at=1,1",
                                             "rastrigin&at=0,0,0,0,0&at=1,2,3,1,2", "3*x-y&at=0,0", "1e8*y^2+x^2&at=0.3,0", "rosenbrock&dim=30&at=" + ",".join(["1"]*30), "1e6*(y-x^2)^2+(1-x)^2&at=1,1"))
    yield from (f"/v1/critical-points?f={f}" for f in ("rastrigin", "sin(x)*cos(y)", "x^4-3*x^2+x", "rosenbrock", "beale", "levy", "sin(x)&x=-20:20", "rosenbrock&dim=4", "rastrigin&dim=3&x=-1.4:1.4", "3*x",
                                                       "cos(1e6*x)&x=0:1e-4", "griewank&x=-10:10&y=-10:10", "himmelblau&rotate=30&shift=1,2"))


def convexity():
    """A section, and of two coordinates the least curvature: convex, concave, neither, with poles, a chord of one's own, flat along an axis, and many coordinates."""
    yield from (f"/v1/convexity?f={f}" for f in ("x^4-3*x^2+x", "log(x)&x=-1:2", "abs(x)&from=-1&to=2&weight=0.3", "7", "1/x&x=-1:1", "rosenbrock", "himmelblau&from=-3,1&to=2.5,-4&weight=0.9&rotate=20",
                                                 "x^2+y&x=0:1&y=-3:5", "x*y^3/(x-y)", "-exp(-(x^2+y^2))", "max(x,y)&weight=0", "3*x-y", "rastrigin&dim=4", "log(exp(x1)+exp(x2)+exp(x3))&x=-3:9&from=1,2,3&to=9,-3,0&weight=1",
                                                 "rosenbrock&dim=10"))


def data_sets():
    """Every set that has a program, as it comes and with noise, labels drawn anew, other sizes, and standardised or not."""
    sets = ["spirals", "moons", "circles", "xor", "blobs", "line", "sine", "chebyshev"]
    for name in sets:
        yield f"/v1/data?data={name}"
        labels = "" if name in ("line", "sine", "chebyshev") else ",label_noise=0.3"
        yield f"/v1/data?data={name}(n=37,test=0,noise=0.4{labels})&standardize=1&seed=9876543210123"
    yield "/v1/data?data=spirals(classes=5,turns=2,n=301)"
    yield "/v1/data?data=blobs(inputs=7,classes=4,spread=0.3,seed=5)&show=3,6"
    yield "/v1/data?data=chebyshev(degree=0)"
    yield "/v1/data?data=circles(factor=0.2,n=1,test=1)&standardize=0"


def trainings():
    """Networks of every activation and kind, sets by their rule and number for number, losses, seeds, minibatches, and a run that overflows."""
    yield "/v1/train?epochs=3&seeds=4&view=both"
    yield "/v1/train?epochs=3&view=decision&at=0,5,10"
    yield "/v1/train?data=sine&epochs=3&view=decision&loss=half_squared"
    yield "/v1/train?data=moons&loss=squared&network=mlp(hidden=8;8;8,normalization=layer,residual=1,activation=gelu)&decay=0.01&clip=0.5&epochs=3"
    yield "/v1/train?data=moons,circles&network=mlp(hidden=8),linear(bias=0)&epochs=3&batch=10,0"
    yield "/v1/train?data=moons(seed=5,label_noise=0.2,n=60)&epochs=6&schedule=cosine(warmup_steps=3)&schedule_by=epoch"
    yield "/v1/train?optimizer=gd(lr=1000)&loss=squared&network=mlp(hidden=4,activation=relu)&epochs=4&seeds=3"
    yield "/v1/train?optimizer=adam(average=ema),schedule_free,nesterov(report=lookahead),gd(clip=2)&epochs=3&clip=3"
    yield "/v1/train?optimizer=lion,muon,adafactor,prodigy,lookahead(inner=nadam)&epochs=2&network=mlp(hidden=4)"
    yield "/v1/train?data=moons(test=0)&epochs=2&view=gradient-norm"
    yield "/v1/train?data=given&examples=0,0,0;0,1,1;1,0,1;1,1,0&network=mlp(hidden=2)&steps=50&view=accuracy"
    yield "/v1/train?data=given&examples=1,2;2,3;3,5&test_examples=4,5&network=linear&steps=20&start=0.1,-0.2&batch=0"
    yield "/v1/train?data=wine&epochs=3&view=gap"
    yield "/v1/train?data=moons(noise=0.2)&optimizer=lbfgs,adam,line_search,bfgs,conjugate_gradient&batch=0&steps=25&network=mlp(hidden=5)"
    yield "/v1/train?data=sine&optimizer=lbfgs&batch=0&steps=23&seeds=5&network=mlp(hidden=4)&decay=0.01"
    yield "/v1/train?data=iris&optimizer=nelder_mead,random_search,sam,cma_es,annealing&batch=0&steps=40&network=linear&seeds=2"
    yield "/v1/train?data=spirals&optimizer=conjugate_gradient,gd&batch=0&steps=1"
    yield "/v1/train?data=circles&optimizer=lbfgs(memory=3)&batch=0&steps=17&at=2,4,9&view=decision"
    yield "/v1/train?data=spirals(classes=3)&steps=0"
    for activation in listed("activations"):
        yield f"/v1/train?network=mlp(hidden=5;4,activation={activation['name']},bias=0)&epochs=2&data=iris"


def surfaces():
    """Slices through losses in all directions that a program can take, drawn in all ways, of training and test examples, classes and numbers."""
    yield "/v1/loss-surface?data=moons(n=60)&network=mlp(hidden=6)&epochs=4&samples=7"
    yield "/v1/loss-surface?data=blobs(classes=3,n=40)&network=mlp(hidden=5;4,activation=relu)&steps=9&samples=6&normalization=layer&seed=7&view=surface&x=-2:1.5&of=test&decay=0.02"
    yield "/v1/loss-surface?data=sine&network=mlp(hidden=5,bias=0)&steps=12&normalization=none&view=line&x=-2:3:0.25"
    yield "/v1/loss-surface?data=moons(n=80)&network=mlp(hidden=4,activation=gelu,normalization=layer)&optimizer=sgd(lr=0.3),adam(lr=0.02),lbfgs(lr=0.5)&batch=0&steps=9&directions=pca&samples=6&view=heatmap"
    yield "/v1/loss-surface?data=line&network=linear&optimizer=gd(lr=0.1)&batch=0&steps=5&directions=pca&samples=5&y=-1:1"
    yield "/v1/loss-surface?data=xor(n=40)&network=mlp(hidden=4)&steps=30&directions=hessian&samples=6&view=wireframe"
    yield "/v1/loss-surface?data=sine(n=50)&network=mlp(hidden=5,activation=softplus)&loss=half_squared&decay=0.01&steps=25&directions=hessian&samples=6&view=filled"
    yield "/v1/loss-surface?data=moons&directions=between&seeds=2&epochs=3&network=mlp(hidden=6)&view=line&schedule=cosine"
    yield "/v1/loss-surface?data=circles(n=50)&directions=between&optimizer=sgd(lr=0.1,momentum=0.9),adam&batch=8&epochs=3&network=mlp(hidden=5;5,residual=1)&of=test"
    yield "/v1/loss-surface?data=wine&directions=between&steps=20&network=linear&loss=squared&x=0:1"
    yield "/v1/loss-surface?data=given&examples=0,0,0;0,1,1;1,0,1;1,1,0&network=mlp(hidden=2)&steps=0&samples=5&start=1,2,3,4,5,6,0.1,0.2,0.3,0.4,0.5,0.6"


def spectra():
    """All eigenvalues at the start and the end of trainings, of every activation, and critical points as they were found."""
    yield "/v1/hessian-spectrum"
    yield "/v1/hessian-spectrum?at=start&data=blobs(classes=3,n=30)&network=mlp(hidden=5;4)&seed=5&view=density"
    yield "/v1/hessian-spectrum?data=sine(n=30)&loss=half_squared&network=mlp(hidden=6,bias=0)&optimizer=gd(lr=0.2)&batch=0&steps=40&decay=0"
    yield "/v1/hessian-spectrum?data=iris&loss=squared&network=linear&optimizer=lbfgs&batch=0&steps=6"
    yield "/v1/hessian-spectrum?data=xor(n=20)&network=mlp(hidden=2)&at=critical&points=9&decay=0.01"
    for activation in listed("activations"):
        yield f"/v1/hessian-spectrum?data=circles(n=30)&network=mlp(hidden=4;3,activation={activation['name']})&steps=7"


def risks():
    """Every distribution, losses with kinks and waves, curves, sweeps over n, and descents on samples."""
    yield "/v1/risk?n=1&trials=7"
    yield "/v1/risk?n=3,10,40,200&trials=9&seed=77"
    yield "/v1/risk?loss=(x-z)^2&n=5&data=student(df=5)&trials=8&x=-2:2"
    yield "/v1/risk?loss=abs(x-z)&n=7,31&data=laplace&trials=6"
    yield "/v1/risk?loss=log(1+exp(-x*z))+0.1*x^2&n=20&data=uniform&trials=5"
    yield "/v1/risk?loss=(x-z)^2+0.3*cos(3*x*z)&n=3,9&data=rademacher&trials=5"
    yield "/v1/risk?loss=max(0.9*(z-x),0.1*(x-z))&n=9&data=discrete(values=-1;0.3;2.2,weights=3;1;1)&trials=7&x=-3:3"
    yield "/v1/risk?loss=(x-z)^4&n=12&data=empirical(0.3;1.2;0.7;-4)&trials=5&view=descent&lr=0.001&steps=60&batch=2"
    yield "/v1/risk?n=10&trials=6&view=descent&steps=401&lr=0.02&batch=3&start=0.4"
    yield "/v1/risk?loss=1-exp(-(x-z)^2)&data=student(df=1)&n=30,6&trials=4&x=-4:4"
    yield from (f"/v1/risk?loss={asked}" for asked in (  # minimisers that are intervals: medians, quantiles, margins, of samples, of the risk, and of both
        "abs(x-z)&n=8,30,7&data=laplace&trials=6", "abs(x-z)&n=8,31&data=discrete(0;1;2;3)&trials=9&x=-1:4", "max(0.9*(z-x),0.1*(x-z))&n=10,20&data=normal&trials=7&x=-3:3", "relu(1-x*z)&n=4,9&data=uniform&trials=5&x=-5:5",
        "max(0,abs(x-z)-2)^3&n=6&data=rademacher&trials=6&x=-5:5", "abs(x-z)&n=10&trials=6&view=descent&lr=0.05&steps=60&batch=2", "relu(abs(x-z)-1)&data=discrete(0;5)&x=-2:8&n=5&trials=3", "floor(2*x)+z&data=laplace&x=-5:5&n=4&trials=3",
        "z&trials=3", "relu(x-z)^4&data=discrete(0;1)&x=-5:5&n=4&trials=2", "abs(x-z)+abs(x+z)&n=5&trials=4"))


def basins():
    """Every method that has a program, over minima, saddles, curves of minima, walls and places without a value; both views."""
    yield from (f"/v1/basins?samples=9&steps=60&f={f}" for f in ("himmelblau", "rastrigin&x=-2:2&y=-1:3&optimizer=adam(lr=0.1)", "himmelblau&optimizer=newton&view=steps", "x^3-3*x*y^2&x=-1:1&y=-1:1&lr=0.1", "(x^2+y^2-1)^2&lr=0.1",
                                                                  "log(x)+x^2+y^2&x=-1:2&lr=0.05", "x^2+y&lr=0.1", "x*y&lr=0.2", "beale&lr=0.01&view=steps", "x^4/4-x^2/2+y^2&optimizer=momentum(lr=0.1)",
                                                                  "sqrt(abs(x))+y^2&lr=0.03", "himmelblau&optimizer=nesterov(lr=0.01,report=lookahead)", "1/0+x*y"))
    for name in ("sgd(momentum=0.9,nesterov=1)", "adagrad", "rmsprop(centered=1)", "adadelta", "adamax", "nadam", "radam", "rprop", "asgd", "yogi", "lion", "adan", "adabelief", "lamb", "lars", "prodigy",
                 "schedule_free", "lookahead", "muon", "polyak", "shampoo", "adafactor"):
        yield f"/v1/basins?f=himmelblau&samples=6&steps=40&optimizer={name}"
    yield "/v1/basins?f=himmelblau&samples=15&optimizer=lookahead&steps=7"


def sweeps():
    """Settings of methods, schedules and starts, one and two, every measure, seeds with noise, and landscapes with walls and places without a value."""
    yield "/v1/sweep?f=himmelblau&x=lr,0.001:0.05,log&y=momentum,0:0.95&optimizer=momentum&samples=7&steps=30"
    yield "/v1/sweep?f=himmelblau&x=start.x,-5:5&y=start.y,-5:5&lr=0.01&measure=outcome&samples=9&steps=80"
    yield "/v1/sweep?f=rosenbrock&x=lr,0.0001:0.01,log&noise=1&seeds=5&steps=30&samples=9"
    yield "/v1/sweep?f=rastrigin&x=beta1,0:0.9&y=beta2,0.5:0.999&optimizer=adam(lr=0.3)&samples=5&steps=40&measure=rate&start=2.2,1.3"
    yield "/v1/sweep?f=log(x)+1/x&x=lr,0.1:5&samples=11&steps=50&measure=outcome&start=0.7"
    yield "/v1/sweep?f=beale&x=schedule.gamma,0.5:1&y=lr,0.001:0.1,log&schedule=exponential&samples=6&steps=40&measure=steps&tolerance=0.01"
    yield "/v1/sweep?f=himmelblau&x=damping,0:30&optimizer=newton&samples=7&steps=20&measure=value&start=0.5,1"
    yield "/v1/sweep?f=rosenbrock&dim=4&x=lr,0.0001:0.003&samples=6&steps=40&measure=rate&start=-1,1"


def signs():
    """Every ensemble and view, sizes whose exact probabilities are all known, at the ends alone or not at all, and singular matrices."""
    yield from (f"/v1/hessian-signs?{asked}" for asked in ("n=1", "n=7&seed=12345678901&samples=3000", "n=32&samples=50", "n=45&samples=50", "n=60&samples=70", "n=1,2,3,5,12,51&samples=500", "n=3,9&ensemble=wigner&samples=400",
                                                           "n=6&ensemble=wigner&entries=rademacher&samples=900", "n=4&ensemble=wigner&entries=uniform&samples=900", "n=9&ensemble=wigner&view=spectrum&entries=uniform&samples=99",
                                                           "n=30&view=spectrum&samples=99", "n=20&ensemble=wishart&samples=99", "n=20&ensemble=wishart&samples=99&ratio=2.5", "n=8&ensemble=wishart&samples=99&ratio=1",
                                                           "n=2&ensemble=spin_glass", "n=7&ensemble=spin_glass", "n=8&ensemble=spin_glass&interactions=5&view=index"))


def depths():
    """Every activation, with and without normalization and residual connections, gradients that end in 0, and many layers of few units."""
    yield "/v1/depth?network=gelu,linear(residual=1),elu(normalization=layer),softplus(normalization=layer,residual=1),silu,softsign,leaky_relu,tanh(std=0),relu(std=100),sigmoid(residual=1)&depth=20&units=17&seeds=3"
    yield from (f"/v1/depth?{asked}" for asked in ("network=sigmoid&depth=200&seeds=1&units=9", "network=relu&units=2&depth=60&seeds=9", "network=sigmoid,relu,relu(normalization=layer),tanh(std=0.1)&seed=12345678901&seeds=5"))


def iterations():
    """Wide, tall and square matrices, of one number, and steps in any order."""
    yield from (f"/v1/newton-schulz?{asked}" for asked in ("rows=40&columns=30&steps=1,0,12,5&seed=9", "rows=1&columns=1", "rows=1&columns=9", "rows=20&columns=20&steps=30"))


def noises():
    """At the start and the end of trainings, of classes and of numbers, with sizes of one's own, all examples among them."""
    yield from (f"/v1/gradient-noise?{asked}" for asked in ("data=line&network=linear&at=start&sizes=1,3,99,100&trials=50", "data=iris&network=mlp(hidden=6;5,normalization=layer)&epochs=2&decay=0.1&trials=30", "data=moons(n=50)&network=mlp(hidden=4)&epochs=3&seed=9&optimizer=adam&batch=7",
                                                            "data=line(n=1,test=1)&network=linear&steps=2"))


def escapes():
    """Methods that treat coordinates alike, walls, kinks and places without a value, regions with two barriers and with none. Steps so long that runs are chaotic are not
    asked for: a unit in the last place decides where such a run ends."""
    yield from (f"/v1/escape?{asked}" for asked in ("f=risk&noise=0,1,3&runs=300&optimizer=gd,lookahead(inner=adam),schedule_free,sgd(lr=0.02,momentum=0.5,weight_decay=0.1)", "f=x^4-3*x^2+x&optimizer=rprop,asgd(lr=0.01),lion(lr=0.01),gd(lr=0.01)&runs=200&steps=50",
                                                    "f=abs(x)-0.3*x^2&x=-3:3&region=-1:1&noise=0,1,3&runs=300&seed=12345678901", "f=log(x)+1/x&x=-1:4&start=1.3&region=0.5:2&runs=200&steps=20&lr=0.02&noise=3,9", "f=cos(3*x)&x=-3:3&start=1&noise=2,4&runs=300",
                                                    "f=x&start=0&region=-1:1&noise=1&runs=99&steps=5"))


def double_descents():
    """One curve and several, even and odd numbers of examples, fewer features than examples, ridge, no noise at all."""
    yield from (f"/v1/double-descent?{asked}" for asked in ("noise=0,1&ridge=0,0.1&trials=20&examples=21", "examples=3&features=2", "examples=12&features=12&falloff=0&signal=3&trials=9", "examples=20&parameters=0,1,15,30,60,100&features=100&ridge=10&seed=5&trials=30",
                                                            "examples=2&features=20&noise=0&trials=5"))


def benchmarks():
    """Methods of every kind, with options that all share, on landscapes of one, two and five coordinates, whose least value is known or not."""
    yield from (f"/v1/benchmark?{asked}" for asked in ("f=x^2+sin(x),x^4&optimizer=gd,newton,nelder_mead,sam,cma_es,bfgs&starts=8&steps=60", "f=log(x)+1/x+y^2&optimizer=gd(lr=0.05),lookahead(inner=adam)&starts=6&steps=30&seed=12345678901",
                                                       "f=rastrigin,sphere&dim=5&optimizer=random_search,muon,schedule_free,adam(average=ema,lr=0.1),trust_region,annealing,gd(clip=1)&starts=6&steps=60&tolerance=0.1"))


def schedules():
    given = {"multi_step": "multi_step(milestones=5;9)", "chain": "chain(schedules=step(step_size=3,gamma=0.8);cosine(warmup_steps=2,base_lr=0.2);exponential)"}
    for schedule in listed("schedules"):
        name = given.get(schedule["name"], schedule["name"])
        yield f"/v1/schedule?schedule={name}&steps=40"
        call = name[:-1] + "," if name.endswith(")") else name + "("
        yield f"/v1/schedule?schedule={call}warmup_steps=4,warmup_begin_lr=0.02,base_lr=0.3)&steps=33"
        yield f"/v1/descent?f=himmelblau&start=1,1&lr=0.01&steps=25&schedule={name}"
    yield "/v1/schedule?schedule=cosine(T_max=7,eta_min=0.02),cosine_restarts(T_0=5,T_mult=2),one_cycle(anneal_strategy=linear,pct_start=0.4,total_steps=20),step,step&steps=50"
    yield "/v1/schedule?schedule=linear(start_factor=0.1,total_iters=9),polynomial(power=2,total_iters=11),warmup_cosine(warmup_steps=5,max_update=15,final_lr=0.01)&steps=30"
    yield "/v1/schedule?schedule=chain(schedules=constant;cosine;cosine,milestones=4;19),chain(schedules=linear;step(step_size=5);one_cycle)&steps=50"
    yield "/v1/schedule?schedule=exponential(gamma=10)&steps=400"


def functions():
    for function in listed("functions"):
        name = function["name"]
        if not name.isidentifier() or name in ("pi", "e", "tau", "sum", "prod", "diff", "pick", "inf", "infinity"):
            continue
        for call in (f"{name}(x)", f"{name}(x,0.7)", f"{name}(0.3,x)", f"{name}(x,1.5,2)"):
            yield f"/v1/landscape?f={call}&x=-3.05:3&samples=97&derivatives=1"


def landscapes():
    for landscape in listed("landscapes"):
        name, line = landscape["name"], landscape["dimension"] == 1
        yield f"/v1/landscape?f={name}&samples=41" + ("&derivatives=2" if line else "")
        yield f"/v1/descent?f={name}&optimizer=gd(lr=1e-4),adam(lr=0.01)&steps=20"
        if not landscape["dimension"]:
            yield f"/v1/landscape?f={name}&dim=5&axes=2,4&samples=15"
            yield f"/v1/landscape?f={name}&dim=4&axes=3&samples=35&derivatives=1"


FORMULAS = ["1/x", "tan(x)", "x^-2", "-x^2", "(-x)^2", "2^-x", "-2^x", "(x^2)^3", "x^(2^3)", "x-(1-x)", "x/(2/x)", "x/(2*x)*3", "x%2", "-x%3", "(x+1)%1.5", "1/0+x", "0^-1*x",
            "(-8)^(1/3)*x", "10^400*x", "1e308*10*x", "x>0 ? x : -x", "where(x>0 and x<2, x, 1-x)", "where(not (x<1) or x==2, 1, x)", "(x>0)-(x<1)", "(x>0)*x+(x<=0)", "where(x-1,2,3)",
            "x<1<2", "step(x)-sign(x)", "max(x,1,-x)", "min(x,sin(x))", "7", "pi", "e^x", "x*1e-9+1e9", "hypot(x,3)", "unit(x,1)", "log(1+exp(50*x))", "1-cos(1e-5*x)", "sqrt(relu(x))",
            "sum(i,1,40,sin(i*x)/i)", "prod(i,1,5,x-i)", "pick(2,x,x^2)", "diff(sin(x)^2,x)", "risk(x)+0.2*cos(5*pi*x)", "abs(abs(x)-1)", "x if x>0 else 0", "exp(-x^2)*erf(x)", "x^x",
            "atan2(x,1-x)", "round(x*2)", "sinc(3*x)", "expm1(x)/x", "log(cosh(30*x))",
            "tanh(x)/x", "(x-sin(x))/x^3", "log(1+x^2)", "(exp(x)-1-x)/x^2"]


def formulas():
    for formula in FORMULAS:
        yield f"/v1/landscape?f={formula}&x=-2:3&samples=41&derivatives=1"
    for formula in ("x*y", "x^2-y^2", "sin(x)*cos(y)", "where(x>y,x,y)", "x", "3", "hypot(x,y)^0.3", "1/(x*y)"):
        for view in ("contour", "filled", "heatmap", "wireframe", "surface"):
            yield f"/v1/landscape?f={formula}&dim=2&x=-2:3&y=-1:1:0.25&samples=21&view={view}"
    yield "/v1/landscape?f=x^2,x^2,sin(x)&x=-1:1:0.125&labels=a;b$^2$;c\"\"\"d&panels=each&title=50% of \"\"\" $x_1$ \\end{document}\\n'''"
    yield "/v1/landscape?f=himmelblau&rotate=30&shift=1,2&samples=21&mark=0,0&theme=dark"
    yield "/v1/landscape?f=x^2+y&view=line&at=0,2&derivatives=2&chord=-1:1&x=-2:2"


def parsed(text):
    return list(csv.reader(io.StringIO(text)))


def differ(ours, theirs, tolerance):
    """Whether two fields are not the same."""
    if ours == theirs:
        return False
    try:
        a, b = float(ours), float(theirs)
    except ValueError:
        return True
    return not abs(a - b) <= tolerance*max(1, abs(b))


def tolerance(address, run, step):
    """How far the numbers of a row may be from ours."""
    bounds = [bound for name, bound in SENSITIVE.get(address, {}).items() if run.startswith(name)]
    if not bounds or not isinstance(bounds[0], tuple):
        return bounds[0] if bounds else TOLERANCE
    first, tenfold, most = bounds[0]
    return min(most, TOLERANCE*10**min(99, max(0, (float(step) - first)/tenfold)))


def compare(address, source, wanted, drawn):
    program = {"__name__": "program"}
    try:
        exec(compile(source, address, "exec"), program)
        answer, printed = program["compute"](), io.StringIO()
        program["print_csv"](answer, printed)
        if drawn:
            program["draw"](answer, plt).canvas.draw()
            plt.close("all")
    except Exception as failure:
        wrong.append(f"{address}: {type(failure).__name__}: {failure}")
        return
    ours, theirs = parsed(printed.getvalue()), parsed(wanted)
    if [len(row) for row in ours] != [len(row) for row in theirs]:
        wrong.append(f"{address}: {len(ours)} rows of {len(ours[0])}, not {len(theirs)} of {len(theirs[0])}")
        return
    for row, (a, b) in enumerate(zip(ours, theirs)):
        allowed = tolerance(address, *(b[:2] if row and theirs[0][:2] == ["run", "step"] else ("", 0)))
        for column, (x, y) in enumerate(zip(a, b)):
            if differ(x, y, allowed):
                wrong.append(f"{address}: row {row} of {ours[0][column]} is {x}, not {y}")
                return


def answered(targets):
    """The programs and the CSVs of all targets, by one command; those that are refused are not there."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        lines = [f"{encoded(target.replace('?', f'.{kind}?', 1)) if '?' in target else f'{target}.{kind}'} -o {i}.{kind}"
                 for i, target in enumerate(targets) for kind in ("py", "csv")]
        (folder / "book.txt").write_text("\n".join(lines) + "\n")
        subprocess.run([PROGRAM, "render", str(folder / "book.txt"), "-o", str(folder)], capture_output=True)
        for i, target in enumerate(targets):
            files = folder / f"{i}.py", folder / f"{i}.csv"
            if all(file.exists() for file in files):
                yield target, *(file.read_text() for file in files)


def as_command(source):
    """A program as it is used: printing, and writing a figure."""
    with tempfile.TemporaryDirectory() as folder:
        path, figure = pathlib.Path(folder) / "figure.py", pathlib.Path(folder) / "figure.png"
        path.write_text(source)
        environment = {**os.environ, "MPLBACKEND": "agg"}
        printed = subprocess.run([sys.executable, path, "--csv"], capture_output=True, text=True)
        saved = subprocess.run([sys.executable, path, "--save", figure], capture_output=True, text=True)
        shown = subprocess.run([sys.executable, path], capture_output=True, text=True, env=environment)
        if printed.returncode or saved.returncode or shown.returncode or not figure.read_bytes().startswith(b"\x89PNG"):
            wrong.append(f"a program does not run as a command: {printed.stderr}{saved.stderr}{shown.stderr}")
        return printed.stdout


REFUSED = ["/v1/escape.py?f=risk&runs=3&optimizer=soap", "/v1/benchmark.py?f=sphere&dim=11&optimizer=soap&starts=2&steps=3", "/v1/benchmark.py?f=sphere&optimizer=polyak&starts=2&steps=3", "/v1/benchmark.py?f=sphere&optimizer=levenberg_marquardt&starts=2&steps=3", "/v1/benchmark.py?f=sphere&optimizer=gd,adam&starts=2000&steps=500", "/v1/constrained.py?f=x&subject=y^2<=x^3", "/v1/constrained.py?f=x^2%2By^2&subject=x^2%2By^2<=1&subject=x>=0", "/v1/constrained.py?f=x^2%2By^2&subject=x>=1&method=penalty&rounds=20", "/v1/descent.py?f=himmelblau&start=0,0&project=box&optimizer=nesterov(lr=0.005,report=lookahead)", "/v1/sweep.py?f=himmelblau&x=lr,0.001:0.05&y=momentum,0:0.9&optimizer=momentum", "/v1/sweep.py?data=moons(n=20)&x=lr,0.01:1,log&samples=3&steps=2", "/v1/sweep.py?f=x^2%2By^2&x=lr,0:1.2&samples=5", "/v1/sweep.py?f=himmelblau&x=lr.x,0:0.01&samples=3", "/v1/escape.py?f=risk&optimizer=lbfgs", "/v1/escape.py?f=risk&optimizer=adam(clip=1)", "/v1/escape.py?f=risk&optimizer=newton", "/v1/gradient-noise.py?data=fashion", "/v1/depth.py?network=tanh(std=0.5)", "/v1/hessian-signs.py?n=21&ensemble=spin_glass", "/v1/basins.py?f=himmelblau&samples=9&optimizer=lbfgs", "/v1/basins.py?f=himmelblau&samples=9&optimizer=cma_es", "/v1/basins.py?f=himmelblau&samples=9&optimizer=gd(clip=1)", "/v1/risk.py?loss=(x-z)^2%2B0.3*cos(3*x*z)&n=4,8&data=rademacher&trials=5", "/v1/risk.py?loss=x*z%2Brelu(x-1)^4%2Brelu(-x)&data=discrete(-1;1)&x=-5:5&n=4&trials=2", "/v1/risk.py?loss=where(z<x,1,0)-x/2&data=uniform&x=-0.5:0.75&n=5&trials=4", "/v1/risk.py?loss=abs(x-z)^(-0.4)&trials=2&x=-1:1", "/v1/landscape.py?f=polygamma(1,x)", "/v1/landscape.py?f=x!&derivatives=1", "/v1/descent.py?f=osborne_2", "/v1/data.py?data=iris", "/v1/train.py?data=fashion", "/v1/train.py?optimizer=newton(damping=1)&batch=0&network=linear&steps=2", "/v1/train.py?network=mlp(hidden=4)&view=sharpness&batch=0&steps=3", "/v1/train.py?data=moons,blobs(classes=3)&loss=squared&steps=3", "/v1/hessian-spectrum.py?data=moons&network=mlp(hidden=24;20)&epochs=1&batch=50", "/v1/hessian-spectrum.py?network=mlp(hidden=4,normalization=layer)&epochs=1", "/v1/loss-surface.py?directions=between&seeds=2&match=1&epochs=2&network=mlp(hidden=3)", "/v1/loss-surface.py?data=moons&optimizer=gd(lr=1e6)&loss=squared&network=mlp(hidden=4,activation=relu)&steps=60&batch=0", "/v1/loss-surface.py?data=line&network=linear(bias=0)&steps=3&directions=pca", "/v1/loss-surface.py?data=iris&network=mlp(hidden=3)&optimizer=gd(lr=0.0000001)&batch=0&steps=20&directions=pca&samples=5&y=-1:1&x=-1:1", "/v1/descent.py?f=x^2&start=1&f2=1", "/v1/point.py?f=abs(x)&at=0", "/v1/point.py?f=x^4&at=0",
           "/v1/critical-points.py?f=schwefel", "/v1/critical-points.py?f=x^2*y", "/v1/critical-points.py?f=x&boundary=1", "/v1/descent.py?f=rosenbrock&dim=11&optimizer=soap"]
figures = [f"/v1/figures/{figure['id']}" for figure in listed("figures") if figure["study"] != "train"]
trained = [f"/v1/figures/{figure['id']}" for figure in listed("figures") if figure["study"] == "train"]
examples = [study["links"]["json"].replace(".json", "") for study in json.loads(get("/v1")[1])["studies"]]
drawn = {*figures, *examples}
SHARE = int(sys.argv[2]) if len(sys.argv) > 2 else 1


def share(cases):
    """One in SHARE of the cases, spread over all of them."""
    return list(cases)[::SHARE]


must = [*share(methods()), *combined(), *projected(), *constrained(), *points(), *convexity(), *data_sets(), *share(trainings()), *share(surfaces()), *share(basins()), *share(sweeps()), *share(risks()), *share(spectra()), *share(signs()), *depths(), *iterations(), *noises(), *escapes(), *double_descents(), *benchmarks(), *share(schedules()), *share(landscapes()), *share(formulas())]
cases = [*must, *figures, *share(trained), *examples]
maybe = share(functions())
ran = {target: compare(target, source, wanted, target in drawn) for target, source, wanted in answered([*cases, *maybe])}
without = {method["name"] for method in listed("optimizers") if "there is no program with the optimizer" in get(f"/v1/descent.py?f=x^2&start=1&steps=1&optimizer={method['name']}")[2]}
wrong.extend(f"no reason is given why {name} has no program" for name in without if f"optimizer {name}: " not in get(f"/v1/descent.py?f=x^2&start=1&steps=1&optimizer={name}")[2])
if len(without) > MOST_WITHOUT:
    wrong.append(f"{len(without)} optimizers have no rule in Python: {sorted(without)}")
must = [target for target in must if "osborne" not in target and not ("optimizer=" in target and target.split("optimizer=")[1].split("(")[0] in without)]  # Osborne's data are long
wrong.extend(f"{target}: there is no program" for target in must if target not in ran)
called = {target.split("f=")[1].split("(")[0] for target in ran if target in maybe}
if len(called)*SHARE < 60:
    wrong.append(f"only {len(called)} functions have programs: {sorted(called)}")
code, source, _ = get("/v1/figures/risk.py")
if as_command(source) != (printed := as_command(source)) or not printed:
    wrong.append("a program prints nothing")
for study in json.loads(get("/v1")[1])["studies"]:
    problem = get(study["links"]["json"].replace(".json", ".py"))[2]
    if "there is no program of" in problem and f"there is no program of {study['name']}: " not in problem and f"there is no program of {study['name']};" in problem:
        wrong.append(f"{study['name']} has no program, and does not say why")
for target in REFUSED:
    code, out, problem = get(target)
    if code != 1 or '"status":4' not in problem:
        wrong.append(f"{target} is not refused: {code} {problem}")
for target in [*REFUSED, *points()]:
    target = target.replace(".py?", "?")
    code, answer, _ = get(encoded(target.replace("?", ".json?", 1)))
    if code == 0 and ("py" in json.loads(answer)["links"]) != (get(encoded(target.replace("?", ".py?", 1)))[0] == 0):
        wrong.append(f"{target}: py is offered and refused, or answered and not offered")
print("\n".join(wrong[:60]) or f"programs: {len(ran)} programs print what the service answers, {len(drawn & set(ran))} of them drawn; {len(without)} optimizers have none")
sys.exit(bool(wrong))
