"""text=live against the outlines of the same figures, over all named figures and some pictures of its own: every letter that is an outline in one is a
character in the other, with the same place, size, angle, colour and rim; each line is as wide as Pillow measures its letters in the font, and lies on
the page; and all else is the same, element by element. Argument: the program (build/landscaped)."""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from math import cos, radians, sin
from os import cpu_count
from xml.etree import ElementTree

from interpreter import needs

needs("PIL")
from PIL import ImageFont

PROGRAM = sys.argv[1]
SVG, HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
UNITS = 2048
FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", UNITS, layout_engine=ImageFont.Layout.BASIC)

CASES = [
    "/v1/landscape.svg?f=risk,empirical_risk&annotate=auto&title=a%20%3Cb%3E%20%26%20%20%22two%22%20%20blanks%0Aand%20%E2%88%87%CE%B1%E2%82%81%C2%B2",
    "/v1/landscape.svg?f=himmelblau&view=contour&annotate=auto&theme=auto",
    "/v1/landscape.svg?f=himmelblau&view=contour&annotate=auto&background=transparent",
    "/v1/landscape.svg?f=1e-7*x^2&width=200&height=120",
    "/v1/landscape.svg?f=saddle&view=surface&theme=dark&width=2000&height=1200",
    "/v1/descent.svg?f=himmelblau&start=1,1&optimizer=gd(lr=0.01),adam(lr=0.3)&steps=20&motion=1&theme=auto",
    "/v1/critical-points.svg?f=himmelblau&moment=0.5",
]
# Letters of other fonts: as a title, and whether the line is read from right to left.
SHAPED = [("鞍点 x̄", False), ("אוכף של x²", True), ("نقطة السرج", True), ("मराठी (1.5)", False), ("x² ≤ אוכף", False)]
wrong = []


def check(held, what):
    if not held:
        wrong.append(what)
    return held


def get(target):
    answer = subprocess.run([PROGRAM, "get", target], capture_output=True)
    if answer.returncode:
        sys.exit(f"{target}: {answer.stderr.decode()}")
    return answer.stdout


def both(target):
    mark = "&" if "?" in target else "?"
    return target, ElementTree.fromstring(get(target)), ElementTree.fromstring(get(f"{target}{mark}text=live"))


