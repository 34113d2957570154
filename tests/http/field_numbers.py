"""What is said of numbers: requests reported from the field, each followed by others of its kind. Right answers are closed forms, or were computed with mpmath."""

import math
import subprocess

import field
from field import column, fact, holds, is_, kinds, lacks, lists, outcome, refused, says, silent
from harness import PROGRAM, check

ROOT = 1 / math.sqrt(3)
NONE = kinds("proved")
OUT = outcome("out_of_steps")


def point(kind, gradient, index=0, tolerance=1e-9, **others):
    """One point of a `point` answer."""
    claims = [fact(f"points.{index}.kind", kind), fact(f"points.{index}.gradient", gradient, tolerance)]
    claims += [fact(f"points.{index}.{name}", value, tolerance) for name, value in others.items()]
    return lambda answer: next((wrong for claim in claims if (wrong := claim(answer))), None)


def risk(*places):
    """Of a risk study: x and the risk there, to ten digits; x must be one of the curve's 401 places."""
    def claim(answer):
        columns = answer.at("columns")
        for x, wanted in places:
            found = [risk for at, risk in zip(columns["x"], columns["risk"]) if abs(at - x) < 1e-9]
            if not found or not abs(found[0] - wanted) <= 1e-10 * max(1e-300, abs(wanted)):
                return f"the risk at {x} is {found}, not {wanted}"
        least = answer.at("facts.least_risk")
        below = min(columns["risk"])
        return None if least <= below + 1e-13 * abs(least) else f"the curve falls to {below}, the least is {least}"
    return claim


def found_or_missed(kind, at, value):
    """A point that is hard to find is in the list, or the list says that it is not complete."""
    listed = lists(kind, at, value)
    return lambda answer: None if answer.at("facts.complete") == "no" else listed(answer)


