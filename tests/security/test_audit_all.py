import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.security import audit_all
from tests.security.audit_all import read_report

WELL = {"name": "jinja2", "version": "3.1.6", "vulns": []}
WEAK = {"name": "jinja2", "version": "2.10", "vulns": [{"id": "CVE-2025-27516", "fix_versions": ["3.1.6"]}]}
LEFT_OUT = {"name": "numpy", "skip_reason": "Dependency not found on PyPI and could not be audited: numpy (2.4)"}


def complaints(*packages: Mapping[str, object]) -> tuple[str, ...]:
    report = read_report(json.dumps({"dependencies": packages, "fixes": []}))
    return report.complaints([str(each["name"]) for each in packages])


def test_an_audit_that_looked_at_everything_and_found_nothing_passes() -> None:
    assert complaints(WELL) == ()


def test_what_is_weak_is_named_with_what_mends_it() -> None:
    assert complaints(WEAK) == ("jinja2 2.10: CVE-2025-27516, fixed in 3.1.6",)


def test_an_audit_that_looked_at_nothing_fails_with_a_sentence() -> None:
    [complaint] = complaints(LEFT_OUT)

    assert complaint.startswith("nothing was audited")
    assert complaint.endswith("Run it where there is a network")


def test_a_package_that_was_left_out_fails_it() -> None:
    assert complaints(WELL, LEFT_OUT) == ("not looked up: numpy",)


def test_a_package_that_the_report_does_not_name_fails_it() -> None:
    report = read_report(json.dumps({"dependencies": [WELL]}))

    assert report.complaints(["jinja2", "numpy"]) == ("not looked up: numpy",)


@pytest.mark.parametrize("written", ["", "{}", "[]", '{"dependencies": 1}', "Traceback …"])
def test_what_is_no_report_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no report"):
        read_report(written)


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        pytest.param(None, "needs uv", id="the tool is missing"),
        pytest.param("echo no route >&2; exit 1", "no report: no route", id="nothing can be reached"),
        pytest.param("""echo '{"dependencies": []}'""", "nothing was audited", id="nothing is known"),
    ],
)
def test_the_command_fails_when_it_could_audit_nothing(
    tool: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if tool is not None:
        uv = tmp_path / "uv"
        uv.write_text(f"#!/bin/sh\n{tool}\n", encoding="utf-8")
        uv.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert audit_all.main() == 1
    assert said in capsys.readouterr().out


def test_the_command_fails_on_a_lock_in_which_nothing_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.lock").touch()
    (tmp_path / "uv").write_text("""#!/bin/sh\necho '{"dependencies": []}'\n""", encoding="utf-8")
    (tmp_path / "uv").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(audit_all, "LOCKS", (tmp_path / "run.lock",))

    assert audit_all.main() == 1
    assert "nothing was audited" in capsys.readouterr().out
