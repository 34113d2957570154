"""Networks in torch and numpy beside ours, as rows of the benchmarks: networks.py BUILD. Where one of them is not installed, its rows say so."""
import os
import resource
import statistics
import subprocess
import sys
import time

import rows

PAIRS = 7


def measured(*arguments):
    """Nanoseconds of processor time of ours."""
    command = [f"{sys.argv[1]}/bench/measure", *arguments]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def spent_by(target):
    """The same of the program itself, with no limit on the work."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([f"{sys.argv[1]}/landscaped", "get", target, "-o", os.devnull], check=True, env={**os.environ, "LANDSCAPED_MAX_COST": "1e12", "LANDSCAPED_DEADLINE": "300"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e9 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def spent(work):
    start = time.process_time_ns()
    work()
    return time.process_time_ns() - start


def shown(nanoseconds, unit):
    for name in "ns", "µs", "ms", "s":
        if nanoseconds < 1000 or name == "s":
            return f"{nanoseconds:.3g} {name}/{unit}"
        nanoseconds /= 1000


def race(work, unit, goal, ours, theirs, most=None):
    """Pairs of ours and theirs, one after the other, if the row is wanted; the ratio is the median of theirs. None: not installed. `most`: nanoseconds that ours
    may take in itself, a row more."""
    if not rows.wants(work):
        return
    if theirs is None:
        rows.row(work, shown(ours(), unit), "not installed", "–", f"≤ 1/{goal}", None)
        return
    pairs = [(ours(), theirs()) for _ in range(PAIRS)]
    ratio = statistics.median(their / our for our, their in pairs)
    our, their = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    rows.row(work, shown(our, unit), shown(their, unit), f"1/{ratio:.3g}", f"≤ 1/{goal}", ratio >= goal)
    if most:
        rows.row("the same in itself", shown(our, unit), "–", "–", f"≤ {most / 1e6:g} ms", our <= most)


def torch_step(torch):
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.Tanh(), torch.nn.Linear(64, 10)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    inputs, targets = torch.randn(256, 64, dtype=torch.float64), torch.arange(256) % 10
    which = (torch.arange(32) * 7) % 256

    def step():
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(inputs[which]), targets[which]).backward()
        optimizer.step()

    def timed(steps=500):
        return spent(lambda: [step() for _ in range(steps)]) / steps

    timed(20)
    return timed


def torch_digits(torch):
    """What the study does: a split of the 1,797 images as large, 20 epochs, and after every 20 steps losses and accuracies over both parts."""
    torch.manual_seed(1)
    inputs, targets = torch.randn(1797, 64, dtype=torch.float64), torch.arange(1797) % 10
    train, test, epochs, every = 1347, 450, 20, 20

    def twenty():
        model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Tanh(), torch.nn.Linear(32, 10)).double()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        step = 0

        def record():
            with torch.no_grad():
                for part in slice(train), slice(train, train + test):
                    outputs = model(inputs[part])
                    torch.nn.functional.cross_entropy(outputs, targets[part]).item()
                    (outputs.argmax(1) == targets[part]).sum().item()

        for _ in range(epochs):
            order = torch.randperm(train)
            for first in range(0, train, 32):
                if step % every == 0:
                    record()
                which = order[first:first + 32]
                optimizer.zero_grad()
                torch.nn.functional.cross_entropy(model(inputs[which]), targets[which]).backward()
                optimizer.step()
                step += 1
        record()

    return lambda: spent(twenty)


def torch_surface(torch):
    """The loss of 1,347 images at 51 x 51 places of a plane through the parameters; timed is every ninth of them."""
    torch.manual_seed(1)
    inputs, targets = torch.randn(1347, 64, dtype=torch.float64), torch.arange(1347) % 10
    model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Tanh(), torch.nn.Linear(32, 10)).double()
    centre = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
    first, second = (torch.randn_like(centre) * centre.norm() / len(centre) ** 0.5 for _ in range(2))

    def sample():
        with torch.no_grad():
            for v in torch.linspace(-1, 1, 17):
                for u in torch.linspace(-1, 1, 17):
                    torch.nn.utils.vector_to_parameters(centre + u * first + v * second, model.parameters())
                    torch.nn.functional.cross_entropy(model(inputs), targets).item()

    sample()
    return lambda: spent(sample) * 9


def torch_lanczos(torch):
    """A hundred products with the Hessian of 1,347 images, each taken orthogonal to all before, and the tridiagonal matrix's eigenvalues."""
    torch.manual_seed(1)
    inputs, targets = torch.randn(1347, 64, dtype=torch.float64), torch.arange(1347) % 10
    model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Tanh(), torch.nn.Linear(32, 10)).double()
    parameters = list(model.parameters())

    def probe(steps=100):
        gradient = torch.autograd.grad(torch.nn.functional.cross_entropy(model(inputs), targets), parameters, create_graph=True)
        gradient = torch.cat([part.reshape(-1) for part in gradient])
        vector = torch.randn_like(gradient)
        basis, diagonal, off = [vector / vector.norm()], [], []
        for _ in range(steps):
            product = torch.cat([part.reshape(-1) for part in torch.autograd.grad(gradient @ basis[-1], parameters, retain_graph=True)])
            diagonal.append(product @ basis[-1])
            before = torch.stack(basis)
            for _ in range(2):
                product = product - before.T @ (before @ product)
            off.append(product.norm())
            basis.append(product / off[-1])
        off = torch.stack(off[:-1])
        torch.linalg.eigh(torch.diag(torch.stack(diagonal)) + torch.diag(off, 1) + torch.diag(off, -1))

    probe()
    return lambda: spent(probe)


