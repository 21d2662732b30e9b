import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.security.audit import ADVISORIES, Advisory, audit, read_advisories
from tests.security.locks import LOCKS, ROOT, Locked, read_lock
from tests.security.sbom import bill_of_materials

LOOKED_UP, KNOWN = read_advisories(ADVISORIES.read_text(encoding="utf-8"))
TODAY = LOOKED_UP + timedelta(days=1)

each_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)


@each_lock
def test_every_package_is_locked_with_hashes(lock: Path) -> None:
    packages = read_lock(lock)
    pins = [line for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].strip() and "==" in line]

    assert len(packages) == len(pins)
    assert packages
    assert all(package.hashes for package in packages)


def test_nothing_locked_has_a_known_weakness() -> None:
    done = audit([package for lock in LOCKS for package in read_lock(lock)], LOOKED_UP, KNOWN)

    assert done.complaints(TODAY) == ()


@pytest.mark.parametrize("advisory", KNOWN, ids=lambda advisory: advisory.id)
def test_the_floor_of_a_package_is_above_its_weaknesses(advisory: Advisory) -> None:
    """Who installs without the lock must not get a weak version either."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {canonicalize_name(each.name): each for each in map(Requirement, project["dependencies"])}
    requirement = wanted.get(advisory.package)

    if requirement is not None:
        just_below = Version(f"{advisory.fixed_in}.dev0")
        assert not requirement.specifier.contains(just_below, prereleases=True)


def test_an_audit_finds_a_weak_version() -> None:
    done = audit([Locked("jinja2", Version("2.10"), ())], LOOKED_UP, KNOWN)

    assert [complaint.partition(",")[0] for complaint in done.complaints(TODAY)] == ["jinja2 2.10: CVE-2025-27516"]


@pytest.mark.parametrize(
    "packages",
    [(), (Locked("unheard-of", Version("1"), ()),)],
    ids=["no packages", "no advisories for any"],
)
def test_an_audit_of_nothing_fails(packages: tuple[Locked, ...]) -> None:
    [complaint] = audit(packages, LOOKED_UP, KNOWN).complaints(TODAY)

    assert complaint.startswith("nothing was audited")


def test_advisories_that_are_old_fail_the_audit() -> None:
    done = audit([Locked("jinja2", Version("3.1.6"), ())], LOOKED_UP, KNOWN)

    assert done.complaints(LOOKED_UP + timedelta(days=90)) == ()
    assert "look them up anew" in done.complaints(LOOKED_UP + timedelta(days=91))[0]


def test_advisories_say_when_they_were_looked_up() -> None:
    with pytest.raises(ValueError, match="looked up"):
        read_advisories("jinja2\t3.1.6\tX\n")


def test_the_bill_of_materials_has_every_package_with_its_hashes() -> None:
    document = bill_of_materials(LOCKS[1])

    components = document["components"]
    assert isinstance(components, list)
    assert {each["name"] for each in components} == {package.name for package in read_lock(LOCKS[1])}
    assert all(each["hashes"] for each in components)
    assert document["specVersion"] == "1.6"
    assert len({each["bom-ref"] for each in components}) == len(components)
