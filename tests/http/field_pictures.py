"""What pictures say: requests reported from the field, each followed by others of its kind. Words are read from the letters of an SVG; that lines and
words have room and can be told apart is looked at by program for the same requests (tests/hard-cases.txt, tests/unit/test_pictures.c)."""

import html
import re
import struct
import xml.etree.ElementTree

import field
from field import fact, holds, refused, says, silent
from harness import SANITIZED, UNDER, check


def drawn(answer):
    """The lines of text in an SVG that was asked for with text=live."""
    return [html.unescape(re.sub("<[^>]*>", "", text)).replace("\xa0", " ") for text in re.findall(r"<text[^>]*>(.*?)</text>", answer.text, re.S)]


def shows(*texts):
    def claim(answer):
        missing = [text for text in texts if not any(text in line for line in drawn(answer))]
        return f"{missing} is not drawn among {drawn(answer)}" if missing else None
    return claim


def hides(*texts):
    def claim(answer):
        there = [text for text in texts if text in drawn(answer)]
        return f"{there} is drawn" if there else None
    return claim


def within(most):
    """No number on the picture is greater than this: poles do not set its limits."""
    def claim(answer):
        numbers = [float(line.replace("−", "-")) for line in drawn(answer) if re.fullmatch(r"−?[0-9.]+", line)]
        powers = [line for line in drawn(answer) if "10" in line and re.search("[⁰¹²³⁴⁵⁶⁷⁸⁹]", line)]
        far = [number for number in numbers if abs(number) > most] + powers
        return f"{far} is drawn" if far or not numbers else None
    return claim


def differ(answer):
    """Numbers that label contours and ticks tell the levels apart: none is drawn for all of them."""
    numbers = {line for line in drawn(answer) if re.fullmatch(r"−?[0-9.]+", line)}
    return None if len(numbers) >= 4 else f"the numbers drawn are {numbers}"


def lacks(*parts):
    """None of these is in the file."""
    def claim(answer):
        there = [part for part in parts if part in answer.text]
        return f"{there} is in it" if there else None
    return claim


def pixels(width, height=None):
    def claim(answer):
        found = struct.unpack(">II", answer.raw[16:24]) if answer.raw[:4] == b"\x89PNG" else None
        good = found and found[0] == width and height in (None, found[1])
        return None if good else f"the picture has {found} pixels"
    return claim


def svg(request):
    study, _, query = request.partition("?")
    return f"{study}.svg?{query}{'&' if query else ''}text=live"


LEFT_BLANK = shows("negative values are left blank")

