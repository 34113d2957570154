"""Moving pictures, decoded by Pillow (and by ffmpeg, where it is) and compared with stills at the same moments: to the pixel in apng and webp,
but for surfaces, which have more shades than a palette, of which a still has the nearest; within the palette's rounding in gif; and the pages of PDFs that
move, as poppler draws them, with those of stills. Argument: the program (build/landscaped)."""

import os
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO

from interpreter import needs

needs("PIL", "numpy")
import numpy
from PIL import Image, ImageChops

PROGRAM = sys.argv[1]
RACE = "/v1/descent.%s?f=0.1*x^2%%2B2*y^2&start=-5,-2&optimizer=gd(lr=0.4),momentum(lr=0.6,momentum=0.5),adam(lr=0.4)&steps=20"

NEAREST = 64  # how far off these are at most

# What is asked, the frames, and how far a channel of a gif may be off: 0 where its palette is that of the still, and has an entry left for what is
# transparent, else the rarest colour gives its own up. Then, if it is not 0, how far one of an apng or webp may be.
CASES = [
    (RACE, 9, 0),
    (RACE + "&theme=dark&scale=2", 5, 8),
    (RACE + "&background=transparent", 5, 255),
    ("/v1/descent.%s?f=risk&start=-0.8;1.9&lr=0.05&steps=40&view=both", 7, 0),
    ("/v1/descent.%s?f=0.1*x^2%%2B2*y^2&start=-5,-2&optimizer=gd(lr=1.2)&steps=20", 6, 0),
    ("/v1/landscape.%s?f=x^2-y^2&x=-1:1:0.2&y=-1:1:0.2&view=surface", 4, NEAREST, NEAREST),
    ("/v1/landscape.%s?f=x^2-y^2&x=-1:1&y=-1:1&view=wireframe", 4, 0),
    ("/v1/basins.%s?f=himmelblau&x=-5:5&y=-5:5&samples=40", 6, 64),
    ("/v1/sweep.%s?f=himmelblau&optimizer=momentum&x=lr,0:0.05&y=momentum,0:1&samples=40&measure=outcome", 6, 64),
    ("/v1/sweep.%s?f=rosenbrock&start=-1,1&steps=50&x=lr,0.0001:0.01,log&samples=30&noise=1&seeds=5&measure=value", 5, 0),
    ("/v1/sweep.%s?f=x^2%%2B3*y^2&optimizer=momentum&x=lr,0:1&samples=40&measure=rate", 5, 0),
    ("/v1/schedule.%s?schedule=cosine(base_lr=0.3,eta_min=0.01),one_cycle(max_lr=0.3)&steps=30", 5, 0),
    ("/v1/critical-points.%s?f=himmelblau&x=-5:5&y=-5:5", 5, 8),
    ("/v1/risk.%s?n=10,30,100", 5, 0),
    ("/v1/train.%s?data=moons(n=100,noise=0.2)&network=mlp(hidden=8)&epochs=10&view=both", 5, 64),
    ("/v1/train.%s?data=moons(n=60)&network=mlp(hidden=4)&epochs=5&view=decision&at=0,5,10", 4, 64),
    ("/v1/train.%s?data=sine&network=mlp(hidden=8)&epochs=20&view=decision", 5, 0),
    ("/v1/train.%s?data=moons(n=60)&optimizer=sgd(lr=0.5),adam&seeds=4&epochs=8", 5, 0),
    ("/v1/escape.%s?f=risk&start=-0.27&region=-1:0.27&noise=1,2&runs=200", 5, 0),
]
wrong = []


def get(target):
    answer = subprocess.run([PROGRAM, "get", target], capture_output=True)
    if answer.returncode:
        sys.exit(f"{target}: {answer.stderr.decode()}")
    return answer.stdout


def still(target, moment=None):
    more = "" if moment is None else f"&moment={moment!r}"
    return Image.open(BytesIO(get(target % "png" + more))).convert("RGBA")


def difference(one, other):
    """The most that a channel differs, in pixels that are not wholly transparent in both."""
    if one.size != other.size:
        return 256
    bands = ImageChops.difference(one, other).getextrema()
    return max(high for _, high in bands)


def check(target, frames, rounding, nearest=0):
    stills = [still(target)] + [still(target, k / (frames - 2)) for k in range(frames - 1)]
    moved = any(difference(a, b) for a, b in zip(stills[1:], stills[2:]))
    if not moved:
        wrong.append(f"{target}: nothing moves")
    for extension, allowed in ("apng", nearest), ("webp", nearest), ("gif", rounding):
        picture = Image.open(BytesIO(get(target % extension + f"&frames={frames}&loop=2")))
        count, loops = getattr(picture, "n_frames", 1), picture.info.get("loop")
        if count != frames or loops != (1 if extension == "gif" else 2):
            wrong.append(f"{target}: {extension} has {count} frames shown {loops} times")
            continue
        for k in range(frames):
            picture.seek(k)
            off = difference(picture.convert("RGBA"), stills[k])
            if off > allowed:
                wrong.append(f"{target}: frame {k + 1} of {frames} as {extension} differs by {off}; {allowed} is allowed")