LISTS = [
    # The winding number is that of the gradient round the box, and so is the sum of the indices.
    ("critical-points?f=rastrigin", kinds("proved", minimum=121, maximum=100, saddle=220), fact("winding_number", 1)),
    ("critical-points?f=levy", kinds("proved", minimum=40, maximum=35, saddle=75), fact("winding_number", 0)),
    ("critical-points?f=himmelblau", kinds(minimum=4, maximum=1, saddle=4), fact("winding_number", 1)),
    ("critical-points?f=x^3-3*x*y^2&x=-1:1&y=-1:1", fact("count", 1), fact("winding_number", -2)),
    ("critical-points?f=sin(x)*sin(y)&x=-4:4&y=-4:4", kinds("proved", minimum=2, maximum=2, saddle=9), fact("winding_number", -5)),
    # Many, and no kinks where there are none.
    ("critical-points?f=0.5+(sin(x^2-y^2)^2-0.5)/(1+0.001*(x^2+y^2))^2&x=-5:5&y=-5:5", kinds(minimum=29, maximum=32), fact("winding_number", 61), fact("corners", 0)),
    ("critical-points?f=cos(x^2+2*y^2)*exp(-0.1*(x^2+y^2))&x=-3:3&y=-3:3", fact("count", 15), fact("corners", 0)),
    ("critical-points?f=sin(x^2)/(1+x^2)&x=-5:5", fact("count", 17), fact("corners", 0)),
    # A slope that nearly vanishes does not.
    ("critical-points?f=x^3+1e-8*x+y^2&x=-1:1&y=-1:1", NONE),
    ("critical-points?f=x^5+1e-12*x+y^2&x=-1:1&y=-1:1", NONE),
    ("critical-points?f=x^3-1e-8*x+y^2&x=-1:1&y=-1:1", kinds("proved", minimum=1, saddle=1), lists("minimum", (1e-4 * ROOT, 0), -2e-12 * ROOT / 3, 1e-14)),
    # A point where the second derivative is infinite or jumps is one of the list.
    ("critical-points?f=schwefel", fact("count", 225), kinds(minimum=49, maximum=49, saddle=98, degenerate=29)),
    ("critical-points?f=x*sqrt(abs(x))&x=-2:2", fact("count", 1), lists("degenerate", (0,), 0)),
    ("critical-points?f=abs(x)^1.5+y^2&x=-2:2&y=-2:2", fact("count", 1), lists("minimum", (0, 0), 0)),
    ("critical-points?f=cos(x)^2+relu(y)^4+y^2&x=-4:4&y=-4:4", kinds(minimum=2, saddle=3), lists("minimum", (math.pi / 2, 0), 0, 1e-15)),
    ("critical-points?f=cos(x)^2+relu(y)^4+y^2&x=-4:4&y=-2:2", kinds(minimum=2, saddle=3, degenerate=0)),
    ("critical-points?f=x^2+relu(y)^4-y^4&x=-2:2&y=-2:2", says("no isolated critical points")),
    ("critical-points?f=(x+y-pi)^2+abs(y)^3+y^2&x=-4:4&y=-4:4", kinds(minimum=1), lists("minimum", (math.pi, 0), 0, 1e-15)),
    ("critical-points?f=cos(x+y)^2+y^2&x=-2:2&y=-2:2", kinds("proved", minimum=2, saddle=1), column("y", 0, 0, 0), column("y", 1, 0, 0), column("y", 2, 0, 0)),
    # What sampling cannot see.
    ("critical-points?f=(x-1)^2*(x-1.0000001)^2&x=0:2", kinds("proved", minimum=2, maximum=1)),
    ("critical-points?f=x^2-exp(-1e10*(x-0.3)^2)&x=-5:5", kinds("proved", minimum=2, maximum=1), says("the lowest minimum is −0.91 at 0.3")),
    ("critical-points?f=(x-1)^2*(x-1.00001)^2*(x+1)^2&x=-2:2", kinds("proved", minimum=3, maximum=2)),
    ("critical-points?f=sin(x)+2*exp(-1e8*(x-1)^2)&x=-5:5", kinds("proved", minimum=3, maximum=3), lists("maximum", (1,), 2 + math.sin(1), 1e-6)),
    ("critical-points?f=x^2+y^2-exp(-1e8*((x-0.3)^2+(y-0.4)^2))&x=-2:2&y=-2:2", lists("minimum", (0.3, 0.4), -0.75, 1e-6), fact("minima", 2)),
    # Curves of critical points, and what only looks like one.
    ("critical-points?f=(y-x^2)^2+y^4&x=-2:2&y=-2:2", kinds(minimum=1), lists("minimum", (0, 0), 0), fact("continuum", False)),
    ("critical-points?f=x^2*y", fact("continuum", True), says("no isolated critical points", "2 are traced, and 1 degenerate point lies where they meet or end, at (0, 0)")),
    ("critical-points?f=(y-x^2)^2+x^6&x=-2:2&y=-2:2", fact("continuum", False), found_or_missed("minimum", (0, 0), 0)),
    ("critical-points?f=(x*y)^2&x=-2:2&y=-2:2", fact("continuum", True), says("no isolated critical points", "2 are traced")),
    ("critical-points?f=x^2*(y-1)*(y+1)&x=-2:2&y=-2:2", says("no isolated critical points", "3 are traced, and 2 degenerate points lie where they meet or end.")),
    ("critical-points?f=(x^2+y^2-1)^2*((x-3)^2+y^2+0.001)", says("3 isolated critical points", "the lowest isolated minimum found is 0.063964 at (2.99925, 0)", "1 is traced.")),
    ("critical-points?f=(x^2+y^2-1)^2&x=-2:2&y=-2:2", fact("continuum", True), lists("maximum", (0, 0), 1), says("1 isolated critical point here")),
    # A pole is no kink.
    ("critical-points?f=1/x^2&x=-1:1", kinds(), fact("breaks.poles", 1), fact("corners", 0)),
    ("critical-points?f=1/(x^2-1)&x=-2:2", kinds(maximum=1), fact("breaks.poles", 2), fact("corners", 0)),
    ("critical-points?f=1/(x-0.5)^2+x&x=-1:1", kinds(), fact("corners", 0)),
    ("critical-points?f=1/(x^2+y^2)&x=-1:1&y=-1:1", kinds(), fact("corners", 0)),
    # Corners by their values.
    ("critical-points?f=-abs(x*y)&x=-2:2&y=-2:2", fact("continuum", True), fact("continua.0.kind", "maximum")),
    ("critical-points?f=abs(x)&x=-2:2", kinds(minimum=1), fact("corners", 1)),
    ("critical-points?f=abs(x)*y", fact("continuum", True), says("no isolated critical points", "where they meet or end, at (0, 0)")),
    ("critical-points?f=abs(x)+abs(y)&x=-2:2&y=-2:2", kinds(minimum=1), lists("minimum", (0, 0), 0)),
    ("critical-points?f=abs(x)-abs(y)&x=-2:2&y=-2:2", kinds(saddle=1), lists("saddle", (0, 0), 0)),
    ("critical-points?f=-max(abs(x),abs(y))&x=-2:2&y=-2:2", kinds(maximum=1)),
    # Positions have the digits that the box asks for.
    ("critical-points?f=sin(x)&x=1e9:1000000010", kinds("proved", minimum=1, maximum=2), says("−1 at 1000000004.135")),
    ("critical-points?f=cos(x)&x=1e12:1000000000004", says("at 1000000000")),
    ("critical-points?f=(x-1234567.891)^2&x=1234567:1234568", says("0 at 1234567.891")),
    ("critical-points?f=(x-1e6)^2+(y+0.25)^2&x=999999:1000001&y=-1:1", says("(1000000, −0.25)")),
    ("critical-points?f=123456.789+0.001*cos(x)+1e-5*x&x=-20:20", says("the lowest minimum is 123456.78784 at −15.718")),
    ("critical-points?f=1e6+1e-3*(x^4-2*x^2+0.1*x)&x=-2:2", says("the lowest minimum is 999999.9989")),
    # Zero, where zero is as good.
    ("critical-points?f=x^4+y^4", kinds(minimum=1), is_("columns.x.0", 0), is_("columns.y.0", 0)),
    ("critical-points?f=x^6+y^4+x^2*y^2", kinds(minimum=1), is_("columns.x.0", 0), is_("columns.y.0", 0)),
    ("critical-points?f=x^8&x=-3:2", kinds(minimum=1), is_("columns.x.0", 0)),
    ("critical-points?f=1-(x-1)^4&x=0:3", kinds(maximum=1), is_("columns.x.0", 1)),
]