NUMBERS = [
    # All digits of an offset, on axes, bars, surfaces and losses.
    (svg("landscape?f=123456.789+0.001*x&x=-1:1"), shows("(+ 123456.7)", "0.0880", "0.0900")),
    (svg("landscape?f=123456.789+0.001*x*y&x=-1:1&y=-1:1&view=surface"), shows("(+ 123456.7)", "0.088", "0.090")),
    (svg("landscape?f=123456.789+0.001*x*y&x=-1:1&y=-1:1&view=heatmap"), shows("(+ 123456.7)")),
    (svg("descent?f=123456.789+0.001*x^2&start=1&optimizer=gd(lr=100)&steps=20&view=loss"), shows("+ 123456.7")),
    (svg("landscape?f=-98765.4321+1e-3*x^2&x=-1:1"), shows("(− 98765.43)")),
    (svg("landscape?f=1e6+1e-4*sin(x)"), shows("(+ 10⁶)", "0.00005")),
    # Ranges of a few roundings: round ticks that differ, or none.
    (svg("landscape?f=1e15+x&x=0:8"), shows("(+ 10¹⁵)", "2", "4", "6", "8")),
    (svg("landscape?f=1e15+x^2+y^2&x=-2:2&y=-2:2&view=heatmap"), shows("(+ 10¹⁵)", "4", "6", "8")),
    (svg("landscape?f=1e15+x^2+y^2&x=-2:2&y=-2:2&view=surface"), shows("(+ 10¹⁵)", "4", "6", "8")),
    (svg("landscape?f=1e15+x&x=0:1"), shows("0.25", "0.50", "0.75"), hides("0.625", "0.98")),
    (svg("landscape?f=123456789012345+x&x=0:1"), shows("5.2", "5.4", "5.8"), hides("5.203", "5.797")),
    (svg("landscape?f=x^2&x=1e15:1000000000000010"), shows("0.5", "1.5"), hides("0.507", "1.506")),
    (svg("landscape?f=1e13+x&x=0:0.04"), shows("(+ 10¹³)", "0.02")),
    (svg("landscape?f=1e15+0.25*x*y&x=0:1&y=0:1"), shows("no contours: the values hardly differ")),
    ("landscape.txt?f=123456.789+0.001*x&x=-1:1", says("(123456.788)", "(123456.79)")),
    ("landscape.txt?f=1e9+x&x=0:1", says("(1000000000)", "(1000000001)")),
    ("landscape.txt?f=-5e7+0.25*x&x=-1:1", says("(−50000000.2)", "(−49999999.8)")),
    ("landscape.txt?f=123456.789+0.001*x,123456.7891&x=-1:1", says("123456.7891 is 123456.7891 wherever it is defined")),
    # Labels of contours.
    (svg("landscape?f=100+0.01*(x^2+2*y^2)&x=-1:1&y=-1:1"), shows("100.005", "100.015"), hides("100"), differ),
    (svg("landscape?f=1000000+0.1*(x^2+y^2)&x=-1:1&y=-1:1"), shows("contour labels: + 10⁶", "0.04"), hides("1000000", "10⁶"), differ),
    (svg("landscape?f=-7+1e-5*x*y&x=-1:1&y=-1:1"), hides("−7"), differ),
    # Even levels for a quadratic, whatever draws it.
    (svg("critical-points?f=x^2+y^2"), shows("5", "10", "15", "20", "25"), hides("3", "6", "8", "21")),
    (svg("descent?f=x^2+y^2&start=4,4&optimizer=gd(lr=0.1)&xlim=-5:5&ylim=-5:5"), shows("5", "10", "15", "20", "25"), hides("3", "6", "8", "21")),
    (svg("landscape?f=3*x^2+7*y^2"), shows("25", "50", "75", "100", "125"), hides("20", "30")),
    # Round exponents, counted from 0.
    (svg("landscape?f=exp(x^2)&x=-26:26&yscale=log"), shows("10⁰", "10¹⁰⁰", "10²⁰⁰"), hides("10³⁹", "10⁹³")),
    (svg("landscape?f=exp(-x^2)&x=-26:26&yscale=log"), shows("10⁰", "10⁻¹⁰⁰", "10⁻²⁰⁰")),
    (svg("landscape?f=exp(30*x)&x=0:10&yscale=log"), shows("10⁰", "10⁵⁰", "10¹⁰⁰")),
    # Whole numbers count eigenvalues.
    (svg("hessian-signs?n=2"), shows("0", "1", "2"), hides("−0.5", "0.5", "1.5")),
    (svg("hessian-signs?n=3"), shows("0", "1", "2", "3"), hides("−0.5", "1.5", "2.5")),
    (svg("hessian-signs?n=1&width=200"), hides("−0.5", "1.5")),
]

