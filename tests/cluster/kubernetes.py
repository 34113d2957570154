"""docker/kubernetes/ read as a cluster reads it: names, labels and ports that refer to each other do, and pods ask for no privilege."""

import shutil
import subprocess

import yaml

from files import instructions, program_settings, version
from processes import DOCKER, Replica, answers, free_ports, workplace
from tally import check, skip

HERE = DOCKER / "kubernetes"


def kustomization():
    return yaml.safe_load((HERE / "kustomization.yaml").read_text())


def objects():
    """All objects of the files that kustomization.yaml lists, by (kind, name)."""
    found = {}
    for name in kustomization()["resources"]:
        for each in yaml.safe_load_all((HERE / name).read_text()):
            found[each["kind"], each["metadata"]["name"]] = each
    return found


def of_kind(kind):
    return [each for (its_kind, _), each in objects().items() if its_kind == kind]


def selects(selector, labels):
    return bool(selector) and selector.items() <= labels.items()


def pods():
    return {name: each["spec"]["template"] for (kind, name), each in objects().items() if kind == "Deployment"}


def pods_selected(selector):
    return [name for name, template in pods().items() if selects(selector, template["metadata"]["labels"])]


def ports(name):
    return {port["name"]: port["containerPort"] for container in pods()[name]["spec"]["containers"] for port in container["ports"]}