def torch_sweep(torch):
    """100 steps of 64 x 64 networks 1-16-1, tanh, on 20 examples, each with a learning rate of its own (and no momentum, which costs less), as products
    of batches of matrices. Timed is every eighth of them, which stay in the cache."""
    torch.manual_seed(1)
    some, total = 512, 64 * 64
    x, t = torch.randn(20, 1, dtype=torch.float64), torch.randn(20, 1, dtype=torch.float64)
    rates = torch.logspace(-3, -1, some, dtype=torch.float64).reshape(some, 1, 1)

    def train():
        parts = [torch.randn(shape, dtype=torch.float64).expand(some, *shape).clone().requires_grad_() for shape in ((1, 16), (1, 16), (16, 1), (1, 1))]
        for _ in range(100):
            a, b, c, d = parts
            outputs = torch.baddbmm(d, torch.tanh(torch.baddbmm(b, x.expand(some, 20, 1), a)), c)
            slopes = torch.autograd.grad(((outputs - t) ** 2).mean(1).sum(), parts)
            with torch.no_grad():
                for part, slope in zip(parts, slopes):
                    part -= rates * slope

    train()
    return lambda: spent(train) * (total / some)


def numpy_sharpness(numpy):
    """20,000 steps of gradient descent on 20 examples, 1-8-1, tanh, written out, with the greatest eigenvalue of the Hessian, exact, at 101 of them;
    twice, as the study does it: a second run starts a unit in the last place away."""
    random = numpy.random.default_rng(1)
    x, t = random.standard_normal((20, 1)), random.standard_normal((20, 1))
    units = numpy.arange(8)

    def sharpness(a, b, c, d):
        h = numpy.tanh(x @ a + b)
        slope = 1 - h * h
        curvature = -2 * h * slope * c.T
        jacobian = numpy.hstack([c.T * slope * x, c.T * slope, h, numpy.ones_like(x)])
        residual = h @ c + d - t
        matrix = jacobian.T @ jacobian
        blocks = {(0, 0): curvature * x * x, (0, 8): curvature * x, (8, 8): curvature, (0, 16): slope * x, (8, 16): slope}
        for (row, column), each in blocks.items():
            diagonal = (residual * each).sum(0)
            matrix[row + units, column + units] += diagonal
            if row != column:
                matrix[column + units, row + units] += diagonal
        return numpy.linalg.eigvalsh(matrix * (2 / len(x)))[-1]

    def descend(a, steps=20000, lr=0.01):
        b, c, d = numpy.zeros(8), random.standard_normal((8, 1)), numpy.zeros(1)
        for step in range(steps):
            if step % (steps // 100) == 0:
                sharpness(a, b, c, d)
            h = numpy.tanh(x @ a + b)
            g = (h @ c + d - t) * (2 / len(x))
            back = (g @ c.T) * (1 - h * h)
            c -= lr * (h.T @ g)
            d -= lr * g.sum(0)
            a -= lr * (x.T @ back)
            b -= lr * back.sum(0)
        sharpness(a, b, c, d)

    def both():
        start = random.standard_normal((1, 8))
        nudged = start.copy()
        nudged[0, 0] = numpy.nextafter(nudged[0, 0], numpy.inf)
        descend(start)
        descend(nudged)

    return lambda: spent(both)


def imported(name):
    try:
        return __import__(name)
    except ImportError:
        return None


TORCH, NUMPY = imported("torch"), imported("numpy")
BESIDE = f"torch {TORCH.__version__ if TORCH else ''} (double, one thread)".replace("  ", " ")
DIGITS = "/v1/train.json?data=digits(n=1347,test=450)&network=mlp(hidden=32)&optimizer=sgd(lr=0.1)&batch=32&epochs=20"
SURFACE = "/v1/loss-surface.json?data=digits(n=1347,test=450)&network=mlp(hidden=32)&steps=0&samples=51"
LANCZOS = "/v1/hessian-spectrum.json?data=digits(n=1347,test=450)&network=mlp(hidden=32)&steps=0&lanczos=100&decay=0"
CRITICAL = "/v1/hessian-spectrum.json?at=critical&points=100&data=xor(n=200,test=0)&network=mlp(hidden=6)"
DESCENT = "/v1/train.json?data=sine(n=20,test=0)&network=mlp(hidden=8)&optimizer=gd(lr=0.01)&batch=0&steps=20000&view=sharpness"
SWEEP = ("/v1/sweep.json?data=sine(n=20,test=0)&network=mlp(hidden=16)&optimizer=momentum&x=lr,0.001:0.1,log&y=momentum,0:0.9"
         "&samples=64&steps=100&tolerance=0&measure=value")
if TORCH:
    TORCH.set_num_threads(1)
race(f"a step of SGD, 64-64-10, tanh, batch of 32, against {BESIDE}", "step", 8, lambda: measured("step"), TORCH and torch_step(TORCH))
race(f"20 epochs of digits, 64-32-10, batch of 32, as JSON, against {BESIDE}", "answer", 20, lambda: measured("answer", DIGITS),
     TORCH and torch_digits(TORCH), 80e6)
race(f"51 × 51 loss surface of the same network on 1,347 digits, as JSON, against {BESIDE}", "answer", 12, lambda: measured("answer", SURFACE),
     TORCH and torch_surface(TORCH))
race(f"a probe of 100 Lanczos steps, 2,410 parameters, 1,347 digits, as JSON, against {BESIDE}", "answer", 5, lambda: measured("answer", LANCZOS),
     TORCH and torch_lanczos(TORCH))
race(f"sweep of 64 × 64 networks 1-16-1, 20 examples, 100 steps of momentum, as JSON, against batches of {BESIDE}", "answer", 30, lambda: measured("answer", SWEEP),
     TORCH and torch_sweep(TORCH))
POINTS = "100 critical points of a network of 32 parameters, 200 examples, as JSON"
if rows.wants(POINTS):
    critical = spent_by(CRITICAL)
    rows.row(POINTS, shown(critical, "answer"), "–", "–", "≤ 2 s", critical <= 2e9)
race("20,000 full-batch steps, 1-8-1, 20 examples, with the sharpness at 101 of them, and the same from one ulp away, as JSON, against numpy "
     + (NUMPY.__version__ if NUMPY else ""), "answer", 15, lambda: measured("answer", DESCENT), NUMPY and numpy_sharpness(NUMPY))