POLES = [
    (svg("landscape?f=1/(x-0.1)&x=-1:1"), within(20), shows("a pole")),
    (svg("landscape?f=1/(x^2-0.01)&x=-1:1"), within(200), shows("2 poles")),
    (svg("landscape?f=tan(3*x)&x=-1:1"), within(20), shows("2 poles")),
    (svg("landscape?f=1/(x-0.3)^3&x=-1:1"), within(2000), shows("a pole")),
    (svg("landscape?f=1/(x*y)&x=-2:2&y=-2:2"), within(20), shows("a pole")),
    (svg("landscape?f=1/(x^2+y^2-1)&x=-2:2&y=-2:2"), within(20), shows("a pole")),
    (svg("landscape?f=1/(x+y-0.3)&x=-1:1&y=-1:1"), within(20), shows("a pole")),
    # A place where values run away to both sides is one pole.
    (svg("landscape?f=x/(x^2+y^2)&x=-2:2&y=-2:2"), shows("a pole"), hides("2 poles")),
    (svg("landscape?f=x*y/(x^2+y^2)^2&x=-2:2&y=-2:2"), shows("a pole")),
    (svg("landscape?f=x/(x^2+y^2)+1/((x-1)^2+y^2)&x=-2:2&y=-2:2"), shows("2 poles")),
    (svg("landscape?f=(x-0.3)/((x-0.3)^2+(y+0.7)^2)&x=-2:2&y=-2:2&view=heatmap"), shows("a pole")),
    ("landscape.txt?f=1/(x-0.1)&x=-1:1", says("least at x = 0.095 (−200)"), silent("10¹")),
    ("landscape.txt?f=x/(y-0.1)&x=-1:1&y=-1:1", says("least at x = 1, y = 0.09 (−100)", "pole"), silent("10¹", "edge")),
    ("landscape.txt?f=(x+2)/(x+y-0.1)&x=-1:1&y=-1:1", says("(−300)", "(300)", "it has a pole"), silent("10¹", "edge")),
    ("landscape.txt?f=exp(3*x)*cos(y)/(y-0.3)^2&x=-1:1&y=-1:1", says("it has a pole"), silent("10³", "edge")),
    # What leaves the range of numbers does not oscillate there, and what is below it does not jump.
    (svg("landscape?f=x*1e308&x=-10:10"), lacks("oscillates")),
    ("landscape?f=1e308*(x+3*sin(x))&x=-9:9", fact("oscillates", False)),
    (svg("landscape?f=sin(x)*1e-320&x=-3:3"), lacks("jump")),
    ("landscape.txt?f=1e-322*x^2&x=-3:3", silent("jump")),
    # Where samples stand beside poles or between waves they have valleys that f has not.
    ("landscape.txt?f=1/(x^2-0.01)&x=-1:1", says("it has 2 poles"), silent("valley")),
    ("landscape.txt?f=sin(1000*x)&x=-5:5", says("oscillates faster than"), silent("valley")),
    ("landscape.txt?f=x^4-2*x^2&x=-2:2", says("it has 2 valleys")),
    ("landscape.txt?f=sin(1000*x)&x=-1:1", says("it has 318 valleys")),
    ("landscape.txt?f=sin(1000*x)&x=-1:1&samples=401", silent("valleys")),
    ("landscape.txt?f=sin(1/x)&x=0.01:1", says("it has 16 valleys")),
    ("landscape.txt?f=x^6-6*x^5+15*x^4-20*x^3+15*x^2-6*x+1&x=-1:3", silent("valleys")),
    ("landscape.txt?f=max(abs(abs(x)-1),0.5)&x=-2:2", says("it has 2 valleys")),
    ("landscape.txt?f=cos(20*x)&x=-1:1&samples=11", says("11 samples, which have 4 valleys")),
    # A slice is told as one.
    ("landscape.txt?f=x*y*z", says("x·y·z where x3 = 0 is 0 at all")),
    ("landscape.txt?f=x*y*z&at=0,0,2&x=-1:1&y=-1:1", says("where x3 = 2 is least at x1 = ")),
    ("landscape.txt?f=x^2+y&y=1&x=-1:1", refused("y")),
    ("landscape.txt?f=sphere&dim=9", says("where x3 = 0, x4 = 0, x5 = 0, … is least")),
    ("landscape.txt?f=x^2*y&x=-1:1&y=-1:1", silent("where")),
    # Where the domain ends.
    (svg("landscape?f=sqrt(1-x^2-y^2)&x=-2:2&y=-2:2"), shows("dotted: an edge of its domain")),
    (svg("landscape?f=asin(x+y)&x=-2:2&y=-2:2&view=filled"), shows("2 edges of its domain")),
    (svg("landscape?f=sqrt(x*y-1)&x=-3:3&y=-3:3"), shows("2 edges of its domain")),
    # A lattice that is not there.
    (svg("landscape?f=sin(50*x)*sin(50*y)&x=-3:3&y=-3:3"), shows("oscillates faster than 401 × 401 samples show")),
    (svg("landscape?f=sin(80*x*y)&x=-2:2&y=-2:2"), shows("oscillates faster than 401 × 401 samples show")),
    (svg("landscape?f=cos(200*x)*cos(y)&x=-3:3&y=-3:3&view=heatmap"), shows("oscillates faster than 401 × 401 samples show")),
    ("landscape?f=sin(50*x)*sin(50*y)&x=-3:3&y=-3:3", fact("oscillates", True)),
    ("landscape?f=sin(3*x)*sin(3*y)&x=-3:3&y=-3:3", fact("oscillates", False)),
]

