"""A file that an admin gives: looked into, kept as a draft once, whoever gives it. For every channel and the terminal.

Whoever calls these has made sure that the person is an admin, or works at the machine itself.
"""

from dataclasses import dataclass, replace

from bot.address import Person
from bot.errors import PublishRefusal, PublishRefusedError
from bot.events import Happening
from bot.handlers import versions
from bot.handlers.turn import Turn
from bot.impact import Impact, measure_impact
from bot.ports import Examined, LiveProtocol, Ports
from bot.publication import (
    LONGEST_NOTE,
    Edition,
    Publication,
    Stage,
    Way,
    checksum,
    live_at,
    same_draft,
    settled,
    staged_after,
)
from knowledge.comparing import Difference, compare
from knowledge.protocol import SocialMediaProtocol

MOST_QUESTIONS = 1_000
"""How many recent questions the impact of a version is measured on."""
MOST_DRAFTS = 1_000
"""How many drafts are looked through for one of the same file; each is gone when its time is up."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was looked into before any unit of work begins: nobody waits for that.

    Attributes:
        impact: On recent questions; ``None`` when the file cannot be read as a protocol.
    """

    content: bytes
    file: str
    examined: Examined
    impact: Impact | None


def prepare(content: bytes, file: str, ports: Ports) -> Prepared:
    """Check the file, run its tests, and ask it what was asked lately."""
    examined = ports.publications.examine(content, file)
    impact = None
    if examined.version is not None:
        with ports.storage.begin() as uow:
            questions = uow.questions.recent(MOST_QUESTIONS)
        impact = measure_impact(questions, ports.publications.live(), examined.version)
    return Prepared(content, file, examined, impact)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft and what it would change.

    Attributes:
        given_before: It was there already, of this very file: by the same admin, or by another one.
    """

    edition: Edition
    difference: Difference
    given_before: bool = False


def load_draft(  # noqa: PLR0913 -- what is said with a file
    prepared: Prepared, version: LiveProtocol, author: Person, note: str, turn: Turn, *, of_anyone: bool = True
) -> Draft:
    """Keep the file as a draft that was made from what is live; where one of the same file waits, that is the draft.

    Args:
        prepared: The file.
        version: What it holds.
        author: Who loads it.
        note: What the author says of it; may be empty.
        turn: The unit of work.
        of_anyone: Whether the draft that another admin made of the same file will do.

    Raises:
        PublishRefusedError: it could never be published as it is.
    """
    if len(note) > LONGEST_NOTE:
        raise PublishRefusedError(PublishRefusal.REASON_LENGTH, limit=LONGEST_NOTE)
    protocol, sha256 = version.protocol, checksum(prepared.content)
    turn.uow.editions.alone_with(sha256)  # else two who give the same file at once make two drafts
    every = turn.uow.publications.every()
    live = live_at(every, turn.ports.clock.now())
    based_on = None if live is None else live.number
    _refuse_unfit(protocol, sha256, every, live)
    _refuse_staged(sha256, every, turn)
    difference = compare(turn.live.protocol, protocol)
    waiting = turn.uow.editions.listed(Stage.DRAFT, MOST_DRAFTS)
    found = same_draft(waiting, sha256, based_on, author)
    if found is not None and (of_anyone or found.author == author):
        return Draft(_given_again(found, prepared, author, note, turn), difference, given_before=True)
    edition = Edition(
        id=turn.ports.ids.new_id(),
        protocol_id=protocol.id,
        version=protocol.version,
        effective_from=protocol.effective_from,
        file=prepared.file,
        sha256=sha256,
        author=author,
        made_at=turn.ports.clock.now(),
        note=note,
        based_on=based_on,
        failing=len(prepared.examined.failing),
    )
    for old in (each for each in waiting if each.sha256 == sha256 and each.author == author):
        versions.settle(settled(old, Stage.DISCARDED), turn)  # the same file, from what is not live any more
        turn.note(Happening.DRAFT_DISCARDED, old.id, actor=author)
    turn.uow.editions.add(edition, prepared.content)
    turn.note(Happening.DRAFT_MADE, edition.id, actor=author)
    return Draft(edition, difference)


def publish_given(draft_id: str, person: Person, turn: Turn, *, reason: str = "") -> Publication | Edition:
    """Let the draft of a file go live that the person just gave; as ``versions.publish``.

    Raises:
        PublishRefusedError: also where a draft of this very file waits for an approval: to give the file once more is
            none, and asks for none anew.
    """
    edition = turn.uow.editions.get(draft_id)
    values = {"version": edition.version, "draft": edition.id, "name": edition.author.name or edition.author.id}
    if turn.ports.publishing.second_admin and edition.author != person:
        raise PublishRefusedError(PublishRefusal.WAITS_OF_OTHER, **values)
    if versions.is_for_other(edition, person, turn.ports):
        raise PublishRefusedError(PublishRefusal.WAITS_ALREADY, **values)
    return versions.publish(edition.id, person, turn, reason=reason)


def _given_again(found: Edition, prepared: Prepared, author: Person, note: str, turn: Turn) -> Edition:
    """The draft, with what its own author says of it now."""
    if found.author != author:
        return found
    edition = replace(found, note=note or found.note, failing=len(prepared.examined.failing))
    if edition != found:
        versions.settle(edition, turn)
    return edition


def _refuse_staged(sha256: str, every: tuple[Publication, ...], turn: Turn) -> None:
    """Refuse what goes live by itself already."""
    for each in staged_after(every, turn.ports.clock.now()):
        if each.sha256 == sha256:
            begins = each.live_from.astimezone(turn.ports.desk.hours.zone).date()
            raise PublishRefusedError(PublishRefusal.STAGED_ALREADY, version=each.version, day=begins)


def _refuse_unfit(
    protocol: SocialMediaProtocol, sha256: str, every: tuple[Publication, ...], live: Publication | None
) -> None:
    """Refuse what does not follow on what is live; where no person published yet, anything follows."""
    if live is None or live.way is Way.FIRST:
        return
    if live.sha256 == sha256:
        raise PublishRefusedError(PublishRefusal.UNCHANGED, version=live.version)
    if live.protocol_id != protocol.id:
        raise PublishRefusedError(PublishRefusal.OTHER_PROTOCOL, id=protocol.id, live=live.protocol_id)
    begins = protocol.effective_from
    if begins is not None and live.effective_from is not None and begins < live.effective_from:
        raise PublishRefusedError(PublishRefusal.EARLIER, day=begins, live=live.effective_from)
    taken = (each for each in every if each.way is not Way.FIRST and each.withdrawn_at is None)
    if any(each.version == protocol.version and each.sha256 != sha256 for each in taken):
        raise PublishRefusedError(PublishRefusal.VERSION_TAKEN, version=protocol.version)
