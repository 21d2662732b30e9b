"""The versions of the protocol: letting a draft go live, putting it aside, going back. For every channel and terminal.

Whoever calls these has made sure that the person is an admin, or works at the machine itself.
"""

from dataclasses import replace

from bot.address import Person
from bot.errors import PublishRefusal, PublishRefusedError
from bot.events import Happening
from bot.handlers.turn import Turn
from bot.ports import Ports
from bot.publication import (
    LONGEST_NOTE,
    Edition,
    Publication,
    Stage,
    Way,
    goes_live,
    is_stale,
    live_at,
    settled,
    staged_after,
)
from knowledge.loader import load_protocol
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import SocialMediaProtocol


def publish(
    draft_id: str, person: Person, turn: Turn, *, reason: str = "", reviewed: bool = False
) -> Publication | Edition:
    """Let the draft go live, now or on its day; where another admin must do so, ask for it.

    Args:
        draft_id: Of the draft.
        person: Who wants this.
        turn: The unit of work.
        reason: Why it is published although tests of its own fail.
        reviewed: Whether another person has approved of it already, elsewhere.

    Returns:
        The publication; the draft, when it waits for another admin.

    Raises:
        DraftNotFoundError: there is no such draft.
        PublishRefusedError: it does not go live.
    """
    edition = turn.uow.editions.get(draft_id)
    every = turn.uow.publications.every()
    _refuse_untimely(edition, every, turn)
    reason = reason.strip() or edition.reason
    if edition.failing and not reason:
        raise PublishRefusedError(PublishRefusal.TESTS_FAIL, count=edition.failing)
    if len(reason) > LONGEST_NOTE:
        raise PublishRefusedError(PublishRefusal.REASON_LENGTH, limit=LONGEST_NOTE)
    first = edition.asked_by or edition.author
    alone = person == first
    if turn.ports.publishing.second_admin and alone and not reviewed:
        if edition.asked_by is not None:
            raise PublishRefusedError(PublishRefusal.OWN_DRAFT)
        waiting = replace(edition, asked_by=person, reason=reason)
        settle(waiting, turn)
        turn.note(Happening.APPROVAL_ASKED, edition.id, actor=person)
        return waiting
    if edition.failing:
        turn.note(Happening.TESTS_OVERRULED, edition.id, actor=person)
    publication = _append(edition, Way.PUBLISHED, first, every, turn, reason=reason, approver=None if alone else person)
    settle(settled(edition, Stage.PUBLISHED), turn)
    turn.note(Happening.PROTOCOL_PUBLISHED, edition.id, actor=person, remark=str(publication.number))
    return publication


def is_for_other(edition: Edition, person: Person, ports: Ports) -> bool:
    """Whether another admin must let the draft go live, for this one asked for it."""
    return ports.publishing.second_admin and edition.asked_by == person


def discard(draft_id: str, person: Person, turn: Turn) -> Edition:
    """Put the draft aside; a version that is not live yet is taken back.

    Args:
        draft_id: Of the draft, or of what became a version; or the number of the publication with a # before it.
        person: Who wants this.
        turn: The unit of work.

    Raises:
        DraftNotFoundError: there is no such draft.
        PublishRefusedError: it is live, or was, or was put aside before.
    """
    every, now = turn.uow.publications.every(), turn.ports.clock.now()
    draft_id = next((each.edition_id for each in every if draft_id == f"#{each.number}"), draft_id)
    edition = turn.uow.editions.get(draft_id)
    if edition.stage is Stage.DRAFT:
        settle(settled(edition, Stage.DISCARDED), turn)
        turn.note(Happening.DRAFT_DISCARDED, draft_id, actor=person)
        return edition
    for staged in staged_after(every, now):
        if staged.edition_id == draft_id and turn.uow.publications.withdraw(staged.number, now):
            turn.note(Happening.PUBLICATION_WITHDRAWN, draft_id, actor=person, remark=str(staged.number))
            return edition
    raise PublishRefusedError(PublishRefusal.NO_DRAFT)