SCALES = [
    # What a logarithmic scale cannot show.
    (svg("landscape?f=x*y&view=heatmap&zscale=log"), LEFT_BLANK),
    (svg("landscape?f=x*y&view=surface&zscale=log"), LEFT_BLANK),
    (svg("landscape?f=x^2+y^2-4&view=wireframe&zscale=log&x=-3:3&y=-3:3"), LEFT_BLANK),
    (svg("landscape?f=x*y-1&view=contour&zscale=log"), LEFT_BLANK),
    (svg("landscape?f=x*y-3&view=heatmap&zscale=log&x=0:1&y=0:1"), shows("nothing to draw")),
    (svg("landscape?f=rosenbrock&view=surface&zscale=log"), hides("negative values are left blank")),
    (svg("landscape?f=sin(x)&yscale=log&x=-5:5"), shows("values that are not positive are left out")),
    (svg("landscape?f=log(x)&x=-1:100&xscale=log"), shows("10⁻²", "10²"), hides("10⁻²⁰", "10⁻¹⁰")),
    (svg("landscape?f=sqrt(x)&x=-3:1000&xscale=log"), shows("10¹", "10³"), hides("10⁻²⁰", "10⁻¹⁰")),
    (svg("landscape?f=1/x&x=-10:1000&xscale=log&yscale=log"), shows("x ≤ 0 is left out", "10³"), hides("10⁻²⁰", "10⁻¹⁰")),
    (svg("landscape?f=x^2&x=-100:100&xscale=log"), shows("x ≤ 0 is left out")),
    (svg("landscape?f=x^2&x=1:100&xscale=log"), hides("x ≤ 0 is left out")),
    # Samples lie evenly on the axes that they are drawn on.
    (svg("landscape?f=x*y&x=0.001:1000&y=0.001:1000&xscale=log&yscale=log&zscale=log&view=surface"), shows("10⁻⁵", "10⁵"), hides("10⁴")),
    (svg("landscape?f=log(x)+log(y)&x=0.001:1000&y=0.001:1000&xscale=log&yscale=log&view=surface"), shows("−10", "10")),
    # Where values pass through 0 a logarithmic scale ends, no lower than samples bear out.
    (svg("landscape?f=x^2-y^2&zscale=log"), shows("negative values are left blank (dotted: 0)", "0.5", "20"), holds("stroke-dasharray")),
    (svg("landscape?f=x^2-y^2&zscale=log&view=filled"), LEFT_BLANK, shows("0.005", "10"), hides("10⁻⁸", "10⁻¹⁴", "0.0001")),
    (svg("landscape?f=x^2-y^2&zscale=log&view=heatmap"), shows("10⁻²", "10¹"), hides("10⁻⁹", "10⁻¹⁵")),
    (svg("landscape?f=sin(x)*sin(y)&zscale=log&view=heatmap&x=-pi:pi&y=-pi:pi"), shows("10⁻²"), hides("10⁻¹⁵", "10⁻³⁰")),
    (svg("landscape?f=x^2-y^2&zscale=log&view=wireframe"), LEFT_BLANK),
    (svg("landscape?f=x^2-y^2&zscale=log&view=surface"), LEFT_BLANK, hides("10⁻¹⁵")),
    (svg("landscape?f=(x+0.3*y-1)^2&zscale=log&view=heatmap"), hides("10⁻¹⁵", "10⁻³⁰")),
    (svg("landscape?f=abs(sin(x))&x=0:20&yscale=log"), shows("10⁻²"), hides("10⁻⁴", "10⁻⁵")),
    (svg("landscape?f=1/abs(x)&x=-1:1&yscale=log"), shows("10⁰", "10¹"), hides("10⁻¹")),
    # A scale of less than a decade has more than one number.
    (svg("landscape?f=1/(x^2+y^2)&zscale=log&view=heatmap&x=-2:2&y=-2:2"), shows("0.2", "0.5")),
    (svg("landscape?f=1/(x^2+y^2)&zscale=log&view=surface&x=-2:2&y=-2:2"), shows("0.2", "0.5")),
    # Levels that open up the valley, and say so.
    *[(svg(f"landscape?f={name}"), shows("levels by rank")) for name in ("beale", "himmelblau", "rosenbrock", "goldstein_price", "three_hump_camel")],
    (svg("landscape?f=himmelblau&zscale=linear"), hides("levels by rank", "logarithmic levels")),
    # Limits hold for every scale, and what is beyond them all is said.
    *[(svg(f"landscape?f=sin(x)+sin(y)&view={view}&zlim=5:9"), shows("nothing to draw between these limits")) for view in ("contour", "surface", "wireframe")],
    *[(svg(f"landscape?f=sin(x)+sin(y)&view={view}&zlim=5:9"), shows("6", "8"), hides("0.741", "−0.741")) for view in ("heatmap", "filled")],
    *[(svg(f"landscape?f=himmelblau&zscale=rank&zlim=0:200&view={view}"), shows("200"), hides("890", "500")) for view in ("heatmap", "surface")],
    (svg("landscape?f=himmelblau&zscale=rank&zlim=0:200"), shows("150"), hides("200", "300")),
    (svg("landscape?f=tan(x+y)^2&x=-3:3&y=-3:3&view=heatmap"), within(1000), shows("colours by rank")),
    # Ranked colours have round numbers, and noise is 0.
    (svg("landscape?f=himmelblau&view=heatmap"), shows("60", "200"), hides("58.2", "179")),
    (svg("landscape?f=sin(x)+sin(y)&view=heatmap&zscale=rank"), shows("0"), hides("−1.33×10⁻¹⁵")),
    # What has no place on the scale has no colour; levels are said where there are some.
    (svg("landscape?f=0*x*y&view=heatmap&zscale=log"), shows("nothing to draw"), hides("10⁰"), lacks("<image")),
    (svg("landscape?f=sign(x*y-1)&x=-3:3&y=-3:3"), shows("dotted: 2 jumps"), hides("dotted: 2 jumps; levels by rank")),
    (svg("landscape?f=1/0+x*y&view=surface"), shows("no value here is a finite number")),
    (svg("landscape?f=-exp(1000+x)"), shows("no value here is a finite number")),
    (svg("landscape?f=exp(800*x*y)&x=-1:1&y=-1:1"), shows("logarithmic levels", "10¹⁰⁰", "10⁻¹⁰⁰")),
    (svg("descent?f=x^2&start=0&steps=10&view=gradient-norm"), hides("nothing to draw: every value is undefined here"), lacks("nothing to draw")),
    (svg("descent?f=x^2&start=3&optimizer=newton&view=gradient-norm&steps=5"), shows("values that are not positive are left out")),
    # Clipped at the limits.
    (svg("landscape?f=saddle&view=surface&xlim=-0.5:0.5&ylim=-0.5:0.5"), shows("−0.50", "0.50"), hides("−1.00", "1.00")),
    (svg("landscape?f=rosenbrock&view=wireframe&xlim=-1:1&ylim=0:1&zlim=0:100"), hides("−2", "2", "200")),
    (svg("landscape?f=ackley&view=surface&xlim=-5:5&ylim=-5:5"), shows("−5"), hides("−20", "−10", "30")),
]