def numbers(text):
    return [float(number) for number in re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", text or "")]


def look(element):
    """Colour and class, of whatever property."""
    return {name: element.get(name) for name in ("fill", "fill-opacity", "class") if element.get(name)}


def outlined(element):
    """A line of outlines: text, x, y, angle and size, or None where the element is something else."""
    if element.tag != SVG + "g" or not len(element) or any(child.tag != SVG + "use" or not child.get(HREF) for child in element):
        return None
    place = re.fullmatch(r"translate\(([^)]*)\)(?:rotate\(([^)]*)\))?scale\(([^)]*)\)", element.get("transform"))
    return {"text": element.get("aria-label"), "at": numbers(place[1]), "angle": float(place[2] or 0), "scale": numbers(place[3])[0], "look": look(element)}


def flatten_outlines(element, out, target, rim=None):
    children = [child for child in element if not (element.tag == SVG + "defs" and child.get("id").startswith("g"))]
    for child in children:
        line = outlined(child)
        if line and line["text"] is None:  # the rim of the next
            rim = {"colour": child.get("stroke"), "class": child.get("class"), "width": float(child.get("stroke-width")) * line["scale"]}
        elif line:
            spelt = "".join(chr(int(use.get(HREF)[2:], 16)) for use in child)
            check(spelt == line["text"].replace(" ", "").replace("\xa0", ""), f"{target}: {line['text']!r} is drawn as {spelt!r}")
            out.append(("text", {**line, "rim": rim}))
            rim = None
        elif child.tag == SVG + "g" and child.get("aria-label") and not len(child):
            out.append(("text", {"text": child.get("aria-label"), "look": look(child)}))  # of blanks alone
        else:
            out.append((child.tag, dict(child.attrib), (child.text or "").strip()))
            flatten_outlines(child, out, target)
            out.append(("end",))


def flatten_live(element, out, usual, rim=None):
    for child in element:
        if child.get("paint-order"):
            check(child.get("paint-order") == "stroke" and len(child) == 1, "a rim that is not of one line, beneath it")
            flatten_live(child, out, usual, {"colour": child.get("stroke"), "class": child.get("class"), "width": float(child.get("stroke-width"))})
        elif child.tag == SVG + "text":
            place = re.fullmatch(r"translate\(([^)]*)\)rotate\(([^)]*)\)", child.get("transform", ""))
            at = numbers(place[1]) if place else [float(child.get("x")), float(child.get("y"))]
            out.append(("text", {"text": child.text, "at": at, "angle": float(place[2]) if place else 0, "size": float(child.get("font-size", usual["size"])),
                                 "length": float(child.get("textLength", 0)), "look": look(child) or usual["look"], "rim": rim, "element": child}))
        else:
            attributes = dict(child.attrib)
            if attributes.pop("font-family", None):  # once, around all, with the size and the colour of those that have none of their own
                check(element is ROOT and child is list(ROOT)[-1], "a font that is not given once, for all")
                usual.update(size=float(attributes.pop("font-size")), look=look(child))
                attributes = {name: value for name, value in attributes.items() if name not in usual["look"]}
            out.append((child.tag, attributes, (child.text or "").strip()))
            flatten_live(child, out, usual)
            out.append(("end",))


def measured(text, size):
    return sum(FONT.getlength(letter) for letter in text) / UNITS * size


def compare_line(target, one, live, page):
    name = f"{target}: {one['text']!r}"
    check(one["text"] == live["text"] and one["look"] == live["look"], f"{name} is {live['text']!r} in {live['look']} for {one['look']}")
    if "at" in one:
        check(one["at"] == live["at"] and one["angle"] == live["angle"], f"{name} is at {live['at']}, {live['angle']} for {one['at']}, {one['angle']}")
        check(abs(one["scale"] * UNITS - live["size"]) < 0.006, f"{name} has {live['size']} px for {one['scale'] * UNITS}")
        rims = one["rim"], live["rim"]
        check(bool(rims[0]) == bool(rims[1]), f"{name} has a rim in one of both")
        if rims[0] and rims[1]:
            check(rims[0]["colour"] == rims[1]["colour"] and rims[0]["class"] == rims[1]["class"] and abs(rims[0]["width"] - rims[1]["width"]) < 0.02,
                  f"{name} has the rim {rims[1]} for {rims[0]}")
    width = measured(one["text"], live["size"])
    check(abs(live["length"] - width) < 0.006 + 0.0004 * width, f"{name} is {live['length']} wide, by Pillow {width}")
    check(live["element"].get("lengthAdjust") is None, f"{name} is stretched, whose letters stand apart")
    check(live["text"] == live["text"].strip(" ") and "  " not in live["text"] or live["element"].get(SPACE) == "preserve", f"{name} loses blanks")
    turn = radians(live["angle"])
    ends = live["at"], [live["at"][0] + cos(turn) * live["length"], live["at"][1] + sin(turn) * live["length"]]
    check(all(-0.01 <= end[i] <= page[i] + 0.01 for end in ends for i in (0, 1)), f"{name} lies beyond the page: {ends}")


def compare(target, outlines, live):
    global ROOT
    ROOT = live
    check(outlines.attrib == live.attrib, f"{target}: another page")
    one, other = [], []
    flatten_outlines(outlines, one, target)
    flatten_live(live, other, {})
    if not check([part[0] for part in one] == [part[0] for part in other], f"{target}: other parts"):
        return 0
    page = float(live.get("width")), float(live.get("height"))
    for a, b in zip(one, other):
        if a[0] == "text":
            compare_line(target, a[1], b[1], page)
        else:
            check(a == b, f"{target}: {b} for {a}")
    return sum(part[0] == "text" for part in other)


def compare_shaped(title, leftwards):
    target, outlines, live = both(f"/v1/landscape.svg?f=x^2&title={title}")
    group = next(element for element in outlines.iter(SVG + "g") if element.get("aria-label") == title)
    line = next((element for element in live.iter(SVG + "text") if element.text == title), None)
    if not check(line is not None, f"{title}: not there as characters"):
        return
    # The outline begins and ends near where the line says it does: letters have bearings.
    drawn = next(iter(group)).get("d")
    pen, across = 0, []
    for letter, steps in re.findall(r"([MmlhvqczZ])([^MmlhvqczZ]*)", drawn):
        pairs = numbers(steps)
        if letter in "Mm":
            pen = pairs[0] if letter == "M" else start + pairs[0]
            start = pen
        elif letter == "h":
            for step in pairs:
                pen += step
                across.append(pen)
        elif letter in "lqc":
            stride = {"l": 2, "q": 4, "c": 6}[letter]
            for i in range(0, len(pairs), stride):
                pen += pairs[i + stride - 2]
                across.append(pen)
        elif letter in "zZ":
            pen = start
    size = float(line.get("font-size") or next(element.get("font-size") for element in live if element.get("font-size")))
    begin, length = float(line.get("x")), float(line.get("textLength"))
    check(abs(min(across) - begin) < 0.25 * size and abs(max(across) - begin - length) < 0.25 * size,
          f"{title}: from {begin} over {length}, drawn from {min(across)} to {max(across)}")
    check(line.get("lengthAdjust") == "spacingAndGlyphs", f"{title} is not stretched, whose letters may join")
    check((line.get("direction"), line.get("text-anchor")) == (("rtl", "end") if leftwards else (None, None)), f"{title}: wrong direction")


figures = [f"/v1/figures/{figure['id']}.svg" for figure in json.loads(get("/v1/figures"))["figures"]]
lines = 0
with ThreadPoolExecutor(cpu_count()) as workers:
    for target, outlines, live in workers.map(both, figures + CASES):
        lines += compare(target, outlines, live)
for title, leftwards in SHAPED:
    compare_shaped(title, leftwards)
for line in wrong[:40]:
    print("live text:", line)
if wrong:
    sys.exit(f"live text: {len(wrong)} are wrong")
check(lines > 500, f"only {lines} lines were seen")
print(f"live text: {lines} lines of {len(figures) + len(CASES)} pictures are the characters of their outlines, where and as wide as these")
