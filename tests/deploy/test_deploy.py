"""What ships for operators is well-formed, says what the code says, and gives away no more rights than needed."""

import configparser
import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.figures import Figures
from adapters.observability.metrics import Metrics
from adapters.serving.supervision import Supervised
from adapters.settings import SETTINGS
from tests.bakery import clock, published

DEPLOY = Path(__file__).parents[2] / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
MANIFESTS = sorted(path for path in KUBERNETES.rglob("*.yaml") if path.name != "kustomization.yaml")
KUSTOMIZATIONS = sorted(KUBERNETES.rglob("kustomization.yaml"))
TOOLS = Path(sys.executable).parent

each_manifest = pytest.mark.parametrize("file", MANIFESTS, ids=lambda path: path.relative_to(KUBERNETES).as_posix())
each_kustomization = pytest.mark.parametrize("file", KUSTOMIZATIONS, ids=lambda path: path.parent.name)
each_compose = pytest.mark.parametrize("name", ["compose.yaml", "compose-sqlite.yaml"])


def read(file: Path) -> Any:  # noqa: ANN401 -- whatever the file says
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def documents() -> Iterator[dict[str, Any]]:
    for file in MANIFESTS:
        yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


def pods() -> list[dict[str, Any]]:
    """What every pod is made from."""
    by_kind = {"Deployment": ("template",), "CronJob": ("jobTemplate", "spec", "template")}
    found = []
    for document in documents():
        if document["kind"] in by_kind:
            pod = document["spec"]
            for key in by_kind[document["kind"]]:
                pod = pod[key]
            found.append(pod["spec"])
    return found


def told(command: list[str | Path]) -> tuple[int, str]:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603 -- our own command
    return done.returncode, done.stdout


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    assert told([TOOLS / "hadolint", "--failure-threshold", "style", DEPLOY / "Dockerfile"]) == (0, "")


