"""The versions of the protocol: what was loaded, what was published when, and which version holds at a moment.

Which version is live is no state that someone must change: it follows from the publications and the time. So a version
that was published for a later day goes live by itself, in every process at the same moment.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.address import Address, Person

LONGEST_NOTE = 500
"""In characters, of a note or a reason."""
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.]+")


class Stage(StrEnum):
    """What became of a file that was loaded."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Edition:
    """A protocol file as it was loaded; its bytes are kept beside it.

    Attributes:
        id: Opaque.
        file: As its author named it.
        sha256: Of the bytes, in hexadecimal.
        author: Who loaded it.
        made_at: Aware, UTC.
        note: What the author says of it; may be empty.
        based_on: The number of the publication that was live when it was loaded; ``None`` when none was.
        failing: How many of its own tests failed.
        asked_by: Who asked to publish it, where a second admin must approve.
        reason: Why that person wants it published although tests of its own fail.
    """

    id: str
    protocol_id: str
    version: str
    effective_from: date | None
    file: str
    sha256: str
    author: Person
    made_at: datetime
    note: str = ""
    based_on: int | None = None
    failing: int = 0
    stage: Stage = Stage.DRAFT
    asked_by: Person | None = None
    reason: str = ""


class Way(StrEnum):
    """How a version came to be published."""

    FIRST = "first"
    """By itself, at a start at which no person had published anything."""
    PUBLISHED = "published"
    ROLLED_BACK = "rolled-back"
    """An earlier version, put back."""


@dataclass(frozen=True, slots=True)
class Publication:
    """An edition that goes live at a moment.

    Attributes:
        number: From 1, without gaps: of two who publish at once only one gets it.
        live_from: Aware, UTC.
        published_at: Aware, UTC.
        publisher: Who let it go live.
        approver: The second admin, where one had to approve.
        reason: Why it was published although tests of its own fail; empty when none did.
        withdrawn_at: When it was taken back, before it went live.
    """

    number: int
    edition_id: str
    protocol_id: str
    version: str
    sha256: str
    effective_from: date | None
    live_from: datetime
    published_at: datetime
    publisher: Person
    way: Way = Way.PUBLISHED
    approver: Person | None = None
    reason: str = ""
    note: str = ""
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublishingPolicy:
    """How the organisation wants publishing to go.

    Attributes:
        second_admin: Whether another admin than the one who loaded a version must let it go live.
        notice_to: Where employees are told that the protocol changed; ``None`` for nowhere.
        show_unconfirmed: Whether HR may see who has not confirmed a version.
    """

    second_admin: bool = False
    notice_to: Address | None = None
    show_unconfirmed: bool = False


def file_name(version: str) -> str:
    """What the file of a version is called where someone saves it."""
    return f"protocol-{_NOT_IN_A_NAME.sub('-', version)}.yaml"


def checksum(content: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def live_at(publications: Iterable[Publication], moment: datetime) -> Publication | None:
    """The publication that is live then; ``None`` when none is."""
    begun = [each for each in publications if each.withdrawn_at is None and each.live_from <= moment]
    return max(begun, key=lambda each: (each.live_from, each.number), default=None)


def staged_after(publications: Iterable[Publication], moment: datetime) -> tuple[Publication, ...]:
    """What was published and is not live yet then, the next one first."""
    waiting = [each for each in publications if each.withdrawn_at is None and each.live_from > moment]
    return tuple(sorted(waiting, key=lambda each: (each.live_from, each.number)))


def held_on(publications: Iterable[Publication], day: date, zone: tzinfo) -> Publication | None:
    """The publication that held on that day: at its end, on the clock of the organisation.

    From before the first publication there is only what that one says of itself: it held from its own effective date.
    What was published by itself counts for that only as long as no person published a protocol with another id.
    """
    every = tuple(publications)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    held = live_at(every, end.astimezone(UTC) - timedelta(microseconds=1))
    if held is not None:
        return held
    first = _first_of_the_organisation(every)
    if first is None or first.effective_from is None or first.effective_from > day:
        return None
    return first


def _first_of_the_organisation(publications: Sequence[Publication]) -> Publication | None:
    standing = sorted((each for each in publications if each.withdrawn_at is None), key=lambda each: each.number)
    chosen = next((each.protocol_id for each in standing if each.way is not Way.FIRST), None)
    return next((each for each in standing if chosen in {None, each.protocol_id}), None)


def goes_live(effective_from: date | None, now: datetime, zone: tzinfo) -> datetime:
    """When a version that is published now goes live: at once, or when its day begins where the organisation is."""
    if effective_from is None:
        return now
    return max(now, datetime.combine(effective_from, time(), zone).astimezone(UTC))


def same_draft(
    drafts: Iterable[Edition], sha256: str, based_on: int | None, person: Person | None = None
) -> Edition | None:
    """The draft that was made of these very bytes from this publication; the person's own before another's."""
    same = [each for each in drafts if each.sha256 == sha256 and each.based_on == based_on]
    return next((each for each in same if each.author == person), same[0] if same else None)


def is_stale(draft: Edition, live: Publication | None) -> bool:
    """Whether another version went live after the draft was made, so that it cannot go live as it is."""
    return live is not None and live.number != draft.based_on


def settled(edition: Edition, stage: Stage) -> Edition:
    """The edition in another stage."""
    return replace(edition, stage=stage)
