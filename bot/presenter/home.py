"""The page where a person finds everything of their own; officers also what is at the desk, admins what is live."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.case import Case
from bot.message import Block, Field, Fields, Heading, Message
from bot.presenter.asker import present_own_cases
from bot.presenter.desk import case_lines
from bot.presenter.occasion import Occasion
from bot.presenter.overviews import present_greeting, present_topics
from bot.presenter.privacy import present_privacy
from bot.retention import Retention


@dataclass(frozen=True, slots=True)
class Home:
    """What is on the page of one person.

    Attributes:
        own: The person's own cases.
        at_desk: What runs at the desk; ``None`` for who is no officer.
        is_admin: Whether to show the state of the protocol.
    """

    own: tuple[Case, ...]
    at_desk: tuple[Case, ...] | None
    is_admin: bool


def present_home(home: Home, retention: Retention, occasion: Occasion) -> Message:
    """The page.

    Args:
        home: What is on it.
        retention: How long what is kept.
        occasion: The reader's, also for what is at the desk: the page speaks one language.
    """
    greeting = present_greeting(occasion, in_every_language=False)
    blocks = (
        *greeting.blocks,
        *_own(home, occasion),
        *(case_lines(home.at_desk, occasion) if home.at_desk is not None else ()),
        *(_protocol(occasion) if home.is_admin else ()),
        *present_topics(occasion).blocks,
        *present_privacy(retention, occasion).blocks,
    )
    return Message(greeting.summary, blocks, occasion.language)


def _own(home: Home, occasion: Occasion) -> Iterator[Block]:
    if not home.own:
        yield Heading(occasion.wording.say("asker.cases.title"))
    yield from present_own_cases(home.own, occasion).blocks


def _protocol(occasion: Occasion) -> Iterator[Block]:
    """What an admin wants to know at a glance."""
    wording, protocol = occasion.wording, occasion.protocol
    reviews = [protocol.review_date(clause) for clause in protocol.clauses]
    overdue = sum(1 for day in reviews if day is not None and day < occasion.today)
    yield Heading(wording.say("home.protocol"))
    yield Fields(
        (
            Field(wording.say("clause.protocol"), protocol.title.get(occasion.language)),
            Field(wording.say("clause.version"), protocol.version),
            Field(wording.say("home.clauses"), str(len(protocol.clauses))),
            Field(wording.say("home.overdue"), str(overdue)),
        )
    )
