"""``magdat doctor``."""

from collections.abc import Mapping
from pathlib import Path

from adapters.cli.exits import Exit
from adapters.cli.output import print_document, print_note
from adapters.doctor.examination import examine
from adapters.finding import Finding
from adapters.settings import Settings


def examine_set_up(settings: Settings, protocol: Path | None, platform: str | None, *, as_json: bool) -> Exit:
    """Say of everything that Magdat rests on whether it works, and how to mend what does not."""
    found: list[Finding] = []
    for finding in examine(settings, protocol, platform):
        found.append(finding)
        if not as_json:
            _show(finding)
    wrong = [finding for finding in found if finding.wrong is not None]
    if as_json:
        print_document({"well": not wrong, "findings": [_document(finding) for finding in found]})
    else:
        print_note("All is well." if not wrong else f"{len(wrong)} of {len(found)} need mending.")
    return Exit.WRONG_INPUT if wrong else Exit.FINE


def _show(finding: Finding) -> None:
    if finding.wrong is None:
        print_note(f"ok     {finding.name}")
        return
    print_note(f"WRONG  {finding.name}: {finding.wrong}")
    if finding.mend is not None:
        print_note(f"       Mend: {finding.mend}")


def _document(finding: Finding) -> Mapping[str, str | bool | None]:
    return {"name": finding.name, "ok": finding.wrong is None, "wrong": finding.wrong, "mend": finding.mend}
