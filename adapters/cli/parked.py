"""``magdat parked``: what could not be delivered, and letting it be tried again."""

from collections.abc import Mapping
from contextlib import closing
from datetime import tzinfo

from adapters.bootstrap import database_url
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import Document, print_document, print_note
from adapters.settings import Settings
from adapters.storage.opening import Kept, open_kept
from bot.outbox import Parked, ParkReason

ALL = "all"
_MOST = 1_000

_WHY: Mapping[ParkReason, str] = {
    ParkReason.REFUSED: "the platform refused it",
    ParkReason.TOO_MANY_TRIES: "it failed again and again",
    ParkReason.ENDS_PROCESSES: "each try ended its process: look in the log of that moment before trying it again",
    ParkReason.NO_ADDRESS: "nobody knows any more where to",
    ParkReason.UNREADABLE: "another version of Magdat wrote it, and this one cannot read it",
    ParkReason.NO_CHANNEL: "no process serves its channel",
    ParkReason.AMBIGUOUS: "it may have arrived, and the platform cannot tell",
}


def list_parked(settings: Settings, *, as_json: bool) -> Exit:
    """Show what was set aside, the last first; without any text."""
    with closing(open_kept(database_url(settings), settings.vault_key, settings.organisation)) as kept:
        parked = _parked(kept)
    if as_json:
        print_document({"parked": [_document(each) for each in parked]})
        return Exit.FINE
    for each in parked:
        print_note(_line(each, settings.hours.zone))
    print_note(
        "To try one again: magdat parked --again ID; all of them: magdat parked --again all."
        if parked
        else "Nothing is parked: all that was said arrived, or is on its way."
    )
    return Exit.FINE


def try_again(settings: Settings, which: str, *, as_json: bool) -> Exit:
    """Let one parked delivery, or every one, wait to be delivered again, from its place in the order.

    Raises:
        WrongInputError: none with this id is parked.
    """
    with closing(open_kept(database_url(settings), settings.vault_key, settings.organisation)) as kept:
        wanted = [each.delivery_id for each in _parked(kept)] if which == ALL else [which]
        with kept.storage.begin() as uow:
            again = [delivery_id for delivery_id in wanted if uow.outbox.release(delivery_id)]
            uow.commit()
    if which != ALL and not again:
        raise WrongInputError("not-parked", f'no delivery "{which}" is parked. See: magdat parked')
    if as_json:
        print_document({"again": again})
    else:
        print_note(f"{len(again)} will be tried again by the process that serves, within seconds.")
    return Exit.FINE


def _parked(kept: Kept) -> tuple[Parked, ...]:
    with kept.storage.begin() as uow:
        return uow.outbox.parked(_MOST)


def _line(parked: Parked, zone: tzinfo) -> str:
    case = f", question {parked.case_id[:6].upper()}" if parked.case_id is not None else ""
    code = f" ({parked.code})" if parked.code else ""
    moment = f"{parked.parked_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{moment}  {parked.delivery_id}  {parked.channel or 'no channel'}{case}: {_WHY[parked.reason]}{code}"


def _document(parked: Parked) -> Document:
    return {
        "id": parked.delivery_id,
        "case": parked.case_id,
        "channel": parked.channel,
        "reason": parked.reason.value,
        "code": parked.code,
        "parked_at": parked.parked_at.isoformat(),
    }
