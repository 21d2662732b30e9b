"""An admin loads a protocol in a chat: a file in, what is wrong or what would change out, and buttons to go on."""

from bot.address import Person
from bot.errors import FileUnavailableError, NotAllowedError, PublishRefusal, PublishRefusedError
from bot.events import Origin
from bot.handlers import drafts, versions
from bot.handlers.drafts import Prepared
from bot.handlers.turn import Turn
from bot.permissions import require_admin
from bot.ports import Ports
from bot.presenter import publishing as to_admin
from bot.presenter.occasion import Occasion
from bot.presenter.versions import MOST_DRAFTS, present_versions
from bot.publication import Edition, Publication, Stage, live_at
from knowledge.comparing import compare
from knowledge.protocol_file.file_text import WORD_DOCUMENT


def prepare(content: bytes | None, name: str, person: Person, ports: Ports) -> Prepared | None:
    """Look into the file before the unit of work; nothing is done for who is no admin, or without its content."""
    if content is None:
        return None
    try:
        require_admin(person, ports.roster)
    except NotAllowedError:
        return None
    return drafts.prepare(content, name, ports)


def share_file(prepared: Prepared | None, origin: Origin, turn: Turn) -> None:
    """Say what is wrong with the file, line by line; else what it would change, and how to go on.

    Raises:
        NotAllowedError: the person is no admin.
        FileUnavailableError: its content could not be fetched.
        PublishRefusedError: it is no text, or could never be published as it is.
    """
    require_admin(origin.person, turn.ports.roster)
    if prepared is None:  # or the person became an admin this very moment
        raise FileUnavailableError
    version, occasion = prepared.examined.version, turn.occasion(origin.language)
    if version is None:
        if any(error.code == WORD_DOCUMENT for error in prepared.examined.errors):
            raise PublishRefusedError(PublishRefusal.PACKED, file=prepared.file)
        turn.answer(origin, to_admin.present_problems(prepared.file, prepared.examined.errors, occasion))
        return
    draft = drafts.load_draft(prepared, version, origin.person, "", turn)
    edition, person = draft.edition, origin.person
    shown = to_admin.present_draft(
        edition,
        draft.difference,
        occasion,
        examined=prepared.examined,
        impact=prepared.impact,
        again=to_admin.given_again(edition, person, occasion) if draft.given_before else "",
        for_other=versions.is_for_other(edition, person, turn.ports),
    )
    turn.answer(origin, shown)


def publish_draft(draft_id: str, origin: Origin, turn: Turn) -> None:
    """Let the draft go live; or, where a second admin must do so, ask for one at the desk."""
    _publish(draft_id, "", origin, turn)


def publish_anyway(draft_id: str, reason: str, origin: Origin, turn: Turn) -> None:
    """The same, although tests of its own fail."""
    _publish(draft_id, reason, origin, turn)


def show_draft(draft_id: str, origin: Origin, turn: Turn) -> None:
    """What the draft changes, and how to go on."""
    require_admin(origin.person, turn.ports.roster)
    edition = turn.uow.editions.get(draft_id)
    difference = compare(turn.live.protocol, versions.protocol_of(edition, turn))
    for_other = versions.is_for_other(edition, origin.person, turn.ports)
    occasion = turn.occasion(origin.language)
    turn.answer(origin, to_admin.present_draft(edition, difference, occasion, for_other=for_other))


def list_versions(origin: Origin, turn: Turn) -> None:
    """What waits, what was published when and by whom, and the way back."""
    require_admin(origin.person, turn.ports.roster)
    waiting = turn.uow.editions.listed(Stage.DRAFT, MOST_DRAFTS)
    history, now = turn.uow.publications.every(), turn.ports.clock.now()
    turn.answer(origin, present_versions(waiting, history, now, turn.occasion(origin.language)))


def discard_draft(draft_id: str, origin: Origin, turn: Turn) -> None:
    """Put the draft aside, or take back a version that is not live yet."""
    require_admin(origin.person, turn.ports.roster)
    edition = versions.discard(draft_id, origin.person, turn)
    turn.answer(origin, to_admin.present_discarded(edition, turn.occasion(origin.language)))


def roll_back(number: str, note: str, origin: Origin, turn: Turn) -> None:
    """Put an earlier version back, at once: the one of the publication with this number."""
    require_admin(origin.person, turn.ports.roster)
    publication = versions.roll_back(f"#{number}", origin.person, turn, note=note.strip())
    turn.answer(origin, told_of(publication, turn.occasion(origin.language), _before(publication, turn)))


def _before(outcome: Publication | Edition, turn: Turn) -> Publication | None:
    """What was live until this was published."""
    every = [each for each in turn.uow.publications.every() if each != outcome]
    return live_at(every, turn.ports.clock.now()) if isinstance(outcome, Publication) else None


def _publish(draft_id: str, reason: str, origin: Origin, turn: Turn) -> None:
    require_admin(origin.person, turn.ports.roster)
    outcome = versions.publish(draft_id, origin.person, turn, reason=reason)
    turn.answer(origin, told_of(outcome, turn.occasion(origin.language), _before(outcome, turn)))
    tell_others(outcome, origin.person, turn)


def told_of(outcome: Publication | Edition, occasion: Occasion, before: Publication | None = None) -> to_admin.Message:
    """What became of publishing, for who did it; and the way back to what was live before."""
    match outcome:
        case Publication():
            return to_admin.present_published(outcome, occasion, before)
        case Edition():
            return to_admin.present_waiting(outcome, occasion)


def tell_others(outcome: Publication | Edition, person: Person, turn: Turn) -> None:
    """Tell the desk what another admin must look at."""
    if isinstance(outcome, Edition):
        turn.tell(turn.ports.desk.address, to_admin.present_approval_asked(outcome, person, turn.at_desk()))