TWELVE = ";".join(["0,0", "1,1", "2,2", "3,3", "-1,-1", "-2,-2", "-3,-3", "4,4", "-4,-4", "1,-1", "2,-2", "3,-3"])
EIGHTEEN = TWELVE + ";0,1;0,2;0,3;0,-1;0,-2;0,-3"
RUNS = "descent?f=himmelblau&optimizer=gd(lr=0.01)&steps=30&start="

WORDS = [
    (svg(RUNS + TWELVE + "&view=both"), shows("from 0,0", "from −3,−3", "from 3,−3")),
    (svg(RUNS + EIGHTEEN + "&legend=on"), shows("from 0,0", "from 0,−3", "from 4,4")),
    (svg(RUNS + TWELVE + "&view=both&width=300"), shows("from 0,0", "more")),
    (svg("landscape?f=x,2*x,3*x,4*x,5*x,6*x,7*x,8*x,9*x,10*x,11*x,12*x,13*x,14*x,15*x,16*x&legend=on&width=200&height=120"), shows("more")),
    (svg("landscape?f=sin(10*x)&x=-5:5&annotate=auto"), shows("16 minima", "16 local maxima")),
    (svg("landscape?f=cos(9*x)&x=-5:5&annotate=auto"), shows("14 minima", "15 local maxima")),
    (svg("landscape?f=sin(8*x)*sin(8*y)&x=-3:3&y=-3:3&annotate=auto"), shows("128 minima", "225 saddle points")),
    # An axis seen end on has no numbers, which would lie on each other; a share that is rounding is 0.
    (svg("landscape?f=x^2+y^2&view=surface&azimuth=0&elevation=90"), hides("50"), shows("−5.0", "4")),
    (svg("landscape?f=x^2+y^2&view=surface&azimuth=90&elevation=0"), shows("50", "−4"), hides("5", "−5")),
    (svg("descent?f=sphere&dim=10&start=1,1,1,1,1,1,1,1,1,1&optimizer=gd&steps=30"), shows("2 (0 % of the", "1 (100 % of the variance)")),
    # What is left blank or cut off is said.
    (svg("sweep?f=0.5*x^2+5*y^2&start=1,1&optimizer=momentum&x=lr,0.01:1&y=momentum,0:0.99"), shows("blank: diverged")),
    (svg("sweep?f=x^2&start=1&optimizer=gd&x=lr,0.01:1.2&measure=steps"), shows("blank: out of steps, diverged")),
    (svg("sweep?f=x^2&start=1&optimizer=gd&x=lr,0.01:1.2&y=start.x,-2:2&measure=rate"), shows("blank: diverged")),
    (svg("sweep?f=x^2&start=1&optimizer=gd&x=lr,0.01:0.9&measure=value"), lacks("blank")),
    (svg("train?data=moons&network=mlp(hidden=8)&optimizer=gd(lr=1000)"), shows("losses above 2.07 are cut off")),
    (svg("schedule?schedule=step,cosine"), shows("step", "cosine"), hides("step()")),
    (svg("landscape?f=x^2&annotate=out of it@50,2500"), shows("an annotation lies outside")),
    (svg("landscape?f=x^2&xlim=-1:1&annotate=far@4,16&annotate=near@0,0"), shows("near", "an annotation lies outside")),
    (svg("landscape?f=sin(x)&x=-10:10&annotate=auto&ylim=-0.5:0.5"), shows("6 annotations lie outside")),
    (svg("landscape?f=x*sin(x)&x=-10:10&yscale=log&annotate=auto"), shows("local maximum", "3 annotations lie outside"), hides("global minimum", "local minimum")),
    (svg("landscape?f=x^2&annotate=edge@5,25"), shows("edge"), lacks("lies outside")),
    # Many points of a kind are named once, in every study.
    (svg("critical-points?f=sin(20*x)&x=-5:5&annotate=auto"), shows("32 minima", "32 maxima"), hides("minimum", "maximum")),
    (svg("critical-points?f=sin(5*x)*sin(5*y)&x=-5:5&y=-5:5&annotate=auto"), shows("225 saddles"), hides("minimum", "saddle")),
    (svg("critical-points?f=himmelblau&annotate=auto"), shows("minimum", "saddle", "maximum")),
    (svg("landscape?f=x&title=$\\nabla f$"), shows("$\\nabla f$")),
    (svg("landscape?f=x&title=$\\nu$ and \\neq"), shows("$\\nu$ and \\neq")),
    (svg("landscape?f=x&title=one\\n2 lines"), shows("one", "2 lines"), hides("one\\n2 lines")),
    (svg("landscape?f=x&title=鞍点 काठी 😀"), shows("鞍点 काठी 😀")),
    (svg("landscape?f=x&title=안장점 سرج"), shows("안장점")),
    (svg("landscape?f=saddle&view=surface&title=A saddle&width=200"), shows("A saddle")),
    ("landscape.png?f=x&title=กราฟ", refused("title", "ก")),
    ("landscape.png?f=x&xlabel=ខ្មែរ", refused("xlabel", "ខ")),
    ("figures/gd-unstable.svg?text=live", shows("leaves the picture", "−1673")),
    ("figures/gd-diverges.svg?text=live", shows("diverge")),
    (svg("descent?f=0.1*x^2+2*y^2&start=-5,-2&optimizer=gd(lr=0.7)&steps=20&xlim=-5.5:1&ylim=-3:1"), shows("leaves the picture")),
    (svg("descent?f=x^2&start=3&optimizer=gd(lr=1.5)&steps=10&xlim=-5:5&ylim=0:25"), shows("leaves the picture", "ends at 3072")),
    (svg("descent?f=-x^2&start=0.1&optimizer=gd(lr=0.5)&steps=50&xlim=-2:2&ylim=-2:2"), shows("leaves the picture")),
    (svg("descent?f=x^2&start=3&optimizer=gd(lr=0.1)&steps=20&ylim=0:2"), hides("start"), shows("end")),
    (svg("descent?f=x^2+y^2&start=3,3;-3,-3&optimizer=gd(lr=0.1)&steps=20&xlim=5:6&ylim=5:6"), shows("all runs lie outside of the picture")),
    (svg("descent?f=x^2+y^2&start=3,3;-3,-3&optimizer=gd(lr=0.1)&steps=5&xlim=1:3&ylim=1:3"), shows("1 of 2 runs lies outside of the picture")),
    # What a method searched with is within the picture that names it.
    (svg("descent?f=rosenbrock&start=-1,1&optimizer=cma_es&steps=20"), shows("one standard deviation", "−1", "1"), hides("0.9995", "1.0005")),
    (svg("descent?f=rosenbrock&start=-1,1&optimizer=nelder_mead&steps=20"), shows("simplex", "−1.050")),
    # The width is the picture's.
    ("figures/vanishing-gradient.png?width=320", pixels(320)),
    ("figures/hessian-index.png?width=320", pixels(320)),
    ("figures/depth.png?width=320", pixels(320)),
    ("depth.png?network=tanh(init=xavier)&width=200&height=150&depth=5&units=4", pixels(200, 150)),
    ("figures/train-vs-test.png?width=320&scale=2", pixels(640)),
    # Fills without a style sheet.
    ("landscape.svg?f=x&theme=auto&width=320", holds('fill="#', 'class="')),
    ("landscape.svg?f=himmelblau&theme=auto", holds('fill="#', 'stroke="#')),
    ("figures/risk.svg?theme=auto", holds('fill="#', 'stroke="#')),
]