def everything_is_listed():
    """every file is part of the whole, and kustomize builds it"""
    listed = kustomization()
    generated = [file for generator in listed["configMapGenerator"] for file in generator["files"]]
    there = {path.name for path in HERE.iterdir()} - {"kustomization.yaml"}
    check(there == set(listed["resources"]) | set(generated), "all files", there)
    kinds = {"Namespace", "Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "Ingress"}
    check({kind for kind, _ in objects()} == kinds, "all kinds", objects().keys())
    check({image["newTag"] for image in listed["images"]} == {version()}, "images of this version", listed["images"])
    names = {container["image"] for template in pods().values() for container in template["spec"]["containers"]}
    check(names == {image["name"] for image in listed["images"]}, "of the images used", names)
    tool = shutil.which("kubectl") or shutil.which("kustomize")
    if not tool:
        skip("neither kubectl nor kustomize is installed")
        return
    verb = "kustomize" if tool.endswith("kubectl") else "build"
    outcome = subprocess.run([tool, verb, HERE], capture_output=True, text=True)
    built = list(yaml.safe_load_all(outcome.stdout))
    check(outcome.returncode == 0 and len(built) == len(objects()) + len(listed["configMapGenerator"]), "kustomize", outcome.stderr)
    namespaces = {each["metadata"].get("namespace") for each in built if each["kind"] != "Namespace"}
    check(namespaces == {listed["namespace"]} and ("Namespace", listed["namespace"]) in objects(), "one namespace", namespaces)


def references_hold():
    """selectors select, ports are there, what is scaled and mounted exists"""
    for each in of_kind("Deployment"):
        name, spec = each["metadata"]["name"], each["spec"]
        check(pods_selected(spec["selector"]["matchLabels"]) == [name], f"Deployment {name} selects its own pods and no others")
        for constraint in spec["template"]["spec"]["topologySpreadConstraints"]:
            check(pods_selected(constraint["labelSelector"]["matchLabels"]) == [name], "and spreads them", constraint)
        keys = {constraint["topologyKey"] for constraint in spec["template"]["spec"]["topologySpreadConstraints"]}
        check(keys == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}, "over hosts and zones", keys)
        check(spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0, "a new one is there before an old one goes")
    for each in of_kind("Service"):
        selected = pods_selected(each["spec"]["selector"])
        check(selected == [each["metadata"]["name"]], "Service", selected)
        check(all(port["targetPort"] in ports(selected[0]) for port in each["spec"]["ports"]), "its target ports", each["spec"]["ports"])
    for each in of_kind("PodDisruptionBudget"):
        check(pods_selected(each["spec"]["selector"]["matchLabels"]) == [each["metadata"]["name"]], "PodDisruptionBudget")
    for each in of_kind("HorizontalPodAutoscaler"):
        target = each["spec"]["scaleTargetRef"]
        scaled = objects()[target["kind"], target["name"]]
        check(scaled["apiVersion"] == target["apiVersion"] and "replicas" not in scaled["spec"], "the autoscaler alone says how many")
        requests = scaled["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]
        check("cpu" in requests and 2 <= each["spec"]["minReplicas"] < each["spec"]["maxReplicas"], "by a share of what is requested", requests)
    for each in of_kind("Ingress"):
        for path in (path for rule in each["spec"]["rules"] for path in rule["http"]["paths"]):
            service = objects()["Service", path["backend"]["service"]["name"]]
            check(path["backend"]["service"]["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}, "Ingress to Service", path)
            check(service["metadata"]["name"] == "edge", "through the edge, and so by the rules of nginx.conf")
    upstream = {line.split()[1] for line in (HERE / "replicas.conf").read_text().splitlines() if line.startswith("server ")}
    service = objects()["Service", "landscaped"]
    check(upstream == {f"landscaped:{service['spec']['ports'][0]['port']}"}, "the edge asks the Service", upstream)


def network_policies():
    """the edge reaches the replicas and they reach nobody"""
    policies = {tuple(pods_selected(each["spec"]["podSelector"]["matchLabels"])): each["spec"] for each in of_kind("NetworkPolicy")}
    check(set(policies) == {("edge",), ("landscaped",)}, "one for each", policies.keys())
    replicas, edge = policies["landscaped",], policies["edge",]
    check(replicas["egress"] == [] and set(replicas["policyTypes"]) == {"Ingress", "Egress"}, "replicas call nobody")
    callers = [name for rule in replicas["ingress"] for peer in rule["from"] if "podSelector" in peer for name in pods_selected(peer["podSelector"]["matchLabels"])]
    called = [name for rule in edge["egress"] for peer in rule["to"] if "podSelector" in peer for name in pods_selected(peer["podSelector"]["matchLabels"])]
    check(callers == ["edge"] and called == ["landscaped"], "the edge may ask, and is let in", callers, called)
    for name, policy in (("landscaped", replicas), ("edge", edge)):
        check(all(port["port"] in ports(name) for rule in policy["ingress"] for port in rule["ports"]), "by ports there are")


def restricted():
    """pods run under the restricted profile, read-only, with limits and time to drain"""
    settings = program_settings()
    for name, template in pods().items():
        spec = template["spec"]
        security = spec["securityContext"]
        check(security["runAsNonRoot"] and security["seccompProfile"]["type"] == "RuntimeDefault", f"{name}: unprivileged")
        dockerfile = DOCKER / ("edge.Dockerfile" if name == "edge" else "Dockerfile")
        check(("USER", f"{security['runAsUser']}:{security['runAsGroup']}") in instructions(dockerfile), "the image's user")
        check(spec["automountServiceAccountToken"] is False, "without a token")
        for container in spec["containers"]:
            rights = container["securityContext"]
            check(rights == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}, "no rights")
            resources = container["resources"]
            check({"cpu", "memory"} <= set(resources["requests"]) and "memory" in resources["limits"], "resources", resources)
            environment = {entry["name"]: entry["value"] for entry in container.get("env", [])}
            check(set(environment) <= set(settings) and all(isinstance(value, str) for value in environment.values()), "settings", environment)
            drain = sum(float(environment.get(key, settings[key])) for key in ("LANDSCAPED_DRAIN_DELAY", "LANDSCAPED_DRAIN_TIMEOUT"))
            check(spec["terminationGracePeriodSeconds"] > drain, "time to drain", drain)
            mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
            check(mounted == {volume["name"] for volume in spec.get("volumes", [])}, "volumes", mounted)
    delay = {entry["name"]: entry["value"] for entry in pods()["landscaped"]["spec"]["containers"][0]["env"]}["LANDSCAPED_DRAIN_DELAY"]
    check(float(delay) >= 3, "endpoints have time to go before the listener closes", delay)


def probes():
    """the probes ask for what there is"""
    with workplace() as (directory, started):
        replica = Replica(directory, "replica", free_ports(1)[0])
        started.append(replica)
        for name, template in pods().items():
            for container in template["spec"]["containers"]:
                for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                    asked = container[probe]["httpGet"]
                    check(asked["port"] in ports(name) and answers(replica.port, asked["path"]), f"{name}: {probe}", asked)
        ready = pods()["landscaped"]["spec"]["containers"][0]["readinessProbe"]["httpGet"]["path"]
        check(ready == "/readyz", "replicas say when they drain")


scenarios = [everything_is_listed, references_hold, network_policies, restricted, probes]