POINTS = [
    # One direction's curvature says nothing of another's slope.
    ("point?f=1e8*y^2+x^2&at=0.3,0", point("regular", [0.6, 0])),
    ("point?f=1e-8*y^2+x^2&at=0,0.3", point("regular", [0, 6e-9], tolerance=1e-20)),
    ("point?f=1e12*(y-x)^2+x^2&at=0.25,0.25", point("regular", [0.5, 0])),
    ("point?f=x^2+1e10*y^2+1e-4*z^2&at=0,0,2", point("regular", [0, 0, 4e-4], tolerance=1e-15)),
    ("point?f=1e6*(y-x^2)^2+(1-x)^2&at=1,1", point("minimum", [0, 0])),
    ("point?f=cos(1e6*x)&at=0", point("maximum", [0], eigenvalues=[-1e12])),
    ("point?f=1e4*(y-sin(x))^2+x^2&at=0,0", point("minimum", [0, 0])),
    ("point?f=cos(1e8*x)*exp(-x^2)&at=0", point("maximum", [0])),
    ("point?f=1e-9*x^2-1e9*y^2&at=0,0", point("saddle", [0, 0])),
    # A factor that is exactly 0 wins.
    ("point?f=sqrt(relu(x))&at=-1", point("degenerate", [0], value=0)),
    ("point?f=y*sqrt(relu(x))&at=-1,2", point("degenerate", [0, 0], value=0)),
    ("point?f=relu(x)^0.3+x^2&at=-1", point("regular", [-2], value=1)),
    ("point?f=log(1+sqrt(relu(x-1)))&at=0", point("degenerate", [0], value=0)),
    # Corners.
    ("point?f=max(x,-x)&at=0", point("minimum", [None], smooth=False)),
    ("point?f=min(x,-x)&at=0", point("maximum", [None], smooth=False)),
    ("point?f=relu(x)+relu(-x)&at=0", point("minimum", [None], smooth=False)),
    ("point?f=max(x,2*x)&at=0", point("none", [None], smooth=False)),
    ("point?f=x^2-3*abs(y-1)&at=0,1", point("saddle", [None, None], smooth=False)),
    ("point?f=abs(x-1)^1.5-y^2&at=1,0", point("saddle", [0, 0], smooth=False)),
    ("point?f=x*abs(y-1)&at=0,1", point("degenerate", [0, 0], smooth=False)),
    ("point?f=1000*abs(y-sin(x))-x^3&at=0,0", point("none", [None, None], smooth=False)),
    # A kink that is flatter on one side, and one whose two sides cancel but for rounding.
    ("point?f=x^2-relu(x)^2-relu(x)^4+y^2&at=0,0", point("degenerate", [0, 0], smooth=False)),
    ("point?f=-x*abs(x)-exp(-x^2)+(y-0.3)^4&at=0,0.3", point("degenerate", [0, 0], smooth=False)),
    ("point?f=abs(x)^3-abs(y)^3&at=0,0", point("degenerate", [0, 0], eigenvalues=[0, 0])),
    # As far from a zero of the gradient as twelve digits are, where the Hessian has a kink, or jumps between others of its signs.
    ("point?f=cos(x)^2+relu(y)^4+y^2&at=1.57079632679,0", point("minimum", [0.0, 0.0], eigenvalues=[2.0, 2.0])),
    ("point?f=cos(x)^2+relu(y)^4-y^2&at=1.57079632679,0", point("saddle", [0.0, 0.0], eigenvalues=[-2.0, 2.0])),
    ("point?f=cos(x)^2+relu(y)^2+y^2&at=1.57079632679,0", point("minimum", [0.0, 0.0], smooth=False)),
    ("point?f=sin(x)^2-relu(y)^2-y^2&at=1.57079632679,0", point("maximum", [0.0, 0.0], smooth=False)),
    ("point?f=cos(x)^2-2*relu(y)^2+y^2&at=1.57079632679,0", point("degenerate", [0.0, 0.0], smooth=False)),
    ("point?f=cos(x)^2+relu(y)^4+y^2&at=1.57079,0", point("regular", [math.sin(2 * 1.57079) * -1, 0.0])),
    # Cubes across which rounding of the point makes curvatures.
    ("point?f=(x^2-2)^3+(y-x)^8&at=1.4142135623730951,1.4142135623730951", point("degenerate", [0.0, 0.0])),
    ("point?f=cos(x*y)^3+(x+y)^8&at=-4.156772737923479,4.156772737923481", point("degenerate", [0.0, 0.0])),
    ("critical-points?f=cos(x*y)^3+(x+y)^8&x=-5:5&y=-5:5", kinds(minimum=10, degenerate=23)),
    # Far out.
    ("point?f=asinh(x)&at=1e160", point("regular", [1e-160], tolerance=1e-170, value=369.10676205960726)),
    ("point?f=acosh(x)&at=1e200", point("regular", [1e-200], tolerance=1e-210)),
    ("point?f=sqrt(1+x^2)&at=1e200", point("regular", [1.0], value=1e200)),
    ("point?f=sinh(x)&at=710", point("regular", [1.1169973830808557e308], value=1.1169973830808557e308)),
    ("point?f=cosh(x)&at=-710.4", point("regular", [-1.66636428328065e308], tolerance=1e-13)),
    ("point?f=hypot(x,y)&at=3e200,4e200", point("regular", [0.6, 0.8], value=5e200)),
    # Jumps.
    ("point?f=floor(x)&at=2", point("undefined", [None], value=2, smooth=False)),
    ("point?f=ceil(x)&at=-1", point("undefined", [None], value=-1, smooth=False)),
    ("point?f=where(x>1,2,0)&at=1", point("undefined", [None], value=0, smooth=False)),
    ("point?f=floor(x)+y^2&at=2,0", fact("points.0.kind", "undefined"), fact("points.0.smooth", False)),
    ("point?f=floor(x)&at=2.5", point("degenerate", [0], value=2)),
    # JSON numbers that are no integers to anybody.
    ("point?f=1e20*x&at=4.5110723684812915", holds("4.5110723684812915e20"), lacks("451107236848129150000")),
    ("point?f=x&at=1e16", holds("1e16"), lacks("10000000000000000")),
    ("point?f=-x^2&at=3e9", holds("-9e18"), lacks("9000000000000000000")),
    ("point?f=x&at=123456789012345", holds("123456789012345")),
    ("landscape?f=1e22*x&x=0:1&samples=2", holds("[0,1e22]")),
]

