"""Writes docker/THIRD_PARTY.md: the Debian packages whose files the program is linked to, and those of the fonts and of the edge, with their versions
and licences as Debian states them. Argument: the program (build/landscaped)."""

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FILE = HERE / "THIRD_PARTY.md"
HEAD = """# What is in the images besides this repository

Made by `make third-party` from the libraries that the program is linked to and from Debian's records; not written by hand. Each package's
`/usr/share/doc/<package>/copyright`, which is in the images, has the texts and the authors; the licences listed are those of all files of the
source package, build scripts and tests included.
"""


# What free texts say, and the SPDX names of the licences that say so.
PHRASES = {
    "Permission is hereby granted, free of charge": "MIT",
    "Permission to use, copy, modify, distribute, and sell this software": "HPND-sell-variant",
}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def spellings(path):
    """Debian 12's records know some files by the path without /usr, and a link's target rather than the link."""
    return {prefix + str(each).removeprefix("/usr") for each in (path, path.resolve()) for prefix in ("", "/usr")}


def linked(program):
    """The packages of all shared libraries that the program loads, those of libraries included."""
    paths = {pathlib.Path(path): None for path in re.findall(r"(?:=>\s+|^\s*)(/\S+)", run("ldd", program), re.M)}
    records = run("dpkg", "-S", *sorted(set().union(*map(spellings, paths))))
    owners = {path: package for package, path in re.findall(r"^([^:\s]+)(?::\S+)?: (\S+)$", records, re.M)}
    for path in paths:
        paths[path] = next((owners[each] for each in spellings(path) if each in owners), None)
        if not paths[path]:
            raise SystemExit(f"no package is known for {path}")
    return sorted(set(paths.values()))


def installed_by(dockerfile, pattern):
    """The packages that a Dockerfile's last stage installs and that match."""
    stage = (HERE / dockerfile).read_text().replace("\\\n", " ").split("\nFROM ")[-1]
    words = " ".join(re.findall(r"apt-get install ([^&;]*)", stage)).split()
    return sorted(word for word in words if re.fullmatch(pattern, word))


def sections(program):
    return [("The program's libraries", linked(program)), ("Its fonts", installed_by("Dockerfile", "fonts-.*")), ("The edge", installed_by("edge.Dockerfile", ".*nginx.*"))]


def version(package):
    return run("dpkg-query", "-W", "-f", "${Version}\n", package).splitlines()[0]


def licences(package):
    """The short names that the copyright file states; where it is free text, the common licences that it refers to, and those it names."""
    text = pathlib.Path(f"/usr/share/doc/{package}/copyright").read_text(errors="replace")
    names = re.findall(r"^License: *(\S.*?) *$", text, re.M)
    if not names:
        names = re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])", text)
    if not names:
        words = " ".join(text.split())
        names = [name for phrase, name in PHRASES.items() if phrase in words]
    if not names:
        raise SystemExit(f"{package}: no licence is found in its copyright file")
    return ", ".join(dict.fromkeys(names))


def text(program):
    lines = [HEAD]
    for title, packages in sections(program):
        lines += [f"## {title}", "", "| package | version | licences |", "| --- | --- | --- |"]
        lines += [f"| {package} | {version(package)} | {licences(package)} |" for package in packages] + [""]
    return "\n".join(lines)


def listed():
    """The packages in the file, by its sections' titles."""
    parts = re.split(r"^## (.*)$", FILE.read_text(), flags=re.M)[1:]
    return {title: re.findall(r"^\| (\S+) \| \d", body, re.M) for title, body in zip(parts[::2], parts[1::2])}


if __name__ == "__main__":
    FILE.write_text(text(sys.argv[1]))
