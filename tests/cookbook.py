"""The cookbook: every address in it answers, every picture moves, and each number that a sentence says is in what the service answers to the lesson's
question. The notebooks run: Python's in this process (pandas), R's with Rscript; of Julia's, which Debian 12 does not have, the addresses alone are tried.
The code of the reference runs as well: curl, Python and R here, JavaScript in tests/browser.
Argument: the program (build/landscaped)."""

import contextlib
import html
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

from interpreter import needs

needs("pandas")

PROGRAM = sys.argv[1]
LESSONS = 16
FEW = 20  # longer lists are data, not facts
wrong = []


def check(truth, sentence, *found):
    if not truth:
        wrong.append(sentence)
        print("WRONG", sentence, *found)


def get(target):
    done = subprocess.run([PROGRAM, "get", target], capture_output=True)
    return done.stdout if done.returncode == 0 else None


def serve():
    server = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--log-requests", "0"], stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        if '"event":"start"' in line:
            return server, "http://" + json.loads(line)["address"]
    raise SystemExit("the program does not start")


# --- numbers in sentences ---

SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
NUMBER = re.compile(r"(?<![\w^])(−?)(?:(\d[\d,]*(?:\.\d+)?)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?|10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))")


def numbers_in(text):
    """Each number of a sentence: (as written, value, half a unit of its last digit)."""
    for match in NUMBER.finditer(text):
        sign, digits, exponent, power = match.groups()
        if power is None and digits == "10" and text[match.end():match.end() + 1] in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹" and text[match.end():]:
            power, exponent = re.match("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", text[match.end():])[0], None
        digits = "1" if power else digits.rstrip(",")
        scale = 10.0 ** int((exponent or power or "0").translate(SUPERSCRIPT))
        decimals = len(digits.partition(".")[2])
        yield match[0], (-1 if sign else 1) * float(digits.replace(",", "")) * scale, 0.5000001 * 10.0**-decimals * scale


