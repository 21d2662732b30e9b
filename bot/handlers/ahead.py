"""A file that goes live in one act: its draft is kept ahead, so that every process has it ready to answer."""

from collections.abc import Callable
from contextlib import suppress

from bot.errors import PublishRefusedError, StorageUnavailableError
from bot.events import Happening
from bot.handlers import versions
from bot.handlers.drafts import Draft
from bot.handlers.turn import Turn
from bot.ports import Ports
from bot.publication import Edition, Publication, Stage, settled


def publish_ahead(
    load: Callable[[Turn], Draft], publish: Callable[[str, Turn], Publication | Edition], ports: Ports
) -> Publication | Edition:
    """Load a file, let the other processes make it ready, and only then publish it: they answer from it at once.

    What is refused leaves nothing behind: all of it is tried first, and nothing of that is kept. What is refused later,
    because something else went live meanwhile, is put aside.

    Args:
        load: Makes the draft, or finds the one that there is.
        publish: Lets the draft with this id go live.
        ports: What handlers need.

    Returns:
        As ``publish``.

    Raises:
        PublishRefusedError: it does not go live.
        StorageUnavailableError: it did not go live.
    """
    with ports.storage.begin() as uow:
        turn = Turn(uow, ports, ports.publications.live())
        outcome = publish(load(turn).edition.id, turn)
        if not _is_live_at_once(outcome):
            uow.commit()
            return outcome
    with ports.storage.begin() as uow:
        draft = load(Turn(uow, ports, ports.publications.live()))
        uow.commit()
    with suppress(StorageUnavailableError):  # if it is still away, publishing says so
        ports.publications.wait_for_others()
    try:
        with ports.storage.begin() as uow:
            outcome = publish(draft.edition.id, Turn(uow, ports, ports.publications.live()))
            uow.commit()
    except PublishRefusedError:
        if not draft.given_before:
            _put_aside(draft.edition, ports)
        raise
    return outcome


def _is_live_at_once(outcome: Publication | Edition) -> bool:
    """Whether it neither waits for another admin nor for its day."""
    return isinstance(outcome, Publication) and outcome.live_from <= outcome.published_at


def _put_aside(edition: Edition, ports: Ports) -> None:
    with ports.storage.begin() as uow:
        kept = uow.editions.get(edition.id)
        if kept.stage is Stage.DRAFT and kept.asked_by is None:
            turn = Turn(uow, ports, ports.publications.live())
            versions.settle(settled(kept, Stage.DISCARDED), turn)
            turn.note(Happening.DRAFT_DISCARDED, kept.id, actor=kept.author)
            uow.commit()
