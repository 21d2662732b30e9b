"""Reviews of the protocol: the desk is reminded, and an admin says that nothing had to change."""

from bot.address import Person
from bot.errors import OptionNotFoundError
from bot.events import Happening, Origin
from bot.handlers.turn import Turn
from bot.permissions import require_admin
from bot.ports import Ports
from bot.presenter import reviewing as to_people
from bot.review import AGAIN_AFTER, WHOLE, Review, due_reviews


def remind_of_reviews(ports: Ports) -> bool:
    """Remind the desk of what must be looked at, each once at each stage; whether there was something.

    Raises:
        StorageUnavailableError: it is to be done still.
    """
    protocol = ports.publications.live().protocol
    due = tuple(due_reviews(protocol, ports.clock.today()))
    if not due:
        return False
    with ports.storage.begin() as uow:
        turn = Turn(uow, ports, ports.publications.live())
        now = ports.clock.now()
        untold = tuple(each for each in due if uow.reviews.remind_once(each.key(protocol.id), now))
        if not untold:
            return False
        turn.tell(ports.desk.address, to_people.present_due(untold, turn.at_desk()))
        turn.note(Happening.REVIEW_REMINDED, protocol.version)
        uow.commit()
    ports.announcer.announce()
    return True


def reviewed(subject: str, origin: Origin, turn: Turn) -> None:
    """An admin looked at the clause, or at the whole, and nothing had to change.

    Raises:
        NotAllowedError: the person is no admin.
        OptionNotFoundError: there is no such clause.
    """
    require_admin(origin.person, turn.ports.roster)
    review = keep_review(subject, origin.person, turn)
    turn.answer(origin, to_people.present_reviewed(review, turn.occasion(origin.language)))


def keep_review(subject: str, person: Person, turn: Turn) -> Review:
    """Keep that the person looked at it today, and nothing had to change.

    Raises:
        OptionNotFoundError: there is no such clause.
    """
    protocol = turn.live.protocol
    if subject != WHOLE and all(clause.id != subject for clause in protocol.clauses):
        raise OptionNotFoundError
    today = turn.ports.clock.today()
    review = Review(protocol.id, subject, today, today + AGAIN_AFTER, person)
    turn.uow.reviews.add(review)
    turn.note(Happening.REVIEWED, subject or protocol.version, actor=person)
    return review
