"""The first version: published by itself, so that there is always one that answers."""

from dataclasses import dataclass

from bot.address import Person
from bot.errors import PublishRefusedError
from bot.events import AuditEntry, Happening
from bot.ports import Clock, IdSource, Storage
from bot.publication import Edition, Publication, Stage, Way, checksum, live_at
from knowledge.protocol import SocialMediaProtocol

MAGDAT = Person("magdat", "", "start", "Magdat")
"""Who published what no person did."""


@dataclass(frozen=True, slots=True)
class ProtocolFile:
    """A protocol, and the file that it was read from."""

    protocol: SocialMediaProtocol
    content: bytes
    name: str


def publish_first(given: ProtocolFile, storage: Storage, clock: Clock, ids: IdSource) -> bool:
    """Publish the protocol, unless a person has published one, or it is live already.

    As long as nobody published anything, the file that the settings name is what answers: another file is taken in
    at the next start.

    Returns:
        Whether it was published.

    Raises:
        StorageUnavailableError: nothing was kept.
    """
    protocol, sha256 = given.protocol, checksum(given.content)
    with storage.begin() as uow:
        every, now = uow.publications.every(), clock.now()
        live = live_at(every, now)
        if any(each.way is not Way.FIRST for each in every) or (live and live.sha256 == sha256):
            return False
        edition = Edition(
            id=ids.new_id(),
            protocol_id=protocol.id,
            version=protocol.version,
            effective_from=protocol.effective_from,
            file=given.name,
            sha256=sha256,
            author=MAGDAT,
            made_at=now,
            based_on=None if live is None else live.number,
            stage=Stage.PUBLISHED,
        )
        publication = Publication(
            number=len(every) + 1,
            edition_id=edition.id,
            protocol_id=protocol.id,
            version=protocol.version,
            sha256=sha256,
            effective_from=protocol.effective_from,
            live_from=now,
            published_at=now,
            publisher=MAGDAT,
            way=Way.FIRST,
        )
        uow.editions.add(edition, given.content)
        try:
            uow.publications.append(publication)
        except PublishRefusedError:  # another process started at the same moment
            return False
        uow.audit.append(AuditEntry(ids.new_id(), now, Happening.PROTOCOL_PUBLISHED, edition.id, MAGDAT.key))
        uow.commit()
    return True