DESCENTS = [
    ("descent?f=1e8*y^2+x^2&start=0.3,0&optimizer=gd(lr=1e-10)", OUT, is_("runs.0.gradients", 101), says("the gradient's norm is still 0.6")),
    ("descent?f=1e6*y^2+x^2&start=0.3,0&optimizer=gd(lr=1e-8)", OUT),
    ("descent?f=1e8*y^2+x^2&start=0.3,1&optimizer=gd(lr=1e-9)&steps=300", OUT),
    ("descent?f=x^2+1e-6*y^2&start=0,1&optimizer=gd(lr=0.1)&steps=50", OUT),
    ("descent?f=x^2&start=3&optimizer=adam&steps=20", OUT, silent("plateau"), says("more steps")),
    ("descent?f=x^2&start=3&optimizer=gd(lr=1e-5)&steps=50", OUT, silent("plateau")),
    ("descent?f=cosh(x)&start=5&optimizer=adagrad(lr=0.001)&steps=30", OUT, silent("plateau")),
    ("descent?f=himmelblau&start=0,0&optimizer=adam(lr=0.0001)&steps=40", OUT, silent("plateau")),
    # What has no minimum leaves, whatever the line search did last.
    ("descent?f=x&start=1&optimizer=lbfgs&steps=500", outcome("left_domain"), silent("after 0 steps")),
    ("descent?f=-x^2&start=1&optimizer=lbfgs&steps=300", silent("after 0 steps", "ran out of steps")),
    ("descent?f=x+y&start=1,1&optimizer=bfgs&steps=300", silent("after 0 steps", "ran out of steps")),
    ("descent?f=x&start=1&optimizer=conjugate_gradient&steps=300", silent("after 0 steps", "ran out of steps")),
    # Places and values in a sentence are told apart.
    ("descent?f=1e6+(x-1e6)^2&start=1000001&optimizer=gd(lr=0.1)&steps=10", says("from 1000001 is after 10 steps at 1000000.1 with")),
    ("descent?f=(x-1e9)^2+y^2&start=1000000003,0.1&optimizer=gd(lr=0.2)&steps=3", says("from (1000000003, 0.1)", "at (1000000000.6, 0.0216)")),
    ("descent?f=123456.789+0.001*x^2&start=1&optimizer=gd(lr=100),adam(lr=0.1)&steps=20", says("at 123456.789;", "at 123456.78907")),
    # Gradients are counted, and that is said.
    ("descent?f=rosenbrock&start=-1.5,2&optimizer=line_search&steps=200", says("201 gradients")),
    ("descent?f=rosenbrock&start=-1.2,1&optimizer=line_search&steps=60", OUT, says("(61 gradients)")),
    ("descent?f=rosenbrock&start=-1.2,1&optimizer=bfgs&steps=20", OUT, says("(21 gradients)")),
    ("descent?f=rosenbrock&start=-1.2,1&optimizer=conjugate_gradient&steps=20", OUT, says("(21 gradients)")),
    # What torch refuses.
    ("descent?f=x^2&start=1&optimizer=sgd(nesterov=1)", refused("optimizer", "momentum", "sgd(momentum=0.9,nesterov=1)")),
    ("descent?f=x^2&start=1&optimizer=sgd(nesterov=1,momentum=0)", refused("optimizer", "momentum")),
    ("descent?f=x^2&start=1&optimizer=sgd(nesterov=1,momentum=0.9,dampening=0.1)", refused("optimizer", "dampening")),
]