PAGES = [
    ["risk.svg?width=320&height=200", "risk.svg?width=630"],
    ["landscape.svg?f=x&width=300", "landscape.svg?f=x&width=301", "landscape.svg?f=x&theme=dark", "landscape.svg?f=x&title=a", "landscape.svg?f=x&title=b"],
    ["landscape.svg?f=himmelblau", "landscape.svg?f=himmelblau&view=heatmap", "landscape.svg?f=himmelblau&height=351"],
]


def pages(server):
    """Several SVGs in one page: a name is that of one thing, whichever of the pictures it is found in."""
    for page in PAGES:
        named = {}
        for request in page:
            for part in xml.etree.ElementTree.fromstring(server.ask(field.address(request)).body).iter():
                if name := part.get("id"):
                    part.tail = None
                    text = xml.etree.ElementTree.tostring(part)
                    check(named.setdefault(name, text) == text, f"{request}: {name} is one thing in all of the page", text[:80], named[name][:80])
        check(len(named) > 4, "pictures have names of parts", page)


LIFTED = ["1/(x-0.1)", "tan(x)", "log(abs(x))", "1/(x^2-0.01)", "floor(x)", "where(x>0.3,1,-1)", "gamma(x)", "1/sin(5*x)", "x^3-x", "sqrt(x-0.3217)"]


def curve(answer):
    """The blue line's path."""
    found = re.findall(r'<path stroke="#1f77b4"[^>]* d="([^"]+)"', answer.text)
    return found[0] if found else ""