def check_ffmpeg(target, frames):
    """The same through another decoder, for what it reads."""
    stills = [still(target)] + [still(target, k / (frames - 2)) for k in range(frames - 1)]
    for extension in "apng", "gif":
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "moving." + extension)
            with open(path, "wb") as file:
                file.write(get(target % extension + f"&frames={frames}"))
            command = ["ffmpeg", "-v", "error", "-i", path, "-fps_mode", "passthrough", "-pix_fmt", "rgba", os.path.join(folder, "%03d.png")]
            if subprocess.run(command).returncode:
                wrong.append(f"{target}: ffmpeg refuses the {extension}")
                continue
            decoded = sorted(name for name in os.listdir(folder) if name.endswith(".png") and name != "moving.apng")
            if len(decoded) != frames:
                wrong.append(f"{target}: ffmpeg finds {len(decoded)} frames of {frames} in the {extension}")
            for name, expected in zip(decoded, stills):
                off = difference(Image.open(os.path.join(folder, name)).convert("RGBA"), expected)
                if off > 0:
                    wrong.append(f"{target}: {name} of the {extension} as ffmpeg reads it differs by {off}")


def pages(document):
    """The pages of a PDF as poppler draws them."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pages.pdf")
        with open(path, "wb") as file:
            file.write(document)
        subprocess.run(["pdftoppm", "-r", "72", "-png", path, os.path.join(folder, "page")], check=True)
        return [Image.open(os.path.join(folder, name)).convert("RGB") for name in sorted(os.listdir(folder)) if name.endswith(".png")]


def check_pages(target, frames):
    """A page of the PDF that moves is the PDF of its moment; the first is the finished figure."""
    target = target % "pdf"
    moving = pages(get(target + f"&motion=1&frames={frames}"))
    stills = [get(target)] + [get(target + f"&moment={k / (frames - 2)!r}") for k in range(frames - 1)]
    if len(moving) != frames:
        wrong.append(f"{target}: {len(moving)} pages of {frames}")
    for k, (page, expected) in enumerate(zip(moving, (pages(document)[0] for document in stills))):
        off = difference(page, expected)
        if off:
            wrong.append(f"{target}: page {k + 1} differs by {off} from the still")


def luminance(frame):
    """Relative luminance of every fourth pixel in each direction, on white (WCAG 2.2)."""
    page = Image.new("RGBA", frame.size, "white")
    page.alpha_composite(frame.convert("RGBA"))
    channels = numpy.asarray(page.convert("RGB"), dtype=float)[::4, ::4] / 255
    linear = numpy.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def most_flashes(frames, per_second):
    """The most general flashes in a second: pairs of opposite changes of a tenth or more, from or to less than 0.8, over a quarter of the picture."""
    levels = [luminance(frame) for frame in frames]
    changes = []
    for one, other in zip(levels, levels[1:] + levels[:1]):
        seen = numpy.minimum(one, other) < 0.8
        up, down = numpy.mean(seen & (other - one >= 0.1)), numpy.mean(seen & (one - other >= 0.1))
        changes.append(1 if up >= 0.25 and up >= down else -1 if down >= 0.25 else 0)
    changes *= 2  # it may loop
    most = 0
    for start in range(len(changes)):
        window = [change for change in changes[start:start + per_second] if change]
        most = max(most, sum(a != b for a, b in zip(window, window[1:])) / 2)
    return most


def check_flashes(target):
    """Nothing flashes more than three times a second (WCAG 2.3.1), nor moves for long unless that was asked for."""
    picture = Image.open(BytesIO(get(target % "webp" + "&frames=30&duration=2")))
    frames, durations = [], []
    for k in range(picture.n_frames):
        picture.seek(k)
        frames.append(picture.convert("RGBA"))
        durations.append(picture.info["duration"])
    seconds = picture.info["loop"] * sum(durations) / 1000
    if not 0 < seconds <= 5:
        wrong.append(f"{target}: moves for {seconds} s, and cannot be stopped (WCAG 2.2.2)")
    flashes = most_flashes(frames, 15)
    if flashes > 3:
        wrong.append(f"{target}: {flashes} flashes a second")


strobe = [Image.new("RGBA", (40, 40), "black" if k % 2 else "white") for k in range(30)]
if most_flashes(strobe, 15) <= 3:
    wrong.append("a strobe is not seen to flash")
for case in CASES:
    check(*case)
    check_flashes(case[0])
for target, frames in (RACE, 7), ("/v1/landscape.%s?f=x^2-y^2&x=-1:1:0.2&y=-1:1:0.2&view=surface", 4), ("/v1/risk.%s?n=10,30,100", 5):
    check_pages(target, frames)
with_ffmpeg = shutil.which("ffmpeg")
if with_ffmpeg:
    check_ffmpeg(RACE, 9)
for line in wrong:
    print("motion:", line)
if wrong:
    sys.exit(1)
print(f"motion: {len(CASES)} moving pictures are their stills, frame by frame, and do not flash, and pages of PDFs are" + (", also to ffmpeg" if with_ffmpeg else ""))