# E|z|^(-1/2) of normal data.
ROOTS = 2 ** -0.25 * math.gamma(0.25) / math.sqrt(math.pi)
ROOT_HALF = math.sqrt(0.5)
CONVEX = [
    # A curvature that touches 0 and goes no lower is no reason to leave it open.
    ("convexity?f=x^4*(x-7)^2&x=-3:3", fact("convex", "proved"), fact("curvature.0", 0), says("is convex on this box")),
    ("convexity?f=-x^4*(x-7)^2&x=-3:3", fact("convex", "refuted"), fact("concave", "proved"), says("is concave, not convex")),
    ("convexity?f=x^4-4*x^3+6*x^2-4*x+1&x=-1:3", fact("convex", "proved")),
    ("convexity?f=1e6*(x-0.1)^4*exp(x)&x=-1:2", fact("convex", "proved")),
    ("convexity?f=x^6-5*x^4+15*x^2&x=-1.7:2.1", fact("convex", "proved")),
    ("convexity?f=x^4-12*x^3+54*x^2&x=0:5", fact("convex", "proved")),
    ("convexity?f=cosh(x)-1-x^2/2&x=-2:2", fact("convex", "proved")),
    ("convexity?f=x^6*(x-7)^2&x=-2:2", fact("convex", "proved")),
    ("convexity?f=log(1+x^4)&x=-0.5:0.6", fact("convex", "proved")),
    ("convexity?f=x^4*(x-7)^2+abs(x)&x=-3:3", fact("convex", "proved"), says("the terms that have corners are composed")),
    ("convexity?f=x^4*(x-7)^2+y^4*(y-7)^2&x=-1:1&y=-1:1", fact("convex", "proved")),
    ("convexity?f=x^4+6*x^2*y^2+y^4&x=-1:1&y=-1:1", fact("convex", "proved")),
    ("convexity?f=(x^2+x*y+y^2)^2&x=-1:1&y=-1:1", fact("convex", "proved")),
    ("convexity?f=x^4+y^2+x^2*y^2&x=-1:1&y=-1:1", fact("convex", "proved")),
    ("convexity?f=sum(i,1,5,x[i]^4*exp(x[i]))&x=-1:1", fact("convex", "proved")),
    # One that falls below it, by as little as may be, is.
    ("convexity?f=x^4+1e-6*x^3&x=-1:1", fact("convex", "refuted"), fact("witness.at.0", -2.5e-7, 1e-12), fact("witness.curvature", -7.5e-13, 1e-15)),
    ("convexity?f=x^4*(x-7)^2-1e-9*x^2&x=-3:3", fact("convex", "refuted")),
    ("convexity?f=x^4+6.001*x^2*y^2+y^4&x=-1:1&y=-1:1", fact("convex", "refuted")),
    ("convexity?f=x^4+y^2+x*y^2/10&x=-1:1&y=-1:1", fact("convex", "refuted")),
    # 0.54 and 0.3, where it would touch, are no numbers of the machine.
    ("convexity?f=x^4-1.2*x^3+0.54*x^2&x=-1:1", fact("convex", "not_decided")),
]

