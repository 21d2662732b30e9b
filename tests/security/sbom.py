"""Writes what Magdat is made of as a CycloneDX document (1.6): ``make sbom``."""

import importlib.metadata
import json
import sys
from pathlib import Path

from tests.security.locks import LOCKS, ROOT, Locked, read_lock

_TO = ROOT / "build" / "sbom.json"


def bill_of_materials(lock: Path) -> dict[str, object]:
    """The document: every package of the lock with its hashes, and its licence where it is installed here."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "magdat", "version": _version()}},
        "components": [_component(package) for package in read_lock(lock)],
    }


def _version() -> str:
    return importlib.metadata.version("magdat")


def _component(package: Locked) -> dict[str, object]:
    licence = _licence(package.name)
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{package.name}@{package.version}",
        "purl": f"pkg:pypi/{package.name}@{package.version}",
        "name": package.name,
        "version": str(package.version),
        "hashes": [{"alg": "SHA-256", "content": each} for each in package.hashes],
        **({"licenses": [{"license": {"name": licence}}]} if licence else {}),
    }


def _licence(name: str) -> str:
    try:
        said = importlib.metadata.metadata(name).json
    except importlib.metadata.PackageNotFoundError:
        return ""
    written = str(said.get("license_expression") or said.get("license") or "")
    return written.splitlines()[0] if written else ""


def main() -> None:
    """Write it."""
    _TO.parent.mkdir(exist_ok=True)
    document = bill_of_materials(LOCKS[1])
    _TO.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{_TO.relative_to(ROOT)} written\n")


if __name__ == "__main__":
    main()