def lifted(server):
    """What is added to a function moves its curve and changes nothing else: the same pieces, the same numbers on the axes but for the offset."""
    for f in LIFTED:
        plain, *others = [field.Answer(server.ask(field.address(svg(f"landscape?f={f}{offset}&x=-3:3")))) for offset in ("", "+1e6", "-1e6", "+2e7")]
        for other in others:
            same = [len(re.findall("[mM]", curve(answer))) for answer in (plain, other)]
            check(same[0] == same[1] and same[0] > 0, f"{f} lifted is drawn in as many pieces", same)
            numbers = [{line for line in drawn(answer) if re.fullmatch(r"−?[0-9.]+", line)} for answer in (plain, other)]
            check(numbers[0] == numbers[1], f"{f} lifted has the same limits", numbers)


def long_falls(server):
    """A curve that begins next to the largest number is drawn where it is seen."""
    for f, x in (("exp(1/x)", "-1:1"), ("exp(1/x)", "0:1"), ("exp(2/x)", "-1:3")):
        found = curve(field.Answer(server.ask(field.address(f"landscape.svg?f={f}&x={x}"))))
        check(len(re.findall(r"-?[0-9.]+", found)) > 30, f"{f} over {x} has a curve", found[:200])


def weak(server):
    """A pole that is seen beside its place alone goes where its sign says: down on the left and up on the right, or down on both sides."""
    for f, ends in (("1e-6/(x-0.3)+x", (False, True)), ("-1e-6/(x-0.3)+x", (True, False)), ("x-1e-9/(x-0.3)^2", (False, False)), ("1e-3/(x-0.3)+x", (False, True))):
        answer = field.Answer(server.ask(field.address(f"landscape.svg?f={f}&x=-1:1&ylim=-1:1&width=400&height=300")))
        at, pieces = (0, 0), []
        for mark, x, y in re.findall(r"([MmlLhv ])(-?[0-9.]+)(?:[ ,]?(-?[0-9.]+))?", curve(answer)):
            by = (0, float(x)) if mark == "v" else (float(x), float(y or 0))
            at = by if mark == "M" else (at[0] + by[0], at[1] + by[1])
            pieces += [[at]] if mark in "Mm" else []
            pieces[-1].append(at)
        lines = [y for piece in pieces for _, y in piece]
        middle = (min(lines) + max(lines)) / 2
        found = len(pieces) == 2 and (pieces[0][-1][1] < middle, pieces[1][0][1] < middle)
        check(found == ends, f"{f} leaves the picture on the sides of its pole", pieces)


def logarithmic_maps(server):
    """A map whose axis leaves values out is drawn where it has values: the image of a heatmap has colours there, and so has each other view."""
    for view in ("heatmap", "filled", "contour"):
        for f, box in (("x*y", "x=0:3&y=0:2&xscale=log&yscale=log"), ("x*y", "x=-2:3&y=-1:2&yscale=log")):
            colours = [set(re.findall('fill="(#[0-9a-f]{6})"', server.ask(field.address(f"landscape.svg?f={f}&view={view}&{each}")).body.decode())) for each in (box, box.replace("x=0", "x=0.01").replace("y=0", "y=0.01"))]
            check(len(colours[0]) >= len(colours[1]) - 1, f"{f}, {view} over {box} has about as many colours as without 0", colours)
        for box in () if view == "contour" else ("x=-2:2&y=-2:2&xscale=log", "x=0:2&y=-2:2&xscale=log", "x=-2:2&y=-1:2&yscale=log", "x=-2:3&y=-1:2&xscale=log&yscale=log"):
            png = server.ask(field.address(f"landscape.png?f=x^2+y^2&view={view}&{box}&width=400&height=300&legend=off"))
            blank = server.ask(field.address(f"landscape.png?f=x^2+y^2+where(x+y<99,0/0,0)&view={view}&{box}&width=400&height=300"))
            check(png.status == 200 and len(png.body) > 1.2 * len(blank.body), f"{view} over {box} is drawn", len(png.body), len(blank.body))


def steep_faces(server):
    """A steep face of a surface has the colours of all its heights: at a height there is one of them, lit from one side or another, not a saw of two."""
    for query, least in (("f=1/(x-y)^2&x=-2:2&y=-2:2", 90), ("f=where(x>y,9,1)*(x-y)^9&x=-1:1&y=-1:1&samples=21", 36),
                         ("f=tan(x+y)&x=-3:3&y=-3:3&samples=31", 90), ("f=exp(12*x)*y&x=0:1&y=0:1&samples=11", 75)):
        text = server.ask(field.address(f"landscape.svg?{query}&view=surface")).body.decode()
        colours = set(re.findall("#[0-9a-f]{6}", text))
        check(len(colours) >= least, f"a surface of {query} has {least} colours", len(colours))