RISKS = [
    # Losses that jump.
    # Cusps, as deep beside a double as a rounding is wide.
    ("risk?loss=sqrt(abs(1-x*z))+cos(3*x)&data=rademacher&n=10&trials=2", fact("least_risk", math.sqrt(0.5) + math.cos(3), 1e-14), fact("minimizers", [[-1, -1], [1, 1]])),
    ("risk?loss=abs(x-0.123)^0.1-z&data=rademacher&n=10&trials=2", fact("least_risk", 0.0, 1e-14), fact("argmin_risk", 0.123, 0)),
    ("risk?loss=where(x*z>0,0,1)&x=1:2", risk((1, 0.5), (1.5, 0.5), (2, 0.5)), fact("least_risk", 0.5), says("the same at every x, 0.5")),
    ("risk?loss=where(x*z>0.5,0,1)&x=1:2", risk((1, 0.6914624612740131), (2, 0.5987063256829237))),
    ("risk?loss=where(abs(x-z)<0.5,0,1)&data=laplace&x=-1:1", risk((0, math.exp(-0.5))), fact("argmin_risk", 0.0, 1e-6)),
    ("risk?loss=where(x*z>0,0,1)&data=student&x=1:2", fact("least_risk", 0.5), fact("level", True)),
    ("risk?loss=sign(z-x)-2*where(z>1,1,0)&x=0:2", risk((0.99, math.erf(ROOT_HALF) - 1 - math.erf(0.99 * ROOT_HALF)), (1, -1))),
    ("risk?loss=where(abs(z-x)<0.001,1,0)&data=laplace&x=-1:1", risk((0, -math.expm1(-0.001)), (1, math.exp(-1) * math.sinh(0.001)))),
    ("risk?loss=floor(z-x)-floor(z-1)&data=uniform&x=0:2", risk((0.995, 0.005), (1, 0), (1.5, -0.5))),
    ("risk.py?loss=(x-z)^2+where(z>0.3,1,0)*where(z<0.301,1,0)", refused("format", "panels")),
    ("risk?loss=where(z<=x,0,1)&data=discrete(0;1;3)&x=0:3", risk((0, 2 / 3), (1.5, 1 / 3), (3, 0)), fact("argmin_risk", 3.0)),
    # Tails.
    ("risk?loss=exp(-x*z)&x=-10:10", risk((10, math.exp(50)), (-10, math.exp(50)), (0, 1)), fact("argmin_risk", 0.0)),
    ("risk?loss=exp(x*z)&data=laplace&x=-0.5:0.5", risk((0.5, 4 / 3), (0, 1))),
    ("risk?loss=exp(x*z)&data=uniform&x=-20:20", risk((20, math.sinh(20) / 20), (10, math.sinh(10) / 10))),
    ("risk?loss=exp(x*z)&data=rademacher&x=-20:20", risk((20, math.cosh(20)), (-3, math.cosh(3)))),
    ("risk?loss=exp(z^2)*(x-1)^2", refused("loss", "infinite")),
    ("risk?loss=exp(x*z)&data=laplace&x=-2:2", refused("loss", "infinite")),
    ("risk?loss=(x-z)^4&data=student(df=4)", refused("loss", "infinite")),
    ("risk?loss=(x-1)^2/abs(z)", refused("loss", "infinite", "z = 0")),
    # Singularities that can be integrated.
    ("risk?loss=(x-1)^2/abs(z)^0.5", risk((0, ROOTS), (3, 4 * ROOTS)), fact("argmin_risk", 1.0)),
    ("risk?loss=(1+x^2)*abs(z)^(-0.25)&data=laplace&x=-1:1", risk((0, math.gamma(0.75)), (1, 2 * math.gamma(0.75)))),
    ("risk?loss=(1+x^2)/sqrt(abs(z-0.5))&data=uniform&x=-1:1", risk((0, math.sqrt(1.5) + math.sqrt(0.5)))),
    ("risk?loss=(1+x^2)/abs(z-0.3)^0.9&data=uniform&x=-1:1", lambda answer: None if abs(answer.at("columns.risk")[0] / 19.915447264240502 - 1) < 1e-8 else "2 % off"),
    ("risk?loss=100000+0.001*(x-z)^2&x=-1:1&view=descent&start=0.5&lr=0.1&steps=20", says("the empirical risk is 100000.0", "and the risk 100000.0")),
    # Zero, where zero is as good, and intervals of which rounding alone tells.
    ("risk?loss=(x^2-z)^2&data=uniform&x=-2:2", fact("argmin_risk", 0), says("The risk is least at 0;")),
    ("risk?loss=abs(x-z)^0.5&data=student(df=0.6)&x=-3:3", fact("argmin_risk", 0)),
    ("risk?loss=abs(x)*z^2&x=-1:2", fact("argmin_risk", 0), fact("least_risk", 0)),
    ("risk?loss=(x-z-1e-5)^2&x=-1:1", fact("argmin_risk", 1e-5, 1e-12)),
    ("risk?loss=max(0,1-x*z)&data=normal&x=0:3", says("As far as rounding lets it be told, the risk is least at every x from 0 to 0.13")),
    ("risk?loss=max(0,1-x*z)&data=rademacher&x=0:3", says("The risk is least at every x from 0 to 1;")),
    ("risk?loss=abs(x-z)&data=empirical(1;2)&x=0:3", says("The risk is least at every x from 1 to 2;", "0 away on average")),
    # Among many valleys.
    ("risk?loss=sin(150*x)*z^2+x^2&x=-2:2", fact("argmin_risk", -0.010471044754, 1e-8), fact("least_risk", -0.9998903474757677)),
    ("risk?loss=cos(x-z)&data=uniform&x=-10:10", says("least at −9.42478, at −3.14159, at 3.14159 and at 9.42478")),
    ("risk?loss=cos(20*x-z)&data=uniform&x=-10:10", says("at 9 or more places"), fact("least_risk", -math.sin(1))),
    ("risk?loss=x^2-log(abs(z))&x=-1:1", risk((0, 0.6351814227307392))),
]

