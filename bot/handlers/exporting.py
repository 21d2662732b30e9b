"""An admin asks for the file of a version in a chat, and gets it in the own conversation with Magdat."""

from bot.errors import PublishRefusal, PublishRefusedError
from bot.events import Origin
from bot.handlers.turn import Turn
from bot.message import Message
from bot.outbox import Enclosed
from bot.permissions import require_admin
from bot.presenter import files
from bot.publication import Edition, file_name, live_at


def export(edition_id: str, origin: Origin, turn: Turn) -> None:
    """Send the file byte for byte as it was loaded; whoever asked among others hears that it comes elsewhere.

    Args:
        edition_id: Of the version or the draft; empty for the live version.
        origin: Who asks, and where.
        turn: The unit of work.

    Raises:
        NotAllowedError: the person is no admin.
        DraftNotFoundError: nothing has this id (any more).
        PublishRefusedError: nothing is live.
    """
    require_admin(origin.person, turn.ports.roster)
    edition = _edition(edition_id, turn)
    _give(edition, origin, turn)
    if origin.direct is not None:
        turn.answer(origin, files.present_file_comes(edition, turn.occasion(origin.language)))


def put_file(edition_id: str, place: str, origin: Origin, turn: Turn) -> None:
    """Put the file that was offered where the person lets it be; rights are asked anew.

    Raises:
        NotAllowedError: the person is no admin (any more).
        DraftNotFoundError: nothing has this id (any more).
    """
    require_admin(origin.person, turn.ports.roster)
    edition = turn.uow.editions.get(edition_id)
    if place:
        _give(edition, origin, turn, place)
    else:
        turn.answer(origin, _elsewhere(edition, origin, turn), in_place=True)


def decline_file(edition_id: str, origin: Origin, turn: Turn) -> None:
    """Say where else the file is that the person does not let be put.

    Raises:
        NotAllowedError: the person is no admin (any more).
        DraftNotFoundError: nothing has this id (any more).
    """
    require_admin(origin.person, turn.ports.roster)
    edition = turn.uow.editions.get(edition_id)
    occasion = turn.occasion(origin.language)
    turn.answer(origin, files.present_file_declined(edition, _number(edition, turn), occasion), in_place=True)


def _give(edition: Edition, origin: Origin, turn: Turn, place: str = "") -> None:
    enclosed = Enclosed(edition.id, file_name(edition.version), _elsewhere(edition, origin, turn), place)
    turn.give_file(origin, files.present_file(edition, turn.occasion(origin.language)), enclosed)


def _elsewhere(edition: Edition, origin: Origin, turn: Turn) -> Message:
    return files.present_file_elsewhere(edition, _number(edition, turn), turn.occasion(origin.language))


def _number(edition: Edition, turn: Turn) -> int | None:
    """Of its last publication; ``None`` where there is none."""
    published = [each.number for each in turn.uow.publications.every() if each.edition_id == edition.id]
    return published[-1] if published else None


def _edition(edition_id: str, turn: Turn) -> Edition:
    if edition_id:
        return turn.uow.editions.get(edition_id)
    live = live_at(turn.uow.publications.every(), turn.ports.clock.now())
    if live is None:
        raise PublishRefusedError(PublishRefusal.NO_SUCH_VERSION, version=turn.live.protocol.version)
    return turn.uow.editions.get(live.edition_id)
