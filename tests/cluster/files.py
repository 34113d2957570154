"""The files of docker/ read as their users read them: Dockerfiles, compose files, nginx.conf. What they name has to be there."""

import ipaddress
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

from processes import DOCKER, EDGE_FILES, KUBERNETES_FILES, NGINX, PROGRAM, ROOT, Replica, free_ports, workplace
from tally import check, skip

sys.path.append(str(DOCKER))
import third_party


def program_settings():
    """The program's environment variables and their defaults, by its own help."""
    text = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    return {name: value for value, name in re.findall(r"\(default (\S+); (LANDSCAPED_\w+)\)", text)}


def version():
    return re.search(r'LANDSCAPE_VERSION "(.*)"', (ROOT / "lib/public/landscape.h").read_text())[1]


def instructions(path):
    """The instructions of a Dockerfile as (name, rest), continuation lines joined."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(None, 1)) for line in joined.splitlines()]


def stages(path):
    """Each stage as (base, instructions)."""
    found = []
    for name, rest in instructions(path):
        if name == "FROM":
            found.append((rest, []))
        elif found:
            found[-1][1].append((name, rest))
    return found


def last(stage, name):
    return [rest for instruction, rest in stage if instruction == name][-1]


def installed_packages(stage):
    """What its apt-get installs name."""
    words = " ".join(rest for name, rest in stage if name == "RUN")
    return {word for group in re.findall(r"apt-get install ([^&;]*)", words) for word in group.split() if not word.startswith("-")}


KNOWN = {"ARG", "FROM", "RUN", "COPY", "WORKDIR", "LABEL", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD", "VOLUME"}


def dockerfiles():
    """the Dockerfiles say what they should: stages, user, labels, health, what is copied"""
    for path in (DOCKER / "Dockerfile", DOCKER / "edge.Dockerfile"):
        check({name for name, _ in instructions(path)} <= KNOWN, f"{path.name} holds instructions only", instructions(path))
        base, final = stages(path)[-1]
        arguments = [rest for name, rest in instructions(path) if name == "ARG"]
        check(arguments == ["BASE=debian:bookworm-slim"] and base == "${BASE}", "on Debian 12, or on what is given by digest", base, arguments)
        check(re.fullmatch(r"[1-9]\d*:[1-9]\d*", last(final, "USER")), "an unprivileged user, by number", last(final, "USER"))
        check(last(final, "EXPOSE") == "8080", "port 8080")
        check(json.loads(last(final, "CMD")), "a CMD without a shell")
        labels = dict(re.findall(r'(\S+)="([^"]*)"', " ".join(rest for name, rest in final if name == "LABEL")))
        needed = {f"org.opencontainers.image.{name}" for name in ("title", "description", "version", "licenses")}
        check(needed <= set(labels) and labels["org.opencontainers.image.version"] == version(), "OCI labels, this version's", labels)
        for _, stage in stages(path):
            for name, rest in stage:
                if name == "COPY" and not rest.startswith("--from"):
                    check(all((ROOT / source).exists() for source in rest.split()[:-1]), "what is copied is there", rest)
    (build_base, build), (_, final) = stages(DOCKER / "Dockerfile")
    check(build_base == "${BASE} AS build" and any("make test" in rest for name, rest in build if name == "RUN"), "tests run in the first stage")
    check(last(final, "STOPSIGNAL") == "SIGTERM" and json.loads(last(final, "ENTRYPOINT")) == ["landscaped"], "the program is what is stopped")
    for name, value in (pair.split("=", 1) for pair in last(final, "ENV").split()):
        check(name in program_settings(), "settings there are", name)
    listen = dict(pair.split("=", 1) for pair in last(final, "ENV").split())["LANDSCAPED_LISTEN"]
    check(listen == ":8080", "all addresses of both families", listen)


def with_dependencies(packages):
    """The packages and all that they depend on, as far as they are installed here."""
    found, new = set(), set(packages)
    while new:
        found |= new
        answer = subprocess.run(["dpkg-query", "-W", "-f", "${Depends},", *new], capture_output=True, text=True).stdout
        new = set(re.findall(r"[a-z0-9][a-z0-9.+-]+(?=[ :,|]|$)", re.sub(r"\([^)]*\)", "", answer))) - found
    return found


def image_packages():
    """the image has the packages of all libraries that the program links to, and a font"""
    listed = with_dependencies(installed_packages(stages(DOCKER / "Dockerfile")[-1][1]))
    headers = subprocess.run(["readelf", "-d", PROGRAM], capture_output=True, text=True, check=True).stdout
    paths = dict(re.findall(r"^\s*(\S+) => (\S+)", subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=True).stdout, re.M))
    for library in re.findall(r"NEEDED.*\[(.*)\]", headers):
        owners = set()
        for path in (paths[library], str(pathlib.Path(paths[library]).resolve())) if library in paths else ():
            answer = subprocess.run(["dpkg", "-S", path, path.removeprefix("/usr")], capture_output=True, text=True).stdout
            owners |= {line.split(":")[0] for line in answer.splitlines()}
        if not owners:
            skip(f"{library}: no package is known for it here")
            continue
        check(owners & listed, f"{library} is in the image", owners)
    check("fonts-dejavu-core" in listed, "the font too")


def third_parties():
    """THIRD_PARTY.md lists the packages that are linked and shipped (versions are those of the day it was made)"""
    there = third_party.listed()
    for title, packages in third_party.sections(PROGRAM):
        check(there.pop(title, None) == packages and packages, f"{title}: run `make third-party`", packages)
    check(not there, "and no others", there)


def health_check():
    """the image's HEALTHCHECK says yes while the service serves and no while it drains or is gone"""
    options, command = last(stages(DOCKER / "Dockerfile")[-1][1], "HEALTHCHECK").split(" CMD ", 1)
    check(all(f"--{name}=" in options for name in ("interval", "timeout", "retries")), "with its times", options)
    with workplace() as (directory, started):
        port = free_ports(1)[0]
        probe = [PROGRAM if word == "landscaped" else word.replace(":8080", f":{port}") for word in json.loads(command)]
        check(probe[0] == PROGRAM, "by the program itself", command)
        replica = Replica(directory, "replica", port, "--drain-delay=1")
        started.append(replica)
        check(subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0, "healthy")
        replica.process.terminate()
        check(subprocess.run(probe, stderr=subprocess.DEVNULL).returncode != 0, "draining")
        check(replica.process.wait(10) == 0 and subprocess.run(probe, stderr=subprocess.DEVNULL).returncode != 0, "gone")


