"""The protocol files that were loaded, and what was published, in the database."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, Select, delete, select, text, update

from adapters.storage.codec import from_json, to_json
from adapters.storage.statements import Statements, could_be_id
from adapters.storage.tables import EDITIONS, PUBLICATIONS
from bot.address import Person, without_person
from bot.errors import DraftNotFoundError, PublishRefusal, PublishRefusedError
from bot.publication import Edition, Publication, Stage

NEWS = "magdat_protocol"
"""The channel of PostgreSQL on which a draft and a publication are announced."""

_LOCK_DIGITS = 16
"""Of a checksum in hexadecimal: a lock of PostgreSQL has 64 bits."""


class SqlEditions:
    """The port ``Editions`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def alone_with(self, sha256: str) -> None:
        """Let no other unit of work go on from here with the file of this checksum, until this one has ended.

        On SQLite only one unit of work writes at a time. Files whose checksums begin alike wait for each other: seldom
        enough, also those of two organisations.
        """
        if not self._statements.on_sqlite:
            lock = int.from_bytes(bytes.fromhex(sha256[:_LOCK_DIGITS]), signed=True)
            self._statements.rows(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})

    def add(self, edition: Edition, content: bytes) -> None:
        """Keep a file."""
        kept = {"id": edition.id, "content": content, "made_at": edition.made_at, **_changing(edition)}
        self._statements.add(EDITIONS, kept)
        _announce(self._statements)

    def get(self, edition_id: str) -> Edition:
        """What is known of the file.

        Raises:
            DraftNotFoundError: none has this id.
        """
        row = self._row(select(EDITIONS.c.edition).where(EDITIONS.c.id == edition_id), edition_id)
        return from_json(Edition, row.edition)

    def content(self, edition_id: str) -> bytes:
        """The bytes, as they were loaded.

        Raises:
            DraftNotFoundError: none has this id.
        """
        content: bytes = self._row(select(EDITIONS.c.content).where(EDITIONS.c.id == edition_id), edition_id).content
        return content

    def save(self, edition: Edition, was: Stage) -> bool:
        """Keep the edition as it is here; ``False``, and nothing is changed, when its stage is not ``was`` any more."""
        same = (EDITIONS.c.id == edition.id) & (EDITIONS.c.stage == was.value)
        return self._statements.change(update(EDITIONS).where(same).values(**_changing(edition))) == 1

    def listed(self, stage: Stage, limit: int) -> tuple[Edition, ...]:
        """The editions in this stage, the one loaded last first."""
        last_first = (EDITIONS.c.made_at.desc(), EDITIONS.c.id)
        found = select(EDITIONS.c.edition).where(EDITIONS.c.stage == stage.value).order_by(*last_first).limit(limit)
        return tuple(from_json(Edition, row.edition) for row in self._statements.rows(found))

    def forget(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` wherever the person stands; in how many editions that was."""
        changed = 0
        for row in self._statements.rows(select(EDITIONS.c.id, EDITIONS.c.edition).with_for_update()):
            kept = from_json(Edition, row.edition)
            without = without_person(kept, person_key, substitute)
            if without != kept:
                self._statements.change(update(EDITIONS).where(EDITIONS.c.id == row.id).values(**_changing(without)))
                changed += 1
        return changed

    def remove_unpublished_before(self, moment: datetime) -> int:
        """Delete what was loaded before then and never published; how many there were."""
        never = (EDITIONS.c.made_at < moment) & (EDITIONS.c.stage != Stage.PUBLISHED.value)
        return self._statements.change(delete(EDITIONS).where(never))

    def _row(self, found: "Select[tuple[object]]", edition_id: str) -> Row[tuple[object, ...]]:
        row = self._statements.row(found) if could_be_id(edition_id) else None
        if row is None:
            raise DraftNotFoundError
        return row


class SqlPublicationLog:
    """The port ``PublicationLog`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def append(self, publication: Publication) -> None:
        """Keep a publication as the next one.

        Raises:
            PublishRefusedError: another one has its number.
        """
        kept = self._statements.upsert(PUBLICATIONS).values(
            number=publication.number, live_from=publication.live_from, publication=to_json(publication)
        )
        once = kept.on_conflict_do_nothing(index_elements=[PUBLICATIONS.c.organisation, PUBLICATIONS.c.number])
        if self._statements.row(once.returning(PUBLICATIONS.c.number)) is None:
            raise PublishRefusedError(PublishRefusal.MEANWHILE)
        _announce(self._statements)

    def every(self) -> tuple[Publication, ...]:
        """All publications, the first first."""
        rows = self._statements.rows(select(PUBLICATIONS).order_by(PUBLICATIONS.c.number))
        return tuple(publication_in(row) for row in rows)

    def withdraw(self, number: int, at: datetime) -> bool:
        """Take back what is not live yet at that moment; whether there was such a thing."""
        which = (PUBLICATIONS.c.number == number) & (PUBLICATIONS.c.live_from > at)
        withdrawn = update(PUBLICATIONS).where(which & PUBLICATIONS.c.withdrawn_at.is_(None)).values(withdrawn_at=at)
        done = self._statements.change(withdrawn) == 1
        if done:
            _announce(self._statements)
        return done

    def tell_once(self, number: int, at: datetime) -> bool:
        """Mark that it is told that this went live; ``False`` when that was marked before."""
        untold = (PUBLICATIONS.c.number == number) & PUBLICATIONS.c.told_at.is_(None)
        return self._statements.change(update(PUBLICATIONS).where(untold).values(told_at=at)) == 1

    def forget(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` wherever the person stands; in how many publications that was."""
        changed = 0
        columns = (PUBLICATIONS.c.number, PUBLICATIONS.c.publication)
        for row in self._statements.rows(select(*columns).with_for_update()):
            kept = from_json(Publication, row.publication)
            without = without_person(kept, person_key, substitute)
            if without != kept:
                same = PUBLICATIONS.c.number == row.number
                self._statements.change(update(PUBLICATIONS).where(same).values(publication=to_json(without)))
                changed += 1
        return changed


def _announce(statements: Statements) -> None:
    """Let the other processes know, when this is committed."""
    if not statements.on_sqlite:
        statements.rows(text("SELECT pg_notify(:news, '')"), {"news": NEWS})


def _changing(edition: Edition) -> dict[str, object]:
    return {"stage": edition.stage.value, "edition": to_json(edition)}


def publication_in(row: Row[tuple[object, ...]]) -> Publication:
    """The publication in a row of its table."""
    return replace(from_json(Publication, row.publication), withdrawn_at=row.withdrawn_at)