def bent(server):
    """A straight line is bent on a logarithmic axis, however many decades it spans: at half of the width it is still at its lower end."""
    for f, x in (("x", "1e-9:1e9"), ("sin(x)", "1e-9:1"), ("1+3*x", "1e-6:1"), ("x*sqrt(x)", "1e-12:1e3")):
        answer = field.Answer(server.ask(field.address(f"landscape.svg?f={f}&x={x}&xscale=log&width=400&height=300")))
        at, line = (0, 0), []
        for mark, u, v in re.findall(r"([MmlLhv ])(-?[0-9.]+)(?:[ ,]?(-?[0-9.]+))?", curve(answer)):
            by = (0, float(u)) if mark == "v" else (float(u), float(v or 0))
            at = by if mark == "M" else (at[0] + by[0], at[1] + by[1])
            line.append(at)
        middle = (line[0][0] + line[-1][0]) / 2
        one, two = next((one, two) for one, two in zip(line, line[1:]) if one[0] <= middle <= two[0])
        height = one[1] + (two[1] - one[1]) * (middle - one[0]) / (two[0] - one[0])
        check(abs(height - line[0][1]) < 0.002 * abs(line[-1][1] - line[0][1]), f"{f} over {x} is bent", height, line[0], line[-1])


def steps(server):
    """A surface of steps has a colour for each of them, and none for slivers between samples and jumps at them."""
    frame = set(re.findall("#[0-9a-f]{6}", server.ask(field.address("landscape.svg?f=0/0*x*y&view=surface")).body.decode()))
    for f, most in (("sign(x)+sign(y)", 3), ("floor(x)+floor(y)", 11), ("where(x>0,1,0)+0*y", 2)):
        for samples in (5, 71, 72, 101) if most < 4 else (71, 72, 101):  # by 5 samples many steps lie in a cell
            text = server.ask(field.address(f"landscape.svg?f={f}&x=-3:3&y=-3:3&view=surface&samples={samples}")).body.decode()
            colours = set(re.findall("#[0-9a-f]{6}", text)) - frame
            check(len(colours) <= most, f"a surface of {f} at {samples} samples has {most} colours", colours)


def ends_at_zero(server):
    """On a logarithmic axis a curve that comes to 0 leaves the picture there, on both sides, whatever sample happens to lie nearest."""
    for f, x, ends in (("abs(x)", "-5:5", 2), ("x^2", "-5:5", 2), ("sin(x)", "-5:5", 3), ("x^3", "-5:5", 1), ("log(x)", "0.5:20", 1), ("(x-1)^2*(x+2)^2", "-5:5", 4), ("abs(sin(x))", "0:20", 13)):
        answer = field.Answer(server.ask(field.address(f"landscape.svg?f={f}&x={x}&yscale=log&width=400&height=300")))
        at, lines = (0, 0), []
        for mark, u, v in re.findall(r"([MmlLhv ])(-?[0-9.]+)(?:[ ,]?(-?[0-9.]+))?", curve(answer)):
            by = (0, float(u)) if mark == "v" else (float(u), float(v or 0))
            at = by if mark == "M" else (at[0] + by[0], at[1] + by[1])
            lines.append(at[1])
        bottom = max(lines)
        found = sum(line > bottom - 1 and (i == 0 or lines[i - 1] <= bottom - 1 or i + 1 == len(lines) or lines[i + 1] <= bottom - 1) for i, line in enumerate(lines))
        check(found >= ends, f"{f} over {x} runs out of its logarithmic axis {ends} times", found)


MOST_WORK = 3  # seconds of a processor; measured are 0.2

QUICK = ["landscape.png?f=where(sin(30*x)*sin(30*y)>0,1,0)&view=surface&samples=601",
         "landscape.png?f=where(sin(40*x*y)>0,1,0)&x=-3:3&y=-3:3&view=surface&samples=601",
         "landscape.png?f=floor(5*x)*floor(5*y)&view=surface&samples=801&x=-1:1&y=-1:1",
         "landscape.png?f=sin(50*x)*sin(50*y)&x=-3:3&y=-3:3&samples=1000&view=wireframe&stride=1"]


def quick(server):
    """Pictures of many pieces are drawn soon, or refused before the work."""
    for request in QUICK:
        before = server.worked()
        reply = server.ask(field.address(request))
        took = server.worked() - before
        check(reply.status in (200, 422), f"{request} is answered or refused", reply.status)
        check(took < MOST_WORK or SANITIZED or UNDER, f"{request}: at once", took)


def pictures(server):
    for cases in (NUMBERS, POLES, SCALES, WORDS):
        field.put(server, cases)
    pages(server)
    lifted(server)
    long_falls(server)
    weak(server)
    logarithmic_maps(server)
    steep_faces(server)
    ends_at_zero(server)
    steps(server)
    bent(server)
    quick(server)


if __name__ == "__main__":
    field.alone(pictures)
