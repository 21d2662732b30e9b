"""A case as the desk sees it. The preview that the asker gets is made here too, so that the two cannot differ."""

import typing
from collections.abc import Iterator

from bot.address import Person
from bot.case import Anonymous, Author, Case, CaseState, Entry, Named
from bot.message import Block, Field, Fields, Heading, Message, Said
from bot.presenter.occasion import Occasion


def case_card(case: Case, occasion: Occasion) -> tuple[Block, ...]:
    """All that the desk gets to see of the case as it was asked: title, facts and question."""
    return (
        Heading(occasion.wording.say("card.title", reference=case.reference)),
        Fields(tuple(_facts(case, occasion))),
        Said(occasion.wording.say("card.question"), case.question),
    )


def present_case(case: Case, occasion: Occasion, *actions: Block) -> Message:
    """The case whole, with all that was written since and how it stands, for the desk."""
    wording = occasion.wording
    title = wording.say("card.title", reference=case.reference)
    written = (said(entry, case, occasion) for entry in case.entries[1:])
    blocks = (*case_card(case, occasion), standing(case, occasion), *written, *actions)
    return Message(f"{title}: {state_word(case, occasion)}", blocks, occasion.language)


def said(entry: Entry, case: Case, occasion: Occasion) -> Said:
    """An entry, under the name by which the desk knows who wrote it."""
    name = asker_name(case, occasion) if entry.author is Author.ASKER else named(entry.name, occasion)
    return Said(occasion.wording.say("card.entry", name=name, when=occasion.moment(entry.at)), entry.text)


def asker_name(case: Case, occasion: Occasion) -> str:
    """The asker as the desk may know them."""
    match case.asker:
        case Anonymous(pseudonym=pseudonym):
            return occasion.wording.say("card.anonymous", pseudonym=pseudonym)
        case Named(person=person, formerly=None):
            return person_name(person, occasion)
        case Named(person=person, formerly=pseudonym):
            return occasion.wording.say("card.revealed", name=person_name(person, occasion), pseudonym=pseudonym)
        case _:
            typing.assert_never(case.asker)


def person_name(person: Person | None, occasion: Occasion) -> str:
    """What to call the person: the name, or the platform's id where that is all there is."""
    return named("" if person is None else person.name or person.id, occasion)


def named(name: str, occasion: Occasion) -> str:
    """The name, or what to say where there is none."""
    return name or occasion.wording.say("desk.somebody")


def state_word(case: Case, occasion: Occasion) -> str:
    """How the case stands, in a few words."""
    return occasion.wording.say(f"card.state-of.{case.state}")


def _facts(case: Case, occasion: Occasion) -> Iterator[Field]:
    wording = occasion.wording
    yield Field(wording.say("card.from"), asker_name(case, occasion))
    yield Field(wording.say("card.asked"), occasion.moment(case.opened_at))
    yield Field(wording.say("card.expected"), occasion.moment(case.expected_by))
    yield Field(wording.say("card.language"), wording.say(f"language-name.{case.language}"))
    yield Field(wording.say("card.quoted"), _quoted(case, occasion))


def standing(case: Case, occasion: Occasion) -> Fields:
    """How the case stands: its state, at which line, with whom, and with which outcome."""
    return Fields(tuple(_standing(case, occasion)))


def _standing(case: Case, occasion: Occasion) -> Iterator[Field]:
    wording = occasion.wording
    yield Field(wording.say("card.state"), state_word(case, occasion))
    yield Field(wording.say("card.line"), wording.say(f"card.line-of.{case.line}"))
    if case.owner is not None:
        yield Field(wording.say("card.holder"), person_name(case.owner, occasion))
    if case.state is CaseState.CLOSED and case.outcome is not None:
        yield Field(wording.say("card.outcome"), wording.say(f"card.outcome-of.{case.outcome}"))


def _quoted(case: Case, occasion: Occasion) -> str:
    """The clause that the asker was shown, by its number and title where the live version still has it."""
    if case.clause_id is None:
        return occasion.wording.say("card.quoted-nothing")
    try:
        clause = occasion.protocol.clause(case.clause_id)
    except KeyError:
        return case.clause_id
    return occasion.wording.say("clause.short", number=clause.number, title=clause.title.get(occasion.language))