LEARNING = [
    # A training of no steps has but a start, whatever part of it is asked for.
    ("gradient-noise?data=blobs&network=linear&steps=0", says("start of training"), silent("end of training")),
    ("gradient-noise?data=blobs&network=linear&epochs=0", says("start of training")),
    ("gradient-noise?data=blobs&network=linear&steps=1", says("end of training")),
    ("gradient-noise?data=blobs&network=linear&steps=9&at=start", says("start of training")),
    ("hessian-spectrum?data=blobs&network=linear&steps=0", says("at the start of the training"), silent("at the end")),
    # Adding a number to all weights of an input changes no probability: three eigenvalues are 0, and with decay its λ.
    ("hessian-spectrum?data=blobs&network=linear&steps=3&decay=0", says("3 are zero", "6 are positive"), silent("decay")),
    ("hessian-spectrum?data=blobs&network=linear&steps=3&decay=0.25", says("0 are zero", "the least 0.25, each with the decay's 0.25")),
    # The batch at which noise is as long as the gradient is that of independent draws: it may be more than there are examples.
    ("gradient-noise", says("to 0 at all 200 examples. Were they drawn independently, noise and gradient would be as long at b = 846")),
    # Against a least value that nobody knows the best run solves its problem, whatever it did.
    ("benchmark?f=x^2+y^2&optimizer=gd(lr=1e-9)&starts=10&steps=50", says("the least value of 1 landscape is not known, and the lowest that a run found is taken for it")),
    ("benchmark?f=sphere&optimizer=gd(lr=1e-9)&starts=10&steps=50", says("solves 0 %"), silent("not known")),
    # Examples on a line leave no loss, and rounding is no measure of what is above it.
    ("train?data=given&examples=1,2;2,4;3,6&network=linear&epochs=1000&optimizer=gd(lr=0.05)&batch=0", says("The least loss that linear regression has is 0"), silent("above it")),
    ("train?data=given&examples=0.1,0.7;0.2,1;0.3,1.3;0.9,3.1&network=linear&epochs=9", says("linear regression has is 0, to rounding."), silent("above it")),
    ("train?data=given&examples=1,2;2,4;3,7&network=linear&epochs=9", says("the training loss is", "above it")),
    # The rate that was typed is the rate.
    ("train?data=xor&network=mlp(hidden=2)&epochs=3&lr=0.5", says("adam with lr 0.5")),
    ("train?data=xor&network=mlp(hidden=2)&epochs=3&optimizer=adam(lr=0.1)&lr=0.5", refused("optimizer", "lr would have no effect")),
    ("descent?f=x^2&start=1&steps=5&schedule=cosine(base_lr=0.3)", says("gd with the schedule's lr 0.3"), is_("runs.0.lr", 0.3), is_("runs.0.columns.lr.0", 0.3)),
    ("descent?f=x^2&start=1&steps=5&schedule=cosine&lr=0.01", says("gd with lr 0.01"), is_("runs.0.columns.lr.0", 0.01)),
    ("descent?f=x^2&start=1&steps=5&schedule=cosine(base_lr=0.3)&lr=0.01", refused("schedule", "lr would have no effect", '"repair": "cosine"')),
    ("descent?f=x^2&start=1&steps=5&schedule=cosine(lr=0.3),constant&lr=0.01", says("2 runs")),
    ("descent?f=x^2&start=1&steps=5&schedule=cosine(base_lr=0.3)&lr=auto", refused("schedule", "lr would have no effect")),
    ("train?data=xor&network=mlp(hidden=2)&epochs=3&schedule=step(base_lr=0.3)", says("adam(lr=0.01) with the schedule's lr 0.3")),
    ("train?data=xor&network=mlp(hidden=2)&epochs=3&schedule=step(base_lr=0.3)&lr=0.1", refused("schedule", "lr would have no effect")),
    ("sweep?f=x^2&optimizer=gd&x=lr,0:1&schedule=cosine(base_lr=0.3)&samples=9", refused("x", "lr is swept")),
    ("descent?f=x^2&start=1&steps=5&optimizer=gd(lr=0.1)&lr=0.5", refused("optimizer", "lr would have no effect")),
    # What has no effect beside what is chosen is not passed over in silence.
    ("risk?n=20&lr=0.1", refused("lr", "it has no effect with view=curves, only with view=descent", '"also": {"view": "descent"}')),
    ("risk?n=20,40&lr=0.1", refused("lr", "it has no effect with view=gap, only with view=descent"), silent('"repair"')),
    ("landscape?f=saddle&azimuth=40", refused("azimuth", "view=contour", "view=surface or view=wireframe", '"repair": "40"', '"also": {"view": "surface"}')),
    ("landscape?f=saddle&azimuth=-60", says("saddle")),
    ("constrained?f=x^2+y^2&subject=x+y>=1&rounds=5", refused("rounds", "method=kkt", "method=penalty or method=augmented-lagrangian")),
    ("hessian-signs?n=5&ensemble=spin_glass&seed=3", refused("seed", "ensemble=goe, ensemble=wigner or ensemble=wishart")),
]

