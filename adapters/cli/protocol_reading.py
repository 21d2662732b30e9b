"""``magdat protocol diff``, ``impact``, ``history``, ``drafts``, ``show``, ``export``: what changes nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from adapters.bootstrap import database_url, first_file, make_matcher
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import print_document, print_note, write_new
from adapters.cli.protocol_documents import (
    difference_document,
    edition_document,
    impact_document,
    protocol_document,
    publication_document,
)
from adapters.clock import SystemClock
from adapters.settings import Settings
from adapters.storage.opening import open_kept
from bot.errors import DraftNotFoundError
from bot.handlers.drafts import MOST_QUESTIONS
from bot.impact import measure_impact
from bot.message import Badge, Heading, Listing, Quote
from bot.ports import LiveProtocol, UnitOfWork
from bot.publication import Stage, is_stale, live_at
from knowledge.comparing import compare
from knowledge.loader import load_protocol, read_file
from knowledge.problems import Severity
from knowledge.protocol import Language, SocialMediaProtocol

LIVE = "live"
"""What is typed for the version that is live."""
_MOST_DRAFTS = 100


def diff(settings: Settings, names: list[str], locale: Language | None, *, as_json: bool) -> Exit:
    """Say what the second of two versions says otherwise than the first; of one, than the live one."""
    first, second = names if len(names) == 2 else (LIVE, names[0])
    with _kept(settings) as uow:
        before, after = _protocol(first, settings, uow), _protocol(second, settings, uow)
    difference = compare(before, after)
    if as_json:
        print_document(difference_document(difference))
        return Exit.FINE
    from adapters.console.difference_view import draw_difference  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import screen  # noqa: PLC0415 -- as above

    draw_difference(difference, locale or Language.EN, screen(sys.stdout))
    return Exit.FINE


def impact(settings: Settings, names: list[str], locale: Language | None, *, as_json: bool) -> Exit:
    """Say what recent questions would get from the second of two versions, and what becomes of its own tests.

    Of one version, against the live one.
    """
    from knowledge.checks.own_tests import check_own_tests  # noqa: PLC0415 -- imports the matcher

    first, second = names if len(names) == 2 else (LIVE, names[0])
    with _kept(settings) as uow:
        before, loaded = _protocol(first, settings, uow), load_protocol(*_file(second, settings, uow))
        questions = uow.questions.recent(MOST_QUESTIONS)
    was, matcher = make_matcher(before, settings), make_matcher(loaded.protocol, settings)
    measured = measure_impact(questions, LiveProtocol(before, was), LiveProtocol(loaded.protocol, matcher))
    failing = [each for each in check_own_tests(loaded, matcher) if each.severity is Severity.ERROR]
    own_tests = len(loaded.protocol.tests)
    if as_json:
        print_document(impact_document(measured, own_tests, failing))
        return Exit.FINE
    from adapters.console.difference_view import draw_impact, draw_own_tests  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import screen  # noqa: PLC0415 -- as above

    language, console = locale or Language.EN, screen(sys.stdout)
    draw_own_tests(own_tests, failing, language, console)
    draw_impact(measured, language, console)
    return Exit.FINE


def history(settings: Settings, *, as_json: bool) -> Exit:
    """List what was published, the last first, and which is live."""
    with _kept(settings) as uow:
        every = uow.publications.every()
    now = SystemClock().now()
    live = live_at(every, now)
    if as_json:
        number = None if live is None else live.number
        print_document({"live": number, "publications": [publication_document(each) for each in reversed(every)]})
        return Exit.FINE
    from adapters.console.history_table import draw_history  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import screen  # noqa: PLC0415 -- as above

    draw_history(every, live, now, settings.hours.zone, screen(sys.stdout))
    return Exit.FINE


def drafts(settings: Settings, *, as_json: bool) -> Exit:
    """List the drafts, the last first."""
    with _kept(settings) as uow:
        listed = uow.editions.listed(Stage.DRAFT, _MOST_DRAFTS)
        live = live_at(uow.publications.every(), SystemClock().now())
    if as_json:
        print_document({"drafts": [{**edition_document(each), "stale": is_stale(each, live)} for each in listed]})
        return Exit.FINE
    for each in listed:
        waits = "; waits for a second admin" if each.asked_by is not None else ""
        if is_stale(each, live):
            waits = "; cannot go live as it is: another version went live since"
        when = f"{each.made_at.astimezone(settings.hours.zone):%Y-%m-%d %H:%M}"
        print_note(f"{each.id}  {each.version}  {when}  {each.author.name or each.author.id}  {each.file}{waits}")
    if not listed:
        print_note("There are no drafts.")
    return Exit.FINE


def show(settings: Settings, version: str, locale: Language | None, *, as_json: bool) -> Exit:
    """Show a version, clause by clause."""
    with _kept(settings) as uow:
        protocol = _protocol(version, settings, uow)
    language = locale or protocol.languages[0]
    if as_json:
        print_document(protocol_document(protocol))
        return Exit.FINE
    from adapters.console.renderer import draw  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import screen  # noqa: PLC0415 -- as above
    from bot.presenter.clauses import present_clause  # noqa: PLC0415 -- only needed here
    from bot.presenter.occasion import Occasion  # noqa: PLC0415 -- as above

    occasion = Occasion(protocol, language, SystemClock().today(), settings.hours.zone)
    console = screen(sys.stdout)
    print_note(f"{protocol.title.get(language)}, {protocol.version}")
    for clause in protocol.clauses:
        message = present_clause(clause, occasion)
        told = tuple(
            Heading(f"{clause.number} {block.text}") if isinstance(block, Heading) else block
            for block in message.blocks
            if isinstance(block, Badge | Heading | Quote | Listing)
        )
        console.print()
        draw(replace(message, blocks=told), console, numbered=False)
    return Exit.FINE


def export(settings: Settings, version: str, to: Path | None) -> Exit:
    """Write the file of a version, byte for byte as it was loaded."""
    with _kept(settings) as uow:
        content, _ = _file(version, settings, uow)
    if to is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return Exit.FINE
    write_new(to, content)
    return Exit.FINE


@contextmanager
def _kept(settings: Settings) -> Iterator[UnitOfWork]:
    kept = open_kept(database_url(settings), settings.vault_key, settings.organisation)
    try:
        with kept.storage.begin() as uow:
            yield uow
    finally:
        kept.close()


def _protocol(name: str, settings: Settings, uow: UnitOfWork) -> SocialMediaProtocol:
    """The protocol in the file or the version of this name.

    Raises:
        ProtocolRejectedError: it cannot be used.
    """
    return load_protocol(*_file(name, settings, uow)).protocol


def _file(name: str, settings: Settings, uow: UnitOfWork) -> tuple[bytes, str]:
    """The bytes of a file, of the live version, of a version that was published, or of a draft.

    Raises:
        WrongInputError: there is nothing of this name.
    """
    path = Path(name)
    if path.is_file():
        return read_file(path), name
    every = uow.publications.every()
    if name == LIVE:
        live = live_at(every, SystemClock().now())
        return first_file(settings) if live is None else (uow.editions.content(live.edition_id), live.version)
    for each in reversed(every):
        if name in (each.version, f"#{each.number}"):
            return uow.editions.content(each.edition_id), each.version
    with suppress(DraftNotFoundError):  # else it may be the id of a draft, whatever became of it
        return uow.editions.content(name), uow.editions.get(name).file
    wrong = f'"{name}" is no file, and no version was published under this name. See magdat protocol history.'
    raise WrongInputError("no-such-version", wrong)