def numbers_of(value):
    """The numbers that an answer states: facts, ends of runs, the summary, the query; not the columns and grids that it is drawn from."""
    if isinstance(value, bool):
        return
    if isinstance(value, (int, float)):
        yield value
    elif isinstance(value, str):
        for _, number, _ in numbers_in(value):
            yield number
        for number in re.findall(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", value):
            yield float(number)
    elif isinstance(value, list):
        for item in value[:FEW] if len(value) <= FEW else []:
            yield from numbers_of(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in ("columns", "grid", "links"):
                yield from numbers_of(item)


def said(sentence, stated, where):
    for written, value, half in numbers_in(sentence):
        good = [number for number in stated if abs(number - value) <= half]
        check(good, f"{where}: {written} is not in the answer")
        # The same number with its last digit changed: were it found as well, the check would show nothing.
        precise = len(re.sub(r"\D", "", written.split("×")[0]).lstrip("0")) >= 3 and "." in written
        if precise:
            check(not [number for number in stated if abs(number - (value + 2 * half)) <= half * 0.99], f"{where}: a wrong digit of {written} would not be seen")


# --- the page ---


def answer_to(link, origin):
    query = urllib.parse.parse_qsl(urllib.parse.urlsplit(html.unescape(link)).query)
    study = dict(query)["study"]
    rest = urllib.parse.urlencode([pair for pair in query if pair[0] != "study"])
    with urllib.request.urlopen(f"{origin}/v1/{study}.json?{rest}") as answer:
        return json.load(answer)


def try_addresses(page, origin):
    for address in sorted({html.unescape(found) for found in re.findall(r'(?:href|src)="(/[^"]*)"', page)}):
        try:
            with urllib.request.urlopen(origin + address) as answer:
                check(answer.status == 200, f"{address} answers {answer.status}")
                if "motion=1" in address:
                    body = answer.read()
                    check(b"@keyframes" in body or b"<animate" in body, f"{address} does not move")
        except OSError as error:
            check(False, f"{address}: {error}")


def lessons(page, origin):
    articles = re.findall(r'<article class="lesson" id="([^"]*)">(.*?)</article>', page, re.S)
    check(len(articles) == LESSONS, f"{len(articles)} lessons")
    count = 0
    for name, text in articles:
        part = {kind: html.unescape(re.search(rf'<p class="{kind}">(.*?)</p>', text, re.S)[1]) for kind in ("sentence", "class", "answer")}
        changed, shown = [answer_to(link, origin) for link in re.findall(r'<a href="(/\?study=[^"]*)"', text)]
        check("gif" in shown["links"] and "motion=1" in text.split("<details>")[0], f"{name}: its picture does not move")
        stated = list(numbers_of(shown))
        said(part["sentence"], stated, f"{name}, sentence")
        both = stated + list(numbers_of(changed))
        said(part["class"], both, f"{name}, question")
        said(part["answer"], both, f"{name}, answer")
        check("?" in part["class"], f"{name}: no question")
        count += sum(1 for kind in part for _ in numbers_in(part[kind]))
    return count


# --- the notebooks ---


def run_python(origin):
    notebook = json.loads(urllib.request.urlopen(f"{origin}/docs/cookbook.ipynb").read())
    check(notebook["nbformat"] == 4 and len(notebook["cells"]) > 5 * LESSONS, "the notebook's cells")
    scope, printed = {}, io.StringIO()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            with contextlib.redirect_stdout(printed):
                exec(compile(cell["source"], "cookbook.ipynb", "exec"), scope)
    check("did you mean 'rosenbrock'?" in printed.getvalue(), "Python is told what was refused", printed.getvalue())
    scope["SERVICE"] = "http://127.0.0.1:1"
    try:
        scope["table"]("/v1/landscape.csv?f=x")
        check(False, "a service that is gone is an error")
    except ValueError as error:
        check("does not answer" in str(error), "and says so", error)


def run_r(origin):
    try:
        done = subprocess.run(["Rscript", "--vanilla", "-"], input=urllib.request.urlopen(f"{origin}/docs/cookbook.R").read(), capture_output=True)
    except FileNotFoundError:
        check(False, "Rscript is missing (r-base-core)")
        return
    output = done.stdout.decode()
    check(done.returncode == 0, "the script for R", done.stderr.decode()[-500:])
    check("Open http" in output and "400 Bad Request" in output, "R is told what was refused", output[-300:])
    check(len(re.findall(r"^6 ", output, re.M)) >= LESSONS, "R prints tables", output[:500])


def try_julia(origin):
    text = urllib.request.urlopen(f"{origin}/docs/cookbook.jl").read().decode()
    paths = re.findall(r'first_rows\(ask\("([^"$\\]*)"\)\)\)$', text, re.M)
    check(len(paths) == 2 * LESSONS, f"{len(paths)} addresses in the script for Julia")
    for path in paths:
        with urllib.request.urlopen(origin + path) as answer:
            check(answer.read(200).count(b",") > 0 and answer.headers["Content-Type"].startswith("text/csv"), path)


def run_code(origin):
    page = urllib.request.urlopen(f"{origin}/docs").read().decode()
    blocks = re.findall(r'<code data-language="([^"]*)">(.*?)</code>', page, re.S)
    code = {}
    for language, text in blocks:
        code.setdefault(language, []).append(html.unescape(re.sub("<[^>]*>", "", text)))
    check(sorted(code) == ["JavaScript", "Julia", "Python", "R", "curl"] and len({len(each) for each in code.values()}) == 1, f"languages {sorted(code)}")
    with tempfile.TemporaryDirectory() as folder:
        for text in code["curl"]:
            done = subprocess.run(["sh", "-c", text], cwd=folder, capture_output=True)
            check(done.returncode == 0 and b"<svg" in pathlib.Path(folder, "figure.svg").read_bytes(), text, done.stderr)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for text in code["Python"]:
            exec(compile(text, "reference", "exec"), {})
    done = subprocess.run(["Rscript", "--vanilla", "-"], input="\n".join(code["R"]).encode(), capture_output=True)
    check(done.returncode == 0 and done.stdout.decode().strip() == printed.getvalue().strip(), "R reads what Python reads", done.stderr)
    for text in code["Julia"]:
        with urllib.request.urlopen(re.search(r'"(http[^"$\\]*)"', text)[1]) as answer:
            check(answer.status == 200, text)
    return len(blocks)


def main():
    server, origin = serve()
    try:
        page = urllib.request.urlopen(f"{origin}/docs/cookbook").read().decode()
        count = lessons(page, origin)
        try_addresses(page, origin)
        for alternative in re.findall(r'alt="([^"]*)"', page + urllib.request.urlopen(f"{origin}/").read().decode()):
            check(len(html.unescape(alternative)) <= 125, f"an alternative text of {len(alternative)} characters: {alternative}")
        run_python(origin)
        run_r(origin)
        try_julia(origin)
        blocks = run_code(origin)
    finally:
        server.terminate()
        server.wait()
    check(count > 60, f"{count} numbers in sentences")
    print(f"cookbook: {LESSONS} lessons, {count} numbers, {blocks} pieces of code, {len(wrong)} wrong")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