def test_the_image_runs_as_nobody_and_stops_at_sigterm() -> None:
    last_stage = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]

    assert re.search(r"^USER 10001:10001$", last_stage, re.MULTILINE)
    assert re.search(r"^STOPSIGNAL SIGTERM$", last_stage, re.MULTILINE)
    assert re.search(r'^ENTRYPOINT \["magdat"\]$', last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage


def test_nothing_is_installed_without_its_hash() -> None:
    installs = re.findall(r"pip install (\S+ \S+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))

    assert set(installs) == {"--require-hashes --requirement", "--no-deps --no-index"}


@each_manifest
def test_a_manifest_is_valid_to_the_letter(file: Path) -> None:
    status, said = told([TOOLS / "kubernetes-validate", "--strict", "--no-warn", file])

    assert status == 0, said


def test_the_check_of_manifests_finds_a_misspelt_key(tmp_path: Path) -> None:
    misspelt = (KUBERNETES / "base" / "deployment.yaml").read_text(encoding="utf-8").replace("securityC", "securtyC")
    (tmp_path / "deployment.yaml").write_text(misspelt, encoding="utf-8")

    assert told([TOOLS / "kubernetes-validate", "--strict", "--quiet", tmp_path / "deployment.yaml"])[0] != 0


@each_kustomization
def test_a_kustomization_names_every_file_beside_it_and_no_other(file: Path) -> None:
    named = {(file.parent / resource).resolve() for resource in read(file)["resources"]}
    beside = {path for path in file.parent.glob("*.yaml") if path != file}

    assert {path for path in named if path.suffix == ".yaml"} == {path.resolve() for path in beside}
    assert all(path.exists() for path in named)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="kubectl comes as a wheel for this processor alone")
@pytest.mark.parametrize("overlay", ["one-replica", "replicas"])
def test_an_overlay_is_put_together_and_what_comes_of_it_is_valid(overlay: str, tmp_path: Path) -> None:
    status, whole = told([TOOLS / "kubectl", "kustomize", KUBERNETES / "overlays" / overlay])
    assert status == 0, whole
    (tmp_path / "whole.yaml").write_text(whole, encoding="utf-8")

    status, said = told([TOOLS / "kubernetes-validate", "--strict", "--no-warn", tmp_path / "whole.yaml"])

    assert status == 0, said
    kinds = {each["kind"] for each in yaml.safe_load_all(whole)}
    assert {"Deployment", "Service", "NetworkPolicy", "ServiceAccount"} <= kinds
    assert kinds & {"CronJob", "HorizontalPodAutoscaler"}


@each_kustomization
def test_a_patch_changes_what_is_there(file: Path) -> None:
    deployment = read(KUBERNETES / "base" / "deployment.yaml")
    for patch in read(file).get("patches", ()):
        assert patch["target"] == {"kind": "Deployment", "name": deployment["metadata"]["name"]}
        for change in yaml.safe_load(patch["patch"]):
            *way, last = change["path"].strip("/").split("/")
            there = deployment
            for key in way:
                there = there[int(key) if key.isdigit() else key]
            if change["op"] == "replace":
                assert there[int(last)]["name"] == change["value"]["name"] if last.isdigit() else last in there
            else:
                assert last not in there


def test_every_pod_has_no_rights_to_speak_of() -> None:
    assert len(pods()) == 2
    for pod in pods():
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"]:
            rights = container["securityContext"]
            assert rights["allowPrivilegeEscalation"] is False
            assert rights["readOnlyRootFilesystem"] is True
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in container["resources"]["limits"]


def test_selectors_find_the_pods() -> None:
    labels = {"app.kubernetes.io/name": "magdat"}
    found = {document["kind"]: document["spec"] for document in documents() if "spec" in document}

    assert found["Deployment"]["template"]["metadata"]["labels"] == labels
    assert found["Deployment"]["selector"]["matchLabels"] == labels
    assert found["Service"]["selector"] == labels
    assert found["NetworkPolicy"]["podSelector"]["matchLabels"] == labels
    assert found["PodDisruptionBudget"]["selector"]["matchLabels"] == labels


def test_a_pod_has_time_to_stop() -> None:
    [pod] = [pod for pod in pods() if "terminationGracePeriodSeconds" in pod]

    assert pod["terminationGracePeriodSeconds"] >= 5 + 10 + 5


@each_compose
def test_a_composition_runs_hardened_and_on_this_machine_alone(name: str) -> None:
    magdat = read(DEPLOY / name)["services"]["magdat"]

    assert magdat["read_only"] is True
    assert magdat["cap_drop"] == ["ALL"]
    assert magdat["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in magdat["ports"])
    assert (DEPLOY / magdat["build"]["dockerfile"].removeprefix("deploy/")).exists()


@each_compose
def test_a_composition_names_only_settings_there_are(name: str) -> None:
    known = {each for setting in SETTINGS for each in (setting.name, f"{setting.name}_FILE")}

    assert set(read(DEPLOY / name)["services"]["magdat"].get("environment", {})) <= known


def test_every_setting_named_in_deploy_is_one() -> None:
    known = {each for setting in SETTINGS for each in (setting.name, f"{setting.name}_FILE")}
    files = (path for path in DEPLOY.rglob("*") if path.is_file())
    named = {name for path in files for name in re.findall(r"\bMAGDAT_[A-Z_]+\b", path.read_text("utf-8", "replace"))}

    assert named <= known


def test_the_unit_is_well_formed_and_hardened() -> None:
    unit = configparser.ConfigParser(strict=False, delimiters=("=",), interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # systemd's names have capitals
    unit.read_string((DEPLOY / "magdat.service").read_text(encoding="utf-8"))

    service = unit["Service"]
    assert service["DynamicUser"] == service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert int(service["TimeoutStopSec"]) > 10
    assert service["RestartPreventExitStatus"] == "2"


def figure_names() -> set[str]:
    """Every name under which something is measured, as queries may use it."""
    metrics = Metrics()
    figures = Figures({"open": 1}, {"slack": 1}, {"slack": 1.0}, {"refused": 1})
    metrics.watch(lambda: figures, lambda: [published()], clock(), lambda: [Supervised("relay", _never)])
    written = metrics.written().decode()
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", written, re.MULTILINE))
    ends = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}
    return {name + end for name, kind in kinds.items() for end in ends.get(kind, ())}


async def _never() -> None:
    """Work that is not begun."""


def queries() -> dict[str, str]:
    """Every query in the dashboard and the alarms, by where it stands."""
    dashboard = json.loads((DEPLOY / "grafana" / "magdat.json").read_text(encoding="utf-8"))
    alarms = read(DEPLOY / "prometheus" / "alerts.yaml")["groups"]
    drawn = {panel["title"]: " ".join(each["expr"] for each in panel["targets"]) for panel in dashboard["panels"]}
    return drawn | {rule["alert"]: rule["expr"] for group in alarms for rule in group["rules"]}


@pytest.mark.parametrize("where", queries())
def test_a_query_uses_only_figures_there_are(where: str) -> None:
    used = set(re.findall(r"\bmagdat_\w+", queries()[where]))

    assert used
    assert used <= figure_names()


def test_every_figure_is_drawn() -> None:
    used = {
        re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"magdat_\w+", " ".join(queries().values()))
    }
    measured = {
        re.sub(r"_(bucket|sum|count)$", "", name)
        for name in figure_names()
        if name.startswith("magdat_") and not name.endswith("_created")  # since when it is counted, which nobody draws
    }

    assert used >= measured


def test_panels_do_not_cover_each_other() -> None:
    dashboard = json.loads((DEPLOY / "grafana" / "magdat.json").read_text(encoding="utf-8"))
    cells = [
        (x, y)
        for panel in dashboard["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_every_alarm_says_what_it_means_and_what_to_do() -> None:
    for group in read(DEPLOY / "prometheus" / "alerts.yaml")["groups"]:
        for rule in group["rules"]:
            assert {"summary", "description"} <= set(rule["annotations"])
            assert rule["labels"]["severity"] in {"critical", "warning", "info"}
