"""``magdat protocol publish``, ``approve``, ``discard``, ``rollback``: what changes which version is live."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from adapters.cli.chatting import login
from adapters.cli.checking import show_problems
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import Document, print_document, print_note
from adapters.cli.protocol_documents import edition_document, publication_document
from adapters.console.roster import employee
from adapters.office import Office, open_office
from adapters.settings import Settings
from bot.errors import DraftNotFoundError, MagdatError, PublishRefusal, PublishRefusedError, StorageUnavailableError
from bot.handlers import drafts, versions
from bot.handlers.ahead import publish_ahead
from bot.handlers.publishing import tell_others
from bot.handlers.turn import Turn
from bot.presenter.refusals import error_sentence
from bot.publication import Edition, Publication, staged_after
from bot.wording import wording_in
from knowledge.loader import read_file
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language

T = TypeVar("T")


def publish(  # noqa: PLR0913 -- one an option
    settings: Settings, file: Path, *, note: str, anyway: str, based_on: str | None, as_json: bool
) -> Exit:
    """Check the file, and let it go live; where a second admin must do so, make it wait.

    Raises:
        ProtocolRejectedError: it cannot be read.
        WrongInputError: it does not go live.
    """
    content = read_file(file)
    with open_office(settings) as office:
        prepared = drafts.prepare(content, str(file), office.ports)
        version = prepared.examined.version
        if version is None:
            raise ProtocolRejectedError(prepared.examined.problems)
        if prepared.examined.failing and not anyway.strip():
            if not as_json:
                show_problems(file, prepared.examined.failing, sys.stderr)
            refused = PublishRefusedError(PublishRefusal.TESTS_FAIL, count=len(prepared.examined.failing))
            raise _wrong_input(refused, " That is: --anyway REASON.")
        ready = version

        def load(turn: Turn) -> drafts.Draft:
            if based_on is not None:
                versions.require_base(based_on, turn)
            return drafts.load_draft(prepared, ready, employee(login()), note, turn)

        def let_go(draft_id: str, turn: Turn) -> Publication | Edition:
            outcome = drafts.publish_given(draft_id, employee(login()), turn, reason=anyway)
            tell_others(outcome, employee(login()), turn)
            return outcome

        with told():
            outcome = publish_ahead(load, let_go, office.ports)
    _tell(outcome, settings, as_json=as_json)
    warnings = len(prepared.examined.problems) - len(prepared.examined.errors)
    if warnings and not as_json:
        many = "There is 1 warning" if warnings == 1 else f"There are {warnings} warnings"
        print_note(f"{many} about {file}. To see: magdat check {file}")
    return Exit.FINE


def approve(settings: Settings, draft_id: str, *, as_json: bool) -> Exit:
    """Let a draft go live that another admin asked to publish."""
    with open_office(settings, late=True) as office:
        outcome = _done(office, lambda turn: versions.publish(draft_id, employee(login()), turn))
    _tell(outcome, settings, as_json=as_json)
    return Exit.FINE


def discard(settings: Settings, draft_id: str, *, as_json: bool) -> Exit:
    """Put a draft aside, or take back a version that is not live yet."""
    with open_office(settings, late=True) as office:
        edition = in_unit(office, lambda turn: versions.discard(draft_id, employee(login()), turn))
    if as_json:
        print_document({"discarded": edition_document(edition)})
    else:
        print_note(wording_in(Language.EN).say("publish.discarded", version=edition.version))
    return Exit.FINE


def roll_back(settings: Settings, version: str, *, note: str, as_json: bool) -> Exit:
    """Put an earlier version back, at once."""
    with open_office(settings, late=True) as office:
        outcome = _done(office, lambda turn: versions.roll_back(version, employee(login()), turn, note=note))
        with office.ports.storage.begin() as uow:
            waiting = staged_after(uow.publications.every(), office.ports.clock.now())
    _tell(outcome, settings, as_json=as_json)
    if not as_json:
        for each in waiting:
            moment = wording_in(Language.EN).moment(each.live_from.astimezone(settings.hours.zone))
            print_note(
                f"Version {each.version} still goes live by itself on {moment}. "
                f"To take it back: magdat protocol discard '#{each.number}'"
            )
    return Exit.FINE


def _done(office: Office, work: Callable[[Turn], Publication | Edition]) -> Publication | Edition:
    """Do it, and all that follows from it."""

    def all_of_it(turn: Turn) -> Publication | Edition:
        outcome = work(turn)
        tell_others(outcome, employee(login()), turn)
        return outcome

    return in_unit(office, all_of_it)


def in_unit(office: Office, work: Callable[[Turn], T]) -> T:
    """Do it in one unit of work.

    Raises:
        WrongInputError: it was refused.
    """
    with told(), office.ports.storage.begin() as uow:
        outcome = work(Turn(uow, office.ports, office.ports.publications.live()))
        uow.commit()
    return outcome


@contextmanager
def told() -> Iterator[None]:
    """Turn what is refused into wrong input, with its sentence.

    Raises:
        WrongInputError: it was refused.
    """
    try:
        yield
    except StorageUnavailableError:
        raise
    except MagdatError as error:
        raise _wrong_input(error) from error


def _wrong_input(error: MagdatError, advice: str = "") -> WrongInputError:
    code = error.reason.value if isinstance(error, PublishRefusedError) else "not-found"
    if isinstance(error, DraftNotFoundError):
        advice = " magdat protocol drafts lists those that there are."
    return WrongInputError(code, error_sentence(error, wording_in(Language.EN)) + advice)


def _tell(outcome: Publication | Edition, settings: Settings, *, as_json: bool) -> None:
    wording = wording_in(Language.EN)
    match outcome:
        case Publication():
            document: Document = {"published": publication_document(outcome)}
            later = outcome.live_from > outcome.published_at
            moment = wording.moment(outcome.live_from.astimezone(settings.hours.zone))
            said = wording.say("publish.staged" if later else "publish.live", version=outcome.version, moment=moment)
        case Edition():
            document = {"waiting": edition_document(outcome)}
            waits = wording.say("publish.waiting", version=outcome.version)
            said = f"{waits} To approve it, that admin gives: magdat protocol approve {outcome.id}"
    if as_json:
        print_document(document)
    else:
        print_note(said)
