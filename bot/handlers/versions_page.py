"""What an admin's pages show of the versions of the protocol; they change nothing."""

from dataclasses import dataclass

from bot.address import Person
from bot.errors import PublishRefusal, PublishRefusedError
from bot.handlers import drafts, versions
from bot.handlers.drafts import Prepared
from bot.handlers.turn import Turn
from bot.message import Message
from bot.permissions import require_admin
from bot.ports import Examined, Ports
from bot.presenter.publishing import given_again, ways_on
from bot.publication import Edition, Publication, Stage, checksum, live_at, same_draft
from knowledge.comparing import Difference, compare
from knowledge.protocol import Language

_MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True)
class VersionsSheet:
    """The drafts that wait, the one loaded last first; and what was published, the last first.

    Attributes:
        has_more_drafts: Whether there are older ones than these.
        live: The number of the publication that is live; ``None`` when none is.
    """

    drafts: tuple[Edition, ...]
    has_more_drafts: bool
    history: tuple[Publication, ...]
    live: int | None


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """A file that was loaded, and what it says otherwise than what is live.

    Attributes:
        ways: What can be done with it; ``None`` when it is no draft any more.
        again: What the viewer is told who gave its very file once more.
    """

    edition: Edition
    difference: Difference
    ways: Message | None
    again: str


@dataclass(frozen=True, slots=True)
class EarlierSheet:
    """A version that was live, and what it says otherwise than the one that is."""

    publication: Publication
    difference: Difference
    is_live: bool


def show_versions(viewer: Person, ports: Ports) -> VersionsSheet:
    """The versions.

    Raises:
        NotAllowedError: the viewer is no admin, or that could not be checked.
    """
    require_admin(viewer, ports.roster)
    with ports.storage.begin() as uow:
        waiting = uow.editions.listed(Stage.DRAFT, _MOST_DRAFTS + 1)
        history = uow.publications.every()
    live = live_at(history, ports.clock.now())
    number = None if live is None else live.number
    return VersionsSheet(waiting[:_MOST_DRAFTS], len(waiting) > _MOST_DRAFTS, tuple(reversed(history)), number)


def show_draft(draft_id: str, viewer: Person, language: Language, ports: Ports) -> DraftSheet:
    """One draft.

    Raises:
        NotAllowedError: the viewer is no admin, or that could not be checked.
        DraftNotFoundError: there is no such draft.
        PublishRefusedError: this release cannot read it.
    """
    require_admin(viewer, ports.roster)
    with ports.storage.begin() as uow:
        turn = Turn(uow, ports, ports.publications.live())
        edition = uow.editions.get(draft_id)
        difference = compare(turn.live.protocol, versions.protocol_of(edition, turn))
        occasion = turn.occasion(language)
    for_other = versions.is_for_other(edition, viewer, ports)
    blocks = tuple(ways_on(edition, occasion, for_other=for_other)) if edition.stage is Stage.DRAFT else ()
    ways = Message("", blocks, language) if blocks else None
    return DraftSheet(edition, difference, ways, given_again(edition, viewer, occasion))


def show_earlier(number: int, viewer: Person, ports: Ports) -> EarlierSheet:
    """What putting back this publication would change.

    Raises:
        NotAllowedError: the viewer is no admin, or that could not be checked.
        PublishRefusedError: it was never live, or this release cannot read it.
    """
    require_admin(viewer, ports.roster)
    now = ports.clock.now()
    with ports.storage.begin() as uow:
        turn = Turn(uow, ports, ports.publications.live())
        every = uow.publications.every()
        found = [each for each in every if each.number == number and each.live_from <= now and not each.withdrawn_at]
        if not found:
            raise PublishRefusedError(PublishRefusal.NO_SUCH_VERSION, version=f"#{number}")
        edition = uow.editions.get(found[0].edition_id)
        difference = compare(turn.live.protocol, versions.protocol_of(edition, turn))
    live = live_at(every, now)
    return EarlierSheet(found[0], difference, live is not None and live.sha256 == found[0].sha256)


def content_of(number: int, viewer: Person, ports: Ports) -> tuple[Publication, bytes]:
    """What was published under this number, and the bytes of its file, as they were loaded.

    Raises:
        NotAllowedError: the viewer is no admin, or that could not be checked.
        PublishRefusedError: nothing was.
    """
    require_admin(viewer, ports.roster)
    with ports.storage.begin() as uow:
        for each in uow.publications.every():
            if each.number == number:
                return each, uow.editions.content(each.edition_id)
    raise PublishRefusedError(PublishRefusal.NO_SUCH_VERSION, version=f"#{number}")


def weigh_draft(draft_id: str, viewer: Person, ports: Ports) -> Prepared:
    """What is wrong with the draft, and what it would make of recent questions; takes up to seconds.

    Raises:
        NotAllowedError: the viewer is no admin, or that could not be checked.
        DraftNotFoundError: there is no such draft.
    """
    require_admin(viewer, ports.roster)
    with ports.storage.begin() as uow:
        edition, content = uow.editions.get(draft_id), uow.editions.content(draft_id)
    return drafts.prepare(content, edition.file, ports)


def draft_of(content: bytes, viewer: Person, ports: Ports) -> str | None:
    """The id of the draft of these very bytes, by this person or another admin; ``None`` when there is none."""
    with ports.storage.begin() as uow:
        kept, every = uow.editions.listed(Stage.DRAFT, drafts.MOST_DRAFTS), uow.publications.every()
    live = live_at(every, ports.clock.now())
    found = same_draft(kept, checksum(content), None if live is None else live.number, viewer)
    return None if found is None else found.id


def look_into(content: bytes, file: str, viewer: Person, ports: Ports) -> Examined:
    """What a file turns out to be; takes up to seconds.

    Raises:
        NotAllowedError: the viewer is no admin, or that could not be checked.
    """
    require_admin(viewer, ports.roster)
    return ports.publications.examine(content, file)