# The catalogue's minimizers.
HALF = 1 / math.sqrt(2)
CATALOGUE = [
    ("landscapes/dixon_price", [(1, HALF), (1, -HALF)]),
    ("landscapes/himmelblau", [(3, 2), (-2.805118086952745, 3.131312518250573), (-3.779310253377747, -3.283185991286170), (3.584428340330492, -1.848126526964404)]),
    ("landscapes/branin", [(-math.pi, 12.275), (math.pi, 2.275), (3 * math.pi, 2.475)]),
]


def minimizers(wanted):
    def claim(answer):
        found = [tuple(at) for at in answer.at("minimum.at")]
        good = len(found) == len(wanted) and all(any(math.dist(a, b) < 1e-6 for a in found) for b in wanted)
        return None if good else f"minimizers are {found}"
    return claim


def addresses():
    """A port that is none is refused, not taken modulo 65,536."""
    for listen in (":99999", ":65536", "127.0.0.1:-1", "127.0.0.1:", ":80a", "127.0.0.1:8080x"):
        done = subprocess.run([*PROGRAM, "serve", "--listen", listen], capture_output=True, timeout=60)
        check(done.returncode not in (0, -9) and b"listen" in done.stderr, f"--listen {listen} is refused", done)


def numbers(server):
    for cases in (LISTS, POINTS, DESCENTS, CONVEX, RISKS, LEARNING, [(path, minimizers(wanted)) for path, wanted in CATALOGUE]):
        field.put(server, cases)
    addresses()


if __name__ == "__main__":
    field.alone(numbers)