def roll_back(version: str, person: Person, turn: Turn, *, note: str = "") -> Publication:
    """Put an earlier version back, at once.

    Args:
        version: As its file has it, or the number of the publication with a # before it.
        person: Who wants this.
        turn: The unit of work.
        note: Why; may be empty.

    Raises:
        PublishRefusedError: no such version was ever live, or it is live.
    """
    every = turn.uow.publications.every()
    now = turn.ports.clock.now()
    found = [each for each in every if version in (each.version, f"#{each.number}") and each.live_from <= now]
    wanted = max((each for each in found if each.withdrawn_at is None), key=lambda each: each.number, default=None)
    if wanted is None:
        raise PublishRefusedError(PublishRefusal.NO_SUCH_VERSION, version=version)
    live = live_at(every, now)
    if live is not None and live.sha256 == wanted.sha256:
        raise PublishRefusedError(PublishRefusal.ALREADY_LIVE, version=version)
    if len(note) > LONGEST_NOTE:
        raise PublishRefusedError(PublishRefusal.REASON_LENGTH, limit=LONGEST_NOTE)
    edition = turn.uow.editions.get(wanted.edition_id)
    publication = _append(edition, Way.ROLLED_BACK, person, every, turn, note=note)
    turn.note(Happening.PROTOCOL_ROLLED_BACK, edition.id, actor=person, remark=str(publication.number))
    return publication


def require_base(version: str, turn: Turn) -> None:
    """Make sure that this version is live, as who made the next one believes.

    Raises:
        PublishRefusedError: another one is.
    """
    live = live_at(turn.uow.publications.every(), turn.ports.clock.now())
    if live is None or version not in (live.version, f"#{live.number}"):
        raise PublishRefusedError(PublishRefusal.BASE_MOVED, version=turn.live.protocol.version)


def protocol_of(edition: Edition, turn: Turn) -> SocialMediaProtocol:
    """What the edition holds.

    Raises:
        PublishRefusedError: this release cannot read it.
    """
    try:
        return load_protocol(turn.uow.editions.content(edition.id), edition.file).protocol
    except ProtocolRejectedError as error:
        raise PublishRefusedError(PublishRefusal.UNREADABLE, version=edition.version) from error


def _append(  # noqa: PLR0913 -- what a publication says
    edition: Edition,
    way: Way,
    publisher: Person,
    every: tuple[Publication, ...],
    turn: Turn,
    *,
    approver: Person | None = None,
    reason: str = "",
    note: str = "",
) -> Publication:
    now = turn.ports.clock.now()
    at_once = way is Way.ROLLED_BACK
    zone = turn.ports.desk.hours.zone
    publication = Publication(
        number=len(every) + 1,
        edition_id=edition.id,
        protocol_id=edition.protocol_id,
        version=edition.version,
        sha256=edition.sha256,
        effective_from=edition.effective_from,
        live_from=now if at_once else goes_live(edition.effective_from, now, zone),
        published_at=now,
        publisher=publisher,
        way=way,
        approver=approver,
        reason=reason,
        note=note or edition.note,
    )
    turn.uow.publications.append(publication)
    return publication


def settle(edition: Edition, turn: Turn) -> None:
    """Keep the draft as it is here.

    Raises:
        PublishRefusedError: it is no draft any more.
    """
    if not turn.uow.editions.save(edition, Stage.DRAFT):
        raise PublishRefusedError(PublishRefusal.NO_DRAFT)


def _refuse_untimely(edition: Edition, every: tuple[Publication, ...], turn: Turn) -> None:
    """Refuse what was no draft any more, or was made from what is not live any more."""
    now = turn.ports.clock.now()
    if edition.stage is Stage.PUBLISHED:
        raise PublishRefusedError(PublishRefusal.PUBLISHED_ALREADY, version=edition.version)
    if edition.stage is not Stage.DRAFT:
        raise PublishRefusedError(PublishRefusal.NO_DRAFT)
    live = live_at(every, now)
    if live is not None and live.sha256 == edition.sha256 and live.way is not Way.FIRST:
        raise PublishRefusedError(PublishRefusal.UNCHANGED, version=live.version)
    if live is not None and is_stale(edition, live):
        raise PublishRefusedError(PublishRefusal.BASE_MOVED, version=live.version)
    waiting = staged_after(every, now)
    if waiting:
        begins = waiting[0].live_from.astimezone(turn.ports.desk.hours.zone).date()
        raise PublishRefusedError(
            PublishRefusal.STAGED_WAITS, version=waiting[0].version, day=begins, draft=waiting[0].edition_id
        )
