"""What an admin's page shows of the versions of the protocol; it changes nothing."""

from dataclasses import dataclass

from bot.address import Person
from bot.permissions import require_admin
from bot.ports import Examined, Ports
from bot.publication import Edition, Publication, Stage

_MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True)
class VersionsSheet:
    """The drafts that wait, the one loaded last first; and what was published, the last first."""

    drafts: tuple[Edition, ...]
    history: tuple[Publication, ...]


def show_versions(viewer: Person, ports: Ports) -> VersionsSheet:
    """The versions.

    Raises:
        NotAllowedError: the viewer is no admin, or that could not be checked.
    """
    require_admin(viewer, ports.roster)
    with ports.storage.begin() as uow:
        drafts = uow.editions.listed(Stage.DRAFT, _MOST_DRAFTS)
        history = uow.publications.every()
    return VersionsSheet(drafts, tuple(reversed(history)))


def look_into(content: bytes, file: str, viewer: Person, ports: Ports) -> Examined:
    """What a file turns out to be; takes up to seconds.

    Raises:
        NotAllowedError: the viewer is no admin, or that could not be checked.
    """
    require_admin(viewer, ports.roster)
    return ports.publications.examine(content, file)
