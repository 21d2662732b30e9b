"""What is kept of the protocol's life, in memory."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import DraftNotFoundError, PublishRefusal, PublishRefusedError
from bot.publication import Edition, Publication, Stage
from tests.fake_queues import Tables


@dataclass
class FakeEditions:
    tables: Tables

    def add(self, edition: Edition, content: bytes) -> None:
        assert edition.id not in self.tables.editions
        self.tables.editions[edition.id] = (edition, content)

    def get(self, edition_id: str) -> Edition:
        return self._kept(edition_id)[0]

    def content(self, edition_id: str) -> bytes:
        return self._kept(edition_id)[1]

    def save(self, edition: Edition, was: Stage) -> bool:
        kept, content = self.tables.editions.get(edition.id, (None, b""))
        if kept is None or kept.stage is not was:
            return False
        self.tables.editions[edition.id] = (edition, content)
        return True

    def listed(self, stage: Stage, limit: int) -> tuple[Edition, ...]:
        found = [edition for edition, _ in self.tables.editions.values() if edition.stage is stage]
        return tuple(sorted(found, key=lambda edition: edition.made_at, reverse=True)[:limit])

    def _kept(self, edition_id: str) -> tuple[Edition, bytes]:
        try:
            return self.tables.editions[edition_id]
        except KeyError as error:
            raise DraftNotFoundError from error


@dataclass
class FakePublicationLog:
    tables: Tables

    def append(self, publication: Publication) -> None:
        if any(each.number == publication.number for each in self.tables.publications):
            raise PublishRefusedError(PublishRefusal.MEANWHILE)
        self.tables.publications.append(publication)

    def every(self) -> tuple[Publication, ...]:
        return tuple(self.tables.publications)

    def withdraw(self, number: int, at: datetime) -> bool:
        for place, each in enumerate(self.tables.publications):
            if each.number == number and each.withdrawn_at is None and each.live_from > at:
                self.tables.publications[place] = replace(each, withdrawn_at=at)
                return True
        return False
