"""Builds the image as it ships and runs it as hard as it is meant to run: ``make deploy-test``.

Needs root and Debian's packages buildah, debootstrap and bubblewrap; takes minutes, and fetches Debian and the wheels.
There is no registry of images behind it: the base is Debian's own Python in place of the slim image, which the
Dockerfile takes as an argument; all else of the Dockerfile is built unchanged.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "deploy"
INSIDE = Path(__file__).with_name("inside.py")
BASE, IMAGE = "localhost/magdat-base", "localhost/magdat"

_NEEDED = ("buildah", "debootstrap", "bwrap")
_BUILDAH = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot", "STORAGE_ROOT": str(FOLDER / "storage")}
_MOST_RESIDENT_KIB = 200 * 1024
_SAID = {"uid": 10001, "capabilities": "0000000000000000", "ready": "ready", "exit": 0, "doctor": 0}
_REFUSED = {"write to the root": "Read-only file system", "reach the network": "Network is unreachable"}


def main() -> int:
    """Build, run, and say what came of it."""
    missing = [tool for tool in _NEEDED if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        _say(f"This needs root, and: apt-get install buildah debootstrap bubblewrap. Missing: {missing}.")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    _build(_base(), _wheels())
    said = _run_inside()
    _say(json.dumps(said, indent=2))
    wrong = {name: said.get(name) for name, expected in (_SAID | _REFUSED).items() if said.get(name) != expected}
    resident = said["resident KiB"]
    if not isinstance(resident, int) or resident > _MOST_RESIDENT_KIB:
        wrong["resident KiB"] = resident
    _say(f"WRONG: {wrong}" if wrong else "The image is built and runs hardened, as it should.")
    return 1 if wrong else 0


def _base() -> Path:
    """Debian with its own Python, made once."""
    base = FOLDER / "base"
    if not (base / "usr" / "bin" / "python3").exists():
        shutil.rmtree(base, ignore_errors=True)
        _run("debootstrap", "--variant=minbase", "--include=python3,python3-venv", "bookworm", str(base))
    return base


def _wheels() -> Path:
    """Every locked wheel for Debian's Python."""
    wheels = FOLDER / "wheels"
    wheels.mkdir(exist_ok=True)
    target = ("--python-version", "3.11", "--implementation", "cp", "--only-binary", ":all:", "--dest", str(wheels))
    for lock in ("image", "build"):
        file = ROOT / "requirements" / f"{lock}.lock"
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download")
        _run(*pip, "--require-hashes", "--requirement", str(file), *target)
    return wheels


def _build(base: Path, wheels: Path) -> None:
    container = _run("buildah", "from", "scratch").strip()
    _run("buildah", "add", "--quiet", container, str(base), "/")
    _run("buildah", "commit", "--quiet", container, BASE)
    _run("buildah", "rm", container)
    offline = ("--build-arg", "PIP_NO_INDEX=1", "--build-arg", "PIP_FIND_LINKS=/wheels")
    shipped = ("--file", str(ROOT / "deploy" / "Dockerfile"), "--build-arg", f"BASE={BASE}", "--tag", IMAGE)
    ignored = ("--ignorefile", str(ROOT / ".dockerignore"))
    _run("buildah", "bud", *shipped, *ignored, *offline, "--volume", f"{wheels}:/wheels:ro", str(ROOT))


def _run_inside() -> Mapping[str, object]:
    """What the process finds that runs without rights, without a network, and with nothing to write but /data."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        return _measured(_unpacked(place / "root"), _owned(place / "data"))


def _unpacked(root: Path) -> Path:
    """All files of the image, where who has no rights can reach them."""
    container = _run("buildah", "from", IMAGE).strip()
    try:
        _run("cp", "--archive", _run("buildah", "mount", container).strip(), str(root))
    finally:
        _run("buildah", "rm", container)
    return root


def _owned(folder: Path) -> Path:
    folder.mkdir()
    os.chown(folder, 10001, 10001)
    return folder


def _measured(root: Path, data: Path) -> Mapping[str, object]:
    environment = json.loads(_run("buildah", "inspect", "--type", "image", IMAGE))["OCIv1"]["config"]["Env"]
    hardened = ("bwrap", "--unshare-all", "--uid", "10001", "--gid", "10001", "--cap-drop", "ALL", "--die-with-parent")
    read_only = ("--ro-bind", str(root), "/", "--proc", "/proc", "--dev", "/dev")
    files = (*read_only, "--tmpfs", "/tmp", "--bind", str(data), "/data")  # noqa: S108 -- in there
    program = ("--ro-bind-data", "0", "/tmp/inside.py", "--chdir", "/data", "python3", "/tmp/inside.py")  # noqa: S108 -- in there
    settings = [part for each in environment for part in ("--setenv", *each.split("=", 1))]
    command = [*hardened, "--clearenv", *settings, *files, *program]
    as_nobody = ("setpriv", "--reuid=10001", "--regid=10001", "--clear-groups")
    for _ in ("makes the cache", "is measured"):
        with INSIDE.open("rb") as program_text:
            said = subprocess.run([*as_nobody, *command], stdin=program_text, stdout=subprocess.PIPE, check=True)  # noqa: S603 -- our own command
    answer: Mapping[str, object] = json.loads(said.stdout)
    return answer


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _run(*command: str) -> str:
    """What the command prints; what it complains of is shown."""
    done = subprocess.run(command, env=os.environ | _BUILDAH, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 -- our own commands
    if done.returncode:
        _say(done.stdout)
        raise SystemExit(f"failed: {' '.join(command)}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
