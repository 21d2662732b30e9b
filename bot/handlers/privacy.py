"""What is kept of one person: told, handed out and erased."""

from dataclasses import dataclass, replace

from bot import steps
from bot.address import Person
from bot.case import OVER, Anonymous, Case, CaseState
from bot.events import AuditEntry, Happening, Origin
from bot.handlers import cases
from bot.handlers.turn import Turn
from bot.permissions import mark_of
from bot.ports import Ports
from bot.presenter import desk as to_desk
from bot.presenter.privacy import present_privacy

FORGOTTEN = "forgotten"
"""Stands where the key of a person stood who was erased."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of one person.

    Attributes:
        asked: The person's cases by name. Anonymous ones are left out: whoever reads this could learn who asked.
            The asker finds those in the chat, under their own cases.
        done: What the person did as an officer, in order.
    """

    asked: tuple[Case, ...]
    done: tuple[AuditEntry, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased of one person; how many anonymous cases were among it is not told.

    Attributes:
        versions_signed: Files, publications and reviews of the protocol that bore the person's name.
    """

    cases_removed: int
    cases_handled: int
    versions_signed: int
    audit_entries: int


def tell_privacy(origin: Origin, turn: Turn) -> None:
    """Tell anyone what is kept, for how long, and who sees it."""
    turn.answer(origin, present_privacy(turn.ports.retention, turn.occasion(origin.language)))


def export_person(person: Person, ports: Ports) -> Held:
    """All that is kept of the person, but for what only the person may know."""
    with ports.storage.begin() as uow:
        asked = uow.cases.of_asker(mark_of(person, ports.vault))
        held = Held(tuple(case for case in asked if not isinstance(case.asker, Anonymous)), uow.audit.by(person.key))
        Turn(uow, ports, ports.publications.live()).note(Happening.PERSON_EXPORTED)
        uow.commit()
    return held


def forget_person(person: Person, ports: Ports) -> Forgotten:
    """Erase the person: as an asker every case, as an officer or an admin every name.

    A case asked anonymously stays, withdrawn, without any trace of the person: were it deleted, the desk could tell
    from the gap who had asked.

    Raises:
        CaseChangedError: a case was changed meanwhile; nothing was done.
    """
    with ports.storage.begin() as uow:
        turn = Turn(uow, ports, ports.publications.live())
        mark, removed = mark_of(person, ports.vault), 0
        while own := uow.cases.of_asker(mark):
            for case in own:
                if isinstance(case.asker, Anonymous):
                    _cut_loose(case, turn)
                else:
                    _remove(case, turn)
                    removed += 1
        substitute = Person(person.channel, person.tenant, FORGOTTEN, turn.at_desk().wording.say("privacy.forgotten"))
        uow.outbox.remove_for(mark)
        handled = uow.cases.forget_officer(person.key, substitute)
        uow.followers.remove_person(mark)
        uow.campaigns.forget(mark)
        signed = sum(kept.forget(person.key, substitute) for kept in (uow.editions, uow.publications, uow.reviews))
        entries = uow.audit.forget_actor(person.key, FORGOTTEN)
        turn.note(Happening.PERSON_FORGOTTEN)
        uow.commit()
    ports.announcer.announce()
    return Forgotten(removed, handled, signed, entries)


def _remove(case: Case, turn: Turn) -> None:
    """Delete the case; its thread at the desk hears that nothing is left to do."""
    thread = turn.uow.threads.get(case.id)
    if case.state not in OVER and thread is not None:
        turn.tell(thread, to_desk.present_withdrawn(case, turn.at_desk()))
    turn.uow.cases.remove(case.id)


def _cut_loose(case: Case, turn: Turn) -> None:
    """Delete all that leads from the case to its asker, and end it where it runs."""
    now = turn.ports.clock.now()
    ended = case
    if case.state is CaseState.ANSWERED:
        ended = steps.close_quiet(case, now)
    elif case.state not in OVER:
        ended = steps.withdraw(case, now)
    if ended is not case:
        cases.wind_up(ended, turn)
        turn.tell_desk(ended, to_desk.present_withdrawn(ended, turn.at_desk()))
    turn.uow.cases.save(replace(ended, asker_mark=FORGOTTEN, conversation_mark=FORGOTTEN))
    turn.uow.addresses.remove(case.id)
