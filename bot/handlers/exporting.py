"""An admin asks for the file of a version in a chat, and gets it in the own conversation with Magdat."""

from bot.errors import PublishRefusal, PublishRefusedError
from bot.events import Origin
from bot.handlers.turn import Turn
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
    occasion = turn.occasion(origin.language)
    published = [each for each in turn.uow.publications.every() if each.edition_id == edition.id]
    number = published[-1].number if published else None
    instead = files.present_file_elsewhere(edition, number, occasion)
    enclosed = Enclosed(edition.id, file_name(edition.version), instead)
    turn.give_file(origin, files.present_file(edition, occasion), enclosed)
    if origin.direct is not None:
        turn.answer(origin, files.present_file_comes(edition, occasion))


def _edition(edition_id: str, turn: Turn) -> Edition:
    if edition_id:
        return turn.uow.editions.get(edition_id)
    live = live_at(turn.uow.publications.every(), turn.ports.clock.now())
    if live is None:
        raise PublishRefusedError(PublishRefusal.NO_SUCH_VERSION, version=turn.live.protocol.version)
    return turn.uow.editions.get(live.edition_id)
