"""``magdat cases``."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import tzinfo

from adapters.bootstrap import database_url
from adapters.cli.exits import Exit
from adapters.cli.output import Document, print_document
from adapters.settings import Settings
from adapters.storage.opening import open_kept
from bot.case import OVER, CaseState
from bot.view import CaseView, view
from knowledge.protocol import Language

_MOST = 1_000


def list_cases(settings: Settings, locale: Language | None, *, over_too: bool, as_json: bool) -> Exit:
    """Show what is at HR, the oldest first; who asked anonymously stays unknown."""
    kept = open_kept(database_url(settings), settings.vault_key, settings.organisation)
    try:
        states = [state for state in CaseState if over_too or state not in OVER]
        with kept.storage.begin() as uow:
            cases = [view(case) for case in uow.cases.listed(states, _MOST)]
    finally:
        kept.close()
    if as_json:
        print_document({"cases": [_document(case) for case in cases]})
    else:
        _show(cases, settings.hours.zone, locale or Language.NL)
    return Exit.FINE


def _document(case: CaseView) -> Document:
    moments = {name: getattr(case, name).isoformat() for name in ("opened_at", "expected_by", "changed_at")}
    return asdict(case) | moments


def _show(cases: Sequence[CaseView], zone: tzinfo, language: Language) -> None:
    from adapters.console.case_table import draw_cases  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import screen  # noqa: PLC0415 -- as above

    draw_cases(cases, zone, language, screen(sys.stdout))