def seconds(text):
    return float(text.rstrip("s"))


def compose_files():
    """the compose files parse, and what they name is there"""
    settings = program_settings()
    for name, service_names in (("compose.yaml", {"landscaped"}), ("compose.cluster.yaml", {"replica1", "replica2", "replica3", "edge"})):
        compose = yaml.safe_load((DOCKER / name).read_text())
        check(set(compose["services"]) == service_names, name, compose["services"].keys())
        for service in compose["services"].values():
            check((DOCKER / service["build"]["context"]).resolve() == ROOT and (ROOT / service["build"]["dockerfile"]).is_file(), "it can be built")
            check(service["image"].endswith(":" + version()), "this version", service["image"])
            check(service["read_only"] and service["cap_drop"] == ["ALL"] and "no-new-privileges:true" in service["security_opt"], "locked up")
            environment = service.get("environment", {})
            check(set(environment) <= set(settings), "settings there are", environment)
            drain = sum(float(environment.get(key, settings[key])) for key in ("LANDSCAPED_DRAIN_DELAY", "LANDSCAPED_DRAIN_TIMEOUT"))
            check(seconds(service["stop_grace_period"]) > drain, "time to drain", service["stop_grace_period"], drain)
        published = [service["ports"] for service in compose["services"].values() if "ports" in service]
        check(published == [["${LISTEN:-127.0.0.1:8080}:8080"]], "one way in, where `make run` serves", published)
    data = yaml.safe_load((DOCKER / "compose.data.yaml").read_text())["services"]["landscaped"]
    (volume,) = data["volumes"]
    check(set(data["environment"]) <= set(settings) and volume.endswith(f":{data['environment']['LANDSCAPED_DATA']}:ro"), "the data folder is mounted, to be read only", data)
    makefile = (ROOT / "Makefile").read_text()
    check("LISTEN ?= 127.0.0.1:8080" in makefile, "and that is where it serves")
    upstreams = re.findall(r"^server (\w+):8080", (DOCKER / "replicas.conf").read_text(), re.M)
    check(upstreams == ["replica1", "replica2", "replica3"], "replicas.conf names the services", upstreams)
    tool = shutil.which("docker-compose")
    if not tool:
        skip("docker-compose is not installed")
        return
    for names in (["compose.yaml"], ["compose.cluster.yaml"], ["compose.yaml", "compose.data.yaml"]):
        files = [argument for name in names for argument in ("-f", DOCKER / name)]
        outcome = subprocess.run([tool, *files, "config"], capture_output=True, text=True, env={**os.environ, "DATA": "/srv/tables"})
        check(outcome.returncode == 0 and yaml.safe_load(outcome.stdout), f"docker-compose reads {names}", outcome.stderr)


def nginx_configurations():
    """nginx reads nginx.conf with the included files of compose and of Kubernetes, without a warning"""
    copied = {pathlib.Path(source).name for rest in (rest for name, rest in instructions(DOCKER / "edge.Dockerfile") if name == "COPY") for source in rest.split()[:-1]}
    check(copied == set(EDGE_FILES), "the image has all of them", copied)
    for included in (DOCKER, DOCKER / "kubernetes"):
        with tempfile.TemporaryDirectory() as directory:
            directory = pathlib.Path(directory)
            for file in EDGE_FILES:
                shutil.copy((included if file in KUBERNETES_FILES else DOCKER) / file, directory)
            # Names are looked up as it starts; here there is nobody of that name.
            replicas = re.sub(r"^server \w+:", "server 127.0.0.1:", (included / "replicas.conf").read_text(), flags=re.M)
            (directory / "replicas.conf").write_text(replicas)
            command = [NGINX, "-t", "-e", "stderr", "-p", directory, "-c", directory / "nginx.conf"]
            outcome = subprocess.run(command, capture_output=True, text=True)
            check(outcome.returncode == 0 and "[warn]" not in outcome.stderr, str(included), outcome.stderr)
            check(replicas.count("server ") >= 3, "three tries", replicas)
    trusted = trusted_by(DOCKER / "kubernetes/proxies.conf")
    check(trusted and all(ipaddress.ip_network(network).is_private for network in trusted), "only private addresses are believed", trusted)
    check(trusted_by(DOCKER / "proxies.conf") == ["127.0.0.1"], "and by default this nginx alone", trusted_by(DOCKER / "proxies.conf"))


def trusted_by(path):
    return re.findall(r"^set_real_ip_from (\S+);", path.read_text(), re.M)


scenarios = [dockerfiles, image_packages, third_parties, health_check, compose_files, nginx_configurations]
